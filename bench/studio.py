"""The studio and the catalogue: from the product in the hand to the storefront, part by part.

Each part measures its own lines; another is added to `PARTS`.
"""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.hand import bench_hand
from bench.lists import bench_lists
from bench.measure import Result, not_measured, result
from bench.probe import ask
from bench.table import bench_table
from bench.wishes import Wishes


def pictures(wishes: Wishes) -> list[Result]:
    """Measure a telephone's photograph on its way to the web."""
    with TemporaryDirectory(prefix="comptoir-bench-") as folder:
        file = Path(folder) / "photo.jpg"
        # Drawn in a process of its own, whose memory is no business of the studio's.
        ask("studio_probe", "draw", file, wishes.seed)
        told = ask("studio_probe", "pictures", file)
    what = "12-megapixel JPEG → four web sizes on white"
    way = f"outline by {told['way']}, score {told['score']}, {told['files']} files and the original"
    return [
        result(f"{what}, CPU", told["cpu_ms"], floor=told["bare_cpu_ms"], goal=1700, note=way),
        result(f"{what}, by the clock", told["wall_ms"]),
        result("first look with its crop, by the clock", told["first_ms"], goal=300),
        result("first look with its crop, CPU", told["first_cpu_ms"]),
        result(f"{what}, memory", [told["megabytes"]], unit="MB", goal=500),
    ]


def codes(wishes: Wishes) -> list[Result]:
    """Measure what is read in one frame of the counter's camera, beside each reader alone."""
    folder = wishes.samples
    name = "EAN in one frame of 1280 × 720"
    if not (folder / "manifest.csv").is_file():
        return [not_measured(name, f"no manifest.csv in {folder.name}")]
    told = ask("studio_probe", "codes", folder)
    return [*_recall(name, told), result(f"{name}, CPU", told["cpu_ms"])]


def _recall(name: str, told: dict[str, Any]) -> list[Result]:
    total, found = told["total"], told["found"]
    alone = {reader: count for reader, count in found.items() if reader != "cascade"}
    best = max(alone, key=lambda reader: alone[reader])
    each = ", ".join(f"{reader} {count}" for reader, count in sorted(alone.items()))
    note = f"{found['cascade']} of {total}, {told['twice']} believed after two; alone: {each}"
    refused = f"{told['nothing']} photographs without a code read {told['false_reads']} times"
    once = f"{told['wrong_once']} of {total} in one frame"
    return [
        result(
            f"{name}, read",
            [100 * found["cascade"] / total],
            unit="%",
            floor=100 * alone[best] / total,
            at_least=round(100 * alone[best] / total, 3),
            note=note,
        ),
        result(
            "false numbers believed after two frames",
            [float(told["wrong_twice"] + told["false_reads"])],
            unit="",
            goal=0,
            note=f"{once}; {refused}",
        ),
    ]


PARTS: dict[str, Callable[[Wishes], list[Result]]] = {
    "hand": bench_hand,
    "pictures": pictures,
    "codes": codes,
    "lists": bench_lists,
    "table": bench_table,
}


def bench_studio(wishes: Wishes) -> list[Result]:
    """Measure every part of the studio and the catalogue."""
    lines: list[Result] = []
    for name, part in PARTS.items():
        wishes.tell(f"studio: {name}")
        lines += part(wishes)
    return lines
