"""What a customer sees of an order, by the secret in the page's address."""

from dataclasses import dataclass
from datetime import datetime

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.errors import NotFoundError
from marketplace.models.catalogue import Offer, Product
from marketplace.models.orders import OrderEvent, OrderGroup, OrderLine, ShopOrder, Withdrawal
from marketplace.models.town import Shop, Town
from marketplace.services import leaving, orders, questions, refunds, withdrawals
from marketplace.services.carriage_terms import COLLECT
from marketplace.services.promises import OpeningState, timetables
from sync.contract import v1
from sync.kernel.clock import from_milliseconds
from sync.kernel.order_states import OPEN, Actor, OrderState, may_step
from sync.kernel.pickup_code import PickupCode


@dataclass(frozen=True, slots=True)
class ChoiceView:
    """Something that may stand in, and what is saved by it."""

    variant: str
    label: str
    photo: str
    quantity: int
    unit: str
    gross_cents: int
    saved_cents: int


@dataclass(frozen=True, slots=True)
class QuestionView:
    """What the customer was asked about a line; `answer` is empty while nobody has said."""

    until: datetime
    choices: tuple[ChoiceView, ...]
    is_open: bool
    answer: str
    chosen: str
    timed_out: bool


@dataclass(frozen=True, slots=True)
class LineView:
    """A line: what was ordered, what became of it."""

    id: str
    label: str
    photo: str
    quantity: int
    unit: str
    unit_price_cents: int
    ordered_cents: int
    state: str
    gross_cents: int
    substitute_label: str
    is_returned: bool
    returned: int
    """How much of it came back."""
    is_goods: bool
    is_handed: bool
    question: "QuestionView | None"


@dataclass(frozen=True, slots=True)
class OrderView:
    """One shop's order of the group."""

    id: str
    number: str
    state: str
    shop_slug: str
    shop_sign: str
    shop_street: str
    shop_city: str
    shop_phone: str
    shop_legal_name: str
    shop_siret: str
    accent: str
    promised_from: datetime
    promised_to: datetime
    placed_at: datetime
    is_seen: bool
    ready_at: datetime | None
    handed_over_at: datetime | None
    ordered_cents: int
    total_cents: int
    note: str
    reason: str
    lines: tuple[LineView, ...]
    pickup_text: str
    """The digits of the pickup code; empty once there is nothing to collect."""
    can_be_cancelled: bool
    can_be_withdrawn: bool
    withdrawn_at: datetime | None
    withdrawal: str
    """The declaration as it was confirmed, or empty."""
    mode: str
    carriage: str
    box: str
    opening_code: str
    destination: v1.Destination | None
    proxy_name: str
    if_missing: str
    is_unpaid: bool
    was_dropped: bool
    """Nobody paid in time."""
    is_online: bool
    paid_cents: int
    refunded_cents: int
    too_much_cents: int
    """What was paid and is not due as the lines stand; it goes back at the end."""
    delayed_to: datetime | None
    reminded_at: datetime | None
    is_part_handed: bool
    came_back: bool
    """It left, was not handed over, and stands in its shop again."""
    opening: OpeningState | None
    """Of the counter where it waits; None while it waits at none, or nobody told its hours."""
    opens_again: tuple[tuple[datetime, datetime], ...]
    """When that counter is open later the same day."""

    @property
    def last_step(self) -> str:
        """Return what the end of the way is called."""
        return {"collect": "handed_over", "merchant": "delivered"}.get(self.mode, "given")

    @property
    def short_number(self) -> str:
        """Return the number as it is read aloud, in two fours."""
        return f"{self.number[:4]} {self.number[4:]}"


@dataclass(frozen=True, slots=True)
class GroupView:
    """One checkout with the orders it became."""

    token: str
    customer_name: str
    placed_at: datetime
    total_cents: int
    orders: tuple[OrderView, ...]
    unpaid_until: datetime | None
    """While set, the checkout waits for its payment."""
    version: str
    """Changes whenever the page would show something else."""


def find_group(session: Session, token: str) -> OrderGroup:
    """Return the checkout of a page.

    Raises:
        NotFoundError: there is none.
    """
    group = session.scalar(select(OrderGroup).where(OrderGroup.token == token))
    if group is None:
        raise NotFoundError("order")
    return group


def view(session: Session, token: str, at: datetime) -> GroupView:
    """Return everything the order's page shows.

    Raises:
        NotFoundError: there is no such page.
    """
    group = find_group(session, token)
    rows = session.execute(
        select(ShopOrder, Shop)
        .join(Shop, Shop.id == ShopOrder.shop_id)
        .where(ShopOrder.group_id == group.id)
        .order_by(ShopOrder.promised_from, ShopOrder.id)
    ).all()
    views = tuple(_order_view(session, order, shop, at) for order, shop in rows)
    return GroupView(
        token=group.token,
        customer_name=group.customer_name,
        placed_at=group.placed_at,
        total_cents=sum(one.total_cents for one in views),
        orders=views,
        unpaid_until=next((order.unpaid_until for order, _ in rows if _waits(order)), None),
        version=".".join(
            f"{order.ver}{'s' if order.seen_at else ''}{'u' if _waits(order) else ''}"
            for order, _ in rows
        ),
    )


def _waits(order: ShopOrder) -> bool:
    return order.unpaid_until is not None and order.state == OrderState.PLACED


def _order_view(session: Session, order: ShopOrder, shop: Shop, at: datetime) -> OrderView:
    state = OrderState(order.state)
    is_open = state in OPEN
    lines = orders.lines_of(session, order)
    photos = _photos(session, order, lines)
    views = tuple(_line_view(order, line, photos, at) for line in lines)
    withdrawal = session.scalar(select(Withdrawal).where(Withdrawal.order_id == order.id))
    came_back = state is OrderState.READY and not order.carriage and _came_back(session, order)
    opening, opens_again = _opening(session, _keeper(session, order, shop, came_back), at)
    return OrderView(
        id=order.id,
        number=order.number,
        state=order.state,
        shop_slug=shop.slug,
        shop_sign=shop.sign,
        shop_street=shop.street,
        shop_city=f"{shop.postcode} {shop.city}".strip(),
        shop_phone=shop.phone,
        shop_legal_name=shop.legal_name,
        shop_siret=shop.siret,
        accent=shop.accent,
        promised_from=order.promised_from,
        promised_to=order.promised_to,
        placed_at=order.placed_at,
        is_seen=order.seen_at is not None,
        ready_at=order.ready_at,
        handed_over_at=order.handed_over_at,
        ordered_cents=order.ordered_cents,
        total_cents=order.total_cents if state not in _VOID else 0,
        note=order.note,
        reason=order.reason,
        lines=views,
        pickup_text=(
            PickupCode(order.number, order.secret).text
            if is_open and order.unpaid_until is None
            else ""
        ),
        can_be_cancelled=may_step(state, OrderState.CANCELLED, Actor.CUSTOMER)
        and order.unpaid_until is None,
        can_be_withdrawn=withdrawal is None and withdrawals.is_open(order, at),
        withdrawn_at=withdrawal.at if withdrawal else None,
        withdrawal=withdrawal.statement if withdrawal else "",
        mode=order.mode,
        carriage=order.carriage if is_open else "",
        box=order.box if is_open else "",
        opening_code=order.opening_code if is_open and order.carriage == "deposited" else "",
        destination=(
            msgspec.convert(order.destination, v1.Destination) if order.destination else None
        ),
        proxy_name=order.proxy_name,
        if_missing=order.if_missing,
        is_unpaid=_waits(order),
        was_dropped=order.unpaid_until is not None and not is_open,
        is_online=order.payment == "online",
        paid_cents=order.paid_cents,
        refunded_cents=order.refunded_cents,
        too_much_cents=refunds.not_owed(order, lines),
        delayed_to=order.promised_from if is_open and _was_delayed(session, order) else None,
        reminded_at=order.reminded_at if state is OrderState.READY else None,
        is_part_handed=is_open and any(line.is_handed for line in views),
        came_back=came_back,
        opening=opening,
        opens_again=opens_again,
    )


def _keeper(session: Session, order: ShopOrder, shop: Shop, came_back: bool) -> Shop | None:
    """Return the shop at whose counter an order can be fetched now, or None."""
    if order.state != OrderState.READY:
        return None
    if order.mode == "relay" and order.carriage == "deposited" and order.destination:
        return session.get(Shop, order.destination["id"])
    is_here = not order.carriage and (order.mode == COLLECT or came_back)
    return shop if is_here else None


def _opening(
    session: Session, keeper: Shop | None, at: datetime
) -> tuple[OpeningState | None, tuple[tuple[datetime, datetime], ...]]:
    if keeper is None:
        return None, ()
    table = timetables(session, session.get_one(Town, keeper.town_id), [keeper])[keeper.id]
    state = table.state(at)
    if state.changes_at is None:
        return None, ()
    return state, table.rest_of_day(at)[1:]


def _came_back(session: Session, order: ShopOrder) -> bool:
    """Tell whether the last that was told of an order's way is that it is back."""
    last = session.scalars(
        select(OrderEvent.detail)
        .where(OrderEvent.order_id == order.id, OrderEvent.kind == "carried")
        .order_by(OrderEvent.at.desc(), OrderEvent.id.desc())
        .limit(1)
    ).first()
    return last is not None and last["stage"] == "back"


def _was_delayed(session: Session, order: ShopOrder) -> bool:
    """Tell whether a delay stands: one that was taken back is none."""
    told = session.scalars(
        select(OrderEvent.kind)
        .where(OrderEvent.order_id == order.id, OrderEvent.kind.in_(("delay", "delay_back")))
        .order_by(OrderEvent.id)
    )
    standing = 0
    for kind in told:
        # A promise made earlier than it was takes back no delay that is told afterwards.
        standing = standing + 1 if kind == "delay" else max(0, standing - 1)
    return standing > 0


_VOID = frozenset({OrderState.CANCELLED, OrderState.REFUSED, OrderState.EXPIRED})


def _line_view(order: ShopOrder, line: OrderLine, photos: dict[str, str], at: datetime) -> LineView:
    return LineView(
        id=line.id,
        label=line.label,
        photo=line.photo,
        quantity=line.quantity,
        unit=line.unit,
        unit_price_cents=line.unit_price_cents,
        ordered_cents=line.ordered_cents,
        state=line.state,
        gross_cents=line.gross_cents,
        substitute_label=line.substitute["label"] if line.substitute else "",
        is_returned=line.returned_at is not None,
        returned=leaving.back_of(line),
        is_goods=leaving.is_goods(line),
        is_handed=line.handed_at is not None,
        question=_question_view(order, line, photos, at),
    )


def _question_view(
    order: ShopOrder, line: OrderLine, photos: dict[str, str], at: datetime
) -> QuestionView | None:
    asked = questions.asked_of(line)
    if asked is None:
        return None
    return QuestionView(
        until=from_milliseconds(asked.until),
        choices=tuple(
            ChoiceView(
                variant=one.variant,
                label=one.label,
                photo=photos.get(one.variant, ""),
                quantity=one.quantity,
                unit=line.unit,
                gross_cents=one.gross_cents,
                saved_cents=line.ordered_cents - one.gross_cents,
            )
            for one in asked.choices
        ),
        is_open=questions.is_open(order, line, at),
        answer=asked.answer,
        chosen=next((one.label for one in asked.choices if one.variant == asked.choice), ""),
        timed_out=asked.timed_out,
    )


def _photos(session: Session, order: ShopOrder, lines: list[OrderLine]) -> dict[str, str]:
    """Return a picture by variant for what is proposed instead."""
    wanted = {
        one.variant
        for line in lines
        if (asked := questions.asked_of(line)) is not None
        for one in asked.choices
    }
    if not wanted:
        return {}
    rows = session.execute(
        select(Offer.variant, Product.photos)
        .join(Product, Product.id == Offer.product_id)
        .where(Offer.shop_id == order.shop_id, Offer.variant.in_(wanted))
    )
    return {variant: photos[0] for variant, photos in rows if photos}
