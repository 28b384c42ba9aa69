"""What stands on the sheets of a count: how far each is, its lines, and what they differ by.

What was counted is compared with what the books said then and what came and went meanwhile
(`domain.stocktake`).
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
    exists,
    func,
    select,
    text,
)

from desktop.domain import stocktake as rule
from desktop.domain.stocktake import Counted, Difference
from desktop.errors import RefusedError
from desktop.models.base import table_of
from desktop.models.stock import Stocktake, StocktakeLine
from desktop.services.goods.catalogue import CATEGORIES, PRODUCTS, VARIANTS
from desktop.services.shop import Shop
from desktop.services.stockroom.articles import ARTICLE, FROM, ArticleView, article_view, branch_ids
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity

SHEETS, LINES = table_of(Stocktake), table_of(StocktakeLine)
SHOWN = 200
"""Lines and articles that an answer holds at most; the figures beside them are of all."""

_Row = Row[*tuple[Any, ...]]
_WORTH = func.coalesce(VARIANTS.c.purchase_cents, VARIANTS.c.price_cents)
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


def sheets(shop: Shop, limit: int = 50) -> tuple[SheetView, ...]:
    """Return the sheets: the open ones, then the closed ones, the latest first."""
    with shop.look() as look:
        ids = look.connection.scalars(
            select(SHEETS.c.id)
            .order_by(SHEETS.c.closed_at.is_not(None), SHEETS.c.begun_at.desc(), SHEETS.c.id)
            .limit(limit)
        ).all()
        return tuple(read_sheet(look.connection, sheet_id) for sheet_id in ids)


def counted(shop: Shop, sheet_id: str) -> int:
    """Return how many articles are on a sheet."""
    with shop.look() as look:
        return _counted(look.connection, sheet_id)


def lines(shop: Shop, sheet_id: str, limit: int = SHOWN) -> tuple[LineView, ...]:
    """Return what was counted, the latest first; nothing of a sheet that is not there."""
    with shop.look() as look:
        rows = look.connection.execute(
            select(LINES)
            .where(LINES.c.stocktake_id == sheet_id)
            .order_by(LINES.c.last_at.desc(), LINES.c.last_mark.desc(), LINES.c.variant_id)
            .limit(limit)
        ).all()
        found = differences(look.connection, sheet_id)
        return tuple(_line(look.connection, row, found[row.variant_id]) for row in rows)


def uncounted(shop: Shop, sheet_id: str, limit: int = SHOWN) -> tuple[ArticleView, ...]:
    """Return articles that the sheet is to hold and does not, by name.

    Raises:
        RefusedError: unknown_stocktake.
    """
    with shop.look() as look:
        sheet = read_sheet(look.connection, sheet_id)
        rows = look.connection.execute(
            select(*ARTICLE)
            .select_from(FROM)
            .where(*to_count(look.connection, sheet.category_id), ~is_on(sheet_id))
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
        return read_report(look.connection, sheet_id)


# --- what others stand on -----------------------------------------------------------------------


def differences(
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


def read_sheet(connection: Connection, sheet_id: str) -> SheetView:
    """Return a sheet and how far it is.

    Raises:
        RefusedError: unknown_stocktake.
    """
    row = connection.execute(
        select(SHEETS, CATEGORIES.c.name.label("category"))
        .outerjoin(CATEGORIES, CATEGORIES.c.id == SHEETS.c.category_id)
        .where(SHEETS.c.id == sheet_id)
    ).one_or_none()
    if row is None:
        raise RefusedError("unknown_stocktake")
    counted = _counted(connection, sheet_id)
    awaited = (
        select(func.count())
        .select_from(VARIANTS.join(PRODUCTS, PRODUCTS.c.id == VARIANTS.c.product_id))
        .where(*to_count(connection, row.category_id))
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
        expected=(connection.scalar(awaited) or 0) if is_open else counted,
    )


def _counted(connection: Connection, sheet_id: str) -> int:
    on_it = select(func.count()).select_from(LINES).where(LINES.c.stocktake_id == sheet_id)
    return connection.scalar(on_it) or 0


def to_count(connection: Connection, category_id: str | None) -> Sequence[ColumnElement[bool]]:
    """Return what makes an article one to be counted: goods on sale, of the category's branches."""
    wanted = [
        VARIANTS.c.archived_at.is_(None),
        PRODUCTS.c.archived_at.is_(None),
        PRODUCTS.c.kind == "goods",
    ]
    if category_id is not None:
        wanted.append(PRODUCTS.c.category_id.in_(branch_ids(connection, category_id)))
    return wanted


def is_on(sheet_id: str) -> ColumnElement[bool]:
    """Return what makes an article one that was counted on a sheet."""
    return exists().where(
        and_(LINES.c.stocktake_id == sheet_id, LINES.c.variant_id == VARIANTS.c.id)
    )


def line_of(sheet_id: str, variant_id: str) -> Select[*tuple[object, ...]]:
    """Return the question for one line of a sheet."""
    return select(LINES).where(LINES.c.stocktake_id == sheet_id, LINES.c.variant_id == variant_id)


def read_line(connection: Connection, sheet_id: str, variant_id: str) -> LineView:
    """Return an article that is on a sheet."""
    row = connection.execute(line_of(sheet_id, variant_id)).one()
    return _line(connection, row, differences(connection, sheet_id, variant_id)[variant_id])


def _line(connection: Connection, row: _Row, found: Difference) -> LineView:
    article = article_view(connection, row.variant_id)
    sheet = connection.execute(
        select(SHEETS.c.category_id, SHEETS.c.closed_at).where(SHEETS.c.id == row.stocktake_id)
    ).one()
    elsewhere = sheet.category_id is not None and article.category_id not in branch_ids(
        connection, sheet.category_id
    )
    others = (
        select(SHEETS.c.name)
        .join(LINES, LINES.c.stocktake_id == SHEETS.c.id)
        .where(
            LINES.c.variant_id == row.variant_id,
            SHEETS.c.id != row.stocktake_id,
            SHEETS.c.closed_at.is_(None),
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


def read_report(connection: Connection, sheet_id: str) -> Report:
    """Return what a count comes to, as `report`."""
    sheet = read_sheet(connection, sheet_id)
    found = differences(connection, sheet_id)
    rows = connection.execute(
        select(LINES, _WORTH.label("worth"))
        .join(VARIANTS, VARIANTS.c.id == LINES.c.variant_id)
        .where(LINES.c.stocktake_id == sheet_id)
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
