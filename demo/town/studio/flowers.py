"""Bouquets, single stems and wreaths."""

from __future__ import annotations

import numpy as np

from demo.town.studio import botany
from demo.town.studio.botany import LeafCut
from demo.town.studio.colours import linear, shift
from demo.town.studio.fields import noise, smooth_step
from demo.town.studio.frame import Frame
from demo.town.studio.pile import Pile
from demo.town.studio.relief import coverage, relief
from demo.town.studio.shot import Painter, Shot
from demo.town.studio.solids import polygon_mask

_EUCALYPTUS = LeafCut(breadth=0.66, peak=0.85, blunt=0.6, veins=0)
_GREEN = LeafCut(breadth=0.38, peak=0.8, veins=8)
_BLADE = LeafCut(breadth=0.10, peak=0.7, veins=0)


def finish(pile: Pile, *, gloss: float = 0.10, shadow: float = 0.0) -> None:
    """Lights the heap and lays it."""
    frame = pile.frame
    if shadow:
        frame.drop(pile.window, pile.alpha, shadow)
    lit = relief(
        pile.height,
        frame.unit,
        pile.albedo,
        gloss=gloss,
        shininess=18,
        wrap=0.5,
        ambient=0.40,
        hollow=0.6,
        reach=0.016,
    )
    frame.lay(pile.window, lit, pile.alpha)


def _paper(shot: Shot, outline: list[tuple[float, float]], colour: str, light: float) -> None:
    """A sheet of wrapping paper with soft folds towards the tie."""
    frame: Frame = shot.frame
    window = frame.window(0.08, 0.30, 0.92, 0.99)
    mask = polygon_mask(frame, window, outline)
    frame.drop(window, mask, 0.05)
    x, y = window.x - 0.5, 0.86 - window.y
    fan = x / (np.maximum(y, 0.02) + 0.12)
    folds = np.abs(np.sin(fan * 9 + 0.7)) * 0.020 + np.abs(np.sin(fan * 23)) * 0.006
    crumple = noise(frame.rng, window.shape, frame.unit, cells=110, roughness=1.9)
    fibre = noise(frame.rng, window.shape, frame.unit, cells=(900, 500), roughness=0.7)
    height = folds * np.clip(y + 0.12, 0.05, 0.6) * 2 + 0.004 * crumple
    albedo = linear(colour) * light * (1 + 0.03 * fibre)[..., None]
    frame.lay(window, relief(height, frame.unit, albedo, gloss=0.03, wrap=0.5), mask)


def _spread(shot: Shot, count: int, reach_x: float, reach_y: float) -> list[tuple[float, float]]:
    """Places from the rim to the middle, evenly as a sunflower's seeds."""
    places = []
    for k in range(count):
        away = np.sqrt((count - k - 0.5) / count)
        angle = k * 2.39996 + float(shot.rng.normal(0, 0.10))
        places.append(
            (
                float(0.5 + np.cos(angle) * away * reach_x),
                float(0.385 + np.sin(angle) * away * reach_y),
            )
        )
    return places


def _foliage(shot: Shot, pile: Pile, tint: str, cut: LeafCut, count: int, length: float) -> None:
    for k in range(count):
        angle = 360 * k / count + float(shot.rng.normal(0, 9))
        a = np.deg2rad(angle)
        reach = float(shot.rng.uniform(0.13, 0.20))
        foot = (0.5 + float(np.cos(a)) * reach * 1.15, 0.38 + float(np.sin(a)) * reach)
        if np.sin(a) > 0.75:
            continue
        green = shift(tint, value=float(shot.rng.uniform(0.8, 1.12)))
        if cut is _EUCALYPTUS:
            for step in range(5):
                at = (
                    foot[0] + float(np.cos(a)) * step * 0.036,
                    foot[1] + float(np.sin(a)) * step * 0.036,
                )
                for side in (-52, 52):
                    botany.leaf(pile, at, angle + side, length * (0.62 - 0.06 * step), green, cut)
        else:
            botany.leaf(pile, foot, angle, length * float(shot.rng.uniform(0.9, 1.15)), green, cut)


def bouquet(shot: Shot) -> None:
    """Flowers tied by hand, in kraft paper, lying on the stone table."""
    look, frame = shot.look, shot.frame
    paper = {
        "rose": "#c7a67c",
        "peony": "#efe6dc",
        "tulip": "#d9c4a0",
        "sunflower": "#b99468",
        "wild": "#e7dccb",
        "daisy": "#c9ab82",
    }[look.motif]
    stems = Pile(frame, frame.window(0.36, 0.80, 0.64, 1.0))
    for k in range(9):
        x = 0.5 + (k - 4) * 0.011
        end = (0.5 + (k - 4) * 0.020 + float(shot.rng.normal(0, 0.004)), 0.985 - abs(k - 4) * 0.006)
        botany.strand(
            stems,
            [(x, 0.82), end],
            0.007,
            shift("#6f8f4a", value=float(shot.rng.uniform(0.8, 1.1))),
        )
    finish(stems, shadow=0.03)
    _paper(
        shot,
        [(0.46, 0.87), (0.14, 0.44), (0.22, 0.36), (0.78, 0.36), (0.87, 0.45), (0.54, 0.87)],
        paper,
        0.92,
    )
    pile = Pile(frame, frame.window(0.04, 0.0, 0.96, 0.78))
    _arrange(shot, pile)
    finish(pile, shadow=0.04)
    _paper(
        shot, [(0.455, 0.86), (0.145, 0.46), (0.32, 0.525), (0.50, 0.60), (0.52, 0.86)], paper, 1.0
    )
    _paper(
        shot,
        [(0.48, 0.86), (0.40, 0.635), (0.62, 0.55), (0.865, 0.465), (0.545, 0.86)],
        shift(paper, value=1.03),
        1.0,
    )
    _ribbon(shot)


def _tinted(shot: Shot, colour: str) -> str:
    """The colour as one flower of many has it."""
    hue, value = float(shot.rng.normal(0, 0.006)), float(shot.rng.uniform(0.92, 1.06))
    return shift(colour, hue=hue, value=value)


def _arrange(shot: Shot, pile: Pile) -> None:
    arrangement = {
        "rose": _full_heads,
        "peony": _full_heads,
        "tulip": _tulips,
        "sunflower": _sunflowers,
        "wild": _meadow,
        "daisy": _meadow,
    }
    arrangement[shot.look.motif](shot, pile)


def _full_heads(shot: Shot, pile: Pile) -> None:
    main, other = shot.colour, shot.look.second
    is_rose = shot.look.motif == "rose"
    green, cut = (other, _EUCALYPTUS) if is_rose else ("#6d9a58", _GREEN)
    _foliage(shot, pile, green, cut, 13, 0.15)
    bloom, size, count = (botany.rose, 0.092, 11) if is_rose else (botany.peony, 0.112, 9)
    for k, (x, y) in enumerate(_spread(shot, count, 0.235, 0.20)):
        tint = main if is_rose or k % 3 else other
        bloom(pile, x, y, size * float(shot.rng.uniform(0.92, 1.08)), _tinted(shot, tint))


def _tulips(shot: Shot, pile: Pile) -> None:
    _foliage(shot, pile, "#6f9a4e", LeafCut(breadth=0.22, veins=4), 12, 0.22)
    tints = (shot.colour, shot.look.second, "#f6f0e4", "#e8668a", "#7a3f8f")
    for k, (x, y) in enumerate(_spread(shot, 17, 0.25, 0.22)):
        botany.tulip(pile, x, y, 0.078, _tinted(shot, tints[k % 5]), (x - 0.5) * 130)


def _sunflowers(shot: Shot, pile: Pile) -> None:
    _foliage(shot, pile, "#4f7f3a", _GREEN, 13, 0.17)
    for x, y in _spread(shot, 7, 0.22, 0.18):
        size = 0.135 * float(shot.rng.uniform(0.94, 1.06))
        botany.sunflower(pile, x, y, size, _tinted(shot, shot.colour))


def _meadow(shot: Shot, pile: Pile) -> None:
    _foliage(shot, pile, "#7f9f5c", _GREEN, 12, 0.15)
    _foliage(shot, pile, "#a9b573", _BLADE, 26, 0.22)
    is_wild = shot.look.motif == "wild"
    others = ("#b9a3d6", "#f7d98a") if is_wild else ("#f6efe2", "#f2b84b")
    tints = (shot.colour, shot.look.second, *others)
    for k, (x, y) in enumerate(_spread(shot, 19, 0.26, 0.225)):
        tint = _tinted(shot, tints[k % 4])
        if k % 4 == 2:
            botany.globe(pile, x, y, 0.034, tint)
        elif k % 4 == 3 and is_wild:
            botany.globe(pile, x, y, 0.026, tint)
            botany.globe(pile, x + 0.045, y + 0.025, 0.020, tint)
        elif is_wild:
            botany.cosmos(pile, x, y, 0.082, tint)
        else:
            botany.daisy(pile, x, y, 0.088, tint)


def _ribbon(shot: Shot) -> None:
    frame = shot.frame
    window = frame.window(0.38, 0.78, 0.66, 0.99)
    x, y = window.turned(0.5, 0.855)
    band = np.minimum(0.052 - np.abs(x), 0.016 - np.abs(y - 0.06 * x**2 * 10))
    inside = band
    for side in (-1, 1):
        u, v = x - side * 0.042, y + 0.004
        loop = 0.030 - np.sqrt((u / 1.25) ** 2 + (v * 1.5) ** 2)
        inside = np.maximum(inside, np.minimum(loop, 0.014 - np.abs(loop - 0.012)))
        tail = np.minimum(0.011 - np.abs(x - side * (0.012 + 0.5 * y)), np.minimum(y, 0.105 - y))
        inside = np.maximum(inside, tail)
    alpha = coverage(inside, frame.unit)
    frame.drop(window, alpha, 0.02)
    tint = linear("#efe3d0" if shot.look.motif in {"rose", "sunflower"} else "#8a4a63")
    height = 0.008 * smooth_step(0, 0.010, inside) + 0.0015 * np.sin(x * 160 + y * 60)
    frame.lay(
        window,
        relief(height, frame.unit, tint * np.ones((*alpha.shape, 1)), gloss=0.25, shininess=14),
        alpha,
    )


def stem(shot: Shot) -> None:
    """One flower on the table: a rose, or a spray of orchids."""
    frame = shot.frame
    pile = Pile(frame, frame.all())
    if shot.look.motif == "orchid":
        path = botany.bow((0.16, 0.93), (0.80, 0.16), -0.16, 14)
        botany.strand(pile, path, 0.0085, "#6d8a45")
        for k, at in enumerate((5, 7, 9, 11, 12.6)):
            px, py = path[int(at)]
            side = 1 if k % 2 else -1
            botany.orchid(
                pile,
                px + side * 0.075,
                py + side * 0.045 + 0.03,
                0.135 - 0.010 * k,
                shot.colour,
                "#d9a520" if k % 2 else "#dba12a",
            )
        for k in range(2):
            px, py = path[13 + k // 2]
            botany.globe(pile, px + 0.03 * k + 0.02, py - 0.02 * k, 0.020, "#b8c48a")
        finish(pile, shadow=0.04)
        return
    path = botany.bow((0.20, 0.95), (0.66, 0.30), 0.03, 10)
    botany.strand(pile, path, 0.010, "#4f7a3c")
    for at, side, length in ((3, -1, 0.19), (5, 1, 0.20), (7, -1, 0.15)):
        px, py = path[at]
        for bend in (-26, 0, 26):
            botany.leaf(
                pile,
                (px, py),
                -55 + side * 62 + bend,
                length * (1.0 if bend == 0 else 0.78),
                "#3f6f38",
                LeafCut(breadth=0.52, veins=8),
            )
    for bend in (-150, -115, -80, -40, 10):
        botany.leaf(
            pile, (0.655, 0.315), bend + 60, 0.13, "#4f7f3f", LeafCut(breadth=0.26, veins=0)
        )
    botany.rose(pile, 0.685, 0.265, 0.165, shot.colour)
    finish(pile, gloss=0.14, shadow=0.05)


def wreath(shot: Shot) -> None:
    """Eucalyptus and olive on a ring, with white sprays."""
    frame = shot.frame
    pile = Pile(frame, frame.all())
    ring = [
        (0.5 + 0.30 * float(np.cos(a)), 0.5 + 0.30 * float(np.sin(a)))
        for a in np.linspace(0, 6.283, 26)
    ]
    botany.strand(pile, ring, 0.012, "#7a5f44")
    for k in range(120):
        a = 2 * np.pi * k / 120 + float(shot.rng.normal(0, 0.03))
        away = 0.30 + float(shot.rng.normal(0, 0.022))
        foot = (0.5 + away * float(np.cos(a)), 0.5 + away * float(np.sin(a)))
        lean = float(np.rad2deg(a)) + 90 + float(shot.rng.choice([-48, -20, 24, 52]))
        tint = shift(shot.colour if k % 3 else "#5f7f4f", value=float(shot.rng.uniform(0.8, 1.15)))
        cut = _EUCALYPTUS if k % 3 else LeafCut(breadth=0.24, veins=0)
        botany.leaf(pile, foot, lean, float(shot.rng.uniform(0.075, 0.115)), tint, cut)
        if k % 4 == 0:
            for _ in range(4):
                dx, dy = np.clip(shot.rng.normal(0, 0.026, 2), -0.05, 0.05)
                botany.globe(
                    pile, foot[0] + float(dx), foot[1] + float(dy), 0.0095, shot.look.second
                )
    finish(pile, shadow=0.05)


PAINTERS = {
    "bouquet": Painter("flat", bouquet),
    "stem": Painter("flat", stem),
    "wreath": Painter("wall", wreath),
}
