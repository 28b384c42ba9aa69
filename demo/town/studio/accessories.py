"""Scarves, hats, socks, belts and bags, laid flat."""

from __future__ import annotations

import numpy as np
from PIL import Image

from demo.town.studio.colours import linear, mix, shift
from demo.town.studio.fields import folds, noise, smooth_step
from demo.town.studio.lettering import write
from demo.town.studio.relief import coverage, oblong, relief
from demo.town.studio.shot import Painter, Shot
from demo.town.studio.textiles import weave


def scarf(shot: Shot) -> None:
    """Folded twice, the fringes to the camera."""
    frame = shot.frame
    window = frame.window(0.06, 0.04, 0.94, 0.98)
    albedo, micro = weave(frame, window, "rib", shot.colour)
    waves = folds(frame.rng, window.shape, frame.unit, (60, 30))
    x, y = window.turned(0.5, 0.44, -7)
    strands = np.abs(np.sin(x * 92))
    wave = 0.012 * np.sin(x * 31 + 2) + 0.008 * np.sin(x * 77)
    fringe = np.minimum(0.275 - np.abs(x), np.minimum(y - 0.30, 0.475 + wave - y))
    fringe = np.minimum(fringe, (strands - 0.35) * 0.02)
    cover = coverage(fringe, frame.unit)
    frame.drop(window, cover, 0.02)
    twist = 0.008 * strands + 0.002 * np.sin(y * 420 + x * 300)
    frame.lay(window, relief(twist, frame.unit, albedo * 0.95, gloss=0.02, wrap=0.5), cover)
    for k, (top, bottom, wide) in enumerate(
        ((-0.36, 0.345, 0.285), (-0.365, 0.30, 0.29), (-0.37, 0.255, 0.292))
    ):
        middle, half = (top + bottom) / 2, (bottom - top) / 2
        edge = oblong(x, y - middle, wide, half, 0.03) + 0.004 * waves
        alpha = coverage(edge, frame.unit)
        frame.drop(window, alpha, 0.04)
        stripe = np.exp(-(((y - 0.13 + 0.03 * k) / 0.016) ** 2)) + np.exp(
            -(((y - 0.19 + 0.03 * k) / 0.007) ** 2)
        )
        dark = linear(mix(shot.colour, "#f2e6cf", 0.75))
        tinted = albedo * (1 - 0.85 * stripe[..., None]) + dark * 0.85 * stripe[..., None]
        height = 0.03 * np.sqrt(np.clip(edge / 0.05, 0, 1)) + 0.012 * waves + micro
        frame.lay(
            window, relief(height, frame.unit, tinted, gloss=0.02, wrap=0.5, ambient=0.38), alpha
        )


def beanie(shot: Shot) -> None:
    """A ribbed hat with its turn-up."""
    frame = shot.frame
    window = frame.window(0.08, 0.06, 0.92, 0.94)
    albedo, _ = weave(frame, window, "", shot.colour)
    x, y = window.turned(0.5, 0.5, -5)
    crown = np.clip((y + 0.36) / 0.50, 0, 1)
    half = 0.325 * np.sqrt(np.maximum(1 - (1 - crown) ** 2.3, 0))
    body = np.minimum(half - np.abs(x), np.minimum(y + 0.36, 0.22 - y))
    relative = np.clip(x / np.maximum(half, 0.02), -1, 1)
    ribs = np.cos(np.arcsin(relative) * 30)
    vee = np.sin(y * 430 + 2.5 * np.abs(np.sin(np.arcsin(relative) * 15)))
    waves = folds(frame.rng, window.shape, frame.unit, (50, 50))
    height = (
        0.13 * np.sqrt(np.maximum(1 - relative**2, 0)) * crown**0.5
        + 0.006 * ribs
        + 0.0012 * vee
        + 0.008 * waves
    )
    alpha = coverage(body, frame.unit)
    frame.drop(window, alpha, 0.08)
    tint = albedo * (1 + 0.12 * ribs)[..., None]
    frame.lay(
        window,
        relief(height, frame.unit, tint, gloss=0.02, wrap=0.5, ambient=0.34, hollow=0.6),
        alpha,
    )
    cuff = oblong(x, y - 0.235, 0.342, 0.115, 0.035) + 0.012 * (1 - (x / 0.34) ** 2)
    alpha = coverage(cuff, frame.unit)
    frame.shadow(window, alpha, dy=-0.006, soft=0.010, strength=0.4)
    frame.drop(window, alpha, 0.05)
    bow = np.clip(x / 0.342, -1, 1)
    ribs = np.cos(np.arcsin(bow) * 34)
    height = (
        0.14 * np.sqrt(np.maximum(1 - bow**2, 0))
        + 0.030 * np.sqrt(np.clip(cuff / 0.06, 0, 1))
        + 0.007 * ribs
        + 0.0012 * vee
    )
    tint = albedo * (1 + 0.12 * ribs)[..., None]
    frame.lay(
        window,
        relief(height, frame.unit, tint, gloss=0.02, wrap=0.5, ambient=0.34, hollow=0.6),
        alpha,
    )
    tag = oblong(x - 0.19, y - 0.255, 0.034, 0.024, 0.003)
    cover = coverage(tag, frame.unit)
    frame.shadow(window, cover, dx=0.002, dy=0.003, soft=0.003, strength=0.4)
    frame.lay(
        window,
        relief(0.004 * smooth_step(0, 0.004, tag), frame.unit, linear("#8a5a32"), gloss=0.1),
        cover,
    )


def socks(shot: Shot) -> None:
    """A pair, one over the other."""
    frame = shot.frame
    for cx, cy in ((0.56, 0.47), (0.42, 0.53)):
        window = frame.window(cx - 0.32, cy - 0.44, cx + 0.32, cy + 0.44)
        albedo, _ = weave(frame, window, "", shot.colour)
        x, y = window.turned(cx, cy, -12)
        leg = oblong(x + 0.06, y + 0.11, 0.095, 0.28, 0.03)
        foot = oblong(x - 0.05, y - 0.21, 0.205, 0.092, 0.088)
        blend = 0.05
        h = np.clip(0.5 + 0.5 * (foot - leg) / blend, 0, 1)
        inside = leg + (foot - leg) * h + blend * h * (1 - h)
        ribs = np.sin((x + 0.06) * 330) * smooth_step(0.17, 0.08, y)
        knit = np.sin(y * 600) * np.sin(x * 600)
        waves = folds(frame.rng, window.shape, frame.unit, (60, 60))
        heel = smooth_step(0.105, 0.09, np.sqrt((x + 0.12) ** 2 + (y - 0.24) ** 2))
        toe = smooth_step(0.155, 0.165, x)
        cuff = smooth_step(-0.33, -0.335, y)
        accent = np.clip(heel + toe * (y > 0.1) + cuff, 0, 1)[..., None]
        tint = albedo * (1 - accent) + linear(mix(shot.colour, "#f0e4cc", 0.62)) * accent
        tint = tint * (1 + 0.10 * ribs)[..., None]
        height = (
            0.045 * np.sqrt(np.clip(inside / 0.07, 0, 1))
            + 0.0028 * ribs
            + 0.0006 * knit
            + 0.008 * waves
        )
        alpha = coverage(inside, frame.unit)
        frame.drop(window, alpha, 0.045)
        frame.lay(
            window,
            relief(height, frame.unit, tint, gloss=0.02, wrap=0.5, ambient=0.36, hollow=0.4),
            alpha,
        )


def belt(shot: Shot) -> None:
    """Rolled up, the buckle in front."""
    frame = shot.frame
    window = frame.window(0.08, 0.1, 0.95, 0.92)
    x, y = window.turned(0.46, 0.5)
    r = np.sqrt(x * x + y * y)
    theta = np.arctan2(y, x)
    pitch = 0.040
    phase = r / pitch - theta / (2 * np.pi)
    turn = np.floor(phase)
    within = phase - turn
    inside = np.minimum(0.30 - r + pitch * theta / 6.283, r - 0.10)
    body = np.minimum(inside, (0.5 - np.abs(within - 0.5)) * pitch - 0.004)
    grain = noise(frame.rng, window.shape, frame.unit, cells=420, roughness=1.1)
    tint = linear(shot.colour) * (1 + 0.06 * grain)[..., None]
    height = 0.05 + 0.012 * np.sqrt(np.clip(body / 0.012, 0, 1)) + 0.0006 * grain
    alpha = coverage(inside + 0.004, frame.unit)
    frame.drop(window, alpha, 0.12)
    shade = np.clip(0.25 + 0.75 * smooth_step(-0.002, 0.003, body), 0, 1)
    frame.lay(
        window, relief(height, frame.unit, tint * shade[..., None], gloss=0.22, shininess=16), alpha
    )
    strap = frame.window(0.46, 0.42, 0.98, 0.90)
    u, v = strap.turned(0.705, 0.72, 24)
    edge = oblong(u, v, 0.20, 0.048, 0.02)
    stitch = np.exp(-(((np.abs(v) - 0.038) / 0.0022) ** 2)) * (np.sin(u * 480) > -0.2)
    grain = noise(frame.rng, strap.shape, frame.unit, cells=420, roughness=1.1)
    tint = linear(shot.colour) * (1 + 0.06 * grain)[..., None]
    tint = tint * (1 - 0.7 * stitch[..., None]) + linear("#e6cfa4") * 0.7 * stitch[..., None]
    alpha = coverage(edge, frame.unit)
    frame.drop(strap, alpha, 0.04)
    frame.lay(
        strap,
        relief(0.012 * smooth_step(0, 0.010, edge) + 0.0006 * grain, frame.unit, tint, gloss=0.25),
        alpha,
    )
    frame_edge = oblong(u + 0.15, v, 0.062, 0.078, 0.024)
    hollow = oblong(u + 0.15, v, 0.044, 0.058, 0.014)
    ring = np.minimum(frame_edge, -hollow)
    prong = np.minimum(0.0075 - np.abs(v), np.minimum(u + 0.205, -0.085 - u))
    metal = np.maximum(ring, prong)
    alpha = coverage(metal, frame.unit)
    frame.shadow(strap, alpha, dx=0.005, dy=0.007, soft=0.006, strength=0.55)
    frame.lay(
        strap,
        relief(
            np.sqrt(np.maximum(metal, 0) * 0.014),
            frame.unit,
            linear("#c9a24a"),
            gloss=0.9,
            shininess=18,
        ),
        alpha,
    )


def tote(shot: Shot) -> None:
    """A canvas bag with its handles, printed."""
    frame = shot.frame
    window = frame.window(0.1, 0.04, 0.9, 0.97)
    albedo, micro = weave(frame, window, "slub", shot.colour)
    x, y = window.turned(0.5, 0.5, -3)
    waves = folds(frame.rng, window.shape, frame.unit, (60, 40))
    for side, reach in ((1, 0.30), (0, 0.33)):
        loop = np.sqrt((x / 0.62) ** 2 + np.minimum(y + 0.12, 0) ** 2)
        handle = 0.017 - np.abs(loop - reach * 0.93 + 0.02 * side)
        handle = np.minimum(handle, -0.06 - y)
        alpha = coverage(handle, frame.unit)
        frame.drop(window, alpha, 0.03)
        frame.lay(
            window,
            relief(
                0.008 * smooth_step(0, 0.01, handle) + micro,
                frame.unit,
                albedo * (0.9 + 0.1 * side),
                gloss=0.02,
            ),
            alpha,
        )
    sag = 0.006 * np.sin(x * 9)
    body = oblong(x, y - 0.155 + sag, 0.30 + 0.012 * np.sin(y * 5), 0.285, 0.018)
    alpha = coverage(body, frame.unit)
    frame.drop(window, alpha, 0.06)
    hem = np.exp(-(((y + 0.09) / 0.003) ** 2))
    art = Image.new("RGB", (900, 900), "#000000")
    write(art, (120, 180, 780, 560), shot.title, "hand", "#ffffff")
    write(art, (180, 600, 720, 660), shot.product.brand, "label_bold", "#ffffff")
    u = np.clip((x / 0.30 + 1) / 2 * 899, 0, 899).astype(np.int32)
    v = np.clip(((y - 0.155) / 0.30 + 1) / 2 * 899, 0, 899).astype(np.int32)
    ink = (np.asarray(art.convert("L"), np.float32) / 255)[v, u][..., None] * 0.9
    tint = albedo * (1 - ink) + linear(shot.look.second) * ink
    tint = tint * (1 - 0.25 * hem[..., None])
    height = 0.020 * np.sqrt(np.clip(body / 0.05, 0, 1)) + 0.014 * waves + micro
    frame.lay(window, relief(height, frame.unit, tint, gloss=0.02, wrap=0.5), alpha)
    for side in (-1, 1):
        patch = oblong(x - side * 0.175, y + 0.075, 0.020, 0.034, 0.003)
        cover = coverage(patch, frame.unit)
        frame.shadow(window, cover, dx=0.002, dy=0.003, soft=0.003, strength=0.35)
        cross = np.exp(-(((np.abs(x - side * 0.175) - np.abs(y + 0.075) * 0.6) / 0.0018) ** 2))
        frame.lay(
            window,
            relief(
                0.004 * smooth_step(0, 0.004, patch),
                frame.unit,
                linear(shift(shot.colour, value=0.94)) * (1 - 0.2 * cross[..., None]),
                gloss=0.0,
            ),
            cover,
        )


def cushion(shot: Shot) -> None:
    """A heat cushion of linen, plump, with piping."""
    frame = shot.frame
    window = frame.window(0.06, 0.14, 0.94, 0.88)
    albedo, micro = weave(frame, window, "slub", shot.colour)
    x, y = window.turned(0.5, 0.51, -13)
    inside = oblong(x, y, 0.385 - 0.02 * np.cos(y * 6), 0.235 - 0.02 * np.cos(x * 4), 0.05)
    lumps = noise(frame.rng, window.shape, frame.unit, cells=150, roughness=1.5)
    waves = folds(frame.rng, window.shape, frame.unit, (60, 60))
    level = np.clip(inside / 0.16, 0, 1)
    seams = sum(np.exp(-(((x - k) / 0.009) ** 2)) for k in (-0.13, 0.13))
    height = (
        0.11 * np.sqrt(np.maximum(1 - (1 - level) ** 2, 0))
        + 0.0045 * lumps * level
        + 0.010 * waves
        - 0.02 * seams
        + micro
    )
    piping = np.exp(-(((inside - 0.008) / 0.006) ** 2))[..., None]
    leaf = np.abs(np.sin(x * 40) * np.sin(y * 40 + 1.5))
    tint = albedo * (1 + 0.05 * leaf)[..., None]
    tint = tint * (1 - piping) + linear(shot.look.second) * piping
    alpha = coverage(inside, frame.unit)
    frame.drop(window, alpha, 0.09)
    frame.lay(
        window,
        relief(height, frame.unit, tint, gloss=0.02, wrap=0.45, ambient=0.36, hollow=0.5),
        alpha,
    )


PAINTERS = {
    "scarf": Painter("flat", scarf),
    "beanie": Painter("flat", beanie),
    "socks": Painter("flat", socks),
    "belt": Painter("flat", belt),
    "tote": Painter("flat", tote),
    "cushion": Painter("flat", cushion),
}
