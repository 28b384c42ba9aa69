"""A marketplace served over real HTTP on loopback, and a till that talks to it."""

import socket
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from queue import Queue
from threading import Condition, Thread
from typing import TypeVar

from marketplace.app import HubServer, create_app
from marketplace.services import devices
from marketplace.services.hub import Hub
from sync.contract import v1
from sync.engine.enrolment import Identity, SoftwareKey, enrol_request
from sync.engine.inbox import Page
from sync.engine.status import Link, SyncStatus
from sync.engine.stores import Stores
from sync.engine.transport import enrol
from sync.engine.worker import SyncWorker
from sync.kernel.clock import Clock, SystemClock
from sync.kernel.ids import new_id

from .shop_store import ShopStore
from .town import ShopOfTest, settings_in, shops_of

Result = TypeVar("Result")
PATIENCE_S = 20


class ServedHub:
    """A marketplace on a port of its own."""

    def __init__(self, folder: Path, clock: Clock, port: int = 0) -> None:
        app = create_app(settings_in(folder), clock)
        self.hub: Hub = app.state.hub
        self.door = socket.socket()
        self.door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.door.bind(("127.0.0.1", port))
        # At once, so that whoever comes before the server is up waits at the door.
        self.door.listen()
        self.port: int = self.door.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._server = HubServer(app)
        self._thread = Thread(target=self._server.run, kwargs={"sockets": [self.door]})
        self._thread.start()

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join()
        self.door.close()

    def invite(self, shop: ShopOfTest) -> str:
        """Return a one-time code for a shop."""
        with self.hub.database.write() as session:
            return devices.issue_code(session, shop.id, self.hub.clock.now(), "test")

    def enrol(self, shop: ShopOfTest, name: str = "Comptoir") -> tuple[Identity, v1.EnrolAnswer]:
        """Let a new device in over HTTP."""
        key = SoftwareKey(SoftwareKey.draw())
        answer = enrol(self.url, enrol_request(self.invite(shop), name, new_id(), key))
        return Identity(self.url, answer.device, key), answer

    @property
    def shops(self) -> list[ShopOfTest]:
        return shops_of(self.hub)


@contextmanager
def served(folder: Path, clock: Clock | None = None, port: int = 0) -> Iterator[ServedHub]:
    hub = ServedHub(folder, clock or SystemClock(), port)
    try:
        yield hub
    finally:
        hub.stop()


class WatchedStore(ShopStore):
    """A shop store that tells when something has arrived."""

    def __init__(self, incarnation: str) -> None:
        super().__init__(incarnation)
        self._arrival = Condition()
        self.arrivals = 0

    def apply(self, page: Page) -> None:
        super().apply(page)
        with self._arrival:
            self.arrivals += 1
            self._arrival.notify_all()

    def waits_beyond(self, arrivals: int) -> bool:
        """Return whether more than so many pages arrived, waiting for the next one."""
        with self._arrival:
            return self._arrival.wait_for(lambda: self.arrivals > arrivals, timeout=PATIENCE_S)


class TillOfTest:
    """A whole till without a window: ledger thread, store, worker."""

    def __init__(self, identity: Identity, clock: Clock | None = None) -> None:
        self._ledger = ThreadPoolExecutor(1, thread_name_prefix="ledger")
        self.store = WatchedStore(new_id())
        self.statuses: Queue[SyncStatus] = Queue()
        self.worker = SyncWorker(
            identity,
            Stores(self.store, self.store, self.store, self.store),
            self.run,
            self.statuses.put,
            clock or SystemClock(),
            "test",
        )

    def run(self, work: Callable[[], Result]) -> Result:
        return self._ledger.submit(work).result()

    def write(self, kind: str, message: v1.Message) -> None:
        self.run(lambda: self.store.write(new_id(), kind, message))
        self.worker.poke()

    def waits_for(self, link: Link, to_send: int = 0) -> SyncStatus:
        """Return the first status with this link and so much to send."""
        while True:
            status = self.statuses.get(timeout=PATIENCE_S)
            if status.link is link and status.waiting.to_send == to_send:
                return status

    def waits_until(self, is_there: Callable[[ShopStore], bool]) -> None:
        """Return as soon as the store says so."""
        while True:
            seen = self.store.arrivals
            # Asked with no lock in hand: the ledger takes the store's to tell of an arrival.
            if self.run(lambda: is_there(self.store)):
                return
            assert self.store.waits_beyond(seen), "it never arrived"

    def close(self) -> None:
        self.worker.stop()
        self._ledger.shutdown()
        self.store.close()


@contextmanager
def a_till(identity: Identity, clock: Clock | None = None) -> Iterator[TillOfTest]:
    till = TillOfTest(identity, clock)
    till.worker.start()
    try:
        yield till
    finally:
        till.close()
