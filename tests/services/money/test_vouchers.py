"""Gift cards and credit notes: sold or issued, spent in parts, never twice."""

from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.cart import Cart, Discount
from desktop.domain.tender import Means, Tenders
from desktop.errors import RefusedError
from desktop.services.counter import selling
from desktop.services.counter.selling import Checkout, SaleDone
from desktop.services.money import vouchers
from desktop.services.money.vouchers import VoucherView
from desktop.services.papers import print_queue
from desktop.services.shop import Shop
from desktop.services.till import till_sessions
from desktop.settings import PrinterSettings
from fiscal import LineType
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity
from tests.support.a_shop import OWNER, a_cart, a_shop, paid_in_cash, sell


def sell_card(shop: Shop, cents: int, count: int = 1) -> tuple[SaleDone, tuple[VoucherView, ...]]:
    item = vouchers.gift_card("Carte cadeau", Money(cents))
    done = selling.take_payment(shop, paid_in_cash(Cart().add(item, Quantity.pieces(count))))
    return done, vouchers.of_sale(shop, done.sale_id)


def pay_with(shop: Shop, view: VoucherView, cents: int, *goods: str) -> SaleDone:
    cart = a_cart(shop, *goods)
    tenders = Tenders().add(Means(view.kind.value), Money(cents), "•••• 1234", token=view.code)
    if cart.total > Money(cents):
        tenders = tenders.add(Means.CASH, cart.total - Money(cents))
    return selling.take_payment(shop, Checkout(cart=cart, tenders=tenders, staff=OWNER))


def test_a_gift_card_is_paid_and_is_no_turnover(tmp_path: Path) -> None:
    with a_shop(tmp_path).opened() as shop:
        done, cards = sell_card(shop, 30_00, count=2)

        view = selling.sale(shop, done.sale_id)
        assert (view.gross, view.outside, view.due) == (Money(0), Money(60_00), Money(60_00))
        assert view.vat == ()
        assert [card.balance for card in cards] == [Money(30_00)] * 2
        assert len({card.code for card in cards}) == 2
        state = till_sessions.till_state(shop)
        assert (state.gross, state.expected_cash) == (Money(0), Money(160_00))


def test_the_journal_knows_it_as_a_voucher(tmp_path: Path) -> None:
    with a_shop(tmp_path).opened() as shop:
        done, (card,) = sell_card(shop, 30_00)
        with shop.look() as look:
            (text,) = look.connection.exec_driver_sql(
                "SELECT c FROM journal_record WHERE kind = 'SALE'"
            ).one()

        assert f'"type":"{LineType.VOUCHER.value}"'.encode() in text
        assert card.code.encode() not in text
        assert done.total == Money(30_00)


def test_a_card_is_spent_in_parts_until_nothing_is_left(tmp_path: Path) -> None:
    with a_shop(tmp_path).with_product("Vase", 20_00).opened() as shop:
        _, (card,) = sell_card(shop, 30_00)

        pay_with(shop, card, 20_00, "vase")
        assert vouchers.find(shop, card.spaced_code).balance == Money(10_00)
        done = pay_with(shop, card, 10_00, "vase")

        assert vouchers.find(shop, card.code).balance == Money(0)
        tenders = selling.sale(shop, done.sale_id).tenders
        assert [(tender.means, tender.amount) for tender in tenders] == [
            (Means.GIFT_CARD, Money(10_00)),
            (Means.CASH, Money(10_00)),
        ]
        with pytest.raises(RefusedError) as refused:
            pay_with(shop, card, 1, "vase")
        assert (refused.value.code, refused.value.facts["left"]) == ("voucher_spent", Money(0))


def test_more_than_is_left_is_refused_and_nothing_is_sold(tmp_path: Path) -> None:
    with a_shop(tmp_path).with_product("Vase", 40_00).opened() as shop:
        _, (card,) = sell_card(shop, 30_00)

        with pytest.raises(RefusedError) as refused:
            pay_with(shop, card, 40_00, "vase")

        assert refused.value.facts["left"] == Money(30_00)
        assert vouchers.find(shop, card.code).balance == Money(30_00)
        assert len(selling.sales_today(shop)) == 1


def test_the_same_sale_pressed_twice_spends_once(tmp_path: Path) -> None:
    with a_shop(tmp_path).with_product("Vase", 20_00).opened() as shop:
        _, (card,) = sell_card(shop, 30_00)
        tenders = Tenders().add(Means.GIFT_CARD, Money(20_00), token=card.code)
        checkout = Checkout(cart=a_cart(shop, "vase"), tenders=tenders, staff=OWNER)

        assert selling.take_payment(shop, checkout) == selling.take_payment(shop, checkout)
        assert vouchers.find(shop, card.code).balance == Money(10_00)


def test_a_voucher_of_one_kind_is_not_the_other(tmp_path: Path) -> None:
    with a_shop(tmp_path).with_product("Vase", 20_00).opened() as shop:
        _, (card,) = sell_card(shop, 30_00)
        tenders = Tenders().add(Means.CREDIT_NOTE, Money(20_00), token=card.code)

        with pytest.raises(RefusedError) as refused:
            selling.take_payment(
                shop, Checkout(cart=a_cart(shop, "vase"), tenders=tenders, staff=OWNER)
            )
        assert refused.value.code == "unknown_voucher"


def test_a_voucher_is_taken_to_the_end_of_its_last_day(tmp_path: Path) -> None:
    builder = a_shop(tmp_path).with_product("Vase", 20_00).with_settings(gift_card_months=3)
    with builder.opened() as shop:
        _, (card,) = sell_card(shop, 30_00)
        assert card.expires_on == date(2027, 2, 23)
        till_sessions.close_till(shop, None, OWNER)

        builder.clock.instant += timedelta(days=92)
        till_sessions.open_till(shop, Money(0), OWNER)
        pay_with(shop, card, 5_00, "vase")
        till_sessions.close_till(shop, None, OWNER)
        builder.clock.instant += timedelta(days=1)
        till_sessions.open_till(shop, Money(0), OWNER)

        with pytest.raises(RefusedError) as refused:
            pay_with(shop, card, 5_00, "vase")
        assert refused.value.code == "voucher_expired"


def test_a_credit_note_given_for_ever_never_expires(tmp_path: Path) -> None:
    builder = a_shop(tmp_path).with_product("Vase", 20_00).with_settings(credit_note_months=0)
    with builder.opened() as shop:
        back = selling.refund(
            shop, sell(shop, "vase").sale_id, (), Means.CREDIT_NOTE, OWNER, "rapporté"
        )
        (note,) = vouchers.of_sale(shop, back.sale_id)
        assert note.expires_on is None


def test_a_refund_by_credit_note_issues_one_and_leaves_the_drawer_alone(tmp_path: Path) -> None:
    with a_shop(tmp_path).with_product("Vase", 20_00).with_product("Bol", 25_00).opened() as shop:
        sold = sell(shop, "vase")
        back = selling.refund(shop, sold.sale_id, (), Means.CREDIT_NOTE, OWNER, "rapporté")

        (note,) = vouchers.of_sale(shop, back.sale_id)
        assert (note.kind, note.balance, note.ticket) == (
            vouchers.VoucherKind.CREDIT_NOTE,
            Money(20_00),
            back.number,
        )
        assert till_sessions.till_state(shop).expected_cash == Money(120_00)
        pay_with(shop, note, 20_00, "bol")
        assert vouchers.find(shop, note.code).balance == Money(0)


def test_what_was_given_away_comes_back_for_no_credit_note(tmp_path: Path) -> None:
    with a_shop(tmp_path).with_product("Vase", 20_00).with_product("Bol", 25_00).opened() as shop:
        cart = a_cart(shop, "vase", "bol").discount_line(1, Discount.basis_points(10_000))
        sold = selling.take_payment(shop, paid_in_cash(cart))
        bowl = (selling.RefundLine(1, Quantity.pieces(1)),)
        back = selling.refund(shop, sold.sale_id, bowl, Means.CREDIT_NOTE, OWNER, "rapporté")

        assert back.total == Money(0)
        assert vouchers.of_sale(shop, back.sale_id) == ()


def test_a_lost_voucher_is_found_by_its_ticket(tmp_path: Path) -> None:
    with a_shop(tmp_path).opened() as shop:
        done, (card,) = sell_card(shop, 30_00)
        found = selling.find_sale(shop, done.number)

        assert vouchers.of_sale(shop, found.id) == (card,)


def test_a_whole_card_is_taken_back_and_is_worth_nothing_then(tmp_path: Path) -> None:
    with a_shop(tmp_path).with_product("Vase", 20_00).opened() as shop:
        done, (card,) = sell_card(shop, 30_00)
        selling.refund(shop, done.sale_id, (), Means.CASH, OWNER, "rapportée")

        assert vouchers.find(shop, card.code).balance == Money(0)
        with pytest.raises(RefusedError):
            pay_with(shop, card, 5_00, "vase")


def test_a_card_that_was_used_is_not_taken_back(tmp_path: Path) -> None:
    with a_shop(tmp_path).with_product("Vase", 20_00).opened() as shop:
        done, (card,) = sell_card(shop, 30_00)
        pay_with(shop, card, 5_00, "vase")

        with pytest.raises(RefusedError) as refused:
            selling.refund(shop, done.sale_id, (), Means.CASH, OWNER, "rapportée")
        assert refused.value.code == "voucher_in_use"
        assert till_sessions.till_state(shop).expected_cash == Money(145_00)


@pytest.mark.parametrize("cents", [0, 99, 1_000_01])
def test_a_gift_card_has_its_limits(cents: int) -> None:
    with pytest.raises(RefusedError) as refused:
        vouchers.gift_card("Carte cadeau", Money(cents))
    assert refused.value.code == "gift_card_out_of_range"


@pytest.mark.parametrize("text", ["", "12345678901234567890", "bonjour", "3017620422003"])
def test_what_is_no_voucher_is_not_found(tmp_path: Path, text: str) -> None:
    with a_shop(tmp_path).opened() as shop:
        with pytest.raises(RefusedError) as refused:
            vouchers.find(shop, text)
        assert refused.value.code == "unknown_voucher"


def test_a_voucher_is_printed_as_often_as_asked(tmp_path: Path) -> None:
    folder = tmp_path / "paper"
    folder.mkdir()
    printer = PrinterSettings(code="receipts", address=f"file://{folder}/out")
    builder = a_shop(tmp_path).with_settings(printers=(printer,), receipt_printer="receipts")
    with builder.opened() as shop:
        _, (card,) = sell_card(shop, 30_00)
        job = vouchers.print_voucher(shop, card.id)

        (printed,) = [each for each in print_queue.jobs(shop) if each.id == job]
        assert printed.kind == "voucher"
        assert card.code not in printed.title
        assert card.code.encode() in printed.payload


@settings(max_examples=8, deadline=None)
@given(st.integers(1_00, 50_00), st.lists(st.integers(1, 30_00), min_size=1, max_size=6))
def test_whatever_is_tried_a_card_gives_no_more_than_it_was_sold_for(
    face: int, wishes: list[int]
) -> None:
    with (
        TemporaryDirectory() as folder,
        a_shop(Path(folder)).with_product("Vase", 30_00, stock=99).opened() as shop,
    ):
        _, (card,) = sell_card(shop, face)
        spent = 0
        for wish in wishes:
            if wish <= face - spent:
                pay_with(shop, card, wish, "vase")
                spent += wish
            else:
                with pytest.raises(RefusedError, match="voucher_spent"):
                    pay_with(shop, card, wish, "vase")
            assert vouchers.find(shop, card.code).balance == Money(face - spent)
        assert spent <= face


def test_half_a_gift_card_does_not_come_back(tmp_path: Path) -> None:
    with a_shop(tmp_path).opened() as shop:
        done, (card,) = sell_card(shop, 30_00)
        half = (selling.RefundLine(0, Quantity(500)),)

        with pytest.raises(RefusedError) as refused:
            selling.refund(shop, done.sale_id, half, Means.CASH, OWNER, "no")

        assert refused.value.code == "wrong_unit"
        assert vouchers.find(shop, card.code).balance == Money(30_00)
        assert till_sessions.till_state(shop).expected_cash == Money(130_00)
