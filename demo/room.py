"""What every scene behind the counter stands on: the window, the record, and the shop's folder."""

from collections.abc import Callable

from PySide6.QtCore import Qt

from demo.record import DayRecord
from demo.scene import Scene
from demo.stage import Stage


class Room:
    """The rooms of the catalogue, as somebody walks through them."""

    def __init__(
        self, stage: Stage, record: DayRecord, town: Scene, next_paper: Callable[[str], str]
    ) -> None:
        """Stand before the window.

        Args:
            stage: the window and the hands.
            record: where the day is written down.
            town: the shop, to check what was kept.
            next_paper: waits for a paper with these words.
        """
        self.stage, self.record = stage, record
        self._folder, self._window = town.folder, town.opened.window
        self._next_paper = next_paper

    def record_picture(self, name: str) -> None:
        """Save what the person sees."""
        self.stage.picture(self.record.picture_path(name))

    def _enter(self, room: str) -> None:
        self.stage.key(Qt.Key.Key_F4)
        self.stage.settle(250)
        words = self._window.desk.say(f"catalogue.room_{room}")
        self.stage.choose_chip(f"{self._window.room}-bar", words)
        self.stage.find(room)
        self.stage.settle(250)
