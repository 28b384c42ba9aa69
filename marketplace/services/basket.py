"""The basket: what a visitor means to buy, shop by shop, at the prices of the moment."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from marketplace.errors import NotFoundError, Refusal
from marketplace.models.catalogue import Offer, Product
from marketplace.models.orders import BasketLine
from marketplace.models.town import Shop, ShopStatus, Town
from marketplace.services import directory, shelves
from marketplace.services.promises import Promise, timetables
from sync.kernel.clock import milliseconds
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity, Unit

MOST_LINES = 60
MOST_PIECES = 999
MOST_THOUSANDTHS = 99_999
#: Marks of goods that are handed over only to somebody who shows papers.
_WITH_PAPERS = frozenset({"age_18", "identity"})
_PIECES = re.compile(r"[0-9]{1,3}", re.ASCII)
_MEASURE = re.compile(r"([0-9]{1,2})(?:[.,]([0-9]{1,3}))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class LineView:
    """A line of the basket as it stands now.

    `problem` is empty, `unavailable` (not sold any more), `paused` (its shop takes no orders for
    now), `break` (nor until `until`), `off` (its shop has none until `until`), or `not_enough`
    (`available` is less than was asked). `seen_cents` differs from `unit_price_cents` when the price has changed since
    it went into the basket.
    """

    offer_id: str
    product_id: str
    variant: str
    name: str
    option: str
    photo: str
    shop_slug: str
    slug: str
    unit: str
    kind: str
    vat_bp: int
    quantity: int
    unit_price_cents: int
    seen_cents: int
    gross_cents: int
    available: int
    problem: str
    allergens: tuple[str, ...]
    """Codes of `sync.kernel.allergens`; empty: the shop has not said."""
    must_ask_allergens: bool
    until: datetime | None = None

    @property
    def has_new_price(self) -> bool:
        """Tell whether the customer has to be told of another price."""
        return self.seen_cents != self.unit_price_cents

    @property
    def label(self) -> str:
        """Return the name with what sets this form apart, e.g. `Pull marin (Bleu, M)`."""
        return f"{self.name} ({self.option})" if self.option else self.name


@dataclass(frozen=True, slots=True)
class ShopPart:
    """One shop's part of the basket; without a promise it cannot be ordered."""

    shop_id: str
    slug: str
    sign: str
    street: str
    city: str
    legal_name: str
    accent: str
    lines: tuple[LineView, ...]
    subtotal_cents: int
    promise: Promise | None
    #: Something in it is handed over only to somebody who shows papers.
    needs_papers: bool


@dataclass(frozen=True, slots=True)
class BasketView:
    """The whole basket.

    `digest` changes with every line, quantity and price in it, and when a shop's part can only be
    collected in another of its openings.
    """

    parts: tuple[ShopPart, ...]
    total_cents: int
    digest: str

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing in it."""
        return not self.parts

    @property
    def count(self) -> int:
        """Return the number of lines."""
        return sum(len(part.lines) for part in self.parts)

    @property
    def with_papers(self) -> frozenset[str]:
        """Return the ids of the shops whose part somebody has to show papers for."""
        return frozenset(part.shop_id for part in self.parts if part.needs_papers)

    @property
    def can_be_ordered(self) -> bool:
        """Tell whether every line is there and every shop opens."""
        return bool(self.parts) and all(
            part.promise and not any(line.problem for line in part.lines) for part in self.parts
        )


def read_quantity(text: str, unit: str) -> int:
    """Return the thousandths a customer typed: whole pieces, or `0,250` of what is measured.

    Raises:
        Refusal: wrong_quantity for anything else: nothing, zero, negative, a fraction of a
            piece, a thousand and more, signs that only look like digits.
    """
    typed = text.strip()
    if unit == Unit.PIECE:
        if not _PIECES.fullmatch(typed) or int(typed) < 1:
            raise Refusal("wrong_quantity")
        return int(typed) * 1000
    match = _MEASURE.fullmatch(typed)
    if match is None:
        raise Refusal("wrong_quantity")
    thousandths = int(match[1]) * 1000 + int((match[2] or "").ljust(3, "0"))
    if thousandths < 1:
        raise Refusal("wrong_quantity")
    return thousandths


def add(
    session: Session, town: Town, visitor_id: str, offer_id: str, typed: str, at: datetime
) -> None:
    """Put an offer into the basket, on top of what lies there of it.

    Raises:
        NotFoundError: there is no such offer for sale in the town.
        Refusal: wrong_quantity, not_enough, shop_on_break, product_off, or basket_full.
    """
    offer, product, shop = _for_sale(session, town, offer_id)
    _require_open(shop, product, at)
    line = session.get(BasketLine, (visitor_id, offer_id))
    quantity = read_quantity(typed, product.unit) + (line.quantity if line else 0)
    _require(product, offer, quantity)
    if line is None:
        held = select(BasketLine.offer_id).where(BasketLine.visitor_id == visitor_id)
        if len(session.scalars(held).all()) >= MOST_LINES:
            raise Refusal("basket_full", {"most": MOST_LINES})
        line = BasketLine(visitor_id=visitor_id, offer_id=offer_id, added_at=at)
        session.add(line)
    line.quantity = quantity
    line.seen_cents = offer.price_cents or 0
    session.flush()


def change(session: Session, town: Town, visitor_id: str, offer_id: str, typed: str) -> None:
    """Set the quantity of a line.

    Raises:
        NotFoundError: the line is not in the basket or is no longer for sale.
        Refusal: wrong_quantity or not_enough.
    """
    line = session.get(BasketLine, (visitor_id, offer_id))
    if line is None:
        raise NotFoundError("line")
    offer, product, _shop = _for_sale(session, town, offer_id)
    quantity = read_quantity(typed, product.unit)
    _require(product, offer, quantity)
    line.quantity = quantity
    line.seen_cents = offer.price_cents or 0
    session.flush()


def remove(session: Session, visitor_id: str, offer_id: str) -> None:
    """Take a line out; no matter whether it was in."""
    session.execute(
        delete(BasketLine).where(
            BasketLine.visitor_id == visitor_id, BasketLine.offer_id == offer_id
        )
    )


def empty(session: Session, visitor_id: str, offer_ids: Iterable[str]) -> None:
    """Take these lines out: they have been ordered."""
    session.execute(
        delete(BasketLine).where(
            BasketLine.visitor_id == visitor_id, BasketLine.offer_id.in_(list(offer_ids))
        )
    )


def _require_open(shop: Shop, product: Product, at: datetime) -> None:
    until = directory.breaks_until(shop, at)
    if until is not None:
        raise Refusal("shop_on_break", {"shop": shop.sign, "until_ms": milliseconds(until)})
    until = shelves.off_until(product, at)
    if until is not None:
        raise Refusal("product_off", {"name": product.name, "until_ms": milliseconds(until)})


def _require(product: Product, offer: Offer, quantity: int) -> None:
    most = MOST_PIECES * 1000 if product.unit == Unit.PIECE else MOST_THOUSANDTHS
    if quantity > most:
        raise Refusal("wrong_quantity")
    if product.kind == "goods" and shelves.available(offer) < quantity:
        raise Refusal(
            "not_enough",
            {"name": product.name, "left": shelves.available(offer), "unit": product.unit},
        )


def _for_sale(session: Session, town: Town, offer_id: str) -> tuple[Offer, Product, Shop]:
    row = session.execute(
        select(Offer, Product, Shop)
        .join(Product, Product.id == Offer.product_id)
        .join(Shop, Shop.id == Product.shop_id)
        .where(Offer.id == offer_id, Offer.archived.is_(False), Offer.price_cents.is_not(None))
        .where(Shop.town_id == town.id, shelves.for_sale())
    ).one_or_none()
    if row is None:
        raise NotFoundError("offer")
    offer, product, shop = row
    return offer, product, shop


def count(session: Session, visitor_id: str) -> int:
    """Return the number of lines, for the sign in the page's head."""
    held = select(BasketLine.offer_id).where(BasketLine.visitor_id == visitor_id)
    return len(session.scalars(held).all())


def view(session: Session, town: Town, visitor_id: str | None, at: datetime) -> BasketView:
    """Return the basket as it stands now, one part per shop with its promise."""
    rows = session.execute(
        select(BasketLine, Offer, Product, Shop)
        .join(Offer, Offer.id == BasketLine.offer_id)
        .join(Product, Product.id == Offer.product_id)
        .join(Shop, Shop.id == Product.shop_id)
        .where(BasketLine.visitor_id == visitor_id, Shop.town_id == town.id)
        .order_by(BasketLine.added_at, BasketLine.offer_id)
    ).all()
    shops: dict[str, Shop] = {}
    lines: dict[str, list[LineView]] = {}
    guarded = {shop.id for _, _, product, shop in rows if _WITH_PAPERS.intersection(product.flags)}
    for line, offer, product, shop in rows:
        shops[shop.id] = shop
        lines.setdefault(shop.id, []).append(_line_view(line, offer, product, shop, at))
    tables = timetables(session, town, list(shops.values()))
    parts = tuple(
        ShopPart(
            shop_id=shop.id,
            slug=shop.slug,
            sign=shop.sign,
            street=shop.street,
            city=shop.city,
            legal_name=shop.legal_name,
            accent=shop.accent,
            lines=tuple(lines[shop.id]),
            subtotal_cents=sum(line.gross_cents for line in lines[shop.id]),
            promise=directory.promise_of(shop, tables[shop.id], at),
            needs_papers=shop.id in guarded,
        )
        for shop in shops.values()
    )
    return BasketView(parts, sum(part.subtotal_cents for part in parts), _digest(parts))


def _line_view(
    line: BasketLine, offer: Offer, product: Product, shop: Shop, at: datetime
) -> LineView:
    is_sold = (
        shop.status == ShopStatus.ACTIVE.value
        and product.online
        and not product.archived
        and not offer.archived
        and offer.price_cents is not None
    )
    available = shelves.available(offer)
    is_short = product.kind == "goods" and available < line.quantity
    price = offer.price_cents or 0
    quantity = Quantity(line.quantity, Unit(product.unit))
    on_break, off = directory.breaks_until(shop, at), shelves.off_until(product, at)
    problem = _problem_of(shop, is_sold=is_sold, is_short=is_short)
    if problem in {"", "not_enough"} and (on_break or off):
        problem = "break" if on_break else "off"
    return LineView(
        offer_id=offer.id,
        product_id=product.id,
        variant=offer.variant,
        name=product.name,
        option=shelves.option_text(offer),
        photo=product.photos[0] if product.photos else "",
        shop_slug=shop.slug,
        slug=product.slug,
        unit=product.unit,
        kind=product.kind,
        vat_bp=product.vat_bp,
        quantity=line.quantity,
        unit_price_cents=price,
        seen_cents=line.seen_cents,
        gross_cents=quantity.price(Money(price)).cents if is_sold else 0,
        available=available,
        problem=problem,
        allergens=tuple(product.allergens),
        must_ask_allergens=shelves.must_ask_allergens(product, [offer.gtin] if offer.gtin else []),
        until=on_break or off,
    )


def _problem_of(shop: Shop, *, is_sold: bool, is_short: bool) -> str:
    if shop.status == ShopStatus.PAUSED.value:
        return "paused"
    if not is_sold:
        return "unavailable"
    return "not_enough" if is_short else ""


def _digest(parts: Iterable[ShopPart]) -> str:
    known = tuple(parts)
    lines = sorted(
        f"{line.offer_id} {line.quantity} {line.unit_price_cents}"
        for part in known
        for line in part.lines
    )
    # By the hour the door shuts: minutes move all the time, but tomorrow is another promise.
    lines += sorted(
        f"{part.shop_id} {milliseconds(part.promise.until)}" for part in known if part.promise
    )
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:32]
