"""People: those behind the counters, those who may act for a shop, those who look in."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.models.base import Base, Id


class Person(Base):
    """Somebody who works in a shop, as the shop's page presents them."""

    __tablename__ = "person"

    id: Mapped[Id]
    shop_id: Mapped[str] = mapped_column(ForeignKey("shop.id"), index=True)
    #: Order on the page, from 0.
    position: Mapped[int]
    first_name: Mapped[str]
    last_name: Mapped[str]
    role: Mapped[str]
    presentation: Mapped[str]


class Principal(Base):
    """Somebody who may sign in: shopkeeper, staff, digital steward, operator."""

    __tablename__ = "principal"

    id: Mapped[Id]
    name: Mapped[str]
    email: Mapped[str | None] = mapped_column(unique=True)
    phone: Mapped[str | None]
    created_at: Mapped[datetime]


class Role(StrEnum):
    """What a membership lets its holder do."""

    OWNER = "owner"
    STAFF = "staff"
    STEWARD = "steward"
    ACCOUNTANT = "accountant"


class Membership(Base):
    """A person's place in a shop; a steward holds one in each shop that asked for it."""

    __tablename__ = "membership"
    __table_args__ = (Index("ix_membership_principal", "principal_id"),)

    id: Mapped[Id]
    principal_id: Mapped[str] = mapped_column(ForeignKey("principal.id"))
    shop_id: Mapped[str] = mapped_column(ForeignKey("shop.id"), index=True)
    role: Mapped[str]
    since: Mapped[datetime]
    #: When it ended or will end; the owner takes it back by setting it.
    until: Mapped[datetime | None]


class Visitor(Base):
    """A browser that put something into a basket; nothing is kept of one that only looked."""

    __tablename__ = "visitor"

    id: Mapped[Id]
    #: sha256 of the cookie: who reads the database cannot take over a session.
    cookie_hash: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime] = mapped_column(index=True)
