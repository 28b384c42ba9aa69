"""Measures the catalogue's table: from the tab until its rows are painted, and frames of a scroll.

`python -m bench.table_probe FOLDER`: FOLDER is a copy of a prepared shop. A frame is what the main
thread does between two positions of the scroll bar: taking in pages that have come, and painting.
The floor is the same view over a model that has every cell in memory.
"""

import os
import sys
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QAbstractTableModel, QEventLoop, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QTableView

from bench.probe import answer, peak_mb
from desktop.counter_window import OpenWindow, open_window
from desktop.services.goods.catalogue_table import TableRow
from desktop.ui.catalogue.table import COLUMNS, Line, ProductTable, TableModel, line_of
from fiscal import FolderKeyStore
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity, Unit
from sync.kernel.vat import VatRate

FRAMES, STEP_PX = 400, 96
LEAPS = 100
"""Of the scroll bar's handle, across the whole table: no page of it was read before."""
FRAME_S = 1 / 60
_FLAGS = QEventLoop.ProcessEventsFlag


class Bare(QAbstractTableModel):
    """As many rows, all alike and all there."""

    def __init__(self, rows: int, line: Line) -> None:
        super().__init__()
        self._rows, self._line = rows, line

    def rowCount(self, _parent: QModelIndex | QPersistentModelIndex | None = None) -> int:  # noqa: N802 Qt's own name
        """Return how many rows there are."""
        return self._rows

    def columnCount(self, _parent: QModelIndex | QPersistentModelIndex | None = None) -> int:  # noqa: N802 Qt's own name
        """Return how many columns there are."""
        return len(COLUMNS)

    def data(
        self,
        index: QModelIndex | QPersistentModelIndex,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        """Return a cell."""
        if role == Qt.ItemDataRole.DisplayRole:
            return self._line.cells[index.column()]
        return self._line if role == TableModel.LINE else None


_painted: dict[QTableView, int] = {}


def _stamp_paints() -> None:
    paint = ProductTable.paintEvent

    def painted(self: ProductTable, event: QPaintEvent) -> None:
        paint(self, event)
        model = self.model()
        has_rows = model.rowCount() and model.index(0, 0).data() is not None
        _painted[self] = _painted.get(self, 0) + bool(has_rows)

    ProductTable.paintEvent = painted  # type: ignore[method-assign, assignment]


def _settle(application: QApplication, opened: OpenWindow) -> None:
    while opened.window.desk.tasks.under_way:
        application.processEvents(_FLAGS.AllEvents | _FLAGS.WaitForMoreEvents)
    application.processEvents()


def _open(application: QApplication, opened: OpenWindow) -> tuple[float, float]:
    """Return the ms from the wish to be in the table until its rows are painted, and their CPU."""
    start, busy = time.perf_counter(), time.process_time()
    opened.window.go("table")
    table = opened.window.findChild(ProductTable, "table")
    if table is None:
        raise LookupError("table")
    while not _painted.get(table):
        application.processEvents(_FLAGS.AllEvents | _FLAGS.WaitForMoreEvents)
    return (time.perf_counter() - start) * 1000, (time.process_time() - busy) * 1000


def _scroll(
    application: QApplication, view: QTableView, positions: list[int]
) -> dict[str, list[float]]:
    """Return what each frame of a scroll took of the main thread, by the clock and of its CPU."""
    bar = view.verticalScrollBar()
    taken: dict[str, list[float]] = {"wall": [], "cpu": []}
    application.processEvents()
    for position in positions:
        start, busy = time.perf_counter(), time.thread_time()
        bar.setValue(position)
        application.processEvents()
        taken["cpu"].append((time.thread_time() - busy) * 1000)
        taken["wall"].append((time.perf_counter() - start) * 1000)
        # What is left of a frame the screen waits, and pages arrive meanwhile.
        until = start + FRAME_S
        while time.perf_counter() < until:
            application.processEvents(_FLAGS.AllEvents, 1)
    return taken


def main(folder: Path) -> None:
    """Open the window on the shop and measure."""
    _stamp_paints()
    application = QApplication([])
    opened = open_window(folder, keys=FolderKeyStore(folder))
    window = opened.window
    window.resize(1366, 768)
    window.show()
    while not window.desk.tasks.is_awake:
        application.processEvents(_FLAGS.AllEvents | _FLAGS.WaitForMoreEvents)
    _settle(application, opened)
    wall, cpu = _open(application, opened)
    told: dict[str, object] = {"open": wall, "open_cpu": cpu}
    _settle(application, opened)
    table = window.findChild(ProductTable, "table")
    if table is None:
        raise LookupError("table")
    rows = table.model().rowCount()
    highest = table.verticalScrollBar().maximum()
    steps = [place * STEP_PX for place in range(1, FRAMES + 1)]
    leaps = [highest * place // LEAPS for place in range(1, LEAPS + 1)]
    scrolled = _scroll(application, table, steps)
    leapt = _scroll(application, table, leaps)
    _settle(application, opened)
    line = line_of(_any_row(), window.desk.say)
    table.setSortingEnabled(False)
    table.setModel(Bare(rows, line))
    told |= {
        "rows": rows,
        "scroll": scrolled,
        "leap": leapt,
        "floor": _scroll(application, table, steps),
        "megabytes": peak_mb(),
    }
    opened.close()
    answer(told)


def _any_row() -> TableRow:
    return TableRow(
        id="",
        name="Confiture de figues du verger 320 g",
        category="Épicerie",
        low=Money(480),
        high=Money(480),
        vat=VatRate(550),
        unit=Unit.PIECE,
        on_hand=Quantity(12_000),
        is_counted=True,
        is_online=True,
        is_archived=False,
        photos=1,
        supplier="",
        forms=1,
        variant_id="x",
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
