"""A printer in the thread of whoever prints: it goes wrong when it is told to, and counts papers.

It stands for the device and the way to it, so that days of orders are printed in minutes. What goes
over a real line is walked through in `tests/printing/test_fault_walk.py`.
"""

from collections import Counter as Tally
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum

from printing.transports import Condition, Line, LineLostError, PrinterStatus, UnreachableError

_ID_LETTERS = 36
_LOOKS = 3
"""How often the spooler looks before somebody comes to a printer that stands still."""


class PowerCutError(Exception):
    """The PC has died with a paper half on its way."""


class Trouble(StrEnum):
    """What is wrong with a printer, or goes wrong with its next paper."""

    PAPER_OUT = "paper_out"
    COVER_OPEN = "cover_open"
    OFFLINE = "offline"
    UNPLUGGED = "unplugged"
    #: In the middle of the paper; somebody brings a roll, or closes the cover, and it goes on.
    PAPER_ENDS = "paper_ends"
    COVER_OPENS = "cover_opens"
    #: In the middle of the paper, and somebody switches the printer off and on.
    RESET = "reset"
    #: The line breaks with half of the bytes on it.
    LINE_BREAKS = "line_breaks"
    #: The paper is out, and the printer's word of it is lost with the line.
    WORD_LOST = "word_lost"
    #: The PC dies with half of the bytes on the line.
    POWER_CUT = "power_cut"


_STANDING = {
    Trouble.PAPER_OUT: Condition.PAPER_OUT,
    Trouble.COVER_OPEN: Condition.COVER_OPEN,
    Trouble.OFFLINE: Condition.OFFLINE,
}
_MIDWAY = {
    Trouble.PAPER_ENDS: Condition.PAPER_OUT,
    Trouble.COVER_OPENS: Condition.COVER_OPEN,
    Trouble.RESET: Condition.PAPER_OUT,
}
_HALVES = frozenset({Trouble.LINE_BREAKS, Trouble.POWER_CUT})


class StillPrinter:
    """The device, and the `Transport` to it; its `trouble` is set by whoever holds it."""

    can_confirm = True

    def __init__(self) -> None:
        self.trouble: Trouble | None = None
        #: Whole papers by their job; what was begun and cut off is none.
        self.came_out: Tally[str] = Tally()

    def mend(self) -> None:
        """Bring paper, close the cover, plug it in."""
        self.trouble = None

    @contextmanager
    def open(self, job_name: str = "") -> Iterator[Line]:
        """Open a line for the job whose id the name ends with.

        Raises:
            UnreachableError: it is unplugged.
        """
        if self.trouble is Trouble.UNPLUGGED:
            raise UnreachableError
        yield _StillLine(self, job_name[-_ID_LETTERS:])


class _StillLine:
    """One job on its way; the first `write` is given all of it."""

    confirms = True

    def __init__(self, printer: StillPrinter, job: str) -> None:
        self._printer, self._job = printer, job
        self._begun = False
        self._looks = 0

    def status(self) -> PrinterStatus:
        """Return how the printer stands; in the middle of a paper as its trouble has it."""
        trouble = self._printer.trouble
        stands = _STANDING.get(trouble) if trouble else None
        if self._begun and trouble in _MIDWAY:
            stands = _MIDWAY[trouble]
        return PrinterStatus(stands or Condition.READY)

    def write(self, data: bytes, wait_s: float) -> int:
        """Take all of it, or the half that gets through."""
        trouble = self._printer.trouble
        if trouble in _HALVES:
            return self._break(data, trouble)
        self._begun = True
        if trouble not in _MIDWAY:
            self._printer.came_out[self._job] += 1
        return len(data)

    def _break(self, data: bytes, trouble: Trouble | None) -> int:
        if not self._begun:
            self._begun = True
            return len(data) // 2
        self._printer.mend()
        if trouble is Trouble.POWER_CUT:
            raise PowerCutError
        raise LineLostError

    def marked(self, data: bytes) -> bytes:
        """Return the job: whoever prints here needs no marker."""
        return data

    def is_confirmed(self, wait_s: float) -> bool:
        """Tell whether the paper is out; whoever comes to a printer that stands comes in a while."""
        trouble = self._printer.trouble
        if trouble is Trouble.WORD_LOST:
            self._printer.mend()
            raise LineLostError
        if trouble not in _MIDWAY:
            return True
        self._looks += 1
        if self._looks < _LOOKS:
            return False
        self._printer.mend()
        if trouble is Trouble.RESET:
            raise LineLostError
        self._printer.came_out[self._job] += 1
        return True

    def finish(self) -> None:
        """All has been written."""
