"""Cheese and charcuterie on slate, seen from above."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw

from demo.town.studio.colours import linear, mix, ramp, shift
from demo.town.studio.fields import Field, folds, noise, smooth_step
from demo.town.studio.frame import Frame, Window
from demo.town.studio.relief import coverage, lit, normals, oblong, relief
from demo.town.studio.shot import Painter, Shot
from demo.town.studio.solids import polygon_mask

Point = tuple[float, float]


def _paste_of(shot: Shot, window: Window) -> tuple[Field, Field]:
    """Colour and height of the cut cheese."""
    frame, look = shot.frame, shot.look
    rng, unit, shape = frame.rng, frame.unit, window.shape
    cloud = noise(rng, shape, unit, cells=40, roughness=1.7)
    fine = noise(rng, shape, unit, cells=420, roughness=1.1)
    height = 0.0009 * fine
    tone = np.clip(0.55 + 0.10 * cloud + 0.05 * fine, 0, 1)
    albedo = ramp(
        tone,
        (0, shift(look.colour, value=0.78)),
        (0.55, look.colour),
        (1, mix(look.colour, "#ffffff", 0.35)),
    )
    if look.motif == "holes":
        height, albedo = _holes(shot, window, height, albedo, 70, 0.014, 0.042)
    elif look.motif == "eyes":
        height, albedo = _holes(shot, window, height, albedo, 130, 0.004, 0.011)
    elif look.motif == "blue":
        vein = folds(rng, shape, unit, (150, 150))
        pocket = noise(rng, shape, unit, cells=190, roughness=1.2)
        mould = np.exp(-((vein / 0.26) ** 2)) * smooth_step(-0.8, 0.4, pocket)
        spots = smooth_step(0.9, 1.3, pocket) * 0.9
        share = np.clip(np.maximum(mould, spots), 0, 0.92)[..., None]
        blue = ramp(np.clip(0.5 + 0.3 * fine, 0, 1), (0, "#3f5a5c"), (1, "#7f9a96"))
        albedo = albedo * (1 - share) + blue * share
        height = height - 0.0035 * share[..., 0]
    elif look.motif == "crumbly":
        crack = np.abs(noise(rng, shape, unit, cells=70, roughness=1.5))
        height = height - 0.003 * np.exp(-((crack / 0.06) ** 2)) + 0.0012 * cloud
    return height.astype(np.float32), albedo


def _holes(
    shot: Shot, window: Window, height: Field, albedo: Field, count: int, least: float, most: float
) -> tuple[Field, Field]:
    height = np.broadcast_to(height, window.shape).copy()
    albedo = albedo.copy()
    for _ in range(count):
        cx = float(shot.rng.uniform(window.x[0, 0], window.x[0, -1]))
        cy = float(shot.rng.uniform(window.y[0, 0], window.y[-1, 0]))
        size = float(shot.rng.uniform(least, most))
        near = np.nonzero(np.abs(window.x[0] - cx) < size * 1.4)[0]
        level = np.nonzero(np.abs(window.y[:, 0] - cy) < size * 1.4)[0]
        if len(near) < 2 or len(level) < 2:
            continue
        place = (slice(int(level[0]), int(level[-1]) + 1), slice(int(near[0]), int(near[-1]) + 1))
        r = (
            np.sqrt(
                ((window.x[:, place[1]] - cx) * 0.9) ** 2 + ((window.y[place[0]] - cy) * 1.1) ** 2
            )
            / size
        )
        bowl = np.sqrt(np.maximum(1 - r * r, 0))
        height[place] -= bowl * size * 0.55
        albedo[place] *= (1 - 0.42 * smooth_step(0, 0.7, bowl))[..., None]
    return height, albedo


def _rind(shot: Shot, window: Window) -> tuple[Field, Field]:
    frame = shot.frame
    rough = noise(frame.rng, window.shape, frame.unit, cells=190, roughness=1.5)
    cloud = noise(frame.rng, window.shape, frame.unit, cells=50, roughness=1.6)
    tone = np.clip(0.5 + 0.15 * rough + 0.14 * cloud, 0, 1)
    colour = shot.look.second
    albedo = ramp(
        tone, (0, shift(colour, value=0.6)), (0.5, colour), (1, mix(colour, "#fff6e0", 0.45))
    )
    return (0.0022 * rough).astype(np.float32), albedo


def _facet(
    shot: Shot,
    window: Window,
    outline: list[Point],
    surface: tuple[Field, Field],
    tilt: tuple[float, float],
    light: float,
) -> None:
    """A flat face of the cheese, leaning by `tilt`, somewhat brighter or darker."""
    height, albedo = surface
    mask = polygon_mask(shot.frame, window, outline)
    slope = window.x * tilt[0] + window.y * tilt[1]
    colour = lit(
        normals((height + slope).astype(np.float32), shot.frame.unit),
        albedo,
        gloss=0.07,
        shininess=12,
        wrap=0.5,
    )
    shot.frame.lay(window, colour * light, mask)


def _edge(shot: Shot, window: Window, points: list[Point], width: float, strength: float) -> None:
    rows, columns = window.shape
    glow = Image.new("L", (columns * 2, rows * 2))
    local = [shot.frame.pixel(*p) for p in points]
    ImageDraw.Draw(glow).line(
        [((x - window.left) * 2, (y - window.top) * 2) for x, y in local],
        fill=round(255 * strength),
        width=max(2, round(width * shot.frame.unit * 2)),
        joint="curve",
    )
    cover = np.asarray(glow.reduce(2), np.float32) / 255
    shot.frame.lay(window, np.broadcast_to(linear("#fffaf0"), (rows, columns, 3)), cover)


def _wedge(shot: Shot) -> None:
    """A slice of a big wheel: the cut side to the camera, the rind at the back right."""
    frame = shot.frame
    thick = 0.24
    tip, left, right = (0.20, 0.60), (0.50, 0.235), (0.86, 0.42)
    arc = [_between(left, right, t, 0.055) for t in np.linspace(0, 1, 18)]
    window = frame.window(0.1, 0.12, 0.96, 0.92)
    foot = [(tip[0], tip[1] + thick), *((x, y + thick) for x, y in arc)]
    shadow = polygon_mask(frame, window, [*foot, left])
    frame.shadow(window, shadow, dx=0.012, dy=0.014, soft=0.012, strength=0.55)
    frame.shadow(window, shadow, dx=0.05, dy=0.045, soft=0.045, strength=0.5)
    top_paste, front_paste = _paste_of(shot, window), _paste_of(shot, window)
    rind = _rind(shot, window)
    front = [tip, right, (right[0], right[1] + thick), (tip[0], tip[1] + thick)]
    _facet(shot, window, front, front_paste, (0.0, 0.55), 0.80)
    # a finger of rind down the right edge and along the foot
    r = 0.022
    band = [
        (right[0] - r, right[1] + r * 0.5),
        right,
        (right[0], right[1] + thick),
        (right[0] - r, right[1] + thick + r * 0.5),
    ]
    _facet(shot, window, band, rind, (0.4, 0.5), 0.72)
    is_thin = shot.look.motif == "blue"
    base = 0.006 if is_thin else 0.020
    lower = [
        (tip[0], tip[1] + thick - base),
        (right[0], right[1] + thick - base),
        (right[0], right[1] + thick),
        (tip[0], tip[1] + thick),
    ]
    _facet(shot, window, lower, rind, (0.0, 0.5), 0.66)
    # the top is rind as well on a whole wheel's slice
    upper = [tip, *arc]
    _facet(shot, window, upper, rind if not is_thin else top_paste, (0.10, -0.10), 1.06)
    if not is_thin:
        _edge(shot, window, [tip, right], 0.004, 0.35)
    else:
        _edge(shot, window, [tip, right], 0.004, 0.5)


def _between(a: Point, b: Point, t: float, bulge: float) -> Point:
    x, y = a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t
    lift = bulge * 4 * t * (1 - t)
    dx, dy = b[1] - a[1], -(b[0] - a[0])
    length = float(np.hypot(dx, dy))
    return float(x + dx / length * lift), float(y + dy / length * lift)


def _towards(p: Point, q: Point, share: float) -> Point:
    return p[0] + (q[0] - p[0]) * share, p[1] + (q[1] - p[1]) * share


def _ellipse(cx: float, cy: float, rx: float, ry: float, start: float, end: float) -> list[Point]:
    return [
        (float(cx + rx * np.cos(a)), float(cy + ry * np.sin(a)))
        for a in np.linspace(np.deg2rad(start), np.deg2rad(end), 48)
    ]


def _cut_wheel(shot: Shot, *, brie: bool = False) -> None:
    """A wheel with a quarter taken out, so that one sees the paste."""
    frame = shot.frame
    cx, cy, rx, ry, thick = (
        (0.5, 0.43, 0.40, 0.27, 0.125) if brie else (0.5, 0.40, 0.375, 0.235, 0.24)
    )
    window = frame.window(0.05, 0.08, 0.97, 0.95)
    shadow = polygon_mask(frame, window, _ellipse(cx, cy + thick, rx, ry, 0, 360))
    frame.shadow(window, shadow, dx=0.008, dy=0.010, soft=0.010, strength=0.6)
    frame.shadow(window, shadow, dx=0.05, dy=0.04, soft=0.045, strength=0.5)
    start, end = 32, 104
    rind_height, rind_colour = _rind(shot, window)
    # the drum's side, lit as a cylinder
    across = np.clip((window.x - cx) / rx, -1, 1)
    nx = np.broadcast_to(across, window.shape)
    nz = np.sqrt(np.maximum(1 - nx * nx, 0.0))
    shade = lit((nx * 0.9, 0.25 * nz, nz * 0.9), rind_colour, gloss=0.03, wrap=0.45)
    bumps = lit(normals(rind_height, frame.unit), np.ones(3, np.float32), gloss=0.0)
    drum = [*_ellipse(cx, cy, rx, ry, 180, 0), *_ellipse(cx, cy + thick, rx, ry, 0, 180)]
    frame.lay(window, shade * bumps * 0.86, polygon_mask(frame, window, drum))
    centre = (cx + 0.006, cy)
    a = (float(cx + rx * np.cos(np.deg2rad(start))), float(cy + ry * np.sin(np.deg2rad(start))))
    b = (float(cx + rx * np.cos(np.deg2rad(end))), float(cy + ry * np.sin(np.deg2rad(end))))
    # clear the quarter: the slate shows again, in the wheel's shade
    floor = [
        (centre[0], centre[1] + thick),
        (a[0], a[1] + thick),
        *[(x, y + thick) for x, y in _ellipse(cx, cy, rx * 1.002, ry * 1.002, start, end)],
    ]
    outer = [
        a,
        *_ellipse(cx, cy, rx * 1.004, ry * 1.004, start, end),
        b,
        (b[0], b[1] + thick + 0.004),
        *[
            (x, y + thick + 0.004)
            for x, y in reversed(_ellipse(cx, cy, rx * 1.004, ry * 1.004, start, end))
        ],
        (a[0], a[1] + thick + 0.004),
    ]
    hole = np.maximum(
        polygon_mask(frame, window, outer),
        polygon_mask(
            frame,
            window,
            [
                centre,
                a,
                (a[0], a[1] + thick),
                *[(x, y + thick) for x, y in _ellipse(cx, cy, rx, ry, start, end)],
                (b[0], b[1] + thick),
                b,
            ],
        ),
    )
    frame.lay(window, _board(shot, window), hole)
    frame.shadow(
        window,
        polygon_mask(frame, window, [*floor, (b[0], b[1] + thick)]) * 0.0 + hole,
        soft=0.03,
        strength=0.30,
    )
    paste_left, paste_right = _paste_of(shot, window), _paste_of(shot, window)
    _facet(
        shot,
        window,
        [centre, a, (a[0], a[1] + thick), (centre[0], centre[1] + thick)],
        paste_right,
        (-0.15, 0.35),
        0.92,
    )
    _facet(
        shot,
        window,
        [centre, b, (b[0], b[1] + thick), (centre[0], centre[1] + thick)],
        paste_left,
        (0.55, 0.25),
        0.66,
    )
    rim = 0.012 if brie else 0.016
    for p, light in ((a, 0.85), (b, 0.6)):
        inner = _towards(p, centre, rim / 0.3)
        _facet(
            shot,
            window,
            [inner, p, (p[0], p[1] + thick), (inner[0], inner[1] + thick)],
            (rind_height, rind_colour),
            (0, 0.3),
            light,
        )
        low = thick - rim
        _facet(
            shot,
            window,
            [
                (centre[0], centre[1] + low),
                (p[0], p[1] + low),
                (p[0], p[1] + thick),
                (centre[0], centre[1] + thick),
            ],
            (rind_height, rind_colour),
            (0, 0.3),
            light * 0.9,
        )
    top = [centre, *_ellipse(cx, cy, rx, ry, end, 360 + start)]
    _facet(shot, window, top, (rind_height, rind_colour), (0.05, 0.0), 1.05)
    _edge(shot, window, [b, centre, a], 0.0035, 0.4)


def _board(shot: Shot, window: Window) -> Field:
    """The slate as it was before anything lay on it."""
    frame = shot.frame
    grit = noise(frame.rng, window.shape, frame.unit, cells=500, roughness=0.9)
    tone = np.clip(0.42 + 0.05 * grit, 0, 1)
    return ramp(tone, (0, "#23272a"), (1, "#4a5054"))


def _log(shot: Shot) -> None:
    """An ash-rolled goat's log with two rounds cut off."""
    frame = shot.frame
    window = frame.all()
    x, y = window.turned(0.5, 0.5, -24)
    half, thick = 0.30, 0.145
    wobble = noise(frame.rng, window.shape, frame.unit, cells=26) * 0.005
    body = np.minimum(thick + wobble - np.abs(y), np.minimum(x + half, 0.10 - x) + wobble)
    height = np.sqrt(np.maximum(thick**2 - y**2, 0.0)) * 0.8
    ash_height, ash = _rind(shot, window)
    alpha = coverage(body, frame.unit)
    frame.drop(window, alpha, 0.11)
    frame.lay(
        window,
        relief(height + ash_height * 1.6, frame.unit, ash, gloss=0.02, wrap=0.4, hollow=0.5),
        alpha,
    )
    for place, squash in ((0.10, 0.42), (0.24, 0.62), (0.375, 0.92)):
        u = (x - place) / squash
        r = np.sqrt(u * u + y * y) + wobble * 0.6
        edge = coverage(thick - r, frame.unit)
        side = np.sqrt(((x - place + 0.035) / squash) ** 2 + y * y) + wobble * 0.6
        skirt = np.maximum(coverage(thick - side, frame.unit), edge) * (x > place - 0.2)
        frame.drop(window, skirt, 0.05)
        frame.lay(
            window, relief(height * 0.3 + ash_height * 1.6, frame.unit, ash, gloss=0.02), skirt
        )
        rough, paste = _paste_of(shot, window)
        rim = smooth_step(thick - 0.016, thick - 0.005, r)[..., None]
        cream = smooth_step(0.045, 0.012, thick - r)[..., None] * 0.25
        paste = paste * (1 - cream) + linear("#e8d9a8") * cream
        colour = relief(
            rough * 2.4, frame.unit, paste * (1 - rim) + ash * rim, gloss=0.06, wrap=0.5
        )
        frame.lay(window, colour, edge)


def cheese(shot: Shot) -> None:
    """Cheese by its form."""
    form = shot.look.form
    if form == "wedge":
        _wedge(shot)
    elif form == "log":
        _log(shot)
    else:
        _cut_wheel(shot, brie=form == "brie")


def slices(shot: Shot) -> None:
    """Thin slices of ham, laid in folds."""
    frame, look = shot.frame, shot.look
    is_cured = look.form == "cured"
    places = (
        (0.37, 0.34, -20),
        (0.62, 0.38, 30),
        (0.36, 0.60, 12),
        (0.64, 0.64, -14),
        (0.50, 0.50, 50),
    )
    for cx, cy, degrees in places:
        window = frame.window(cx - 0.30, cy - 0.26, cx + 0.30, cy + 0.26)
        x, y = window.turned(cx, cy, degrees)
        rim = noise(frame.rng, window.shape, frame.unit, cells=16, roughness=1.8) * 0.022
        r = np.sqrt((x / 1.22) ** 2 + y**2)
        inside = 0.185 + rim - r
        waves = (
            np.sin((x + 0.8 * rim) * 26 + cy * 20) * 0.012
            + np.abs(noise(frame.rng, window.shape, frame.unit, cells=(20, 26))) * 0.012
        )
        height = waves + 0.012 * smooth_step(0, 0.02, inside)
        grain = noise(frame.rng, window.shape, frame.unit, cells=(60, 200), roughness=1.4)
        marbling = noise(frame.rng, window.shape, frame.unit, cells=70, roughness=1.5)
        tone = np.clip(0.5 + 0.10 * grain + 0.10 * marbling, 0, 1)
        albedo = ramp(
            tone,
            (0, shift(look.colour, value=0.78)),
            (0.5, look.colour),
            (1, mix(look.colour, "#ffffff", 0.30)),
        )
        fat = smooth_step(0.030, 0.018, inside - 0.4 * rim) * smooth_step(-0.05, 0.05, y)
        if is_cured:
            streak = noise(frame.rng, window.shape, frame.unit, cells=(70, 110), roughness=1.2)
            fat = np.maximum(fat, np.exp(-((streak / 0.10) ** 2)) * 0.55)
        albedo = albedo * (1 - fat[..., None]) + linear(look.second) * fat[..., None]
        alpha = coverage(inside, frame.unit)
        frame.drop(window, alpha, 0.03)
        colour = relief(
            height,
            frame.unit,
            albedo,
            gloss=0.28 if is_cured else 0.20,
            shininess=20,
            wrap=0.5,
            hollow=0.8,
            reach=0.02,
        )
        frame.lay(window, colour, alpha)


def sausage(shot: Shot) -> None:
    """A dry sausage with slices before it."""
    frame, look = shot.frame, shot.look
    window = frame.all()
    x, y = window.turned(0.46, 0.40, -20)
    half, thick = 0.37, 0.092
    wobble = noise(frame.rng, window.shape, frame.unit, cells=30) * 0.006
    t = np.clip((x + half) / (2 * half), 0, 1)
    radius = thick * np.sqrt(np.maximum(1 - (2 * t - 1) ** 8, 0)) + wobble
    body = np.minimum(radius - np.abs(y), np.minimum(0.24 - x, x + half))
    wrinkle = noise(frame.rng, window.shape, frame.unit, cells=(60, 130), roughness=1.6)
    height = np.sqrt(np.maximum(radius**2 - y**2, 0)) * 0.85 + 0.0035 * wrinkle
    bloom = noise(frame.rng, window.shape, frame.unit, cells=110, roughness=1.3)
    share = np.clip(0.62 + 0.3 * bloom, 0, 0.95)[..., None]
    skin = linear(shift(look.colour, value=0.85)) * (1 - share) + linear(look.second) * share
    alpha = coverage(body, frame.unit)
    frame.drop(window, alpha, 0.08)
    frame.lay(window, relief(height, frame.unit, skin, gloss=0.04, wrap=0.4, hollow=0.9), alpha)
    _sausage_face(shot, 0.46 + 0.24 * 0.94, 0.40 - 0.24 * 0.342, 0.60, thick, -20)
    for cx, cy, squash, degrees in (
        (0.36, 0.66, 0.9, 10),
        (0.56, 0.70, 0.95, -30),
        (0.74, 0.60, 0.9, 20),
        (0.47, 0.80, 0.93, 50),
    ):
        _sausage_face(shot, cx, cy, squash, thick * 1.06, degrees)


def _sausage_face(
    shot: Shot, cx: float, cy: float, squash: float, thick: float, degrees: float
) -> None:
    frame, look = shot.frame, shot.look
    window = frame.window(cx - 0.14, cy - 0.14, cx + 0.14, cy + 0.14)
    x, y = window.turned(cx, cy, degrees)
    wobble = noise(frame.rng, window.shape, frame.unit, cells=34) * 0.004
    r = np.sqrt((x / squash) ** 2 + y * y) + wobble
    inside = thick - r
    fat = noise(frame.rng, window.shape, frame.unit, cells=190, roughness=1.2)
    meat = noise(frame.rng, window.shape, frame.unit, cells=260, roughness=1.2)
    albedo = ramp(
        np.clip(0.5 + 0.2 * meat, 0, 1),
        (0, shift(look.colour, value=0.7)),
        (1, shift(look.colour, value=1.25)),
    )
    spot = smooth_step(0.75, 1.15, fat)[..., None]
    albedo = albedo * (1 - spot) + linear("#f0d9cb") * spot
    pepper = smooth_step(
        2.2, 2.4, noise(frame.rng, window.shape, frame.unit, cells=430, roughness=0.8)
    )[..., None]
    albedo = albedo * (1 - pepper) + linear("#2a2320") * pepper
    skin = smooth_step(0.012, 0.005, inside)[..., None]
    albedo = albedo * (1 - skin) + linear(look.second) * skin
    alpha = coverage(inside, frame.unit)
    frame.drop(window, alpha, 0.03)
    colour = relief(
        0.004 * smooth_step(0, 0.01, inside) + 0.0006 * meat,
        frame.unit,
        albedo,
        gloss=0.26,
        shininess=16,
        wrap=0.5,
    )
    frame.lay(window, colour, alpha)


def terrine(shot: Shot) -> None:
    """A pâté in its stoneware dish, a slice cut."""
    frame = shot.frame
    _dish(frame, shot)
    for cx, cy, degrees in ((0.50, 0.755, -8),):
        window = frame.window(cx - 0.30, cy - 0.20, cx + 0.30, cy + 0.20)
        x, y = window.turned(cx, cy, degrees)
        inside = (
            np.minimum(0.25 - np.abs(x), 0.105 - np.abs(y))
            + noise(frame.rng, window.shape, frame.unit, cells=40) * 0.004
        )
        _pate(shot, window, inside, lift=0.05)


def _dish(frame: Frame, shot: Shot) -> None:
    window = frame.window(0.05, 0.05, 0.95, 0.7)
    x, y = window.turned(0.5, 0.35, -8)
    corner = 0.10
    inside = oblong(x, y, 0.37, 0.21, corner)
    ears = 0.055 - np.sqrt((np.abs(x) - 0.375) ** 2 + y**2)
    shape = np.maximum(inside, ears)
    alpha = coverage(shape, frame.unit)
    frame.drop(window, alpha, 0.12)
    height = 0.05 * smooth_step(0, 0.018, shape) - 0.04 * smooth_step(0.022, 0.036, inside)
    albedo = np.broadcast_to(linear(shot.look.second), (*window.shape, 3))
    frame.lay(window, relief(height, frame.unit, albedo, gloss=0.5, shininess=40, wrap=0.4), alpha)
    _pate(shot, window, inside - 0.034, lift=0.0)


def _pate(shot: Shot, window: Window, inside: Field, *, lift: float) -> None:
    frame = shot.frame
    coarse = noise(frame.rng, window.shape, frame.unit, cells=130, roughness=1.3)
    fine = noise(frame.rng, window.shape, frame.unit, cells=420, roughness=1.0)
    tone = np.clip(0.5 + 0.20 * coarse + 0.08 * fine, 0, 1)
    colour = shot.look.colour
    albedo = ramp(
        tone,
        (0, shift(colour, value=0.55)),
        (0.5, colour),
        (0.8, mix(colour, "#e8b9a0", 0.5)),
        (1, "#ecd0bc"),
    )
    pepper = smooth_step(
        2.0, 2.2, noise(frame.rng, window.shape, frame.unit, cells=260, roughness=0.9)
    )[..., None]
    albedo = albedo * (1 - pepper) + linear("#54602e") * pepper
    edge = smooth_step(0.014, 0.002, inside)[..., None]
    albedo = albedo * (1 - 0.6 * edge) + linear("#d9b98a") * 0.6 * edge
    alpha = coverage(inside, frame.unit)
    if lift:
        frame.drop(window, alpha, lift)
    height = 0.004 * coarse + 0.001 * fine + 0.010 * smooth_step(0, 0.012, inside) * (lift > 0)
    frame.lay(
        window,
        relief(height, frame.unit, albedo, gloss=0.22, shininess=18, wrap=0.45, hollow=0.6),
        alpha,
    )


PAINTERS = {
    "cheese": Painter("flat", cheese),
    "slices": Painter("flat", slices),
    "sausage": Painter("flat", sausage),
    "terrine": Painter("flat", terrine),
}
