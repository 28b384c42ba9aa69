"""The ear at the hub's doorbell: one thread that only listens, and wakes the one that works."""

import logging
from collections.abc import Callable
from random import Random
from threading import Event, Thread

from sync.contract import v1
from sync.engine.asking import ProblemError, UnreachableError, ask_changes
from sync.engine.backoff import Backoff
from sync.engine.inbox import Cursor
from sync.engine.transport import Transport

_log = logging.getLogger(__name__)

FAREWELLS = 20
"""So often a thread is called home, a tenth of a second apart, before it is left behind."""
_HELLO_S = 5.0
"""A proxy or a virus scanner that holds the stream back is found out after this."""
_LONG_POLL_S = 25
_POLLS_BEFORE_RETRY = 24
"""About ten minutes of long polls, then the stream is tried again."""

_RINGS = frozenset({"hello", "poke", "revoked"})
_BETWEEN_RINGS_S = 0.05
"""Who rings without end is heard twenty times a second, and the till has time for its sales."""


class Ear:
    """Listens for as long as the app runs; a ring lost is no harm, the worker looks anyway."""

    def __init__(
        self, transport: Transport, wake: Callable[[], None], cursor: Callable[[], Cursor]
    ) -> None:
        """Prepare; nothing is opened yet.

        Args:
            transport: shared with the worker.
            wake: called at each ring, on this ear's thread.
            cursor: tells how far the shop has read; asked when only long polls get through.
        """
        self._transport = transport
        self._wake = wake
        self._cursor = cursor
        self._stop = Event()
        self._nudge = Event()
        self._thread = Thread(target=self._listen, name="sync-ear", daemon=True)

    def start(self) -> None:
        """Start listening."""
        self._thread.start()

    def nudge(self) -> None:
        """Say that the hub answers again: no need to wait for the next try."""
        self._nudge.set()

    def stop(self) -> None:
        """Stop listening and join; one that waits for the hub's name is left behind."""
        self._stop.set()
        for _again in range(FAREWELLS):
            self._nudge.set()
            # Again and again: the line may just have been opened.
            self._transport.leave_doorbell()
            self._thread.join(0.1)
            if not self._thread.is_alive():
                break

    def _listen(self) -> None:
        backoff = Backoff(Random())  # noqa: S311 spreads load, guards nothing
        was_open = False
        while not self._stop.is_set():
            self._nudge.clear()
            try:
                if self._hear_stream():
                    was_open = True
                    backoff.reset()
                    # The line broke: the worker sees at once whether the hub is away, not only
                    # at its next pull.
                    self._wake()
                else:
                    self._poll_for_a_while()
            except UnreachableError as error:
                _log.debug("doorbell_unreachable %s", error)
                if was_open:
                    # A hub that is going down may have answered the worker once more when the
                    # line broke.
                    was_open = False
                    self._wake()
            except ProblemError as error:
                _log.info("doorbell_refused %s", error.problem.error)
            except Exception:  # noqa: BLE001 the reason is on the next line
                # Whatever the shop's database does when it is asked for the cursor, the ear lives
                # on: without it orders would come by the minute and nobody would know why.
                _log.exception("doorbell_failed")
            if not self._stop.is_set():
                self._nudge.wait(backoff.next_s())

    def _hear_stream(self) -> bool:
        """Listen until the stream ends; false when it opened but nothing came through it."""
        has_heard, is_silent, is_over = Event(), Event(), Event()
        watch = Thread(
            target=self._watch, args=(has_heard, is_silent, is_over), name="sync-watch", daemon=True
        )
        watch.start()
        try:
            with self._transport.doorbell() as events:
                for name in events:
                    has_heard.set()
                    if name in _RINGS:
                        self._wake()
                        self._stop.wait(_BETWEEN_RINGS_S)
        except UnreachableError:
            if not has_heard.is_set() and not is_silent.is_set():
                raise
        finally:
            is_over.set()
            watch.join()
        return has_heard.is_set()

    def _watch(self, has_heard: Event, is_silent: Event, is_over: Event) -> None:
        """Break off a stream that stays silent; again and again, since it may open late."""
        while not is_over.wait(_HELLO_S) and not has_heard.is_set():
            is_silent.set()
            self._transport.leave_doorbell()

    def _poll_for_a_while(self) -> None:
        _log.info("doorbell_silent")
        for _ in range(_POLLS_BEFORE_RETRY):
            if self._stop.is_set():
                return
            ask = ask_changes(self._cursor().text, limit=1, wait_s=_LONG_POLL_S)
            page = self._transport.ask(ask)
            if isinstance(page, v1.Problem):
                raise ProblemError(page)
            if isinstance(page, v1.ChangesPage) and page.changes:
                self._wake()
                # The worker needs a moment to read on; without it this would spin.
                self._stop.wait(1)
