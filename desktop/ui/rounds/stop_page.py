"""One stop: where it is, what is to be taken, who received it, or why not."""

from dataclasses import dataclass
from typing import Literal, cast

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLineEdit, QStackedWidget, QWidget

from desktop.domain.round_order import map_link
from desktop.services.carriage.on_the_road import Failure, ProofKind, Receipt
from desktop.services.carriage.rounds import StopState, StopView
from desktop.services.online.orders import OrderView
from desktop.services.online.pickup import LineCheck
from desktop.services.papers import screen_codes
from desktop.ui.desk import Desk
from desktop.ui.rounds.proof_shot import ProofShot
from desktop.ui.rounds.signature import SignaturePad
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.chips import Chips
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.layouts import asked, clear, column, row, scrolling
from desktop.ui.widgets.qr import QrPicture
from desktop.ui.widgets.tick import Tick
from sync.kernel import pickup_code

_PROOFS = ("name", "signature", "photo", "code")
_RECEIVER_LETTERS = 120
_NOTE_LETTERS = 300
_BOX_LETTERS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What somebody has filled in about a delivery."""

    proof: ProofKind
    received_by: str
    #: Of the signature; empty otherwise.
    png: bytes
    secret: str
    checks: tuple[Literal["age", "identity"], ...]
    box: str

    def receipt(self, picture: tuple[str, bytes]) -> Receipt:
        """Return it with the picture that was made of it."""
        shows = self.proof in ("signature", "photo")
        return Receipt(
            proof=self.proof,
            received_by=self.received_by,
            picture=picture if shows else ("", b""),
            secret=self.secret,
            checks=self.checks,
            box=self.box,
        )


class StopPage(QWidget):
    """Left the address, right the proof; below it why it was not given."""

    #: A Given.
    delivers = Signal(object)
    #: A Failure, and a note.
    fails = Signal(object, str)
    retries = Signal()
    #: Shelf.
    brings_back = Signal(str)
    picks_photo = Signal()
    left = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.stop: StopView | None = None
        self.secret = ""
        self._checks: dict[Literal["age", "identity"], Tick] = {}
        say = desk.say
        self._back = Button(
            "stop-back", say("round.back_to"), picture="back", clicked=self.left.emit
        )
        body = row(self._build_where(), self._build_what(), gap=16)
        body.setStretch(0, 2)
        body.setStretch(1, 3)
        whole = column(body, row(self._back, None), gap=12)
        whole.setStretch(0, 1)
        self.setLayout(whole)

    def _build_where(self) -> QFrame:
        self._title = label("", "title", wraps=True)
        self._address = label("", "heading", wraps=True)
        self._address.setObjectName("stop-address")
        self._phone = label("", "heading", "accent", wraps=True)
        self._note = label("", "", "look", wraps=True)
        self._bags = label("", "", wraps=True)
        self._due = label("", "figure", wraps=True)
        self._due.setObjectName("stop-due")
        self._map = column(gap=4)
        box = QFrame()
        box.setProperty("role", "pane")
        inside = column(
            self._title, self._address, self._phone, self._bags, self._note, self._due, self._map,
            None, gap=8, margins=16,
        )  # fmt: skip
        box.setLayout(column(scrolling(inside), gap=0))
        return box

    def _build_what(self) -> QFrame:
        self._pages = QStackedWidget()
        self._open, self._failed, self._settled = (
            self._build_open(),
            self._build_failed(),
            label("", "heading", wraps=True),
        )
        self._settled.setObjectName("stop-settled")
        for page in (self._open, self._failed, self._settled):
            self._pages.addWidget(page)
        box = QFrame()
        box.setProperty("role", "pane")
        box.setLayout(column(self._pages, gap=0, margins=16))
        return box

    def _build_open(self) -> QWidget:
        say = self._desk.say
        self._proof = Chips("stop-proof", say("round.proof"))
        self._proof.show_choices([(each, say(f"round.proof_{each}")) for each in _PROOFS], "name")
        self._proof.chosen.connect(lambda _proof: self._show_proof())
        self._name = QLineEdit()
        self._name.setObjectName("stop-receiver")
        self._name.setMaxLength(_RECEIVER_LETTERS)
        self._name.setAccessibleName(say("round.received_by"))
        self._name.returnPressed.connect(self.deliver)
        self._name_box = QWidget()
        self._name_box.setLayout(asked(say("round.received_by"), self._name))
        self._pad = SignaturePad("stop-signature", say("round.sign_here"))
        wipe = Button("stop-wipe", say("round.wipe"), role="quiet", clicked=self._pad.clear)
        self._pad_box = QWidget()
        self._pad_box.setLayout(
            column(row(label(say("round.sign_here"), "field"), None, wipe), self._pad, gap=4)
        )
        self.shot = ProofShot(self._desk)
        self.shot.picks_file.connect(self.picks_photo)
        self._code_words = label(say("round.code_how"), "note", wraps=True)
        self._code = QLineEdit()
        self._code.setObjectName("stop-code")
        self._code.setMaxLength(64)
        self._code.setAccessibleName(say("round.proof_code"))
        self._code.returnPressed.connect(self._read_code)
        self._code_box = QWidget()
        self._code_box.setLayout(column(self._code_words, self._code, gap=4))
        self._locker = QLineEdit()
        self._locker.setObjectName("stop-box")
        self._locker.setMaxLength(_BOX_LETTERS)
        self._locker_box = QWidget()
        self._locker_box.setLayout(asked(say("round.box"), self._locker))
        self._check_box = column(gap=0)
        self._gone = label("", "heading", "stop", wraps=True)
        self._gone.setObjectName("stop-gone")
        self.give = Button("stop-give", role="go", is_large=True, clicked=self.deliver)
        self._why = Chips("stop-why", say("round.why_not"))
        self._why.show_choices(
            [(each, say(f"round.failure_{each.value}")) for each in Failure], Failure.ABSENT
        )
        self._why_note = QLineEdit()
        self._why_note.setObjectName("stop-note")
        self._why_note.setMaxLength(_NOTE_LETTERS)
        self._why_note.setPlaceholderText(say("round.note"))
        self._why_note.setAccessibleName(say("round.note"))
        self._fail = Button("stop-fail", say("round.fail"), role="stop", clicked=self._not_given)
        self._not_box = QWidget()
        self._not_box.setLayout(
            column(
                label(say("round.why_not"), "field"),
                self._why,
                row(self._why_note, self._fail),
                gap=8,
            )
        )
        self._give_box = QWidget()
        self._give_box.setLayout(
            column(
                label(say("round.proof"), "field"),
                self._proof,
                self._name_box,
                self._pad_box,
                self.shot,
                self._code_box,
                self._locker_box,
                self._check_box,
                self.give,
                gap=8,
            )
        )
        body = column(self._gone, self._give_box, None, self._not_box, gap=8)
        made = QWidget()
        made.setLayout(column(scrolling(body), gap=0))
        return made

    def _build_failed(self) -> QWidget:
        say = self._desk.say
        self._failed_words = label("", "heading", "look", wraps=True)
        self._shelf = QLineEdit()
        self._shelf.setObjectName("stop-shelf")
        self._shelf.setMaxLength(_BOX_LETTERS)
        back = Button(
            "stop-bring-back", say("round.bring_back"), role="primary", is_large=True,
            clicked=lambda: self.brings_back.emit(self._shelf.text()),
        )  # fmt: skip
        again = Button("stop-retry", say("round.retry"), picture="undo", clicked=self.retries.emit)
        made = QWidget()
        made.setLayout(
            column(
                self._failed_words,
                asked(say("relay.shelf"), self._shelf),
                back,
                again,
                None,
                gap=12,
            )
        )
        return made

    # What it shows

    def show_stop(self, stop: StopView, *, is_begun: bool) -> None:
        """Show a stop as it stands."""
        is_new = self.stop is None or self.stop.order.id != stop.order.id
        was_to_be_given = is_new or (self.stop is not None and self.stop.may_be_given)
        self.stop = stop
        say, order, to = self._desk.say, stop.order, stop.order.destination
        self._title.setText(f"{order.short_number} · {order.customer_name}")
        lines = () if to is None else (to.name, to.street, f"{to.postcode} {to.city}", to.detail)
        self._address.setText("\n".join(line.strip() for line in lines if line.strip()))
        self._phone.setText("" if to is None else to.phone)
        self._phone.setVisible(bool(self._phone.text()))
        self._bags.setText(self._bags_of(order))
        self._note.setText(order.note)
        self._note.setVisible(bool(order.note))
        due = stop.to_collect
        self._due.setText(say("round.to_collect", amount=due) if due else "")
        self._due.setVisible(bool(due))
        self._show_map(order)
        if is_new:
            self._start_over()
        self._locker_box.setVisible(order.mode == "locker")
        self._gone.setText("" if stop.may_be_given else self._gone_words(order))
        self._gone.setVisible(not stop.may_be_given)
        if was_to_be_given and not stop.may_be_given:
            self._why.choose(Failure.OTHER)
        self._give_box.setVisible(stop.may_be_given)
        self.give.say(say("round.pay", total=due) if due else say("round.given"))
        if not is_begun or stop.state in (StopState.DELIVERED, StopState.BACK):
            self._settled.setText(self._settled_words(stop, is_begun=is_begun))
            self._pages.setCurrentWidget(self._settled)
        elif stop.state is StopState.FAILED:
            words = [say(f"round.failure_{stop.failure}"), stop.note]
            self._failed_words.setText(" · ".join(part for part in words if part))
            self._pages.setCurrentWidget(self._failed)
        else:
            self._pages.setCurrentWidget(self._open)
            self._show_fields()

    def take_focus(self) -> None:
        """Put what is asked first under the hand."""
        is_asked = self.stop is not None and self.stop.may_be_given
        if self._pages.currentWidget() is self._open and is_asked:
            self._show_proof()
        else:
            self._back.setFocus()

    def hold_photo(self, name: str) -> None:
        """Show that a photograph was taken in."""
        self.shot.hold(name)
        self.give.setFocus()

    def take_code(self, text: str) -> bool:
        """Take the customer's code, scanned or typed; tell whether it is one of this order."""
        code = pickup_code.read(text)
        if self.stop is None or code is None or code.order_number != self.stop.order.number:
            return False
        self.secret = code.secret
        self._proof.choose("code")
        self._code_words.setText(self._desk.say("round.code_read"))
        self.give.setFocus()
        return True

    def deliver(self) -> None:
        """Say that the bags were received."""
        if self.stop is None or self._pages.currentWidget() is not self._open:
            return
        if not self.stop.may_be_given:
            return
        proof = cast("ProofKind", self._proof.value)
        self.delivers.emit(
            Given(
                proof=proof,
                received_by=self._name.text() if proof in ("name", "signature") else "",
                png=self._pad.png() if proof == "signature" and self._pad.is_signed else b"",
                secret=self.secret if proof == "code" else "",
                checks=tuple(each for each, tick in self._checks.items() if tick.isChecked()),
                box=self._locker.text(),
            )
        )

    def _start_over(self) -> None:
        say = self._desk.say
        self.secret = ""
        for field in (self._name, self._code, self._locker, self._why_note, self._shelf):
            field.clear()
        self._pad.clear()
        self.shot.start_over()
        self._code_words.setText(say("round.code_how"))
        self._proof.choose("name")
        self._why.choose(Failure.ABSENT)
        clear(self._check_box)
        self._checks = {}

    def show_checks(self, checks: tuple[LineCheck, ...]) -> None:
        """Show what has to be looked at before it is given."""
        wanted = [*dict.fromkeys(each.check for each in checks)]
        if wanted == [*self._checks]:
            return
        say = self._desk.say
        clear(self._check_box)
        self._checks = {}
        for check in wanted:
            tick = Tick(say(f"pickup.check_{check}"))
            tick.setObjectName(f"stop-check-{check}")
            self._checks[check] = tick
            self._check_box.addWidget(tick)

    def _show_proof(self) -> None:
        """Show what a proof asks for, and put it under the hand."""
        self._show_fields()
        proof = self._proof.value
        first = {"photo": self.shot.first, "code": self._code}.get(str(proof), self._name)
        if self.secret and proof == "code":
            first = self.give
        first.setFocus()

    def _show_fields(self) -> None:
        proof = self._proof.value
        self._name_box.setVisible(proof in ("name", "signature"))
        self._pad_box.setVisible(proof == "signature")
        # The field one signs in takes the room; whoever signs has received it.
        signs = proof == "signature" and self.stop is not None and self.stop.may_be_given
        self._not_box.setVisible(not signs)
        self.shot.setVisible(proof == "photo")
        self._code_box.setVisible(proof == "code")

    def _show_map(self, order: OrderView) -> None:
        clear(self._map)
        to = order.destination
        link = "" if to is None else map_link(to.lat_e6, to.lon_e6)
        if link:
            code = QrPicture("stop-map", self._desk.say("round.map"))
            code.show_modules(screen_codes.modules_of(link))
            self._map.addWidget(label(self._desk.say("round.map"), "field", wraps=True))
            self._map.addWidget(code)

    def _bags_of(self, order: OrderView) -> str:
        say = self._desk.say
        told = [say("order.bags", n=max(order.bags, 1)), say(f"orders.mode_{order.mode}")]
        now = self._desk.shop.clock.now()
        return " · ".join([*told, say.moment(order.promised_to, now)])

    def _gone_words(self, order: OrderView) -> str:
        say = self._desk.say
        return say("round.gone", state=say(f"order.state_{order.state.value}"))

    def _settled_words(self, stop: StopView, *, is_begun: bool) -> str:
        say = self._desk.say
        if not is_begun:
            if stop.may_be_given:
                return say("round.not_begun")
            return say("round.gone_before", state=say(f"order.state_{stop.order.state.value}"))
        told = [say(f"round.stop_{stop.state.value}")]
        if stop.at is not None:
            told.append(say.moment(stop.at, self._desk.shop.clock.now()))
        told += [say(f"round.proof_{stop.proof}")] if stop.proof else []
        told += [stop.received_by] if stop.received_by else []
        told += [say(f"round.failure_{stop.failure}")] if stop.failure else []
        return " · ".join(told)

    def _read_code(self) -> None:
        if not self.take_code(self._code.text()):
            self._code_words.setText(self._desk.say("round.code_wrong"))

    def _not_given(self) -> None:
        self.fails.emit(self._why.value, self._why_note.text())
