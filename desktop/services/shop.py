"""The open shop: the first argument of every service."""

import logging
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from zoneinfo import ZoneInfo

from desktop.services.database import Database
from desktop.services.unit_of_work import Look, UnitOfWork
from desktop.settings import Settings, ShopProfile
from sync.kernel.clock import Clock

if TYPE_CHECKING:
    import sqlite3

    from desktop.services.online.order_board import BoardCard
    from desktop.services.papers.print_room import PrintRoom
    from fiscal import Witness
    from fiscal.signer import KeyStore, Signer
    from sync.contract.v1 import Message
    from sync.engine.asking import Ask
    from sync.engine.status import SyncStatus

_log = logging.getLogger(__name__)


class Topic(StrEnum):
    """What a commit may have changed; screens listen to the ones they show."""

    SALES = "sales"
    ORDERS = "orders"
    CATALOGUE = "catalogue"
    TILL = "till"
    LINK = "link"
    PRINTERS = "printers"
    STAFF = "staff"
    SETTINGS = "settings"
    CUSTOMERS = "customers"


Listener = Callable[[frozenset[Topic]], None]


class Changes:
    """Tells whoever listens what has changed, after the commit and on the committing thread.

    The window's listener does nothing but emit one queued signal; a listener that fails is logged
    and passed over, because the work is done and durable.
    """

    def __init__(self) -> None:
        self._listeners: list[Listener] = []

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Have `listener` called with the topics of every commit; the answer ends it."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def announce(self, topics: Iterable[Topic]) -> None:
        """Tell everybody."""
        changed = frozenset(topics)
        if not changed:
            return
        for listener in tuple(self._listeners):
            try:
                listener(changed)
            except Exception:  # noqa: BLE001 a screen's bug must not look like a failed sale
                _log.exception("listener_failed")


class Conversation(Protocol):
    """The running talk with the marketplace, on threads of its own."""

    def poke(self) -> None:
        """Say that there is something to send; from any thread, returns at once."""
        ...

    def status(self) -> "SyncStatus | None":
        """Return how it goes; None before the first word."""
        ...

    def ask(self, ask: "Ask") -> "Message":
        """Ask the marketplace something; from a thread that may wait for a network."""
        ...

    def picture(self, sha256: str, most_bytes: int, patience_s: int) -> bytes:
        """Fetch a picture the marketplace shows; from a thread that may wait for a network."""
        ...

    def stop(self) -> None:
        """End it and join its threads."""
        ...


class Shop:
    """One shop's data folder, open. Made by `desktop.bootstrap.open_shop`, ended by `close`.

    Services run on the ledger thread. The database itself serialises writers, so a printer's thread
    may note what became of its job.
    """

    def __init__(
        self,
        *,
        folder: Path,
        database: Database,
        clock: Clock,
        settings: Settings,
        unlock: "Callable[[], tuple[KeyStore, Signer]]",
        is_training: bool = False,
    ) -> None:
        self.folder = folder
        self.database = database
        self.clock = clock
        self.settings = settings
        self._unlock = unlock
        #: A shop to learn in: everything it writes is FACTICE and counts for nothing.
        self.is_training = is_training
        #: What the journal's tail file held when the shop was opened: `services.books.integrity` asks.
        self.tail_found: tuple[Witness, ...] = ()
        #: When somebody said that the clock is right though the journal doubts it.
        self.clock_trusted_since: datetime | None = None
        self.changes = Changes()
        #: Code of who signed in with a PIN; empty while nobody has. `services.team.staff` reads it.
        self.signed_in = ""
        #: Baskets put aside that stand at the counter again; `services.counter.parking` asks.
        self.taken_up: set[str] = set()
        #: The board's cards as they were last read, each with its row; `services.online.order_board`
        #: asks.
        self.cards: dict[str, tuple[object, BoardCard]] = {}
        #: The running printers; None where nothing prints.
        self.spooler: PrintRoom | None = None
        #: The talk with the marketplace; None before enrolment and where nothing is sent.
        self.conversation: Conversation | None = None
        #: Begins the talk, set by bootstrap; None where nothing is to be sent.
        self.start_conversation: Callable[[], None] | None = None

    @cached_property
    def _secrets(self) -> "tuple[KeyStore, Signer]":
        return self._unlock()

    @property
    def keys(self) -> "KeyStore":
        """Return where this till's secrets lie."""
        return self._secrets[0]

    @cached_property
    def signer(self) -> "Signer":
        """Return what signs for this till; looked for when something is first signed."""
        return self._secrets[1]

    @property
    def profile(self) -> ShopProfile:
        """Return who sells."""
        return self.settings.profile

    @property
    def zone(self) -> ZoneInfo:
        """Return the zone in which the shop's days are counted."""
        return self.settings.zone

    def photo_path(self, sha256: str) -> Path:
        """Return where the picture of that content lies; its folder may not exist yet."""
        folder = self.folder.parent if self.is_training else self.folder
        return Path(folder, "media", sha256[:2], f"{sha256}.webp")

    def trust_clock(self, since: datetime) -> None:
        """Believe the clock from this moment of it on; `services.till.timekeeping` asks."""
        self.clock_trusted_since = since

    def sign_with(self, signer: "Signer") -> None:
        """Sign with this key from now on; `services.books.succession` has begun its journal."""
        self.signer = signer

    def adopt(self, settings: Settings) -> None:
        """Go by these settings from now on; `services.upkeep.house` keeps them."""
        self.settings = settings

    def stand(self, code: str) -> None:
        """Have somebody stand at the counter; nobody with an empty code. `services.team.sign_in` asks."""
        self.signed_in = code

    def begin(self) -> AbstractContextManager[UnitOfWork]:
        """Open a write transaction: it rolls back unless `commit` was called on it.

        Raises:
            WorldError: the database does not answer, or its disk is full.
        """
        return self.database.begin(self)

    def look(self) -> AbstractContextManager[Look]:
        """Open a read-only look at one moment of the database."""
        return self.database.look()

    def glance(self) -> "AbstractContextManager[sqlite3.Connection]":
        """Open a read-only look for `Prepared` statements alone, which needs no SQLAlchemy."""
        return self.database.glance()

    def close(self) -> None:
        """End the talk, stop the printers and close the database; what is queued waits.

        Not to be called on the ledger's thread, for which the talk may be waiting.
        """
        if self.conversation is not None:
            self.conversation.stop()
            self.conversation = None
        if self.spooler is not None:
            self.spooler.stop()
            self.spooler = None
        self.database.close()
