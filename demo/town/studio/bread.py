"""Loaves and viennoiseries, seen from above on the wooden table."""

from __future__ import annotations

import math

import numpy as np

from demo.town.studio.colours import mix, ramp, shift
from demo.town.studio.fields import Field, noise, smooth_step
from demo.town.studio.frame import Frame, Window
from demo.town.studio.pile import strewn
from demo.town.studio.relief import coverage, oblong, relief
from demo.town.studio.shot import Painter, Shot


def baked(tone: Field, colour: str) -> Field:
    """Crust from pale (0) over the bread's own colour (0.6) to nearly burnt (1)."""
    return ramp(
        np.clip(tone, 0, 1),
        (0.0, "#f6e7c6"),
        (0.22, mix("#efcf92", colour, 0.15)),
        (0.42, mix("#dda457", colour, 0.45)),
        (0.62, colour),
        (0.84, shift(colour, value=0.62)),
        (1.0, shift(colour, saturation=1.05, value=0.34)),
    )


def crust_tone(frame: Frame, shape: tuple[int, int]) -> Field:
    """The uneven browning of an oven."""
    rng = frame.rng
    broad = noise(rng, shape, frame.unit, cells=60, roughness=1.6)
    fine = noise(rng, shape, frame.unit, cells=380, roughness=1.1)
    speck = noise(rng, shape, frame.unit, cells=1000, roughness=0.6)
    return np.asarray(0.57 + 0.085 * broad + 0.06 * fine + 0.025 * speck)


def lay(
    shot: Shot,
    window: Window,
    height: Field,
    inside: Field,
    tone: Field,
    *,
    lift: float = 0.06,
    gloss: float = 0.08,
    colour: str = "",
    hollow: float = 0.9,
) -> None:
    """Lights a baked thing and lays it on the table."""
    frame = shot.frame
    alpha = coverage(inside, frame.unit)
    frame.drop(window, alpha, lift)
    albedo = baked(tone, colour or shot.colour)
    lit = relief(
        height, frame.unit, albedo, gloss=gloss, shininess=14, wrap=0.4, ambient=0.30, hollow=hollow
    )
    # light bounces from the table under the belly
    lit *= (0.80 + 0.20 * smooth_step(0.0, 0.03, inside))[..., None]
    frame.lay(window, lit, alpha)


def _dough(frame: Frame, shape: tuple[int, int]) -> Field:
    rough = noise(frame.rng, shape, frame.unit, cells=300, roughness=1.5)
    lump = noise(frame.rng, shape, frame.unit, cells=40, roughness=1.8)
    return np.asarray(rough * 0.0016 + lump * 0.004)


def _slash(
    x: Field, y: Field, cx: float, cy: float, degrees: float, length: float, width: float
) -> tuple[Field, Field]:
    """A cut of the blade: its cover and its torn lip."""
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    u = (x - cx) * cos + (y - cy) * sin
    v = (y - cy) * cos - (x - cx) * sin
    opening = width * np.sqrt(np.maximum(1 - (u / length) ** 2, 0.0))
    cut = smooth_step(0.0, 0.008, opening - np.abs(v)) * (np.abs(u) < length)
    lip = np.exp(-(((v - opening) / 0.0075) ** 2)) * (np.abs(u) < length * 0.95)
    return cut, lip


def _floury(frame: Frame, tone: Field, dusting: Field) -> Field:
    """Flour caught on the crust."""
    grit = noise(frame.rng, tone.shape, frame.unit, cells=900, roughness=0.7)
    cloud = noise(frame.rng, tone.shape, frame.unit, cells=70, roughness=1.4)
    veil = np.clip(dusting * (0.55 + 0.35 * cloud + 0.25 * grit), 0, 1)
    return np.asarray(tone * (1 - veil) + 0.05 * veil)


def _baguettes(shot: Shot) -> None:
    """Side by side on the slant, in one pass."""
    frame, count = shot.frame, shot.look.count
    half = 0.51
    thick = 0.070 if count > 2 else 0.085
    window = frame.all()
    x, y = window.turned(0.5, 0.5, -40)
    pitch = thick * 2.3
    row = np.clip(np.round(y / pitch + (count - 1) / 2), 0, count - 1).astype(np.int32)
    slide = shot.rng.normal(0, 0.022, count).astype(np.float32)
    drift = shot.rng.normal(0, 0.004, (count, 9)).astype(np.float32)
    line = row.astype(np.float32)
    y = y - (line - (count - 1) / 2) * pitch
    x = x - slide[row]
    y = y - 0.010 * np.sin(x * 4 + line * 2.0)
    wobble = noise(frame.rng, window.shape, frame.unit, cells=24) * 0.0035
    t = np.clip(np.abs(x) / half, 0, 1)
    radius = thick * np.sqrt(np.maximum(1 - t**3.4, 0.0)) * (1 - 0.12 * t) + wobble * (t < 1)
    inside = np.minimum(radius - np.abs(y), half - np.abs(x))
    height = np.sqrt(np.maximum(radius**2 - y**2, 0.0)) * 0.85 + _dough(frame, window.shape)
    level = height / thick
    tone = crust_tone(frame, window.shape) + 0.20 * smooth_step(0.2, 1.0, level) - 0.10
    tone += 0.18 * smooth_step(0.8, 1.0, t)
    crumb = noise(frame.rng, window.shape, frame.unit, cells=240, roughness=1.2)
    for k in range(6):
        place = (k - 2.5) / 3 * half * 0.88
        cut, lip = _slash(x, y - drift[row, k], place, 0.0, 25, half * 0.30, thick * 0.42)
        height += lip * 0.007 - cut * 0.006 + cut * crumb * 0.0018
        tone += lip * 0.30
        tone = tone * (1 - cut) + (0.30 + 0.05 * crumb + 0.10 * level) * cut
    if shot.look.motif == "seeds":
        tone, height = _seeded(frame, tone, height, thick)
    else:
        tone = _floury(frame, tone, 0.20 * smooth_step(0.5, 1.0, level))
    lay(shot, window, height, inside, tone, lift=thick * 0.9)


def _seeded(frame: Frame, tone: Field, height: Field, thick: float) -> tuple[Field, Field]:
    grain = noise(frame.rng, tone.shape, frame.unit, cells=520, roughness=0.75)
    dark = noise(frame.rng, tone.shape, frame.unit, cells=700, roughness=0.6)
    top = smooth_step(0.35, 0.6, height / thick)
    pale = smooth_step(0.80, 1.05, grain) * top
    poppy = smooth_step(1.15, 1.35, dark) * top
    height += (pale + poppy) * 0.004
    return tone * (1 - pale) + 0.14 * pale + poppy * 0.5, height


def _boule(shot: Shot) -> None:
    frame = shot.frame
    radius = 0.385
    window = frame.window(0.06, 0.06, 0.94, 0.96)
    x, y = window.turned(0.5, 0.51, float(frame.rng.uniform(-20, 20)))
    lump = noise(frame.rng, window.shape, frame.unit, cells=16) * 0.006
    r = np.sqrt(x * x + y * y)
    inside = radius + lump - r
    height = np.sqrt(np.maximum((radius + lump) ** 2 - r**2, 0.0)) * 0.62
    height += _dough(frame, window.shape) * 1.5
    tone = crust_tone(frame, window.shape) + 0.10 - 0.16 * smooth_step(0.6, 1.0, r / radius)
    crackle = noise(frame.rng, window.shape, frame.unit, cells=130, roughness=1.3)
    tone += 0.12 * np.exp(-((crackle / 0.10) ** 2))
    # rings of the banneton, in flour
    rings = 0.5 + 0.5 * np.cos(r * 165 + 1.2 * lump * 100)
    tone = _floury(frame, tone, 0.62 * rings * smooth_step(0.98, 0.75, r / radius))
    if shot.look.motif == "grid":
        for k in (-1, 0, 1):
            for turn in (0.0, 90.0):
                a = (k * 0.115, 0.0) if turn else (0.0, k * 0.115)
                cut, lip = _slash(x, y, a[0], a[1], turn, 0.24 - abs(k) * 0.04, 0.016)
                height += lip * 0.005 - cut * 0.012
                tone = tone * (1 - cut) + 0.20 * cut + lip * 0.14
    else:
        for turn, offset in ((35.0, -0.07), (35.0, 0.07)):
            cut, lip = _slash(x, y, -offset * 0.6, offset, turn, 0.27, 0.030)
            height += lip * 0.010 - cut * 0.014
            tone = tone * (1 - cut) + (0.24 + 0.08 * crackle * 0.4) * cut + lip * 0.30
    lay(shot, window, height, inside, tone, lift=0.11)


def _batard(shot: Shot) -> None:
    frame = shot.frame
    half, thick = 0.45, 0.225
    window = frame.window(0.0, 0.04, 1.0, 0.98)
    x, y = window.turned(0.5, 0.51, -24)
    lump = noise(frame.rng, window.shape, frame.unit, cells=16) * 0.006
    t = np.clip(np.abs(x) / half, 0, 1)
    radius = thick * np.sqrt(np.maximum(1 - t**2.5, 0.0)) + lump * (t < 1)
    inside = np.minimum(radius - np.abs(y), half - np.abs(x))
    height = np.sqrt(np.maximum(radius**2 - y**2, 0.0)) * 0.72 + _dough(frame, window.shape) * 1.4
    tone = crust_tone(frame, window.shape) + 0.08
    level = height / thick
    if shot.look.motif == "stripes":
        crack = noise(frame.rng, window.shape, frame.unit, cells=55, roughness=1.5)
        vein = np.exp(-((crack / 0.07) ** 2)) * smooth_step(0.25, 0.6, level)
        tone = _floury(frame, tone, 0.85 * smooth_step(0.2, 0.62, level))
        tone = tone * (1 - vein) + 0.74 * vein
        height -= vein * 0.006
    else:
        tone = _floury(frame, tone, 0.30 * smooth_step(0.3, 0.7, level))
        for k in range(-3, 4):
            for side in (-1, 1):
                cut, lip = _slash(x, y, k * 0.098 + 0.02, side * 0.08, side * -52, 0.075, 0.015)
                height += lip * 0.005 - cut * 0.010
                tone = tone * (1 - cut) + 0.16 * cut + lip * 0.16
        cut, lip = _slash(x, y, 0, 0, 0, 0.37, 0.014)
        height += lip * 0.006 - cut * 0.012
        tone = tone * (1 - cut) + 0.18 * cut + lip * 0.2
    lay(shot, window, height, inside, tone, lift=0.10)


def _tin_loaf(shot: Shot) -> None:
    frame = shot.frame
    window = frame.window(0.05, 0.12, 0.95, 0.92)
    x, y = window.turned(0.5, 0.51, -22)
    lump = noise(frame.rng, window.shape, frame.unit, cells=14) * 0.004
    inside = oblong(x, y, 0.385, 0.20, 0.07) + lump
    level = np.clip(inside / 0.10, 0, 1)
    height = 0.075 * np.sqrt(np.maximum(1 - (1 - level) ** 2, 0.0))
    swell = 0.5 + 0.5 * np.cos(np.clip(y / 0.2, -1, 1) * np.pi)
    height += 0.05 * swell * level + _dough(frame, window.shape)
    for k in (-1, 0, 1):
        height -= 0.016 * np.exp(-(((x - k * 0.19) / 0.016) ** 2)) * level
    tone = crust_tone(frame, window.shape) + 0.10 * swell * level - 0.06
    tone -= 0.22 * np.exp(-(((inside - 0.05) / 0.022) ** 2))
    lay(shot, window, height, inside, tone, lift=0.11, gloss=0.22)


def _crown(shot: Shot) -> None:
    frame = shot.frame
    window = frame.window(0.03, 0.05, 0.97, 0.99)
    x, y = window.turned(0.5, 0.52)
    height = np.full(window.shape, -0.2, np.float32)
    inside = np.full(window.shape, -1.0, np.float32)
    tone = crust_tone(frame, window.shape)
    for k in range(8):
        angle = k * np.pi / 4 + 0.2
        bx, by = math.cos(angle) * 0.27, math.sin(angle) * 0.27
        r = np.sqrt((x - bx) ** 2 + (y - by) ** 2)
        size = 0.135 + float(frame.rng.normal(0, 0.004))
        ball = np.sqrt(np.maximum(size**2 - r**2, 0.0)) * 0.85 - 0.2 * (r > size)
        seam = np.abs(ball - height)
        tone -= 0.22 * np.exp(-((seam / 0.010) ** 2)) * (np.minimum(ball, height) > 0)
        height = np.maximum(height, ball)
        inside = np.maximum(inside, size - r)
    tone += 0.22 * smooth_step(0.02, 0.10, height) - 0.12
    tone = _floury(frame, tone, 0.5 * smooth_step(0.05, 0.1, height))
    height = np.maximum(height, 0) + _dough(frame, window.shape)
    lay(shot, window, height, inside, tone, lift=0.08, hollow=1.2)


def _fougasse(shot: Shot) -> None:
    frame = shot.frame
    window = frame.window(0.02, 0.02, 0.98, 0.98)
    x, y = window.turned(0.5, 0.51, -38)
    t = np.clip((x + 0.46) / 0.92, 0, 1)
    lump = noise(frame.rng, window.shape, frame.unit, cells=22) * 0.006
    width = 0.30 * np.maximum(np.sin(np.pi * t**0.82), 0.0) ** 0.7
    inside = np.minimum(width - np.abs(y), np.minimum(x + 0.455, 0.455 - x)) + lump
    for cx in (-0.21, -0.05, 0.11):
        for side in (-1, 1):
            reach = 0.105 - 0.13 * abs(cx + 0.06)
            hole = _lens(
                x, y, cx + 0.05, side * (0.135 - 0.10 * abs(cx + 0.04)), side * 40, reach, 0.036
            )
            inside = np.minimum(inside, -hole)
    level = np.clip(inside / 0.06, 0, 1)
    height = (
        0.06 * np.sqrt(np.maximum(1 - (1 - level) ** 2, 0.0)) + _dough(frame, window.shape) * 1.6
    )
    tone = crust_tone(frame, window.shape) + 0.18 * level - 0.20
    herbs = noise(frame.rng, window.shape, frame.unit, cells=620, roughness=0.8)
    tone += 0.25 * smooth_step(1.5, 1.7, herbs)
    for spot in strewn(shot.rng, window, (0.5, 0.51), 34, 0.36, 0.03):
        ring = np.sqrt(spot.x**2 + spot.y**2)
        olive = smooth_step(0.024, 0.021, ring) * smooth_step(0.008, 0.011, ring)
        olive *= smooth_step(0.015, 0.025, inside[spot.place])
        height[spot.place] += olive * 0.006
        tone[spot.place] = tone[spot.place] * (1 - olive) + 1.05 * olive
    lay(shot, window, height, inside, tone, lift=0.05, gloss=0.22)


def _lens(
    x: Field, y: Field, cx: float, cy: float, degrees: float, length: float, width: float
) -> Field:
    angle = math.radians(degrees)
    u = (x - cx) * math.cos(angle) + (y - cy) * math.sin(angle)
    v = (y - cy) * math.cos(angle) - (x - cx) * math.sin(angle)
    return np.asarray(np.minimum(width * (1 - (u / length) ** 2) - np.abs(v), length - np.abs(u)))


_LOAVES = {
    "baguette": _baguettes,
    "boule": _boule,
    "batard": _batard,
    "tin": _tin_loaf,
    "crown": _crown,
    "fougasse": _fougasse,
}


def loaf(shot: Shot) -> None:
    """Bread, by the look's form."""
    _LOAVES[shot.look.form](shot)


def _crescent(shot: Shot, cx: float, cy: float, degrees: float, scale: float) -> None:
    frame = shot.frame
    reach = 0.36 * scale
    window = frame.window(cx - reach, cy - reach, cx + reach, cy + reach)
    x, y = window.turned(cx, cy, degrees)
    x, y = x / scale, y / scale + 0.20
    rho = np.sqrt(x * x + y * y)
    theta = np.arctan2(x, y)
    span = 1.18
    t = theta / span
    at = np.clip(np.abs(t), 0, 1)
    body = 0.112 * (1 - at**1.9) ** 0.75 + 0.012
    # seven turns of dough, each lying over the next towards the horns
    turns = at * 3.4 + 0.5
    within = turns - np.floor(turns)
    step = 1 - 0.42 * within
    middle = 0.225 + 0.02 * at
    s = rho - middle
    radius = body * (0.86 + 0.16 * step) * (at < 1)
    inside = np.minimum(radius - np.abs(s), (1 - np.abs(t)) * 0.2)
    height = np.sqrt(np.maximum(radius**2 - s**2, 0.0)) * (0.75 + 0.28 * step)
    fibres = np.sin((within * 5.0 + s * 26 * np.sign(t)) * 6.28)
    height += fibres * 0.0012 + _dough(frame, window.shape) * 0.5
    tone = crust_tone(frame, window.shape) + 0.22 * (step - 0.80)
    seam = np.exp(-((within / 0.07) ** 2))
    tone += 0.12 * smooth_step(0.3, 0.9, height / 0.11) - 0.30 * np.exp(
        -(((within - 0.93) / 0.07) ** 2)
    )
    tone += 0.16 * seam + 0.05 * fibres
    lay(shot, window, height * scale, inside * scale, tone, lift=0.07 * scale, gloss=0.30)


def croissant(shot: Shot) -> None:
    """One behind the other, horns towards the camera."""
    if shot.look.count > 1:
        _crescent(shot, 0.60, 0.34, -26, 1.12)
        _crescent(shot, 0.42, 0.68, 12, 1.30)
    else:
        _crescent(shot, 0.5, 0.54, 8, 1.4)


def _roll(shot: Shot, cx: float, cy: float, degrees: float) -> None:
    frame = shot.frame
    window = frame.window(cx - 0.37, cy - 0.32, cx + 0.37, cy + 0.32)
    x, y = window.turned(cx, cy, degrees)
    lump = noise(frame.rng, window.shape, frame.unit, cells=20) * 0.005
    inside = oblong(x, y, 0.275, 0.165, 0.07) + lump
    level = np.clip(inside / 0.15, 0, 1)
    height = 0.10 * np.sqrt(np.maximum(1 - (1 - level) ** 2, 0.0))
    leaves = np.sin(y * 165 + 6 * noise(frame.rng, window.shape, frame.unit, cells=(10, 30)))
    side = smooth_step(0.06, 0.125, np.abs(y))
    fold = np.exp(-(((np.abs(y) - 0.045) / 0.012) ** 2))
    height += leaves * 0.0020 * side - 0.010 * fold + _dough(frame, window.shape) * 0.6
    tone = crust_tone(frame, window.shape) + 0.10 * level - 0.05 - 0.16 * side * (leaves < 0)
    tone += 0.08 * fold
    lay(shot, window, height, inside, tone, lift=0.06, gloss=0.30)
    # the two bars of chocolate show at the cut ends
    for end in (-1, 1):
        for bar in (-0.055, 0.055):
            r = np.sqrt(((x - end * 0.268) / 0.014) ** 2 + ((y - bar) / 0.021) ** 2)
            dark = coverage((1 - r) * 0.016, frame.unit) * coverage(inside + 0.006, frame.unit)
            choc = relief(
                np.maximum(1 - r, 0) * 0.01,
                frame.unit,
                np.asarray([0.035, 0.014, 0.008]),
                gloss=0.3,
            )
            frame.lay(window, choc, dark)


def chocolatine(shot: Shot) -> None:
    """Two of them, crossed a little."""
    _roll(shot, 0.56, 0.31, -15)
    _roll(shot, 0.44, 0.67, -8)


def swirl(shot: Shot) -> None:
    """A snail of puff pastry with custard and raisins."""
    frame = shot.frame
    window = frame.window(0.09, 0.09, 0.93, 0.97)
    x, y = window.turned(0.5, 0.52)
    lump = noise(frame.rng, window.shape, frame.unit, cells=18) * 0.008
    r = np.sqrt(x * x + y * y) + lump
    theta = np.arctan2(y, x)
    pitch = 0.088
    phase = r / pitch - theta / (2 * np.pi)
    within = phase - np.floor(phase)
    inside = 0.36 - r + 0.018 * np.cos(theta * 0.5)
    ridge = np.sin(np.pi * within)
    edge = smooth_step(0.0, 0.05, inside)
    height = 0.035 * edge + 0.034 * ridge * edge + _dough(frame, window.shape)
    tone = crust_tone(frame, window.shape) + 0.16 * ridge - 0.10
    cream = smooth_step(0.16, 0.05, np.minimum(within, 1 - within)) * edge
    tone = tone * (1 - 0.75 * cream) + 0.20 * cream
    for spot in strewn(shot.rng, window, (0.5, 0.52), 30, 0.32, 0.03, least=0.06):
        raisin = np.maximum(1 - (spot.x / 0.021) ** 2 - (spot.y / 0.015) ** 2, 0)
        height[spot.place] += 0.016 * np.sqrt(raisin)
        dark = smooth_step(0, 0.25, raisin)
        tone[spot.place] = tone[spot.place] * (1 - dark) + 0.94 * dark
    lay(shot, window, height, inside, tone, lift=0.06, gloss=0.45)


def turnover(shot: Shot) -> None:
    """A half moon with the pattern of the knife."""
    frame = shot.frame
    window = frame.window(0.08, 0.14, 0.94, 0.92)
    x, y = window.turned(0.5, 0.44, -14)
    lump = noise(frame.rng, window.shape, frame.unit, cells=16) * 0.005
    r = np.sqrt(x * x + (y * 1.06) ** 2)
    inside = np.minimum(0.365 - r, y + 0.10 + 0.03 * np.cos(x * 5)) + lump
    level = np.clip(inside / 0.13, 0, 1)
    height = 0.105 * np.sqrt(np.maximum(1 - (1 - level) ** 2, 0.0))
    u = x - 0.0
    veins = np.abs(np.mod(np.abs(u) * 1.0 + y * 0.75, 0.058) - 0.029)
    groove = np.exp(-((veins / 0.005) ** 2)) * smooth_step(0.055, 0.085, inside)
    spine = np.exp(-((u / 0.006) ** 2)) * smooth_step(0.05, 0.08, inside)
    border = np.exp(-(((inside - 0.045) / 0.007) ** 2))
    height -= 0.008 * np.maximum(groove, spine) + 0.010 * border
    teeth = np.sin(np.arctan2(y, x) * 60) * smooth_step(0.04, 0.0, inside)
    height += teeth * 0.002 + _dough(frame, window.shape) * 0.6
    tone = crust_tone(frame, window.shape) + 0.13 * level - 0.06
    tone -= 0.22 * np.maximum(groove, spine) + 0.12 * border
    lay(shot, window, height, inside, tone, lift=0.07, gloss=0.42)


def braid(shot: Shot) -> None:
    """Three strands, glazed, with pearl sugar."""
    frame = shot.frame
    window = frame.window(0.04, 0.06, 0.96, 0.96)
    x, y = window.turned(0.5, 0.52, -30)
    height = np.full(window.shape, -0.1, np.float32)
    inside = np.full(window.shape, -1.0, np.float32)
    tone = crust_tone(frame, window.shape) + 0.02
    for k in range(9):
        place = (k - 4) * 0.098
        side = -1 if k % 2 else 1
        shrink = 1 - 0.42 * (abs(k - 4) / 4.4) ** 2
        cos, sin = math.cos(math.radians(34)), side * math.sin(math.radians(34))
        dx, dy = x - place, y - side * 0.066 * shrink
        u = dx * cos + dy * sin
        v = dy * cos - dx * sin
        radius = 0.098 * shrink
        r = np.sqrt((u / (0.165 * shrink)) ** 2 + (v / radius) ** 2)
        strand = np.sqrt(np.maximum(1 - r * r, 0.0)) * radius * 0.95
        strand += 0.016 * shrink * smooth_step(-0.12, 0.12, u * side) * (r < 1)
        seam = np.exp(-(((strand - height) / 0.008) ** 2)) * (np.minimum(strand, height) > 0.01)
        tone -= 0.26 * seam
        height = np.where(r < 1, np.maximum(height, strand), height)
        inside = np.maximum(inside, (1 - r) * radius)
    tone += 0.24 * smooth_step(0.02, 0.085, height) - 0.12
    crust = np.maximum(height, 0) + _dough(frame, window.shape) * 0.7
    grains = _pearls(shot, window, (0.5, 0.52), 170, 0.40) * smooth_step(0.04, 0.05, height)
    crust += grains * 0.010
    tone = tone * (1 - grains) - 0.3 * grains
    lay(shot, window, crust, inside, tone, lift=0.07, gloss=0.5, hollow=1.3)


def _pearls(
    shot: Shot, window: Window, middle: tuple[float, float], count: int, reach: float
) -> Field:
    """Cover of pearl sugar strewn over a disc."""
    cover = np.zeros(window.shape, np.float32)
    for spot in strewn(shot.rng, window, middle, count, reach, 0.014):
        size = float(shot.rng.uniform(0.006, 0.010))
        grain = coverage(size - np.maximum(np.abs(spot.x), np.abs(spot.y)), shot.frame.unit)
        cover[spot.place] = np.maximum(cover[spot.place], grain)
    return cover


def puffs(shot: Shot) -> None:
    """A heap of little choux with sugar."""
    frame = shot.frame
    spots = [(0.33, 0.34), (0.55, 0.28), (0.72, 0.44), (0.29, 0.58), (0.68, 0.67), (0.46, 0.73)]
    spots += [(0.50, 0.50), (0.38, 0.47), (0.58, 0.56)]
    for k, (cx, cy) in enumerate(spots[: shot.look.count]):
        size = 0.112 + float(shot.rng.normal(0, 0.005)) + (0.012 if k > 5 else 0)
        window = frame.window(cx - size * 1.2, cy - size * 1.2, cx + size * 1.2, cy + size * 1.2)
        x, y = window.turned(cx, cy, float(shot.rng.uniform(0, 360)))
        lump = noise(frame.rng, window.shape, frame.unit, cells=44) * 0.006
        r = np.sqrt(x * x + y * y)
        inside = size + lump - r
        height = np.sqrt(np.maximum((size + lump) ** 2 - r**2, 0)) * 0.9 + lump * 1.2
        crack = noise(frame.rng, window.shape, frame.unit, cells=90, roughness=1.5)
        height -= 0.010 * np.exp(-((crack / 0.13) ** 2))
        tone = crust_tone(frame, window.shape) + 0.16 * smooth_step(0.03, 0.10, height) - 0.10
        tone -= 0.10 * np.exp(-((crack / 0.16) ** 2))
        sugar = _pearls(shot, window, (cx, cy), 22, size * 0.78) * smooth_step(0.04, 0.05, height)
        height += sugar * 0.010
        tone = tone * (1 - sugar) - 0.3 * sugar
        lay(shot, window, height, inside, tone, lift=0.07, gloss=0.18)


PAINTERS = {
    "loaf": Painter("flat", loaf),
    "croissant": Painter("flat", croissant),
    "chocolatine": Painter("flat", chocolatine),
    "swirl": Painter("flat", swirl),
    "turnover": Painter("flat", turnover),
    "braid": Painter("flat", braid),
    "puffs": Painter("flat", puffs),
}
