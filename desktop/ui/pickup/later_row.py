"""One order of the paper list: that it has left, how it was paid, to whom, and what was crossed out."""

from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLineEdit, QWidget

from desktop.domain.tender import Means
from desktop.services.online.bags import here
from desktop.services.online.later_entry import BY_HAND, PastHandOver, ToEnter
from desktop.services.online.order_carts import due_for
from desktop.services.online.orders import OrderLineView, OrderView
from desktop.ui.desk import Desk
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.chips import Chips
from desktop.ui.widgets.labels import label, plain_tip
from desktop.ui.widgets.layouts import column, row
from desktop.ui.widgets.tick import Tick
from sync.kernel.order_states import OrderState

_NAME_LETTERS = 24
_BOX_PX, _BOX_LETTERS = 160, 20
_IN_ORDER_PX = 40
"""How far what belongs to an order stands to the right of it."""


class LaterRow(QFrame):
    """An order to tick; what is asked of one that has left is asked once it is ticked."""

    toggled = Signal()

    def __init__(self, desk: Desk, told: ToEnter) -> None:
        super().__init__()
        say, order = desk.say, told.order
        self._desk, self._order, self._is_deposit = desk, order, told.is_deposit
        self._tick = Tick("")
        self._tick.setToolTip(_tip(order.customer_name))
        self._tick.setObjectName(f"later-{order.short_number}")
        self._means = Chips(f"later-means-{order.short_number}", say("later.title"))
        choices = [(each, say(f"later.{each.value}")) for each in BY_HAND]
        self._means.show_choices(choices, Means.CASH)
        paid = label(say("later.online"), "note")
        (paid if order.to_pay else self._means).hide()
        if told.is_deposit:
            # Nobody has it yet: what is open is paid when it is fetched.
            self._means.hide()
            paid.hide()
        self._box = QLineEdit()
        self._box.setObjectName(f"later-box-{order.short_number}")
        self._box.setPlaceholderText(say("later.box"))
        self._box.setAccessibleName(say("later.box"))
        self._box.setMaximumWidth(_BOX_PX)
        self._box.setMaxLength(_BOX_LETTERS)
        self._looked = {each: Tick(say(f"pickup.check_{each}")) for each in told.needed}
        for check, box in self._looked.items():
            box.setObjectName(f"later-check-{check}-{order.short_number}")
        self._proxy = Tick(say("later.proxy", name=_short(order.proxy_name)))
        self._proxy.setObjectName(f"later-proxy-{order.short_number}")
        self._proxy.setToolTip(_tip(order.proxy_name))
        self._lines: dict[str, Tick] = {}
        self._items = Button(
            f"later-items-{order.short_number}",
            say("later.items"),
            role="quiet",
            picture="down",
            clicked=self._turn,
        )
        self._list = QWidget()
        self._list.setLayout(column(gap=4))
        line = row(self._tick, self._means, paid, self._box, gap=12)
        line.setStretch(0, 1)
        inside = (
            row(*self._looked.values(), None, gap=16),
            row(self._proxy, None, self._items, gap=16),
            self._list,
        )
        asked = column(*inside, gap=0, margins=(_IN_ORDER_PX, 0, 0, 0))
        self.setProperty("role", "sunken")
        self.setLayout(column(line, asked, gap=0, margins=(14, 2, 14, 2)))
        self._list.hide()
        self._show()
        self._on_tick()
        self._tick.toggled.connect(self._on_tick)

    @property
    def is_ticked(self) -> bool:
        """Tell whether it has left."""
        return self._tick.isChecked()

    def untick(self) -> None:
        """Take back that it has left."""
        self._tick.setChecked(False)

    def past(self, at: datetime, note: str) -> PastHandOver:
        """Return what the paper says of it."""
        means = self._means.value
        return PastHandOver(
            order_id=self._order.id,
            at=at,
            reason=self._desk.say("later.reason"),
            means=means if self._is_paid_here and isinstance(means, Means) else None,
            note=note,
            crossed_out=self._crossed_out,
            is_proxy=bool(self._order.proxy_name) and self._proxy.isChecked(),
            checks=tuple(check for check, box in self._looked.items() if box.isChecked()),
            box=self._box.text() if self._is_deposit else "",
        )

    @property
    def _is_paid_here(self) -> bool:
        return bool(self._order.to_pay) and not self._is_deposit

    @property
    def _crossed_out(self) -> tuple[str, ...]:
        return tuple(each for each, box in self._lines.items() if not box.isChecked())

    def _on_tick(self) -> None:
        order = self._order
        is_fetched = self.is_ticked and not self._is_deposit
        for box in self._looked.values():
            box.setVisible(is_fetched)
        self._proxy.setVisible(is_fetched and bool(order.proxy_name))
        self._box.setVisible(self.is_ticked and self._is_deposit and order.mode == "locker")
        # What a round gave at a door is its driver's to tell.
        self._items.setVisible(self.is_ticked and not order.carriage)
        if not self.is_ticked:
            self._list.hide()
        self.toggled.emit()

    def _turn(self) -> None:
        """Show what is in it, to untick what the paper has crossed out; or put it away."""
        say = self._desk.say
        box = self._list.layout()
        if not self._lines and box is not None:
            box.addWidget(label(say("later.items_how"), "note", wraps=True))
            for place, each in enumerate(_goods(self._order)):
                words = f"{say.quantity(each.delivered_quantity)} × {each.delivered_label}"
                tick = Tick(words)
                tick.setObjectName(f"later-item-{self._order.short_number}-{place}")
                tick.setChecked(True)
                tick.toggled.connect(self._show)
                self._lines[each.id] = tick
                box.addWidget(tick)
        self._list.setVisible(self._list.isHidden())

    def _show(self) -> None:
        """Name the order, with what was paid for what has left of it."""
        say, order = self._desk.say, self._order
        left = [each for each in here(order) if each.id not in self._crossed_out]
        total = say.money(due_for(order, left) if order.to_pay else order.total)
        now = self._desk.shop.clock.now()
        due = say("later.promised", moment=say.moment(order.promised_from, now))
        state = "" if order.state is OrderState.READY else say(f"order.state_{order.state.value}")
        state = say("orders.carriage_out") if order.carriage else state
        if self._is_deposit:
            name = "" if order.destination is None else order.destination.name
            state = say(f"later.left_{order.mode}", name=_short(name))
        parts = (order.short_number, _short(order.customer_name), total, due, state)
        self._tick.say(" · ".join(each for each in parts if each))


def _goods(order: OrderView) -> tuple[OrderLineView, ...]:
    return tuple(line for line in here(order) if line.delivered_variant_id)


def _short(name: str) -> str:
    """Return a name that leaves room for how it was paid."""
    return name if len(name) <= _NAME_LETTERS else f"{name[: _NAME_LETTERS - 1].rstrip()}…"


def _tip(name: str) -> str:
    return "" if _short(name) == name else plain_tip(name)
