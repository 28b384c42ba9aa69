"""The day's papers: what went to the printer, as bytes, as a picture and as a PDF."""

from sqlalchemy import Row, select

from demo.record import DayRecord
from desktop.models.base import table_of
from desktop.models.catalogue import Variant
from desktop.models.paper import PrintJob
from desktop.services.goods import tag_papers, tags
from desktop.services.online import labels
from desktop.services.papers import receipts
from desktop.services.shop import Shop
from desktop.services.till import till_sessions
from printing.documents import Document
from printing.drivers.image import render_png
from printing.drivers.pdf import render_pdf

_JOBS, _VARIANTS = table_of(PrintJob), table_of(Variant)


def keep_new(record: DayRecord, shop: Shop, kept: int) -> int:
    """Write the papers queued after the first `kept`, and return how many there are now.

    Nothing is issued by it.
    """
    with shop.look() as look:
        queued = select(_JOBS).order_by(_JOBS.c.created_at, _JOBS.c.id).offset(kept)
        jobs = look.connection.execute(queued).all()
    for place, job in enumerate(jobs, kept + 1):
        _keep(record, shop, f"papers/{place:02d}-{job.kind}", job)
    return kept + len(jobs)


def _keep(record: DayRecord, shop: Shop, name: str, job: Row[tuple[object, ...]]) -> None:
    record.keep(f"{name}.bin", job.payload)
    if job.kind == "shelf_label":
        _keep_as_sheet(record, shop, name, int(job.title))
        return
    document, language = _document(shop, job), shop.settings.language
    record.keep(f"{name}.png", render_png(document, language))
    record.keep(f"{name}.pdf", render_pdf(document, language))


def _keep_as_sheet(record: DayRecord, shop: Shop, name: str, count: int) -> None:
    """Keep the tags of the newest articles as the sheet of stickers they could be as well."""
    with shop.look() as look:
        newest = select(_VARIANTS.c.id).order_by(_VARIANTS.c.id.desc()).limit(count)
        ids = look.connection.execute(newest).scalars().all()
    wanted = [tags.Wanted(variant_id=each, copies=1) for each in reversed(ids)]
    sheet = tags.gather(shop, wanted, tag_papers.Choice())
    record.keep(f"{name}.png", tag_papers.preview(sheet).sheet)
    record.keep(f"{name}.pdf", tag_papers.make(sheet).parts[0][0])


def _document(shop: Shop, job: Row[tuple[object, ...]]) -> Document:
    with shop.look() as look:
        if job.kind == "receipt":
            return receipts.compose(shop, look, job.ref)
        if job.kind == "label":
            return labels.compose(shop, look, job.ref)
        return receipts.compose_report(shop, till_sessions.reports(shop)[0])
