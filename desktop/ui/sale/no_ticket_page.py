"""Goods whose ticket is lost: it is looked for by the article; without one, a price is given."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.domain.sellable import Sellable
from desktop.domain.tender import Means
from desktop.errors import ShopError
from desktop.services.counter import returns, selling
from desktop.services.counter.shelf import ProductFound
from desktop.services.views import SaleView
from desktop.ui.desk import Desk
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.chips import Chips
from desktop.ui.widgets.entry import MoneyField
from desktop.ui.widgets.labels import ElidedLabel, label
from desktop.ui.widgets.layouts import column
from desktop.ui.widgets.scan_line import ScanLine
from sync.kernel.ids import new_id
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity

_GIVES_BACK = (Means.CREDIT_NOTE, Means.CASH, Means.CARD)
_Found = tuple[Sellable, SaleView | None]


class NoTicketPage(QWidget):
    """Nearly always the ticket is found and the return goes its usual way."""

    #: The SaleView the article was sold on.
    found = Signal(object)
    #: (GoodsBack, Means, reason, refund id)
    gives = Signal(object, object, str, str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._item: Sellable | None = None
        self._refund_id = ""
        say = desk.say
        self._line = ScanLine("no-ticket-scan", say("refund.no_ticket_scan"), "scan")
        self._line.entered.connect(self.look_up)
        self._problem = label("", "note", "look", wraps=True)
        self._problem.setObjectName("no-ticket-problem")
        self._what = ElidedLabel("", "heading")
        self._what.setObjectName("no-ticket-what")
        self._price = MoneyField("no-ticket-price", say("refund.no_ticket_price"), say)
        self._price.textChanged.connect(lambda _text: self._show())
        self._price.returnPressed.connect(self.give)
        self._means = Chips("no-ticket-means", say("refund.means"))
        self._means.show_choices(
            [(means, say(f"means.{means.value}")) for means in _GIVES_BACK], _GIVES_BACK[0]
        )
        self._give = Button("no-ticket-give", role="stop-fill", is_large=True, clicked=self.give)
        self._means.follow(self._price)
        self._asked = QWidget()
        self._asked.setLayout(
            column(
                self._what,
                column(label(say("refund.no_ticket_price"), "field"), self._price, gap=4),
                column(label(say("refund.means"), "field"), self._means, gap=4),
                label(say("refund.no_ticket_vat"), "note", wraps=True),
                self._give,
                gap=12,
            )
        )
        self.setLayout(
            column(
                self._line,
                label(say("refund.no_ticket_how"), "note", wraps=True),
                self._problem,
                self._asked,
                None,
                gap=12,
            )
        )

    def begin(self) -> None:
        """Ask for the article."""
        self._item, self._refund_id = None, new_id()
        self._problem.hide()
        self._asked.hide()
        self._line.listen()

    def look_up(self, text: str) -> None:
        """Look for the article, and for the latest ticket it can come back from."""
        shop = self._desk.shop

        def job() -> _Found:
            read = selling.understand(shop, text)
            known = (read.item,) if isinstance(read, ProductFound) else selling.search(shop, text)
            item = known[0] if known else selling.quick_item(text, Money(0), returns.NO_VAT)
            return item, returns.find_original(shop, item.variant_id) if item.variant_id else None

        self._desk.tasks.ledger(self, job, self._on_found, self._tell)

    def _on_found(self, answer: _Found) -> None:
        item, original = answer
        if original is not None:
            self.found.emit(original)
            return
        self._item = item
        self._what.setText(item.full_label)
        self._price.set_money(item.price or None)
        self._asked.show()
        self._price.setFocus()
        self._price.selectAll()
        self._show()

    def _tell(self, error: ShopError) -> None:
        told = self._desk.say.refusal(error)
        self._problem.setText(f"{told.message} {told.next_step}")
        self._problem.show()

    def _show(self) -> None:
        say, price = self._desk.say, self._price.money()
        self._give.say(say("refund.give", total=price) if price else say("refund.nothing"))
        self._give.setEnabled(bool(price))

    def give(self, means: Means | None = None) -> None:
        """Have the price given back, by these means if they are told."""
        if means is not None:
            self._means.choose(means)
        price = self._price.money()
        if self._item is None or not price:
            return
        one = Quantity(1000, self._item.unit)
        goods = returns.GoodsBack(item=self._item, quantity=one, price=price)
        reason = self._desk.say("refund.no_ticket")
        self.gives.emit(goods, self._means.value, reason, self._refund_id)
