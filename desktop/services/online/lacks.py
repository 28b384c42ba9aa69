"""What an order lacks: something else instead, a question to the customer, or money back.

The customer chose the rule when ordering (`OrderView.if_missing`); the preparer may always do
otherwise, and every decision can be undone (`preparation.put_back`).
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

import msgspec
from msgspec.structs import replace
from sqlalchemy import Connection, or_, select, update

from desktop.domain.preparation import (
    IfMissing,
    LineState,
    not_dearer,
    rank_substitutes,
)
from desktop.domain.sellable import AGE_18, IDENTITY, LineKind, Sellable
from desktop.errors import RefusedError
from desktop.services.counter import shelf
from desktop.services.online.order_lines import article, in_preparation, line_of, wanted, write
from desktop.services.online.orders import (
    LINES,
    ORDERS,
    OrderLineView,
    OrderView,
    read_order,
)
from desktop.services.shop import Shop, Topic
from desktop.services.stockroom import stocktaking
from desktop.services.town import outbox
from desktop.services.unit_of_work import UnitOfWork
from sync.contract import v1
from sync.kernel.clock import milliseconds
from sync.kernel.money import Money
from sync.kernel.order_states import OrderState
from sync.kernel.quantity import Quantity

_CANDIDATES = 200
_UNWATCHED = frozenset({"relay", "locker"})
MOST_CHOICES = 3
"""What a customer is offered on a telephone; the marketplace takes no more."""
_BAGGED = (OrderState.PREPARING.value, OrderState.READY.value)
_TO_FILL = (OrderState.PLACED.value, OrderState.ACCEPTED.value, OrderState.PREPARING.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """An article that could stand in for a line, and what the customer would pay for it."""

    item: Sellable
    price: Money
    #: It costs more than what was ordered: the shop would give the difference away.
    is_dearer: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Lack:
    """A line that cannot be had, and all that can be done about it."""

    order: OrderView
    line: OrderLineView
    rule: IfMissing
    #: The likest first.
    proposals: tuple[Proposal, ...]
    #: What the customer lets the shop give unasked; None when there is nothing at that price.
    unasked: Proposal | None
    #: What the books say is still on the shelf, bags aside; None where there is nothing to count.
    on_shelf: Quantity | None


class Outcome(StrEnum):
    """How a question to the customer ended."""

    #: The customer chose something else.
    CHOSEN = "chosen"
    #: The customer wants the money back.
    DECLINED = "declined"
    #: Nobody answered in time.
    UNANSWERED = "unanswered"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """A question that is over, and what it made of the line."""

    order_id: str
    short_number: str
    line_id: str
    label: str
    outcome: Outcome
    #: What goes into the bag instead; empty for nothing.
    instead: str
    #: What of the line lay in the bag and comes out of it for that.
    comes_out: Quantity


# --- what could be done -------------------------------------------------------------------------


def lack(shop: Shop, order_id: str, line_id: str) -> Lack:
    """Return what can be done about a line that cannot be had.

    Raises:
        RefusedError: unknown_order, unknown_line.
    """
    with shop.look() as look:
        standing = read_order(look.connection, order_id)
        line = line_of(standing, line_id)
        bagged = _in_bags(look.connection)
        spoken_for = bagged + _promised(look.connection)
        known = shelf.sellables(shop, look.connection, [line.variant_id])
    offered = _substitutes(shop, standing, line, known, spoken_for)
    first = not_dearer(offered, line.ordered, line.quantity)
    proposals = tuple(_proposal(line, item) for item in offered)
    return Lack(
        order=standing,
        line=line,
        rule=IfMissing(standing.if_missing),
        proposals=proposals,
        unasked=next((each for each in proposals if each.item is first), None),
        on_shelf=_on_shelf(known, bagged),
    )


def substitutes(shop: Shop, order_id: str, line_id: str) -> tuple[Sellable, ...]:
    """Return up to three articles that could stand in for a line, the likest first.

    Raises:
        RefusedError: unknown_order, unknown_line.
    """
    return tuple(each.item for each in lack(shop, order_id, line_id).proposals)


def _substitutes(
    shop: Shop,
    standing: OrderView,
    line: OrderLineView,
    known: Sequence[Sellable],
    spoken_for: Counter[str],
) -> tuple[Sellable, ...]:
    lacking = {one.variant_id for one in standing.lines if one.state is LineState.MISSING}
    candidates = shelf.tiles(shop, known[0].category_id if known else None, _CANDIDATES)
    return rank_substitutes(
        line.label,
        line.quantity.price(line.unit_price),
        line.quantity,
        (
            _without(one, spoken_for)
            for one in candidates
            if one.kind is LineKind.GOODS
            and one.variant_id not in {line.variant_id, *lacking}
            and _may_go(standing, one)
        ),
    )


def _may_go(standing: OrderView, item: Sellable) -> bool:
    """Tell whether goods may go an order's way: neither relay nor locker looks at papers."""
    return standing.mode not in _UNWATCHED or not item.flags & {AGE_18, IDENTITY}


def _without(item: Sellable, taken: Counter[str]) -> Sellable:
    """Return an article with what is left on the shelf: what is in orders is in the books still."""
    gone = taken[item.variant_id]
    if not gone:
        return item
    return replace(item, on_hand=item.on_hand - Quantity(gone, item.on_hand.unit))


def _on_shelf(known: Sequence[Sellable], bagged: Counter[str]) -> Quantity | None:
    if not known or known[0].kind is not LineKind.GOODS or known[0].pieces:
        return None
    left = _without(known[0], bagged).on_hand
    return left if left.thousandths > 0 else None


def _proposal(line: OrderLineView, item: Sellable) -> Proposal:
    whole = line.quantity.price(item.price)
    return Proposal(item=item, price=min(whole, line.ordered), is_dearer=whole > line.ordered)


def _in_bags(connection: Connection) -> Counter[str]:
    """Return what lies in bags that have not left: thousandths by variant."""
    rows = connection.execute(
        select(LINES.c.variant_id, LINES.c.state, LINES.c.picked, LINES.c.substitute)
        .join(ORDERS, ORDERS.c.id == LINES.c.order_id)
        .where(ORDERS.c.state.in_(_BAGGED), LINES.c.handed_at.is_(None))
    )
    bagged: Counter[str] = Counter()
    for row in rows:
        if row.state == LineState.SUBSTITUTED.value:
            given = msgspec.convert(row.substitute, v1.Substitute)
            bagged[given.variant] += given.quantity - given.lacks
            bagged[row.variant_id] += given.comes_out
        elif row.state != LineState.MISSING.value:
            bagged[row.variant_id] += row.picked
    return bagged


def _promised(connection: Connection) -> Counter[str]:
    """Return what orders want that nobody has picked yet: thousandths by variant."""
    rows = connection.execute(
        select(
            LINES.c.variant_id,
            LINES.c.state,
            (LINES.c.quantity - LINES.c.picked).label("left"),
            LINES.c.substitute,
        )
        .join(ORDERS, ORDERS.c.id == LINES.c.order_id)
        .where(
            ORDERS.c.state.in_(_TO_FILL),
            LINES.c.state.in_((LineState.OPEN.value, LineState.SUBSTITUTED.value)),
        )
    )
    promised: Counter[str] = Counter()
    for row in rows:
        if row.state == LineState.OPEN.value:
            promised[row.variant_id] += max(row.left, 0)
        else:
            promised[row.substitute["variant"]] += int(row.substitute.get("lacks", 0))
    return promised


# --- deciding -----------------------------------------------------------------------------------


def mark_missing(shop: Shop, order_id: str, line_id: str) -> OrderView:
    """Say that a line cannot be had: the customer does not pay for it.

    What of it is in the bag already stays there and is paid for.

    Raises:
        RefusedError: unknown_order, unknown_line, order_not_in_preparation.
    """
    with shop.begin() as work:
        standing = in_preparation(work, order_id)
        _leave_out(work, standing, line_of(standing, line_id))
        view = read_order(work.connection, order_id)
        work.commit()
    return view


def substitute(shop: Shop, order_id: str, line_id: str, variant_id: str) -> OrderView:
    """Give another article instead of a line; it never costs the customer more.

    It has still to be put into the bag, as what was ordered would be.

    Raises:
        RefusedError: unknown_order, unknown_line, order_not_in_preparation, unknown_article,
            wrong_unit; substitute_needs_check, where it goes to a relay or a locker.
    """
    with shop.begin() as work:
        standing = in_preparation(work, order_id)
        line = line_of(standing, line_id)
        given = _instead(standing, line, article(work, variant_id))
        _give(work, standing, line, given)
        view = read_order(work.connection, order_id)
        work.commit()
    return view


def apply_rule(shop: Shop, order_id: str, line_id: str) -> OrderView:
    """Do what the customer's rule says about a line that cannot be had.

    substitute: the first article at no higher price, else the customer is asked. ask: the customer
    is asked, and where there is nothing to choose from the line is left out. refund: left out.

    Raises:
        RefusedError: unknown_order, unknown_line, order_not_in_preparation.
    """
    found = lack(shop, order_id, line_id)
    if found.rule is IfMissing.SUBSTITUTE and found.unasked is not None:
        return substitute(shop, order_id, line_id, found.unasked.item.variant_id)
    if found.rule is IfMissing.REFUND or not found.proposals:
        return mark_missing(shop, order_id, line_id)
    return ask(shop, order_id, line_id)


def ask(shop: Shop, order_id: str, line_id: str, variant_ids: Sequence[str] = ()) -> OrderView:
    """Ask the customer what may stand in for a line; the answer comes back with the order.

    The line stays open until then, or until the shop's time for an answer is over (`settle`).
    Without `variant_ids` the likest articles are offered.

    Raises:
        RefusedError: unknown_order, unknown_line, order_not_in_preparation, unknown_article,
            wrong_unit, substitute_needs_check; line_is_decided; nothing_to_offer.
    """
    chosen = variant_ids or [one.variant_id for one in substitutes(shop, order_id, line_id)]
    if not chosen:
        raise RefusedError("nothing_to_offer")
    with shop.begin() as work:
        standing = in_preparation(work, order_id)
        line = line_of(standing, line_id)
        if line.state is not LineState.OPEN:
            raise RefusedError("line_is_decided")
        asked = v1.Asked(
            until=milliseconds(work.at + timedelta(minutes=shop.settings.ask_minutes)),
            choices=tuple(
                _instead(standing, line, article(work, each)) for each in chosen[:MOST_CHOICES]
            ),
            till=shop.settings.till,
        )
        outbox.append(
            work,
            "order.ask",
            v1.OrderAsk(
                order=order_id,
                line=line_id,
                choices=asked.choices,
                until=asked.until,
                till=asked.till,
            ),
        )
        note_asked(work, order_id, line_id, asked)
        view = read_order(work.connection, order_id)
        work.commit()
    return view


def note_asked(work: UnitOfWork, order_id: str, line_id: str, asked: v1.Asked) -> None:
    """Write what the customer was asked about a line, or answered, in the caller's transaction."""
    work.connection.execute(
        update(LINES)
        .where(LINES.c.order_id == order_id, LINES.c.id == line_id)
        .values(asked=msgspec.to_builtins(asked))
    )
    work.changed(Topic.ORDERS)


def _instead(standing: OrderView, line: OrderLineView, item: Sellable) -> v1.Substitute:
    if not _may_go(standing, item):
        raise RefusedError("substitute_needs_check", name=item.full_label)
    if item.unit is not line.quantity.unit:
        raise RefusedError("wrong_unit", unit=line.quantity.unit.value)
    return v1.Substitute(
        variant=item.variant_id,
        label=item.full_label,
        quantity=line.quantity.thousandths,
        unit_price_cents=min(item.price, line.unit_price).cents,
        gross_cents=min(line.quantity.price(item.price), line.ordered).cents,
        vat_bp=item.vat.basis_points,
    )


def _give(
    work: UnitOfWork,
    standing: OrderView,
    line: OrderLineView,
    given: v1.Substitute,
    *,
    by_rule: bool = False,
) -> None:
    gross, state = min(Money(given.gross_cents), line.ordered), LineState.SUBSTITUTED
    comes_out = line.comes_out if line.state is LineState.SUBSTITUTED else line.picked
    # Whoever chose it, it is put into the bag and confirmed like what was ordered.
    wanted_still = replace(given, lacks=given.quantity, comes_out=comes_out.thousandths)
    nothing = Quantity(0, line.quantity.unit)
    write(work, standing, line, state, nothing, gross, wanted_still, by_rule=by_rule)


def _leave_out(
    work: UnitOfWork, standing: OrderView, line: OrderLineView, *, by_rule: bool = False
) -> None:
    if line.picked and line.state is LineState.OPEN:
        gross = wanted(line).price_of(line.picked)
        write(work, standing, line, LineState.PICKED, line.picked, gross, by_rule=by_rule)
    else:
        nothing = Quantity(0, line.quantity.unit)
        write(work, standing, line, LineState.MISSING, nothing, Money(0), by_rule=by_rule)


# --- answers ------------------------------------------------------------------------------------


def settle(shop: Shop) -> tuple[Settled, ...]:
    """Apply the answers that have come, and the customer's rule to questions nobody answered in time.

    That nobody answered what another till asked is the marketplace's word alone: this one may have
    slept. An answer that came while the asking till was cut off is carried out as long as the bag is
    open. For the screens' clock and for a change of an order; it costs one look while nothing is asked.
    """
    with shop.look() as look:
        waiting = look.connection.execute(
            select(LINES.c.order_id, LINES.c.id)
            .join(ORDERS, ORDERS.c.id == LINES.c.order_id)
            .where(
                ORDERS.c.state == OrderState.PREPARING.value,
                # Where nothing is asked the column holds JSON's own null, which has no time either.
                LINES.c.asked["until"].as_integer().is_not(None),
                or_(
                    LINES.c.state == LineState.OPEN.value,
                    LINES.c.asked["unheard"].as_boolean(),
                ),
            )
            .order_by(ORDERS.c.promised_from, LINES.c.position)
        ).all()
    ended = (_settle_line(shop, row.order_id, row.id) for row in waiting)
    return tuple(each for each in ended if each is not None)


def _settle_line(shop: Shop, order_id: str, line_id: str) -> Settled | None:
    with shop.begin() as work:
        standing = read_order(work.connection, order_id)
        line = line_of(standing, line_id)
        asked = line.asked
        if asked is None or not (asked.unheard or line.state is LineState.OPEN):
            return None
        is_ours = asked.till in {"", shop.settings.till}
        is_late = is_ours and milliseconds(work.at) >= asked.until
        # Who wants to be called decides with whoever calls.
        if asked.answer == "phone" or (not asked.answer and not is_late):
            return None
        given = _answer(IfMissing(standing.if_missing), asked)
        if given is None:
            _leave_out(work, standing, line, by_rule=True)
        else:
            _give(work, standing, line, given, by_rule=True)
        work.commit()
    told = {"choice": Outcome.CHOSEN, "none": Outcome.DECLINED}
    # The marketplace's clock gives an answer too, and it is nobody's word.
    outcome = Outcome.UNANSWERED if asked.timed_out else told.get(asked.answer, Outcome.UNANSWERED)
    return Settled(
        order_id=order_id,
        short_number=standing.short_number,
        line_id=line_id,
        label=line.label,
        outcome=outcome,
        instead="" if given is None else given.label,
        comes_out=Quantity(0, line.quantity.unit) if given is None else line.picked,
    )


def _answer(rule: IfMissing, asked: v1.Asked) -> v1.Substitute | None:
    """Return what goes into the bag instead, by the answer, else by the customer's own rule.

    Whoever wanted to be asked and does not answer does not pay: the order's page says so.
    """
    if asked.answer == "choice":
        return next((each for each in asked.choices if each.variant == asked.choice), None)
    is_left_to_us = not asked.answer and rule is IfMissing.SUBSTITUTE
    return asked.choices[0] if is_left_to_us else None


# --- the shelf ----------------------------------------------------------------------------------


def count_shelf_empty(shop: Shop, variant_id: str) -> stocktaking.Counted:
    """Count an article to nothing on the shelf; what lies in bags that wait is still there.

    Taken back by `stocktaking.undo_counts`.

    Raises:
        RefusedError: unknown_article.
    """
    with shop.look() as look:
        known = shelf.sellables(shop, look.connection, [variant_id])
        inside = _in_bags(look.connection)[variant_id]
    if not known:
        raise RefusedError("unknown_article")
    left = min(inside, max(known[0].on_hand.thousandths, 0))
    return stocktaking.count_stock(shop, variant_id, Quantity(left, known[0].unit))
