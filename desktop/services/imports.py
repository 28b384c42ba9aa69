"""Bringing a product list in: looked through first, then taken line by line, each whole or not."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from desktop.domain.product_file import Fault, ProductLine, decode, read_lines
from desktop.errors import RefusedError, WorldError
from desktop.services.cataloguing import ProductDraft, VariantDraft, save_product
from desktop.services.shelf import ProductFound, understand
from desktop.services.shop import Shop
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity
from sync.kernel.vat import VatRate


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """What came of a list: how many products were made, were there already, could not be read."""

    made: int
    known: int
    faults: tuple[Fault, ...]


def import_products(
    shop: Shop,
    source: Path,
    staff: str,
    *,
    dry_run: bool = False,
    on_progress: Callable[[int], None] = lambda _lines: None,
) -> ImportReport:
    """Make a product of each line; one whose barcode or reference the shop has already is left.

    So an import that was interrupted is simply done again. Nothing is written in a dry run.

    Raises:
        RefusedError: import_too_large, import_no_text, import_no_header.
        WorldError: import_missing, import_unreadable.
    """
    made, known, faults = 0, 0, list[Fault]()
    for line in read_lines(decode(_read(source)), shop.settings.vat_rates):
        if isinstance(line, Fault):
            faults.append(line)
        elif _is_known(shop, line):
            known += 1
        else:
            try:
                if not dry_run:
                    save_product(shop, _draft(shop, line), staff)
                made += 1
            except RefusedError as refused:
                faults.append(Fault(line.number, refused.code, line.name))
        on_progress(made + known + len(faults))
    return ImportReport(made=made, known=known, faults=tuple(faults))


def _read(source: Path) -> bytes:
    try:
        return source.read_bytes()
    except FileNotFoundError as error:
        raise WorldError("import_missing", file=source.name) from error
    except OSError as error:
        raise WorldError("import_unreadable", file=source.name) from error


def _is_known(shop: Shop, line: ProductLine) -> bool:
    return any(
        isinstance(understand(shop, text), ProductFound)
        for text in (*line.codes, line.reference)
        if text
    )


def _draft(shop: Shop, line: ProductLine) -> ProductDraft:
    stock = None if line.stock is None else Quantity(line.stock, line.unit)
    return ProductDraft(
        name=line.name,
        brand=line.brand,
        category_name=line.category,
        description=line.description,
        vat=VatRate(shop.settings.vat_rates[0] if line.vat_bp is None else line.vat_bp),
        unit=line.unit,
        is_online=False,
        variants=(
            VariantDraft(
                price=Money(line.price_cents),
                sku=line.reference,
                options=line.options,
                codes=line.codes,
                opening_stock=stock,
            ),
        ),
    )
