"""Applying what a shop says of its goods: products and prices. Called with arrived operations."""

from datetime import datetime
from typing import Literal, cast

from msgspec import UNSET, UnsetType
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.errors import Refusal
from marketplace.models.base import sum_of
from marketplace.models.catalogue import Offer, PriceChange, Product, Sheet, StockMove
from marketplace.models.orders import OrderLine, ShopOrder
from marketplace.services import feed, search, stock
from marketplace.services.french import slugify
from sync.contract import v1
from sync.kernel import gtin
from sync.kernel.allergens import in_order
from sync.kernel.clock import milliseconds
from sync.kernel.ids import new_id

Kind = Literal["goods", "service", "deposit"]
ContentUnit = Literal["", "piece", "kg", "l", "m"]
UnitName = Literal["piece", "kg", "l", "m"]

LONGEST_NAME = 200
LONGEST_TEXT = 5_000
LONGEST_LIST = 500
DEAREST_CENTS = 100_000_000
LARGEST_CONTENT = 1_000_000_000

_WORDS = ("name", "brand", "description", "origin")
_PLAIN_FIELDS = (*_WORDS, "kind", "vat_bp", "unit", "online", "archived")
_LIST_FIELDS = ("category", "photos", "flags", "allergens")


def set_product(session: Session, shop_id: str, message: v1.ProductSet, at: datetime) -> None:
    """Create or change a product; absent fields stay as they are.

    Raises:
        Refusal: too_long, wrong_value, unknown_product (it is another shop's) or
            variant_elsewhere (a variant belongs to another product of the shop).
    """
    _check(message)
    product = session.get(Product, message.product)
    if product is None:
        product = _new_product(session, shop_id, message, at)
    elif product.shop_id != shop_id:
        raise Refusal("unknown_product")
    for name in _PLAIN_FIELDS:
        value = getattr(message, name)
        if value is not UNSET:
            setattr(product, name, value)
    for name in _LIST_FIELDS:
        value = getattr(message, name)
        if value is not UNSET:
            setattr(product, name, list(value))
    product.aisle = slugify(product.category[0]) if product.category else ""
    if not isinstance(message.variants, UnsetType):
        _set_variants(session, product, message.variants, at)
    product.ver += 1
    product.changed_at = at
    session.flush()
    _keep_sheets(session, product, at)
    search.index_product(session, product)
    feed.touch(session, shop_id, "product", product.id)


def _new_product(session: Session, shop_id: str, message: v1.ProductSet, at: datetime) -> Product:
    name = "" if isinstance(message.name, UnsetType) else message.name
    slug = slugify(name) or "article"
    taken = select(Product.id).where(Product.shop_id == shop_id, Product.slug == slug)
    if session.scalar(taken) is not None:
        slug = f"{slug}-{message.product[-12:]}"
    product = Product(
        id=message.product,
        shop_id=shop_id,
        slug=slug,
        ver=0,
        name="",
        brand="",
        description="",
        origin="",
        category=[],
        aisle="",
        kind="goods",
        vat_bp=2000,
        unit="piece",
        photos=[],
        flags=[],
        allergens=[],
        online=False,
        archived=False,
        created_at=at,
        changed_at=at,
    )
    session.add(product)
    session.flush()
    return product


def _check(message: v1.ProductSet) -> None:
    texts = [message.product, message.name, message.brand, message.origin]
    if any(isinstance(text, str) and len(text) > LONGEST_NAME for text in texts):
        raise Refusal("too_long")
    if isinstance(message.description, str) and len(message.description) > LONGEST_TEXT:
        raise Refusal("too_long")
    if isinstance(message.vat_bp, int) and not 0 <= message.vat_bp < 10_000:
        raise Refusal("wrong_value", {"field": "vat_bp"})
    for values in (message.category, message.photos, message.flags):
        if isinstance(values, tuple):
            _check_words(values)
    if isinstance(message.allergens, tuple) and in_order(message.allergens) != message.allergens:
        raise Refusal("wrong_value", {"field": "allergens"})
    if isinstance(message.variants, tuple):
        _check_variants(message.variants)


def _check_variants(variants: tuple[v1.VariantFields, ...]) -> None:
    if len(variants) > LONGEST_LIST or len({one.variant for one in variants}) < len(variants):
        raise Refusal("wrong_value", {"field": "variants"})
    for variant in variants:
        _check_words((variant.variant, variant.sku))
        _check_words((*variant.options, *variant.options.values()))
        _check_words(tuple(code.gtin for code in variant.barcodes))
        if variant.price_cents is not None and not 0 <= variant.price_cents <= DEAREST_CENTS:
            raise Refusal("wrong_value", {"field": "price_cents"})
        if variant.buffer < 0:
            raise Refusal("wrong_value", {"field": "buffer"})
        if not 0 <= variant.content <= LARGEST_CONTENT or bool(variant.content) != bool(
            variant.content_unit
        ):
            raise Refusal("wrong_value", {"field": "content"})
        _check_words(tuple(variant.parts))
        if variant.variant in variant.parts or any(
            not 0 < pieces <= LARGEST_CONTENT for pieces in variant.parts.values()
        ):
            raise Refusal("wrong_value", {"field": "parts"})


def _check_words(values: tuple[str, ...]) -> None:
    if len(values) > LONGEST_LIST or any(len(value) > LONGEST_NAME for value in values):
        raise Refusal("too_long")


def _set_variants(
    session: Session, product: Product, variants: tuple[v1.VariantFields, ...], at: datetime
) -> None:
    wanted = [fields.variant for fields in variants]
    known = {
        offer.variant: offer
        for offer in session.scalars(
            select(Offer).where(
                Offer.shop_id == product.shop_id,
                (Offer.product_id == product.id) | Offer.variant.in_(wanted),
            )
        )
    }
    priced: list[tuple[Offer, int]] = []
    for position, fields in enumerate(variants):
        offer = known.pop(fields.variant, None)
        if offer is None:
            offer = _new_offer(session, product, fields.variant)
            offer.parts = dict(fields.parts)
            if fields.price_cents is not None:
                priced.append((offer, fields.price_cents))
        elif offer.product_id != product.id:
            raise Refusal("variant_elsewhere")
        elif offer.parts != fields.parts:
            _put_together(session, offer, fields.parts)
        offer.position = position
        offer.sku = fields.sku
        offer.options = dict(fields.options)
        offer.barcodes = {code.gtin: code.pack for code in fields.barcodes}
        offer.buffer = fields.buffer
        offer.content = fields.content
        offer.content_unit = fields.content_unit
        offer.archived = fields.archived
        offer.gtin = None
    for dropped in known.values():
        dropped.archived = True
    # Before their prices, which refer to them.
    session.flush()
    for offer, price_cents in priced:
        _set_price(session, offer, price_cents, at)
    session.flush()


def _put_together(session: Session, offer: Offer, parts: dict[str, int]) -> None:
    """Change what a bundle is made of, and with it what its open orders hold."""
    held = _held_by_orders(session, offer)
    stock.release(session, offer.shop_id, offer.variant, held)
    offer.parts = dict(parts)
    session.flush()
    if held:
        stock.reserve(session, offer.shop_id, offer.variant, held)


def _held_by_orders(session: Session, offer: Offer) -> int:
    lines = session.execute(
        select(
            OrderLine.variant,
            OrderLine.reserved,
            OrderLine.substitute,
            OrderLine.substitute_reserved,
        )
        .join(ShopOrder, ShopOrder.id == OrderLine.order_id)
        .where(ShopOrder.shop_id == offer.shop_id)
        .where((OrderLine.reserved > 0) | (OrderLine.substitute_reserved > 0))
    ).all()
    own = [line.reserved for line in lines if line.variant == offer.variant]
    instead = [
        line.substitute_reserved
        for line in lines
        if line.substitute and line.substitute["variant"] == offer.variant
    ]
    held: int = sum(own) + sum(instead)
    return held


def _new_offer(session: Session, product: Product, variant: str) -> Offer:
    # Goods may have been counted before their variant was heard of.
    moved = session.scalar(
        select(sum_of(StockMove.delta)).where(
            StockMove.shop_id == product.shop_id, StockMove.variant == variant
        )
    )
    offer = Offer(
        id=new_id(),
        shop_id=product.shop_id,
        product_id=product.id,
        variant=variant,
        price_cents=None,
        price_ver=0,
        on_hand=moved or 0,
        reserved=0,
    )
    session.add(offer)
    feed.touch(session, product.shop_id, "stock", variant)
    return offer


def _keep_sheets(session: Session, product: Product, at: datetime) -> None:
    """Tie each variant to the sheet all shops share, and write the sheet when it is ours."""
    for offer in session.scalars(select(Offer).where(Offer.product_id == product.id)):
        code = _shared_code(offer.barcodes)
        if code is None:
            continue
        sheet = session.get(Sheet, code)
        if sheet is None:
            sheet = Sheet(gtin=code, author_shop_id=product.shop_id)
            session.add(sheet)
        if sheet.author_shop_id == product.shop_id:
            sheet.name = product.name
            sheet.brand = product.brand
            sheet.description = product.description
            sheet.category = list(product.category)
            sheet.unit = product.unit
            sheet.photos = list(product.photos)
            sheet.changed_at = at
        session.flush()
        offer.gtin = code
    session.flush()


def _shared_code(barcodes: dict[str, int]) -> str | None:
    """Return the first article number that means one piece of the same thing in every shop."""
    for code, pack in barcodes.items():
        if pack == 1000 and gtin.is_gtin(code):
            number = gtin.normalise(code)
            if not gtin.is_in_store(number):
                return number
    return None


def set_price(session: Session, shop_id: str, message: v1.PriceSet, at: datetime) -> bool:
    """Set a variant's price; the last to arrive wins. Tell whether it overwrote an unseen one.

    Raises:
        Refusal: unknown_variant, or wrong_value for a negative or absurd price.
    """
    if not 0 <= message.price_cents <= DEAREST_CENTS:
        raise Refusal("wrong_value", {"field": "price_cents"})
    if not 0 <= message.lowest_cents <= DEAREST_CENTS:
        raise Refusal("wrong_value", {"field": "lowest_cents"})
    offer = stock.offer_of(session, shop_id, message.variant)
    if offer is None:
        raise Refusal("unknown_variant")
    is_stale = message.base_ver < offer.price_ver and message.price_cents != offer.price_cents
    _set_price(session, offer, message.price_cents, at)
    # What is no lower than it was is no reduction, whatever it is called.
    is_reduced = message.lowest_cents > message.price_cents
    offer.lowest_cents = message.lowest_cents if is_reduced else 0
    product = session.get_one(Product, offer.product_id)
    product.changed_at = at
    session.flush()
    feed.touch(session, shop_id, "product", product.id)
    return is_stale


def _set_price(session: Session, offer: Offer, price_cents: int, at: datetime) -> None:
    """Write a price and keep it among those the offer has had."""
    offer.price_cents = price_cents
    offer.price_ver += 1
    session.add(
        PriceChange(
            id=new_id(), offer_id=offer.id, price_cents=price_cents, ver=offer.price_ver, at=at
        )
    )


def product_entity(session: Session, shop_id: str, product_id: str) -> v1.ProductEntity | None:
    """Return a product as the shop's tills see it, or None when it is not theirs."""
    product = session.get(Product, product_id)
    if product is None or product.shop_id != shop_id:
        return None
    offers = session.scalars(
        select(Offer).where(Offer.product_id == product.id).order_by(Offer.position, Offer.id)
    ).all()
    return v1.ProductEntity(
        product=product.id,
        ver=product.ver,
        name=product.name,
        brand=product.brand,
        description=product.description,
        origin=product.origin,
        category=tuple(product.category),
        kind=cast("Kind", product.kind),
        vat_bp=product.vat_bp,
        unit=cast("UnitName", product.unit),
        photos=tuple(product.photos),
        flags=tuple(product.flags),
        allergens=tuple(product.allergens),
        online=product.online,
        archived=product.archived,
        off_until=milliseconds(product.off_until) if product.off_until else 0,
        variants=tuple(
            v1.VariantFields(
                variant=offer.variant,
                sku=offer.sku,
                options=offer.options,
                barcodes=tuple(
                    v1.Barcode(gtin=code, pack=pack) for code, pack in offer.barcodes.items()
                ),
                buffer=offer.buffer,
                content=offer.content,
                content_unit=cast("ContentUnit", offer.content_unit),
                parts=offer.parts,
                archived=offer.archived,
            )
            for offer in offers
        ),
        prices={
            offer.variant: (offer.price_cents, offer.price_ver)
            for offer in offers
            if offer.price_cents is not None
        },
    )
