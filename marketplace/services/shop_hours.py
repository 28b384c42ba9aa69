"""When a shop is open, as its counter says: its week, the days that are otherwise, the holidays."""

from datetime import date

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from marketplace.errors import Refusal
from marketplace.models.sync import OpLog
from marketplace.models.town import Shop, ShopClosure, ShopHours
from marketplace.services import feed
from sync.contract import v1
from sync.kernel.ids import new_id

MOST_SPANS = 28
MOST_SPECIAL = 100
LONGEST_REASON = 120
_DAY_MINUTES = 1440


def set_hours(session: Session, shop_id: str, message: v1.ShopHours) -> None:
    """Have a shop's hours be what its counter says, all of them.

    Promises of orders that stand keep their instant; new ones are counted in the new hours.

    Raises:
        Refusal: wrong_value.
    """
    spans = _week(message)
    special = [_special(each) for each in message.special]
    if len(special) > MOST_SPECIAL:
        raise Refusal("wrong_value", {"field": "special"})
    for table in (ShopHours, ShopClosure):
        session.execute(delete(table).where(table.shop_id == shop_id))
    session.add_all(
        ShopHours(shop_id=shop_id, weekday=day, opens_minute=opens, closes_minute=closes)
        for day, opens, closes in spans
    )
    session.add_all(
        ShopClosure(
            id=new_id(),
            shop_id=shop_id,
            first_day=first,
            last_day=last,
            reason=told.reason,
            openings=[list(span) for span in told.openings],
        )
        for told, first, last in special
    )
    session.get_one(Shop, shop_id).opens_on_holidays = message.opens_on_holidays
    session.flush()
    feed.touch(session, shop_id, "shop", shop_id)


def are_told_by_counter(session: Session, shop_id: str) -> bool:
    """Tell whether one of the shop's counters has ever said when it is open."""
    said = select(OpLog.seq).where(
        OpLog.shop_id == shop_id, OpLog.kind == "shop.hours", OpLog.result == "ok"
    )
    return session.scalars(said.limit(1)).first() is not None


def told(session: Session, shop: Shop) -> v1.ShopHours:
    """Return a shop's hours as its counters are told them."""
    spans = session.scalars(
        select(ShopHours)
        .where(ShopHours.shop_id == shop.id)
        .order_by(ShopHours.weekday, ShopHours.opens_minute)
    )
    special = session.scalars(
        select(ShopClosure)
        .where(ShopClosure.shop_id == shop.id)
        .order_by(ShopClosure.first_day, ShopClosure.last_day, ShopClosure.id)
    )
    return v1.ShopHours(
        week=tuple((each.weekday, each.opens_minute, each.closes_minute) for each in spans),
        special=tuple(
            v1.SpecialDays(
                first=each.first_day.isoformat(),
                last=each.last_day.isoformat(),
                openings=tuple((opens, closes) for opens, closes in each.openings),
                reason=each.reason,
            )
            for each in special
        ),
        opens_on_holidays=shop.opens_on_holidays,
    )


def _week(message: v1.ShopHours) -> set[tuple[int, int, int]]:
    spans = set(message.week)
    begun = {(day, opens) for day, opens, _closes in spans}
    are_sound = all(0 <= day <= 6 and _is_span(opens, closes) for day, opens, closes in spans)
    if len(message.week) > MOST_SPANS or len(begun) < len(spans) or not are_sound:
        raise Refusal("wrong_value", {"field": "week"})
    return spans


def _special(told: v1.SpecialDays) -> tuple[v1.SpecialDays, date, date]:
    try:
        first, last = date.fromisoformat(told.first), date.fromisoformat(told.last)
    except ValueError as error:
        raise Refusal("wrong_value", {"field": "special"}) from error
    are_sound = len(told.openings) <= MOST_SPANS and all(_is_span(*each) for each in told.openings)
    if first > last or not are_sound or len(told.reason) > LONGEST_REASON:
        raise Refusal("wrong_value", {"field": "special"})
    return told, first, last


def _is_span(opens: int, closes: int) -> bool:
    return 0 <= opens < closes < _DAY_MINUTES
