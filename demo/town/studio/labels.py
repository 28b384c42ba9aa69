"""Labels of bottles, jars and boxes, set as a small printer would set them."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw

from demo.town.studio.colours import ink_on, mix
from demo.town.studio.lettering import capitals, write
from demo.town.studio.motifs import print_motif


def classic(
    size: tuple[int, int],
    title: str,
    brand: str,
    paper: str,
    ink: str,
    rng: np.random.Generator,
    *,
    motif: str = "",
    note: str = "",
) -> Image.Image:
    """Paper with a double rule, serif title, small capitals for the maker."""
    width, height = size
    image = Image.new("RGB", size, paper)
    pen = ImageDraw.Draw(image)
    edge = max(2, round(min(size) * 0.035))
    pen.rectangle([edge, edge, width - edge, height - edge], outline=ink, width=max(1, edge // 3))
    inner = edge * 1.7
    pen.rectangle(
        [inner, inner, width - inner, height - inner], outline=mix(paper, ink, 0.5), width=1
    )
    left, right = width * 0.10, width * 0.90
    top = height * 0.10
    if motif:
        side = min(width * 0.42, height * 0.36)
        box = (width / 2 - side / 2, top, width / 2 + side / 2, top + side)
        if print_motif(image, box, motif, ink, paper, rng):
            top += side
    write(image, (left, top, right, height * 0.70), title, "display", ink, largest=height * 0.24)
    pen.line([width * 0.36, height * 0.73, width * 0.64, height * 0.73], fill=ink, width=2)
    write(image, (left, height * 0.76, right, height * 0.84), capitals(brand), "label_bold", ink)
    if note:
        write(image, (left, height * 0.85, right, height * 0.91), note, "italic", ink)
    return image


def modern(
    size: tuple[int, int],
    title: str,
    brand: str,
    paper: str,
    ink: str,
    rng: np.random.Generator,
    *,
    motif: str = "",
    note: str = "",
) -> Image.Image:
    """A block of colour, poster type, the motif below or nothing."""
    width, height = size
    image = Image.new("RGB", size, paper)
    pen = ImageDraw.Draw(image)
    pen.rectangle([0, 0, width, height * 0.16], fill=ink)
    write(
        image,
        (width * 0.1, height * 0.03, width * 0.9, height * 0.14),
        capitals(brand),
        "label_bold",
        ink_on(ink),
        largest=height * 0.07,
    )
    foot = height * (0.5 if motif else 0.80)
    write(
        image,
        (width * 0.09, height * 0.20, width * 0.91, foot),
        title.upper(),
        "narrow",
        ink,
        largest=height * 0.26,
    )
    if motif:
        side = min(width * 0.6, height * 0.36)
        box = (width / 2 - side / 2, height * 0.52, width / 2 + side / 2, height * 0.52 + side)
        print_motif(image, box, motif, ink, paper, rng)
    if note:
        write(image, (width * 0.1, height * 0.89, width * 0.9, height * 0.96), note, "label", ink)
    return image


def pharmacy(
    size: tuple[int, int], title: str, brand: str, paper: str, ink: str, *, note: str = ""
) -> Image.Image:
    """Transparent but for clean small type and a coloured bar."""
    width, height = size
    image = Image.new("RGBA", size, (*_bytes(paper), 0))
    pen = ImageDraw.Draw(image)
    write(
        image,
        (width * 0.08, height * 0.10, width * 0.92, height * 0.20),
        capitals(brand),
        "label_bold",
        ink,
        largest=height * 0.055,
    )
    pen.rectangle([width * 0.34, height * 0.235, width * 0.66, height * 0.247], fill=ink)
    write(
        image,
        (width * 0.06, height * 0.28, width * 0.94, height * 0.60),
        title,
        "label_bold",
        mix(ink, "#1d2a2e", 0.45),
        largest=height * 0.16,
    )
    write(
        image,
        (width * 0.12, height * 0.62, width * 0.88, height * 0.72),
        note or "hypoallergénique",
        "label",
        mix(ink, "#1d2a2e", 0.3),
        largest=height * 0.055,
    )
    pen.rectangle([0, height * 0.80, width, height * 0.90], fill=ink)
    return image


def _bytes(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
