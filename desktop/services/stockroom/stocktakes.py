"""Counting the shelf while the shop is open: sheets, scans, and differences booked once.

A sheet stays open for days and is gone on with after a restart; several may be open at once. What
the books said is noted with each scan, so that what is sold before the differences are booked
spoils nothing (`domain.stocktake`). Movements of other tills reach this one with the feed: until
they have come, their sales look like missing goods.
"""

from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, text, update

from desktop.domain.cart import MAX_QUANTITY
from desktop.domain.cells import one_line
from desktop.domain.roles import Act
from desktop.errors import RefusedError
from desktop.services.counter import shelf
from desktop.services.goods.catalogue import CATEGORIES
from desktop.services.goods.product_drafts import check_quantity
from desktop.services.shop import Shop, Topic
from desktop.services.stockroom import stock
from desktop.services.stockroom.articles import ARTICLE, FROM, article_view
from desktop.services.stockroom.count_sheets import (
    LINES,
    SHEETS,
    LineView,
    Report,
    SheetView,
    differences,
    is_on,
    line_of,
    read_line,
    read_report,
    read_sheet,
    to_count,
)
from desktop.services.team.staff import require
from desktop.services.town import outbox
from desktop.services.unit_of_work import UnitOfWork
from sync.contract import v1
from sync.kernel.ids import new_id
from sync.kernel.quantity import Quantity

NAME_LETTERS = 80
_AT_ONCE = 500
_MARK = text("SELECT coalesce(max(rowid), 0) FROM stock_movement")


def begin(
    shop: Shop, name: str, staff: str, category_id: str | None = None, approved_by: str = ""
) -> SheetView:
    """Begin a sheet, for one category with its branches or for everything.

    Raises:
        RefusedError: stocktake_name, unknown_category, needs_approval.
    """
    called = one_line(name, NAME_LETTERS)
    if not called:
        raise RefusedError("stocktake_name")
    with shop.begin() as work:
        require(work, staff, Act.EDIT_CATALOGUE, approved_by=approved_by)
        if category_id is not None:
            known = select(CATEGORIES.c.id).where(
                CATEGORIES.c.id == category_id, CATEGORIES.c.archived_at.is_(None)
            )
            if work.connection.scalar(known) is None:
                raise RefusedError("unknown_category")
        sheet_id = new_id()
        work.connection.execute(
            insert(SHEETS).values(
                id=sheet_id,
                name=called,
                category_id=category_id,
                begun_at=work.at,
                is_booked=False,
                staff_code=staff,
            )
        )
        view = read_sheet(work.connection, sheet_id)
        work.changed(Topic.CATALOGUE)
        work.commit()
    return view


def count_scanned(shop: Shop, sheet_id: str, typed: str, staff: str, times: int = 1) -> LineView:
    """Count what one scan stands for, `times` times: a piece, a pack, a weighed portion.

    Raises:
        RefusedError: not_an_article, count_how_much (sold by weight, and the code does not say
            how much); as `count`.
    """
    scanned = shelf.understand(shop, typed)
    if not isinstance(scanned, shelf.ProductFound):
        raise RefusedError("not_an_article", text=one_line(typed, NAME_LETTERS))
    if scanned.asks_quantity:
        raise RefusedError("count_how_much", label=scanned.item.full_label)
    quantity = Quantity(scanned.quantity.thousandths * times, scanned.quantity.unit)
    return count(shop, sheet_id, scanned.item.variant_id, quantity, staff)


def count(
    shop: Shop,
    sheet_id: str,
    variant_id: str,
    quantity: Quantity,
    staff: str,
    *,
    anew: bool = False,
) -> LineView:
    """Add to what was counted of an article; `anew` begins with it again and forgets the rest.

    Raises:
        RefusedError: unknown_stocktake, stocktake_closed, unknown_article, wrong_unit,
            quantity_out_of_range.
    """
    with shop.begin() as work:
        connection = work.connection
        _must_be_open(connection, sheet_id)
        article = article_view(connection, variant_id)
        check_quantity(quantity, article.unit)
        before = connection.execute(line_of(sheet_id, variant_id)).one_or_none()
        seen = quantity.thousandths + (0 if before is None or anew else before.counted)
        if not 0 <= seen <= MAX_QUANTITY:
            raise RefusedError("quantity_out_of_range", quantity=quantity)
        mark, level = connection.scalar(_MARK), article.on_hand.thousandths
        latest = {
            "counted": seen,
            "level_after": level,
            "last_at": work.at,
            "last_mark": mark,
            "staff_code": staff,
        }
        first = {"level_before": level, "first_at": work.at, "first_mark": mark}
        if before is None:
            connection.execute(
                insert(LINES).values(
                    stocktake_id=sheet_id, variant_id=variant_id, **first, **latest
                )
            )
        else:
            connection.execute(
                update(LINES)
                .where(LINES.c.stocktake_id == sheet_id, LINES.c.variant_id == variant_id)
                .values(**(first if anew else {}), **latest)
            )
        view = read_line(connection, sheet_id, variant_id)
        work.commit()
    return view


def forget(shop: Shop, sheet_id: str, variant_id: str) -> None:
    """Take an article off a sheet: it is to be counted again, or was scanned by mistake.

    Raises:
        RefusedError: unknown_stocktake, stocktake_closed.
    """
    with shop.begin() as work:
        _must_be_open(work.connection, sheet_id)
        work.connection.execute(
            delete(LINES).where(LINES.c.stocktake_id == sheet_id, LINES.c.variant_id == variant_id)
        )
        work.commit()


def book(
    shop: Shop, sheet_id: str, staff: str, approved_by: str = "", *, zero_uncounted: bool = False
) -> Report:
    """Put the books right, once, and close the sheet; the marketplace is told of each difference.

    Args:
        shop: the open shop.
        sheet_id: the sheet.
        staff: code of who does it.
        approved_by: who stands for it.
        zero_uncounted: take what was not counted for not there.

    Raises:
        RefusedError: unknown_stocktake, stocktake_closed, stocktake_empty, needs_approval.
    """
    with shop.begin() as work:
        require(work, staff, Act.EDIT_CATALOGUE, approved_by=approved_by)
        connection = work.connection
        _must_be_open(connection, sheet_id)
        sheet = read_sheet(connection, sheet_id)
        if not sheet.counted:
            raise RefusedError("stocktake_empty")
        if zero_uncounted:
            _take_for_gone(work, sheet, staff)
        found = differences(connection, sheet_id)
        for row in connection.execute(select(LINES).where(LINES.c.stocktake_id == sheet_id)).all():
            delta = found[row.variant_id].booked
            connection.execute(
                update(LINES)
                .where(LINES.c.stocktake_id == sheet_id, LINES.c.variant_id == row.variant_id)
                .values(booked=delta)
            )
            _book_line(work, sheet_id, row, delta)
        connection.execute(
            update(SHEETS).where(SHEETS.c.id == sheet_id).values(closed_at=work.at, is_booked=True)
        )
        work.changed(Topic.CATALOGUE)
        booked = read_report(connection, sheet_id)
        work.commit()
    return booked


def throw_away(shop: Shop, sheet_id: str, staff: str, approved_by: str = "") -> None:
    """Close a sheet without booking anything.

    Raises:
        RefusedError: unknown_stocktake, stocktake_closed, needs_approval.
    """
    with shop.begin() as work:
        require(work, staff, Act.EDIT_CATALOGUE, approved_by=approved_by)
        _must_be_open(work.connection, sheet_id)
        work.connection.execute(
            update(SHEETS).where(SHEETS.c.id == sheet_id).values(closed_at=work.at)
        )
        work.changed(Topic.CATALOGUE)
        work.commit()


def undo(shop: Shop, sheet_id: str, staff: str, approved_by: str = "") -> None:
    """Take a booked count back by movements the other way; nothing that was written is touched.

    Raises:
        RefusedError: unknown_stocktake, stocktake_not_booked, stocktake_undone, needs_approval.
    """
    with shop.begin() as work:
        require(work, staff, Act.EDIT_CATALOGUE, approved_by=approved_by)
        sheet = read_sheet(work.connection, sheet_id)
        if not sheet.is_booked:
            raise RefusedError("stocktake_not_booked")
        if sheet.undone_at is not None:
            raise RefusedError("stocktake_undone")
        for row in work.connection.execute(
            select(LINES).where(LINES.c.stocktake_id == sheet_id, LINES.c.booked != 0)
        ).all():
            stock.move_and_tell(work, row.variant_id, -row.booked, "correction", sheet_id)
        work.connection.execute(
            update(SHEETS).where(SHEETS.c.id == sheet_id).values(undone_at=work.at)
        )
        work.changed(Topic.CATALOGUE)
        work.commit()


# --- the books ----------------------------------------------------------------------------------


def _book_line(work: UnitOfWork, sheet_id: str, row: Row[*tuple[Any, ...]], delta: int) -> None:
    message = v1.StockCount(
        count=new_id(), variant=row.variant_id, counted=row.counted, delta=delta
    )
    op_id = outbox.append(work, "stock.count", message)
    if delta:
        stock.move(
            work, [stock.Move(row.variant_id, delta)], why="count", ref=sheet_id, op_id=op_id
        )


def _take_for_gone(work: UnitOfWork, sheet: SheetView, staff: str) -> None:
    """Put everything that was not counted on the sheet, with nothing of it."""
    connection = work.connection
    mark = connection.scalar(_MARK)
    missing = connection.execute(
        select(*ARTICLE)
        .select_from(FROM)
        .where(*to_count(connection, sheet.category_id), ~is_on(sheet.id))
    ).all()
    added = [
        {
            "stocktake_id": sheet.id,
            "variant_id": row.id,
            "counted": 0,
            "level_before": row.on_hand,
            "level_after": row.on_hand,
            "first_at": work.at,
            "last_at": work.at,
            "first_mark": mark,
            "last_mark": mark,
            "staff_code": staff,
        }
        for row in missing
    ]
    for begin_at in range(0, len(added), _AT_ONCE):
        connection.execute(insert(LINES), added[begin_at : begin_at + _AT_ONCE])


def _must_be_open(connection: Connection, sheet_id: str) -> None:
    """Refuse a sheet that is closed; unlike `read_sheet` it does not look through the catalogue."""
    row = connection.execute(
        select(SHEETS.c.closed_at, SHEETS.c.name).where(SHEETS.c.id == sheet_id)
    ).one_or_none()
    if row is None:
        raise RefusedError("unknown_stocktake")
    if row.closed_at is not None:
        raise RefusedError("stocktake_closed", name=row.name)
