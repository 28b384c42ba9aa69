"""What most products do without: content, further codes, purchase, supplier, place, reserve.

The fields bear on all forms of a product at once: one that nobody touched leaves each form as it is.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from desktop.domain.margin import margin
from desktop.domain.unit_price import read_content, unit_price
from desktop.services.goods.catalogue import VariantView
from desktop.services.goods.product_drafts import VariantDraft
from desktop.services.stockroom.supplies import SupplierView
from desktop.ui.desk import Desk
from desktop.ui.widgets.entry import FigureField, MoneyField
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.layouts import Part, asked, beside, column, row
from desktop.ui.wording import Wording
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity, Unit
from sync.kernel.vat import VatRate

_SMALL = {Unit.KILOGRAM: "g", Unit.LITRE: "ml", Unit.METRE: "mm"}
_ONE = 1000


def content_text(say: Wording, content: Quantity | None) -> str:
    """Return a content as one types it: 750 ml, 1,5 kg, 20 pcs."""
    if content is None:
        return ""
    if content.unit is Unit.PIECE:
        return f"{say.count(content)} pcs"
    if content.thousandths < _ONE:
        return f"{content.thousandths} {_SMALL[content.unit]}"
    whole, rest = divmod(content.thousandths, _ONE)
    part = f"{rest:03d}".rstrip("0")
    return (
        f"{whole}{say.point}{part} {content.unit.value}"
        if part
        else f"{whole} {content.unit.value}"
    )


def read_codes(text: str) -> tuple[tuple[str, int], ...] | None:
    """Return the codes of a typed list, each with how many it stands for: "3068… x6, 376…".

    None when a count is no count.
    """
    found: list[tuple[str, int]] = []
    for part in text.replace(";", ",").split(","):
        words = part.replace("×", " x").split()
        if not words:
            continue
        times = "".join(words[1:]).removeprefix("x") or "1"
        if not (times.isascii() and times.isdigit() and 0 < int(times[:9]) < 10_000):
            return None
        found.append((words[0], int(times)))
    return tuple(found)


class Details(QWidget):
    """Holds the fields; the form lays them out and hands the drafts through `apply`."""

    edited = Signal()

    def __init__(self, desk: Desk, name: str) -> None:
        super().__init__()
        self._desk = desk
        self._name = name
        say = desk.say
        self.content = self._line("content", "product.content", 20, "product.content_hint")
        self._measure = label("", "note", wraps=True)
        self.more_codes = self._line(
            "more-codes", "product.more_codes", 400, "product.more_codes_hint"
        )
        self.purchase = MoneyField(f"{name}-purchase", say("product.purchase"), say)
        self._margin = label("", "note", wraps=True)
        self.place = self._line("place", "product.place", 40, "product.place_hint")
        self.supplier = QComboBox()
        self.supplier.setObjectName(f"{name}-supplier")
        self.supplier.setAccessibleName(say("product.supplier"))
        self.supplier.addItem(say("product.no_supplier"), "")
        # The longest name among the suppliers does not push the record wider than its window.
        self.supplier.setMinimumContentsLength(8)
        self.supplier.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.supplier_ref = self._line("supplier-ref", "product.supplier_ref", 60)
        self.reorder_at = self._figure("reorder-at", "product.reorder_at")
        self.reorder_to = self._figure("reorder-to", "product.reorder_to")
        self.buffer = self._figure("buffer", "product.buffer")
        self._typed: set[QWidget] = set()
        for field in self._lines:
            field.textEdited.connect(lambda _text, of=field: self._on_edit(of))
        self.supplier.activated.connect(lambda _place: self._on_edit(self.supplier))

    @property
    def _lines(self) -> tuple[QLineEdit, ...]:
        return (
            *(self.content, self.more_codes, self.purchase, self.place, self.supplier_ref),
            *(self.reorder_at, self.reorder_to, self.buffer),
        )

    def _line(self, part: str, text: str, longest: int, hint: str = "") -> QLineEdit:
        field = QLineEdit()
        field.setObjectName(f"{self._name}-{part}")
        field.setAccessibleName(self._desk.say(text))
        field.setMaxLength(longest)
        if hint:
            field.setPlaceholderText(self._desk.say(hint))
        return field

    def _figure(self, part: str, text: str) -> FigureField:
        return FigureField(f"{self._name}-{part}", self._desk.say(text))

    def measure_row(self) -> QWidget:
        """Return the field for what a pack holds, and the price per measure beside it."""
        say = self._desk.say
        return _held(asked(say("product.content"), self.content), self._measure)

    def codes_row(self) -> QWidget:
        """Return the field for the codes beyond the first."""
        return _held(asked(self._desk.say("product.more_codes"), self.more_codes))

    def purchase_row(self) -> QWidget:
        """Return the purchase price, and what is earned."""
        return _held(asked(self._desk.say("product.purchase"), self.purchase), self._margin)

    def supply_rows(self) -> QWidget:
        """Return place, supplier, levels and what is kept back."""
        say = self._desk.say
        return _held(
            row(
                asked(say("product.place"), self.place),
                asked(say("product.buffer"), self.buffer),
                gap=12,
            ),
            beside(
                asked(say("product.supplier"), self.supplier),
                asked(say("product.supplier_ref"), self.supplier_ref),
                gap=12,
            ),
            row(
                asked(say("product.reorder_at"), self.reorder_at),
                asked(say("product.reorder_to"), self.reorder_to),
                gap=12,
            ),
            gap=12,
        )

    def show_suppliers(self, suppliers: Sequence[SupplierView]) -> None:
        """Offer the shop's suppliers."""
        chosen = self.supplier.currentData()
        self.supplier.clear()
        self.supplier.addItem(self._desk.say("product.no_supplier"), "")
        for each in suppliers:
            self.supplier.addItem(each.name, each.id)
        self.supplier.setCurrentIndex(max(self.supplier.findData(chosen), 0))

    def show_variants(self, variants: Sequence[VariantView]) -> None:
        """Show what the forms have in common; what they have not is left blank."""
        say = self._desk.say
        self._typed.clear()
        self.content.setText(_common(variants, lambda each: content_text(say, each.content)))
        self.purchase.setText(
            _common(
                variants, lambda each: say.edit(each.purchase_price) if each.purchase_price else ""
            )
        )
        self.place.setText(_common(variants, lambda each: each.place))
        self.supplier_ref.setText(_common(variants, lambda each: each.supplier_ref))
        supplier = _common(variants, lambda each: each.supplier_id or "")
        if supplier and self.supplier.findData(supplier) < 0:
            self.supplier.addItem(supplier, supplier)
        self.supplier.setCurrentIndex(max(self.supplier.findData(supplier), 0))
        self.reorder_at.setText(_common(variants, lambda each: _figure(say, each.reorder_at)))
        self.reorder_to.setText(_common(variants, lambda each: _figure(say, each.reorder_to)))
        self.buffer.setText(_common(variants, lambda each: _figure(say, each.buffer or None)))
        self.more_codes.setText(_codes_text(variants[0]) if len(variants) == 1 else "")
        self.more_codes.setEnabled(len(variants) < 2)

    def show_figures(self, price: Money, rate: VatRate) -> None:
        """Show price per measure and margin as they are with this price."""
        say = self._desk.say
        measured = unit_price(price, self._content)
        is_wrong = bool(self.content.text().strip()) and self._content is None
        self._measure.setText(
            say("product.content_wrong")
            if is_wrong
            else say(f"product.per_{measured.unit.value}", price=measured.price)
            if measured
            else say("product.content_why")
        )
        earned = margin(price, rate, self.purchase.money())
        if earned is None:
            self._margin.setText(say("product.margin_why"))
            return
        self._margin.setText(
            say(
                "product.margin",
                amount=earned.amount,
                rate="–" if earned.rate_bp is None else say.percent(earned.rate_bp),
                markup="–" if earned.markup_bp is None else say.percent(earned.markup_bp),
            )
        )

    @property
    def measure_words(self) -> str:
        """Return the price per measure as it is shown, for the fold's line."""
        return self._measure.text() if self._content else ""

    @property
    def _content(self) -> Quantity | None:
        return read_content(self.content.text())

    def write_content(self, text: str) -> None:
        """Have a pack hold this much, as if it had been typed: 320 g."""
        self.content.setText(text)
        self._on_edit(self.content)

    def apply(self, draft: VariantDraft, unit: Unit, *, is_first: bool) -> VariantDraft:
        """Return a form with what was typed; what was not is as it was.

        Codes are of one form, the first: that is what the product was when they were typed.
        """
        if self.content in self._typed:
            typed = self.content.text().strip()
            # What cannot be read is refused by the save, not dropped.
            is_readable = not typed or self._content is not None
            draft = replace(draft, content=self._content if is_readable else Quantity(0))
        if self.purchase in self._typed:
            draft = replace(draft, purchase_price=self.purchase.money())
        if self.place in self._typed:
            draft = replace(draft, place=self.place.text())
        if self.supplier_ref in self._typed:
            draft = replace(draft, supplier_ref=self.supplier_ref.text())
        if self.supplier in self._typed:
            draft = replace(draft, supplier_id=str(self.supplier.currentData()) or None)
        if self.reorder_at in self._typed:
            draft = replace(draft, reorder_at=_count(self.reorder_at, unit))
        if self.reorder_to in self._typed:
            draft = replace(draft, reorder_to=_count(self.reorder_to, unit))
        if self.buffer in self._typed:
            draft = replace(draft, buffer=_count(self.buffer, unit))
        has_codes = is_first and self.more_codes in self._typed
        return self._with_codes(draft, unit) if has_codes else draft

    def _with_codes(self, draft: VariantDraft, unit: Unit) -> VariantDraft:
        """Return a form with its first code and the typed ones with their packs."""
        more = read_codes(self.more_codes.text())
        if more is None:
            # A count that is none goes to the save, which says so of the code.
            return replace(draft, codes=(*draft.codes[:1], self.more_codes.text()))
        first = draft.codes[:1] if self._has_first else ()
        kept = dict(draft.packs or ())
        packs = {code: Quantity(times * _ONE, unit) for code, times in more if times > 1}
        packs |= {code: kept[code] for code in first if code in kept}
        return replace(
            draft,
            codes=(*first, *(code for code, _times in more)),
            packs=tuple(packs.items()),
        )

    #: The form's own code field holds the first code.
    _has_first = True

    def _on_edit(self, field: QWidget) -> None:
        self._typed.add(field)
        self.edited.emit()


def _count(field: FigureField, unit: Unit) -> Quantity | None:
    count = field.thousandths()
    return None if count is None else Quantity(count, unit)


def _held(*parts: Part, gap: int = 4) -> QWidget:
    held = QWidget()
    held.setLayout(column(*parts, gap=gap))
    return held


def _common(variants: Sequence[VariantView], of: Callable[[VariantView], str]) -> str:
    values = {of(each) for each in variants}
    return values.pop() if len(values) == 1 else ""


def _figure(say: Wording, quantity: Quantity | None) -> str:
    return "" if quantity is None else say.count(quantity)


def _codes_text(variant: VariantView) -> str:
    packs = dict(variant.packs)
    return ", ".join(
        f"{code} x{packs[code].thousandths // _ONE}" if code in packs else code
        for code in variant.codes[1:]
    )
