"""The pictures of the product in hand: beside their original, the best first, mended by hand."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import ImageFilter
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QProgressBar

from tests.ui.conftest import Opener
from tests.ui.studio import a_jar, jar_in, open_studio, without_network


@pytest.fixture
def jar(tmp_path: Path) -> Path:
    return jar_in(tmp_path)


@pytest.fixture(autouse=True)
def plain_outlines() -> Iterator[None]:
    with without_network():
        yield


def test_the_brush_makes_another_picture(counter: Opener, jar: Path) -> None:
    at, studio = open_studio(counter)
    studio.take(jar)
    at.settle()
    before = studio.photo.shas
    at.press("studio-mend")
    at.press("studio-mend-away")
    canvas = studio.photo.canvas
    middle = canvas.rect().center()
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=middle)
    QTest.mouseMove(canvas, middle + middle / 8)
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=middle + middle / 8)
    at.settle()
    at.press("studio-mend-done")
    assert studio.photo.shas != before
    assert len(studio.photo.shas) == 1


def sharp_and_blurred(folder: Path) -> tuple[Path, Path]:
    """Return the jar as it is, and as a hand that moved takes it."""
    sharp, blurred = folder / "sharp.jpg", folder / "blurred.jpg"
    a_jar().save(sharp, quality=95)
    a_jar().filter(ImageFilter.GaussianBlur(3)).save(blurred, quality=95)
    return sharp, blurred


def test_original_and_cut_out_stand_beside_each_other_and_a_tap_swaps_them(
    counter: Opener, jar: Path
) -> None:
    at, studio = open_studio(counter)
    canvas = studio.photo.canvas
    studio.take(jar)
    at.settle()
    layers = canvas.layers
    assert layers is not None
    assert layers.beside is not None
    assert (layers.words, layers.beside_words) == ("Détourée", "Original")
    # The kraft of the original beside the white of the cut-out, as painted.
    large, small = (place.toRect() for place in canvas.places())
    painted = canvas.grab().toImage()
    assert canvas.rect().contains(large.united(small))
    assert not large.intersects(small)
    white, ground = (painted.pixelColor(each.topLeft() + QPoint(6, 6)) for each in (large, small))
    assert white.lightness() > 250
    assert 100 < ground.lightness() < 160

    cut = studio.photo.shas
    QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=small.center())
    at.settle()
    (original,) = studio.photo.shas
    assert (original,) != cut
    assert at.shop.photo_path(original).is_file()
    assert canvas.layers is not None
    assert canvas.layers.beside_words == "Détourée"
    assert canvas.layers.beside is not None
    at.press("studio-swap")
    assert studio.photo.shas == cut


def test_the_sharpest_picture_becomes_the_first_until_somebody_chooses(
    counter: Opener, tmp_path: Path
) -> None:
    at, studio = open_studio(counter)
    sharp, blurred = sharp_and_blurred(tmp_path)
    studio.sources.came.emit([blurred, sharp])
    at.settle()
    at.press("studio-thumb-1")
    assert "floue" in at.text("studio-picture-words")
    in_hand = studio.photo.shas
    at.press("studio-thumb-2")
    assert at.text("studio-first") == "Première\u00a0: la plus nette"
    assert not at.sees("studio-put-first")
    assert "la plus nette" in at.find("studio-thumb-2").accessibleName()

    at.find("studio-thumb-1").setFocus()
    at.key(Qt.Key.Key_Return)
    assert at.find("studio-thumb-1").hasFocus()
    at.press("studio-put-first")
    assert studio.photo.shas == in_hand[::-1]
    assert at.text("studio-first") == "Première\u00a0: votre choix"
    at.press("studio-drop")
    assert studio.photo.shas == in_hand[:1]


def test_each_step_is_said_with_a_bar_and_nothing_moves(counter: Opener, jar: Path) -> None:
    at, studio = open_studio(counter)
    bar = at.window.findChild(QProgressBar, "studio-progress")
    assert bar is not None
    said: list[tuple[int, str]] = []
    places = set()

    def note(value: int) -> None:
        said.append((value, at.text("studio-picture-words")))
        places.add(studio.photo.canvas.geometry().getRect())

    bar.valueChanged.connect(note)
    studio.take(jar)
    at.settle()
    at.window.repaint()
    places.add(studio.photo.canvas.geometry().getRect())
    assert [value for value, _ in said if value > 0] == list(range(1, 8))
    assert "Détourage du produit…" in [words for _, words in said]
    assert not bar.isVisible()
    assert len(places) == 1
