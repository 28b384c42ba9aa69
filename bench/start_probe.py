"""A process that starts once and says when its window was painted and when it could be used.

Times count from the process's own start, interpreter included.
"""

import json
import os
import sys
import time
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


def shop(folder: Path) -> dict[str, float]:
    """Open the shop as `comptoir` does, until its tiles stand there and the scan line listens."""
    from desktop.ui.opening import Opening, make_application  # noqa: PLC0415 this is what is timed

    application = make_application(lambda error: sys.exit(str(error)))
    opening = Opening()
    opening.stand()
    painted = _now("painted")
    from PySide6.QtCore import QEventLoop, QTimer  # noqa: PLC0415
    from PySide6.QtWidgets import QListView  # noqa: PLC0415

    from desktop.bootstrap import open_window  # noqa: PLC0415
    from fiscal import FolderKeyStore  # noqa: PLC0415

    opened = open_window(folder, keys=FolderKeyStore(folder))
    window = opened.window
    window.resize(1366, 768)
    window.show()
    opening.give_way(window)
    application.processEvents()
    loop, glance = QEventLoop(), QTimer(interval=5)

    def look() -> None:
        tiles = window.findChild(QListView, "sale-tiles")
        model = tiles.model() if tiles is not None else None
        if model is not None and model.rowCount() > 0:
            loop.quit()

    glance.timeout.connect(look)
    glance.start()
    QTimer.singleShot(PATIENCE_MS, lambda: loop.exit(1))
    if loop.exec():
        sys.exit("the sale screen never came")
    glance.stop()
    window.grab()
    ready = _now("ready")
    opened.close()
    return painted | ready | {"megabytes": peak_mb()}


if __name__ == "__main__":
    told = bare() if "--bare" in sys.argv else shop(Path(sys.argv[sys.argv.index("--shop") + 1]))
    sys.stdout.write(json.dumps(told) + "\n")
