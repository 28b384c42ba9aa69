"""A panel that takes the place of what it asks about: a way back, a title, its contents."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLayout

from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.labels import ElidedLabel
from desktop.ui.widgets.layouts import Part, column, row, scrolling


class Panel(QFrame):
    """A surface with a head. Escape and the arrow both say `left`; nothing is lost by leaving."""

    left = Signal()

    def __init__(self, name: str, title: str, back_words: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setProperty("role", "pane")
        self._title = ElidedLabel(title, "title")
        back = Button(
            f"{name}-back", role="icon", picture="back", spoken=back_words, clicked=self.left.emit
        )
        self.head = row(back, self._title, gap=4)
        self.head.setStretch(1, 1)

    def show_title(self, title: str) -> None:
        """Change the title."""
        self._title.setText(title)
        self._title.updateGeometry()
        self.setAccessibleName(title)

    def fill(self, body: QLayout, *foot: Part) -> None:
        """Put the contents below the head; the foot stays in sight while they scroll."""
        inside = scrolling(body)
        whole = column(self.head, inside, *foot, gap=12, margins=16)
        whole.setStretchFactor(inside, 1)
        self.setLayout(whole)
