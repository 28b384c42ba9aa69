"""What the search bar finds: variants that have every word typed, the likeliest first.

Words of three letters and more are looked up in the trigram index; a query of shorter ones only,
in the index of beginnings. No query scans the catalogue. Only the first hits are ranked, because
ranking all of them costs forty times as much (peers study § 3).
"""

from collections.abc import Sequence

from desktop.domain.search_text import words
from desktop.services.prepared import AnyConnection, Prepared

RANKED = 200
TRIGRAM = 3
"""Shortest word the trigram index can look up."""
_MOST_WORDS = 8

_BY_PARTS = Prepared(
    "SELECT t.variant_id, t.name FROM variant_trigram i JOIN variant_text t ON t.id = i.rowid "
    "WHERE variant_trigram MATCH :match AND "
    # A short word beside longer ones only sifts what they found.
    "(:short = '' OR ' ' || t.text LIKE :short) LIMIT :limit"
)
_BY_BEGINNINGS = Prepared(
    "SELECT t.variant_id, t.name FROM variant_prefix i JOIN variant_text t ON t.id = i.rowid "
    "WHERE variant_prefix MATCH :match LIMIT :limit"
)


def find(connection: AnyConnection, typed: str, limit: int) -> Sequence[str]:
    """Return the ids of the variants that have every word of `typed`, best first.

    Beside longer words the first short word counts, as the beginning of a word.
    """
    sought = words(typed)[:_MOST_WORDS]
    if not sought:
        return ()
    # Folded words are letters and digits only: between quotes they mean nothing but themselves.
    parts = [f'"{word}"' for word in sought if len(word) >= TRIGRAM]
    short = [word for word in sought if len(word) < TRIGRAM]
    most = max(limit, RANKED)
    if parts:
        sieve = f"% {short[0]}%" if short else ""
        match = " AND ".join(parts)
        hits = _BY_PARTS.all(connection, {"match": match, "short": sieve, "limit": most})
    else:
        match = " AND ".join(f'"{word}"*' for word in short)
        hits = _BY_BEGINNINGS.all(connection, {"match": match, "limit": most})
    begun = [f" {word}" for word in sought]
    ranked = sorted([(*_rank(begun, name), variant_id) for variant_id, name in hits])
    return [hit[-1] for hit in ranked[:limit]]


def _rank(begun: list[str], name: str) -> tuple[bool, int, int, str]:
    """Return a key that puts names beginning with the query first, then whole words, then short."""
    spaced = f" {name}"
    unbegun = len([word for word in begun if word not in spaced])
    return (not spaced.startswith(begun[0]), unbegun, len(name), name)
