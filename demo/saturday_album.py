"""The Saturday on paper: its board hour by hour, its papers, and what became of each order."""

import json
from collections import Counter as Tally
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from PySide6.QtCore import Qt

from demo.record import DayRecord
from demo.saturday import Saturday
from demo.stage import Stage
from demo.still_town import StillTown
from desktop.bootstrap import open_window
from desktop.services.online import order_board, orders
from desktop.services.papers import print_queue
from fiscal import FolderKeyStore
from printing.simulator import PrinterSimulator

MORNING = datetime(2026, 11, 28, 8, tzinfo=UTC)
"""A Saturday, nine in the morning at the shop."""
_SIZE = (1366, 768)
_PAPERS = 12


class Album:
    """Lives the Saturday and keeps what can be seen of it in a folder."""

    def __init__(self, folder: Path, record: DayRecord, language: str) -> None:
        self._folder, self._record, self._language = folder, record, language

    def fill(self, seed: int) -> None:
        """Live the day of a seed.

        Raises:
            StepFailedError: something did not agree in the evening.
        """
        with (
            PrinterSimulator() as labels,
            PrinterSimulator() as stands_in,
            closing(StillTown(self._folder, MORNING, prints=True)) as town,
            self._record.step("a Saturday: sixty orders, two preparers, a till") as step,
        ):
            self._day = Saturday(town, Random(seed), printers=(labels, stands_in), look=self._look)
            self._day.live()
            self._look("evening")
            unsettled = self._day.unsettled()
            self._tell(unsettled)
            self._keep_papers()
            step.check(f"everything agrees {unsettled or ''}".strip(), holds=not unsettled)

    def _look(self, moment: str) -> None:
        """Open the back room's window over the same shop and keep its board."""
        with self._day.back_room.stopped() as folder:
            opened = open_window(
                folder,
                self._language,
                clock=self._day.town.clock,
                keys=FolderKeyStore(folder),
            )
            with closing(opened):
                opened.window.resize(*_SIZE)
                opened.window.show()
                stage = Stage(opened.window)
                stage.settle()
                stage.key(Qt.Key.Key_F2)
                board = order_board.board(opened.shop)
                for column in (board.to_prepare, board.preparing, board.ready):
                    for card in column[:1]:
                        stage.find(f"order-card-{card.short_number}")
                stage.picture(self._record.picture_path(f"board-{moment}"))

    def _tell(self, unsettled: list[str]) -> None:
        shop = self._day.till.shop
        ended = [orders.order(shop, each) for each in self._day.fates]
        told = {
            "orders": len(ended),
            "outcomes": dict(Tally(f"{order.mode} {order.state}" for order in ended)),
            "walk_ins": len(self._day.walk_ins),
            "papers": dict(
                Tally(
                    f"{job.kind} {job.printer} {job.state}"
                    for job in print_queue.jobs(self._day.back_room.shop, limit=1000)
                )
            ),
            "unsettled": unsettled,
        }
        text = json.dumps(told, ensure_ascii=False, indent=1)
        self._record.keep("saturday.json", text.encode())

    def _keep_papers(self) -> None:
        printers = self._day.printers
        for printer in printers or ():
            for place, paper in enumerate(printer.papers[:_PAPERS]):
                name = f"papers/{printer.port}-{place:02d}.txt"
                self._record.keep(name, paper.text.encode())
