"""The left side of the sale screen: the goods, and whatever is being asked instead of them."""

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.ui.desk import Desk
from desktop.ui.sale.shelf import Shelf

if TYPE_CHECKING:
    from desktop.ui.payment.panel import PaymentPanel
    from desktop.ui.sale.bargain_panel import BargainPanel
    from desktop.ui.sale.buyer_panel import BuyerPanel
    from desktop.ui.sale.empties_panel import EmptiesPanel
    from desktop.ui.sale.figure_panels import FreeAmountPanel, QuantityPanel
    from desktop.ui.sale.note_panel import NotePanel
    from desktop.ui.sale.parked_panel import ParkedPanel
    from desktop.ui.sale.refund_panel import RefundPanel
    from desktop.ui.sale.variant_panel import VariantPanel

PAGES: Mapping[str, tuple[str, str]] = {
    "payment": ("desktop.ui.payment.panel", "PaymentPanel"),
    "quantity": ("desktop.ui.sale.figure_panels", "QuantityPanel"),
    "free": ("desktop.ui.sale.figure_panels", "FreeAmountPanel"),
    "bargain": ("desktop.ui.sale.bargain_panel", "BargainPanel"),
    "refund": ("desktop.ui.sale.refund_panel", "RefundPanel"),
    "parked": ("desktop.ui.sale.parked_panel", "ParkedPanel"),
    "buyer": ("desktop.ui.sale.buyer_panel", "BuyerPanel"),
    "variants": ("desktop.ui.sale.variant_panel", "VariantPanel"),
    "empties": ("desktop.ui.sale.empties_panel", "EmptiesPanel"),
    "note": ("desktop.ui.sale.note_panel", "NotePanel"),
}
"""Module and class of each page, in the order in which they are likely to be needed."""
_REST_MS = 400
"""After the screen has come up, and after each key and scan: whoever is being served comes before
what she may be asked."""
_BREATH_MS = 30
"""Between two pages that are made in advance, for whatever else waits."""


class Panels(QStackedWidget):
    """One page at a time; every panel but the shelf has a way back to it.

    A panel is loaded and made when it is first needed, or in an idle moment after the screen has
    come up: ten of them would keep the first customer of the day waiting.
    """

    #: A panel is done with, and the goods are to come back.
    left = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._made: dict[str, QWidget] = {}
        self._greetings: dict[str, list[Callable[[Any], object]]] = {}
        self.shelf = Shelf(desk)
        self.addWidget(self.shelf)
        self._idle = QTimer(self, interval=_REST_MS)
        self._idle.timeout.connect(self._make_next)
        self.shelf.line.textChanged.connect(self.put_off)

    def when(self, name: str, greet: Callable[[Any], object]) -> None:
        """Have `greet` called with the page of that name as soon as there is one."""
        if name in self._made:
            greet(self._made[name])
        else:
            self._greetings.setdefault(name, []).append(greet)

    @property
    def quantity(self) -> "QuantityPanel":
        """Return the page that asks how much."""
        page: QuantityPanel = self._page("quantity")
        return page

    @property
    def bargain(self) -> "BargainPanel":
        """Return the page of discounts, prices and gifts."""
        page: BargainPanel = self._page("bargain")
        return page

    @property
    def free(self) -> "FreeAmountPanel":
        """Return the page of an article nobody catalogued."""
        page: FreeAmountPanel = self._page("free")
        return page

    @property
    def variants(self) -> "VariantPanel":
        """Return the page of sizes and colours."""
        page: VariantPanel = self._page("variants")
        return page

    @property
    def empties(self) -> "EmptiesPanel":
        """Return the page of packaging that comes back."""
        page: EmptiesPanel = self._page("empties")
        return page

    @property
    def note(self) -> "NotePanel":
        """Return the page of a note."""
        page: NotePanel = self._page("note")
        return page

    @property
    def buyer(self) -> "BuyerPanel":
        """Return the page that asks who buys."""
        page: BuyerPanel = self._page("buyer")
        return page

    @property
    def parked(self) -> "ParkedPanel":
        """Return the page of baskets put aside."""
        page: ParkedPanel = self._page("parked")
        return page

    @property
    def refund(self) -> "RefundPanel":
        """Return the page of goods that come back."""
        page: RefundPanel = self._page("refund")
        return page

    @property
    def payment(self) -> "PaymentPanel":
        """Return the page of the money."""
        page: PaymentPanel = self._page("payment")
        return page

    @property
    def is_shelf(self) -> bool:
        """Tell whether the goods are in front."""
        return self.currentWidget() is self.shelf

    @property
    def is_paying(self) -> bool:
        """Tell whether the customer pays."""
        return self.currentWidget() is self._made.get("payment")

    @property
    def is_taking_back(self) -> bool:
        """Tell whether goods come back."""
        return self.currentWidget() is self._made.get("refund")

    def showEvent(self, event: QShowEvent) -> None:
        """Begin to make the panels, once the screen stands."""
        super().showEvent(event)
        if len(self._made) < len(PAGES):
            self._idle.start()

    def put_off(self) -> None:
        """Make no page in advance just now: somebody is being served."""
        if self._idle.isActive():
            self._idle.start(_REST_MS)

    def _make_next(self) -> None:
        self._idle.setInterval(_BREATH_MS)
        if not self._desk.tasks.is_awake:
            return  # what the pages need is still being loaded
        for name in PAGES:
            if name not in self._made:
                self._page(name)
                return
        self._idle.stop()

    def _page(self, name: str) -> Any:  # noqa: ANN401 the properties say which
        if name not in self._made:
            module, kind = PAGES[name]
            page = getattr(import_module(module), kind)(self._desk)
            page.left.connect(self.left)
            self._made[name] = page
            self.addWidget(page)
            for greet in self._greetings.pop(name, []):
                greet(page)
        return self._made[name]
