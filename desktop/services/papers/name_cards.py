"""Cards of customers and badges of the staff, on paper."""

from desktop.domain.cards import badge, read_card, spaced
from desktop.errors import RefusedError
from desktop.services.counter import customers
from desktop.services.papers import print_queue
from desktop.services.papers.receipts import letterhead
from desktop.services.shop import Shop
from desktop.services.team.staff import crew_of
from printing.documents import NameCard


def print_card(shop: Shop, customer_id: str) -> str:
    """Queue a customer's card and return its job.

    Raises:
        RefusedError: unknown_customer; no_card, while they have none, or one of another house;
            no_printer.
    """
    known = customers.customer(shop, customer_id)
    number = read_card(known.draft.card)
    if number is None:
        raise RefusedError("no_card", name=known.called)
    return _print(shop, known.called, number)


def print_badge(shop: Shop, staff_code: str) -> str:
    """Queue the badge of somebody who works here and return its job.

    It names them at the till; the PIN is asked all the same.

    Raises:
        RefusedError: unknown_person, no_printer.
    """
    person = crew_of(shop).people.get(staff_code)
    if person is None:
        raise RefusedError("unknown_person", text=staff_code)
    return _print(shop, person.name or person.code, badge(person.code))


def _print(shop: Shop, name: str, number: str) -> str:
    with shop.begin() as work:
        job = print_queue.queue(
            work,
            NameCard(
                shop=letterhead(shop.settings), name=name, number=spaced(number), qr_text=number
            ),
            printer=shop.settings.label_printer or shop.settings.receipt_printer,
            kind="card",
            title=name,
            ref="",
        )
        work.commit()
    return job
