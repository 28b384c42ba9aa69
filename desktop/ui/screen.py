"""What every screen is, to the window that shows it."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.errors import ShopError
from desktop.ui.desk import Desk


@dataclass(frozen=True, slots=True)
class Errand:
    """A wish to be somewhere else: the room, and what to do there.

    `what` is a verb the room understands (`check`, `open`, `edit`), `thing` what to do it with.
    """

    room: str
    what: str = ""
    thing: object = None


@dataclass(frozen=True, slots=True)
class Notice:
    """A sentence for the window's banner, with one act if there is one."""

    words: str
    tone: str = ""
    act: str = ""
    then: Callable[[], object] | None = None
    stays: bool = False


class Screen(QWidget):
    """A room of the window.

    The window calls `arrive` when the screen comes to the front, `scanned` when a scanner read
    something while it is there, `run` with an errand for it, and `step_back` on Escape.
    """

    #: An Errand: take me there.
    asks = Signal(object)
    #: A Notice: say this in the banner.
    tells = Signal(object)
    #: A ShopError: say this in the banner.
    refuses = Signal(object)

    def __init__(self, desk: Desk, name: str, spoken: str) -> None:
        super().__init__()
        self.desk = desk
        self.setObjectName(name)
        self.setAccessibleName(spoken)
        self.setProperty("role", "screen")

    def arrive(self) -> None:
        """Come to the front: take the focus where the hand expects it, refresh what is stale."""

    def scanned(self, text: str) -> None:
        """Take what a scanner read; a screen with nothing to scan leaves it to the sale screen."""
        self.asks.emit(Errand("sale", "scan", text))

    def run(self, errand: Errand) -> None:
        """Do what another room, or the window, asked for."""

    def step_back(self) -> bool:
        """Go one step back on Escape and tell whether there was one. Nothing is ever lost by it."""
        return False

    def refuse(self, error: ShopError) -> None:
        """Say in the banner that something did not go."""
        self.refuses.emit(error)
