"""Taking changes of the catalogue back: one that was pressed by mistake, or all of a run at once.

Hundreds of products are read together, made in memory what they were, and written by statements
that are compiled once; only what differs is written.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, delete, update

from desktop.models.base import table_of
from desktop.models.catalogue import CatalogueChange
from desktop.services.goods.catalogue import CODES, PRODUCTS, VARIANTS
from desktop.services.goods.catalogue_history import Rows, taken_back
from desktop.services.goods.categories import reopen_sections_of
from desktop.services.goods.product_history import close_changes, prices_in, snapshots
from desktop.services.goods.product_lines import (
    free_skus,
    note_price,
    refuse_taken_sku,
    write_codes,
    write_parts,
    write_photos,
)
from desktop.services.prepared import Prepared
from desktop.services.unit_of_work import UnitOfWork
from sync.kernel.clock import from_milliseconds, milliseconds

_CHANGES = table_of(CatalogueChange)
_INSTANTS = {"archived_at", "created_at", "changed_at"}
_OF_THE_HUB = {"hub_ver", "price_ver"}
"""What the marketplace has said last stays said: an undo does not take it back."""


def _setting(table: Any) -> Prepared:  # noqa: ANN401 a table with an id
    """Return the statement that writes a row anew, but for what the marketplace has said."""
    columns = [each.name for each in table.c if each.name not in {"id", *_OF_THE_HUB}]
    return Prepared(
        update(table)
        .where(table.c.id == bindparam("row_id"))
        .values({name: bindparam(name) for name in columns})
    )


_set_product, _set_variant = _setting(PRODUCTS), _setting(VARIANTS)
_mark_undone = Prepared(
    update(_CHANGES).where(_CHANGES.c.id == bindparam("change")).values(undone_by=bindparam("by"))
)


def take_all_back(work: UnitOfWork, changes: Sequence[Any], staff: str) -> dict[str, str]:
    """Take changes back in a transaction of the caller; what was changed since stays.

    A product that was made is archived. Several changes of one product are taken back as one.

    Args:
        work: the running transaction.
        changes: rows of the history that are not undone, the newest first.
        staff: code of who does it.

    Returns:
        The change of each product, by which it can be undone in turn.

    Raises:
        RefusedError: code_taken, sku_taken.
    """
    now: dict[str, Rows] = {
        **snapshots(work.connection, list(dict.fromkeys(each.product_id for each in changes)))
    }
    wanted = dict(now)
    for change in changes:
        wanted[change.product_id] = _without(work, wanted[change.product_id], change)
    _write(work, now, wanted, staff)
    by = close_changes(work, {**now}, staff)
    _mark_undone.run_many(
        work.connection, [{"change": each.id, "by": by[each.product_id]} for each in changes]
    )
    return by


def _without(work: UnitOfWork, standing: Rows, change: Any) -> Rows:  # noqa: ANN401 a row
    if change.before is not None:
        return taken_back(standing, change.before, change.after, work.at)
    away = {"archived_at": milliseconds(work.at), "online": False}
    return standing | {"product": standing["product"] | away}


def _write(
    work: UnitOfWork, now: Mapping[str, Rows], wanted: Mapping[str, Rows], staff: str
) -> None:
    """Make products what is wanted: first they give up what they lose, then each takes its own."""
    connection = work.connection
    changed = work.at
    products = [_columns(each["product"]) | {"changed_at": changed} for each in wanted.values()]
    _set_product.run_many(connection, products)
    reopen_sections_of(
        connection, [key for key, each in wanted.items() if not each["product"]["archived_at"]]
    )
    for product_id, each in wanted.items():
        _give_up(work, product_id, now[product_id], each)
    for product_id, each in wanted.items():
        _take(work, product_id, now[product_id], each, staff)


def _give_up(work: UnitOfWork, product_id: str, now: Rows, wanted: Rows) -> None:
    if _skus(now) != _skus(wanted):
        free_skus(work.connection, product_id, list(_skus(wanted).items()))
    lost = _packs(now).keys() - _packs(wanted).keys()
    if lost:
        work.connection.execute(delete(CODES).where(CODES.c.code.in_([code for _, code in lost])))


def _take(work: UnitOfWork, product_id: str, now: Rows, wanted: Rows, staff: str) -> None:
    connection = work.connection
    prices, former = prices_in(now), {each["id"]: each for each in now["variants"]}
    were_given_up = _skus(now) != _skus(wanted)
    for each in wanted["variants"]:
        if were_given_up:
            refuse_taken_sku(connection, each["sku"], each["id"])
        elif each == former[each["id"]]:
            continue
        _set_variant.run(connection, _columns(each))
        if prices[each["id"]] != each["price_cents"]:
            note_price(work, each["id"], each["price_cents"], staff)
    ids = [each["id"] for each in wanted["variants"]]
    if _packs(now) != _packs(wanted):
        codes: dict[str, dict[str, int]] = {variant_id: {} for variant_id in ids}
        for (variant_id, code), pack in _packs(wanted).items():
            codes[variant_id][code] = pack
        write_codes(connection, codes)
    if now["parts"] != wanted["parts"]:
        parts: dict[str, dict[str, int]] = {variant_id: {} for variant_id in ids}
        for each in wanted["parts"]:
            parts[each["bundle_id"]][each["variant_id"]] = each["quantity"]
        write_parts(connection, parts)
    if now["photos"] != wanted["photos"]:
        write_photos(connection, product_id, wanted["photos"])


def _skus(rows: Rows) -> dict[str, str]:
    return {each["id"]: each["sku"] for each in rows["variants"]}


def _packs(rows: Rows) -> dict[tuple[str, str], int]:
    return {(each["variant_id"], each["code"]): each["pack"] for each in rows["codes"]}


def _columns(plain: Rows) -> Rows:
    """Return a row of the history as the table keeps it, by the names of its statement."""
    return {
        "row_id" if name == "id" else name: (
            from_milliseconds(value) if name in _INSTANTS and isinstance(value, int) else value
        )
        for name, value in plain.items()
        if name not in _OF_THE_HUB
    }
