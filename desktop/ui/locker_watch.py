"""Lockers while nobody looks at them: what customers take out is heard within a minute."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from desktop.errors import ShopError
from desktop.ui.desk import Desk

if TYPE_CHECKING:
    from desktop.services.carriage.locker_emptying import Heard
    from desktop.services.carriage.locker_lines import BankReport, LockerLine

_TICK_MS = 60_000


class LockerWatch(QObject):
    """Asks the banks that know their doors, and only while something of the shop lies there.

    It says nothing: what was collected shows where the order stands. A bank that is away is asked
    again a minute later; the doctor and the lockers' own page say that it is.
    """

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._ticks = QTimer(self, interval=_TICK_MS)
        self._ticks.timeout.connect(self.look)
        desk.tasks.when_awake(self._ticks.start)

    def stop(self) -> None:
        """Ask no more: the window closes."""
        self._ticks.stop()

    def look(self) -> None:
        """Ask the banks that may have news."""
        shop = self._desk.shop
        if not shop.settings.lockers:
            return
        # Here, because most tills open no lockers, and start-up is imports.
        from desktop.services.carriage import locker_emptying  # noqa: PLC0415

        self._desk.tasks.ledger(
            self, lambda: locker_emptying.to_hear(shop), self._ask, self._pass_over
        )

    def _ask(self, lines: "dict[str, LockerLine]") -> None:
        for code, line in lines.items():
            self._desk.tasks.outside(
                self,
                line.report,
                partial(self._hear, code, line),
                self._pass_over,
                cut=line.hang_up,
            )

    def _hear(self, code: str, line: "LockerLine", report: "BankReport") -> None:
        from desktop.services.carriage import locker_emptying  # noqa: PLC0415 see `look`

        shop = self._desk.shop
        self._desk.tasks.ledger(
            self,
            lambda: locker_emptying.hear(shop, code, report),
            partial(self._release, line),
            self._pass_over,
        )

    def _release(self, line: "LockerLine", heard: "Heard") -> None:
        if heard.to_release:
            self._desk.tasks.outside(self, lambda: line.release(heard.to_release), cut=line.hang_up)

    def _pass_over(self, error: ShopError) -> None:
        """Leave it to the next time: nobody asked for this now."""
