"""One order: what to put in the bag, what is missing, ready."""

from datetime import datetime
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QScrollArea, QVBoxLayout, QWidget

from desktop.domain.preparation import PickResult
from desktop.domain.sellable import Sellable
from desktop.services.orders import OrderView
from desktop.services.preparation import PickVerdict
from desktop.ui.desk import Desk
from desktop.ui.orders.line_row import LineRow
from desktop.ui.widgets.banner import announce
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.chips import Chips
from desktop.ui.widgets.labels import ElidedLabel, label, rule, set_tone
from desktop.ui.widgets.layouts import clear, column, row
from desktop.ui.widgets.panel import Panel
from desktop.ui.widgets.promise import payment_words, urgency_of
from desktop.ui.widgets.rows import RowButton
from desktop.ui.widgets.scan_line import ScanLine
from desktop.ui.widgets.states import Pill
from sync.kernel.order_states import OrderState

_PICK_WORDS = {
    PickResult.PICKED: ("order.picked_it", "go"),
    PickResult.PARTLY: ("order.picked_part", "accent"),
    PickResult.WRONG_ITEM: ("order.pick_wrong", "stop"),
    PickResult.TOO_MANY: ("order.pick_too_many", "look"),
    PickResult.UNKNOWN: ("order.pick_unknown", "stop"),
}
_REASONS = ("sold_out", "too_busy", "closing")
_MOST_BAGS = 20


class OrderDetail(Panel):
    """Shows an order and says what somebody wants done; the screen does it."""

    #: A step: accept, prepare, step-back, label, slip, hand-over.
    steps = Signal(str)
    refuses_order = Signal(str)
    #: (bags, shelf)
    is_ready = Signal(int, str)
    scans = Signal(str)
    picks = Signal(str)
    puts_back = Signal(str)
    #: Asks for what could stand in for a line.
    lacks = Signal(str)
    #: (line id, variant id; none: without replacement)
    replaces = Signal(str, str)

    def __init__(self, desk: Desk) -> None:
        say = desk.say
        super().__init__("order", "", say("order.back"))
        self._desk = desk
        self._order: OrderView | None = None
        self._bags = 1
        self._promise = Pill("order-promise")
        self.head.addWidget(self._promise)
        body = row(self._build_lines(), self._build_side(), gap=24)
        body.setStretch(0, 5)
        body.setStretch(1, 3)
        self.fill(body)

    @property
    def order(self) -> OrderView | None:
        """Return the order shown."""
        return self._order

    def _build_lines(self) -> QWidget:
        say = self._desk.say
        self.line = ScanLine("order-pick-scan", say("order.pick_scan"), "scan")
        self.line.entered.connect(self.scans)
        self._said = label("", "heading", wraps=True)
        self._said.setObjectName("order-pick-said")
        self._said.hide()
        self._lines = QVBoxLayout()
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(0)
        inside, scroll = QWidget(), QScrollArea()
        inside.setLayout(self._lines)
        scroll.setWidget(inside)
        scroll.setWidgetResizable(True)
        self._instead = QVBoxLayout()
        self._instead.setContentsMargins(0, 0, 0, 0)
        page = QWidget()
        whole = column(self.line, self._said, scroll, self._instead, gap=8)
        whole.setStretchFactor(scroll, 1)
        page.setLayout(whole)
        return page

    def _build_side(self) -> QWidget:
        say = self._desk.say
        self._customer = ElidedLabel("", "title")
        self._mode = label("", "note", wraps=True)
        self._note_head = label(say("order.note"), "field")
        self._note = label("", "", "look", wraps=True)
        self._payment = label("", "heading")
        self._payment.setObjectName("order-payment")
        self._total = label("", "figure")
        self._total.setObjectName("order-total")
        self._left = label("", "note", wraps=True)
        self._ready_box = self._build_ready()
        self._refuse_box = self._build_refuse()
        self._acts = {
            "accept": Button(
                "order-accept",
                say("order.accept"),
                role="primary",
                is_large=True,
                clicked=partial(self.steps.emit, "accept"),
            ),
            "prepare": Button(
                "order-prepare",
                say("order.prepare"),
                role="primary",
                is_large=True,
                clicked=partial(self.steps.emit, "prepare"),
            ),
            "hand-over": Button(
                "order-hand-over",
                say("order.hand_over"),
                role="primary",
                is_large=True,
                clicked=partial(self.steps.emit, "hand-over"),
            ),
            "label": Button(
                "order-label",
                say("order.label"),
                picture="print",
                clicked=partial(self.steps.emit, "label"),
            ),
            "slip": Button(
                "order-slip",
                say("order.slip"),
                role="quiet",
                picture="print",
                clicked=partial(self.steps.emit, "slip"),
            ),
            "refuse": Button(
                "order-refuse", say("order.refuse"), role="stop", clicked=self._ask_refuse
            ),
            "step-back": Button(
                "order-step-back",
                say("order.step_back"),
                role="quiet",
                picture="undo",
                clicked=partial(self.steps.emit, "step-back"),
            ),
        }
        for button in self._acts.values():
            button.hide()
        side = QWidget()
        side.setLayout(
            column(
                self._customer,
                self._mode,
                self._note_head,
                self._note,
                rule(),
                self._payment,
                self._total,
                None,
                self._left,
                self._ready_box,
                self._refuse_box,
                *self._acts.values(),
                gap=8,
            )
        )
        return side

    def _build_ready(self) -> QWidget:
        say = self._desk.say
        self._bag_words = label("", "heading")
        fewer = Button(
            "order-fewer-bags",
            role="square",
            picture="minus",
            spoken=say("order.fewer_bags"),
            clicked=partial(self._count_bags, -1),
        )
        more = Button(
            "order-more-bags",
            role="square",
            picture="plus",
            spoken=say("order.more_bags"),
            clicked=partial(self._count_bags, 1),
        )
        self._shelf = QLineEdit()
        self._shelf.setObjectName("order-shelf")
        self._shelf.setAccessibleName(say("order.shelf_field"))
        self._shelf.setPlaceholderText(say("order.shelf_field"))
        self._shelf.setMaxLength(20)
        self._shelf.returnPressed.connect(self._on_ready)
        self._ready = Button(
            "order-ready",
            say("order.mark_ready"),
            role="primary",
            is_large=True,
            clicked=self._on_ready,
        )
        bags = row(fewer, self._bag_words, more, self._shelf)
        bags.setStretch(3, 1)
        box = QWidget()
        box.setLayout(column(bags, self._ready, gap=8))
        return box

    def _build_refuse(self) -> QWidget:
        say = self._desk.say
        self._reason = Chips("order-refuse-reason", say("order.refuse_why"))
        self._reason.show_choices([(r, say(f"order.reason_{r}")) for r in _REASONS], "sold_out")
        yes = Button(
            "order-refuse-yes", say("order.refuse_yes"), role="stop-fill", clicked=self._on_refuse
        )
        no = Button("order-refuse-no", say("order.keep"), clicked=self._hide_refuse)
        box = QWidget()
        box.setLayout(
            column(label(say("order.refuse_why"), "note"), self._reason, row(no, None, yes), gap=8)
        )
        box.hide()
        return box

    def show_order(self, order: OrderView, now: datetime) -> None:
        """Show an order as it stands."""
        say = self._desk.say
        is_other = self._order is None or self._order.id != order.id
        self._order = order
        if is_other:
            self._bags = max(order.bags, 1)
            self._shelf.setText(order.shelf)
            self._said.hide()
            self._hide_refuse()
            clear(self._instead)
        state = say(f"order.state_{order.state.value}")
        self.show_title(f"{say('order.title', number=order.short_number)} · {state}")
        urgency = urgency_of(order, now, say)
        self._promise.say(urgency.icon, urgency.words, urgency.tone)
        self._show_customer(order)
        self._show_lines(order)
        self._show_acts(order)

    def say_pick(self, verdict: PickVerdict) -> None:
        """Say what a scan meant."""
        name, tone = _PICK_WORDS[verdict.result]
        words = self._desk.say(name, name=verdict.label)
        self._said.setText(words)
        set_tone(self._said, tone)
        self._said.show()
        announce(self._said, words)

    def offer_instead(self, line_id: str, found: tuple[Sellable, ...]) -> None:
        """Offer what could stand in for a missing line, and to go without."""
        order = self._order
        line = next((one for one in order.lines if one.id == line_id), None) if order else None
        if line is None:
            return
        clear(self._instead)
        say = self._desk.say
        self._instead.addWidget(rule())
        self._instead.addWidget(label(say("order.instead", name=line.label), "heading"))
        for place, item in enumerate(found):
            self._instead.addWidget(
                RowButton(
                    f"order-instead-{place}",
                    item.full_label,
                    "",
                    say.price(item.price, item.unit),
                    picture_name="swap",
                    clicked=partial(self._replace, line_id, item.variant_id),
                )
            )
        if not found:
            self._instead.addWidget(label(say("order.instead_none"), "note"))
        without = Button(
            "order-without",
            say("order.without"),
            role="stop",
            clicked=partial(self._replace, line_id, ""),
        )
        self._instead.addWidget(without)

    def close_offer(self) -> bool:
        """Put the offer of substitutes away and tell whether there was one."""
        had = self._instead.count() > 0
        clear(self._instead)
        return had

    def _show_customer(self, order: OrderView) -> None:
        say = self._desk.say
        self._customer.setText(order.customer_name)
        parts = [say(f"order.mode_{order.mode}")]
        if order.phone_last2:
            parts.append(say("order.phone", digits=order.phone_last2))
        if order.state is OrderState.READY:
            parts.append(say("order.bags", n=order.bags))
            parts += [say("order.shelf", shelf=order.shelf)] if order.shelf else []
        self._mode.setText(" · ".join(parts))
        self._note.setText(order.note)
        for part in (self._note, self._note_head):
            part.setVisible(bool(order.note))
        self._payment.setText(say("pay.due") if order.to_pay else payment_words(order, say)[0])
        self._total.setText(say.money(order.to_pay or order.total))

    def _show_lines(self, order: OrderView) -> None:
        clear(self._lines)
        is_preparing = order.state is OrderState.PREPARING
        for place, line in enumerate(order.lines):
            shown = LineRow(place, line, self._desk.say, is_preparing=is_preparing)
            shown.picked.connect(self.picks)
            shown.missing.connect(self.lacks)
            shown.taken_back.connect(self.puts_back)
            self._lines.addWidget(shown)
            self._lines.addWidget(rule())
        self._lines.addStretch(1)
        self.line.setVisible(is_preparing)

    def _show_acts(self, order: OrderView) -> None:
        say, state = self._desk.say, order.state
        shown = {
            OrderState.PLACED: {"accept", "refuse"},
            OrderState.ACCEPTED: {"prepare", "slip"},
            OrderState.PREPARING: {"step-back", "slip"},
            OrderState.READY: {"hand-over", "label", "step-back"},
        }.get(state, set())
        for name, button in self._acts.items():
            button.setVisible(name in shown)
        is_preparing = state is OrderState.PREPARING
        self._ready_box.setVisible(is_preparing)
        self._left.setVisible(is_preparing)
        self._left.setText(
            say("order.left_to_pick", n=order.open_lines)
            if order.open_lines
            else say("order.all_picked")
        )
        self._ready.setEnabled(not order.open_lines)
        self._bag_words.setText(say("order.bags", n=self._bags))

    def take_focus(self) -> None:
        """Put the focus where the next act is: the scan line, or the one big button."""
        if self.line.isVisibleTo(self):
            self.line.setFocus()
            return
        for name in ("accept", "prepare", "hand-over"):
            if self._acts[name].isVisibleTo(self):
                self._acts[name].setFocus()

    def _count_bags(self, direction: int) -> None:
        self._bags = min(max(1, self._bags + direction), _MOST_BAGS)
        self._bag_words.setText(self._desk.say("order.bags", n=self._bags))

    def _on_ready(self) -> None:
        if self._ready.isEnabled():
            self.is_ready.emit(self._bags, self._shelf.text().strip())

    def _ask_refuse(self) -> None:
        self._refuse_box.show()
        self._acts["refuse"].hide()

    def _hide_refuse(self) -> None:
        self._refuse_box.hide()

    def _on_refuse(self) -> None:
        self._hide_refuse()
        self.refuses_order.emit(self._desk.say(f"order.reason_{self._reason.value}"))

    def _replace(self, line_id: str, variant_id: str) -> None:
        clear(self._instead)
        self.replaces.emit(line_id, variant_id)
