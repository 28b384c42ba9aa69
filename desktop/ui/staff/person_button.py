"""The header's word on who sells; a touch on it lets somebody else."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QStyle, QStyleOptionButton, QStylePainter

from desktop.ui.widgets.buttons import ICON_GAP_PX, ICON_PX, Button

_AROUND_PX = ICON_PX + ICON_GAP_PX + 28
_LEAST_LETTERS = 4


class PersonButton(Button):
    """A name that gives way to a narrow window and stands whole in the tool tip."""

    def __init__(self, name: str, clicked: Callable[[], object]) -> None:
        super().__init__(name, role="quiet", picture="person", clicked=clicked)
        # A push button would keep its whole name and push the window out of a small screen.
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def show_name(self, name: str, spoken: str) -> None:
        """Show a name; `spoken` says what a touch does."""
        self.setText(name)
        self.setToolTip(spoken)
        self.setAccessibleName(spoken)

    def sizeHint(self) -> QSize:
        """Return room for the whole name."""
        return self._with(self.fontMetrics().horizontalAdvance(self.text()))

    def minimumSizeHint(self) -> QSize:
        """Return room for a few letters of it."""
        letters = self.fontMetrics().averageCharWidth() * _LEAST_LETTERS
        return self._with(min(letters, self.fontMetrics().horizontalAdvance(self.text())))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw as much of the name as there is room for."""
        option = QStyleOptionButton()
        self.initStyleOption(option)
        room = self.width() - _AROUND_PX + 2
        cut = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room)
        option.text = cut
        QStylePainter(self).drawControl(QStyle.ControlElement.CE_PushButton, option)

    def _with(self, words_px: int) -> QSize:
        return QSize(_AROUND_PX + words_px, super().sizeHint().height())
