"""Type on covers, labels and signs, in the fonts that ship with the demonstration."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources

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
    path = resources.files("demo.town") / "fonts" / FACES[face]
    with resources.as_file(path) as file:
        # Basic layout: the same pixels wherever libraqm is or is not installed.
        return ImageFont.truetype(str(file), size, layout_engine=ImageFont.Layout.BASIC)


def wrapped(text: str, face: str, size: int, width: float) -> list[str]:
    """The text broken at spaces into lines no wider than `width` where a word allows it."""
    type_ = font(face, size)
    lines: list[str] = []
    for word in text.split():
        trial = f"{lines[-1]} {word}" if lines else word
        if lines and type_.getlength(trial) <= width:
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
    middle: bool = True,
) -> float:
    """Writes as large as the box (left, top, right, bottom) takes; returns the lower edge."""
    left, top, right, bottom = box
    size = int(largest or (bottom - top))
    lines = [text]
    while size > 5:  # noqa: PLR2004 - the smallest type that can be drawn
        lines = wrapped(text, face, size, right - left)
        widest = max(font(face, size).getlength(line) for line in lines)
        if widest <= right - left and len(lines) * size * leading <= bottom - top:
            break
        size = int(size * 0.92)
    pen = ImageDraw.Draw(image)
    step = size * leading
    y = top + ((bottom - top) - step * len(lines)) / 2 if middle else top
    for line in lines:
        length = font(face, size).getlength(line)
        x = {"centre": (left + right - length) / 2, "left": left, "right": right - length}[align]
        pen.text((x, y + step / 2), line, font=font(face, size), fill=colour, anchor="lm")
        y += step
    return y


def spaced(text: str) -> str:
    """Small capitals spread as label makers do."""
    return "\u2009".join(text.upper())
