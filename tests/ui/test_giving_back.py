"""Exchanges, credit notes and goods that come back, through the real widgets."""

import pytest
from PySide6.QtCore import Qt

from desktop.domain.tender import Means
from desktop.services.counter import selling
from desktop.services.money import vouchers
from desktop.services.till import till_sessions
from desktop.services.views import SaleView
from sync.kernel.money import Money
from tests.ui.conftest import Counter, Opener
from tests.ui.paying import BREAD, SCARF, last_sale, paid, pay_for, with_goods

CTRL = Qt.KeyboardModifier.ControlModifier


def sold_scarf(at: Counter) -> SaleView:
    pay_for(at, SCARF)
    at.key(Qt.Key.Key_F6)
    return last_sale(at.shop)


def test_an_exchange_takes_only_the_difference(counter: Opener) -> None:
    at = counter(with_goods)
    sold = sold_scarf(at)
    at.scan(sold.number)
    at.press("refund-all")
    at.press("refund-exchange")
    pay_for(at, SCARF, BREAD)
    assert at.text("pay-due") == "13,00\u00a0€"

    at.key(Qt.Key.Key_F6)

    assert paid(last_sale(at.shop)) == [("exchange", 49_00), ("cash", 13_00)]
    assert till_sessions.till_state(at.shop).expected_cash == Money(100_00 + 49_00 + 13_00)


@pytest.mark.parametrize("by_clearing", [True, False])
def test_an_exchange_that_was_begun_pays_no_other_customers_goods(
    counter: Opener, by_clearing: bool
) -> None:
    at = counter(with_goods)
    sold = sold_scarf(at)
    at.scan(sold.number)
    at.press("refund-all")
    at.press("refund-exchange")
    at.scan(SCARF)

    at.key(Qt.Key.Key_Delete, CTRL) if by_clearing else at.key(Qt.Key.Key_F8)
    assert at.desk.say("exchange.off") in at.text("banner-words")
    pay_for(at, BREAD)
    at.key(Qt.Key.Key_F6)

    assert paid(last_sale(at.shop)) == [("cash", 13_00)]
    assert selling.sale(at.shop, sold.id).is_refundable


def test_an_exchange_for_less_gives_the_difference_back(counter: Opener) -> None:
    at = counter(with_goods)
    sold = sold_scarf(at)
    at.scan(sold.number)
    at.press("refund-all")
    at.press("refund-exchange")

    pay_for(at, BREAD)

    assert paid(last_sale(at.shop)) == [("exchange", 13_00)]
    assert "36,00" in at.text("banner-words")
    assert till_sessions.till_state(at.shop).expected_cash == Money(100_00 + 13_00)


def test_a_refund_by_credit_note_says_its_code_where_nothing_prints(counter: Opener) -> None:
    at = counter(with_goods)
    at.scan(sold_scarf(at).number)
    at.press("refund-all")
    at.find("refund-means").choose(Means.CREDIT_NOTE)  # type: ignore[attr-defined]

    at.press("refund-give")

    (note,) = vouchers.of_sale(at.shop, last_sale(at.shop).id)
    assert note.balance == Money(49_00)
    assert note.spaced_code in at.text("banner-words")


def test_a_wrong_means_is_corrected_in_two_touches(counter: Opener) -> None:
    at = counter(with_goods)
    at.scan(sold_scarf(at).number)
    at.press("refund-correct")
    at.press("correct-do")

    view = last_sale(at.shop)
    assert (view.kind, paid(view)) == ("correction", [("cash", -49_00), ("card", 49_00)])


def test_the_lost_ticket_of_an_article_is_found(counter: Opener) -> None:
    at = counter(with_goods)
    sold = sold_scarf(at)
    at.key(Qt.Key.Key_B, CTRL)
    at.press("refund-no-ticket")

    at.scan(SCARF)

    assert sold.number in at.find("refund-which").text()  # type: ignore[attr-defined]


def test_goods_nobody_sold_are_taken_back_at_a_price(counter: Opener) -> None:
    at = counter(with_goods)
    at.key(Qt.Key.Key_B, CTRL)
    at.press("refund-no-ticket")
    at.scan(SCARF)
    assert at.find("no-ticket-price").text() == "49,00"  # type: ignore[attr-defined]

    at.press("no-ticket-give")

    view = last_sale(at.shop)
    assert (view.kind, view.refund_of, view.due) == ("refund", "", Money(-49_00))
    assert paid(view) == [("credit_note", -49_00)]
