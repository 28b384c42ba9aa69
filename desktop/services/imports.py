"""Bringing a product list in: looked through first, then taken product by product, each whole or not."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from sqlalchemy import Connection, select

from desktop.domain.product_file import Fault, ProductLine, decode, read_lines
from desktop.domain.search_text import fold
from desktop.errors import RefusedError, WorldError
from desktop.services.catalogue import CODES, PRODUCTS, VARIANTS, product_of, read_product
from desktop.services.cataloguing import ProductDraft, VariantDraft, draft_of, write_product
from desktop.services.shop import Shop
from desktop.services.unit_of_work import UnitOfWork
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity
from sync.kernel.vat import VatRate

_AT_ONCE = 50
"""Products a transaction: the disk is waited for once, and a sale in between hardly at all."""

_Options = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """What came of a list: how many articles were made, were there already, could not be read."""

    made: int
    known: int
    faults: tuple[Fault, ...]
    #: Articles made without a VAT rate in the list: they have the shop's first one, to be checked.
    assumed_vat: int


def import_products(
    shop: Shop,
    source: Path,
    staff: str,
    *,
    dry_run: bool = False,
    on_progress: Callable[[int], None] = lambda _lines: None,
) -> ImportReport:
    """Make an article of each line; sizes and colours that follow each other become one product.

    An article the shop has already, by its barcode or reference, or by its name where the list has
    neither, is left as it is: an import that was interrupted is simply done again.

    Args:
        shop: the open shop.
        source: the list, as a spreadsheet or another till wrote it.
        staff: code of who does it.
        dry_run: look through it only; nothing is written.
        on_progress: told how many lines are done.

    Raises:
        RefusedError: import_too_large, import_no_text, import_no_header.
        WorldError: import_missing, import_unreadable; what the disk says. What was taken stays.
    """
    products = _products(read_lines(decode(_read(source)), shop.settings.vat_rates))
    with shop.look() as look:
        intake = _Intake(_Known(look.connection), staff)
    while batch := list(islice(products, _AT_ONCE)):
        with shop.begin() as work:
            for product in batch:
                intake.take(work, product)
            if not dry_run:
                work.commit()
        on_progress(intake.lines)
    return intake.report()


def _read(source: Path) -> bytes:
    try:
        return source.read_bytes()
    except FileNotFoundError as error:
        raise WorldError("import_missing", file=source.name) from error
    except OSError as error:
        raise WorldError("import_unreadable", file=source.name) from error


def _products(lines: Iterable[ProductLine | Fault]) -> Iterator[list[ProductLine] | Fault]:
    """Yield the lines product by product, variants that follow each other together."""
    product: list[ProductLine] = []
    for line in lines:
        if isinstance(line, Fault):
            yield line
            continue
        if product and not line.is_form_of(product[0]):
            yield product
            product = []
        product.append(line)
    if product:
        yield product


class _Known:
    """The articles on sale, by what a list may call them."""

    def __init__(self, connection: Connection) -> None:
        self._named: dict[str, str] = {}
        self._called: dict[tuple[str, _Options], str] = {}
        on_sale = (
            select(VARIANTS.c.id, VARIANTS.c.sku, VARIANTS.c.options, PRODUCTS.c.name)
            .join(PRODUCTS, PRODUCTS.c.id == VARIANTS.c.product_id)
            .where(VARIANTS.c.archived_at.is_(None), PRODUCTS.c.archived_at.is_(None))
        )
        variants: set[str] = set()
        for row in connection.execute(on_sale):
            variants.add(row.id)
            self._named[row.sku] = row.id
            self._called[fold(row.name), tuple(row.options.items())] = row.id
        for code, variant_id in connection.execute(select(CODES.c.code, CODES.c.variant_id)):
            if variant_id in variants:
                self._named[code] = variant_id

    def find(self, line: ProductLine) -> str | None:
        names = _names(line)
        if not names:
            return self._called.get((fold(line.name), line.options))
        return next((self._named[name] for name in names if name in self._named), None)

    def add(self, line: ProductLine, variant_id: str) -> None:
        self._called[fold(line.name), line.options] = variant_id
        self._named |= dict.fromkeys(_names(line), variant_id)


def _names(line: ProductLine) -> list[str]:
    return [name for name in (line.reference, *line.codes) if name]


class _Intake:
    """Takes products one after the other and counts what became of them."""

    def __init__(self, known: _Known, staff: str) -> None:
        self._articles = known
        self._staff = staff
        self._made = self._known = self._assumed_vat = 0
        self._faults: list[Fault] = []

    @property
    def lines(self) -> int:
        return self._made + self._known + len(self._faults)

    def report(self) -> ImportReport:
        return ImportReport(
            made=self._made,
            known=self._known,
            faults=tuple(sorted(self._faults, key=lambda fault: fault.number)),
            assumed_vat=self._assumed_vat,
        )

    def take(self, work: UnitOfWork, product: list[ProductLine] | Fault) -> None:
        """Make the product, or add to the one the shop has what it lacks; or note why not."""
        if isinstance(product, Fault):
            self._faults.append(product)
            return
        standing = {id(line): self._articles.find(line) for line in product}
        new = [line for line in product if standing[id(line)] is None]
        self._known += len(product) - len(new)
        if not new:
            return
        relative = next((each for each in standing.values() if each is not None), None)
        try:
            # A refused product leaves nothing behind; the others of the transaction stand.
            with work.connection.begin_nested():
                made = self._make(work, new, relative)
        except RefusedError as refused:
            self._faults += [Fault(line.number, refused.code, line.name) for line in new]
            return
        for line, variant_id in zip(new, made, strict=True):
            self._articles.add(line, variant_id)
            self._assumed_vat += line.vat_bp is None
        self._made += len(new)

    def _make(
        self, work: UnitOfWork, lines: Sequence[ProductLine], relative: str | None
    ) -> list[str]:
        """Write the product and return its variants that stand for the lines."""
        variants = tuple(map(_variant, lines))
        if relative is None:
            draft = _product(work.shop, lines[0], variants)
        else:
            connection = work.connection
            view = read_product(work.shop, connection, product_of(connection, relative))
            draft = draft_of(view)
            draft = replace(draft, variants=(*draft.variants, *variants))
        saved = write_product(work, draft, self._staff)
        return [each.id for each in saved.product.variants[-len(lines) :]]


def _product(shop: Shop, line: ProductLine, variants: tuple[VariantDraft, ...]) -> ProductDraft:
    return ProductDraft(
        name=line.name,
        brand=line.brand,
        category_name=line.category,
        description=line.description,
        kind=line.kind.value,
        flags=line.flags,
        vat=VatRate(shop.settings.vat_rates[0] if line.vat_bp is None else line.vat_bp),
        unit=line.unit,
        variants=variants,
    )


def _variant(line: ProductLine) -> VariantDraft:
    return VariantDraft(
        price=Money(line.price_cents),
        sku=line.reference,
        options=line.options,
        codes=line.codes,
        opening_stock=None if line.stock is None else Quantity(line.stock, line.unit),
    )
