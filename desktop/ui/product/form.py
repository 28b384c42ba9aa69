"""A product's particulars as fields, from a stored product and back to a draft."""

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLayout,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from desktop.domain.sellable import DURABLE, FIXED_PRICE, MEAL_VOUCHER
from desktop.services.catalogue import ProductView
from desktop.services.cataloguing import ProductDraft, VariantDraft
from desktop.services.views import CategoryView
from desktop.ui.desk import Desk
from desktop.ui.product.axes import axes_of, combine, read_values
from desktop.ui.product.variant_table import VariantModel, VariantRow, VariantTable, row_of
from desktop.ui.widgets.chips import Chips
from desktop.ui.widgets.entry import FigureField, MoneyField
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.layouts import Part, column, row
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity, Unit
from sync.kernel.vat import VatRate

_FLAGS = (FIXED_PRICE, MEAL_VOUCHER, DURABLE)
_AXES = 2
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
        self.vat = Chips(f"{name}-vat", say("product.vat"))
        rates = self._desk.shop.settings.vat_rates
        self.vat.show_choices([(rate, say.rate(VatRate(rate))) for rate in rates], rates[0])
        self.unit = Chips(f"{name}-unit", say("product.unit"))
        self.unit.show_choices([(u, say(f"product.unit_{u.value}")) for u in Unit], Unit.PIECE)
        self.category = QComboBox()
        self.category.setObjectName(f"{name}-category")
        self.category.setAccessibleName(say("product.category"))
        self.category.setEditable(True)
        edit = self.category.lineEdit()
        if edit is not None:
            edit.setPlaceholderText(say("product.category_hint"))
            edit.setMaxLength(80)
        self.code = self._line("code", "product.code", 48, "product.code_hint")
        self.stock = FigureField(f"{name}-stock", say("product.stock"))
        self.brand = self._line("brand", "product.brand", 120)
        self.description = QPlainTextEdit()
        self.description.setObjectName(f"{name}-description")
        self.description.setAccessibleName(say("product.description"))
        self.description.setTabChangesFocus(True)
        self.description.setMaximumHeight(110)
        self._axes = [
            (
                self._line(f"axis-{place}", "product.axis", 30, f"product.axis_{place}"),
                self._line(
                    f"values-{place}", "product.axis_values", 400, f"product.values_{place}"
                ),
            )
            for place in range(1, _AXES + 1)
        ]
        self._variants = VariantModel(say, self)
        self._table = VariantTable(
            f"{name}-variants", self._variants, say, self._desk.tokens.sizes.touch
        )
        self._flags = {flag: self._flag(flag) for flag in _FLAGS}

    def _line(self, part: str, text: str, longest: int, hint: str = "") -> QLineEdit:
        field = QLineEdit()
        field.setObjectName(f"{self._prefix}-{part}")
        field.setAccessibleName(self._desk.say(text))
        field.setMaxLength(longest)
        if hint:
            field.setPlaceholderText(self._desk.say(hint))
        return field

    def _flag(self, flag: str) -> QCheckBox:
        box = QCheckBox(self._desk.say(f"product.flag_{flag}"))
        box.setObjectName(f"{self._prefix}-flag-{flag.replace('_', '-')}")
        return box

    def _asked(self, text: str, *fields: Part) -> QLayout:
        return column(label(self._desk.say(text), "field"), *fields, gap=4)

    def _short(self) -> QLayout:
        self._table.hide()
        return column(
            self._asked("product.name", self.name),
            self._asked("product.price", self.price),
            self._asked("product.vat", self.vat),
            self._asked("product.category", self.category),
            self._pair(
                self._asked("product.code", self.code),
                self._asked("product.stock", self.stock),
                _CODE_AND_STOCK,
            ),
            self._asked("product.variants", *self._axis_rows()),
            self._table,
            gap=12,
        )

    def _long(self) -> QLayout:
        grid = QGridLayout()
        grid.setVerticalSpacing(0)
        for place, box in enumerate(self._flags.values()):
            grid.addWidget(box, place, 0)
        return column(
            self._asked("product.name", self.name),
            self._pair(
                self._asked("product.price", self.price),
                self._asked("product.category", self.category),
            ),
            self._asked("product.vat", self.vat),
            self._asked("product.unit", self.unit),
            self._pair(
                self._asked("product.code", self.code),
                self._asked("product.stock", self.stock),
                _CODE_AND_STOCK,
            ),
            self._asked(
                "product.variants",
                label(self._desk.say("product.variants_how"), "note", wraps=True),
                *self._axis_rows(),
                self._table,
            ),
            self._asked("product.brand", self.brand),
            self._asked("product.description", self.description),
            self._asked("product.special", grid),
            gap=14,
        )

    @staticmethod
    def _pair(left: Part, right: Part, shares: tuple[int, int] = (1, 1)) -> QLayout:
        made = row(left, right, gap=12)
        for place, share in enumerate(shares):
            made.setStretch(place, share)
        return made

    def _axis_rows(self) -> list[QHBoxLayout]:
        rows = []
        for axis, values in self._axes:
            line = row(axis, values)
            line.setStretch(0, 1)
            line.setStretch(1, 3)
            rows.append(line)
        return rows

    def _listen(self) -> None:
        for field in (self.name, self.price, self.code, self.stock, self.brand):
            field.textEdited.connect(self._on_edit)
        self.price.textEdited.connect(lambda _text: self._show_variants())
        self.description.textChanged.connect(self._on_edit)
        self.category.editTextChanged.connect(self._on_edit)
        for chips in (self.vat, self.unit):
            chips.chosen.connect(self._on_edit)
        for box in self._flags.values():
            box.toggled.connect(self._on_edit)
        self._variants.edited.connect(self._on_edit)
        for axis, values in self._axes:
            axis.textEdited.connect(self._on_axes)
            values.textEdited.connect(self._on_axes)

    def _on_edit(self, *_what: object) -> None:
        if not self._is_filling:
            self.edited.emit()

    def _on_axes(self, _text: str) -> None:
        self._show_variants()
        self._on_edit()

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
        self._is_filling = False

    def show_product(self, view: ProductView | None) -> None:
        """Show a stored product, or empty fields for a new one."""
        self._is_filling = True
        self._standing = view
        self.name.setText(view.name if view else "")
        self.brand.setText(view.brand if view else "")
        self.description.setPlainText(view.description if view else "")
        self.category.setCurrentText(view.category if view else "")
        self.vat.choose(view.vat.basis_points if view else self._desk.shop.settings.vat_rates[0])
        self.unit.choose(view.unit if view else Unit.PIECE)
        for flag, box in self._flags.items():
            box.setChecked(view is not None and flag in view.flags)
        self._show_stored_variants(view)
        self._is_filling = False

    def show_like(self, view: ProductView) -> None:
        """Show a new product like a stored one: all but its size and colour, codes and stock."""
        self.show_product(view)
        self._is_filling = True
        self._standing = None
        for _axis, values in self._axes:
            values.clear()
        self.code.clear()
        self.stock.clear()
        self._variants.show((), Money(0), self._unit_now)
        self._show_variants()
        self._is_filling = False

    def lay_axis(self, place: int, name: str, values: tuple[str, ...]) -> None:
        """Have the product come in these values along its first or second axis."""
        axis, field = self._axes[place - 1]
        axis.setText(name)
        field.setText(", ".join(values))
        self._on_axes("")

    def values_field(self, place: int) -> QLineEdit:
        """Return the field that takes the values of the first or second axis."""
        return self._axes[place - 1][1]

    def _show_stored_variants(self, view: ProductView | None) -> None:
        variants = view.variants if view else ()
        axes = axes_of(variant.options for variant in variants)
        for place, (axis, values) in enumerate(self._axes):
            axis.setText(axes[place][0] if place < len(axes) else "")
            values.setText(", ".join(axes[place][1]) if place < len(axes) else "")
        first = variants[0] if variants else None
        self.price.set_money(first.price if first else None)
        self.code.setText(first.codes[0] if first and first.codes else "")
        self.stock.setText(self._desk.say.count(first.on_hand) if first else "")
        self._variants.show(
            tuple(row_of(variant) for variant in variants), Money(0), self._unit_now
        )
        self._show_variants()

    @property
    def _unit_now(self) -> Unit:
        return self.unit.value if isinstance(self.unit.value, Unit) else Unit.PIECE

    def _rows_wanted(self) -> tuple[VariantRow, ...]:
        say = self._desk.say
        axes = [
            (axis.text().strip() or say(f"product.axis_{place}"), read_values(values.text()))
            for place, (axis, values) in enumerate(self._axes, start=1)
        ]
        known = {_key(each): each for each in self._variants.rows}
        return tuple(
            replace(known.get(_key(VariantRow(options)), VariantRow(options)), options=options)
            for options in combine(axes)
        )

    def _show_variants(self) -> None:
        rows = self._rows_wanted()
        has_many = bool(rows and rows[0].options)
        self._table.setVisible(has_many)
        for field in (self.code, self.stock):
            field.setEnabled(not has_many)
        if has_many:
            self._variants.show(rows, self.price.money() or Money(0), self._unit_now)

    def draft(self, photos: tuple[str, ...], *, is_online: bool) -> ProductDraft:
        """Return the product as the fields say."""
        rate = self.vat.value if isinstance(self.vat.value, int) else 0
        base = self.price.money() or Money(0)
        standing = self._standing
        chosen = self.category.findText(self.category.currentText(), Qt.MatchFlag.MatchExactly)
        known = self.category.itemData(chosen) if chosen >= 0 else None
        hidden = standing.flags.difference(_FLAGS) if standing else frozenset()
        shown = {flag for flag, box in self._flags.items() if box.isChecked()}
        return ProductDraft(
            id=standing.id if standing else "",
            name=self.name.text(),
            vat=VatRate(rate),
            variants=self._variant_drafts(base),
            brand=self.brand.text(),
            description=self.description.toPlainText(),
            category_id=known,
            category_name="" if known else self.category.currentText(),
            kind=standing.kind if standing else "goods",
            unit=self._unit_now,
            flags=frozenset(hidden | shown),
            photos=photos,
            is_online=is_online,
        )

    def _variant_drafts(self, base: Money) -> tuple[VariantDraft, ...]:
        rows = self._rows_wanted()
        if rows and rows[0].options:
            rows = self._variants.rows
            return tuple(_draft_of(each, each.price or base) for each in rows)
        standing = self._standing
        kept = standing.variants[0] if standing and standing.variants else None
        only = replace(
            row_of(kept) if kept else VariantRow(()),
            options=(),
            code=self.code.text().strip(),
            stock=self._typed_stock,
        )
        return (_draft_of(only, base),)

    @property
    def _typed_stock(self) -> Quantity | None:
        typed = self.stock.thousandths()
        return None if typed is None else Quantity(typed, self._unit_now)

    def counted(self) -> dict[str, Quantity]:
        """Return the variants whose stock was typed anew, by id."""
        standing = self._standing
        if standing is None:
            return {}
        before = {variant.id: variant.on_hand for variant in standing.variants}
        rows = self._rows_wanted()
        if rows and rows[0].options:
            typed = {each.id: each.stock for each in self._variants.rows if each.id}
        else:
            typed = {standing.variants[0].id: self._typed_stock}
        return {
            ident: count
            for ident, count in typed.items()
            if count is not None and ident in before and count != before[ident]
        }


def _key(each: VariantRow) -> tuple[str, ...]:
    return tuple(value.casefold() for _axis, value in each.options)


def _draft_of(each: VariantRow, price: Money) -> VariantDraft:
    codes = ((each.code,) if each.code else ()) + each.more_codes
    return VariantDraft(
        id=each.id,
        sku=each.sku,
        price=price,
        options=each.options,
        codes=codes,
        purchase_price=each.purchase_price,
        buffer=each.buffer,
        opening_stock=None if each.id else each.stock,
    )
