"""In which order the stops of a round are driven: the nearest next, else street by street."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from desktop.domain.search_text import fold

_E6 = 1_000_000


@dataclass(frozen=True, slots=True)
class Place:
    """Where a stop is, as far as it is known."""

    id: str
    postcode: str
    city: str
    street: str
    #: Millionths of a degree; both 0 where nobody knows.
    lat_e6: int = 0
    lon_e6: int = 0

    @property
    def is_on_the_map(self) -> bool:
        """Tell whether it has a position that can be one."""
        is_known = bool(self.lat_e6 or self.lon_e6)
        return is_known and abs(self.lat_e6) <= 90 * _E6 and abs(self.lon_e6) <= 180 * _E6


def proposed(places: Sequence[Place]) -> tuple[str, ...]:
    """Return the ids of the stops in a short order, the first of them staying first.

    From each stop to the nearest one left, by the straight line; what is not on the map follows its
    own street where that is driven through, else comes at the end, street by street.
    """
    if not places:
        return ()
    left = [place for place in places if place.is_on_the_map]
    unknown = sorted((place for place in places if not place.is_on_the_map), key=_street_key)
    if not left:
        return tuple(place.id for place in unknown)
    here = left.pop(0)
    driven = [here]
    while left:
        here = min(left, key=lambda place: (_distance(here, place), place.id))
        left.remove(here)
        driven.append(here)
    for place in unknown:
        driven.insert(_place_in(driven, place), place)
    return tuple(place.id for place in driven)


def map_link(lat_e6: int, lon_e6: int) -> str:
    """Return a link to a place on OpenStreetMap: the position and nothing else; empty without one."""
    if not Place("", "", "", "", lat_e6, lon_e6).is_on_the_map:
        return ""
    lat, lon = _degrees(lat_e6), _degrees(lon_e6)
    return f"https://www.openstreetmap.org/?mlat={lat}&mlon={lon}#map=18/{lat}/{lon}"


def _degrees(e6: int) -> str:
    whole, rest = divmod(abs(e6), _E6)
    return f"{'-' if e6 < 0 else ''}{whole}.{rest:06d}"


def _distance(one: Place, other: Place) -> int:
    """Return the square of the straight line, good enough within a town, in whole units."""
    narrow = math.cos(math.radians(one.lat_e6 / _E6))
    east = round((other.lon_e6 - one.lon_e6) * narrow)
    return (other.lat_e6 - one.lat_e6) ** 2 + east**2


def _place_in(driven: Sequence[Place], place: Place) -> int:
    same = [at for at, each in enumerate(driven) if _street_name(each) == _street_name(place)]
    return same[-1] + 1 if same else len(driven)


def _street_name(place: Place) -> tuple[str, str, str]:
    words = fold(place.street).split()
    return fold(place.postcode), fold(place.city), " ".join(w for w in words if not w[:1].isdigit())


def _street_key(place: Place) -> tuple[tuple[str, str, str], int, str]:
    return _street_name(place), _house_number(place.street), place.id


def _house_number(street: str) -> int:
    for word in street.split():
        digits = "".join(letter for letter in word if letter in "0123456789")
        if digits:
            return int(digits[:9])
    return 0
