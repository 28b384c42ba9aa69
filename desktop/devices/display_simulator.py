"""A pole display of two rows by twenty that keeps its screen: for trying out and for the tests.

It reads the command set by itself, shares nothing with the driver, and can play dead.
"""

import socket
import threading

from desktop.devices.loopback import LoopbackDevice

_COLUMNS, _ROWS = 20, 2
_ESC, _US, _CLR, _HOME = 0x1B, 0x1F, 0x0C, 0x0B


class PoleSimulator(LoopbackDevice):
    """Listens on the loopback until it is closed; use it as a context.

    Args:
        port: 0 for any that is free; a display that comes back has the one it had.
        is_deaf: takes the connection and never reads from it.
    """

    def __init__(self, port: int = 0, *, is_deaf: bool = False) -> None:
        super().__init__("pole-simulator", port)
        self.is_deaf = is_deaf
        #: How many times somebody connected.
        self.calls = 0
        self._turn = threading.Condition()
        self._cells = [[" "] * _COLUMNS for _row in range(_ROWS)]
        self._row, self._column = 0, 0
        #: Bytes that matter to no command it knows.
        self.strays = b""
        self.listen()

    @property
    def address(self) -> str:
        """Return where it listens, as in the settings."""
        return f"tcp://127.0.0.1:{self.port}"

    @property
    def screen(self) -> tuple[str, ...]:
        """Return what stands on it, row by row."""
        with self._turn:
            return self._screen()

    def shows(self, *rows: str, within_s: float = 20) -> bool:
        """Wait until these rows stand there, spaces at their ends left out; tell whether they do."""
        with self._turn:
            return self._turn.wait_for(
                lambda: tuple(row.rstrip() for row in self._screen()) == rows, within_s
            )

    def _screen(self) -> tuple[str, ...]:
        return tuple("".join(row) for row in self._cells)

    def attend(self, line: socket.socket) -> None:
        """Obey what is sent, or play deaf."""
        self.calls += 1
        if self.is_deaf:
            self.is_closing.wait()
            return
        held = b""
        while not self.is_closing.is_set():
            try:
                got = line.recv(256)
            except TimeoutError:
                continue
            if not got:
                return
            with self._turn:
                held = self._obey(held + got)
                self._turn.notify_all()

    def _obey(self, held: bytes) -> bytes:
        """Work through what has come; return what is only the beginning of a command."""
        while held:
            need = self._length(held)
            if need > len(held):
                return held
            self._do(held[:need])
            held = held[need:]
        return b""

    @staticmethod
    def _length(held: bytes) -> int:
        first = held[0]
        if first == _ESC:
            return 2
        if first != _US:
            return 1
        if len(held) == 1:
            return 2
        return {ord("$"): 4, ord("C"): 3}.get(held[1], 2)

    def _do(self, command: bytes) -> None:
        match command[0]:
            case code if code == _ESC and command[1:] == b"@":
                self._clear()
            case code if code == _CLR:
                self._clear()
            case code if code == _HOME:
                self._row = self._column = 0
            case code if code == _US and command[1] == ord("$"):
                self._go_to(command[2], command[3])
            case code if code == _US:
                return
            case code if 0x20 <= code < 0x7F:
                self._put(chr(code))
            case _:
                self.strays += command

    def _clear(self) -> None:
        self._cells = [[" "] * _COLUMNS for _row in range(_ROWS)]
        self._row = self._column = 0

    def _go_to(self, column: int, row: int) -> None:
        if 1 <= column <= _COLUMNS and 1 <= row <= _ROWS:
            self._row, self._column = row - 1, column - 1

    def _put(self, letter: str) -> None:
        self._cells[self._row][self._column] = letter
        self._column += 1
        if self._column == _COLUMNS:
            self._column = 0
            self._row = (self._row + 1) % _ROWS
