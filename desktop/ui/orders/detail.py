"""One order: what to put in the bag, what is missing, where the bags go."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.domain.preparation import DONE, PickResult
from desktop.services.online.bags import Bagging, here, to_put_back
from desktop.services.online.lacks import Lack
from desktop.services.online.order_alarms import StepView
from desktop.services.online.orders import OrderView, can_cancel
from desktop.services.online.walks import Stop
from desktop.ui.desk import Desk
from desktop.ui.orders.bags_box import BagsBox
from desktop.ui.orders.delay_box import DelayBox
from desktop.ui.orders.end_box import EndBox
from desktop.ui.orders.lack_panel import LackPanel
from desktop.ui.orders.pick_list import PickList
from desktop.ui.orders.weigher import Weigher
from desktop.ui.staff.pin import name_of
from desktop.ui.widgets.banner import announce
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.labels import ElidedLabel, label, rule, set_tone
from desktop.ui.widgets.layouts import column, row, scrolling
from desktop.ui.widgets.panel import Panel
from desktop.ui.widgets.promise import payment_words, urgency_of
from desktop.ui.widgets.scan_line import ScanLine
from desktop.ui.widgets.states import Pill
from sync.kernel.money import total_of
from sync.kernel.order_states import OPEN, OrderState

PICK_WORDS = {
    PickResult.PICKED: ("order.picked_it", "go"),
    PickResult.PARTLY: ("order.picked_part", "accent"),
    PickResult.WRONG_ITEM: ("order.pick_wrong", "stop"),
    PickResult.TOO_MANY: ("order.pick_too_many", "look"),
    PickResult.TOO_HEAVY: ("order.pick_too_heavy", "stop"),
    PickResult.ASKS_WEIGHT: ("order.pick_weigh", "accent"),
    PickResult.UNKNOWN: ("order.pick_unknown", "stop"),
}
REFUSED_ALOUD = frozenset(PickResult) - DONE - {PickResult.ASKS_WEIGHT}
"""What does not belong in the bag is heard as well as read."""
_CAME_TO_NOTHING = frozenset({OrderState.REFUSED, OrderState.CANCELLED, OrderState.EXPIRED})
_ACTS: tuple[tuple[str, str, str, str], ...] = (
    ("accept", "order.accept", "primary", ""),
    ("prepare", "order.prepare", "primary", ""),
    ("hand-over", "order.hand_over", "primary", ""),
    ("papers", "paper.all", "", "print"),
    ("delay", "order.delay", "quiet", "clock"),
    ("step-back", "order.step_back", "quiet", "undo"),
)
_NEXT = ("accept", "prepare", "hand-over")
"""The steps an order goes by, one at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """An order with the way through the shop for it, and the bags it wants."""

    order: OrderView
    stops: tuple[Stop, ...]
    bagging: Bagging
    #: Whoever is at the till now.
    me: str
    #: What was done while nobody said "seen".
    rungs: tuple[StepView, ...] = ()


class OrderDetail(Panel):
    """Shows an order and says what somebody wants done; `Preparing` and the screen do it."""

    #: A step: accept, prepare, step-back, papers, hand-over, take-over, let-go.
    steps = Signal(str)
    #: The bags (a tuple of `Bag`).
    is_ready = Signal(object)
    scans = Signal(str)

    def __init__(self, desk: Desk) -> None:
        say = desk.say
        super().__init__("order", "", say("order.back"))
        self._desk = desk
        self._order: OrderView | None = None
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
        self.list = PickList(self._desk)
        self.weigher = Weigher(self._desk)
        self.weigher.left.connect(self._leave_offers)
        self.lack = LackPanel(self._desk)
        self.lack.left.connect(self._leave_offers)
        page = QWidget()
        whole = column(self.line, self._said, self.list, self.weigher, self.lack, gap=8)
        for part in (self.list, self.lack):
            whole.setStretchFactor(part, 1)
        whole.addStretch(0)
        page.setLayout(whole)
        return page

    def _build_side(self) -> QWidget:
        say = self._desk.say
        self._customer = ElidedLabel("", "title")
        self._mode = label("", "note", wraps=True)
        self._rungs = label("", "note", wraps=True)
        self._rungs.setObjectName("order-rungs")
        self._holder = label("", "note", wraps=True)
        self._holder.setObjectName("order-holder")
        self._take = Button(
            "order-take-over", say("hold.take"), clicked=partial(self.steps.emit, "take-over")
        )
        self._let_go = Button(
            "order-let-go",
            say("hold.let_go"),
            role="quiet",
            clicked=partial(self.steps.emit, "let-go"),
        )
        self._note_head = label(say("order.note"), "field")
        self._note = label("", "", "look", wraps=True)
        self._over = label("", "", "look", wraps=True)
        self._over.setObjectName("order-over")
        self._payment = label("", "heading")
        self._payment.setObjectName("order-payment")
        self._total = label("", "figure")
        self._total.setObjectName("order-total")
        self._fee = label("", "note", wraps=True)
        self._fee.setObjectName("order-fee")
        self._left = label("", "note", wraps=True)
        self._left.setObjectName("order-left")
        self.delay = DelayBox(self._desk)
        self.delay.left.connect(self._leave_delay)
        self._build_ready()
        self.ending = EndBox(self._desk)
        self.ending.left.connect(self._keep)
        self._acts = {
            name: Button(
                f"order-{name}",
                say(words),
                role=role,
                picture=picture,
                is_large=role == "primary",
                clicked=partial(self.steps.emit, name),
            )
            for name, words, role, picture in _ACTS
        }
        self._acts["refuse"] = Button(
            "order-refuse",
            say("order.refuse"),
            role="stop",
            clicked=partial(self._ask_end, is_cancelling=False),
        )
        self._acts["cancel"] = Button(
            "order-cancel",
            say("order.cancel"),
            role="stop",
            clicked=partial(self._ask_end, is_cancelling=True),
        )
        for button in self._acts.values():
            button.hide()
        inside = column(
            self._customer,
            self._mode,
            self._rungs,
            self._holder,
            row(self._take, self._let_go, None),
            self.delay,
            self._note_head,
            self._note,
            self._over,
            rule(),
            self._payment,
            self._total,
            self._fee,
            None,
            self._left,
            self.bags,
            self.ending,
            *(act for name, act in self._acts.items() if name not in _NEXT),
            gap=8,
        )
        # The next step stands below what scrolls: it is never out of sight.
        steps = (self._acts[name] for name in _NEXT)
        side = QWidget()
        side.setLayout(column(scrolling(inside), *steps, self._ready, gap=8))
        return side

    def _build_ready(self) -> None:
        self.bags = BagsBox(self._desk)
        self.bags.done.connect(self._on_ready)
        self.bags.hide()
        self._ready = Button(
            "order-ready",
            self._desk.say("order.mark_ready"),
            role="primary",
            is_large=True,
            clicked=self._on_ready,
        )
        self._ready.hide()

    def show_sheet(self, sheet: Sheet, now: datetime) -> None:
        """Show an order as it stands."""
        say, order = self._desk.say, sheet.order
        before = self._order
        is_other = before is None or before.id != order.id
        self._order = order
        if is_other:
            self._said.hide()
            self.ending.end()
            self.delay.hide()
            self.close_offer()
        if is_other or before is None or _delivered(before) != _delivered(order):
            goods = (line for line in here(order) if line.delivered_variant_id)
            self.bags.begin(sheet.bagging, [(line.id, line.delivered_label) for line in goods])
        state = say(f"order.state_{order.state.value}")
        self.show_title(f"{say('order.title', number=order.short_number)} · {state}")
        urgency = urgency_of(order, now, say, self._desk.shop.settings.hours)
        self._promise.say(urgency.icon, urgency.words, urgency.tone)
        self._show_customer(order, now)
        self._show_rungs(sheet.rungs, now)
        self._show_over(order)
        self._show_holder(order, sheet.me, now)
        is_preparing = order.state is OrderState.PREPARING
        names = [(order.id, line.id) for line in order.lines]
        self.list.show_stops(sheet.stops, names, now, is_preparing=is_preparing)
        self.line.setVisible(is_preparing)
        if not is_preparing:
            # Another till, or the customer, ended what was being decided here.
            self.close_offer()
        self._show_acts(order)

    def say_pick(self, result: PickResult, name: str) -> None:
        """Say what a scan meant."""
        text, tone = PICK_WORDS[result]
        self.say_aloud(self._desk.say(text, name=name), tone)

    def say_aloud(self, words: str, tone: str) -> None:
        """Say something over the list, to the eye and to a screen reader."""
        self._said.setText(words)
        set_tone(self._said, tone)
        self._said.show()
        announce(self._said, words)

    def weigh(self, line_id: str) -> None:
        """Ask for the weight of a line."""
        order = self._order
        line = next((one for one in order.lines if one.id == line_id), None) if order else None
        if order is not None and line is not None:
            self.close_offer()
            self.hush()
            self.weigher.begin(order.id, line)

    def show_lack(self, lack: Lack) -> None:
        """Show what can be done about a line that cannot be had."""
        if self._order is not None and self._order.id == lack.order.id:
            self.weigher.hide()
            self.hush()
            # It needs the list's room on a small screen.
            self.list.hide()
            self.lack.begin(lack)

    def close_offer(self) -> bool:
        """Put weighing and the offer of substitutes away; tell whether there was one."""
        had = not (self.weigher.isHidden() and self.lack.isHidden())
        self.weigher.hide()
        self.lack.hide()
        self.list.show()
        return had

    def hush(self) -> None:
        """Take back what was said over the list: something else has been decided since."""
        self._said.hide()

    def _leave_offers(self) -> None:
        self.close_offer()
        self.take_focus()

    def _show_customer(self, order: OrderView, now: datetime) -> None:
        say = self._desk.say
        self._customer.setText(order.customer_name)
        parts = [say(f"order.mode_{order.mode}")]
        if order.state in OPEN:
            parts.append(say("order.due_at", moment=say.moment(order.promised_from, now)))
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
        carried = [line for line in order.lines if not line.delivered_variant_id]
        cost = total_of([line.gross for line in carried])
        self._fee.setVisible(bool(cost))
        if cost:
            self._fee.setText(say("order.with_fee", name=carried[0].label, amount=cost))

    def _show_rungs(self, rungs: Sequence[StepView], now: datetime) -> None:
        """Tell whom the ladder has called, once more was done than to ring."""
        say, told = self._desk.say, list[str]()
        for each in rungs:
            rung = f"{say(f'settings.rung_{each.channel}')} {say.moment(each.at, now)}"
            told.append(rung if each.was_done else say("order.rung_for_nothing", rung=rung))
        self._rungs.setVisible(any(each.rung for each in rungs))
        self._rungs.setText(say("order.rungs", rungs=" · ".join(told)))

    def _show_over(self, order: OrderView) -> None:
        """Leave nothing to be done for an order that came to nothing, but to empty its bag."""
        say, is_over = self._desk.say, order.state in _CAME_TO_NOTHING
        for part in (self._promise, self._payment, self._total):
            part.setHidden(is_over)
        if is_over:
            self._fee.hide()
        goods = ""
        if order.state not in OPEN:
            back = to_put_back(order)
            goods = ", ".join(f"{say.quantity(much)} × {name}" for name, much in back)
        self._over.setVisible(is_over or bool(goods))
        if is_over:
            self.hush()
        if order.carriage:
            self._over.setText(say("order.shelve_later"))
        elif goods:
            self._over.setText(say("order.put_on_shelf", goods=goods))
        else:
            self._over.setText(say("order.nothing_to_shelve"))

    def _show_holder(self, order: OrderView, me: str, now: datetime) -> None:
        say, holder = self._desk.say, order.holder
        is_open = order.state in OPEN
        self._holder.setVisible(holder is not None and is_open)
        is_mine = holder is not None and holder.code == me
        self._take.setVisible(holder is not None and not is_mine and is_open)
        self._let_go.setVisible(is_mine and is_open)
        if holder is not None:
            since = say.moment(order.held_at or now, now)
            words = "hold.mine" if is_mine else "hold.by"
            self._holder.setText(say(words, who=name_of(say, holder), at=since))
            set_tone(self._holder, "muted" if is_mine else "look")

    def _show_acts(self, order: OrderView) -> None:
        state = order.state
        shown = {
            OrderState.PLACED: {"accept", "refuse", "delay"},
            OrderState.ACCEPTED: {"prepare", "papers", "delay", "cancel"},
            OrderState.PREPARING: {"step-back", "papers", "delay", "cancel"},
            OrderState.READY: {"hand-over", "papers", "step-back", "cancel"},
        }.get(state, set())
        if not can_cancel(order):
            shown -= {"cancel"}
        if order.carriage:
            shown -= {"step-back"}
        if not shown & {"refuse", "cancel"}:
            self.ending.end()
        if not self.ending.isHidden():
            # Whoever is asked why does not accept by the way.
            shown = set()
        if "delay" not in shown:
            self.delay.hide()
        elif not self.delay.isHidden():
            self.delay.follow(order)
            # One thing is asked at a time.
            shown = set()
        for name, button in self._acts.items():
            button.setVisible(name in shown)
        is_preparing = state is OrderState.PREPARING
        is_asked = not self.ending.isHidden()
        is_empty = not here(order)
        can_be_ready = is_preparing and not order.open_lines and not is_empty and not is_asked
        for part in (self.bags, self._ready):
            part.setVisible(can_be_ready)
        self._left.setVisible(is_preparing)
        self._say_left(order, is_empty=is_empty)

    def _say_left(self, order: OrderView, *, is_empty: bool) -> None:
        """Say what is still to be done before the bag is closed."""
        say = self._desk.say
        if order.open_lines:
            words, tone = say("order.left_to_pick", n=order.open_lines), "muted"
        elif is_empty:
            words, tone = say("order.nothing_left"), "look"
        else:
            words, tone = say("order.all_picked"), "muted"
        self._left.setText(words)
        set_tone(self._left, tone)

    def take_focus(self) -> None:
        """Put the focus where the next act is: what is asked, the scan line, the one big button."""
        if not self.weigher.isHidden():
            self.weigher.field.setFocus()
            return
        if not self.lack.isHidden():
            self.lack.take_focus()
            return
        if self.line.isVisibleTo(self):
            self.line.setFocus()
            return
        for name in _NEXT:
            if self._acts[name].isVisibleTo(self):
                self._acts[name].setFocus()

    def ask_delay(self) -> None:
        """Ask how much later the order will be, where it can still be late."""
        if self._order is not None and self._acts["delay"].isVisibleTo(self):
            self.delay.begin(self._order)
            self._show_acts(self._order)

    def close_delay(self) -> bool:
        """Put the question about a delay away; tell whether it stood there."""
        was_there = not self.delay.isHidden()
        self.delay.hide()
        if was_there and self._order is not None:
            self._show_acts(self._order)
        return was_there

    def _leave_delay(self) -> None:
        self.close_delay()
        self.take_focus()

    def finish(self) -> None:
        """Call the order ready, as its key does where that stands."""
        if not self._ready.isHidden():
            self._on_ready()

    def _on_ready(self) -> None:
        if self._order is not None and not self._order.open_lines:
            self.is_ready.emit(self.bags.bags)

    def _ask_end(self, *, is_cancelling: bool) -> None:
        # First the focus, which would go to «accept» by itself.
        self.ending.begin(is_cancelling=is_cancelling)
        if self._order is not None:
            self._show_acts(self._order)

    def _keep(self) -> None:
        self.close_ending()
        self.take_focus()

    def close_ending(self) -> bool:
        """Put the question why the order ends away; tell whether it stood there."""
        was_there = self.ending.end()
        if was_there and self._order is not None:
            self._show_acts(self._order)
        return was_there


def _delivered(order: OrderView) -> tuple[object, ...]:
    """Return what the bags depend on: what is in the order, and the bags that were told."""
    return (
        order.state,
        order.bag_list,
        tuple((line.delivered_variant_id, bool(line.delivered_quantity)) for line in order.lines),
    )
