"""Finding products and shops by what people type.

One analyser (`french`) makes the words, whatever engine holds the index (`search_index`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.models.catalogue import Offer, Product, SearchEntry
from marketplace.models.town import Shop
from marketplace.services.french import words
from marketplace.services.search_index import Span, index_of

LONGEST_QUERY = 200
MOST_WORDS = 12


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
        # Not the trade: the cheesemonger's bread is no cheese, and the shop itself is found by it.
        body=[*product.category, *values, *codes, product.description, shop.sign],
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
    index = index_of(session)
    hits = index.ask(session, town_id, asked, limit)
    if hits:
        return _sorted(hits)
    nearest = [_nearest(session, word) for word in asked]
    if nearest == asked:
        return Found((), ())
    return _sorted(index.ask(session, town_id, nearest, limit), corrected=" ".join(nearest))


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
    index_of(session).put(session, entry.key, words(" ".join(title)), words(" ".join(body)))


def _forget(session: Session, kind: str, subject_id: str) -> None:
    entry = session.scalar(
        select(SearchEntry).where(SearchEntry.kind == kind, SearchEntry.subject_id == subject_id)
    )
    if entry is not None:
        index_of(session).drop(session, entry.key)
        session.delete(entry)
        session.flush()


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
    return index_of(session).vocabulary(
        session, Span(word[0], beyond, len(word) - 2, len(word) + 2)
    )
