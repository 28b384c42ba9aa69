"""How goods are parted into bags: cold, frozen and fragile ones apart from the rest."""

import re
from collections.abc import Iterable
from typing import Literal

from desktop.domain.search_text import fold

Keep = Literal["", "cold", "frozen", "fragile"]
"""How a bag has to be kept; the values are those of the wire."""

COLD: Keep = "cold"
FROZEN: Keep = "frozen"
FRAGILE: Keep = "fragile"
"""Each is the product's flag of that name, too."""
KEEPS: tuple[Keep, ...] = ("", "cold", "frozen", "fragile")
"""In the order in which bags are packed and labelled."""
_GRAVEST_FIRST: tuple[Keep, ...] = ("frozen", "cold", "fragile")
_FROZEN = ("surgel", "glace", "sorbet", "frozen", "ice cream")
_COLD = (
    *("fromage", "cremerie", "charcuterie", "boucherie", "viande", "poisson", "traiteur"),
    *("produits frais", "yaourt", "laitier", "cheese", "dairy", "meat", "fish", "chilled"),
)


def keep_of(flags: Iterable[str], section: str) -> Keep:
    """Return how an article has to be kept: by its own flags, else by the section it is sold in."""
    marked = set(flags)
    for keep in _GRAVEST_FIRST:
        if keep in marked:
            return keep
    words = fold(section[:80])
    if any(part in words for part in _FROZEN):
        return "frozen"
    return "cold" if any(part in words for part in _COLD) else ""


def parted(keeps: Iterable[Keep]) -> tuple[Keep, ...]:
    """Return the bags these goods want, one for each way of keeping; at least one."""
    found = set(keeps)
    return tuple(keep for keep in KEEPS if keep in found) or ("",)


_ALLERGENS = re.compile(
    r"(?:allerg.nes?|allergens?|contient|contains)\s*:\s*([^.\n]{1,300})", re.IGNORECASE
)
_MOST_ALLERGENS, _ALLERGEN_LETTERS = 14, 40
_READ = 4000


def allergens_in(description: str) -> tuple[str, ...]:
    """Return the allergens a product's sheet names, as the shop wrote them: "Allergens: milk"."""
    found: dict[str, str] = {}
    for listed in _ALLERGENS.findall(description[:_READ]):
        for word in re.split(r"[,;]| et | and ", listed):
            name = " ".join(word.split())[:_ALLERGEN_LETTERS]
            if name:
                found.setdefault(fold(name), name)
    return tuple(found.values())[:_MOST_ALLERGENS]
