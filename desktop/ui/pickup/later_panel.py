"""The paper list of a day without a PC, typed in: who got the bags, when, how it was paid."""

import itertools
from datetime import UTC, datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit

from desktop.services.online.later_entry import ToEnter
from desktop.ui.desk import Desk
from desktop.ui.pickup.later_row import LaterRow
from desktop.ui.pickup.waiting_here import MOST_ROWS
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.day import DayEntry
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.layouts import clear, column, row
from desktop.ui.widgets.panel import Panel
from desktop.ui.widgets.states import EmptyState
from desktop.ui.wording.figures import read_time
from sync.kernel.clock import shop_day


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
        self._found: tuple[ToEnter, ...] = ()
        self._built: dict[str, LaterRow] = {}
        self._limit = MOST_ROWS
        self.more = Button("later-more", clicked=self._on_more)
        self.more.hide()
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
        head = row(when, self._day, self._time, None, gap=12)
        self.fill(column(how, head, self._none, self._rows, self.more, None, gap=12), self._enter)

    def show_orders(self, found: tuple[ToEnter, ...]) -> None:
        """Show what may have left, unticked, the time being now."""
        clear(self._rows)
        self._found, self._built, self._limit = found, {}, MOST_ROWS
        self._enter.setVisible(bool(found))
        shop = self._desk.shop
        now = shop.clock.now()
        self._time.setText(self._desk.say.time(now))
        self._day.show_day(shop_day(now, shop.zone))
        self._on_day()

    def _on_more(self) -> None:
        self._limit += MOST_ROWS
        self._on_day()

    def _on_day(self, *_text: object) -> None:
        """Show what was there to be handed over that day; the rest cannot be ticked."""
        shop, day = self._desk.shop, self._day.day()
        there = [
            each.order.id
            for each in self._found
            if day is None or shop_day(each.order.placed_at, shop.zone) <= day
        ]
        in_reach = set(there[: self._limit])
        for each in self._found:
            self._show(each, is_there=each.order.id in in_reach, is_kept=each.order.id in there)
        self._none.setVisible(not there)
        rest = len(there[self._limit :])
        self.more.say(self._desk.say("pickup.more", n=rest))
        self.more.setVisible(rest > 0)
        self._on_tick()

    def _show(self, told: ToEnter, *, is_there: bool, is_kept: bool) -> None:
        """Lay a row out where it comes into reach; one that was ticked stays while it may have left."""
        made = self._built.get(told.order.id)
        if made is None and is_there:
            made = LaterRow(self._desk, told)
            made.toggled.connect(self._on_tick)
            before = itertools.takewhile(lambda each: each is not told, self._found)
            self._rows.insertWidget(sum(each.order.id in self._built for each in before), made)
            self._built[told.order.id] = made
        if made is not None:
            stays = is_there or (is_kept and made.is_ticked)
            made.setVisible(stays)
            if not stays:
                made.untick()

    def _on_tick(self) -> None:
        self._enter.setEnabled(any(each.is_ticked for each in self._built.values()))

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
        in_order = (self._built.get(each.order.id) for each in self._found)
        self.enters.emit(tuple(each.past(at, note) for each in in_order if each and each.is_ticked))

    def _instant(self) -> datetime | None:
        """Return the day and time that were typed, None when they are none."""
        clock, day, shop = read_time(self._time.text()), self._day.day(), self._desk.shop
        if clock is None or day is None:
            return None
        return datetime.combine(day, clock, tzinfo=shop.zone).astimezone(UTC)
