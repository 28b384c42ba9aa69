"""What every page of the stock's room is, and the table its lines stand in."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QLineEdit,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from desktop.services.team import staff
from desktop.ui.desk import Desk
from desktop.ui.screen import Notice, Screen
from desktop.ui.theme.tokens import Colours
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.labels import ElidedLabel
from desktop.ui.widgets.layouts import row


class Page(QFrame):
    """One page of the room: it hears the scanner while it is in sight."""

    def __init__(self, room: Screen, name: str) -> None:
        super().__init__()
        self.room = room
        self.setObjectName(name)
        self.setProperty("role", "pane")

    @property
    def desk(self) -> Desk:
        """Return the room's collaborators."""
        return self.room.desk

    @property
    def who(self) -> str:
        """Return the code of who stands at the counter; asked on the ledger only."""
        return staff.current(self.desk.shop).code

    def arrive(self) -> None:
        """Show what stands now and take the focus."""

    def scanned(self, text: str) -> None:
        """Take what a scanner read."""

    def step_back(self) -> bool:
        """Go one step back within the page and tell whether there was one."""
        return False

    def tell(self, words: str, tone: str = "go") -> None:
        """Say a sentence in the window's banner."""
        self.room.tells.emit(Notice(words, tone))


def line_edit(name: str, spoken: str, longest: int) -> QLineEdit:
    """Return a field for a line of text."""
    made = QLineEdit()
    made.setObjectName(name)
    made.setAccessibleName(spoken)
    made.setMaxLength(longest)
    return made


class Head(QWidget):
    """Above what is open on a page: the way back, its title, what belongs beside it."""

    def __init__(self, name: str, page: Page, *beside: QWidget) -> None:
        super().__init__()
        back = Button(
            f"{name}-back",
            role="icon",
            picture="back",
            spoken=page.desk.say("stock.back"),
            clicked=page.step_back,
        )
        self._title = ElidedLabel("", "title")
        line = row(back, self._title, *beside)
        line.setStretch(1, 1)
        self.setLayout(line)

    def show_title(self, title: str) -> None:
        """Say what is open."""
        self._title.setText(title)


class LineTable(QTableWidget):
    """Lines in columns: the first takes the room, figures stand at the right; Enter chooses."""

    #: Number of the line somebody pressed Enter on or touched.
    picked = Signal(int)

    def __init__(self, name: str, spoken: str, heads: Sequence[str]) -> None:
        super().__init__(0, len(heads))
        self.setObjectName(name)
        self.setAccessibleName(spoken)
        self.verticalHeader().hide()
        self.setShowGrid(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.verticalHeader().setDefaultSectionSize(48)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for place, words in enumerate(heads):
            head = QTableWidgetItem(words)
            side = Qt.AlignmentFlag.AlignRight if place else Qt.AlignmentFlag.AlignLeft
            head.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
            self.setHorizontalHeaderItem(place, head)
        self.cellClicked.connect(lambda line, _column: self.picked.emit(line))

    def show_lines(self, lines: Sequence[Sequence[str]], tones: Sequence[str] = ()) -> None:
        """Replace the lines; a tone (look, stop, go) colours what stands last in its line."""
        kept = self.currentRow()
        colours = Colours()
        inks = {"look": colours.look, "stop": colours.stop, "go": colours.go_text}
        self.setRowCount(len(lines))
        for number, texts in enumerate(lines):
            for place, text in enumerate(texts):
                item = QTableWidgetItem(text)
                side = Qt.AlignmentFlag.AlignRight if place else Qt.AlignmentFlag.AlignLeft
                item.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
                if not place:
                    item.setToolTip(text)
                tone = tones[number] if number < len(tones) else ""
                if tone in inks and place == len(texts) - 1:
                    item.setForeground(QColor(inks[tone]))
                self.setItem(number, place, item)
        if 0 <= kept < len(lines):
            self.setCurrentCell(kept, 0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose the line with Enter."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentRow() >= 0:
            self.picked.emit(self.currentRow())
            return
        super().keyPressEvent(event)
