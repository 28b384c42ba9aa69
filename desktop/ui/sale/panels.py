"""The left side of the sale screen: the goods, and whatever is being asked instead of them."""

from PySide6.QtWidgets import QStackedWidget

from desktop.ui.desk import Desk
from desktop.ui.payment.panel import PaymentPanel
from desktop.ui.sale.bargain_panel import BargainPanel
from desktop.ui.sale.buyer_panel import BuyerPanel
from desktop.ui.sale.empties_panel import EmptiesPanel
from desktop.ui.sale.figure_panels import FreeAmountPanel, QuantityPanel
from desktop.ui.sale.note_panel import NotePanel
from desktop.ui.sale.parked_panel import ParkedPanel
from desktop.ui.sale.refund_panel import RefundPanel
from desktop.ui.sale.shelf import Shelf
from desktop.ui.sale.variant_panel import VariantPanel


class Panels(QStackedWidget):
    """One page at a time; every panel but the shelf has a way back to it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.shelf = Shelf(desk)
        self.quantity = QuantityPanel(desk)
        self.bargain = BargainPanel(desk)
        self.free = FreeAmountPanel(desk)
        self.variants = VariantPanel(desk)
        self.empties = EmptiesPanel(desk)
        self.note = NotePanel(desk)
        self.buyer = BuyerPanel(desk)
        self.parked = ParkedPanel(desk)
        self.refund = RefundPanel(desk)
        self.payment = PaymentPanel(desk)
        self.asking = (
            self.quantity,
            self.bargain,
            self.free,
            self.variants,
            self.empties,
            self.note,
            self.buyer,
            self.parked,
            self.refund,
        )
        for page in (self.shelf, *self.asking, self.payment):
            self.addWidget(page)

    @property
    def is_shelf(self) -> bool:
        """Tell whether the goods are in front."""
        return self.currentWidget() is self.shelf

    @property
    def is_paying(self) -> bool:
        """Tell whether the customer pays."""
        return self.currentWidget() is self.payment
