"""What goes back to a customer whose payment was begun and is not finished."""

from desktop.domain.tender import COUNTED, Tenders
from desktop.ui.wording import Wording
from sync.kernel.money import Money


def sums_to_give_back(say: Wording, tenders: Tenders) -> str:
    """Return the money that was put down, sum by sum; empty where none was.

    Gift cards and the like are not debited before the ticket: nothing of them goes back.
    """
    return ", ".join(
        say("pay.one_sum", amount=tender.amount, means=say(f"means.{tender.means.value}"))
        for tender in tenders.given
        if tender.means in COUNTED
    )


def words_on_giving_up(say: Wording, tenders: Tenders, asked: Money | None) -> str:
    """Return what to say when a payment is left; empty where nothing goes back or is asked.

    Args:
        say: the words.
        tenders: what was put down.
        asked: what the terminal was asked for and has not answered.
    """
    sums = sums_to_give_back(say, tenders)
    words = [say("pay.given_up", sums=sums)] if sums else []
    if asked is not None:
        words.append(say("pay.left_asking", amount=asked))
    return " ".join(words)


def words_on_quitting(say: Wording, tenders: Tenders) -> str:
    """Return what would be lost of a payment that was begun, if the program ended now."""
    words, sums = say("leaving.payment"), sums_to_give_back(say, tenders)
    return f"{words} {say('pay.to_give_back', sums=sums)}" if sums else words
