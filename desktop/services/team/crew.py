"""Who works here, as the screens know it: light enough to be there before the database is read."""

from datetime import datetime
from typing import TYPE_CHECKING

from msgspec import Struct

from desktop.domain.roles import Limits, Role, limits_of

if TYPE_CHECKING:
    from desktop.services.shop import Shop

OWNER_CODE = "01"
"""Whoever opened the shop: the one person it has from its first minute."""


class StaffView(Struct, frozen=True, kw_only=True):
    """Somebody who works here."""

    code: str
    name: str
    #: One of `domain.roles.Role`.
    role: str
    has_pin: bool = False
    #: When he or she left the shop; None for who works here.
    left_at: datetime | None = None


class Crew(Struct, frozen=True):
    """Everybody who works here now, by code."""

    people: dict[str, StaffView]

    @property
    def has_pins(self) -> bool:
        """Tell whether this shop asks who is selling: somebody has chosen a PIN."""
        return any(person.has_pin for person in self.people.values())

    def limits(self, shop: "Shop", code: str) -> Limits:
        """Return what somebody may do by himself; a stranger nothing."""
        if not self.has_pins:
            return limits_of(Role.OWNER)
        person = self.people.get(code)
        return Limits() if person is None else limits_of(Role(person.role), shop.settings.limits)
