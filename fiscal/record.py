"""The envelope of every record, and the sealed row that is stored."""

import base64
import json
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from fiscal import canonical
from fiscal.canonical import Body
from fiscal.errors import NotCanonicalError

FORMAT_VERSION = 1

#: Stands for "no record before this one".
NO_HASH = "0" * 64

#: Stands in the place of the signature of a record written in degraded mode.
UNSIGNED = b"-"

#: What a ticket shows of the signature: its base64 characters 3, 7, 13 and 19 (NF525 habit).
_EXTRACT = (2, 6, 12, 18)


class Kind(StrEnum):
    """What a record is about. All kinds share one sequence; each has its own count besides."""

    GENESIS = "GENESIS"
    SALE = "SALE"
    REFUND = "REFUND"
    PREPAY = "PREPAY"
    EVENT = "EVENT"
    COPY = "COPY"
    CLOSE = "CLOSE"
    ARCHIVE = "ARCHIVE"
    ANCHOR = "ANCHOR"
    KEY = "KEY"
    CASH = "CASH"


#: Kinds that open a business day: after one of them the day needs a closure.
OPERATIONS = frozenset({Kind.SALE, Kind.REFUND, Kind.PREPAY, Kind.CASH})

#: Kinds that carry a ticket number.
TICKETS = frozenset({Kind.SALE, Kind.REFUND, Kind.PREPAY})


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One signed statement of a till; the field names are those of the stored JSON object."""

    #: Kind of the record.
    k: Kind
    #: 1, 2, 3… per till over all kinds, without a gap.
    seq: int
    #: 1, 2, 3… per till and kind, without a gap.
    kno: int
    #: Till code; a training journal's starts with "X-".
    till: str
    #: SIRET (France) or number of the establishment unit (Belgium).
    est: str
    #: Instant of writing, milliseconds since 1970 UTC; strictly above the previous record's.
    ts: int
    #: Offset of the shop's zone at `ts`, "+02:00".
    tz: str
    #: Business day, local, "2026-11-21".
    bd: str
    #: Pseudonym of the operator; the name lives in an erasable table elsewhere.
    op: str
    #: Version and manifest of the fiscal package.
    sw: str
    #: Hash of the previous record, hex.
    ph: str
    #: Hash of the previous record of the same kind, hex.
    pk: str
    #: The body, by kind (bodies.py).
    b: Body
    #: Written without a signature because the key could not be reached.
    deg: bool = False
    #: Belongs to a training journal.
    trn: bool = False
    #: What the clock showed, when `ts` had to run ahead of it; 0 when they agree.
    wc: int = 0
    v: int = FORMAT_VERSION

    def spelled(self) -> bytes:
        """Return the canonical bytes `c`, the text that is hashed, signed and stored."""
        envelope: dict[str, Any] = {
            "v": self.v,
            "k": self.k.value,
            "seq": self.seq,
            "kno": self.kno,
            "till": self.till,
            "est": self.est,
            "ts": self.ts,
            "tz": self.tz,
            "bd": self.bd,
            "op": self.op,
            "sw": self.sw,
            "ph": self.ph,
            "pk": self.pk,
            "b": self.b,
        }
        if self.deg:
            envelope["deg"] = 1
        if self.trn:
            envelope["trn"] = 1
        if self.wc:
            envelope["wc"] = self.wc
        return canonical.dumps(envelope)

    @classmethod
    def read(cls, spelling: bytes) -> "Record":
        """Return the record spelled by `c`; `NotCanonicalError` when it is not one of this format."""
        return cls.from_fields(canonical.loads(spelling))

    @classmethod
    def from_fields(cls, fields: object) -> "Record":
        """Return the record of a decoded envelope; `NotCanonicalError` when it is not one."""
        if not isinstance(fields, dict):
            raise NotCanonicalError("not an object")
        if {key: type(item) for key, item in fields.items() if key not in _OPTIONAL} != _SHAPE:
            raise NotCanonicalError("envelope with missing, unknown or mistyped fields")
        if any(type(fields.get(key, 1)) is not int for key in _OPTIONAL):
            raise NotCanonicalError("a flag of the envelope is no number")
        if fields["v"] != FORMAT_VERSION or fields["k"] not in _KINDS:
            raise NotCanonicalError("unknown format version or kind")
        fields["k"] = Kind(fields["k"])
        fields["deg"] = fields.get("deg", 0) == 1
        fields["trn"] = fields.get("trn", 0) == 1
        return cls(**fields)


_SHAPE: dict[str, type] = {
    **dict.fromkeys(("k", "till", "est", "tz", "bd", "op", "sw", "ph", "pk"), str),
    **dict.fromkeys(("v", "seq", "kno", "ts"), int),
    "b": dict,
}
_OPTIONAL = frozenset({"deg", "trn", "wc"})
_KINDS = frozenset(kind.value for kind in Kind)


class Sealed(NamedTuple):
    """A record as stored, one row. A plain tuple, so that a database cursor's rows serve too."""

    seq: int
    #: Canonical bytes: this text *is* the record.
    c: bytes
    #: SHA-256 of the domain prefix and `c`, 32 bytes.
    h: bytes
    #: ECDSA P-256 signature over the same, DER; `UNSIGNED` in degraded mode.
    s: bytes

    def record(self) -> Record:
        """Return the record that was sealed."""
        return Record.read(self.c)

    def fields(self) -> Body:
        """Return what the record says, unchecked: for a row that this process has just sealed."""
        told: Body = json.loads(self.c)
        return told

    def number(self) -> str:
        """Return the ticket number, "T01-2026-000123"; empty when the kind has none."""
        return str(self.record().b.get("no", ""))

    def extract(self) -> str:
        """Return the four characters of the signature that a ticket shows, "-" when unsigned."""
        if self.s == UNSIGNED:
            return UNSIGNED.decode()
        r, s = decode_dss_signature(self.s)
        text = base64.b64encode(r.to_bytes(32) + s.to_bytes(32)).decode()
        return "".join(text[place] for place in _EXTRACT)
