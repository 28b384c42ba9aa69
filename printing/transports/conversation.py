"""How an ESC/POS printer is asked: real-time questions, and a marker behind the job."""

import contextlib
from abc import ABC, abstractmethod

from printing.transports.line import Condition, LineLostError, PrinterStatus

REPLY_SECONDS = 0.5

_DLE_EOT = b"\x10\x04"
_ASK_PRINTER, _ASK_OFFLINE, _ASK_PAPER = 1, 2, 4
_ASK_MARKER = b"\x1dr\x01"


def _is_real_time_reply(byte: int) -> bool:
    """Tell a DLE EOT reply, 0xx1xx10, from pushed and marker bytes."""
    return byte & 0b1001_0011 == 0b0001_0010


def _is_marker_reply(byte: int) -> bool:
    """Tell a GS r reply, 0xx0xxxx."""
    return byte & 0b1001_0000 == 0


class Conversation(ABC):
    """The replies of an ESC/POS printer on a line of bytes. Subclasses move the bytes."""

    def __init__(self, *, answers: bool, reply_s: float) -> None:
        self._answers = answers
        self._reply_s = reply_s
        self._markers_due = 0
        #: Questions whose answer has not come; answers come in the order of the questions.
        self._owed = 0
        self._latest: int | None = None
        #: What the line did not take of a question: the printer reads on where it was left.
        self._torn = b""
        #: A job was written whose end nobody confirmed: the line must be closed with care.
        self.is_unproved = False

    @property
    def confirms(self) -> bool:
        """Tell whether the printer answers questions."""
        return self._answers

    def status(self) -> PrinterStatus:
        """Ask DLE EOT 1, 2 and 4, which printers answer even off-line or out of paper."""
        if not self._answers:
            return PrinterStatus(Condition.SILENT)
        replies = []
        for question in (_ASK_PRINTER, _ASK_OFFLINE, _ASK_PAPER):
            reply = self._ask(question)
            if reply is None:
                return PrinterStatus(Condition.SILENT)
            replies.append(reply)
        return _status_from(*replies)

    def marked(self, data: bytes) -> bytes:
        """Return the job with GS r 1 behind it."""
        if not self._answers:
            return data
        self._markers_due += 1
        return data + _ASK_MARKER

    def is_confirmed(self, wait_s: float) -> bool:
        """Tell whether every marker was answered, listening at most `wait_s`."""
        if self._markers_due:
            self._listen(wait_s)
        is_confirmed = self._answers and not self._markers_due
        self.is_unproved = self.is_unproved and not is_confirmed
        return is_confirmed

    def finish(self) -> None:
        """Note that a whole job is on its way; a printer keeps what it was sent."""
        self.is_unproved = True

    def hear_out(self) -> None:
        """Wait for the answers owed: whoever opens the same port next would take them for theirs."""
        if self._owed:
            # What the job came to is known by now, whatever becomes of the line.
            with contextlib.suppress(LineLostError):
                self._listen(self._reply_s, until_reply=True)

    def _ask(self, question: int) -> int | None:
        """Return the answer; None when it is not there in time.

        An answer that is late is for an earlier question, never for the one after it.
        """
        asked = _DLE_EOT + bytes((question,))
        taken = self.write(asked, self._reply_s)
        if not taken:
            return None
        self._torn = asked[taken:]
        self._owed += 1
        owed = self._owed
        self._listen(self._reply_s, until_reply=True)
        if not self._owed:
            return self._latest
        if self._owed < owed:
            # It answers, and has fallen quiet again: what is still owed was lost.
            self._owed = 0
        return None

    def _listen(self, wait_s: float, *, until_reply: bool = False) -> None:
        """Sort replies for at most `wait_s` of silence."""
        while data := self._read(wait_s):
            for byte in data:
                if _is_real_time_reply(byte):
                    self._latest = byte
                    self._owed = max(self._owed - 1, 0)
                elif _is_marker_reply(byte) and self._markers_due:
                    self._markers_due -= 1
            if not (self._owed if until_reply else self._markers_due):
                return

    def write(self, data: bytes, wait_s: float) -> int:
        """Write what the line takes, what it left of a question first."""
        if self._torn:
            self._torn = self._torn[self._send(self._torn, wait_s) :]
        return 0 if self._torn else self._send(data, wait_s)

    @abstractmethod
    def _send(self, data: bytes, wait_s: float) -> int:
        """Write what the line takes."""

    def _read(self, wait_s: float) -> bytes:  # noqa: ARG002 what answers overrides it
        """Return what arrives within `wait_s`, nothing when nothing does."""
        return b""


def _status_from(printer: int, offline: int, paper: int) -> PrinterStatus:
    """Read the three DLE EOT bytes; the cause nearest to the shopkeeper's hand wins."""
    if offline & 0b0000_0100:
        condition = Condition.COVER_OPEN
    elif paper & 0b0110_0000 or offline & 0b0010_0000:
        condition = Condition.PAPER_OUT
    elif printer & 0b0000_1000 or offline & 0b0100_0000:
        condition = Condition.OFFLINE
    else:
        condition = Condition.READY
    return PrinterStatus(
        condition,
        is_paper_low=bool(paper & 0b0000_1100),
        drawer_level=bool(printer & 0b0000_0100),
    )
