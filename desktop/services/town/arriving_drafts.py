"""What the town's steward says of pictures the shop handed over: proposals, never a product."""

from sqlalchemy import select, update

from desktop.domain.proposal import Field, Proposal, ranked, read_row
from desktop.models.base import table_of
from desktop.models.draft import Draft
from desktop.services.shop import Topic
from desktop.services.unit_of_work import UnitOfWork
from sync.contract import v1

_drafts = table_of(Draft)
_SURE = 97
"""Somebody looked at the pictures to say it; only the shop's own record is surer."""


def take_answer(work: UnitOfWork, told: v1.DraftEntity) -> None:
    """Put the steward's words first among a draft's proposals, and have it asked about again.

    What was decided meanwhile, or taken back, stays as it is.
    """
    row = work.connection.execute(select(_drafts).where(_drafts.c.id == told.draft)).one_or_none()
    if row is None or row.shared_at is None or row.state in ("kept", "refused"):
        return
    said: dict[Field, str] = {
        "name": told.name,
        "brand": told.brand,
        "description": told.description,
        "category": told.section,
    }
    proposals = dict(row.proposals)
    for field, value in said.items():
        if value:
            others = [*map(read_row, proposals.get(field, []))]
            both = ranked((Proposal(value, "steward", _SURE), *others))
            proposals[field] = [each.as_row() for each in both]
    first = [told.photo] if told.photo in row.photos else []
    work.connection.execute(
        update(_drafts)
        .where(_drafts.c.id == told.draft)
        .values(
            proposals=proposals,
            photos=[*first, *(each for each in row.photos if each not in first)],
            state="waiting",
            later_until=None,
            answered_at=work.at,
        )
    )
    work.changed(Topic.CATALOGUE)
