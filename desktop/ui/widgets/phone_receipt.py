"""The receipt on the customer's phone: a button, and then the code to scan."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from desktop.services.shop import Shop
from desktop.services.team import staff
from desktop.ui.desk import Desk
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.layouts import column
from desktop.ui.widgets.qr import QrPicture


class PhoneReceipt(QWidget):
    """Stands under a sale that is done; only where the shop is in a marketplace."""

    #: The code is on the screen.
    given = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._sale_id = ""
        say = desk.say
        self._ask = Button(
            "done-phone", say("phone.receipt"), picture="receipt", clicked=self._give
        )
        self._code = QrPicture("done-code", say("phone.code"))
        self._code.setToolTip(say("phone.how"))
        whole = column(self._ask, self._code, gap=4)
        whole.setAlignment(self._code, Qt.AlignmentFlag.AlignHCenter)
        self.setLayout(whole)

    def begin(self, sale_id: str) -> None:
        """Offer the code of a ticket."""
        shop = self._desk.shop
        self._sale_id = sale_id
        self._code.hide()
        self._ask.show()
        self._ask.setEnabled(True)
        self.setVisible(shop.conversation is not None and not shop.is_training)

    def show_code(self, sale_id: str, modules: tuple[tuple[bool, ...], ...]) -> None:
        """Show the code, unless the next sale is done already."""
        if sale_id != self._sale_id:
            return
        self._code.show_modules(modules)
        self._ask.hide()
        self._code.show()
        self.given.emit()

    def _give(self) -> None:
        shop, sale_id = self._desk.shop, self._sale_id
        # A second press would make a duplicate.
        self._ask.setEnabled(False)

        def shown(modules: tuple[tuple[bool, ...], ...]) -> None:
            self.show_code(sale_id, modules)

        self._desk.tasks.ledger(self, lambda: _share(shop, sale_id), shown, self._refused)

    def _refused(self, error: object) -> None:
        self._ask.setEnabled(True)
        self._desk.tasks.failed.emit(error)


def _share(shop: Shop, sale_id: str) -> tuple[tuple[bool, ...], ...]:
    """Give the receipt in the name of whoever stands here. Runs on the ledger thread."""
    # Here, because it reads the wire's types, which the first sale need not wait for.
    from desktop.services.papers import e_receipts  # noqa: PLC0415

    return e_receipts.share(shop, sale_id, staff=staff.current(shop).code).modules
