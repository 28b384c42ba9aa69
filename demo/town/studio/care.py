"""The parapharmacy: tubes, pump bottles, droppers, sticks and small apparatus."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw

from demo.town.studio import labels
from demo.town.studio.colours import ink_on, linear, mix, shift
from demo.town.studio.fields import Field, noise, pick, smooth_step
from demo.town.studio.lettering import write
from demo.town.studio.relief import coverage, relief
from demo.town.studio.shot import Painter, Shot
from demo.town.studio.solids import (
    Turned,
    glass,
    glossy,
    metal,
    shrunk,
    turn,
    window_light,
    wrap_label,
)
from demo.town.studio.vessels import lid_top, stand

_BASE = 0.88


def _printed(shot: Shot, solid: Turned, low: float, high: float, half: float, width: float) -> None:
    """The print on plastic: no paper, just ink."""
    size = (800, round(800 * (high - low) / (2 * half * width)))
    label = labels.pharmacy(size, shot.title, shot.product.brand, shot.colour, _ink(shot))
    colour, cover = wrap_label(solid, label, low, high, half)
    shaded = glossy(solid, colour, gloss=0.30)
    shot.frame.lay(solid.window, shaded, cover)


def _ink(shot: Shot) -> str:
    return (
        shot.look.second
        if ink_on(shot.look.second) == "#fbf7ee"
        else shift(shot.look.second, value=0.7)
    )


def _shadow(shot: Shot, radius: float, base: float = _BASE) -> None:
    shot.frame.ground_shadow(0.5, base, radius, radius * 0.24, strength=0.5, throw=0.14)


def lotion(shot: Shot) -> None:
    """A plastic bottle with a flip top, a pump or a trigger."""
    frame, form = shot.frame, shot.look.form
    wide, tall = {"pump": (0.176, 0.57), "flip": (0.162, 0.61), "trigger": (0.148, 0.58)}[form]
    profile = (
        (0, wide * 0.94),
        (0.012, wide),
        (tall - 0.07, wide),
        (tall - 0.02, wide * 0.62),
        (tall, wide * 0.42),
    )
    solid = turn(frame, 0.5, _BASE, profile, soft=0.018)
    _shadow(shot, wide)
    is_clear = shot.title in {"Eau micellaire", "Gel mains"}
    if is_clear:
        body = glass(
            frame, solid, linear(mix(shot.colour, "#ffffff", 0.2)), depth=0.7, fill=tall * 0.86
        )
        stand(frame, solid, body)
    else:
        stand(frame, solid, glossy(solid, linear(shot.colour), gloss=0.5, wrap=0.35))
    _printed(shot, solid, tall * 0.12, tall * 0.84, 1.0, wide)
    neck = _BASE - tall
    if form == "flip":
        cap = turn(
            frame,
            0.5,
            neck + 0.022,
            ((0, wide * 0.62), (0.10, wide * 0.56), (0.108, wide * 0.5)),
            soft=0.006,
        )
        stand(frame, cap, glossy(cap, linear(shot.look.second), gloss=0.45))
        lid_top(frame, cap, linear(mix(shot.look.second, "#ffffff", 0.12)))
        seam = np.exp(-(((cap.height - 0.055) / 0.0018) ** 2)) * cap.side * 0.5
        frame.under(cap.window)[...] *= (1 - seam)[..., None]
        return
    tint = linear("#ffffff" if form == "pump" else shot.look.second)
    collar = turn(frame, 0.5, neck + 0.018, ((0, wide * 0.50), (0.055, wide * 0.48)), soft=0.004)
    ribs = 1 + 0.06 * np.cos(collar.angle * 40)
    stand(frame, collar, glossy(collar, tint, gloss=0.3) * ribs[..., None])
    lid_top(frame, collar, tint)
    stem = turn(frame, 0.5, neck - 0.030, ((0, wide * 0.16), (0.085, wide * 0.16)), soft=0.002)
    stand(frame, stem, glossy(stem, tint, gloss=0.3))
    head = turn(
        frame,
        0.5,
        neck - 0.10,
        ((0, wide * 0.36), (0.040, wide * 0.40), (0.055, wide * 0.34)),
        soft=0.006,
    )
    _spout(shot, neck - 0.122, tint, short=form == "trigger")
    stand(frame, head, glossy(head, tint, gloss=0.4))
    lid_top(frame, head, tint)


def _spout(shot: Shot, level: float, tint: Field, *, short: bool) -> None:
    frame = shot.frame
    length = 0.075 if short else 0.125
    window = frame.window(0.5 - length - 0.02, level - 0.04, 0.52, level + 0.06)
    x, y = window.turned(0.5, level)
    curve = 0.10 * np.clip(-x - length * 0.7, 0, 1)
    inside = np.minimum(0.0165 - np.abs(y - curve), np.minimum(x + length, -x + 0.01))
    alpha = coverage(inside, frame.unit)
    height = np.sqrt(np.maximum(0.0165**2 - (y - curve) ** 2, 0))
    frame.lay(
        window, relief(height, frame.unit, tint * np.ones((*alpha.shape, 1)), gloss=0.35), alpha
    )


def tube(shot: Shot) -> None:
    """A tube: upright on its cap, or an aluminium one lying, or toothpaste."""
    if shot.look.form in {"metal", "toothpaste"}:
        _lying_tube(shot)
        return
    frame = shot.frame
    half, tall, cap_tall = 0.145, 0.62, 0.085
    base = _BASE
    cap = turn(frame, 0.5, base, ((0, 0.098), (cap_tall, 0.104)), soft=0.005)
    _shadow(shot, 0.10, base)
    stand(frame, cap, glossy(cap, linear(shot.look.second), gloss=0.5))
    foot = base - cap_tall
    window = frame.window(0.5 - half - 0.02, foot - tall - 0.01, 0.5 + half + 0.02, foot + 0.03)
    x = window.x - 0.5
    v = (foot - window.y) / tall
    width = 0.118 + (half - 0.118) * np.clip(v, 0, 1) ** 1.3
    round_ = 1 - np.clip(v, 0, 1) ** 2.2
    sag = 0.018 * round_ * np.sqrt(np.maximum(1 - (x / width) ** 2, 0))
    inside = np.minimum(
        width - np.abs(x), np.minimum(foot + sag - window.y, window.y - (foot - tall))
    )
    nx = np.clip(x / width, -1, 1) * (0.35 + 0.65 * round_) * np.ones_like(window.y)
    crimp = smooth_step(0.925, 0.935, v) * np.ones_like(x)
    ny = np.zeros(window.shape, np.float32) + 0.5 * crimp * np.sin(window.y * 900)
    nz = np.sqrt(np.maximum(1 - nx * nx - ny * ny * 0.2, 0.05))
    size = (round(900 * 2 * half), round(900 * tall))
    sheet = Image.new("RGB", size, shot.colour)
    pen = ImageDraw.Draw(sheet)
    print_ = labels.pharmacy(
        (round(size[0] * 0.94), round(size[1] * 0.86)),
        shot.title,
        shot.product.brand,
        shot.colour,
        _ink(shot),
    )
    if shot.product.category[-1] == "Solaires":
        pen.ellipse(
            [size[0] * 0.1, size[1] * 0.60, size[0] * 0.9, size[1] * 0.60 + size[0] * 0.8],
            fill=mix(shot.colour, shot.look.second, 0.45),
        )
    sheet.paste(print_, (round(size[0] * 0.03), round(size[1] * 0.10)), print_)
    albedo = (
        pick(
            np.asarray(shrunk(sheet, 2 * half * frame.unit), np.float32) / 255,
            np.clip((x / (half * 0.98) + 1) / 2, 0, 1) * np.ones_like(v),
            1 - np.clip(v, 0, 1) * np.ones_like(x),
        )
        ** 2
    )
    from_side = glossy_normal((nx, ny, nz), albedo)
    frame.lay(window, from_side, coverage(inside, frame.unit))


def glossy_normal(normal: tuple[Field, Field, Field], albedo: Field) -> Field:
    """Plastic lit by the studio's windows."""
    nx, _, nz = normal
    key = np.clip(0.40 - 0.50 * nx + 0.62 * nz, 0, 1.3)
    return np.asarray(albedo * key[..., None] + (0.32 * window_light(normal))[..., None])


def _lying_tube(shot: Shot) -> None:
    """Seen from above: pressed a little, the shoulder and cap to the right."""
    frame = shot.frame
    window = frame.all()
    x, y = window.turned(0.47, 0.5, -20)
    is_metal = shot.look.form == "metal"
    half_x, half_y = 0.30, 0.125
    t = np.clip((x + half_x) / (2 * half_x), 0, 1)
    bend = 0.012 * np.sin(x * 5)
    width = half_y * (1 - 0.10 * t)
    inside = np.minimum(width - np.abs(y - bend), np.minimum(x + half_x, half_x - x))
    plump = np.clip(t * 2.2, 0, 1) ** 0.7
    height = 0.10 * plump * np.sqrt(np.maximum(1 - ((y - bend) / width) ** 2, 0))
    dents = noise(frame.rng, window.shape, frame.unit, cells=(60, 40), roughness=1.9)
    height += dents * (0.010 if is_metal else 0.004) * plump
    fold = smooth_step(0.055, 0.05, t)
    height += fold * (0.02 + 0.002 * np.sin(x * 900))
    size = (900, 380)
    sheet = Image.new("RGB", size, shot.colour)
    pen = ImageDraw.Draw(sheet)
    pen.rectangle([0, 300, 900, 380], fill=shot.look.second)
    write(sheet, (120, 60, 800, 200), shot.title, "display" if is_metal else "narrow", _ink(shot))
    write(sheet, (160, 210, 760, 260), shot.product.brand, "label_bold", _ink(shot))
    albedo = (
        pick(
            np.asarray(shrunk(sheet, 2 * half_x * frame.unit), np.float32) / 255,
            t,
            np.clip((y - bend) / half_y / 2 + 0.5, 0, 1),
        )
        ** 2
    )
    if is_metal:
        bare = (fold + smooth_step(0.94, 0.97, t))[..., None]
        albedo = albedo * (1 - np.clip(bare, 0, 1)) + linear("#cfcfcc") * np.clip(bare, 0, 1)
    alpha = coverage(inside, frame.unit)
    frame.drop(window, alpha, 0.08)
    frame.lay(window, relief(height, frame.unit, albedo, gloss=0.4, shininess=22, wrap=0.35), alpha)
    u = x - half_x
    shoulder = np.minimum(
        0.100 - np.abs(y - bend) - np.clip(u, 0, 1) * 1.6, np.minimum(u + 0.004, 0.040 - u)
    )
    cap = np.minimum(0.062 - np.abs(y - bend), np.minimum(u - 0.030, 0.135 - u))
    for piece, tint, swell in (
        (shoulder, "#d4d4d0" if is_metal else shot.colour, 0.09),
        (cap, shot.look.second, 0.062),
    ):
        cover = coverage(piece, frame.unit)
        frame.drop(window, cover, 0.05)
        ridge = 0.0016 * np.sin((y - bend) * 420) * (swell < 0.08)
        h = np.sqrt(np.maximum(swell**2 - (y - bend) ** 2, 0)) + ridge
        frame.lay(window, relief(h, frame.unit, linear(tint), gloss=0.4, shininess=22), cover)


def cream_jar(shot: Shot) -> None:
    """A low jar of thick glass with a metal lid."""
    frame = shot.frame
    base, wide = 0.80, 0.245
    solid = turn(
        frame,
        0.5,
        base,
        ((0, wide * 0.92), (0.02, wide), (0.20, wide), (0.225, wide * 0.94)),
        soft=0.012,
    )
    frame.ground_shadow(0.5, base, wide, wide * 0.24, strength=0.5, throw=0.14)
    stand(frame, solid, glossy(solid, linear(shot.colour), gloss=0.75, wrap=0.35))
    _printed(shot, solid, 0.01, 0.215, 0.95, wide)
    lid = turn(
        frame,
        0.5,
        base - 0.222,
        ((0, wide * 1.01), (0.15, wide * 1.01), (0.158, wide * 0.98)),
        soft=0.004,
    )
    tint = linear(shot.look.second)
    stand(frame, lid, metal(lid.normal, tint))
    lid_top(frame, lid, tint * 1.15)
    sheen = np.exp(-(((lid.across + 0.3 * lid.along + 0.25) / 0.28) ** 2))
    frame.under(lid.window)[...] += (sheen * lid.top * 0.25)[..., None]


def dropper(shot: Shot) -> None:
    """A glass flask with a pipette, or with a spray head and gold collar."""
    frame = shot.frame
    is_spray = shot.look.form == "spray"
    wide, tall = (0.166, 0.53) if is_spray else (0.164, 0.45)
    profile = (
        (0, wide * 0.95),
        (0.012, wide),
        (tall - 0.06, wide),
        (tall - 0.015, wide * 0.5),
        (tall + 0.02, wide * 0.42),
    )
    solid = turn(frame, 0.5, _BASE, profile, soft=0.014)
    _shadow(shot, wide)
    tint = linear(shot.colour)
    stand(frame, solid, glass(frame, solid, tint, depth=0.85, fill=tall * 0.86, empty=tint**0.5))
    low, high = tall * 0.14, tall * 0.74
    size = (800, round(800 * (high - low) / (2.3 * wide)))
    label = labels.classic(
        size, shot.title, shot.product.brand, shot.look.second, "#4a2f1c", shot.rng
    )
    colour, cover = wrap_label(solid, label, low, high, 1.15)
    frame.lay(solid.window, glossy(solid, colour, gloss=0.22), cover)
    neck = _BASE - tall
    collar_tint = linear("#c9a24a" if is_spray else "#2a2725")
    collar = turn(frame, 0.5, neck + 0.01, ((0, wide * 0.50), (0.075, wide * 0.48)), soft=0.003)
    stand(
        frame,
        collar,
        metal(collar.normal, collar_tint)
        if is_spray
        else glossy(collar, collar_tint, gloss=0.3)
        * (1 + 0.12 * np.cos(collar.angle * 36))[..., None],
    )
    lid_top(frame, collar, collar_tint)
    bulb_tint = linear("#f4f2ec" if is_spray else "#2a2725")
    bulb = (
        ((0, wide * 0.40), (0.10, wide * 0.38), (0.108, wide * 0.34))
        if is_spray
        else ((0, wide * 0.33), (0.08, wide * 0.31), (0.12, wide * 0.30), (0.155, wide * 0.12))
    )
    head = turn(frame, 0.5, neck - 0.058, bulb, soft=0.012)
    stand(frame, head, glossy(head, bulb_tint, gloss=0.35))
    lid_top(frame, head, bulb_tint)


def _cylinder(shot: Shot, parts: Sequence[tuple[float, float, float, str, str]]) -> list[Turned]:
    """Stacked cylinders: foot, height, radius, colour, finish (gloss, metal)."""
    solids = []
    for foot, tall, radius, tint, finish in parts:
        solid = turn(
            shot.frame,
            0.5,
            _BASE - foot,
            ((0, radius * 0.97), (0.006, radius), (tall - 0.006, radius), (tall, radius * 0.95)),
            soft=0.006,
        )
        colour = linear(tint)
        stand(
            shot.frame,
            solid,
            metal(solid.normal, colour) if finish == "metal" else glossy(solid, colour, gloss=0.5),
        )
        lid_top(shot.frame, solid, colour * 1.05)
        solids.append(solid)
    return solids


def aerosol(shot: Shot) -> None:
    """A spray can of lacquered metal."""
    _shadow(shot, 0.137)
    body, _, _ = _cylinder(
        shot,
        (
            (0, 0.59, 0.137, shot.colour, "gloss"),
            (0.58, 0.03, 0.117, "#c9ccce", "metal"),
            (0.595, 0.17, 0.110, shot.look.second, "gloss"),
        ),
    )
    _printed(shot, body, 0.06, 0.52, 1.05, 0.137)


def stick(shot: Shot) -> None:
    """A lip balm, its cap beside it."""
    frame = shot.frame
    radius = 0.106
    frame.ground_shadow(0.5, _BASE, radius, radius * 0.26, strength=0.5, throw=0.12)
    body, collar, balm = _cylinder(
        shot,
        (
            (0, 0.45, radius, "#d8c49a", "gloss"),
            (0.445, 0.068, radius * 0.90, shot.look.second, "gloss"),
            (0.50, 0.15, radius * 0.74, "#f6dc8c", "gloss"),
        ),
    )
    del collar, balm
    size = (620, 720)
    label = labels.classic(
        size, shot.title, shot.product.brand, shot.colour, shot.look.second, shot.rng, motif="bee"
    )
    colour, cover = wrap_label(body, label, 0.04, 0.41, 1.25)
    frame.lay(body.window, glossy(body, colour, gloss=0.15), cover)


def rollon(shot: Shot) -> None:
    """A roll-on deodorant, its cap on."""
    frame = shot.frame
    wide = 0.158
    _shadow(shot, wide)
    solid = turn(
        frame,
        0.5,
        _BASE,
        (
            (0, wide * 0.92),
            (0.02, wide),
            (0.27, wide * 0.98),
            (0.40, wide * 0.78),
            (0.44, wide * 0.78),
        ),
        soft=0.03,
    )
    stand(frame, solid, glossy(solid, linear(shot.colour), gloss=0.7, wrap=0.35))
    _printed(shot, solid, 0.05, 0.37, 1.0, wide)
    cap = turn(
        frame,
        0.5,
        _BASE - 0.430,
        ((0, wide * 0.90), (0.18, wide * 0.86), (0.24, wide * 0.55), (0.255, wide * 0.2)),
        soft=0.03,
    )
    stand(frame, cap, glossy(cap, linear(shot.look.second), gloss=0.55))
    lid_top(frame, cap, linear(shot.look.second))


def candle(shot: Shot) -> None:
    """In a glass with a label, or a pair of rolled beeswax tapers; lit."""
    frame = shot.frame
    if shot.look.form == "pair":
        for cx, tall in ((0.41, 0.56), (0.58, 0.49)):
            frame.ground_shadow(cx, 0.86, 0.055, 0.014, strength=0.5, throw=0.10)
            solid = turn(frame, cx, 0.86, ((0, 0.054), (tall, 0.053)), soft=0.003)
            u = solid.angle * 0.055 / 0.011
            v = solid.height / 0.0095
            row = np.round(v)
            column = np.round(u + 0.5 * (row % 2))
            cell = (u - column + 0.5 * (row % 2)) ** 2 + (v - row) ** 2 * 0.9
            comb = 0.82 + 0.22 * smooth_step(0.05, 0.26, cell)
            spiral = np.exp(-(((solid.angle - 0.5) / 0.03) ** 2)) * 0.25
            wax = linear(shot.colour) * (comb - spiral)[..., None]
            stand(frame, solid, glossy(solid, wax, gloss=0.18, wrap=0.5))
            lid_top(frame, solid, linear(mix(shot.colour, "#ffe9a8", 0.4)))
            _flame(shot, cx, 0.86 - tall - 0.004)
        return
    base, wide, tall = 0.84, 0.205, 0.40
    solid = turn(frame, 0.5, base, ((0, wide * 0.94), (0.014, wide), (tall, wide)), soft=0.010)
    frame.ground_shadow(0.5, base, wide, wide * 0.24, strength=0.5, throw=0.14)
    wax = linear(shot.colour)
    body = glossy(solid, wax, gloss=0.7, wrap=0.5)
    glow = np.exp(-((solid.height - tall) ** 2) / 0.018) * 0.35
    body = body + glow[..., None] * np.asarray([0.55, 0.36, 0.14], np.float32)
    stand(frame, solid, body)
    size = (700, 420)
    label = labels.classic(
        size, shot.title, shot.product.brand, "#fbf8f1", shot.look.second, shot.rng, motif="leaf"
    )
    colour, cover = wrap_label(solid, label, 0.07, 0.29, 0.85)
    frame.lay(solid.window, glossy(solid, colour, gloss=0.3), cover)
    rim = np.sqrt(solid.across**2 + solid.along**2)
    pool = smooth_step(0.94, 0.90, rim)[..., None]
    heat = np.exp(-((rim / 0.6) ** 2))[..., None]
    surface = wax * (0.92 + 0.25 * heat) + heat * np.asarray([0.30, 0.18, 0.05], np.float32)
    top = surface * pool + (1 - pool) * np.float32(0.86)
    frame.lay(solid.window, top, solid.top)
    _flame(shot, 0.5, base - tall + 0.005)


def _flame(shot: Shot, cx: float, foot: float) -> None:
    frame = shot.frame
    window = frame.window(cx - 0.2, foot - 0.26, cx + 0.2, foot + 0.12)
    x, y = window.turned(cx, foot)
    wick = coverage(np.minimum(0.003 - np.abs(x), np.minimum(y + 0.028, 0.004 - y)), frame.unit)
    frame.lay(window, np.broadcast_to(linear("#3a2a20"), (*window.shape, 3)), wick)
    v = np.clip((-0.014 - y) / 0.095, 0, 1)
    width = 0.020 * np.sqrt(v) * (1 - v) ** 0.8 * 2.0
    inner = smooth_step(0.0, 0.010, width - np.abs(x))
    core = inner[..., None] * (np.asarray([1.7, 1.2, 0.55], np.float32) + 0.5 * (1 - v)[..., None])
    halo = np.exp(-((x**2 + (y + 0.055) ** 2) / 0.006))[..., None] * np.asarray(
        [0.34, 0.22, 0.08], np.float32
    )
    below = frame.under(window)
    below += halo
    below += (core - below) * inner[..., None] * 0.92


def toothbrush(shot: Shot) -> None:
    """Two wooden brushes, lying."""
    frame = shot.frame
    for k, (cy, tint) in enumerate(((0.40, shot.look.second), (0.61, "#e0a13c"))):
        window = frame.all()
        x, y = window.turned(0.5, cy, -22 + 5 * k)
        waist = 0.020 + 0.007 * np.cos(x * 9) + 0.006 * smooth_step(-0.2, -0.34, x)
        inside = np.minimum(waist - np.abs(y), 0.43 - np.abs(x))
        grain = noise(frame.rng, window.shape, frame.unit, cells=(60, 900), roughness=1.0)
        alpha = coverage(inside, frame.unit)
        frame.drop(window, alpha, 0.03)
        height = np.sqrt(np.maximum(waist**2 - y**2, 0)) * 0.8
        frame.lay(
            window,
            relief(
                height, frame.unit, linear(shot.colour) * (1 + 0.08 * grain)[..., None], gloss=0.2
            ),
            alpha,
        )
        head = np.minimum(0.022 - np.abs(y), np.minimum(x + 0.425, -0.27 - x))
        tufts = np.sin(x * 330) * np.sin(y * 420)
        cover = coverage(head, frame.unit)
        bristle = noise(frame.rng, window.shape, frame.unit, cells=900, roughness=0.5)
        middle = smooth_step(0.012, 0.008, np.abs(y))[..., None]
        shade = linear("#f6f3ec") * (1 - middle) + linear(tint) * middle
        frame.shadow(window, cover, dx=0.002, dy=0.004, soft=0.004, strength=0.5)
        frame.lay(
            window,
            relief(
                0.012 * np.abs(tufts) + 0.002 * bristle,
                frame.unit,
                shade * (0.86 + 0.14 * tufts)[..., None],
                gloss=0.05,
            ),
            cover,
        )


PAINTERS = {
    "lotion": Painter("stand", lotion),
    "tube": Painter("stand", tube),
    "flat_tube": Painter("flat", tube),
    "cream_jar": Painter("stand", cream_jar),
    "dropper": Painter("stand", dropper),
    "aerosol": Painter("stand", aerosol),
    "stick": Painter("stand", stick),
    "rollon": Painter("stand", rollon),
    "candle": Painter("stand", candle),
    "toothbrush": Painter("flat", toothbrush),
}
