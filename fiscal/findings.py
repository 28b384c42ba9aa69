"""What a verification finds, and the report it makes."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from fiscal.head import Head

#: Findings kept in a report; beyond them they are only counted.
KEPT = 1_000


class Layer(StrEnum):
    """Which of the journal's defences noticed the defect."""

    #: The text does not have the stored hash.
    HASH = "HASH"
    #: The text is not a canonical record of this format.
    FORM = "FORM"
    #: A record does not point at the one before it (of all kinds, or of its own).
    CHAIN = "CHAIN"
    #: A number is missing, doubled or out of order.
    SEQ = "SEQ"
    #: The signature is not that of the key in force.
    SIG = "SIG"
    #: The key is not the pinned one, or changed without leave.
    KEYPIN = "KEYPIN"
    #: Time or business day goes back.
    CLOCK = "CLOCK"
    #: Perpetual totals, advances or drawer do not follow from the records.
    TOTALS = "TOTALS"
    #: The figures of a record contradict each other.
    BODY = "BODY"
    #: A closure is missing, or says something else than its records.
    CLOSE = "CLOSE"
    #: An unsigned run is not declared or not covered as the degraded mode demands.
    DEGRADED = "DEGRADED"
    #: An archive does not begin where the last one ended.
    ARCHIVE = "ARCHIVE"
    #: A head countersigned by the hub is not the journal's.
    ANCHOR = "ANCHOR"
    #: The journal ends before a head that a witness holds.
    TRUNC = "TRUNC"
    #: The stored head is not the one the records tell.
    HEAD = "HEAD"
    #: A row made from a record (a sale, its lines) says otherwise than the record.
    ROWS = "ROWS"


@dataclass(frozen=True, slots=True)
class Finding:
    """One defect."""

    #: Record at which it shows.
    seq: int
    layer: Layer
    #: For a technician or an inspector, in English; the screen's words go by layer.
    message: str


@dataclass(frozen=True, slots=True)
class Witness:
    """A head that somebody outside the till holds: the hub, or a customer's ticket."""

    seq: int
    #: The record's hash, or the beginning of it that was printed.
    h: bytes
    #: Who holds it.
    source: str = "hub"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Outcome of a verification; no findings means sound within what was checked."""

    findings: tuple[Finding, ...]
    #: All findings per layer, also those not kept.
    counts: dict[Layer, int]
    #: Records read.
    records: int
    #: Where the records end. After a quick check only `seq` and `h` are filled in.
    head: Head
    #: Records after the last anchor: the one window that stays open.
    unanchored: int = 0
    #: Records of a degraded run that no signature covers yet.
    unsigned: int = 0

    @property
    def is_sound(self) -> bool:
        """Whether nothing was found."""
        return not self.counts

    @classmethod
    def of_parts(cls, parts: Sequence["Report"]) -> "Report":
        """Return the report of a journal whose parts were verified apart, in their order."""
        ledger = Ledger()
        for part in parts:
            for finding in part.findings:
                ledger.take(finding)
        ledger.counts = sum((Counter(part.counts) for part in parts), Counter())
        last = parts[-1]
        return ledger.report(
            sum(part.records for part in parts),
            last.head,
            unanchored=last.unanchored,
            unsigned=last.unsigned,
        )

    def layers(self) -> set[Layer]:
        """Return the layers that found something."""
        return set(self.counts)


@dataclass(slots=True)
class Ledger:
    """Collects findings in the order they are made."""

    kept: list[Finding] = field(default_factory=list)
    counts: Counter[Layer] = field(default_factory=Counter)

    def note(self, seq: int, layer: Layer, message: str) -> None:
        """Take a finding in."""
        self.take(Finding(seq, layer, message))

    def take(self, finding: Finding) -> None:
        """Take a finding in."""
        self.counts[finding.layer] += 1
        if len(self.kept) < KEPT:
            self.kept.append(finding)

    def report(self, records: int, head: Head, *, unanchored: int, unsigned: int) -> Report:
        """Return the report, findings by place."""
        return Report(
            findings=tuple(sorted(self.kept, key=lambda finding: finding.seq)),
            counts=dict(self.counts),
            records=records,
            head=head,
            unanchored=unanchored,
            unsigned=unsigned,
        )
