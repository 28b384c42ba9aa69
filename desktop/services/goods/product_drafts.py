"""A product as it is to be: what may be written, and within which limits."""

from collections import Counter
from dataclasses import dataclass, replace
from typing import TypeVar

from desktop.domain.barcodes import normalise_code
from desktop.domain.cells import one_line, printable
from desktop.domain.promotions import MAX_SET
from desktop.domain.unit_price import MOST_CONTENT
from desktop.errors import RefusedError
from desktop.services.goods.catalogue import ProductView
from sync.kernel.allergens import in_order
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity, Unit
from sync.kernel.vat import VatRate

NAME_LIMIT = 200
TEXT_LIMIT = 5_000
WORD_LIMIT = 80
"""Letters of a brand, a category, an axis of variants and its value."""
SKU_LIMIT = 40
MAX_VARIANTS = 200
MAX_CODES = 50
PLACE_LIMIT = 40
SUPPLIER_REF_LIMIT = 60
MOST_QUANTITY = 1_000_000_000
"""A million units, in thousandths."""
MOST_PACK = 10_000_000
"""Ten thousand units in one scan; what lies beyond is a barcode in the wrong field."""
ORIGIN_LIMIT = 60
DEAREST = Money(100_000_000)
"""The marketplace takes no dearer one either."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VariantDraft:
    """One sellable form as it is to be; without an id it is a new one."""

    price: Money
    id: str = ""
    #: Made by the shop's own series when left empty.
    sku: str = ""
    #: Its axes in order: (("taille", "M"), ("couleur", "bleu")).
    options: tuple[tuple[str, str], ...] = ()
    codes: tuple[str, ...] = ()
    purchase_price: Money | None = None
    #: What is kept back from online sale.
    buffer: Quantity | None = None
    #: How much one scan of a code stands for, where that is not one; None leaves it as it is.
    packs: tuple[tuple[str, Quantity], ...] | None = None
    #: How much is in one piece, for the price per measure.
    content: Quantity | None = None
    #: Where it stands in the shop.
    place: str = ""
    supplier_id: str | None = None
    #: What the supplier calls it.
    supplier_ref: str = ""
    #: It is ordered again when no more than this is left, up to the second figure.
    reorder_at: Quantity | None = None
    reorder_to: Quantity | None = None
    #: The pieces of a bundle and how many of each; empty for an article.
    parts: tuple[tuple[str, Quantity], ...] = ()
    #: Stock to begin with; only for a new variant.
    opening_stock: Quantity | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductDraft:
    """A product as it is to be; without an id it is a new one."""

    name: str
    vat: VatRate
    variants: tuple[VariantDraft, ...]
    id: str = ""
    brand: str = ""
    description: str = ""
    #: Country, region or producer.
    origin: str = ""
    #: An existing category's id, or the name of one that is made when there is none of that name.
    category_id: str | None = None
    category_name: str = ""
    kind: str = "goods"
    unit: Unit = Unit.PIECE
    flags: frozenset[str] = frozenset()
    #: Codes of `sync.kernel.allergens` in the annex's order.
    allergens: tuple[str, ...] = ()
    photos: tuple[str, ...] = ()
    is_online: bool = False


def draft_of(view: ProductView) -> ProductDraft:
    """Return the draft that would leave a product as it is: what a change starts from."""
    return ProductDraft(
        id=view.id,
        name=view.name,
        vat=view.vat,
        brand=view.brand,
        description=view.description,
        origin=view.origin,
        category_id=view.category_id,
        kind=view.kind,
        unit=view.unit,
        flags=view.flags,
        allergens=view.allergens,
        photos=view.photos,
        is_online=view.is_online,
        variants=tuple(
            VariantDraft(
                id=each.id,
                sku=each.sku,
                options=each.options,
                codes=each.codes,
                price=each.price,
                purchase_price=each.purchase_price,
                buffer=each.buffer,
                packs=each.packs,
                content=each.content,
                place=each.place,
                supplier_id=each.supplier_id,
                supplier_ref=each.supplier_ref,
                reorder_at=each.reorder_at,
                reorder_to=each.reorder_to,
                parts=tuple((part.variant_id, part.quantity) for part in each.parts),
            )
            for each in view.variants
        ),
    )


def checked(draft: ProductDraft) -> ProductDraft:
    """Return the draft with its texts trimmed, cut to their limits and its codes normalised.

    Raises:
        RefusedError: name_missing, variant_missing, too_many_variants, price_out_of_range,
            sku_too_long, code_invalid, code_doubled, wrong_unit, quantity_out_of_range,
            content_out_of_range, too_many_codes, reorder_backwards, bundle_terms.
    """
    name = one_line(draft.name, NAME_LIMIT)
    if not name:
        raise RefusedError("name_missing")
    if not draft.variants:
        raise RefusedError("variant_missing")
    if len(draft.variants) > MAX_VARIANTS:
        raise RefusedError("too_many_variants", limit=MAX_VARIANTS)
    variants = tuple([_checked_variant(each, draft.unit) for each in draft.variants])
    codes = [code for each in variants for code in each.codes]
    if len(set(codes)) < len(codes):
        raise RefusedError("code_doubled", code_text=Counter(codes).most_common(1)[0][0])
    return _with(
        draft,
        name=name,
        brand=draft.brand and one_line(draft.brand, WORD_LIMIT),
        description=draft.description and printable(draft.description)[:TEXT_LIMIT].rstrip(),
        origin=draft.origin and one_line(draft.origin, ORIGIN_LIMIT),
        category_name=draft.category_name and one_line(draft.category_name, WORD_LIMIT),
        allergens=in_order(draft.allergens),
        photos=tuple(dict.fromkeys(draft.photos)),
        variants=variants,
    )


_Draft = TypeVar("_Draft", ProductDraft, VariantDraft)


def _with(draft: _Draft, **values: object) -> _Draft:
    """Return the draft with these values; itself where it has them, as most lines of a list do."""
    for name, value in values.items():
        if getattr(draft, name) != value:
            return replace(draft, **values)  # type: ignore[arg-type] # its own
    return draft


def _checked_variant(draft: VariantDraft, unit: Unit) -> VariantDraft:
    sku = one_line(draft.sku, SKU_LIMIT + 1)
    if len(sku) > SKU_LIMIT:
        raise RefusedError("sku_too_long", sku=sku, limit=SKU_LIMIT)
    for price in (draft.price, draft.purchase_price):
        if price is not None and not 0 <= price.cents <= DEAREST.cents:
            raise RefusedError("price_out_of_range", amount=price)
    for quantity in (draft.buffer, draft.opening_stock, draft.reorder_at, draft.reorder_to):
        if quantity:
            check_quantity(quantity, unit)
    for kept in (draft.buffer, draft.reorder_at, draft.reorder_to):
        if kept is not None and not 0 <= kept.thousandths <= MOST_QUANTITY:
            raise RefusedError("quantity_out_of_range", quantity=kept)
    _check_reorder(draft)
    if draft.content is not None and not 0 < draft.content.thousandths <= MOST_CONTENT:
        raise RefusedError("content_out_of_range")
    if len(draft.codes) > MAX_CODES:
        raise RefusedError("too_many_codes", limit=MAX_CODES)
    _check_parts(draft, unit)
    return _with(
        draft,
        sku=sku,
        codes=tuple(map(normalise_code, draft.codes)),
        packs=None if draft.packs is None else _checked_packs(draft.packs, unit),
        place=draft.place and one_line(draft.place, PLACE_LIMIT),
        supplier_id=draft.supplier_id or None,
        supplier_ref=draft.supplier_ref and one_line(draft.supplier_ref, SUPPLIER_REF_LIMIT),
        options=draft.options and _checked_options(draft.options),
    )


def _checked_options(options: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    cut = ((one_line(axis, WORD_LIMIT), one_line(value, WORD_LIMIT)) for axis, value in options)
    return tuple((axis, value) for axis, value in cut if axis and value)


def _check_reorder(draft: VariantDraft) -> None:
    low, full = draft.reorder_at, draft.reorder_to
    if low is not None and full is not None and full.thousandths < low.thousandths:
        raise RefusedError("reorder_backwards")


def _checked_packs(
    packs: tuple[tuple[str, Quantity], ...], unit: Unit
) -> tuple[tuple[str, Quantity], ...]:
    for _code, pack in packs:
        check_quantity(pack, unit)
        if not 0 < pack.thousandths <= MOST_PACK:
            raise RefusedError("quantity_out_of_range", quantity=pack)
    return tuple((normalise_code(code), pack) for code, pack in packs)


def _check_parts(draft: VariantDraft, unit: Unit) -> None:
    """See that a bundle is whole pieces of several articles, or several of one."""
    if not draft.parts:
        return
    pieces = [part for _variant, part in draft.parts]
    is_fit = (
        unit is Unit.PIECE
        and len({variant for variant, _part in draft.parts}) == len(pieces)
        and all(each.unit is Unit.PIECE and each.is_whole for each in pieces)
        and all(each.thousandths > 0 for each in pieces)
        and 2 <= sum(each.thousandths for each in pieces) // 1000 <= MAX_SET
        and draft.price.cents > 0
    )
    if not is_fit:
        raise RefusedError("bundle_terms", limit=MAX_SET)


def check_quantity(quantity: Quantity, unit: Unit) -> None:
    """See that goods are counted as the product is: whole pieces, or its measure.

    Raises:
        RefusedError: wrong_unit.
    """
    if quantity.unit is not unit or (unit is Unit.PIECE and not quantity.is_whole):
        raise RefusedError("wrong_unit", unit=unit.value)
