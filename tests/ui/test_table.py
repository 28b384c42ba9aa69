from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit

from desktop.services.goods import catalogue, mass_edit, planned_prices
from desktop.services.goods.catalogue import ProductQuery, ProductView
from desktop.services.goods.planned_prices import PlanStanding
from desktop.ui.catalogue.table_screen import TableScreen
from desktop.ui.rooms import ROOMS
from desktop.ui.widgets.catalogue_bar import CatalogueBar
from desktop.ui.wording import Language
from tests.support.a_shop import AShop
from tests.ui.conftest import Counter, Opener

CONTROL = Qt.KeyboardModifier.ControlModifier


def with_shelf(count: int = 30) -> Callable[[AShop], AShop]:
    def stock(builder: AShop) -> AShop:
        for place in range(count):
            builder.with_product(f"Thé {place:03d}", 400 + place, category="Thés", stock=place)
        return builder.with_product("Éclair", 250, category="Gâteaux", stock=0)

    return stock


def table_at(at: Counter) -> TableScreen:
    at.window.go("table")
    at.settle()
    screen = at.window.screen_of("table")
    assert isinstance(screen, TableScreen)
    return screen


def names(at: Counter, screen: TableScreen) -> list[str]:
    lines = screen.table.lines
    for place in range(0, lines.rowCount(), 50):
        lines.line(place)
        QApplication.processEvents()
        at.settle()
    found = (lines.line(place) for place in range(lines.rowCount()))
    return [line.row.name for line in found if line is not None]


def choose(at: Counter, name: str, value: object) -> None:
    box = at.find(name)
    assert isinstance(box, QComboBox)
    place = box.findData(value)
    assert place >= 0
    box.setCurrentIndex(place)
    box.activated.emit(place)
    at.settle()


def product(at: Counter, name: str) -> ProductView:
    (found,) = catalogue.products(at.shop, ProductQuery(text=name)).products
    return found


def fill(at: Counter, name: str, text: str) -> None:
    field = at.find(name)
    assert isinstance(field, QLineEdit)
    field.setText(text)


def write(at: Counter, text: str, key: Qt.Key) -> None:
    """Type into the open cell, slower than a scanner, and leave it by a key."""
    editor = at.window.findChild(QLineEdit, "table-cell")
    assert editor is not None
    editor.setText(text)
    QApplication.sendEvent(
        editor, QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier)
    )
    at.settle()


def test_the_tabs_lead_from_room_to_room(counter: Opener, no_sql_on_main: list[str]) -> None:
    at = counter(with_shelf())
    at.window.go("catalogue")
    at.settle()
    no_sql_on_main.clear()

    bar = at.find("catalogue-bar")
    assert isinstance(bar, CatalogueBar)
    bar.setFocus()
    QTest.keyClick(bar, Qt.Key.Key_Right)
    QTest.keyClick(bar, Qt.Key.Key_Return)
    at.settle()

    assert at.window.room == "table"
    assert at.text("table-count") == "31 produits"
    assert no_sql_on_main == []
    assert {bar.room_at(place) for place in range(bar.count())} <= set(ROOMS)


def test_the_table_reads_only_the_pages_that_are_looked_at(counter: Opener) -> None:
    at = counter(with_shelf(450))
    screen = table_at(at)
    lines = screen.table.lines

    assert lines.rowCount() == 451
    assert lines.line(0) is not None
    assert lines.line(449) is None
    screen.table.scrollToBottom()
    QApplication.processEvents()
    at.settle()

    last = lines.line(450)
    assert last is not None
    assert last.cells[:3] == ("Thé 449", "Thés", "8,49")


def test_what_is_shown_is_filtered_and_sorted(counter: Opener) -> None:
    at = counter(with_shelf())
    screen = table_at(at)
    assert names(at, screen)[:2] == ["Éclair", "Thé 000"]

    choose(at, "table-show", "stock")
    assert names(at, screen) == ["Éclair", "Thé 000"]
    choose(at, "table-show", "all")
    screen.table.sortByColumn(2, Qt.SortOrder.DescendingOrder)
    at.settle()
    assert names(at, screen)[0] == "Thé 029"
    screen.scanned("écl")
    at.settle()
    assert names(at, screen) == ["Éclair"]
    screen.scanned("zzz")
    at.settle()
    assert at.sees("table-none")
    at.key(Qt.Key.Key_Escape)

    assert at.text("table-count") == "31 produits"


def test_the_whole_list_is_changed_by_the_keyboard_and_taken_back(
    counter: Opener, no_sql_on_main: list[str]
) -> None:
    at = counter(with_shelf(80))
    table_at(at)
    no_sql_on_main.clear()

    at.key(Qt.Key.Key_A, CONTROL)
    assert at.text("table-count") == "81 choisis sur 81"
    at.key(Qt.Key.Key_E, CONTROL)
    choose(at, "mass-price", "more_part")
    figure = at.find("mass-figure")
    assert isinstance(figure, QLineEdit)
    figure.setText("10")
    choose(at, "mass-ending", "ninety")
    at.press("mass-look")
    assert at.text("mass-told").startswith("81 produits changeront.")
    assert at.text("mass-do") == "Changer 81 produits"
    at.press("mass-do")
    assert at.text("banner-words") == "81 produits changés."
    assert no_sql_on_main == []
    assert product(at, "Éclair").price_range[0].cents == 290
    no_sql_on_main.clear()
    at.press("banner-act")

    assert no_sql_on_main == []
    assert product(at, "Éclair").price_range[0].cents == 250
    assert at.text("banner-words") == "C'est annulé, tout est comme avant."


def test_prices_of_the_chosen_are_planned_and_taken_back(counter: Opener) -> None:
    at = counter(with_shelf(3))
    table_at(at)
    at.key(Qt.Key.Key_A, CONTROL)
    at.key(Qt.Key.Key_E, CONTROL)
    choose(at, "mass-price", "less_part")
    for name, text in (("figure", "10"), ("from", "30/11/2026"), ("until", "6 décembre")):
        fill(at, f"mass-{name}", text)
    assert not at.find("mass-look").isEnabled()
    fill(at, "mass-until", "06/12/2026")
    at.press("mass-look")
    assert "du 30 novembre 2026 au 6 décembre 2026" in at.text("mass-told")
    at.press("mass-do")

    plans = planned_prices.plans(at.shop)
    assert {(each.label, each.price.cents) for each in plans} >= {("Éclair", 225)}
    assert product(at, "Éclair").price_range[0].cents == 250
    at.press("banner-act")
    assert {each.standing for each in planned_prices.plans(at.shop)} == {PlanStanding.WITHDRAWN}


def test_what_cannot_go_online_is_told_before_anything_changes(counter: Opener) -> None:
    at = counter(with_shelf(3), language=Language.ENGLISH)
    table_at(at)
    at.key(Qt.Key.Key_A, CONTROL)
    at.key(Qt.Key.Key_E, CONTROL)
    choose(at, "mass-online", True)
    at.press("mass-look")

    assert at.text("mass-told") == ("Nothing will change.\n4 stay offline: they lack a photograph.")
    assert not at.sees("mass-do")


def test_a_change_that_is_stopped_keeps_what_is_done(
    counter: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mass_edit, "BATCH", 10)
    at = counter(with_shelf(60))
    screen = table_at(at)
    at.key(Qt.Key.Key_A, CONTROL)
    at.key(Qt.Key.Key_E, CONTROL)
    choose(at, "mass-vat", at.shop.settings.vat_rates[1])
    at.press("mass-look")
    advance = screen.work.advance

    def stop_after_two(done: int) -> bool:
        if done >= 20:
            screen.work.stop()
        return advance(done)

    monkeypatch.setattr(screen.work, "advance", stop_after_two)
    at.press("mass-do")

    assert at.text("banner-words") == (
        "Arrêté : 20 produits sont changés, les autres non."
    ).replace(" :", "\u00a0:")
    assert not screen.work.is_running


def test_a_price_is_typed_into_its_cell_and_tab_goes_to_the_stock(counter: Opener) -> None:
    at = counter(with_shelf(3))
    screen = table_at(at)
    table = screen.table
    table.setCurrentIndex(table.lines.index(0, 2))

    at.key(Qt.Key.Key_Return)
    write(at, "3,20", Qt.Key.Key_Tab)
    assert product(at, "Éclair").price_range[0].cents == 320
    assert table.currentIndex().column() == 4
    write(at, "12", Qt.Key.Key_Return)
    assert product(at, "Éclair").on_hand.thousandths == 12_000
    at.press("banner-act")
    assert not product(at, "Éclair").on_hand

    assert table.currentIndex().row() == 1
    table.setCurrentIndex(table.lines.index(0, 2))
    at.key(Qt.Key.Key_Return)
    write(at, "cher", Qt.Key.Key_Return)
    assert "rien n'est changé" in at.text("banner-words")


def test_the_list_that_is_shown_is_exported(counter: Opener, tmp_path: Path) -> None:
    at = counter(with_shelf(5))
    screen = table_at(at)
    screen.scanned("thé")
    at.settle()

    screen.export_to(tmp_path / "thes.csv")
    at.settle()

    lines = (tmp_path / "thes.csv").read_text("utf-8-sig").splitlines()
    assert len(lines) == 6
    assert lines[1].startswith("Thé 000;")
    assert at.text("banner-words").startswith("5 produits enregistrés dans thes.csv")


@pytest.mark.parametrize("language", list(Language))
def test_the_table_with_its_panel_fits_a_small_screen(counter: Opener, language: Language) -> None:
    at = counter(with_shelf(3), language=language, size=(1024, 768))
    table_at(at)
    at.key(Qt.Key.Key_A, CONTROL)
    at.key(Qt.Key.Key_E, CONTROL)

    hint = at.window.minimumSizeHint()
    assert hint.width() <= 1024
    assert hint.height() <= 720
