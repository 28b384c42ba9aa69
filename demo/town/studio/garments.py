"""Clothes on a wooden hanger before a plaster wall."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from demo.town.studio.colours import is_dark, linear, mix, shift
from demo.town.studio.cuts import Pattern, Point, cut_of
from demo.town.studio.fields import Field, blur, folds, noise, smooth_step
from demo.town.studio.frame import Window
from demo.town.studio.motifs import print_motif
from demo.town.studio.relief import coverage, relief
from demo.town.studio.shot import Painter, Shot
from demo.town.studio.textiles import weave


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece cut out: its window, its place in the cloth, its cover."""

    window: Window
    place: tuple[slice, slice]
    mask: Field


class Tailor:
    """Lays the pieces of one garment, with folds, weave and seams."""

    def __init__(self, shot: Shot, pattern: Pattern) -> None:
        self.shot, self.pattern = shot, pattern
        self.frame = shot.frame
        points = [*pattern.body, *pattern.sleeve, *pattern.under]
        points += [p for piece in pattern.collar for p in piece]
        reach = max(p[0] for p in points) + 0.03
        lowest = max(p[1] for p in points) + 0.03
        self.window = self.frame.window(0.5 - reach, 0.10, 0.5 + reach, lowest)
        self.albedo, self.weave = weave(self.frame, self.window, shot.look.motif, shot.colour)
        shape, unit, rng = self.window.shape, self.frame.unit, self.frame.rng
        hang = folds(rng, shape, unit, (62, 15))
        crease = np.abs(folds(rng, shape, unit, (80, 46)))
        drape = folds(rng, shape, unit, (150, 16))
        lower = smooth_step(0.30, 0.95, self.window.y)
        limp = {"denim": 0.6, "twill": 0.6, "shine": 0.8, "pleats": 0.3, "cable": 0.6}
        amount = limp.get(shot.look.motif, 1.0)
        self.folds = amount * (0.034 * hang + 0.012 * crease + 0.012 * drape * (0.4 + lower))
        self._dark: list[tuple[Sequence[Point], bool]] = []
        self._stitch: list[tuple[Sequence[Point], bool]] = []

    def cut(
        self, outline: Sequence[Point], *, mirrored: bool = True, twin: bool = False
    ) -> list[Piece]:
        """A piece closed by its mirror image, or two twins, or one alone."""
        if twin:
            other = [(-x, y) for x, y in outline]
            return [self._one(outline), self._one(other)]
        closed = [*outline, *[(-x, y) for x, y in reversed(outline)]] if mirrored else outline
        return [self._one(closed)]

    def _one(self, outline: Sequence[Point]) -> Piece:
        xs, ys = [0.5 + p[0] for p in outline], [p[1] for p in outline]
        margin = 0.012
        window = self.frame.window(
            max(min(xs) - margin, float(self.window.x[0, 0])),
            max(min(ys) - margin, float(self.window.y[0, 0])),
            min(max(xs) + margin, float(self.window.x[0, -1])),
            min(max(ys) + margin, float(self.window.y[-1, 0])),
        )
        rows, columns = window.shape
        top, left = window.top - self.window.top, window.left - self.window.left
        sheet = Image.new("L", (columns * 2, rows * 2))
        pixels = [self.frame.pixel(0.5 + x, y) for x, y in outline]
        local = [((x - window.left) * 2, (y - window.top) * 2) for x, y in pixels]
        ImageDraw.Draw(sheet).polygon(local, fill=255)
        soft = sheet.reduce(2).filter(ImageFilter.BoxBlur(max(1, round(self.frame.unit * 0.0035))))
        mask = smooth_step(0.36, 0.64, np.asarray(soft, np.float32) / 255)
        return Piece(window, (slice(top, top + rows), slice(left, left + columns)), mask)

    def lay(
        self,
        pieces: Sequence[Piece],
        *,
        thick: float = 0.030,
        light: float = 1.0,
        lift: float = 0.03,
        on_wall: bool = True,
    ) -> None:
        """Lays pieces of the cloth."""
        frame = self.frame
        for piece in pieces:
            if on_wall:
                frame.shadow(
                    piece.window, piece.mask, dx=0.022, dy=0.030, soft=0.024, strength=0.40
                )
            frame.shadow(
                piece.window, piece.mask, dx=0.004, dy=0.006, soft=lift * 0.25, strength=0.40
            )
        for piece in pieces:
            rounded = thick * smooth_step(0.45, 1.0, blur(piece.mask, 0.016 * frame.unit))
            height = rounded + self.folds[piece.place] + self.weave[piece.place]
            colour = relief(
                height,
                frame.unit,
                self.albedo[piece.place] * light,
                gloss=self.pattern.gloss,
                shininess=10,
                wrap=0.5,
                ambient=0.40,
            )
            frame.lay(piece.window, colour, piece.mask)

    def seam(self, lines: Sequence[Sequence[Point]], *, mirrored: bool, is_stitched: bool) -> None:
        """Notes seams: a dark crease, and beside it perhaps a row of stitches."""
        self._dark += [(line, mirrored) for line in lines]
        if is_stitched:
            self._stitch += [(line, mirrored) for line in lines]

    def sew(self) -> None:
        """Draws all seams noted so far."""
        rows, columns = self.window.shape
        crease = Image.new("L", (columns * 2, rows * 2))
        thread = Image.new("L", (columns * 2, rows * 2))
        pen, needle = ImageDraw.Draw(crease), ImageDraw.Draw(thread)
        width = max(2, round(self.frame.unit * 0.0040))
        for line, mirrored in self._dark:
            for side in (1, -1) if mirrored else (1,):
                path = self._local([(0.5 + side * x, y) for x, y in line])
                pen.line(path, fill=255, width=width, joint="curve")
        for line, mirrored in self._stitch:
            for side in (1, -1) if mirrored else (1,):
                path = self._local([(0.5 + side * x - side * 0.008, y + 0.006) for x, y in line])
                self._dashes(needle, path)
        cover = np.asarray(crease.reduce(2), np.float32) / 255
        self.frame.under(self.window)[...] *= (1 - 0.42 * cover)[..., None]
        cover = np.asarray(thread.reduce(2), np.float32) / 255
        tint = "#d9a050"
        if self.shot.look.motif != "denim":
            tint = mix(
                self.shot.colour, "#ffffff" if is_dark(self.shot.colour) else "#3a3530", 0.28
            )
        self.frame.lay(self.window, np.broadcast_to(linear(tint), (*cover.shape, 3)), cover * 0.8)
        self._dark, self._stitch = [], []

    def _dashes(self, needle: ImageDraw.ImageDraw, path: Sequence[Point]) -> None:
        dash = self.frame.unit * 0.013
        width = max(1, round(self.frame.unit * 0.003))
        for start, end in pairwise(path):
            dx, dy = end[0] - start[0], end[1] - start[1]
            length = max(float(np.hypot(dx, dy)), 1e-6)
            for k in range(int(length / dash)):
                a, b = k * dash / length, (k + 0.6) * dash / length
                needle.line(
                    [
                        (start[0] + dx * a, start[1] + dy * a),
                        (start[0] + dx * b, start[1] + dy * b),
                    ],
                    fill=255,
                    width=width,
                )

    def band(self, path: Sequence[Point], broad: float) -> None:
        """A ribbed band along a line, mirrored."""
        rows, columns = self.window.shape
        sheet = Image.new("L", (columns * 2, rows * 2))
        both = [*reversed([(0.5 - x, y) for x, y in path]), *[(0.5 + x, y) for x, y in path]]
        width = round(self.frame.unit * 2 * broad)
        ImageDraw.Draw(sheet).line(self._local(both), fill=255, width=width, joint="curve")
        top = self.frame.window(0.33, 0.16, 0.67, 0.38)
        place = (
            slice(top.top - self.window.top, top.top - self.window.top + top.shape[0]),
            slice(top.left - self.window.left, top.left - self.window.left + top.shape[1]),
        )
        soft = np.asarray(sheet.reduce(2), np.float32)[place] / 255
        mask = smooth_step(0.3, 0.7, blur(soft, 0.0016 * self.frame.unit))
        angle = np.arctan2(top.y - 0.19, top.x - 0.5)
        height = 0.010 * blur(mask, 0.004 * self.frame.unit) + 0.0010 * np.sin(angle * 130)
        colour = linear(self.shot.colour) * np.ones((*mask.shape, 1), np.float32)
        self.frame.shadow(top, mask, dy=0.003, soft=0.004, strength=0.3)
        shaded = relief(height, self.frame.unit, colour, gloss=0.03, wrap=0.5, ambient=0.42)
        self.frame.lay(top, shaded, mask)

    def _local(self, points: Sequence[Point]) -> list[Point]:
        pixels = [self.frame.pixel(x, y) for x, y in points]
        return [((x - self.window.left) * 2, (y - self.window.top) * 2) for x, y in pixels]

    def button(self, x: float, y: float) -> None:
        """A button of shell or corozo."""
        size = 0.0105
        window = self.frame.window(0.5 + x - 0.02, y - 0.02, 0.5 + x + 0.02, y + 0.02)
        u, v = window.turned(0.5 + x, y)
        r = np.sqrt(u * u + v * v)
        alpha = coverage(size - r, self.frame.unit)
        self.frame.shadow(window, alpha, dx=0.002, dy=0.003, soft=0.003, strength=0.5)
        holes = np.minimum(np.hypot(np.abs(u) - 0.003, np.abs(v) - 0.003), 1)
        tint = (
            "#b08a52"
            if self.shot.look.motif == "denim"
            else mix(self.shot.colour, "#efe6d6" if is_dark(self.shot.colour) else "#6b5a48", 0.55)
        )
        albedo = linear(tint) * (1 - 0.7 * smooth_step(0.0022, 0.0012, holes))[..., None]
        height = 0.004 * np.exp(-(((r - size * 0.8) / 0.002) ** 2))
        self.frame.lay(window, relief(height, self.frame.unit, albedo, gloss=0.4), alpha)


def garment(shot: Shot) -> None:
    """A piece of clothing by its form."""
    pattern = cut_of(shot.look.form)
    tailor = Tailor(shot, pattern)
    _hanger(shot, clips=not pattern.is_hung)
    if pattern.neck:
        for piece in tailor.cut(pattern.neck):
            shade = np.clip(0.55 + 1.6 * (piece.window.y - 0.19), 0.4, 1)
            inner = linear(shift(shot.colour, value=0.62)) * np.ones((*piece.mask.shape, 1))
            shot.frame.lay(piece.window, shade[..., None] * inner, piece.mask)
    if pattern.under:
        tailor.lay(tailor.cut(pattern.under))
    if pattern.sleeve:
        tailor.lay(tailor.cut(pattern.sleeve, twin=True), light=0.93)
    tailor.lay(tailor.cut(pattern.body))
    tailor.seam(pattern.seams, mirrored=True, is_stitched=True)
    is_topstitched = shot.look.motif in {"denim", "twill"}
    tailor.seam(pattern.middle, mirrored=False, is_stitched=is_topstitched)
    tailor.sew()
    for pocket in pattern.pockets:
        is_loop = pocket[1][0] - pocket[0][0] < 0.03
        pieces = tailor.cut(pocket, twin=pocket[0][0] > 0)
        tailor.lay(pieces, thick=0.004 if is_loop else 0.007, lift=0.02, on_wall=False)
        tailor.seam([[*pocket, pocket[0]]], mirrored=True, is_stitched=not is_loop)
    if shot.look.form in {"tshirt", "vneck", "boat", "sweater"}:
        tailor.band(pattern.edge, {"sweater": 0.034, "boat": 0.012}.get(shot.look.form, 0.020))
    for piece_outline in pattern.collar:
        is_hood = piece_outline[0][1] < 0.2
        pieces = tailor.cut(piece_outline, twin=not is_hood)
        tailor.lay(pieces, thick=0.016, lift=0.03, on_wall=False)
    _details(tailor)
    tailor.sew()
    for x, y in pattern.buttons:
        tailor.button(x, y)
    if not pattern.is_hung:
        _clips(shot)


def _details(tailor: Tailor) -> None:
    look, frame = tailor.shot.look, tailor.frame
    if look.motif == "otter":
        side = 360
        art = Image.new("RGB", (side, side), "#000000")
        print_motif(art, (0, 0, side, side), "otter", "#ffffff", "#000000", tailor.shot.rng)
        window = frame.window(0.385, 0.38, 0.615, 0.61)
        rows, columns = window.shape
        cover = (
            np.asarray(
                art.convert("L").resize((columns, rows), Image.Resampling.BICUBIC), np.float32
            )
            / 255
        )
        ink = "#2d3a4a" if not is_dark(tailor.shot.colour) else "#f3ead6"
        frame.lay(window, np.broadcast_to(linear(ink), (rows, columns, 3)), cover * 0.88)
    if look.form == "hoodie":
        cord = ((0.030, 0.315), (0.034, 0.42), (0.028, 0.47))
        rim = ((0, 0.222), (0.062, 0.232), (0.075, 0.275), (0, 0.316))
        tailor.seam([cord], mirrored=True, is_stitched=False)
        tailor.seam([rim], mirrored=True, is_stitched=True)
    if look.form in {"blouse", "wrap_dress"}:
        y = 0.285 if look.form == "blouse" else 0.515
        x = 0.0 if look.form == "blouse" else -0.10
        for angle, length in ((150, 0.085), (30, 0.085), (105, 0.15), (72, 0.16)):
            a = np.deg2rad(angle)
            tip = (
                x + float(np.cos(a)) * length,
                y + abs(float(np.sin(a))) * length * (1 if angle in {105, 72} else 0.35),
            )
            wide = 0.022
            ribbon = [
                (x, y - 0.008),
                (tip[0] - wide * 0.3, tip[1] - wide),
                (tip[0] + wide * 0.4, tip[1] + wide * 0.6),
                (x, y + 0.010),
            ]
            tailor.lay(tailor.cut(ribbon, mirrored=False), thick=0.010, lift=0.02, on_wall=False)


def _hanger(shot: Shot, *, clips: bool) -> None:
    """Beech, with a brass hook; straight for what hangs from clips."""
    frame = shot.frame
    window = frame.window(0.2, 0.0, 0.8, 0.32)
    x, y = window.turned(0.5, 0.205 if not clips else 0.125)
    across = np.abs(x)
    arm = 0.050 * (across / 0.2) ** 1.2 if not clips else 0.0 * across
    reach = 0.20 if not clips else 0.17
    inside = np.minimum(0.0125 - np.abs(y - arm) * 0.98, reach - across)
    grain = noise(frame.rng, window.shape, frame.unit, cells=(40, 500), roughness=1.0)
    wood = linear("#c99a63") * (1 + 0.10 * grain)[..., None]
    alpha = coverage(inside, frame.unit)
    frame.shadow(window, alpha, dx=0.02, dy=0.028, soft=0.014, strength=0.4)
    height = np.sqrt(np.maximum(0.0125**2 - (y - arm) ** 2, 0))
    frame.lay(window, relief(height, frame.unit, wood, gloss=0.3), alpha)
    hook_y = y + (0.105 if not clips else 0.062)
    ring = np.sqrt(x**2 + (hook_y + 0.006) ** 2)
    upper = np.abs(ring - 0.030) - 0.0035
    keeps = (hook_y < 0.0) | (x > 0)
    curve = np.where(keeps, -upper, -1.0)
    stem = np.minimum(0.0035 - np.abs(x), np.minimum(hook_y - 0.022, 0.11 - hook_y))
    wire = np.maximum(curve, stem)
    cover = coverage(wire, frame.unit)
    frame.shadow(window, cover, dx=0.014, dy=0.018, soft=0.006, strength=0.35)
    frame.lay(
        window,
        relief(
            np.sqrt(np.maximum(wire, 0) * 0.008),
            frame.unit,
            linear("#c8a45a"),
            gloss=0.8,
            shininess=14,
        ),
        cover,
    )


def _clips(shot: Shot) -> None:
    """Two brass clips that hold a waistband."""
    frame = shot.frame
    window = frame.window(0.33, 0.09, 0.67, 0.22)
    x, y = window.turned(0.5, 0.135)
    inside = np.minimum(0.016 - np.abs(np.abs(x) - 0.105), 0.040 - np.abs(y - 0.012))
    clip = coverage(inside, frame.unit)
    frame.shadow(window, clip, dx=0.006, dy=0.008, soft=0.006, strength=0.4)
    height = 0.004 * smooth_step(0, 0.004, inside) + 0.0008 * np.sin(y * 420)
    frame.lay(window, relief(height, frame.unit, linear("#c8a45a"), gloss=0.5, shininess=14), clip)


PAINTERS = {"garment": Painter("wall", garment)}
