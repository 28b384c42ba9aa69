"""The board of the orders: a card each, as light as what is painted of it.

What a refresh costs grows with what has changed: one statement tells of every order what its card
shows, and a card whose row says what it said is the card there was.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from desktop.services.online.bags import standing
from desktop.services.online.orders import still_owed
from desktop.services.prepared import Prepared
from desktop.services.shop import Shop
from desktop.services.team.crew import StaffView
from sync.kernel.clock import from_milliseconds, milliseconds, shop_day
from sync.kernel.money import Money
from sync.kernel.order_states import OrderState
from sync.kernel.quantity import Quantity, Unit

_DONE_WITHIN = timedelta(hours=36)
#: By what the columns say: an enumeration's own look-up costs more than the rest of a card.
_STATES = {state.value: state for state in OrderState}
_TO_PREPARE = (OrderState.PLACED, OrderState.ACCEPTED)
_AWAY = ("out", "deposited", "failed")
_GONE = (OrderState.HANDED_OVER, OrderState.DELIVERED)

#: What a line comes to is `orders.OrderLineView.gross`, said once more in SQL; what is in the order
#: stays text until a card is painted.
_GROSS = """
    CASE l.state WHEN 'missing' THEN 0
                 WHEN 'substituted' THEN CAST(l.substitute ->> '$.gross_cents' AS INTEGER)
                 ELSE l.gross_cents END
"""
_WHOLE = """
    CASE l.state WHEN 'substituted' THEN CAST(l.substitute ->> '$.quantity' AS INTEGER)
                 WHEN 'picked' THEN l.picked
                 ELSE l.quantity END
"""
#: As `orders.OrderLineView.kept`: half a cent is rounded up.
_KEPT = f"""
    {_GROSS} - CASE l.returned WHEN 0 THEN 0
        ELSE (2 * {_GROSS} * l.returned + {_WHOLE}) / (2 * {_WHOLE}) END
"""
_cards = Prepared(
    f"""
    SELECT o.id, o.number, o.state, o.mode, o.placed_at, o.promised_from,
           o.promised_to, o.customer_name, o.note,
           o.payment, o.paid_cents, o.shelf, o.bags, o.bag_list, o.carriage,
           o.carried_till, o.seen_at IS NOT NULL AS is_seen,
           o.ready_at, o.handed_over_at, o.held_at,
           o.handed_over_by, giver.name AS giver_name, giver.role AS giver_role,
           o.held_by, holder.name AS holder_name, holder.role AS holder_role,
           coalesce(sum({_GROSS}), 0) AS gross,
           coalesce(sum({_KEPT}) FILTER (WHERE l.returned_at IS NULL), 0) AS standing,
           coalesce(sum({_KEPT})
               FILTER (WHERE l.handed_at IS NOT NULL AND l.returned_at IS NULL), 0) AS gone,
           CASE WHEN count(l.handed_at) THEN json_group_array(l.id ORDER BY l.position)
               FILTER (WHERE l.handed_at IS NULL AND l.state <> 'missing' AND l.variant_id <> '')
               END AS rest,
           json_group_array(
               json_array(l.quantity, l.unit, coalesce(nullif(l.substitute ->> '$.label', ''), l.label))
               ORDER BY l.position
           ) FILTER (WHERE l.variant_id <> '') AS contents
    FROM shop_order o
    LEFT JOIN order_line l ON l.order_id = o.id
    LEFT JOIN staff giver ON giver.code = o.handed_over_by
    LEFT JOIN staff holder ON holder.code = o.held_by
    WHERE o.state IN ('placed', 'accepted', 'preparing', 'ready') OR o.handed_over_at >= :since
    GROUP BY o.id
    ORDER BY o.promised_from, o.placed_at, o.number
    """  # noqa: S608 no word of it is a stranger's
)


class CardLine(NamedTuple):
    """What a card says of an article."""

    quantity: Quantity
    #: The name of what goes into the bag.
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardCard:
    """An order as the board shows it; `orders.order` has all of it."""

    id: str
    number: str
    state: OrderState
    mode: str
    placed_at: datetime
    promised_from: datetime
    promised_to: datetime
    customer_name: str
    note: str
    is_paid: bool
    #: What it comes to now.
    total: Money
    #: What the customer still owes when collecting.
    to_pay: Money
    #: Those still here, and where they stand.
    bags: int
    shelf: str
    #: A part of it has left.
    is_part: bool
    carriage: str
    #: Code of the till that keeps the round it is on.
    carried_till: str
    is_seen: bool
    ready_at: datetime | None
    handed_over_at: datetime | None
    giver: StaffView | None
    holder: StaffView | None
    held_at: datetime | None
    #: The goods as JSON: of five hundred orders a hundred are painted.
    contents: str

    @property
    def short_number(self) -> str:
        """Return the last four digits: what people call the order by."""
        return self.number[-4:]

    @property
    def is_away(self) -> bool:
        """Tell whether the bags are on the road, or where their customer fetches them."""
        return self.carriage in _AWAY

    @property
    def lines(self) -> tuple[CardLine, ...]:
        """Return the goods in it, without what the way costs; read anew at each call."""
        return tuple(
            CardLine(Quantity(quantity, Unit(unit)), label)
            for quantity, unit, label in json.loads(self.contents)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """The columns of the orders screen, oldest promise first."""

    to_prepare: tuple[BoardCard, ...]
    preparing: tuple[BoardCard, ...]
    ready: tuple[BoardCard, ...]
    handed_over_today: tuple[BoardCard, ...]

    @property
    def unseen(self) -> int:
        """Return how many new orders nobody has looked at."""
        return sum(not order.is_seen for order in self.to_prepare)


def board(shop: Shop) -> Board:
    """Return today's board; an order that stands as it stood is the very card of before."""
    now = shop.clock.now()
    with shop.glance() as glance:
        rows = _cards.all(glance, {"since": milliseconds(now - _DONE_WITHIN)})
    before, kept = shop.cards, {}
    for row in rows:
        was = before.get(row.id)
        kept[row.id] = was if was is not None and was[0] == row else (row, _card(row))
    shop.cards = kept
    cards = [card for _row, card in kept.values()]
    today = shop_day(now, shop.zone)
    return Board(
        to_prepare=tuple(card for card in cards if card.state in _TO_PREPARE),
        preparing=tuple(card for card in cards if card.state is OrderState.PREPARING),
        ready=tuple(card for card in cards if card.state is OrderState.READY),
        handed_over_today=tuple(
            card
            for card in reversed(cards)
            if card.state in _GONE
            and card.handed_over_at
            and shop_day(card.handed_over_at, shop.zone) == today
        ),
    )


def _card(row: Any) -> BoardCard:  # noqa: ANN401 the row's columns are the statement's
    bags, shelf = _rest_of(row) if row.rest else (row.bags, row.shelf)
    return BoardCard(
        id=row.id,
        number=row.number,
        state=_STATES[row.state],
        mode=row.mode,
        placed_at=from_milliseconds(row.placed_at),
        promised_from=from_milliseconds(row.promised_from),
        promised_to=from_milliseconds(row.promised_to),
        customer_name=row.customer_name,
        note=row.note,
        is_paid=row.payment == "online",
        total=Money(row.gross),
        to_pay=still_owed(Money(row.standing), Money(row.gone), Money(row.paid_cents)),
        bags=bags,
        shelf=shelf,
        is_part=bool(row.rest),
        carriage=row.carriage,
        carried_till=row.carried_till,
        is_seen=bool(row.is_seen),
        ready_at=_instant(row.ready_at),
        handed_over_at=_instant(row.handed_over_at),
        giver=_person(row.handed_over_by, row.giver_name, row.giver_role),
        holder=_person(row.held_by, row.holder_name, row.holder_role),
        held_at=_instant(row.held_at),
        contents=row.contents,
    )


def _rest_of(row: Any) -> tuple[int, str]:  # noqa: ANN401 as above
    """Return how many bags are still here once a part has left, and their places."""
    told = json.loads(row.bag_list)
    if not told:
        return row.bags, row.shelf
    bags = [(bag.get("keep", ""), bag.get("lines", ())) for bag in told]
    left = [n for each in standing(bags, json.loads(row.rest)) for n in each.numbers]
    shelves = dict.fromkeys(told[n - 1].get("shelf", "") for n in sorted(left))
    return len(left), ", ".join(shelf for shelf in shelves if shelf)


def _instant(count: int | None) -> datetime | None:
    return None if count is None else from_milliseconds(count)


def _person(code: str, name: str | None, role: str | None) -> StaffView | None:
    """Return who stands behind a code; a stranger by the code."""
    if not code:
        return None
    return StaffView(code=code, name=code if name is None else name, role=role or "")
