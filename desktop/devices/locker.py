"""Banks of lockers: one compartment asked to open, one answer out of three, and never a guess.

Two kinds are spoken to: a bank with a computer of its own, over HTTP (`locker_bank`), which
issues a code for each deposit and knows its doors; and a bare board of relays (`locker_board`),
which pulls a lock and says nothing, so that a person has to look.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from desktop.domain.lockers import Box, Size

SIMULATED_BANK = "simulator"
SIMULATED_BOARD = "simulator-board"
"""Addresses that stand for our own simulators, for training and trying out."""
CONNECT_S = 3.0
ANSWER_S = 10.0
"""A lock is pulled at once; a bank that has to wake up may need a few seconds."""


class Outcome(StrEnum):
    """What became of a door that was asked to open; UNKNOWN is resolved by whoever looks at it."""

    OPENED = "opened"
    REFUSED = "refused"
    UNKNOWN = "unknown"


class Reason(StrEnum):
    """Why a door did not open, or why nobody can tell."""

    NONE = ""
    #: The bank could not be reached: nothing was asked of it.
    UNREACHABLE = "unreachable"
    #: The request went out and no answer that can be believed came back.
    UNANSWERED = "unanswered"
    #: The lock was pulled; this kind of bank never tells more.
    NO_FEEDBACK = "no_feedback"
    #: The lock was pulled and the door stayed shut.
    JAMMED = "jammed"
    #: Something else is in there, as the bank knows it.
    TAKEN = "taken"
    #: The bank has no compartment of that number.
    NO_SUCH_BOX = "no_such_box"
    #: The bank does not take our key.
    DENIED = "denied"


class Door(StrEnum):
    """What is known of a door."""

    OPEN = "open"
    SHUT = "shut"
    UNKNOWN = "unknown"


class Purpose(StrEnum):
    """What a door is opened for; only for a deposit does a bank issue a code."""

    DEPOSIT = "deposit"
    FETCH = "fetch"
    COLLECT = "collect"
    TRIAL = "trial"


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """One wish to open a door, written down before it is sent."""

    #: Never sent a second time for another wish.
    key: str
    box: str
    purpose: Purpose
    #: Whose parcel; empty for a trial.
    deposit: str = ""
    #: Until when the customer's code opens.
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the bank said of an opening."""

    outcome: Outcome
    reason: Reason = Reason.NONE
    #: What opens this compartment for the customer. Neither logged nor shown at the counter.
    code: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Compartment:
    """One compartment as the bank tells it."""

    box: Box
    door: Door = Door.UNKNOWN
    #: Deposit that is in there, or that the bank keeps it for; empty where it knows of none.
    deposit: str = ""
    #: The bank itself has put it out of use.
    is_out_of_use: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """How a bank stands."""

    compartments: tuple[Compartment, ...]
    #: Deposits that were taken out with the customer's code, and have not been released since.
    collected: tuple[str, ...] = ()

    def door(self, number: str) -> Door:
        """Return what is known of one door."""
        found = (each.door for each in self.compartments if each.box.number == number)
        return next(found, Door.UNKNOWN)

    def free(self) -> dict[Size, int]:
        """Return how many compartments of each size the bank has nothing in."""
        free = [each for each in self.compartments if not each.deposit and not each.is_out_of_use]
        return {size: sum(each.box.size is size for each in free) for size in Size}


class LockerSilentError(Exception):
    """A bank said nothing that can be believed; `reason` says why."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


class LockerBank(Protocol):
    """A bank that is asked from one thread at a time, none of them the ledger's."""

    @property
    def has_feedback(self) -> bool:
        """Tell whether the bank knows its doors; otherwise a person has to look."""
        ...

    def report(self) -> Report:
        """Return how doors and compartments stand.

        Raises:
            LockerSilentError: nobody answers, or nothing that can be believed.
        """
        ...

    def open(self, opening: Opening) -> Answer:
        """Have a door opened, and return what became of it."""
        ...

    def recall(self, key: str) -> Answer:
        """Return what became of an opening that was sent before, and opens nothing.

        UNKNOWN where the bank cannot tell; REFUSED where it never heard of it.
        """
        ...

    def release(self, deposit: str) -> bool:
        """Have the bank forget a deposit and its code; tell whether it did. Asking twice is safe.

        Raises:
            LockerSilentError: nobody answers.
        """
        ...


def knows_its_doors(address: str) -> bool:
    """Tell whether a bank at such an address has a computer, and tells what its doors do."""
    return address == SIMULATED_BANK or address.startswith(("http://", "https://"))
