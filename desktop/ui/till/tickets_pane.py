"""A list of tickets and what can be done with the one that is chosen."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.domain.tender import COUNTED
from desktop.services.views import SaleSummary
from desktop.ui.desk import Desk
from desktop.ui.shortcuts import bind, key_of
from desktop.ui.widgets.buttons import KeyedButton
from desktop.ui.widgets.labels import rule
from desktop.ui.widgets.layouts import column, row
from desktop.ui.widgets.states import EmptyState
from desktop.ui.widgets.ticket import TicketList, TicketRow
from desktop.ui.wording import Wording


class TicketsPane(QWidget):
    """Every act is a signal that carries the chosen ticket."""

    #: A SaleSummary.
    prints = Signal(object)
    refunds = Signal(object)
    invoices = Signal(object)
    corrects = Signal(object)

    def __init__(
        self, desk: Desk, name: str, *, empty: str, empty_how: str, is_dated: bool = False
    ) -> None:
        """Make an empty list.

        Args:
            desk: what every widget shares.
            name: beginning of the widgets' names.
            empty: name of the words shown when there is no ticket.
            empty_how: name of the sentence below it: what to do about it.
            is_dated: the tickets may be of several days.
        """
        super().__init__()
        say = desk.say
        self._desk, self._is_dated = desk, is_dated
        self._sales: tuple[SaleSummary, ...] = ()
        self.list = TicketList(f"{name}-sales", say("till.sales"), desk.tokens)
        self.list.picked.connect(lambda _place: self._show_acts())
        self._pages = QStackedWidget()
        self._pages.addWidget(self.list)
        self._pages.addWidget(EmptyState(f"{name}-no-sales", "receipt", say(empty), say(empty_how)))
        self._print, self._refund, self._invoice, self._correct = (
            KeyedButton(
                f"{name}-{act}", say(f"till.{act}"), say.keys(key_of(f"till-{act}")), picture=sign
            )
            for act, sign in (
                ("reprint", "print"),
                ("refund", "swap"),
                ("invoice", "receipt"),
                ("correct", "cash"),
            )
        )
        for button, act in (
            (self._print, self.prints),
            (self._refund, self.refunds),
            (self._invoice, self.invoices),
            (self._correct, self.corrects),
        ):
            button.clicked.connect(partial(self._do, act.emit))
        upper, lower = row(self._print, self._refund), row(self._invoice, self._correct)
        for pair in (upper, lower):
            pair.setStretch(0, 1)
            pair.setStretch(1, 1)
        whole = column(self._pages, rule(), upper, lower, gap=8)
        whole.setStretchFactor(self._pages, 1)
        self.setLayout(whole)

    def bind_keys(self, owner: QWidget) -> None:
        """Have the keys of the acts work anywhere in `owner`, as their buttons do."""
        for name, button in (
            ("till-reprint", self._print),
            ("till-refund", self._refund),
            ("till-invoice", self._invoice),
            ("till-correct", self._correct),
        ):
            bind(owner, name, button.click)

    def show_sales(self, sales: tuple[SaleSummary, ...]) -> None:
        """Show tickets, latest first; the one that was chosen stays so."""
        chosen = self._chosen
        self._sales = sales
        kept = next(
            (place for place, each in enumerate(sales) if chosen and each.id == chosen.id), 0
        )
        rows = [row_of(sale, self._desk.say, is_dated=self._is_dated) for sale in sales]
        self.list.show_rows(rows, kept)
        self._pages.setCurrentIndex(0 if rows else 1)
        self._show_acts()

    @property
    def _chosen(self) -> SaleSummary | None:
        place = self.list.current
        return self._sales[place] if 0 <= place < len(self._sales) else None

    def _do(self, act: Callable[[SaleSummary], object], *_clicked: bool) -> None:
        if self._chosen is not None:
            act(self._chosen)

    def _show_acts(self) -> None:
        chosen, say = self._chosen, self._desk.say
        is_sale = chosen is not None and chosen.kind == "sale"
        self._print.setEnabled(chosen is not None)
        self._refund.setEnabled(is_sale)
        self._invoice.setEnabled(is_sale)
        self._correct.setEnabled(
            is_sale and chosen is not None and any(each in COUNTED for each in chosen.means)
        )
        first = chosen is not None and not chosen.copies
        self._print.say(say("till.print") if first else say("till.reprint"))


def row_of(sale: SaleSummary, say: Wording, *, is_dated: bool) -> TicketRow:
    """Return a ticket as a line of the list."""
    means = ", ".join(say(f"means.{each.value}") for each in sale.means)
    parts: Sequence[str] = (say("till.sale_row", means=means, n=sale.lines),)
    if sale.kind != "sale":
        parts = (say(f"till.mark_{sale.kind}"), *parts)
    when = say.short_day(sale.at) if is_dated else say.time(sale.at)
    return TicketRow(
        when,
        sale.number,
        " · ".join(parts),
        say.money(sale.due),
        is_marked=sale.kind != "sale",
    )
