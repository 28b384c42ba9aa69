"""What comes out of a compartment again: with the customer, or back into the shop.

A bank with a computer tells by itself what was taken out with a code (`hear`). Before a bare board
somebody of the shop stands: the customer shows the pickup code, the door is opened from the till.
What nobody came for is fetched back when its days are over, or when the order has ended.
"""

from dataclasses import dataclass
from datetime import timedelta

import msgspec
from sqlalchemy import select, update

from desktop.devices.locker import Purpose, Report
from desktop.domain.cells import one_line
from desktop.domain.lockers import BY_THE_BANK
from desktop.errors import RefusedError
from desktop.services.books.refusals import recording
from desktop.services.carriage import rounds
from desktop.services.carriage.locker_lines import (
    SIMULATED,
    LockerLine,
    has_feedback,
    lines_to_banks,
)
from desktop.services.carriage.locker_rows import (
    DEPOSITS,
    GIVEN,
    HELD,
    DepositState,
    DepositView,
    DoorState,
    banks_for,
    change,
    end,
    gone,
    needs_tidying,
    read_deposit,
    tidy,
    views,
)
from desktop.services.carriage.lockers import Asked, must_be, wish
from desktop.services.online import pickup
from desktop.services.online.bags import standing_at
from desktop.services.online.orders import (
    ORDERS,
    SHELF_LETTERS,
    OrderView,
    change_order,
    read_order,
)
from desktop.services.online.pickup import HandOver
from desktop.services.shop import Shop, Topic
from desktop.services.town import outbox
from desktop.services.unit_of_work import UnitOfWork
from fiscal import Kind
from sync.contract import v1
from sync.kernel import pickup_code
from sync.kernel.clock import milliseconds
from sync.kernel.order_states import OPEN, OrderState

_NEWS_FOR = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class BankView:
    """A bank as its overview shows it."""

    code: str
    name: str
    has_feedback: bool
    is_simulated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Lockers:
    """What lies where, and what is to be done about it."""

    banks: tuple[BankView, ...]
    #: Begun and not finished: a door was asked, or stands open.
    unfinished: tuple[DepositView, ...]
    #: To be fetched back.
    due: tuple[DepositView, ...]
    #: In there, their customers may come.
    kept: tuple[DepositView, ...]
    #: Ready in the shop, for a bank of this till, on no round.
    waiting: tuple[OrderView, ...]

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing to show but the banks."""
        return not (self.unfinished or self.due or self.kept or self.waiting)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What a bank's report has led to."""

    taken: tuple[DepositView, ...]
    #: Deposits the bank need not know any more: `LockerLine.release` tells it.
    to_release: tuple[str, ...]


def overview(shop: Shop) -> Lockers:
    """Return what lies where; what other tills have handed over is noted first."""
    with shop.look() as look:
        is_untidy = needs_tidying(shop, look.connection)
    if is_untidy:
        with shop.begin() as work:
            tidy(work)
            work.commit()
    with shop.look() as look:
        held = views(shop, look.connection, DEPOSITS.c.state.in_(HELD))
    opening = {each.order_id for each in held}
    return Lockers(
        banks=tuple(
            BankView(
                code=bank.code,
                name=bank.name or bank.code,
                has_feedback=has_feedback(bank),
                is_simulated=bank.address in SIMULATED,
            )
            for bank in shop.settings.lockers
        ),
        unfinished=tuple(each for each in held if each.state is DepositState.OPENING),
        due=tuple(each for each in held if each.must_leave),
        kept=tuple(
            each for each in held if each.state is DepositState.DEPOSITED and not each.must_leave
        ),
        waiting=tuple(
            order
            for order in rounds.waiting(shop)
            if order.mode == "locker" and banks_for(shop, order) and order.id not in opening
        ),
    )


def deposit(shop: Shop, deposit_id: str) -> DepositView:
    """Return one deposit.

    Raises:
        RefusedError: unknown_deposit.
    """
    with shop.look() as look:
        return read_deposit(shop, look.connection, deposit_id)


def find_by_code(shop: Shop, text: str) -> tuple[DepositView, str]:
    """Return the deposit whose customer shows that pickup code, and the secret it holds.

    Raises:
        RefusedError: code_refused, when it is no code, or none of a parcel that lies in a locker.
    """
    code = pickup_code.read(text)
    if code is None:
        raise RefusedError("code_refused")
    with shop.look() as look:
        for each in views(shop, look.connection, DEPOSITS.c.state == DepositState.DEPOSITED.value):
            order = each.order
            if order is not None and order.number == code.order_number:
                if not code.opens(order.commitment):
                    break
                return each, code.secret
    raise RefusedError("code_refused")


# --- the customer ---------------------------------------------------------------------------------


def ask_for_customer(
    shop: Shop, deposit_id: str, staff: str, *, secret: str = "", reason: str = ""
) -> Asked:
    """Write down that a door will open for a customer who stands before it.

    Args:
        shop: the open shop.
        deposit_id: which.
        staff: code of who opens it.
        secret: what the customer's code holds.
        reason: why there is no code, when there is none; one of the two must be given.

    Raises:
        RefusedError: unknown_deposit, unknown_locker, deposit_moved_on; code_refused;
            hand_over_unproven; order_step_refused when the order has ended.
    """
    with shop.begin() as work:
        found = must_be(work, deposit_id, DepositState.DEPOSITED)
        order = read_order(work.connection, found.order_id)
        if order.state is not OrderState.READY:
            raise RefusedError("order_step_refused", state=order.state.value)
        _must_be_proven(order, secret, reason)
        asked = wish(work, found, Purpose.COLLECT, staff)
        work.commit()
    return asked


def confirm_taken(
    shop: Shop, deposit_id: str, staff: str, *, secret: str = "", reason: str = ""
) -> DepositView:
    """Write down that the customer has the parcel: the order is done.

    Raises:
        RefusedError: unknown_deposit, deposit_moved_on; code_refused, hand_over_unproven;
            till_closed and what else `pickup.record_hand_over` raises.
    """
    with recording(shop, Kind.SALE, (deposit_id, "locker"), staff) as work:
        found = must_be(work, deposit_id, DepositState.DEPOSITED)
        order = read_order(work.connection, found.order_id)
        _must_be_proven(order, secret, reason)
        _hand_over(work, found, staff, secret, reason)
        done = read_deposit(shop, work.connection, deposit_id)
        work.commit()
    return done


def hear(shop: Shop, locker: str, report: Report) -> Heard:
    """Write down what a bank says was taken out with a code.

    Deposits it knows and this till does not are another's, and left alone. What cannot be written
    now, for the till is closed, is told again by the next report.
    """
    told = {*report.collected, *(each.deposit for each in report.compartments if each.deposit)}
    done = []
    for deposit_id in report.collected:
        with shop.look() as look:
            found = look.connection.execute(
                select(DEPOSITS.c.state).where(
                    DEPOSITS.c.id == deposit_id, DEPOSITS.c.locker == locker
                )
            ).scalar_one_or_none()
        if found == DepositState.DEPOSITED.value:
            done += _hear_one(shop, deposit_id)
    with shop.look() as look:
        free = gone(look.connection, told)
    return Heard(taken=tuple(done), to_release=tuple(sorted(free)))


def to_hear(shop: Shop) -> dict[str, LockerLine]:
    """Return lines to the banks that may have news: something lies there, or did until lately.

    One with a bad address has none; the settings refuse it and the doctor names it.
    """
    with shop.look() as look:
        codes = set(
            look.connection.scalars(
                select(DEPOSITS.c.locker).where(
                    DEPOSITS.c.state.in_(HELD)
                    | (DEPOSITS.c.state_at > shop.clock.now() - _NEWS_FOR)
                )
            )
        )
    return {code: line for code, line in lines_to_banks(shop).lines.items() if code in codes}


def _hear_one(shop: Shop, deposit_id: str) -> list[DepositView]:
    try:
        with recording(shop, Kind.SALE, (deposit_id, "locker"), BY_THE_BANK) as work:
            found = must_be(work, deposit_id, DepositState.DEPOSITED)
            if found.order is not None and found.order.state in OPEN:
                _hand_over_as_it_was(work, found, found.order)
            else:
                if found.order is not None:
                    _tell_of_loss(work, found, found.order)
                end(work, found.id, DepositState.TAKEN)
            done = read_deposit(shop, work.connection, deposit_id)
            work.commit()
    except RefusedError:
        return []
    return [done]


def _hand_over_as_it_was(work: UnitOfWork, found: DepositView, order: OrderView) -> None:
    """Write down that the customer has it, also where a counter had taken the order back since."""
    if order.state is not OrderState.READY:
        # It was ready when it was put in. As the marketplace names what wants a person's word.
        odd = f"handed_over_while_{order.state.value}"
        change_order(work, order.id, {"state": OrderState.READY.value, "anomaly": odd})
    _hand_over(work, found, BY_THE_BANK, "", "locker")


def _tell_of_loss(work: UnitOfWork, found: DepositView, order: OrderView) -> None:
    """Tell that a parcel left whose order had ended: its customer was faster than who fetches it.

    Given elsewhere before, it has left twice. Where it came to nothing, nobody owes
    anything for it as things stand, so a person has to say what comes of it. It is in the order's
    history at the marketplace, and every counter of the shop wants a word.
    """
    told = v1.OrderCarried(
        order=order.id,
        at=milliseconds(work.at),
        by=BY_THE_BANK,
        stage="delivered",
        box=found.box,
        reason="locker",
        till=work.shop.settings.till,
    )
    outbox.append(work, "order.carried", told)
    left = v1.HandOver(at=told.at, by=told.by, till=told.till)
    is_again = order.state in GIVEN
    work.connection.execute(
        update(ORDERS)
        .where(ORDERS.c.id == order.id)
        .values(
            # As the marketplace names it.
            anomaly=(
                "handed_over_twice" if is_again else f"handed_over_though_{order.state.value}"
            ),
            hand_overs=msgspec.to_builtins((*order.hand_overs, left)),
        )
    )
    work.changed(Topic.ORDERS)


def _hand_over(work: UnitOfWork, found: DepositView, staff: str, secret: str, reason: str) -> None:
    told = v1.OrderCarried(
        order=found.order_id,
        at=milliseconds(work.at),
        by=staff,
        stage="delivered",
        box=found.box,
        proof="code" if secret or reason == "locker" else "",
        reason=one_line(reason, 40),
        till=work.shop.settings.till,
    )
    how = HandOver(secret=secret, reason="" if secret else f"locker:{reason}", carried=told)
    pickup.record_hand_over(work, found.order_id, staff, how, None)
    end(work, found.id, DepositState.TAKEN)


def _must_be_proven(order: OrderView, secret: str, reason: str) -> None:
    if secret:
        if not pickup_code.PickupCode(order.number, secret).opens(order.commitment):
            raise RefusedError("code_refused")
    elif not reason.strip():
        raise RefusedError("hand_over_unproven")


# --- back into the shop ---------------------------------------------------------------------------


def ask_to_fetch(shop: Shop, deposit_id: str, staff: str) -> Asked:
    """Write down that a door will open for somebody of the shop, who takes the parcel back.

    Raises:
        RefusedError: unknown_deposit, unknown_locker, deposit_moved_on.
    """
    with shop.begin() as work:
        found = must_be(work, deposit_id, DepositState.DEPOSITED)
        asked = wish(work, found, Purpose.FETCH, staff)
        work.commit()
    return asked


def confirm_back(shop: Shop, deposit_id: str, staff: str, shelf: str = "") -> DepositView:
    """Write down that a parcel stands in the shop again, and tell its customer so.

    Of an order that has ended only the compartment is free; its goods go back on the shelf.

    Raises:
        RefusedError: unknown_deposit, deposit_moved_on.
    """
    with shop.begin() as work:
        found = must_be(work, deposit_id, DepositState.DEPOSITED)
        order = found.order
        if order is not None and order.state is OrderState.READY:
            place = one_line(shelf, SHELF_LETTERS)
            told = v1.OrderCarried(
                order=order.id,
                at=milliseconds(work.at),
                by=staff,
                stage="back",
                shelf=place,
                reason=found.must_leave or "fetched",
                till=work.shop.settings.till,
            )
            outbox.append(work, "order.carried", told)
            values: dict[str, object] = {"carriage": "", "box": ""}
            change_order(work, order.id, values | standing_at(order, place))
        end(work, deposit_id, DepositState.BACK, by=staff)
        done = read_deposit(shop, work.connection, deposit_id)
        work.commit()
    return done


def leave_in(shop: Shop, deposit_id: str) -> DepositView:
    """Write down that a door that was asked stands shut again, and the parcel is still in.

    Raises:
        RefusedError: unknown_deposit, deposit_moved_on.
    """
    with shop.begin() as work:
        must_be(work, deposit_id, DepositState.DEPOSITED)
        change(work, deposit_id, door=DoorState.SHUT.value, reason="")
        kept = read_deposit(shop, work.connection, deposit_id)
        work.commit()
    return kept
