"""What is to be said of a picture, on two lines that are always there; and how far it is made ready."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QProgressBar, QSizePolicy, QWidget

from desktop.services.drafting.photos import Step
from desktop.ui.desk import Desk
from desktop.ui.studio.picture import Picture
from desktop.ui.widgets.labels import label, set_tone
from desktop.ui.widgets.layouts import column

_LINES, _GAP_PX = 2, 4


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
        whole = column(self._words, self._bar, gap=_GAP_PX)
        whole.setStretch(0, 1)
        self.setLayout(whole)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def sizeHint(self) -> QSize:
        """Return room for two lines in the letters the window has."""
        return self._room(_LINES)

    def minimumSizeHint(self) -> QSize:
        """Return room for one, where the camera and several pictures leave no more."""
        return self._room(1)

    def hasHeightForWidth(self) -> bool:
        """Tell that what is said changes no height."""
        return False

    def _room(self, lines: int) -> QSize:
        text = lines * self._words.fontMetrics().lineSpacing()
        return QSize(0, text + _GAP_PX + self._bar.sizeHint().height())

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
