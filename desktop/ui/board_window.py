"""The orders in a window of their own, for the back room: the same board, the same steps."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QRect, Qt, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from desktop.domain import scan
from desktop.errors import ShopError
from desktop.services.upkeep import window_places
from desktop.ui.desk import Desk
from desktop.ui.order_bell import NewsBanner, OrderBell
from desktop.ui.scanner import ScannerEar
from desktop.ui.screen import Errand, Notice, Screen
from desktop.ui.theme.dress import dress_window
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.layouts import column, row

NAME = "orders"
_USUAL_PX = (1100, 720)
_LEAST_PX = 100
"""So much of a window must lie on a screen for a hand to find it."""


class BoardWindow(QMainWindow):
    """Shows the orders' room; what belongs to another room is done in the till's window.

    A code read while it is in front belongs to the order open in it, or to the till.
    """

    #: An Errand for the till's window.
    asks = Signal(object)
    #: A text that is no matter of the orders.
    passes_on = Signal(str)
    closed = Signal()

    def __init__(self, desk: Desk, screen: Screen, bell: OrderBell) -> None:
        super().__init__()
        dress_window(self, desk.tokens)
        self._desk, self._bell, self.screen_shown = desk, bell, screen
        say = desk.say
        self.setObjectName("orders-own-window")
        self.setWindowTitle(say("orders.window_title", shop=desk.shop.profile.name))
        # The till's window alone decides when the program ends.
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, on=False)
        self.news = NewsBanner(desk)
        self.banner = Banner("orders-window-banner", say("window.close"))
        self._full = Button(
            "orders-window-full", say("orders.window_full"), role="quiet", clicked=self.toggle_full
        )
        body = QWidget()
        body.setProperty("role", "screen")
        whole = column(
            self.news, self.banner, screen, row(None, self._full, margins=(0, 0, 16, 8)), gap=0
        )
        whole.setStretchFactor(screen, 1)
        body.setLayout(whole)
        self.setCentralWidget(body)
        screen.asks.connect(self._go)
        screen.tells.connect(self._tell)
        screen.refuses.connect(self._refuse)
        screen.passes_on.connect(self.passes_on)
        self.news.seen.clicked.connect(bell.acknowledge)
        bell.changed.connect(self._show_news)
        own = screen.findChild(Button, "orders-window")
        if own is not None:
            own.hide()
        for keys, act in (("F11", self.toggle_full), ("Esc", self._step_back)):
            QShortcut(QKeySequence(keys), self).activated.connect(act)
        self._ear = ScannerEar(self)
        self._ear.scanned.connect(self._read)
        self._ear.listen()
        desk.camera.seen.connect(self._seen)
        self._show_news()

    def toggle_full(self) -> None:
        """Fill the screen, or leave it."""
        self.showNormal() if self.isFullScreen() else self.showFullScreen()
        name = "orders.window_plain" if self.isFullScreen() else "orders.window_full"
        self._full.say(self._desk.say(name))

    def closeEvent(self, event: QCloseEvent) -> None:
        """Tell that it is gone."""
        self.screen_shown.keep()
        self.closed.emit()
        super().closeEvent(event)

    def _step_back(self) -> None:
        if self.banner.isVisible():
            self.banner.hide()
        elif not self.screen_shown.step_back() and self.isFullScreen():
            self.toggle_full()

    def _go(self, errand: Errand) -> None:
        if errand.room == NAME and errand.what:
            self.screen_shown.run(errand)
        elif errand.room != NAME:
            self.asks.emit(errand)

    def _tell(self, notice: Notice) -> None:
        self.banner.say(
            notice.words, notice.tone, act=notice.act, then=notice.then, stays=notice.stays
        )

    def _refuse(self, error: ShopError) -> None:
        told = self._desk.say.refusal(error)
        self.banner.say(f"{told.title}. {told.message} {told.next_step}", "look")

    def _show_news(self) -> None:
        words = self._bell.words
        if not words:
            self.news.hide()
            return
        self.news.seen.show()
        self.news.say(
            words, "look", act=self._desk.say("orders.see"), then=self._open_first, closes=False
        )

    def _open_first(self) -> None:
        if self._bell.order_id:
            self.screen_shown.run(Errand(NAME, "open", self._bell.order_id))

    def _read(self, text: str) -> None:
        told = scan.read(text, self._desk.shop.settings.weighed_layouts)
        if self.screen_shown.takes(scan.kind(told), text):
            self.screen_shown.scanned(text)
        else:
            self.passes_on.emit(text)

    def _seen(self, text: str) -> None:
        if QApplication.activeWindow() is not self:
            return
        told = scan.read(text, self._desk.shop.settings.weighed_layouts)
        if self.screen_shown.sees(scan.kind(told), text):
            self.screen_shown.scanned(text)


class BoardKeeper(QObject):
    """Opens the window where it stood, also with the next start, and remembers where it stands."""

    def __init__(
        self,
        desk: Desk,
        till: QWidget,
        bell: OrderBell,
        make: Callable[[Desk], Screen],
        go: Callable[[Errand], object],
        read: Callable[[str], object],
    ) -> None:
        super().__init__(till)
        self._desk, self._till, self._bell = desk, till, bell
        self._make, self._go, self._read = make, go, read
        self.window: BoardWindow | None = None
        desk.tasks.when_awake(self._look)

    def open(self) -> None:
        """Bring the window to the front, where it stood last."""
        if self.window is not None:
            self.window.raise_()
            self.window.activateWindow()
            return
        shop = self._desk.shop
        self._desk.tasks.ledger(self, lambda: window_places.place_of(shop, NAME), self._open)

    def close(self) -> None:
        """Put the window away with the till's; the next start opens it again."""
        if self.window is not None:
            self.window.closed.disconnect(self._on_closed)
            self._keep(is_open=True)
            self.window.close()
            self.window = None

    def _look(self) -> None:
        shop = self._desk.shop
        self._desk.tasks.ledger(
            self,
            lambda: window_places.place_of(shop, NAME),
            lambda place: self._open(place) if place.is_open else None,
        )

    def _open(self, place: "window_places.Place") -> None:
        if self.window is not None:
            return
        made = BoardWindow(self._desk, self._make(self._desk), self._bell)
        made.asks.connect(self._send)
        made.passes_on.connect(self._read)
        made.closed.connect(self._on_closed)
        self.window = made
        where = QRect(place.left, place.top, place.width, place.height)
        made.resize(*_USUAL_PX)
        if is_in_sight(where):
            made.setGeometry(where)
        if place.is_full:
            made.toggle_full()
        else:
            made.show()
        made.screen_shown.arrive()
        self._keep(is_open=True)

    def _send(self, errand: Errand) -> None:
        self._till.raise_()
        self._till.activateWindow()
        self._go(errand)

    def _on_closed(self) -> None:
        self._keep(is_open=False)
        if self.window is not None:
            self.window.deleteLater()
            self.window = None
            self._till.activateWindow()

    def _keep(self, *, is_open: bool) -> None:
        window, shop = self.window, self._desk.shop
        if window is None:
            return
        frame = window.normalGeometry() if window.isFullScreen() else window.geometry()
        place = window_places.Place(
            is_open=is_open,
            left=frame.x(),
            top=frame.y(),
            width=frame.width(),
            height=frame.height(),
            is_full=window.isFullScreen(),
        )
        self._desk.tasks.ledger(self, lambda: window_places.keep_place(shop, NAME, place))


def is_in_sight(where: QRect) -> bool:
    """Tell whether a hand would find a window there: screens come and go."""
    if where.width() < _LEAST_PX or where.height() < _LEAST_PX:
        return False
    return any(
        screen.availableGeometry().intersected(where).width() >= _LEAST_PX
        and screen.availableGeometry().contains(where.x() + _LEAST_PX // 2, where.y() + 10)
        for screen in QGuiApplication.screens()
    )
