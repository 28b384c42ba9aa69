"""Which sizes a typed price is that of: the one held up in the studio, the usual one's in a record."""

import pytest
from PySide6.QtCore import Qt

from desktop.services.goods import cataloguing
from desktop.services.goods.cataloguing import ProductDraft, VariantDraft
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity
from sync.kernel.vat import VatRate
from tests.support.a_shop import OWNER
from tests.ui.conftest import Counter, Opener
from tests.ui.studio import studio_of
from tests.ui.test_catalogue import fill, opened, product

EANS = ("3017620422003", "9782070368228", "4006381333931")


def jeans_in(counter: Opener, *prices: int) -> Counter:
    """Open a shop with jeans in the sizes 38, 40 and 42 at these prices."""
    at = counter()
    sizes = tuple(
        VariantDraft(
            price=Money(price),
            options=(("taille", size),),
            codes=(code,),
            opening_stock=Quantity.pieces(3),
        )
        for size, code, price in zip(("38", "40", "42"), EANS, prices, strict=False)
    )
    draft = ProductDraft(name="Jean", vat=VatRate(2000), variants=sizes)
    cataloguing.save_product(at.shop, draft, OWNER)
    at.settle()
    return at


def prices(at: Counter) -> list[int]:
    return [each.price.cents for each in product(at, "Jean").variants]


@pytest.mark.parametrize("others", [5000, 5500])
def test_the_price_typed_for_a_size_held_up_is_that_sizes_alone(
    counter: Opener, others: int
) -> None:
    at = jeans_in(counter, 5000, others, 5000)
    studio = studio_of(at)
    at.scan(EANS[1])
    assert studio.form.price.money() == Money(others)
    assert "Prix de 40 seul" in at.text("studio-price-note")
    at.type("60")
    at.key(Qt.Key.Key_Return)
    assert prices(at) == [5000, 6000, 5000]


def test_two_sizes_held_up_one_after_the_other_each_get_what_was_typed(counter: Opener) -> None:
    at = jeans_in(counter, 5000, 5500)
    studio = studio_of(at)
    at.scan(EANS[1])
    at.type("60")
    at.scan(EANS[0])
    assert "Prix de 38 seul" in at.text("studio-price-note")
    assert studio.form.price.money() == Money(5000)
    at.type("45")
    at.key(Qt.Key.Key_Return)
    assert prices(at) == [4500, 6000]


def test_a_size_held_up_is_not_sold_for_nothing_when_its_price_is_erased(counter: Opener) -> None:
    at = jeans_in(counter, 5000, 5500)
    studio_of(at)
    at.scan(EANS[1])
    at.key(Qt.Key.Key_Delete)
    at.key(Qt.Key.Key_Return)
    assert at.window.banner.words == "Il faut un prix."
    assert prices(at) == [5000, 5500]


def test_a_price_typed_in_the_record_is_that_of_most_sizes_and_the_odd_one_is_named(
    counter: Opener,
) -> None:
    at = jeans_in(counter, 7000, 6000, 6000)
    screen = opened(at, "Jean")
    assert screen.editor.form.price.money() == Money(6000)
    assert "38 (70,00" in at.text("product-price-note")
    fill(at, "product-price", "65")
    at.press("product-save")
    assert prices(at) == [7000, 6500, 6500]
