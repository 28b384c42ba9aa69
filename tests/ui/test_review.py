import os
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from sqlalchemy import insert

from desktop.domain.proposal import Proposal
from desktop.models.base import table_of
from desktop.models.catalogue import ProductPhoto
from desktop.services.drafting import drafts
from desktop.services.drafting.drafts import DraftNew
from desktop.services.goods import catalogue
from desktop.services.goods.catalogue import ProductQuery
from desktop.services.shop import Shop
from desktop.ui.review.screen import ReviewScreen
from desktop.ui.wording import Language
from tests.services.drafting.test_steward import link
from tests.support.a_shop import OWNER, AShop, sell
from tests.ui.conftest import Counter, Opener

CONTROL = Qt.KeyboardModifier.ControlModifier


def with_goods(count: int = 20) -> Callable[[AShop], AShop]:
    def stock(builder: AShop) -> AShop:
        for place in range(count):
            builder.with_product(f"Produit{place:03d}z", 400 + place, category="Thés")
        return builder

    return stock


def sold(count: int = 20, *, pictured: bool = True) -> Callable[[Shop], object]:
    """Sell each article once, all of them with a photograph or none."""

    def sell_them(shop: Shop) -> None:
        views = catalogue.products(shop, ProductQuery()).products
        if pictured:
            rows = [{"product_id": each.id, "position": 0, "sha256": "a" * 64} for each in views]
            with shop.begin() as work:
                work.connection.execute(insert(table_of(ProductPhoto)), rows)
                work.commit()
        sell(shop, *(f"Produit{place:03d}z" for place in range(count)))

    return sell_them


def review_at(at: Counter) -> ReviewScreen:
    at.window.go("review")
    at.settle()
    screen = at.window.screen_of("review")
    assert isinstance(screen, ReviewScreen)
    return screen


def online(at: Counter) -> int:
    return catalogue.products(at.shop, ProductQuery(is_online=True)).total


def test_twenty_drafts_are_answered_with_a_key_each(
    counter: Opener, no_sql_on_main: list[str]
) -> None:
    at = counter(with_goods(), stock=sold())
    review_at(at)
    no_sql_on_main.clear()
    assert at.text("review-count") == "20 à trier"
    assert at.text("review-source") == "Vendu 1 fois, pas encore en ligne"

    inputs = 0
    while at.sees("review-card"):
        at.key(Qt.Key.Key_O)
        inputs += 1

    assert no_sql_on_main == []
    assert inputs == 20
    assert at.text("review-count") == "0 à trier"
    assert at.text("review-done") == "20 décidés"
    assert online(at) == 20


def test_no_and_later_are_a_key_each_and_any_answer_is_taken_back(counter: Opener) -> None:
    at = counter(with_goods(3), stock=sold(3))
    review_at(at)

    at.key(Qt.Key.Key_N)
    at.key(Qt.Key.Key_P)
    at.key(Qt.Key.Key_Y)
    assert at.sees("review-none")
    assert online(at) == 1
    for _answer in range(3):
        at.key(Qt.Key.Key_Z, CONTROL)

    assert at.text("review-count") == "3 à trier"
    assert online(at) == 0
    assert drafts.count(at.shop) == 3


def test_what_is_missing_is_told_and_a_yes_keeps_the_card(counter: Opener) -> None:
    at = counter(with_goods(1), stock=sold(1, pictured=False), language=Language.ENGLISH)
    review_at(at)

    assert at.text("review-lacks") == (
        "To go online it needs: a photograph. Without it, answer later."
    )
    at.key(Qt.Key.Key_Y)

    assert at.sees("review-card")
    assert drafts.count(at.shop) == 1


def test_a_photograph_dropped_on_the_card_is_all_that_was_missing(
    counter: Opener, tmp_path: Path
) -> None:
    at = counter(with_goods(1), stock=sold(1, pictured=False))
    screen = review_at(at)
    path = tmp_path / "the.png"
    Image.new("RGB", (320, 240), "#7a3b5d").save(path)

    screen.card.photo.take(path)
    at.settle()
    at.key(Qt.Key.Key_O)

    assert online(at) == 1


def test_a_price_is_typed_from_anywhere_and_enter_says_yes(counter: Opener) -> None:
    def photographed(shop: Shop) -> None:
        proposed = {"name": (Proposal("Confiture de figue", "label", 80),)}
        drafts.add(shop, DraftNew(source="photo", staff=OWNER, proposals=proposed))

    at = counter(stock=photographed)
    review_at(at)
    at.key(Qt.Key.Key_O)
    assert drafts.count(at.shop) == 1

    price = at.find("review-price")
    assert isinstance(price, QLineEdit)
    at.type("4,80")
    at.key(Qt.Key.Key_Return)

    (made,) = catalogue.products(at.shop, ProductQuery(text="figue")).products
    assert made.price_range[0].cents == 480
    assert not made.is_online
    assert drafts.count(at.shop) == 0


def test_a_heap_of_photographs_becomes_a_draft_for_each_burst(
    counter: Opener, tmp_path: Path
) -> None:
    folder = tmp_path / "photos"
    folder.mkdir()
    for place, taken in enumerate((1000, 1003, 1100, 1500)):
        path = folder / f"IMG_{place}.png"
        Image.new("RGB", (200, 160), (40 * place, 125, 50)).save(path)
        os.utime(path, (taken, taken))
    broken = folder / "IMG_9.jpg"
    broken.write_bytes(b"no picture at all")
    os.utime(broken, (2000, 2000))
    (folder / "note.txt").write_text("not a picture")
    at = counter()
    screen = review_at(at)

    screen.take([folder])
    at.settle()

    assert at.text("banner-words").startswith("3 produits à trier")
    assert "1 images illisibles" in at.text("banner-words")
    views = drafts.waiting(at.shop).drafts
    assert sorted(len(each.photos) for each in views) == [1, 1, 2]
    assert len({each.batch for each in views}) == 1
    assert at.text("review-count") == "3 à trier"


def test_a_dropped_photograph_comes_in_front_and_what_was_typed_waits_behind(
    counter: Opener, tmp_path: Path
) -> None:
    at = counter(with_goods(12), stock=sold(12))
    screen = review_at(at)
    name, price = at.find("review-name"), at.find("review-price")
    assert isinstance(name, QLineEdit)
    assert isinstance(price, QLineEdit)
    sold_one = name.text()
    name.selectAll()
    name.setFocus()
    at.type("Menth")
    path = tmp_path / "figue.png"
    Image.new("RGB", (320, 240), "#7a3b5d").save(path)

    screen.take([path])
    at.settle()

    assert at.text("review-count") == "13 à trier"
    assert (name.text(), price.text()) == ("", "")
    name.setFocus()
    at.type("Figue")
    price.setFocus()
    at.type("4,80")
    at.key(Qt.Key.Key_Return)
    (made,) = catalogue.products(at.shop, ProductQuery(text="figue")).products
    assert len(made.photos) == 1
    assert name.text() == "Menth"
    at.key(Qt.Key.Key_Return)
    at.key(Qt.Key.Key_O)
    assert catalogue.products(at.shop, ProductQuery(text="menth")).total == 1
    assert catalogue.products(at.shop, ProductQuery(text=sold_one)).total == 0


def test_an_empty_folder_is_refused_in_one_sentence(counter: Opener, tmp_path: Path) -> None:
    at = counter()
    screen = review_at(at)
    (tmp_path / "vide").mkdir()

    screen.take([tmp_path / "vide"])
    at.settle()

    assert "aucune photo" in at.text("banner-words")


def test_pictures_go_to_the_steward_after_a_yes_to_what_that_means_and_come_back(
    counter: Opener,
) -> None:
    at = counter()
    link(at.shop)
    drafts.add(at.shop, DraftNew(source="inbox", staff=OWNER, photos=("a" * 64, "b" * 64)))
    review = review_at(at)

    at.key(Qt.Key.Key_R)
    assert "2 photos" in at.text("review-steward-what")
    at.key(Qt.Key.Key_Escape)
    assert review.card.isVisible()
    assert drafts.count(at.shop) == 1

    at.key(Qt.Key.Key_R)
    at.type("bleu")
    at.key(Qt.Key.Key_Return)
    assert "référent" in at.window.banner.words
    assert drafts.count(at.shop) == 0

    at.key(Qt.Key.Key_Z, CONTROL)
    assert drafts.count(at.shop) == 1


def test_what_is_in_the_catalogue_already_gets_the_pictures_with_a_key(counter: Opener) -> None:
    at = counter(with_goods(1))
    proposed = {"name": (Proposal("Produit000z", "label", 80),)}
    new = DraftNew(source="inbox", staff=OWNER, proposals=proposed, photos=("a" * 64, "b" * 64))
    drafts.add(at.shop, new)
    review_at(at)
    assert "« Produit000z » porte ce nom" in at.text("review-same-words").replace("\u00a0", " ")
    assert "la meilleure d'abord" in at.text("review-source")

    at.find("review-card").setFocus()
    at.key(Qt.Key.Key_A)
    (product,) = catalogue.products(at.shop, ProductQuery()).products
    assert product.photos == ("a" * 64, "b" * 64)
    assert "ajoutées" in at.window.banner.words
    at.key(Qt.Key.Key_Z, CONTROL)
    assert drafts.count(at.shop) == 1


def test_a_shop_without_a_marketplace_keeps_the_card_and_is_told_why(counter: Opener) -> None:
    at = counter()
    drafts.add(at.shop, DraftNew(source="inbox", staff=OWNER, photos=("a" * 64,)))
    review_at(at)
    at.press("review-steward")
    at.press("review-steward-send")

    assert "n'est pas reliée" in at.window.banner.words or "non reliée" in at.window.banner.words
    assert drafts.count(at.shop) == 1


@pytest.mark.parametrize("language", list(Language))
def test_the_card_fits_a_small_screen(counter: Opener, language: Language) -> None:
    at = counter(with_goods(1), stock=sold(1), language=language, size=(1024, 768))
    review_at(at)

    hint = at.window.minimumSizeHint()
    assert hint.width() <= 1024
    assert hint.height() <= 720
