"""This till's log of operations: written in the transaction of the thing that happened."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from msgspec import Raw
from sqlalchemy import (
    Connection,
    RowMapping,
    bindparam,
    delete,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.dialects.sqlite import insert as upsert

from desktop.models.base import table_of
from desktop.models.catalogue import Variant
from desktop.models.sync import BlobUpload, OutboxOp, OwnEdit, ParkedChange, Stream
from desktop.services.prepared import Prepared, PreparedInsert
from desktop.services.shop import Shop, Topic
from desktop.services.unit_of_work import UnitOfWork
from sync.contract import v1
from sync.engine.outbox import (
    ChainedOp,
    StreamMovedError,
    StreamState,
    Waiting,
    branch,
    chain_after,
    next_op,
    next_ops,
)
from sync.kernel.clock import milliseconds
from sync.kernel.ids import new_id, new_ids

_ops = table_of(OutboxOp)
_streams = table_of(Stream)
_edits = table_of(OwnEdit)
_variants = table_of(Variant)
_parked = table_of(ParkedChange)
_uploads = table_of(BlobUpload)

_add_op = PreparedInsert(_ops)
_current_log = Prepared(select(_streams).where(_streams.c.is_current))
_advance = Prepared(
    update(_streams)
    .where(_streams.c.incarnation == bindparam("log"))
    .values(next_seq=bindparam("upto"), last_hash=bindparam("head"))
)

_add_edit = Prepared(
    "INSERT INTO own_edit (entity, entity_id, op_id, held) VALUES ('product', :product, :op, NULL)"
    " ON CONFLICT (entity, entity_id) DO UPDATE SET op_id = excluded.op_id"
)

_REACH = 50
"""Rows read at a time while a batch is filled."""


def begin_log(connection: Connection) -> None:
    """Open the first incarnation: with the database, so that nothing is lost before enrolment."""
    incarnation = new_id()
    connection.execute(insert(_streams).values(_fresh_stream(incarnation)))


def append(work: UnitOfWork, kind: str, message: v1.Message) -> str:
    """Write an operation into the log and return its id.

    Where the operation changes an order or a product, the shop's view of it leads until the hub's
    includes it.
    """
    chained = next_op(_current(work.connection), new_id(), kind, milliseconds(work.at), message)
    _add_op.run(work.connection, _row(chained))
    _move_head(work.connection, chained)
    entity = _entity_of(work.connection, message)
    if entity is not None:
        _note_edit(work.connection, *entity, chained.op.id)
    work.changed(Topic.LINK)
    if work.shop.conversation is not None:
        work.afterwards(work.shop.conversation.poke)
    return chained.op.id


@dataclass(frozen=True, slots=True)
class News:
    """What the marketplace is to be told of a product; without one, something it only adds up."""

    kind: str
    message: v1.Message
    product_id: str = ""


def append_all(work: UnitOfWork, news: Sequence[News]) -> list[str]:
    """Write many operations about products into the log, in order, and return their ids.

    As `append` of each, at a tenth of the cost.
    """
    if not news:
        return []
    stream = _current(work.connection)
    ids = new_ids(len(news))
    chained = next_ops(
        stream,
        [(op_id, each.kind, each.message) for op_id, each in zip(ids, news, strict=True)],
        milliseconds(work.at),
    )
    _add_op.run_many(work.connection, [*map(_row, chained)])
    _move_head(work.connection, chained[-1])
    latest = {each.product_id: op_id for op_id, each in zip(ids, news, strict=True)}
    latest.pop("", None)
    _add_edit.run_many(
        work.connection, [{"product": product, "op": op} for product, op in latest.items()]
    )
    work.changed(Topic.LINK)
    if work.shop.conversation is not None:
        work.afterwards(work.shop.conversation.poke)
    return ids


def is_on_its_way(work: UnitOfWork, kind: str) -> bool:
    """Tell whether a word of this kind was said here that the marketplace's states do not know."""
    ahead = (
        select(_ops.c.op_id)
        .join(_streams, _streams.c.incarnation == _ops.c.incarnation)
        .where(_ops.c.kind == kind, _ops.c.seq > _streams.c.applied_seq)
        .limit(1)
    )
    return work.connection.execute(ahead).first() is not None


class OutboxRows:
    """The log as the engine reads it; each method is one transaction, on the ledger thread."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop

    def streams(self) -> Sequence[StreamState]:
        """Return all incarnations, oldest first."""
        with self._shop.look() as look:
            rows = look.connection.execute(
                select(_streams).order_by(_streams.c.incarnation)
            ).mappings()
            return [_state(row) for row in rows]

    def pending(
        self, incarnation: str, after: int, max_ops: int, max_bytes: int
    ) -> Sequence[v1.Op]:
        """Return the operations after `after` in order, as many as the limits allow, at least one."""
        batch: list[v1.Op] = []
        with self._shop.look() as look:
            room = max_bytes
            for op in _ops_after(look.connection, incarnation, after):
                room -= len(bytes(op.body))
                if batch and (room < 0 or len(batch) == max_ops):
                    break
                batch.append(op)
        return batch

    def hash_at(self, incarnation: str, seq: int) -> str | None:
        """Return the log's hash after an operation; None when it is not kept."""
        with self._shop.look() as look:
            return _hash_at(look.connection, incarnation, seq)

    def mark_acked(self, incarnation: str, seq: int, results: Sequence[v1.OpResult]) -> None:
        """Note how far the hub has come, and what it made of the operations."""
        with self._shop.begin() as work:
            connection = work.connection
            acked_hash = _hash_at(connection, incarnation, seq)
            connection.execute(
                update(_streams)
                .where(_streams.c.incarnation == incarnation)
                .values(acked_seq=seq, acked_hash=acked_hash)
            )
            here = _ops.c.incarnation == incarnation
            connection.execute(
                update(_ops)
                .where(here, _ops.c.seq <= seq, _ops.c.result.is_(None))
                .values(result="ok")
            )
            connection.execute(update(_ops).where(here, _ops.c.seq > seq).values(result=None))
            _note_results(connection, incarnation, results)
            work.changed(Topic.LINK)
            work.commit()

    def adopt(
        self,
        incarnation: str,
        after: v1.Mark,
        ops: Sequence[v1.Op],
        results: Sequence[v1.OpResult] = (),
    ) -> None:
        """Append operations that the hub kept and this till lost, as history, confirmed.

        Their effect on orders, products and stock comes back with the feed, which is read from
        where the restored database left off.

        Raises:
            StreamMovedError: the log's head is no longer at `after`.
        """
        with self._shop.begin() as work:
            connection = work.connection
            stream = _stream(connection, incarnation)
            if stream is None:
                row = _fresh_stream(incarnation) | {"is_current": False}
                connection.execute(insert(_streams).values(row))
                stream = _stream(connection, incarnation)
            if stream is None or (stream.last_seq, stream.last_hash) != (after.seq, after.hash):
                raise StreamMovedError(incarnation)
            history = chain_after(incarnation, after.hash, ops)
            _write_history(connection, history)
            _note_results(connection, incarnation, results)
            work.changed(Topic.LINK)
            work.commit()

    def open_incarnation(
        self,
        incarnation: str,
        common: v1.Mark,
        hub_ops: Sequence[v1.Op],
        new: str,
        results: Sequence[v1.OpResult] = (),
    ) -> None:
        """Go on in a new log after a fork: the hub's branch here, what only this till has there."""
        with self._shop.begin() as work:
            connection = work.connection
            local = list(_ops_after(connection, incarnation, common.seq))
            fork = branch(incarnation, common, local, hub_ops, new)
            connection.execute(
                delete(_ops).where(_ops.c.incarnation == incarnation, _ops.c.seq > fork.fork_seq)
            )
            last = fork.history[-1] if fork.history else None
            connection.execute(
                update(_streams)
                .where(_streams.c.incarnation == incarnation)
                .values(
                    next_seq=fork.fork_seq + 1,
                    last_hash=_hash_at(connection, incarnation, fork.fork_seq),
                    acked_seq=fork.fork_seq,
                    acked_hash=_hash_at(connection, incarnation, fork.fork_seq),
                    applied_seq=func.min(_streams.c.applied_seq, fork.fork_seq),
                )
            )
            if last is not None:
                _write_history(connection, fork.history)
            _note_results(connection, incarnation, results)
            # Also when an older log than the current one forked: new operations go to one only.
            connection.execute(update(_streams).values(is_current=False))
            parent = {"parent_incarnation": incarnation, "parent_seq": fork.fork_seq}
            connection.execute(insert(_streams).values(_fresh_stream(new) | parent))
            for chained in fork.reissued:
                connection.execute(insert(_ops).values(_row(chained)))
                _move_head(connection, chained)
            work.changed(Topic.LINK)
            work.commit()

    def waiting(self) -> Waiting:
        """Return the counts for the status line."""
        with self._shop.look() as look:
            return count_waiting(look.connection)


def count_waiting(connection: Connection) -> Waiting:
    """Return what waits to go up, what was rejected, what waits for a newer app."""
    to_send = connection.execute(
        select(func.coalesce(func.sum(_streams.c.next_seq - 1 - _streams.c.acked_seq), 0))
    ).scalar_one()
    rejected = connection.execute(
        select(func.count())
        .select_from(_ops)
        .where(_ops.c.result == "rejected", _ops.c.shown_at.is_(None))
    ).scalar_one()
    parked = connection.execute(select(func.count()).select_from(_parked)).scalar_one()
    photos = connection.execute(
        select(func.count())
        .select_from(_uploads)
        .where(_uploads.c.done_at.is_(None), _uploads.c.refused == "")
    ).scalar_one()
    return Waiting(to_send=to_send, rejected=rejected, parked=parked, photos=photos)


def note_result(connection: Connection, incarnation: str, seq: int, result: str, code: str) -> None:
    """Write down what the hub made of one operation."""
    connection.execute(
        update(_ops)
        .where(_ops.c.incarnation == incarnation, _ops.c.seq == seq)
        .values(result=result, code=code)
    )


def _note_results(connection: Connection, incarnation: str, results: Sequence[v1.OpResult]) -> None:
    for result in results:
        note_result(connection, incarnation, result.seq, result.result, result.code)


def _fresh_stream(incarnation: str) -> dict[str, object]:
    first = v1.first_link(incarnation)
    return {
        "incarnation": incarnation,
        "is_current": True,
        "parent_incarnation": None,
        "parent_seq": None,
        "next_seq": 1,
        "last_hash": first,
        "acked_seq": 0,
        "acked_hash": first,
        "applied_seq": 0,
    }


def _current(connection: Connection) -> StreamState:
    return _state(_current_log.first(connection, {})._asdict())


def _stream(connection: Connection, incarnation: str) -> StreamState | None:
    row = (
        connection.execute(select(_streams).where(_streams.c.incarnation == incarnation))
        .mappings()
        .first()
    )
    return None if row is None else _state(row)


def _state(row: RowMapping | dict[str, Any]) -> StreamState:
    return StreamState(
        incarnation=row["incarnation"],
        is_current=row["is_current"],
        last_seq=row["next_seq"] - 1,
        last_hash=row["last_hash"],
        acked_seq=row["acked_seq"],
        acked_hash=row["acked_hash"],
        applied_seq=row["applied_seq"],
    )


def _row(chained: ChainedOp, result: str | None = None) -> dict[str, object]:
    op = chained.op
    return {
        "incarnation": chained.incarnation,
        "seq": op.seq,
        "op_id": op.id,
        "kind": op.kind,
        "v": op.v,
        "at": op.at,
        "body": bytes(op.body),
        "hash": chained.hash,
        "result": result,
        "code": "",
        "shown_at": None,
    }


def _write_history(connection: Connection, history: Sequence[ChainedOp]) -> None:
    """Append operations the hub confirmed long ago to their log."""
    if not history:
        return
    connection.execute(insert(_ops), [_row(chained, "ok") for chained in history])
    last = history[-1]
    _move_head(connection, last)
    connection.execute(
        update(_streams)
        .where(_streams.c.incarnation == last.incarnation)
        .values(acked_seq=last.op.seq, acked_hash=last.hash)
    )


def _move_head(connection: Connection, chained: ChainedOp) -> None:
    _advance.run(
        connection,
        {"log": chained.incarnation, "upto": chained.op.seq + 1, "head": chained.hash},
    )


def _hash_at(connection: Connection, incarnation: str, seq: int) -> str | None:
    if seq == 0:
        return v1.first_link(incarnation)
    found: str | None = connection.execute(
        select(_ops.c.hash).where(_ops.c.incarnation == incarnation, _ops.c.seq == seq)
    ).scalar()
    return found


def _ops_after(connection: Connection, incarnation: str, after: int) -> Iterator[v1.Op]:
    columns = (_ops.c.seq, _ops.c.op_id, _ops.c.kind, _ops.c.v, _ops.c.at, _ops.c.body)
    rows = select(*columns).where(_ops.c.incarnation == incarnation)
    while page := connection.execute(
        rows.where(_ops.c.seq > after).order_by(_ops.c.seq).limit(_REACH)
    ).all():
        for row in page:
            yield v1.Op(
                seq=row.seq, id=row.op_id, kind=row.kind, v=row.v, at=row.at, body=Raw(row.body)
            )
        after = page[-1].seq


def _entity_of(connection: Connection, message: v1.Message) -> tuple[str, str] | None:
    """Return which feed entity the operation changes, None when the hub only adds it up."""
    match message:
        case (
            v1.OrderSeen()
            | v1.OrderStep()
            | v1.OrderLineSet()
            | v1.OrderHold()
            | v1.OrderDelay()
            | v1.OrderAsk()
            | v1.OrderRemind()
            | v1.OrderCarried()
            | v1.OrderHandedOver()
            | v1.OrderReturned()
            | v1.OrderPartReturned()
            | v1.OrderResolved()
        ):
            return ("order", message.order)
        case v1.ParcelStep():
            return ("parcel", message.parcel)
        case v1.ProductSet() | v1.ProductOff():
            return ("product", message.product)
        case v1.PriceSet():
            product: str | None = connection.execute(
                select(_variants.c.product_id).where(_variants.c.id == message.variant)
            ).scalar()
            return None if product is None else ("product", product)
        case _:
            return None


def _note_edit(connection: Connection, entity: str, entity_id: str, op_id: str) -> None:
    row = upsert(_edits).values(entity=entity, entity_id=entity_id, op_id=op_id, held=None)
    connection.execute(
        row.on_conflict_do_update(
            index_elements=["entity", "entity_id"], set_={"op_id": row.excluded.op_id}
        )
    )
