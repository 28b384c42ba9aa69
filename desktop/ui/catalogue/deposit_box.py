"""The deposit of a product's packaging: chosen, or made on the spot."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFrame

from desktop.domain.sellable import LineKind, Sellable
from desktop.services.counter import shelf
from desktop.services.goods import packaging
from desktop.services.goods.catalogue import ProductView
from desktop.services.shop import Shop
from desktop.services.team import staff
from desktop.ui.desk import Desk
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.entry import MoneyField
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.layouts import column, row


@dataclass(frozen=True, slots=True)
class _Choice:
    offered: tuple[Sellable, ...]
    chosen: str


class DepositBox(QFrame):
    """Acts at once: the deposit is no part of what the record's save button keeps."""

    #: A job that may need an approval, told `approved_by`; it returns its changes, oldest first.
    acts = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        say = desk.say
        self._desk = desk
        self._product = ""
        self.setProperty("role", "sunken")
        self._packaging = QComboBox()
        self._packaging.setObjectName("product-deposit")
        self._packaging.setAccessibleName(say("product.deposit"))
        self._packaging.activated.connect(lambda _place: self._choose())
        self._amount = MoneyField("product-deposit-amount", say("product.deposit_amount"), say)
        self._amount.setPlaceholderText(say("product.deposit_amount"))
        self._amount.returnPressed.connect(self._make)
        make = Button("product-deposit-make", say("product.deposit_make"), clicked=self._make)
        fresh = row(self._amount, make)
        fresh.setStretch(0, 1)
        head = label(say("product.deposit"), "field")
        self.setLayout(column(head, self._packaging, fresh, gap=4, margins=12))

    def show_product(self, view: ProductView | None) -> None:
        """Show the packaging of a stored product; a new one, or a packaging, has none."""
        is_goods = view is not None and view.kind != LineKind.DEPOSIT.value
        self.setVisible(is_goods)
        if view is None or not is_goods:
            self._product = ""
            return
        self._product, shop = view.id, self._desk.shop
        self._amount.clear()
        self._desk.tasks.ledger(
            self, lambda: _choice(shop, view.id), partial(self._show_choice, view.id)
        )

    def _show_choice(self, product_id: str, choice: _Choice) -> None:
        if product_id != self._product:
            return
        say = self._desk.say
        self._packaging.clear()
        self._packaging.addItem(say("product.no_deposit"), "")
        for item in choice.offered:
            self._packaging.addItem(f"{item.full_label} · {say.money(item.price)}", item.variant_id)
        self._packaging.setCurrentIndex(max(self._packaging.findData(choice.chosen), 0))

    def _choose(self) -> None:
        shop, product = self._desk.shop, self._product
        chosen = str(self._packaging.currentData())

        def sell_in(approved_by: str) -> tuple[str, ...]:
            who = staff.current(shop).code
            return (packaging.sell_in(shop, product, chosen, who, approved_by),)

        self._act(sell_in)

    def _make(self) -> None:
        amount = self._amount.money()
        if not amount or not self._product:
            self._amount.setFocus()
            return
        shop, product = self._desk.shop, self._product
        name = self._desk.say("product.deposit_name", amount=amount)

        def make(approved_by: str) -> tuple[str, ...]:
            who = staff.current(shop).code
            made = packaging.make(shop, name, amount, who, approved_by)
            sold_in = packaging.sell_in(shop, product, made.item.variant_id, who, approved_by)
            return (made.change_id, sold_in)

        self._act(make)

    def _act(self, job: Callable[[str], tuple[str, ...]]) -> None:
        self.acts.emit(job)


def _choice(shop: Shop, product_id: str) -> _Choice:
    """Return what there is to choose. Runs on the ledger thread."""
    return _Choice(shelf.packaging(shop), packaging.deposit_of(shop, product_id))
