"""Identity made offline: UUID version 7 (RFC 9562), sortable by time of creation."""

import os
import re
import struct
from threading import Lock

from sync.kernel.clock import Clock, SystemClock, milliseconds

_UUID7 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
_HIGH, _LOW = 1 << 12, 1 << 30
"""How many values the parts of the counter have, before and behind the variant of RFC 9562."""
_VARIANT = 0b10 << 30


class IdMaker:
    """Makes ids that rise strictly within one process, even when the clock stands or goes back.

    The 74 free bits are a 42-bit counter, newly drawn each millisecond (RFC 9562 § 6.2,
    method 1), and 32 bits of chance. The counter lies on both sides of the variant, 12 bits and 30.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = Lock()
        self._last_ms = 0
        #: The counter that comes next, in its two parts.
        self._high = self._low = 0

    def make(self) -> str:
        """Return a new id in its usual lower-case form."""
        return self.make_many(1)[0]

    def make_many(self, count: int) -> list[str]:
        """Return so many new ids, rising; no more than half a thousand million."""
        chance = os.urandom(4 * count).hex()
        with self._lock:
            stamp, high, low = self._claim(milliseconds(self._clock.now()), count)
        first = f"{stamp:012x}"
        head = f"{first[:8]}-{first[8:]}-7{high:03x}"
        # All at once: a list of products makes ten thousands of ids.
        lows = struct.pack(f">{count}I", *range(_VARIANT + low, _VARIANT + low + count)).hex()
        return [
            f"{head}-{lows[at : at + 4]}-{lows[at + 4 : at + 8]}{chance[at : at + 8]}"
            for at in range(0, 8 * count, 8)
        ]

    def _claim(self, now: int, count: int) -> tuple[int, int, int]:
        """Return the millisecond and the counter of the first of so many ids; they have one beginning."""
        if now > self._last_ms:
            self._draw(now)
        elif self._low + count > _LOW:
            self._high, self._low = self._high + 1, 0
            if self._high == _HIGH:
                self._draw(self._last_ms + 1)
        first = self._last_ms, self._high, self._low
        self._low += count
        return first

    def _draw(self, stamp: int) -> None:
        """Begin a millisecond: the first bit of each part is left free for what is counted up."""
        self._last_ms = stamp
        # Five bytes: 11 bits and 29. From the system, as `secrets` has it, which loads half of OpenSSL.
        self._high, self._low = divmod(int.from_bytes(os.urandom(5), "big"), _LOW >> 1)


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
