"""The record of a product: short at first sight, everything in its folds."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton, QWidget
from sqlalchemy import text as sql

from desktop.services.goods import packaging
from desktop.services.online import order_pace
from desktop.services.shop import Shop
from desktop.ui.catalogue.product_list import stock_words
from desktop.ui.catalogue.screen import CatalogueScreen
from desktop.ui.product.details import content_text, read_codes
from desktop.ui.wording import Language, Wording
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity, Unit
from tests.support.a_shop import AShop
from tests.ui.conftest import Counter, Opener
from tests.ui.test_catalogue import fill, product

FIELDS = ("name", "price", "category", "code", "stock", "content", "purchase", "brand", "values-1")


def with_goods(builder: AShop) -> AShop:
    return builder.with_product("Huile", 1290, vat=550, category="Épicerie").with_product(
        "Miel", 780, vat=550
    )


def opened(at: Counter, name: str = "") -> CatalogueScreen:
    at.window.go("catalogue")
    at.settle()
    screen = at.window.screen_of("catalogue")
    assert isinstance(screen, CatalogueScreen)
    if name:
        screen.open(product(at, name))
        at.settle()
    else:
        at.press("catalogue-new")
    return screen


def words_of(widget: QWidget) -> str:
    return " ".join(each.text() for each in widget.findChildren(QLabel) if each.isVisible())


def test_a_new_product_shows_name_price_and_section_and_wants_the_first_two(
    counter: Opener,
) -> None:
    at = counter(with_goods)
    opened(at)
    assert [name for name in FIELDS if at.sees(f"product-{name}")] == ["name", "price", "category"]

    fill(at, "product-name", "Savon")
    fill(at, "product-price", "4,50")
    at.press("product-save")

    assert product(at, "Savon").category == ""


def test_a_content_shows_the_price_per_litre_and_is_kept(counter: Opener) -> None:
    at = counter(with_goods)
    screen = opened(at, "Huile")

    fill(at, "product-content", "75 cl")
    assert "17,20" in words_of(screen.editor.form)
    at.press("product-save")

    measured = product(at, "Huile").variants[0].unit_price
    assert measured is not None
    assert (measured.price, measured.unit) == (Money(17_20), Unit.LITRE)
    assert at.text("product-content") == "750 ml"


def test_a_content_that_cannot_be_read_is_told_and_not_kept(counter: Opener) -> None:
    at = counter(with_goods)
    opened(at, "Huile")

    fill(at, "product-content", "une bouteille")
    at.press("product-save")

    assert "Contenance" in at.window.banner.words
    assert product(at, "Huile").variants[0].content is None


def test_the_margin_shows_while_the_purchase_price_is_typed(counter: Opener) -> None:
    at = counter(with_goods)
    screen = opened(at, "Miel")
    at.press("product-fold-purchase-open")

    fill(at, "product-purchase", "3,70")

    assert "3,69" in words_of(screen.editor.form)
    at.press("product-save")
    assert product(at, "Miel").variants[0].purchase_price == Money(370)


def test_several_codes_and_a_pack_are_typed_in_one_line(counter: Opener) -> None:
    at = counter(with_goods)
    opened(at, "Huile")
    fill(at, "product-code", "3760091726964")
    fill(at, "product-more-codes", "3068320055008 x6")

    at.press("product-save")

    kept = product(at, "Huile").variants[0]
    assert set(kept.codes) == {"3760091726964", "3068320055008"}
    assert kept.packs == (("3068320055008", Quantity.pieces(6)),)


def test_what_nobody_touched_stays_as_it_was(counter: Opener) -> None:
    at = counter(with_goods)
    opened(at, "Huile")
    fill(at, "product-content", "75 cl")
    at.press("product-fold-purchase-open")
    fill(at, "product-place", "B3")
    at.press("product-save")
    before = product(at, "Huile").variants[0]

    fill(at, "product-price", "13,50")
    at.press("product-save")

    after = product(at, "Huile").variants[0]
    assert (after.content, after.place) == (before.content, "B3")
    assert after.price == Money(13_50)


def test_packaging_is_made_on_the_spot_taken_away_and_chosen_again(counter: Opener) -> None:
    at = counter(with_goods)
    opened(at, "Miel")
    box = at.find("product-deposit")
    assert isinstance(box, QComboBox)
    fill(at, "product-deposit-amount", "0,20")
    at.press("product-deposit-make")
    made = packaging.deposit_of(at.shop, product(at, "Miel").id)
    assert made
    assert box.currentData() == made
    assert "0,20" in box.currentText()
    at.press("banner-act")
    assert packaging.deposit_of(at.shop, product(at, "Miel").id) == ""
    assert [box.itemData(place) for place in range(box.count())] == [""]
    fill(at, "product-deposit-amount", "0,20")
    at.press("product-deposit-make")
    made = packaging.deposit_of(at.shop, product(at, "Miel").id)
    for place, kept in ((0, ""), (1, made)):
        box.setCurrentIndex(place)
        box.activated.emit(place)
        at.settle()
        assert packaging.deposit_of(at.shop, product(at, "Miel").id) == kept
    box.setCurrentIndex(0)
    box.activated.emit(0)
    at.settle()
    at.press("banner-act")
    assert box.currentData() == made
    assert packaging.deposit_of(at.shop, product(at, "Miel").id) == made


def test_goods_sold_by_weight_are_made_in_the_record(counter: Opener) -> None:
    at = counter(with_goods)
    screen = opened(at)
    fill(at, "product-name", "Comté")
    fill(at, "product-price", "24,90")
    screen.editor.form.unit.choose(Unit.KILOGRAM)
    at.press("product-fold-stock-open")
    fill(at, "product-stock", "2,5")
    at.press("product-save")
    kept = product(at, "Comté")
    assert kept.unit is Unit.KILOGRAM
    assert kept.on_hand == Quantity(2500, Unit.KILOGRAM)
    fill(at, "product-stock", "1,75")
    at.press("product-save")
    assert product(at, "Comté").on_hand == Quantity(1750, Unit.KILOGRAM)


def test_pieces_that_become_kilos_are_said_until_they_are_counted_anew(counter: Opener) -> None:
    at = counter(lambda builder: builder.with_product("Comté", 2490, vat=550, stock=3))
    screen = opened(at, "Comté")
    at.press("product-fold-place-open")
    said = "Stock : 3 devient 3,000 kg, à recompter."
    for unit, is_said in ((Unit.KILOGRAM, True), (Unit.PIECE, False), (Unit.KILOGRAM, True)):
        screen.editor.form.unit.choose(unit)
        screen.editor.form.unit.chosen.emit(unit)
        assert at.sees("product-unit-note") is is_said
    assert at.text("product-unit-note").replace("\xa0", " ") == said
    fill(at, "product-stock", "2,5")
    assert not at.sees("product-unit-note")
    fill(at, "product-stock", "3")
    at.press("product-save")
    assert said in at.window.banner.words.replace("\xa0", " ")
    assert product(at, "Comté").on_hand == Quantity(3000, Unit.KILOGRAM)


def test_what_is_missing_leads_to_its_field(counter: Opener) -> None:
    at = counter(with_goods)
    screen = opened(at, "Miel")

    at.press("product-lack-category")

    assert at.sees("product-category")
    assert screen.editor.form.category.hasFocus()


def test_a_price_is_planned_and_withdrawn_in_the_record(counter: Opener) -> None:
    at = counter(with_goods)
    opened(at, "Miel")
    at.press("product-plans-open")
    fill(at, "product-plan-price", "6,90")
    fill(at, "product-plan-from", "23/11/2026")
    fill(at, "product-plan-until", "30/11/2026")

    at.press("product-plan-add")
    assert product(at, "Miel").variants[0].price == Money(690)

    at.press("product-plan-withdraw-0")
    assert product(at, "Miel").variants[0].price == Money(780)


def test_the_history_tells_who_changed_what_and_takes_one_change_back(counter: Opener) -> None:
    at = counter(with_goods)
    screen = opened(at, "Miel")
    for name, text in (("product-price", "8,20"), ("product-name", "Miel de lavande")):
        fill(at, name, text)
        at.press("product-save")

    at.press("product-history-open")
    told = words_of(screen.editor.history)
    assert "prix 7,80" in told.replace("\u00a0", " ")
    assert "8,20" in told
    at.press("product-undo-1")

    kept = product(at, "lavande")
    assert (kept.name, kept.variants[0].price) == ("Miel de lavande", Money(780))


def test_allergens_are_ticked_told_in_the_history_and_taken_back(counter: Opener) -> None:
    at = counter(with_goods)
    screen = opened(at, "Miel")
    at.press("product-fold-care-open")
    at.press("product-allergen-none")
    at.press("product-allergen-nuts")
    at.press("product-flag-cold")
    at.press("product-flag-frozen")
    at.press("product-save")

    kept = product(at, "Miel")
    assert kept.allergens == ("nuts",), "one of the fourteen takes the none away"
    assert "frozen" in kept.flags
    assert "cold" not in kept.flags
    at.press("product-history-open")
    told = words_of(screen.editor.history).replace("\u00a0", " ")
    assert "allergènes : fruits à coque" in told
    at.press("product-undo-0")
    assert product(at, "Miel").allergens == ()


def test_a_bundle_is_put_together_in_the_record(counter: Opener) -> None:
    at = counter(with_goods)
    opened(at)
    fill(at, "product-name", "Panier")
    fill(at, "product-price", "19")
    at.press("product-bundle-open")
    for sought in ("huile", "miel"):
        fill(at, "product-bundle-search", sought)
        at.settle()
        at.press("product-bundle-hit-0")

    at.press("product-save")

    parts = product(at, "Panier").variants[0].parts
    assert [(part.label, part.quantity) for part in parts] == [
        ("Huile", Quantity.pieces(1)),
        ("Miel", Quantity.pieces(1)),
    ]


def test_a_service_has_no_stock_to_count(counter: Opener) -> None:
    at = counter(with_goods)
    screen = opened(at)
    fill(at, "product-name", "Retouche")
    fill(at, "product-price", "15")
    screen.editor.form.kind.choose("service")

    at.press("product-save")

    assert product(at, "Retouche").kind == "service"
    assert stock_words(product(at, "Retouche"), at.desk) == "prestation"


@pytest.mark.parametrize("size", [(1024, 768), (1366, 768)])
def test_all_folds_open_leave_the_window_its_width(counter: Opener, size: tuple[int, int]) -> None:
    at = counter(with_goods, size=size)
    screen = opened(at, "Huile")
    for name in ("place", "variants", "purchase", "words"):
        at.press(f"product-fold-{name}-open")
    for name in ("product-bundle", "product-plans", "product-history"):
        at.press(f"{name}-open")

    assert screen.minimumSizeHint().width() <= 1024


def test_space_opens_a_fold(counter: Opener) -> None:
    at = counter(with_goods)
    opened(at)
    at.find("product-fold-words-open").setFocus(Qt.FocusReason.TabFocusReason)

    at.key(Qt.Key.Key_Space)

    assert at.sees("product-brand")


def test_typed_codes_are_read_with_their_packs() -> None:
    assert read_codes("376 x6; 12, 45×3") == (("376", 6), ("12", 1), ("45", 3))
    assert read_codes("") == ()
    for wrong in ("376 x0", "376 xx", "376 x-1", "376 x99999", "376 x٣"):
        assert read_codes(wrong) is None


def test_a_content_is_written_as_it_is_typed() -> None:
    say = Wording(Language.FRENCH, ZoneInfo("Europe/Paris"))
    told = [
        content_text(say, each)
        for each in (
            None,
            Quantity(750, Unit.LITRE),
            Quantity(1500, Unit.KILOGRAM),
            Quantity(2000, Unit.METRE),
            Quantity.pieces(20),
        )
    ]
    assert told == ["", "750 ml", "1,5 kg", "2 m", "20 pcs"]


def test_a_product_is_sold_out_online_until_a_day_and_back(counter: Opener) -> None:
    def put_online(shop: Shop) -> None:
        with shop.begin() as work:
            work.connection.execute(sql("UPDATE product SET online = 1"))
            work.commit()

    at = counter(with_goods, stock=put_online)
    opened(at, "Miel")
    at.press("product-off-open")
    assert not at.sees("product-off-back")
    # Of today's month the weeks that are over are left out.
    month = at.find("product-off-day")
    assert month.findChild(QPushButton, "product-off-day-2026-11-22") is None
    assert month.findChild(QPushButton, "product-off-day-2026-11-24") is not None
    at.press("product-off-day-after")
    at.press("product-off-day-2026-12-04")
    assert "vendredi 4 décembre" in at.text("product-off-words")

    at.press("product-off-back")
    assert not at.sees("product-off-back")
    ident = product(at, "Miel").id
    assert order_pace.off_of(at.shop, ident) is None

    at.press("product-off-tomorrow")
    off = order_pace.off_of(at.shop, ident)
    assert off is not None
    assert off.until.date() == date(2026, 11, 24)
