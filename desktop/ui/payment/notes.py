"""Which banknotes a customer is likely to hold out."""

from sync.kernel.money import Money

_STEPS = (500, 1000, 2000, 5000, 10_000)
_OFFERED = 4


def likely_notes(due: Money) -> tuple[Money, ...]:
    """Return the round sums somebody pays this amount with, smallest first: 19,36 → 20, 50, 100."""
    sums = {-(-due.cents // step) * step for step in _STEPS}
    more = sorted(cents for cents in sums if cents > due.cents)
    return tuple(Money(cents, due.currency) for cents in more[:_OFFERED])
