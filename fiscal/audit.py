"""Checks that need the records before: one pass, memory that does not grow with the journal."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from fiscal.bodies import Period
from fiscal.canonical import Body
from fiscal.closing import Figures, close_body, day_figures
from fiscal.events import EventCode
from fiscal.findings import Layer, Ledger, Witness
from fiscal.head import Head
from fiscal.record import OPERATIONS, TICKETS, UNSIGNED, Kind, Record, Sealed
from fiscal.vat import vat_part

#: How far back an anchor receipt may point and still be compared (a till that was away for long
#: anchors page by page), and the bytes of a hash: 2 MB, whatever the journal's length.
_REMEMBERED = 65_536
_HASH = 32

_SAME_OR_NEXT = frozenset({timedelta(0), timedelta(days=1)})

#: What a malformed body raises when its fields are used as the format says they can be.
MALFORMED = (KeyError, TypeError, ValueError, AttributeError, IndexError)


class Auditor:
    """Walks through a journal and notes what does not follow from the records before.

    After a defect it goes on from the row as it stands, so that one defect is told once.

    Args:
        ledger: Where findings go.
        start: Head before the first record; of a whole journal `Head()`.
        witnesses: Heads held outside the till.
    """

    def __init__(self, ledger: Ledger, start: Head, witnesses: Iterable[Witness]) -> None:
        self._ledger = ledger
        self._till = ("", "")
        self._recent = bytearray(_HASH * _REMEMBERED)
        self._witnesses: dict[int, list[Witness]] = {}
        for witness in witnesses:
            self._witnesses.setdefault(witness.seq, []).append(witness)
        self._figures = {
            Period.DAY: day_figures(start.drawer),
            Period.MONTH: Figures(),
            Period.YEAR: Figures(),
        }
        #: Levels whose running period began before `start`: their figures cannot be compared.
        self._begun_before = {
            level
            for level, day in (
                (Period.DAY, start.open_day),
                (Period.MONTH, start.open_month),
                (Period.YEAR, start.open_year),
            )
            if day
        }
        #: Degraded run that still waits for its E120: (first, last, hash).
        self._run: tuple[int, int, str] | None = None
        self.head = start

    def take(self, row: Sealed, record: Record) -> None:
        """Check one record against those before it, and go on to it."""
        before = self.head
        self._check_links(row, record, before)
        self._check_clock(record, before)
        self._check_signing(row, record, before)
        try:
            self._check_body(record, before)
            self.head = before.after(record, row.h)
        except MALFORMED as error:
            self._note(record.seq, Layer.BODY, f"malformed body: {error!r}")
            self.head = replace(before, seq=record.seq, h=row.h.hex(), ts=record.ts, bd=record.bd)
        self._remember(row)

    def skip(self, row: Sealed) -> None:
        """Go past a row that is no record; links and number are taken from the row itself."""
        if row.seq != self.head.seq + 1:
            self._note(row.seq, Layer.SEQ, f"follows {self.head.seq}")
        self.head = replace(self.head, seq=row.seq, h=row.h.hex())
        self._remember(row)

    def finish(self) -> None:
        """Note what can only be told at the end."""
        for seq in sorted(self._witnesses):
            for witness in self._witnesses[seq]:
                self._note(
                    self.head.seq, Layer.TRUNC, f"{witness.source} holds a record {seq}; it is gone"
                )

    def _note(self, seq: int, layer: Layer, message: str) -> None:
        self._ledger.note(seq, layer, message)

    def _check_links(self, row: Sealed, record: Record, before: Head) -> None:
        seq = record.seq
        if row.seq != seq:
            self._note(row.seq, Layer.SEQ, f"row says {row.seq}, record says {seq}")
        if seq != before.seq + 1:
            self._note(seq, Layer.SEQ, f"follows {before.seq}")
        if record.ph != before.h:
            self._note(seq, Layer.CHAIN, "does not point at the record before")
        last = before.kind(record.k)
        if record.kno != last.kno + 1:
            self._note(seq, Layer.SEQ, f"{record.k.value} {record.kno} follows {last.kno}")
        if record.pk != last.h:
            self._note(seq, Layer.CHAIN, f"does not point at the {record.k.value} before")
        if (record.k is Kind.GENESIS) != (seq == 1):
            self._note(seq, Layer.SEQ, "GENESIS is the first record and no other")
        till = (record.till, record.est)
        if self._till not in {till, ("", "")}:
            self._note(seq, Layer.FORM, f"of another till: {record.till}")
        self._till = till

    def _check_clock(self, record: Record, before: Head) -> None:
        if record.ts <= before.ts:
            drift = (record.ts - before.ts) / 1000
            self._note(record.seq, Layer.CLOCK, f"{drift:.0f} s against the record before")
        if record.bd < before.bd:
            self._note(record.seq, Layer.CLOCK, "business day goes back")
        if not _is_day_of(record):
            self._note(record.seq, Layer.CLOCK, "business day or offset does not fit the instant")

    def _check_signing(self, row: Sealed, record: Record, before: Head) -> None:
        if record.deg != (row.s == UNSIGNED):
            self._note(record.seq, Layer.DEGRADED, "unsigned and not declared, or the reverse")
        if record.deg:
            return
        if before.degraded_from:
            self._run = (before.degraded_from, before.seq, before.h)
        if self._run is None or record.k is Kind.KEY:
            return
        data = record.b.get("data", {})
        is_cover = record.k is Kind.EVENT and record.b.get("code") == EventCode.DEGRADED_OFF
        claimed = (data.get("from"), data.get("to"), data.get("hash")) if is_cover else None
        if claimed != self._run:
            self._note(record.seq, Layer.DEGRADED, "does not cover the unsigned run before it")
        self._run = None

    def _check_body(self, record: Record, before: Head) -> None:
        body, seq = record.b, record.seq
        if record.k in OPERATIONS and before.open_day and before.open_day < record.bd:
            self._note(seq, Layer.CLOSE, f"{before.open_day} was not closed before")
        if record.k in TICKETS:
            self._check_ticket(record, before)
        elif record.k is Kind.CASH:
            self._check_cash(seq, body, before)
        elif record.k is Kind.CLOSE:
            self._check_close(record, before)
        elif record.k is Kind.ANCHOR:
            self._check_receipt(seq, body["receipt"])
        elif record.k is Kind.ARCHIVE and body["from_seq"] != before.archived_seq + 1:
            self._note(seq, Layer.ARCHIVE, "does not begin where the last archive ended")
        self._figures[Period.DAY].add(record)

    def _check_ticket(self, record: Record, before: Head) -> None:
        body, seq = record.b, record.seq
        for defect in ticket_defects(record.k, body):
            self._note(seq, Layer.BODY, defect)
        year = int(record.bd[:4])
        number = before.ticket_no + 1 if year == before.ticket_year else 1
        if body["no"] != f"{record.till}-{year}-{number:06d}":
            self._note(seq, Layer.SEQ, f"ticket {body['no']} follows {before.ticket_no}")
        if record.k is Kind.PREPAY:
            return
        gtn, gta = before.gtn + body["tot"], before.gta + abs(body["tot"])
        if (body["gtn"], body["gta"]) != (gtn, gta):
            self._note(seq, Layer.TOTALS, "perpetual totals do not follow")

    def _check_cash(self, seq: int, body: Body, before: Head) -> None:
        if body["expected"] != before.drawer:
            self._note(seq, Layer.TOTALS, "expected drawer does not follow")
        if body["move"] == "COUNT" and body["diff"] != body["amount"] - before.drawer:
            self._note(seq, Layer.TOTALS, "difference of the count does not follow")

    def _check_close(self, record: Record, before: Head) -> None:
        body = record.b
        level = Period(body["per"])
        figures = self._figures[level]
        expected = close_body(before, level, figures, record.bd, is_automatic=body["auto"])
        found = {name: item for name, item in body.items() if name != "tills"}
        wrong = sorted(
            name for name in expected.keys() | found.keys() if expected.get(name) != found.get(name)
        )
        if level in self._begun_before:
            wrong = [name for name in wrong if name in {"n", "from_seq", "to_seq", "gtn", "gta"}]
            self._begun_before.discard(level)
        if wrong:
            self._note(record.seq, Layer.CLOSE, f"differs from its records: {', '.join(wrong)}")
        if level is Period.DAY:
            self._figures[Period.DAY] = day_figures(before.drawer)
            self._figures[Period.MONTH].merge(body)
        else:
            self._figures[level] = Figures()
            if level is Period.MONTH:
                self._figures[Period.YEAR].merge(body)

    def _check_receipt(self, seq: int, receipt: Body) -> None:
        place = receipt["seq"]
        if not 0 < seq - place < _REMEMBERED:
            self._note(seq, Layer.ANCHOR, f"the receipt of {place} is too far to be compared")
        elif self._recent_hash(place).hex() != receipt["h"]:
            self._note(seq, Layer.ANCHOR, f"the hub countersigned another record {place}")
        if (receipt["till"], receipt["est"]) != self._till:
            self._note(seq, Layer.ANCHOR, "receipt of another till")

    def _remember(self, row: Sealed) -> None:
        for witness in self._witnesses.pop(row.seq, ()):
            if not row.h.startswith(witness.h):
                self._note(row.seq, Layer.ANCHOR, f"{witness.source} holds another record")
        start = row.seq % _REMEMBERED * _HASH
        self._recent[start : start + _HASH] = row.h[:_HASH].ljust(_HASH, b"\0")

    def _recent_hash(self, seq: int) -> bytes:
        start = seq % _REMEMBERED * _HASH
        return bytes(self._recent[start : start + _HASH])


def ticket_defects(kind: Kind, body: Body) -> list[str]:
    """Return what does not add up inside a SALE, REFUND or PREPAY."""
    defects = []
    vat = body["vat"]
    total = sum(part["ttc"] for part in vat)
    paid = sum(item["amount"] for item in body["pay"])
    if any(part["ht"] + part["vat"] != part["ttc"] for part in vat):
        defects.append("net and VAT differ from the gross")
    if (body["tot"], body["ht"]) != (total, sum(part["ht"] for part in vat)):
        defects.append("total differs from its rates")
    if kind is Kind.PREPAY:
        is_paid = paid == total + body.get("round", 0)
        return defects if is_paid else [*defects, "payments differ from the advance"]
    if kind is Kind.SALE and any(p["vat"] != vat_part(p["ttc"], p["rate"]) for p in vat):
        defects.append("VAT differs from the rule")
    lines = body["lines"]
    if _per_rate(lines) != {part["rate"]: part["ttc"] for part in vat}:
        defects.append("rates differ from the lines")
    owed = sum(line["ttc"] for line in lines)
    if (body["nl"], body["out"], body["due"]) != (len(lines), owed - body["tot"], owed):
        defects.append("amount due differs from the lines")
    if paid != body["due"] + body["round"]:
        defects.append("payments differ from what was due")
    return defects


def _per_rate(lines: Sequence[Body]) -> dict[int, int]:
    totals: dict[int, int] = {}
    for line in lines:
        if line["type"] in {"GOODS", "SERVICE"}:
            totals[line["rate"]] = totals.get(line["rate"], 0) + line["ttc"]
    return totals


def _is_day_of(record: Record) -> bool:
    """Tell whether the business day is the local day of the instant, or the one before.

    A day begins some hours after midnight, hence "or"; how many is the shop's choice.
    """
    try:
        local = datetime.fromtimestamp(record.ts // 1000, UTC) + _offset(record.tz)
        return local.date() - _day(record.bd) in _SAME_OR_NEXT
    except (ValueError, OverflowError, OSError):
        return False


@lru_cache(maxsize=16)
def _offset(tz: str) -> timedelta:
    return datetime.strptime(tz, "%z").utcoffset() or timedelta()


@lru_cache(maxsize=16)
def _day(bd: str) -> date:
    return date.fromisoformat(bd)
