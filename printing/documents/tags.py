"""Prices on shelves and on articles."""

from dataclasses import dataclass
from datetime import date

from printing.documents.letterhead import Shop
from sync.kernel.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class ShelfTag:
    """A price on a shelf (French order of 3 December 1987, directive 98/6)."""

    shop: Shop
    name: str
    #: What the customer pays for one, VAT included.
    price: Money
    brand: str = ""
    #: Size and colour, or what is in it: "rouge · M", "Pot 250 g".
    variant: str = ""
    #: Price of one kilogram, litre or metre with its unit in `unit`, where the law asks for it.
    unit_price: Money | None = None
    unit: str = ""
    #: The price is that of a unit (a kilogram of cheese), not of one piece.
    is_price_per_unit: bool = False
    #: Deposit on the packaging, on top of the price.
    deposit: Money | None = None
    #: The lowest price of the last thirty days beside a reduction (directive 98/6, article 6a).
    former_price: Money | None = None
    #: Last day of the reduction.
    offer_until: date | None = None
    #: Where fruit and vegetables come from.
    origin: str = ""
    gtin: str = ""
    #: For goods whose code is no EAN-13.
    qr_text: str = ""
    #: "Bon plan", "Nouveau": a word above the name.
    flash: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductLabel:
    """What is stuck or tied to one article, so that the till knows it."""

    shop: Shop
    name: str
    price: Money
    brand: str = ""
    variant: str = ""
    unit: str = ""
    is_price_per_unit: bool = False
    deposit: Money | None = None
    former_price: Money | None = None
    offer_until: date | None = None
    #: The shop's own reference.
    ref: str = ""
    gtin: str = ""
    qr_text: str = ""


Tag = ShelfTag | ProductLabel
