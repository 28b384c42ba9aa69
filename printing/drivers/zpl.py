"""Labels as ZPL text for Zebra printers and their kin."""

from collections.abc import Iterable
from dataclasses import dataclass

from printing.documents import PickupLabel, ProductLabel, ShelfTag
from printing.drivers.page import (
    Anchor,
    Band,
    BarcodeMark,
    BoxMark,
    Column,
    QrMark,
    TextMark,
)
from printing.drivers.profiles import DOTS_PER_COLUMN
from printing.drivers.sticker_face import Label, place_label
from printing.drivers.stickers import LabelMedia
from printing.drivers.tag_face import DOTS_PER_MM, Sticker
from printing.drivers.typeface import CAP_HEIGHT, Weight
from printing.layout import lay_out
from printing.layout.paper import Paper
from printing.safe_text import NO_BREAK_SPACE

_MARGIN_DOTS = 16
_LETTERS_MARGIN = 2
_MM_PER_INCH = 25.4
_USUAL_DPI = 203
_MOST_COPIES = 9999
_WHOLE_MODULES = {203: (3, 2), 300: (4, 3)}
"""Dots of an EAN's narrowest bar, widest first: 0.38 and 0.25 mm, 0.34 and 0.25 mm."""

_WIDE, _CAPITAL, _NARROW = 0.85, 0.62, 0.34
_USUAL_LETTER = 0.55  # font 0 is condensed: a letter is about half as wide as it is high


@dataclass(frozen=True, slots=True)
class _Grain:
    """How many of the printer's dots one dot of the geometry (1/8 mm) is."""

    dots: float = 1

    def __call__(self, length: float) -> int:
        return round(length * self.dots)


def render_zpl(
    document: PickupLabel | ShelfTag | ProductLabel,
    locale: str,
    *,
    columns: int = 48,
    height_mm: int = 0,
    dpi: int = 203,
) -> bytes:
    """Return one label in UTF-8; `columns` × 1.5 mm wide, as high as its content.

    A label printer's own font 0 sets the text; `^` and `~`, which begin commands, are escaped.
    """
    grain = _Grain(dpi / _USUAL_DPI)
    dots = columns * DOTS_PER_COLUMN
    bands = Column(dots, _measure).place(lay_out(document, Paper(columns), locale))
    content = round(sum(band.height for band in bands)) + 2 * _MARGIN_DOTS
    length = height_mm * 8 or content
    width, margin = grain(dots + 2 * _MARGIN_DOTS), grain(_MARGIN_DOTS)
    parts = [f"^XA^CI28^PW{width}^LL{grain(length)}^LH{margin},{margin}"]
    top = 0.0
    for band in bands:
        parts += _fields(band, top, dots, grain)
        top += band.height
    parts.append("^XZ")
    return "\n".join(parts).encode("utf-8")


def render_zpl_tags(
    tags: Iterable[tuple[Label, int]], locale: str, media: LabelMedia, *, dpi: int = 203
) -> bytes:
    """Return each tag as a label of the roll's size, printed as often as it says.

    `dpi` is 203 or 300: the printer's, by which the width of the bars is a whole number of dots.
    """
    grain = _Grain(dpi / _MM_PER_INCH / DOTS_PER_MM)
    modules = tuple(dots / dpi * _MM_PER_INCH for dots in _WHOLE_MODULES[dpi])
    margin = media.margin_mm
    sticker = Sticker(media.width_mm, media.height_mm, margin, margin, modules)
    width = grain(media.width_mm * DOTS_PER_MM)
    height = grain(media.height_mm * DOTS_PER_MM)
    labels = []
    for tag, copies in tags:
        if copies < 1:
            continue
        band = place_label(tag, locale, sticker, _measure)
        fields = _fields(band, 0, round(sticker.right), grain)
        labels += [
            f"^XA^CI28^PW{width}^LL{height}^LH0,0",
            *fields,
            f"^PQ{min(copies, _MOST_COPIES)},0,1,N^XZ",
        ]
    return "\n".join(labels).encode("utf-8")


def _measure(text: str, _weight: Weight, size: float) -> float:
    """Return no less than the width of a text in font 0, whose letters differ by printer."""
    return (sum(map(_letter_width, text)) + _LETTERS_MARGIN * _USUAL_LETTER) * size


def _letter_width(letter: str) -> float:
    if letter in "WMwm@%€ŒœÆæ…—":
        return _WIDE
    if letter in " .,:;!'|ijlI·-":
        return _NARROW
    return _CAPITAL if letter.isupper() else _USUAL_LETTER


def _fields(band: Band, top: float, right: float, grain: _Grain) -> list[str]:
    fields = []
    bars = {mark.digits for mark in band.marks if isinstance(mark, BarcodeMark)}
    for mark in band.marks:
        match mark:
            case BoxMark():
                width, height = grain(mark.width), grain(mark.height)
                origin = f"^FO{grain(mark.x)},{grain(top + mark.y)}"
                fields.append(f"{origin}^GB{width},{height},{min(width, height)}^FS")
            case TextMark() if mark.text not in bars:  # the printer writes a code's digits itself
                fields.append(_text(mark, top, right, grain))
            case QrMark():
                # ZPL's QR stands 10 dots below its origin.
                origin = f"^FO{grain(mark.x)},{grain(top + mark.y) - 10}"
                module = max(grain(mark.module), 1)
                fields.append(f"{origin}^BQN,2,{module},M^FH^FDMA,{_escaped(mark.text)}^FS")
            case BarcodeMark():
                origin = f"^FO{grain(mark.x)},{grain(top + mark.y)}^BY{grain(mark.module)}"
                height = grain(mark.height)
                fields.append(f"{origin}^BEN,{height},Y,N^FD{mark.digits[:12]}^FS")
    return fields


def _text(mark: TextMark, top: float, right: float, grain: _Grain) -> str:
    size = max(grain(mark.size), 1)
    y = max(grain(top + mark.baseline - mark.size * CAP_HEIGHT), 0)
    reverse = "^FR" if mark.is_white else ""
    font = f"^A0N,{size},{size}"
    data = f"^FH^FD{_escaped(mark.text)}^FS"
    if mark.anchor is Anchor.START:
        return f"^FO{grain(mark.x)},{y}{reverse}{font}{data}"
    if mark.anchor is Anchor.END:
        return f"^FO0,{y}{reverse}{font}^FB{grain(mark.x)},1,0,R{data}"
    half = min(mark.x, right - mark.x)
    box = f"^FB{grain(2 * half)},1,0,C"
    return f"^FO{grain(mark.x - half)},{y}{reverse}{font}{box}{data}"


def _escaped(text: str) -> str:
    """Return the text for ^FH, in which an underscore begins a hexadecimal byte."""
    plain = text.replace(NO_BREAK_SPACE, " ")
    return "".join([f"_{ord(char):02X}" if char in "_^~\\" else char for char in plain])
