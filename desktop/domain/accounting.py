"""What a day's closing is in double entry, and on which accounts by default.

The figures are those of the signed closing; nothing is computed again but the sides. An amount
below zero stands on the other side, so that no debit or credit is negative.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from desktop.errors import RefusedError

#: French chart (PCG) and Belgian chart (PCMN): usual numbers, which every accountant has changed.
_DEFAULTS: Mapping[str, Mapping[str, str]] = {
    "FR": {
        "cash": "530000",
        "card": "511500",
        "cheque": "511200",
        "transfer": "512000",
        "online": "511700",
        "meal_voucher": "511800",
        "gift_card": "419700",
        "credit_note": "419800",
        "advance": "419100",
        "exchange": "580100",
        "wallet": "467000",
        "account": "411000",
        "advances": "419100",
        "deposits": "419600",
        "vouchers": "419700",
        "rounding_gain": "758000",
        "rounding_loss": "658000",
        "difference_gain": "758000",
        "difference_loss": "658000",
        "cash_moves": "580000",
        "sales": "707",
        "vat": "44571",
    },
    "BE": {
        "cash": "570000",
        "card": "580100",
        "cheque": "580200",
        "transfer": "550000",
        "online": "580300",
        "meal_voucher": "580400",
        "gift_card": "489100",
        "credit_note": "489200",
        "advance": "460000",
        "exchange": "580900",
        "wallet": "489300",
        "account": "400000",
        "advances": "460000",
        "deposits": "488000",
        "vouchers": "489100",
        "rounding_gain": "743000",
        "rounding_loss": "643000",
        "difference_gain": "743000",
        "difference_loss": "643000",
        "cash_moves": "580000",
        "sales": "700",
        "vat": "451",
    },
}
_BY_RATE = ("sales", "vat")
"""Accounts of which each rate has its own: the number begins so and ends with the rate."""
_NUMBER = re.compile(r"[0-9][0-9A-Z]{2,11}")


@dataclass(frozen=True, slots=True)
class Chart:
    """The shop's account numbers: the country's usual ones, those the accountant gave in their place."""

    country: str
    given: Mapping[str, str] = field(default_factory=dict)

    @property
    def codes(self) -> tuple[str, ...]:
        """Return what there is an account for, without the rates."""
        return tuple(self._usual)

    @property
    def _usual(self) -> Mapping[str, str]:
        return _DEFAULTS.get(self.country, _DEFAULTS["FR"])

    def account(self, code: str) -> str:
        """Return the number of an account.

        Raises:
            RefusedError: account_invalid, for a number no accounting program takes.
        """
        base = code.partition(":")[0]
        number = self.given.get(code) or self.given.get(base) or self._usual[base]
        if base in _BY_RATE and code not in self.given:
            number = f"{number}{int(code.partition(':')[2]) // 10:03d}"
        if not _NUMBER.fullmatch(number):
            raise RefusedError("account_invalid", account=number)
        return number


@dataclass(frozen=True, slots=True)
class Posting:
    """One line of an entry, cents; one of both sides is zero."""

    #: What it is ("cash", "sales:2000"): the key of its account and of its words.
    code: str
    debit: int = 0
    credit: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What one Z is in the books: debits and credits are equal."""

    till: str
    #: Number of the closing.
    number: int
    day: date
    #: First digits of the closing's hash: leads back to the signed record.
    seal: str
    postings: tuple[Posting, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DayFigures:
    """The figures of a signed closing that the books need, cents."""

    till: str
    number: int
    day: date
    seal: str
    #: Means (lower case) -> amount.
    payments: Mapping[str, int]
    #: Rate in basis points -> (gross, net, VAT), of turnover and of advances.
    vat: Mapping[int, tuple[int, int, int]]
    advance_vat: Mapping[int, tuple[int, int, int]]
    deposits: int
    vouchers: int
    rounding: int
    #: Cash put in less cash taken out beside sales, and what a count found too much.
    cash_moved: int
    difference: int


def entry_of(figures: DayFigures) -> Entry:
    """Return the entry of a closing.

    Raises:
        RefusedError: entry_unbalanced, which the closing's own checks make impossible.
    """
    sides: dict[str, int] = {}

    def post(code: str, debit: int) -> None:
        sides[code] = sides.get(code, 0) + debit

    for means, amount in figures.payments.items():
        post(means, amount)
    for rate, (_gross, net, vat) in figures.vat.items():
        post(f"sales:{rate}", -net)
        post(f"vat:{rate}", -vat)
    for rate, (_gross, net, vat) in figures.advance_vat.items():
        post("advances", -net)
        post(f"vat:{rate}", -vat)
    post("deposits", -figures.deposits)
    post("vouchers", -figures.vouchers)
    post("rounding_gain" if figures.rounding > 0 else "rounding_loss", -figures.rounding)
    post("cash", figures.cash_moved + figures.difference)
    post("cash_moves", -figures.cash_moved)
    gain = figures.difference > 0
    post("difference_gain" if gain else "difference_loss", -figures.difference)
    if sum(sides.values()):
        raise RefusedError("entry_unbalanced", number=figures.number)
    return Entry(
        till=figures.till,
        number=figures.number,
        day=figures.day,
        seal=figures.seal,
        postings=tuple(
            Posting(code, debit=max(amount, 0), credit=max(-amount, 0))
            for code, amount in sides.items()
            if amount
        ),
    )
