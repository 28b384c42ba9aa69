"""The till goes into other hands: who comes, and what lies in the drawer if somebody counted."""

from PySide6.QtCore import Signal

from desktop.services.views import StaffView
from desktop.ui.desk import Desk
from desktop.ui.staff.pin import name_of
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.chips import Chips
from desktop.ui.widgets.entry import Keypad, MoneyField
from desktop.ui.widgets.labels import label, set_tone
from desktop.ui.widgets.layouts import column, row
from desktop.ui.widgets.panel import Panel
from sync.kernel.money import Money


class HandOverPanel(Panel):
    """Asks who takes over and for the count; the till stays open and the taker signs in."""

    #: (code of who takes over, Money or None where nobody counted)
    hands_over = Signal(str, object)

    def __init__(self, desk: Desk) -> None:
        say = desk.say
        super().__init__("relief", say("relief.title"), say("till.back"))
        self._desk = desk
        self._expected: Money | None = None
        self._taker = Chips("relief-taker", say("relief.taker"))
        self._count = MoneyField("relief-count", say("relief.count"), say, is_large=True)
        self._count.textChanged.connect(lambda _text: self._show())
        self._count.returnPressed.connect(self._give)
        self._taker.follow(self._count)
        self._difference = label("", "heading", wraps=True)
        self._difference.setObjectName("relief-difference")
        give = Button(
            "relief-give", say("relief.give"), role="primary", is_large=True, clicked=self._give
        )
        asked = column(
            column(label(say("relief.taker"), "field"), self._taker, gap=4),
            label(say("relief.how"), "note", wraps=True),
            None,
            gap=16,
        )
        figure = column(
            column(label(say("relief.count"), "field"), self._count, gap=4),
            self._difference,
            Keypad("relief-key", self._count, say),
            give,
            None,
            gap=12,
        )
        body = row(asked, figure, gap=24)
        body.setStretch(0, 1)
        body.setStretch(1, 1)
        self.fill(body)

    def begin(self, takers: tuple[StaffView, ...], expected: Money | None) -> None:
        """Ask anew; without `expected` the count is blind."""
        self._expected = expected
        say = self._desk.say
        self._taker.show_choices([(each.code, name_of(say, each)) for each in takers])
        self._count.clear()
        self._show()
        self._count.setFocus()

    def _show(self) -> None:
        say, counted = self._desk.say, self._count.money()
        words, tone = say("relief.uncounted"), "muted"
        if counted is not None and self._expected is None:
            words = say("till.counted_blind")
        elif counted is not None and self._expected is not None:
            difference = counted - self._expected
            if not difference:
                words, tone = say("till.exact"), "go"
            elif difference.cents < 0:
                words, tone = say("till.short", amount=-difference), "stop"
            else:
                words, tone = say("till.over", amount=difference), "look"
        self._difference.setText(words)
        set_tone(self._difference, tone)

    def _give(self) -> None:
        self.hands_over.emit(str(self._taker.value), self._count.money())
