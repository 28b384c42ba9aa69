"""Stock as sums: what the shelf holds when own movements and the hub's are put together."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OwnMovement:
    """A movement of this till and the operation that carries it up."""

    op_seq: int
    delta: int


def rebase(hub_on_hand: int, applied_seq: int, own: Iterable[OwnMovement]) -> int:
    """Return what is on the shelf: the hub's sum and those own movements it does not have yet.

    All in thousandths.

    Args:
        hub_on_hand: the hub's sum for the variant.
        applied_seq: highest own operation in that sum.
        own: own movements of the variant; those the sum has are passed over.
    """
    return hub_on_hand + sum(move.delta for move in own if move.op_seq > applied_seq)
