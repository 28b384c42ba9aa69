"""An invoice from a ticket: one number, one file that people and programs read, one trace.

The sale is in the signed journal already, so the invoice is told by an event of its own (435) that
holds the ticket's record, the invoice's number and the hash of its file. A ticket has one invoice,
for ever; what is handed out again is a duplicate and says so.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select

from desktop.domain.invoicing import GrossLine, net_lines
from desktop.domain.sellable import LineKind
from desktop.domain.tender import Means
from desktop.errors import RefusedError, WorldError
from desktop.models.base import table_of
from desktop.models.customer import Customer
from desktop.models.invoice import Invoice
from desktop.models.sale import Sale
from desktop.services.books.journal import SqlStore, journal_of, pointing_at, read_sealed
from desktop.services.counter.sales import read_sale
from desktop.services.papers import receipts
from desktop.services.shop import Shop, Topic
from desktop.services.unit_of_work import UnitOfWork
from desktop.services.views import SaleView
from desktop.settings import ShopProfile
from fiscal import CopyBody, CopyFormat, EventBody, EventCode, Kind, Sealed
from fiscal.legal import LegalKey, legal
from printing import documents
from sync.kernel.disk import write_whole
from sync.kernel.ids import new_id
from sync.kernel.money import total_of
from sync.kernel.quantity import Quantity
from sync.kernel.vat import VatShare

_invoices = table_of(Invoice)
_sales = table_of(Sale)
_customers = table_of(Customer)

FOLDER = "invoices"
_Row = Row[*tuple[Any, ...]]
_TURNOVER = {LineKind.GOODS.value, LineKind.SERVICE.value}


@dataclass(frozen=True, slots=True, kw_only=True)
class Buyer:
    """Who buys, as it will stand on the invoice."""

    #: The firm, or the person.
    name: str
    street: str = ""
    postcode: str = ""
    city: str = ""
    country: str = "FR"
    #: SIREN or SIRET (FR), enterprise number (BE); empty for a private buyer.
    siren: str = ""
    vat_number: str = ""

    def cleaned(self) -> "Buyer":
        """Return the same without the white space that hands leave."""
        return Buyer(**{name: " ".join(text.split()) for name, text in asdict(self).items()})


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceView:
    """An invoice that was issued."""

    id: str
    number: str
    sale_id: str
    buyer: Buyer
    at: datetime
    staff: str
    path: Path
    #: Whether the file is there and still what the journal knows.
    is_intact: bool


def issue(shop: Shop, sale_id: str, buyer: Buyer, *, staff: str) -> InvoiceView:
    """Make the invoice of a ticket: file, row and journal together, or nothing.

    Of a refund it is a credit note, for which the ticket taken back must have its invoice.

    Raises:
        RefusedError: unknown_sale, invoice_exists, nothing_to_invoice, invoice_of_refund,
            invoice_seller_incomplete, invoice_buyer_incomplete.
        WorldError: invoice_not_written; nothing was issued.
    """
    # Here, and before the transaction: the library costs half a second the first time.
    from printing.drivers.factur_x import render_factur_x  # noqa: PLC0415

    with shop.begin() as work:
        sale = read_sale(work.connection, sale_id)
        found = _row_of(work.connection, sale_id)
        if found is not None:
            raise RefusedError("invoice_exists", number=found.number)
        if not any(line.gross for line in sale.lines):
            raise RefusedError("nothing_to_invoice")
        original = _original_of(work.connection, sale)
        _check_seller(shop)
        named = _check_buyer(buyer if original is None else Buyer(**original.buyer))
        sealed = _record_of(work, sale_id)
        number = _next_number(work)
        document = _compose(
            work, sale, named, number, corrects="" if original is None else original.number
        )
        content = render_factur_x(document, shop.settings.language)
        _keep(_path(shop, number), content)
        made = _enter(work, sale_id, named, number, content, staff)
        details = {"no": number, "sha256": made.sha256, "seq": sealed.seq, "h": sealed.h.hex()}
        event = EventBody(code=EventCode.INVOICED, details=details)
        journal_of(work).record_event(event, operator=staff)
        work.changed(Topic.SALES)
        work.commit()
    return _view(shop, made)


def invoice_of(shop: Shop, sale_id: str) -> InvoiceView | None:
    """Return the invoice of a ticket, or None when it has none."""
    with shop.look() as look:
        row = _row_of(look.connection, sale_id)
    return None if row is None else _view(shop, row)


def buyer_of(shop: Shop, sale_id: str) -> Buyer:
    """Return who the customer of a ticket is, to begin with; empty when nobody was named."""
    with shop.look() as look:
        row = look.connection.execute(
            select(_customers)
            .join(_sales, _sales.c.customer_id == _customers.c.id)
            .where(_sales.c.id == sale_id)
        ).first()
    if row is None:
        return Buyer(name="", country=shop.profile.country)
    return Buyer(
        name=row.company or row.name,
        street=row.street,
        postcode=row.postcode,
        city=row.city,
        country=row.country,
        siren=row.siren,
        vat_number=row.vat_number,
    )


def reissue(shop: Shop, sale_id: str, *, staff: str) -> Path:
    """Return a paper of the invoice that says DUPLICATA n, known to the journal; never the original.

    It has no data inside, so that no program takes it for a second invoice.

    Raises:
        RefusedError: unknown_invoice.
        WorldError: invoice_not_written.
    """
    from printing.drivers.invoice_page import render_invoice  # noqa: PLC0415 reportlab costs

    with shop.begin() as work:
        row = _row_of(work.connection, sale_id)
        if row is None:
            raise RefusedError("unknown_invoice")
        sale = read_sale(work.connection, sale_id)
        sealed = _record_of(work, sale_id)
        number = 1 + _duplicates(work, row.number, {sale.till, shop.settings.till})
        copy = CopyBody(
            original=pointing_at(shop, sale.till, sealed.seq, sealed.h),
            number=number,
            format=CopyFormat.PDF,
            why=row.number,
        )
        journal_of(work).record_copy(copy, operator=staff)
        original = _original_of(work.connection, sale)
        document = _compose(
            work,
            sale,
            Buyer(**row.buyer),
            row.number,
            corrects="" if original is None else original.number,
            issued_at=row.at,
            duplicate=documents.Duplicate(number=number, issued_at=work.at, operator=staff),
        )
        path = _path(shop, f"{row.number}-duplicata-{number}")
        _keep(path, render_invoice(document, shop.settings.language))
        work.commit()
    return path


def _compose(
    work: UnitOfWork,
    sale: SaleView,
    buyer: Buyer,
    number: str,
    *,
    corrects: str,
    issued_at: datetime | None = None,
    duplicate: documents.Duplicate | None = None,
) -> documents.Invoice:
    shop = work.shop
    receipt = receipts.compose(shop, work, sale.id)
    sign = -1 if sale.is_refund else 1
    paid = total_of([each.amount for each in sale.tenders if each.means is not Means.ON_ACCOUNT])
    return documents.Invoice(
        shop=receipt.shop,
        kind=documents.InvoiceKind.CREDIT_NOTE if sale.is_refund else documents.InvoiceKind.INVOICE,
        number=number,
        issued_at=issued_at or work.at,
        supplied_at=sale.at,
        ticket=sale.number,
        seller=_seller(shop.profile),
        buyer=_party(buyer),
        supply=_supply(sale),
        lines=_lines(sale, sign),
        vat_rows=tuple(_signed(row, sign) for row in receipt.vat_rows),
        net_total=sale.net * sign,
        vat_total=(sale.gross - sale.net) * sign,
        gross_total=sale.gross * sign,
        outside_total=sale.outside * sign,
        rounding=sale.rounding * sign,
        due=sale.due * sign,
        paid=paid * sign,
        tenders=tuple(
            documents.TenderRow(means=each.means.value, amount=each.amount * sign)
            for each in sale.tenders
        ),
        fiscal=receipt.fiscal,
        corrects=corrects,
        exemptions=tuple(_exemptions(shop, sale)),
        mentions=() if sale.is_refund else _mentions(shop, buyer, issued_at or work.at),
        duplicate=duplicate,
        is_training=shop.is_training,
    )


def _lines(sale: SaleView, sign: int) -> tuple[documents.InvoiceLine, ...]:
    lines = [line for line in sale.lines if line.gross or line.quantity]
    gross = [
        GrossLine(
            quantity=Quantity(line.quantity.thousandths * sign, line.quantity.unit),
            gross=line.gross * sign,
            discount=line.discount * sign,
            rate=line.vat,
            is_outside=line.kind not in _TURNOVER,
        )
        for line in lines
    ]
    shares = [
        VatShare(share.rate, share.gross * sign, share.net * sign, share.vat * sign)
        for share in sale.vat
    ]
    return tuple(
        documents.InvoiceLine(
            label=line.label,
            quantity=each.quantity,
            unit_net=net.unit_net,
            reduction=net.reduction,
            net=net.net,
            rate=line.vat,
            sku=line.sku,
            is_outside=each.is_outside,
        )
        for line, each, net in zip(lines, gross, net_lines(gross, shares), strict=True)
    )


def _signed(row: documents.VatRow, sign: int) -> documents.VatRow:
    return documents.VatRow(
        code=row.code,
        rate=row.rate,
        net=row.net * sign,
        vat=row.vat * sign,
        gross=row.gross * sign,
    )


def _supply(sale: SaleView) -> documents.Supply:
    kinds = {line.kind for line in sale.lines if line.kind in _TURNOVER}
    if kinds == {LineKind.SERVICE.value}:
        return documents.Supply.SERVICES
    if LineKind.SERVICE.value in kinds:
        return documents.Supply.MIXED
    return documents.Supply.GOODS


def _exemptions(shop: Shop, sale: SaleView) -> Iterable[str]:
    """Yield why lines bear no VAT, each reason once, as the law of the ticket's day words it."""
    on, country = sale.business_day, shop.profile.country
    kinds = {line.kind for line in sale.lines if line.kind not in _TURNOVER}
    untaxed = [line for line in sale.lines if line.kind in _TURNOVER and not line.vat.basis_points]
    if untaxed:
        yield receipts.vat_exemption(shop, on) or _law(shop, LegalKey.EXEMPT, country, on)
    if LineKind.DEPOSIT.value in kinds:
        yield _law(shop, LegalKey.DEPOSIT, country, on)
    if kinds - {LineKind.DEPOSIT.value}:
        yield _law(shop, LegalKey.VOUCHER, country, on)


def _mentions(shop: Shop, buyer: Buyer, at: datetime) -> tuple[str, ...]:
    """Return the words on late payment, which are for professionals only."""
    if not (buyer.siren or buyer.vat_number):
        return ()
    return (_law(shop, LegalKey.LATE_FEES, shop.profile.country, at.date()),)


def _law(shop: Shop, key: LegalKey, country: str, on: date) -> str:
    return legal(country, key, on, language=shop.settings.language)


def _seller(profile: ShopProfile) -> documents.Party:
    return documents.Party(
        name=profile.legal_name or profile.name,
        street=profile.street,
        postcode=profile.postcode,
        city=profile.city,
        country=profile.country,
        registration=profile.siret,
        vat_number=profile.vat_number,
    )


def _party(buyer: Buyer) -> documents.Party:
    return documents.Party(
        name=buyer.name,
        street=buyer.street,
        postcode=buyer.postcode,
        city=buyer.city,
        country=buyer.country,
        registration=buyer.siren,
        vat_number=buyer.vat_number,
    )


def _check_seller(shop: Shop) -> None:
    profile = shop.profile
    if profile.lacks:
        raise RefusedError("invoice_seller_incomplete")


def _check_buyer(buyer: Buyer) -> Buyer:
    cleaned = buyer.cleaned()
    if not all((cleaned.name, cleaned.street, cleaned.postcode, cleaned.city)):
        raise RefusedError("invoice_buyer_incomplete")
    return cleaned


def _original_of(connection: Connection, sale: SaleView) -> _Row | None:
    """Return the invoice that a refund takes back, None for a sale.

    Raises:
        RefusedError: invoice_of_refund, when the ticket taken back has none.
    """
    if not sale.is_refund:
        return None
    row = connection.execute(
        select(_invoices)
        .join(_sales, _sales.c.refund_of == _invoices.c.sale_id)
        .where(_sales.c.id == sale.id)
    ).first()
    if row is None:
        raise RefusedError("invoice_of_refund", number=sale.refund_of)
    return row


def _record_of(work: UnitOfWork, sale_id: str) -> Sealed:
    row = work.connection.execute(
        select(_sales.c.till, _sales.c.journal_seq).where(_sales.c.id == sale_id)
    ).one()
    return read_sealed(work.connection, row.till, row.journal_seq)


def _next_number(work: UnitOfWork) -> str:
    """Return the next number of the till's year; the transaction keeps it gapless."""
    journal = journal_of(work)
    series = f"F-{journal.till}-{journal.business_day().year}-"
    last = work.connection.execute(
        select(func.max(_invoices.c.number)).where(
            _invoices.c.number.startswith(series, autoescape=True)
        )
    ).scalar()
    count = 0 if last is None else int(last.removeprefix(series))
    return f"{series}{count + 1:06d}"


def _duplicates(work: UnitOfWork, number: str, tills: set[str]) -> int:
    """Return how many duplicates of an invoice the journals know."""
    return sum(
        row.record().b.get("why") == number
        for till in tills
        for row in SqlStore(work.connection, till).of_kind(Kind.COPY, 0)
    )


def _row_of(connection: Connection, sale_id: str) -> _Row | None:
    return connection.execute(select(_invoices).where(_invoices.c.sale_id == sale_id)).first()


def _enter(
    work: UnitOfWork, sale_id: str, buyer: Buyer, number: str, content: bytes, staff: str
) -> _Row:
    row = {
        "id": new_id(),
        "number": number,
        "sale_id": sale_id,
        "buyer": asdict(buyer),
        "sha256": hashlib.sha256(content).hexdigest(),
        "staff_code": staff,
        "at": work.at,
    }
    work.connection.execute(insert(_invoices), row)
    return work.connection.execute(select(_invoices).where(_invoices.c.number == number)).one()


def _path(shop: Shop, name: str) -> Path:
    return shop.folder / FOLDER / f"{name}.pdf"


def _keep(path: Path, content: bytes) -> None:
    """Write a file, whole and durable, before the row that names it is committed.

    A file whose transaction then failed is written over by the next one of its number.
    """
    try:
        write_whole(path, content)
    except OSError as error:
        raise WorldError("invoice_not_written", file=path.name) from error


def _view(shop: Shop, row: _Row) -> InvoiceView:
    path = _path(shop, row.number)
    return InvoiceView(
        id=row.id,
        number=row.number,
        sale_id=row.sale_id,
        buyer=Buyer(**row.buyer),
        at=row.at,
        staff=row.staff_code,
        path=path,
        is_intact=_sha256(path) == row.sha256,
    )


def _sha256(path: Path) -> str:
    """Return the hash of a file, empty when it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""
