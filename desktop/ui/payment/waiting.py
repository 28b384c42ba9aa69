"""What waits to be used or answered when somebody pays."""

from collections.abc import Container
from typing import TYPE_CHECKING

from msgspec import Struct

from desktop.services.money import advances, card_payments
from desktop.services.shop import Shop

if TYPE_CHECKING:
    from desktop.services.money.advances import AdvanceView
    from desktop.services.money.card_payments import CardPayment


class Waiting(Struct, frozen=True, kw_only=True):
    """Advances and card payments that no ticket has yet."""

    held: "tuple[AdvanceView, ...]"
    #: Charged to a card, in no ticket.
    unspent: "tuple[CardPayment, ...]"
    #: Nobody knows what the terminal did.
    unknown: "tuple[CardPayment, ...]"
    #: Given back to a card, told by no ticket.
    unwritten: "tuple[CardPayment, ...]"

    def without(
        self, used: Container[str]
    ) -> "tuple[tuple[AdvanceView, ...], tuple[CardPayment, ...]]":
        """Return the advances and the charged cards that were not put down by these tokens."""
        return (
            tuple(each for each in self.held if each.id not in used),
            tuple(each for each in self.unspent if each.id not in used),
        )


def read_waiting(shop: Shop) -> Waiting:
    """Return what waits in the shop. Runs on the ledger thread."""
    return Waiting(
        held=advances.held(shop),
        unspent=card_payments.unspent(shop),
        unknown=card_payments.open_payments(shop),
        unwritten=card_payments.unwritten(shop),
    )
