"""The catalogue's table over a hundred thousand products: how soon it is there, how it scrolls."""

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
    floor = [frame for one in told for frame in one["floor"]]
    rows = told[0]["rows"]
    return [
        result(
            f"table of {rows} products, tab to painted rows",
            [one["open"] for one in told],
            goal=OPEN_MS,
            note=f"peak {max(one['megabytes'] for one in told):.0f} MB",
        ),
        _frames("frame of a scroll", [one["scroll"] for one in told], floor),
        _frames("frame of a leap across the whole table", [one["leap"] for one in told], floor),
    ]


def _frames(name: str, runs: list[list[float]], floor: list[float]) -> Result:
    frames = [frame for one in runs for frame in one]
    return result(
        name,
        frames,
        floor=floor,
        goal_p99=FRAME_MS,
        note=f"longest {max(frames):.1f} ms, of the floor {max(floor):.1f} ms",
    )
