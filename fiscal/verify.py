"""Verification of a journal by anybody who has its rows and the pinned public key."""

from collections import deque
from collections.abc import Iterable, Sequence
from concurrent.futures import Executor, Future
from json import JSONDecoder
from typing import TypeAlias

from fiscal import canonical
from fiscal.anchors import KeyGrant, Receipt
from fiscal.audit import MALFORMED, Auditor
from fiscal.canonical import Body
from fiscal.errors import NotCanonicalError, ReceiptRefusedError
from fiscal.findings import Finding, Layer, Ledger, Report, Witness
from fiscal.head import Head
from fiscal.record import UNSIGNED, Kind, Record, Sealed
from fiscal.signer import verify_signature

#: Rows of one piece of work, and pieces under way at once: what bounds memory.
_BATCH = 250
_UNDER_WAY = 8

#: A row as a cursor yields it: seq, c, h, s.
Row: TypeAlias = tuple[int, bytes, bytes, bytes]

#: A row and the key it should be signed with, as a worker gets it.
_Item: TypeAlias = tuple[int, bytes, bytes, bytes, bytes]

_decode = JSONDecoder().decode


def verify_journal(
    rows: Iterable[Row],
    pinned: bytes,
    *,
    start: Head | None = None,
    witnesses: Iterable[Witness] = (),
    hub_keys: Sequence[bytes] = (),
    head: Head | None = None,
    executor: Executor | None = None,
) -> Report:
    """Return what is wrong with a journal, every record and every signature checked.

    Rows are read once and forgotten; memory does not grow with their number.

    Args:
        rows: (seq, c, h, s) in order, as a database cursor yields them.
        pinned: Public key (compressed point) the hub pinned at enrolment; for rows that begin
            later, the key in force there.
        start: Head before the first row when that is not the first record (an archive's).
        witnesses: Heads held by the hub or printed on tickets.
        hub_keys: Keys of the hub whose receipts and grants are genuine; without them receipts are
            compared with the records and not checked further, and a lost key is never accepted.
        head: The stored head, to be compared with what the records tell.
        executor: Processes or threads that check form and signatures; none means in this one.
    """
    ledger = Ledger()
    auditor = Auditor(ledger, start or Head(), witnesses)
    inspection = _Inspection(ledger, tuple(hub_keys), executor)
    pub = pinned
    records = 0
    for raw in rows:
        records += 1
        if not is_row(raw):
            ledger.note(auditor.head.seq + 1, Layer.FORM, "a row with cells of other types")
            continue
        row = Sealed(*raw)
        record = _envelope(row, ledger)
        if record is None:
            auditor.skip(row)
            inspection.add((*row, pub))
            continue
        if record.k is Kind.GENESIS and record.b.get("pub") != pinned.hex():
            ledger.note(row.seq, Layer.KEYPIN, "the journal was opened with another key")
        inspection.add((*row, signing_key(record, pub)))
        auditor.take(row, record)
        pub = key_after(record, pub)
    inspection.finish()
    auditor.finish()
    end = auditor.head
    if head is not None and head != end:
        ledger.note(end.seq, Layer.HEAD, "the stored head differs from the records")
    return ledger.report(records, end, unanchored=end.unanchored, unsigned=end.unsigned)


def is_row(row: Sequence[object]) -> bool:
    """Tell whether the cells are of a row's types; a database file may hold any."""
    return [type(cell) for cell in row] == [int, bytes, bytes, bytes]


def inspect(items: Sequence[_Item], hub_keys: tuple[bytes, ...]) -> list[Finding]:
    """Return what is wrong with rows taken one by one: hash, form, signature, the hub's word.

    Runs in worker processes, hence a plain function of plain values.
    """
    return [finding for item in items for finding in _inspect_row(item, hub_keys)]


def signing_key(record: Record, pub: bytes) -> bytes:
    """Return the key a record should be signed with: a lost key's successor signs for itself."""
    if record.k is Kind.KEY and record.b.get("reason") == "lost":
        return key_after(record, pub)
    return pub


def key_after(record: Record, pub: bytes) -> bytes:
    """Return the key in force after a record."""
    if record.k is not Kind.KEY:
        return pub
    try:
        return bytes.fromhex(record.b["pub"])
    except MALFORMED:
        return pub


class _Inspection:
    """Hands rows in batches to the executor, a bounded number at once."""

    def __init__(
        self, ledger: Ledger, hub_keys: tuple[bytes, ...], executor: Executor | None
    ) -> None:
        self._ledger = ledger
        self._hub_keys = hub_keys
        self._executor = executor
        self._batch: list[_Item] = []
        self._futures: deque[Future[list[Finding]]] = deque()

    def add(self, item: _Item) -> None:
        self._batch.append(item)
        if len(self._batch) >= _BATCH:
            self._hand_over()

    def finish(self) -> None:
        self._hand_over()
        while self._futures:
            self._collect(self._futures.popleft().result())

    def _hand_over(self) -> None:
        batch, self._batch = self._batch, []
        if self._executor is None:
            self._collect(inspect(batch, self._hub_keys))
            return
        self._futures.append(self._executor.submit(inspect, batch, self._hub_keys))
        while len(self._futures) > _UNDER_WAY:
            self._collect(self._futures.popleft().result())

    def _collect(self, findings: Iterable[Finding]) -> None:
        for finding in findings:
            self._ledger.take(finding)


def _envelope(row: Sealed, ledger: Ledger) -> Record | None:
    """Return the record of a row, or None after noting that it is none.

    Only the shape is judged here; whether the spelling is canonical is the workers' business.
    """
    try:
        return Record.from_fields(_decode(row.c.decode()))
    except (NotCanonicalError, ValueError, RecursionError):
        ledger.note(row.seq, Layer.FORM, "not a record of this format")
        return None


def _inspect_row(item: _Item, hub_keys: tuple[bytes, ...]) -> list[Finding]:
    seq, c, h, s, pub = item
    findings = []
    digest = canonical.digest(c)
    if digest != h:
        findings.append(Finding(seq, Layer.HASH, "the text does not have the stored hash"))
    if s != UNSIGNED and not verify_signature(pub, digest, s):
        findings.append(Finding(seq, Layer.SIG, "not signed by the key in force"))
    try:
        fields = canonical.loads(c)
    except NotCanonicalError as error:
        return [*findings, Finding(seq, Layer.FORM, str(error))]
    if not _is_confirmed(fields, hub_keys):
        is_key = fields["k"] == Kind.KEY.value
        layer = Layer.KEYPIN if is_key else Layer.ANCHOR
        findings.append(Finding(seq, layer, "not confirmed by the hub"))
    return findings


def _is_confirmed(fields: Body, hub_keys: tuple[bytes, ...]) -> bool:
    """Tell whether the hub signed the receipt or grant in a record that claims one."""
    body = fields.get("b", {})
    try:
        if fields.get("k") == Kind.ANCHOR.value:
            receipt = Receipt.from_body(body["receipt"])
            return not hub_keys or any(receipt.is_genuine(key) for key in hub_keys)
        if fields.get("k") == Kind.KEY.value and body["reason"] != "rotated":
            grant = KeyGrant.from_body(body["grant"])
            is_for_this = grant.pub.hex() == body["pub"]
            return is_for_this and any(grant.is_genuine(key) for key in hub_keys)
    except (*MALFORMED, ReceiptRefusedError):
        return False
    return True
