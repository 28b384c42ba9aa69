"""Money back in every way: without the ticket, against other goods, by another means."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.cart import Cart
from desktop.domain.tender import Means, Tenders
from desktop.errors import RefusedError
from desktop.services.books import inspection
from desktop.services.counter import corrections, returns, selling
from desktop.services.counter.returns import Exchange, GoodsBack
from desktop.services.counter.selling import Checkout, RefundLine, SaleDone
from desktop.services.money import accounts, vouchers
from desktop.services.shop import Shop
from desktop.services.till import till_sessions
from sync.kernel.ids import new_id
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity
from tests.support.a_shop import OWNER, AShop, a_cart, a_shop, found, paid_in_cash, sell

ONE = Quantity.pieces(1)


def with_goods(tmp_path: Path) -> AShop:
    return (
        a_shop(tmp_path)
        .with_product("Pull", 40_00)
        .with_product("Gants", 15_00)
        .with_product("Sandwich", 5_78, vat=1000, flags=("meal_voucher",))
    )


def last_refund(shop: Shop) -> dict[str, object]:
    with shop.look() as look:
        rows = look.connection.exec_driver_sql(
            "SELECT c FROM journal_record WHERE kind = 'REFUND' ORDER BY seq"
        ).all()
    body: dict[str, object] = json.loads(rows[-1].c)["b"]
    return body


def means_of(shop: Shop, sale_id: str) -> list[tuple[str, int]]:
    tenders = selling.sale(shop, sale_id).tenders
    return [(tender.means.value, tender.amount.cents) for tender in tenders]


def swap(shop: Shop, sold: SaleDone, cart: Cart, cents: int, **more: object) -> SaleDone:
    """Exchange line 0 of a ticket for a basket, its worth being `cents`."""
    exchange = Exchange(
        sale_id=sold.sale_id,
        lines=(RefundLine(0, ONE),),
        reason="taille",
        refund_id=new_id(),
        **more,  # type: ignore[arg-type]
    )
    covered = min(Money(cents), cart.total)
    tenders = Tenders().add(Means.EXCHANGE, covered)
    if cart.total > covered:
        tenders = tenders.add(Means.CASH, cart.total - covered)
    return selling.take_payment(
        shop, Checkout(cart=cart, tenders=tenders, staff=OWNER, exchange=exchange)
    )


# Without a ticket


def test_goods_without_a_ticket_come_back_with_no_vat_and_say_so(tmp_path: Path) -> None:
    with with_goods(tmp_path).opened() as shop:
        goods = GoodsBack(item=found(shop, "pull"), quantity=ONE, price=Money(35_00))

        done = returns.refund_without_receipt(
            shop, goods, Means.CASH, OWNER, "cadeau", refund_id=new_id()
        )

        body = last_refund(shop)
        assert (done.total, body["reason"], "ref" in body) == (
            Money(-35_00),
            "NO_RECEIPT",
            False,
        )
        assert body["vat"] == [{"rate": 0, "ttc": -35_00, "ht": -35_00, "vat": 0}]
        view = selling.sale(shop, done.sale_id)
        assert (view.is_refund, view.refund_of) == (True, "")
        assert found(shop, "pull").on_hand == Quantity.pieces(11)
        assert till_sessions.till_state(shop).expected_cash == Money(65_00)


def test_a_credit_note_is_given_for_goods_without_a_ticket(tmp_path: Path) -> None:
    with with_goods(tmp_path).opened() as shop:
        goods = GoodsBack(item=found(shop, "pull"), quantity=ONE, price=Money(35_00))
        done = returns.refund_without_receipt(
            shop, goods, Means.CREDIT_NOTE, OWNER, "cadeau", refund_id=new_id()
        )
        (note,) = vouchers.of_sale(shop, done.sale_id)
        assert note.balance == Money(35_00)


def test_the_ticket_is_found_by_the_article_when_the_paper_is_lost(tmp_path: Path) -> None:
    with with_goods(tmp_path).opened() as shop:
        first, latest = sell(shop, "pull"), sell(shop, ("pull", 2), "gants")
        pull = found(shop, "pull").variant_id

        original = returns.find_original(shop, pull)
        assert original is not None
        assert original.number == latest.number
        selling.refund(shop, latest.sale_id, (), Means.CASH, OWNER, "rapporté")
        original = returns.find_original(shop, pull)
        assert original is not None
        assert original.number == first.number
        selling.refund(shop, first.sale_id, (), Means.CASH, OWNER, "rapporté")
        assert returns.find_original(shop, pull) is None


@pytest.mark.parametrize(
    ("count", "price", "reason", "code"),
    [
        (0, 5_00, "x", "quantity_out_of_range"),
        (-1, 5_00, "x", "quantity_out_of_range"),
        (1, 0, "x", "amount_out_of_range"),
        (1, 5_00, "  ", "reason_missing"),
    ],
)
def test_a_return_without_a_ticket_has_its_bounds(
    tmp_path: Path, count: int, price: int, reason: str, code: str
) -> None:
    with with_goods(tmp_path).opened() as shop:
        goods = GoodsBack(
            item=found(shop, "pull"), quantity=Quantity.pieces(count), price=Money(price)
        )
        with pytest.raises(RefusedError) as refused:
            returns.refund_without_receipt(
                shop, goods, Means.CASH, OWNER, reason, refund_id=new_id()
            )
        assert refused.value.code == code


# Against other goods


def test_an_exchange_takes_the_difference(tmp_path: Path) -> None:
    with with_goods(tmp_path).opened() as shop:
        sold = sell(shop, "gants")
        done = swap(shop, sold, a_cart(shop, "pull"), 15_00)

        assert means_of(shop, done.sale_id) == [("exchange", 15_00), ("cash", 25_00)]
        back = selling.sales_today(shop)[1]
        assert (back.kind, back.due) == ("refund", Money(-15_00))
        assert means_of(shop, back.id) == [("exchange", -15_00)]
        assert till_sessions.till_state(shop).expected_cash == Money(140_00)
        rows = {row.means: row.amount for row in till_sessions.read_x(shop).tenders}
        assert rows[Means.EXCHANGE] == Money(0)


@pytest.mark.parametrize("means", [Means.CASH, Means.CREDIT_NOTE])
def test_an_exchange_gives_the_difference_back(tmp_path: Path, means: Means) -> None:
    with with_goods(tmp_path).opened() as shop:
        sold = sell(shop, "pull")
        done = swap(shop, sold, a_cart(shop, "gants"), 40_00, means_back=means)

        assert means_of(shop, done.sale_id) == [("exchange", 15_00)]
        back = selling.sales_today(shop)[1]
        assert means_of(shop, back.id) == [("exchange", -15_00), (means.value, -25_00)]
        expected = 115_00 if means is Means.CASH else 140_00
        assert till_sessions.till_state(shop).expected_cash == Money(expected)


def test_an_exchange_that_pays_too_much_is_refused_whole(tmp_path: Path) -> None:
    with with_goods(tmp_path).opened() as shop:
        sold = sell(shop, "gants")
        with pytest.raises(RefusedError) as refused:
            swap(shop, sold, a_cart(shop, "pull"), 30_00)
        assert (refused.value.code, refused.value.facts["amount"]) == (
            "exchange_changed",
            Money(15_00),
        )
        assert len(selling.sales_today(shop)) == 1


def test_nobody_pays_with_an_exchange_that_is_none(tmp_path: Path) -> None:
    with with_goods(tmp_path).opened() as shop:
        tenders = Tenders().add(Means.EXCHANGE, Money(40_00))
        checkout = Checkout(cart=a_cart(shop, "pull"), tenders=tenders, staff=OWNER)
        with pytest.raises(RefusedError) as refused:
            selling.take_payment(shop, checkout)
        assert refused.value.code == "exchange_changed"


def test_the_same_exchange_pressed_twice_is_one(tmp_path: Path) -> None:
    with with_goods(tmp_path).opened() as shop:
        sold = sell(shop, "gants")
        exchange = Exchange(
            sale_id=sold.sale_id, lines=(RefundLine(0, ONE),), reason="x", refund_id=new_id()
        )
        tenders = Tenders().add(Means.EXCHANGE, Money(15_00)).add(Means.CASH, Money(25_00))
        checkout = Checkout(
            cart=a_cart(shop, "pull"), tenders=tenders, staff=OWNER, exchange=exchange
        )
        assert selling.take_payment(shop, checkout) == selling.take_payment(shop, checkout)
        assert len(selling.sales_today(shop)) == 3


# By another means


def test_a_wrong_tender_is_moved_and_nothing_else_changes(tmp_path: Path) -> None:
    with with_goods(tmp_path).opened() as shop:
        sold = sell(shop, "pull")
        done = corrections.correct_tender(
            shop,
            sold.sale_id,
            Means.CASH,
            Means.CARD,
            Money(40_00),
            OWNER,
            correction_id=new_id(),
        )

        body = last_refund(shop)
        assert (body["tot"], body["reason"], body["lines"]) == (0, "PAYMENT", [])
        assert means_of(shop, done.sale_id) == [("cash", -40_00), ("card", 40_00)]
        state = till_sessions.till_state(shop)
        assert (state.gross, state.expected_cash) == (Money(40_00), Money(100_00))
        assert selling.sale(shop, sold.sale_id).is_refundable
        with pytest.raises(RefusedError) as refused:
            corrections.correct_tender(
                shop,
                sold.sale_id,
                Means.CASH,
                Means.CARD,
                Money(1),
                OWNER,
                correction_id=new_id(),
            )
        assert (refused.value.code, refused.value.facts["left"]) == ("more_than_paid", Money(0))


@pytest.mark.parametrize(
    ("wrong", "right", "code"),
    [
        (Means.CASH, Means.CASH, "same_means"),
        (Means.CASH, Means.GIFT_CARD, "means_not_taken"),
        (Means.CREDIT_NOTE, Means.CASH, "means_not_taken"),
        (Means.CHEQUE, Means.CASH, "more_than_paid"),
    ],
)
def test_only_money_is_corrected_into_money(
    tmp_path: Path, wrong: Means, right: Means, code: str
) -> None:
    with with_goods(tmp_path).opened() as shop:
        sold = sell(shop, "pull")
        with pytest.raises(RefusedError) as refused:
            corrections.correct_tender(
                shop, sold.sale_id, wrong, right, Money(1_00), OWNER, correction_id=new_id()
            )
        assert refused.value.code == code


@pytest.mark.parametrize("means", [Means.MEAL_VOUCHER, Means.GIFT_CARD, Means.EXCHANGE])
def test_nothing_is_given_back_by_means_that_cannot(tmp_path: Path, means: Means) -> None:
    with with_goods(tmp_path).opened() as shop:
        sold = sell(shop, "pull")
        with pytest.raises(RefusedError) as refused:
            selling.refund(shop, sold.sale_id, (), means, OWNER, "x")
        assert refused.value.code == "means_not_taken"


# Meal vouchers


@pytest.mark.parametrize(("country", "most"), [("FR", 25_00), ("BE", 28_90)])
def test_meal_vouchers_stop_at_the_food_and_at_the_day(
    tmp_path: Path, country: str, most: int
) -> None:
    with with_goods(tmp_path).in_country(country).opened() as shop:
        cart = a_cart(shop, ("sandwich", 5), "gants")

        def pay(cents: int) -> SaleDone:
            tenders = Tenders().add(Means.MEAL_VOUCHER, Money(cents), label="Swile")
            tenders = tenders.add(Means.CARD, cart.total - Money(cents))
            return selling.take_payment(shop, Checkout(cart=cart, tenders=tenders, staff=OWNER))

        with pytest.raises(RefusedError) as refused:
            pay(most + 1)
        assert refused.value.facts["allowed"] == Money(most)
        pay(most)


def move(shop: Shop, sale_id: str, wrong: Means, right: Means, cents: int) -> SaleDone:
    amount = Money(cents)
    return corrections.correct_tender(
        shop, sale_id, wrong, right, amount, OWNER, correction_id=new_id()
    )


def test_cash_rounding_comes_and_goes_with_the_cash_that_was_keyed_wrong(tmp_path: Path) -> None:
    builder = with_goods(tmp_path).in_country("BE").with_product("Sucre", 12_33)
    with builder.opened() as shop:
        by_card = paid_by_card(shop, "sucre")
        done = move(shop, by_card, Means.CARD, Means.CASH, 12_33)
        assert means_of(shop, done.sale_id) == [("card", -12_33), ("cash", 12_35)]
        assert selling.sale(shop, done.sale_id).rounding == Money(2)
        assert till_sessions.till_state(shop).expected_cash == Money(112_35)

        again = move(shop, by_card, Means.CASH, Means.CARD, 12_35)
        assert means_of(shop, again.sale_id) == [("cash", -12_35), ("card", 12_33)]
        assert selling.sale(shop, again.sale_id).rounding == Money(-2)

        part = move(shop, by_card, Means.CARD, Means.CASH, 5_01)
        assert means_of(shop, part.sale_id) == [("card", -5_01), ("cash", 5_00)]
        assert till_sessions.till_state(shop).expected_cash == Money(105_00)
        report = till_sessions.close_till(shop, Money(105_00), OWNER)
        assert (report.difference, report.rounding) == (Money(0), Money(-1))
        folder = shop.folder
    assert all(each.report.is_sound for each in inspection.inspect(folder))


def move_to_vouchers(shop: Shop, sale_id: str, cents: int) -> SaleDone:
    amount = Money(cents)
    return corrections.correct_tender(
        shop, sale_id, Means.CARD, Means.MEAL_VOUCHER, amount, OWNER, correction_id=new_id()
    )


def paid_by_card(shop: Shop, *goods: str | tuple[str, int]) -> str:
    cart = a_cart(shop, *goods)
    tenders = Tenders().add(Means.CARD, cart.total)
    checkout = Checkout(cart=cart, tenders=tenders, staff=OWNER)
    return selling.take_payment(shop, checkout).sale_id


@pytest.mark.parametrize(("country", "most"), [("FR", 25_00), ("BE", 28_90)])
def test_a_correction_to_meal_vouchers_stops_at_the_food_and_at_the_day(
    tmp_path: Path, country: str, most: int
) -> None:
    with with_goods(tmp_path).in_country(country).opened() as shop:
        gloves = paid_by_card(shop, "gants")
        meal = paid_by_card(shop, ("sandwich", 5), "gants")
        one = paid_by_card(shop, "sandwich", "gants")

        for sale_id, allowed in ((gloves, 0), (meal, most), (one, price_of(shop, "sandwich"))):
            with pytest.raises(RefusedError) as refused:
                move_to_vouchers(shop, sale_id, allowed + 1)
            assert refused.value.code == "meal_voucher_too_high"
            assert refused.value.facts["allowed"] == Money(allowed)

        move_to_vouchers(shop, meal, most - 1_00)
        with pytest.raises(RefusedError) as refused:
            move_to_vouchers(shop, meal, 1_01)
        assert refused.value.facts["allowed"] == Money(1_00)
        move_to_vouchers(shop, meal, 1_00)


def test_food_that_came_back_takes_no_correction_to_meal_vouchers(tmp_path: Path) -> None:
    with with_goods(tmp_path).opened() as shop:
        sold = paid_by_card(shop, "sandwich", "gants")
        selling.refund(shop, sold, (RefundLine(0, ONE),), Means.CASH, OWNER, "x")

        with pytest.raises(RefusedError, match="meal_voucher_too_high"):
            move_to_vouchers(shop, sold, 1)


def price_of(shop: Shop, name: str) -> int:
    return a_cart(shop, name).total.cents


@settings(max_examples=8, deadline=None)
@given(st.data())
def test_refunds_by_any_means_in_any_order_return_to_zero(data: st.DataObject) -> None:
    with (
        TemporaryDirectory() as folder,
        a_shop(Path(folder))
        .with_product("Un", data.draw(st.integers(1, 3_000)), vat=550)
        .with_product("Deux", data.draw(st.integers(1, 3_000)))
        .opened() as shop,
    ):
        counts = [data.draw(st.integers(1, 4)) for _ in range(2)]
        cart = a_cart(shop, ("un", counts[0]), ("deux", counts[1]))
        sold = selling.take_payment(shop, paid_in_cash(cart))
        tickets = [sold]
        left = [position for position, count in enumerate(counts) for _piece in range(count)]
        for position in data.draw(st.permutations(left)):
            means = data.draw(st.sampled_from([Means.CASH, Means.CARD, Means.CREDIT_NOTE]))
            line = (RefundLine(position, ONE),)
            tickets.append(selling.refund(shop, sold.sale_id, line, means, OWNER, "x"))
        with pytest.raises(RefusedError, match="nothing_to_refund"):
            selling.refund(shop, sold.sale_id, (), Means.CASH, OWNER, "x")

        views = [selling.sale(shop, ticket.sale_id) for ticket in tickets]
        assert sum(view.due.cents for view in views) == 0
        assert sum(view.net.cents for view in views) == 0
        assert sum(tender.amount.cents for view in views for tender in view.tenders) == 0
        assert till_sessions.till_state(shop).gross == Money(0)


def test_accounts_of_strangers_are_not_paid(tmp_path: Path) -> None:
    with with_goods(tmp_path).opened() as shop:
        tenders = Tenders().add(Means.CASH, Money(1_00))
        with pytest.raises(RefusedError) as refused:
            accounts.pay_account(shop, new_id(), tenders, OWNER, payment_id=new_id())
        assert refused.value.code == "unknown_customer"
