"""An order leaves in parts, by a proxy, after a look at papers: each line once, each paid once."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from desktop.domain.tender import Means, Tenders
from desktop.errors import RefusedError
from desktop.services.counter import selling
from desktop.services.counter.selling import Checkout
from desktop.services.goods.cataloguing import ProductDraft, VariantDraft, save_product
from desktop.services.money import vouchers
from desktop.services.money.vouchers import VoucherKind
from desktop.services.online import (
    leaving_out,
    no_shows,
    order_board,
    order_carts,
    order_returns,
    orders,
    pickup,
)
from desktop.services.online.pickup import HandOver, LineCheck, VerdictKind
from desktop.services.shop import Shop
from desktop.services.till import till_sessions
from sync.kernel.money import Money
from sync.kernel.order_states import OrderState
from sync.kernel.quantity import Quantity
from sync.kernel.vat import VatRate
from tests.support.a_shop import OWNER, AShop, a_shop, found, open_again, sell
from tests.support.an_order import Placed, line_of, placed


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    builder = (
        a_shop(tmp_path)
        .with_product("Assam", 790, vat=550, flags=("meal_voucher",))
        .with_product("Café", 450, vat=2000)
        .with_product("Whisky", 3900, vat=2000, flags=("age_18",))
    )
    with builder.opened() as opened:
        yield opened


def paid(order: Placed, *lines: str, tenders: Tenders | None = None) -> Checkout | None:
    cart = order_carts.cart_for(order.shop, order.id, lines)
    how = Tenders().add(Means.CASH, cart.total) if tenders is None else tenders
    return Checkout(cart=cart, tenders=how, staff=OWNER, order_id=order.id)


def give(order: Placed, *lines: str, **more: object) -> pickup.HandedOver:
    how = HandOver(secret=order.code.secret, lines=lines, **more)  # type: ignore[arg-type]
    checkout = paid(order, *lines) if order.view.to_pay else None
    return pickup.hand_over(order.shop, order.id, OWNER, checkout=checkout, how=how)


def told(shop: Shop, kind: str) -> list[dict[str, Any]]:
    with shop.look() as look:
        bodies = look.connection.scalars(
            text("SELECT body FROM outbox WHERE kind = :kind ORDER BY seq"), {"kind": kind}
        ).all()
    return [msgspec.json.decode(body) for body in bodies]


def test_one_bag_now_and_the_other_tomorrow_are_two_tickets_of_one_order(shop: Shop) -> None:
    order = placed(shop, ("assam", 2), ("cafe", 1)).ready()
    first, second = (line.id for line in order.view.lines)
    done = give(order, first)
    assert done.sale is not None
    assert (done.order.state, done.order.to_pay) == (OrderState.READY, Money(450))
    assert [line.handed_at is not None for line in done.order.lines] == [True, False]
    assert found(shop, "cafe").on_hand == Quantity.pieces(10)
    with pytest.raises(RefusedError) as again:
        order_carts.cart_for(shop, order.id, (first,))
    assert again.value.code == "line_handed_over"
    verdict = pickup.check(shop, order.code.text)
    assert verdict.kind is VerdictKind.HAND_OVER
    rest = give(order)
    assert rest.sale is not None
    assert (rest.order.state, rest.sale.total) == (OrderState.HANDED_OVER, Money(450))
    assert [each["lines"] for each in told(shop, "order.handed_over")] == [[first], [second]]
    assert {selling.sale(shop, each).order_id for each in _sales(shop)} == {order.id}
    assert till_sessions.till_state(shop).gross == Money(2030)


def test_what_the_delivery_costs_is_paid_with_the_first_part(shop: Shop) -> None:
    tea, coffee = (line_of(shop, name, 1) for name in ("assam", "cafe"))
    way = {"variant": "", "label": "Livraison", "unit_price_cents": 300, "gross_cents": 300}
    fee = msgspec.structs.replace(line_of(shop, "cafe", 1), **way)
    order = placed(shop, lines=(tea, coffee, fee), total_cents=1540).ready()
    totals = [done.sale.total for done in (give(order, coffee.line), give(order)) if done.sale]
    assert totals == [Money(750), Money(790)]


def test_a_basket_of_other_lines_does_not_pay_for_these(shop: Shop) -> None:
    order = placed(shop, ("assam", 1), ("cafe", 1)).ready()
    first, second = (line.id for line in order.view.lines)
    how = HandOver(secret=order.code.secret, lines=(second,))
    with pytest.raises(RefusedError) as refused:
        pickup.hand_over(shop, order.id, OWNER, checkout=paid(order, first), how=how)
    assert refused.value.code == "order_unpaid"
    assert order.view.to_pay == Money(1240)


def test_goods_paid_online_leave_the_stock_in_parts_without_a_ticket(shop: Shop) -> None:
    order = placed(shop, ("assam", 2), ("cafe", 1), payment="online", paid_cents=2030).ready()
    first = order.line(0)
    assert give(order, first).sale is None
    assert [found(shop, name).on_hand for name in ("assam", "cafe")] == [
        Quantity.pieces(8),
        Quantity.pieces(10),
    ]
    give(order)
    assert found(shop, "cafe").on_hand == Quantity.pieces(9)
    with shop.look() as look:
        written = look.connection.scalars(text("SELECT c FROM journal_record")).all()
    assert sum(b'"code":480' in bytes(each) for each in written) == 2


@pytest.mark.parametrize("sent_back", [0, 1580])
def test_what_came_back_leaves_the_rest_of_a_paid_order_paid(shop: Shop, sent_back: int) -> None:
    order = placed(shop, ("assam", 2), ("cafe", 1), payment="online", paid_cents=2030).ready()
    first = order.line(0)
    give(order, first)
    order_returns.take_back(shop, order.id, (first,), OWNER, "abîmé")
    with shop.begin() as work:
        # As the marketplace tells once it has heard of it.
        orders.change_order(work, order.id, {"paid_cents": 2030 - sent_back})
        work.commit()
    (card,) = order_board.board(shop).ready
    (waits,) = no_shows.waiting(shop)
    assert (order.view.to_pay, card.to_pay, waits.refund) == (Money(0), Money(0), Money(450))
    done = give(order)
    assert (done.order.state, done.sale) == (OrderState.HANDED_OVER, None)


def test_whatever_pays_at_the_till_pays_an_order(shop: Shop) -> None:
    order = placed(shop, ("assam", 2), ("cafe", 1)).ready()
    before = sell(shop, "Café")
    with shop.begin() as work:
        card = vouchers.issue(work, VoucherKind.GIFT_CARD, before.sale_id, Money(500))
        work.commit()
    tenders = (
        Tenders()
        .add(Means.MEAL_VOUCHER, Money(700), label="Swile")
        .add(Means.GIFT_CARD, Money(500), token=card.code)
        .add(Means.CARD, Money(400))
        .add(Means.CASH, Money(1000))
    )
    how = HandOver(secret=order.code.secret)
    done = pickup.hand_over(shop, order.id, OWNER, checkout=paid(order, tenders=tenders), how=how)
    assert done.sale is not None
    assert done.sale.change_due == Money(570)
    sale = selling.sale(shop, done.sale.sale_id)
    assert sale.order_id == order.id
    assert {each.means for each in sale.tenders} == {
        Means.MEAL_VOUCHER,
        Means.GIFT_CARD,
        Means.CARD,
        Means.CASH,
    }


def test_spirits_leave_after_a_look_at_the_age_or_stay_behind(shop: Shop) -> None:
    order = placed(shop, ("whisky", 1), ("cafe", 1)).ready()
    spirits, coffee = (line.id for line in order.view.lines)
    verdict = pickup.check(shop, order.code.text)
    assert verdict.checks == (LineCheck(spirits, "age"),)
    with pytest.raises(RefusedError) as refused:
        give(order)
    assert refused.value.code == "check_missing"
    give(order, coffee)
    view = leaving_out.leave_out(shop, order.id, (spirits,), OWNER)
    assert (view.state, view.total) == (OrderState.HANDED_OVER, Money(450))
    other = placed(shop, ("whisky", 1), number="00000007").ready()
    with pytest.raises(RefusedError) as refused:
        leaving_out.leave_out(shop, other.id, (other.line(),), OWNER)
    assert refused.value.code == "order_is_empty"
    give(other, checks=("age",))
    assert told(shop, "order.handed_over")[-1]["checks"] == ["age"]


def test_a_box_with_a_bottle_in_it_is_handed_over_as_the_bottle_is(shop: Shop) -> None:
    whisky, coffee = found(shop, "whisky").variant_id, found(shop, "cafe").variant_id
    parts = tuple((each, Quantity.pieces(1)) for each in (coffee, whisky))
    form = VariantDraft(price=Money(4200), parts=parts)
    save_product(shop, ProductDraft(name="Coffret", vat=VatRate(2000), variants=(form,)), OWNER)
    order = placed(shop, ("coffret", 1)).ready()
    (box,) = order.view.lines
    assert pickup.check(shop, order.code.text).checks == (LineCheck(box.id, "age"),)


def test_somebody_else_collects_only_where_the_customer_has_named_them(shop: Shop) -> None:
    order = placed(shop, ("cafe", 1), proxy_name="Sasha").ready()
    other = placed(shop, ("cafe", 1), number="00000007").ready()
    with pytest.raises(RefusedError) as refused:
        give(other, is_proxy=True)
    assert refused.value.code == "proxy_not_named"
    give(order, is_proxy=True)
    assert told(shop, "order.handed_over")[0]["proxy"] is True


def test_four_digits_of_two_ready_orders_ask_for_the_name(shop: Shop) -> None:
    placed(shop, ("cafe", 1), number="11111937").ready()
    placed(shop, ("cafe", 1), number="22221937").ready()
    verdict = pickup.find_by_number(shop, "1937")
    assert verdict.kind is VerdictKind.SEVERAL
    assert {each.number for each in verdict.choices} == {"11111937", "22221937"}
    assert pickup.find_by_number(shop, "22221937").kind is VerdictKind.HAND_OVER


_ATTEMPTS = st.lists(
    st.tuples(
        st.sets(st.integers(0, 2), max_size=3),
        st.sampled_from(["code", "said", "proxy", "replay", "restart"]),
    ),
    min_size=2,
    max_size=7,
)


@settings(max_examples=4, deadline=None, phases=(Phase.generate,))
@given(st.lists(st.tuples(_ATTEMPTS, st.booleans()), min_size=3, max_size=3))
def test_whatever_is_tried_each_line_leaves_once_and_money_in_is_goods_out(
    days: list[tuple[list[tuple[set[int], str]], bool]],
) -> None:
    """Any mix of codes, proxies, parts, the same press again and restarts, online or not."""
    names = ("assam", "cafe", "whisky")
    with TemporaryDirectory() as folder:
        builder = AShop(Path(folder) / "shop")
        for name, price in zip(names, (790, 450, 3900), strict=True):
            builder.with_product(name.title(), price, vat=2000, stock=100)
        shop = builder.open()
        out = dict.fromkeys(names, 0)
        takings = Money(0)
        for place, (attempts, is_online) in enumerate(days):
            facts = {"payment": "online", "paid_cents": 5140} if is_online else {}
            number = f"{place:08d}"
            wanted = [(name, 1) for name in names]
            order = placed(shop, *wanted, number=number, proxy_name="S", **facts).ready()
            last: tuple[Checkout | None, HandOver] | None = None
            for chosen, kind in attempts:
                if kind == "restart":
                    shop.close()
                    shop = open_again(builder.folder)
                    order = Placed(shop, order.id, order.code)
                lines = tuple(order.line(each) for each in chosen)
                with suppress(RefusedError):
                    if kind != "replay" or last is None:
                        how = HandOver(
                            secret="" if kind == "said" else order.code.secret,
                            reason="connu" if kind == "said" else "",
                            lines=lines,
                            is_proxy=kind == "proxy",
                        )
                        last = (None if is_online else paid(order, *lines), how)
                    pickup.hand_over(shop, order.id, OWNER, checkout=last[0], how=last[1])
            view = orders.order(shop, order.id)
            gone = [line for line in view.lines if line.handed_at is not None]
            for name, line in zip(names, view.lines, strict=True):
                out[name] += line in gone
            if not is_online:
                takings += sum((line.gross for line in gone), Money(0))
            assert (view.state is OrderState.HANDED_OVER) == (len(gone) == len(names))
        assert till_sessions.till_state(shop).gross == takings
        assert {name: 100 - found(shop, name).on_hand.thousandths // 1000 for name in names} == out
        left = [line for each in told(shop, "order.handed_over") for line in each.get("lines", ())]
        assert len(left) == len(set(left))
        shop.close()


def _sales(shop: Shop) -> list[str]:
    return [each.id for each in selling.sales_today(shop)]
