"""How the drawer is counted at the end of the day."""

from msgspec import structs

from desktop.settings import Settings
from desktop.ui.desk import Desk
from desktop.ui.settings.section import Change, Section
from desktop.ui.widgets.chips import Chips


class CountingSection(Section):
    """With the expected sum in sight, or blind: who counts does not know what should be there."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "counting")
        self._chips = Chips("settings-counting-choice", self.say("settings.counting"))
        self.fill("settings.counting", "settings.counting_how", self._chips)

    def present(self, settings: Settings) -> None:
        """Show what is set."""
        choices = [
            (False, self.say("settings.count_open")),
            (True, self.say("settings.count_blind")),
        ]
        self._chips.show_choices(choices, settings.counts_blind)

    def change(self) -> Change:
        """Return what turns the settings into those that are shown."""
        is_blind = bool(self._chips.value)
        return lambda settings: structs.replace(settings, counts_blind=is_blind)
