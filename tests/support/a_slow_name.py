"""A name that the system looks for and does not find, as long as a test wants."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event
from unittest.mock import patch

FAR = "far-away"
LONG_S = 60.0


@contextmanager
def slow_name() -> Iterator[Event]:
    """Have the name `FAR` be looked for until the block has ended; yield what tells that it began."""
    began, is_over = Event(), Event()
    really: Callable[..., object] = socket.getaddrinfo

    def look_up(host: str, *more: object, **named: object) -> object:
        if host == FAR:
            began.set()
            is_over.wait(LONG_S)
            raise socket.gaierror
        return really(host, *more, **named)

    with patch.object(socket, "getaddrinfo", look_up):
        try:
            yield began
        finally:
            is_over.set()
