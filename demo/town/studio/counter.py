"""What the camera over the counter sees when a product is held under it, barcode up."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from demo.town.records import DemoProduct
from demo.town.studio.colours import ink_on, linear, mix
from demo.town.studio.fields import Field, blur, noise
from demo.town.studio.frame import Frame
from demo.town.studio.lettering import capitals, font, write
from demo.town.studio.solids import polygon_mask, warp
from demo.town.studio.surfaces import backdrop

_SIZE = (1280, 720)
_PANEL = (650, 570)
#: Wide enough that a decoder which first halves or thirds the picture still reads it right.
_MODULE = 5

#: EAN-13 (ISO/IEC 15420): which set encodes each of the left six digits, by the first digit.
_PARITIES = (
    "LLLLLL",
    "LLGLGG",
    "LLGGLG",
    "LLGGGL",
    "LGLLGG",
    "LGGLLG",
    "LGGGLL",
    "LGLGLG",
    "LGLGGL",
    "LGGLGL",
)
#: The seven modules of each digit in set L; R is their complement, G is R mirrored.
_L_SET = (
    "0001101",
    "0011001",
    "0010011",
    "0111101",
    "0100011",
    "0110001",
    "0101111",
    "0111011",
    "0110111",
    "0001011",
)


def ean13_modules(gtin: str) -> str:
    """The 95 modules of an EAN-13, 1 for a bar."""
    complements = ["".join("10"[int(bit)] for bit in pattern) for pattern in _L_SET]
    left = ""
    for digit, parity in zip(gtin[1:7], _PARITIES[int(gtin[0])], strict=True):
        left += _L_SET[int(digit)] if parity == "L" else complements[int(digit)][::-1]
    right = "".join(complements[int(digit)] for digit in gtin[7:])
    return f"101{left}01010{right}101"


def barcode(gtin: str, module: int, height: int) -> Image.Image:
    """Bars, guard bars a little longer, digits below, with the quiet zones (11 and 7 modules)."""
    modules = ean13_modules(gtin)
    type_ = font("label_bold", module * 9)
    image = Image.new("RGB", ((11 + 95 + 7) * module, height + module * 10), "#ffffff")
    pen = ImageDraw.Draw(image)
    guards = {*range(3), *range(45, 50), *range(92, 95)}
    for place, bit in enumerate(modules):
        if bit == "1":
            left = (11 + place) * module
            foot = height + (module * 4 if place in guards else 0)
            pen.rectangle([left, module, left + module - 1, foot], fill="#000000")
    level = height + module * 5
    pen.text((module * 2, level), gtin[0], font=type_, fill="#000000", anchor="lm")
    for digits, start in ((gtin[1:7], 14), (gtin[7:], 61)):
        for place, digit in enumerate(digits):
            x = (start + 3.5 + place * 7) * module
            pen.text((x, level + module), digit, font=type_, fill="#000000", anchor="mm")
    return image


def _panel(product: DemoProduct, gtin: str) -> Image.Image:
    """The back of the pack."""
    width, height = _PANEL
    colour = product.variants[0].colour or product.look.colour
    paper = mix(colour, "#ffffff", 0.12)
    ink = ink_on(paper)
    panel = Image.new("RGB", _PANEL, paper)
    pen = ImageDraw.Draw(panel)
    write(panel, (30, 24, width - 30, 56), capitals(product.brand), "label_bold", ink, largest=24)
    write(panel, (30, 60, width - 30, 148), product.name, "display", ink, largest=44)
    bars = barcode(gtin, _MODULE, 310)
    left, top = (width - bars.width) // 2, height - bars.height - 34
    pen.rectangle(
        [left - 12, top - 12, left + bars.width + 12, top + bars.height + 8], fill="#ffffff"
    )
    panel.paste(bars, (left, top))
    return panel


def counter_frame(
    product: DemoProduct, shop: str, gtin: str, tilt_deg: float, rng: np.random.Generator
) -> Image.Image:
    """A frame of 1280 × 720: the pack's back under the camera, turned by `tilt_deg`."""
    width, height = _SIZE
    frame = Frame(backdrop(shop, "flat", 0, height, width), rng)
    image = frame.image
    for channel in range(3):
        image[..., channel] = blur(image[..., channel].copy(), 2.2)
    angle = np.deg2rad(tilt_deg)
    half_x, half_y = _PANEL[0] / 2, _PANEL[1] / 2
    middle = (width / 2 + float(rng.uniform(-30, 30)), height / 2 + float(rng.uniform(-12, 12)))
    corners = []
    for sx, sy in ((-1, -1), (1, -1), (1, 1), (-1, 1)):
        # the far edge is a little smaller: the pack leans away from the lens
        x, y = sx * half_x * (1 + 0.025 * sy), sy * half_y
        corners.append(
            (
                middle[0] + float(x * np.cos(angle) - y * np.sin(angle)),
                middle[1] + float(x * np.sin(angle) + y * np.cos(angle)),
            )
        )
    outline = [((x - (width - height) / 2) / height, y / height) for x, y in corners]
    window = frame.all()
    mask = polygon_mask(frame, window, outline)
    frame.drop(window, mask, 0.10)
    padded = np.pad(np.asarray(_panel(product, gtin)), ((6, 6), (6, 6), (0, 0)), "edge")
    sheet = warp(Image.fromarray(padded), corners, _SIZE)
    gloss = _lamp(frame)
    frame.lay(window, (np.asarray(sheet, np.float32) / 255) ** 2 * 0.92 + gloss, mask)
    image += (0.010 * noise(rng, (height, width), height, cells=1000, roughness=0.3))[..., None]
    # blurred as displayed, not in linear light: there bars would come out thinner than gaps
    return frame.develop(contrast=0.05).filter(ImageFilter.GaussianBlur(0.6))


def _lamp(frame: Frame) -> Field:
    """The shop's lamp, faintly mirrored in the varnish."""
    window = frame.all()
    x, y = window.turned(0.25, 0.15, 20)
    glow = np.exp(-((x / 0.35) ** 2) - (y / 0.22) ** 2)
    return np.asarray(glow[..., None] * linear("#fff2dc") * 0.07, np.float32)
