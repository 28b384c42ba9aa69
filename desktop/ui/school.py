"""The way into the shop to learn in and out of it: what a screen wishes, the program does."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFrame, QWidget

from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.labels import ElidedLabel, label
from desktop.ui.widgets.layouts import column, row
from desktop.ui.wording import Wording


class School(QObject):
    """Carries the wishes to begin and to leave; the composition root hears them."""

    begun = Signal()
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        #: The window to learn in may be closed: somebody has left, or the program ends.
        self.is_over = False
        self.left.connect(self.end)

    def end(self) -> None:
        """Let the window to learn in be closed."""
        self.is_over = True


class TrainingBand(QFrame):
    """Stands across the window as long as nothing counts, and tells what does, outside."""

    def __init__(self, say: Wording, school: School, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("training-band")
        self.setProperty("role", "banner")
        self.setProperty("tone", "look")
        told = label(say("training.band"), "heading", "look")
        leave = Button("training-leave", say("training.leave"), clicked=school.left.emit)
        self._say = say
        self._news = ElidedLabel("", "heading", "stop")
        self._news.setObjectName("training-news")
        self._news.hide()
        self.setLayout(column(row(told, None, leave, gap=12), self._news, margins=(16, 4, 8, 4)))

    def tell(self, news: str) -> None:
        """Tell the news of real orders, which ring behind this window; empty: there are none."""
        self._news.setText(self._say("training.real_news", words=news) if news else "")
        self._news.setVisible(bool(news))
