"""Reads the counter's scale into the weight panel: what was read is shown, never sold by itself."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.domain.sellable import Sellable
from desktop.errors import ShopError
from desktop.services.counter import weighing
from desktop.ui.desk import Desk
from desktop.ui.shortcuts import key_of
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.layouts import column
from sync.kernel.quantity import Unit


class ScaleReader(QWidget):
    """A button and what the scale said; there for goods sold by the kilogram, if there is a scale.

    The scale is also asked once when the panel opens; a weight that is being typed by then stays.
    """

    #: What the scale said (a Weighed), and whether somebody asked for it.
    weighed = Signal(object, bool)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._item: Sellable | None = None
        self._tare_grams = 0
        #: Answers to questions about another article are too late.
        self._question = 0
        self._read = Button(
            "quantity-scale",
            desk.say("scale.read", key=key_of("weigh")),
            clicked=self.read,
        )
        self._told = label("", "note", "look", wraps=True)
        self._told.setObjectName("quantity-scale-told")
        self.setLayout(column(self._read, self._told, gap=4))

    def begin(self, item: Sellable) -> None:
        """Be there for an article, or not."""
        self._item = item
        self._question += 1
        self._told.hide()
        self._read.setEnabled(True)
        has_scale = bool(self._desk.shop.settings.scale)
        self.setVisible(has_scale and item.unit is Unit.KILOGRAM)

    def ask_at_once(self) -> None:
        """Ask the scale without having been told to."""
        self._ask(is_asked=False)

    def read(self) -> None:
        """Ask the scale because somebody wants it."""
        self._ask(is_asked=True)

    def tare(self, grams: int) -> None:
        """Know what the packaging weighs, for a scale that shows the price."""
        self._tare_grams = grams

    def _ask(self, *, is_asked: bool) -> None:
        item, shop, tare = self._item, self._desk.shop, self._tare_grams
        if item is None or self.isHidden() or not self._read.isEnabled():
            return
        self._question += 1
        self._read.setEnabled(False)
        self._told.hide()
        self._desk.tasks.outside(
            self,
            lambda: weighing.weigh(shop, item.price, tare),
            partial(self._show, self._question, is_asked),
            partial(self._refuse, self._question),
        )

    def _show(self, question: int, is_asked: bool, read: weighing.Weighed) -> None:
        if question == self._question:
            self._read.setEnabled(True)
            self.weighed.emit(read, is_asked)

    def _refuse(self, question: int, error: ShopError) -> None:
        if question != self._question:
            return
        told = self._desk.say.refusal(error)
        self._read.setEnabled(True)
        self._told.setText(self._desk.say("scale.told", title=told.title, next_step=told.next_step))
        self._told.show()
