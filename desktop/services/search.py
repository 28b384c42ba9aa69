"""What the search bar finds: variants that have every word typed, the likeliest first.

Words of three letters and more are looked up in the trigram index, shorter ones in the index of
beginnings; no query scans the catalogue. Only the first hits are ranked, because ranking all of
them costs forty times as much (peers study § 3).
"""

from collections.abc import Sequence

from sqlalchemy import Connection, text

from desktop.domain.search_text import words

RANKED = 200
_TRIGRAM = 3

_BY_PARTS = text(
    "SELECT t.variant_id, t.name FROM variant_trigram i "
    "JOIN variant_text t ON t.id = i.rowid WHERE i.text MATCH :parts LIMIT :limit"
)
_BY_BEGINNINGS = text(
    "SELECT t.variant_id, t.name FROM variant_prefix i "
    "JOIN variant_text t ON t.id = i.rowid WHERE i.text MATCH :beginnings LIMIT :limit"
)
_BY_BOTH = text(
    "SELECT t.variant_id, t.name FROM variant_trigram i "
    "JOIN variant_text t ON t.id = i.rowid WHERE i.text MATCH :parts "
    "AND i.rowid IN (SELECT rowid FROM variant_prefix WHERE text MATCH :beginnings) LIMIT :limit"
)


def find(connection: Connection, typed: str, limit: int) -> Sequence[str]:
    """Return the ids of the variants that have every word of `typed`, best first."""
    sought = words(typed)
    if not sought:
        return ()
    # Folded words are letters and digits only: between quotes they mean nothing but themselves.
    parts = " AND ".join(f'"{word}"' for word in sought if len(word) >= _TRIGRAM)
    beginnings = " AND ".join(f'"{word}"*' for word in sought if len(word) < _TRIGRAM)
    query = _BY_BOTH if parts and beginnings else _BY_PARTS if parts else _BY_BEGINNINGS
    sought_as = {"parts": parts, "beginnings": beginnings}
    given = {name: words_ for name, words_ in sought_as.items() if words_}
    hits = connection.execute(query, {**given, "limit": max(limit, RANKED)}).all()
    ranked = sorted(hits, key=lambda hit: _rank(sought, hit.name))
    return [hit.variant_id for hit in ranked[:limit]]


def _rank(sought: tuple[str, ...], name: str) -> tuple[bool, int, int, str]:
    """Return a key that puts names beginning with the query first, then whole words, then short."""
    begun = sum(f" {word}" in f" {name}" for word in sought)
    return (not name.startswith(sought[0]), -begun, len(name), name)
