"""Measures what the eye waits for: a scan until its line is painted, a key until its list is.

`python -m bench.window_probe FOLDER SEED ACTS`: FOLDER is a copy of a prepared shop. Each paint is
stamped with the generation of the model it showed: only a paint of the new rows counts.
"""

import json
import os
import random
import sys
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent, QEventLoop, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QListView, QPushButton

from bench.bare_window import BareList
from bench.goods import LINES, codes_of, queries
from desktop.counter_window import OpenWindow, open_window
from desktop.ui.widgets.ticket import TicketList
from desktop.ui.widgets.tiles import TileGrid
from fiscal import FolderKeyStore

WARM_UP = 10
SCANNER_MS, HAND_MS = 4, 150
"""Between two keys, as the system stamps them."""
PATIENCE_MS = 20_000


class Stamp:
    """When a view last painted, and which rows.

    Each change of the model is a generation: all its rows, some, or some less or more.
    """

    def __init__(self, view: QListView) -> None:
        self._model = view.model()
        self.generation = 0
        self.painted = 0
        self.at = 0.0
        for change in ("modelReset", "dataChanged", "rowsInserted", "rowsRemoved"):
            getattr(self._model, change).connect(self._on_change)

    def _on_change(self, *_what: object) -> None:
        self.generation += 1

    def is_over(self, beyond: int) -> bool:
        """Tell whether newer rows are painted, or there are none to paint."""
        is_empty = self.generation > beyond and not self._model.rowCount()
        return self.painted > beyond or is_empty

    def note(self) -> None:
        """Note a paint that is just over."""
        self.painted, self.at = self.generation, time.perf_counter()


_stamps: dict[QListView, Stamp] = {}


def _stamp_paints(view: type[QListView]) -> None:
    paint = view.paintEvent

    def painted(self: QListView, event: QPaintEvent) -> None:
        paint(self, event)
        if self in _stamps:
            _stamps[self].note()

    view.paintEvent = painted  # type: ignore[method-assign]


class Hands:
    """The cashier's hands and the scanner, at a window."""

    def __init__(self, opened: OpenWindow, application: QApplication) -> None:
        self._window = opened.window
        self._application = application
        self._stamp_ms = 1_000_000

    def view(self, name: str) -> Stamp:
        """Return the stamp of a list by its name."""
        found = self._window.findChild(QListView, name)
        if found is None:
            raise LookupError(name)
        return _stamps.setdefault(found, Stamp(found))

    def press(self, sign: str, gap_ms: int) -> float:
        """Press a key where the focus is and return the moment."""
        self._stamp_ms += gap_ms
        key = Qt.Key.Key_Return if sign == "\r" else Qt.Key.Key_unknown
        event = QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, sign)
        event.setTimestamp(self._stamp_ms)
        at = time.perf_counter()
        self._application.sendEvent(self._application.focusWidget() or self._window, event)
        return at

    def wait(self, stamp: Stamp, beyond: int) -> None:
        """Let the window work until it has painted rows newer than that generation."""
        is_late: list[bool] = []
        alarm = QTimer(singleShot=True, interval=PATIENCE_MS)
        alarm.timeout.connect(lambda: is_late.append(True))
        alarm.start()
        flags = QEventLoop.ProcessEventsFlag
        while not stamp.is_over(beyond) and not is_late:
            self._application.processEvents(flags.AllEvents | flags.WaitForMoreEvents)
        if is_late:
            sys.exit("the window did not paint")

    def rest(self) -> None:
        """Let the window finish what it has begun, as it can between two scans of a person.

        That is what it has asked for, and what it has still to lay out and to paint.
        """
        flags = QEventLoop.ProcessEventsFlag
        while self._window.desk.tasks.under_way:
            self._application.processEvents(flags.AllEvents | flags.WaitForMoreEvents)
        idle: list[bool] = []
        # Qt comes to it when it has nothing else to do.
        QTimer.singleShot(0, lambda: idle.append(True))
        while not idle:
            self._application.processEvents(flags.AllEvents | flags.WaitForMoreEvents)

    def clear(self, lines: Stamp) -> None:
        """Throw the basket away: a ticket has ten lines, not two hundred."""
        button = self._window.findChild(QPushButton, "sale-clear")
        if button is None:
            raise LookupError("sale-clear")
        before = lines.generation
        button.click()
        self.wait(lines, before)

    def scan(self, code: str, lines: Stamp) -> float:
        """Scan a code and return the ms from the scanner's Enter to the painted line."""
        self.rest()
        before = lines.generation
        self._stamp_ms += 1_000
        for sign in code:
            self.press(sign, SCANNER_MS)
        start = self.press("\r", SCANNER_MS)
        self.wait(lines, before)
        return (lines.at - start) * 1000

    def type(self, text: str, tiles: Stamp) -> list[float]:
        """Type a text by hand and return for each key the ms until its list was painted."""
        field = self._window.findChild(QLineEdit, "sale-scan")
        if field is None:
            raise LookupError("sale-scan")
        taken: list[float] = []
        for sign in text:
            before = tiles.generation
            start = self.press(sign, HAND_MS)
            self.wait(tiles, before)
            # Letters that find nothing paint no list.
            if tiles.painted > before:
                taken.append((tiles.at - start) * 1000)
        before = tiles.generation
        # What no hand typed is searched after a pause.
        field.setText("")
        self.wait(tiles, before)
        return taken


def main(folder: Path, seed: int, acts: int) -> None:
    """Open the window on the shop and measure so many scans, and half as many keys again."""
    keys = acts + acts // 2
    chance = random.Random(seed)
    codes = codes_of(folder)
    _stamp_paints(TicketList)
    _stamp_paints(TileGrid)
    application = QApplication([])
    opened = open_window(folder, keys=FolderKeyStore(folder))
    opened.window.resize(1366, 768)
    opened.window.show()
    opened.window.activateWindow()
    hands = Hands(opened, application)
    tiles = hands.view("sale-tiles")
    hands.wait(tiles, 0)
    lines = hands.view("sale-lines")
    told: dict[str, list[float]] = {"scan": [], "key": [], "scan_floor": [], "key_floor": []}
    bare_list, bare_grid = (BareList(folder, is_grid=is_grid) for is_grid in (False, True))
    opened.window.activateWindow()
    # In turns, so that what else the machine does falls on both.
    while len(told["scan"]) < WARM_UP + acts:
        for code in chance.choices(codes, k=LINES):
            told["scan"].append(hands.scan(code, lines))
            told["scan_floor"].append(bare_list.scan(code))
        hands.clear(lines)
        bare_list.clear()
    typed = iter(queries(folder, keys, seed + 1))
    while len(told["key"]) < WARM_UP + keys:
        text = next(typed)
        told["key"] += hands.type(text, tiles)
        words = text.split()
        told["key_floor"] += [
            bare_grid.search(words[0][: place + 1]) for place in range(len(words[0]))
        ]
    bare_list.end()
    bare_grid.end()
    opened.close()
    sys.stdout.write(json.dumps({name: taken[WARM_UP:] for name, taken in told.items()}) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), *map(int, sys.argv[2:]))
