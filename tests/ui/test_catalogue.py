from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QFileDialog, QLineEdit

from desktop.services.goods import catalogue
from desktop.services.goods.catalogue import ProductQuery, ProductView
from desktop.services.shop import Topic
from desktop.ui.catalogue.screen import CatalogueScreen
from desktop.ui.product.variant_matrix import VariantMatrix
from desktop.ui.studio.screen import StudioScreen
from desktop.ui.widgets.chips import Chips
from tests.support.a_shop import AShop
from tests.ui.conftest import Counter, Opener


def with_goods(builder: AShop) -> AShop:
    return builder.with_product("Pain", 130, vat=550, category="Pain").with_product(
        "Miel", 780, vat=550, category="Épicerie", code="3760091726964"
    )


def product(at: Counter, name: str) -> ProductView:
    (found,) = catalogue.products(at.shop, ProductQuery(text=name)).products
    return found


def fill(at: Counter, name: str, text: str) -> None:
    """Replace a field's words as typing does, without a scanner's haste."""
    field = at.find(name)
    assert isinstance(field, QLineEdit)
    field.selectAll()
    field.insert(text)
    field.textEdited.emit(text)


def opened(at: Counter, name: str) -> CatalogueScreen:
    at.window.go("catalogue")
    at.settle()
    screen = at.window.screen_of("catalogue")
    assert isinstance(screen, CatalogueScreen)
    screen.open(product(at, name))
    at.settle()
    return screen


@pytest.fixture
def photograph(tmp_path: Path) -> Path:
    path = tmp_path / "figue.jpg"
    Image.new("RGB", (640, 480), "#7a3b5d").save(path)
    return path


def test_a_price_is_changed_and_the_change_undone(
    counter: Opener, no_sql_on_main: list[str]
) -> None:
    at = counter(with_goods)
    opened(at, "Miel")
    no_sql_on_main.clear()

    fill(at, "product-price", "8,20")
    at.key(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert no_sql_on_main == []
    assert product(at, "Miel").variants[0].price.cents == 820
    at.press("banner-act")

    assert product(at, "Miel").variants[0].price.cents == 780
    assert at.text("product-price") == "7,80"


@pytest.mark.parametrize(("size", "is_above"), [((1024, 768), True), ((1366, 768), False)])
def test_the_photograph_makes_room_for_the_particulars(
    counter: Opener, size: tuple[int, int], *, is_above: bool
) -> None:
    at = counter(with_goods, size=size)
    editor = opened(at, "Miel").editor

    fields = editor.form.parentWidget()
    assert fields is not None
    assert (editor.photo.geometry().bottom() < fields.geometry().top()) is is_above


def test_an_edited_record_is_saved_when_another_is_opened(counter: Opener) -> None:
    at = counter(with_goods)
    screen = opened(at, "Miel")
    fill(at, "product-name", "Miel de lavande")

    screen.open(product(at, "Pain"))
    at.settle()

    assert product(at, "lavande").name == "Miel de lavande"
    assert at.text("product-name") == "Pain"


def test_escape_saves_the_record_and_leaves_it(counter: Opener) -> None:
    at = counter(with_goods)
    opened(at, "Miel")
    fill(at, "product-name", "Miel de lavande")

    at.key(Qt.Key.Key_Escape)

    assert product(at, "lavande").name == "Miel de lavande"
    assert not at.sees("product-save")


def test_what_is_missing_for_the_town_is_listed_and_keeps_the_product_off(
    counter: Opener,
) -> None:
    at = counter(with_goods)
    opened(at, "Miel")
    switch = at.find("product-online")
    assert isinstance(switch, QCheckBox)

    switch.setChecked(True)
    at.press("product-save")

    assert not product(at, "Miel").is_online
    assert "Pas encore en ligne" in at.window.banner.words


def test_a_picture_chosen_in_the_record_is_the_products(
    counter: Opener, photograph: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = counter(with_goods)
    opened(at, "Miel")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_asked: ("", ""))
    at.press("product-photo-choose")
    assert at.text("product-photo-choose") == "Choisir une photo"
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_asked: (str(photograph), ""))
    at.press("product-photo-choose")
    at.press("product-save")
    assert product(at, "Miel").photo is not None


def test_a_stock_counted_in_the_record_is_a_movement(counter: Opener) -> None:
    at = counter(with_goods)
    opened(at, "Miel")

    fill(at, "product-stock", "7")
    at.press("product-save")

    assert product(at, "Miel").on_hand.thousandths == 7000


def test_variants_are_made_from_two_lists(counter: Opener) -> None:
    at = counter(with_goods)
    at.window.go("catalogue")
    at.settle()
    at.press("catalogue-new")
    fill(at, "product-name", "Pull marin")
    fill(at, "product-price", "59")
    at.press("product-fold-variants-open")
    fill(at, "product-values-1", "S, M, L")
    fill(at, "product-axis-2", "teinte")
    fill(at, "product-values-2", "bleu, rouge")

    at.press("product-save")

    made = product(at, "Pull")
    assert len(made.variants) == 6
    assert made.variants[0].options == (("taille", "S"), ("teinte", "bleu"))
    assert {variant.price.cents for variant in made.variants} == {5900}


def test_a_grid_of_sizes_and_colours_takes_one_figure_in_several_cells(counter: Opener) -> None:
    at = counter(with_goods)
    at.window.go("catalogue")
    at.settle()
    at.press("catalogue-new")
    fill(at, "product-name", "Pull marin")
    fill(at, "product-price", "59")
    at.press("product-fold-variants-open")
    fill(at, "product-values-1", "S, M, L")
    fill(at, "product-values-2", "bleu, rouge")
    at.press("product-save")
    at.press("product-fold-variants-open")

    ways = at.find("product-forms")
    assert isinstance(ways, Chips)
    ways.choose("stock")
    grid = at.find("product-matrix")
    assert isinstance(grid, VariantMatrix)
    heads = [grid.model().headerData(place, Qt.Orientation.Horizontal) for place in range(3)]
    assert heads == ["S", "M", "L"]
    grid.setFocus()
    grid.setCurrentIndex(grid.model().index(0, 0))
    for _size in range(2):
        at.key(Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    at.type("4")
    at.key(Qt.Key.Key_Return)
    grid.setCurrentIndex(grid.model().index(1, 0))
    at.type("9")
    at.key(Qt.Key.Key_Return)
    at.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    at.press("product-save")

    def shelf() -> dict[str, int]:
        made = product(at, "Pull").variants
        return {each.options_text: each.on_hand.thousandths // 1000 for each in made}

    assert {name for name, count in shelf().items() if count} == {
        "S · bleu",
        "M · bleu",
        "L · bleu",
    }
    assert sum(shelf().values()) == 12

    at.press("banner-act")
    assert not any(shelf().values())


def test_another_size_keeps_the_others_as_they_are(counter: Opener) -> None:
    at = counter(with_goods)
    at.window.go("catalogue")
    at.settle()
    at.press("catalogue-new")
    fill(at, "product-name", "Pull marin")
    fill(at, "product-price", "59")
    at.press("product-fold-variants-open")
    fill(at, "product-values-1", "S, M")
    at.press("product-save")
    before = {variant.id for variant in product(at, "Pull").variants}

    at.press("product-fold-variants-open")
    fill(at, "product-values-1", "S, M, XL")
    at.press("product-save")

    after = product(at, "Pull").variants
    assert before < {variant.id for variant in after}
    assert [variant.options_text for variant in after] == ["S", "M", "XL"]


def test_a_code_of_another_product_is_refused_by_its_name(counter: Opener) -> None:
    at = counter(with_goods)
    opened(at, "Pain")

    fill(at, "product-code", "3760091726964")
    at.press("product-save")

    assert "Miel" in at.window.banner.words


def test_a_record_without_a_price_asks_for_one(counter: Opener) -> None:
    at = counter(with_goods)
    at.window.go("catalogue")
    at.settle()
    at.press("catalogue-new")
    fill(at, "product-name", "Sel")

    at.press("product-save")

    assert "prix" in at.window.banner.words
    assert catalogue.products(at.shop, ProductQuery(text="Sel")).total == 0


def test_a_product_put_away_comes_back(counter: Opener) -> None:
    at = counter(with_goods)
    opened(at, "Miel")

    at.press("product-archive")
    assert catalogue.products(at.shop, ProductQuery(text="Miel")).total == 0
    at.press("banner-act")

    assert catalogue.products(at.shop, ProductQuery(text="Miel")).total == 1


def test_a_scan_in_the_catalogue_opens_the_product(counter: Opener) -> None:
    at = counter(with_goods)
    at.window.go("catalogue")
    at.settle()

    at.scan("3760091726964")

    assert at.text("product-name") == "Miel"


def test_a_photograph_a_name_and_a_price_put_a_product_on_sale(
    counter: Opener, photograph: Path, no_sql_on_main: list[str]
) -> None:
    at = counter(with_goods)
    at.window.go("studio")
    at.settle()
    no_sql_on_main.clear()
    screen = at.window.screen_of("studio")
    assert isinstance(screen, StudioScreen)
    screen.take(photograph)
    at.settle()
    fill(at, "studio-name", "Confiture de figue")
    fill(at, "studio-price", "4,70")
    fill(at, "studio-stock", "12")
    section = at.find("studio-category")
    assert isinstance(section, QComboBox)
    section.setCurrentText("Épicerie")

    at.key(Qt.Key.Key_F12)

    assert no_sql_on_main == []
    made = product(at, "figue")
    assert made.is_online
    assert made.photo is not None
    assert made.photo.is_file()
    assert made.on_hand.thousandths == 12000
    assert at.text("studio-name") == ""
    assert section.currentText() == "Épicerie"


def test_a_file_that_is_no_picture_is_told_in_one_sentence(counter: Opener, tmp_path: Path) -> None:
    at = counter(with_goods)
    at.window.go("studio")
    at.settle()
    path = tmp_path / "liste.jpg"
    path.write_text("ceci n'est pas une photo")
    screen = at.window.screen_of("studio")
    assert isinstance(screen, StudioScreen)

    screen.take(path)
    at.settle()

    assert "liste.jpg" in at.window.banner.words


def test_a_code_unknown_at_the_till_is_taken_to_the_studio(counter: Opener) -> None:
    at = counter(with_goods)
    at.scan("4006381333931")

    at.press("free-catalogue")

    assert at.window.room == "studio"
    assert at.text("studio-code") == "4006381333931"


def test_a_code_the_shop_knows_leads_to_its_product(counter: Opener) -> None:
    at = counter(with_goods)
    at.window.go("studio")
    at.settle()

    at.scan("3760091726964")

    assert at.text("studio-name") == "Miel"
    assert "Miel" in at.text("studio-code-read")


def test_a_new_product_leaves_none_of_the_list_marked(counter: Opener) -> None:
    at = counter(with_goods)
    screen = opened(at, "Miel")
    marked = screen.list.selectedIndexes()
    assert [screen.list.product_at(each.row()).name for each in marked] == ["Miel"]
    at.press("catalogue-new")
    assert screen.list.selectedIndexes() == []
    with at.shop.begin() as work:
        work.changed(Topic.CATALOGUE)
        work.commit()
    at.settle()
    assert screen.list.selectedIndexes() == []
