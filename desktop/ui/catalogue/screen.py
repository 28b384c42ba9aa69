"""The catalogue screen: the list on the left, the record on the right."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QStackedWidget, QWidget

from desktop.domain.scan import GOODS, Kind
from desktop.errors import ShopError
from desktop.services.counter import selling
from desktop.services.goods import catalogue, cataloguing, packaging
from desktop.services.goods.catalogue import ProductPage, ProductQuery, ProductView
from desktop.services.goods.cataloguing import ProductDraft, Saved
from desktop.services.shop import Shop
from desktop.services.stockroom import stocktaking, supplies
from desktop.services.team import staff
from desktop.services.views import CategoryView
from desktop.ui.catalogue.editor import ProductEditor
from desktop.ui.catalogue.product_list import ProductList
from desktop.ui.desk import Desk
from desktop.ui.screen import Errand, Notice, Screen, Unsaved
from desktop.ui.shortcuts import bind, bind_each
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.catalogue_bar import CatalogueBar
from desktop.ui.widgets.chips import Chips
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.layouts import column, row
from desktop.ui.widgets.scan_line import ScanLine
from desktop.ui.widgets.states import EmptyState
from sync.kernel.quantity import Quantity

_FILTERS: dict[str, dict[str, bool]] = {
    "all": {},
    "online": {"is_online": True},
    "offline": {"is_online": False},
    "archived": {"is_archived": True},
}


@dataclass(frozen=True, slots=True)
class _Kept:
    """What a save came to."""

    saved: Saved
    #: Counts that were part of it.
    count_ids: tuple[str, ...]
    #: Why it did not go online.
    refusal: ShopError | None


class CatalogueScreen(Screen):
    """A record that was edited is saved when another is opened; any save can be undone."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "catalogue", desk.say("catalogue.title"))
        self._text = ""
        self._asked = 0
        self._build()
        self._listen()
        self.refresh()

    def _build(self) -> None:
        desk, say = self.desk, self.desk.say
        self.line = ScanLine("catalogue-search", say("catalogue.search"))
        self._filter = Chips("catalogue-filter", say("catalogue.filter"))
        self._filter.show_choices([(name, say(f"catalogue.{name}")) for name in _FILTERS], "all")
        self.list = ProductList(desk)
        self._count = label("", "note")
        self._lists = QStackedWidget()
        self._bare = EmptyState(
            "catalogue-none",
            "camera",
            say("catalogue.none"),
            say("catalogue.none_how"),
            act=say("catalogue.photograph"),
            then=self._photograph,
        )
        self._no_match = EmptyState(
            "catalogue-no-match", "search", say("catalogue.no_match"), say("catalogue.no_match_how")
        )
        for page in (self.list, self._bare, self._no_match):
            self._lists.addWidget(page)
        new = Button("catalogue-new", say("catalogue.new"), picture="plus", clicked=self._new)
        photograph = Button(
            "catalogue-photograph",
            say("catalogue.photograph"),
            role="primary",
            picture="camera",
            clicked=self._photograph,
        )
        offers = Button(
            "catalogue-promotions",
            role="icon",
            picture="discount",
            spoken=say("keys.promotions"),
            clicked=self._promotions,
        )
        acts = row(new, offers, photograph)
        acts.setStretch(2, 1)
        left = QWidget()
        left.setMinimumWidth(392)
        lists = QFrame()
        lists.setProperty("role", "pane")
        lists.setLayout(column(self._lists, margins=1))
        side = column(self.line, self._filter, lists, self._count, acts, gap=8)
        side.setStretchFactor(lists, 1)
        left.setLayout(side)
        self.editor = ProductEditor(desk)
        choose = EmptyState(
            "catalogue-choose", "catalogue", say("catalogue.choose"), say("catalogue.choose_how")
        )
        self._right = QStackedWidget()
        self._right.addWidget(choose)
        self._right.addWidget(self.editor)
        body = row(left, self._right, gap=16, margins=(16, 8, 16, 16))
        body.setStretch(0, 38)
        body.setStretch(1, 62)
        self.bar = CatalogueBar("catalogue", desk)
        whole = column(self.bar, body, gap=0)
        whole.setStretch(1, 1)
        self.setLayout(whole)

    def _listen(self) -> None:
        self.bar.wanted.connect(lambda room: self.asks.emit(Errand(room)))
        self.line.searched.connect(self.search)
        self.line.entered.connect(self.scanned)
        self._filter.chosen.connect(lambda _name: self.search(self._text))
        self.list.chosen.connect(self.open)
        editor = self.editor
        editor.prints_labels.connect(lambda ident: self.asks.emit(Errand("tags", "product", ident)))
        editor.saves.connect(self._save)
        editor.left.connect(self._leave)
        editor.puts_away.connect(self._put_away)
        editor.sells_again.connect(self._sell_again)
        editor.refused.connect(self.refuse)
        editor.deposit.acts.connect(self._change_deposit)
        editor.off.tells.connect(self.tells)
        editor.off.refused.connect(self.refuse)
        for fold in (editor.plans, editor.history):
            fold.acts.connect(self._change_sheet)
        bind(self, "search", self.line.setFocus)
        bind(self, "product-new", self._new)
        bind(self, "product-save", self._save)
        bind_each(self, "product-sections", editor.form.sections.take)
        bind(self, "promotions", self._promotions)
        self.desk.changes.on(self, ("catalogue",), self.refresh)

    # What the window asks

    def arrive(self) -> None:
        """Be ready to search."""
        if self._right.currentIndex() == 0:
            self.line.setFocus()

    def takes(self, kind: Kind, text: str) -> bool:
        """Keep codes of goods, and what nobody knows: it may be a product's new code."""
        del text
        return kind in GOODS

    def scanned(self, text: str) -> None:
        """Open what was scanned; in an open record a new code goes into its field."""
        shop = self.desk.shop
        self.desk.tasks.ledger(
            self,
            lambda: selling.understand(shop, text),
            partial(self._on_understood, text),
            self.refuse,
        )

    def run(self, errand: Errand) -> None:
        """Open a product for another room."""
        if errand.what == "open":
            self._open_id(str(errand.thing))

    def step_back(self) -> bool:
        """Leave the record, saved; then the search."""
        if self._right.currentIndex() == 1:
            self._leave()
            return True
        if self.line.text() or self._text:
            self.line.listen()
            self.search("")
            return True
        return False

    def unsaved(self) -> Unsaved | None:
        """Return that a record was edited."""
        if self._right.currentIndex() == 0 or not self.editor.is_edited:
            return None
        say, name = self.desk.say, self.editor.form.name.text().strip()
        words = say("leaving.product", name=name) if name else say("leaving.new_product")
        return Unsaved(words, self._save_then)

    # The list

    def refresh(self) -> None:
        """Read the sections and the list anew."""
        shop = self.desk.shop
        self.desk.tasks.ledger(self, lambda: selling.categories(shop), self._show_categories)
        details = self.editor.form.details
        self.desk.tasks.ledger(self, lambda: supplies.suppliers(shop), details.show_suppliers)
        self.search(self._text)

    def search(self, text: str) -> None:
        """Show the products with every word of the text."""
        self._text = text
        self._asked += 1
        shop = self.desk.shop
        query = ProductQuery(text=text, **_FILTERS[str(self._filter.value)])  # type: ignore[arg-type]
        self.desk.tasks.ledger(
            self,
            lambda: catalogue.products(shop, query),
            partial(self._show_page, self._asked),
            self.refuse,
        )

    def _show_categories(self, categories: tuple[CategoryView, ...]) -> None:
        self.editor.show_categories(categories)

    def _show_page(self, asked: int, page: ProductPage) -> None:
        if asked != self._asked:
            return
        say, standing = self.desk.say, self.editor.standing
        self.list.show_page(page.products, standing.id if standing else "")
        shown = len(page.products)
        if shown < page.total:
            self._count.setText(say("catalogue.count_some", n=page.total, shown=shown))
        else:
            self._count.setText(say("catalogue.count", n=page.total))
        if page.products:
            self._lists.setCurrentWidget(self.list)
        elif self._text or self._filter.value != "all":
            self._lists.setCurrentWidget(self._no_match)
        else:
            self._lists.setCurrentWidget(self._bare)

    # One record

    def open(self, view: ProductView) -> None:
        """Open a record; the one before it is saved if it was edited."""
        if self.editor.is_edited and self._right.currentIndex() == 1:
            self._save_then(partial(self._open_id, view.id))
            return
        self._show(view)

    def _open_id(self, product_id: str) -> None:
        shop = self.desk.shop
        self.desk.tasks.ledger(
            self, lambda: catalogue.product(shop, product_id), self._show, self.refuse
        )

    def _show(self, view: ProductView | None) -> None:
        self.list.mark(view.id if view else "")
        self.editor.show_product(view)
        self._right.setCurrentIndex(1)

    def _new(self) -> None:
        if self.editor.is_edited and self._right.currentIndex() == 1:
            self._save_then(partial(self._show, None))
            return
        self._show(None)

    def _photograph(self) -> None:
        self.asks.emit(Errand("studio"))

    def _promotions(self) -> None:
        self.asks.emit(Errand("promotions"))

    def _leave(self) -> None:
        if self.editor.is_edited:
            self._save_then(self._close_record)
        else:
            self._close_record()

    def _close_record(self) -> None:
        self._right.setCurrentIndex(0)
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_understood(self, text: str, scanned: object) -> None:
        if isinstance(scanned, selling.ProductFound):
            self._open_id(scanned.item.product_id)
        elif self._right.currentIndex() == 0 or not self.editor.form.take_code(text):
            self.line.setText(text)

    # Saving

    def _save(self) -> None:
        if self._right.currentIndex() == 1:
            self._save_then(lambda: None)

    def _save_then(self, then: Callable[[], object]) -> None:
        editor, shop = self.editor, self.desk.shop
        draft, counted, wants = editor.draft(), editor.form.counted(), editor.wants_online
        away = editor.form.saved_words
        if editor.form.lacks_price:
            editor.form.price.setFocus()
            self.tells.emit(Notice(self.desk.say("product.price_needed"), "look"))
            return
        self.attempt(
            lambda by: _save(shop, draft, counted, by, is_online=wants),
            partial(self._on_saved, then, away),
        )

    def _on_saved(self, then: Callable[[], object], away: str, kept: _Kept) -> None:
        self._show(kept.saved.product)
        if kept.refusal is not None:
            self.refuse(kept.refusal)
            return
        self._offer_undo("catalogue.saved", kept.saved, kept.count_ids, away)
        then()

    def _offer_undo(
        self, words: str, saved: Saved, count_ids: tuple[str, ...] = (), away: str = ""
    ) -> None:
        say = self.desk.say
        self.tells.emit(
            Notice(
                " ".join(filter(None, (say(words, name=saved.product.name), away))),
                "go",
                act=say("catalogue.undo"),
                then=partial(self._undo, saved.change_id, count_ids),
            )
        )

    def _undo(self, change_id: str, count_ids: tuple[str, ...]) -> None:
        shop = self.desk.shop
        self.attempt(lambda by: _undo(shop, change_id, count_ids, by), self._on_undone)

    def _on_undone(self, view: ProductView) -> None:
        self._show(view)
        self.tells.emit(Notice(self.desk.say("catalogue.undone"), "go"))

    def _change_deposit(self, job: Callable[[str], tuple[str, ...]]) -> None:
        self.attempt(job, self._on_deposit)

    def _on_deposit(self, done: tuple[str, ...]) -> None:
        say, changes = self.desk.say, tuple(filter(None, done))
        words, act = say("product.deposit_saved"), say("catalogue.undo") if changes else ""
        self.tells.emit(Notice(words, "go", act=act, then=partial(self._undo_deposit, changes)))
        self.editor.deposit.show_product(self.editor.standing)

    def _undo_deposit(self, changes: tuple[str, ...]) -> None:
        shop = self.desk.shop

        def then(_done: None) -> None:
            self.tells.emit(Notice(self.desk.say("catalogue.undone"), "go"))
            self.editor.deposit.show_product(self.editor.standing)

        self.attempt(
            lambda by: packaging.take_back(shop, changes, staff.current(shop).code, by), then
        )

    def _change_sheet(self, job: Callable[[str], object]) -> None:
        """Do what a fold of the record asks for; what was typed meanwhile is saved first."""
        standing = self.editor.standing
        if standing is None:
            return

        def act() -> None:
            self.attempt(job, lambda _done: self._open_id(standing.id))

        if self.editor.is_edited:
            self._save_then(act)
        else:
            act()

    def _put_away(self) -> None:
        self._change(cataloguing.archive_product, "catalogue.archived_it")

    def _sell_again(self) -> None:
        self._change(cataloguing.restore_product, "catalogue.restored_it")

    def _change(self, change: Callable[[Shop, str, str, str], Saved], words: str) -> None:
        standing, shop = self.editor.standing, self.desk.shop
        if standing is None:
            return

        def then(saved: Saved) -> None:
            self._show(saved.product)
            self._offer_undo(words, saved)

        self.attempt(lambda by: change(shop, standing.id, staff.current(shop).code, by), then)


def _save(
    shop: Shop,
    draft: ProductDraft,
    counted: dict[str, Quantity],
    approved_by: str,
    *,
    is_online: bool,
) -> _Kept:
    """Save a record, its counted stock and its place in the town. Runs on the ledger thread.

    The record is kept even when it cannot go online yet: why comes back beside it.
    """
    who = staff.current(shop).code
    saved = cataloguing.save_product(shop, draft, who, approved_by)
    view, count_ids, refusal = saved.product, [], None
    for variant_id, count in counted.items():
        done = stocktaking.count_stock(shop, variant_id, count)
        view = done.product
        count_ids.append(done.count_id)
    if is_online != view.is_online:
        try:
            view = cataloguing.set_online(shop, view.id, is_online, who, approved_by).product
        except ShopError as error:
            refusal = error
    return _Kept(
        Saved(product=view, change_id=saved.change_id), tuple(filter(None, count_ids)), refusal
    )


def _undo(shop: Shop, change_id: str, count_ids: tuple[str, ...], approved_by: str) -> ProductView:
    """Take a save back, with what was counted in it. Runs on the ledger thread."""
    view = cataloguing.undo(shop, change_id, staff.current(shop).code, approved_by)
    if not count_ids:
        return view
    stocktaking.undo_counts(shop, count_ids)
    return catalogue.product(shop, view.id)
