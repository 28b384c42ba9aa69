from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from desktop.domain.cart import Cart
from desktop.domain.tender import Means
from desktop.services.counter import customers, returns, selling
from desktop.services.counter.customers import CustomerDraft
from desktop.services.counter.ticket_search import search_tickets, sold
from desktop.services.shop import Shop
from desktop.services.till import till_sessions
from sync.kernel.ids import new_id
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity
from sync.kernel.vat import VatRate
from tests.support.a_shop import MORNING, OWNER, AShop, a_cart, a_shop, paid_in_cash, sell

CHEESE, HONEY = "Comté 18 mois", "Miel de lavande"
MONDAY = MORNING.date()
TUESDAY = MONDAY + timedelta(days=1)


@pytest.fixture
def builder(tmp_path: Path) -> AShop:
    return a_shop(tmp_path).with_product(CHEESE, 2890, vat=550).with_product(HONEY, 780, vat=550)


@pytest.fixture
def shop(builder: AShop) -> Iterator[Shop]:
    """Return a shop that sold honey on Monday, cheese and honey on Tuesday."""
    with builder.opened() as shop:
        sell(shop, HONEY)
        till_sessions.close_till(shop, None, OWNER)
        builder.at(MORNING + timedelta(days=1))
        till_sessions.open_till(shop, Money(100_00), OWNER)
        sell(shop, CHEESE, HONEY)
        yield shop


def numbers(
    shop: Shop, typed: str, first: date | None = None, last: date | None = None
) -> list[int]:
    return [int(each.number[-6:]) for each in search_tickets(shop, typed, first, last)]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("", [2, 1]),
        ("2", [2]),
        ("T01-2026-000001", [1]),
        ("comte", [2]),
        ("LAVANDE", [2, 1]),
        ("7,80", [1]),
        ("36,70", [2]),
        (MONDAY.strftime("%d/%m/%Y"), [1]),
        ("miel 36,70", [2]),
        ("rien de tel", []),
        ("999999999999999999999", []),
        ("%", [2, 1]),
    ],
)
def test_a_ticket_is_found_by_what_people_remember_of_it(
    shop: Shop, typed: str, found: list[int]
) -> None:
    assert numbers(shop, typed) == found


def test_a_ticket_is_found_by_the_name_of_its_customer(shop: Shop) -> None:
    buyer = customers.add(shop, CustomerDraft(name="Hélène Durand")).buyer
    cart = a_cart(shop, HONEY).for_buyer(buyer)
    selling.take_payment(shop, paid_in_cash(cart))

    assert numbers(shop, "helene") == [3]
    assert numbers(shop, "durand miel") == []


def test_the_search_keeps_to_the_days_it_was_given(shop: Shop) -> None:
    assert numbers(shop, "miel", TUESDAY, TUESDAY) == [2]
    assert numbers(shop, "", None, MONDAY) == [1]


def test_a_refund_is_found_by_its_amount_too(shop: Shop) -> None:
    (monday,) = search_tickets(shop, "1")
    returns.refund(shop, monday.id, (), Means.CASH, OWNER, "abîmé", refund_id=new_id())

    assert numbers(shop, "7,80") == [3, 1]


def test_an_article_without_a_record_is_found_by_what_its_ticket_called_it(shop: Shop) -> None:
    heel = selling.quick_item("Talon recollé", Money(1500), VatRate(2000))
    selling.take_payment(shop, paid_in_cash(Cart().add(heel, Quantity.pieces(1))))

    assert numbers(shop, "talon") == [3]


def test_what_was_sold_is_told_by_article_with_refunds_taken_off(shop: Shop) -> None:
    (tuesday,) = search_tickets(shop, "2")
    returns.refund(shop, tuesday.id, (), Means.CASH, OWNER, "abîmé", refund_id=new_id())
    sell(shop, (HONEY, 2))

    told = {
        each.label: (each.quantity.thousandths, each.gross.cents)
        for each in sold(shop, TUESDAY, TUESDAY)
    }

    assert told == {HONEY: (2000, 1560), CHEESE: (0, 0)}
    assert next(each.label for each in sold(shop, MONDAY, TUESDAY)) == HONEY
