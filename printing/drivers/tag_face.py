"""A tag on a sticker of any size: one geometry for sheets, label printers and the screen.

The unit is 1/8 mm, as in `printing.drivers.page`. What the law and the till need (price, price per
unit, former price, origin) is made smaller until it fits and is never cut; what does not fit beside
it goes in a fixed order: the foot, more than one line of the name, the height of the bars, the
bars, the flash.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from printing.documents import Tag
from printing.drivers.codes import EAN_MODULES, QUIET_MODULES, qr_side_modules
from printing.drivers.page import (
    Anchor,
    Band,
    BarcodeMark,
    BoxMark,
    Mark,
    Measure,
    QrMark,
    TextMark,
)
from printing.drivers.typeface import CAP_HEIGHT, Weight
from printing.layout.tag import TagTexts, tag_texts

DOTS_PER_MM = 8
_LEADING = 1.25
_PRICE_LEADING = 0.98
_DESCENT = 0.2  # of the price's comma
_DIGITS_LEADING = 1.1
_USUAL_ROOM = (476.0, 272.0)  # of a sticker of 63.5 × 38.1 mm, on which the sizes were chosen
_SCALES = (0.55, 1.5)
_NAME, _SMALL, _TINY, _PRICE = 30.0, 19.0, 15.0, 118.0
_LEAST_NAME, _LEAST_SMALL, _LEAST_TINY, _LEAST_PRICE = 18.0, 14.0, 12.0, 34.0
_NAME_SHRINKS_TO = 0.78
_QUIET_LEFT, _QUIET_RIGHT = 11, 7  # modules, GS1 General Specifications § 5.2.3.4
_EAN_WIDTH = _QUIET_LEFT + EAN_MODULES + _QUIET_RIGHT
_BARS, _LOW_BARS, _LOWEST_BARS = 72.0, 48.0, 34.0
_BESIDE_ROOM = 128.0  # the least a price needs beside the bars
_BESIDE_HEIGHT = 208.0
_QR_MODULES = (5, 4, 3)
_GAP = 6.0
_SEPARATORS = " ·,"
MODULES_MM = (0.33, 0.3, 0.264)
"""Widths of an EAN's narrowest bar: GS1's nominal size down to its least, 80 %."""


@dataclass(frozen=True, slots=True)
class Sticker:
    """The paper of one tag."""

    width_mm: float
    height_mm: float
    margin_x_mm: float = 2
    margin_y_mm: float = 2
    #: Widths the narrowest bar may have, widest first: a label printer has whole dots only.
    modules_mm: tuple[float, ...] = MODULES_MM

    @property
    def left(self) -> float:
        """Return where what is printed may begin."""
        return self.margin_x_mm * DOTS_PER_MM

    @property
    def right(self) -> float:
        """Return where it must end."""
        return (self.width_mm - self.margin_x_mm) * DOTS_PER_MM

    @property
    def top(self) -> float:
        """Return the same from above."""
        return self.margin_y_mm * DOTS_PER_MM

    @property
    def bottom(self) -> float:
        """Return the same below."""
        return (self.height_mm - self.margin_y_mm) * DOTS_PER_MM


@dataclass(frozen=True, slots=True)
class _Thrift:
    """How much is left out for want of room."""

    has_foot: bool = True
    name_lines: int = 2
    detail_lines: int = 2
    bars: float = _BARS
    has_flash: bool = True
    scale: float = 1.0


_THRIFT = (
    _Thrift(),
    _Thrift(has_foot=False),
    _Thrift(has_foot=False, detail_lines=1),
    _Thrift(has_foot=False, detail_lines=1, bars=_LOW_BARS),
    _Thrift(has_foot=False, detail_lines=1, name_lines=1, bars=_LOW_BARS),
    _Thrift(has_foot=False, detail_lines=1, name_lines=1, bars=_LOWEST_BARS),
    _Thrift(has_foot=False, detail_lines=1, name_lines=1, bars=0),
    _Thrift(has_foot=False, detail_lines=1, name_lines=1, bars=0, has_flash=False),
    _Thrift(has_foot=False, detail_lines=1, name_lines=1, bars=0, has_flash=False, scale=0.7),
)


def place_tag(tag: Tag, locale: str, sticker: Sticker, measure: Measure) -> Band:
    """Return where everything on the sticker stands; nothing leaves its margins."""
    texts = tag_texts(tag, locale)
    faces = (_Face(texts, sticker, measure, thrift) for thrift in _THRIFT)
    face = next((each for each in faces if each.fits), None) or _Face(
        texts, sticker, measure, _THRIFT[-1]
    )
    return Band(sticker.height_mm * DOTS_PER_MM, tuple(face.marks()))


@dataclass(frozen=True, slots=True)
class _Row:
    """A line of text and how high it stands."""

    text: str
    weight: Weight
    size: float
    #: May not lose a letter: it is made smaller instead.
    is_figure: bool = False

    @property
    def height(self) -> float:
        return self.size * _LEADING


class _Face:
    """A tag laid out at one step of thrift."""

    def __init__(
        self, texts: TagTexts, sticker: Sticker, measure: Measure, thrift: _Thrift
    ) -> None:
        self._texts = texts
        self._sticker = sticker
        self._measure = measure
        self._thrift = thrift
        self._room = sticker.right - sticker.left
        height = sticker.bottom - sticker.top
        wanted = min(self._room / _USUAL_ROOM[0], height / _USUAL_ROOM[1])
        self._scale = min(max(wanted, _SCALES[0]), _SCALES[1]) * thrift.scale
        self._module = self._bar_module()
        self._qr = self._qr_module()
        self._stands_beside = self._is_beside()
        self._above = self._rows_above()
        self._below = self._rows_below()
        self._beneath_price = [
            self._small(text) for text in (texts.unit_price, texts.deposit) if text
        ]

    @property
    def fits(self) -> bool:
        """Tell whether price and code have the room they need."""
        return self._free >= self._needed

    @property
    def _free(self) -> float:
        used = sum(row.height for row in (*self._above, *self._below))
        return self._sticker.bottom - self._sticker.top - used - _GAP

    @property
    def _needed(self) -> float:
        least = _LEAST_PRICE * self._thrift.scale * _PRICE_LEADING
        rows = sum(row.height for row in self._beneath_price)
        if self._stands_beside:
            return max(least + rows, self._code_height)
        beside_price = max(least, rows)
        return beside_price + (self._code_height + _GAP if self._code_height else 0)

    # --- what there is ----------------------------------------------------------------------

    def _size(self, usual: float, least: float) -> float:
        return max(usual * self._scale, least * self._thrift.scale)

    def _small(self, text: str) -> _Row:
        return _Row(text, Weight.REGULAR, self._size(_SMALL, _LEAST_SMALL), is_figure=True)

    def _rows_above(self) -> list[_Row]:
        rows = []
        small = self._size(_SMALL, _LEAST_SMALL)
        if self._texts.flash and self._thrift.has_flash:
            rows.append(_Row(self._texts.flash, Weight.SEMIBOLD, small))
        rows += self._name_rows()
        rows += [
            _Row(line, Weight.REGULAR, small)
            for line in self._wrapped(
                self._texts.detail, Weight.REGULAR, small, self._thrift.detail_lines
            )
        ]
        if self._texts.origin:
            rows.append(self._small(self._texts.origin))
        return rows

    def _name_rows(self) -> list[_Row]:
        """Return the name in its lines: smaller before it is cut, and cut at its end only."""
        size, lines = self._size(_NAME, _LEAST_NAME), self._thrift.name_lines
        smaller = max(size * _NAME_SHRINKS_TO, _LEAST_SMALL * self._thrift.scale)
        whole = self._lines(self._texts.name, Weight.SEMIBOLD, size)
        if len(whole) > lines:
            size = smaller
        return [
            _Row(line, Weight.SEMIBOLD, size)
            for line in self._wrapped(self._texts.name, Weight.SEMIBOLD, size, lines)
        ]

    def _rows_below(self) -> list[_Row]:
        tiny = self._size(_TINY, _LEAST_TINY)
        rows = [
            _Row(text, Weight.REGULAR, tiny, is_figure=True)
            for text in (self._texts.former_price, self._texts.offer_until)
            if text
        ]
        if self._texts.foot and self._thrift.has_foot:
            rows.append(_Row(self._texts.foot, Weight.REGULAR, tiny))
        return rows

    # --- the code ---------------------------------------------------------------------------

    def _bar_module(self) -> float:
        """Return the widest module with which the bars and their quiet zones fit; 0 for none."""
        if not self._texts.gtin or not self._thrift.bars:
            return 0
        fitting = [
            module * DOTS_PER_MM
            for module in self._sticker.modules_mm
            if module * DOTS_PER_MM * _EAN_WIDTH <= self._room
        ]
        beside = [module for module in fitting if self._room - module * _EAN_WIDTH >= _BESIDE_ROOM]
        return (beside or fitting or [0.0])[0]

    def _qr_module(self) -> int:
        """Return the module of the QR code, which stands beside the price; 0 for none."""
        if self._module or not self._texts.qr_text or not self._thrift.bars:
            return 0
        modules = qr_side_modules(self._texts.qr_text) + QUIET_MODULES
        for module in _QR_MODULES:
            if self._room - modules * module >= _BESIDE_ROOM:
                return module
        return 0

    def _is_beside(self) -> bool:
        if self._qr:
            return True
        height = self._sticker.bottom - self._sticker.top
        return (
            self._module > 0
            and self._room - self._code_width >= _BESIDE_ROOM
            and height >= _BESIDE_HEIGHT
        )

    @property
    def _digits_size(self) -> float:
        return min(self._size(_SMALL, _LEAST_SMALL), self._module * 8)

    @property
    def _code_width(self) -> float:
        if self._qr:
            return (qr_side_modules(self._texts.qr_text) + QUIET_MODULES) * self._qr
        return self._module * _EAN_WIDTH

    @property
    def _code_height(self) -> float:
        if self._qr:
            return float(qr_side_modules(self._texts.qr_text) * self._qr)
        return self._thrift.bars + self._digits_size * _DIGITS_LEADING if self._module else 0

    # --- where it stands --------------------------------------------------------------------

    def marks(self) -> Iterator[Mark]:
        """Yield everything: rows from above, rows from below, price and code between."""
        left, right = self._sticker.left, self._sticker.right
        top, bottom = self._sticker.top, self._sticker.bottom
        has_flash = bool(self._texts.flash) and self._thrift.has_flash
        for place, row in enumerate(self._above):
            if has_flash and place == 0:
                yield from self._flash(row, top)
            else:
                yield self._text(row, left, top, self._room)
            top += row.height
        for row in reversed(self._below):
            bottom -= row.height
            yield self._text(row, left, bottom, self._room)
        top += _GAP
        if self._code_height and self._stands_beside:
            yield from self._code(left, bottom)
            yield from self._price(left + self._code_width, right, top, bottom)
            return
        if self._code_height:
            yield from self._code(left + (self._room - self._code_width) / 2, bottom)
            bottom -= self._code_height + _GAP
        yield from self._price_and_rows(left, right, top, bottom)

    def _flash(self, row: _Row, top: float) -> Iterator[Mark]:
        text = self._cut(row.text, row.weight, row.size, self._room - 2 * row.size)
        width = min(self._measure(text, row.weight, row.size) + row.size, self._room)
        left = self._sticker.left
        yield BoxMark(left, top, width, row.height - 2)
        baseline = top + (row.height - 2 + row.size * CAP_HEIGHT) / 2
        yield TextMark(
            left + width / 2, baseline, text, row.weight, row.size, Anchor.MIDDLE, is_white=True
        )

    def _code(self, left: float, bottom: float) -> Iterator[Mark]:
        if self._qr:
            yield QrMark(left, bottom - self._code_height, self._texts.qr_text, self._qr)
            return
        bars = left + _QUIET_LEFT * self._module
        top = bottom - self._code_height
        yield BarcodeMark(bars, top, self._texts.gtin, self._module, self._thrift.bars)
        middle = bars + EAN_MODULES * self._module / 2
        size = self._digits_size
        yield TextMark(middle, bottom - 1, self._texts.gtin, Weight.REGULAR, size, Anchor.MIDDLE)

    def _price(self, left: float, right: float, top: float, bottom: float) -> Iterator[Mark]:
        """Yield the price above its price per unit, at the right edge."""
        for row in reversed(self._beneath_price):
            bottom -= row.height
            yield self._text(row, left, bottom, right - left, Anchor.END)
        size = self._price_size(right - left, bottom - top)
        yield TextMark(
            right, bottom - size * _DESCENT, self._texts.price, Weight.EXTRABOLD, size, Anchor.END
        )

    def _price_and_rows(
        self, left: float, right: float, top: float, bottom: float
    ) -> Iterator[Mark]:
        """Yield the price at the right edge, its price per unit to the left of it."""
        share = 0.0
        if self._beneath_price:
            widest = max(
                self._measure(row.text, row.weight, row.size) for row in self._beneath_price
            )
            share = min(widest + _GAP, (right - left) * 0.48)
            row_bottom = bottom
            for row in reversed(self._beneath_price):
                row_bottom -= row.height
                yield self._text(row, left, row_bottom, share - _GAP)
        size = self._price_size(right - left - share, bottom - top)
        yield TextMark(
            right, bottom - size * _DESCENT, self._texts.price, Weight.EXTRABOLD, size, Anchor.END
        )

    def _price_size(self, room: float, height: float) -> float:
        """Return the largest size in which the whole price fits its place."""
        most = min(_PRICE * self._scale, height / _PRICE_LEADING)
        return self._fitting(self._texts.price, Weight.EXTRABOLD, max(most, 1), room)

    def _text(
        self, row: _Row, x: float, top: float, room: float, anchor: Anchor = Anchor.START
    ) -> TextMark:
        """Return a row under `top`: a figure smaller where it must be, words cut at their end."""
        size, text = row.size, row.text
        if row.is_figure:
            size = self._fitting(text, row.weight, size, room)
        else:
            text = self._cut(text, row.weight, size, room)
        baseline = top + (row.height + size * CAP_HEIGHT) / 2
        return TextMark(
            x + room if anchor is Anchor.END else x, baseline, text, row.weight, size, anchor
        )

    # --- measuring --------------------------------------------------------------------------

    def _fitting(self, text: str, weight: Weight, size: float, room: float) -> float:
        return min(size, size * room / max(self._measure(text, weight, size), 1))

    def _lines(self, text: str, weight: Weight, size: float) -> list[str]:
        """Return the text in lines broken at spaces."""
        lines: list[str] = []
        for word in text.split(" ") if text else []:
            longer = f"{lines[-1]} {word}" if lines else word
            if lines and self._measure(longer, weight, size) <= self._room:
                lines[-1] = longer
            else:
                lines.append(word)
        return lines

    def _wrapped(self, text: str, weight: Weight, size: float, most: int) -> list[str]:
        lines = self._lines(text, weight, size)
        kept = [*lines[: most - 1], " ".join(lines[most - 1 :])] if len(lines) > most else lines
        return [self._cut(line.rstrip(_SEPARATORS), weight, size, self._room) for line in kept]

    def _cut(self, text: str, weight: Weight, size: float, room: float) -> str:
        """Return the text, or as much of its beginning as fits before an ellipsis."""
        if self._measure(text, weight, size) <= room:
            return text
        fits, too_long = 0, len(text)
        while too_long - fits > 1:
            middle = (fits + too_long) // 2
            if self._measure(text[:middle].rstrip(_SEPARATORS) + "…", weight, size) <= room:
                fits = middle
            else:
                too_long = middle
        return text[:fits].rstrip(_SEPARATORS) + "…"
