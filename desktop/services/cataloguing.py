"""Changing the catalogue: what the shop sells is what the town sees, and any change can be undone.

Nothing is deleted: what is no longer sold is archived. Each save keeps what stood before, tells the
marketplace in the same transaction, and brings the search index up to date.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, cast

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from desktop.errors import RefusedError
from desktop.models.base import table_of
from desktop.models.catalogue import CatalogueChange, PriceChange
from desktop.services import outbox, search_index, stock
from desktop.services.catalogue import (
    CATEGORIES,
    CODES,
    PHOTOS,
    PRODUCTS,
    VARIANTS,
    Lack,
    ProductView,
    missing_for_online,
    read_product,
)
from desktop.services.shop import Shop, Topic
from desktop.services.unit_of_work import UnitOfWork
from sync.contract import v1
from sync.kernel import gtin
from sync.kernel.clock import from_milliseconds, milliseconds
from sync.kernel.ids import new_id
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity, Unit
from sync.kernel.vat import VatRate

_PRICES, _CHANGES = table_of(PriceChange), table_of(CatalogueChange)

NAME_LIMIT = 200
MAX_VARIANTS = 200
MAX_CODE_LENGTH = 48
PALETTE = 12
"""Colours that categories take in turn."""


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
    #: An existing category's id, or the name of one that is made when there is none of that name.
    category_id: str | None = None
    category_name: str = ""
    kind: str = "goods"
    unit: Unit = Unit.PIECE
    flags: frozenset[str] = frozenset()
    photos: tuple[str, ...] = ()
    is_online: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """A product after a save, and the change by which it can be undone."""

    product: ProductView
    change_id: str


def save_product(shop: Shop, draft: ProductDraft, staff: str) -> Saved:
    """Make a product, or make it as the draft says; the marketplace is told in the same breath.

    Variants of the product that the draft leaves out are archived.

    Raises:
        RefusedError: name_missing, variant_missing, too_many_variants, unknown_product,
            code_taken (by another product, whose name is told), code_invalid, sku_taken.
    """
    _check(draft)
    with shop.begin() as work:
        before = _snapshot(work, draft.id) if draft.id else None
        product_id = _write(work, draft, staff)
        saved = _close(work, product_id, before, staff)
        work.commit()
    return saved


def set_online(shop: Shop, product_id: str, is_online: bool, staff: str) -> Saved:
    """Show a product on the marketplace, or take it off.

    Raises:
        RefusedError: unknown_product; not_ready_for_online with what is missing. An empty shelf
            does not keep a product off: it is shown as sold out.
    """
    with shop.begin() as work:
        standing = read_product(shop, work.connection, product_id)
        lacks = [lack for lack in missing_for_online(standing) if lack is not Lack.STOCK]
        if is_online and lacks:
            raise RefusedError("not_ready_for_online", missing=",".join(lacks))
        saved = _edit(work, product_id, {"online": is_online}, staff)
        work.commit()
    return saved


def archive_product(shop: Shop, product_id: str, staff: str) -> Saved:
    """Put a product away: no tile, no search, not on the marketplace; its history stays.

    Raises:
        RefusedError: unknown_product.
    """
    with shop.begin() as work:
        saved = _edit(work, product_id, {"archived_at": work.at, "online": False}, staff)
        work.commit()
    return saved


def restore_product(shop: Shop, product_id: str, staff: str) -> Saved:
    """Take an archived product up again.

    Raises:
        RefusedError: unknown_product.
    """
    with shop.begin() as work:
        saved = _edit(work, product_id, {"archived_at": None}, staff)
        work.commit()
    return saved


def undo(shop: Shop, change_id: str, staff: str) -> ProductView:
    """Take a change back: the product is as it was before; a new product is archived.

    Raises:
        RefusedError: unknown_change; change_undone, when somebody has taken it back already.
    """
    with shop.begin() as work:
        change = work.connection.execute(
            select(_CHANGES).where(_CHANGES.c.id == change_id)
        ).one_or_none()
        if change is None:
            raise RefusedError("unknown_change")
        if change.undone_by is not None:
            raise RefusedError("change_undone")
        if change.before is None:
            saved = _edit(work, change.product_id, {"archived_at": work.at, "online": False}, staff)
        else:
            saved = _restore(work, change.product_id, change.before, staff)
        work.connection.execute(
            update(_CHANGES).where(_CHANGES.c.id == change_id).values(undone_by=saved.change_id)
        )
        work.commit()
    return saved.product


def _check(draft: ProductDraft) -> None:
    if not draft.name.strip():
        raise RefusedError("name_missing")
    if not draft.variants:
        raise RefusedError("variant_missing")
    if len(draft.variants) > MAX_VARIANTS:
        raise RefusedError("too_many_variants", limit=MAX_VARIANTS)
    codes = Counter(normalise_code(code) for each in draft.variants for code in each.codes)
    doubled = [code for code, count in codes.items() if count > 1]
    if doubled:
        raise RefusedError("code_doubled", code_text=doubled[0])


def normalise_code(text: str) -> str:
    """Return a barcode as the catalogue keeps it: GTIN-13 where it is one.

    Raises:
        RefusedError: code_invalid, for a number of a GTIN's length with a wrong check digit, and
            for what is empty or too long to be a code.
    """
    code = "".join(text.split())
    if gtin.is_gtin(code):
        return gtin.normalise(code)
    looks_like_one = code.isascii() and code.isdigit() and len(code) in {8, 12, 13}
    if not code or len(code) > MAX_CODE_LENGTH or looks_like_one:
        raise RefusedError("code_invalid", code_text=text)
    return code


# --- writing ------------------------------------------------------------------------------------


def _write(work: UnitOfWork, draft: ProductDraft, staff: str) -> str:
    """Write the product's rows as the draft says and return its id; codes and photos anew."""
    connection = work.connection
    product_id = draft.id or new_id()
    columns = {
        "name": draft.name.strip()[:NAME_LIMIT],
        "brand": draft.brand.strip(),
        "description": draft.description.strip(),
        "category_id": _category(connection, draft),
        "kind": draft.kind,
        "vat_bp": draft.vat.basis_points,
        "unit": draft.unit.value,
        "flags": sorted(draft.flags),
        "online": draft.is_online,
        "changed_at": work.at,
    }
    if draft.id:
        connection.execute(update(PRODUCTS).where(PRODUCTS.c.id == product_id).values(**columns))
    else:
        connection.execute(
            insert(PRODUCTS).values(
                id=product_id, created_at=work.at, archived_at=None, hub_ver=0, **columns
            )
        )
    kept = [
        _write_variant(work, product_id, place, variant, staff)
        for place, variant in enumerate(draft.variants)
    ]
    connection.execute(
        update(VARIANTS)
        .where(VARIANTS.c.product_id == product_id, VARIANTS.c.id.not_in(kept))
        .values(archived_at=work.at)
    )
    _write_codes(connection, dict(zip(kept, (each.codes for each in draft.variants), strict=True)))
    _write_photos(connection, product_id, draft.photos)
    _put_on_shelf(work, kept, draft)
    return product_id


def _category(connection: Connection, draft: ProductDraft) -> str | None:
    name = " ".join(draft.category_name.split())
    if not name:
        return draft.category_id
    known: str | None = connection.scalar(
        select(CATEGORIES.c.id).where(func.lower(CATEGORIES.c.name) == name.lower())
    )
    if known is not None:
        return known
    made, count = new_id(), connection.scalar(select(func.count()).select_from(CATEGORIES)) or 0
    connection.execute(
        insert(CATEGORIES).values(
            id=made, parent_id=None, name=name[:80], position=count, colour=count % PALETTE
        )
    )
    return made


def _write_variant(
    work: UnitOfWork, product_id: str, place: int, draft: VariantDraft, staff: str
) -> str:
    connection, variant_id = work.connection, draft.id or new_id()
    sku = draft.sku.strip() or _next_sku(connection)
    _refuse_taken_sku(connection, sku, variant_id)
    columns = {
        "position": place,
        "sku": sku,
        "options": dict(draft.options),
        "price_cents": draft.price.cents,
        "purchase_cents": None if draft.purchase_price is None else draft.purchase_price.cents,
        "buffer": 0 if draft.buffer is None else draft.buffer.thousandths,
        "archived_at": None,
    }
    standing = connection.scalar(
        select(VARIANTS.c.price_cents).where(
            VARIANTS.c.id == variant_id, VARIANTS.c.product_id == product_id
        )
    )
    if standing is not None:
        connection.execute(update(VARIANTS).where(VARIANTS.c.id == variant_id).values(**columns))
    elif draft.id:
        raise RefusedError("unknown_article")
    else:
        connection.execute(
            insert(VARIANTS).values(id=variant_id, product_id=product_id, price_ver=0, **columns)
        )
    if standing != draft.price.cents:
        connection.execute(
            insert(_PRICES).values(
                id=new_id(),
                variant_id=variant_id,
                price_cents=draft.price.cents,
                at=work.at,
                staff_code=staff,
            )
        )
    return variant_id


def _next_sku(connection: Connection) -> str:
    count = connection.scalar(select(func.count()).select_from(VARIANTS)) or 0
    while True:
        count += 1
        sku = f"A{count:05d}"
        if not connection.scalar(select(VARIANTS.c.id).where(VARIANTS.c.sku == sku)):
            return sku


def _refuse_taken_sku(connection: Connection, sku: str, variant_id: str) -> None:
    other = connection.scalar(
        select(PRODUCTS.c.name)
        .join(VARIANTS, VARIANTS.c.product_id == PRODUCTS.c.id)
        .where(VARIANTS.c.sku == sku, VARIANTS.c.id != variant_id)
    )
    if other is not None:
        raise RefusedError("sku_taken", sku=sku, product=other)


def _write_codes(connection: Connection, codes: dict[str, tuple[str, ...]]) -> None:
    connection.execute(delete(CODES).where(CODES.c.variant_id.in_(codes)))
    for variant_id, texts in codes.items():
        for code in map(normalise_code, texts):
            other = connection.execute(
                select(PRODUCTS.c.name, VARIANTS.c.archived_at, PRODUCTS.c.archived_at)
                .join(VARIANTS, VARIANTS.c.product_id == PRODUCTS.c.id)
                .join(CODES, CODES.c.variant_id == VARIANTS.c.id)
                .where(CODES.c.code == code)
            ).first()
            if other is not None and other[1] is None and other[2] is None:
                raise RefusedError("code_taken", code_text=code, product=other[0])
            connection.execute(delete(CODES).where(CODES.c.code == code))
            connection.execute(insert(CODES).values(code=code, variant_id=variant_id, pack=1000))


def _write_photos(connection: Connection, product_id: str, photos: tuple[str, ...]) -> None:
    connection.execute(delete(PHOTOS).where(PHOTOS.c.product_id == product_id))
    for place, sha256 in enumerate(photos):
        connection.execute(
            insert(PHOTOS).values(product_id=product_id, position=place, sha256=sha256)
        )


def _put_on_shelf(work: UnitOfWork, variant_ids: list[str], draft: ProductDraft) -> None:
    for variant_id, variant in zip(variant_ids, draft.variants, strict=True):
        begun = variant.opening_stock
        if variant.id or begun is None or not begun:
            continue
        if begun.unit is not draft.unit:
            raise RefusedError("wrong_unit", unit=draft.unit.value)
        stock.move_and_tell(work, variant_id, begun.thousandths, "opening")


def _edit(work: UnitOfWork, product_id: str, columns: dict[str, object], staff: str) -> Saved:
    before = _snapshot(work, product_id)
    work.connection.execute(
        update(PRODUCTS).where(PRODUCTS.c.id == product_id).values(changed_at=work.at, **columns)
    )
    return _close(work, product_id, before, staff)


# --- history, hub and index ---------------------------------------------------------------------


def _snapshot(work: UnitOfWork, product_id: str) -> dict[str, object]:
    """Return the product's rows as the history keeps them.

    Raises:
        RefusedError: unknown_product.
    """
    connection = work.connection
    row = connection.execute(select(PRODUCTS).where(PRODUCTS.c.id == product_id)).one_or_none()
    if row is None:
        raise RefusedError("unknown_product")
    variants = connection.execute(
        select(VARIANTS).where(VARIANTS.c.product_id == product_id).order_by(VARIANTS.c.position)
    ).all()
    codes = connection.execute(
        select(CODES).where(CODES.c.variant_id.in_([each.id for each in variants]))
    ).all()
    photos = connection.scalars(
        select(PHOTOS.c.sha256).where(PHOTOS.c.product_id == product_id).order_by(PHOTOS.c.position)
    ).all()
    return {
        "product": _plain(row),
        "variants": [_plain(each) for each in variants],
        "codes": [_plain(each) for each in codes],
        "photos": list(photos),
    }


def _plain(row: Row[tuple[object, ...]]) -> dict[str, object]:
    return {
        name: milliseconds(value) if isinstance(value, datetime) else value
        for name, value in row._mapping.items()  # noqa: SLF001 SQLAlchemy's public name for it
    }


def _columns(plain: dict[str, object]) -> dict[str, object]:
    return {
        name: from_milliseconds(value) if name.endswith("_at") and isinstance(value, int) else value
        for name, value in plain.items()
        if name != "id"
    }


def _restore(work: UnitOfWork, product_id: str, wanted: dict[str, object], staff: str) -> Saved:
    before, connection = _snapshot(work, product_id), work.connection
    product = cast("dict[str, object]", wanted["product"])
    connection.execute(
        update(PRODUCTS)
        .where(PRODUCTS.c.id == product_id)
        .values(**_columns(product) | {"changed_at": work.at})
    )
    variants = cast("list[dict[str, object]]", wanted["variants"])
    kept = [str(each["id"]) for each in variants]
    for each in variants:
        connection.execute(
            update(VARIANTS).where(VARIANTS.c.id == each["id"]).values(**_columns(each))
        )
    connection.execute(
        update(VARIANTS)
        .where(VARIANTS.c.product_id == product_id, VARIANTS.c.id.not_in(kept))
        .values(archived_at=work.at)
    )
    codes: dict[str, tuple[str, ...]] = dict.fromkeys(kept, ())
    for each in cast("list[dict[str, object]]", wanted["codes"]):
        codes[str(each["variant_id"])] += (str(each["code"]),)
    _write_codes(connection, codes)
    _write_photos(connection, product_id, tuple(cast("list[str]", wanted["photos"])))
    return _close(work, product_id, before, staff)


def _close(
    work: UnitOfWork, product_id: str, before: dict[str, object] | None, staff: str
) -> Saved:
    """Keep the change in the history, bring the index up to date and tell the marketplace."""
    after, change_id = _snapshot(work, product_id), new_id()
    work.connection.execute(
        insert(_CHANGES).values(
            id=change_id,
            product_id=product_id,
            at=work.at,
            staff_code=staff,
            before=before,
            after=after,
            undone_by=None,
        )
    )
    search_index.index_products(work.connection, [product_id])
    view = read_product(work.shop, work.connection, product_id)
    _tell(work, view, _prices(before))
    work.changed(Topic.CATALOGUE)
    return Saved(product=view, change_id=change_id)


def _prices(snapshot: dict[str, object] | None) -> dict[str, object]:
    if snapshot is None:
        return {}
    variants = cast("list[dict[str, object]]", snapshot["variants"])
    return {str(each["id"]): each["price_cents"] for each in variants}


def _tell(work: UnitOfWork, view: ProductView, prices_before: dict[str, object]) -> None:
    outbox.append(
        work,
        "product.set",
        v1.ProductSet(
            product=view.id,
            name=view.name,
            brand=view.brand,
            description=view.description,
            category=(view.category,) if view.category else (),
            kind=cast("Literal['goods', 'service', 'deposit']", view.kind),
            vat_bp=view.vat.basis_points,
            unit=view.unit.value,
            photos=view.photos,
            flags=tuple(sorted(view.flags)),
            online=view.is_online,
            archived=view.is_archived,
            variants=tuple(
                v1.VariantFields(
                    variant=each.id,
                    sku=each.sku,
                    options=dict(each.options),
                    barcodes=tuple(v1.Barcode(gtin=code) for code in each.codes),
                    buffer=each.buffer.thousandths,
                )
                for each in view.variants
            ),
        ),
    )
    versions = dict(
        work.connection.execute(
            select(VARIANTS.c.id, VARIANTS.c.price_ver).where(VARIANTS.c.product_id == view.id)
        )
        .tuples()
        .all()
    )
    for each in view.variants:
        if prices_before.get(each.id) != each.price.cents:
            outbox.append(
                work,
                "price.set",
                v1.PriceSet(
                    variant=each.id,
                    price_cents=each.price.cents,
                    base_ver=versions.get(each.id, 0),
                ),
            )
