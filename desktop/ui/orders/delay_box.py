"""A later promise for the order in front: how much later, and what its customer will read."""

from datetime import datetime, timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLineEdit

from desktop.domain.lateness import STEPS, later_at, later_by
from desktop.services.online.orders import OrderView
from desktop.ui.desk import Desk
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.chips import Chips
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.layouts import column, row
from desktop.ui.wording.figures import read_time
from sync.kernel.clock import shop_day


class DelayBox(QFrame):
    """A choice, or a time that is typed; nobody is told before the sentence was read and agreed to.

    Up and Down walk the choices from the field, Enter tells the customer, Escape keeps the promise.
    """

    #: The instant (a datetime) that is promised instead.
    delays = Signal(object)
    #: The promise stays as it is.
    left = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._order: OrderView | None = None
        say = desk.say
        self.setProperty("role", "pane")
        self._steps = Chips("order-delay-step", say("delay.how_much"))
        steps: list[tuple[object, str]] = [
            (step, say("delay.more", span=say.span(step))) for step in STEPS
        ]
        self._steps.show_choices(steps, STEPS[0])
        self._steps.chosen.connect(self._on_step)
        self._time = QLineEdit()
        self._time.setObjectName("order-delay-time")
        self._time.setPlaceholderText(say("delay.other"))
        self._time.setAccessibleName(say("delay.other"))
        self._time.setMaxLength(5)
        self._time.textEdited.connect(lambda _text: self._show())
        self._time.returnPressed.connect(self._on_yes)
        self._steps.follow(self._time)
        self._reads = label("", "", "look", wraps=True)
        self._reads.setObjectName("order-delay-reads")
        self._yes = Button(
            "order-delay-yes", say("delay.yes"), role="primary", clicked=self._on_yes
        )
        keep = Button("order-delay-no", say("delay.no"), clicked=self.left.emit)
        self.setLayout(
            column(
                label(say("delay.how_much"), "field"),
                self._steps,
                self._time,
                self._reads,
                row(keep, None, self._yes),
                gap=8,
                margins=12,
            )
        )
        self.hide()

    def begin(self, order: OrderView) -> None:
        """Ask how much later this order will be."""
        self._order = order
        self._time.clear()
        self._steps.choose(STEPS[0])
        self._show()
        self.show()
        self._time.setFocus()

    def follow(self, order: OrderView) -> None:
        """Count from the promise as it is by now."""
        self._order = order
        if not self.isHidden():
            self._show()

    def _on_step(self, _step: object) -> None:
        self._time.clear()
        self._show()

    def _instant(self) -> datetime | None:
        """Return what would be promised; None while what is typed is no time."""
        order, shop = self._order, self._desk.shop
        if order is None:
            return None
        promised, now = order.promised_from, shop.clock.now()
        typed, step = self._time.text().strip(), self._steps.value
        if typed:
            clock = read_time(typed)
            return None if clock is None else later_at(clock, promised, now, shop.zone)
        return later_by(step, promised, now) if isinstance(step, timedelta) else None

    def _show(self) -> None:
        say, at = self._desk.say, self._instant()
        self._yes.setEnabled(at is not None)
        if at is None:
            self._reads.setText(say("delay.no_time"))
            return
        shop = self._desk.shop
        is_today = shop_day(at, shop.zone) == shop_day(shop.clock.now(), shop.zone)
        when = (
            say("delay.today", time=say.time(at)) if is_today else say.moment(at, shop.clock.now())
        )
        self._reads.setText(say("delay.reads", words=say("delay.customer_reads", when=when)))

    def _on_yes(self) -> None:
        at = self._instant()
        if at is not None:
            self.delays.emit(at)
