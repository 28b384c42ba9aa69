"""One form of a product as it is being edited."""

from dataclasses import dataclass

from desktop.domain.variant_axes import Options
from desktop.services.goods.catalogue import VariantView
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity


@dataclass(frozen=True, slots=True)
class VariantRow:
    """One variant as it is being edited."""

    options: Options
    id: str = ""
    #: None takes the product's price.
    price: Money | None = None
    code: str = ""
    #: Further codes, kept as they are.
    more_codes: tuple[str, ...] = ()
    #: None when nobody typed one.
    stock: Quantity | None = None
    sku: str = ""
    #: Not edited here, but a draft that left them out would erase them.
    purchase_price: Money | None = None
    buffer: Quantity | None = None

    @property
    def name(self) -> str:
        """Return size and colour as one text."""
        return " · ".join(value for _axis, value in self.options)

    @property
    def holds(self) -> bool:
        """Tell whether it has a code, or pieces on the shelf."""
        return bool(self.code or self.more_codes or (self.stock and self.stock.thousandths))


def row_of(variant: VariantView) -> VariantRow:
    """Return a stored variant for editing."""
    return VariantRow(
        options=variant.options,
        id=variant.id,
        price=variant.price,
        code=variant.codes[0] if variant.codes else "",
        more_codes=variant.codes[1:],
        stock=variant.on_hand,
        sku=variant.sku,
        purchase_price=variant.purchase_price,
        buffer=variant.buffer,
    )
