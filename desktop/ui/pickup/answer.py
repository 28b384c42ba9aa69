"""The verdict on a code, and beside it the bag, what is looked at, and what leaves now."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QStackedWidget, QWidget

from desktop.domain.preparation import LineState
from desktop.services.online.bags import bags_here, here, told_of
from desktop.services.online.order_carts import due_for
from desktop.services.online.orders import OrderLineView, OrderView
from desktop.services.online.pickup import HandOver, Verdict, VerdictKind
from desktop.ui.desk import Desk
from desktop.ui.pickup.bag_tick import BagTick
from desktop.ui.pickup.verdict_words import sentence_of
from desktop.ui.theme.dress import mark
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.chips import Chips
from desktop.ui.widgets.labels import label, plain_tip
from desktop.ui.widgets.layouts import clear, column, row, scrolling
from desktop.ui.widgets.rows import RowButton
from desktop.ui.widgets.states import ConfirmBar
from desktop.ui.widgets.tick import Tick
from desktop.ui.widgets.ticket import TicketList, TicketRow
from desktop.ui.widgets.verdict import LOOKS, VerdictPanel

_REASONS = ("id", "known", "phone")
_BIG_PLACES = 2
"""So many bags are said in large letters; of more, each must stand in sight."""
_NAME_LETTERS = 40
"""A tick cannot end in an ellipsis by itself, and would push what is to be paid out of sight."""
_IN_BAG_PX = 28
"""How far the goods of a bag stand to the right of it."""


class AnswerPage(QWidget):
    """What to do with whoever presented a code; a verdict that gives nothing takes the whole page.

    Without a code the name is asked, and a reason, which goes with the hand-over to the
    marketplace. What has to be looked at is ticked before the button wakes.
    """

    #: A HandOver: what leaves now, and on what grounds.
    gives = Signal(object)
    #: Id of the order that is meant, of several.
    chosen = Signal(str)
    #: Number of the relay's parcel that is meant, of several.
    parcel_chosen = Signal(str)
    #: Ids of the lines that are given up for good.
    leaves_out = Signal(object)
    sees_order = Signal()
    takes_back = Signal()
    comes_back = Signal()
    prints = Signal()
    goes_on = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._shown: Verdict | None = None
        self._ticks: dict[str, Tick] = {}
        self._bag_ticks: list[tuple[BagTick, tuple[str, ...]]] = []
        self._checks: dict[str, Tick] = {}
        self.verdict = VerdictPanel("pickup-verdict")
        self._confirm = ConfirmBar("pickup-confirm", desk.say("order.keep"))
        self._choices = column(gap=8)
        self._bag_box, self._side = self._build_bag(), self._build_side()
        self._body = QWidget()
        body = row(self._bag_box, self._side, gap=16)
        body.setStretch(0, 3)
        body.setStretch(1, 2)
        self._body.setLayout(body)
        self._whole = column(
            self.verdict, self._choices, self._body, self._confirm, self._build_foot(), gap=12
        )
        self.setLayout(column(scrolling(self._whole), gap=0))

    # How it is built

    def _build_bag(self) -> QFrame:
        say = self._desk.say
        self._bag = TicketList(
            "pickup-lines", say("pickup.bag"), self._desk.tokens, is_choosable=False
        )
        self._parts = column(gap=0)
        ticking = QWidget()
        ticking.setLayout(
            column(label(say("pickup.part_how"), "note", wraps=True), scrolling(self._parts))
        )
        self._lines = QStackedWidget()
        self._lines.addWidget(self._bag)
        self._lines.addWidget(ticking)
        self._part = Button(
            "pickup-part", say("pickup.part"), role="quiet", clicked=self._toggle_part
        )
        self._leave_out = Button(
            "pickup-leave-out",
            say("pickup.leave_out"),
            role="quiet",
            picture="remove",
            clicked=self._ask_leave_out,
        )
        self._check_box = row(gap=16)
        self._without = Button(
            "pickup-without-checked",
            say("pickup.without_checked"),
            role="quiet",
            clicked=self._untick_checked,
        )
        box = QFrame()
        box.setProperty("role", "pane")
        self._proxy = Tick()
        self._proxy.setObjectName("pickup-proxy")
        self._check_head = label(say("pickup.check_first"), "heading", "look", wraps=True)
        checks = row(self._check_head, self._without)
        checks.setStretch(0, 1)
        looked = column(self._proxy, checks, self._check_box, gap=0)
        head = row(label(say("pickup.bag"), "heading"), None, self._part)
        left = row(self._leave_out, None)
        box.setLayout(column(head, self._lines, left, looked, gap=8, margins=16))
        return box

    def _build_side(self) -> QFrame:
        say = self._desk.say
        self._place = label("", "figure", "accent", wraps=True)
        self._place.setObjectName("pickup-place")
        self._note = label("", "", "look", wraps=True)
        self._total = label("", "total")
        self._total.setObjectName("pickup-to-pay")
        self._total_words = label("", "note")
        self._why = label(say("pickup.no_code"), "field")
        self._reason = Chips("pickup-reason", say("pickup.no_code"))
        # All of them in sight: behind an arrow a reason is not found while somebody waits.
        self._reason.setUsesScrollButtons(False)
        self._reason.show_choices([(r, say(f"pickup.reason_{r}")) for r in _REASONS], "id")
        self.give_button = Button("pickup-give", role="go", is_large=True, clicked=self.give)
        side = QFrame()
        side.setProperty("role", "pane")
        inside = scrolling(column(self._note, self._place, None, gap=8))
        money = row(self._total_words, None, self._total)
        foot = column(money, self._why, self._reason, self.give_button, gap=8)
        whole = column(inside, foot, gap=8, margins=16)
        whole.setStretchFactor(inside, 1)
        side.setLayout(whole)
        return side

    def _build_foot(self) -> QWidget:
        say = self._desk.say
        self._see = Button(
            "pickup-see-order",
            say("pickup.see_order"),
            picture="orders",
            clicked=self.sees_order.emit,
        )
        self._back = Button(
            "pickup-take-back",
            say("pickup.take_back"),
            picture="undo",
            clicked=self.takes_back.emit,
        )
        self._came_back = Button(
            "pickup-came-back",
            say("pickup.came_back"),
            picture="undo",
            clicked=self._say_it_is_back,
        )
        self._print = Button(
            "pickup-print", say("done.print"), picture="print", clicked=self.prints.emit
        )
        self.again = Button(
            "pickup-another", say("pickup.another"), picture="scan", clicked=self.goes_on.emit
        )
        # Some of them at a time: all of them would be wider than a small screen.
        for each in (self._back, self._came_back, self._print):
            each.hide()
        foot = QWidget()
        foot.setLayout(row(self.again, self._see, self._back, self._came_back, self._print, None))
        return foot

    # What it shows

    def show_verdict(self, verdict: Verdict) -> None:
        """Show what a code is worth, and the bag where there is one to give."""
        self._shown = verdict
        kind, order, say = verdict.kind, verdict.order, self._desk.say
        icon, tone = LOOKS[kind]
        can_give = kind is VerdictKind.HAND_OVER and order is not None
        self._give_room(is_whole=not can_give)
        self.verdict.say(icon, say(f"pickup.{kind.value}"), sentence_of(self._desk, verdict), tone)
        self._confirm.hide()
        self._see.setVisible(order is not None and not can_give)
        self._back.setVisible(kind is VerdictKind.ALREADY)
        self._came_back.setVisible(verdict.may_come_back)
        self._print.hide()
        self.again.say(say("pickup.another"))
        self._show_choices(verdict)
        if can_give and order is not None:
            self._show_bag(order)
            self._show_side(verdict, order)
        self.take_focus()

    def show_done(self, icon: str, words: str, sentence: str, *, has_ticket: bool) -> None:
        """Show that the bag is gone; nothing of it can be pressed any more."""
        self._shown = None
        clear(self._choices)
        self._give_room(is_whole=True)
        self.verdict.say(icon, words, sentence, "go")
        for part in (self._see, self._back, self._came_back):
            part.hide()
        self._print.setVisible(has_ticket)
        self.again.say(self._desk.say("pickup.next"))

    def _give_room(self, *, is_whole: bool) -> None:
        """Let the verdict take the page, or stand above the bag."""
        self.verdict.fill(is_whole=is_whole)
        self._body.setVisible(not is_whole)
        self._whole.setStretchFactor(self.verdict, int(is_whole))
        self._whole.setStretchFactor(self._body, int(not is_whole))

    def take_focus(self) -> None:
        """Put the one key to act under the hand: what is to be looked at comes first."""
        unseen = next((box for box in self._checks.values() if not box.isChecked()), None)
        if not self._body.isVisible():
            self.again.setFocus()
        elif self.give_button.isEnabled():
            self.give_button.setFocus()
        elif unseen is not None:
            unseen.setFocus()

    def give(self) -> None:
        """Say what leaves now, once all that has to be looked at was."""
        shown = self._shown
        if shown is None or shown.order is None or shown.kind is not VerdictKind.HAND_OVER:
            return
        lines = self._leaving(shown.order)
        if not lines or not self._is_looked_at():
            self.take_focus()
            return
        reason = "" if shown.secret else self._desk.say(f"pickup.reason_{self._reason.value}")
        is_all = len(lines) == len(here(shown.order))
        self.gives.emit(
            HandOver(
                secret=shown.secret,
                reason=reason,
                lines=() if is_all else tuple(line.id for line in lines),
                is_proxy=self._proxy.isVisibleTo(self) and self._proxy.isChecked(),
                checks=tuple(each for each in shown.needed if self._is_ticked(each)),
            )
        )

    def _show_choices(self, verdict: Verdict) -> None:
        clear(self._choices)
        say, now = self._desk.say, self._desk.shop.clock.now()
        for order in verdict.choices:
            where = say("order.shelf", shelf=order.shelf) if order.shelf else ""
            if order.handed_over_at is not None:
                where = say.moment(order.handed_over_at, now)
            stands = say(f"order.state_{order.state.value}")
            self._choices.addWidget(
                RowButton(
                    f"pickup-choice-{order.number}",
                    order.customer_name,
                    " · ".join(part for part in (order.number, stands, where) if part),
                    say.money(order.total),
                    picture_name="person",
                    clicked=partial(self.chosen.emit, order.id),
                )
            )
        for parcel in verdict.parcels:
            self._choices.addWidget(
                RowButton(
                    f"pickup-choice-{parcel.number}",
                    parcel.customer_name,
                    f"{parcel.number} · {say('odd.parcel', shop=parcel.from_shop)}",
                    picture_name="box",
                    clicked=partial(self.parcel_chosen.emit, parcel.number),
                )
            )

    def _show_bag(self, order: OrderView) -> None:
        say = self._desk.say
        self._bag.show_rows(
            [
                TicketRow(
                    quantity=say.quantity(line.delivered_quantity),
                    name=line.delivered_label,
                    detail=self._state_of(line),
                    amount=say.money(line.gross),
                    is_marked=bool(self._state_of(line)),
                )
                for line in order.lines
            ],
            0,
        )
        self._show_parts(order)
        self._lines.setCurrentIndex(0)
        self._part.say(say("pickup.part"))
        self._part.setVisible(len(self._ticks) > 1)
        self._leave_out.hide()

    def _show_parts(self, order: OrderView) -> None:
        """Show what can leave by itself, bag by bag where there are several."""
        clear(self._parts)
        self._ticks, self._bag_ticks = {}, []
        lines = {line.id: line for line in here(order)}
        standing = bags_here(order)
        has_bags = sum(len(each.numbers) for each in standing) > 1
        for each in standing if has_bags else ():
            head = BagTick(self._bag_words(order, each.numbers))
            head.setObjectName(f"pickup-bag-{each.numbers[0]}")
            head.chosen.connect(partial(self._tick_all, each.lines))
            self._bag_ticks.append((head, each.lines))
            self._parts.addWidget(head)
            for line_id in each.lines:
                self._add_tick(lines.pop(line_id), is_in_bag=True)
        for line in lines.values():
            self._add_tick(line, is_in_bag=False)
        self._parts.addStretch(1)

    def _add_tick(self, line: OrderLineView, *, is_in_bag: bool) -> None:
        say = self._desk.say
        name, amount = line.delivered_label, say.money(line.gross)
        shown = _short(name)
        words = f"{say.quantity(line.delivered_quantity)} · {shown} · {amount}"
        tick = Tick(words)
        tick.setToolTip("" if shown == name else plain_tip(name))
        tick.setObjectName(f"pickup-line-{len(self._ticks)}")
        tick.setChecked(True)
        tick.toggled.connect(self._show_due)
        self._ticks[line.id] = tick
        self._parts.addLayout(row(tick, margins=(_IN_BAG_PX if is_in_bag else 0, 0, 0, 0)))

    def _tick_all(self, lines: Sequence[str], is_leaving: bool) -> None:
        for line in lines:
            self._ticks[line].setChecked(is_leaving)

    def _bag_words(self, order: OrderView, numbers: Sequence[int]) -> str:
        """Return which bags, where they stand and how they are kept."""
        say, told = self._desk.say, told_of(order)
        bags = [told[number - 1] for number in numbers]
        wheres = dict.fromkeys(bag.shelf or order.shelf or say("pickup.counter") for bag in bags)
        keeps = dict.fromkeys(say(f"pickup.keep_{bag.keep}") for bag in bags if bag.keep)
        name = "pickup.bag_place" if len(numbers) == 1 else "pickup.bags_place"
        which = ", ".join(str(number) for number in numbers)
        return say(name, bag=which, where=", ".join([*wheres, *keeps]))

    def _state_of(self, line: OrderLineView) -> str:
        say = self._desk.say
        if line.state is LineState.MISSING:
            return say("order.line_missing")
        if line.handed_at is not None:
            return say(
                "pickup.gone_before", moment=say.moment(line.handed_at, self._desk.shop.clock.now())
            )
        return ""

    def _show_side(self, verdict: Verdict, order: OrderView) -> None:
        say = self._desk.say
        places = self.places(order)
        has_many = len(places) > _BIG_PLACES
        self._place.setText((" · " if has_many else "\n").join(places))
        mark(self._place, "role", "title" if has_many else "figure")
        self._note.setText(order.note)
        self._note.setVisible(bool(order.note))
        shown = _short(order.proxy_name)
        self._proxy.say(say("pickup.proxy", name=shown))
        self._proxy.setToolTip("" if shown == order.proxy_name else plain_tip(order.proxy_name))
        self._proxy.setVisible(bool(order.proxy_name))
        self._proxy.setChecked(False)
        clear(self._check_box)
        self._checks = {}
        self._check_head.setVisible(bool(verdict.needed))
        for check in verdict.needed:
            box = Tick(say(f"pickup.check_{check}"))
            box.setObjectName(f"pickup-check-{check}")
            box.toggled.connect(self._show_due)
            self._checks[check] = box
            self._check_box.addWidget(box, 1)
        with_check = {each.line_id for each in verdict.checks}
        self._without.setVisible(bool(with_check) and len(with_check) < len(self._ticks))
        for part in (self._why, self._reason):
            part.setVisible(not verdict.secret)
        self._show_due()

    def places(self, order: OrderView) -> tuple[str, ...]:
        """Return where the bags stand and how they are kept: what is fetched, in one look."""
        say = self._desk.say
        if not order.bag_list:
            parts = [say("order.bags", n=order.bags)]
            parts += [say("order.shelf", shelf=order.shelf)] if order.shelf else []
            return (" · ".join(parts),)
        numbers = sorted(number for each in bags_here(order) for number in each.numbers)
        return tuple(self._bag_words(order, (number,)) for number in numbers)

    def _show_due(self) -> None:
        order = None if self._shown is None else self._shown.order
        if order is None:
            return
        say, lines = self._desk.say, self._leaving(order)
        going = {line.id for line in lines}
        for head, inside in self._bag_ticks:
            head.show_share(sum(line in going for line in inside), len(inside))
        due = due_for(order, lines)
        self._total_words.setText(say("pay.due") if due else say("order.paid"))
        self._total.setText(say.money(due or order.total))
        self.give_button.say(say("pickup.pay", total=due) if due else say("pickup.give"))
        self.give_button.setEnabled(bool(lines) and self._is_looked_at())
        rest = len(here(order)) - len(lines)
        self._leave_out.setVisible(rest > 0 and self._lines.currentIndex() == 1)

    # What leaves

    def _leaving(self, order: OrderView) -> tuple[OrderLineView, ...]:
        return tuple(line for line in here(order) if self._ticks[line.id].isChecked())

    def _is_ticked(self, check: str) -> bool:
        return check in self._checks and self._checks[check].isChecked()

    def _is_looked_at(self) -> bool:
        shown = self._shown
        if shown is None or shown.order is None:
            return False
        leaving = {line.id for line in self._leaving(shown.order)}
        return all(self._is_ticked(each.check) for each in shown.checks if each.line_id in leaving)

    def _toggle_part(self) -> None:
        is_part = self._lines.currentIndex() == 0
        self._lines.setCurrentIndex(int(is_part))
        self._part.say(self._desk.say("pickup.whole" if is_part else "pickup.part"))
        if not is_part:
            for tick in self._ticks.values():
                tick.setChecked(True)
        self._show_due()

    def _untick_checked(self) -> None:
        if self._shown is None:
            return
        if self._lines.currentIndex() == 0:
            self._toggle_part()
        for each in self._shown.checks:
            self._ticks[each.line_id].setChecked(False)

    def _say_it_is_back(self) -> None:
        """Say that the bags stand here again; of another till's round only after a question."""
        order = None if self._shown is None else self._shown.order
        if order is None or order.carriage != "out":
            self.comes_back.emit()
            return
        say = self._desk.say
        self._confirm.ask(
            say("pickup.came_back_ask"), say("pickup.came_back"), self.comes_back.emit
        )

    def _ask_leave_out(self) -> None:
        order = None if self._shown is None else self._shown.order
        if order is None:
            return
        staying = {line.id for line in self._leaving(order)}
        out = tuple(line.id for line in here(order) if line.id not in staying)
        say = self._desk.say
        self._confirm.ask(
            say("pickup.leave_out_ask", n=len(out)),
            say("pickup.leave_out_yes"),
            partial(self.leaves_out.emit, out),
        )


def _short(name: str) -> str:
    return name if len(name) <= _NAME_LETTERS else f"{name[: _NAME_LETTERS - 1].rstrip()}…"
