"""The town and its shops: who, where, when open."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.models.base import Base, BasisPoints, Id


class Town(Base):
    """A town: the face under which its shops are found, and the terms they trade on."""

    __tablename__ = "town"

    id: Mapped[Id]
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    postcode: Mapped[str]
    department: Mapped[str]
    #: ISO 3166 country, with the region where it has its own public holidays: FR, FR-57, BE.
    holidays_region: Mapped[str]
    #: IANA name of the zone opening hours are told in.
    zone: Mapped[str]
    motto: Mapped[str]
    story: Mapped[str]
    inhabitants: Mapped[int]
    #: Colour of the town, `#rrggbb`, readable with white text upon it.
    accent: Mapped[str]
    #: The schematic map: `marketplace.services.town_file.MapFile` as a document.
    map: Mapped[dict[str, Any]]
    #: The marketplace's share of an online sale's net amount.
    commission_bp: Mapped[BasisPoints]
    #: VAT on that share.
    commission_vat_bp: Mapped[BasisPoints]
    #: Who runs the marketplace and answers for it, for the legal page.
    operator: Mapped[dict[str, str]]
    created_at: Mapped[datetime]
    #: The town's lockers, `marketplace.services.carriage_terms.Locker` by locker as documents.
    lockers: Mapped[list[dict[str, Any]]] = mapped_column(server_default="[]")


class ShopStatus(StrEnum):
    """How far a shop has come with the marketplace; only an active one sells."""

    UNCLAIMED = "unclaimed"
    INVITED = "invited"
    ACTIVE = "active"
    PAUSED = "paused"
    LEFT = "left"


class Shop(Base):
    """A shop of the town, listed from the first day whether it sells online or not."""

    __tablename__ = "shop"
    __table_args__ = (
        UniqueConstraint("town_id", "slug"),
        Index("ix_shop_place", "lat_e6", "lon_e6"),
    )

    id: Mapped[Id]
    town_id: Mapped[str] = mapped_column(ForeignKey("town.id"))
    slug: Mapped[str]
    status: Mapped[str]
    #: What stands above the door.
    sign: Mapped[str]
    trade: Mapped[str]
    legal_name: Mapped[str]
    siret: Mapped[str]
    vat_number: Mapped[str]
    naf: Mapped[str]
    street: Mapped[str]
    postcode: Mapped[str]
    city: Mapped[str]
    country: Mapped[str]
    #: Millionths of a degree, WGS 84: about a tenth of a metre.
    lat_e6: Mapped[int]
    lon_e6: Mapped[int]
    phone: Mapped[str]
    email: Mapped[str]
    #: Colour of the shop, `#rrggbb`, readable with white text upon it.
    accent: Mapped[str]
    tagline: Mapped[str]
    story: Mapped[str]
    closure_note: Mapped[str]
    #: What it does besides selling goods, in its own words.
    services: Mapped[list[str]]
    #: sha256 of the shop front's picture, or empty.
    front_photo: Mapped[str]
    #: Opening time that passes between an order and its being ready.
    collect_minutes: Mapped[int]
    opens_on_holidays: Mapped[bool]
    #: Its own commission, or null for the town's.
    commission_bp: Mapped[int | None]
    created_at: Mapped[datetime]
    #: Three digits in its orders' pickup codes, one shop's in its town; empty: none was left.
    tag: Mapped[str] = mapped_column(server_default="")
    #: What the shop asked for itself: no orders until then, or so much later until then.
    paused_until: Mapped[datetime | None]
    extra_minutes: Mapped[int] = mapped_column(server_default="0")
    extra_until: Mapped[datetime | None]
    #: `sync.contract.v1.Rung` by rung: whom to tell of an order no counter has acknowledged.
    ladder: Mapped[list[dict[str, Any]]] = mapped_column(server_default="[]")
    #: Days for which a bag nobody came for is kept, 0 for ever; null: it has told none.
    keeps_days: Mapped[int | None]
    #: Days after which its counters remind whoever has not come, 0 for never; null as above.
    reminds_days: Mapped[int | None]
    #: How goods leave it besides over the counter: `carriage_terms.Terms` as a document.
    carriage: Mapped[dict[str, Any]] = mapped_column(server_default="{}")


class ShopHours(Base):
    """A stretch in which the door is open, in minutes after local midnight; Monday is 0."""

    __tablename__ = "shop_hours"
    __table_args__ = (
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        CheckConstraint(
            "0 <= opens_minute AND opens_minute < closes_minute AND closes_minute < 1440",
            name="span",
        ),
    )

    shop_id: Mapped[str] = mapped_column(ForeignKey("shop.id"), primary_key=True)
    weekday: Mapped[int] = mapped_column(primary_key=True)
    opens_minute: Mapped[int] = mapped_column(primary_key=True)
    closes_minute: Mapped[int]


class ShopClosure(Base):
    """Days that are not like their weekday, both included: shut, or open at other hours."""

    __tablename__ = "shop_closure"
    __table_args__ = (CheckConstraint("first_day <= last_day", name="order"),)

    id: Mapped[Id]
    shop_id: Mapped[str] = mapped_column(ForeignKey("shop.id"), index=True)
    first_day: Mapped[date]
    last_day: Mapped[date]
    reason: Mapped[str]
    #: Minutes after local midnight: [[opens, closes], …]; none: the door stays shut.
    openings: Mapped[list[Any]] = mapped_column(server_default="[]")
