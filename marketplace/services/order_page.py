"""What a customer sees of an order, by the secret in the page's address."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.errors import NotFoundError
from marketplace.models.orders import OrderGroup, OrderLine, ShopOrder, Withdrawal
from marketplace.models.town import Shop
from marketplace.services import orders, withdrawals
from sync.kernel.order_states import OPEN, Actor, OrderState, may_step
from sync.kernel.pickup_code import PickupCode


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
        version=".".join(f"{order.ver}{'s' if order.seen_at else ''}" for order, _ in rows),
    )


def _order_view(session: Session, order: ShopOrder, shop: Shop, at: datetime) -> OrderView:
    state = OrderState(order.state)
    is_open = state in OPEN
    withdrawal = session.scalar(select(Withdrawal).where(Withdrawal.order_id == order.id))
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
        lines=tuple(_line_view(line) for line in orders.lines_of(session, order)),
        pickup_text=PickupCode(order.number, order.secret).text if is_open else "",
        can_be_cancelled=may_step(state, OrderState.CANCELLED, Actor.CUSTOMER),
        can_be_withdrawn=withdrawal is None and withdrawals.is_open(order, at),
        withdrawn_at=withdrawal.at if withdrawal else None,
        withdrawal=withdrawal.statement if withdrawal else "",
    )


_VOID = frozenset({OrderState.CANCELLED, OrderState.REFUSED, OrderState.EXPIRED})


def _line_view(line: OrderLine) -> LineView:
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
    )
