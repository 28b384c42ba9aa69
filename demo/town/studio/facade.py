"""Shop fronts: masonry, sign, awning, window and door."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from PIL import Image, ImageDraw

from demo.town.records import DemoShop
from demo.town.studio.colours import linear, mix, ramp, shift
from demo.town.studio.fields import Field, blur, noise, smooth_step
from demo.town.studio.frame import Frame, Window
from demo.town.studio.lettering import capitals, write
from demo.town.studio.relief import coverage, oblong, relief

_LEFT, _RIGHT = -0.389, 1.389
_PAVEMENT = 0.905
_WINDOW = (-0.14, 0.445, 0.74, 0.80)
_DOOR = (0.84, 0.405, 1.13, _PAVEMENT)
_SIGN = (-0.20, 0.235, 1.19, 0.345)

#: Masonry, its colour and the colour of the shutters, by shop.
_WALLS = {
    "la-mie-doree": ("ashlar", "#e3d3b4", "#8fa39a"),
    "la-page-d-apres": ("plaster", "#e9dfcb", "#5d7a84"),
    "fil-et-maree": ("plaster", "#f1ede4", "#42587a"),
    "maison-castagne": ("brick", "#b5694a", "#4a5a44"),
    "pharmacie-du-pont": ("ashlar", "#e6e0d2", "#7f9f98"),
    "l-herbe-folle": ("plaster", "#e8cfc0", "#7d8a6a"),
}


def facade(shop: DemoShop, size: tuple[int, int], rng: np.random.Generator) -> Frame:
    """The front of the shop in morning light."""
    width, height = size
    frame = Frame(np.zeros((height, width, 3), np.float32), rng)
    window = frame.all()
    masonry, colour, shutters = _WALLS[shop.slug]
    frame.image[...] = _masonry(frame, window, masonry, colour)
    _pavement(frame, window)
    for cx in (-0.05, 0.50, 1.05):
        _upper_window(frame, cx, shutters)
    _woodwork(frame, shop.accent)
    _display(frame, shop)
    _door(frame, shop)
    _sign(frame, shop)
    _awning(frame, window, shop.accent)
    _lantern(frame, 1.255)
    _planter(frame, rng)
    # the street's own light: bright above left, shade towards the ground right
    light = 1.08 - 0.16 * (window.x + 0.4) / 1.8 - 0.10 * smooth_step(0.3, 1.0, window.y)
    frame.image *= light[..., None]
    return frame


def _masonry(frame: Frame, window: Window, kind: str, colour: str) -> Field:
    rng, unit, shape = frame.rng, frame.unit, window.shape
    grit = noise(rng, shape, unit, cells=500, roughness=0.9)
    cloud = noise(rng, shape, unit, cells=60, roughness=1.7)
    if kind == "plaster":
        albedo = linear(colour) * (1 + 0.05 * cloud + 0.015 * grit)[..., None]
        return relief(0.0012 * grit + 0.003 * cloud, unit, albedo, gloss=0.0)
    tall, wide = (0.082, 0.215) if kind == "ashlar" else (0.026, 0.082)
    joint = 0.0032 if kind == "ashlar" else 0.0028
    row = np.floor(window.y / tall)
    shifted = window.x + 0.5 * wide * (row % 2)
    column = np.floor(shifted / wide)
    fx, fy = shifted / wide - column, window.y / tall - row
    edge = np.minimum(np.minimum(fx, 1 - fx) * wide, np.minimum(fy, 1 - fy) * tall)
    stone = np.sin(row * 12.9898 + column * 78.233) * 43758.5453
    stone = stone - np.floor(stone) - 0.5
    amount = 0.10 if kind == "ashlar" else 0.34
    albedo = linear(colour) * (1 + amount * stone + 0.05 * cloud + 0.03 * grit)[..., None]
    mortar = smooth_step(joint + 0.001, joint - 0.001, edge)[..., None]
    albedo = albedo * (1 - mortar) + linear(mix(colour, "#e9e2d4", 0.6)) * mortar * 0.9
    height = 0.004 * smooth_step(joint - 0.001, joint + 0.004, edge) + 0.0010 * grit
    return relief(height, unit, albedo, gloss=0.0)


def _pavement(frame: Frame, window: Window) -> None:
    y = np.maximum(window.y - _PAVEMENT, 0)
    depth = y / (0.10 + y)
    row = np.floor(depth * 7.2)
    column = window.x * (1 - 0.5 * depth) * 7 + 0.5 * (row % 2)
    fx = np.abs(column - np.round(column))
    fy = np.abs(depth * 7.2 - np.round(depth * 7.2))
    grit = noise(frame.rng, window.shape, frame.unit, cells=(400, 700), roughness=0.9)
    joint = np.maximum(smooth_step(0.03, 0.01, fx), smooth_step(0.07, 0.03, fy))
    albedo = linear("#a9a49a") * (1 + 0.05 * grit - 0.30 * joint)[..., None]
    kerb = smooth_step(0.012, 0.0, y)[..., None]
    cover = coverage(window.y - _PAVEMENT, frame.unit) * np.ones_like(window.x)
    frame.lay(window, albedo * (0.85 + 0.15 * kerb), cover)


def _panel(
    frame: Frame,
    box: Sequence[float],
    colour: str,
    *,
    corner: float = 0.004,
    thick: float = 0.006,
    gloss: float = 0.12,
    lift: float = 0.02,
) -> None:
    x0, y0, x1, y1 = box
    window = frame.window(x0 - 0.01, y0 - 0.01, x1 + 0.01, y1 + 0.01)
    x, y = window.turned((x0 + x1) / 2, (y0 + y1) / 2)
    inside = oblong(x, y, (x1 - x0) / 2, (y1 - y0) / 2, corner)
    alpha = coverage(inside, frame.unit)
    if lift:
        frame.drop(window, alpha, lift)
    grain = noise(frame.rng, window.shape, frame.unit, cells=(60, 700), roughness=1.0)
    albedo = linear(colour) * (1 + 0.03 * grain)[..., None]
    height = thick * smooth_step(0.0, thick * 1.2, inside)
    frame.lay(window, relief(height, frame.unit, albedo, gloss=gloss), alpha)


def _upper_window(frame: Frame, cx: float, shutters: str) -> None:
    top, foot, half = -0.06, 0.175, 0.082
    _panel(frame, (cx - half - 0.014, top, cx + half + 0.014, foot + 0.012), "#efe8da", lift=0.015)
    window = frame.window(cx - half, top, cx + half, foot)
    x, y = window.turned(cx, 0.06)
    sky = ramp(
        np.clip(0.4 + 1.6 * y + 0.9 * x, 0, 1), (0, "#c9d9e6"), (0.5, "#7f95a6"), (1, "#46545f")
    )
    frame.lay(window, sky, np.ones(window.shape, np.float32))
    bars = np.maximum(
        coverage(0.005 - np.abs(x), frame.unit),
        coverage(0.004 - np.abs(np.abs(y - 0.03) - 0.045), frame.unit),
    )
    frame.lay(window, np.broadcast_to(linear("#f4f0e6"), (*window.shape, 3)), bars)
    for side in (-1, 1):
        sx = cx + side * (half + 0.063)
        _panel(frame, (sx - 0.046, top, sx + 0.046, foot + 0.006), shutters, lift=0.02)
        slat = frame.window(sx - 0.036, top, sx + 0.036, foot - 0.004)
        u, v = slat.turned(sx, 0.05)
        wave = 0.5 + 0.5 * np.sin(v * 480)
        inside = coverage(0.034 - np.abs(u), frame.unit)
        frame.under(slat)[...] *= (1 - 0.30 * wave * inside)[..., None]


def _woodwork(frame: Frame, accent: str) -> None:
    """The painted timber front that holds window and door."""
    dark = shift(accent, value=0.9)
    _panel(frame, (-0.215, 0.335, 1.205, _PAVEMENT + 0.002), accent, lift=0.03, thick=0.008)
    for x in (-0.185, 0.79, 1.175):
        _panel(
            frame, (x - 0.022, 0.36, x + 0.022, _PAVEMENT), shift(accent, value=1.08), lift=0.008
        )
    x0, _, x1, y1 = _WINDOW
    third = (x1 - x0) / 3
    for k in range(3):
        _panel(
            frame,
            (x0 + third * k + 0.014, y1 + 0.022, x0 + third * (k + 1) - 0.014, _PAVEMENT - 0.02),
            dark,
            lift=0.006,
            corner=0.006,
        )


def _display(frame: Frame, shop: DemoShop) -> None:
    """The shop window: a lit room, shelves with goods, the street mirrored in the pane."""
    x0, y0, x1, y1 = _WINDOW
    _panel(
        frame,
        (x0 - 0.016, y0 - 0.016, x1 + 0.016, y1 + 0.016),
        shift(shop.accent, value=1.15),
        lift=0.008,
    )
    window = frame.window(x0, y0, x1, y1)
    rows, columns = window.shape
    room = _room(window, shop)
    scale = 2
    goods = Image.fromarray((np.sqrt(np.clip(room, 0, 1)) * 255).astype(np.uint8)).resize(
        (columns * scale, rows * scale)
    )
    _goods(goods, shop, frame.rng)
    pixels = (np.asarray(goods.reduce(scale), np.float32) / 255) ** 2
    for channel in range(3):
        pixels[..., channel] = blur(pixels[..., channel].copy(), 0.0011 * frame.unit)
    lean = window.x + 0.8 * window.y
    mirror = 0.16 * smooth_step(0.55, 0.62, lean) * smooth_step(0.80, 0.73, lean)
    mirror += 0.09 * smooth_step(0.86, 0.89, lean) * smooth_step(0.95, 0.92, lean)
    sky = linear("#cfdfe9")
    pixels = pixels * (1 - mirror[..., None]) + sky * mirror[..., None]
    frame.lay(window, pixels, np.ones((rows, columns), np.float32))
    bars = coverage(0.0055 - np.abs(np.abs(window.x - (x0 + x1) / 2) - (x1 - x0) / 6), frame.unit)
    frame.lay(
        window,
        np.broadcast_to(linear(shift(shop.accent, value=1.1)), (rows, columns, 3)),
        bars * np.ones((rows, 1), np.float32),
    )
    shade = smooth_step(y0 + 0.06, y0, window.y) * 0.5
    frame.under(window)[...] *= (1 - shade)[..., None]


def _room(window: Window, shop: DemoShop) -> Field:
    warm = {
        "maison-castagne": "#d9a860",
        "la-mie-doree": "#e6b872",
        "pharmacie-du-pont": "#e4efe9",
    }.get(shop.slug, "#ecd3a4")
    x0, y0, x1, _ = _WINDOW
    glow = np.zeros(window.shape, np.float32)
    for k in range(3):
        cx = x0 + (x1 - x0) * (k + 0.5) / 3
        glow += np.exp(-(((window.x - cx) / 0.16) ** 2) - ((window.y - y0 - 0.03) / 0.20) ** 2)
    tone = np.clip(0.25 + 0.75 * glow, 0, 1)
    return ramp(
        tone,
        (0, shift(warm, value=0.28)),
        (0.5, shift(warm, value=0.72)),
        (1, mix(warm, "#ffffff", 0.35)),
    )


def _goods(image: Image.Image, shop: DemoShop, rng: np.random.Generator) -> None:
    """Two shelves and the window's floor, filled as the trade does."""
    width, height = image.size
    pen = ImageDraw.Draw(image)
    timber = {"pharmacie-du-pont": "#dfe9e5", "fil-et-maree": "#cbb592"}.get(shop.slug, "#6b4a2e")
    draw = _FILLERS[shop.slug]
    for level, is_floor in ((0.40, False), (0.70, False), (0.985, True)):
        y = height * level
        if shop.slug != "fil-et-maree" or is_floor:
            pen.rectangle([0, y, width, y + height * 0.022], fill=timber)
            pen.rectangle(
                [0, y + height * 0.022, width, y + height * 0.034], fill=shift(timber, value=0.55)
            )
        draw(image, pen, y, height * 0.24, rng)
    for k in range(3):
        cx = width * (k + 0.5) / 3
        pen.line([cx, 0, cx, height * 0.07], fill="#2a2420", width=4)
        pen.pieslice(
            [cx - 46, height * 0.03, cx + 46, height * 0.03 + 92],
            180,
            360,
            fill=shift(shop.accent, value=0.8),
        )
        pen.ellipse([cx - 18, height * 0.03 + 36, cx + 18, height * 0.03 + 66], fill="#fff3cf")


_Filler = Callable[[Image.Image, ImageDraw.ImageDraw, float, float, np.random.Generator], None]


def _loaves(
    image: Image.Image, pen: ImageDraw.ImageDraw, y: float, tall: float, rng: np.random.Generator
) -> None:
    x = 20.0
    while x < image.width - 90:
        wide, high = float(rng.uniform(70, 150)), float(rng.uniform(0.30, 0.55)) * tall
        tint = shift("#c07c34", value=float(rng.uniform(0.7, 1.15)))
        pen.ellipse([x, y - high, x + wide, y + high * 0.5], fill=tint)
        for k in range(3):
            cx = x + wide * (0.28 + 0.2 * k)
            pen.line(
                [cx, y - high * 0.72, cx + wide * 0.12, y - high * 0.35], fill="#ecc98c", width=7
            )
        pen.rectangle([x - 2, y, x + wide + 2, y + 4], fill="#6b4a2e")
        x += wide + float(rng.uniform(4, 26))


def _books(
    image: Image.Image, pen: ImageDraw.ImageDraw, y: float, tall: float, rng: np.random.Generator
) -> None:
    tints = (
        "#8d1f2d",
        "#23456b",
        "#d9b25a",
        "#2f5d46",
        "#efe6d3",
        "#b5532b",
        "#3a3a44",
        "#7a3b69",
        "#5f8fa0",
    )
    x = 10.0
    while x < image.width - 40:
        if rng.uniform() < 0.16:
            wide, high = 96.0, tall * 0.86
            tint = tints[int(rng.integers(len(tints)))]
            pen.rectangle([x, y - high, x + wide, y], fill=tint)
            pen.rectangle(
                [x + 14, y - high * 0.86, x + wide - 14, y - high * 0.62],
                fill=mix(tint, "#ffffff", 0.7),
            )
            pen.ellipse(
                [x + 24, y - high * 0.5, x + wide - 24, y - high * 0.5 + wide - 48],
                fill=mix(tint, "#f4c95d", 0.6),
            )
            x += wide + 12
            continue
        wide, high = float(rng.uniform(16, 32)), tall * float(rng.uniform(0.62, 0.9))
        tint = shift(tints[int(rng.integers(len(tints)))], value=float(rng.uniform(0.8, 1.1)))
        pen.rectangle([x, y - high, x + wide, y], fill=tint)
        pen.rectangle(
            [x + 4, y - high * 0.84, x + wide - 4, y - high * 0.78], fill=mix(tint, "#fff3d0", 0.6)
        )
        x += wide + 2


def _clothes(
    image: Image.Image, pen: ImageDraw.ImageDraw, y: float, _: float, rng: np.random.Generator
) -> None:
    if y < image.height * 0.9:
        return
    tints = ("#22304f", "#e8b321", "#ece3d0", "#a8502f", "#23483a", "#9dbcd4")
    foot = image.height * 0.95
    for k, tint in enumerate(tints):
        cx = image.width * (k + 0.5) / len(tints)
        high = image.height * float(rng.uniform(0.62, 0.70))
        top = foot - high
        pen.line([cx, foot - high * 0.3, cx, foot], fill="#3a2f26", width=8)
        pen.ellipse([cx - 40, foot - 10, cx + 40, foot + 8], fill="#3a2f26")
        pen.ellipse([cx - 15, top - 34, cx + 15, top + 6], fill="#d9c3a0")
        body = [
            (cx - 24, top),
            (cx + 24, top),
            (cx + 72, top + 34),
            (cx + 88, top + high * 0.40),
            (cx + 60, top + high * 0.42),
            (cx + 54, top + high * 0.22),
        ]
        body += [
            (cx + 58 + 26 * (k % 2), top + high * 0.78),
            (cx - 58 - 26 * (k % 2), top + high * 0.78),
            (cx - 54, top + high * 0.22),
            (cx - 60, top + high * 0.42),
            (cx - 88, top + high * 0.40),
            (cx - 72, top + 34),
        ]
        pen.polygon(body, fill=tint)
        pen.line([cx, top + 6, cx, top + high * 0.76], fill=shift(tint, value=0.8), width=5)
        if k == 2:
            for row in range(9):
                pen.line(
                    [cx - 54, top + 60 + row * 26, cx + 54, top + 60 + row * 26],
                    fill="#22304f",
                    width=7,
                )


def _jars(
    image: Image.Image, pen: ImageDraw.ImageDraw, y: float, tall: float, rng: np.random.Generator
) -> None:
    x = 14.0
    while x < image.width - 60:
        kind = float(rng.uniform())
        if kind < 0.35:
            wide, tint = 40.0, shift("#2a3a22", value=float(rng.uniform(0.7, 1.8)))
            pen.rectangle([x, y - tall * 0.60, x + wide, y], fill=tint)
            pen.rectangle([x + 13, y - tall * 0.92, x + 27, y - tall * 0.55], fill=tint)
            pen.rectangle([x + 2, y - tall * 0.42, x + wide - 2, y - tall * 0.14], fill="#efe4c8")
        elif kind < 0.75:
            wide = 56.0
            tint = ("#b5321f", "#d98a2a", "#c9a24a", "#6f7f3a")[int(rng.integers(4))]
            pen.rectangle([x, y - tall * 0.46, x + wide, y], fill=tint)
            pen.rectangle([x - 2, y - tall * 0.56, x + wide + 2, y - tall * 0.46], fill="#d9c79a")
            pen.rectangle([x + 6, y - tall * 0.34, x + wide - 6, y - tall * 0.12], fill="#f4ecd8")
        else:
            wide = 118.0
            tint = ("#e9c566", "#efe6cc", "#d98a3a")[int(rng.integers(3))]
            pen.ellipse(
                [x, y - tall * 0.46, x + wide, y - tall * 0.20], fill=mix(tint, "#ffffff", 0.25)
            )
            pen.rectangle([x, y - tall * 0.33, x + wide, y - 6], fill=shift(tint, value=0.85))
        x += wide + float(rng.uniform(6, 18))


def _flacons(
    image: Image.Image, pen: ImageDraw.ImageDraw, y: float, tall: float, rng: np.random.Generator
) -> None:
    tints = ("#f6faf9", "#cfeee4", "#ffd9a0", "#dcecf4", "#f3d9de", "#2a9d8f")
    x = 18.0
    while x < image.width - 50:
        tint = tints[int(rng.integers(len(tints)))]
        wide, high = float(rng.uniform(34, 52)), tall * float(rng.uniform(0.42, 0.66))
        for _ in range(int(rng.integers(2, 5))):
            if x > image.width - 50:
                break
            pen.rounded_rectangle([x, y - high, x + wide, y], 8, fill=tint)
            pen.rectangle(
                [x + wide * 0.28, y - high - 22, x + wide * 0.72, y - high + 4],
                fill=shift(tint, value=0.7),
            )
            pen.rectangle([x + 6, y - high * 0.55, x + wide - 6, y - high * 0.48], fill="#2a9d8f")
            x += wide + 5
        x += 18


def _plants(
    image: Image.Image, pen: ImageDraw.ImageDraw, y: float, tall: float, rng: np.random.Generator
) -> None:
    x = 20.0
    while x < image.width - 80:
        wide = float(rng.uniform(60, 96))
        pot = ("#b8683f", "#d9d4c8", "#8a9a92")[int(rng.integers(3))]
        pen.polygon(
            [
                (x, y - tall * 0.36),
                (x + wide, y - tall * 0.36),
                (x + wide * 0.85, y),
                (x + wide * 0.15, y),
            ],
            fill=pot,
        )
        bloom = ("#e98fb0", "#f3b61f", "#c81d2e", "#7b6bb0", "#f7f5ec")[int(rng.integers(5))]
        for _ in range(34):
            dx, dy = float(rng.normal(0, wide * 0.30)), float(rng.uniform(0.30, 0.95)) * tall
            size = float(rng.uniform(8, 16))
            green = shift("#5f8f45", value=float(rng.uniform(0.6, 1.3)))
            is_bloom = rng.uniform() < 0.35
            cx = x + wide / 2 + dx
            pen.ellipse(
                [cx - size, y - dy - size, cx + size, y - dy + size],
                fill=bloom if is_bloom else green,
            )
        x += wide + float(rng.uniform(8, 30))


_FILLERS: dict[str, _Filler] = {
    "la-mie-doree": _loaves,
    "la-page-d-apres": _books,
    "fil-et-maree": _clothes,
    "maison-castagne": _jars,
    "pharmacie-du-pont": _flacons,
    "l-herbe-folle": _plants,
}


def _door(frame: Frame, shop: DemoShop) -> None:
    x0, y0, x1, y1 = _DOOR
    _panel(frame, (x0, y0, x1, y1), shift(shop.accent, value=1.18), lift=0.012)
    pane = frame.window(x0 + 0.035, y0 + 0.035, x1 - 0.035, y0 + 0.345)
    x, y = pane.turned((x0 + x1) / 2, y0 + 0.19)
    glow = np.exp(-((x / 0.16) ** 2) - ((y + 0.05) / 0.2) ** 2)
    room = ramp(np.clip(0.2 + 0.6 * glow, 0, 1), (0, "#3a2f26"), (1, "#e6c490"))
    lean = pane.x + 0.8 * pane.y
    mirror = 0.18 * smooth_step(1.26, 1.31, lean) * smooth_step(1.42, 1.36, lean)
    frame.lay(pane, room + mirror[..., None], np.ones(pane.shape, np.float32))
    _panel(
        frame,
        (x0 + 0.035, y0 + 0.375, x1 - 0.035, y1 - 0.03),
        shop.accent,
        lift=0.006,
        corner=0.006,
    )
    card = frame.window(x0 + 0.085, y0 + 0.13, x1 - 0.085, y0 + 0.225)
    rows, columns = card.shape
    art = Image.new("RGB", (columns * 2, rows * 2), "#f7f1e2")
    write(art, (10, 8, columns * 2 - 10, rows * 0.95), "ouvert", "hand", shop.accent)
    write(
        art,
        (16, rows, columns * 2 - 16, rows * 1.85),
        capitals(shop.trade),
        "label_bold",
        "#4a3f36",
    )
    frame.lay(
        card, (np.asarray(art.reduce(2), np.float32) / 255) ** 2, np.ones(card.shape, np.float32)
    )
    knob = frame.window(x1 - 0.040, y0 + 0.27, x1 - 0.006, y0 + 0.40)
    u, v = knob.turned(x1 - 0.022, y0 + 0.335)
    bar = oblong(u, v, 0.0065, 0.055, 0.006)
    alpha = coverage(bar, frame.unit)
    frame.drop(knob, alpha, 0.01)
    frame.lay(
        knob,
        relief(np.sqrt(np.maximum(bar, 0) * 0.012), frame.unit, linear("#c9a24a"), gloss=0.8),
        alpha,
    )


def _sign(frame: Frame, shop: DemoShop) -> None:
    x0, y0, x1, y1 = _SIGN
    board = shift(shop.accent, value=0.86)
    _panel(
        frame,
        (x0 - 0.02, y0 - 0.014, x1 + 0.02, y1 + 0.004),
        shift(shop.accent, value=1.12),
        lift=0.03,
        thick=0.010,
    )
    _panel(frame, (x0, y0, x1, y1 - 0.010), board, lift=0.0, corner=0.003)
    window = frame.window(x0, y0, x1, y1 - 0.01)
    rows, columns = window.shape
    art = Image.new("RGB", (columns * 2, rows * 2), "#000000")
    face = {"la-page-d-apres": "italic", "l-herbe-folle": "hand", "fil-et-maree": "label_bold"}.get(
        shop.slug, "display"
    )
    write(art, (columns * 0.2, rows * 0.10, columns * 1.8, rows * 1.38), shop.sign, face, "#ffffff")
    write(
        art,
        (columns * 0.4, rows * 1.40, columns * 1.6, rows * 1.80),
        capitals(shop.trade),
        "label_bold",
        "#bbbbbb",
        largest=rows * 0.30,
    )
    ink = np.asarray(art.convert("L").reduce(2), np.float32) / 255
    frame.shadow(window, ink, dx=0.002, dy=0.004, soft=0.004, strength=0.8)
    gold = ramp(
        np.broadcast_to(np.linspace(0, 1, rows)[:, None], (rows, columns)),
        (0, "#fbf0cf"),
        (0.5, "#e6c878"),
        (1, "#c79a45"),
    )
    frame.lay(window, gold, ink)


def _awning(frame: Frame, window: Window, accent: str) -> None:
    """Striped canvas, its scallops and its shadow on the window."""
    x0, x1, top, foot = -0.19, 0.79, 0.352, 0.455
    t = np.clip((window.y - top) / (foot - top), 0, 1)
    flare = 0.022 * t
    u = (window.x - x0 + flare) / (x1 - x0 + 2 * flare)
    stripes = 16
    phase = u * stripes
    lobe = 0.026 * np.sqrt(np.maximum(1 - (2 * (phase - np.floor(phase)) - 1) ** 2, 0))
    inside = np.minimum(
        np.minimum(window.x - x0 + flare, x1 + flare - window.x),
        np.minimum(window.y - top, foot + 0.012 + lobe - window.y),
    )
    alpha = coverage(inside, frame.unit)
    frame.shadow(window, alpha, dx=0.03, dy=0.055, soft=0.020, strength=0.55)
    is_light = ((np.floor(phase) % 2) == 0)[..., None]
    albedo = np.where(is_light, linear("#f6f0e2"), linear(shift(accent, value=1.15)))
    weave = noise(frame.rng, window.shape, frame.unit, cells=(500, 500), roughness=0.8)
    sag = np.cos(phase * 2 * np.pi) * 0.06
    light = np.where(window.y < foot, 1.10 - 0.30 * t + sag * 0.5, 0.80)
    frame.lay(window, albedo * (light * (1 + 0.02 * weave))[..., None], alpha)
    hem = np.exp(-(((window.y - foot) / 0.0025) ** 2)) * alpha
    frame.under(window)[...] *= (1 - 0.35 * hem)[..., None]


def _lantern(frame: Frame, cx: float) -> None:
    _panel(frame, (cx - 0.006, 0.34, cx + 0.006, 0.40), "#2a2a2c", lift=0.01)
    _panel(frame, (cx - 0.030, 0.395, cx + 0.030, 0.408), "#2a2a2c", lift=0.01)
    window = frame.window(cx - 0.12, 0.36, cx + 0.12, 0.58)
    x, y = window.turned(cx, 0.45)
    pane = np.minimum(0.026 - 0.10 * (y + 0.04) - np.abs(x), 0.042 - np.abs(y))
    glow = np.exp(-((x**2 + y**2) / 0.004))[..., None] * linear("#ffdf9a") * 0.25
    frame.under(window)[...] += glow
    frame.lay(
        window,
        np.broadcast_to(linear("#fff0c2") * 1.05, (*window.shape, 3)),
        coverage(pane, frame.unit),
    )
    ribs = np.minimum(0.0025 - np.abs(np.abs(x) - 0.016 + 0.05 * y), 0.044 - np.abs(y))
    frame.lay(
        window, np.broadcast_to(linear("#2a2a2c"), (*window.shape, 3)), coverage(ribs, frame.unit)
    )


def _planter(frame: Frame, rng: np.random.Generator) -> None:
    """Boxwood in tubs on either side."""
    for cx in (-0.29, 1.285):
        _panel(frame, (cx - 0.062, 0.80, cx + 0.062, 0.925), "#5d5148", lift=0.02)
        window = frame.window(cx - 0.13, 0.60, cx + 0.13, 0.83)
        x, y = window.turned(cx, 0.715)
        rough = noise(rng, window.shape, frame.unit, cells=230, roughness=1.0)
        r = np.sqrt(x**2 + y**2)
        inside = 0.098 + 0.006 * rough - r
        alpha = coverage(inside, frame.unit)
        frame.drop(window, alpha, 0.04)
        tone = np.clip(0.5 + 0.22 * rough, 0, 1)
        albedo = ramp(tone, (0, "#1f3320"), (0.5, "#3f6638"), (1, "#8fae5c"))
        height = np.sqrt(np.maximum(0.1**2 - r**2, 0)) + 0.006 * rough
        frame.lay(window, relief(height, frame.unit, albedo, gloss=0.05, hollow=0.8), alpha)
