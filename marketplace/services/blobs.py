"""Pictures from the shops: taken in by parts, checked, kept under the hash of their bytes."""

import hashlib
import os
import re
import warnings
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from PIL import ExifTags, Image, UnidentifiedImageError
from sqlalchemy import insert
from sqlalchemy.orm import Session

from marketplace.errors import StorageError
from marketplace.models.sync import Blob
from marketplace.services.database import Database
from marketplace.services.devices import Caller
from marketplace.services.problems import ProblemError
from sync.contract import v1
from sync.kernel.disk import settle

MOST_BYTES = 8 * 1024 * 1024
MOST_PART_BYTES = 256 * 1024
MOST_PIXELS = 40_000_000
HALF_KEPT = timedelta(days=7)
"""A till that was away no longer goes on where it broke off; later it begins anew."""
_NAME = re.compile(r"[0-9a-f]{64}")
_MEDIA_TYPES = {"WEBP": "image/webp", "JPEG": "image/jpeg", "PNG": "image/png"}


@dataclass(frozen=True, slots=True)
class Picture:
    """What a checked file turned out to be."""

    media_type: str
    width_px: int
    height_px: int


class BlobFolder:
    """The folder with the pictures: whole ones by hash, half ones by shop and hash."""

    def __init__(self, folder: Path) -> None:
        self._whole = folder / "blobs"
        self._parts = folder / "blobs" / "parts"

    def path_of(self, sha256: str) -> Path | None:
        """Return the file of a picture that is here whole and checked, else None."""
        if _NAME.fullmatch(sha256) is None:
            return None
        path = self._place_of(sha256)
        return path if path.is_file() else None

    def part_of(self, shop_id: str, sha256: str) -> Path:
        """Return where a picture's bytes are gathered; per shop, so that none spoils another's."""
        return self._parts / f"{shop_id}-{sha256}"

    def keep(self, part: Path, sha256: str) -> None:
        """Give a checked file its final place, durably: its till will not send it again.

        Raises:
            StorageError: the disk does not take it.
        """
        place = self._place_of(sha256)
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            part.replace(place)
            settle(place.parent)
            settle(self._whole)
        except OSError as error:
            raise StorageError("full") from error

    def forget_halves(self, at: datetime) -> int:
        """Remove what no till has added to for a week; return how much that was."""
        limit = (at - HALF_KEPT).timestamp()
        old = [part for part in self._parts.glob("*") if part.stat().st_mtime < limit]
        for part in old:
            part.unlink(missing_ok=True)
        return len(old)

    def _place_of(self, sha256: str) -> Path:
        return self._whole / sha256[:2] / sha256


def position(folder: BlobFolder, caller: Caller, sha256: str) -> v1.BlobPosition:
    """Return how much of a picture is here.

    Raises:
        ProblemError: that is no name of a picture.
    """
    _check_name(sha256)
    if folder.path_of(sha256) is not None:
        return v1.BlobPosition(received=0, complete=True)
    part = folder.part_of(caller.shop_id, sha256)
    return v1.BlobPosition(received=part.stat().st_size if part.exists() else 0, complete=False)


def take_part(
    database: Database,
    folder: BlobFolder,
    caller: Caller,
    sha256: str,
    offset: int,
    size_bytes: int,
    part: bytes,
    at: datetime,
) -> v1.BlobPosition:
    """Add bytes to a picture; with the last ones it is checked and kept.

    A part that is here already, or leaves a gap, changes nothing: the answer says where to go on.

    Raises:
        ProblemError: too_large, or malformed when the whole is not the picture it should be.
        StorageError: the disk does not take it.
    """
    here = position(folder, caller, sha256)
    if not 0 < size_bytes <= MOST_BYTES or len(part) > MOST_PART_BYTES:
        raise ProblemError(v1.Problem(error="too_large", detail="picture"))
    if offset + len(part) > size_bytes:
        raise ProblemError(v1.Problem(error="malformed", detail="size"))
    if here.complete or offset != here.received:
        return here
    path = folder.part_of(caller.shop_id, sha256)
    received = _write_at(path, offset, part)
    if received < size_bytes:
        return v1.BlobPosition(received=received, complete=False)
    try:
        picture = _check(path, sha256)
    except ProblemError:
        path.unlink(missing_ok=True)
        raise
    with database.write() as session:
        _register(session, caller, sha256, size_bytes, picture, at)
        folder.keep(path, sha256)
    return v1.BlobPosition(received=size_bytes, complete=True)


def _check_name(sha256: str) -> None:
    if _NAME.fullmatch(sha256) is None:
        raise ProblemError(v1.Problem(error="malformed", detail="name"))


def _write_at(path: Path, offset: int, part: bytes) -> int:
    # At its place, not at the end: two tills of a shop may bring the same part in one moment.
    flags = os.O_WRONLY | os.O_CREAT | getattr(os, "O_BINARY", 0)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(path, flags, 0o644), "wb") as file:
            file.seek(offset)
            file.write(part)
            file.flush()
            os.fsync(file.fileno())
            return file.tell()
    except OSError as error:
        raise StorageError("full") from error


def _check(path: Path, sha256: str) -> Picture:
    """Return what the file is, decoded whole once: it will be served to every shopper."""
    if hashlib.sha256(path.read_bytes()).hexdigest() != sha256:
        raise ProblemError(v1.Problem(error="malformed", detail="hash"))
    try:
        with warnings.catch_warnings():
            # Pillow warns of large pictures on its own scale; ours is the line below.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(path, formats=tuple(_MEDIA_TYPES)) as image:
                if image.width * image.height > MOST_PIXELS:
                    raise ProblemError(v1.Problem(error="too_large", detail="pixels"))
                image.load()
                if image.getexif().get_ifd(ExifTags.IFD.GPSInfo):
                    # Who photographs at home tells the whole town where that is; tills take it out.
                    raise ProblemError(v1.Problem(error="malformed", detail="gps"))
                return Picture(_MEDIA_TYPES[str(image.format)], image.width, image.height)
    except (
        UnidentifiedImageError,
        Image.DecompressionBombError,
        OSError,
        SyntaxError,
        ValueError,
    ) as error:
        raise ProblemError(v1.Problem(error="malformed", detail="picture")) from error


def _register(
    session: Session,
    caller: Caller,
    sha256: str,
    size_bytes: int,
    picture: Picture,
    at: datetime,
) -> None:
    if session.get(Blob, sha256) is None:
        session.execute(
            insert(Blob).values(
                sha256=sha256,
                shop_id=caller.shop_id,
                size_bytes=size_bytes,
                media_type=picture.media_type,
                width_px=picture.width_px,
                height_px=picture.height_px,
                stored_at=at,
            )
        )
