"""What the goods lie on and stand before: one set per shop, so that a shop's pictures agree."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from demo.town.studio.colours import linear, ramp
from demo.town.studio.fields import Field, blur, folds, noise, pick, smooth_step
from demo.town.studio.relief import relief

#: Where the table ends and the wall begins, in units from the top.
HORIZON = 0.60


@dataclass(frozen=True, slots=True)
class SetDesign:
    """The colours and materials of one shop's pictures."""

    table: str
    light: str
    dark: str
    wall_light: str
    wall_dark: str
    flat: str = ""
    cloth: str = "#e8e1d5"
    #: How far the film leans towards red.
    warmth: float = 0.0


SETS = {
    "la-mie-doree": SetDesign(
        "wood",
        "#d9b487",
        "#8d6238",
        "#f4e7d2",
        "#cdb594",
        flat="linen",
        cloth="#efe9de",
        warmth=0.035,
    ),
    "la-page-d-apres": SetDesign("wood", "#e3cfb0", "#b08d63", "#dfe5e4", "#9fb1b3"),
    "fil-et-maree": SetDesign("plaster", "#efe9df", "#d9cfc0", "#f3eee6", "#d8cdbd"),
    "maison-castagne": SetDesign(
        "wood", "#a37d55", "#5d4028", "#8d9a84", "#46534a", flat="slate", warmth=0.02
    ),
    "pharmacie-du-pont": SetDesign("marble", "#f6f6f4", "#d7dbdb", "#e9f3f1", "#b9d3cf"),
    "l-herbe-folle": SetDesign("stone", "#f3ebe1", "#d6c8b9", "#f2e4dd", "#cfb9b0"),
}


@lru_cache(maxsize=6)
def backdrop(shop: str, stance: str, take: int, height: int, width: int) -> Field:
    """The empty set in linear light.

    Args:
        shop: The shop's slug.
        stance: `stand` (table and wall), `flat` (from above) or `wall` (hung up).
        take: Another crop of the same set.
        height: Rows.
        width: Columns.
    """
    design = SETS[shop]
    seed = [sum(map(ord, shop)), take, len(stance)]
    rng = np.random.Generator(np.random.PCG64(seed))
    if stance == "flat":
        return _flat(design, rng, height, width)
    wall = _wall(design, rng, height, width)
    if stance == "wall":
        return wall
    return _table(design, rng, wall)


def _axes(height: int, width: int) -> tuple[Field, Field]:
    unit = min(height, width)
    x = (np.arange(width, dtype=np.float32) + 0.5 - (width - unit) / 2) / unit
    y = (np.arange(height, dtype=np.float32) + 0.5 - (height - unit) / 2) / unit
    return x[None, :], y[:, None]


def _wall(design: SetDesign, rng: np.random.Generator, height: int, width: int) -> Field:
    x, y = _axes(height, width)
    unit = min(height, width)
    distance = np.sqrt((x - 0.30) ** 2 + ((y - 0.28) * 0.9) ** 2)
    tone = np.clip(distance / 0.95, 0, 1) + 0.04 * noise(rng, (height, width), unit, cells=14)
    image = ramp(tone, (0.0, design.wall_light), (1.0, design.wall_dark))
    # daylight through a window, far out of focus
    lean = x + 0.55 * y
    panes = smooth_step(0.36, 0.46, lean) * smooth_step(0.98, 0.86, lean)
    bars = np.maximum(smooth_step(0.035, 0.0, np.abs(lean - 0.67)), 0.0)
    slab = smooth_step(-0.15, 0.05, y - 0.05 * x) * smooth_step(0.75, 0.6, y)
    beam = blur(np.asarray(panes * slab * (1 - 0.8 * bars), np.float32), 0.030 * unit)
    image *= (0.95 + 0.13 * beam)[..., None]
    image *= (1 + 0.012 * noise(rng, (height, width), unit, cells=420, roughness=1.1))[..., None]
    return np.asarray(image, np.float32)


def _table(design: SetDesign, rng: np.random.Generator, wall: Field) -> Field:
    height, width = wall.shape[:2]
    unit = min(height, width)
    x, y = _axes(height, width)
    edge = HORIZON
    depth = np.maximum(y - edge + 0.16, 0.05)
    v = (0.62 - 0.1 / depth) / 0.5
    u = 0.5 + (x - 0.5) * 0.22 / depth
    shape = (int(unit * 0.8), int(unit * 1.4))
    texture = _MATERIALS[design.table](design, rng, shape, unit)
    surface = pick(texture, np.clip(u * np.ones_like(v), 0, 1), np.clip(v * np.ones_like(u), 0, 1))
    # the wall's light lies on the far edge, the room's shade on the near one
    near = smooth_step(edge, 1.05, y)
    surface *= (1.08 - 0.34 * near)[..., None]
    gleam = np.exp(-(((x - 0.33) / 0.42) ** 2) - ((y - edge - 0.05) / 0.16) ** 2)
    surface = surface * (1 + 0.22 * gleam[..., None]) + gleam[..., None] * 0.03
    cover = smooth_step(edge - 0.006, edge + 0.006, y)[..., None]
    shade = np.exp(-np.maximum(edge - y, 0) / 0.05)[..., None] * (1 - cover) * 0.22
    image = wall * (1 - shade) * (1 - cover) + surface * cover
    return _out_of_focus(np.asarray(image, np.float32), unit, y, edge)


def _out_of_focus(image: Field, unit: int, y: Field, edge: float) -> Field:
    soft = np.stack([blur(image[..., c].copy(), 0.009 * unit) for c in range(3)], axis=-1)
    share = smooth_step(edge + 0.13, edge + 0.01, y)[..., None]
    return np.asarray(image + (soft - image) * share, np.float32)


def _flat(design: SetDesign, rng: np.random.Generator, height: int, width: int) -> Field:
    unit = min(height, width)
    x, y = _axes(height, width)
    material = design.flat or design.table
    image = _MATERIALS[material](design, rng, (height, width), unit)
    light = 1.12 - 0.36 * np.sqrt((x - 0.22) ** 2 + (y - 0.2) ** 2)
    return np.asarray(image * light[..., None], np.float32)


def _wood(design: SetDesign, rng: np.random.Generator, shape: tuple[int, int], unit: int) -> Field:
    y = (np.arange(shape[0], dtype=np.float32)[:, None] + 0.5) / unit
    flow = noise(rng, shape, unit, cells=(26, 120), roughness=1.7)
    fibre = noise(rng, shape, unit, cells=(50, 1000), roughness=0.9)
    fine = noise(rng, shape, unit, cells=(90, 1024), roughness=0.4)
    board = 0.27
    index = np.floor((y + 0.11) / board)
    place = (y + 0.11) / board - index
    shade = np.sin(index * 12.9898 + 4.1) * 0.5
    rings = np.sin((y + 0.02 * flow + index * 0.13) * 150 + 3.2 * flow)
    tone = 0.52 + 0.16 * flow + 0.12 * shade + 0.07 * rings + 0.10 * fibre + 0.05 * fine
    image = ramp(np.clip(tone, 0, 1), (0.0, design.dark), (1.0, design.light))
    gap = np.minimum(place, 1 - place) * board
    image *= (1 - 0.55 * np.exp(-((gap / 0.0022) ** 2)))[..., None]
    return image


def _slate(_: SetDesign, rng: np.random.Generator, shape: tuple[int, int], unit: int) -> Field:
    cloud = noise(rng, shape, unit, cells=40, roughness=1.5)
    layer = noise(rng, shape, unit, cells=(80, 160), roughness=1.5)
    grit = noise(rng, shape, unit, cells=900, roughness=0.5)
    tone = 0.45 + 0.09 * cloud + 0.10 * np.abs(layer) + 0.045 * grit
    edges = np.clip(layer[:, :-1] - layer[:, 1:], -0.6, 0.6)
    tone[:, 1:] += 0.35 * edges
    return ramp(np.clip(tone, 0, 1), (0.0, "#23272a"), (1.0, "#5c6468"))


def _marble(
    design: SetDesign, rng: np.random.Generator, shape: tuple[int, int], unit: int
) -> Field:
    warp = noise(rng, shape, unit, cells=60, roughness=1.8)
    x = (np.arange(shape[1], dtype=np.float32)[None, :]) / unit
    y = (np.arange(shape[0], dtype=np.float32)[:, None]) / unit
    vein = np.abs(np.sin((x * 0.8 + y * 1.1) * 4.2 + 1.15 * warp))
    thin = np.abs(np.sin((x * 1.3 - y * 0.5) * 7.5 + 2.2 * warp + 1.0))
    cloud = noise(rng, shape, unit, cells=22, roughness=2.0)
    tone = 0.86 + 0.08 * cloud - 0.42 * np.exp(-vein / 0.05) - 0.16 * np.exp(-thin / 0.03)
    return ramp(np.clip(tone, 0, 1), (0.0, "#a9b1b3"), (0.6, design.dark), (1.0, design.light))


def _stone(design: SetDesign, rng: np.random.Generator, shape: tuple[int, int], unit: int) -> Field:
    cloud = noise(rng, shape, unit, cells=30, roughness=1.7)
    speck = noise(rng, shape, unit, cells=800, roughness=0.4)
    tone = 0.6 + 0.13 * cloud + 0.07 * speck - 0.3 * (speck > 2.3)
    return ramp(np.clip(tone, 0, 1), (0.0, design.dark), (1.0, design.light))


def _plaster(
    design: SetDesign, rng: np.random.Generator, shape: tuple[int, int], unit: int
) -> Field:
    cloud = noise(rng, shape, unit, cells=16, roughness=1.8)
    strokes = noise(rng, shape, unit, cells=(120, 60), roughness=1.4)
    grit = noise(rng, shape, unit, cells=700, roughness=0.7)
    tone = 0.62 + 0.14 * cloud + 0.06 * strokes + 0.03 * grit
    return ramp(np.clip(tone, 0, 1), (0.0, design.dark), (1.0, design.light))


def _linen(design: SetDesign, rng: np.random.Generator, shape: tuple[int, int], unit: int) -> Field:
    x = (np.arange(shape[1], dtype=np.float32)[None, :]) / unit
    y = (np.arange(shape[0], dtype=np.float32)[:, None]) / unit
    fold = blur(folds(rng, shape, unit, (60, 26)), 0.02 * unit)
    crease = folds(rng, shape, unit, (90, 60))
    height = 0.010 * fold + 0.003 * np.abs(crease)
    slub = noise(rng, shape, unit, cells=(30, 1000), roughness=0.8)
    slub += noise(rng, shape, unit, cells=(1000, 30), roughness=0.8)
    weave = np.sin(x * 900 + 0.5 * slub) * np.sin(y * 900 + 0.5 * slub)
    albedo = linear(design.cloth) * (1 + 0.035 * slub + 0.03 * weave)[..., None]
    return relief(height.astype(np.float32), unit, albedo, gloss=0.0, wrap=0.6)


_Material = Callable[[SetDesign, np.random.Generator, tuple[int, int], int], Field]
_MATERIALS: dict[str, _Material] = {
    "wood": _wood,
    "slate": _slate,
    "marble": _marble,
    "stone": _stone,
    "plaster": _plaster,
    "linen": _linen,
}


def plain(colour: str, height: int, width: int) -> Field:
    """An even set of one colour."""
    return np.broadcast_to(linear(colour), (height, width, 3)).astype(np.float32)
