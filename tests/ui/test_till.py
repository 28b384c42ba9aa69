import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit

from desktop.domain.tender import Means
from desktop.services.counter import selling
from desktop.services.counter.tickets import TicketKind
from desktop.services.team import people
from desktop.services.till import till_sessions
from desktop.ui.widgets.ticket import TicketList
from sync.kernel.money import Money
from tests.support.a_shop import OWNER, AShop, sell
from tests.ui.conftest import Counter, Opener

KEYED = {
    "till-move": "F6",
    "till-read-x": "F7",
    "till-drawer": "F9",
    "till-close": "F12",
    "till-search": "Ctrl+F",
    "till-sold": "F8",
    "till-reports": "Ctrl+H",
    "till-reprint": "Ctrl+D",
    "till-refund": "Ctrl+B",
    "till-invoice": "Ctrl+I",
    "till-correct": "Ctrl+R",
}


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
    confirm = at.find("move-confirm")
    assert isinstance(confirm, QAbstractButton)

    confirm.click()
    confirm.click()
    at.settle()

    assert at.text("till-expected") == "60,00\u00a0€"


def test_a_reading_changes_nothing(counter: Opener) -> None:
    at = counter(with_bread, stock=lambda shop: sell(shop, "Pain"))
    at.key(Qt.Key.Key_F5)

    at.press("till-read-x")

    assert at.sees("report-gross")
    words = [each.text() for each in at.find("report-journal").findChildren(QLabel)]
    told = till_sessions.read_x(at.shop).unanchored
    # What nobody outside has seen is a number on the reading too, and no later than the Z.
    assert told
    assert words[-2:] == ["Écritures à contresigner", str(told)]
    assert till_sessions.reports(at.shop) == ()
    at.key(Qt.Key.Key_Escape)
    assert at.sees("till-day")


def test_past_closings_can_be_looked_at_again(counter: Opener) -> None:
    at = counter(with_bread, stock=lambda shop: till_sessions.close_till(shop, None, "01"))
    at.key(Qt.Key.Key_F5)

    at.press("till-past-closings")
    at.press("report-0")

    assert at.sees("report-gross")


@pytest.mark.parametrize("is_open", [True, False])
def test_without_a_closing_yet_one_button_leads_to_the_till(counter: Opener, is_open: bool) -> None:
    at = counter(with_bread if is_open else lambda builder: with_bread(builder).with_closed_till())
    at.key(Qt.Key.Key_F5)
    at.key(Qt.Key.Key_H, Qt.KeyboardModifier.ControlModifier)

    at.key(Qt.Key.Key_Return)

    assert at.sees("till-close" if is_open else "till-open")


def test_the_buttons_of_the_till_show_their_keys(counter: Opener) -> None:
    at = counter(with_bread, size=(1366, 768))
    at.key(Qt.Key.Key_F5)

    shown = {name: at.text(name).split("   ")[-1] for name in KEYED}

    assert shown == KEYED


def test_a_key_gives_way_on_a_small_screen_and_is_still_told(counter: Opener) -> None:
    at = counter(with_bread, size=(1024, 768))
    at.key(Qt.Key.Key_F5)

    button = at.find("till-close")

    assert at.text("till-close") == "Compter et clôturer"
    assert button.toolTip() == "F12"
    assert button.accessibleName() == "Compter et clôturer F12"


def test_the_search_of_tickets_is_cleared_by_a_finger(counter: Opener) -> None:
    at = counter(with_bread, stock=lambda shop: sell(shop, "Pain"))
    at.key(Qt.Key.Key_F5)
    at.press("till-search")
    assert not at.sees("tickets-clear")
    at.type("zz")
    clear = at.find("tickets-clear")
    assert min(clear.width(), clear.height()) >= 48

    at.press("tickets-clear")

    assert at.text("tickets-text") == ""
    assert not at.sees("tickets-clear")


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


def with_jams(builder: AShop) -> AShop:
    return with_bread(builder).with_product("Confiture", 590, vat=550)


def listed(at: Counter, name: str) -> list[tuple[str, str]]:
    found = at.find(name)
    assert isinstance(found, TicketList)
    return [(row.name, row.amount) for row in found.rows]


def test_an_old_ticket_is_found_as_one_types(counter: Opener, no_sql_on_main: list[str]) -> None:
    at = counter(with_jams, stock=lambda shop: (sell(shop, "Pain"), sell(shop, "Confiture")))
    at.key(Qt.Key.Key_F5)
    no_sql_on_main.clear()
    at.key(Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert len(listed(at, "tickets-sales")) == 2

    at.type("5,90")
    at.key(Qt.Key.Key_Return)

    assert listed(at, "tickets-sales") == [("T01-2026-000002", "5,90\u00a0€")]
    assert no_sql_on_main == []


def test_what_the_day_sold_stands_article_by_article(counter: Opener) -> None:
    at = counter(with_jams, stock=lambda shop: sell(shop, ("Pain", 2), "Confiture"))
    at.key(Qt.Key.Key_F5)

    at.press("till-sold")

    assert listed(at, "sold-articles") == [
        ("Confiture", "5,90\u00a0€"),
        ("Pain", "2,60\u00a0€"),
    ]
    assert at.text("sold-total") == "8,50\u00a0€"


def test_cash_keyed_for_a_card_is_moved_and_the_drawer_follows(counter: Opener) -> None:
    at = counter(with_bread, stock=lambda shop: sell(shop, ("Pain", 10)))
    at.key(Qt.Key.Key_F5)
    assert at.text("till-expected") == "113,00\u00a0€"

    at.press("till-correct")
    QTest.keyClick(at.find("correct-amount"), Qt.Key.Key_Return)
    at.settle()

    assert at.text("till-expected") == "100,00\u00a0€"
    correction, sale = selling.sales_today(at.shop)
    assert (correction.kind, correction.due) == ("correction", Money(0))
    assert set(correction.means) == {Means.CASH, Means.CARD}
    assert sale.due == Money(1300)


def test_a_blind_count_shows_nothing_of_what_should_be_there(counter: Opener) -> None:
    at = counter(
        lambda builder: with_bread(builder).with_settings(counts_blind=True),
        stock=lambda shop: sell(shop, ("Pain", 2)),
    )
    at.key(Qt.Key.Key_F5)
    assert at.text("till-expected") == "–"

    at.press("till-close")
    fill(at, "count-lump", "90")
    assert not at.sees("count-expected")
    assert "manque" not in at.text("count-difference")
    at.press("count-close")
    at.press("count-confirm-yes")

    (report,) = till_sessions.reports(at.shop)
    assert report.difference == Money(-1260)


def test_every_kind_of_ticket_has_its_word_in_the_list(counter: Opener) -> None:
    at = counter(with_bread)

    words = {kind: at.desk.say(f"till.mark_{kind.value}") for kind in TicketKind if kind != "sale"}

    assert all(word and "till." not in word for word in words.values())


def test_the_day_names_who_opened_it(counter: Opener) -> None:
    at = counter(with_bread, stock=lambda shop: people.rename(shop, OWNER, "Claire", OWNER))

    at.key(Qt.Key.Key_F5)

    assert any("Claire" in label.text() for label in at.find("till-day").findChildren(QLabel))
