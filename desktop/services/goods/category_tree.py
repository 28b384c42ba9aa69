"""The shop's own tree of sections: made, named, moved, merged, and where each stands in the town.

Each change tells the marketplace of every product below it. What is told is the section's own place
on the marketplace where it has one, else its path in the shop. Each verb returns a `Step`, by which
it is taken back; a section is put away, never deleted.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import Connection, Table, func, insert, select, update

from desktop.domain.roles import Act
from desktop.errors import RefusedError
from desktop.models.base import table_of
from desktop.models.catalogue import Category, Product
from desktop.models.promotion import Promotion
from desktop.models.stock import Stocktake
from desktop.services.goods.categories import PALETTE, read_path, write_path
from desktop.services.goods.category_rules import (
    DEEPEST,
    fit_name,
    height_of,
    parent_of,
    tell_branch,
    way_up,
    write_section,
)
from desktop.services.goods.product_history import keep_moves
from desktop.services.shop import Shop, Topic
from desktop.services.team.staff import require
from desktop.services.unit_of_work import UnitOfWork
from sync.kernel.ids import new_id

_categories, _products, _counts = table_of(Category), table_of(Product), table_of(Stocktake)
_promotions = table_of(Promotion)
_KEPT = ("name", "parent_id", "position", "market_path", "archived_at")

_AT_ONCE = 500

_Columns = Mapping[str, object]


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
    is_archived: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionDraft:
    """A section as the form holds it."""

    name: str
    #: None: at the root.
    parent_id: str | None
    #: Where its goods stand on the marketplace, "Bread > Rolls"; empty: as in the shop.
    market_path: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What one act changed in the tree, by which it is taken back."""

    #: Columns of each section before and after.
    changed: Mapping[str, tuple[_Columns, _Columns]]
    #: A merge: where its goods, its counts and its promotions went, and which they were.
    into_id: str = ""
    product_ids: tuple[str, ...] = ()
    count_ids: tuple[str, ...] = ()
    #: What each promotion bore on before.
    targets: Mapping[str, Mapping[str, list[str]]] = field(default_factory=dict)


def tree(shop: Shop) -> tuple[Branch, ...]:
    """Return all sections, each followed by those below it, in the shop's order.

    Those that were put away come last, none below another.
    """
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
        if row.archived_at is None:
            below.setdefault(row.parent_id, []).append(row.id)
    away = [(row.id, 0) for row in rows if row.archived_at is not None]
    return tuple(
        Branch(
            id=ident,
            name=found[ident].name,
            parent_id=found[ident].parent_id,
            depth=depth,
            market_path=read_path(found[ident].market_path),
            products=counts.get(ident, 0),
            is_archived=found[ident].archived_at is not None,
        )
        for ident, depth in (*_walk(below, None, 0), *away)
    )


def _walk(
    below: Mapping[str | None, list[str]], parent: str | None, depth: int
) -> Iterable[tuple[str, int]]:
    for ident in below.get(parent, ()):
        yield ident, depth
        yield from _walk(below, ident, depth + 1)


def add(
    shop: Shop,
    name: str,
    parent_id: str | None,
    staff: str,
    approved_by: str = "",
    market_path: str = "",
) -> str:
    """Make a section and return its id.

    Raises:
        RefusedError: needs_approval, category_name_missing, category_taken, unknown_category,
            category_too_deep.
    """
    with shop.begin() as work:
        require(work, staff, Act.EDIT_CATALOGUE, approved_by=approved_by)
        connection = work.connection
        if parent_id is not None:
            parent_of(connection, parent_id)
        if len(way_up(connection, parent_id)) >= DEEPEST:
            raise RefusedError("category_too_deep", limit=DEEPEST)
        made, fit = new_id(), fit_name(connection, name, parent_id)
        count = connection.scalar(select(func.count()).select_from(_categories)) or 0
        connection.execute(
            insert(_categories).values(
                id=made,
                parent_id=parent_id,
                name=fit,
                position=count,
                colour=count % PALETTE,
                market_path=_fit_path(market_path),
            )
        )
        work.changed(Topic.CATALOGUE)
        work.commit()
    return made


def change(
    shop: Shop, category_id: str, draft: SectionDraft, staff: str, approved_by: str = ""
) -> Step:
    """Give a section its name, its place (with all below it; the last there) and its town's place.

    Raises:
        RefusedError: needs_approval, unknown_category, category_name_missing, category_loop,
            category_taken (of that name at that place), category_too_deep.
    """
    with shop.begin() as work:
        require(work, staff, Act.EDIT_CATALOGUE, approved_by=approved_by)
        connection = work.connection
        before, parent = _rows(connection), parent_of(connection, category_id)
        above = way_up(connection, draft.parent_id)
        if category_id in above:
            raise RefusedError("category_loop")
        if len(above) + height_of(connection, category_id) > DEEPEST:
            raise RefusedError("category_too_deep", limit=DEEPEST)
        write_section(
            work,
            category_id,
            name=fit_name(connection, draft.name, draft.parent_id, but=category_id),
            market_path=_fit_path(draft.market_path),
        )
        if draft.parent_id != parent:
            last = connection.scalar(select(func.max(_categories.c.position))) or 0
            write_section(work, category_id, parent_id=draft.parent_id, position=last + 1)
        tell_branch(work, category_id)
        return _done(work, before)


def _fit_path(text: str) -> str:
    steps = read_path(text)
    if len(steps) > DEEPEST:
        raise RefusedError("category_too_deep", limit=DEEPEST)
    return write_path(steps)


def shift(shop: Shop, category_id: str, by: int, staff: str, approved_by: str = "") -> Step:
    """Have a section stand so many places further down (or, below nought, up) beside its like.

    Raises:
        RefusedError: needs_approval, unknown_category.
    """
    with shop.begin() as work:
        require(work, staff, Act.EDIT_CATALOGUE, approved_by=approved_by)
        connection = work.connection
        before, parent = _rows(connection), parent_of(connection, category_id)
        beside = list(
            connection.scalars(
                select(_categories.c.id)
                .where(
                    _categories.c.parent_id.is_not_distinct_from(parent),
                    _categories.c.archived_at.is_(None),
                )
                .order_by(_categories.c.position, _categories.c.name)
            )
        )
        place = min(max(beside.index(category_id) + by, 0), len(beside) - 1)
        beside.remove(category_id)
        beside.insert(place, category_id)
        for position, each in enumerate(beside):
            write_section(work, each, position=position)
        return _done(work, before)


def put_away(shop: Shop, category_id: str, staff: str, approved_by: str = "") -> Step:
    """Take an empty section out of the tree.

    Raises:
        RefusedError: needs_approval, unknown_category, category_not_empty.
    """
    with shop.begin() as work:
        require(work, staff, Act.EDIT_CATALOGUE, approved_by=approved_by)
        connection = work.connection
        before = _rows(connection)
        parent_of(connection, category_id)
        goods = connection.scalar(
            select(func.count())
            .select_from(_products)
            .where(_products.c.category_id == category_id, _products.c.archived_at.is_(None))
        )
        if goods or height_of(connection, category_id) > 1:
            raise RefusedError("category_not_empty", name=before[category_id]["name"])
        write_section(work, category_id, archived_at=work.at)
        return _done(work, before)


def bring_back(shop: Shop, category_id: str, staff: str, approved_by: str = "") -> Step:
    """Put a section that was put away into the tree again, under its own if that is still there.

    Raises:
        RefusedError: needs_approval, unknown_category, category_taken.
    """
    with shop.begin() as work:
        require(work, staff, Act.EDIT_CATALOGUE, approved_by=approved_by)
        before = _rows(work.connection)
        if category_id not in before:
            raise RefusedError("unknown_category")
        parent = before[category_id]["parent_id"]
        above = None if parent is None else before[str(parent)]
        fit = str(parent) if above is not None and above["archived_at"] is None else None
        fit_name(work.connection, str(before[category_id]["name"]), fit, but=category_id)
        write_section(work, category_id, archived_at=None, parent_id=fit)
        return _done(work, before)


def merge(shop: Shop, category_id: str, into_id: str, staff: str, approved_by: str = "") -> Step:
    """Put all that stands in a section into another one; the section itself is put away.

    Counts and promotions that were for it are for the other one from now on. Each product's history
    tells where it stood, and brings it back there, alone.

    Raises:
        RefusedError: needs_approval, unknown_category, category_loop, category_taken (both have a
            branch of that name), category_too_deep.
    """
    with shop.begin() as work:
        require(work, staff, Act.EDIT_CATALOGUE, approved_by=approved_by)
        connection = work.connection
        before = _rows(connection)
        parent_of(connection, category_id)
        parent_of(connection, into_id)
        above = way_up(connection, into_id)
        if category_id in above:
            raise RefusedError("category_loop")
        if len(above) + height_of(connection, category_id) - 1 > DEEPEST:
            raise RefusedError("category_too_deep", limit=DEEPEST)
        for row in connection.execute(
            select(_categories.c.id, _categories.c.name).where(
                _categories.c.parent_id == category_id, _categories.c.archived_at.is_(None)
            )
        ).all():
            fit_name(connection, row.name, into_id, but=row.id)
            write_section(work, row.id, parent_id=into_id)
        goods = _in_section(connection, _products, category_id)
        _put_goods(work, goods, into_id, staff)
        counts = _in_section(connection, _counts, category_id)
        connection.execute(
            update(_counts).where(_counts.c.category_id == category_id).values(category_id=into_id)
        )
        targets = _aim_anew(connection, category_id, into_id)
        write_section(work, category_id, archived_at=work.at)
        tell_branch(work, into_id)
        return _done(
            work,
            before,
            Step(changed={}, into_id=into_id, product_ids=goods, count_ids=counts, targets=targets),
        )


def undo(shop: Shop, step: Step, staff: str, approved_by: str = "") -> None:
    """Take an act back where nothing was changed since that stands on it.

    Goods that were put elsewhere since a merge stay there.

    Raises:
        RefusedError: needs_approval; category_changed_since; category_taken.
    """
    with shop.begin() as work:
        require(work, staff, Act.EDIT_CATALOGUE, approved_by=approved_by)
        connection = work.connection
        before = _rows(connection)
        for each, (was, became) in step.changed.items():
            if before.get(each) != became:
                raise RefusedError("category_changed_since", name=was["name"])
            write_section(work, each, **was)
        _refuse_unfit(connection, step)
        old = next(
            (
                each
                for each, (was, became) in step.changed.items()
                if was["archived_at"] is None and became["archived_at"] is not None
            ),
            None,
        )
        if step.into_id and old is not None:
            _send_back(work, step, old, staff)
            tell_branch(work, step.into_id)
        for each, (was, _became) in step.changed.items():
            if was["archived_at"] is None:
                tell_branch(work, each)
        _done(work, before)


# --- what was done, and back again ---------------------------------------------------------------


def _done(work: UnitOfWork, before: Mapping[str, _Columns], merged: Step | None = None) -> Step:
    """Commit, and return what was changed."""
    after = _rows(work.connection)
    changed = {each: (was, after[each]) for each, was in before.items() if was != after[each]}
    work.changed(Topic.CATALOGUE)
    work.commit()
    return replace(merged or Step(changed={}), changed=changed)


def _rows(connection: Connection) -> dict[str, _Columns]:
    """Return every section as it stands."""
    columns = [_categories.c[name] for name in _KEPT]
    return {
        row.id: {name: getattr(row, name) for name in _KEPT}
        for row in connection.execute(select(_categories.c.id, *columns))
    }


def _aim_anew(
    connection: Connection, category_id: str, into_id: str
) -> dict[str, Mapping[str, list[str]]]:
    """Have promotions of a section bear on another; return what they bore on."""
    was: dict[str, Mapping[str, list[str]]] = {}
    for row in connection.execute(select(_promotions.c.id, _promotions.c.targets)):
        aimed = row.targets.get("category", [])
        if category_id in aimed:
            was[row.id] = row.targets
            ids = dict.fromkeys(into_id if each == category_id else each for each in aimed)
            connection.execute(
                update(_promotions)
                .where(_promotions.c.id == row.id)
                .values(targets={**row.targets, "category": list(ids)})
            )
    return was


def _in_section(connection: Connection, table: Table, category_id: str) -> tuple[str, ...]:
    """Return what of a table bears on a section itself."""
    stands = table.c.category_id == category_id
    return tuple(connection.scalars(select(table.c.id).where(stands)))


def _put_goods(work: UnitOfWork, product_ids: Sequence[str], into_id: str, staff: str) -> None:
    """Put products into a section, and keep in their history where they stood."""
    for start in range(0, len(product_ids), _AT_ONCE):
        some = product_ids[start : start + _AT_ONCE]
        keep_moves(work, some, into_id, staff)
        work.connection.execute(
            update(_products).where(_products.c.id.in_(some)).values(category_id=into_id)
        )


def _send_back(work: UnitOfWork, step: Step, category_id: str, staff: str) -> None:
    """Put what a merge took along back into its section, where nobody put it elsewhere since."""
    connection = work.connection
    standing = set(_in_section(connection, _products, step.into_id))
    _put_goods(work, [each for each in step.product_ids if each in standing], category_id, staff)
    for start in range(0, len(step.count_ids), _AT_ONCE):
        connection.execute(
            update(_counts)
            .where(
                _counts.c.id.in_(step.count_ids[start : start + _AT_ONCE]),
                _counts.c.category_id == step.into_id,
            )
            .values(category_id=category_id)
        )
    for each, targets in step.targets.items():
        connection.execute(
            update(_promotions).where(_promotions.c.id == each).values(targets=targets)
        )


def _refuse_unfit(connection: Connection, step: Step) -> None:
    """Refuse an undo after which the tree would be none, or two of one place be spelled alike."""
    for each, (was, _became) in step.changed.items():
        if was["archived_at"] is not None:
            continue
        parent = None if was["parent_id"] is None else str(was["parent_id"])
        above = way_up(connection, parent)
        if each in above or len(above) + height_of(connection, each) > DEEPEST:
            raise RefusedError("category_changed_since", name=was["name"])
        fit_name(connection, str(was["name"]), parent, but=each)
