"""The people of the shop: who works here, with which PIN, and what each role may do."""

from collections.abc import Callable
from functools import partial

from msgspec import structs
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QWidget

from desktop.domain.roles import Act, Limits, Role, limits_of
from desktop.services.papers import name_cards
from desktop.services.shop import Shop
from desktop.services.team import people, sign_in
from desktop.services.views import StaffView
from desktop.settings import Settings
from desktop.ui.desk import Desk
from desktop.ui.settings.section import Change, Job, Section
from desktop.ui.staff.pin import PinField, PinPad, name_of
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.chips import Chips
from desktop.ui.widgets.entry import FigureField, MoneyField
from desktop.ui.widgets.labels import ElidedLabel, label
from desktop.ui.widgets.layouts import clear, column, row
from desktop.ui.widgets.rows import RowButton
from desktop.ui.widgets.states import ConfirmBar
from desktop.ui.widgets.tick import Tick

_LOCK_MINUTES = (0, 2, 5, 10, 30)
_LIMITED = (Role.MANAGER, Role.SELLER, Role.TRAINEE, Role.PREPARER)
_NAME_LETTERS = 80


class PeopleSection(Section):
    """A list of everybody; a touch on a name opens the person in its place."""

    #: A Job, the name of what to say when it is done, and what else to do then.
    acts = Signal(object, str, object)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "people")
        self._person: StaffView | None = None
        self._people: tuple[StaffView, ...] = ()
        self._list, self._editor = self._list_page(), self._editor_page()
        self._editor.hide()
        self.fill("people.title", "people.how", self._list, self._editor)

    def _list_page(self) -> QWidget:
        self._rows = column(gap=8)
        self._minutes = Chips("people-lock", self.say("people.lock"))
        add = Button("people-add", self.say("people.add"), picture="plus", clicked=self._add)
        made = QWidget()
        made.setLayout(
            column(
                self._rows,
                row(None, add),
                label(self.say("people.lock"), "field"),
                self._minutes,
                gap=10,
            )
        )
        return made

    def _editor_page(self) -> QWidget:
        say = self.say
        back = Button(
            "people-back",
            role="icon",
            picture="back",
            spoken=say("people.back"),
            clicked=self._go_back,
        )
        self._title = ElidedLabel("", "heading")
        self._name = self.field("people-name", "people.name", _NAME_LETTERS)
        self._role = QComboBox()
        self._role.setObjectName("people-role")
        self._role.setAccessibleName(say("people.role"))
        for role in Role:
            self._role.addItem(say(f"role.{role}"), role.value)
        self._leave = Button(
            "people-leave", say("people.leave"), role="stop", clicked=self._ask_leave
        )
        self._erase = Button(
            "people-erase", say("people.erase"), role="stop", clicked=self._ask_erase
        )
        self._badge = Button(
            "people-badge", say("people.badge"), picture="print", clicked=self._print_badge
        )
        self._confirm = ConfirmBar("people-confirm", say("people.no"))
        self._save_row = QWidget()
        self._save_row.setLayout(row(self._leave, self._erase, None, self._badge))
        self._standing = QWidget()
        self._standing.setLayout(
            column(
                column(label(say("people.name"), "field"), self._name, gap=4),
                column(label(say("people.role"), "field"), self._role, gap=4),
                gap=10,
            )
        )
        self._pins = self._pin_block()
        head = row(back, self._title, gap=4)
        head.setStretch(1, 1)
        made = QWidget()
        made.setLayout(
            column(head, self._standing, self._save_row, self._confirm, self._pins, gap=10)
        )
        return made

    def _pin_block(self) -> QWidget:
        say = self.say
        self._first = ""
        self._pin_words = label("", "field", wraps=True)
        self._pin_words.setObjectName("people-pin-words")
        self._pin = PinField("people-pin", say("people.pin_new"))
        self._pin.typed.connect(self._on_pin)
        pad = PinPad("people-key", self._pin, say, columns=6)
        self._pin_next = Button(
            "people-pin-next", say("people.pin_next"), clicked=self._pin.hand_over
        )
        self._drop = Button(
            "people-pin-drop", say("people.pin_drop"), role="quiet", clicked=self._drop_pin
        )
        made = QWidget()
        made.setLayout(
            column(self._pin_words, self._pin, pad, row(self._drop, None, self._pin_next), gap=8)
        )
        return made

    # What is shown

    def present(self, settings: Settings) -> None:
        """Show after how long the till locks."""
        known = sorted({*_LOCK_MINUTES, settings.lock_after_minutes})
        self._minutes.show_choices(
            [(minutes, str(minutes) if minutes else self.say("people.never")) for minutes in known],
            settings.lock_after_minutes,
        )

    def show_people(self, found: tuple[StaffView, ...]) -> None:
        """Show who works here and who has left; the person that is open stays open."""
        self._people = found
        clear(self._rows)
        for person in found:
            self._rows.addWidget(
                RowButton(
                    f"people-{person.code}",
                    name_of(self.say, person),
                    self._detail(person),
                    picture_name="person",
                    clicked=partial(self._open, person),
                )
            )
        if self._person is not None and not self._editor.isHidden():
            same = next((each for each in found if each.code == self._person.code), None)
            if same is not None:
                self._show_person(same)

    def show_list(self) -> None:
        """Go back to the list of everybody."""
        self._forget_pin()
        self._confirm.hide()
        self._editor.hide()
        self._list.show()
        self.touch()

    def _detail(self, person: StaffView) -> str:
        say = self.say
        facts = {"role": say(f"role.{person.role}"), "code": person.code}
        if person.left_at is not None:
            return say("people.gone", **facts)
        return say("people.with_pin" if person.has_pin else "people.without_pin", **facts)

    def _open(self, person: StaffView) -> None:
        self._list.hide()
        self._editor.show()
        self._forget_pin()
        self._name.setText(person.name)
        self._show_person(person)
        self._role.setCurrentIndex(self._role.findData(person.role))
        self._name.setFocus()
        self.touch()

    def _add(self) -> None:
        self._open(StaffView(code="", name="", role=Role.SELLER))

    def _show_person(self, person: StaffView) -> None:
        self._person = person
        is_new, is_gone = not person.code, person.left_at is not None
        title = self.say("people.new") if is_new else name_of(self.say, person)
        self._title.setText(title)
        self._title.updateGeometry()
        self._standing.setVisible(not is_gone)
        self._leave.setVisible(not is_gone and not is_new)
        self._erase.setVisible(is_gone and bool(person.name))
        self._pins.setVisible(not is_new and not is_gone)
        self._badge.setVisible(person.has_pin)
        self._drop.setVisible(person.has_pin)
        self._say_pin()

    # What is done

    def change(self) -> Change:
        """Return what turns the settings into those that are shown."""
        minutes = int(str(self._minutes.value or 0))
        return lambda settings: structs.replace(settings, lock_after_minutes=minutes)

    def jobs(self) -> tuple[Job, ...]:
        """Return the engagement of who is new, or the new name and role of who is open."""
        person = self._person
        if person is None or not self._is_person_changed:
            return ()
        name, role = self._name.text(), Role(self._role.currentData())

        def save(shop: Shop, staff: str, by: str) -> None:
            if not person.code:
                people.engage(shop, name, role, staff, by)
                return
            if name != person.name:
                people.rename(shop, person.code, name, staff, by)
            people.change_role(shop, person.code, role, staff, by)

        return (save,)

    @property
    def is_changed(self) -> bool:
        """Tell whether the minutes, a name or a role differ from what is kept."""
        return super().is_changed or self._is_person_changed

    @property
    def _is_person_changed(self) -> bool:
        person = self._person
        if person is None or person.left_at is not None or self._editor.isHidden():
            return False
        return (self._name.text(), self._role.currentData()) != (person.name, str(person.role))

    def undo(self) -> None:
        """Show the person and the minutes as they are kept; somebody new is nobody."""
        person = self._person
        if person is not None and not self._editor.isHidden():
            self._open(person) if person.code else self.show_list()
        super().undo()

    def saved(self) -> None:
        """Go back to the list with somebody new; stay with who was there."""
        person = self._person
        if person is not None and not person.code:
            self.show_list()
        elif person is not None:
            role = Role(self._role.currentData())
            self._person = structs.replace(person, name=self._name.text(), role=role)
        super().saved()

    def _go_back(self) -> None:
        self.leaves.emit(self.show_list)

    def _nothing(self) -> None:
        """Stay where one is."""

    def _ask_leave(self) -> None:
        if self._person is not None:
            self._confirm.ask(
                self.say("people.leave_ask", name=name_of(self.say, self._person)),
                self.say("people.leave"),
                partial(self._do, people.leave, "people.left"),
            )

    def _ask_erase(self) -> None:
        if self._person is not None:
            self._confirm.ask(
                self.say("people.erase_ask", code=self._person.code),
                self.say("people.erase"),
                partial(self._do, people.erase_name, "people.erased"),
            )

    def _print_badge(self) -> None:
        """Print the badge; nobody's rights change by it, so anybody may."""
        person = self._person
        if person is not None:
            self.acts.emit(
                lambda shop, _staff, _by: name_cards.print_badge(shop, person.code),
                "people.badge_printed",
                self._nothing,
            )

    def _drop_pin(self) -> None:
        self._do(sign_in.drop_pin, "people.pin_dropped")

    def _do(self, verb: Callable[[Shop, str, str, str], object], words: str) -> None:
        person = self._person
        if person is not None:
            self.acts.emit(
                lambda shop, staff, by: verb(shop, person.code, staff, by), words, self._nothing
            )

    def _on_pin(self, pin: str) -> None:
        """Take the PIN twice, so that a slip of the finger locks nobody out."""
        person, first = self._person, self._first
        if person is None:
            return
        self._first = "" if first else pin
        if first == pin:
            self.acts.emit(
                lambda shop, staff, by: sign_in.set_pin(shop, person.code, pin, staff, by),
                "people.pin_chosen",
                self._nothing,
            )
        self._say_pin("people.pin_differs" if first and first != pin else "")
        self._pin.setFocus()

    def _forget_pin(self) -> None:
        self._first = ""
        self._pin.clear()

    def _say_pin(self, words: str = "") -> None:
        self._pin_words.setText(
            self.say(words or ("people.pin_again" if self._first else "people.pin_new"))
        )


class LimitsSection(Section):
    """What each role may do without asking. An owner may do everything."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "limits")
        self._wanted: dict[Role, Limits] = {}
        say = self.say
        self._role = Chips("limits-role", say("people.role"))
        self._role.show_choices([(role, say(f"role.{role}")) for role in _LIMITED], Role.SELLER)
        self._role.chosen.connect(lambda _role: self._show())
        self._acts = {act: self._box(act) for act in Act}
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(0)
        for place, box in enumerate(self._acts.values()):
            grid.addWidget(box, place // 2, place % 2)
        self._discount = FigureField("limits-largest-discount", say("limits.discount"))
        self._cap = MoneyField("limits-largest-refund", say("limits.refund"), say)
        self._cap.setPlaceholderText(say("limits.no_cap"))
        figures = row(
            column(label(say("limits.discount"), "field"), self._discount, gap=4),
            column(label(say("limits.refund"), "field"), self._cap, gap=4),
            gap=16,
        )
        self.fill(
            "limits.title",
            "limits.how",
            self._role,
            grid,
            figures,
        )

    def _box(self, act: Act) -> Tick:
        words = self.say(f"act.{act}")
        made = Tick(words[:1].upper() + words[1:])
        made.setObjectName(f"limits-{act.replace('_', '-')}")
        return made

    def present(self, settings: Settings) -> None:
        """Show the limits that hold."""
        self._wanted = {role: limits_of(role, settings.limits) for role in _LIMITED}
        self._show()

    def touch(self, *what: object) -> None:
        """Keep what is shown of the role while others are looked at."""
        if not self._is_showing:
            self._wanted[self._chosen] = self._shown()
        super().touch(*what)

    @property
    def _chosen(self) -> Role:
        return Role(str(self._role.value))

    def _show(self) -> None:
        was_showing, self._is_showing = self._is_showing, True
        limits = self._wanted[self._chosen]
        for act, box in self._acts.items():
            box.setChecked(act in limits.acts)
        self._discount.setText(self.say.share(limits.discount_bp))
        self._cap.set_money(limits.refund_cap)
        self._is_showing = was_showing

    def _shown(self) -> Limits:
        return Limits(
            acts=frozenset(act for act, box in self._acts.items() if box.isChecked()),
            discount_bp=(self._discount.thousandths() or 0) // 10,
            refund_cap=self._cap.money(),
        )

    def _changed(self) -> dict[Role, Limits]:
        kept = self._settings.limits
        return {
            role: wanted for role, wanted in self._wanted.items() if wanted != limits_of(role, kept)
        }

    @property
    def is_changed(self) -> bool:
        """Tell whether some role may more or less than what is kept."""
        return bool(self._changed())

    def jobs(self) -> tuple[Job, ...]:
        """Return the new limits of each role that has some."""
        return tuple(_changing(role, wanted) for role, wanted in self._changed().items())


def _changing(role: Role, wanted: Limits) -> Job:
    return lambda shop, staff, by: people.change_limits(shop, role, wanted, staff, by)
