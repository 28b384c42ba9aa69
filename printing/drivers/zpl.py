"""Labels as ZPL text for Zebra printers and their kin, at 8 dots a millimetre."""

from printing.documents import PickupLabel, ShelfLabel
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
from printing.drivers.typeface import CAP_HEIGHT, Weight
from printing.layout import lay_out
from printing.layout.paper import Paper
from printing.safe_text import NO_BREAK_SPACE

_MARGIN_DOTS = 16
_LETTER_SHARE = 0.55  # font 0 is condensed: a letter is about half as wide as it is high
_LETTERS_MARGIN = 2


def render_zpl(
    document: PickupLabel | ShelfLabel, locale: str, *, columns: int = 48, height_mm: int = 0
) -> bytes:
    """Return one label in UTF-8; `columns` × 1.5 mm wide, as high as its content unless told.

    A label printer's own font 0 sets the text; `^` and `~`, which begin commands, are escaped.
    """
    dots = columns * DOTS_PER_COLUMN
    bands = Column(dots, _measure).place(lay_out(document, Paper(columns), locale))
    content = round(sum(band.height for band in bands)) + 2 * _MARGIN_DOTS
    length = height_mm * 8 or content
    parts = [f"^XA^CI28^PW{dots + 2 * _MARGIN_DOTS}^LL{length}^LH{_MARGIN_DOTS},{_MARGIN_DOTS}"]
    top = 0.0
    for band in bands:
        parts += _fields(band, top, dots)
        top += band.height
    parts.append("^XZ")
    return "\n".join(parts).encode("utf-8")


def _measure(text: str, _weight: Weight, size: float) -> float:
    return (len(text) + _LETTERS_MARGIN) * size * _LETTER_SHARE


def _fields(band: Band, top: float, dots: int) -> list[str]:
    fields = []
    has_bars = any(isinstance(mark, BarcodeMark) for mark in band.marks)
    for mark in band.marks:
        match mark:
            case BoxMark():
                width, height = round(mark.width), round(mark.height)
                thickness = min(width, height)
                fields.append(
                    f"^FO{round(mark.x)},{round(top + mark.y)}^GB{width},{height},{thickness}^FS"
                )
            case TextMark() if not has_bars:  # the printer writes a barcode's digits itself
                fields.append(_text(mark, top, dots))
            case QrMark():
                # ZPL's QR stands 10 dots below its origin.
                origin = f"^FO{round(mark.x)},{round(top + mark.y) - 10}"
                fields.append(f"{origin}^BQN,2,{mark.module},M^FH^FDMA,{_escaped(mark.text)}^FS")
            case BarcodeMark():
                origin = f"^FO{round(mark.x)},{round(top + mark.y)}^BY{mark.module}"
                fields.append(f"{origin}^BEN,{round(mark.height)},Y,N^FD{mark.digits[:12]}^FS")
    return fields


def _text(mark: TextMark, top: float, dots: int) -> str:
    size = round(mark.size)
    y = round(top + mark.baseline - size * CAP_HEIGHT)
    reverse = "^FR" if mark.is_white else ""
    font = f"^A0N,{size},{size}"
    data = f"^FH^FD{_escaped(mark.text)}^FS"
    if mark.anchor is Anchor.START:
        return f"^FO{round(mark.x)},{y}{reverse}{font}{data}"
    if mark.anchor is Anchor.END:
        return f"^FO0,{y}{reverse}{font}^FB{round(mark.x)},1,0,R{data}"
    half = round(min(mark.x, dots - mark.x))
    return f"^FO{round(mark.x) - half},{y}{reverse}{font}^FB{2 * half},1,0,C{data}"


def _escaped(text: str) -> str:
    """Return the text for ^FH, in which an underscore begins a hexadecimal byte."""
    plain = text.replace(NO_BREAK_SPACE, " ")
    return "".join([f"_{ord(char):02X}" if char in "_^~\\" else char for char in plain])
