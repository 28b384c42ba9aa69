"""Goods without a code get one of the shop's own, once and for good."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from desktop.errors import RefusedError
from desktop.services.counter import shelf
from desktop.services.goods import catalogue, cataloguing, own_codes
from desktop.services.goods.catalogue import ProductQuery
from desktop.services.shop import Shop
from sync.kernel import gtin
from sync.kernel.gtin import WeighedLayout
from tests.support.a_shop import OWNER, AShop, a_shop, found


@pytest.fixture
def builder(tmp_path: Path) -> AShop:
    return (
        a_shop(tmp_path)
        .with_product("Assam", 790, code="3017620422003")
        .with_product("Panier", 2000)
        .with_product("Vase", 4000)
    )


@pytest.fixture
def shop(builder: AShop) -> Iterator[Shop]:
    with builder.opened() as opened:
        yield opened


def ids(shop: Shop, *names: str) -> list[str]:
    return [found(shop, name).variant_id for name in names]


def codes(shop: Shop, name: str) -> tuple[str, ...]:
    (product,) = catalogue.products(shop, ProductQuery(text=name)).products
    return product.variants[0].codes


def test_what_has_no_code_gets_one_that_the_scanner_finds(shop: Shop) -> None:
    given = own_codes.give_codes(shop, ids(shop, "assam", "panier", "vase"), OWNER)
    assert sorted(given) == sorted(ids(shop, "panier", "vase"))
    assert codes(shop, "assam") == ("3017620422003",)
    (number,) = codes(shop, "panier")
    assert gtin.is_in_store(number)
    assert isinstance(shelf.understand(shop, number), shelf.ProductFound)
    assert len(set(given.values())) == 2


def test_asking_twice_gives_one_code(shop: Shop) -> None:
    first = own_codes.give_codes(shop, ids(shop, "panier"), OWNER)
    assert own_codes.give_codes(shop, ids(shop, "panier"), OWNER) == {}
    assert codes(shop, "panier") == tuple(first.values())


def test_a_number_that_was_taken_off_an_article_is_never_given_again(shop: Shop) -> None:
    given = own_codes.give_codes(shop, ids(shop, "panier"), OWNER)
    with shop.begin() as work:
        work.connection.execute(text("DELETE FROM variant_code WHERE code LIKE '20%'"))
        work.commit()
    again = own_codes.give_codes(shop, ids(shop, "panier"), OWNER)
    assert set(again.values()).isdisjoint(given.values())


def test_numbers_that_came_with_a_list_are_not_given_again(shop: Shop) -> None:
    (panier,) = ids(shop, "panier")
    with shop.begin() as work:
        (number,) = own_codes.draw(work)
        series = number[:5]
        taken = gtin.make_in_store(int(series[2:]) * 10**7 + 41)
        work.connection.execute(
            text("INSERT INTO variant_code VALUES (:code, :variant, 1000)"),
            {"code": taken, "variant": panier},
        )
        (next_number,) = own_codes.draw(work)
        work.commit()
    assert int(next_number[5:12]) == 42


def test_giving_a_code_can_be_undone(shop: Shop) -> None:
    own_codes.give_codes(shop, ids(shop, "panier"), OWNER)
    with shop.look() as look:
        change = look.connection.scalar(text("SELECT max(id) FROM catalogue_change"))
    cataloguing.undo(shop, str(change), OWNER)
    assert codes(shop, "panier") == ()


def test_a_prefix_that_the_scale_writes_is_not_used(builder: AShop) -> None:
    layouts = (WeighedLayout("20"),)
    with (
        builder.with_settings(weighed_layouts=layouts).opened() as shop,
        shop.begin() as work,
        pytest.raises(RefusedError, match="code_prefix_taken"),
    ):
        own_codes.draw(work)


def test_an_article_that_is_gone_is_told(shop: Shop) -> None:
    with pytest.raises(RefusedError, match="unknown_article"):
        own_codes.give_codes(shop, ["nowhere"], OWNER)
