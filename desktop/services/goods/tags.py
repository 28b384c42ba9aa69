"""Shelf tags and product labels: which are due, how they are printed, when they are done with.

A tag is due until its paper is out. Printing takes three steps, so that nothing slow holds up a
sale: `gather` reads (ledger), `make` lays out and draws (anywhere), `send` queues (ledger). A sheet
for the office printer is a file instead, and a person says that it came out.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from msgspec import structs
from sqlalchemy import ColumnElement, Row, Select, and_, delete, func, literal, select, update

from desktop.domain.unit_price import UnitPrice, unit_price
from desktop.errors import RefusedError
from desktop.models.base import table_of
from desktop.models.catalogue import TagDue
from desktop.models.paper import PrintJob
from desktop.models.stock import StockLevel
from desktop.models.supply import DeliveryLine
from desktop.services.goods import tag_faces
from desktop.services.goods.catalogue import PRODUCTS, VARIANTS
from desktop.services.goods.tag_papers import (
    SHEETS,
    STRIP,
    Batch,
    Choice,
    Papers,
    Preview,
    TagFormat,
    TagKind,
    formats,
    grid_of,
    keep_file,
    make,
    preview,
)
from desktop.services.papers import print_queue
from desktop.services.shop import Shop, Topic
from desktop.services.unit_of_work import Look, UnitOfWork
from desktop.services.upkeep import house
from printing.spooler import JobState
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity, Unit

if TYPE_CHECKING:
    from printing.documents import Tag

__all__ = [
    "MOST_TAGS",
    "REASONS",
    "SHEETS",
    "STRIP",
    "Batch",
    "Choice",
    "DuePage",
    "DueTag",
    "Papers",
    "Preview",
    "TagFormat",
    "TagKind",
    "TagStanding",
    "Wanted",
    "articles",
    "by_stock",
    "came_out",
    "count",
    "dismiss",
    "due",
    "due_ids",
    "for_delivery",
    "for_product",
    "formats",
    "gather",
    "keep_file",
    "make",
    "preview",
    "remembered",
    "send",
]

_tags, _jobs = table_of(TagDue), table_of(PrintJob)
_levels, _deliveries = table_of(StockLevel), table_of(DeliveryLine)

_SHOWN = (
    VARIANTS.c.product_id,
    VARIANTS.c.options,
    VARIANTS.c.price_cents,
    VARIANTS.c.place,
    VARIANTS.c.content,
    VARIANTS.c.content_unit,
    PRODUCTS.c.name,
    PRODUCTS.c.unit,
)

MOST_TAGS = 2000
"""More in one go is a slip of the finger."""
_ONE = 1000
_AT_ONCE = 500


class TagStanding(StrEnum):
    """How far the new tag of an article is."""

    DUE = "due"
    PRINTING = "printing"
    #: The printer was cut off: a person is asked, where papers are.
    DOUBTFUL = "doubtful"


_USUAL_SHEETS = {TagKind.SHELF: "L7160", TagKind.PRODUCT: "L7651"}

REASONS = ("price", "new", "name", "content")
"""Why a tag is due, the most pressing first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DueTag:
    """An article whose tag does not say what is so."""

    variant_id: str
    product_id: str
    name: str
    #: Size and colour.
    options: str
    why: str
    since: datetime
    price: Money
    unit: Unit
    #: Where it stands in the shop.
    place: str
    standing: TagStanding
    #: Price per kilo, litre, metre or piece, where the law asks for it.
    measured: UnitPrice | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DuePage:
    """The first of what is due, and how many there are of each reason."""

    tags: tuple[DueTag, ...]
    counts: Mapping[str, int]

    @property
    def total(self) -> int:
        """Return how many are due in all."""
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """An article and how many tags of it."""

    variant_id: str
    copies: int = 1


# --- what is due --------------------------------------------------------------------------------


def due(shop: Shop, why: str = "", limit: int = 200) -> DuePage:
    """Return the tags that are due, the longest-waiting of each reason first.

    `why` shows one reason only; the counts are of all.
    """
    with shop.look() as look:
        counts = look.connection.execute(
            _standing_due(select(_tags.c.why, func.count().label("n"))).group_by(_tags.c.why)
        ).all()
        listed = _standing_due(
            select(
                _tags.c.variant_id,
                _tags.c.why,
                _tags.c.since,
                _jobs.c.state,
                *_SHOWN,
            )
        ).order_by(_tags.c.since, PRODUCTS.c.name, VARIANTS.c.position, _tags.c.variant_id)
        if why:
            listed = listed.where(_tags.c.why == why)
        rows = look.connection.execute(listed.limit(limit)).all()
    return DuePage(tags=tuple(map(_due_tag, rows)), counts={row.why: row.n for row in counts})


def articles(shop: Shop, variant_ids: Sequence[str]) -> tuple[DueTag, ...]:
    """Return articles as the list shows them, with no reason: somebody wants labels of them."""
    found: dict[str, DueTag] = {}
    listed = select(
        VARIANTS.c.id.label("variant_id"),
        literal("").label("why"),
        PRODUCTS.c.changed_at.label("since"),
        literal(None).label("state"),
        *_SHOWN,
    ).join(PRODUCTS, PRODUCTS.c.id == VARIANTS.c.product_id)
    with shop.look() as look:
        for part in _parts(variant_ids):
            rows = look.connection.execute(listed.where(VARIANTS.c.id.in_(part)))
            found |= {row.variant_id: _due_tag(row) for row in rows}
    return tuple(found[each] for each in dict.fromkeys(variant_ids) if each in found)


def count(shop: Shop) -> int:
    """Return how many tags are due: the number on the tab."""
    with shop.look() as look:
        number: int = look.connection.scalar(_standing_due(select(func.count()))) or 0
    return number


def due_ids(shop: Shop, why: str = "") -> tuple[str, ...]:
    """Return the articles whose tags are due, all of them, in the order of the list."""
    with shop.look() as look:
        chosen = _standing_due(select(_tags.c.variant_id))
        if why:
            chosen = chosen.where(_tags.c.why == why)
        ordered = chosen.order_by(_tags.c.since, PRODUCTS.c.name, VARIANTS.c.position)
        return tuple(look.connection.scalars(ordered))


def dismiss(shop: Shop, variant_ids: Sequence[str]) -> int:
    """Take tags off the list unprinted, and return how many."""
    gone = 0
    with shop.begin() as work:
        for part in _parts(variant_ids):
            gone += work.connection.execute(
                delete(_tags).where(_tags.c.variant_id.in_(part))
            ).rowcount
        work.changed(Topic.CATALOGUE)
        work.commit()
    return gone


def _standing_due(chosen: Select[Any]) -> Select[Any]:
    """Join a question to what is due of articles that are still sold."""
    return (
        chosen.select_from(_tags)
        .join(VARIANTS, VARIANTS.c.id == _tags.c.variant_id)
        .join(PRODUCTS, PRODUCTS.c.id == VARIANTS.c.product_id)
        .outerjoin(_jobs, and_(_jobs.c.id == _tags.c.job_id, _tags.c.job_id != ""))
        .where(VARIANTS.c.archived_at.is_(None), PRODUCTS.c.archived_at.is_(None))
    )


def _due_tag(row: Row[Any]) -> DueTag:
    standing = TagStanding.DUE
    if row.state == JobState.DOUBTFUL.value:
        standing = TagStanding.DOUBTFUL
    elif row.state is not None and row.state != JobState.CANCELLED.value:
        standing = TagStanding.PRINTING
    content = None
    if row.content and row.content_unit:
        content = Quantity(row.content, Unit(row.content_unit))
    return DueTag(
        variant_id=row.variant_id,
        product_id=row.product_id,
        name=row.name,
        options=" · ".join(row.options.values()),
        why=row.why,
        since=row.since,
        price=Money(row.price_cents),
        unit=Unit(row.unit),
        place=row.place,
        standing=standing,
        measured=unit_price(Money(row.price_cents), content),
    )


# --- how many of which ----------------------------------------------------------------------------


def by_stock(shop: Shop, variant_ids: Sequence[str]) -> tuple[Wanted, ...]:
    """Return one tag for each whole piece in stock; one for what is weighed; none for what is out."""
    found: dict[str, int] = {}
    with shop.look() as look:
        for part in _parts(variant_ids):
            rows = look.connection.execute(
                select(VARIANTS.c.id, PRODUCTS.c.unit, _levels.c.on_hand)
                .join(PRODUCTS, PRODUCTS.c.id == VARIANTS.c.product_id)
                .outerjoin(_levels, _levels.c.variant_id == VARIANTS.c.id)
                .where(VARIANTS.c.id.in_(part))
            )
            found |= {row.id: _pieces(row.unit, row.on_hand or 0) for row in rows}
    return _in_order(variant_ids, found)


def for_product(shop: Shop, product_id: str) -> tuple[Wanted, ...]:
    """Return the forms of a product in their order, each as often as it is in stock.

    One of each where nothing is yet: its labels are printed before it is counted.
    """
    with shop.look() as look:
        ids = look.connection.scalars(
            select(VARIANTS.c.id)
            .where(VARIANTS.c.product_id == product_id, VARIANTS.c.archived_at.is_(None))
            .order_by(VARIANTS.c.position, VARIANTS.c.id)
        ).all()
    return by_stock(shop, ids) or tuple(Wanted(variant_id=each) for each in ids)


def for_delivery(shop: Shop, delivery_id: str) -> tuple[Wanted, ...]:
    """Return what a delivery brought, a tag for each piece of it."""
    with shop.look() as look:
        rows = look.connection.execute(
            select(_deliveries.c.variant_id, PRODUCTS.c.unit, _deliveries.c.quantity)
            .join(VARIANTS, VARIANTS.c.id == _deliveries.c.variant_id)
            .join(PRODUCTS, PRODUCTS.c.id == VARIANTS.c.product_id)
            .where(_deliveries.c.delivery_id == delivery_id)
            .order_by(_deliveries.c.position)
        ).all()
    wanted: dict[str, int] = {}
    for row in rows:
        wanted[row.variant_id] = wanted.get(row.variant_id, 0) + _pieces(row.unit, row.quantity)
    return _in_order(tuple(wanted), wanted)


def _pieces(unit: str, thousandths: int) -> int:
    if unit != Unit.PIECE.value:
        return 1 if thousandths > 0 else 0
    return max(Quantity(thousandths, Unit.PIECE).thousandths // _ONE, 0)


def _in_order(variant_ids: Iterable[str], copies: Mapping[str, int]) -> tuple[Wanted, ...]:
    return tuple(
        Wanted(variant_id=each, copies=copies[each]) for each in variant_ids if copies.get(each)
    )


# --- how it is printed ------------------------------------------------------------------------------


def remembered(shop: Shop, kind: TagKind = TagKind.SHELF, printer: str | None = None) -> Choice:
    """Return how this kind was last printed, as far as printer and format are still there.

    With a printer, how it would be printed there.
    """
    settings = shop.settings
    last, code = (
        (settings.tag_printer, settings.tag_format)
        if kind is TagKind.SHELF
        else (settings.product_label_printer, settings.product_label_format)
    )
    printer = last if printer is None else printer
    if settings.printer(printer) is None:
        printer = SHEETS
    known = {each.code: each for each in formats(shop, printer)}
    if code not in known:
        usual = _USUAL_SHEETS[kind]
        code = usual if usual in known else next(iter(known))
    return Choice(
        kind=kind,
        printer=printer,
        format=code,
        used=settings.sheet_used.get(code, 0) if printer == SHEETS else 0,
        shift=settings.sheet_shift,
    )


def gather(shop: Shop, wanted: Sequence[Wanted], choice: Choice) -> Batch:
    """Read what stands on the tags, with the choice of today's printer and format.

    Raises:
        RefusedError: no_tags_to_print; too_many_tags; tag_format_unknown.
    """
    asked = [each for each in wanted if each.copies > 0]
    copies = sum(each.copies for each in asked)
    if not copies:
        raise RefusedError("no_tags_to_print")
    if copies > MOST_TAGS:
        raise RefusedError("too_many_tags", n=copies, limit=MOST_TAGS)
    if choice.format not in {each.code for each in formats(shop, choice.printer)}:
        raise RefusedError("tag_format_unknown", format=choice.format)
    with shop.look() as look:
        ids = [each.variant_id for each in asked]
        if choice.kind is TagKind.SHELF:
            faces: Mapping[str, Tag] = tag_faces.shelf_tags(shop, look, ids)
        else:
            faces = tag_faces.product_labels(shop, look, ids)
        since = _due_since(look, ids) if choice.kind is TagKind.SHELF else {}
    there = [each for each in asked if each.variant_id in faces]
    if not there:
        raise RefusedError("no_tags_to_print")
    return Batch(
        choice=choice,
        tags=tuple((faces[each.variant_id], each.copies) for each in there),
        variant_ids=tuple(each.variant_id for each in there),
        due_since=since,
        settings=shop.settings,
    )


def send(shop: Shop, papers: Papers) -> tuple[str, ...]:
    """Queue a printer's papers and return their jobs; what is due is done when they are out.

    Raises:
        RefusedError: no_printer, when it was taken away meanwhile.
    """
    jobs = []
    with shop.begin() as work:
        for payload, variant_ids in papers.parts:
            job = print_queue.queue_bytes(
                work,
                payload,
                printer=papers.batch.choice.printer,
                kind="shelf_label",
                title=str(len(variant_ids)),
                ref="",
            )
            for as_read in _as_read(papers.batch, variant_ids):
                work.connection.execute(update(_tags).where(as_read).values(job_id=job))
            jobs.append(job)
        _remember(work, papers.batch.choice)
        work.changed(Topic.CATALOGUE)
        work.commit()
    return tuple(jobs)


def came_out(shop: Shop, papers: Papers) -> None:
    """Note that the sheets of a file are out: their tags are done, the last one is begun.

    What changed since they were made stays due.
    """
    batch, choice = papers.batch, papers.batch.choice
    with shop.begin() as work:
        for as_read in _as_read(batch, batch.variant_ids):
            work.connection.execute(delete(_tags).where(as_read))
        begun = (choice.used + batch.copies) % grid_of(choice.format).labels
        _remember(work, replace(choice, used=begun))
        work.changed(Topic.CATALOGUE)
        work.commit()


def _due_since(look: Look, variant_ids: Sequence[str]) -> dict[str, datetime]:
    since: dict[str, datetime] = {}
    for part in _parts(variant_ids):
        rows = look.connection.execute(
            select(_tags.c.variant_id, _tags.c.since).where(_tags.c.variant_id.in_(part))
        )
        since |= {row.variant_id: row.since for row in rows}
    return since


def _as_read(batch: Batch, variant_ids: Sequence[str]) -> Iterator[ColumnElement[bool]]:
    """Yield a condition for each tag that is still due for what its new paper says."""
    for variant_id in variant_ids:
        since = batch.due_since.get(variant_id)
        if since is not None:
            yield and_(_tags.c.variant_id == variant_id, _tags.c.since == since)


def _remember(work: UnitOfWork, choice: Choice) -> None:
    settings = work.shop.settings
    if choice.kind is TagKind.SHELF:
        settings = structs.replace(settings, tag_printer=choice.printer, tag_format=choice.format)
    else:
        settings = structs.replace(
            settings, product_label_printer=choice.printer, product_label_format=choice.format
        )
    if choice.printer == SHEETS:
        used = {**settings.sheet_used, choice.format: choice.used}
        settings = structs.replace(settings, sheet_shift=choice.shift, sheet_used=used)
    if settings != work.shop.settings:
        house.write_settings(work, settings)


def _parts(variant_ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(variant_ids), _AT_ONCE):
        yield variant_ids[start : start + _AT_ONCE]
