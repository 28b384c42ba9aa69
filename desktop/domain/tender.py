"""What the customer puts on the counter, and what goes back."""

from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from desktop.domain.cells import one_line
from desktop.errors import RefusedError
from sync.kernel.money import Money, total_of

MAX_TENDERS = 20
MAX_CENTS = 10**11
"""As much as one line may cost; what lies beyond is a barcode typed into the amount."""
TOLD_LETTERS = 40
"""Of a tender's reference and label, as many as its row keeps."""
CASH_STEP_BE = 5
"""Belgian law rounds what is paid in cash to five cents (Economic Code VI.7/1)."""


class Means(StrEnum):
    """How money changes hands; the values are those of the wire and the documents."""

    CASH = "cash"
    CARD = "card"
    CHEQUE = "cheque"
    MEAL_VOUCHER = "meal_voucher"
    GIFT_CARD = "gift_card"
    CREDIT_NOTE = "credit_note"
    TRANSFER = "transfer"
    ON_ACCOUNT = "on_account"
    #: Paid on the marketplace before it was collected.
    ONLINE = "online"
    #: Paid before, as an advance that this sale settles.
    ADVANCE = "advance"
    #: What goods brought back in the same breath are worth.
    EXCHANGE = "exchange"


COUNTED = frozenset({Means.CASH, Means.CARD, Means.CHEQUE, Means.MEAL_VOUCHER, Means.TRANSFER})
"""Means that are money by themselves; the others stand for an entry in our own books."""


class Tender(Struct, frozen=True):
    """One sum put down."""

    means: Means
    amount: Money
    #: Authorisation number of a terminal, number of a cheque, end of a voucher's code; never a
    #: card number.
    reference: str = ""
    #: Issuer of meal vouchers, scheme of a card.
    label: str = ""
    #: Last four digits of a card.
    last4: str = ""
    #: What it draws on: code of a voucher, id of a terminal's payment or of an advance. Never
    #: printed, never signed: whoever reads a voucher's code can spend it.
    token: str = ""


class Kept(Struct, frozen=True):
    """What stays in the till of one tender, and what was handed over for it."""

    means: Means
    amount: Money
    given: Money
    reference: str = ""
    label: str = ""
    last4: str = ""
    token: str = ""


class Tenders(Struct, frozen=True):
    """The sums put down so far. It never changes: `add` returns the next one."""

    given: tuple[Tender, ...] = ()
    #: Coins that exist, in cents: 5 in Belgium, 1 elsewhere.
    cash_step: int = 1

    def add(
        self,
        means: Means,
        amount: Money,
        reference: str = "",
        *,
        label: str = "",
        last4: str = "",
        token: str = "",
    ) -> "Tenders":
        """Return the sums with one more.

        Raises:
            RefusedError: tender_out_of_range, too_many_tenders; tender_used_twice, when the same
                voucher, card payment or advance is there already.
        """
        if not 0 < amount.cents <= MAX_CENTS:
            raise RefusedError("tender_out_of_range", amount=amount)
        if len(self.given) >= MAX_TENDERS:
            raise RefusedError("too_many_tenders", limit=MAX_TENDERS)
        if token and any(tender.token == token for tender in self.given):
            raise RefusedError("tender_used_twice", reference=reference)
        told, named = one_line(reference, TOLD_LETTERS), one_line(label, TOLD_LETTERS)
        tender = Tender(means, amount, told, named, last4, token)
        return replace(self, given=(*self.given, tender))

    def take_back(self, position: int) -> "Tenders":
        """Return the sums without one that was put down by mistake.

        Raises:
            RefusedError: no_such_tender.
        """
        if not 0 <= position < len(self.given):
            raise RefusedError("no_such_tender", position=position)
        return replace(self, given=self.given[:position] + self.given[position + 1 :])

    @property
    def total(self) -> Money:
        """Return everything put down."""
        return total_of([tender.amount for tender in self.given])

    @property
    def has_cash(self) -> bool:
        """Tell whether cash is among it."""
        return any(tender.means is Means.CASH for tender in self.given)

    def by(self, means: Means) -> Money:
        """Return what was put down by one means."""
        return total_of([tender.amount for tender in self.given if tender.means is means])

    def rounding(self, total: Money) -> Money:
        """Return what cash rounding adds to the total; nothing where every cent has its coin."""
        if self._is_paid_out(total):
            return -round_to_coins(-total, self.cash_step) - total
        if not self.has_cash or self.cash_step == 1:
            return Money(0)
        return round_to_coins(self._cash_due(total), self.cash_step) - self._cash_due(total)

    def remaining(self, total: Money) -> Money:
        """Return what is still to be paid, never less than nothing."""
        return max(total + self.rounding(total) - self.total, Money(0))

    def change_for(self, total: Money) -> Money:
        """Return what goes back to the customer, from the cash.

        Raises:
            RefusedError: not_enough_tendered; no_change_possible, when more was put down by means
                that give no change than is due.
        """
        if self._is_paid_out(total):
            return Money(0)
        if self.remaining(total):
            raise RefusedError("not_enough_tendered", missing=self.remaining(total))
        change = self.total - total - self.rounding(total)
        if change > self.by(Means.CASH):
            raise RefusedError("no_change_possible", over=change - self.by(Means.CASH))
        return change

    def kept_for(self, total: Money) -> tuple[Kept, ...]:
        """Return what stays in the till, the change taken off the cash, the last note first.

        Cash that goes back whole is left out. The amounts add up to total + rounding.

        Raises:
            RefusedError: as `change_for`.
        """
        if self._is_paid_out(total):
            paid_out = total + self.rounding(total)
            return (Kept(Means.CASH, paid_out, paid_out),)
        change = self.change_for(total)
        kept: list[Kept] = []
        for tender in reversed(self.given):
            back = min(change, tender.amount) if tender.means is Means.CASH else Money(0)
            change -= back
            if tender.amount - back:
                kept.append(
                    Kept(
                        tender.means,
                        tender.amount - back,
                        tender.amount,
                        tender.reference,
                        tender.label,
                        tender.last4,
                        tender.token,
                    )
                )
        return tuple(reversed(kept))

    def _is_paid_out(self, total: Money) -> bool:
        """Tell whether the till owes the customer: more empties came back than goods went."""
        return total.cents < 0 and not self.given

    def _cash_due(self, total: Money) -> Money:
        others = self.total - self.by(Means.CASH)
        return max(total - others, Money(0))


def round_to_coins(amount: Money, step: int) -> Money:
    """Return the amount that can be paid in coins of `step` cents and their multiples.

    An amount no larger than one such coin is left as it is: the law rounds what is above it.
    """
    if amount.cents <= step:
        return amount
    whole, rest = divmod(amount.cents, step)
    return Money((whole + (2 * rest >= step)) * step, amount.currency)


def meal_voucher_room(tenders: Tenders, food: Money, cap: Money | None) -> Money:
    """Return how much may still be put down in meal vouchers.

    Args:
        tenders: what was put down so far.
        food: what the lines that may be paid so come to.
        cap: most a day by law, None where there is no limit.
    """
    room = (food if cap is None else min(food, cap)) - tenders.by(Means.MEAL_VOUCHER)
    return max(room, Money(0))
