"""A product in sizes: what is retyped is found again, one price leads them, nothing goes unsaid."""

from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop.services.goods.cataloguing import ProductDraft, VariantDraft, save_product
from desktop.ui.catalogue.screen import CatalogueScreen
from desktop.ui.product.variant_rows import VariantRow
from desktop.ui.product.variant_table import CODE, VariantModel, VariantTable
from desktop.ui.theme.tokens import Tokens
from desktop.ui.wording import Language, Wording
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity, Unit
from sync.kernel.vat import VatRate
from tests.support.a_shop import OWNER
from tests.ui.conftest import Counter, Opener
from tests.ui.test_catalogue import fill, product

EANS = ("3017620422003", "3760091726964")


def at_the_shoes(counter: Opener, *options: tuple[tuple[str, str], ...]) -> Counter:
    at = counter()
    forms = tuple(
        VariantDraft(
            price=Money(50_00), options=each, codes=(code,), opening_stock=Quantity.pieces(3)
        )
        for each, code in zip(options, EANS, strict=False)
    )
    save_product(at.shop, ProductDraft(name="Derbies", vat=VatRate(2000), variants=forms), OWNER)
    at.settle()
    at.window.go("catalogue")
    at.settle()
    screen = at.window.screen_of("catalogue")
    assert isinstance(screen, CatalogueScreen)
    screen.open(product(at, "Derbies"))
    at.settle()
    at.press("product-fold-variants-open")
    return at


@pytest.fixture
def shoes(counter: Opener) -> Counter:
    return at_the_shoes(counter, (("pointure", "38"),), (("pointure", "40"),))


def note(at: Counter) -> str:
    shown = at.find("product-axes-note")
    assert isinstance(shown, QLabel)
    return shown.text().replace("\xa0", " ")


def kept(at: Counter) -> list[tuple[str, tuple[str, ...], Quantity, str]]:
    """Return id, codes, stock and size of each form."""
    return [
        (each.id, each.codes, each.on_hand, " ".join(word for _axis, word in each.options))
        for each in product(at, "Derbies").variants
    ]


def test_a_size_that_is_retyped_or_renamed_keeps_its_article_code_and_stock(shoes: Counter) -> None:
    before = kept(shoes)
    field = shoes.find("product-values-1")
    field.setFocus()
    shoes.key(Qt.Key.Key_End)
    shoes.key(Qt.Key.Key_Backspace)
    assert "40 → 4" in note(shoes)
    shoes.type("0")
    assert not shoes.sees("product-axes-note")
    shoes.type(" FR")
    assert "40 → 40 FR" in note(shoes)
    shoes.press("product-save")
    assert kept(shoes) == [before[0], (*before[1][:3], "40 FR")]
    assert "Mis de côté" not in shoes.window.banner.words
    shoes.press("banner-act")
    assert kept(shoes) == before


def test_a_size_in_the_place_of_another_is_another_article_when_one_says_so(shoes: Counter) -> None:
    before = kept(shoes)
    fill(shoes, "product-values-1", "38, 42")
    assert "40 → 42" in note(shoes)
    shoes.press("product-others")
    assert "40 (3 en stock)" in note(shoes)
    shoes.press("product-save")
    first, second = kept(shoes)
    assert first == before[0]
    assert second[0] != before[1][0]
    assert second[1:] == ((), Quantity.pieces(0), "42")
    assert "Mis de côté : 40 (3 en stock)" in shoes.window.banner.words.replace("\xa0", " ")
    shoes.press("banner-act")
    assert kept(shoes) == before


def test_the_first_size_takes_over_code_and_stock_and_gives_them_back(counter: Opener) -> None:
    at = at_the_shoes(counter, ())
    before = kept(at)
    fill(at, "product-values-1", "38, 40")
    assert "l'article sans déclinaison → 38" in note(at)
    at.press("product-save")
    assert [kept(at)[0][:3], kept(at)[1][1:]] == [before[0][:3], ((), Quantity.pieces(0), "40")]
    at.press("product-fold-variants-open")
    fill(at, "product-values-1", "")
    assert at.text("product-code") == EANS[0]
    at.press("product-save")
    assert kept(at) == before


def test_what_was_typed_of_a_new_product_goes_on_in_its_first_size(counter: Opener) -> None:
    at = counter()
    at.window.go("catalogue")
    at.settle()
    at.press("catalogue-new")
    fill(at, "product-name", "Derbies")
    fill(at, "product-price", "50")
    at.press("product-fold-stock-open")
    fill(at, "product-code", EANS[0])
    fill(at, "product-stock", "3")
    fill(at, "product-more-codes", f"{EANS[1]} x6")
    at.press("product-fold-variants-open")
    fill(at, "product-values-1", "38, 40")
    at.press("product-save")
    assert [each[1:] for each in kept(at)] == [
        (EANS, Quantity.pieces(3), "38"),
        ((), Quantity.pieces(0), "40"),
    ]


def test_a_code_scanned_into_the_record_is_that_of_the_first_size_without(counter: Opener) -> None:
    at = at_the_shoes(counter, (("pointure", "38"),))
    fill(at, "product-values-1", "38, 40")
    at.scan(EANS[1])
    at.press("product-save")
    assert [each[1] for each in kept(at)] == [EANS[:1], EANS[1:]]
    at.scan("4006381333931")
    assert at.text("catalogue-search") == "4006381333931"


def test_another_price_is_that_of_every_size_which_had_the_products(shoes: Counter) -> None:
    fill(shoes, "product-price", "60")
    shoes.press("product-save")
    assert [each.price for each in product(shoes, "Derbies").variants] == [Money(60_00)] * 2


def test_a_size_with_a_price_of_its_own_keeps_it(counter: Opener) -> None:
    at = at_the_shoes(counter, (("pointure", "38"),), (("pointure", "40"),))
    screen = at.window.screen_of("catalogue")
    assert isinstance(screen, CatalogueScreen)
    model = screen.editor.form._variations._forms.model
    model.setData(model.index(1, 1), "55")
    at.press("product-save")
    fill(at, "product-price", "60")
    at.press("product-save")
    prices = [each.price for each in product(at, "Derbies").variants]
    assert prices == [Money(60_00), Money(55_00)]


def test_more_than_two_variations_are_shown_and_locked(counter: Opener) -> None:
    common = (("pointure", "38"), ("couleur", "noir"))
    at = at_the_shoes(counter, (*common, ("largeur", "F")), (*common, ("largeur", "G")))
    assert "Plus de deux déclinaisons" in note(at)
    assert not at.find("product-values-1").isEnabled()
    fill(at, "product-name", "Derbies cousues")
    at.press("product-save")
    assert len(product(at, "Derbies cousues").variants) == 2
    assert {each.codes for each in product(at, "Derbies cousues").variants} == {
        (code,) for code in EANS
    }


def test_a_code_of_thirteen_digits_is_read_whole_in_a_small_window(
    qtbot: QtBot, tokens: Tokens
) -> None:
    say, holder = Wording(Language.FRENCH, ZoneInfo("Europe/Paris")), QWidget()
    qtbot.addWidget(holder)
    model = VariantModel(say, holder)
    table = VariantTable("forms", model, say, tokens.sizes.touch)
    table.setParent(holder)
    holder.resize(440, 300)
    table.resize(440, 300)
    model.show((VariantRow((("taille", "S"),), code=EANS[0]),), Money(50_00), Unit.PIECE)
    holder.show()
    assert table.columnWidth(CODE) > table.fontMetrics().horizontalAdvance(EANS[0])
    assert sum(map(table.columnWidth, range(4))) <= table.viewport().width()
