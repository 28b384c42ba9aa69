"""A list on its way: off the main thread, with how far it is and a way to stop it."""

from collections.abc import Callable
from threading import Event
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from desktop.errors import ShopError
from desktop.ui.desk import Desk

T = TypeVar("T")


class Transfer(QObject):
    """Runs one long job beside the window; the database takes its writings between the sales."""

    #: How many lines or products are done.
    moved = Signal(int)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._stopped = Event()
        self.is_running = False
        desk.tasks.closing.connect(self.stop)

    def stop(self) -> None:
        """Have the job end after the transaction under way; what is done is kept."""
        self._stopped.set()

    @property
    def is_stopped(self) -> bool:
        """Tell whether somebody stopped it; asked on the job's thread."""
        return self._stopped.is_set()

    def tell(self, done: int) -> None:
        """Say from the job's thread how far it is."""
        self.moved.emit(done)

    def begin(
        self,
        job: Callable[[], T],
        then: Callable[[T], object],
        refused: Callable[[ShopError], object],
    ) -> None:
        """Run the job; its answer comes back on the main thread."""
        self._stopped.clear()
        self.is_running = True

        def done(answer: T) -> None:
            self.is_running = False
            then(answer)

        def failed(error: ShopError) -> None:
            self.is_running = False
            refused(error)

        self._desk.tasks.outside(self, job, done, failed)
