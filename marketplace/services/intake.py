"""Taking in what tills push: in order, once, and never held up by one bad operation."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, cast

from msgspec import Raw
from sqlalchemy import insert, select, text
from sqlalchemy.orm import Session

from marketplace.errors import Refusal, StorageError
from marketplace.models.base import Base
from marketplace.models.catalogue import Product
from marketplace.models.sync import OpLog, OpParked, OpSeen
from marketplace.services import carriage, feed, order_entities
from marketplace.services.database import Database
from marketplace.services.devices import Caller
from marketplace.services.handlers import HANDLERS, Arrived, Done, Handler
from marketplace.services.problems import ProblemError
from sync.contract import v1
from sync.contract.canonical import MalformedMessageError, decode_words
from sync.kernel.clock import milliseconds
from sync.kernel.ids import is_id

_log = logging.getLogger(__name__)

_LONGEST_NAME = 64
_YEAR_9999_MS = 253_402_300_799_999
_VERSION = 1

_LOCK = text(
    "INSERT INTO device_stream (device_id, incarnation, last_seq, last_hash, opened_at)"
    " VALUES (:device, :incarnation, 0, :first, :at)"
    " ON CONFLICT (device_id, incarnation) DO UPDATE SET last_seq = device_stream.last_seq"
    " RETURNING last_seq, last_hash"
)
_ADVANCE = text(
    "UPDATE device_stream SET last_seq = :seq, last_hash = :hash"
    " WHERE device_id = :device AND incarnation = :incarnation"
)

_DECIDED_HERE: Mapping[str, Callable[[Session, str, str], v1.Message | None]] = {
    "order": order_entities.order_entity,
    "parcel": carriage.parcel_entity,
}
"""What words of a counter name by these fields and may not have their way with."""

_OF_THE_SHOP = frozenset({"shop.pace", "shop.ladder", "shop.hours", "shop.keeps"})
"""Words about the shop they come from."""

ResultName = Literal["ok", "dup", "applied_over", "superseded", "rejected", "deferred"]


@dataclass(frozen=True, slots=True)
class _Link:
    op: v1.Op
    hash: str


@dataclass(frozen=True, slots=True)
class _Written:
    link: _Link
    done: Done


def push(
    database: Database,
    caller: Caller,
    batch: v1.Push,
    at: datetime,
    handlers: Mapping[str, Handler] = HANDLERS,
) -> v1.PushAnswer:
    """Take in a batch, whole and in one transaction, and say what became of it.

    When an operation fails in a way nobody foresaw, the batch is taken in again one by one, and
    that operation alone is set aside as `rejected`.

    Raises:
        ProblemError: gap, fork, malformed or too_large; nothing was taken in.
        StorageError: the database does not do its work; nothing was taken in, try again.
    """
    _check_shape(batch)
    try:
        with database.write() as session:
            return _take_in(session, caller, batch, at, handlers)
    except (ProblemError, StorageError):
        raise
    except Exception:  # noqa: BLE001 whatever an operation breaks, it must not stop the stream
        _log.exception("push_failed_as_a_batch device=%s", caller.device_id)
    return _push_one_by_one(database, caller, batch, at, handlers)


def catch_up(database: Database, at: datetime, handlers: Mapping[str, Handler] = HANDLERS) -> int:
    """Carry out what newer tills said before this version understood it; return how much it was.

    Called at start. Each operation is a transaction of its own, so that none holds up the others.
    """
    with database.read() as session:
        parked = [
            row
            for row in session.scalars(select(OpParked).order_by(OpParked.parked_at, OpParked.seq))
            if row.kind in v1.OPS and row.v == _VERSION
        ]
    for row in parked:
        try:
            with database.write() as session:
                _carry_out_parked(session, row, at, handlers)
        except StorageError:
            raise
        except Exception:  # noqa: BLE001 one operation's trouble is not the others'
            _log.exception("op_set_aside device=%s seq=%d", row.device_id, row.seq)
            with database.write() as session:
                _carry_out_parked(session, row, at, _SET_ASIDE)
    return len(parked)


def _carry_out_parked(
    session: Session, parked: OpParked, at: datetime, handlers: Mapping[str, Handler]
) -> None:
    place = (parked.device_id, parked.incarnation, parked.seq)
    row = session.get_one(OpLog, place)
    op = v1.Op(seq=row.seq, id=row.op_id, kind=row.kind, v=row.v, at=row.at_ms, body=Raw(row.body))
    done = _carry_out(session, Caller(row.device_id, row.shop_id), op, at, handlers)
    row.result, row.code, row.state = done.result, done.code, done.state
    session.delete(session.get_one(OpParked, place))
    session.flush()
    feed.touch(session, row.shop_id, "op_result", ":".join(map(str, place)))


def _push_one_by_one(
    database: Database,
    caller: Caller,
    batch: v1.Push,
    at: datetime,
    handlers: Mapping[str, Handler],
) -> v1.PushAnswer:
    results: list[v1.OpResult] = []
    base, link = batch.base_seq, batch.base_hash
    answer = v1.PushAnswer(acked=base, durable=0, head=0)
    for op in batch.ops:
        single = v1.Push(incarnation=batch.incarnation, base_seq=base, base_hash=link, ops=(op,))
        try:
            with database.write() as session:
                answer = _take_in(session, caller, single, at, handlers)
        except (ProblemError, StorageError):
            raise
        except Exception:  # noqa: BLE001 the same
            _log.exception("op_set_aside device=%s seq=%d", caller.device_id, op.seq)
            with database.write() as session:
                answer = _take_in(session, caller, single, at, _SET_ASIDE)
        results.extend(answer.results)
        base, link = op.seq, v1.chain(link, op)
    return v1.PushAnswer(acked=answer.acked, durable=0, head=answer.head, results=tuple(results))


def _take_in(
    session: Session,
    caller: Caller,
    batch: v1.Push,
    at: datetime,
    handlers: Mapping[str, Handler],
) -> v1.PushAnswer:
    last_seq, last_hash = session.execute(
        _LOCK,
        {
            "device": caller.device_id,
            "incarnation": batch.incarnation,
            "first": v1.first_link(batch.incarnation),
            "at": milliseconds(at),
        },
    ).one()
    links = _chain(batch)
    _check_continues(session, caller, batch, links, v1.Mark(seq=last_seq, hash=last_hash))
    results = _earlier_results(session, caller, batch)
    fresh = [link for link in links if link.op.seq > last_seq]
    results.extend(_take_in_fresh(session, caller, batch.incarnation, fresh, at, handlers))
    if fresh:
        session.execute(
            _ADVANCE,
            {
                "seq": fresh[-1].op.seq,
                "hash": fresh[-1].hash,
                "device": caller.device_id,
                "incarnation": batch.incarnation,
            },
        )
    head = feed.head_of(session, caller.shop_id)
    acked = fresh[-1].op.seq if fresh else max(last_seq, batch.base_seq)
    told = tuple(result for result in results if result.result != "ok")
    return v1.PushAnswer(
        acked=min(acked, batch.base_seq + len(links)), durable=0, head=head, results=told
    )


def _check_shape(batch: v1.Push) -> None:
    if len(batch.ops) > v1.PUSH_MAX_OPS:
        raise ProblemError(v1.Problem(error="too_large"))
    is_whole = all(
        op.seq == batch.base_seq + place
        and 0 < len(op.kind) <= _LONGEST_NAME
        and len(op.id) <= _LONGEST_NAME
        and abs(op.at) <= _YEAR_9999_MS
        for place, op in enumerate(batch.ops, start=1)
    )
    if not is_whole or batch.base_seq < 0 or not 0 < len(batch.incarnation) <= _LONGEST_NAME:
        raise ProblemError(v1.Problem(error="malformed", detail="batch"))


def _chain(batch: v1.Push) -> list[_Link]:
    links: list[_Link] = []
    previous = batch.base_hash
    for op in batch.ops:
        previous = v1.chain(previous, op)
        links.append(_Link(op, previous))
    return links


def _check_continues(
    session: Session, caller: Caller, batch: v1.Push, links: Sequence[_Link], held: v1.Mark
) -> None:
    """Let a batch pass that goes on from, or repeats, the very operations that are held."""
    if batch.base_seq > held.seq:
        raise ProblemError(v1.Problem(error="gap", last_seq=held.seq))
    shared = min(held.seq, batch.base_seq + len(links))
    told = batch.base_hash if shared == batch.base_seq else links[shared - batch.base_seq - 1].hash
    known = held.hash if shared == held.seq else _hash_at(session, caller, batch, shared)
    if told != known:
        raise ProblemError(v1.Problem(error="fork", last_seq=held.seq))


def _hash_at(session: Session, caller: Caller, batch: v1.Push, seq: int) -> str:
    if seq == 0:
        return v1.first_link(batch.incarnation)
    return session.scalars(
        select(OpLog.hash).where(
            OpLog.device_id == caller.device_id,
            OpLog.incarnation == batch.incarnation,
            OpLog.seq == seq,
        )
    ).one()


def _earlier_results(session: Session, caller: Caller, batch: v1.Push) -> list[v1.OpResult]:
    """Return the first answer again for what was taken in before; the till may not have it."""
    rows = session.scalars(
        select(OpLog)
        .where(
            OpLog.device_id == caller.device_id,
            OpLog.incarnation == batch.incarnation,
            OpLog.seq > batch.base_seq,
            OpLog.seq <= batch.base_seq + len(batch.ops),
            OpLog.result != "ok",
        )
        .order_by(OpLog.seq)
    )
    return [_result(row.seq, Done(row.result, row.code, row.state)) for row in rows]


def _take_in_fresh(
    session: Session,
    caller: Caller,
    incarnation: str,
    fresh: Sequence[_Link],
    at: datetime,
    handlers: Mapping[str, Handler],
) -> list[v1.OpResult]:
    ids = [link.op.id for link in fresh]
    seen = set(
        session.scalars(
            select(OpSeen.op_id).where(OpSeen.shop_id == caller.shop_id, OpSeen.op_id.in_(ids))
        )
    )
    written = [
        _Written(link, _carry_out_once(session, caller, link.op, at, handlers, seen))
        for link in fresh
    ]
    _write_down(session, caller, incarnation, written, at)
    return [_result(one.link.op.seq, one.done) for one in written]


def _carry_out_once(
    session: Session,
    caller: Caller,
    op: v1.Op,
    at: datetime,
    handlers: Mapping[str, Handler],
    seen: set[str],
) -> Done:
    if op.id in seen:
        return Done("dup")
    seen.add(op.id)
    return _carry_out(session, caller, op, at, handlers)


def _carry_out(
    session: Session, caller: Caller, op: v1.Op, at: datetime, handlers: Mapping[str, Handler]
) -> Done:
    if not is_id(op.id):
        return Done("rejected", code="malformed")
    kind = v1.OPS.get(op.kind)
    if kind is None or op.v != _VERSION:
        return Done("deferred", code="unknown_kind")
    try:
        message = decode_words(op.body, kind)
    except MalformedMessageError:
        return Done("rejected", code="malformed")
    arrived = Arrived(caller, op.kind, message, at)
    if op.kind in v1.FACTS:
        return handlers[op.kind](session, arrived)
    try:
        # A command may be refused half-way; what it wrote until then must go.
        with session.begin_nested():
            done = handlers[op.kind](session, arrived)
    except Refusal as refusal:
        done = Done("rejected", code=refusal.code)
        _tell_again(session, arrived)
    if done.result == "superseded":
        _tell_again(session, arrived)
    return done


def _tell_again(session: Session, refused: Arrived) -> None:
    """Have the counters hear how the order, parcel or shop stands that a refused word was about.

    A counter shows what it did until it hears otherwise. Of a word that changed nothing here it
    would hear nothing more, and go on showing what is not so.
    """
    shop_id = refused.caller.shop_id
    for entity, render in _DECIDED_HERE.items():
        name = getattr(refused.message, entity, "")
        if name and render(session, shop_id, name) is not None:
            feed.touch(session, shop_id, entity, name)
    if isinstance(refused.message, v1.ProductOff):
        # What was typed of a product stays to be put right; that it is off sale is no typing.
        product = session.get(Product, refused.message.product)
        if product is not None and product.shop_id == shop_id:
            feed.touch(session, shop_id, "product", product.id)
    if refused.kind in _OF_THE_SHOP:
        feed.touch(session, shop_id, "shop", shop_id)


def _write_down(
    session: Session,
    caller: Caller,
    incarnation: str,
    written: Sequence[_Written],
    at: datetime,
) -> None:
    places = [
        {"device_id": caller.device_id, "incarnation": incarnation, "seq": one.link.op.seq}
        for one in written
    ]
    log = [place | _log_row(caller, one, at) for place, one in zip(places, written, strict=True)]
    fresh = [row["op_id"] for row in log if row["result"] != "dup"]
    parked = [
        place | {"shop_id": caller.shop_id, "kind": row["kind"], "v": row["v"], "parked_at": at}
        for place, row in zip(places, log, strict=True)
        if row["result"] == "deferred"
    ]
    _insert_all(session, OpLog, log)
    _insert_all(session, OpSeen, [{"shop_id": caller.shop_id, "op_id": one} for one in fresh])
    _insert_all(session, OpParked, parked)
    for row in log:
        if row["result"] not in {"ok", "dup"}:
            entity_id = f"{caller.device_id}:{incarnation}:{row['seq']}"
            feed.touch(session, caller.shop_id, "op_result", entity_id)


def _log_row(caller: Caller, one: _Written, at: datetime) -> dict[str, Any]:
    op, done = one.link.op, one.done
    return {
        "shop_id": caller.shop_id,
        "op_id": op.id,
        "kind": op.kind,
        "v": op.v,
        "at_ms": op.at,
        "body": bytes(op.body),
        "hash": one.link.hash,
        "result": done.result,
        "code": done.code,
        "state": done.state,
        "received_at": at,
    }


def _insert_all(session: Session, table: type[Base], rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        session.execute(insert(table), rows)


def _result(seq: int, done: Done) -> v1.OpResult:
    return v1.OpResult(
        seq=seq, result=cast("ResultName", done.result), code=done.code, state=done.state
    )


def _set_aside(_session: Session, _arrived: Arrived) -> Done:
    return Done("rejected", code="unexpected")


_SET_ASIDE: Mapping[str, Handler] = dict.fromkeys(HANDLERS, _set_aside)
"""Used for an operation that broke its handler: kept in the log, shown to a human."""
