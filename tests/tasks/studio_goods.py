"""Fifty products for the studio: our own pictures, thirty of them with an EAN-13 in the picture.

The goods and their painters are the demonstration's. A shop that has the other goods of that town at
its till, without a picture, puts these online.
"""

import json
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from demo.town import SHOPS, DemoProduct
from demo.town.pictures import render_photograph
from demo.town.studio.counter import barcode
from desktop.domain.open_sheet import Sheet
from desktop.services.drafting import sheets
from desktop.services.shop import Shop
from tests.support.a_shop import Goods, stock_shelf

FRAME_PX = (1280, 720)
_MODULE_PX, _BARS_HIGH_PX = 2, 70
#: Where an EAN-13 is known from, by turns: of ten, six stand in a public file, two in the town's
#: sheets, one is at the till already, and one nobody knows.
_KNOWN_FROM = ("file", "nobody", "file", "town", "file", "file", "shop", "file", "town", "file")
_FIRST = ("EPI-028", "EPI-029", "VET-008")
_WITH_EAN = (
    *(f"EPI-{number:03d}" for number in range(20, 37)),
    *(f"PAR-{number:03d}" for number in (1, 2, 4, 7, 8, 10, 15, 19)),
    *(f"LIB-{number:03d}" for number in range(26, 31)),
)
_WITHOUT = (
    *("VET-001", "VET-004", "VET-008", "VET-012", "VET-016", "VET-022", "VET-023", "VET-024"),
    *("FLO-011", "FLO-016", "FLO-018", "FLO-026", "FLO-028", "FLO-029", "FLO-030"),
    *("BOU-003", "BOU-010", "BOU-014", "LIB-032", "PAR-026"),
)
_TOWN = {product.sku: product for shop in SHOPS for product in shop.products}


@dataclass(frozen=True, slots=True)
class Piece:
    """One product in the hand."""

    product: DemoProduct
    #: As it stands in the picture; empty for goods without one.
    ean: str
    #: file, town, shop, nobody; empty without an EAN.
    known_from: str

    @property
    def section(self) -> str:
        """Return the section of the shop where it belongs."""
        return self.product.category[0]

    @property
    def price(self) -> str:
        """Return its price as one types it."""
        euros, cents = divmod(self.product.price_cents, 100)
        return f"{euros},{cents:02d}" if cents else f"{euros}"

    def picture(self) -> Image.Image:
        """Draw it as the counter's camera sees it, its code on the pack."""
        picture = render_photograph(self.product, FRAME_PX)
        if self.ean:
            bars = barcode(self.ean, _MODULE_PX, _BARS_HIGH_PX)
            left = (picture.width - bars.width) // 2
            picture.paste(bars, (left, picture.height * 2 // 3 - bars.height // 2))
        return picture


def pieces() -> tuple[Piece, ...]:
    """Return the fifty in the order in which they are taken in hand."""
    known = iter(_KNOWN_FROM * 3)
    with_ean = [_TOWN[sku] for sku in _in_order(_WITH_EAN)]
    made = [Piece(each, each.variants[0].gtin, next(known)) for each in with_ean]
    made += [Piece(_TOWN[sku], "", "") for sku in _WITHOUT]
    return tuple(sorted(made, key=lambda one: _rank(one.product.sku)))


def _in_order(skus: tuple[str, ...]) -> list[str]:
    return sorted(skus, key=_rank)


def _rank(sku: str) -> int:
    """Return the place in the hand's order: one of each sort first, for who does only a few."""
    return _FIRST.index(sku) if sku in _FIRST else len(_FIRST)


def stock_the_town(shop: Shop) -> None:
    """Give a shop the goods of the town at its till that are not among the fifty."""
    fifty = {each.product.sku for each in pieces()}
    at_the_till = [each for sku, each in _TOWN.items() if sku not in fifty]
    known = [each.product for each in pieces() if each.known_from == "shop"]
    stock_shelf(shop, [_goods(each) for each in (*at_the_till, *known)])


def _goods(product: DemoProduct) -> Goods:
    return Goods(
        name=product.name,
        price=product.price_cents,
        vat=product.vat_bp,
        unit=str(product.unit),
        code=product.variants[0].gtin,
        category=product.category[0],
        brand=product.brand,
        sku=product.sku,
    )


def lay_sheets(shop: Shop, folder: Path) -> None:
    """Load a public product file, and what other shops of the town say of their goods."""
    file = folder / "openfoodfacts.jsonl"
    lines = [
        {
            "code": each.ean,
            "product_name_fr": each.product.name,
            "brands": each.product.brand,
            "categories": ", ".join(each.product.category),
        }
        for each in pieces()
        if each.known_from == "file"
    ]
    file.write_text("\n".join(json.dumps(each, ensure_ascii=False) for each in lines), "utf-8")
    told = sheets.load(sheets.folder_of(shop), file)
    assert told.kept == len(lines)
    by_the_town = [
        Sheet(
            gtin=each.ean,
            source="town",
            name=each.product.name,
            brand=each.product.brand,
            category=each.product.category,
            unit=str(each.product.unit),
            vat_bp=each.product.vat_bp,
            shops=2,
        )
        for each in pieces()
        if each.known_from == "town"
    ]
    numbers = [each.gtin for each in by_the_town]
    at_ms = int(shop.clock.now().timestamp() * 1000)
    sheets.keep(sheets.folder_of(shop), by_the_town, numbers, at_ms)
