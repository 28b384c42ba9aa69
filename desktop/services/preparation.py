"""Filling the bag: each article is scanned to confirm it; what is missing is decided at once."""

from dataclasses import dataclass

import msgspec
from sqlalchemy import update

from desktop.domain.preparation import (
    LineState,
    Pick,
    PickResult,
    Wanted,
    pick,
    rank_substitutes,
)
from desktop.domain.sellable import Sellable
from desktop.errors import RefusedError
from desktop.services import outbox, shelf
from desktop.services.orders import LINES, OrderLineView, OrderView, change_order, read_order
from desktop.services.shop import Shop
from desktop.services.unit_of_work import UnitOfWork
from sync.contract import v1
from sync.kernel.money import Money
from sync.kernel.order_states import OrderState
from sync.kernel.quantity import Quantity

_CANDIDATES = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class PickVerdict:
    """What a scan meant for the order, and the order after it."""

    result: PickResult
    #: The article that was scanned, as far as the shop knows it.
    label: str
    line_id: str
    order: OrderView


def pick_scanned(shop: Shop, order_id: str, text: str) -> PickVerdict:
    """Put what was scanned into the bag, or say why it does not belong there.

    Raises:
        RefusedError: unknown_order; order_not_in_preparation.
    """
    found = shelf.understand(shop, text)
    if not isinstance(found, shelf.ProductFound):
        with shop.look() as look:
            standing = read_order(look.connection, order_id)
        return PickVerdict(result=PickResult.UNKNOWN, label=text, line_id="", order=standing)
    with shop.begin() as work:
        standing = _in_preparation(work, order_id)
        done = pick(_wanted(standing), found.item.variant_id, found.quantity)
        if done.result in {PickResult.PICKED, PickResult.PARTLY}:
            _record(work, standing, done)
            standing = read_order(work.connection, order_id)
            work.commit()
    return PickVerdict(
        result=done.result, label=found.item.full_label, line_id=done.line_id, order=standing
    )


def pick_by_hand(shop: Shop, order_id: str, line_id: str) -> OrderView:
    """Confirm a whole line without scanning: its code is gone, or it never had one.

    Raises:
        RefusedError: unknown_order, unknown_line, order_not_in_preparation.
    """
    with shop.begin() as work:
        standing = _in_preparation(work, order_id)
        line = _line(standing, line_id)
        whole = line.quantity.price(line.unit_price)
        _record(work, standing, Pick(PickResult.PICKED, line_id, line.quantity, whole))
        view = read_order(work.connection, order_id)
        work.commit()
    return view


def put_back(shop: Shop, order_id: str, line_id: str) -> OrderView:
    """Undo what was decided on a line: it is to be picked again.

    Raises:
        RefusedError: unknown_order, unknown_line, order_not_in_preparation.
    """
    with shop.begin() as work:
        standing = _in_preparation(work, order_id)
        line = _line(standing, line_id)
        _write(work, standing, line, LineState.OPEN, Quantity(0, line.quantity.unit), _whole(line))
        view = read_order(work.connection, order_id)
        work.commit()
    return view


def mark_missing(shop: Shop, order_id: str, line_id: str) -> OrderView:
    """Say that a line cannot be had: the customer does not pay for it.

    What of it is in the bag already stays there and is paid for.

    Raises:
        RefusedError: unknown_order, unknown_line, order_not_in_preparation.
    """
    with shop.begin() as work:
        standing = _in_preparation(work, order_id)
        line = _line(standing, line_id)
        if line.picked and line.state is LineState.OPEN:
            gross = line.picked.price(line.unit_price)
            _write(work, standing, line, LineState.PICKED, line.picked, gross)
        else:
            nothing = Quantity(0, line.quantity.unit)
            _write(work, standing, line, LineState.MISSING, nothing, Money(0))
        view = read_order(work.connection, order_id)
        work.commit()
    return view


def substitutes(shop: Shop, order_id: str, line_id: str) -> tuple[Sellable, ...]:
    """Return up to three articles that could stand in for a line, the likest first.

    Raises:
        RefusedError: unknown_order, unknown_line.
    """
    with shop.look() as look:
        line = _line(read_order(look.connection, order_id), line_id)
        known = shelf.sellables(shop, look.connection, [line.variant_id])
    category = known[0].category_id if known else None
    candidates = shelf.tiles(shop, category, _CANDIDATES)
    return rank_substitutes(
        line.label,
        _whole(line),
        line.quantity,
        (one for one in candidates if one.variant_id != line.variant_id),
    )


def substitute(shop: Shop, order_id: str, line_id: str, variant_id: str) -> OrderView:
    """Give another article instead of a line; it never costs the customer more.

    Raises:
        RefusedError: unknown_order, unknown_line, order_not_in_preparation, unknown_article.
    """
    with shop.begin() as work:
        standing = _in_preparation(work, order_id)
        line = _line(standing, line_id)
        instead = _article(work, variant_id)
        if instead.unit is not line.quantity.unit:
            raise RefusedError("wrong_unit", unit=line.quantity.unit.value)
        gross = min(line.quantity.price(instead.price), _whole(line))
        given = v1.Substitute(
            variant=variant_id,
            label=instead.full_label,
            quantity=line.quantity.thousandths,
            unit_price_cents=min(instead.price, line.unit_price).cents,
            gross_cents=gross.cents,
            vat_bp=instead.vat.basis_points,
        )
        _write(work, standing, line, LineState.SUBSTITUTED, line.quantity, gross, given)
        view = read_order(work.connection, order_id)
        work.commit()
    return view


def _in_preparation(work: UnitOfWork, order_id: str) -> OrderView:
    standing = read_order(work.connection, order_id)
    if standing.state is not OrderState.PREPARING:
        raise RefusedError("order_not_in_preparation", state=standing.state.value)
    return standing


def _article(work: UnitOfWork, variant_id: str) -> Sellable:
    known = shelf.sellables(work.shop, work.connection, [variant_id])
    if not known:
        raise RefusedError("unknown_article")
    return known[0]


def _line(standing: OrderView, line_id: str) -> OrderLineView:
    for line in standing.lines:
        if line.id == line_id:
            return line
    raise RefusedError("unknown_line")


def _whole(line: OrderLineView) -> Money:
    return line.quantity.price(line.unit_price)


def _wanted(standing: OrderView) -> list[Wanted]:
    return [
        Wanted(line.id, line.variant_id, line.quantity, line.picked, line.unit_price, line.state)
        for line in standing.lines
    ]


def _record(work: UnitOfWork, standing: OrderView, done: Pick) -> None:
    state = LineState.PICKED if done.result is PickResult.PICKED else LineState.OPEN
    gross = done.gross if state is LineState.PICKED else _whole(_line(standing, done.line_id))
    _write(work, standing, _line(standing, done.line_id), state, done.picked, gross)


def _write(
    work: UnitOfWork,
    standing: OrderView,
    line: OrderLineView,
    state: LineState,
    picked: Quantity,
    gross: Money,
    given: v1.Substitute | None = None,
) -> None:
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
        )
    )
    after = read_order(work.connection, standing.id)
    change_order(work, standing.id, {"total_cents": after.total.cents})
