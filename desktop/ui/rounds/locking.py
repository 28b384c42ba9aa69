"""Lockers in front: what the hands do, told to the shop, and the doors that open by it.

Each door is a wish on the ledger, a talk beside it, and its answer on the ledger again.
"""

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from desktop.domain.lockers import Size
from desktop.errors import ShopError
from desktop.services.carriage import locker_emptying, lockers
from desktop.services.carriage.locker_emptying import Heard
from desktop.services.carriage.locker_lines import (
    BankAnswer,
    BankLines,
    BankReport,
    LockerLine,
    line_to,
    lines_to_banks,
)
from desktop.services.carriage.locker_rows import DepositView
from desktop.services.carriage.lockers import Asked, LockerStop
from desktop.services.shop import Shop
from desktop.services.team import staff
from desktop.ui.desk import Desk
from desktop.ui.rounds.deposit_page import DepositPage
from desktop.ui.screen import Notice

T = TypeVar("T")


class Locking(QObject):
    """Stands between the lockers' page and the shop."""

    #: The page is to come to the front.
    brings = Signal()
    #: Nothing is left to do with the parcel.
    finished = Signal()
    #: A Notice.
    tells = Signal(object)
    #: A ShopError.
    refuses = Signal(object)

    def __init__(self, desk: Desk, page: DepositPage, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._page = desk, page
        self._secret = ""
        page.opens.connect(self._open)
        page.again.connect(self._again)
        page.takes_other.connect(self._take_other)
        page.confirms.connect(self._confirm)
        page.cancels.connect(self._cancel)
        page.says.connect(self._say_door)
        page.recalls.connect(self._recall)
        page.fetches.connect(self._fetch)
        page.brings_back.connect(self._bring_back)
        page.leaves_in.connect(self._leave_in)
        page.gives.connect(self._give)
        page.given.connect(self._given)
        page.notes.connect(self._note)
        page.plays.connect(self._play)

    # What is brought to the front

    def goes_to(self, found: tuple[str, str]) -> bool:
        """Show what a label leads to, an order or a deposit; tell whether it led to either."""
        kind, which = found
        if kind == "order":
            self.put_in(which)
        elif kind == "deposit":
            self.show(which)
        return bool(kind)

    def put_in(self, order_id: str, *, is_stop: bool = False) -> None:
        """Show an order that is to go into a locker; `is_stop` where its round stands before it."""
        shop = self._desk.shop
        self._secret = ""

        def shown(stop: LockerStop) -> None:
            self._page.show_stop(stop, is_stop=is_stop)
            self.brings.emit()
            self._page.take_focus()

        self._ledger(lambda: lockers.stop_for(shop, order_id), shown)

    def show(self, deposit_id: str) -> None:
        """Show a parcel that lies in a locker."""
        shop = self._desk.shop
        self._secret = ""
        self._ledger(lambda: locker_emptying.deposit(shop, deposit_id), self._bring)

    def open(self, thing: object) -> None:
        """Show what another room sent here: the deposit, and the code its customer showed."""
        match thing:
            case (str() as deposit_id, str() as text):
                self.find(text, lambda: self.show(deposit_id))

    def find(self, text: str, otherwise: Callable[[], object]) -> None:
        """Show the parcel whose customer holds that code; else do something else with it."""
        shop = self._desk.shop

        def found(both: tuple[DepositView, str]) -> None:
            deposit, self._secret = both
            self._bring(deposit)

        self._desk.tasks.ledger(
            self,
            lambda: locker_emptying.find_by_code(shop, text),
            found,
            lambda _not_in_a_locker: otherwise(),
        )

    def _bring(self, found: DepositView) -> None:
        self._page.stop = None
        self._page.show_deposit(found, has_code=bool(self._secret))
        self.brings.emit()
        self._page.take_focus()

    def hear(self) -> None:
        """Ask every bank that knows its doors what was taken out, and say so."""
        shop = self._desk.shop

        def on_lines(banks: BankLines) -> None:
            for error in banks.refused:
                self.refuses.emit(error)
            for code, line in banks.lines.items():
                self._beside(line, LockerLine.report, partial(on_report, code, line))

        def on_report(code: str, line: LockerLine, report: BankReport) -> None:
            self._ledger(lambda: locker_emptying.hear(shop, code, report), partial(on_heard, line))

        def on_heard(line: LockerLine, heard: Heard) -> None:
            say, n = self._desk.say, len(heard.taken)
            self.tells.emit(Notice(say("locker.heard", n=n) if n else say("locker.heard_nothing")))
            self._beside(line, lambda line: line.release(heard.to_release), lambda _done: None)

        self._ledger(lambda: lines_to_banks(shop), on_lines)

    # Putting in

    def _open(self, locker: str, size: str) -> None:
        stop = self._page.stop
        if stop is None:
            return
        order_id = stop.order.id

        def wish(shop: Shop, who: str, report: BankReport | None) -> Asked:
            return lockers.ask(shop, order_id, who, locker=locker, size=Size(size), report=report)

        self._after_report(locker, wish)

    def _take_other(self, size: str, is_stuck: bool) -> None:
        found = self._page.deposit
        if found is None:
            return

        def wish(shop: Shop, who: str, report: BankReport | None) -> Asked:
            return lockers.ask_other(
                shop, found.id, who, size=Size(size), report=report, is_stuck=is_stuck
            )

        self._after_report(found.locker, wish)

    def _after_report(
        self, locker: str, wish: Callable[[Shop, str, BankReport | None], Asked]
    ) -> None:
        """Have the bank say how it stands, where it can, then wish for a door.

        Whoever has gone elsewhere meanwhile stands before no door: none opens.
        """
        shop = self._desk.shop
        about = (self._page.stop, self._page.deposit)
        self._page.show_busy("")

        def on_line(line: LockerLine) -> None:
            if line.has_feedback:
                self._beside(line, LockerLine.report, on_report)
            else:
                on_report(None)

        def on_report(report: BankReport | None) -> None:
            if about != (self._page.stop, self._page.deposit):
                return
            if self._page.isVisible():
                self._ledger(lambda: wish(shop, _who(shop), report), self._send)
            else:
                self._show_as_it_stands()

        self._ledger(lambda: line_to(shop, locker), on_line)

    def _again(self) -> None:
        found, shop = self._page.deposit, self._desk.shop
        if found is None:
            return
        acts: dict[str, Callable[[], Asked]] = {
            "fetch": lambda: locker_emptying.ask_to_fetch(shop, found.id, _who(shop)),
            "collect": lambda: locker_emptying.ask_for_customer(
                shop, found.id, _who(shop), secret=self._secret, reason=self._reason()
            ),
        }
        act = acts.get(found.purpose, lambda: lockers.ask_again(shop, found.id, _who(shop)))
        self._ledger(act, self._send)

    def _send(self, asked: Asked) -> None:
        """Send what is on the disk now, and write down what came of it."""
        shop, opening = self._desk.shop, asked.opening
        self._page.deposit = asked.deposit
        self._page.show_busy(asked.deposit.box)

        def on_line(line: LockerLine) -> None:
            self._beside(line, lambda line: line.send(opening), on_answer)

        def on_answer(answer: BankAnswer) -> None:
            self._on_deposit(
                lambda: lockers.note_answer(shop, asked.deposit.id, opening.key, answer)
            )

        self._ledger(lambda: line_to(shop, asked.deposit.locker), on_line)

    def _recall(self) -> None:
        found, shop = self._page.deposit, self._desk.shop
        if found is None:
            return
        self._page.show_busy("")

        def on_both(both: tuple[LockerLine, str]) -> None:
            line, key = both
            self._beside(line, lambda line: line.recall(key), partial(on_answer, key))

        def on_answer(key: str, answer: BankAnswer) -> None:
            self._on_deposit(lambda: lockers.note_answer(shop, found.id, key, answer))

        self._ledger(
            lambda: (line_to(shop, found.locker), lockers.last_wish(shop, found.id)), on_both
        )

    def _say_door(self, is_open: bool) -> None:
        found, shop = self._page.deposit, self._desk.shop
        if found is not None:
            self._on_deposit(lambda: lockers.say_door(shop, found.id, is_open=is_open))

    def _confirm(self) -> None:
        """Have the bank say that the door is shut, where it can; then the person's word counts."""
        found, shop = self._page.deposit, self._desk.shop
        if found is None:
            return

        def write(report: BankReport | None) -> None:
            self._ledger(
                lambda: lockers.confirm(shop, found.id, _who(shop), report),
                partial(self._end, "locker.is_in"),
            )

        def on_line(line: LockerLine) -> None:
            if line.has_feedback:
                self._desk.tasks.outside(
                    self, line.report, write, lambda _silent: write(None), cut=line.hang_up
                )
            else:
                write(None)

        self._ledger(lambda: line_to(shop, found.locker), on_line)

    def _cancel(self) -> None:
        found, shop = self._page.deposit, self._desk.shop
        if found is None:
            return

        def done(ended: DepositView) -> None:
            words = self._desk.say("locker.cancelled", box=ended.box)
            self.tells.emit(Notice(words, "go"))
            if self._page.stop is None:
                self.finished.emit()
            else:
                self.put_in(ended.order_id, is_stop=self._page.is_stop)

        self._ledger(lambda: lockers.give_up(shop, found.id), done)

    def _note(self, box: str, code: str) -> None:
        stop, shop = self._page.stop, self._desk.shop
        if stop is None:
            return
        order_id = stop.order.id
        self._ledger(
            lambda: lockers.put_in_by_hand(shop, order_id, _who(shop), box, code=code),
            partial(self._end, "locker.is_in"),
        )

    # Taking out

    def _fetch(self) -> None:
        found, shop = self._page.deposit, self._desk.shop
        if found is not None:
            self._ledger(
                lambda: locker_emptying.ask_to_fetch(shop, found.id, _who(shop)), self._send
            )

    def _bring_back(self, shelf: str) -> None:
        found, shop = self._page.deposit, self._desk.shop
        if found is not None:
            self._ledger(
                lambda: locker_emptying.confirm_back(shop, found.id, _who(shop), shelf),
                partial(self._end, "locker.is_back"),
            )

    def _leave_in(self) -> None:
        found, shop = self._page.deposit, self._desk.shop
        if found is not None:
            self._on_deposit(lambda: locker_emptying.leave_in(shop, found.id))

    def _give(self, reason: str) -> None:
        found, shop, secret = self._page.deposit, self._desk.shop, self._secret
        if found is not None:
            self._ledger(
                lambda: locker_emptying.ask_for_customer(
                    shop, found.id, _who(shop), secret=secret, reason=reason
                ),
                self._send,
            )

    def _given(self, reason: str) -> None:
        found, shop, secret = self._page.deposit, self._desk.shop, self._secret
        if found is not None:
            self._ledger(
                lambda: locker_emptying.confirm_taken(
                    shop, found.id, _who(shop), secret=secret, reason=reason
                ),
                partial(self._end, "locker.is_taken"),
            )

    def _play(self) -> None:
        found, shop = self._page.deposit, self._desk.shop
        if found is None:
            return

        def on_line(line: LockerLine) -> None:
            self._beside(line, lambda line: line.play_customer(found.id), on_report)

        def on_report(report: BankReport) -> None:
            def ended(_heard: Heard) -> None:
                self._end("locker.is_taken", found)

            self._ledger(lambda: locker_emptying.hear(shop, found.locker, report), ended)

        self._ledger(lambda: line_to(shop, found.locker), on_line)

    def _end(self, name: str, done: DepositView) -> None:
        number = "" if done.order is None else done.order.short_number
        words = self._desk.say(name, number=number, box=done.box)
        self.tells.emit(Notice(words, "go"))
        self._secret = ""
        self.finished.emit()

    # How it is done

    def _reason(self) -> str:
        return self._page.reason

    def _on_deposit(self, job: Callable[[], DepositView]) -> None:
        def shown(found: DepositView) -> None:
            # A slow bank answers when another parcel may be under the hand.
            if self._page.deposit is not None and self._page.deposit.id == found.id:
                self._page.show_deposit(found, has_code=bool(self._secret))

        self._ledger(job, shown)

    def _ledger(self, job: Callable[[], T], then: Callable[[T], object]) -> None:
        self._desk.tasks.ledger(self, job, then, self._refused)

    def _beside(
        self, line: LockerLine, talk: Callable[[LockerLine], T], then: Callable[[T], object]
    ) -> None:
        """Talk with a bank beside the ledger; a window that closes does not wait for its answer."""
        self._desk.tasks.outside(self, lambda: talk(line), then, self._refused, cut=line.hang_up)

    def _refused(self, error: ShopError) -> None:
        """Say what did not go, and show where things stand: by somebody else's hand, perhaps."""
        self.refuses.emit(error)
        self._show_as_it_stands()

    def _show_as_it_stands(self) -> None:
        shop, found, stop = self._desk.shop, self._page.deposit, self._page.stop
        if found is not None:

            def shown(now: DepositView) -> None:
                self._page.show_deposit(now, has_code=bool(self._secret))

            self._desk.tasks.ledger(self, lambda: locker_emptying.deposit(shop, found.id), shown)
        elif stop is not None:
            self._page.show_stop(stop, is_stop=self._page.is_stop)


def _who(shop: Shop) -> str:
    return staff.current(shop).code
