"""Plants in their pots, and the pots and vases themselves."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from demo.town.studio import botany
from demo.town.studio.botany import LeafCut
from demo.town.studio.colours import linear, mix, ramp, rgb, shift
from demo.town.studio.fields import noise, smooth_step
from demo.town.studio.flowers import finish
from demo.town.studio.pile import Pile
from demo.town.studio.relief import lit
from demo.town.studio.shot import Painter, Shot
from demo.town.studio.solids import TILT, Turned, glass, glossy, turn
from demo.town.studio.vessels import stand

_BASE = 0.90


def _clay(shot: Shot, solid: Turned, colour: str) -> None:
    """Terracotta or stoneware: rough, matt, with the potter's rings."""
    frame = shot.frame
    grain = noise(frame.rng, solid.side.shape, frame.unit, cells=500, roughness=0.9)
    cloud = noise(frame.rng, solid.side.shape, frame.unit, cells=60, roughness=1.6)
    rings = np.sin(solid.height * 260) * 0.012
    albedo = linear(colour) * (1 + 0.035 * grain + 0.05 * cloud + rings)[..., None]
    stand(frame, solid, lit(solid.normal, albedo, gloss=0.05, shininess=10, wrap=0.35))


def _pot(shot: Shot, wide: float, tall: float) -> float:
    """Stands a pot on the table; returns where its rim is."""
    frame, colour = shot.frame, shot.look.second
    frame.ground_shadow(0.5, _BASE, wide * 0.8, wide * TILT, strength=0.55, throw=0.13)
    red, _, blue = rgb(colour)
    is_clay = red - blue > 60
    lip = tall * 0.24
    body = turn(frame, 0.5, _BASE, ((0, wide * 0.70), (tall - lip, wide * 0.93)), soft=0.006)
    rim = turn(
        frame,
        0.5,
        _BASE - tall + lip,
        ((0, wide * 1.0), (lip - 0.004, wide * 1.06), (lip, wide * 1.05)),
        soft=0.005,
    )
    for solid in (body, rim):
        if is_clay:
            _clay(shot, solid, colour)
        else:
            stand(frame, solid, glossy(solid, linear(colour), gloss=0.35, wrap=0.35))
    frame.shadow(
        body.window,
        body.side * smooth_step(tall - lip - 0.03, tall - lip, body.height),
        strength=0.35,
        soft=0.004,
    )
    for solid in (rim,):
        frame.lay(
            solid.window,
            np.broadcast_to(linear(shift(colour, value=0.8)), (*solid.side.shape, 3)),
            solid.top,
        )
        hollow = np.sqrt(solid.across**2 + solid.along**2)
        soil = smooth_step(0.90, 0.86, hollow) * solid.top
        crumb = noise(frame.rng, solid.side.shape, frame.unit, cells=(300, 700), roughness=1.0)
        tint = ramp(
            np.clip(0.4 + 0.2 * crumb, 0, 1), (0, "#1d130d"), (0.5, "#3f2c1e"), (1, "#6b5138")
        )
        frame.lay(solid.window, tint, soil)
    return _BASE - tall


def _leaves_on_stems(
    shot: Shot, pile: Pile, rim: float, tips: list[tuple[float, float, float]], cut: LeafCut
) -> None:
    """Each tip: x, y and the length of its leaf, which hangs outwards."""
    for x, y, length in sorted(tips, key=lambda tip: tip[1]):
        foot = (0.5 + (x - 0.5) * 0.12, rim + 0.004)
        path = botany.bow(foot, (x, y), 0.10 if x < 0.5 else -0.10)
        botany.strand(pile, path, 0.0055, shift(shot.colour, value=1.05))
        direction = float(np.rad2deg(np.arctan2(y - rim + 0.12, (x - 0.5) * 1.6)))
        tint = shift(shot.colour, value=float(shot.rng.uniform(0.85, 1.25)))
        botany.leaf(pile, (x, y), direction, length, tint, cut)


def _monstera(shot: Shot, pile: Pile, rim: float) -> None:
    cut = LeafCut(breadth=0.86, peak=0.62, blunt=0.55, veins=0, notches=5)
    tips = [
        (0.30, 0.40, 0.22),
        (0.70, 0.42, 0.23),
        (0.40, 0.22, 0.23),
        (0.60, 0.18, 0.24),
        (0.26, 0.54, 0.19),
        (0.75, 0.57, 0.20),
        (0.50, 0.34, 0.24),
        (0.44, 0.47, 0.19),
        (0.60, 0.48, 0.20),
    ]
    _leaves_on_stems(shot, pile, rim, tips, cut)


def _ficus(shot: Shot, pile: Pile, rim: float) -> None:
    trunk = botany.bow((0.5, rim + 0.01), (0.51, 0.14), 0.03, 10)
    botany.strand(pile, trunk, 0.011, "#6b4f38")
    cut = LeafCut(breadth=0.60, peak=1.35, blunt=0.55, veins=7)
    for k in range(20):
        t = 0.25 + 0.75 * k / 19
        px, py = trunk[min(10, round(t * 10))]
        side = 1 if k % 2 else -1
        angle = -90 + side * (78 - 48 * t) + float(shot.rng.normal(0, 8))
        tint = shift(shot.colour, value=float(shot.rng.uniform(0.85, 1.3)))
        botany.leaf(pile, (px, py + 0.02), angle, 0.20 - 0.05 * t, tint, cut)


def _orchid(shot: Shot, pile: Pile, rim: float) -> None:
    green = LeafCut(breadth=0.34, peak=0.75, blunt=0.6, veins=0)
    for angle in (-168, -20, -145, -38, 172, 8):
        botany.leaf(
            pile,
            (0.5, rim),
            angle,
            0.23,
            shift("#3f7a3f", value=float(shot.rng.uniform(0.9, 1.2))),
            green,
        )
    for bend, end in ((0.20, (0.24, 0.20)), (-0.22, (0.78, 0.13))):
        path = botany.bow((0.5, rim), end, bend, 12)
        botany.strand(pile, path, 0.0055, "#5f7f45")
        for k, at in enumerate((12, 10, 8, 6)):
            px, py = path[at]
            botany.orchid(
                pile,
                px,
                py + 0.02,
                0.072 + 0.007 * k,
                shift(shot.colour, value=float(shot.rng.uniform(0.95, 1.08))),
                "#8c1f5a",
            )


def _sansevieria(shot: Shot, pile: Pile, rim: float) -> None:
    blade = LeafCut(breadth=0.15, peak=0.95, blunt=0.55, veins=16)
    order = sorted(range(11), key=lambda k: -abs(k - 5))
    for k in order:
        lean = (k - 5) * 5.6 + float(shot.rng.normal(0, 2))
        length = 0.58 - 0.042 * abs(k - 5) + float(shot.rng.normal(0, 0.03))
        foot = (0.5 + (k - 5) * 0.016, rim + 0.03)
        botany.leaf(
            pile,
            foot,
            -90 + lean,
            length,
            mix("#c9c06a", shot.colour, 0.35),
            LeafCut(breadth=0.17, peak=0.95, blunt=0.5, veins=0),
            seat=0.6,
        )
        botany.leaf(
            pile,
            foot,
            -90 + lean,
            length * 0.985,
            shift(shot.colour, value=float(shot.rng.uniform(0.85, 1.15))),
            blade,
            seat=0.95,
        )


def _fern(shot: Shot, pile: Pile, rim: float) -> None:
    frond = LeafCut(breadth=0.30, peak=0.72, blunt=0.7, veins=0, comb=17)
    for k in range(44):
        t = k / 43
        angle = -90 + (k % 2 * 2 - 1) * (15 + 88 * (1 - t)) + float(shot.rng.normal(0, 7))
        length = 0.36 - 0.06 * t + float(shot.rng.normal(0, 0.02))
        a = np.deg2rad(angle)
        droop = 22 * float(np.cos(a))
        tint = shift(shot.colour, value=float(shot.rng.uniform(0.75, 1.2)))
        foot = (0.5 + 0.05 * float(np.cos(a)), rim + 0.01)
        middle = (
            foot[0] + float(np.cos(a)) * length * 0.42,
            foot[1] + float(np.sin(a)) * length * 0.42,
        )
        botany.strand(pile, [foot, middle], 0.003, tint)
        botany.leaf(pile, foot, angle, length * 0.62, tint, frond)
        botany.leaf(pile, middle, angle + droop, length * 0.66, tint, frond)


def _cactus(shot: Shot, pile: Pile, rim: float) -> None:
    frame = shot.frame
    radius = 0.215
    cx, cy = 0.5, rim - radius * 0.74
    spot = pile.spot(cx, cy, radius * 1.1)
    if spot is None:
        return
    u, v = spot.x / radius, spot.y / (radius * 0.95)
    r2 = u * u + v * v
    nz = np.sqrt(np.maximum(1 - r2, 0.0))
    longitude = np.arctan2(u, nz * 0.92 - v * 0.38)
    ribs = np.cos(longitude * 22)
    cover = np.clip((1 - np.sqrt(r2)) * radius * frame.unit + 0.5, 0, 1)
    tone = np.clip(0.45 + 0.28 * ribs + 0.10 * -v, 0, 1)
    albedo = ramp(
        tone,
        (0, shift(shot.colour, value=0.5)),
        (0.5, shot.colour),
        (1, mix(shot.colour, "#d9e8a8", 0.4)),
    )
    pile.put(spot, cover, radius * nz * 0.95 + 0.016 * ribs * nz, albedo)
    for k in range(-11, 12):
        for row in range(11):
            lon = k * 2 * np.pi / 22
            lat = -1.30 + row * 0.26
            x, y, z = np.sin(lon) * np.cos(lat), -np.sin(lat), np.cos(lon) * np.cos(lat)
            depth = z * 0.92 - y * 0.38
            if depth < 0.12:
                continue
            px, py = cx + x * radius, cy + (y * 0.92 + z * 0.20) * radius * 0.95
            for angle in (-150, -90, -30, 35, 145):
                a = np.deg2rad(angle + x * 40)
                end = (px + float(np.cos(a)) * 0.020, py + float(np.sin(a)) * 0.020)
                botany.strand(pile, [(px, py), end], 0.0011, "#f1e2b4", seat=1.0)
    botany.rays(pile, cx - 0.03, cy - radius * 0.84, 0.052, "#e85a8a", "#f4d25a", petals=14, rows=2)
    botany.rays(pile, cx + 0.06, cy - radius * 0.76, 0.044, "#ea6f98", "#f4d25a", petals=14, rows=2)


def _succulent(shot: Shot, pile: Pile, rim: float) -> None:
    botany.rosette(pile, 0.5, rim - 0.085, 0.235, shot.colour)
    for x, y, size in ((0.36, rim - 0.005, 0.075), (0.64, rim - 0.01, 0.085)):
        botany.rosette(pile, x, y, size, shift(shot.colour, value=1.08))


def _lavender(shot: Shot, pile: Pile, rim: float) -> None:
    for k in range(34):
        lean = (k - 16.5) * 3.3 + float(shot.rng.normal(0, 3))
        botany.leaf(
            pile,
            (0.5 + (k - 16.5) * 0.005, rim + 0.01),
            -90 + lean * 1.25,
            0.24,
            shift("#8ea387", value=float(shot.rng.uniform(0.8, 1.1))),
            LeafCut(breadth=0.07, veins=0),
        )
    for k in range(21):
        lean = (k - 10) * 5.0 + float(shot.rng.normal(0, 2.5))
        a = np.deg2rad(-90 + lean)
        length = 0.50 - 0.010 * abs(k - 10) + float(shot.rng.normal(0, 0.025))
        foot = (0.5 + (k - 10) * 0.008, rim)
        tip = (foot[0] + float(np.cos(a)) * length, foot[1] + float(np.sin(a)) * length)
        botany.strand(pile, botany.bow(foot, tip, 0.03 * np.sign(lean), 5), 0.0028, "#7f9a72")
        for j in range(9):
            t = 1 - 0.028 * j - (0.05 if j > 6 else 0)
            at = (foot[0] + (tip[0] - foot[0]) * t, foot[1] + (tip[1] - foot[1]) * t)
            for side in (-1, 0, 1):
                tint = shift(
                    shot.colour,
                    hue=float(shot.rng.normal(0, 0.01)),
                    value=float(shot.rng.uniform(0.75, 1.2)),
                )
                botany.globe(pile, at[0] + side * 0.009, at[1] + abs(side) * 0.004, 0.0085, tint)


def _bushy(
    shot: Shot,
    pile: Pile,
    rim: float,
    count: int,
    spread: tuple[float, float],
    length: float,
    colour: str,
    cut: LeafCut,
) -> None:
    """A dome of leaves, the back ones first."""
    for k in range(count):
        away = np.sqrt((count - k - 0.5) / count)
        angle = k * 2.39996
        x = 0.5 + float(np.cos(angle)) * away * spread[0]
        y = rim - spread[1] * 0.52 + float(np.sin(angle)) * away * spread[1] * 0.62
        lean = float(np.rad2deg(np.arctan2(y - rim + spread[1] * 0.25, x - 0.5))) + float(
            shot.rng.normal(0, 22)
        )
        tint = shift(colour, value=float(shot.rng.uniform(0.72, 1.0)) + 0.28 * (k / count))
        botany.leaf(
            pile, (x, y), lean, length * float(shot.rng.uniform(0.85, 1.15)), tint, cut, seat=0.75
        )


def _geranium(shot: Shot, pile: Pile, rim: float) -> None:
    _bushy(
        shot,
        pile,
        rim,
        46,
        (0.26, 0.30),
        0.115,
        "#4f8a3f",
        LeafCut(breadth=0.98, peak=0.8, blunt=0.42, veins=5),
    )
    for x, y, size in (
        (0.35, 0.34, 0.085),
        (0.62, 0.28, 0.092),
        (0.49, 0.22, 0.08),
        (0.74, 0.42, 0.075),
        (0.27, 0.47, 0.07),
        (0.53, 0.42, 0.088),
    ):
        botany.strand(
            pile, botany.bow((0.5 + (x - 0.5) * 0.4, rim - 0.1), (x, y), 0.05), 0.0045, "#7f9f5a"
        )
        botany.cluster(pile, x, y, size, shot.colour, petals=5, florets=26)


def _hydrangea(shot: Shot, pile: Pile, rim: float) -> None:
    _bushy(
        shot,
        pile,
        rim,
        34,
        (0.30, 0.34),
        0.20,
        "#4a7f45",
        LeafCut(breadth=0.62, peak=0.85, veins=9),
    )
    for x, y, size in (
        (0.32, 0.40, 0.13),
        (0.68, 0.38, 0.135),
        (0.50, 0.25, 0.14),
        (0.50, 0.48, 0.125),
    ):
        botany.cluster(pile, x, y, size, shot.colour, petals=4, florets=44)


def _herb(shot: Shot, pile: Pile, rim: float) -> None:
    _bushy(
        shot,
        pile,
        rim,
        120,
        (0.25, 0.42),
        0.12,
        shot.colour,
        LeafCut(breadth=0.60, peak=0.85, veins=6),
    )


def _rosemary(shot: Shot, pile: Pile, rim: float) -> None:
    needle = LeafCut(breadth=0.16, peak=0.8, veins=0)
    for k in range(15):
        lean = (k - 7) * 6.0 + float(shot.rng.normal(0, 3))
        a = np.deg2rad(-90 + lean)
        length = 0.50 - 0.016 * abs(k - 7) + float(shot.rng.normal(0, 0.03))
        foot = (0.5 + (k - 7) * 0.010, rim)
        for j in range(15):
            t = 0.12 + 0.88 * j / 14
            at = (foot[0] + float(np.cos(a)) * length * t, foot[1] + float(np.sin(a)) * length * t)
            for side in (-1, 1):
                tint = shift(shot.colour, value=float(shot.rng.uniform(0.7, 1.2)))
                botany.leaf(
                    pile,
                    at,
                    -90 + lean + side * (52 - 26 * t),
                    0.062 * (1.15 - 0.4 * t),
                    tint,
                    needle,
                )


def _tree(shot: Shot, pile: Pile, rim: float) -> None:
    for bend in (0.05, -0.05):
        botany.strand(pile, botany.bow((0.5, rim + 0.01), (0.5, 0.36), bend, 8), 0.013, "#8a7560")
    cut = LeafCut(breadth=0.22, peak=0.85, veins=0)
    count = 210
    for k in range(count):
        away = np.sqrt((count - k - 0.5) / count) * float(shot.rng.uniform(0.9, 1.06))
        angle = k * 2.39996
        x, y = (
            0.5 + float(np.cos(angle)) * away * 0.265,
            0.275 + float(np.sin(angle)) * away * 0.215,
        )
        lean = float(np.rad2deg(angle)) + float(shot.rng.normal(0, 40))
        tint = shift(shot.colour, value=float(shot.rng.uniform(0.6, 1.0)) + 0.25 * k / count)
        botany.leaf(pile, (x, y), lean, 0.085, tint, cut, seat=0.8)
    for _ in range(14):
        x, y = 0.5 + float(shot.rng.normal(0, 0.12)), 0.30 + float(shot.rng.normal(0, 0.09))
        botany.globe(pile, x, y, 0.013, "#5a5f3a")


_Grower = Callable[[Shot, Pile, float], None]
#: Who grows in which pot: width and height of the pot.
_PLANTS: dict[str, tuple[_Grower, float, float]] = {
    "monstera": (_monstera, 0.155, 0.24),
    "orchid": (_orchid, 0.120, 0.22),
    "ficus": (_ficus, 0.145, 0.23),
    "sansevieria": (_sansevieria, 0.165, 0.25),
    "fern": (_fern, 0.150, 0.24),
    "cactus": (_cactus, 0.205, 0.30),
    "succulent": (_succulent, 0.215, 0.29),
    "lavender": (_lavender, 0.150, 0.25),
    "geranium": (_geranium, 0.165, 0.25),
    "hydrangea": (_hydrangea, 0.175, 0.25),
    "tree": (_tree, 0.150, 0.25),
    "herb": (_herb, 0.160, 0.26),
    "rosemary": (_rosemary, 0.150, 0.26),
}


def potted(shot: Shot) -> None:
    """A plant in its pot."""
    grow, wide, tall = _PLANTS[shot.look.form]
    frame = shot.frame
    pile = Pile(frame, frame.window(0.03, 0.0, 0.97, 0.86))
    grow(shot, pile, _BASE - tall)
    frame.shadow(pile.window, pile.alpha, dx=0.09, dy=0.03, soft=0.05, strength=0.22)
    _pot(shot, wide, tall)
    frame.shadow(pile.window, pile.alpha, dx=0.012, dy=0.022, soft=0.014, strength=0.30)
    finish(pile, gloss=0.16 if shot.look.form in {"monstera", "ficus", "orchid"} else 0.08)


_VASES = {
    "stoneware": (
        (0, 0.115),
        (0.02, 0.135),
        (0.22, 0.215),
        (0.40, 0.195),
        (0.54, 0.095),
        (0.60, 0.080),
        (0.64, 0.100),
    ),
    "glass": (
        (0, 0.105),
        (0.015, 0.125),
        (0.14, 0.165),
        (0.30, 0.120),
        (0.46, 0.050),
        (0.60, 0.046),
        (0.63, 0.062),
    ),
}


def vase(shot: Shot) -> None:
    """A vase or an empty pot."""
    frame, form = shot.frame, shot.look.form
    if form == "terracotta":
        saucer = turn(frame, 0.5, _BASE, ((0, 0.21), (0.045, 0.25), (0.05, 0.248)), soft=0.006)
        frame.ground_shadow(0.5, _BASE, 0.24, 0.045, strength=0.55, throw=0.13)
        _clay(shot, saucer, shot.colour)
        frame.lay(
            saucer.window,
            np.broadcast_to(linear(shift(shot.colour, value=0.85)), (*saucer.side.shape, 3)),
            saucer.top,
        )
        body = turn(frame, 0.5, _BASE - 0.03, ((0, 0.195), (0.36, 0.27)), soft=0.006)
        _clay(shot, body, shot.colour)
        rim = turn(
            frame, 0.5, _BASE - 0.03 - 0.35, ((0, 0.288), (0.115, 0.305), (0.12, 0.30)), soft=0.006
        )
        frame.shadow(rim.window, rim.side, dy=0.012, soft=0.010, strength=0.35)
        _clay(shot, rim, shot.colour)
        _mouth(shot, rim, shift(shot.colour, value=0.75))
        return
    solid = turn(frame, 0.5, _BASE, _VASES[form], soft=0.03)
    frame.ground_shadow(0.5, _BASE, 0.13, 0.03, strength=0.55, throw=0.15)
    if form == "glass":
        empty = linear(mix(shot.colour, "#ffffff", 0.25))
        blown = glass(frame, solid, linear(shot.colour), depth=0.8, fill=0.02, empty=empty)
        stand(frame, solid, blown)
        frame.lay(
            solid.window, glass(frame, solid, linear(shot.colour), depth=0.3), solid.top * 0.55
        )
        return
    grain = noise(frame.rng, solid.side.shape, frame.unit, cells=600, roughness=0.7)
    run = noise(frame.rng, solid.side.shape, frame.unit, cells=(50, 12), roughness=1.6)
    bare = smooth_step(0.10, 0.085, solid.height - 0.02 * run)[..., None]
    specks = smooth_step(2.0, 2.3, grain)[..., None] * 0.6
    glaze = (
        linear(shot.colour) * (1 + 0.04 * run)[..., None] * (1 - specks)
        + linear("#5a4a3a") * specks
    )
    albedo = glaze * (1 - bare) + linear("#a88665") * (1 + 0.05 * grain)[..., None] * bare
    rings = solid.normal[1] + 0.05 * np.sin(solid.height * 330)
    stand(
        frame,
        solid,
        lit((solid.normal[0], rings, solid.normal[2]), albedo, gloss=0.14, shininess=12, wrap=0.35),
    )
    _mouth(shot, solid, shift(shot.colour, value=0.8))


def _mouth(shot: Shot, solid: Turned, colour: str) -> None:
    rim = np.sqrt(solid.across**2 + solid.along**2)
    inner = smooth_step(0.90, 0.85, rim)
    light = np.clip(0.55 + 0.30 * solid.across + 0.25 * solid.along, 0.12, 1)
    tint = linear(colour) * (1 - inner * (1 - 0.55 * light))[..., None]
    shot.frame.lay(solid.window, tint, solid.top)


PAINTERS = {
    "potted": Painter("stand", potted),
    "vase": Painter("stand", vase),
}
