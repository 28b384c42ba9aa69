"""Petals, leaves and stems that bouquets and pot plants are put together from."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from demo.town.studio.colours import linear, mix, ramp, shift
from demo.town.studio.fields import smooth_step
from demo.town.studio.pile import Pile

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class LeafCut:
    """The shape of a leaf.

    Attributes:
        breadth: Width as a share of the length.
        peak: Where it is widest; below 1 nearer the stalk.
        blunt: Smaller is rounder.
        veins: How many side veins show.
        notches: How many cuts run in from the edge.
        comb: How many leaflets a frond has; 0 for a whole leaf.
    """

    breadth: float = 0.4
    peak: float = 0.8
    blunt: float = 0.75
    veins: float = 9.0
    notches: float = 0.0
    comb: float = 0.0


def leaf(
    pile: Pile,
    foot: Point,
    degrees: float,
    length: float,
    colour: str,
    cut: LeafCut,
    *,
    seat: float = 0.5,
) -> None:
    """Puts a leaf that grows from `foot` in the direction `degrees` (0 right, 90 down)."""
    angle = np.deg2rad(degrees)
    cx = foot[0] + float(np.cos(angle)) * length / 2
    cy = foot[1] + float(np.sin(angle)) * length / 2
    spot = pile.spot(cx, cy, length * (0.5 + cut.breadth * 0.30) + 0.004, degrees)
    if spot is None:
        return
    t = np.clip(spot.x / length + 0.5, 0, 1)
    width = cut.breadth * length / 2 * np.maximum(np.sin(np.pi * t**cut.peak), 0) ** cut.blunt
    v = spot.y
    inside = np.minimum(width - np.abs(v), length / 2 - np.abs(spot.x))
    share = np.clip(np.abs(v) / np.maximum(width, 1e-4), 0, 1)
    if cut.notches:
        phase = t * cut.notches + share * 0.9
        inside = np.where(
            (share > 0.42) & (t > 0.12) & (t < 0.93),
            np.minimum(inside, -(0.06 - np.abs(phase - np.round(phase))) * length * 0.25),
            inside,
        )
    if cut.comb:
        phase = t * cut.comb + share * 0.6
        teeth = np.abs(phase - np.floor(phase) - 0.5)
        inside = np.minimum(
            inside, (0.43 - teeth) * length / cut.comb + (0.006 * length * (share < 0.12))
        )
    cover = np.clip(inside * pile.frame.unit + 0.5, 0, 1)
    rib = np.exp(-((v / (0.012 * length + 0.0008)) ** 2))
    vein = np.cos((t * cut.veins + share * 1.6) * 2 * np.pi) if cut.veins else 0.0 * t
    shade = float(pile.frame.rng.uniform(-0.10, 0.10))
    tone = np.clip(
        0.52
        + shade
        + 0.16 * (t - 0.5)
        - 0.18 * np.sign(v) * (1 - rib) * 0.5
        + 0.05 * vein
        + 0.22 * rib,
        0,
        1,
    )
    albedo = ramp(
        tone,
        (0, shift(colour, value=0.50)),
        (0.5, colour),
        (1, mix(shift(colour, value=1.15), "#e8efc0", 0.45)),
    )
    arch = np.sin(np.pi * np.clip(t, 0, 1))
    height = (
        length * (0.10 * arch + 0.16 * share * (1 - share)) - 0.006 * rib * cover + 0.0016 * vein
    )
    pile.put(spot, cover, height.astype(np.float32) + 0.01, albedo, seat=seat)


def strand(
    pile: Pile, points: Sequence[Point], width: float, colour: str, *, seat: float = 0.3
) -> None:
    """Puts a stem along a line."""
    for (ax, ay), (bx, by) in pairwise(points):
        length = float(np.hypot(bx - ax, by - ay))
        degrees = float(np.rad2deg(np.arctan2(by - ay, bx - ax)))
        spot = pile.spot((ax + bx) / 2, (ay + by) / 2, length / 2 + width * 1.6, degrees)
        if spot is None:
            continue
        along = np.maximum(np.abs(spot.x) - length / 2, 0)
        r = np.sqrt(along**2 + spot.y**2)
        cover = np.clip((width - r) * pile.frame.unit + 0.5, 0, 1)
        height = np.sqrt(np.maximum(width**2 - r**2, 0))
        albedo = np.broadcast_to(linear(colour), (*spot.y.shape, 3))
        pile.put(spot, cover, height, albedo, seat=seat)


def bow(start: Point, end: Point, bend: float, steps: int = 8) -> list[Point]:
    """Points of a bent line; `bend` is how far it leaves the straight one."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    points = []
    for k in range(steps + 1):
        t = k / steps
        lift = 4 * t * (1 - t) * bend
        points.append((start[0] + dx * t - dy * lift, start[1] + dy * t + dx * lift))
    return points


def _layered(
    pile: Pile,
    cx: float,
    cy: float,
    size: float,
    colour: str,
    *,
    layers: int,
    petals: int,
    ruffle: float,
    pointed: bool = False,
    heart: str = "",
) -> None:
    """Petals in rings, each ring lying inside the one before: roses, peonies, rosettes."""
    spot = pile.spot(cx, cy, size * 1.12, float(pile.frame.rng.uniform(0, 360)))
    if spot is None:
        return
    r, theta = np.sqrt(spot.x**2 + spot.y**2) / size, np.arctan2(spot.y, spot.x)
    tone = np.zeros(r.shape, np.float32)
    height = np.zeros(r.shape, np.float32)
    outer = np.zeros(r.shape, np.float32)
    step = 0.96 / layers
    for k in range(layers):
        offset = k * 2.4 + 0.3 * math.sin(k * 5.0)
        count = max(3, petals - k // 3)
        wave = np.cos(count * (theta - offset))
        lobe = (
            np.abs(wave) ** 0.6 * np.sign(wave)
            if not pointed
            else 1 - 2 * np.abs(np.sin(count * (theta - offset) / 2)) ** 0.9
        )
        frill = ruffle * (np.cos(13 * theta + k * 1.7) + 0.7 * np.cos(23 * theta - k))
        depth = 0.10 if pointed else 0.055
        edge = (1 - k * step) * (1 - depth + depth * lobe + frill)
        inside = edge - r
        if k == 0:
            outer = inside
        cover = smooth_step(0.0, 0.03, inside)
        t = np.clip(inside / (step * 1.9), 0, 1)
        fresh = 0.86 - 0.62 * t**0.7 + 0.08 * lobe - 0.06 * k / layers
        tone = tone * (1 - cover) + fresh * cover
        lift = 0.22 + 0.62 * (k / layers) ** 0.8 + 0.16 * (1 - t) ** 2
        height = height * (1 - cover) + lift * cover
    cover = np.clip(outer * size * pile.frame.unit + 0.5, 0, 1)
    pale = mix(shift(colour, value=1.15), "#ffffff", 0.28)
    deep = heart or shift(colour, saturation=1.08, value=0.50)
    albedo = ramp(np.clip(tone, 0, 1), (0.0, deep), (0.55, colour), (1.0, pale))
    pile.put(spot, cover, height * size * 0.75, albedo, seat=0.35)


def rose(pile: Pile, cx: float, cy: float, size: float, colour: str) -> None:
    """An open rose from above."""
    _layered(pile, cx, cy, size, colour, layers=7, petals=5, ruffle=0.006)


def peony(pile: Pile, cx: float, cy: float, size: float, colour: str) -> None:
    """A full peony."""
    _layered(pile, cx, cy, size, colour, layers=10, petals=7, ruffle=0.022)


def rosette(pile: Pile, cx: float, cy: float, size: float, colour: str) -> None:
    """A succulent's rosette."""
    _layered(
        pile,
        cx,
        cy,
        size,
        colour,
        layers=6,
        petals=9,
        ruffle=0.0,
        pointed=True,
        heart=shift(colour, value=0.6),
    )


def rays(
    pile: Pile,
    cx: float,
    cy: float,
    size: float,
    colour: str,
    heart: str,
    *,
    petals: int = 13,
    rows: int = 1,
    broad: float = 0.8,
    disc: float = 0.3,
) -> None:
    """Ray flowers: daisies, cosmos, sunflowers."""
    spot = pile.spot(cx, cy, size * 1.12, float(pile.frame.rng.uniform(0, 360)))
    if spot is None:
        return
    r, theta = np.sqrt(spot.x**2 + spot.y**2) / size, np.arctan2(spot.y, spot.x)
    cover_all = np.zeros(r.shape, np.float32)
    tone = np.zeros(r.shape, np.float32)
    height = np.zeros(r.shape, np.float32)
    for row in range(rows):
        turn = theta * petals / (2 * np.pi) + 0.5 * row
        across = (turn - np.round(turn)) * 2
        jitter = np.sin(np.round(turn) * 12.9 + row) * 0.06
        reach = (1 - 0.12 * row) * (1 + jitter)
        t = np.clip(r / reach, 0, 1)
        half = broad * np.sqrt(np.maximum(1 - np.abs(2 * np.clip(t, 0.0, 1) - 1.05) ** 2.4, 0))
        inside = np.minimum(half - np.abs(across), reach - r)
        cover = smooth_step(0.0, 0.10, inside)
        groove = np.cos(across * 9)
        fresh = 0.62 + 0.22 * t - 0.20 * np.abs(across) + 0.05 * groove - 0.10 * (rows - 1 - row)
        tone = tone * (1 - cover) + fresh * cover
        height = (
            height * (1 - cover)
            + (0.10 + 0.10 * row + 0.10 * np.sin(t * 3.1) - 0.06 * across**2) * cover
        )
        cover_all = np.maximum(cover_all, cover)
    albedo = ramp(
        np.clip(tone, 0, 1),
        (0, shift(colour, value=0.55)),
        (0.6, colour),
        (1, mix(colour, "#ffffff", 0.4)),
    )
    seeds = 0.5 + 0.5 * np.cos(r * 60) * np.cos(theta * 21 + r * 40)
    core = smooth_step(disc + 0.02, disc - 0.02, r)
    heart_tint = ramp(
        np.clip(0.35 + 0.4 * seeds + 0.25 * r / disc, 0, 1),
        (0, shift(heart, value=0.5)),
        (0.5, heart),
        (1, mix(heart, "#f0b840", 0.45)),
    )
    albedo = albedo * (1 - core[..., None]) + heart_tint * core[..., None]
    height = (
        height * (1 - core)
        + (0.24 + 0.10 * np.cos(np.clip(r / disc, 0, 1) * 1.5) + 0.05 * seeds) * core
    )
    cover_all = np.maximum(cover_all, core)
    pile.put(spot, cover_all, height * size, albedo, seat=0.3)


def daisy(pile: Pile, cx: float, cy: float, size: float, colour: str) -> None:
    """A daisy with a yellow heart."""
    rays(pile, cx, cy, size, colour, "#e3a52a", petals=14, rows=2, broad=0.72, disc=0.26)


def cosmos(pile: Pile, cx: float, cy: float, size: float, colour: str) -> None:
    """A cosmos: eight broad petals."""
    rays(pile, cx, cy, size, colour, "#d99a25", petals=8, broad=0.92, disc=0.17)


def sunflower(pile: Pile, cx: float, cy: float, size: float, colour: str) -> None:
    """A sunflower."""
    rays(pile, cx, cy, size, colour, "#4a2c14", petals=21, rows=2, broad=0.85, disc=0.47)


def tulip(pile: Pile, cx: float, cy: float, size: float, colour: str, degrees: float = 0.0) -> None:
    """A tulip from the side, nodding by `degrees`."""
    for sway, wide, tint, back in (
        (-0.30, 0.62, 0.86, True),
        (0.30, 0.62, 0.90, True),
        (0.0, 0.66, 1.0, False),
    ):
        spot = pile.spot(cx, cy, size * 1.2, degrees)
        if spot is None:
            return
        u, v = spot.x / size - sway, spot.y / size
        t = np.clip((v + 1) / 2, 0, 1)
        half = wide * np.maximum(np.sin(np.pi * np.clip(0.06 + 0.94 * t, 0, 1) ** 1.25), 0) ** 0.75
        inside = np.minimum(half - np.abs(u), 1 - np.abs(v))
        cover = np.clip(inside * size * pile.frame.unit + 0.5, 0, 1)
        streak = np.cos(u * 26) * 0.04
        tone = np.clip(0.62 * tint + 0.20 * (1 - t) - 0.30 * np.abs(u) / wide + streak, 0, 1)
        albedo = ramp(
            tone, (0, shift(colour, value=0.45)), (0.55, colour), (1, mix(colour, "#fff3dc", 0.45))
        )
        height = (
            size
            * (0.35 if back else 0.55)
            * np.sqrt(np.maximum(1 - (u / np.maximum(half, 0.05)) ** 2, 0))
        )
        pile.put(spot, cover, height, albedo, seat=0.15)


def orchid(
    pile: Pile, cx: float, cy: float, size: float, colour: str, heart: str = "#c23a6b"
) -> None:
    """A phalaenopsis from the front."""
    petals = (
        (-90, 0.95, 0.60),
        (30, 0.92, 0.58),
        (150, 0.92, 0.58),
        (0, 1.02, 1.0),
        (180, 1.02, 1.0),
    )
    for degrees, reach, breadth in petals:
        angle = np.deg2rad(degrees - 4)
        spot = pile.spot(
            cx + float(np.cos(angle)) * size * reach * 0.5,
            cy + float(np.sin(angle)) * size * reach * 0.5,
            size * 0.72,
            degrees - 4,
        )
        if spot is None:
            continue
        t = np.clip(spot.x / (size * reach) + 0.5, 0, 1)
        half = breadth * 0.5 * np.maximum(np.sin(np.pi * t**0.85), 0) ** 0.55
        v = spot.y / size
        inside = np.minimum(half - np.abs(v), 0.5 * reach - np.abs(spot.x / size))
        cover = np.clip(inside * size * pile.frame.unit + 0.5, 0, 1)
        vein = np.cos(np.arctan2(v, t + 0.12) * 30)
        tone = np.clip(0.70 - 0.40 * (1 - t) ** 3 + 0.05 * vein - 0.12 * np.abs(v) / breadth, 0, 1)
        albedo = ramp(
            tone,
            (0, mix(colour, heart, 0.5)),
            (0.5, shift(colour, value=0.92)),
            (1, mix(colour, "#ffffff", 0.5)),
        )
        height = size * (0.16 * np.sin(np.pi * t) + 0.06 * (1 - (v / np.maximum(half, 0.05)) ** 2))
        pile.put(spot, cover, height, albedo, seat=0.2)
    spot = pile.spot(cx, cy + size * 0.20, size * 0.42, 0)
    if spot is None:
        return
    r = np.sqrt((spot.x / (size * 0.24)) ** 2 + (spot.y / (size * 0.30)) ** 2)
    cover = np.clip((1 - r) * size * 0.25 * pile.frame.unit + 0.5, 0, 1)
    albedo = ramp(np.clip(r, 0, 1), (0, "#f0c83c"), (0.35, heart), (1, shift(heart, value=0.7)))
    pile.put(spot, cover, size * 0.25 * np.sqrt(np.maximum(1 - r * r, 0)), albedo, seat=0.6)


def globe(pile: Pile, cx: float, cy: float, size: float, colour: str) -> None:
    """A small round head: scabious, gypsophila, lavender's florets."""
    spot = pile.spot(cx, cy, size * 1.2, 0)
    if spot is None:
        return
    r = np.sqrt(spot.x**2 + spot.y**2) / size
    cover = np.clip((1 - r) * size * pile.frame.unit + 0.5, 0, 1)
    bulge = np.arcsin(np.clip(r, 0, 0.999)) / np.maximum(r, 1e-3)
    u, v = spot.x / size * bulge * 9, spot.y / size * bulge * 9
    speck = (np.cos(u) + np.cos(0.5 * u + 0.87 * v) + np.cos(0.5 * u - 0.87 * v)) / 3
    albedo = ramp(
        np.clip(0.6 - 0.25 * r + 0.25 * speck, 0, 1),
        (0, shift(colour, value=0.55)),
        (0.6, colour),
        (1, mix(colour, "#ffffff", 0.45)),
    )
    pile.put(spot, cover, size * np.sqrt(np.maximum(1 - r * r, 0)), albedo, seat=0.5)


def cluster(
    pile: Pile, cx: float, cy: float, size: float, colour: str, *, petals: int, florets: int
) -> None:
    """A ball of little flowers: hydrangea, geranium."""
    rng = pile.frame.rng
    golden = 2.39996
    for k in range(florets):
        away = size * 0.86 * np.sqrt((florets - k - 0.5) / florets)
        angle = k * golden
        tint = shift(
            colour,
            hue=float(rng.normal(0, 0.012)),
            value=float(rng.uniform(0.88, 1.12)) * (1.0 - 0.25 * away / size),
        )
        rays(
            pile,
            cx + float(np.cos(angle) * away),
            cy + float(np.sin(angle) * away * 0.86),
            size * 0.25,
            tint,
            mix(tint, "#ffffff", 0.6),
            petals=petals,
            broad=0.98,
            disc=0.12,
        )
