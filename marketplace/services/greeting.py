"""How a conversation starts: who the marketplace is, and how far both sides have come."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Literal, cast

from msgspec import Raw
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from marketplace.models.sync import DeviceStream, Hub, OpLog
from marketplace.services import audit, devices, feed, web_till_waiting
from marketplace.services.devices import Caller
from sync.contract import v1
from sync.kernel.clock import milliseconds
from sync.kernel.ids import new_id

_RENEWAL_PAUSE = timedelta(minutes=10)
"""No till can make the others read everything anew more often than this."""
VerdictName = Literal["equal", "behind", "ahead", "diverged"]
ResultName = Literal["ok", "dup", "applied_over", "superseded", "rejected", "deferred"]
_HISTORY_OPS = 200
_HISTORY_BYTES = 512 * 1024


def introduce(session: Session, at: datetime) -> str:
    """Return the marketplace's epoch, drawn at its first start."""
    hub = session.get(Hub, 1)
    if hub is None:
        epoch = new_id()
        session.execute(insert(Hub).values(id=1, epoch=epoch, epoch_since=at))
        return epoch
    return hub.epoch


def epoch_of(session: Session) -> str:
    """Return the present epoch."""
    return session.scalars(select(Hub.epoch).where(Hub.id == 1)).one()


def renew_epoch(session: Session, at: datetime) -> str:
    """Open a new epoch: the database was restored, every till reads the feed from the beginning."""
    hub = session.get_one(Hub, 1)
    hub.epoch, hub.epoch_since = new_id(), at
    return hub.epoch


def note_restore(session: Session, at: datetime, actor: str = "operator") -> None:
    """Record that an operator put a backup back, and open a new epoch for it.

    Tills that know more than the backup open one by themselves (`greet`); this is for those that
    were away meanwhile or cannot know: what they read was undone, or written again differently.
    """
    introduce(session, at)
    web_till_waiting.ask_all(session, at)
    audit.record(session, at, actor, "hub.restored", renew_epoch(session, at))


def greet(session: Session, caller: Caller, hello: v1.Hello, at: datetime) -> v1.HelloAnswer:
    """Compare a device's logs with what the marketplace holds of them.

    A till that knows more than this database was told by a newer copy of it: then the database
    was restored, and a new epoch begins.

    Raises:
        ProblemError: malformed, the cursor is none.
    """
    read_epoch, read_seq = feed.read_cursor(hello.cursor)
    devices.note_hello(session, caller, hello.app, at)
    held = {
        stream.incarnation: stream
        for stream in session.scalars(
            select(DeviceStream)
            .where(DeviceStream.device_id == caller.device_id)
            .order_by(DeviceStream.opened_at, DeviceStream.incarnation)
        )
    }
    verdicts = [
        _judge(session, caller, position, held.get(position.incarnation))
        for position in hello.streams
    ]
    told = {position.incarnation for position in hello.streams}
    verdicts.extend(_forgotten(stream) for name, stream in held.items() if name not in told)
    hub = session.get_one(Hub, 1)
    knows_more = any(
        position.acked > verdict.last_seq
        for position, verdict in zip(hello.streams, verdicts, strict=False)
    ) or (read_epoch == hub.epoch and read_seq > feed.head_of(session, caller.shop_id))
    is_current = read_epoch in {"", hub.epoch}
    if knows_more and is_current and at - hub.epoch_since >= _RENEWAL_PAUSE:
        renew_epoch(session, at)
    if knows_more and not web_till_waiting.silent_counters(session, caller.shop_id, at):
        web_till_waiting.ask(session, caller.shop_id, at)
    question, after = web_till_waiting.asked_of(session, caller.shop_id, caller.device_id, at)
    return v1.HelloAnswer(
        streams=tuple(verdicts),
        epoch=hub.epoch,
        now=milliseconds(at),
        web_question=question,
        web_after=after,
    )


def history(session: Session, caller: Caller, incarnation: str, after: int) -> v1.HistoryPage:
    """Return a page of a device's own operations, as they came."""
    rows = session.scalars(
        select(OpLog)
        .where(
            OpLog.device_id == caller.device_id,
            OpLog.incarnation == incarnation,
            OpLog.seq > after,
        )
        .order_by(OpLog.seq)
        .limit(_HISTORY_OPS + 1)
    ).all()
    ops: list[v1.Op] = []
    size = 0
    for row in rows[:_HISTORY_OPS]:
        size += len(row.body)
        if ops and size > _HISTORY_BYTES:
            break
        ops.append(_op(row))
    return v1.HistoryPage(
        ops=tuple(ops),
        more=len(ops) < len(rows),
        results=tuple(result_of(row) for row in rows[: len(ops)] if row.result != "ok"),
    )


def result_of(row: OpLog) -> v1.OpResult:
    """Return what became of an operation, as its till was or will be told."""
    return v1.OpResult(
        seq=row.seq, result=cast("ResultName", row.result), code=row.code, state=row.state
    )


def _op(row: OpLog) -> v1.Op:
    return v1.Op(
        seq=row.seq,
        id=row.op_id,
        kind=row.kind,
        v=row.v,
        at=row.at_ms,
        body=Raw(row.body),
    )


def _judge(
    session: Session, caller: Caller, position: v1.StreamPosition, held: DeviceStream | None
) -> v1.StreamVerdict:
    name = position.incarnation
    if held is None:
        return v1.StreamVerdict(
            incarnation=name,
            verdict="ahead" if position.seq else "equal",
            last_seq=0,
            last_hash=v1.first_link(name),
            common=0,
        )
    head = v1.Mark(seq=position.seq, hash=position.hash)
    common = _highest_common(session, caller, name, (head, *position.marks))
    verdict: VerdictName
    if common == position.seq:
        verdict = "equal" if held.last_seq == common else "behind"
    elif held.last_seq < position.seq:
        # Whether its own log passes through our last operation, only the till can tell.
        verdict = "ahead"
    else:
        verdict = "diverged"
    return _verdict(held, verdict, common)


def _highest_common(
    session: Session, caller: Caller, incarnation: str, marks: Iterable[v1.Mark]
) -> int:
    told = {mark.seq: mark.hash for mark in marks}
    rows = session.execute(
        select(OpLog.seq, OpLog.hash).where(
            OpLog.device_id == caller.device_id,
            OpLog.incarnation == incarnation,
            OpLog.seq.in_(told),
        )
    )
    return max((seq for seq, link in rows if told[seq] == link), default=0)


def _forgotten(held: DeviceStream) -> v1.StreamVerdict:
    return _verdict(held, "behind", 0)


def _verdict(held: DeviceStream, verdict: VerdictName, common: int) -> v1.StreamVerdict:
    return v1.StreamVerdict(
        incarnation=held.incarnation,
        verdict=verdict,
        last_seq=held.last_seq,
        last_hash=held.last_hash,
        common=common,
    )
