"""How much of an article to order: up to its mark, or what it sells until the delivery after next."""

from dataclasses import dataclass

from sync.kernel.quantity import Unit

COVER_WEEKS = 2
"""Without a mark of its own an article is filled up to what it sells in so many weeks."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """An article as the reorder list looks at it; all in thousandths of its unit."""

    #: On the shelf and not held for an order of a customer; may be negative.
    available: int
    on_order: int
    #: Sold, less what came back, in the weeks looked at.
    sold: int
    weeks: int
    reorder_at: int | None
    reorder_to: int | None
    unit: Unit = Unit.PIECE


def proposal(shelf: Shelf) -> int:
    """Return how much to order in thousandths, nothing when it is not time yet.

    An article with a point is ordered when no more than that is left, counting what is on its way.
    One without a point is ordered when less than a week's sales are left.
    """
    ahead = shelf.available + shelf.on_order
    weekly = -(-max(shelf.sold, 0) // max(shelf.weeks, 1))
    if shelf.reorder_at is not None:
        if ahead > shelf.reorder_at:
            return 0
        target = max(shelf.reorder_to or 0, shelf.reorder_at, weekly)
        return _rounded(target - ahead, shelf.unit) or _rounded(1, shelf.unit)
    if not weekly or ahead >= weekly:
        return 0
    return _rounded(weekly * COVER_WEEKS - ahead, shelf.unit)


def _rounded(thousandths: int, unit: Unit) -> int:
    """Return whole units, more rather than less; of what is weighed a tenth is told apart."""
    step = 1000 if unit is Unit.PIECE else 100
    return -(-max(thousandths, 0) // step) * step
