"""The parts of the settings for who learns: the shop to try things in, and the keys."""

from PySide6.QtCore import Signal

from desktop.services.till import training
from desktop.ui.desk import Desk
from desktop.ui.settings.section import Section
from desktop.ui.shortcuts import key_of
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.layouts import row


class TrainingSection(Section):
    """The way into the shop to learn in."""

    #: As of the books.
    asks = Signal(object, object)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "training")
        start = Button("training-start", self.say("training.start"), clicked=self.start)
        self.fill("training.title", "training.how", row(start, None))
        if desk.shop.is_training:
            # Never shown by itself: without a parent yet it would be a window of its own.
            self.hide()

    def start(self) -> None:
        """Begin a training; in one there is nothing to begin."""
        shop = self.desk.shop
        if shop.is_training:
            return

        def begin(who: str, by: str) -> None:
            training.begin(shop, staff=who, approved_by=by)

        self.asks.emit(begin, self._on_begun)

    def _on_begun(self, _done: object) -> None:
        self.desk.school.begun.emit()


class KeysSection(Section):
    """The way to the sheet of keys."""

    #: Somebody wants to see it.
    opens = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "keys")
        words = f"{self.say('settings.keys_open')}   {self.say.keys(key_of('help'))}"
        sheet = Button("settings-keys", words, picture="keyboard", clicked=self.opens.emit)
        self.fill("settings.keys", "settings.keys_how", row(sheet, None))
