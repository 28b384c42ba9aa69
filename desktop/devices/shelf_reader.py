"""All article numbers in one picture of a shelf, each believed only after a second look."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import cv2
import numpy as np
import zxingcpp
from numpy.typing import NDArray

from desktop.devices.imaging import Frame
from desktop.errors import RefusedError
from sync.kernel import gtin

_FORMATS = zxingcpp.BarcodeFormats(
    [
        zxingcpp.BarcodeFormat.EAN13,
        zxingcpp.BarcodeFormat.EAN8,
        zxingcpp.BarcodeFormat.UPCA,
    ]
)
_SIDE_PX = 4000
"""A picture is not looked at larger than this: beyond, a stripe has pixels enough."""
_TILE_PX, _OVERLAP = 1400, 0.35
"""A code lies whole in some tile, unless it is as wide as a third of one."""
_MOST_CODES = 300

Grey = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Facing:
    """An article number and how often it stands on the shelf."""

    gtin: str
    count: int


@dataclass(slots=True)
class _Place:
    gtin: str
    x: float
    y: float
    reach: float
    looks: set[str]


def read_shelf(frame: Frame, is_stopped: Callable[[], bool] = lambda: False) -> tuple[Facing, ...]:
    """Return the article numbers of a picture, from the top left, with how many stand there.

    A code is believed where two looks that see other pixels agree on it: the picture as it is, a
    little turned and smaller, and evened out and enlarged in parts. Where looks read two numbers
    off the same stripes (an edge cut one off), most looks decide. Takes seconds for a large picture.

    Args:
        frame: the shelf.
        is_stopped: asked before each look; true ends the work.

    Raises:
        RefusedError: photo_stopped.
    """
    places: list[_Place] = []
    for name, seen, back in _looks(_fitting(_grey(frame))):
        if is_stopped():
            raise RefusedError("photo_stopped")
        for code, box in _read(seen, back):
            if gtin.is_gtin(code):
                _note(places, gtin.normalise(code), box, name)
    believed = [
        place for place in places if len(place.looks) > 1 and not _is_outvoted(place, places)
    ]
    counts: dict[str, int] = {}
    for place in _in_reading_order(believed):
        counts[place.gtin] = counts.get(place.gtin, 0) + 1
    return tuple(Facing(code, count) for code, count in counts.items())


def _is_outvoted(place: _Place, places: list[_Place]) -> bool:
    """Tell whether more looks read another number where this one stands."""
    return any(
        len(other.looks) > len(place.looks) and _is_near(place, other.x, other.y, other.reach)
        for other in places
    )


def _is_near(place: _Place, x: float, y: float, reach: float) -> bool:
    near = max(place.reach, reach)
    return abs(place.x - x) < near and abs(place.y - y) < near


def _in_reading_order(places: list[_Place]) -> Iterator[_Place]:
    """Walk the shelves from the top, each from the left; one hangs a little, as pictures do."""
    rows: list[list[_Place]] = []
    for each in sorted(places, key=lambda one: one.y):
        if rows and each.y - rows[-1][0].y < each.reach:
            rows[-1].append(each)
        else:
            rows.append([each])
    for row in rows:
        yield from sorted(row, key=lambda one: one.x)


_Box = tuple[float, float, float]
"""Middle, and how far another reading of the same code may lie away."""


def _looks(grey: Grey) -> Iterator[tuple[str, Grey, NDArray[np.float64]]]:
    """Yield each look by its name, and the way back from it into the picture."""
    yield "plain", grey, np.eye(3)
    yield "turned", *_turned(grey)
    even = np.asarray(cv2.createCLAHE(clipLimit=2.0, tileGridSize=(8, 8)).apply(grey), np.uint8)
    for left, top in _tiles(grey.shape[1], grey.shape[0]):
        part = grey[top : top + _TILE_PX, left : left + _TILE_PX]
        yield "parts", _enlarged(part), _from_part(left, top)
        part = even[top : top + _TILE_PX, left : left + _TILE_PX]
        yield "even", _enlarged(part), _from_part(left, top)


def _read(grey: Grey, back: NDArray[np.float64]) -> Iterator[tuple[str, _Box]]:
    found = zxingcpp.read_barcodes(
        np.ascontiguousarray(grey), formats=_FORMATS, text_mode=zxingcpp.TextMode.Plain
    )
    for code in found[:_MOST_CODES]:
        at = code.position
        corners = [(each.x, each.y) for each in (at.top_left, at.top_right, at.bottom_left)]
        corners.append((at.bottom_right.x, at.bottom_right.y))
        points = np.array([[x, y, 1.0] for x, y in corners]) @ back.T
        middle, spread = points[:, :2].mean(axis=0), np.ptp(points[:, :2], axis=0).max()
        yield code.text, (float(middle[0]), float(middle[1]), float(spread) * 0.6 + 8)


def _note(places: list[_Place], code: str, box: _Box, look: str) -> None:
    """Add a reading to the place it is of, or begin a new one."""
    x, y, reach = box
    for place in places:
        if place.gtin == code and _is_near(place, x, y, reach):
            place.looks.add(look)
            return
    places.append(_Place(code, x, y, reach, {look}))


def _turned(grey: Grey) -> tuple[Grey, NDArray[np.float64]]:
    """Return the picture as a hand would hold it a moment later, and the way back."""
    height, width = grey.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), 2.0, 0.9)
    turned = np.asarray(cv2.warpAffine(grey, turn, (width, height), borderValue=255), np.uint8)
    back = np.eye(3)
    back[:2] = cv2.invertAffineTransform(turn)
    return turned, back


def _enlarged(part: Grey) -> Grey:
    return np.asarray(cv2.resize(part, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC), np.uint8)


def _from_part(left: int, top: int) -> NDArray[np.float64]:
    return np.array([[0.5, 0, left], [0, 0.5, top], [0, 0, 1]], np.float64)


def _tiles(width: int, height: int) -> Iterator[tuple[int, int]]:
    step = int(_TILE_PX * (1 - _OVERLAP))
    for top in range(0, max(height - int(_TILE_PX * _OVERLAP), 1), step):
        for left in range(0, max(width - int(_TILE_PX * _OVERLAP), 1), step):
            yield left, top


def _fitting(grey: Grey) -> Grey:
    scale = _SIDE_PX / max(grey.shape)
    if scale >= 1:
        return grey
    return np.asarray(
        cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8
    )


def _grey(frame: Frame) -> Grey:
    return (
        frame if frame.ndim == 2 else np.asarray(cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY), np.uint8)
    )
