"""Pictures in: opened within limits, turned upright, freed of what they tell about their maker.

Limits come before decoding: ten kilobytes of PNG may claim eighty million pixels.
"""

import hashlib
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError

from desktop.errors import RefusedError, WorldError

Frame = NDArray[np.uint8]
"""A picture as OpenCV has it: height, width, blue-green-red."""

MAX_BYTES = 40 * 1024 * 1024
MAX_PIXELS = 40_000_000
FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "GIF", "TIFF")
WEB_SIDE_PX = 1200
_WEBP_QUALITY = 82


@dataclass(frozen=True, slots=True)
class WebPicture:
    """A picture ready for the catalogue, named by its content."""

    sha256: str
    webp: bytes
    width: int
    height: int


def read_bytes(path: Path) -> bytes:
    """Return a picture file's bytes.

    Raises:
        RefusedError: `picture_too_large`.
        WorldError: `picture_missing` or `picture_unreadable`.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise RefusedError("picture_too_large", file=path.name, megabytes=MAX_BYTES >> 20)
        return path.read_bytes()
    except FileNotFoundError as error:
        raise WorldError("picture_missing", file=path.name) from error
    except OSError as error:
        raise WorldError("picture_unreadable", file=path.name) from error


def open_picture(content: bytes, name: str = "") -> Image.Image:
    """Return the first frame upright, in RGB, with nothing but its pixels.

    Raises:
        RefusedError: `picture_too_large`, or `picture_unknown` for what is no picture of a kind
            we read, is cut off or lies about itself.
    """
    if len(content) > MAX_BYTES:
        raise RefusedError("picture_too_large", file=name, megabytes=MAX_BYTES >> 20)
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as opened:
            _refuse_beyond_limit(opened, name)
            opened.draft("RGB", (2 * WEB_SIDE_PX, 2 * WEB_SIDE_PX))
            upright = ImageOps.exif_transpose(opened)
            return _on_white(upright)
    except RefusedError:
        raise
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError) as error:
        raise RefusedError("picture_unknown", file=name) from error
    except Image.DecompressionBombError as error:
        raise RefusedError("picture_too_large", file=name, megabytes=MAX_BYTES >> 20) from error


def _refuse_beyond_limit(opened: Image.Image, name: str) -> None:
    """Judge by the size the header claims, before a pixel is decoded."""
    if opened.width * opened.height > MAX_PIXELS:
        raise RefusedError("picture_too_large", file=name, megabytes=MAX_BYTES >> 20)


def _on_white(picture: Image.Image) -> Image.Image:
    """Return RGB pixels; what was transparent becomes white, sixteen bits become eight."""
    if picture.mode.startswith("I;16") or picture.mode == "I":
        levels = np.asarray(picture, dtype=np.int64)
        return Image.fromarray((levels >> 8).clip(0, 255).astype(np.uint8)).convert("RGB")
    if "transparency" in picture.info or picture.mode in {"RGBA", "LA", "PA"}:
        layered = picture.convert("RGBA")
        ground = Image.new("RGBA", layered.size, (255, 255, 255, 255))
        ground.alpha_composite(layered)
        return ground.convert("RGB")
    return Image.frombytes("RGB", picture.size, picture.convert("RGB").tobytes())


def square(picture: Image.Image) -> Image.Image:
    """Return the picture's middle square."""
    side = min(picture.size)
    left, top = (picture.width - side) // 2, (picture.height - side) // 2
    return picture.crop((left, top, left + side, top + side))


def for_the_web(picture: Image.Image, side_px: int = WEB_SIDE_PX) -> WebPicture:
    """Return the picture's middle square as WebP, at most `side_px` wide, without metadata."""
    cropped = square(picture)
    if cropped.width > side_px:
        cropped = cropped.resize((side_px, side_px), Image.Resampling.LANCZOS)
    target = io.BytesIO()
    cropped.save(target, "WEBP", quality=_WEBP_QUALITY, method=4)
    webp = target.getvalue()
    return WebPicture(hashlib.sha256(webp).hexdigest(), webp, cropped.width, cropped.height)


def as_frame(picture: Image.Image) -> Frame:
    """Return a picture as a camera would have delivered it."""
    rgb: NDArray[Any] = np.asarray(picture.convert("RGB"), dtype=np.uint8)
    return np.ascontiguousarray(rgb[:, :, ::-1])


def as_jpeg(frame: Frame, width_px: int, quality: int = 75) -> bytes:
    """Return a JPEG of a frame, at most `width_px` wide and high, to cross threads as bytes."""
    picture = Image.fromarray(np.ascontiguousarray(frame[:, :, ::-1]))
    picture.thumbnail((width_px, width_px))
    target = io.BytesIO()
    picture.save(target, "JPEG", quality=quality)
    return target.getvalue()
