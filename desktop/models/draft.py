"""Products on their way into the catalogue: seen, scanned, sold or delivered, not yet a sheet."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from desktop.models.base import Base, Cents, Id, Thousandths, UtcDateTime


class Draft(Base):
    """What is known of a product before somebody says yes.

    Everything but the code and the price is a proposal with where it comes from.
    """

    __tablename__ = "draft"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    #: photo, sweep (a shelf's picture), delivery (a supplier's paper), sale (sold, not online),
    #: variants (colours side by side), inbox (raw pictures).
    source: Mapped[str] = mapped_column(String(10))
    #: waiting, later, kept (it is a product now) or refused.
    state: Mapped[str] = mapped_column(String(8))
    #: Article number, when one was read and believed.
    code: Mapped[str] = mapped_column(String(48), default="", index=True)
    price_cents: Mapped[int | None] = mapped_column(Cents)
    quantity: Mapped[int | None] = mapped_column(Thousandths)
    #: From a supplier's paper: what one unit costs without VAT, whose it is and what they call it.
    purchase_cents: Mapped[int | None] = mapped_column(Cents)
    supplier_id: Mapped[str | None] = mapped_column(Id)
    supplier_ref: Mapped[str] = mapped_column(String(60), default="", server_default="")
    #: {"name": [{"value": "...", "from": "label", "sure": 80}, ...], ...}, the best first; sure in
    #: percent.
    proposals: Mapped[dict[str, list[dict[str, object]]]] = mapped_column(JSON, default=dict)
    #: SHA-256 of its pictures, the best first.
    photos: Mapped[list[str]] = mapped_column(JSON, default=list)
    #: The article that was sold but is not online, and the product this became.
    variant_id: Mapped[str | None] = mapped_column(Id, ForeignKey("variant.id"))
    product_id: Mapped[str | None] = mapped_column(Id, ForeignKey("product.id"))
    #: Drafts that came together (one sweep, one delivery note).
    batch: Mapped[str] = mapped_column(Id, default="", index=True)
    staff_code: Mapped[str] = mapped_column(String(8))
    #: Lines of tickets that sold it while it was not online.
    times_sold: Mapped[int] = mapped_column(default=0, server_default="0")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    #: Not shown again before this.
    later_until: Mapped[datetime | None] = mapped_column(UtcDateTime)

    #: Its pictures were handed to the town's steward, who has answered.
    shared_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (
        CheckConstraint(
            "source IN ('photo', 'sweep', 'delivery', 'sale', 'variants', 'inbox')", name="source"
        ),
        CheckConstraint("state IN ('waiting', 'later', 'kept', 'refused')", name="state"),
        Index("ix_draft_state_created_at", "state", "created_at"),
    )
