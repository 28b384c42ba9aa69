"""What the marketplace tells, written into the shop's tables.

Every row of the feed is a whole state, and the latest wins; only where the shop did something the
state does not include yet, its own view leads until it does.
"""

from collections.abc import Callable

from sqlalchemy import ColumnElement, delete, exists, func, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from desktop.domain.stock import rebase
from desktop.models.base import table_of
from desktop.models.house import Enrolment
from desktop.models.stock import StockLevel, StockMovement
from desktop.models.sync import OutboxOp, OwnEdit, Stream
from desktop.services.books import web_till
from desktop.services.online.opening import with_hours
from desktop.services.online.order_rules import with_days
from desktop.services.shop import Topic
from desktop.services.stockroom.stock import Move, move
from desktop.services.town import neighbours
from desktop.services.town.arriving_drafts import take_answer
from desktop.services.town.arriving_orders import forget_order, write_order
from desktop.services.town.arriving_parcels import forget_parcel, write_parcel
from desktop.services.town.arriving_products import archive_product, write_product
from desktop.services.town.arriving_words import cut
from desktop.services.unit_of_work import UnitOfWork
from desktop.services.upkeep.house import write_settings
from sync.contract import v1
from sync.contract.canonical import MalformedMessageError, decode_words
from sync.engine.inbox import Arrival

_edits = table_of(OwnEdit)
_ops = table_of(OutboxOp)
_streams = table_of(Stream)
_levels = table_of(StockLevel)
_movements = table_of(StockMovement)
_enrolments = table_of(Enrolment)

_Entity = v1.OrderEntity | v1.ParcelEntity | v1.ProductEntity
"""What the shop has a hand in as well: its own view leads until the hub's includes it."""


def read(entity: str, raw: bytes) -> v1.Message | None:
    """Return the state in the bytes, None when this version cannot read it."""
    kind = v1.ENTITIES.get(entity)
    if kind is None:
        return None
    try:
        return decode_words(raw, kind)
    except MalformedMessageError:
        return None


def take(work: UnitOfWork, arrival: Arrival) -> None:
    """Write one row of the feed, or hold it back behind an own operation.

    Raises:
        ValueError: the state does not fit our tables.
        LookupError: nobody here knows the entity.
    """
    if arrival.state is None:
        _end(work, arrival)
    elif isinstance(arrival.state, _Entity):
        if _leads(work, arrival.entity, arrival.id):
            _hold(work, arrival)
        else:
            # What was held before is older than this.
            _let_go(work, arrival.entity, arrival.id)
            _write(work, arrival.state)
    elif isinstance(arrival.state, v1.StockEntity):
        _note_level(work, arrival.state)
    elif isinstance(arrival.state, v1.ShopEntity):
        work.connection.execute(update(_enrolments).values(shop=arrival.raw))
        _take_rules(work, arrival.state)
        work.changed(Topic.LINK)
    elif isinstance(arrival.state, v1.TownEntity):
        neighbours.keep(work, arrival.state)
    elif isinstance(arrival.state, v1.DraftEntity):
        take_answer(work, arrival.state)
    elif isinstance(arrival.state, v1.WebRecordEntity):
        web_till.keep(work, arrival.state)
    else:
        raise LookupError(arrival.entity)


def settle(work: UnitOfWork, *, is_last_page: bool) -> None:
    """Bring out what was held back and is included now, and put the stock together.

    Levels wait for the last page, unless nothing of ours is under way: the sums of an earlier page
    may hold own operations of which the page does not say so.
    """
    included = select(_edits).where(_edits.c.op_id.not_in(_ops_ahead))
    for row in work.connection.execute(included).all():
        if row.held is not None:
            state = read(row.entity, row.held)
            if isinstance(state, _Entity):
                _write(work, state)
        _let_go(work, row.entity, row.entity_id)
    if is_last_page or not _is_anything_ahead(work):
        _rebase_levels(work)


def _take_rules(work: UnitOfWork, told: v1.ShopEntity) -> None:
    """Have what another counter set for the whole shop hold here as well."""
    settings = work.shop.settings
    wanted = with_days(work, with_hours(work, settings, told.hours), told.keeps)
    if wanted != settings:
        write_settings(work, wanted)
        # How long orders wait, and what is due of them, is another now.
        work.changed(Topic.ORDERS)


def _write(work: UnitOfWork, state: _Entity) -> None:
    match state:
        case v1.OrderEntity():
            write_order(work, cut(state))
            work.changed(Topic.ORDERS)
        case v1.ParcelEntity():
            write_parcel(work, cut(state))
            work.changed(Topic.ORDERS)
        case v1.ProductEntity():
            write_product(work, state)
            work.changed(Topic.CATALOGUE)


def _end(work: UnitOfWork, arrival: Arrival) -> None:
    endings: dict[str, tuple[Callable[[UnitOfWork, str], None], Topic]] = {
        "order": (forget_order, Topic.ORDERS),
        "parcel": (forget_parcel, Topic.ORDERS),
        "product": (archive_product, Topic.CATALOGUE),
    }
    if arrival.entity in endings:
        act, topic = endings[arrival.entity]
        # A state held back before the end would bring back what has ended.
        _let_go(work, arrival.entity, arrival.id)
        act(work, arrival.id)
        work.changed(topic)


# --- whose view leads ---------------------------------------------------------------------------


def _leads(work: UnitOfWork, entity: str, entity_id: str) -> bool:
    op_id = work.connection.execute(
        select(_edits.c.op_id).where(_edits.c.entity == entity, _edits.c.entity_id == entity_id)
    ).scalar()
    return op_id is not None and _is_ahead(work, op_id)


def _hold(work: UnitOfWork, arrival: Arrival) -> None:
    work.connection.execute(
        update(_edits)
        .where(_edits.c.entity == arrival.entity, _edits.c.entity_id == arrival.id)
        .values(held=arrival.raw)
    )


def _let_go(work: UnitOfWork, entity: str, entity_id: str) -> None:
    work.connection.execute(
        delete(_edits).where(_edits.c.entity == entity, _edits.c.entity_id == entity_id)
    )


def _ahead() -> ColumnElement[bool]:
    """Return the condition that an operation of the log is in no state of the feed yet.

    After a fork an operation may stand in two logs; being included in one of them is enough.
    """
    told, stream = _ops.alias(), _streams.alias()
    included = exists().where(
        told.c.op_id == _ops.c.op_id,
        stream.c.incarnation == told.c.incarnation,
        told.c.seq <= stream.c.applied_seq,
    )
    return (_ops.c.seq > _streams.c.applied_seq) & ~included


_ops_ahead = (
    select(_ops.c.op_id)
    .join(_streams, _streams.c.incarnation == _ops.c.incarnation)
    .where(_ahead())
)


def _is_ahead(work: UnitOfWork, op_id: str) -> bool:
    one = _ops_ahead.where(_ops.c.op_id == op_id).limit(1)
    return work.connection.execute(one).first() is not None


def _is_anything_ahead(work: UnitOfWork) -> bool:
    return work.connection.execute(_ops_ahead.limit(1)).first() is not None


# --- stock --------------------------------------------------------------------------------------


def doubt_levels(work: UnitOfWork, told: v1.Applied) -> None:
    """Have the levels reckoned anew that own words on orders moved, once those are all in.

    What left here another counter may have noted otherwise; the marketplace counts by what came
    first, and tells nothing of a level that it did not move. Before the stream is noted as applied.
    """
    moved = (
        select(_movements.c.variant_id)
        .join(_ops, _ops.c.op_id == _movements.c.op_id)
        .join(_streams, _streams.c.incarnation == _ops.c.incarnation)
        .where(
            _ops.c.incarnation == told.incarnation,
            _ops.c.seq > _streams.c.applied_seq,
            _ops.c.seq <= told.seq,
            _ops.c.kind.startswith("order."),
        )
    )
    work.connection.execute(
        update(_levels)
        .where(_levels.c.variant_id.in_(moved), _levels.c.hub_on_hand.is_not(None))
        .values(is_stale=True)
    )


def _note_level(work: UnitOfWork, state: v1.StockEntity) -> None:
    row = upsert(_levels).values(
        variant_id=state.variant,
        on_hand=0,
        reserved=state.reserved,
        hub_on_hand=state.on_hand,
        is_stale=True,
    )
    told = {name: row.excluded[name] for name in ("reserved", "hub_on_hand", "is_stale")}
    work.connection.execute(row.on_conflict_do_update(index_elements=["variant_id"], set_=told))


def _rebase_levels(work: UnitOfWork) -> None:
    stale = work.connection.execute(
        select(_levels.c.variant_id, _levels.c.on_hand, _levels.c.hub_on_hand).where(
            _levels.c.is_stale == 1
        )
    ).all()
    if not stale:
        return
    moved = work.connection.execute(
        select(_movements.c.variant_id, func.sum(_movements.c.delta).label("delta"))
        .where(_movements.c.op_id.in_(_ops_ahead))
        .group_by(_movements.c.variant_id)
    ).all()
    ahead = {row.variant_id: row.delta for row in moved}
    brought = [
        Move(row.variant_id, delta)
        for row in stale
        for delta in (rebase(row.hub_on_hand, (ahead.get(row.variant_id, 0),)) - row.on_hand,)
        if delta
    ]
    move(work, brought, why="hub")
    work.connection.execute(update(_levels).where(_levels.c.is_stale == 1).values(is_stale=False))
    work.changed(Topic.CATALOGUE)
