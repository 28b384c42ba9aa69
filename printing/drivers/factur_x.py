"""An invoice as EN 16931 data (UN/CEFACT CII), and the PDF that carries it: Factur-X.

The library checks the XML against the standard's schema before it is embedded.
"""

import re
from datetime import datetime
from decimal import Decimal
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

from printing.documents import Invoice, InvoiceKind, InvoiceLine, Party, Supply, VatRow
from printing.drivers.invoice_page import render_invoice
from printing.layout.invoice_wording import invoice_wording, settled
from printing.layout.wording import wording
from printing.safe_text import SafeText
from sync.kernel.money import Money
from sync.kernel.quantity import Unit

LEVEL = "en16931"
_GUIDELINE = "urn:cen.eu:en16931:2017"
_RSM = "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"
_RAM = "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100"
_UDT = "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100"
_PREFIXES = {"rsm": _RSM, "ram": _RAM, "udt": _UDT}

_TYPES = {InvoiceKind.INVOICE: "380", InvoiceKind.CREDIT_NOTE: "381"}
#: French billing frames: goods, services or both; 2 is "already paid", 1 is "to be paid".
_FRAMES = {Supply.GOODS: "B", Supply.SERVICES: "S", Supply.MIXED: "M"}
_UNITS = {Unit.PIECE: "C62", Unit.KILOGRAM: "KGM", Unit.LITRE: "LTR", Unit.METRE: "MTR"}
#: UNTDID 4461; 1 is "not defined".
_MEANS = {"cash": "10", "cheque": "20", "transfer": "30", "card": "48", "online": "68"}
_STANDARD, _EXEMPT = "S", "E"
_REGISTERS = {"FR": "0002", "BE": "0208"}
_ESTABLISHMENT = "0009"
_SIREN = 9
_TEXT_LIMIT = 400


def render_factur_x(invoice: Invoice, locale: str) -> bytes:
    """Return the invoice as a PDF for people with its data inside for programs.

    Raises:
        Exception: the library's, when the data does not fit the schema: our bug, nothing is issued.
    """
    # Here, because the library costs half a second and few tickets become an invoice.
    from facturx import generate_from_binary  # noqa: PLC0415

    words = invoice_wording(locale)
    title = f"{words.kinds[invoice.kind]} {invoice.number}"
    embedded: bytes = generate_from_binary(
        render_invoice(invoice, locale),
        render_cii(invoice, locale),
        flavor="factur-x",
        level=LEVEL,
        check_xsd=True,
        check_schematron=False,
        pdf_metadata={
            "author": invoice.seller.name,
            "keywords": "Factur-X, EN 16931",
            "title": title,
            "subject": f"{title}, {invoice.seller.name}",
        },
        lang=locale,
        afrelationship="alternative",
    )
    return embedded


def render_cii(invoice: Invoice, locale: str) -> bytes:
    """Return the invoice's data as XML."""
    root = ET.Element(f"{{{_RSM}}}CrossIndustryInvoice")
    _add_context(root, invoice)
    _add_document(root, invoice, locale)
    transaction = _add(root, "rsm:SupplyChainTradeTransaction")
    for place, line in enumerate(invoice.lines, start=1):
        _add_line(transaction, place, line, locale)
    _add_agreement(transaction, invoice)
    delivery = _add(transaction, "ram:ApplicableHeaderTradeDelivery")
    supplied = _add(delivery, "ram:ActualDeliverySupplyChainEvent")
    _add_day(supplied, "ram:OccurrenceDateTime", invoice.supplied_at, invoice)
    _add_settlement(transaction, invoice, locale)
    for prefix, uri in _PREFIXES.items():
        ET.register_namespace(prefix, uri)
    text: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return text


def _add_context(root: ET.Element, invoice: Invoice) -> None:
    context = _add(root, "rsm:ExchangedDocumentContext")
    process = _add(context, "ram:BusinessProcessSpecifiedDocumentContextParameter")
    is_paid = invoice.paid == invoice.due
    _add(process, "ram:ID", f"{_FRAMES[invoice.supply]}{2 if is_paid else 1}")
    guideline = _add(context, "ram:GuidelineSpecifiedDocumentContextParameter")
    _add(guideline, "ram:ID", _GUIDELINE)


def _add_document(root: ET.Element, invoice: Invoice, locale: str) -> None:
    words = invoice_wording(locale)
    document = _add(root, "rsm:ExchangedDocument")
    _add(document, "ram:ID", invoice.number)
    _add(document, "ram:TypeCode", _TYPES[invoice.kind])
    _add_day(document, "ram:IssueDateTime", invoice.issued_at, invoice)
    notes = [(f"{words.ticket} {invoice.ticket}", ""), (words.supplies[invoice.supply], "")]
    notes += [(mention, "PMD") for mention in invoice.mentions]
    if invoice.is_training:
        notes.insert(0, (words.training, ""))
    for content, subject in notes:
        note = _add(document, "ram:IncludedNote")
        _add(note, "ram:Content", content)
        if subject:
            _add(note, "ram:SubjectCode", subject)


def _add_line(transaction: ET.Element, place: int, line: InvoiceLine, locale: str) -> None:
    item = _add(transaction, "ram:IncludedSupplyChainTradeLineItem")
    _add(_add(item, "ram:AssociatedDocumentLineDocument"), "ram:LineID", str(place))
    product = _add(item, "ram:SpecifiedTradeProduct")
    if line.sku:
        _add(product, "ram:SellerAssignedID", line.sku)
    _add(product, "ram:Name", line.label)
    price = _add(_add(item, "ram:SpecifiedLineTradeAgreement"), "ram:NetPriceProductTradePrice")
    _add(price, "ram:ChargeAmount", _decimal(line.unit_net, 4))
    delivery = _add(item, "ram:SpecifiedLineTradeDelivery")
    quantity = _decimal(line.quantity.thousandths, 3)
    _add(delivery, "ram:BilledQuantity", quantity, unitCode=_UNITS[line.quantity.unit])
    settlement = _add(item, "ram:SpecifiedLineTradeSettlement")
    tax = _add(settlement, "ram:ApplicableTradeTax")
    _add(tax, "ram:TypeCode", "VAT")
    _add(tax, "ram:CategoryCode", _category(line))
    _add(tax, "ram:RateApplicablePercent", _decimal(_rate(line), 2))
    if line.reduction:
        allowance = _add(settlement, "ram:SpecifiedTradeAllowanceCharge")
        _add(_add(allowance, "ram:ChargeIndicator"), "udt:Indicator", "false")
        _add(allowance, "ram:ActualAmount", _money(line.reduction))
        _add(allowance, "ram:Reason", invoice_wording(locale).reduction_reason)
    total = _add(settlement, "ram:SpecifiedTradeSettlementLineMonetarySummation")
    _add(total, "ram:LineTotalAmount", _money(line.net))


def _add_agreement(transaction: ET.Element, invoice: Invoice) -> None:
    agreement = _add(transaction, "ram:ApplicableHeaderTradeAgreement")
    _add_party(_add(agreement, "ram:SellerTradeParty"), invoice.seller)
    _add_party(_add(agreement, "ram:BuyerTradeParty"), invoice.buyer)


def _add_party(parent: ET.Element, party: Party) -> None:
    digits = re.sub(r"\D", "", party.registration)
    is_french = party.country == "FR"
    if is_french and len(digits) > _SIREN:
        _add(parent, "ram:GlobalID", digits, schemeID=_ESTABLISHMENT)
    _add(parent, "ram:Name", party.name)
    if digits:
        legal = _add(parent, "ram:SpecifiedLegalOrganization")
        register = _REGISTERS.get(party.country)
        number = digits[:_SIREN] if is_french else digits
        _add(legal, "ram:ID", number, **({"schemeID": register} if register else {}))
    address = _add(parent, "ram:PostalTradeAddress")
    _add(address, "ram:PostcodeCode", party.postcode)
    _add(address, "ram:LineOne", party.street)
    _add(address, "ram:CityName", party.city)
    _add(address, "ram:CountryID", party.country)
    if party.vat_number:
        number = re.sub(r"[^0-9A-Z]", "", party.vat_number.upper())
        _add(_add(parent, "ram:SpecifiedTaxRegistration"), "ram:ID", number, schemeID="VA")


def _add_settlement(transaction: ET.Element, invoice: Invoice, locale: str) -> None:
    words = invoice_wording(locale)
    settlement = _add(transaction, "ram:ApplicableHeaderTradeSettlement")
    _add(settlement, "ram:PaymentReference", invoice.ticket)
    _add(settlement, "ram:InvoiceCurrencyCode", invoice.gross_total.currency)
    _add_means(settlement, invoice, locale)
    for row in invoice.vat_rows:
        if row.rate.basis_points:
            _add_tax(settlement, row)
    _add_untaxed(settlement, invoice)
    terms = _add(settlement, "ram:SpecifiedTradePaymentTerms")
    standing = settled(words, invoice.kind, is_paid=invoice.paid == invoice.due)
    _add(terms, "ram:Description", standing)
    _add_day(terms, "ram:DueDateDateTime", invoice.issued_at, invoice)
    _add_totals(settlement, invoice)
    if invoice.corrects:
        before = _add(settlement, "ram:InvoiceReferencedDocument")
        _add(before, "ram:IssuerAssignedID", invoice.corrects)


def _add_means(settlement: ET.Element, invoice: Invoice, locale: str) -> None:
    names = {tender.means for tender in invoice.tenders}
    code = _MEANS.get(next(iter(names)), "1") if len(names) == 1 else "1"
    means = _add(settlement, "ram:SpecifiedTradeSettlementPaymentMeans")
    _add(means, "ram:TypeCode", code)
    told = wording(locale).means
    labels = [each.label or told.get(each.means, each.means) for each in invoice.tenders]
    _add(means, "ram:Information", ", ".join(labels))


def _add_tax(settlement: ET.Element, row: VatRow) -> None:
    tax = _add(settlement, "ram:ApplicableTradeTax")
    _add(tax, "ram:CalculatedAmount", _money(row.vat))
    _add(tax, "ram:TypeCode", "VAT")
    _add(tax, "ram:BasisAmount", _money(row.net))
    _add(tax, "ram:CategoryCode", _STANDARD)
    _add(tax, "ram:RateApplicablePercent", _decimal(row.rate.basis_points, 2))


def _add_untaxed(settlement: ET.Element, invoice: Invoice) -> None:
    """Add the one breakdown of all that bears no VAT, with every reason for it."""
    untaxed = [line.net.cents for line in invoice.lines if _category(line) == _EXEMPT]
    if not untaxed:
        return
    tax = _add(settlement, "ram:ApplicableTradeTax")
    _add(tax, "ram:CalculatedAmount", "0.00")
    _add(tax, "ram:TypeCode", "VAT")
    _add(tax, "ram:ExemptionReason", " ; ".join(invoice.exemptions))
    _add(tax, "ram:BasisAmount", _decimal(sum(untaxed), 2))
    _add(tax, "ram:CategoryCode", _EXEMPT)
    _add(tax, "ram:RateApplicablePercent", "0.00")


def _add_totals(settlement: ET.Element, invoice: Invoice) -> None:
    base = invoice.net_total + invoice.outside_total
    totals = _add(settlement, "ram:SpecifiedTradeSettlementHeaderMonetarySummation")
    _add(totals, "ram:LineTotalAmount", _money(base))
    _add(totals, "ram:TaxBasisTotalAmount", _money(base))
    currency = invoice.gross_total.currency
    _add(totals, "ram:TaxTotalAmount", _money(invoice.vat_total), currencyID=currency)
    if invoice.rounding:
        _add(totals, "ram:RoundingAmount", _money(invoice.rounding))
    _add(totals, "ram:GrandTotalAmount", _money(invoice.gross_total + invoice.outside_total))
    _add(totals, "ram:TotalPrepaidAmount", _money(invoice.paid))
    _add(totals, "ram:DuePayableAmount", _money(invoice.due - invoice.paid))


def _category(line: InvoiceLine) -> str:
    return _STANDARD if _rate(line) else _EXEMPT


def _rate(line: InvoiceLine) -> int:
    return 0 if line.is_outside else line.rate.basis_points


def _add_day(parent: ET.Element, tag: str, at: datetime, invoice: Invoice) -> None:
    local = at.astimezone(ZoneInfo(invoice.shop.time_zone))
    _add(_add(parent, tag), "udt:DateTimeString", local.strftime("%Y%m%d"), format="102")


def _add(parent: ET.Element, tag: str, text: str = "", **attributes: str) -> ET.Element:
    prefix, _, name = tag.partition(":")
    made = ET.SubElement(parent, f"{{{_PREFIXES[prefix]}}}{name}", attributes)
    if text:
        made.text = SafeText(text, limit=_TEXT_LIMIT)
    return made


def _money(money: Money) -> str:
    return _decimal(money.cents, 2)


def _decimal(whole: int, places: int) -> str:
    """Return a whole number of the smallest parts as the decimal it stands for."""
    return str(Decimal(whole).scaleb(-places).quantize(Decimal(1).scaleb(-places)))
