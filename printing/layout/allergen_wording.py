"""The fourteen allergens as labels, windows and pages name them (regulation (EU) 1169/2011)."""

from collections.abc import Iterable, Mapping

from printing.layout.wording import wording
from sync.kernel.allergens import NONE, Allergen

NAMES: Mapping[str, tuple[str, str]] = {
    Allergen.GLUTEN: ("gluten", "gluten"),
    Allergen.CRUSTACEANS: ("crustacés", "crustaceans"),
    Allergen.EGGS: ("œufs", "eggs"),
    Allergen.FISH: ("poisson", "fish"),
    Allergen.PEANUTS: ("arachides", "peanuts"),
    Allergen.SOYBEANS: ("soja", "soya"),
    Allergen.MILK: ("lait", "milk"),
    Allergen.NUTS: ("fruits à coque", "nuts"),
    Allergen.CELERY: ("céleri", "celery"),
    Allergen.MUSTARD: ("moutarde", "mustard"),
    Allergen.SESAME: ("sésame", "sesame"),
    Allergen.SULPHITES: ("sulfites", "sulphites"),
    Allergen.LUPIN: ("lupin", "lupin"),
    Allergen.MOLLUSCS: ("mollusques", "molluscs"),
    NONE: ("aucun des 14", "none of the 14"),
}
"""Code -> (French, English)."""


def listed_allergens(said: Iterable[str], locale: str) -> str:
    """Return them as one line: "Allergènes : lait, œufs"."""
    words = wording(locale)
    return f"{words.allergens}{words.colon}{', '.join(allergen_names(said, locale))}"


def allergen_names(said: Iterable[str], locale: str) -> tuple[str, ...]:
    """Return codes as names; what a shop wrote in words of its own stays as it is."""
    place = 1 if locale.lower().startswith("en") else 0
    return tuple(NAMES[each][place] if each in NAMES else each for each in said)
