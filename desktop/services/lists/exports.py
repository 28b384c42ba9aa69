"""The shop's own data, whole, in files anybody can open: leaving is free."""

import csv
import io
import json
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Row, Table, select

from desktop.domain.cells import guard, write_decimal, write_options
from desktop.errors import WorldError
from desktop.models import Base
from desktop.services.goods.catalogue import (
    ProductQuery,
    ProductView,
    VariantView,
    products,
    read_products,
)
from desktop.services.prepared import Prepared
from desktop.services.shop import Shop
from sync.kernel.clock import milliseconds

COLUMNS = (
    "name",
    "brand",
    "category",
    "description",
    "kind",
    "flags",
    "options",
    "reference",
    "barcodes",
    "price",
    "vat",
    "unit",
    "stock",
    "online",
    "cost",
    "content",
    "place",
    "supplier reference",
    "allergens",
)
"""Header of the product list; an import reads the same."""

_PAGE = 500
_PHOTOS_SHOWN = Prepared(
    "SELECT v.sku, o.position, o.sha256 FROM product_photo o JOIN variant v ON v.id ="
    " (SELECT f.id FROM variant f WHERE f.product_id = o.product_id"
    " ORDER BY f.archived_at IS NOT NULL, f.position, f.id LIMIT 1)"
    " ORDER BY v.sku, o.position"
)
_NO_FILE_NAME = re.compile(r"[^\w.-]|^\.")
"""What stands in a reference and in no file's name."""
_LEFT_OUT = {
    # How the conversation with the marketplace stands, and what other tables have already.
    "outbox",
    "stream",
    "own_edit",
    "feed_cursor",
    "inbox_parked",
    "blob_upload",
    "enrolment",
    "variant_text",
    "print_job",
}
_SECRET_COLUMNS = {"pin_hash"}
_TEXT_COLUMNS = {"c", "state", "receipt"}
"""Bytes that are text: the signed record as it was signed. All other bytes are told in hex."""


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
        yield (
            guard(view.name),
            guard(view.brand),
            guard(view.category),
            guard(view.description),
            view.kind,
            guard(" ".join(sorted(view.flags))),
            guard(write_options(variant.options)),
            guard(variant.sku),
            guard(" ".join(variant.codes)),
            write_decimal(variant.price.cents, 2),
            write_decimal(view.vat.basis_points, 2),
            view.unit.value,
            write_decimal(variant.on_hand.thousandths, 3),
            "1" if view.is_online else "0",
            _cost(variant),
            _content(variant),
            guard(variant.place),
            guard(variant.supplier_ref),
            " ".join(view.allergens),
        )


def _cost(variant: VariantView) -> str:
    return "" if variant.purchase_price is None else write_decimal(variant.purchase_price.cents, 2)


def _content(variant: VariantView) -> str:
    """Return how much is in one piece, as `unit_price.read_content` reads it."""
    if variant.content is None:
        return ""
    return f"{write_decimal(variant.content.thousandths, 3)} {variant.content.unit.value}"


def export_to_csv(shop: Shop, target: Path) -> None:
    """Write the product list to a file, whole or not at all.

    Raises:
        WorldError: export_not_written.
    """
    coming = _coming(target)
    try:
        coming.write_bytes(export_products(shop).encode("utf-8-sig"))
        coming.replace(target)
    except OSError as error:
        _give_up(coming)
        raise WorldError("export_not_written", file=target.name) from error


def export_chosen(shop: Shop, product_ids: Sequence[str], target: Path) -> int:
    """Write some products to a list in this order, whole or not at all, and return how many.

    Raises:
        WorldError: export_not_written.
    """
    coming, count = _coming(target), 0
    try:
        with coming.open("w", encoding="utf-8-sig", newline="") as file, shop.look() as look:
            writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
            writer.writerow(COLUMNS)
            for start in range(0, len(product_ids), _PAGE):
                ids = product_ids[start : start + _PAGE]
                found = {view.id: view for view in read_products(shop, look.connection, ids)}
                count += len(found)
                for view in (found[each] for each in ids if each in found):
                    writer.writerows(_product_rows(view))
        coming.replace(target)
    except OSError as error:
        _give_up(coming)
        raise WorldError("export_not_written", file=target.name) from error
    return count


def export_everything(shop: Shop, target: Path) -> int:
    """Write all the shop has into one ZIP, whole or not at all, and return how many rows it holds.

    The product list, a JSON file a table, and every photograph, those of products named by their
    reference (`photos.csv` says which is which); the fiscal journal with the text of each record as
    it was signed.

    Raises:
        WorldError: export_not_written.
    """
    count = 0
    coming = _coming(target)
    try:
        with zipfile.ZipFile(coming, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("products.csv", export_products(shop).encode("utf-8-sig"))
            with shop.look() as look:
                for table in Base.metadata.sorted_tables:
                    if table.name not in _LEFT_OUT:
                        count += _write_table(archive, look.connection, table)
                shown = _shown(look.connection)
            archive.writestr("photos.csv", _photo_list(shown).encode("utf-8-sig"))
            named: defaultdict[str, list[str]] = defaultdict(list)
            for _reference, file, sha256 in shown:
                named[sha256].append(file)
            for photo in sorted((shop.folder / "media").glob("*/*.webp")):
                for name in named[photo.stem] or [photo.name]:
                    archive.write(photo, f"photos/{name}", zipfile.ZIP_STORED)
        coming.replace(target)
    except OSError as error:
        _give_up(coming)
        raise WorldError("export_not_written", file=target.name) from error
    return count


def _shown(connection: Connection) -> list[tuple[str, str, str]]:
    """Return of each photograph on a sheet the reference, the file's name in a ZIP and its hash."""
    shown: list[tuple[str, str, str]] = []
    taken: set[str] = set()
    for row in _PHOTOS_SHOWN.all(connection, {}):
        plain = _NO_FILE_NAME.sub("_", row.sku)
        file = f"{plain}-{row.position + 1}.webp"
        if file.lower() in taken:
            file = f"{plain}-{row.position + 1}-{row.sha256}.webp"
        taken.add(file.lower())
        shown.append((row.sku, file, row.sha256))
    return shown


def _photo_list(shown: Iterable[tuple[str, str, str]]) -> str:
    target = io.StringIO()
    writer = csv.writer(target, delimiter=";", lineterminator="\r\n")
    writer.writerow(("reference", "file", "sha256"))
    writer.writerows((guard(reference), guard(file), sha256) for reference, file, sha256 in shown)
    return target.getvalue()


def _coming(target: Path) -> Path:
    return target.absolute().with_name(f"{target.absolute().name}.part")


def _give_up(coming: Path) -> None:
    if coming.is_file():
        coming.unlink()


def _write_table(archive: zipfile.ZipFile, connection: Connection, table: Table) -> int:
    """Write a table's rows, one a line, however many there are, and return their number."""
    columns = [column for column in table.columns if column.name not in _SECRET_COLUMNS]
    names = [column.name for column in columns]
    count = 0
    with archive.open(f"tables/{table.name}.json", "w", force_zip64=True) as file:
        file.write(b"[")
        for row in connection.execute(select(*columns)).yield_per(_PAGE):
            file.write(b",\n" if count else b"\n")
            file.write(_json(names, row).encode())
            count += 1
        file.write(b"\n]\n")
    return count


def _json(names: Sequence[str], row: Row[*tuple[object, ...]]) -> str:
    plain = {name: _plain(name, value) for name, value in zip(names, row, strict=True)}
    return json.dumps(plain, ensure_ascii=False, default=str)


def _plain(name: str, value: object) -> object:
    if isinstance(value, bytes):
        return value.decode("utf-8") if name in _TEXT_COLUMNS else value.hex()
    return milliseconds(value) if isinstance(value, datetime) else value
