"""A record the journal refuses is our bug: nothing is sold or given back, and the journal says so."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from desktop.domain.tender import Means, Tenders
from desktop.services.counter import returns, selling
from desktop.services.counter.refunds import compose_refund
from desktop.services.counter.returns import GoodsBack
from desktop.services.counter.selling import Checkout
from desktop.services.counter.tickets import TicketLine
from desktop.services.online import order_carts, pickup
from desktop.services.shop import Shop
from fiscal import BodyRefusedError
from sync.kernel.ids import new_id
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity
from tests.support.a_shop import OWNER, a_cart, a_shop, found, paid_in_cash, sell
from tests.support.an_order import placed

CENT = Money(1)


def told(shop: Shop) -> list[tuple[str, str]]:
    """Return kind and operator of the records the journal says it refused."""
    with shop.look() as look:
        rows = look.connection.exec_driver_sql(
            "SELECT c FROM journal_record WHERE kind = 'EVENT' ORDER BY seq"
        ).all()
    records = [json.loads(row.c) for row in rows]
    return [
        (record["b"]["data"]["kind"], record["op"])
        for record in records
        if record["b"]["code"] == 91
    ]


def records(shop: Shop, kind: str) -> int:
    with shop.look() as look:
        rows = look.connection.exec_driver_sql(
            "SELECT count(*) FROM journal_record WHERE kind = ?", (kind,)
        )
        count: int = rows.scalar_one()
    return count


def a_cent_off(lines: tuple[TicketLine, ...]) -> tuple[TicketLine, ...]:
    return tuple(replace(line, gross=line.gross + CENT) for line in lines)


@pytest.fixture
def faulty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the till add a cent to every line on its way to the journal."""
    lines, compose, without = selling._lines, compose_refund, returns._line_without_ticket
    monkeypatch.setattr(selling, "_lines", lambda cart: a_cent_off(lines(cart)))

    def composed(*asked: object) -> object:
        whole = compose(*asked)  # type: ignore[arg-type]
        return replace(whole, lines=a_cent_off(whole.lines))

    monkeypatch.setattr(returns, "compose_refund", composed)
    monkeypatch.setattr(
        returns, "_line_without_ticket", lambda goods: replace(without(goods), gross=CENT)
    )


Act = Callable[[Shop], object]


def sale_of(shop: Shop) -> Act:
    checkout = paid_in_cash(a_cart(shop, "lampe"))
    return lambda shop: selling.take_payment(shop, checkout)


def refund_of(shop: Shop) -> Act:
    sold = sell(shop, "lampe")
    return lambda shop: selling.refund(shop, sold.sale_id, (), Means.CASH, OWNER, "rendu")


def refund_without_receipt_of(shop: Shop) -> Act:
    goods = GoodsBack(item=found(shop, "lampe"), quantity=Quantity.pieces(1), price=Money(12_50))
    return lambda shop: returns.refund_without_receipt(
        shop, goods, Means.CASH, OWNER, "rendu", refund_id=new_id()
    )


def hand_over_of(shop: Shop) -> Act:
    order = placed(shop, ("lampe", 1)).ready()
    cart = order_carts.cart_for(shop, order.id)
    checkout = Checkout(
        cart=cart, tenders=Tenders().add(Means.CARD, cart.total), staff=OWNER, order_id=order.id
    )
    return lambda shop: pickup.hand_over(
        shop, order.id, OWNER, reason="sans code", checkout=checkout
    )


@pytest.mark.parametrize(
    ("begin", "kind"),
    [
        (sale_of, "SALE"),
        (refund_of, "REFUND"),
        (refund_without_receipt_of, "REFUND"),
        (hand_over_of, "SALE"),
    ],
)
def test_a_record_that_does_not_add_up_leaves_its_trace_and_nothing_else(
    tmp_path: Path,
    request: pytest.FixtureRequest,
    begin: Callable[[Shop], Act],
    kind: str,
) -> None:
    with a_shop(tmp_path).with_product("Lampe", 12_50).opened() as shop:
        act = begin(shop)
        before = records(shop, kind)
        request.getfixturevalue("faulty")

        with pytest.raises(BodyRefusedError):
            act(shop)

        assert told(shop) == [(kind, OWNER)]
        assert records(shop, kind) == before
