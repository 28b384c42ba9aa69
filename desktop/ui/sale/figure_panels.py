"""Panels that ask for one figure: how much of an article, or what a nameless one costs."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit

from desktop.domain.sellable import Sellable
from desktop.errors import ShopError
from desktop.services.counter import selling
from desktop.services.counter.weighing import Weighed
from desktop.services.money import vouchers
from desktop.ui.desk import Desk
from desktop.ui.sale.scale_reader import ScaleReader
from desktop.ui.shortcuts import bind
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.chips import Chips
from desktop.ui.widgets.entry import FigureField, Keypad, MoneyField
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.layouts import asked, column, row
from desktop.ui.widgets.panel import Panel
from sync.kernel.quantity import Quantity, Unit
from sync.kernel.vat import VatRate

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
        self._tare = Chips("quantity-tare", say("panel.tare"))
        self._tare.chosen.connect(lambda _tare: self._show())
        self._tare.follow(self._field)
        self._net = label("", "note")
        self._net.setObjectName("quantity-net")
        self._confirm = Button(
            "quantity-confirm", say("panel.set"), role="primary", is_large=True, clicked=self._give
        )
        keypad = Keypad("quantity-key", self._field, say)
        line = row(self._field, self._unit)
        line.setStretch(0, 1)
        figures = column(self._comes_to, self._net, gap=0)
        self._scale = ScaleReader(desk)
        self._scale.weighed.connect(self._on_weighed)
        bind(self, "weigh", self._scale.read)
        parts = (line, self._scale, self._tare, figures, keypad, self._confirm, None)
        self.fill(column(*parts, gap=12))

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
        self._offer_tares(item)
        self._field.setText("" if quantity is None else _as_typed(quantity, say.point))
        self._field.selectAll()
        self._field.setFocus()
        self._show()
        self._scale.begin(item)
        if quantity is None:
            self._scale.ask_at_once()

    def _on_weighed(self, weighed: Weighed, is_asked: bool) -> None:
        """Show what the scale says, to be confirmed; a weight being typed is not overwritten.

        A tare that the scale took off by its own key is not offered to be taken off again.
        """
        if self._item is None or (self._field.text() and not is_asked):
            return
        if weighed.is_net:
            self._tare.choose(0)
        self._tare.setVisible(self._has_tares(self._item) and not weighed.is_net)
        read = Quantity(weighed.grams, self._item.unit)
        self._field.setText(_as_typed(read, self._desk.say.point))
        self._field.selectAll()
        self._field.setFocus()

    @property
    def _quantity(self) -> Quantity | None:
        thousandths = self._field.thousandths()
        if self._item is None or not thousandths or thousandths <= self._grams:
            return None
        return Quantity(thousandths - self._grams, self._item.unit)

    @property
    def _grams(self) -> int:
        """Return what the packaging on the scale weighs."""
        tare = self._tare.value
        return tare if isinstance(tare, int) else 0

    def _offer_tares(self, item: Sellable) -> None:
        say, tares = self._desk.say, self._desk.shop.settings.tares
        choices: list[tuple[object, str]] = [(0, say("panel.no_tare"))]
        choices += [
            (tare.grams, say("panel.tare_of", name=tare.name, grams=tare.grams)) for tare in tares
        ]
        self._tare.show_choices(choices, 0)
        self._tare.setVisible(self._has_tares(item))

    def _has_tares(self, item: Sellable) -> bool:
        return item.unit is Unit.KILOGRAM and bool(self._desk.shop.settings.tares)

    def _show(self) -> None:
        if self._item is None:
            return
        say, quantity = self._desk.say, self._quantity
        price = say.price(self._item.price, self._item.unit)
        self._confirm.setEnabled(quantity is not None)
        self._scale.tare(self._grams)
        self._net.setVisible(bool(self._grams))
        self._net.setText("" if quantity is None else say("panel.net", net=quantity))
        if quantity is None:
            self._comes_to.setText(price)
            return
        amount = quantity.price(self._item.price)
        self._comes_to.setText(say("panel.at_price", price=price, amount=amount))

    def _give(self) -> None:
        if self._quantity is not None:
            self.given.emit(self._quantity)


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
        self._vat.follow(self._price)
        bind(self, "gift-card", self._give_card)
        self._confirm = Button(
            "free-confirm", say("panel.put"), role="primary", is_large=True, clicked=self._give
        )
        self._record = Button(
            "free-catalogue",
            say("panel.catalogue_it"),
            picture="camera",
            clicked=lambda: self.catalogues.emit(self._code),
        )
        self._card = Button(
            "free-gift-card", say("voucher.sell"), role="quiet", clicked=self._give_card
        )
        figure = column(
            asked(say("panel.free_price"), self._price),
            Keypad("free-key", self._price, say),
            None,
            gap=12,
        )
        particulars = column(
            asked(say("panel.free_label"), self._label),
            asked(say("panel.free_vat"), self._vat),
            self._why,
            None,
            self._card,
            self._record,
            self._confirm,
            gap=12,
        )
        body = row(figure, particulars, gap=24)
        # Every rate of VAT stands side by side, on a small screen too.
        body.setStretch(0, 4)
        body.setStretch(1, 5)
        self.fill(body)

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
        self._card.setEnabled(bool(price))

    def _give_card(self) -> None:
        price = self._price.money()
        if not price:
            return
        try:
            self.given.emit(vouchers.gift_card(self._desk.say("means.gift_card"), price))
        except ShopError as error:
            told = self._desk.say.refusal(error)
            self._why.setText(f"{told.message} {told.next_step}")
            self._why.show()

    def _give(self) -> None:
        price, rate = self._price.money(), self._vat.value
        if not price or not isinstance(rate, int):
            return
        words = self._label.text().strip() or self._desk.say("panel.free_default")
        self.given.emit(selling.quick_item(words, price, VatRate(rate)))


def _as_typed(quantity: Quantity, point: str) -> str:
    whole, rest = divmod(quantity.thousandths, 1000)
    return f"{whole}{point}{rest:03d}" if rest else f"{whole}"
