"""Photographs in the shop's folder: kept with the picture they were cut from, and sent on.

Called on the ledger thread. The picture as it was taken stays beside the cut-out, so that one touch
goes back to it.
"""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.dialects.sqlite import insert as upsert

from desktop.errors import WorldError
from desktop.models.base import table_of
from desktop.models.catalogue import Medium, Rendition
from desktop.services.drafting.photos import Prepared
from desktop.services.shop import Shop, Topic
from desktop.services.town.uploads import queue_upload
from desktop.services.unit_of_work import UnitOfWork
from sync.kernel.disk import write_whole

_MEDIA = table_of(Medium)
_RENDITIONS = table_of(Rendition)


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoKept:
    """A photograph in the shop's folder and on its way to the marketplace."""

    sha256: str
    path: Path


def keep(shop: Shop, photo: Prepared) -> PhotoKept:
    """Put a photograph into the shop's folder and note that the marketplace is to have it.

    Its smaller files and the original it was cut from are kept too, and stay in the shop.

    Raises:
        WorldError: photo_not_kept, when the folder does not take it.
    """
    pictures = [photo] if photo.original is None else [photo.original, photo]
    for picture in pictures:
        _write(shop.photo_path(picture.sha256), picture.webp)
        for file in picture.smaller:
            _write(shop.photo_path(file.sha256), file.webp)
    with shop.begin() as work:
        for picture in pictures:
            _note(work, picture)
        queue_upload(work, photo.sha256, len(photo.webp))
        work.changed(Topic.CATALOGUE)
        work.commit()
    return PhotoKept(sha256=photo.sha256, path=shop.photo_path(photo.sha256))


def _note(work: UnitOfWork, photo: Prepared) -> None:
    work.connection.execute(
        upsert(_MEDIA)
        .values(
            sha256=photo.sha256,
            width=photo.width,
            height=photo.height,
            size_bytes=len(photo.webp),
            created_at=work.at,
            cut_from=photo.original.sha256 if photo.original else "",
            likeness=photo.likeness,
        )
        .on_conflict_do_nothing()
    )
    for file in photo.smaller:
        work.connection.execute(
            upsert(_RENDITIONS)
            .values(
                sha256=photo.sha256,
                width=file.width,
                file_sha256=file.sha256,
                size_bytes=len(file.webp),
            )
            .on_conflict_do_nothing()
        )


def original_of(shop: Shop, sha256: str) -> PhotoKept | None:
    """Return the picture a cut-out was made from; None when this one was not cut."""
    with shop.look() as look:
        kept = look.connection.execute(
            select(_MEDIA.c.cut_from).where(_MEDIA.c.sha256 == sha256)
        ).scalar()
    return PhotoKept(sha256=kept, path=shop.photo_path(kept)) if kept else None


def show_original(shop: Shop, sha256: str) -> PhotoKept | None:
    """Have the uncut picture sent to the marketplace too, and return it, to stand on the sheet.

    The cut-out stays, so that this can be taken back. None when there is no original.
    """
    original = original_of(shop, sha256)
    if original is None:
        return None
    with shop.begin() as work:
        size = work.connection.execute(
            select(_MEDIA.c.size_bytes).where(_MEDIA.c.sha256 == original.sha256)
        ).scalar_one()
        queue_upload(work, original.sha256, size)
        work.commit()
    return original


def file_for(shop: Shop, sha256: str, width: int) -> Path:
    """Return the smallest file of a picture that is at least so wide; the picture itself, if none."""
    with shop.look() as look:
        chosen = look.connection.execute(
            select(_RENDITIONS.c.file_sha256)
            .where(_RENDITIONS.c.sha256 == sha256, _RENDITIONS.c.width >= width)
            .order_by(_RENDITIONS.c.width)
            .limit(1)
        ).scalar()
    return shop.photo_path(chosen or sha256)


def _write(path: Path, content: bytes) -> None:
    if path.exists():
        return
    try:
        write_whole(path, content)
    except OSError as error:
        raise WorldError("photo_not_kept", folder=str(path.parent)) from error
