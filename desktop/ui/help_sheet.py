"""The sheet of keys, made from the table that binds them."""

from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFrame, QGridLayout, QWidget

from desktop.services.papers import key_sheet
from desktop.ui.desk import Desk
from desktop.ui.screen import Notice
from desktop.ui.shortcuts import ANYWHERE, SHORTCUTS, Shortcut, bind, key_of
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.layouts import column, row, scrolling
from desktop.ui.wording import Wording

_COLUMNS = (
    (ANYWHERE, "orders", "pickup", "rounds", "refund", "catalogue", "table", "sections", "imports"),
    ("sale", "free", "review", "prices", "tags", "studio", "stock"),
    ("payment", "till", "promotions", "customers", "settings", "help"),
)


class HelpSheet(QWidget):
    """Every key and what it does, by room; printed on request."""

    #: A Notice.
    tells = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        say = desk.say
        self._desk = desk
        self.setObjectName("help")
        self.setAccessibleName(say("help.title"))
        self.setProperty("role", "screen")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        columns = [
            column(*(self._block(desk, room) for room in rooms), None, gap=16) for rooms in _COLUMNS
        ]
        self._print = Button(
            "help-print",
            f"{say('help.print')}   {say.keys(key_of('help-print'))}",
            picture="print",
            clicked=self.print_sheet,
        )
        bind(self, "help-print", self.print_sheet)
        page = column(
            row(label(say("help.title"), "title"), None, self._print),
            label(say("help.sentence"), "note"),
            8,
            inside := scrolling(row(*columns, gap=16)),
            margins=24,
        )
        page.setStretchFactor(inside, 1)
        self.setLayout(page)

    def print_sheet(self) -> None:
        """Make a page of the keys and open it in the system's reader, from where it is printed."""
        desk, say = self._desk, self._desk.say
        blocks = [
            (
                _title(room, say),
                [(say.keys(each.keys[0]), say(each.text)) for each in keys_of(room)],
            )
            for rooms in _COLUMNS
            for room in rooms
        ]
        desk.tasks.ledger(
            self,
            lambda: key_sheet.write_key_sheet(
                desk.shop, say("help.title"), say("help.sentence"), blocks, say.language.value
            ),
            self._open,
        )

    def _open(self, path: Path) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
        self.tells.emit(Notice(self._desk.say("help.printed", file=path.name), "go"))

    @staticmethod
    def _block(desk: Desk, room: str) -> QFrame:
        say = desk.say
        block = QFrame()
        block.setProperty("role", "pane")
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        for place, shortcut in enumerate(keys_of(room)):
            keys = say.keys(shortcut.keys[0])
            grid.addWidget(label(keys, "heading", "accent"), place, 0)
            grid.addWidget(label(say(shortcut.text), wraps=True), place, 1)
        title = label(_title(room, say), "heading")
        block.setLayout(column(title, 4, grid, margins=16))
        return block


def keys_of(room: str) -> list[Shortcut]:
    """Return the keys of a room, as the table has them."""
    return [shortcut for shortcut in SHORTCUTS if shortcut.room == room]


def _title(room: str, say: Wording) -> str:
    return say(f"window.{room}" if room else "help.anywhere")
