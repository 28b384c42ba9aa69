"""The label of an order's bag on a sticker of any size: for sheets, label printers and the screen.

The unit is 1/8 mm, as in `printing.drivers.page`. Rows share the height by what they are worth; a
text too long for its row is set smaller, and one that would be too small to read ends in an
ellipsis. Nothing leaves the margins.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from textwrap import wrap

from printing.documents import PickupLabel
from printing.drivers.codes import QUIET_MODULES, qr_side_modules
from printing.drivers.page import Anchor, Band, BoxMark, Mark, Measure, QrMark, TextMark
from printing.drivers.tag_face import DOTS_PER_MM, Sticker
from printing.drivers.typeface import CAP_HEIGHT, Weight
from printing.layout.allergen_wording import listed_allergens
from printing.layout.figures import Figures
from printing.layout.heading import figures_for
from printing.layout.label import bag_words
from printing.layout.order_wording import order_wording
from printing.layout.wording import Wording, wording
from printing.safe_text import FONT, SafeText

_LETTERS = 80
_LONGEST_LIST = 400
_FILL = 0.78
"""Share of a row's height that its letters may have."""
_FILL_INVERSE = 0.68
_SLACK = 0.98
"""Letters are not exactly half as wide at half the size."""
_LEAST = 15.0
"""Below two millimetres nobody reads a name at arm's length."""
_QR_MODULES = (6, 5, 4, 3)
_QR_SHARE = 0.42
_INSET = 8.0
_GAP = 8.0
_ADDRESS = 8.0
"""Share of a line of the address."""
_ALLERGENS = 7.5
"""Share of a line of allergens."""
_LOW = 250.0
"""Under 31 mm of room there is no foot, and an address has two lines."""


@dataclass(frozen=True, slots=True)
class _Text:
    """A text in its row."""

    words: str
    weight: Weight
    anchor: Anchor = Anchor.START


@dataclass(frozen=True, slots=True)
class _Row:
    """One or two texts on a line, worth a share of the height."""

    share: float
    texts: tuple[_Text, ...]
    is_inverse: bool = False
    #: It stands beside the code.
    is_beside: bool = False


def place_order_label(label: PickupLabel, locale: str, sticker: Sticker, measure: Measure) -> Band:
    """Return where everything on the sticker stands; nothing leaves its margins."""
    face = _Face(label, locale, sticker, measure)
    return Band(sticker.height_mm * DOTS_PER_MM, tuple(face.marks()))


class _Face:
    """A label laid out on one sticker."""

    def __init__(self, label: PickupLabel, locale: str, sticker: Sticker, measure: Measure) -> None:
        self._label, self._sticker, self._measure = label, sticker, measure
        self._words: Wording = wording(locale)
        self._figures: Figures = figures_for(label.shop, self._words)
        self._height = sticker.bottom - sticker.top
        self._is_low = self._height < _LOW
        most = 2 if self._is_low else 4
        # Whoever cannot read where it goes delivers nothing: the code gives way to the address.
        usual = _folded(label.address, most)
        finer, finest = (
            _halved(_folded(label.address, lines), lines) for lines in (most + 1, most + 2)
        )
        tried = ((usual, True), (finer, True), (finest, True), (usual, False), (finer, False))
        for address, is_beside in tried:
            self._share_out(address, is_beside=is_beside)
            if self._shows(address, is_beside=is_beside):
                break

    def _share_out(self, address: tuple[str, ...], *, is_beside: bool) -> None:
        """Give each row its height, with the address beside the code or across the sticker."""
        self._rows = self._all_rows(address, is_beside=is_beside)
        beside = sum(row.share for row in self._rows if row.is_beside)
        whole = sum(row.share for row in self._rows)
        self._dot_share = self._height / whole
        self._qr = self._qr_module(beside * self._dot_share)

    def _shows(self, address: tuple[str, ...], *, is_beside: bool) -> bool:
        """Tell whether no line of the address would end in an ellipsis."""
        room = self._sticker.right - self._sticker.left
        if is_beside and self._qr:
            room -= self._qr_side
        size = _ADDRESS * self._dot_share * _FILL
        return self._have_room(list(address), size, Weight.REGULAR, room)

    @property
    def _qr_side(self) -> float:
        """Return the width of the code with the quiet around it."""
        return (qr_side_modules(self._label.qr_text) + 2 * QUIET_MODULES) * self._qr

    def marks(self) -> Iterator[Mark]:
        """Yield the rows from top to bottom, and the code beside those that make room for it."""
        top, code_top = self._sticker.top, 0.0
        for row in self._rows:
            height = row.share * self._dot_share
            if row.is_beside and not code_top:
                code_top = top
            yield from self._row(row, top, height)
            top += height
        if self._qr:
            side = qr_side_modules(self._label.qr_text) * self._qr
            quiet = QUIET_MODULES * self._qr
            yield QrMark(
                self._sticker.right - quiet - side, code_top + quiet, self._label.qr_text, self._qr
            )

    # --- what there is ----------------------------------------------------------------------

    def _all_rows(self, address: tuple[str, ...], *, is_beside: bool) -> list[_Row]:
        label, words = self._label, self._words
        rows = [_Row(13, self._head(), is_inverse=True)]
        number = _Text(label.short_number, Weight.EXTRABOLD)
        rows.append(_Row(22 if label.address else 34, (number,), is_beside=True))
        rows.append(_Row(11, (_Text(label.customer, Weight.SEMIBOLD),), is_beside=True))
        rows += [
            _Row(_ADDRESS, (_Text(line, Weight.REGULAR),), is_beside=is_beside) for line in address
        ]
        rows.append(_Row(14, self._whereabouts()))
        care = [words.care[care] for care in label.care]
        if care:
            rows.append(_Row(12, (_Text(" · ".join(care), Weight.EXTRABOLD),), is_inverse=True))
        below = [_Row(11, self._money())]
        if not self._is_low:
            foot = f"{words.order} {label.order_number} · {label.shop.name}"
            below.append(_Row(7, (_Text(foot, Weight.REGULAR),)))
        if label.allergens:
            others = sum(row.share for row in (*rows, *below))
            rows += [
                _Row(_ALLERGENS, (_Text(line, Weight.SEMIBOLD),))
                for line in self._allergens(others)
            ]
        return rows + below

    def _allergens(self, others: float) -> list[str]:
        """Return the allergens on one line or two, or that there are some where they have no room.

        A list that ends in an ellipsis would be taken for the whole of it.
        """
        raw = listed_allergens(self._label.allergens, self._words.locale)
        listed = str(SafeText(raw, FONT, limit=_LONGEST_LIST))
        if len(listed) == _LONGEST_LIST:
            return [self._words.allergens_elsewhere]
        for most in (1,) if self._is_low else (1, 2):
            lines = _even_lines(listed, most)
            share = _ALLERGENS / (others + len(lines) * _ALLERGENS)
            room = self._sticker.right - self._sticker.left
            if self._have_room(lines, share * self._height * _FILL, Weight.SEMIBOLD, room):
                return lines
        return [self._words.allergens_elsewhere]

    def _have_room(self, lines: list[str], size: float, weight: Weight, room: float) -> bool:
        least = min(_LEAST, size)
        return all(
            len(line) <= _LETTERS and self._measure(_safe(line), weight, least) <= room * _SLACK
            for line in lines
        )

    def _head(self) -> tuple[_Text, ...]:
        """Return how and when the order leaves, on the smallest stickers from when alone.

        An hour that is cut in two is none.
        """
        label, words, figures = self._label, self._words, self._figures
        mode = _Text(words.modes[label.mode], Weight.EXTRABOLD)
        day, start = figures.day(label.promised_at), figures.hour(label.promised_at)
        promises = [f"{day} {start}"]
        if label.promised_until is not None:
            end = figures.hour(label.promised_until)
            promises = [f"{day} {start} – {end}", f"{day} {start}–{end}", *promises]
        room = self._sticker.right - self._sticker.left - 2 * _INSET - _GAP
        left = room * _SLACK - self._measure(_safe(mode.words), mode.weight, _LEAST)
        when = next(
            (
                each
                for each in promises
                if self._measure(_safe(each), Weight.SEMIBOLD, _LEAST) <= left
            ),
            promises[-1],
        )
        return (mode, _Text(when, Weight.SEMIBOLD, Anchor.END))

    def _whereabouts(self) -> tuple[_Text, ...]:
        label, words = self._label, self._words
        bag = _Text(bag_words(label, words), Weight.EXTRABOLD)
        place = f"{words.shelf} {label.shelf}" if label.shelf else ""
        if label.box:
            place = f"{order_wording(words.locale).box} {label.box}"
        return (bag, _Text(place, Weight.EXTRABOLD, Anchor.END)) if place else (bag,)

    def _money(self) -> tuple[_Text, ...]:
        label, words = self._label, self._words
        if label.to_pay is None:
            return (_Text(words.paid, Weight.EXTRABOLD),)
        amount = self._figures.money(label.to_pay)
        return (
            _Text(words.to_pay, Weight.EXTRABOLD),
            _Text(amount, Weight.EXTRABOLD, Anchor.END),
        )

    def _qr_module(self, height: float) -> int:
        """Return the dots of a module; 0 where a code large enough to be read has no room."""
        if not self._label.qr_text:
            return 0
        width = (self._sticker.right - self._sticker.left) * _QR_SHARE
        modules = qr_side_modules(self._label.qr_text) + 2 * QUIET_MODULES
        room = min(width, height)
        return next((dots for dots in _QR_MODULES if dots * modules <= room), 0)

    # --- where it stands --------------------------------------------------------------------

    def _row(self, row: _Row, top: float, height: float) -> Iterator[Mark]:
        left, right = self._sticker.left, self._sticker.right
        if row.is_inverse:
            yield BoxMark(left, top + 1, right - left, height - 2)
            left, right = left + _INSET, right - _INSET
        if row.is_beside and self._qr:
            right -= self._qr_side
        first, *rest = row.texts
        room = right - left
        if rest:
            room -= _GAP
            widest = room * self._part(first, rest[0], height * _FILL)
            # Which bag, which way, what is to be paid: what stands first is never cut.
            least = self._measure(_safe(first.words), first.weight, min(_LEAST, height * _FILL))
            widest = min(max(widest, least / _SLACK), room)
            yield self._text(first, left, widest, top, height, is_white=row.is_inverse)
            yield self._text(rest[0], right, room - widest, top, height, is_white=row.is_inverse)
        else:
            yield self._text(first, left, room, top, height, is_white=row.is_inverse)

    def _part(self, first: _Text, second: _Text, size: float) -> float:
        """Return which part of the line the first of two texts gets: as much as it is long."""
        one = self._measure(_safe(first.words), first.weight, size)
        two = self._measure(_safe(second.words), second.weight, size)
        return one / max(one + two, 1)

    def _text(
        self, text: _Text, x: float, room: float, top: float, height: float, *, is_white: bool
    ) -> TextMark:
        words, size = _safe(text.words), height * (_FILL_INVERSE if is_white else _FILL)
        width = self._measure(words, text.weight, size)
        if width > room:
            wanted, least = size * _SLACK * room / width, min(_LEAST, size)
            size = max(wanted, least)
            if wanted < least:
                words = self._cut(words, text.weight, size, room)
        baseline = top + (height + size * CAP_HEIGHT) / 2
        return TextMark(x, baseline, words, text.weight, size, text.anchor, is_white)

    def _cut(self, words: str, weight: Weight, size: float, room: float) -> str:
        if self._measure(words, weight, size) <= room:
            return words
        while words and self._measure(f"{words}…", weight, size) > room:
            words = words[:-1]
        return f"{words.rstrip()}…"


def _even_lines(words: str, most: int) -> list[str]:
    """Return a text in at most so many lines, none much longer than another."""
    widths = range(max(-(-len(words) // most), 1), len(words) + 1)
    folds = (wrap(words, width) for width in widths)
    return next((lines for lines in folds if len(lines) <= most), [words])


def _folded(lines: tuple[str, ...], most: int) -> tuple[str, ...]:
    """Return an address in so many lines at most: the town, its last, is never left out."""
    if len(lines) <= most:
        return lines
    return (*lines[: most - 2], ", ".join(lines[most - 2 : -1]), lines[-1])


def _halved(lines: tuple[str, ...], most: int) -> tuple[str, ...]:
    """Return an address with its longest line on two, where it has fewer than so many."""
    if not lines or len(lines) >= most:
        return lines
    longest = max(range(len(lines)), key=lambda place: len(lines[place]))
    whole = str(SafeText(lines[longest], FONT, limit=2 * _LETTERS))
    return (*lines[:longest], *_even_lines(whole, 2), *lines[longest + 1 :])


def _safe(raw: str) -> str:
    return str(SafeText(raw, FONT, limit=_LETTERS))
