"""What is left of a bill, and what each means takes of it. No widget, no rule of the trade."""

from dataclasses import dataclass, field, replace

from msgspec import structs

from desktop.domain.tender import Means, Tender, Tenders, meal_voucher_room
from desktop.errors import RefusedError
from desktop.services.money import cash_ceiling, meal_vouchers
from desktop.services.shop import Shop
from desktop.ui.payment.bill import NOTHING, Bill
from sync.kernel.money import Money

_ONE_CENT = Money(1)


@dataclass(frozen=True, slots=True)
class Reckoning:
    """A bill and what was put down for it; putting down returns another one."""

    bill: Bill = field(default_factory=lambda: Bill(due=NOTHING))
    tenders: Tenders = field(default_factory=Tenders)
    #: Most that meal vouchers may pay of it; None where no law says.
    cap: Money | None = None

    @classmethod
    def of(cls, shop: Shop, bill: Bill) -> "Reckoning":
        """Return the reckoning of a bill with nothing put down but what goods brought back pay."""
        tenders = Tenders(cash_step=shop.settings.cash_step)
        if bill.exchange:
            tenders = tenders.add(Means.EXCHANGE, bill.exchange)
        return cls(bill, tenders, meal_vouchers.cap(shop))

    @property
    def left(self) -> Money:
        """Return what is still to be paid."""
        return self.tenders.remaining(self.bill.due)

    @property
    def has_tenders(self) -> bool:
        """Tell whether something was put down."""
        return bool(self.tenders.given)

    @property
    def is_settled(self) -> bool:
        """Tell whether the bill is covered, or takes any amount."""
        return not self.left or self.bill.takes_any

    @property
    def meal_room(self) -> Money:
        """Return what meal vouchers may still pay."""
        return meal_voucher_room(self.tenders, self.bill.food, self.cap)

    def meal_offer(self, typed: Money | None) -> Money:
        """Return what a touch on meal vouchers takes, when so much was typed or nothing."""
        if self.bill.is_money_only:
            return NOTHING
        other, room = self.left if typed is None else typed, self.meal_room
        # No food in the basket, or all of it paid: nothing that meal vouchers could take.
        return min(other, room) if typed is None or not room else typed

    def is_too_much(self, amount: Money) -> bool:
        """Tell whether no means but cash may take an amount: it would give change."""
        return amount > self.left and not self.bill.takes_any

    def asked(self, means: Means) -> Money:
        """Return all that is left, in coins that exist when it is paid in cash."""
        if means is not Means.CASH or not self.left:
            return self.left
        return self.tenders.add(means, _ONE_CENT).remaining(self.bill.due) + _ONE_CENT

    def with_due(self, due: Money, food: Money) -> "Reckoning":
        """Return the same with another amount due: an article came while the customer paid."""
        return replace(self, bill=structs.replace(self.bill, due=due, food=food))

    def put_down(self, shop: Shop, wanted: Tender) -> "Reckoning":
        """Return the reckoning with one tender more.

        Raises:
            RefusedError: customer_missing, cash_ceiling, tender_out_of_range, no_change_possible.
        """
        if wanted.means is Means.ON_ACCOUNT and not self.bill.has_buyer:
            raise RefusedError("customer_missing")
        if wanted.means is Means.CASH:
            kept = min(wanted.amount, self.asked(Means.CASH))
            cash_ceiling.check(shop, self.tenders.by(Means.CASH) + kept)
        tenders = self.tenders.add(
            wanted.means,
            wanted.amount,
            wanted.reference,
            label=wanted.label,
            last4=wanted.last4,
            token=wanted.token,
        )
        if not tenders.remaining(self.bill.due):
            tenders.change_for(self.bill.due)
        return replace(self, tenders=tenders)

    def take_back(self, position: int) -> "Reckoning":
        """Return the reckoning without a tender."""
        return replace(self, tenders=self.tenders.take_back(position))
