"""Many small things heaped on one window: berries, leaves, slices, grains."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from demo.town.studio.fields import Field
from demo.town.studio.frame import Frame, Window


@dataclass(frozen=True, slots=True)
class Spot:
    """The part of a pile round one thing, with coordinates about its own centre and axis."""

    rows: slice
    columns: slice
    x: Field
    y: Field

    @property
    def place(self) -> tuple[slice, slice]:
        """Index into fields of the window."""
        return self.rows, self.columns


def spot_in(
    window: Window, cx: float, cy: float, reach: float, degrees: float = 0.0
) -> Spot | None:
    """The square of `reach` about (cx, cy) in a window, or nothing when outside of it."""
    near = np.nonzero(np.abs(window.x[0] - cx) < reach)[0]
    level = np.nonzero(np.abs(window.y[:, 0] - cy) < reach)[0]
    if len(near) < 2 or len(level) < 2:
        return None
    rows = slice(int(level[0]), int(level[-1]) + 1)
    columns = slice(int(near[0]), int(near[-1]) + 1)
    dx = window.x[:, columns] - np.float32(cx)
    dy = window.y[rows] - np.float32(cy)
    angle = np.deg2rad(degrees)
    cos, sin = np.float32(np.cos(angle)), np.float32(np.sin(angle))
    return Spot(rows, columns, dx * cos + dy * sin, dy * cos - dx * sin)


def strewn(
    rng: np.random.Generator,
    window: Window,
    middle: tuple[float, float],
    count: int,
    reach: float,
    size: float,
    *,
    least: float = 0.0,
) -> Iterator[Spot]:
    """Spots of `size` strewn over a disc, or over a ring from `least` on, each turned anyhow."""
    for _ in range(count):
        angle = float(rng.uniform(0, 2 * math.pi))
        away = math.sqrt(float(rng.uniform(least * least, reach * reach)))
        cx, cy = middle[0] + away * math.cos(angle), middle[1] + away * math.sin(angle)
        spot = spot_in(window, cx, cy, size, float(rng.uniform(0, 180)))
        if spot is not None:
            yield spot


class Pile:
    """Heights, colours and covers of a heap, filled thing by thing, then lit at once."""

    def __init__(self, frame: Frame, window: Window) -> None:
        self.frame = frame
        self.window = window
        self.height = np.zeros(window.shape, np.float32)
        self.albedo = np.zeros((*window.shape, 3), np.float32)
        self.alpha = np.zeros(window.shape, np.float32)

    def spot(self, cx: float, cy: float, reach: float, degrees: float = 0.0) -> Spot | None:
        """The square of `reach` about (cx, cy), or nothing when outside the window."""
        return spot_in(self.window, cx, cy, reach, degrees)

    def put(
        self, spot: Spot, cover: Field, height: Field, albedo: Field, *, seat: float = 0.7
    ) -> None:
        """Puts a thing on top; `seat` is how much of what lies below lifts it.

        The rim of what is covered goes dark, as if shaded.
        """
        place = (spot.rows, spot.columns)
        below = self.height[place]
        floor = float((below * cover).sum() / max(float(cover.sum()), 1e-6)) * seat
        self.height[place] = below + (height + floor - below) * cover
        share = cover[..., None]
        self.albedo[place] += (albedo - self.albedo[place]) * share
        self.alpha[place] = np.maximum(self.alpha[place], cover)

    def shade(self, spot: Spot, amount: Field) -> None:
        """Darkens what is already there."""
        self.albedo[spot.rows, spot.columns] *= (1 - np.clip(amount, 0, 0.9))[..., None]
