"""Identity made offline: UUID version 7 (RFC 9562), sortable by time of creation."""

import re
import secrets
from functools import lru_cache
from threading import Lock

from sync.kernel.clock import Clock, SystemClock, milliseconds

_UUID7 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
_COUNTER_MAX = (1 << 42) - 1
_LOW = (1 << 30) - 1
_VARIANT = 0b10 << 30
"""Of RFC 9562, before the thirty low bits of the counter."""


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
        return self.make_many(1)[0]

    def make_many(self, count: int) -> list[str]:
        """Return so many new ids, rising."""
        chance = secrets.token_hex(4 * count)
        with self._lock:
            now = milliseconds(self._clock.now())
            stamps = [self._next(now) for _ in range(count)]
        return [
            _spelled(stamp, counter, chance[place : place + 8])
            for place, (stamp, counter) in zip(range(0, 8 * count, 8), stamps, strict=True)
        ]

    def _next(self, now: int) -> tuple[int, int]:
        """Return the millisecond and the counter that follow the last ones."""
        if now > self._last_ms:
            self._last_ms = now
            self._counter = secrets.randbits(41)
        elif self._counter == _COUNTER_MAX:
            self._last_ms += 1
            self._counter = secrets.randbits(41)
        else:
            self._counter += 1
        return self._last_ms, self._counter


def _spelled(stamp: int, counter: int, chance: str) -> str:
    low = f"{_VARIANT | counter & _LOW:08x}"
    return f"{_beginning(stamp, counter >> 30)}-{low[:4]}-{low[4:]}{chance}"


@lru_cache(maxsize=8)
def _beginning(stamp: int, high: int) -> str:
    """Return what the ids of one millisecond have in common: thousands are made in a list's."""
    first = f"{stamp:012x}"
    return f"{first[:8]}-{first[8:]}-7{high:03x}"


_maker = IdMaker(SystemClock())


def new_id() -> str:
    """Return a new UUIDv7 for anything the shop or the marketplace creates."""
    return _maker.make()


def new_ids(count: int) -> list[str]:
    """Return so many new UUIDv7, rising."""
    return _maker.make_many(count)


def is_id(text: str) -> bool:
    """Tell whether the text is one of our ids."""
    return _UUID7.fullmatch(text) is not None
