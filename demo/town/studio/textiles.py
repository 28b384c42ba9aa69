"""Fabrics: colour and fine relief of jersey, linen, denim, knits and prints."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from demo.town.studio.colours import is_dark, linear, mix, ramp, shift
from demo.town.studio.fields import Field, noise, smooth_step
from demo.town.studio.frame import Frame, Window

#: Linear colour and height of the weave.
Cloth = tuple[Field, Field]
_Weaver = Callable[[Frame, Window, str], Cloth]


def _base(frame: Frame, window: Window, colour: str, amount: float = 0.02) -> Field:
    fibre = noise(frame.rng, window.shape, frame.unit, cells=760, roughness=0.8)
    cloud = noise(frame.rng, window.shape, frame.unit, cells=30, roughness=1.6)
    return np.asarray(linear(colour) * (1 + amount * fibre + 0.02 * cloud)[..., None])


def _jersey(frame: Frame, window: Window, colour: str) -> Cloth:
    ribs = np.sin(window.x * 1300) * np.ones_like(window.y)
    return _base(frame, window, colour), (0.00022 * ribs).astype(np.float32)


def _melange(frame: Frame, window: Window, colour: str) -> Cloth:
    flecks = noise(frame.rng, window.shape, frame.unit, cells=(500, 1000), roughness=0.5)
    albedo = linear(colour) * (1 + 0.10 * flecks)[..., None]
    ribs = np.sin(window.x * 1300) * np.ones_like(window.y)
    return albedo, (0.0003 * ribs).astype(np.float32)


def _slub(frame: Frame, window: Window, colour: str) -> Cloth:
    warp = noise(frame.rng, window.shape, frame.unit, cells=(1000, 26), roughness=0.7)
    weft = noise(frame.rng, window.shape, frame.unit, cells=(26, 1000), roughness=0.7)
    thread = 0.5 * (warp + weft)
    weave = np.sin(window.x * 1100) * np.sin(window.y * 1100)
    albedo = linear(colour) * (1 + 0.055 * thread + 0.03 * weave)[..., None]
    return albedo, (0.0004 * thread + 0.0002 * weave).astype(np.float32)


def _breton(frame: Frame, window: Window, colour: str) -> Cloth:
    albedo = _base(frame, window, colour)
    line = "#ece3d0" if is_dark(colour) else "#22304f"
    phase = (window.y - 0.335) / 0.0365
    stripe = smooth_step(0.17, 0.13, np.abs(phase - np.round(phase))) * (window.y > 0.325)
    stripe = (stripe * np.ones_like(window.x))[..., None]
    ribs = np.sin(window.x * 1300) * np.ones_like(window.y)
    return albedo * (1 - stripe) + linear(line) * stripe, (0.00025 * ribs).astype(np.float32)


def _stripes(frame: Frame, window: Window, colour: str) -> Cloth:
    albedo = _base(frame, window, colour)
    phase = window.x / 0.030
    stripe = smooth_step(0.22, 0.18, np.abs(phase - np.round(phase))) * np.ones_like(window.y)
    pale = linear(mix(colour, "#ffffff", 0.72))
    return albedo * (1 - stripe[..., None]) + pale * stripe[..., None], np.zeros(
        window.shape, np.float32
    )


def _check(frame: Frame, window: Window, colour: str) -> Cloth:
    u, v = window.x / 0.082, window.y / 0.082
    across = smooth_step(0.27, 0.22, np.abs(u - np.round(u))) * np.ones_like(v)
    down = smooth_step(0.27, 0.22, np.abs(v - np.round(v))) * np.ones_like(u)
    fine = smooth_step(0.035, 0.02, np.abs(u - np.floor(u) - 0.5)) + smooth_step(
        0.035, 0.02, np.abs(v - np.floor(v) - 0.5)
    )
    dark = linear(shift(colour, value=0.32))
    share = (0.5 * (across + down))[..., None]
    albedo = _base(frame, window, colour, 0.035) * (1 - share * 0.85) + dark * share * 0.85
    pale = np.clip(fine, 0, 1)[..., None] * 0.55
    albedo = albedo * (1 - pale) + linear("#efe2c4") * pale
    nap = noise(frame.rng, window.shape, frame.unit, cells=640, roughness=0.8)
    return albedo, (0.0003 * nap).astype(np.float32)


def _twill(frame: Frame, window: Window, colour: str) -> Cloth:
    lines = np.sin((window.x * 0.7 + window.y) * 1150)
    albedo = _base(frame, window, colour, 0.025) * (1 + 0.03 * lines)[..., None]
    return albedo, (0.00018 * lines).astype(np.float32)


def _denim(frame: Frame, window: Window, colour: str) -> Cloth:
    lines = np.sin((window.x * 0.8 + window.y) * 1000)
    slub = noise(frame.rng, window.shape, frame.unit, cells=(900, 30), roughness=0.7)
    fade = np.exp(
        -(((np.abs(window.x - 0.5) - 0.115) / 0.06) ** 2) - ((window.y - 0.45) / 0.22) ** 2
    )
    tone = np.clip(0.42 + 0.10 * slub + 0.10 * lines + 0.30 * fade, 0, 1)
    albedo = ramp(
        tone, (0, shift(colour, value=0.6)), (0.45, colour), (1, mix(colour, "#e6edf2", 0.55))
    )
    return albedo, (0.0002 * lines).astype(np.float32)


def _pique(frame: Frame, window: Window, colour: str) -> Cloth:
    cells = np.sin(window.x * 780) * np.sin(window.y * 780)
    return _base(frame, window, colour) * (1 + 0.05 * cells)[..., None], (0.0005 * cells).astype(
        np.float32
    )


def _rib(frame: Frame, window: Window, colour: str) -> Cloth:
    stitch = np.sin(window.x * 620) * np.ones_like(window.y)
    vee = np.sin((window.y + 0.004 * np.abs(np.sin(window.x * 310))) * 700)
    albedo = _base(frame, window, colour, 0.04) * (1 + 0.05 * stitch + 0.03 * vee)[..., None]
    return albedo, (0.0009 * stitch + 0.0004 * vee).astype(np.float32)


def _cable(frame: Frame, window: Window, colour: str) -> Cloth:
    x, y = window.x - 0.5, window.y
    albedo = _base(frame, window, colour, 0.05)
    height = np.zeros(window.shape, np.float32)
    for centre in (-0.155, 0.0, 0.155):
        phase = (y / 0.095 + centre * 3) * np.pi
        for sign in (-1, 1):
            strand = centre + sign * 0.020 * np.sin(phase)
            over = 0.5 + 0.5 * sign * np.cos(phase)
            rope = np.exp(-(((x - strand) / 0.017) ** 2))
            height = np.maximum(height, rope * (0.007 + 0.005 * over))
        trough = np.exp(-(((np.abs(x - centre) - 0.050) / 0.006) ** 2))
        height -= 0.003 * trough
    moss = (
        np.sin(x * 560)
        * np.sin(y * 560)
        * (np.min([np.abs(x - c) for c in (-0.155, 0.0, 0.155)], axis=0) > 0.055)
    )
    vee = np.sin((y + 0.3 * np.abs(x)) * 640)
    height = height + 0.0008 * moss + 0.0005 * vee
    return albedo * (1 + 2.6 * (height - 0.004))[..., None], height.astype(np.float32)


def _print(
    frame: Frame,
    window: Window,
    colour: str,
    stamp: Callable[[Field, Field, int], tuple[Field, str]],
) -> Field:
    """Scatters a stamp on a shifted grid."""
    albedo = _base(frame, window, colour)
    pitch = 0.060
    row = np.round(window.y / pitch)
    column = np.round(window.x / pitch + 0.5 * (row % 2))
    turn = np.sin(row * 12.9 + column * 78.2) * 43758.5
    turn = (turn - np.floor(turn)).astype(np.float32)
    u = window.x - (column - 0.5 * (row % 2)) * pitch - (turn - 0.5) * 0.014
    v = window.y - row * pitch - (turn * 7 % 1 - 0.5) * 0.014
    cos, sin = np.cos(turn * 6.28), np.sin(turn * 6.28)
    for layer in range(3):
        cover, tint = stamp(u * cos + v * sin, v * cos - u * sin, layer)
        albedo = albedo * (1 - cover[..., None]) + linear(tint) * cover[..., None]
    return albedo


def _flowers(frame: Frame, window: Window, colour: str) -> Cloth:
    pale = "#f3d9d4" if is_dark(colour) else "#a8455a"

    def stamp(u: Field, v: Field, layer: int) -> tuple[Field, str]:
        r, theta = np.sqrt(u * u + v * v), np.arctan2(v, u)
        if layer == 0:
            leaf = 0.0055 - np.sqrt(((np.abs(u) - 0.018) / 1.9) ** 2 + (v - 0.004) ** 2)
            return smooth_step(0, 0.002, leaf), "#6f8f6a"
        if layer == 1:
            return smooth_step(0.0, 0.002, 0.0125 * (0.75 + 0.25 * np.cos(theta * 5)) - r), pale
        return smooth_step(0.004, 0.003, r), "#e0a93a"

    return _print(frame, window, colour, stamp), np.zeros(window.shape, np.float32)


def _dots(frame: Frame, window: Window, colour: str) -> Cloth:
    def stamp(u: Field, v: Field, layer: int) -> tuple[Field, str]:
        r = np.sqrt(u * u + v * v)
        return smooth_step(0.0065, 0.005, r) * (layer == 0), "#f4ead8"

    return _print(frame, window, colour, stamp), np.zeros(window.shape, np.float32)


def _pleats(frame: Frame, window: Window, colour: str) -> Cloth:
    spread = 0.35 + 1.05 * np.clip((window.y - 0.2) / 0.7, 0, 1)
    phase = (window.x - 0.5) / spread / 0.030
    within = phase - np.floor(phase)
    fold = np.abs(within - 0.35)
    height = 0.010 * (1 - fold) * np.clip((window.y - 0.24) / 0.1, 0, 1)
    shade = 1 - 0.25 * smooth_step(0.75, 1.0, within)
    return _base(frame, window, colour) * shade[..., None], height.astype(np.float32)


def _shine(frame: Frame, window: Window, colour: str) -> Cloth:
    return _base(frame, window, colour, 0.008), np.zeros(window.shape, np.float32)


_WEAVERS: dict[str, _Weaver] = {
    "": _jersey,
    "otter": _jersey,
    "melange": _melange,
    "slub": _slub,
    "breton": _breton,
    "stripes": _stripes,
    "check": _check,
    "twill": _twill,
    "denim": _denim,
    "pique": _pique,
    "rib": _rib,
    "cable": _cable,
    "flowers": _flowers,
    "dots": _dots,
    "pleats": _pleats,
    "shine": _shine,
    "fringe": _rib,
}


def weave(frame: Frame, window: Window, kind: str, colour: str) -> Cloth:
    """Colour and fine relief of a fabric over the window."""
    if kind == "" and colour == "#9a9a9c":
        kind = "melange"
    return _WEAVERS[kind](frame, window, colour)
