"""Finding products and shops by what people type.

One analyser (`french`) makes the words for whatever engine holds the index. The index is SQLite's
FTS5 so far; what touches it is in `_put`, `_drop`, `_ask` and `_neighbours`, nowhere else.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from sqlalchemy import bindparam, select, text
from sqlalchemy.orm import Session

from marketplace.models.catalogue import Offer, Product, SearchEntry
from marketplace.models.town import Shop
from marketplace.services.french import stem, words

LONGEST_QUERY = 200
MOST_WORDS = 12

_INSERT = text(
    "INSERT INTO search_index (rowid, title, title_stem, body, body_stem)"
    " VALUES (:key, :title, :title_stem, :body, :body_stem)"
)
_DELETE = text("DELETE FROM search_index WHERE rowid = :key")
# A word of the name counts five times one of the description, as it was typed half more than
# its stem.
_MATCH = text(
    "SELECT entry.kind, entry.subject_id FROM search_index"
    " JOIN search_entry AS entry ON entry.key = search_index.rowid"
    " WHERE search_index MATCH :question AND entry.town_id = :town"
    " ORDER BY bm25(search_index, 15.0, 10.0, 3.0, 2.0), entry.key LIMIT :limit"
)
_VOCABULARY = text(
    "SELECT term FROM search_word WHERE term >= :first AND term < :beyond"
    " AND length(term) BETWEEN :shortest AND :longest LIMIT 5000"
)


@dataclass(frozen=True, slots=True)
class Found:
    """What a search gave, best first; `corrected` is what was searched for instead, if anything."""

    shop_ids: tuple[str, ...]
    product_ids: tuple[str, ...]
    corrected: str = ""


def index_product(session: Session, product: Product) -> None:
    """Put a product's words into the index, or take them out when it is not for sale online."""
    shop = session.get_one(Shop, product.shop_id)
    if not product.online or product.archived or not product.name:
        _forget(session, "product", product.id)
        return
    offers = session.scalars(
        select(Offer).where(Offer.product_id == product.id, Offer.archived.is_(False))
    ).all()
    values = [value for offer in offers for value in offer.options.values()]
    codes = [code for offer in offers for code in (*offer.barcodes, offer.sku)]
    _remember(
        session,
        shop.town_id,
        "product",
        product.id,
        title=[product.name, product.brand],
        body=[*product.category, *values, *codes, product.description, shop.sign, shop.trade],
    )


def index_shop(session: Session, shop: Shop) -> None:
    """Put a shop's words into the index."""
    _remember(
        session,
        shop.town_id,
        "shop",
        shop.id,
        title=[shop.sign, shop.trade],
        body=[shop.tagline, shop.street, *shop.services, shop.story],
    )


def find(session: Session, town_id: str, query: str, limit: int = 200) -> Found:
    """Return the shops and products that have every word of the query, best first.

    The last word may be unfinished. When nothing has them all, words nobody uses are replaced by
    the nearest ones somebody does.
    """
    asked = words(query[:LONGEST_QUERY])[:MOST_WORDS]
    if not asked:
        return Found((), ())
    hits = _ask(session, town_id, asked, limit)
    if hits:
        return _sorted(hits)
    nearest = [_nearest(session, word) for word in asked]
    if nearest == asked:
        return Found((), ())
    return _sorted(_ask(session, town_id, nearest, limit), corrected=" ".join(nearest))


def _sorted(hits: Sequence[tuple[str, str]], corrected: str = "") -> Found:
    return Found(
        tuple(subject for kind, subject in hits if kind == "shop"),
        tuple(subject for kind, subject in hits if kind == "product"),
        corrected if hits else "",
    )


def _remember(
    session: Session,
    town_id: str,
    kind: str,
    subject_id: str,
    *,
    title: Sequence[str],
    body: Sequence[str],
) -> None:
    entry = session.scalar(
        select(SearchEntry).where(SearchEntry.kind == kind, SearchEntry.subject_id == subject_id)
    )
    if entry is None:
        entry = SearchEntry(town_id=town_id, kind=kind, subject_id=subject_id)
        session.add(entry)
        session.flush()
    _put(session, entry.key, words(" ".join(title)), words(" ".join(body)))


def _forget(session: Session, kind: str, subject_id: str) -> None:
    entry = session.scalar(
        select(SearchEntry).where(SearchEntry.kind == kind, SearchEntry.subject_id == subject_id)
    )
    if entry is not None:
        _drop(session, entry.key)
        session.delete(entry)
        session.flush()


# --- SQLite's index -----------------------------------------------------------------------------


def _put(session: Session, key: int, title: Sequence[str], body: Sequence[str]) -> None:
    _drop(session, key)
    session.execute(
        _INSERT,
        {
            "key": key,
            "title": " ".join(title),
            "title_stem": " ".join(map(stem, title)),
            "body": " ".join(body),
            "body_stem": " ".join(map(stem, body)),
        },
    )


def _drop(session: Session, key: int) -> None:
    session.execute(_DELETE, {"key": key})


def _ask(session: Session, town_id: str, asked: Sequence[str], limit: int) -> list[tuple[str, str]]:
    rows = session.execute(
        _MATCH, {"question": _question(asked), "town": town_id, "limit": limit}
    ).all()
    return [(kind, subject) for kind, subject in rows]


def _question(asked: Sequence[str]) -> str:
    """Return the question in FTS5's language; the words are letters and digits only."""
    parts = []
    for place, word in enumerate(asked):
        prefix = " *" if place == len(asked) - 1 and len(word) > 1 else ""
        parts.append(
            f'({{title body}} : "{word}"{prefix} OR {{title_stem body_stem}} : "{stem(word)}")'
        )
    return " AND ".join(parts)


def _nearest(session: Session, word: str) -> str:
    """Return the word itself when somebody uses it, else the one that looks most like it."""
    if len(word) < 4 or word.isdigit():
        return word
    candidates = _neighbours(session, word)
    if word in candidates:
        return word
    close = get_close_matches(word, candidates, n=1, cutoff=0.7)
    return close[0] if close else word


def _neighbours(session: Session, word: str) -> list[str]:
    beyond = chr(ord(word[0]) + 1)
    return list(
        session.scalars(
            _VOCABULARY.bindparams(bindparam("first"), bindparam("beyond")),
            {
                "first": word[0],
                "beyond": beyond,
                "shortest": len(word) - 2,
                "longest": len(word) + 2,
            },
        )
    )
