"""Pull the plug: a selling till is killed, or its power cut, again and again; nothing may be lost.

A kill (SIGKILL) leaves what the process wrote; a cut leaves what it waited for, and no more. After
each, the shop is opened again and held against every sale whose 'paid' was heard.
"""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from bench.crash_check import Paid, faults
from bench.disk import PRELOAD, build_shim
from bench.measure import Result, not_measured, result
from bench.wishes import Wishes
from bench.workshop import Workshop, workshop

ARTICLES = 40
LIVES = 25
"""Deaths of one shop before the next begins: every one is checked from its first ticket on."""
MOST_SALES = 8
LONGEST_S = 0.02
"""How long after an acknowledgement the blow may fall: several sales' time."""
TELL_EVERY = 25


@dataclass
class Lives:
    """One shop and what was heard of it."""

    folder: Path
    shadow: Path
    paid: list[Paid] = field(default_factory=list)


@dataclass
class Tally:
    """What a run of the benchmark came to."""

    deaths: Counter[str] = field(default_factory=Counter)
    paid: int = 0
    #: Deaths after which something was wrong.
    wrong: int = 0


def bench_crash(wishes: Wishes) -> list[Result]:
    """Kill and cut as often as wished, from a seed that is told."""
    wishes.tell(f"seed {wishes.seed}, synchronous {wishes.synchronous}")
    with workshop() as place:
        founded = place.shop(ARTICLES, wishes.seed)
        shim = build_shim(founded.parent)
        if shim is None:
            wishes.tell("no C compiler: kills only, no cut of the power")
        nursery = _Nursery(shim, wishes.synchronous)
        try:
            tally = _pull(place, founded, nursery, wishes, is_cut_possible=shim is not None)
        finally:
            nursery.close()
    note = f"seed {wishes.seed}, {tally.paid} sales acknowledged"
    lines = [
        result(f"deaths by {kind}", [tally.deaths[kind]], unit="", note=note)
        for kind in ("kill", "power cut")
        if tally.deaths[kind]
    ]
    if shim is None:
        lines.append(not_measured("power cuts", "no C compiler for the disk shim"))
    return [
        *lines,
        result("deaths after which something was wrong", [tally.wrong], unit="", goal=0),
    ]


def _pull(
    place: Workshop,
    founded: Path,
    nursery: "_Nursery",
    wishes: Wishes,
    *,
    is_cut_possible: bool,
) -> Tally:
    chance = random.Random(wishes.seed)
    tally = Tally()
    lives = _begin(place, founded)
    for run in range(wishes.runs):
        if run and run % LIVES == 0:
            lives = _begin(place, founded)
        kind = chance.choice(("kill", "power cut")) if is_cut_possible else "kill"
        heard = nursery.kill_one(lives, chance)
        lives.paid += heard
        tally.paid += len(heard)
        tally.deaths[kind] += 1
        if kind == "power cut":
            # The machine comes up with what was waited for; the shadow stays as it is.
            shutil.rmtree(lives.folder)
            shutil.copytree(lives.shadow, lives.folder, ignore=shutil.ignore_patterns("*.draft"))
        examined = place.copy(lives.folder)
        found = faults(examined, lives.paid)
        shutil.rmtree(examined)
        if found:
            tally.wrong += 1
            wishes.tell(f"run {run + 1}, {kind}: {'; '.join(found[:3])}")
            lives = _begin(place, founded)
        if (run + 1) % TELL_EVERY == 0:
            wishes.tell(f"{run + 1} of {wishes.runs}, {tally.paid} sales, {tally.wrong} wrong")
    return tally


def _begin(place: Workshop, founded: Path) -> Lives:
    return Lives(place.copy(founded), place.copy(founded))


class _Nursery:
    """The process that bears tills, and the blow that ends each."""

    def __init__(self, shim: Path | None, synchronous: str) -> None:
        environment = dict(os.environ)
        if shim is not None:
            environment[PRELOAD] = str(shim)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bench.crash_seller", synchronous],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
        )

    def kill_one(self, lives: Lives, chance: random.Random) -> list[Paid]:
        """Let a till live, kill it at a moment of chance and return what it said was paid.

        Raises:
            RuntimeError: it ended by itself.
        """
        asking, hearing = self._process.stdin, self._process.stdout
        if asking is None or hearing is None:
            raise RuntimeError("the nursery has no pipes")
        asking.write(f"{lives.folder} {lives.shadow} {chance.randrange(1 << 30)}\n")
        asking.flush()
        sales, pause = chance.randint(0, MOST_SALES), chance.uniform(0, LONGEST_S)
        pid, heard = 0, list[Paid]()
        is_struck = False
        while True:
            words = hearing.readline().split()
            match words:
                case ["pid", number]:
                    pid = int(number)
                case ["paid", ident, number, cents]:
                    heard.append(Paid(ident, number, int(cents)))
                case ["gone"]:
                    return heard
                case _:
                    raise RuntimeError(" ".join(words) or "the nursery is gone")
            if not is_struck and len(heard) >= sales:
                _spin(pause)
                os.kill(pid, signal.SIGKILL)
                is_struck = True

    def close(self) -> None:
        """Send the nursery home."""
        with self._process as going:
            if going.stdin is not None:
                going.stdin.close()


def _spin(seconds: float) -> None:
    """Wait busily: a blow is to fall to the microsecond."""
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        pass
