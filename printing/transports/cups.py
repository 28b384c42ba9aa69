"""Queues of the system's print service (CUPS) on Linux and macOS.

A queue takes a job and says nothing of its paper: such a job ends as handed over, not as printed.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from printing.transports.line import (
    Condition,
    Line,
    LineLostError,
    PrinterStatus,
    UnreachableError,
)
from printing.transports.queue_line import QueueLine

_ASK_SECONDS = 2.0
_HAND_OVER_SECONDS = 10.0
_ALERTS = (
    ("media-empty", Condition.PAPER_OUT),
    ("media-needed", Condition.PAPER_OUT),
    ("cover-open", Condition.COVER_OPEN),
    ("door-open", Condition.COVER_OPEN),
    ("offline", Condition.OFFLINE),
)
"""The service's words for what its driver heard of the printer (RFC 8011, printer-state-reasons)."""


@dataclass(frozen=True, slots=True)
class CupsTransport:
    """A queue by its name, given the printer's own bytes ("raw")."""

    queue: str
    hand_over_s: float = _HAND_OVER_SECONDS

    @property
    def can_confirm(self) -> bool:
        """Tell that the service takes a job and never says whether it came out."""
        return False

    @contextmanager
    def open(self, job_name: str = "") -> Iterator[Line]:
        """Collect a job and hand it over when the line is left."""
        line = QueueLine(lambda: queue_status(self.queue))
        yield line
        if line.is_finished:
            self._hand_over(bytes(line.data), job_name or "Comptoir")

    def _hand_over(self, data: bytes, title: str) -> None:
        command = ["-d", self.queue, "-o", "raw", "-t", title]
        try:
            done = _run("lp", command, wait_s=self.hand_over_s, given=data)
        except subprocess.TimeoutExpired as error:
            raise LineLostError(self.queue) from error
        if done.returncode < 0:
            # A signal ended it, and nobody knows how far it had come.
            raise LineLostError(self.queue)
        if done.returncode:
            raise UnreachableError(f"{self.queue}: {_words(done.stderr)}")


def queue_status(queue: str) -> PrinterStatus:
    """Return what the service knows of a queue: a fault, or nothing."""
    try:
        done = _run("lpstat", ["-l", "-p", queue], wait_s=_ASK_SECONDS)
    except (UnreachableError, subprocess.TimeoutExpired):
        return PrinterStatus(Condition.UNREACHABLE)
    if done.returncode:
        return PrinterStatus(Condition.UNREACHABLE)
    told = _words(done.stdout).lower()
    for word, condition in _ALERTS:
        if word in told:
            return PrinterStatus(condition)
    first, *_rest = told.splitlines() or [""]
    return PrinterStatus(Condition.OFFLINE if " disabled" in first else Condition.SILENT)


def cups_queues() -> tuple[str, ...]:
    """Return the names of the queues; none where there is no such service."""
    try:
        done = _run("lpstat", ["-e"], wait_s=_ASK_SECONDS)
    except (UnreachableError, subprocess.TimeoutExpired):
        return ()
    return tuple(_words(done.stdout).split()) if not done.returncode else ()


def _run(
    name: str, arguments: list[str], *, wait_s: float, given: bytes = b""
) -> "subprocess.CompletedProcess[bytes]":
    program = shutil.which(name)
    if program is None:
        raise UnreachableError(name)
    try:
        return subprocess.run(  # noqa: S603 the program of that name, and no shell between
            [program, *arguments],
            input=given,
            capture_output=True,
            timeout=wait_s,
            check=False,
            env=os.environ | {"LC_ALL": "C"},
        )
    except OSError as error:
        raise UnreachableError(name) from error


def _words(told: bytes) -> str:
    return told.decode("utf-8", errors="replace").strip()
