"""Pictures in: opened within limits, turned upright, freed of what they tell about their maker.

Limits come before decoding: ten kilobytes of PNG may claim eighty million pixels. What a file is
called says nothing; its first bytes do. What hangs behind the pixels (a ZIP, a page) is not read,
and nothing but pixels is written again.
"""

import hashlib
import io
import struct
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import cv2
import numpy as np
import pi_heif
from numpy.typing import NDArray
from PIL import ExifTags, Image, ImageCms, UnidentifiedImageError

from desktop.errors import RefusedError, WorldError

Frame = NDArray[np.uint8]
"""A picture as OpenCV has it: height, width, blue-green-red."""

MAX_BYTES = 40 * 1024 * 1024
MAX_PIXELS = 51_000_000
"""The fifty megapixels of a telephone's largest setting, and no more."""
MAX_SIDE_PX = 30_000
FORMATS = ("JPEG", "PNG", "WEBP", "HEIF", "BMP", "GIF", "TIFF")
WEB_SIDE_PX = 1200
"""The largest file of a picture; `SMALLER_PX` are the other three."""
SMALLER_PX = (800, 400, 200)
_ENOUGH_PX = 1500
_MAX_PROFILE_BYTES = 4 * 1024 * 1024
_WEBP_QUALITY = 82
_ORIENTATION = 0x0112
_TAKEN, _TAKEN_PART = 0x9003, 0x9291
_SAY_WHEN = ("JPEG", "HEIF")
"""Cameras and telephones write these; other kinds would have to be decoded to say when."""
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_PROFILE_MODES = {"RGB": "RGB ", "CMYK": "CMYK", "L": "GRAY"}
_BROKEN = (OSError, ValueError, SyntaxError, EOFError, struct.error, OverflowError, TypeError)

pi_heif.register_heif_opener(thumbnails=False)


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
    """Return the first frame upright, in the colours of sRGB, with nothing but its pixels.

    A JPEG of more than twice 1,500 pixels comes out at half or a quarter of its size.

    Raises:
        RefusedError: `picture_too_large`, `picture_too_many_pixels`; `picture_is_drawing` for an
            SVG, `picture_unknown` for what is no picture of a kind we read, `picture_cut_off` for
            one that begins well and does not end.
    """
    if len(content) > MAX_BYTES:
        raise RefusedError("picture_too_large", file=name, megabytes=MAX_BYTES >> 20)
    try:
        opened = Image.open(io.BytesIO(content), formats=FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels(name) from error
    except (UnidentifiedImageError, *_BROKEN) as error:
        if _is_drawing(content):
            raise RefusedError("picture_is_drawing", file=name) from error
        raise RefusedError("picture_unknown", file=name) from error
    with opened:
        _refuse_beyond_limit(opened, name)
        try:
            half = (opened.width // 2, opened.height // 2)
            while min(half) >= _ENOUGH_PX and opened.draft(None, half):
                half = (opened.width // 2, opened.height // 2)
            return _upright(_on_white(_in_srgb(opened)), _orientation(opened))
        except _BROKEN as error:
            raise RefusedError("picture_cut_off", file=name) from error


def taken_s(source: Path | bytes) -> float | None:
    """Return when a photograph was taken, in seconds of its own clock; None where it does not say.

    Good for telling which ones follow each other. Only the file's head is read: no pixel is decoded.
    """
    try:
        with Image.open(
            source if isinstance(source, Path) else io.BytesIO(source), formats=_SAY_WHEN
        ) as opened:
            told = opened.getexif().get_ifd(ExifTags.IFD.Exif)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, KeyError, *_BROKEN):
        return None
    with suppress(KeyError, ValueError, TypeError):
        at = datetime.strptime(str(told[_TAKEN])[:19], "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007 a camera knows no zone
        part = str(told.get(_TAKEN_PART, "")).strip("\0 ")[:3]
        return at.replace(tzinfo=UTC).timestamp() + (float(f"0.{part}") if part.isdecimal() else 0)
    return None


def _refuse_beyond_limit(opened: Image.Image, name: str) -> None:
    """Judge by the size the header claims, before a pixel is decoded."""
    if opened.width * opened.height > MAX_PIXELS or max(opened.size) > MAX_SIDE_PX:
        raise _too_many_pixels(name)


def _too_many_pixels(name: str) -> RefusedError:
    return RefusedError("picture_too_many_pixels", file=name, megapixels=MAX_PIXELS // 1_000_000)


def _is_drawing(content: bytes) -> bool:
    """Tell an SVG, which is a program, from what is merely unknown."""
    return b"<svg" in content[:4096].lower() or content[:2] == b"\x1f\x8b"


def _orientation(opened: Image.Image) -> int:
    """Return how the camera was held; one that nobody can read was held upright."""
    with suppress(*_BROKEN, KeyError, ZeroDivisionError):
        turned = opened.getexif().get(_ORIENTATION, 1)
        return turned if isinstance(turned, int) else 1
    return 1


def _upright(picture: Image.Image, orientation: int) -> Image.Image:
    turn = _TURNS.get(orientation)
    return picture if turn is None else picture.transpose(turn)


def _in_srgb(opened: Image.Image) -> Image.Image:
    """Return the picture in sRGB where it says in which colours it was taken.

    Telephones write Display P3: read as sRGB, their reds are dull. A profile that is broken or not
    of these pixels is passed over.
    """
    profile = opened.info.get("icc_profile")
    wanted = _PROFILE_MODES.get(opened.mode)
    if not isinstance(profile, bytes) or len(profile) > _MAX_PROFILE_BYTES or wanted is None:
        return opened
    if profile[16:20] != wanted.encode() or b"sRGB" in profile[:4096]:
        return opened
    with suppress(ImageCms.PyCMSError, ValueError, OSError):
        theirs = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        ours = ImageCms.createProfile("sRGB")
        opened.load()
        changed = ImageCms.profileToProfile(opened, theirs, ours, outputMode="RGB")
        if changed is not None:
            return changed
    return opened


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
    bare = picture.convert("RGB") if picture.mode != "RGB" else picture.copy()
    bare.info.clear()
    return bare


def square(picture: Image.Image) -> Image.Image:
    """Return the picture's middle square."""
    side = min(picture.size)
    left, top = (picture.width - side) // 2, (picture.height - side) // 2
    return picture.crop((left, top, left + side, top + side))


def for_the_web(picture: Image.Image, side_px: int = WEB_SIDE_PX) -> WebPicture:
    """Return the picture's middle square as WebP, at most `side_px` wide, without metadata."""
    cropped = square(picture)
    if cropped.width > side_px:
        cropped = cropped.resize((side_px, side_px), Image.Resampling.LANCZOS, reducing_gap=2.0)
    return as_webp(cropped)


def as_webp(picture: Image.Image) -> WebPicture:
    """Return a picture as WebP: its pixels and nothing else."""
    target = io.BytesIO()
    # Said outright: Pillow would otherwise write what it finds in the picture's own notes.
    picture.save(
        target, "WEBP", quality=_WEBP_QUALITY, method=3, exif=b"", icc_profile=b"", xmp=b""
    )
    webp = target.getvalue()
    return WebPicture(hashlib.sha256(webp).hexdigest(), webp, picture.width, picture.height)


def smaller(picture: Image.Image) -> tuple[WebPicture, ...]:
    """Return the three smaller files of a square picture, each made from the one before.

    A picture is never blown up: a size it does not have is left out.
    """
    made: list[WebPicture] = []
    for side_px in SMALLER_PX:
        if picture.width > side_px:
            picture = picture.resize((side_px, side_px), Image.Resampling.LANCZOS, reducing_gap=2.0)
            made.append(as_webp(picture))
    return tuple(made)


def as_frame(picture: Image.Image) -> Frame:
    """Return a picture as a camera would have delivered it."""
    rgb = np.asarray(picture if picture.mode == "RGB" else picture.convert("RGB"), dtype=np.uint8)
    return np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR), np.uint8)


def as_picture(frame: Frame) -> Image.Image:
    """Return a frame as a picture."""
    return Image.fromarray(np.asarray(cv2.cvtColor(frame, cv2.COLOR_BGR2RGB), np.uint8))


def as_jpeg(frame: Frame, width_px: int, quality: int = 75) -> bytes:
    """Return a JPEG of a frame, at most `width_px` wide and high, to cross threads as bytes."""
    picture = as_picture(frame)
    picture.thumbnail((width_px, width_px))
    target = io.BytesIO()
    picture.save(target, "JPEG", quality=quality)
    return target.getvalue()
