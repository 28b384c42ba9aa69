"""How goods are parted into bags: cold, frozen and fragile ones apart from the rest."""

import re
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

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


class Packed(NamedTuple):
    """Bags of which it is known what they hold together: one, or several nobody told apart."""

    #: As on their labels, from 1.
    numbers: tuple[int, ...]
    #: Of the lines that were asked for, the ones in these bags.
    lines: tuple[str, ...]


def packed(bags: Sequence[tuple[Keep, Sequence[str]]], lines: Sequence[str]) -> tuple[Packed, ...]:
    """Return which of these lines lie in which bags, given how each is kept and what is told of it.

    A bag of which nothing was told shares with the bags that are kept like it, with all where none
    is. So does a line that is in no bag.
    """
    whose = [*range(len(bags))]
    untold = [place for place, (_keep, told) in enumerate(bags) if not told]
    for place in untold:
        alike = [other for other, (keep, _told) in enumerate(bags) if keep == bags[place][0]]
        _join(whose, alike if len(alike) > 1 else range(len(bags)))
    at = {line: place for place, (_keep, told) in reversed([*enumerate(bags)]) for line in told}
    loose = untold[0] if untold else 0
    groups: dict[int, Packed] = {}
    for place, group in enumerate(whose):
        before = groups.get(group, Packed((), ()))
        groups[group] = before._replace(numbers=(*before.numbers, place + 1))
    for line in lines:
        group = whose[at.get(line, loose)]
        groups[group] = groups[group]._replace(lines=(*groups[group].lines, line))
    return tuple(groups.values())


def _join(whose: list[int], places: Iterable[int]) -> None:
    """Have all bags of these places be in one group, the first's."""
    joined = {whose[place] for place in places}
    first = min(joined)
    whose[:] = [first if group in joined else group for group in whose]


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
