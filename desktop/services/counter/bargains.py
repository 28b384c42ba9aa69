"""Who may give what at the counter: asked when it is given, and for all of it when it is paid."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

from msgspec import structs

from desktop.domain.cart import Cart, CartLine, Discount, DiscountKind, Grant
from desktop.domain.roles import Act
from desktop.services.prepared import Prepared
from desktop.services.shop import Shop
from desktop.services.team import staff as people
from desktop.services.unit_of_work import UnitOfWork
from sync.kernel.money import Money, total_of

_WHOLE = 10_000
_stickers = Prepared(
    "SELECT markdown_code, variant_id, markdown_cents FROM batch "
    "WHERE markdown_code IN (SELECT value FROM json_each(:codes))"
)


def allow(shop: Shop, before: Cart, after: Cart, staff: str, approved_by: str = "") -> Cart:
    """Return the basket after a bargain if the seller may give it, or somebody stands for it.

    Only what differs from the basket before is asked about, and what has grown since. Who gave
    it or stood for it is kept on the basket, for another may take the till or the parked basket
    over before it is paid (`check`).

    Raises:
        RefusedError: needs_approval.
    """
    asked = [_need(line) for line in _fresh(before, after)]
    is_basket = after.discount is not None and (
        after.discount != before.discount or _basket_gives_more(before, after)
    )
    if is_basket:
        asked.append((Act.DISCOUNT, _basket_part(after)))
    granted = list(after.granted)
    with shop.begin() as work:
        together = (Act.DISCOUNT, _part_together(after))
        if together[1] > _part_together(before) and not _is_granted(work, granted, *together):
            asked.append(together)
        for act, part in _most(asked).items():
            people.require(work, staff, act, basis_points=part, approved_by=approved_by)
            giver = staff if people.may(work, staff, act, part) else approved_by
            if people.crew(work.connection).has_pins:
                granted.append(Grant(act.value, part, giver))
        work.commit()
    kept = tuple(dict.fromkeys(granted))
    return after if kept == after.granted else replace(after, granted=kept)


def check(work: UnitOfWork, cart: Cart, staff: str, approved_by: str = "") -> None:
    """Make sure that all a basket gives away may be given, whatever was asked when it was given.

    A line's discount and the basket's count together, against the list price.

    Raises:
        RefusedError: needs_approval.
    """
    for act, part in parts(_honest(work, cart)).items():
        if not _is_granted(work, cart.granted, act, part):
            people.require(work, staff, act, basis_points=part, approved_by=approved_by)


def parts(cart: Cart) -> Mapping[Act, int]:
    """Return each right that a basket's bargains ask for, with the largest part of a price given up.

    What an online order was sold for is no bargain of the counter's, nor is what an anti-waste
    sticker says: its price was allowed when it was stuck on.
    """
    asked = [_need(line) for line in cart.lines if _is_by_hand(line)]
    if cart.discount is not None:
        asked += [(Act.DISCOUNT, _basket_part(cart)), (Act.DISCOUNT, _part_together(cart))]
    return _most(asked)


def gives_more(before: Cart, after: Cart) -> bool:
    """Tell whether goods that came or went make more of what was given by hand.

    More pieces of a gift, or an amount off that is a larger part of fewer goods: whoever allowed
    it for one basket has not allowed it for the other. `allow` is due then.
    """
    if after.discount is None and not any(line.is_bargained for line in after.lines):
        # As nearly always, and asked with every scan.
        return False
    gone = Counter(before.lines) - Counter(after.lines)
    return (
        _basket_gives_more(before, after)
        or _part_together(after) > _part_together(before)
        or any(not any(_covers(old, line) for old in gone) for line in _fresh(before, after))
    )


def _fresh(before: Cart, after: Cart) -> list[CartLine]:
    """Return the lines with a bargain that were not there before; of two alike each counts."""
    return [
        line
        for line in (Counter(after.lines) - Counter(before.lines))
        if line.is_bargained and not line.sticker
    ]


def _is_by_hand(line: CartLine) -> bool:
    return line.is_bargained and not line.order_line_id and not line.sticker


def _honest(work: UnitOfWork, cart: Cart) -> Cart:
    """Return the basket with the stickers that say what the books say; others are bargains."""
    claimed = [line for line in cart.lines if line.sticker]
    if not claimed:
        return cart
    true = {
        (row.markdown_code, row.variant_id, row.markdown_cents)
        for row in _stickers.all(
            work.connection, {"codes": json.dumps([line.sticker for line in claimed])}
        )
    }
    lines = tuple(
        line
        if line.own_price is None
        or (line.sticker, line.item.variant_id, line.own_price.cents) in true
        else structs.replace(line, sticker="")
        for line in cart.lines
    )
    return replace(cart, lines=lines)


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
    if cart.discount is not None and cart.discount.kind is DiscountKind.SHARE:
        return cart.discount.value
    return part_of(cart.basket_discount, _charged(cart))


def _charged(cart: Cart) -> Money:
    """Return what the lines that may be reduced come to before the basket's discount."""
    after = [line.gross for line in cart.priced() if line.line.takes_discount]
    return total_of(after) + cart.basket_discount


def _is_rounded(discount: Discount | None, amount: Money) -> bool:
    if discount is None or discount.kind is not DiscountKind.SHARE:
        return False
    return bool(amount.cents * discount.value % _WHOLE)


def _part_together(cart: Cart) -> int:
    """Return what lines and basket give up together of the list prices; 0 where only one gives.

    Gifts are a right of their own. Half a cent that a percentage was rounded by is no bargain.
    """
    lines = [line for line in cart.lines if line.takes_discount and not line.is_gift]
    by_hand = [line for line in lines if _is_by_hand(line)]
    if cart.discount is None or not by_hand:
        return 0
    given = cart.basket_discount + total_of([_given(line) for line in by_hand])
    charged = _charged(cart)
    reduced = [(cart.discount, charged), *((line.discount, line.amount) for line in by_hand)]
    roundings = sum(_is_rounded(discount, amount) for discount, amount in reduced)
    twice_listed = 2 * sum(_listed(line).cents for line in lines)
    return min(-(-(2 * given.cents - roundings) * _WHOLE // max(twice_listed, 1)), _WHOLE)


def _need(line: CartLine) -> tuple[Act, int]:
    """Return which right a line's bargain asks for, and the part of its price given up."""
    if line.is_gift:
        return Act.GIFT, 0
    if line.own_price is not None:
        return Act.PRICE_OVERRIDE, part_of(_given(line), _listed(line))
    if line.discount is not None and line.discount.kind is DiscountKind.SHARE:
        return Act.DISCOUNT, line.discount.value
    return Act.DISCOUNT, part_of(_given(line), _listed(line))


def _listed(line: CartLine) -> Money:
    return line.amount if line.own_price is None else line.quantity.price(line.item.price)


def _given(line: CartLine) -> Money:
    return max(_listed(line) - (line.amount - line.own_discount), Money(0))


def _most(asked: Iterable[tuple[Act, int]]) -> Mapping[Act, int]:
    """Return each right once, with the most that is asked of it."""
    most: dict[Act, int] = {}
    for act, part in asked:
        most[act] = max(part, most.get(act, 0))
    return most


def _is_granted(work: UnitOfWork, granted: Iterable[Grant], act: Act, part: int) -> bool:
    """Tell whether somebody stood for as much, who may still."""
    return any(
        each.act == act.value and part <= each.basis_points and people.may(work, each.by, act, part)
        for each in granted
    )


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
