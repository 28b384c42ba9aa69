"""The only way a text reaches paper.

A printer obeys bytes: ESC p in a customer's name opens the drawer, GS V cuts, a bidi override turns
a price round. `SafeText` holds no control character by construction, only characters the device
has, and never more of them than its place allows.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Self

from printing.safe_text.transliteration import is_syllable, spell

NO_BREAK_SPACE = "\u00a0"
DEFAULT_LIMIT = 600
"""Characters: 19 lines of a 58 mm roll, 8 cm of paper."""

_NO_BREAK_SPACES = "\u00a0\u202f\u2007\u2060"
_SPACES = re.compile(r"[ \u00a0]{2,}")
_REPEATED_MARK = re.compile(r"(\[[^\]]*\]|<3|:-\)|\(\+1\))(?:[ \u00a0]?\1)+")
_MARKS_LIMIT = 3  # combining marks beyond this on one letter are no writing


@dataclass(frozen=True, slots=True, eq=False)
class Repertoire:
    """The characters a device can print. Each exists once, so it is compared by identity."""

    name: str
    prints: Callable[[str], bool]
    #: Python's codec, for devices that take bytes of a code page.
    codec: str = ""


def _codec_characters(codec: str) -> frozenset[str]:
    characters = set()
    for byte in (*range(0x20, 0x7F), *range(0x80, 0x100)):
        text = bytes([byte]).decode(codec, errors="ignore")
        if text and not unicodedata.category(text).startswith(("C", "Z")):
            characters.add(text)
    return frozenset(characters)


@cache
def code_page(codec: str) -> Repertoire:
    """Return the repertoire of an eight-bit code page, by the name of Python's codec."""
    return Repertoire(codec, _codec_characters(codec).__contains__, codec)


_FONT_RANGES = (
    (0x0021, 0x007E), (0x00A1, 0x00AC), (0x00AE, 0x0148), (0x014A, 0x017F), (0x0386, 0x038A), (0x038C, 0x038C),
    (0x038E, 0x03A1), (0x03A3, 0x03CE), (0x0400, 0x045F), (0x0490, 0x0491), (0x2013, 0x2014),
    (0x2018, 0x201A), (0x201C, 0x201E), (0x2020, 0x2022), (0x2026, 0x2026), (0x2030, 0x2030),
    (0x2039, 0x203A), (0x20AC, 0x20AC), (0x2116, 0x2116), (0x2122, 0x2122), (0x2190, 0x2193),
    (0x2212, 0x2212), (0x2248, 0x2248), (0x2260, 0x2260), (0x2264, 0x2265),
)  # fmt: skip


def _font_prints(char: str) -> bool:
    return any(low <= ord(char) <= high for low, high in _FONT_RANGES)


FONT = Repertoire("font", _font_prints)
"""What the fonts in printing/fonts have: for pictures and pages, and printers that take UTF-8."""


class SafeText(str):
    """A text that may be printed: one line, no control, only characters of its repertoire.

    Spaces are plain or no-break (U+00A0). Concatenation gives a `str`, which must be made safe
    again; that is idempotent.
    """

    __slots__ = ()

    def __new__(
        cls, raw: str, repertoire: Repertoire = FONT, *, limit: int = DEFAULT_LIMIT
    ) -> Self:
        """Make `raw` printable and cut it to `limit` characters, the cut marked by an ellipsis."""
        # A million characters are not normalised to keep six hundred.
        within_reach = raw[: limit * (_MARKS_LIMIT + 1)]
        if within_reach.isascii() and within_reach.isprintable():
            text = within_reach  # every repertoire has these
        else:
            composed = unicodedata.normalize("NFC", within_reach)
            text = "".join(_printable_characters(composed, repertoire))
        text = _SPACES.sub(" ", _REPEATED_MARK.sub(r"\1", text)).strip(" ")
        if len(text) > limit or len(raw) > len(within_reach):
            ellipsis = _printable("…", repertoire)
            text = text[: max(limit - len(ellipsis), 0)].rstrip() + ellipsis[:limit]
        return super().__new__(cls, text)

    def wrapped(self, columns: int) -> tuple["SafeText", ...]:
        """Return the text in lines of at most `columns` characters, broken at plain spaces.

        A word longer than the line is broken behind a hyphen of its own, else where the line ends.
        An empty text has no lines.
        """
        lines: list[str] = []
        line = ""
        for word in self.split(" "):
            rest = word
            if line and len(line) + 1 + len(rest) <= columns:
                line = f"{line} {rest}"
                continue
            if line:
                lines.append(line)
            while len(rest) > columns:
                end = rest.rfind("-", 1, columns) + 1 or columns
                lines.append(rest[:end])
                rest = rest[end:]
            line = rest
        if line:
            lines.append(line)
        return tuple([self._part(text) for text in lines])

    def divided(self, columns: int) -> tuple["SafeText", "SafeText"]:
        """Return the first line of at most `columns` characters and all that follows it."""
        lines = self.wrapped(columns)
        first = lines[0] if lines else self
        return first, self._part(self[len(first) :].lstrip(" "))

    @classmethod
    def _part(cls, text: str) -> "SafeText":
        """Return a piece of a safe text, which needs no second cleaning."""
        return super().__new__(cls, text)

    def to_bytes(self, codec: str) -> bytes:
        """Return the text in a code page; what it lacks is spelled out, no byte is a control."""
        text = SafeText(self, code_page(codec), limit=max(len(self) * 4, 1))
        return text.replace(NO_BREAK_SPACE, " ").encode(codec)


def _printable_characters(text: str, repertoire: Repertoire) -> list[str]:
    characters = [_printable(char, repertoire) for char in text]
    for index, char in enumerate(text[:-1]):
        # "Œuf" becomes "Oeuf", "ŒUF" becomes "OEUF".
        if char in "ŒÆ" and text[index + 1].islower():
            characters[index] = characters[index].capitalize()
    return characters


@lru_cache(maxsize=4096)
def _printable(char: str, repertoire: Repertoire) -> str:
    if char in _NO_BREAK_SPACES:
        return NO_BREAK_SPACE
    category = unicodedata.category(char)
    if char.isspace() or category.startswith("Z"):
        return " "
    if category.startswith(("C", "M")):  # controls, bidi, surrogates, private use; stray marks
        return ""
    if repertoire.prints(char):
        return char
    return "".join([part for part in _substitute(char) if part == " " or repertoire.prints(part)])


@lru_cache(maxsize=4096)
def _substitute(char: str) -> str:
    """Return a spelling in characters that every code page has, as far as there is one."""
    decomposed = unicodedata.normalize("NFKD", char)
    if decomposed == char or is_syllable(char):
        return spell(char)
    plain = [part for part in decomposed if not unicodedata.category(part).startswith(("C", "M"))]
    return "".join([part if part.isascii() else spell(part) for part in plain])
