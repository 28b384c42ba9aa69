"""The left side of the sale screen: the goods, and whatever is being asked instead of them."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

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

Page = TypeVar("Page", bound=QWidget)

_KINDS: tuple[type[QWidget], ...] = (
    PaymentPanel,
    QuantityPanel,
    FreeAmountPanel,
    BargainPanel,
    RefundPanel,
    ParkedPanel,
    BuyerPanel,
    VariantPanel,
    EmptiesPanel,
    NotePanel,
)
"""In the order in which they are likely to be needed."""
_REST_MS = 400
"""After the screen has come up, and after each key and scan: whoever is being served comes before
what she may be asked."""
_BREATH_MS = 30
"""Between two pages that are made in advance, for whatever else waits."""


class Panels(QStackedWidget):
    """One page at a time; every panel but the shelf has a way back to it.

    A panel is made when it is first needed, or in an idle moment after the screen has come up:
    ten of them would keep the first customer of the day waiting.
    """

    #: A panel is done with, and the goods are to come back.
    left = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._made: dict[type[QWidget], QWidget] = {}
        self._greetings: dict[type[QWidget], list[Callable[[Any], object]]] = {}
        self.shelf = Shelf(desk)
        self.addWidget(self.shelf)
        self._idle = QTimer(self, interval=_REST_MS)
        self._idle.timeout.connect(self._make_next)
        self.shelf.line.textChanged.connect(self.put_off)

    def when(self, kind: type[Page], greet: Callable[[Page], object]) -> None:
        """Have `greet` called with the page of that kind as soon as there is one."""
        if kind in self._made:
            greet(cast("Page", self._made[kind]))
        else:
            self._greetings.setdefault(kind, []).append(greet)

    @property
    def quantity(self) -> QuantityPanel:
        """Return the page that asks how much."""
        return self._page(QuantityPanel)

    @property
    def bargain(self) -> BargainPanel:
        """Return the page of discounts, prices and gifts."""
        return self._page(BargainPanel)

    @property
    def free(self) -> FreeAmountPanel:
        """Return the page of an article nobody catalogued."""
        return self._page(FreeAmountPanel)

    @property
    def variants(self) -> VariantPanel:
        """Return the page of sizes and colours."""
        return self._page(VariantPanel)

    @property
    def empties(self) -> EmptiesPanel:
        """Return the page of packaging that comes back."""
        return self._page(EmptiesPanel)

    @property
    def note(self) -> NotePanel:
        """Return the page of a note."""
        return self._page(NotePanel)

    @property
    def buyer(self) -> BuyerPanel:
        """Return the page that asks who buys."""
        return self._page(BuyerPanel)

    @property
    def parked(self) -> ParkedPanel:
        """Return the page of baskets put aside."""
        return self._page(ParkedPanel)

    @property
    def refund(self) -> RefundPanel:
        """Return the page of goods that come back."""
        return self._page(RefundPanel)

    @property
    def payment(self) -> PaymentPanel:
        """Return the page of the money."""
        return self._page(PaymentPanel)

    @property
    def is_shelf(self) -> bool:
        """Tell whether the goods are in front."""
        return self.currentWidget() is self.shelf

    @property
    def is_paying(self) -> bool:
        """Tell whether the customer pays."""
        return isinstance(self.currentWidget(), PaymentPanel)

    @property
    def is_taking_back(self) -> bool:
        """Tell whether goods come back."""
        return isinstance(self.currentWidget(), RefundPanel)

    def showEvent(self, event: QShowEvent) -> None:
        """Begin to make the panels, once the screen stands."""
        super().showEvent(event)
        if len(self._made) < len(_KINDS):
            self._idle.start()

    def put_off(self) -> None:
        """Make no page in advance just now: somebody is being served."""
        if self._idle.isActive():
            self._idle.start(_REST_MS)

    def _make_next(self) -> None:
        self._idle.setInterval(_BREATH_MS)
        if not self._desk.tasks.is_awake:
            return  # what the pages need is still being loaded
        for kind in _KINDS:
            if kind not in self._made:
                self._page(kind)
                return
        self._idle.stop()

    def _page(self, kind: type[Page]) -> Page:
        if kind not in self._made:
            make: Callable[[Desk], Any] = kind
            page = make(self._desk)
            page.left.connect(self.left)
            self._made[kind] = page
            self.addWidget(page)
            for greet in self._greetings.pop(kind, []):
                greet(page)
        return cast("Page", self._made[kind])
