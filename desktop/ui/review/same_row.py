"""Whether a draft is of a product the shop has already, and one key that gives it the pictures."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.services.drafting.proposals import Known
from desktop.ui.desk import Desk
from desktop.ui.widgets.buttons import KeyedButton
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.layouts import row


class SameRow(QWidget):
    """Hidden where nothing like it is known."""

    joins = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        say = desk.say
        self._desk = desk
        #: What is shown; None while nothing is.
        self.known: Known | None = None
        self._words = label("", "note", "look", wraps=True)
        self._words.setObjectName("review-same-words")
        join = KeyedButton(
            "review-join", say("review.join"), say("review.key_join"), clicked=self.joins.emit
        )
        whole = row(self._words, join, gap=8)
        whole.setStretch(0, 1)
        self.setLayout(whole)
        self.hide()

    def show_known(self, known: Known | None) -> None:
        """Ask about a product of the shop, or be gone."""
        self.known = known
        if known is not None:
            self._words.setText(self._desk.say(f"review.same_{known.by}", name=known.name))
        self.setVisible(known is not None)
