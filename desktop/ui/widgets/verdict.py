"""A verdict read across the counter: words, an icon and a colour, never colour alone."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy

from desktop.services.online.pickup import VerdictKind
from desktop.ui.theme.dress import mark
from desktop.ui.theme.icons import picture
from desktop.ui.theme.tokens import Colours
from desktop.ui.widgets.banner import announce
from desktop.ui.widgets.labels import label, set_tone
from desktop.ui.widgets.layouts import column, row

LOOKS = {
    VerdictKind.HAND_OVER: ("done", "go"),
    VerdictKind.NOT_READY: ("clock", "look"),
    VerdictKind.ALREADY: ("stop", "stop"),
    VerdictKind.SEVERAL: ("person", "look"),
    VerdictKind.OTHER_SHOP: ("shop", "look"),
    VerdictKind.NOT_ARRIVED: ("clock", "look"),
    VerdictKind.CANCELLED: ("stop", "stop"),
    VerdictKind.EXPIRED: ("clock", "stop"),
    VerdictKind.REFUSED: ("stop", "stop"),
    VerdictKind.FORGED: ("forged", "stop"),
    VerdictKind.AWAY: ("van", "look"),
    VerdictKind.PARCEL: ("box", "look"),
    VerdictKind.UNKNOWN: ("scan", ""),
}
"""What each verdict looks like: icon and tone. Its words are `pickup.<kind>`,
of a parcel `relay.<kind>`."""
SOUNDS = {"go": "give", "look": "wait", "stop": "stop", "": "wait"}
"""What each tone sounds like."""
_BAND_ICON, _WHOLE_ICON = 64, 160


class VerdictPanel(QFrame):
    """One word that says it all, and a sentence under it."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setProperty("role", "verdict")
        self._icon = QLabel()
        self._icon_px = _BAND_ICON
        self._words = label("", "total", "on-fill", wraps=True)
        self._words.setObjectName(f"{name}-words")
        self._sentence = label("", "", "on-fill", wraps=True)
        self._sentence.setObjectName(f"{name}-sentence")
        words = column(None, self._words, self._sentence, None, gap=4)
        line = row(self._icon, words, gap=20, margins=(24, 20, 24, 20))
        line.setStretch(1, 1)
        line.setAlignment(self._icon, Qt.AlignmentFlag.AlignTop)
        self._line = line
        self.setLayout(line)

    @property
    def words(self) -> str:
        """Return the verdict as shown."""
        return self._words.text()

    @property
    def sentence(self) -> str:
        """Return the sentence under it."""
        return self._sentence.text()

    def fill(self, *, is_whole: bool) -> None:
        """Take the room there is, in letters that are read from two metres, or a band's height."""
        vertical = QSizePolicy.Policy.Expanding if is_whole else QSizePolicy.Policy.Preferred
        self.setSizePolicy(QSizePolicy.Policy.Preferred, vertical)
        centre, top = Qt.AlignmentFlag.AlignVCenter, Qt.AlignmentFlag.AlignTop
        self._line.setAlignment(self._icon, centre if is_whole else top)
        self._icon_px = _WHOLE_ICON if is_whole else _BAND_ICON
        for part, whole, band in ((self._words, "loud", "total"), (self._sentence, "figure", "")):
            mark(part, "role", whole if is_whole else band)

    def say(self, icon: str, words: str, sentence: str, tone: str) -> None:
        """Show a verdict in a tone: go, look, stop, or none for 'not read'."""
        self._icon.setPixmap(picture(icon, Colours().on_fill, self._icon_px))
        self._words.setText(words)
        self._sentence.setText(sentence)
        self._sentence.setVisible(bool(sentence))
        set_tone(self, tone)
        self.setAccessibleName(f"{words}. {sentence}")
        announce(self, f"{words}. {sentence}")
