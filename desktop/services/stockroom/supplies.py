"""Suppliers: who delivers, how they are reached, and the shop's number with them."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, func, insert, select, update

from desktop.domain.cells import one_line, printable
from desktop.domain.roles import Act
from desktop.domain.search_text import fold, words
from desktop.errors import RefusedError
from desktop.models.base import table_of
from desktop.models.supply import Supplier, SupplierOrder
from desktop.services.goods.catalogue import VARIANTS
from desktop.services.shop import Shop, Topic
from desktop.services.team.staff import require
from desktop.services.unit_of_work import UnitOfWork
from sync.kernel.ids import new_id

_SUPPLIERS, _ORDERS = table_of(Supplier), table_of(SupplierOrder)
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

    @property
    def name(self) -> str:
        """Return what they are called."""
        return self.draft.name


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
        return _done(work, supplier_id)


def change_supplier(
    shop: Shop, supplier_id: str, draft: SupplierDraft, staff: str, approved_by: str = ""
) -> SupplierView:
    """Write a supplier anew.

    Raises:
        RefusedError: unknown_supplier, supplier_name, supplier_known, needs_approval.
    """
    with shop.begin() as work:
        require(work, staff, Act.EDIT_CATALOGUE, approved_by=approved_by)
        supplier(work.connection, supplier_id)
        columns = _checked(work, draft, supplier_id)
        work.connection.execute(
            update(_SUPPLIERS).where(_SUPPLIERS.c.id == supplier_id).values(**columns)
        )
        return _done(work, supplier_id)


def archive_supplier(
    shop: Shop, supplier_id: str, staff: str, approved_by: str = ""
) -> SupplierView:
    """Put a supplier away; what they delivered and their articles stay as they are.

    Raises:
        RefusedError: unknown_supplier, supplier_has_orders, needs_approval.
    """
    with shop.begin() as work:
        require(work, staff, Act.EDIT_CATALOGUE, approved_by=approved_by)
        if supplier(work.connection, supplier_id).open_orders:
            raise RefusedError("supplier_has_orders")
        work.connection.execute(
            update(_SUPPLIERS).where(_SUPPLIERS.c.id == supplier_id).values(archived_at=work.at)
        )
        return _done(work, supplier_id)


def restore_supplier(
    shop: Shop, supplier_id: str, staff: str, approved_by: str = ""
) -> SupplierView:
    """Take an archived supplier up again.

    Raises:
        RefusedError: unknown_supplier, needs_approval.
    """
    with shop.begin() as work:
        require(work, staff, Act.EDIT_CATALOGUE, approved_by=approved_by)
        supplier(work.connection, supplier_id)
        work.connection.execute(
            update(_SUPPLIERS).where(_SUPPLIERS.c.id == supplier_id).values(archived_at=None)
        )
        return _done(work, supplier_id)


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


def _done(work: UnitOfWork, supplier_id: str) -> SupplierView:
    view = supplier(work.connection, supplier_id)
    work.changed(Topic.CATALOGUE)
    work.commit()
    return view


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
