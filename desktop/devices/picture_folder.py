"""A folder that pictures come into: a memory card, a camera's software, a shared folder.

The caller asks every half second or so, off the main thread, and says what time it is.
"""

import os
import stat
from dataclasses import dataclass
from pathlib import Path

from desktop.devices.imaging import taken_s
from desktop.errors import WorldError

STABLE_S = 1.0
"""A file that has not grown for so long is whole."""
BURST_S = 20.0
"""Pictures taken within so long of each other are of one product."""
_KINDS = {".jpg", ".jpeg", ".png", ".webp", ".heic", ".heif", ".bmp", ".tif", ".tiff"}
_MOST_FILES = 5_000


@dataclass(frozen=True, slots=True)
class Burst:
    """Pictures of one product."""

    paths: tuple[Path, ...]
    #: They follow the pictures handed out last, and are of the same product.
    goes_on: bool = False


@dataclass(slots=True)
class _Seen:
    size: int
    #: When it was written, and once it is whole when it was taken, where it says so.
    taken_s: float
    since_s: float
    is_dated: bool = False


class PictureFolder:
    """Hands out what comes into a folder, one product's pictures together.

    What lay there before is passed over. A file counts once it is whole: its size stands still for
    a second. Pictures belong to one product while each was taken within twenty seconds of the last: by
    their own clock where they say so, for a card copied at once has one time for all its files.
    """

    def __init__(self, folder: Path) -> None:
        """Begin with what lies there now.

        Raises:
            WorldError: folder_missing.
        """
        self._folder = folder
        self._done = {name for name, _size, _written in self._listed()}
        self._coming: dict[str, _Seen] = {}
        self._last_taken_s = float("-inf")

    def look(self, at_s: float) -> tuple[Burst, ...]:
        """Return the bursts that are whole, the oldest first, each once.

        Raises:
            WorldError: folder_missing, when the card was pulled out.
        """
        there = set()
        for name, size, written_s in self._listed():
            if name in self._done:
                continue
            there.add(name)
            seen = self._coming.get(name)
            if seen is None or seen.size != size:
                self._coming[name] = _Seen(size, written_s, at_s)
        self._coming = {name: seen for name, seen in self._coming.items() if name in there}
        for name, seen in self._coming.items():
            if not seen.is_dated and seen.size > 0 and at_s - seen.since_s >= STABLE_S:
                told = taken_s(self._folder / name)
                seen.taken_s, seen.is_dated = seen.taken_s if told is None else told, True
        return tuple(
            self._hand_out(burst) for burst in self._bursts() if self._is_whole(burst, at_s)
        )

    def _hand_out(self, names: list[str]) -> Burst:
        taken = [self._coming.pop(name).taken_s for name in names]
        self._done.update(names)
        goes_on = 0 <= taken[0] - self._last_taken_s <= BURST_S
        self._last_taken_s = taken[-1]
        return Burst(tuple(self._folder / name for name in names), goes_on)

    def _bursts(self) -> list[list[str]]:
        bursts: list[list[str]] = []
        last_s = 0.0
        for name, seen in sorted(self._coming.items(), key=lambda one: (one[1].taken_s, one[0])):
            if bursts and seen.taken_s - last_s <= BURST_S:
                bursts[-1].append(name)
            else:
                bursts.append([name])
            last_s = seen.taken_s
        return bursts

    def _is_whole(self, burst: list[str], at_s: float) -> bool:
        return all(
            (seen := self._coming[name]).size > 0 and at_s - seen.since_s >= STABLE_S
            for name in burst
        )

    def _listed(self) -> list[tuple[str, int, float]]:
        """Return name, size and time of each picture; links are not followed out of the folder."""
        found: list[tuple[str, int, float]] = []
        try:
            with os.scandir(self._folder) as entries:
                for entry in entries:
                    if Path(entry.name).suffix.lower() not in _KINDS:
                        continue
                    about = entry.stat(follow_symlinks=False)
                    if stat.S_ISREG(about.st_mode):
                        found.append((entry.name, about.st_size, about.st_mtime))
                    if len(found) >= _MOST_FILES:
                        break
        except OSError as error:
            raise WorldError("folder_missing", folder=str(self._folder)) from error
        return found
