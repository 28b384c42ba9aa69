"""One parcel and its compartment: opened, put in, confirmed; fetched back, or given."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout, QWidget

from desktop.services.carriage.locker_lines import SIMULATED, has_feedback
from desktop.services.carriage.locker_rows import DepositState, DepositView, DoorState
from desktop.services.carriage.lockers import LockerStop
from desktop.services.online.orders import OrderView
from desktop.settings import LockerSettings
from desktop.ui.desk import Desk
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.chips import Chips
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.layouts import asked, column, row, scrolling
from desktop.ui.widgets.states import ConfirmBar

_SIZES = ("S", "M", "L")
_BOX_LETTERS, _CODE_LETTERS, _SHELF_LETTERS, _WHY_LETTERS = 20, 20, 20, 120


class DepositPage(QWidget):
    """Left whose parcel, right what is to be done now: one thing, large, and what else may be."""

    #: Code of the bank, and a size.
    opens = Signal(str, str)
    again = Signal()
    #: A size, and whether the door is stuck.
    takes_other = Signal(str, bool)
    confirms = Signal()
    cancels = Signal()
    #: Whether the door is open, as somebody sees it.
    says = Signal(bool)
    recalls = Signal()
    fetches = Signal()
    #: Shelf.
    brings_back = Signal(str)
    leaves_in = Signal()
    #: Why there is no code; empty where there is one.
    gives = Signal(str)
    #: The same, once the customer has it.
    given = Signal(str)
    #: What stands on the door, and a code.
    notes = Signal(str, str)
    #: It was not put in, and the round's stop says why.
    not_given = Signal()
    plays = Signal()
    left = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.stop: LockerStop | None = None
        self.deposit: DepositView | None = None
        self.is_stop = False
        self._main_act: Callable[[], object] | None = None
        self._confirm = ConfirmBar("locker-confirm", desk.say("locker.keep"))
        self._back = Button(
            "locker-back", desk.say("locker.back"), picture="back", clicked=self.left.emit
        )
        self._why_not = Button(
            "locker-not-given", desk.say("locker.not_given"), role="stop",
            clicked=self.not_given.emit,
        )  # fmt: skip
        body = row(self._build_whose(), self._build_what(), gap=16)
        body.setStretch(0, 2)
        body.setStretch(1, 3)
        whole = column(self._confirm, body, row(self._back, None, self._why_not), gap=12)
        whole.setStretch(1, 1)
        self.setLayout(whole)

    def _build_whose(self) -> QFrame:
        self._title = label("", "title", wraps=True)
        self._where = label("", "heading", wraps=True)
        self._bags = label("", "", wraps=True)
        self._note = label("", "", "look", wraps=True)
        box = QFrame()
        box.setProperty("role", "pane")
        inside = column(self._title, self._where, self._bags, self._note, None, gap=8, margins=16)
        box.setLayout(column(scrolling(inside), gap=0))
        return box

    def _build_what(self) -> QFrame:
        say = self._desk.say
        self._head = label("", "title", wraps=True)
        self._head.setObjectName("locker-head")
        self._how = label("", "", wraps=True)
        self._how.setObjectName("locker-how")
        self._bank = Chips("locker-bank", say("locker.bank"))
        self._bank_box = _box(asked(say("locker.bank"), self._bank))
        self._size = Chips("locker-size", say("locker.size"))
        self._size_box = _box(asked(say("locker.size"), self._size))
        self._shelf = self._field("locker-shelf", "relay.shelf", _SHELF_LETTERS)
        self._shelf_box = _box(asked(say("relay.shelf"), self._shelf))
        self._reason = self._field("locker-why", "locker.why_no_code", _WHY_LETTERS)
        self._reason_box = _box(asked(say("locker.why_no_code"), self._reason))
        self.main = Button("locker-main", role="go", is_large=True, clicked=self.go_on)
        self._acts = {
            name: Button(f"locker-{name.replace('_', '-')}", say(words), clicked=act)
            for name, words, act in (
                ("open", "locker.is_open", partial(self.says.emit, True)),
                ("shut", "locker.is_shut", partial(self.says.emit, False)),
                ("again", "locker.again", self.again.emit),
                ("small", "locker.too_small", self._take_larger),
                ("other", "locker.other", self._take_other),
                ("give", "locker.give", self._give),
                ("fetch", "locker.fetch", self.fetches.emit),
                ("taken", "locker.taken_by_hand", self._given),
                ("returned", "locker.fetched", self._bring_back),
                ("still_in", "locker.still_in", self.leaves_in.emit),
                ("play", "locker.play", self.plays.emit),
                ("cancel", "locker.cancel", self._cancel),
            )
        }
        self._second = QVBoxLayout()
        self._second.setContentsMargins(0, 0, 0, 0)
        self._second.setSpacing(8)
        for button in self._acts.values():
            self._second.addWidget(button)
        box = QFrame()
        box.setProperty("role", "pane")
        body = column(
            self._head, self._how, self._bank_box, self._size_box, self._reason_box,
            self._shelf_box, self.main, self._second, 12, self._build_by_hand(), None, gap=10,
        )  # fmt: skip
        box.setLayout(column(scrolling(body), gap=0, margins=16))
        return box

    def _build_by_hand(self) -> QFrame:
        say = self._desk.say
        self._box = self._field("locker-box", "locker.box", _BOX_LETTERS)
        self._code = self._field("locker-code", "locker.code", _CODE_LETTERS)
        note = Button("locker-note", say("locker.note"), clicked=self._note_down)
        self._box.returnPressed.connect(self._note_down)
        self._code.returnPressed.connect(self._note_down)
        line = row(
            asked(say("locker.box"), self._box), asked(say("locker.code"), self._code), gap=8
        )
        line.setStretch(0, 1)
        line.setStretch(1, 2)
        self._by_hand = _box(
            column(
                label(say("locker.by_hand"), "heading"),
                label(say("locker.by_hand_how"), "note", wraps=True),
                line,
                row(None, note),
                gap=6,
            )
        )
        return self._by_hand

    def _field(self, name: str, words: str, longest: int) -> QLineEdit:
        made = QLineEdit()
        made.setObjectName(name)
        made.setAccessibleName(self._desk.say(words))
        made.setMaxLength(longest)
        return made

    # What it shows

    def show_stop(self, stop: LockerStop, *, is_stop: bool) -> None:
        """Show an order that is to go in; `is_stop` where a round stands before the locker."""
        is_new = self.stop is None or self.stop.order.id != stop.order.id
        self.stop, self.is_stop = stop, is_stop
        if is_new:
            self._start_over()
            self._size.show_choices(
                [(each, self._desk.say(f"locker.size_{each}")) for each in _SIZES], stop.size.value
            )
        self._bank.show_choices(
            [(bank.code, bank.name or bank.code) for bank in stop.banks], self._bank.value
        )
        self._show_order(stop.order)
        if stop.deposit is not None:
            self.show_deposit(stop.deposit)
        else:
            self.deposit = None
            self._show_choice()

    def show_deposit(self, deposit: DepositView, *, has_code: bool = False) -> None:
        """Show where a deposit stands; `has_code` once its customer's code was read."""
        if self.deposit is None or self.deposit.id != deposit.id:
            self._start_over()
        self.deposit = deposit
        if deposit.order is not None:
            self._show_order(deposit.order)
        if deposit.is_doubtful:
            self._show_doubt(deposit)
        elif deposit.door is DoorState.REFUSED:
            self._show_refused(deposit)
        elif deposit.state is DepositState.OPENING:
            self._show_opened(deposit)
        elif deposit.door is DoorState.OPENED:
            self._show_emptying(deposit)
        else:
            self._show_inside(deposit, has_code=has_code)

    def show_busy(self, box: str) -> None:
        """Say that a door is being opened, or the bank asked."""
        words = self._say("locker.opening", box) if box else self._desk.say("locker.asking")
        self._show(words, "")

    def take_focus(self) -> None:
        """Put the next act under the hand."""
        (self.main if self.main.isVisible() else self._back).setFocus()

    @property
    def reason(self) -> str:
        """Return why there is no code, as somebody typed it."""
        return self._reason.text().strip()

    def go_on(self) -> None:
        """Do what the large key does."""
        if self.main.isVisible() and self._main_act is not None:
            self._main_act()

    def _show_order(self, order: OrderView) -> None:
        say, to = self._desk.say, order.destination
        self._title.setText(f"{order.short_number} · {order.customer_name}")
        lines = () if to is None else (to.name, to.street, f"{to.postcode} {to.city}")
        self._where.setText("\n".join(line.strip() for line in lines if line.strip()))
        shelf = say("order.shelf", shelf=order.shelf) if order.shelf else ""
        told = [say("order.bags", n=max(order.bags, 1)), shelf]
        self._bags.setText(" · ".join(part for part in told if part))
        self._note.setText(order.note)
        self._note.setVisible(bool(order.note))

    def _show_choice(self) -> None:
        banks = () if self.stop is None else self.stop.banks
        words = self._desk.say("locker.put_in")
        self._show(
            words, "", main="locker.open" if banks else "", act=self._open, by_hand=True,
            fields=(self._size_box, *((self._bank_box,) if len(banks) > 1 else ()))
            if banks
            else (),
        )  # fmt: skip

    def _show_opened(self, found: DepositView) -> None:
        self._show(
            self._say("locker.opened", found.box), self._desk.say("locker.opened_how"),
            main="locker.confirm", act=self.confirms.emit, acts=("small", "cancel"),
        )  # fmt: skip

    def _show_doubt(self, found: DepositView) -> None:
        is_asked = found.door is DoorState.ASKED
        why = "asked" if is_asked else found.reason or "unanswered"
        can_recall = self._can_recall(found)
        how = self._desk.say(f"locker.doubt_{why}")
        if can_recall:
            how = f"{how} {self._desk.say('locker.doubt_again')}"
        is_in = found.state is DepositState.DEPOSITED
        self._show(
            self._say("locker.doubt", found.box), how,
            main="locker.recall" if can_recall else "locker.is_open",
            act=self.recalls.emit if can_recall else partial(self.says.emit, True),
            acts=("open", "shut", "again") if can_recall else ("shut", "again"),
            last="still_in" if is_in else "cancel",
        )  # fmt: skip

    def _show_refused(self, found: DepositView) -> None:
        is_in = found.state is DepositState.DEPOSITED
        acts = ("returned", "still_in") if is_in else ("other", "cancel")
        self._show(
            self._say("locker.refused", found.box),
            self._desk.say(f"locker.why_{found.reason}") if found.reason else "",
            main="locker.again", act=self.again.emit, acts=acts,
            fields=(self._shelf_box,) if is_in else (),
        )  # fmt: skip

    def _show_emptying(self, found: DepositView) -> None:
        say = self._desk.say
        if found.purpose == "collect":
            self._show(
                self._say("locker.opened", found.box), say("locker.taken_how"),
                main="locker.given", act=self._given, acts=("still_in",),
            )  # fmt: skip
        else:
            self._show(
                self._say("locker.opened", found.box), say("locker.fetch_how"),
                main="locker.fetched", act=self._bring_back, acts=("still_in",),
                fields=(self._shelf_box,),
            )  # fmt: skip

    def _show_inside(self, found: DepositView, *, has_code: bool) -> None:
        say, now = self._desk.say, self._desk.shop.clock.now()
        told = [say("locker.lies_since", moment=say.moment(found.state_at, now))]
        if found.must_leave:
            told.append(say(f"locker.row_{found.must_leave}"))
        elif found.keep_until is not None:
            told.append(say("locker.lies_until", moment=say.moment(found.keep_until, now)))
        told.append(say("locker.has_code" if found.has_code else "locker.no_code"))
        is_over = found.must_leave == "ended"
        fields: tuple[QWidget, ...] = ()
        if has_code:
            told.append(say("locker.code_read"))
        elif not is_over:
            told.append(say("locker.give_how"))
            fields = (self._reason_box,)
        can_open, acts = self._bank_is_known(found), self._ways_out(found)
        if not can_open:
            fields = (*fields, self._shelf_box)
        main = "give" if has_code else "fetch" if found.must_leave else ""
        main = main if main in acts else ""
        self._show(
            self._say("locker.lies", found.box), "\n".join(told),
            main=f"locker.{main}" if main else "",
            act=self._give if main == "give" else self.fetches.emit,
            acts=tuple(each for each in acts if each != main), fields=fields,
        )  # fmt: skip

    def _ways_out(self, found: DepositView) -> tuple[str, ...]:
        """Return the acts by which a parcel may leave its compartment."""
        is_over = found.must_leave == "ended"
        if not self._bank_is_known(found):
            return ("returned",) if is_over else ("returned", "taken")
        if is_over:
            return ("fetch",)
        plays = ("play",) if self._is_simulated(found) and found.has_code else ()
        return ("give", "fetch", *plays)

    def _show(
        self,
        head: str,
        how: str,
        *,
        main: str = "",
        act: Callable[[], object] | None = None,
        acts: tuple[str, ...] = (),
        last: str = "",
        fields: tuple[QWidget, ...] = (),
        by_hand: bool = False,
    ) -> None:
        self._confirm.hide()
        self._head.setText(head)
        self._how.setText(how)
        self._how.setVisible(bool(how))
        self._main_act = act
        self.main.setVisible(bool(main))
        if main:
            self.main.say(self._desk.say(main))
        shown = {*acts, last}
        for name, button in self._acts.items():
            button.setVisible(name in shown)
        for field in (self._bank_box, self._size_box, self._shelf_box, self._reason_box):
            field.setVisible(field in fields)
        self._by_hand.setVisible(by_hand)
        is_open = self.deposit is None or self.deposit.state is DepositState.OPENING
        self._why_not.setVisible(self.is_stop and is_open and self.deposit is None)
        if self.isVisible() and main:
            self.main.setFocus()

    def _start_over(self) -> None:
        for field in (self._box, self._code, self._shelf, self._reason):
            field.clear()

    def _say(self, name: str, box: str) -> str:
        return self._desk.say(name, box=box)

    # What it is about

    def _bank_of(self, found: DepositView) -> LockerSettings | None:
        banks = self._desk.shop.settings.lockers
        return next((bank for bank in banks if bank.code == found.locker), None)

    def _bank_is_known(self, found: DepositView) -> bool:
        return self._bank_of(found) is not None

    def _is_simulated(self, found: DepositView) -> bool:
        bank = self._bank_of(found)
        return bank is not None and has_feedback(bank) and bank.address in SIMULATED

    def _can_recall(self, found: DepositView) -> bool:
        bank = self._bank_of(found)
        return bank is not None and has_feedback(bank)

    # What is done

    def _open(self) -> None:
        self.opens.emit(str(self._bank.value), str(self._size.value))

    def _take_larger(self) -> None:
        size = "" if self.deposit is None else self.deposit.size
        larger = _SIZES[min(_SIZES.index(size) + 1, 2)] if size in _SIZES else _SIZES[-1]
        self.takes_other.emit(larger, False)

    def _take_other(self) -> None:
        size = "" if self.deposit is None else self.deposit.size
        self.takes_other.emit(size or _SIZES[0], True)

    def _cancel(self) -> None:
        say, box = self._desk.say, "" if self.deposit is None else self.deposit.box
        self._confirm.ask(
            say("locker.cancel_ask", box=box), say("locker.cancel"), self.cancels.emit
        )

    def _give(self) -> None:
        self.gives.emit(self.reason)

    def _given(self) -> None:
        self.given.emit(self.reason)

    def _bring_back(self) -> None:
        self.brings_back.emit(self._shelf.text())

    def _note_down(self) -> None:
        self.notes.emit(self._box.text(), self._code.text())


def _box(inside: QVBoxLayout) -> QFrame:
    made = QFrame()
    made.setLayout(inside)
    return made
