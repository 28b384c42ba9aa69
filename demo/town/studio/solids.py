"""Solids of the studio: turned ones (bottles, jars, pots) and boxes, seen a little from above."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw

from demo.town.studio.fields import Field, pick, smooth_step
from demo.town.studio.frame import Frame, Window
from demo.town.studio.relief import lit

#: Sine of the angle from which the camera looks down on what stands on the table.
TILT = 0.17

#: Pixels a texture is continued beyond its edges, so that no edge mixes with black.
_MARGIN = 6

Normal = tuple[Field, Field, Field]


@dataclass(frozen=True, slots=True)
class Turned:
    """A solid of revolution as the camera sees it; all fields have the window's shape.

    Attributes:
        height: Height of the point seen, from the foot.
        angle: Radians from the point nearest the camera, right positive.
        normal: x right, y down, z towards the camera.
        side: Cover of the outer surface.
        top: Cover of the flat top or the opening.
        across: -1 left rim to 1 right rim of the top.
        along: -1 far rim to 1 near rim of the top.
    """

    window: Window
    height: Field
    radius: Field
    angle: Field
    normal: Normal
    side: Field
    top: Field
    across: Field
    along: Field

    @property
    def mask(self) -> Field:
        """Cover of the whole solid."""
        return np.maximum(self.side, self.top)


def turn(
    frame: Frame,
    cx: float,
    base: float,
    profile: Sequence[tuple[float, float]],
    *,
    soft: float = 0.006,
    tilt: float = TILT,
) -> Turned:
    """Turns a profile of (height, radius) pairs, rounded over `soft`, its foot at (cx, base)."""
    total = profile[-1][0]
    levels = np.linspace(0, total, 700, dtype=np.float32)
    radii = np.interp(levels, [p[0] for p in profile], [p[1] for p in profile])
    reach = max(1, int(soft / total * 700))
    taps = np.ones(2 * reach + 1, np.float32) / (2 * reach + 1)
    for _ in range(2):
        radii = np.convolve(np.pad(radii, reach, mode="edge"), taps, mode="valid")
    slopes = np.gradient(radii, levels)
    widest = float(radii.max())
    crown, foot = float(radii[-1]), float(radii[0])
    window = frame.window(
        cx - widest - 0.01,
        base - total - crown * tilt - 0.01,
        cx + widest + 0.01,
        base + foot * tilt + 0.01,
    )
    x = window.x - np.float32(cx)
    up = (np.float32(base) - window.y).astype(np.float32)
    height: Field = np.broadcast_to(up, window.shape)
    for _ in range(4):
        radius = np.interp(height, levels, radii).astype(np.float32)
        height = up + np.sqrt(np.maximum(radius * radius - x * x, 0.0)) * np.float32(tilt)
    radius = np.maximum(np.interp(height, levels, radii).astype(np.float32), 1e-4)
    slope = np.interp(height, levels, slopes).astype(np.float32)
    unit = window.unit
    side = np.clip((radius - np.abs(x)) * unit + 0.5, 0, 1)
    side *= np.clip(height * unit + 0.5, 0, 1) * np.clip((total - height) * unit + 0.5, 0, 1)
    nx = np.clip(x / radius, -1, 1)
    nz = np.sqrt(np.maximum(1 - nx * nx, 0.0))
    length = 1.0 / np.sqrt(1 + slope * slope)
    rise = -slope * length
    normal = (
        nx * length,
        -(rise - nz * length * tilt).astype(np.float32),
        (nz * length + rise * tilt).astype(np.float32),
    )
    across = np.broadcast_to(x / max(crown, 1e-4), window.shape)
    along = np.broadcast_to(-(up - total) / max(crown * tilt, 1e-4), window.shape)
    rim = np.sqrt(across**2 + along**2)
    top = np.clip((1 - rim) * crown * tilt * unit * 1.6 + 0.5, 0, 1)
    if crown * unit < 1:
        top = np.zeros_like(side)
    return Turned(window, height, radius, np.arcsin(nx), normal, side, top, across, along)


def window_light(normal: Normal, *, narrow: float = 1.0) -> Field:
    """The studio's windows mirrored in a glossy surface: a tall one left, a strip right."""
    nx, ny, nz = normal
    rx, ry = 2 * nz * nx, 2 * nz * ny
    left = smooth_step(-0.93, -0.86, rx) * smooth_step(-0.52, -0.66, rx)
    left *= smooth_step(-0.95, -0.6, ry) * smooth_step(0.75, 0.3, ry)
    right = np.exp(-(((rx - 0.90) / (0.05 * narrow)) ** 2)) * smooth_step(0.8, 0.2, np.abs(ry))
    return np.asarray(left * 0.9 + right * 0.45, np.float32)


def glossy(solid: Turned, albedo: Field, *, gloss: float = 0.35, wrap: float = 0.25) -> Field:
    """Colour of a smooth opaque side: paint, plastic, glaze."""
    colour = lit(solid.normal, albedo, gloss=gloss * 0.25, shininess=30, wrap=wrap)
    edge = 1 - np.clip(solid.normal[2], 0, 1)
    colour += (gloss * window_light(solid.normal) + 0.10 * gloss * edge**3)[..., None]
    return colour


def metal(normal: Normal, tint: Field) -> Field:
    """Colour of brushed metal: the dark and light of the room in bands."""
    nx, ny, nz = normal
    rx = 2 * nz * nx
    ry = 2 * nz * ny
    bands = (
        0.34
        + 0.42 * np.exp(-(((rx + 0.62) / 0.22) ** 2))
        + 0.22 * np.exp(-(((rx - 0.75) / 0.16) ** 2))
    )
    bands += 0.20 * np.exp(-((rx / 0.10) ** 2)) - 0.16 * np.exp(-(((rx + 0.22) / 0.12) ** 2))
    bands += 0.22 * smooth_step(0.1, -0.9, ry)
    return np.asarray(bands[..., None] * tint * 1.35 + (0.5 * window_light(normal))[..., None])


def glass(
    frame: Frame,
    solid: Turned,
    tint: Field,
    *,
    depth: float = 1.0,
    fill: float = 10.0,
    empty: Field | None = None,
) -> Field:
    """Colour of glass with something in it up to the height `fill`.

    Args:
        frame: What is behind shines through, mirrored as a lens does.
        solid: The vessel.
        tint: Linear colour that a full thickness lets through.
        depth: How strongly the filling colours.
        fill: Up to which height it is filled.
        empty: Tint above the filling; clear when not given.
    """
    behind = frame.under(solid.window)[:, ::-1].copy()
    nz = np.clip(solid.normal[2], 0, 1)
    through = np.clip(nz, 0.12, 1) * depth
    full = smooth_step(fill + 0.004, fill - 0.004, solid.height)[..., None]
    clear = np.ones(3, np.float32) * 0.94 if empty is None else empty
    pass_full = np.maximum(tint, 0.003) ** through[..., None]
    pass_empty = np.maximum(clear, 0.003) ** through[..., None]
    passed = pass_empty + (pass_full - pass_empty) * full
    mean = behind.mean(axis=(0, 1))
    # a reflector behind the glass, as every bottle is photographed
    colour = (behind * 0.30 + mean * 0.45 + np.float32(0.30)) * passed
    # thick walls gather light on the shaded side and go dark at the very edge
    edge = 1 - nz
    colour *= (1 - 0.62 * smooth_step(0.55, 1.0, edge))[..., None]
    glow = np.exp(-(((solid.angle - 0.75) / 0.32) ** 2))
    colour += passed * (0.30 * glow)[..., None] * tint**0.5
    colour += (0.8 * window_light(solid.normal, narrow=0.7) + 0.05 * edge**2)[..., None]
    return np.asarray(colour, np.float32)


def shrunk(image: Image.Image, width: float) -> Image.Image:
    """The picture no more than a little wider than it will be seen, so that nothing flickers."""
    target = max(8, round(width * 1.15))
    if image.width <= target:
        return image
    height = max(8, round(image.height * target / image.width))
    return image.resize((target, height), Image.Resampling.LANCZOS)


def wrap_label(
    solid: Turned,
    label: Image.Image,
    low: float,
    high: float,
    half_angle: float,
    *,
    turned: float = 0.0,
) -> tuple[Field, Field]:
    """A label round the side between two heights: linear colour and cover."""
    broad = 2 * half_angle * float(solid.radius.max()) * solid.window.unit
    pixels = np.asarray(shrunk(label.convert("RGBA"), broad), np.float32) / 255.0
    u = (solid.angle + turned + half_angle) / (2 * half_angle)
    v = (high - solid.height) / (high - low)
    sampled = pick(pixels, u, v)
    unit = solid.window.unit
    edge_v = np.minimum(v, 1 - v) * (high - low) * unit
    edge_u = np.minimum(u, 1 - u) * 2 * half_angle * solid.radius * unit
    inside = np.clip(np.minimum(edge_v, edge_u) + 0.5, 0, 1) * (solid.angle < np.pi / 2)
    return sampled[..., :3] ** 2, sampled[..., 3] * inside * solid.side


def _coefficients(
    target: Sequence[tuple[float, float]], source: Sequence[tuple[float, float]]
) -> tuple[float, ...]:
    rows = []
    values = []
    for (x, y), (u, v) in zip(target, source, strict=True):
        rows.append([x, y, 1, 0, 0, 0, -u * x, -u * y])
        rows.append([0, 0, 0, x, y, 1, -v * x, -v * y])
        values.extend([u, v])
    return tuple(np.linalg.solve(np.asarray(rows), np.asarray(values)).tolist())


def warp(
    texture: Image.Image, corners: Sequence[tuple[float, float]], size: tuple[int, int]
) -> Image.Image:
    """A texture with a margin, its corners (from upper left, clockwise) laid at the pixels."""
    low, w, h = _MARGIN, texture.width - _MARGIN, texture.height - _MARGIN
    source = [(low, low), (w, low), (w, h), (low, h)]
    kind = Image.Resampling.BILINEAR
    return texture.transform(
        size, Image.Transform.PERSPECTIVE, _coefficients(corners, source), kind
    )


@dataclass(frozen=True, slots=True)
class Face:
    """One visible side of a box: its picture and how much light falls on it."""

    texture: Image.Image
    light: float
    #: Light at the far end, relative to the near one: surfaces are never even.
    fade: float = 0.9
    upright: bool = False


class Box:
    """A box standing on the table, turned about its vertical axis, in perspective.

    Corners are computed in units; the faces seen are front, left or right, and top.
    """

    def __init__(
        self,
        frame: Frame,
        cx: float,
        base: float,
        size: tuple[float, float, float],
        *,
        yaw: float = 24.0,
        pitch: float = 12.0,
        lens: float = 3.2,
    ) -> None:
        self._frame = frame
        self._cx, self._base = cx, base
        self._width, self._height, self._depth = size
        self._yaw, self._pitch = np.deg2rad(yaw), np.deg2rad(pitch)
        self._lens = lens

    def point(self, x: float, y: float, z: float) -> tuple[float, float]:
        """Where a corner lies: x from -1 to 1 across, y 0 to 1 up, z -1 far to 1 near."""
        px, py, pz = x * self._width / 2, y * self._height, z * self._depth / 2
        rx = px * np.cos(self._yaw) + pz * np.sin(self._yaw)
        rz = pz * np.cos(self._yaw) - px * np.sin(self._yaw)
        up = py * np.cos(self._pitch) - rz * np.sin(self._pitch)
        near = rz * np.cos(self._pitch) + py * np.sin(self._pitch)
        scale = self._lens / (self._lens - near)
        return float(self._cx + rx * scale), float(self._base - up * scale)

    def corners(self, face: str) -> list[tuple[float, float]]:
        """A face's corners from its upper left, clockwise as seen from outside."""
        named = {
            "front": ((-1, 1, 1), (1, 1, 1), (1, 0, 1), (-1, 0, 1)),
            "right": ((1, 1, 1), (1, 1, -1), (1, 0, -1), (1, 0, 1)),
            "left": ((-1, 1, -1), (-1, 1, 1), (-1, 0, 1), (-1, 0, -1)),
            "top": ((-1, 1, -1), (1, 1, -1), (1, 1, 1), (-1, 1, 1)),
        }
        return [self.point(*corner) for corner in named[face]]

    def draw(self, faces: dict[str, Face], *, bevel: float = 0.35, shadow: float = 0.55) -> None:
        """Draws the faces in the order given, with the shadow on the table."""
        outlines = {name: self.corners(name) for name in faces}
        points = [corner for outline in outlines.values() for corner in outline]
        xs, ys = [p[0] for p in points], [p[1] for p in points]
        window = self._frame.window(min(xs) - 0.01, min(ys) - 0.01, max(xs) + 0.01, max(ys) + 0.01)
        rows, columns = window.shape
        self._cast(outlines, shadow)
        large = (columns * 2, rows * 2)
        sheet = Image.new("RGB", large)
        cover = Image.new("L", large)
        for name, face in faces.items():
            quad = [self._pixels(window, corner) for corner in outlines[name]]
            shaded = _shade(face)
            left = max(0, int(min(p[0] for p in quad)) - 2)
            top = max(0, int(min(p[1] for p in quad)) - 2)
            right = min(large[0], int(max(p[0] for p in quad)) + 3)
            bottom = min(large[1], int(max(p[1] for p in quad)) + 3)
            local = [(x - left, y - top) for x, y in quad]
            part = warp(shaded, local, (right - left, bottom - top))
            mask = Image.new("L", part.size)
            ImageDraw.Draw(mask).polygon(local, fill=255, outline=255)
            sheet.paste(part, (left, top), mask)
            cover.paste(255, (left, top), mask)
        if bevel:
            self._bevel(sheet, cover, window, list(faces), bevel)
        colour = np.asarray(sheet.reduce(2), np.float32) / 255.0
        alpha = np.asarray(cover.reduce(2), np.float32) / 255.0
        colour /= np.maximum(alpha, 0.02)[..., None]
        self._frame.lay(window, np.minimum(colour, 1.0) ** 2, alpha)

    def _pixels(self, window: Window, corner: tuple[float, float]) -> tuple[float, float]:
        x, y = self._frame.pixel(*corner)
        return (x - window.left) * 2, (y - window.top) * 2

    def _bevel(
        self, sheet: Image.Image, cover: Image.Image, window: Window, names: list[str], bevel: float
    ) -> None:
        lines: list[tuple[tuple[float, float], tuple[float, float]]] = []
        side = 1 if "right" in names else -1
        if "left" in names or "right" in names:
            lines.append((self.point(side, 1, 1), self.point(side, 0, 1)))
        if "top" in names:
            lines.append((self.point(-1, 1, 1), self.point(1, 1, 1)))
        glow = Image.new("L", sheet.size)
        pen = ImageDraw.Draw(glow)
        width = max(2, round(self._frame.unit * 0.0035))
        for start, end in lines:
            pen.line(
                [self._pixels(window, start), self._pixels(window, end)],
                fill=round(255 * bevel),
                width=width,
            )
        white = Image.new("RGB", sheet.size, "#fffaf2")
        sheet.paste(white, (0, 0), Image.composite(glow, Image.new("L", glow.size), cover))

    def _cast(self, outlines: dict[str, list[tuple[float, float]]], strength: float) -> None:
        foot = [
            self.point(-1, 0, 1),
            self.point(1, 0, 1),
            self.point(1, 0, -1),
            self.point(-1, 0, -1),
        ]
        cast_length = min(0.22, 0.10 + self._height * 0.22)
        shifted = [(x + cast_length, y - cast_length * 0.12) for x, y in foot]
        window = self._frame.window(-0.2, 0.2, 1.2, 1.1)
        for outline, soft, share in (
            (foot, 0.008, 0.8),
            (_hull(foot + shifted), 0.035, 0.75),
        ):
            mask = polygon_mask(self._frame, window, outline)
            self._frame.shadow(window, mask, dy=0.004, soft=soft, strength=strength * share)
        del outlines


def _shade(face: Face) -> Image.Image:
    pixels = np.asarray(face.texture.convert("RGB"), np.float32)
    rows, columns = pixels.shape[:2]
    if face.upright:
        slope = np.linspace(1.0, face.fade, columns, dtype=np.float32)[None, :, None]
    else:
        slope = np.linspace(1.0, face.fade, rows, dtype=np.float32)[:, None, None]
        slope = slope * np.linspace(1.03, 0.97, columns, dtype=np.float32)[None, :, None]
    shaded = np.clip(pixels * slope * face.light**0.5, 0, 255).astype(np.uint8)
    return Image.fromarray(np.pad(shaded, ((_MARGIN, _MARGIN), (_MARGIN, _MARGIN), (0, 0)), "edge"))


def _hull(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    ordered = sorted(set(points))

    def half(sequence: list[tuple[float, float]]) -> list[tuple[float, float]]:
        chain: list[tuple[float, float]] = []
        for p in sequence:
            while len(chain) >= 2 and _turn(chain[-2], chain[-1], p) <= 0:
                chain.pop()
            chain.append(p)
        return chain[:-1]

    return half(ordered) + half(ordered[::-1])


def _turn(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def polygon_mask(frame: Frame, window: Window, outline: Sequence[tuple[float, float]]) -> Field:
    """Antialiased cover of a polygon given in units."""
    rows, columns = window.shape
    scale = 2
    mask = Image.new("L", (columns * scale, rows * scale))
    points = [frame.pixel(x, y) for x, y in outline]
    local = [((x - window.left) * scale, (y - window.top) * scale) for x, y in points]
    ImageDraw.Draw(mask).polygon(local, fill=255)
    return np.asarray(mask.reduce(scale), np.float32) / 255.0
