"""The parts of the settings that stand on the counter: what the customer reads, what weighs."""

from dataclasses import replace

from desktop.settings import Settings
from desktop.ui.desk import Desk
from desktop.ui.settings.sections import Section
from desktop.ui.widgets.chips import Chips

_DISPLAYS = (("", "none"), ("screen", "screen"), ("window", "window"))


class DisplaySection(Section):
    """Where customers read along."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "display")
        self._chips = Chips("settings-display-choice", self.say("display.settings"))
        self._chips.chosen.connect(self._choose)
        self.fill("display.settings", "display.settings_how", self._chips)

    def show_settings(self, settings: Settings) -> None:
        """Show what is set."""
        choices = [(place, self.say(f"display.{name}")) for place, name in _DISPLAYS]
        self._chips.show_choices(choices, settings.display)

    def _choose(self, place: object) -> None:
        self.saves.emit(lambda settings: replace(settings, display=str(place)))
