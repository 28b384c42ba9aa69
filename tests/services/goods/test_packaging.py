from dataclasses import replace
from pathlib import Path

import pytest

from desktop.domain.cart import Cart
from desktop.errors import RefusedError
from desktop.services.counter import selling, shelf
from desktop.services.goods import catalogue, cataloguing, packaging
from desktop.services.goods.catalogue_history import history
from desktop.services.goods.cataloguing import ProductDraft, VariantDraft
from desktop.services.goods.product_drafts import draft_of
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity
from sync.kernel.vat import VatRate
from tests.support.a_shop import OWNER, a_shop, found


def test_goods_sold_in_a_packaging_bring_its_deposit(tmp_path: Path) -> None:
    with a_shop(tmp_path).with_product("Bière", 2_40, code="3119780268382").opened() as shop:
        beer = found(shop, "bière")
        bottle = packaging.make(shop, "Consigne 0,20", Money(20), OWNER).item
        packaging.sell_in(shop, beer.product_id, bottle.variant_id, OWNER)

        scanned = selling.understand(shop, "3119780268382")
        assert isinstance(scanned, selling.ProductFound)
        assert scanned.item.deposit == bottle
        assert found(shop, "bière").deposit == bottle
        assert Cart().add(scanned.item, Quantity.pieces(1)).total == Money(2_60)
        assert (packaging.deposit_of(shop, beer.product_id), shelf.packaging(shop)) == (
            bottle.variant_id,
            (bottle,),
        )

        packaging.sell_in(shop, beer.product_id, "", OWNER)
        packaging.sell_in(shop, beer.product_id, "", OWNER)
        assert found(shop, "bière").deposit is None
        off, on, *_before = history(shop, beer.product_id)
        assert [each.field for each in (*on.differences, *off.differences)] == [
            "deposit_variant_id"
        ] * 2
        cataloguing.undo(shop, off.id, OWNER)
        assert found(shop, "bière").deposit == bottle


def test_only_a_packaging_is_a_deposit_and_it_bears_none(tmp_path: Path) -> None:
    shelf_of_two = a_shop(tmp_path).with_product("Bière", 2_40).with_product("Pain", 1_15)
    with shelf_of_two.opened() as shop:
        beer, bread = found(shop, "bière"), found(shop, "pain")
        bottle = packaging.make(shop, "Consigne", Money(20), OWNER).item
        for product, chosen in (
            (beer.product_id, bread.variant_id),
            (beer.product_id, "none"),
            (bottle.product_id, bottle.variant_id),
            ("none", bottle.variant_id),
        ):
            with pytest.raises(RefusedError) as refused:
                packaging.sell_in(shop, product, chosen, OWNER)
            assert refused.value.code == "no_deposit"


def test_a_deposit_of_nothing_is_refused(tmp_path: Path) -> None:
    with a_shop(tmp_path).opened() as shop:
        with pytest.raises(RefusedError) as refused:
            packaging.make(shop, "Consigne", Money(0), OWNER)
        assert refused.value.code == "amount_out_of_range"


def test_a_form_added_later_comes_in_the_same_packaging(tmp_path: Path) -> None:
    with a_shop(tmp_path).opened() as shop:
        blonde = VariantDraft(price=Money(2_40), options=(("bière", "blonde"),))
        draft = ProductDraft(name="Bière", vat=VatRate(2000), variants=(blonde,))
        saved = cataloguing.save_product(shop, draft, OWNER).product
        bottle = packaging.make(shop, "Consigne", Money(20), OWNER).item
        packaging.sell_in(shop, saved.id, bottle.variant_id, OWNER)
        brown = VariantDraft(price=Money(2_60), options=(("bière", "brune"),))
        before = draft_of(catalogue.product(shop, saved.id))

        cataloguing.save_product(shop, replace(before, variants=(*before.variants, brown)), OWNER)

        assert [form.deposit for form in shelf.variants(shop, saved.id)] == [bottle, bottle]
