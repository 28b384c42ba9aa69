"""The picture being taken: a linear image, windows into it, shadows, and the development.

Coordinates are in units of the shorter side, (0, 0) top left of the centred square and (1, 1)
bottom right, whatever the size in pixels.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from PIL import Image

from demo.town.studio.fields import Field, blur, noise, resize, resize_area

_SHADOW_STEP = 4

#: Shadows take a little less of the warm light than of the cool.
_SHADE = np.asarray([0.96, 1.0, 1.03], np.float32)


@dataclass(frozen=True, slots=True)
class Window:
    """A rectangle of pixels with the coordinates of each."""

    left: int
    top: int
    x: Field
    y: Field
    unit: int

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return self.y.shape[0], self.x.shape[1]

    def turned(self, cx: float, cy: float, degrees: float = 0.0) -> tuple[Field, Field]:
        """Coordinates about (cx, cy) along axes turned clockwise."""
        angle = np.deg2rad(degrees)
        cos, sin = np.float32(np.cos(angle)), np.float32(np.sin(angle))
        dx, dy = self.x - np.float32(cx), self.y - np.float32(cy)
        return dx * cos + dy * sin, dy * cos - dx * sin


class Frame:
    """One picture under way."""

    def __init__(self, backdrop: Field, rng: np.random.Generator) -> None:
        self.image = backdrop.copy()
        self.rng = rng
        self.height, self.width = backdrop.shape[:2]
        self.unit = min(self.height, self.width)
        self._left = (self.width - self.unit) / 2
        self._top = (self.height - self.unit) / 2

    def window(self, x0: float, y0: float, x1: float, y1: float) -> Window:
        """The pixels between two corners, clipped to the picture."""
        left = int(np.clip(np.floor(x0 * self.unit + self._left), 0, self.width - 2))
        top = int(np.clip(np.floor(y0 * self.unit + self._top), 0, self.height - 2))
        right = int(np.clip(np.ceil(x1 * self.unit + self._left), left + 2, self.width))
        bottom = int(np.clip(np.ceil(y1 * self.unit + self._top), top + 2, self.height))
        x = (np.arange(left, right, dtype=np.float32) + 0.5 - self._left) / self.unit
        y = (np.arange(top, bottom, dtype=np.float32) + 0.5 - self._top) / self.unit
        return Window(
            left,
            top,
            x[None, :].astype(np.float32),
            y[:, None].astype(np.float32),
            self.unit,
        )

    def all(self) -> Window:
        """The whole picture."""
        reach = max(self.width, self.height) / self.unit
        return self.window(-reach, -reach, 1 + reach, 1 + reach)

    def pixel(self, x: float, y: float) -> tuple[float, float]:
        """Where a coordinate lies in pixels."""
        return x * self.unit + self._left, y * self.unit + self._top

    def under(self, window: Window) -> Field:
        """What is in the window so far (a view)."""
        rows, columns = window.shape
        return self.image[window.top : window.top + rows, window.left : window.left + columns]

    def lay(self, window: Window, colour: Field, alpha: Field) -> None:
        """Covers the window with `colour` as far as `alpha` says."""
        below = self.under(window)
        cover = alpha[..., None].astype(np.float32)
        below += (colour - below) * cover

    def shadow(
        self,
        window: Window,
        mask: Field,
        *,
        dx: float = 0.0,
        dy: float = 0.0,
        soft: float = 0.02,
        strength: float = 0.5,
    ) -> None:
        """Darkens what lies behind a mask, moved and blurred; lengths in units."""
        step = _SHADOW_STEP if soft * self.unit > 3 * _SHADOW_STEP else 2
        margin = int((3 * soft) * self.unit / step) + 2
        small = resize_area(
            mask, max(2, round(mask.shape[0] / step)), max(2, round(mask.shape[1] / step))
        )
        plane = blur(np.pad(small, margin), soft * self.unit / step)
        top = window.top + round(dy * self.unit) - margin * step
        left = window.left + round(dx * self.unit) - margin * step
        veil = resize(plane, plane.shape[0] * step, plane.shape[1] * step, smooth=False)
        y0, x0 = max(0, -top), max(0, -left)
        y1, x1 = min(veil.shape[0], self.height - top), min(veil.shape[1], self.width - left)
        if y1 > y0 and x1 > x0:
            part = self.image[top + y0 : top + y1, left + x0 : left + x1]
            _darken(part, veil[y0:y1, x0:x1], strength)

    def drop(self, window: Window, mask: Field, lift: float = 0.03) -> None:
        """The shadow of something lying flat, `lift` units thick: one at the edge, one wide."""
        self.shadow(window, mask, dx=lift * 0.12, dy=lift * 0.2, soft=0.006, strength=0.5)
        self.shadow(window, mask, dx=lift * 0.5, dy=lift * 0.75, soft=lift * 0.45, strength=0.72)

    def darken(self, veil: Field, strength: float) -> None:
        """Takes light away, a little less of the warm than of the cool."""
        _darken(self.image, veil, strength)

    def ground_shadow(
        self,
        cx: float,
        cy: float,
        rx: float,
        ry: float,
        *,
        strength: float = 0.55,
        throw: float = 0.12,
    ) -> None:
        """The contact and cast shadow of something standing at (cx, cy), light from the left."""
        step = _SHADOW_STEP
        rows, columns = self.height // step, self.width // step
        y = ((np.arange(rows, dtype=np.float32) + 0.5) * step - self._top) / self.unit - cy
        x = ((np.arange(columns, dtype=np.float32) + 0.5) * step - self._left) / self.unit - cx
        x, y = x[None, :], y[:, None]
        contact = np.exp(-(((x / (rx * 0.98)) ** 2 + (y / ry) ** 2) ** 2) * 1.2)
        lean = x - throw * 0.9
        cast = np.exp(-(((lean / (rx + throw)) ** 2 + ((y + ry * 0.2) / (ry * 1.7)) ** 2) ** 1.3))
        tight = np.exp(-((x / (rx * 1.02)) ** 4) - (((y - ry * 0.1) / (ry * 0.5)) ** 2))
        veil = np.maximum(contact * 0.75, cast * 0.55) + tight * 0.25
        self.darken(resize(veil, self.height, self.width, smooth=False), strength)

    def develop(self, *, warmth: float = 0.0, contrast: float = 0.18) -> Image.Image:
        """The finished picture: vignette, tone curve, film grain, eight bits."""
        image = self.image
        image *= _vignette(self.height, self.width)[..., None]
        if warmth:
            image *= np.asarray([1 + warmth, 1.0, 1 - warmth], np.float32)
        np.maximum(image, 0.0, out=image)
        # highlights roll off instead of clipping
        scratch = image * image
        scratch *= np.float32(0.16)
        scratch += np.float32(1.0)
        np.divide(image, scratch, out=image)
        image *= np.float32(1.13)
        np.sqrt(image, out=image)
        # a gentle S: share of 3v² - 2v³ mixed in
        np.minimum(image, 1.0, out=image)
        np.multiply(image, np.float32(-2.0), out=scratch)
        scratch += np.float32(3.0)
        scratch *= image
        scratch -= np.float32(1.0)
        scratch *= np.float32(contrast)
        scratch += np.float32(1.0)
        image *= scratch
        image += (_film(self.rng, self.height, self.width) * np.float32(0.0075))[..., None]
        image *= np.float32(255.0)
        image += np.float32(0.5)
        np.clip(image, 0, 255, out=image)
        return Image.fromarray(image.astype(np.uint8), "RGB")


def _film(rng: np.random.Generator, height: int, width: int) -> Field:
    """Grain as fine as the pixels, whatever their number."""
    side = 512
    tile = noise(rng, (side, side), side, cells=side, roughness=0.4)
    rows = np.arange(height) % side
    columns = np.arange(width) % side
    return tile[rows][:, columns]


@lru_cache(maxsize=4)
def _vignette(height: int, width: int) -> Field:
    y = np.linspace(-1, 1, height, dtype=np.float32)[:, None] * height / max(height, width)
    x = np.linspace(-1, 1, width, dtype=np.float32)[None, :] * width / max(height, width)
    radius = (x + 0.08) ** 2 + (y + 0.08) ** 2
    return np.asarray(1.02 - 0.13 * radius, np.float32)


def _darken(image: Field, veil: Field, strength: float) -> None:
    veil = np.clip(veil, 0.0, 1.0)
    keep = veil[..., None] * (_SHADE * np.float32(-strength))
    keep += np.float32(1.0)
    np.maximum(keep, 0.0, out=keep)
    image *= keep
