"""The part of the settings about the lockers this till opens."""

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from msgspec import structs
from PySide6.QtWidgets import QComboBox, QFrame, QLineEdit, QVBoxLayout

from desktop.errors import RefusedError, ShopError
from desktop.services.carriage import locker_lines
from desktop.services.carriage.locker_lines import (
    SIMULATED,
    BankAnswer,
    BankStanding,
    LockerLine,
    check_bank,
    trial_line,
)
from desktop.settings import LockerSettings, Settings
from desktop.ui.desk import Desk
from desktop.ui.settings.section import Change, Section
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.labels import label, set_tone
from desktop.ui.widgets.layouts import asked, clear, column, row
from sync.kernel.ids import new_id

_KINDS = ("network", "board", *SIMULATED)
_HAVE_PLAN = ("board", "simulator-board")
_DOOR_PX, _DAYS_PX = 90, 110
_MOST_DAYS = 30
_EXAMPLES = {"network": "http://192.168.1.70:8080", "board": "tcp://192.168.1.71:5000"}
_EXAMPLE_PLAN = "1-8 S, 9-12 M, 13 L"

T = TypeVar("T")


class LockersSection(Section):
    """A pane a bank, each with a trial that opens nothing and one that opens one door."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "lockers")
        self._banks: list[_BankPane] = []
        self._list = QVBoxLayout()
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(8)
        more = Button(
            "settings-locker-add",
            self.say("settings.locker_add"),
            role="quiet",
            picture="plus",
            clicked=self._add,
        )
        self.fill("settings.lockers", "settings.lockers_how", self._list, row(more, None))

    def present(self, settings: Settings) -> None:
        """Show what is set."""
        clear(self._list)
        self._banks = []
        for bank in settings.lockers:
            self._append(bank)

    def change(self) -> Change:
        """Return what turns the settings into those that are shown.

        Raises:
            RefusedError: locker_address_wrong, locker_days_wrong, locker_plan_unread and the like.
        """
        banks = tuple(each.bank() for each in self._banks)
        for bank in banks:
            check_bank(bank)
        return lambda settings: structs.replace(settings, lockers=banks)

    def remove(self, gone: "_BankPane") -> None:
        """Take a bank away; what is typed in the others stays."""
        self._banks.remove(gone)
        gone.hide()
        gone.deleteLater()
        self.touch()

    def _append(self, bank: LockerSettings) -> None:
        made = _BankPane(self, len(self._banks), bank)
        self._banks.append(made)
        self._list.addWidget(made)

    def _add(self) -> None:
        self._append(LockerSettings(code=new_id(), address=""))
        self._banks[-1].take_focus()
        self.touch()


class _BankPane(QFrame):
    """Where a bank is, what it has, and whether it answers."""

    def __init__(self, section: LockersSection, place: int, bank: LockerSettings) -> None:
        super().__init__()
        self._section, self._code = section, bank.code
        self.setProperty("role", "sunken")
        say = section.say

        def field(part: str, words: str, longest: int, text: str) -> QLineEdit:
            made = section.field(f"settings-locker-{part}-{place}", words, longest)
            made.setText(text)
            made.textChanged.connect(section.touch)
            return made

        self._name = field("name", "settings.locker_name", 40, bank.name)
        self._address = field("address", "settings.locker_address", 200, bank.address)
        self._key = field("key", "settings.locker_key", 200, bank.key)
        self._key.setEchoMode(QLineEdit.EchoMode.PasswordEchoOnEdit)
        self._plan = field("plan", "settings.locker_plan", 400, bank.plan)
        self._plan.setPlaceholderText(_EXAMPLE_PLAN)
        self._place = field("place", "settings.locker_place", 40, bank.place)
        self._days = field("days", "settings.locker_days", 2, str(bank.keep_days))
        self._days.setFixedWidth(_DAYS_PX)
        self._door = section.field(f"settings-locker-door-{place}", "settings.locker_door", 20)
        self._door.setFixedWidth(_DOOR_PX)
        self._door.setPlaceholderText("1")
        self._kind = QComboBox()
        self._kind.setObjectName(f"settings-locker-kind-{place}")
        self._kind.setAccessibleName(say("settings.locker_kind"))
        for kind in _KINDS:
            self._kind.addItem(say(f"settings.locker_{kind}"), kind)
        self._kind.setCurrentIndex(self._kind.findData(_kind_of(bank.address)))
        self._told = label("", "note", wraps=True)
        self._told.setObjectName(f"settings-locker-told-{place}")
        self._told.hide()
        self._lay_out(place)
        self._kind.currentIndexChanged.connect(lambda _place: self._show_kind())
        self._kind.currentIndexChanged.connect(section.touch)
        self._show_kind()

    def _lay_out(self, place: int) -> None:
        section, say = self._section, self._section.say
        away = Button(
            f"settings-locker-away-{place}",
            role="square",
            picture="remove",
            spoken=say("settings.locker_away"),
            clicked=lambda: section.remove(self),
        )
        trial = Button(
            f"settings-locker-try-{place}", say("settings.locker_try"), clicked=self._try
        )
        opens = Button(
            f"settings-locker-open-{place}",
            say("settings.locker_open"),
            picture="locked",
            clicked=self._open,
        )
        self._address_box, self._key_box, self._plan_box = QFrame(), QFrame(), QFrame()
        self._address_box.setLayout(asked(say("settings.locker_address"), self._address))
        self._key_box.setLayout(asked(say("settings.locker_key"), self._key))
        self._plan_box.setLayout(asked(say("settings.locker_plan"), self._plan))
        lines = QVBoxLayout()
        lines.setContentsMargins(12, 12, 12, 12)
        lines.setSpacing(8)
        head = row(
            asked(say("settings.locker_name"), self._name),
            asked(say("settings.locker_kind"), self._kind),
            column(None, away),
        )
        head.setStretch(0, 1)
        head.setStretch(1, 1)
        place_line = row(
            asked(say("settings.locker_place"), self._place),
            asked(say("settings.locker_days"), self._days),
        )
        place_line.setStretch(0, 1)
        lines.addLayout(head)
        lines.addLayout(row(self._address_box, self._key_box))
        lines.addWidget(self._plan_box)
        lines.addLayout(place_line)
        lines.addWidget(self._told)
        lines.addLayout(
            row(trial, None, label(say("settings.locker_door"), "field"), self._door, opens)
        )
        self.setLayout(lines)

    def take_focus(self) -> None:
        """Have its name typed next."""
        self._name.setFocus()

    def bank(self) -> LockerSettings:
        """Return the bank as it is shown.

        Raises:
            RefusedError: locker_days_wrong.
        """
        days, kind = self._days.text().strip(), str(self._kind.currentData())
        if not (days.isascii() and days.isdigit() and 1 <= int(days) <= _MOST_DAYS):
            raise RefusedError("locker_days_wrong")
        is_networked, has_plan = kind == "network", kind in _HAVE_PLAN
        return LockerSettings(
            code=self._code,
            name=self._name.text().strip(),
            address=kind if kind in SIMULATED else self._address.text().strip(),
            key=self._key.text().strip() if is_networked else "",
            plan=self._plan.text().strip() if has_plan else "",
            place=self._place.text().strip(),
            keep_days=int(days),
        )

    def _show_kind(self) -> None:
        kind = str(self._kind.currentData())
        self._address_box.setVisible(kind not in SIMULATED)
        self._key_box.setVisible(kind == "network")
        self._plan_box.setVisible(kind in _HAVE_PLAN)
        self._address.setPlaceholderText(_EXAMPLES.get(kind, ""))
        if self._address.text() in SIMULATED:
            self._address.clear()

    def _try(self) -> None:
        self._ask(locker_lines.try_bank, self._tell_standing)

    def _open(self) -> None:
        box = self._door.text().strip() or self._door.placeholderText()
        self._ask(lambda line: locker_lines.try_door(line, box), partial(self._tell_door, box))

    def _ask(self, act: Callable[[LockerLine], T], then: Callable[[T], object]) -> None:
        try:
            bank = self.bank()
            check_bank(bank)
            line = trial_line(bank)
        except ShopError as error:
            self._refuse(error)
            return
        self._say(self._section.say("locker.asking"), "")
        self._section.desk.tasks.outside(
            self, lambda: act(line), then, self._refuse, cut=line.hang_up
        )

    def _tell_standing(self, found: BankStanding) -> None:
        say, n = self._section.say, found.compartments
        if not found.has_feedback:
            self._say(say("settings.locker_reached", n=n), "go")
            return
        small, medium, large = found.free.values()
        told = [
            say("settings.locker_answers", n=n),
            say("settings.locker_answers_free", small=small, medium=medium, large=large),
        ]
        if found.open_doors:
            told.append(say("settings.locker_ajar", boxes=", ".join(found.open_doors)))
        self._say(" ".join(told), "look" if found.open_doors else "go")

    def _tell_door(self, box: str, answer: BankAnswer) -> None:
        say, opened = self._section.say, locker_lines.is_opened(answer)
        if opened is None:
            self._say(say("settings.locker_unsure", box=box), "look")
        elif opened:
            self._say(say("settings.locker_opened", box=box), "go")
        else:
            why = say(f"locker.why_{answer.reason.value}")
            self._say(say("settings.locker_shut", box=box, why=why), "look")

    def _refuse(self, error: ShopError) -> None:
        told = self._section.say.refusal(error)
        self._say(f"{told.message} {told.next_step}", "look")

    def _say(self, words: str, tone: str) -> None:
        self._told.setText(words)
        set_tone(self._told, tone)
        self._told.show()


def _kind_of(address: str) -> str:
    if address in SIMULATED:
        return address
    is_board = address.startswith(("tcp://", "serial:"))
    return "board" if is_board else "network"
