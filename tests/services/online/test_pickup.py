"""The bag goes to whoever holds the code, once, and its payment with it or not at all."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from desktop.domain.tender import Means, Tenders
from desktop.errors import RefusedError, WorldError
from desktop.services.books.inspection import inspect
from desktop.services.counter import selling
from desktop.services.counter.selling import Checkout
from desktop.services.online import order_carts, orders, pickup, preparation
from desktop.services.online.pickup import VerdictKind
from desktop.services.shop import Shop
from desktop.services.till import till_sessions
from sync.kernel import pickup_code
from sync.kernel.clock import milliseconds
from sync.kernel.ids import new_id
from sync.kernel.money import Money, total_of
from sync.kernel.order_states import OrderState
from sync.kernel.pickup_code import PickupCode
from sync.kernel.quantity import Quantity
from tests.support.a_shop import MORNING, OWNER, AShop, a_shop, found, open_again
from tests.support.an_order import Placed, placed

TEA, COFFEE = ("assam", 2), ("cafe", 1)


@pytest.fixture
def builder(tmp_path: Path) -> AShop:
    return (
        a_shop(tmp_path)
        .with_product("Thé noir Assam", 790, vat=550, code="3017620422003")
        .with_product("Thé noir Ceylan", 890, vat=550)
        .with_product("Café", 450, vat=2000)
        .with_product("Comté", 2490, vat=550, unit="kg")
    )


@pytest.fixture
def shop(builder: AShop) -> Iterator[Shop]:
    with builder.opened() as opened:
        yield opened


def paying(order: Placed, given: int | None = None, means: Means = Means.CASH) -> Checkout:
    cart = order_carts.cart_for(order.shop, order.id)
    amount = cart.total if given is None else Money(given)
    return Checkout(cart=cart, tenders=Tenders().add(means, amount), staff=OWNER, order_id=order.id)


def give(order: Placed, **proof: str) -> pickup.HandedOver:
    return pickup.hand_over(order.shop, order.id, OWNER, checkout=paying(order), **proof)


def refusal(order: Placed, checkout: Checkout | None, **proof: str) -> RefusedError:
    with pytest.raises(RefusedError) as refused:
        pickup.hand_over(order.shop, order.id, OWNER, checkout=checkout, **proof)
    return refused.value


def counts(shop: Shop) -> tuple[int, ...]:
    """Return how many sales, journal records, movements and messages there are."""
    with shop.look() as look:
        return tuple(
            look.connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()  # noqa: S608 names of our own
            for table in ("sale", "journal_record", "stock_movement", "outbox")
        )


# --- the verdict ----------------------------------------------------------------------------------


def test_the_customers_code_opens_the_bag(shop: Shop) -> None:
    order = placed(shop, TEA).ready(shelf="B3")
    verdict = pickup.check(shop, f" {order.code.text}\r\n")
    assert (verdict.kind, verdict.secret) == (VerdictKind.HAND_OVER, order.code.secret)
    assert verdict.order == order.view


def test_what_leaves_is_not_paid_by_a_basket_of_the_same_sum(shop: Shop) -> None:
    order = placed(shop, ("assam", 1), ("assam", 1)).ready()
    leaving, other = order.line(0), order.line(1)
    cart = order_carts.cart_for(shop, order.id, (other,))
    checkout = Checkout(cart=cart, tenders=Tenders().add(Means.CASH, cart.total), staff=OWNER)
    before = counts(shop)
    how = pickup.HandOver(secret=order.code.secret, lines=(leaving,))
    with pytest.raises(RefusedError) as refused:
        pickup.hand_over(shop, order.id, OWNER, checkout=checkout, how=how)
    assert refused.value.code == "order_unpaid"
    assert counts(shop) == before


def test_a_forged_code_shows_nothing_of_the_order(shop: Shop) -> None:
    order = placed(shop, TEA).ready()
    forged = PickupCode(order.code.order_number, "123456789012345678901234")
    verdict = pickup.check(shop, forged.text)
    assert (verdict.kind, verdict.order, verdict.secret) == (VerdictKind.FORGED, None, "")


def test_a_code_of_another_shop_is_told_from_a_forged_one(shop: Shop) -> None:
    placed(shop, TEA).ready()
    assert pickup.check(shop, pickup_code.draw("99999999").text).kind is VerdictKind.OTHER_SHOP


@pytest.mark.parametrize(
    "presented", ["", "hello", "3017620422003", "1" * 34, "0" * 5000, "é" * 34]
)
def test_what_is_no_pickup_code_is_unknown(shop: Shop, presented: str) -> None:
    assert pickup.check(shop, presented).kind is VerdictKind.UNKNOWN


def test_an_unready_order_says_when_it_was_promised(shop: Shop) -> None:
    order = placed(shop, TEA).in_preparation()
    verdict = pickup.check(shop, order.code.text)
    assert verdict.kind is VerdictKind.NOT_READY
    assert verdict.at == order.view.promised_from


def test_a_second_time_says_when_and_by_whom(builder: AShop, shop: Shop) -> None:
    order = placed(shop, TEA).ready()
    give(order, secret=order.code.secret)
    builder.at(MORNING + timedelta(minutes=5))
    verdict = pickup.check(shop, order.code.text)
    assert (verdict.kind, verdict.at) == (VerdictKind.ALREADY, MORNING)
    assert verdict.order is not None
    assert verdict.order.handed_over_by == OWNER


@pytest.mark.parametrize(
    ("state", "kind"),
    [
        ("cancelled", VerdictKind.CANCELLED),
        ("expired", VerdictKind.EXPIRED),
        ("refused", VerdictKind.REFUSED),
        ("delivered", VerdictKind.ALREADY),
        ("returned", VerdictKind.ALREADY),
        ("placed", VerdictKind.NOT_READY),
        ("accepted", VerdictKind.NOT_READY),
    ],
)
def test_each_state_has_its_verdict(shop: Shop, state: str, kind: VerdictKind) -> None:
    order = placed(shop, TEA, state=state)
    assert pickup.check(shop, order.code.text).kind is kind


def test_a_number_said_aloud_offers_the_orders_that_end_in_it_the_ready_one_first(
    shop: Shop,
) -> None:
    late = milliseconds(MORNING) + 9_000_000
    ready = placed(shop, TEA, number="22221937", promised_from=late).ready()
    placed(shop, TEA, number="33331937", state="cancelled")
    assert pickup.find_by_number(shop, "1937").order == ready.view
    other = placed(shop, TEA, number="11111937")
    several = pickup.find_by_number(shop, "1937")
    assert several.kind is VerdictKind.SEVERAL
    assert [each.id for each in several.choices] == [ready.id, other.id]
    assert pickup.find_by_number(shop, " 1111 1937 ").kind is VerdictKind.NOT_READY
    assert pickup.find_by_number(shop, "1937").secret == ""
    for said in ("", "93", "19377", "%937", "____", "²²²²"):
        assert pickup.find_by_number(shop, said).kind is VerdictKind.UNKNOWN


def test_four_digits_of_orders_that_are_over_mean_the_latest_and_ask_where_several_may_come_back(
    shop: Shop,
) -> None:
    now, day = milliseconds(shop.clock.now()), 86_400_000

    def collected(number: str, days_ago: int) -> Placed:
        at = now - days_ago * day
        return placed(shop, TEA, number=number, state="handed_over", handed_over_at=at)

    collected("11111937", 40)
    last = collected("22221937", 20)
    assert pickup.find_by_number(shop, "1937").order == last.view
    came = collected("33331937", 6)
    assert pickup.find_by_number(shop, "1937").order == came.view
    newer = collected("44441937", 2)
    several = pickup.find_by_number(shop, "1937")
    assert several.kind is VerdictKind.SEVERAL
    assert [each.id for each in several.choices] == [newer.id, came.id]
    today = collected("55551937", 0)
    assert pickup.find_by_number(shop, "1937").order == today.view


# --- the hand-over --------------------------------------------------------------------------------


def test_payment_and_hand_over_are_one(shop: Shop) -> None:
    order = placed(shop, TEA, COFFEE).ready()
    before = counts(shop)
    done = pickup.hand_over(
        shop, order.id, OWNER, secret=order.code.secret, checkout=paying(order, 25_00)
    )
    assert done.sale is not None
    assert (done.sale.total, done.sale.change_due) == (Money(2030), Money(470))
    assert (done.order.state, done.order.handed_over_by) == (OrderState.HANDED_OVER, OWNER)
    after = counts(shop)
    assert [b - a for a, b in zip(before, after, strict=True)] == [1, 1, 2, 2]
    sale = selling.sale(shop, done.sale.sale_id)
    assert sale.order_id == order.id
    assert [(line.label, line.gross) for line in sale.lines] == [
        ("Thé noir Assam", Money(1580)),
        ("Café", Money(450)),
    ]
    assert found(shop, "assam").on_hand == Quantity.pieces(8)
    with shop.look() as look:
        bodies = look.connection.execute(
            text("SELECT kind, body FROM outbox ORDER BY seq DESC LIMIT 2")
        ).all()
    told = {row.kind: msgspec.json.decode(row.body) for row in bodies}
    handed = told["order.handed_over"]
    assert (handed["secret"], handed["sale"]) == (order.code.secret, done.sale.sale_id)
    assert [line["order_line"] for line in told["sale.closed"]["lines"]] == [
        line.id for line in done.order.lines
    ]


def test_what_is_sold_otherwise_since_is_handed_over_as_it_was_ordered(shop: Shop) -> None:
    order = placed(shop, ("comte", 1)).ready()
    with shop.begin() as work:
        work.connection.execute(text("UPDATE product SET unit = 'piece' WHERE unit = 'kg'"))
        work.commit()
    done = give(order, secret=order.code.secret)
    assert done.sale is not None
    (line,) = selling.sale(shop, done.sale.sale_id).lines
    assert line.quantity == order.view.lines[0].delivered_quantity


def test_a_bag_leaves_once(shop: Shop) -> None:
    order = placed(shop, TEA).ready()
    give(order, secret=order.code.secret)
    before = counts(shop)
    again = refusal(order, None, secret=order.code.secret)
    assert again.code == "order_step_refused"
    assert counts(shop) == before


def test_a_second_press_does_not_sell_twice(shop: Shop) -> None:
    order = placed(shop, TEA).ready()
    checkout = paying(order)
    first = pickup.hand_over(shop, order.id, OWNER, secret=order.code.secret, checkout=checkout)
    assert refusal(order, checkout, secret=order.code.secret).code == "order_step_refused"
    assert first.sale is not None
    assert [sale.number for sale in selling.sales_today(shop)] == [first.sale.number]


def test_a_wrong_secret_gives_nothing(shop: Shop) -> None:
    order = placed(shop, TEA).ready()
    before = counts(shop)
    error = refusal(order, paying(order), secret="0" * 24)
    assert error.code == "code_refused"
    assert (order.view.state, counts(shop)) == (OrderState.READY, before)


def test_without_a_code_a_reason_is_needed_and_told(shop: Shop) -> None:
    order = placed(shop, TEA).ready()
    assert refusal(order, paying(order)).code == "hand_over_unproven"
    give(order, reason="Pièce d'identité")
    with shop.look() as look:
        body = look.connection.execute(
            text("SELECT body FROM outbox WHERE kind = 'order.handed_over'")
        ).scalar_one()
    assert msgspec.json.decode(body)["reason"] == "Pièce d'identité"


def test_an_unpaid_order_is_paid_first(shop: Shop) -> None:
    order = placed(shop, TEA).ready()
    error = refusal(order, None, secret=order.code.secret)
    assert (error.code, error.facts["amount"]) == ("order_unpaid", Money(1580))


def test_a_paid_order_is_not_paid_again(shop: Shop) -> None:
    order = placed(shop, TEA, payment="online", paid_cents=1580).ready()
    before = counts(shop)

    error = refusal(order, paying(order), secret=order.code.secret)

    assert error.code == "order_already_paid"
    assert (order.view.state, counts(shop)) == (OrderState.READY, before)


def test_too_little_leaves_the_bag_here(shop: Shop) -> None:
    order = placed(shop, TEA).ready()
    before = counts(shop)
    error = refusal(order, paying(order, 15_00), secret=order.code.secret)
    assert error.code == "not_enough_tendered"
    assert (order.view.state, counts(shop)) == (OrderState.READY, before)


def test_a_closed_till_takes_no_money_and_gives_paid_bags(tmp_path: Path) -> None:
    builder = a_shop(tmp_path).with_closed_till().with_product("Assam", 790, vat=550)
    with builder.opened() as shop:
        owed = placed(shop, ("assam", 1), number="00000001").ready()
        paid = placed(
            shop, ("assam", 1), number="00000002", payment="online", paid_cents=790
        ).ready()
        assert refusal(owed, paying(owed), secret=owed.code.secret).code == "till_closed"
        done = pickup.hand_over(shop, paid.id, OWNER, secret=paid.code.secret)
        assert (done.sale, done.order.state) == (None, OrderState.HANDED_OVER)


def test_an_unready_order_is_not_handed_over(shop: Shop) -> None:
    order = placed(shop, TEA).in_preparation()
    assert refusal(order, None, secret=order.code.secret).code == "order_step_refused"
    with pytest.raises(RefusedError) as refused:
        pickup.hand_over(shop, new_id(), OWNER, reason="x")
    assert refused.value.code == "unknown_order"


def test_a_full_disk_takes_neither_the_money_nor_the_bag(shop: Shop) -> None:
    order = placed(shop, *[("assam", 1)] * 80).ready()
    checkout = paying(order)
    before = counts(shop)
    with shop.begin() as work:
        pages = work.connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        work.connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(WorldError) as failed:
        pickup.hand_over(shop, order.id, OWNER, secret=order.code.secret, checkout=checkout)
    assert failed.value.code == "disk_full"
    assert (order.view.state, counts(shop)) == (OrderState.READY, before)
    with shop.begin() as work:
        work.connection.exec_driver_sql("PRAGMA max_page_count = 1000000")
    done = pickup.hand_over(shop, order.id, OWNER, secret=order.code.secret, checkout=checkout)
    assert done.order.state is OrderState.HANDED_OVER


@pytest.mark.parametrize("table", ["journal_record", "sale", "stock_movement", "outbox"])
def test_a_write_that_fails_undoes_all_the_others(shop: Shop, table: str) -> None:
    """Whatever of the four cannot be written: the money is not taken and the bag stays."""
    order = placed(shop, TEA).ready()
    checkout, before = paying(order), counts(shop)
    with shop.begin() as work:
        work.connection.exec_driver_sql(
            f"CREATE TRIGGER broken BEFORE INSERT ON {table}"
            " BEGIN SELECT RAISE(ABORT, 'broken'); END"
        )
        work.commit()
    with pytest.raises(Exception, match="broken"):
        pickup.hand_over(shop, order.id, OWNER, secret=order.code.secret, checkout=checkout)
    assert (order.view.state, counts(shop)) == (OrderState.READY, before)
    with shop.begin() as work:
        work.connection.exec_driver_sql("DROP TRIGGER broken")
        work.commit()
    pickup.hand_over(shop, order.id, OWNER, secret=order.code.secret, checkout=checkout)
    assert all(each.report.is_sound for each in inspect(shop.folder))


def test_a_bag_handed_over_is_gone_after_a_restart(builder: AShop) -> None:
    with builder.opened() as shop:
        order = placed(shop, TEA).ready()
        give(order, secret=order.code.secret)
    again = open_again(builder.folder)
    assert pickup.check(again, order.code.text).kind is VerdictKind.ALREADY
    again.close()


# --- the basket -----------------------------------------------------------------------------------


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["assam", "cafe", "comte"]),
            st.integers(1, 12),
            st.sampled_from(["picked", "missing", "instead", "scanned"]),
        ),
        min_size=1,
        max_size=5,
    )
)
def test_what_is_paid_is_what_the_order_comes_to(wanted: list[tuple[str, int, str]]) -> None:
    with TemporaryDirectory() as folder:
        builder = (
            AShop(Path(folder) / "shop")
            .with_product("Assam", 790, vat=550, code="3017620422003", stock=500)
            .with_product("Café", 453, vat=2000, stock=500)
            .with_product("Comté", 2491, vat=550, unit="kg", stock=50)
            .with_product("Ceylan", 899, vat=2000, stock=500)
        )
        with builder.opened() as shop:
            lines = [(name, count * 73 if name == "comte" else count) for name, count, _ in wanted]
            order = placed(shop, *lines).in_preparation()
            for place, (name, _count, how) in enumerate(wanted):
                _decide(order, order.view.lines[place].id, name, how)
            view = orders.order(shop, order.id)
            cart = order_carts.cart_for(shop, order.id)
            assert cart.total == view.total == view.to_pay
            assert view.total == total_of([line.gross for line in view.lines])
            if cart.is_empty:
                return
            orders.mark_ready(shop, order.id)
            done = give(order, secret=order.code.secret)
            assert done.sale is not None
            assert done.sale.total == view.total
            assert till_sessions.till_state(shop).gross == view.total


def test_a_basket_from_before_the_order_was_changed_is_not_paid(shop: Shop) -> None:
    order = placed(shop, ("assam", 2), ("cafe", 1)).ready()
    begun = paying(order)
    orders.step_back(shop, order.id)
    preparation.mark_missing(shop, order.id, order.line(1))
    orders.mark_ready(shop, order.id)

    refused = refusal(order, begun, secret=order.code.secret)

    assert (refused.code, refused.facts["amount"]) == ("order_unpaid", order.view.to_pay)
    assert give(order, secret=order.code.secret).order.state is OrderState.HANDED_OVER


def _decide(order: Placed, line_id: str, name: str, how: str) -> None:
    shop = order.shop
    if how == "missing":
        preparation.mark_missing(shop, order.id, line_id)
    elif how == "instead" and name != "comte":
        preparation.substitute(shop, order.id, line_id, found(shop, "ceylan").variant_id)
        preparation.pick_by_hand(shop, order.id, line_id)
    else:
        preparation.pick_by_hand(shop, order.id, line_id)


def test_a_till_forgotten_last_night_is_closed_before_a_bag_is_paid(
    builder: AShop, shop: Shop
) -> None:
    order = placed(shop, TEA).ready()
    basket = paying(order)
    builder.at(MORNING + timedelta(days=1))
    with pytest.raises(RefusedError, match="till_closed"):  # before the customer's card is
        order_carts.cart_to_pay(shop, order.id)
    assert refusal(order, basket, secret=order.code.secret).code == "till_closed"
    till_sessions.open_till(shop, Money(100_00), OWNER)
    assert give(order, secret=order.code.secret).order.state is OrderState.HANDED_OVER
    (yesterday,) = till_sessions.reports(shop)
    assert yesterday.is_automatic
