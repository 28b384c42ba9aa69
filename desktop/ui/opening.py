"""What stands on the screen while the shop is being opened: the sale screen's frame, at once.

Imports nothing but Qt and the colours: everything else is loaded behind it.
"""

import builtins
import gc
from collections.abc import Callable

from PySide6.QtCore import QRect, Qt, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget

from desktop.errors import WorldError
from desktop.ui.no_display import refuse_without_display
from desktop.ui.theme.tokens import STYLE, STYLED, Colours, Sizes, touch_unit

_TABS = 5
_TILE_PX = 170
_GOODS_PERCENT = 62
"""The goods' share of the width, as on the sale screen."""
_MOST_KEYS = 400
"""Kept for the window: a few scans. A cat on the keyboard is not sold."""


def make_application(on_fatal: Callable[[WorldError], None]) -> QApplication:
    """Return Qt's application; what keeps it from starting is told and not dumped.

    Args:
        on_fatal: told that Qt is about to end the whole process, for want of a screen or of one
            of the system's libraries; must not return.

    Raises:
        WorldError: no_display.
    """

    def hear(kind: QtMsgType, _context: object, message: str) -> None:
        if kind is QtMsgType.QtFatalMsg:
            on_fatal(WorldError("no_display", detail=message))

    refuse_without_display()
    _import_plainly()
    before = qInstallMessageHandler(hear)
    try:
        # Not by `setStyle`, which gives the style back: PySide would make all names of QStyle.
        application = QApplication(["comptoir", "-style", STYLE])
    finally:
        qInstallMessageHandler(before)
    application.setProperty(STYLED, True)
    application.setApplicationName("Comptoir")
    return application


def _import_plainly() -> None:
    """Have modules imported as they were before PySide came.

    It reads the source of each one, to see whether Qt's names are to be spelt differently in it
    (`from __feature__ import snake_case`). They never are, and it keeps what it has read.
    """
    builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)


class Opening(QWidget):
    """The frame of the sale screen: header, scan line, tiles and ticket, all still blank.

    What is scanned or typed before the shop is open is kept, and goes to its window.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("opening")
        self.setWindowTitle("Comptoir")
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.resize(1366, 768)
        self._colours = Colours()
        self._sizes = Sizes(touch_unit(self.screen().physicalDotsPerInch()))
        self._keys: list[QKeyEvent] = []

    def stand(self) -> None:
        """Come up, filling the screen, and be painted before this returns."""
        self.showMaximized()
        QApplication.processEvents()
        # What is loaded from here on stays: the collector would go through it in vain, many times.
        # `open_window` has it begin when everything is.
        gc.disable()

    def give_way(self, window: QWidget) -> None:
        """Let the shop's window, which is shown, take over, and give it the keys pressed so far."""
        QApplication.processEvents()
        keys, self._keys = self._keys, []
        self.close()
        window.activateWindow()
        for key in keys:
            QApplication.sendEvent(QApplication.focusWidget() or window, key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keep the key for the window."""
        if len(self._keys) < _MOST_KEYS:
            self._keys.append(event.clone())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw where everything will be."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.fillRect(self.rect(), QColor(self._colours.canvas))
        header = QRect(0, 0, self.width(), self._sizes.touch + self._sizes.gap)
        painter.fillRect(header, QColor(self._colours.surface))
        self._paint_tabs(painter, header)
        margin = self._sizes.margin
        room = self.rect().adjusted(margin, header.height() + margin, -margin, -margin)
        goods = QRect(room)
        goods.setWidth((room.width() - margin) * _GOODS_PERCENT // 100)
        ticket = QRect(room)
        ticket.setLeft(goods.right() + margin)
        self._paint_goods(painter, goods)
        self._paint_ticket(painter, ticket)
        painter.end()

    def _paint_tabs(self, painter: QPainter, header: QRect) -> None:
        gap, width = self._sizes.gap, self._sizes.touch * 2
        for place in range(_TABS):
            tab = QRect(gap + place * (width + gap), 0, width, header.height())
            chosen = self._colours.accent_soft if place == 0 else self._colours.sunken
            self._block(painter, tab.adjusted(0, gap, 0, -gap), chosen)

    def _paint_goods(self, painter: QPainter, goods: QRect) -> None:
        gap, margin = self._sizes.gap, self._sizes.margin
        line = QRect(goods.topLeft(), goods.size())
        line.setHeight(self._sizes.primary)
        self._block(painter, line, self._colours.surface)
        shelf = goods.adjusted(0, line.height() + margin, 0, 0)
        columns = max(2, shelf.width() // _TILE_PX)
        side = (shelf.width() - gap * (columns - 1)) // columns
        for top in range(shelf.top(), shelf.bottom() - side, side + gap):
            for place in range(columns):
                tile = QRect(shelf.left() + place * (side + gap), top, side, side)
                self._block(painter, tile, self._colours.surface)

    def _paint_ticket(self, painter: QPainter, ticket: QRect) -> None:
        margin = self._sizes.margin
        self._block(painter, ticket, self._colours.surface)
        pay = ticket.adjusted(margin, 0, -margin, -margin)
        pay.setTop(pay.bottom() - self._sizes.primary)
        self._block(painter, pay, self._colours.sunken)

    def _block(self, painter: QPainter, place: QRect, colour: str) -> None:
        painter.setBrush(QColor(colour))
        painter.drawRoundedRect(place, self._sizes.radius, self._sizes.radius)
