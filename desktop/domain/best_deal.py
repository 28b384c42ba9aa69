"""The best deal that promotions make of a basket, to the cent.

The rules, in the order in which they hold:

1. Books, press, deposits, free amounts, lines of an online order, and lines with a price or
   discount given by hand take part in no promotion: a hand-given discount replaces the line's own.
2. A piece takes part in one promotion at most. Several may bear on one line, each on its pieces.
3. Of percentages and amounts a line gets the one that gives most, the earlier one on a tie.
4. Pieces for sets (n for m, bundle, menu) are taken dearest first. A set is made only where it
   gives more than its pieces' own promotions. What a set gives is spread over its pieces by price,
   so that a piece brought back is worth what was really paid for it.
5. Where set promotions want the same lines, every order of the first three is tried, and leaving
   some out; the one that gives most is kept. The others follow in the shop's order.
6. The basket's discount comes after, on what is left.

Nothing depends on the order of scanning, and the cost grows with the lines, not with the pieces.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice, permutations

from msgspec import Struct

from desktop.domain.promotions import Promotion, PromotionKind
from desktop.domain.sellable import Sellable
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity, Unit
from sync.kernel.rounding import share_by_largest_remainder

_TRIED = 3
"""Set promotions of which every order is tried: 16 plans; more would be felt while scanning."""
_PARTS = 10_000
"""A cent in the parts in which what a piece's own promotion gives is compared."""


class Offered(Struct, frozen=True):
    """A line as promotions see it."""

    item: Sellable
    quantity: Quantity
    #: What it costs without any promotion.
    amount: Money
    #: It may be part of a set: whole pieces at the catalogue's price.
    is_countable: bool = True

    @property
    def pieces(self) -> int:
        """Return how many pieces may be part of a set."""
        is_piece = self.is_countable and self.item.unit is Unit.PIECE
        return self.quantity.thousandths // 1000 if is_piece else 0


class Gain(Struct, frozen=True):
    """What promotions give on one line, and their names."""

    amount: Money
    names: tuple[str, ...] = ()


_NO_GAIN = Gain(Money(0))


def best_deal(lines: Sequence[Offered], promotions: Sequence[Promotion]) -> tuple[Gain, ...]:
    """Return per line what the promotions give; those handed in are taken to be in force."""
    ordered = sorted(promotions, key=lambda each: (each.position, each.id))
    singles = [each for each in ordered if not each.needs_set]
    rows = [_Row.of(line, singles) for line in lines]
    rank = sorted((at for at, row in enumerate(rows) if row.pieces), key=lambda at: rows[at].key)
    there = {rows[at].line.item.variant_id for at in rank}
    wanted = (
        _Set.of(each, rows, rank)
        for each in ordered
        if each.needs_set and _may_be_reached(each, there)
    )
    sets = [each for each in wanted if each.is_reached(rows)]
    deals = (_Deal(rows).under(plan) for plan in _plans(sets))
    return max(deals, key=lambda deal: deal.total).gains()


def _may_be_reached(promotion: Promotion, there: set[str]) -> bool:
    """Tell whether a menu's articles are all there, asked cheaply: a shop may have many bundles."""
    return promotion.kind is not PromotionKind.MENU or not any(
        part.variants.isdisjoint(there)
        for part in promotion.targets
        if not part.products and not part.categories
    )


class _Row(Struct, frozen=True):
    """A line in plain figures, worked out once for all plans."""

    line: Offered
    #: Cents of one piece.
    price: int
    pieces: int
    #: Its percentage or amount, and what that gives on the whole line.
    own: Promotion | None
    own_gives: int
    #: What that gives on one piece, in parts of a cent.
    worth: int

    @classmethod
    def of(cls, line: Offered, singles: Sequence[Promotion]) -> "_Row":
        """Return a line with the percentage or amount that gives most, the earlier on a tie."""
        own, most, price = None, 0, line.item.price
        for promotion in singles:
            if promotion.covers(line.item):
                gives = _gives(promotion, price, line.quantity, line.amount)
                if gives > most:
                    own, most = promotion, gives
        return cls(line, price.cents, line.pieces, own, most, _worth(price, own))

    @property
    def key(self) -> tuple[int, int, str]:
        """Return what orders the pieces: the dearest first, whatever was scanned first."""
        return -self.price, self.worth, self.line.item.variant_id

    def own_on(self, left: int) -> int:
        """Return what its own promotion gives on the pieces that no set has taken."""
        if self.own is None or left == self.pieces:
            return self.own_gives
        quantity, price = Quantity.pieces(left), self.line.item.price
        return _gives(self.own, price, quantity, quantity.price(price))


def _gives(promotion: Promotion, price: Money, quantity: Quantity, amount: Money) -> int:
    if promotion.kind is PromotionKind.PERCENTAGE:
        return amount.share(promotion.basis_points).cents
    off = min(promotion.cents, price.cents) if price else promotion.cents
    return min(quantity.price(Money(off)).cents, amount.cents)


def _worth(price: Money, promotion: Promotion | None) -> int:
    if promotion is None:
        return 0
    if promotion.kind is PromotionKind.PERCENTAGE:
        return price.cents * promotion.basis_points
    return min(promotion.cents, price.cents) * _PARTS


class _Set(Struct, frozen=True):
    """A set promotion with the lines that each of its parts may be taken from, dearest first."""

    promotion: Promotion
    #: One of a menu's parts each, the narrow ones first; of other sets all lines together.
    parts: tuple[tuple[int, ...], ...]

    @classmethod
    def of(cls, promotion: Promotion, rows: Sequence[_Row], rank: Sequence[int]) -> "_Set":
        """Return a promotion with the lines it finds."""
        if promotion.kind is not PromotionKind.MENU:
            found = tuple(at for at in rank if promotion.covers(rows[at].line.item))
            return cls(promotion, (found,))
        targets = sorted(promotion.targets, key=lambda target: target.breadth)
        return cls(
            promotion,
            tuple(tuple(at for at in rank if part.covers(rows[at].line.item)) for part in targets),
        )

    def is_reached(self, rows: Sequence[_Row]) -> bool:
        """Tell whether there are pieces enough for one set."""
        if self.promotion.kind is PromotionKind.MENU:
            return all(self.parts)
        return sum(rows[at].pieces for at in self.parts[0]) >= self.promotion.count

    @property
    def places(self) -> set[int]:
        """Return all lines it may take from."""
        return {at for part in self.parts for at in part}


def _plans(sets: Sequence[_Set]) -> Iterator[tuple[_Set, ...]]:
    """Yield the orders in which set promotions are tried, also leaving some of them out.

    Sets that never meet on a line need no order.
    """
    places = [each.places for each in sets]
    if sum(map(len, places)) == len(set().union(*places)):
        yield tuple(sets)
        if sets:
            yield ()
        return
    tried, others = sets[:_TRIED], tuple(sets[_TRIED:])
    for size in range(len(tried), -1, -1):
        for chosen in permutations(tried, size):
            yield (*chosen, *others)


class _Made(Struct, frozen=True):
    """So many equal sets: the lines and their pieces in one of them, dearest first."""

    promotion: Promotion
    parts: tuple[tuple[int, int], ...]
    times: int
    #: What one of them gives.
    gives: int


class _Deal:
    """The lines under one order of the set promotions; spread over them only if it is the best."""

    def __init__(self, rows: Sequence[_Row]) -> None:
        self.rows = rows
        #: Pieces of each line that no set has taken.
        self.left = [row.pieces for row in rows]
        self.made: list[_Made] = []

    @property
    def total(self) -> int:
        """Return what it gives in all."""
        own = sum(row.own_on(left) for row, left in zip(self.rows, self.left, strict=True))
        return own + sum(each.gives * each.times for each in self.made)

    def under(self, plan: Sequence[_Set]) -> "_Deal":
        """Return itself with the sets made in this order."""
        for each in plan:
            if each.promotion.kind is PromotionKind.MENU:
                self._make_menus(each)
            else:
                self._make_sets(each)
        return self

    def gains(self) -> tuple[Gain, ...]:
        """Return what it gives on each line: its sets' shares, then the line's own promotion."""
        given = [0] * len(self.rows)
        names: list[list[str]] = [[] for _ in self.rows]
        for each in self.made:
            weights = [self.rows[at].price * pieces * each.times for at, pieces in each.parts]
            shares = share_by_largest_remainder(each.gives * each.times, weights)
            for (at, _pieces), share in zip(each.parts, shares, strict=True):
                given[at] += share
                if share:
                    names[at].append(each.promotion.name)
        for at, row in enumerate(self.rows):
            gives = row.own_on(self.left[at])
            if gives and row.own is not None:
                given[at] += gives
                names[at].append(row.own.name)
        return tuple(
            Gain(Money(cents), tuple(dict.fromkeys(called))) if cents else _NO_GAIN
            for cents, called in zip(given, names, strict=True)
        )

    def _make_sets(self, wanted: _Set) -> None:
        promotion = wanted.promotion
        begun: list[tuple[int, int]] = []
        lacks = promotion.count
        for place in wanted.parts[0]:
            pieces = self.left[place]
            if not pieces:
                continue
            if begun:
                taken = min(pieces, lacks)
                begun.append((place, taken))
                pieces, lacks = pieces - taken, lacks - taken
                if lacks:
                    continue
                self._make(promotion, begun, 1)
                begun, lacks = [], promotion.count
            whole, rest = divmod(pieces, promotion.count)
            if whole:
                self._make(promotion, [(place, promotion.count)], whole)
            if rest:
                begun, lacks = [(place, rest)], promotion.count - rest

    def _make_menus(self, wanted: _Set) -> None:
        starts = [0] * len(wanted.parts)
        while True:
            taken: Counter[int] = Counter()
            for number, part in enumerate(wanted.parts):
                while starts[number] < len(part) and not self.left[part[starts[number]]]:
                    starts[number] += 1
                rest = islice(part, starts[number], None)
                place = next((at for at in rest if self.left[at] > taken[at]), None)
                if place is None:
                    return
                taken[place] += 1
            times = min(self.left[place] // pieces for place, pieces in taken.items())
            dearest_first = sorted(taken.items(), key=lambda each: self.rows[each[0]].key)
            if not self._make(wanted.promotion, dearest_first, times):
                return

    def _make(self, promotion: Promotion, parts: Sequence[tuple[int, int]], times: int) -> bool:
        """Make a set so many times if it gives more than its pieces' own promotions."""
        gives = self._set_gives(promotion, parts)
        if gives * _PARTS <= sum(self.rows[at].worth * pieces for at, pieces in parts):
            return False
        for at, pieces in parts:
            self.left[at] -= pieces * times
        self.made.append(_Made(promotion, tuple(parts), times, gives))
        return True

    def _set_gives(self, promotion: Promotion, parts: Sequence[tuple[int, int]]) -> int:
        if promotion.kind is not PromotionKind.N_FOR_M:
            return sum(self.rows[at].price * pieces for at, pieces in parts) - promotion.cents
        free, gives = promotion.count - promotion.paid, 0
        for at, pieces in reversed(parts):
            taken = min(pieces, free)
            gives, free = gives + self.rows[at].price * taken, free - taken
        return gives
