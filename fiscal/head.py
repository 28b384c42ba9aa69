"""Where a journal stands: the fold of its records, and the store the journal writes to."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Protocol

from fiscal.canonical import Body
from fiscal.record import NO_HASH, OPERATIONS, TICKETS, Kind, Record, Sealed


@dataclass(frozen=True, slots=True)
class KindHead:
    """Last record of one kind."""

    kno: int = 0
    #: Hash, hex.
    h: str = NO_HASH
    seq: int = 0


@dataclass(frozen=True, slots=True)
class CloseMark:
    """Last closure of one level."""

    #: Its own sequence number; 0 when there was none.
    seq: int = 0
    #: Last record it covers.
    to_seq: int = 0
    #: How many closures of the level there are.
    count: int = 0


@dataclass(frozen=True, slots=True)
class Head:
    """Everything the journal must know to write the next record, in one value.

    It is a fold over the records: `Head()` is an empty journal and `after` takes one record in. A
    store keeps it beside the rows, in the same transaction; `replay` rebuilds it from them. It is a
    convenience and proves nothing: the signed records carry the same figures.
    """

    seq: int = 0
    #: Hash of the last record, hex.
    h: str = NO_HASH
    ts: int = 0
    #: What the clock showed at the last record.
    wall: int = 0
    #: Business day of the last record.
    bd: str = ""
    kinds: Mapping[str, KindHead] = field(default_factory=dict)
    #: Perpetual totals, cents: net and absolute turnover.
    gtn: int = 0
    gta: int = 0
    #: Advances received and not yet taken back.
    adv: int = 0
    #: What the drawer should hold.
    drawer: int = 0
    #: Year and last number of the ticket series.
    ticket_year: int = 0
    ticket_no: int = 0
    #: Business day of the first operation since the last closure of the level; empty when none.
    open_day: str = ""
    open_month: str = ""
    open_year: str = ""
    closes: Mapping[str, CloseMark] = field(default_factory=dict)
    #: Last record countersigned by the hub and the hub's time (ms); 0 when never.
    anchored_seq: int = 0
    anchored_at: int = 0
    #: Records since then, the ANCHOR records themselves not counted.
    unanchored: int = 0
    #: Public key in force (compressed point, hex) and its epoch.
    pub: str = ""
    epoch: int = 0
    #: First record of the present degraded run; 0 when signing works.
    degraded_from: int = 0
    #: Last record inside an archive.
    archived_seq: int = 0

    def kind(self, kind: Kind) -> KindHead:
        """Return the last record of a kind."""
        return self.kinds.get(kind.value, KindHead())

    def close(self, level: str) -> CloseMark:
        """Return the last closure of a level."""
        return self.closes.get(level, CloseMark())

    @property
    def unsigned(self) -> int:
        """Records of the present degraded run."""
        return self.seq - self.degraded_from + 1 if self.degraded_from else 0

    def after(self, record: Record, h: bytes) -> "Head":
        """Return the head with one more record taken in."""
        link = h.hex()
        kinds = {**self.kinds, record.k.value: KindHead(record.kno, link, record.seq)}
        degraded_from = (self.degraded_from or record.seq) if record.deg else 0
        step = replace(
            self,
            seq=record.seq,
            h=link,
            ts=record.ts,
            wall=record.wc or record.ts,
            bd=record.bd,
            kinds=kinds,
            unanchored=self.unanchored + (record.k is not Kind.ANCHOR),
            degraded_from=degraded_from,
        )
        if record.k in OPERATIONS:
            step = _with_operation(step, record)
        fold = _FOLDS.get(record.k)
        return step if fold is None else fold(step, record.seq, record.b)

    def to_json(self) -> str:
        """Return the head as text for the store."""
        return json.dumps(asdict(self), separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> "Head":
        """Return the head that `to_json` wrote."""
        fields = json.loads(text)
        fields["kinds"] = {kind: KindHead(**item) for kind, item in fields["kinds"].items()}
        fields["closes"] = {level: CloseMark(**item) for level, item in fields["closes"].items()}
        return cls(**fields)


class Store(Protocol):
    """The rows of one journal, read and written inside the caller's transaction.

    The journal keeps nothing between two calls, so a rollback of the caller leaves no trace.
    Implementations add no rule of their own; a second writer must fail, not wait and renumber.
    """

    def head(self) -> Head:
        """Return the head stored with the last `append`; `Head()` when there is no record."""

    def append(self, sealed: Sealed, kind: Kind, head: Head) -> None:
        """Insert the row and replace the head, both or neither."""

    def get(self, seq: int) -> Sealed:
        """Return one row; `KeyError` when there is none."""

    def after(self, seq: int, upto: int | None = None) -> Iterator[Sealed]:
        """Yield the rows above `seq` (and up to `upto`) in order, without loading them all."""

    def of_kind(self, kind: Kind, after: int) -> Iterator[Sealed]:
        """Yield the rows of one kind above the sequence number `after`, in order."""


def replay(rows: Iterable[Sealed]) -> Head:
    """Return the head that the records themselves tell; rows are not judged here."""
    head = Head()
    for row in rows:
        head = head.after(Sealed(*row).record(), row.h)
    return head


def _with_operation(head: Head, record: Record) -> Head:
    """Take in what every operation does: it opens day, month and year and may take a number."""
    head = replace(
        head,
        open_day=head.open_day or record.bd,
        open_month=head.open_month or record.bd,
        open_year=head.open_year or record.bd,
    )
    if record.k not in TICKETS:
        return head
    _, year, number = record.b["no"].rsplit("-", 2)
    cash: int = sum(item["amount"] for item in record.b["pay"] if item["means"] == "CASH")
    return replace(head, ticket_year=int(year), ticket_no=int(number), drawer=head.drawer + cash)


def _with_turnover(head: Head, _seq: int, body: Body) -> Head:
    return replace(head, gtn=body["gtn"], gta=body["gta"])


def _with_advance(head: Head, _seq: int, body: Body) -> Head:
    return replace(head, adv=head.adv + body["tot"])


def _with_cash(head: Head, _seq: int, body: Body) -> Head:
    amount: int = body["amount"]
    after = {"IN": head.drawer + amount, "OUT": head.drawer - amount}
    return replace(head, drawer=after.get(str(body["move"]), amount))


def _with_close(head: Head, seq: int, body: Body) -> Head:
    level = body["per"]
    mark = CloseMark(seq, body["to_seq"], head.close(level).count + 1)
    closed = replace(head, closes={**head.closes, level: mark})
    if level == "D":
        return replace(closed, open_day="")
    if level == "M":
        return replace(closed, open_month="")
    return replace(closed, open_year="")


def _with_anchor(head: Head, _seq: int, body: Body) -> Head:
    receipt = body["receipt"]
    return replace(
        head, anchored_seq=receipt["seq"], anchored_at=receipt["time"], unanchored=body["open"]
    )


def _with_key(head: Head, _seq: int, body: Body) -> Head:
    return replace(head, pub=body["pub"], epoch=head.epoch + 1)


def _with_archive(head: Head, _seq: int, body: Body) -> Head:
    return replace(head, archived_seq=body["to_seq"])


_FOLDS = {
    Kind.GENESIS: _with_key,
    Kind.KEY: _with_key,
    Kind.SALE: _with_turnover,
    Kind.REFUND: _with_turnover,
    Kind.PREPAY: _with_advance,
    Kind.CASH: _with_cash,
    Kind.CLOSE: _with_close,
    Kind.ANCHOR: _with_anchor,
    Kind.ARCHIVE: _with_archive,
}
