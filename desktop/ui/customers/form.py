"""The record of a customer: what they wished to leave, and the way to be forgotten."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLayout, QLineEdit

from desktop.domain.cards import LONGEST_CARD
from desktop.services.counter import customers
from desktop.services.counter.customers import LETTERS, CustomerDraft, CustomerView
from desktop.ui.customers.code_panel import CodePanel
from desktop.ui.desk import Desk
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.layouts import asked, column, row
from desktop.ui.widgets.panel import Panel
from desktop.ui.widgets.states import ConfirmBar
from sync.kernel.money import Money

_FIELDS = (
    "name",
    "company",
    "phone",
    "email",
    "card",
    "street",
    "postcode",
    "city",
    "country",
    "siren",
    "vat_number",
    "groups",
    "note",
)
_GROUP_LETTERS = 200
NOTHING = Money(0)


class CustomerForm(Panel):
    """One customer."""

    #: (id or "", CustomerDraft)
    saves = Signal(str, object)
    #: A Buyer to be put on the ticket.
    sells_to = Signal(object)
    #: A CustomerView whose debt is to be paid.
    settles = Signal(object)
    #: Id of the customer whose advances are to be shown.
    looks_at_advances = Signal(str)
    #: Id of the customer whose card is to be printed.
    prints_card = Signal(str)
    #: Id of the one to forget.
    erases = Signal(str)

    def __init__(self, desk: Desk) -> None:
        say = desk.say
        super().__init__("customer-form", say("customer.new"), say("customer.back"))
        self._desk = desk
        self._view: CustomerView | None = None
        self._fields = {name: self._field(name) for name in _FIELDS}
        self._shown = self._typed()
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        self._give_card = Button(
            "customer-give-card",
            say("customer.give_card"),
            picture="scan",
            clicked=self._on_give_card,
        )
        self._code = CodePanel(say, self._on_print_card)
        self._fields["card"].textChanged.connect(self._code.show_card)
        self._fields["card"].textChanged.connect(
            lambda typed: self._give_card.setVisible(not typed)
        )
        cells: list[QLayout] = [
            asked(say(f"customer.{name}"), field) for name, field in self._fields.items()
        ]
        about_card = column(None, row(self._give_card, self._code.button, None, gap=8))
        cells.insert(_FIELDS.index("card") + 1, about_card)
        for place, cell in enumerate(cells):
            grid.addLayout(cell, place // 2, place % 2)
        self._owes = label("", "heading", "look")
        self._owes.setObjectName("customer-owes")
        self._confirm = ConfirmBar("customer-erase", say("customer.keep"))
        self._erase = Button(
            "customer-forget", say("customer.erase"), role="stop", clicked=self._ask_erase
        )
        self._sell = Button("customer-sell", say("customer.sell"), clicked=self._on_sell)
        self._settle = Button(
            "customer-settle",
            say("account.settle"),
            role="go-soft",
            picture="cash",
            clicked=lambda: self.settles.emit(self._view),
        )
        self._advances = Button(
            "customer-advances", say("advance.of_customer"), clicked=self._on_advances
        )
        save = Button(
            "customer-save", say("customer.save"), role="primary", is_large=True, clicked=self.save
        )
        why = label(say("customer.why"), "note", wraps=True)
        acts = row(self._erase, None, self._sell, save)
        self.fill(
            column(
                row(self._owes, None, self._advances, self._settle),
                self._code,
                grid,
                why,
                None,
                gap=12,
            ),
            self._confirm,
            acts,
        )

    def _field(self, name: str) -> QLineEdit:
        made = QLineEdit()
        made.setObjectName(f"customer-{name.replace('_', '-')}")
        made.setAccessibleName(self._desk.say(f"customer.{name}"))
        made.setMaxLength(LONGEST_CARD if name == "card" else LETTERS.get(name, _GROUP_LETTERS))
        made.returnPressed.connect(self.save)
        return made

    def begin(self, view: CustomerView | None) -> None:
        """Show a customer, or an empty record."""
        say = self._desk.say
        self._view = view
        draft = CustomerDraft() if view is None else view.draft
        self.show_title(say("customer.new") if view is None else view.called)
        for name, field in self._fields.items():
            field.setText(", ".join(draft.groups) if name == "groups" else getattr(draft, name))
            field.setCursorPosition(0)
        self._shown = self._typed()
        owes = view is not None and bool(view.owes)
        self._owes.setVisible(owes)
        self._settle.setVisible(view is not None and view.owes > NOTHING)
        self._owes.setText(say("customer.owes", amount=view.owes) if view is not None else "")
        self._confirm.hide()
        for button in (self._erase, self._sell, self._advances):
            button.setVisible(view is not None)
        self._fields["name"].setFocus()

    def take_card(self, text: str) -> None:
        """Write down the card that was scanned."""
        self._fields["card"].setText(customers.as_card(text))

    def _on_print_card(self) -> None:
        """Have the card printed once it is the customer's: what is typed is kept first."""
        if self._view is not None and self._view.draft.card == self._fields["card"].text():
            self.prints_card.emit(self._view.id)
        else:
            self.save()

    def _on_give_card(self) -> None:
        """Write a fresh number down; the number of a lost card is rubbed out first."""
        shop, field = self._desk.shop, self._fields["card"]
        self._desk.tasks.ledger(self, lambda: customers.new_card(shop), field.setText)

    @property
    def is_edited(self) -> bool:
        """Tell whether something was typed that is not kept."""
        return self._typed() != self._shown

    def save(self) -> None:
        """Have the record kept."""
        typed = self._typed()
        groups = tuple(typed.pop("groups").split(","))
        self.saves.emit(
            "" if self._view is None else self._view.id, CustomerDraft(groups=groups, **typed)
        )

    def _typed(self) -> dict[str, str]:
        return {name: field.text() for name, field in self._fields.items()}

    def _on_sell(self) -> None:
        if self._view is not None:
            self.sells_to.emit(self._view.buyer)

    def _on_advances(self) -> None:
        if self._view is not None:
            self.looks_at_advances.emit(self._view.id)

    def _ask_erase(self) -> None:
        view, say = self._view, self._desk.say
        if view is not None:
            self._confirm.ask(
                say("customer.erase_it", name=view.called),
                say("customer.erase"),
                lambda: self.erases.emit(view.id),
            )
