"""Keeps the customer's displays where the settings want them, screens coming and going."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QWidget

from desktop.ui.desk import Desk
from desktop.ui.display.pole import PoleFeed

if TYPE_CHECKING:
    from desktop.ui.display.window import DisplayWindow

SCREEN, WINDOW = "screen", "window"


class DisplayKeeper(QObject):
    """Opens the customer's window, moves it and takes it away; the till's window owns it.

    | setting | second screen there | only the till's |
    |---|---|---|
    | none | nothing | nothing |
    | screen | fills it | nothing, until one is plugged in |
    | window | a window of its own | a window of its own |

    While the till's window is hidden, behind the one to learn in, its displays are away too.
    """

    def __init__(
        self,
        desk: Desk,
        till: QWidget,
        screens: Callable[[], Sequence[QScreen]] = QGuiApplication.screens,
    ) -> None:
        super().__init__(till)
        self._desk = desk
        self._till = till
        self._screens = screens
        self._window: DisplayWindow | None = None
        #: Where the window was opened: the setting, and the screen's name.
        self._place = ("", "")
        self._is_closed = False
        self._hears_till = False
        self._pole = PoleFeed(desk, self)
        till.installEventFilter(self)
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.screenAdded.connect(lambda _screen: self.look())
            application.screenRemoved.connect(lambda screen: self.look(without=screen))
            application.primaryScreenChanged.connect(lambda _screen: self.look())
        desk.changes.on(self, ("settings",), self._on_settings)
        self.look()

    @property
    def window(self) -> "DisplayWindow | None":
        """Return the customer's window, None while there is none."""
        return self._window

    def close(self) -> None:
        """Take the window away for good, and let the pole display go."""
        self._is_closed = True
        self._replace(None, ("", ""))
        self._pole.close()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Come and go with the till's window; it may also be moved to another screen."""
        is_own = watched is self._till and not event.spontaneous()
        if is_own and event.type() in (QEvent.Type.Show, QEvent.Type.Hide):
            self.look()
        return False

    def look(self, without: QScreen | None = None) -> None:
        """See where the window has to be now; `without` is the screen that is just leaving."""
        if self._is_closed:
            return
        is_there = self._till.isVisible()
        self._pole.wake(is_awake=is_there)
        wanted = self._desk.shop.settings.display if is_there else ""
        if wanted:
            self._hear_till()
        screen = self._second(without) if wanted == SCREEN else None
        place = (wanted, screen.name() if screen is not None else "")
        is_wanted = wanted == WINDOW or screen is not None
        if place == self._place and (self._window is not None) == is_wanted:
            return
        was_active = self._till.isActiveWindow()
        self._replace(self._opened(screen) if is_wanted else None, place)
        if self._window is not None:
            self._window.show() if screen is None else self._window.showFullScreen()
        if was_active:
            # Not every window system heeds that the new window wants no focus.
            self._till.activateWindow()

    def _opened(self, screen: QScreen | None) -> "DisplayWindow":
        # Here, because many a till has no second screen.
        from desktop.ui.display.window import DisplayWindow  # noqa: PLC0415

        return DisplayWindow(self._desk, screen)

    def _hear_till(self) -> None:
        handle = self._till.windowHandle()
        if handle is not None and not self._hears_till:
            self._hears_till = True
            handle.screenChanged.connect(lambda _screen: self.look())

    def _second(self, without: QScreen | None) -> QScreen | None:
        own = self._till.screen()
        others = [each for each in self._screens() if each is not own and each is not without]
        return others[0] if others else None

    def _replace(self, window: "DisplayWindow | None", place: tuple[str, str]) -> None:
        before, self._window, self._place = self._window, window, place
        if before is not None:
            before.close()
            before.deleteLater()

    def _on_settings(self) -> None:
        self.look()
        if self._window is not None:
            self._window.show_scene(self._desk.facing.scene)
