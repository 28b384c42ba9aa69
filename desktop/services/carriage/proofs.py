"""Pictures that show that something was received: a signature, the bag before the door.

They stay in the shop's own files, are in its backups, and go to nobody; the marketplace is told
that there is one, by its hash. They are erased with the order's name.
"""

from functools import partial
from pathlib import Path

from sqlalchemy import select, update

from desktop.errors import WorldError
from desktop.models.base import table_of
from desktop.models.carriage import RoundStop
from desktop.services.shop import Shop
from desktop.services.unit_of_work import UnitOfWork
from sync.kernel.disk import write_whole

_stops = table_of(RoundStop)

_PHOTO_PX = 1280


def make(source: Path | bytes, name: str = "") -> tuple[str, bytes]:
    """Return a picture's hash and file: its pixels and nothing else, no place, no time, no device.

    Any thread but the ledger's.

    Raises:
        RefusedError: picture_too_large, picture_too_many_pixels, picture_unknown,
            picture_is_drawing, picture_cut_off.
        WorldError: picture_missing, picture_unreadable.
    """
    # Here, because OpenCV costs a tenth of a second that the sale screen need not wait for.
    from desktop.devices import imaging  # noqa: PLC0415

    content = imaging.read_bytes(source) if isinstance(source, Path) else source
    opened = imaging.open_picture(content, source.name if isinstance(source, Path) else name)
    opened.thumbnail((_PHOTO_PX, _PHOTO_PX))
    made = imaging.as_webp(opened)
    return made.sha256, made.webp


def keep(shop: Shop, sha256: str, webp: bytes) -> None:
    """Write a proof into the shop's folder, whole or not at all.

    Raises:
        WorldError: photo_not_kept.
    """
    target = shop.photo_path(sha256)
    try:
        write_whole(target, webp)
    except OSError as error:
        raise WorldError("photo_not_kept", folder=str(target.parent)) from error


def erase(shop: Shop, sha256: str) -> None:
    """Remove a proof's file; one that is gone already, or cannot be had now, is left."""
    if sha256:
        try:
            shop.photo_path(sha256).unlink(missing_ok=True)
        except OSError:
            return


def forget_receivers(work: UnitOfWork, order_id: str) -> None:
    """Erase who received an order, and the picture that shows it: the order is forgotten."""
    pictures = work.connection.scalars(
        select(_stops.c.proof_sha256).where(_stops.c.order_id == order_id)
    ).all()
    work.connection.execute(
        update(_stops)
        .where(_stops.c.order_id == order_id)
        .values(received_by="", proof_sha256="", note="")
    )
    shop = work.shop
    for sha256 in pictures:
        work.afterwards(partial(erase, shop, sha256))
