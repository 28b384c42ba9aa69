"""The paper list of a day without a PC, typed in: who got the bags, when, how it was paid."""

from datetime import UTC, datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QLineEdit, QWidget

from desktop.domain.tender import Means
from desktop.services.online.later_entry import BY_HAND, PastHandOver
from desktop.services.online.orders import OrderView
from desktop.ui.desk import Desk
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.chips import Chips
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.layouts import clear, column, row
from desktop.ui.widgets.panel import Panel
from desktop.ui.widgets.states import EmptyState
from desktop.ui.wording.figures import read_time
from sync.kernel.clock import shop_day


class LaterPanel(Panel):
    """Ready orders to tick; each becomes its own sale, dated now, that says when it left."""

    #: Tuple of PastHandOver.
    enters = Signal(object)
    #: Words of what is wrong.
    tells = Signal(str)

    def __init__(self, desk: Desk) -> None:
        say = desk.say
        super().__init__("later", say("later.title"), say("pickup.back"))
        self._desk = desk
        self._orders: dict[str, OrderView] = {}
        self._ticks: dict[str, QCheckBox] = {}
        self._means: dict[str, Chips] = {}
        self._time = QLineEdit()
        self._time.setObjectName("later-time")
        self._time.setPlaceholderText("14:30")
        self._time.setMaximumWidth(160)
        self._time.setAccessibleName(say("later.at"))
        self._rows = column(gap=6)
        self._none = EmptyState("later-none", "orders", say("later.none"), say("later.none_how"))
        self._enter = Button(
            "later-enter", say("later.enter"), role="primary", is_large=True, clicked=self._on_enter
        )
        how = label(say("later.how"), "note", wraps=True)
        head = row(label(say("later.at"), "field"), self._time, how, gap=12)
        head.setStretch(2, 1)
        self.fill(column(head, self._none, self._rows, None, gap=12), self._enter)

    def show_orders(self, orders: tuple[OrderView, ...]) -> None:
        """Show what may have left, unticked, the time being now."""
        clear(self._rows)
        self._ticks, self._means = {}, {}
        self._orders = {each.id: each for each in orders}
        self._none.setVisible(not orders)
        self._enter.setVisible(bool(orders))
        self._time.setText(self._desk.say.time(self._desk.shop.clock.now()))
        for each in orders:
            self._rows.addWidget(self._row(each))
        self._on_tick()

    def _row(self, order: OrderView) -> QWidget:
        say = self._desk.say
        total = say.money(order.to_pay or order.total)
        words = f"{order.short_number} · {order.customer_name} · {total}".replace("&", "&&")
        tick = QCheckBox(words)
        tick.setObjectName(f"later-{order.short_number}")
        tick.toggled.connect(self._on_tick)
        self._ticks[order.id] = tick
        means = Chips(f"later-means-{order.short_number}", say("later.title"))
        means.show_choices([(each, say(f"later.{each.value}")) for each in BY_HAND], Means.CASH)
        self._means[order.id] = means
        paid = label(say("later.online"), "note")
        (paid if order.to_pay else means).hide()
        line = row(tick, means, paid, gap=12, margins=(14, 2, 14, 2))
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
            self.tells.emit(say("later.bad_time"))
            self._time.setFocus()
            return
        now = self._desk.shop.clock.now()
        note = say("later.note", moment=say.moment(at, now))
        self.enters.emit(
            tuple(
                PastHandOver(
                    order_id=order.id,
                    at=at,
                    reason=say("later.reason"),
                    means=self._chosen(order),
                    note=note,
                )
                for order in self._orders.values()
                if self._ticks[order.id].isChecked()
            )
        )

    def _chosen(self, order: OrderView) -> Means | None:
        value = self._means[order.id].value
        return value if order.to_pay and isinstance(value, Means) else None

    def _instant(self) -> datetime | None:
        """Return the time of today that was typed, None when it is none."""
        clock, shop = read_time(self._time.text()), self._desk.shop
        if clock is None:
            return None
        day = shop_day(shop.clock.now(), shop.zone)
        return datetime.combine(day, clock, tzinfo=shop.zone).astimezone(UTC)
