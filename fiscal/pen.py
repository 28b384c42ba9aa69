"""How a record is made: clock, key and chain; the journal decides what is written."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from fiscal import canonical
from fiscal.bodies import EventBody
from fiscal.canonical import Body
from fiscal.errors import JournalNotOpenedError, SignerUnavailableError
from fiscal.events import EventCode
from fiscal.head import Head, Store
from fiscal.record import UNSIGNED, Kind, Record, Sealed
from fiscal.signer import Signer

#: Corrections of the clock within this much are no jump: time servers make them daily.
STEADY_MS = 1_000

#: More than this ahead of the last record is told too: time cannot be taken back later.
LEAP_MS = 366 * 86_400_000

#: Makes the body from what it depends on: the head after the events before it, the business day.
Fill = Callable[[Head, str], Body]


@dataclass(frozen=True, slots=True, kw_only=True)
class Letterhead:
    """What every envelope of a journal carries."""

    till: str
    establishment: str
    software: str
    tz: ZoneInfo
    is_training: bool
    #: Wall-clock time after midnight at which the business day starts.
    day_start: timedelta


class Pen:
    """Writes records to the store; holds no state of the chain."""

    def __init__(
        self, store: Store, signer: Signer, letterhead: Letterhead, clock_ms: Callable[[], int]
    ) -> None:
        self._store = store
        self._signer = signer
        self._letterhead = letterhead
        self._clock_ms = clock_ms

    def wall(self) -> int:
        """Return what the clock shows, ms."""
        return self._clock_ms()

    def opened(self) -> Head:
        """Return the head; `JournalNotOpenedError` when there is no record."""
        head = self._store.head()
        if not head.seq:
            raise JournalNotOpenedError(self._letterhead.till)
        return head

    def business_day(self, head: Head, wall: int) -> str:
        """Return the business day of the next record; it never goes back."""
        moment = self._moment(_instant(head, wall)).replace(tzinfo=None)
        return max(head.bd, (moment - self._letterhead.day_start).date().isoformat())

    def key_fields(self) -> Body:
        """Return public key and level of the signer, as GENESIS and KEY carry them."""
        return public_fields(self._signer)

    def write(self, head: Head, wall: int, kind: Kind, operator: str, fill: Fill) -> Sealed:
        """Append a record, after the events the rules put before it.

        A clock that went back is told first (E410). Without the key the record is written unsigned
        between E070 and, once the key answers again, E120.
        """
        head = self.note_clock(head, wall, operator)
        if head.degraded_from:
            try:
                head = self.note_recovery(head, head, wall, operator)
            except SignerUnavailableError:
                return self.append(head, wall, kind, operator, fill, is_signed=False)[0]
        try:
            return self.append(head, wall, kind, operator, fill)[0]
        except SignerUnavailableError:
            head = self._note(head, wall, operator, EventCode.DEGRADED_ON, {}, is_signed=False)
            return self.append(head, wall, kind, operator, fill, is_signed=False)[0]

    def signed_head(self, operator: str) -> tuple[Head, int]:
        """Return head and clock, all events told; `SignerUnavailableError` when the key is away."""
        wall = self.wall()
        head = self.note_clock(self.opened(), wall, operator)
        if head.degraded_from:
            head = self.note_recovery(head, head, wall, operator)
        return head, wall

    def append(
        self,
        head: Head,
        wall: int,
        kind: Kind,
        operator: str,
        fill: Fill,
        *,
        is_signed: bool = True,
    ) -> tuple[Sealed, Head]:
        """Append exactly one record and return its row and the head with it.

        Raises:
            SignerUnavailableError: It should be signed and cannot be; nothing was written.
        """
        paper = self._letterhead
        ts = _instant(head, wall)
        bd = self.business_day(head, wall)
        last = head.kind(kind)
        record = Record(
            k=kind,
            seq=head.seq + 1,
            kno=last.kno + 1,
            till=paper.till,
            est=paper.establishment,
            ts=ts,
            tz=self._moment(ts).isoformat()[19:],
            bd=bd,
            op=operator,
            sw=paper.software,
            ph=head.h,
            pk=last.h,
            b=fill(head, bd),
            deg=not is_signed,
            trn=paper.is_training,
            wc=wall if ts - wall > STEADY_MS else 0,
        )
        c = record.spelled()
        h = canonical.digest(c)
        sealed = Sealed(record.seq, c, h, self._sign(head, h) if is_signed else UNSIGNED)
        grown = head.after(record, h)
        self._store.append(sealed, kind, grown)
        return sealed, grown

    def note_clock(self, head: Head, wall: int, operator: str) -> Head:
        """Write E410 when the clock went back, or leapt by more than a year."""
        drift = wall - head.wall
        if -STEADY_MS <= drift <= LEAP_MS:
            return head
        details = {"old": head.wall, "new": wall, "drift": drift}
        is_signed = not head.degraded_from
        try:
            return self._note(
                head, wall, operator, EventCode.CLOCK_JUMP, details, is_signed=is_signed
            )
        except SignerUnavailableError:
            head = self._note(head, wall, operator, EventCode.DEGRADED_ON, {}, is_signed=False)
            return self._note(head, wall, operator, EventCode.CLOCK_JUMP, details, is_signed=False)

    def note_recovery(self, head: Head, run: Head, wall: int, operator: str) -> Head:
        """Write E120, the signature that covers the degraded run ending at the head `run`."""
        details = {"from": run.degraded_from, "to": run.seq, "hash": run.h}
        return self._note(head, wall, operator, EventCode.DEGRADED_OFF, details, is_signed=True)

    def _note(
        self,
        head: Head,
        wall: int,
        operator: str,
        code: EventCode,
        details: Body,
        *,
        is_signed: bool,
    ) -> Head:
        body = EventBody(code=code, details=details).to_body()
        return self.append(head, wall, Kind.EVENT, operator, lambda *_: body, is_signed=is_signed)[
            1
        ]

    def _sign(self, head: Head, h: bytes) -> bytes:
        if self._signer.public_key.hex() != head.pub:
            raise SignerUnavailableError("the key is not the one in force")
        return self._signer.sign(h)

    def _moment(self, ts: int) -> datetime:
        return datetime.fromtimestamp(ts // 1000, self._letterhead.tz)


def in_force(head: Head, pub: str) -> Head:
    """Return the head as it stands for the first record under a new key."""
    return replace(head, pub=pub)


def public_fields(signer: Signer) -> Body:
    """Return public key and level of a signer, as GENESIS and KEY carry them."""
    return {"pub": signer.public_key.hex(), "level": signer.level}


def _instant(head: Head, wall: int) -> int:
    """Return the instant of the next record: the clock's, but always after the last."""
    return max(head.ts + 1, wall)
