"""What is to be said of a picture, on two lines that are always there; and how far it is made ready."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QProgressBar, QSizePolicy, QWidget

from desktop.services.drafting.photos import Step
from desktop.ui.desk import Desk
from desktop.ui.studio.picture import Picture
from desktop.ui.widgets.labels import label, set_tone
from desktop.ui.widgets.layouts import column

_LINES = 2


class PictureWords(QWidget):
    """Words and a bar under the picture. Neither moves it, whether they are there or not."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._words = label("", "note", wraps=True)
        self._words.setObjectName("studio-picture-words")
        self._words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._bar = QProgressBar()
        self._bar.setObjectName("studio-progress")
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(desk.say("work.progress"))
        room = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        room.setRetainSizeWhenHidden(True)
        self._bar.setSizePolicy(room)
        self._bar.hide()
        self.setLayout(column(self._words, self._bar, gap=4))

    def showEvent(self, event: QShowEvent) -> None:
        """Keep room for two lines in the letters the window has."""
        super().showEvent(event)
        self._words.ensurePolished()
        self._words.setMinimumHeight(_LINES * self._words.fontMetrics().lineSpacing() + 2)

    def say(self, words: str, tone: str = "") -> None:
        """Say something; nothing leaves the lines empty."""
        self._words.setText(words)
        set_tone(self._words, tone)
        self._bar.hide()

    def tell_progress(self, picture: Picture, pictures: list[Picture]) -> None:
        """Say what is being done for a picture, and how much is done of all of the product."""
        say, steps = self._desk.say, len(Step)
        doing = say(f"studio.doing_{picture.doing}")
        if len(pictures) > 1:
            doing = say("studio.doing_one_of", place=pictures.index(picture) + 1, what=doing)
        self._words.setText(doing)
        set_tone(self._words, "muted")
        self._bar.setRange(0, steps * len(pictures))
        self._bar.setValue(sum(steps if each.prepared else each.done for each in pictures))
        self._bar.show()
