"""A cable between the simulator and a device file, as a serial or a USB printer has one."""

import os
import select
import socket
import tty
from pathlib import Path
from threading import Thread
from types import TracebackType
from typing import Self

from printing.simulator import PrinterSimulator

_READ_BYTES = 4096


class Wire:
    """A context manager; the printer is seen at `path`.

    When the simulator resets, the file goes and comes back, as that of a printer that is switched
    off and on.
    """

    def __init__(self, printer: PrinterSimulator, path: Path) -> None:
        self._printer = printer
        self.path = path
        self._bell, self._bell_rope = socket.socketpair()
        self._thread = Thread(target=self._carry)

    def __enter__(self) -> Self:
        self._plug_in()
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bell_rope.send(b"!")
        self._thread.join()
        self._unplug()
        self._bell.close()
        self._bell_rope.close()

    def _plug_in(self) -> None:
        self._far, self._near = os.openpty()
        tty.setraw(self._near)
        self._socket = socket.create_connection((self._printer.host, self._printer.port))
        self.path.symlink_to(os.ttyname(self._near))

    def _unplug(self) -> None:
        self.path.unlink()
        self._socket.close()
        os.close(self._far)
        os.close(self._near)

    def _carry(self) -> None:
        while True:
            ready, _, _ = select.select([self._bell, self._far, self._socket], [], [])
            if self._bell in ready:
                return
            try:
                if self._far in ready:
                    self._socket.sendall(os.read(self._far, _READ_BYTES))
                if self._socket in ready:
                    self._hand_back(self._socket.recv(_READ_BYTES))
            except OSError:
                self._unplug()
                self._plug_in()

    def _hand_back(self, replies: bytes) -> None:
        if not replies:
            raise ConnectionResetError
        os.write(self._far, replies)
