"""What two tills did without knowing of each other, who never came, what was done by hand."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Literal

import msgspec
import pytest
from sqlalchemy import text

from desktop.domain.tender import Means, Tenders
from desktop.errors import RefusedError
from desktop.services.carriage import on_the_road, rounds
from desktop.services.counter import selling
from desktop.services.counter.selling import Checkout
from desktop.services.online import (
    later_entry,
    no_shows,
    order_carts,
    order_conflicts,
    orders,
    pickup,
)
from desktop.services.online.later_entry import PastHandOver
from desktop.services.online.pickup import HandOver, VerdictKind
from desktop.services.shop import Shop
from desktop.services.till import alarms, till_sessions
from sync.contract import v1
from sync.kernel.clock import milliseconds
from sync.kernel.money import Money
from sync.kernel.order_states import OrderState
from sync.kernel.quantity import Quantity
from tests.support.a_hub import AHub, an_order
from tests.support.a_shop import MORNING, OWNER, AShop, a_shop, found
from tests.support.an_order import Placed, placed

DAY = timedelta(days=1)


@pytest.fixture
def builder(tmp_path: Path) -> AShop:
    return a_shop(tmp_path).with_product("Assam", 790, vat=550).with_product("Café", 450, vat=2000)


@pytest.fixture
def shop(builder: AShop) -> Iterator[Shop]:
    with builder.opened() as opened:
        yield opened


def told(shop: Shop, kind: str) -> list[dict[str, object]]:
    with shop.look() as look:
        bodies = look.connection.scalars(
            text("SELECT body FROM outbox WHERE kind = :kind ORDER BY seq"), {"kind": kind}
        ).all()
    return [msgspec.json.decode(body) for body in bodies]


def give(order: Placed, *lines: str) -> pickup.HandedOver:
    cart = order_carts.cart_for(order.shop, order.id, lines)
    paid = Checkout(cart=cart, tenders=Tenders().add(Means.CASH, cart.total), staff=OWNER)
    how = HandOver(secret=order.code.secret, lines=lines)
    return pickup.hand_over(order.shop, order.id, OWNER, checkout=paid, how=how)


# --- the same bag at two tills --------------------------------------------------------------------


def test_a_bag_that_left_at_two_tills_is_shown_with_what_each_did(shop: Shop) -> None:
    order = placed(shop, ("assam", 1)).ready()
    sale = give(order).sale
    assert sale is not None
    hub = AHub(shop, seq=9)
    ours = v1.HandOver(at=milliseconds(MORNING), by=OWNER, till="T01", sale=sale.sale_id)
    theirs = v1.HandOver(at=milliseconds(MORNING) + 60_000, by="02", till="T02", sale="else")
    facts = {
        "order": order.id,
        "number": order.view.number,
        "state": "handed_over",
        "anomaly": "handed_over_twice",
        "hand_overs": (ours, theirs),
    }
    hub.tells("order", order.id, an_order(**facts)).sends(knows=hub.last_op())
    alarm = alarms.alarm_of(shop)
    assert alarm is not None
    assert (alarm.code, alarm.facts) == ("odd_orders", {"n": 1})
    (odd,) = order_conflicts.open_conflicts(shop)
    assert odd.kind == "handed_over_twice"
    assert [(each.till, each.by, each.ticket, each.paid) for each in odd.attempts] == [
        ("T01", OWNER, sale.number, sale.total),
        ("T02", "02", "", None),
    ]
    order_conflicts.resolve(shop, order.id, "left_once", OWNER)
    assert order_conflicts.open_conflicts(shop) == ()
    assert alarms.alarm_of(shop) is None
    (word,) = told(shop, "order.resolved")
    assert (word["anomaly"], word["word"]) == ("handed_over_twice", "left_once")
    with shop.look() as look:
        records = look.connection.scalars(text("SELECT c FROM journal_record")).all()
    assert any(b'"code":482' in bytes(each) for each in records)
    with pytest.raises(RefusedError) as refused:
        order_conflicts.resolve(shop, order.id, "explained", OWNER)
    assert refused.value.code == "nothing_odd"
    # Both stand in the books: nothing was merged.
    assert len(selling.sales_today(shop)) == 1


# --- who never comes ------------------------------------------------------------------------------


def test_the_shops_rule_reminds_first_and_gives_up_later(builder: AShop, shop: Shop) -> None:
    order = placed(shop, ("assam", 1), payment="online", paid_cents=790).ready()
    (fresh,) = no_shows.waiting(shop)
    assert (fresh.days, fresh.is_reminder_due, fresh.is_end_due) == (0, False, False)
    builder.at(MORNING + 2 * DAY)
    done = no_shows.apply_rule(shop, "Non retirée")
    assert ([each.id for each in done.reminded], done.ended) == ([order.id], ())
    assert no_shows.apply_rule(shop, "Non retirée").reminded == ()
    builder.at(MORNING + 7 * DAY)
    (late,) = no_shows.waiting(shop)
    assert (late.is_end_due, late.refund, len(late.to_reshelve)) == (True, Money(790), 1)
    before = found(shop, "assam").on_hand
    (ended,) = no_shows.apply_rule(shop, "Non retirée").ended
    assert ended.state is OrderState.EXPIRED
    # The goods never left: they are on hand as they were, and free again at the marketplace.
    assert found(shop, "assam").on_hand == before
    assert [len(told(shop, each)) for each in ("order.remind", "order.expire")] == [1, 1]
    with pytest.raises(RefusedError):
        no_shows.remind(shop, order.id)


def test_what_nobody_fetches_at_its_relay_is_told_and_had_back_before_it_ends(
    builder: AShop, shop: Shop
) -> None:
    there = v1.Destination(kind="relay", id="r", name="Librairie du Pont")
    lies: dict[str, object] = {
        "state": "ready",
        "mode": "relay",
        "carriage": "deposited",
        "destination": there,
        "relayed_at": milliseconds(MORNING + DAY),
    }
    order = an_order(**lies)
    hub = AHub(shop)
    hub.tells("order", order.order, order).sends()
    builder.at(MORNING + 7 * DAY)
    (waits,) = no_shows.waiting(shop)
    assert (waits.relay, waits.days, waits.is_recall_due) == ("Librairie du Pont", 6, False)
    builder.at(MORNING + 8 * DAY)
    (waits,) = no_shows.waiting(shop)
    assert (waits.is_recall_due, waits.is_end_due, waits.is_reminder_due) == (True, False, False)
    assert no_shows.count_to_end(shop) == 0
    assert no_shows.remind(shop, order.order).reminded_at is not None
    with pytest.raises(RefusedError, match="order_step_refused"):
        no_shows.give_up(shop, order.order, "Non retirée")
    hub.tells("order", order.order, an_order(**(lies | {"carriage": "out"}), order=order.order))
    hub.sends(knows=hub.last_op())
    assert no_shows.waiting(shop) == ()


def test_who_was_reminded_today_has_a_day_to_come_and_who_may_come_tomorrow_is_waited_for(
    builder: AShop, shop: Shop
) -> None:
    reminded, later = (
        placed(shop, ("assam", 1), number="00000001").ready(),
        placed(
            shop,
            ("assam", 1),
            number="00000002",
            promised_to=milliseconds(MORNING + 8 * DAY),
        ).ready(),
    )

    def due() -> list[str]:
        found = [each.order.id for each in no_shows.waiting(shop) if each.is_end_due]
        # The pickup desk's door counts them by a statement of its own.
        assert no_shows.count_to_end(shop) == len(found)
        return found

    builder.at(MORNING + 6 * DAY)
    assert due() == []
    builder.at(MORNING + 7 * DAY)
    no_shows.remind(shop, reminded.id)
    assert due() == []
    builder.at(MORNING + 8 * DAY - timedelta(minutes=1))
    assert due() == []
    builder.at(MORNING + 8 * DAY)
    assert due() == [reminded.id, later.id]


def test_a_shop_without_a_rule_gives_nothing_up(tmp_path: Path) -> None:
    builder = a_shop(tmp_path).with_product("Assam", 790)
    builder.with_settings(remind_after_days=0, give_up_after_days=0)
    with builder.opened() as shop:
        placed(shop, ("assam", 1)).ready()
        builder.at(MORNING + 30 * DAY)
        assert no_shows.apply_rule(shop, "x") == no_shows.RuleApplied(reminded=(), ended=())


def test_the_marketplace_is_told_how_long_bags_are_kept(shop: Shop) -> None:
    no_shows.change_rule(shop, 3, 0, OWNER)
    assert (shop.settings.remind_after_days, shop.settings.give_up_after_days) == (3, 0)
    assert told(shop, "shop.keeps") == [{"days": 0, "remind_after": 3}]


def test_the_rest_of_an_order_nobody_comes_for_is_given_up_alone(shop: Shop) -> None:
    order = placed(shop, ("assam", 1), ("cafe", 1)).ready()
    give(order, order.line(0))
    wanted = (("assam", 1), ("cafe", 1))
    online = placed(shop, *wanted, number="00000002", payment="online", paid_cents=1240).ready()
    how = HandOver(secret=online.code.secret, lines=(online.line(0),))
    pickup.hand_over(shop, online.id, OWNER, how=how)
    back = {each.order.id: each.refund for each in no_shows.waiting(shop)}
    assert back == {order.id: Money(0), online.id: Money(450)}
    view = no_shows.give_up(shop, order.id, "Non retirée")
    assert (view.state, view.total, view.to_pay) == (
        OrderState.HANDED_OVER,
        Money(790),
        Money(0),
    )


# --- the PC was dead ------------------------------------------------------------------------------


def test_what_was_prepared_by_its_list_and_looked_at_is_entered_in_one_go(
    builder: AShop, shop: Shop
) -> None:
    placed_only = placed(shop, ("assam", 2))
    with shop.begin() as work:
        work.connection.execute(text("UPDATE product SET flags = '[\"age_18\"]'"))
        work.commit()
    builder.at(MORNING + timedelta(hours=4))
    (found,) = later_entry.to_enter(shop)
    assert (found.order.state, found.needed) == (OrderState.PLACED, ("age",))
    line = PastHandOver(
        order_id=placed_only.id, at=MORNING + timedelta(hours=1), reason="Panne", means=Means.CASH
    )
    for wrong, why in (
        (line, "check_missing"),
        (replace(line, checks=("age",), means=None), "order_unpaid"),
        (replace(line, checks=("age",), reason=""), "hand_over_unproven"),
    ):
        (refused,) = later_entry.enter(shop, (wrong,), OWNER)
        assert refused.refused is not None
        assert refused.refused.code == why
        # Nobody reads "ready" of a bag that has gone and whose entry was refused.
        assert orders.order(shop, placed_only.id).state is OrderState.PLACED
        assert told(shop, "order.accept") == []
    (done,) = later_entry.enter(shop, (replace(line, checks=("age",)),), OWNER)
    assert done.done is not None
    assert done.done.order.state is OrderState.HANDED_OVER
    assert till_sessions.till_state(shop).gross == Money(1580)
    with shop.look() as look:
        labels = look.connection.execute(text("SELECT count(*) FROM print_job")).scalar_one()
    assert labels == 0


def test_what_the_till_cannot_take_leaves_an_order_as_it_was(builder: AShop, shop: Shop) -> None:
    """The customer of a bag that has gone does not read that it is ready."""
    dear, cheap = placed(shop, ("assam", 150)), placed(shop, ("cafe", 1), number="00000002")
    lines = [
        PastHandOver(
            order_id=each.id,
            at=MORNING + timedelta(hours=1),
            reason="Panne",
            means=Means.CASH,
            checks=("age",),
        )
        for each in (dear, cheap)
    ]
    builder.at(MORNING + timedelta(hours=4))
    (more_cash_than_the_law_lets,) = later_entry.enter(shop, (lines[0],), OWNER)
    builder.at(MORNING + DAY)
    (yesterdays_till,) = later_entry.enter(shop, (lines[1],), OWNER)
    for entered, why in (
        (more_cash_than_the_law_lets, "cash_above_law"),
        (yesterdays_till, "till_closed"),
    ):
        assert entered.refused is not None
        assert entered.refused.code == why
        assert orders.order(shop, entered.wanted.order_id).state is OrderState.PLACED
    assert told(shop, "order.accept") == []


def test_what_was_handed_over_by_hand_is_entered_later_each_with_its_own_sale(
    builder: AShop, shop: Shop
) -> None:
    owed = placed(shop, ("assam", 2)).ready()
    online = placed(shop, ("cafe", 1), number="00000002", payment="online", paid_cents=450).ready()
    unpaid = placed(shop, ("cafe", 1), number="00000003").ready()
    builder.at(MORNING + timedelta(hours=4))
    left_at = MORNING + timedelta(hours=1)
    assert {each.order.id for each in later_entry.to_enter(shop)} == {owed.id, online.id, unpaid.id}
    paper = (
        PastHandOver(
            order_id=owed.id, at=left_at, reason="Panne", means=Means.CASH, note="Remise à 10:30"
        ),
        PastHandOver(order_id=online.id, at=left_at, reason="Panne"),
        PastHandOver(order_id=unpaid.id, at=left_at, reason="Panne"),
    )
    first, second, third = later_entry.enter(shop, paper, OWNER)
    assert first.done is not None
    assert first.done.sale is not None
    sale = selling.sale(shop, first.done.sale.sale_id)
    # The record is of now, and says when the goods left.
    assert (sale.at, sale.note) == (MORNING + timedelta(hours=4), "Remise à 10:30")
    assert first.done.order.handed_over_at == left_at
    assert second.done is not None
    assert second.done.sale is None
    assert third.refused is not None
    assert third.refused.code == "order_unpaid"
    assert told(shop, "order.handed_over")[0]["at"] == milliseconds(left_at)
    # The same paper once more changes nothing.
    again = later_entry.enter(shop, paper[:2], OWNER)
    assert [each.refused is not None for each in again] == [True, True]
    assert till_sessions.till_state(shop).gross == Money(1580)
    assert found(shop, "cafe").on_hand == Quantity.pieces(9)
    a_moment = timedelta(minutes=2)
    # Neither before it was ordered nor at an hour that is to come.
    for never in (unpaid.view.placed_at - a_moment, shop.clock.now() + a_moment):
        wrong = replace(paper[2], at=never, means=Means.CASH)
        (refused,) = later_entry.enter(shop, (wrong,), OWNER)
        assert refused.refused is not None
        assert refused.refused.code == "time_not_possible"


def test_what_the_paper_list_has_crossed_out_is_neither_given_nor_paid(
    builder: AShop, shop: Shop
) -> None:
    ready = placed(shop, ("assam", 1), ("cafe", 1)).ready()
    by_list = placed(shop, ("assam", 1), ("cafe", 1), number="00000002")
    stock = found(shop, "cafe").on_hand
    builder.at(MORNING + timedelta(hours=4))
    for order in (ready, by_list):
        tea, coffee = (line.id for line in order.view.lines)
        paper = PastHandOver(
            order_id=order.id, at=MORNING + timedelta(hours=1), reason="Panne", means=Means.CASH
        )
        for wrong, why in (((tea, coffee), "order_is_empty"), (("x",), "unknown_line")):
            (refused,) = later_entry.enter(shop, (replace(paper, crossed_out=wrong),), OWNER)
            assert refused.refused is not None
            assert refused.refused.code == why
        (entered,) = later_entry.enter(shop, (replace(paper, crossed_out=(coffee,)),), OWNER)
        assert entered.done is not None
        assert entered.done.order.state is OrderState.HANDED_OVER
        assert entered.done.sale is not None
        assert entered.done.sale.total == Money(790)
        said = {each["line"]: each["state"] for each in told(shop, "order.line")}
        assert (said[tea], said[coffee]) == ("picked", "missing")
    assert found(shop, "cafe").on_hand == stock


def on_a_round_of(shop: Shop, till: str, number: str, **changed: object) -> Placed:
    """Return an order that is out, as the marketplace tells the shop's other tills."""
    facts = {"mode": "merchant", "state": "ready", "carriage": "out", "carried_till": till}
    return placed(shop, ("assam", 2), number=number, **facts | changed)


def test_what_a_dead_tills_round_had_given_is_entered_and_the_rest_comes_back(
    builder: AShop, shop: Shop
) -> None:
    given, back = (on_a_round_of(shop, "T02", number) for number in ("00000001", "00000002"))
    home = placed(shop, ("assam", 1), number="00000003", mode="merchant").ready()
    driven = rounds.plan(shop, [home.id])
    on_the_road.begin(shop, driven.id, OWNER)
    builder.at(MORNING + timedelta(hours=4))
    # Of this till's own round the stop has the word.
    verdict = pickup.verdict_on(shop, home.id)
    assert (verdict.kind, verdict.may_come_back) == (VerdictKind.AWAY, False)
    with pytest.raises(RefusedError, match="stop_not_failed"):
        on_the_road.come_back(shop, home.id, OWNER)
    assert {each.order.id for each in later_entry.to_enter(shop)} == {given.id, back.id}
    past = PastHandOver(
        order_id=given.id, at=MORNING + timedelta(hours=1), reason="Panne", means=Means.CASH
    )
    ours, in_part = replace(past, order_id=home.id), replace(past, crossed_out=(given.line(),))
    *wrong, done = later_entry.enter(shop, (ours, in_part, past), OWNER)
    for each in wrong:
        assert each.refused is not None
        assert each.refused.code == "order_is_away"
    assert done.done is not None
    assert done.done.order.state is OrderState.DELIVERED
    assert till_sessions.till_state(shop).gross == Money(1580)
    (word,) = [each for each in told(shop, "order.carried") if each["order"] == given.id]
    assert (word["stage"], bool(word["sale"])) == ("delivered", True)

    assert pickup.verdict_on(shop, back.id).may_come_back
    on_the_road.come_back(shop, back.id, OWNER)
    assert pickup.verdict_on(shop, back.id).kind is VerdictKind.HAND_OVER


@pytest.mark.parametrize(("mode", "box"), [("relay", ""), ("locker", "12")])
def test_what_a_dead_tills_round_had_left_for_its_customer_is_entered_as_left(
    builder: AShop, shop: Shop, mode: Literal["relay", "locker"], box: str
) -> None:
    to = v1.Destination(kind=mode, id="gare", name="La gare")
    there = on_a_round_of(shop, "T02", "00000001", mode=mode, destination=to)
    left_at = MORNING + timedelta(hours=1)
    builder.at(MORNING + timedelta(hours=4))
    (found,) = later_entry.to_enter(shop)
    assert (found.order.id, found.is_deposit) == (there.id, True)
    past = PastHandOver(order_id=there.id, at=left_at, reason="Panne", box=box)
    if box:
        (nowhere,) = later_entry.enter(shop, (replace(past, box=""),), OWNER)
        assert nowhere.refused is not None
        assert nowhere.refused.code == "locker_box_missing"
    (done,) = later_entry.enter(shop, (past,), OWNER)
    assert done.done is not None
    assert (done.done.order.state, done.done.order.carriage, done.done.order.box) == (
        OrderState.READY,
        "deposited",
        box,
    )
    assert till_sessions.till_state(shop).gross == Money(0)
    (word,) = told(shop, "order.carried")
    said = [word[each] for each in ("stage", "till", "taken_from", "at")]
    assert said == ["deposited", shop.settings.till, "T02", milliseconds(left_at)]
    assert later_entry.to_enter(shop) == ()
    (again,) = later_entry.enter(shop, (past,), OWNER)
    assert again.refused is not None
    assert again.refused.code == "order_is_away"
