"""The substances of which food must say that it holds them (regulation (EU) 1169/2011, annex II).

A list of codes says one of three things: which of them a product holds, that it holds none
(`NONE` alone), or, empty, that nobody has said. Their names stand in `allergen_names`.
"""

from collections.abc import Iterable
from enum import StrEnum


class Allergen(StrEnum):
    """The fourteen, in the annex's order."""

    GLUTEN = "gluten"
    CRUSTACEANS = "crustaceans"
    EGGS = "eggs"
    FISH = "fish"
    PEANUTS = "peanuts"
    SOYBEANS = "soybeans"
    MILK = "milk"
    NUTS = "nuts"
    CELERY = "celery"
    MUSTARD = "mustard"
    SESAME = "sesame"
    SULPHITES = "sulphites"
    LUPIN = "lupin"
    MOLLUSCS = "molluscs"


NONE = "none"
"""Alone on a list: it was looked at, and it holds none of them."""

CODES = frozenset({NONE, *Allergen})
"""Every word that may stand on a list."""


def in_order(codes: Iterable[str]) -> tuple[str, ...]:
    """Return the known codes in the annex's order; one that it holds leaves no room for `NONE`."""
    said = set(codes)
    if not said:
        return ()
    held = tuple(each.value for each in Allergen if each in said)
    return held or ((NONE,) if NONE in said else ())
