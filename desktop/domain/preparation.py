"""Preparing an order: what a scanned article means for it, and what may stand in for a lack."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from desktop.domain.search_text import fold
from desktop.domain.sellable import Sellable
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity, Unit

_WEIGHT_TOLERANCE_BP = 1000
"""A weighed portion may be a tenth heavier than was ordered; the price stays what was agreed."""


class LineState(StrEnum):
    """What became of a line; the values are those of the wire."""

    OPEN = "open"
    PICKED = "picked"
    MISSING = "missing"
    SUBSTITUTED = "substituted"


class PickResult(StrEnum):
    """What scanning an article did."""

    #: The line is complete.
    PICKED = "picked"
    #: One more of several is in the bag.
    PARTLY = "partly"
    #: The article is not on this order.
    WRONG_ITEM = "wrong_item"
    #: The line has all it needs.
    TOO_MANY = "too_many"
    #: Nothing of the shop's is known by this code.
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A line still to be picked."""

    line_id: str
    variant_id: str
    quantity: Quantity
    picked: Quantity
    unit_price: Money
    state: LineState


@dataclass(frozen=True, slots=True)
class Pick:
    """What one scan does to the order: the line, what is in the bag then, what it costs."""

    result: PickResult
    line_id: str = ""
    picked: Quantity = Quantity(0)  # noqa: RUF009 frozen, so it may be shared
    gross: Money = Money(0)  # noqa: RUF009 frozen


def pick(lines: Iterable[Wanted], variant_id: str, quantity: Quantity) -> Pick:
    """Return what putting this article into the bag does.

    Pieces count up to what was ordered. A weighed portion fills its line at once; when it is
    heavier the customer pays what was agreed, when lighter what it weighs.
    """
    on_order = [line for line in lines if line.variant_id == variant_id]
    if not on_order:
        return Pick(PickResult.WRONG_ITEM)
    line = next((one for one in on_order if one.state is LineState.OPEN), None)
    if line is None:
        return Pick(PickResult.TOO_MANY, on_order[0].line_id)
    if line.quantity.unit is not Unit.PIECE:
        return _weigh(line, quantity)
    picked = line.picked + quantity
    if picked.thousandths > line.quantity.thousandths:
        return Pick(PickResult.TOO_MANY, line.line_id)
    is_complete = picked == line.quantity
    return Pick(
        PickResult.PICKED if is_complete else PickResult.PARTLY,
        line.line_id,
        picked,
        picked.price(line.unit_price),
    )


def _weigh(line: Wanted, weight: Quantity) -> Pick:
    heaviest = line.quantity.thousandths * (10_000 + _WEIGHT_TOLERANCE_BP) // 10_000
    if weight.thousandths > heaviest:
        return Pick(PickResult.TOO_MANY, line.line_id)
    agreed = line.quantity.price(line.unit_price)
    return Pick(PickResult.PICKED, line.line_id, weight, min(weight.price(line.unit_price), agreed))


def rank_substitutes(
    label: str, ordered: Money, quantity: Quantity, candidates: Iterable[Sellable], limit: int = 3
) -> tuple[Sellable, ...]:
    """Return what could be given instead, the likest first.

    Only what is on the shelf in full and of the same unit; then by words in common with what was
    ordered, then by the nearest price.
    """
    words = set(fold(label).split())

    def distance(item: Sellable) -> tuple[int, int, str]:
        in_common = len(words & set(fold(item.full_label).split()))
        return (-in_common, abs(quantity.price(item.price).cents - ordered.cents), item.label)

    fitting = [
        item
        for item in candidates
        if item.unit is quantity.unit and item.on_hand.thousandths >= quantity.thousandths
    ]
    return tuple(sorted(fitting, key=distance)[:limit])
