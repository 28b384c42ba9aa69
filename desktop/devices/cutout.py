"""The product cut out of its background, and how sure that is.

A small network (U-2-Net p, 4.6 MB, 320 × 320) draws the outline; a guided filter lays it on the
picture's own edges. Where the file of the network is absent, OpenCV's grabCut does what it can,
started from the colours of the border. Either may fail, and says so: `Cut.score` falls, and what
is below `ENOUGH` is not to be used without being asked for.
"""

import hashlib
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from threading import Lock, Timer
from typing import Any, Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from desktop.devices.imaging import Frame

MODEL_FILE = "u2netp.onnx"
MODEL_SHA256 = "309c8469258dda742793dce0ebea8e6dd393174f89934733ecc8b14c76f4ddd8"
MODEL_ENV = "COMPTOIR_CUTOUT_MODEL"
"""Names another place for the file; empty: work without it."""
IDLE_S = 60.0
"""So long after the last picture the network's quarter of a gigabyte is given back."""
ENOUGH = 60
"""The score from which a cut-out is shown first, and the original behind it."""

Alpha = NDArray[np.uint8]
"""How much of each pixel is product: 0 to 255."""
_Plane = NDArray[np.float32]

_NET_PX = 320
_GUIDE_PX = 800
_SEED_PX = 360
_SURELY_UNLIKE = 22
_MEAN = np.array([0.485, 0.456, 0.406], np.float32)
_SPREAD = np.array([0.229, 0.224, 0.225], np.float32)
_SMALLEST_PERCENT, _LARGEST_PERCENT = 3, 85
_PIECES_PX = 256
_SPECK, _EQUAL, _TOUCHING, _ALIKE = 0.03, 0.3, 0.012, 22.0
_PLAIN, _UNLIKE_HUE = 5.0, 7.0


class Doubt(StrEnum):
    """Why a cut-out is not believed."""

    NOTHING = "nothing"
    TOO_SMALL = "too_small"
    TOO_LARGE = "too_large"
    AT_THE_EDGE = "at_the_edge"
    UNSURE = "unsure"
    LIKE_ITS_GROUND = "like_its_ground"
    SCATTERED = "scattered"
    LEFT_BEHIND = "left_behind"


class Way(StrEnum):
    """What drew the outline."""

    NET = "net"
    SEEDS = "seeds"


@dataclass(frozen=True, slots=True, eq=False)
class Cut:
    """A product's outline in a picture of the same size."""

    alpha: Alpha
    way: Way
    #: 0 to 100.
    score: int
    #: Of the picture, per cent.
    area_percent: float
    #: Of the picture's border that is product, per cent.
    border_percent: float
    #: What lowers the score; empty when it is enough.
    doubts: tuple[Doubt, ...]

    @property
    def is_enough(self) -> bool:
        """Tell whether the cut-out may stand in front of the original."""
        return self.score >= ENOUGH

    @property
    def box(self) -> tuple[int, int, int, int] | None:
        """Return left, top, width and height of the product; None when there is none."""
        left, top, width, height = cv2.boundingRect((self.alpha > 127).astype(np.uint8))
        return (left, top, width, height) if width and height else None


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line of the mending brush, in parts of the picture's width and height."""

    points: tuple[tuple[float, float], ...]
    #: In parts of the width.
    radius: float
    #: What is under it belongs to the product; else it does not.
    keeps: bool


def model_path() -> Path | None:
    """Return where the network's file lies; None where there is none."""
    named = os.environ.get(MODEL_ENV)
    if named is not None:
        return Path(named) if named and Path(named).is_file() else None
    installed = Path(sys.prefix) / "share" / "comptoir" / MODEL_FILE
    return installed if installed.is_file() else None


class _Net(Protocol):
    """What of a network of OpenCV's is used."""

    def setInput(self, blob: _Plane) -> object: ...  # noqa: N802 OpenCV's name
    def getUnconnectedOutLayersNames(self) -> Sequence[str]: ...  # noqa: N802 OpenCV's name
    def forward(self, outputName: str) -> Any: ...  # noqa: ANN401, N803 as OpenCV has it


class Cutter:
    """Cuts products out, one at a time; any thread.

    absent (no file, or not the right one) | resting -> loaded (cut) -> resting (a minute later).
    """

    def __init__(self, model: Path | None = None, idle_s: float = IDLE_S) -> None:
        """Prepare; the network is loaded with the first picture.

        Args:
            model: its file; None for the one that was installed, if any.
            idle_s: how long it is kept after the last picture.
        """
        self._model = model if model is not None else model_path()
        self._idle_s = idle_s
        self._turn = Lock()
        self._net: cv2.dnn.Net | None = None
        self._rest: Timer | None = None

    @property
    def is_loaded(self) -> bool:
        """Tell whether the network holds memory now."""
        return self._net is not None

    @property
    def has_network(self) -> bool:
        """Tell whether there is a file to load."""
        return self._model is not None

    def cut(self, frame: Frame) -> Cut:
        """Return the product's outline. 0.7 s of processor with the network."""
        with self._turn:
            drawn = self._drawn(frame)
        if drawn is None:
            found, doubted = _from_seeds(frame)
            return _judged(frame, found, doubted, Way.SEEDS)
        return _judged(frame, drawn, drawn, Way.NET)

    def close(self) -> None:
        """Give the memory back at once."""
        with self._turn:
            if self._rest is not None:
                self._rest.cancel()
            self._net = self._rest = None

    def _drawn(self, frame: Frame) -> _Plane | None:
        if self._rest is not None:
            self._rest.cancel()
        if self._net is None:
            self._net = self._loaded()
        if self._net is None:
            return None
        drawn = _forward(self._net, frame)
        self._rest = Timer(self._idle_s, self.close)
        self._rest.daemon = True
        self._rest.start()
        return drawn

    def _loaded(self) -> "cv2.dnn.Net | None":
        """Return the network; None, and never asked again, when its file is not the one we know."""
        if self._model is None:
            return None
        try:
            content = self._model.read_bytes()
        except OSError:
            content = b""
        if hashlib.sha256(content).hexdigest() != MODEL_SHA256:
            self._model = None
            return None
        return cv2.dnn.readNetFromONNX(np.frombuffer(content, np.uint8))


def _forward(net: _Net, frame: Frame) -> _Plane:
    """Return the network's word for each of its pixels, 0 to 1, and how far it spread."""
    small = cv2.resize(frame, (_NET_PX, _NET_PX), interpolation=cv2.INTER_AREA)
    rgb = small[:, :, ::-1].astype(np.float32)
    rgb /= max(float(rgb.max()), 1.0)
    rgb -= _MEAN
    rgb /= _SPREAD
    net.setInput(np.ascontiguousarray(rgb.transpose(2, 0, 1)[None]))
    told = np.asarray(net.forward(net.getUnconnectedOutLayersNames()[0]), np.float32)[0, 0]
    low, high = float(told.min()), float(told.max())
    if high < 0.2:
        # It saw nothing: stretched to the full range, its noise would look like an outline.
        return np.asarray(np.zeros_like(told), np.float32)
    return np.asarray((told - low) / (high - low), np.float32)


def _judged(frame: Frame, drawn: _Plane, doubted: _Plane, way: Way) -> Cut:
    """Return the outline with its score; `doubted` is 0.5 where nobody is sure."""
    alpha, apart = _whole_product(frame, _refined(frame, drawn))
    soft = alpha.astype(np.float32) / 255
    area = float(soft.mean()) * 100
    edge = np.concatenate([soft[0], soft[-1], soft[:, 0], soft[:, -1]])
    border = float((edge > 0.5).mean()) * 100
    unsure = float((1 - 2 * np.abs(doubted - 0.5)).sum()) / max(float(doubted.sum()), 1.0)
    contrast = _contrast_at_the_outline(frame, alpha)
    left = _left_behind(frame, alpha)
    score, doubts = _verdict(
        _Signs(area, border, unsure, contrast, apart, left or 0.0, left is None)
    )
    return Cut(alpha, way, score, round(area, 1), round(border, 1), doubts)


@dataclass(frozen=True, slots=True)
class _Signs:
    """What an outline gives away about itself."""

    #: Per cent of the picture, and of its border.
    area: float
    border: float
    #: Pixels between yes and no, for each pixel of product.
    unsure: float
    #: Steps of lightness or colour across the outline.
    contrast: float
    #: What stands apart from the main piece, and what was left outside, in parts of the product.
    apart: float
    left: float
    #: Goods on a shelf lie around it, and what the network doubts may be one of those.
    is_busy: bool


def _verdict(signs: _Signs) -> tuple[int, tuple[Doubt, ...]]:
    """Return the score and what lowers it; the weights are from the pictures of `demo.quality`."""
    area = signs.area
    if area < 0.3:
        return 0, (Doubt.NOTHING,)
    marks = [
        (Doubt.TOO_SMALL, 60.0 if area < _SMALLEST_PERCENT else 0.0),
        (Doubt.TOO_LARGE, 60.0 if area > _LARGEST_PERCENT else 0.0),
        (Doubt.AT_THE_EDGE, min(60.0, max(0.0, signs.border - 3) * 3)),
        (Doubt.UNSURE, min(70.0, max(0.0, signs.unsure - 0.08) * (500 if signs.is_busy else 250))),
        (Doubt.LIKE_ITS_GROUND, min(45.0, max(0.0, 9 - signs.contrast) * 8)),
        (Doubt.SCATTERED, min(60.0, signs.apart * 60)),
        (Doubt.LEFT_BEHIND, min(60.0, max(0.0, signs.left - 0.04) * 400)),
    ]
    score = max(0, round(100 - sum(mark for _, mark in marks)))
    doubts = tuple(doubt for doubt, mark in marks if mark >= 15)
    if score >= ENOUGH:
        return score, ()
    return score, doubts or (Doubt.UNSURE,)


def _contrast_at_the_outline(frame: Frame, alpha: Alpha) -> float:
    """Return how differently it looks just inside and just outside, at the weakest third."""
    small = _shrunk(frame, 256 / max(alpha.shape))
    lab = cv2.cvtColor(small, cv2.COLOR_BGR2Lab).astype(np.float32)
    inside = (cv2.resize(alpha, (small.shape[1], small.shape[0])) > 127).astype(np.uint8)
    kernel = np.ones((3, 3), np.uint8)
    core, reach = cv2.erode(inside, kernel, iterations=2), cv2.dilate(inside, kernel, iterations=2)
    rim = (inside > 0) & (cv2.erode(inside, kernel) == 0)
    if not rim.any() or not core.any() or reach.all():
        return 0.0
    within, without = _around(lab, core), _around(lab, 1 - reach)
    step = np.sqrt(((within - without) ** 2).sum(axis=2))
    return float(np.percentile(step[rim], 33))


def _around(lab: NDArray[Any], part: NDArray[Any]) -> NDArray[Any]:
    """Return at each pixel the mean of what belongs to a part within seven pixels."""
    weight = cv2.boxFilter(part.astype(np.float32), -1, (15, 15))
    total = cv2.boxFilter(lab * part[..., None].astype(np.float32), -1, (15, 15))
    return np.asarray(total / np.maximum(weight, 1e-4)[..., None])


def _refined(frame: Frame, drawn: _Plane) -> Alpha:
    """Return the outline laid on the picture's own edges."""
    height, width = frame.shape[:2]
    scale = min(1.0, _GUIDE_PX / max(height, width))
    size = (max(2, round(width * scale)), max(2, round(height * scale)))
    small = np.asarray(cv2.resize(frame, size, interpolation=cv2.INTER_AREA), np.uint8)
    rough = np.asarray(cv2.resize(drawn, size, interpolation=cv2.INTER_LINEAR), np.float32)
    slope, offset = _guided(small, rough, radius=max(4, max(size) // 100))
    whole = (width, height)
    guide = cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY).astype(np.float32) / 255
    fine = cv2.resize(slope, whole) * guide + cv2.resize(offset, whole)
    # What the network left half is decided; its soft rim of two pixels stays soft.
    soft = np.clip((fine - 0.2) / 0.6, 0, 1)
    soft = soft * soft * (3 - 2 * soft)
    return np.asarray(soft * 255, np.uint8)


def _shrunk(frame: Frame, scale: float) -> Frame:
    small = cv2.resize(frame, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.uint8)


def _guided(frame: Frame, plane: _Plane, radius: int, slack: float = 1e-4) -> tuple[_Plane, _Plane]:
    """Return slope and offset of the guided filter (He, Sun, Tang), guided by the lightness."""
    guide = cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY).astype(np.float32) / 255
    window = (2 * radius + 1, 2 * radius + 1)

    def mean(values: NDArray[Any]) -> NDArray[Any]:
        return np.asarray(cv2.boxFilter(values, -1, window))

    mean_guide, mean_plane = mean(guide), mean(plane)
    spread = mean(guide * guide) - mean_guide * mean_guide
    together = mean(guide * plane) - mean_guide * mean_plane
    slope = together / (spread + slack)
    offset = mean_plane - slope * mean_guide
    return np.asarray(mean(slope), np.float32), np.asarray(mean(offset), np.float32)


def _whole_product(frame: Frame, alpha: Alpha) -> tuple[Alpha, float]:
    """Return the outline without what stands apart from the product, and how much stays apart.

    Two candles of one colour are a product; a red tin beside a green bottle is none, unless it is
    as large: then somebody has to say. What stays apart is in parts of the main piece.
    """
    small = _shrunk(alpha, _PIECES_PX / max(alpha.shape))
    count, labels, figures, middles = cv2.connectedComponentsWithStats(
        (small > 40).astype(np.uint8)
    )
    if count <= 2:
        return alpha, 0.0
    areas = figures[1:, cv2.CC_STAT_AREA].astype(np.float64)
    off = np.linalg.norm(middles[1:] / np.array(small.shape[::-1]) - 0.5, axis=1)
    main = 1 + int(np.argmax(areas * np.exp(-((off / 0.4) ** 2))))
    size = (small.shape[1], small.shape[0])
    lab = cv2.cvtColor(cv2.resize(frame, size, interpolation=cv2.INTER_AREA), cv2.COLOR_BGR2Lab)
    own = np.median(lab[labels == main].astype(np.float64), axis=0)
    distance = cv2.distanceTransform((labels != main).astype(np.uint8), cv2.DIST_L2, 3)
    largest, apart = areas[main - 1], 0.0
    stays = np.zeros(count, np.uint8)
    stays[main] = 1
    for label in range(1, count):
        if label == main or (share := areas[label - 1] / largest) < _SPECK:
            continue
        piece = labels == label
        gap = float(distance[piece].min()) / _PIECES_PX
        other = np.median(lab[piece].astype(np.float64), axis=0)
        is_like = float(np.linalg.norm((other - own) * (0.5, 1, 1))) < _ALIKE
        if is_like or gap < _TOUCHING:
            stays[label] = 1
        elif share >= _EQUAL:
            stays[label] = 1
            apart += share
    kept = cv2.dilate(stays[labels], np.ones((3, 3), np.uint8))
    whole = cv2.resize(kept, (alpha.shape[1], alpha.shape[0]), interpolation=cv2.INTER_NEAREST)
    return np.asarray(alpha * (whole > 0), np.uint8), apart


def _left_behind(frame: Frame, alpha: Alpha) -> float | None:
    """Return how much that is coloured unlike a plain ground lies outside the outline.

    In parts of the product; None on a ground that is not plain, where it would tell nothing.
    Shadows do not count: they are darker, not of another colour.
    """
    small = _shrunk(frame, _PIECES_PX / max(alpha.shape))
    smooth = cv2.GaussianBlur(cv2.cvtColor(small, cv2.COLOR_BGR2Lab), (0, 0), 1.5)
    lab = smooth.astype(np.float32)
    rim = max(2, min(lab.shape[:2]) // 16)
    edges = [lab[:rim], lab[-rim:]], [lab[:, :rim], lab[:, -rim:]]
    border = np.concatenate([each.reshape(-1, 3) for pair in edges for each in pair])
    middle = np.median(border, axis=0)
    if float(np.percentile(np.abs(border[:, 1:] - middle[1:]).max(axis=1), 90)) > _PLAIN:
        return None
    hue = np.linalg.norm(lab[:, :, 1:] - middle[1:], axis=2)
    cover = cv2.resize(alpha, (small.shape[1], small.shape[0]))
    product = float((cover > 127).sum())
    outside = cv2.dilate((cover > 40).astype(np.uint8), np.ones((7, 7), np.uint8)) == 0
    unlike = ((hue > _UNLIKE_HUE) & outside).astype(np.uint8)
    solid = cv2.morphologyEx(unlike, cv2.MORPH_OPEN, np.ones((5, 5), np.uint8))
    return float(solid.sum()) / max(product, 1.0)


def _from_seeds(frame: Frame) -> tuple[_Plane, _Plane]:
    """Return the outline by grabCut, and where it and the border's colours do not agree.

    What looks like the border is ground, what does not, in the middle, is product.
    """
    small = _shrunk(frame, _SEED_PX / max(frame.shape[:2]))
    far = _unlike_border(small)
    height, width = far.shape
    seeds = np.full((height, width), cv2.GC_PR_BGD, np.uint8)
    seeds[far > 14] = cv2.GC_PR_FGD
    rim = max(2, min(height, width) // 40)
    seeds[:rim] = seeds[-rim:] = cv2.GC_BGD
    seeds[:, :rim] = seeds[:, -rim:] = cv2.GC_BGD
    middle = seeds[height // 5 : -height // 5, width // 5 : -width // 5]
    middle[far[height // 5 : -height // 5, width // 5 : -width // 5] > 30] = cv2.GC_FGD
    if not np.isin(seeds, (cv2.GC_FGD, cv2.GC_PR_FGD)).any():
        nothing = np.zeros((height, width), np.float32)
        return nothing, nothing
    ground, product = np.zeros((1, 65)), np.zeros((1, 65))
    whole = (0, 0, width, height)
    cv2.grabCut(small, seeds, whole, ground, product, 3, cv2.GC_INIT_WITH_MASK)
    found = _filled(np.isin(seeds, (cv2.GC_FGD, cv2.GC_PR_FGD)))
    other = _filled(far > _SURELY_UNLIKE)
    soft = np.asarray(cv2.GaussianBlur(found, (0, 0), 1), np.float32)
    return soft, np.asarray((found + other) / 2, np.float32)


def _filled(mask: NDArray[np.bool_]) -> _Plane:
    """Return the pieces of a mask without the holes that a label or a gleam leaves in them."""
    solid = cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    outer, _ = cv2.findContours(solid, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    whole = np.zeros(mask.shape, np.uint8)
    cv2.drawContours(whole, outer, -1, 1, cv2.FILLED)
    return whole.astype(np.float32)


def _unlike_border(small: Frame) -> NDArray[Any]:
    """Return how far each pixel's colour is from the nearest of the border's five colours."""
    lab = cv2.cvtColor(small, cv2.COLOR_BGR2Lab).astype(np.float32)
    rim = max(2, min(lab.shape[:2]) // 25)
    rows, columns = np.r_[:rim, -rim:0], np.r_[:rim, -rim:0]
    border = np.concatenate([lab[rows].reshape(-1, 3), lab[:, columns].reshape(-1, 3)])
    cv2.setRNGSeed(7)
    rules = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 10, 1.0)
    nothing = np.empty((0,), np.int32)
    _, _, colours = cv2.kmeans(border[::3].copy(), 5, nothing, rules, 1, cv2.KMEANS_PP_CENTERS)
    return np.asarray(np.sqrt(((lab[:, :, None] - colours) ** 2).sum(axis=3)).min(axis=2))


def likely_box(frame: Frame) -> tuple[int, int, int, int]:
    """Return about where the product is, in a few milliseconds: for the first look only.

    The middle square where the picture's border tells nothing.
    """
    height, width = frame.shape[:2]
    scale = 160 / max(height, width)
    far = (_unlike_border(_shrunk(frame, scale)) > 18).astype(np.uint8)
    unlike = np.asarray(cv2.morphologyEx(far, cv2.MORPH_OPEN, np.ones((5, 5), np.uint8)))
    left, top, wide, high = cv2.boundingRect(unlike)
    share = wide * high / unlike.size
    if not 0.05 < share < 0.8:
        side = min(height, width)
        return (width - side) // 2, (height - side) // 2, side, side
    return round(left / scale), round(top / scale), round(wide / scale), round(high / scale)


def grown(cut: Cut, width: int, height: int) -> Cut:
    """Return the same outline for the same picture at another size."""
    if cut.alpha.shape == (height, width):
        return cut
    alpha = np.asarray(cv2.resize(cut.alpha, (width, height)), np.uint8)
    return replace(cut, alpha=alpha)


def nothing_cut(frame: Frame) -> Cut:
    """Return an empty outline, for a brush to begin with."""
    empty = np.zeros(frame.shape[:2], np.uint8)
    return Cut(empty, Way.SEEDS, 0, 0.0, 0.0, (Doubt.NOTHING,))


def mended(frame: Frame, cut: Cut, strokes: Sequence[Stroke]) -> Cut:
    """Return the outline as the brush has corrected it; what a hand has drawn is believed."""
    alpha = cut.alpha.copy()
    height, width = alpha.shape
    for stroke in strokes:
        drawn = np.zeros_like(alpha)
        reach = max(1, round(stroke.radius * width))
        points = [(round(x * (width - 1)), round(y * (height - 1))) for x, y in stroke.points]
        for first, second in zip(points, points[1:] or points, strict=False):
            cv2.line(drawn, first, second, 255, 2 * reach, cv2.LINE_AA)
        if not drawn.any():
            continue
        drawn = _on_edges(frame, drawn, reach)
        alpha = np.maximum(alpha, drawn) if stroke.keeps else np.minimum(alpha, 255 - drawn)
    area = float(alpha.mean()) / 2.55
    if area < 0.3:
        return Cut(alpha, cut.way, 0, round(area, 1), 0.0, (Doubt.NOTHING,))
    edge = np.concatenate([alpha[0], alpha[-1], alpha[:, 0], alpha[:, -1]])
    border = float((edge > 127).mean()) * 100
    return Cut(alpha, cut.way, 100, round(area, 1), round(border, 1), ())


def _on_edges(frame: Frame, drawn: Alpha, reach: int) -> Alpha:
    """Return a stroke whose rim gives way to the picture's edges nearby."""
    left, top, width, height = cv2.boundingRect(drawn)
    pad = 2 * reach
    rows = slice(max(0, top - pad), top + height + pad)
    columns = slice(max(0, left - pad), left + width + pad)
    part = np.ascontiguousarray(frame[rows, columns])
    plane = np.asarray(drawn[rows, columns], np.float32) / np.float32(255)
    slope, offset = _guided(part, plane, radius=max(2, reach // 3))
    guide = cv2.cvtColor(part, cv2.COLOR_BGR2GRAY).astype(np.float32) / 255
    settled = np.zeros_like(drawn)
    settled[rows, columns] = np.clip((slope * guide + offset) * 255, 0, 255).astype(np.uint8)
    # The middle of the stroke is what the hand meant, whatever the edges say.
    heart = cv2.erode(drawn, np.ones((3, 3), np.uint8), iterations=max(1, reach // 2))
    return np.asarray(np.maximum(settled, heart), np.uint8)
