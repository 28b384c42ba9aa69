"""What lies in which compartment, as it is written down: one row a parcel, from the wish on.

| state | goes to |
|---|---|
| opening | deposited, given_up |
| deposited | taken, back |
| taken, back, given_up | ends |
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, Connection, RowMapping, Select, insert, select, update

from desktop.devices.locker import knows_its_doors
from desktop.domain.cells import one_line
from desktop.domain.lockers import BOX_LETTERS
from desktop.domain.places import walking_key
from desktop.errors import RefusedError
from desktop.models.base import table_of
from desktop.models.carriage import LockerDeposit
from desktop.services.online.orders import ORDERS, OrderView, read_order
from desktop.services.shop import Shop, Topic
from desktop.services.team.staff import known
from desktop.services.unit_of_work import UnitOfWork
from desktop.services.views import StaffView
from desktop.settings import LockerSettings
from sync.kernel.ids import new_id
from sync.kernel.order_states import OrderState

DEPOSITS = table_of(LockerDeposit)
PLACE = "place:"
"""Before the town's name of a locker that this till does not open."""
_USUAL_DAYS = 3
_STUCK_FOR = timedelta(hours=24)
_PLACE_LETTERS = 54
GIVEN = frozenset({OrderState.DELIVERED, OrderState.HANDED_OVER, OrderState.RETURNED})


class DepositState(StrEnum):
    """Where a parcel is."""

    OPENING = "opening"
    DEPOSITED = "deposited"
    TAKEN = "taken"
    BACK = "back"
    GIVEN_UP = "given_up"


class DoorState(StrEnum):
    """What is known of its door."""

    ASKED = "asked"
    OPENED = "opened"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    SHUT = "shut"
    BY_HAND = "by_hand"


HELD = (DepositState.OPENING.value, DepositState.DEPOSITED.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class DepositView:
    """A parcel and its compartment."""

    id: str
    order_id: str
    #: None where the marketplace has had it forgotten.
    order: OrderView | None
    #: Code of the bank.
    locker: str
    #: What people call the bank.
    locker_name: str
    box: str
    size: str
    state: DepositState
    door: DoorState
    #: deposit, fetch or collect.
    purpose: str
    #: Why the door did not open, or nobody knows; a code of the wording table.
    reason: str
    #: The bank issued a code for the customer; it is not shown at the counter.
    has_code: bool
    person: StaffView | None
    at: datetime
    state_at: datetime
    keep_until: datetime | None
    #: Why it has to be fetched back: expired or ended; empty while the customer may come.
    must_leave: str

    @property
    def is_doubtful(self) -> bool:
        """Tell whether the door was asked and nobody knows what it did."""
        return self.door in (DoorState.ASKED, DoorState.UNKNOWN)


def bank_of(shop: Shop, code: str) -> LockerSettings:
    """Return a bank of the settings.

    Raises:
        RefusedError: unknown_locker, when it is none of them (any more).
    """
    for bank in shop.settings.lockers:
        if bank.code == code:
            return bank
    raise RefusedError("unknown_locker")


def banks_for(shop: Shop, order: OrderView) -> tuple[LockerSettings, ...]:
    """Return the banks an order may go into, the one of its own destination first."""
    wanted = "" if order.destination is None else order.destination.id
    every = shop.settings.lockers
    own = [bank for bank in every if bank.place and bank.place == wanted]
    return (*own, *(bank for bank in every if not bank.place))


def read_deposit(shop: Shop, connection: Connection, deposit_id: str) -> DepositView:
    """Return one deposit as it stands in a transaction of the caller.

    Raises:
        RefusedError: unknown_deposit.
    """
    found = views(shop, connection, DEPOSITS.c.id == deposit_id)
    if not found:
        raise RefusedError("unknown_deposit")
    return found[0]


def held_of_order(shop: Shop, connection: Connection, order_id: str) -> DepositView | None:
    """Return the deposit an order is in, or is being put into; None when it is in none."""
    found = views(shop, connection, (DEPOSITS.c.order_id == order_id) & DEPOSITS.c.state.in_(HELD))
    return found[0] if found else None


def deposit_of(shop: Shop, order_id: str) -> str:
    """Return the id of the deposit an order lies in; empty where it lies in none of this till's."""
    with shop.look() as look:
        found = look.connection.scalar(
            select(DEPOSITS.c.id).where(
                DEPOSITS.c.order_id == order_id,
                DEPOSITS.c.state == DepositState.DEPOSITED.value,
            )
        )
    return found or ""


def views(shop: Shop, connection: Connection, which: ColumnElement[bool]) -> list[DepositView]:
    """Return deposits bank by bank, in the order in which one walks past their doors."""
    rows = connection.execute(select(DEPOSITS).where(which)).mappings().all()
    ids = [row["order_id"] for row in rows]
    there = set(connection.scalars(select(ORDERS.c.id).where(ORDERS.c.id.in_(ids))))
    people = known(connection, {row["by"] for row in rows})
    names = {bank.code: bank.name or bank.code for bank in shop.settings.lockers}
    made = [
        _view(shop, row, read_order(connection, row["order_id"]), names, people)
        if row["order_id"] in there
        else _view(shop, row, None, names, people)
        for row in rows
    ]
    return sorted(made, key=lambda each: (each.locker_name, walking_key(each.box), each.at))


def _view(
    shop: Shop,
    row: RowMapping,
    order: OrderView | None,
    names: dict[str, str],
    people: dict[str, StaffView],
) -> DepositView:
    return DepositView(
        id=row["id"],
        order_id=row["order_id"],
        order=order,
        locker=row["locker"],
        locker_name=names.get(row["locker"], row["locker"].removeprefix(PLACE)),
        box=row["box"],
        size=row["size"],
        state=DepositState(row["state"]),
        door=DoorState(row["door"]),
        purpose=row["purpose"],
        reason=row["reason"],
        has_code=bool(row["opening_code"]),
        person=people.get(row["by"]),
        at=row["at"],
        state_at=row["state_at"],
        keep_until=row["keep_until"],
        must_leave=_must_leave(shop, row, order),
    )


def _must_leave(shop: Shop, row: RowMapping, order: OrderView | None) -> str:
    if row["state"] != DepositState.DEPOSITED.value:
        return ""
    if order is None or order.state is not OrderState.READY:
        return "ended"
    until = row["keep_until"]
    return "expired" if until is not None and until <= shop.clock.now() else ""


def taken(connection: Connection, bank: LockerSettings) -> set[str]:
    """Return the compartments of a bank that something is in, or is on its way into.

    What the shop's other tills put in stands with the orders alone.
    """
    own = connection.scalars(
        select(DEPOSITS.c.box).where(DEPOSITS.c.locker == bank.code, DEPOSITS.c.state.in_(HELD))
    )
    others = connection.execute(
        select(ORDERS.c.id, ORDERS.c.box, ORDERS.c.destination).where(
            ORDERS.c.mode == "locker",
            ORDERS.c.carriage == "deposited",
            ORDERS.c.state == OrderState.READY.value,
            ORDERS.c.box != "",
            ORDERS.c.id.not_in(select(DEPOSITS.c.order_id).where(DEPOSITS.c.state.in_(HELD))),
        )
    ).all()
    return {*own} | {
        row.box
        for row in others
        if not bank.place or (row.destination or {}).get("id") == bank.place
    }


def stuck(connection: Connection, bank: LockerSettings, now: datetime) -> set[str]:
    """Return the compartments whose door did not open for somebody within the last day."""
    return {
        *connection.scalars(
            select(DEPOSITS.c.box).where(
                DEPOSITS.c.locker == bank.code,
                DEPOSITS.c.state == DepositState.GIVEN_UP.value,
                DEPOSITS.c.reason != "",
                DEPOSITS.c.state_at > now - _STUCK_FOR,
            )
        )
    }


def tidy(work: UnitOfWork) -> None:
    """Note of every parcel another till has handed over that it is in no compartment any more.

    A bank that knows its doors says by itself what was taken. What it does not say lies there
    still, whatever was handed over elsewhere, and is fetched back. So does what lies behind a bare
    board's door when the order wants a person's word, or was given before this was put in: it may
    be a second bag.
    """
    work.connection.execute(
        update(DEPOSITS)
        .where(DEPOSITS.c.id.in_(_given_elsewhere(work.shop).scalar_subquery()))
        .values(state=DepositState.TAKEN.value, state_at=work.at, opening_code="")
    )


def needs_tidying(shop: Shop, connection: Connection) -> bool:
    """Tell whether `tidy` would note anything."""
    return connection.scalar(_given_elsewhere(shop).limit(1)) is not None


def _given_elsewhere(shop: Shop) -> Select[tuple[str]]:
    tells_itself = [each.code for each in shop.settings.lockers if knows_its_doors(each.address)]
    return (
        select(DEPOSITS.c.id)
        .select_from(DEPOSITS.join(ORDERS, ORDERS.c.id == DEPOSITS.c.order_id))
        .where(
            DEPOSITS.c.state == DepositState.DEPOSITED.value,
            DEPOSITS.c.locker.not_in(tells_itself),
            ORDERS.c.state.in_([state.value for state in GIVEN]),
            ORDERS.c.anomaly == "",
            ORDERS.c.handed_over_at >= DEPOSITS.c.state_at,
        )
    )


def add(work: UnitOfWork, order: OrderView, locker: str, box: str, staff: str, **more: str) -> str:
    """Write a deposit down in a transaction of the caller, and return its id.

    Raises:
        RefusedError: locker_box_taken; locker_deposit_open, when the order is in another already.
    """
    place = one_line(box, BOX_LETTERS)
    held = work.connection.execute(
        select(DEPOSITS.c.order_id, DEPOSITS.c.box, DEPOSITS.c.locker).where(
            DEPOSITS.c.state.in_(HELD),
            (DEPOSITS.c.order_id == order.id)
            | ((DEPOSITS.c.locker == locker) & (DEPOSITS.c.box == place)),
        )
    ).all()
    if any(row.order_id == order.id for row in held):
        raise RefusedError("locker_deposit_open", number=order.short_number, box=held[0].box)
    if held:
        raise RefusedError("locker_box_taken", box=place)
    deposit_id = new_id()
    work.connection.execute(
        insert(DEPOSITS).values(
            id=deposit_id,
            order_id=order.id,
            locker=locker,
            box=place,
            by=staff,
            at=work.at,
            state_at=work.at,
            **more,
        )
    )
    work.changed(Topic.ORDERS)
    return deposit_id


def add_by_hand(
    work: UnitOfWork, order: OrderView, box: str, staff: str, locker: str = "", code: str = ""
) -> str:
    """Write down a parcel that somebody put in without the till, and return its deposit's id.

    Raises:
        RefusedError: locker_box_missing, locker_box_taken, locker_deposit_open.
    """
    if not box.strip():
        raise RefusedError("locker_box_missing", number=order.short_number)
    known_as = locker or _locker_of(work.shop, order)
    days = next(
        (bank.keep_days for bank in work.shop.settings.lockers if bank.code == known_as),
        _USUAL_DAYS,
    )
    deposit_id = add(
        work, order, known_as, box, staff,
        state=DepositState.DEPOSITED.value, door=DoorState.BY_HAND.value, opening_code=code,
    )  # fmt: skip
    change(work, deposit_id, keep_until=work.at + timedelta(days=days))
    return deposit_id


def _locker_of(shop: Shop, order: OrderView) -> str:
    banks = banks_for(shop, order)
    if banks:
        return banks[0].code
    to = order.destination
    return f"{PLACE}{'' if to is None else (to.name or to.id)[:_PLACE_LETTERS]}"


def change(work: UnitOfWork, deposit_id: str, **values: object) -> None:
    """Write columns of a deposit in a transaction of the caller."""
    work.connection.execute(update(DEPOSITS).where(DEPOSITS.c.id == deposit_id).values(**values))
    work.changed(Topic.ORDERS)


def end(work: UnitOfWork, deposit_id: str, state: DepositState, **values: object) -> None:
    """Note that a compartment is free again; the code that opened it is forgotten."""
    change(work, deposit_id, state=state.value, state_at=work.at, opening_code="", **values)


def gone(connection: Connection, ids: Iterable[str]) -> set[str]:
    """Return those of these deposits that are this till's own and are in no compartment."""
    wanted: Sequence[str] = [*ids]
    return {
        *connection.scalars(
            select(DEPOSITS.c.id).where(DEPOSITS.c.id.in_(wanted), DEPOSITS.c.state.not_in(HELD))
        )
    }
