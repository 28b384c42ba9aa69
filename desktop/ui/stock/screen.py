"""The room of stock: its pages in a list on the left, the one chosen beside it."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QStackedWidget

from desktop.domain.scan import GOODS, Kind
from desktop.services.stockroom.supplier_orders import SupplierOrderView
from desktop.ui.desk import Desk
from desktop.ui.screen import Errand, Screen
from desktop.ui.shortcuts import bind
from desktop.ui.stock.counting import CountingPage
from desktop.ui.stock.dates import DatesPage
from desktop.ui.stock.ordering import OrdersPage, ReorderPage
from desktop.ui.stock.page import Page
from desktop.ui.stock.receiving import ReceivingPage
from desktop.ui.stock.suppliers import SuppliersPage
from desktop.ui.theme.icons import icon
from desktop.ui.widgets.catalogue_bar import CatalogueBar
from desktop.ui.widgets.layouts import column, row

_ICON_PX = 22
_LIST_PX = 196
_ROW_PX = 8
_PAGES: tuple[tuple[str, str, Callable[[Screen], Page]], ...] = (
    ("counting", "check", CountingPage),
    ("receiving", "box", ReceivingPage),
    ("reorder", "swap", ReorderPage),
    ("orders", "orders", OrdersPage),
    ("suppliers", "shop", SuppliersPage),
    ("dates", "clock", DatesPage),
)


class StockScreen(Screen):
    """Reached from the bar of the catalogue; the scanner belongs to the page in sight."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "stock", desk.say("stock.title"))
        self.bar = CatalogueBar("stock", desk)
        self.bar.wanted.connect(lambda room: self.asks.emit(Errand(room)))
        self._rows = QListWidget()
        self._rows.setObjectName("stock-pages")
        self._rows.setAccessibleName(desk.say("stock.title"))
        self._rows.setProperty("role", "ways")
        self._rows.setIconSize(QSize(_ICON_PX, _ICON_PX))
        self._rows.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._pages = QStackedWidget()
        self.pages: dict[str, Page] = {}
        for place, (name, picture, make) in enumerate(_PAGES):
            item = QListWidgetItem(
                icon(picture, desk.tokens.colours.text, desk.tokens.colours.muted, _ICON_PX),
                desk.say(f"stock.{name}"),
            )
            item.setSizeHint(QSize(0, desk.tokens.sizes.touch + _ROW_PX))
            self._rows.addItem(item)
            self.pages[name] = make(self)
            self._pages.addWidget(self.pages[name])
            bind(self, f"stock-{place + 1}", partial(self._rows.setCurrentRow, place))
        self._rows.setCurrentRow(0)
        self._rows.currentRowChanged.connect(self._on_row)
        left = QFrame()
        left.setProperty("role", "pane")
        left.setLayout(column(self._rows, margins=8))
        left.setFixedWidth(_LIST_PX)
        body = row(left, self._pages, gap=12, margins=(16, 8, 16, 16))
        body.setStretch(1, 1)
        whole = column(self.bar, body, gap=0)
        whole.setStretch(1, 1)
        self.setLayout(whole)

    @property
    def page(self) -> Page:
        """Return the page in sight."""
        return self.pages[_PAGES[self._rows.currentRow()][0]]

    def arrive(self) -> None:
        """Go on where one was."""
        self.page.arrive()

    def takes(self, kind: Kind, text: str) -> bool:
        """Keep codes of goods and words."""
        del text
        return kind in GOODS

    def scanned(self, text: str) -> None:
        """Leave what was scanned to the page in sight."""
        self.page.scanned(text)

    def step_back(self) -> bool:
        """Go back within the page, then to the catalogue."""
        if not self.page.step_back():
            self.asks.emit(Errand("catalogue"))
        return True

    def run(self, errand: Errand) -> None:
        """Show a page by its name, an order, or the delivery of one."""
        if errand.what == "order" and isinstance(errand.thing, SupplierOrderView):
            self.show_page("orders")
            orders = self.pages["orders"]
            if isinstance(orders, OrdersPage):
                orders.open(errand.thing)
        elif errand.what == "receive" and isinstance(errand.thing, SupplierOrderView):
            self.show_page("receiving")
            coming = self.pages["receiving"]
            if isinstance(coming, ReceivingPage):
                coming.begin(errand.thing)
        elif errand.what in self.pages:
            self.show_page(errand.what)

    def show_page(self, name: str) -> None:
        """Bring a page to the front."""
        self._rows.setCurrentRow([each for each, *_ in _PAGES].index(name))

    def _on_row(self, place: int) -> None:
        self._pages.setCurrentIndex(place)
        self.page.arrive()
