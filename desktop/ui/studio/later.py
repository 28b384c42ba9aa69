"""Pictures from the telephone that nobody sorts now: each thing becomes a draft for the evening."""

import time

from PySide6.QtCore import QObject, Signal

from desktop.services.drafting import photo_inbox
from desktop.services.drafting.photo_inbox import Arrived, Latest
from desktop.services.team import staff
from desktop.ui.desk import Desk
from sync.kernel.ids import new_id


class Later(QObject):
    """Files pictures as they come; those taken within seconds of each other are of one thing."""

    #: How many drafts this sitting came to by now.
    filed = Signal(int)
    #: A ShopError: that picture was none.
    refused = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._latest: Latest | None = None
        self._batch = ""
        self._drafts: set[str] = set()

    def begin(self) -> None:
        """Begin another sitting."""
        self._latest, self._batch = None, new_id()
        self._drafts.clear()

    def take(self, content: bytes) -> None:
        """File a picture."""
        at_s, shop, say = time.monotonic(), self._desk.shop, self._desk.say
        self._desk.tasks.outside(
            self,
            lambda: photo_inbox.receive(shop, content, at_s, lambda code: say(f"colour.{code}")),
            self._file,
            self.refused.emit,
        )

    def _file(self, arrived: Arrived) -> None:
        shop, batch = self._desk.shop, self._batch

        def job() -> Latest:
            # Read on the ledger's one thread, where the picture before has been filed by now.
            latest = self._latest
            self._latest = photo_inbox.add_next(
                shop, arrived, latest, batch, staff.current(shop).code
            )
            return self._latest

        def then(latest: Latest) -> None:
            self._drafts.add(latest.draft_id)
            self.filed.emit(len(self._drafts))

        self._desk.tasks.ledger(self, job, then, self.refused.emit)
