"""A document as the bytes of one of the shop's printers, or as a file."""

import logging
from typing import TYPE_CHECKING

from desktop.errors import RefusedError
from desktop.settings import FILES, PrinterSettings, Settings

if TYPE_CHECKING:
    from printing.documents import Document

_log = logging.getLogger(__name__)


def has_place(settings: Settings, printer: str) -> bool:
    """Tell whether papers can be sent there: to a printer of the shop, or into files."""
    return printer == FILES or settings.printer(printer) is not None


def render_for(document: "Document", printer: str, settings: Settings) -> bytes:
    """Return the bytes that the printer of that code needs for the document.

    Raises:
        RefusedError: no_printer; labels_only, when the printer knows nothing else.
    """
    if printer == FILES:
        from printing.drivers.pdf import render_pdf  # noqa: PLC0415 start-up time

        return render_pdf(document, settings.language)
    known = settings.printer(printer)
    if known is None:
        raise RefusedError("no_printer")
    return rendered(document, known, settings.language, settings.order_label_format)


def made_anew(kept: bytes | None, printer: str, settings: Settings) -> bytes:
    """Return the bytes of a paper for the printer of that code as it is now.

    Args:
        kept: what the paper shows, as the queue keeps it; None for tags.
        printer: code of the printer.
        settings: the shop's.

    Raises:
        RefusedError: as `render_for`; paper_of_its_printer, when nothing tells what it shows, or
            what is kept of it cannot be drawn.
    """
    from printing.documents.keeping import UnreadableDocumentError, unpack  # noqa: PLC0415

    if kept is None:
        raise RefusedError("paper_of_its_printer")
    try:
        return render_for(unpack(kept), printer, settings)
    except RefusedError:
        raise
    except UnreadableDocumentError as error:
        raise RefusedError("paper_of_its_printer") from error
    except Exception as error:
        # Whatever is wrong with one paper, those that wait behind it are to come out.
        _log.exception("paper_not_drawn printer=%s", printer)
        raise RefusedError("paper_of_its_printer") from error


def make_of(printer: str, settings: Settings) -> str:
    """Return what bytes for the printer of that code are made for: its kind, then the finer points."""
    known = settings.printer(printer)
    if known is None:
        return printer
    from desktop.services.papers.printer_profiles import profile_for  # noqa: PLC0415 start-up time
    from printing.drivers.profiles import PICTURES  # noqa: PLC0415

    profile = profile_for(known)
    if profile.label_dpi:
        return f"zpl {profile.label_dpi} {settings.order_label_format} {settings.language}"
    table = PICTURES if profile.code_page is None else profile.code_page.name
    knows = "".join("ny"[knows] for knows in (profile.has_cutter, profile.draws_codes))
    return f"escpos {profile.columns} {table} {knows} {settings.language}"


def is_same_kind(made_for: str, wanted: str) -> bool:
    """Tell whether a printer prints what was made for another: alike but for the finer points."""
    return made_for.split()[:2] == wanted.split()[:2]


def rendered(
    document: "Document", printer: PrinterSettings, language: str, roll: str = ""
) -> bytes:
    """Return the bytes that a printer needs for the document, whether the shop has it yet or not.

    `roll` is the form of the cut labels that bags bear (`printing.drivers.stickers.MEDIA`), where
    there are any; a printer of receipts has no use for it.

    Raises:
        RefusedError: labels_only.
    """
    from desktop.services.papers.printer_profiles import profile_for  # noqa: PLC0415 start-up time

    profile = profile_for(printer)
    if profile.label_dpi:
        from printing.documents import PickupLabel, ProductLabel, ShelfTag  # noqa: PLC0415
        from printing.drivers.stickers import MEDIA  # noqa: PLC0415
        from printing.drivers.zpl import render_zpl, render_zpl_tags  # noqa: PLC0415

        if not isinstance(document, PickupLabel | ShelfTag | ProductLabel):
            raise RefusedError("labels_only")
        media = MEDIA.get(roll)
        if media is not None and isinstance(document, PickupLabel):
            return render_zpl_tags([(document, 1)], language, media, dpi=profile.label_dpi)
        return render_zpl(document, language, dpi=profile.label_dpi)
    # Here, because the printer's drivers cost a quarter of a second and no sale waits for them.
    from printing.drivers.escpos import render_escpos  # noqa: PLC0415

    return render_escpos(document, profile, language)
