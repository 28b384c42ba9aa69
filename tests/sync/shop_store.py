"""A shop small enough to see through: the engine's four stores over one SQLite in memory.

It keeps what sync needs of a shop and nothing else: its log, the entities it pulled, its cursor.
Each method is one transaction; `fault` is called just before and just after each commit and may
raise, which is the machine losing power at that moment.
"""

import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from msgspec import Raw

from sync.contract import v1
from sync.contract.canonical import decode
from sync.engine.inbox import Cursor, Page
from sync.engine.outbox import (
    ChainedOp,
    StreamMovedError,
    StreamState,
    Waiting,
    branch,
    chain_after,
    next_op,
)
from sync.engine.uploads import Upload

SCHEMA = """
CREATE TABLE stream (born INTEGER PRIMARY KEY, inc TEXT UNIQUE, current INT, last_seq INT,
    last_hash TEXT, acked_seq INT, acked_hash TEXT, applied_seq INT);
CREATE TABLE outbox (inc TEXT, seq INT, op_id TEXT, kind TEXT, v INT, at INT, body BLOB, hash TEXT,
    result TEXT, PRIMARY KEY (inc, seq));
CREATE TABLE entity (entity TEXT, id TEXT, state BLOB, held TEXT, PRIMARY KEY (entity, id));
CREATE TABLE parked (seq INT, entity TEXT, id TEXT, raw BLOB, PRIMARY KEY (entity, id));
CREATE TABLE cursor (one INTEGER PRIMARY KEY CHECK (one = 1), epoch TEXT, seq INT);
INSERT INTO cursor VALUES (1, '', 0);
"""
OP_COLUMNS = "seq, op_id, kind, v, at, body"


class SetAsideError(Exception):
    """A row of the feed that this shop cannot write."""


class ShopStore:
    """The stores of one till."""

    def __init__(self, incarnation: str) -> None:
        self.fault: Callable[[str], None] = lambda _moment: None
        self.has_cursor_first = False
        self.held_by_page: tuple[v1.Applied, ...] = ()
        self._db = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        self._db.executescript(SCHEMA)
        self._open_stream(incarnation, is_current=True)

    def close(self) -> None:
        self._db.close()

    def backup(self) -> bytes:
        """Return the whole database as a file would hold it."""
        return self._db.serialize()

    def restore(self, image: bytes) -> None:
        """Become what the database was at a backup."""
        self._db.deserialize(image)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._db.execute("BEGIN")
        try:
            yield
            self.fault("before_commit")
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")
        self.fault("after_commit")

    # What happens at the counter.

    def write(self, op_id: str, kind: str, message: v1.Message, v: int = 1) -> ChainedOp:
        """Let something happen: its operation is in the log when this returns."""
        with self._transaction():
            [current] = [stream for stream in self.streams() if stream.is_current]
            chained = next_op(current, op_id, kind, 1_700_000_000_000, message, v)
            self._append([chained])
        return chained

    def stock(self) -> dict[str, int]:
        """Return what the counter shows: the hub's sums and the own operations not yet in them."""
        shown = {
            variant: decode(state, v1.StockEntity).on_hand
            for variant, state in self._db.execute(
                "SELECT id, state FROM entity WHERE entity = 'stock'"
            )
        }
        applied = {stream.incarnation: stream.applied_seq for stream in self.streams()}
        for chained, result in self.log():
            is_shown = chained.op.seq > applied[chained.incarnation] and result != "rejected"
            for variant, delta in moves_of(chained.op).items():
                shown[variant] = shown.get(variant, 0) + (delta if is_shown else 0)
        return shown

    def log(self) -> list[tuple[ChainedOp, str | None]]:
        """Return every operation of every incarnation with its result."""
        rows = self._db.execute(
            f"SELECT inc, hash, result, {OP_COLUMNS} FROM outbox ORDER BY inc, seq"  # noqa: S608
        )
        return [(ChainedOp(row[0], _op(row[3:]), row[1]), row[2]) for row in rows]

    def entities(self, *kinds: str) -> dict[tuple[str, str], bytes]:
        """Return what was pulled."""
        rows = self._db.execute("SELECT entity, id, state FROM entity")
        return {(entity, one): state for entity, one, state in rows if entity in kinds}

    def parked(self) -> list[tuple[str, str]]:
        """Return the rows that wait for a newer version of the app."""
        return self._db.execute("SELECT entity, id FROM parked ORDER BY seq").fetchall()

    def held(self, entity: str, one: str) -> dict[str, int]:
        """Return which own operations the hub had in it when it told this entity's state."""
        row = self._db.execute(
            "SELECT held FROM entity WHERE entity = ? AND id = ?", (entity, one)
        ).fetchone()
        return json.loads(row[0]) if row else {}

    # OutboxStore.

    def streams(self) -> list[StreamState]:
        rows = self._db.execute(
            "SELECT inc, current, last_seq, last_hash, acked_seq, acked_hash, applied_seq"
            " FROM stream ORDER BY born"
        )
        return [StreamState(row[0], bool(row[1]), *row[2:]) for row in rows]

    def pending(self, incarnation: str, after: int, max_ops: int, max_bytes: int) -> list[v1.Op]:
        rows = self._db.execute(
            f"SELECT {OP_COLUMNS} FROM outbox WHERE inc = ? AND seq > ? ORDER BY seq LIMIT ?",  # noqa: S608
            (incarnation, after, max_ops),
        )
        batch: list[v1.Op] = []
        for row in rows:
            max_bytes -= len(row[5])
            if batch and max_bytes < 0:
                break
            batch.append(_op(row))
        return batch

    def hash_at(self, incarnation: str, seq: int) -> str | None:
        row = self._db.execute(
            "SELECT hash FROM outbox WHERE inc = ? AND seq = ?", (incarnation, seq)
        ).fetchone()
        return row[0] if row else None

    def mark_acked(self, incarnation: str, seq: int, results: Sequence[v1.OpResult]) -> None:
        with self._transaction():
            link = self.hash_at(incarnation, seq) or v1.first_link(incarnation)
            self._db.execute(
                "UPDATE stream SET acked_seq = ?, acked_hash = ? WHERE inc = ?",
                (seq, link, incarnation),
            )
            self._note_results(incarnation, results)

    def adopt(
        self,
        incarnation: str,
        after: v1.Mark,
        ops: Sequence[v1.Op],
        results: Sequence[v1.OpResult] = (),
    ) -> None:
        with self._transaction():
            if incarnation not in {stream.incarnation for stream in self.streams()}:
                self._open_stream(incarnation, is_current=False)
            [stream] = [one for one in self.streams() if one.incarnation == incarnation]
            if (stream.last_seq, stream.last_hash) != (after.seq, after.hash):
                raise StreamMovedError(incarnation)
            self._append_confirmed(chain_after(incarnation, after.hash, ops))
            self._note_results(incarnation, results)

    def open_incarnation(
        self,
        incarnation: str,
        common: v1.Mark,
        hub_ops: Sequence[v1.Op],
        new: str,
        results: Sequence[v1.OpResult] = (),
    ) -> None:
        with self._transaction():
            local = self.pending(incarnation, common.seq, 1_000_000, 1 << 60)
            fork = branch(incarnation, common, local, hub_ops, new)
            self._db.execute(
                "DELETE FROM outbox WHERE inc = ? AND seq > ?", (incarnation, fork.fork_seq)
            )
            link = self.hash_at(incarnation, fork.fork_seq) or v1.first_link(incarnation)
            self._db.execute(
                "UPDATE stream SET last_seq = ?1, last_hash = ?2, acked_seq = ?1, acked_hash = ?2,"
                " applied_seq = min(applied_seq, ?1) WHERE inc = ?3",
                (fork.fork_seq, link, incarnation),
            )
            self._append_confirmed(fork.history)
            self._note_results(incarnation, results)
            self._db.execute("UPDATE stream SET current = 0")
            self._open_stream(new, is_current=True)
            self._append(fork.reissued)

    def waiting(self) -> Waiting:
        to_send = sum(stream.last_seq - stream.acked_seq for stream in self.streams())
        [rejected] = self._db.execute(
            "SELECT count(*) FROM outbox WHERE result = 'rejected'"
        ).fetchone()
        return Waiting(to_send, rejected, len(self.parked()))

    # InboxStore.

    def cursor(self) -> Cursor:
        return Cursor(*self._db.execute("SELECT epoch, seq FROM cursor").fetchone())

    def apply(self, page: Page) -> None:
        if self.has_cursor_first:
            with self._transaction():
                self._move_cursor(page.cursor)
        with self._transaction():
            for arrival in page.arrivals:
                key = (arrival.entity, arrival.id)
                self._db.execute("DELETE FROM entity WHERE entity = ? AND id = ?", key)
                if arrival.unreadable:
                    self._db.execute(
                        "INSERT OR REPLACE INTO parked VALUES (?, ?, ?, ?)",
                        (arrival.seq, *key, arrival.raw),
                    )
                elif isinstance(arrival.state, v1.OpResultEntity):
                    result = arrival.state
                    self._note_result(result.incarnation, result.seq, result.result)
                elif arrival.state is not None:
                    held = json.dumps({one.incarnation: one.seq for one in self.held_by_page})
                    self._db.execute(
                        "INSERT INTO entity VALUES (?, ?, ?, ?)", (*key, arrival.raw, held)
                    )
            for applied in page.applied:
                self._db.execute(
                    "UPDATE stream SET applied_seq = ? WHERE inc = ?",
                    (applied.seq, applied.incarnation),
                )
            self._move_cursor(page.cursor)

    def reset_cursor(self, epoch: str) -> None:
        with self._transaction():
            self._move_cursor(Cursor(epoch, 0))

    def tell_web_records(self, _question: str, _after: int) -> None:
        """Tell nothing: nobody pays these shops online."""

    # UploadStore and AnchorStore: nothing to do.

    def next_upload(self) -> Upload | None:
        return None

    def read_part(self, sha256: str, offset: int, length: int) -> bytes:
        raise NotImplementedError

    def mark_sent(self, sha256: str, sent_bytes: int) -> None:
        raise NotImplementedError

    def mark_done(self, sha256: str) -> None:
        raise NotImplementedError

    def mark_refused(self, sha256: str, detail: str) -> None:
        raise NotImplementedError

    def next_anchor(self, since: int | None = None) -> v1.AnchorRequest | None:
        return None

    def record_receipt(self, receipt: v1.AnchorReceipt) -> None:
        raise NotImplementedError

    def record_refusal(self, refusal: v1.AnchorRefusal) -> None:
        raise NotImplementedError

    # The rows.

    def _open_stream(self, incarnation: str, *, is_current: bool) -> None:
        link = v1.first_link(incarnation)
        self._db.execute(
            "INSERT INTO stream (inc, current, last_seq, last_hash, acked_seq, acked_hash,"
            " applied_seq) VALUES (?1, ?2, 0, ?3, 0, ?3, 0)",
            (incarnation, int(is_current), link),
        )

    def _append(self, chained_ops: Sequence[ChainedOp]) -> None:
        for chained in chained_ops:
            op = chained.op
            self._db.execute(
                "INSERT INTO outbox VALUES (?, ?, ?, ?, ?, ?, ?, ?, NULL)",
                (
                    chained.incarnation,
                    op.seq,
                    op.id,
                    op.kind,
                    op.v,
                    op.at,
                    bytes(op.body),
                    chained.hash,
                ),
            )
            self._db.execute(
                "UPDATE stream SET last_seq = ?, last_hash = ? WHERE inc = ?",
                (op.seq, chained.hash, chained.incarnation),
            )

    def _append_confirmed(self, chained_ops: Sequence[ChainedOp]) -> None:
        self._append(chained_ops)
        if chained_ops:
            last = chained_ops[-1]
            self._db.execute(
                "UPDATE stream SET acked_seq = ?, acked_hash = ? WHERE inc = ?",
                (last.op.seq, last.hash, last.incarnation),
            )

    def _note_results(self, incarnation: str, results: Sequence[v1.OpResult]) -> None:
        for result in results:
            self._note_result(incarnation, result.seq, result.result)

    def _note_result(self, incarnation: str, seq: int, result: str) -> None:
        self._db.execute(
            "UPDATE outbox SET result = ? WHERE inc = ? AND seq = ?", (result, incarnation, seq)
        )

    def _move_cursor(self, cursor: Cursor) -> None:
        self._db.execute("UPDATE cursor SET epoch = ?, seq = ?", (cursor.epoch, cursor.seq))


def moves_of(op: v1.Op) -> dict[str, int]:
    """Return how an operation moves stock, by variant."""
    if op.kind == "stock.move" and op.v == 1:
        try:
            move = decode(op.body, v1.StockMove)
        except ValueError:
            return {}
        return {move.variant: move.delta}
    if op.kind == "sale.closed":
        sale = decode(op.body, v1.SaleClosed)
        moves: dict[str, int] = {}
        for line in sale.lines:
            moves[line.variant] = moves.get(line.variant, 0) - line.quantity
        return moves
    return {}


def _op(row: tuple[int, str, str, int, int, bytes]) -> v1.Op:
    seq, op_id, kind, v, at, body = row
    return v1.Op(seq=seq, id=op_id, kind=kind, v=v, at=at, body=Raw(body))
