"""The pole display's words, and the way they take to it."""

from PySide6.QtCore import QObject

from desktop.domain.facing import Moment, Scene, SceneLine
from desktop.services.counter.pole import CounterPole, PoleRow
from desktop.ui.desk import Desk
from desktop.ui.wording import Wording
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity

_TRIAL = Money(12_50)


class PoleFeed(QObject):
    """Tells the pole display every scene; it goes where the settings say."""

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._pole = CounterPole()
        self._address = ""
        self._is_awake = False
        desk.facing.changed.connect(self._show)
        desk.changes.on(self, ("settings",), self._stand)

    def wake(self, *, is_awake: bool) -> None:
        """Have the display, or leave it to another till's window."""
        self._is_awake = is_awake
        self._stand()

    def close(self) -> None:
        """Leave the shop's name on it and end."""
        self._show(Scene())
        self._pole.close()

    def _stand(self) -> None:
        address = self._desk.shop.settings.pole if self._is_awake else ""
        if address == self._address:
            return
        self._address = address
        pole = self._pole
        self._desk.tasks.outside(
            self, lambda: pole.stand(address), lambda _done: self._show(self._desk.facing.scene)
        )

    def _show(self, scene: Scene) -> None:
        if self._address:
            self._pole.show(*pole_rows(scene, self._desk.shop.profile.name, self._desk.say))


def pole_rows(scene: Scene, shop: str, say: Wording) -> tuple[PoleRow, PoleRow]:
    """Return the two rows of a scene."""
    total = (say("pole.total"), say.money(scene.total))
    match scene.moment:
        case Moment.IDLE:
            return (shop, ""), (say("display.hello"), "")
        case Moment.PICKUP:
            return (say("pole.pickup_upper"), ""), (say("pole.pickup_lower"), "")
        case Moment.DONE:
            paid = (say("pole.paid"), say.money(scene.total))
            change = (say("pole.change"), say.money(scene.change))
            return (say("pole.thanks"), ""), change if scene.change else paid
        case Moment.PAYING if scene.paid:
            return total, _still(scene, say)
        case _ if scene.lines:
            return _last(scene.lines[scene.touched], say), total
        case _:
            return (shop, ""), total


def trial_rows(say: Wording) -> tuple[PoleRow, PoleRow]:
    """Return what the test button shows."""
    return (say("pole.trial"), ""), (say("pole.total"), say.money(_TRIAL))


def _still(scene: Scene, say: Wording) -> PoleRow:
    """Return what is still to be paid, or given back, or that all is paid."""
    if scene.change:
        return say("pole.change"), say.money(scene.change)
    if scene.due:
        return say("pole.due"), say.money(scene.due)
    return say("pole.paid"), say.money(scene.paid)


def _last(line: SceneLine, say: Wording) -> PoleRow:
    pieces = line.quantity
    count = f"{say.quantity(pieces)} x " if pieces != Quantity(1000, pieces.unit) else ""
    return f"{count}{line.name}", say.money(line.gross)
