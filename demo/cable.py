"""The network between a shop and its marketplace, as a cable one can pull out."""

import contextlib
import socket
from collections.abc import Callable
from threading import Event, Lock, Thread

_PIECE = 65_536


class Cable:
    """Forwards TCP connections to a port of this machine while it is plugged in.

    Pulled, it resets every connection and refuses new ones, as a dead network does on loopback.
    """

    def __init__(self, target_port: int, port: int = 0) -> None:
        """Lay the cable, plugged in; its near end is at `port`, or at a free one."""
        self._target_port = target_port
        self._lock = Lock()
        self._ends: set[socket.socket] = set()
        self._threads: list[Thread] = []
        self._closed = Event()
        self._listener: socket.socket | None = None
        self.port = port
        self.plug()

    @property
    def url(self) -> str:
        """The address at which the far end answers through the cable."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def is_plugged(self) -> bool:
        """Tell whether anything gets through."""
        return self._listener is not None

    def lead_to(self, target_port: int) -> None:
        """Have the far end of what connects from now on at another port."""
        self._target_port = target_port

    def plug(self) -> None:
        """Put the cable in again, at the same port as before."""
        listener = socket.create_server(("127.0.0.1", self.port))
        self.port = listener.getsockname()[1]
        self._listener = listener
        self._start(self._accept, listener)

    def pull(self) -> None:
        """Pull the cable out."""
        with self._lock:
            listener, self._listener = self._listener, None
            ends, self._ends = self._ends, set()
        if listener is not None:
            with contextlib.suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            listener.close()
        for end in ends:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def close(self) -> None:
        """Pull the cable for good and wait for its threads."""
        self._closed.set()
        self.pull()
        for thread in self._threads:
            thread.join()

    def _start(self, job: Callable[..., None], *args: socket.socket) -> None:
        thread = Thread(target=job, args=args, name="cable", daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self, listener: socket.socket) -> None:
        while not self._closed.is_set():
            try:
                near, _ = listener.accept()
            except OSError:
                return
            try:
                far = socket.create_connection(("127.0.0.1", self._target_port), 2)
            except OSError:
                near.close()
                continue
            far.settimeout(None)
            with self._lock:
                is_pulled = self._listener is not listener
                if not is_pulled:
                    self._ends |= {near, far}
            if is_pulled:
                # Accepted just before the cable was pulled: it is not to outlive that.
                near.close()
                far.close()
                return
            self._start(self._carry, near, far)
            self._start(self._carry, far, near)

    def _carry(self, source: socket.socket, sink: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while piece := source.recv(_PIECE):
                sink.sendall(piece)
        for end in (source, sink):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
        with self._lock:
            self._ends -= {source, sink}
