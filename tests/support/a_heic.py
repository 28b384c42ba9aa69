"""A HEIC of our own making, for nothing on this machine writes one and nobody's picture is copied.

One intra picture of HEVC (ITU-T H.265), each block sent as plain samples (`pcm_flag`), in a HEIF file
(ISO/IEC 23008-12). A telephone's file differs in how well it is packed, not in how it is read.
"""

import struct
from itertools import product
from typing import Self

import numpy as np
from PIL import Image

_BLOCK = 32
_VPS, _SPS, _PPS, _IDR = 32, 33, 34, 19
_LPS = (
    *((128, 176, 208, 240), (128, 167, 197, 227), (128, 158, 187, 216), (123, 150, 178, 205)),
    *((116, 142, 169, 195), (111, 135, 160, 185), (105, 128, 152, 175), (100, 122, 144, 166)),
    *((95, 116, 137, 158), (90, 110, 130, 150), (85, 104, 123, 142), (81, 99, 117, 135)),
    *((77, 94, 111, 128), (73, 89, 105, 122), (69, 85, 100, 116), (66, 80, 95, 110)),
)
"""What the less likely value takes of the range, H.265 table 9-52; the first states are enough."""


class _Bits:
    """Bits under way."""

    def __init__(self) -> None:
        self._bits: list[int] = []

    def u(self, count: int, value: int = 0) -> Self:
        self._bits += [value >> place & 1 for place in reversed(range(count))]
        return self

    def ue(self, *values: int) -> Self:
        """Add numbers in Exp-Golomb code; one with a sign of 0 is the same."""
        for value in values:
            length = (value + 1).bit_length()
            self.u(length - 1).u(length, value + 1)
        return self

    def flags(self, told: str) -> Self:
        return self.u(len(told), int(told, 2))

    def align(self) -> Self:
        return self.u(-len(self._bits) % 8)

    def whole(self) -> bytes:
        """Return the bytes, ended by a one and zeros."""
        return self.u(1, 1).align().raw()

    def raw(self) -> bytes:
        return np.packbits(np.array(self._bits, np.uint8)).tobytes()


class _Coder:
    """The arithmetic coder (H.265, 9.3), as far as blocks of plain samples need it."""

    def __init__(self, out: _Bits) -> None:
        self._out = out
        self._state = 0
        self.begin()

    def begin(self) -> None:
        self._low, self._range, self._kept, self._is_first = 0, 510, 0, True

    def likely(self) -> None:
        """Code that a block is in one part, as all are."""
        self._range -= _LPS[min(self._state, len(_LPS) - 1)][self._range >> 6 & 3]
        self._state += 1
        self._renew()

    def end(self, *, holds: bool) -> None:
        """Code a flag after which, where it holds, the coder ends and the bits lie plain."""
        self._range -= 2
        if holds:
            self._low += self._range
            self._range = 2
        self._renew()
        if holds:
            self._put(self._low >> 9 & 1)
            self._out.u(2, self._low >> 7 & 3 | 1)

    def _renew(self) -> None:
        while self._range < 256:
            if self._low < 256:
                self._put(0)
            elif self._low >= 512:
                self._low -= 512
                self._put(1)
            else:
                self._low -= 256
                self._kept += 1
            self._range <<= 1
            self._low <<= 1

    def _put(self, bit: int) -> None:
        if not self._is_first:
            self._out.u(1, bit)
        self._is_first = False
        for _ in range(self._kept):
            self._out.u(1, 1 - bit)
        self._kept = 0


def a_heic(picture: Image.Image, *, exif: bytes = b"", quarter_turns: int = 0) -> bytes:
    """Return the picture as a telephone would hand it over.

    Args:
        picture: RGB; its sides are multiples of 32, and it has at most sixteen such blocks.
        exif: what the camera says of it.
        quarter_turns: how often a viewer is to turn it, against the clock.
    """
    headers = {_VPS: _video_set(), _SPS: _sequence_set(*picture.size), _PPS: _picture_set()}
    nal = {kind: _nal(kind, content) for kind, content in headers.items()}
    slice_ = _nal(_IDR, _slice(picture))
    image = struct.pack(">I", len(slice_)) + slice_
    notes = struct.pack(">I", 0) + exif if exif else b""
    return _container(picture.size, nal, image, notes, quarter_turns)


# --- the picture ----------------------------------------------------------------------------------


def _profile(bits: _Bits) -> _Bits:
    """Add profile Main Still Picture, level 1."""
    return bits.u(8, 3).u(32, 0x7000_0000).flags("1001").u(44).u(8, 30)


def _video_set() -> bytes:
    bits = _profile(_Bits().u(4).flags("11").u(6).u(3).u(1, 1).u(16, 0xFFFF))
    return bits.u(1, 1).ue(0, 0, 0).u(6).ue(0).flags("00").whole()


def _sequence_set(width: int, height: int) -> bytes:
    bits = _profile(_Bits().u(4).u(3).u(1, 1)).ue(0, 1, width, height).u(1).ue(0, 0, 0)
    # Blocks of 32 and no other; samples of eight bits, sent plain, no filter on them.
    bits.u(1, 1).ue(0, 0, 0).ue(2, 0, 0, 3, 0, 0).flags("0001").u(4, 7).u(4, 7).ue(2, 0).u(1, 1)
    return bits.ue(0).flags("00000").whole()


def _picture_set() -> bytes:
    bits = _Bits().ue(0, 0).flags("0000000").ue(0, 0, 0).flags("000").ue(0, 0).flags("0000000")
    return bits.flags("101").flags("00").ue(0).flags("00").whole()


def _slice(picture: Image.Image) -> bytes:
    """Return the one slice: a header, then block after block."""
    bits = _Bits().flags("10").ue(0, 2, 0).u(1, 1).align()
    planes = np.asarray(picture.convert("YCbCr"), np.uint8)
    coder = _Coder(bits)
    corners = list(product(range(0, picture.height, _BLOCK), range(0, picture.width, _BLOCK)))
    for place, (top, left) in enumerate(corners, start=1):
        block = planes[top : top + _BLOCK, left : left + _BLOCK]
        coder.likely()
        coder.end(holds=True)
        bits.align()
        # The colours at a quarter of the samples (4:2:0).
        for part in (block[..., 0], block[::2, ::2, 1], block[::2, ::2, 2]):
            for sample in part.ravel():
                bits.u(8, int(sample))
        coder.begin()
        coder.end(holds=place == len(corners))
    return bits.align().raw()


def _nal(kind: int, content: bytes) -> bytes:
    """Return a unit, with a 3 wherever its bytes would look like the beginning of another."""
    safe, zeros = bytearray(), 0
    for byte in content:
        if zeros >= 2 and byte <= 3:
            safe.append(3)
            zeros = 0
        safe.append(byte)
        zeros = zeros + 1 if byte == 0 else 0
    return bytes((kind << 1, 1)) + bytes(safe)


# --- the file ---------------------------------------------------------------------------------------


def _box(kind: str, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return struct.pack(">I4s", 8 + len(body), kind.encode()) + body


def _full(kind: str, version: int, flags: int, *parts: bytes) -> bytes:
    return _box(kind, struct.pack(">I", version << 24 | flags), *parts)


def _container(
    size: tuple[int, int], nal: dict[int, bytes], image: bytes, notes: bytes, turns: int
) -> bytes:
    items = [(1, b"hvc1", image)] + ([(2, b"Exif", notes)] if notes else [])
    start = _box("ftyp", b"heic", bytes(4), b"mif1heic")
    # Twice: where the bytes lie depends on how long what says so is, and that not on where.
    head = _meta(items, size, nal, turns, 0)
    head = _meta(items, size, nal, turns, len(start) + len(head) + 8)
    return start + head + _box("mdat", *(content for _id, _kind, content in items))


def _meta(
    items: list[tuple[int, bytes, bytes]],
    size: tuple[int, int],
    nal: dict[int, bytes],
    turns: int,
    offset: int,
) -> bytes:
    places = []
    for item, _kind, content in items:
        places.append(struct.pack(">HHHII", item, 0, 1, offset, len(content)))
        offset += len(content)
    entries = [
        _full("infe", 2, 0, struct.pack(">HH4s", item, 0, kind), b"\0") for item, kind, _c in items
    ]
    refers = _full("iref", 0, 0, _box("cdsc", struct.pack(">HHH", 2, 1, 1)))
    turn = [_box("irot", bytes([turns]))] if turns else []
    # The colours of sRGB, in all 256 levels.
    colours = _box("colr", b"nclx", struct.pack(">HHHB", 1, 13, 6, 0x80))
    shape = _full("ispe", 0, 0, struct.pack(">II", *size))
    properties = [_configuration(nal), shape, colours, *turn]
    # The first and the turn must be understood to show the picture at all.
    essential = [0x80 | 1, 2, 3, *([0x80 | 4] if turns else [])]
    return _full(
        "meta",
        0,
        0,
        _full("hdlr", 0, 0, bytes(4), b"pict", bytes(13)),
        _full("pitm", 0, 0, struct.pack(">H", 1)),
        _full("iloc", 0, 0, b"\x44\x00", struct.pack(">H", len(items)), *places),
        _full("iinf", 0, 0, struct.pack(">H", len(items)), *entries),
        refers if len(items) > 1 else b"",
        _box(
            "iprp",
            _box("ipco", *properties),
            _full("ipma", 0, 0, struct.pack(">IHB", 1, 1, len(essential)), bytes(essential)),
        ),
    )


def _configuration(nal: dict[int, bytes]) -> bytes:
    told = struct.pack(">BBIHIB", 1, 3, 0x7000_0000, 0x9000, 0, 30)
    told += struct.pack(">HBBBBHB", 0xF000, 0xFC, 0xFD, 0xF8, 0xF8, 0, 0x0F)
    sets = [struct.pack(">BHH", 0x80 | kind, 1, len(unit)) + unit for kind, unit in nal.items()]
    return _box("hvcC", told, bytes([len(sets)]), *sets)
