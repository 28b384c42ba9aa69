"""What has changed in the shop, told to the screens: they refresh themselves."""

from collections.abc import Callable, Iterable

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal


class Changes(QObject):
    """One signal of topics on the main thread, whichever thread the change was made on.

    Topics: sales, orders, catalogue, till, link, printers, staff, settings,
    customers.
    """

    changed = Signal(frozenset)
    _announced = Signal(frozenset)

    def __init__(self) -> None:
        super().__init__()
        self._announced.connect(self.changed, Qt.ConnectionType.QueuedConnection)

    def announce(self, topics: Iterable[str]) -> None:
        """Say what changed. Any thread may call; services are handed this as a plain callback."""
        self._announced.emit(frozenset(topics))

    def on(self, owner: QObject, topics: Iterable[str], refresh: Callable[[], object]) -> None:
        """Call `refresh` on the main thread when one of the topics has changed, while `owner` lives."""
        wanted = frozenset(topics)

        def hear(changed: frozenset[str]) -> None:
            if changed & wanted and shiboken6.isValid(owner):
                refresh()

        self.changed.connect(hear)
