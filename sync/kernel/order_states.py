"""The life of one shop's order, as data: who may take which step.

placed -> accepted -> preparing -> ready -> handed_over (collected at the counter) or delivered;
side exits refused, cancelled, expired; returned after it was handed over.
"""

from enum import StrEnum


class OrderState(StrEnum):
    """Where an order stands."""

    PLACED = "placed"
    ACCEPTED = "accepted"
    PREPARING = "preparing"
    READY = "ready"
    HANDED_OVER = "handed_over"
    DELIVERED = "delivered"
    REFUSED = "refused"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    RETURNED = "returned"


class Actor(StrEnum):
    """Who takes a step."""

    SHOP = "shop"
    CUSTOMER = "customer"
    HUB = "hub"


class IllegalStepError(ValueError):
    """The order does not go from this state to that one by this hand."""

    def __init__(self, before: OrderState, after: OrderState, actor: Actor) -> None:
        super().__init__(f"{actor} may not take an order from {before} to {after}")
        self.before, self.after, self.actor = before, after, actor


_S = OrderState
_SHOP, _CUSTOMER, _HUB = Actor.SHOP, Actor.CUSTOMER, Actor.HUB

STEPS: dict[tuple[OrderState, OrderState], frozenset[Actor]] = {
    (_S.PLACED, _S.ACCEPTED): frozenset({_SHOP}),
    (_S.PLACED, _S.REFUSED): frozenset({_SHOP}),
    (_S.PLACED, _S.CANCELLED): frozenset({_CUSTOMER, _HUB}),
    (_S.PLACED, _S.EXPIRED): frozenset({_HUB}),
    (_S.ACCEPTED, _S.PREPARING): frozenset({_SHOP}),
    (_S.ACCEPTED, _S.CANCELLED): frozenset({_SHOP, _HUB}),
    (_S.PREPARING, _S.ACCEPTED): frozenset({_SHOP}),
    (_S.PREPARING, _S.READY): frozenset({_SHOP}),
    (_S.PREPARING, _S.CANCELLED): frozenset({_SHOP, _HUB}),
    (_S.READY, _S.PREPARING): frozenset({_SHOP, _HUB}),
    (_S.READY, _S.HANDED_OVER): frozenset({_SHOP}),
    (_S.READY, _S.DELIVERED): frozenset({_SHOP, _HUB}),
    (_S.READY, _S.CANCELLED): frozenset({_SHOP, _HUB}),
    (_S.READY, _S.EXPIRED): frozenset({_SHOP, _HUB}),
    (_S.HANDED_OVER, _S.RETURNED): frozenset({_SHOP}),
    (_S.DELIVERED, _S.RETURNED): frozenset({_SHOP}),
}
"""Every legal step and the hands that may take it. What is not here is refused."""

NOTHING_LEFT = "nothing_left"
"""The reason of an order that ended because nothing of it was left to hand over."""

NOT_COLLECTED = "not_collected"
"""The reason of an order of which a part was collected, and the rest was waited for in vain."""

OPEN = frozenset({_S.PLACED, _S.ACCEPTED, _S.PREPARING, _S.READY})
"""States in which the shop still owes the customer something."""


def may_step(before: OrderState, after: OrderState, actor: Actor) -> bool:
    """Tell whether the actor may take an order from one state to the other."""
    return actor in STEPS.get((before, after), frozenset())


def step(before: OrderState, after: OrderState, actor: Actor) -> OrderState:
    """Return the new state.

    Raises:
        IllegalStepError: the table does not allow the step to this actor.
    """
    if not may_step(before, after, actor):
        raise IllegalStepError(before, after, actor)
    return after
