"""Small cakes that stand, and the objects no other page has."""

from __future__ import annotations

import numpy as np

from demo.town.studio.colours import linear, mix, ramp, shift
from demo.town.studio.fields import Field, noise, smooth_step
from demo.town.studio.frame import Window
from demo.town.studio.relief import coverage, lit, oblong, relief
from demo.town.studio.shot import Painter, Shot
from demo.town.studio.solids import metal, turn
from demo.town.studio.vessels import lid_top, stand


def macarons(shot: Shot) -> None:
    """Six of them, three behind three."""
    tints = ("#d9607f", "#a9bf6a", "#f0e2bd", "#5a3524", "#c98a4a", "#f0d04a")
    places = ((0.22, 0.64), (0.50, 0.63), (0.78, 0.64), (0.24, 0.87), (0.52, 0.89), (0.79, 0.87))
    for (cx, base), tint in zip(places, tints, strict=True):
        _macaron(shot, cx, base, tint)


def _macaron(shot: Shot, cx: float, base: float, tint: str) -> None:
    frame = shot.frame
    r = 0.142
    frame.ground_shadow(cx, base, r, r * 0.34, strength=0.45, throw=0.05)
    profile = (
        (0, r * 0.80),
        (0.018, r * 0.97),
        (0.034, r * 1.0),
        (0.040, r * 0.97),
        (0.050, r * 1.03),
        (0.053, r * 0.92),
        (0.070, r * 0.92),
        (0.073, r * 1.03),
        (0.083, r * 0.97),
        (0.090, r * 1.0),
        (0.108, r * 0.95),
        (0.124, r * 0.74),
        (0.131, r * 0.40),
        (0.133, r * 0.05),
    )
    solid = turn(frame, cx, base, profile, soft=0.0035, tilt=0.32)
    h = solid.height
    ruffle = smooth_step(0.036, 0.040, h) * smooth_step(0.053, 0.050, h) + smooth_step(
        0.072, 0.075, h
    ) * smooth_step(0.088, 0.084, h)
    cream = smooth_step(0.052, 0.054, h) * smooth_step(0.072, 0.070, h)
    foam = noise(frame.rng, h.shape, frame.unit, cells=420, roughness=1.0)
    bumps = noise(frame.rng, h.shape, frame.unit, cells=220, roughness=1.1)
    albedo = linear(tint) * (1 + 0.02 * bumps)[..., None]
    foot = linear(mix(tint, "#fff2dc", 0.25)) * (1 + 0.22 * foam)[..., None]
    filling = linear(mix(tint, "#fff4e2", 0.55))
    albedo = albedo * (1 - ruffle[..., None]) + foot * ruffle[..., None]
    albedo = albedo * (1 - cream[..., None]) + filling * cream[..., None]
    nx, ny, nz = solid.normal
    bent = (nx + 0.30 * foam * ruffle, ny + 0.20 * foam * ruffle, nz)
    colour = lit(bent, albedo, gloss=0.16, shininess=14, wrap=0.45)
    colour *= (1 - 0.30 * cream - 0.18 * smooth_step(0.02, 0.0, h))[..., None]
    frame.lay(solid.window, colour, solid.mask)


def caneles(shot: Shot) -> None:
    """Three fluted little cakes, dark and shining."""
    frame = shot.frame
    for cx, base in ((0.36, 0.70), (0.66, 0.72), (0.49, 0.88)):
        r, tall = 0.150, 0.30
        frame.ground_shadow(cx, base, r, r * 0.30, strength=0.55, throw=0.07)
        profile = (
            (0, r * 1.0),
            (0.02, r * 1.02),
            (tall * 0.5, r * 0.93),
            (tall - 0.03, r * 0.82),
            (tall, r * 0.72),
        )
        solid = turn(frame, cx, base, profile, soft=0.014, tilt=0.28)
        nx, ny, nz = solid.normal
        flute = np.sin(solid.angle * 14)
        valley = np.cos(solid.angle * 14)
        cos, sin = np.cos(solid.angle), np.sin(solid.angle)
        bent = (nx + 0.55 * flute * cos, ny, nz - 0.55 * flute * sin)
        length = np.sqrt(bent[0] ** 2 + bent[1] ** 2 + bent[2] ** 2)
        bent = (bent[0] / length, bent[1] / length, bent[2] / length)
        bake = noise(frame.rng, nx.shape, frame.unit, cells=120, roughness=1.4)
        tone = np.clip(
            0.45 + 0.12 * bake + 0.10 * valley - 0.25 * smooth_step(0.16, 0.30, solid.height), 0, 1
        )
        albedo = ramp(tone, (0, "#24100a"), (0.4, shot.colour), (0.75, "#8f5325"), (1, "#c98a3f"))
        stand(
            frame,
            solid,
            lit(bent, albedo, gloss=0.30, shininess=18, wrap=0.35)
            * (0.86 + 0.14 * valley)[..., None],
        )
        rim = np.sqrt(solid.across**2 + solid.along**2)
        hollow = smooth_step(0.75, 0.35, rim)
        top = ramp(
            np.clip(0.40 + 0.14 * bake - 0.25 * hollow - 0.14 * solid.across, 0, 1),
            (0, "#1d0c07"),
            (0.5, "#55290f"),
            (1, "#9a5c2a"),
        )
        frame.lay(solid.window, top, solid.top)
        sheen = np.exp(-(((solid.across + 0.45) / 0.25) ** 2) - ((solid.along + 0.2) / 0.5) ** 2)
        frame.under(solid.window)[...] += (0.16 * sheen * solid.top)[..., None]


def rattle(shot: Shot) -> None:
    """A wooden rattle with two rings."""
    frame = shot.frame
    window = frame.all()
    x, y = window.turned(0.5, 0.5, -32)
    grain = noise(frame.rng, window.shape, frame.unit, cells=(50, 900), roughness=1.0)
    for cx, tint in ((-0.205, shot.look.second), (-0.145, "#e7b45a")):
        ring = np.sqrt((x - cx) ** 2 * 5.0 + y**2)
        inside = 0.030 - np.abs(ring - 0.125)
        alpha = coverage(inside, frame.unit)
        frame.drop(window, alpha, 0.05)
        height = np.sqrt(np.maximum(0.030**2 - (ring - 0.125) ** 2, 0))
        frame.lay(window, relief(height, frame.unit, linear(tint), gloss=0.35), alpha)
    bar = oblong(x + 0.02, y, 0.30, 0.034 + 0.012 * smooth_step(0.0, 0.25, x), 0.03)
    ball = 0.115 - np.sqrt((x - 0.27) ** 2 + y**2)
    knob = 0.070 - np.sqrt((x + 0.33) ** 2 + y**2)
    wood = linear(shot.colour) * (1 + 0.09 * grain)[..., None]
    for inside, reach in ((bar, 0.036), (knob, 0.070), (ball, 0.115)):
        alpha = coverage(inside, frame.unit)
        frame.drop(window, alpha, 0.06)
        level = np.clip(inside / reach, 0, 1)
        height = reach * np.sqrt(np.maximum(1 - (1 - level) ** 2, 0))
        frame.lay(window, relief(height, frame.unit, wood, gloss=0.28, wrap=0.4), alpha)
    eyes = smooth_step(0.013, 0.010, np.sqrt((x - 0.30) ** 2 + (np.abs(y) - 0.038) ** 2))
    frame.lay(window, np.broadcast_to(linear("#3a2a20"), (*window.shape, 3)), eyes)


def thermometer(shot: Shot) -> None:
    """A digital thermometer with its reading."""
    frame = shot.frame
    window = frame.all()
    x, y = window.turned(0.5, 0.5, -24)
    width = 0.066 - 0.030 * smooth_step(0.05, 0.30, x)
    tip = np.minimum(0.013 - np.abs(y), np.minimum(x - 0.36, 0.455 - x))
    body = np.minimum(width - np.abs(y), np.minimum(x + 0.42, 0.385 - x))
    body = np.minimum(body, 0.072 - np.sqrt(np.maximum(-0.35 - x, 0) ** 2 + y**2))
    for inside, tint, swell in ((tip, "#c9cccf", 0.013), (body, shot.colour, 0.066)):
        alpha = coverage(inside, frame.unit)
        frame.drop(window, alpha, 0.045)
        height = (
            0.6
            * swell
            * np.sqrt(np.clip(1 - (1 - np.clip(inside / (swell * 0.8), 0, 1)) ** 2, 0, 1))
        )
        frame.lay(window, relief(height, frame.unit, linear(tint), gloss=0.45, shininess=26), alpha)
    screen = oblong(x + 0.10, y, 0.115, 0.038, 0.010)
    cover = coverage(screen, frame.unit)
    frame.lay(
        window,
        np.broadcast_to(linear("#b9c7b4"), (*window.shape, 3))
        * (1 - 0.4 * smooth_step(0.008, 0, screen))[..., None],
        cover,
    )
    _digits(shot, window, x + 0.10, y)
    button = 0.026 - np.sqrt((x + 0.285) ** 2 + y**2)
    alpha = coverage(button, frame.unit)
    frame.lay(
        window,
        relief(
            0.012 * np.sqrt(np.clip(button / 0.02, 0, 1)),
            frame.unit,
            linear(shot.look.second),
            gloss=0.3,
        ),
        alpha,
    )


#: Which of the seven segments each digit lights: top, upper left, upper right, middle, lower left, lower right, bottom.
_SEGMENTS = {"3": "1011011", "6": "1101111", "8": "1111111"}


def _digits(shot: Shot, window: Window, x: Field, y: Field) -> None:
    ink = np.zeros(window.shape, np.float32)
    for digit, cx in (("3", -0.075), ("6", -0.028), ("8", 0.036)):
        bars = (
            (0, -0.024, 1),
            (-0.014, -0.012, 0),
            (0.014, -0.012, 0),
            (0, 0, 1),
            (-0.014, 0.012, 0),
            (0.014, 0.012, 0),
            (0, 0.024, 1),
        )
        for lit_, (dx, dy, flat) in zip(_SEGMENTS[digit], bars, strict=True):
            if lit_ == "0":
                continue
            half_x, half_y = (0.011, 0.0024) if flat else (0.0024, 0.009)
            inside = np.minimum(half_x - np.abs(x - cx - dx), half_y - np.abs(y - dy))
            ink = np.maximum(ink, coverage(inside, shot.frame.unit))
    dot = coverage(0.0032 - np.sqrt((x - 0.003) ** 2 + (y - 0.024) ** 2), shot.frame.unit)
    ink = np.maximum(ink, dot)
    shot.frame.lay(window, np.broadcast_to(linear("#23301f"), (*window.shape, 3)), ink)


def glasses(shot: Shot) -> None:
    """Sunglasses, open, from the front."""
    frame = shot.frame
    window = frame.window(0.02, 0.25, 0.98, 0.80)
    x, y = window.turned(0.5, 0.52, -3)
    u = np.abs(x) - 0.205
    lens = oblong(u * (1 + 0.10 * y), y + 0.10 * u**2, 0.155, 0.118, 0.095)
    rim = lens + 0.024
    bridge = np.minimum(0.016 - np.abs(y + 0.045 - 1.6 * x**2), 0.07 - np.abs(x))
    hinge = oblong(np.abs(x) - 0.375, y + 0.078, 0.040, 0.021, 0.008)
    shape = np.maximum(np.maximum(rim, bridge), hinge)
    temple = np.minimum(
        0.013 - np.abs(y + 0.095 + 0.35 * (0.40 - np.abs(x))),
        np.minimum(0.41 - np.abs(x), np.abs(x) - 0.20),
    )
    arms = coverage(temple, frame.unit)
    frame.drop(window, np.maximum(arms, coverage(shape, frame.unit)), 0.06)
    frame.lay(
        window,
        np.broadcast_to(linear(shift(shot.colour, value=0.6)), (*window.shape, 3)),
        arms * (1 - coverage(lens, frame.unit)),
    )
    mottle = noise(frame.rng, window.shape, frame.unit, cells=120, roughness=1.6)
    acetate = ramp(
        np.clip(0.5 + 0.28 * mottle, 0, 1), (0, "#1d120b"), (0.5, shot.colour), (1, "#b9803f")
    )
    cover = coverage(shape, frame.unit)
    height = 0.018 * np.sqrt(
        np.clip(np.minimum(shape, np.where(lens > -0.024, -lens + 0.0, shape)) / 0.012, 0, 1)
    )
    frame.lay(window, relief(height, frame.unit, acetate, gloss=0.7, shininess=30), cover)
    glass = coverage(lens, frame.unit)
    depth = np.clip((y + 0.12) / 0.26, 0, 1)
    tint = ramp(depth, (0, "#1b1d1c"), (0.6, shot.look.second), (1, "#8a8a78"))
    band = np.exp(-(((x * 0.8 + y + 0.03 - 0.30 * np.sign(x) * 0.5) / 0.035) ** 2)) * 0.16
    inner = smooth_step(0.0, 0.012, lens)[..., None]
    frame.lay(window, tint * (0.75 + 0.25 * inner) + band[..., None], glass)


def kit(shot: Shot) -> None:
    """A zipped first-aid pouch."""
    frame = shot.frame
    window = frame.window(0.06, 0.14, 0.94, 0.88)
    x, y = window.turned(0.5, 0.51, -7)
    inside = oblong(x, y, 0.385, 0.275, 0.075)
    level = np.clip(inside / 0.09, 0, 1)
    folds = noise(frame.rng, window.shape, frame.unit, cells=60, roughness=2.0)
    weave = np.sin(x * 800) * np.sin(y * 800)
    height = 0.085 * np.sqrt(np.maximum(1 - (1 - level) ** 2, 0)) + 0.010 * folds + 0.0004 * weave
    zip_line = np.abs(inside - 0.050)
    groove = np.exp(-((zip_line / 0.012) ** 2))
    height -= 0.012 * groove
    alpha = coverage(inside, frame.unit)
    frame.drop(window, alpha, 0.10)
    albedo = linear(shot.colour) * (1 + 0.03 * weave)[..., None]
    theta = np.arctan2(y / 0.275, x / 0.385)
    teeth = smooth_step(0.008, 0.005, zip_line) * (0.5 + 0.5 * np.sign(np.sin(theta * 190)))
    tape = smooth_step(0.017, 0.013, zip_line)[..., None]
    albedo = albedo * (1 - tape) + linear(shift(shot.colour, value=0.55)) * tape
    albedo = albedo * (1 - teeth[..., None]) + linear("#d9c79a") * teeth[..., None]
    cross = np.maximum(
        np.minimum(0.105 - np.abs(x), 0.036 - np.abs(y)),
        np.minimum(0.036 - np.abs(x), 0.105 - np.abs(y)),
    )
    white = coverage(cross, frame.unit)[..., None]
    albedo = albedo * (1 - white) + linear(shot.look.second) * white
    frame.lay(
        window,
        relief(
            height + 0.003 * white[..., 0], frame.unit, albedo, gloss=0.10, wrap=0.4, hollow=0.3
        ),
        alpha,
    )
    pull = frame.window(0.62, 0.66, 0.86, 0.92)
    u, v = pull.turned(0.765, 0.735, 40)
    tab = np.maximum(oblong(u, v, 0.052, 0.015, 0.014), 0.018 - np.sqrt((u + 0.05) ** 2 + v**2))
    tab = np.minimum(tab, np.sqrt((u - 0.034) ** 2 + v**2) - 0.006)
    cover = coverage(tab, frame.unit)
    frame.shadow(pull, cover, dx=0.004, dy=0.006, soft=0.005, strength=0.5)
    frame.lay(
        pull,
        relief(
            np.sqrt(np.maximum(tab, 0) * 0.012),
            frame.unit,
            linear("#cfd3d5"),
            gloss=0.7,
            shininess=16,
        ),
        cover,
    )


def watering_can(shot: Shot) -> None:
    """Zinc, with a long spout and a hoop for a handle."""
    frame = shot.frame
    base, cx = 0.88, 0.56
    wide, tall = 0.19, 0.36
    tint = linear(shot.colour)
    frame.ground_shadow(cx, base, wide, wide * 0.22, strength=0.6, throw=0.12)
    window = frame.all()
    x, y = window.turned(0.0, 0.0)
    hoop = np.abs(np.sqrt(((x - cx - 0.14) / 0.95) ** 2 + ((y - 0.53) / 1.15) ** 2) - 0.165)
    handle = np.where(x > cx + 0.02, 0.013 - hoop, -1.0)
    _wire(shot, window, handle, hoop, tint)
    t = np.clip((cx - 0.12 - x) / 0.34, 0, 1)
    axis = base - 0.10 - 0.43 * t**0.92
    along = 0.040 - 0.022 * t
    spout = np.minimum(along - np.abs(y - axis) * 0.70, np.minimum(cx - 0.10 - x, x - (cx - 0.455)))
    across = np.clip((y - axis) * 0.70 / along, -1, 1)
    nz = np.sqrt(np.maximum(1 - across**2, 0))
    frame.lay(window, metal((across * 0.6, across * 0.6, nz), tint), coverage(spout, frame.unit))
    body = turn(
        frame,
        cx,
        base,
        (
            (0, wide),
            (0.012, wide * 1.015),
            (0.02, wide),
            (tall * 0.96, wide * 0.86),
            (tall * 0.975, wide * 0.885),
            (tall, wide * 0.87),
        ),
        soft=0.004,
    )
    spangle = noise(frame.rng, body.side.shape, frame.unit, cells=130, roughness=0.9)
    colour = metal(body.normal, tint) * (0.86 + 0.07 * spangle)[..., None]
    seam = np.exp(-(((body.height - tall * 0.62) / 0.004) ** 2)) + np.exp(
        -(((body.height - 0.05) / 0.004) ** 2)
    )
    stand(frame, body, colour * (1 - 0.25 * seam)[..., None])
    lid_top(frame, body, linear("#3f464a"))
    rose = turn(
        frame,
        cx - 0.445,
        base - 0.515,
        ((0, 0.020), (0.055, 0.062), (0.062, 0.060)),
        soft=0.004,
        tilt=0.4,
    )
    stand(frame, rose, metal(rose.normal, tint))
    dots = (np.cos(rose.across * 16) * np.cos(rose.along * 16) > 0.5)[..., None]
    frame.lay(rose.window, np.where(dots, linear("#3a3f42"), tint * 1.1), rose.top)


def _wire(shot: Shot, window: Window, inside: Field, distance: Field, tint: Field) -> None:
    frame = shot.frame
    alpha = coverage(inside, frame.unit)
    height = np.sqrt(np.maximum(0.013**2 - distance**2, 0))
    frame.shadow(window, alpha, dx=0.02, dy=0.01, soft=0.02, strength=0.2)
    frame.lay(window, relief(height, frame.unit, tint, gloss=0.6, shininess=14), alpha)


def secateurs(shot: Shot) -> None:
    """Open a little: red handles, a spring, two blades."""
    frame = shot.frame
    window = frame.all()
    for side in (-1, 1):
        x, y = window.turned(0.5, 0.45, 8 * side - 22)
        sweep = side * (
            0.020 + 0.34 * np.maximum(y, 0) ** 1.25 - 0.75 * np.maximum(y - 0.24, 0) ** 1.7
        )
        grip = np.minimum(
            0.034 - 0.018 * smooth_step(0.10, -0.02, y) - np.abs(x - sweep),
            np.minimum(y + 0.02, 0.46 - y),
        )
        alpha = coverage(grip, frame.unit)
        frame.drop(window, alpha, 0.04)
        height = 0.030 * np.sqrt(np.clip(1 - (1 - np.clip(grip / 0.028, 0, 1)) ** 2, 0, 1))
        is_wood = smooth_step(0.10, 0.115, y)[..., None]
        grain = noise(frame.rng, window.shape, frame.unit, cells=(900, 60), roughness=1.0)
        tint = (
            linear("#9aa0a3") * (1 - is_wood)
            + linear(shot.colour) * (1 + 0.06 * grain)[..., None] * is_wood
        )
        frame.lay(window, relief(height, frame.unit, tint, gloss=0.40, shininess=20), alpha)
        blade_x = x + side * 0.10 * np.maximum(-y, 0) - side * 0.55 * np.maximum(-y, 0) ** 2
        width = (0.048 if side < 0 else 0.030) * np.sqrt(np.clip((y + 0.33) / 0.30, 0, 1))
        blade = np.minimum(width - np.abs(blade_x), np.minimum(0.04 - y, y + 0.33))
        cover = coverage(blade, frame.unit)
        frame.drop(window, cover, 0.025)
        edge = smooth_step(0.014, 0.0, np.abs(blade_x + side * width * 0.8))
        shine = np.clip(0.55 + 0.25 * np.cos(y * 26 + 1) + 0.35 * edge, 0, 1.2)
        frame.lay(window, linear("#b9bfc2") * shine[..., None] * np.ones((*cover.shape, 1)), cover)
    x, y = window.turned(0.5, 0.45, -22)
    spring = np.minimum(0.020 - np.abs(np.abs(x) - 0.0) * 0.35, 0.05 - np.abs(y - 0.115))
    coil = np.minimum(spring, 0.052 - np.abs(x))
    cover = coverage(coil, frame.unit) * (np.sin(x * 330) > -0.2)
    frame.lay(
        window,
        linear("#c9ced0")
        * (0.6 + 0.4 * np.cos((y - 0.115) * 40))[..., None]
        * np.ones((*cover.shape, 1)),
        cover,
    )
    bolt = 0.028 - np.sqrt(x**2 + y**2)
    alpha = coverage(bolt, frame.unit)
    slot = smooth_step(0.004, 0.003, np.abs(x + y))
    frame.shadow(window, alpha, dx=0.003, dy=0.004, soft=0.004, strength=0.5)
    frame.lay(
        window,
        relief(
            0.012 * np.sqrt(np.clip(bolt / 0.02, 0, 1)),
            frame.unit,
            linear("#c9a24a") * (1 - 0.6 * slot)[..., None],
            gloss=0.7,
            shininess=16,
        ),
        alpha,
    )


PAINTERS = {
    "macarons": Painter("stand", macarons),
    "caneles": Painter("stand", caneles),
    "rattle": Painter("flat", rattle),
    "thermometer": Painter("flat", thermometer),
    "glasses": Painter("flat", glasses),
    "kit": Painter("flat", kit),
    "watering_can": Painter("stand", watering_can),
    "secateurs": Painter("flat", secateurs),
}
