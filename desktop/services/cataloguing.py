"""Changing the catalogue: what the shop sells is what the town sees, and any change can be undone.

Nothing is deleted: what is no longer sold is archived. Each save keeps what stood before, tells the
marketplace in the same transaction, and brings the search index up to date.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, func, insert, or_, select, update

from desktop.domain.roles import Act
from desktop.errors import RefusedError
from desktop.models.base import table_of
from desktop.models.catalogue import CatalogueChange, PriceChange
from desktop.services import stock
from desktop.services.bundles import refuse_unfit_parts
from desktop.services.catalogue import (
    CODES,
    PARTS,
    PHOTOS,
    PRODUCTS,
    VARIANTS,
    Lack,
    ProductView,
    missing_for_online,
    product_of,
    read_product,
)
from desktop.services.catalogue_history import taken_back
from desktop.services.categories import category_named, reopen_section_of
from desktop.services.product_drafts import (
    DEAREST,
    ProductDraft,
    VariantDraft,
    checked,
    draft_of,
)
from desktop.services.product_history import (
    Snapshot,
    close_changes,
    prices_in,
    snapshot,
    snapshots,
)
from desktop.services.product_rows import (
    ONE_PIECE,
    new_product,
    price_row,
    product_columns,
    series_of,
    variant_columns,
)
from desktop.services.shop import Shop
from desktop.services.staff import require
from desktop.services.unit_of_work import UnitOfWork
from sync.kernel.clock import from_milliseconds
from sync.kernel.ids import new_id
from sync.kernel.money import Money

__all__ = [
    "ProductDraft",
    "Saved",
    "VariantDraft",
    "archive_product",
    "change_columns",
    "change_prices",
    "draft_of",
    "restore_product",
    "save_product",
    "set_online",
    "take_back",
    "undo",
    "write_product",
]

_PRICES, _CHANGES = table_of(PriceChange), table_of(CatalogueChange)

_INSTANTS = {"archived_at", "created_at", "changed_at"}
_OF_THE_HUB = {"hub_ver", "price_ver"}
"""What the marketplace has said last stays said: an undo does not take it back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """A product after a save, and the change by which it can be undone."""

    product: ProductView
    change_id: str


def save_product(shop: Shop, draft: ProductDraft, staff: str, approved_by: str = "") -> Saved:
    """Make a product, or make it as the draft says; the marketplace is told in the same breath.

    Variants of the product that the draft leaves out are archived.

    Raises:
        RefusedError: as `write_product`; needs_approval.
    """
    with shop.begin() as work:
        require(work, staff, Act.EDIT_CATALOGUE, approved_by=approved_by)
        saved = write_product(work, draft, staff)
        work.commit()
    return saved


def write_product(work: UnitOfWork, draft: ProductDraft, staff: str, run_id: str = "") -> Saved:
    """Make or change a product in a transaction of the caller (a list has many of them).

    Raises:
        RefusedError: what `checked` raises; unknown_product; unknown_article; code_taken (by
            another product, whose name is told); sku_taken; not_ready_for_online.
    """
    fit = checked(draft)
    before = snapshot(work.connection, fit.id) if fit.id else None
    product_id = _write(work, fit, staff)
    if fit.is_online:
        _must_be_ready(read_product(work.shop, work.connection, product_id))
    return _close(work, product_id, before, staff, run_id)


def set_online(
    shop: Shop, product_id: str, is_online: bool, staff: str, approved_by: str = ""
) -> Saved:
    """Show a product on the marketplace, or take it off.

    Raises:
        RefusedError: needs_approval; unknown_product; not_ready_for_online with what is missing. An empty shelf
            does not keep a product off: it is shown as sold out.
    """
    with shop.begin() as work:
        require(work, staff, Act.EDIT_CATALOGUE, approved_by=approved_by)
        standing = read_product(shop, work.connection, product_id)
        if is_online:
            _must_be_ready(standing)
        saved = _edit(work, product_id, {"online": is_online}, staff)
        work.commit()
    return saved


def archive_product(shop: Shop, product_id: str, staff: str, approved_by: str = "") -> Saved:
    """Put a product away: no tile, no search, not on the marketplace; its history stays.

    Raises:
        RefusedError: unknown_product, needs_approval.
    """
    with shop.begin() as work:
        require(work, staff, Act.EDIT_CATALOGUE, approved_by=approved_by)
        saved = _edit(work, product_id, {"archived_at": work.at, "online": False}, staff)
        work.commit()
    return saved


def restore_product(shop: Shop, product_id: str, staff: str, approved_by: str = "") -> Saved:
    """Take an archived product up again.

    Raises:
        RefusedError: unknown_product, needs_approval.
    """
    with shop.begin() as work:
        require(work, staff, Act.EDIT_CATALOGUE, approved_by=approved_by)
        reopen_section_of(work.connection, product_id)
        saved = _edit(work, product_id, {"archived_at": None}, staff)
        work.commit()
    return saved


def undo(shop: Shop, change_id: str, staff: str, approved_by: str = "") -> ProductView:
    """Take a change back, and only that one: what was changed since stays. A new product is archived.

    Raises:
        RefusedError: needs_approval; unknown_change; change_undone, when somebody has taken it back already.
    """
    with shop.begin() as work:
        require(work, staff, Act.EDIT_CATALOGUE, approved_by=approved_by)
        saved = take_back(work, change_id, staff)
        work.commit()
    return saved.product


def change_prices(
    work: UnitOfWork, prices: Mapping[str, Money], staff: str, run_id: str = ""
) -> dict[str, str]:
    """Give articles other prices in a transaction of the caller: kept, told and undone like a save.

    Args:
        work: the running transaction.
        prices: by variant.
        staff: code of who does it.
        run_id: what they are all part of, empty for a change of its own.

    Returns:
        The change of each product, by which it can be undone.

    Raises:
        RefusedError: unknown_article, price_out_of_range.
    """
    for price in prices.values():
        if not Money(0) <= price <= DEAREST:
            raise RefusedError("price_out_of_range", amount=price)
    wanted = {variant: {"price_cents": price.cents} for variant, price in prices.items()}
    return change_columns(work, wanted, staff, run_id)


def change_columns(
    work: UnitOfWork, wanted: Mapping[str, Mapping[str, object]], staff: str, run_id: str = ""
) -> dict[str, str]:
    """Write columns of variants whose values the caller has checked, one change a product.

    Returns:
        The change of each product.

    Raises:
        RefusedError: unknown_article.
    """
    owners = {variant_id: product_of(work.connection, variant_id) for variant_id in wanted}
    product_ids = list(dict.fromkeys(owners.values()))
    before: dict[str, Snapshot | None] = {**snapshots(work.connection, product_ids)}
    for variant_id, columns in wanted.items():
        work.connection.execute(
            update(VARIANTS).where(VARIANTS.c.id == variant_id).values(**columns)
        )
        price = columns.get("price_cents")
        if isinstance(price, int) and price != prices_in(before[owners[variant_id]])[variant_id]:
            _note_price(work, variant_id, price, staff)
    work.connection.execute(
        update(PRODUCTS).where(PRODUCTS.c.id.in_(product_ids)).values(changed_at=work.at)
    )
    return close_changes(work, before, staff, run_id)


def take_back(work: UnitOfWork, change_id: str, staff: str) -> Saved:
    """Take a change back in a transaction of the caller (a run has many of them).

    Raises:
        RefusedError: unknown_change, change_undone.
    """
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
        now = snapshot(work.connection, change.product_id)
        wanted = taken_back(now, change.before, change.after, work.at)
        saved = _restore(work, change.product_id, wanted, staff)
    work.connection.execute(
        update(_CHANGES).where(_CHANGES.c.id == change_id).values(undone_by=saved.change_id)
    )
    return saved


def _must_be_ready(view: ProductView) -> None:
    lacks = [lack for lack in missing_for_online(view) if lack is not Lack.STOCK]
    if lacks:
        raise RefusedError("not_ready_for_online", missing=",".join(lacks))


# --- writing ------------------------------------------------------------------------------------


def _write(work: UnitOfWork, draft: ProductDraft, staff: str) -> str:
    """Write the product's rows as the draft says and return its id; codes and photos anew."""
    connection = work.connection
    product_id = draft.id or new_id()
    category_id = (
        category_named(connection, draft.category_name)
        if draft.category_name
        else draft.category_id
    )
    columns = product_columns(draft, category_id, work.at)
    if draft.id:
        connection.execute(update(PRODUCTS).where(PRODUCTS.c.id == product_id).values(**columns))
    else:
        connection.execute(insert(PRODUCTS).values(**new_product(product_id, columns, work.at)))
    _free_skus(connection, product_id, [(each.id, each.sku) for each in draft.variants])
    kept = [
        _write_variant(work, product_id, place, variant, staff)
        for place, variant in enumerate(draft.variants)
    ]
    connection.execute(
        update(VARIANTS)
        .where(VARIANTS.c.product_id == product_id, VARIANTS.c.id.not_in(kept))
        .values(archived_at=work.at)
    )
    written = list(zip(kept, draft.variants, strict=True))
    standing = _packs(connection, product_id)
    _write_codes(
        connection, {variant_id: _packs_of(each, standing) for variant_id, each in written}
    )
    refuse_unfit_parts(connection, draft)
    _write_parts(
        connection,
        {
            variant_id: {part: pieces.thousandths for part, pieces in each.parts}
            for variant_id, each in written
        },
    )
    _write_photos(connection, product_id, draft.photos)
    _put_on_shelf(work, kept, draft)
    return product_id


def _free_skus(connection: Connection, product_id: str, wanted: list[tuple[str, str]]) -> None:
    """Let a product's variants change references among themselves and take those of former ones."""
    ids, skus = zip(*wanted, strict=True)
    connection.execute(
        update(VARIANTS)
        .where(
            VARIANTS.c.product_id == product_id,
            or_(VARIANTS.c.id.in_(ids), VARIANTS.c.sku.in_(skus)),
        )
        .values(sku=VARIANTS.c.id)
    )


def _write_variant(
    work: UnitOfWork, product_id: str, place: int, draft: VariantDraft, staff: str
) -> str:
    connection, variant_id = work.connection, draft.id or new_id()
    sku = draft.sku or _next_sku(connection, work.shop.settings.till)
    _refuse_taken_sku(connection, sku, variant_id)
    columns = variant_columns(draft, place, sku)
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
        # A new form comes in the packaging of the others.
        others = select(func.max(VARIANTS.c.deposit_variant_id)).where(
            VARIANTS.c.product_id == product_id
        )
        connection.execute(
            insert(VARIANTS).values(
                id=variant_id,
                product_id=product_id,
                price_ver=0,
                deposit_variant_id=others.scalar_subquery(),
                **columns,
            )
        )
    if standing != draft.price.cents:
        _note_price(work, variant_id, draft.price.cents, staff)
    return variant_id


def _note_price(work: UnitOfWork, variant_id: str, price_cents: int, staff: str) -> None:
    work.connection.execute(
        insert(_PRICES).values(**price_row(variant_id, price_cents, work.at, staff))
    )


def _next_sku(connection: Connection, till: str) -> str:
    """Return the next free reference of this till's series: two tills never make the same one."""
    series = series_of(till)
    count = connection.scalar(select(func.count()).select_from(VARIANTS)) or 0
    while True:
        count += 1
        sku = f"{series}{count:05d}"
        if not connection.scalar(select(VARIANTS.c.id).where(VARIANTS.c.sku == sku)):
            return sku


def _refuse_taken_sku(connection: Connection, sku: str, variant_id: str) -> None:
    """See that a reference is free; what was put away gives up its own, as it does its codes."""
    other = connection.execute(
        select(VARIANTS.c.id, PRODUCTS.c.name, VARIANTS.c.archived_at, PRODUCTS.c.archived_at)
        .join(VARIANTS, VARIANTS.c.product_id == PRODUCTS.c.id)
        .where(VARIANTS.c.sku == sku, VARIANTS.c.id != variant_id)
    ).first()
    if other is None:
        return
    if other[2] is None and other[3] is None:
        raise RefusedError("sku_taken", sku=sku, product=other.name)
    connection.execute(update(VARIANTS).where(VARIANTS.c.id == other.id).values(sku=other.id))


def _packs(connection: Connection, product_id: str) -> dict[str, int]:
    forms = select(VARIANTS.c.id).where(VARIANTS.c.product_id == product_id)
    rows = connection.execute(
        select(CODES.c.code, CODES.c.pack).where(CODES.c.variant_id.in_(forms))
    ).all()
    return {row.code: row.pack for row in rows}


def _packs_of(draft: VariantDraft, standing: Mapping[str, int]) -> dict[str, int]:
    """Return how much each code stands for; where the draft does not say, as much as it did."""
    if draft.packs is None:
        return {code: standing.get(code, ONE_PIECE) for code in draft.codes}
    told = {code: pack.thousandths for code, pack in draft.packs}
    return {code: told.get(code, ONE_PIECE) for code in draft.codes}


def _write_parts(connection: Connection, parts: Mapping[str, Mapping[str, int]]) -> None:
    """Give each bundle its pieces; an article has none."""
    connection.execute(delete(PARTS).where(PARTS.c.bundle_id.in_(list(parts))))
    rows = [
        {"bundle_id": bundle, "variant_id": variant, "quantity": quantity}
        for bundle, pieces in parts.items()
        for variant, quantity in pieces.items()
    ]
    if rows:
        connection.execute(insert(PARTS), rows)


def _write_codes(connection: Connection, codes: dict[str, dict[str, int]]) -> None:
    """Give each variant its codes, with how much one scan of each stands for."""
    connection.execute(delete(CODES).where(CODES.c.variant_id.in_(codes)))
    for variant_id, packs in codes.items():
        for code, pack in packs.items():
            other = connection.execute(
                select(PRODUCTS.c.name, VARIANTS.c.archived_at, PRODUCTS.c.archived_at)
                .join(VARIANTS, VARIANTS.c.product_id == PRODUCTS.c.id)
                .join(CODES, CODES.c.variant_id == VARIANTS.c.id)
                .where(CODES.c.code == code)
            ).first()
            if other is not None and other[1] is None and other[2] is None:
                raise RefusedError("code_taken", code_text=code, product=other[0])
            connection.execute(delete(CODES).where(CODES.c.code == code))
            connection.execute(insert(CODES).values(code=code, variant_id=variant_id, pack=pack))


def _write_photos(connection: Connection, product_id: str, photos: tuple[str, ...]) -> None:
    connection.execute(delete(PHOTOS).where(PHOTOS.c.product_id == product_id))
    for place, sha256 in enumerate(photos):
        connection.execute(
            insert(PHOTOS).values(product_id=product_id, position=place, sha256=sha256)
        )


def _put_on_shelf(work: UnitOfWork, variant_ids: list[str], draft: ProductDraft) -> None:
    begun = [
        (variant_id, variant.opening_stock.thousandths)
        for variant_id, variant in zip(variant_ids, draft.variants, strict=True)
        if not variant.id and variant.opening_stock
    ]
    stock.move_all_and_tell(work, begun, "opening")


def _edit(work: UnitOfWork, product_id: str, columns: dict[str, object], staff: str) -> Saved:
    before = snapshot(work.connection, product_id)
    work.connection.execute(
        update(PRODUCTS).where(PRODUCTS.c.id == product_id).values(changed_at=work.at, **columns)
    )
    return _close(work, product_id, before, staff)


# --- history, hub and index ---------------------------------------------------------------------


def _columns(plain: dict[str, object]) -> dict[str, object]:
    return {
        name: from_milliseconds(value) if name in _INSTANTS and isinstance(value, int) else value
        for name, value in plain.items()
        if name != "id" and name not in _OF_THE_HUB
    }


def _restore(work: UnitOfWork, product_id: str, wanted: dict[str, Any], staff: str) -> Saved:
    before, connection = snapshot(work.connection, product_id), work.connection
    product = wanted["product"]
    connection.execute(
        update(PRODUCTS)
        .where(PRODUCTS.c.id == product_id)
        .values(**_columns(product) | {"changed_at": work.at})
    )
    reopen_section_of(connection, product_id)
    variants = wanted["variants"]
    kept = [str(each["id"]) for each in variants]
    _free_skus(connection, product_id, [(str(each["id"]), str(each["sku"])) for each in variants])
    for each in variants:
        variant_id, sku = str(each["id"]), str(each["sku"])
        _refuse_taken_sku(connection, sku, variant_id)
        connection.execute(
            update(VARIANTS).where(VARIANTS.c.id == variant_id).values(**_columns(each))
        )
        if prices_in(before).get(variant_id) != each["price_cents"]:
            _note_price(work, variant_id, each["price_cents"], staff)
    connection.execute(
        update(VARIANTS)
        .where(VARIANTS.c.product_id == product_id, VARIANTS.c.id.not_in(kept))
        .values(archived_at=work.at)
    )
    codes: dict[str, dict[str, int]] = {variant_id: {} for variant_id in kept}
    for each in wanted["codes"]:
        codes[each["variant_id"]][each["code"]] = each["pack"]
    _write_codes(connection, codes)
    parts: dict[str, dict[str, int]] = {variant_id: {} for variant_id in kept}
    for each in wanted["parts"]:
        parts[each["bundle_id"]][each["variant_id"]] = each["quantity"]
    _write_parts(connection, parts)
    _write_photos(connection, product_id, tuple(wanted["photos"]))
    return _close(work, product_id, before, staff)


def _close(
    work: UnitOfWork, product_id: str, before: Snapshot | None, staff: str, run_id: str = ""
) -> Saved:
    """Keep the change in the history, bring the index up to date and tell the marketplace."""
    changes = close_changes(work, {product_id: before}, staff, run_id)
    view = read_product(work.shop, work.connection, product_id)
    return Saved(product=view, change_id=changes[product_id])
