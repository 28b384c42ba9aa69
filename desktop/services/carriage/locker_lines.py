"""The line to a bank of lockers: made on the ledger's thread, used on another, one talk each.

A door takes a second and a network longer; nobody at the till waits for either.
"""

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import select

from desktop.devices.line import Cord
from desktop.devices.locker import (
    SIMULATED_BANK,
    SIMULATED_BOARD,
    Answer,
    Door,
    LockerBank,
    LockerSilentError,
    Opening,
    Outcome,
    Purpose,
    Reason,
    Report,
    knows_its_doors,
)
from desktop.devices.locker_bank import HttpBank
from desktop.devices.locker_board import RelayBoard
from desktop.devices.locker_simulators import LockerBankSimulator, LockerBoardSimulator
from desktop.domain.lockers import Box, Size, read_plan
from desktop.errors import RefusedError, WorldError
from desktop.services.carriage.locker_rows import DEPOSITS, HELD, bank_of
from desktop.services.shop import Shop
from desktop.settings import LockerSettings
from sync.kernel.ids import new_id

T = TypeVar("T")

SIMULATED = (SIMULATED_BANK, SIMULATED_BOARD)
_TRIAL_PLAN = "1-4 S, 5-6 M, 7 L"

BankReport = Report
BankAnswer = Answer
"""What a bank said, under names that windows know it by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BankStanding:
    """How a bank answered when it was tried."""

    has_feedback: bool
    compartments: int
    #: By size; only what the bank itself knows of.
    free: Mapping[Size, int]
    open_doors: tuple[str, ...]


class LockerLine:
    """A way to one bank. Each call is a talk of its own; for our simulators, a whole life.

    `hang_up` may be called from any thread: a talk that waits ends as if the bank had fallen silent.

    Raises:
        ValueError: the address is none.
        RefusedError: the board's plan is none.
    """

    def __init__(self, bank: LockerSettings, holding: Mapping[str, str]) -> None:
        self._bank = bank
        self._holding = dict(holding)
        self._cord = Cord()
        if bank.address not in SIMULATED:
            driver_of(bank)

    @property
    def has_feedback(self) -> bool:
        """Tell whether the bank knows its doors; otherwise a person has to look."""
        return has_feedback(self._bank)

    def send(self, opening: Opening) -> Answer:
        """Have a door opened, once, and return what became of it."""
        return self._talk(lambda bank: bank.open(opening))

    def recall(self, key: str) -> Answer:
        """Return what became of an opening that was sent before; nothing opens."""
        return self._talk(lambda bank: bank.recall(key))

    def report(self) -> Report:
        """Return how doors and compartments stand.

        Raises:
            WorldError: locker_unreachable, locker_unanswered, locker_denied.
        """
        try:
            return self._talk(lambda bank: bank.report())
        except LockerSilentError as silent:
            raise _trouble(silent.reason, self._bank.name or self._bank.address) from silent

    def release(self, deposits: Iterable[str]) -> None:
        """Have the bank forget deposits. Those it was not reached for are told at the next report."""
        wanted = tuple(deposits)

        def forget(bank: LockerBank) -> None:
            # A bank that has fallen silent is not waited for once for each parcel.
            with suppress(LockerSilentError):
                for each in wanted:
                    bank.release(each)

        if wanted:
            self._talk(forget)

    def hang_up(self) -> None:
        """End what waits for the bank, now and from now on."""
        self._cord.cut()

    def play_customer(self, deposit: str) -> Report:
        """Have the simulated customer take a parcel out, and return how the bank stands then."""
        with LockerBankSimulator(holding=self._holding, shuts_itself=True) as simulator:
            simulator.collect(deposit)
            return HttpBank(simulator.address).report()

    def _talk(self, say: Callable[[LockerBank], T]) -> T:
        if self._bank.address == SIMULATED_BANK:
            with LockerBankSimulator(holding=self._holding, shuts_itself=True) as bank:
                return say(HttpBank(bank.address))
        if self._bank.address == SIMULATED_BOARD:
            with LockerBoardSimulator() as board:
                return say(RelayBoard(board.address, boxes_of(self._bank)))
        return say(driver_of(self._bank, self._cord))


def _trouble(reason: Reason, name: str) -> WorldError:
    if reason is Reason.UNREACHABLE:
        return WorldError("locker_unreachable", name=name)
    if reason is Reason.DENIED:
        return WorldError("locker_denied", name=name)
    return WorldError("locker_unanswered", name=name)


def driver_of(bank: LockerSettings, cord: Cord | None = None) -> LockerBank:
    """Return the driver of a bank's address.

    Raises:
        ValueError: the address is none.
        RefusedError: the board's plan is none.
    """
    if has_feedback(bank):
        return HttpBank(bank.address, bank.key, cord=cord)
    return RelayBoard(bank.address, read_plan(bank.plan))


def has_feedback(bank: LockerSettings) -> bool:
    """Tell whether a bank knows its own doors, by the kind of its address."""
    return knows_its_doors(bank.address)


def boxes_of(bank: LockerSettings) -> tuple[Box, ...]:
    """Return the compartments that the shop wrote down of a bank.

    Raises:
        RefusedError: the plan is none.
    """
    return read_plan(bank.plan or (_TRIAL_PLAN if bank.address in SIMULATED else ""))


def line_to(shop: Shop, code: str) -> LockerLine:
    """Return a line to a bank of the settings.

    Raises:
        RefusedError: unknown_locker, locker_address_wrong, locker_plan_unread and the like.
    """
    bank = bank_of(shop, code)
    holding: dict[str, str] = {}
    if bank.address in SIMULATED:
        with shop.look() as look:
            rows = look.connection.execute(
                select(DEPOSITS.c.box, DEPOSITS.c.id).where(
                    DEPOSITS.c.locker == code, DEPOSITS.c.state.in_(HELD)
                )
            ).all()
        holding = {row.box: row.id for row in rows}
    return _line(bank, holding)


@dataclass(frozen=True, slots=True, kw_only=True)
class BankLines:
    """Lines to the banks that know their own doors, by code, and the banks there is none to."""

    lines: Mapping[str, LockerLine]
    refused: tuple[RefusedError, ...]


def lines_to_banks(shop: Shop) -> BankLines:
    """Return a line to each bank that knows its own doors; one with a bad address stops no other."""
    lines, refused = dict[str, LockerLine](), []
    for bank in shop.settings.lockers:
        if has_feedback(bank):
            try:
                lines[bank.code] = line_to(shop, bank.code)
            except RefusedError as error:
                refused.append(error)
    return BankLines(lines=lines, refused=tuple(refused))


def check_bank(bank: LockerSettings) -> None:
    """Have settings refused that no bank can be reached by; nobody is asked anything.

    Raises:
        RefusedError: locker_address_wrong; locker_plan_unread and the like.
    """
    trial_line(bank)
    boxes_of(bank)


def trial_line(bank: LockerSettings) -> LockerLine:
    """Return a line to a bank that is being set up; nobody is asked anything yet.

    Raises:
        RefusedError: locker_address_wrong; locker_plan_unread and the like.
    """
    return _line(bank, {})


def try_bank(line: LockerLine) -> BankStanding:
    """Return how a bank that is being set up answers; no door opens. Not on the ledger's thread.

    Raises:
        WorldError: locker_unreachable, locker_unanswered, locker_denied.
    """
    report = line.report()
    return BankStanding(
        has_feedback=line.has_feedback,
        compartments=len(report.compartments),
        free=report.free(),
        open_doors=tuple(each.box.number for each in report.compartments if each.door is Door.OPEN),
    )


def try_door(line: LockerLine, box: str) -> Answer:
    """Open one door of a bank that is being set up. Not on the ledger's thread.

    Raises:
        RefusedError: locker_box_missing.
    """
    if not box.strip():
        raise RefusedError("locker_box_missing", number="")
    opening = Opening(key=new_id(), box=box.strip(), purpose=Purpose.TRIAL)
    return line.send(opening)


def is_opened(answer: Answer) -> bool | None:
    """Return whether a door opened; None where nobody can tell."""
    return {Outcome.OPENED: True, Outcome.REFUSED: False}.get(answer.outcome)


def _line(bank: LockerSettings, holding: Mapping[str, str]) -> LockerLine:
    try:
        return LockerLine(bank, holding)
    except ValueError as error:
        raise RefusedError("locker_address_wrong", address=bank.address) from error
