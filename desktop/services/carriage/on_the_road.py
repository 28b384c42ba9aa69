"""A round on the road: it leaves, each stop has its end, and nothing is lost on the way.

| stop | goes to |
|---|---|
| planned | delivered, failed (once the round has begun) |
| failed | planned again, back |
| delivered, back | end |

A round ends when nothing of it is on the road. An order that failed and is back stands ready again:
for the next round, or for the customer at the counter. What is to be paid at the door is paid in the
transaction of the delivery.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal

from sqlalchemy import Connection, select, update

from desktop.domain.cells import one_line
from desktop.errors import RefusedError
from desktop.services.books.refusals import recording
from desktop.services.carriage import locker_rows, proofs
from desktop.services.carriage.rounds import (
    AT_DOORS,
    ROUNDS,
    STOPS,
    RoundView,
    StopState,
    StopView,
    can_go,
    done,
    is_elsewhere,
    may_come_back,
    must_be_open,
    must_be_planned,
    put_in_order,
    round_under_way,
    stop_of,
)
from desktop.services.counter.selling import Checkout
from desktop.services.online import pickup
from desktop.services.online.bags import here, standing_at
from desktop.services.online.orders import SHELF_LETTERS, OrderView, change_order, read_order
from desktop.services.online.pickup import HandedOver, HandOver
from desktop.services.shop import Shop
from desktop.services.town import outbox
from desktop.services.unit_of_work import UnitOfWork
from fiscal import Kind
from sync.contract import v1
from sync.kernel.clock import milliseconds
from sync.kernel.order_states import OPEN

_RECEIVER_LETTERS = 120
_NOTE_LETTERS = 300


class Failure(StrEnum):
    """Why something was not given."""

    ABSENT = "absent"
    REFUSED = "refused"
    ADDRESS = "address"
    DAMAGED = "damaged"
    OTHER = "other"


ProofKind = Literal["name", "signature", "photo", "code"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """How it can be shown that a stop's bags were received."""

    proof: ProofKind
    #: Who took them; needed with name and signature.
    received_by: str = ""
    #: Hash and file of the picture, as `proofs.make` gave them; for signature and photo.
    picture: tuple[str, bytes] = ("", b"")
    #: What the customer's code held; for code.
    secret: str = ""
    #: What was looked at, where the goods need it.
    checks: tuple[v1.Check, ...] = ()
    #: Compartment, where it was put into a locker.
    box: str = ""


def begin(shop: Shop, round_id: str, staff: str) -> RoundView:
    """Have the round leave: every bag of it is on the road from now, and its customer is told.

    Raises:
        RefusedError: unknown_round, round_begun, round_ended; stop_is_gone, when an order was
            handed over, cancelled or carried elsewhere since it was planned; not_for_a_round, when
            it was taken back to be prepared; relay_needs_check, locker_needs_check.
    """
    with shop.begin() as work:
        standing = must_be_planned(work.connection, round_id)
        for stop in standing.stops:
            if not can_go(stop.order):
                if stop.order.state not in OPEN or stop.order.carriage:
                    raise RefusedError("stop_is_gone", number=stop.order.short_number)
                raise RefusedError("not_for_a_round", number=stop.order.short_number)
            _must_need_no_papers(work, stop.order)
            _carry(work, stop.order, staff, "out")
        work.connection.execute(
            update(ROUNDS).where(ROUNDS.c.id == round_id).values(begun_at=work.at)
        )
        return done(work, round_id)


def deliver(
    shop: Shop,
    round_id: str,
    order_id: str,
    staff: str,
    receipt: Receipt,
    checkout: Checkout | None = None,
) -> HandedOver:
    """Note that a stop's bags were received, and how it can be shown.

    At a door the order is done with it: goods, payment and word to the marketplace are one
    transaction. At a relay or a locker it waits there for its customer.

    Args:
        shop: the open shop.
        round_id: which round.
        order_id: which stop.
        staff: code of who notes it.
        receipt: the proof.
        checkout: how it was paid at the door; `order_carts.cart_for` makes its basket.

    Raises:
        RefusedError: unknown_round, round_not_begun, round_ended, unknown_order, stop_settled;
            proof_missing, code_refused; order_unpaid, check_missing and what
            `pickup.record_hand_over` raises; relay_needs_check, of one that is left at a relay;
            locker_needs_check, locker_box_missing, locker_box_taken and locker_deposit_open, of
            one that was put into a locker by hand.
        WorldError: photo_not_kept, or the disk did not take it: nothing was noted.
    """
    sha256, webp = receipt.picture
    _must_be_shown(receipt)
    with recording(shop, Kind.SALE, (order_id, receipt.proof), staff) as work:
        stop = _open_stop(work.connection, round_id, order_id)
        told = v1.OrderCarried(
            order=order_id,
            at=milliseconds(work.at),
            by=staff,
            stage="delivered" if stop.is_at_door else "deposited",
            box=one_line(receipt.box, 20),
            proof=receipt.proof,
            proof_sha256=sha256,
            till=work.shop.settings.till,
        )
        sale = None
        if stop.is_at_door:
            how = HandOver(
                secret=receipt.secret,
                reason=f"delivered:{receipt.proof}",
                checks=receipt.checks,
                carried=told,
            )
            sale = pickup.record_hand_over(work, order_id, staff, how, checkout).sale
        else:
            _leave_there(work, stop.order, told)
        _settle(
            work,
            round_id,
            order_id,
            StopState.DELIVERED,
            received_by=one_line(receipt.received_by, _RECEIVER_LETTERS),
            proof=receipt.proof,
            proof_sha256=sha256,
        )
        if sha256:
            proofs.keep(shop, sha256, webp)
        given = HandedOver(order=read_order(work.connection, order_id), sale=sale)
        work.commit()
    return given


def deposit_elsewhere(
    work: UnitOfWork, order: OrderView, at: datetime, staff: str, box: str = ""
) -> OrderView:
    """Note in a transaction of the caller that another till's round left a parcel where it goes.

    For one whose till is dead: at a relay, or in a compartment of a locker.

    Raises:
        RefusedError: order_is_away; relay_needs_check, locker_needs_check, locker_box_missing,
            locker_box_taken, locker_deposit_open.
    """
    if order.mode in AT_DOORS or not is_elsewhere(work.connection, order):
        raise RefusedError("order_is_away", number=order.number)
    told = v1.OrderCarried(
        order=order.id,
        at=milliseconds(at),
        by=staff,
        stage="deposited",
        box=one_line(box, 20),
        till=work.shop.settings.till,
        taken_from=order.carried_till,
    )
    _leave_there(work, order, told)
    return read_order(work.connection, order.id)


def _leave_there(work: UnitOfWork, order: OrderView, told: v1.OrderCarried) -> None:
    """Have a parcel wait for its customer at a relay or in a locker."""
    _must_need_no_papers(work, order)
    if order.mode == "locker":
        locker_rows.add_by_hand(work, order, told.box, told.by)
    outbox.append(work, "order.carried", told)
    change_order(work, order.id, {"carriage": "deposited", "box": told.box})


def settle_deposited(work: UnitOfWork, order_id: str) -> None:
    """Note in a transaction of the caller that an order's stop, if it has one, is done with."""
    round_id = round_under_way(work.connection, order_id)
    if round_id is not None:
        _settle(work, round_id, order_id, StopState.DELIVERED)


def fail(
    shop: Shop, round_id: str, order_id: str, staff: str, failure: Failure, note: str = ""
) -> RoundView:
    """Note that a stop's bags could not be given; they are brought back with the round.

    Raises:
        RefusedError: unknown_round, round_not_begun, round_ended, unknown_order, stop_settled.
    """
    with shop.begin() as work:
        stop = _open_stop(work.connection, round_id, order_id)
        words = one_line(note, _NOTE_LETTERS)
        # The note may say who opened the door: it stays in the shop.
        _carry(work, stop.order, staff, "failed", reason=failure.value)
        _settle(work, round_id, order_id, StopState.FAILED, failure=failure.value, note=words)
        return done(work, round_id)


def try_again(shop: Shop, round_id: str, order_id: str, staff: str) -> RoundView:
    """Put a stop that failed on the road again, at the end: somebody is there after all.

    Raises:
        RefusedError: unknown_round, round_not_begun, round_ended, unknown_order, stop_not_failed.
    """
    with shop.begin() as work:
        standing = _must_be_on_the_road(work.connection, round_id)
        stop = _failed(standing, order_id)
        _carry(work, stop.order, staff, "out")
        _settle(work, round_id, order_id, StopState.PLANNED, failure="", note="")
        ids = [each.order.id for each in standing.stops if each.order.id != order_id]
        put_in_order(work, round_id, [*ids, order_id])
        return done(work, round_id)


def bring_back(shop: Shop, round_id: str, order_id: str, staff: str, shelf: str = "") -> RoundView:
    """Note that the bags of a stop that failed stand in the shop again.

    Raises:
        RefusedError: unknown_round, round_not_begun, round_ended, unknown_order, stop_not_failed.
    """
    with shop.begin() as work:
        standing = _must_be_on_the_road(work.connection, round_id)
        stop = _failed(standing, order_id)
        if not _is_with_another(work, stop.order):
            _carry(work, stop.order, staff, "back", shelf=shelf)
        kept = {"failure": stop.failure, "note": stop.note}
        _settle(work, round_id, order_id, StopState.BACK, **kept)
        return done(work, round_id)


def come_back(shop: Shop, order_id: str, staff: str, shelf: str = "") -> OrderView:
    """Note that bags that were not given stand in the shop again, whoever had them.

    Those of a round of this till's are back with their stop. What a relay did not keep, or what is
    on another till's round, is back by this word alone: that till may be dead.

    Raises:
        RefusedError: unknown_order; stop_not_failed.
    """
    with shop.look() as look:
        standing = look.connection.scalar(
            select(STOPS.c.round_id)
            .join(ROUNDS, ROUNDS.c.id == STOPS.c.round_id)
            .where(
                STOPS.c.order_id == order_id,
                STOPS.c.state == StopState.FAILED.value,
                ROUNDS.c.ended_at.is_(None),
            )
        )
    if standing is not None:
        bring_back(shop, standing, order_id, staff, shelf)
        with shop.look() as look:
            return read_order(look.connection, order_id)
    with shop.begin() as work:
        found = read_order(work.connection, order_id)
        if not may_come_back(work.connection, found):
            raise RefusedError("stop_not_failed", number=found.short_number)
        _carry(work, found, staff, "back", shelf=shelf)
        view = read_order(work.connection, order_id)
        work.commit()
    return view


def end(shop: Shop, round_id: str) -> RoundView:
    """Close a round of which nothing is on the road any more.

    Raises:
        RefusedError: unknown_round, round_not_begun, round_ended; round_unfinished.
    """
    with shop.begin() as work:
        standing = _must_be_on_the_road(work.connection, round_id)
        if standing.unsettled:
            raise RefusedError("round_unfinished", n=len(standing.unsettled))
        work.connection.execute(
            update(ROUNDS).where(ROUNDS.c.id == round_id).values(ended_at=work.at)
        )
        return done(work, round_id)


# --- rules ------------------------------------------------------------------------------------------


def _must_need_no_papers(work: UnitOfWork, order: OrderView) -> None:
    """Refuse what nobody would look at papers for: it may be marked so after it was ordered."""
    if order.mode in AT_DOORS or not pickup.checks_of(work, order):
        return
    if order.mode == "locker":
        raise RefusedError("locker_needs_check", number=order.short_number)
    raise RefusedError("relay_needs_check", number=order.short_number)


def _must_be_on_the_road(connection: Connection, round_id: str) -> RoundView:
    standing = must_be_open(connection, round_id)
    if standing.begun_at is None:
        raise RefusedError("round_not_begun")
    return standing


def _open_stop(connection: Connection, round_id: str, order_id: str) -> StopView:
    stop = stop_of(_must_be_on_the_road(connection, round_id), order_id)
    if stop.state is not StopState.PLANNED:
        raise RefusedError("stop_settled", number=stop.order.short_number)
    return stop


def _is_with_another(work: UnitOfWork, order: OrderView) -> bool:
    """Tell whether another counter has sent an order again: this one's paper of it is behind."""
    if order.carriage != "out":
        return order.carriage == "deposited"
    return order.carried_till not in ("", work.shop.settings.till)


def _failed(standing: RoundView, order_id: str) -> StopView:
    stop = stop_of(standing, order_id)
    if stop.state is not StopState.FAILED:
        raise RefusedError("stop_not_failed", number=stop.order.short_number)
    return stop


def _must_be_shown(receipt: Receipt) -> None:
    has = {
        "name": bool(receipt.received_by.strip()),
        "signature": bool(receipt.picture[0] and receipt.received_by.strip()),
        "photo": bool(receipt.picture[0]),
        "code": bool(receipt.secret),
    }
    if not has[receipt.proof]:
        raise RefusedError("proof_missing")


def _carry(
    work: UnitOfWork,
    order: OrderView,
    staff: str,
    stage: Literal["out", "failed", "back"],
    reason: str = "",
    shelf: str = "",
) -> None:
    place = one_line(shelf, SHELF_LETTERS)
    told = v1.OrderCarried(
        order=order.id,
        at=milliseconds(work.at),
        by=staff,
        stage=stage,
        reason=reason,
        till=work.shop.settings.till,
        taken_from=order.carried_till if stage == "back" else "",
        shelf=place,
        given=tuple(line.id for line in here(order)) if stage == "out" else (),
    )
    outbox.append(work, "order.carried", told)
    values: dict[str, object] = {
        "carriage": "" if stage == "back" else stage,
        "carried_till": told.till if stage == "out" else "",
    }
    change_order(work, order.id, values | standing_at(order, place))


def _settle(
    work: UnitOfWork, round_id: str, order_id: str, state: StopState, **values: str
) -> None:
    work.connection.execute(
        update(STOPS)
        .where(STOPS.c.round_id == round_id, STOPS.c.order_id == order_id)
        .values(state=state.value, at=work.at, **values)
    )
