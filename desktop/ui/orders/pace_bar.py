"""How the shop takes orders, and the touches that slow it down, pause it or end that."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QWidget

from desktop.domain.pace import Until
from desktop.services.online import order_pace
from desktop.services.online.order_pace import OffView, Pace
from desktop.services.shop import Shop
from desktop.ui.desk import Desk
from desktop.ui.screen import Notice
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.labels import label, set_tone
from desktop.ui.widgets.layouts import clear, column, row

_PAUSES = (Until.HALF_HOUR, Until.HOUR, Until.TOMORROW, Until.OPEN_END)


class PaceBar(QWidget):
    """Says when the shop is paused, busy or lacks a product, and ends each with one touch.

    Below it, when asked for, the ends a pause may have; nothing stands there otherwise.
    """

    tells = Signal(Notice)
    refuses = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._shown: Pace | None = None
        self._resumes: Button | None = None
        say = desk.say
        self.pause = Button(
            "orders-pause", say("pace.pause"), picture="pause", clicked=self._toggle_ends
        )
        self.busier = Button(
            "orders-busier",
            say("pace.busier"),
            picture="clock",
            clicked=lambda: self._do(order_pace.be_busier, "pace.is_busier"),
        )
        self._ends = QFrame()
        self._ends.setProperty("role", "pane")
        ends = row(label(say("pace.until"), "heading"), gap=8, margins=(12, 8, 12, 8))
        for until in _PAUSES:
            ends.addWidget(
                Button(
                    f"orders-pause-{until.value.replace('_', '-')}",
                    say(f"pace.until_{until.value}"),
                    clicked=partial(self._pause, until),
                )
            )
        ends.addStretch(1)
        self._ends.setLayout(ends)
        self._ends.hide()
        self._states = QHBoxLayout()
        self._states.setContentsMargins(0, 0, 0, 0)
        self._strip = QWidget()
        self._strip.setLayout(self._states)
        self._strip.hide()
        self.setLayout(column(self._ends, self._strip, gap=8))
        desk.changes.on(self, ("orders", "link", "catalogue", "settings"), self.look)

    def look(self) -> None:
        """Show how the shop takes orders now."""
        shop = self._desk.shop
        self._desk.tasks.ledger(self, lambda: order_pace.pace(shop), self.show_pace)

    def show_pace(self, pace: Pace) -> None:
        """Show what holds now, each with the touch that ends it."""
        if pace == self._shown:
            return
        self._shown = pace
        at = QApplication.focusWidget()
        had_focus = self.pause.hasFocus() or (at is not None and self._strip.isAncestorOf(at))
        self._resumes = None
        clear(self._states)
        say = self._desk.say
        if pace.is_paused_by_town:
            self._add("pause", say("pace.paused_by_town"), "", None)
        if pace.paused_until is not None:
            words = (
                say("pace.paused")
                if pace.is_open_ended
                else say("pace.paused_until", moment=self._moment(pace.paused_until))
            )
            self._add("pause", words, say("pace.resume"), self._resume)
        if pace.extra_until is not None:
            words = say("pace.busy", n=pace.extra_minutes, moment=self._moment(pace.extra_until))
            self._add(
                "busy",
                words,
                say("pace.usual"),
                lambda: self._do(order_pace.be_usual, "pace.is_usual"),
            )
        for place, off in enumerate(pace.off):
            words = (
                say("pace.off", name=off.name)
                if off.is_open_ended
                else say("pace.off_until", name=off.name, moment=self._moment(off.until))
            )
            self._add(f"off-{place}", words, say("pace.bring_back"), partial(self._bring_back, off))
        self._states.addStretch(1)
        self._strip.setVisible(self._states.count() > 1)
        self.pause.setVisible(pace.paused_until is None)
        if had_focus:
            self._focus_on_pause()

    def _focus_on_pause(self) -> None:
        """Keep the focus with what undoes the pause that somebody just made, or makes another."""
        end = self._resumes if self.pause.isHidden() and self._resumes is not None else self.pause
        end.setFocus()

    def close_ends(self) -> bool:
        """Put the choice of an end away and tell whether it was there."""
        was_there = not self._ends.isHidden()
        if was_there:
            self.pause.setFocus()
        self._ends.hide()
        return was_there

    def _add(self, name: str, words: str, act: str, then: Callable[[], object] | None) -> None:
        sign = QFrame()
        sign.setProperty("role", "pill")
        set_tone(sign, "look")
        line = row(label(words, "note", "look"), gap=8, margins=(12, 2, 4, 2))
        if then is not None:
            end = Button(f"orders-end-{name}", act, role="quiet", clicked=then)
            line.addWidget(end)
            if name == "pause":
                self._resumes = end
        sign.setLayout(line)
        self._states.addWidget(sign)
        # Now, not when Qt is next idle: what is hidden cannot take the focus.
        sign.show()

    def _moment(self, instant: datetime) -> str:
        now = self._desk.shop.clock.now()
        return self._desk.say.moment(instant, now)

    def _toggle_ends(self) -> None:
        self._ends.setVisible(self._ends.isHidden())
        if self._ends.isVisible():
            first = self._ends.findChild(Button)
            if first is not None:
                first.setFocus()

    def _pause(self, until: Until) -> None:
        # Or the focus would go on to whatever stands beside.
        self.pause.setFocus()
        self._ends.hide()
        self._do(lambda shop: order_pace.pause(shop, until), "pace.is_paused")

    def _resume(self) -> None:
        self._do(order_pace.resume, "pace.is_resumed")

    def _bring_back(self, off: OffView) -> None:
        desk, shop = self._desk, self._desk.shop

        def done(_nothing: object) -> None:
            again = partial(self._off_again, off)
            words = desk.say("pace.is_back", name=off.name)
            self.tells.emit(Notice(words, "go", desk.say("pace.undo"), again))

        desk.tasks.ledger(
            self, lambda: order_pace.bring_back(shop, off.product_id), done, self.refuses.emit
        )

    def _off_again(self, off: OffView) -> None:
        shop = self._desk.shop
        self._desk.tasks.ledger(
            self,
            lambda: order_pace.take_off(shop, off.product_id, off.until),
            None,
            self.refuses.emit,
        )

    def _do(self, act: Callable[[Shop], Pace], words: str) -> None:
        """Do it, say so, and offer to have it as it was."""
        desk, shop = self._desk, self._desk.shop
        before = self._shown or Pace()

        def done(pace: Pace) -> None:
            self.show_pace(pace)
            told = desk.say(words, n=pace.extra_minutes)
            self.tells.emit(Notice(told, "go", desk.say("pace.undo"), put_back))

        def put_back() -> None:
            desk.tasks.ledger(self, lambda: order_pace.put_back(shop, before), self.show_pace)

        desk.tasks.ledger(self, lambda: act(shop), done, self.refuses.emit)
