"""From a document to blocks."""

from printing.blocks import Block
from printing.documents import (
    CounterNotice,
    Document,
    PickingSlip,
    PickupLabel,
    ProductLabel,
    PurchaseOrder,
    SaleReceipt,
    ShelfTag,
    TestPage,
    TillReport,
    VoucherPaper,
)
from printing.layout.label import lay_out_pickup_label
from printing.layout.notice import lay_out_notice
from printing.layout.paper import Paper
from printing.layout.purchase_order import lay_out_purchase_order
from printing.layout.receipt import lay_out_receipt
from printing.layout.report import lay_out_report
from printing.layout.slip import lay_out_picking_slip
from printing.layout.tag import lay_out_tag
from printing.layout.test_page import lay_out_test_page
from printing.layout.voucher import lay_out_voucher


def lay_out(document: Document, paper: Paper, locale: str) -> tuple[Block, ...]:
    """Return the document as blocks for this paper, in the locale's language."""
    match document:
        case SaleReceipt():
            blocks = lay_out_receipt(document, paper, locale)
        case PickupLabel():
            blocks = lay_out_pickup_label(document, paper, locale)
        case PickingSlip():
            blocks = lay_out_picking_slip(document, paper, locale)
        case PurchaseOrder():
            blocks = lay_out_purchase_order(document, paper, locale)
        case TillReport():
            blocks = lay_out_report(document, paper, locale)
        case ShelfTag() | ProductLabel():
            blocks = lay_out_tag(document, paper, locale)
        case VoucherPaper():
            blocks = lay_out_voucher(document, paper, locale)
        case TestPage():
            blocks = lay_out_test_page(document, paper, locale)
        case CounterNotice():
            blocks = lay_out_notice(document, paper)
    return blocks
