"""The board shows what is to be done by when; each step is the counter's, told, and in its order."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import text

from desktop.errors import RefusedError
from desktop.services.online import order_board, orders, pickup
from desktop.services.online.order_board import BoardCard
from desktop.services.shop import Shop, Topic
from sync.kernel.clock import milliseconds
from sync.kernel.ids import new_id
from sync.kernel.money import Money
from sync.kernel.order_states import OrderState
from tests.support.a_shop import MORNING, OWNER, AShop, a_shop, open_again
from tests.support.an_order import placed

TEA, COFFEE = ("the", 1), ("cafe", 2)


@pytest.fixture
def builder(tmp_path: Path) -> AShop:
    return (
        a_shop(tmp_path)
        .with_product("Thé", 790, vat=550, code="3017620422003")
        .with_product("Café", 450, vat=550)
    )


@pytest.fixture
def shop(builder: AShop) -> Iterator[Shop]:
    with builder.opened() as opened:
        yield opened


def told(shop: Shop) -> list[tuple[str, dict[str, object]]]:
    with shop.look() as look:
        rows = look.connection.execute(text("SELECT kind, body FROM outbox ORDER BY seq")).all()
    return [
        (row.kind, msgspec.json.decode(row.body)) for row in rows if row.kind.startswith("order.")
    ]


def numbers(column: tuple[BoardCard, ...]) -> list[str]:
    return [order.number for order in column]


def test_an_order_walks_across_the_board(shop: Shop) -> None:
    order = placed(shop, TEA, COFFEE)
    assert numbers(order_board.board(shop).to_prepare) == ["00421937"]
    orders.accept(shop, order.id)
    assert numbers(order_board.board(shop).to_prepare) == ["00421937"]
    orders.start_preparing(shop, order.id)
    assert numbers(order_board.board(shop).preparing) == ["00421937"]


def test_the_oldest_promise_stands_first(shop: Shop) -> None:
    at = milliseconds(MORNING)
    for number, minutes in (("00000001", 90), ("00000002", 30), ("00000003", 60)):
        placed(shop, TEA, number=number, promised_from=at + minutes * 60_000)
    assert numbers(order_board.board(shop).to_prepare) == ["00000002", "00000003", "00000001"]


def test_what_was_handed_over_yesterday_is_off_the_board(builder: AShop, shop: Shop) -> None:
    order = placed(shop, TEA, payment="online", paid_cents=790).ready()
    pickup.hand_over(shop, order.id, OWNER, secret=order.code.secret)
    assert numbers(order_board.board(shop).handed_over_today) == ["00421937"]
    builder.at(MORNING + timedelta(hours=20))
    assert order_board.board(shop).handed_over_today == ()


def test_an_order_is_new_until_somebody_looks(shop: Shop) -> None:
    order = placed(shop, TEA)
    assert order_board.board(shop).unseen == 1
    heard: list[frozenset[Topic]] = []
    shop.changes.listen(heard.append)
    orders.mark_seen(shop, order.id)
    orders.mark_seen(shop, order.id)
    assert order_board.board(shop).unseen == 0
    assert [kind for kind, _ in told(shop)] == ["order.seen"]
    assert [Topic.ORDERS in topics for topics in heard] == [True]


def test_each_step_is_told_with_the_version_it_was_taken_on(shop: Shop) -> None:
    order = placed(shop, TEA, ver=7).ready(bags=2, shelf=" B3 ")
    steps = [(kind, body) for kind, body in told(shop) if kind != "order.line"]
    assert steps == [
        ("order.seen", {"order": order.id, "ver": 7}),
        ("order.accept", {"order": order.id, "base_ver": 7, "stood": "placed"}),
        ("order.prepare", {"order": order.id, "base_ver": 7, "stood": "accepted"}),
        (
            "order.ready",
            {"order": order.id, "base_ver": 7, "bags": 2, "shelf": "B3", "stood": "preparing"},
        ),
    ]
    view = order.view
    assert (view.state, view.bags, view.shelf, view.ready_at) == (
        OrderState.READY,
        2,
        "B3",
        MORNING,
    )


def test_a_refusal_takes_its_reason_along(shop: Shop) -> None:
    order = placed(shop, TEA)
    view = orders.refuse(shop, order.id, "Plus en stock")
    assert (view.state, view.reason) == (OrderState.REFUSED, "Plus en stock")
    assert told(shop)[-1][1]["reason"] == "Plus en stock"
    assert numbers(order_board.board(shop).to_prepare) == []


def test_a_step_back_leads_from_ready_to_preparing_to_accepted(shop: Shop) -> None:
    order = placed(shop, TEA).ready()
    assert orders.step_back(shop, order.id).state is OrderState.PREPARING
    assert orders.step_back(shop, order.id).state is OrderState.ACCEPTED


def test_an_accepted_order_may_be_given_up(shop: Shop) -> None:
    order = placed(shop, TEA).in_preparation()
    assert orders.cancel(shop, order.id, "Rien").state is OrderState.CANCELLED


Step = Callable[[Shop, str], object]


@pytest.mark.parametrize(
    ("state", "step"),
    [
        ("placed", orders.start_preparing),
        ("placed", orders.step_back),
        ("placed", orders.mark_ready),
        ("accepted", orders.accept),
        ("cancelled", orders.accept),
        ("expired", orders.start_preparing),
        ("handed_over", orders.step_back),
        ("refused", lambda shop, order: orders.refuse(shop, order, "x")),
        ("ready", lambda shop, order: orders.refuse(shop, order, "x")),
        ("placed", lambda shop, order: orders.cancel(shop, order, "x")),
    ],
)
def test_a_step_from_elsewhere_is_refused_and_not_told(shop: Shop, state: str, step: Step) -> None:
    order = placed(shop, TEA, state=state)
    with pytest.raises(RefusedError) as refused:
        step(shop, order.id)
    assert refused.value.code in {"order_step_refused", "order_lines_open"}
    assert order.view.state.value == state
    assert told(shop) == []


def test_an_order_with_an_open_line_is_not_ready(shop: Shop) -> None:
    order = placed(shop, TEA, COFFEE).in_preparation()
    with pytest.raises(RefusedError) as refused:
        orders.mark_ready(shop, order.id)
    assert (refused.value.code, refused.value.facts) == ("order_lines_open", {"count": 2})


@pytest.mark.parametrize("step", [orders.order, orders.accept, orders.mark_ready, orders.step_back])
def test_an_order_nobody_placed_is_unknown(shop: Shop, step: Step) -> None:
    with pytest.raises(RefusedError) as refused:
        step(shop, new_id())
    assert refused.value.code == "unknown_order"


def test_what_is_paid_online_is_not_owed(shop: Shop) -> None:
    paid = placed(shop, COFFEE, number="00000001", payment="online", paid_cents=900)
    owed = placed(shop, COFFEE, number="00000002")
    assert (paid.view.is_paid, paid.view.total, paid.view.to_pay) == (True, Money(900), Money(0))
    assert (owed.view.is_paid, owed.view.total, owed.view.to_pay) == (
        False,
        Money(900),
        Money(900),
    )
    assert owed.view.short_number == "0002"


def test_the_same_orders_are_there_after_a_restart(builder: AShop) -> None:
    with builder.opened() as shop:
        order = placed(shop, TEA, COFFEE).in_preparation()
        before = order.view
    again = open_again(builder.folder)
    assert orders.order(again, order.id) == before
    again.close()
