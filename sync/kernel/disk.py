"""What a disk must be asked for, so that a power cut takes nothing back."""

import os
from pathlib import Path


def settle(folder: Path) -> None:
    """Wait until the names in the folder survive a power cut; Windows needs no such call."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def write_whole(path: Path, content: bytes) -> None:
    """Write a file that after a power cut is there complete or not at all, in its folder's name.

    Raises:
        OSError: the disk does not take it; what stood there before still does.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    coming = path.with_suffix(".part")
    with coming.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    coming.replace(path)
    settle(path.parent)
