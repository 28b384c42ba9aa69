"""The shop's goods that sound most like a new one, and what it did with them: category, VAT, unit.

Every query asks an index for its newest rows and takes a bounded number of them, so that a
catalogue ten times as large costs hardly more.
"""

import json
import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from desktop.domain.kinds_of_goods import GoodsKind, kinds_of, words_like
from desktop.domain.open_sheet import write_path
from desktop.domain.search_text import fold
from desktop.domain.word_stems import stems
from desktop.services.prepared import AnyConnection, Prepared

MOST_STEMS = 8
_PER_STEM = 120
"""Rows looked at for each word; one that more goods have tells little about any of them."""
_NEAREST = 40
_VOTERS = 12
_RECENT = 100
_FIRST_WORD, _BRAND = 1.7, 0.8
"""The first word of a French name says what it is ("Confiture de..."); a brand says less."""
_CATEGORY_NAME, _HABIT, _SESSION, _KNOWN_KIND, _TRADE = 0.8, 0.12, 0.5, 0.5, 0.15
"""What the name of a category, the shop's latest hundred goods, the category in hand, and the VAT
rates that the kind of goods and the trade usually have weigh against the nearest goods, which
weigh 1 when they have all the words."""
_SPEAKS = 0.03
"""A section with less of the votes is as good as unheard: those used last come before it."""
_SAME_CATEGORY, _ON_SHEET = 0.6, 1.2
"""What the goods of the likeliest category weigh in VAT and unit together, and those of one that a
sheet of the very article means."""
_SAME_KIND, _OTHER_KIND = 0.35, 0.45
"""Goods of the same kind are at least so near; of a known other one, so much less."""

_by_stem = Prepared(
    "SELECT t.variant_id, t.text, t.name FROM variant_trigram i JOIN variant_text t "
    "ON t.id = i.rowid WHERE variant_trigram MATCH :match ORDER BY i.rowid DESC LIMIT :most"
)
_sheets_of = Prepared(
    "SELECT v.id AS variant_id, p.id, p.category_id, p.vat_bp, p.unit, p.brand FROM variant v "
    "JOIN product p ON p.id = v.product_id WHERE v.id IN (SELECT value FROM json_each(:ids))"
)
_recent = Prepared(
    "SELECT category_id, vat_bp, unit FROM product WHERE archived_at IS NULL AND kind = 'goods' "
    "ORDER BY id DESC LIMIT :most"
)
_size = Prepared("SELECT coalesce(max(id), 0) AS rows FROM variant_text")
_categories = Prepared("SELECT id, parent_id, name FROM category WHERE archived_at IS NULL")
_same_category = Prepared(
    "SELECT vat_bp, unit FROM product INDEXED BY ix_product_category_id_name "
    "WHERE category_id = :category AND archived_at IS NULL LIMIT :most"
)


class ArticleRow(Protocol):
    """A row that names an article."""

    variant_id: str
    product_id: str


@dataclass(frozen=True, slots=True)
class Votes:
    """How much speaks for each value; the shares of all values sum to 1."""

    shares: Mapping[str, float] = field(default_factory=dict)

    def best(self, most: int) -> tuple[tuple[str, float], ...]:
        """Return the values with the largest shares."""
        ordered = sorted(self.shares.items(), key=lambda pair: (-pair[1], pair[0]))
        return tuple(ordered[:most])


@dataclass(frozen=True, slots=True)
class Habits:
    """What the shop did with goods like this one."""

    category: Votes
    vat: Votes
    unit: Votes
    #: Not in a shop's first hour: all that is told is then its trade's.
    has_history: bool
    #: Ids of sections: those that something speaks for, the likeliest first, then those its newest
    #: goods went into, the last one first.
    sections: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Neighbour:
    product_id: str
    category_id: str | None
    vat_bp: int
    unit: str
    #: Of all that was asked for, the share that it has: 0 to 1.
    nearness: float


def habits(
    connection: AnyConnection,
    name: str,
    brand: str = "",
    *,
    session_category: str = "",
    sheet_category: str = "",
    rates: Mapping[str, int] | None = None,
    trade_rate: str = "",
) -> Habits:
    """Return what the shop's own history says about a product of that name and brand.

    Args:
        connection: of a look or a glance.
        name: as far as it is known; may be empty, then only habit speaks.
        brand: the same.
        session_category: id of the category last used in this session; empty for none.
        sheet_category: id of the category that a sheet of this very article means; empty for none.
        rates: basis points of each class of VAT rate in the shop's country.
        trade_rate: the class most of the trade's goods have.
    """
    kinds = kinds_of(name)
    neighbours = _nearest(connection, _weights(name, brand), kinds)
    recent = _recent.all(connection, {"most": _RECENT})
    named = _named_categories(connection, name, kinds)
    category = _category_votes(named, neighbours, recent, session_category)
    voiced = {*named, session_category, *(each.category_id for each in neighbours)}
    heard = [key for key, share in category.best(_VOTERS) if key in voiced and share >= _SPEAKS]
    last = [row.category_id for row in recent if row.category_id]
    chosen = sheet_category or next((key for key, _share in category.best(1)), "")
    like = _same_category.all(connection, {"category": chosen, "most": 30}) if chosen else []
    in_like = [(_ON_SHEET if sheet_category else _SAME_CATEGORY) / (len(like) or 1)] * len(like)
    weights = [each.nearness**2 for each in neighbours]
    return Habits(
        has_history=bool(recent),
        sections=tuple(dict.fromkeys((*heard, *last))),
        category=category,
        vat=_sum(
            ([str(each.vat_bp) for each in neighbours], weights),
            ([str(row.vat_bp) for row in like], in_like),
            ([str(row.vat_bp) for row in recent], [_HABIT / (len(recent) or 1)] * len(recent)),
            _usual_rates(kinds, rates or {}, trade_rate),
        ),
        unit=_sum(
            ([each.unit for each in neighbours], weights),
            ([row.unit for row in like], in_like),
            ([row.unit for row in recent], [_HABIT / (len(recent) or 1)] * len(recent)),
        ),
    )


def known_brands(connection: AnyConnection, texts: Sequence[str]) -> tuple[str, ...]:
    """Return those of the texts that are a brand of the shop's, as it writes them."""
    found: dict[str, str] = {}
    for text in texts[:MOST_STEMS]:
        folded = fold(text)
        if len(folded) < 3:
            continue
        hits = _by_stem.all(connection, {"match": f'"{folded}"', "most": 10})
        for row in _sheets_of.all(
            connection, {"ids": json.dumps([hit.variant_id for hit in hits])}
        ):
            if fold(row.brand) == folded:
                found.setdefault(folded, row.brand)
    return tuple(found.values())


def category_of_path(
    connection: AnyConnection, path: Sequence[str], own_words: str = ""
) -> tuple[str, int] | None:
    """Return the shop's own category that another's path means, and how sure in percent.

    The same name at the narrow end is nearly sure; shared words are a guess; else None.
    """
    tree = _tree(connection)
    for place, name in enumerate(reversed(path)):
        for category_id, names in tree.items():
            if fold(names[-1]) == fold(name):
                return category_id, max(94 - 15 * place, 50)
    # The narrow end of the path tells more than the wide one.
    sought = {stem: place + 2 for place, part in enumerate(path) for stem in stems(part)}
    sought |= {stem: sought.get(stem, 0) + 1 for stem in stems(own_words)}
    scores = {
        category_id: sum(sought.get(stem, 0) for stem in stems(names[-1]))
        for category_id, names in tree.items()
    }
    best = max(scores, key=lambda each: (scores[each], each), default=None)
    return (best, 45) if best is not None and scores[best] > 0 else None


def _weights(name: str, brand: str) -> dict[str, float]:
    """Return each stem asked for and what it weighs."""
    weights: dict[str, float] = {}
    for place, stem in enumerate(stems(name)):
        weights[stem] = _FIRST_WORD if place == 0 else 1.0
    for stem in stems(brand):
        weights.setdefault(stem, _BRAND)
    return dict(list(weights.items())[:MOST_STEMS])


def _usual_rates(
    kinds: Sequence[GoodsKind], rates: Mapping[str, int], trade_rate: str
) -> tuple[Sequence[str], Sequence[float]]:
    classes: list[tuple[str, float]] = [(each.rate, _KNOWN_KIND / len(kinds)) for each in kinds]
    if trade_rate:
        classes.append((trade_rate, _TRADE))
    known = [(str(rates[name]), weight) for name, weight in classes if name in rates]
    return [rate for rate, _ in known], [weight for _, weight in known]


def _nearest(
    connection: AnyConnection, wanted: Mapping[str, float], kinds: Sequence[GoodsKind]
) -> list[_Neighbour]:
    names: dict[str, str] = {}
    texts: dict[str, str] = {}
    telling: dict[str, float] = {}
    rows = _size.first(connection, {}).rows
    for stem, weight in wanted.items():
        hits = _by_stem.all(connection, {"match": f'"{stem}"', "most": _PER_STEM})
        texts |= {hit.variant_id: f" {hit.text}" for hit in hits}
        names |= {hit.variant_id: hit.name for hit in hits}
        # Rare words tell most. A word's hits are counted as far as they were fetched.
        telling[stem] = weight * math.log(1 + (rows + 1) / (len(hits) + 1))
    whole = sum(telling.values()) or 1.0
    scores = {variant_id: _score(text, telling) / whole for variant_id, text in texts.items()}
    names |= _of_kinds(connection, kinds)
    for variant_id, name in names.items():
        scores[variant_id] = _by_kinds(scores.get(variant_id, 0.0), kinds, kinds_of(name))
    nearest = sorted(scores, key=lambda each: (-scores[each], each))[:_NEAREST]
    best: dict[str, _Neighbour] = {}
    for row in _sheets_of.all(connection, {"ids": json.dumps(nearest)}):
        found = _Neighbour(row.id, row.category_id, row.vat_bp, row.unit, scores[row.variant_id])
        if row.id not in best or best[row.id].nearness < found.nearness:
            best[row.id] = found
    ordered = sorted(best.values(), key=lambda each: (-each.nearness, each.product_id))
    return ordered[:_VOTERS]


def _of_kinds(connection: AnyConnection, kinds: Sequence[GoodsKind]) -> dict[str, str]:
    """Return the newest goods that may be of these kinds, with their names."""
    names: dict[str, str] = {}
    for kind in kinds:
        match = " OR ".join(f'"{stem}"' for stem in words_like(kind))
        hits = _by_stem.all(connection, {"match": match, "most": _PER_STEM})
        names |= {hit.variant_id: hit.name for hit in hits}
    return names


def _by_kinds(score: float, ours: Sequence[GoodsKind], theirs: Sequence[GoodsKind]) -> float:
    if not ours or not theirs:
        return score
    if set(ours) & set(theirs):
        return _SAME_KIND + (1 - _SAME_KIND) * score
    return score * _OTHER_KIND


def _score(text: str, telling: Mapping[str, float]) -> float:
    """Return what a text has of the stems: whole at a word's beginning, a third inside a word."""
    return sum(
        weight if f" {stem}" in text else weight / 3
        for stem, weight in telling.items()
        if stem in text
    )


def _category_votes(
    named: Mapping[str, float],
    neighbours: Sequence[_Neighbour],
    recent: Sequence[Any],
    session_category: str,
) -> Votes:
    with_category = [each for each in neighbours if each.category_id]
    habit = [row.category_id for row in recent if row.category_id]
    return _sum(
        (
            [each.category_id or "" for each in with_category],
            [each.nearness**2 for each in with_category],
        ),
        (list(named), list(named.values())),
        (habit, [_HABIT / (len(habit) or 1)] * len(habit)),
        ([session_category], [_SESSION]) if session_category else ([], []),
    )


def _named_categories(
    connection: AnyConnection, name: str, kinds: Sequence[GoodsKind]
) -> dict[str, float]:
    """Return the categories whose own name says what the product is: honey under Honeys."""
    asked = stems(name)
    alike = {stem for kind in kinds for stem in words_like(kind)}
    weights: dict[str, float] = {}
    for category_id, names in _tree(connection).items():
        words = stems(names[-1])
        shared = [stem for stem in asked if stem in words]
        if shared:
            weights[category_id] = _CATEGORY_NAME * (1.0 if shared[0] == asked[0] else 0.5)
        elif alike.intersection(words):
            weights[category_id] = _CATEGORY_NAME * _SAME_KIND
    return weights


def named_as(connection: AnyConnection) -> dict[str, str]:
    """Return what each category is called where one is chosen: its name, if need be its path."""
    tree = _tree(connection)
    same: defaultdict[str, list[str]] = defaultdict(list)
    for category_id, names in tree.items():
        same[fold(names[-1])].append(category_id)
    return {
        category_id: names[-1] if len(same[fold(names[-1])]) == 1 else write_path(names)
        for category_id, names in tree.items()
    }


def _tree(connection: AnyConnection) -> dict[str, tuple[str, ...]]:
    """Return the path of names of each category."""
    rows = {row.id: row for row in _categories.all(connection, {})}
    paths: dict[str, tuple[str, ...]] = {}
    for category_id in rows:
        names: list[str] = []
        place: str | None = category_id
        # As deep as any tree is; a knot in it must not hang the studio.
        while place in rows and len(names) < 12:
            names.append(rows[place].name)
            place = rows[place].parent_id
        paths[category_id] = tuple(reversed(names))
    return paths


def _sum(*ballots: tuple[Sequence[str], Sequence[float]]) -> Votes:
    totals: defaultdict[str, float] = defaultdict(float)
    for values, weights in ballots:
        for value, weight in zip(values, weights, strict=True):
            totals[value] += weight
    whole = sum(totals.values())
    return Votes({value: weight / whole for value, weight in totals.items()} if whole else {})
