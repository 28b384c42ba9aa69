"""The shop's own data, whole, in files anybody can open: leaving is free.

Cells that a spreadsheet would take for a formula get a leading quote.
"""

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from sqlalchemy import Row, Table, select

from desktop.errors import WorldError
from desktop.models import Base
from desktop.services.catalogue import ProductQuery, ProductView, products
from desktop.services.shop import Shop
from sync.kernel.clock import milliseconds

COLUMNS = (
    "name",
    "brand",
    "category",
    "description",
    "options",
    "reference",
    "barcodes",
    "price",
    "vat",
    "unit",
    "stock",
    "online",
)
"""Header of the product list; an import reads the same."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_PAGE = 500
_SECRET = {"outbox", "stream", "own_edit", "feed_cursor", "inbox_parked", "enrolment"}
"""The machinery of the conversation: nothing of the shop's that is not in the other tables."""


def safe_cell(text: str) -> str:
    """Return a text that no spreadsheet runs."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def export_products(shop: Shop) -> str:
    """Return the catalogue as CSV: semicolons, a decimal comma, one line a variant."""
    target = io.StringIO()
    writer = csv.writer(target, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    offset = 0
    while page := products(shop, ProductQuery(limit=_PAGE, offset=offset)).products:
        for view in page:
            writer.writerows(_product_rows(view))
        offset += _PAGE
    return target.getvalue()


def _product_rows(view: ProductView) -> Iterable[Sequence[str]]:
    for variant in view.variants:
        options = ", ".join(f"{axis}: {value}" for axis, value in variant.options)
        yield (
            safe_cell(view.name),
            safe_cell(view.brand),
            safe_cell(view.category),
            safe_cell(view.description),
            safe_cell(options),
            safe_cell(variant.sku),
            " ".join(variant.codes),
            _decimal(variant.price.cents, 2),
            _decimal(view.vat.basis_points, 2),
            view.unit.value,
            _decimal(variant.on_hand.thousandths, 3),
            "1" if view.is_online else "0",
        )


def _decimal(number: int, places: int) -> str:
    sign, digits = ("-" if number < 0 else ""), f"{abs(number):0{places + 1}d}"
    return f"{sign}{digits[:-places]},{digits[-places:]}"


def export_to_csv(shop: Shop, target: Path) -> None:
    """Write the product list to a file.

    Raises:
        WorldError: export_not_written.
    """
    coming = target.with_name(f"{target.name}.part")
    try:
        coming.write_bytes(export_products(shop).encode("utf-8-sig"))
        coming.replace(target)
    except OSError as error:
        coming.unlink(missing_ok=True)
        raise WorldError("export_not_written", file=target.name) from error


def export_everything(shop: Shop, target: Path) -> int:
    """Write all the shop has into one ZIP and return how many rows it holds.

    The product list, a JSON file a table, and every photograph; the fiscal journal as its signed
    bytes.

    Raises:
        WorldError: export_not_written.
    """
    count = 0
    coming = target.with_name(f"{target.name}.part")
    try:
        with zipfile.ZipFile(coming, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("products.csv", export_products(shop).encode("utf-8-sig"))
            with shop.look() as look:
                for table in Base.metadata.sorted_tables:
                    if table.name not in _SECRET:
                        rows = look.connection.execute(select(table)).all()
                        archive.writestr(f"tables/{table.name}.json", _json(table, rows))
                        count += len(rows)
            for photo in sorted((shop.folder / "media").glob("*/*.webp")):
                archive.write(photo, f"photos/{photo.name}", zipfile.ZIP_STORED)
        coming.replace(target)
    except OSError as error:
        coming.unlink(missing_ok=True)
        raise WorldError("export_not_written", file=target.name) from error
    return count


def _json(table: Table, rows: Sequence[Row[tuple[object, ...]]]) -> str:
    names = [column.name for column in table.columns]
    return json.dumps(
        [dict(zip(names, map(_plain, row), strict=True)) for row in rows],
        ensure_ascii=False,
        indent=1,
        default=str,
    )


def _plain(value: object) -> object:
    if isinstance(value, bytes):
        try:
            return value.decode("utf-8")
        except UnicodeDecodeError:
            return value.hex()
    return milliseconds(value) if isinstance(value, datetime) else value
