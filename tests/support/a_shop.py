"""Shops for tests: a real database in a folder, a clock that stands, products to sell."""

import atexit
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Self

from msgspec import structs
from sqlalchemy import insert

from desktop.bootstrap import open_shop
from desktop.domain.cart import Cart
from desktop.domain.sellable import Sellable
from desktop.domain.tender import Means, Tenders
from desktop.models.base import table_of
from desktop.models.catalogue import Category, Product, Variant, VariantCode
from desktop.services.counter import selling
from desktop.services.counter.selling import Checkout, SaleDone
from desktop.services.shop import Shop
from desktop.services.stockroom.stock import Move, move
from desktop.services.till import till_sessions
from desktop.services.upkeep import house
from desktop.settings import Settings, ShopProfile
from fiscal import FolderKeyStore
from sync.kernel.clock import SetClock
from sync.kernel.ids import new_id
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity, Unit

OWNER = "01"
MORNING = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
"""A Monday, half past nine in Paris."""

PROFILE = ShopProfile(
    name="Librairie du Parc",
    legal_name="SARL Librairie du Parc",
    siret="73282932000074",
    vat_number="FR44732829320",
    naf="47.61Z",
    street="3 rue Houdan",
    postcode="92330",
    city="Sceaux",
    phone="01 46 61 00 00",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Goods:
    """A product to be on the shelf."""

    name: str
    price: int
    vat: int = 2000
    stock: int = 10
    unit: str = "piece"
    kind: str = "goods"
    code: str = ""
    sku: str = ""
    brand: str = ""
    category: str = ""
    flags: tuple[str, ...] = ()
    allergens: tuple[str, ...] = ()
    options: dict[str, str] = field(default_factory=dict)


class AShop:
    """Builds a shop step by step; `open` gives it, the caller closes it (or use `opened`)."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clock = SetClock(MORNING)
        self._goods: list[Goods] = []
        self._settings = Settings(profile=PROFILE)
        self._float: int | None = 100_00

    def with_product(self, name: str, price: int, **more: object) -> Self:
        """Put a product on the shelf; `price` in cents, `stock` in whole units."""
        self._goods.append(Goods(name=name, price=price, **more))  # type: ignore[arg-type]
        return self

    def with_settings(self, **changed: object) -> Self:
        """Change settings from the test shop's own."""
        self._settings = structs.replace(self._settings, **changed)
        return self

    def in_country(self, country: str) -> Self:
        """Move the shop to FR or BE."""
        self._settings = structs.replace(
            self._settings, profile=structs.replace(self._settings.profile, country=country)
        )
        return self

    def at(self, instant: datetime) -> Self:
        """Set the clock."""
        self.clock.instant = instant
        return self

    def with_closed_till(self) -> Self:
        """Leave the till as it is found in the morning."""
        self._float = None
        return self

    def open(self) -> Shop:
        """Return the shop, open, with its till opened on 100 euros unless told otherwise."""
        if not self.folder.exists():
            shutil.copytree(_empty_shop(), self.folder)
        shop = open_shop(
            self.folder, clock=self.clock, keys=FolderKeyStore(self.folder), talks=False
        )
        house.change_settings(shop, self._settings)
        stock_shelf(shop, self._goods)
        if self._float is not None:
            till_sessions.open_till(shop, Money(self._float), OWNER)
        return shop

    @contextmanager
    def opened(self) -> Iterator[Shop]:
        """Yield the shop and close it."""
        shop = self.open()
        try:
            yield shop
        finally:
            shop.close()


def a_shop(tmp_path: Path) -> AShop:
    """Return a builder of a shop in its own folder under `tmp_path`."""
    return AShop(tmp_path / "shop")


def open_again(folder: Path, clock: SetClock | None = None) -> Shop:
    """Return a shop that was closed, or killed, opened anew."""
    return open_shop(
        folder,
        clock=clock or SetClock(MORNING),
        keys=FolderKeyStore(folder),
        prints=False,
        talks=False,
    )


def stock_shelf(shop: Shop, goods: Sequence[Goods]) -> None:
    """Write products straight into the tables, searchable and in stock."""
    # Here, so that a test of the till does not load what it does not use.
    from desktop.services.counter.search_index import index_products  # noqa: PLC0415

    if not goods:
        return
    categories: dict[str, str] = {}
    with shop.begin() as work:
        for name in dict.fromkeys(each.category for each in goods if each.category):
            categories[name] = new_id()
            work.connection.execute(
                insert(table_of(Category)).values(
                    id=categories[name], name=name, position=len(categories), colour=1
                )
            )
        products = [new_id() for _ in goods]
        variants = [new_id() for _ in goods]
        work.connection.execute(
            insert(table_of(Product)),
            [
                {
                    "id": product,
                    "name": each.name,
                    "brand": each.brand,
                    "description": "",
                    "category_id": categories.get(each.category),
                    "kind": each.kind,
                    "vat_bp": each.vat,
                    "unit": each.unit,
                    "flags": list(each.flags),
                    "allergens": list(each.allergens),
                    "online": False,
                    "created_at": work.at,
                    "changed_at": work.at,
                    "hub_ver": 0,
                }
                for product, each in zip(products, goods, strict=True)
            ],
        )
        work.connection.execute(
            insert(table_of(Variant)),
            [
                {
                    "id": variant,
                    "product_id": product,
                    "position": 0,
                    "sku": each.sku or f"S{place:06d}",
                    "options": each.options,
                    "price_cents": each.price,
                    "price_ver": 0,
                    "buffer": 0,
                }
                for place, (product, variant, each) in enumerate(
                    zip(products, variants, goods, strict=True)
                )
            ],
        )
        codes = [
            {"code": each.code, "variant_id": variant, "pack": 1000}
            for variant, each in zip(variants, goods, strict=True)
            if each.code
        ]
        if codes:
            work.connection.execute(insert(table_of(VariantCode)), codes)
        opening = [
            Move(variant, each.stock * 1000)
            for variant, each in zip(variants, goods, strict=True)
            if each.stock and each.kind == "goods"
        ]
        move(work, opening, why="opening")
        index_products(work.connection, products)
        work.commit()


def found(shop: Shop, text: str) -> Sellable:
    """Return the one article the search bar finds."""
    (item,) = selling.search(shop, text)
    return item


def a_cart(shop: Shop, *wanted: str | tuple[str, int]) -> Cart:
    """Return a basket of articles by their names; a tuple says how many (grams when weighed)."""
    cart = Cart()
    for each in wanted:
        name, count = (each, 1) if isinstance(each, str) else each
        item = found(shop, name)
        quantity = Quantity.pieces(count) if item.unit is Unit.PIECE else Quantity(count, item.unit)
        cart = cart.add(item, quantity)
    return cart


def paid_in_cash(cart: Cart, given: int | None = None, **more: object) -> Checkout:
    """Return a checkout of a basket with cash, exact unless told what was given."""
    amount = cart.total if given is None else Money(given)
    tenders = Tenders() if not amount else Tenders().add(Means.CASH, amount)
    return Checkout(cart=cart, tenders=tenders, staff=OWNER, **more)  # type: ignore[arg-type]


def sell(shop: Shop, *wanted: str | tuple[str, int]) -> SaleDone:
    """Sell articles for cash."""
    return selling.take_payment(shop, paid_in_cash(a_cart(shop, *wanted)))


@cache
def _empty_shop() -> Path:
    """Return a folder with a founded, empty shop, made once a process: migrations cost."""
    kept = TemporaryDirectory(prefix="comptoir-test-")
    atexit.register(kept.cleanup)
    folder = Path(kept.name) / "shop"
    open_again(folder).close()
    return folder
