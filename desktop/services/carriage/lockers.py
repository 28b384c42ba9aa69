"""An order into a compartment: written down first, the door opened second, and never guessed.

| step | thread | on the disk |
|---|---|---|
| `ask` | ledger | row `opening`, its door `asked`: from here on nobody knows what the door did |
| `LockerLine.send` | another | nothing |
| `note_answer` | ledger | door `opened` or `refused`; or `unknown` |
| `say_door` | ledger | the word of whoever stands before it, on a door nobody knows about |
| `confirm` | ledger | row `deposited`; the round's stop, the order and word to the marketplace with it |

A door that is still `asked` when the till starts was cut short: nobody knows. A bank that has a
computer is asked again by the key of the wish (`LockerLine.recall`); otherwise a person looks.
What comes out of a compartment again is in `services.carriage.locker_emptying`.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection, select

from desktop.devices.locker import Answer, Door, Opening, Outcome, Purpose, Report
from desktop.domain.lockers import Box, Size, choose, size_for
from desktop.errors import RefusedError
from desktop.services.carriage import on_the_road
from desktop.services.carriage.locker_lines import boxes_of, has_feedback
from desktop.services.carriage.locker_rows import (
    DEPOSITS,
    DepositState,
    DepositView,
    DoorState,
    add,
    add_by_hand,
    bank_of,
    banks_for,
    change,
    end,
    held_of_order,
    read_deposit,
    stuck,
    taken,
    tidy,
)
from desktop.services.carriage.rounds import can_go, round_under_way
from desktop.services.online import pickup
from desktop.services.online.bags import here
from desktop.services.online.orders import OrderView, change_order, read_order
from desktop.services.shop import Shop
from desktop.services.town import outbox
from desktop.services.unit_of_work import UnitOfWork
from desktop.settings import LockerSettings
from sync.contract import v1
from sync.kernel.clock import milliseconds
from sync.kernel.ids import new_id
from sync.kernel.order_states import OrderState

STUCK = "stuck"
_OPENS = re.compile(r"[0-9A-Za-z-]{1,12}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A wish that is on the disk, and now may be sent."""

    deposit: DepositView
    opening: Opening


@dataclass(frozen=True, slots=True, kw_only=True)
class LockerStop:
    """What can be done with an order that is to go into a locker."""

    order: OrderView
    banks: tuple[LockerSettings, ...]
    #: What was begun, or is done.
    deposit: DepositView | None
    size: Size

    @property
    def bank(self) -> LockerSettings | None:
        """Return the bank it goes into unless somebody says otherwise."""
        return self.banks[0] if self.banks else None


def stop_for(shop: Shop, order_id: str) -> LockerStop:
    """Return what can be done with an order that is to go into a locker.

    Raises:
        RefusedError: unknown_order.
    """
    with shop.look() as look:
        order = read_order(look.connection, order_id)
        held = held_of_order(shop, look.connection, order_id)
    return LockerStop(
        order=order, banks=banks_for(shop, order), deposit=held, size=size_for(order.bags)
    )


# --- putting in -----------------------------------------------------------------------------------


def ask(
    shop: Shop,
    order_id: str,
    staff: str,
    *,
    locker: str,
    size: Size,
    report: Report | None = None,
    box: str = "",
) -> Asked:
    """Hold the smallest free compartment for an order, and write down that its door will open.

    Args:
        shop: the open shop.
        order_id: what goes in.
        staff: code of who puts it in.
        locker: code of the bank.
        size: how large the parcel is.
        report: how the bank says it stands; needed where it has a computer.
        box: this compartment and no other; empty for the one that fits best.

    Raises:
        RefusedError: unknown_order, unknown_locker; not_for_a_locker, locker_needs_check,
            order_unpaid; locker_deposit_open; locker_full, locker_box_taken, locker_no_such_box.
    """
    with shop.begin() as work:
        tidy(work)
        asked = _ask(work, order_id, staff, bank_of(shop, locker), size, report, box)
        work.commit()
    return asked


def ask_again(shop: Shop, deposit_id: str, staff: str) -> Asked:
    """Write down that the same door will be asked once more.

    Raises:
        RefusedError: unknown_deposit, unknown_locker, deposit_moved_on.
    """
    with shop.begin() as work:
        found = must_be(work, deposit_id, DepositState.OPENING)
        asked = wish(work, found, Purpose.DEPOSIT, staff)
        work.commit()
    return asked


def ask_other(
    shop: Shop,
    deposit_id: str,
    staff: str,
    *,
    size: Size,
    report: Report | None = None,
    is_stuck: bool = False,
) -> Asked:
    """Let a compartment go, for it is too small or its door stays shut, and hold another.

    Raises:
        RefusedError: as `ask`; deposit_moved_on.
    """
    with shop.begin() as work:
        found = must_be(work, deposit_id, DepositState.OPENING)
        _let_go(work, found, is_stuck=is_stuck)
        bank = bank_of(shop, found.locker)
        asked = _ask(work, found.order_id, staff, bank, size, report, "", not_this=found.box)
        work.commit()
    return asked


def note_answer(shop: Shop, deposit_id: str, key: str, answer: Answer) -> DepositView:
    """Write down what the bank said of a wish; one that was followed by another is passed over.

    Raises:
        RefusedError: unknown_deposit.
    """
    with shop.begin() as work:
        found = read_deposit(shop, work.connection, deposit_id)
        if _last_wish(work.connection, deposit_id) != key or not found.is_doubtful:
            return found
        code = {"opening_code": answer.code} if answer.code else {}
        door, reason = _DOORS[answer.outcome].value, answer.reason.value
        change(work, deposit_id, door=door, reason=reason, **code)
        noted = read_deposit(shop, work.connection, deposit_id)
        work.commit()
    return noted


def last_wish(shop: Shop, deposit_id: str) -> str:
    """Return the key of the last wish to open a deposit's door; empty where none was sent.

    Raises:
        RefusedError: unknown_deposit.
    """
    with shop.look() as look:
        read_deposit(shop, look.connection, deposit_id)
        return _last_wish(look.connection, deposit_id)


def _last_wish(connection: Connection, deposit_id: str) -> str:
    found = select(DEPOSITS.c.ask_id).where(DEPOSITS.c.id == deposit_id)
    key: str = connection.execute(found).scalar_one()
    return key


def say_door(shop: Shop, deposit_id: str, *, is_open: bool) -> DepositView:
    """Write down what somebody sees who stands before a door nobody knows about.

    Raises:
        RefusedError: unknown_deposit; deposit_moved_on when it is known (by now).
    """
    with shop.begin() as work:
        found = read_deposit(shop, work.connection, deposit_id)
        if not found.is_doubtful:
            raise RefusedError("deposit_moved_on", box=found.box)
        door = DoorState.OPENED if is_open else DoorState.REFUSED
        change(work, deposit_id, door=door.value, reason="" if is_open else STUCK)
        noted = read_deposit(shop, work.connection, deposit_id)
        work.commit()
    return noted


def confirm(shop: Shop, deposit_id: str, staff: str, report: Report | None = None) -> DepositView:
    """Write down that the parcel is in and the door shut: the stop is done, the customer is told.

    Args:
        shop: the open shop.
        deposit_id: which.
        staff: code of who says so.
        report: how the bank says it stands, where it has a computer and answered.

    Raises:
        RefusedError: unknown_deposit, deposit_moved_on; locker_door_open, as the bank sees it;
            locker_not_opened; locker_no_code, where the bank was to issue one and it never came;
            order_step_refused, when it was cancelled meanwhile.
    """
    with shop.begin() as work:
        found = must_be(work, deposit_id, DepositState.OPENING)
        if found.door is DoorState.REFUSED:
            raise RefusedError("locker_not_opened", box=found.box)
        if report is not None and report.door(found.box) is Door.OPEN:
            raise RefusedError("locker_door_open", box=found.box)
        bank = bank_of(shop, found.locker)
        if has_feedback(bank) and not found.has_code:
            raise RefusedError("locker_no_code", box=found.box)
        order = _must_be_ready(work, found.order_id)
        until = work.at + timedelta(days=bank.keep_days)
        change(
            work, deposit_id,
            state=DepositState.DEPOSITED.value, door=DoorState.SHUT.value, reason="",
            state_at=work.at, keep_until=until, by=staff,
        )  # fmt: skip
        tell_deposited(work, order, deposit_id, found.box, staff)
        on_the_road.settle_deposited(work, order.id)
        done = read_deposit(shop, work.connection, deposit_id)
        work.commit()
    return done


def give_up(shop: Shop, deposit_id: str, *, is_stuck: bool = False) -> DepositView:
    """Write down that nothing was put in; the compartment is free, the parcel with who carries it.

    Raises:
        RefusedError: unknown_deposit, deposit_moved_on.
    """
    with shop.begin() as work:
        found = must_be(work, deposit_id, DepositState.OPENING)
        _let_go(work, found, is_stuck=is_stuck)
        ended = read_deposit(shop, work.connection, deposit_id)
        work.commit()
    return ended


def put_in_by_hand(
    shop: Shop, order_id: str, staff: str, box: str, *, locker: str = "", code: str = ""
) -> DepositView:
    """Write down a parcel that was put in without the till: the bank is away, or it has no driver.

    Args:
        shop: the open shop.
        order_id: what is in.
        staff: code of who put it in.
        box: what stands on the door.
        locker: code of the bank; empty for the one of the order's destination.
        code: what opens it for the customer, where the bank showed one.

    Raises:
        RefusedError: unknown_order; not_for_a_locker, locker_needs_check, order_unpaid;
            locker_box_missing, locker_box_taken, locker_deposit_open, locker_code_unfit.
    """
    opens = "".join(code.split())
    if opens and not _OPENS.fullmatch(opens):
        raise RefusedError("locker_code_unfit")
    with shop.begin() as work:
        tidy(work)
        order = _must_fit(work, order_id)
        deposit_id = add_by_hand(work, order, box, staff, locker, opens)
        kept = read_deposit(shop, work.connection, deposit_id)
        tell_deposited(work, order, deposit_id, kept.box, staff)
        on_the_road.settle_deposited(work, order.id)
        done = read_deposit(shop, work.connection, deposit_id)
        work.commit()
    return done


# --- the parts of it ------------------------------------------------------------------------------

_DOORS = {
    Outcome.OPENED: DoorState.OPENED,
    Outcome.REFUSED: DoorState.REFUSED,
    Outcome.UNKNOWN: DoorState.UNKNOWN,
}


def must_be(work: UnitOfWork, deposit_id: str, state: DepositState) -> DepositView:
    """Return a deposit that is in that state.

    Raises:
        RefusedError: unknown_deposit; deposit_moved_on, when it is in another.
    """
    found = read_deposit(work.shop, work.connection, deposit_id)
    if found.state is not state:
        raise RefusedError("deposit_moved_on", box=found.box)
    return found


def wish(work: UnitOfWork, found: DepositView, purpose: Purpose, staff: str) -> Asked:
    """Write a wish to open a door down, in a transaction of the caller.

    Raises:
        RefusedError: unknown_locker, when this till does not open that bank.
    """
    bank = bank_of(work.shop, found.locker)
    key = new_id()
    change(
        work, found.id,
        ask_id=key, door=DoorState.ASKED.value, purpose=purpose.value, reason="", by=staff,
    )  # fmt: skip
    deposit = read_deposit(work.shop, work.connection, found.id)
    opening = Opening(
        key=key,
        box=found.box,
        purpose=purpose,
        deposit=found.id,
        until=work.at + timedelta(days=bank.keep_days),
    )
    return Asked(deposit=deposit, opening=opening)


def tell_deposited(
    work: UnitOfWork, order: OrderView, deposit_id: str, box: str, staff: str
) -> None:
    """Tell the marketplace where an order lies, and what opens it for its customer."""
    code = work.connection.execute(
        select(DEPOSITS.c.opening_code).where(DEPOSITS.c.id == deposit_id)
    ).scalar_one()
    told = v1.OrderCarried(
        order=order.id,
        at=milliseconds(work.at),
        by=staff,
        stage="deposited",
        box=box,
        opening_code=code,
        till=work.shop.settings.till,
        given=tuple(line.id for line in here(order)),
    )
    outbox.append(work, "order.carried", told)
    change_order(work, order.id, {"carriage": "deposited", "box": box})


def _ask(
    work: UnitOfWork,
    order_id: str,
    staff: str,
    bank: LockerSettings,
    size: Size,
    report: Report | None,
    box: str,
    not_this: str = "",
) -> Asked:
    order = _must_fit(work, order_id)
    chosen = _chosen(work, bank, size, report, box, {not_this})
    deposit_id = add(
        work, order, bank.code, chosen.number, staff,
        state=DepositState.OPENING.value, size=chosen.size.value,
    )  # fmt: skip
    found = read_deposit(work.shop, work.connection, deposit_id)
    return wish(work, found, Purpose.DEPOSIT, staff)


def _chosen(
    work: UnitOfWork,
    bank: LockerSettings,
    size: Size,
    report: Report | None,
    box: str,
    not_these: Collection[str],
) -> Box:
    boxes, away = _boxes(bank, report)
    away |= taken(work.connection, bank)
    if not box:
        shut = {*stuck(work.connection, bank, work.at), *not_these}
        return choose(boxes, away | shut, size)
    found = [each for each in boxes if each.number == box]
    if not found:
        raise RefusedError("locker_no_such_box", box=box)
    if box in away:
        raise RefusedError("locker_box_taken", box=box)
    return found[0]


def _boxes(bank: LockerSettings, report: Report | None) -> tuple[tuple[Box, ...], set[str]]:
    """Return a bank's compartments, and those the bank itself says something is in."""
    if report is None:
        return boxes_of(bank), set()
    every = report.compartments
    away = {each.box.number for each in every if each.deposit or each.is_out_of_use}
    return tuple(each.box for each in every), away


def _must_fit(work: UnitOfWork, order_id: str) -> OrderView:
    """Return an order that may go into a locker now: paid, and nobody has to look at any papers."""
    order = _must_be_ready(work, order_id)
    is_on_its_way = (
        order.carriage == "out" and round_under_way(work.connection, order.id) is not None
    )
    if order.mode != "locker" or not (can_go(order) or is_on_its_way):
        raise RefusedError("not_for_a_locker", number=order.short_number)
    if order.to_pay:
        raise RefusedError("order_unpaid", amount=order.to_pay)
    if pickup.checks_of(work, order):
        raise RefusedError("locker_needs_check", number=order.short_number)
    return order


def _must_be_ready(work: UnitOfWork, order_id: str) -> OrderView:
    order = read_order(work.connection, order_id)
    if order.state is not OrderState.READY:
        raise RefusedError("order_step_refused", state=order.state.value)
    return order


def _let_go(work: UnitOfWork, found: DepositView, *, is_stuck: bool) -> None:
    end(work, found.id, DepositState.GIVEN_UP, reason=STUCK if is_stuck else "")
