"""The page that stands before everything while nobody is known to be at the counter."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QFrame, QLineEdit, QScrollArea, QWidget

from desktop.errors import RefusedError, ShopError
from desktop.services.team import sign_in
from desktop.services.team.crew import Crew, StaffView
from desktop.ui.desk import Desk
from desktop.ui.staff.pin import PinField, PinPad, name_of
from desktop.ui.theme.dress import type_of
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.labels import ElidedLabel, label
from desktop.ui.widgets.layouts import clear, column, row
from desktop.ui.widgets.rows import RowButton

_PANE_PX = 400
_TALLEST_PX = 640


class LockPage(QWidget):
    """Asks who sells and for the PIN, by finger (name, digits) or key (code or name, PIN).

    What lies behind it stays as it is, whoever comes.
    """

    #: Somebody has signed in: the person.
    opened = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._crew = Crew({})
        self._who: StaffView | None = None
        self._is_asking = False
        say = desk.say
        self.setObjectName("lock")
        self.setAccessibleName(say("lock.title"))
        self.setProperty("role", "screen")
        sides = row(None, self._people_pane(), self._pin_pane(), None, gap=16, margins=16)
        self.setLayout(column(None, sides, None, gap=0))

    def _people_pane(self) -> QFrame:
        say = self._desk.say
        self._typed = QLineEdit()
        self._typed.setObjectName("lock-who")
        self._typed.setAccessibleName(say("lock.who"))
        self._typed.setPlaceholderText(say("lock.who"))
        self._typed.setMaxLength(80)
        self._typed.returnPressed.connect(self._on_who)
        self._rows = column(None, gap=8)
        inside, scroll = QWidget(), QScrollArea()
        inside.setLayout(self._rows)
        scroll.setWidget(inside)
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        kept = label(say("lock.kept"), "note", wraps=True)
        return _pane(label(say("lock.title"), "title"), kept, self._typed, scroll)

    def _pin_pane(self) -> QFrame:
        say = self._desk.say
        self._name = ElidedLabel("", "title")
        self._name.setObjectName("lock-name")
        self._name.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._field = PinField("lock-pin", say("lock.pin"))
        self._field.setPlaceholderText(say("lock.pin"))
        self._field.typed.connect(self._on_pin)
        self._problem = label("", "note", "stop", wraps=True)
        self._problem.setObjectName("lock-problem")
        self._problem.setAlignment(Qt.AlignmentFlag.AlignCenter)
        note = QFontMetrics(type_of(self._desk.tokens.sizes.note))
        self._problem.setMinimumHeight(2 * note.lineSpacing())
        enter = Button(
            "lock-enter",
            say("lock.enter"),
            role="primary",
            is_large=True,
            clicked=self._field.hand_over,
        )
        pad = PinPad("lock-key", self._field, say)
        pane = _pane(self._name, self._field, self._problem, pad, enter)
        box = pane.layout()
        if box is not None:
            box.setAlignment(self._problem, Qt.AlignmentFlag.AlignTop)
        return pane

    def begin(self, crew: Crew, code: str = "") -> None:
        """Ask anew; somebody who is expected back is asked for the PIN at once."""
        self._say_problem("")
        self._typed.clear()
        self._field.clear()
        self._who = None
        self.show_people(crew)
        person = crew.people.get(code)
        if person is not None and person.has_pin:
            self._choose(person)
        else:
            self._show_who()
            self._typed.setFocus()

    def show_people(self, crew: Crew) -> None:
        """Show who could sign in."""
        if crew == self._crew:
            return
        self._crew = crew
        clear(self._rows)
        say = self._desk.say
        for person in crew.people.values():
            if person.has_pin:
                detail = say("lock.person", code=person.code, role=say(f"role.{person.role}"))
                self._rows.addWidget(
                    RowButton(
                        f"lock-person-{person.code}",
                        name_of(say, person),
                        detail if person.name else say("lock.code", code=person.code),
                        picture_name="person",
                        clicked=partial(self._choose, person),
                    )
                )
        self._rows.addStretch(1)

    def _on_who(self) -> None:
        try:
            person = sign_in.find(self._crew, self._typed.text())
        except RefusedError as error:
            self._refuse(error)
            self._typed.selectAll()
            return
        self._typed.clear()
        self._choose(person)

    def _choose(self, person: StaffView) -> None:
        self._who = person
        self._say_problem("")
        self._show_who()
        self._field.clear()
        self._field.setFocus()

    def _show_who(self) -> None:
        say, who = self._desk.say, self._who
        self._name.setText(say("lock.nobody") if who is None else name_of(say, who))
        self._field.setEnabled(who is not None)

    def _on_pin(self, pin: str) -> None:
        if self._who is None or self._is_asking:
            return
        shop, code = self._desk.shop, self._who.code
        self._is_asking = True
        self._desk.tasks.ledger(
            self, lambda: sign_in.sign_in(shop, code, pin), self._on_opened, self._on_refused
        )

    def _on_opened(self, person: StaffView) -> None:
        self._is_asking = False
        self._say_problem("")
        self.opened.emit(person)

    def _on_refused(self, error: ShopError) -> None:
        self._is_asking = False
        self._refuse(error)
        self._field.setFocus()

    def _refuse(self, error: ShopError) -> None:
        told = self._desk.say.refusal(error)
        self._say_problem(f"{told.message} {told.next_step}")

    def _say_problem(self, words: str) -> None:
        self._problem.setText(words)


def _pane(*parts: QWidget) -> QFrame:
    made = QFrame()
    made.setProperty("role", "pane")
    made.setFixedWidth(_PANE_PX)
    made.setMaximumHeight(_TALLEST_PX)
    made.setLayout(column(*parts, gap=12, margins=24))
    return made
