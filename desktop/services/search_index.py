"""What the search bar reads, kept in step with the catalogue by whoever changes a product."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import Connection, bindparam, delete, insert, select, text

from desktop.domain.search_text import fold
from desktop.models.base import table_of
from desktop.models.catalogue import Product, Variant, VariantCode
from desktop.models.search import VariantText

_PRODUCTS, _VARIANTS = table_of(Product), table_of(Variant)
_CODES, _TEXTS = table_of(VariantCode), table_of(VariantText)
_AT_ONCE = 500
_INDEXES = ("variant_trigram", "variant_prefix")
_FORGET = [
    text(f"DELETE FROM {index} WHERE rowid IN :rows").bindparams(bindparam("rows", expanding=True))  # noqa: S608 the name is ours
    for index in _INDEXES
]
_LEARN = [
    text(
        f"INSERT INTO {index}(rowid, text) SELECT id, text FROM variant_text "  # noqa: S608 the name is ours
        "WHERE variant_id IN :variants"
    ).bindparams(bindparam("variants", expanding=True))
    for index in _INDEXES
]


def index_products(connection: Connection, product_ids: Sequence[str]) -> None:
    """Write the search texts of these products anew, in the transaction that changed them.

    Archived products and variants leave the index; the cost grows with what changed only.
    """
    for start in range(0, len(product_ids), _AT_ONCE):
        _index(connection, list(product_ids[start : start + _AT_ONCE]))


def _index(connection: Connection, product_ids: list[str]) -> None:
    variant_ids = select(_VARIANTS.c.id).where(_VARIANTS.c.product_id.in_(product_ids))
    gone = connection.scalars(select(_TEXTS.c.id).where(_TEXTS.c.variant_id.in_(variant_ids))).all()
    if gone:
        for forget in _FORGET:
            connection.execute(forget, {"rows": gone})
        connection.execute(delete(_TEXTS).where(_TEXTS.c.id.in_(gone)))
    rows = _texts(connection, product_ids)
    if not rows:
        return
    connection.execute(insert(_TEXTS), rows)
    for learn in _LEARN:
        connection.execute(learn, {"variants": [row["variant_id"] for row in rows]})


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
