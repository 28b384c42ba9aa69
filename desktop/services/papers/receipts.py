"""Receipts and reports on paper: one original, then numbered duplicates that the journal knows of."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import select, update

from desktop.domain.papers import is_note
from desktop.domain.sellable import DURABLE, LineKind
from desktop.models.base import table_of
from desktop.models.catalogue import Product, Variant
from desktop.models.customer import Customer
from desktop.models.orders import Order
from desktop.models.sale import Sale, SaleLine
from desktop.services.books.journal import journal_of, pointing_at, read_sealed
from desktop.services.counter.sales import read_sale
from desktop.services.papers import print_queue
from desktop.services.shop import Shop, Topic
from desktop.services.team import staff
from desktop.services.till.till_reports import of_closing
from desktop.services.unit_of_work import Look, UnitOfWork
from desktop.services.views import SaleLineView, SaleView, TenderView, TillReportView
from desktop.settings import FRANCHISE, Settings, ShopProfile
from fiscal import CopyBody, CopyFormat, Sealed, software_id, ticket_code
from fiscal.legal import LegalKey, legal
from printing import documents
from sync.kernel.money import Money, total_of
from sync.kernel.quantity import Unit
from sync.kernel.vat import VatShare

_sales = table_of(Sale)
_lines = table_of(SaleLine)
_customers = table_of(Customer)
_orders = table_of(Order)
_variants = table_of(Variant)
_products = table_of(Product)

SOFTWARE = "Comptoir"
_TURNOVER = {LineKind.GOODS.value, LineKind.SERVICE.value}
_OF_NOTHING = {
    documents.ReceiptKind.CORRECTION.value,
    documents.ReceiptKind.ACCOUNT.value,
}
"""Tickets that sell nothing and move money; named alike on paper."""


def print_receipt(shop: Shop, sale_id: str) -> str:
    """Queue the receipt and return its job: the original the first time, then DUPLICATA n.

    Raises:
        RefusedError: unknown_sale, no_printer.
    """
    with shop.begin() as work:
        job = _queue(work, issue(work, sale_id, CopyFormat.PAPER), sale_id)
        work.commit()
    return job


def queue_again(work: UnitOfWork, kind: str, ref: str) -> str:
    """Queue the DUPLICATA of a receipt or a Z that was queued before, and return its job.

    Raises:
        RefusedError: no_printer.
    """
    if kind == "report":
        return _queue_report(work, of_closing(work.shop, work.connection, ref))
    return _queue(work, issue(work, ref, CopyFormat.PAPER), ref)


def print_owed(shop: Shop) -> tuple[str, ...]:
    """Queue the papers that the law wants and a crash kept from the queue; return their numbers.

    A sale is written down as owing its paper in its own transaction, and its paper is issued and
    queued in one. So what is owed at a start was never printed: it is the original, and it is
    asked for once however often the till starts.

    Raises:
        WorldError: the disk does not take it.
    """
    if shop.settings.printer(shop.settings.receipt_printer) is None:
        return ()
    with shop.begin() as work:
        owed = work.connection.scalars(
            select(_sales.c.id).where(_sales.c.paper_owed).order_by(_sales.c.at)
        ).all()
        papers = [(issue(work, sale_id, CopyFormat.PAPER), sale_id) for sale_id in owed]
        for receipt, sale_id in papers:
            _queue(work, receipt, sale_id)
        work.commit()
    return tuple(receipt.number for receipt, _sale_id in papers)


def _queue(work: UnitOfWork, receipt: documents.SaleReceipt, sale_id: str) -> str:
    return print_queue.queue(
        work,
        receipt,
        printer=work.shop.settings.receipt_printer,
        kind="receipt",
        title=receipt.number,
        ref=sale_id,
        is_fiscal=True,
    )


def receipt_png(shop: Shop, sale_id: str) -> bytes:
    """Return a picture of the receipt for the screen; nothing is issued by looking at it.

    Raises:
        RefusedError: unknown_sale.
    """
    # Here, because drawing letters is not needed before somebody asks for a picture.
    from printing.drivers.image import render_png  # noqa: PLC0415

    with shop.look() as look:
        receipt = compose(shop, look, sale_id)
    return render_png(receipt, shop.settings.language)


def receipt_pdf(shop: Shop, sale_id: str) -> bytes:
    """Return the receipt as a PDF to be given away: it counts as issued, like paper.

    Raises:
        RefusedError: unknown_sale.
    """
    # Here, because reportlab costs a tenth of a second and few customers want a file.
    from printing.drivers.pdf import render_pdf  # noqa: PLC0415

    with shop.begin() as work:
        receipt = issue(work, sale_id, CopyFormat.PDF)
        work.commit()
    return render_pdf(receipt, shop.settings.language)


def print_report(shop: Shop, report: TillReportView) -> str:
    """Queue an X reading or a Z closing and return its job; a Z printed again is a DUPLICATA.

    Raises:
        RefusedError: no_printer.
    """
    with shop.begin() as work:
        job = _queue_report(work, report)
        work.commit()
    return job


def _queue_report(work: UnitOfWork, report: TillReportView) -> str:
    title = f"{report.kind.upper()} {report.number or ''}".strip()
    document = compose_report(work.shop, report)
    printed = print_queue.count_jobs(work, "report", report.session_id, title)
    is_closing = report.kind == "z"
    if is_closing and printed:
        again = documents.Duplicate(number=printed, issued_at=work.at, operator=report.staff)
        document = replace(document, duplicate=again)
    return print_queue.queue(
        work,
        document,
        printer=work.shop.settings.receipt_printer,
        kind="report",
        title=title,
        ref=report.session_id,
        is_fiscal=is_closing,
    )


def letterhead(settings: Settings) -> documents.Shop:
    """Return the heading of every paper of the shop."""
    profile = settings.profile
    return documents.Shop(
        name=profile.name,
        address=profile.address,
        siret=profile.siret,
        vat_number=profile.vat_number,
        naf=profile.naf,
        phone=profile.phone,
        website=profile.website,
        country=profile.country,
        time_zone=profile.time_zone,
    )


def compose(shop: Shop, look: Look, sale_id: str) -> documents.SaleReceipt:
    """Return the receipt of a ticket, as the original has it.

    Raises:
        RefusedError: unknown_sale.
    """
    sale = read_sale(look.connection, sale_id)
    codes = vat_codes(sale.vat)
    reductions = _reductions(look, sale)
    kind = _kind(sale, shop.profile.country)
    goods = [line for line in sale.lines if line.kind in _TURNOVER]
    return documents.SaleReceipt(
        shop=letterhead(shop.settings),
        kind=kind,
        number=sale.number,
        till=sale.till,
        operator=sale.staff,
        sold_at=sale.at,
        lines=tuple(_line(line, codes, reductions[line.position]) for line in goods),
        deposits=tuple(
            _line(line, {}, reductions[line.position])
            for line in sale.lines
            if line.kind not in _TURNOVER
        ),
        vat_rows=vat_rows(sale.vat),
        gross_total=sale.gross,
        net_total=sale.net,
        vat_total=sale.gross - sale.net,
        due=sale.due,
        tenders=tuple(_tender(tender) for tender in sale.tenders),
        change=sale.change,
        cash_rounding=sale.rounding or None,
        fiscal=_marks(_sealed(look, sale_id), shop.settings.attestation),
        articles=sum(_articles(line) for line in sale.lines),
        line_count=len(sale.lines),
        refund_of=sale.refund_of,
        order_number=_order_number(look, sale.order_id),
        customer=_customer_name(look, sale_id) if kind is documents.ReceiptKind.NOTE else "",
        performed_at=place_of(shop.profile) if kind is documents.ReceiptKind.NOTE else "",
        vat_exemption=vat_exemption(shop, sale.business_day),
        has_legal_guarantee=_has_guarantee(look, sale),
        messages=shop.settings.receipt_messages,
        is_training=shop.is_training,
    )


def vat_exemption(shop: Shop, on: date) -> str:
    """Return the mention of a shop that charges no VAT, as the law words it that day."""
    profile = shop.profile
    if profile.vat_exemption != FRANCHISE:
        return profile.vat_exemption
    return legal(profile.country, LegalKey.NO_VAT, on, language=shop.settings.language)


def issue(
    work: UnitOfWork, sale_id: str, form: CopyFormat, operator: str = ""
) -> documents.SaleReceipt:
    """Return the next paper of a ticket, and write down that it is given out; the caller commits.

    Raises:
        RefusedError: unknown_sale.
    """
    receipt = compose(work.shop, work, sale_id)
    copies = work.connection.execute(
        select(_sales.c.copies).where(_sales.c.id == sale_id)
    ).scalar_one()
    work.connection.execute(
        update(_sales).where(_sales.c.id == sale_id).values(copies=copies + 1, paper_owed=False)
    )
    work.changed(Topic.SALES)
    if not copies:
        return receipt
    sealed = _sealed(work, sale_id)
    original = pointing_at(work.shop, receipt.till, sealed.seq, sealed.h)
    operator = operator or staff.current(work.shop).code
    copy = CopyBody(original=original, number=copies, format=form)
    journal_of(work).record_copy(copy, operator=operator)
    return replace(
        receipt,
        duplicate=documents.Duplicate(number=copies, issued_at=work.at, operator=operator),
    )


def _sealed(look: Look, sale_id: str) -> Sealed:
    row = look.connection.execute(
        select(_sales.c.till, _sales.c.journal_seq).where(_sales.c.id == sale_id)
    ).one()
    return read_sealed(look.connection, row.till, row.journal_seq)


def _marks(sealed: Sealed, attestation: str) -> documents.FiscalMarks:
    record = sealed.record()
    return documents.FiscalMarks(
        record_sequence=sealed.seq,
        signature_extract=sealed.extract(),
        software=SOFTWARE,
        fiscal_version=record.sw,
        attestation=attestation,
        verification=ticket_code(sealed),
        perpetual_net=Money(record.b["gtn"]),
        perpetual_absolute=Money(record.b["gta"]),
        is_degraded=record.deg,
    )


def _kind(sale: SaleView, country: str) -> documents.ReceiptKind:
    if sale.is_refund:
        return documents.ReceiptKind.REFUND
    if sale.kind in _OF_NOTHING:
        return documents.ReceiptKind(sale.kind)
    services = total_of([line.gross for line in sale.lines if line.kind == LineKind.SERVICE.value])
    is_billed = is_note(services, country, sale.business_day)
    return documents.ReceiptKind.NOTE if is_billed else documents.ReceiptKind.SALE


def vat_codes(vat: Sequence[VatShare]) -> dict[int, str]:
    """Return the letter of each rate: A is the highest on the ticket."""
    return {share.rate.basis_points: chr(ord("A") + place) for place, share in enumerate(vat)}


def vat_rows(vat: Sequence[VatShare]) -> tuple[documents.VatRow, ...]:
    """Return the VAT table of a paper."""
    codes = vat_codes(vat)
    return tuple(
        documents.VatRow(
            code=codes[share.rate.basis_points],
            rate=share.rate,
            net=share.net,
            vat=share.vat,
            gross=share.gross,
        )
        for share in vat
    )


def _reductions(look: Look, sale: SaleView) -> dict[int, tuple[documents.Reduction, ...]]:
    """Return what was taken off each line: by a promotion, under its name, and by hand."""
    rows = look.connection.execute(
        select(
            _lines.c.position,
            _lines.c.discount_cents,
            _lines.c.promotion_cents,
            _lines.c.promotion,
            _lines.c.reason,
        ).where(_lines.c.sale_id == sale.id)
    ).all()
    return {
        row.position: tuple(
            documents.Reduction(label=label, amount=Money(-cents))
            for label, cents in (
                (row.promotion, row.promotion_cents),
                (row.reason, row.discount_cents - row.promotion_cents),
            )
            if cents
        )
        for row in rows
    }


def _customer_name(look: Look, sale_id: str) -> str:
    """Return the customer of a note, empty when nobody was named or the name was erased."""
    row = look.connection.execute(
        select(_customers.c.name, _customers.c.company)
        .join(_sales, _sales.c.customer_id == _customers.c.id)
        .where(_sales.c.id == sale_id)
    ).first()
    return "" if row is None else row.company or row.name


def place_of(profile: ShopProfile) -> str:
    """Return where services are done, in one line."""
    return ", ".join(profile.address)


def _line(
    line: SaleLineView, codes: dict[int, str], reductions: tuple[documents.Reduction, ...]
) -> documents.ReceiptLine:
    return documents.ReceiptLine(
        label=line.label,
        quantity=line.quantity,
        unit_price=line.unit_price,
        amount=line.gross + line.discount,
        vat_code=codes.get(line.vat.basis_points, ""),
        reductions=reductions,
    )


def _articles(line: SaleLineView) -> int:
    """Return how many articles a line is, as people count: a weighed one is one."""
    if line.quantity.unit is not Unit.PIECE:
        return 1
    return abs(line.quantity.thousandths) // 1000


def _tender(tender: TenderView) -> documents.TenderRow:
    return documents.TenderRow(
        means=tender.means.value, amount=tender.given, reference=tender.reference
    )


def _order_number(look: Look, order_id: str) -> str:
    if not order_id:
        return ""
    number: str | None = look.connection.execute(
        select(_orders.c.number).where(_orders.c.id == order_id)
    ).scalar()
    return number or ""


def _has_guarantee(look: Look, sale: SaleView) -> bool:
    sold = [line.variant_id for line in sale.lines if line.variant_id]
    flags = look.connection.scalars(
        select(_products.c.flags)
        .join(_variants, _variants.c.product_id == _products.c.id)
        .where(_variants.c.id.in_(sold))
    ).all()
    return not sale.is_refund and any(DURABLE in each for each in flags)


def compose_report(shop: Shop, report: TillReportView) -> documents.TillReport:
    """Return a reading or a closing as it is printed."""
    return documents.TillReport(
        shop=letterhead(shop.settings),
        kind=documents.ReportKind(report.kind),
        till=report.till,
        operator=report.staff,
        number=report.number,
        opened_at=report.opened_at,
        made_at=report.made_at,
        first_day=report.business_day,
        last_day=report.business_day,
        gross_total=report.gross,
        net_total=report.net,
        vat_total=report.vat_total,
        sales_total=report.sales,
        refunds_total=report.refunds,
        vat_rows=vat_rows(report.vat),
        tenders=tuple(
            documents.TenderRow(means=tender.means.value, amount=tender.amount)
            for tender in report.tenders
        ),
        counts=tuple(
            documents.CountRow(what=what, count=count) for what, count in report.counts.items()
        ),
        cash=_cash(report),
        reductions_total=report.discounts or None,
        deposits_total=report.deposits or None,
        cash_rounding_total=report.rounding or None,
        first_ticket=report.first_ticket,
        last_ticket=report.last_ticket,
        first_sequence=report.first_seq,
        last_sequence=report.last_seq,
        # As it stood then: a Z printed again next week tells what was signed.
        anchored_sequence=report.anchored_seq,
        anchored_at=report.anchored_at,
        unanchored_records=report.unanchored,
        is_automatic=report.is_automatic,
        fiscal=documents.FiscalMarks(
            record_sequence=report.last_seq,
            software=SOFTWARE,
            fiscal_version=software_id(),
            perpetual_net=report.perpetual_net,
            perpetual_absolute=report.perpetual_absolute,
        ),
        is_training=shop.is_training,
    )


def _cash(report: TillReportView) -> documents.CashFigures:
    moved = total_of([movement.amount for movement in report.movements])
    return documents.CashFigures(
        opening_float=report.opening_float,
        takings=report.expected_cash - report.opening_float - moved,
        expected=report.expected_cash,
        movements=tuple(
            documents.CashMovement(label=movement.reason, amount=movement.amount)
            for movement in report.movements
        ),
        counted=report.counted_cash,
        difference=report.difference,
    )
