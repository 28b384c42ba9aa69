"""A hub for the tests: what it would keep in tables, in memory."""

from pathlib import Path

from fiscal import (
    AnchorLog,
    FileSigner,
    Journal,
    KnownTill,
    Receipt,
    Verdict,
    Witness,
    countersign,
    judge,
)
from fiscal.merkle import leaf_hash


class Hub:
    """Pins one till and countersigns its heads."""

    def __init__(self, folder: Path, pub: bytes, now_ms: int) -> None:
        self.signer = FileSigner(folder, "hub", deterministic=True)
        self.known = KnownTill(pub, 0, b"")
        self.hashes: dict[int, bytes] = {}
        self.log = AnchorLog()
        self.leaves: list[bytes] = []
        self.receipts: list[Receipt] = []
        self.now_ms = now_ms

    @property
    def key(self) -> bytes:
        return self.signer.public_key

    def witnesses(self) -> list[Witness]:
        return [Witness(receipt.seq, receipt.h) for receipt in self.receipts]

    def answer(self, journal: Journal, *, since: int | None = None) -> Verdict:
        """Judge the journal's request; keep and countersign what is accepted."""
        request = journal.anchor_request(since=since)
        verdict = judge(request, self.known, self.hashes.__getitem__, self.now_ms)
        if verdict.is_accepted:
            receipt, self.log = countersign(request, verdict, self.log, self.signer, self.now_ms)
            self.leaves.append(leaf_hash(receipt.leaf()))
            self.receipts.append(receipt)
            self.known = KnownTill(self.known.pub, request.seq, request.h, self.now_ms)
            first = request.anchored_seq + 1
            self.hashes.update(enumerate(request.hashes, first))
        return verdict

    def anchor(self, journal: Journal) -> Receipt:
        """Countersign the journal's head and write the receipt into its chain."""
        assert self.answer(journal).is_accepted
        journal.record_anchor(self.receipts[-1], hub_key=self.key)
        return self.receipts[-1]
