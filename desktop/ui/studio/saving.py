"""Saves the product in hand at once, adds a picture that comes later, and can take it all back."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from PySide6.QtCore import QObject

from desktop.services.drafting import studio
from desktop.services.drafting.studio import Kept
from desktop.services.goods.catalogue import Lack
from desktop.services.goods.credits import credited
from desktop.services.goods.product_drafts import ProductDraft
from desktop.services.team import staff
from desktop.ui.desk import Desk
from desktop.ui.studio.pictures import Pictures


class _Attempt(Protocol):
    def __call__(
        self, job: Callable[[str], Kept], then: Callable[[Kept], object] | None = None
    ) -> None: ...


class _Saved(Protocol):
    def __call__(self, kept: Kept, away: str, *, waits_for_photo: bool) -> object: ...


@dataclass(slots=True)
class _One:
    """One saving: its changes, and the pictures that came before the product had a name."""

    wants_online: bool
    product_id: str = ""
    changes: list[str] = field(default_factory=list)
    early: list[str] = field(default_factory=list)
    is_given_up: bool = False


class Saving(QObject):
    """What was saved last stays known until the next product is saved: it can be taken back."""

    def __init__(
        self,
        desk: Desk,
        attempt: _Attempt,
        on_saved: _Saved,
        on_late: Callable[[Kept], object],
    ) -> None:
        super().__init__()
        self._desk = desk
        self._attempt, self._on_saved, self._on_late = attempt, on_saved, on_late
        self._last: _One | None = None
        self._is_saving = False

    def save(
        self,
        draft: ProductDraft,
        away: str,
        *,
        wants_online: bool,
        gives_codes: bool,
        pictures: Pictures | None,
    ) -> None:
        """Save a product now; pictures that are still coming are added when they are there.

        Args:
            draft: as the fields say.
            away: the sentence that says what it puts away, told once it is saved.
            wants_online: when nothing is missing for it.
            gives_codes: to forms that have none.
            pictures: None when none is coming.
        """
        if self._is_saving:
            return  # a second Enter while the first is being written
        self._is_saving = True
        shop, one = self._desk.shop, _One(wants_online)

        def job(approved_by: str) -> Kept:
            by = staff.current(shop).code
            named = credited(shop, draft)
            return studio.keep_product(
                shop, named, by, approved_by, wants_online=wants_online, gives_codes=gives_codes
            )

        def then(kept: Kept) -> None:
            self._is_saving = False
            self._last = one
            one.product_id = kept.product.id
            one.changes.extend(kept.changes)
            if pictures is not None and pictures.is_coming:
                pictures.hand_over(lambda sha256, is_best: self._add(one, sha256, is_first=is_best))
            waits = pictures is not None and kept.lacks == (Lack.PHOTO,)
            self._on_saved(kept, away, waits_for_photo=waits)

        self._attempt(job, then)

    def give_up_last(self) -> tuple[str, ...]:
        """Return the changes of what was saved last, to be taken back; it gets no picture then."""
        one, self._last = self._last, None
        if one is None:
            return ()
        one.is_given_up = True
        return tuple(one.changes)

    def _add(self, one: _One, sha256: str, *, is_first: bool) -> None:
        if one.is_given_up:
            return
        shop = self._desk.shop

        def job() -> Kept:
            by = staff.current(shop).code
            return studio.add_photo(
                shop,
                one.product_id,
                sha256,
                by,
                wants_online=one.wants_online,
                is_first=is_first,
            )

        def then(kept: Kept) -> None:
            one.changes.extend(kept.changes)
            self._on_late(kept)

        self._desk.tasks.ledger(self, job, then)
