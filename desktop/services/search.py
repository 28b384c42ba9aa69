"""What the search bar finds: variants that have every word typed, the likeliest first.

Words of three letters and more are looked up in the trigram index; a query of shorter ones only,
in the index of beginnings. No query scans the catalogue. Only the first hits are ranked, because
ranking all of them costs forty times as much (peers study § 3).
"""

from collections.abc import Sequence

from sqlalchemy import Connection, text

from desktop.domain.search_text import words

RANKED = 200
TRIGRAM = 3
"""Shortest word the trigram index can look up."""
_MOST_WORDS = 8

_BY_PARTS = text(
    "SELECT t.variant_id, t.name FROM variant_trigram i JOIN variant_text t ON t.id = i.rowid "
    "WHERE variant_trigram MATCH :match AND "
    # A short word beside longer ones only sifts what they found.
    "(:short = '' OR ' ' || t.text LIKE :short) LIMIT :limit"
)
_BY_BEGINNINGS = text(
    "SELECT t.variant_id, t.name FROM variant_prefix i JOIN variant_text t ON t.id = i.rowid "
    "WHERE variant_prefix MATCH :match LIMIT :limit"
)


def find(connection: Connection, typed: str, limit: int) -> Sequence[str]:
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
        hits = connection.execute(_BY_PARTS, {"match": match, "short": sieve, "limit": most})
    else:
        match = " AND ".join(f'"{word}"*' for word in short)
        hits = connection.execute(_BY_BEGINNINGS, {"match": match, "limit": most})
    ranked = sorted(hits.all(), key=lambda hit: _rank(sought, hit.name))
    return [hit.variant_id for hit in ranked[:limit]]


def _rank(sought: tuple[str, ...], name: str) -> tuple[bool, int, int, str]:
    """Return a key that puts names beginning with the query first, then whole words, then short."""
    begun = sum(f" {word}" in f" {name}" for word in sought)
    return (not name.startswith(sought[0]), -begun, len(name), name)
