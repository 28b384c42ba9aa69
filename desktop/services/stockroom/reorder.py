"""What is to be ordered: what is at its point, and what sells faster than it lasts."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, Row, and_, func, select

from desktop.domain.reorder import Shelf, proposal
from desktop.domain.search_text import fold
from desktop.models.base import table_of
from desktop.models.sale import Sale, SaleLine
from desktop.models.supply import Supplier
from desktop.services.goods.catalogue import PRODUCTS, VARIANTS
from desktop.services.shop import Shop
from desktop.services.stockroom.articles import ARTICLE, FROM, ArticleView
from desktop.services.stockroom.supplier_orders import on_order
from sync.kernel.quantity import Quantity

_SALES, _SALE_LINES, _SUPPLIERS = table_of(Sale), table_of(SaleLine), table_of(Supplier)
WEEKS = 4
"""Sales that tell how fast an article goes."""
MAX_WEEKS = 52
_Row = Row[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReorderLine:
    """An article to be ordered, and why."""

    article: ArticleView
    on_order: Quantity
    sold: Quantity
    point: Quantity | None
    proposed: Quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class ReorderGroup:
    """What is to be ordered from one supplier."""

    #: None and empty for articles of which nobody said where they come from.
    supplier_id: str | None
    supplier: str
    lines: tuple[ReorderLine, ...]


def reorder_list(shop: Shop, weeks: int = WEEKS) -> tuple[ReorderGroup, ...]:
    """Return what is to be ordered, supplier by supplier; what has none comes last.

    Args:
        shop: the open shop.
        weeks: how far back sales are looked at.
    """
    weeks = min(max(weeks, 1), MAX_WEEKS)
    with shop.look() as look:
        connection = look.connection
        coming = on_order(connection)
        sold = _sold(shop, connection, weeks)
        names = {
            row.id: row.name
            for row in connection.execute(
                select(_SUPPLIERS.c.id, _SUPPLIERS.c.name).where(_SUPPLIERS.c.archived_at.is_(None))
            )
        }
        groups: defaultdict[str | None, list[ReorderLine]] = defaultdict(list)
        for row in _candidates(connection, list(sold)):
            line = _line(row, coming.get(row.id, 0), sold.get(row.id, 0), weeks)
            if line.proposed:
                known = row.supplier_id if row.supplier_id in names else None
                groups[known].append(line)
    made = [
        ReorderGroup(
            supplier_id=key,
            supplier="" if key is None else names[key],
            lines=tuple(sorted(lines, key=lambda line: fold(line.article.label))),
        )
        for key, lines in groups.items()
    ]
    return tuple(sorted(made, key=lambda group: (group.supplier_id is None, fold(group.supplier))))


def _sold(shop: Shop, connection: Connection, weeks: int) -> dict[str, int]:
    since = shop.clock.now() - timedelta(weeks=weeks)
    rows = connection.execute(
        select(_SALE_LINES.c.variant_id, func.sum(_SALE_LINES.c.quantity))
        .join(_SALES, _SALES.c.id == _SALE_LINES.c.sale_id)
        .where(_SALES.c.at >= since, _SALE_LINES.c.variant_id.is_not(None))
        .group_by(_SALE_LINES.c.variant_id)
    )
    return {variant_id: quantity for variant_id, quantity in rows if quantity > 0}


def _candidates(connection: Connection, selling: list[str]) -> list[_Row]:
    """Return the goods on sale that have a point or were sold."""
    found: dict[str, _Row] = {}
    goods = and_(
        VARIANTS.c.archived_at.is_(None),
        PRODUCTS.c.archived_at.is_(None),
        PRODUCTS.c.kind == "goods",
    )
    asked = VARIANTS.c.reorder_at.is_not(None)
    for row in connection.execute(select(*ARTICLE).select_from(FROM).where(goods, asked)):
        found[row.id] = row
    for place in range(0, len(selling), 500):
        some = VARIANTS.c.id.in_(selling[place : place + 500])
        for row in connection.execute(select(*ARTICLE).select_from(FROM).where(goods, some)):
            found[row.id] = row
    return list(found.values())


def _line(row: _Row, coming: int, sold: int, weeks: int) -> ReorderLine:
    article = ArticleView.of(row)
    shelf = Shelf(
        available=row.on_hand - row.reserved,
        on_order=coming,
        sold=sold,
        weeks=weeks,
        reorder_at=row.reorder_at,
        reorder_to=row.reorder_to,
        unit=article.unit,
    )
    return ReorderLine(
        article=article,
        on_order=Quantity(coming, article.unit),
        sold=Quantity(sold, article.unit),
        point=None if row.reorder_at is None else Quantity(row.reorder_at, article.unit),
        proposed=Quantity(proposal(shelf), article.unit),
    )
