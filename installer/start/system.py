"""What the operating system must have before Comptoir can run, and how it is had on Debian."""

import ctypes
import importlib.util
import os
import re
import shlex
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from shutil import which

from installer.start.console import Console, StartError
from installer.start.programs import ask, follow

#: Shared library -> Debian package, for every run (measured on bare Debian 12: without any of
#: these Qt, OpenCV or the bar code reader does not load). Debian 13 and Ubuntu 24.04 answer to
#: the same names.
LIBRARIES = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libfontconfig.so.1": "libfontconfig1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libzbar.so.0": "libzbar0",
}
#: The same for a window on a screen: Qt's xcb plugin.
SCREEN_LIBRARIES = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
}
FONT_PACKAGE = "fonts-dejavu-core"
FONT_FOLDERS = (
    Path("/usr/share/fonts"),
    Path("/usr/local/share/fonts"),
    Path("~/.local/share/fonts"),
    Path("~/.fonts"),
)
#: The test suite checks the fiscal archive with a program that is not ours.
TEST_PROGRAMS = {"openssl": "openssl"}

_UNREACHABLE = re.compile(
    r"Could not resolve|Temporary failure|Unable to connect|Could not connect|Failed to fetch"
    r"|Connection (failed|timed out)"
)


@dataclass(frozen=True)
class Lack:
    """Something the system does not have: what it is, and the Debian package that brings it."""

    what: str
    package: str
    #: The package is there, but dpkg was interrupted before it was done with it.
    is_half_installed: bool = False


@dataclass(frozen=True)
class Wants:
    """What this start is going to do, as far as the system must be prepared for it."""

    #: A window will be shown on a screen.
    screen: bool
    #: The checks will run.
    tests: bool
    #: The environment must still be made, which takes Python's own venv and ensurepip.
    environment: bool


def lacks(wants: Wants, *, platform: str = sys.platform) -> list[Lack]:
    """Returns what the system lacks for this start.

    Shared libraries and fonts are asked of Linux only: the wheels for Windows and macOS bring
    theirs.
    """
    found = list(_python_lacks()) if wants.environment else []
    if platform == "linux":
        libraries = LIBRARIES | (SCREEN_LIBRARIES if wants.screen else {})
        found += [Lack(library, libraries[library]) for library in libraries if not _loads(library)]
        found += [] if _has_font() else [Lack("a font", FONT_PACKAGE)]
        found += _half_installed([*libraries.values(), FONT_PACKAGE])
    if wants.tests:
        found += [Lack(each, TEST_PROGRAMS[each]) for each in TEST_PROGRAMS if not which(each)]
    return found


def _python_lacks() -> Iterator[Lack]:
    """Debian keeps ensurepip in a package of its own, one for each version of Python."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    for module in ("venv", "ensurepip"):
        if importlib.util.find_spec(module) is None:
            yield Lack(f"Python's {module}", f"{version}-venv")


def _half_installed(packages: Sequence[str]) -> Iterator[Lack]:
    """A library loads as soon as it is unpacked, before ldconfig knows it (so pyzbar does not).

    libc-bin is asked too: what ldconfig still has to do is written down as its business.
    """
    if which("dpkg-query") is None:
        return
    # It fails for a package it does not know, which the probes of its library have seen to.
    shown = ("--show", "-f", "${Package} ${db:Status-Status}\\n")
    _, told = ask(["dpkg-query", *shown, "libc-bin", *packages])
    for line in told.splitlines():
        package, _, status = line.partition(" ")
        if status not in {"installed", "not-installed", "config-files"}:
            yield Lack(f"the rest of {package}", package, is_half_installed=True)


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _has_font() -> bool:
    return any(
        name.lower().endswith((".ttf", ".otf", ".ttc"))
        for folder in FONT_FOLDERS
        for _, _, names in os.walk(folder.expanduser())
        for name in names
    )


def packages_of(lacking: Iterable[Lack]) -> list[str]:
    """Returns the Debian packages that bring what lacks, each once, in order."""
    return list(dict.fromkeys(lack.package for lack in lacking))


def supply(
    lacking: Callable[[], Sequence[Lack]], console: Console, environment: Mapping[str, str]
) -> None:
    """Has the system get what it lacks, or tells the user the one command that does.

    Args:
        lacking: probes the system; asked again after the installation.
        console: where the steps are told.
        environment: the environment variables of the package manager.

    Raises:
        StartError: the user has to act: no rights, no package manager we know, no network.
    """
    found = lacking()
    if not found:
        return
    packages = packages_of(found)
    if which("apt-get") is None:
        raise StartError(
            f"This system lacks {_listed(found)}: install them with its package manager"
            f" (Debian calls the packages {' '.join(packages)}), then start again."
        )
    if not _is_root():
        raise StartError(
            f"This system lacks {_listed(found)}: run\n\n    {_one_command(found)}\n\n"
            "and start again."
        )
    _install(packages, console, environment)
    missing = lacking()
    if missing:
        raise StartError(
            f"apt installed {' '.join(packages)}, and still {_listed(missing)} cannot be found:"
            " start again with the system's own Python (/usr/bin/python3)."
        )


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _listed(lacking: Sequence[Lack]) -> str:
    return ", ".join(lack.what for lack in lacking)


def _one_command(lacking: Sequence[Lack]) -> str:
    names = " ".join(packages_of(lacking))
    line = f"apt-get update && apt-get install --yes --no-install-recommends {names}"
    if any(lack.is_half_installed for lack in lacking):
        line = f"dpkg --configure -a && {line}"
    by = "sudo sh -c" if which("sudo") is not None else "su -c"
    return f"{by} {shlex.quote(line)}"


class _Apt:
    """One run of apt-get: counts what it fetches and sets up, and keeps its complaints."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._total = 0
        self._fetched = 0
        self._set_up = 0
        self.complaints: list[str] = []

    def hear(self, line: str) -> None:
        if announced := re.search(r"(\d+) newly installed", line):
            self._total = int(announced[1])
        elif line.startswith("Get:") and self._total:
            self._fetched = min(self._fetched + 1, self._total)
            self._console.count("Fetching system packages", self._fetched, self._total)
        elif line.startswith("Setting up ") and self._total:
            self._set_up = min(self._set_up + 1, self._total)
            self._console.count("Setting up system packages", self._set_up, self._total)
        elif line.startswith(("E:", "Err:", "W: Failed")):
            self.complaints.append(line)


def _install(packages: Sequence[str], console: Console, environment: Mapping[str, str]) -> None:
    quiet = {**environment, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}
    patient = ["-o", "DPkg::Lock::Timeout=300"]
    console.step(f"Installing from the system's packages: {' '.join(packages)}")
    # Both may fail: what is still amiss shows up in the installation itself.
    follow(["dpkg", "--configure", "-a"], quiet, heard=lambda _: None)
    update = _Apt(console)
    follow(["apt-get", *patient, "update"], quiet, heard=update.hear)
    install = ["apt-get", *patient, "install", "--yes", "--no-install-recommends", *packages]
    apt = _Apt(console)
    if follow(install, quiet, heard=apt.hear) == 0:
        return
    raise StartError(_reason(update.complaints + apt.complaints))


def _reason(complaints: Sequence[str]) -> str:
    said = "\n".join(complaints)
    if "No space left" in said or "enough free space" in said:
        return "The disk is full: free some space, then start again."
    if _UNREACHABLE.search(said):
        return (
            "The system's packages cannot be reached: check the network (and /etc/apt), then start"
            " again."
        )
    last = complaints[-1] if complaints else "it gave no reason"
    return f"apt could not install what is missing ({last}): settle that, then start again."
