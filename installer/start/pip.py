"""What pip tells and leaves behind: its progress, its reasons, its half-done work."""

import csv
import re
import shutil
from collections.abc import Sequence
from pathlib import Path

from installer.start.console import Console


class PipProgress:
    """Counts packages from what pip prints, and from the disk while pip prints nothing."""

    def __init__(self, console: Console, packages: Path, pins: int) -> None:
        self._console = console
        self._packages = packages
        self._expected = pins
        self._fetched = 0
        self._installing = 0
        self._before = 0

    def hear(self, line: str) -> None:
        """Takes one line of pip's output."""
        if line.startswith("Ignoring ") and "markers" in line:
            self._expected -= 1
        elif line.startswith(("Collecting ", "Requirement already satisfied: ")):
            self._fetched += 1
            self._console.count("Fetching packages", self._fetched, self._expected)
        elif line.startswith("Installing collected packages: "):
            self._installing = line.count(",") + 1
            self._before = self._installed()
        elif line.startswith("Successfully installed ") and self._installing:
            self._console.count("Unpacking packages", self._installing, self._installing)

    def look(self) -> None:
        """Counts what has been unpacked: pip says nothing from the first package to the last."""
        if self._installing:
            done = min(max(self._installed() - self._before, 0), self._installing)
            self._console.count("Unpacking packages", done, self._installing)

    def _installed(self) -> int:
        return sum(1 for _ in self._packages.glob("*.dist-info/INSTALLER"))


def reason(said: Sequence[str], log: Path) -> str:
    """Returns the sentence for a pip that failed, from what it printed."""
    text = "\n".join(said)
    if "No space left on device" in text or "Errno 28" in text:
        return "The disk is full: free some space, then start again; it goes on where it stopped."
    if "DO NOT MATCH THE HASHES" in text:
        return (
            "A downloaded package is not the one the lock names: start again, and if it stays so,"
            f" do not use that package index (see {log})."
        )
    if re.search(
        r"Max retries exceeded|NewConnectionError|NameResolutionError|ConnectTimeout|ReadTimeout"
        r"|Read timed out|ProxyError|SSLError|Temporary failure in name resolution"
        r"|Connection (refused|reset|aborted)",
        text,
    ):
        return (
            "The package index cannot be reached: check the network (and pip's configuration), then"
            " start again; it goes on where it stopped."
        )
    if missing := re.search(r"No matching distribution found for (\S+)", text):
        return (
            f"pip finds no {missing[1]} made for this computer: check the network and pip's"
            " configuration, or start with another Python (3.11 to 3.14, 64 bits)."
        )
    errors = [line for line in said if line.startswith("ERROR:")] or ["it gave no reason"]
    return f"pip could not install the packages ({errors[-1]}): see {log}, then start again."


def repair(packages: Path) -> bool:
    """Makes pip install again what an interrupted pip left half unpacked; returns whether it did.

    pip takes a package for installed as soon as its metadata is there, though it writes INSTALLER
    and the final RECORD last; and an interrupted replacement leaves a folder named '~...' behind.
    """
    for half_moved in packages.glob("~*"):
        shutil.rmtree(half_moved, ignore_errors=True)
    torn = [metadata for metadata in packages.glob("*.dist-info") if not _is_whole(metadata)]
    for metadata in torn:
        shutil.rmtree(metadata)
    return bool(torn)


def has_whole_pip(packages: Path) -> bool:
    """Returns whether pip itself is there to the last file."""
    return any(_is_whole(metadata) for metadata in packages.glob("pip-*.dist-info"))


def _is_whole(metadata: Path) -> bool:
    record = metadata / "RECORD"
    if not (metadata / "INSTALLER").exists() or not record.exists():
        return False
    with record.open(encoding="utf-8", newline="") as lines:
        return all(_is_there(metadata.parent / name, size) for name, _, size in csv.reader(lines))


def _is_there(file: Path, size: str) -> bool:
    """Files without a recorded size (compiled ones, RECORD itself) come and go."""
    if not size:
        return True
    try:
        return file.stat().st_size == int(size)
    except OSError:
        return False
