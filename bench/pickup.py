"""The orders at the counter: a phone shown, an order come, the board, what the camera reads."""

from typing import Any

from bench.measure import Result, not_measured, result
from bench.probe import ask
from bench.wishes import Wishes
from bench.workshop import workshop

SMALL = 1_000
"""Articles of a shop; the catalogue's size is no matter of a pickup code."""
RUNS = 30
EACH = 3
"""Phones of each trouble and size."""
OPEN_ORDERS = 500
NONE = "NONE"
"""The family of photographs on which there is nothing to read."""


def bench_pickup(wishes: Wishes) -> list[Result]:
    """Measure the counter of the orders."""
    with workshop() as place:
        wishes.tell("pickup: a phone before the camera, an order from the marketplace")
        shop = place.shop(SMALL, wishes.seed)
        told = ask("pickup_probe", place.copy(shop), wishes.seed, RUNS)
        wishes.tell(f"pickup: {OPEN_ORDERS} open orders on the board")
        board = ask("board_probe", place.copy(shop), wishes.seed, OPEN_ORDERS)
    wishes.tell("pickup: drawn phones and films")
    read = ask("read_probe", wishes.seed, EACH)
    return [*_counter(told), *_board(board), *_recall(read), *_speed(read), *_photographs(wishes)]


def _counter(told: dict[str, Any]) -> list[Result]:
    shown = "QR steady before the camera → verdict painted"
    beside = "beside the camera's next frame and one bare look at it"
    come = "order placed at the marketplace →"
    round_trip = "from the customer's press; beside the marketplace's answer and one bare request"
    return [
        result(
            shown,
            told["verdict_ms"],
            floor=told["verdict_floor_ms"],
            goal=150,
            goal_p99=500,
            note=beside,
        ),
        result(
            f"{shown}, network cut",
            told["cut_ms"],
            floor=told["cut_floor_ms"],
            goal=150,
            goal_p99=500,
            note=beside,
        ),
        *(
            result(
                f"{come} {how} at the counter",
                told[name],
                floor=told["order_floor_ms"],
                goal_p99=300,
                note=f"{until}; {round_trip}",
            )
            for how, name, until in (
                ("visible", "shown_ms", "until its line is painted"),
                ("audible", "heard_ms", "until its sound is handed to the player"),
            )
        ),
    ]


def _board(told: dict[str, Any]) -> list[Result]:
    return [
        result(
            f"board with {OPEN_ORDERS} open orders, refreshed",
            told["refresh_ms"],
            floor=told["floor_ms"],
            goal=50,
            note="read, filled and painted; beside fetching the rows",
        ),
        result("of it, reading the orders", told["read_ms"], floor=told["floor_ms"]),
    ]


def _recall(told: dict[str, Any]) -> list[Result]:
    found, each = told["found"], told["each"]
    count = {name: sum(troubles.values()) for name, troubles in found.items()}
    total = each * len(found["cascade"])
    alone = {name: hits for name, hits in count.items() if name != "cascade"}
    best = max(alone, key=lambda name: alone[name])
    told_alone = ", ".join(f"{name} {hits}" for name, hits in sorted(alone.items()))
    missed = ", ".join(
        f"{trouble} {hits}/{each}" for trouble, hits in found["cascade"].items() if hits < each
    )
    floor = 100 * alone[best] / total
    return [
        result(
            "pickup codes on phones in trouble, read in one frame",
            [100 * count["cascade"] / total],
            unit="%",
            floor=floor,
            at_least=round(floor, 3),
            note=f"{count['cascade']} of {total}; alone: {told_alone}; less than all: {missed}",
        ),
        result(
            "the same, held for a second before the camera",
            [100 * told["film"] / total],
            unit="%",
            floor=floor,
            at_least=round(floor, 3),
            note="one stage in turn a frame, as the camera's thread does",
        ),
        result(
            "wrong and false reads among them",
            [float(told["wrong"]["cascade"] + told["false_reads"])],
            unit="",
            goal=0,
            note=f"alone, wrong: {told['wrong']}",
        ),
    ]


def _speed(told: dict[str, Any]) -> list[Result]:
    names = {
        "moving_ms": "a crowded counter in motion, no code",
        "still_ms": "a crowded counter at rest, no code",
        "unread_ms": "phones that cannot be read",
    }
    return [
        result(
            f"frames of 1280 × 720 a second on one core: {words}",
            [1000 / (sum(told[name]) / len(told[name]))],
            unit="/s",
            floor=1000 / (sum(told["bare_ms"]) / len(told["bare_ms"])),
            at_least=15,
            note="by processor time; beside one bare look a frame",
        )
        for name, words in names.items()
    ]


def _photographs(wishes: Wishes) -> list[Result]:
    folder = wishes.samples
    if not (folder / "manifest.csv").is_file():
        return [not_measured("codes on real photographs", f"no manifest.csv in {folder.name}")]
    wishes.tell("pickup: real photographs")
    return families(ask("read_probe", wishes.seed, 0, folder))


def families(told: dict[str, Any]) -> list[Result]:
    """Return the recall on photographs by family, each beside the best reader alone."""
    total, found, wrong = told["total"], told["found"], told["wrong"]
    lines = []
    for family in sorted(each for each in total if each != NONE):
        count = total[family]
        alone = {name: found[name].get(family, 0) for name in sorted(found) if name != "cascade"}
        best = 100 * max(alone.values()) / count
        hits = found["cascade"].get(family, 0)
        lines.append(
            result(
                f"codes on real photographs, {family}, read in one frame",
                [100 * hits / count],
                unit="%",
                floor=best,
                at_least=round(best, 3),
                note=f"{hits} of {count}; alone: {_told(alone)}; "
                f"wrong: {_told({name: each.get(family, 0) for name, each in wrong.items()})}",
            )
        )
    nothing = {name: each.get(NONE, 0) for name, each in wrong.items()}
    return [
        *lines,
        result(
            "reads on real photographs where nothing is",
            [float(nothing["cascade"])],
            unit="",
            goal=0,
            note=f"of {total.get(NONE, 0)}; alone: {_told(nothing)}",
        ),
        result(
            "wrong texts of QR codes on real photographs",
            [float(wrong["cascade"].get("QR", 0))],
            unit="",
            goal=0,
            note="a striped code is believed once two frames agree",
        ),
    ]


def _told(counts: dict[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(counts.items()))
