"""The paper list of a day without a PC, typed in: who got the bags, when, how it was paid."""

from datetime import UTC, datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLineEdit, QWidget

from desktop.domain.tender import Means
from desktop.services.online.later_entry import BY_HAND, Check, PastHandOver, ToEnter
from desktop.services.online.orders import OrderView
from desktop.ui.desk import Desk
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.chips import Chips
from desktop.ui.widgets.day import DayEntry
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.layouts import clear, column, row
from desktop.ui.widgets.panel import Panel
from desktop.ui.widgets.states import EmptyState
from desktop.ui.widgets.tick import Tick
from desktop.ui.wording.figures import read_time
from sync.kernel.clock import shop_day
from sync.kernel.order_states import OrderState


class LaterPanel(Panel):
    """Orders to tick; each becomes its own sale, dated now, that says when it left.

    The day may be one that is past: a weekend without a PC is typed in on Monday, day by day.
    """

    #: Tuple of PastHandOver.
    enters = Signal(object)
    #: Words of what is wrong.
    tells = Signal(str)

    def __init__(self, desk: Desk) -> None:
        say = desk.say
        super().__init__("later", say("later.title"), say("pickup.back"))
        self._desk = desk
        self._orders: dict[str, OrderView] = {}
        self._ticks: dict[str, Tick] = {}
        self._lines: dict[str, QWidget] = {}
        self._means: dict[str, Chips] = {}
        self._looked: dict[str, dict[Check, Tick]] = {}
        self._time = QLineEdit()
        self._time.setObjectName("later-time")
        self._time.setPlaceholderText("14:30")
        self._time.setMaximumWidth(160)
        self._time.setAccessibleName(say("later.at"))
        self._day = DayEntry("later-day", say("later.day"))
        self._day.setMaximumWidth(160)
        self._day.textChanged.connect(self._on_day)
        self._rows = column(gap=6)
        self._none = EmptyState("later-none", "orders", say("later.none"), say("later.none_how"))
        self._enter = Button(
            "later-enter", say("later.enter"), role="primary", is_large=True, clicked=self._on_enter
        )
        how = label(say("later.how"), "note", wraps=True)
        when = label(say("later.at"), "field")
        head = row(when, self._day, self._time, how, gap=12)
        head.setStretch(3, 1)
        self.fill(column(head, self._none, self._rows, None, gap=12), self._enter)

    def show_orders(self, found: tuple[ToEnter, ...]) -> None:
        """Show what may have left, unticked, the time being now."""
        clear(self._rows)
        self._ticks, self._means, self._lines, self._looked = {}, {}, {}, {}
        self._orders = {each.order.id: each.order for each in found}
        self._enter.setVisible(bool(found))
        shop = self._desk.shop
        now = shop.clock.now()
        self._time.setText(self._desk.say.time(now))
        for each in found:
            self._lines[each.order.id] = self._row(each.order, each.needed)
            self._rows.addWidget(self._lines[each.order.id])
        self._day.show_day(shop_day(now, shop.zone))
        self._on_day()

    def _on_day(self, *_text: object) -> None:
        """Show what was there to be handed over that day; the rest cannot be ticked."""
        shop, day = self._desk.shop, self._day.day()
        shown = False
        for each in self._orders.values():
            is_there = day is None or shop_day(each.placed_at, shop.zone) <= day
            self._lines[each.id].setVisible(is_there)
            if not is_there:
                self._ticks[each.id].setChecked(False)
            shown = shown or is_there
        self._none.setVisible(not shown)
        self._on_tick()

    def _row(self, order: OrderView, needed: tuple[Check, ...]) -> QWidget:
        say = self._desk.say
        total = say.money(order.to_pay or order.total)
        now = self._desk.shop.clock.now()
        due = say("later.promised", moment=say.moment(order.promised_from, now))
        state = "" if order.state is OrderState.READY else say(f"order.state_{order.state.value}")
        parts = [
            each for each in (order.short_number, order.customer_name, total, due, state) if each
        ]
        words = " · ".join(parts)
        tick = Tick(words)
        tick.setObjectName(f"later-{order.short_number}")
        tick.toggled.connect(self._on_tick)
        self._ticks[order.id] = tick
        means = Chips(f"later-means-{order.short_number}", say("later.title"))
        means.show_choices([(each, say(f"later.{each.value}")) for each in BY_HAND], Means.CASH)
        self._means[order.id] = means
        paid = label(say("later.online"), "note")
        (paid if order.to_pay else means).hide()
        looked = {each: Tick(say(f"pickup.check_{each}")) for each in needed}
        for check, box in looked.items():
            box.setObjectName(f"later-check-{check}-{order.short_number}")
            # It is asked of what is ticked alone.
            box.hide()
            tick.toggled.connect(box.setVisible)
        self._looked[order.id] = looked
        line = row(tick, *looked.values(), means, paid, gap=12, margins=(14, 2, 14, 2))
        line.setStretch(0, 1)
        made = QFrame()
        made.setProperty("role", "sunken")
        made.setLayout(line)
        return made

    def _on_tick(self) -> None:
        self._enter.setEnabled(any(tick.isChecked() for tick in self._ticks.values()))

    def _on_enter(self) -> None:
        say, at = self._desk.say, self._instant()
        if at is None:
            is_day = self._day.day() is not None
            self.tells.emit(say("later.bad_time" if is_day else "later.bad_day"))
            (self._time if is_day else self._day).setFocus()
            return
        now = self._desk.shop.clock.now()
        if at > now:
            self.tells.emit(say("later.to_come"))
            self._day.setFocus()
            return
        note = say("later.note", moment=say.moment(at, now))
        self.enters.emit(
            tuple(
                PastHandOver(
                    order_id=order.id,
                    at=at,
                    reason=say("later.reason"),
                    means=self._chosen(order),
                    note=note,
                    checks=tuple(
                        check for check, box in self._looked[order.id].items() if box.isChecked()
                    ),
                )
                for order in self._orders.values()
                if self._ticks[order.id].isChecked()
            )
        )

    def _chosen(self, order: OrderView) -> Means | None:
        value = self._means[order.id].value
        return value if order.to_pay and isinstance(value, Means) else None

    def _instant(self) -> datetime | None:
        """Return the day and time that were typed, None when they are none."""
        clock, day, shop = read_time(self._time.text()), self._day.day(), self._desk.shop
        if clock is None or day is None:
            return None
        return datetime.combine(day, clock, tzinfo=shop.zone).astimezone(UTC)
