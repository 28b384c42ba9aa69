"""Goods for adults at the till: asked once a basket, refused or seen, and in the journal."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from desktop.domain.cart import Cart
from desktop.domain.tender import Means, Tenders
from desktop.errors import RefusedError
from desktop.services.books.journal import SqlStore
from desktop.services.counter import age_check, selling
from desktop.services.counter.selling import Checkout
from desktop.services.shop import Shop
from fiscal import EventCode, Kind
from sync.kernel.quantity import Quantity, Unit
from tests.support.a_shop import OWNER, AShop, a_shop, found

ONE = Quantity(1000, Unit.PIECE)


@pytest.fixture
def builder(tmp_path: Path) -> AShop:
    return (
        a_shop(tmp_path)
        .with_product("Whisky", 3900, flags=("age_18",))
        .with_product("Cidre", 400, flags=("age_18",))
        .with_product("Pain", 130, vat=550)
    )


@pytest.fixture
def shop(builder: AShop) -> Iterator[Shop]:
    with builder.opened() as opened:
        yield opened


def basket(shop: Shop, *names: str) -> Cart:
    cart = Cart()
    for name in names:
        cart = cart.add(found(shop, name), ONE)
    return cart


def paid(cart: Cart) -> Checkout:
    return Checkout(cart=cart, tenders=Tenders().add(Means.CASH, cart.total), staff=OWNER)


def told(shop: Shop) -> list[dict[str, object]]:
    with shop.look() as look:
        rows = list(SqlStore(look.connection, shop.settings.till).of_kind(Kind.EVENT, 0))
    bodies = [row.record().b for row in rows]
    return [each["data"] for each in bodies if each["code"] == EventCode.AGE_CHECKED]


def test_goods_for_adults_are_not_sold_before_the_age_was_seen(shop: Shop) -> None:
    cart = basket(shop, "whisky", "pain")
    with pytest.raises(RefusedError) as refused:
        selling.take_payment(shop, paid(cart))
    assert refused.value.code == "age_not_seen"
    assert selling.sales_today(shop) == ()

    done = selling.take_payment(shop, paid(cart.of_age()))
    assert told(shop) == [{"seen": True, "age": 18, "lines": 1, "ticket": done.number}]


def test_other_goods_are_asked_for_nothing(shop: Shop) -> None:
    selling.take_payment(shop, paid(basket(shop, "pain")))
    assert told(shop) == []


def test_the_age_is_asked_once_a_basket(shop: Shop) -> None:
    cart = basket(shop, "whisky").of_age()
    assert not cart.asks_age
    assert not cart.add(found(shop, "cidre"), ONE).asks_age


def test_a_basket_that_was_put_aside_is_asked_again(shop: Shop) -> None:
    kept = selling.park(shop, basket(shop, "whisky").of_age(), OWNER)
    assert selling.resume(shop, kept.id).asks_age


def test_refused_goods_leave_the_ticket_and_are_noted(shop: Shop) -> None:
    cart = basket(shop, "whisky", "pain", "cidre")
    left = cart.without_adult_goods()
    assert [line.item.label for line in left.lines] == ["Pain"]
    assert not left.asks_age
    assert len(left.voided) == 2
    age_check.note_refused(shop, cart, OWNER)
    assert told(shop) == [{"seen": False, "age": 18, "lines": 2}]


@pytest.mark.parametrize(
    ("now", "born"),
    [
        (datetime(2026, 11, 23, 8, 30, tzinfo=UTC), date(2008, 11, 23)),
        # In Paris it is the next day already.
        (datetime(2026, 6, 30, 22, 30, tzinfo=UTC), date(2008, 7, 1)),
        (datetime(2028, 2, 29, 12, 0, tzinfo=UTC), date(2010, 2, 28)),
    ],
)
def test_the_latest_day_of_birth_is_that_of_the_shops_own_day(
    builder: AShop, now: datetime, born: date
) -> None:
    with builder.with_closed_till().at(now).opened() as shop:
        assert age_check.born_by(shop) == born
