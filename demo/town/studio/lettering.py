"""Type on covers, labels and signs, in the fonts that ship with the demonstration."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

#: Display serif, its italic, handwriting, narrow poster type, and the two weights of the label.
FACES = {
    "display": "display-bold.ttf",
    "italic": "display-italic.ttf",
    "hand": "hand-bold.ttf",
    "narrow": "narrow-bold.ttf",
    "label": "label-regular.ttf",
    "label_bold": "label-bold.ttf",
}


@lru_cache(maxsize=256)
def font(face: str, size: int) -> ImageFont.FreeTypeFont:
    """One of `FACES` at a size in pixels."""
    # Basic layout: the same pixels wherever libraqm is or is not installed.
    return ImageFont.truetype(BytesIO(_file(face)), size, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=len(FACES))
def _file(face: str) -> bytes:
    return (resources.files("demo.town") / "fonts" / FACES[face]).read_bytes()


def _tracking(face: str, text: str) -> float:
    """Capitals of the label face stand apart, as label makers set them."""
    return 0.14 if face.startswith("label") and text.isupper() else 0.0


def length(text: str, face: str, size: int) -> float:
    """How wide a line is."""
    return font(face, size).getlength(text) + _tracking(face, text) * size * max(0, len(text) - 1)


def wrapped(text: str, face: str, size: int, width: float) -> list[str]:
    """The text broken at spaces into lines no wider than `width` where a word allows it."""
    lines: list[str] = []
    for word in text.split():
        trial = f"{lines[-1]} {word}" if lines else word
        if lines and length(trial, face, size) <= width:
            lines[-1] = trial
        else:
            lines.append(word)
    return lines


def write(
    image: Image.Image,
    box: tuple[float, float, float, float],
    text: str,
    face: str,
    colour: str,
    *,
    largest: float = 0.0,
    leading: float = 1.12,
    align: str = "centre",
) -> float:
    """Writes as large as the box (left, top, right, bottom) takes; returns the lower edge."""
    left, top, right, bottom = box
    size = int(largest or (bottom - top))
    lines = [text]
    while size > 5:
        lines = wrapped(text, face, size, right - left)
        widest = max(length(line, face, size) for line in lines)
        if widest <= right - left and len(lines) * size * leading <= bottom - top:
            break
        size = int(size * 0.92)
    pen = ImageDraw.Draw(image)
    step = size * leading
    y = top + ((bottom - top) - step * len(lines)) / 2
    for line in lines:
        width = length(line, face, size)
        x = {"centre": (left + right - width) / 2, "left": left, "right": right - width}[align]
        _line(pen, x, y + step / 2, line, face, size, colour)
        y += step
    return y


def _line(
    pen: ImageDraw.ImageDraw, x: float, y: float, line: str, face: str, size: int, colour: str
) -> None:
    type_, apart = font(face, size), _tracking(face, line) * size
    if not apart:
        pen.text((x, y), line, font=type_, fill=colour, anchor="lm")
        return
    for character in line:
        pen.text((x, y), character, font=type_, fill=colour, anchor="lm")
        x += type_.getlength(character) + apart


def capitals(text: str) -> str:
    """The text in capitals."""
    return text.upper()
