"""What the search bar reads, kept in step with the catalogue by whoever changes a product."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import Connection, delete, insert, select, text

from desktop.domain.search_text import fold
from desktop.models.base import table_of
from desktop.models.catalogue import Product, Variant, VariantCode
from desktop.models.search import VariantText

_PRODUCTS, _VARIANTS = table_of(Product), table_of(Variant)
_CODES, _TEXTS = table_of(VariantCode), table_of(VariantText)
_AT_ONCE = 500


def index_products(connection: Connection, product_ids: Sequence[str]) -> None:
    """Write the search texts of these products anew, in the transaction that changed them.

    Archived products and variants leave the index; the cost grows with what changed only.
    """
    for start in range(0, len(product_ids), _AT_ONCE):
        _index(connection, list(product_ids[start : start + _AT_ONCE]))


def _index(connection: Connection, product_ids: list[str]) -> None:
    variant_ids = select(_VARIANTS.c.id).where(_VARIANTS.c.product_id.in_(product_ids))
    gone = connection.scalars(select(_TEXTS.c.id).where(_TEXTS.c.variant_id.in_(variant_ids))).all()
    for index in ("variant_trigram", "variant_prefix"):
        if gone:
            connection.execute(
                text(f"DELETE FROM {index} WHERE rowid = :id"),  # noqa: S608 the name is ours
                [{"id": row} for row in gone],
            )
    connection.execute(delete(_TEXTS).where(_TEXTS.c.id.in_(gone)))
    rows = _texts(connection, product_ids)
    if not rows:
        return
    connection.execute(insert(_TEXTS), rows)
    for index in ("variant_trigram", "variant_prefix"):
        connection.execute(
            text(
                f"INSERT INTO {index}(rowid, text) SELECT id, text FROM variant_text "  # noqa: S608 the name is ours
                "WHERE variant_id = :variant_id"
            ),
            [{"variant_id": row["variant_id"]} for row in rows],
        )


def _texts(connection: Connection, product_ids: list[str]) -> list[dict[str, str]]:
    found = connection.execute(
        select(
            _VARIANTS.c.id,
            _VARIANTS.c.sku,
            _VARIANTS.c.options,
            _PRODUCTS.c.name,
            _PRODUCTS.c.brand,
        )
        .join(_PRODUCTS, _PRODUCTS.c.id == _VARIANTS.c.product_id)
        .where(
            _PRODUCTS.c.id.in_(product_ids),
            _PRODUCTS.c.archived_at.is_(None),
            _VARIANTS.c.archived_at.is_(None),
        )
    ).all()
    codes: defaultdict[str, list[str]] = defaultdict(list)
    for variant_id, code in connection.execute(
        select(_CODES.c.variant_id, _CODES.c.code).where(
            _CODES.c.variant_id.in_([row.id for row in found])
        )
    ):
        codes[variant_id].append(code)
    return [
        {
            "variant_id": row.id,
            "name": fold(row.name)[:200],
            "text": fold(
                " ".join((row.name, row.brand, *row.options.values(), row.sku, *codes[row.id]))
            ),
        }
        for row in found
    ]
