"""The account numbers of the shop's books, one at a time: the accountant dictates, somebody types."""

from msgspec import structs
from PySide6.QtWidgets import QComboBox

from desktop.domain.accounting import Chart
from desktop.errors import RefusedError
from desktop.settings import Settings
from desktop.ui.desk import Desk
from desktop.ui.settings.section import Change, Section
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.layouts import column, row
from printing.layout.accounting_wording import accounting_wording


class AccountsSection(Section):
    """Chooses an account by its name and changes its number; an empty one is the usual again."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "accounts")
        self._country = desk.shop.profile.country
        self._numbers: dict[str, str] = {}
        self._account = QComboBox()
        self._account.setObjectName("accounts-choice")
        self._account.setAccessibleName(self.say("accounts.account"))
        self._account.currentIndexChanged.connect(lambda _place: self._show_number())
        self._number = self.field("accounts-number", "accounts.number", 12)
        self._number.textChanged.connect(self._keep_number)
        chosen = row(
            column(label(self.say("accounts.account"), "field"), self._account, gap=4),
            column(label(self.say("accounts.number"), "field"), self._number, gap=4),
            gap=8,
        )
        chosen.setStretch(0, 3)
        chosen.setStretch(1, 2)
        self.fill(
            "accounts.title",
            "accounts.how",
            chosen,
        )

    def present(self, settings: Settings) -> None:
        """Show the accounts of the shop's country and rates; the chosen one stays chosen."""
        self._country = settings.profile.country
        self._numbers = dict(settings.accounts)
        words, before = accounting_wording(settings.language), self._code
        self._account.blockSignals(True)
        self._account.clear()
        for code in _codes(settings):
            self._account.addItem(words.account(code), code)
        self._account.setCurrentIndex(max(0, self._account.findData(before)))
        self._account.blockSignals(False)
        self._show_number()

    @property
    def _code(self) -> str:
        return str(self._account.currentData() or "")

    def _show_number(self) -> None:
        self._number.setPlaceholderText(Chart(self._country).account(self._code))
        self._number.setText(self._numbers.get(self._code, ""))

    def _keep_number(self, text: str) -> None:
        """Keep what is typed while other accounts are looked at."""
        number = text.strip().upper()
        if number:
            self._numbers[self._code] = number
        else:
            self._numbers.pop(self._code, None)

    def change(self) -> Change:
        """Return what turns the settings into those that are shown.

        Raises:
            RefusedError: account_invalid.
        """
        given = dict(self._numbers)
        for code in given:
            _check(self._country, given, code)
        return lambda settings: structs.replace(settings, accounts=given)


def _check(country: str, given: dict[str, str], code: str) -> None:
    if Chart(country, given).account(code) != given[code]:
        raise RefusedError("account_invalid", account=given[code])


def _codes(settings: Settings) -> list[str]:
    """Return what has an account: the means and balances, then each rate's sales and VAT."""
    plain = [code for code in Chart(settings.profile.country).codes if code not in {"sales", "vat"}]
    rates = (*settings.vat_rates, 0)
    rated = [f"sales:{rate}" for rate in rates] + [f"vat:{rate}" for rate in rates if rate]
    return plain + rated
