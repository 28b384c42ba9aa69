"""Promotions: what the till takes off by itself, the best deal for the customer, to the cent.

The rules, in the order in which they hold:

1. Books, press, deposits, free amounts, lines of an online order, and lines with a price or
   discount given by hand take part in no promotion: a hand-given discount replaces the line's own.
2. A piece takes part in one promotion at most. Several may bear on one line, each on its pieces.
3. Of percentages and amounts a line gets the one that gives most, the earlier one on a tie.
4. Pieces for sets (n for m, bundle, menu) are taken dearest first. A set is made only where it
   gives more than its pieces' own promotions. What a set gives is spread over its pieces by price,
   so that a piece brought back is worth what was really paid for it.
5. Where several set promotions want the same pieces, every order of the first three is tried and
   the one that gives most is kept; the others follow in the shop's order.
6. The basket's discount comes after, on what is left.

Nothing depends on the order of scanning, and the cost grows with the lines, not with the pieces.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from itertools import permutations

from desktop.domain.sellable import Sellable
from desktop.errors import RefusedError
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity, Unit
from sync.kernel.rounding import share_by_largest_remainder

EVERY_DAY = 0b111_1111
DAY_MINUTES = 24 * 60
MAX_SET = 100
MAX_CENTS = 10**9
_TRIED = 3
"""Set promotions of which every order is tried: 16 plans; more would be felt while scanning."""
_PARTS = 10_000
"""A cent in the parts in which what a piece's own promotion gives is compared."""


class PromotionKind(StrEnum):
    """How a promotion gives."""

    #: A share of the price.
    PERCENTAGE = "percentage"
    #: Cents off each piece, kilogram, litre or metre.
    AMOUNT = "amount"
    #: Of `count` pieces `paid` are paid; the cheapest are free.
    N_FOR_M = "n_for_m"
    #: Any `count` pieces for `cents`.
    BUNDLE = "bundle"
    #: One piece of each target for `cents`.
    MENU = "menu"


_SETS = (PromotionKind.N_FOR_M, PromotionKind.BUNDLE, PromotionKind.MENU)


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What a promotion bears on. Categories are given with their branches."""

    variants: frozenset[str] = frozenset()
    products: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()

    def covers(self, item: Sellable) -> bool:
        """Tell whether the article is among it."""
        return (
            item.variant_id in self.variants
            or item.product_id in self.products
            or item.category_id in self.categories
        )

    @property
    def breadth(self) -> int:
        """Return 0 for variants, 1 for products, 2 for categories: the narrow ones choose first."""
        return 2 if self.categories else 1 if self.products else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Promotion:
    """One rule, with what it gives, on what, when and to whom."""

    id: str
    #: What the ticket calls it.
    name: str
    kind: PromotionKind
    basis_points: int = 0
    cents: int = 0
    count: int = 0
    paid: int = 0
    #: Empty is everything; of a menu one target a part.
    targets: tuple[Target, ...] = ()
    starts_on: date | None = None
    ends_on: date | None = None
    #: Bits, Monday is 1.
    weekdays: int = EVERY_DAY
    from_minute: int = 0
    until_minute: int = DAY_MINUTES
    #: Empty is everybody.
    customer_group: str = ""
    #: Lower comes first where two give the same.
    position: int = 0

    def __post_init__(self) -> None:
        if not self._gives_something:
            raise RefusedError("promotion_terms", kind=self.kind.value)
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise RefusedError("promotion_never", name=self.name)
        if not (
            0 < self.weekdays <= EVERY_DAY
            and 0 <= self.from_minute < self.until_minute <= DAY_MINUTES
        ):
            raise RefusedError("promotion_never", name=self.name)

    @property
    def _gives_something(self) -> bool:
        is_price = 0 < self.cents <= MAX_CENTS
        match self.kind:
            case PromotionKind.PERCENTAGE:
                return 0 < self.basis_points <= 10_000
            case PromotionKind.AMOUNT:
                return is_price
            case PromotionKind.N_FOR_M:
                return 0 < self.paid < self.count <= MAX_SET
            case PromotionKind.BUNDLE:
                return 2 <= self.count <= MAX_SET and is_price
            case PromotionKind.MENU:
                return 2 <= len(self.targets) <= MAX_SET and is_price

    @property
    def needs_set(self) -> bool:
        """Tell whether it takes several pieces together."""
        return self.kind in _SETS

    def covers(self, item: Sellable) -> bool:
        """Tell whether it bears on an article."""
        return not self.targets or any(target.covers(item) for target in self.targets)

    def is_in_force(self, at: datetime, groups: Collection[str] = ()) -> bool:
        """Tell whether it holds at a moment of the shop's own time, for members of the groups."""
        day, minute = at.date(), at.hour * 60 + at.minute
        return (
            (self.starts_on is None or self.starts_on <= day)
            and (self.ends_on is None or day <= self.ends_on)
            and bool(self.weekdays >> day.weekday() & 1)
            and self.from_minute <= minute < self.until_minute
            and (not self.customer_group or self.customer_group in groups)
        )


def in_force(
    promotions: Sequence[Promotion], at: datetime, groups: Collection[str] = ()
) -> tuple[Promotion, ...]:
    """Return what holds at a moment of the shop's own time, in the shop's order."""
    held = (each for each in promotions if each.is_in_force(at, groups))
    return tuple(sorted(held, key=lambda each: (each.position, each.id)))


@dataclass(frozen=True, slots=True)
class Offered:
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


@dataclass(frozen=True, slots=True)
class Gain:
    """What promotions give on one line, and their names."""

    amount: Money
    names: tuple[str, ...] = ()


def best_deal(lines: Sequence[Offered], promotions: Sequence[Promotion]) -> tuple[Gain, ...]:
    """Return per line what the promotions give; those handed in are taken to be in force."""
    ordered = sorted(promotions, key=lambda each: (each.position, each.id))
    singles = [each for each in ordered if not each.needs_set]
    sets = [each for each in ordered if each.needs_set and _is_reached(each, lines)]
    own = [_best_single(line, singles) for line in lines]
    worth = [_worth(line.item.price, each) for line, each in zip(lines, own, strict=True)]
    rank = sorted(
        range(len(lines)),
        key=lambda place: (
            -lines[place].item.price.cents,
            worth[place],
            lines[place].item.variant_id,
        ),
    )
    deals = (_Deal(lines, own, worth, rank).under(plan) for plan in _plans(sets))
    return max(deals, key=lambda deal: deal.total).gains()


def _plans(sets: Sequence[Promotion]) -> Iterator[tuple[Promotion, ...]]:
    """Yield the orders in which set promotions are tried, also leaving some of them out."""
    tried, others = sets[:_TRIED], tuple(sets[_TRIED:])
    for size in range(len(tried), -1, -1):
        for chosen in permutations(tried, size):
            yield (*chosen, *others)


def _is_reached(promotion: Promotion, lines: Sequence[Offered]) -> bool:
    if promotion.kind is PromotionKind.MENU:
        return all(
            any(line.pieces and target.covers(line.item) for line in lines)
            for target in promotion.targets
        )
    return sum(line.pieces for line in lines if promotion.covers(line.item)) >= promotion.count


def _best_single(line: Offered, singles: Sequence[Promotion]) -> Promotion | None:
    """Return the percentage or amount that gives most on a line, the earlier one on a tie."""
    best, most = None, 0
    for promotion in singles:
        if promotion.covers(line.item):
            gives = _gives(promotion, line.item.price, line.quantity, line.amount)
            if gives > most:
                best, most = promotion, gives
    return best


def _gives(promotion: Promotion, price: Money, quantity: Quantity, amount: Money) -> int:
    if promotion.kind is PromotionKind.PERCENTAGE:
        return amount.share(promotion.basis_points).cents
    off = min(promotion.cents, price.cents) if price else promotion.cents
    return min(quantity.price(Money(off)).cents, amount.cents)


def _worth(price: Money, promotion: Promotion | None) -> int:
    """Return what its own promotion gives on one piece, in parts of a cent."""
    if promotion is None:
        return 0
    if promotion.kind is PromotionKind.PERCENTAGE:
        return price.cents * promotion.basis_points
    return min(promotion.cents, price.cents) * _PARTS


@dataclass(slots=True)
class _Deal:
    """The lines under one order of the set promotions."""

    lines: Sequence[Offered]
    #: Each line's own percentage or amount.
    own: Sequence[Promotion | None]
    worth: Sequence[int]
    #: Places of the lines, dearest first.
    rank: Sequence[int]
    #: Pieces of each line that no set has taken.
    left: list[int] = field(init=False)
    given: list[int] = field(init=False)
    names: list[list[str]] = field(init=False)

    def __post_init__(self) -> None:
        self.left = [line.pieces for line in self.lines]
        self.given = [0] * len(self.lines)
        self.names = [[] for _ in self.lines]

    @property
    def total(self) -> int:
        """Return what it gives in all."""
        return sum(self.given)

    def under(self, plan: Sequence[Promotion]) -> "_Deal":
        """Return itself with the sets made in this order, then each line's own promotion."""
        for promotion in plan:
            if promotion.kind is PromotionKind.MENU:
                self._make_menus(promotion)
            else:
                self._make_sets(promotion)
        for place, promotion_or_none in enumerate(self.own):
            if promotion_or_none is not None:
                self._give_own(place, promotion_or_none)
        return self

    def gains(self) -> tuple[Gain, ...]:
        """Return what it gives on each line."""
        return tuple(
            Gain(Money(cents), tuple(dict.fromkeys(names)))
            for cents, names in zip(self.given, self.names, strict=True)
        )

    def _give_own(self, place: int, promotion: Promotion) -> None:
        line = self.lines[place]
        quantity, amount = line.quantity, line.amount
        if line.pieces:
            quantity = Quantity.pieces(self.left[place])
            amount = quantity.price(line.item.price)
        gives = _gives(promotion, line.item.price, quantity, amount)
        if gives:
            self.given[place] += gives
            self.names[place].append(promotion.name)

    def _make_sets(self, promotion: Promotion) -> None:
        begun: list[tuple[int, int]] = []
        lacks = promotion.count
        for place in self.rank:
            pieces = self.left[place]
            if not pieces or not promotion.covers(self.lines[place].item):
                continue
            if begun:
                taken = min(pieces, lacks)
                begun.append((place, taken))
                pieces, lacks = pieces - taken, lacks - taken
                if lacks:
                    continue
                self._give(promotion, begun, 1)
                begun, lacks = [], promotion.count
            whole, rest = divmod(pieces, promotion.count)
            if whole:
                self._give(promotion, [(place, promotion.count)], whole)
            if rest:
                begun, lacks = [(place, rest)], promotion.count - rest

    def _make_menus(self, promotion: Promotion) -> None:
        parts = sorted(promotion.targets, key=lambda target: target.breadth)
        starts = [0] * len(parts)
        while True:
            taken: Counter[int] = Counter()
            for number, part in enumerate(parts):
                starts[number] = self._next(part, starts[number], Counter())
                at = self._next(part, starts[number], taken)
                if at == len(self.rank):
                    return
                taken[self.rank[at]] += 1
            times = min(self.left[place] // pieces for place, pieces in taken.items())
            if not self._give(promotion, sorted(taken.items(), key=self._rank_of), times):
                return

    def _rank_of(self, part: tuple[int, int]) -> tuple[int, str]:
        item = self.lines[part[0]].item
        return -item.price.cents, item.variant_id

    def _next(self, part: Target, start: int, taken: Counter[int]) -> int:
        for at in range(start, len(self.rank)):
            place = self.rank[at]
            if self.left[place] > taken[place] and part.covers(self.lines[place].item):
                return at
        return len(self.rank)

    def _give(self, promotion: Promotion, parts: list[tuple[int, int]], times: int) -> bool:
        """Make a set so many times if it gives more than its pieces' own promotions.

        Args:
            promotion: the set's.
            parts: lines and their pieces in it, dearest first.
            times: how many such sets there are.
        """
        prices = [self.lines[place].item.price.cents for place, _pieces in parts]
        gives = _set_gives(promotion, prices, parts)
        if gives * _PARTS <= sum(self.worth[place] * pieces for place, pieces in parts):
            return False
        weights = [price * pieces for price, (_, pieces) in zip(prices, parts, strict=True)]
        shares = share_by_largest_remainder(gives * times, [weight * times for weight in weights])
        for (place, pieces), share in zip(parts, shares, strict=True):
            self.left[place] -= pieces * times
            self.given[place] += share
            self.names[place].append(promotion.name)
        return True


def _set_gives(promotion: Promotion, prices: list[int], parts: list[tuple[int, int]]) -> int:
    if promotion.kind is not PromotionKind.N_FOR_M:
        whole = sum(price * pieces for price, (_, pieces) in zip(prices, parts, strict=True))
        return whole - promotion.cents
    free, gives = promotion.count - promotion.paid, 0
    for price, (_, pieces) in zip(reversed(prices), reversed(parts), strict=True):
        taken = min(pieces, free)
        gives, free = gives + price * taken, free - taken
    return gives
