"""Promotions: what each kind gives, on what, when and to whom; `best_deal` applies them."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from enum import StrEnum

from msgspec import Struct

from desktop.domain.sellable import Sellable
from desktop.errors import RefusedError

EVERY_DAY = 0b111_1111
DAY_MINUTES = 24 * 60
MAX_SET = 100
MAX_CENTS = 10**9


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


class Target(Struct, frozen=True, kw_only=True):
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


class Promotion(Struct, frozen=True, kw_only=True):
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
