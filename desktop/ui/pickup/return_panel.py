"""Goods of an online order that come back: what, and the way its money goes."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.domain.tender import Means
from desktop.services.online.order_returns import Part, Returnable, ReturnableLine
from desktop.ui.desk import Desk
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.layouts import clear, column, row
from desktop.ui.widgets.panel import Panel
from desktop.ui.widgets.tick import Tick
from sync.kernel.ids import new_id
from sync.kernel.money import Money, total_of
from sync.kernel.quantity import Quantity

_AT_TILL = (("cash", Means.CASH), ("card", Means.CARD), ("credit_note", Means.CREDIT_NOTE))
_ONLINE = (("by_hub", None), ("credit_note", Means.CREDIT_NOTE))


class ReturnPanel(Panel):
    """Lines to tick, and one button a way: only those by which this money may go.

    Of several pieces fewer may come back.
    """

    #: Ids of lines, `Part` by line where not all of it, Means or None for the marketplace, id of
    #: the refund.
    gives = Signal(object, object, object, str)

    def __init__(self, desk: Desk) -> None:
        super().__init__("back", "", desk.say("pickup.back"))
        self._desk = desk
        self._standing: Returnable | None = None
        self._ticks: dict[str, Tick] = {}
        #: How much of a line comes back if it is ticked, and what counts it.
        self._pieces: dict[str, Quantity] = {}
        self._steps: dict[str, tuple[Button, Button]] = {}
        self._refund_id = ""
        self._how = label("", "note", wraps=True)
        self._rows = column(gap=0)
        self._total = label("", "total")
        self._total.setObjectName("back-total")
        self._buttons = row(gap=12)
        foot = QWidget()
        foot.setLayout(column(self._total, self._buttons, gap=8))
        self.fill(column(self._how, self._rows, None, gap=12), foot)

    def show_returnable(self, standing: Returnable) -> None:
        """Show what can come back of an order, nothing ticked."""
        say = self._desk.say
        self._standing, self._refund_id = standing, new_id()
        self.show_title(say("back.title", number=standing.order.short_number))
        words = "back.online" if standing.is_by_hub else "back.at_till"
        self._how.setText(say(words if standing.lines else "back.nothing"))
        clear(self._rows)
        self._ticks, self._steps = {}, {}
        self._pieces = {each.line.id: each.quantity for each in standing.lines}
        for place, each in enumerate(standing.lines):
            tick = Tick()
            tick.setObjectName(f"back-line-{place}")
            tick.toggled.connect(self._show_total)
            self._ticks[each.line.id] = tick
            self._rows.addWidget(self._counted(place, each) if each.is_several else tick)
            self._say_line(each)
        clear(self._buttons)
        for name, means in _ONLINE if standing.is_by_hub else _AT_TILL:
            button = Button(
                f"back-{name.replace('_', '-')}",
                say(f"back.{name}"),
                role="" if self._buttons.count() else "primary",
                is_large=True,
                clicked=partial(self._give, means),
            )
            self._buttons.addWidget(button)
        self._buttons.addStretch(1)
        self._show_total()

    def _counted(self, place: int, each: ReturnableLine) -> QWidget:
        """Return a line's tick with one piece fewer or more beside it."""
        say, name = self._desk.say, each.line.delivered_label
        fewer, more = (
            Button(
                f"back-{step}-{place}",
                role="square",
                picture=picture,
                spoken=say(f"refund.{step}", name=name),
                clicked=partial(self._count, each, direction),
            )
            for step, picture, direction in (("fewer", "minus", -1), ("more", "plus", 1))
        )
        self._steps[each.line.id] = fewer, more
        made = QWidget()
        shown = row(self._ticks[each.line.id], fewer, more)
        shown.setStretch(0, 1)
        made.setLayout(shown)
        return made

    def _count(self, each: ReturnableLine, direction: int) -> None:
        wanted = self._pieces[each.line.id].thousandths + 1000 * direction
        most = each.quantity.thousandths
        self._pieces[each.line.id] = Quantity(max(1000, min(wanted, most)), each.quantity.unit)
        # Whoever counts a line means it.
        self._ticks[each.line.id].setChecked(True)
        self._say_line(each)
        self._show_total()

    def _say_line(self, each: ReturnableLine) -> None:
        say, pieces = self._desk.say, self._pieces[each.line.id]
        cut = each.cut(pieces)
        much = say.quantity(pieces)
        if each.is_several:
            fewer, more = self._steps[each.line.id]
            fewer.setEnabled(pieces.thousandths > 1000)
            more.setEnabled(pieces != each.quantity)
            much = say("refund.left", left=pieces, sold=each.quantity)
        name = each.line.delivered_label
        self._ticks[each.line.id].say(f"{much} · {name} · {say.money(cut.credit)}")

    def _chosen(self) -> dict[str, Quantity]:
        return {line: self._pieces[line] for line, tick in self._ticks.items() if tick.isChecked()}

    def _show_total(self) -> None:
        say, standing = self._desk.say, self._standing
        back = () if standing is None else standing.with_lines(self._chosen())
        credit = total_of([each.credit for each in back])
        fee = total_of([each.credit for each in back if not each.line.delivered_variant_id])
        told = "back.comes_to_with_delivery" if fee else "back.comes_to"
        self._total.setText(say(told, amount=credit, fee=fee))
        for place in range(self._buttons.count()):
            item = self._buttons.itemAt(place)
            button = None if item is None else item.widget()
            if button is not None:
                button.setEnabled(credit > Money(0))

    def _give(self, means: Means | None) -> None:
        chosen, standing = self._chosen(), self._standing
        if chosen and standing is not None:
            parts = {
                each.line.id: Part(chosen[each.line.id], each.quantity)
                for each in standing.lines
                if chosen.get(each.line.id, each.quantity) != each.quantity
            }
            self.gives.emit(tuple(chosen), parts, means, self._refund_id)
