"""The verdict on a code, and beside it the bag, what is looked at, and what leaves now."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QStackedWidget, QWidget

from desktop.domain.preparation import LineState
from desktop.services.online.orders import OrderLineView, OrderView
from desktop.services.online.pickup import HandOver, Verdict, VerdictKind, due_for, here
from desktop.ui.desk import Desk
from desktop.ui.staff.pin import name_of
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.chips import Chips
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.layouts import clear, column, row, scrolling
from desktop.ui.widgets.rows import RowButton
from desktop.ui.widgets.states import ConfirmBar
from desktop.ui.widgets.ticket import TicketList, TicketRow
from desktop.ui.widgets.verdict import VerdictPanel

LOOKS = {
    VerdictKind.HAND_OVER: ("done", "go"),
    VerdictKind.NOT_READY: ("clock", "look"),
    VerdictKind.ALREADY: ("stop", "stop"),
    VerdictKind.SEVERAL: ("person", "look"),
    VerdictKind.OTHER_SHOP: ("shop", "look"),
    VerdictKind.CANCELLED: ("stop", "stop"),
    VerdictKind.EXPIRED: ("clock", "stop"),
    VerdictKind.REFUSED: ("stop", "stop"),
    VerdictKind.FORGED: ("forged", "stop"),
    VerdictKind.AWAY: ("van", "look"),
    VerdictKind.PARCEL: ("box", "look"),
    VerdictKind.UNKNOWN: ("scan", ""),
}
"""What each verdict looks like: icon and tone. Its words are `pickup.<kind>`."""
SOUNDS = {"go": "give", "look": "wait", "stop": "stop", "": "wait"}
"""What each tone sounds like."""
_REASONS = ("id", "known", "phone")
_FACTS = {
    VerdictKind.NOT_READY: ("moment",),
    VerdictKind.ALREADY: ("moment", "who"),
    VerdictKind.HAND_OVER: ("number", "customer"),
}


class AnswerPage(QWidget):
    """What to do with whoever presented a code; a verdict that gives nothing takes the whole page.

    Without a code the name is asked, and a reason, which goes with the hand-over to the
    marketplace. What has to be looked at is ticked before the button wakes.
    """

    #: A HandOver: what leaves now, and on what grounds.
    gives = Signal(object)
    #: Id of the order that is meant, of several.
    chosen = Signal(str)
    #: Ids of the lines that are given up for good.
    leaves_out = Signal(object)
    sees_order = Signal()
    takes_back = Signal()
    prints = Signal()
    goes_on = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._shown: Verdict | None = None
        self._ticks: dict[str, QCheckBox] = {}
        self._checks: dict[str, QCheckBox] = {}
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
        self._check_box = column(gap=0)
        self._without = Button(
            "pickup-without-checked",
            say("pickup.without_checked"),
            role="quiet",
            clicked=self._untick_checked,
        )
        box = QFrame()
        box.setProperty("role", "pane")
        self._proxy = QCheckBox()
        self._proxy.setObjectName("pickup-proxy")
        looked = row(column(self._proxy, self._check_box, gap=0), self._without)
        looked.setStretch(0, 1)
        head = row(label(say("pickup.bag"), "heading"), None, self._leave_out, self._part)
        box.setLayout(column(head, self._lines, looked, gap=8, margins=16))
        return box

    def _build_side(self) -> QFrame:
        say = self._desk.say
        self._customer = label("", "title", wraps=True)
        self._place = label("", "figure", "accent", wraps=True)
        self._place.setObjectName("pickup-place")
        self._note = label("", "", "look", wraps=True)
        self._total = label("", "total")
        self._total.setObjectName("pickup-to-pay")
        self._total_words = label("", "note")
        self._why = label(say("pickup.no_code"), "field")
        self._reason = Chips("pickup-reason", say("pickup.no_code"))
        self._reason.show_choices([(r, say(f"pickup.reason_{r}")) for r in _REASONS], "id")
        self.give_button = Button("pickup-give", role="go", is_large=True, clicked=self.give)
        side = QFrame()
        side.setProperty("role", "pane")
        inside = scrolling(
            column(
                self._customer,
                self._place,
                self._note,
                None,
                gap=8,
            )
        )
        foot = column(
            self._total_words, self._total, self._why, self._reason, self.give_button, gap=8
        )
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
        self._print = Button(
            "pickup-print", say("done.print"), picture="print", clicked=self.prints.emit
        )
        self.again = Button(
            "pickup-another", say("pickup.another"), picture="scan", clicked=self.goes_on.emit
        )
        foot = QWidget()
        foot.setLayout(row(self.again, self._see, self._back, self._print, None))
        return foot

    # What it shows

    def show_verdict(self, verdict: Verdict) -> None:
        """Show what a code is worth, and the bag where there is one to give."""
        self._shown = verdict
        kind, order, say = verdict.kind, verdict.order, self._desk.say
        icon, tone = LOOKS[kind]
        can_give = kind is VerdictKind.HAND_OVER and order is not None
        self._give_room(is_whole=not can_give)
        self.verdict.say(icon, say(f"pickup.{kind.value}"), self._sentence(verdict), tone)
        self._confirm.hide()
        self._see.setVisible(order is not None and not can_give)
        self._back.setVisible(kind is VerdictKind.ALREADY)
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
        for part in (self._see, self._back):
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

    def _sentence(self, verdict: Verdict) -> str:
        say, order = self._desk.say, verdict.order
        name = f"pickup.{verdict.kind.value}_how"
        if verdict.kind is VerdictKind.SEVERAL:
            return say(name, n=len(verdict.choices))
        if verdict.neighbour is not None:
            whose = verdict.neighbour
            return say("pickup.other_shop_named", shop=whose.name, address=whose.address)
        if order is None:
            return say(name)
        if verdict.kind is VerdictKind.HAND_OVER and not verdict.secret:
            name = "pickup.hand_over_said_how"
        now = self._desk.shop.clock.now()
        facts = {
            "number": order.short_number,
            "customer": order.customer_name,
            "moment": say.moment(verdict.at or order.promised_from, now),
            "who": "" if order.giver is None else name_of(say, order.giver),
        }
        wanted = _FACTS.get(verdict.kind, ("number",))
        return say(name, **{fact: facts[fact] for fact in wanted})

    def _show_choices(self, verdict: Verdict) -> None:
        clear(self._choices)
        say = self._desk.say
        for order in verdict.choices:
            where = say("order.shelf", shelf=order.shelf) if order.shelf else ""
            self._choices.addWidget(
                RowButton(
                    f"pickup-choice-{order.number}",
                    order.customer_name,
                    " · ".join(part for part in (order.number, where) if part),
                    say.money(order.total),
                    picture_name="person",
                    clicked=partial(self.chosen.emit, order.id),
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
        clear(self._parts)
        self._ticks = {}
        for place, line in enumerate(here(order)):
            amount = say.money(line.gross)
            words = f"{say.quantity(line.delivered_quantity)} · {line.delivered_label} · {amount}"
            tick = QCheckBox(words.replace("&", "&&"))
            tick.setObjectName(f"pickup-line-{place}")
            tick.setChecked(True)
            tick.toggled.connect(self._show_due)
            self._ticks[line.id] = tick
            self._parts.addWidget(tick)
        self._parts.addStretch(1)
        self._lines.setCurrentIndex(0)
        self._part.say(say("pickup.part"))
        self._part.setVisible(len(self._ticks) > 1)
        self._leave_out.hide()

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
        self._customer.setText(order.customer_name)
        self._place.setText(self._places(order))
        self._note.setText(order.note)
        self._note.setVisible(bool(order.note))
        self._proxy.setText(say("pickup.proxy", name=order.proxy_name).replace("&", "&&"))
        self._proxy.setVisible(bool(order.proxy_name))
        self._proxy.setChecked(False)
        clear(self._check_box)
        self._checks = {}
        if verdict.needed:
            self._check_box.addWidget(label(say("pickup.check_first"), "heading", "look"))
        for check in verdict.needed:
            box = QCheckBox(say(f"pickup.check_{check}"))
            box.setObjectName(f"pickup-check-{check}")
            box.toggled.connect(self._show_due)
            self._checks[check] = box
            self._check_box.addWidget(box)
        with_check = {each.line_id for each in verdict.checks}
        self._without.setVisible(bool(with_check) and len(with_check) < len(self._ticks))
        for part in (self._why, self._reason):
            part.setVisible(not verdict.secret)
        self._show_due()

    def _places(self, order: OrderView) -> str:
        """Return where the bags stand and how they are kept: what is fetched, in one look."""
        say = self._desk.say
        if not order.bag_list:
            parts = [say("order.bags", n=order.bags)]
            parts += [say("order.shelf", shelf=order.shelf)] if order.shelf else []
            return " · ".join(parts)
        told = []
        for place, bag in enumerate(order.bag_list, start=1):
            where = bag.shelf or order.shelf or say("pickup.counter")
            keep = say(f"pickup.keep_{bag.keep}") if bag.keep else ""
            words = ", ".join(part for part in (where, keep) if part)
            told.append(say("pickup.bag_place", bag=str(place), where=words))
        return "\n".join(told)

    def _show_due(self) -> None:
        order = None if self._shown is None else self._shown.order
        if order is None:
            return
        say, lines = self._desk.say, self._leaving(order)
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
