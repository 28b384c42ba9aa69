"""What waits to go up: the device's log of operations, as the engine sees it.

The shop keeps the log in its own database and writes each operation in the transaction of the
thing that happened. The engine reads it from there, and tells the shop what the hub made of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from msgspec import Raw

from sync.contract import v1
from sync.contract.canonical import encode


@dataclass(frozen=True, slots=True)
class StreamState:
    """One incarnation of the device's log.

    A device goes on in the same incarnation for years; it opens a new one only when the hub holds
    other operations under the same numbers (the till was restored from a backup and sold on).
    """

    incarnation: str
    is_current: bool
    """True for the one incarnation that new operations are written to."""
    last_seq: int
    """Number of its newest operation, 0 when it has none."""
    last_hash: str
    acked_seq: int
    """The hub has confirmed everything up to here."""
    acked_hash: str
    applied_seq: int
    """The states pulled from the hub include everything up to here (`v1.Applied`)."""


@dataclass(frozen=True, slots=True)
class ChainedOp:
    """An operation and the hash of its log up to and including it."""

    incarnation: str
    op: v1.Op
    hash: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """What the counter's status line counts."""

    to_send: int
    """Operations of all incarnations that the hub has not confirmed."""
    rejected: int
    """Operations answered `rejected` that nobody has dealt with."""
    parked: int
    """Feed rows that wait for a newer version of this app."""
    photos: int = 0
    """Pictures still to be uploaded."""


@dataclass(frozen=True, slots=True)
class Branching:
    """How a log that forked goes on: what becomes of both branches."""

    fork_seq: int
    """The last operation of the old incarnation that both sides agree on."""
    history: tuple[ChainedOp, ...]
    """The hub's branch; it replaces the local rows of the old incarnation after `fork_seq`."""
    reissued: tuple[ChainedOp, ...]
    """What only this till has, with the same ids, as the whole of the new incarnation."""


class StreamMovedError(Exception):
    """The log grew while the hub's operations were under way; the engine greets again."""


class OpTooLargeError(ValueError):
    """An operation does not fit on the wire."""


class OutboxStore(Protocol):
    """The shop's keeping of its log. Each method is one transaction on the shop's database."""

    def streams(self) -> Sequence[StreamState]:
        """Return all incarnations, oldest first. There is always a current one."""
        ...

    def pending(
        self, incarnation: str, after: int, max_ops: int, max_bytes: int
    ) -> Sequence[v1.Op]:
        """Return the operations after `after` in order, without a gap.

        At most `max_ops`, and as many as fit in `max_bytes` of body; at least one when there is one.
        """
        ...

    def hash_at(self, incarnation: str, seq: int) -> str | None:
        """Return the log's hash after an operation; None when it is not kept (any more)."""
        ...

    def mark_acked(self, incarnation: str, seq: int, results: Sequence[v1.OpResult]) -> None:
        """Note that the hub has everything up to `seq`, and what it made of it.

        `seq` may lie before what was confirmed earlier: the hub was restored from a backup and
        gets the rest again. Operations that `results` does not name were simply done.
        """
        ...

    def adopt(
        self,
        incarnation: str,
        after: v1.Mark,
        ops: Sequence[v1.Op],
        results: Sequence[v1.OpResult] = (),
    ) -> None:
        """Append operations that the hub kept and this till lost, as history, confirmed.

        An incarnation the till has forgotten is created, not as the current one. The effect of
        an operation on the shop's own tables is made good once: one whose id is in the log
        already (under another incarnation) is only written down.

        Args:
            incarnation: the log they belong to.
            after: the head of the log they follow.
            ops: the operations, without a gap.
            results: what the hub made of those among them that were not simply done.

        Raises:
            StreamMovedError: the log's head is no longer at `after`.
        """
        ...

    def open_incarnation(
        self,
        incarnation: str,
        common: v1.Mark,
        hub_ops: Sequence[v1.Op],
        new: str,
        results: Sequence[v1.OpResult] = (),
    ) -> None:
        """Carry out `branch` for a log that forked after `common`, in one transaction.

        Read the local operations after it, let `branch` decide, replace and write the rows.
        The old incarnation is confirmed as far as the hub's branch goes, and applied no further
        than the fork; the new one becomes current, the only one, and starts unconfirmed. Effects
        and `results` of the hub's branch are made good as in `adopt`.
        """
        ...

    def waiting(self) -> Waiting:
        """Return the counts for the status line."""
        ...


def next_op(
    stream: StreamState, op_id: str, kind: str, at: int, message: v1.Message, v: int = 1
) -> ChainedOp:
    """Return the operation that follows in a log, chained; the shop writes it down.

    Args:
        stream: the current incarnation as it stands in the writing transaction.
        op_id: a new UUIDv7.
        kind: one of `v1.OPS`.
        at: milliseconds since 1970 UTC by the device's clock; orders nothing.
        message: the body, of the kind's type.
        v: version of the body.

    Raises:
        OpTooLargeError: the hub would refuse it for ever, and everything behind it would wait.
    """
    body = encode(message)
    if len(body) > v1.OP_MAX_BYTES:
        raise OpTooLargeError(f"{kind} of {len(body)} bytes")
    op = v1.Op(seq=stream.last_seq + 1, id=op_id, kind=kind, v=v, at=at, body=Raw(body))
    return ChainedOp(stream.incarnation, op, v1.chain(stream.last_hash, op))


def next_ops(
    stream: StreamState, news: Sequence[tuple[str, str, v1.Message]], at: int
) -> tuple[ChainedOp, ...]:
    """Return the operations that follow in a log, chained one after the other.

    Args:
        stream: the current incarnation as it stands in the writing transaction.
        news: of each its new UUIDv7, its kind and its body.
        at: milliseconds since 1970 UTC by the device's clock.

    Raises:
        OpTooLargeError: as `next_op`.
    """
    chained: list[ChainedOp] = []
    seq, head = stream.last_seq, stream.last_hash
    for op_id, kind, message in news:
        body = encode(message)
        if len(body) > v1.OP_MAX_BYTES:
            raise OpTooLargeError(f"{kind} of {len(body)} bytes")
        seq += 1
        op = v1.Op(seq=seq, id=op_id, kind=kind, v=1, at=at, body=Raw(body))
        head = v1.chain(head, op)
        chained.append(ChainedOp(stream.incarnation, op, head))
    return tuple(chained)


def chain_after(incarnation: str, base_hash: str, ops: Sequence[v1.Op]) -> tuple[ChainedOp, ...]:
    """Return the operations with their hashes, going on from `base_hash`."""
    chained: list[ChainedOp] = []
    previous = base_hash
    for op in ops:
        previous = v1.chain(previous, op)
        chained.append(ChainedOp(incarnation, op, previous))
    return tuple(chained)


def branch(
    incarnation: str,
    common: v1.Mark,
    local_ops: Sequence[v1.Op],
    hub_ops: Sequence[v1.Op],
    new_incarnation: str,
) -> Branching:
    """Decide how a forked log goes on: nothing of either branch is lost, nothing done twice.

    Args:
        incarnation: the log that forked.
        common: the operation both lists follow.
        local_ops: what the till holds after it.
        hub_ops: what the hub holds after it.
        new_incarnation: the log that takes what only the till has.
    """
    local = chain_after(incarnation, common.hash, local_ops)
    held = chain_after(incarnation, common.hash, hub_ops)
    agreed = 0
    while agreed < min(len(local), len(held)) and local[agreed].hash == held[agreed].hash:
        agreed += 1
    known = {chained.op.id for chained in held}
    orphans = [chained.op for chained in local[agreed:] if chained.op.id not in known]
    renumbered = [
        v1.Op(seq=seq, id=op.id, kind=op.kind, v=op.v, at=op.at, body=op.body)
        for seq, op in enumerate(orphans, start=1)
    ]
    return Branching(
        fork_seq=common.seq + agreed,
        history=held[agreed:],
        reissued=chain_after(new_incarnation, v1.first_link(new_incarnation), renumbered),
    )
