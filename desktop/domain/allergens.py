"""Allergens as a list or a sheet writes them, understood as the codes of the law."""

import re
from collections.abc import Iterable

from desktop.domain.search_text import fold
from sync.kernel.allergens import NONE, Allergen, in_order

_STEMS: tuple[tuple[Allergen, tuple[str, ...]], ...] = (
    (
        Allergen.GLUTEN,
        (
            "gluten",
            "ble",
            "wheat",
            "seigle",
            "rye",
            "orge",
            "barley",
            "epeautre",
            "spelt",
            "avoine",
        ),
    ),
    (Allergen.CRUSTACEANS, ("crustace", "crustacean", "crevette", "shrimp", "prawn", "crabe")),
    (Allergen.EGGS, ("oeuf", "egg")),
    (Allergen.FISH, ("poisson", "fish")),
    (Allergen.PEANUTS, ("arachide", "cacahuete", "cacahouete", "peanut")),
    (Allergen.SOYBEANS, ("soja", "soya", "soy", "soybean")),
    (Allergen.MILK, ("lait", "milk", "lactose", "lactee")),
    (
        Allergen.NUTS,
        (
            *("fruits a coque", "fruit a coque", "nut", "noisette", "hazelnut", "amande", "almond"),
            *("noix", "walnut", "pistache", "pistachio", "cajou", "cashew", "pecan", "macadamia"),
        ),
    ),
    (Allergen.CELERY, ("celeri", "celery")),
    (Allergen.MUSTARD, ("moutarde", "mustard")),
    (Allergen.SESAME, ("sesame",)),
    (Allergen.SULPHITES, ("sulfite", "sulphite", "anhydride sulfureux", "dioxyde de soufre")),
    (Allergen.LUPIN, ("lupin",)),
    (Allergen.MOLLUSCS, ("mollusque", "mollusc", "moule", "huitre", "oyster", "mussel")),
)
_PLURAL = r"(?:s|es)?"
_READERS = tuple(
    (each, re.compile(rf"\b(?:{'|'.join(map(re.escape, stems))}){_PLURAL}\b"))
    for each, stems in _STEMS
)
_CLEAR = frozenset({"none", "aucun", "sans", "neant", "no", "non", "0"})
_NOT_MEANT = re.compile(
    r"\bnoix (?:de )?(?:coco|muscade)s?\b|\b(?:sans|no|without) \w+|\b\w+[ -]free\b"
)
"""Coconut and nutmeg are no nuts; what is told to be without something does not hold it."""
_READ = 600


def read_allergens(text: str) -> tuple[str, ...]:
    """Return the codes that a cell of a list means: "milk eggs", "Lait, fruits à coque", "aucun"."""
    words = " ".join(fold(text[:_READ]).split())
    if words in _CLEAR:
        return (NONE,)
    words = _NOT_MEANT.sub(" ", words)
    return in_order(each.value for each, reader in _READERS if reader.search(words))


def together(lists: Iterable[Iterable[str]]) -> tuple[str, ...]:
    """Return what several products hold between them.

    That there is none of the fourteen is said only where every one of them says so.
    """
    said = [tuple(each) for each in lists]
    held = in_order(code for codes in said for code in codes if code != NONE)
    return held or ((NONE,) if said and all(codes == (NONE,) for codes in said) else ())
