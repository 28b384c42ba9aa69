"""The ways bytes reach a printer, with our own time limits and an honest word on what happened.

A transport is dumb: it opens a line, writes, reads replies. What to do about a fault is the
spooler's affair. All waits are bounded by the caller; nothing here sleeps or retries.
"""

import contextlib
import os
import select
import socket
import stat
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol

CONNECT_SECONDS = 0.8
"""Longer than any printer on the shop's own network takes; a black hole costs no more."""
REPLY_SECONDS = 0.5

_DLE_EOT = b"\x10\x04"
_ASK_PRINTER, _ASK_OFFLINE, _ASK_PAPER = 1, 2, 4
_ASK_MARKER = b"\x1dr\x01"
_READ_BYTES = 1024
_CLOSE_SECONDS = 0.2
_FILE_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_APPEND
# Windows has neither flag, and no device files that would need them.
_DEVICE_FLAGS = os.O_RDWR | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)


class TransportError(Exception):
    """The line to the printer failed."""


class UnreachableError(TransportError):
    """No line could be opened: not a byte has left."""


class LineLostError(TransportError):
    """The line broke while open: how much arrived is unknown."""


class Condition(StrEnum):
    """How a printer stands."""

    READY = "ready"
    PAPER_OUT = "paper_out"
    COVER_OPEN = "cover_open"
    OFFLINE = "offline"
    #: It does not answer: not the same as ready.
    SILENT = "silent"
    UNREACHABLE = "unreachable"
    #: No printer stands behind this transport; it is always content.
    SINK = "sink"

    @property
    def can_print(self) -> bool:
        """Tell whether bytes sent now would be worked off."""
        return self in {Condition.READY, Condition.SINK}


@dataclass(frozen=True, slots=True)
class PrinterStatus:
    """A printer's answer, or its silence."""

    condition: Condition
    is_paper_low: bool = False
    #: The level of the drawer's switch; which one means open differs from drawer to drawer.
    drawer_level: bool = False


class Line(Protocol):
    """An open line to a printer. A context manager; used by one thread at a time."""

    @property
    def confirms(self) -> bool:
        """Tell whether the other end can say that a job was worked off."""
        ...

    def status(self) -> PrinterStatus:
        """Ask and return how the printer stands, SILENT when it does not answer.

        Raises:
            LineLostError: the line broke.
        """
        ...

    def write(self, data: bytes, wait_s: float) -> int:
        """Write what the line takes within `wait_s`; return how many bytes, 0 when it is stuck.

        Raises:
            LineLostError: the line broke.
        """
        ...

    def request_confirmation(self) -> None:
        """Put a marker after what was written; the printer answers when it gets there.

        Raises:
            LineLostError: the line broke.
        """
        ...

    def is_confirmed(self, wait_s: float) -> bool:
        """Tell whether the marker's answer has come, waiting at most `wait_s` for it.

        Raises:
            LineLostError: the line broke.
        """
        ...

    def finish(self) -> None:
        """Keep what was written; a sink that is left without this keeps nothing."""
        ...


class Transport(Protocol):
    """A way to one printer."""

    def open(self, job_name: str = "") -> AbstractContextManager[Line]:
        """Open a line; `job_name` names the file where the transport makes one.

        Raises:
            UnreachableError: nobody is there; nothing was sent. A sink that could not keep the job
                raises it when the line is left.
        """
        ...


def status_of(transport: Transport) -> PrinterStatus:
    """Return how the printer stands, over a line of its own. Never raises for the printer's sake."""
    try:
        with transport.open() as line:
            return line.status()
    except TransportError:
        return PrinterStatus(Condition.UNREACHABLE)


def _is_real_time_reply(byte: int) -> bool:
    """Tell a DLE EOT reply, 0xx1xx10, from pushed and marker bytes."""
    return byte & 0b1001_0011 == 0b0001_0010


def _is_marker_reply(byte: int) -> bool:
    """Tell a GS r reply, 0xx0xxxx."""
    return byte & 0b1001_0000 == 0


class _Conversation(ABC):
    """The replies of an ESC/POS printer on a line of bytes. Subclasses move the bytes."""

    def __init__(self, *, answers: bool, reply_s: float) -> None:
        self._answers = answers
        self._reply_s = reply_s
        self._markers_due = 0
        self._real_time: list[int] = []
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

    def request_confirmation(self) -> None:
        """Send GS r 1 behind the job."""
        if self._answers:
            self._markers_due += 1
            self._write_all(_ASK_MARKER)

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

    def _ask(self, question: int) -> int | None:
        self._real_time.clear()
        if not self._write_all(_DLE_EOT + bytes((question,))):
            return None
        self._listen(self._reply_s, until_reply=True)
        return self._real_time.pop() if self._real_time else None

    def _listen(self, wait_s: float, *, until_reply: bool = False) -> None:
        """Sort replies for at most `wait_s` of silence."""
        while data := self._read(wait_s):
            for byte in data:
                if _is_real_time_reply(byte):
                    self._real_time.append(byte)
                elif _is_marker_reply(byte) and self._markers_due:
                    self._markers_due -= 1
            if (until_reply and self._real_time) or (not until_reply and not self._markers_due):
                return

    def _write_all(self, data: bytes) -> bool:
        """Write a short command; tell whether the line took it."""
        return self.write(data, self._reply_s) == len(data)

    @abstractmethod
    def write(self, data: bytes, wait_s: float) -> int:
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


class _SocketLine(_Conversation):
    def __init__(self, connection: socket.socket, *, answers: bool, reply_s: float) -> None:
        super().__init__(answers=answers, reply_s=reply_s)
        self._socket = connection

    def write(self, data: bytes, wait_s: float) -> int:
        try:
            _, writable, _ = select.select([], [self._socket], [], wait_s)
            return self._socket.send(data) if writable else 0
        except BlockingIOError:
            return 0
        except OSError as error:
            raise LineLostError from error

    def _read(self, wait_s: float) -> bytes:
        try:
            readable, _, _ = select.select([self._socket], [], [], wait_s)
            if not readable:
                return b""
            data = self._socket.recv(_READ_BYTES)
        except BlockingIOError:
            return b""
        except OSError as error:
            raise LineLostError from error
        if not data:
            raise LineLostError("the printer hung up")
        return data


def _hang_up(connection: socket.socket) -> None:
    """Close in order: a close over unread replies is a reset, which may overtake the last bytes."""
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_WR)
        while select.select([connection], [], [], _CLOSE_SECONDS)[0]:
            if not connection.recv(_READ_BYTES):
                return


@dataclass(frozen=True, slots=True)
class NetworkTransport:
    """A printer with an address of its own, usually at port 9100. It serves one line at a time."""

    host: str
    port: int = 9100
    answers_status: bool = True
    #: After so many seconds without a reply the printer counts as silent.
    reply_s: float = REPLY_SECONDS

    @contextlib.contextmanager
    def open(self, job_name: str = "") -> Iterator[Line]:  # noqa: ARG002 the protocol's
        """Open a connection, giving up after `CONNECT_SECONDS`."""
        try:
            connection = socket.create_connection((self.host, self.port), CONNECT_SECONDS)
        except OSError as error:
            raise UnreachableError(f"{self.host}:{self.port}") from error
        with connection:
            connection.setblocking(False)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            line = _SocketLine(connection, answers=self.answers_status, reply_s=self.reply_s)
            yield line
            if line.is_unproved:
                _hang_up(connection)


class _DeviceLine(_Conversation):
    def __init__(self, descriptor: int, *, answers: bool, reply_s: float) -> None:
        super().__init__(answers=answers, reply_s=reply_s)
        self._descriptor = descriptor

    def write(self, data: bytes, wait_s: float) -> int:
        try:
            _, writable, _ = select.select([], [self._descriptor], [], wait_s)
            return os.write(self._descriptor, data) if writable else 0
        except BlockingIOError:
            return 0
        except OSError as error:
            raise LineLostError from error

    def _read(self, wait_s: float) -> bytes:
        try:
            readable, _, _ = select.select([self._descriptor], [], [], wait_s)
            data = os.read(self._descriptor, _READ_BYTES) if readable else b""
        except BlockingIOError:
            return b""
        except OSError as error:
            raise LineLostError from error
        return data


class _PlainFileLine(_Conversation):
    """Appends to a file, which never answers and never keeps anybody waiting."""

    def __init__(self, descriptor: int) -> None:
        super().__init__(answers=False, reply_s=0)
        self._descriptor = descriptor

    def write(self, data: bytes, wait_s: float) -> int:  # noqa: ARG002 the protocol's
        try:
            return os.write(self._descriptor, data)
        except OSError as error:
            raise LineLostError from error


@dataclass(frozen=True, slots=True)
class FileTransport:
    """A device file such as /dev/usb/lp0, or any file, to which each job is appended."""

    path: Path
    answers_status: bool = False
    #: After so many seconds without a reply the printer counts as silent.
    reply_s: float = REPLY_SECONDS

    @contextlib.contextmanager
    def open(self, job_name: str = "") -> Iterator[Line]:  # noqa: ARG002 the protocol's
        """Open the device for reading and writing, a plain file for appending."""
        try:
            mode = self.path.stat().st_mode if self.path.exists() else 0
            is_device = stat.S_ISCHR(mode) or stat.S_ISFIFO(mode)
            descriptor = os.open(self.path, _DEVICE_FLAGS if is_device else _FILE_FLAGS, 0o600)
        except OSError as error:
            raise UnreachableError(str(self.path)) from error
        try:
            if is_device:
                yield _DeviceLine(descriptor, answers=self.answers_status, reply_s=self.reply_s)
            else:
                yield _PlainFileLine(descriptor)
        finally:
            os.close(descriptor)


class _SinkLine:
    """Collects a job; nothing can go wrong that a printer could."""

    confirms = True

    def __init__(self) -> None:
        self.data = bytearray()
        self.is_finished = False

    def status(self) -> PrinterStatus:
        """Return that there is no printer to have a fault."""
        return PrinterStatus(Condition.SINK)

    def write(self, data: bytes, wait_s: float) -> int:  # noqa: ARG002 the protocol's
        """Take everything."""
        self.data += data
        return len(data)

    def request_confirmation(self) -> None:
        """A sink needs no marker."""

    def is_confirmed(self, wait_s: float) -> bool:  # noqa: ARG002 the protocol's
        """Return that everything was taken."""
        return True

    def finish(self) -> None:
        """Let the file be kept."""
        self.is_finished = True


@dataclass(frozen=True, slots=True)
class DirectoryTransport:
    """No printer: each job becomes a file of the directory, whole or not at all."""

    directory: Path
    #: What the jobs' bytes are: ".pdf", ".png", ".bin" (ESC/POS), ".zpl".
    suffix: str = ".pdf"

    @contextlib.contextmanager
    def open(self, job_name: str = "") -> Iterator[Line]:
        """Open a file named after the job; it appears when the job is finished."""
        line = _SinkLine()
        yield line
        if not line.is_finished:
            return
        safe_name = "".join([char if char.isalnum() else "-" for char in job_name]) or "job"
        path = self.directory / f"{safe_name}{self.suffix}"
        half = path.with_suffix(".part")
        try:
            self.directory.mkdir(parents=True, exist_ok=True)
            half.write_bytes(line.data)
            half.replace(path)
        except OSError as error:
            with contextlib.suppress(OSError):
                half.unlink(missing_ok=True)
            raise UnreachableError(str(path)) from error
