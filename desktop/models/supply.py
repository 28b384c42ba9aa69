"""Where goods come from: suppliers, what is on order, what was delivered, and what goes off when."""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, Date, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from desktop.models.base import Base, Cents, Id, Thousandths, UtcDateTime


class Supplier(Base):
    """Who delivers."""

    __tablename__ = "supplier"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    email: Mapped[str] = mapped_column(String(200), default="")
    phone: Mapped[str] = mapped_column(String(30), default="")
    #: The shop's own number with them.
    account: Mapped[str] = mapped_column(String(40), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    archived_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class SupplierChange(Base):
    """What a save changed of a supplier, with what stood before: their history and its undo."""

    __tablename__ = "supplier_change"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    supplier_id: Mapped[str] = mapped_column(Id, ForeignKey("supplier.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    staff_code: Mapped[str] = mapped_column(String(8))
    #: The fields by name and whether they are `archived`; nothing for one that was written down.
    before: Mapped[dict[str, object] | None] = mapped_column(JSON)
    after: Mapped[dict[str, object]] = mapped_column(JSON)
    undone_by: Mapped[str | None] = mapped_column(Id)


class SupplierOrder(Base):
    """What was asked of a supplier."""

    __tablename__ = "supplier_order"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    #: What it is called: the till's code and a number.
    number: Mapped[str] = mapped_column(String(20), unique=True)
    supplier_id: Mapped[str] = mapped_column(Id, ForeignKey("supplier.id"), index=True)
    #: draft, sent, received or cancelled.
    state: Mapped[str] = mapped_column(String(10))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    staff_code: Mapped[str] = mapped_column(String(8))
    note: Mapped[str] = mapped_column(Text, default="")

    __table_args__ = (
        CheckConstraint("state IN ('draft', 'sent', 'received', 'cancelled')", name="state"),
    )


class SupplierOrderLine(Base):
    """An article on order, and what has come of it."""

    __tablename__ = "supplier_order_line"

    order_id: Mapped[str] = mapped_column(Id, ForeignKey("supplier_order.id"), primary_key=True)
    variant_id: Mapped[str] = mapped_column(
        Id, ForeignKey("variant.id"), primary_key=True, index=True
    )
    quantity: Mapped[int] = mapped_column(Thousandths)
    #: What one unit costs, without VAT.
    purchase_cents: Mapped[int | None] = mapped_column(Cents)
    received: Mapped[int] = mapped_column(Thousandths, default=0)

    __table_args__ = (CheckConstraint("quantity > 0", name="quantity"),)


class Delivery(Base):
    """Goods that came in together."""

    __tablename__ = "delivery"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    supplier_id: Mapped[str | None] = mapped_column(Id, ForeignKey("supplier.id"), index=True)
    order_id: Mapped[str | None] = mapped_column(Id, ForeignKey("supplier_order.id"))
    #: Number of the supplier's own note.
    ref: Mapped[str] = mapped_column(String(40), default="")
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    #: When it was taken back by new movements.
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    staff_code: Mapped[str] = mapped_column(String(8))


class DeliveryLine(Base):
    """An article of a delivery."""

    __tablename__ = "delivery_line"

    delivery_id: Mapped[str] = mapped_column(Id, ForeignKey("delivery.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    variant_id: Mapped[str] = mapped_column(Id, ForeignKey("variant.id"), index=True)
    quantity: Mapped[int] = mapped_column(Thousandths)
    purchase_cents: Mapped[int | None] = mapped_column(Cents)
    batch_id: Mapped[str | None] = mapped_column(Id, ForeignKey("batch.id"))


class Batch(Base):
    """Pieces that go off on one day, and what they cost when it is near."""

    __tablename__ = "batch"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    variant_id: Mapped[str] = mapped_column(Id, ForeignKey("variant.id"), index=True)
    lot: Mapped[str] = mapped_column(String(40), default="")
    use_by: Mapped[date | None] = mapped_column(Date, index=True)
    #: What came in; what is left is known only by counting.
    quantity: Mapped[int] = mapped_column(Thousandths)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    #: The anti-waste price, and the shop's own code on the sticker that says it.
    markdown_cents: Mapped[int | None] = mapped_column(Cents)
    markdown_code: Mapped[str | None] = mapped_column(String(48), unique=True)
    #: Who put it at that price.
    markdown_by: Mapped[str] = mapped_column(String(8), default="", server_default="")
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
