"""From a document to blocks."""

from collections.abc import Callable

from printing.blocks import Block
from printing.documents import (
    CounterNotice,
    Document,
    NameCard,
    PackingSlip,
    PickingSlip,
    PickupLabel,
    PreparationList,
    ProductLabel,
    PurchaseOrder,
    RoundSheet,
    SaleReceipt,
    ShelfTag,
    TestPage,
    TillReport,
    VoucherPaper,
)
from printing.layout.label import lay_out_pickup_label
from printing.layout.name_card import lay_out_name_card
from printing.layout.notice import lay_out_notice
from printing.layout.packing import lay_out_packing_slip
from printing.layout.paper import Paper
from printing.layout.preparation_list import lay_out_preparation_list
from printing.layout.purchase_order import lay_out_purchase_order
from printing.layout.receipt import lay_out_receipt
from printing.layout.report import lay_out_report
from printing.layout.round_sheet import lay_out_round_sheet
from printing.layout.slip import lay_out_picking_slip
from printing.layout.tag import lay_out_tag
from printing.layout.test_page import lay_out_test_page
from printing.layout.voucher import lay_out_voucher

_LAYOUTS: dict[type, Callable[..., tuple[Block, ...]]] = {
    SaleReceipt: lay_out_receipt,
    PickupLabel: lay_out_pickup_label,
    PickingSlip: lay_out_picking_slip,
    PackingSlip: lay_out_packing_slip,
    PreparationList: lay_out_preparation_list,
    RoundSheet: lay_out_round_sheet,
    PurchaseOrder: lay_out_purchase_order,
    TillReport: lay_out_report,
    ShelfTag: lay_out_tag,
    ProductLabel: lay_out_tag,
    VoucherPaper: lay_out_voucher,
    TestPage: lay_out_test_page,
    CounterNotice: lay_out_notice,
    NameCard: lay_out_name_card,
}
"""How each kind of document is laid out; `tests/printing` keeps it whole."""


def lay_out(document: Document, paper: Paper, locale: str) -> tuple[Block, ...]:
    """Return the document as blocks for this paper, in the locale's language."""
    return _LAYOUTS[type(document)](document, paper, locale)
