"""Empty states, pills, section heads, the inline confirmation: small signs of one look."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QWidget

from desktop.ui.theme.icons import picture
from desktop.ui.theme.tokens import Colours
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.labels import ElidedLabel, label, set_tone
from desktop.ui.widgets.layouts import column, row

_CENTRE = Qt.AlignmentFlag.AlignCenter


class EmptyState(QWidget):
    """What this place is for, and the one thing to do next."""

    def __init__(
        self,
        name: str,
        icon: str,
        title: str,
        sentence: str,
        *,
        act: str = "",
        then: Callable[[], object] | None = None,
    ) -> None:
        super().__init__()
        self.setObjectName(name)
        sign = QLabel()
        sign.setPixmap(picture(icon, Colours().edge, 56))
        sign.setAlignment(_CENTRE)
        self._title = label(title, "title", wraps=True)
        self._sentence = label(sentence, "note", wraps=True)
        for words in (self._title, self._sentence):
            words.setAlignment(_CENTRE)
        middle = column(sign, 4, self._title, self._sentence, gap=8)
        self.act = Button(f"{name}-act", act, role="primary", clicked=then)
        if act:
            middle.addSpacing(8)
            middle.addWidget(self.act, 0, _CENTRE)
        self.setLayout(column(None, middle, None, margins=24))

    def say(self, title: str, sentence: str) -> None:
        """Change the words."""
        self._title.setText(title)
        self._sentence.setText(sentence)


class Pill(QFrame):
    """A small sign with an icon, a word or two, and a second line when there is more to say."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setProperty("role", "pill")
        self._icon = QLabel()
        self._words = ElidedLabel("", "note")
        self._more = ElidedLabel("", "note")
        lines = column(self._words, self._more, gap=0)
        line = row(self._icon, lines, margins=(10, 4, 12, 4))
        line.setStretch(1, 1)
        self.setLayout(line)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def say(self, icon: str, words: str, tone: str, more: str = "") -> None:
        """Show an icon and words in a tone: go, look, stop, accent or none."""
        colours = Colours()
        ink, word_tone = {
            "go": (colours.go, "go"),
            "look": (colours.look, "look"),
            "stop": (colours.stop, "stop"),
            "accent": (colours.accent, "accent"),
        }.get(tone, (colours.muted, "muted"))
        self._icon.setPixmap(picture(icon, ink, 20))
        self._words.setText(words)
        self._more.setText(more)
        self._more.setVisible(bool(more))
        self._words.updateGeometry()
        self._more.updateGeometry()
        for line in (self._words, self._more):
            set_tone(line, word_tone)
        set_tone(self, tone)
        self.setAccessibleName(f"{words} {more}".strip())


class ConfirmBar(QFrame):
    """Asks before an act that cannot be taken back, in place: what happens, yes, no."""

    def __init__(self, name: str, no_words: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setProperty("role", "banner")
        self.setProperty("tone", "look")
        self._words = label(wraps=True)
        self._yes = Button(f"{name}-yes", role="stop-fill", clicked=self._on_yes)
        self._no = Button(f"{name}-no", no_words, clicked=self.hide)
        self._then: Callable[[], object] | None = None
        line = row(self._words, self._no, self._yes, margins=(16, 8, 16, 8))
        line.setStretch(0, 1)
        self.setLayout(line)
        self.hide()

    def ask(
        self, question: str, yes: str, then: Callable[[], object], *, role: str = "stop-fill"
    ) -> None:
        """Show the question; `then` runs on yes. Escape and no put it away.

        Args:
            question: what happens.
            yes: on the button that does it.
            then: does it.
            role: of that button; its own where nothing is lost by it.
        """
        self._words.setText(question)
        self._yes.say(yes)
        self._yes.be(role)
        self._then = then
        self.show()
        self._no.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Put the question away on Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
            return
        super().keyPressEvent(event)

    def _on_yes(self) -> None:
        self.hide()
        if self._then is not None:
            self._then()


def section(title: str, *beside: QWidget) -> QWidget:
    """Return a section's head: its title, and what belongs beside it."""
    made = QWidget()
    words = label(title, "heading")
    made.setLayout(row(words, None, *beside))
    return made
