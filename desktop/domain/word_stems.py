"""What a word has in common with its plural and its feminine, as the search index folds words."""

import re
from functools import cache

import Stemmer

from desktop.domain.search_text import fold

SHORTEST = 3
"""Letters of a stem that tells something, and that an index of three letters in a row can find."""
_NOTHING = frozenset(
    re.findall(
        r"\w+",
        "aux avec ces dans des est les par pas pour qui sans ses son sur une vos votre nos notre "
        "the and for with from lot set kit new grand petit",
    )
)
_ELISION = re.compile(r"\b(?:[cdjlmnst]|qu)['\u2019]", re.IGNORECASE)
_stemmer = Stemmer.Stemmer("french")


def stems(text: str) -> tuple[str, ...]:
    """Return the stems of the telling words, each once, in the order of the text.

    Words are folded first, as the index has them, so that a stem is found in it as it is.
    """
    found = fold(_ELISION.sub(" ", text)).split()
    telling = (stem(word) for word in found if len(word) >= SHORTEST and word not in _NOTHING)
    return tuple(dict.fromkeys(each for each in telling if len(each) >= SHORTEST))


@cache
def _stem(word: str) -> str:
    return str(_stemmer.stemWord(word))


def stem(word: str) -> str:
    """Return the stem of a folded word; always a beginning of it, digits stay as they are."""
    if any(sign.isdigit() for sign in word):
        return ""
    root = word
    if len(root) > 4 and root.endswith("aux") and not root.endswith("eaux"):
        root = root[:-2]
    elif len(root) > 3 and root[-1] in "sx":
        root = root[:-1]
    if len(root) > 3 and root.endswith("e"):
        root = root[:-1]
    made = _stem(root)
    # The stemmer writes some endings anew ("logie" is "log", "eux" may be "eu"): not to be found.
    return made if root.startswith(made) else root
