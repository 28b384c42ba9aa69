"""Allergens as a line of a paper."""

from collections.abc import Iterable

from printing.layout.wording import wording
from sync.kernel.allergen_names import allergen_names


def listed_allergens(said: Iterable[str], locale: str) -> str:
    """Return them as one line: "Allergènes : lait, œufs"."""
    words = wording(locale)
    return f"{words.allergens}{words.colon}{', '.join(allergen_names(said, locale))}"
