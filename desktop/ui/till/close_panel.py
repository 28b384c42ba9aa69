"""The count at the end of the day: piece by piece or at once, the difference shown before the Z."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QScrollArea, QWidget

from desktop.ui.desk import Desk
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.entry import FigureField, Keypad, MoneyField
from desktop.ui.widgets.labels import label, set_tone
from desktop.ui.widgets.layouts import column, row
from desktop.ui.widgets.panel import Panel
from desktop.ui.widgets.states import ConfirmBar
from sync.kernel.money import Money

_VALUES = (10_000, 5000, 2000, 1000, 500, 200, 100, 50, 20, 10, 5, 2, 1)
"""Notes and coins in cents; 200 € and 500 € notes are counted as a sum, shops refuse them."""


class ClosePanel(Panel):
    """Asks for the count, says the difference in words, and closes after one more yes."""

    #: (Money or None, {value in cents: pieces})
    closes = Signal(object, object)

    def __init__(self, desk: Desk) -> None:
        say = desk.say
        super().__init__("count", say("till.count_title"), say("till.back"))
        self._desk = desk
        self._expected = Money(0)
        self._pieces: dict[int, FigureField] = {}
        self._sums = {value: label("", "note") for value in _VALUES}
        self._lump = MoneyField("count-lump", say("till.lump"), say)
        self._lump.textChanged.connect(lambda _text: self._show())
        self._lump.returnPressed.connect(self.ask)
        self._counted = label("", "figure")
        self._counted.setObjectName("count-counted")
        self._expected_figure = label("", "figure", "muted")
        self._is_blind = False
        self._difference = label("", "heading", wraps=True)
        self._difference.setObjectName("count-difference")
        self._confirm = ConfirmBar("count-confirm", say("till.close_no"))
        grid = self._grid()
        close = Button(
            "count-close", say("till.close_do"), role="primary", is_large=True, clicked=self.ask
        )
        self._keypad = Keypad("count-key", self._pieces[_VALUES[0]], say)
        self._expected_part = QWidget()
        self._expected_part.setObjectName("count-expected")
        self._expected_part.setLayout(
            column(label(say("till.expected"), "field"), self._expected_figure, gap=0)
        )
        counted = column(label(say("till.counted"), "field"), self._counted, gap=0)
        sums = row(self._expected_part, counted, gap=12)
        side = column(
            column(label(say("till.lump"), "field"), self._lump, gap=4),
            self._keypad,
            sums,
            self._difference,
            None,
            close,
            gap=8,
        )
        for field in (*self._pieces.values(), self._lump):
            field.installEventFilter(self)
        scroll, inside = QScrollArea(), QWidget()
        inside.setLayout(grid)
        scroll.setWidget(inside)
        scroll.setWidgetResizable(True)
        body = row(scroll, side, gap=24)
        body.setStretch(0, 3)
        body.setStretch(1, 2)
        self.fill(body, self._confirm)

    def _grid(self) -> QGridLayout:
        say = self._desk.say
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        half = (len(_VALUES) + 1) // 2
        for place, value in enumerate(_VALUES):
            name = say.round_money(Money(value))
            field = FigureField(f"count-{value}", say("till.pieces", value=name))
            field.setMaxLength(5)
            field.setMaximumWidth(96)
            field.textChanged.connect(lambda _text: self._show())
            field.returnPressed.connect(self._next_field)
            self._pieces[value] = field
            across, down = divmod(place, half)
            grid.addWidget(label(name, "heading"), down, across * 4)
            grid.addWidget(field, down, across * 4 + 1)
            grid.addWidget(self._sums[value], down, across * 4 + 2)
        grid.setRowStretch(half, 1)
        grid.setColumnStretch(2, 1)
        grid.setColumnStretch(6, 1)
        return grid

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Have the keypad write where the focus is, and the arrows walk the fields in a ring."""
        if isinstance(watched, FigureField):
            if event.type() is QEvent.Type.FocusIn:
                self._keypad.type_into(watched)
            elif event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
                step = {int(Qt.Key.Key_Up): -1, int(Qt.Key.Key_Down): 1}.get(event.key(), 0)
                if step:
                    ring = (*self._pieces.values(), self._lump)
                    ring[(ring.index(watched) + step) % len(ring)].setFocus()
                    return True
        return super().eventFilter(watched, event)

    def begin(self, expected: Money, *, is_blind: bool) -> None:
        """Ask for a new count; blind, nothing tells what it should come to."""
        self._expected, self._is_blind = expected, is_blind
        self._expected_part.setVisible(not is_blind)
        self._confirm.hide()
        for field in (*self._pieces.values(), self._lump):
            field.clear()
        self._expected_figure.setText(self._desk.say.money(expected))
        self._show()
        self._pieces[_VALUES[0]].setFocus()

    @property
    def _count(self) -> dict[int, int]:
        count = {}
        for value, field in self._pieces.items():
            thousandths = field.thousandths()
            if thousandths:
                count[value] = thousandths // 1000
        return count

    @property
    def counted(self) -> Money | None:
        """Return what was counted in all, None when nothing was."""
        lump = self._lump.money()
        if lump is not None:
            return lump
        count = self._count
        if not count:
            return None
        return Money(sum(value * pieces for value, pieces in count.items()))

    def _show(self) -> None:
        say, counted = self._desk.say, self.counted
        for value, words in self._sums.items():
            pieces = self._count.get(value, 0)
            words.setText(say.money(Money(value * pieces)) if pieces else "")
        if counted is None:
            self._counted.setText("–")
            self._say_difference(say("till.not_counted"), "muted")
            return
        self._counted.setText(say.money(counted))
        if self._is_blind:
            self._say_difference(say("till.counted_blind"), "muted")
            return
        difference = counted - self._expected
        if not difference:
            self._say_difference(say("till.exact"), "go")
        elif difference.cents < 0:
            self._say_difference(say("till.short", amount=-difference), "stop")
        else:
            self._say_difference(say("till.over", amount=difference), "look")

    def _say_difference(self, words: str, tone: str) -> None:
        self._difference.setText(words)
        set_tone(self._difference, tone)

    def _next_field(self) -> None:
        self.focusNextChild()

    def ask(self) -> None:
        """Ask for the last yes before the day is closed."""
        say = self._desk.say
        self._confirm.ask(
            f"{self._difference.text()} {say('till.close_ask')}", say("till.close_yes"), self._close
        )

    def _close(self) -> None:
        count = {} if self._lump.money() is not None else self._count
        self.closes.emit(self.counted, count)
