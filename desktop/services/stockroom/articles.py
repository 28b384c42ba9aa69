"""An article as lists of supplies show it: what it is called, where it stands, what there is of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

from sqlalchemy import Connection, Row, func, select

from desktop.errors import RefusedError
from desktop.models.base import table_of
from desktop.models.stock import StockLevel
from desktop.services.counter.search import find
from desktop.services.goods.catalogue import CATEGORIES, PRODUCTS, VARIANTS
from desktop.services.shop import Shop
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity, Unit

_LEVELS = table_of(StockLevel)

ARTICLE = (
    VARIANTS.c.id,
    VARIANTS.c.product_id,
    VARIANTS.c.sku,
    VARIANTS.c.options,
    VARIANTS.c.price_cents,
    VARIANTS.c.purchase_cents,
    VARIANTS.c.place,
    VARIANTS.c.supplier_id,
    VARIANTS.c.supplier_ref,
    VARIANTS.c.reorder_at,
    VARIANTS.c.reorder_to,
    PRODUCTS.c.name,
    PRODUCTS.c.unit,
    PRODUCTS.c.flags,
    PRODUCTS.c.category_id,
    func.coalesce(_LEVELS.c.on_hand, 0).label("on_hand"),
    func.coalesce(_LEVELS.c.reserved, 0).label("reserved"),
)
FROM = VARIANTS.join(PRODUCTS, PRODUCTS.c.id == VARIANTS.c.product_id).outerjoin(
    _LEVELS, _LEVELS.c.variant_id == VARIANTS.c.id
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleView:
    """One sellable form, as a line of an order, a delivery or a count shows it."""

    id: str
    product_id: str
    label: str
    sku: str
    unit: Unit
    price: Money
    purchase_price: Money | None
    on_hand: Quantity
    #: Held for open online orders.
    reserved: Quantity
    place: str
    supplier_id: str | None
    supplier_ref: str
    category_id: str | None
    flags: frozenset[str]

    @classmethod
    def of(cls, row: Row[*tuple[Any, ...]]) -> Self:
        """Return the article of a row that has the columns of `ARTICLE`."""
        unit = Unit(row.unit)
        options = " · ".join(row.options.values())
        return cls(
            id=row.id,
            product_id=row.product_id,
            label=f"{row.name} {options}".strip(),
            sku=row.sku,
            unit=unit,
            price=Money(row.price_cents),
            purchase_price=None if row.purchase_cents is None else Money(row.purchase_cents),
            on_hand=Quantity(row.on_hand, unit),
            reserved=Quantity(row.reserved, unit),
            place=row.place,
            supplier_id=row.supplier_id,
            supplier_ref=row.supplier_ref,
            category_id=row.category_id,
            flags=frozenset(row.flags),
        )

    @property
    def worth(self) -> Money:
        """Return what one unit is worth in the books: what it cost, else what it sells for."""
        return self.price if self.purchase_price is None else self.purchase_price


def article_view(connection: Connection, variant_id: str) -> ArticleView:
    """Return one article.

    Raises:
        RefusedError: unknown_article.
    """
    row = connection.execute(
        select(*ARTICLE).select_from(FROM).where(VARIANTS.c.id == variant_id)
    ).one_or_none()
    if row is None:
        raise RefusedError("unknown_article")
    return ArticleView.of(row)


def find_articles(shop: Shop, typed: str, limit: int = 20) -> tuple[ArticleView, ...]:
    """Return the articles with every word typed, the likeliest first."""
    with shop.look() as look:
        return tuple(
            article_view(look.connection, each) for each in find(look.connection, typed, limit)
        )


def branch_ids(connection: Connection, category_id: str) -> Sequence[str]:
    """Return a category and all that is below it."""
    below = select(CATEGORIES.c.id).where(CATEGORIES.c.id == category_id).cte(recursive=True)
    below = below.union(select(CATEGORIES.c.id).where(CATEGORIES.c.parent_id == below.c.id))
    return connection.scalars(select(below.c.id)).all()
