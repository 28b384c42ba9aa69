"""A receipt printer on a TCP port: it prints into memory and can be made to fail.

One thread serves every connection. The faults behave as on the device: real-time questions are
answered at once, everything else waits until the paper is back.
"""

import selectors
import socket
import struct
from dataclasses import dataclass, field
from threading import Condition, Thread
from types import TracebackType
from typing import Self

from printing.simulator.reader import Command, CommandReader, Platen, PrintedPaper

_FIXED = 0b0001_0010
_OFFLINE, _DRAWER_LEVEL = 0b0000_1000, 0b0000_0100
_COVER, _NO_PAPER, _ERROR = 0b0000_0100, 0b0010_0000, 0b0100_0000
_PAPER_LOW, _PAPER_END = 0b0000_1100, 0b0110_0000
_MARKER_LOW, _MARKER_END = 0b0000_0011, 0b0000_1100
_BACKLOG = 8
_ANY_PORT = 0
_RESET = struct.pack("ii", 1, 0)  # SO_LINGER: no time, so that close is a reset
_READ_BYTES = 4096


@dataclass(slots=True)
class _Connection:
    socket: socket.socket
    reader: CommandReader = field(default_factory=CommandReader)
    held: list[Command] = field(default_factory=list)
    has_printed: bool = False
    is_closed: bool = False


class PrinterSimulator:
    """A context manager; `host` and `port` say where it listens.

    The properties may be read and the faults set from any thread. A paper ends at a cut, or, on a
    printer without a cutter, when the connection closes.
    """

    def __init__(
        self, *, columns: int = 48, host: str = "127.0.0.1", port: int = _ANY_PORT
    ) -> None:
        self._changed = Condition()
        self._platen = Platen(columns)
        self._faults: set[str] = set()
        self._is_mute = False
        self._is_paper_low = False
        self._lines_left: int | None = None
        self._bytes_left: int | None = None
        self._most_bytes = _READ_BYTES
        self._is_resetting = False
        self._replies_to_lose = 0
        #: What it keeps back while it is behind; None while it is not.
        self._late: list[tuple[_Connection, int]] | None = None
        self._connections: dict[socket.socket, _Connection] = {}
        self._selector = selectors.DefaultSelector()
        self._listener = socket.create_server((host, port), backlog=_BACKLOG)
        self._listener.setblocking(False)
        self.host, self.port = self._listener.getsockname()[:2]
        self._bell, self._bell_rope = socket.socketpair()
        self._selector.register(self._listener, selectors.EVENT_READ)
        self._selector.register(self._bell, selectors.EVENT_READ)
        self._is_stopping = False
        self._thread = Thread(target=self._serve, name="printer-simulator", daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """Hang up everywhere and join the thread. A second call does nothing."""
        if self._is_stopping:
            return
        self._is_stopping = True
        self._bell_rope.send(b"!")
        self._thread.join()
        self._bell.close()
        self._bell_rope.close()

    # What it printed

    @property
    def papers(self) -> list[PrintedPaper]:
        """Return the finished papers, oldest first."""
        with self._changed:
            return list(self._platen.finished)

    @property
    def drawer_kicks(self) -> int:
        """Return how often the drawer was opened."""
        with self._changed:
            return len(self._platen.drawer_kicks)

    @property
    def unknown_commands(self) -> list[bytes]:
        """Return what it did not understand; a control byte in a text is among it."""
        with self._changed:
            return list(self._platen.unknown)

    def wait_for_papers(self, count: int, timeout_s: float = 10) -> list[PrintedPaper]:
        """Return the papers once there are `count` of them.

        Raises:
            TimeoutError: there were fewer after `timeout_s`.
        """
        with self._changed:
            if not self._changed.wait_for(lambda: len(self._platen.finished) >= count, timeout_s):
                raise TimeoutError(f"{len(self._platen.finished)} papers instead of {count}")
            return list(self._platen.finished)

    def wait_for_drawer(self, kicks: int, timeout_s: float = 10) -> None:
        """Return once the drawer was opened `kicks` times.

        Raises:
            TimeoutError: it was not.
        """
        with self._changed:
            if not self._changed.wait_for(
                lambda: len(self._platen.drawer_kicks) >= kicks, timeout_s
            ):
                raise TimeoutError(f"{len(self._platen.drawer_kicks)} kicks instead of {kicks}")

    # What goes wrong with it

    def run_out_of_paper(self, *, after_lines: int = 0) -> None:
        """Have no paper, at once or after so many more lines of text."""
        with self._changed:
            if after_lines:
                self._lines_left = after_lines
            else:
                self._faults.add("paper")

    def refill(self) -> None:
        """Have a fresh roll; what was held prints."""
        with self._changed:
            self._lines_left = None
        self._clear("paper")

    def open_cover(self) -> None:
        """Stop until the cover is closed."""
        with self._changed:
            self._faults.add("cover")

    def close_cover(self) -> None:
        """Go on."""
        self._clear("cover")

    def go_offline(self) -> None:
        """Stop as after a press on the feed button or a cutter error."""
        with self._changed:
            self._faults.add("offline")

    def come_online(self) -> None:
        """Go on."""
        self._clear("offline")

    def run_low_on_paper(self, *, is_low: bool = True) -> None:
        """Warn that the roll ends, and print on."""
        with self._changed:
            self._is_paper_low = is_low

    def mute(self, *, is_mute: bool = True) -> None:
        """Print but answer nothing, as many clones do."""
        with self._changed:
            self._is_mute = is_mute

    def drop_after(self, count: int) -> None:
        """Reset the connection when `count` more bytes have arrived; the bytes before are obeyed."""
        with self._changed:
            self._bytes_left = count

    def slow_down(self, most_bytes: int = 3) -> None:
        """Take so few bytes at a time that commands arrive in pieces."""
        with self._changed:
            self._most_bytes = most_bytes

    def speed_up(self) -> None:
        """Take what comes."""
        with self._changed:
            self._most_bytes = _READ_BYTES

    def lose_confirmation(self) -> None:
        """Print the next job and let its confirmation go astray, as a bad cable does."""
        with self._changed:
            self._replies_to_lose += 1

    def fall_behind(self) -> None:
        """Print, and answer only after `catch_up`, as at the far end of a slow line."""
        with self._changed:
            self._late = []

    def catch_up(self) -> None:
        """Give the answers that are late, in their order, and the next ones at once."""
        with self._changed:
            late, self._late = self._late or [], None
            for connection, byte in late:
                self._reply(connection, byte)

    def restart(self) -> None:
        """Lose every connection and what was in the memory, as by its switch; the faults stay."""
        with self._changed:
            self._is_resetting = True
        if not self._is_stopping:
            self._bell_rope.send(b"!")

    def _clear(self, fault: str) -> None:
        with self._changed:
            self._faults.discard(fault)
        if not self._is_stopping:
            self._bell_rope.send(b"!")

    # Its own thread

    def _serve(self) -> None:
        while not self._is_stopping:
            for key, _ in self._selector.select():
                if key.fileobj is self._listener:
                    self._accept()
                elif key.fileobj is self._bell:
                    self._bell.recv(_READ_BYTES)
                    self._reset_if_asked()
                    self._print_held()
                elif isinstance(key.fileobj, socket.socket) and key.fileobj in self._connections:
                    self._receive(self._connections[key.fileobj])
        for connection in list(self._connections.values()):
            self._close(connection)
        self._selector.close()
        self._listener.close()

    def _accept(self) -> None:
        connected, _ = self._listener.accept()
        connected.setblocking(False)
        self._connections[connected] = _Connection(connected)
        self._selector.register(connected, selectors.EVENT_READ)

    def _receive(self, connection: _Connection) -> None:
        try:
            data = connection.socket.recv(self._most_bytes)
        except OSError:
            data = b""
        if not data:
            self._close(connection)
            return
        with self._changed:
            is_dropped = self._bytes_left is not None and len(data) >= self._bytes_left
            if self._bytes_left is not None:
                data = data[: self._bytes_left]
                self._bytes_left = None if is_dropped else self._bytes_left - len(data)
            for command in connection.reader.feed(data):
                self._take(connection, command)
            self._changed.notify_all()
        if is_dropped:
            self._drop(connection)

    def _reset_if_asked(self) -> None:
        with self._changed:
            is_asked, self._is_resetting = self._is_resetting, False
        if is_asked:
            for connection in list(self._connections.values()):
                self._drop(connection)

    def _drop(self, connection: _Connection) -> None:
        connection.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        self._close(connection)

    def _take(self, connection: _Connection, command: Command) -> None:
        if command.is_real_time:
            self._answer_at_once(connection, command)
            return
        connection.held += _by_line(command)
        self._print(connection)

    def _print_held(self) -> None:
        with self._changed:
            for connection in list(self._connections.values()):
                self._print(connection)
            self._changed.notify_all()

    def _print(self, connection: _Connection) -> None:
        """Obey what is held, until a fault or the end of it."""
        while connection.held and not self._faults:
            command = connection.held.pop(0)
            if command.name == b"\x1dr":
                if self._replies_to_lose:
                    self._replies_to_lose -= 1
                else:
                    self._reply(connection, self._marker_byte())
                continue
            connection.has_printed = True
            self._platen.obey(command)
            if self._lines_left is not None and command.arguments.endswith(b"\n"):
                self._lines_left -= 1
                if self._lines_left <= 0:
                    self._lines_left = None
                    self._faults.add("paper")

    def _answer_at_once(self, connection: _Connection, command: Command) -> None:
        if command.name != b"\x10\x04":
            return
        replies = {
            1: (_OFFLINE if self._faults else 0) | _DRAWER_LEVEL,
            2: (_COVER if "cover" in self._faults else 0)
            | (_NO_PAPER if "paper" in self._faults else 0)
            | (_ERROR if "offline" in self._faults else 0),
            3: _ERROR if "offline" in self._faults else 0,
            4: (_PAPER_END if "paper" in self._faults else 0)
            | (_PAPER_LOW if self._is_paper_low else 0),
        }
        bits = replies.get(command.arguments[0])
        if bits is not None:
            self._reply(connection, _FIXED | bits)

    def _marker_byte(self) -> int:
        return (_MARKER_END if "paper" in self._faults else 0) | (
            _MARKER_LOW if self._is_paper_low else 0
        )

    def _reply(self, connection: _Connection, byte: int) -> None:
        if self._is_mute or connection.is_closed:
            return
        if self._late is not None:
            self._late.append((connection, byte))
            return
        try:
            connection.socket.send(bytes((byte,)))
        except OSError:
            connection.is_closed = True

    def _close(self, connection: _Connection) -> None:
        """Hang up; what waits for paper is lost with the connection, as on the device."""
        del self._connections[connection.socket]
        self._selector.unregister(connection.socket)
        connection.socket.close()
        with self._changed:
            if connection.has_printed:
                self._platen.end_paper(is_cut=False)
            self._changed.notify_all()


def _by_line(command: Command) -> list[Command]:
    """Split a run of text after each line feed, so that paper can run out between two lines."""
    if command.name:
        return [command]
    return [Command(b"", line) for line in command.arguments.splitlines(keepends=True)]
