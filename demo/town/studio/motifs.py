"""Small drawings for covers and labels, in two flat colours like a screen print."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from PIL import Image, ImageDraw

from demo.town.studio.colours import mix, shift

Box = tuple[float, float, float, float]


class Print:
    """A motif's sheet: draws in a square of 0 to 1 laid over a box of the picture."""

    def __init__(self, image: Image.Image, box: Box, ink: str, paper: str) -> None:
        self.pen = ImageDraw.Draw(image)
        self._left, self._top = box[0], box[1]
        self._width, self._height = box[2] - box[0], box[3] - box[1]
        self.ink, self.paper = ink, paper
        self.half = mix(paper, ink, 0.45)

    def at(self, x: float, y: float) -> tuple[float, float]:
        """A place of the square in pixels."""
        return self._left + x * self._width, self._top + y * self._height

    def shape(self, points: list[tuple[float, float]], colour: str) -> None:
        """A filled polygon."""
        self.pen.polygon([self.at(x, y) for x, y in points], fill=colour)

    def disc(self, x: float, y: float, radius: float, colour: str) -> None:
        """A filled circle; the radius is relative to the shorter side."""
        cx, cy = self.at(x, y)
        r = radius * min(self._width, self._height)
        self.pen.ellipse([cx - r, cy - r, cx + r, cy + r], fill=colour)

    def line(self, points: list[tuple[float, float]], colour: str, width: float) -> None:
        """A line; the width is relative to the shorter side."""
        pixels = max(1, round(width * min(self._width, self._height)))
        self.pen.line([self.at(x, y) for x, y in points], fill=colour, width=pixels, joint="curve")


def _waves(sheet: Print, rng: np.random.Generator, top: float = 0.45) -> None:
    for row in range(6):
        y = top + row * 0.1
        phase = float(rng.uniform(0, 6))
        crest = [(x / 40, y + 0.025 * math.sin(x / 40 * 12 + phase)) for x in range(41)]
        tint = mix(sheet.paper, sheet.ink, 0.25 + 0.13 * row)
        sheet.shape([*crest, (1, 1), (0, 1)], tint)


def _sea(sheet: Print, rng: np.random.Generator) -> None:
    sheet.disc(0.64, 0.32, 0.17, sheet.ink)
    _waves(sheet, rng, 0.46)


def _moon(sheet: Print, rng: np.random.Generator) -> None:
    for _ in range(36):
        x, y = float(rng.uniform(0, 1)), float(rng.uniform(0, 0.9))
        sheet.disc(x, y, float(rng.uniform(0.004, 0.011)), sheet.half)
    sheet.disc(0.52, 0.42, 0.27, sheet.ink)
    sheet.disc(0.62, 0.37, 0.23, sheet.paper)


def _house(sheet: Print, _: np.random.Generator) -> None:
    sheet.shape([(0.2, 0.95), (0.2, 0.5), (0.5, 0.25), (0.8, 0.5), (0.8, 0.95)], sheet.half)
    sheet.shape(
        [(0.14, 0.53), (0.5, 0.2), (0.86, 0.53), (0.86, 0.46), (0.5, 0.12), (0.14, 0.46)], sheet.ink
    )
    for x in (0.28, 0.44, 0.6):
        for y in (0.55, 0.74):
            lit = (x, y) == (0.44, 0.55)
            tint = sheet.ink if lit or y > 0.7 else sheet.paper
            sheet.shape([(x, y), (x + 0.11, y), (x + 0.11, y + 0.13), (x, y + 0.13)], tint)


def leaf_outline(
    length: float = 1.0, width: float = 0.36, steps: int = 16
) -> list[tuple[float, float]]:
    """A leaf from (0, 0) to (length, 0)."""
    upper = [
        (length * k / steps, -width / 2 * math.sin(math.pi * (k / steps) ** 0.8))
        for k in range(steps + 1)
    ]
    return upper + [(x, -y) for x, y in reversed(upper)]


def _placed(
    outline: list[tuple[float, float]], x: float, y: float, degrees: float, scale: float
) -> list[tuple[float, float]]:
    angle = math.radians(degrees)
    cos, sin = math.cos(angle) * scale, math.sin(angle) * scale
    return [(x + px * cos - py * sin, y + px * sin + py * cos) for px, py in outline]


def _leaf(sheet: Print, _: np.random.Generator) -> None:
    sheet.line([(0.5, 0.98), (0.5, 0.1)], sheet.ink, 0.014)
    for k in range(7):
        y = 0.86 - k * 0.115
        size = 0.36 - abs(k - 2.2) * 0.04
        for side in (-1, 1):
            angle = -90 + side * (58 - k * 4)
            tint = sheet.ink if side < 0 else sheet.half
            sheet.shape(_placed(leaf_outline(1, 0.4), 0.5, y, angle, size), tint)


def _bird(sheet: Print, _: np.random.Generator) -> None:
    sheet.line([(0.05, 0.78), (0.95, 0.7)], sheet.half, 0.022)
    body = [(0.22, 0.42), (0.34, 0.30), (0.48, 0.33), (0.66, 0.52), (0.92, 0.62), (0.66, 0.68)]
    body += [(0.48, 0.71), (0.34, 0.64), (0.26, 0.52)]
    sheet.shape(body, sheet.ink)
    sheet.shape([(0.22, 0.42), (0.12, 0.44), (0.25, 0.48)], sheet.half)
    sheet.shape(_placed(leaf_outline(1, 0.5), 0.40, 0.46, 26, 0.36), sheet.half)
    sheet.disc(0.31, 0.40, 0.018, sheet.paper)
    sheet.line([(0.44, 0.69), (0.43, 0.76)], sheet.ink, 0.014)
    sheet.line([(0.50, 0.69), (0.51, 0.75)], sheet.ink, 0.014)


def _city(sheet: Print, rng: np.random.Generator) -> None:
    sheet.disc(0.72, 0.26, 0.11, sheet.half)
    x = 0.0
    while x < 1:
        width = float(rng.uniform(0.10, 0.17))
        top = float(rng.uniform(0.38, 0.62))
        tint = mix(sheet.paper, sheet.ink, float(rng.uniform(0.55, 1)))
        roof = float(rng.uniform(0.03, 0.10))
        sheet.shape(
            [(x, 1), (x, top), (x + width / 2, top - roof), (x + width, top), (x + width, 1)], tint
        )
        for row in range(4):
            for column in range(2):
                wx = x + width * (0.22 + 0.36 * column)
                wy = top + 0.06 + row * 0.1
                glow = sheet.paper if rng.uniform() < 0.6 else sheet.half
                sheet.shape(
                    [
                        (wx, wy),
                        (wx + width * 0.2, wy),
                        (wx + width * 0.2, wy + 0.05),
                        (wx, wy + 0.05),
                    ],
                    glow,
                )
        x += width


def _stripes(sheet: Print, _: np.random.Generator) -> None:
    for k in range(9):
        y = 0.08 + k * 0.10
        tint = sheet.ink if k % 3 else sheet.half
        sheet.shape([(0, y), (1, y - 0.16), (1, y - 0.10), (0, y + 0.06)], tint)


def _sun(sheet: Print, _: np.random.Generator) -> None:
    for k in range(24):
        a = k * math.pi / 12
        reach = 0.44 if k % 2 else 0.36
        tip = (0.5 + reach * math.cos(a), 0.5 + reach * math.sin(a))
        near = [(0.5 + 0.24 * math.cos(a + d), 0.5 + 0.24 * math.sin(a + d)) for d in (-0.09, 0.09)]
        sheet.shape([tip, *near], sheet.half if k % 2 else sheet.ink)
    sheet.disc(0.5, 0.5, 0.2, sheet.ink)


def _tree(sheet: Print, rng: np.random.Generator) -> None:
    sheet.shape([(0.46, 0.98), (0.48, 0.5), (0.52, 0.5), (0.55, 0.98)], sheet.ink)
    for _ in range(46):
        a, r = float(rng.uniform(0, 6.283)), 0.3 * float(rng.uniform(0, 1)) ** 0.5
        tint = mix(sheet.half, sheet.ink, float(rng.uniform(0, 1)))
        sheet.disc(
            0.5 + r * math.cos(a),
            0.36 + 0.9 * r * math.sin(a),
            float(rng.uniform(0.04, 0.08)),
            tint,
        )


def _boat(sheet: Print, rng: np.random.Generator) -> None:
    _waves(sheet, rng, 0.66)
    sheet.shape([(0.16, 0.62), (0.84, 0.62), (0.74, 0.76), (0.26, 0.76)], sheet.ink)
    sheet.line([(0.48, 0.62), (0.48, 0.12)], sheet.ink, 0.02)
    sheet.shape([(0.51, 0.16), (0.51, 0.58), (0.8, 0.58)], sheet.half)
    sheet.shape([(0.45, 0.24), (0.45, 0.58), (0.24, 0.58)], sheet.ink)


def _fish(sheet: Print, rng: np.random.Generator) -> None:
    for row in range(4):
        for column in range(3):
            x = 0.12 + column * 0.34 - (row % 2) * 0.16
            y = 0.16 + row * 0.22 + float(rng.normal(0, 0.015))
            tint = sheet.ink if (row + column) % 3 else sheet.half
            sheet.shape(_placed(leaf_outline(1, 0.42), x, y, 0, 0.22), tint)
            sheet.shape([(x + 0.2, y), (x + 0.28, y - 0.05), (x + 0.28, y + 0.05)], tint)
            sheet.disc(x + 0.045, y - 0.012, 0.012, sheet.paper)


def _fox(sheet: Print, _: np.random.Generator) -> None:
    orange = shift(sheet.ink, value=1.0)
    sheet.shape([(0.2, 0.22), (0.36, 0.40), (0.22, 0.52)], orange)
    sheet.shape([(0.8, 0.22), (0.64, 0.40), (0.78, 0.52)], orange)
    sheet.shape([(0.2, 0.46), (0.5, 0.34), (0.8, 0.46), (0.5, 0.86)], orange)
    sheet.shape([(0.2, 0.46), (0.44, 0.56), (0.5, 0.86)], "#fdf6ea")
    sheet.shape([(0.8, 0.46), (0.56, 0.56), (0.5, 0.86)], "#fdf6ea")
    for x in (0.38, 0.62):
        sheet.disc(x, 0.53, 0.026, "#241a16")
    sheet.disc(0.5, 0.84, 0.04, "#241a16")


def _star(sheet: Print, _: np.random.Generator) -> None:
    for x, y, size in (
        (0.5, 0.48, 0.40),
        (0.16, 0.18, 0.11),
        (0.86, 0.22, 0.13),
        (0.82, 0.84, 0.10),
    ):
        points = []
        for k in range(10):
            a = -math.pi / 2 + k * math.pi / 5
            r = size * (1 if k % 2 == 0 else 0.45)
            points.append((x + r * math.cos(a), y + r * math.sin(a)))
        sheet.shape(points, sheet.ink if size > 0.3 else sheet.half)


def _mountains(sheet: Print, _: np.random.Generator) -> None:
    sheet.disc(0.28, 0.26, 0.10, sheet.ink)
    for k, base in enumerate((0.46, 0.58, 0.72)):
        tint = mix(sheet.paper, sheet.ink, 0.35 + 0.25 * k)
        ridge = [
            (
                x / 24,
                base
                + 0.10 * math.sin(x / 24 * (7 + 3 * k) + k * 2)
                - 0.08 * math.sin(x / 24 * 3 + k),
            )
            for x in range(25)
        ]
        sheet.shape([*ridge, (1, 1), (0, 1)], tint)


def _wave(sheet: Print, rng: np.random.Generator) -> None:
    _waves(sheet, rng, 0.2)


def _letter(sheet: Print, _: np.random.Generator) -> None:
    sheet.shape([(0.1, 0.52), (0.9, 0.52), (0.9, 0.62), (0.1, 0.62)], sheet.ink)
    sheet.shape([(0.16, 0.62), (0.84, 0.62), (0.84, 0.94), (0.16, 0.94)], sheet.half)
    for k in range(5):
        x = 0.1 + k * 0.16
        sheet.shape(
            [(x, 0.2), (x + 0.16, 0.2), (x + 0.16, 0.36), (x, 0.36)],
            sheet.ink if k % 2 else sheet.half,
        )
        sheet.disc(x + 0.08, 0.36, 0.08, sheet.ink if k % 2 else sheet.half)


def _bee(sheet: Print, _: np.random.Generator) -> None:
    for side in (-1, 1):
        sheet.shape(_placed(leaf_outline(1, 0.5), 0.5, 0.44, -90 + side * 58, 0.36), sheet.half)
    sheet.shape(_placed(leaf_outline(1, 0.62), 0.5, 0.24, 90, 0.56), sheet.ink)
    for k in range(3):
        y = 0.42 + k * 0.1
        sheet.shape([(0.36, y), (0.64, y), (0.64, y + 0.04), (0.36, y + 0.04)], sheet.paper)


def _sprig(sheet: Print, _: np.random.Generator) -> None:
    sheet.line([(0.12, 0.86), (0.9, 0.14)], sheet.ink, 0.018)
    for k in range(6):
        x, y = 0.2 + k * 0.115, 0.79 - k * 0.108
        for side in (-1, 1):
            sheet.shape(_placed(leaf_outline(1, 0.34), x, y, -43 + side * 46, 0.24), sheet.ink)
    for x, y in ((0.42, 0.68), (0.62, 0.5)):
        sheet.disc(x + 0.06, y + 0.06, 0.055, sheet.half)


def _flower(sheet: Print, _: np.random.Generator) -> None:
    sheet.line([(0.5, 0.98), (0.5, 0.4)], sheet.half, 0.026)
    for side in (-1, 1):
        sheet.shape(_placed(leaf_outline(1, 0.42), 0.5, 0.86, -90 + side * 52, 0.3), sheet.half)
    for k in range(8):
        sheet.shape(_placed(leaf_outline(1, 0.5), 0.5, 0.34, k * 45, 0.29), sheet.ink)
    sheet.disc(0.5, 0.34, 0.085, sheet.paper)


def _apple(sheet: Print, _: np.random.Generator) -> None:
    sheet.disc(0.4, 0.58, 0.25, sheet.ink)
    sheet.disc(0.6, 0.58, 0.25, sheet.ink)
    sheet.line([(0.5, 0.42), (0.54, 0.2)], sheet.half, 0.035)
    sheet.shape(_placed(leaf_outline(1, 0.5), 0.53, 0.3, -28, 0.28), sheet.half)


def _bean(sheet: Print, rng: np.random.Generator) -> None:
    for x, y in ((0.3, 0.32), (0.62, 0.28), (0.46, 0.6), (0.76, 0.64), (0.2, 0.72)):
        turn = float(rng.uniform(0, 180))
        outline = [(0.16 * math.cos(a), 0.11 * math.sin(a)) for a in np.linspace(0, 6.283, 24)]
        sheet.shape(_placed(outline, x, y, turn, 1), sheet.ink)
        crease = [(0.15 * t, 0.025 * math.sin(t * 3.1)) for t in (-1, -0.5, 0, 0.5, 1)]
        sheet.line(_placed(crease, x, y, turn, 1), sheet.paper, 0.018)


def _otter(sheet: Print, rng: np.random.Generator) -> None:
    _waves(sheet, rng, 0.74)
    body = [(0.3, 0.86), (0.3, 0.5), (0.38, 0.36), (0.62, 0.36), (0.7, 0.5), (0.7, 0.86)]
    sheet.shape(body, sheet.ink)
    for x in (0.36, 0.64):
        sheet.disc(x, 0.3, 0.05, sheet.ink)
    sheet.disc(0.5, 0.38, 0.17, sheet.ink)
    sheet.disc(0.5, 0.44, 0.09, sheet.half)
    for x in (0.43, 0.57):
        sheet.disc(x, 0.34, 0.02, sheet.paper)
    sheet.disc(0.5, 0.41, 0.026, sheet.paper)


_MOTIFS: dict[str, Callable[[Print, np.random.Generator], None]] = {
    "sea": _sea,
    "moon": _moon,
    "house": _house,
    "leaf": _leaf,
    "bird": _bird,
    "city": _city,
    "stripes": _stripes,
    "sun": _sun,
    "tree": _tree,
    "boat": _boat,
    "fish": _fish,
    "fox": _fox,
    "star": _star,
    "mountains": _mountains,
    "wave": _wave,
    "letter": _letter,
    "bee": _bee,
    "olive": _sprig,
    "flower": _flower,
    "apple": _apple,
    "bean": _bean,
    "otter": _otter,
}


def print_motif(
    image: Image.Image, box: Box, name: str, ink: str, paper: str, rng: np.random.Generator
) -> bool:
    """Draws a motif into a box; False when there is none of that name."""
    motif = _MOTIFS.get(name)
    if motif is None:
        return False
    motif(Print(image, box, ink, paper), rng)
    return True
