"""Raw pictures that came in a heap: each burst of them is one product, and becomes one draft."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from desktop.domain.proposal import Field, Proposal
from desktop.errors import RefusedError
from desktop.services.drafting import drafts, photos, proposals
from desktop.services.drafting.drafts import DraftNew
from desktop.services.drafting.photos import Prepared
from desktop.services.drafting.proposals import Seen
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
    from desktop.devices import imaging  # noqa: PLC0415 OpenCV costs a tenth of a second

    found: list[tuple[float, Path]] = []
    for path in _files_in(paths):
        if len(found) >= MOST_PICTURES:
            raise RefusedError("inbox_too_many", limit=MOST_PICTURES)
        told = imaging.taken_s(path)
        found.append((path.stat().st_mtime if told is None else told, path))
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


# --- one after the other, from a telephone -------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Arrived:
    """A picture made ready, and when it was taken."""

    picture: Prepared
    taken_s: float


@dataclass(frozen=True, slots=True)
class Latest:
    """The draft that pictures are added to while they follow each other."""

    draft_id: str
    taken_s: float
    pictures: int


def receive(content: bytes, at_s: float) -> Arrived:
    """Return a picture that was sent, made ready. The pool's work.

    Args:
        content: the file.
        at_s: when it came, for a picture that does not say when it was taken.

    Raises:
        RefusedError: as `photos.prepare`.
    """
    from desktop.devices import imaging  # noqa: PLC0415 OpenCV costs a tenth of a second

    told = imaging.taken_s(content)
    return Arrived(photos.prepare(content), at_s if told is None else told)


def add_next(shop: Shop, arrived: Arrived, latest: Latest | None, batch: str, staff: str) -> Latest:
    """Add a picture to the draft before it when it is of the same thing, else a draft of its own.

    Args:
        shop: the open shop.
        arrived: the picture.
        latest: what this returned last; None for the first picture.
        batch: the same for all pictures of one sitting.
        staff: code of who sends them.
    """
    if (
        latest is not None
        and abs(arrived.taken_s - latest.taken_s) <= BURST_S
        and latest.pictures < MOST_OF_ONE
    ):
        kept = photos.keep(shop, arrived.picture).sha256
        code = next(iter(arrived.picture.codes), "")
        try:
            drafts.add_photo(shop, latest.draft_id, kept, is_first=False, code=code)
        except RefusedError:
            pass  # decided already: what comes after is another product
        else:
            if code:
                told = proposals.propose(shop, Seen(codes=(code,)))
                drafts.improve(shop, latest.draft_id, told.fields)
            return Latest(latest.draft_id, arrived.taken_s, latest.pictures + 1)
    return Latest(add(shop, (arrived.picture,), batch, staff), arrived.taken_s, 1)
