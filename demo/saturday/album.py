"""The Saturday in pictures: the back room's window hour by hour, its papers, each order's outcome."""

import json
import socket
from collections import Counter as Tally
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from threading import Thread

from msgspec import structs
from PySide6.QtCore import Qt

from demo.cable import Cable
from demo.record import DayRecord
from demo.saturday.day import LABELS, Saturday
from demo.stage import Stage
from demo.still_town import StillTown
from desktop.counter_window import OpenWindow, open_window
from desktop.services.online import order_board, orders
from desktop.services.online.bell import RecordedChime
from desktop.services.online.order_board import Board
from desktop.services.papers import print_queue
from desktop.services.town import link
from desktop.ui.screen import Errand
from fiscal import FolderKeyStore
from marketplace.app import HubServer, create_app
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
            closing(Cable(0)) as self._cable,
            closing(StillTown(self._folder, MORNING, prints=True, door=self._cable.url)) as town,
            self._record.step("a Saturday: sixty orders, two preparers, a till") as step,
        ):
            self._day = Saturday(town, Random(seed), printers=(labels, stands_in), look=self._look)
            self._day.live()
            self._look("evening")
            unsettled = self._day.unsettled()
            self._tell(unsettled)
            self._keep_papers()
            step.check(f"everything agrees {unsettled or ''}".strip(), holds=not unsettled)

    # --- looking ----------------------------------------------------------------------------------

    def _look(self, moment: str) -> None:
        """Open the back room's window over the same shop, as it stands, and keep what it shows."""
        floor = self._day.floor
        is_cut = floor.back_room.is_cut_off
        with floor.back_room.stopped() as folder, self._marketplace(is_there=not is_cut):
            opened = open_window(
                folder, self._language, clock=floor.town.clock, keys=FolderKeyStore(folder)
            )
            # In place of the loudspeakers, which this machine may not have.
            structs.force_setattr(opened.window.desk, "sound", RecordedChime())
            with closing(opened):
                opened.window.resize(*_SIZE)
                opened.window.show()
                self._keep_sights(Stage(opened.window), opened, moment, is_cut=is_cut)

    def _keep_sights(self, stage: Stage, opened: OpenWindow, moment: str, *, is_cut: bool) -> None:
        stage.settle()
        stage.until(lambda: _has_heard(opened, is_cut=is_cut) or None, "how the line stands")
        stage.key(Qt.Key.Key_F2)
        board = order_board.board(opened.shop)
        for column in (board.to_prepare, board.preparing, board.ready):
            for card in column[:1]:
                stage.find(f"order-card-{card.short_number}")
        stage.settle()
        match moment:
            case "noon":
                opened.window.errand(Errand("settings", "open", "printers"))
                stage.until(lambda: stage.sees(LABELS) or None, "the printers")
                self._keep(stage, "printer-dead-at-noon")
            case "evening":
                stage.click("orders-handed-over")
                self._keep(stage, "board-evening")
            case _:
                self._keep(stage, f"board-{moment}")
                self._keep_order_in_hand(stage, board, moment)

    def _keep_order_in_hand(self, stage: Stage, board: Board, moment: str) -> None:
        """Keep the list of an order that somebody is preparing."""
        for card in board.preparing[:1]:
            stage.tap(f"order-card-{card.short_number}")
            stage.find("order-line-0")
            self._keep(stage, f"preparing-{moment}")

    def _keep(self, stage: Stage, name: str) -> None:
        stage.settle(400)
        stage.picture(self._record.picture_path(name))

    @contextmanager
    def _marketplace(self, *, is_there: bool) -> Iterator[None]:
        """Have the marketplace answer at its door for as long as a window is open."""
        if not is_there:
            self._cable.pull()
            yield
            self._cable.plug()
            return
        town = self._day.floor.town
        server = HubServer(create_app(town.hub.settings, town.clock))
        with socket.create_server(("127.0.0.1", 0)) as door:
            self._cable.lead_to(door.getsockname()[1])
            serving = Thread(target=server.run, args=([door],), name="marketplace")
            serving.start()
            try:
                yield
            finally:
                server.should_exit = True
                serving.join()

    # --- telling ----------------------------------------------------------------------------------

    def _tell(self, unsettled: list[str]) -> None:
        floor = self._day.floor
        ended = [orders.order(floor.till.shop, each) for each in floor.fates]
        told = {
            "orders": len(ended),
            "outcomes": dict(Tally(f"{order.mode} {order.state}" for order in ended)),
            "happened": dict(floor.diary.most_common()),
            "walk_ins": len(self._day.desk.walk_ins),
            "papers": dict(
                Tally(
                    f"{job.kind} {job.printer} {job.state}"
                    for job in print_queue.jobs(floor.back_room.shop, limit=1000)
                )
            ),
            "unsettled": unsettled,
        }
        text = json.dumps(told, ensure_ascii=False, indent=1)
        self._record.keep("saturday.json", text.encode())

    def _keep_papers(self) -> None:
        for name, printer in zip(("labels", "stands-in"), self._day.printers or (), strict=False):
            for place, paper in enumerate(printer.papers[:_PAPERS]):
                self._record.keep(f"papers/{name}-{place:02d}.txt", paper.text.encode())


def _has_heard(opened: OpenWindow, *, is_cut: bool) -> bool:
    """Tell whether the window knows by now that the marketplace answers, or that it does not."""
    status = link.link_status(opened.shop)
    return status.state == "offline" if is_cut else status.is_online and not status.waiting
