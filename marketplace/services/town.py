"""Founding a town and listing its shops."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from marketplace.errors import NotFoundError, Refusal
from marketplace.models.people import Person
from marketplace.models.town import Shop, ShopClosure, ShopHours, ShopStatus, Town
from marketplace.services import audit, feed, search, shop_hours
from marketplace.services.french import slugify
from sync.contract import v1
from sync.kernel.clock import milliseconds
from sync.kernel.ids import new_id
from sync.kernel.pickup_code import TAG_DIGITS
from sync.kernel.promise import OpeningSpan


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTown:
    """What is known of a town when its marketplace is founded; an empty slug is made of the name."""

    name: str
    slug: str = ""
    postcode: str = ""
    department: str = ""
    holidays_region: str = "FR"
    zone: str = "Europe/Paris"
    motto: str = ""
    story: str = ""
    inhabitants: int = 0
    accent: str = "#1f5f5b"
    map: Mapping[str, Any] = field(default_factory=dict)
    commission_bp: int = 550
    commission_vat_bp: int = 2000
    operator: Mapping[str, str] = field(default_factory=dict)
    #: `carriage_terms.Locker` by locker, as documents.
    lockers: Sequence[Mapping[str, Any]] = ()


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Somebody who works in a shop."""

    first_name: str
    last_name: str
    role: str
    presentation: str = ""


@dataclass(frozen=True, slots=True)
class NewClosure:
    """Days on which a shop stays shut, both included."""

    first_day: date
    last_day: date
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewShop:
    """What is known of a shop when it is listed; an empty slug is made of the sign."""

    sign: str
    trade: str
    lat_e6: int
    lon_e6: int
    slug: str = ""
    status: ShopStatus = ShopStatus.UNCLAIMED
    legal_name: str = ""
    siret: str = ""
    vat_number: str = ""
    naf: str = ""
    street: str = ""
    postcode: str = ""
    city: str = ""
    country: str = "FR"
    phone: str = ""
    email: str = ""
    accent: str = "#1f5f5b"
    tagline: str = ""
    story: str = ""
    closure_note: str = ""
    services: tuple[str, ...] = ()
    #: `carriage_terms.Terms` as a document.
    carriage: Mapping[str, Any] = field(default_factory=dict)
    front_photo: str = ""
    collect_minutes: int = 120
    opens_on_holidays: bool = False
    commission_bp: int | None = None
    hours: Sequence[OpeningSpan] = ()
    closures: Sequence[NewClosure] = ()
    people: Sequence[NewPerson] = ()


def create_town(session: Session, new: NewTown, at: datetime, actor: str = "operator") -> Town:
    """Found a town.

    Raises:
        Refusal: a town of this slug exists already, or the name makes no slug.
    """
    slug = new.slug or slugify(new.name)
    if not slug:
        raise Refusal("no_slug", {"name": new.name})
    if session.scalar(select(Town).where(Town.slug == slug)):
        raise Refusal("town_exists", {"slug": slug})
    town = Town(id=new_id(), slug=slug, created_at=at, **_town_columns(new))
    session.add(town)
    audit.record(session, at, actor, "town.create", town.id, {"slug": slug})
    return town


def change_town(
    session: Session, town: Town, new: NewTown, at: datetime, actor: str = "operator"
) -> None:
    """Give a town the particulars of `new`; its slug stays."""
    for name, value in _town_columns(new).items():
        setattr(town, name, value)
    audit.record(session, at, actor, "town.change", town.id)


def _town_columns(new: NewTown) -> dict[str, Any]:
    return {
        "name": new.name,
        "postcode": new.postcode,
        "department": new.department,
        "holidays_region": new.holidays_region,
        "zone": new.zone,
        "motto": new.motto,
        "story": new.story,
        "inhabitants": new.inhabitants,
        "accent": new.accent,
        "map": dict(new.map),
        "commission_bp": new.commission_bp,
        "commission_vat_bp": new.commission_vat_bp,
        "operator": dict(new.operator),
        "lockers": [dict(locker) for locker in new.lockers],
    }


def find_town(session: Session, slug: str = "") -> Town:
    """Return the town of this slug; with no slug the one that was founded first.

    Raises:
        NotFoundError: there is none.
    """
    query = select(Town).order_by(Town.created_at, Town.id).limit(1)
    if slug:
        query = query.where(Town.slug == slug)
    town = session.scalar(query)
    if town is None:
        raise NotFoundError("town")
    return town


def add_shop(
    session: Session, town: Town, new: NewShop, at: datetime, actor: str = "operator"
) -> Shop:
    """List a shop in a town with its hours and people.

    Raises:
        Refusal: the town has a shop of this slug already, or the sign makes no slug.
    """
    slug = new.slug or slugify(new.sign)
    if not slug:
        raise Refusal("no_slug", {"name": new.sign})
    if session.scalar(select(Shop).where(Shop.town_id == town.id, Shop.slug == slug)):
        raise Refusal("shop_exists", {"slug": slug})
    shop = Shop(
        id=new_id(),
        town_id=town.id,
        slug=slug,
        status=new.status.value,
        created_at=at,
        tag=_free_tag(session, town),
        **_shop_columns(new),
    )
    session.add(shop)
    session.flush()
    _set_hours(session, shop, new)
    _set_people(session, shop, new)
    _tell_neighbours(session, town.id)
    audit.record(session, at, actor, "shop.add", shop.id, {"slug": slug})
    return shop


def change_shop(
    session: Session, shop: Shop, new: NewShop, at: datetime, actor: str = "operator"
) -> None:
    """Give a shop the particulars, hours and people of `new`; slug and status stay.

    Hours that its counter has told stay, too: a document that was written before knows no better.
    """
    columns = _shop_columns(new)
    if shop_hours.are_told_by_counter(session, shop.id):
        del columns["opens_on_holidays"]
    else:
        _set_hours(session, shop, new)
    for name, value in columns.items():
        setattr(shop, name, value)
    _set_people(session, shop, new)
    _tell_neighbours(session, shop.town_id)
    audit.record(session, at, actor, "shop.change", shop.id)


def _free_tag(session: Session, town: Town) -> str:
    """Return a tag no shop of the town has or had; empty when there is none left."""
    taken = set(session.scalars(select(Shop.tag).where(Shop.town_id == town.id)))
    every = (f"{place:0{TAG_DIGITS}d}" for place in range(1, 10**TAG_DIGITS))
    return next((tag for tag in every if tag not in taken), "")


def _tell_neighbours(session: Session, town_id: str) -> None:
    """Have every shop of the town learn its shops anew."""
    session.flush()
    for shop_id in session.scalars(select(Shop.id).where(Shop.town_id == town_id)):
        feed.touch(session, shop_id, "town", town_id)


def town_entity(session: Session, shop_id: str, town_id: str) -> v1.TownEntity | None:
    """Return the shops of a till's own town, which everybody can read on its pages."""
    shop = session.get(Shop, shop_id)
    if shop is None or shop.town_id != town_id:
        return None
    rows = session.scalars(
        select(Shop)
        .where(Shop.town_id == town_id, Shop.tag != "", Shop.status != ShopStatus.LEFT.value)
        .order_by(Shop.tag)
    )
    return v1.TownEntity(
        town=town_id,
        shops=tuple(
            v1.TownShop(tag=each.tag, name=each.sign, street=each.street, city=each.city)
            for each in rows
        ),
        own=shop.tag,
    )


def _shop_columns(new: NewShop) -> dict[str, Any]:
    same = (
        "sign trade lat_e6 lon_e6 legal_name siret vat_number naf street postcode city country "
        "phone email accent tagline story closure_note front_photo collect_minutes "
        "opens_on_holidays commission_bp"
    )
    columns: dict[str, Any] = {name: getattr(new, name) for name in same.split()}
    columns["services"] = list(new.services)
    columns["carriage"] = dict(new.carriage)
    return columns


def _set_hours(session: Session, shop: Shop, new: NewShop) -> None:
    for table in (ShopHours, ShopClosure):
        session.execute(delete(table).where(table.shop_id == shop.id))
    for span in new.hours:
        session.add(
            ShopHours(
                shop_id=shop.id,
                weekday=span.weekday,
                opens_minute=span.opens.hour * 60 + span.opens.minute,
                closes_minute=span.closes.hour * 60 + span.closes.minute,
            )
        )
    for closure in new.closures:
        session.add(
            ShopClosure(
                id=new_id(),
                shop_id=shop.id,
                first_day=closure.first_day,
                last_day=closure.last_day,
                reason=closure.reason,
                openings=[],
            )
        )


def _set_people(session: Session, shop: Shop, new: NewShop) -> None:
    session.execute(delete(Person).where(Person.shop_id == shop.id))
    for position, person in enumerate(new.people):
        session.add(
            Person(
                id=new_id(),
                shop_id=shop.id,
                position=position,
                first_name=person.first_name,
                last_name=person.last_name,
                role=person.role,
                presentation=person.presentation,
            )
        )
    session.flush()
    search.index_shop(session, shop)
    feed.touch(session, shop.id, "shop", shop.id)


def find_shop(session: Session, slug: str, town_slug: str = "") -> Shop:
    """Return a town's shop by its slug, whatever its status.

    Raises:
        NotFoundError: there is none.
    """
    town = find_town(session, town_slug)
    shop = session.scalar(select(Shop).where(Shop.town_id == town.id, Shop.slug == slug))
    if shop is None:
        raise NotFoundError("shop")
    return shop


def all_shops(session: Session, town: Town) -> Sequence[Shop]:
    """Return every shop of a town, gone ones included, by name."""
    return session.scalars(select(Shop).where(Shop.town_id == town.id).order_by(Shop.slug)).all()


def set_status(
    session: Session, shop: Shop, status: ShopStatus, at: datetime, actor: str = "operator"
) -> None:
    """Move a shop on: invited, active, paused, gone."""
    if shop.status == status.value:
        return
    audit.record(
        session, at, actor, "shop.status", shop.id, {"before": shop.status, "after": status.value}
    )
    has_left = ShopStatus.LEFT.value in {shop.status, status.value}
    shop.status = status.value
    feed.touch(session, shop.id, "shop", shop.id)
    if has_left:
        _tell_neighbours(session, shop.town_id)


def pause(session: Session, shop: Shop, at: datetime, actor: str = "operator") -> None:
    """Have a shop take no new orders; those it has go on, and so does the talk with its tills.

    Raises:
        Refusal: shop_not_selling, it never began or has left.
    """
    if shop.status not in {ShopStatus.ACTIVE, ShopStatus.PAUSED}:
        raise Refusal("shop_not_selling", {"sign": shop.sign})
    set_status(session, shop, ShopStatus.PAUSED, at, actor)


def resume(session: Session, shop: Shop, at: datetime, actor: str = "operator") -> None:
    """Have a shop that was paused take orders again.

    Raises:
        Refusal: shop_not_selling, it never began or has left.
    """
    if shop.status not in {ShopStatus.ACTIVE, ShopStatus.PAUSED}:
        raise Refusal("shop_not_selling", {"sign": shop.sign})
    set_status(session, shop, ShopStatus.ACTIVE, at, actor)


def welcome(session: Session, shop_id: str, at: datetime, actor: str) -> None:
    """Let a shop sell: one of its tills has enrolled. A paused or gone shop stays as it is."""
    shop = session.get_one(Shop, shop_id)
    if shop.status in {ShopStatus.UNCLAIMED, ShopStatus.INVITED}:
        set_status(session, shop, ShopStatus.ACTIVE, at, actor)


def shop_entity(session: Session, shop_id: str, public_url: str) -> v1.ShopEntity | None:
    """Return what a till is told of its own shop, or None when there is no such shop."""
    shop = session.get(Shop, shop_id)
    if shop is None:
        return None
    town = session.get_one(Town, shop.town_id)
    return v1.ShopEntity(
        shop=shop.id,
        name=shop.sign,
        slug=shop.slug,
        town=town.slug,
        storefront=f"{public_url}/boutiques/{shop.slug}",
        commission_bp=town.commission_bp if shop.commission_bp is None else shop.commission_bp,
        paused=shop.status == ShopStatus.PAUSED,
        paused_until=milliseconds(shop.paused_until) if shop.paused_until else 0,
        extra_minutes=shop.extra_minutes,
        extra_until=milliseconds(shop.extra_until) if shop.extra_until else 0,
        hours=shop_hours.told(session, shop),
        keeps=_keeps(shop),
    )


def _keeps(shop: Shop) -> v1.ShopKeeps | None:
    if shop.keeps_days is None:
        return None
    return v1.ShopKeeps(days=shop.keeps_days, remind_after=shop.reminds_days)
