"""The shop's own lists for a spreadsheet: stock, prices, customers, sales line by line.

Every cell stands between quotes, decimals have a comma, and no cell is run as a formula.
"""

import csv
import json
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import text

from desktop.domain.cells import guard, write_decimal, write_options
from desktop.errors import WorldError
from desktop.services.lists.exports import export_everything, export_to_csv
from desktop.services.shop import Shop
from sync.kernel.clock import from_milliseconds

_PAGE = 500
_STOCK = (
    "SELECT p.name, p.brand, v.options, v.sku AS reference,"
    " coalesce(l.on_hand, 0) AS stock_thousandths, coalesce(l.reserved, 0) AS reserved_thousandths,"
    " p.unit, v.place FROM variant v JOIN product p ON p.id = v.product_id"
    " LEFT JOIN stock_level l ON l.variant_id = v.id"
    " WHERE v.archived_at IS NULL AND p.archived_at IS NULL ORDER BY p.name, v.position"
)
_PRICES = (
    "SELECT p.name, v.options, v.sku AS reference, c.price_cents, c.at, c.staff_code AS staff"
    " FROM price_change c JOIN variant v ON v.id = c.variant_id"
    " JOIN product p ON p.id = v.product_id ORDER BY c.id DESC"
)
_CUSTOMERS = (
    "SELECT c.name, c.company, c.phone, c.email, c.street, c.postcode, c.city, c.country, c.siren,"
    " c.vat_number, coalesce((SELECT sum(a.cents) FROM account_entry a WHERE a.customer_id = c.id), 0)"
    " AS owes_cents, c.created_at AS at FROM customer c WHERE c.erased_at IS NULL ORDER BY c.name"
)
_SALES = (
    "SELECT s.number, s.business_day AS day, s.at, s.kind, s.staff_code AS staff, l.label,"
    " l.sku AS reference, l.quantity AS quantity_thousandths, l.unit, l.unit_price_cents,"
    " l.discount_cents, l.gross_cents, l.vat_bp FROM sale s JOIN sale_line l ON l.sale_id = s.id"
    " ORDER BY s.id, l.position"
)


def export_stock(shop: Shop, target: Path) -> int:
    """Write what is on the shelf, one line a variant, and return how many lines.

    Raises:
        WorldError: export_not_written.
    """
    return _write(shop, target, _STOCK)


def export_prices(shop: Shop, target: Path) -> int:
    """Write every price an article has had, the newest first, and return how many.

    Raises:
        WorldError: export_not_written.
    """
    return _write(shop, target, _PRICES)


def export_customers(shop: Shop, target: Path) -> int:
    """Write the customers known by name and what they owe; who was erased is not in it.

    Raises:
        WorldError: export_not_written.
    """
    return _write(shop, target, _CUSTOMERS)


def export_sales(shop: Shop, target: Path) -> int:
    """Write every line of every ticket, without who bought it, and return how many.

    Raises:
        WorldError: export_not_written.
    """
    return _write(shop, target, _SALES)


def _export_products(shop: Shop, target: Path) -> int:
    export_to_csv(shop, target)
    return 0


EXPORTS: dict[str, Callable[[Shop, Path], int]] = {
    "products": _export_products,
    "stock": export_stock,
    "prices": export_prices,
    "customers": export_customers,
    "sales": export_sales,
    "all": export_everything,
}
"""What can be taken out, by name."""


def _write(shop: Shop, target: Path, query: str) -> int:
    """Write a query's rows, whole or not at all, however many there are."""
    coming, count = target.absolute().with_name(f"{target.absolute().name}.part"), 0
    try:
        with coming.open("w", encoding="utf-8-sig", newline="") as file, shop.look() as look:
            writer = csv.writer(file, delimiter=";", lineterminator="\r\n", quoting=csv.QUOTE_ALL)
            rows = look.connection.execute(text(query)).yield_per(_PAGE)
            names = list(rows.keys())
            writer.writerow(map(_head, names))
            for row in rows:
                writer.writerow(map(_cell, names, row))
                count += 1
        coming.replace(target)
    except OSError as error:
        coming.unlink(missing_ok=True)
        raise WorldError("export_not_written", file=target.name) from error
    return count


def _head(name: str) -> str:
    for ending in ("_cents", "_thousandths", "_bp"):
        name = name.removesuffix(ending)
    return name


def _cell(name: str, value: object) -> str:
    if value is None:
        return ""
    if not isinstance(value, int):
        words = str(value)
        options = json.loads(words) if name == "options" else None
        return guard(words if options is None else write_options(tuple(options.items())))
    if name.endswith(("_cents", "_bp")):
        return write_decimal(value, 2)
    if name.endswith("_thousandths"):
        return write_decimal(value, 3)
    return from_milliseconds(value).isoformat() if name == "at" else str(value)
