"""Changing many products at once: what is to change, then what that will do, then yes."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLabel, QVBoxLayout

from desktop.domain.repricing import Ending, Repricing
from desktop.services.goods.mass_edit import Forecast, MassEdit
from desktop.services.goods.planned_prices import Days
from desktop.ui.desk import Desk
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.day import DayEntry
from desktop.ui.widgets.entry import FigureField
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.layouts import asked, beside, column, row
from desktop.ui.widgets.panel import Panel
from sync.kernel.money import Money
from sync.kernel.vat import VatRate

_FLAGS = (
    "fixed_price",
    "meal_voucher",
    "durable",
    "cold",
    "frozen",
    "fragile",
    "age_18",
    "identity",
)
_ENDINGS: tuple[Ending, ...] = ("exact", "five", "ninety", "ninety_nine", "whole")
_SET = "set"
_STEPS = {
    "more_part": (1, True),
    "less_part": (-1, True),
    "more": (1, False),
    "less": (-1, False),
}
"""Which way a price goes, and whether by a part of it."""


class MassPanel(Panel):
    """Leaves everything as it is until something is chosen; nothing changes before `does`."""

    #: A MassEdit: tell what it would do.
    looks = Signal(object)
    #: A MassEdit whose forecast was shown: do it.
    does = Signal(object)

    def __init__(self, desk: Desk) -> None:
        say = desk.say
        super().__init__("mass", "", say("mass.back"))
        self._desk = desk
        self._shown: MassEdit | None = None
        self.setFixedWidth(392)
        self._category = self._choice("category", ())
        self._category.setEditable(True)
        self._vat = self._choice("vat", ())
        self._online = self._choice("online", [(True, "online_yes"), (False, "online_no")])
        self._step = self._choice("price", [(each, f"price_{each}") for each in (*_STEPS, _SET)])
        self._figure = FigureField("mass-figure", say("mass.figure"))
        self._figure.setPlaceholderText("0")
        self._figure.textChanged.connect(self._on_edit)
        self._ending = QComboBox()
        self._ending.setObjectName("mass-ending")
        self._ending.setAccessibleName(say("mass.ending"))
        for ending in _ENDINGS:
            self._ending.addItem(say(f"mass.ending_{ending}"), ending)
        self._ending.currentIndexChanged.connect(self._on_edit)
        self._first = self._day("from")
        self._last = self._day("until")
        self._supplier = self._choice("supplier", ())
        self._flags = self._choice("flags", ())
        for way in ("add", "drop"):
            for flag in _FLAGS:
                words = say(f"mass.flag_{way}", flag=say(f"product.flag_{flag}"))
                self._flags.addItem(words, (way, flag))
        self._away = self._choice("away", [(True, "away_yes"), (False, "away_no")])
        self._told = label("", "note", wraps=True)
        self._told.setObjectName("mass-told")
        self._look = Button("mass-look", say("mass.look"), role="primary", clicked=self._ask)
        self._do = Button("mass-do", "", role="primary", clicked=self._on_yes)
        price = row(self._figure, self._ending)
        price.setStretch(1, 1)
        self._figure.setFixedWidth(96)
        fields = [
            self._field("category", self._category),
            row(self._field("vat", self._vat), self._field("online", self._online)),
            self._field("price", self._step),
            price,
            beside(
                asked(say("mass.from"), self._first), asked(say("mass.until"), self._last), gap=8
            ),
            self._field("supplier", self._supplier),
            self._field("flags", self._flags),
            self._field("away", self._away),
            None,
        ]
        self.fill(column(*fields, gap=8, margins=(0, 0, 8, 0)), self._told, self._look, self._do)
        rates = desk.shop.settings.vat_rates
        _offer(self._vat, [(rate, say.rate(VatRate(rate))) for rate in rates])
        self._on_edit()

    def _day(self, name: str) -> DayEntry:
        made = DayEntry(f"mass-{name}", self._desk.say(f"mass.{name}"))
        made.setPlaceholderText(self._desk.say(f"mass.{name}_hint"))
        made.textChanged.connect(self._on_edit)
        return made

    def _field(self, name: str, box: QComboBox) -> QVBoxLayout:
        return asked(self._desk.say(f"mass.{name}"), box)

    def _choice(self, name: str, choices: Sequence[tuple[object, str]]) -> QComboBox:
        say = self._desk.say
        made = QComboBox()
        made.setObjectName(f"mass-{name}")
        made.setAccessibleName(say(f"mass.{name}"))
        made.setMinimumContentsLength(6)
        made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        made.addItem(say("mass.same"), None)
        for value, words in choices:
            made.addItem(say(f"mass.{words}"), value)
        made.currentTextChanged.connect(self._on_edit)
        return made

    def show_categories(self, names: Sequence[str]) -> None:
        """Offer the shop's sections; what is chosen stays chosen."""
        _offer(self._category, [(name, name) for name in names])

    def show_suppliers(self, suppliers: Sequence[tuple[str, str]]) -> None:
        """Offer the shop's suppliers."""
        _offer(self._supplier, [("", self._desk.say("mass.supplier_none")), *suppliers])

    def begin(self, count: int) -> None:
        """Ask what is to change in so many products."""
        self.show_title(self._desk.say("mass.title", n=count))
        for box in (
            self._category,
            self._vat,
            self._online,
            self._step,
            self._ending,
            self._supplier,
            self._flags,
            self._away,
        ):
            box.setCurrentIndex(0)
        for field in (self._figure, self._first, self._last):
            field.clear()
        self._on_edit()
        self._category.setFocus()

    def edit(self) -> MassEdit:
        """Return what is to be changed."""
        edit = MassEdit(
            category=self._category_name(),
            is_online=self._online.currentData(),
            price=self._repricing(),
            days=self._days(),
            supplier_id=self._supplier.currentData(),
            is_archived=self._away.currentData(),
        )
        rate, flag = self._vat.currentData(), self._flags.currentData()
        if rate is not None:
            edit = replace(edit, vat=VatRate(rate))
        if flag is not None and flag[0] == "add":
            edit = replace(edit, add_flags=frozenset({flag[1]}))
        elif flag is not None:
            edit = replace(edit, drop_flags=frozenset({flag[1]}))
        return edit

    def _category_name(self) -> str | None:
        text = self._category.currentText().strip()
        return None if text in ("", self._desk.say("mass.same")) else text

    def _repricing(self) -> Repricing | None:
        step, ending = self._step.currentData(), self._ending.currentData()
        figure = self._figure.thousandths() or 0
        if step == _SET:
            return Repricing(fixed=Money(figure // 10)) if figure >= 10 else None
        if step is None or (not figure and ending == "exact"):
            return None
        sign, is_part = _STEPS[step]
        # Thousandths of a percent are ten to a basis point, and of a euro ten to a cent.
        by = sign * (figure // 10)
        return Repricing(by, ending=ending) if is_part else Repricing(0, Money(by), ending)

    def _days(self) -> Days | None:
        first = self._first.day()
        if first is None or self._step.currentData() is None:
            return None
        return Days(first, self._last.day())

    @property
    def _has_wrong_day(self) -> bool:
        fields = (self._first, self._last)
        is_typed = any(each.text().strip() and each.day() is None for each in fields)
        return is_typed or bool(self._last.day() and self._first.day() is None)

    def _on_edit(self) -> None:
        step = self._step.currentData()
        for field in (self._figure, self._first, self._last):
            field.setEnabled(step is not None)
        self._ending.setEnabled(step is not None and step != _SET)
        self._shown = None
        is_empty = self.edit().is_empty
        is_wrong = step is not None and self._has_wrong_day
        words = "mass.nothing" if is_empty else "mass.days_wrong" if is_wrong else ""
        self._told.setText(self._desk.say(words) if words else "")
        self._look.setEnabled(not is_empty and not is_wrong)
        self._look.show()
        self._do.hide()

    def _ask(self) -> None:
        self._told.setText(self._desk.say("mass.looking"))
        self._look.setEnabled(False)
        self._shown = self.edit()
        self.looks.emit(self._shown)

    def show_forecast(self, edit: MassEdit, told: Forecast) -> None:
        """Tell what an edit would do, and offer to do it; one asked for before is passed over."""
        if edit is not self._shown:
            return
        say = self._desk.say
        lines = [
            say("mass.will_change", n=told.products) if told.products else say("mass.will_not")
        ]
        if told.prices:
            lines.append(say("mass.prices", n=told.prices))
            lines += [
                say("mass.example", name=each.name, before=each.before, after=each.after)
                for each in told.examples
            ]
            lines += self._when(edit)
        if told.planned:
            lines.append(say("mass.planned", n=told.planned))
        if told.already:
            lines.append(say("mass.already", n=told.already))
        lines += [
            say("mass.lack", n=count, lack=say(f"lack.{lack.value}"))
            for lack, count in told.lacks.items()
        ]
        if told.too_dear:
            lines.append(say("mass.too_dear", n=told.too_dear))
        self._told.setText("\n".join(lines))
        self._look.setVisible(not told.products)
        self._do.setVisible(bool(told.products))
        self._do.say(say("mass.do", n=told.products))
        self._do.setFocus()

    def _when(self, edit: MassEdit) -> list[str]:
        say, days = self._desk.say, edit.days
        if days is None:
            return []
        if days.last is None:
            return [say("mass.will_plan", first=days.first)]
        return [say("mass.will_plan_period", first=days.first, last=days.last)]

    @property
    def told(self) -> QLabel:
        """Return what was told."""
        return self._told

    def _on_yes(self) -> None:
        if self._shown is not None:
            self.does.emit(self._shown)


def _offer(box: QComboBox, choices: Sequence[tuple[object, str]]) -> None:
    """Replace all but the first choice; the one that was chosen stays so if it is still there."""
    was = box.currentData()
    box.blockSignals(True)
    while box.count() > 1:
        box.removeItem(1)
    for value, words in choices:
        box.addItem(words, value)
    box.setCurrentIndex(max(box.findData(was), 0) if was is not None else 0)
    box.blockSignals(False)
