"""A whole number that is typed, or stepped with the arrows."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIntValidator, QKeyEvent
from PySide6.QtWidgets import QLineEdit

_STEPS = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}
_LONGEST = 5


class NumberField(QLineEdit):
    """Holds a number between two others; what is no number yet counts as the nearest that is."""

    #: Another number stands there.
    changed = Signal()

    def __init__(self, name: str, spoken: str, least: int, most: int) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(spoken)
        self.setMaxLength(_LONGEST)
        self.setMinimumWidth(72)
        self._least, self._most = least, most
        self._usual = max(least, 0)
        self.setValidator(QIntValidator(least, most, self))
        self.setText(str(self._usual))
        self.textEdited.connect(lambda _text: self.changed.emit())

    @property
    def value(self) -> int:
        """Return the number."""
        try:
            typed = int(self.text())
        except ValueError:
            typed = self._usual
        return min(max(typed, self._least), self._most)

    def show_value(self, value: int) -> None:
        """Put a number there without saying so."""
        self.setText(str(min(max(value, self._least), self._most)))

    def allow_up_to(self, most: int) -> None:
        """Change the largest number."""
        self._most = most
        self.setValidator(QIntValidator(self._least, most, self))
        self.show_value(self.value)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step with the arrows up and down."""
        step = _STEPS.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        self.show_value(self.value + step)
        self.changed.emit()
