"""Suppliers: who delivers, how they are reached, and the shop's number with them.

Nothing is deleted, and each save keeps what stood before: any one change can be taken back.
"""

from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, func, insert, select, update

from desktop.domain.cells import one_line, printable
from desktop.domain.roles import Act
from desktop.domain.search_text import fold, words
from desktop.errors import RefusedError
from desktop.models.base import table_of
from desktop.models.supply import Supplier, SupplierChange, SupplierOrder
from desktop.services.goods.catalogue import VARIANTS
from desktop.services.shop import Shop, Topic
from desktop.services.team.staff import known, require
from desktop.services.unit_of_work import UnitOfWork
from sync.kernel.ids import new_id

_SUPPLIERS, _ORDERS = table_of(Supplier), table_of(SupplierOrder)
_CHANGES = table_of(SupplierChange)
_ARCHIVED = "archived"
_State = dict[str, object]
"""The fields of a draft by name, and whether they are put away."""
#: Longest text of each field, as its column holds it.
LETTERS = {"name": 120, "email": 200, "phone": 30, "account": 40}
NOTE_LETTERS = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplierDraft:
    """A supplier as the form holds them; only the name is asked for."""

    name: str
    email: str = ""
    phone: str = ""
    #: The shop's own number with them.
    account: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplierView:
    """A supplier of the shop."""

    id: str
    draft: SupplierDraft
    is_archived: bool
    #: Articles that come from them, and orders that are not closed.
    articles: int
    open_orders: int
    #: By which the save that returned this can be undone; empty for one that was only read.
    change_id: str = ""

    @property
    def name(self) -> str:
        """Return what they are called."""
        return self.draft.name


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplierDifference:
    """One thing that a change changed: a field of the draft, or `archived`."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplierChangeView:
    """A line of a supplier's history."""

    id: str
    at: datetime
    #: Who did it: a name, or the code where nobody knows the name any more.
    by: str
    is_new: bool
    differences: tuple[SupplierDifference, ...]
    is_undone: bool


def add_supplier(
    shop: Shop, draft: SupplierDraft, staff: str, approved_by: str = ""
) -> SupplierView:
    """Write a supplier down.

    Raises:
        RefusedError: supplier_name, supplier_known, needs_approval.
    """
    with shop.begin() as work:
        require(work, staff, Act.EDIT_CATALOGUE, approved_by=approved_by)
        columns = _checked(work, draft, "")
        supplier_id = new_id()
        work.connection.execute(
            insert(_SUPPLIERS).values(id=supplier_id, created_at=work.at, **columns)
        )
        return _done(work, supplier_id, None, staff)


def change_supplier(
    shop: Shop, supplier_id: str, draft: SupplierDraft, staff: str, approved_by: str = ""
) -> SupplierView:
    """Write a supplier anew.

    Raises:
        RefusedError: unknown_supplier, supplier_name, supplier_known, needs_approval.
    """
    with shop.begin() as work:
        require(work, staff, Act.EDIT_CATALOGUE, approved_by=approved_by)
        before = supplier(work.connection, supplier_id)
        columns = _checked(work, draft, supplier_id)
        work.connection.execute(
            update(_SUPPLIERS).where(_SUPPLIERS.c.id == supplier_id).values(**columns)
        )
        return _done(work, supplier_id, before, staff)


def archive_supplier(
    shop: Shop, supplier_id: str, staff: str, approved_by: str = ""
) -> SupplierView:
    """Put a supplier away; what they delivered and their articles stay as they are.

    Raises:
        RefusedError: unknown_supplier, supplier_has_orders, needs_approval.
    """
    with shop.begin() as work:
        require(work, staff, Act.EDIT_CATALOGUE, approved_by=approved_by)
        before = supplier(work.connection, supplier_id)
        if before.open_orders:
            raise RefusedError("supplier_has_orders")
        work.connection.execute(
            update(_SUPPLIERS).where(_SUPPLIERS.c.id == supplier_id).values(archived_at=work.at)
        )
        return _done(work, supplier_id, before, staff)


def restore_supplier(
    shop: Shop, supplier_id: str, staff: str, approved_by: str = ""
) -> SupplierView:
    """Take an archived supplier up again.

    Raises:
        RefusedError: unknown_supplier, supplier_known (another one has the name by now),
            needs_approval.
    """
    with shop.begin() as work:
        require(work, staff, Act.EDIT_CATALOGUE, approved_by=approved_by)
        before = supplier(work.connection, supplier_id)
        _checked(work, before.draft, supplier_id)
        work.connection.execute(
            update(_SUPPLIERS).where(_SUPPLIERS.c.id == supplier_id).values(archived_at=None)
        )
        return _done(work, supplier_id, before, staff)


def history(shop: Shop, supplier_id: str, limit: int = 50) -> tuple[SupplierChangeView, ...]:
    """Return what was changed of a supplier, the latest first."""
    with shop.look() as look:
        rows = look.connection.execute(
            select(_CHANGES)
            .where(_CHANGES.c.supplier_id == supplier_id)
            .order_by(_CHANGES.c.at.desc(), _CHANGES.c.id.desc())
            .limit(limit)
        ).all()
        people = known(look.connection, {row.staff_code for row in rows})
    return tuple(
        SupplierChangeView(
            id=row.id,
            at=row.at,
            by=people[row.staff_code].name if row.staff_code in people else row.staff_code,
            is_new=row.before is None,
            differences=tuple(
                SupplierDifference(field=name, before=_told(value), after=_told(row.after[name]))
                for name, value in (row.before or {}).items()
                if value != row.after[name]
            ),
            is_undone=row.undone_by is not None,
        )
        for row in rows
    )


def undo_change(shop: Shop, change_id: str, staff: str, approved_by: str = "") -> SupplierView:
    """Take a change back, and only that one: what was changed since stays. A new supplier is archived.

    Raises:
        RefusedError: unknown_change, change_undone, supplier_known, supplier_has_orders,
            needs_approval.
    """
    with shop.begin() as work:
        require(work, staff, Act.EDIT_CATALOGUE, approved_by=approved_by)
        change = work.connection.execute(
            select(_CHANGES).where(_CHANGES.c.id == change_id)
        ).one_or_none()
        if change is None:
            raise RefusedError("unknown_change")
        if change.undone_by is not None:
            raise RefusedError("change_undone")
        before = supplier(work.connection, change.supplier_id)
        _write(work, before, _without(_state(before), change))
        return _done(work, change.supplier_id, before, staff, undoes=change_id)


def suppliers(
    shop: Shop, typed: str = "", limit: int = 200, *, archived: bool = False
) -> tuple[SupplierView, ...]:
    """Return the suppliers with every word typed in name, mail or account, by name."""
    sought = words(typed)
    with shop.look() as look:
        rows = look.connection.execute(
            _query(_SUPPLIERS.c.archived_at.is_not(None) if archived else _IS_KEPT)
        ).all()
    views = (_view(row) for row in rows)
    found = [view for view in views if all(word in _text(view) for word in sought)]
    return tuple(sorted(found, key=lambda view: fold(view.name))[:limit])


def supplier(connection: Connection, supplier_id: str) -> SupplierView:
    """Return one supplier, archived or not.

    Raises:
        RefusedError: unknown_supplier.
    """
    row = connection.execute(_query(_SUPPLIERS.c.id == supplier_id)).one_or_none()
    if row is None:
        raise RefusedError("unknown_supplier")
    return _view(row)


_IS_KEPT = _SUPPLIERS.c.archived_at.is_(None)
_articles = (
    select(func.count())
    .where(VARIANTS.c.supplier_id == _SUPPLIERS.c.id, VARIANTS.c.archived_at.is_(None))
    .scalar_subquery()
)
_open_orders = (
    select(func.count())
    .where(_ORDERS.c.supplier_id == _SUPPLIERS.c.id, _ORDERS.c.closed_at.is_(None))
    .scalar_subquery()
)


def _query(which: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    return select(_SUPPLIERS, _articles.label("articles"), _open_orders.label("open_orders")).where(
        which
    )


def _checked(work: UnitOfWork, draft: SupplierDraft, supplier_id: str) -> dict[str, str]:
    columns = {name: one_line(getattr(draft, name), most) for name, most in LETTERS.items()}
    if not columns["name"]:
        raise RefusedError("supplier_name")
    called = fold(columns["name"])
    others = select(_SUPPLIERS.c.name).where(_SUPPLIERS.c.id != supplier_id, _IS_KEPT)
    if any(fold(other) == called for other in work.connection.scalars(others)):
        raise RefusedError("supplier_known", name=columns["name"])
    return {**columns, "note": printable(draft.note)[:NOTE_LETTERS]}


def _state(view: SupplierView) -> _State:
    return {**asdict(view.draft), _ARCHIVED: view.is_archived}


def _without(state: _State, change: Row[*tuple[Any, ...]]) -> _State:
    """Return a supplier as they would be without one change."""
    if change.before is None:
        return state | {_ARCHIVED: True}
    return state | {
        name: value for name, value in change.before.items() if value != change.after[name]
    }


def _write(work: UnitOfWork, before: SupplierView, wanted: _State) -> None:
    if wanted[_ARCHIVED] and before.open_orders:
        raise RefusedError("supplier_has_orders")
    fields = {name: str(value) for name, value in wanted.items() if name != _ARCHIVED}
    columns: dict[str, object] = {**fields}
    if not wanted[_ARCHIVED]:
        columns |= _checked(work, SupplierDraft(**fields), before.id)
    if wanted[_ARCHIVED] is not before.is_archived:
        columns["archived_at"] = work.at if wanted[_ARCHIVED] else None
    work.connection.execute(update(_SUPPLIERS).where(_SUPPLIERS.c.id == before.id).values(columns))


def _done(
    work: UnitOfWork, supplier_id: str, before: SupplierView | None, staff: str, undoes: str = ""
) -> SupplierView:
    """Keep the change in the history, and what it takes back as undone; the work is done.

    What changed nothing leaves no line in it.
    """
    view = supplier(work.connection, supplier_id)
    if before is None or undoes or _state(before) != _state(view):
        view = replace(view, change_id=new_id())
        work.connection.execute(
            insert(_CHANGES).values(
                id=view.change_id,
                supplier_id=supplier_id,
                at=work.at,
                staff_code=staff,
                before=None if before is None else _state(before),
                after=_state(view),
            )
        )
        work.connection.execute(
            update(_CHANGES).where(_CHANGES.c.id == undoes).values(undone_by=view.change_id)
        )
    work.changed(Topic.CATALOGUE)
    work.commit()
    return view


def _told(value: object) -> str:
    """Return a value of the history as text; of one put away the word for it, of others nothing."""
    if isinstance(value, bool):
        return _ARCHIVED if value else ""
    return str(value)


def _text(view: SupplierView) -> str:
    draft = view.draft
    return fold(f"{draft.name} {draft.email} {draft.account} {draft.phone}")


def _view(row: Row[*tuple[Any, ...]]) -> SupplierView:
    return SupplierView(
        id=row.id,
        draft=SupplierDraft(
            name=row.name, email=row.email, phone=row.phone, account=row.account, note=row.note
        ),
        is_archived=row.archived_at is not None,
        articles=row.articles,
        open_orders=row.open_orders,
    )
