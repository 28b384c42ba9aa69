"""What suppliers are to bring, and what they brought."""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.services.stockroom import receiving, supplier_orders
from desktop.services.stockroom.receiving import DeliveryView
from desktop.services.stockroom.supplier_orders import SupplierOrderView
from desktop.ui.screen import Errand
from desktop.ui.stock.page import Page
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.layouts import clear, column, row, scrolling
from desktop.ui.widgets.rows import RowButton
from desktop.ui.widgets.states import ConfirmBar, EmptyState

_SHOWN = 30


class Expected(QWidget):
    """Supplier orders that are on their way, and the deliveries, which can be taken back."""

    def __init__(
        self,
        page: Page,
        confirm: ConfirmBar,
        begin: Callable[[SupplierOrderView | None], object],
    ) -> None:
        super().__init__()
        self._page, self._confirm, self._begin = page, confirm, begin
        self.desk = page.desk
        say = self.desk.say
        self._rows = QVBoxLayout()
        self._rows.setSpacing(8)
        inside = scrolling(column(self._rows, None))
        free = Button(
            "receive-free",
            say("stock.receive_free"),
            role="primary",
            clicked=lambda: self._begin(None),
        )
        whole = column(
            row(label(say("stock.receiving"), "title"), None, free),
            label(say("stock.receiving_how"), "note", wraps=True),
            inside,
            gap=12,
        )
        whole.setStretchFactor(inside, 1)
        self.setLayout(whole)

    def look(self) -> None:
        """Show what stands now."""
        shop = self.desk.shop
        self.desk.tasks.ledger(
            self,
            lambda: (
                [each for each in supplier_orders.orders(shop, _SHOWN) if each.state == "sent"],
                receiving.deliveries(shop, _SHOWN),
            ),
            self._show,
        )

    def print_labels(self, delivery_id: str) -> None:
        """Go and print the shelf tags of what a delivery brought."""
        self._page.room.asks.emit(Errand("tags", "delivery", delivery_id))

    def _show(self, told: tuple[list[SupplierOrderView], tuple[DeliveryView, ...]]) -> None:
        say = self.desk.say
        orders, deliveries = told
        clear(self._rows)
        if not orders and not deliveries:
            self._rows.addWidget(
                EmptyState(
                    "receive-none", "box", say("stock.receive_none"), say("stock.receive_none_how")
                )
            )
        for place, order in enumerate(orders):
            self._rows.addWidget(
                RowButton(
                    f"receive-order-{place}",
                    f"{order.supplier.name} · {order.number}",
                    say("stock.lines", n=len(order.lines)),
                    say("stock.expected"),
                    picture_name="box",
                    clicked=partial(self._begin, order),
                )
            )
        for place, view in enumerate(deliveries):
            labels = Button(
                f"receive-labels-{place}",
                role="icon",
                picture="print",
                spoken=say("stock.receive_labels"),
                clicked=partial(self.print_labels, view.id),
            )
            # As in the list of imports: never shown before it stands in the window.
            if view.undone_at is not None:
                labels.hide()
            line = row(self._delivery_row(place, view), labels)
            line.setStretch(0, 1)
            self._rows.addLayout(line)

    def _delivery_row(self, place: int, view: DeliveryView) -> RowButton:
        say = self.desk.say
        return RowButton(
            f"receive-delivery-{place}",
            " · ".join(part for part in (view.supplier, view.order_number, view.ref) if part)
            or say("stock.received_free"),
            f"{say.day(view.at)} · {say('stock.lines', n=view.lines)}",
            say("stock.received" if view.undone_at is None else "stock.taken_back"),
            picture_name="check" if view.undone_at is None else "undo",
            clicked=partial(self._ask_undo, view),
        )

    def _ask_undo(self, view: DeliveryView) -> None:
        if view.undone_at is not None:
            return
        say, shop = self.desk.say, self.desk.shop
        self._confirm.ask(
            say("stock.receive_undo_sure"),
            say("stock.receive_undo"),
            lambda: self._page.room.attempt(
                lambda approved_by: receiving.take_back(shop, view.id, self._page.who, approved_by),
                lambda _done: self.look(),
            ),
        )
