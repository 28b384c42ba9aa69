"""Pictures the marketplace brings in itself, and the smaller ones its pages show."""

import hashlib
import io
import os
import secrets
import warnings
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError
from sqlalchemy import insert
from sqlalchemy.orm import Session

from marketplace.errors import HubError, StorageError
from marketplace.models.sync import Blob
from marketplace.services.blobs import MOST_PIXELS, BlobFolder

WIDTHS = (400, 800)
"""What pages ask for; the picture itself is the third."""
_KEPT_PX = 1_600
_QUALITY = 82
_BROKEN = (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError)


class PictureError(HubError):
    """The bytes are no PNG, JPEG or WebP we would show."""


def take_in(
    session: Session, folder: BlobFolder, shop_id: str, content: bytes, at: datetime
) -> str:
    """Keep a picture as WebP of at most 1600 pixels without its metadata; return its name.

    Raises:
        PictureError: it is none, or has more than 40 million pixels.
        StorageError: the disk does not take it.
    """
    picture = _opened(content)
    picture.thumbnail((_KEPT_PX, _KEPT_PX))
    encoded = io.BytesIO()
    picture.save(encoded, "WEBP", quality=_QUALITY, method=4)
    kept = encoded.getvalue()
    name = hashlib.sha256(kept).hexdigest()
    if folder.path_of(name) is None:
        _write_part(folder.part_of(shop_id, name), kept)
        folder.keep(folder.part_of(shop_id, name), name)
    if session.get(Blob, name) is None:
        session.execute(
            insert(Blob).values(
                sha256=name,
                shop_id=shop_id,
                size_bytes=len(kept),
                media_type="image/webp",
                width_px=picture.width,
                height_px=picture.height,
                stored_at=at,
            )
        )
    return name


def _opened(content: bytes) -> Image.Image:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=("WEBP", "JPEG", "PNG")) as image:
                if image.width * image.height > MOST_PIXELS:
                    raise PictureError("picture_wrong")
                return ImageOps.exif_transpose(image).convert("RGB")
    except _BROKEN as error:
        raise PictureError("picture_wrong") from error


def _write_part(path: Path, content: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise StorageError("full") from error


def sized(folder: BlobFolder, data_dir: Path, sha256: str, width_px: int) -> Path | None:
    """Return the file of a picture at a width of `WIDTHS`, made at the first call; None if unknown.

    Several requests may make it at once; each writes its own file and the last one stays.
    """
    original = folder.path_of(sha256)
    if original is None or width_px not in WIDTHS:
        return None
    place = data_dir / "derived" / sha256[:2] / f"{sha256}-{width_px}.webp"
    if place.is_file():
        return place
    draft = place.with_suffix(f".{secrets.token_hex(4)}.part")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with Image.open(original, formats=("WEBP", "JPEG", "PNG")) as image:
            picture = image.convert("RGB")
        picture.thumbnail((width_px, width_px * 2))
        picture.save(draft, "WEBP", quality=_QUALITY, method=4)
        draft.replace(place)
    except _BROKEN:
        # A full disk must not take the picture off the page: the large one serves as well.
        with suppress(OSError):
            draft.unlink()
        return original
    return place
