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

    `goal` bounds p50 from above in the result's unit; `goal_ratio` bounds p50 / floor.
    """

    name: str
    unit: str
    p50: float
    p99: float
    floor: float | None
    ratio: float | None
    goal: str
    ok: bool


def timed(job: Callable[[], object], runs: int, warm_up: int = 3) -> list[float]:
    """Return how many milliseconds each run of the job took."""
    for _ in range(warm_up):
        job()
    taken: list[float] = []
    for _ in range(runs):
        start = time.perf_counter()
        job()
        taken.append((time.perf_counter() - start) * 1000)
    return taken


def result(
    name: str,
    values: list[float],
    *,
    unit: str = "ms",
    floor: float | None = None,
    goal: float | None = None,
    goal_p99: float | None = None,
    goal_ratio: float | None = None,
) -> Result:
    """Return a line from measured values, judged by the goals that are given."""
    p50, p99 = statistics.median(values), percentile(values, 99)
    ratio = p50 / floor if floor else None
    bounds = [
        (goal, p50, f"≤ {goal:g} {unit}" if goal is not None else ""),
        (goal_p99, p99, f"p99 ≤ {goal_p99:g} {unit}" if goal_p99 is not None else ""),
        (goal_ratio, ratio, f"≤ {goal_ratio:g} × floor" if goal_ratio is not None else ""),
    ]
    asked = [(bound, value, told) for bound, value, told in bounds if bound is not None]
    return Result(
        name=name,
        unit=unit,
        p50=round(p50, 3),
        p99=round(p99, 3),
        floor=None if floor is None else round(floor, 3),
        ratio=None if ratio is None else round(ratio, 2),
        goal=", ".join(told for _, _, told in asked),
        ok=all(value is not None and value <= bound for bound, value, _ in asked),
    )


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
