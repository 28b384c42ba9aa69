"""What a counter tells that is odd: nothing is lost, nothing stays held, nobody loses a right."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from marketplace.errors import Refusal
from marketplace.models.money import CommissionLine
from marketplace.models.orders import OrderEvent, OrderGroup, OrderLine, ShopOrder, Withdrawal
from marketplace.services import (
    carriage,
    catalogue,
    forgetting,
    hand_overs,
    leaving,
    ledger,
    order_entities,
    order_lines,
    orders,
    sales,
    stock,
    withdrawals,
)
from sync.contract import v1
from sync.kernel.clock import milliseconds
from sync.kernel.ids import new_id
from sync.kernel.order_states import NOTHING_LEFT, OrderState
from tests.marketplace.test_catalogue import a_bundle, fields, offer_of
from tests.marketplace.test_orders import force, hand_over, make_ready, order_of, place, step
from tests.marketplace.test_questions import ask, instead
from tests.marketplace.towns import OpenTown

YEAR_MS = 366 * 24 * 3_600_000
BAKERY = "La Mie Dorée"


def take_back(town: OpenTown, order_id: str, sale: str, *lines: str) -> None:
    message = v1.OrderReturned(order=order_id, sale=sale, lines=lines)
    with town.database.write() as session:
        hand_overs.take_back(session, town.market.shops[BAKERY], message, town.clock.now())


def test_goods_that_come_back_under_one_sale_give_their_commission_back_each(
    town: OpenTown,
) -> None:
    (order_id,) = place(town, ("Pain de campagne", "2"), ("Brioche tressée", "1"))
    make_ready(town, order_id)
    take_back(town, order_id, "")
    assert order_of(town, order_id).anomaly == "returned_while_ready"
    hand_over(town, order_id)
    with town.database.read() as session:
        first, second = session.scalars(
            select(OrderLine.id).where(OrderLine.order_id == order_id)
        ).all()
    for line in (first, first, second):
        take_back(town, order_id, "", line)
    with town.database.read() as session:
        signs = session.scalars(select(CommissionLine.sign)).all()
        account = ledger.shop_account(town.market.shops[BAKERY])
        assert sorted(signs) == [-1, -1, 1, 1]
        assert ledger.balance(session, account) == 0
    assert order_of(town, order_id).state == OrderState.RETURNED


def test_what_came_back_before_the_rest_left_bears_no_commission_and_is_not_odd(
    town: OpenTown,
) -> None:
    (order_id,) = place(town, ("Pain de campagne", "2"), ("Brioche tressée", "1"))
    make_ready(town, order_id)
    with town.database.read() as session:
        bread, brioche = orders.lines_of(session, order_of(town, order_id))
    hand_over(town, order_id, lines=(bread.id,))
    take_back(town, order_id, "a-ticket", bread.id)
    hand_over(town, order_id, lines=(brioche.id,))
    with town.database.read() as session:
        assert session.scalars(select(CommissionLine.order_line_id)).all() == [brioche.id]
    assert order_of(town, order_id).anomaly == ""


def test_goods_two_counters_took_back_are_told_with_what_each_gave(town: OpenTown) -> None:
    (order_id,) = place(town, ("Pain de campagne", "1"))
    make_ready(town, order_id)
    hand_over(town, order_id)
    shop_id, now = town.market.shops[BAKERY], town.clock.now()
    with town.database.write() as session:
        [line] = orders.lines_of(session, order_of(town, order_id))
        for till, sale in (("T01", "credit-note"), ("T02", "")):
            told = v1.OrderReturned(
                order=order_id,
                sale=sale,
                lines=(line.id,),
                at=milliseconds(now),
                by="01",
                till=till,
            )
            hand_overs.take_back(session, shop_id, told, now)
    with town.database.read() as session:
        entity = order_entities.order_entity(session, shop_id, order_id)
    assert entity is not None
    assert (entity.state, entity.anomaly) == ("returned", "returned_twice")
    assert [(each.till, each.sale, each.lines) for each in entity.hand_overs] == [
        ("T01", "credit-note", (line.id,)),
        ("T02", "", (line.id,)),
    ]


def test_what_else_is_odd_is_asked_once_the_later_question_is_settled(town: OpenTown) -> None:
    (order_id,) = place(town, ("Pain de campagne", "1"))
    make_ready(town, order_id)
    with town.database.write() as session:
        # Neither counter said where its bag stands.
        packed = session.get_one(ShopOrder, order_id)
        orders.mark_packed_twice(session, packed, (), town.clock.now())
    hand_over(town, order_id, till="T01")
    hand_over(town, order_id, till="T02")
    [line] = lines_of(town, order_id)
    take_back(town, order_id, "credit-note", line.id)
    take_back(town, order_id, "", line.id)
    asked = []
    while anomaly := order_of(town, order_id).anomaly:
        asked.append(anomaly)
        word = v1.OrderResolved(order=order_id, at=0, by="01", anomaly=anomaly, word="explained")
        with town.database.write() as session:
            hand_overs.resolve(session, town.market.shops[BAKERY], word, town.clock.now())
    assert asked == ["returned_twice", "packed_twice", "handed_over_twice"]


@pytest.mark.parametrize("told_ms", [-YEAR_MS, YEAR_MS, -(10**17), 10**17])
def test_a_till_whose_clock_is_wrong_takes_nobodys_fourteen_days(
    town: OpenTown, told_ms: int
) -> None:
    (order_id,) = place(town, ("Pain de campagne", "1"))
    make_ready(town, order_id)
    now = town.clock.now()
    hand_over(town, order_id, at=milliseconds(now) + told_ms)
    order = order_of(town, order_id)
    assert order.state == OrderState.HANDED_OVER
    assert order.handed_over_at is not None
    assert order.placed_at <= order.handed_over_at <= now
    assert withdrawals.is_open(order, now + timedelta(days=14))
    assert not withdrawals.is_open(order, now + timedelta(days=16))


def test_a_sale_of_no_time_at_all_is_kept(town: OpenTown) -> None:
    sale, now = new_id(), town.clock.now()
    message = v1.SaleClosed(
        sale=sale,
        till="T1",
        number="T1-1",
        kind="sale",
        business_day="2026-11-24",
        at=10**17,
        gross_cents=100,
        net_cents=100,
        lines=(),
        tenders=(),
        journal_seq=1,
        journal_hash="0" * 64,
    )
    with town.database.write() as session:
        sales.close_sale(session, town.market.shops[BAKERY], "device", message, now)
        kept = session.get_one(sales.Sale, sale)
        assert (kept.gross_cents, kept.at) == (100, now)


@pytest.mark.parametrize("changed", [{}, {"Thé": 1000}, {"Thé": 1000, "Bol": 3000}])
def test_a_bundle_put_together_otherwise_moves_what_its_orders_hold(
    town: OpenTown, changed: dict[str, int]
) -> None:
    shop = town.market.shops["Fil & Marée"]
    with town.database.write() as session:
        bundle, variants = a_bundle(session, shop, Bol=1000, Thé=2000)
        session.execute(
            update(catalogue.Offer).where(catalogue.Offer.variant == bundle).values(price_cents=900)
        )
    town.market.variants["Panier"] = bundle
    (order_id,) = place(town, ("Panier", "1"))
    with town.database.write() as session:
        product = offer_of(session, bundle).product_id
        parts = {variants[name]: count for name, count in changed.items()}
        message = v1.ProductSet(product=product, variants=(fields(bundle, parts=parts),))
        catalogue.set_product(session, shop, message, town.clock.now())
        held = {name: offer_of(session, each).reserved for name, each in variants.items()}
        assert held == {"Bol": 0, "Thé": 0} | changed
        assert offer_of(session, bundle).reserved == (0 if changed else 1000)
    assert step(town, order_id, "order.refuse").result == "ok"
    with town.database.read() as session:
        every = [*variants.values(), bundle]
        assert [offer_of(session, each).reserved for each in every] == [0, 0, 0]


def test_a_customers_own_word_is_not_overwritten_by_a_late_cancel(town: OpenTown) -> None:
    (order_id,) = place(town, ("Pain de campagne", "1"))
    with town.database.write() as session:
        group = session.get_one(OrderGroup, order_of(town, order_id).group_id)
        orders.cancel_for_customer(session, group, order_id, town.clock.now())
    before = order_of(town, order_id)
    assert step(town, order_id, "order.cancel", reason="rupture").result == "ok"
    after = order_of(town, order_id)
    assert (after.reason, after.ver) == ("customer", before.ver)


def test_a_renouncing_keeps_no_name_when_the_rest_is_forgotten(town: OpenTown) -> None:
    (order_id,) = place(town, ("Pain de campagne", "1"))
    make_ready(town, order_id)
    hand_over(town, order_id)
    with town.database.write() as session:
        group = session.get_one(OrderGroup, order_of(town, order_id).group_id)
        said = "Je renonce au contrat. Camille Roux"
        withdrawals.declare(session, group, order_id, said, town.clock.now())
    later = town.clock.now() + timedelta(days=31)
    with town.database.write() as session:
        forgetting.forget_contacts(session, later)
        [kept] = session.scalars(select(Withdrawal.statement)).all()
    assert "Camille" not in kept
    assert kept.startswith("Je renonce au contrat.")


@pytest.mark.parametrize("state", [OrderState.ACCEPTED, OrderState.PREPARING])
def test_an_order_its_shop_forgot_does_not_keep_its_customer_for_ever(
    town: OpenTown, state: OrderState
) -> None:
    (order_id,) = place(town, ("Pain de campagne", "1"))
    force(town, order_id, state)
    promised = order_of(town, order_id).promised_to
    with town.database.write() as session:
        assert forgetting.close_abandoned(session, promised + timedelta(days=29)) == 0
        assert forgetting.close_abandoned(session, promised + timedelta(days=31)) == 1
    order = order_of(town, order_id)
    assert order.state == OrderState.CANCELLED
    assert town.offer("Pain de campagne").reserved == 0
    with town.database.write() as session:
        forgetting.forget_contacts(session, promised + timedelta(days=62))
        assert session.get_one(OrderGroup, order.group_id).customer_name == ""


def lines_of(town: OpenTown, order_id: str) -> list[OrderLine]:
    with town.database.read() as session:
        return list(
            session.scalars(
                select(OrderLine).where(OrderLine.order_id == order_id).order_by(OrderLine.position)
            )
        )


def test_an_order_collected_in_parts_stays_ready_until_the_last_of_it(town: OpenTown) -> None:
    (order_id,) = place(town, ("Pain de campagne", "2"), ("Brioche tressée", "1"))
    make_ready(town, order_id)
    first, second = (line.id for line in lines_of(town, order_id))
    hand_over(town, order_id, lines=(first,))
    assert order_of(town, order_id).state == OrderState.READY
    assert [bool(line.handed_at) for line in lines_of(town, order_id)] == [True, False]
    with pytest.raises(Refusal, match="line_settled"):
        ask(town, order_id, instead(town), line=first)
    # The other counter was away meanwhile and gives the other bag.
    hand_over(town, order_id, lines=(second,))
    order = order_of(town, order_id)
    assert (order.state, order.anomaly) == (OrderState.HANDED_OVER, "")


def test_a_line_that_left_twice_is_told_with_what_each_till_did(town: OpenTown) -> None:
    (order_id,) = place(town, ("Pain de campagne", "2"), ("Brioche tressée", "1"))
    make_ready(town, order_id)
    first = lines_of(town, order_id)[0].id
    hand_over(town, order_id, by="01", till="T01", lines=(first,))
    hand_over(town, order_id, by="02", till="T02", sale="s2")
    shop_id = town.market.shops[BAKERY]
    with town.database.write() as session:
        told = order_entities.order_entity(session, shop_id, order_id)
        assert told is not None
        assert told.anomaly == "handed_over_twice"
        did = [(each.by, each.till, each.sale, each.lines) for each in told.hand_overs]
        assert did == [("01", "T01", "", (first,)), ("02", "T02", "s2", ())]
        word = v1.OrderResolved(
            order=order_id, at=0, by="01", anomaly="handed_over_twice", word="left_once"
        )
        hand_overs.resolve(session, shop_id, word, town.clock.now())
        kept = session.scalars(select(OrderEvent).where(OrderEvent.kind == "resolved")).one()
    assert (kept.detail["word"], order_of(town, order_id).anomaly) == ("left_once", "")


@pytest.mark.parametrize("how", ["order.expire", "missing"])
def test_what_nobody_came_for_is_not_charged_and_the_part_that_left_is(
    town: OpenTown, how: str
) -> None:
    (order_id,) = place(town, ("Pain de campagne", "2"), ("Brioche tressée", "1"))
    make_ready(town, order_id)
    first, second = lines_of(town, order_id)
    hand_over(town, order_id, lines=(first.id,))
    if how == "missing":
        gone = v1.OrderLineSet(order=order_id, line=second.id, state=v1.LineState.MISSING)
        with town.database.write() as session:
            order_lines.set_line(session, town.market.shops[BAKERY], gone, town.clock.now())
    else:
        assert step(town, order_id, how).state == OrderState.HANDED_OVER
    order = order_of(town, order_id)
    assert (order.state, order.total_cents) == (OrderState.HANDED_OVER, first.gross_cents)
    with town.database.read() as session:
        charged = session.scalars(select(CommissionLine.order_line_id)).all()
    assert charged == [first.id]
    assert [line.reserved for line in lines_of(town, order_id)] == [first.reserved, 0]


@settings(
    max_examples=6,
    deadline=None,
    phases=(Phase.generate,),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(st.tuples(st.sampled_from("AB"), st.sets(st.integers(0, 1))), max_size=5))
def test_however_two_tills_hand_over_each_line_leaves_once_or_it_is_told(
    town: OpenTown, attempts: list[tuple[str, set[int]]]
) -> None:
    """Two tills without network: what each did arrives in any order, in parts or whole."""
    with town.database.write() as session:
        for name in ("Pain de campagne", "Brioche tressée"):
            shop_id, variant = town.market.shops[BAKERY], town.market.variants[name]
            stock.move(session, shop_id, variant, 9000, "received", "", town.clock.now())
    (order_id,) = place(town, ("Pain de campagne", "1"), ("Brioche tressée", "1"))
    make_ready(town, order_id)
    ids = [line.id for line in lines_of(town, order_id)]
    gone: set[int] = set()
    is_odd = False
    for till, chosen in attempts:
        hand_over(town, order_id, till=till, lines=tuple(ids[each] for each in sorted(chosen)))
        leaving = chosen or {0, 1}
        is_odd = is_odd or bool(leaving & gone)
        gone |= leaving
    order = order_of(town, order_id)
    assert (order.anomaly == "handed_over_twice") == is_odd
    assert (order.state == OrderState.HANDED_OVER) == (gone == {0, 1})
    with town.database.read() as session:
        charged = session.scalars(
            select(CommissionLine.order_line_id).where(CommissionLine.order_id == order_id)
        ).all()
    assert len(charged) == len(set(charged)) == (2 if gone == {0, 1} else 0)


def test_what_left_though_it_was_marked_missing_wants_a_persons_word(town: OpenTown) -> None:
    (order_id,) = place(town, ("Pain de campagne", "2"), ("Brioche tressée", "1"))
    make_ready(town, order_id)
    first, second = lines_of(town, order_id)
    found_missing(town, order_id, second)
    # A counter in the dark gave all of it, as it knew the order.
    hand_over(town, order_id, given=(first.id, second.id))
    assert order_of(town, order_id).anomaly == "handed_over_otherwise"


def test_what_stayed_though_another_counter_had_found_it_wants_a_persons_word(
    town: OpenTown,
) -> None:
    (order_id,) = place(town, ("Pain de campagne", "2"), ("Brioche tressée", "1"))
    make_ready(town, order_id)
    first, _second = lines_of(town, order_id)
    # A counter in the dark had found no brioche, and gave all there was as it knew the order.
    hand_over(town, order_id, given=(first.id,))
    assert order_of(town, order_id).anomaly == "handed_over_otherwise"


def test_what_left_though_another_till_left_it_out_is_named_and_did_not_leave_twice(
    town: OpenTown,
) -> None:
    (order_id,) = place(town, ("Pain de campagne", "2"), ("Brioche tressée", "1"))
    make_ready(town, order_id)
    bread, brioche = lines_of(town, order_id)
    hand_over(town, order_id, lines=(bread.id,))
    found_missing(town, order_id, brioche)
    hand_over(town, order_id, lines=(brioche.id,))
    with town.database.read() as session:
        found = order_of(town, order_id)
        told = leaving.hand_overs_of(session, found)
    assert found.anomaly == "handed_over_otherwise"
    assert [each.lines for each in told] == [(bread.id,), (brioche.id,)]


@pytest.mark.parametrize(("cents", "anomaly"), [(760, ""), (590, "handed_over_otherwise")])
def test_a_ticket_at_another_price_than_the_order_wants_a_persons_word(
    town: OpenTown, cents: int, anomaly: str
) -> None:
    (order_id,) = place(town, ("Pain de campagne", "2"))
    make_ready(town, order_id)
    (line,) = lines_of(town, order_id)
    assert line.gross_cents == 760
    with town.database.write() as session:
        now = town.clock.now()
        ticket = v1.SaleClosed(
            sale="s1", till="T01", number="T01-1", kind="sale", business_day="2026-11-24",
            at=milliseconds(now), gross_cents=cents, net_cents=cents, order=order_id,
            journal_seq=1, journal_hash="h", tenders=(),
            lines=(
                v1.SaleLine(
                    label="x", quantity=2000, gross_cents=cents, vat_bp=550,
                    variant=line.variant, order_line=line.id,
                ),
            ),
        )  # fmt: skip
        sales.close_sale(session, town.market.shops[BAKERY], "device", ticket, now)
    hand_over(town, order_id, sale="s1", given=(line.id,))
    assert order_of(town, order_id).anomaly == anomaly


def test_what_is_to_be_picked_again_is_no_longer_ready(town: OpenTown) -> None:
    (order_id,) = place(town, ("Pain de campagne", "2"))
    make_ready(town, order_id)
    (line,) = lines_of(town, order_id)
    undone = v1.OrderLineSet(order=order_id, line=line.id, state=v1.LineState.OPEN)
    with town.database.write() as session:
        order_lines.set_line(session, town.market.shops[BAKERY], undone, town.clock.now())
    assert order_of(town, order_id).state == OrderState.PREPARING


def found_missing(town: OpenTown, order_id: str, *lines: OrderLine) -> None:
    with town.database.write() as session:
        for line in lines:
            gone = v1.OrderLineSet(order=order_id, line=line.id, state=v1.LineState.MISSING)
            order_lines.set_line(session, town.market.shops[BAKERY], gone, town.clock.now())


def conclude_empty(town: OpenTown, order_id: str) -> None:
    with town.database.write() as session:
        orders.conclude_empty(session, order_id, town.clock.now())


def test_what_two_counters_emptied_between_them_is_not_ready_and_ends(town: OpenTown) -> None:
    (order_id,) = place(town, ("Pain de campagne", "2"), ("Brioche tressée", "1"))
    step(town, order_id, "order.accept")
    step(town, order_id, "order.prepare")
    first, second = lines_of(town, order_id)
    # One counter packs the second line and finds no first, the other the other way round.
    found_missing(town, order_id, first)
    step(town, order_id, "order.ready")
    found_missing(town, order_id, second)
    assert order_of(town, order_id).state == OrderState.PREPARING
    assert step(town, order_id, "order.ready") == orders.StepResult("superseded", "cancelled")
    order = order_of(town, order_id)
    assert (order.reason, order.total_cents) == (NOTHING_LEFT, 0)
    assert [line.reserved for line in lines_of(town, order_id)] == [0, 0]


@pytest.mark.parametrize("is_found_again", [True, False])
def test_an_emptied_bag_waits_for_a_hand_and_ends_without_one(
    town: OpenTown, *, is_found_again: bool
) -> None:
    (order_id,) = place(town, ("Pain de campagne", "2"))
    make_ready(town, order_id)
    (line,) = lines_of(town, order_id)
    found_missing(town, order_id, line)
    if is_found_again:
        picked = v1.OrderLineSet(
            order=order_id, line=line.id, state=v1.LineState.PICKED, picked=line.quantity
        )
        with town.database.write() as session:
            order_lines.set_line(session, town.market.shops[BAKERY], picked, town.clock.now())
    conclude_empty(town, order_id)
    ended = OrderState.PREPARING if is_found_again else OrderState.CANCELLED
    assert order_of(town, order_id).state == ended


def test_what_was_taken_out_of_a_locker_after_the_end_is_in_the_orders_history(
    town: OpenTown,
) -> None:
    (order_id,) = place(town, ("Pain de campagne", "1"))
    make_ready(town, order_id)
    step(town, order_id, "order.cancel")
    word = v1.OrderCarried(order=order_id, at=1, by="LOCKER", stage="delivered", till="T01")
    with town.database.write() as session:
        carriage.carry(session, town.market.shops[BAKERY], word, town.clock.now())
    order = order_of(town, order_id)
    assert (order.state, order.anomaly) == ("cancelled", "handed_over_though_cancelled")
    with town.database.read() as session:
        (left,) = leaving.hand_overs_of(session, order)
    assert (left.by, left.till) == ("LOCKER", "T01")
