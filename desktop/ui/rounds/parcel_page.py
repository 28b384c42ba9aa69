"""One parcel of another shop: taken in, handed over, turned away; what to do in one look."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLineEdit, QWidget

from desktop.services.carriage.relay import ParcelVerdict, ParcelView
from desktop.services.online.orders import SHELF_LETTERS
from desktop.services.online.pickup import VerdictKind
from desktop.ui.desk import Desk
from desktop.ui.staff.pin import name_of
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.chips import Chips
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.layouts import asked, clear, column, row, scrolling
from desktop.ui.widgets.rows import RowButton
from desktop.ui.widgets.tick import Tick
from desktop.ui.widgets.verdict import LOOKS, VerdictPanel

_REASONS = ("id", "known", "phone")
_AWAY = ("damaged", "unclaimed", "mistake", "no_room")
_ENDED = "ended"
_MOST_BAGS = 99


class ParcelPage(QWidget):
    """A parcel that is to come is counted and shelved; one that is here is given to its customer."""

    #: Bags counted, shelf, and whether the sender's count does not matter.
    receives = Signal(int, str, bool)
    #: Secret, reason, and whether somebody else came.
    gives = Signal(str, str, bool)
    #: A reason: it does not stay.
    turns_away = Signal(str)
    #: Id of the parcel that is meant, of several.
    chosen = Signal(str)
    left = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._shown: ParcelVerdict | None = None
        self._bags = 0
        self._differs = False
        self.verdict = VerdictPanel("parcel-verdict")
        self._choices = column(gap=8)
        self._facts = label("", "title", wraps=True)
        self._place = label("", "figure", "accent", wraps=True)
        self._taking, self._giving = self._build_taking(), self._build_giving()
        self._turning = self._build_turning()
        self._back = Button(
            "parcel-back", desk.say("relay.back"), picture="back", clicked=self.left.emit
        )
        self._box = QFrame()
        self._box.setProperty("role", "pane")
        self._box.setLayout(
            column(
                self._facts, self._place, self._taking, self._giving, None, self._turning,
                gap=12, margins=16,
            )
        )  # fmt: skip
        inside = scrolling(column(self.verdict, self._choices, self._box, None, gap=12))
        whole = column(inside, row(self._back, None), gap=12)
        whole.setStretch(0, 1)
        self.setLayout(whole)

    def _build_taking(self) -> QWidget:
        say = self._desk.say
        self._count = label("", "total")
        self._count.setObjectName("parcel-bags")
        fewer = Button(
            "parcel-fewer", role="square", picture="minus", spoken=say("relay.fewer"),
            clicked=lambda: self._count_bags(-1),
        )  # fmt: skip
        more = Button(
            "parcel-more", role="square", picture="plus", spoken=say("relay.more"),
            clicked=lambda: self._count_bags(1),
        )  # fmt: skip
        self._shelf = QLineEdit()
        self._shelf.setObjectName("parcel-shelf")
        self._shelf.setMaxLength(SHELF_LETTERS)
        self._shelf.setAccessibleName(say("relay.shelf"))
        self._shelf.returnPressed.connect(self._receive)
        self._receive_button = Button(
            "parcel-receive", say("relay.receive"), role="go", is_large=True, clicked=self._receive
        )
        self._differing = label("", "", "look", wraps=True)
        bags = column(label(say("relay.counted"), "field"), row(fewer, self._count, more), gap=4)
        made = QWidget()
        made.setLayout(
            column(
                row(bags, asked(say("relay.shelf"), self._shelf), None, gap=24),
                self._differing,
                self._receive_button,
                gap=12,
            )
        )
        return made

    def _build_giving(self) -> QWidget:
        say = self._desk.say
        self._why = label(say("pickup.no_code"), "field")
        self._reason = Chips("parcel-reason", say("pickup.no_code"))
        self._reason.show_choices([(r, say(f"pickup.reason_{r}")) for r in _REASONS], "id")
        self._proxy = Tick()
        self._proxy.setObjectName("parcel-proxy")
        self._give_button = Button(
            "parcel-give", say("pickup.give"), role="go", is_large=True, clicked=self.give
        )
        made = QWidget()
        made.setLayout(column(self._why, self._reason, self._proxy, self._give_button, gap=12))
        return made

    def _build_turning(self) -> QWidget:
        say = self._desk.say
        self._away_why = Chips("parcel-away-reason", say("relay.why"))
        self._away = Button("parcel-away", role="stop", clicked=self._turn_away)
        made = QWidget()
        made.setLayout(
            column(label(say("relay.why"), "field"), row(self._away_why, None, self._away), gap=4)
        )
        return made

    # What it shows

    def show_verdict(self, verdict: ParcelVerdict) -> None:
        """Show what is to be done with a parcel."""
        self._shown, parcel = verdict, verdict.parcel
        state = "" if parcel is None else parcel.state
        is_taken, is_given = state == "expected", verdict.kind is VerdictKind.HAND_OVER
        self.verdict.fill(is_whole=False)
        icon, tone = LOOKS[verdict.kind]
        name = f"relay.{verdict.kind.value}"
        if state in ("refused", "sent_back"):
            name = f"relay.{state}"
        self.verdict.say(icon, self._desk.say(name), self._sentence(f"{name}_how", verdict), tone)
        self._show_choices(verdict)
        may_turn = state in ("expected", "received")
        self._box.setVisible(may_turn)
        self._taking.setVisible(is_taken)
        self._giving.setVisible(is_given)
        self._turning.setVisible(may_turn)
        if parcel is not None:
            self._fill(parcel, verdict)
        self.take_focus()

    def show_difference(self) -> None:
        """Say that the count is not the announced one; the next press takes it all the same."""
        parcel = None if self._shown is None else self._shown.parcel
        if parcel is not None:
            self._differs = True
            words = self._desk.say("relay.differs", announced=parcel.bags, counted=self._bags)
            self._differing.setText(words)
            self._differing.show()
            self._receive_button.say(self._desk.say("relay.receive_anyway"))

    def take_focus(self) -> None:
        """Put the one key to act under the hand."""
        if self._taking.isVisibleTo(self):
            self._shelf.setFocus()
        elif self._giving.isVisibleTo(self):
            self._give_button.setFocus()
        else:
            self._back.setFocus()

    def count(self, parcel_id: str) -> bool:
        """Count one more bag of the parcel that is being taken in; tell whether it was that one."""
        shown = None if self._shown is None else self._shown.parcel
        is_meant = shown is not None and shown.id == parcel_id and shown.state == "expected"
        if is_meant:
            self._count_bags(1)
        return is_meant

    def start_count(self) -> None:
        """Begin with the bag that was scanned."""
        self._bags = 0
        self._count_bags(1)

    def _sentence(self, name: str, verdict: ParcelVerdict) -> str:
        say, parcel = self._desk.say, verdict.parcel
        if parcel is None:
            return say(name)
        if verdict.kind is VerdictKind.HAND_OVER and not verdict.secret:
            name = "pickup.hand_over_said_how"
        now = self._desk.shop.clock.now()
        facts = {
            "number": parcel.short_number,
            "customer": parcel.customer_name,
            "shop": parcel.from_shop,
            "moment": say.moment(verdict.at or parcel.expected_at, now),
            "who": "" if parcel.giver is None else name_of(say, parcel.giver),
        }
        wanted = {
            VerdictKind.ALREADY: ("moment", "who"),
            VerdictKind.NOT_READY: ("shop", "moment"),
            VerdictKind.HAND_OVER: ("number", "customer"),
        }.get(verdict.kind, ("number", "shop"))
        return say(name, **{each: facts[each] for each in wanted})

    def _show_choices(self, verdict: ParcelVerdict) -> None:
        clear(self._choices)
        for parcel in verdict.choices:
            self._choices.addWidget(
                RowButton(
                    f"parcel-choice-{parcel.number}",
                    parcel.customer_name,
                    f"{parcel.number} · {parcel.from_shop}",
                    picture_name="person",
                    clicked=partial(self.chosen.emit, parcel.id),
                )
            )

    def _fill(self, parcel: ParcelView, verdict: ParcelVerdict) -> None:
        say = self._desk.say
        self._facts.setText(f"{parcel.short_number} · {parcel.customer_name}")
        parts = [parcel.from_shop]
        parts += [say("order.bags", n=parcel.bags)] if parcel.bags else []
        parts += [say("order.shelf", shelf=parcel.shelf)] if parcel.shelf else []
        parts += [] if parcel.is_ended else [say("relay.fee", amount=parcel.fee)]
        self._place.setText(" · ".join(parts))
        self._differs = False
        self._differing.hide()
        self._receive_button.say(say("relay.receive"))
        self._bags = max(parcel.bags, 1)
        self._count_bags(0)
        self._shelf.setText("")
        for part in (self._why, self._reason):
            part.setVisible(not verdict.secret)
        self._proxy.say(say("pickup.proxy", name=parcel.proxy_name))
        self._proxy.setVisible(bool(parcel.proxy_name))
        self._proxy.setChecked(False)
        reasons = (_ENDED, *_AWAY) if parcel.is_ended else _AWAY
        self._away_why.show_choices([(r, say(f"relay.why_{r}")) for r in reasons], reasons[0])
        self._away.say(say("relay.refuse" if parcel.state == "expected" else "relay.send_back"))

    # What the hands do

    def _count_bags(self, more: int) -> None:
        self._bags = min(max(self._bags + more, 1), _MOST_BAGS)
        self._count.setText(str(self._bags))

    def _receive(self) -> None:
        self.receives.emit(self._bags, self._shelf.text(), self._differs)

    def give(self) -> None:
        """Give the parcel that is shown."""
        shown = self._shown
        if shown is None or shown.kind is not VerdictKind.HAND_OVER:
            return
        reason = "" if shown.secret else self._desk.say(f"pickup.reason_{self._reason.value}")
        is_proxy = self._proxy.isVisibleTo(self) and self._proxy.isChecked()
        self.gives.emit(shown.secret, reason, is_proxy)

    def go_on(self) -> None:
        """Do what the green key says."""
        if self._taking.isVisibleTo(self):
            self._receive()
        elif self._giving.isVisibleTo(self):
            self.give()

    def _turn_away(self) -> None:
        self.turns_away.emit(self._desk.say(f"relay.why_{self._away_why.value}"))

    @property
    def parcel(self) -> ParcelView | None:
        """Return the parcel shown."""
        return None if self._shown is None else self._shown.parcel
