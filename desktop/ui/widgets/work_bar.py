"""Work that lasts: one batch after the other off the main thread, how far it is, and a way to stop."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QProgressBar

from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.labels import ElidedLabel
from desktop.ui.widgets.layouts import column, row
from desktop.ui.wording import Wording

_SHOWN_AFTER_MS = 200
"""Nothing shorter shows that it is under way."""


class WorkBar(QFrame):
    """Asks for batch after batch; what is done stays done when somebody stops it."""

    #: It is over: whether all was done.
    ended = Signal(bool)
    #: Somebody wants it to end.
    stopped = Signal()

    def __init__(self, name: str, say: Wording) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setProperty("role", "sunken")
        self._words = ElidedLabel("", "note")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(say("work.progress"))
        stop = Button(f"{name}-stop", say("work.stop"), clicked=self.stop)
        said = column(self._words, self._bar, gap=4)
        line = row(said, stop, margins=(12, 4, 4, 4))
        line.setStretch(0, 1)
        self.setLayout(line)
        self._late = QTimer(self, singleShot=True, interval=_SHOWN_AFTER_MS)
        self._late.timeout.connect(self.show)
        self._is_running = self._is_stopped = False
        self.hide()

    @property
    def is_running(self) -> bool:
        """Tell whether there is work under way."""
        return self._is_running

    def begin(self, words: str, total: int) -> None:
        """Begin a work of so many things; `advance` tells how far it is."""
        self._words.setText(words)
        self._bar.setRange(0, max(total, 1))
        self._bar.setValue(0)
        self._is_running, self._is_stopped = True, False
        self._late.start()

    def advance(self, done: int) -> bool:
        """Show how much is done, and tell whether to go on."""
        self._bar.setValue(done)
        return not self._is_stopped

    def end(self, *, is_whole: bool = True) -> None:
        """Be gone: it is over."""
        self._late.stop()
        self._is_running = False
        self.hide()
        self.ended.emit(is_whole)

    def stop(self) -> None:
        """Have it end after the batch under way."""
        self._is_stopped = True
        self.stopped.emit()
