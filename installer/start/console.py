"""What the start says while it works: a line per step on standard error, counted where it is long."""

import sys
from typing import TextIO

#: Exit codes, the same for every command of the project: 1 is left to 'the answer is no'.
DONE, WRONG_USE, WORLD_FAILED, INTERRUPTED = 0, 2, 3, 130


class StartError(Exception):
    """The start cannot go on; its text is the one sentence the user reads, next step included."""


class Console:
    """Tells the steps of the start, one line each.

    Standard error, because standard output belongs to the command that is started afterwards.
    """

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream if stream is not None else sys.stderr
        self._rewrites = self._stream.isatty()
        self._open_line = ""
        self._told_quarter = 0

    def step(self, text: str) -> None:
        """Tells one step on a line of its own."""
        self._close_line()
        self._write(f"{text}\n")

    def count(self, text: str, done: int, total: int) -> None:
        """Tells how far a step is: in place on a terminal, else a line at each quarter."""
        line = f"{text}: {done} of {total}"
        if self._rewrites:
            padding = " " * max(0, len(self._open_line) - len(line))
            self._open_line = line
            self._write(f"\r{line}{padding}")
            return
        quarter = 4 * done // max(total, 1)
        if not self._open_line.startswith(f"{text}:"):
            self._told_quarter = 0
        self._open_line = line
        if quarter > self._told_quarter:
            self._told_quarter = quarter
            self._write(f"{line}\n")

    def _close_line(self) -> None:
        if self._rewrites and self._open_line:
            self._write("\n")
        self._open_line = ""

    def _write(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()
