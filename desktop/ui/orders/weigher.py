"""How heavy a portion is: read off the scale or typed, and what the customer pays for it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame

from desktop.domain.preparation import heaviest, is_scant
from desktop.errors import ShopError
from desktop.services.counter import weighing
from desktop.services.online.order_lines import wanted
from desktop.services.online.orders import OrderLineView
from desktop.ui.desk import Desk
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.entry import FigureField
from desktop.ui.widgets.labels import label, set_tone
from desktop.ui.widgets.layouts import column, row
from sync.kernel.quantity import Quantity, Unit


class Weigher(QFrame):
    """Asks for the weight of one line's portion; the scale is read at once where there is one."""

    #: (order id, line id, Quantity).
    weighed = Signal(str, str, object)
    left = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        say = desk.say
        self._desk = desk
        self._order_id = ""
        self._line: OrderLineView | None = None
        #: Answers of the scale about another line are too late.
        self._question = 0
        #: A weight somebody was asked about; pressed again, it is meant.
        self._doubted: Quantity | None = None
        self.setObjectName("order-weigher")
        self.setProperty("role", "sunken")
        self._title = label("", "heading", wraps=True)
        self._wanted = label("", "note")
        self._comes_to = label("", "heading")
        self._told = label("", "note", "look", wraps=True)
        self._told.setObjectName("order-weigher-told")
        self.field = FigureField("order-weight", say("weigher.field"))
        self.field.textChanged.connect(lambda _text: self._show())
        self.field.returnPressed.connect(self._give)
        self._scale = Button("order-weigh-scale", say("weigher.scale"), clicked=self.read)
        self._put = Button(
            "order-weigh-put", say("weigher.put"), role="primary", clicked=self._give
        )
        leave = Button(
            "order-weigh-cancel", say("weigher.cancel"), role="quiet", clicked=self.left.emit
        )
        line = row(self.field, self._scale, self._put, leave, gap=8)
        line.setStretch(0, 1)
        self.setLayout(
            column(
                row(self._title, None, self._comes_to),
                self._wanted,
                line,
                self._told,
                gap=6,
                margins=12,
            )
        )
        self.hide()

    def begin(self, order_id: str, line: OrderLineView) -> None:
        """Ask about a line."""
        say = self._desk.say
        self._order_id, self._line = order_id, line
        self._question += 1
        self._doubted = None
        self._title.setText(say("weigher.title", name=line.delivered_label))
        most = heaviest(line.quantity)
        self._wanted.setText(say("weigher.wanted", wanted=line.quantity, most=most))
        self._told.hide()
        has_scale = bool(self._desk.shop.settings.scale)
        self._scale.setVisible(has_scale and line.quantity.unit is Unit.KILOGRAM)
        self.field.clear()
        self._show()
        self.show()
        self.field.setFocus()
        if not self._scale.isHidden():
            self.read()

    def read(self) -> None:
        """Ask the scale; a weight that is being typed by then stays."""
        line, question, shop = self._line, self._question, self._desk.shop
        if line is None or self._scale.isHidden():
            return
        self._told.hide()
        self._desk.tasks.outside(
            self,
            lambda: weighing.weigh(shop, line.delivered_unit_price),
            lambda read: self._on_read(question, read),
            lambda error: self._on_refused(question, error),
        )

    def _on_read(self, question: int, read: weighing.Weighed) -> None:
        if question == self._question and not self.field.text():
            self.field.setText(self._desk.say.count(Quantity.grams(read.grams)))
            self.field.selectAll()

    def _on_refused(self, question: int, error: ShopError) -> None:
        if question == self._question:
            told = self._desk.say.refusal(error)
            self._told.setText(f"{told.message} {told.next_step}")
            self._told.show()

    @property
    def _weight(self) -> Quantity | None:
        thousandths = self.field.thousandths()
        if self._line is None or not thousandths:
            return None
        return Quantity(thousandths, self._line.quantity.unit)

    def _show(self) -> None:
        weight, line = self._weight, self._line
        self._put.setEnabled(False)
        if weight is None or line is None:
            self._comes_to.setText("")
        elif weight.thousandths > heaviest(line.quantity).thousandths:
            self._comes_to.setText(self._desk.say("weigher.too_heavy"))
            set_tone(self._comes_to, "stop")
        else:
            amount = wanted(line).price_of(weight)
            self._comes_to.setText(self._desk.say("weigher.comes_to", amount=amount))
            set_tone(self._comes_to, "")
            self._put.setEnabled(True)

    def _give(self) -> None:
        weight, line = self._weight, self._line
        if weight is None or line is None or not self._put.isEnabled():
            return
        if is_scant(line.quantity, weight) and weight != self._doubted:
            self._doubted = weight
            say = self._desk.say
            self._told.setText(say("weigher.scant", weight=weight, wanted=line.quantity))
            self._told.show()
            return
        self.weighed.emit(self._order_id, line.id, weight)
