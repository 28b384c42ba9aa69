"""A process that starts once and says when its window was painted and when it could be used.

Times count from the process's own start, interpreter included.
"""

import json
import os
import sys
import time
from itertools import pairwise
from pathlib import Path

from bench.probe import peak_mb

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def process_age_ms() -> float:
    """Return how long this process has lived; from the import of this module outside Linux."""
    stat = Path("/proc/self/stat")
    if not stat.exists():
        return (time.perf_counter() - _IMPORTED) * 1000
    started = int(stat.read_text().rsplit(")", 1)[1].split()[19]) / os.sysconf("SC_CLK_TCK")
    return (time.clock_gettime(time.CLOCK_BOOTTIME) - started) * 1000


PATIENCE_MS = 30_000
SCANNER_MS = 4
_IMPORTED = time.perf_counter()


def bare() -> dict[str, float]:
    """Show an empty window."""
    from PySide6.QtWidgets import QApplication, QWidget  # noqa: PLC0415 this is what is timed

    application = QApplication([])
    window = QWidget()
    window.resize(1366, 768)
    window.show()
    application.processEvents()
    return _now("painted") | {"megabytes": peak_mb()}


def _now(what: str) -> dict[str, float]:
    """Return the process's age and what it has worked, as figures of `what`."""
    return {f"{what}_ms": process_age_ms(), f"{what}_cpu_ms": time.process_time() * 1000}


def shop(folder: Path, code: str) -> dict[str, float]:
    """Open the shop as `comptoir` does, a code scanned as soon as there is anything to see.

    Ready is when the article of that code is a painted line of the ticket. What is loaded behind
    it is waited for and counts for the memory; meanwhile the longest hold of the window is noted.
    """
    from desktop.ui.opening import Opening, make_application  # noqa: PLC0415 this is what is timed

    application = make_application(lambda error: sys.exit(str(error)))
    opening = Opening()
    opening.stand()
    painted = _now("painted")
    from PySide6.QtCore import QEvent, QEventLoop, Qt, QTimer  # noqa: PLC0415
    from PySide6.QtGui import QKeyEvent, QPaintEvent  # noqa: PLC0415
    from PySide6.QtWidgets import QApplication, QListView  # noqa: PLC0415

    for place, sign in enumerate([*code, "\r"], start=1):
        kind = Qt.Key.Key_Return if sign == "\r" else Qt.Key.Key_unknown
        key = QKeyEvent(QEvent.Type.KeyPress, kind, Qt.KeyboardModifier.NoModifier, sign)
        key.setTimestamp(1_000 + place * SCANNER_MS)
        QApplication.sendEvent(opening, key)

    from desktop.counter_window import open_window  # noqa: PLC0415
    from desktop.ui.widgets.ticket import TicketList  # noqa: PLC0415

    loop, paint = QEventLoop(), QListView.paintEvent

    def painted_line(self: QListView, event: QPaintEvent) -> None:
        paint(self, event)
        if self.model().rowCount():
            loop.quit()

    TicketList.paintEvent = painted_line  # type: ignore[method-assign]
    opened = open_window(folder)
    window = opened.window
    window.resize(1366, 768)
    window.show()
    opening.give_way(window)
    QTimer.singleShot(PATIENCE_MS, lambda: loop.exit(1))
    if loop.exec():
        sys.exit("the line was never painted")
    ready = _now("ready")
    beats = [time.perf_counter()]
    heart = QTimer(interval=1)
    heart.timeout.connect(lambda: beats.append(time.perf_counter()))
    heart.start()
    tasks = window.desk.tasks
    flags = QEventLoop.ProcessEventsFlag
    while not tasks.is_awake or tasks.under_way:
        application.processEvents(flags.AllEvents | flags.WaitForMoreEvents)
    held = max((after - before for before, after in pairwise(beats)), default=0.0) * 1000
    whole = {"awake_ms": process_age_ms(), "held_ms": held, "megabytes": peak_mb()}
    opened.close()
    return painted | ready | whole


if __name__ == "__main__":
    words = sys.argv[1:]
    told = bare() if "--bare" in words else shop(Path(words[1]), words[2])
    sys.stdout.write(json.dumps(told) + "\n")
