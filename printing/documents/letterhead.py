"""Who prints: what stands at the head of every paper."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Shop:
    """Who prints: the heading of every paper, and the zone in which its hours are told."""

    name: str
    address: tuple[str, ...] = ()
    #: SIRET of the establishment (FR) or number of the establishment unit (BE).
    siret: str = ""
    vat_number: str = ""
    naf: str = ""
    phone: str = ""
    website: str = ""
    #: PNG bytes, at most 200 rows of black on white at the printer's resolution.
    logo_png: bytes = b""
    country: str = "FR"
    time_zone: str = "Europe/Paris"
