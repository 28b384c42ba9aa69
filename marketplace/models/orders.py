"""Baskets, orders and what happened to them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.models.base import Base, BasisPoints, Cents, Id, Thousandths


class BasketLine(Base):
    """What a visitor means to buy."""

    __tablename__ = "basket_line"
    __table_args__ = (CheckConstraint("quantity > 0", name="quantity"),)

    visitor_id: Mapped[str] = mapped_column(ForeignKey("visitor.id"), primary_key=True)
    offer_id: Mapped[str] = mapped_column(ForeignKey("offer.id"), primary_key=True)
    quantity: Mapped[Thousandths]
    #: The price the visitor last saw; a dearer one has to be agreed to again.
    seen_cents: Mapped[Cents]
    added_at: Mapped[datetime]


class OrderGroup(Base):
    """One checkout: a customer's orders in one or several shops, placed together or not at all.

    The shops' orders live apart from then on; nothing that befalls one touches another.
    """

    __tablename__ = "order_group"

    id: Mapped[Id]
    town_id: Mapped[str] = mapped_column(ForeignKey("town.id"))
    #: Made with the checkout page; sending the page twice places one order.
    key: Mapped[str] = mapped_column(unique=True)
    #: sha256 of what was sent with the key: the same key with another body is refused.
    body_hash: Mapped[str]
    #: What stands in the order page's address; nobody guesses it.
    token: Mapped[str] = mapped_column(unique=True)
    #: Contact, blanked thirty days after the last order of the group has ended.
    customer_name: Mapped[str]
    phone: Mapped[str]
    email: Mapped[str]
    #: Language the customer reads.
    language: Mapped[str]
    currency: Mapped[str]
    #: What was agreed to at the checkout, over all shops.
    total_cents: Mapped[Cents]
    placed_at: Mapped[datetime] = mapped_column(index=True)
    forgotten_at: Mapped[datetime | None]


class ShopOrder(Base):
    """One shop's part of a checkout, with a life of its own (`sync.kernel.order_states`)."""

    __tablename__ = "shop_order"
    __table_args__ = (
        Index("ix_shop_order_shop_state", "shop_id", "state"),
        # All that the town's figures read, so that a month is summed without its orders.
        Index(
            "ix_shop_order_figures",
            "shop_id",
            "placed_at",
            "state",
            "group_id",
            "total_cents",
            "ready_at",
            "promised_from",
            "unpaid_until",
        ),
    )

    id: Mapped[Id]
    group_id: Mapped[str] = mapped_column(ForeignKey("order_group.id"), index=True)
    shop_id: Mapped[str] = mapped_column(ForeignKey("shop.id"))
    #: Eight digits drawn by chance: unique in the marketplace, in no sequence.
    number: Mapped[str] = mapped_column(unique=True)
    state: Mapped[str]
    #: Rises with every change the counter should see.
    ver: Mapped[int]
    mode: Mapped[str]
    promised_from: Mapped[datetime]
    promised_to: Mapped[datetime]
    #: on_collection or online.
    payment: Mapped[str]
    paid_cents: Mapped[Cents]
    #: What was agreed to at the checkout.
    ordered_cents: Mapped[Cents]
    #: What is due as the lines stand now, never more than was ordered.
    total_cents: Mapped[Cents]
    #: The customer's half of the pickup code; the shop gets `commitment` only.
    secret: Mapped[str]
    commitment: Mapped[str]
    note: Mapped[str]
    reason: Mapped[str]
    bags: Mapped[int]
    shelf: Mapped[str]
    placed_at: Mapped[datetime]
    seen_at: Mapped[datetime | None]
    accepted_at: Mapped[datetime | None]
    ready_at: Mapped[datetime | None]
    handed_over_at: Mapped[datetime | None]
    handed_over_by: Mapped[str]
    #: When it left the open states.
    closed_at: Mapped[datetime | None]
    #: What a human has to look at: twice handed over, handed over though cancelled…
    anomaly: Mapped[str]
    #: The customer's rule for what is missing: ask, substitute or refund.
    if_missing: Mapped[str] = mapped_column(server_default="ask")
    #: Who may collect it besides; blanked with the contact.
    proxy_name: Mapped[str] = mapped_column(server_default="")
    #: `sync.contract.v1.Destination` as a document, or null; a home is blanked with the contact.
    destination: Mapped[dict[str, Any] | None]
    held_by: Mapped[str] = mapped_column(server_default="")
    held_at: Mapped[datetime | None]
    #: Empty, out, deposited or failed (`sync.contract.v1.OrderCarried`).
    carriage: Mapped[str] = mapped_column(server_default="")
    #: Code of the till that keeps the round it is on.
    carried_till: Mapped[str] = mapped_column(server_default="")
    box: Mapped[str] = mapped_column(server_default="")
    #: What opens that compartment; the order's page shows it while the parcel is in there.
    opening_code: Mapped[str] = mapped_column(server_default="")
    #: `sync.contract.v1.Bag` by bag, as documents.
    bag_list: Mapped[list[dict[str, Any]]] = mapped_column(server_default="[]")
    reminded_at: Mapped[datetime | None]
    #: Until then it waits for its payment; while this is set no shop knows of it.
    unpaid_until: Mapped[datetime | None]
    #: What of `paid_cents` goes back through the provider, from when that is certain.
    refunded_cents: Mapped[Cents] = mapped_column(server_default="0")


class Parcel(Base):
    """An order in the hands of a relay shop; what the shop that sold it sees is the order."""

    __tablename__ = "parcel"
    __table_args__ = (Index("ix_parcel_relay_shop_state", "relay_shop_id", "state"),)

    #: The order's own id.
    id: Mapped[Id]
    relay_shop_id: Mapped[str] = mapped_column(ForeignKey("shop.id"))
    #: expected, received, handed_over, refused or sent_back.
    state: Mapped[str]
    ver: Mapped[int]
    shelf: Mapped[str]
    #: What the relay shop is paid for it.
    fee_cents: Mapped[Cents]
    received_at: Mapped[datetime | None]
    handed_over_at: Mapped[datetime | None]
    handed_over_by: Mapped[str]
    anomaly: Mapped[str]


class OrderDay(Base):
    """How often the orders placed on a day have changed: by it one knows which sums are stale."""

    __tablename__ = "order_day"

    #: Day of the checkout, in UTC.
    day: Mapped[date] = mapped_column(primary_key=True)
    changes: Mapped[int]


class OrderLine(Base):
    """A line of an order: what was agreed to, frozen, and what became of it."""

    __tablename__ = "order_line"
    __table_args__ = (CheckConstraint("reserved >= 0", name="reserved"),)

    id: Mapped[Id]
    order_id: Mapped[str] = mapped_column(ForeignKey("shop_order.id"), index=True)
    position: Mapped[int]
    product_id: Mapped[str]
    variant: Mapped[str]
    #: Name and options as the customer read them.
    label: Mapped[str]
    quantity: Mapped[Thousandths]
    unit: Mapped[str]
    unit_price_cents: Mapped[Cents]
    ordered_cents: Mapped[Cents]
    vat_bp: Mapped[BasisPoints]
    photo: Mapped[str]
    #: open, picked, missing or substituted.
    state: Mapped[str]
    picked: Mapped[Thousandths]
    #: What is due for the line as it stands.
    gross_cents: Mapped[Cents]
    #: What the line still holds of its own variant's stock.
    reserved: Mapped[Thousandths]
    #: `sync.contract.v1.Substitute` as a document, or null.
    substitute: Mapped[dict[str, Any] | None]
    #: What it holds of the substitute's stock.
    substitute_reserved: Mapped[Thousandths]
    #: When all of it had come back.
    returned_at: Mapped[datetime | None]
    #: How much of it came back; `leaving.back_of` says it of older rows as well.
    returned: Mapped[Thousandths] = mapped_column(server_default="0")
    #: What of its price went back through the provider when it came back.
    refunded_cents: Mapped[Cents] = mapped_column(server_default="0")
    #: When it left the shop, where the order left in parts.
    handed_at: Mapped[datetime | None]
    #: `sync.contract.v1.Asked` as a document, or null.
    asked: Mapped[dict[str, Any] | None]


class OrderEvent(Base):
    """Append-only: every step of an order, every fact about it, also those nobody expected.

    `order_id` is no foreign key: a counter may tell of an order the marketplace does not know.
    """

    __tablename__ = "order_event"
    __table_args__ = (Index("ix_order_event_order", "order_id"),)

    id: Mapped[Id]
    shop_id: Mapped[str] = mapped_column(ForeignKey("shop.id"))
    order_id: Mapped[str]
    at: Mapped[datetime]
    #: shop, customer or hub.
    actor: Mapped[str]
    #: placed, step, seen, line, handed_over, returned, withdrawn, asked, answered, delay, delay_back,
    #: remind, carried, paid, refund, rung.
    kind: Mapped[str]
    before: Mapped[str]
    after: Mapped[str]
    #: What was said of it, by code: a reason, an anomaly; never anything about the customer.
    detail: Mapped[dict[str, Any]]


class Withdrawal(Base):
    """A customer has renounced a contract (consumer code, art. L221-18 and L221-21)."""

    __tablename__ = "withdrawal"

    id: Mapped[Id]
    order_id: Mapped[str] = mapped_column(ForeignKey("shop_order.id"), index=True)
    at: Mapped[datetime]
    #: The declaration as it was confirmed, which the acknowledgement repeats.
    statement: Mapped[str]
    #: Ids of the order lines it is about.
    lines: Mapped[list[str]]
