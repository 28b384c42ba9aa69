"""Anchoring: the till sends its head, the hub countersigns it, the receipt enters the chain.

Till side: `Journal.anchor_request` → hub → `Journal.record_anchor`. Hub side: `judge` the request
against what the hub knows of the till, then `countersign`; both are pure, the hub's tables hold
`KnownTill`, the hashes by sequence number and the `AnchorLog`.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from fiscal import canonical
from fiscal.canonical import Body
from fiscal.errors import ReceiptRefusedError
from fiscal.merkle import AnchorLog, is_included, leaf_hash
from fiscal.signer import Signer, verify_signature

#: Put before what the hub signs, so that its signatures fit nothing else.
RECEIPT_DOMAIN = b"TVFJ/1 receipt\n"
GRANT_DOMAIN = b"TVFJ/1 grant\n"

#: Most hashes in one request; a till that was away longer sends several.
PAGE = 5_000

#: The clocks of till and hub may differ by this much before it is told.
TOLERANCE_MS = 5 * 60_000


@dataclass(frozen=True, slots=True, kw_only=True)
class AnchorRequest:
    """What a till asks the hub to countersign: its head, and every hash since the last anchor."""

    est: str
    till: str
    #: Head offered, its hash, instant (ms) and the till's signature of the hash.
    seq: int
    h: bytes
    ts: int
    s: bytes
    #: Last anchored record as the till's journal has it; 0 and empty before the first anchor.
    anchored_seq: int
    anchored_h: bytes
    #: Hashes of records `anchored_seq + 1` to `seq`.
    hashes: tuple[bytes, ...]
    #: The till's clock when it asked (ms).
    sent_at: int

    def to_body(self) -> Body:
        """Return the request as a JSON object for the wire."""
        return {
            "est": self.est,
            "till": self.till,
            "seq": self.seq,
            "h": self.h.hex(),
            "ts": self.ts,
            "s": self.s.hex(),
            "anchored_seq": self.anchored_seq,
            "anchored_h": self.anchored_h.hex(),
            "hashes": [h.hex() for h in self.hashes],
            "sent_at": self.sent_at,
        }

    @classmethod
    def from_body(cls, body: Body) -> "AnchorRequest":
        """Return the request of a JSON object; ValueError, KeyError or TypeError when it is none.

        The caller has checked sizes before.
        """
        return cls(
            est=_text(body["est"]),
            till=_text(body["till"]),
            seq=_number(body["seq"]),
            h=bytes.fromhex(body["h"]),
            ts=_number(body["ts"]),
            s=bytes.fromhex(body["s"]),
            anchored_seq=_number(body["anchored_seq"]),
            anchored_h=bytes.fromhex(body["anchored_h"]),
            hashes=tuple(bytes.fromhex(h) for h in body["hashes"]),
            sent_at=_number(body["sent_at"]),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """The hub's countersignature of one head, with its place in the hub's log."""

    est: str
    till: str
    seq: int
    h: bytes
    #: The record's own instant, ms.
    ts: int
    #: The hub's time, ms.
    time: int
    #: The till's clock less the hub's when the request was sent, ms.
    drift: int
    #: Place of the leaf, size and root of the log with it.
    index: int
    size: int
    root: bytes
    proof: tuple[bytes, ...]
    #: The hub's DER signature over all of the above but the proof.
    sig: bytes = b""

    def leaf(self) -> bytes:
        """Return the bytes that stand in the hub's log."""
        return canonical.dumps(self._leaf())

    def signed_digest(self) -> bytes:
        """Return the digest the hub signs."""
        fields = self._leaf() | {"index": self.index, "size": self.size, "root": self.root.hex()}
        return _digest(RECEIPT_DOMAIN, fields)

    def to_body(self) -> Body:
        """Return the `receipt` object of an ANCHOR record, which is also the wire's."""
        return self._leaf() | {
            "index": self.index,
            "size": self.size,
            "root": self.root.hex(),
            "proof": [node.hex() for node in self.proof],
            "sig": self.sig.hex(),
        }

    @classmethod
    def from_body(cls, body: Body) -> "Receipt":
        """Return the receipt of a JSON object; `ReceiptRefusedError` when it is none."""
        try:
            return cls(
                est=_text(body["est"]),
                till=_text(body["till"]),
                seq=_number(body["seq"]),
                h=bytes.fromhex(body["h"]),
                ts=_number(body["ts"]),
                time=_number(body["time"]),
                drift=_number(body["drift"]),
                index=_number(body["index"]),
                size=_number(body["size"]),
                root=bytes.fromhex(body["root"]),
                proof=tuple(bytes.fromhex(node) for node in body["proof"]),
                sig=bytes.fromhex(body["sig"]),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise ReceiptRefusedError("not a receipt") from error

    def is_genuine(self, hub_key: bytes) -> bool:
        """Tell whether the hub signed it and its leaf is in the tree it names."""
        return verify_signature(hub_key, self.signed_digest(), self.sig) and is_included(
            leaf_hash(self.leaf()), self.index, self.size, self.proof, self.root
        )

    def _leaf(self) -> Body:
        return {
            "est": self.est,
            "till": self.till,
            "seq": self.seq,
            "h": self.h.hex(),
            "ts": self.ts,
            "time": self.time,
            "drift": self.drift,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyGrant:
    """The hub's word that a till may go on with a new key because its old one is lost."""

    est: str
    till: str
    #: New public key, compressed point.
    pub: bytes
    #: Last record written under the old key, as the hub accepts it.
    seq: int
    h: bytes
    time: int
    sig: bytes = b""

    def signed_digest(self) -> bytes:
        """Return the digest the hub signs."""
        return _digest(GRANT_DOMAIN, self._fields())

    def to_body(self) -> Body:
        """Return the `grant` object of a KEY record, which is also the wire's."""
        return self._fields() | {"sig": self.sig.hex()}

    @classmethod
    def from_body(cls, body: Body) -> "KeyGrant":
        """Return the grant of a JSON object; `ReceiptRefusedError` when it is none."""
        try:
            return cls(
                est=_text(body["est"]),
                till=_text(body["till"]),
                pub=bytes.fromhex(body["pub"]),
                seq=_number(body["seq"]),
                h=bytes.fromhex(body["h"]),
                time=_number(body["time"]),
                sig=bytes.fromhex(body["sig"]),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise ReceiptRefusedError("not a key grant") from error

    def is_genuine(self, hub_key: bytes) -> bool:
        """Tell whether the hub signed it."""
        return verify_signature(hub_key, self.signed_digest(), self.sig)

    def _fields(self) -> Body:
        return {
            "est": self.est,
            "till": self.till,
            "pub": self.pub.hex(),
            "seq": self.seq,
            "h": self.h.hex(),
            "time": self.time,
        }


class Refusal(StrEnum):
    """Why the hub countersigns nothing."""

    #: Malformed: the hashes do not lead from the anchored record to the head.
    MALFORMED = "MALFORMED"
    #: Not signed by the key pinned for the till.
    KEYPIN = "KEYPIN"
    #: The till is behind what it had anchored: records were cut off or an old copy restored.
    ROLLBACK = "ROLLBACK"
    #: Another record stands where one was anchored: history was rewritten, or two copies sell.
    FORK = "FORK"
    #: The hub has less than the till was given a receipt for (it was restored from a backup): ask
    #: again with `Journal.anchor_request(since=verdict.at)`.
    HUB_BEHIND = "HUB_BEHIND"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The hub's answer to a request."""

    #: None: to be countersigned.
    refusal: Refusal | None
    #: Sequence number at which till and hub part; 0 when they agree.
    at: int = 0
    #: The till's clock less the hub's, ms.
    drift: int = 0

    @property
    def is_accepted(self) -> bool:
        """Whether the hub countersigns."""
        return self.refusal is None


@dataclass(frozen=True, slots=True)
class KnownTill:
    """What the hub has pinned and seen of one till."""

    #: Public key in force, compressed point.
    pub: bytes
    #: Last anchored record; 0 and empty before the first anchor.
    seq: int
    h: bytes
    #: Hub time of that anchor, ms.
    time: int = 0


def judge(
    request: AnchorRequest, known: KnownTill, hash_at: Callable[[int], bytes], now_ms: int
) -> Verdict:
    """Return whether the head follows from everything this till anchored before.

    Args:
        request: What the till asks.
        known: What the hub has of the till.
        hash_at: Returns the hash the hub keeps for a record it anchored (or saw in the list of an
            accepted request), by sequence number.
        now_ms: The hub's clock.

    A wrong clock is told in `drift`, never a reason to refuse: records written since the last
    anchor cannot be older than it, so an earlier head shows a negative drift.
    """
    if not _is_well_formed(request):
        return Verdict(Refusal.MALFORMED)
    if not verify_signature(known.pub, request.h, request.s):
        return Verdict(Refusal.KEYPIN)
    if request.seq < known.seq:
        return Verdict(Refusal.ROLLBACK, request.seq)
    if request.anchored_seq > known.seq:
        return Verdict(Refusal.HUB_BEHIND, known.seq)
    parting = _parting(request, known, hash_at)
    if parting:
        return Verdict(Refusal.FORK, parting)
    drift = request.sent_at - now_ms
    if known.time and request.seq > known.seq and request.ts < known.time - TOLERANCE_MS:
        drift = min(drift, request.ts - known.time)
    return Verdict(None, drift=drift)


def countersign(
    request: AnchorRequest, verdict: Verdict, log: AnchorLog, signer: Signer, now_ms: int
) -> tuple[Receipt, AnchorLog]:
    """Return the receipt of an accepted request, and the log with its leaf appended."""
    draft = Receipt(
        est=request.est,
        till=request.till,
        seq=request.seq,
        h=request.h,
        ts=request.ts,
        time=now_ms,
        drift=verdict.drift,
        index=log.size,
        size=log.size + 1,
        root=b"",
        proof=log.proof_of_next(),
    )
    grown = log.append(leaf_hash(draft.leaf()))
    unsigned = replace(draft, root=grown.root())
    return replace(unsigned, sig=signer.sign(unsigned.signed_digest())), grown


def grant_key(
    known: KnownTill, est: str, till: str, pub: bytes, signer: Signer, now_ms: int
) -> KeyGrant:
    """Return the hub's countersigned leave to go on with a new key."""
    unsigned = KeyGrant(est=est, till=till, pub=pub, seq=known.seq, h=known.h, time=now_ms)
    return replace(unsigned, sig=signer.sign(unsigned.signed_digest()))


def _is_well_formed(request: AnchorRequest) -> bool:
    return (
        0 <= request.anchored_seq <= request.seq
        and len(request.hashes) == request.seq - request.anchored_seq
        and len(request.hashes) <= PAGE
        and all(len(h) == len(request.h) for h in request.hashes)
        and (request.hashes[-1] if request.hashes else request.anchored_h) == request.h
    )


def _parting(request: AnchorRequest, known: KnownTill, hash_at: Callable[[int], bytes]) -> int:
    """Return the first sequence number at which till and hub differ, 0 when nowhere."""
    if request.anchored_seq and hash_at(request.anchored_seq) != request.anchored_h:
        return request.anchored_seq
    shared = range(request.anchored_seq + 1, min(request.seq, known.seq) + 1)
    for place, seq in enumerate(shared):
        if hash_at(seq) != request.hashes[place]:
            return seq
    return 0


def _digest(domain: bytes, fields: Body) -> bytes:
    return hashlib.sha256(domain + canonical.dumps(fields)).digest()


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("not text")
    return value


def _number(value: object) -> int:
    if type(value) is not int:
        raise TypeError("not an integer")
    return value
