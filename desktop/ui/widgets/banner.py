"""A line across the screen that says something and offers one thing to do. Never a popup."""

from collections.abc import Callable

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QLabel

from desktop.ui.theme.icons import picture
from desktop.ui.theme.tokens import Colours
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.labels import label, set_tone
from desktop.ui.widgets.layouts import row

_PICTURES = {"": "help", "go": "done", "look": "look", "stop": "stop"}
_MESSAGE_STAYS_MS = 10_000
_SAID_AFTER_MS = 30
"""What was scanned is on the screen by then."""


class Banner(QFrame):
    """One sentence, its tone in an icon and a colour, one action, and a way to put it away."""

    #: It has come, or gone.
    shown = Signal(bool)

    def __init__(self, name: str, close_words: str, words: QLabel | None = None) -> None:
        """Take the label it speaks by; one that wraps when left out."""
        super().__init__()
        self.setObjectName(name)
        self.setProperty("role", "banner")
        self._icon = QLabel()
        self._words = label(wraps=True) if words is None else words
        self._words.setObjectName(f"{name}-words")
        self._act = Button(f"{name}-act", role="quiet", clicked=self._on_act)
        self._close = Button(
            f"{name}-close", role="icon", picture="close", spoken=close_words, clicked=self.hide
        )
        self._then: Callable[[], object] | None = None
        self._timer = QTimer(self, singleShot=True, interval=_MESSAGE_STAYS_MS)
        self._timer.timeout.connect(self.hide)
        line = row(self._icon, self._words, self._act, self._close, margins=(16, 0, 8, 0))
        line.setStretch(1, 1)
        self.setLayout(line)
        self.hide()

    @property
    def words(self) -> str:
        """Return what it says."""
        return self._words.text()

    def say(
        self,
        words: str,
        tone: str = "",
        *,
        act: str = "",
        then: Callable[[], object] | None = None,
        stays: bool = True,
        closes: bool = True,
    ) -> None:
        """Show a sentence, with an act if there is one. One that does not stay leaves by itself."""
        colours = Colours()
        ink = {"go": colours.go, "look": colours.look, "stop": colours.stop}.get(
            tone, colours.accent
        )
        self._icon.setPixmap(picture(_PICTURES[tone], ink, 22))
        self._words.setText(words)
        set_tone(self, tone)
        self._then = then
        self._act.say(act)
        self._act.setVisible(bool(act))
        self._close.setVisible(closes)
        self.show()
        self._timer.stop() if stays else self._timer.start()
        announce(self, words)

    def give_way(self) -> None:
        """Leave now what would have left by itself: something more urgent has come."""
        if self._timer.isActive():
            self.hide()

    def showEvent(self, event: QShowEvent) -> None:
        """Tell that it has come."""
        super().showEvent(event)
        self.shown.emit(True)

    def hideEvent(self, event: QHideEvent) -> None:
        """Tell that it has gone."""
        super().hideEvent(event)
        self.shown.emit(False)

    def _on_act(self) -> None:
        self.hide()
        if self._then is not None:
            self._then()


def announce(source: QFrame | QLabel, words: str) -> None:
    """Have a screen reader say the words, once the window has painted what they are about."""

    def say() -> None:
        # Here, because these classes of Qt take PySide three milliseconds of the morning.
        from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent  # noqa: PLC0415

        if QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(source, words))

    QTimer.singleShot(_SAID_AFTER_MS, source, say)
