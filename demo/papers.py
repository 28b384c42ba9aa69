"""The day's papers: what went to the printer, as bytes, as a picture and as a PDF."""

from sqlalchemy import Row, select

from demo.record import DayRecord
from desktop.models.base import table_of
from desktop.models.paper import PrintJob
from desktop.services import labels, receipts, till_sessions
from desktop.services.shop import Shop
from printing.documents import Document
from printing.drivers.image import render_png
from printing.drivers.pdf import render_pdf

_JOBS = table_of(PrintJob)


def keep(record: DayRecord, shop: Shop, place: int) -> None:
    """Write the paper that came out as number `place` (from 1). Nothing is issued by it."""
    with shop.look() as look:
        job = look.connection.execute(
            select(_JOBS).order_by(_JOBS.c.created_at, _JOBS.c.id).offset(place - 1).limit(1)
        ).one()
    document = _document(shop, job)
    name, language = f"papers/{place:02d}-{job.kind}", shop.settings.language
    record.keep(f"{name}.bin", job.payload)
    record.keep(f"{name}.png", render_png(document, language))
    record.keep(f"{name}.pdf", render_pdf(document, language))


def _document(shop: Shop, job: Row[tuple[object, ...]]) -> Document:
    with shop.look() as look:
        if job.kind == "receipt":
            return receipts.compose(shop, look, job.ref)
        if job.kind == "label":
            return labels.compose(shop, look, job.ref)
        return receipts.compose_report(shop, till_sessions.reports(shop)[0])
