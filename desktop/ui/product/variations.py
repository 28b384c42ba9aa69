"""The forms a product comes in: one, with its code and stock in two fields, or a list of them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.domain.size_run import read_sizes
from desktop.domain.variant_axes import Axis, Options, axes_of
from desktop.services.goods.catalogue import ProductView, VariantView
from desktop.ui.desk import Desk
from desktop.ui.product.forms_view import FormsView
from desktop.ui.product.kept_forms import KeptForms
from desktop.ui.product.variant_rows import VariantRow, row_of
from desktop.ui.product.variant_table import CODE
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.entry import FigureField
from desktop.ui.widgets.labels import label, set_tone
from desktop.ui.widgets.layouts import column, row
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity, Unit

_AXES = 2
_NAMED = 4
"""Forms that a sentence names; it counts the rest."""


class Variations(QWidget):
    """What sizes and colours there are; `code` and `stock` stand where the form lays them out.

    Words that are spelt otherwise are the articles they were: it is said below them, and a touch
    makes them other articles. What leaves with a code or pieces is named before it is saved.
    The product's price is that of the forms without one of their own: most of a stored product's,
    or the one that was held up.
    """

    edited = Signal()

    def __init__(self, desk: Desk, name: str, *, has_grid: bool) -> None:
        super().__init__()
        say = desk.say
        self._desk, self._prefix = desk, name
        self._kept = KeptForms()
        self._price, self._unit = Money(0), Unit.PIECE
        self._has_many = self._is_locked = False
        #: Id of the form whose code was scanned: the product's price is its alone. Empty for none.
        self._held = ""
        self._stored: dict[str, Money] = {}
        self.code = self._line("code", "product.code", 48, "product.code_hint")
        self.stock = FigureField(f"{name}-stock", say("product.stock"))
        self._axes = [
            (
                self._line(f"axis-{place}", "product.axis", 30, f"product.axis_{place}"),
                self._line(
                    f"values-{place}", "product.axis_values", 400, f"product.values_{place}"
                ),
            )
            for place in range(1, _AXES + 1)
        ]
        self._note = label("", "note", wraps=True)
        self._note.setObjectName(f"{name}-axes-note")
        self._others = Button(f"{name}-others", role="quiet", clicked=self._part_or_join)
        said = row(self._note, self._others, gap=8)
        said.setStretch(0, 1)
        self._said = QWidget()
        self._said.setLayout(said)
        self._said.hide()
        self._forms = FormsView(desk, name, has_grid=has_grid)
        lines = [row(axis, values) for axis, values in self._axes]
        for line in lines:
            line.setStretch(0, 1)
            line.setStretch(1, 3)
        self.setLayout(column(*lines, self._said, self._forms, gap=12))
        self._listen()

    def _line(self, part: str, text: str, longest: int, hint: str) -> QLineEdit:
        field = QLineEdit()
        field.setObjectName(f"{self._prefix}-{part}")
        field.setAccessibleName(self._desk.say(text))
        field.setMaxLength(longest)
        field.setPlaceholderText(self._desk.say(hint))
        return field

    def _listen(self) -> None:
        for field in (self.code, self.stock):
            field.textEdited.connect(lambda _text: self.edited.emit())
        self._forms.model.edited.connect(self.edited)
        for axis, values in self._axes:
            axis.textEdited.connect(lambda _text: self._on_axes())
            values.textEdited.connect(lambda _text: self._on_axes())

    # --- what the form asks ---------------------------------------------------------------------

    @property
    def values(self) -> tuple[str, ...]:
        """Return what is typed along each axis."""
        return tuple(values.text() for _axis, values in self._axes)

    @property
    def first_field(self) -> QWidget:
        """Return where stock is typed."""
        return self._forms.table if self._has_many else self.stock

    @property
    def rows(self) -> tuple[VariantRow, ...]:
        """Return the forms as they are typed; a product without sizes has one."""
        rows = self._forms.model.rows
        if self._has_many:
            return rows
        thousandths = self.stock.thousandths()
        stock = None if thousandths is None else Quantity(thousandths, self._unit)
        return (replace(rows[0], code=self.code.text().strip(), stock=stock),)

    @property
    def away_words(self) -> str:
        """Return the sentence that says what a save has put away, empty for nothing."""
        away = self._away
        return self._desk.say("product.put_away", names=self._names(away)) if away else ""

    @property
    def leaving_words(self) -> str:
        """Return the sentence that says what a save will put away, empty for nothing."""
        away = self._away
        return self._desk.say("product.forms_leaving", names=self._names(away)) if away else ""

    @property
    def _away(self) -> list[str]:
        return [self._with_stock(each) for each in self._kept.leaving if each.id]

    @property
    def price(self) -> Money:
        """Return what a form costs that has no price of its own."""
        return self._price

    @property
    def price_words(self) -> str:
        """Return which form the product's price is that of, or which ones it is not."""
        say, rows = self._desk.say, self._forms.model.rows
        if not self._has_many or len(rows) == 1:
            return ""
        held = next((each for each in rows if self._held and each.id == self._held), None)
        if held is not None:
            return say("product.price_of_one", name=self._name(held.options))
        apart = [
            say("product.form_price", name=self._name(each.options), price=each.price)
            for each in rows
            if each.price not in (None, self._price)
        ]
        return say("product.prices_apart", names=self._names(apart)) if apart else ""

    def hold(self, variant_id: str, typed: Money | None) -> bool:
        """Have the product's price be one form's alone; tell whether it was not before.

        Args:
            variant_id: of a form that is shown.
            typed: the product's price by now; the forms that follow it keep it.
        """
        rows = self._forms.model.rows
        held = next((each for each in rows if variant_id and each.id == variant_id), None)
        if held is None or variant_id == self._held or not self._has_many or len(rows) == 1:
            return False
        prices = {
            each.id: each.price or typed or self._stored.get(each.id, self._price) for each in rows
        }
        self._held, self._price = variant_id, prices[variant_id]
        self._show(
            tuple(
                replace(each, price=None if each is held or not each.id else prices[each.id])
                for each in rows
            )
        )
        self._kept.note(self.rows)
        return True

    def values_field(self, place: int) -> QLineEdit:
        """Return the field that takes the values of the first or second axis."""
        return self._axes[place - 1][1]

    @property
    def colours(self) -> tuple[str, ...] | None:
        """Return the colours there are; None where two other things are told apart already."""
        place = self._colour_place()
        return None if place is None else self._axes_typed()[place][1]

    def lay_colours(self, values: tuple[str, ...]) -> bool:
        """Have the product come in these colours too and tell whether it can.

        The sizes stay. Those of a stored product keep the colours they have.
        """
        place, say = self._colour_place(), self._desk.say
        if place is None:
            return False
        standing = (self.colours or ()) if self._stored else ()
        known = {each.casefold() for each in standing}
        axis, field = self._axes[place]
        if not standing:
            axis.setText(say("studio.axis_colour"))
        if not self._axes[0][0].text():
            self._axes[0][0].setText(say("studio.axis_size"))
        field.setText(
            ", ".join((*standing, *(each for each in values if each.casefold() not in known)))
        )
        self._on_axes()
        return True

    def _colour_place(self) -> int | None:
        """Return which axis is that of the colours, or may become it."""
        if self._is_locked:
            return None
        names, typed = self._desk.say("studio.axis_colours").split(", "), self._axes_typed()
        called = [place for place, (name, _values) in enumerate(typed) if name.casefold() in names]
        filled = [place for place in called if typed[place][1]]
        empty = [place for place, (_name, values) in enumerate(typed) if not values]
        return next(iter((*filled, *reversed(empty))), None)

    def take_code(self, code: str) -> bool:
        """Write a scanned code down and tell whether there was room for it.

        It is that of the one form, or of the first in the list that has none yet.
        """
        rows = self._forms.model.rows
        if self._has_many and not any(code in (each.code, *each.more_codes) for each in rows):
            bare = next((place for place, each in enumerate(rows) if not each.code), None)
            if bare is None:
                return False
            self._forms.model.setData(self._forms.model.index(bare, CODE), code)
        self.code.setText(code)
        self.edited.emit()
        return True

    def show_terms(self, price: Money, unit: Unit) -> None:
        """Show what a form costs that has no price of its own, and what its stock is counted in."""
        self._price, self._unit = price, unit
        self._show(self._forms.model.rows)

    def show_product(self, view: ProductView | None, unit: Unit, held: str) -> None:
        """Show the forms of a stored product as they are, or those of a new one: none.

        Args:
            view: None for a new one.
            unit: what its stock is counted in.
            held: id of the form in hand; empty for none.
        """
        variants = view.variants if view else ()
        axes = axes_of(variant.options for variant in variants)
        self._is_locked = len(axes) > _AXES
        for place, (axis, values) in enumerate(self._axes):
            axis.setText(axes[place][0] if place < len(axes) else "")
            values.setText(", ".join(axes[place][1]) if place < len(axes) else "")
            for field in (axis, values):
                field.setEnabled(not self._is_locked)
        self._stored = {each.id: each.price for each in variants}
        self._held = held if held in self._stored and len(variants) > 1 else ""
        self._price, self._unit = self._stored.get(self._held, _usual(variants)), unit
        # As they are stored: a grid with gaps gets no forms that nobody asked for. A form at the
        # product's price follows it when another is typed, unless one of them is in hand.
        followers = (
            {self._held}
            if self._held
            else {each.id for each in variants if each.price == self._price}
        )
        self._begin(
            [
                replace(row_of(each), price=None if each.id in followers else each.price)
                for each in variants
            ]
        )

    def show_none(self) -> None:
        """Show no forms; the names of the axes stay."""
        self._is_locked, self._held = False, ""
        for axis, values in self._axes:
            axis.setEnabled(True)
            values.setEnabled(True)
            values.clear()
        self._begin(())

    def _begin(self, stored: Sequence[VariantRow]) -> None:
        rows = self._kept.begin(stored)
        self._show(rows)
        # Of several forms the field says one code; what it says is kept in the list.
        self._show_only(replace(rows[0], stock=None) if self._has_many else rows[0])
        self._tell(rows)

    # --- what is typed --------------------------------------------------------------------------

    def _on_axes(self) -> None:
        self._kept.note(self.rows)
        self._lay_out()
        self.edited.emit()

    def _part_or_join(self) -> None:
        self._kept.note(self.rows)
        self._kept.are_others = not self._kept.are_others
        self._lay_out()
        self.edited.emit()

    def _lay_out(self) -> None:
        rows = self._kept.rows(self._axes_typed())
        self._show(rows)
        if not self._has_many:
            self._show_only(rows[0])
        self._tell(rows)

    def _axes_typed(self) -> list[Axis]:
        say = self._desk.say
        return [
            (axis.text().strip() or say(f"product.axis_{place}"), read_sizes(values.text()))
            for place, (axis, values) in enumerate(self._axes, start=1)
        ]

    def _show(self, rows: tuple[VariantRow, ...]) -> None:
        self._has_many = bool(rows[0].options)
        for field in (self.code, self.stock):
            field.setEnabled(not self._has_many)
        self._forms.show_rows(tuple(map(self._in_unit, rows)), self._price, self._unit)

    def _in_unit(self, each: VariantRow) -> VariantRow:
        if each.stock is None or each.stock.unit is self._unit:
            return each
        return replace(each, stock=Quantity(each.stock.thousandths, self._unit))

    def _show_only(self, only: VariantRow) -> None:
        self.code.setText(only.code)
        self.stock.setText("" if only.stock is None else self._desk.say.count(only.stock))

    # --- what is said ---------------------------------------------------------------------------

    def _tell(self, rows: Sequence[VariantRow]) -> None:
        """Say which forms go on under another name and which leave, or why none can."""
        say, kept = self._desk.say, self._kept
        renamed = () if self._is_locked else kept.renamed(rows)
        leaving = self.leaving_words
        dropped = [self._name(each.options) for each in kept.leaving if not each.id]
        joined = [f"{self._name(was)}\u00a0→\u00a0{self._name(now)}" for was, now in renamed]
        sentences = (
            say("product.axes_locked") if self._is_locked else "",
            joined and say("product.forms_renamed", names=self._names(joined)),
            leaving,
            dropped and say("product.forms_dropped", names=self._names(dropped)),
        )
        self._note.setText(" ".join(each for each in sentences if each))
        set_tone(self._note, "look" if leaving or dropped or self._is_locked else "")
        self._others.setText(
            say("product.forms_same" if kept.are_others else "product.forms_others")
        )
        self._others.setVisible(bool(renamed) or kept.are_others)
        self._said.setVisible(bool(self._note.text()) or kept.are_others)

    def _with_stock(self, each: VariantRow) -> str:
        count = each.stock or Quantity(0, self._unit)
        name = self._name(each.options)
        return self._desk.say("product.form_leaving", name=name, count=self._desk.say.count(count))

    def _name(self, options: Options) -> str:
        name = " · ".join(value for _axis, value in options)
        return name or self._desk.say("product.form_only")

    def _names(self, names: Sequence[str]) -> str:
        more = len(names) - _NAMED
        shown = list(names[:_NAMED])
        return ", ".join(
            shown + ([self._desk.say("product.forms_more", n=more)] if more > 0 else [])
        )


def _usual(variants: Sequence[VariantView]) -> Money:
    """Return what most of a product's forms cost; of as many, what comes first."""
    counted = Counter(each.price for each in variants)
    return counted.most_common(1)[0][0] if counted else Money(0)
