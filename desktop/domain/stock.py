"""Stock as sums: what the shelf holds when the hub's sum and own movements are put together."""

from collections.abc import Iterable


def rebase(hub_on_hand: int, ahead: Iterable[int]) -> int:
    """Return what is on the shelf, in thousandths.

    Args:
        hub_on_hand: the hub's sum for the variant.
        ahead: own movements that are not in that sum yet.
    """
    return hub_on_hand + sum(ahead)
