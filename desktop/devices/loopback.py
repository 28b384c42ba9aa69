"""What every simulated device is: a listener on the loopback, with a thread of its own."""

import socket
import threading
from abc import ABC, abstractmethod
from types import TracebackType
from typing import Self


class LoopbackDevice(ABC):
    """Listens until it is closed; use it as a context. A device says in `attend` what it does.

    Args:
        name: of its thread.
        port: 0 for any that is free; a device that comes back has the one it had.
        step_s: how often it looks whether it was closed.
    """

    def __init__(self, name: str, port: int = 0, *, step_s: float = 0.1) -> None:
        self.is_closing = threading.Event()
        self._step_s = step_s
        self._server = socket.create_server(("127.0.0.1", port))
        self._server.settimeout(step_s)
        self._thread = threading.Thread(target=self._serve, name=name, daemon=True)

    def listen(self) -> None:
        """Begin, once the device has everything it answers with."""
        self._thread.start()

    @property
    def port(self) -> int:
        """Return its port's number."""
        return int(self._server.getsockname()[1])

    @abstractmethod
    def attend(self, line: socket.socket) -> None:
        """Talk to one that called, until it hangs up or the device is closed.

        The line raises TimeoutError when nothing came for a step.
        """

    def close(self) -> None:
        """Hang up and end the thread."""
        self.is_closing.set()
        self._thread.join()
        self._server.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _serve(self) -> None:
        while not self.is_closing.is_set():
            try:
                line, _peer = self._server.accept()
            except TimeoutError:
                continue
            with line:
                line.settimeout(self._step_s)
                try:
                    self.attend(line)
                except OSError:
                    # The till hung up: the next one will be attended.
                    continue
