"""What can be put into a basket: one variant as the counter sees it."""

from enum import StrEnum
from pathlib import Path

from msgspec import Struct

from desktop.domain.cells import one_line
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity, Unit
from sync.kernel.unit_price import price_of_one
from sync.kernel.vat import VatRate

LABEL_LETTERS = 200
"""As many as a ticket's line keeps."""


class LineKind(StrEnum):
    """What a line sells; deposits and vouchers are owed but are no turnover."""

    GOODS = "goods"
    SERVICE = "service"
    DEPOSIT = "deposit"
    #: A gift card: money that is paid now and spent later.
    VOUCHER = "voucher"


OUTSIDE = frozenset({LineKind.DEPOSIT, LineKind.VOUCHER})
"""Kinds outside turnover: no VAT, no discount."""

DURABLE = "durable"
"""Flag: goods of Consumer Code D.211-6, whose receipt must be given unasked."""
FIXED_PRICE = "fixed_price"
"""Flag: books and press, on which no discount is given."""
MEAL_VOUCHER = "meal_voucher"
"""Flag: may be paid by meal voucher."""
AGE_18 = "age_18"
"""Flag: for adults only; whoever hands it over looks at the customer's age."""
IDENTITY = "identity"
"""Flag: handed over against proof of identity."""


class Sellable(Struct, frozen=True, kw_only=True):
    """A variant with all that selling it needs; what is copied into the sale's line."""

    #: Empty for a free-amount line, which has no stock.
    variant_id: str
    product_id: str
    label: str
    #: Size and colour as one text, "M · bleu"; empty for a plain product.
    options: str = ""
    sku: str = ""
    #: Gross price of one unit.
    price: Money
    unit: Unit = Unit.PIECE
    vat: VatRate
    kind: LineKind = LineKind.GOODS
    flags: frozenset[str] = frozenset()
    #: On the shelf when it was looked up; may be negative, never stops a sale.
    on_hand: Quantity
    photo: Path | None = None
    #: Place in the palette of its category.
    colour: int = 0
    category_id: str | None = None
    #: Size and colour apart, in the product's order: (("taille", "M"), ("couleur", "bleu")).
    traits: tuple[tuple[str, str], ...] = ()
    #: Its returnable packaging (consigne), sold along with it.
    deposit: "Sellable | None" = None
    #: The pieces of a bundle and how many of each; in the basket they stand for it.
    pieces: tuple[tuple["Sellable", int], ...] = ()
    #: What one piece holds; None where nobody wrote it down.
    content: Quantity | None = None

    @property
    def full_label(self) -> str:
        """Return label and options, as a ticket prints them."""
        return f"{self.label} {self.options}".strip()

    @property
    def price_per_measure(self) -> Money | None:
        """Return what one `content.unit` of packed goods costs (Directive 98/6/EC).

        None where no content is written down, and for goods whose price is one by the measure.
        """
        if self.content is None or self.unit is not Unit.PIECE:
            return None
        return price_of_one(self.price, self.content)

    @property
    def is_turnover(self) -> bool:
        """Tell whether selling it is turnover and bears VAT."""
        return self.kind not in OUTSIDE

    @property
    def takes_discount(self) -> bool:
        """Tell whether its price may be reduced: not books and press, not deposits."""
        return self.is_turnover and FIXED_PRICE not in self.flags


def free_amount(
    label: str, price: Money, vat: VatRate, kind: LineKind = LineKind.GOODS
) -> Sellable:
    """Return a line with no product behind it: a service, an article nobody catalogued yet."""
    return Sellable(
        variant_id="",
        product_id="",
        label=one_line(label, LABEL_LETTERS),
        price=price,
        vat=vat,
        kind=kind,
        on_hand=Quantity(0),
    )
