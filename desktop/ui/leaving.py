"""The window goes: what is not saved is asked about once, where it stands. Never a popup."""

from collections.abc import Callable, Iterable

from PySide6.QtWidgets import QFrame, QLabel

from desktop.ui.desk import Desk
from desktop.ui.screen import Screen, Unsaved
from desktop.ui.theme.icons import picture
from desktop.ui.widgets.banner import announce
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.labels import label, set_tone
from desktop.ui.widgets.layouts import row

_ICON_PX = 22


class LeavingBar(QFrame):
    """Says what would be lost, room by room, and offers to save it, to drop it, or to stay."""

    def __init__(self, desk: Desk, go: Callable[[], object]) -> None:
        """Ask before `go`, which is tried again after each answer."""
        super().__init__()
        say = self._say = desk.say
        self._go = go
        self._unsaved: Unsaved | None = None
        self._room = ""
        #: Rooms whose unsaved work may go.
        self._dropped: set[str] = set()
        self.setObjectName("leaving")
        self.setProperty("role", "banner")
        icon = QLabel()
        icon.setPixmap(picture("look", desk.tokens.colours.look, _ICON_PX))
        self._words = label(wraps=True)
        self._words.setObjectName("leaving-words")
        self._stay = Button("leaving-stay", say("leaving.stay"), clicked=self.stay)
        self._drop = Button("leaving-drop", role="stop", clicked=self._on_drop)
        self._save = Button(
            "leaving-save", say("leaving.save"), role="primary", clicked=self._on_save
        )
        line = row(icon, self._words, self._stay, self._drop, self._save, margins=(16, 8, 16, 8))
        line.setStretch(1, 1)
        self.setLayout(line)
        set_tone(self, "look")
        self.hide()

    def may_go(self, rooms: Iterable[Screen], show: Callable[[str], object]) -> bool:
        """Tell whether nothing would be lost; else show the room that would lose it, and ask."""
        for room in rooms:
            unsaved = room.unsaved()
            if unsaved is not None and room.objectName() not in self._dropped:
                show(room.objectName())
                self._ask(room.objectName(), unsaved)
                return False
        return True

    def stay(self) -> bool:
        """Go on with the work and tell whether that had been asked."""
        was_asking = self._unsaved is not None
        self._unsaved = None
        self._dropped.clear()
        self.hide()
        return was_asking

    def _ask(self, room: str, unsaved: Unsaved) -> None:
        can_be_saved = unsaved.save is not None
        self._room, self._unsaved = room, unsaved
        self._words.setText(unsaved.words)
        self._drop.say(self._say("leaving.drop" if can_be_saved else "leaving.anyway"))
        self._save.setVisible(can_be_saved)
        self.show()
        (self._save if can_be_saved else self._stay).setFocus()
        announce(self, unsaved.words)

    def _on_drop(self) -> None:
        self._unsaved = None
        self._dropped.add(self._room)
        self.hide()
        self._go()

    def _on_save(self) -> None:
        unsaved, self._unsaved = self._unsaved, None
        self.hide()
        # What cannot be saved is told by its room, and the window stays.
        if unsaved is not None and unsaved.save is not None:
            unsaved.save(self._go)
