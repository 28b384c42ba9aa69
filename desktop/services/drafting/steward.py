"""A draft handed to the town's steward, who says what its pictures show; the shop says yes or no.

The pictures are at the marketplace already, as every picture that was kept, without where and when
they were taken (`kept_photos.keep`). Handing over lets the steward see them, with the shop's own words.
"""

from datetime import timedelta

from sqlalchemy import Row, select, update

from desktop.domain.cells import one_line
from desktop.errors import RefusedError
from desktop.models.base import table_of
from desktop.models.house import Enrolment
from desktop.services.drafting.drafts import DRAFTS
from desktop.services.shop import Shop, Topic
from desktop.services.town import outbox
from desktop.services.unit_of_work import UnitOfWork
from sync.contract import v1

MOST_PHOTOS = 6
LONGEST_NOTE = 500
PATIENCE = timedelta(days=7)
"""An unanswered draft comes back to be sorted at the shop after so long."""
_enrolments = table_of(Enrolment)


def hand_over(shop: Shop, draft_id: str, note: str, staff: str) -> None:
    """Ask the steward what is on a draft's pictures; until then it is not asked about here.

    Raises:
        RefusedError: unknown_draft, draft_decided, steward_without_picture, steward_not_linked.
    """
    with shop.begin() as work:
        row = _undecided(work, draft_id)
        if not row.photos:
            raise RefusedError("steward_without_picture")
        if work.connection.execute(select(_enrolments.c.hub_url)).first() is None:
            raise RefusedError("steward_not_linked")
        told = v1.DraftShared(
            draft=draft_id,
            photos=tuple(row.photos[:MOST_PHOTOS]),
            code=row.code,
            note=one_line(note, LONGEST_NOTE),
        )
        outbox.append(work, "draft.shared", told)
        work.connection.execute(
            update(DRAFTS)
            .where(DRAFTS.c.id == draft_id)
            .values(
                state="later",
                later_until=work.at + PATIENCE,
                shared_at=work.at,
                answered_at=None,
                staff_code=staff,
            )
        )
        work.changed(Topic.CATALOGUE)
        work.commit()


def take_back(shop: Shop, draft_id: str) -> None:
    """Have the steward see a draft no longer; it waits here again.

    Raises:
        RefusedError: unknown_draft, draft_decided.
    """
    with shop.begin() as work:
        _undecided(work, draft_id)
        outbox.append(work, "draft.shared", v1.DraftShared(draft=draft_id, is_withdrawn=True))
        work.connection.execute(
            update(DRAFTS)
            .where(DRAFTS.c.id == draft_id)
            .values(state="waiting", later_until=None, shared_at=None)
        )
        work.changed(Topic.CATALOGUE)
        work.commit()


def _undecided(work: UnitOfWork, draft_id: str) -> Row[tuple[object, ...]]:
    row = work.connection.execute(select(DRAFTS).where(DRAFTS.c.id == draft_id)).one_or_none()
    if row is None:
        raise RefusedError("unknown_draft")
    if row.state in ("kept", "refused"):
        raise RefusedError("draft_decided")
    return row
