"""Printers at a serial port, or at a USB cable that passes for one."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from printing.transports.conversation import REPLY_SECONDS, Conversation
from printing.transports.device import DeviceLine
from printing.transports.line import Line, LineLostError, UnreachableError

if TYPE_CHECKING:
    from serial import Serial

USUAL_BAUD = 9600
SPEEDS = (9600, 19_200, 38_400, 57_600, 115_200)
_READ_BYTES = 64
_PIECE_BYTES = 64  # at 9600 baud a fifteenth of a second: what a time-out leaves open is little


class Handshake(StrEnum):
    """How the printer says that it can take no more."""

    #: By nothing: it must be faster than the line.
    NONE = "none"
    #: By a wire (RTS/CTS).
    WIRE = "rts"
    #: By characters (XON/XOFF).
    CHARACTERS = "xon"


@dataclass(frozen=True, slots=True)
class SerialTransport:
    """A port by the system's name: /dev/ttyUSB0, COM3. Eight bits, no parity, one stop bit."""

    port: str
    baud: int = USUAL_BAUD
    handshake: Handshake = Handshake.NONE
    answers_status: bool = True
    #: After so many seconds without a reply the printer counts as silent.
    reply_s: float = REPLY_SECONDS

    @property
    def can_confirm(self) -> bool:
        """Tell whether the printer was said to answer."""
        return self.answers_status

    @contextmanager
    def open(self, job_name: str = "") -> Iterator[Line]:  # noqa: ARG002 the protocol's
        """Take the port for ourselves; one that another program has is unreachable."""
        # Here, because most shops have no such printer and start-up is imports.
        import serial  # noqa: PLC0415

        try:
            port = serial.Serial(
                self.port,
                self.baud,
                rtscts=self.handshake is Handshake.WIRE,
                xonxoff=self.handshake is Handshake.CHARACTERS,
                timeout=self.reply_s,
                write_timeout=self.reply_s,
                exclusive=True if os.name == "posix" else None,
            )
        except (OSError, ValueError) as error:
            raise UnreachableError(self.port) from error
        with port:
            line: Conversation
            if os.name == "posix":
                # The library waits in its own way and does not say how much it wrote.
                line = DeviceLine(port.fileno(), answers=self.answers_status, reply_s=self.reply_s)
            else:
                line = ComLine(port, answers=self.answers_status, reply_s=self.reply_s)
            yield line
            line.hear_out()


class ComLine(Conversation):
    """A port where the system cannot be asked whether it would take a byte (Windows).

    What a time-out cuts is not known to the byte, so it counts as a lost line.
    """

    def __init__(self, port: "Serial", *, answers: bool, reply_s: float) -> None:
        super().__init__(answers=answers, reply_s=reply_s)
        self._port = port

    def _send(self, data: bytes, wait_s: float) -> int:
        try:
            self._port.write_timeout = max(wait_s, self._reply_s)
            return int(self._port.write(data[:_PIECE_BYTES]) or 0)
        except OSError as error:
            raise LineLostError from error

    def _read(self, wait_s: float) -> bytes:
        try:
            self._port.timeout = wait_s
            first: bytes = self._port.read(1)
            waiting = min(self._port.in_waiting, _READ_BYTES) if first else 0
            return first + self._port.read(waiting) if waiting else first
        except OSError as error:
            raise LineLostError from error
