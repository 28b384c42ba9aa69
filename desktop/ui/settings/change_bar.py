"""The line that appears when something in the settings is changed and not saved."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLabel

from desktop.ui.desk import Desk
from desktop.ui.shortcuts import key_of
from desktop.ui.theme.icons import picture
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.labels import label, set_tone
from desktop.ui.widgets.layouts import row

_ICON_PX = 22


class ChangeBar(QFrame):
    """Offers to save or to undo; to who is leaving, it asks which of the two it shall be."""

    saves = Signal()
    undoes = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._say, self._colours = desk.say, desk.tokens.colours
        self._then: Callable[[], object] | None = None
        self.setObjectName("settings-changes")
        self.setProperty("role", "banner")
        self._icon = QLabel()
        self._words = label(wraps=True)
        self._words.setObjectName("settings-changes-words")
        self._stay = Button("settings-stay", self._say("settings.stay"), clicked=self.stay)
        self._undo = Button("settings-undo", role="stop", clicked=self.undoes.emit)
        self._save = Button("settings-save", role="primary", clicked=self.saves.emit)
        line = row(
            self._icon, self._words, self._stay, self._undo, self._save, margins=(16, 8, 16, 8)
        )
        line.setStretch(1, 1)
        self.setLayout(line)
        self.hide()

    @property
    def is_asking(self) -> bool:
        """Tell whether somebody is leaving and has not answered yet."""
        return self._then is not None

    def show_changes(self, *, are_there: bool) -> None:
        """Be there while something is not saved."""
        if not are_there:
            self._then = None
            self.hide()
        elif self.isHidden():
            self._show()

    def ask(self, then: Callable[[], object]) -> None:
        """Ask what shall become of the changes; `then` leaves."""
        self._then = then
        self._show()
        self._save.setFocus()

    def stay(self) -> bool:
        """Go on with the settings and tell whether that had been asked."""
        was_asking = self.is_asking
        self._then = None
        if was_asking:
            self._show()
        return was_asking

    def take_way(self) -> Callable[[], object]:
        """Return the way somebody wanted to go, once: nothing where nobody was leaving."""
        then, self._then = self._then, None
        return then or _nowhere

    def _show(self) -> None:
        say, is_asking = self._say, self.is_asking
        self._words.setText(say("settings.leave_ask" if is_asking else "settings.changed"))
        ink = self._colours.look if is_asking else self._colours.accent
        self._icon.setPixmap(picture("look" if is_asking else "pencil", ink, _ICON_PX))
        set_tone(self, "look" if is_asking else "")
        self._stay.setVisible(is_asking)
        self._undo.say(say("settings.leave_undo" if is_asking else "settings.undo"))
        key = say.keys(key_of("settings-save"))
        self._save.say(
            say("settings.leave_save") if is_asking else f"{say('settings.save')}   {key}"
        )
        self.show()


def _nowhere() -> None:
    """Stay."""
