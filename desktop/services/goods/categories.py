"""The shop's tree of categories: one is found by its name, or made where there is none."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from desktop.domain.cells import one_line
from desktop.domain.search_text import fold
from desktop.models.base import table_of
from desktop.models.catalogue import Category, Product
from desktop.services.prepared import Prepared
from sync.kernel.ids import new_id

_categories, _products = table_of(Category), table_of(Product)
_step = Prepared("SELECT name, parent_id, market_path FROM category WHERE id = :id")
_tree = Prepared(
    "SELECT id, name, parent_id, market_path, archived_at FROM category ORDER BY position DESC"
)

NAME_LIMIT = 80
PATH_LETTERS = 200
STEP = ">"
"""What stands between the steps of a place on the marketplace."""
PALETTE = 12
"""Colours that categories take in turn."""


def category_named(connection: Connection, name: str) -> str:
    """Return the first category of that name, wherever it stands in the tree; a new root if none."""
    return _find(connection, name, anywhere=True) or _make(connection, name, None)


def category_at(connection: Connection, path: Sequence[str]) -> str | None:
    """Return the last category of a path of names from the root, those that are missing made.

    A path of one name may be a branch whose root nobody told: it is found wherever it stands.
    """
    if len(path) == 1:
        return category_named(connection, path[0])
    place: str | None = None
    for name in path:
        place = _find(connection, name, parent=place) or _make(connection, name, place)
    return place


class Tree:
    """All categories at one moment, for those who ask about hundreds of products in a transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._read()

    def _read(self) -> None:
        rows = _tree.all(self._connection, {})
        self._steps = {row.id: row for row in rows}
        # Of two with one name the first in the tree: it is read last.
        self._named = {_key(row.name): row.id for row in rows if row.archived_at is None}
        self._paths: dict[str | None, tuple[str, ...]] = {}

    def named(self, name: str) -> str:
        """Return what `category_named` does."""
        known: str | None = self._named.get(_key(name[:NAME_LIMIT]))
        if known is not None:
            return known
        made = category_named(self._connection, name)
        self._read()
        return made

    def path_of(self, category_id: str | None) -> tuple[str, ...]:
        """Return what the function `path_of` does."""
        if category_id not in self._paths:
            self._paths[category_id] = _path(self._steps.__getitem__, category_id)
        return self._paths[category_id]


def path_of(connection: Connection, category_id: str | None) -> tuple[str, ...]:
    """Return where a category's goods stand in the town; nothing for none.

    The nearest place that was given on the marketplace counts, and the names below it; else the
    names from the root.
    """
    return _path(lambda step: _step.first(connection, {"id": step}), category_id)


def _path(step: Callable[[str], Any], category_id: str | None) -> tuple[str, ...]:
    names: list[str] = []
    while category_id is not None:
        row = step(category_id)
        if row.market_path:
            return (*read_path(row.market_path), *reversed(names))
        names.append(row.name)
        category_id = row.parent_id
    return tuple(reversed(names))


def category_told(connection: Connection, path: Sequence[str], standing: str | None) -> str | None:
    """Return the category that a path of the marketplace means here, made where there is none.

    Args:
        connection: the caller's transaction.
        path: as the marketplace tells it.
        standing: where the product stands now; it stays there if that is what is told.
    """
    if standing is not None and path_of(connection, standing) == tuple(path):
        return standing
    placed = connection.scalars(
        select(_categories.c.id)
        .where(_categories.c.market_path != "", _categories.c.archived_at.is_(None))
        .order_by(_categories.c.position)
    )
    known = (each for each in placed.all() if path_of(connection, each) == tuple(path))
    return next(known, None) or category_at(connection, path)


def reopen_sections_of(connection: Connection, product_ids: Sequence[str]) -> None:
    """Have products' sections stand in the tree again, with those above: they come back to them."""
    closed = select(_categories.c.id).where(_categories.c.archived_at.is_not(None)).limit(1)
    if connection.scalar(closed) is None:
        return
    sections = connection.scalars(
        select(_products.c.category_id).where(_products.c.id.in_(product_ids)).distinct()
    ).all()
    for section in sections:
        category_id = section
        while category_id is not None:
            found = _categories.c.id == category_id
            connection.execute(update(_categories).where(found).values(archived_at=None))
            category_id = connection.scalar(select(_categories.c.parent_id).where(found))


def read_path(text: str) -> tuple[str, ...]:
    """Return the steps of a typed place: "Bread > Rolls"."""
    steps = (one_line(step, NAME_LIMIT) for step in text[:PATH_LETTERS].split(STEP))
    return tuple(step for step in steps if step)


def write_path(steps: Sequence[str]) -> str:
    """Return a place as it is kept and typed."""
    return f" {STEP} ".join(steps)[:PATH_LETTERS]


def _find(
    connection: Connection, name: str, *, parent: str | None = None, anywhere: bool = False
) -> str | None:
    rows = (
        select(_categories.c.id, _categories.c.name)
        .where(_categories.c.archived_at.is_(None))
        .order_by(_categories.c.position)
    )
    if not anywhere:
        rows = rows.where(_categories.c.parent_id.is_not_distinct_from(parent))
    # Compared here and not in SQL, because SQLite knows no capitals beyond A to Z.
    wanted = _key(name[:NAME_LIMIT])
    return next((row.id for row in connection.execute(rows) if _key(row.name) == wanted), None)


def _key(name: str) -> str:
    """Return what two spellings of a name have in common; signs alone are a name too."""
    return fold(name) or name


def _make(connection: Connection, name: str, parent: str | None) -> str:
    made = new_id()
    count = connection.execute(select(func.count()).select_from(_categories)).scalar_one()
    connection.execute(
        insert(_categories).values(
            id=made,
            parent_id=parent,
            name=name[:NAME_LIMIT],
            position=count,
            colour=count % PALETTE,
        )
    )
    return made
