"""People: those behind the counters, those who look in."""

from datetime import datetime

from sqlalchemy import ForeignKey
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


class Visitor(Base):
    """A browser that put something into a basket; nothing is kept of one that only looked."""

    __tablename__ = "visitor"

    id: Mapped[Id]
    #: sha256 of the cookie: who reads the database cannot take over a session.
    cookie_hash: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime] = mapped_column(index=True)
