"""The check a till runs at every start: the chain alone, at the speed of hashing."""

import hashlib
from binascii import hexlify
from collections.abc import Iterable, Sequence
from dataclasses import replace

from fiscal.canonical import DOMAIN
from fiscal.errors import NotCanonicalError
from fiscal.findings import Layer, Ledger, Report, Witness
from fiscal.head import Head
from fiscal.record import UNSIGNED, Sealed
from fiscal.verify import Row, inspect, is_row, key_after, signing_key

_LINK = b',"ph":"'

#: Beyond every sequence number: nothing is watched.
_NEVER = 2**63

#: Canonical order puts `epoch` first in a KEY body (it changes the key in force), and no other body
#: begins with that letter: one byte tells which rows want a closer look.
_KEY_OPENING = b'{"b":{"epoch":'
_MARK = _KEY_OPENING.index(b"epoch")
_OF_KEY = _KEY_OPENING[_MARK]


def verify_quick(
    rows: Iterable[Row],
    pinned: bytes,
    *,
    witnesses: Iterable[Witness] = (),
    hub_keys: Sequence[bytes] = (),
    after: Sealed | None = None,
    is_end: bool = True,
) -> Report:
    """Return what is wrong with the chain: hashes, links, numbers and the last signature.

    The chain leads from the last record to the first, so its one signature vouches for all of them
    against everybody who has not the key. Clock, figures and the other signatures are left to
    `verify_journal`. An unsigned end is no defect; the report tells how many records it has.

    Args:
        rows: (seq, c, h, s) in order; plain tuples are the fastest.
        pinned: Public key the hub pinned at enrolment, or the one in force after `after`.
        witnesses: Heads held by the hub or printed on tickets.
        hub_keys: Keys of the hub, for a journal that has lost its key once.
        after: The row before the first, so that several processes can share a long journal and
            `Report.of_parts` join what they found.
        is_end: The last row ends the journal; of a part before the last no signature is looked
            at, because that of the last vouches for it too.
    """
    scan = _Scan(pinned, witnesses, tuple(hub_keys))
    scan.run(rows, after or Sealed(0, b"", bytes(32), UNSIGNED))
    return scan.report(is_end=is_end)


class _Scan:
    """One pass: a fast test a row, and an explanation of what it refused."""

    def __init__(
        self, pinned: bytes, witnesses: Iterable[Witness], hub_keys: tuple[bytes, ...]
    ) -> None:
        self._ledger = Ledger()
        self._pub = pinned
        self._hub_keys = hub_keys
        self._watched = sorted(witnesses, key=lambda witness: witness.seq, reverse=True)
        self._records = 0
        self._skipped = 0
        self._unsigned = 0
        self._last: Row | None = None
        self._signed: Row | None = None

    def run(self, rows: Iterable[Row], after: Sealed) -> None:
        """Walk through all rows that follow a row; stop at one whose cells are of other types."""
        # A row costs about three microseconds, most of it SQLite's and SHA-256's: a name looked
        # up or a tuple built in here shows in the speed of every start.
        sha256, domain, unsigned = hashlib.sha256, DOMAIN, UNSIGNED
        link = hexlify(after.h)
        expected = after.seq + 1
        tail = 0
        watch = self._watched[-1].seq if self._watched else _NEVER
        last: Row = after
        signed: Row = after
        row: Row = after
        try:
            for row in rows:
                seq, c, h, s = row
                if (
                    sha256(domain + c).digest() != h
                    or seq != expected
                    or not c.startswith(link, tail)
                    or c[_MARK] == _OF_KEY
                ):
                    tail = self._explain(Sealed(*row), expected, link)
                if s != unsigned:
                    signed = row
                if seq >= watch:
                    watch = self._compare(seq, h)
                link = hexlify(h)
                expected = seq + 1
                last = row
        except TypeError:
            if is_row(row):
                raise
            self._ledger.note(expected, Layer.FORM, "a row with cells of other types; stopped here")
        self._records = expected - after.seq - 1 - self._skipped
        self._unsigned = last[0] - signed[0]
        self._last = last if last is not after else None
        self._signed = signed if signed is not after else None

    def report(self, *, is_end: bool) -> Report:
        """Return what was found, missing witnesses and, at the end, the last signature included."""
        head = Head()
        if self._last is not None:
            head = replace(head, seq=self._last[0], h=self._last[2].hex())
        if self._signed is not None and not is_row(self._signed):
            self._ledger.note(self._signed[0], Layer.FORM, "a row with cells of other types")
        elif self._signed is not None and is_end:
            for finding in inspect([(*self._signed, self._pub)], self._hub_keys):
                if finding.layer is not Layer.HASH:
                    self._ledger.take(finding)
        for witness in self._watched:
            message = f"{witness.source} holds a record {witness.seq}; it is gone"
            self._ledger.note(head.seq, Layer.TRUNC, message)
        return self._ledger.report(self._records, head, unanchored=0, unsigned=self._unsigned)

    def _explain(self, row: Sealed, expected: int, link: bytes) -> int:
        """Note what the fast test refused; return where this row's link stands, from its end.

        Often nothing is wrong: the link moves when a number gets one digit more.
        """
        if not is_row(row):
            raise TypeError("cells of other types")
        if hashlib.sha256(DOMAIN + row.c).digest() != row.h:
            self._ledger.note(row.seq, Layer.HASH, "the text does not have the stored hash")
        if row.seq != expected:
            self._ledger.note(row.seq, Layer.SEQ, f"follows {expected - 1}")
            self._skipped += row.seq - expected
        place = row.c.rfind(_LINK)
        start = place + len(_LINK)
        if place < 0 or not row.c.startswith(link, start):
            self._ledger.note(row.seq, Layer.CHAIN, "does not point at the record before")
        if row.c.startswith(_KEY_OPENING):
            self._change_key(row)
        return start - len(row.c)

    def _change_key(self, row: Sealed) -> None:
        try:
            record = row.record()
        except NotCanonicalError:
            self._ledger.note(row.seq, Layer.FORM, "not a record of this format")
            return
        for finding in inspect([(*row, signing_key(record, self._pub))], self._hub_keys):
            if finding.layer is not Layer.HASH:
                self._ledger.take(finding)
        self._pub = key_after(record, self._pub)

    def _compare(self, seq: int, h: bytes) -> int:
        """Compare a row with the witnesses of it; return the next number that is watched."""
        while self._watched and self._watched[-1].seq <= seq:
            witness = self._watched.pop()
            if witness.seq < seq:
                message = f"{witness.source} holds a record {witness.seq}; it is gone"
                self._ledger.note(seq, Layer.TRUNC, message)
            elif not h.startswith(witness.h):
                self._ledger.note(seq, Layer.ANCHOR, f"{witness.source} holds another record")
        return self._watched[-1].seq if self._watched else _NEVER
