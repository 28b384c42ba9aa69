"""One transaction as a service sees it, and one moment of the database as a reader sees it."""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from sqlalchemy.orm import Session

    from desktop.services.shop import Shop, Topic
    from fiscal import Journal

_log = logging.getLogger(__name__)


class Look:
    """A snapshot to read from: `connection` for Core, `session` for the back office's entities."""

    def __init__(self, connection: "Connection") -> None:
        self.connection = connection
        self._session: Session | None = None

    @property
    def session(self) -> "Session":
        """Return a session on the same transaction."""
        # Here, for nothing on the way to the first customer needs one.
        from sqlalchemy.orm import Session  # noqa: PLC0415

        if self._session is None:
            self._session = Session(bind=self.connection, expire_on_commit=False)
        return self._session

    def end(self) -> None:
        """Give the session back; the database does the rest."""
        if self._session is not None:
            self._session.close()


class UnitOfWork(Look):
    """A write transaction. Nothing of it stays unless `commit` is called, once, at its end.

    `at` is the moment for everything it writes.
    """

    def __init__(self, shop: "Shop", connection: "Connection") -> None:
        super().__init__(connection)
        self.shop = shop
        self.at: datetime = shop.clock.now()
        self.is_committed = False
        #: The till's journal in this transaction, once somebody asked `services.books.journal` for it.
        self.journal: Journal | None = None
        self._topics: set[Topic] = set()
        self._afterwards: list[Callable[[], None]] = []

    def changed(self, *topics: "Topic") -> None:
        """Have the topics announced after the commit."""
        self._topics.update(topics)

    def afterwards(self, act: Callable[[], None]) -> None:
        """Have something done after the commit: paper, a drawer, a call to the marketplace.

        It runs once the transaction is durable and the database free; when it fails, the failure
        is logged, for the work is done.
        """
        self._afterwards.append(act)

    def commit(self) -> None:
        """Put everything on the disk. When this returns, a power cut loses nothing of it."""
        if self._session is not None:
            self._session.flush()
        self.connection.commit()
        self.is_committed = True

    def settle(self) -> None:
        """Announce and do what was put off; called by the database after the commit."""
        for act in self._afterwards:
            try:
                act()
            except Exception:  # noqa: BLE001 the sale is on the disk; paper may fail
                _log.exception("afterwards_failed")
        self.shop.changes.announce(self._topics)
