"""Goods that come back: find the ticket, choose what, give the money."""

from functools import partial

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedWidget, QWidget

from desktop.domain.tender import Means
from desktop.errors import RefusedError, ShopError
from desktop.services.counter import sales, selling
from desktop.services.counter.shelf import ProductFound, ReceiptPresented
from desktop.services.views import SaleLineView, SaleSummary, SaleView
from desktop.ui.desk import Desk
from desktop.ui.sale.correction_page import CorrectionPage
from desktop.ui.sale.no_ticket_page import NoTicketPage
from desktop.ui.shortcuts import bind
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.chips import Chips
from desktop.ui.widgets.labels import ElidedLabel, label, rule
from desktop.ui.widgets.layouts import clear, column, row
from desktop.ui.widgets.panel import Panel
from desktop.ui.widgets.rows import RowButton
from desktop.ui.widgets.scan_line import ScanLine
from sync.kernel.ids import new_id
from sync.kernel.money import Money, total_of
from sync.kernel.quantity import Quantity, Unit

_SHOWN = 12
_GIVES_BACK = (Means.CASH, Means.CARD, Means.CREDIT_NOTE)
_VOUCHERS = frozenset({Means.MEAL_VOUCHER, Means.GIFT_CARD, Means.CREDIT_NOTE})
_REASONS = ("unfit", "faulty", "mistake")


class RefundPanel(Panel):
    """Two steps: which ticket, then what of it. The refund itself is the screen's to make.

    Beside them: goods whose ticket is lost, and a means of payment that was keyed wrong.
    """

    #: (SaleView, tuple of RefundLine, Means, reason, refund id): give the money back, or take it
    #: off the next ticket and give back what is left.
    gives = Signal(object, object, object, str, str)
    exchanges = Signal(object, object, object, str, str)
    #: (SaleView, wrong Means, right Means, Money, id)
    corrects = Signal(object, object, object, object, str)
    #: (GoodsBack, Means, reason, refund id)
    takes_back = Signal(object, object, str, str)
    #: Id of a ticket whose vouchers were lost.
    reprints = Signal(str)
    #: A ShopError.
    refuses = Signal(object)

    def __init__(self, desk: Desk) -> None:
        say = desk.say
        super().__init__("refund", say("refund.title"), say("sale.back"))
        self._desk = desk
        self._sale: SaleView | None = None
        self._taken: dict[int, Quantity] = {}
        #: Position of the line that the keys + and − are about.
        self._current = 0
        self._refund_id = ""
        self._steps = QStackedWidget()
        self._steps.addWidget(self._build_find())
        self._steps.addWidget(self._build_choose())
        self._correction = CorrectionPage(desk)
        self._correction.corrects.connect(self._on_correct)
        self._without = NoTicketPage(desk)
        self._without.found.connect(self.show_sale)
        self._without.gives.connect(self.takes_back.emit)
        self._bind_keys()
        self._steps.addWidget(self._correction)
        self._steps.addWidget(self._without)
        self.fill(column(self._steps))

    def _bind_keys(self) -> None:
        for name, means in (
            ("refund-cash", Means.CASH),
            ("refund-card", Means.CARD),
            ("refund-voucher", Means.CREDIT_NOTE),
        ):
            bind(self, name, partial(self._give_by, means))
        bind(self, "refund-exchange", self._on_exchange_key)

    def _build_find(self) -> QWidget:
        say = self._desk.say
        self._line = ScanLine("refund-scan", say("refund.scan"), "receipt")
        self._line.entered.connect(self.look_up)
        self._problem = label("", "note", "look", wraps=True)
        self._problem.setObjectName("refund-problem")
        self._rows = column(None)
        scroll, inside = QScrollArea(), QWidget()
        inside.setLayout(self._rows)
        scroll.setWidgetResizable(True)
        scroll.setWidget(inside)
        page = QWidget()
        without = Button(
            "refund-no-ticket",
            say("refund.no_ticket"),
            role="quiet",
            clicked=self.ask_without_ticket,
        )
        head = row(label(say("refund.today"), "heading"), None, without)
        page.setLayout(column(self._line, self._problem, head, scroll, gap=12))
        return page

    def _build_choose(self) -> QWidget:
        say = self._desk.say
        self._which = ElidedLabel("", "heading")
        self._which.setObjectName("refund-which")
        other = Button("refund-other", say("refund.other"), role="quiet", clicked=self.begin)
        everything = Button("refund-all", say("refund.all"), clicked=self._take_all)
        self._lines = column(gap=0)
        inside, scroll = QWidget(), QScrollArea()
        inside.setLayout(self._lines)
        scroll.setWidgetResizable(True)
        scroll.setWidget(inside)
        self._reason = Chips("refund-reason", say("refund.reason"))
        self._reason.show_choices([(r, say(f"refund.reason_{r}")) for r in _REASONS], "unfit")
        self._means = Chips("refund-means", say("refund.means"))
        self._give = Button("refund-give", role="stop-fill", is_large=True, clicked=self._on_give)
        self._swap = Button(
            "refund-exchange",
            say("refund.exchange"),
            picture="swap",
            is_large=True,
            clicked=partial(self._hand_on, self.exchanges),
        )
        self._correct = Button(
            "refund-correct", say("refund.correct"), role="quiet", clicked=self._ask_correction
        )
        self._vouchers = Button(
            "refund-vouchers", say("refund.vouchers"), role="quiet", clicked=self._reprint
        )
        acts = row(self._swap, self._give)
        acts.setStretch(1, 1)
        head = row(self._which, other, everything)
        head.setStretch(0, 1)
        page = self._choosing = _Choosing()
        page.stepped.connect(self._step)
        page.takes_all.connect(self._take_all)
        whole = column(
            head,
            scroll,
            rule(),
            column(label(say("refund.reason"), "field"), self._reason, gap=4),
            column(label(say("refund.means"), "field"), self._means, gap=4),
            row(self._correct, self._vouchers, None),
            acts,
            gap=12,
        )
        whole.setStretchFactor(scroll, 1)
        page.setLayout(whole)
        return page

    def begin(self) -> None:
        """Ask which ticket."""
        self._problem.hide()
        self._steps.setCurrentIndex(0)
        self._line.listen()
        shop = self._desk.shop
        self._desk.tasks.ledger(self, lambda: selling.sales_today(shop), self._show_today)

    def look_up(self, text: str) -> None:
        """Look a ticket up by its code or number, whole or its last digits.

        An article is one more of it on the ticket that is open, and looked up on its own page.
        """
        if self._steps.currentWidget() is self._without:
            self._without.look_up(text)
            return
        shop, open_sale = self._desk.shop, self._sale if self._is_choosing else None

        def job() -> SaleView | SaleLineView:
            read = selling.understand(shop, text)
            if isinstance(read, ReceiptPresented):
                return selling.sale(shop, read.sale_id)
            if isinstance(read, ProductFound) and open_sale is not None:
                return _line_of(open_sale, read.item.variant_id, text)
            return selling.find_sale(shop, text)

        self._desk.tasks.ledger(self, job, self._on_looked_up, self._not_found)

    def _on_looked_up(self, found: SaleView | SaleLineView) -> None:
        if isinstance(found, SaleView):
            self.show_sale(found)
            return
        self._current = found.position
        self._change(found, 1)

    def open_sale(self, sale_id: str) -> None:
        """Open a ticket that is already known."""
        shop = self._desk.shop
        self._desk.tasks.ledger(
            self, lambda: selling.sale(shop, sale_id), self.show_sale, self._not_found
        )

    def _not_found(self, error: ShopError) -> None:
        if self._is_choosing:
            self.refuses.emit(error)
            return
        told = self._desk.say.refusal(error)
        self._problem.setText(f"{told.message} {told.next_step}")
        self._problem.show()
        self._line.listen()

    def _show_today(self, sales: tuple[SaleSummary, ...]) -> None:
        clear(self._rows)
        say = self._desk.say
        shown = [sale for sale in sales if sale.kind == "sale"][:_SHOWN]
        for place, sale in enumerate(shown):
            self._rows.addWidget(
                RowButton(
                    f"refund-sale-{place}",
                    sale.number,
                    say("refund.row", at=sale.at, n=sale.lines),
                    say.money(sale.due),
                    picture_name="receipt",
                    clicked=partial(self.open_sale, sale.id),
                )
            )
        if not shown:
            self._rows.addWidget(label(say("refund.none_today"), "note"))
        self._rows.addStretch(1)

    def show_sale(self, sale: SaleView) -> None:
        """Show a ticket's lines, nothing chosen yet."""
        say = self._desk.say
        if sale.is_refund and not sale.is_refundable and self._has_vouchers(sale):
            self.reprints.emit(sale.id)
        if not sale.is_refundable:
            self._problem.setText(say("refund.is_refund" if sale.is_refund else "refund.all_back"))
            self._problem.show()
            self._line.listen()
            return
        self._sale, self._taken, self._refund_id = sale, {}, new_id()
        self._which.setText(
            say("refund.of", number=sale.number, day=say.short_day(sale.at), at=sale.at)
        )
        self._means.show_choices(
            [(means, say(f"means.{means.value}")) for means in _GIVES_BACK],
            _likeliest(frozenset(tender.means for tender in sale.tenders)),
        )
        self._vouchers.setVisible(any(line.kind == "voucher" for line in sale.lines))
        self._steps.setCurrentIndex(1)
        self._current = next(line.position for line in sale.lines if line.refundable)
        self._choosing.setFocus()
        self._show_lines()

    def _show_lines(self) -> None:
        if self._sale is None:
            return
        clear(self._lines)
        for line in self._sale.lines:
            if line.refundable:
                self._lines.addWidget(self._line_row(line))
                self._lines.addWidget(rule())
        self._lines.addStretch(1)
        total = self._total()
        say = self._desk.say
        self._give.say(say("refund.give", total=total) if total else say("refund.nothing"))
        self._give.setEnabled(bool(total))
        self._swap.setEnabled(bool(total))

    def _line_row(self, line: SaleLineView) -> QWidget:
        say = self._desk.say
        taken = self._taken.get(line.position, Quantity(0, line.quantity.unit))
        fewer = Button(
            f"refund-fewer-{line.position}",
            role="square",
            picture="minus",
            spoken=say("refund.fewer", name=line.label),
            clicked=partial(self._change, line, -1),
        )
        more = Button(
            f"refund-more-{line.position}",
            role="square",
            picture="plus",
            spoken=say("refund.more", name=line.label),
            clicked=partial(self._change, line, 1),
        )
        fewer.setEnabled(bool(taken))
        more.setEnabled(taken != line.refundable)
        count = label(say("refund.left", left=taken, sold=line.refundable), "heading")
        name = ElidedLabel(line.label)
        made = QFrame()
        made.setProperty("role", "sunken" if line.position == self._current else "")
        shown = row(name, count, fewer, more, margins=(8, 4, 4, 4))
        shown.setStretch(0, 1)
        made.setLayout(shown)
        return made

    @property
    def _is_choosing(self) -> bool:
        return self._steps.currentWidget() is self._choosing

    def count(self, direction: int) -> None:
        """Take one more, or one fewer, of the line at hand."""
        if self._sale is None or not self._is_choosing:
            return
        for line in self._sale.lines:
            if line.position == self._current:
                self._change(line, direction)

    def give(self) -> None:
        """Do what the large button of the step in front does."""
        if self._is_choosing:
            self._on_give()
        elif self._steps.currentWidget() is self._without:
            self._without.give()
        elif self._steps.currentWidget() is self._correction:
            self._correction.correct()

    def _give_by(self, means: Means) -> None:
        if self._is_choosing:
            self._means.choose(means)
            self._on_give()
        elif self._steps.currentWidget() is self._without:
            self._without.give(means)

    def _on_exchange_key(self) -> None:
        if self._is_choosing:
            self._hand_on(self.exchanges)

    def _step(self, direction: int) -> None:
        if self._sale is None:
            return
        places = [line.position for line in self._sale.lines if line.refundable]
        at = places.index(self._current) + direction
        self._current = places[max(0, min(at, len(places) - 1))]
        self._show_lines()

    def _change(self, line: SaleLineView, direction: int) -> None:
        taken = self._taken.get(line.position, Quantity(0, line.quantity.unit))
        if line.quantity.unit is not Unit.PIECE or not line.refundable.is_whole:
            wanted = line.refundable.thousandths if direction > 0 else 0
        else:
            wanted = taken.thousandths + 1000 * direction
        wanted = max(0, min(wanted, line.refundable.thousandths))
        self._taken[line.position] = Quantity(wanted, line.quantity.unit)
        self._show_lines()

    def _take_all(self) -> None:
        if self._sale is not None:
            self._taken = {line.position: line.refundable for line in self._sale.lines}
            self._show_lines()

    def _total(self) -> Money:
        """Return what comes back, as it will be charged."""
        if self._sale is None:
            return Money(0)
        return total_of(
            [
                sales.gross_of_return(line, self._taken[line.position])
                for line in self._sale.lines
                if self._taken.get(line.position)
            ]
        )

    def _on_give(self) -> None:
        self._hand_on(self.gives)

    def _hand_on(self, wish: SignalInstance) -> None:
        if self._sale is None or not self._total():
            return
        lines = tuple(
            selling.RefundLine(position, quantity)
            for position, quantity in self._taken.items()
            if quantity
        )
        reason = self._desk.say(f"refund.reason_{self._reason.value}")
        wish.emit(self._sale, lines, self._means.value, reason, self._refund_id)

    def _ask_correction(self) -> None:
        if self._sale is not None:
            self._correction.begin(self._sale)
            self._steps.setCurrentWidget(self._correction)

    def _on_correct(self, wrong: Means, right: Means, amount: Money) -> None:
        if self._sale is not None:
            self.corrects.emit(self._sale, wrong, right, amount, self._refund_id)

    def ask_without_ticket(self) -> None:
        """Ask for goods whose ticket is lost."""
        self._without.begin()
        self._steps.setCurrentWidget(self._without)

    def _reprint(self) -> None:
        if self._sale is not None:
            self.reprints.emit(self._sale.id)

    @staticmethod
    def _has_vouchers(sale: SaleView) -> bool:
        return any(tender.means is Means.CREDIT_NOTE for tender in sale.tenders)


class _Choosing(QWidget):
    """The page of a ticket's lines: arrows walk them, Enter takes everything."""

    stepped = Signal(int)
    takes_all = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Tell what a key wants."""
        steps = {int(Qt.Key.Key_Up): -1, int(Qt.Key.Key_Down): 1}
        if event.key() in steps:
            self.stepped.emit(steps[event.key()])
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.takes_all.emit()
        else:
            super().keyPressEvent(event)


def _likeliest(paid: frozenset[Means]) -> Means:
    """Return by what the money goes back, as a rule, of a ticket paid by these means."""
    if Means.CARD in paid:
        return Means.CARD
    return Means.CREDIT_NOTE if paid and paid <= _VOUCHERS else Means.CASH


def _line_of(sale: SaleView, variant_id: str, text: str) -> SaleLineView:
    """Return the line of an article that can still come back.

    Raises:
        RefusedError: not_on_ticket.
    """
    for line in sale.lines:
        if line.variant_id == variant_id and line.refundable:
            return line
    raise RefusedError("not_on_ticket", text=text, number=sale.number)
