"""The fourteen allergens as papers, windows and pages name them (regulation (EU) 1169/2011).

Here, because the first customer's window names them too and must not load what prints.
"""

from collections.abc import Iterable, Mapping

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


def allergen_names(said: Iterable[str], locale: str) -> tuple[str, ...]:
    """Return codes as names; what a shop wrote in words of its own stays as it is."""
    place = 1 if locale.lower().startswith("en") else 0
    return tuple(NAMES[each][place] if each in NAMES else each for each in said)
