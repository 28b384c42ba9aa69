"""Printing the papers of an order, and showing them before they are printed.

What stands on them is composed by `services.online.order_papers`; a picture on the screen comes from the
same layout as the paper.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.errors import WorldError
from desktop.services.online import order_papers
from desktop.services.online.order_papers import bags_of, called_out
from desktop.services.online.orders import OrderView, read_order
from desktop.services.papers import print_queue
from desktop.services.papers.printer_profiles import profile_for
from desktop.services.shop import Shop
from desktop.services.unit_of_work import Look, UnitOfWork
from desktop.settings import Settings
from printing.documents import PickingSlip, PickupLabel

if TYPE_CHECKING:
    from printing.documents import Document
    from printing.drivers.stickers import LabelMedia

__all__ = [
    "LabelFormat",
    "OrderPaper",
    "called_out",
    "compose",
    "compose_slip",
    "label_formats",
    "label_png",
    "label_sheets",
    "long_papers",
    "paper_pdf",
    "preview",
    "print_label",
    "print_list",
    "print_packing_slip",
    "print_slip",
    "queue_labels",
]

_USUAL_SHEET = "L7165"
_LEAST_MM = (50, 30)
"""A smaller label has no room for a code that is read and a number that is seen."""
_FILE_NAMES = {
    "label": "order-labels.pdf",
    "slip": "order.pdf",
    "packing": "packing-slip.pdf",
    "list": "open-orders.pdf",
}


class OrderPaper(StrEnum):
    """What can be printed of orders."""

    #: One for each bag.
    LABEL = "label"
    #: What the preparer takes from where, with boxes to tick.
    SLIP = "slip"
    #: What is in the bags, for the customer.
    PACKING = "packing"
    #: All open orders, for a power cut.
    LIST = "list"


# --- to the printers ----------------------------------------------------------------------------


def print_label(shop: Shop, order_id: str, bags: Sequence[int] = ()) -> tuple[str, ...]:
    """Queue the label of each bag, or of some, and return their jobs.

    Raises:
        RefusedError: unknown_order, no_such_bag; no_printer, when no printer for labels is set.
    """
    with shop.begin() as work:
        jobs = queue_labels(work, order_id, bags)
        work.commit()
    return jobs


def queue_labels(work: UnitOfWork, order_id: str, bags: Sequence[int] = ()) -> tuple[str, ...]:
    """Queue the label of each bag, or of some, in a transaction of the caller.

    Raises:
        RefusedError: unknown_order, no_such_bag, no_printer.
    """
    order = read_order(work.connection, order_id)
    wanted = bags or range(1, bags_of(order) + 1)
    return tuple(_queue_label(work, order, bag) for bag in wanted)


def _queue_label(work: UnitOfWork, order: OrderView, bag: int) -> str:
    settings = work.shop.settings
    label = order_papers.label_of(work.shop, work, order, bag)
    which = f" {bag}/{order.bags}" if order.bags else ""
    title = f"{order.short_number}{which}"
    return print_queue.queue(
        work, label, printer=settings.label_printer, kind="label", title=title, ref=order.id
    )


def _media(settings: Settings) -> "LabelMedia | None":
    """Return the roll of cut labels in the label printer; None for paper as long as it needs."""
    known = settings.printer(settings.label_printer)
    if known is None or not profile_for(known).label_dpi:
        return None
    from printing.drivers.stickers import MEDIA  # noqa: PLC0415 start-up time

    return MEDIA.get(settings.order_label_format)


def print_slip(shop: Shop, order_id: str) -> str:
    """Queue the preparer's ticket and return its job; without a label printer on the receipts'.

    Raises:
        RefusedError: unknown_order, no_printer.
    """
    return _print_one(shop, order_id, OrderPaper.SLIP)


def print_packing_slip(shop: Shop, order_id: str) -> str:
    """Queue the slip that goes into the bag and return its job.

    Raises:
        RefusedError: unknown_order, no_printer.
    """
    return _print_one(shop, order_id, OrderPaper.PACKING)


def print_list(shop: Shop) -> str:
    """Queue the list of all open orders, for a PC that may not come back, and return its job.

    Raises:
        RefusedError: no_printer.
    """
    with shop.begin() as work:
        document = order_papers.list_of(shop, work)
        job = print_queue.queue(
            work, document, printer=long_papers(shop.settings), kind="slip", title="", ref=""
        )
        work.commit()
    return job


def _print_one(shop: Shop, order_id: str, paper: OrderPaper) -> str:
    with shop.begin() as work:
        order = read_order(work.connection, order_id)
        job = print_queue.queue(
            work,
            _composed(shop, work, order, paper, 1),
            printer=long_papers(shop.settings),
            kind="slip",
            title=order.short_number,
            ref=order_id,
        )
        work.commit()
    return job


def long_papers(settings: Settings) -> str:
    """Return the printer for papers of any length: the labels', unless it knows only labels."""
    known = settings.printer(settings.label_printer)
    if known is None or profile_for(known).label_dpi:
        return settings.receipt_printer
    return settings.label_printer


# --- on the screen and as files -----------------------------------------------------------------


def compose(shop: Shop, look: Look, order_id: str, bag: int = 1) -> PickupLabel:
    """Return the label of one bag, counted from 1.

    Raises:
        RefusedError: unknown_order, no_such_bag.
    """
    return order_papers.label_of(shop, look, read_order(look.connection, order_id), bag)


def compose_slip(shop: Shop, look: Look, order_id: str) -> PickingSlip:
    """Return the preparer's ticket.

    Raises:
        RefusedError: unknown_order.
    """
    return order_papers.slip_of(shop, look, read_order(look.connection, order_id))


def label_png(shop: Shop, order_id: str, bag: int = 1) -> bytes:
    """Return a picture of a bag's label for the screen.

    Raises:
        RefusedError: unknown_order, no_such_bag.
    """
    return preview(shop, OrderPaper.LABEL, order_id, bag)


def preview(shop: Shop, paper: OrderPaper, order_id: str = "", bag: int = 1) -> bytes:
    """Return a picture of a paper as its printer would print it. The list is of all open orders.

    Raises:
        RefusedError: unknown_order, no_such_bag.
    """
    # Here, because drawing letters is not needed before somebody asks for a picture.
    from printing.drivers.image import render_png  # noqa: PLC0415

    with shop.look() as look:
        document = _document(shop, look, paper, order_id, bag)
    settings, media = shop.settings, _media(shop.settings)
    if isinstance(document, PickupLabel) and media is not None:
        from printing.drivers.tag_face import Sticker  # noqa: PLC0415
        from printing.drivers.tag_picture import render_tag_png  # noqa: PLC0415

        margin = media.margin_mm
        sticker = Sticker(media.width_mm, media.height_mm, margin, margin)
        return render_tag_png(document, settings.language, sticker)
    return render_png(document, settings.language, columns=_columns(settings, paper))


def _columns(settings: Settings, paper: OrderPaper) -> int:
    code = settings.label_printer if paper is OrderPaper.LABEL else long_papers(settings)
    known = settings.printer(code)
    return 48 if known is None else profile_for(known).columns


def paper_pdf(shop: Shop, paper: OrderPaper, order_id: str = "") -> Path:
    """Write a paper for the office printer as a file in the shop's folder and return it.

    Labels come several a sheet, in the sheet's form that was used last.

    Raises:
        RefusedError: unknown_order.
        WorldError: export_not_written.
    """
    from printing.drivers.pdf import A4, render_pdf  # noqa: PLC0415 start-up time

    if paper is OrderPaper.LABEL:
        return _keep(shop, paper, label_sheets(shop, [order_id]))
    with shop.look() as look:
        document = _document(shop, look, paper, order_id, 1)
    return _keep(shop, paper, render_pdf(document, shop.settings.language, sheet=A4))


@dataclass(frozen=True, slots=True)
class LabelFormat:
    """A form of labels on bags: a roll of cut labels, or sheets of stickers."""

    code: str
    width_mm: float
    height_mm: float
    #: Stickers of a sheet; 0 on a roll.
    a_sheet: int = 0


def label_formats() -> tuple[LabelFormat, ...]:
    """Return the forms that a bag's label has room on: rolls first, then sheets."""
    from printing.drivers.stickers import GRIDS, MEDIA  # noqa: PLC0415 start-up time

    rolls = [LabelFormat(one.code, one.width_mm, one.height_mm) for one in MEDIA.values()]
    sheets = [
        LabelFormat(one.code, one.width_mm, one.height_mm, one.labels)
        for one in GRIDS.values()
        if not one.is_cut
    ]
    return tuple(
        each
        for each in (*rolls, *sheets)
        if each.width_mm >= _LEAST_MM[0] and each.height_mm >= _LEAST_MM[1]
    )


def label_sheets(
    shop: Shop, order_ids: Sequence[str], *, format_code: str = "", used: int = 0
) -> bytes:
    """Return A4 sheets of stickers with the labels of all bags of these orders, as PDF.

    `format_code` is a sheet's number (`printing.drivers.stickers.GRIDS`), else the one set;
    `used` stickers of the first sheet are gone already.

    Raises:
        RefusedError: unknown_order.
    """
    from printing.drivers.sheets import render_label_sheets  # noqa: PLC0415 start-up time
    from printing.drivers.stickers import GRIDS  # noqa: PLC0415

    settings = shop.settings
    with shop.look() as look:
        found = [read_order(look.connection, each) for each in order_ids]
        labels = [
            order_papers.label_of(shop, look, order, bag)
            for order in found
            for bag in range(1, bags_of(order) + 1)
        ]
    grid = GRIDS.get(format_code or settings.order_label_format, GRIDS[_USUAL_SHEET])
    right, down = settings.sheet_shift
    return render_label_sheets(
        labels, settings.language, grid=grid, used=used, shift_mm=(right / 10, down / 10)
    )


def _document(shop: Shop, look: Look, paper: OrderPaper, order_id: str, bag: int) -> "Document":
    if paper is OrderPaper.LIST:
        return order_papers.list_of(shop, look)
    return _composed(shop, look, read_order(look.connection, order_id), paper, bag)


def _composed(shop: Shop, look: Look, order: OrderView, paper: OrderPaper, bag: int) -> "Document":
    match paper:
        case OrderPaper.LABEL:
            return order_papers.label_of(shop, look, order, bag)
        case OrderPaper.PACKING:
            return order_papers.packing_of(shop, look, order)
        case _:
            return order_papers.slip_of(shop, look, order)


def _keep(shop: Shop, paper: OrderPaper, pdf: bytes) -> Path:
    target = shop.folder / _FILE_NAMES[paper.value]
    coming = target.with_name(target.name + ".part")
    try:
        coming.write_bytes(pdf)
        coming.replace(target)
    except OSError as error:
        raise WorldError("export_not_written", file=target.name) from error
    return target
