"""The studio, from a picture to the catalogue: photograph, price, publish, and back."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import ImageFilter
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from desktop.services.goods import catalogue
from desktop.services.goods.catalogue import ProductQuery
from desktop.ui.wording import Language
from tests.ui.conftest import Opener
from tests.ui.studio import a_jar, jar_in, kept, open_studio, type_price, without_network
from tests.ui.test_catalogue import fill


@pytest.fixture
def jar(tmp_path: Path) -> Path:
    return jar_in(tmp_path)


@pytest.fixture
def plain_outlines() -> Iterator[None]:
    with without_network():
        yield


def test_a_photograph_and_a_price_make_a_product_that_is_online(
    counter: Opener, jar: Path, no_sql_on_main: list[str]
) -> None:
    at, studio = open_studio(counter)
    no_sql_on_main.clear()
    studio.take(jar)
    at.settle()
    studio.form.name.setText("Confiture")
    studio.form.category.setCurrentText("Épicerie")
    type_price(at, studio, "5,90")
    at.key(Qt.Key.Key_Return)
    assert no_sql_on_main == []
    product = kept(at, "confiture")
    assert product.is_online
    assert product.photo is not None
    assert product.photo.is_file()
    assert studio.photo.is_empty


@pytest.mark.usefixtures("plain_outlines")
def test_saving_does_not_wait_for_the_pictures_and_the_best_of_them_is_first(
    counter: Opener, jar: Path
) -> None:
    at, studio = open_studio(counter)
    studio.form.name.setText("Confiture")
    studio.form.category.setCurrentText("Épicerie")
    studio.form.price.setText("5,90")
    blurred = jar.with_name("blurred.jpg")
    a_jar().filter(ImageFilter.GaussianBlur(3)).save(blurred)
    studio.sources.came.emit([blurred, jar, blurred])
    assert studio.photo.is_coming
    at.press("studio-publish")
    product = kept(at, "confiture")
    assert product.is_online
    sharp, other = (at.shop.photo_path(each).stat().st_size for each in product.photos)
    assert sharp > 1.2 * other, "what is blurred is the smaller file"


@pytest.mark.usefixtures("plain_outlines")
def test_f8_takes_the_product_of_a_chosen_file_back(
    counter: Opener, jar: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at, studio = open_studio(counter)
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_asked: ([str(jar)], ""))
    at.press("studio-photo-choose")
    assert len(studio.photo.shas) == 1
    studio.form.name.setText("Confiture")
    studio.form.price.setText("5,90")
    at.press("studio-publish")
    assert catalogue.products(at.shop, ProductQuery(text="confiture")).total == 1
    at.key(Qt.Key.Key_F8)
    assert catalogue.products(at.shop, ProductQuery(text="confiture")).total == 0
    at.key(Qt.Key.Key_F8)
    assert "comme avant" in at.window.banner.words


def test_like_the_last_one_keeps_all_but_size_colour_and_code(counter: Opener) -> None:
    at, studio = open_studio(counter)
    studio.form.name.setText("Pull")
    studio.form.price.setText("49,90")
    studio.form.category.setCurrentText("Mode")
    studio.form.code.setText("2000000000015")
    studio.form.code.setText("")
    fill(at, "studio-values-1", "S, M")
    at.press("studio-keep")
    at.key(Qt.Key.Key_F7)
    assert studio.form.name.text() == "Pull"
    assert studio.form.price.text().startswith("49")
    assert studio.form.category.currentText() == "Mode"
    assert studio.form.values_field(1).text() == ""
    fill(at, "studio-values-1", "L")
    studio.form.name.setText("Pull long")
    at.press("studio-keep")
    assert catalogue.products(at.shop, ProductQuery(text="pull")).total == 2


def test_what_is_missing_is_said_while_one_types(counter: Opener) -> None:
    at, studio = open_studio(counter)
    assert "une photo, un nom, un prix" in at.text("studio-lacks")
    studio.form.name.setFocus()
    at.type("Miel")
    assert "nom" not in at.text("studio-lacks")


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("mode", ["one", "colours", "shelf"])
def test_the_studio_fits_a_small_screen(
    counter: Opener, language: Language, mode: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    at, studio = open_studio(counter, language=language, size=(1024, 720))
    studio._mode.choose(mode)
    monkeypatch.setattr(studio.sources.phone.phone, "_host", "127.0.0.1")
    at.press("studio-phone")
    hint = at.window.minimumSizeHint()
    assert hint.width() <= 1024
    assert hint.height() <= 720
