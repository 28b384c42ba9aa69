"""The studio's verbs: what was photographed becomes products, or drafts to decide on in the evening.

Saving waits for nothing: a picture that is still being made ready is added when it is, and what
lacks something for the marketplace is kept in the shop meanwhile.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Protocol

from desktop.domain.roles import Act
from desktop.errors import RefusedError
from desktop.services.counter import selling
from desktop.services.counter.selling import ProductFound
from desktop.services.drafting import drafts, photos, proposals, town_sheets
from desktop.services.drafting.drafts import DraftNew, Proposals
from desktop.services.drafting.photos import Colour, Prepared, Wish
from desktop.services.drafting.proposals import Seen
from desktop.services.goods import cataloguing, own_codes
from desktop.services.goods.catalogue import Lack, ProductView, product, read_product
from desktop.services.goods.cataloguing import ProductDraft, draft_of, write_product
from desktop.services.shop import Shop
from desktop.services.team.staff import require
from sync.contract import v1
from sync.kernel.ids import new_id
from sync.kernel.quantity import Quantity, Unit

_NOTHING: Proposals = {}
_ASKED_AT_ONCE = v1.SHEETS_MAX


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A product of the shop, and which of its forms the code is that of."""

    product: ProductView
    variant_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A product after the studio saved it."""

    product: ProductView
    #: Its changes, the oldest first: taken back together.
    changes: tuple[str, ...]
    #: What keeps it from the marketplace, where it was to go there.
    lacks: tuple[Lack, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Facing:
    """An article number on a shelf, and how often it stands there."""

    gtin: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Swept:
    """What a shelf's picture came to."""

    #: Drafts that were made, and the pieces they stand for.
    drafts: int
    pieces: int
    #: Articles of the shop already.
    known: int
    #: Those of one sweep.
    batch: str


def find(shop: Shop, code: str) -> Found | None:
    """Return the shop's own product of a code, None when it has none."""
    found = selling.understand(shop, code)
    if not isinstance(found, ProductFound):
        return None
    item = found.item
    return Found(product=product(shop, item.product_id), variant_id=item.variant_id)


def lacks_of(draft: ProductDraft, *, has_photo: bool = False) -> tuple[Lack, ...]:
    """Return what a product still needs before customers can find and buy it.

    Args:
        draft: as the fields say.
        has_photo: a picture is on its way.
    """
    lacks = {
        Lack.PHOTO: not draft.photos and not has_photo,
        Lack.NAME: not draft.name.strip(),
        Lack.PRICE: not any(each.price for each in draft.variants),
        Lack.CATEGORY: draft.category_id is None and not draft.category_name.strip(),
    }
    return tuple(lack for lack, is_missing in lacks.items() if is_missing)


def keep_product(
    shop: Shop,
    draft: ProductDraft,
    staff: str,
    approved_by: str = "",
    *,
    wants_online: bool,
    gives_codes: bool = False,
) -> Kept:
    """Save a product, and show it on the marketplace if it is to be there and lacks nothing.

    Args:
        shop: the open shop.
        draft: as the fields say.
        staff: who saves.
        approved_by: who stands for it.
        wants_online: show it; what it lacks comes back where that cannot be.
        gives_codes: a form without a code gets a number of the shop's own.

    Raises:
        RefusedError: as `cataloguing.save_product`, `own_codes.draw`.
    """
    lacks = lacks_of(draft) if wants_online else ()
    with shop.begin() as work:
        require(work, staff, Act.EDIT_CATALOGUE, approved_by=approved_by)
        if gives_codes:
            bare = sum(not each.codes for each in draft.variants)
            numbers = iter(own_codes.draw(work, bare))
            variants = (
                each if each.codes else replace(each, codes=(next(numbers),))
                for each in draft.variants
            )
            draft = replace(draft, variants=tuple(variants))
        is_online = draft.is_online or (wants_online and not lacks)
        saved = write_product(work, replace(draft, is_online=is_online and not lacks), staff)
        work.commit()
    return Kept(product=saved.product, changes=(saved.change_id,), lacks=lacks)


def add_photo(
    shop: Shop,
    product_id: str,
    sha256: str,
    staff: str,
    *,
    wants_online: bool,
    is_first: bool = True,
) -> Kept:
    """Put a picture that came late on its sheet, and show the product if it waited for that.

    Args:
        shop: the open shop.
        product_id: whose it is.
        sha256: the picture, kept already.
        staff: who took it.
        wants_online: the product is to be shown once it lacks nothing.
        is_first: before its other pictures; else behind the first of them.

    Raises:
        RefusedError: unknown_product, needs_approval.
    """
    with shop.begin() as work:
        require(work, staff, Act.EDIT_CATALOGUE)
        standing = read_product(shop, work.connection, product_id)
        others = tuple(each for each in standing.photos if each != sha256)
        before = 0 if is_first else 1
        pictures = (*others[:before], sha256, *others[before:])
        draft = replace(draft_of(standing), photos=pictures)
        lacks = lacks_of(draft) if wants_online else ()
        is_online = standing.is_online or (wants_online and not lacks and not standing.is_archived)
        saved = write_product(work, replace(draft, is_online=is_online), staff)
        work.commit()
    return Kept(product=saved.product, changes=(saved.change_id,), lacks=lacks)


def take_back(
    shop: Shop, changes: Sequence[str], staff: str, approved_by: str = ""
) -> ProductView | None:
    """Take the changes of one saving back, the newest first; None when there were none.

    Raises:
        RefusedError: needs_approval, unknown_change, change_undone.
    """
    view = None
    for change_id in reversed(changes):
        view = cataloguing.undo(shop, change_id, staff, approved_by)
    return view


# --- colours side by side -----------------------------------------------------------------------


def lay_apart(
    source: Path | bytes,
    tell: Callable[[int, int], object] = lambda _done, _of: None,
    is_stopped: Callable[[], bool] = lambda: False,
) -> tuple[Prepared, ...]:
    """Return a picture made ready of each thing that lies in one, from the left. The pool's work.

    Args:
        source: a photograph of things apart from each other on one ground.
        tell: hears how many are ready, of how many.
        is_stopped: asked between steps; true ends the work with `photo_stopped`.

    Raises:
        RefusedError: as `photos.prepare`; nothing_apart, when fewer than two things lie there.
    """
    # Here, because OpenCV costs a tenth of a second that the sale screen need not wait for.
    from desktop.devices import colours, imaging, side_by_side  # noqa: PLC0415

    content = imaging.read_bytes(source) if isinstance(source, Path) else source
    frame = imaging.as_frame(imaging.open_picture(content))
    found = side_by_side.things(frame)
    if len(found) < 2:
        raise RefusedError("nothing_apart")
    wish = Wish(is_stopped=is_stopped)
    made = []
    for place in range(len(found)):
        tell(place, len(found))
        part = side_by_side.alone(frame, found, place)
        jpeg = imaging.as_jpeg(part, max(part.shape), quality=92)
        (left, top, width, height), alpha = found[place]
        shares = colours.colours(frame[top : top + height, left : left + width], alpha)
        named = tuple(Colour(each.code, each.seen, each.percent) for each in shares)
        made.append(replace(photos.prepare(jpeg, wish=wish), colours=named))
    return tuple(made)


# --- a shelf ------------------------------------------------------------------------------------


def read_shelf(
    source: Path | bytes, is_stopped: Callable[[], bool] = lambda: False
) -> tuple[Facing, ...]:
    """Return the article numbers in a picture of a shelf, each seen twice. The pool's work.

    Args:
        source: the photograph.
        is_stopped: asked between steps; true ends the work.

    Raises:
        RefusedError: as `photos.prepare`; photo_stopped; shelf_without_code.
    """
    from desktop.devices import imaging, shelf_reader  # noqa: PLC0415 see lay_apart

    content = imaging.read_bytes(source) if isinstance(source, Path) else source
    frame = imaging.as_frame(imaging.open_picture(content))
    found = shelf_reader.read_shelf(frame, is_stopped)
    if not found:
        raise RefusedError("shelf_without_code")
    return tuple(Facing(gtin=each.gtin, count=each.count) for each in found)


def known_on(shop: Shop, facings: Sequence[Facing]) -> dict[str, str]:
    """Return the names of those on a shelf that the shop has already, by their numbers."""
    found = {each.gtin: find(shop, each.gtin) for each in facings}
    return {number: each.product.name for number, each in found.items() if each is not None}


def propose_for(
    shop: Shop,
    facings: Sequence[Facing],
    tell: Callable[[int, int], object] = lambda _done, _of: None,
    is_stopped: Callable[[], bool] = lambda: False,
) -> dict[str, Proposals]:
    """Return what each article on a shelf may be, by its number; those the shop has are left out.

    The town is asked about fifty at a time. Longer than a sale may wait for: the pool's work.

    Args:
        shop: the open shop.
        facings: as read from the shelf's picture.
        tell: hears how many are done, of how many.
        is_stopped: asked before each; true ends the work.

    Raises:
        RefusedError: photo_stopped.
    """
    told: dict[str, Proposals] = {}
    for place, each in enumerate(facings):
        if is_stopped():
            raise RefusedError("photo_stopped")
        tell(place, len(facings))
        if place % _ASKED_AT_ONCE == 0:
            coming = facings[place : place + _ASKED_AT_ONCE]
            town_sheets.learn(shop, *(one.gtin for one in coming))
        if find(shop, each.gtin) is None:
            told[each.gtin] = proposals.propose(shop, Seen(codes=(each.gtin,))).fields
    return told


def sweep_shelf(
    shop: Shop,
    facings: Sequence[Facing],
    staff: str,
    proposed: Mapping[str, Proposals] = MappingProxyType({}),
) -> Swept:
    """Make a draft with its quantity of each article on a shelf that the shop does not have yet.

    Args:
        shop: the open shop.
        facings: as read from the shelf's picture.
        staff: who swept.
        proposed: what `propose_for` returned.

    Raises:
        RefusedError: needs_approval.
    """
    known = {each.gtin for each in facings if find(shop, each.gtin) is not None}
    new = [each for each in facings if each.gtin not in known]
    batch = new_id()
    with shop.begin() as work:
        require(work, staff, Act.EDIT_CATALOGUE)
        for each in new:
            drafts.add(
                work,
                DraftNew(
                    source="sweep",
                    staff=staff,
                    code=each.gtin,
                    quantity=Quantity(each.count * 1000, Unit.PIECE),
                    proposals=proposed.get(each.gtin, _NOTHING),
                    batch=batch,
                ),
            )
        work.commit()
    return Swept(
        drafts=len(new), pieces=sum(each.count for each in new), known=len(known), batch=batch
    )


# --- a watched folder ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Burst:
    """Pictures of one product that came into the watched folder."""

    paths: tuple[Path, ...]
    #: They are of the product handed out last.
    goes_on: bool = False


class WatchedFolder(Protocol):
    """Hands out the pictures that come into a folder; not on the main thread."""

    def look(self, at_s: float) -> tuple[Burst, ...]:
        """Return what is whole by now, each burst once.

        Raises:
            WorldError: folder_missing.
        """
        ...


class _Folder:
    def __init__(self, folder: Path) -> None:
        from desktop.devices.picture_folder import PictureFolder  # noqa: PLC0415 see lay_apart

        self._watched = PictureFolder(folder)

    def look(self, at_s: float) -> tuple[Burst, ...]:
        return tuple(Burst(each.paths, each.goes_on) for each in self._watched.look(at_s))


def watch_folder(folder: Path) -> WatchedFolder:
    """Begin to watch a folder; what lies there now is passed over.

    Raises:
        WorldError: folder_missing.
    """
    return _Folder(folder)
