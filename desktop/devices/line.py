"""Lines of bytes to small devices: a serial port of this PC, or a port of the network.

An address is "serial:COM3", "serial:/dev/ttyUSB0" (with "?baud=4800" where the device was told
so), or "tcp://192.168.1.60:4001" for a device behind a network box.
"""

import contextlib
import select
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Protocol
from urllib.parse import parse_qs, urlsplit

from sync.kernel.dialling import Dial

_SERIAL = "serial:"
_SPEEDS = (1200, 2400, 4800, 9600, 19_200, 38_400, 57_600, 115_200)


@dataclass(frozen=True, slots=True, kw_only=True)
class SerialMode:
    """How bytes go over a serial port; a network box has its own."""

    baud: int = 9600
    bits: int = 8
    #: N, E or O.
    parity: str = "N"
    stop_bits: int = 1


@dataclass(frozen=True, slots=True)
class Place:
    """Where a device hangs: a port's name, or a host with its port's number."""

    port: str = ""
    host: str = ""
    number: int = 0
    #: 0 for the device's usual speed.
    baud: int = 0


class DeviceLine(Protocol):
    """An open line, used by one thread."""

    def write(self, sent: bytes) -> None:
        """Send all of it.

        Raises:
            OSError: the line broke, or takes nothing any more.
        """
        ...

    def read(self, most: int) -> bytes:
        """Return what has come, at most so many bytes; empty when nothing came in time.

        Raises:
            OSError: the line broke.
        """
        ...

    def is_alive(self) -> bool:
        """Tell whether the other end is still there, as far as that can be told at once.

        A network line whose other end is gone takes one more write without a word.
        """
        ...

    def close(self) -> None:
        """Hang up."""
        ...


class Cord:
    """What talks hang on, so that another thread may cut them: whoever waits there goes on at once.

    Once cut, it stays so: a talk that begins later fails as it begins.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: set[socket.socket | Dial] = set()
        self._is_cut = False

    @contextmanager
    def hold(self, line: socket.socket | Dial) -> Iterator[None]:
        """Let a line, or the opening of one, be cut while something waits on it.

        Raises:
            ConnectionAbortedError: the cord has been cut.
        """
        with self._lock:
            if self._is_cut:
                raise ConnectionAbortedError
            self._held.add(line)
        try:
            yield
        finally:
            with self._lock:
                self._held.discard(line)

    def cut(self) -> None:
        """Cut every talk that hangs here; what waits for an answer gets none."""
        with self._lock:
            self._is_cut = True
            held = (*self._held,)
        for line in held:
            if isinstance(line, Dial):
                line.give_up()
            else:
                cut_line(line)


def cut_line(line: socket.socket) -> None:
    """Cut a line from another thread: what waits on it fails at once."""
    with contextlib.suppress(OSError):
        # The plain socket's: an encrypted one would forget its keys under the reader's hands.
        socket.socket.shutdown(line, socket.SHUT_RDWR)


def place_of(address: str) -> Place:
    """Return what an address says.

    Raises:
        ValueError: it is none.
    """
    if address.startswith(_SERIAL):
        port, _mark, query = address.removeprefix(_SERIAL).partition("?")
        speeds = parse_qs(query).get("baud", ["0"])
        baud = int(speeds[-1])
        if not port or (baud and baud not in _SPEEDS):
            raise ValueError(address)
        return Place(port=port, baud=baud)
    where = urlsplit(address)
    host = where.hostname or ""
    if where.scheme != "tcp" or not where.port or not is_host(host):
        raise ValueError(address)
    return Place(host=host, number=where.port)


def is_host(name: str) -> bool:
    """Tell whether a name can be looked for on the network; "my..box" would fail only there."""
    try:
        name.encode("idna")
    except UnicodeError:
        return False
    return bool(name) and name.isprintable() and " " not in name


def open_line(address: str, mode: SerialMode, wait_s: float) -> DeviceLine:
    """Open a line; opening, writing and reading each wait so long at most.

    Raises:
        ValueError: the address is none.
        OSError: nobody is there, or somebody else has the port.
    """
    place = place_of(address)
    if place.host:
        return _NetworkLine(place, wait_s)
    return _SerialLine(place.port, replace(mode, baud=place.baud or mode.baud), wait_s)


class _NetworkLine:
    def __init__(self, place: Place, wait_s: float) -> None:
        self._socket = Dial().open(place.host, place.number, wait_s)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def write(self, sent: bytes) -> None:
        self._socket.sendall(sent)

    def read(self, most: int) -> bytes:
        try:
            got = self._socket.recv(most)
        except TimeoutError:
            return b""
        if not got:
            raise ConnectionResetError
        return got

    def is_alive(self) -> bool:
        has_news, _writable, _broken = select.select([self._socket], [], [], 0)
        return not has_news or bool(self._socket.recv(1, socket.MSG_PEEK))

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._socket.close()


class _SerialLine:
    def __init__(self, port: str, mode: SerialMode, wait_s: float) -> None:
        # Here, because most shops have no such port and start-up is imports.
        import serial  # noqa: PLC0415

        try:
            self._port = serial.Serial(
                port,
                mode.baud,
                bytesize=mode.bits,
                parity=mode.parity,
                stopbits=mode.stop_bits,
                timeout=wait_s,
                write_timeout=wait_s,
            )
        except ValueError as error:
            # A port that cannot do this speed or parity is of no use to us.
            raise OSError(str(error)) from error

    def write(self, sent: bytes) -> None:
        self._port.write(sent)

    def read(self, most: int) -> bytes:
        got: bytes = self._port.read(1)
        waiting = min(self._port.in_waiting, most - 1) if got else 0
        return got + self._port.read(waiting) if waiting else got

    def is_alive(self) -> bool:
        return bool(self._port.is_open)

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._port.close()
