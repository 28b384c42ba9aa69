"""The life of an order at the marketplace: every step by every hand, and the facts of the counter."""

from datetime import timedelta

import pytest
from msgspec import structs
from sqlalchemy import select

from marketplace.errors import NotFoundError, Refusal
from marketplace.models.orders import OrderEvent, OrderGroup, OrderLine, ShopOrder
from marketplace.services import (
    basket,
    checkout,
    hand_overs,
    leaving,
    order_entities,
    order_lines,
    order_page,
    orders,
    sales,
    stock,
    visitors,
)
from marketplace.services.town import find_town
from sync.contract import v1
from sync.kernel.clock import milliseconds
from sync.kernel.ids import new_id
from sync.kernel.order_states import OPEN, STEPS, Actor, OrderState
from tests.marketplace.towns import OpenTown


def place(town: OpenTown, *wanted: tuple[str, str]) -> list[str]:
    """Order these products (name, quantity) and return the orders' ids, by shop."""
    with town.database.write() as session:
        home = find_town(session)
        visitor = visitors.remember(session, "a browser", town.clock.now())
        for name, quantity in wanted:
            offer = town.offer(name)
            basket.add(session, home, visitor, offer.id, quantity, town.clock.now())
        digest = basket.view(session, home, visitor, town.clock.now()).digest
    request = checkout.Checkout(
        key=checkout.new_key(), digest=digest, name="Camille Roux", phone="0639981234"
    )
    token = checkout.place(town.database, home, visitor, request, town.clock.now())
    with town.database.read() as session:
        group = order_page.find_group(session, token)
        return list(session.scalars(select(ShopOrder.id).where(ShopOrder.group_id == group.id)))


def order_of(town: OpenTown, order_id: str) -> ShopOrder:
    with town.database.read() as session:
        return session.get_one(ShopOrder, order_id)


def line_of(town: OpenTown, order_id: str) -> OrderLine:
    with town.database.read() as session:
        return session.scalars(select(OrderLine).where(OrderLine.order_id == order_id)).one()


def force(town: OpenTown, order_id: str, state: OrderState) -> None:
    with town.database.write() as session:
        session.get_one(ShopOrder, order_id).state = state.value


def step(town: OpenTown, order_id: str, kind: str, **more: object) -> orders.StepResult:
    shop_id = order_of(town, order_id).shop_id
    with town.database.write() as session:
        message = v1.OrderStep(order=order_id, base_ver=0, **more)
        return orders.take_step(session, shop_id, kind, message, town.clock.now())


def make_ready(town: OpenTown, order_id: str) -> None:
    for kind in ("order.accept", "order.prepare", "order.ready"):
        assert step(town, order_id, kind).result == "ok"


def set_line(town: OpenTown, order_id: str, state: v1.LineState, **more: object) -> None:
    line = line_of(town, order_id)
    with town.database.write() as session:
        message = v1.OrderLineSet(order=order_id, line=line.id, state=state, **more)
        order_lines.set_line(
            session, session.get_one(ShopOrder, order_id).shop_id, message, town.clock.now()
        )


def hand_over(town: OpenTown, order_id: str, **more: object) -> None:
    now = town.clock.now()
    with town.database.write() as session:
        shop_id = session.get_one(ShopOrder, order_id).shop_id
        message = v1.OrderHandedOver(
            order=order_id, **({"at": milliseconds(now), "by": "01"} | more)
        )
        hand_overs.hand_over(session, shop_id, message, now)


def sell(
    town: OpenTown,
    order_id: str,
    variant: str,
    quantity: int,
    gross: int,
    *,
    names_its_line: bool = True,
    **more: object,
) -> None:
    line = line_of(town, order_id)
    message = v1.SaleClosed(
        sale="s",
        till="T1",
        number="T1-1",
        kind="sale" if quantity > 0 else "refund",
        business_day="2026-11-24",
        at=milliseconds(town.clock.now()),
        gross_cents=gross,
        net_cents=gross,
        lines=(
            v1.SaleLine(
                label="x",
                quantity=quantity,
                gross_cents=gross,
                vat_bp=550,
                variant=variant,
                order_line=line.id if names_its_line else "",
            ),
        ),
        tenders=(v1.Tender(means="cash", cents=gross),),
        journal_seq=1,
        journal_hash="0" * 64,
        **more,
    )
    with town.database.write() as session:
        shop_id = session.get_one(ShopOrder, order_id).shop_id
        sales.close_sale(session, shop_id, "device", message, town.clock.now())


def test_counter_takes_exactly_the_steps_of_the_table(town: OpenTown) -> None:
    (order_id,) = place(town, ("Pain de campagne", "1"))
    for before in OrderState:
        for kind, after in orders.TARGETS.items():
            force(town, order_id, before)
            result = step(town, order_id, kind)
            is_allowed = before is after or Actor.SHOP in STEPS.get((before, after), ())
            expected = ("ok", after) if is_allowed else ("superseded", before)
            assert (result.result, result.state) == expected, (before, kind)
            assert order_of(town, order_id).state == result.state


def test_a_counter_that_had_not_heard_takes_nothing_back(town: OpenTown) -> None:
    (order_id,) = place(town, ("Pain de campagne", "1"))
    for before, kind, stood, expected in (
        ("ready", "order.prepare", "accepted", "superseded"),
        ("ready", "order.prepare", "ready", "ok"),
        ("preparing", "order.accept", "placed", "superseded"),
        ("preparing", "order.accept", "preparing", "ok"),
        ("accepted", "order.prepare", "accepted", "ok"),
    ):
        force(town, order_id, OrderState(before))
        ver = order_of(town, order_id).ver
        assert step(town, order_id, kind, stood=stood).result == expected, (before, stood)
        assert (order_of(town, order_id).state == before) == (expected == "superseded")
        assert order_of(town, order_id).ver > ver
    # Where another counter has brought it just as far nothing is taken back.
    for _counter in range(2):
        assert step(town, order_id, "order.ready", stood="preparing").result == "ok"


def test_customer_cancels_only_what_was_not_accepted(town: OpenTown) -> None:
    (order_id,) = place(town, ("Pain de campagne", "1"))
    for before in OrderState:
        force(town, order_id, before)
        with town.database.write() as session:
            group = session.scalars(select(OrderGroup)).one()
            if before in {OrderState.PLACED, OrderState.CANCELLED}:
                orders.cancel_for_customer(session, group, order_id, town.clock.now())
            else:
                with pytest.raises(Refusal, match="too_late_to_cancel"):
                    orders.cancel_for_customer(session, group, order_id, town.clock.now())
        expected = OrderState.CANCELLED if before is OrderState.PLACED else before
        assert order_of(town, order_id).state == expected, before


def test_order_reserves_and_cancelling_gives_back(town: OpenTown) -> None:
    (order_id,) = place(town, ("Pain de campagne", "3"))
    assert town.offer("Pain de campagne").reserved == 3000
    with town.database.write() as session:
        group = session.scalars(select(OrderGroup)).one()
        orders.cancel_for_customer(session, group, order_id, town.clock.now())
    assert town.offer("Pain de campagne").reserved == 0
    assert town.offer("Pain de campagne").on_hand == 12_000


def test_cancelling_one_shop_leaves_its_sibling_alone(town: OpenTown) -> None:
    place(town, ("Pain de campagne", "1"), ("Sac à vélo", "1"))
    with town.database.write() as session:
        group = session.scalars(select(OrderGroup)).one()
        bakery = session.scalars(
            select(ShopOrder).where(ShopOrder.shop_id == town.market.shops["La Mie Dorée"])
        ).one()
        orders.cancel_for_customer(session, group, bakery.id, town.clock.now())
    with town.database.read() as session:
        states = dict(session.execute(select(ShopOrder.shop_id, ShopOrder.state)).all())
    assert states[town.market.shops["La Mie Dorée"]] == "cancelled"
    assert states[town.market.shops["Fil & Marée"]] == "placed"
    assert town.offer("Sac à vélo").reserved == 1000


def test_late_accept_of_a_cancelled_order_is_superseded(town: OpenTown) -> None:
    (order_id,) = place(town, ("Pain de campagne", "1"))
    with town.database.write() as session:
        group = session.scalars(select(OrderGroup)).one()
        orders.cancel_for_customer(session, group, order_id, town.clock.now())
    assert step(town, order_id, "order.accept") == orders.StepResult("superseded", "cancelled")


def test_orders_of_other_shops_are_unknown(town: OpenTown) -> None:
    (order_id,) = place(town, ("Pain de campagne", "1"))
    foreign = town.market.shops["Fil & Marée"]
    message = v1.OrderStep(order=order_id, base_ver=0)
    with town.database.write() as session, pytest.raises(Refusal, match="unknown_order"):
        orders.take_step(session, foreign, "order.accept", message, town.clock.now())
    with town.database.read() as session:
        assert order_entities.order_entity(session, foreign, order_id) is None


def test_order_of_another_group_is_not_found(town: OpenTown) -> None:
    (first,) = place(town, ("Pain de campagne", "1"))
    (second,) = place(town, ("Brioche tressée", "1"))
    with town.database.write() as session:
        group = session.get_one(OrderGroup, session.get_one(ShopOrder, first).group_id)
        with pytest.raises(NotFoundError):
            orders.cancel_for_customer(session, group, second, town.clock.now())


def test_missing_line_costs_nothing_and_gives_its_stock_back(town: OpenTown) -> None:
    (order_id,) = place(town, ("Brioche tressée", "2"))
    step(town, order_id, "order.accept")
    set_line(town, order_id, v1.LineState.MISSING)
    assert order_of(town, order_id).total_cents == 0
    assert order_of(town, order_id).ordered_cents == 1440
    assert town.offer("Brioche tressée").reserved == 0
    set_line(town, order_id, v1.LineState.OPEN)
    assert order_of(town, order_id).total_cents == 1440
    assert town.offer("Brioche tressée").reserved == 2000


def test_substitute_holds_its_own_stock_and_is_never_dearer(town: OpenTown) -> None:
    (order_id,) = place(town, ("Brioche tressée", "1"))
    step(town, order_id, "order.accept")
    instead = v1.Substitute(
        variant=town.market.variants["Pain de campagne"],
        label="Pain de campagne",
        quantity=1000,
        unit_price_cents=380,
        gross_cents=380,
        vat_bp=550,
    )
    set_line(town, order_id, v1.LineState.SUBSTITUTED, substitute=instead)
    assert order_of(town, order_id).total_cents == 380
    assert town.offer("Brioche tressée").reserved == 0
    assert town.offer("Pain de campagne").reserved == 1000
    with town.database.read() as session:
        entity = order_entities.order_entity(session, order_of(town, order_id).shop_id, order_id)
    assert entity is not None
    assert entity.lines[0].substitute == instead
    dear = v1.Substitute(
        variant=instead.variant,
        label="",
        quantity=1000,
        unit_price_cents=900,
        gross_cents=900,
        vat_bp=550,
    )
    with pytest.raises(Refusal, match="dearer_than_ordered"):
        set_line(town, order_id, v1.LineState.SUBSTITUTED, substitute=dear)
    assert town.offer("Pain de campagne").reserved == 1000, "nothing of the refused one stays"


def test_part_of_a_line_in_the_bag_is_told_back_and_nothing_is_taken_off_for_it(
    town: OpenTown,
) -> None:
    (order_id,) = place(town, ("Pain de campagne", "2"))
    due = order_of(town, order_id).total_cents

    set_line(town, order_id, v1.LineState.OPEN, picked=1000)

    assert line_of(town, order_id).picked == 1000
    assert (order_of(town, order_id).total_cents, town.offer("Pain de campagne").reserved) == (
        due,
        2000,
    )
    for wrong in (-1, 2001):
        with pytest.raises(Refusal, match="wrong_value"):
            set_line(town, order_id, v1.LineState.OPEN, picked=wrong)


def test_what_stands_in_is_counted_by_the_counters_and_no_count_undoes_a_full_bag(
    town: OpenTown,
) -> None:
    (order_id,) = place(town, ("Pain de campagne", "2"))
    make_ready(town, order_id)
    instead = v1.Substitute(
        variant=town.market.variants["Brioche tressée"],
        label="Brioche tressée",
        quantity=2000,
        unit_price_cents=380,
        gross_cents=760,
        vat_bp=550,
    )

    def say(**count: int) -> tuple[int, str, str]:
        given = structs.replace(instead, **count)
        set_line(town, order_id, v1.LineState.SUBSTITUTED, substitute=given)
        stands = line_of(town, order_id).substitute or {}
        order = order_of(town, order_id)
        return stands.get("lacks", 0), order.state, order.anomaly

    # What has still to be found takes a ready order back, and is told to every counter.
    assert say(lacks=2000, comes_out=1000) == (2000, "preparing", "")
    with town.database.read() as session:
        entity = order_entities.order_entity(session, order_of(town, order_id).shop_id, order_id)
    assert entity is not None
    assert entity.lines[0].substitute == structs.replace(instead, lacks=2000, comes_out=1000)
    assert say(lacks=1000) == (1000, "preparing", "")
    assert say(lacks=0) == (0, "preparing", "")
    assert say(lacks=1000) == (0, "preparing", ""), "another counter counts the same pieces"
    step(town, order_id, "order.ready")
    assert say(lacks=1000) == (0, "ready", "")
    assert say(lacks=0) == (0, "ready", "packed_twice")
    # The other bag is named where it stands, though nobody had said it of the first.
    step(town, order_id, "order.ready", shelf="B2")
    with town.database.read() as session:
        told = leaving.late_words_of(session, order_of(town, order_id))
    assert [each.label for each in told] == ["B2"]
    for wrong in (-1, 2001):
        with pytest.raises(Refusal, match="wrong_value"):
            say(lacks=wrong)


@pytest.mark.parametrize("vat_bp", [-1, 10_000])
def test_substitute_at_a_rate_that_is_none_is_refused_while_it_can_be(
    town: OpenTown, vat_bp: int
) -> None:
    (order_id,) = place(town, ("Brioche tressée", "1"))
    instead = v1.Substitute(
        variant=town.market.variants["Pain de campagne"],
        label="Pain de campagne",
        quantity=1000,
        unit_price_cents=380,
        gross_cents=380,
        vat_bp=vat_bp,
    )
    with pytest.raises(Refusal, match="wrong_value"):
        set_line(town, order_id, v1.LineState.SUBSTITUTED, substitute=instead)
    hand_over(town, order_id)
    assert order_of(town, order_id).state == "handed_over"


def test_picked_portion_is_charged_by_weight_up_to_what_was_agreed(town: OpenTown) -> None:
    (order_id,) = place(town, ("Comté 18 mois", "0.250"))
    step(town, order_id, "order.accept")
    set_line(town, order_id, v1.LineState.PICKED, picked=240)
    assert order_of(town, order_id).total_cents == 646
    assert town.offer("Comté 18 mois").reserved == 240
    set_line(town, order_id, v1.LineState.PICKED, picked=262)
    assert order_of(town, order_id).total_cents == 673
    with pytest.raises(Refusal, match="dearer_than_ordered"):
        set_line(town, order_id, v1.LineState.PICKED, picked=262, gross_cents=705)


def test_line_of_a_closed_order_is_not_changed(town: OpenTown) -> None:
    (order_id,) = place(town, ("Brioche tressée", "1"))
    step(town, order_id, "order.refuse", reason="Plus de farine")
    with pytest.raises(Refusal, match="order_closed"):
        set_line(town, order_id, v1.LineState.PICKED)
    assert order_of(town, order_id).reason == "Plus de farine"


@pytest.mark.parametrize("names_its_line", [True, False])
@pytest.mark.parametrize("sale_first", [True, False])
def test_sale_and_hand_over_agree_in_either_order(
    town: OpenTown, sale_first: bool, names_its_line: bool
) -> None:
    (order_id,) = place(town, ("Pain de campagne", "2"))
    make_ready(town, order_id)
    variant = town.market.variants["Pain de campagne"]
    ticket = {"order": order_id, "names_its_line": names_its_line}
    if sale_first:
        sell(town, order_id, variant, 2000, 760, **ticket)
    hand_over(town, order_id, sale="s")
    if not sale_first:
        sell(town, order_id, variant, 2000, 760, **ticket)
    offer = town.offer("Pain de campagne")
    assert (offer.on_hand, offer.reserved) == (10_000, 0)
    assert order_of(town, order_id).state == "handed_over"
    assert order_of(town, order_id).anomaly == ""


def test_goods_that_were_given_for_nothing_leave_the_stock_without_a_sale(town: OpenTown) -> None:
    (order_id,) = place(town, ("Brioche tressée", "1"))
    gift = v1.Substitute(
        variant=town.market.variants["Pain de campagne"],
        label="Pain de campagne",
        quantity=1000,
        unit_price_cents=0,
        gross_cents=0,
        vat_bp=550,
    )
    set_line(town, order_id, v1.LineState.SUBSTITUTED, substitute=gift)
    make_ready(town, order_id)
    before = town.offer("Pain de campagne").on_hand
    hand_over(town, order_id)
    offer = town.offer("Pain de campagne")
    assert (offer.on_hand, offer.reserved) == (before - 1000, 0)


def test_what_the_customer_left_at_the_counter_is_free_again(town: OpenTown) -> None:
    (order_id,) = place(town, ("Pain de campagne", "2"))
    make_ready(town, order_id)
    sell(town, order_id, town.market.variants["Pain de campagne"], 1000, 380, order=order_id)
    offer = town.offer("Pain de campagne")
    assert (offer.on_hand, offer.reserved) == (11_000, 0)


def test_hand_over_is_never_refused_and_what_is_odd_is_marked(town: OpenTown) -> None:
    (order_id,) = place(town, ("Pain de campagne", "1"))
    done = {OrderState.HANDED_OVER, OrderState.DELIVERED, OrderState.RETURNED}
    for before in OrderState:
        force(town, order_id, before)
        with town.database.write() as session:
            session.get_one(ShopOrder, order_id).anomaly = ""
        hand_over(town, order_id)
        order = order_of(town, order_id)
        if before in OPEN:
            odd = "" if before is OrderState.READY else f"handed_over_while_{before}"
            assert (order.state, order.anomaly) == ("handed_over", odd)
        else:
            odd = "handed_over_twice" if before in done else f"handed_over_though_{before}"
            assert (order.state, order.anomaly) == (before, odd)


def test_secret_is_checked_at_hand_over(town: OpenTown) -> None:
    (order_id,) = place(town, ("Pain de campagne", "1"))
    make_ready(town, order_id)
    hand_over(town, order_id, secret="1" * 24)
    assert order_of(town, order_id).anomaly == "wrong_secret"
    (other,) = place(town, ("Brioche tressée", "1"))
    make_ready(town, other)
    hand_over(town, other, secret=order_of(town, other).secret)
    assert order_of(town, other).anomaly == ""


def test_fact_about_an_unknown_order_is_kept(town: OpenTown) -> None:
    shop_id, now = town.market.shops["La Mie Dorée"], town.clock.now()
    unknown = new_id()
    with town.database.write() as session:
        orders.mark_seen(session, shop_id, v1.OrderSeen(order=unknown), now)
        hand_overs.hand_over(
            session, shop_id, v1.OrderHandedOver(order=unknown, at=milliseconds(now), by="01"), now
        )
        hand_overs.take_back(
            session, shop_id, v1.OrderReturned(order=unknown, sale="s", lines=()), now
        )
    with town.database.read() as session:
        kinds = session.scalars(
            select(OrderEvent.kind).where(OrderEvent.order_id == unknown).order_by(OrderEvent.id)
        ).all()
    assert kinds == ["seen", "handed_over", "returned"]


def test_return_in_parts_ends_returned(town: OpenTown) -> None:
    (order_id,) = place(town, ("Pain de campagne", "1"), ("Brioche tressée", "1"))
    make_ready(town, order_id)
    hand_over(town, order_id)
    with town.database.read() as session:
        lines = session.scalars(select(OrderLine.id).order_by(OrderLine.position)).all()
    shop_id = order_of(town, order_id).shop_id
    for place_, line in enumerate(lines):
        with town.database.write() as session:
            message = v1.OrderReturned(order=order_id, sale=f"r{place_}", lines=(line,))
            hand_overs.take_back(session, shop_id, message, town.clock.now())
        expected = "returned" if place_ == len(lines) - 1 else "handed_over"
        assert order_of(town, order_id).state == expected


def test_entity_tells_what_the_counter_needs(town: OpenTown) -> None:
    (order_id,) = place(town, ("Comté 18 mois", "0.250"))
    order = order_of(town, order_id)
    with town.database.read() as session:
        entity = order_entities.order_entity(session, order.shop_id, order_id)
    assert entity is not None
    assert (entity.number, entity.state, entity.ver) == (order.number, "placed", 1)
    assert entity.payment == "on_collection"
    assert entity.customer_name == "Camille Roux"
    assert entity.total_cents == 673
    assert (entity.lines[0].quantity, entity.lines[0].unit) == (250, "kg")
    assert entity.promised_from == milliseconds(town.clock.now() + timedelta(hours=2))


def test_stock_of_a_substitute_is_let_go_with_the_order(town: OpenTown) -> None:
    (order_id,) = place(town, ("Brioche tressée", "1"))
    step(town, order_id, "order.accept")
    instead = v1.Substitute(
        variant=town.market.variants["Pain de campagne"],
        label="Pain",
        quantity=1000,
        unit_price_cents=380,
        gross_cents=380,
        vat_bp=550,
    )
    set_line(town, order_id, v1.LineState.SUBSTITUTED, substitute=instead)
    step(town, order_id, "order.cancel")
    assert town.offer("Pain de campagne").reserved == 0
    assert town.offer("Brioche tressée").reserved == 0


def test_till_may_sell_what_is_not_there(town: OpenTown) -> None:
    shop_id, variant = town.market.shops["Fil & Marée"], town.market.variants["Sac à vélo"]
    with town.database.write() as session:
        stock.move(session, shop_id, variant, -3000, "sale", "s", town.clock.now())
    assert town.offer("Sac à vélo").on_hand == -2000
