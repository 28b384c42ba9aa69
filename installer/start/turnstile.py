"""Lets one start at a time into the environment."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


@contextmanager
def alone(file: Path, waiting: Callable[[], None]) -> Iterator[int]:
    """Holds the lock of a file and gives its descriptor; the system frees it with its last holder.

    A program that inherits the descriptor holds the lock too, so that a pip whose start was killed
    keeps the next start waiting until it has ended (POSIX).

    Args:
        file: made when it is not there, and left there.
        waiting: called once when somebody else holds the lock.
    """
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        if not _take(descriptor, wait=False):
            waiting()
            while not _take(descriptor, wait=True):
                pass
        yield descriptor
    finally:
        os.close(descriptor)


def _take(descriptor: int, *, wait: bool) -> bool:
    """Returns whether the lock is ours now; Windows gives up waiting after ten seconds."""
    if sys.platform == "win32":
        try:
            msvcrt.locking(descriptor, msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
    else:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            return False
    return True
