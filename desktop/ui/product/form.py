"""A product's particulars as fields, from a stored product and back to a draft."""

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QLayout,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from desktop.domain.sellable import DURABLE, FIXED_PRICE, MEAL_VOUCHER, LineKind
from desktop.services.goods.catalogue import ProductView
from desktop.services.goods.cataloguing import ProductDraft, VariantDraft, draft_of
from desktop.services.goods.product_drafts import ORIGIN_LIMIT
from desktop.services.views import CategoryView
from desktop.ui.desk import Desk
from desktop.ui.product.care import FLAGS as CARE_FLAGS
from desktop.ui.product.care import CareFields
from desktop.ui.product.details import Details
from desktop.ui.product.section_chips import SectionChips
from desktop.ui.product.variant_rows import VariantRow
from desktop.ui.product.variations import Variations
from desktop.ui.widgets.chips import Chips
from desktop.ui.widgets.entry import MoneyField
from desktop.ui.widgets.fold import Fold
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.layouts import Part, column, row
from desktop.ui.widgets.tick import Tick
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity, Unit
from sync.kernel.vat import VatRate

_FLAGS = (FIXED_PRICE, MEAL_VOUCHER, DURABLE)
_KINDS = (LineKind.GOODS, LineKind.SERVICE)
"""What a product is in its record; a deposit is made from the goods that come in it."""
_CODE_AND_STOCK = (7, 3)
"""A code of thirteen digits needs more room than a count."""


class ProductForm(QWidget):
    """Fields for everything but the photograph and the online switch.

    `is_short` leaves out what the first ten seconds with a product do not need.
    """

    edited = Signal()

    def __init__(self, desk: Desk, name: str, *, is_short: bool = False) -> None:
        super().__init__()
        self._desk = desk
        self._prefix = name
        self._standing: ProductView | None = None
        self._is_filling = False
        self._build_fields(is_short=is_short)
        self.setObjectName(f"{name}-form")
        self.setLayout(self._short() if is_short else self._long())
        self._listen()

    def _build_fields(self, *, is_short: bool) -> None:
        say, name = self._desk.say, self._prefix
        self.name = self._line("name", "product.name", 200)
        self.price = MoneyField(f"{name}-price", say("product.price"), say, is_large=is_short)
        self._price_note = label("", "note", "look", wraps=True)
        self._price_note.setObjectName(f"{name}-price-note")
        self._price_note.hide()
        self.vat = Chips(f"{name}-vat", say("product.vat"))
        rates = self._desk.shop.settings.vat_rates
        self.vat.show_choices([(rate, say.rate(VatRate(rate))) for rate in rates], rates[0])
        self.unit = Chips(f"{name}-unit", say("product.unit"))
        self.unit.show_choices([(u, say(f"product.unit_{u.value}")) for u in Unit], Unit.PIECE)
        self._unit_note = label("", "note", "look", wraps=True)
        self._unit_note.setObjectName(f"{name}-unit-note")
        self._unit_note.hide()
        self.category = QComboBox()
        self.category.setObjectName(f"{name}-category")
        self.category.setAccessibleName(say("product.category"))
        self.category.setEditable(True)
        self.category.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        edit = self.category.lineEdit()
        if edit is not None:
            edit.setPlaceholderText(say("product.category_hint"))
            edit.setMaxLength(80)
        self.sections = SectionChips(self._desk, name)
        self._variations = Variations(self._desk, name, has_grid=not is_short)
        self.code, self.stock = self._variations.code, self._variations.stock
        self.brand = self._line("brand", "product.brand", 120)
        self.origin = self._line("origin", "product.origin", ORIGIN_LIMIT, "product.origin_hint")
        self.description = QPlainTextEdit()
        self.description.setObjectName(f"{name}-description")
        self.description.setAccessibleName(say("product.description"))
        self.description.setTabChangesFocus(True)
        self.description.setMaximumHeight(110)
        self._flags = {flag: self._flag(flag) for flag in _FLAGS}
        self.care = CareFields(name, self._desk.say)
        self.kind = Chips(f"{name}-kind", say("product.kind"))
        self.kind.show_choices(
            [(kind.value, say(f"product.kind_{kind.value}")) for kind in _KINDS],
            LineKind.GOODS.value,
        )
        self.details = Details(self._desk, name)
        self._folds: dict[str, Fold] = {}

    def _line(self, part: str, text: str, longest: int, hint: str = "") -> QLineEdit:
        field = QLineEdit()
        field.setObjectName(f"{self._prefix}-{part}")
        field.setAccessibleName(self._desk.say(text))
        field.setMaxLength(longest)
        if hint:
            field.setPlaceholderText(self._desk.say(hint))
        return field

    def _flag(self, flag: str) -> Tick:
        box = Tick(self._desk.say(f"product.flag_{flag}"))
        box.setObjectName(f"{self._prefix}-flag-{flag.replace('_', '-')}")
        return box

    def _asked(self, text: str, *fields: Part) -> QLayout:
        return column(label(self._desk.say(text), "field"), *fields, gap=4)

    def _short(self) -> QLayout:
        return column(
            self._asked("product.name", self.name),
            self._asked("product.price", self.price, self._price_note),
            self._asked("product.category", self._section_rows()),
            self._asked("product.vat", self.vat),
            self._pair(
                self._asked("product.code", self.code),
                self._asked("product.stock", self.stock),
                _CODE_AND_STOCK,
            ),
            self._asked("product.variants", self._variations),
            gap=12,
        )

    def _long(self) -> QLayout:
        grid = QGridLayout()
        grid.setVerticalSpacing(0)
        for place, box in enumerate(self._flags.values()):
            grid.addWidget(box, place, 0)
        bodies: dict[str, tuple[Part, ...]] = {
            "place": (
                self._asked("product.category", self._section_rows()),
                self._asked("product.vat", self.vat),
                self._asked("product.unit", self.unit, self._unit_note),
                self._asked("product.kind", self.kind),
            ),
            "stock": (
                self._pair(
                    self._asked("product.code", self.code),
                    self._asked("product.stock", self.stock),
                    _CODE_AND_STOCK,
                ),
                self.details.codes_row(),
                self.details.measure_row(),
            ),
            "variants": (
                label(self._desk.say("product.variants_how"), "note", wraps=True),
                self._variations,
            ),
            "purchase": (self.details.purchase_row(), self.details.supply_rows()),
            "care": (self.care,),
            "words": (
                self._asked("product.brand", self.brand),
                self._asked("product.origin", self.origin),
                self._asked("product.description", self.description),
                self._asked("product.special", grid),
            ),
        }
        self._folds = {
            name: Fold(
                f"{self._prefix}-fold-{name}",
                self._desk.say(f"product.fold_{name}"),
                column(*parts, gap=12, margins=(12, 0, 0, 8)),
            )
            for name, parts in bodies.items()
        }
        return column(
            self._asked("product.name", self.name),
            self._asked("product.price", self.price, self._price_note),
            4,
            *self._folds.values(),
            gap=8,
        )

    def show_field(self, name: str) -> None:
        """Bring a field into sight and put the cursor into it: name, price, category or stock."""
        fold = self._folds.get({"category": "place", "stock": "stock"}.get(name, ""))
        if fold is not None:
            fold.open()
        field: QWidget = {
            "name": self.name,
            "price": self.price,
            "category": self.category,
            "stock": self._variations.first_field,
        }[name]
        field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_figures(self) -> None:
        """Say beside the fields what follows from them, and in each fold's line what it holds."""
        say, rate = self._desk.say, self.vat.value
        price = self.price.money() or Money(0)
        self._price_note.setText(self._variations.price_words)
        self._price_note.setVisible(bool(self._price_note.text()))
        self.details.show_figures(price, VatRate(rate if isinstance(rate, int) else 0))
        if not self._folds:
            return
        self._unit_note.setText(self._unit_note_words)
        self._unit_note.setVisible(bool(self._unit_note.text()))
        counted = f"{self.stock.text()} {say('product.in_stock')}" if self.stock.text() else ""
        held = {
            "place": (self.category.currentText(), self.vat_words, self._unit_words),
            "stock": (self.code.text(), counted, self.details.measure_words),
            "variants": self._variations.values,
            "purchase": (
                self.details.purchase.text()
                and say.money(self.details.purchase.money() or Money(0)),
                self.details.place.text(),
                self.details.supplier.currentText() if self.details.supplier.currentData() else "",
            ),
            "care": (self.care.words,),
            "words": (self.brand.text(), self.origin.text(), self.description.toPlainText()[:60]),
        }
        for name, words in held.items():
            self._folds[name].show_summary(" · ".join(filter(None, words)))

    @property
    def vat_words(self) -> str:
        """Return the chosen rate as it is written."""
        rate = self.vat.value
        return self._desk.say.rate(VatRate(rate)) if isinstance(rate, int) else ""

    @property
    def _unit_words(self) -> str:
        return self._desk.say(f"product.unit_{self._unit_now.value}")

    @staticmethod
    def _pair(left: Part, right: Part, shares: tuple[int, int] = (1, 1)) -> QLayout:
        made = row(left, right, gap=12)
        for place, share in enumerate(shares):
            made.setStretch(place, share)
        return made

    def _section_rows(self) -> QLayout:
        return column(self.sections, self.category, gap=8)

    def _listen(self) -> None:
        for field in (self.name, self.price, self.brand, self.origin):
            field.textEdited.connect(self._on_edit)
        self.price.textEdited.connect(lambda _text: self._show_terms())
        self.unit.chosen.connect(lambda _unit: self._show_terms())
        self.description.textChanged.connect(self._on_edit)
        self.category.editTextChanged.connect(self._on_edit)
        self.category.editTextChanged.connect(self.sections.show_chosen)
        self.sections.chosen.connect(self.category.setCurrentText)
        for chips in (self.vat, self.unit, self.kind):
            chips.chosen.connect(self._on_edit)
        self.details.edited.connect(self._on_edit)
        for box in self._flags.values():
            box.toggled.connect(self._on_edit)
        self.care.edited.connect(self._on_edit)
        self._variations.edited.connect(self._on_edit)

    def _on_edit(self, *_what: object) -> None:
        if not self._is_filling:
            self._show_figures()
            self.edited.emit()

    def _show_terms(self) -> None:
        self._variations.show_terms(self.price.money() or Money(0), self._unit_now)

    def show_categories(self, categories: tuple[CategoryView, ...]) -> None:
        """Offer the shop's sections."""
        self._is_filling = True
        typed = self.category.currentText()
        self.category.clear()
        for each in categories:
            self.category.addItem(each.name, each.id)
        self.category.setCurrentText(typed)
        if not typed:
            self.category.setCurrentIndex(-1)
        self.sections.offer(self.sections.names or [each.name for each in categories])
        self._is_filling = False

    def show_product(self, view: ProductView | None, held: str = "") -> None:
        """Show a stored product, or empty fields for a new one.

        Its price is what most of its forms cost; that of the one held up where there is one.
        """
        self._is_filling = True
        self._standing = view
        self.name.setText(view.name if view else "")
        self.brand.setText(view.brand if view else "")
        self.origin.setText(view.origin if view else "")
        self.description.setPlainText(view.description if view else "")
        self.category.setCurrentText(view.category if view else "")
        self.vat.choose(view.vat.basis_points if view else self._desk.shop.settings.vat_rates[0])
        self.unit.choose(view.unit if view else Unit.PIECE)
        for flag, box in self._flags.items():
            box.setChecked(view is not None and flag in view.flags)
        self.care.show_said(view.flags if view else frozenset(), view.allergens if view else ())
        is_service = view is not None and view.kind == LineKind.SERVICE.value
        self.kind.choose(LineKind.SERVICE.value if is_service else LineKind.GOODS.value)
        self.details.show_variants(view.variants if view else ())
        self._variations.show_product(view, self._unit_now, held)
        self.price.set_money(self._variations.price if view and view.variants else None)
        self._is_filling = False
        for name, fold in self._folds.items():
            fold.open(is_open=name == ("place" if view is None else "stock"))
        self._show_figures()

    def show_like(self, view: ProductView) -> None:
        """Show a new product like a stored one: all but its size and colour, codes and stock."""
        self.show_product(view)
        self._is_filling = True
        self._standing = None
        self._variations.show_none()
        self._is_filling = False

    def hold(self, variant_id: str) -> bool:
        """Have the price be that of one form from now on; tell whether it was not before.

        What was typed of the one before stays that one's.
        """
        is_other = self._variations.hold(variant_id, self.price.money())
        if is_other:
            self.price.set_money(self._variations.price)
            self._on_edit()
        return is_other

    @property
    def lacks_price(self) -> bool:
        """Tell whether something would cost nothing because nobody typed a price."""
        rows, price = self._variations.rows, self.price.money()
        if price is None and any(each.price is None or not each.options for each in rows):
            return True
        return not price and not any(each.price for each in rows)

    @property
    def colours(self) -> tuple[str, ...] | None:
        """Return the colours there are; None where the product can have none."""
        return self._variations.colours

    def lay_colours(self, values: tuple[str, ...]) -> bool:
        """Have the product come in these colours, beside its sizes; tell whether it can."""
        return self._variations.lay_colours(values)

    def values_field(self, place: int) -> QLineEdit:
        """Return the field that takes the values of the first or second axis."""
        return self._variations.values_field(place)

    def take_code(self, code: str) -> bool:
        """Write a scanned code down, of the first size that has none where there are several."""
        return self._variations.take_code(code)

    @property
    def saved_words(self) -> str:
        """Return what a save has done besides, to be told after it: put away, another unit."""
        return " ".join(filter(None, (self._variations.away_words, self._unit_note_words)))

    @property
    def _unit_note_words(self) -> str:
        """Return what becomes of a stock that was counted in another unit, empty for nothing."""
        standing, unit, say = self._standing, self._unit_now, self._desk.say
        if standing is None or unit is standing.unit:
            return ""
        held = {each.id: each.on_hand.thousandths for each in standing.variants}
        left = sum(
            each.stock.thousandths
            for each in self._variations.rows
            if each.stock is not None and each.stock.thousandths == held.get(each.id)
        )
        before, after = (say.quantity(Quantity(left, each)) for each in (standing.unit, unit))
        return say("product.stock_unit", before=before, after=after) if left else ""

    @property
    def leaving_words(self) -> str:
        """Return the sentence that says which forms a save will put away, empty for none."""
        return self._variations.leaving_words

    @property
    def _unit_now(self) -> Unit:
        return self.unit.value if isinstance(self.unit.value, Unit) else Unit.PIECE

    @property
    def _kind_now(self) -> str:
        standing = self._standing
        if standing is not None and standing.kind == LineKind.DEPOSIT.value:
            return standing.kind
        return str(self.kind.value)

    def draft(self, photos: tuple[str, ...], *, is_online: bool) -> ProductDraft:
        """Return the product as the fields say."""
        rate = self.vat.value if isinstance(self.vat.value, int) else 0
        base = self.price.money() or Money(0)
        standing = self._standing
        chosen = self.category.findText(self.category.currentText(), Qt.MatchFlag.MatchExactly)
        known = self.category.itemData(chosen) if chosen >= 0 else None
        hidden = standing.flags.difference(_FLAGS, CARE_FLAGS) if standing else frozenset()
        shown = {flag for flag, box in self._flags.items() if box.isChecked()}
        return ProductDraft(
            id=standing.id if standing else "",
            name=self.name.text(),
            vat=VatRate(rate),
            variants=self._variant_drafts(base),
            brand=self.brand.text(),
            origin=self.origin.text(),
            description=self.description.toPlainText(),
            category_id=known,
            category_name="" if known else self.category.currentText(),
            kind=self._kind_now,
            unit=self._unit_now,
            flags=frozenset(hidden | shown | self.care.flags),
            allergens=self.care.allergens,
            photos=photos,
            is_online=is_online,
        )

    def _variant_drafts(self, base: Money) -> tuple[VariantDraft, ...]:
        drafts = (
            self._draft_of(each, base if each.price is None or not each.options else each.price)
            for each in self._variations.rows
        )
        return tuple(
            self.details.apply(each, self._unit_now, is_first=not place)
            for place, each in enumerate(drafts)
        )

    def _draft_of(self, each: VariantRow, price: Money) -> VariantDraft:
        """Return a form as typed; what no field shows stays as it is."""
        stored = draft_of(self._standing).variants if self._standing else ()
        known = next((form for form in stored if form.id and form.id == each.id), None)
        codes = ((each.code,) if each.code else ()) + each.more_codes
        return replace(
            known or VariantDraft(price=price),
            sku=each.sku,
            price=price,
            options=each.options,
            codes=codes,
            opening_stock=None if each.id else each.stock,
        )

    def counted(self) -> dict[str, Quantity]:
        """Return the variants whose stock was typed anew, by id."""
        standing = self._standing
        if standing is None:
            return {}
        before = {variant.id: variant.on_hand for variant in standing.variants}
        typed = {each.id: each.stock for each in self._variations.rows if each.id}
        return {
            ident: count
            for ident, count in typed.items()
            if count is not None and ident in before and count != before[ident]
        }
