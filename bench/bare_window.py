"""The floor of the window's figures: a bare list that shows what a thread looked up, and no more.

The way is the same as the till's (another thread asks SQLite, a queued signal brings the answer, a
view paints it), so what else the machine does and what its scheduler costs is in both figures.
"""

import time
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from PySide6.QtCore import QEventLoop, QSize, QStringListModel, Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QListView
from pysqlite3 import dbapi2

from desktop.services.database import FILE_NAME

_BY_CODE = (
    "SELECT p.name FROM variant_code c JOIN variant v ON v.id = c.variant_id "
    "JOIN product p ON p.id = v.product_id WHERE c.code = ?"
)
_BY_BEGINNING = (
    "SELECT t.name FROM variant_prefix i JOIN variant_text t ON t.id = i.rowid "
    "WHERE variant_prefix MATCH ? LIMIT 40"
)
_LIST, _GRID, _CELL = QSize(467, 289), QSize(830, 560), QSize(162, 183)


class BareList(QListView):
    """A list as Qt brings it, which knows when it was painted."""

    _answered = Signal(list)

    def __init__(self, folder: Path, *, is_grid: bool) -> None:
        super().__init__()
        self._connection = dbapi2.connect(str(folder / FILE_NAME), check_same_thread=False)
        self._thread = ThreadPoolExecutor(1)
        self._names = QStringListModel()
        self._at = 0.0
        self._is_told = False
        self._is_grid = is_grid
        self.setModel(self._names)
        self.setUniformItemSizes(True)
        self.resize(_GRID if is_grid else _LIST)
        if is_grid:
            self.setViewMode(QListView.ViewMode.IconMode)
            self.setGridSize(_CELL)
        self._answered.connect(self._show, Qt.ConnectionType.QueuedConnection)
        self.show()

    def scan(self, code: str) -> float:
        """Return the ms until the name of a code stands in another row."""
        return self._ask(_BY_CODE, code)

    def search(self, text: str) -> float:
        """Return the ms until what begins with a text stands in place of what stood there."""
        return self._ask(_BY_BEGINNING, f'"{text}"*')

    def clear(self) -> None:
        """Begin another list."""
        self._names.setStringList([])

    def end(self) -> None:
        """Give thread and file free."""
        self._thread.shutdown()
        self._connection.close()
        self.close()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 Qt's own name
        """Note when it was over."""
        super().paintEvent(event)
        if self._is_told:
            self._at = time.perf_counter()

    def _ask(self, statement: str, value: str) -> float:
        self._at, self._is_told = 0.0, False
        start = time.perf_counter()
        asked: Future[list[str]] = self._thread.submit(self._look_up, statement, value)
        asked.add_done_callback(lambda done: self._answered.emit(done.result()))
        flags = QEventLoop.ProcessEventsFlag
        while not self._at:
            QApplication.processEvents(flags.AllEvents | flags.WaitForMoreEvents)
        return (self._at - start) * 1000

    def _look_up(self, statement: str, value: str) -> list[str]:
        return [name for (name,) in self._connection.execute(statement, (value,))]

    def _show(self, names: list[str]) -> None:
        if self._is_grid:
            self._names.setStringList(names)
        else:
            row = self._names.rowCount()
            self._names.insertRow(row)
            self._names.setData(self._names.index(row, 0), names[0])
            self.scrollToBottom()
        self._is_told = True
        self.viewport().update()
