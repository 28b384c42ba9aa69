"""An order that is away stays as it left: what another counter says of it late wants a human."""

import pytest
from sqlalchemy import select

from marketplace.models.orders import OrderEvent, OrderLine
from marketplace.services import carriage, order_lines, orders
from sync.contract import v1
from sync.kernel.order_states import OrderState
from tests.marketplace.test_odd_orders import BAKERY, conclude_empty
from tests.marketplace.test_orders import make_ready, order_of, place, step
from tests.marketplace.towns import OpenTown
from tests.marketplace.ways import GROCER, HOME, offer_ways, order, pay, relay

BREAD = "Pain de campagne"
WAYS = ("merchant", "locker:gare", "relay")


def line_of(town: OpenTown, order_id: str) -> OrderLine:
    """Return the first line of an order; what its delivery costs comes last."""
    with town.database.read() as session:
        lines = select(OrderLine).where(OrderLine.order_id == order_id)
        return session.scalars(lines.order_by(OrderLine.position)).all()[0]


def packed(town: OpenTown, way: str) -> str:
    """Return an order of one line, ready to be taken to its customer."""
    offer_ways(town)
    (order_id,) = order(town, (BREAD, "2"), way=relay(town) if way == "relay" else way, **HOME)
    if way != "merchant":
        pay(town, order_id)
    say(town, order_id, v1.LineState.PICKED, 2000)
    make_ready(town, order_id)
    return order_id


def carry(town: OpenTown, order_id: str, stage: v1.CarriedStage, *given: str) -> None:
    told = v1.OrderCarried(order=order_id, at=1, by="01", stage=stage, given=given)
    with town.database.write() as session:
        carriage.carry(session, town.market.shops[BAKERY], told, town.clock.now())


def at_the_relay(town: OpenTown, order_id: str, *steps: v1.ParcelStage) -> None:
    for each in steps:
        told = v1.ParcelStep(parcel=order_id, at=1, by="02", step=each)
        with town.database.write() as session:
            carriage.take_parcel_step(session, town.market.shops[GROCER], told, town.clock.now())


def leave(town: OpenTown, order_id: str, way: str) -> None:
    if way == "locker:gare":
        carry(town, order_id, "deposited", line_of(town, order_id).id)
        return
    carry(town, order_id, "out", line_of(town, order_id).id)
    if way == "relay":
        at_the_relay(town, order_id, "received")


def say(town: OpenTown, order_id: str, state: v1.LineState, picked: int = 0) -> None:
    line = line_of(town, order_id)
    word = v1.OrderLineSet(order=order_id, line=line.id, state=state, picked=picked)
    with town.database.write() as session:
        order_lines.set_line(session, town.market.shops[BAKERY], word, town.clock.now())


@pytest.mark.parametrize("way", WAYS)
def test_a_late_word_moves_nothing_of_what_is_away_and_is_seen(town: OpenTown, way: str) -> None:
    order_id = packed(town, way)
    leave(town, order_id, way)
    left = order_of(town, order_id)
    assert (left.state, left.anomaly) == (OrderState.READY, "")
    ver = left.ver
    for late in ("open", "missing", "order.cancel", "order.expire"):
        if late.startswith("order."):
            assert step(town, order_id, late) == orders.StepResult("superseded", "ready")
        else:
            say(town, order_id, v1.LineState(late))
        conclude_empty(town, order_id)
        order = order_of(town, order_id)
        assert (order.state, order.total_cents) == (OrderState.READY, left.total_cents)
        assert (order.carriage, order.anomaly) == (left.carriage, "changed_while_away")
        # Whoever said it is told how it stands.
        assert order.ver > ver
        ver = order.ver
    if way == "relay":
        at_the_relay(town, order_id, "handed_over")
    else:
        carry(town, order_id, "delivered", line_of(town, order_id).id)
    order = order_of(town, order_id)
    assert (order.state, order.anomaly) == (OrderState.DELIVERED, "changed_while_away")
    with town.database.read() as session:
        kinds = session.scalars(select(OrderEvent.kind).where(OrderEvent.order_id == order_id))
        assert list(kinds).count("changed_while_away") == 4


def test_another_counters_same_finding_of_what_is_away_is_nothing_odd(town: OpenTown) -> None:
    order_id = packed(town, "merchant")
    leave(town, order_id, "merchant")
    say(town, order_id, v1.LineState.PICKED, 2000)
    assert step(town, order_id, "order.prepare") == orders.StepResult("superseded", "ready")
    order = order_of(town, order_id)
    assert (order.state, order.anomaly) == (OrderState.READY, "")


def test_what_was_emptied_here_and_sent_by_another_counter_is_ready_and_seen(
    town: OpenTown,
) -> None:
    order_id = packed(town, "relay")
    say(town, order_id, v1.LineState.MISSING)
    assert order_of(town, order_id).state == OrderState.PREPARING
    leave(town, order_id, "relay")
    conclude_empty(town, order_id)
    order = order_of(town, order_id)
    assert (order.state, order.anomaly) == (OrderState.READY, "changed_while_away")


def test_what_left_with_a_line_another_counter_had_not_is_seen_before_a_relay_gives_it(
    town: OpenTown,
) -> None:
    offer_ways(town)
    (order_id,) = order(town, (BREAD, "2"), ("Brioche tressée", "1"), way=relay(town))
    pay(town, order_id)
    make_ready(town, order_id)
    found = line_of(town, order_id)
    say(town, order_id, v1.LineState.MISSING)
    assert order_of(town, order_id).anomaly == ""
    carry(town, order_id, "out", found.id)
    assert order_of(town, order_id).anomaly == "changed_while_away"


def test_what_its_relay_did_not_keep_may_be_given_up(town: OpenTown) -> None:
    order_id = packed(town, "relay")
    leave(town, order_id, "relay")
    at_the_relay(town, order_id, "sent_back")
    assert step(town, order_id, "order.cancel").result == "ok"
    assert order_of(town, order_id).anomaly == ""


def test_what_is_back_in_the_shop_can_be_packed_anew(town: OpenTown) -> None:
    (order_id,) = place(town, (BREAD, "2"))
    make_ready(town, order_id)
    carry(town, order_id, "out")
    carry(town, order_id, "back")
    say(town, order_id, v1.LineState.OPEN)
    order = order_of(town, order_id)
    assert (order.state, order.anomaly) == (OrderState.PREPARING, "")
