"""What has to be known before goods are sold: allergens, how they are kept, who may have them."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop.domain.bagging import COLD, FRAGILE, FROZEN
from desktop.domain.sellable import AGE_18, IDENTITY
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.layouts import column
from desktop.ui.widgets.tick import Tick
from desktop.ui.wording import Wording
from sync.kernel.allergens import NONE, Allergen

FLAGS = (COLD, FROZEN, FRAGILE, AGE_18, IDENTITY)
_COLUMNS = 2


class CareFields(QWidget):
    """Boxes to tick; "none of them" and the fourteen exclude each other."""

    edited = Signal()

    def __init__(self, name: str, say: Wording) -> None:
        super().__init__()
        self._say = say
        self._flags = {
            flag: self._box(f"{name}-flag-{flag.replace('_', '-')}", say(f"product.flag_{flag}"))
            for flag in FLAGS
        }
        codes = (*(each.value for each in Allergen), NONE)
        self._allergens = {
            code: self._box(f"{name}-allergen-{code}", say(f"allergen.{code}")) for code in codes
        }
        self._flags[COLD].toggled.connect(self._on_cold)
        self._flags[FROZEN].toggled.connect(self._on_frozen)
        for code, box in self._allergens.items():
            box.toggled.connect(self._on_none if code == NONE else self._on_allergen)
        self.setLayout(
            column(
                label(say("product.allergens"), "field"),
                self._grid(self._allergens),
                label(say("product.allergens_how"), "note", wraps=True),
                6,
                label(say("product.handling"), "field"),
                self._grid(self._flags),
                gap=4,
            )
        )

    def _box(self, name: str, words: str) -> Tick:
        box = Tick(words)
        box.setObjectName(name)
        box.toggled.connect(self.edited)
        return box

    @staticmethod
    def _grid(boxes: dict[str, Tick]) -> QGridLayout:
        grid = QGridLayout()
        grid.setVerticalSpacing(0)
        rows = -(-len(boxes) // _COLUMNS)
        for place, box in enumerate(boxes.values()):
            grid.addWidget(box, place % rows, place // rows)
        for each in range(_COLUMNS):
            grid.setColumnStretch(each, 1)
        return grid

    def _on_allergen(self, checked: bool) -> None:
        if checked:
            self._allergens[NONE].setChecked(False)

    def _on_none(self, checked: bool) -> None:
        if checked:
            for code, box in self._allergens.items():
                box.setChecked(code == NONE)

    def _on_cold(self, checked: bool) -> None:
        if checked:
            self._flags[FROZEN].setChecked(False)

    def _on_frozen(self, checked: bool) -> None:
        if checked:
            self._flags[COLD].setChecked(False)

    @property
    def flags(self) -> frozenset[str]:
        """Return the flags that are ticked."""
        return frozenset(flag for flag, box in self._flags.items() if box.isChecked())

    @property
    def allergens(self) -> tuple[str, ...]:
        """Return the codes that are ticked, in the annex's order."""
        return tuple(code for code, box in self._allergens.items() if box.isChecked())

    @property
    def words(self) -> str:
        """Return what is ticked, for the line of a fold that is closed."""
        ticked = [box.text() for box in self._flags.values() if box.isChecked()]
        said = self.allergens
        if said:
            ticked.insert(0, self._say("allergen.listed", names=self._say.allergens(said)))
        return " · ".join(ticked)

    def show_said(self, flags: frozenset[str], allergens: tuple[str, ...]) -> None:
        """Tick what a product says."""
        for flag, box in self._flags.items():
            box.setChecked(flag in flags)
        for code, box in self._allergens.items():
            box.setChecked(code in allergens)
