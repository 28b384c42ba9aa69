"""A verdict read across the counter: words, an icon and a colour, never colour alone."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel

from desktop.ui.theme.icons import picture
from desktop.ui.theme.tokens import Colours
from desktop.ui.widgets.banner import announce
from desktop.ui.widgets.labels import label, set_tone
from desktop.ui.widgets.layouts import column, row


class VerdictPanel(QFrame):
    """One word that says it all, and a sentence under it."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setProperty("role", "verdict")
        self._icon = QLabel()
        self._words = label("", "total", "on-fill", wraps=True)
        self._words.setObjectName(f"{name}-words")
        self._sentence = label("", "", "on-fill", wraps=True)
        self._sentence.setObjectName(f"{name}-sentence")
        words = column(self._words, self._sentence, gap=4)
        line = row(self._icon, words, gap=20, margins=(24, 20, 24, 20))
        line.setStretch(1, 1)
        line.setAlignment(self._icon, Qt.AlignmentFlag.AlignTop)
        self.setLayout(line)

    @property
    def words(self) -> str:
        """Return the verdict as shown."""
        return self._words.text()

    @property
    def sentence(self) -> str:
        """Return the sentence under it."""
        return self._sentence.text()

    def say(self, icon: str, words: str, sentence: str, tone: str) -> None:
        """Show a verdict in a tone: go, look, stop, or none for 'not read'."""
        self._icon.setPixmap(picture(icon, Colours().on_fill, 64))
        self._words.setText(words)
        self._sentence.setText(sentence)
        self._sentence.setVisible(bool(sentence))
        set_tone(self, tone)
        self.setAccessibleName(f"{words}. {sentence}")
        announce(self, f"{words}. {sentence}")
