"""A product in the hand until it stands on the storefront, beside the bare work in the same run."""

from typing import Any

from bench.measure import Result, result
from bench.probe import ask
from bench.wishes import Wishes
from bench.workshop import workshop

SMALL = 1_000
"""Articles at the till of a shop that begins to photograph them."""


def bench_hand(wishes: Wishes) -> list[Result]:
    """Measure goods whose code is known and goods of which nothing is, by turns."""
    with workshop() as place:
        told = ask("hand_probe", place.copy(place.shop(SMALL, wishes.seed)), wishes.seed)
    return [
        *_lines("known EAN", told["known"], goal_ms=3000, typed=1, inputs=3),
        *_lines("nothing known", told["unknown"], goal_ms=6000, typed=2, inputs=6),
    ]


def _lines(
    sort: str, told: dict[str, Any], *, goal_ms: int, typed: int, inputs: int
) -> list[Result]:
    draft, shown = f"product in hand → draft complete, {sort}", "published → on the storefront"
    return [
        result(
            f"{draft}",
            told["draft_ms"],
            floor=told["floor_ms"],
            goal=goal_ms,
            note="beside the shutter's 600 ms and the bare work on the pixels",
        ),
        result(f"{draft}, CPU", told["draft_cpu_ms"], floor=told["floor_cpu_ms"]),
        result(f"{draft}: fields typed", told["typed"], unit="", goal=typed),
        result(f"{draft}: inputs until published", told["inputs"], unit="", goal=inputs),
        result(
            f"{shown} with its picture, {sort}",
            told["shown_ms"],
            floor=told["page_ms"],
            goal=2000,
            note="beside one look at the shop's page",
        ),
    ]
