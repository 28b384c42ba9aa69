"""A line to a host by its name: opened within a time, or given up from another thread.

The system's look-up of a name can be neither timed nor cut. It happens on a thread of its own, which
is left behind when nobody waits for it any more, and closes what it has opened by then.
"""

import socket
from threading import Event, Lock, Thread


class Dial:
    """One attempt to open a line. Once given up it stays so."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._is_over = Event()
        self._line: socket.socket | None = None
        self._error: OSError | None = None
        #: Whoever asked has gone on, with the line or without.
        self._is_left = False
        self._is_given_up = False

    def open(self, host: str, port: int, within_s: float) -> socket.socket:
        """Return an open line; to be called once.

        Raises:
            OSError: nobody is there, or not within that time, or it was given up.
        """
        if not self._is_over.is_set():
            Thread(target=self._call, args=(host, port, within_s), name="dial", daemon=True).start()
            self._is_over.wait(within_s)
        with self._lock:
            self._is_left = True
            line, self._line = self._line, None
        if line is not None and not self._is_given_up:
            return line
        if line is not None:
            line.close()
        if self._is_given_up:
            raise ConnectionAbortedError
        raise self._error or TimeoutError

    def give_up(self) -> None:
        """Have whoever waits for the line go on at once without it."""
        self._is_given_up = True
        self._is_over.set()

    def _call(self, host: str, port: int, within_s: float) -> None:
        line = None
        try:
            line = socket.create_connection((host, port), within_s)
        except (OSError, UnicodeError) as error:
            # A name that cannot be one is nobody's.
            self._error = error if isinstance(error, OSError) else OSError(host)
        with self._lock:
            if line is not None and self._is_left:
                line.close()
            else:
                self._line = line
        self._is_over.set()
