"""Cakes and tarts, on a plate seen from above."""

from __future__ import annotations

from itertools import cycle

import numpy as np

from demo.town.studio.bread import baked, crust_tone
from demo.town.studio.colours import linear, mix, ramp, shift
from demo.town.studio.fields import Field, noise, smooth_step
from demo.town.studio.frame import Frame
from demo.town.studio.pile import Pile, strewn
from demo.town.studio.relief import coverage, relief
from demo.town.studio.shot import Painter, Shot


def plate(frame: Frame, cx: float, cy: float, radius: float, colour: str = "#f3f1ec") -> None:
    """A stoneware plate."""
    window = frame.window(cx - radius, cy - radius, cx + radius, cy + radius)
    x, y = window.turned(cx, cy)
    r = np.sqrt(x * x + y * y)
    rim = smooth_step(radius * 0.66, radius * 0.80, r)
    lip = np.exp(-(((r - radius * 0.975) / (radius * 0.02)) ** 2))
    height = 0.022 * rim + 0.007 * lip + 0.010 * smooth_step(radius * 0.8, radius, r)
    alpha = coverage(radius - r, frame.unit)
    frame.drop(window, alpha, 0.05)
    speck = noise(frame.rng, window.shape, frame.unit, cells=700, roughness=0.4)
    albedo = linear(colour) * (1 - 0.30 * smooth_step(2.3, 2.5, speck) - 0.02 * speck)[..., None]
    lit = relief(height, frame.unit, albedo, gloss=0.22, shininess=40, wrap=0.5)
    frame.lay(window, lit, alpha)


def _shell(shot: Shot, cx: float, cy: float, radius: float, flutes: int = 44) -> None:
    """The pastry case of a tart."""
    frame = shot.frame
    reach = radius * 1.08
    window = frame.window(cx - reach, cy - reach, cx + reach, cy + reach)
    x, y = window.turned(cx, cy)
    theta = np.arctan2(y, x)
    wave = np.cos(theta * flutes)
    r = np.sqrt(x * x + y * y)
    edge = radius * (1 + 0.012 * wave)
    inside = edge - r
    wall = radius * 0.075
    height = 0.045 * np.exp(-(((inside - wall * 0.6) / (wall * 0.62)) ** 2)) + 0.004 * wave * (
        inside < wall
    )
    tone = crust_tone(frame, window.shape) - 0.10 + 0.10 * wave * smooth_step(wall, 0, inside)
    alpha = coverage(inside, frame.unit)
    frame.drop(window, alpha, 0.045)
    lit = relief(
        height, frame.unit, baked(tone, shot.look.colour), gloss=0.06, wrap=0.4, hollow=0.6
    )
    frame.lay(window, lit, alpha)


def _bed(shot: Shot, cx: float, cy: float, radius: float, colour: str, gloss: float = 0.3) -> None:
    frame = shot.frame
    window = frame.window(cx - radius, cy - radius, cx + radius, cy + radius)
    x, y = window.turned(cx, cy)
    lump = noise(frame.rng, window.shape, frame.unit, cells=60) * 0.0025
    r = np.sqrt(x * x + y * y)
    albedo = np.broadcast_to(linear(colour), (*window.shape, 3)) * np.float32(1)
    lit = relief(0.02 + lump, frame.unit, albedo, gloss=gloss, shininess=60, wrap=0.5)
    lit *= (0.72 + 0.28 * smooth_step(0.0, radius * 0.12, radius - r))[..., None]
    frame.lay(window, lit, coverage(radius - r, frame.unit))


def _rings(radius: float, size: float) -> list[tuple[float, float, float]]:
    """Places on concentric rings from the outside in: x, y, angle in degrees."""
    places = []
    ring = radius - size * 0.8
    turn = 0.0
    while ring > size * 0.55:
        count = max(3, round(2 * np.pi * ring / (size * 1.55)))
        turn += 0.4
        for k in range(count):
            angle = 2 * np.pi * k / count + turn
            places.append((ring * np.cos(angle), ring * np.sin(angle), float(np.rad2deg(angle))))
        ring -= size * 1.45
    places.append((0.0, 0.0, 20.0))
    return places


def _finish(pile: Pile, *, gloss: float, shininess: float, hollow: float = 1.1) -> None:
    lit = relief(
        pile.height,
        pile.frame.unit,
        pile.albedo,
        gloss=gloss,
        shininess=shininess,
        wrap=0.35,
        ambient=0.34,
        hollow=hollow,
        reach=0.014,
    )
    pile.frame.lay(pile.window, lit, pile.alpha)


def _pile(shot: Shot, cx: float, cy: float, radius: float) -> Pile:
    reach = radius + 0.03
    return Pile(shot.frame, shot.frame.window(cx - reach, cy - reach, cx + reach, cy + reach))


def _strawberries(shot: Shot, cx: float, cy: float, radius: float) -> None:
    pile = _pile(shot, cx, cy, radius)
    size = 0.062
    for px, py, angle in _rings(radius, size):
        jitter = shot.rng.normal(0, 0.004, 2)
        spot = pile.spot(
            cx + px + float(jitter[0]), cy + py + float(jitter[1]), size * 1.5, angle + 180
        )
        if spot is None:
            continue
        scale = size * float(shot.rng.uniform(0.95, 1.1))
        u, v = spot.x / scale, spot.y / scale
        width = 0.86 * np.sqrt(np.clip(1 - u * u, 0, 1)) * (1 - 0.28 * u)
        inside = width - np.abs(v)
        cover = np.clip(inside * scale * pile.frame.unit + 0.5, 0, 1)
        dome = np.sqrt(np.maximum(1 - u * u - (v / 0.9) ** 2, 0)) * scale * 0.9
        grid_u, grid_v = u * 4.2, v * 4.2 + 0.5 * (np.floor(u * 4.2) % 2)
        seed = np.exp(-(((grid_u % 1 - 0.5) / 0.16) ** 2) - ((grid_v % 1 - 0.5) / 0.13) ** 2)
        tint = shift(shot.look.second, value=float(shot.rng.uniform(0.88, 1.12)))
        albedo = ramp(
            u, (-1, mix(tint, "#f0a060", 0.55)), (-0.75, tint), (1, shift(tint, value=0.78))
        )
        albedo = albedo * (1 - seed[..., None]) + linear("#e8b44a") * seed[..., None]
        pile.put(spot, cover, dome - seed * 0.003, albedo, seat=0.35)
    _finish(pile, gloss=0.55, shininess=50)


def _raspberries(shot: Shot, cx: float, cy: float, radius: float) -> None:
    pile = _pile(shot, cx, cy, radius)
    size = 0.066
    for px, py, _ in _rings(radius, size):
        spot = pile.spot(cx + px, cy + py, size * 1.3, float(shot.rng.uniform(0, 360)))
        if spot is None:
            continue
        r = np.sqrt(spot.x**2 + spot.y**2) / size
        # drupelets: hexagonal bumps drawn together towards the rim
        bulge = np.arcsin(np.clip(r, 0, 0.999)) / np.maximum(r, 1e-3)
        u, v = spot.x / size * bulge * 2.6, spot.y / size * bulge * 2.6
        bumps = _hexagons(u, v)
        cover = np.clip((1 - r) * size * pile.frame.unit + 0.5, 0, 1)
        dome = np.sqrt(np.maximum(1 - r * r, 0)) * size + bumps * 0.016
        tint = shift(shot.look.second, value=float(shot.rng.uniform(0.9, 1.15)))
        pile.put(
            spot,
            cover,
            dome,
            ramp(bumps, (0, shift(tint, value=0.55)), (0.8, tint), (1, mix(tint, "#ff9bb0", 0.25))),
            seat=0.3,
        )
    _finish(pile, gloss=0.30, shininess=30)


def _hexagons(u: Field, v: Field) -> Field:
    """Round bumps on a hexagonal grid of spacing one."""
    best = np.full(u.shape, 9.0, np.float32)
    row = np.round(v / 0.866)
    for step in (-1, 0, 1):
        line = row + step
        offset = 0.5 * (line % 2)
        column = np.round(u - offset)
        best = np.minimum(best, (u - offset - column) ** 2 + (v - line * 0.866) ** 2)
    return np.asarray(np.sqrt(np.maximum(1 - best / 0.32, 0)))


def _apples(shot: Shot, cx: float, cy: float, radius: float) -> None:
    pile = _pile(shot, cx, cy, radius)
    size = 0.105
    for ring, count in ((radius - 0.075, 26), (radius - 0.175, 17), (radius - 0.265, 8)):
        for k in range(count):
            angle = 2 * np.pi * k / count + float(shot.rng.normal(0, 0.015))
            spot = pile.spot(
                cx + ring * np.cos(angle),
                cy + ring * np.sin(angle),
                size,
                float(np.rad2deg(angle)) + 104,
            )
            if spot is None:
                continue
            u, v = spot.x / 0.088, (spot.y + 0.012) / 0.05
            outer = 1 - np.sqrt(u * u + v * v)
            inner = np.sqrt(u * u + ((v + 1.5) / 1.35) ** 2) - 1
            inside = np.minimum(outer, inner * 0.9)
            cover = np.clip(inside * 0.05 * pile.frame.unit + 0.5, 0, 1)
            skin = smooth_step(0.16, 0.04, outer)
            bake = noise(shot.rng, u.shape, pile.frame.unit, cells=200, roughness=1.2)
            rim = smooth_step(0.30, 0.02, inside)
            albedo = ramp(
                np.clip(0.30 + 0.35 * rim + 0.10 * bake, 0, 1),
                (0, mix(shot.look.second, "#fff0c0", 0.5)),
                (0.5, shot.look.second),
                (1, "#a5602a"),
            )
            albedo = (
                albedo * (1 - 0.6 * skin[..., None]) + linear("#a24a2e") * 0.6 * skin[..., None]
            )
            height = 0.020 + 0.022 * np.clip(v + 0.5, 0, 1.4)
            pile.put(spot, cover, height.astype(np.float32), albedo, seat=0.12)
    _finish(pile, gloss=0.45, shininess=36, hollow=1.6)


def _meringue(shot: Shot, cx: float, cy: float, radius: float) -> None:
    pile = _pile(shot, cx, cy, radius)
    size = 0.082
    for px, py, _ in _rings(radius * 0.96, size):
        spot = pile.spot(cx + px, cy + py, size * 1.4, float(shot.rng.uniform(0, 360)))
        if spot is None:
            continue
        r = np.sqrt(spot.x**2 + spot.y**2) / size
        theta = np.arctan2(spot.y, spot.x) + 1.1 * r
        star = 0.5 + 0.5 * np.cos(theta * 7)
        edge = 1 + 0.08 * star - r
        cover = np.clip(edge * size * pile.frame.unit + 0.5, 0, 1)
        cone = np.clip(1 - r * 0.85, 0, 1) ** 0.8 * size * 1.15
        height = cone + star * 0.010 * smooth_step(0.05, 0.6, r)
        bake = noise(shot.rng, r.shape, pile.frame.unit, cells=90, roughness=1.2)
        toast = np.clip(
            0.62 * smooth_step(0.55, 0.05, r)
            + 0.28 * star * smooth_step(0.9, 0.4, r)
            + 0.10 * bake,
            0,
            1,
        )
        albedo = ramp(toast, (0, "#fdf8ec"), (0.35, "#f6e3bd"), (0.7, "#c98a45"), (1, "#7d4519"))
        pile.put(spot, cover, height, albedo, seat=0.2)
    _finish(pile, gloss=0.12, shininess=20)


def _custard(shot: Shot, cx: float, cy: float, radius: float) -> None:
    frame = shot.frame
    window = frame.window(cx - radius, cy - radius, cx + radius, cy + radius)
    x, y = window.turned(cx, cy)
    r = np.sqrt(x * x + y * y)
    bake = noise(frame.rng, window.shape, frame.unit, cells=110, roughness=1.6)
    lumps = noise(frame.rng, window.shape, frame.unit, cells=120, roughness=1.5)
    bits = np.zeros(window.shape, np.float32)
    for spot in strewn(shot.rng, window, (cx, cy), 30, radius * 0.86, 0.032):
        cube = np.minimum(0.024 - np.abs(spot.x), 0.012 - np.abs(spot.y))
        cube = smooth_step(0.0, 0.006, cube + 0.002 * lumps[spot.place])
        bits[spot.place] = np.maximum(bits[spot.place], cube)
    tone = np.clip(
        0.36 + 0.20 * bake + 0.06 * lumps + 0.25 * smooth_step(0.8, 1.0, r / radius), 0, 1
    )
    albedo = ramp(tone, (0, "#fbe7a8"), (0.35, shot.look.second), (0.7, "#c98432"), (1, "#7a3f14"))
    albedo = albedo * (1 - bits[..., None]) + linear("#b45f50") * bits[..., None]
    height = 0.010 * lumps * 0.6 + 0.010 * bits + 0.004 * bake
    lit = relief(height, frame.unit, albedo, gloss=0.25, shininess=30, wrap=0.4, hollow=0.8)
    lit *= (0.75 + 0.25 * smooth_step(0.0, 0.04, radius - r))[..., None]
    frame.lay(window, lit, coverage(radius - r, frame.unit))


_FILLINGS = {
    "strawberry": _strawberries,
    "raspberry": _raspberries,
    "apple": _apples,
    "meringue": _meringue,
    "quiche": _custard,
}


def tart(shot: Shot) -> None:
    """A tart on its plate, filled by the look's form."""
    form = shot.look.form
    radius = 0.365
    plate(shot.frame, 0.5, 0.51, 0.475)
    _shell(shot, 0.5, 0.505, radius)
    bed = {"strawberry": "#f3d98c", "raspberry": "#f5e2b0", "apple": "#e9c87a"}.get(form, "#f6d548")
    _bed(shot, 0.5, 0.505, radius * 0.90, bed)
    _FILLINGS[form](shot, 0.5, 0.505, radius * 0.89)


def _long(shot: Shot, cx: float, cy: float, degrees: float) -> None:
    frame = shot.frame
    half, thick = 0.33, 0.092
    window = frame.window(cx - 0.36, cy - 0.30, cx + 0.36, cy + 0.30)
    x, y = window.turned(cx, cy, degrees)
    t = np.clip(np.abs(x) / half, 0, 1)
    lump = noise(frame.rng, window.shape, frame.unit, cells=26) * 0.004
    radius = thick * np.sqrt(np.maximum(1 - t**6, 0)) + lump * (t < 1)
    inside = np.minimum(radius - np.abs(y), half - np.abs(x))
    height = np.sqrt(np.maximum(radius**2 - y**2, 0)) * 0.9
    height += noise(frame.rng, window.shape, frame.unit, cells=200, roughness=1.4) * 0.002
    tone = crust_tone(frame, window.shape) - 0.02
    alpha = coverage(inside, frame.unit)
    frame.drop(window, alpha, 0.08)
    lit = relief(
        height, frame.unit, baked(tone, shot.look.colour), gloss=0.08, wrap=0.4, hollow=0.5
    )
    frame.lay(window, lit, alpha)
    wave = 0.006 * np.sin(x * 34 + cx * 9) + lump
    top = (
        thick * 0.72 * np.sqrt(np.maximum(1 - (np.abs(x) / (half * 0.95)) ** 6, 0))
        - np.abs(y)
        + wave
    )
    top = np.minimum(top, half * 0.95 - np.abs(x))
    icing = coverage(top, frame.unit)
    level = np.clip(top / 0.03, 0, 1)
    smooth = np.sqrt(np.maximum(radius**2 - y**2, 0)) * 0.9
    glaze = smooth + 0.010 * np.sqrt(np.maximum(1 - (1 - level) ** 2, 0))
    albedo = np.broadcast_to(linear(shot.look.second), (*window.shape, 3)) * np.float32(1)
    stripes = np.exp(-((((x * 0.8 + y * 0.9) % 0.07 - 0.035) / 0.0032) ** 2)) * (top > 0.012)
    line = linear(mix(shot.look.second, "#fff3dd", 0.55))
    albedo = albedo * (1 - stripes[..., None]) + line * stripes[..., None]
    frame.shadow(window, icing, dy=0.002, soft=0.004, strength=0.25)
    frame.lay(window, relief(glaze, frame.unit, albedo, gloss=0.75, shininess=46, wrap=0.35), icing)


def eclair(shot: Shot) -> None:
    """Two éclairs on a plate."""
    plate(shot.frame, 0.5, 0.51, 0.47)
    _long(shot, 0.47, 0.40, -24)
    _long(shot, 0.54, 0.62, -24)


def choux_ring(shot: Shot) -> None:
    """A Paris-Brest: a ring of choux, praline cream, almonds, sugar."""
    frame = shot.frame
    plate(frame, 0.5, 0.51, 0.46)
    window = frame.window(0.1, 0.1, 0.9, 0.92)
    x, y = window.turned(0.5, 0.505)
    r = np.sqrt(x * x + y * y)
    theta = np.arctan2(y, x)
    lump = noise(frame.rng, window.shape, frame.unit, cells=22) * 0.005
    for radius, thick, is_cream in ((0.215, 0.128, True), (0.210, 0.105, False)):
        ruffle = 0.012 * np.cos(theta * 22 + 0.6 * np.sin(theta * 3)) if is_cream else lump
        s = np.abs(r - radius)
        inside = thick + ruffle - s
        height = np.sqrt(np.maximum((thick + ruffle) ** 2 - s**2, 0)) * 0.8
        alpha = coverage(inside, frame.unit)
        if is_cream:
            frame.drop(window, alpha, 0.07)
            height += 0.010 * np.cos(theta * 22 + 14 * s)
            praline = np.broadcast_to(linear(shot.look.second), (*window.shape, 3))
            cream = relief(height, frame.unit, praline, gloss=0.15, wrap=0.5, hollow=1)
            frame.lay(window, cream, alpha)
            continue
        frame.shadow(window, alpha, dy=0.006, soft=0.010, strength=0.45)
        tone = crust_tone(frame, window.shape) + 0.12 * smooth_step(0.02, 0.09, height)
        height += noise(frame.rng, window.shape, frame.unit, cells=150, roughness=1.5) * 0.004
        for spot in strewn(shot.rng, window, (0.5, 0.505), 60, 0.27, 0.03, least=0.15):
            flake = smooth_step(1.0, 0.8, (spot.x / 0.026) ** 2 + (spot.y / 0.014) ** 2)
            height[spot.place] += 0.006 * flake
            tone[spot.place] = tone[spot.place] * (1 - flake) + 0.20 * flake
        sugar = noise(frame.rng, window.shape, frame.unit, cells=60, roughness=1.3)
        veil = np.clip(0.30 * sugar + 0.28, 0, 0.85) * smooth_step(0.03, 0.09, height)
        crust = baked(tone, shot.look.colour)
        albedo = crust * (1 - veil[..., None]) + 0.93 * veil[..., None]
        frame.lay(
            window, relief(height, frame.unit, albedo, gloss=0.05, wrap=0.4, hollow=0.8), alpha
        )


def cookies(shot: Shot) -> None:
    """Three cookies, one upon another."""
    frame = shot.frame
    for cx, cy in ((0.62, 0.33), (0.33, 0.42), (0.53, 0.66)):
        radius = 0.215
        window = frame.window(
            cx - radius * 1.1, cy - radius * 1.1, cx + radius * 1.1, cy + radius * 1.1
        )
        x, y = window.turned(cx, cy, float(shot.rng.uniform(0, 360)))
        lump = noise(frame.rng, window.shape, frame.unit, cells=30) * 0.008
        r = np.sqrt(x * x + y * y)
        inside = radius + lump - r
        level = np.clip(inside / 0.06, 0, 1)
        height = 0.032 * np.sqrt(np.maximum(1 - (1 - level) ** 2, 0))
        rough = noise(frame.rng, window.shape, frame.unit, cells=90, roughness=1.6)
        crack = np.abs(noise(frame.rng, window.shape, frame.unit, cells=44, roughness=1.5))
        height += rough * 0.0045 - 0.010 * np.exp(-((crack / 0.08) ** 2)) * level
        tone = crust_tone(frame, window.shape) - 0.10 + 0.12 * smooth_step(0.7, 1, r / radius)
        tone -= 0.10 * np.exp(-((crack / 0.12) ** 2))
        albedo = baked(tone, shot.look.colour)
        tints = (shot.look.second, shot.look.second, "#8a5a34", "#f3e6cc")
        chunks = strewn(shot.rng, window, (cx, cy), 17, radius * 0.84, 0.05)
        for spot, tint in zip(chunks, cycle(tints)):
            size = float(shot.rng.uniform(0.020, 0.034))
            chunk = size - np.maximum(np.abs(spot.x), np.abs(spot.y * 1.3))
            chunk -= 0.004 * rough[spot.place]
            cover = smooth_step(0.0, 0.004, chunk)[..., None]
            height[spot.place] += 0.014 * smooth_step(0, 0.012, chunk)
            albedo[spot.place] = albedo[spot.place] * (1 - cover) + linear(tint) * cover
        alpha = coverage(inside, frame.unit)
        frame.drop(window, alpha, 0.05)
        lit = relief(height, frame.unit, albedo, gloss=0.16, shininess=24, wrap=0.4, hollow=0.8)
        frame.lay(window, lit, alpha)


def madeleines(shot: Shot) -> None:
    """Shells, hump up and ribs up."""
    frame = shot.frame
    places = (
        (0.35, 0.27, -30),
        (0.64, 0.30, 20),
        (0.28, 0.55, 40),
        (0.70, 0.60, -24),
        (0.48, 0.73, 8),
    )
    for k, (cx, cy, degrees) in enumerate(places[: shot.look.count]):
        window = frame.window(cx - 0.22, cy - 0.22, cx + 0.22, cy + 0.22)
        x, y = window.turned(cx, cy, degrees)
        u = y / 0.20
        width = 0.145 * np.sqrt(np.maximum(1 - u * u, 0)) * (1 - 0.34 * u)
        inside = np.minimum(width - np.abs(x), 0.20 - np.abs(y))
        level = np.clip(inside / 0.09, 0, 1)
        height = 0.055 * np.sqrt(np.maximum(1 - (1 - level) ** 2, 0))
        tone = crust_tone(frame, window.shape)
        if k % 3 == 1:
            hump = np.exp(-((x / 0.075) ** 2) - ((y + 0.01) / 0.095) ** 2)
            height += 0.05 * hump
            tone += -0.22 + 0.20 * hump
        else:
            fan = np.arctan2(x, 0.30 - y)
            ribs = np.cos(fan * 46)
            height += 0.006 * ribs * level
            tone += 0.10 * ribs * level + 0.05 + 0.20 * smooth_step(0.05, 0.0, inside)
        height += noise(frame.rng, window.shape, frame.unit, cells=300, roughness=1.2) * 0.0012
        alpha = coverage(inside, frame.unit)
        frame.drop(window, alpha, 0.06)
        lit = relief(
            height,
            frame.unit,
            baked(tone, shot.look.colour),
            gloss=0.14,
            shininess=18,
            wrap=0.4,
            hollow=0.9,
        )
        frame.lay(window, lit, alpha)


def sandwich(shot: Shot) -> None:
    """Half a baguette, ham and butter showing at the cut."""
    frame = shot.frame
    half = 0.43
    window = frame.all()
    x, y = window.turned(0.5, 0.5, -26)
    wave = noise(frame.rng, window.shape, frame.unit, cells=(60, 20)) * 0.010
    layers = (
        ("bread", 0.075, 0.105, ""),
        ("leaf", 0.055, 0.112, "#6f9a35"),
        ("ham", 0.035, 0.118, "#e29a94"),
        ("butter", -0.01, 0.105, "#f7e7a9"),
        ("bread", -0.055, 0.125, ""),
    )
    for kind, shift_, thick, colour in layers:
        v = y - shift_
        t = np.clip(np.abs(x) / half, 0, 1)
        ripple = wave * (1.6 if kind in {"leaf", "ham"} else 0.3)
        if kind == "leaf":
            ripple = ripple + 0.010 * np.sin(x * 90 + 6 * wave * 60)
        radius = thick * np.sqrt(np.maximum(1 - t**4.5, 0)) + ripple * (t < 1)
        inside = np.minimum(radius - np.abs(v), half - np.abs(x))
        height = np.sqrt(np.maximum(radius**2 - v**2, 0)) * 0.8
        alpha = coverage(inside, frame.unit)
        frame.drop(window, alpha, 0.07 if kind == "bread" else 0.02)
        if kind == "bread":
            level = height / thick
            tone = crust_tone(frame, window.shape) + 0.18 * smooth_step(0.2, 1, level) - 0.08
            if shift_ < 0:
                for k in range(4):
                    place = (k - 1.5) * 0.2
                    u = (x - place) * 0.906 + (v * 0.423)
                    w = v * 0.906 - (x - place) * 0.423
                    cut = smooth_step(
                        0, 0.008, 0.05 * np.sqrt(np.maximum(1 - (u / 0.15) ** 2, 0)) - np.abs(w)
                    )
                    tone = tone * (1 - cut) + 0.30 * cut
                    height -= 0.005 * cut
            albedo = baked(tone, shot.look.colour)
            height = (
                height
                + noise(frame.rng, window.shape, frame.unit, cells=300, roughness=1.5) * 0.0016
            )
            gloss = 0.08
        else:
            tint = ramp(
                np.clip(0.5 + 12 * wave, 0, 1),
                (0, shift(colour, value=0.82)),
                (1, mix(colour, "#ffffff", 0.25)),
            )
            albedo, gloss = tint, 0.25
            height = height * 0.5 + wave * 0.8
        lit = relief(height, frame.unit, albedo, gloss=gloss, wrap=0.4, ambient=0.32, hollow=0.8)
        frame.lay(window, lit, alpha)


PAINTERS = {
    "tart": Painter("flat", tart),
    "eclair": Painter("flat", eclair),
    "choux_ring": Painter("flat", choux_ring),
    "cookies": Painter("flat", cookies),
    "madeleines": Painter("flat", madeleines),
    "sandwich": Painter("flat", sandwich),
}
