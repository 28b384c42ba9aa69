"""Fields and keypads for figures: money, weights, counts, percentages. One buffer feeds both."""

from PySide6.QtCore import QRegularExpression, Qt
from PySide6.QtGui import QRegularExpressionValidator
from PySide6.QtWidgets import QGridLayout, QLineEdit, QSizePolicy, QWidget

from desktop.ui.widgets.buttons import Button
from desktop.ui.wording import Wording
from desktop.ui.wording.figures import read_money, read_thousandths
from sync.kernel.money import Money

_FIGURES = QRegularExpression(r"\d{0,7}([.,]\d{0,3})?")
_TALLEST_PX = 320
_KEYS = ("7", "8", "9", "4", "5", "6", "1", "2", "3", "0", "00", ",")


class FigureField(QLineEdit):
    """A field that takes figures only, comma or point."""

    def __init__(self, name: str, spoken: str, *, is_large: bool = False) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(spoken)
        self.setValidator(QRegularExpressionValidator(_FIGURES, self))
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setInputMethodHints(Qt.InputMethodHint.ImhFormattedNumbersOnly)
        if is_large:
            self.setProperty("role", "figure")

    def press(self, key: str) -> None:
        """Type a key of the keypad at the end; what would be no figure is not taken."""
        if self.hasSelectedText():
            self.clear()
        self.insert(key)

    def thousandths(self) -> int | None:
        """Return the figure in thousandths, or None while there is none."""
        return read_thousandths(self.text())


class MoneyField(FigureField):
    """A field for an amount."""

    def __init__(self, name: str, spoken: str, say: Wording, *, is_large: bool = False) -> None:
        super().__init__(name, spoken, is_large=is_large)
        self._say = say
        self.setPlaceholderText(say.amount(Money(0)))

    def money(self) -> Money | None:
        """Return the amount, or None while there is none."""
        return read_money(self.text())

    def set_money(self, amount: Money | None) -> None:
        """Show an amount, or nothing."""
        self.setText("" if amount is None else self._say.edit(amount))


class Keypad(QWidget):
    """Twelve keys, an eraser and a clear key that type into a field, always in the same place."""

    def __init__(self, name: str, field: FigureField, say: Wording) -> None:
        super().__init__()
        self._field = field
        self.setObjectName(name)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(8)
        for place, key in enumerate(_KEYS):
            grid.addWidget(self._key(name, key, say), place // 3, place % 3)
        erase = Button(
            f"{name}-erase",
            role="key",
            picture="erase",
            spoken=say("panel.erase"),
            clicked=self._erase,
        )
        clear = Button(
            f"{name}-clear",
            "C",
            role="key",
            spoken=say("panel.clear"),
            clicked=self._clear,
        )
        for place, button in enumerate((erase, clear)):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            grid.addWidget(button, place * 2, 3, 2, 1)
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMaximumHeight(_TALLEST_PX)

    def _erase(self) -> None:
        self._field.backspace()

    def _clear(self) -> None:
        self._field.clear()

    def type_into(self, field: FigureField) -> None:
        """Have the keys write into another field from now on."""
        self._field = field

    def _key(self, name: str, key: str, say: Wording) -> Button:
        spoken = say("panel.comma") if key == "," else key
        button = Button(
            f"{name}-{'comma' if key == ',' else key}",
            key if key != "," else say.point,
            role="key",
            spoken=spoken,
            clicked=lambda: self._field.press(key),
        )
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        return button
