"""How long to wait before the next try."""

from random import Random


class Backoff:
    """Exponential with full jitter: a town's tills must not all come back in the same second."""

    def __init__(self, chance: Random, first_s: int = 1, longest_s: int = 60) -> None:
        self._chance = chance
        self._first_s = first_s
        self._longest_s = longest_s
        self._failures = 0

    def next_s(self) -> float:
        """Return the seconds to wait after one more failure."""
        ceiling = min(self._longest_s, self._first_s << min(self._failures, 16))
        self._failures += 1
        return self._chance.uniform(0, ceiling)

    def reset(self) -> None:
        """Forget the failures: something worked."""
        self._failures = 0
