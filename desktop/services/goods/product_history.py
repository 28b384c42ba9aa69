"""What a change of the catalogue leaves behind: its history, the search index, word to the marketplace.

One save closes one product, a list or a table edit hundreds at a time; both come through here.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Connection, select

from desktop.errors import RefusedError
from desktop.models.base import table_of
from desktop.models.catalogue import CatalogueChange
from desktop.services.counter import search_index
from desktop.services.goods import tag_queue
from desktop.services.goods.catalogue import (
    CODES,
    PARTS,
    PHOTOS,
    PRODUCTS,
    VARIANTS,
    ProductView,
    read_products,
)
from desktop.services.goods.categories import path_of
from desktop.services.goods.product_rows import ONE_PIECE, form_message, sheet_message
from desktop.services.goods.reductions import running
from desktop.services.prepared import Prepared, PreparedInsert, among, ids
from desktop.services.shop import Topic
from desktop.services.town import outbox
from desktop.services.unit_of_work import UnitOfWork
from sync.contract import v1
from sync.kernel.clock import milliseconds
from sync.kernel.ids import new_ids
from sync.kernel.money import Money

Snapshot = dict[str, object]
"""A product's rows as the history keeps them: product, variants, codes, parts, photos."""

_products = Prepared(select(PRODUCTS).where(among(PRODUCTS.c.id)))
_variants = Prepared(
    select(VARIANTS)
    .where(among(VARIANTS.c.product_id))
    .order_by(VARIANTS.c.product_id, VARIANTS.c.position)
)
_codes = Prepared(select(CODES).where(among(CODES.c.variant_id)))
_parts = Prepared(select(PARTS).where(among(PARTS.c.bundle_id)))
_photos = Prepared(
    select(PHOTOS.c.product_id, PHOTOS.c.sha256)
    .where(among(PHOTOS.c.product_id))
    .order_by(PHOTOS.c.product_id, PHOTOS.c.position)
)
_keep_change = PreparedInsert(table_of(CatalogueChange))


def snapshot(connection: Connection, product_id: str) -> Snapshot:
    """Return one product's rows as the history keeps them.

    Raises:
        RefusedError: unknown_product.
    """
    found = snapshots(connection, [product_id])
    if not found:
        raise RefusedError("unknown_product")
    return found[product_id]


def snapshots(connection: Connection, product_ids: Sequence[str]) -> dict[str, Snapshot]:
    """Return the rows of each product that there is."""
    products = _products.all(connection, ids(product_ids))
    variants = _variants.all(connection, ids(product_ids))
    forms_asked = ids([each.id for each in variants])
    codes = _codes.all(connection, forms_asked)
    parts = _parts.all(connection, forms_asked)
    photos = _photos.all(connection, ids(product_ids))
    owner = {each.id: each.product_id for each in variants}
    forms: defaultdict[str, list[Snapshot]] = defaultdict(list)
    named: defaultdict[str, list[Snapshot]] = defaultdict(list)
    pieces: defaultdict[str, list[Snapshot]] = defaultdict(list)
    shown: defaultdict[str, list[str]] = defaultdict(list)
    for each in variants:
        forms[each.product_id].append(_plain(each))
    for each in codes:
        named[owner[each.variant_id]].append(_plain(each))
    for each in parts:
        pieces[owner[each.bundle_id]].append(_plain(each))
    for product_id, sha256 in photos:
        shown[product_id].append(sha256)
    return {
        row.id: {
            "product": _plain(row),
            "variants": forms[row.id],
            "codes": named[row.id],
            "parts": pieces[row.id],
            "photos": shown[row.id],
        }
        for row in products
    }


def prices_in(standing: Snapshot | None) -> dict[str, object]:
    """Return what each variant cost; nothing where nothing stood."""
    if standing is None:
        return {}
    variants = cast("list[Snapshot]", standing["variants"])
    return {str(each["id"]): each["price_cents"] for each in variants}


def close_changes(
    work: UnitOfWork, before: Mapping[str, Snapshot | None], staff: str, run_id: str = ""
) -> dict[str, str]:
    """Keep changes in the history, bring the index up to date and tell the marketplace.

    Args:
        work: the transaction that has just changed these products.
        before: what stood before, by product; None for one that was made.
        staff: code of who did it.
        run_id: the import or table edit that all of it is part of.

    Returns:
        The change of each product, by which it can be undone.
    """
    product_ids = list(before)
    if not product_ids:
        return {}
    after = snapshots(work.connection, product_ids)
    changes = _keep(work, before, after, staff, run_id)
    tag_queue.mark_changed(work, [(before[each], after[each]) for each in product_ids])
    search_index.index_products(work.connection, product_ids)
    views = read_products(work.shop, work.connection, product_ids)
    _tell(work, views, before, after)
    work.changed(Topic.CATALOGUE)
    return changes


def _keep(
    work: UnitOfWork,
    before: Mapping[str, Snapshot | None],
    after: Mapping[str, Snapshot],
    staff: str,
    run_id: str = "",
) -> dict[str, str]:
    """Write changes into the history and return the id of each product's."""
    changes = dict(zip(before, new_ids(len(before)), strict=True))
    _keep_change.run_many(
        work.connection,
        [
            {
                "id": change_id,
                "product_id": product_id,
                "at": work.at,
                "staff_code": staff,
                "before": before[product_id],
                "after": after[product_id],
                "undone_by": None,
                "run_id": run_id,
            }
            for product_id, change_id in changes.items()
        ],
    )
    return changes


def keep_arrival(work: UnitOfWork, product_id: str, before: Snapshot | None, staff: str) -> None:
    """Keep what the marketplace told of a product that was here before, and mark its shelf tags.

    One that comes for the first time is no change: its tag is due where it was made. Neither is the
    marketplace's word of what was done here.
    """
    if before is None:
        return
    after = snapshot(work.connection, product_id)
    if _particulars(before) == _particulars(after):
        return
    _keep(work, {product_id: before}, {product_id: after}, staff)
    tag_queue.mark_changed(work, [(before, after)])


def keep_moves(work: UnitOfWork, product_ids: Sequence[str], category_id: str, staff: str) -> None:
    """Keep that products are about to stand in another section, which tells the marketplace.

    Args:
        work: the transaction that puts them there next, and changes nothing else of them.
        product_ids: some hundred products.
        category_id: the section.
        staff: code of who does it.
    """
    before = snapshots(work.connection, product_ids)
    after = {
        each: {
            **standing,
            "product": cast("Snapshot", standing["product"]) | {"category_id": category_id},
        }
        for each, standing in before.items()
    }
    _keep(work, before, after, staff)


_BOOKKEEPING = frozenset({"changed_at", "created_at", "hub_ver", "price_ver"})


def _particulars(standing: Snapshot) -> dict[str, object]:
    """Return what is said of a product, without when and by which version it was."""

    def plain(row: Snapshot) -> Snapshot:
        kept = {name: value for name, value in row.items() if name not in _BOOKKEEPING}
        return kept | {"archived_at": row.get("archived_at") is not None}

    return {
        "product": plain(cast("Snapshot", standing["product"])),
        "photos": standing["photos"],
        **{
            part: sorted((plain(row) for row in cast("list[Snapshot]", standing[part])), key=repr)
            for part in ("variants", "codes", "parts")
        },
    }


def _plain(row: Any) -> Snapshot:  # noqa: ANN401 a row of `Prepared`
    return {
        name: milliseconds(value) if isinstance(value, datetime) else value
        for name, value in row._asdict().items()
    }


def _tell(
    work: UnitOfWork,
    views: Sequence[ProductView],
    before: Mapping[str, Snapshot | None],
    after: Mapping[str, Snapshot],
) -> None:
    paths: dict[str | None, tuple[str, ...]] = {}
    lowest = _announced(work.connection, views, before)
    news: list[outbox.News] = []
    for view in views:
        if view.category_id not in paths:
            paths[view.category_id] = path_of(work.connection, view.category_id)
        forms = cast("list[Snapshot]", after[view.id]["variants"])
        versions = {str(each["id"]): cast("int", each["price_ver"]) for each in forms}
        codes = cast("list[Snapshot]", after[view.id]["codes"])
        packs = {str(each["code"]): cast("int", each["pack"]) for each in codes}
        stood = prices_in(before[view.id])
        sheet = sheet_message(
            view.id,
            view,
            paths[view.category_id],
            (
                form_message(
                    each.id,
                    each.sku,
                    each.options,
                    {code: packs.get(code, ONE_PIECE) for code in each.codes},
                    each.buffer.thousandths,
                    content=each.content,
                    parts={part.variant_id: part.quantity.thousandths for part in each.parts},
                    first_price=None if each.id in stood else each.price,
                )
                for each in view.variants
            ),
            is_archived=view.is_archived,
        )
        news.append(outbox.News("product.set", sheet, view.id))
        news += [
            outbox.News(
                "price.set",
                v1.PriceSet(
                    variant=each.id,
                    price_cents=each.price.cents,
                    base_ver=versions.get(each.id, 0),
                    lowest_cents=lowest[each.id].cents if each.id in lowest else 0,
                ),
                view.id,
            )
            for each in view.variants
            if stood.get(each.id, each.price.cents) != each.price.cents
        ]
    outbox.append_all(work, news)


def _announced(
    connection: Connection, views: Sequence[ProductView], before: Mapping[str, Snapshot | None]
) -> Mapping[str, Money]:
    """Return what stands beside a new price that is a reduction: only these are looked up."""
    lowered = [
        each.id
        for view in views
        for each in view.variants
        if cast("int", prices_in(before[view.id]).get(each.id, 0)) > each.price.cents
    ]
    return running(connection, lowered) if lowered else {}
