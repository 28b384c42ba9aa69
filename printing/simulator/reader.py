"""Reads ESC/POS as a printer does, from the manufacturers' description and not from our driver.

It knows the commands of the common subset; whatever else arrives is kept as unknown, so that a
test can ask for none.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

_ESC, _FS, _GS, _DLE = 0x1B, 0x1C, 0x1D, 0x10
_LF = 0x0A

_CODECS = {0: "cp437", 2: "cp850", 3: "cp860", 4: "cp863", 5: "cp865", 16: "cp1252", 19: "cp858"}

#: Bytes after the two of the command itself, for commands of fixed length.
_ARGUMENTS = {
    b"\x1b@": 0, b"\x1bt": 1, b"\x1ba": 1, b"\x1bE": 1, b"\x1b!": 1, b"\x1b-": 1, b"\x1bJ": 1,
    b"\x1bd": 1, b"\x1bM": 1, b"\x1b2": 0, b"\x1b3": 1, b"\x1bR": 1, b"\x1bG": 1, b"\x1b{": 1,
    b"\x1bV": 1, b"\x1bp": 3, b"\x1b=": 1, b"\x1b ": 1,
    b"\x1d!": 1, b"\x1dB": 1, b"\x1dh": 1, b"\x1dw": 1, b"\x1dH": 1, b"\x1df": 1, b"\x1dr": 1,
    b"\x1da": 1, b"\x1dL": 2, b"\x1dW": 2, b"\x1dI": 1, b"\x1db": 1,
    b"\x1c.": 0, b"\x1c&": 0,
    b"\x10\x04": 1, b"\x10\x05": 1, b"\x10\x14": 3,
}  # fmt: skip
_REAL_TIME = frozenset({b"\x10\x04", b"\x10\x05", b"\x10\x14"})
_CUT_WITH_FEED = 65
_BARCODE_FORM_B = 65
_QR_STORE, _QR_PRINT = 0x50, 0x51


@dataclass(frozen=True, slots=True)
class Command:
    """One command with its arguments, or a run of text (an empty name)."""

    name: bytes
    arguments: bytes

    @property
    def is_real_time(self) -> bool:
        """Tell whether the printer obeys at once, even with no paper."""
        return self.name in _REAL_TIME


class CommandReader:
    """Cuts a stream of bytes into commands, however it arrives."""

    def __init__(self) -> None:
        self._pending = bytearray()

    def feed(self, data: bytes) -> Iterator[Command]:
        """Yield the commands that are complete."""
        self._pending += data
        while self._pending:
            length = self._length()
            if length is None or length > len(self._pending):
                return
            whole = bytes(self._pending[:length])
            del self._pending[:length]
            is_text = whole[0] not in {_ESC, _FS, _GS, _DLE}
            yield Command(b"", whole) if is_text else Command(whole[:2], whole[2:])

    def _length(self) -> int | None:
        """Return how long the command at the front is, None when more must arrive to know."""
        data = self._pending
        if data[0] not in {_ESC, _FS, _GS, _DLE}:
            stops = [data.find(bytes((lead,))) for lead in (_ESC, _FS, _GS, _DLE)]
            return min([stop for stop in stops if stop >= 0], default=len(data))
        if len(data) < len(b"\x1b@"):
            return None
        name = bytes(data[:2])
        if name in _ARGUMENTS:
            return 2 + _ARGUMENTS[name]
        return _variable_length(name, data)


def _variable_length(name: bytes, data: bytearray) -> int | None:
    length_of = {
        b"\x1dV": _cut_length,
        b"\x1d(": _extended_length,
        b"\x1dv": _raster_length,
        b"\x1dk": _barcode_length,
    }.get(name)
    # Of an unknown command two bytes are reported, the rest is read as text.
    return 2 if length_of is None else length_of(data)


def _cut_length(data: bytearray) -> int | None:
    if len(data) < len(b"GVm"):
        return None
    return 4 if data[2] >= _CUT_WITH_FEED else 3


def _extended_length(data: bytearray) -> int | None:
    return None if len(data) < len(b"G(fll") else 5 + data[3] + 256 * data[4]


def _raster_length(data: bytearray) -> int | None:
    if len(data) < len(b"Gv0mxxyy"):
        return None
    return 8 + (data[4] + 256 * data[5]) * (data[6] + 256 * data[7])


def _barcode_length(data: bytearray) -> int | None:
    if len(data) < len(b"Gkmn"):
        return None
    if data[2] >= _BARCODE_FORM_B:
        return 4 + data[3]
    end = data.find(0, 3)
    return None if end < 0 else end + 1


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """A line of text as it stands on the paper."""

    text: str
    align: int = 0  # 0 left, 1 centre, 2 right
    wide: int = 1
    high: int = 1
    is_bold: bool = False
    is_inverse: bool = False


@dataclass(frozen=True, slots=True)
class PrintedPicture:
    """A raster picture: rows of packed bits, a one is black."""

    width: int
    height: int
    bits: bytes


@dataclass(slots=True)
class PrintedPaper:
    """What came out between two cuts."""

    columns: int
    lines: list[PrintedLine] = field(default_factory=list)
    qr_codes: list[str] = field(default_factory=list)
    barcodes: list[str] = field(default_factory=list)
    pictures: list[PrintedPicture] = field(default_factory=list)
    raw: bytearray = field(default_factory=bytearray)
    is_cut: bool = False

    @property
    def is_blank(self) -> bool:
        """Tell whether nothing was printed."""
        return not (self.lines or self.qr_codes or self.barcodes or self.pictures)

    @property
    def text(self) -> str:
        """Return the lines one under the other, aligned as printed."""
        return "\n".join(self._placed(line) for line in self.lines)

    def _placed(self, line: PrintedLine) -> str:
        room = self.columns // line.wide
        text = line.text.rstrip()
        if line.align == 1:
            return text.center(room).rstrip()
        return text.rjust(room) if line.align else text


class Platen:
    """Prints commands on paper. It knows nothing of lines, faults or replies."""

    def __init__(self, columns: int) -> None:
        self._columns = columns
        self.paper = PrintedPaper(columns)
        self.finished: list[PrintedPaper] = []
        self.drawer_kicks: list[int] = []
        self.unknown: list[bytes] = []
        self._reset()

    def _reset(self) -> None:
        self._codec = "cp437"
        self._align, self._wide, self._high = 0, 1, 1
        self._bold = self._inverse = False
        self._line = ""
        self._qr = ""

    def obey(self, command: Command) -> None:
        """Do what the command says."""
        if not command.name:
            self.paper.raw += command.arguments
            self._text(command.arguments)
            return
        self.paper.raw += command.name + command.arguments
        action = {
            b"\x1b@": self._initialise,
            b"\x1bt": self._select_code_page,
            b"\x1ba": self._justify,
            b"\x1bE": self._embolden,
            b"\x1bJ": self._end_line,
            b"\x1bd": self._end_line,
            b"\x1bp": self._kick,
            b"\x1d!": self._resize,
            b"\x1dB": self._invert,
            b"\x1dV": self._cut,
            b"\x1dv": self._raster,
            b"\x1dk": self._barcode,
            b"\x1d(": self._extended,
        }.get(command.name)
        if action is not None:
            action(command.arguments)
        elif command.name not in _ARGUMENTS:
            self.unknown.append(command.name)

    def end_paper(self, *, is_cut: bool) -> None:
        """Put the paper with the finished ones, unless nothing is on it."""
        self._end_line(b"")
        if not self.paper.is_blank:
            self.paper.is_cut = is_cut
            self.finished.append(self.paper)
        self.paper = PrintedPaper(self._columns)

    def _initialise(self, _arguments: bytes) -> None:
        self._reset()

    def _text(self, data: bytes) -> None:
        for byte in data:
            if byte == _LF:
                self._emit()
            elif byte < 0x20 or byte == 0x7F:
                self.unknown.append(bytes((byte,)))
            else:
                self._line += bytes((byte,)).decode(self._codec, errors="replace")

    def _emit(self) -> None:
        self.paper.lines.append(
            PrintedLine(self._line, self._align, self._wide, self._high, self._bold, self._inverse)
        )
        self._line = ""

    def _end_line(self, _arguments: bytes) -> None:
        if self._line:
            self._emit()

    def _select_code_page(self, arguments: bytes) -> None:
        codec = _CODECS.get(arguments[0])
        if codec is None:
            self.unknown.append(b"\x1bt" + arguments)
        else:
            self._codec = codec

    def _justify(self, arguments: bytes) -> None:
        self._align = arguments[0] % 48

    def _embolden(self, arguments: bytes) -> None:
        self._bold = bool(arguments[0] & 1)

    def _invert(self, arguments: bytes) -> None:
        self._inverse = bool(arguments[0] & 1)

    def _resize(self, arguments: bytes) -> None:
        self._wide, self._high = (arguments[0] >> 4) + 1, (arguments[0] & 7) + 1

    def _kick(self, arguments: bytes) -> None:
        self.drawer_kicks.append(arguments[0] % 48)

    def _cut(self, _arguments: bytes) -> None:
        self.end_paper(is_cut=True)

    def _raster(self, arguments: bytes) -> None:
        self._end_line(b"")
        width, height = 8 * (arguments[2] + 256 * arguments[3]), arguments[4] + 256 * arguments[5]
        self.paper.pictures.append(PrintedPicture(width, height, arguments[6:]))

    def _barcode(self, arguments: bytes) -> None:
        is_form_b = arguments[0] >= _BARCODE_FORM_B
        digits = arguments[2:] if is_form_b else arguments[1:-1]
        self.paper.barcodes.append(digits.decode("ascii", errors="replace"))

    def _extended(self, arguments: bytes) -> None:
        """Obey GS ( k, QR: store the text, then print it."""
        if arguments[:1] != b"k" or arguments[3:4] != b"1":
            self.unknown.append(b"\x1d(" + arguments[:1])
            return
        function = arguments[4]
        if function == _QR_STORE:
            self._qr = arguments[6:].decode("utf-8", errors="replace")
        elif function == _QR_PRINT:
            self.paper.qr_codes.append(self._qr)
