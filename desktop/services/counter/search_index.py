"""What the search bar reads, kept in step with the catalogue by whoever changes a product."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, select

from desktop.domain.search_text import fold
from desktop.models.base import table_of
from desktop.models.catalogue import Product, Variant, VariantCode
from desktop.services.prepared import Prepared, among, ids

_PRODUCTS, _VARIANTS = table_of(Product), table_of(Variant)
_CODES = table_of(VariantCode)
_AT_ONCE = 500
_INDEXES = ("variant_trigram", "variant_prefix")
_forget = [
    Prepared(f"DELETE FROM {table} WHERE {row} IN (SELECT value FROM json_each(:rows))")  # noqa: S608 the names are ours
    for table, row in (*((index, "rowid") for index in _INDEXES), ("variant_text", "id"))
]
_standing = Prepared(
    "SELECT t.id FROM variant v JOIN variant_text t ON t.variant_id = v.id"
    " WHERE v.product_id IN (SELECT value FROM json_each(:ids))"
)
_on_sale = Prepared(
    select(
        _VARIANTS.c.id,
        _VARIANTS.c.sku,
        _VARIANTS.c.options,
        _PRODUCTS.c.name,
        _PRODUCTS.c.brand,
    )
    .join(_PRODUCTS, _PRODUCTS.c.id == _VARIANTS.c.product_id)
    .where(
        among(_PRODUCTS.c.id),
        _PRODUCTS.c.archived_at.is_(None),
        _VARIANTS.c.archived_at.is_(None),
    )
)
_codes_of = Prepared(select(_CODES.c.variant_id, _CODES.c.code).where(among(_CODES.c.variant_id)))
_newest = Prepared("SELECT coalesce(max(id), 0) AS id FROM variant_text")
_add_text = Prepared(
    "INSERT INTO variant_text (variant_id, name, text) VALUES (:variant_id, :name, :text)"
)
_learn = [
    Prepared(
        f"INSERT INTO {index}(rowid, text) SELECT id, text FROM variant_text "  # noqa: S608 the name is ours
        "WHERE id > :newest"
    )
    for index in _INDEXES
]


def index_products(connection: Connection, product_ids: Sequence[str]) -> None:
    """Write the search texts of these products anew, in the transaction that changed them.

    Archived products and variants leave the index; the cost grows with what changed only.
    """
    for start in range(0, len(product_ids), _AT_ONCE):
        _index(connection, list(product_ids[start : start + _AT_ONCE]))


def _index(connection: Connection, product_ids: list[str]) -> None:
    gone = [row.id for row in _standing.all(connection, ids(product_ids))]
    if gone:
        rows = {"rows": json.dumps(gone)}
        for forget in _forget:
            forget.run(connection, rows)
    learn(connection, _texts(connection, product_ids))


def learn(connection: Connection, texts: Sequence[dict[str, str]]) -> None:
    """Write the search texts of variants that the index does not know, in one statement an index."""
    if not texts:
        return
    newest = _newest.first(connection, {}).id
    _add_text.run_many(connection, texts)
    for add in _learn:
        add.run(connection, {"newest": newest})


def text_of(
    variant_id: str,
    folded_name: str,
    brand: str,
    options: Iterable[tuple[str, str]],
    sku: str,
    codes: Iterable[str],
) -> dict[str, str]:
    """Return the row by which a variant is found; its name is folded once for all its forms."""
    words = fold(" ".join((brand, *(value for _, value in options), sku, *sorted(codes))))
    return {
        "variant_id": variant_id,
        "name": folded_name[:200],
        "text": f"{folded_name} {words}".strip(),
    }


def _texts(connection: Connection, product_ids: list[str]) -> list[dict[str, str]]:
    found = _on_sale.all(connection, ids(product_ids))
    codes: defaultdict[str, list[str]] = defaultdict(list)
    for variant_id, code in _codes_of.all(connection, ids([row.id for row in found])):
        codes[variant_id].append(code)
    return [
        text_of(row.id, fold(row.name), row.brand, row.options.items(), row.sku, codes[row.id])
        for row in found
    ]
