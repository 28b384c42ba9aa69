"""The thread that does what is due."""

import logging
from collections.abc import Mapping
from datetime import datetime
from threading import Event, Thread

from marketplace.errors import StorageError
from marketplace.jobs.errands import Ending, Errand, errands_of
from marketplace.jobs.handlers import Handler, forget_key, handlers_of
from marketplace.services import jobs
from marketplace.services.hub import Hub
from marketplace.services.jobs import Task

_log = logging.getLogger(__name__)
_ROUND_S = 20.0


class JobRunner:
    """Looks every twenty seconds for what is due, and does it one job at a time."""

    def __init__(
        self,
        hub: Hub,
        handlers: Mapping[str, Handler] | None = None,
        errands: Mapping[str, Errand] | None = None,
    ) -> None:
        self._hub = hub
        self._handlers = handlers or handlers_of(hub)
        self._errands = errands_of(hub, None) if errands is None else errands
        self._is_stopping = Event()
        self._thread = Thread(target=self._run, name="jobs")

    def start(self) -> None:
        """Begin; the nightly erasing is put on the list if it is not there."""
        now = self._hub.clock.now()
        with self._hub.database.write() as session:
            jobs.schedule(session, "forget", {}, now, forget_key(now))
        self._thread.start()

    def stop(self) -> None:
        """End after the job at hand."""
        self._is_stopping.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._is_stopping.is_set():
            try:
                while not self._is_stopping.is_set() and self.do_one():
                    pass
            except StorageError as error:
                _log.warning("jobs_wait storage=%s", error.code)
            self._is_stopping.wait(_ROUND_S)

    def do_one(self) -> bool:
        """Do the job that has waited longest; tell whether there was one.

        Raises:
            StorageError: the database does not answer; the job stays.
        """
        now = self._hub.clock.now()
        with self._hub.database.read() as session:
            if not jobs.is_any_due(session, now):
                return False
        with self._hub.database.write() as session:
            task = jobs.take(session, now)
        if task is None:
            return False
        try:
            ending = self._ending_of(task, now)
            with self._hub.database.write() as session:
                ending(session)
                jobs.finish(session, task)
        except StorageError:
            raise
        except Exception as error:  # noqa: BLE001 told on the next line
            # Whatever a job stumbles over must not keep the others from their turn.
            _log.exception("job_failed kind=%s attempt=%d", task.kind, task.attempt)
            with self._hub.database.write() as session:
                jobs.put_off(session, task, type(error).__name__, now)
        return True

    def _ending_of(self, task: Task, now: datetime) -> Ending:
        """Return what is to be written with a job's end; its errand, if it has one, is done."""
        errand = self._errands.get(task.kind)
        if errand is not None:
            # Out of any transaction: nobody's checkout waits for another house's answer.
            return errand(task.payload, now)
        handler = self._handlers[task.kind]
        return lambda session: handler(session, task.payload, now)
