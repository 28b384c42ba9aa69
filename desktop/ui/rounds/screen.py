"""The room of the rounds and of the relay: what leaves the shop, and what it keeps for others."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedWidget

from desktop.domain.order_codes import read_order_code
from desktop.domain.scan import Kind
from desktop.errors import ShopError
from desktop.services.carriage import (
    locker_emptying,
    on_the_road,
    relay,
    round_papers,
    rounds,
)
from desktop.services.carriage.locker_emptying import Lockers
from desktop.services.carriage.on_the_road import Failure
from desktop.services.carriage.relay import Relayed
from desktop.services.carriage.rounds import RoundView, StopState, StopView
from desktop.services.online import pickup
from desktop.services.online.orders import OrderView
from desktop.services.online.pickup import LineCheck
from desktop.services.shop import Shop
from desktop.services.team import staff
from desktop.services.team.crew import StaffView
from desktop.ui.desk import Desk
from desktop.ui.payment.panel import PaymentPanel
from desktop.ui.rounds.delivering import Delivering
from desktop.ui.rounds.deposit_page import DepositPage
from desktop.ui.rounds.locker_page import LockerPage
from desktop.ui.rounds.locking import Locking
from desktop.ui.rounds.parcel_page import ParcelPage
from desktop.ui.rounds.relay_page import RelayPage
from desktop.ui.rounds.relaying import Relaying
from desktop.ui.rounds.round_list import RoundList
from desktop.ui.rounds.round_page import RoundPage
from desktop.ui.rounds.stop_page import StopPage
from desktop.ui.screen import Errand, Notice, Screen, Unsaved
from desktop.ui.shortcuts import bind
from desktop.ui.widgets.chips import Chips
from desktop.ui.widgets.layouts import column, row
from desktop.ui.widgets.scan_line import ScanLine
from sync.kernel.pickup_code import NUMBER_DIGITS

_SAID_DIGITS = 4


@dataclass(frozen=True, slots=True)
class _Overview:
    waiting: tuple[OrderView, ...]
    rounds: tuple[RoundView, ...]
    crew: tuple[StaffView, ...]
    me: str
    relayed: Relayed
    lockers: Lockers


class RoundsScreen(Screen):
    """Two parts with a scan line above both; a code leads to what it is about."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "rounds", desk.say("rounds.title"))
        say = desk.say
        self._round_id = ""
        self._order_id = ""
        self.line = ScanLine("rounds-scan", say("rounds.scan"), "scan")
        self.part = Chips("rounds-part", say("rounds.part"))
        self._parts: list[tuple[object, str]] = []
        self._show_parts(None)
        self.list, self.round, self.stop = RoundList(desk), RoundPage(desk), StopPage(desk)
        self.relay, self.parcel = RelayPage(desk), ParcelPage(desk)
        self._relaying = Relaying(desk, self.parcel, self)
        self.lockers, self.deposit = LockerPage(desk), DepositPage(desk)
        self._locking = Locking(desk, self.deposit, self)
        self.payment = PaymentPanel(desk)
        self.delivering = Delivering(desk, self.stop, self.payment, self)
        self._pages = QStackedWidget()
        for page in (
            *(self.list, self.round, self.stop, self.relay, self.parcel, self.payment),
            *(self.lockers, self.deposit),
        ):
            self._pages.addWidget(page)
        head = row(self.part, self.line, gap=16)
        head.setStretch(1, 1)
        whole = column(head, self._pages, gap=16, margins=16)
        whole.setStretchFactor(self._pages, 1)
        self.setLayout(whole)
        self._listen()

    def _listen(self) -> None:
        self.line.entered.connect(self.scanned)
        self.part.chosen.connect(lambda _part: self._show_part())
        self.list.plans.connect(self._plan)
        self.list.opened.connect(self._open_round)
        self.round.left.connect(self._show_part)
        self.round.opened.connect(self._open_stop)
        self.round.moved.connect(
            lambda order, places: self._on_round(
                lambda shop, which: rounds.move_stop(shop, which, order, places)
            )
        )
        self.round.removed.connect(
            lambda order: self._on_round(lambda shop, which: rounds.remove_stop(shop, which, order))
        )
        self.round.added.connect(
            lambda order: self._on_round(lambda shop, which: rounds.add_stop(shop, which, order))
        )
        self.round.driven_by.connect(
            lambda code: self._on_round(lambda shop, which: rounds.set_driver(shop, which, code))
        )
        self.round.proposes.connect(lambda: self._on_round(rounds.propose_order))
        self.round.begins.connect(lambda: self._on_round(_by(on_the_road.begin), "round.has_begun"))
        self.round.ends.connect(lambda: self._on_round(on_the_road.end, "round.has_ended"))
        self.round.drops.connect(self._drop)
        self.round.prints.connect(self._print)
        self.round.makes_pdf.connect(self._make_pdf)
        self.stop.left.connect(self._back_to_round)
        self.delivering.asks_money.connect(lambda: self._pages.setCurrentWidget(self.payment))
        self.delivering.leaves_money.connect(self._leave_money)
        self.delivering.finished.connect(self._back_to_round)
        self.delivering.tells.connect(self.tells)
        self.delivering.refuses.connect(self._refused)
        self.stop.fails.connect(self._fail)
        self.stop.retries.connect(lambda: self._on_stop(on_the_road.try_again))
        self.stop.brings_back.connect(
            lambda shelf: self._on_stop(
                lambda shop, which, order, who: on_the_road.bring_back(
                    shop, which, order, who, shelf
                )
            )
        )
        self.stop.shot.refused.connect(self.refuse)
        self.relay.opened.connect(self._relaying.open)
        self.parcel.left.connect(self._show_part)
        self._relaying.brings.connect(self._bring_parcel)
        self._relaying.finished.connect(self._show_part)
        self._relaying.tells.connect(self.tells)
        self._relaying.asks.connect(self.asks)
        self._relaying.refuses.connect(self._refused)
        self._listen_to_lockers()
        self.payment.says.connect(partial(self.payment.resolve, self))
        bind(self, "rounds-next", self._next)
        bind(self, "search", self.line.listen)
        self.desk.changes.on(self, ("orders",), self.refresh)

    def _listen_to_lockers(self) -> None:
        self.lockers.puts_in.connect(self._locking.put_in)
        self.lockers.opened.connect(self._locking.show)
        self.lockers.hears.connect(self._locking.hear)
        self.deposit.left.connect(self._leave_deposit)
        self.deposit.not_given.connect(self._say_why_not_put_in)
        self._locking.brings.connect(lambda: self._pages.setCurrentWidget(self.deposit))
        self._locking.finished.connect(self._leave_deposit)
        self._locking.tells.connect(self.tells)
        self._locking.refuses.connect(self._refused)

    # What the window asks

    def arrive(self) -> None:
        """Show what there is, and listen."""
        self.refresh()
        self.line.listen()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Have digits typed before a stop or a parcel begin the next number, not press what is there."""
        sign = event.text()
        is_digit = sign.isascii() and sign.isdecimal()
        if is_digit and self._pages.currentWidget() in (self.stop, self.parcel):
            self.line.setFocus()
            self.line.insert(sign)
            return
        super().keyPressEvent(event)

    def takes(self, kind: Kind, text: str) -> bool:
        """Keep customers' codes and the labels of bags."""
        del text
        return kind in (Kind.PICKUP, Kind.ORDER)

    def sees(self, kind: Kind, text: str) -> bool:
        """Judge a phone or a label held before the camera, while no other is shown."""
        del text
        is_open = self._pages.currentWidget() in (self.list, self.relay, self.round)
        return is_open and kind in (Kind.PICKUP, Kind.ORDER)

    def run(self, errand: Errand) -> None:
        """Judge a code that was presented in another room, or show what lies in a locker."""
        if self.is_held_up():
            return
        if errand.what == "locker":
            self._locking.open(errand.thing)
        elif errand.what == "check":
            self.part.choose("relay")
            self.scanned(str(errand.thing))

    def unsaved(self) -> Unsaved | None:
        """Return that somebody is paying."""
        is_in_front = self._pages.currentWidget() is self.payment
        words = self.payment.unsaved() if is_in_front else ""
        return Unsaved(words) if words else None

    def step_back(self) -> bool:
        """Go from the payment to the stop, to the round, to the lists."""
        page = self._pages.currentWidget()
        if page is self.payment:
            self.delivering.leave_payment()
        elif page is self.stop:
            self._back_to_round()
        elif page is self.deposit:
            self._leave_deposit()
        elif page in (self.round, self.parcel):
            self._show_part()
        else:
            # The rounds belong to the orders, where their door is.
            self.asks.emit(Errand("orders"))
        return True

    def refresh(self) -> None:
        """Read what there is."""
        shop = self.desk.shop
        self.desk.tasks.ledger(self, partial(_overview, shop), self._show, self.refuse)
        if self._round_id and self._pages.currentWidget() in (self.round, self.stop):
            which = self._round_id
            self.desk.tasks.ledger(self, lambda: rounds.round_of(shop, which), self._show_round)
        self.delivering.look_again()

    def scanned(self, text: str) -> None:
        """Go to what was scanned: a stop of the round in front, else a parcel."""
        if self.is_held_up():
            return
        self.line.empty()
        page = self._pages.currentWidget()
        is_on_round = page in (self.round, self.stop) or (
            page is self.deposit and bool(self._order_id)
        )
        if page is self.stop and self.stop.take_code(text):
            return
        if is_on_round and self._to_stop(text):
            return
        if page not in (self.lockers, self.deposit):
            self._look_for(text)
        elif not self._locking.goes_to(self.lockers.led_to(text)):
            self._locking.find(text, lambda: self._look_for(text))

    def _look_for(self, text: str) -> None:
        """Go to a bag on any round, else ask the relay."""
        shop, digits = self.desk.shop, "".join(text.split())
        is_said = digits.isdecimal() and len(digits) in (_SAID_DIGITS, NUMBER_DIGITS)
        label = read_order_code(text)
        on_round = self._pages.currentWidget() is self.round
        if label is not None and on_round and self.round.take_code(label.number):
            return
        if label is not None:
            self.desk.tasks.ledger(
                self,
                lambda: rounds.round_with(shop, label.number),
                self._bring_stop,
                lambda _not_ours: self._relaying.find(text),
            )
        elif self._pages.currentWidget() is self.stop:
            self.tells.emit(Notice(self.desk.say("round.code_wrong"), "stop"))
        else:
            self._relaying.judge(text, is_said=is_said)

    def _bring_stop(self, found: tuple[RoundView, StopView]) -> None:
        standing, stop = found
        self.part.choose("rounds")
        self._bring(standing)
        self._open_stop(stop.order.id)

    def _to_stop(self, text: str) -> bool:
        told = read_order_code(text)
        digits = "".join(text.split()) if told is None else told.number
        standing = self.round.round
        if standing is None or not digits.isdecimal() or len(digits) < _SAID_DIGITS:
            return False
        number = digits[:NUMBER_DIGITS] if len(digits) > NUMBER_DIGITS else digits
        meant = [stop.order for stop in standing.stops if stop.order.number.endswith(number)]
        if len(meant) > 1:
            names = ", ".join(order.customer_name for order in meant)
            self.tells.emit(Notice(self.desk.say("round.several", names=names), "look"))
        elif meant:
            self._open_stop(meant[0].id)
            self.stop.take_code(text)
        return bool(meant)

    # What is shown

    def _show(self, found: _Overview) -> None:
        self.list.show_rounds(found.waiting, found.rounds, found.crew, found.me)
        self.round.show_around(found.waiting, found.crew)
        self.relay.show_parcels(found.relayed)
        self.lockers.show_lockers(found.lockers)
        self._show_parts(found.lockers)

    def _show_parts(self, found: Lockers | None) -> None:
        """Offer the lockers where the till opens any, or something was put into one by hand."""
        say, due = self.desk.say, 0 if found is None else len(found.due)
        choices: list[tuple[object, str]] = [
            (each, say(f"rounds.part_{each}")) for each in ("rounds", "relay")
        ]
        if found is not None and (found.banks or not found.is_empty):
            words = say("rounds.part_lockers_due", n=due) if due else say("rounds.part_lockers")
            choices.append(("lockers", words))
        if choices != self._parts:
            self._parts = choices
            self.part.show_choices(choices, self.part.value or "rounds")

    def _show_part(self) -> None:
        self._round_id = self._order_id = ""
        pages = {"rounds": self.list, "relay": self.relay, "lockers": self.lockers}
        self._pages.setCurrentWidget(pages[str(self.part.value)])
        self.line.listen()

    def _leave_deposit(self) -> None:
        if self._order_id:
            self._back_to_round()
        else:
            self.part.choose("lockers")
            self._show_part()
            self.refresh()

    def _bring_parcel(self) -> None:
        self.part.choose("relay")
        self._pages.setCurrentWidget(self.parcel)

    def _next(self) -> None:
        if self.line.text().strip():
            # Another number was begun: what stands here is not its.
            self.line.returnPressed.emit()
            return
        page = self._pages.currentWidget()
        if page is self.list:
            self.list.plan.click()
        elif page is self.round:
            self.round.go_on()
        elif page is self.stop:
            self.stop.deliver()
        elif page is self.parcel:
            self.parcel.go_on()
        elif page is self.deposit:
            self.deposit.go_on()

    # The rounds

    def _plan(self, order_ids: list[str], driver: str) -> None:
        shop = self.desk.shop
        self.desk.tasks.ledger(
            self, lambda: rounds.plan(shop, order_ids, driver), self._bring, self.refuse
        )

    def _open_round(self, round_id: str) -> None:
        shop = self.desk.shop
        self.desk.tasks.ledger(
            self, lambda: rounds.round_of(shop, round_id), self._bring, self.refuse
        )

    def _bring(self, standing: RoundView) -> None:
        self._round_id = standing.id
        self._pages.setCurrentWidget(self.round)
        self._show_round(standing)
        self.round.take_focus()

    def _show_round(self, standing: RoundView) -> None:
        if standing.id == self._round_id:
            self.round.show_round(standing)
            if self._pages.currentWidget() is self.stop:
                self._open_stop(self._order_id)

    def _on_round(self, act: Callable[[Shop, str], RoundView], words: str = "") -> None:
        shop, which = self.desk.shop, self._round_id

        def shown(standing: RoundView) -> None:
            self._show_round(standing)
            if words:
                self.round.take_focus()
                self.tells.emit(Notice(self.desk.say(words), "go"))

        self.desk.tasks.ledger(self, lambda: act(shop, which), shown, self._refused)

    def _refused(self, error: ShopError) -> None:
        self.refuse(error)
        self.refresh()

    def _drop(self) -> None:
        shop, which = self.desk.shop, self._round_id
        self.desk.tasks.ledger(
            self, lambda: rounds.drop(shop, which), lambda _done: self._show_part(), self._refused
        )

    def _print(self) -> None:
        shop, which = self.desk.shop, self._round_id
        told = Notice(self.desk.say("round.printed"), "go")
        self.desk.tasks.ledger(
            self,
            lambda: round_papers.print_sheet(shop, which),
            lambda _job: self.tells.emit(told),
            self.refuse,
        )

    def _make_pdf(self) -> None:
        shop, which = self.desk.shop, self._round_id

        def made(file: Path) -> None:
            self.tells.emit(Notice(self.desk.say("round.pdf_made", file=str(file)), "go"))

        self.desk.tasks.ledger(self, lambda: round_papers.sheet_pdf(shop, which), made, self.refuse)

    # One stop

    def _open_stop(self, order_id: str) -> None:
        standing = self.round.round
        found = [stop for stop in standing.stops if stop.order.id == order_id] if standing else []
        if not found or standing is None:
            return
        self.delivering.begin(standing.id, order_id)
        self._order_id = order_id
        shop, stop, is_begun = self.desk.shop, found[0], standing.begun_at is not None

        def shown(checks: tuple[LineCheck, ...]) -> None:
            if self._order_id == order_id:
                self.stop.show_checks(checks)

        is_new = self._pages.currentWidget() is not self.stop
        self.stop.show_stop(stop, is_begun=is_begun)
        is_locker = stop.order.mode == "locker" and stop.state is StopState.PLANNED
        if is_new and is_begun and is_locker:
            self._locking.put_in(order_id, is_stop=True)
            return
        self._pages.setCurrentWidget(self.stop)
        if is_new:
            self.stop.take_focus()
        if stop.is_at_door:
            self.desk.tasks.ledger(self, partial(_checks, shop, stop), shown, self.refuse)

    def _leave_money(self) -> None:
        """Show the stop again, as it stands by now."""
        self._pages.setCurrentWidget(self.stop)
        self.refresh()

    def _say_why_not_put_in(self) -> None:
        self._pages.setCurrentWidget(self.stop)
        self.stop.take_focus()

    def _back_to_round(self) -> None:
        self._order_id = ""
        self.delivering.begin(self._round_id, "")
        self._pages.setCurrentWidget(self.round)
        self.refresh()
        self.round.take_focus()

    def _on_stop(self, act: Callable[[Shop, str, str, str], RoundView]) -> None:
        shop, which, order_id = self.desk.shop, self._round_id, self._order_id

        def job() -> RoundView:
            return act(shop, which, order_id, staff.current(shop).code)

        def shown(standing: RoundView) -> None:
            self.round.show_round(standing)
            self._back_to_round()

        self.desk.tasks.ledger(self, job, shown, self._refused)

    def _fail(self, failure: Failure, note: str) -> None:
        self._on_stop(
            lambda shop, which, order, who: on_the_road.fail(shop, which, order, who, failure, note)
        )


def _by(act: Callable[[Shop, str, str], RoundView]) -> Callable[[Shop, str], RoundView]:
    """Return the act as done by whoever sells now."""
    return lambda shop, which: act(shop, which, staff.current(shop).code)


def _checks(shop: Shop, stop: StopView) -> tuple[LineCheck, ...]:
    with shop.look() as look:
        return pickup.checks_of(look, stop.order)


def _overview(shop: Shop) -> _Overview:
    return _Overview(
        waiting=rounds.waiting(shop),
        rounds=rounds.rounds(shop),
        crew=tuple(staff.crew_of(shop).people.values()),
        me=staff.current(shop).code,
        relayed=relay.parcels(shop),
        lockers=locker_emptying.overview(shop),
    )
