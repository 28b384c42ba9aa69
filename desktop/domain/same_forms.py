"""Which article each size and colour is, once the words for them were changed by hand.

A size that is spelt otherwise is the same article: its code, its pieces and what was sold of it stay
its own. So is the one form of a product that is given sizes: the first of them is it.
"""

from collections.abc import Collection, Iterator, Sequence
from itertools import takewhile

from desktop.domain.variant_axes import Axis, Options, axes_of, combine

Apart = Collection[frozenset[str]]
"""Pairs of words, casefolded, that stood beside each other: neither is the other spelt anew."""
_MOST_COMPARED = 2_500


def same_forms(stood: Sequence[Options], axes: Sequence[Axis], apart: Apart = ()) -> dict[int, int]:
    """Return which of the forms wanted are which of those that stood; the others are new.

    Args:
        stood: what the forms were called.
        axes: what is typed now, in the order of its fields; an empty one counts as a place.
        apart: words that are not each other.

    Returns:
        The place in `stood`, by the place in `combine(axes)`; each once.
    """
    former = axes_of(stood)
    at = _same_axes(former, axes)
    used = [(place, values) for place, (_name, values) in enumerate(axes) if values]
    spelt = {
        place: same_words(former[at[place]][1], values, apart)
        for place, values in used
        if place in at
    }
    waiting: dict[tuple[str | None, ...], list[int]] = {}
    for index, options in enumerate(stood):
        words = dict(options)
        key = tuple(words.get(former[at[place]][0]) for place, _values in used if place in at)
        waiting.setdefault(key, []).append(index)
    found: dict[int, int] = {}
    for index, options in enumerate(combine(axes)):
        traits = [
            (place, values, word)
            for (place, values), (_axis, word) in zip(used, options, strict=True)
        ]
        # Along an axis that is new, the first word is what there was without it.
        if any(place not in at and word != values[0] for place, values, word in traits):
            continue
        key = tuple(spelt[place].get(word) for place, _values, word in traits if place in at)
        if None not in key and waiting.get(key):
            found[index] = waiting[key].pop(0)
    return found


def same_words(stood: Sequence[str], words: Sequence[str], apart: Apart = ()) -> dict[str, str]:
    """Return which word of a typed list is which of those that stood; each once.

    Those alike come first, then those that only say more or less ("38", "38 FR"), then those that
    stand in the same place: behind the same neighbour, or before the same one.
    """
    found = {each: each for each in words if each in stood}
    folded = {each.casefold(): each for each in _but(stood, found.values())}
    for new in _but(words, found):
        if new.casefold() in folded:
            found[new] = folded.pop(new.casefold())
    for old in _but(stood, found.values()):
        for new in _but(words, found):
            if _says_more(old, new) and not _are_apart(old, new, apart):
                found[new] = old
                break
    for step in (1, -1):
        former = _behind(stood[::step], {each: each for each in found.values()})
        now = _behind(words[::step], found)
        for neighbour in former.keys() & now.keys():
            pairs = _in_step(former[neighbour][::step], now[neighbour][::step], apart)
            found |= {new: old for old, new in pairs}
    return found


def _but(words: Sequence[str], known: Collection[str]) -> list[str]:
    return [each for each in words if each not in known]


def _says_more(old: str, new: str) -> bool:
    former, now = set(old.casefold().split()), set(new.casefold().split())
    return former <= now or now <= former


def _are_apart(old: str, new: str, apart: Apart) -> bool:
    return frozenset((old.casefold(), new.casefold())) in apart


def _behind(words: Sequence[str], known: dict[str, str]) -> dict[str, list[str]]:
    """Return the words that are not known, by the known one that each stands behind ("": none)."""
    last, found = "", dict[str, list[str]]()
    for each in words:
        if each in known:
            last = known[each]
        else:
            found.setdefault(last, []).append(each)
    return found


def _in_step(olds: Sequence[str], news: Sequence[str], apart: Apart) -> Iterator[tuple[str, str]]:
    """Yield as many pairs as there can be without one crossing another, the likest of them.

    Of very many, all retyped at once, the first are the first: a key is pressed meanwhile.
    """
    if len(olds) * len(news) > _MOST_COMPARED:
        pairs = zip(olds, news, strict=False)
        yield from (pair for pair in pairs if not _are_apart(*pair, apart))
        return
    best = [[(0, 0)] * (len(news) + 1) for _old in range(len(olds) + 1)]

    def paired(line: int, place: int) -> tuple[int, int]:
        if _are_apart(olds[line], news[place], apart):
            return (-1, 0)
        count, likeness = best[line + 1][place + 1]
        return (count + 1, likeness + _likeness(olds[line], news[place]))

    for line in reversed(range(len(olds))):
        for place in reversed(range(len(news))):
            best[line][place] = max(
                paired(line, place), best[line + 1][place], best[line][place + 1]
            )
    line = place = 0
    while line < len(olds) and place < len(news):
        if best[line][place] == paired(line, place):
            yield olds[line], news[place]
            line, place = line + 1, place + 1
        elif best[line][place] == best[line + 1][place]:
            line += 1
        else:
            place += 1


def _likeness(old: str, new: str) -> int:
    """Return how many letters two words have in common at their ends."""
    one, other = old.casefold(), new.casefold()
    return _alike_from_start(one, other) + _alike_from_start(one[::-1], other[::-1])


def _alike_from_start(one: str, other: str) -> int:
    pairs = zip(one, other, strict=False)
    return len(list(takewhile(lambda pair: pair[0] == pair[1], pairs)))


def _same_axes(former: Sequence[Axis], axes: Sequence[Axis]) -> dict[int, int]:
    """Return which of the former axes each field's is: by words they share, then by place."""
    ranked = sorted(
        (not common, name != former_name, -common, abs(index - place), place, index)
        for place, (name, values) in enumerate(axes)
        for index, (former_name, stood) in enumerate(former)
        if values
        for common in (_in_common(stood, values),)
    )
    found: dict[int, int] = {}
    for shares_none, _named, _common, distance, place, index in ranked:
        is_same = distance == 0 or not shares_none
        if is_same and place not in found and index not in found.values():
            found[place] = index
    return found


def _in_common(stood: Sequence[str], values: Sequence[str]) -> int:
    return len({each.casefold() for each in stood} & {each.casefold() for each in values})
