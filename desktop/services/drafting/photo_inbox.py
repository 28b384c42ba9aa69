"""Raw pictures that came in a heap: each burst of them is one product, and becomes one draft."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from desktop.domain.label_text import LabelLine
from desktop.domain.picture_quality import Quality, ranked
from desktop.errors import RefusedError
from desktop.services.drafting import drafts, kept_photos, label_lines, photos, proposals, same_shot
from desktop.services.drafting.drafts import DraftNew
from desktop.services.drafting.photos import Prepared
from desktop.services.drafting.proposals import Proposals, Seen
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


@dataclass(frozen=True, slots=True)
class Developed:
    """A picture made ready, and what is printed on its product."""

    picture: Prepared
    #: None where the reader of labels is not installed or the outline is not sure.
    lines: tuple[LabelLine, ...] = ()


def develop(source: Path | bytes) -> Developed:
    """Return a picture made ready, its label read where that can be. The pool's work.

    Raises:
        RefusedError: as `photos.prepare`.
        WorldError: as `photos.prepare`.
    """
    shot = photos.take(source)
    lines = label_lines.lines_on(shot) if label_lines.can_read() else ()
    return Developed(photos.finish(shot), lines)


def best_first(developed: Iterable[Developed]) -> tuple[Developed, ...]:
    """Return the pictures of one product, the one that shows it best before the others."""
    pictures = tuple(developed)
    return tuple(pictures[at] for at in ranked([each.picture.quality for each in pictures]))


def understand(
    shop: Shop, developed: Sequence[Developed], named: Callable[[str], str]
) -> Proposals:
    """Return what one product may be, by all that its pictures show. Reads only: the pool's work.

    Args:
        shop: the open shop.
        developed: the best first, at least one.
        named: says what a colour's code is called.
    """
    pictures = [each.picture for each in developed]
    seen = Seen(
        codes=tuple(dict.fromkeys(code for each in pictures for code in each.codes)),
        lines=tuple(line for each in developed for line in each.lines),
        colours=tuple(named(each.code) for each in pictures[0].colours),
        same_pictures=same_shot.alike(shop, [each.likeness for each in pictures]),
    )
    return proposals.propose(shop, seen)


def add(shop: Shop, pictures: Sequence[Prepared], told: Proposals, batch: str, staff: str) -> str:
    """Keep the pictures of one product and add its draft; return its id.

    Args:
        shop: the open shop.
        pictures: the best first, at least one.
        told: what `understand` made of them.
        batch: the same for all bursts of one heap.
        staff: code of who brought them.
    """
    kept = tuple(kept_photos.keep(shop, each).sha256 for each in pictures)
    codes = (code for each in pictures for code in each.codes)
    return drafts.add(
        shop,
        DraftNew(
            source="inbox",
            staff=staff,
            code=told.gtin or next(codes, ""),
            proposals=told.fields,
            photos=tuple(dict.fromkeys(kept)),
            batch=batch,
        ),
    )


# --- one after the other, from a telephone -------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Arrived:
    """A picture made ready, when it was taken, and what it may show."""

    picture: Prepared
    taken_s: float
    told: Proposals = field(default_factory=Proposals)


@dataclass(frozen=True, slots=True)
class Latest:
    """The draft that pictures are added to while they follow each other."""

    draft_id: str
    taken_s: float
    #: Its pictures in the order they came: names, and what was measured in them.
    pictures: tuple[tuple[str, Quality], ...]

    @property
    def first(self) -> str:
        """Return the picture that stands first, unless somebody chose another by hand."""
        return self.pictures[ranked([quality for _, quality in self.pictures])[0]][0]


def receive(shop: Shop, content: bytes, at_s: float, named: Callable[[str], str]) -> Arrived:
    """Return a picture that was sent, made ready and understood. The pool's work.

    Args:
        shop: the open shop.
        content: the file.
        at_s: when it came, for a picture that does not say when it was taken.
        named: says what a colour's code is called.

    Raises:
        RefusedError: as `photos.prepare`.
    """
    from desktop.devices import imaging  # noqa: PLC0415 OpenCV costs a tenth of a second

    taken_s = imaging.taken_s(content)
    developed = develop(content)
    told = understand(shop, (developed,), named)
    return Arrived(developed.picture, at_s if taken_s is None else taken_s, told)


def add_next(shop: Shop, arrived: Arrived, latest: Latest | None, batch: str, staff: str) -> Latest:
    """Add a picture to the draft before it when it is of the same thing, else a draft of its own.

    The best picture of a thing stands first, unless somebody put another there meanwhile.

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
        and len(latest.pictures) < MOST_OF_ONE
    ):
        try:
            return _add_to(shop, arrived, latest)
        except RefusedError:
            pass  # decided already: what comes after is another product
    draft_id = add(shop, (arrived.picture,), arrived.told, batch, staff)
    mine = (arrived.picture.sha256, arrived.picture.quality)
    return Latest(draft_id, arrived.taken_s, (mine,))


def _add_to(shop: Shop, arrived: Arrived, latest: Latest) -> Latest:
    """Add a picture to a draft. Raises RefusedError: unknown_draft, draft_decided."""
    picture = arrived.picture
    kept = kept_photos.keep(shop, picture).sha256
    others = tuple(each for each in latest.pictures if each[0] != kept)
    grown = Latest(latest.draft_id, arrived.taken_s, (*others, (kept, picture.quality)))
    stands = drafts.draft(shop, latest.draft_id).photos[:1]
    drafts.add_photo(
        shop,
        latest.draft_id,
        kept,
        is_first=grown.first == kept and stands == (latest.first,),
        code=next(iter(picture.codes), ""),
    )
    drafts.improve(shop, latest.draft_id, arrived.told.fields)
    return grown
