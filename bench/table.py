"""The catalogue's table over a hundred thousand products: how soon it is there, how it scrolls."""

from typing import Any

from bench import probe
from bench.measure import Result, result
from bench.wishes import Wishes
from bench.workshop import Workshop, workshop

RUNS = 3
OPEN_MS, FRAME_MS = 300, 32


def bench_table(wishes: Wishes) -> list[Result]:
    """Return how long the table takes to open, and the longest frames of scrolling through it."""
    with workshop() as place:
        return table_lines(wishes, place)


def table_lines(wishes: Wishes, place: Workshop) -> list[Result]:
    """Return the same in a workshop that is there."""
    wishes.tell(f"The table of {wishes.products} products…")
    told = [
        probe.ask("table_probe", place.copy(place.shop(wishes.products, wishes.seed)))
        for _ in range(RUNS)
    ]
    rows = told[0]["rows"]
    return [
        result(
            f"table of {rows} products, tab to painted rows",
            [one["open"] for one in told],
            goal=OPEN_MS,
            note=f"peak {max(one['megabytes'] for one in told):.0f} MB",
        ),
        result(
            f"table of {rows} products, tab to painted rows, CPU of all threads",
            [one["open_cpu"] for one in told],
            note="with the order of all rows, as far as it was read by then",
        ),
        *_frames("frame of a scroll", "scroll", told),
        *_frames("frame of a leap across the whole table", "leap", told),
    ]


def _frames(name: str, kind: str, told: list[dict[str, Any]]) -> list[Result]:
    """Return the frames by the clock, which a busy machine makes long, and of the main thread's CPU."""
    lines = []
    for by, words in (("wall", name), ("cpu", f"{name}, CPU")):
        frames = [frame for one in told for frame in one[kind][by]]
        floor = [frame for one in told for frame in one["floor"][by]]
        note = f"longest {max(frames):.1f} ms, of the floor {max(floor):.1f} ms"
        lines.append(result(words, frames, floor=floor, goal_p99=FRAME_MS, note=note))
    return lines
