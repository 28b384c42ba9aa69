"""The schematic map of a town: its outline, water, streets and squares in one drawing's units.

No tiles, no third party, no script: the shops are links in an SVG, and a list beside it says the
same.
"""

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from marketplace.services.directory import ShopCard

WIDTH = 1000
_METRES_PER_DEGREE = 111_320
_MARGIN = 0.35
"""How much of the town is shown around the outermost shops, as a share of their spread."""
_SMALLEST_M = 620
_FLATTEST = 0.62
_SIGN_WIDTH = 9
"""About what a letter of a name takes."""
_NAMED_AREAS = ("square", "park", "station", "church", "hall")
_APART = 62
_ROUNDS = 40

Points = Sequence[Sequence[float]]


@dataclass(frozen=True, slots=True)
class Shape:
    """A line or an area, as the path of an SVG."""

    kind: str
    path: str


@dataclass(frozen=True, slots=True)
class Name:
    """A name written on the map, turned by so many degrees along its street."""

    text: str
    kind: str
    x: int
    y: int
    angle: int


@dataclass(frozen=True, slots=True)
class Pin:
    """A shop on the map with its number in the list."""

    number: int
    shop: ShopCard
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Drawing:
    """Everything the map's template needs; empty paths are not drawn."""

    height: int
    outline: str
    river: Shape | None
    river_width: int
    areas: tuple[Shape, ...]
    streets: tuple[Shape, ...]
    names: tuple[Name, ...]
    pins: tuple[Pin, ...]
    scale: int


def draw(town_map: dict[str, Any], shops: Sequence[ShopCard], scale: int = 1) -> Drawing:
    """Return the drawing of a town's map (`town_file.MapFile`) with these shops upon it.

    It shows the surroundings of the shops; names that would cover a pin or each other are left
    out. `scale` enlarges pins and letters for a map shown that many times smaller.
    """
    places = [(shop.lat_e6 / 1_000_000, shop.lon_e6 / 1_000_000) for shop in shops]
    sheet = _Sheet(places or town_map.get("outline") or [(0.0, 0.0)])
    river = town_map.get("river")
    pins = tuple(
        Pin(number, shop, x, y)
        for number, (shop, (x, y)) in enumerate(
            zip(shops, _spread([sheet.place(point) for point in places]), strict=True), start=1
        )
    )
    return Drawing(
        height=sheet.height,
        outline=sheet.closed(town_map.get("outline", [])),
        river=Shape("river", sheet.line(river["points"])) if river else None,
        river_width=max(6, sheet.length(river["width_m"])) if river else 0,
        areas=tuple(
            Shape(area["kind"], sheet.closed(area["outline"])) for area in town_map.get("areas", [])
        ),
        streets=tuple(
            Shape(f"rank{street['rank']}", sheet.line(street["points"]))
            for street in sorted(town_map.get("streets", []), key=lambda one: -one["rank"])
        ),
        names=_names(town_map, sheet, pins, scale),
        pins=pins,
        scale=scale,
    )


class _Sheet:
    """Turns degrees into the drawing's units: north is up, a metre is as long both ways."""

    def __init__(self, points: Points) -> None:
        latitudes = [point[0] for point in points]
        longitudes = [point[1] for point in points]
        self._north = (min(latitudes) + max(latitudes)) / 2
        self._west = (min(longitudes) + max(longitudes)) / 2
        self._lon_m = _METRES_PER_DEGREE * math.cos(math.radians(self._north))
        spread_x = (max(longitudes) - min(longitudes)) * self._lon_m
        spread_y = (max(latitudes) - min(latitudes)) * _METRES_PER_DEGREE
        width_m = max(spread_x * (1 + 2 * _MARGIN), _SMALLEST_M)
        height_m = max(spread_y * (1 + 2 * _MARGIN), width_m * _FLATTEST)
        self._scale = WIDTH / width_m
        self.height = round(height_m * self._scale)

    def length(self, metres: int) -> int:
        return round(metres * self._scale)

    def place(self, point: Sequence[float]) -> tuple[int, int]:
        x = WIDTH / 2 + (point[1] - self._west) * self._lon_m * self._scale
        y = self.height / 2 - (point[0] - self._north) * _METRES_PER_DEGREE * self._scale
        return round(x), round(y)

    def closed(self, points: Points) -> str:
        return f"{self.line(points)}Z" if points else ""

    def line(self, points: Points) -> str:
        return "M" + "L".join(f"{x} {y}" for x, y in map(self.place, points))


def _names(
    town_map: dict[str, Any], sheet: _Sheet, pins: Sequence[Pin], scale: int
) -> tuple[Name, ...]:
    """Return the names there is room for: squares and parks first, then water, then streets."""
    wanted: list[Name] = []
    for area in town_map.get("areas", []):
        if area["kind"] in _NAMED_AREAS:
            corners = [sheet.place(point) for point in area["outline"]]
            x = sum(x for x, _ in corners) // len(corners)
            y = sum(y for _, y in corners) // len(corners)
            wanted.append(Name(area["name"], area["kind"], x, y, 0))
    river = town_map.get("river")
    if river:
        wanted += _along(river["name"], "river", river["points"], sheet, scale)
    for street in sorted(town_map.get("streets", []), key=lambda one: one["rank"]):
        wanted += _along(street["name"], "street", street["points"], sheet, scale)
    taken = [
        (pin.x - 34 * scale, pin.y - 76 * scale, pin.x + 34 * scale, pin.y + 6) for pin in pins
    ]
    written: list[Name] = []
    for name in wanted:
        box = _box(name, scale)
        is_inside = box[0] > 8 and box[1] > 8 and box[2] < WIDTH - 8 and box[3] < sheet.height - 8
        if is_inside and not any(_overlap(box, other) for other in taken):
            written.append(name)
            taken.append(box)
    return tuple(written)


def _along(name: str, kind: str, points: Points, sheet: _Sheet, scale: int) -> list[Name]:
    """Return the name on each of a line's stretches it fits on, the longest first."""
    placed = [sheet.place(point) for point in points]
    stretches = sorted(itertools.pairwise(placed), key=lambda pair: -math.dist(pair[0], pair[1]))
    names = []
    for start, end in stretches:
        if math.dist(start, end) < len(name) * _SIGN_WIDTH * scale:
            break
        # Read from left to right, whichever way the street was drawn.
        (x1, y1), (x2, y2) = sorted((start, end))
        angle = round(math.degrees(math.atan2(y2 - y1, x2 - x1)))
        names.append(Name(name, kind, (x1 + x2) // 2, (y1 + y2) // 2, angle))
    return names[:1]


def _box(name: Name, scale: int) -> tuple[int, int, int, int]:
    half = len(name.text) * _SIGN_WIDTH * scale / 2 + 6
    across = abs(math.cos(math.radians(name.angle))) * half + 8 * scale
    down = abs(math.sin(math.radians(name.angle))) * half + 12 * scale
    return (
        round(name.x - across),
        round(name.y - down),
        round(name.x + across),
        round(name.y + down),
    )


def _overlap(one: tuple[int, int, int, int], other: tuple[int, int, int, int]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _spread(places: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Push pins apart that would cover each other; a finger must hit the one it means."""
    moved = [(float(x), float(y)) for x, y in places]
    for _ in range(_ROUNDS):
        has_moved = False
        for first in range(len(moved)):
            for second in range(first + 1, len(moved)):
                apart = _pushed(moved[first], moved[second], first)
                if apart:
                    moved[first], moved[second] = apart
                    has_moved = True
        if not has_moved:
            break
    return [(round(x), round(y)) for x, y in moved]


def _pushed(
    one: tuple[float, float], other: tuple[float, float], salt: int
) -> tuple[tuple[float, float], tuple[float, float]] | None:
    across, down = other[0] - one[0], other[1] - one[1]
    distance = math.hypot(across, down)
    if distance >= _APART:
        return None
    if distance < 1:
        across, down, distance = math.cos(salt), math.sin(salt), 1.0
    push = (_APART - distance) / 2 + 0.5
    step = across / distance * push, down / distance * push
    return (one[0] - step[0], one[1] - step[1]), (other[0] + step[0], other[1] + step[1])
