"""What the shop prints, as finished figures: no document computes, fetches or translates anything.

Money, quantities and instants come ready from the till; the layout only formats them. Texts from
outside may be raw: they become `SafeText` in the layout, before any printer sees them.

One module a subject; a new document stands in its subject's, in the union below, and is laid out in
`printing.layout`.
"""

from printing.documents.counter import (
    CounterNotice,
    NameCard,
    TestPage,
)
from printing.documents.invoices import (
    Invoice,
    InvoiceKind,
    InvoiceLine,
    Party,
    Supply,
)
from printing.documents.letterhead import (
    Shop,
)
from printing.documents.orders import (
    Care,
    HandoverMode,
    PickingLine,
    PickingSlip,
    PickupLabel,
)
from printing.documents.packing import (
    BagPlace,
    KeptParcel,
    Packed,
    PackingLine,
    PackingSlip,
    PreparationList,
    WaitingOrder,
    Whereabouts,
)
from printing.documents.receipts import (
    Duplicate,
    FiscalMarks,
    ReceiptKind,
    ReceiptLine,
    Reduction,
    SaleReceipt,
    TenderRow,
    VatRow,
)
from printing.documents.reports import (
    CashFigures,
    CashMovement,
    CountRow,
    ReportKind,
    TillReport,
)
from printing.documents.rounds import (
    RoundSheet,
    RoundStopLine,
)
from printing.documents.supplies import (
    PurchaseLine,
    PurchaseOrder,
)
from printing.documents.tags import (
    ProductLabel,
    ShelfTag,
    Tag,
)
from printing.documents.vouchers import (
    VoucherPaper,
    VoucherPaperKind,
)

Document = (
    SaleReceipt
    | PickupLabel
    | PickingSlip
    | PackingSlip
    | PreparationList
    | RoundSheet
    | PurchaseOrder
    | TillReport
    | ShelfTag
    | ProductLabel
    | VoucherPaper
    | TestPage
    | CounterNotice
    | NameCard
)

__all__ = [
    "BagPlace",
    "Care",
    "CashFigures",
    "CashMovement",
    "CountRow",
    "CounterNotice",
    "Document",
    "Duplicate",
    "FiscalMarks",
    "HandoverMode",
    "Invoice",
    "InvoiceKind",
    "InvoiceLine",
    "KeptParcel",
    "NameCard",
    "Packed",
    "PackingLine",
    "PackingSlip",
    "Party",
    "PickingLine",
    "PickingSlip",
    "PickupLabel",
    "PreparationList",
    "ProductLabel",
    "PurchaseLine",
    "PurchaseOrder",
    "ReceiptKind",
    "ReceiptLine",
    "Reduction",
    "ReportKind",
    "RoundSheet",
    "RoundStopLine",
    "SaleReceipt",
    "ShelfTag",
    "Shop",
    "Supply",
    "Tag",
    "TenderRow",
    "TestPage",
    "TillReport",
    "VatRow",
    "VoucherPaper",
    "VoucherPaperKind",
    "WaitingOrder",
    "Whereabouts",
]
