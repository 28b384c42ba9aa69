"""How a figure is taken and what it is held against."""

import json
import math
import os
import platform
import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Result:
    """One line of a benchmark: the figure, its floor in the same run, and the goal.

    A line without figures was not measured, and `note` says why; one without a goal is told and
    not judged. `ok` is None for both.
    """

    name: str
    unit: str
    p50: float | None
    p99: float | None
    #: The same work done barely, in the same run.
    floor: float | None
    #: p50 / floor.
    ratio: float | None
    goal: str
    ok: bool | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds of each run of a job, by the clock and of the processor."""

    wall: list[float]
    cpu: list[float]


def timed(job: Callable[[], object], runs: int, warm_up: int = 3) -> Times:
    """Return how long each run of the job took."""
    for _ in range(warm_up):
        job()
    taken = Times([], [])
    for _ in range(runs):
        start, busy = time.perf_counter(), time.process_time()
        job()
        taken.wall.append((time.perf_counter() - start) * 1000)
        taken.cpu.append((time.process_time() - busy) * 1000)
    return taken


def result(
    name: str,
    values: list[float],
    *,
    unit: str = "ms",
    floor: float | list[float] | None = None,
    goal: float | None = None,
    goal_p99: float | None = None,
    goal_ratio: float | None = None,
    at_least: float | None = None,
    note: str = "",
) -> Result:
    """Return a line from measured values, judged by the goals that are given.

    Args:
        name: the work.
        values: one figure a run.
        unit: of the values.
        floor: the bare work's figure, or its figures, of which the median counts.
        goal: upper bound of p50.
        goal_p99: upper bound of p99.
        goal_ratio: upper bound of p50 / floor.
        at_least: lower bound of p50, for a speed.
        note: what the reader should know.
    """
    p50, p99 = statistics.median(values), percentile(values, 99)
    bare = statistics.median(floor) if isinstance(floor, list) else floor
    ratio = p50 / bare if bare else None
    bounds = [
        (goal, p50, f"≤ {goal:g} {unit}" if goal is not None else ""),
        (goal_p99, p99, f"p99 ≤ {goal_p99:g} {unit}" if goal_p99 is not None else ""),
        (goal_ratio, ratio, f"≤ {goal_ratio:g} × floor" if goal_ratio is not None else ""),
        (
            None if at_least is None else -at_least,
            -p50,
            f"≥ {at_least:g} {unit}" if at_least is not None else "",
        ),
    ]
    asked = [(bound, value, told) for bound, value, told in bounds if bound is not None]
    is_met = all(value is not None and value <= bound for bound, value, _ in asked)
    return Result(
        name=name,
        unit=unit,
        p50=round(p50, 3),
        p99=round(p99, 3),
        floor=None if bare is None else round(bare, 3),
        ratio=None if ratio is None else round(ratio, 2),
        goal=", ".join(told for _, _, told in asked),
        ok=is_met if asked else None,
        note=note,
    )


def not_measured(name: str, why: str) -> Result:
    """Return the line of what could not be measured here."""
    return Result(name, "", None, None, None, None, "", None, f"not measured: {why}")


def percentile(values: list[float], percent: int) -> float:
    """Return the value that `percent` per cent of the values do not exceed."""
    ranked = sorted(values)
    return ranked[max(0, math.ceil(len(ranked) * percent / 100) - 1)]


def machine() -> dict[str, object]:
    """Return what the figures were taken on, without naming the machine."""
    return {
        "cores": os.cpu_count(),
        "processor": platform.machine(),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "load": round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None,
    }


def document(results: list[Result]) -> str:
    """Return the one JSON document of a run."""
    body = {"machine": machine(), "results": [asdict(line) for line in results]}
    return json.dumps(body, ensure_ascii=False, indent=2)
