"""Meal vouchers: what of a basket, or of a ticket, they may pay, and how much a day."""

from datetime import date

from sqlalchemy import select

from desktop.domain.cart import Cart
from desktop.domain.sellable import MEAL_VOUCHER
from desktop.domain.tender import Means, Tenders, meal_voucher_room
from desktop.errors import RefusedError
from desktop.models.base import table_of
from desktop.models.catalogue import Product, Variant
from desktop.services.shop import Shop
from desktop.services.unit_of_work import UnitOfWork
from desktop.services.views import SaleView
from fiscal import UnknownLawError
from fiscal.legal import Limit, limit
from sync.kernel.money import Money, total_of

_products, _variants = table_of(Product), table_of(Variant)


def cap(shop: Shop, day: date | None = None) -> Money | None:
    """Return the most the law lets somebody pay so a day, None where it does not say.

    The till cannot know what was paid elsewhere that day: it holds each payment to it.
    """
    on = day or shop.clock.now().date()
    try:
        return Money(limit(shop.profile.country, Limit.MEAL_VOUCHER_CENTS, on))
    except UnknownLawError:
        return None


def check(shop: Shop, cart: Cart, tenders: Tenders) -> None:
    """Refuse more meal vouchers than a basket's food comes to, or than a day allows.

    Raises:
        RefusedError: meal_voucher_too_high, with what is allowed.
    """
    room = meal_voucher_room(Tenders(), cart.eligible(MEAL_VOUCHER), cap(shop))
    if tenders.by(Means.MEAL_VOUCHER) > room:
        raise RefusedError("meal_voucher_too_high", allowed=room)


def check_moved(work: UnitOfWork, sale: SaleView, held: Money, amount: Money) -> None:
    """Refuse to have more of a ticket paid so, afterwards, than could have been at once.

    What is food is the catalogue's word of today, and what came back is no food any more.

    Args:
        work: the running transaction.
        sale: the ticket.
        held: what it has by meal vouchers.
        amount: what is moved to them.

    Raises:
        RefusedError: meal_voucher_too_high, with what is allowed.
    """
    food = _food(work, {line.variant_id for line in sale.lines if line.variant_id})
    eaten = total_of([line.refundable_gross for line in sale.lines if line.variant_id in food])
    before = Tenders() if held <= Money(0) else Tenders().add(Means.MEAL_VOUCHER, held)
    room = meal_voucher_room(before, eaten, cap(work.shop, sale.business_day))
    if amount > room:
        raise RefusedError("meal_voucher_too_high", allowed=room)


def _food(work: UnitOfWork, variants: set[str]) -> frozenset[str]:
    rows = work.connection.execute(
        select(_variants.c.id, _products.c.flags)
        .join(_products, _products.c.id == _variants.c.product_id)
        .where(_variants.c.id.in_(variants))
    )
    return frozenset(row.id for row in rows if MEAL_VOUCHER in row.flags)
