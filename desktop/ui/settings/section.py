"""What every part of the settings is: shown, changed, saved with its group or undone."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QFrame, QLineEdit

from desktop.errors import ShopError
from desktop.services.shop import Shop
from desktop.settings import Settings
from desktop.ui.desk import Desk
from desktop.ui.widgets.chips import Chips
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.layouts import Part, column

Change = Callable[[Settings], Settings]
"""Turns the present settings into the wanted ones."""
Job = Callable[[Shop, str, str], object]
"""Does something in the shop for somebody (a code), approved by somebody (a code or nothing)."""


def unchanged(settings: Settings) -> Settings:
    """Return the settings as they are."""
    return settings


class Section(QFrame):
    """A pane with a head. Nothing in it holds before its group is saved."""

    #: Something in it was touched: it may differ from what is set, or no longer.
    touched = Signal()
    #: It is about to put away what is not saved; carries what to do once it may.
    leaves = Signal(object)

    def __init__(self, desk: Desk, name: str) -> None:
        super().__init__()
        self.desk = desk
        self.say = desk.say
        self.title = ""
        self._how = ""
        self._settings = desk.shop.settings
        self._as_set = self._settings
        self._is_showing = False
        self.setObjectName(f"settings-{name}")
        self.setProperty("role", "pane")
        self.also = self.say(f"settings.also_{name}")

    def fill(self, title: str, how: str, *parts: Part) -> None:
        """Put title, explanation and parts one below the other, and listen to what is in them."""
        self.title = self.say(title)
        lines: list[Part] = [label(self.title, "title")]
        if how:
            self._how = self.say(how)
            lines.append(label(self._how, "note", wraps=True))
        self.setLayout(column(*lines, *parts, gap=10, margins=16))
        for field in self.findChildren(QLineEdit):
            field.textChanged.connect(self.touch)
        for box in self.findChildren(QCheckBox):
            box.toggled.connect(self.touch)
        for choice in self.findChildren(QComboBox):
            choice.currentIndexChanged.connect(self.touch)
        for chips in self.findChildren(Chips):
            chips.chosen.connect(self.touch)

    @property
    def told(self) -> str:
        """Return all it says of itself, and what else people call it: what a search looks in."""
        return f"{self.title} {self._how} {self.also}"

    def field(self, name: str, text: str, longest: int = 120) -> QLineEdit:
        """Return a named field."""
        made = QLineEdit()
        made.setObjectName(name)
        made.setAccessibleName(self.say(text))
        made.setMaxLength(longest)
        return made

    def touch(self, *_what: object) -> None:
        """Tell that something in it may have changed."""
        if not self._is_showing:
            self.touched.emit()

    # What is set, and what is shown

    def show_settings(self, settings: Settings) -> None:
        """Show what is set; what was typed and not saved is gone."""
        self._is_showing = True
        self._settings = settings
        self.present(settings)
        self._as_set = self.change()(settings)
        self._is_showing = False
        self.touch()

    def present(self, settings: Settings) -> None:
        """Put what is set into the fields."""

    def change(self) -> Change:
        """Return what turns the settings into those that are shown.

        Raises:
            RefusedError: what is typed cannot be set.
        """
        return unchanged

    def step_back(self) -> bool:
        """Do what Escape does here; tell whether there was something to do."""
        return False

    def jobs(self) -> tuple[Job, ...]:
        """Return what saving does beside the settings."""
        return ()

    @property
    def is_changed(self) -> bool:
        """Tell whether something is shown that is not set."""
        try:
            return self.change()(self._settings) != self._as_set
        except ShopError:
            # What cannot be set is not what is set.
            return True

    def undo(self) -> None:
        """Show again what is set."""
        self.show_settings(self._settings)

    def saved(self) -> None:
        """Take what is shown as what is set."""
        self.show_settings(self.desk.shop.settings)
