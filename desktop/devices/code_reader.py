"""Codes in pictures: a cascade of readers, the cheap ones first.

The order and the settings come from measurements on 600 photographs: zxing-cpp first, then on a
smoothed picture (a cracked glass, the points of a screen), on evened-out contrast, enlarged, on what
OpenCV's locator finds tilted, and zbar last where it is installed. OpenCV's own texts are never
used: they were wrong too often.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import cv2
import numpy as np
import zxingcpp
from numpy.typing import NDArray

from desktop.devices.imaging import Frame

_FORMATS = zxingcpp.BarcodeFormats(
    [
        zxingcpp.BarcodeFormat.QRCode,
        zxingcpp.BarcodeFormat.MicroQRCode,
        zxingcpp.BarcodeFormat.EAN13,
        zxingcpp.BarcodeFormat.EAN8,
        zxingcpp.BarcodeFormat.UPCA,
        zxingcpp.BarcodeFormat.UPCE,
        zxingcpp.BarcodeFormat.Code128,
        zxingcpp.BarcodeFormat.DataMatrix,
    ]
)
_QR = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
_NAMES = {
    "QRCODE": "QR",
    "MICROQRCODE": "MICRO-QR",
    "EAN13": "EAN-13",
    "EAN8": "EAN-8",
    "UPCA": "UPC-A",
    "UPCE": "UPC-E",
    "CODE128": "CODE-128",
    "DATAMATRIX": "DATA-MATRIX",
}
_SELF_CHECKING = {"QR", "MICRO-QR", "DATA-MATRIX"}
_ENLARGE_UNTIL_PX = 2_000_000
_ROI_PADDING = 0.25

Grey = NDArray[np.uint8]


class Stage(StrEnum):
    """Which reader of the cascade found a code."""

    PLAIN = "plain"
    SMOOTHED = "smoothed"
    CONTRAST = "contrast"
    ENLARGED = "enlarged"
    LOCATED = "located"
    THRESHOLD = "threshold"
    ZBAR = "zbar"


@dataclass(frozen=True, slots=True)
class Code:
    """A code that was read."""

    text: str
    format: str
    stage: Stage

    @property
    def is_certain(self) -> bool:
        """Tell whether one frame is enough to believe it.

        A two-dimensional code corrects its own errors. A striped one has only a check digit: one
        read in twenty of the later stages passes it with wrong digits, and now and then one of the
        first; two frames in a row never agreed on wrong ones.
        """
        return self.format in _SELF_CHECKING


def read_codes(frame: Frame) -> tuple[Code, ...]:
    """Return what stands in the picture, by the first stage that reads anything.

    For a photograph; frames of a camera go to `SteadyReader`. About 1 to 20 ms when there is a plain
    code, 40 to 130 ms when there is none, the more the more there is to see.
    """
    grey = _grey(frame)
    for found in _stages(grey):
        codes = _without_doubles(found)
        if codes:
            return _without_twins(grey, codes)
    return ()


def _without_twins(grey: Grey, codes: tuple[Code, ...]) -> tuple[Code, ...]:
    """Return the codes, and of two EAN-13 with one right half the one that others read as well.

    A bent pack is sometimes read twice in one picture, its left half wrong but with a check digit
    that fits. No two articles on one counter share their last six digits but by a rare chance, and
    then the next frame will do.
    """
    halves = [code.text[-6:] for code in codes if code.format == "EAN-13"]
    doubted = {half for half in halves if halves.count(half) > 1}
    if not doubted:
        return codes
    others = [_zbar(grey), _zxing(another_look(grey), Stage.PLAIN), _contrasted(grey)]
    votes = [{code.text for code in found} for found in others]

    def count(code: Code) -> int:
        return sum(code.text in voted for voted in votes)

    kept = []
    for code in codes:
        rivals = [e for e in codes if e is not code and e.text[-6:] == code.text[-6:]]
        is_doubted = code.format == "EAN-13" and code.text[-6:] in doubted
        if not is_doubted or all(count(code) > count(rival) for rival in rivals):
            kept.append(code)
    return tuple(kept)


def read_at_once(frame: Frame) -> tuple[Code, ...]:
    """Return what the first stage reads by itself: for a picture too large for all of them."""
    return _without_doubles(_zxing(_grey(frame), Stage.PLAIN))


def read_by_zbar(frame: Frame) -> tuple[Code, ...]:
    """Return what the last stage reads by itself; nothing where its library is absent."""
    return _without_doubles(_zbar(_grey(frame)))


def another_look(frame: Frame) -> Frame:
    """Return the picture a little smaller and turned, as a second frame of a hand would show it.

    A still picture has no second frame, and what a late stage misreads it misreads in one of them.
    """
    height, width = frame.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), 3.0, 0.85)
    return _u8(cv2.warpAffine(_grey(frame), turn, (width, height), borderValue=255))


def _grey(frame: Frame) -> Grey:
    return frame if frame.ndim == 2 else _u8(cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY))


def _stages(grey: Grey) -> Iterator[list[Code]]:
    yield _zxing(grey, Stage.PLAIN)
    for read in _HARD:
        yield read(grey)


def _even(grey: Grey) -> Grey:
    return _u8(cv2.createCLAHE(clipLimit=2.0, tileGridSize=(8, 8)).apply(grey))


def _large(grey: Grey) -> Grey:
    """Return a picture of the camera's size smoothed and twice as large; a larger one as it is."""
    if grey.size > _ENLARGE_UNTIL_PX:
        return grey
    smooth = cv2.GaussianBlur(grey, (0, 0), 1)
    return _u8(cv2.resize(smooth, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC))


def _smoothed(grey: Grey) -> list[Code]:
    # The one takes thin lines away, the other the waves of a screen.
    looks = (cv2.medianBlur(grey, 5), cv2.GaussianBlur(grey, (0, 0), 2))
    return [code for look in looks for code in _zxing(_u8(look), Stage.SMOOTHED, _QR)]


def _contrasted(grey: Grey) -> list[Code]:
    return _zxing(_even(grey), Stage.CONTRAST)


def _enlarged(grey: Grey) -> list[Code]:
    if grey.size > _ENLARGE_UNTIL_PX:
        return []
    return _zxing(_large(grey), Stage.ENLARGED, _QR)


def _split(grey: Grey) -> list[Code]:
    split = cv2.adaptiveThreshold(
        _large(grey), 255, cv2.ADAPTIVE_THRESH_GAUSSIAN_C, cv2.THRESH_BINARY, 51, 5
    )
    return _zxing(_u8(split), Stage.THRESHOLD, _QR)


def _u8(image: Any) -> Grey:  # noqa: ANN401 OpenCV's stubs promise any number type
    return np.asarray(image, dtype=np.uint8)


def _zxing(grey: Grey, stage: Stage, formats: zxingcpp.BarcodeFormats = _FORMATS) -> list[Code]:
    return [
        Code(found.text, _NAMES[name], stage)
        for found in zxingcpp.read_barcodes(
            np.ascontiguousarray(grey), formats=formats, text_mode=zxingcpp.TextMode.Plain
        )
        if (name := found.format.name.upper().replace("_", "")) in _NAMES and found.text
    ]


def _located(grey: Grey) -> list[Code]:
    """Turn what looks like stripes upright and read it: zxing alone loses them beyond 20 degrees."""
    found, corners = cv2.barcode.BarcodeDetector().detect(grey)
    if not found or corners is None:
        return []
    codes: list[Code] = []
    for points in corners[:4]:
        (x, y), (width, height), angle = cv2.minAreaRect(points.astype(np.float32))
        if width < height:
            width, height, angle = height, width, angle + 90
        if height < 4:
            continue
        turn = cv2.getRotationMatrix2D((x, y), angle, 1.0)
        upright = cv2.warpAffine(
            grey, turn, (grey.shape[1], grey.shape[0]), flags=cv2.INTER_CUBIC, borderValue=255
        )
        half_w = width * (0.5 + _ROI_PADDING)
        half_h = height * (0.5 + _ROI_PADDING)
        patch = upright[
            max(0, int(y - half_h)) : int(y + half_h), max(0, int(x - half_w)) : int(x + half_w)
        ]
        if patch.size:
            larger = _u8(cv2.resize(patch, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC))
            codes += _zxing(larger, Stage.LOCATED)
    return codes


def _zbar(grey: Grey) -> list[Code]:
    try:
        from pyzbar import pyzbar  # noqa: PLC0415 its library may be absent, which must cost nothing
    except (ImportError, OSError):
        return []
    kinds = {"QRCODE": "QR", "EAN13": "EAN-13", "EAN8": "EAN-8", "UPCA": "UPC-A"}
    symbols = [pyzbar.ZBarSymbol[name] for name in kinds]
    return [
        Code(found.data.decode("utf-8", "replace"), kinds[found.type], Stage.ZBAR)
        for found in pyzbar.decode(grey, symbols=symbols)
        if found.type in kinds
    ]


def _without_doubles(codes: list[Code]) -> tuple[Code, ...]:
    if any(code.format == "EAN-13" for code in codes):
        # Half of a tilted EAN-13 passes for a UPC-E: in one of twenty frames of the demo's packs.
        codes = [code for code in codes if code.format != "UPC-E"]
    return tuple({(code.text, code.format): code for code in codes}.values())


_HARD: tuple[Callable[[Grey], list[Code]], ...] = (
    _smoothed,
    _contrasted,
    _enlarged,
    _located,
    _split,
    _zbar,
)
"""The later stages, in the order in which a photograph is put to them."""


class SteadyReader:
    """Reads the frames of a camera, at a cost that leaves the till its processor.

    Each frame is put to the first stage and, when that reads nothing, to one of the later ones in
    turn; the one that read something keeps its turn. A picture in which nothing moves is given up
    after `ROUNDS` turns of all, and then glanced at now and then until something moves: a counter
    nobody holds anything over is the usual case.

    An uncertain code is believed only when two frames agree, and each code is told once: one that
    stays before the camera is told again only after it has been out of sight for `FORGET_AFTER`
    frames.
    """

    FORGET_AFTER = 11
    """Seven tenths of a second at fifteen frames a second."""
    ROUNDS = 2
    GLANCES_EVERY = 4
    _THUMB = (64, 36)
    _MOVED = 10
    """Grey steps of 256 by which one square of twenty pixels must differ; noise makes one or two."""

    def __init__(self) -> None:
        self._doubted: set[str] = set()
        self._told: dict[str, int] = {}
        self._turn = 0
        self._tried = 0
        self._skipped = 0
        self._scene: Grey | None = None

    def look(self, frame: Frame) -> tuple[Code, ...]:
        """Return the codes of this frame that are new and believed."""
        grey = _grey(frame)
        is_still = self._is_still(grey)
        is_given_up = is_still and self._tried >= self.ROUNDS * len(_HARD)
        if is_given_up and self._skipped < self.GLANCES_EVERY - 1:
            self._skipped += 1
            return ()
        self._skipped = 0
        codes = _without_doubles(_zxing(grey, Stage.PLAIN))
        if not codes and not is_given_up:
            codes = self._look_hard(grey)
        return self._news(_without_twins(grey, codes))

    def _is_still(self, grey: Grey) -> bool:
        """Tell whether the picture is what it was when its first later stage had its turn."""
        thumb = _u8(cv2.resize(grey, self._THUMB, interpolation=cv2.INTER_AREA))
        before = self._scene
        if before is not None and cv2.absdiff(thumb, before).max() < self._MOVED:
            return True
        self._scene, self._tried = thumb, 0
        return False

    def _look_hard(self, grey: Grey) -> tuple[Code, ...]:
        codes = _without_doubles(_HARD[self._turn](grey))
        if codes:
            self._tried = 0
        else:
            self._tried += 1
            self._turn = (self._turn + 1) % len(_HARD)
        return codes

    def _news(self, codes: tuple[Code, ...]) -> tuple[Code, ...]:
        seen = {code.text for code in codes}
        believed = [code for code in codes if code.is_certain or code.text in self._doubted]
        self._doubted = seen
        news = tuple(code for code in believed if code.text not in self._told)
        for text in [*self._told]:
            self._told[text] = 0 if text in seen else self._told[text] + 1
            if self._told[text] >= self.FORGET_AFTER:
                del self._told[text]
        for code in believed:
            self._told[code.text] = 0
        return news
