"""Changing the catalogue: what the shop sells is what the town sees, and any change can be undone.

Nothing is deleted: what is no longer sold is archived. Each save keeps what stood before, tells the
marketplace in the same transaction, and brings the search index up to date.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, func, insert, select, update

from desktop.domain.roles import Act
from desktop.errors import RefusedError
from desktop.models.base import table_of
from desktop.models.catalogue import CatalogueChange
from desktop.services.goods.bundles import refuse_unfit_parts
from desktop.services.goods.catalogue import (
    CODES,
    PRODUCTS,
    VARIANTS,
    Lack,
    ProductView,
    missing_for_online,
    product_of,
    read_product,
)
from desktop.services.goods.categories import category_named, reopen_sections_of
from desktop.services.goods.product_drafts import (
    DEAREST,
    ProductDraft,
    VariantDraft,
    checked,
    draft_of,
)
from desktop.services.goods.product_history import (
    Snapshot,
    close_changes,
    prices_in,
    snapshot,
    snapshots,
)
from desktop.services.goods.product_lines import (
    free_skus,
    note_price,
    refuse_taken_sku,
    write_codes,
    write_parts,
    write_photos,
)
from desktop.services.goods.product_rows import (
    ONE_PIECE,
    new_product,
    product_columns,
    series_of,
    variant_columns,
)
from desktop.services.goods.taking_back import take_all_back
from desktop.services.shop import Shop
from desktop.services.stockroom import stock
from desktop.services.team.staff import require
from desktop.services.unit_of_work import UnitOfWork
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

_CHANGES = table_of(CatalogueChange)


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
        reopen_sections_of(work.connection, [product_id])
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
    rows: defaultdict[tuple[str, ...], list[dict[str, object]]] = defaultdict(list)
    for variant_id, columns in wanted.items():
        rows[tuple(columns)].append({"variant": variant_id, **columns})
    for names, alike in rows.items():
        columns_of: dict[str, object] = {name: bindparam(name) for name in names}
        one = update(VARIANTS).where(VARIANTS.c.id == bindparam("variant")).values(columns_of)
        work.connection.execute(one, alike)
    former = {
        key: each for product in product_ids for key, each in prices_in(before[product]).items()
    }
    for variant_id, columns in wanted.items():
        price = columns.get("price_cents")
        if isinstance(price, int) and price != former[variant_id]:
            note_price(work, variant_id, price, staff)
    work.connection.execute(
        update(PRODUCTS).where(PRODUCTS.c.id.in_(product_ids)).values(changed_at=work.at)
    )
    return close_changes(work, before, staff, run_id)


def take_back(work: UnitOfWork, change_id: str, staff: str) -> Saved:
    """Take a change back in a transaction of the caller.

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
    closed = take_all_back(work, [change], staff)
    view = read_product(work.shop, work.connection, change.product_id)
    return Saved(product=view, change_id=closed[change.product_id])


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
    free_skus(connection, product_id, [(each.id, each.sku) for each in draft.variants])
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
    write_codes(connection, {variant_id: _packs_of(each, standing) for variant_id, each in written})
    refuse_unfit_parts(connection, draft)
    write_parts(
        connection,
        {
            variant_id: {part: pieces.thousandths for part, pieces in each.parts}
            for variant_id, each in written
        },
    )
    write_photos(connection, product_id, draft.photos)
    _put_on_shelf(work, kept, draft)
    return product_id


def _write_variant(
    work: UnitOfWork, product_id: str, place: int, draft: VariantDraft, staff: str
) -> str:
    connection, variant_id = work.connection, draft.id or new_id()
    sku = draft.sku or _next_sku(connection, work.shop.settings.till)
    refuse_taken_sku(connection, sku, variant_id)
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
        note_price(work, variant_id, draft.price.cents, staff)
    return variant_id


def _next_sku(connection: Connection, till: str) -> str:
    """Return the next free reference of this till's series: two tills never make the same one."""
    series = series_of(till)
    count = connection.scalar(select(func.count()).select_from(VARIANTS)) or 0
    while True:
        count += 1
        sku = f"{series}{count:05d}"
        if not connection.scalar(select(VARIANTS.c.id).where(VARIANTS.c.sku == sku)):
            return sku


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


def _close(
    work: UnitOfWork, product_id: str, before: Snapshot | None, staff: str, run_id: str = ""
) -> Saved:
    """Keep the change in the history, bring the index up to date and tell the marketplace."""
    changes = close_changes(work, {product_id: before}, staff, run_id)
    view = read_product(work.shop, work.connection, product_id)
    return Saved(product=view, change_id=changes[product_id])
