"""Clothes on a wooden hanger before a plaster wall."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from demo.town.studio.colours import is_dark, linear, mix, shift
from demo.town.studio.fields import Field, blur, noise, smooth_step
from demo.town.studio.frame import Frame, Window
from demo.town.studio.motifs import print_motif
from demo.town.studio.relief import coverage, lit, relief
from demo.town.studio.shot import Painter, Shot
from demo.town.studio.textiles import weave

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Pattern:
    """The pieces of a garment; right halves, mirrored about the middle.

    Attributes:
        body: Outline from the middle of the neck to the middle of the hem.
        sleeve: Outline of the right sleeve, may be empty.
        neck: What shows of the inside of the back, may be empty.
        seams: Lines to stitch, each on both sides.
        middle: Lines to draw once.
        hem: Height of the ribbed or turned hem.
        ribs: Whether hem and cuffs are ribbed.
    """

    body: Sequence[Point]
    sleeve: Sequence[Point] = ()
    neck: Sequence[Point] = ()
    seams: Sequence[Sequence[Point]] = ()
    middle: Sequence[Sequence[Point]] = ()
    buttons: Sequence[Point] = ()
    pockets: Sequence[Sequence[Point]] = ()
    collar: Sequence[Sequence[Point]] = field(default_factory=tuple)
    is_hung: bool = True
    gloss: float = 0.04


_CREW: Sequence[Point] = ((0, 0.272), (0.04, 0.262), (0.078, 0.232), (0.088, 0.200))
_LONG: Sequence[Point] = (
    (0.20, 0.225),
    (0.262, 0.262),
    (0.325, 0.48),
    (0.362, 0.80),
    (0.288, 0.812),
    (0.258, 0.56),
    (0.225, 0.41),
)
_SHORT: Sequence[Point] = (
    (0.20, 0.222),
    (0.262, 0.258),
    (0.385, 0.455),
    (0.300, 0.505),
    (0.226, 0.405),
)
_BACK: Sequence[Point] = ((0, 0.212), (0.088, 0.196), (0.095, 0.21), (0.04, 0.275), (0, 0.285))
_TRUNK: Sequence[Point] = ((0.252, 0.248), (0.236, 0.40), (0.230, 0.65), (0.236, 0.905), (0, 0.915))
_COLLAR: Sequence[Point] = (
    (0.0, 0.262),
    (0.050, 0.190),
    (0.086, 0.186),
    (0.108, 0.232),
    (0.062, 0.318),
)
_PLACKET: Sequence[Point] = ((0.0, 0.262), (0.0, 0.90))


def _pattern(form: str) -> Pattern:  # noqa: C901, PLR0911 - a catalogue of cuts, one return each
    crew = Pattern(
        (*_CREW, *_TRUNK),
        _SHORT,
        _BACK,
        (
            ((0.236, 0.40), (0.215, 0.235)),
            ((0.305, 0.488), (0.378, 0.446)),
            ((0.0, 0.892), (0.235, 0.884)),
        ),
    )
    if form == "tshirt":
        return crew
    if form == "vneck":
        vee = ((0, 0.345), (0.05, 0.262), (0.088, 0.200))
        return Pattern(
            (*vee, *_TRUNK),
            _SHORT,
            ((0, 0.212), (0.088, 0.196), (0.06, 0.26), (0, 0.345)),
            crew.seams,
        )
    if form == "boat":
        neck = ((0, 0.232), (0.09, 0.226), (0.135, 0.206))
        sleeve = (
            (0.20, 0.222),
            (0.262, 0.258),
            (0.335, 0.46),
            (0.372, 0.67),
            (0.295, 0.69),
            (0.258, 0.53),
            (0.226, 0.405),
        )
        return Pattern(
            (*neck, *_TRUNK),
            sleeve,
            ((0, 0.205), (0.13, 0.200), (0.10, 0.23), (0, 0.24)),
            (((0.0, 0.892), (0.235, 0.884)), ((0.298, 0.672), (0.368, 0.654))),
        )
    if form in {"shirt", "blouse"}:
        trunk = (
            (0.252, 0.246),
            (0.238, 0.40),
            (0.228, 0.60),
            (0.240, 0.83),
            (0.19, 0.90),
            (0, 0.915),
        )
        buttons = [(0.0, 0.335 + 0.088 * k) for k in range(7)]
        collar = (_COLLAR,) if form == "shirt" else ()
        pockets = (
            (((0.070, 0.40), (0.172, 0.395), (0.172, 0.50), (0.121, 0.522), (0.070, 0.50)),)
            if form == "shirt"
            else ()
        )
        return Pattern(
            (*_CREW, *trunk),
            _LONG,
            _BACK,
            (((0.236, 0.40), (0.215, 0.235)), ((0.290, 0.775), (0.360, 0.765))),
            (((-0.017, 0.27), (-0.017, 0.905)), ((0.017, 0.27), (0.017, 0.905))),
            buttons,
            pockets,
            collar,
        )
    if form == "polo":
        return Pattern(
            (*_CREW, *_TRUNK),
            _SHORT,
            _BACK,
            crew.seams,
            (((-0.016, 0.27), (-0.016, 0.43), (0.016, 0.43), (0.016, 0.27)),),
            ((0, 0.32), (0, 0.39)),
            (),
            (_COLLAR,),
        )
    if form == "cardigan":
        vee = ((0, 0.43), (0.045, 0.30), (0.088, 0.200))
        buttons = [(0.0, 0.47 + 0.085 * k) for k in range(5)]
        return Pattern(
            (*vee, *_TRUNK),
            _LONG,
            ((0, 0.212), (0.088, 0.196), (0.06, 0.28), (0, 0.43)),
            (
                ((0.236, 0.40), (0.215, 0.235)),
                ((0.288, 0.765), (0.362, 0.752)),
                ((0.0, 0.865), (0.234, 0.857)),
                ((0.022, 0.44), (0.065, 0.30), (0.100, 0.205)),
            ),
            (((-0.022, 0.44), (-0.022, 0.91)), ((0.022, 0.44), (0.022, 0.91))),
            buttons,
        )
    if form == "hoodie":
        hood = (
            (0, 0.150),
            (0.085, 0.160),
            (0.135, 0.215),
            (0.118, 0.275),
            (0.05, 0.315),
            (0.0, 0.335),
        )
        return Pattern(
            (*_CREW, *_TRUNK),
            _LONG,
            ((0, 0.205), (0.085, 0.205), (0.07, 0.26), (0, 0.30)),
            (
                ((0.236, 0.40), (0.215, 0.235)),
                ((0.288, 0.765), (0.362, 0.752)),
                ((0.0, 0.862), (0.234, 0.855)),
                ((0.105, 0.62), (0.165, 0.80)),
            ),
            (),
            (),
            (((0.0, 0.615), (0.105, 0.62), (0.165, 0.80), (0.0, 0.80)),),
            (hood,),
        )
    if form == "chore_jacket":
        trunk = ((0.258, 0.246), (0.250, 0.40), (0.246, 0.60), (0.250, 0.845), (0, 0.85))
        pockets = (
            ((0.066, 0.60), (0.190, 0.595), (0.194, 0.76), (0.066, 0.765)),
            ((0.080, 0.37), (0.180, 0.366), (0.180, 0.475), (0.080, 0.478)),
        )
        return Pattern(
            (*_CREW, *trunk),
            _LONG,
            _BACK,
            (
                ((0.250, 0.40), (0.222, 0.235)),
                ((0.288, 0.765), (0.362, 0.752)),
                ((0.0, 0.828), (0.25, 0.822)),
            ),
            (((-0.020, 0.27), (-0.020, 0.845)),),
            [(0.0, 0.33 + 0.115 * k) for k in range(5)],
            pockets,
            (_COLLAR,),
        )
    if form == "raincoat":
        trunk = ((0.262, 0.246), (0.256, 0.40), (0.270, 0.66), (0.300, 0.925), (0, 0.935))
        hood = (
            (0, 0.138),
            (0.09, 0.150),
            (0.140, 0.215),
            (0.118, 0.275),
            (0.05, 0.312),
            (0.0, 0.330),
        )
        pockets = (((0.092, 0.640), (0.205, 0.625), (0.210, 0.662), (0.096, 0.677)),)
        return Pattern(
            (*_CREW, *trunk),
            _LONG,
            ((0, 0.205), (0.085, 0.205), (0.07, 0.26), (0, 0.30)),
            (
                ((0.256, 0.40), (0.222, 0.235)),
                ((0.288, 0.765), (0.362, 0.752)),
                ((0.0, 0.905), (0.298, 0.897)),
            ),
            (((-0.024, 0.31), (-0.024, 0.93)),),
            [(0.0, 0.38 + 0.115 * k) for k in range(5)],
            pockets,
            (hood,),
            gloss=0.30,
        )
    if form == "wrap_dress":
        body = (
            (0, 0.405),
            (0.045, 0.30),
            (0.090, 0.200),
            (0.232, 0.246),
            (0.205, 0.40),
            (0.150, 0.50),
            (0.200, 0.65),
            (0.275, 0.945),
            (0, 0.955),
        )
        sleeve = (
            (0.19, 0.222),
            (0.240, 0.256),
            (0.315, 0.45),
            (0.335, 0.56),
            (0.255, 0.58),
            (0.205, 0.41),
        )
        return Pattern(
            body,
            sleeve,
            ((0, 0.212), (0.088, 0.196), (0.06, 0.28), (0, 0.405)),
            (((0.205, 0.40), (0.185, 0.235)),),
            (
                ((-0.15, 0.50), (0.15, 0.50)),
                ((-0.15, 0.528), (0.15, 0.528)),
                ((0.10, 0.53), (0.02, 0.70), (-0.03, 0.952)),
                ((0.085, 0.21), (0.0, 0.405), (-0.075, 0.495)),
            ),
        )
    if form == "sun_dress":
        body = (
            (0, 0.345),
            (0.075, 0.330),
            (0.098, 0.20),
            (0.142, 0.205),
            (0.148, 0.36),
            (0.142, 0.505),
            (0.20, 0.68),
            (0.265, 0.945),
            (0, 0.955),
        )
        return Pattern(
            body,
            (),
            (),
            (((0.090, 0.30), (0.138, 0.42)),),
            (
                ((-0.145, 0.505), (0.145, 0.505)),
                ((-0.014, 0.345), (-0.014, 0.95)),
                ((0.014, 0.345), (0.014, 0.95)),
            ),
            [(0.0, 0.39 + 0.075 * k) for k in range(7)],
        )
    if form == "skirt":
        return Pattern(
            ((0, 0.20), (0.145, 0.205), (0.150, 0.245), (0.215, 0.55), (0.305, 0.905), (0, 0.925)),
            (),
            (),
            (),
            (((-0.15, 0.245), (0.15, 0.245)),),
            (),
            (),
            (),
            is_hung=False,
        )
    if form in {"jeans", "chino", "shorts"}:
        return _trousers(form)
    if form == "pyjamas":
        return Pattern(
            (*_CREW, (0.222, 0.246), (0.206, 0.38), (0.204, 0.60), (0, 0.61)),
            (
                (0.175, 0.222),
                (0.232, 0.256),
                (0.315, 0.44),
                (0.335, 0.56),
                (0.268, 0.575),
                (0.196, 0.39),
            ),
            _BACK,
            (((0.206, 0.38), (0.185, 0.235)), ((0.0, 0.594), (0.204, 0.588))),
            (((-0.015, 0.27), (-0.015, 0.605)),),
            [(0.0, 0.33 + 0.075 * k) for k in range(4)],
        )
    # sweater
    return Pattern(
        (*_CREW, *_TRUNK),
        _LONG,
        _BACK,
        (
            ((0.236, 0.40), (0.215, 0.235)),
            ((0.288, 0.755), (0.362, 0.742)),
            ((0.0, 0.852), (0.234, 0.845)),
        ),
    )


def _trousers(form: str) -> Pattern:
    hem = 0.585 if form == "shorts" else 0.945
    cuff = (0.205, 0.130) if form == "shorts" else (0.150, 0.062)
    body = (
        (0, 0.155),
        (0.150, 0.150),
        (0.156, 0.20),
        (0.188, 0.36),
        (cuff[0] + 0.02, hem - 0.1),
        (cuff[0], hem),
        (cuff[1], hem + 0.006),
        (0.030, 0.45),
        (0.0, 0.405),
    )
    seams = (
        ((0.118, 0.20), (0.130, 0.245), (0.176, 0.285)),
        ((cuff[1] + 0.002, hem - 0.022), (cuff[0], hem - 0.028)),
    )
    middle = (
        ((-0.153, 0.200), (0.153, 0.200)),
        ((0.0, 0.158), (0.0, 0.405)),
        ((0.024, 0.20), (0.024, 0.33), (0.0, 0.375)),
    )
    loops = tuple(
        ((x, 0.148), (x + 0.014, 0.148), (x + 0.014, 0.208), (x, 0.208)) for x in (0.055, 0.118)
    )
    return Pattern(body, (), (), seams, middle, ((0.0, 0.178),), loops, (), is_hung=False)


class Tailor:
    """Lays the pieces of one garment, with folds, weave and seams."""

    def __init__(self, shot: Shot, pattern: Pattern) -> None:
        self.shot, self.pattern = shot, pattern
        self.frame = shot.frame
        points = [*pattern.body, *pattern.sleeve, *(p for piece in pattern.collar for p in piece)]
        reach = max(p[0] for p in points) + 0.03
        self.window = self.frame.window(
            0.5 - reach, 0.10, 0.5 + reach, max(p[1] for p in points) + 0.03
        )
        self.albedo, self.weave = weave(self.frame, self.window, shot.look.motif, shot.colour)
        shape = self.window.shape
        self.folds = noise(self.frame.rng, shape, self.frame.unit, cells=(17, 4.5), roughness=2.0)
        crease = noise(self.frame.rng, shape, self.frame.unit, cells=(24, 12), roughness=1.8)
        self.fold_height = 0.010 * self.folds + 0.0045 * np.abs(crease)

    def mask(self, outline: Sequence[Point], *, mirrored: bool = True, twin: bool = False) -> Field:
        """Cover of a piece: closed by its mirror image, or a twin on the other side."""
        rows, columns = self.window.shape
        sheet = Image.new("L", (columns * 2, rows * 2))
        pen = ImageDraw.Draw(sheet)
        right = [(0.5 + x, y) for x, y in outline]
        left = [(0.5 - x, y) for x, y in outline]
        if twin:
            pen.polygon(self._local(right), fill=255)
            pen.polygon(self._local(left), fill=255)
        else:
            pen.polygon(self._local([*right, *reversed(left)] if mirrored else right), fill=255)
        soft = sheet.filter(ImageFilter.BoxBlur(max(1, round(self.frame.unit * 0.007)))).reduce(2)
        return smooth_step(0.36, 0.64, np.asarray(soft, np.float32) / 255)

    def _local(self, points: Sequence[Point]) -> list[Point]:
        pixels = [self.frame.pixel(x, y) for x, y in points]
        return [((x - self.window.left) * 2, (y - self.window.top) * 2) for x, y in pixels]

    def piece(
        self,
        mask: Field,
        *,
        thick: float = 0.030,
        light: float = 1.0,
        lift: float = 0.03,
        on_wall: bool = True,
    ) -> None:
        """Lays a piece of the cloth."""
        frame = self.frame
        if on_wall:
            frame.shadow(self.window, mask, dx=0.022, dy=0.030, soft=0.024, strength=0.36)
        frame.shadow(self.window, mask, dx=0.004, dy=0.006, soft=lift * 0.25, strength=0.38)
        round_ = thick * smooth_step(0.45, 1.0, blur(mask, 0.016 * frame.unit))
        height = round_ + self.fold_height + self.weave
        colour = relief(
            height,
            frame.unit,
            self.albedo * light,
            gloss=self.pattern.gloss,
            shininess=10,
            wrap=0.5,
            ambient=0.42,
        )
        frame.lay(self.window, colour, mask)

    def lines(self, lines: Sequence[Sequence[Point]], *, mirrored: bool, stitched: bool) -> None:
        """Seams: a dark crease, and beside it a row of stitches."""
        rows, columns = self.window.shape
        crease = Image.new("L", (columns * 2, rows * 2))
        pen = ImageDraw.Draw(crease)
        width = max(2, round(self.frame.unit * 0.0045))
        for line in lines:
            for side in (1, -1) if mirrored else (1,):
                pen.line(
                    self._local([(0.5 + side * x, y) for x, y in line]),
                    fill=255,
                    width=width,
                    joint="curve",
                )
        crease = crease.filter(ImageFilter.BoxBlur(1))
        cover = np.asarray(crease.reduce(2), np.float32) / 255
        self.frame.under(self.window)[...] *= (1 - 0.42 * cover)[..., None]
        if stitched:
            self._stitches(lines, mirrored=mirrored)

    def _stitches(self, lines: Sequence[Sequence[Point]], *, mirrored: bool) -> None:
        rows, columns = self.window.shape
        sheet = Image.new("L", (columns * 2, rows * 2))
        pen = ImageDraw.Draw(sheet)
        for line in lines:
            for side in (1, -1) if mirrored else (1,):
                path = np.asarray(
                    self._local([(0.5 + side * x - side * 0.008, y + 0.006) for x, y in line])
                )
                for start, end in zip(path[:-1], path[1:], strict=True):
                    length = float(np.hypot(*(end - start)))
                    dash = self.frame.unit * 0.013
                    for k in range(int(length / dash)):
                        a = start + (end - start) * (k * dash / length)
                        b = start + (end - start) * ((k + 0.6) * dash / length)
                        pen.line(
                            [tuple(a), tuple(b)],
                            fill=255,
                            width=max(1, round(self.frame.unit * 0.003)),
                        )
        cover = np.asarray(sheet.reduce(2), np.float32) / 255
        thread = (
            "#d9a050"
            if self.shot.look.motif == "denim"
            else mix(self.shot.colour, "#ffffff" if is_dark(self.shot.colour) else "#3a3530", 0.28)
        )
        self.frame.lay(self.window, np.broadcast_to(linear(thread), (*cover.shape, 3)), cover * 0.8)

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
    pattern = _pattern(shot.look.form)
    tailor = Tailor(shot, pattern)
    _hanger(shot, clips=not pattern.is_hung)
    if pattern.neck:
        mask = tailor.mask(pattern.neck)
        inner = linear(shift(shot.colour, value=0.62))
        shade = 0.55 + 1.6 * (tailor.window.y - 0.19)
        shot.frame.lay(
            tailor.window,
            np.clip(shade, 0.4, 1)[..., None] * inner * np.ones((*mask.shape, 1), np.float32),
            mask,
        )
    if shot.look.form == "pyjamas":
        legs = (
            (0, 0.565),
            (0.150, 0.56),
            (0.165, 0.66),
            (0.170, 0.93),
            (0.070, 0.94),
            (0.022, 0.70),
            (0, 0.685),
        )
        tailor.piece(tailor.mask(legs))
    if pattern.sleeve:
        tailor.piece(tailor.mask(pattern.sleeve, twin=True), light=0.93)
    tailor.piece(tailor.mask(pattern.body))
    for pocket in pattern.pockets:
        is_flat = len(pocket) == 4 and pocket[1][0] - pocket[0][0] < 0.03  # noqa: PLR2004 - a belt loop
        tailor.piece(
            tailor.mask(pocket, twin=True),
            thick=0.004 if is_flat else 0.008,
            lift=0.02,
            on_wall=False,
        )
        tailor.lines([[*pocket, pocket[0]]], mirrored=True, stitched=not is_flat)
    tailor.lines(pattern.seams, mirrored=True, stitched=True)
    tailor.lines(pattern.middle, mirrored=False, stitched=shot.look.motif in {"denim", "twill"})
    _neckline(tailor)
    for piece in pattern.collar:
        mask = tailor.mask(piece, twin=True)
        tailor.piece(mask, thick=0.016, lift=0.03, on_wall=False)
    for x, y in pattern.buttons:
        tailor.button(x, y)
    _details(tailor)


def _neckline(tailor: Tailor) -> None:
    """The ribbed band round the neck of shirts and jumpers."""
    form = tailor.shot.look.form
    if form not in {"tshirt", "vneck", "boat", "sweater"}:
        return
    rows, columns = tailor.window.shape
    edge = {
        "vneck": ((0, 0.345), (0.05, 0.262), (0.088, 0.200)),
        "boat": ((0, 0.232), (0.09, 0.226), (0.135, 0.206)),
    }.get(form, _CREW)
    sheet = Image.new("L", (columns * 2, rows * 2))
    path = [*reversed([(0.5 - x, y) for x, y in edge]), *[(0.5 + x, y) for x, y in edge]]
    broad = {"sweater": 0.034, "boat": 0.012}.get(form, 0.020)
    ImageDraw.Draw(sheet).line(
        tailor._local(path), fill=255, width=round(tailor.frame.unit * 2 * broad), joint="curve"
    )  # noqa: SLF001 - same module
    mask = smooth_step(
        0.3, 0.7, np.asarray(sheet.filter(ImageFilter.BoxBlur(2)).reduce(2), np.float32) / 255
    )
    angle = np.arctan2(tailor.window.y - 0.19, tailor.window.x - 0.5)
    height = 0.010 * blur(mask, 0.004 * tailor.frame.unit) + 0.0010 * np.sin(angle * 130)
    colour = linear(tailor.shot.colour) * np.ones((rows, columns, 1), np.float32)
    tailor.frame.shadow(tailor.window, mask, dy=0.003, soft=0.004, strength=0.3)
    tailor.frame.lay(
        tailor.window,
        relief(height, tailor.frame.unit, colour, gloss=0.03, wrap=0.5, ambient=0.42),
        mask,
    )


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
        for side_ in (-1, 1):
            tailor.lines(
                [[(side_ * 0.030, 0.315), (side_ * 0.034, 0.42), (side_ * 0.028, 0.47)]],
                mirrored=False,
                stitched=False,
            )
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
            tailor.piece(tailor.mask(ribbon, mirrored=False), thick=0.010, lift=0.02, on_wall=False)


def _hanger(shot: Shot, *, clips: bool) -> None:
    """Beech, with a brass hook; for trousers and skirts with two clips."""
    frame = shot.frame
    window = frame.window(0.18, 0.0, 0.82, 0.32)
    x, y = window.turned(0.5, 0.165 if not clips else 0.115)
    across = np.abs(x)
    arm = 0.035 * (across / 0.2) ** 1.7 if not clips else 0.0 * across
    reach = 0.235 if not clips else 0.20
    inside = np.minimum(0.0125 - np.abs(y - arm) * 0.98, reach - across)
    grain = noise(frame.rng, window.shape, frame.unit, cells=(40, 500), roughness=1.0)
    wood = linear("#c99a63") * (1 + 0.10 * grain)[..., None]
    alpha = coverage(inside, frame.unit)
    frame.shadow(window, alpha, dx=0.02, dy=0.028, soft=0.014, strength=0.4)
    height = np.sqrt(np.maximum(0.0125**2 - (y - arm) ** 2, 0))
    frame.lay(window, relief(height, frame.unit, wood, gloss=0.3), alpha)
    hook_y = y + 0.062
    ring = np.sqrt(x**2 + (hook_y + 0.006) ** 2)
    upper = np.abs(ring - 0.030) - 0.0035
    keeps = (hook_y < 0.0) | (x > 0)
    curve = np.where(keeps, -upper, -1.0)
    stem = np.minimum(0.0035 - np.abs(x), np.minimum(hook_y - 0.022, 0.062 - hook_y))
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
    if clips:
        for side in (-1, 1):
            body = np.minimum(0.017 - np.abs(x - side * 0.115), 0.038 - np.abs(y - 0.035))
            clip = coverage(body, frame.unit)
            frame.shadow(window, clip, dx=0.006, dy=0.008, soft=0.006, strength=0.4)
            frame.lay(
                window,
                lit(
                    (0 * x + 0 * y, 0 * x + 0 * y, 1 + 0 * x + 0 * y),
                    linear("#c8a45a") * (1 + 0.12 * np.sin(y * 400))[..., None],
                    gloss=0.2,
                ),
                clip,
            )


PAINTERS = {"garment": Painter("wall", garment)}

__all__ = ["PAINTERS", "Frame", "Pattern", "Tailor", "Window", "garment"]
