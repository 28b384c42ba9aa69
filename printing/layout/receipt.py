"""The till ticket, the refund and the note."""

from fiscal.legal import LegalKey
from printing.blocks import Align, Block, Stroke
from printing.documents import ReceiptKind, ReceiptLine, Reduction, SaleReceipt, VatRow
from printing.layout.figures import Figures
from printing.layout.heading import (
    add_fiscal_foot,
    add_shop,
    add_warnings,
    figures_for,
    legal_text,
)
from printing.layout.paper import SEPARATOR, Paper, Strip
from printing.layout.wording import Wording, wording
from sync.kernel.quantity import Quantity, Unit

_ONE = Quantity.pieces(1)


def lay_out_receipt(receipt: SaleReceipt, paper: Paper, locale: str) -> tuple[Block, ...]:
    """Return the receipt as blocks."""
    words = wording(locale)
    figures = figures_for(receipt.shop, words)
    strip = Strip(paper)
    add_shop(strip, receipt.shop, words)
    strip.feed()
    add_warnings(strip, receipt, receipt.sold_at, figures)
    _add_identity(strip, receipt, words, figures)
    strip.rule()
    for line in receipt.lines:
        _add_line(strip, line, words, figures, is_training=receipt.is_training)
    strip.rule()
    _add_totals(strip, receipt, words, figures)
    _add_tenders(strip, receipt, words, figures)
    _add_vat(strip, receipt.vat_rows, receipt, words, figures)
    _add_mentions(strip, receipt, words)
    add_fiscal_foot(strip, receipt.fiscal, words, figures)
    _add_messages(strip, receipt, words)
    strip.cut()
    return tuple(strip.blocks)


def _add_identity(strip: Strip, receipt: SaleReceipt, words: Wording, figures: Figures) -> None:
    strip.pair(words.receipt_kinds[receipt.kind], receipt.number, bold=True)
    strip.pair(
        figures.second(receipt.sold_at),
        f"{words.till} {receipt.till}{SEPARATOR}{words.operator[:2]}. {receipt.operator}",
    )
    for label, value in (
        (
            words.corrects if receipt.kind is ReceiptKind.CORRECTION else words.refund_of,
            receipt.refund_of,
        ),
        (words.order, receipt.order_number),
        (words.customer, receipt.customer),
        (words.performed_at, receipt.performed_at),
    ):
        if value:
            strip.pair(label, value)


def _add_line(
    strip: Strip, line: ReceiptLine, words: Wording, figures: Figures, *, is_training: bool
) -> None:
    label = f"{words.training_line} {line.label}" if is_training else line.label
    strip.pair(label, figures.amount(line.amount), code=line.vat_code)
    if line.quantity != _ONE:
        unit = line.quantity.unit
        per = "" if unit is Unit.PIECE else f"{words.per}{words.units[unit.value]}"
        price = f"{figures.money(line.unit_price)}{per}" if per else figures.amount(line.unit_price)
        strip.line(f"{figures.quantity(line.quantity)} × {price}", indent=2)
    strip.line(line.detail, indent=2)
    _add_reductions(strip, line.reductions, words, figures, indent=2)


def _add_reductions(
    strip: Strip,
    reductions: tuple[Reduction, ...],
    words: Wording,
    figures: Figures,
    *,
    indent: int = 0,
) -> None:
    for reduction in reductions:
        label = reduction.label or words.reductions
        strip.pair(label, figures.amount(reduction.amount), indent=indent, code="")


def _add_totals(strip: Strip, receipt: SaleReceipt, words: Wording, figures: Figures) -> None:
    _add_reductions(strip, receipt.reductions, words, figures)
    counted = [
        one if count == 1 else many.format(count=figures.count(count))
        for count, one, many in (
            (receipt.articles, words.articles_one, words.articles),
            (receipt.line_count, words.lines_one, words.lines),
        )
        if count
    ]
    strip.line(SEPARATOR.join(counted))
    is_refund = receipt.kind is ReceiptKind.REFUND
    total = words.total_refund if is_refund else words.total
    strip.headline(total, figures.money(receipt.gross_total), code="")
    strip.pair(words.turnover_net, figures.amount(receipt.net_total), code="")
    strip.pair(f"{words.vat}", figures.amount(receipt.vat_total), code="")
    if receipt.deposits:
        strip.line(words.deposits)
        for line in receipt.deposits:
            _add_line(strip, line, words, figures, is_training=receipt.is_training)
    due = words.due_refund if is_refund else words.due
    if receipt.cash_rounding is not None:
        unrounded = receipt.due - receipt.cash_rounding
        strip.pair(words.unrounded, figures.amount(unrounded), code="")
        strip.pair(words.cash_rounding, figures.amount(receipt.cash_rounding), code="")
        due = words.rounded
    if receipt.due != receipt.gross_total:
        strip.pair(due, figures.money(receipt.due), bold=True, code="")


def _add_tenders(strip: Strip, receipt: SaleReceipt, words: Wording, figures: Figures) -> None:
    strip.rule(Stroke.DASHED)
    for tender in receipt.tenders:
        label = tender.label or words.means.get(tender.means.lower(), tender.means)
        strip.pair(label, figures.amount(tender.amount), code="")
        strip.line(tender.reference, indent=2)
    if receipt.change:
        strip.pair(words.change, figures.amount(receipt.change), bold=True, code="")


def _add_vat(
    strip: Strip,
    rows: tuple[VatRow, ...],
    receipt: SaleReceipt,
    words: Wording,
    figures: Figures,
) -> None:
    if not rows:
        return
    strip.rule(Stroke.DASHED)
    body = [
        (
            f"{row.code} {figures.rate(row.rate)}",
            figures.amount(row.net),
            figures.amount(row.vat),
            figures.amount(row.gross),
        )
        for row in rows
    ]
    total = (
        words.vat_total,
        figures.amount(receipt.net_total),
        figures.amount(receipt.vat_total),
        figures.amount(receipt.gross_total),
    )
    strip.table((words.rate, words.net, words.vat, words.gross), [*body, total])


def _add_mentions(strip: Strip, receipt: SaleReceipt, words: Wording) -> None:
    if receipt.vat_exemption:
        strip.line(receipt.vat_exemption, Align.CENTRE)
    if receipt.has_legal_guarantee:
        strip.feed()
        guarantee = legal_text(receipt.shop, LegalKey.LEGAL_GUARANTEE, receipt.sold_at, words)
        strip.line(guarantee, Align.CENTRE)


def _add_messages(strip: Strip, receipt: SaleReceipt, words: Wording) -> None:
    if receipt.messages:
        strip.feed()
    for message in receipt.messages:
        strip.line(message, Align.CENTRE)
    if receipt.is_training:
        strip.banner(legal_text(receipt.shop, LegalKey.TRAINING, receipt.sold_at, words))
