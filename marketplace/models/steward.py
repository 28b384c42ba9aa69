"""What shops hand to the town's steward, and the steward's key to it."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.models.base import Base, Id


class SharedDraft(Base):
    """Pictures of one product that a shop asked the steward to describe.

    | state | pictures seen | leads to |
    |---|---|---|
    | waiting | yes | answered, withdrawn |
    | answered | no | withdrawn; waiting, when the shop shares it anew |
    | withdrawn | no | waiting |
    """

    __tablename__ = "shared_draft"
    __table_args__ = (Index("ix_shared_draft_state", "state", "shared_at"),)

    #: The shop's own id of the draft.
    id: Mapped[Id]
    shop_id: Mapped[str] = mapped_column(ForeignKey("shop.id"))
    state: Mapped[str]
    code: Mapped[str]
    note: Mapped[str]
    #: SHA-256 of each picture, a JSON list.
    photos: Mapped[list[str]]
    shared_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    name: Mapped[str] = mapped_column(server_default="")
    brand: Mapped[str] = mapped_column(server_default="")
    description: Mapped[str] = mapped_column(server_default="")
    section: Mapped[str] = mapped_column(server_default="")
    photo: Mapped[str] = mapped_column(server_default="")


class StewardKey(Base):
    """An address only the steward knows; whoever has it sees what shops have shared."""

    __tablename__ = "steward_key"

    #: SHA-256 of the secret in the address.
    token_hash: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
