"""Identity made offline: UUID version 7 (RFC 9562), sortable by time of creation."""

import re
import secrets
from threading import Lock
from uuid import UUID

from sync.kernel.clock import Clock, SystemClock, milliseconds

_UUID7 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
_COUNTER_MAX = (1 << 42) - 1


class IdMaker:
    """Makes ids that rise strictly within one process, even when the clock stands or goes back.

    The 74 free bits are a 42-bit counter, newly drawn each millisecond (RFC 9562 § 6.2,
    method 1), and 32 bits of chance.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = Lock()
        self._last_ms = 0
        self._counter = 0

    def make(self) -> str:
        """Return a new id in its usual lower-case form."""
        with self._lock:
            now = milliseconds(self._clock.now())
            if now > self._last_ms:
                self._last_ms = now
                self._counter = secrets.randbits(41)
            elif self._counter == _COUNTER_MAX:
                self._last_ms += 1
                self._counter = secrets.randbits(41)
            else:
                self._counter += 1
            stamp, counter = self._last_ms, self._counter
        high, low = counter >> 30, counter & ((1 << 30) - 1)
        value = (
            (stamp << 80)
            | (0x7 << 76)
            | (high << 64)
            | (0b10 << 62)
            | (low << 32)
            | secrets.randbits(32)
        )
        return str(UUID(int=value))


_maker = IdMaker(SystemClock())


def new_id() -> str:
    """Return a new UUIDv7 for anything the shop or the marketplace creates."""
    return _maker.make()


def is_id(text: str) -> bool:
    """Tell whether the text is one of our ids."""
    return _UUID7.fullmatch(text) is not None
