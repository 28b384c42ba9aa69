"""The till's goals: what a cashier waits for, each beside its floor measured in the same run."""

import os
import statistics
from pathlib import Path

from bench.disk import build_shim
from bench.measure import Result, not_measured, percentile, result
from bench.probe import ask
from bench.start import morning
from bench.wishes import Wishes
from bench.workshop import Workshop, workshop

_Told = dict[str, list[float]]
SMALL = 1_000
"""Articles of a shop of which only the journal is looked at."""


def bench_till(wishes: Wishes) -> list[Result]:
    """Measure the whole table of the till's goals."""
    with workshop() as place:
        wishes.tell(f"a shop of {wishes.products:,} articles, seed {wishes.seed}")
        shop = place.shop(wishes.products, wishes.seed)
        lines: list[Result] = []
        for told, part in (
            ("scans and keys, painted", _window),
            ("look-ups, searches, sales", _sales),
            (f"a day of {wishes.sales:,} sales, a Z of {wishes.tickets}", _day),
        ):
            wishes.tell(told)
            lines += part(place, shop, wishes)
        wishes.tell(f"{wishes.mornings} mornings")
        lines += morning(place, wishes)
        wishes.tell(f"a journal of {wishes.records:,} records")
        return lines + _chain(place, wishes)


def _window(place: Workshop, shop: Path, wishes: Wishes) -> list[Result]:
    told: _Told = ask("window_probe", place.copy(shop), wishes.seed, wishes.acts)
    return [
        result(
            "scan → line painted",
            told["scan"],
            floor=told["scan_floor"],
            goal_p99=5,
            note=_p99_of_floor(told["scan_floor"]),
        ),
        result(
            "key → list painted",
            told["key"],
            floor=told["key_floor"],
            goal=16,
            goal_p99=33,
            note=_p99_of_floor(told["key_floor"]),
        ),
    ]


def _p99_of_floor(taken: list[float]) -> str:
    """Return what the machine alone adds to the slowest of a hundred, in the same minutes."""
    return f"p99 of a bare list over a thread that looks it up: {percentile(taken, 99):.1f} ms"


def _sales(place: Workshop, shop: Path, wishes: Wishes) -> list[Result]:
    shim = build_shim(place.shop(SMALL, wishes.seed).parent)
    told = ask("sale_probe", shop, wishes.seed, wishes.acts, shim=shim)
    ten = "sale of 10 lines committed"
    lines = [
        result("look-up of a code", told["lookup"], floor=told["lookup_floor"], goal=0.1),
        result("look-up of a code, CPU", told["lookup_cpu"], floor=told["lookup_cpu_floor"]),
        result("search", told["search"], floor=told["search_floor"], goal=1.3, goal_p99=8),
        result("search, CPU", told["search_cpu"], floor=told["search_cpu_floor"]),
        result(ten, told["ours_wall"], floor=told["floor_wall"], goal_ratio=6),
        result(f"{ten}, CPU", told["ours_cpu"], floor=told["floor_cpu"], goal_ratio=6),
        result(
            "whole basket: 10 scans, payment, commit",
            told["ours_basket"],
            floor=told["floor_basket"],
            goal=8,
        ),
    ]
    if not told["is_watched"]:
        why = "no C compiler for the disk shim"
        return [
            *lines,
            not_measured("waits for the disk, a sale", why),
            not_measured(f"{ten}, 10 ms added to each wait", why),
        ]
    return [
        *lines,
        result(
            "waits for the disk, a sale",
            [told["ours_waits"]],
            unit="fsync",
            floor=told["floor_waits"],
            goal=1.1,
        ),
        result(
            f"{ten}, 10 ms added to each wait",
            told["ours_slow"],
            floor=told["floor_slow"],
            goal_ratio=1.3,
        ),
    ]


def _day(place: Workshop, shop: Path, wishes: Wishes) -> list[Result]:
    days = (wishes.sales, wishes.tickets, wishes.mornings)
    told = ask("day_probe", place.copy(shop), wishes.seed, *days)
    last = f"{wishes.sales:,}th sale beside the first"
    # A quarter more is noise; what grows with the day is a multiple.
    return [
        result(name, told[f"last_{what}"], floor=told[f"first_{what}"], goal_ratio=1.25)
        for name, what in (
            (last, "wall"),
            (f"{last}, CPU", "cpu"),
            ("what the window reads after a sale, last beside first, CPU", "asked"),
        )
    ] + [
        result(
            f"memory grown from sale 200 to {wishes.sales:,}",
            [told["grown_mb"]],
            unit="MB",
            goal=5,
        ),
        result(
            f"Z of a day of {wishes.tickets} tickets", told["z"], floor=told["z_floor"], goal=200
        ),
    ]


def _chain(place: Workshop, wishes: Wishes) -> list[Result]:
    small = place.shop(SMALL, wishes.seed)
    long, signed = place.copy(small), place.copy(small)
    ask("chain_probe", "make", small, long, wishes.records, 0)
    ask("chain_probe", "make", small, signed, wishes.signed, wishes.signed)
    quick = ask("chain_probe", "quick", long)
    full = ask("chain_probe", "full", signed)
    each = f"{quick['bytes']:.0f} bytes a record"
    return [
        result(
            f"verify the chain of {wishes.records:,} records",
            quick["speed"],
            unit="records/s",
            floor=quick["floor"],
            at_least=300_000,
            note=f"{each}; by all {os.cpu_count()} cores, their start included; the floor and "
            f"one core alone ({statistics.median(quick['alone']):,.0f}) in the same turns",
        ),
        result(
            "verify the chain alone: a second of CPU",
            quick["cpu_speed"],
            unit="records",
            floor=quick["cpu_floor"],
            note=each,
        ),
        result("verify the chain: memory grown", [quick["grown_mb"]], unit="MB", goal=5),
        result(
            f"verify {wishes.signed:,} records with signatures",
            [full["speed"]],
            unit="records/s",
            floor=full["floor"],
            note=f"{os.cpu_count()} cores; the floor is the signatures alone on one",
        ),
    ]
