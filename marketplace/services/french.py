"""French as people type it: accents, elisions, plurals and genders do not matter to a search.

PostgreSQL's `french` and Snowball both miss the plural of an accented noun, and who types no
accents finds nothing unless they are folded before stemming on both sides (hub study § 0.7).
"""

import re
import unicodedata

import Stemmer

# The ligatures of oeuf and ex aequo, the German s, two apostrophes that are not the keyboard's.
_LIGATURES = str.maketrans({0x153: "oe", 0xE6: "ae", 0xDF: "ss", 0x2019: "'", 0x2BC: "'"})
_ELISION = re.compile(r"\b(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu)'")
_WORD = re.compile(r"[a-z0-9]+")
_STOP = frozenset(
    re.findall(
        r"\w+",
        "a au aux avec ce ces dans de des du en et la le les leur ou par pas pour sur un une "
        "vos votre nos notre the of and for",
    )
)
_NOT_IN_SLUG = re.compile(r"[^a-z0-9]+")

_stemmer = Stemmer.Stemmer("french")


def fold(text: str) -> str:
    """Return the text in small letters without accents or ligatures."""
    lowered = text.casefold().translate(_LIGATURES)
    decomposed = unicodedata.normalize("NFKD", lowered)
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))


def words(text: str) -> list[str]:
    """Return the folded words that carry meaning, in order; `l'huile` is `huile`."""
    found = _WORD.findall(_ELISION.sub(" ", fold(text)))
    telling = [word for word in found if word not in _STOP]
    return telling or found


def stem(word: str) -> str:
    """Return what a folded word has in common with its plural and its feminine."""
    root = word
    if len(root) > 4 and root.endswith("aux") and not root.endswith("eaux"):
        root = root[:-3] + "al"
    elif len(root) > 3 and root[-1] in "sx":
        root = root[:-1]
    if len(root) > 3 and root.endswith("e"):
        root = root[:-1]
    return str(_stemmer.stemWord(root))


def slugify(text: str, longest: int = 60) -> str:
    """Return the text as it stands in a web address; empty when nothing of it can."""
    slug = _NOT_IN_SLUG.sub("-", fold(text)).strip("-")
    return slug[:longest].rstrip("-")
