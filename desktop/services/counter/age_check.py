"""Goods for adults at the till: the age from which they are sold, and what was seen of it.

Whoever sells looks at the customer, or at papers, once a basket (public health code, L. 3342-1 and
L. 3512-12). That it was done, or that goods were refused, stands in the journal (event 437); of the
customer nothing does.
"""

from datetime import date

from desktop.domain.cart import Cart
from desktop.errors import RefusedError
from desktop.services.books.journal import journal_of
from desktop.services.shop import Shop
from desktop.services.unit_of_work import UnitOfWork
from fiscal import EventBody, EventCode, UnknownLawError
from fiscal.legal import Limit, limit

_ELSEWHERE = 18
"""Where the tables do not know the country."""
_LEAP_DAY = (2, 29)


def years(shop: Shop) -> int:
    """Return from which age goods for adults are sold in the shop's country."""
    try:
        return limit(shop.profile.country, Limit.ADULT_YEARS, _today(shop))
    except UnknownLawError:
        return _ELSEWHERE


def born_by(shop: Shop) -> date:
    """Return the latest day of birth of a customer who may have them today."""
    today = _today(shop)
    if (today.month, today.day) == _LEAP_DAY:
        # Whoever was born on the first of March is of age tomorrow.
        return today.replace(year=today.year - years(shop), day=28)
    return today.replace(year=today.year - years(shop))


def _today(shop: Shop) -> date:
    return shop.clock.now().astimezone(shop.zone).date()


def must_be_seen(cart: Cart) -> None:
    """Refuse goods for adults that nobody asked an age for.

    Raises:
        RefusedError: age_not_seen.
    """
    if cart.asks_age:
        raise RefusedError("age_not_seen")


def note_seen(work: UnitOfWork, cart: Cart, number: str, staff: str) -> None:
    """Note in the journal that the customer of a ticket was seen to be of age, where that counts."""
    count = len(cart.for_adults)
    if count:
        _note(
            work, {"seen": True, "age": years(work.shop), "lines": count, "ticket": number}, staff
        )


def note_refused(shop: Shop, cart: Cart, staff: str) -> None:
    """Note in the journal that a basket's goods for adults were refused."""
    count = len(cart.for_adults)
    with shop.begin() as work:
        if count and journal_of(work).head().seq:
            _note(work, {"seen": False, "age": years(shop), "lines": count}, staff)
            work.commit()


def _note(work: UnitOfWork, details: dict[str, object], staff: str) -> None:
    event = EventBody(code=EventCode.AGE_CHECKED, details=details)
    journal_of(work).record_event(event, operator=staff)
