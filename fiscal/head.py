"""Where a journal stands: the fold of its records, and the store the journal writes to."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Protocol, TypeAlias

from fiscal.canonical import Body
from fiscal.record import NO_HASH, OPERATIONS, Kind, Record, Sealed

#: New values of a head's fields by name.
_Changes: TypeAlias = dict[str, Any]


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
        changes: _Changes = {
            "seq": record.seq,
            "h": link,
            "ts": record.ts,
            "wall": record.wc or record.ts,
            "bd": record.bd,
            "kinds": {**self.kinds, record.k.value: KindHead(record.kno, link, record.seq)},
            "unanchored": self.unanchored + (record.k is not Kind.ANCHOR),
            "degraded_from": (self.degraded_from or record.seq) if record.deg else 0,
        }
        if record.k in OPERATIONS:
            changes |= _by_operation(self, record)
        fold = _FOLDS.get(record.k)
        if fold is not None:
            changes |= fold(self, record)
        return replace(self, **changes)

    def to_fields(self) -> Body:
        """Return the head as a JSON object."""
        fields: Body = {name: getattr(self, name) for name in self.__slots__}
        fields["kinds"] = {kind: [last.kno, last.h, last.seq] for kind, last in self.kinds.items()}
        fields["closes"] = {
            level: [mark.seq, mark.to_seq, mark.count] for level, mark in self.closes.items()
        }
        return fields

    @classmethod
    def from_fields(cls, fields: Body) -> "Head":
        """Return the head that `to_fields` told."""
        kinds = {kind: KindHead(*last) for kind, last in fields["kinds"].items()}
        closes = {level: CloseMark(*mark) for level, mark in fields["closes"].items()}
        return cls(**{**fields, "kinds": kinds, "closes": closes})

    @classmethod
    def checked(cls, fields: Body) -> "Head":
        """Return the head a stranger's file tells; TypeError or ValueError when it tells none."""
        head = cls.from_fields(fields)
        parts: list[Head | KindHead | CloseMark] = [head]
        parts += head.kinds.values()
        parts += head.closes.values()
        for part in parts:
            blank = type(part)()
            for name in part.__slots__:
                if type(getattr(part, name)) is not type(getattr(blank, name)):
                    raise TypeError(name)
        return head

    def to_json(self) -> str:
        """Return the head as text for the store."""
        return json.dumps(self.to_fields(), separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str | bytes) -> "Head":
        """Return the head that `to_json` wrote."""
        return cls.from_fields(json.loads(text))


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


def _by_operation(head: Head, record: Record) -> _Changes:
    """Return what every operation changes: day, month and year are open after it."""
    return {
        "open_day": head.open_day or record.bd,
        "open_month": head.open_month or record.bd,
        "open_year": head.open_year or record.bd,
    }


def _by_turnover(head: Head, record: Record) -> _Changes:
    return _by_ticket(head, record) | {"gtn": record.b["gtn"], "gta": record.b["gta"]}


def _by_advance(head: Head, record: Record) -> _Changes:
    return _by_ticket(head, record) | {"adv": head.adv + record.b["tot"]}


def _by_ticket(head: Head, record: Record) -> _Changes:
    _, year, number = record.b["no"].rsplit("-", 2)
    cash = sum(item["amount"] for item in record.b["pay"] if item["means"] == "CASH")
    return {
        "ticket_year": int(year),
        "ticket_no": int(number),
        "drawer": head.drawer + cash,
    }


def _by_cash(head: Head, record: Record) -> _Changes:
    amount = record.b["amount"]
    after = {"IN": head.drawer + amount, "OUT": head.drawer - amount}
    return {"drawer": after.get(record.b["move"], amount)}


def _by_close(head: Head, record: Record) -> _Changes:
    level = record.b["per"]
    mark = CloseMark(record.seq, record.b["to_seq"], head.close(level).count + 1)
    return {"closes": {**head.closes, level: mark}, _OPENED_BY[level]: ""}


def _by_anchor(_head: Head, record: Record) -> _Changes:
    receipt = record.b["receipt"]
    return {
        "anchored_seq": receipt["seq"],
        "anchored_at": receipt["time"],
        "unanchored": record.b["open"],
    }


def _by_key(head: Head, record: Record) -> _Changes:
    return {"pub": record.b["pub"], "epoch": head.epoch + 1}


def _by_archive(_head: Head, record: Record) -> _Changes:
    return {"archived_seq": record.b["to_seq"]}


_OPENED_BY = {"D": "open_day", "M": "open_month", "Y": "open_year"}

_FOLDS = {
    Kind.GENESIS: _by_key,
    Kind.KEY: _by_key,
    Kind.SALE: _by_turnover,
    Kind.REFUND: _by_turnover,
    Kind.PREPAY: _by_advance,
    Kind.CASH: _by_cash,
    Kind.CLOSE: _by_close,
    Kind.ANCHOR: _by_anchor,
    Kind.ARCHIVE: _by_archive,
}
