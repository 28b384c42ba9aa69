"""The sync thread."""

import logging
from collections.abc import Callable
from dataclasses import replace
from random import Random
from threading import Event, Thread

from sync.contract import v1
from sync.engine.asking import Ask, ProblemError, StuckError, UnreachableError
from sync.engine.backoff import Backoff
from sync.engine.conversation import Conversation, Outcome
from sync.engine.enrolment import Identity
from sync.engine.events import FAREWELLS, Ear
from sync.engine.outbox import Waiting
from sync.engine.status import Announce, Link, SyncStatus
from sync.engine.stores import RunOnLedger, Stores
from sync.engine.transport import Transport
from sync.kernel.clock import Clock
from sync.kernel.ids import new_id

_log = logging.getLogger(__name__)

_PULL_S = 60
"""A missed ring costs at most this."""
_LINKS = {"revoked": Link.REVOKED, "version": Link.OUTDATED}


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
        make_id: Callable[[], str] = new_id,
    ) -> None:
        """Prepare both threads; nothing is sent yet.

        Raises:
            InsecureHubError: the hub's address is plain http to a machine out in the internet.
        """
        self._outbox = stores.outbox
        self._run = run
        self._announce = announce
        self._clock = clock
        self._wake = Event()
        self._stop = Event()
        self._transport = Transport(identity, clock)
        self._conversation = Conversation(stores, run, make_id, app_version, self._wake.is_set)
        self._ear = Ear(self._transport, self._wake.set, lambda: run(stores.inbox.cursor))
        self._backoff = Backoff(Random())  # noqa: S311 spreads load, guards nothing
        self._status = SyncStatus(
            Link.CONNECTING, clock.now(), Waiting(0, 0, 0), self._transport.clock_offset
        )
        self._thread = Thread(target=self._work, name="sync-worker", daemon=True)

    def start(self) -> None:
        """Start both threads; returns at once."""
        self._thread.start()
        self._ear.start()

    def poke(self) -> None:
        """Say that there is something to send, or that the network is back; from any thread."""
        self._wake.set()

    def ask(self, ask: Ask) -> v1.Message:
        """Ask the hub something of one's own, from a thread that may wait.

        Raises:
            UnreachableError: there was no answer from a hub.
        """
        return self._transport.ask(ask)

    def picture(self, sha256: str, most_bytes: int, patience_s: int) -> bytes:
        """Return a picture the marketplace shows; from a thread that may wait.

        Raises:
            UnreachableError: there was no such picture to be had.
        """
        return self._transport.picture(sha256, most_bytes, patience_s)

    def stop(self) -> None:
        """End the conversation, join both threads and close the connections.

        A thread that waits for the system to find the hub's name, which nothing can cut, is left
        behind: it has asked nothing, and finds everything closed. Not to be called on the ledger's
        thread, which the worker may be waiting for.
        """
        self._stop.set()
        for _again in range(FAREWELLS):
            self._wake.set()
            # Again and again: a line may just have been opened.
            self._transport.hang_up()
            self._thread.join(0.1)
            if not self._thread.is_alive():
                break
        self._ear.stop()
        self._transport.close()

    def _work(self) -> None:
        while not self._stop.is_set():
            self._wake.clear()
            wait_s = self._work_once()
            if not self._stop.is_set():
                self._wake.wait(wait_s)

    def _work_once(self) -> float:
        """Do one round and return how long to rest; a ring or a poke ends the rest."""
        try:
            self._tell(self._status.link, self._status.detail)
            outcome = self._drive()
        except UnreachableError as error:
            self._conversation.doubt()
            return self._rest(Link.OFFLINE, str(error))
        except ProblemError as error:
            problem = error.problem
            return self._rest(_LINKS.get(problem.error, Link.STUCK), str(error))
        except StuckError as error:
            _log.error("sync_stuck %s", error)
            self._conversation.doubt()
            return self._rest(Link.STUCK, str(error))
        except Exception as error:  # noqa: BLE001 whatever the shop's database does, the thread lives on
            _log.exception("sync_failed")
            self._conversation.doubt()
            return self._rest(Link.STUCK, type(error).__name__)
        if self._status.link is not Link.ONLINE:
            self._ear.nudge()
        return self._rest_after(outcome)

    def _drive(self) -> Outcome:
        talk = self._conversation.round()
        ask = next(talk)
        while not self._stop.is_set():
            answer = self._transport.ask(ask)
            if self._stop.is_set():
                # Too late: the shop's database may be closed. It is asked again at the next start.
                break
            try:
                ask = talk.send(answer)
            except StopIteration as end:
                outcome: Outcome = end.value
                return outcome
        talk.close()
        raise UnreachableError("the app is closing")

    def _rest_after(self, outcome: Outcome) -> float:
        problem = outcome.problem
        detail = f"{problem.error}: {problem.detail}" if problem else ""
        self._tell(Link.ONLINE, detail)
        if problem is not None:
            return max(self._backoff.next_s(), problem.retry_after_s)
        self._backoff.reset()
        return 0 if outcome.has_more else _PULL_S

    def _rest(self, link: Link, detail: str) -> float:
        if not self._stop.is_set():
            self._tell(link, detail)
        return self._backoff.next_s()

    def _tell(self, link: Link, detail: str) -> None:
        before = self._status
        try:
            waiting = self._run(self._outbox.waiting)
        except Exception:  # noqa: BLE001 a database that fails must still show as a link that fails
            waiting = before.waiting
        status = SyncStatus(
            link=link,
            since=before.since if before.link is link else self._clock.now(),
            waiting=waiting,
            clock_offset=self._transport.clock_offset,
            detail=detail,
        )
        if replace(status, clock_offset=before.clock_offset) != before:
            self._status = status
            self._announce(status)
