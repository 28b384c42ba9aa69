"""A closed till: the float, and one button."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QWidget

from desktop.ui.desk import Desk
from desktop.ui.theme.icons import picture
from desktop.ui.theme.tokens import Colours
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.entry import Keypad, MoneyField
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.layouts import column, row, scrolling
from sync.kernel.money import Money


class OpenPanel(QWidget):
    """Asks what lies in the drawer before the day begins."""

    #: The float, Money.
    opens = Signal(object)
    looks_back = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        say = desk.say
        self.setObjectName("till-open-panel")
        sign = QLabel()
        sign.setPixmap(picture("till", Colours().edge, 56))
        sign.setAlignment(Qt.AlignmentFlag.AlignCenter)
        title, how = (
            label(say("till.closed"), "title"),
            label(say("till.closed_how"), "note", wraps=True),
        )
        for words in (title, how):
            words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.field = MoneyField("till-float", say("till.float"), say, is_large=True)
        self.field.returnPressed.connect(self._open)
        button = Button(
            "till-open", say("till.open"), role="primary", is_large=True, clicked=self._open
        )
        card = QFrame()
        card.setProperty("role", "pane")
        card.setMaximumWidth(460)
        card.setMinimumWidth(400)
        card.setLayout(
            column(
                sign,
                title,
                how,
                8,
                column(label(say("till.float"), "field"), self.field, gap=4),
                Keypad("till-float-key", self.field, say),
                button,
                Button(
                    "till-past-closings",
                    say("till.last_z"),
                    role="quiet",
                    picture="receipt",
                    clicked=self.looks_back.emit,
                ),
                gap=8,
                margins=24,
            )
        )
        self.setLayout(column(scrolling(column(None, row(None, card, None), None))))

    def begin(self) -> None:
        """Be ready to type."""
        self.field.setFocus()

    def _open(self) -> None:
        self.opens.emit(self.field.money() or Money(0))
