"""What is guessed of a product before somebody says yes: a value, where it comes from, how sure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from desktop.domain.cells import one_line

Origin = Literal[
    "catalogue", "steward", "paper", "town", "open_file", "label", "pixels", "history", "trade"
]
"""Where a value was found, the most trusted first.

catalogue: the shop's own sheet; steward: the town's, who was asked; paper: a supplier's delivery
note; town: sheets of the town's other shops; open_file: a public product file; label: read on the
packaging; pixels: the picture's colours; history: what the shop did with its like before; trade:
what shops of that trade mostly do.
"""
ORIGINS: tuple[Origin, ...] = get_args(Origin)
_RANK = {origin: rank for rank, origin in enumerate(ORIGINS)}

Field = Literal[
    "name", "brand", "description", "category", "vat", "content", "content_unit", "unit", "colour"
]
"""What can be proposed. `category` is a name of the shop's own tree, with the names above it where
two are called alike ("Femme > Hauts"); `vat` is basis points, `content` thousandths of
`content_unit` (kg, l, m or piece), `unit` what price and stock count."""
FIELDS: tuple[Field, ...] = get_args(Field)

MOST_PER_FIELD = 4
"""As many as fit side by side as chips on a counter's screen."""
MOST_SECTIONS = 6
"""As many sections as are offered at once, each under a figure of its own."""
MAX_LETTERS = 400


@dataclass(frozen=True, slots=True)
class Proposal:
    """One value that may be right; never more than a proposal until somebody keeps it."""

    value: str
    origin: Origin
    #: Percent: how often such a proposal was right where it was measured, or the source's own word.
    sure: int

    def __post_init__(self) -> None:
        if not 0 <= self.sure <= 100:
            raise ValueError("sure is a percentage")
        if self.origin not in _RANK:
            raise ValueError(f"{self.origin!r} is no origin")

    def as_row(self) -> dict[str, object]:
        """Return the form in which a draft keeps it."""
        return {"value": self.value, "from": self.origin, "sure": self.sure}


def read_row(row: Mapping[str, object]) -> Proposal:
    """Return the proposal a draft kept.

    Raises:
        ValueError: the row is no proposal.
    """
    value, origin, sure = row.get("value"), row.get("from"), row.get("sure")
    if not isinstance(value, str) or not isinstance(sure, int) or origin not in _RANK:
        raise ValueError("no proposal")
    known = next(each for each in ORIGINS if each == origin)
    return Proposal(value, known, sure)


def ranked(proposals: Iterable[Proposal], most: int = MOST_PER_FIELD) -> tuple[Proposal, ...]:
    """Return the proposals to show, the surest first, each value once, at most `most`.

    What is equally sure comes in the order of `ORIGINS`; among equals of one origin the first
    stays first. Empty values are left out, and control characters.
    """
    seen: set[str] = set()
    kept: list[Proposal] = []
    for each in sorted(proposals, key=lambda one: (-one.sure, _RANK[one.origin])):
        value = one_line(each.value, MAX_LETTERS)
        if value and value.casefold() not in seen:
            seen.add(value.casefold())
            kept.append(Proposal(value, each.origin, each.sure))
    return tuple(kept[:most])
