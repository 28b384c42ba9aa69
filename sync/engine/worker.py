"""The sync thread."""

from sync.engine.enrolment import Identity
from sync.engine.status import Announce
from sync.engine.stores import RunOnLedger, Stores
from sync.kernel.clock import Clock


class SyncWorker:
    """One thread that keeps a shop and its hub together for as long as the app runs.

    It sends what waits as soon as it is poked, pulls at least once a minute, and when the hub is
    away tries again after 1 to 60 seconds, chance-spread. A second thread listens to the hub's
    doorbell. `announce` hears of every change.
    """

    def __init__(
        self,
        identity: Identity,
        stores: Stores,
        run: RunOnLedger,
        announce: Announce,
        clock: Clock,
        app_version: str,
    ) -> None:
        self._identity = identity
        self._stores = stores
        self._run = run
        self._announce = announce
        self._clock = clock
        self._app_version = app_version

    def start(self) -> None:
        """Start both threads; returns at once."""
        raise NotImplementedError

    def poke(self) -> None:
        """Say that there is something to send, or that the network is back; from any thread."""
        raise NotImplementedError

    def stop(self) -> None:
        """End the conversation, join both threads and close the connection."""
        raise NotImplementedError
