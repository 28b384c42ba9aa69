"""Printers with an address of their own on the shop's network."""

import contextlib
import select
import socket
from collections.abc import Iterator
from dataclasses import dataclass

from printing.transports.conversation import REPLY_SECONDS, Conversation
from printing.transports.line import Line, LineLostError, UnreachableError
from sync.kernel.dialling import Dial

CONNECT_SECONDS = 0.8
"""Longer than any printer on the shop's own network takes; a black hole costs no more."""
RAW_PORT = 9100
_READ_BYTES = 1024
_CLOSE_SECONDS = 0.2
_RESET_SECONDS = 0.1


class _SocketLine(Conversation):
    def __init__(self, connection: socket.socket, *, answers: bool, reply_s: float) -> None:
        super().__init__(answers=answers, reply_s=reply_s)
        self._socket = connection

    def _send(self, data: bytes, wait_s: float) -> int:
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
    """Close in order: a close over unread replies is a reset, which may overtake the last bytes.

    A reset that comes first is the printer's: it threw away what it had not read. One that answers
    our own good-bye is the way in which some printers close.

    Raises:
        LineLostError: the printer reset the connection.
    """
    try:
        while select.select([connection], [], [], _RESET_SECONDS)[0]:
            if not connection.recv(_READ_BYTES):
                return
    except OSError as error:
        raise LineLostError from error
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_WR)
        while select.select([connection], [], [], _CLOSE_SECONDS)[0]:
            if not connection.recv(_READ_BYTES):
                return


@dataclass(frozen=True, slots=True)
class NetworkTransport:
    """A printer with an address of its own, usually at port 9100. It serves one line at a time."""

    host: str
    port: int = RAW_PORT
    answers_status: bool = True
    #: After so many seconds without a reply the printer counts as silent.
    reply_s: float = REPLY_SECONDS

    @property
    def can_confirm(self) -> bool:
        """Tell whether the printer was said to answer."""
        return self.answers_status

    @contextlib.contextmanager
    def open(self, job_name: str = "") -> Iterator[Line]:  # noqa: ARG002 the protocol's
        """Open a connection, giving up after `CONNECT_SECONDS`."""
        try:
            connection = Dial().open(self.host, self.port, CONNECT_SECONDS)
        except OSError as error:
            raise UnreachableError(f"{self.host}:{self.port}") from error
        with connection:
            connection.setblocking(False)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            line = _SocketLine(connection, answers=self.answers_status, reply_s=self.reply_s)
            yield line
            if line.is_unproved:
                _hang_up(connection)
