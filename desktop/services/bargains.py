"""Who may give what at the counter: asked when it is given, before the basket takes it."""

from desktop.domain.cart import Cart, CartLine
from desktop.domain.roles import Act
from desktop.services import staff as people
from desktop.services.shop import Shop
from desktop.services.unit_of_work import UnitOfWork
from sync.kernel.money import Money, total_of

_WHOLE = 10_000


def allow(shop: Shop, before: Cart, after: Cart, staff: str, approved_by: str = "") -> Cart:
    """Return the basket after a bargain if the seller may give it, or somebody stands for it.

    Only what differs from the basket before is asked about.

    Raises:
        RefusedError: needs_approval.
    """
    known = set(before.lines)
    fresh = [line for line in after.lines if line.is_bargained and line not in known]
    is_basket = after.discount is not None and after.discount != before.discount
    with shop.begin() as work:
        for line in fresh:
            _require_line(work, line, staff, approved_by)
        if is_basket:
            charged = [line.gross for line in after.priced() if line.line.takes_discount]
            given = part_of(after.basket_discount, total_of(charged) + after.basket_discount)
            people.require(work, staff, Act.DISCOUNT, basis_points=given, approved_by=approved_by)
        work.commit()
    return after


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
