"""One program per data folder: a lock that a crash gives free by itself."""

import os
import sys
from pathlib import Path

from desktop.errors import WorldError

FILE_NAME = "comptoir.lock"


class FolderLock:
    """Held by the operating system for this process; ends with it, however it ends."""

    def __init__(self, handle: int) -> None:
        self._handle = handle

    @classmethod
    def take(cls, folder: Path) -> "FolderLock":
        """Make the folder if need be and lock it.

        Raises:
            WorldError: folder_unusable; already_open, when another Comptoir works on it.
        """
        try:
            folder.mkdir(parents=True, exist_ok=True)
            handle = os.open(folder / FILE_NAME, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise WorldError(
                "folder_unusable", folder=str(folder), detail=error.strerror or ""
            ) from error
        try:
            _lock(handle)
        except OSError as error:
            os.close(handle)
            raise WorldError("already_open", folder=str(folder)) from error
        return cls(handle)

    def release(self) -> None:
        """Give the folder free. The file stays: removing it would race with the next taker."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
