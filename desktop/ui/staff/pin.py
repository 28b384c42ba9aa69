"""The field a PIN is typed into and the pad for fingers. Nothing here keeps what was typed."""

from functools import partial

from PySide6.QtCore import QRegularExpression, Qt, Signal
from PySide6.QtGui import QRegularExpressionValidator
from PySide6.QtWidgets import QGridLayout, QLineEdit, QSizePolicy, QWidget

from desktop.domain.roles import PIN_DIGITS
from desktop.services.team.crew import StaffView
from desktop.ui.widgets.buttons import Button
from desktop.ui.wording import Wording

PAD_GAP_PX = 8
_DIGITS = ("1", "2", "3", "4", "5", "6", "7", "8", "9", "0")


class PinField(QLineEdit):
    """A field for a PIN: digits, shown as dots, gone once they were handed over."""

    #: The digits, on Enter; the field is empty by then.
    typed = Signal(str)

    def __init__(self, name: str, spoken: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(spoken)
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setInputMethodHints(
            Qt.InputMethodHint.ImhDigitsOnly | Qt.InputMethodHint.ImhSensitiveData
        )
        digits = QRegularExpression(rf"[0-9]{{0,{PIN_DIGITS[-1]}}}")
        self.setValidator(QRegularExpressionValidator(digits, self))
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setProperty("role", "figure")
        self.returnPressed.connect(self.hand_over)

    def hand_over(self) -> None:
        """Say what was typed, and forget it."""
        pin = self.text()
        self.clear()
        if pin:
            self.typed.emit(pin)


class PinPad(QWidget):
    """Ten digits, a key that clears and one that rubs out, for fingers, beside a PIN field."""

    def __init__(self, name: str, field: PinField, say: Wording, *, columns: int = 3) -> None:
        super().__init__()
        self.setObjectName(name)
        keys = [
            Button(f"{name}-{digit}", digit, role="key", clicked=partial(field.insert, digit))
            for digit in _DIGITS
        ]
        clear = Button(
            f"{name}-clear", "C", role="key", spoken=say("panel.clear"), clicked=field.clear
        )
        erase = Button(
            f"{name}-erase",
            role="key",
            picture="erase",
            spoken=say("panel.erase"),
            clicked=field.backspace,
        )
        # The nought stands between the two, as on a telephone.
        ordered = [*keys[:9], clear, keys[9], erase]
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(PAD_GAP_PX)
        for place, key in enumerate(ordered):
            # A finger on the pad leaves the field listening.
            key.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            key.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
            grid.addWidget(key, place // columns, place % columns)


def name_of(say: Wording, person: StaffView) -> str:
    """Return what somebody is called at the counter: the name, or the role while there is none."""
    return person.name or say(f"role.{person.role}")
