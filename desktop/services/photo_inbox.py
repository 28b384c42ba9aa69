"""Raw pictures that came in a heap: each burst of them is one product, and becomes one draft."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from desktop.domain.proposal import Field, Proposal
from desktop.errors import RefusedError
from desktop.services import drafts, photos, proposals
from desktop.services.drafts import DraftNew
from desktop.services.photos import Prepared
from desktop.services.proposals import Seen
from desktop.services.shop import Shop

BURST_S = 12
"""Pictures that follow each other faster are of the same thing: the hand only turned it."""
MOST_PICTURES = 500
"""Of one heap."""
MOST_OF_ONE = 6
_KINDS = frozenset({".jpg", ".jpeg", ".png", ".webp", ".heic", ".heif", ".bmp", ".tif", ".tiff"})


def bursts(paths: Iterable[Path]) -> tuple[tuple[Path, ...], ...]:
    """Return the pictures among files and folders, in the order of their making, one burst each.

    Runs beside the ledger thread: it reads folders.

    Raises:
        RefusedError: inbox_without_picture, inbox_too_many.
    """
    found: list[tuple[float, Path]] = []
    for path in _files_in(paths):
        if len(found) >= MOST_PICTURES:
            raise RefusedError("inbox_too_many", limit=MOST_PICTURES)
        found.append((path.stat().st_mtime, path))
    if not found:
        raise RefusedError("inbox_without_picture")
    groups: list[list[Path]] = []
    last_s = float("-inf")
    for taken_s, path in sorted(found):
        if groups and taken_s - last_s <= BURST_S and len(groups[-1]) < MOST_OF_ONE:
            groups[-1].append(path)
        else:
            groups.append([path])
        last_s = taken_s
    return tuple(map(tuple, groups))


def _files_in(paths: Iterable[Path]) -> Iterable[Path]:
    for path in paths:
        inside = sorted(path.iterdir()) if path.is_dir() else [path]
        yield from (each for each in inside if each.suffix.lower() in _KINDS and each.is_file())


def add(shop: Shop, pictures: Sequence[Prepared], batch: str, staff: str) -> str:
    """Keep the pictures of one burst and add its draft, with what they tell; return its id.

    Args:
        shop: the open shop.
        pictures: made ready by `photos.prepare`, at least one.
        batch: the same for all bursts of one heap.
        staff: code of who brought them.
    """
    kept = tuple(photos.keep(shop, each).sha256 for each in pictures)
    codes = tuple(dict.fromkeys(code for each in pictures for code in each.codes))
    told = proposals.propose(shop, Seen(codes=codes))
    fields: dict[Field, tuple[Proposal, ...]] = dict(told.fields)
    return drafts.add(
        shop,
        DraftNew(
            source="inbox",
            staff=staff,
            code=told.gtin or (codes[0] if codes else ""),
            proposals=fields,
            photos=tuple(dict.fromkeys(kept)),
            batch=batch,
        ),
    )
