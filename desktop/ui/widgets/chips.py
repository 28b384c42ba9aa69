"""One of a few: sections, means, reasons. Real tabs to a screen reader, chips to the eye."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QTabBar, QWidget

from desktop.ui.theme.tokens import Colours


class Chips(QTabBar):
    """A row of choices of which one is on; it scrolls when the window is too narrow for all."""

    #: The value of the choice somebody made.
    chosen = Signal(object)

    def __init__(self, name: str, spoken: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(spoken)
        self.setProperty("role", "chips")
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(True)
        self.setElideMode(Qt.TextElideMode.ElideNone)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._values: list[object] = []
        self.currentChanged.connect(self._on_change)

    def show_choices(
        self, choices: Sequence[tuple[object, str]], chosen: object | None = None
    ) -> None:
        """Replace the choices (value, words) without saying that one was made."""
        self.blockSignals(True)
        while self.count():
            self.removeTab(0)
        self._values = [value for value, _words in choices]
        for _value, words in choices:
            # A lone & marks a key in Qt; a section called "Thé & café" is none.
            self.addTab(words.replace("&", "&&"))
        if chosen in self._values:
            self.setCurrentIndex(self._values.index(chosen))
        self.blockSignals(False)
        self.updateGeometry()

    @property
    def value(self) -> object:
        """Return the value of the choice that is on."""
        return self._values[self.currentIndex()] if self._values else None

    def choose(self, value: object) -> None:
        """Turn a choice on."""
        if value in self._values:
            self.setCurrentIndex(self._values.index(value))

    def follow(self, field: QWidget) -> None:
        """Have Up and Down walk the choices while a field has the focus: no hand leaves it."""
        field.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the arrows of the fields that are followed."""
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            step = {int(Qt.Key.Key_Up): -1, int(Qt.Key.Key_Down): 1}.get(event.key(), 0)
            if step and self.count() and self.isVisible():
                self.setCurrentIndex((self.currentIndex() + step) % self.count())
                return True
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ring of the keyboard's focus around the choice that is on."""
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(Colours().on_fill), 2))
            ring = QRectF(self.tabRect(self.currentIndex())).adjusted(4, 4, -10, -4)
            painter.drawRoundedRect(ring, 5, 5)

    def _on_change(self, place: int) -> None:
        # The choice that is on stands in heavier letters, and needs their room.
        self.updateGeometry()
        if 0 <= place < len(self._values):
            self.chosen.emit(self._values[place])
