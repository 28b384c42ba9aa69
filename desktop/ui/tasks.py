"""Work leaves the main thread here and its answer comes back here.

| thread | what runs there |
|---|---|
| main | widgets, nothing else |
| ledger | everything that touches the shop's database, one job after the other |
| outside | photographs, files and whatever else may run together |
| device | one talk with a machine that keeps one waiting: the card terminal |
| aside | what nothing depends on and nobody can cut: a sound, an answer from far; left behind at closing |
"""

import logging
import os
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import suppress
from threading import Thread
from typing import Any, TypeVar

import shiboken6
from msgspec import Struct
from PySide6.QtCore import QObject, Qt, QTimer, Signal

from desktop.errors import ShopError

log = logging.getLogger(__name__)

T = TypeVar("T")


class BugError(ShopError):
    """Something in the program itself failed; `reference` finds it in the log."""


def note_bug(failure: BaseException) -> BugError:
    """Write our own mistake into the log with its trace, and return what to tell the person."""
    reference = os.urandom(3).hex().upper()
    log.error("bug", exc_info=failure, extra={"reference": reference})
    return BugError("bug", reference=reference)


class _Aside(Executor):
    """Runs each job on a thread of its own that nobody waits for: neither window nor program."""

    def submit(self, job: "Callable[..., T]", /, *args: Any, **named: Any) -> "Future[T]":  # noqa: ANN401 the executor's own signature
        """Begin a job at once."""
        future: Future[T] = Future()

        def run() -> None:
            try:
                future.set_result(job(*args, **named))
            except BaseException as failure:  # noqa: BLE001 as an executor's: told to whoever asked
                future.set_exception(failure)

        Thread(target=run, name="aside", daemon=True).start()
        return future


class _Answer(Struct, frozen=True):
    owner: QObject
    future: "Future[Any]"
    then: Callable[[Any], object] | None
    refused: Callable[[ShopError], object] | None


class Tasks(QObject):
    """Runs jobs on their thread and hands each answer to the widget that asked for it.

    An answer whose owner is gone is dropped. A failure goes to the job's `refused`; without one it
    is announced by `failed`, which the window shows in its banner. What is no ShopError is our own
    bug: it is logged with its trace and told as a BugError.

    In the morning the ledger's jobs are kept until `wake`, in their order, while what they need is
    being loaded; a glance does not wait for that.
    """

    failed = Signal(object)
    #: Nothing is under way any more: every answer has been handed over.
    idle = Signal()
    #: The window closes: whoever waits for a machine lets go of it.
    closing = Signal()
    _answered = Signal(object)

    def __init__(
        self,
        ledger: Executor | None = None,
        outside: Executor | None = None,
        *,
        is_awake: bool = True,
    ) -> None:
        super().__init__()
        self._ledger = ledger or ThreadPoolExecutor(1, thread_name_prefix="ledger")
        self._outside = outside or ThreadPoolExecutor(4, thread_name_prefix="outside")
        self._device = ThreadPoolExecutor(1, thread_name_prefix="device")
        self._aside = _Aside()
        self._under_way = 0
        self._is_awake = is_awake
        self._kept: list[Callable[[], object]] = []
        self._put_off: list[Callable[[], object]] = []
        self._is_open = True
        #: What ends talks that are under way.
        self._cuts: dict[Future[Any], Callable[[], object]] = {}
        self._answered.connect(self._hand_over, Qt.ConnectionType.QueuedConnection)

    @property
    def under_way(self) -> int:
        """Return how many jobs have been asked for and not yet answered."""
        return self._under_way + len(self._kept) + len(self._put_off)

    @property
    def is_busy(self) -> bool:
        """Tell whether a job is being run now; what is kept for `wake` is none."""
        return self._under_way > 0

    @property
    def is_awake(self) -> bool:
        """Tell whether the ledger does all it is asked, and not glances alone."""
        return self._is_awake

    def wake(self) -> None:
        """Have the ledger do what it was asked meanwhile, and from now on all at once."""
        self._is_awake = True
        kept, self._kept = self._kept, []
        for run in kept:
            run()

    def when_awake(self, act: Callable[[], object]) -> None:
        """Do what the first customer need not wait for: now, or with `wake`."""
        if self._is_awake:
            act()
        else:
            self._kept.append(act)

    def ledger(
        self,
        owner: QObject,
        job: Callable[[], T],
        then: Callable[[T], object] | None = None,
        refused: Callable[[ShopError], object] | None = None,
    ) -> None:
        """Run a job on the shop's database, after all those asked for before it."""
        self._catch_up()
        if self._is_awake:
            self._run(self._ledger, owner, job, then, refused)
        elif self._is_open:
            self._kept.append(lambda: self._run(self._ledger, owner, job, then, refused))

    def afterwards(self, owner: QObject, job: Callable[[], object]) -> None:
        """Run a job on the shop's database once the window has painted what it is about to.

        For what nobody waits for: beside the painting it would keep Python from it. What is asked
        of the ledger later comes after it all the same.
        """
        if self._is_open:
            self._put_off.append(lambda: self.ledger(owner, job))
            # Qt comes to it when it has nothing else to do.
            QTimer.singleShot(0, self, self._catch_up)

    def glance(
        self,
        owner: QObject,
        job: Callable[[], T],
        then: Callable[[T], object] | None = None,
        refused: Callable[[ShopError], object] | None = None,
    ) -> None:
        """Run a job that reads by `Shop.glance` alone, as the shelf's do: also before `wake`."""
        self._run(self._ledger, owner, job, then, refused)

    def outside(
        self,
        owner: QObject,
        job: Callable[[], T],
        then: Callable[[T], object] | None = None,
        refused: Callable[[ShopError], object] | None = None,
        cut: Callable[[], object] | None = None,
    ) -> None:
        """Run a job that touches no database: photographs, files.

        `cut` is what has a talk that may wait long end at once, when the window closes.
        """
        self._run(self._outside, owner, job, then, refused, cut)

    def device(
        self,
        owner: QObject,
        job: Callable[[], T],
        then: Callable[[T], object] | None = None,
        refused: Callable[[ShopError], object] | None = None,
    ) -> None:
        """Run a talk with a machine that may take minutes; `closing` tells when to cut it short."""
        self._run(self._device, owner, job, then, refused)

    def aside(
        self,
        owner: QObject,
        job: Callable[[], T],
        then: Callable[[T], object] | None = None,
        refused: Callable[[ShopError], object] | None = None,
    ) -> None:
        """Run a job that writes nothing and may hang: when the window closes it is left behind."""
        self._run(self._aside, owner, job, then, refused)

    def close(self) -> None:
        """Let what is under way finish, refuse what comes after, and drop late answers.

        What was done aside is not waited for.

        A sale being written is always finished: closing the window loses nothing.
        """
        self._catch_up()
        self.wake()
        self._is_open = False
        self.closing.emit()
        for cut in self._cuts.values():
            cut()
        self._device.shutdown(wait=True, cancel_futures=True)
        self._ledger.shutdown(wait=True)
        self._outside.shutdown(wait=True, cancel_futures=True)

    def _catch_up(self) -> None:
        """Ask for what was put off."""
        put_off, self._put_off = self._put_off, []
        for ask in put_off:
            ask()

    def _run(
        self,
        executor: Executor,
        owner: QObject,
        job: Callable[[], T],
        then: Callable[[T], object] | None,
        refused: Callable[[ShopError], object] | None,
        cut: Callable[[], object] | None = None,
    ) -> None:
        if not self._is_open:
            return
        self._under_way += 1
        future = executor.submit(job)
        if cut is not None:
            self._cuts[future] = cut
        answer = _Answer(owner, future, then, refused)
        future.add_done_callback(lambda _done: self._tell_main(answer))

    def _tell_main(self, answer: _Answer) -> None:
        # What was left behind may end when this object is gone already.
        with suppress(RuntimeError):
            self._answered.emit(answer)

    def _hand_over(self, answer: _Answer) -> None:
        self._under_way -= 1
        self._cuts.pop(answer.future, None)
        try:
            if self._is_open and shiboken6.isValid(answer.owner) and not answer.future.cancelled():
                self._tell(answer)
        finally:
            if not self._under_way and not self._put_off:
                self.idle.emit()

    def _tell(self, answer: _Answer) -> None:
        failure = answer.future.exception()
        if failure is None:
            if answer.then is not None:
                answer.then(answer.future.result())
            return
        if not isinstance(failure, ShopError):
            failure = note_bug(failure)
        if answer.refused is not None:
            answer.refused(failure)
        else:
            self.failed.emit(failure)
