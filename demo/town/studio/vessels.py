"""Bottles, jars, tins and cups on the table."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PIL import Image

from demo.town.studio import labels
from demo.town.studio.colours import ink_on, linear, mix, ramp, shift
from demo.town.studio.fields import Field, noise, smooth_step
from demo.town.studio.frame import Frame, Window
from demo.town.studio.lettering import write
from demo.town.studio.motifs import print_motif
from demo.town.studio.relief import lit, oblong, relief
from demo.town.studio.shot import Painter, Shot
from demo.town.studio.solids import (
    TILT,
    Turned,
    glass,
    glossy,
    metal,
    turn,
    window_light,
    wrap_label,
)

_BASE = 0.89

#: Profiles as (height, radius), from the foot up.
_BOTTLES: dict[str, tuple[Sequence[tuple[float, float]], float, float, tuple[float, float]]] = {
    # profile, fill level, half angle of the label, label from/to
    "bordeaux": (
        ((0, 0.098), (0.01, 0.104), (0.44, 0.105), (0.50, 0.088), (0.545, 0.048), (0.60, 0.036), (0.745, 0.033), (0.752, 0.040), (0.775, 0.040)),
        0.62, 1.25, (0.10, 0.35),
    ),
    "burgundy": (
        ((0, 0.108), (0.01, 0.115), (0.34, 0.116), (0.45, 0.088), (0.55, 0.046), (0.62, 0.036), (0.745, 0.033), (0.752, 0.040), (0.775, 0.040)),
        0.60, 1.2, (0.09, 0.30),
    ),
    "oil": (
        ((0, 0.094), (0.01, 0.100), (0.42, 0.100), (0.465, 0.090), (0.495, 0.045), (0.52, 0.032), (0.64, 0.029), (0.65, 0.036), (0.67, 0.036)),
        0.55, 1.3, (0.10, 0.35),
    ),
    "vinegar": (
        ((0, 0.100), (0.01, 0.106), (0.36, 0.106), (0.43, 0.085), (0.50, 0.042), (0.60, 0.033), (0.61, 0.039), (0.63, 0.039)),
        0.52, 1.2, (0.09, 0.31),
    ),
    "beer": (
        ((0, 0.102), (0.01, 0.108), (0.36, 0.108), (0.45, 0.078), (0.55, 0.046), (0.61, 0.040), (0.62, 0.045), (0.64, 0.045)),
        0.50, 1.3, (0.08, 0.30),
    ),
    "soda": (
        ((0, 0.100), (0.01, 0.106), (0.30, 0.106), (0.40, 0.085), (0.52, 0.046), (0.60, 0.038), (0.61, 0.044), (0.63, 0.044)),
        0.54, 1.25, (0.08, 0.27),
    ),
    "juice": (
        ((0, 0.120), (0.012, 0.128), (0.44, 0.128), (0.52, 0.100), (0.575, 0.054), (0.60, 0.050), (0.66, 0.050)),
        0.575, 1.2, (0.09, 0.36),
    ),
}  # fmt: skip


def stand(frame: Frame, solid: Turned, colour: Field) -> None:
    """Lays a turned solid's side."""
    frame.lay(solid.window, colour, solid.side)


def lid_top(frame: Frame, solid: Turned, colour: Field) -> None:
    """Lays the flat top of a solid, lit from the left."""
    shade = 1.02 - 0.10 * solid.across - 0.10 * solid.along
    frame.lay(solid.window, shade[..., None] * colour, solid.top)


def _bottle(shot: Shot) -> None:
    frame, form = shot.frame, shot.look.form
    profile, fill, half_angle, (low, high) = _BOTTLES[form]
    grow = 0.80 / profile[-1][0]
    profile = [(h * grow, r * min(grow, 1.16)) for h, r in profile]
    fill, low, high = fill * grow, low * grow, high * grow
    solid = turn(frame, 0.5, _BASE, profile, soft=0.010)
    foot = profile[1][1]
    frame.ground_shadow(0.5, _BASE, foot, foot * TILT * 1.5, strength=0.6)
    _caustic(frame, shot.colour, foot)
    is_clear = form in {"juice", "soda", "vinegar"} or shot.look.title == "Quai d’été"
    tint = linear(shot.colour)
    empty = linear("#eef3ee") if is_clear else np.maximum(tint, 0.02) ** 0.75
    body = glass(frame, solid, tint, depth=1.0 if is_clear else 1.15, fill=fill, empty=empty)
    if form == "beer":
        body *= np.float32(0.9)
    stand(frame, solid, body)
    paper = shot.look.second
    size = (
        round(900 * half_angle / 1.2),
        round(900 * (high - low) / (2 * half_angle * foot) * half_angle / 1.2),
    )
    style = labels.modern if form in {"beer", "soda", "juice"} else labels.classic
    ink = (
        "#3a2a22"
        if paper.lower() in {"#ffffff", "#fbf7ea", "#f3ead6", "#f0e6c8", "#f4ead2"}
        else "#ffffff"
    )
    if form in {"beer", "soda", "juice"}:
        ink = "#fffaf0" if ink_on(paper) == "#fbf7ee" else shift(shot.colour, value=0.55)
    if shot.look.title == "Quai d’été":
        ink = "#c2566b"
    label = style(
        size,
        shot.title,
        shot.product.brand,
        paper,
        ink,
        shot.rng,
        motif=shot.look.motif,
        note="mis en bouteille au pays" if form in {"bordeaux", "burgundy"} else "",
    )
    _paper_label(frame, solid, label, low, high, half_angle)
    _closure(shot, solid, profile)


def _paper_label(
    frame: Frame,
    solid: Turned,
    label: Image.Image,
    low: float,
    high: float,
    half_angle: float,
    *,
    gloss: float = 0.10,
) -> None:
    colour, cover = wrap_label(solid, label, low, high, half_angle)
    fibre = noise(frame.rng, solid.side.shape, frame.unit, cells=700, roughness=0.8)
    colour = colour * (1 + 0.018 * fibre)[..., None]
    shaded = lit(solid.normal, colour, gloss=0.02, wrap=0.5, ambient=0.34)
    shaded += (gloss * window_light(solid.normal))[..., None]
    frame.lay(solid.window, shaded, cover)


def _caustic(frame: Frame, colour: str, foot: float) -> None:
    """Light that went through the glass, coloured, on the table."""
    window = frame.window(0.4, _BASE - 0.12, 1.0, _BASE + 0.12)
    x, y = window.turned(0.5 + foot * 1.9, _BASE - 0.012)
    glow = np.exp(-((x / (foot * 1.1)) ** 2) - (y / (foot * 0.20)) ** 2)
    frame.under(window)[...] += glow[..., None] * linear(mix(colour, "#ffffff", 0.2)) * 0.22


def _closure(shot: Shot, solid: Turned, profile: Sequence[tuple[float, float]]) -> None:
    frame, form = shot.frame, shot.look.form
    top, neck = profile[-1]
    if form in {"bordeaux", "burgundy"}:
        capsule = {
            "Les Gabarriers": "#6d2033",
            "Clair de halle": "#b89a4a",
            "Quai d’été": "#d98a94",
        }[shot.title]
        sleeve = smooth_step(top - 0.128, top - 0.124, solid.height)
        colour = glossy(solid, linear(capsule), gloss=0.5)
        frame.lay(solid.window, colour, solid.side * sleeve)
        lid_top(frame, solid, linear(capsule))
        return
    if form in {"beer", "soda"}:
        cap = turn(
            frame,
            0.5,
            _BASE - top + 0.012,
            ((0, neck * 1.12), (0.022, neck * 1.04), (0.03, neck * 0.7)),
            soft=0.003,
        )
        ridges = 1 + 0.25 * np.cos(cap.angle * 21) * (cap.height < 0.02)
        tint = linear("#c9a640" if form == "beer" else "#e9e9e6")
        frame.lay(cap.window, metal(cap.normal, tint) * ridges[..., None], cap.mask)
        return
    paint = linear({"oil": "#23241f", "vinegar": "#8f6b46", "juice": "#f4f2ea"}[form])
    depth = {"oil": 0.055, "vinegar": 0.05, "juice": 0.05}[form]
    cap = turn(
        frame, 0.5, _BASE - top + depth * 0.5, ((0, neck * 1.08), (depth, neck * 1.06)), soft=0.003
    )
    ribs = 1 + 0.10 * np.cos(cap.angle * 40)
    stand(frame, cap, glossy(cap, paint, gloss=0.25) * ribs[..., None])
    lid_top(frame, cap, paint * 1.15)


def bottle(shot: Shot) -> None:
    """A glass bottle with its label and closure."""
    _bottle(shot)


_JARS: dict[str, tuple[Sequence[tuple[float, float]], float]] = {
    "squat": (((0, 0.150), (0.015, 0.168), (0.24, 0.168), (0.275, 0.148), (0.30, 0.146)), 0.262),
    "tall": (((0, 0.140), (0.015, 0.155), (0.40, 0.155), (0.445, 0.132), (0.47, 0.130)), 0.43),
    "round": (
        ((0, 0.120), (0.02, 0.165), (0.14, 0.190), (0.27, 0.165), (0.31, 0.138), (0.34, 0.136)),
        0.30,
    ),
    "cloth": (((0, 0.138), (0.015, 0.158), (0.28, 0.160), (0.325, 0.140), (0.35, 0.138)), 0.315),
}


def jar(shot: Shot) -> None:
    """A jar one sees the contents of, with lid and label."""
    frame, form = shot.frame, shot.look.form
    profile, fill = _JARS[form]
    grow = {"tall": 1.28}.get(form, 1.48)
    profile = [(h * grow, r * grow) for h, r in profile]
    fill *= grow
    base = 0.84
    solid = turn(frame, 0.5, base, profile, soft=0.014)
    foot = profile[1][1]
    frame.ground_shadow(0.5, base, foot, foot * TILT * 1.3, strength=0.62, throw=0.16)
    body = glass(
        frame,
        solid,
        linear(mix(shot.colour, "#ffffff", 0.08)),
        depth=0.9,
        fill=fill,
        empty=linear("#eef4f2"),
    )
    pulp = _contents(shot, solid)
    mixing = (
        smooth_step(fill + 0.004, fill - 0.004, solid.height)
        * {"squat": 0.92, "tall": 0.85, "round": 0.15, "cloth": 0.6}[form]
    )
    body = body * (1 - mixing[..., None]) + pulp * mixing[..., None]
    body += (0.55 * mixing * window_light(solid.normal))[..., None]
    stand(frame, solid, body)
    wide = profile[2][1]
    low, high = {
        "squat": (0.05, 0.20),
        "tall": (0.11, 0.315),
        "round": (0.065, 0.22),
        "cloth": (0.06, 0.22),
    }[form]
    low, high = low * grow, high * grow
    half_angle = {"round": 0.78}.get(form, 1.05)
    size = (760, round(760 * (high - low) / (2 * half_angle * wide)))
    paper = "#f6efdf" if form != "round" else shot.look.second
    ink = {"squat": shift(shot.look.second, value=0.95), "tall": shot.look.second}.get(
        form, "#5a2d1c"
    )
    if form == "round":
        ink = "#7a4a10"
    motif = shot.look.motif if shot.look.motif == "bee" else ""
    label = labels.classic(size, shot.title, shot.product.brand, paper, ink, shot.rng, motif=motif)
    _paper_label(frame, solid, label, low, high, half_angle, gloss=0.14)
    _lid(shot, base - profile[-1][0], profile[-1][1])


def _contents(shot: Shot, solid: Turned) -> Field:
    """What presses against the glass: seeds, gherkins, fruit, meat."""
    rng, unit = shot.frame.rng, shot.frame.unit
    shape = solid.side.shape
    lump = noise(rng, shape, unit, cells=60, roughness=1.6)
    kind = shot.look.motif or shot.look.form
    if kind == "grains":
        grain = noise(rng, shape, unit, cells=520, roughness=0.8)
        dark = noise(rng, shape, unit, cells=480, roughness=0.8)
        tone = np.clip(0.5 + 0.22 * grain - 0.45 * (dark > 1.1), 0, 1)
        tints = ramp(
            tone,
            (0, "#4a2f16"),
            (0.35, shift(shot.colour, value=0.75)),
            (0.7, shot.colour),
            (1, "#ecd28a"),
        )
    elif kind == "gherkins":
        flow = solid.angle * 2.1 + 0.25 * lump
        column = np.floor(flow * 1.6)
        across = flow * 1.6 - column - 0.5
        along = solid.height * 6.5 + 0.37 * column
        piece = along - np.floor(along) - 0.5
        body = np.clip(1 - (across / 0.47) ** 2 - (piece / 0.48) ** 2 * 0.8, 0, 1)
        wart = noise(rng, shape, unit, cells=330, roughness=0.9)
        tone = np.clip(0.25 + 0.6 * body**0.6 + 0.05 * wart, 0, 1)
        tints = ramp(tone, (0, "#2c3512"), (0.5, shift(shot.colour, value=0.85)), (1, "#b4bf62"))
    elif kind == "clip":
        tone = np.clip(
            0.5 + 0.20 * lump + 0.12 * noise(rng, shape, unit, cells=(200, 90), roughness=1.3), 0, 1
        )
        tints = ramp(tone, (0, "#7c5230"), (0.5, shot.colour), (1, "#e6cfa4"))
        fat = smooth_step(0.36, 0.38, solid.height)
        tints = tints * (1 - fat[..., None]) + linear("#f0dfae") * fat[..., None]
    else:
        pieces = smooth_step(0.2, 0.9, lump)
        tone = np.clip(0.45 + 0.35 * pieces, 0, 1)
        tints = ramp(
            tone,
            (0, shift(shot.colour, value=0.35)),
            (0.5, shift(shot.colour, value=0.8)),
            (1, mix(shot.colour, "#ffd9a0", 0.3)),
        )
    return lit(solid.normal, tints, gloss=0.05, wrap=0.5, ambient=0.42)


def _lid(shot: Shot, level: float, neck: float) -> None:
    frame, form = shot.frame, shot.look.form
    if form == "cloth":
        _cloth_cover(shot, level, neck)
        return
    depth = 0.062
    cap = turn(
        frame,
        0.5,
        level + depth - 0.014,
        ((0, neck * 1.05), (depth * 0.9, neck * 1.05), (depth, neck)),
        soft=0.004,
    )
    if form == "round" or shot.look.motif == "clip":
        tint = linear("#c9a24a")
        stand(frame, cap, metal(cap.normal, tint))
        lid_top(frame, cap, tint * 0.95)
    else:
        tint = linear(shot.look.second)
        grip = 1 + 0.08 * np.cos(cap.angle * 60) * (cap.height < depth * 0.7)
        stand(frame, cap, glossy(cap, tint, gloss=0.5) * grip[..., None])
        lid_top(frame, cap, tint * 1.1)
    glow = np.exp(-(((cap.across + 0.35) / 0.5) ** 2) - (cap.along / 0.7) ** 2)
    frame.under(cap.window)[...] += (glow * cap.top * 0.16)[..., None]


def _cloth_cover(shot: Shot, level: float, neck: float) -> None:
    """Gingham over the lid, tied with string."""
    frame = shot.frame
    drop = 0.115
    profile = ((0, neck * 1.30), (0.055, neck * 1.06), (0.075, neck * 1.07), (drop, neck * 1.04))
    cap = turn(frame, 0.5, level + drop - 0.02, profile, soft=0.008)
    pleat = np.cos(cap.angle * 15 + 2 * np.sin(cap.angle * 3)) * smooth_step(0.075, 0.0, cap.height)
    hem = cap.height - 0.008 * np.cos(cap.angle * 15)
    tint = "#b3262e" if "Fraises" in shot.title else "#d9782a"
    red = linear(mix(tint, "#ffffff", 0.05))

    def gingham(u: Field, v: Field) -> Field:
        a = smooth_step(-0.05, 0.05, np.sin(u))
        b = smooth_step(-0.05, 0.05, np.sin(v))
        return np.asarray(((a + b) / 2)[..., None] * (red - 0.93) + 0.93)

    side = gingham(cap.angle * 22, cap.height * 190)
    nx, ny, nz = cap.normal
    bent = (nx + 0.35 * pleat * nz, ny, nz)
    shaded = lit(bent, side, gloss=0.0, wrap=0.5) * (1 - 0.14 * np.maximum(-pleat, 0))[..., None]
    frame.lay(cap.window, shaded, cap.side * smooth_step(0.0, 0.004, hem))
    top = gingham(cap.across * neck * 190, cap.along * neck * 190)
    lid_top(frame, cap, top)
    string = np.exp(-(((cap.height - 0.062) / 0.0055) ** 2)) * cap.side
    frame.lay(cap.window, lit(cap.normal, linear("#c9a877"), gloss=0.0), string)


def tin(shot: Shot) -> None:
    """A printed metal tin with a lid, tall or flat."""
    frame = shot.frame
    is_tea = shot.look.form == "tea"
    radius, tall, base = (0.205, 0.53, 0.84) if is_tea else (0.345, 0.25, 0.78)
    solid = turn(frame, 0.5, base, ((0, radius), (tall, radius)), soft=0.004)
    frame.ground_shadow(0.5, base, radius, radius * TILT * 1.3, strength=0.62, throw=0.16)
    paint = linear(shot.colour)
    stand(frame, solid, glossy(solid, paint, gloss=0.45))
    half_angle = 1.35
    low, high = tall * 0.08, tall * (0.76 if is_tea else 0.66)
    size = (1000, round(1000 * (high - low) / (2 * half_angle * radius)))
    label = labels.classic(
        size,
        shot.title,
        shot.product.brand,
        shot.look.second,
        shift(shot.colour, value=0.7),
        shot.rng,
        motif="sun" if is_tea else "",
    )
    _paper_label(frame, solid, label, low, high, half_angle, gloss=0.30)
    depth = tall * (0.19 if is_tea else 0.30)
    cap = turn(
        frame,
        0.5,
        base - tall + depth - 0.004,
        ((0, radius * 1.025), (depth, radius * 1.02)),
        soft=0.003,
    )
    colour = glossy(cap, linear(shift(shot.colour, value=0.92)), gloss=0.5)
    stand(frame, cap, colour)
    lid_top(frame, cap, linear(mix(shot.colour, "#ffffff", 0.10)))
    rim = np.sqrt(cap.across**2 + cap.along**2)
    ring = np.exp(-(((rim - 0.86) / 0.02) ** 2)) + 0.5 * np.exp(-(((rim - 0.97) / 0.02) ** 2))
    frame.lay(
        cap.window, np.broadcast_to(linear("#e6c878"), (*cap.side.shape, 3)), cap.top * ring * 0.6
    )
    glow = np.exp(-(((cap.across + 0.4) / 0.4) ** 2) - ((cap.along + 0.1) / 0.6) ** 2)
    frame.under(cap.window)[...] += (glow * cap.top * 0.14)[..., None]


def sardines(shot: Shot) -> None:
    """Seen from above: a rounded oblong, printed, with a ring-pull lid."""
    frame = shot.frame
    window = frame.window(0.06, 0.16, 0.94, 0.86)
    x, y = window.turned(0.5, 0.51, -14)
    half_x, half_y, corner = 0.385, 0.235, 0.115
    inside = oblong(x, y, half_x, half_y, corner)
    height = 0.05 * smooth_step(0.0, 0.022, inside) - 0.014 * smooth_step(0.024, 0.040, inside)
    height += 0.006 * np.exp(-(((inside - 0.075) / 0.010) ** 2))
    alpha = np.clip(inside * frame.unit + 0.5, 0, 1)
    frame.drop(window, alpha, 0.08)
    size = (1100, 670)
    paper, ink = shot.look.second, shot.colour
    label = labels.modern(
        size,
        shot.title,
        shot.product.brand,
        paper,
        ink,
        shot.rng,
        motif="fish",
        note="à l’huile d’olive vierge extra",
    )
    pixels = np.asarray(label, np.float32) / 255
    column = np.clip((x / half_x + 1) / 2 * 1099, 0, 1099).astype(np.int32)
    row = np.clip((y / half_y + 1) / 2 * 669, 0, 669).astype(np.int32)
    albedo = pixels[row, column] ** 2
    rim = smooth_step(0.030, 0.024, inside)
    albedo = albedo * (1 - rim[..., None]) + linear("#d9dcdd") * rim[..., None]
    colour = relief(height, frame.unit, albedo, gloss=0.35, shininess=50)
    glow = np.exp(-(((x * 0.7 + y + 0.16) / 0.09) ** 2)) * 0.09
    frame.lay(window, colour + glow[..., None], alpha)
    _ring_pull(frame, window)


def _ring_pull(frame: Frame, window: Window) -> None:
    """The ring one opens it with, at the right end."""
    x, y = window.turned(0.765, 0.445, -14)
    stretch = np.sqrt((x / 1.25) ** 2 + y**2)
    band = 0.0075 - np.abs(stretch - 0.042)
    tongue = np.minimum(0.012 - np.abs(y), 0.03 - np.abs(x + 0.062))
    inside = np.maximum(band, tongue)
    alpha = np.clip(inside * frame.unit + 0.5, 0, 1)
    frame.shadow(window, alpha, dx=0.005, dy=0.007, soft=0.005, strength=0.5)
    height = np.sqrt(np.maximum(inside, 0) * 0.02)
    frame.lay(window, relief(height, frame.unit, linear("#cfd3d5"), gloss=0.6, shininess=20), alpha)


def cup(shot: Shot) -> None:
    """Coffee in a paper cup with a sleeve."""
    frame = shot.frame
    base, tall = 0.86, 0.54
    solid = turn(
        frame,
        0.5,
        base,
        ((0, 0.148), (tall - 0.012, 0.208), (tall - 0.006, 0.217), (tall, 0.215)),
        soft=0.004,
        tilt=0.30,
    )
    frame.ground_shadow(0.5, base, 0.155, 0.155 * 0.34, strength=0.6, throw=0.14)
    fibre = noise(frame.rng, solid.side.shape, frame.unit, cells=500, roughness=0.9)
    paper = linear(shot.colour) * (1 + 0.015 * fibre)[..., None]
    stand(frame, solid, lit(solid.normal, paper, gloss=0.03, wrap=0.5))
    sleeve = Image.new("RGB", (1000, 420), "#b88a5c")
    print_motif(sleeve, (420, 40, 580, 200), "bean", "#3b2416", "#b88a5c", shot.rng)
    write(sleeve, (120, 205, 880, 320), "La Mie Dorée", "hand", "#3b2416")
    write(sleeve, (250, 320, 750, 370), "café de la brûlerie des Cordeliers", "label", "#3b2416")
    colour, cover = wrap_label(solid, sleeve, 0.15, 0.40, 1.55)
    ridge = 1 + 0.05 * np.cos(solid.angle * 110)
    frame.lay(
        solid.window, lit(solid.normal, colour * ridge[..., None], gloss=0.0, wrap=0.5), cover
    )
    frame.lay(solid.window, np.broadcast_to(linear("#e4dccd"), (*solid.side.shape, 3)), solid.top)
    rim = np.sqrt(solid.across**2 + (solid.along * 1.0 - 0.10) ** 2)
    coffee = (
        smooth_step(0.90, 0.87, rim)
        * solid.top
        * (np.sqrt(solid.across**2 + solid.along**2) < 0.94)
    )
    swirl = noise(frame.rng, solid.side.shape, frame.unit, cells=(70, 160), roughness=1.5)
    crema = ramp(
        np.clip(0.5 + 0.25 * swirl - 0.5 * smooth_step(0.55, 0.9, rim), 0, 1),
        (0, "#2e190d"),
        (0.5, "#8a5a2c"),
        (1, "#c99a5c"),
    )
    frame.lay(solid.window, crema, coffee)
    wall = np.exp(-(((solid.along + 0.75) / 0.25) ** 2)) * solid.top * (1 - coffee)
    frame.under(solid.window)[...] *= (1 - 0.35 * wall)[..., None]


PAINTERS = {
    "bottle": Painter("stand", bottle),
    "jar": Painter("stand", jar),
    "tin": Painter("stand", tin),
    "cup": Painter("stand", cup),
    "sardines": Painter("flat", sardines),
}
