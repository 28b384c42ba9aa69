"""A part of a form that is put away under its name, which tells what it holds."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLayout, QWidget

from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.labels import ElidedLabel
from desktop.ui.widgets.layouts import column, row


class Fold(QFrame):
    """Closed, it is one line: its name and what is in it. Space or a finger opens it."""

    opened = Signal()

    def __init__(self, name: str, title: str, body: QLayout) -> None:
        super().__init__()
        self.setObjectName(name)
        self._title, self._told = title, ""
        self._head = Button(f"{name}-open", title, role="quiet", picture="next", clicked=self._turn)
        self._summary = ElidedLabel("", "note")
        self._summary.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._body = QWidget()
        self._body.setLayout(body)
        head = row(self._head, self._summary, gap=8)
        head.setStretch(1, 1)
        self.setLayout(column(head, self._body, gap=4))
        self._body.setVisible(False)

    @property
    def is_open(self) -> bool:
        """Tell whether its fields are in sight."""
        return not self._body.isHidden()

    def open(self, *, is_open: bool = True) -> None:
        """Bring its fields into sight, or put them away."""
        self._body.setVisible(is_open)
        self._head.show_picture("down" if is_open else "next")
        self._show_words()
        if is_open:
            self.opened.emit()

    def show_summary(self, words: str) -> None:
        """Say what it holds."""
        self._told = words
        self._show_words()
        self._head.setAccessibleName(f"{self._title}, {words}" if words else self._title)

    def _show_words(self) -> None:
        self._summary.setText("" if self.is_open else self._told)

    def _turn(self) -> None:
        self.open(is_open=not self.is_open)
        if self.is_open and self._has_fields:
            # A finger leaves the focus where it was: the next field is to be the next after this.
            self._head.setFocus()
            self._body.focusNextChild()

    @property
    def _has_fields(self) -> bool:
        """Tell whether there is anything to type in or press; what is read first comes later."""
        return any(
            each.focusPolicy() != Qt.FocusPolicy.NoFocus
            for each in self._body.findChildren(QWidget)
        )
