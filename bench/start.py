"""How long a shopkeeper waits in the morning: process start to the first line scanned."""

from bench.goods import codes_of
from bench.measure import Result, result
from bench.probe import ask
from bench.wishes import Wishes
from bench.workshop import Workshop, workshop


def bench_start(wishes: Wishes) -> list[Result]:
    """Measure the app's start, beside a bare Qt window's."""
    with workshop() as place:
        return morning(place, wishes)


def morning(place: Workshop, wishes: Wishes) -> list[Result]:
    """Start a shop of the workshop again and again, in turn with a bare window."""
    shop = place.copy(place.shop(wishes.products, wishes.seed))
    code = codes_of(shop)[0]
    ask("start_probe", "--shop", shop, code)
    bare: list[dict[str, float]] = []
    ours: list[dict[str, float]] = []
    for _ in range(wishes.mornings):
        bare.append(ask("start_probe", "--bare"))
        ours.append(ask("start_probe", "--shop", shop, code))
    what = f"{wishes.products:,} products"
    floor, floor_cpu = _each(bare, "painted_ms"), _each(bare, "painted_cpu_ms")

    return [
        result(
            f"start → first painted sale screen, {what}",
            _each(ours, "painted_ms"),
            floor=floor,
            goal_ratio=1.3,
        ),
        result(
            f"start → first painted sale screen, CPU, {what}",
            _each(ours, "painted_cpu_ms"),
            floor=floor_cpu,
        ),
        result(
            f"start → ready to scan, {what}",
            _each(ours, "ready_ms"),
            floor=floor,
            goal_ratio=2.5,
        ),
        result(
            f"start → ready to scan, CPU, {what}",
            _each(ours, "ready_cpu_ms"),
            floor=floor_cpu,
        ),
        result(
            f"the window's longest hold while the rest is loaded, {what}",
            _each(ours, "held_ms"),
            goal=100,
        ),
        result(
            f"memory, {what}",
            _each(ours, "megabytes"),
            unit="MB",
            floor=_each(bare, "megabytes"),
            goal=200,
        ),
    ]


def _each(told: list[dict[str, float]], name: str) -> list[float]:
    return [each[name] for each in told]
