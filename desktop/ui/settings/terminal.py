"""The card terminal, where the till asks it itself."""

from msgspec import structs

from desktop.errors import ShopError
from desktop.services.money import card_payments
from desktop.settings import Settings
from desktop.ui.desk import Desk
from desktop.ui.settings.section import Change, Section
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.layouts import column, row

_TILL_DIGITS = 2


class TerminalSection(Section):
    """Address and till number, and a button that tries the connection without asking for money."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "terminal")
        self._address = self.field("settings-terminal-address", "settings.terminal_address", 100)
        self._address.setPlaceholderText("192.168.1.40:8888")
        self._till = self.field("settings-terminal-till", "settings.terminal_till", _TILL_DIGITS)
        self._standing = label("", "note", wraps=True)
        self._standing.setObjectName("settings-terminal-standing")
        trial = Button(
            "settings-terminal-test",
            self.say("settings.terminal_test"),
            picture="card",
            clicked=self._try,
        )
        self.fill(
            "settings.terminal",
            "settings.terminal_how",
            column(label(self.say("settings.terminal_address"), "field"), self._address, gap=4),
            column(label(self.say("settings.terminal_till"), "field"), self._till, gap=4),
            self._standing,
            row(trial, None),
        )

    def present(self, settings: Settings) -> None:
        """Show what is set."""
        self._address.setText(settings.terminal)
        self._till.setText(settings.terminal_till)
        self._standing.setText("")

    def change(self) -> Change:
        """Return what turns the settings into those that are shown."""
        address, till = self._address.text().strip(), self._till.text().strip()
        number = till.zfill(_TILL_DIGITS) if till.isascii() and till.isdigit() else "01"
        return lambda settings: structs.replace(settings, terminal=address, terminal_till=number)

    def _try(self) -> None:
        address = self._address.text().strip()
        if not address:
            self._address.setFocus()
            return
        self.desk.tasks.device(
            self, lambda: card_payments.try_address(address), self._tell, self._tell_wrong
        )

    def _tell(self, answers: bool) -> None:
        name = "settings.terminal_answers" if answers else "settings.terminal_silent"
        self._standing.setText(self.say(name))

    def _tell_wrong(self, error: ShopError) -> None:
        told = self.say.refusal(error)
        self._standing.setText(f"{told.message} {told.next_step}")
