"""Counting the shelf while the shop is open: sheets, scans, and differences booked once.

A sheet stays open for days and is gone on with after a restart; several may be open at once. What
the books said is noted with each scan, so that what is sold before the differences are booked
spoils nothing (`domain.stocktake`). Movements of other tills reach this one with the feed: until
they have come, their sales look like missing goods.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    delete,
    exists,
    func,
    insert,
    select,
    text,
    update,
)

from desktop.domain import stocktake as rule
from desktop.domain.cart import MAX_QUANTITY
from desktop.domain.cells import one_line
from desktop.domain.roles import Act
from desktop.domain.stocktake import Counted, Difference
from desktop.errors import RefusedError
from desktop.models.base import table_of
from desktop.models.stock import Stocktake, StocktakeLine
from desktop.services.counter import shelf
from desktop.services.goods.catalogue import CATEGORIES, PRODUCTS, VARIANTS
from desktop.services.goods.product_drafts import check_quantity
from desktop.services.shop import Shop, Topic
from desktop.services.stockroom import stock
from desktop.services.stockroom.articles import ARTICLE, FROM, ArticleView, article_view, branch_ids
from desktop.services.team.staff import require
from desktop.services.town import outbox
from desktop.services.unit_of_work import UnitOfWork
from sync.contract import v1
from sync.kernel.ids import new_id
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity

_SHEETS, _LINES = table_of(Stocktake), table_of(StocktakeLine)
NAME_LETTERS = 80
SHOWN = 200
"""Lines and articles that an answer holds at most; the figures beside them are of all."""
_AT_ONCE = 500

_Row = Row[*tuple[Any, ...]]
_WORTH = func.coalesce(VARIANTS.c.purchase_cents, VARIANTS.c.price_cents)
_MARK = text("SELECT coalesce(max(rowid), 0) FROM stock_movement")
_MEANWHILE = text(
    """
    SELECT line.variant_id, line.counted, line.level_before, line.booked,
      coalesce(sum(CASE WHEN m.why IN ('count', 'correction') THEN m.delta END), 0) AS put_right,
      coalesce(sum(CASE WHEN m.why NOT IN ('count', 'correction') AND m.delta < 0
        AND m.rowid <= line.last_mark THEN -m.delta END), 0) AS went,
      coalesce(sum(CASE WHEN m.why NOT IN ('count', 'correction') AND m.delta > 0
        AND m.rowid <= line.last_mark THEN m.delta END), 0) AS came
    FROM stocktake_line AS line
    LEFT JOIN stock_movement AS m
      ON m.variant_id = line.variant_id AND m.rowid > line.first_mark
    WHERE line.stocktake_id = :sheet AND (:variant = '' OR line.variant_id = :variant)
    GROUP BY line.variant_id
    """
)
"""What came and went while each article was counted; what only put the books right stands apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetView:
    """A count and how far it is."""

    id: str
    name: str
    #: Name of the category that is counted; empty for everything.
    category: str
    category_id: str | None
    begun_at: datetime
    closed_at: datetime | None
    is_booked: bool
    undone_at: datetime | None
    #: Articles on it, and articles it is to hold.
    counted: int
    expected: int

    @property
    def is_open(self) -> bool:
        """Tell whether it can be counted on."""
        return self.closed_at is None


@dataclass(frozen=True, slots=True, kw_only=True)
class LineView:
    """An article on a sheet."""

    article: ArticleView
    counted: Quantity
    #: What the books say it should have been when it was counted.
    book: Quantity
    difference: Difference
    #: What the difference is worth, at the purchase price where there is one.
    value: Money
    last_at: datetime
    #: Names of other open sheets that hold it: counted in two places it belongs on one sheet.
    also_on: tuple[str, ...] = ()
    #: Tells that the sheet is for another category.
    is_elsewhere: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a count came to."""

    sheet: SheetView
    #: The lines that differ, the dearest first.
    lines: tuple[LineView, ...]
    #: How many articles differ, and of how many nothing sure can be said.
    differing: int
    doubtful: int
    #: What is missing and what is too much, both positive.
    missing: Money
    surplus: Money

    @property
    def value(self) -> Money:
        """Return what the shelf is worth more, or less, than the books."""
        return self.surplus - self.missing


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
            insert(_SHEETS).values(
                id=sheet_id,
                name=called,
                category_id=category_id,
                begun_at=work.at,
                is_booked=False,
                staff_code=staff,
            )
        )
        view = _sheet(work.connection, sheet_id)
        work.changed(Topic.CATALOGUE)
        work.commit()
    return view


def sheets(shop: Shop, limit: int = 50) -> tuple[SheetView, ...]:
    """Return the sheets: the open ones, then the closed ones, the latest first."""
    with shop.look() as look:
        ids = look.connection.scalars(
            select(_SHEETS.c.id)
            .order_by(_SHEETS.c.closed_at.is_not(None), _SHEETS.c.begun_at.desc(), _SHEETS.c.id)
            .limit(limit)
        ).all()
        return tuple(_sheet(look.connection, sheet_id) for sheet_id in ids)


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
        before = connection.execute(_line_of(sheet_id, variant_id)).one_or_none()
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
                insert(_LINES).values(
                    stocktake_id=sheet_id, variant_id=variant_id, **first, **latest
                )
            )
        else:
            connection.execute(
                update(_LINES)
                .where(_LINES.c.stocktake_id == sheet_id, _LINES.c.variant_id == variant_id)
                .values(**(first if anew else {}), **latest)
            )
        view = _read_line(connection, sheet_id, variant_id)
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
            delete(_LINES).where(
                _LINES.c.stocktake_id == sheet_id, _LINES.c.variant_id == variant_id
            )
        )
        work.commit()


def counted(shop: Shop, sheet_id: str) -> int:
    """Return how many articles are on a sheet."""
    with shop.look() as look:
        return _counted(look.connection, sheet_id)


def lines(shop: Shop, sheet_id: str, limit: int = SHOWN) -> tuple[LineView, ...]:
    """Return what was counted, the latest first; nothing of a sheet that is not there."""
    with shop.look() as look:
        rows = look.connection.execute(
            select(_LINES)
            .where(_LINES.c.stocktake_id == sheet_id)
            .order_by(_LINES.c.last_at.desc(), _LINES.c.last_mark.desc(), _LINES.c.variant_id)
            .limit(limit)
        ).all()
        found = _differences(look.connection, sheet_id)
        return tuple(_line(look.connection, row, found[row.variant_id]) for row in rows)


def uncounted(shop: Shop, sheet_id: str, limit: int = SHOWN) -> tuple[ArticleView, ...]:
    """Return articles that the sheet is to hold and does not, by name.

    Raises:
        RefusedError: unknown_stocktake.
    """
    with shop.look() as look:
        sheet = _sheet(look.connection, sheet_id)
        rows = look.connection.execute(
            select(*ARTICLE)
            .select_from(FROM)
            .where(*_to_count(look.connection, sheet.category_id), ~_is_on(sheet_id))
            .order_by(PRODUCTS.c.name, VARIANTS.c.position)
            .limit(limit)
        ).all()
        return tuple(ArticleView.of(row) for row in rows)


def report(shop: Shop, sheet_id: str) -> Report:
    """Return what a count comes to: as it would be booked now, or as it was booked.

    Raises:
        RefusedError: unknown_stocktake.
    """
    with shop.look() as look:
        return _report(look.connection, sheet_id)


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
        sheet = _sheet(connection, sheet_id)
        if not sheet.counted:
            raise RefusedError("stocktake_empty")
        if zero_uncounted:
            _take_for_gone(work, sheet, staff)
        found = _differences(connection, sheet_id)
        for row in connection.execute(
            select(_LINES).where(_LINES.c.stocktake_id == sheet_id)
        ).all():
            delta = found[row.variant_id].booked
            connection.execute(
                update(_LINES)
                .where(_LINES.c.stocktake_id == sheet_id, _LINES.c.variant_id == row.variant_id)
                .values(booked=delta)
            )
            _book_line(work, sheet_id, row, delta)
        connection.execute(
            update(_SHEETS)
            .where(_SHEETS.c.id == sheet_id)
            .values(closed_at=work.at, is_booked=True)
        )
        work.changed(Topic.CATALOGUE)
        booked = _report(connection, sheet_id)
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
            update(_SHEETS).where(_SHEETS.c.id == sheet_id).values(closed_at=work.at)
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
        sheet = _sheet(work.connection, sheet_id)
        if not sheet.is_booked:
            raise RefusedError("stocktake_not_booked")
        if sheet.undone_at is not None:
            raise RefusedError("stocktake_undone")
        for row in work.connection.execute(
            select(_LINES).where(_LINES.c.stocktake_id == sheet_id, _LINES.c.booked != 0)
        ).all():
            stock.move_and_tell(work, row.variant_id, -row.booked, "correction", sheet_id)
        work.connection.execute(
            update(_SHEETS).where(_SHEETS.c.id == sheet_id).values(undone_at=work.at)
        )
        work.changed(Topic.CATALOGUE)
        work.commit()


# --- the books ----------------------------------------------------------------------------------


def _book_line(work: UnitOfWork, sheet_id: str, row: _Row, delta: int) -> None:
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
        .where(*_to_count(connection, sheet.category_id), ~_is_on(sheet.id))
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
        connection.execute(insert(_LINES), added[begin_at : begin_at + _AT_ONCE])


def _differences(
    connection: Connection, sheet_id: str, variant_id: str = ""
) -> dict[str, Difference]:
    """Return what each article of a sheet differs by, or one of them; in one question."""
    rows = connection.execute(_MEANWHILE, {"sheet": sheet_id, "variant": variant_id})
    return {
        row.variant_id: rule.difference(
            Counted(row.counted, row.level_before, row.went, row.came, row.put_right)
        )
        if row.booked is None
        else Difference(row.booked, row.booked)
        for row in rows
    }


# --- reading ------------------------------------------------------------------------------------


def _sheet(connection: Connection, sheet_id: str) -> SheetView:
    row = connection.execute(
        select(_SHEETS, CATEGORIES.c.name.label("category"))
        .outerjoin(CATEGORIES, CATEGORIES.c.id == _SHEETS.c.category_id)
        .where(_SHEETS.c.id == sheet_id)
    ).one_or_none()
    if row is None:
        raise RefusedError("unknown_stocktake")
    counted = _counted(connection, sheet_id)
    to_count = (
        select(func.count())
        .select_from(VARIANTS.join(PRODUCTS, PRODUCTS.c.id == VARIANTS.c.product_id))
        .where(*_to_count(connection, row.category_id))
    )
    is_open = row.closed_at is None
    return SheetView(
        id=row.id,
        name=row.name,
        category=row.category or "",
        category_id=row.category_id,
        begun_at=row.begun_at,
        closed_at=row.closed_at,
        is_booked=row.is_booked,
        undone_at=row.undone_at,
        counted=counted,
        # A closed sheet holds what it holds; the catalogue has gone on meanwhile.
        expected=(connection.scalar(to_count) or 0) if is_open else counted,
    )


def _counted(connection: Connection, sheet_id: str) -> int:
    on_it = select(func.count()).select_from(_LINES).where(_LINES.c.stocktake_id == sheet_id)
    return connection.scalar(on_it) or 0


def _must_be_open(connection: Connection, sheet_id: str) -> None:
    """Refuse a sheet that is closed; unlike `_sheet` it does not look through the catalogue."""
    row = connection.execute(
        select(_SHEETS.c.closed_at, _SHEETS.c.name).where(_SHEETS.c.id == sheet_id)
    ).one_or_none()
    if row is None:
        raise RefusedError("unknown_stocktake")
    if row.closed_at is not None:
        raise RefusedError("stocktake_closed", name=row.name)


def _to_count(connection: Connection, category_id: str | None) -> Sequence[ColumnElement[bool]]:
    """Return what makes an article one to be counted: goods on sale, of the category's branches."""
    wanted = [
        VARIANTS.c.archived_at.is_(None),
        PRODUCTS.c.archived_at.is_(None),
        PRODUCTS.c.kind == "goods",
    ]
    if category_id is not None:
        wanted.append(PRODUCTS.c.category_id.in_(branch_ids(connection, category_id)))
    return wanted


def _is_on(sheet_id: str) -> ColumnElement[bool]:
    return exists().where(
        and_(_LINES.c.stocktake_id == sheet_id, _LINES.c.variant_id == VARIANTS.c.id)
    )


def _line_of(sheet_id: str, variant_id: str) -> Select[*tuple[object, ...]]:
    return select(_LINES).where(
        _LINES.c.stocktake_id == sheet_id, _LINES.c.variant_id == variant_id
    )


def _read_line(connection: Connection, sheet_id: str, variant_id: str) -> LineView:
    row = connection.execute(_line_of(sheet_id, variant_id)).one()
    return _line(connection, row, _differences(connection, sheet_id, variant_id)[variant_id])


def _line(connection: Connection, row: _Row, found: Difference) -> LineView:
    article = article_view(connection, row.variant_id)
    sheet = connection.execute(
        select(_SHEETS.c.category_id, _SHEETS.c.closed_at).where(_SHEETS.c.id == row.stocktake_id)
    ).one()
    elsewhere = sheet.category_id is not None and article.category_id not in branch_ids(
        connection, sheet.category_id
    )
    others = (
        select(_SHEETS.c.name)
        .join(_LINES, _LINES.c.stocktake_id == _SHEETS.c.id)
        .where(
            _LINES.c.variant_id == row.variant_id,
            _SHEETS.c.id != row.stocktake_id,
            _SHEETS.c.closed_at.is_(None),
        )
    )
    return LineView(
        article=article,
        counted=Quantity(row.counted, article.unit),
        book=Quantity(row.counted - found.booked, article.unit),
        difference=found,
        value=Quantity(found.booked, article.unit).price(article.worth),
        last_at=row.last_at,
        also_on=() if sheet.closed_at is not None else tuple(connection.scalars(others)),
        is_elsewhere=elsewhere,
    )


def _report(connection: Connection, sheet_id: str) -> Report:
    sheet = _sheet(connection, sheet_id)
    found = _differences(connection, sheet_id)
    rows = connection.execute(
        select(_LINES, _WORTH.label("worth"))
        .join(VARIANTS, VARIANTS.c.id == _LINES.c.variant_id)
        .where(_LINES.c.stocktake_id == sheet_id)
    ).all()
    differing = [
        (Quantity(each.booked).price(Money(row.worth)), row, each)
        for row in rows
        for each in (found[row.variant_id],)
        if each.booked or not each.is_sure
    ]
    differing.sort(key=lambda one: (-abs(one[0].cents), one[1].variant_id))
    return Report(
        sheet=sheet,
        lines=tuple(_line(connection, row, each) for _, row, each in differing[:SHOWN]),
        differing=sum(bool(each.booked) for _, _, each in differing),
        doubtful=sum(not each.is_sure for _, _, each in differing),
        missing=Money(sum(-value.cents for value, _, _ in differing if value.cents < 0)),
        surplus=Money(sum(value.cents for value, _, _ in differing if value.cents > 0)),
    )
