"""The disk under a probe: its waits counted, made longer, or mirrored as a power cut leaves them.

The work is done by `disk.c`, compiled when it is first asked for and loaded before the probe.
"""

import ctypes
import os
import shutil
import subprocess
from pathlib import Path

_SOURCE = Path(__file__).with_name("disk.c")
_COMPILERS = ("cc", "gcc", "clang")
PRELOAD = "LD_PRELOAD"


def build_shim(folder: Path) -> Path | None:
    """Return the compiled library; None where there is no compiler to make it."""
    compiler = next(filter(None, map(shutil.which, _COMPILERS)), None)
    if compiler is None or os.name != "posix":
        return None
    library = folder / "disk.so"
    made = subprocess.run(
        [compiler, "-shared", "-fPIC", "-O2", "-o", str(library), str(_SOURCE), "-ldl"],
        capture_output=True,
        check=False,
    )
    return library if made.returncode == 0 else None


class Disk:
    """The shim as a probe sees it; without it nothing is counted and nothing slowed down."""

    def __init__(self) -> None:
        self._library = ctypes.CDLL(None) if PRELOAD in os.environ else None
        if self._library is not None:
            self._library.disk_waits.restype = ctypes.c_long

    @property
    def is_watched(self) -> bool:
        """Tell whether the shim is loaded."""
        return self._library is not None

    def waits(self) -> int:
        """Return how often this process has waited for the disk so far."""
        return 0 if self._library is None else int(self._library.disk_waits())

    def delay(self, microseconds: int) -> None:
        """Make each wait longer by so much."""
        if self._library is not None:
            self._library.disk_delay(ctypes.c_long(microseconds))

    def mirror(self, folder: Path, shadow: Path) -> None:
        """Keep in `shadow` what was waited for in `folder`, and no more."""
        if self._library is not None:
            self._library.disk_shadow(os.fsencode(folder), os.fsencode(shadow))
