"""The shop itself: settings, people and this device's place in the marketplace."""

from datetime import datetime

from sqlalchemy import JSON, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from desktop.models.base import Base, Id, UtcDateTime


class SettingValue(Base):
    """A setting that differs from its default; `desktop.settings` says which there are."""

    __tablename__ = "setting"

    key: Mapped[str] = mapped_column(String(60), primary_key=True)
    value: Mapped[object] = mapped_column(JSON)


class Staff(Base):
    """Somebody who works the till. The journal knows only the code; the name can be erased."""

    __tablename__ = "staff"

    code: Mapped[str] = mapped_column(String(8), primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    #: owner, manager, seller, trainee or preparer.
    role: Mapped[str] = mapped_column(String(10))
    #: argon2id, null while no PIN was chosen.
    pin_hash: Mapped[str | None] = mapped_column(String(200))
    #: Wrong PINs in a row, and until when none is tried: both survive a restart.
    pin_failures: Mapped[int] = mapped_column(default=0)
    pin_wait_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    left_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Enrolment(Base):
    """This device's place in the marketplace: one row once a code was redeemed."""

    __tablename__ = "enrolment"

    device: Mapped[str] = mapped_column(Id, primary_key=True)
    #: Name of the device's key in the key store.
    key_name: Mapped[str] = mapped_column(String(60))
    hub_url: Mapped[str] = mapped_column(String(300))
    #: P-256 point, hex, pinned: what countersigns the journal must match it.
    hub_public_key: Mapped[str] = mapped_column(String(128))
    town_name: Mapped[str] = mapped_column(String(120))
    #: The shop as the hub last described it.
    shop: Mapped[bytes] = mapped_column(LargeBinary)
    enrolled_at: Mapped[datetime] = mapped_column(UtcDateTime)
    #: The rungs beyond the counter were told; not by a version that joined without them.
    is_ladder_told: Mapped[bool] = mapped_column(default=False, server_default=text("0"))
