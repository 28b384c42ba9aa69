"""How goods are parted into bags: cold, frozen and fragile ones apart from the rest."""

from collections.abc import Iterable
from typing import Literal

from desktop.domain.search_text import fold

Keep = Literal["", "cold", "frozen", "fragile"]
"""How a bag has to be kept; the values are those of the wire."""

KEEPS: tuple[Keep, ...] = ("", "cold", "frozen", "fragile")
"""In the order in which bags are packed and labelled."""
_FROZEN = ("surgel", "glace", "sorbet", "frozen", "ice cream")
_COLD = (
    *("fromage", "cremerie", "charcuterie", "boucherie", "viande", "poisson", "traiteur"),
    *("produits frais", "yaourt", "laitier", "cheese", "dairy", "meat", "fish", "chilled"),
)


def keep_of(flags: Iterable[str], section: str) -> Keep:
    """Return how an article has to be kept: by its own flags, else by the section it is sold in."""
    marked = set(flags)
    for keep in ("frozen", "cold", "fragile"):
        if keep in marked:
            return keep  # type: ignore[return-value] # one of the three
    words = fold(section[:80])
    if any(part in words for part in _FROZEN):
        return "frozen"
    return "cold" if any(part in words for part in _COLD) else ""


def parted(keeps: Iterable[Keep]) -> tuple[Keep, ...]:
    """Return the bags these goods want, one for each way of keeping; at least one."""
    found = set(keeps)
    return tuple(keep for keep in KEEPS if keep in found) or ("",)
