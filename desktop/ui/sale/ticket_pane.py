"""The ticket: its lines, what they come to, and the one button that takes the money."""

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QStackedWidget, QWidget

from desktop.domain.cart import Cart, CartLine, PricedLine
from desktop.ui.desk import Desk
from desktop.ui.sale.age_strip import AgeStrip
from desktop.ui.theme.dress import mark
from desktop.ui.widgets.buttons import Button, ElidedButton
from desktop.ui.widgets.labels import ElidedLabel, label, rule
from desktop.ui.widgets.layouts import column, row, scrolling
from desktop.ui.widgets.phone_receipt import PhoneReceipt
from desktop.ui.widgets.states import EmptyState
from desktop.ui.widgets.ticket import TicketList, TicketRow
from desktop.ui.wording import Wording
from sync.kernel.money import Money
from sync.kernel.quantity import Unit

if TYPE_CHECKING:
    from desktop.services.counter.selling import SaleDone

_LOUD_LETTERS = 9
"""Amounts longer than this are written smaller, or they would leave the pane."""
_ROOMY_PX = 440
"""Below this the return stands as a picture, so that the customer's name can be read."""


class TicketPane(QFrame):
    """Shows a cart; every act is a signal, the screen keeps the cart."""

    fewer = Signal()
    more = Signal()
    asks_quantity = Signal()
    asks_discount = Signal()
    asks_note = Signal()
    asks_buyer = Signal()
    asks_empties = Signal()
    removes = Signal()
    clears = Signal()
    undoes = Signal()
    parks = Signal()
    pays = Signal()
    opens_till = Signal()
    returns = Signal()
    opens_drawer = Signal()
    prints = Signal()
    sees_age = Signal()
    refuses_age = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._cart = Cart()
        self._is_paying = False
        self._parked_count = 0
        self.setObjectName("ticket")
        self.setProperty("role", "pane")
        self._build()
        self.show_cart(Cart())
        self.show_till(is_open=True)

    def _build(self) -> None:
        say = self._desk.say
        self._refund = Button(
            "sale-refund",
            say("sale.refund"),
            role="quiet",
            picture="swap",
            clicked=self.returns.emit,
        )
        drawer = Button(
            "sale-drawer",
            role="icon",
            picture="drawer",
            spoken=say("sale.drawer"),
            clicked=self.opens_drawer.emit,
        )
        self.lines = TicketList("sale-lines", say("sale.lines"), self._desk.tokens)
        self._pages = QStackedWidget()
        # Scrolling, or its wrapped words would be laid out anew with whatever moves in the pane.
        ready = EmptyState("sale-ready", "sale", say("sale.empty"), say("sale.empty_how"))
        self._empty = scrolling(column(ready))
        for page in (self._empty, self.lines):
            self._pages.addWidget(page)
        self._buyer = ElidedButton(
            "sale-buyer",
            say("sale.buyer"),
            role="quiet",
            picture="person",
            clicked=self.asks_buyer.emit,
        )
        self._note = Button(
            "sale-note",
            role="icon",
            picture="note",
            spoken=say("sale.note"),
            clicked=self.asks_note.emit,
        )
        self._empties = Button(
            "sale-empties",
            role="icon",
            picture="box",
            spoken=say("sale.empties"),
            clicked=self.asks_empties.emit,
        )
        self._empties.hide()
        head = row(self._buyer, self._note, self._empties, self._refund, drawer, gap=0)
        head.setStretch(0, 1)
        self._noted = ElidedLabel("", "note")
        self._noted.setObjectName("sale-noted")
        self._noted.hide()
        self.age = AgeStrip(self._desk)
        self.age.seen.connect(self.sees_age)
        self.age.refused.connect(self.refuses_age)
        whole = column(
            head,
            self._noted,
            self._pages,
            self._line_acts(),
            rule(),
            self._totals(),
            self.age,
            self._acts(),
            gap=8,
            margins=(16, 8, 16, 16),
        )
        whole.setStretchFactor(self._pages, 1)
        self.setLayout(whole)

    @cached_property
    def _done(self) -> "_DoneCard":
        # Made with the first sale of the day, as its page: the first scan does not wait for it.
        return _DoneCard(self._desk, self.prints.emit)

    @cached_property
    def _done_page(self) -> QWidget:
        page = scrolling(column(self._done))
        self._pages.addWidget(page)
        return page

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the customer's name the room of another word where the pane is narrow."""
        words = self._desk.say("sale.refund")
        is_roomy = event.size().width() >= _ROOMY_PX
        self._refund.setText(words if is_roomy else "")
        self._refund.setToolTip("" if is_roomy else words)
        touch_px = self._desk.tokens.sizes.touch
        self._refund.setMaximumWidth(event.size().width() if is_roomy else touch_px)
        super().resizeEvent(event)

    def _line_acts(self) -> QWidget:
        say = self._desk.say
        self._fewer = Button(
            "sale-fewer",
            role="square",
            picture="minus",
            spoken=say("sale.fewer"),
            clicked=self.fewer.emit,
        )
        self._more = Button(
            "sale-more",
            role="square",
            picture="plus",
            spoken=say("sale.more"),
            clicked=self.more.emit,
        )
        self._quantity = Button(
            "sale-quantity", say("sale.quantity"), role="tight", clicked=self.asks_quantity.emit
        )
        self._discount = Button(
            "sale-discount", say("sale.discount"), role="tight", clicked=self.asks_discount.emit
        )
        self._remove = Button(
            "sale-remove",
            role="square",
            picture="remove",
            spoken=say("sale.remove"),
            clicked=self.removes.emit,
        )
        self._line_bar = QWidget()
        # Its room stays: the first scan of a basket moves nothing.
        policy = self._line_bar.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self._line_bar.setSizePolicy(policy)
        line = row(self._fewer, self._more, self._quantity, self._discount, self._remove)
        line.setStretch(2, 1)
        line.setStretch(3, 1)
        self._line_bar.setLayout(line)
        return self._line_bar

    def _totals(self) -> QWidget:
        self._articles = ElidedLabel("", "note")
        self._vat = ElidedLabel("", "note")
        self._saved = ElidedLabel("", "note", "look")
        self._total = label("", "total")
        self._total.setObjectName("sale-total")
        self._total.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        totals = QWidget()
        line = row(column(None, self._articles, self._vat, self._saved, None, gap=2), self._total)
        line.setStretch(0, 1)
        totals.setLayout(line)
        return totals

    def _acts(self) -> QWidget:
        say = self._desk.say
        self._clear = Button("sale-clear", say("sale.clear"), role="stop", clicked=self.clears.emit)
        self._undo = Button(
            "sale-undo",
            role="square",
            picture="undo",
            spoken=say("sale.undo"),
            clicked=self.undoes.emit,
        )
        self._park = Button("sale-park", say("sale.park"), clicked=self.parks.emit)
        self._pay = Button("sale-pay", role="go", is_large=True, clicked=self.pays.emit)
        self._open_till = Button(
            "sale-open-till",
            say("sale.open_till"),
            role="primary",
            is_large=True,
            clicked=self.opens_till.emit,
        )
        self._closed = label(say("sale.till_closed"), "note", "look", wraps=True)
        acts = QWidget()
        pair = row(self._clear, self._undo, self._park)
        pair.setStretch(0, 1)
        pair.setStretch(2, 2)
        acts.setLayout(column(pair, self._closed, self._pay, self._open_till, gap=8))
        return acts

    def show_cart(self, cart: Cart) -> None:
        """Show a basket; an empty one keeps the last sale's change in sight if there is one."""
        say, is_empty = self._desk.say, cart.is_empty
        self._cart = cart
        self.lines.show_rows([row_of(line, say) for line in cart.priced()], cart.touched)
        if not is_empty:
            self._pages.setCurrentWidget(self.lines)
            # The line is seen before what follows has the window laid out anew.
            self.lines.repaint()
        elif self._pages.currentWidget() is self.lines:
            self._pages.setCurrentWidget(self._empty)
        self._desk.facing.show_basket(cart)
        total = cart.total
        self._total.setText(say.money(total))
        self._articles.setText("" if is_empty else say("sale.articles", n=cart.articles))
        self._vat.setText("" if is_empty else _vat_words(cart, say))
        self._show_who(cart)
        self._show_saved(cart)
        self._pay.say(_pay_words(cart, total, say))
        for button in (self._pay, self._clear):
            button.setEnabled(not is_empty)
        self._line_bar.setVisible(not is_empty)
        self.age.show_cart(cart)

    def _show_who(self, cart: Cart) -> None:
        say = self._desk.say
        self._buyer.say(say("sale.buyer") if cart.buyer is None else cart.buyer.name)
        self._noted.setText(cart.note)
        self._noted.setVisible(bool(cart.note))

    def _show_saved(self, cart: Cart) -> None:
        say = self._desk.say
        given = (("sale.promoted", cart.promoted), ("sale.saved", cart.basket_discount))
        words = [say(name, amount=-amount) for name, amount in given if amount]
        self._saved.setText(" · ".join(words))
        self._saved.setVisible(bool(words))

    def show_undo(self, *, is_there: bool) -> None:
        """Offer to take the last act back while there is one."""
        self._undo.setEnabled(is_there)

    def show_empties(self, *, is_there: bool) -> None:
        """Offer to take empties back where the shop has any packaging with a deposit."""
        self._empties.setVisible(is_there)

    def show_done(self, done: "SaleDone") -> None:
        """Show the change of the sale just made until the next one begins."""
        self._done.show_sale(done)
        self._desk.facing.thank(done.total, done.change_due)
        self._pages.setCurrentWidget(self._done_page)

    def show_unprinted(self) -> None:
        """Say of the last sale that its ticket, which the law wants, did not come out."""
        self._done.show_unprinted()

    def show_parked(self, count: int) -> None:
        """Have the park button offer what is parked while there is nothing to park."""
        say = self._desk.say
        self._parked_count = count
        is_resume = self._cart.is_empty and count > 0
        self._park.say(say("sale.resume", n=count) if is_resume else say("sale.park"))
        self._park.setEnabled(not self._is_paying and (is_resume or not self._cart.is_empty))

    def show_till(self, *, is_open: bool) -> None:
        """Offer to open a closed till where the pay button stands."""
        self.takes_money = is_open
        self._pay.setVisible(is_open)
        self._open_till.setVisible(not is_open)
        self._closed.setVisible(not is_open)

    def show_paying(self, *, is_paying: bool) -> None:
        """Hold the basket's acts back while the customer pays."""
        self._is_paying = is_paying
        self._line_bar.setEnabled(not is_paying)
        self.age.show_paying(is_paying=is_paying)
        if not is_paying:
            self._desk.facing.leave_payment()
        for button in (self._clear, self._pay):
            button.setEnabled(not is_paying and not self._cart.is_empty)
        for button in (self._buyer, self._note, self._empties):
            button.setEnabled(not is_paying)
        if is_paying:
            self._undo.setEnabled(False)
        self.show_parked(self._parked_count)


class _DoneCard(QWidget):
    """The change due, very large, and the receipt for whoever asks for it."""

    def __init__(self, desk: Desk, print_it: Callable[[], object]) -> None:
        super().__init__()
        self._desk = desk
        say = desk.say
        self.setObjectName("sale-done")
        self._words = label("", "title", "muted")
        self._words.setObjectName("done-words")
        self._change = label("", "loud", "go")
        self._change.setObjectName("done-change")
        self._number = label("", "note")
        self._number.setObjectName("done-number")
        self._required = label(say("done.required"), "note", "look", wraps=True)
        self._required.setObjectName("done-required")
        self._print = Button("done-print", say("done.print"), picture="print", clicked=print_it)
        self._phone = PhoneReceipt(desk)
        self._phone.given.connect(self._print.hide)
        self._next = label(say("done.next"), "note", wraps=True)
        centre = Qt.AlignmentFlag.AlignCenter
        for words in (self._words, self._change, self._number, self._required, self._next):
            words.setAlignment(centre)
        self.setLayout(
            column(
                None,
                self._words,
                self._change,
                self._number,
                8,
                self._required,
                self._print,
                self._phone,
                8,
                self._next,
                None,
                gap=4,
            )
        )

    def show_sale(self, done: "SaleDone") -> None:
        """Show what a sale, or a refund, gave."""
        say = self._desk.say
        if done.total.cents < 0:
            words, amount = say("done.refunded"), -done.total
        elif done.change_due:
            words, amount = say("done.change"), done.change_due
        else:
            words, amount = say("done.paid"), done.total
        figure = say.money(amount)
        self._words.setText(words)
        self._change.setText(figure)
        mark(self._change, "role", "loud" if len(figure) <= _LOUD_LETTERS else "total")
        self._number.setText(say("done.number", number=done.number, total=done.total))
        self._required.setText(say("done.required"))
        self._required.setVisible(done.receipt_required)
        self._print.setVisible(not done.receipt_required)
        self._phone.begin(done.sale_id)

    def show_unprinted(self) -> None:
        """Say that the law wants a ticket which did not come out, and offer it."""
        self._required.setText(self._desk.say("done.unprinted"))
        self._print.show()


def row_of(priced: PricedLine, say: Wording) -> TicketRow:
    """Return a priced line as the ticket writes it."""
    line = priced.line
    # What was given first: on a small screen the end of a row is cut off.
    parts = [*_given_words(priced, say), *_price_words(line, say)]
    if line.note:
        parts.append(line.note)
    return TicketRow(
        quantity=say.quantity(line.quantity),
        name=line.item.full_label,
        detail=" · ".join(parts),
        amount=say.money(priced.gross),
        is_marked=bool(priced.discount) or line.own_price is not None,
    )


def _price_words(line: CartLine, say: Wording) -> list[str]:
    if line.own_price is not None:
        listed = say.price(line.item.price, line.item.unit)
        return [say("sale.own_price", price=line.own_price, listed=listed)]
    if line.item.unit is not Unit.PIECE:
        return [say("sale.weighed", price=say.price(line.item.price, line.item.unit))]
    if line.quantity.thousandths != 1000:
        return [say("sale.each", price=line.item.price)]
    return []


def _given_words(priced: PricedLine, say: Wording) -> list[str]:
    line, parts = priced.line, []
    if line.is_gift:
        parts.append(say("sale.gift"))
    elif priced.promotion:
        parts.append(say("sale.promotion", name=priced.promotion_name, amount=-priced.promotion))
    by_hand = priced.discount - priced.promotion
    if by_hand and not line.is_gift:
        parts.append(say("sale.less", amount=-by_hand))
    if line.reason:
        parts.append(line.reason)
    return parts


def _pay_words(cart: Cart, total: Money, say: Wording) -> str:
    if cart.is_empty:
        return say("sale.pay_nothing")
    if total.cents < 0:
        return say("sale.pay_out", total=-total)
    return say("sale.pay", total=total)


def _vat_words(cart: Cart, say: Wording) -> str:
    shares = cart.vat
    if len(shares) == 1:
        return say("sale.vat_of", rate=shares[0].rate, amount=shares[0].vat)
    tax = sum((share.vat for share in shares), start=Money(0))
    return say("sale.vat", amount=tax)
