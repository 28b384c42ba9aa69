"""The town's shops as its people see them: who, where, open now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.errors import NotFoundError
from marketplace.models.catalogue import Offer, Product
from marketplace.models.people import Person
from marketplace.models.town import Shop, ShopClosure, ShopStatus, Town
from marketplace.services.promises import (
    NeverOpenError,
    OpeningState,
    Promise,
    Timetable,
    special_days,
    timetables,
)
from sync.kernel.promise import OpeningSpan, SpecialDays

VISIBLE = (
    ShopStatus.UNCLAIMED.value,
    ShopStatus.INVITED.value,
    ShopStatus.ACTIVE.value,
    ShopStatus.PAUSED.value,
)


@dataclass(frozen=True, slots=True)
class ShopCard:
    """A shop in a list or on the map."""

    id: str
    slug: str
    sign: str
    trade: str
    tagline: str
    street: str
    postcode: str
    city: str
    lat_e6: int
    lon_e6: int
    accent: str
    front_photo: str
    is_selling: bool
    is_paused: bool
    #: It asked for a break of its own: no orders until then.
    breaks_until: datetime | None
    opening: OpeningState
    product_count: int
    window: tuple[str, ...]
    """Pictures of goods it has long had: what stands in its window."""


@dataclass(frozen=True, slots=True)
class PersonCard:
    """Somebody behind the counter."""

    first_name: str
    last_name: str
    role: str
    presentation: str

    @property
    def initials(self) -> str:
        """Return what stands in the avatar's circle."""
        return self.first_name[:1] + self.last_name[:1]


@dataclass(frozen=True, slots=True)
class ShopPage:
    """Everything a shop's own page shows of the shop."""

    card: ShopCard
    story: str
    people: tuple[PersonCard, ...]
    week: tuple[tuple[OpeningSpan, ...], ...]
    """Monday to Sunday."""
    #: Days to come that are not like their weekday.
    special: tuple[SpecialDays, ...]
    """Those that have not ended yet."""
    closure_note: str
    services: tuple[str, ...]
    phone: str
    email: str
    legal_name: str
    siret: str
    vat_number: str
    promise: Promise | None


def shop_cards(session: Session, town: Town, at: datetime) -> tuple[ShopCard, ...]:
    """Return the town's shops, those that sell online first, then by name."""
    shops = session.scalars(
        select(Shop).where(Shop.town_id == town.id, Shop.status.in_(VISIBLE))
    ).all()
    cards = cards_of(session, town, shops, at)
    return tuple(sorted(cards, key=lambda card: (not card.is_selling, card.sign.casefold())))


def cards_of(
    session: Session, town: Town, shops: Sequence[Shop], at: datetime
) -> tuple[ShopCard, ...]:
    """Return cards for these shops, in their order."""
    tables = timetables(session, town, shops)
    ids = [shop.id for shop in shops]
    counts = _product_counts(session, ids)
    windows = _windows(session, ids)
    return tuple(
        _card(shop, tables[shop.id], counts.get(shop.id, 0), windows.get(shop.id, ()), at)
        for shop in shops
    )


def _card(
    shop: Shop, table: Timetable, product_count: int, window: tuple[str, ...], at: datetime
) -> ShopCard:
    return ShopCard(
        id=shop.id,
        slug=shop.slug,
        sign=shop.sign,
        trade=shop.trade,
        tagline=shop.tagline,
        street=shop.street,
        postcode=shop.postcode,
        city=shop.city,
        lat_e6=shop.lat_e6,
        lon_e6=shop.lon_e6,
        accent=shop.accent,
        front_photo=shop.front_photo,
        is_selling=shop.status == ShopStatus.ACTIVE.value,
        is_paused=shop.status == ShopStatus.PAUSED.value,
        breaks_until=breaks_until(shop, at),
        opening=table.state(at),
        product_count=product_count,
        window=window if shop.status == ShopStatus.ACTIVE.value else (),
    )


def _windows(session: Session, shop_ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
    turn = func.row_number().over(
        partition_by=Product.shop_id, order_by=(Product.created_at, Product.id)
    )
    ranked = (
        select(Product.shop_id, Product.photos, turn.label("turn"))
        .where(Product.shop_id.in_(shop_ids), Product.online.is_(True))
        .where(Product.archived.is_(False), Product.photos != [])
        .subquery()
    )
    found: dict[str, tuple[str, ...]] = {}
    for row in session.execute(select(ranked).where(ranked.c.turn <= 3).order_by(ranked.c.turn)):
        found[row.shop_id] = (*found.get(row.shop_id, ()), row.photos[0])
    return found


def _product_counts(session: Session, shop_ids: Sequence[str]) -> dict[str, int]:
    priced = (
        select(Offer.product_id)
        .where(Offer.product_id == Product.id, Offer.archived.is_(False))
        .where(Offer.price_cents.is_not(None))
        .exists()
    )
    rows = session.execute(
        select(Product.shop_id, func.count().label("products"))
        .where(Product.shop_id.in_(shop_ids), Product.online.is_(True))
        .where(Product.archived.is_(False), Product.name != "", priced)
        .group_by(Product.shop_id)
    ).all()
    return {row.shop_id: row.products for row in rows}


def visible_shop(session: Session, town: Town, slug: str) -> Shop:
    """Return a shop that has a page.

    Raises:
        NotFoundError: there is none of this name, or it has left.
    """
    shop = session.scalar(select(Shop).where(Shop.town_id == town.id, Shop.slug == slug))
    if shop is None or shop.status not in VISIBLE:
        raise NotFoundError("shop")
    return shop


def shop_page(session: Session, town: Town, slug: str, at: datetime) -> ShopPage:
    """Return a shop's page.

    Raises:
        NotFoundError: the shop has none.
    """
    shop = visible_shop(session, town, slug)
    table = timetables(session, town, [shop])[shop.id]
    people = session.scalars(
        select(Person).where(Person.shop_id == shop.id).order_by(Person.position)
    )
    today = at.astimezone(table.zone).date()
    closures = session.scalars(
        select(ShopClosure)
        .where(ShopClosure.shop_id == shop.id, ShopClosure.last_day >= today)
        .order_by(ShopClosure.first_day)
    )
    return ShopPage(
        card=cards_of(session, town, [shop], at)[0],
        story=shop.story,
        people=tuple(
            PersonCard(one.first_name, one.last_name, one.role, one.presentation) for one in people
        ),
        week=tuple(
            tuple(span for span in table.spans if span.weekday == weekday) for weekday in range(7)
        ),
        special=tuple(map(special_days, closures)),
        closure_note=shop.closure_note,
        services=tuple(shop.services),
        phone=shop.phone,
        email=shop.email,
        legal_name=shop.legal_name,
        siret=shop.siret,
        vat_number=shop.vat_number,
        promise=promise_of(shop, table, at),
    )


def breaks_until(shop: Shop, at: datetime) -> datetime | None:
    """Return until when a shop that sells takes no orders for now, or None when it takes them."""
    is_away = shop.paused_until is not None and at < shop.paused_until
    return shop.paused_until if is_away and shop.status == ShopStatus.ACTIVE else None


def promise_of(shop: Shop, table: Timetable, at: datetime) -> Promise | None:
    """Return from when an order placed now can be collected, or None when the shop never opens."""
    is_busy = shop.extra_until is not None and at < shop.extra_until
    minutes = shop.collect_minutes + (shop.extra_minutes if is_busy else 0)
    try:
        return table.collection(at, timedelta(minutes=minutes))
    except NeverOpenError:
        return None
