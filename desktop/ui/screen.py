"""What every screen is, to the window that shows it."""

from collections.abc import Callable
from typing import TypeVar, cast

from msgspec import Struct
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.domain.roles import NOTHING, Act
from desktop.domain.scan import Kind
from desktop.errors import ShopError
from desktop.ui.desk import Desk
from sync.kernel.money import Money

T = TypeVar("T")


class Errand(Struct, frozen=True):
    """A wish to be somewhere else: the room, and what to do there.

    `what` is a verb the room understands (`check`, `open`, `edit`), `thing` what to do it with.
    """

    room: str
    what: str = ""
    thing: object = None


class Notice(Struct, frozen=True):
    """A sentence for the window's banner, with one act if there is one."""

    words: str
    tone: str = ""
    act: str = ""
    then: Callable[[], object] | None = None
    stays: bool = False


class Approval(Struct, frozen=True):
    """An act that somebody with more rights has to stand for."""

    act: Act
    basis_points: int
    amount: Money
    #: Told the code of who stands for it.
    then: Callable[[str], object]
    #: Nobody did.
    otherwise: Callable[[], object] | None


class Unsaved(Struct, frozen=True):
    """What a room would lose if the program ended now."""

    #: A sentence that names it.
    words: str
    #: Keeps it and then goes on; None where it can only be finished or let go.
    save: Callable[[Callable[[], object]], object] | None = None


class Screen(QWidget):
    """A room of the window.

    The window calls `arrive` when the screen comes to the front, `scanned` when something was read
    that the screen takes, `run` with an errand for it, and `step_back` on Escape.
    """

    #: An Errand: take me there.
    asks = Signal(object)
    #: A Notice: say this in the banner.
    tells = Signal(object)
    #: A ShopError: say this in the banner.
    refuses = Signal(object)
    #: An Approval: have somebody who may put a PIN to it.
    wants_approval = Signal(object)
    #: Code of whom the lock asks for the PIN next; nothing where anybody may come.
    awaits = Signal(str)
    #: A text that was read here and is no matter of this room.
    passes_on = Signal(str)

    def __init__(self, desk: Desk, name: str, spoken: str) -> None:
        super().__init__()
        self.desk = desk
        self.setObjectName(name)
        self.setAccessibleName(spoken)
        self.setProperty("role", "screen")

    def arrive(self) -> None:
        """Come to the front: take the focus where the hand expects it, refresh what is stale."""

    def takes(self, kind: Kind, text: str) -> bool:
        """Tell whether a scanned code is kept by this room as it stands now, to be `scanned`."""
        del kind, text
        return False

    def sees(self, kind: Kind, text: str) -> bool:
        """Tell whether a code was held before the camera for this room as it stands now.

        Of the codes it `takes`; a pack that only lies there was not held up.
        """
        del kind, text
        return False

    def scanned(self, text: str) -> None:
        """Take what was read; only what the room `takes` comes here."""
        self.passes_on.emit(text)

    def run(self, errand: Errand) -> None:
        """Do what another room, or the window, asked for."""

    def step_back(self) -> bool:
        """Go one step back on Escape and tell whether there was one. Nothing is ever lost by it."""
        return False

    def lets_go(self, then: Callable[[], object]) -> bool:
        """Tell whether the screen may be left; one with something unsaved asks, and may do `then`.

        Asked on the way to another room by hand. A scan, a customer at the counter, does not wait
        for it: what is not saved is still there on the way back.
        """
        del then
        return True

    def unsaved(self) -> Unsaved | None:
        """Return what would be lost if the program ended now; None where all is kept."""
        return None

    def is_held_up(self) -> bool:
        """Tell whether what was begun here comes first, and say so: whoever comes next waits.

        For what a scan or a typed number would take away: money that was put down is in no book yet.
        """
        begun = self.unsaved()
        if begun is None:
            return False
        self.tells.emit(Notice(self.desk.say("leaving.payment_first"), "stop"))
        percent, sound = self.desk.shop.settings.order_volume, self.desk.sound
        if percent:
            self.desk.tasks.aside(self, lambda: sound.ring("stop", percent))
        return True

    def keep(self) -> None:
        """Put away what is kept without asking: the program ends."""

    def refuse(self, error: ShopError) -> None:
        """Say in the banner that something did not go."""
        self.refuses.emit(error)

    def attempt(
        self,
        job: Callable[[str], T],
        then: Callable[[T], object] | None = None,
        refused: Callable[[ShopError], object] | None = None,
    ) -> None:
        """Do something on the ledger that may need an approval, asked for on the spot.

        Args:
            job: the act; it is handed `approved_by`, empty at first and the approver's code when it
                is repeated.
            then: takes its answer.
            refused: takes what stood in the way, an approval that nobody gave included; without one
                the banner says it.
        """

        def ask(error: ShopError) -> None:
            if error.code != "needs_approval":
                (refused or self.refuse)(error)
                return
            self.ask_approval(
                cast("str", error.facts["act"]),
                repeat,
                basis_points=cast("int", error.facts["basis_points"]),
                amount=cast("Money", error.facts["amount"]),
                otherwise=None if refused is None else lambda: refused(error),
            )

        def repeat(approved_by: str) -> None:
            self.desk.tasks.ledger(self, lambda: job(approved_by), then, refused or self.refuse)

        self.desk.tasks.ledger(self, lambda: job(""), then, ask)

    def ask_approval(
        self,
        act: str,
        then: Callable[[str], object],
        *,
        basis_points: int = 0,
        amount: Money = NOTHING,
        otherwise: Callable[[], object] | None = None,
    ) -> None:
        """Have somebody who may do an act put a PIN to it; the sale stays in sight meanwhile.

        Args:
            act: one of `domain.roles.Act`.
            then: repeats the act, told the approver's code for `approved_by`.
            basis_points: the part of a price given up, where the act has one.
            amount: what is given back, where the act has one.
            otherwise: called when nobody approves.
        """
        self.wants_approval.emit(Approval(Act(act), basis_points, amount, then, otherwise))
