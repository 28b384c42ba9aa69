"""A product as rows and messages: the same for one that is saved and for ten thousand from a list."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Literal, cast

from desktop.services.goods.catalogue import ProductView
from desktop.services.goods.product_drafts import ProductDraft, VariantDraft
from sync.contract import v1
from sync.kernel.ids import new_id
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity

ONE_PIECE = 1000


def product_columns(
    draft: ProductDraft, category_id: str | None, at: datetime
) -> dict[str, object]:
    """Return what the draft says of the product's row; whether it is archived is not a draft's."""
    return {
        "name": draft.name,
        "brand": draft.brand,
        "description": draft.description,
        "origin": draft.origin,
        "category_id": category_id,
        "kind": draft.kind,
        "vat_bp": draft.vat.basis_points,
        "unit": draft.unit.value,
        "flags": sorted(draft.flags),
        "allergens": list(draft.allergens),
        "online": draft.is_online,
        "changed_at": at,
    }


def new_product(product_id: str, columns: dict[str, object], at: datetime) -> dict[str, object]:
    """Return the row of a product that was not there."""
    return {"id": product_id, "created_at": at, "archived_at": None, "hub_ver": 0, **columns}


def variant_columns(draft: VariantDraft, place: int, sku: str) -> dict[str, object]:
    """Return what the draft says of a variant's row."""
    return {
        "position": place,
        "sku": sku,
        "options": dict(draft.options),
        "price_cents": draft.price.cents,
        "purchase_cents": None if draft.purchase_price is None else draft.purchase_price.cents,
        "buffer": 0 if draft.buffer is None else draft.buffer.thousandths,
        "content": None if draft.content is None else draft.content.thousandths,
        "content_unit": "" if draft.content is None else draft.content.unit.value,
        "place": draft.place,
        "supplier_id": draft.supplier_id,
        "supplier_ref": draft.supplier_ref,
        "reorder_at": None if draft.reorder_at is None else draft.reorder_at.thousandths,
        "reorder_to": None if draft.reorder_to is None else draft.reorder_to.thousandths,
        "archived_at": None,
    }


def price_row(
    variant_id: str, price_cents: int, at: datetime, staff: str, row_id: str = ""
) -> dict[str, object]:
    """Return the row that keeps a price in the history, under an id of its own or the one given."""
    return {
        "id": row_id or new_id(),
        "variant_id": variant_id,
        "price_cents": price_cents,
        "at": at,
        "staff_code": staff,
    }


def series_of(till: str) -> str:
    """Return the letter of a till's own references: two tills never make the same one."""
    return chr(ord("A") + (int("0" + "".join(filter(str.isdigit, till))) - 1) % 26)


def sheet_message(
    product_id: str,
    sheet: ProductDraft | ProductView,
    category: tuple[str, ...],
    forms: Iterable[v1.VariantFields],
    *,
    is_archived: bool = False,
) -> v1.ProductSet:
    """Return what the marketplace is told of a product, all of it."""
    return v1.ProductSet(
        product=product_id,
        name=sheet.name,
        brand=sheet.brand,
        description=sheet.description,
        origin=sheet.origin,
        category=category,
        kind=cast("Literal['goods', 'service', 'deposit']", sheet.kind),
        vat_bp=sheet.vat.basis_points,
        unit=sheet.unit.value,
        photos=sheet.photos,
        flags=tuple(sorted(sheet.flags)),
        allergens=sheet.allergens,
        online=sheet.is_online,
        archived=is_archived,
        variants=tuple(forms),
    )


def form_message(
    variant_id: str,
    sku: str,
    options: Iterable[tuple[str, str]],
    packs: Mapping[str, int],
    buffer: int,
    *,
    content: Quantity | None = None,
    parts: Mapping[str, int] | None = None,
    first_price: Money | None = None,
) -> v1.VariantFields:
    """Return what the marketplace is told of a variant.

    Args:
        variant_id: the variant.
        sku: its reference.
        options: its axes in order.
        packs: how much each of its codes stands for.
        buffer: what is kept back from online sale.
        content: how much is in one piece.
        parts: the pieces of a bundle.
        first_price: of one that is told for the first time; what changes later travels apart.
    """
    return v1.VariantFields(
        variant=variant_id,
        sku=sku,
        options=dict(options),
        barcodes=tuple(v1.Barcode(gtin=code, pack=packs[code]) for code in sorted(packs)),
        buffer=buffer,
        content=0 if content is None else content.thousandths,
        content_unit="" if content is None else content.unit.value,
        parts={} if parts is None else dict(parts),
        price_cents=None if first_price is None else first_price.cents,
    )
