"""Suppliers: found by a word, written down, put away and taken back; every change can be undone."""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop.services.shop import Shop
from desktop.services.stockroom import supplies
from desktop.services.stockroom.supplies import SupplierDraft, SupplierView
from desktop.ui.screen import Notice, Screen
from desktop.ui.stock.page import Head, Page, line_edit
from desktop.ui.stock.supplier_history import SupplierHistory
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.chips import Chips
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.layouts import asked, clear, column, row, scrolling
from desktop.ui.widgets.rows import RowButton
from desktop.ui.widgets.scan_line import ScanLine
from desktop.ui.widgets.states import EmptyState

_FIELDS = ("name", "email", "phone", "account", "note")
_WHICH = ("kept", "archived")
_SHOWN = 40


class SuppliersPage(Page):
    """The list, and one supplier's form."""

    def __init__(self, room: Screen) -> None:
        super().__init__(room, "stock-suppliers")
        self._id = ""
        self._is_edited = False
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
        self._which = Chips("supplier-which", say("stock.suppliers"))
        self._which.show_choices(
            [(each, say(f"stock.suppliers_{each}")) for each in _WHICH], _WHICH[0]
        )
        self._which.chosen.connect(lambda _which: self._look())
        top = row(label(say("stock.suppliers"), "title"), None, self._which, new)
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
        for field in self._fields.values():
            field.textEdited.connect(self._on_edit)
        self._history = SupplierHistory(self.desk)
        self._history.undoes.connect(self._undo)
        boxes = {
            name: asked(say(f"stock.supplier_{name}"), field)
            for name, field in self._fields.items()
        }
        form = column(
            boxes["name"],
            row(boxes["email"], boxes["phone"], gap=12),
            boxes["account"],
            boxes["note"],
            self._history,
            None,
            gap=12,
            margins=(0, 0, 12, 0),
        )
        self._archive = Button(
            "supplier-archive", say("stock.supplier_archive"), role="stop", clicked=self._put_away
        )
        self._restore = Button(
            "supplier-restore", say("stock.supplier_restore"), clicked=self._take_back
        )
        save = Button("supplier-save", say("stock.save"), role="primary", clicked=self.save)
        inside = scrolling(form)
        whole = column(self._head, inside, row(self._archive, self._restore, None, save), gap=12)
        whole.setStretchFactor(inside, 1)
        made.setLayout(whole)
        return made

    def arrive(self) -> None:
        """Show the suppliers."""
        self._look()
        if self._pages.currentIndex() == 0:
            self._line.setFocus()

    def step_back(self) -> bool:
        """Go back to the list; what was typed is saved, as a product's record is."""
        if self._pages.currentIndex() == 0:
            return False
        if self._is_edited and self._fields["name"].text().strip():
            self.save()
        else:
            self._show_list()
        return True

    def _show_list(self) -> None:
        self._is_edited = False
        self._pages.setCurrentIndex(0)
        self.arrive()

    def _on_edit(self, _text: str) -> None:
        self._is_edited = True

    def _look(self) -> None:
        shop, typed, archived = self.desk.shop, self._line.text(), self._which.value == "archived"
        self.desk.tasks.ledger(
            self,
            lambda: supplies.suppliers(shop, typed, _SHOWN, archived=archived),
            self._show,
        )

    def _show(self, views: tuple[SupplierView, ...]) -> None:
        say = self.desk.say
        clear(self._rows)
        if not views:
            none = "sought" if self._line.text() else self._which.value
            self._rows.addWidget(
                EmptyState(
                    "supplier-none",
                    "shop",
                    say(f"stock.supplier_none_{none}"),
                    say(f"stock.supplier_none_{none}_how"),
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
        is_archived = view is not None and view.is_archived
        self._archive.setVisible(view is not None and not is_archived)
        self._restore.setVisible(is_archived)
        self._history.be_about(self._id)
        self._is_edited = False
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
        self._told("stock.supplier_saved", view)

    def _put_away(self) -> None:
        self._change(supplies.archive_supplier, "stock.supplier_archived_it")

    def _take_back(self) -> None:
        self._change(supplies.restore_supplier, "stock.supplier_restored_it")

    def _change(self, change: Callable[[Shop, str, str, str], SupplierView], words: str) -> None:
        shop, ident = self.desk.shop, self._id
        self.room.attempt(
            lambda approved_by: change(shop, ident, self.who, approved_by),
            partial(self._told, words),
        )

    def _told(self, words: str, view: SupplierView) -> None:
        """Go back to the list and say what was done, with its undo."""
        say = self.desk.say
        undo = partial(self._undo, view.change_id)
        self.room.tells.emit(
            Notice(say(words, name=view.name), "go", act=say("catalogue.undo"), then=undo)
            if view.change_id
            else Notice(say(words, name=view.name), "go")
        )
        self._show_list()

    def _undo(self, change_id: str) -> None:
        shop = self.desk.shop
        self.room.attempt(
            lambda approved_by: supplies.undo_change(shop, change_id, self.who, approved_by),
            self._on_undone,
        )

    def _on_undone(self, view: SupplierView) -> None:
        self.tell(self.desk.say("catalogue.undone"))
        if self._pages.currentIndex() and view.id == self._id:
            self._open(view)
        else:
            self._show_list()
