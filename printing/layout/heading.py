"""What every paper of a shop begins and ends with."""

from datetime import datetime
from zoneinfo import ZoneInfo

from fiscal.legal import LegalKey, legal
from printing.blocks import Align, Size, Stroke
from printing.documents import (
    FiscalMarks,
    PackingSlip,
    PickingSlip,
    PickupLabel,
    PreparationList,
    PurchaseOrder,
    ReceiptKind,
    RoundSheet,
    SaleReceipt,
    Shop,
    TillReport,
    VoucherPaper,
)
from printing.layout.figures import Figures
from printing.layout.paper import Strip
from printing.layout.wording import Wording

_LAW_KNOWN = frozenset({"FR", "BE"})


def figures_for(shop: Shop, words: Wording) -> Figures:
    """Return the figures of the shop's zone in the paper's language."""
    return Figures(words, ZoneInfo(shop.time_zone))


def add_shop(strip: Strip, shop: Shop, words: Wording) -> None:
    """Add the seller's name, address and numbers."""
    strip.picture(shop.logo_png)
    strip.title(shop.name, Size.LARGE, Size.TALL)
    for address_line in shop.address:
        strip.line(address_line, Align.CENTRE)
    if shop.phone:
        strip.line(f"{words.phone} {shop.phone}", Align.CENTRE)
    strip.line(shop.website, Align.CENTRE)
    establishment = words.siret if shop.country == "FR" else words.enterprise_number
    numbers = [
        f"{label} {number}"
        for label, number in (
            (establishment, shop.siret),
            (words.naf, shop.naf),
            (words.vat_number, shop.vat_number),
        )
        if number
    ]
    strip.joined(numbers)


def legal_text(shop: Shop, key: LegalKey, on: datetime, words: Wording) -> str:
    """Return the words the law of the shop's country wants, the French ones elsewhere."""
    country = shop.country if shop.country in _LAW_KNOWN else "FR"
    return legal(country, key, on.date(), language=words.language)


def add_warnings(
    strip: Strip,
    paper: (
        SaleReceipt
        | TillReport
        | PickupLabel
        | PickingSlip
        | PackingSlip
        | PreparationList
        | RoundSheet
        | PurchaseOrder
        | VoucherPaper
    ),
    on: datetime,
    figures: Figures,
) -> None:
    """Add what makes the paper something else than an original of a real sale."""
    words = figures.words
    if paper.is_training:
        strip.banner(legal_text(paper.shop, LegalKey.TRAINING, on, words))
    if not isinstance(paper, SaleReceipt | TillReport):
        return
    if paper.kind is ReceiptKind.BEFORE_PAYMENT:
        strip.banner(words.before_payment)
    if paper.duplicate is not None:
        duplicate = legal_text(paper.shop, LegalKey.DUPLICATE, on, words)
        strip.banner(words.duplicate.format(duplicate=duplicate, number=paper.duplicate.number))
        strip.line(
            words.duplicate_issued.format(
                at=figures.second(paper.duplicate.issued_at), operator=paper.duplicate.operator
            ),
            Align.CENTRE,
        )
    if paper.fiscal.is_degraded:
        strip.banner(legal_text(paper.shop, LegalKey.DEGRADED, on, words))


def add_fiscal_foot(strip: Strip, marks: FiscalMarks, words: Wording, figures: Figures) -> None:
    """Add what ties the paper to the journal: record, signature, totals, software, QR code."""
    strip.rule(Stroke.DASHED)
    record = []
    if marks.record_sequence:
        record.append(f"{words.record} {marks.record_sequence}")
    if marks.signature_extract:
        record.append(f"{words.signature} {marks.signature_extract}")
    strip.joined(record)
    for label, total in (
        (words.perpetual_net, marks.perpetual_net),
        (words.perpetual_absolute, marks.perpetual_absolute),
    ):
        if total is not None:
            strip.line(f"{label} {figures.money(total)}", Align.CENTRE)
    software = [marks.software] if marks.software else []
    if marks.fiscal_version:
        software.append(f"{words.fiscal_module} {marks.fiscal_version}")
    if marks.attestation:
        software.append(f"{words.attestation} {marks.attestation}")
    strip.joined(software)
    if marks.verification:
        strip.feed()
        strip.qr(marks.verification)
        strip.line(words.verify, Align.CENTRE)
