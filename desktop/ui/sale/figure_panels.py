"""Panels that ask for one figure: how much, how much less, at what price."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLayout, QLineEdit, QWidget

from desktop.domain.cart import Cart, Discount
from desktop.domain.sellable import Sellable
from desktop.errors import ShopError
from desktop.services import selling
from desktop.ui.desk import Desk
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.chips import Chips
from desktop.ui.widgets.entry import FigureField, Keypad, MoneyField
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.layouts import column, row
from desktop.ui.widgets.panel import Panel
from desktop.ui.wording.figures import read_rate
from sync.kernel.quantity import Quantity, Unit
from sync.kernel.vat import VatRate

_USUAL_PERCENTS = (5, 10, 20, 30, 50)
_UNIT_WORDS = {Unit.KILOGRAM: "kg", Unit.LITRE: "l", Unit.METRE: "m", Unit.PIECE: ""}


class QuantityPanel(Panel):
    """Asks how much of an article: pieces, or a weight read off the scale."""

    #: The Quantity that was typed.
    given = Signal(object)

    def __init__(self, desk: Desk) -> None:
        say = desk.say
        super().__init__("quantity", say("sale.quantity"), say("sale.back"))
        self._desk = desk
        self._item: Sellable | None = None
        self._field = FigureField("quantity-field", say("sale.quantity"), is_large=True)
        self._field.textChanged.connect(lambda _text: self._show())
        self._field.returnPressed.connect(self._give)
        self._comes_to = label("", "heading")
        self._comes_to.setObjectName("quantity-comes-to")
        self._unit = label("", "figure", "muted")
        self._confirm = Button(
            "quantity-confirm", say("panel.set"), role="primary", is_large=True, clicked=self._give
        )
        keypad = Keypad("quantity-key", self._field, say)
        line = row(self._field, self._unit)
        line.setStretch(0, 1)
        self.fill(column(line, self._comes_to, keypad, self._confirm, None, gap=12))

    def begin(self, item: Sellable, quantity: Quantity | None = None) -> None:
        """Ask about an article; a present quantity is offered for correction."""
        say = self._desk.say
        self._item = item
        is_piece = item.unit is Unit.PIECE
        title = "panel.quantity" if is_piece else "panel.weight"
        self.show_title(say(title, name=item.full_label))
        self._unit.setText(_UNIT_WORDS[item.unit])
        self._unit.setVisible(not is_piece)
        self._confirm.say(say("panel.put") if quantity is None else say("panel.set"))
        self._field.setText("" if quantity is None else _as_typed(quantity, say.point))
        self._field.selectAll()
        self._field.setFocus()
        self._show()

    @property
    def _quantity(self) -> Quantity | None:
        thousandths = self._field.thousandths()
        if self._item is None or not thousandths:
            return None
        return Quantity(thousandths, self._item.unit)

    def _show(self) -> None:
        if self._item is None:
            return
        say, quantity = self._desk.say, self._quantity
        price = say.price(self._item.price, self._item.unit)
        self._confirm.setEnabled(quantity is not None)
        if quantity is None:
            self._comes_to.setText(price)
            return
        amount = quantity.price(self._item.price)
        self._comes_to.setText(say("panel.at_price", price=price, amount=amount))

    def _give(self) -> None:
        if self._quantity is not None:
            self.given.emit(self._quantity)


class DiscountPanel(Panel):
    """Asks for a reduction: on a line or the whole ticket, in percent or euros."""

    #: The Cart with the reduction in it.
    given = Signal(object)

    def __init__(self, desk: Desk) -> None:
        say = desk.say
        super().__init__("discount", say("panel.discount"), say("sale.back"))
        self._desk = desk
        self._cart = Cart()
        self._position = -1
        self._scope = Chips("discount-scope", say("panel.discount_on"))
        self._kind = Chips("discount-kind", say("panel.discount_in"))
        self._field = FigureField("discount-field", say("panel.discount_field"), is_large=True)
        self._field.textChanged.connect(lambda _text: self._show())
        self._field.returnPressed.connect(self._give)
        self._result = label("", "heading")
        self._result.setObjectName("discount-result")
        self._problem = label("", "note", "stop", wraps=True)
        self._scope.chosen.connect(lambda _scope: self._show())
        self._kind.chosen.connect(lambda _kind: self._show())
        usual = QGridLayout()
        usual.setSpacing(8)
        for place, percent in enumerate(_USUAL_PERCENTS):
            usual.addWidget(
                Button(
                    f"discount-{percent}",
                    f"{percent} %",
                    clicked=partial(self._usual, percent),
                ),
                place // 3,
                place % 3,
            )
        self._confirm = Button(
            "discount-confirm",
            say("panel.discount_give"),
            role="primary",
            is_large=True,
            clicked=self._give,
        )
        none = Button("discount-none", say("panel.discount_none"), clicked=self._take_off)
        keypad = Keypad("discount-key", self._field, say)
        figure = column(self._field, keypad, None, gap=12)
        choices = column(
            _asked(say("panel.discount_on"), self._scope),
            _asked(say("panel.discount_in"), self._kind),
            usual,
            self._result,
            self._problem,
            None,
            none,
            self._confirm,
            gap=12,
        )
        self.fill(_beside(figure, choices))

    def begin(self, cart: Cart, position: int) -> None:
        """Ask about a basket; the line at `position` is offered first if there is one."""
        say = self._desk.say
        self._cart, self._position = cart, position
        scopes: list[tuple[object, str]] = [("ticket", say("panel.on_ticket"))]
        if 0 <= position < len(cart.lines) and cart.lines[position].item.takes_discount:
            scopes.insert(0, ("line", say("panel.on_line")))
        self._scope.show_choices(scopes)
        self._kind.show_choices(
            [("percent", say("panel.percent")), ("euros", say("panel.euros"))], "percent"
        )
        self._field.clear()
        self._field.setFocus()
        self._show()

    def _discounted(self, discount: Discount | None) -> Cart:
        if self._scope.value == "line":
            return self._cart.discount_line(self._position, discount)
        return self._cart.discount_basket(discount)

    def _typed(self) -> Discount | None:
        rate = read_rate(self._field.text()) if self._kind.value == "percent" else None
        if self._kind.value == "percent":
            return Discount.basis_points(rate.basis_points) if rate else None
        thousandths = self._field.thousandths()
        return Discount.cents(thousandths // 10) if thousandths else None

    def _try(self) -> Cart | None:
        try:
            discount = self._typed()
            return None if discount is None else self._discounted(discount)
        except ShopError as error:
            self._problem.setText(self._desk.say.refusal(error).message)
            self._problem.show()
            return None

    def _show(self) -> None:
        self._problem.hide()
        cart = self._try()
        self._confirm.setEnabled(cart is not None)
        say = self._desk.say
        before = self._cart.total
        after = before if cart is None else cart.total
        self._result.setText(say("panel.discount_result", before=before, after=after))

    def _usual(self, percent: int) -> None:
        self._kind.choose("percent")
        self._field.setText(str(percent))
        self._give()

    def _take_off(self) -> None:
        self.given.emit(self._discounted(None))

    def _give(self) -> None:
        cart = self._try()
        if cart is not None:
            self.given.emit(cart)


class FreeAmountPanel(Panel):
    """Sells without an article: a service, or a code nobody catalogued yet."""

    #: The Sellable that was made.
    given = Signal(object)
    #: The code should get a record.
    catalogues = Signal(str)

    def __init__(self, desk: Desk) -> None:
        say = desk.say
        super().__init__("free", say("panel.free"), say("sale.back"))
        self._desk = desk
        self._code = ""
        self._why = label("", "", "look", wraps=True)
        self._label = QLineEdit()
        self._label.setObjectName("free-label")
        self._label.setAccessibleName(say("panel.free_label"))
        self._label.setMaxLength(60)
        self._price = MoneyField("free-price", say("panel.free_price"), say, is_large=True)
        self._price.textChanged.connect(lambda _text: self._show())
        self._price.returnPressed.connect(self._give)
        self._vat = Chips("free-vat", say("panel.free_vat"))
        self._confirm = Button(
            "free-confirm", say("panel.put"), role="primary", is_large=True, clicked=self._give
        )
        self._record = Button(
            "free-catalogue",
            say("panel.catalogue_it"),
            picture="camera",
            clicked=lambda: self.catalogues.emit(self._code),
        )
        figure = column(
            _asked(say("panel.free_price"), self._price),
            Keypad("free-key", self._price, say),
            None,
            gap=12,
        )
        particulars = column(
            _asked(say("panel.free_label"), self._label),
            _asked(say("panel.free_vat"), self._vat),
            self._why,
            None,
            self._record,
            self._confirm,
            gap=12,
        )
        self.fill(_beside(figure, particulars))

    def begin(self, code: str = "") -> None:
        """Ask for a price; `code` is what the scanner read and nobody knows."""
        say = self._desk.say
        self._code = code
        self._why.setText(say("panel.unknown_code", text=code))
        self._why.setVisible(bool(code))
        self._record.setVisible(bool(code))
        self._label.setText(code or say("panel.free_default"))
        rates = self._desk.shop.settings.vat_rates
        self._vat.show_choices([(rate, say.rate(VatRate(rate))) for rate in rates], rates[0])
        self._price.clear()
        self._price.setFocus()
        self._show()

    def _show(self) -> None:
        price = self._price.money()
        self._confirm.setEnabled(bool(price))

    def _give(self) -> None:
        price, rate = self._price.money(), self._vat.value
        if not price or not isinstance(rate, int):
            return
        words = self._label.text().strip() or self._desk.say("panel.free_default")
        self.given.emit(selling.quick_item(words, price, VatRate(rate)))


def _asked(words: str, field: QWidget) -> QLayout:
    return column(label(words, "field"), field, gap=4)


def _beside(left: QLayout, right: QLayout) -> QLayout:
    made = row(left, right, gap=24)
    made.setStretch(0, 1)
    made.setStretch(1, 1)
    return made


def _as_typed(quantity: Quantity, point: str) -> str:
    whole, rest = divmod(quantity.thousandths, 1000)
    return f"{whole}{point}{rest:03d}" if rest else f"{whole}"
