"""The customer at the counter: the verdict on a pickup code, the payment, the bag.

An order leaves whole or in parts; each line of it leaves once. Whatever left is paid, moved and
told in one transaction, and the order stays ready for the rest.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from msgspec import structs
from sqlalchemy import Connection, select, update

from desktop.domain.sellable import AGE_18, IDENTITY
from desktop.errors import RefusedError
from desktop.models.base import table_of
from desktop.models.carriage import Parcel
from desktop.models.catalogue import Product, Variant
from desktop.services.books.journal import journal_of
from desktop.services.books.refusals import recording
from desktop.services.carriage import rounds
from desktop.services.counter import selling
from desktop.services.counter.selling import Checkout, SaleDone
from desktop.services.goods import bundles
from desktop.services.online.bags import here
from desktop.services.online.order_carts import due_for, is_of, lines_leaving
from desktop.services.online.orders import (
    LINES,
    ORDERS,
    OrderLineView,
    OrderView,
    change_order,
    must_be_here,
    read_order,
)
from desktop.services.shop import Shop, Topic
from desktop.services.stockroom.stock import Move, move
from desktop.services.town import neighbours, outbox
from desktop.services.town.neighbours import Neighbour
from desktop.services.unit_of_work import Look, UnitOfWork
from fiscal import EventBody, EventCode, Kind
from sync.contract import v1
from sync.kernel import pickup_code
from sync.kernel.clock import milliseconds
from sync.kernel.order_states import OPEN, Actor, OrderState, may_step

_products, _variants = table_of(Product), table_of(Variant)
_parcels = table_of(Parcel)
_AWAY = frozenset({"out", "deposited", "failed"})
_CHECKS: tuple[tuple[str, v1.Check], ...] = ((AGE_18, "age"), (IDENTITY, "identity"))
_ONE = 1000
_LATELY = timedelta(hours=36)
"""Whose order left within this time may be back with a question about it."""
_COMES_BACK = timedelta(days=15)
"""Whose order left within this time may still renounce it: fourteen days after that of receipt."""


class VerdictKind(StrEnum):
    """What to do with whoever presents a code."""

    HAND_OVER = "hand_over"
    NOT_READY = "not_ready"
    ALREADY = "already"
    #: Four digits that more than one order ends in: the name tells which.
    SEVERAL = "several"
    #: A sound code, but of no order here; of another shop as far as the code tells.
    OTHER_SHOP = "other_shop"
    #: A sound code of this shop, of an order that this till has not got, or has no longer.
    NOT_ARRIVED = "not_arrived"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    REFUSED = "refused"
    #: The number is ours, the secret is not what the marketplace committed to.
    FORGED = "forged"
    #: Not in the shop: on a round, in a locker, at a relay shop.
    AWAY = "away"
    #: Another shop's order, which this shop keeps as a relay: `services.carriage.relay` judges it.
    PARCEL = "parcel"
    #: No pickup code at all.
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class LineCheck:
    """A line that whoever hands it over has to look at somebody's papers for."""

    line_id: str
    check: v1.Check


@dataclass(frozen=True, slots=True)
class KeptParcel:
    """Another shop's parcel that this shop keeps as a relay, as far as it is asked for by name."""

    number: str
    customer_name: str
    from_shop: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The answer to a presented code."""

    kind: VerdictKind
    #: The order, where there is one to show; never for a forged code.
    order: OrderView | None = None
    #: The secret that was presented: the proof that goes with the hand-over.
    secret: str = ""
    #: When an order was handed over already; when an unready one is expected.
    at: datetime | None = None
    #: Whose order it is, where the code says that it is another shop's and the town told of it.
    neighbour: Neighbour | None = None
    #: What has to be looked at before its lines leave.
    checks: tuple[LineCheck, ...] = ()
    #: It is away, and somebody may say that its bags stand here again.
    may_come_back: bool = False
    #: The orders that may be meant, where it is not one alone.
    choices: tuple[OrderView, ...] = ()
    #: The parcels that may be meant as well; `services.carriage.relay` judges them.
    parcels: tuple[KeptParcel, ...] = ()

    @property
    def needed(self) -> tuple[v1.Check, ...]:
        """Return what has to be looked at for all of it, each once."""
        return tuple(dict.fromkeys(each.check for each in self.checks))


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOver:
    """A bag that has left, and the ticket it was paid on, if any."""

    #: Still ready where only a part of it has left.
    order: OrderView
    sale: SaleDone | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver:
    """Who gives what to whom, and on what grounds."""

    #: What the customer's code held, as the verdict gave it.
    secret: str = ""
    #: Why there is no code, when there is none; one of the two must be given.
    reason: str = ""
    #: Only these lines leave now; empty: all that is still here.
    lines: tuple[str, ...] = ()
    #: Somebody else came, whom the customer had named.
    is_proxy: bool = False
    #: What was looked at.
    checks: tuple[v1.Check, ...] = ()
    #: When it left, where that is written down afterwards.
    left_at: datetime | None = None
    #: Told in place of the hand-over, where it was given at the customer's door.
    carried: v1.OrderCarried | None = None


_BY_STATE = {
    OrderState.READY: VerdictKind.HAND_OVER,
    OrderState.HANDED_OVER: VerdictKind.ALREADY,
    OrderState.DELIVERED: VerdictKind.ALREADY,
    OrderState.RETURNED: VerdictKind.ALREADY,
    OrderState.CANCELLED: VerdictKind.CANCELLED,
    OrderState.EXPIRED: VerdictKind.EXPIRED,
    OrderState.REFUSED: VerdictKind.REFUSED,
}


# --- the verdict ---------------------------------------------------------------------------------


def check(shop: Shop, text: str) -> Verdict:
    """Return what a presented code is worth; it asks nobody, so it answers with no network."""
    code = pickup_code.read(text)
    if code is None:
        return Verdict(kind=VerdictKind.UNKNOWN)
    with shop.look() as look:
        found = _by_number(look.connection, code.order_number)
        if found is None:
            is_kept = _is_kept_here(look.connection, code.order_number)
            if is_kept:
                return Verdict(kind=VerdictKind.PARCEL)
            whose = neighbours.of_tag(look.connection, code.shop_tag)
            if whose is not None and whose.is_own:
                return Verdict(kind=VerdictKind.NOT_ARRIVED)
            return Verdict(kind=VerdictKind.OTHER_SHOP, neighbour=whose)
        if not code.opens(found.commitment):
            return Verdict(kind=VerdictKind.FORGED)
        return _verdict(look.connection, found, code.secret)


def find_by_number(shop: Shop, text: str) -> Verdict:
    """Return the verdict for a number said aloud, whole or its last four digits, without proof.

    Where several orders that are not done with, or were lately, end in the four digits, they are
    the choices, the ready ones first, and after them the parcels that wait here. With none of
    those, whoever received goods may bring them back: those that are over for no longer than that
    takes are the choices, the latest first; of older ones the latest is meant.
    """
    digits = "".join(text.split())
    if not digits.isascii() or not digits.isdigit() or len(digits) not in {4, 8}:
        return Verdict(kind=VerdictKind.UNKNOWN)
    with shop.look() as look:
        connection = look.connection
        rows = connection.execute(
            select(ORDERS.c.id, ORDERS.c.state, ORDERS.c.handed_over_at, ORDERS.c.promised_to)
            .where(ORDERS.c.number.endswith(digits, autoescape=True))
            .order_by((ORDERS.c.state == OrderState.READY.value).desc(), ORDERS.c.promised_from)
        ).all()
        if not rows:
            is_kept = _is_kept_here(connection, digits)
            return Verdict(kind=VerdictKind.PARCEL if is_kept else VerdictKind.UNKNOWN)
        now = shop.clock.now()
        lately = now - _LATELY
        meant = [
            row.id
            for row in rows
            if row.state in OPEN or (row.handed_over_at is not None and row.handed_over_at > lately)
        ]
        parcels = _waiting_parcels(connection, digits)
        if parcels and not meant:
            return Verdict(kind=VerdictKind.PARCEL)
        # What nobody received was over by the time it was promised for.
        ended = ((row.handed_over_at or row.promised_to, row.id) for row in rows)
        meant = meant or _over(ended, now - _COMES_BACK)
        if len(meant) + len(parcels) > 1:
            choices = tuple(read_order(connection, each) for each in meant)
            return Verdict(kind=VerdictKind.SEVERAL, choices=choices, parcels=parcels)
        return _verdict(connection, read_order(connection, meant[0]), "")


def _over(ended: Iterable[tuple[datetime, str]], since: datetime) -> list[str]:
    """Return the ids of orders that ended since then, the latest first; else of the last of all."""
    latest = sorted(ended, reverse=True)
    return [order_id for at, order_id in latest if at > since] or [latest[0][1]]


def verdict_on(shop: Shop, order_id: str) -> Verdict:
    """Return the verdict on one order, chosen on the screen, without proof.

    Raises:
        RefusedError: unknown_order.
    """
    with shop.look() as look:
        return _verdict(look.connection, read_order(look.connection, order_id), "")


def _is_kept_here(connection: Connection, number: str) -> bool:
    """Tell whether a parcel's number is, or ends in, these digits."""
    ends = _parcels.c.number.endswith(number, autoescape=True)
    return connection.execute(select(_parcels.c.id).where(ends).limit(1)).first() is not None


def _waiting_parcels(connection: Connection, digits: str) -> tuple[KeptParcel, ...]:
    """Return the parcels ending in these digits that are here or on their way."""
    rows = connection.execute(
        select(_parcels.c.number, _parcels.c.customer_name, _parcels.c.from_shop)
        .where(
            _parcels.c.number.endswith(digits, autoescape=True),
            _parcels.c.state.in_(("expected", "received")),
        )
        .order_by((_parcels.c.state == "received").desc(), _parcels.c.number)
    ).all()
    return tuple(KeptParcel(*row) for row in rows)


def _by_number(connection: Connection, number: str) -> OrderView | None:
    order_id = connection.scalar(select(ORDERS.c.id).where(ORDERS.c.number == number))
    return None if order_id is None else read_order(connection, order_id)


def _verdict(connection: Connection, found: OrderView, secret: str) -> Verdict:
    kind = _BY_STATE.get(found.state, VerdictKind.NOT_READY)
    if kind is VerdictKind.HAND_OVER and found.carriage in _AWAY:
        kind = VerdictKind.AWAY
    at = found.promised_from if kind is VerdictKind.NOT_READY else found.handed_over_at
    checks = _checks(connection, here(found)) if kind is VerdictKind.HAND_OVER else ()
    return Verdict(
        kind=kind,
        order=found,
        secret=secret,
        at=at,
        checks=checks,
        may_come_back=kind is VerdictKind.AWAY and rounds.may_come_back(connection, found),
    )


def checks_of(look: Look | UnitOfWork, order: OrderView) -> tuple[LineCheck, ...]:
    """Return what has to be looked at before what is left of an order leaves."""
    return _checks(look.connection, here(order))


def _checks(connection: Connection, lines: Sequence[OrderLineView]) -> tuple[LineCheck, ...]:
    ids = {line.delivered_variant_id for line in lines}
    # A box with a bottle in it is handed over as the bottle is.
    pieces = bundles.pieces_of(connection, ids)
    inside = {bundle: [piece for piece, _count in parts] for bundle, parts in pieces.items()}
    rows = connection.execute(
        select(_variants.c.id, _products.c.flags)
        .join(_products, _products.c.id == _variants.c.product_id)
        .where(_variants.c.id.in_(ids.union(*inside.values())))
    ).all()
    flags = {row.id: row.flags for row in rows}
    return tuple(
        LineCheck(line.id, check)
        for line in lines
        for flag, check in _CHECKS
        if any(
            flag in flags.get(each, ())
            for each in (line.delivered_variant_id, *inside.get(line.delivered_variant_id, ()))
        )
    )


# --- the hand-over -------------------------------------------------------------------------------


def hand_over(
    shop: Shop,
    order_id: str,
    staff: str,
    *,
    secret: str = "",
    reason: str = "",
    checkout: Checkout | None = None,
    how: HandOver | None = None,
) -> HandedOver:
    """Let the bag go: the payment, the ticket, the stock and the hand-over are one transaction.

    Args:
        shop: the open shop.
        order_id: whose bag.
        staff: code of who hands it over.
        secret: what the customer's code held, as the verdict gave it.
        reason: why there is no code, when there is none; one of the two must be given.
        checkout: how what leaves is paid, unless it was paid online.
        how: all of it, where there is more to say than code or reason.

    Raises:
        RefusedError: unknown_order; order_step_refused when it is not ready or already gone;
            order_is_away, when its bag is on a round, in a locker or at a relay; unknown_line, line_handed_over, nothing_to_hand_over; code_refused;
            hand_over_unproven; proxy_not_named; check_missing; order_unpaid, also when the basket
            is no longer what leaves comes to; order_already_paid; what `take_payment` raises.
    """
    given = how or HandOver(secret=secret, reason=reason)
    wanted = (order_id, () if checkout is None else checkout.cart.priced())
    with recording(shop, Kind.SALE, wanted, staff) as work:
        done = record_hand_over(work, order_id, staff, given, checkout)
        work.commit()
    return done


def record_hand_over(
    work: UnitOfWork, order_id: str, staff: str, how: HandOver, checkout: Checkout | None
) -> HandedOver:
    """Write a hand-over inside a transaction of the caller, who commits.

    Raises:
        RefusedError: as `hand_over`.
    """
    found = read_order(work.connection, order_id)
    if not may_step(found.state, OrderState.HANDED_OVER, Actor.SHOP):
        raise RefusedError("order_step_refused", state=found.state.value)
    if how.carried is None:
        must_be_here(found)
    leaving = lines_allowed(work, found, how)
    _must_be_paid(found, leaving, checkout)
    sale = None
    if checkout is not None:
        sale = selling.record_sale(work, replace(checkout, order_id=order_id))
    _leave(work, found, leaving, staff, how, sale)
    return HandedOver(order=read_order(work.connection, order_id), sale=sale)


def lines_allowed(
    look: Look | UnitOfWork, found: OrderView, how: HandOver
) -> tuple[OrderLineView, ...]:
    """Return the lines that leave now: nothing but the money stands in their way.

    Raises:
        RefusedError: as `hand_over`, but for the order's state and the payment.
    """
    leaving = lines_leaving(found, how.lines)
    if not leaving and (how.lines or any(line.handed_at for line in found.lines)):
        raise RefusedError("nothing_to_hand_over", number=found.number)
    _must_be_proven(found, how)
    _must_be_looked_at(look.connection, leaving, how)
    return leaving


def _must_be_proven(found: OrderView, how: HandOver) -> None:
    if how.is_proxy and not found.proxy_name:
        raise RefusedError("proxy_not_named", number=found.number)
    if how.secret:
        if not pickup_code.PickupCode(found.number, how.secret).opens(found.commitment):
            raise RefusedError("code_refused")
    elif not how.reason:
        raise RefusedError("hand_over_unproven")


def _must_be_looked_at(
    connection: Connection, leaving: Sequence[OrderLineView], how: HandOver
) -> None:
    for each in _checks(connection, leaving):
        if each.check not in how.checks:
            raise RefusedError("check_missing", check=each.check)


def _must_be_paid(
    found: OrderView, leaving: Sequence[OrderLineView], checkout: Checkout | None
) -> None:
    due = due_for(found, leaving)
    if due and (checkout is None or checkout.cart.total != due or not is_of(checkout, leaving)):
        raise RefusedError("order_unpaid", amount=due)
    if checkout is not None and not due:
        raise RefusedError("order_already_paid", number=found.number)


def _leave(
    work: UnitOfWork,
    found: OrderView,
    leaving: Sequence[OrderLineView],
    staff: str,
    how: HandOver,
    sale: SaleDone | None,
) -> None:
    going = {line.id for line in leaving}
    is_whole = going == {line.id for line in found.lines if line.delivered_quantity}
    is_last = going == {line.id for line in here(found)}
    left_at = how.left_at or work.at
    sale_id = "" if sale is None else sale.sale_id
    given = tuple(line.id for line in leaving)
    if how.carried is not None:
        carried = structs.replace(how.carried, sale=sale_id, given=given)
        op_id = outbox.append(work, "order.carried", carried)
    else:
        told = v1.OrderHandedOver(
            order=found.id,
            at=milliseconds(left_at),
            by=staff,
            secret=how.secret,
            reason=how.reason,
            sale=sale_id,
            lines=() if is_whole else given,
            proxy=how.is_proxy,
            checks=how.checks,
            till=work.shop.settings.till,
            given=given,
        )
        op_id = outbox.append(work, "order.handed_over", told)
    work.connection.execute(
        update(LINES)
        .where(LINES.c.order_id == found.id, LINES.c.id.in_(going))
        .values(handed_at=left_at)
    )
    if sale is None:
        _take_goods(work, found, leaving, op_id)
        _tell_journal(work, found, staff)
    after = OrderState.HANDED_OVER if how.carried is None else OrderState.DELIVERED
    done: dict[str, object] = {"state": after.value, "handed_over_at": left_at, "carriage": ""}
    change_order(work, found.id, (done if is_last else {}) | {"handed_over_by": staff})


def _take_goods(
    work: UnitOfWork, found: OrderView, leaving: Sequence[OrderLineView], op_id: str
) -> None:
    """Take goods that no ticket of a till takes out; the marketplace does so by the same word."""
    pieces = bundles.pieces_of(work.connection, {line.delivered_variant_id for line in leaving})
    moves = [
        Move(variant_id, -line.delivered_quantity.thousandths * count // _ONE)
        for line in leaving
        if line.delivered_variant_id
        for variant_id, count in pieces.get(
            line.delivered_variant_id, ((line.delivered_variant_id, _ONE),)
        )
    ]
    move(work, moves, why="sale", ref=found.id, op_id=op_id)
    work.changed(Topic.CATALOGUE)


def _tell_journal(work: UnitOfWork, found: OrderView, staff: str) -> None:
    """Note in the journal a hand-over that no ticket tells of (fiscal study § 4, event 480)."""
    journal = journal_of(work)
    if journal.head().seq:
        details = {"order": found.id, "token": found.commitment}
        journal.record_event(EventBody(code=EventCode.HANDED_OVER, details=details), operator=staff)
