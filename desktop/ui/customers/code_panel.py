"""The code of a customer's card on the screen: a photograph of it with their phone is the card."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from desktop.domain.cards import read_card, spaced
from desktop.services.papers import screen_codes
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.layouts import column, row
from desktop.ui.widgets.qr import QrPicture
from desktop.ui.wording import Wording


class CodePanel(QWidget):
    """Hidden until asked for; only for a number that the shop drew."""

    def __init__(self, say: Wording, prints: Callable[[], object]) -> None:
        super().__init__()
        self._picture = QrPicture("customer-code", say("customer.code"))
        self._number = label("", "title")
        self._number.setObjectName("customer-code-number")
        how = label(say("customer.code_how"), "note", wraps=True)
        paper = Button(
            "customer-print-card", say("customer.print_card"), picture="print", clicked=prints
        )
        words = column(self._number, how, row(paper, None), None, gap=8)
        line = row(self._picture, words, gap=16)
        line.setStretch(1, 1)
        self.setLayout(line)
        self.button = Button(
            "customer-show-code", say("customer.show_code"), clicked=self._turn_over
        )
        self.button.hide()
        self.hide()

    def show_card(self, typed: str) -> None:
        """Offer the code of a number, as it is typed."""
        number = read_card(typed) or ""
        self.button.setVisible(bool(number))
        self._picture.show_modules(screen_codes.modules_of(number) if number else ())
        self._number.setText(spaced(number))
        if not number:
            self.hide()

    def _turn_over(self) -> None:
        self.setVisible(self.isHidden())
