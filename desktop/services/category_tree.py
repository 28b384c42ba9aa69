"""The shop's own tree of sections: made, named, moved, merged, and where each stands in the town.

Each change tells the marketplace of every product below it. What is told is the section's own place
on the marketplace where it has one, else its path in the shop.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, delete, func, insert, select, update

from desktop.domain.cells import one_line
from desktop.domain.roles import Act
from desktop.domain.search_text import fold
from desktop.errors import RefusedError
from desktop.models.base import table_of
from desktop.models.catalogue import Category, Product
from desktop.models.stock import Stocktake
from desktop.services import outbox
from desktop.services.categories import NAME_LIMIT, PALETTE, path_of, read_path, write_path
from desktop.services.shop import Shop, Topic
from desktop.services.staff import require
from desktop.services.unit_of_work import UnitOfWork
from sync.contract import v1
from sync.kernel.ids import new_id

_categories, _products, _counts = table_of(Category), table_of(Product), table_of(Stocktake)

DEEPEST = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """A section, with those below it following in the list."""

    id: str
    name: str
    parent_id: str | None
    #: 0 is a root.
    depth: int
    #: Its place on the marketplace; empty: as in the shop.
    market_path: tuple[str, ...]
    #: Products that stand in it itself.
    products: int


def tree(shop: Shop) -> tuple[Branch, ...]:
    """Return all sections, each followed by those below it, in the shop's order."""
    with shop.look() as look:
        rows = look.connection.execute(
            select(_categories).order_by(_categories.c.position, _categories.c.name)
        ).all()
        counted = look.connection.execute(
            select(_products.c.category_id, func.count().label("goods"))
            .where(_products.c.archived_at.is_(None), _products.c.category_id.is_not(None))
            .group_by(_products.c.category_id)
        ).all()
    counts = {row.category_id: row.goods for row in counted}
    below: dict[str | None, list[str]] = {}
    found = {row.id: row for row in rows}
    for row in rows:
        below.setdefault(row.parent_id, []).append(row.id)
    return tuple(
        Branch(
            id=ident,
            name=found[ident].name,
            parent_id=found[ident].parent_id,
            depth=depth,
            market_path=read_path(found[ident].market_path),
            products=counts.get(ident, 0),
        )
        for ident, depth in _walk(below, None, 0)
    )


def _walk(
    below: Mapping[str | None, list[str]], parent: str | None, depth: int
) -> Iterable[tuple[str, int]]:
    for ident in below.get(parent, ()):
        yield ident, depth
        yield from _walk(below, ident, depth + 1)


def add(shop: Shop, name: str, parent_id: str | None, staff: str, approved_by: str = "") -> str:
    """Make a section and return its id.

    Raises:
        RefusedError: needs_approval, category_name_missing, category_taken, unknown_category,
            category_too_deep.
    """
    with shop.begin() as work:
        require(work, staff, Act.EDIT_CATALOGUE, approved_by=approved_by)
        connection = work.connection
        if parent_id is not None:
            _must_be(connection, parent_id)
        if len(_above(connection, parent_id)) >= DEEPEST:
            raise RefusedError("category_too_deep", limit=DEEPEST)
        made, fit = new_id(), _fit_name(connection, name, parent_id)
        count = connection.scalar(select(func.count()).select_from(_categories)) or 0
        connection.execute(
            insert(_categories).values(
                id=made, parent_id=parent_id, name=fit, position=count, colour=count % PALETTE
            )
        )
        _done(work)
    return made


def rename(shop: Shop, category_id: str, name: str, staff: str, approved_by: str = "") -> None:
    """Give a section another name.

    Raises:
        RefusedError: needs_approval, unknown_category, category_name_missing, category_taken.
    """
    with shop.begin() as work:
        require(work, staff, Act.EDIT_CATALOGUE, approved_by=approved_by)
        parent = _must_be(work.connection, category_id)
        fit = _fit_name(work.connection, name, parent, but=category_id)
        _update(work, category_id, name=fit)
        _tell(work, category_id)
        _done(work)


def move(
    shop: Shop, category_id: str, parent_id: str | None, staff: str, approved_by: str = ""
) -> None:
    """Put a section, with all below it, under another one, or at the root.

    Raises:
        RefusedError: needs_approval, unknown_category, category_loop, category_taken (of that name
            at that place), category_too_deep.
    """
    with shop.begin() as work:
        require(work, staff, Act.EDIT_CATALOGUE, approved_by=approved_by)
        connection = work.connection
        _must_be(connection, category_id)
        if parent_id is not None:
            _must_be(connection, parent_id)
        above = _above(connection, parent_id)
        if category_id in above:
            raise RefusedError("category_loop")
        if len(above) + _height(connection, category_id) > DEEPEST:
            raise RefusedError("category_too_deep", limit=DEEPEST)
        name = connection.execute(
            select(_categories.c.name).where(_categories.c.id == category_id)
        ).scalar_one()
        _fit_name(connection, name, parent_id, but=category_id)
        _update(work, category_id, parent_id=parent_id)
        _tell(work, category_id)
        _done(work)


def merge(shop: Shop, category_id: str, into_id: str, staff: str, approved_by: str = "") -> None:
    """Put all that stands in a section into another one; the section itself goes.

    Raises:
        RefusedError: needs_approval, unknown_category, category_loop, category_taken (both have a
            branch of that name), category_too_deep.
    """
    with shop.begin() as work:
        require(work, staff, Act.EDIT_CATALOGUE, approved_by=approved_by)
        connection = work.connection
        _must_be(connection, category_id)
        _must_be(connection, into_id)
        above = _above(connection, into_id)
        if category_id in above:
            raise RefusedError("category_loop")
        if len(above) + _height(connection, category_id) - 1 > DEEPEST:
            raise RefusedError("category_too_deep", limit=DEEPEST)
        for row in connection.execute(
            select(_categories.c.id, _categories.c.name).where(
                _categories.c.parent_id == category_id
            )
        ).all():
            _fit_name(connection, row.name, into_id, but=row.id)
            _update(work, row.id, parent_id=into_id)
        for table in (_products, _counts):
            connection.execute(
                update(table).where(table.c.category_id == category_id).values(category_id=into_id)
            )
        connection.execute(delete(_categories).where(_categories.c.id == category_id))
        _tell(work, into_id)
        _done(work)


def place_on_market(
    shop: Shop, category_id: str, path: str, staff: str, approved_by: str = ""
) -> None:
    """Say where a section's goods stand on the marketplace: "Bread > Rolls"; empty: as in the shop.

    Raises:
        RefusedError: needs_approval, unknown_category, category_too_deep.
    """
    steps = read_path(path)
    if len(steps) > DEEPEST:
        raise RefusedError("category_too_deep", limit=DEEPEST)
    with shop.begin() as work:
        require(work, staff, Act.EDIT_CATALOGUE, approved_by=approved_by)
        _must_be(work.connection, category_id)
        told = write_path(steps)
        _update(work, category_id, market_path=told)
        _tell(work, category_id)
        _done(work)


# --- rules and word to the hub -------------------------------------------------------------------


def _must_be(connection: Connection, category_id: str) -> str | None:
    """Return a section's parent.

    Raises:
        RefusedError: unknown_category.
    """
    row = connection.execute(
        select(_categories.c.parent_id).where(_categories.c.id == category_id)
    ).one_or_none()
    if row is None:
        raise RefusedError("unknown_category")
    parent: str | None = row.parent_id
    return parent


def _above(connection: Connection, category_id: str | None) -> list[str]:
    """Return a section and all above it, the root last."""
    found: list[str] = []
    while category_id is not None and category_id not in found:
        found.append(category_id)
        category_id = _must_be(connection, category_id)
    return found


def _branch(connection: Connection, category_id: str) -> dict[str, int]:
    """Return a section and all below it, each with how far below it stands."""
    parents = connection.execute(select(_categories.c.id, _categories.c.parent_id)).all()
    found, level = {category_id: 1}, {category_id}
    while level:
        level = {row.id for row in parents if row.parent_id in level and row.id not in found}
        found |= dict.fromkeys(level, max(found.values()) + 1)
    return found


def _height(connection: Connection, category_id: str) -> int:
    return max(_branch(connection, category_id).values())


def _fit_name(connection: Connection, name: str, parent_id: str | None, but: str = "") -> str:
    """Return a name as it is kept; two of one place may not be spelled alike."""
    fit = one_line(name, NAME_LIMIT)
    if not fit:
        raise RefusedError("category_name_missing")
    beside = connection.execute(
        select(_categories.c.name).where(
            _categories.c.parent_id.is_not_distinct_from(parent_id), _categories.c.id != but
        )
    ).scalars()
    if any((fold(each) or each) == (fold(fit) or fit) for each in beside):
        raise RefusedError("category_taken", name=fit)
    return fit


def _update(work: UnitOfWork, category_id: str, **columns: object) -> None:
    work.connection.execute(
        update(_categories).where(_categories.c.id == category_id).values(**columns)
    )


def _tell(work: UnitOfWork, category_id: str) -> None:
    """Tell the marketplace of the new place of every product in a section and below it."""
    connection = work.connection
    branch = list(_branch(connection, category_id))
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


def _done(work: UnitOfWork) -> None:
    work.changed(Topic.CATALOGUE)
    work.commit()
