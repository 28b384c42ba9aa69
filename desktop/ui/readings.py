"""Where all that is read comes together: told by kind once, taken by the room it is meant for."""

from collections.abc import Callable, Mapping

from msgspec import Struct
from PySide6.QtCore import QElapsedTimer, QObject
from PySide6.QtWidgets import QApplication

from desktop.domain import scan
from desktop.domain.foreign_text import Foreign
from desktop.domain.scan import Kind, ParcelCode, ScannedText, StaffBadge
from desktop.ui.desk import Desk
from desktop.ui.screen import Errand, Notice, Screen
from desktop.ui.staff.guard import Guard

ROUTES: Mapping[Kind, tuple[str, str]] = {
    Kind.PICKUP: ("pickup", "check"),
    Kind.RECEIPT: ("sale", "scan"),
    Kind.PRODUCT: ("sale", "scan"),
    Kind.WEIGHED: ("sale", "scan"),
    Kind.VOUCHER: ("sale", "scan"),
    Kind.CUSTOMER: ("sale", "scan"),
    Kind.ORDER: ("orders", "scan"),
    Kind.UNKNOWN: ("sale", "scan"),
}
"""Room and errand of each kind, where the room in front does not keep it (`Screen.takes`).

Kinds that are not here belong to no room: a badge goes to the lock, the rest is told.
"""
_SHOWN_ON_PURPOSE = frozenset({Kind.PICKUP, Kind.VOUCHER, Kind.RECEIPT, Kind.CUSTOMER})
"""What nobody holds before a camera by chance: it leads to its room; anything else may lie there."""
_ECHO_MS = 2_500
"""Scanner and camera look at one counter: one text by both within this time is one reading."""


class Window(Struct, frozen=True):
    """What the window does for what is read."""

    #: Return the room in front.
    front: Callable[[], Screen]
    #: Take an errand.
    go: Callable[[Errand], object]
    #: Say something in the banner.
    tell: Callable[[Notice], object]
    guard: Guard


class Readings(QObject):
    """The one entry of every scanned text, from the wedge scanner, the camera or a line.

    Nothing that is read is ever opened, followed or run: what is no code of the shop's is told by
    its name and shown as text.
    """

    def __init__(self, desk: Desk, window: Window, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._window = desk, window
        self._last = ("", "")
        self._since = QElapsedTimer()

    def heard(self, text: str) -> None:
        """Take what the scanner read."""
        if self._is_echo(text, "scanner"):
            return
        told = self._told(text)
        if isinstance(told, StaffBadge):
            self._name(told)
        elif self._window.guard.is_locked:
            QApplication.beep()
        else:
            self._take(told, text)

    def seen(self, text: str) -> None:
        """Take what the camera read, if it was meant: it sees more than it is shown."""
        if self._is_echo(text, "camera"):
            return
        told = self._told(text)
        if isinstance(told, StaffBadge):
            self._name(told)
            return
        if self._window.guard.is_locked:
            return
        kind, front = scan.kind(told), self._window.front()
        if front.sees(kind, text):
            self._take(told, text)
        elif kind in _SHOWN_ON_PURPOSE and self._may_leave(front, ROUTES[kind][0]):
            room, what = ROUTES[kind]
            self._window.go(Errand(room, what, text))

    def passed_on(self, text: str) -> None:
        """Take what was typed or read into a line of a room that it does not belong to."""
        told = self._told(text)
        if isinstance(told, StaffBadge):
            self._name(told)
        elif scan.kind(told) in ROUTES:
            self._route(told, text)
        else:
            self._say_what_it_is(told)

    def _told(self, text: str) -> ScannedText:
        return scan.read(text, self._desk.shop.settings.weighed_layouts)

    def _take(self, told: ScannedText, text: str) -> None:
        front, kind = self._window.front(), scan.kind(told)
        if front.takes(kind, text):
            front.scanned(text)
        elif kind in ROUTES:
            self._route(told, text)
        else:
            self._say_what_it_is(told)

    def _route(self, told: ScannedText, text: str) -> None:
        room, what = ROUTES[scan.kind(told)]
        self._window.go(Errand(room, what, text))

    def _may_leave(self, front: Screen, room: str) -> bool:
        """Tell whether the camera may take somebody elsewhere: never away from what is begun."""
        return front.objectName() != room and front.unsaved() is None

    def _is_echo(self, text: str, by: str) -> bool:
        text = scan.plain(text)
        before, reader = self._last
        is_recent = self._since.isValid() and self._since.elapsed() < _ECHO_MS
        if is_recent and text == before and by != reader:
            return True
        self._last = (text, by)
        self._since.start()
        return False

    def _name(self, badge: StaffBadge) -> None:
        """Ask for the PIN of whom a badge names."""
        say = self._desk.say
        if not self._window.guard.asks_pins:
            self._window.tell(Notice(say("lock.no_pins")))
        elif not self._window.guard.name(badge.staff_code):
            self._window.tell(Notice(say("reading.badge_of_nobody"), "look"))

    def _say_what_it_is(self, told: ScannedText) -> None:
        say = self._desk.say
        if isinstance(told, Foreign):
            what = say(f"reading.{told.kind.value}")
            words = say("reading.foreign_shown", what=what, text=told.shown)
            bare = say("reading.foreign", what=what)
            self._window.tell(Notice(words if told.shown else bare, "look"))
        elif isinstance(told, ParcelCode):
            self._window.tell(Notice(say("reading.parcel", number=told.number), "look"))
