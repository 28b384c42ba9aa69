"""What the search bar finds: variants that have every word typed, the likeliest first.

Words of three letters and more are looked up in the trigram index; a query of shorter ones only,
in the index of beginnings. No query scans the catalogue. Only the first hits are ranked, because
ranking all of them costs forty times as much (peers study § 3).
"""

from collections.abc import Sequence
from functools import cache

from desktop.domain.search_text import words
from desktop.services.prepared import AnyConnection, Prepared

RANKED = 200
TRIGRAM = 3
"""Shortest word the trigram index can look up."""
_WORDS = [f"word_{sign}" for sign in "abcdefgh"]
"""What the words of a query are called in a statement; no more of them count."""

_BY_PARTS = (
    "SELECT t.variant_id, t.name FROM variant_trigram i JOIN variant_text t ON t.id = i.rowid "
    "WHERE variant_trigram MATCH :match AND "
    # A short word beside longer ones only sifts what they found.
    "(:short = '' OR ' ' || t.text LIKE :short) LIMIT :limit"
)
_BY_BEGINNINGS = (
    "SELECT t.variant_id, t.name FROM variant_prefix i JOIN variant_text t ON t.id = i.rowid "
    "WHERE variant_prefix MATCH :match LIMIT :limit"
)


def find(connection: AnyConnection, typed: str, limit: int) -> Sequence[str]:
    """Return the ids of the variants that have every word of `typed`, best first.

    Beside longer words the first short word counts, as the beginning of a word.
    """
    sought = words(typed)[: len(_WORDS)]
    if not sought:
        return ()
    # Folded words are letters and digits only: between quotes they mean nothing but themselves.
    parts = [f'"{word}"' for word in sought if len(word) >= TRIGRAM]
    short = [word for word in sought if len(word) < TRIGRAM]
    wanted: dict[str, object] = {"limit": max(limit, RANKED), "few": limit}
    wanted |= {name: f" {word}" for name, word in zip(_WORDS, sought, strict=False)}
    if parts:
        wanted |= {"match": " AND ".join(parts), "short": f"% {short[0]}%" if short else ""}
        hits = _ranked(_BY_PARTS, len(sought)).all(connection, wanted)
    else:
        wanted["match"] = " AND ".join(f'"{word}"*' for word in short)
        hits = _ranked(_BY_BEGINNINGS, len(sought)).all(connection, wanted)
    return [hit.variant_id for hit in hits]


@cache
def _ranked(hits: str, count: int) -> Prepared:
    """Return the statement that puts hits of so many words in order.

    Names that begin with the query come first, then those with whole words of it, then short ones.
    SQLite does it, because two hundred rows cost more on their way to Python than to be sorted.
    """
    unbegun = " + ".join(f"(instr(spaced, :{name}) = 0)" for name in _WORDS[:count])
    return Prepared(
        f"SELECT variant_id FROM (SELECT variant_id, name, ' ' || name AS spaced FROM ({hits})) "  # noqa: S608 all of it is ours
        f"ORDER BY instr(spaced, :{_WORDS[0]}) <> 1, {unbegun}, length(name), name, variant_id "
        "LIMIT :few"
    )
