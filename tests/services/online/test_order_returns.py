"""Goods of an order come back: the money goes the way it came, never more than there was."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import text

from desktop.domain.tender import Means, Tenders
from desktop.errors import RefusedError
from desktop.services.books.inspection import inspect
from desktop.services.counter import selling
from desktop.services.counter.refunds import RefundLine
from desktop.services.counter.selling import Checkout
from desktop.services.money import vouchers
from desktop.services.online import order_board, order_carts, order_returns, orders, pickup
from desktop.services.online.pickup import HandOver
from desktop.services.shop import Shop
from desktop.services.till import till_sessions
from sync.kernel.ids import new_id
from sync.kernel.money import Money
from sync.kernel.order_states import OrderState
from sync.kernel.quantity import Quantity
from tests.services.team.test_staff import employ
from tests.support.a_shop import OWNER, a_shop, found
from tests.support.an_order import Placed, line_of, placed


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    builder = (
        a_shop(tmp_path)
        .with_product("Assam", 790, vat=550)
        .with_product("Café", 450, vat=2000)
        .with_product("Comté", 2490, vat=550, unit="kg")
    )
    with builder.opened() as opened:
        yield opened


def collected(shop: Shop, *wanted: tuple[str, int], number: str = "00421937") -> Placed:
    order = placed(shop, *wanted, number=number).ready()
    cart = order_carts.cart_for(shop, order.id)
    paid = Checkout(cart=cart, tenders=Tenders().add(Means.CASH, cart.total), staff=OWNER)
    pickup.hand_over(shop, order.id, OWNER, secret=order.code.secret, checkout=paid)
    return order


def paid_online(shop: Shop, number: str = "00000002") -> Placed:
    order = placed(
        shop, ("assam", 2), ("cafe", 1), number=number, payment="online", paid_cents=2030
    ).ready()
    pickup.hand_over(shop, order.id, OWNER, secret=order.code.secret)
    return order


def returned(shop: Shop) -> list[dict[str, object]]:
    with shop.look() as look:
        bodies = look.connection.scalars(
            text("SELECT body FROM outbox WHERE kind LIKE 'order.%returned' ORDER BY seq")
        ).all()
    words = [msgspec.json.decode(body) for body in bodies]
    assert all((told.pop("by"), told.pop("till"), told.pop("at") > 0) for told in words)
    return words


def cash_in(shop: Shop) -> Money:
    return till_sessions.till_state(shop).expected_cash


def test_what_was_paid_at_the_till_goes_back_by_its_ticket(shop: Shop) -> None:
    order = collected(shop, ("assam", 2), ("comte", 350))
    tea, cheese = (line.id for line in order.view.lines)
    before = cash_in(shop)
    standing = order_returns.look_up(shop, order.id)
    assert not standing.is_by_hub
    worth = {each.line.id: each.credit for each in standing.lines}
    refund_id = new_id()
    for _press in range(2):
        done = order_returns.take_back(
            shop, order.id, (cheese,), OWNER, "abîmé", means=Means.CASH, refund_id=refund_id
        )
    assert [-each.total for each in done.tickets] == [worth[cheese]]
    assert before - cash_in(shop) == worth[cheese]
    assert done.order.state is OrderState.HANDED_OVER
    with pytest.raises(RefusedError):
        order_returns.take_back(shop, order.id, (cheese,), OWNER, "x", means=Means.CASH)
    order_returns.take_back(shop, order.id, (), OWNER, "x", means=Means.CASH)
    assert order.view.state is OrderState.RETURNED
    assert [each["lines"] for each in returned(shop)] == [[cheese], [tea]]
    assert all(each["sale"] for each in returned(shop))
    assert till_sessions.till_state(shop).gross == Money(0)


def test_a_ticket_taken_back_in_the_sales_room_tells_of_the_order_as_well(shop: Shop) -> None:
    order = collected(shop, ("assam", 2))
    (sale,) = selling.sales_today(shop)
    for before in (0, 1000):
        assert order.view.state is OrderState.HANDED_OVER
        back = (RefundLine(0, Quantity.pieces(1)),)
        selling.refund(shop, sale.id, back, Means.CASH, OWNER, "x")
        told = returned(shop)[-1]
        assert (told["line"], told["quantity"]) == (order.line(), 1000)
        assert (told.get("before", 0), bool(told["sale"])) == (before, True)
    assert order.view.state is OrderState.RETURNED


def test_an_order_collected_in_two_parts_goes_back_by_both_tickets(shop: Shop) -> None:
    order = placed(shop, ("assam", 1), ("cafe", 1)).ready()
    for line in (order.line(0), order.line(1)):
        cart = order_carts.cart_for(shop, order.id, (line,))
        paid = Checkout(cart=cart, tenders=Tenders().add(Means.CARD, cart.total), staff=OWNER)
        how = HandOver(secret=order.code.secret, lines=(line,))
        pickup.hand_over(shop, order.id, OWNER, checkout=paid, how=how)
    done = order_returns.take_back(shop, order.id, (), OWNER, "x", means=Means.CARD)
    assert [each.total for each in done.tickets] == [Money(-790), Money(-450)]


def test_what_was_paid_online_never_comes_out_of_the_drawer(shop: Shop) -> None:
    order = paid_online(shop)
    tea = order.line(0)
    before = (cash_in(shop), found(shop, "assam").on_hand)
    for means in (Means.CASH, Means.CARD, Means.CHEQUE):
        with pytest.raises(RefusedError) as refused:
            order_returns.take_back(shop, order.id, (tea,), OWNER, "x", means=means)
        assert refused.value.code == "paid_online"
    employ(shop, "02", "trainee")
    with pytest.raises(RefusedError) as refused:
        order_returns.take_back(shop, order.id, (tea,), "02", "x")
    assert refused.value.code == "needs_approval"
    done = order_returns.take_back(shop, order.id, (tea,), OWNER, "x")
    assert (done.by_hub, done.tickets) == (Money(1580), ())
    assert cash_in(shop) == before[0]
    assert found(shop, "assam").on_hand == before[1] + Quantity.pieces(2)
    assert returned(shop) == [{"order": order.id, "sale": "", "lines": [tea]}]


def test_of_several_pieces_paid_online_one_comes_back_and_a_second_press_is_no_second_one(
    shop: Shop,
) -> None:
    order = placed(shop, ("assam", 3), payment="online", paid_cents=2300).ready()
    with shop.begin() as work:
        # Three for less: a third of it is no whole cent.
        work.connection.execute(text("UPDATE order_line SET gross_cents = 2300"))
        work.commit()
    pickup.hand_over(shop, order.id, OWNER, secret=order.code.secret)
    tea, on_hand = order.line(), found(shop, "assam").on_hand
    one, three = Quantity.pieces(1), Quantity.pieces(3)

    def take(left: Quantity, quantity: Quantity = one, means: Means | None = None) -> Money:
        part = {tea: order_returns.Part(quantity, left)}
        done = order_returns.take_back(shop, order.id, (tea,), OWNER, "x", means=means, parts=part)
        return done.by_hub + Money(sum(abs(each.total.cents) for each in done.tickets))

    for wrong in (Quantity.pieces(4), Quantity(500), Quantity.pieces(0)):
        with pytest.raises(RefusedError, match="nothing_to_refund"):
            take(three, wrong)
    assert take(three) == Money(767)
    with pytest.raises(RefusedError, match="nothing_to_refund"):
        take(three)
    assert found(shop, "assam").on_hand == on_hand + one
    (card,) = order_board.board(shop).handed_over_today
    assert order.view.lines[0].kept == Money(1533)
    assert card.state is OrderState.HANDED_OVER

    (left,) = order_returns.look_up(shop, order.id).lines
    assert (left.quantity, left.credit, left.is_several) == (Quantity.pieces(2), Money(1533), True)
    assert left.cut(one).credit == Money(766)
    assert take(Quantity.pieces(2), means=Means.CREDIT_NOTE) == Money(766)
    assert order_returns.take_back(shop, order.id, (), OWNER, "x").by_hub == Money(767)
    assert order.view.state is OrderState.RETURNED
    told = [(each["quantity"], each.get("before", 0)) for each in returned(shop)]
    assert told == [(1000, 0), (1000, 1000), (1000, 2000)]
    assert found(shop, "assam").on_hand == on_hand + three


def test_what_of_a_part_that_left_came_back_in_pieces_is_neither_owed_nor_kept(shop: Shop) -> None:
    order = placed(shop, ("assam", 2), ("cafe", 1), payment="online", paid_cents=2030).ready()
    tea = order.line()
    how = HandOver(secret=order.code.secret, lines=(tea,))
    pickup.hand_over(shop, order.id, OWNER, how=how)
    part = {tea: order_returns.Part(Quantity.pieces(1), Quantity.pieces(2))}
    order_returns.take_back(shop, order.id, (tea,), OWNER, "x", parts=part)
    with shop.begin() as work:
        # What the marketplace sent back, as its next state tells.
        orders.change_order(work, order.id, {"paid_cents": 2030 - 790})
        work.commit()
    (card,) = order_board.board(shop).ready
    assert (order.view.to_pay, card.to_pay) == (Money(0), Money(0))
    pickup.hand_over(shop, order.id, OWNER, secret=order.code.secret)


def test_what_the_marketplace_has_sent_back_already_is_not_given_again(shop: Shop) -> None:
    order = paid_online(shop)
    with shop.begin() as work:
        # Of 20.30 the tea has gone back, as the order's next state tells.
        orders.change_order(work, order.id, {"paid_cents": 450})
        work.commit()
    tea, coffee = order.line(0), order.line(1)
    before = found(shop, "assam").on_hand
    for lines in ((tea,), (tea, coffee), ()):
        with pytest.raises(RefusedError) as refused:
            order_returns.take_back(shop, order.id, lines, OWNER, "x")
        assert refused.value.code == "nothing_to_refund"
    assert found(shop, "assam").on_hand == before
    assert order_returns.take_back(shop, order.id, (coffee,), OWNER, "x").by_hub == Money(450)


def test_a_credit_note_for_what_was_paid_online_is_no_turnover_and_no_money(shop: Shop) -> None:
    order = paid_online(shop)
    done = order_returns.take_back(shop, order.id, (), OWNER, "x", means=Means.CREDIT_NOTE)
    (ticket,) = done.tickets
    (note,) = vouchers.of_sale(shop, ticket.sale_id)
    assert (note.balance, till_sessions.till_state(shop).gross) == (Money(2030), Money(0))
    assert order.view.state is OrderState.RETURNED
    assert returned(shop)[0]["sale"] == ticket.sale_id
    with pytest.raises(RefusedError):
        selling.refund(shop, ticket.sale_id, (), Means.CASH, OWNER, "x")
    with pytest.raises(RefusedError):
        order_returns.take_back(shop, order.id, (), OWNER, "x")
    assert all(each.report.is_sound for each in inspect(shop.folder))


def test_what_has_not_left_or_was_paid_elsewhere_is_not_taken_back(shop: Shop) -> None:
    still_here = placed(shop, ("cafe", 1)).ready()
    elsewhere = placed(shop, ("cafe", 1), number="00000003", state="handed_over")
    for order, code in ((still_here, "order_not_gone"), (elsewhere, "sold_elsewhere")):
        with pytest.raises(RefusedError) as refused:
            order_returns.take_back(shop, order.id, (), OWNER, "x", means=Means.CASH)
        assert refused.value.code == code


@pytest.mark.parametrize("means", [None, Means.CREDIT_NOTE, Means.CASH])
def test_what_its_delivery_cost_goes_back_with_the_last_of_the_goods(
    shop: Shop, means: Means | None
) -> None:
    fee = {"variant": "", "label": "Livraison", "unit_price_cents": 300, "gross_cents": 300}
    goods = [line_of(shop, name, 1) for name in ("assam", "cafe")]
    lines = (*goods, msgspec.structs.replace(line_of(shop, "cafe", 1), **fee))
    is_paid_here = means is Means.CASH
    paid = {} if is_paid_here else {"payment": "online", "paid_cents": 1540}
    order = placed(shop, lines=lines, total_cents=1540, **paid).ready()
    cart = order_carts.cart_for(shop, order.id)
    cash = Checkout(cart=cart, tenders=Tenders().add(Means.CASH, cart.total), staff=OWNER)
    checkout = cash if is_paid_here else None
    pickup.hand_over(shop, order.id, OWNER, secret=order.code.secret, checkout=checkout)
    given = []
    for line in goods:
        done = order_returns.take_back(shop, order.id, (line.line,), OWNER, "x", means=means)
        given.append(done.by_hub.cents + sum(abs(each.total.cents) for each in done.tickets))
    assert given == [790, 750]
    assert [len(each["lines"]) for each in returned(shop)] == [1, 2]
    assert order.view.state is OrderState.RETURNED
