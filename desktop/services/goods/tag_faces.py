"""What stands on an article's tag: finished figures, read from the catalogue at one moment."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Row, select

from desktop.domain.unit_price import unit_price
from desktop.models.base import table_of
from desktop.models.catalogue import PlannedPrice, Variant
from desktop.services.goods.catalogue import CODES, PRODUCTS, VARIANTS
from desktop.services.goods.reductions import lowest_before
from desktop.services.papers.receipts import letterhead
from desktop.services.shop import Shop
from desktop.services.unit_of_work import Look
from sync.kernel.gtin import is_gtin, is_in_store, normalise
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity, Unit

if TYPE_CHECKING:
    from printing.documents import ProductLabel, ShelfTag

_plans = table_of(PlannedPrice)
_packaging = table_of(Variant).alias("packaging")

_ONE_PIECE = 1000
_EAN_DIGITS = 13
_AT_ONCE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class _Article:
    """What both papers say of an article."""

    name: str
    brand: str
    origin: str
    variant: str
    price: Money
    unit: Unit
    content: Quantity | None
    deposit: Money | None
    former_price: Money | None
    offer_until: date | None
    ref: str
    gtin: str
    #: A code that is no EAN-13, for a QR code.
    other_code: str

    @property
    def is_price_per_unit(self) -> bool:
        return self.unit is not Unit.PIECE


def shelf_tags(shop: Shop, look: Look, variant_ids: Sequence[str]) -> "dict[str, ShelfTag]":
    """Return the shelf tag of each article that is in the catalogue.

    Its price per measure is the domain's (`domain.unit_price`); goods sold by the measure have it
    for a price already.
    """
    from printing.documents import ShelfTag  # noqa: PLC0415 the shop starts without papers

    tags = {}
    head = letterhead(shop.settings)
    for variant_id, article in _articles(shop, look, variant_ids).items():
        measured = None if article.is_price_per_unit else unit_price(article.price, article.content)
        tags[variant_id] = ShelfTag(
            shop=head,
            name=article.name,
            brand=article.brand,
            origin=article.origin,
            variant=article.variant,
            price=article.price,
            unit_price=None if measured is None else measured.price,
            unit=(article.unit if measured is None else measured.unit).value,
            is_price_per_unit=article.is_price_per_unit,
            deposit=article.deposit,
            former_price=article.former_price,
            offer_until=article.offer_until,
            gtin=article.gtin,
            qr_text=article.other_code,
        )
    return tags


def product_labels(shop: Shop, look: Look, variant_ids: Sequence[str]) -> "dict[str, ProductLabel]":
    """Return the label of each article that is in the catalogue."""
    from printing.documents import ProductLabel  # noqa: PLC0415 the shop starts without papers

    head = letterhead(shop.settings)
    return {
        variant_id: ProductLabel(
            shop=head,
            name=article.name,
            brand=article.brand,
            variant=article.variant,
            price=article.price,
            unit=article.unit.value,
            is_price_per_unit=article.is_price_per_unit,
            deposit=article.deposit,
            former_price=article.former_price,
            offer_until=article.offer_until,
            ref=article.ref,
            gtin=article.gtin,
            qr_text=article.other_code,
        )
        for variant_id, article in _articles(shop, look, variant_ids).items()
    }


def _articles(shop: Shop, look: Look, variant_ids: Sequence[str]) -> dict[str, _Article]:
    found: dict[str, _Article] = {}
    ids = tuple(dict.fromkeys(variant_ids))
    for start in range(0, len(ids), _AT_ONCE):
        found |= _some_articles(shop, look, ids[start : start + _AT_ONCE])
    return found


def _some_articles(shop: Shop, look: Look, ids: Sequence[str]) -> dict[str, _Article]:
    rows = look.connection.execute(
        select(
            VARIANTS,
            PRODUCTS.c.name,
            PRODUCTS.c.brand,
            PRODUCTS.c.origin,
            PRODUCTS.c.unit,
            _packaging.c.price_cents.label("deposit_cents"),
        )
        .join(PRODUCTS, PRODUCTS.c.id == VARIANTS.c.product_id)
        .outerjoin(_packaging, _packaging.c.id == VARIANTS.c.deposit_variant_id)
        .where(VARIANTS.c.id.in_(ids))
    ).all()
    codes, offers = _codes(look, ids), _offers(shop, look, ids)
    return {row.id: _article(row, codes[row.id], offers.get(row.id)) for row in rows}


def _article(row: Row[Any], codes: Sequence[str], offer: "_Offer | None") -> _Article:
    own = {code: is_in_store(code) for code in codes if _is_ean(code)}
    # The number on the goods' own pack, where there is one: it is what other tills read as well.
    gtin = min(own, key=lambda code: (own[code], code), default="")
    is_reduced = offer is not None and offer.former.cents > row.price_cents
    return _Article(
        name=row.name,
        brand=row.brand,
        origin=row.origin,
        variant=" · ".join(row.options.values()),
        price=Money(row.price_cents),
        unit=Unit(row.unit),
        content=Quantity(row.content, Unit(row.content_unit))
        if row.content and row.content_unit
        else None,
        deposit=None if row.deposit_cents is None else Money(row.deposit_cents),
        former_price=offer.former if offer is not None and is_reduced else None,
        offer_until=offer.until if offer is not None and is_reduced else None,
        ref=row.sku,
        gtin=gtin,
        other_code="" if gtin else next(iter(sorted(codes)), ""),
    )


def _is_ean(code: str) -> bool:
    return is_gtin(code) and len(normalise(code)) == _EAN_DIGITS


def _codes(look: Look, ids: Sequence[str]) -> defaultdict[str, list[str]]:
    """Return the codes that stand for one piece."""
    codes: defaultdict[str, list[str]] = defaultdict(list)
    for row in look.connection.execute(
        select(CODES.c.variant_id, CODES.c.code).where(
            CODES.c.variant_id.in_(ids), CODES.c.pack == _ONE_PIECE
        )
    ):
        codes[row.variant_id].append(row.code)
    return codes


# --- reductions ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Offer:
    """A price that holds until a day, and what the goods cost before it."""

    former: Money
    until: date


def _offers(shop: Shop, look: Look, ids: Sequence[str]) -> Mapping[str, _Offer]:
    """Return the reductions that run now: planned prices with an end."""
    plans = look.connection.execute(
        select(_plans)
        .where(
            _plans.c.variant_id.in_(ids),
            _plans.c.begun_at.is_not(None),
            _plans.c.ended_at.is_(None),
            _plans.c.withdrawn_at.is_(None),
            _plans.c.until_at.is_not(None),
            _plans.c.before_cents.is_not(None),
        )
        .order_by(_plans.c.begun_at)
    ).all()
    offers = {}
    for plan in plans:
        # The last moment of the offer belongs to it: one that ends at midnight ends the day before.
        last = (plan.until_at - timedelta(seconds=1)).astimezone(shop.zone).date()
        former = lowest_before(look.connection, plan.variant_id, plan.begun_at)
        offers[plan.variant_id] = _Offer(former or Money(plan.before_cents), last)
    return offers
