"""Who buys, where they wish to be known: found as one types, or written down in two fields."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout

from desktop.services.counter import customers
from desktop.ui.desk import Desk
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.layouts import asked, clear, column, row
from desktop.ui.widgets.panel import Panel
from desktop.ui.widgets.rows import RowButton
from desktop.ui.widgets.scan_line import ScanLine

if TYPE_CHECKING:
    from desktop.services.counter.customers import CustomerView

_SHOWN = 8


class BuyerPanel(Panel):
    """Picks the customer of the basket: type, then Enter takes the first."""

    #: The Buyer, or None for nobody.
    chosen = Signal(object)
    #: Somebody wants the whole file.
    wants_file = Signal()
    #: A ShopError.
    refused = Signal(object)

    def __init__(self, desk: Desk) -> None:
        say = desk.say
        super().__init__("buyer", say("panel.buyer"), say("sale.back"))
        self._desk = desk
        self._asked = 0
        self._line = ScanLine("buyer-search", say("panel.buyer_search"))
        self._line.searched.connect(self._search)
        self._line.entered.connect(self._on_entered)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(8)
        self._none = label("", "note", wraps=True)
        self._name = self._field("buyer-name", "customer.name", 120)
        self._phone = self._field("buyer-phone", "customer.phone", 30)
        add = Button("buyer-add", say("panel.buyer_add"), picture="plus", clicked=self._add)
        nobody = Button(
            "buyer-nobody", say("panel.buyer_nobody"), clicked=partial(self.chosen.emit, None)
        )
        whole = Button("buyer-file", say("panel.buyer_file"), clicked=self.wants_file.emit)
        fresh = row(
            asked(say("customer.name"), self._name), asked(say("customer.phone"), self._phone)
        )
        self.fill(
            column(
                self._line,
                self._none,
                self._rows,
                None,
                label(say("panel.buyer_new"), "heading"),
                fresh,
                row(add, None, whole, nobody),
                gap=12,
            )
        )

    def _field(self, name: str, text: str, longest: int) -> QLineEdit:
        made = QLineEdit()
        made.setObjectName(name)
        made.setAccessibleName(self._desk.say(text))
        made.setMaxLength(longest)
        made.returnPressed.connect(self._add)
        return made

    def begin(self) -> None:
        """Ask who buys; the newest customers stand there already."""
        for field in (self._name, self._phone):
            field.clear()
        self._line.listen()
        self._search("")

    def _search(self, text: str) -> None:
        self._asked += 1
        shop, asked_now = self._desk.shop, self._asked
        self._desk.tasks.ledger(
            self,
            lambda: customers.search(shop, text, _SHOWN),
            partial(self._show, asked_now, text),
        )

    def _on_entered(self, text: str) -> None:
        self._asked += 1
        shop = self._desk.shop
        self._desk.tasks.ledger(
            self, lambda: customers.search(shop, text, _SHOWN), partial(self._take_first, text)
        )

    def _take_first(self, text: str, found: tuple["CustomerView", ...]) -> None:
        if found:
            self.chosen.emit(found[0].buyer)
            return
        self._show(self._asked, text, found)
        self._name.setText(text)
        self._name.setFocus()

    def _show(self, asked_then: int, text: str, found: tuple["CustomerView", ...]) -> None:
        if asked_then != self._asked:
            return
        clear(self._rows)
        say = self._desk.say
        self._none.setVisible(not found)
        self._none.setText(
            say("panel.buyer_not_found", text=text) if text else say("panel.buyer_none")
        )
        for place, view in enumerate(found):
            draft = view.draft
            detail = " · ".join(
                part for part in (draft.company, draft.phone, ", ".join(draft.groups)) if part
            )
            self._rows.addWidget(
                RowButton(
                    f"buyer-{place}",
                    view.called,
                    detail,
                    say.money(view.owes) if view.owes else "",
                    picture_name="person",
                    clicked=partial(self.chosen.emit, view.buyer),
                )
            )

    def _add(self) -> None:
        shop = self._desk.shop
        draft = customers.CustomerDraft(name=self._name.text(), phone=self._phone.text())
        self._desk.tasks.ledger(
            self,
            lambda: customers.add(shop, draft),
            lambda view: self.chosen.emit(view.buyer),
            self.refused.emit,
        )
