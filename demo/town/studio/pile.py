"""Many small things heaped on one window: berries, leaves, slices, grains."""

from __future__ import annotations

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
        near = np.nonzero(np.abs(self.window.x[0] - cx) < reach)[0]
        level = np.nonzero(np.abs(self.window.y[:, 0] - cy) < reach)[0]
        if len(near) < 2 or len(level) < 2:
            return None
        rows = slice(int(level[0]), int(level[-1]) + 1)
        columns = slice(int(near[0]), int(near[-1]) + 1)
        dx = self.window.x[:, columns] - np.float32(cx)
        dy = self.window.y[rows] - np.float32(cy)
        angle = np.deg2rad(degrees)
        cos, sin = np.float32(np.cos(angle)), np.float32(np.sin(angle))
        return Spot(rows, columns, dx * cos + dy * sin, dy * cos - dx * sin)

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
