"""A long journal's quick check, shared by several processes."""

from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.services.database import open_to_read
from fiscal import Report, Sealed, Witness, verify_quick

if TYPE_CHECKING:
    import sqlite3

PARTS = 8
"""More than most PCs have cores: who is through with one takes the next."""
_COUNT = "SELECT count(*), min(seq), max(seq) FROM journal_record WHERE till = ?"
#: An altered file may hold anything in any column; SQLite makes bytes of it at no cost.
_ROWS = (
    "SELECT seq, ifnull(CAST(c AS BLOB), x''), ifnull(CAST(h AS BLOB), x''), "
    "ifnull(CAST(s AS BLOB), x'') FROM journal_record WHERE till = ?"
)
_PART = f"{_ROWS} AND seq BETWEEN ? AND ? ORDER BY seq"

Row = tuple[int, bytes, bytes, bytes]


@dataclass(frozen=True, slots=True)
class Part:
    """Some records of one till in a file, and what is known of them beforehand.

    `first` and `last` are told of a part; the whole journal has none.
    """

    file: Path
    till: str
    #: The key pinned at enrolment.
    pinned: bytes
    witnesses: tuple[Witness, ...] = ()
    hub_keys: tuple[bytes, ...] = ()
    first: int = 0
    last: int = 0
    is_end: bool = True


def rows_of(opened: "sqlite3.Connection", till: str) -> Iterator[Row]:
    """Return a till's records in their order: (seq, c, h, s)."""
    return opened.execute(f"{_ROWS} ORDER BY seq", (till,))


def verify_shared(
    opened: "sqlite3.Connection", whole: Part, executor: Executor | None = None
) -> Report:
    """Return what `verify_quick` returns for a till's journal.

    What the processes of `executor` find sound, each for its part, is sound. What they do not, or
    cannot tell from a part (another key, an unsigned end, numbers that are none), this one looks
    at from the first record to the last, and the report is its own.
    """
    if executor is not None:
        report = _shared(opened, whole, executor)
        if report is not None:
            return report
    rows = rows_of(opened, whole.till)
    return verify_quick(rows, whole.pinned, witnesses=whole.witnesses, hub_keys=whole.hub_keys)


def _shared(opened: "sqlite3.Connection", whole: Part, executor: Executor) -> Report | None:
    count, first, last = opened.execute(_COUNT, (whole.till,)).fetchone()
    if count < PARTS or not isinstance(first, int) or not isinstance(last, int):
        return None
    parts = _parts(whole, first, last)
    reports = [*executor.map(verify_part, parts)]
    end = reports[-1]
    is_told = (
        all(report.is_sound for report in reports)
        and sum(report.records for report in reports) == count
        and end.unsigned < end.records
    )
    return Report.of_parts(reports) if is_told else None


def _parts(whole: Part, first: int, last: int) -> list[Part]:
    """Return parts of like length; of what is written meanwhile none."""
    begins = [first + (last + 1 - first) * place // PARTS for place in range(PARTS)]
    ends = [*(begin - 1 for begin in begins[1:]), last]
    parts = [
        replace(whole, first=begin, last=end, is_end=end == last)
        for begin, end in zip(begins, ends, strict=True)
    ]
    # A witness of what is gone from the end is the last one's to miss.
    return [
        replace(part, witnesses=tuple(each for each in whole.witnesses if _is_of(each, part, last)))
        for part in parts
    ]


def _is_of(witness: Witness, part: Part, last: int) -> bool:
    return part.first <= min(max(witness.seq, 1), last) <= part.last


def verify_part(part: Part) -> Report:
    """Return what is wrong in a part, its link to the record before included."""
    with closing(open_to_read(part.file)) as opened:
        before = opened.execute(_PART, (part.till, part.first - 1, part.first - 1)).fetchone()
        return verify_quick(
            opened.execute(_PART, (part.till, part.first, part.last)),
            part.pinned,
            witnesses=part.witnesses,
            hub_keys=part.hub_keys,
            after=None if before is None else Sealed(*before),
            is_end=part.is_end,
        )
