"""What the town's people see of the goods: cards, product pages, aisles."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import Session, aliased, object_session

from marketplace.errors import NotFoundError
from marketplace.models.catalogue import Offer, Product
from marketplace.models.town import Shop, ShopStatus, Town
from marketplace.services import directory, search
from marketplace.services.french import fold
from marketplace.services.promises import Promise, timetables
from sync.kernel.gtin import is_in_store
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity, Unit
from sync.kernel.unit_price import price_of_one

PAGE = 48
_MOST_VOICES = 50
OPEN_FILES = {
    "from_food": "Open Food Facts",
    "from_beauty": "Open Beauty Facts",
    "from_products": "Open Products Facts",
    "from_petfood": "Open Pet Food Facts",
}
"""Flag of a product whose words come from a public file -> the file's name."""


class Band(StrEnum):
    """How much of something there is, as told to the public; exact figures are the shop's."""

    PLENTY = "plenty"
    LAST = "last"
    NONE = "none"
    SERVICE = "service"


_PLENTY = {"piece": 4000}
_LEAST = {"piece": 1000}
_PLENTY_BY_MEASURE = 1000
_LEAST_BY_MEASURE = 100


@dataclass(frozen=True, slots=True)
class ProductCard:
    """A product in a list; `from_price` says that other forms of it cost more."""

    id: str
    shop_slug: str
    shop_sign: str
    slug: str
    name: str
    brand: str
    photo: str
    unit: str
    price_cents: int
    from_price: bool
    band: Band
    #: The price per measure of the form whose price is shown; 0 where nobody said its content.
    measure_cents: int
    measure: str


@dataclass(frozen=True, slots=True)
class OfferView:
    """One form of a product that can be put into the basket."""

    id: str
    label: str
    options: tuple[tuple[str, str], ...]
    price_cents: int
    available: int
    band: Band
    #: What one kilogram, litre, metre or piece of the pack's content costs; 0 where nobody said it.
    measure_cents: int
    measure: str
    #: Lowest price of the 30 days before the reduction that runs; 0 when none is announced.
    lowest_cents: int


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The same article in another shop of the town."""

    shop_slug: str
    shop_sign: str
    slug: str
    price_cents: int


@dataclass(frozen=True, slots=True)
class ProductPage:
    """Everything a product's page shows."""

    id: str
    slug: str
    name: str
    brand: str
    description: str
    #: Country, region or producer.
    origin: str
    category: tuple[str, ...]
    aisle: str
    kind: str
    unit: str
    vat_bp: int
    photos: tuple[str, ...]
    flags: tuple[str, ...]
    #: Codes of `sync.kernel.allergens`; empty: the shop has not said.
    allergens: tuple[str, ...]
    gtin: str
    offers: tuple[OfferView, ...]
    shop: directory.ShopCard
    promise: Promise | None
    elsewhere: tuple[Elsewhere, ...]
    #: The shop has taken it off until then.
    off_until: datetime | None
    #: Public files whose words these are, as `OPEN_FILES` names them; their licence asks for it.
    credits: tuple[str, ...]
    #: Food the shop packs itself, of which it has not said what it holds: people ask there.
    must_ask_allergens: bool


@dataclass(frozen=True, slots=True)
class Aisle:
    """A widest category with the number of products in it."""

    slug: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Results:
    """What was found, in the order of how well it fits."""

    shops: tuple[directory.ShopCard, ...]
    products: tuple[ProductCard, ...]
    corrected: str


@cache
def for_sale() -> ColumnElement[bool]:
    """Return the condition under which a product joined with its shop is shown to the public.

    Built once: building it anew cost a third of putting something into a basket.
    """
    return and_(Shop.status == ShopStatus.ACTIVE.value, _in_window())


@cache
def has_page() -> ColumnElement[bool]:
    """Return the condition under which a product has a page: a paused shop's keep theirs."""
    return and_(Shop.status.in_((ShopStatus.ACTIVE.value, ShopStatus.PAUSED.value)), _in_window())


def _in_window() -> ColumnElement[bool]:
    form = aliased(Offer)
    priced = (
        select(form.id)
        .where(form.product_id == Product.id, form.archived.is_(False))
        .where(form.price_cents.is_not(None))
        .correlate(Product)
        .exists()
    )
    return and_(
        Product.online.is_(True),
        Product.archived.is_(False),
        Product.name != "",
        priced,
    )


def _cards(town: Town) -> Select[Product, Shop]:
    return (
        select(Product, Shop)
        .join(Shop, Shop.id == Product.shop_id)
        .where(Shop.town_id == town.id, for_sale())
    )


def newest(session: Session, town: Town, limit: int = 24) -> tuple[ProductCard, ...]:
    """Return the products that came last, the shops taking turns so that none fills the page."""
    turn = func.row_number().over(
        partition_by=Product.shop_id, order_by=(Product.created_at.desc(), Product.id.desc())
    )
    query = _cards(town).order_by(turn, Product.shop_id).limit(limit)
    return _to_cards(session, session.execute(query).all())


def signatures(session: Session, town: Town) -> tuple[ProductCard, ...]:
    """Return one pictured product per shop, what it has had for longest: what it is known for."""
    turn = func.row_number().over(
        partition_by=Product.shop_id, order_by=(Product.created_at, Product.id)
    )
    ranked = (
        select(Product.id, turn.label("turn"))
        .join(Shop, Shop.id == Product.shop_id)
        .where(Shop.town_id == town.id, for_sale(), Product.photos != [])
        .subquery()
    )
    query = (
        _cards(town)
        .join(ranked, ranked.c.id == Product.id)
        .where(ranked.c.turn == 1)
        .order_by(Shop.created_at, Shop.id)
    )
    return _to_cards(session, session.execute(query).all())


def of_shop(session: Session, town: Town, shop_id: str) -> tuple[ProductCard, ...]:
    """Return a shop's products, aisle by aisle, by name."""
    query = (
        _cards(town)
        .where(Product.shop_id == shop_id)
        .order_by(Product.aisle, func.lower(Product.name), Product.id)
    )
    return _to_cards(session, session.execute(query).all())


def of_aisle(
    session: Session, town: Town, aisle: str, page: int = 1
) -> tuple[str, int, tuple[ProductCard, ...]]:
    """Return an aisle's label, its number of products, and one page of them (from 1).

    Raises:
        NotFoundError: nothing for sale stands in that aisle.
    """
    query = _cards(town).where(Product.aisle == aisle)
    count = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    rows = session.execute(
        query.order_by(func.lower(Product.name), Product.id).limit(PAGE).offset((page - 1) * PAGE)
    ).all()
    if not rows:
        raise NotFoundError("aisle")
    return rows[0][0].category[0], count, _to_cards(session, rows)


def aisles(session: Session, town: Town) -> tuple[Aisle, ...]:
    """Return the town's aisles, the fullest first."""
    rows = session.execute(
        select(Product.aisle, func.min(Product.category), func.count())
        .join(Shop, Shop.id == Product.shop_id)
        .where(Shop.town_id == town.id, for_sale(), Product.aisle != "")
        .group_by(Product.aisle)
        .order_by(func.count().desc(), Product.aisle)
    ).all()
    return tuple(Aisle(slug, category[0], count) for slug, category, count in rows)


def find(session: Session, town: Town, query: str, at: datetime) -> Results:
    """Return the shops and products that answer a query."""
    found = search.find(session, town.id, query)
    shops = {
        shop.id: shop
        for shop in session.scalars(
            select(Shop).where(Shop.id.in_(found.shop_ids), Shop.status.in_(directory.VISIBLE))
        )
    }
    rows = {
        product.id: (product, shop)
        for product, shop in session.execute(_cards(town).where(Product.id.in_(found.product_ids)))
    }
    ordered_shops = [shops[shop_id] for shop_id in found.shop_ids if shop_id in shops]
    ordered = [rows[product_id] for product_id in found.product_ids if product_id in rows]
    return Results(
        directory.cards_of(session, town, ordered_shops, at),
        _to_cards(session, ordered[:PAGE]),
        found.corrected,
    )


def product_page(
    session: Session, town: Town, shop_slug: str, slug: str, at: datetime
) -> ProductPage:
    """Return a product's page.

    Raises:
        NotFoundError: there is no such product with a page.
    """
    row = session.execute(
        select(Product, Shop)
        .join(Shop, Shop.id == Product.shop_id)
        .where(Shop.town_id == town.id, has_page())
        .where(Shop.slug == shop_slug, Product.slug == slug)
    ).one_or_none()
    if row is None:
        raise NotFoundError("product")
    product, shop = row
    offers = _offers(session, [product.id])[product.id]
    table = timetables(session, town, [shop])[shop.id]
    gtins = [offer.gtin for offer in offers if offer.gtin]
    return ProductPage(
        id=product.id,
        slug=product.slug,
        name=product.name,
        brand=product.brand,
        description=product.description,
        origin=product.origin,
        category=tuple(product.category),
        aisle=product.aisle,
        kind=product.kind,
        unit=product.unit,
        vat_bp=product.vat_bp,
        photos=tuple(product.photos),
        flags=tuple(product.flags),
        allergens=tuple(product.allergens),
        gtin=gtins[0] if gtins else "",
        offers=tuple(_offer_view(product, offer) for offer in offers),
        shop=directory.cards_of(session, town, [shop], at)[0],
        promise=directory.promise_of(shop, table, at),
        off_until=off_until(product, at),
        elsewhere=_elsewhere(session, town, shop.id, gtins),
        credits=_credits(session, town, product, gtins),
        must_ask_allergens=must_ask_allergens(product, gtins),
    )


def off_until(product: Product, at: datetime) -> datetime | None:
    """Return until when a product cannot be ordered by its shop's own word, or None."""
    is_off = product.off_until is not None and at < product.off_until
    return product.off_until if is_off else None


def must_ask_allergens(product: Product, gtins: Sequence[str]) -> bool:
    """Tell whether this is food without a maker's pack of which nobody has said what it holds.

    What is packed bears it on its pack; of the rest it has to be said before the purchase
    (regulation (EU) 1169/2011, art. 14 and 44).
    """
    is_food = "meal_voucher" in product.flags
    is_packed = product.unit == "piece" and any(not is_in_store(gtin) for gtin in gtins)
    return is_food and not is_packed and not product.allergens


def _credits(
    session: Session, town: Town, product: Product, gtins: Sequence[str]
) -> tuple[str, ...]:
    """Return whom to name beside a product's words: its own shop's word, or the one it got it from.

    A shop that took the town's sheet over does not know where the sheet was from.
    """
    flags = set(product.flags)
    if gtins:
        rows = session.execute(
            select(Product.name, Product.flags)
            .join(Shop, Shop.id == Product.shop_id)
            .join(Offer, Offer.product_id == Product.id)
            .where(Shop.town_id == town.id, Offer.gtin.in_(gtins), Product.id != product.id)
            .limit(_MOST_VOICES)
        )
        same = fold(product.name)
        flags.update(flag for name, theirs in rows if fold(name) == same for flag in theirs)
    return tuple(file for flag, file in OPEN_FILES.items() if flag in flags)


def _elsewhere(
    session: Session, town: Town, shop_id: str, gtins: Sequence[str]
) -> tuple[Elsewhere, ...]:
    if not gtins:
        return ()
    rows = session.execute(
        select(Shop.slug, Shop.sign, Product.slug, func.min(Offer.price_cents))
        .join(Product, Product.shop_id == Shop.id)
        .join(Offer, Offer.product_id == Product.id)
        .where(Shop.town_id == town.id, Shop.id != shop_id, for_sale())
        .where(Offer.gtin.in_(gtins), Offer.archived.is_(False), Offer.price_cents.is_not(None))
        .group_by(Shop.slug, Shop.sign, Product.slug)
        .order_by(Shop.sign)
        .limit(10)
    ).all()
    return tuple(Elsewhere(shop, sign, slug, price or 0) for shop, sign, slug, price in rows)


def _to_cards(session: Session, rows: Sequence[tuple[Product, Shop]]) -> tuple[ProductCard, ...]:
    offers = _offers(session, [product.id for product, _ in rows])
    return tuple(_card(product, shop, offers[product.id]) for product, shop in rows)


def _offers(session: Session, product_ids: Sequence[str]) -> dict[str, list[Offer]]:
    found: dict[str, list[Offer]] = {product_id: [] for product_id in product_ids}
    for offer in session.scalars(
        select(Offer)
        .where(Offer.product_id.in_(product_ids), Offer.archived.is_(False))
        .where(Offer.price_cents.is_not(None))
        .order_by(Offer.position, Offer.id)
    ):
        found[offer.product_id].append(offer)
    return found


def _card(product: Product, shop: Shop, offers: Sequence[Offer]) -> ProductCard:
    prices = [offer.price_cents or 0 for offer in offers]
    cheapest = min(offers, key=lambda offer: offer.price_cents or 0)
    return ProductCard(
        id=product.id,
        shop_slug=shop.slug,
        shop_sign=shop.sign,
        slug=product.slug,
        name=product.name,
        brand=product.brand,
        photo=product.photos[0] if product.photos else "",
        unit=product.unit,
        price_cents=min(prices),
        from_price=min(prices) != max(prices),
        band=max((band(product, offer) for offer in offers), key=_RANK.index),
        measure_cents=measure_cents(cheapest),
        measure=cheapest.content_unit,
    )


def _offer_view(product: Product, offer: Offer) -> OfferView:
    return OfferView(
        id=offer.id,
        label=option_text(offer),
        options=tuple(offer.options.items()),
        price_cents=offer.price_cents or 0,
        available=available(offer),
        band=band(product, offer),
        measure_cents=measure_cents(offer),
        measure=offer.content_unit,
        lowest_cents=offer.lowest_cents,
    )


def measure_cents(offer: Offer) -> int:
    """Return the price of one measure of what the pack holds (order of 16 November 1999); 0 if unsaid."""
    if not offer.content:
        return 0
    content = Quantity(offer.content, Unit(offer.content_unit))
    return price_of_one(Money(offer.price_cents or 0), content).cents


def option_text(offer: Offer) -> str:
    """Return what sets a form of a product apart, e.g. `Bleu, M`."""
    return ", ".join(offer.options.values())


def available(offer: Offer) -> int:
    """Return what can be ordered online, in thousandths; never negative.

    Of a bundle, as many whole ones as its scarcest piece makes.
    """
    if not offer.parts:
        return max(0, offer.on_hand - offer.reserved - offer.buffer)
    session = object_session(offer)
    if session is None:
        raise LookupError("a bundle is counted inside its transaction")
    pieces = session.scalars(
        select(Offer).where(
            Offer.shop_id == offer.shop_id,
            Offer.variant.in_(offer.parts),
            Offer.archived.is_(False),
        )
    ).all()
    if len(pieces) < len(offer.parts):
        return 0
    left = {piece.variant: piece.on_hand - piece.reserved - piece.buffer for piece in pieces}
    whole = min(left[variant] // count for variant, count in offer.parts.items())
    return max(0, whole * 1000 - offer.buffer)


_RANK = (Band.NONE, Band.LAST, Band.PLENTY, Band.SERVICE)


def band(product: Product, offer: Offer) -> Band:
    """Return how much of an offer there is, as the public is told."""
    if product.kind != "goods":
        return Band.SERVICE
    left = available(offer)
    if left < _LEAST.get(product.unit, _LEAST_BY_MEASURE):
        return Band.NONE
    return Band.PLENTY if left >= _PLENTY.get(product.unit, _PLENTY_BY_MEASURE) else Band.LAST
