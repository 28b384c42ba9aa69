"""Tags as pictures for the screen: one sticker, or a whole sheet as it will come out."""

import io
from collections.abc import Sequence

from PIL import Image, ImageDraw

from printing.drivers.image import Canvas, measure
from printing.drivers.page import Band
from printing.drivers.pdf import DOTS_PER_MM
from printing.drivers.sheets import sticker_of
from printing.drivers.sticker_face import Label, place_label
from printing.drivers.stickers import A4_MM, LabelGrid
from printing.drivers.tag_face import Sticker

_PAPER, _EDGE, _USED = 255, 205, 236


def render_tag_png(tag: Label, locale: str, sticker: Sticker, *, scale: int = 2) -> bytes:
    """Return one sticker, 8 × `scale` pixels a millimetre."""
    size = (
        round(sticker.width_mm * DOTS_PER_MM * scale),
        round(sticker.height_mm * DOTS_PER_MM * scale),
    )
    picture = Image.new("L", size, _PAPER)
    Canvas(picture, scale).add(place_label(tag, locale, sticker, measure), 0)
    return _png(picture)


def render_sheet_png(
    tags: Sequence[Label],
    locale: str,
    grid: LabelGrid,
    *,
    used: int = 0,
    shift_mm: tuple[float, float] = (0, 0),
    width: int = 840,
) -> bytes:
    """Return the first sheet, `width` pixels wide, with the stickers that are gone in grey."""
    size = (round(A4_MM[0] * DOTS_PER_MM), round(A4_MM[1] * DOTS_PER_MM))
    picture = Image.new("L", size, _PAPER)
    drawing = ImageDraw.Draw(picture)
    sticker = sticker_of(grid)
    used %= grid.labels
    faces: dict[Label, Band] = {}
    for place in range(grid.labels):
        left, top = (edge * DOTS_PER_MM for edge in grid.corner(place))
        right = left + grid.width_mm * DOTS_PER_MM
        bottom = top + grid.height_mm * DOTS_PER_MM
        fill = _USED if place < used else None
        drawing.rectangle((left, top, right - 1, bottom - 1), fill=fill, outline=_EDGE, width=2)
        if not 0 <= place - used < len(tags):
            continue
        tag = tags[place - used]
        if tag not in faces:
            faces[tag] = place_label(tag, locale, sticker, measure)
        corner = (left + shift_mm[0] * DOTS_PER_MM, top + shift_mm[1] * DOTS_PER_MM)
        Canvas(picture, 1, corner).add(faces[tag], 0)
    height = round(size[1] * width / size[0])
    return _png(picture.resize((width, height), Image.Resampling.LANCZOS))


def _png(picture: Image.Image) -> bytes:
    png = io.BytesIO()
    picture.save(png, "PNG")
    return png.getvalue()
