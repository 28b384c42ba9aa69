"""Photographs on their way into the catalogue.

The work on pixels (`prepare`) runs in the pool beside the ledger thread; what goes into the database
(`keep`) on it, and is short.
"""

import os
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.dialects.sqlite import insert as upsert

from desktop.domain.scan import ProductCode, read
from desktop.errors import WorldError
from desktop.models.base import table_of
from desktop.models.catalogue import Medium
from desktop.services.shop import Shop, Topic
from desktop.services.uploads import queue_upload

_MEDIA = table_of(Medium)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A photograph ready to be kept: square, upright, small, without a trace of its maker."""

    sha256: str
    webp: bytes
    width: int
    height: int
    #: Article numbers that stand in the picture, believed.
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoKept:
    """A photograph in the shop's folder and on its way to the marketplace."""

    sha256: str
    path: Path


def prepare(source: Path | bytes, name: str = "") -> Prepared:
    """Return a photograph made ready, and the article numbers in it. Any thread but the ledger's.

    Raises:
        RefusedError: picture_too_large, picture_unknown.
        WorldError: picture_missing, picture_unreadable.
    """
    # Here, because OpenCV costs a tenth of a second that the sale screen need not wait for.
    from desktop.devices import code_reader, imaging  # noqa: PLC0415

    content = imaging.read_bytes(source) if isinstance(source, Path) else source
    picture = imaging.open_picture(content, source.name if isinstance(source, Path) else name)
    web = imaging.for_the_web(picture)
    found = [read(code.text) for code in code_reader.read_codes(imaging.as_frame(picture))]
    return Prepared(
        sha256=web.sha256,
        webp=web.webp,
        width=web.width,
        height=web.height,
        codes=tuple(code.gtin for code in found if isinstance(code, ProductCode)),
    )


def keep(shop: Shop, photo: Prepared) -> PhotoKept:
    """Put a photograph into the shop's folder and note that the marketplace is to have it.

    Raises:
        WorldError: photo_not_kept, when the folder does not take it.
    """
    path = shop.photo_path(photo.sha256)
    _write_whole(path, photo.webp)
    with shop.begin() as work:
        work.connection.execute(
            upsert(_MEDIA)
            .values(
                sha256=photo.sha256,
                width=photo.width,
                height=photo.height,
                size_bytes=len(photo.webp),
                created_at=work.at,
            )
            .on_conflict_do_nothing()
        )
        queue_upload(work, photo.sha256, len(photo.webp))
        work.changed(Topic.CATALOGUE)
        work.commit()
    return PhotoKept(sha256=photo.sha256, path=path)


def _write_whole(path: Path, content: bytes) -> None:
    """Write a file that is either there complete or not at all."""
    if path.exists():
        return
    coming = path.with_suffix(".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with coming.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        coming.replace(path)
    except OSError as error:
        raise WorldError("photo_not_kept", folder=str(path.parent)) from error
