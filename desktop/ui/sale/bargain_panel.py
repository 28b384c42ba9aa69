"""What is given by hand: a discount on a line or the ticket, another price, a gift."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLayout, QLineEdit

from desktop.domain.cart import Cart, Discount
from desktop.errors import ShopError
from desktop.ui.desk import Desk
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.chips import Chips
from desktop.ui.widgets.entry import FigureField, Keypad
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.layouts import beside, column, row
from desktop.ui.widgets.panel import Panel
from desktop.ui.wording.figures import read_money, read_rate

_USUAL_PERCENTS = (5, 10, 20, 30, 50)
_KINDS = ("percent", "euros", "price", "gift")
_REASONS = ("gesture", "flaw", "loyal", "match")


class BargainPanel(Panel):
    """Asks what is given and why; shows what it makes of the total before it is given."""

    #: The Cart with it in it.
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
        self._keypad = Keypad("discount-key", self._field, say)
        self._result = label("", "heading")
        self._result.setObjectName("discount-result")
        self._problem = label("", "note", "stop", wraps=True)
        self._problem.setObjectName("discount-problem")
        self._scope.chosen.connect(lambda _scope: self._on_scope())
        self._kind.chosen.connect(lambda _kind: self._on_kind())
        self._kind.follow(self._field)
        self._reason = QLineEdit()
        self._reason.setObjectName("discount-reason")
        self._reason.setAccessibleName(say("panel.reason"))
        self._reason.setPlaceholderText(say("panel.reason_hint"))
        self._reason.setMaxLength(120)
        self._reason.textChanged.connect(lambda _text: self._show())
        self._reason.returnPressed.connect(self._give)
        self._kind.follow(self._reason)
        self._confirm = Button(
            "discount-confirm",
            say("panel.discount_give"),
            role="primary",
            is_large=True,
            clicked=self._give,
        )
        none = Button("discount-none", say("panel.discount_none"), clicked=self._take_off)
        figure = column(self._field, self._keypad, None, gap=12)
        makes = column(
            self._usual_percents(),
            self._result,
            self._problem,
            None,
            none,
            self._confirm,
            gap=8,
        )
        self.fill(
            column(
                self._scope,
                self._kind,
                beside(figure, makes),
                self._reason,
                self._usual_reasons(),
                None,
                gap=8,
            )
        )

    def _usual_reasons(self) -> QLayout:
        say = self._desk.say
        buttons = [
            Button(
                f"discount-why-{name}",
                say(f"reason.{name}"),
                role="tight",
                clicked=partial(self._reason.setText, say(f"reason.{name}")),
            )
            for name in _REASONS
        ]
        return row(*buttons, None)

    def _usual_percents(self) -> QGridLayout:
        usual = QGridLayout()
        usual.setSpacing(8)
        self._usual_buttons = [
            Button(f"discount-{percent}", f"{percent} %", clicked=partial(self._usual, percent))
            for percent in _USUAL_PERCENTS
        ]
        for place, button in enumerate(self._usual_buttons):
            usual.addWidget(button, place // 3, place % 3)
        return usual

    def begin(self, cart: Cart, position: int) -> None:
        """Ask about a basket; the line at `position` is offered first if there is one."""
        say = self._desk.say
        self._cart, self._position = cart, position
        scopes: list[tuple[object, str]] = [("ticket", say("panel.on_ticket"))]
        if 0 <= position < len(cart.lines) and cart.lines[position].takes_discount:
            scopes.insert(0, ("line", say("panel.on_line")))
        self._scope.show_choices(scopes, scopes[0][0])
        self._offer_kinds("percent")
        self._reason.clear()
        self._field.clear()
        self._field.setFocus()
        self._show()

    def next_scope(self) -> None:
        """Go from the line to the whole ticket, or back."""
        self._scope.setCurrentIndex((self._scope.currentIndex() + 1) % self._scope.count())

    def _offer_kinds(self, chosen: object) -> None:
        kinds = _KINDS if self._scope.value == "line" else _KINDS[:2]
        self._kind.show_choices([(kind, self._desk.say(f"panel.{kind}")) for kind in kinds], chosen)

    def _on_scope(self) -> None:
        self._offer_kinds(self._kind.value)
        self._on_kind()

    def _on_kind(self) -> None:
        self._show()
        (self._reason if self._kind.value == "gift" else self._field).setFocus()

    def _bargain(self) -> Cart | None:
        """Return the basket with what is asked, None while the figure is missing."""
        reason, position = self._reason.text().strip(), self._position
        if self._scope.value == "line" and self._kind.value == "gift":
            return self._cart.give_away(position, reason)
        if self._scope.value == "line" and self._kind.value == "price":
            price = read_money(self._field.text())
            return None if price is None else self._cart.price_line(position, price, reason)
        discount = self._typed()
        if discount is None:
            return None
        if self._scope.value == "line":
            return self._cart.discount_line(position, discount, reason)
        return self._cart.discount_basket(discount, reason)

    def _typed(self) -> Discount | None:
        if self._kind.value == "percent":
            rate = read_rate(self._field.text())
            return Discount.basis_points(rate.basis_points) if rate else None
        thousandths = self._field.thousandths()
        return Discount.cents(thousandths // 10) if thousandths else None

    def _try(self) -> Cart | None:
        try:
            return self._bargain()
        except ShopError as error:
            told = self._desk.say.refusal(error)
            self._problem.setText(f"{told.message} {told.next_step}")
            self._problem.show()
            return None

    def _show(self) -> None:
        self._problem.hide()
        is_gift, is_percent = self._kind.value == "gift", self._kind.value == "percent"
        for widget in (self._field, self._keypad):
            widget.setEnabled(not is_gift)
        for button in self._usual_buttons:
            button.setVisible(is_percent)
        cart = self._try()
        self._confirm.setEnabled(cart is not None)
        before = self._cart.total
        after = before if cart is None else cart.total
        self._result.setText(self._desk.say("panel.discount_result", before=before, after=after))

    def _usual(self, percent: int) -> None:
        self._kind.choose("percent")
        self._field.setText(str(percent))
        self._give()

    def _take_off(self) -> None:
        if self._scope.value == "line":
            plain = self._cart.discount_line(self._position, None)
            self.given.emit(plain.price_line(self._position, None))
        else:
            self.given.emit(self._cart.discount_basket(None))

    def _give(self) -> None:
        cart = self._try()
        if cart is not None:
            self.given.emit(cart)
