"""Placing an order: all shops of a basket in one transaction, or nothing."""

import hashlib
import json
import re
import secrets
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from marketplace.errors import HubError, Refusal
from marketplace.models.orders import OrderGroup, OrderLine, ShopOrder
from marketplace.models.town import Town
from marketplace.services import basket, catalogue, feed, jobs, orders
from marketplace.services.database import Database
from marketplace.services.promises import Promise
from sync.kernel import pickup_code
from sync.kernel.clock import milliseconds
from sync.kernel.ids import is_id, new_id
from sync.kernel.order_states import Actor, OrderState

LONGEST_NAME = 80
LONGEST_NOTE = 500
UNANSWERED_AFTER = timedelta(hours=24)
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+")
_PHONE_NOISE = re.compile(r"[\s.()/-]")
_PHONE = re.compile(r"\+?[0-9]{9,15}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkout:
    """What the customer sent with the checkout page.

    `key` was made with the page: whatever is sent with it twice happens once. `digest` is the
    basket as the page showed it. `notes` are by shop id.
    """

    key: str
    digest: str
    name: str
    phone: str
    email: str = ""
    notes: Mapping[str, str] = field(default_factory=dict)
    language: str = "fr"


class ContactError(HubError):
    """Fields that cannot be used, by name: `name`, `phone`, `email`, `note`; values are codes."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__("contact_wrong")
        self.fields = dict(fields)


def new_key() -> str:
    """Return a key for a checkout page."""
    return new_id()


def tidy(text: str) -> str:
    """Return the text without control signs, direction overrides and needless space."""
    kept = "".join(
        " " if sign.isspace() else sign
        for sign in text
        if sign.isspace() or unicodedata.category(sign)[0] != "C"
    )
    return " ".join(kept.split())


def checked(request: Checkout) -> Checkout:
    """Return the request with its texts tidied.

    Raises:
        ContactError: a field is missing, too long or no such thing.
        Refusal: malformed_key.
    """
    if not is_id(request.key):
        raise Refusal("malformed_key")
    name, email = tidy(request.name), tidy(request.email)
    phone = _PHONE_NOISE.sub("", tidy(request.phone))
    notes = {shop_id: tidy(note) for shop_id, note in request.notes.items() if tidy(note)}
    wrong: dict[str, str] = {}
    if not 2 <= len(name) <= LONGEST_NAME:
        wrong["name"] = "name_missing" if len(name) < 2 else "too_long"
    if not _PHONE.fullmatch(phone):
        wrong["phone"] = "phone_wrong" if phone else "phone_missing"
    if email and (len(email) > 200 or not _EMAIL.fullmatch(email)):
        wrong["email"] = "email_wrong"
    if any(len(note) > LONGEST_NOTE for note in notes.values()):
        wrong["note"] = "too_long"
    if wrong:
        raise ContactError(wrong)
    return Checkout(
        key=request.key,
        digest=request.digest,
        name=name,
        phone=phone,
        email=email,
        notes=notes,
        language=request.language,
    )


def place(
    database: Database, town: Town, visitor_id: str | None, request: Checkout, at: datetime
) -> str:
    """Place the basket's orders and return the token of their page.

    The same request sent again, now or a week later, returns the same token. When this returns,
    the orders are on the disk.

    Raises:
        ContactError: a field of the form is wrong.
        Refusal: basket_empty; basket_changed (lines or prices are not what the page showed);
            basket_problem (something in it cannot be had); never_open; key_reused (the key was
            used for something else); malformed_key.
        StorageError: nothing was ordered.
    """
    clean = checked(request)
    try:
        with database.write() as session:
            return _replayed(session, clean) or _place(session, town, visitor_id, clean, at)
    except IntegrityError:
        # Another process placed the same key between our look and our commit.
        with database.read() as session:
            token = _replayed(session, clean)
        if token is None:
            raise
        return token


def _replayed(session: Session, request: Checkout) -> str | None:
    group = session.scalar(select(OrderGroup).where(OrderGroup.key == request.key))
    if group is None:
        return None
    if not secrets.compare_digest(group.body_hash, _body_hash(request)):
        raise Refusal("key_reused")
    return group.token


def _body_hash(request: Checkout) -> str:
    body = [
        request.digest,
        request.name,
        request.phone,
        request.email,
        sorted(request.notes.items()),
    ]
    return hashlib.sha256(json.dumps(body, ensure_ascii=False).encode()).hexdigest()


def _place(
    session: Session, town: Town, visitor_id: str | None, request: Checkout, at: datetime
) -> str:
    seen = basket.view(session, town, visitor_id, at)
    if visitor_id is None or seen.is_empty:
        raise Refusal("basket_empty")
    if not secrets.compare_digest(seen.digest.encode(), request.digest.encode()):
        raise Refusal("basket_changed")
    if any(line.problem for part in seen.parts for line in part.lines):
        raise Refusal("basket_problem")
    group = OrderGroup(
        id=new_id(),
        town_id=town.id,
        key=request.key,
        body_hash=_body_hash(request),
        token=secrets.token_urlsafe(24),
        customer_name=request.name,
        phone=request.phone,
        email=request.email,
        language=request.language,
        currency="EUR",
        total_cents=seen.total_cents,
        placed_at=at,
        forgotten_at=None,
    )
    session.add(group)
    session.flush()
    for part in seen.parts:
        _place_in_shop(session, group, part, request.notes.get(part.shop_id, ""), at)
    basket.empty(session, visitor_id, [line.offer_id for part in seen.parts for line in part.lines])
    return group.token


def _place_in_shop(
    session: Session, group: OrderGroup, part: basket.ShopPart, text: str, at: datetime
) -> None:
    if part.promise is None:
        raise Refusal("never_open", {"shop": part.sign})
    code = pickup_code.draw(_draw_number(session))
    order = _order(group, part, part.promise, code, text, at)
    session.add(order)
    session.flush()
    for position, line in enumerate(part.lines):
        held = line.quantity if line.kind == "goods" else 0
        if held and not catalogue.reserve_if_there(session, line.offer_id, held):
            raise Refusal("basket_problem")
        session.add(_line(order.id, position, line, held))
    session.flush()
    orders.note(session, order, Actor.CUSTOMER, "placed", at)
    feed.touch(session, order.shop_id, "order", order.id)
    jobs.schedule(
        session,
        "order.expire",
        {"order": order.id, "state": OrderState.PLACED.value, "since": milliseconds(at)},
        order.promised_from + UNANSWERED_AFTER,
        f"expire:{order.id}:placed",
    )


def _draw_number(session: Session) -> str:
    """Return an order number nobody has and nobody can guess the next of."""
    while True:
        number = str(10_000_000 + secrets.randbelow(90_000_000))
        if session.scalar(select(ShopOrder.id).where(ShopOrder.number == number)) is None:
            return number


def _order(
    group: OrderGroup,
    part: basket.ShopPart,
    promise: Promise,
    code: pickup_code.PickupCode,
    text: str,
    at: datetime,
) -> ShopOrder:
    return ShopOrder(
        id=new_id(),
        group_id=group.id,
        shop_id=part.shop_id,
        number=code.order_number,
        state=OrderState.PLACED.value,
        ver=1,
        mode="collect",
        promised_from=promise.ready_from,
        promised_to=promise.until,
        payment="on_collection",
        paid_cents=0,
        ordered_cents=part.subtotal_cents,
        total_cents=part.subtotal_cents,
        secret=code.secret,
        commitment=pickup_code.commit(code),
        note=text,
        reason="",
        bags=0,
        shelf="",
        placed_at=at,
        handed_over_by="",
        anomaly="",
    )


def _line(order_id: str, position: int, line: basket.LineView, held: int) -> OrderLine:
    return OrderLine(
        id=new_id(),
        order_id=order_id,
        position=position,
        product_id=line.product_id,
        variant=line.variant,
        label=line.label,
        quantity=line.quantity,
        unit=line.unit,
        unit_price_cents=line.unit_price_cents,
        ordered_cents=line.gross_cents,
        vat_bp=line.vat_bp,
        photo=line.photo,
        state="open",
        picked=0,
        gross_cents=line.gross_cents,
        reserved=held,
        substitute=None,
        substitute_reserved=0,
        returned_at=None,
    )
