"""What goes back to a customer whose payment was begun and is not finished."""

from desktop.domain.tender import COUNTED, Tenders
from desktop.ui.wording import Wording


def sums_to_give_back(say: Wording, tenders: Tenders) -> str:
    """Return the money that was put down, sum by sum; empty where none was.

    Gift cards and the like are not debited before the ticket: nothing of them goes back.
    """
    return ", ".join(
        say("pay.one_sum", amount=tender.amount, means=say(f"means.{tender.means.value}"))
        for tender in tenders.given
        if tender.means in COUNTED
    )
