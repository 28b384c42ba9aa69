"""The shop's logo in the two colours of a thermal printer."""

import io

from PIL import Image, UnidentifiedImageError

_PIXEL_LIMIT = 4_000_000
ROW_LIMIT = 200
"""A logo higher than this wastes paper and, on a serial line, seconds."""
_THRESHOLD = 128


class PictureError(ValueError):
    """The bytes are no picture that can be printed."""


def black_and_white(png: bytes, dots: int) -> Image.Image:
    """Return the picture as 1-bit pixels, at most `dots` wide and `ROW_LIMIT` high.

    Raises:
        PictureError: not an image, damaged, or larger than any logo needs to be.
    """
    try:
        with Image.open(io.BytesIO(png), formats=("PNG", "JPEG")) as source:
            if source.width * source.height > _PIXEL_LIMIT:
                raise PictureError("a logo of more than four million pixels")
            rgba = source.convert("RGBA")
    except (UnidentifiedImageError, OSError, SyntaxError, Image.DecompressionBombError) as error:
        raise PictureError("not a picture") from error
    paper = Image.new("RGBA", rgba.size, "white")
    grey = Image.alpha_composite(paper, rgba).convert("L")
    scale = min(1, dots / grey.width, ROW_LIMIT / grey.height)
    if scale < 1:
        size = (max(int(grey.width * scale), 1), max(int(grey.height * scale), 1))
        grey = grey.resize(size, Image.Resampling.LANCZOS)
    return threshold(grey)


def threshold(grey: Image.Image) -> Image.Image:
    """Return the picture in black and white without dithering, which thermal paper smears."""
    return grey.point([0] * _THRESHOLD + [255] * (256 - _THRESHOLD), mode="1")
