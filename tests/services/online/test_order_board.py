"""A card says of an order what the order says of itself, and is another only when that is."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec import structs

from desktop.domain.tender import Means, Tenders
from desktop.services.counter.selling import Checkout
from desktop.services.online import order_board, order_carts, orders, pickup, preparation, walks
from desktop.services.online.order_board import BoardCard
from desktop.services.online.orders import OrderView
from desktop.services.online.pickup import HandOver
from desktop.services.shop import Shop
from sync.contract import v1
from sync.kernel.clock import SetClock
from sync.kernel.ids import new_id
from tests.support.a_shop import OWNER, a_shop, found
from tests.support.an_order import Placed, placed

TEA, COFFEE, RUSKS = ("the", 2), ("cafe", 1), ("biscottes", 1)
SAME = [
    "id",
    "number",
    "short_number",
    "state",
    "mode",
    "placed_at",
    "promised_from",
    "customer_name",
    "note",
    "is_paid",
    "total",
    "to_pay",
    "bags",
    "shelf",
    "carriage",
    "is_seen",
    "ready_at",
    "handed_over_at",
    "held_at",
]


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    builder = (
        a_shop(tmp_path)
        .with_product("Thé", 790, vat=550)
        .with_product("Café", 450, vat=550)
        .with_product("Biscottes", 210, vat=550)
        .with_product("Miel", 190, vat=550)
    )
    with builder.opened() as opened:
        yield opened


def cards(shop: Shop) -> dict[str, BoardCard]:
    board = order_board.board(shop)
    columns = (board.to_prepare, board.preparing, board.ready, board.handed_over_today)
    return {card.id: card for column in columns for card in column}


def must_agree(card: BoardCard, order: OrderView) -> None:
    assert [getattr(card, name) for name in SAME] == [getattr(order, name) for name in SAME]
    told = [(line.quantity, line.delivered_label) for line in order.lines]
    assert [(line.quantity, line.label) for line in card.lines] == told
    for code, there in ((card.holder, order.holder), (card.giver, order.giver)):
        assert (code and (code.code, code.name, code.role)) == (
            there and (there.code, there.name, there.role)
        )


def placed_line(shop: Shop) -> v1.OrderLine:
    return v1.OrderLine(
        line=new_id(),
        variant=found(shop, "the").variant_id,
        label="Thé",
        quantity=1000,
        unit="piece",
        unit_price_cents=790,
        gross_cents=790,
        vat_bp=550,
    )


def pay_for(order: Placed, line: str) -> None:
    cart = order_carts.cart_for(order.shop, order.id, (line,))
    cash = Tenders().add(Means.CASH, cart.total)
    checkout = Checkout(cart=cart, tenders=cash, staff=OWNER, order_id=order.id)
    how = HandOver(secret=order.code.secret, lines=(line,))
    pickup.hand_over(order.shop, order.id, OWNER, checkout=checkout, how=how)


def test_a_card_says_what_its_order_says_at_each_step(shop: Shop) -> None:
    order = placed(shop, TEA, COFFEE, RUSKS, customer_name="Zoé", note="Sans sac")
    must_agree(cards(shop)[order.id], order.view)
    preparation.begin(shop, order.id, OWNER)
    must_agree(cards(shop)[order.id], order.view)
    tea, coffee, rusks = (line.id for line in order.view.lines)
    preparation.mark_missing(shop, order.id, coffee)
    preparation.pick_by_hand(shop, order.id, tea)
    preparation.substitute(shop, order.id, rusks, found(shop, "miel").variant_id)
    preparation.pick_by_hand(shop, order.id, rusks)
    must_agree(cards(shop)[order.id], order.view)
    orders.mark_ready(shop, order.id, 2, "B2")
    must_agree(cards(shop)[order.id], order.view)
    pay_for(order, rusks)
    card = cards(shop)[order.id]
    must_agree(card, order.view)
    assert card.to_pay == order.view.lines[0].gross
    pay_for(order, tea)
    must_agree(cards(shop)[order.id], order.view)
    assert isinstance(shop.clock, SetClock)
    shop.clock.advance(timedelta(hours=14))
    assert order.id in cards(shop)
    shop.clock.advance(timedelta(hours=1))
    assert cards(shop) == {}, "it was handed over yesterday"


def test_only_an_order_that_changed_gets_another_card(shop: Shop) -> None:
    first, second = placed(shop, TEA), placed(shop, COFFEE, number="00421938")
    before = cards(shop)
    orders.accept(shop, first.id)
    after = cards(shop)
    assert after[first.id] != before[first.id]
    assert after[second.id] is before[second.id]


def test_what_the_way_costs_is_no_article_on_the_card_nor_on_the_walk(shop: Shop) -> None:
    fee = structs.replace(placed_line(shop), line=new_id(), variant="", label="Point relais")
    order = placed(shop, number="00421939", lines=(placed_line(shop), fee))
    card = cards(shop)[order.id]
    assert [line.label for line in card.lines] == ["Thé"]
    (stop,) = walks.pick_list(shop, [order.id])
    assert [each.line.label for each in stop.lines] == ["Thé"]
    assert card.total == order.view.total
