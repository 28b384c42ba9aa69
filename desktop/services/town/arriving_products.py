"""Products as the marketplace tells them: another till's or a steward's work on the catalogue."""

from sqlalchemy import delete, func, insert, literal, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from desktop.models.base import table_of
from desktop.models.catalogue import (
    BundleItem,
    PriceChange,
    Product,
    ProductPhoto,
    Variant,
    VariantCode,
)
from desktop.services.counter.search_index import index_products
from desktop.services.goods.categories import category_told
from desktop.services.goods.product_history import keep_arrival, snapshots
from desktop.services.online.order_pace import write_off
from desktop.services.unit_of_work import UnitOfWork
from sync.contract import v1
from sync.kernel.allergens import in_order
from sync.kernel.clock import from_milliseconds
from sync.kernel.ids import new_id

_products = table_of(Product)
_variants = table_of(Variant)
_codes = table_of(VariantCode)
_photos = table_of(ProductPhoto)
_prices = table_of(PriceChange)
_parts = table_of(BundleItem)

HUB = "hub"
"""Stands for the member of staff in the histories of prices and products."""


def write_product(work: UnitOfWork, told: v1.ProductEntity) -> None:
    """Write a product as the hub has it, its variants, codes, prices and photos whole.

    What that changes of it stands in its history, and puts its shelf tags on the queue.
    """
    connection = work.connection
    before = snapshots(connection, [told.product]).get(told.product)
    standing = connection.scalar(
        select(_products.c.category_id).where(_products.c.id == told.product)
    )
    values: dict[str, object] = {
        "name": told.name,
        "brand": told.brand,
        "description": told.description,
        "origin": told.origin,
        "category_id": category_told(connection, told.category, standing),
        "kind": told.kind,
        "vat_bp": told.vat_bp,
        "unit": told.unit,
        "flags": list(told.flags),
        "allergens": list(in_order(told.allergens)),
        "online": told.online,
        "changed_at": work.at,
        "hub_ver": told.ver,
    }
    row = upsert(_products).values(id=told.product, created_at=work.at, **values)
    connection.execute(row.on_conflict_do_update(index_elements=["id"], set_=values))
    _set_archived(work, told.product, is_archived=told.archived)
    write_off(work, told.product, from_milliseconds(told.off_until) if told.off_until else None)
    for position, variant in enumerate(told.variants):
        _write_variant(work, told, position, variant)
    gone = _variants.c.id.not_in([variant.variant for variant in told.variants])
    connection.execute(
        update(_variants)
        .where(_variants.c.product_id == told.product, gone, _variants.c.archived_at.is_(None))
        .values(archived_at=work.at)
    )
    connection.execute(delete(_photos).where(_photos.c.product_id == told.product))
    if told.photos:
        connection.execute(
            insert(_photos),
            [
                {"product_id": told.product, "position": place, "sha256": sha256}
                for place, sha256 in enumerate(told.photos)
            ],
        )
    index_products(connection, [told.product])
    keep_arrival(work, told.product, before, HUB)


def archive_product(work: UnitOfWork, product_id: str) -> None:
    """Take a product out of sale; what was sold of it keeps its name."""
    before = snapshots(work.connection, [product_id]).get(product_id)
    _set_archived(work, product_id, is_archived=True)
    index_products(work.connection, [product_id])
    keep_arrival(work, product_id, before, HUB)


def _set_archived(work: UnitOfWork, product_id: str, *, is_archived: bool) -> None:
    # Of the column's own type: bound as SQLAlchemy's, an instant would be kept as a text.
    now = literal(work.at, _products.c.archived_at.type)
    since = func.coalesce(_products.c.archived_at, now) if is_archived else None
    work.connection.execute(
        update(_products).where(_products.c.id == product_id).values(archived_at=since)
    )


def _write_variant(
    work: UnitOfWork, told: v1.ProductEntity, position: int, variant: v1.VariantFields
) -> None:
    connection = work.connection
    before = connection.execute(
        select(_variants.c.price_cents).where(_variants.c.id == variant.variant)
    ).scalar()
    price_cents, price_ver = told.prices.get(variant.variant, (before or 0, 0))
    values: dict[str, object] = {
        "position": position,
        "sku": variant.sku,
        "options": variant.options,
        "price_cents": price_cents,
        "price_ver": price_ver,
        "buffer": variant.buffer,
        "content": variant.content or None,
        "content_unit": variant.content_unit if variant.content else "",
        "archived_at": work.at if variant.archived else None,
    }
    row = upsert(_variants).values(id=variant.variant, product_id=told.product, **values)
    connection.execute(row.on_conflict_do_update(index_elements=["id"], set_=values))
    if price_cents != before:
        connection.execute(
            insert(_prices).values(
                id=new_id(),
                variant_id=variant.variant,
                price_cents=price_cents,
                at=work.at,
                staff_code=HUB,
            )
        )
    connection.execute(delete(_parts).where(_parts.c.bundle_id == variant.variant))
    pieces = [
        {"bundle_id": variant.variant, "variant_id": part, "quantity": quantity}
        for part, quantity in variant.parts.items()
        if quantity > 0
    ]
    if pieces:
        connection.execute(insert(_parts), pieces)
    connection.execute(delete(_codes).where(_codes.c.variant_id == variant.variant))
    for code in variant.barcodes:
        barcode = upsert(_codes).values(code=code.gtin, variant_id=variant.variant, pack=code.pack)
        connection.execute(
            barcode.on_conflict_do_update(
                index_elements=["code"],
                set_={"variant_id": barcode.excluded.variant_id, "pack": barcode.excluded.pack},
            )
        )
