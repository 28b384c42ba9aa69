"""Pole displays of two rows of twenty letters, in the customer display's half of ESC/POS.

Whoever sells puts a frame down and goes on; a thread of its own shows the newest one. A display
that is unplugged, dead or deaf costs a sale nothing, and shows again once it is back.
"""

import contextlib
import logging
from collections.abc import Callable
from dataclasses import dataclass
from threading import Condition, Thread

from desktop.devices.line import DeviceLine, SerialMode, open_line
from printing.safe_text import SafeText, code_page

COLUMNS, ROWS = 20, 2
WAIT_S = 1.0
RETRY_S = 5.0

_log = logging.getLogger(__name__)
_ASCII = code_page("ascii")
_INITIALISE = b"\x1b@"
_CLEAR = b"\x0c"
_OVERWRITE = b"\x1f\x01"
_NO_CURSOR = b"\x1fC\x00"
_GO_TO = b"\x1f$"
_MODE = SerialMode()


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands on the display: text on the left and on the right of each row.

    The right is an amount and stays whole; the left gives way.
    """

    upper: tuple[str, str] = ("", "")
    lower: tuple[str, str] = ("", "")

    @property
    def rows(self) -> tuple[str, str]:
        """Return both rows as the display has them: twenty plain letters each."""
        return _row(*self.upper), _row(*self.lower)


def encode(frame: Frame) -> bytes:
    """Return the bytes that show a frame, whatever stood there before."""
    return b"".join(
        _GO_TO + bytes((1, row)) + text.encode("ascii")
        for row, text in enumerate(frame.rows, start=1)
    )


def greeting() -> bytes:
    """Return the bytes that wake a display: cleared, no cursor, rows overwritten in place."""
    return _INITIALISE + _OVERWRITE + _CLEAR + _NO_CURSOR


def show_once(address: str, frame: Frame, wait_s: float = WAIT_S) -> None:
    """Show a frame now, on a line of its own.

    Raises:
        ValueError: the address is none.
        OSError: nobody is there.
    """
    line = open_line(address, _MODE, wait_s)
    with contextlib.closing(line):
        line.write(greeting() + encode(frame))


class PoleDisplay:
    """A display on a thread of its own; the queue holds one frame, the newest.

    away -> showing (a line opens) -> away (it breaks; tried again after a while) -> … -> closed
    """

    def __init__(
        self,
        address: str,
        *,
        retry_s: float = RETRY_S,
        on_state: Callable[[bool], None] = lambda _is_there: None,
    ) -> None:
        """Start the thread.

        Args:
            address: where it hangs, as in `devices.line`.
            retry_s: how long a display that is away is left alone.
            on_state: hears, on the display's thread, that it came or went.
        """
        self._address = address
        self._retry_s = retry_s
        self._on_state = on_state
        self._turn = Condition()
        self._next: Frame | None = None
        self._is_closed = False
        self._line: DeviceLine | None = None
        self._thread = Thread(target=self._run, name="pole-display", daemon=True)
        self._thread.start()

    def show(self, frame: Frame) -> None:
        """Show this instead of whatever was to be shown; returns at once."""
        with self._turn:
            self._next = frame
            self._turn.notify_all()

    def close(self) -> None:
        """Show what is left if the display is there, then end the thread."""
        with self._turn:
            self._is_closed = True
            self._turn.notify_all()
        self._thread.join()

    def _run(self) -> None:
        while (frame := self._take()) is not None:
            try:
                self._write(frame)
            except (OSError, ValueError) as error:
                self._lose(frame, error)
        self._hang_up()

    def _take(self) -> Frame | None:
        """Wait for a frame; None is the end."""
        with self._turn:
            self._turn.wait_for(lambda: self._is_closed or self._next is not None)
            frame, self._next = self._next, None
            return frame

    def _write(self, frame: Frame) -> None:
        if self._line is not None and not self._line.is_alive():
            self._hang_up()
        if self._line is None:
            self._line = open_line(self._address, _MODE, WAIT_S)
            self._line.write(greeting())
            self._on_state(True)
        self._line.write(encode(frame))

    def _lose(self, frame: Frame, error: Exception) -> None:
        """Hang up and leave the display alone for a while; the newest frame waits for it."""
        if self._line is not None:
            self._on_state(False)
        _log.info("pole_display_away %s", error)
        self._hang_up()
        with self._turn:
            if self._is_closed:
                self._next = None
                return
            self._turn.wait_for(lambda: self._is_closed, timeout=self._retry_s)
            if self._next is None and not self._is_closed:
                self._next = frame

    def _hang_up(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None


def _row(left: str, right: str) -> str:
    """Return twenty letters: what is on the right stands whole, one space away from the left."""
    amount = _letters(right, COLUMNS)
    room = COLUMNS - len(amount) - (1 if amount else 0)
    return _letters(left, room).ljust(COLUMNS - len(amount)) + amount


def _letters(text: str, limit: int) -> str:
    if limit <= 0:
        return ""
    return SafeText(text, _ASCII, limit=limit).to_bytes("ascii").decode("ascii")[:limit]
