"""Products on their way into the catalogue: added by every flow, decided on one by one.

A draft is what is known of a product before somebody says yes. A yes makes it a product in the same
transaction, and can be taken back; a later one comes back the next day; a no is not asked again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Literal, cast

from sqlalchemy import ColumnElement, Row, Select, and_, func, insert, or_, select, update

from desktop.domain.proposal import FIELDS, Field, Proposal, ranked, read_row
from desktop.domain.roles import Act
from desktop.errors import RefusedError
from desktop.models.base import table_of
from desktop.models.catalogue import CatalogueChange
from desktop.models.draft import Draft
from desktop.services.goods.catalogue import PRODUCTS
from desktop.services.goods.cataloguing import Saved, take_back, write_product
from desktop.services.goods.product_drafts import ProductDraft
from desktop.services.shop import Shop, Topic
from desktop.services.team.staff import require
from desktop.services.unit_of_work import UnitOfWork
from sync.kernel.clock import shop_day
from sync.kernel.ids import new_id
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity, Unit

Source = Literal["photo", "sweep", "delivery", "sale", "variants", "inbox"]
Proposals = Mapping[Field, Sequence[Proposal]]

DRAFTS = table_of(Draft)
_CHANGES = table_of(CatalogueChange)
PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftNew:
    """A draft as a flow hands it in; only `source` and `staff` must be known."""

    source: Source
    staff: str
    #: As it was read and believed; the caller has normalised it.
    code: str = ""
    price: Money | None = None
    quantity: Quantity | None = None
    #: From a supplier's paper: what one costs without VAT, whose it is and what they call it.
    purchase_price: Money | None = None
    supplier_id: str | None = None
    supplier_ref: str = ""
    #: What each field may be, the best first.
    proposals: Proposals = field(default_factory=dict)
    #: SHA-256 of its pictures, the best first.
    photos: tuple[str, ...] = ()
    #: The article that was sold but is not online, and the product it belongs to.
    variant_id: str | None = None
    product_id: str | None = None
    #: Drafts that came together: an id of the caller's.
    batch: str = ""
    times_sold: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftView:
    """A draft as it stands."""

    id: str
    source: Source
    #: waiting, later, kept or refused.
    state: str
    code: str
    price: Money | None
    quantity: Quantity | None
    proposals: Mapping[Field, tuple[Proposal, ...]]
    photos: tuple[str, ...]
    #: File of the best picture, None when there is none.
    photo: Path | None
    variant_id: str | None
    product_id: str | None
    batch: str
    times_sold: int
    created_at: datetime
    purchase_price: Money | None = None
    supplier_id: str | None = None
    supplier_ref: str = ""
    #: It is, or was, with the town's steward.
    shared_at: datetime | None = None
    answered_at: datetime | None = None

    def best(self, name: Field) -> str:
        """Return the likeliest value of a field, empty when nothing is proposed."""
        found = self.proposals.get(name, ())
        return found[0].value if found else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftPage:
    """The next drafts to decide on, and how many there are in all."""

    drafts: tuple[DraftView, ...]
    total: int


def add(place: Shop | UnitOfWork, new: DraftNew) -> str:
    """Add a draft and return its id; in the caller's transaction when handed one."""
    if isinstance(place, UnitOfWork):
        return _write(place, new)
    with place.begin() as work:
        draft_id = _write(work, new)
        work.commit()
    return draft_id


def waiting(
    shop: Shop, *, source: Source | None = None, batch: str = "", limit: int = PAGE
) -> DraftPage:
    """Return what is to be decided on now.

    What has a picture comes first, for a yes is all it needs; then what sells most, then the oldest.

    Args:
        shop: the open shop.
        source: only drafts of this flow.
        batch: only drafts that came together.
        limit: how many at most.
    """
    chosen = _open(select(DRAFTS), shop.clock.now())
    if source is not None:
        chosen = chosen.where(DRAFTS.c.source == source)
    if batch:
        chosen = chosen.where(DRAFTS.c.batch == batch)
    with shop.look() as look:
        total = look.connection.scalar(select(func.count()).select_from(chosen.subquery())) or 0
        rows = look.connection.execute(
            chosen.order_by(
                func.json_array_length(DRAFTS.c.photos) == 0,
                DRAFTS.c.times_sold.desc(),
                DRAFTS.c.created_at,
                DRAFTS.c.id,
            ).limit(limit)
        ).all()
    return DraftPage(drafts=tuple(_view(shop, row) for row in rows), total=total)


def count(shop: Shop) -> int:
    """Return how many drafts are to be decided on now."""
    chosen = _open(select(DRAFTS.c.id), shop.clock.now())
    with shop.look() as look:
        return look.connection.scalar(select(func.count()).select_from(chosen.subquery())) or 0


def draft(shop: Shop, draft_id: str) -> DraftView:
    """Return one draft, whatever was decided.

    Raises:
        RefusedError: unknown_draft.
    """
    with shop.look() as look:
        row = look.connection.execute(select(DRAFTS).where(DRAFTS.c.id == draft_id)).one_or_none()
    if row is None:
        raise RefusedError("unknown_draft")
    return _view(shop, row)


def improve(place: Shop | UnitOfWork, draft_id: str, proposals: Proposals) -> None:
    """Add proposals that came late (a label read in the background) to a draft not yet decided.

    Raises:
        RefusedError: unknown_draft, draft_decided.
    """
    if isinstance(place, UnitOfWork):
        _improve(place, draft_id, proposals)
        return
    with place.begin() as work:
        _improve(work, draft_id, proposals)
        work.commit()


def add_photo(
    shop: Shop, draft_id: str, sha256: str, *, is_first: bool = True, code: str = ""
) -> DraftView:
    """Put a picture on a draft that waits.

    Args:
        shop: the open shop.
        draft_id: its id.
        sha256: the picture, kept already.
        is_first: before its other pictures, or behind them.
        code: an article number that stands in the picture, for a draft that has none yet.

    Raises:
        RefusedError: unknown_draft, draft_decided.
    """
    with shop.begin() as work:
        row = _undecided(work, draft_id)
        others = [each for each in row.photos if each != sha256]
        pictures = [sha256, *others] if is_first else [*others, sha256]
        work.connection.execute(
            update(DRAFTS)
            .where(DRAFTS.c.id == draft_id)
            .values(photos=pictures, code=row.code or code)
        )
        work.changed(Topic.CATALOGUE)
        work.commit()
    return draft(shop, draft_id)


def keep(
    shop: Shop, draft_id: str, product: ProductDraft, staff: str, approved_by: str = ""
) -> Saved:
    """Make a draft the product it was confirmed as.

    Raises:
        RefusedError: as `cataloguing.save_product`; unknown_draft, draft_decided.
    """
    with shop.begin() as work:
        require(work, staff, Act.EDIT_CATALOGUE, approved_by=approved_by)
        _undecided(work, draft_id)
        saved = write_product(work, product, staff)
        _decide(work, draft_id, staff, "kept", product_id=saved.product.id)
        work.commit()
    return saved


def later(shop: Shop, draft_id: str, staff: str) -> None:
    """Put a draft aside until tomorrow.

    Raises:
        RefusedError: unknown_draft, draft_decided.
    """
    with shop.begin() as work:
        _undecided(work, draft_id)
        _decide(work, draft_id, staff, "later", later_until=_tomorrow(shop, work.at))
        work.commit()


def refuse(shop: Shop, draft_id: str, staff: str) -> None:
    """Say no to a draft; it is not asked again.

    Raises:
        RefusedError: unknown_draft, draft_decided.
    """
    with shop.begin() as work:
        _undecided(work, draft_id)
        _decide(work, draft_id, staff, "refused")
        work.commit()


def undo(shop: Shop, draft_id: str, staff: str, approved_by: str = "") -> None:
    """Take a decision back: the draft waits again, and the product is as it was before.

    Raises:
        RefusedError: unknown_draft; draft_waits, when nothing was decided; needs_approval.
    """
    with shop.begin() as work:
        row = _row(work, draft_id)
        if row.state == "waiting":
            raise RefusedError("draft_waits")
        if row.state == "kept":
            require(work, staff, Act.EDIT_CATALOGUE, approved_by=approved_by)
            _take_product_back(work, row, staff)
        work.connection.execute(
            update(DRAFTS)
            .where(DRAFTS.c.id == draft_id)
            .values(
                state="waiting",
                decided_at=None,
                later_until=None,
                # A draft of an article that existed still belongs to its product.
                product_id=row.product_id if row.variant_id else None,
            )
        )
        work.changed(Topic.CATALOGUE)
        work.commit()


def _take_product_back(work: UnitOfWork, row: Row[tuple[object, ...]], staff: str) -> None:
    change = work.connection.scalar(
        select(_CHANGES.c.id)
        .where(
            _CHANGES.c.product_id == row.product_id,
            _CHANGES.c.at == row.decided_at,
            _CHANGES.c.undone_by.is_(None),
        )
        .order_by(_CHANGES.c.id.desc())
        .limit(1)
    )
    if change is not None:  # else somebody took it back in its history
        take_back(work, change, staff)


# --- rows ---------------------------------------------------------------------------------------


def _open(chosen: Select[tuple[object, ...]], now: datetime) -> Select[tuple[object, ...]]:
    """Return those to decide on: not those put off, nor an article that is online by now."""
    return chosen.outerjoin(PRODUCTS, PRODUCTS.c.id == DRAFTS.c.product_id).where(
        _is_due(now),
        or_(
            DRAFTS.c.source != "sale",
            PRODUCTS.c.id.is_(None),
            and_(PRODUCTS.c.online.is_(False), PRODUCTS.c.archived_at.is_(None)),
        ),
    )


def _is_due(now: datetime) -> ColumnElement[bool]:
    return or_(
        DRAFTS.c.state == "waiting",
        and_(DRAFTS.c.state == "later", DRAFTS.c.later_until <= now),
    )


def _write(work: UnitOfWork, new: DraftNew) -> str:
    draft_id = new_id()
    work.connection.execute(
        insert(DRAFTS).values(
            id=draft_id,
            source=new.source,
            state="waiting",
            code=new.code,
            price_cents=None if new.price is None else new.price.cents,
            quantity=None if new.quantity is None else new.quantity.thousandths,
            purchase_cents=None if new.purchase_price is None else new.purchase_price.cents,
            supplier_id=new.supplier_id,
            supplier_ref=new.supplier_ref,
            proposals=_as_rows(new.proposals),
            photos=list(new.photos),
            variant_id=new.variant_id,
            product_id=new.product_id,
            batch=new.batch,
            staff_code=new.staff,
            times_sold=new.times_sold,
            created_at=work.at,
        )
    )
    work.changed(Topic.CATALOGUE)
    return draft_id


def _improve(work: UnitOfWork, draft_id: str, proposals: Proposals) -> None:
    known = _proposals(_undecided(work, draft_id).proposals)
    both: dict[Field, Sequence[Proposal]] = dict(known)
    for name, more in proposals.items():
        both[name] = (*known.get(name, ()), *more)
    work.connection.execute(
        update(DRAFTS).where(DRAFTS.c.id == draft_id).values(proposals=_as_rows(both))
    )
    work.changed(Topic.CATALOGUE)


def _row(work: UnitOfWork, draft_id: str) -> Row[tuple[object, ...]]:
    row = work.connection.execute(select(DRAFTS).where(DRAFTS.c.id == draft_id)).one_or_none()
    if row is None:
        raise RefusedError("unknown_draft")
    return row


def _undecided(work: UnitOfWork, draft_id: str) -> Row[tuple[object, ...]]:
    row = _row(work, draft_id)
    if row.state in ("kept", "refused"):
        raise RefusedError("draft_decided")
    return row


def _decide(
    work: UnitOfWork, draft_id: str, staff: str, state: str, **more: datetime | str | None
) -> None:
    columns = {"later_until": None, **more}
    work.connection.execute(
        update(DRAFTS)
        .where(DRAFTS.c.id == draft_id)
        .values(state=state, decided_at=work.at, staff_code=staff, **columns)
    )
    work.changed(Topic.CATALOGUE)


def _tomorrow(shop: Shop, now: datetime) -> datetime:
    """Return when the next day begins in the shop's zone."""
    next_day = shop_day(now, shop.zone) + timedelta(days=1)
    return datetime.combine(next_day, time(0), shop.zone)


def _as_rows(proposals: Proposals) -> dict[str, list[dict[str, object]]]:
    return {
        name: [each.as_row() for each in ranked(several)] for name, several in proposals.items()
    }


def _proposals(rows: Mapping[str, list[dict[str, object]]]) -> dict[Field, tuple[Proposal, ...]]:
    return {name: tuple(map(read_row, rows[name])) for name in FIELDS if name in rows}


def _view(shop: Shop, row: Row[tuple[object, ...]]) -> DraftView:
    proposals = _proposals(row.proposals)
    units = proposals.get("unit", ())
    unit = Unit(units[0].value) if units and units[0].value in list(Unit) else Unit.PIECE
    return DraftView(
        id=row.id,
        source=cast("Source", row.source),
        state=row.state,
        code=row.code,
        price=None if row.price_cents is None else Money(row.price_cents),
        quantity=None if row.quantity is None else Quantity(row.quantity, unit),
        proposals=proposals,
        photos=tuple(row.photos),
        photo=shop.photo_path(row.photos[0]) if row.photos else None,
        variant_id=row.variant_id,
        product_id=row.product_id,
        batch=row.batch,
        times_sold=row.times_sold,
        created_at=row.created_at,
        purchase_price=None if row.purchase_cents is None else Money(row.purchase_cents),
        supplier_id=row.supplier_id,
        supplier_ref=row.supplier_ref,
        shared_at=row.shared_at,
        answered_at=row.answered_at,
    )
