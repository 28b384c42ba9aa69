"""Cartons, pouches, chocolate bars, soap and other things with corners."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw

from demo.town.studio.colours import ink_on, linear, mix, ramp, shift
from demo.town.studio.fields import Field, noise, pick, smooth_step
from demo.town.studio.lettering import capitals, write
from demo.town.studio.motifs import print_motif
from demo.town.studio.relief import coverage, oblong, relief
from demo.town.studio.shot import Painter, Shot
from demo.town.studio.solids import Box, Face, shrunk

#: Width, height, depth, yaw and foot of the carton's forms, in units.
_CARTONS = {
    "upright": ((0.42, 0.62, 0.19), -26.0, 0.87),
    "flat": ((0.68, 0.54, 0.13), -20.0, 0.84),
    "small": ((0.54, 0.40, 0.18), -28.0, 0.82),
}


def _grained(image: Image.Image, rng: np.random.Generator, amount: float = 0.010) -> Image.Image:
    pixels = np.asarray(image, np.float32)
    fibre = noise(rng, pixels.shape[:2], 900, cells=700, roughness=0.8)
    return Image.fromarray(
        np.clip(pixels * (1 + amount * fibre)[..., None], 0, 255).astype(np.uint8)
    )


def _side(size: tuple[int, int], colour: str, brand: str, ink: str) -> Image.Image:
    image = Image.new("RGB", size, colour)
    upright = Image.new("RGB", (size[1], size[0]), colour)
    write(
        upright,
        (size[1] * 0.2, size[0] * 0.3, size[1] * 0.8, size[0] * 0.7),
        capitals(brand),
        "label_bold",
        ink,
        largest=size[0] * 0.22,
    )
    image.paste(upright.rotate(90, expand=True))
    return image


def carton(shot: Shot) -> None:
    """A folding box, printed."""
    (width, height, depth), yaw, base = _CARTONS[shot.look.form]
    scale = 1000
    front_size = (round(width * scale), round(height * scale))
    colour, ink = shot.colour, shot.look.second
    front = Image.new("RGB", front_size, colour)
    pen = ImageDraw.Draw(front)
    w, h = front_size
    if shot.look.form == "flat":
        print_motif(front, (0, 0, w, h), shot.look.motif, ink, colour, shot.rng)
        pen.rectangle([0, h * 0.66, w, h], fill=ink)
        write(front, (w * 0.06, h * 0.68, w * 0.94, h * 0.88), shot.title, "display", ink_on(ink))
        write(
            front,
            (w * 0.1, h * 0.89, w * 0.9, h * 0.96),
            capitals(shot.product.brand),
            "label",
            ink_on(ink),
        )
    else:
        print_motif(
            front, (w * 0.2, h * 0.10, w * 0.8, h * 0.50), shot.look.motif, ink, colour, shot.rng
        )
        write(front, (w * 0.08, h * 0.53, w * 0.92, h * 0.76), shot.title, "display", ink)
        pen.line([w * 0.3, h * 0.80, w * 0.7, h * 0.80], fill=ink, width=3)
        write(
            front,
            (w * 0.1, h * 0.84, w * 0.9, h * 0.91),
            capitals(shot.product.brand),
            "label_bold",
            ink,
        )
    side = _side((round(depth * scale), h), shift(colour, value=0.96), shot.product.brand, ink)
    top = Image.new("RGB", (w, round(depth * scale)), mix(colour, "#ffffff", 0.06))
    box = Box(shot.frame, 0.49, base, (width, height, depth), yaw=yaw)
    box.draw(
        {
            "right": Face(side, 0.55, 0.82, upright=True),
            "top": Face(top, 1.12, 1.0),
            "front": Face(_grained(front, shot.rng), 0.98, 0.88),
        }
    )


def sachet(shot: Shot) -> None:
    """A stand-up pouch or a seed packet: soft sides, pinched seams."""
    frame, form = shot.frame, shot.look.form
    half_x, tall, base = {"seed": (0.235, 0.66, 0.88), "gusset": (0.24, 0.69, 0.90)}.get(
        form, (0.25, 0.68, 0.90)
    )
    cx = 0.5
    window = frame.window(cx - half_x - 0.05, base - tall - 0.03, cx + half_x + 0.05, base + 0.05)
    x, y = window.turned(cx, base)
    v = -y / tall
    sway = noise(frame.rng, window.shape, frame.unit, cells=14) * 0.003
    belly = 1.0 if form == "seed" else 1 - 0.045 * np.cos(np.clip(v, 0, 1) * 6.283) * 0.6
    edge = half_x * belly + sway
    curve = 0.0 if form == "seed" else 0.030 * (1 - (x / half_x) ** 2)
    inside = np.minimum(edge - np.abs(x), np.minimum(-y + curve, tall + y))
    alpha = coverage(inside, frame.unit)
    frame.ground_shadow(cx, base - 0.004, half_x * 0.98, 0.035, strength=0.6, throw=0.12)
    size = (760, round(760 * tall / (2 * half_x)))
    art = _pouch_art(shot, size)
    u = (x / half_x + 1) / 2
    art = shrunk(art, 2 * half_x * frame.unit)
    albedo = pick(np.asarray(art, np.float32) / 255, u, 1 - v) ** 2
    height = _pouch_relief(shot, x / half_x, v, inside, form)
    colour = relief(
        height, frame.unit, albedo, gloss=0.16, shininess=14, wrap=0.4, hollow=0.5, reach=0.02
    )
    frame.lay(window, colour, alpha)


def _pouch_relief(shot: Shot, across: Field, v: Field, inside: Field, form: str) -> Field:
    frame = shot.frame
    crumple = noise(frame.rng, v.shape, frame.unit, cells=(30, 22), roughness=1.8)
    fold = np.abs(noise(frame.rng, v.shape, frame.unit, cells=(26, 18), roughness=1.7))
    if form == "seed":
        return np.asarray(0.004 * crumple + 0.006 * smooth_step(0.0, 0.02, inside))
    fat = (
        np.sqrt(np.clip(1 - across**2, 0, 1))
        * np.maximum(np.sin(np.pi * np.clip(v, 0, 1) ** 0.8), 0) ** 0.6
    )
    height = 0.085 * fat + 0.0035 * crumple - 0.006 * np.exp(-((fold / 0.10) ** 2)) * fat
    seal = smooth_step(0.905, 0.92, v)
    height = height * (1 - seal) + seal * (0.020 + 0.0022 * np.cos(v * 560))
    return np.asarray(height)


def _pouch_art(shot: Shot, size: tuple[int, int]) -> Image.Image:
    w, h = size
    look, form = shot.look, shot.look.form
    paper, ink = shot.colour, look.second
    art = Image.new("RGB", size, paper)
    pen = ImageDraw.Draw(art)
    if form == "seed":
        pen.rectangle([0, 0, w, h * 0.045], fill=ink)
        write(
            art,
            (w * 0.08, h * 0.07, w * 0.92, h * 0.22),
            shot.title,
            "display",
            shift(ink, value=0.75),
        )
        for k in range(3):
            box = (
                w * (0.08 + 0.27 * k),
                h * (0.34 - 0.06 * (k % 2)),
                w * (0.38 + 0.27 * k),
                h * 0.84,
            )
            tint = ink if k % 2 else mix(ink, "#e9b021", 0.5)
            print_motif(art, box, "flower", tint, mix(paper, "#4d7a3a", 0.75), shot.rng)
        if look.motif == "bee":
            print_motif(
                art, (w * 0.62, h * 0.24, w * 0.84, h * 0.40), "bee", "#c98a1f", paper, shot.rng
            )
        write(
            art,
            (w * 0.1, h * 0.88, w * 0.9, h * 0.93),
            capitals(shot.product.brand),
            "label_bold",
            "#3d4a34",
        )
        return art
    light = ink_on(paper)
    if form == "gusset":
        pen.rectangle([w * 0.16, h * 0.30, w * 0.84, h * 0.80], fill=ink)
        write(
            art,
            (w * 0.2, h * 0.12, w * 0.8, h * 0.26),
            capitals(shot.product.brand),
            "label_bold",
            ink,
            largest=h * 0.06,
        )
        print_motif(art, (w * 0.34, h * 0.33, w * 0.66, h * 0.53), look.motif, paper, ink, shot.rng)
        write(art, (w * 0.2, h * 0.54, w * 0.8, h * 0.70), shot.title, "display", paper)
        write(
            art, (w * 0.2, h * 0.71, w * 0.8, h * 0.77), "torréfaction artisanale", "italic", paper
        )
        return art
    # kraft paper with a window on what is inside
    fibre = noise(shot.rng, (h, w), w, cells=900, roughness=0.7)
    pixels = np.asarray(art, np.float32) * (1 + 0.03 * fibre)[..., None]
    pane = _window_contents(shot, (round(h * 0.32), round(w * 0.68)))
    top, left = round(h * 0.55), round(w * 0.16)
    rows, columns = pane.shape[:2]
    yy = np.linspace(-1, 1, rows)[:, None]
    xx = np.linspace(-1, 1, columns)[None, :]
    cover = (smooth_step(1.0, 0.985, (np.abs(xx) ** 5 + np.abs(yy) ** 5) ** 0.2))[..., None]
    part = pixels[top : top + rows, left : left + columns]
    part += (pane - part) * cover
    art = Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))
    write(
        art,
        (w * 0.10, h * 0.15, w * 0.90, h * 0.24),
        capitals(shot.product.brand),
        "label_bold",
        ink,
        largest=h * 0.045,
    )
    write(
        art,
        (w * 0.10, h * 0.25, w * 0.90, h * 0.50),
        shot.title,
        "display",
        ink if ink != light else light,
    )
    return art


def _window_contents(shot: Shot, shape: tuple[int, int]) -> Field:
    y = np.arange(shape[0], dtype=np.float32)[:, None]
    x = np.arange(shape[1], dtype=np.float32)[None, :]
    if shot.look.motif == "pasta":
        height = np.zeros(shape, np.float32)
        for _ in range(170):
            cx, cy = int(shot.rng.integers(0, shape[1])), int(shot.rng.integers(0, shape[0]))
            turn, lift = float(shot.rng.uniform(0, 6.283)), float(shot.rng.uniform(0, 8))
            rows, columns = slice(max(0, cy - 42), cy + 42), slice(max(0, cx - 42), cx + 42)
            dx, dy = x[:, columns] - cx, y[rows] - cy
            r = np.sqrt(dx**2 + dy**2)
            arc = (dx * np.cos(turn) + dy * np.sin(turn)) > 0
            tube = np.sqrt(np.maximum(1 - ((r - 26) / 14) ** 2, 0)) * arc
            height[rows, columns] = np.where(tube > 0.05, tube * 16 + lift, height[rows, columns])
        albedo = ramp(np.clip(height / 22, 0, 1), (0, "#7a5a24"), (0.4, "#d9b45e"), (1, "#f3dc9a"))
        lit = relief(height / 600, 600, albedo, gloss=0.15, hollow=0.5)
    else:
        pitch = 17.0
        row = np.round(y / pitch)
        column = np.round(x / pitch + 0.5 * (row % 2))
        jitter = np.sin(row * 12.9 + column * 78.2) * 43758.5
        jitter -= np.floor(jitter)
        middle_x = (column - 0.5 * (row % 2)) * pitch + (jitter - 0.5) * 8
        middle_y = row * pitch + (jitter * 7 % 1 - 0.5) * 8
        lens = np.sqrt(np.maximum(1 - ((x - middle_x) ** 2 + (y - middle_y) ** 2) / 81, 0))
        albedo = (
            ramp(jitter, (0, "#3d4222"), (0.5, "#6b6d35"), (1, "#8f8a4c"))
            * (0.25 + 0.75 * (lens > 0))[..., None]
        )
        lit = relief(lens * 7 / 600, 600, albedo, gloss=0.2, hollow=0.5)
    return np.asarray(np.sqrt(np.clip(lit, 0, 1)) * 255)


def chocolate(shot: Shot) -> None:
    """A bar, half out of its wrapper, one row broken off."""
    frame = shot.frame
    window = frame.all()
    x, y = window.turned(0.5, 0.51, -18)
    half_x, half_y = 0.215, 0.40
    inside = np.minimum(half_x - np.abs(x), half_y - np.abs(y))
    cell_x = (x / half_x + 1) * 2
    cell_y = (y / half_y + 1) * 4
    fx, fy = np.abs(cell_x - np.floor(cell_x) - 0.5), np.abs(cell_y - np.floor(cell_y) - 0.5)
    square = np.minimum((0.5 - fx) * half_x / 2, (0.5 - fy) * half_y / 4)
    height = 0.022 * smooth_step(0.0, 0.016, square) + 0.012 * smooth_step(0, 0.006, inside)
    bloom = noise(frame.rng, window.shape, frame.unit, cells=90, roughness=1.5)
    albedo = linear(shot.colour) * (1 + 0.07 * bloom)[..., None]
    alpha = coverage(inside, frame.unit)
    frame.drop(window, alpha, 0.05)
    bar = relief(height, frame.unit, albedo, gloss=0.30, shininess=22, wrap=0.35, hollow=0.6)
    frame.lay(window, bar, alpha)
    # silver foil, torn, then the printed band
    tear = noise(frame.rng, window.shape, frame.unit, cells=(150, 20), roughness=1.4) * 0.010
    foil = np.minimum(half_x + 0.006 - np.abs(x), np.minimum(y + 0.085 + tear, half_y + 0.008 - y))
    crumple = np.abs(noise(frame.rng, window.shape, frame.unit, cells=110, roughness=1.5))
    cover = coverage(foil, frame.unit)
    frame.shadow(window, cover, dx=0.002, dy=-0.004, soft=0.006, strength=0.45)
    silver = relief(0.02 + crumple * 0.006, frame.unit, linear("#d9d6d0"), gloss=0.5, shininess=10)
    frame.lay(window, silver, cover)
    band = np.minimum(half_x + 0.012 - np.abs(x), np.minimum(y + 0.02, half_y + 0.014 - y))
    size = (640, 640)
    art = Image.new("RGB", size, shot.look.second)
    ink = "#f3e3c0"
    print_motif(
        art,
        (0, 40, 640, 640),
        shot.look.motif,
        mix(shot.look.second, ink, 0.22),
        shot.look.second,
        shot.rng,
    )
    ImageDraw.Draw(art).rectangle([60, 170, 580, 470], fill=mix(shot.look.second, "#000000", 0.18))
    write(art, (80, 190, 560, 360), shot.title, "display", ink)
    write(art, (90, 370, 550, 430), capitals(shot.product.brand), "label", ink)
    u = (x / (half_x + 0.012) + 1) / 2
    v = (y + 0.02) / (half_y + 0.034)
    art = shrunk(art, 2 * half_x * frame.unit)
    pixels = pick(np.asarray(art, np.float32) / 255, u, v) ** 2
    paper = relief(
        0.03 * smooth_step(0, 0.012, band) + crumple * 0.0006, frame.unit, pixels, gloss=0.10
    )
    cover = coverage(band, frame.unit)
    frame.shadow(window, cover, dy=-0.003, soft=0.006, strength=0.4)
    frame.lay(window, paper, cover)


def soap(shot: Shot) -> None:
    """A bar, a cube or a round cake of soap, stamped."""
    frame, form = shot.frame, shot.look.form
    window = frame.all()
    x, y = window.turned(0.5, 0.51, -16)
    half_x, half_y, corner = {
        "cube": (0.27, 0.27, 0.035),
        "bar": (0.34, 0.225, 0.09),
        "round": (0.29, 0.29, 0.29),
    }[form]
    inside = oblong(x, y, half_x, half_y, corner)
    level = np.clip(inside / (0.05 if form == "cube" else 0.10), 0, 1)
    height = 0.08 * np.sqrt(np.maximum(1 - (1 - level) ** 2, 0))
    stamp = Image.new("L", (900, 900), 0)
    canvas = Image.new("RGB", (900, 900), "#000000")
    pen = ImageDraw.Draw(canvas)
    if form == "cube":
        write(canvas, (120, 150, 780, 300), "Savonnerie du Vallon", "narrow", "#ffffff")
        write(canvas, (100, 330, 800, 600), shot.title, "narrow", "#ffffff")
        write(canvas, (120, 640, 780, 760), "huile végétale", "narrow", "#ffffff")
    else:
        pen.ellipse(
            [110, 200 if form == "bar" else 110, 790, 700 if form == "bar" else 790],
            outline="#ffffff",
            width=14,
        )
        write(canvas, (200, 330, 700, 570), shot.title, "display", "#ffffff")
    stamp = canvas.convert("L")
    letters = pick(
        np.asarray(stamp, np.float32)[..., None] / 255,
        (x / half_x * 0.9 + 1) / 2,
        (y / half_y * 0.9 + 1) / 2,
    )[..., 0]
    letters *= (np.abs(x) < half_x) & (np.abs(y) < half_y)
    height -= 0.010 * letters
    cloud = noise(frame.rng, window.shape, frame.unit, cells=40, roughness=1.6)
    albedo = linear(shot.colour) * (1 + 0.06 * cloud)[..., None]
    if shot.look.motif == "specks":
        specks = noise(frame.rng, window.shape, frame.unit, cells=430, roughness=0.8)
        spot = smooth_step(2.0, 2.25, specks)[..., None]
        albedo = albedo * (1 - spot) + linear(shift(shot.colour, value=0.45)) * spot
    rough = noise(frame.rng, window.shape, frame.unit, cells=320, roughness=1.4)
    alpha = coverage(inside, frame.unit)
    frame.drop(window, alpha, 0.10)
    colour = relief(
        height + 0.0010 * rough, frame.unit, albedo, gloss=0.12, shininess=16, wrap=0.55, hollow=0.5
    )
    colour *= (0.82 + 0.18 * smooth_step(0, 0.03, inside))[..., None]
    frame.lay(window, colour, alpha)


def layer_cake(shot: Shot) -> None:
    """An oblong slice with its layers showing: opéra or millefeuille."""
    look, scale = shot.look, 920
    width, height, depth = 0.70, 0.31, 0.32
    is_opera = look.form == "opera"
    front = _layers(shot, (round(width * scale), round(height * scale)), is_opera=is_opera)
    side = _layers(shot, (round(depth * scale), round(height * scale)), is_opera=is_opera)
    top = Image.new(
        "RGB", (round(width * scale), round(depth * scale)), look.colour if is_opera else "#f4efe2"
    )
    pen = ImageDraw.Draw(top)
    if is_opera:
        write(top, (60, 60, top.width - 60, top.height - 50), "Opéra", "hand", "#d9b25a")
    else:
        for k in range(9):
            start = top.width * (k - 0.4) / 8
            pen.line(
                [(start, 0), (start + 40, top.height / 2), (start, top.height)],
                fill="#4a2a18",
                width=7,
                joint="curve",
            )
    box = Box(shot.frame, 0.48, 0.83, (width, height, depth), yaw=-24, pitch=20)
    box.draw(
        {
            "right": Face(side, 0.60, 0.86, upright=True),
            "top": Face(top, 1.12, 1.04),
            "front": Face(front, 0.98, 0.90),
        },
        bevel=0.15,
    )


def _layers(shot: Shot, size: tuple[int, int], *, is_opera: bool) -> Image.Image:
    columns, rows = size
    y = np.linspace(0, 1, rows, dtype=np.float32)[:, None]
    wave = noise(shot.rng, (rows, columns), 900, cells=(40, 8), roughness=1.6) * 0.010
    v = y + wave
    crumb = noise(shot.rng, (rows, columns), 900, cells=330, roughness=1.1)
    if is_opera:
        bands = (
            (0, "#2a150d"),
            (0.09, "#2a150d"),
            (0.10, "#c79a62"),
            (0.24, "#c79a62"),
            (0.25, "#b07a44"),
            (0.34, "#b07a44"),
            (0.35, "#3a1e12"),
            (0.44, "#3a1e12"),
            (0.45, "#c79a62"),
            (0.60, "#c79a62"),
            (0.61, "#8f5f35"),
            (0.68, "#8f5f35"),
            (0.69, "#c79a62"),
            (0.86, "#c79a62"),
            (0.87, "#2a150d"),
            (1, "#2a150d"),
        )
        tint = ramp(v, *bands) * (1 + 0.10 * crumb)[..., None]
    else:
        pastry = np.zeros((rows, columns), np.float32)
        for centre, half in ((0.12, 0.10), (0.50, 0.075), (0.90, 0.085)):
            pastry = np.maximum(pastry, smooth_step(half, half - 0.02, np.abs(v - centre)))
        leaves = np.sin(v * 260 + 8 * noise(shot.rng, (rows, columns), 900, cells=(20, 40)))
        crust = ramp(
            np.clip(0.5 + 0.3 * leaves + 0.08 * crumb, 0, 1),
            (0, "#7a4218"),
            (0.5, "#c68a3e"),
            (1, "#ecc98a"),
        )
        cream = linear(shot.look.second) * (1 + 0.02 * crumb)[..., None]
        specks = (noise(shot.rng, (rows, columns), 900, cells=700, roughness=0.5) > 2.6)[..., None]
        cream = cream * (1 - 0.6 * specks)
        tint = crust * pastry[..., None] + cream * (1 - pastry[..., None])
        icing = smooth_step(0.045, 0.035, v)[..., None]
        tint = tint * (1 - icing) + 0.88 * icing
    lit = relief(0.0016 * crumb, 900, tint.astype(np.float32), gloss=0.05)
    return Image.fromarray(np.clip(np.sqrt(np.clip(lit, 0, 1)) * 255, 0, 255).astype(np.uint8))


PAINTERS = {
    "carton": Painter("stand", carton),
    "sachet": Painter("stand", sachet),
    "chocolate": Painter("flat", chocolate),
    "soap": Painter("flat", soap),
    "layer_cake": Painter("stand", layer_cake),
}
