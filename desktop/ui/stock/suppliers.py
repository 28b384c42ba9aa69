"""Suppliers: found by a word, written down, put away."""

from functools import partial

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop.services.stockroom import supplies
from desktop.services.stockroom.supplies import SupplierDraft, SupplierView
from desktop.ui.screen import Screen
from desktop.ui.stock.page import Head, Page, line_edit
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.layouts import asked, clear, column, row, scrolling
from desktop.ui.widgets.rows import RowButton
from desktop.ui.widgets.scan_line import ScanLine
from desktop.ui.widgets.states import EmptyState

_FIELDS = ("name", "email", "phone", "account", "note")
_SHOWN = 40


class SuppliersPage(Page):
    """The list, and one supplier's form."""

    def __init__(self, room: Screen) -> None:
        super().__init__(room, "stock-suppliers")
        self._id = ""
        self._pages = QStackedWidget()
        self._pages.addWidget(self._build_list())
        self._pages.addWidget(self._build_form())
        self.setLayout(column(self._pages, margins=16))

    def _build_list(self) -> QWidget:
        say, made = self.desk.say, QWidget()
        self._line = ScanLine("supplier-search", say("stock.supplier_search"))
        self._line.searched.connect(lambda _text: self._look())
        new = Button(
            "supplier-new",
            say("stock.supplier_new"),
            role="primary",
            picture="plus",
            clicked=lambda: self._open(None),
        )
        self._rows = QVBoxLayout()
        self._rows.setSpacing(8)
        inside = scrolling(column(self._rows, None))
        top = row(label(say("stock.suppliers"), "title"), None, new)
        whole = column(top, self._line, inside, gap=12)
        whole.setStretchFactor(inside, 1)
        made.setLayout(whole)
        return made

    def _build_form(self) -> QWidget:
        say, made = self.desk.say, QWidget()
        self._head = Head("supplier", self)
        longest = {**supplies.LETTERS, "note": supplies.NOTE_LETTERS}
        self._fields = {
            name: line_edit(f"supplier-{name}", say(f"stock.supplier_{name}"), longest[name])
            for name in _FIELDS
        }
        self._fields["name"].returnPressed.connect(self.save)
        boxes = {
            name: asked(say(f"stock.supplier_{name}"), field)
            for name, field in self._fields.items()
        }
        form = column(
            boxes["name"],
            row(boxes["email"], boxes["phone"], gap=12),
            boxes["account"],
            boxes["note"],
            None,
            gap=12,
        )
        self._archive = Button(
            "supplier-archive", say("stock.supplier_archive"), role="stop", clicked=self._put_away
        )
        save = Button("supplier-save", say("stock.save"), role="primary", clicked=self.save)
        inside = scrolling(form)
        whole = column(self._head, inside, row(self._archive, None, save), gap=12)
        whole.setStretchFactor(inside, 1)
        made.setLayout(whole)
        return made

    def arrive(self) -> None:
        """Show the suppliers."""
        self._look()
        if self._pages.currentIndex() == 0:
            self._line.setFocus()

    def step_back(self) -> bool:
        """Go back to the list."""
        if self._pages.currentIndex() == 0:
            return False
        self._pages.setCurrentIndex(0)
        self.arrive()
        return True

    def _look(self) -> None:
        shop, typed = self.desk.shop, self._line.text()
        self.desk.tasks.ledger(self, lambda: supplies.suppliers(shop, typed, _SHOWN), self._show)

    def _show(self, views: tuple[SupplierView, ...]) -> None:
        say = self.desk.say
        clear(self._rows)
        if not views:
            self._rows.addWidget(
                EmptyState(
                    "supplier-none",
                    "shop",
                    say("stock.supplier_none"),
                    say("stock.supplier_none_how"),
                )
            )
        for place, view in enumerate(views):
            told = " · ".join(
                part for part in (view.draft.email, view.draft.phone, view.draft.account) if part
            )
            self._rows.addWidget(
                RowButton(
                    f"supplier-{place}",
                    view.name,
                    told,
                    say("stock.articles", n=view.articles),
                    picture_name="shop",
                    clicked=partial(self._open, view),
                )
            )

    def _open(self, view: SupplierView | None) -> None:
        say = self.desk.say
        self._id = "" if view is None else view.id
        self._head.show_title(say("stock.supplier_new") if view is None else view.name)
        for name, field in self._fields.items():
            field.setText("" if view is None else getattr(view.draft, name))
        self._archive.setVisible(view is not None)
        self._pages.setCurrentIndex(1)
        self._fields["name"].setFocus()

    def save(self) -> None:
        """Write the supplier of the form down."""
        shop, ident = self.desk.shop, self._id
        draft = SupplierDraft(**{name: field.text() for name, field in self._fields.items()})

        def write(approved_by: str) -> SupplierView:
            if ident:
                return supplies.change_supplier(shop, ident, draft, self.who, approved_by)
            return supplies.add_supplier(shop, draft, self.who, approved_by)

        self.room.attempt(write, self._on_saved)

    def _on_saved(self, view: SupplierView) -> None:
        self.tell(self.desk.say("stock.supplier_saved", name=view.name))
        self.step_back()

    def _put_away(self) -> None:
        shop, ident = self.desk.shop, self._id
        self.room.attempt(
            lambda approved_by: supplies.archive_supplier(shop, ident, self.who, approved_by),
            lambda _view: self.step_back(),
        )
