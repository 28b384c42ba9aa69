"""Books, notebooks, pencils: what a bookshop has on its table."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw

from demo.town.studio.colours import ink_on, linear, mix, shift
from demo.town.studio.fields import noise, smooth_step
from demo.town.studio.lettering import capitals, write
from demo.town.studio.motifs import print_motif
from demo.town.studio.relief import coverage, lit, oblong, relief
from demo.town.studio.shot import Painter, Shot
from demo.town.studio.solids import Box, Face, glossy, metal, turn

#: Width, height and depth of the bindings, in units.
_BINDINGS = {
    "paperback": (0.50, 0.74, 0.070),
    "pocket": (0.45, 0.70, 0.082),
    "hardback": (0.56, 0.73, 0.095),
    "album": (0.68, 0.70, 0.040),
    "magazine": (0.55, 0.72, 0.022),
}

_SCALE = 960


def cover(shot: Shot, size: tuple[int, int]) -> Image.Image:
    """A designed front cover: the layout depends on the binding and the sku."""
    look = shot.look
    image = Image.new("RGB", size, look.colour)
    if look.form == "magazine":
        _magazine(shot, image)
    elif look.form in {"album", "hardback"}:
        _full_bleed(shot, image)
    else:
        layout = int(shot.rng.integers(3))
        (_framed, _split, _poster)[layout](shot, image)
    return image


def _framed(shot: Shot, image: Image.Image) -> None:
    w, h = image.size
    ink = shot.look.second
    pen = ImageDraw.Draw(image)
    pen.rectangle([w * 0.06, h * 0.04, w * 0.94, h * 0.96], outline=ink, width=3)
    write(
        image,
        (w * 0.12, h * 0.07, w * 0.88, h * 0.12),
        capitals(shot.look.title),
        "label_bold",
        ink,
    )
    write(image, (w * 0.10, h * 0.14, w * 0.90, h * 0.36), shot.product.name, "display", ink)
    side = w * 0.66
    top = h * 0.40
    box = (w / 2 - side / 2, top, w / 2 + side / 2, top + side * 1.02)
    print_motif(image, box, shot.look.motif, ink, shot.look.colour, shot.rng)
    write(image, (w * 0.2, h * 0.895, w * 0.8, h * 0.935), shot.product.brand, "italic", ink)


def _split(shot: Shot, image: Image.Image) -> None:
    w, h = image.size
    look = shot.look
    panel = Image.new("RGB", (w, round(h * 0.58)), look.second)
    ink = look.colour
    print_motif(panel, (0, 0, w, panel.height), look.motif, ink, look.second, shot.rng)
    image.paste(panel, (0, 0))
    paper = ink_on(look.colour)
    write(
        image,
        (w * 0.08, h * 0.61, w * 0.92, h * 0.83),
        shot.product.name,
        "display",
        paper,
        align="left",
    )
    write(
        image, (w * 0.08, h * 0.845, w * 0.92, h * 0.895), look.title, "label", paper, align="left"
    )
    write(
        image,
        (w * 0.08, h * 0.925, w * 0.92, h * 0.955),
        capitals(shot.product.brand),
        "label_bold",
        mix(look.colour, paper, 0.7),
        align="left",
    )


def _poster(shot: Shot, image: Image.Image) -> None:
    w, h = image.size
    look = shot.look
    ink = look.second
    dim = mix(look.colour, ink, 0.28)
    print_motif(
        image, (-w * 0.12, h * 0.28, w * 1.12, h * 1.05), look.motif, dim, look.colour, shot.rng
    )
    write(
        image,
        (w * 0.08, h * 0.06, w * 0.92, h * 0.38),
        shot.product.name.upper(),
        "narrow",
        ink,
        align="left",
        leading=1.08,
    )
    pen = ImageDraw.Draw(image)
    pen.rectangle([w * 0.08, h * 0.405, w * 0.30, h * 0.412], fill=ink)
    write(image, (w * 0.08, h * 0.43, w * 0.92, h * 0.48), look.title, "italic", ink, align="left")
    write(
        image,
        (w * 0.08, h * 0.92, w * 0.92, h * 0.95),
        capitals(shot.product.brand),
        "label_bold",
        ink,
        align="left",
    )


def _full_bleed(shot: Shot, image: Image.Image) -> None:
    w, h = image.size
    look = shot.look
    deep = mix(look.colour, "#000000", 0.10)
    gradient = np.linspace(0, 1, h, dtype=np.float32)[:, None, None]
    top, bottom = (
        np.asarray(Image.new("RGB", (1, 1), mix(look.colour, "#ffffff", 0.14)), np.float32),
        np.asarray(Image.new("RGB", (1, 1), deep), np.float32),
    )
    image.paste(Image.fromarray((top + (bottom - top) * gradient).astype(np.uint8)).resize((w, h)))
    print_motif(
        image,
        (w * 0.08, h * 0.36, w * 0.92, h * 0.92),
        look.motif,
        look.second,
        look.colour,
        shot.rng,
    )
    face = "hand" if look.form == "album" else "display"
    ink = look.second if look.form == "album" else ink_on(look.colour)
    write(image, (w * 0.07, h * 0.04, w * 0.93, h * 0.30), shot.product.name, face, ink)
    write(image, (w * 0.1, h * 0.305, w * 0.9, h * 0.345), look.title, "label_bold", ink)
    write(
        image,
        (w * 0.2, h * 0.93, w * 0.8, h * 0.965),
        capitals(shot.product.brand),
        "label_bold",
        ink,
    )


def _magazine(shot: Shot, image: Image.Image) -> None:
    w, h = image.size
    look = shot.look
    panel = Image.new("RGB", (round(w * 0.88), round(h * 0.60)), look.second)
    paper = mix(look.second, "#ffffff", 0.75)
    print_motif(panel, (0, 0, panel.width, panel.height), look.motif, paper, look.second, shot.rng)
    image.paste(panel, (round(w * 0.06), round(h * 0.24)))
    write(
        image,
        (w * 0.06, h * 0.03, w * 0.94, h * 0.17),
        "Le Cahier de l’Ardelle",
        "display",
        "#2d2622",
    )
    write(
        image,
        (w * 0.06, h * 0.18, w * 0.94, h * 0.225),
        f"n° 48 · {look.title}",
        "label_bold",
        look.second,
    )
    write(
        image,
        (w * 0.06, h * 0.86, w * 0.94, h * 0.95),
        "Les moulins : numéro double",
        "italic",
        "#2d2622",
    )


def _spine(shot: Shot, height: int, depth: int) -> Image.Image:
    paper = shift(shot.look.colour, value=0.94)
    lying = Image.new("RGB", (height, max(depth, 12)), paper)
    ink = shot.look.second if shot.look.form != "hardback" else ink_on(paper)
    write(
        lying,
        (height * 0.08, depth * 0.12, height * 0.70, depth * 0.88),
        shot.product.name,
        "label_bold",
        ink,
        largest=depth * 0.6,
    )
    write(
        lying,
        (height * 0.74, depth * 0.2, height * 0.95, depth * 0.8),
        shot.product.brand,
        "label",
        ink,
        largest=depth * 0.4,
    )
    return lying.rotate(-90, expand=True)


def _pages(shot: Shot, size: tuple[int, int], *, along: bool) -> Image.Image:
    """The edge of the paper: cream lines."""
    shape = (max(8, size[1]), max(8, size[0]))
    cells = (12, 1024) if along else (1024, 12)
    lines = noise(shot.rng, shape, 400, cells=cells, roughness=0.4)
    tone = np.clip(228 + 9 * lines, 0, 255)[..., None] * np.asarray([1.0, 0.975, 0.92])
    return Image.fromarray(np.clip(tone, 0, 255).astype(np.uint8))


def book(shot: Shot) -> None:
    """Standing on the table, a little turned; the spine or the pages show."""
    form = shot.look.form
    width, height, depth = _BINDINGS[form]
    shows_spine = bool(shot.rng.integers(2))
    yaw = (1 if shows_spine else -1) * float(shot.rng.uniform(22, 31))
    w, h, d = (round(side * _SCALE) for side in (width, height, depth))
    front = cover(shot, (w, h))
    pen = ImageDraw.Draw(front, "RGBA")
    hinge = round(w * 0.035)
    pen.line([hinge, 0, hinge, h], fill=(0, 0, 0, 40), width=4)
    pen.line([hinge + 4, 0, hinge + 4, h], fill=(255, 255, 255, 36), width=3)
    sheen = np.asarray(front, np.float32)
    xx = np.linspace(0, 1, w, dtype=np.float32)[None, :]
    yy = np.linspace(0, 1, h, dtype=np.float32)[:, None]
    gleam = 20 * np.exp(-(((xx + 0.45 * yy - 0.42) / 0.20) ** 2))
    front = Image.fromarray(np.clip(sheen + gleam[..., None], 0, 255).astype(np.uint8))
    box = Box(shot.frame, 0.5, 0.90, (width, height, depth), yaw=yaw, pitch=9)
    faces: dict[str, Face] = {}
    if shows_spine:
        faces["left"] = Face(_spine(shot, h, d), 0.80, 1.0, upright=True)
    else:
        faces["right"] = Face(_pages(shot, (d, h), along=False), 0.62, 0.9, upright=True)
    faces["top"] = Face(_pages(shot, (w, d), along=True), 1.05, 1.0)
    faces["front"] = Face(front, 1.0 if shows_spine else 0.97, 0.88)
    box.draw(faces, bevel=0.22)


def notebook(shot: Shot) -> None:
    """From above: a cloth-bound notebook with its elastic, or a spiral sketchbook."""
    frame, look = shot.frame, shot.look
    window = frame.all()
    x, y = window.turned(0.5, 0.51, -14)
    is_spiral = look.form == "spiral"
    half_x, half_y = (0.33, 0.33) if is_spiral else (0.275, 0.385)
    for offset, tint in ((0.016, "#efe8d8"), (0.008, "#f6f0e2"), (0.0, shot.colour)):
        corner = 0.022
        inside = oblong(x - offset, y - offset, half_x, half_y, corner)
        alpha = coverage(inside, frame.unit)
        frame.drop(window, alpha, 0.05 if offset else 0.02)
        weave = np.sin(x * 950) * np.sin(y * 950)
        slub = noise(frame.rng, window.shape, frame.unit, cells=(60, 900), roughness=0.8)
        slub = slub + noise(frame.rng, window.shape, frame.unit, cells=(900, 60), roughness=0.8)
        grain = 0.05 * weave + 0.045 * slub if not offset else 0.01 * slub
        albedo = linear(tint) * (1 + grain)[..., None]
        height = 0.010 * smooth_step(0, 0.008, inside) + 0.0006 * grain * 10
        frame.lay(window, relief(height, frame.unit, albedo, gloss=0.04, wrap=0.5), alpha)
    if is_spiral:
        phase = (y / 0.042) - np.floor(y / 0.042) - 0.5
        left = -half_x
        loop = np.sqrt(((x - left) / 0.030) ** 2 + (phase * 0.042 / 0.011) ** 2)
        wire = (np.abs(loop - 0.8) < 0.22) * (np.abs(y) < half_y - 0.03)
        holes = smooth_step(
            0.0085, 0.0065, np.sqrt((x - left - 0.024) ** 2 + (phase * 0.042) ** 2)
        ) * (np.abs(y) < half_y - 0.03)
        frame.lay(window, np.broadcast_to(linear("#4a3b28"), (*window.shape, 3)), holes)
        ridge = np.maximum(0.22 - np.abs(loop - 0.8), 0) * 0.03
        frame.lay(
            window,
            relief(ridge, frame.unit, linear("#55585c"), gloss=0.8, shininess=12),
            wire.astype(np.float32),
        )
        _stamp(shot, window, x, y, half_x, "croquis", "#4a3b28")
    else:
        band = coverage(0.013 - np.abs(x - half_x * 0.72), frame.unit) * coverage(
            half_y + 0.004 - np.abs(y), frame.unit
        )
        frame.shadow(window, band, dx=0.004, dy=0.004, soft=0.004, strength=0.5)
        frame.lay(
            window,
            relief(
                0.006 * np.sqrt(np.maximum(1 - ((x - half_x * 0.72) / 0.013) ** 2, 0)),
                frame.unit,
                linear(look.second),
                gloss=0.1,
            ),
            band,
        )
        _stamp(shot, window, x, y, half_x, "carnet", look.second)


def _stamp(
    shot: Shot, window: object, x: np.ndarray, y: np.ndarray, half: float, text: str, ink: str
) -> None:
    del window
    sheet = Image.new("L", (600, 200), 0)
    canvas = Image.new("RGB", (600, 200), "#000000")
    write(canvas, (20, 20, 580, 180), text, "italic", "#ffffff")
    sheet = canvas.convert("L")
    pixels = np.asarray(sheet, np.float32) / 255
    u = (x + half * 0.42) / (half * 0.9)
    v = (y + half * 0.12) / (half * 0.30)
    inside = (u > 0) & (u < 1) & (v > 0) & (v < 1)
    column = np.clip(u * 599, 0, 599).astype(np.int32)
    row = np.clip(v * 199, 0, 199).astype(np.int32)
    cover_ = pixels[row, column] * inside * 0.85
    frame = shot.frame
    frame.lay(frame.all(), np.broadcast_to(linear(ink), (*x.shape, 3)), cover_)


def pencils(shot: Shot) -> None:
    """Twelve colours in a row, tips up, in a tin."""
    frame = shot.frame
    window = frame.all()
    x, y = window.turned(0.5, 0.52, -8)
    tints = (
        "#2a2a30",
        "#7a4a2a",
        "#b3202c",
        "#e2572b",
        "#f29a2e",
        "#f6cf3b",
        "#8cb63c",
        "#2f8a4e",
        "#2a9d9a",
        "#2f6fb5",
        "#4a4aa0",
        "#a0458c",
    )
    inside = np.minimum(0.415 - np.abs(x), 0.375 - np.abs(y))
    alpha = coverage(inside, frame.unit)
    frame.drop(window, alpha, 0.07)
    tray = 0.03 * smooth_step(0, 0.006, inside) - 0.024 * smooth_step(0.014, 0.020, inside)
    frame.lay(
        window,
        relief(tray, frame.unit, linear(mix(shot.colour, "#ffffff", 0.05)), gloss=0.4),
        alpha,
    )
    count = len(tints)
    pitch = 0.78 / count
    slot = np.clip(np.floor((x + 0.39) / pitch), 0, count - 1).astype(np.int32)
    u = (x + 0.39) - (slot.astype(np.float32) + 0.5) * pitch
    stagger = np.asarray(shot.rng.uniform(-0.012, 0.012, count), np.float32)[slot]
    v = y + stagger
    half = pitch * 0.47
    taper = np.clip((v + 0.34) / 0.085, 0, 1)
    width = half * np.where(v < -0.255, taper, 1.0)
    body = np.minimum(width - np.abs(u), np.minimum(v + 0.34, 0.345 - v))
    palette = np.stack([linear(t) for t in tints])[slot]
    wood = linear("#dcb684")
    scallop = 0.010 * np.cos(u / half * 9.4)
    is_wood = smooth_step(-0.253, -0.257, v + scallop)[..., None]
    is_lead = smooth_step(-0.312, -0.315, v)[..., None]
    albedo = palette * (1 - is_wood) + wood * is_wood
    albedo = albedo * (1 - is_lead) + palette * 0.85 * is_lead
    facet = np.abs(u) / half
    height = half * np.where(facet < 0.5, 1.0, 1.0 - (facet - 0.5) * 1.0) * width / half
    cover_ = coverage(body, frame.unit)
    frame.shadow(window, cover_, dx=0.004, dy=0.006, soft=0.005, strength=0.5)
    frame.lay(
        window, relief(height, frame.unit, albedo, gloss=0.28, shininess=26, wrap=0.35), cover_
    )


def lamp(shot: Shot) -> None:
    """A little clip lamp on a round foot, lit."""
    frame = shot.frame
    base = 0.86
    foot = turn(frame, 0.44, base, ((0, 0.15), (0.035, 0.15), (0.045, 0.14)), soft=0.004)
    frame.ground_shadow(0.44, base, 0.15, 0.03, strength=0.6)
    frame.lay(foot.window, glossy(foot, linear(shot.colour), gloss=0.3), foot.side)
    frame.lay(
        foot.window, np.broadcast_to(linear(shot.colour) * 1.05, (*foot.side.shape, 3)), foot.top
    )
    window = frame.window(0.25, 0.1, 0.9, 0.86)
    t = np.linspace(0, 1, 60)
    px = 0.44 + 0.02 * np.sin(t * 3.1) + 0.20 * t**3
    py = 0.82 - 0.56 * t
    nearest = np.full(window.shape, 9.0, np.float32)
    side = np.zeros(window.shape, np.float32)
    for ax, ay in zip(px.tolist(), py.tolist(), strict=True):
        d = (window.x - ax) ** 2 + (window.y - ay) ** 2
        closer = d < nearest
        nearest = np.where(closer, d, nearest)
        side = np.where(closer, window.x - ax, side)
    r = np.sqrt(nearest)
    nx = np.clip(side / 0.012, -1, 1)
    nz = np.sqrt(np.maximum(1 - nx * nx, 0))
    frame.lay(
        window, metal((nx, 0 * nx, nz), linear(shot.look.second)), coverage(0.012 - r, frame.unit)
    )
    head = turn(
        frame,
        0.655,
        0.365,
        ((0, 0.125), (0.02, 0.122), (0.10, 0.075), (0.125, 0.03), (0.135, 0.02)),
        soft=0.010,
        tilt=0.05,
    )
    glow_window = frame.window(-0.2, 0.3, 1.2, 1.1)
    gx, gy = glow_window.turned(0.655, 0.37)
    spread = np.abs(gx) / (0.12 + 0.55 * np.maximum(gy, 0.0))
    beam = np.exp(-(spread**4)) * smooth_step(-0.005, 0.02, gy) * np.exp(-np.maximum(gy, 0) * 1.7)
    frame.under(glow_window)[...] += beam[..., None] * np.asarray([0.50, 0.40, 0.22], np.float32)
    frame.lay(head.window, lit(head.normal, linear(shot.colour), gloss=0.2), head.mask)
    mouth = frame.window(0.52, 0.34, 0.79, 0.40)
    mx, my = mouth.turned(0.655, 0.366)
    disc = coverage((1 - np.sqrt((mx / 0.118) ** 2 + (my / 0.012) ** 2)) * 0.012, frame.unit)
    frame.lay(
        mouth, np.broadcast_to(np.asarray([1.5, 1.35, 1.0], np.float32), (*mouth.shape, 3)), disc
    )


PAINTERS = {
    "book": Painter("stand", book),
    "notebook": Painter("flat", notebook),
    "pencils": Painter("flat", pencils),
    "lamp": Painter("stand", lamp),
}
