"""The life of an order: the table, told a second time as sentences."""

from itertools import product

import pytest

from sync.kernel.order_states import (
    OPEN,
    STEPS,
    Actor,
    IllegalStepError,
    OrderState,
    may_step,
    step,
)

S = OrderState
SHOP_STEPS = {
    S.PLACED: {S.ACCEPTED, S.REFUSED},
    S.ACCEPTED: {S.PREPARING, S.CANCELLED},
    S.PREPARING: {S.ACCEPTED, S.READY, S.CANCELLED},
    S.READY: {S.PREPARING, S.HANDED_OVER, S.DELIVERED, S.CANCELLED, S.EXPIRED},
    S.HANDED_OVER: {S.RETURNED},
    S.DELIVERED: {S.RETURNED},
}
CUSTOMER_STEPS = {S.PLACED: {S.CANCELLED}}
HUB_STEPS = {
    S.PLACED: {S.CANCELLED, S.EXPIRED},
    S.ACCEPTED: {S.CANCELLED},
    S.PREPARING: {S.CANCELLED},
    S.READY: {S.PREPARING, S.DELIVERED, S.CANCELLED, S.EXPIRED},
}
ALLOWED = {Actor.SHOP: SHOP_STEPS, Actor.CUSTOMER: CUSTOMER_STEPS, Actor.HUB: HUB_STEPS}


@pytest.mark.parametrize(("before", "after"), list(product(S, S)))
@pytest.mark.parametrize("actor", list(Actor))
def test_a_step_is_taken_exactly_when_the_table_allows_it(
    before: OrderState, after: OrderState, actor: Actor
) -> None:
    is_allowed = after in ALLOWED[actor].get(before, set())
    assert may_step(before, after, actor) is is_allowed
    if is_allowed:
        assert step(before, after, actor) is after
    else:
        with pytest.raises(IllegalStepError) as refusal:
            step(before, after, actor)
        assert (refusal.value.before, refusal.value.after) == (before, after)


def _reachable(start: OrderState) -> set[OrderState]:
    found, fresh = {start}, [start]
    while fresh:
        here = fresh.pop()
        further = {after for before, after in STEPS if before is here} - found
        found |= further
        fresh.extend(further)
    return found


def test_every_state_is_reached_from_placed_and_every_open_order_can_end() -> None:
    assert _reachable(S.PLACED) == set(S)
    for state in OPEN:
        assert _reachable(state) - OPEN


def test_what_is_closed_opens_never_again() -> None:
    for state in set(S) - OPEN:
        assert not _reachable(state) & OPEN


def test_a_customer_cannot_cancel_what_the_shop_has_begun() -> None:
    assert may_step(S.PLACED, S.CANCELLED, Actor.CUSTOMER)
    for state in OPEN - {S.PLACED}:
        assert not may_step(state, S.CANCELLED, Actor.CUSTOMER)
