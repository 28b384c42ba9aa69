"""What holds of a tree of sections, and the word to the marketplace when one of them changes."""

from sqlalchemy import Connection, select, update

from desktop.domain.cells import one_line
from desktop.domain.search_text import fold
from desktop.errors import RefusedError
from desktop.models.base import table_of
from desktop.models.catalogue import Category, Product
from desktop.services.goods.categories import NAME_LIMIT, path_of
from desktop.services.town import outbox
from desktop.services.unit_of_work import UnitOfWork
from sync.contract import v1

_categories, _products = table_of(Category), table_of(Product)

DEEPEST = 6


def parent_of(connection: Connection, category_id: str) -> str | None:
    """Return a section's parent.

    Raises:
        RefusedError: unknown_category.
    """
    row = connection.execute(
        select(_categories.c.parent_id).where(
            _categories.c.id == category_id, _categories.c.archived_at.is_(None)
        )
    ).one_or_none()
    if row is None:
        raise RefusedError("unknown_category")
    parent: str | None = row.parent_id
    return parent


def way_up(connection: Connection, category_id: str | None) -> list[str]:
    """Return a section and all above it, the root last."""
    found: list[str] = []
    while category_id is not None and category_id not in found:
        found.append(category_id)
        category_id = parent_of(connection, category_id)
    return found


def branch_of(connection: Connection, category_id: str) -> dict[str, int]:
    """Return a section and all below it, each with how far below it stands."""
    parents = connection.execute(
        select(_categories.c.id, _categories.c.parent_id).where(_categories.c.archived_at.is_(None))
    ).all()
    found, level = {category_id: 1}, {category_id}
    while level:
        level = {row.id for row in parents if row.parent_id in level and row.id not in found}
        found |= dict.fromkeys(level, max(found.values()) + 1)
    return found


def height_of(connection: Connection, category_id: str) -> int:
    """Return how many levels a section has, its own counted."""
    return max(branch_of(connection, category_id).values())


def fit_name(connection: Connection, name: str, parent_id: str | None, but: str = "") -> str:
    """Return a name as it is kept; two of one place may not be spelled alike."""
    fit = one_line(name, NAME_LIMIT)
    if not fit:
        raise RefusedError("category_name_missing")
    beside = connection.execute(
        select(_categories.c.name).where(
            _categories.c.parent_id.is_not_distinct_from(parent_id),
            _categories.c.archived_at.is_(None),
            _categories.c.id != but,
        )
    ).scalars()
    if any((fold(each) or each) == (fold(fit) or fit) for each in beside):
        raise RefusedError("category_taken", name=fit)
    return fit


def write_section(work: UnitOfWork, category_id: str, **columns: object) -> None:
    """Write a section's columns."""
    work.connection.execute(
        update(_categories).where(_categories.c.id == category_id).values(**columns)
    )


def tell_branch(work: UnitOfWork, category_id: str) -> None:
    """Tell the marketplace of the new place of every product in a section and below it."""
    connection = work.connection
    branch = list(branch_of(connection, category_id))
    paths = {each: path_of(connection, each) for each in branch}
    rows = connection.execute(
        select(_products.c.id, _products.c.category_id).where(_products.c.category_id.in_(branch))
    ).all()
    outbox.append_all(
        work,
        [
            outbox.News(
                "product.set",
                v1.ProductSet(product=row.id, category=paths[row.category_id]),
                row.id,
            )
            for row in rows
        ],
    )
