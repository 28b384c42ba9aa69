"""Probes: programs of their own that measure one thing and say what they found as JSON."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from bench.disk import PRELOAD


def ask(module: str, *words: str | int | Path, shim: Path | None = None) -> Any:  # noqa: ANN401 each probe tells what it likes
    """Run `python -m bench.<module>` and return what it told.

    Raises:
        RuntimeError: it failed; with what it complained of.
    """
    # A shop's PC keeps compiled modules; a machine told not to would time the compiler.
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    if shim is not None:
        environment[PRELOAD] = str(shim)
    done = subprocess.run(
        [sys.executable, "-m", f"bench.{module}", *map(str, words)],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
    )
    if done.returncode:
        raise RuntimeError(f"bench.{module} failed: {done.stderr[-2000:]}")
    return json.loads(done.stdout.splitlines()[-1])


def answer(told: object) -> None:
    """Say what was found: the last line of a probe."""
    sys.stdout.write(json.dumps(told) + "\n")


def resident_mb() -> float:
    """Return how much memory this process holds now."""
    return _memory("VmRSS")


def peak_mb() -> float:
    """Return the most memory this process has held."""
    return _memory("VmHWM")


def _memory(what: str) -> float:
    status = Path("/proc/self/status")
    if not status.exists():
        import resource  # noqa: PLC0415 not on every system

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    # Not from getrusage, which on Linux begins with what the parent held.
    line = next(line for line in status.read_text().splitlines() if line.startswith(what))
    return int(line.split()[1]) / 1024
