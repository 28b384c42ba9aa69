"""Which pictures of the shop are one shot, saved again or cut anew: see `Shot.likeness`."""

from collections.abc import Sequence

from sqlalchemy import select

from desktop.models.base import table_of
from desktop.models.catalogue import Medium
from desktop.services.shop import Shop

_MEDIA = table_of(Medium)


def alike(shop: Shop, likenesses: Sequence[str]) -> tuple[str, ...]:
    """Return the pictures of the shop that are one of these shots. Not for the window's thread."""
    wanted = [each for each in likenesses if each]
    if not wanted:
        return ()
    # Here, because OpenCV costs a tenth of a second that the sale screen need not wait for.
    from desktop.devices.likeness import is_same_file  # noqa: PLC0415

    with shop.look() as look:
        rows = look.connection.execute(
            select(_MEDIA.c.sha256, _MEDIA.c.likeness).where(_MEDIA.c.likeness != "")
        ).all()
    return tuple(
        row.sha256 for row in rows if any(is_same_file(row.likeness, each) for each in wanted)
    )


def alike_to_kept(shop: Shop, pictures: Sequence[str]) -> tuple[str, ...]:
    """Return the pictures of the shop that are the same shots as these of its own, these included.

    Args:
        shop: the open shop.
        pictures: SHA-256 of pictures that were kept.
    """
    with shop.look() as look:
        told = look.connection.scalars(
            select(_MEDIA.c.likeness).where(_MEDIA.c.sha256.in_(pictures))
        ).all()
    return tuple(dict.fromkeys((*pictures, *alike(shop, told))))
