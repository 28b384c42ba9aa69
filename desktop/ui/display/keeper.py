"""Keeps the customer's displays where the settings want them, screens coming and going."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QWidget

from desktop.ui.desk import Desk
from desktop.ui.display.pole import PoleFeed
from desktop.ui.display.window import DisplayWindow

SCREEN, WINDOW = "screen", "window"


class DisplayKeeper(QObject):
    """Opens the customer's window, moves it and takes it away; the till's window owns it.

    | setting | second screen there | only the till's |
    |---|---|---|
    | none | nothing | nothing |
    | screen | fills it | nothing, until one is plugged in |
    | window | a window of its own | a window of its own |
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
        self._pole = PoleFeed(desk, self)
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.screenAdded.connect(lambda _screen: self.look())
            application.screenRemoved.connect(lambda screen: self.look(without=screen))
            application.primaryScreenChanged.connect(lambda _screen: self.look())
        desk.changes.on(self, ("settings",), self._on_settings)
        self.look()

    @property
    def window(self) -> DisplayWindow | None:
        """Return the customer's window, None while there is none."""
        return self._window

    def close(self) -> None:
        """Take the window away for good, and let the pole display go."""
        self._replace(None, ("", ""))
        self._pole.close()

    def look(self, without: QScreen | None = None) -> None:
        """See where the window has to be now; `without` is the screen that is just leaving."""
        wanted = self._desk.shop.settings.display
        screen = self._second(without) if wanted == SCREEN else None
        place = (wanted, screen.name() if screen is not None else "")
        is_wanted = wanted == WINDOW or screen is not None
        if place == self._place and (self._window is not None) == is_wanted:
            return
        was_active = self._till.isActiveWindow()
        self._replace(DisplayWindow(self._desk, screen) if is_wanted else None, place)
        if self._window is not None:
            self._window.show() if screen is None else self._window.showFullScreen()
        if was_active:
            # Not every window system heeds that the new window wants no focus.
            self._till.activateWindow()

    def _second(self, without: QScreen | None) -> QScreen | None:
        own = self._till.screen()
        others = [each for each in self._screens() if each is not own and each is not without]
        return others[0] if others else None

    def _replace(self, window: DisplayWindow | None, place: tuple[str, str]) -> None:
        before, self._window, self._place = self._window, window, place
        if before is not None:
            before.close()
            before.deleteLater()

    def _on_settings(self) -> None:
        self.look()
        if self._window is not None:
            self._window.show_scene(self._desk.facing.scene)
