"""An order that is away stays as it left: what another counter says of it late wants a human."""

import pytest
from sqlalchemy import select

from marketplace.models.orders import OrderLine, Parcel
from marketplace.models.town import Shop
from marketplace.services import carriage, hand_overs, leaving, order_lines, orders
from marketplace.services.order_entities import order_entity
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


def packed(town: OpenTown, way: str, *more: tuple[str, str]) -> str:
    """Return an order of one line, or more, ready to be taken to its customer."""
    offer_ways(town)
    (order_id,) = order(
        town, (BREAD, "2"), *more, way=relay(town) if way == "relay" else way, **HOME
    )
    if way != "merchant":
        pay(town, order_id)
    say(town, order_id, v1.LineState.PICKED, 2000)
    make_ready(town, order_id)
    return order_id


def carry(
    town: OpenTown,
    order_id: str,
    stage: v1.CarriedStage,
    *given: str,
    till: str = "",
    told_at: int = 1,
    taken_from: str = "",
    shelf: str = "",
) -> None:
    told = v1.OrderCarried(
        order=order_id,
        at=told_at,
        by="01",
        stage=stage,
        given=given,
        till=till,
        taken_from=taken_from,
        shelf=shelf,
    )
    with town.database.write() as session:
        carriage.carry(session, town.market.shops[BAKERY], told, town.clock.now())


def at_the_relay(town: OpenTown, order_id: str, *steps: v1.ParcelStage, told_at: int = 1) -> None:
    for each in steps:
        told = v1.ParcelStep(parcel=order_id, at=told_at, by="02", step=each)
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
        told = order_entity(session, town.market.shops[BAKERY], order_id)
    assert told is not None
    late = [(each.said, each.line) for each in told.late_words]
    line = line_of(town, order_id).id
    assert late == [("open", line), ("missing", line), ("cancelled", ""), ("expired", "")]


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
    with town.database.read() as session:
        (late,) = leaving.late_words_of(session, order)
    assert late.said == "left"


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
    order_now = order_of(town, order_id)
    assert order_now.anomaly == "changed_while_away"
    with town.database.read() as session:
        told = leaving.late_words_of(session, order_now)
    # The bread was in the bag though it was marked missing; the brioche was not.
    said = [each.said for each in told if each.line == found.id]
    assert (said, [each.said for each in told]) == (["left"], ["left", "left_out"])


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


def test_a_relay_that_has_a_parcel_before_its_shop_could_say_so_keeps_no_step_out(
    town: OpenTown,
) -> None:
    offer_ways(town)
    (order_id,) = order(town, (BREAD, "2"), way=relay(town))
    pay(town, order_id)
    at_the_relay(town, order_id, "received")
    # The shop's line is back: what it did in the dark comes in the order in which it was done.
    for each in ("order.accept", "order.prepare"):
        assert step(town, order_id, each).result == "ok"
    say(town, order_id, v1.LineState.PICKED, 1000)
    assert step(town, order_id, "order.ready").result == "ok"
    carry(town, order_id, "out", line_of(town, order_id).id)
    carry(town, order_id, "deposited")
    now = order_of(town, order_id)
    assert (now.state, now.carriage, now.anomaly) == (OrderState.READY, "deposited", "")
    assert line_of(town, order_id).picked == 1000


def how_it_stands(town: OpenTown, order_id: str) -> tuple[str, str, str]:
    order = order_of(town, order_id)
    return order.state, order.carriage, order.anomaly


def test_what_two_counters_sent_in_the_dark_is_seen(town: OpenTown) -> None:
    for way, stage in (("merchant", "out"), ("locker:gare", "deposited")):
        order_id = packed(town, way)
        carry(town, order_id, "out", till="T01")
        carry(town, order_id, "failed", till="T01")
        carry(town, order_id, "out", till="T01")
        assert order_of(town, order_id).anomaly == ""
        carry(town, order_id, "out" if stage == "out" else "deposited", till="T02")
        assert how_it_stands(town, order_id) == ("ready", stage, "changed_while_away")


@pytest.mark.parametrize("came_back", [False, True])
def test_what_was_given_or_ended_before_its_sender_could_tell_is_seen(
    town: OpenTown, came_back: bool
) -> None:
    given, ended = packed(town, "merchant"), packed(town, "relay")
    told = v1.OrderHandedOver(order=given, at=1, by="01", reason="said", till="T01")
    with town.database.write() as session:
        hand_overs.hand_over(session, town.market.shops[BAKERY], told, town.clock.now())
        if came_back:
            back = v1.OrderReturned(order=given, sale="ticket", lines=(line_of(town, given).id,))
            hand_overs.take_back(session, town.market.shops[BAKERY], back, town.clock.now())
    assert step(town, ended, "order.cancel").result == "ok"
    for order_id in (given, ended):
        assert order_of(town, order_id).anomaly == ""
        carry(town, order_id, "out", till="T02")
        assert order_of(town, order_id).anomaly == "changed_while_away"


def test_what_a_counter_gives_that_is_with_somebody_else_is_seen(town: OpenTown) -> None:
    order_id = packed(town, "merchant")
    carry(town, order_id, "out", till="T01")
    told = v1.OrderHandedOver(order=order_id, at=1, by="01", reason="said", till="T02")
    with town.database.write() as session:
        hand_overs.hand_over(session, town.market.shops[BAKERY], told, town.clock.now())
    assert order_of(town, order_id).anomaly == "handed_over_otherwise"


def test_a_shops_words_that_are_older_than_its_relays_move_nothing(town: OpenTown) -> None:
    refused, given = packed(town, "relay"), packed(town, "relay")
    at_the_relay(town, refused, "refused", told_at=30)
    at_the_relay(town, given, "received", "handed_over", told_at=30)
    for order_id in (refused, given):
        carry(town, order_id, "out", till="T01", told_at=10)
        carry(town, order_id, "deposited", till="T01", told_at=20)
    assert how_it_stands(town, refused) == ("ready", "failed", "")
    assert how_it_stands(town, given) == ("delivered", "deposited", "")
    # In words that mean something to the shop that sent it: "02" is somebody else there.
    with town.database.read() as session:
        relay_shop = session.get_one(Shop, town.market.shops[GROCER])
        assert order_of(town, given).handed_over_by == relay_shop.sign
    with town.database.read() as session:
        assert session.get_one(Parcel, refused).state == "refused"
    # Fetched by another counter and brought once more, it is expected again.
    carry(town, refused, "back", till="T02", told_at=40)
    assert order_of(town, refused).carriage == ""
    carry(town, refused, "out", till="T01", told_at=50)
    with town.database.read() as session:
        assert session.get_one(Parcel, refused).state == "expected"


def test_what_carrying_costs_is_not_paid_again_with_the_rest(town: OpenTown) -> None:
    """A part of what was to be brought is fetched and paid at the counter, its carriage with it."""
    order_id = packed(town, "merchant", ("Brioche tressée", "1"))
    shop = town.market.shops[BAKERY]
    with town.database.read() as session:
        bread, brioche, *fees = [
            line.id for line in orders.lines_of(session, order_of(town, order_id))
        ]
    assert fees
    part = v1.OrderHandedOver(
        order=order_id,
        at=1,
        by="01",
        reason="sans code",
        lines=(bread, *fees),
        given=(bread, *fees),
    )
    with town.database.write() as session:
        hand_overs.hand_over(session, shop, part, town.clock.now())
        told = order_entity(session, shop, order_id)
    assert told is not None
    assert {line.line for line in told.lines if not line.handed_at} == {brioche}
    assert (told.state, told.anomaly) == ("ready", "")


def test_a_second_bag_at_the_relay_is_expected_though_the_first_was_sent_back(
    town: OpenTown,
) -> None:
    order_id = packed(town, "relay")
    at_the_relay(town, order_id, "received", told_at=10)
    carry(town, order_id, "out", till="T01", told_at=20)
    at_the_relay(town, order_id, "sent_back", told_at=30)
    carry(town, order_id, "deposited", till="T01", told_at=40)
    with town.database.read() as session:
        assert session.get_one(Parcel, order_id).state == "expected"


def test_a_counter_brings_nothing_back_that_another_has_sent_again(town: OpenTown) -> None:
    order_id = packed(town, "merchant")
    carry(town, order_id, "out", till="T01")
    carry(town, order_id, "failed", till="T01")
    carry(town, order_id, "back", till="T02")
    carry(town, order_id, "out", till="T02")
    ver = order_of(town, order_id).ver
    carry(town, order_id, "back", till="T01")
    assert how_it_stands(town, order_id) == ("ready", "out", "")
    # Who said it is told how it stands.
    assert order_of(town, order_id).ver > ver


def test_bags_that_are_back_stand_where_their_counter_says(town: OpenTown) -> None:
    order_id = packed(town, "merchant")
    bags = (v1.Bag(shelf="B3"), v1.Bag(shelf="Chambre froide", keep="cold"))
    step(town, order_id, "order.ready", bag_list=bags, shelf="B3, Chambre froide")
    for shelf in ("", "C1"):
        carry(town, order_id, "out", till="T01")
        carry(town, order_id, "back", till="T01", shelf=shelf)
        with town.database.read() as session:
            told = order_entity(session, town.market.shops[BAKERY], order_id)
        assert told is not None
        stand = ["C1", "C1"] if shelf else ["B3", "Chambre froide"]
        assert [bag.shelf for bag in told.bag_list] == stand
        assert told.shelf == (shelf or "B3, Chambre froide")
    assert [bag.keep for bag in told.bag_list] == ["", "cold"]


def test_what_a_dead_till_had_on_its_round_is_back_by_another_tills_word(town: OpenTown) -> None:
    order_id = packed(town, "merchant")
    carry(town, order_id, "out", till="T01")
    carry(town, order_id, "back", till="T02", taken_from="T01")
    assert how_it_stands(town, order_id) == ("ready", "", "")
    carry(town, order_id, "out", till="T03")
    # Who takes it back from a till that has it no longer is behind.
    carry(town, order_id, "back", till="T02", taken_from="T01")
    assert how_it_stands(town, order_id) == ("ready", "out", "")


def test_what_a_dead_till_had_on_its_round_lies_at_the_relay_by_another_tills_word(
    town: OpenTown,
) -> None:
    order_id = packed(town, "relay")
    carry(town, order_id, "out", till="T01")
    carry(town, order_id, "deposited", till="T02", taken_from="T01")
    assert how_it_stands(town, order_id) == ("ready", "deposited", "")


def test_a_bag_that_is_back_and_of_which_nothing_is_left_does_not_stand_ready(
    town: OpenTown,
) -> None:
    order_id = packed(town, "merchant")
    say(town, order_id, v1.LineState.MISSING)
    # Its other counter has sent it, as it had packed it.
    carry(town, order_id, "out", line_of(town, order_id).id, till="T02")
    assert how_it_stands(town, order_id) == ("ready", "out", "changed_while_away")
    carry(town, order_id, "failed", till="T02")
    carry(town, order_id, "back", till="T02")
    assert how_it_stands(town, order_id) == ("preparing", "", "changed_while_away")
