"""The rows beside the journal, compared with the signed records they are projections of.

Every screen, list and export reads the rows; only the records are proof. What a row says otherwise
than its record was altered after it was written (fiscal study § 2.2).
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from fiscal import Finding, Kind, Layer, Period
from fiscal.canonical import clean

if TYPE_CHECKING:
    import sqlite3

TABLES = frozenset(
    {"sale", "sale_line", "sale_vat", "sale_tender", "till_session", "cash_movement"}
)

_SALE = (
    "SELECT id, kind, number, journal_hash, business_day, at, staff_code, gross_cents, net_cents,"
    " outside_cents, rounding_cents, due_cents FROM sale WHERE till = ? AND journal_seq = ?"
)
_LINES = (
    "SELECT label, sku, kind, quantity, unit, unit_price_cents, discount_cents, gross_cents, vat_bp"
    " FROM sale_line WHERE sale_id = ? ORDER BY position"
)
_VAT = (
    "SELECT vat_bp, gross_cents, net_cents, vat_cents FROM sale_vat WHERE sale_id = ?"
    " ORDER BY vat_bp DESC"
)
_TENDERS = "SELECT means, cents, given_cents FROM sale_tender WHERE sale_id = ? ORDER BY position"
_SESSION = (
    "SELECT z_number, expected_cents, counted_cents FROM till_session"
    " WHERE till = ? AND journal_seq = ?"
)
_OPENING = (
    "SELECT tickets_before, turnover_before_cents FROM till_session WHERE till = :till"
    " AND CASE WHEN :closing IS NULL THEN closed_at IS NULL ELSE journal_seq = :closing END"
)
_MOVEMENT = (
    "SELECT m.cents, m.reason FROM cash_movement m JOIN till_session s ON s.id = m.session_id"
    " WHERE s.till = ? AND m.journal_seq = ?"
)
_STRAYS = """
    SELECT 'sale', p.journal_seq FROM sale p LEFT JOIN journal_record r
        ON r.till = p.till AND r.seq = p.journal_seq AND r.kind IN ('SALE', 'REFUND')
        WHERE p.till = :till AND r.seq IS NULL
    UNION ALL
    SELECT 'till_session', p.journal_seq FROM till_session p LEFT JOIN journal_record r
        ON r.till = p.till AND r.seq = p.journal_seq AND r.kind = 'CLOSE'
        WHERE p.till = :till AND p.closed_at IS NOT NULL AND r.seq IS NULL
    UNION ALL
    SELECT 'cash_movement', p.journal_seq FROM cash_movement p
        JOIN till_session s ON s.id = p.session_id LEFT JOIN journal_record r
        ON r.till = s.till AND r.seq = p.journal_seq AND r.kind = 'CASH'
        WHERE s.till = :till AND r.seq IS NULL
"""

# Told again here and not borrowed from the writer, whose mistake the check would then share.
_UNITS = {"piece": "pc", "kg": "kg", "l": "l", "m": "m"}
_MEANS = {"on_account": "ACCOUNT"}
_OUTSIDE = {"deposit", "voucher"}
_STEADY_MS = 1_000

_Fields = Mapping[str, Any]
_Told = dict[str, object]


def compare_rows(opened: "sqlite3.Connection", till: str) -> Iterator[Finding]:
    """Yield a finding for each record that its rows tell otherwise, and for rows without a record.

    Nothing is kept in memory but one ticket. Records that cannot be read are left to
    `fiscal.verify_journal`; the training journal has no rows.
    """
    tables = {name for (name,) in opened.execute("SELECT name FROM sqlite_master")}
    if missing := TABLES - tables:
        yield Finding(0, Layer.ROWS, f"{', '.join(sorted(missing))}: the table is gone")
        return
    rows = opened.execute(
        "SELECT seq, kind, kno, c, lower(hex(h)) FROM journal_record WHERE till = ? ORDER BY seq",
        (till,),
    )
    standing = _Standing()
    for seq, kind, kno, text, digest in rows:
        record = _read(text)
        if not record or record.get("trn") or not isinstance(seq, int):
            continue
        wanted = {"kind": record["k"], "kno": record["kno"]}
        yield from _differences(seq, "journal_record", wanted, {"kind": kind, "kno": kno})
        yield from _compare(opened, till, seq, record, digest)
        yield from standing.take(opened, till, seq, record)
    yield from standing.compare(opened, till, None)
    for table, seq in opened.execute(_STRAYS, {"till": till}):
        place = seq if isinstance(seq, int) else 0
        yield Finding(place, Layer.ROWS, f"{table}: a row without its record")


def _compare(
    opened: "sqlite3.Connection", till: str, seq: int, record: _Fields, digest: str
) -> Iterator[Finding]:
    try:
        if record["k"] in {Kind.SALE, Kind.REFUND}:
            yield from _compare_ticket(opened, till, seq, record, digest)
        elif record["k"] == Kind.CLOSE:
            yield from _compare_closing(opened, till, seq, record["b"])
        elif record["k"] == Kind.CASH:
            yield from _compare_movement(opened, till, seq, record["b"])
    except (KeyError, TypeError, AttributeError):
        # A body of another shape: `fiscal.verify_journal` has told of it.
        return


def _compare_closing(
    opened: "sqlite3.Connection", till: str, seq: int, body: _Fields
) -> Iterator[Finding]:
    cash = body["cash"]
    wanted = {
        "z_number": body["n"],
        "expected_cents": cash["expected"],
        "counted_cents": cash.get("counted"),
    }
    row = opened.execute(_SESSION, (till, seq)).fetchone()
    # Of the closures only a day's has a session, and not every day's.
    if row is not None:
        yield from _differences(seq, "till_session", wanted, _named(wanted, row))


def _compare_movement(
    opened: "sqlite3.Connection", till: str, seq: int, body: _Fields
) -> Iterator[Finding]:
    signs = {"IN": 1, "OUT": -1}
    if body["move"] not in signs:
        return
    wanted = {"cents": signs[body["move"]] * body["amount"], "reason": body.get("reason", "")}
    row = opened.execute(_MOVEMENT, (till, seq)).fetchone()
    yield from _differences(seq, "cash_movement", wanted, _named(wanted, row))


def _compare_ticket(
    opened: "sqlite3.Connection", till: str, seq: int, record: _Fields, digest: str
) -> Iterator[Finding]:
    body = record["b"]
    row = opened.execute(_SALE, (till, seq)).fetchone()
    if row is None:
        yield Finding(seq, Layer.ROWS, "sale: the row is gone")
        return
    sale_id, sale_kind, *figures = row
    is_refund = sale_kind in {"refund", "correction"}
    wanted: _Told = {
        "kind": record["k"] == Kind.REFUND,
        "number": body["no"],
        "journal_hash": digest,
        "business_day": record["bd"],
        "at": True,
        "staff_code": record["op"],
        "gross_cents": body["tot"],
        "net_cents": body["ht"],
        "outside_cents": body["out"],
        "rounding_cents": body["round"],
        "due_cents": body["due"] + body["round"],
    }
    found = dict(zip(wanted, (is_refund, *figures), strict=True))
    found["at"] = _is_instant_of(record, found["at"])
    yield from _differences(seq, "sale", wanted, found)
    for table, told, kept in (
        ("sale_line", _told_lines(body), _kept_lines(opened, sale_id)),
        ("sale_vat", _told_vat(body), opened.execute(_VAT, (sale_id,)).fetchall()),
        ("sale_tender", _told_tenders(body), _kept_tenders(opened, sale_id)),
    ):
        if told != kept:
            yield Finding(seq, Layer.ROWS, f"{table}: differs from the record")


def _told_lines(body: _Fields) -> list[tuple[object, ...]]:
    return [
        (
            line["label"],
            line.get("sku", ""),
            line["type"],
            line["q"],
            line["unit"],
            line["pu"],
            line["disc"],
            line["ttc"],
            line["rate"],
        )
        for line in body["lines"]
        if line["type"] != "NOTE"
    ]


def _kept_lines(opened: "sqlite3.Connection", sale_id: object) -> list[tuple[object, ...]]:
    return [
        (
            clean(label),
            clean(sku),
            kind.upper(),
            quantity,
            _UNITS.get(unit, unit),
            *amounts,
            0 if kind in _OUTSIDE else rate,
        )
        for label, sku, kind, quantity, unit, *amounts, rate in map(
            _as_line, opened.execute(_LINES, (sale_id,))
        )
    ]


def _as_line(row: tuple[object, ...]) -> tuple[Any, ...]:
    """Return the row with its kind and unit as text, whatever somebody has put there."""
    label, sku, kind, quantity, unit, *amounts = row
    return (label, sku, str(kind), quantity, str(unit), *amounts)


def _told_vat(body: _Fields) -> list[tuple[object, ...]]:
    rates = sorted(body["vat"], key=lambda part: -part["rate"])
    return [(part["rate"], part["ttc"], part["ht"], part["vat"]) for part in rates]


def _told_tenders(body: _Fields) -> list[tuple[object, ...]]:
    return [
        (item["means"], item["amount"], item.get("given") or item["amount"]) for item in body["pay"]
    ]


def _kept_tenders(opened: "sqlite3.Connection", sale_id: object) -> list[tuple[object, ...]]:
    return [
        (_MEANS.get(str(means), str(means).upper()), cents, given)
        for means, cents, given in opened.execute(_TENDERS, (sale_id,))
    ]


def _is_instant_of(record: _Fields, at: object) -> bool:
    """Tell whether a ticket's time is what the clock showed when its record was written.

    The records of one transaction are a millisecond apart, so the last runs a little ahead.
    """
    if not isinstance(at, int):
        return False
    if "wc" in record:
        return bool(at == record["wc"])
    return bool(0 <= record["ts"] - at <= _STEADY_MS)


def _named(wanted: _Fields, row: tuple[object, ...] | None) -> _Told:
    return {} if row is None else dict(zip(wanted, map(clean, row), strict=True))


def _differences(seq: int, table: str, wanted: _Fields, found: _Fields) -> Iterator[Finding]:
    wrong = [name for name, value in wanted.items() if found.get(name, _GONE) != value]
    if wrong:
        yield Finding(seq, Layer.ROWS, f"{table}: {', '.join(wrong)} differ from the record")


_GONE = object()


def _read(text: object) -> _Fields:
    """Return the envelope of a record; nothing when it is none."""
    try:
        record = json.loads(text if isinstance(text, bytes | str) else b"")
        is_envelope = isinstance(record["b"], dict) and {"k", "kno", "ts", "bd", "op"} <= set(
            record
        )
    except (ValueError, KeyError, TypeError, RecursionError):
        return {}
    return record if is_envelope else {}


@dataclass(slots=True)
class _Standing:
    """Where the journal stood after the last record read, and after the last closure of a day.

    A session is opened on what the closure before it left: nothing is sold in between.
    """

    is_begun: bool = False
    #: Tickets by kind, which each have a series of their own, and the perpetual turnover.
    tickets: dict[str, int] = field(default_factory=dict)
    turnover: int = 0
    #: The same at the last closure of a day, and its number.
    tickets_then: int = 0
    turnover_then: int = 0
    closing: int = 0

    def take(
        self, opened: "sqlite3.Connection", till: str, seq: int, record: _Fields
    ) -> Iterator[Finding]:
        """Take a record in; yield what its session's opening figures should have been."""
        self.is_begun = True
        try:
            if record["k"] in {Kind.SALE, Kind.REFUND}:
                self.turnover = record["b"]["gtn"]
                self.tickets[record["k"]] = record["kno"]
            elif record["k"] == Kind.CLOSE and record["b"]["per"] == Period.DAY:
                yield from self.compare(opened, till, seq)
                self.closing = seq
                self.tickets_then = sum(self.tickets.values())
                self.turnover_then = self.turnover
        except (KeyError, TypeError):
            # As in `_compare`.
            return

    def compare(
        self, opened: "sqlite3.Connection", till: str, closing: int | None
    ) -> Iterator[Finding]:
        """Yield a finding when the session of a closure, or the open one, began elsewhere."""
        row = opened.execute(_OPENING, {"till": till, "closing": closing}).fetchone()
        if row is None or not self.is_begun:
            return
        wanted: _Told = {
            "tickets_before": self.tickets_then,
            "turnover_before_cents": self.turnover_then,
        }
        place = self.closing if closing is None else closing
        yield from _differences(place, "till_session", wanted, _named(wanted, row))
