"""The customer file: found on the left, the record on the right."""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QFrame, QStackedWidget, QVBoxLayout

from desktop.domain.scan import GOODS, Kind
from desktop.errors import RefusedError
from desktop.services.counter import customers
from desktop.services.counter.customers import CustomerDraft, CustomerView
from desktop.services.money import advances
from desktop.services.money.advances import AdvanceView
from desktop.services.papers import name_cards
from desktop.ui.customers.advances_panel import AdvancesPanel
from desktop.ui.customers.form import CustomerForm
from desktop.ui.desk import Desk
from desktop.ui.payment.bill import AdvanceBack
from desktop.ui.screen import Errand, Notice, Screen, Unsaved
from desktop.ui.shortcuts import bind, key_of
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.layouts import clear, column, row, scrolling
from desktop.ui.widgets.rows import RowButton
from desktop.ui.widgets.scan_line import ScanLine
from desktop.ui.widgets.states import EmptyState


class CustomersScreen(Screen):
    """Reached from the ticket's customer; a record is one touch from the sale again."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "customers", desk.say("customer.title"))
        self._asked = 0
        self._text = ""
        #: A card that nobody has yet, for the record that is opened next.
        self._card = ""
        #: What follows a save that somebody who leaves asked for.
        self._then: Callable[[], object] | None = None
        self.form = CustomerForm(desk)
        self._advances = AdvancesPanel(desk)
        self._build()
        self.form.saves.connect(self._save)
        self.form.erases.connect(self._erase)
        self.form.left.connect(self._close)
        self.form.sells_to.connect(lambda buyer: self.asks.emit(Errand("sale", "buyer", buyer)))
        self.form.settles.connect(lambda view: self.asks.emit(Errand("sale", "account", view)))
        self.form.prints_card.connect(self._print_card)
        self.form.looks_at_advances.connect(self._show_advances)
        self._advances.left.connect(self._close)
        self._advances.gives.connect(self._give_back)
        bind(self, "advances", self._show_advances)
        bind(self, "search", self.line.setFocus)
        bind(self, "customer-new", self._new)
        bind(self, "customer-save", self.form.save)
        desk.changes.on(self, ("customers",), lambda: self.search(self._text))
        self.search("")

    def _build(self) -> None:
        say = self.desk.say
        self.line = ScanLine("customers-search", say("panel.buyer_search"))
        self.line.searched.connect(self.search)
        self.line.entered.connect(self.search)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(8)
        self._none = label("", "note", wraps=True)
        back = Button(
            "customers-to-sale",
            role="icon",
            picture="back",
            spoken=say("customer.to_sale"),
            clicked=lambda: self.asks.emit(Errand("sale")),
        )
        new = Button("customer-new", say("customer.new"), picture="plus", clicked=self._new)
        held = Button(
            "customers-advances",
            say("advance.list", key=say.keys(key_of("advances"))),
            clicked=self._show_advances,
        )
        left = QFrame()
        left.setProperty("role", "pane")
        head = row(back, label(say("customer.title"), "title"), None, gap=4)
        inside = scrolling(column(self._none, self._rows, None))
        whole = column(head, self.line, inside, held, new, gap=12, margins=16)
        whole.setStretchFactor(inside, 1)
        left.setLayout(whole)
        left.setMinimumWidth(320)
        self._right = QStackedWidget()
        self._right.addWidget(
            EmptyState(
                "customer-choose",
                "person",
                say("customer.choose"),
                say("customer.choose_how"),
                act=say("customer.new"),
                then=self._new,
            )
        )
        self._right.addWidget(self.form)
        self._right.addWidget(self._advances)
        body = row(left, self._right, gap=16, margins=16)
        body.setStretch(0, 38)
        body.setStretch(1, 62)
        self.setLayout(body)

    def arrive(self) -> None:
        """Be ready to search."""
        if self._right.currentIndex() == 0:
            self.line.setFocus()

    def takes(self, kind: Kind, text: str) -> bool:
        """Keep customers' cards, those of other houses too while a record is open."""
        del text
        is_open = self._right.currentWidget() is self.form
        return kind is Kind.CUSTOMER or (is_open and kind in GOODS)

    def sees(self, kind: Kind, text: str) -> bool:
        """Take a card that is held before the camera."""
        del text
        return kind is Kind.CUSTOMER

    def scanned(self, text: str) -> None:
        """Open the record of a card; a new card goes into the record that is open."""
        shop = self.desk.shop
        self.desk.tasks.ledger(
            self, lambda: customers.holder(shop, text), partial(self._on_card, text)
        )

    def run(self, errand: Errand) -> None:
        """Take a card that nobody has: it is searched for, or given to whoever is opened."""
        if errand.what == "card":
            self._card = str(errand.thing)
            self.tells.emit(Notice(self.desk.say("customer.card_waits"), stays=True))

    def _on_card(self, text: str, found: CustomerView | None) -> None:
        is_open = self._right.currentWidget() is self.form
        if found is not None and not (is_open and self.form.is_edited):
            self._open(found)
        elif found is not None:
            self.refuse(RefusedError("card_taken", name=found.called))
        elif is_open:
            self.form.take_card(text)
        else:
            self._card = text
            self.tells.emit(Notice(self.desk.say("customer.card_waits"), stays=True))

    def step_back(self) -> bool:
        """Close the record; then let the window go back to the sale."""
        if self._right.currentIndex():
            self._close()
            return True
        return False

    def unsaved(self) -> Unsaved | None:
        """Return that a customer's record was edited."""
        if self._right.currentWidget() is not self.form or not self.form.is_edited:
            return None
        return Unsaved(self.desk.say("leaving.customer"), self._save_then)

    def search(self, text: str) -> None:
        """Show the customers with every word of the text, the newest ones for none."""
        self._text = text
        self._asked += 1
        shop = self.desk.shop
        self.desk.tasks.ledger(
            self, lambda: customers.search(shop, text), partial(self._show, self._asked)
        )

    def _show(self, asked: int, found: tuple[CustomerView, ...]) -> None:
        if asked != self._asked:
            return
        say = self.desk.say
        clear(self._rows)
        self._none.setVisible(not found)
        self._none.setText(
            say("panel.buyer_not_found", text=self._text) if self._text else say("customer.none")
        )
        for place, view in enumerate(found):
            draft = view.draft
            detail = " · ".join(part for part in (draft.company, draft.phone, draft.city) if part)
            self._rows.addWidget(
                RowButton(
                    f"customer-{place}",
                    view.called,
                    detail,
                    say.money(view.owes) if view.owes else "",
                    picture_name="person",
                    clicked=partial(self._open, view),
                )
            )

    def _open(self, view: CustomerView) -> None:
        self._right.setCurrentIndex(1)
        self.form.begin(view)
        self._give_waiting_card()

    def _new(self) -> None:
        self._right.setCurrentIndex(1)
        self.form.begin(None)
        self._give_waiting_card()

    def _print_card(self, ident: str) -> None:
        shop = self.desk.shop
        told = Notice(self.desk.say("customer.card_printed"), "go")
        self.desk.tasks.ledger(
            self,
            lambda: name_cards.print_card(shop, ident),
            lambda _job: self.tells.emit(told),
            self.refuse,
        )

    def _give_waiting_card(self) -> None:
        card, self._card = self._card, ""
        if card:
            self.form.take_card(card)

    def _close(self) -> None:
        self._right.setCurrentIndex(0)
        self.line.setFocus()

    def _save_then(self, then: Callable[[], object]) -> None:
        self._then = then
        self.form.save()

    def _save(self, ident: str, draft: CustomerDraft) -> None:
        if self._right.currentWidget() is not self.form:
            return
        shop = self.desk.shop
        then, self._then = self._then, None
        self.desk.tasks.ledger(
            self,
            lambda: customers.change(shop, ident, draft) if ident else customers.add(shop, draft),
            partial(self._on_saved, then),
            self.refuse,
        )

    def _on_saved(self, then: Callable[[], object] | None, view: CustomerView) -> None:
        self.form.begin(view)
        self.tells.emit(Notice(self.desk.say("customer.saved", name=view.called), "go"))
        if then is not None:
            then()

    def _show_advances(self, customer_id: str = "") -> None:
        """Show the advances of one customer, or everybody's."""
        shop = self.desk.shop
        self.desk.tasks.ledger(
            self, lambda: advances.held(shop, customer_id), self._on_advances, self.refuse
        )

    def _on_advances(self, held: tuple[AdvanceView, ...]) -> None:
        self._right.setCurrentWidget(self._advances)
        self._advances.show_held(held)

    def _give_back(self, wanted: AdvanceBack) -> None:
        # The sale room has the terminal, and who stands there.
        self._close()
        self.asks.emit(Errand("sale", "advance-back", wanted))

    def _erase(self, ident: str) -> None:
        shop = self.desk.shop
        self.desk.tasks.ledger(
            self, lambda: customers.erase(shop, ident), self._on_erased, self.refuse
        )

    def _on_erased(self, _done: None) -> None:
        self._close()
        self.tells.emit(Notice(self.desk.say("customer.erased"), "go"))
