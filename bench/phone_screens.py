"""Telephones before the counter's camera: our pickup code on a screen, in all that goes wrong there.

Drawn, so that everybody has the same ones; the numbers (tilts, blurs, brightness, widths) are those
of phones photographed over a counter at about 30 cm with a camera of 720 lines.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from printing.drivers.codes import qr_modules
from sync.kernel import pickup_code

WIDTH_PX, HEIGHT_PX = 1280, 720
#: Of the QR code in the frame: a small phone far off, one at 30 cm, one held close.
SIDES_PX = (110, 154, 230)
_QUIET = 4

Frame = NDArray[np.uint8]
_Chance = np.random.Generator


@dataclass(frozen=True, slots=True)
class Held:
    """A frame of the camera, and what a phone shows in it."""

    #: Which trouble it has.
    trouble: str
    side_px: int
    #: The digits of its code; empty where it shows something else.
    text: str
    frame: Frame


def counter(chance: _Chance) -> Frame:
    """Return what the camera sees when nobody holds anything before it: packs, prices, papers."""
    rough = chance.integers(70, 170, (9, 16, 3), dtype=np.uint8)
    scene = cv2.resize(rough, (WIDTH_PX, HEIGHT_PX), interpolation=cv2.INTER_CUBIC)
    for _ in range(24):
        left, top = (int(each) for each in chance.integers(0, [WIDTH_PX, HEIGHT_PX]))
        wide, high = (int(each) for each in chance.integers(20, 260, 2))
        colour = tuple(int(each) for each in chance.integers(30, 240, 3))
        thick = int(chance.choice([-1, 1, 2, 4]))
        cv2.rectangle(scene, (left, top), (left + wide, top + high), colour, thick)
    for _ in range(10):
        left, top = (int(each) for each in chance.integers(0, [WIDTH_PX - 200, HEIGHT_PX]))
        price = f"{int(chance.integers(1, 90))},{int(chance.integers(10, 99))} EUR"
        cv2.putText(scene, price, (left, top), cv2.FONT_HERSHEY_SIMPLEX, 1.0, (25, 25, 25), 2)
    return _noisy(_u8(scene), chance, 4)


def phone(text: str, side_px: int, *, is_inverted: bool = False) -> Frame:
    """Return the phone seen straight: its code on a card, between lines of writing."""
    modules = np.array(qr_modules(text)) if text else _no_code(side_px)
    paper, ink = (32, 235) if is_inverted else (250, 12)
    code = np.pad(np.where(modules, ink, paper).astype(np.uint8), _QUIET, constant_values=paper)
    card = round(side_px * code.shape[0] / (code.shape[0] - 2 * _QUIET))
    wide, high = round(card * 1.25), round(card * 2.2)
    screen = np.full((high, wide), 24 if is_inverted else 244, np.uint8)
    left, top = (wide - card) // 2, (high - card) // 2
    shown = cv2.resize(code, (card, card), interpolation=cv2.INTER_AREA)
    screen[top : top + card, left : left + card] = shown
    for line in range(3):
        y = round(card * 0.12) + line * round(card * 0.12)
        screen[y : y + max(2, card // 40), card // 8 : wide - card // (4 + line)] = 120
    bezel = max(3, card // 25)
    return _u8(np.pad(screen, bezel, constant_values=18))


def _no_code(side_px: int) -> NDArray[np.bool_]:
    """Return a pattern of squares that is no code: a game, a map."""
    return np.asarray(np.random.default_rng(side_px).random((21, 21)) < 0.5)


# --- how it is held: where the phone's corners lie in the frame ----------------------------------


def _held(
    text: str,
    side_px: int,
    chance: _Chance,
    *,
    roll_deg: float = 0,
    tilt_deg: float = 0,
    is_inverted: bool = False,
    light: Callable[[Frame], Frame] = lambda seen: seen,
) -> Frame:
    seen = light(phone(text, side_px, is_inverted=is_inverted))
    high, wide = seen.shape[:2]
    turn, lean = np.radians(roll_deg + chance.uniform(-3, 3)), np.radians(tilt_deg)
    corners = np.array([[-wide, -high], [wide, -high], [wide, high], [-wide, high]]) / 2.0
    far = 2.2 * high
    depth = far / (far + corners[:, 1] * np.sin(lean))
    flat = np.stack([corners[:, 0], corners[:, 1] * np.cos(lean)], 1) * depth[:, None]
    rolled = flat @ np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    middle = np.array([WIDTH_PX / 2, HEIGHT_PX / 2]) + chance.uniform(-60, 60, 2)
    placed = (rolled + middle).astype(np.float32)
    before = np.array([[0, 0], [wide, 0], [wide, high], [0, high]], np.float32)
    way = cv2.getPerspectiveTransform(before, placed)
    size = (WIDTH_PX, HEIGHT_PX)
    picture = cv2.warpPerspective(seen, way, size, flags=cv2.INTER_AREA)
    mask = cv2.warpPerspective(np.full_like(seen, 255), way, size, flags=cv2.INTER_LINEAR)
    cover = cv2.merge([mask] * 3).astype(np.float32) / 255
    mixed = counter(chance) * (1 - cover) + cv2.merge([picture] * 3) * cover
    return _u8(mixed)


# --- what goes wrong ------------------------------------------------------------------------------


def _u8(picture: object) -> Frame:
    return np.asarray(np.clip(np.asarray(picture), 0, 255), np.uint8)


def _noisy(frame: Frame, chance: _Chance, sigma: float) -> Frame:
    return _u8(frame + chance.normal(0, sigma, frame.shape))


def _jpeg(frame: Frame, quality: int) -> Frame:
    _, packed = cv2.imencode(".jpg", frame, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return _u8(cv2.imdecode(packed, cv2.IMREAD_COLOR))


def _dim(part: float) -> Callable[[Frame], Frame]:
    """Return a screen at a part of its brightness."""
    return lambda seen: _u8(seen * part)


def _bloom(seen: Frame) -> Frame:
    """Return a screen too bright for the camera: white runs over black."""
    bright = seen.astype(np.float32) * 1.5
    return _u8(bright + cv2.GaussianBlur(np.maximum(bright - 200, 0), (0, 0), seen.shape[1] / 30))


def _glare(spots: int, chance: _Chance) -> Callable[[Frame], Frame]:
    """Return a screen in which lamps are mirrored, upon the code."""

    def shine(seen: Frame) -> Frame:
        high, wide = seen.shape
        y, x = np.mgrid[0:high, 0:wide]
        lit = seen.astype(np.float32)
        for _ in range(spots):
            at_x, at_y = chance.uniform(0.3, 0.7) * wide, chance.uniform(0.38, 0.62) * high
            size = wide * chance.uniform(0.05, 0.09)
            lit += 330 * np.exp(-(((x - at_x) ** 2 + (y - at_y) ** 2) / (2 * size**2)))
        return _u8(lit)

    return shine


def _moire(chance: _Chance) -> Callable[[Frame], Frame]:
    """Return a screen whose points beat with those of the camera."""
    period, angle = chance.uniform(3.2, 7.5), chance.uniform(0, np.pi)

    def beat(seen: Frame) -> Frame:
        y, x = np.mgrid[0 : seen.shape[0], 0 : seen.shape[1]]
        wave = np.sin(2 * np.pi * (x * np.cos(angle) + y * np.sin(angle)) / period)
        slow = np.sin(2 * np.pi * y / (period * 6.3))
        return _u8(seen * (0.72 + 0.2 * wave + 0.12 * slow))

    return beat


def _cracked(chance: _Chance) -> Callable[[Frame], Frame]:
    """Return a broken glass: lines from one point, bright on one side and dark on the other."""

    def crack(seen: Frame) -> Frame:
        broken = seen.copy()
        high, wide = seen.shape
        hit = (int(chance.uniform(0.1, 0.9) * wide), int(chance.uniform(0.3, 0.7) * high))
        for _ in range(9):
            angle, far = chance.uniform(0, 2 * np.pi), chance.uniform(0.4, 1.2) * high
            knee = (
                int(hit[0] + far / 2 * np.cos(angle + 0.2)),
                int(hit[1] + far / 2 * np.sin(angle + 0.2)),
            )
            end = (int(hit[0] + far * np.cos(angle)), int(hit[1] + far * np.sin(angle)))
            for start, stop in ((hit, knee), (knee, end)):
                cv2.line(broken, start, stop, 215, 2, cv2.LINE_AA)
                aside = ((start[0] + 2, start[1] + 1), (stop[0] + 2, stop[1] + 1))
                cv2.line(broken, *aside, 60, 1, cv2.LINE_AA)
        return broken

    return crack


def _shaken(frame: Frame, length_px: int, chance: _Chance) -> Frame:
    """Return what a hand that moves makes of it."""
    kernel = np.zeros((length_px, length_px), np.float32)
    kernel[length_px // 2] = 1 / length_px
    turn = cv2.getRotationMatrix2D(
        ((length_px - 1) / 2, (length_px - 1) / 2), chance.uniform(0, 180), 1
    )
    kernel = np.asarray(cv2.warpAffine(kernel, turn, (length_px, length_px)), np.float32)
    return _u8(cv2.filter2D(frame, -1, kernel / max(float(kernel.sum()), 1e-3)))


def _soft(frame: Frame, sigma: float) -> Frame:
    return _u8(cv2.GaussianBlur(frame, (0, 0), sigma))


_Trouble = Callable[[str, int, _Chance], Frame]

TROUBLES: dict[str, _Trouble] = {
    "clean": _held,
    "tilt 35°": lambda t, s, c: _held(t, s, c, tilt_deg=35),
    "tilt 55°": lambda t, s, c: _held(t, s, c, tilt_deg=55),
    "roll 45°": lambda t, s, c: _held(t, s, c, roll_deg=45),
    "defocus 1.5 px": lambda t, s, c: _soft(_held(t, s, c), 1.5),
    "defocus 2.5 px": lambda t, s, c: _soft(_held(t, s, c), 2.5),
    "motion 7 px": lambda t, s, c: _shaken(_held(t, s, c), 7, c),
    "motion 11 px": lambda t, s, c: _shaken(_held(t, s, c), 11, c),
    "dim 25 %": lambda t, s, c: _noisy(_held(t, s, c, light=_dim(0.25)), c, 5),
    "dim 14 %": lambda t, s, c: _noisy(_held(t, s, c, light=_dim(0.14)), c, 5),
    "blooming": lambda t, s, c: _held(t, s, c, light=_bloom),
    "1 lamp mirrored": lambda t, s, c: _held(t, s, c, light=_glare(1, c)),
    "2 lamps mirrored": lambda t, s, c: _held(t, s, c, light=_glare(2, c)),
    "moiré": lambda t, s, c: _held(t, s, c, light=_moire(c)),
    "cracked": lambda t, s, c: _held(t, s, c, light=_cracked(c)),
    "dark mode": lambda t, s, c: _held(t, s, c, is_inverted=True),
    "poor camera": lambda t, s, c: _jpeg(_noisy(_held(t, s, c), c, 15), 25),
}
"""What happens to a code, by its name."""


def codes(seed: int, each: int) -> Iterator[Held]:
    """Yield phones with a pickup code, so many of each trouble and size."""
    for number, (trouble, take) in enumerate(TROUBLES.items()):
        for side in SIDES_PX:
            for run in range(each):
                chance = np.random.default_rng([seed, number, side, run])
                text = _code(chance)
                yield Held(trouble, side, text, _jpeg(take(text, side, chance), 80))


def held(trouble: str, side_px: int, text: str, seed: int) -> Frame:
    """Return a frame in which a phone shows a code in a trouble."""
    return _jpeg(TROUBLES[trouble](text, side_px, np.random.default_rng([seed, side_px])), 80)


def no_codes(seed: int, each: int) -> Iterator[Held]:
    """Yield phones that show something else, in the same troubles, and empty counters."""
    for number, (trouble, take) in enumerate(TROUBLES.items()):
        for run in range(each):
            chance = np.random.default_rng([seed, number, run])
            yield Held(trouble, SIDES_PX[-1], "", _jpeg(take("", SIDES_PX[-1], chance), 80))
            yield Held("empty", 0, "", _jpeg(counter(chance), 80))


def _code(chance: _Chance) -> str:
    digits = "".join(str(each) for each in chance.integers(0, 10, pickup_code.SECRET_DIGITS))
    number = f"{int(chance.integers(10**pickup_code.NUMBER_DIGITS)):08d}"
    return pickup_code.PickupCode(number, digits).text
