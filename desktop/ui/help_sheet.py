"""The sheet of keys, made from the table that binds them."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QWidget

from desktop.ui.desk import Desk
from desktop.ui.shortcuts import ANYWHERE, SHORTCUTS
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.layouts import column, row, scrolling

_COLUMNS = (
    (ANYWHERE, "orders", "pickup", "refund"),
    ("sale", "free", "catalogue", "studio"),
    ("payment", "till", "promotions", "customers", "settings"),
)


class HelpSheet(QWidget):
    """Every key and what it does, by room."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        say = desk.say
        self.setObjectName("help")
        self.setAccessibleName(say("help.title"))
        self.setProperty("role", "screen")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        columns = [
            column(*(self._block(desk, room) for room in rooms), None, gap=16) for rooms in _COLUMNS
        ]
        page = column(
            label(say("help.title"), "title"),
            label(say("help.sentence"), "note"),
            8,
            inside := scrolling(row(*columns, gap=16)),
            margins=24,
        )
        page.setStretchFactor(inside, 1)
        self.setLayout(page)

    @staticmethod
    def _block(desk: Desk, room: str) -> QFrame:
        say = desk.say
        block = QFrame()
        block.setProperty("role", "pane")
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        rows = (shortcut for shortcut in SHORTCUTS if shortcut.room == room)
        for place, shortcut in enumerate(rows):
            keys = say.keys(shortcut.keys[0])
            grid.addWidget(label(keys, "heading", "accent"), place, 0)
            grid.addWidget(label(say(shortcut.text), wraps=True), place, 1)
        title = label(say(f"window.{room}" if room else "help.anywhere"), "heading")
        block.setLayout(column(title, 4, grid, margins=16))
        return block
