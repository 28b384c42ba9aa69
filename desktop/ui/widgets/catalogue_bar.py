"""The tabs over the rooms of the catalogue: products, table, sections, what waits, stock, prices, tags…."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent

from desktop.services.drafting import drafts, unlisted
from desktop.services.goods import tags
from desktop.services.shop import Shop
from desktop.ui.desk import Desk
from desktop.ui.rooms import ROOMS
from desktop.ui.widgets.room_tabs import Room, RoomTabs

_ROOMS = (
    ("catalogue", "catalogue"),
    ("table", "note"),
    ("sections", "tree"),
    ("review", "check"),
    ("stock", "box"),
    ("prices", "clock"),
    ("tags", "print"),
    ("imports", "import"),
)
"""Each room's name and icon, in their order."""


class CatalogueBar(RoomTabs):
    """Leads from one room of the catalogue to another; each of them has a bar of its own.

    A room whose screen is not there has no tab.
    """

    #: Name of the room somebody wants to be in.
    wanted = Signal(str)

    def __init__(self, here: str, desk: Desk) -> None:
        """Make the bar of a room, named as the window names it."""
        say = desk.say
        super().__init__(
            f"{here}-bar",
            say("catalogue.rooms"),
            tuple(
                Room(name, say(f"catalogue.room_{name}"), "", icon)
                for name, icon in _ROOMS
                if name in ROOMS
            ),
            desk.tokens,
        )
        self._here, self._desk = here, desk
        self.fit(0)
        self.show_room(here)
        self.tabBarClicked.connect(self._go)
        desk.changes.on(self, ("catalogue", "sales"), self._count_anew)

    def showEvent(self, event: QShowEvent) -> None:
        """Count what waits whenever the room comes to the front."""
        super().showEvent(event)
        self._read_counts()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go with Enter or the space bar where the arrows have led."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._go(self.currentIndex())
            return
        super().keyPressEvent(event)

    def _count_anew(self) -> None:
        if self.isVisible():
            self._read_counts()

    def _read_counts(self) -> None:
        shop, nameless = self._desk.shop, (self._desk.say("panel.free_default"),)
        self._desk.tasks.ledger(self, lambda: _counts(shop, nameless), self._show_waiting)

    def _show_waiting(self, counts: tuple[int, int]) -> None:
        for room, count in zip(("review", "tags"), counts, strict=True):
            self.show_count(room, count)

    def _go(self, place: int) -> None:
        if place < 0:
            return
        name = self.room_at(place)
        if name != self._here:
            self.wanted.emit(name)
        # Whoever comes back finds the bar on the room it stands in.
        self.show_room(self._here)


def _counts(shop: Shop, nameless: tuple[str, ...]) -> tuple[int, int]:
    """Return how much waits to be sorted, what was sold meanwhile included, and how many tags."""
    unlisted.gather(shop, nameless)
    return drafts.count(shop), tags.count(shop)
