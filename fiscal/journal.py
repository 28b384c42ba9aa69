"""The legal journal of one till: every verb that writes a record."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from fiscal import canonical
from fiscal.anchors import PAGE, AnchorRequest, KeyGrant, Receipt
from fiscal.bodies import (
    ArchiveBody,
    CashBody,
    CashMove,
    CopyBody,
    EventBody,
    GenesisBody,
    Period,
    PrepayBody,
    Reference,
    RefundBody,
    SaleBody,
)
from fiscal.canonical import Body
from fiscal.closing import PART_OF, Figures, close_body, period_figures
from fiscal.errors import (
    DayStillOpenError,
    JournalAlreadyOpenedError,
    NothingToAnchorError,
    ReceiptRefusedError,
    UnknownOriginalError,
)
from fiscal.events import EventCode
from fiscal.head import Head, Store
from fiscal.pen import LEAP_MS, STEADY_MS, Fill, Letterhead, Pen, in_force, public_fields
from fiscal.record import OPERATIONS, TICKETS, UNSIGNED, Kind, Sealed
from fiscal.signer import Signer

#: Put before the till's code in a training journal.
TRAINING_PREFIX = "X-"

#: Local hour at which a business day begins, and the day before is closed if nobody did.
DAY_STARTS_AT = 4

_FAR_BACK_MS = 5 * 60_000


class ClockStanding(StrEnum):
    """How the clock stands to the journal; the caller warns or asks, the journal never stops."""

    STEADY = "STEADY"
    #: Behind the last record; the next record runs ahead of it and E410 tells so.
    BACK = "BACK"
    #: Behind by more than five minutes: warn.
    FAR_BACK = "FAR_BACK"
    #: Behind the hub's time at the last anchor: ask a manager.
    BEFORE_ANCHOR = "BEFORE_ANCHOR"
    #: More than a year ahead of the last record: ask a manager, for time cannot be taken back.
    LEAPT = "LEAPT"


@dataclass(frozen=True, slots=True)
class ClosureDue:
    """A period that is over and not closed."""

    level: Period
    #: Business day of its first operation.
    day: date


class Journal:
    """The journal of one till, over a store that belongs to the caller's transaction.

    Every verb appends one record (and before it the events the rules ask for: clock jump, degraded
    mode) and returns the row written. It commits nothing and remembers nothing: what a rollback
    takes away, it never knew. One writer at a time.

    Args:
        store: Rows of this till.
        signer: The key in force. Another key, or none, means degraded mode, not a stop.
        clock_ms: Returns the present, milliseconds since 1970 UTC.
        till: Code of the till, "T01"; for a training journal the same, the prefix is added.
        establishment: SIRET (France) or establishment unit number (Belgium).
        software: `fiscal.software_id()`.
        tz: Zone of the shop's business days.
        is_training: Whether this is the training journal, which counts for nothing.
        fiscal_year_end: Month and day on which the fiscal year ends.
        day_starts_at: Local hour before which a record belongs to the day before.
    """

    def __init__(
        self,
        store: Store,
        signer: Signer,
        *,
        clock_ms: Callable[[], int],
        till: str,
        establishment: str,
        software: str,
        tz: ZoneInfo,
        is_training: bool = False,
        fiscal_year_end: tuple[int, int] = (12, 31),
        day_starts_at: int = DAY_STARTS_AT,
    ) -> None:
        self._store = store
        self._letterhead = Letterhead(
            till=f"{TRAINING_PREFIX}{till}" if is_training else till,
            establishment=establishment,
            software=software,
            tz=tz,
            is_training=is_training,
            day_start=timedelta(hours=day_starts_at),
        )
        self._pen = Pen(store, signer, self._letterhead, clock_ms)
        self._fiscal_year_end = fiscal_year_end

    # Reading.

    @property
    def till(self) -> str:
        """Code of the till as its records carry it."""
        return self._letterhead.till

    def head(self) -> Head:
        """Return where the journal stands: totals, open day, unanchored and unsigned records."""
        return self._store.head()

    def business_day(self) -> date:
        """Return the business day to which a record written now would belong."""
        return date.fromisoformat(self._pen.business_day(self._store.head(), self._pen.wall()))

    def clock_standing(self) -> ClockStanding:
        """Return how the clock stands to the journal, to be asked before a sale is taken."""
        head, wall = self._store.head(), self._pen.wall()
        if wall < head.anchored_at - _FAR_BACK_MS:
            return ClockStanding.BEFORE_ANCHOR
        if wall < head.wall - _FAR_BACK_MS:
            return ClockStanding.FAR_BACK
        if wall < head.wall - STEADY_MS:
            return ClockStanding.BACK
        if head.seq and wall > head.wall + LEAP_MS:
            return ClockStanding.LEAPT
        return ClockStanding.STEADY

    def closures_due(self) -> tuple[ClosureDue, ...]:
        """Return the periods that must be closed before the next operation, shortest first."""
        return self._due(self._store.head(), self._pen.wall())

    def reading(self, level: Period = Period.DAY) -> Figures:
        """Return the figures since the last closure (LECTURE X: not a fiscal document)."""
        return period_figures(self._store, self._store.head(), level)

    # Opening, keys.

    def open_till(self, genesis: GenesisBody, *, operator: str) -> Sealed:
        """Write the GENESIS record with the public key that is in force from now on.

        Raises:
            JournalAlreadyOpenedError: There are records already.
            SignerUnavailableError: The key cannot be reached; a till is not opened without one.
        """
        if self._store.head().seq:
            raise JournalAlreadyOpenedError(self.till)
        body: Body = canonical.clean(genesis.to_body()) | self._pen.key_fields()
        blank = in_force(Head(), body["pub"])
        return self._pen.append(blank, self._pen.wall(), Kind.GENESIS, operator, lambda *_: body)[0]

    def rotate_key(self, new: Signer, *, operator: str) -> Sealed:
        """Write the KEY record that hands over to a new key, signed by the old one.

        After the commit the caller builds the journal anew with the new signer; until then it is
        in degraded mode.

        Raises:
            SignerUnavailableError: The old key cannot sign; `replace_lost_key` is the way then.
        """
        head, wall = self._pen.signed_head(operator)
        body = {"reason": "rotated", "epoch": head.epoch + 1, **public_fields(new)}
        return self._pen.append(head, wall, Kind.KEY, operator, lambda *_: body)[0]

    def replace_lost_key(self, grant: KeyGrant, *, hub_key: bytes, operator: str) -> Sealed:
        """Write the KEY record by which this journal's signer follows a lost key, then E090.

        Raises:
            ReceiptRefusedError: The hub did not grant this key to this till, or knows another history.
        """
        before, wall = self._pen.opened(), self._pen.wall()
        key = self._pen.key_fields()
        is_ours = (grant.est, grant.till) == (self._letterhead.establishment, self.till)
        if not is_ours or grant.pub.hex() != key["pub"] or not self._holds(grant.seq, grant.h):
            raise ReceiptRefusedError("grant does not fit the journal")
        if not grant.is_genuine(hub_key):
            raise ReceiptRefusedError("grant was not signed by the pinned hub")
        body = {"reason": "lost", "epoch": before.epoch + 1, "grant": grant.to_body(), **key}
        head = in_force(before, key["pub"])
        row, head = self._pen.append(head, wall, Kind.KEY, operator, lambda *_: body)
        if before.degraded_from:
            self._pen.note_recovery(head, before, wall, operator)
        defect = EventBody(code=EventCode.INTEGRITY_DEFECT, text="signing key lost and replaced")
        self.record_event(defect, operator=operator)
        return row

    # Tickets.

    def record_sale(self, sale: SaleBody, *, operator: str) -> Sealed:
        """Write a SALE with the next ticket number and the perpetual totals.

        Raises:
            DayStillOpenError: An earlier period is over and not closed: `close_forgotten` first.
            BodyRefusedError: The figures contradict each other; keep it with `record_refused`.
        """
        return self._write_turnover(Kind.SALE, sale, operator)

    def record_refund(self, refund: RefundBody, *, operator: str) -> Sealed:
        """Write a REFUND; raises as `record_sale`, and `UnknownOriginalError`."""
        if refund.original is not None:
            self._check_original(refund.original)
        return self._write_turnover(Kind.REFUND, refund, operator)

    def record_prepayment(self, prepayment: PrepayBody, *, operator: str) -> Sealed:
        """Write a PREPAY; raises as `record_sale`, and `UnknownOriginalError`."""
        if prepayment.original is not None:
            self._check_original(prepayment.original)
        body = canonical.clean(prepayment.to_body())
        return self._write(
            Kind.PREPAY, operator, lambda head, bd: {**body, "no": self._next_number(head, bd)}
        )

    def record_copy(self, copy: CopyBody, *, operator: str) -> Sealed:
        """Write a COPY: a duplicate was given out; raises `UnknownOriginalError`."""
        self._check_original(copy.original)
        body = canonical.clean(copy.to_body())
        return self._write(Kind.COPY, operator, lambda *_: body)

    # Drawer, events.

    def record_cash(self, cash: CashBody, *, operator: str) -> Sealed:
        """Write a CASH record with what the drawer should have held; raises as `record_sale`."""
        body = canonical.clean(cash.to_body())

        def fill(head: Head, _bd: str) -> Body:
            counted = {"diff": cash.amount - head.drawer} if cash.move is CashMove.COUNT else {}
            return {**body, "expected": head.drawer, **counted}

        return self._write(Kind.CASH, operator, fill)

    def record_event(self, event: EventBody, *, operator: str) -> Sealed:
        """Write an EVENT."""
        body = canonical.clean(event.to_body())
        return self._write(Kind.EVENT, operator, lambda *_: body)

    def record_refused(self, kind: Kind, faulty: bytes, reason: str, *, operator: str) -> Sealed:
        """Keep the trace of a record that could not be made (E091): the hash of its input.

        To be written in a transaction of its own, after the faulty one was rolled back.
        """
        details = {"kind": kind.value, "sha256": hashlib.sha256(faulty).hexdigest()}
        event = EventBody(code=EventCode.RECORD_REFUSED, text=reason, details=details)
        return self.record_event(event, operator=operator)

    # Closures.

    def close_period(
        self, level: Period, *, operator: str, tills: Mapping[str, Head] | None = None
    ) -> tuple[Sealed, ...]:
        """Close the day (Z), the month or the year, and first the shorter periods still open.

        A closure is never reopened; sales after it fall into the next one, of the same day maybe.

        Args:
            level: The longest period to close.
            operator: Who asked.
            tills: Heads of all tills of the shop by code, listed in the closure of the day.
        """
        head = self._pen.opened()
        opened = {Period.DAY: head.open_day, Period.MONTH: head.open_month}
        levels = [shorter for shorter in _shorter(level) if opened[shorter]]
        return tuple(
            self._close(each, operator, is_automatic=False, tills=tills or {})
            for each in (*levels, level)
        )

    def close_forgotten(self, *, operator: str = "auto") -> tuple[Sealed, ...]:
        """Close every period that is over, in order; empty when there is none.

        To be called at start, before the first operation of a day, and at the hour the day starts.
        """
        return tuple(
            self._close(due.level, operator, is_automatic=True, tills={})
            for due in self.closures_due()
        )

    # Archive, anchors.

    def record_archive(self, archive: ArchiveBody, *, operator: str) -> Sealed:
        """Write the ARCHIVE record of an archive that was made (`fiscal.archive.write_archive`)."""
        body = canonical.clean(archive.to_body())
        return self._write(Kind.ARCHIVE, operator, lambda *_: body)

    def anchor_request(self, *, since: int | None = None) -> AnchorRequest:
        """Return what to send to the hub: at most `PAGE` hashes, ending at a signed record.

        Args:
            since: Last record the hub knows, when it answered `HUB_BEHIND`; else our own memory.

        Raises:
            NothingToAnchorError: Nothing is new but receipts, or nothing is signed yet.
        """
        head = self._pen.opened()
        known = head.anchored_seq if since is None else since
        hashes: list[bytes] = []
        signed = 0
        if head.unanchored or since is not None:
            for row in self._store.after(known, known + PAGE):
                hashes.append(row.h)
                if row.s != UNSIGNED:
                    signed = row.seq
        if not signed:
            raise NothingToAnchorError(self.till)
        last = self._store.get(signed)
        return AnchorRequest(
            est=self._letterhead.establishment,
            till=self.till,
            seq=last.seq,
            h=last.h,
            ts=last.record().ts,
            s=last.s,
            anchored_seq=known,
            anchored_h=self._store.get(known).h if known else b"",
            hashes=tuple(hashes[: signed - known]),
            sent_at=self._pen.wall(),
        )

    def record_anchor(self, receipt: Receipt, *, hub_key: bytes, operator: str = "auto") -> Sealed:
        """Write the hub's receipt into the chain.

        Raises:
            ReceiptRefusedError: Not signed by the pinned hub, or not about a record of this journal.
        """
        is_ours = (receipt.est, receipt.till) == (self._letterhead.establishment, self.till)
        if not (is_ours and self._holds(receipt.seq, receipt.h)):
            raise ReceiptRefusedError("receipt does not fit the journal")
        if not receipt.is_genuine(hub_key):
            raise ReceiptRefusedError("receipt was not signed by the pinned hub")

        def fill(head: Head, _bd: str) -> Body:
            later = self._store.after(receipt.seq, head.seq)
            fresh = sum(row.record().k is not Kind.ANCHOR for row in later)
            return {"receipt": receipt.to_body(), "open": fresh}

        return self._write(Kind.ANCHOR, operator, fill)

    def _due(self, head: Head, wall: int) -> tuple[ClosureDue, ...]:
        today = self._pen.business_day(head, wall)
        opened = {
            Period.DAY: head.open_day,
            Period.MONTH: head.open_month,
            Period.YEAR: head.open_year,
        }
        return tuple(
            ClosureDue(level, date.fromisoformat(day))
            for level, day in opened.items()
            if day and self._period_of(level, day) < self._period_of(level, today)
        )

    def _write(self, kind: Kind, operator: str, fill: Fill) -> Sealed:
        head, wall = self._pen.opened(), self._pen.wall()
        if kind in OPERATIONS:
            due = self._due(head, wall)
            if due:
                raise DayStillOpenError([item.day for item in due])
        return self._pen.write(head, wall, kind, operator, fill)

    def _write_turnover(self, kind: Kind, draft: SaleBody | RefundBody, operator: str) -> Sealed:
        body = canonical.clean(draft.to_body())

        def fill(head: Head, bd: str) -> Body:
            return {
                **body,
                "no": self._next_number(head, bd),
                "gtn": head.gtn + body["tot"],
                "gta": head.gta + abs(body["tot"]),
            }

        return self._write(kind, operator, fill)

    def _close(
        self, level: Period, operator: str, *, is_automatic: bool, tills: Mapping[str, Head]
    ) -> Sealed:
        def fill(head: Head, today: str) -> Body:
            figures = period_figures(self._store, head, level)
            body = close_body(head, level, figures, today, is_automatic=is_automatic)
            if tills and level is Period.DAY:
                body["tills"] = [
                    {"till": code, "seq": each.seq, "h": each.h}
                    for code, each in sorted(tills.items())
                ]
            return body

        return self._write(Kind.CLOSE, operator, fill)

    def _next_number(self, head: Head, bd: str) -> str:
        year = int(bd[:4])
        number = head.ticket_no + 1 if year == head.ticket_year else 1
        return f"{self.till}-{year}-{number:06d}"

    def _period_of(self, level: Period, day: str) -> str:
        """Return the period a business day belongs to, comparable within one level."""
        if level is Period.DAY:
            return day
        if level is Period.MONTH:
            return day[:7]
        month, last_day = self._fiscal_year_end
        return str(int(day[:4]) + (day[5:] > f"{month:02d}-{last_day:02d}"))

    def _check_original(self, reference: Reference) -> None:
        """Refuse a reference to a record that is not there, or is no ticket."""
        if reference.till not in {"", self.till}:
            return
        is_ticket = (
            self._holds(reference.seq, reference.h)
            and self._store.get(reference.seq).record().k in TICKETS
        )
        if not is_ticket:
            raise UnknownOriginalError(str(reference.seq))

    def _holds(self, seq: int, h: bytes) -> bool:
        """Tell whether the record of that number has that hash; 0 stands for an empty journal."""
        if seq == 0:
            return not h
        try:
            return self._store.get(seq).h == h
        except KeyError:
            return False


def _shorter(level: Period) -> tuple[Period, ...]:
    """Return the levels that must be closed before a level, shortest first."""
    part = PART_OF.get(level)
    return () if part is None else (*_shorter(part), part)
