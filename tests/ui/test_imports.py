"""The room of imports, through real widgets: see, try, take, take back."""

from pathlib import Path

from desktop.services.goods.catalogue import ProductQuery, products
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


def test_the_room_fits_the_smallest_screen(counter: Opener) -> None:
    at = counter(size=(1024, 720))
    at.window.go("imports")
    at.settle()
    hint = at.window.screen_of("imports").minimumSizeHint()
    assert hint.width() <= 1024
    assert hint.height() <= 720
