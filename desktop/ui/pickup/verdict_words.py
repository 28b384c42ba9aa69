"""How a verdict reads."""

from desktop.services.online.pickup import Verdict, VerdictKind
from desktop.ui.desk import Desk
from desktop.ui.staff.pin import name_of
from sync.kernel.order_states import OrderState

_FACTS = {
    "pickup.not_ready_how": ("moment",),
    "pickup.already_how": ("moment", "who"),
    "pickup.already_alone_how": ("moment",),
    "pickup.already_returned_how": ("moment",),
    "pickup.hand_over_how": ("number", "customer"),
    "pickup.hand_over_said_how": ("number", "customer"),
}


def sentence_of(desk: Desk, verdict: Verdict) -> str:
    """Return what stands under a verdict's word: whose it is, since when, what to ask."""
    say, order = desk.say, verdict.order
    name = f"pickup.{verdict.kind.value}_how"
    if verdict.kind is VerdictKind.SEVERAL:
        return say(name, n=len(verdict.choices) + len(verdict.parcels))
    if verdict.neighbour is not None:
        whose = verdict.neighbour
        return say("pickup.other_shop_named", shop=whose.name, address=whose.address)
    if order is None:
        return say(name)
    if verdict.kind is VerdictKind.HAND_OVER and not verdict.secret:
        name = "pickup.hand_over_said_how"
    if verdict.may_come_back:
        name = f"pickup.away_{order.carriage}_how"
    if verdict.kind is VerdictKind.ALREADY and order.state is OrderState.RETURNED:
        name = "pickup.already_returned_how"
    elif verdict.kind is VerdictKind.ALREADY and order.giver is None:
        name = "pickup.already_alone_how"
    now = desk.shop.clock.now()
    facts = {
        "number": order.short_number,
        "customer": order.customer_name,
        "moment": say.moment(verdict.at or order.promised_from, now),
        "who": "" if order.giver is None else name_of(say, order.giver),
    }
    wanted = _FACTS.get(name, ("number",))
    told = say(name, **{fact: facts[fact] for fact in wanted})
    if verdict.kind is VerdictKind.HAND_OVER and order.mode != "collect":
        # Its bag may stand with those of a round.
        return f"{told}. {say('pickup.meant_for', way=say(f'orders.mode_{order.mode}'))}"
    return told
