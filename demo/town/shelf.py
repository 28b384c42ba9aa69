"""Shorthand in which the shops' modules write their goods and hours down."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time
from typing import TypedDict, Unpack

from demo.town import codes
from demo.town.records import DemoProduct, DemoVariant, Look, OpenPeriod, Unit

#: Rates of the French VAT in basis points, as of 2026 (CGI art. 278 to 281 nonies).
VAT_PRESS = 210
VAT_REDUCED = 550
VAT_INTERMEDIATE = 1000
VAT_STANDARD = 2000


class Flags(TypedDict, total=False):
    """The yes-or-no particulars of a product; see `DemoProduct`."""

    is_durable: bool
    takes_meal_voucher: bool
    is_fragile: bool
    is_chilled: bool
    is_for_adults: bool


class Shelf:
    """Numbers one shop's goods so that sku and GTIN never depend on the order of the lines."""

    def __init__(self, prefix: str, shop: int, own_brand: str) -> None:
        self._prefix = prefix
        self._shop = shop
        self._own_brand = own_brand

    def own(
        self,
        number: int,
        name: str,
        description: str,
        category: tuple[str, ...],
        price_cents: int,
        vat_bp: int,
        look: Look,
        *,
        stock: int,
        **flags: Unpack[Flags],
    ) -> DemoProduct:
        """Something the shop makes itself, under an in-store code."""
        sku = self._sku(number)
        return DemoProduct(
            sku,
            name,
            self._own_brand,
            description,
            category,
            price_cents,
            vat_bp,
            look,
            (DemoVariant(sku, codes.own_gtin(self._shop, number), (), "", stock * 1000),),
            **flags,
        )

    def branded(
        self,
        number: int,
        name: str,
        brand: str,
        description: str,
        category: tuple[str, ...],
        price_cents: int,
        vat_bp: int,
        look: Look,
        *,
        stock: int,
        gtin: str = "",
        **flags: Unpack[Flags],
    ) -> DemoProduct:
        """Something bought from a maker; `gtin` only where it is an ISBN."""
        sku = self._sku(number)
        gtin = gtin or codes.branded_gtin(self._shop, number)
        return DemoProduct(
            sku,
            name,
            brand,
            description,
            category,
            price_cents,
            vat_bp,
            look,
            (DemoVariant(sku, gtin, (), "", stock * 1000),),
            **flags,
        )

    def weighed(
        self,
        number: int,
        name: str,
        brand: str,
        description: str,
        category: tuple[str, ...],
        price_cents: int,
        vat_bp: int,
        look: Look,
        *,
        stock_grams: int,
        **flags: Unpack[Flags],
    ) -> DemoProduct:
        """Something cut and weighed: price per kilogram, a PLU for the scale."""
        sku = self._sku(number)
        plu = f"{self._shop:02d}{number:03d}"
        return DemoProduct(
            sku,
            name,
            brand,
            description,
            category,
            price_cents,
            vat_bp,
            look,
            (DemoVariant(sku, codes.weighed_gtin(plu), (), "", stock_grams),),
            Unit.KG,
            plu,
            **flags,
        )

    def sized(
        self,
        number: int,
        name: str,
        brand: str,
        description: str,
        category: tuple[str, ...],
        price_cents: int,
        vat_bp: int,
        look: Look,
        *,
        colours: Sequence[tuple[str, str]],
        sizes: Sequence[str],
        stocks: Sequence[int],
        **flags: Unpack[Flags],
    ) -> DemoProduct:
        """A garment by colour (name, `#rrggbb`) and size.

        `stocks` is the run of sizes; each further colour has it shifted by one, so that some
        sizes are short in some colours as on a real rail.
        """
        sku = self._sku(number)
        variants = []
        for place, (colour_name, colour) in enumerate(colours):
            for at, size in enumerate(sizes):
                serial = place * len(sizes) + at
                variants.append(
                    DemoVariant(
                        f"{sku}-{serial + 1:02d}",
                        codes.branded_gtin(self._shop, number, serial + 1),
                        (("Taille", size), ("Couleur", colour_name)),
                        colour,
                        stocks[(at + place) % len(stocks)] * 1000,
                    )
                )
        return DemoProduct(
            sku,
            name,
            brand,
            description,
            category,
            price_cents,
            vat_bp,
            look,
            tuple(variants),
            **flags,
        )

    def _sku(self, number: int) -> str:
        return f"{self._prefix}-{number:03d}"


def open_on(weekdays: Sequence[int], *periods: str) -> tuple[OpenPeriod, ...]:
    """The same periods, written `07:00-13:00`, on each of the weekdays (Monday is 0)."""
    spans = [period.split("-") for period in periods]
    return tuple(
        OpenPeriod(day, time.fromisoformat(opens), time.fromisoformat(closes))
        for day in weekdays
        for opens, closes in spans
    )
