"""Whoever stands before the window of a counter: waits for it, and sees when it has painted."""

import os
import time
from collections.abc import Callable
from typing import TypeVar

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent, QEventLoop, QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from desktop.counter_window import OpenWindow
from desktop.services.shop import Shop

T = TypeVar("T")

_PATIENCE_MS = 60_000


class Painted(QObject):
    """Notes when a widget was painted last, or first as somebody wants it to be."""

    def __init__(self, widget: QWidget, as_wanted: Callable[[], bool] | None = None) -> None:
        super().__init__(widget)
        self.at = 0.0
        self._as_wanted = as_wanted
        widget.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 Qt's own name
        """See a paint coming, and note the moment after it."""
        if event.type() is QEvent.Type.Paint:
            QTimer.singleShot(0, self._note)
        return False

    def _note(self) -> None:
        if self._as_wanted is None or (not self.at and self._as_wanted()):
            self.at = time.perf_counter()


class Counter:
    """The window over an open shop."""

    def __init__(self, opened: OpenWindow) -> None:
        self._opened = opened
        self._window = opened.window

    def do(self, job: Callable[[Shop], T]) -> T:
        """Return what a job on the ledger answers."""
        answers: list[T] = []
        shop = self._opened.shop
        self._window.desk.tasks.ledger(self._window, lambda: job(shop), answers.append)
        self.wait(lambda: bool(answers), "an answer of the ledger")
        return answers[0]

    def wait(self, is_so: Callable[[], object], what: str) -> None:
        """Let the window work until something is so.

        Raises:
            RuntimeError: it never was.
        """
        late: list[bool] = []
        alarm = QTimer(singleShot=True, interval=_PATIENCE_MS)
        alarm.timeout.connect(lambda: late.append(True))
        alarm.start()
        tick = QTimer(interval=5)
        tick.start()
        flags = QEventLoop.ProcessEventsFlag
        while not is_so() and not late:
            QApplication.processEvents(flags.AllEvents | flags.WaitForMoreEvents)
        if late:
            raise RuntimeError(f"in vain waited for {what}")

    def rest(self) -> None:
        """Let the window finish what it has begun."""
        self.wait(lambda: not self._window.desk.tasks.under_way, "the window's rest")

    def beside(self, job: Callable[[], T]) -> T:
        """Return what a job in another thread answers, while the window works."""
        answers: list[T] = []
        self._window.desk.tasks.outside(self._window, job, answers.append)
        self.wait(lambda: bool(answers), "somebody else")
        return answers[0]
