"""Preparing an order: what a scanned article means for it, and what may stand in for a lack."""

from collections.abc import Iterable, Sequence
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
    #: A portion heavier than the customer agreed to.
    TOO_HEAVY = "too_heavy"
    #: It is sold by weight, and the code does not say how much this one is.
    ASKS_WEIGHT = "asks_weight"
    #: Nothing of the shop's is known by this code.
    UNKNOWN = "unknown"


DONE = frozenset({PickResult.PICKED, PickResult.PARTLY})
"""What put something into a bag; everything else changed nothing."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A line still to be picked."""

    line_id: str
    variant_id: str
    quantity: Quantity
    picked: Quantity
    unit_price: Money
    state: LineState
    #: What the customer agreed to pay for it at most; None is what it was ordered at.
    agreed: Money | None = None
    #: The article that stands in for it; the unit price is that one's then.
    instead: str = ""

    @property
    def goes_in(self) -> str:
        """Return the article that is put into the bag for it."""
        return self.instead or self.variant_id

    @property
    def ceiling(self) -> Money:
        """Return what the line may never cost more than."""
        return self.quantity.price(self.unit_price) if self.agreed is None else self.agreed

    def price_of(self, quantity: Quantity) -> Money:
        """Return what so much of it costs the customer."""
        return min(quantity.price(self.unit_price), self.ceiling)

    @property
    def is_open(self) -> bool:
        """Tell whether something is still to be put into the bag for it; a portion is whole."""
        if self.state is not LineState.SUBSTITUTED:
            return self.state is LineState.OPEN
        if self.quantity.unit is not Unit.PIECE:
            return not self.picked
        return self.picked.thousandths < self.quantity.thousandths


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
    heavier the customer pays what was agreed, when lighter what it weighs. What stands in for a
    line is counted and weighed like what was ordered, which gets its pieces first.
    """
    known = [line for line in lines if variant_id in (line.variant_id, line.instead)]
    if not known:
        return Pick(PickResult.WRONG_ITEM)
    waiting = [line for line in known if line.is_open and line.goes_in == variant_id]
    if not waiting:
        return Pick(PickResult.TOO_MANY, known[0].line_id)
    line = min(waiting, key=lambda one: bool(one.instead))
    is_other_unit = quantity.unit is not line.quantity.unit
    if line.quantity.unit is not Unit.PIECE:
        return weigh(line, Quantity(0, line.quantity.unit) if is_other_unit else quantity)
    # Sold by the piece when it was ordered, by weight meanwhile: this is one of them.
    picked = line.picked + (Quantity.pieces(1) if is_other_unit else quantity)
    if picked.thousandths > line.quantity.thousandths:
        return Pick(PickResult.TOO_MANY, line.line_id)
    is_complete = picked == line.quantity
    return Pick(
        PickResult.PICKED if is_complete else PickResult.PARTLY,
        line.line_id,
        picked,
        line.price_of(picked),
    )


def heaviest(ordered: Quantity) -> Quantity:
    """Return the heaviest portion that may be given for what was ordered."""
    most = ordered.thousandths * (10_000 + _WEIGHT_TOLERANCE_BP) // 10_000
    return Quantity(most, ordered.unit)


def is_scant(ordered: Quantity, weight: Quantity) -> bool:
    """Tell whether a portion is so far below what was ordered that the scale was read too early."""
    return 2 * weight.thousandths < ordered.thousandths


def weigh(line: Wanted, weight: Quantity) -> Pick:
    """Return what a portion of that weight does to its line; nothing on the scale is no portion."""
    if not weight:
        return Pick(PickResult.ASKS_WEIGHT, line.line_id)
    if weight.thousandths > heaviest(line.quantity).thousandths:
        return Pick(PickResult.TOO_HEAVY, line.line_id)
    return Pick(PickResult.PICKED, line.line_id, weight, line.price_of(weight))


@dataclass(frozen=True, slots=True)
class Basket:
    """One of several orders that are prepared in one walk, the most urgent first."""

    order_id: str
    lines: tuple[Wanted, ...]


def pick_for_any(
    baskets: Sequence[Basket], variant_id: str, quantity: Quantity
) -> tuple[str, Pick]:
    """Return whose bag an article goes into, and what it does there.

    The first order that wants it gets it, whole: a pack is never parted between two customers, and
    of portions the order gets the one that is nearest to what it asked for. Nobody's order: an
    empty id, with the reason that comes nearest to a place for it.
    """
    tried = [(one.order_id, pick(one.lines, variant_id, quantity)) for one in baskets]
    taken = [each for each in tried if each[1].result in DONE]
    if taken:
        return min(taken, key=lambda each: _misfit(baskets, each, quantity))
    reasons = (
        PickResult.ASKS_WEIGHT,
        PickResult.TOO_HEAVY,
        PickResult.TOO_MANY,
    )
    for reason in reasons:
        for order_id, done in tried:
            if done.result is reason:
                return (order_id, done)
    return ("", Pick(PickResult.WRONG_ITEM))


def _misfit(baskets: Sequence[Basket], taken: tuple[str, Pick], quantity: Quantity) -> int:
    """Return by how much a portion misses what was ordered; pieces miss nothing."""
    if quantity.unit is Unit.PIECE:
        return 0
    lines = next(one.lines for one in baskets if one.order_id == taken[0])
    line = next(one for one in lines if one.line_id == taken[1].line_id)
    return abs(line.quantity.thousandths - quantity.thousandths)


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


def not_dearer(offered: Iterable[Sellable], agreed: Money, quantity: Quantity) -> Sellable | None:
    """Return the first that costs no more than what was ordered: it may be given unasked."""
    return next((one for one in offered if quantity.price(one.price) <= agreed), None)


class IfMissing(StrEnum):
    """The rule a customer chose for what cannot be had; the values are those of the wire."""

    ASK = "ask"
    SUBSTITUTE = "substitute"
    REFUND = "refund"
