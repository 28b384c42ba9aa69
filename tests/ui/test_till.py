from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from desktop.services import selling, till_sessions
from sync.kernel.money import Money
from tests.support.a_shop import AShop, sell
from tests.ui.conftest import Counter, Opener


def with_bread(builder: AShop) -> AShop:
    return builder.with_product("Pain", 130, vat=550)


def fill(at: Counter, name: str, text: str) -> None:
    field = at.find(name)
    assert isinstance(field, QLineEdit)
    field.setText(text)


def test_the_day_is_counted_piece_by_piece_and_closed(
    counter: Opener, no_sql_on_main: list[str]
) -> None:
    at = counter(with_bread, stock=lambda shop: sell(shop, ("Pain", 2)))
    at.key(Qt.Key.Key_F5)
    assert at.text("till-expected") == "102,60\u00a0€"
    no_sql_on_main.clear()

    at.press("till-close")
    fill(at, "count-5000", "2")
    assert at.text("count-difference") == "Il manque 2,60\u00a0€."
    fill(at, "count-200", "1")
    fill(at, "count-50", "1")
    fill(at, "count-10", "1")
    assert at.text("count-difference") == "Le compte est juste."
    at.press("count-close")
    at.press("count-confirm-yes")

    assert no_sql_on_main == []
    assert at.sees("report-gross")
    (report,) = till_sessions.reports(at.shop)
    assert report.counted_cash == Money(10260)
    assert report.difference == Money(0)


def test_the_question_before_closing_can_be_put_away(counter: Opener) -> None:
    at = counter(with_bread)
    at.key(Qt.Key.Key_F5)
    at.press("till-close")
    fill(at, "count-lump", "100")
    at.press("count-close")

    at.press("count-confirm-no")

    assert till_sessions.till_state(at.shop).is_open


def test_closing_without_counting_is_said_and_allowed(counter: Opener) -> None:
    at = counter(with_bread)
    at.key(Qt.Key.Key_F5)
    at.press("till-close")
    assert "Rien de compté" in at.text("count-difference")

    at.press("count-close")
    at.press("count-confirm-yes")

    (report,) = till_sessions.reports(at.shop)
    assert report.counted_cash is None


def test_money_taken_to_the_bank_leaves_the_drawer(counter: Opener) -> None:
    at = counter(with_bread)
    at.key(Qt.Key.Key_F5)
    at.press("till-move")
    fill(at, "move-amount", "40")

    at.press("move-confirm")

    assert at.text("till-expected") == "60,00\u00a0€"


def test_a_reading_changes_nothing(counter: Opener) -> None:
    at = counter(with_bread, stock=lambda shop: sell(shop, "Pain"))
    at.key(Qt.Key.Key_F5)

    at.press("till-read-x")

    assert at.sees("report-gross")
    assert till_sessions.reports(at.shop) == ()
    at.key(Qt.Key.Key_Escape)
    assert at.sees("till-day")


def test_past_closings_can_be_looked_at_again(counter: Opener) -> None:
    at = counter(with_bread, stock=lambda shop: till_sessions.close_till(shop, None, "01"))
    at.key(Qt.Key.Key_F5)

    at.press("till-past-closings")
    at.press("report-0")

    assert at.sees("report-gross")


def test_a_sale_of_today_can_be_taken_back_from_the_list(counter: Opener) -> None:
    at = counter(with_bread, stock=lambda shop: sell(shop, ("Pain", 2)))
    at.key(Qt.Key.Key_F5)

    at.press("till-refund")
    at.press("refund-all")
    at.press("refund-give")

    assert at.window.room == "sale"
    assert sum(sale.due.cents for sale in selling.sales_today(at.shop)) == 0


def test_printing_without_a_printer_says_what_to_do(counter: Opener) -> None:
    at = counter(with_bread, stock=lambda shop: sell(shop, "Pain"))
    at.key(Qt.Key.Key_F5)

    at.press("till-reprint")

    assert "imprimante" in at.window.banner.words
    assert "réglages" in at.window.banner.words
