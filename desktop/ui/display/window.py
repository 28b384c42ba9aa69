"""The customer's window: it shows scenes, and takes neither focus nor click from the till."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent, QScreen
from PySide6.QtWidgets import QWidget

from desktop.domain.facing import Scene
from desktop.ui.desk import Desk
from desktop.ui.display.page import Page, page_of
from desktop.ui.display.painter import PagePainter

_WINDOW_PX = (1024, 600)


class DisplayWindow(QWidget):
    """Paints the scene of the moment, on a whole screen or in a window of its own."""

    def __init__(self, desk: Desk, screen: QScreen | None) -> None:
        """Make it, not shown yet.

        Args:
            desk: where the scenes come from.
            screen: the screen to fill; None for a window that can be moved.
        """
        flags = Qt.WindowType.Window | Qt.WindowType.WindowDoesNotAcceptFocus
        if screen is not None:
            flags |= Qt.WindowType.FramelessWindowHint
        super().__init__(None, flags)
        self._desk = desk
        self._page = Page("")
        self.setObjectName("customer-display")
        self.setWindowTitle(desk.say("display.title"))
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        # The till's window alone decides when the program ends.
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, on=False)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        desk.facing.changed.connect(self.show_scene)
        if screen is None:
            self.resize(*_WINDOW_PX)
        else:
            self.setCursor(Qt.CursorShape.BlankCursor)
            self.setScreen(screen)
            self.setGeometry(screen.geometry())
        self.show_scene(desk.facing.scene)

    @property
    def page(self) -> Page:
        """Return what is written now."""
        return self._page

    def show_scene(self, scene: Scene) -> None:
        """Show a scene."""
        desk = self._desk
        shop = desk.shop
        self._page = page_of(scene, shop.profile.name, desk.say, is_training=shop.is_training)
        self.setAccessibleDescription(" · ".join(self._page.words))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the page."""
        painter = QPainter(self)
        PagePainter(painter, self.rect(), self._desk.tokens.colours).paint(self._page)
        painter.end()
