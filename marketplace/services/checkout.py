"""Placing an order: all shops of a basket in one transaction, or nothing."""

import hashlib
import json
import re
import secrets
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from marketplace.errors import HubError, Refusal
from marketplace.models.orders import OrderGroup, OrderLine, ShopOrder
from marketplace.models.town import Shop, Town
from marketplace.services import announcing, basket, carriage_terms, online_payments, orders, stock
from marketplace.services.carriage_terms import Choice
from marketplace.services.database import Database
from marketplace.services.promises import Promise
from sync.contract import v1
from sync.kernel import pickup_code
from sync.kernel.ids import is_id, new_id
from sync.kernel.money import Money
from sync.kernel.order_states import Actor, OrderState

LONGEST_NAME = 80
LONGEST_NOTE = 500
LONGEST_PLACE = 120
RULES = ("ask", "substitute", "refund")
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+")
_PHONE_NOISE = re.compile(r"[\s.()/-]")
_PHONE = re.compile(r"\+?[0-9]{9,15}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkout:
    """What the customer sent with the checkout page.

    `key` was made with the page: whatever is sent with it twice happens once. `digest` is the
    basket as the page showed it, `agreed_cents` the total (None: nobody was shown one). `notes`
    and `ways` (`carriage_terms.Choice.code`; over the counter where nothing is said) are by shop
    id. `fee_labels` is what a delivery is called in the customer's language, by mode.
    """

    key: str
    digest: str
    name: str
    phone: str
    email: str = ""
    notes: Mapping[str, str] = field(default_factory=dict)
    language: str = "fr"
    if_missing: str = "ask"
    proxy_name: str = ""
    ways: Mapping[str, str] = field(default_factory=dict)
    street: str = ""
    postcode: str = ""
    city: str = ""
    detail: str = ""
    pays_online: bool = False
    agreed_cents: int | None = None
    fee_labels: Mapping[str, str] = field(default_factory=dict)


class ContactError(HubError):
    """Fields that cannot be used, by name; values are codes.

    Names: name, phone, email, note, missing, proxy, street, postcode, city, detail.
    """

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
    where = {
        "street": tidy(request.street),
        "postcode": tidy(request.postcode),
        "city": tidy(request.city),
        "detail": tidy(request.detail),
    }
    proxy = tidy(request.proxy_name)
    wrong |= _wrong_about_delivery(request, where, proxy)
    if wrong:
        raise ContactError(wrong)
    return replace(
        request,
        name=name,
        phone=phone,
        email=email,
        notes=notes,
        proxy_name=proxy,
        street=where["street"],
        postcode=where["postcode"],
        city=where["city"],
        detail=where["detail"],
    )


def _wrong_about_delivery(
    request: Checkout, where: Mapping[str, str], proxy: str
) -> dict[str, str]:
    wrong = {each: "too_long" for each, text in where.items() if len(text) > LONGEST_PLACE}
    if request.if_missing not in RULES:
        wrong["missing"] = "missing_wrong"
    if len(proxy) > LONGEST_NAME:
        wrong["proxy"] = "too_long"
    if carriage_terms.HOME in request.ways.values():
        wrong |= {
            each: f"{each}_missing" for each in ("street", "postcode", "city") if not where[each]
        }
    return wrong


def place(
    database: Database,
    town: Town,
    visitor_id: str | None,
    request: Checkout,
    at: datetime,
    provider: str = "",
) -> str:
    """Place the basket's orders and return the token of their page.

    The same request sent again, now or a week later, returns the same token. When this returns,
    the orders are on the disk. Those that are paid online wait for `online_payments.take_notice`.

    Args:
        database: where.
        town: whose basket it is.
        visitor_id: who has filled it.
        request: what was sent.
        at: when.
        provider: name of whoever takes payments online, or empty where nobody does.

    Raises:
        ContactError: a field of the form is wrong.
        Refusal: total_changed (another amount than the page showed); way_not_offered;
            below_minimum; basket_empty; basket_changed (lines or prices are not what the page showed);
            basket_problem (something in it cannot be had); never_open; key_reused (the key was
            used for something else); malformed_key.
        StorageError: nothing was ordered.
    """
    clean = checked(request)
    try:
        with database.write() as session:
            known = _replayed(session, clean)
            return known or _place(session, town, visitor_id, clean, at, provider)
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
        request.if_missing,
        request.proxy_name,
        sorted(request.ways.items()),
        [request.street, request.postcode, request.city, request.detail],
        request.pays_online,
    ]
    return hashlib.sha256(json.dumps(body, ensure_ascii=False).encode()).hexdigest()


def _place(
    session: Session,
    town: Town,
    visitor_id: str | None,
    request: Checkout,
    at: datetime,
    provider: str,
) -> str:
    seen = basket.view(session, town, visitor_id, at)
    if visitor_id is None or seen.is_empty:
        raise Refusal("basket_empty")
    if not secrets.compare_digest(seen.digest.encode(), request.digest.encode()):
        raise Refusal("basket_changed")
    if any(line.problem for part in seen.parts for line in part.lines):
        raise Refusal("basket_problem")
    ways = _chosen_ways(session, town, seen, request, can_pay=bool(provider))
    total_cents = seen.total_cents + sum(way.fee_cents for way in ways.values())
    if request.agreed_cents not in {None, total_cents}:
        raise Refusal("total_changed", {"total": total_cents})
    is_online = bool(provider) and (
        request.pays_online or any(way.must_be_paid for way in ways.values())
    )
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
        total_cents=total_cents,
        placed_at=at,
        forgotten_at=None,
    )
    session.add(group)
    session.flush()
    for part in seen.parts:
        order = _place_in_shop(session, group, part, ways[part.shop_id], request, at)
        if is_online:
            order.payment, order.unpaid_until = "online", at + online_payments.PATIENCE
        else:
            announcing.announce(session, order, at)
    if is_online:
        online_payments.expect(session, group, provider, at)
    basket.empty(session, visitor_id, [line.offer_id for part in seen.parts for line in part.lines])
    return group.token


def _chosen_ways(
    session: Session, town: Town, seen: basket.BasketView, request: Checkout, *, can_pay: bool
) -> dict[str, Choice]:
    """Return how each part goes; raise what is not offered, or not to there."""
    parts = [(part.shop_id, part.subtotal_cents) for part in seen.parts]
    offered = carriage_terms.choices_of(
        session, town, parts, can_pay=can_pay, with_papers=seen.with_papers
    )
    chosen: dict[str, Choice] = {}
    for part in seen.parts:
        code = request.ways.get(part.shop_id, carriage_terms.COLLECT)
        way = next((way for way in offered[part.shop_id] if way.code == code), None)
        if way is None:
            raise Refusal("way_not_offered", {"shop": part.sign})
        if way.is_out_of_reach:
            raise Refusal("below_minimum", {"shop": part.sign})
        if way.code == carriage_terms.HOME and request.postcode not in way.postcodes:
            raise ContactError({"postcode": "postcode_elsewhere"})
        chosen[part.shop_id] = way
    return chosen


def _place_in_shop(
    session: Session,
    group: OrderGroup,
    part: basket.ShopPart,
    way: Choice,
    request: Checkout,
    at: datetime,
) -> ShopOrder:
    if part.promise is None:
        raise Refusal("never_open", {"shop": part.sign})
    tag = session.get_one(Shop, part.shop_id).tag
    code = pickup_code.draw(_draw_number(session), tag or pickup_code.NO_TAG)
    order = _order(group, part, part.promise, code, request.notes.get(part.shop_id, ""), at)
    order.mode = way.mode
    order.if_missing = request.if_missing
    order.proxy_name = request.proxy_name
    order.destination = _destination(way, request)
    order.ordered_cents += way.fee_cents
    order.total_cents += way.fee_cents
    session.add(order)
    session.flush()
    for position, line in enumerate(part.lines):
        held = line.quantity if line.kind == "goods" else 0
        if held and not stock.reserve_if_there(session, line.offer_id, held):
            raise Refusal("basket_problem")
        session.add(_line(order.id, position, line, held))
    session.add_all(_fee_lines(order, part, way, request.fee_labels.get(way.mode, way.mode)))
    session.flush()
    orders.note(session, order, Actor.CUSTOMER, "placed", at)
    return order


def _destination(way: Choice, request: Checkout) -> dict[str, Any] | None:
    if way.mode == "collect":
        return None
    if way.mode == "merchant":
        told = v1.Destination(
            kind="home",
            name=request.name,
            street=request.street,
            postcode=request.postcode,
            city=request.city,
            detail=request.detail,
            phone=request.phone,
        )
    else:
        told = v1.Destination(
            kind=way.mode,
            id=way.id,
            name=way.name,
            street=way.street,
            postcode=way.postcode,
            city=way.city,
            lat_e6=way.lat_e6,
            lon_e6=way.lon_e6,
        )
    known: dict[str, Any] = msgspec.to_builtins(told)
    return known


def _fee_lines(order: ShopOrder, part: basket.ShopPart, way: Choice, label: str) -> list[OrderLine]:
    """Return what the delivery costs, at the rates of the goods it goes with.

    Carriage the seller charges belongs to the price of the goods (tax code, art. 267 I 2°), so it
    is spread over their rates. Nobody has to pick it: it comes as picked.
    """
    if not way.fee_cents:
        return []
    by_rate: dict[int, int] = {}
    for line in part.lines:
        by_rate[line.vat_bp] = by_rate.get(line.vat_bp, 0) + line.gross_cents
    rates = sorted(by_rate)
    weights = [by_rate[rate] for rate in rates]
    shares = Money(way.fee_cents).spread(weights if any(weights) else [1] * len(weights))
    return [
        OrderLine(
            id=new_id(),
            order_id=order.id,
            position=len(part.lines) + place,
            product_id="",
            variant="",
            label=label,
            quantity=1000,
            unit="piece",
            unit_price_cents=share.cents,
            ordered_cents=share.cents,
            vat_bp=rate,
            photo="",
            state="picked",
            picked=1000,
            gross_cents=share.cents,
            reserved=0,
            substitute=None,
            substitute_reserved=0,
            returned_at=None,
        )
        for place, (rate, share) in enumerate(zip(rates, shares, strict=True))
        if share.cents
    ]


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
