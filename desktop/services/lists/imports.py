"""Bringing a product list in: looked through first, then taken some hundred products at a time.

Every list that is taken is a run: it can be cancelled, gone on with, and taken back as a whole
(`import_runs`). An article the shop has is left as it is, or given the list's price and stock.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import islice
from pathlib import Path

from desktop.domain.product_file import (
    Fault,
    ProductLine,
    read_header,
    require_columns,
    understand,
)
from desktop.domain.product_layouts import Columns, recognise
from desktop.errors import RefusedError
from desktop.services.goods.catalogue import read_product
from desktop.services.goods.cataloguing import (
    ProductDraft,
    VariantDraft,
    change_prices,
    draft_of,
    write_product,
)
from desktop.services.lists.bulk_cataloguing import (
    Fit,
    Written,
    fit,
    try_new_products,
    write_new_products,
)
from desktop.services.lists.import_runs import (
    RunRecord,
    begin_run,
    correct_stock,
    end_run,
    note_run,
)
from desktop.services.lists.known_articles import KnownArticles, Standing
from desktop.services.lists.list_files import fingerprint, opened_list
from desktop.services.shop import Shop
from desktop.services.unit_of_work import UnitOfWork
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity
from sync.kernel.vat import VatRate

AT_ONCE = 250
"""Products of the first transaction; the next ones have as many as are written in `_HELD_US`."""
_FEWEST, _MOST = 50, 1_000
_HELD_US = 40_000
"""Microseconds of work in a transaction, while a sale waits: the longer, the fewer times the same
pages are written. The disk's own time is not counted, for it is the same after few as after many."""
_FOLD_AFTER = 10_000
"""Lines after which the log is folded back: of a hundred thousand it would be five times the file."""
MOST_FAULTS = 10_000
"""Faults that are kept by name; the rest is counted."""
SAMPLES = 3
_LOOKED_AT = 50


class Mode(StrEnum):
    """What becomes of the lines of a list."""

    #: What the shop does not have is made; what it has stays as it is.
    ADD = "add"
    #: What the shop has gets the list's price and stock; nothing is made.
    UPDATE = "update"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one line: made, changed, known or fault, with the wording of why."""

    number: int
    outcome: str
    name: str
    code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """What came of a list: how many articles were made, were there already, could not be read."""

    made: int
    known: int
    #: In the order of the list, no more than `MOST_FAULTS`.
    faults: tuple[Fault, ...]
    #: Articles made without a VAT rate in the list: they have the shop's first one, to be checked.
    assumed_vat: int
    #: Known articles whose price or stock is now the list's.
    changed: int = 0
    #: Lines with a fault, those included that are not kept by name.
    faulty: int = field(default=0, compare=False)
    #: By which the whole can be taken back; empty for a dry run.
    run_id: str = field(default="", compare=False)
    #: False when it was cancelled: the same list goes on from there.
    is_complete: bool = field(default=True, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListSeen:
    """What a list looks like, before anything of it is taken."""

    file: Path
    sha256: str
    columns: Columns
    header: tuple[str, ...]
    #: Of each column its first values that say something, each once.
    samples: tuple[tuple[str, ...], ...]
    #: Lines behind the header, empty ones included.
    lines: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """How a list is to be taken."""

    mode: Mode = Mode.ADD
    #: Which column is which of ours, as a person matched them; None for what the header says.
    places: Mapping[str, int] | None = None
    dry_run: bool = False
    #: Go on with the run of this file that was interrupted.
    resume: bool = False


def look_at(source: Path) -> ListSeen:
    """Return what a list is and what its columns seem to be.

    Raises:
        RefusedError: import_empty; as `list_files.opened_list`.
        WorldError: import_missing, import_unreadable.
    """
    with opened_list(source) as rows:
        _, header = read_header(rows)
        if not header:
            raise RefusedError("import_empty")
        samples: list[list[str]] = [[] for _ in header]
        count = 0
        for _, row in islice(rows, _LOOKED_AT):
            count += 1
            for place, cell in enumerate((row or [])[: len(header)]):
                said = cell.strip()[:80]
                if said and len(samples[place]) < SAMPLES and said not in samples[place]:
                    samples[place].append(said)
        count += sum(1 for _ in rows)
    return ListSeen(
        file=source,
        lines=count,
        sha256=fingerprint(source),
        columns=recognise(header),
        header=tuple(cell.strip()[:80] for cell in header),
        samples=tuple(map(tuple, samples)),
    )


def import_products(
    shop: Shop,
    source: Path,
    staff: str,
    wishes: Wishes | None = None,
    *,
    dry_run: bool = False,
    on_progress: Callable[[int], None] = lambda _lines: None,
    on_verdict: Callable[[Verdict], None] = lambda _verdict: None,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> ImportReport:
    """Make an article of each line; sizes and colours that follow each other become one product.

    An article the shop has already is known by its barcode or reference, or by its name where the
    list has neither. Not for the ledger's thread: between its transactions sales go on.

    Args:
        shop: the open shop.
        source: the list, as a spreadsheet or another till wrote it.
        staff: code of who does it.
        wishes: how it is to be taken; without any, what is new is made.
        dry_run: look through it only; nothing is written.
        on_progress: told how many lines are done.
        on_verdict: told of every line.
        is_cancelled: asked between transactions.

    Raises:
        RefusedError: import_no_header, import_no_code; what `list_files.opened_list` refuses.
        WorldError: import_missing, import_unreadable; what the disk says. What was taken stays.
    """
    wishes = wishes or Wishes(dry_run=dry_run)
    with opened_list(source) as rows:
        columns = recognise(read_header(rows)[1])
        if wishes.places is not None:
            columns = columns.moved(wishes.places)
        makes = wishes.mode is not Mode.UPDATE
        require_columns(columns, needs_name=makes)
        run = None
        if not wishes.dry_run:
            run = begin_run(shop, source, fingerprint(source), columns, staff, wishes.resume)
        lines = understand(rows, columns, shop.settings.vat_rates, needs_name=makes)
        done = 0 if run is None else run.lines
        products = _offered(shop, _products(line for line in lines if line.number > done))
        intake = _Intake(shop, staff, wishes, run, on_verdict)
        count, folded = AT_ONCE, 0
        while batch := list(islice(products, count)):
            with shop.begin() as work:
                begun = time.thread_time_ns()
                intake.take(work, batch)
                if run is not None:
                    note_run(work, run)
                    work.commit()
                count = _next_count(count, (time.thread_time_ns() - begun) // 1_000)
            on_progress(intake.lines)
            if is_cancelled():
                return intake.report(is_complete=False)
            if run is not None and intake.lines - folded >= _FOLD_AFTER:
                folded = intake.lines
                shop.database.checkpoint()
    if run is not None:
        end_run(shop, run)
    return intake.report(is_complete=True)


def _next_count(count: int, held_us: int) -> int:
    """Return how many products the next transaction takes, after one of so many was so much work."""
    fitting = count * _HELD_US // max(held_us, 1_000)
    # Half the way: one in which the search index was put in order is not the rule.
    return min(max((count + fitting) // 2, _FEWEST), _MOST)


def _products(lines: Iterable[ProductLine | Fault]) -> Iterator[list[ProductLine] | Fault]:
    """Yield the lines product by product, variants that follow each other together."""
    product: list[ProductLine] = []
    for line in lines:
        if isinstance(line, Fault):
            # What came before goes first: where a run is gone on with, nothing is left behind.
            if product:
                yield product
                product = []
            yield line
            continue
        if product and (not line.is_form_of(product[0]) or len(product) >= _MOST_FORMS):
            yield product
            product = []
        product.append(line)
    if product:
        yield product


_MOST_FORMS = 200


@dataclass(frozen=True, slots=True)
class _Offer:
    """The lines of one product and what they make, checked before the database is held for it."""

    lines: list[ProductLine]
    fit: Fit | RefusedError


def _offered(shop: Shop, products: Iterable[list[ProductLine] | Fault]) -> Iterator[_Offer | Fault]:
    return (each if isinstance(each, Fault) else _offer(shop, each) for each in products)


def _offer(shop: Shop, lines: list[ProductLine]) -> _Offer:
    return _Offer(lines, fit(_product(shop, lines[0], tuple(map(_variant, lines)))))


class _Intake:
    """Takes products some hundred at a time and counts what became of them."""

    def __init__(
        self,
        shop: Shop,
        staff: str,
        wishes: Wishes,
        run: RunRecord | None,
        on_verdict: Callable[[Verdict], None],
    ) -> None:
        self._shop, self._staff, self._wishes = shop, staff, wishes
        self.run = run or RunRecord(id="")
        self._articles = KnownArticles(remembers=wishes.dry_run)
        self._on_verdict = on_verdict
        self._verdicts: list[Verdict] = []
        self._assumed_vat = 0
        self._faults: list[Fault] = []
        self._pending: list[_Offer] = []
        self._prices: dict[str, Money] = {}
        self._counts: dict[str, tuple[Standing, int]] = {}

    @property
    def lines(self) -> int:
        run = self.run
        return run.made + run.changed + run.known + run.faults

    def report(self, *, is_complete: bool) -> ImportReport:
        return ImportReport(
            made=self.run.made,
            known=self.run.known,
            changed=self.run.changed,
            faults=tuple(sorted(self._faults, key=lambda fault: fault.number)),
            faulty=self.run.faults,
            assumed_vat=self._assumed_vat,
            run_id=self.run.id,
            is_complete=is_complete,
        )

    def take(self, work: UnitOfWork, batch: Sequence[_Offer | Fault]) -> None:
        """Make the products, or change what the shop has; or note why not."""
        lines = [line for each in batch if isinstance(each, _Offer) for line in each.lines]
        self._articles.look_up(work.connection, lines)
        for product in batch:
            if isinstance(product, Fault):
                self._fault(product)
            else:
                self._sort(work, product)
        self._make_pending(work)
        self._change(work)
        for verdict in sorted(self._verdicts, key=lambda each: each.number):
            self._on_verdict(verdict)
        self._verdicts.clear()
        last = batch[-1]
        self.run.lines = last.number if isinstance(last, Fault) else last.lines[-1].number

    def _sort(self, work: UnitOfWork, offer: _Offer) -> None:
        product = offer.lines
        if self._articles.awaits(product):
            # It may be the same as one before it, of which it is not yet known what becomes.
            self._make_pending(work)
        standing = [self._articles.find(line) for line in product]
        new = []
        for line, known in zip(product, standing, strict=True):
            if known is None:
                new.append(line)
            else:
                self._known(line, known)
        if not new:
            return
        if self._wishes.mode is Mode.UPDATE:
            for line in new:
                self._fault(Fault(line.number, "line_unknown", line.name or line.reference))
            return
        relative = next((each for each in standing if each is not None), None)
        if relative is None:
            self._pending.append(offer if len(new) == len(product) else _offer(self._shop, new))
            self._articles.await_(new)
        else:
            self._join(work, new, relative)

    def _known(self, line: ProductLine, known: Standing) -> None:
        """Give an article the list's price and stock, where that was asked for and is otherwise."""
        changes = False
        if self._wishes.mode is not Mode.ADD and known.is_named:
            if line.price_cents not in (None, known.price_cents):
                self._prices[known.variant_id] = Money(line.price_cents or 0)
                changes = True
            if line.stock not in (None, known.on_hand) and known.unit is line.unit:
                self._counts[known.variant_id] = (known, line.stock or 0)
                changes = True
        if changes:
            self.run.changed += 1
        else:
            self.run.known += 1
        self._verdicts.append(Verdict(line.number, "changed" if changes else "known", line.name))

    def _make_pending(self, work: UnitOfWork) -> None:
        if not self._pending:
            return
        drafts = [each.fit for each in self._pending]
        if self._wishes.dry_run:
            outcome = try_new_products(work, drafts, self._staff)
        else:
            outcome = write_new_products(work, drafts, self._staff, self.run.id)
        for offer, made in zip(self._pending, outcome, strict=True):
            if isinstance(made, Written):
                self._made(offer.lines, made.product_id, made.variant_ids)
            else:
                self._refused(offer.lines, made)
        self._pending.clear()
        self._articles.settle()

    def _join(self, work: UnitOfWork, lines: list[ProductLine], relative: Standing) -> None:
        """Add forms to a product the shop has."""
        view = read_product(self._shop, work.connection, relative.product_id)
        standing = draft_of(view)
        draft = replace(standing, variants=(*standing.variants, *map(_variant, lines)))
        try:
            # A refused product leaves nothing behind; the others of the transaction stand.
            with work.connection.begin_nested():
                saved = write_product(work, draft, self._staff, self.run.id)
        except RefusedError as refused:
            self._refused(lines, refused)
            return
        ids = [each.id for each in saved.product.variants[-len(lines) :]]
        self._made(lines, relative.product_id, ids)

    def _made(self, lines: list[ProductLine], product_id: str, variant_ids: Sequence[str]) -> None:
        for line, variant_id in zip(lines, variant_ids, strict=True):
            self._articles.add(line, product_id, variant_id)
            self._assumed_vat += line.vat_bp is None
            self._verdicts.append(Verdict(line.number, "made", line.name))
        self.run.made += len(lines)

    def _refused(self, lines: Iterable[ProductLine], refused: RefusedError) -> None:
        for line in lines:
            self._fault(Fault(line.number, refused.code, line.name))

    def _fault(self, fault: Fault) -> None:
        self.run.faults += 1
        if len(self._faults) < MOST_FAULTS:
            self._faults.append(fault)
        self._verdicts.append(Verdict(fault.number, "fault", fault.text, fault.code))

    def _change(self, work: UnitOfWork) -> None:
        """Write the prices and stocks of articles that are known."""
        prices, counts = self._prices, self._counts
        self._prices, self._counts = {}, {}
        if self._wishes.dry_run:
            return
        if prices:
            change_prices(work, prices, self._staff, self.run.id)
        deltas = [(each.variant_id, wanted - each.on_hand) for each, wanted in counts.values()]
        correct_stock(work, deltas, self.run.id)


def _product(shop: Shop, line: ProductLine, variants: tuple[VariantDraft, ...]) -> ProductDraft:
    return ProductDraft(
        name=line.name,
        brand=line.brand,
        category_name=line.category,
        description=line.description,
        kind=line.kind.value,
        flags=line.flags,
        allergens=line.allergens,
        vat=VatRate(shop.settings.vat_rates[0] if line.vat_bp is None else line.vat_bp),
        unit=line.unit,
        variants=variants,
    )


def _variant(line: ProductLine) -> VariantDraft:
    return VariantDraft(
        price=Money(line.price_cents or 0),
        sku=line.reference,
        options=line.options,
        codes=line.codes,
        purchase_price=None if line.cost_cents is None else Money(line.cost_cents),
        content=line.content,
        place=line.place,
        supplier_ref=line.supplier_ref,
        opening_stock=None if line.stock is None else Quantity(line.stock, line.unit),
    )
