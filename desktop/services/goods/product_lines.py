"""The lines a product owns in other tables: what another product has is refused, what was put away yields."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, delete, insert, or_, select, update

from desktop.errors import RefusedError
from desktop.models.base import table_of
from desktop.models.catalogue import PriceChange
from desktop.services.goods.catalogue import CODES, PARTS, PHOTOS, PRODUCTS, VARIANTS
from desktop.services.goods.product_rows import price_row
from desktop.services.prepared import PreparedInsert
from desktop.services.unit_of_work import UnitOfWork

_keep_price = PreparedInsert(table_of(PriceChange))


def free_skus(connection: Connection, product_id: str, wanted: list[tuple[str, str]]) -> None:
    """Let a product's variants change references among themselves and take those of former ones."""
    ids, skus = zip(*wanted, strict=True)
    connection.execute(
        update(VARIANTS)
        .where(
            VARIANTS.c.product_id == product_id,
            or_(VARIANTS.c.id.in_(ids), VARIANTS.c.sku.in_(skus)),
        )
        .values(sku=VARIANTS.c.id)
    )


def refuse_taken_sku(connection: Connection, sku: str, variant_id: str) -> None:
    """See that a reference is free; what was put away gives up its own, as it does its codes.

    Raises:
        RefusedError: sku_taken.
    """
    other = connection.execute(
        select(VARIANTS.c.id, PRODUCTS.c.name, VARIANTS.c.archived_at, PRODUCTS.c.archived_at)
        .join(VARIANTS, VARIANTS.c.product_id == PRODUCTS.c.id)
        .where(VARIANTS.c.sku == sku, VARIANTS.c.id != variant_id)
    ).first()
    if other is None:
        return
    if other[2] is None and other[3] is None:
        raise RefusedError("sku_taken", sku=sku, product=other.name)
    connection.execute(update(VARIANTS).where(VARIANTS.c.id == other.id).values(sku=other.id))


def note_price(work: UnitOfWork, variant_id: str, price_cents: int, staff: str) -> None:
    """Keep a price among those the article has had."""
    _keep_price.run(work.connection, price_row(variant_id, price_cents, work.at, staff))


def write_codes(connection: Connection, codes: Mapping[str, Mapping[str, int]]) -> None:
    """Give each variant its codes, with how much one scan of each stands for.

    Raises:
        RefusedError: code_taken, by another product, whose name is told.
    """
    connection.execute(delete(CODES).where(CODES.c.variant_id.in_(list(codes))))
    for variant_id, packs in codes.items():
        for code, pack in packs.items():
            other = connection.execute(
                select(PRODUCTS.c.name, VARIANTS.c.archived_at, PRODUCTS.c.archived_at)
                .join(VARIANTS, VARIANTS.c.product_id == PRODUCTS.c.id)
                .join(CODES, CODES.c.variant_id == VARIANTS.c.id)
                .where(CODES.c.code == code)
            ).first()
            if other is not None and other[1] is None and other[2] is None:
                raise RefusedError("code_taken", code_text=code, product=other[0])
            connection.execute(delete(CODES).where(CODES.c.code == code))
            connection.execute(insert(CODES).values(code=code, variant_id=variant_id, pack=pack))


def write_parts(connection: Connection, parts: Mapping[str, Mapping[str, int]]) -> None:
    """Give each bundle its pieces; an article has none."""
    connection.execute(delete(PARTS).where(PARTS.c.bundle_id.in_(list(parts))))
    rows = [
        {"bundle_id": bundle, "variant_id": variant, "quantity": quantity}
        for bundle, pieces in parts.items()
        for variant, quantity in pieces.items()
    ]
    if rows:
        connection.execute(insert(PARTS), rows)


def write_photos(connection: Connection, product_id: str, photos: Sequence[str]) -> None:
    """Give a product its photographs, in order."""
    connection.execute(delete(PHOTOS).where(PHOTOS.c.product_id == product_id))
    for place, sha256 in enumerate(photos):
        connection.execute(
            insert(PHOTOS).values(product_id=product_id, position=place, sha256=sha256)
        )
