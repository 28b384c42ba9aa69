"""The room of imports, through real widgets: see, try, take, take back."""

from pathlib import Path
from threading import Event

import pytest
from PySide6.QtWidgets import QComboBox, QFileDialog, QPushButton

from desktop.services.goods.catalogue import ProductQuery, products
from desktop.services.lists import imports
from desktop.ui.imports.screen import ImportsScreen
from tests.ui.conftest import Counter, Opener

LIST = (
    "Désignation;Prix TTC;TVA;Référence\nTarte;18,00;5,5;T-1\nPain;1,20;5,5;P-1\nVin;oups;20;V-1\n"
)


def at_imports(counter: Opener, tmp_path: Path) -> tuple[Counter, ImportsScreen]:
    at = counter()
    at.window.go("imports")
    at.settle()
    screen = at.window.screen_of("imports")
    assert isinstance(screen, ImportsScreen)
    source = tmp_path / "liste.csv"
    source.write_text(LIST, "cp1252")
    screen.look(source)
    at.settle()
    return at, screen


def names(at: Counter) -> list[str]:
    return [view.name for view in products(at.shop, ProductQuery()).products]


def test_a_list_is_tried_before_anything_is_written(counter: Opener, tmp_path: Path) -> None:
    at, screen = at_imports(counter, tmp_path)
    at.press("imports-try")
    at.settle()
    assert screen.outcome.take.isVisible()
    assert names(at) == []


def test_a_list_is_taken_and_taken_back_by_one_button(counter: Opener, tmp_path: Path) -> None:
    at, _screen = at_imports(counter, tmp_path)
    for button in ("imports-try", "imports-take"):
        at.press(button)
        at.settle()
    assert names(at) == ["Pain", "Tarte"]
    for button in ("imports-undo", "imports-undo-ask-yes"):
        at.press(button)
        at.settle()
    assert names(at) == []


def test_a_list_without_a_price_is_told_and_nothing_happens(
    counter: Opener, tmp_path: Path
) -> None:
    at, screen = at_imports(counter, tmp_path)
    source = tmp_path / "sans-prix.csv"
    source.write_text("nom;couleur\nVase;bleu\n", "utf-8")
    screen.look(source)
    at.settle()
    at.press("imports-try")
    at.settle()
    assert not screen.outcome.isVisible()
    assert names(at) == []


def test_a_column_is_matched_by_hand_in_a_file_that_was_chosen(
    counter: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = counter()
    at.window.go("imports")
    at.settle()
    source, report = tmp_path / "noms.csv", tmp_path / "rapport.csv"
    source.write_text("nom;à payer\nVase;12,00\nBol;cher\n", "utf-8")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_asked: (str(source), ""))
    at.press("imports-none-act")
    column = at.find("imports-column-1")
    assert isinstance(column, QComboBox)
    assert not column.currentData()
    column.setCurrentIndex(column.findData("price"))
    at.press("imports-try")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_asked: (str(report), ""))
    at.press("imports-report")
    assert '"3";"faute";"cher"' in report.read_text("utf-8-sig")
    at.press("imports-take")
    (vase,) = products(at.shop, ProductQuery()).products
    assert (vase.name, vase.variants[0].price.cents) == ("Vase", 12_00)


def test_a_list_that_was_stopped_is_gone_on_with(
    counter: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at, screen = at_imports(counter, tmp_path)
    monkeypatch.setattr(imports, "AT_ONCE", 1)
    at.press("imports-try")
    stop, pressed = screen.work.findChild(QPushButton, "imports-work-stop"), Event()
    assert stop is not None

    def press(_done: int) -> None:
        stop.click()
        pressed.set()

    def tell(done: int) -> None:
        screen.transfer.moved.emit(done)
        assert pressed.wait(30)

    screen.transfer.moved.connect(press)
    monkeypatch.setattr(screen.transfer, "tell", tell)
    at.press("imports-take")
    assert names(at) == ["Tarte"]
    assert at.sees("imports-go-on")
    screen.transfer.moved.disconnect(press)
    at.press("imports-another")
    screen.look(tmp_path / "liste.csv")
    at.settle()
    at.press("imports-resume")
    assert names(at) == ["Pain", "Tarte"]
    assert not at.sees("imports-go-on")
    # One run, not a second one that knows the first one's goods: it goes back whole.
    for button in ("imports-undo", "imports-undo-ask-yes"):
        at.press(button)
    assert names(at) == []


def test_the_room_fits_the_smallest_screen(counter: Opener) -> None:
    at = counter(size=(1024, 720))
    at.window.go("imports")
    at.settle()
    hint = at.window.screen_of("imports").minimumSizeHint()
    assert hint.width() <= 1024
    assert hint.height() <= 720
