"""Who may give what at the counter: asked when it is given, before the basket takes it."""

from collections import Counter

from desktop.domain.cart import Cart, CartLine, DiscountKind
from desktop.domain.roles import Act
from desktop.services import staff as people
from desktop.services.shop import Shop
from desktop.services.unit_of_work import UnitOfWork
from sync.kernel.money import Money, total_of

_WHOLE = 10_000


def allow(shop: Shop, before: Cart, after: Cart, staff: str, approved_by: str = "") -> Cart:
    """Return the basket after a bargain if the seller may give it, or somebody stands for it.

    Only what differs from the basket before is asked about, and what has grown since.

    Raises:
        RefusedError: needs_approval.
    """
    fresh = _fresh(before, after)
    is_basket = after.discount is not None and (
        after.discount != before.discount or _basket_gives_more(before, after)
    )
    with shop.begin() as work:
        for line in fresh:
            _require_line(work, line, staff, approved_by)
        if is_basket:
            given = _basket_part(after)
            people.require(work, staff, Act.DISCOUNT, basis_points=given, approved_by=approved_by)
        work.commit()
    return after


def gives_more(before: Cart, after: Cart) -> bool:
    """Tell whether goods that came or went make more of what was given by hand.

    More pieces of a gift, or an amount off that is a larger part of fewer goods: whoever allowed
    it for one basket has not allowed it for the other. `allow` is due then.
    """
    gone = Counter(before.lines) - Counter(after.lines)
    return _basket_gives_more(before, after) or any(
        not any(_covers(old, line) for old in gone) for line in _fresh(before, after)
    )


def _fresh(before: Cart, after: Cart) -> list[CartLine]:
    """Return the lines with a bargain that were not there before; of two alike each counts."""
    return [line for line in (Counter(after.lines) - Counter(before.lines)) if line.is_bargained]


def _covers(old: CartLine, line: CartLine) -> bool:
    """Tell whether what was given on a line before is as much as what is given now."""
    is_same = (old.item, old.discount, old.own_price) == (line.item, line.discount, line.own_price)
    if not is_same or old.is_gift:
        return is_same and line.quantity.thousandths <= old.quantity.thousandths
    is_amount = line.discount is not None and line.discount.kind is DiscountKind.AMOUNT
    return not is_amount or line.quantity.thousandths >= old.quantity.thousandths


def _basket_gives_more(before: Cart, after: Cart) -> bool:
    is_amount = after.discount is not None and after.discount.kind is DiscountKind.AMOUNT
    return is_amount and _basket_part(after) > _basket_part(before)


def _basket_part(cart: Cart) -> int:
    charged = [line.gross for line in cart.priced() if line.line.takes_discount]
    return part_of(cart.basket_discount, total_of(charged) + cart.basket_discount)


def allow_clearing(shop: Shop, staff: str, approved_by: str = "") -> None:
    """Let the seller throw a whole basket away.

    Raises:
        RefusedError: needs_approval.
    """
    with shop.begin() as work:
        people.require(work, staff, Act.VOID_BASKET, approved_by=approved_by)
        work.commit()


def part_of(given: Money, price: Money) -> int:
    """Return how much of a price is given up, in basis points, rounded up: 10.01 % is more than 10."""
    if price.cents <= 0 or given.cents <= 0:
        return 0
    return min(-(-given.cents * _WHOLE // price.cents), _WHOLE)


def _require_line(work: UnitOfWork, line: CartLine, staff: str, approved_by: str) -> None:
    if line.is_gift:
        people.require(work, staff, Act.GIFT, approved_by=approved_by)
        return
    act = Act.DISCOUNT if line.own_price is None else Act.PRICE_OVERRIDE
    listed = line.quantity.price(line.item.price) if line.own_price else line.amount
    given = part_of(listed - (line.amount - line.own_discount), listed)
    people.require(work, staff, act, basis_points=given, approved_by=approved_by)
