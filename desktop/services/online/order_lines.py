"""One line of an order while it is prepared: read, decided, told to the marketplace."""

import msgspec
from sqlalchemy import update

from desktop.domain.preparation import LineState, Pick, PickResult, Wanted
from desktop.domain.sellable import Sellable
from desktop.errors import RefusedError
from desktop.services.counter import shelf
from desktop.services.online.orders import LINES, OrderLineView, OrderView, change_order, read_order
from desktop.services.town import outbox
from desktop.services.unit_of_work import UnitOfWork
from sync.contract import v1
from sync.kernel.money import Money
from sync.kernel.order_states import OrderState
from sync.kernel.quantity import Quantity


def in_preparation(work: UnitOfWork, order_id: str) -> OrderView:
    """Return an order whose bags are being filled.

    Raises:
        RefusedError: unknown_order; order_not_in_preparation before it, order_is_packed,
            order_has_left or order_came_to_nothing after it.
    """
    standing = read_order(work.connection, order_id)
    match standing.state:
        case OrderState.PREPARING:
            return standing
        case OrderState.PLACED | OrderState.ACCEPTED:
            raise RefusedError("order_not_in_preparation")
        case OrderState.READY:
            raise RefusedError("order_is_packed")
        case OrderState.HANDED_OVER | OrderState.DELIVERED | OrderState.RETURNED:
            raise RefusedError("order_has_left")
        case _:
            raise RefusedError("order_came_to_nothing")


def line_of(standing: OrderView, line_id: str) -> OrderLineView:
    """Return a line of an order.

    Raises:
        RefusedError: unknown_line.
    """
    for line in standing.lines:
        if line.id == line_id:
            return line
    raise RefusedError("unknown_line")


def article(work: UnitOfWork, variant_id: str) -> Sellable:
    """Return an article of the shop.

    Raises:
        RefusedError: unknown_article.
    """
    known = shelf.sellables(work.shop, work.connection, [variant_id])
    if not known:
        raise RefusedError("unknown_article")
    return known[0]


def wanted(line: OrderLineView) -> Wanted:
    """Return a line as the rules of picking see it."""
    return Wanted(
        line.id,
        line.variant_id,
        line.quantity,
        line.picked,
        line.delivered_unit_price,
        line.state,
        line.ordered,
        line.substitute_variant_id,
    )


def record(work: UnitOfWork, standing: OrderView, done: Pick) -> None:
    """Write down what was put into the bag; a line that is not complete costs what was agreed.

    A portion of what stands in for a line costs what it weighs, as one of its own would; what lay
    in the bag of the article it replaces is out of it once it is whole.
    """
    line = line_of(standing, done.line_id)
    if line.state is LineState.SUBSTITUTED:
        is_whole = done.result is PickResult.PICKED
        quantity = done.picked if is_whole else line.delivered_quantity
        gross = done.gross if is_whole else line.gross
        given = v1.Substitute(
            variant=line.substitute_variant_id,
            label=line.substitute_label,
            quantity=quantity.thousandths,
            unit_price_cents=line.delivered_unit_price.cents,
            gross_cents=gross.cents,
            vat_bp=line.vat_bp,
            lacks=(quantity - done.picked).thousandths,
            comes_out=0 if is_whole else line.comes_out.thousandths,
        )
        write(work, standing, line, LineState.SUBSTITUTED, done.picked, gross, given)
    elif done.result is PickResult.PICKED:
        write(work, standing, line, LineState.PICKED, done.picked, done.gross)
    else:
        write(work, standing, line, LineState.OPEN, done.picked, line.ordered)


def write(
    work: UnitOfWork,
    standing: OrderView,
    line: OrderLineView,
    state: LineState,
    picked: Quantity,
    gross: Money,
    given: v1.Substitute | None = None,
    *,
    by_rule: bool = False,
) -> None:
    """Write a decision on a line and tell it; whatever the customer was asked is settled by it.

    Nobody's hand took it where it is `by_rule`: another counter's word comes before it then.

    Raises:
        RefusedError: line_handed_over: what has left the shop is decided.
    """
    if line.handed_at is not None:
        raise RefusedError("line_handed_over", number=standing.number)
    outbox.append(
        work,
        "order.line",
        v1.OrderLineSet(
            order=standing.id,
            line=line.id,
            state=v1.LineState(state.value),
            picked=picked.thousandths,
            gross_cents=gross.cents,
            substitute=given,
            by_rule=by_rule,
        ),
    )
    work.connection.execute(
        update(LINES)
        .where(LINES.c.order_id == standing.id, LINES.c.id == line.id)
        .values(
            state=state.value,
            picked=picked.thousandths,
            gross_cents=gross.cents,
            substitute=None if given is None else msgspec.to_builtins(given),
            asked=None,
        )
    )
    after = read_order(work.connection, standing.id)
    change_order(work, standing.id, {"total_cents": after.total.cents})
