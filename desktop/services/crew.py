"""Who works here, as the screens know it: light enough to be there before the database is read."""

from dataclasses import dataclass

from desktop.domain.roles import Limits, Role, limits_of
from desktop.services.shop import Shop
from desktop.services.views import StaffView


@dataclass(frozen=True, slots=True)
class Crew:
    """Everybody who works here now, by code."""

    people: dict[str, StaffView]

    @property
    def has_pins(self) -> bool:
        """Tell whether this shop asks who is selling: somebody has chosen a PIN."""
        return any(person.has_pin for person in self.people.values())

    def limits(self, shop: Shop, code: str) -> Limits:
        """Return what somebody may do by himself; a stranger nothing."""
        if not self.has_pins:
            return limits_of(Role.OWNER)
        person = self.people.get(code)
        return Limits() if person is None else limits_of(Role(person.role), shop.settings.limits)
