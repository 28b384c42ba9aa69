"""The colours of a product, by the names a shop uses; always to be proposed, never to be written."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from desktop.devices.cutout import Alpha
from desktop.devices.imaging import Frame

#: Codes of the names, whose words stand in the wording; the colours are what the words call up.
NAMED = {
    "white": "#f6f6f4",
    "ecru": "#efe4cc",
    "beige": "#d6bf9c",
    "camel": "#b98a54",
    "brown": "#7a4f2d",
    "chocolate": "#4a2e1f",
    "light_grey": "#cfcfcf",
    "grey": "#8c8c8c",
    "dark_grey": "#4d4f52",
    "black": "#1b1b1c",
    "red": "#c8202c",
    "burgundy": "#6d1a2e",
    "coral": "#f0705a",
    "powder_pink": "#efc6c4",
    "pink": "#e48aa8",
    "fuchsia": "#cf2a86",
    "orange": "#ee7d1e",
    "rust": "#a64b22",
    "mustard": "#c9971f",
    "yellow": "#f3cf2d",
    "light_green": "#a9cf8d",
    "green": "#3f9a4a",
    "dark_green": "#1f4d33",
    "khaki": "#77764a",
    "turquoise": "#2fb3b0",
    "light_blue": "#a3c9e8",
    "blue": "#2f67b8",
    "navy": "#1e2b4f",
    "purple": "#6d449b",
    "lilac": "#bda3d4",
    "plum": "#5c2b50",
}
MOST = 3
_CLUSTERS = 5
_SAMPLES = 6000
_LEAST_PERCENT = 8


@dataclass(frozen=True, slots=True)
class ColourShare:
    """A colour that was found."""

    #: One of `NAMED`.
    code: str
    #: As it is in the picture, #rrggbb.
    seen: str
    #: Of the product.
    percent: int


def _lab(bgr: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return CIELAB, lightness 0 to 100, of rows of colours."""
    scaled = bgr.reshape(-1, 1, 3).astype(np.float32) / 255
    return np.asarray(cv2.cvtColor(scaled, cv2.COLOR_BGR2Lab), np.float32).reshape(-1, 3)


_CODES = tuple(NAMED)
_KNOWN = _lab(
    np.array(
        [[int(c[5:7], 16), int(c[3:5], 16), int(c[1:3], 16)] for c in NAMED.values()], np.uint8
    )
)


def name_of(lab: NDArray[np.float32]) -> str:
    """Return the code of the nearest name; lightness counts less than hue, as it does to the eye."""
    chroma = float(np.hypot(lab[1], lab[2]))
    apart = _KNOWN - lab
    # Between greys only lightness tells; between hues it is the light of the day.
    weight = np.array([1.0 if chroma < 12 else 0.7, 1.0, 1.0], np.float32)
    return _CODES[int(np.argmin(((apart * weight) ** 2).sum(axis=1)))]


def colours(frame: Frame, alpha: Alpha | None = None) -> tuple[ColourShare, ...]:
    """Return the two or three colours of what is inside the outline, the widest first."""
    inside = frame.reshape(-1, 3) if alpha is None else frame[alpha > 200]
    if len(inside) < _CLUSTERS * 8:
        return ()
    sample = inside[:: max(1, len(inside) // _SAMPLES)]
    lab = _lab(sample)
    cv2.setRNGSeed(7)  # the same picture has the same colours twice
    rules = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 20, 0.5)
    nothing = np.empty((0,), np.int32)
    _, labels, centres = cv2.kmeans(lab, _CLUSTERS, nothing, rules, 2, cv2.KMEANS_PP_CENTERS)
    sizes = np.bincount(labels.ravel(), minlength=_CLUSTERS)
    found: dict[str, tuple[int, NDArray[np.float32]]] = {}
    for place in np.argsort(-sizes):
        centre = np.asarray(centres[place], np.float32)
        code = name_of(centre)
        count, widest = found.get(code, (0, centre))
        found[code] = (count + int(sizes[place]), widest)
    ranked = sorted(found.items(), key=lambda each: -each[1][0])
    shares = [
        ColourShare(code, _hex(centre), round(100 * count / len(sample)))
        for code, (count, centre) in ranked
    ]
    return tuple(each for each in shares if each.percent >= _LEAST_PERCENT)[:MOST]


def _hex(lab: NDArray[np.float32]) -> str:
    rgb = cv2.cvtColor(lab.reshape(1, 1, 3), cv2.COLOR_Lab2RGB).reshape(3)
    red, green, blue = (round(float(each) * 255) for each in np.clip(rgb, 0, 1))
    return f"#{red:02x}{green:02x}{blue:02x}"
