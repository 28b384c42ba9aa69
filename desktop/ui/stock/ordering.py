"""What to order, and the orders to suppliers."""

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QStackedWidget, QVBoxLayout, QWidget

from desktop.services.stockroom import reorder, supplier_orders
from desktop.services.stockroom.reorder import ReorderGroup
from desktop.services.stockroom.supplier_orders import SupplierOrderView, Wanted
from desktop.ui.screen import Errand, Screen
from desktop.ui.stock.page import Head, LineTable, Page
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.entry import FigureField, MoneyField
from desktop.ui.widgets.labels import ElidedLabel, label
from desktop.ui.widgets.layouts import asked, clear, column, row, scrolling
from desktop.ui.widgets.rows import RowButton
from desktop.ui.widgets.states import ConfirmBar, EmptyState
from desktop.ui.wording import Wording
from sync.kernel.quantity import Quantity

_SHOWN = 30


class ReorderPage(Page):
    """The reorder list, supplier by supplier."""

    def __init__(self, room: Screen) -> None:
        super().__init__(room, "stock-reorder")
        say = self.desk.say
        self._rows = QVBoxLayout()
        self._rows.setSpacing(8)
        inside = scrolling(column(self._rows, None, margins=(0, 0, 12, 0)))
        whole = column(
            label(say("stock.reorder"), "title"),
            label(say("stock.reorder_how"), "note", wraps=True),
            inside,
            gap=12,
            margins=16,
        )
        whole.setStretchFactor(inside, 1)
        self.setLayout(whole)

    def arrive(self) -> None:
        """Work the list out anew."""
        shop = self.desk.shop
        self.desk.tasks.ledger(self, lambda: reorder.reorder_list(shop), self._show)

    def _show(self, groups: tuple[ReorderGroup, ...]) -> None:
        say = self.desk.say
        clear(self._rows)
        if not groups:
            self._rows.addWidget(
                EmptyState(
                    "reorder-none", "done", say("stock.reorder_none"), say("stock.reorder_none_how")
                )
            )
        for place, group in enumerate(groups):
            head = row(ElidedLabel(group.supplier or say("stock.no_supplier"), "heading"))
            head.setStretch(0, 1)
            if group.supplier_id is not None:
                head.addWidget(
                    Button(
                        f"reorder-order-{place}",
                        say("stock.reorder_order", n=len(group.lines)),
                        role="primary",
                        clicked=partial(self._order, group),
                    )
                )
            table = LineTable(
                f"reorder-lines-{place}",
                group.supplier or say("stock.no_supplier"),
                (
                    say("stock.article"),
                    say("stock.on_hand"),
                    say("stock.point"),
                    say("stock.on_order"),
                    say("stock.sold"),
                    say("stock.proposed"),
                ),
            )
            table.show_lines(
                [
                    (
                        line.article.label,
                        say.quantity(line.article.on_hand),
                        "" if line.point is None else say.quantity(line.point),
                        say.quantity(line.on_order) if line.on_order else "",
                        say.quantity(line.sold) if line.sold else "",
                        say.quantity(line.proposed),
                    )
                    for line in group.lines[:_SHOWN]
                ]
            )
            table.setFixedHeight(min(48 * (len(group.lines[:_SHOWN]) + 1), 340) + 4)
            self._rows.addLayout(head)
            self._rows.addWidget(table)

    def _order(self, group: ReorderGroup) -> None:
        shop, supplier_id = self.desk.shop, group.supplier_id
        if supplier_id is None:
            return
        wanted = [
            Wanted(variant_id=line.article.id, quantity=line.proposed) for line in group.lines
        ]
        self.room.attempt(
            lambda approved_by: supplier_orders.draft_order(
                shop, supplier_id, wanted, self.who, approved_by
            ),
            lambda order: self.room.run(Errand("stock", "order", order)),
        )


class OrdersPage(Page):
    """Open orders, then one of them."""

    def __init__(self, room: Screen) -> None:
        super().__init__(room, "stock-orders")
        self._order: SupplierOrderView | None = None
        self._pages = QStackedWidget()
        self._pages.addWidget(self._build_list())
        self._pages.addWidget(self._build_order())
        self._confirm = ConfirmBar("purchase-confirm", self.desk.say("stock.no"))
        self.setLayout(column(self._pages, self._confirm, margins=16))

    def _build_list(self) -> QWidget:
        say, made = self.desk.say, QWidget()
        self._rows = QVBoxLayout()
        self._rows.setSpacing(8)
        inside = scrolling(column(self._rows, None))
        whole = column(label(say("stock.orders"), "title"), inside, gap=12)
        whole.setStretchFactor(inside, 1)
        made.setLayout(whole)
        return made

    def _build_order(self) -> QWidget:
        say, made = self.desk.say, QWidget()
        self._total = label("", "figure")
        self._total.setObjectName("purchase-total")
        self._head = Head("purchase", self, self._total)
        self._table = LineTable(
            "purchase-lines",
            say("stock.orders"),
            (
                say("stock.article"),
                say("stock.reference"),
                say("stock.ordered"),
                say("stock.came"),
                say("stock.price"),
            ),
        )
        self._table.picked.connect(self._pick)
        self._quantity = FigureField("purchase-quantity", say("stock.ordered"))
        self._price = MoneyField("purchase-price", say("stock.price"), say)
        for field in (self._quantity, self._price):
            field.returnPressed.connect(self._set_line)
        self._keep = Button("purchase-keep", say("stock.keep_line"), clicked=self._set_line)
        self._edit = QWidget()
        fields = row(
            asked(say("stock.ordered"), self._quantity),
            asked(say("stock.price"), self._price),
            asked("", self._keep),
            None,
            gap=8,
        )
        self._edit.setLayout(fields)
        pdf = Button(
            "purchase-pdf",
            say("stock.order_pdf"),
            picture="print",
            clicked=partial(self._save, "pdf"),
        )
        csv = Button("purchase-csv", say("stock.order_csv"), clicked=partial(self._save, "csv"))
        self._cancel = Button(
            "purchase-cancel", say("stock.order_cancel"), role="stop", clicked=self._ask_cancel
        )
        self._send = Button(
            "purchase-send", say("stock.order_send"), role="primary", clicked=self._send_it
        )
        self._receive = Button(
            "purchase-receive", say("stock.order_receive"), role="primary", clicked=self._receive_it
        )
        foot = row(self._cancel, None, csv, pdf, self._send, self._receive)
        whole = column(self._head, self._table, self._edit, foot, gap=10)
        whole.setStretchFactor(self._table, 1)
        made.setLayout(whole)
        return made

    def arrive(self) -> None:
        """Show the orders."""
        shop = self.desk.shop
        self.desk.tasks.ledger(
            self,
            lambda: (
                supplier_orders.orders(shop, _SHOWN),
                supplier_orders.orders(shop, _SHOWN, is_open=False),
            ),
            self._show,
        )

    def step_back(self) -> bool:
        """Go back to the list."""
        if self._pages.currentIndex() == 0:
            return False
        self._pages.setCurrentIndex(0)
        self.arrive()
        return True

    def _show(
        self, told: tuple[tuple[SupplierOrderView, ...], tuple[SupplierOrderView, ...]]
    ) -> None:
        say = self.desk.say
        clear(self._rows)
        orders = (*told[0], *told[1])
        if not orders:
            self._rows.addWidget(
                EmptyState(
                    "purchase-none", "orders", say("stock.order_none"), say("stock.order_none_how")
                )
            )
        for place, order in enumerate(orders[:_SHOWN]):
            day = say.day(order.sent_at or order.created_at)
            lines, total = say("stock.lines", n=len(order.lines)), _total_words(say, order)
            self._rows.addWidget(
                RowButton(
                    f"purchase-{place}",
                    f"{order.supplier.name} · {order.number}",
                    " · ".join(part for part in (day, lines, total) if part),
                    say(f"stock.state_{order.state}"),
                    picture_name="orders",
                    clicked=partial(self.open, order),
                )
            )

    def open(self, order: SupplierOrderView) -> None:
        """Show one order."""
        say = self.desk.say
        self._order = order
        self._head.show_title(
            f"{order.number} · {say(f'stock.state_{order.state}')} · {order.supplier.name}"
        )
        self._total.setText(_total_words(say, order))
        self._table.show_lines(
            [
                (
                    line.article.label,
                    line.article.supplier_ref or line.gtin,
                    say.quantity(line.quantity),
                    say.quantity(line.received) if line.received else "",
                    "" if line.price is None else say.money(line.price),
                )
                for line in order.lines
            ]
        )
        is_draft = order.state == "draft"
        self._edit.setVisible(is_draft)
        self._send.setVisible(is_draft)
        self._receive.setVisible(order.state == "sent")
        self._cancel.setVisible(order.is_open)
        self._pages.setCurrentIndex(1)
        self._table.setFocus()

    def _pick(self, place: int) -> None:
        if self._order is None or not self._edit.isVisible() or place >= len(self._order.lines):
            return
        line = self._order.lines[place]
        self._quantity.setText(self.desk.say.count(line.quantity))
        self._price.set_money(line.price)
        self._quantity.setFocus()
        self._quantity.selectAll()

    def _set_line(self) -> None:
        place, figure = self._table.currentRow(), self._quantity.thousandths()
        if self._order is None or figure is None or not 0 <= place < len(self._order.lines):
            return
        shop, order_id = self.desk.shop, self._order.id
        line = self._order.lines[place]
        wanted = Wanted(
            variant_id=line.article.id,
            quantity=Quantity(figure, line.article.unit),
            price=self._price.money(),
        )
        self.desk.tasks.ledger(
            self,
            lambda: supplier_orders.set_line(shop, order_id, wanted, self.who),
            self.open,
            self.room.refuse,
        )

    def _send_it(self) -> None:
        if self._order is None:
            return
        shop, order_id = self.desk.shop, self._order.id
        self.room.attempt(
            lambda approved_by: supplier_orders.send(shop, order_id, self.who, approved_by),
            self._on_sent,
        )

    def _on_sent(self, order: SupplierOrderView) -> None:
        self.tell(self.desk.say("stock.order_sent", number=order.number))
        self.open(order)

    def _ask_cancel(self) -> None:
        say, order, shop = self.desk.say, self._order, self.desk.shop
        if order is None:
            return
        self._confirm.ask(
            say("stock.order_cancel_sure"),
            say("stock.order_cancel"),
            lambda: self.room.attempt(
                lambda approved_by: supplier_orders.cancel(shop, order.id, self.who, approved_by),
                self.open,
            ),
        )

    def _receive_it(self) -> None:
        self.room.run(Errand("stock", "receive", self._order))

    def _save(self, kind: str) -> None:
        if self._order is None:
            return
        say, order = self.desk.say, self._order
        name = f"{order.number}.{kind}"
        chosen, _filter = QFileDialog.getSaveFileName(
            self, say("stock.order_save"), name, f"*.{kind}"
        )
        if chosen:
            self.write(Path(chosen), kind)

    def write(self, path: Path, kind: str) -> None:
        """Write the order's paper into a file."""
        if self._order is None:
            return
        shop, order_id = self.desk.shop, self._order.id
        self.desk.tasks.ledger(
            self,
            lambda: supplier_orders.write_paper(shop, order_id, path, kind),
            lambda _done: self.tell(self.desk.say("stock.order_written", name=path.name)),
            self.room.refuse,
        )


def _total_words(say: Wording, order: SupplierOrderView) -> str:
    """Return what it comes to; nothing where no purchase price is known, for nought would lie."""
    return say.money(order.total) if any(line.price for line in order.lines) else ""
