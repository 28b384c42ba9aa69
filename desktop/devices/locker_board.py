"""Bare boards of relays for locks: one command pulls one lock, and nothing ever comes back.

Spoken here is the frame of the CU16 and CU24 lock controllers, over RS-485 behind a USB cable or
over TCP behind a network box: 0x02, address, command, 0x03, sum of the four. The address holds
board and lock, four bits each, both from nought. 19200 bits a second, eight bits, no parity.
"""

from contextlib import closing

from desktop.devices.line import SerialMode, open_line, place_of
from desktop.devices.locker import (
    CONNECT_S,
    Answer,
    Compartment,
    LockerSilentError,
    Opening,
    Outcome,
    Reason,
    Report,
)
from desktop.domain.lockers import MOST_BOXES, Box

MODE = SerialMode(baud=19_200)
LOCKS_A_BOARD = 16
START, OPEN_LOCK, END = 0x02, 0x31, 0x03


class RelayBoard:
    """A bank without a computer: what it has is what the shop wrote down.

    Args:
        address: "serial:…" or "tcp://host:port".
        boxes: the compartments; number 17 is the first lock of the second board.
        wait_s: how long to try to reach it, and to send.

    Raises:
        ValueError: the address is none.
    """

    has_feedback = False

    def __init__(self, address: str, boxes: tuple[Box, ...], *, wait_s: float = CONNECT_S) -> None:
        place_of(address)
        self._address = address
        self._boxes = boxes
        self._wait_s = wait_s

    def report(self) -> Report:
        """Return the compartments; of the doors nobody knows anything.

        Raises:
            LockerSilentError: the line to the board cannot be opened.
        """
        try:
            open_line(self._address, MODE, self._wait_s).close()
        except OSError as error:
            raise LockerSilentError(Reason.UNREACHABLE) from error
        return Report(compartments=tuple(Compartment(box=box) for box in self._boxes))

    def open(self, opening: Opening) -> Answer:
        """Pull a lock. From the first byte on nobody but who stands there knows what happened."""
        if opening.box not in {box.number for box in self._boxes}:
            return Answer(outcome=Outcome.REFUSED, reason=Reason.NO_SUCH_BOX)
        command = frame(int(opening.box))
        try:
            line = open_line(self._address, MODE, self._wait_s)
        except OSError:
            return Answer(outcome=Outcome.REFUSED, reason=Reason.UNREACHABLE)
        with closing(line):
            try:
                line.write(command)
            except OSError:
                return Answer(outcome=Outcome.UNKNOWN, reason=Reason.UNANSWERED)
        return Answer(outcome=Outcome.UNKNOWN, reason=Reason.NO_FEEDBACK)

    def recall(self, key: str) -> Answer:
        """Return that nobody knows: a board remembers nothing."""
        del key
        return Answer(outcome=Outcome.UNKNOWN, reason=Reason.NO_FEEDBACK)

    def release(self, deposit: str) -> bool:
        """Return that it is forgotten: a board knows of no deposits."""
        del deposit
        return True


def frame(number: int) -> bytes:
    """Return the command that opens a compartment, counted from 1 over all boards.

    Raises:
        ValueError: there is no such lock on sixteen boards.
    """
    if not 1 <= number <= MOST_BOXES:
        raise ValueError(number)
    board, lock = divmod(number - 1, LOCKS_A_BOARD)
    command = bytes((START, board << 4 | lock, OPEN_LOCK, END))
    return command + bytes((sum(command) & 0xFF,))
