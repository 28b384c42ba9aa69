"""Telling a barcode scanner from a hand: both type, only one types like a machine."""

from msgspec import Struct

TERMINATORS = frozenset("\r\n\t")


class Burst(Struct, frozen=True):
    """What a scanner typed, its terminator taken off."""

    text: str


class BurstDetector:
    """Fed with every key and its time; says when a run of keys was a scanner's.

    A run belongs to a scanner when at least `min_keys` keys came with no gap longer than
    `max_gap_ms`. A key that comes after a longer gap begins a new run, so digits typed by hand before
    a scan are not taken for a part of it.
    """

    def __init__(self, *, max_gap_ms: int = 40, min_keys: int = 6) -> None:
        self._max_gap_ms = max_gap_ms
        self._min_keys = min_keys
        self._keys: list[str] = []
        self._last_ms = 0

    @property
    def is_bursting(self) -> bool:
        """Tell whether the keys of now look like a scanner's: hold them back from the screen."""
        return len(self._keys) >= 3

    def press(self, key: str, at_ms: int) -> Burst | None:
        """Take a key, and return the burst when it ended one with Enter or Tab.

        Args:
            key: the text of the key press, one sign.
            at_ms: when, by a clock that never goes back.
        """
        gap = at_ms - self._last_ms
        self._last_ms = at_ms
        if gap > self._max_gap_ms:
            self._keys = []
        if key in TERMINATORS:
            return self._end()
        self._keys.append(key)
        return None

    def rest(self, at_ms: int) -> Burst | None:
        """Return the burst of a scanner that sends no terminator, once its keys have stopped.

        To be called some time (100 ms) after the last key.
        """
        return self._end() if at_ms - self._last_ms > self._max_gap_ms else None

    def _end(self) -> Burst | None:
        text, self._keys = "".join(self._keys), []
        return Burst(text) if len(text) >= self._min_keys else None
