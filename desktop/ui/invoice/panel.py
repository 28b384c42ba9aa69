"""Makes the invoice of a past ticket, or shows the one it has."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from desktop.services.books import invoices
from desktop.services.books.invoices import Buyer, InvoiceView
from desktop.services.team import staff
from desktop.ui.desk import Desk
from desktop.ui.screen import Notice
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.layouts import column, row
from desktop.ui.widgets.panel import Panel

_FIELDS = {"name": 120, "street": 120, "postcode": 12, "city": 80, "siren": 20, "vat_number": 20}


class InvoicePanel(Panel):
    """Asks who buys; a ticket that has its invoice gets it opened, or a duplicate."""

    #: A Notice, and a ShopError, for whoever shows the panel.
    tells = Signal(object)
    refuses = Signal(object)

    def __init__(self, desk: Desk) -> None:
        say = desk.say
        super().__init__("invoice", "", say("invoice.back"))
        self._desk = desk
        self._sale_id = ""
        self._made: InvoiceView | None = None
        self._country = "FR"
        self._form, self._result = QWidget(), QWidget()
        self._build_form()
        self._build_result()
        self.fill(column(self._form, self._result, None, gap=16))

    def begin(self, sale_id: str, number: str) -> None:
        """Look whether the ticket has its invoice, and ask for the buyer when it has none."""
        self._sale_id = sale_id
        self.show_title(self._desk.say("invoice.title", number=number))
        self._form.hide()
        self._result.hide()
        shop = self._desk.shop

        def look() -> tuple[InvoiceView | None, Buyer]:
            return invoices.invoice_of(shop, sale_id), invoices.buyer_of(shop, sale_id)

        self._desk.tasks.ledger(self, look, self._show, self.refuses.emit)

    def _build_form(self) -> None:
        say = self._desk.say
        grid = QGridLayout()
        grid.setVerticalSpacing(8)
        self._fields: dict[str, QLineEdit] = {}
        for place, (name, longest) in enumerate(_FIELDS.items()):
            field = QLineEdit()
            field.setObjectName(f"invoice-{name.replace('_', '-')}")
            field.setAccessibleName(say(f"invoice.{name}"))
            field.setMaxLength(longest)
            field.returnPressed.connect(self._make)
            field.textChanged.connect(lambda _text: self._show_ready())
            self._fields[name] = field
            titled = column(label(say(f"invoice.{name}"), "field"), field, gap=4)
            grid.addLayout(titled, place // 2, place % 2)
        self._confirm = Button(
            "invoice-make", say("invoice.make"), role="primary", is_large=True, clicked=self._make
        )
        self._form.setLayout(
            column(label(say("invoice.how"), "note", wraps=True), grid, self._confirm, gap=12)
        )

    def _build_result(self) -> None:
        say = self._desk.say
        self._told = label("", "heading", wraps=True)
        self._told.setObjectName("invoice-told")
        self._open = Button(
            "invoice-open", say("invoice.open"), role="primary", clicked=self._open_file
        )
        again = Button("invoice-duplicate", say("invoice.duplicate"), clicked=self._duplicate)
        self._result.setLayout(column(self._told, row(self._open, again, None), gap=12))

    def _show(self, found: tuple[InvoiceView | None, Buyer]) -> None:
        made, buyer = found
        if made is not None:
            self._show_made(made)
            return
        self._country = buyer.country
        for name, field in self._fields.items():
            field.setText(getattr(buyer, name))
        self._result.hide()
        self._form.show()
        self._show_ready()
        self._fields["name"].setFocus()

    def _show_ready(self) -> None:
        needed = ("name", "street", "postcode", "city")
        self._confirm.setEnabled(all(self._fields[name].text().strip() for name in needed))

    def _show_made(self, made: InvoiceView) -> None:
        say = self._desk.say
        self._made = made
        words = "invoice.is_there" if made.is_intact else "invoice.damaged"
        day = say.day(made.at)
        told = say(words, number=made.number, day=day, at=made.at, buyer=made.buyer.name)
        self._told.setText(told)
        self._open.setEnabled(made.is_intact)
        self._form.hide()
        self._result.show()
        self._open.setFocus()

    def _make(self) -> None:
        if not self._confirm.isEnabled():
            return
        typed = {name: field.text() for name, field in self._fields.items()}
        buyer = Buyer(country=self._country, **typed)
        shop, sale_id = self._desk.shop, self._sale_id
        # A second press while it is written must not ask for a second one.
        self._confirm.setEnabled(False)

        def issue() -> InvoiceView:
            return invoices.issue(shop, sale_id, buyer, staff=staff.current(shop).code)

        self._desk.tasks.ledger(self, issue, self._on_made, self._on_refused)

    def _on_made(self, made: InvoiceView) -> None:
        self._show_made(made)
        self.tells.emit(Notice(self._desk.say("invoice.made", number=made.number), "go"))

    def _on_refused(self, error: object) -> None:
        self._show_ready()
        self.refuses.emit(error)

    def _duplicate(self) -> None:
        shop, sale_id = self._desk.shop, self._sale_id

        def copy() -> Path:
            return invoices.reissue(shop, sale_id, staff=staff.current(shop).code)

        self._desk.tasks.ledger(self, copy, self._on_copied, self.refuses.emit)

    def _on_copied(self, path: Path) -> None:
        say = self._desk.say
        told = say("invoice.duplicated", file=path.name)
        opens = partial(_open, path)
        self.tells.emit(Notice(told, "go", act=say("invoice.open"), then=opens))

    def _open_file(self) -> None:
        if self._made is not None:
            _open(self._made.path)


def _open(path: Path) -> None:
    """Show a file in the system's own reader, from where it is printed."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
