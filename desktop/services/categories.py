"""The shop's tree of categories: one is found by its name, or made where there is none."""

from collections.abc import Sequence

from sqlalchemy import Connection, func, insert, select

from desktop.domain.search_text import fold
from desktop.models.base import table_of
from desktop.models.catalogue import Category
from sync.kernel.ids import new_id

_categories = table_of(Category)

NAME_LIMIT = 80
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


def path_of(connection: Connection, category_id: str | None) -> tuple[str, ...]:
    """Return the names from the root to a category; nothing for none."""
    path: list[str] = []
    while category_id is not None:
        row = connection.execute(
            select(_categories.c.name, _categories.c.parent_id).where(
                _categories.c.id == category_id
            )
        ).one()
        path.append(row.name)
        category_id = row.parent_id
    return tuple(reversed(path))


def _find(
    connection: Connection, name: str, *, parent: str | None = None, anywhere: bool = False
) -> str | None:
    rows = select(_categories.c.id, _categories.c.name).order_by(_categories.c.position)
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
