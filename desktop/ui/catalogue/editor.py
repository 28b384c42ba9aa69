"""One product's record: photograph first, then its particulars, then the town."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop.services.drafting import proposals
from desktop.services.drafting.proposals import Proposals, Seen
from desktop.services.goods.catalogue import Lack, ProductView, missing_for_online
from desktop.services.goods.cataloguing import ProductDraft
from desktop.services.views import CategoryView
from desktop.ui.catalogue.bundle_fold import BundleFold
from desktop.ui.catalogue.deposit_box import DepositBox
from desktop.ui.catalogue.history_fold import HistoryFold
from desktop.ui.catalogue.off_fold import OffFold
from desktop.ui.catalogue.plans_fold import PlansFold
from desktop.ui.desk import Desk
from desktop.ui.product.form import ProductForm
from desktop.ui.product.photo_field import PhotoField
from desktop.ui.theme.icons import picture
from desktop.ui.theme.tokens import Colours
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.labels import label, rule
from desktop.ui.widgets.layouts import clear, column, row
from desktop.ui.widgets.panel import Panel
from desktop.ui.widgets.tick import Tick

_PHOTO_PX = 180
_WIDE_PX = 640
"""From this width on the photograph stands beside the particulars, not above them."""


class ProductEditor(Panel):
    """Edits a product in fields of its own; nothing changes before `saves`."""

    saves = Signal()
    #: Archive, or take back from the archive.
    puts_away = Signal()
    sells_again = Signal()
    refused = Signal(object)
    #: (product id): labels of it are wanted.
    prints_labels = Signal(str)

    def __init__(self, desk: Desk) -> None:
        say = desk.say
        super().__init__("product", "", say("catalogue.back"))
        self._desk = desk
        self._standing: ProductView | None = None
        self._photos: tuple[str, ...] = ()
        #: The name for which sections were offered last.
        self._asked_name = ""
        self.is_edited = False
        self.photo = PhotoField(desk, "product-photo", _PHOTO_PX)
        self.form = ProductForm(desk, "product")
        self._online = Tick(say("catalogue.is_online"))
        self._online.setObjectName("product-online")
        self._lack_rows = QVBoxLayout()
        self._lack_rows.setSpacing(4)
        town = QFrame()
        town.setProperty("role", "sunken")
        town.setLayout(column(self._online, self._lack_rows, None, gap=4, margins=12))
        self.deposit = DepositBox(desk)
        self._left = column(self.photo, column(town, self.deposit, gap=12), None, gap=12)
        self.bundle = BundleFold(desk)
        self.plans = PlansFold(desk)
        self.off = OffFold(desk)
        self.history = HistoryFold(desk)
        right = QWidget()
        right.setLayout(
            column(self.form, self.bundle, self.plans, self.off, self.history, None, gap=8)
        )
        inside, scroll = QWidget(), QScrollArea()
        self._body = row(self._left, right, gap=20, margins=(0, 0, 8, 0))
        self._body.setStretch(1, 1)
        inside.setLayout(self._body)
        scroll.setWidget(inside)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._save = Button(
            "product-save", say("catalogue.save"), role="primary", clicked=self.saves.emit
        )
        self._away = Button(
            "product-archive", say("catalogue.archive"), clicked=self.puts_away.emit
        )
        self._again = Button(
            "product-restore", say("catalogue.restore"), clicked=self.sells_again.emit
        )
        self._labels = Button(
            "product-labels",
            role="icon",
            picture="print",
            spoken=say("product.labels"),
            clicked=self._print_labels,
        )
        foot = row(self._away, self._again, self._labels, None, self._save)
        whole = column(scroll, rule(), foot, gap=12)
        whole.setStretch(0, 1)
        self.fill(whole)
        self.form.edited.connect(self._on_edit)
        self.form.name.editingFinished.connect(self._offer_sections)
        self.bundle.edited.connect(self._on_edit)
        self._online.toggled.connect(self._on_edit)
        self.photo.kept.connect(self._on_photo)
        self.photo.refused.connect(self.refused)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay the photograph beside the particulars where there is room, above them elsewhere."""
        super().resizeEvent(event)
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        is_wide = event.size().width() >= _WIDE_PX
        self._body.setDirection(across if is_wide else down)
        self._left.setDirection(down if is_wide else across)
        for place, takes_the_rest in ((1, not is_wide), (2, is_wide)):
            self._left.setStretch(place, int(takes_the_rest))

    @property
    def standing(self) -> ProductView | None:
        """Return the product as stored, None for a new one."""
        return self._standing

    def show_categories(self, categories: tuple[CategoryView, ...]) -> None:
        """Offer the shop's sections."""
        self.form.show_categories(categories)

    def show_product(self, view: ProductView | None) -> None:
        """Open a stored product, or a new one."""
        self._standing = view
        self._asked_name = ""
        self._photos = view.photos if view else ()
        self.show_title(view.name if view else self._desk.say("catalogue.new_title"))
        self.photo.show_file(view.photo if view else None)
        self.form.show_product(view)
        self.deposit.show_product(view)
        for fold in (self.bundle, self.plans, self.off, self.history):
            fold.show_product(view)
        self._online.blockSignals(True)
        self._online.setChecked(view is not None and view.is_online)
        self._online.blockSignals(False)
        is_archived = view is not None and view.is_archived
        self._away.setVisible(view is not None and not is_archived)
        self._again.setVisible(is_archived)
        self._labels.setVisible(view is not None and not is_archived)
        self._show_lacks(missing_for_online(view) if view else tuple(Lack))
        self.is_edited = False
        self._save.setEnabled(True)
        if view is None:
            self.form.name.setFocus()

    def _offer_sections(self) -> None:
        """Offer a new product the sections of goods that sound like it."""
        name, shop = self.form.name.text().strip(), self._desk.shop
        if self._standing is not None or not name or name == self._asked_name:
            return
        self._asked_name = name
        seen = Seen(name=name, brand=self.form.brand.text())

        def then(found: Proposals) -> None:
            if self._standing is None and name == self._asked_name:
                self.form.sections.offer(found.sections)

        self._desk.tasks.outside(
            self, lambda: proposals.propose(shop, seen), then, self.refused.emit
        )

    def draft(self) -> ProductDraft:
        """Return the product as the fields say."""
        is_online = self._standing is not None and self._standing.is_online
        draft = self.form.draft(self._photos, is_online=is_online)
        return self.bundle.apply(draft)

    @property
    def wants_online(self) -> bool:
        """Tell whether the switch is on."""
        return self._online.isChecked()

    def _on_edit(self, *_what: object) -> None:
        self.is_edited = True
        self._show_lacks(self._lacks_now())

    def _lacks_now(self) -> tuple[Lack, ...]:
        """Return what the fields still lack, before anything is saved."""
        draft = self.draft()
        stored = missing_for_online(self._standing) if self._standing else tuple(Lack)
        has_stock = any(each.opening_stock for each in draft.variants) or any(
            self.form.counted().values()
        )
        present = {
            Lack.NAME: bool(draft.name.strip()),
            Lack.PHOTO: bool(self._photos),
            Lack.PRICE: any(each.price for each in draft.variants),
            Lack.CATEGORY: bool(draft.category_id or draft.category_name.strip()),
            Lack.STOCK: has_stock or draft.kind != "goods" or Lack.STOCK not in stored,
            Lack.ONE_RATE: self._standing is None or Lack.ONE_RATE not in stored,
        }
        return tuple(lack for lack in Lack if not present[lack])

    def _print_labels(self) -> None:
        if self._standing is not None:
            self.prints_labels.emit(self._standing.id)

    def _on_photo(self, sha256: str, codes: tuple[str, ...]) -> None:
        self._photos = (sha256, *(each for each in self._photos if each != sha256))
        if codes and not self.form.code.text():
            self.form.take_code(codes[0])
        self._on_edit()

    def _show_lacks(self, lacks: tuple[Lack, ...]) -> None:
        say, colours = self._desk.say, Colours()
        clear(self._lack_rows)
        words = say("catalogue.lacks") if lacks else say("catalogue.ready")
        self._lack_rows.addWidget(label(words, "note", "" if lacks else "go", wraps=True))
        for lack in Lack:
            sign = QLabel()
            is_there = lack not in lacks
            ink = colours.go if is_there else colours.look
            sign.setPixmap(picture("check" if is_there else "look", ink, 18))
            words = say(f"lack.{lack.value}")
            if is_there:
                line = row(sign, label(words, "", "muted"), None)
            else:
                line = row(sign, self._link(lack, words), None)
            if lacks and not (is_there and lack is Lack.ONE_RATE):
                self._lack_rows.addLayout(line)

    def _link(self, lack: Lack, words: str) -> Button:
        """Return what leads to the field that is missing."""
        return Button(
            f"product-lack-{lack.value.replace('_', '-')}",
            words,
            role="quiet",
            clicked=lambda: self._show_field(lack),
        )

    def _show_field(self, lack: Lack) -> None:
        if lack is Lack.PHOTO:
            self.photo.setFocus(Qt.FocusReason.OtherFocusReason)
        elif lack is Lack.ONE_RATE:
            self.bundle.open()
        else:
            self.form.show_field(lack.value)
