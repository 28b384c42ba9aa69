"""Buttons: one look a role, always big enough for a finger, always named."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton

from desktop.ui.theme.icons import icon
from desktop.ui.theme.tokens import Colours

ICON_PX = 22
_FILLED = ("go", "primary", "stop-fill")


class Button(QPushButton):
    """A push button.

    Roles: none (an outlined act), `primary` (the screen's next step), `go` (takes money), `stop`
    (undoes), `stop-fill` (undoes for good), `quiet` (an aside), `icon` (a picture only), `square`,
    `key` (of a keypad). It takes the focus from the Tab key only, so that a finger on it leaves the
    scan line listening.
    """

    def __init__(
        self,
        name: str,
        text: str = "",
        *,
        role: str = "",
        picture: str = "",
        spoken: str = "",
        is_large: bool = False,
        clicked: Callable[[], object] | None = None,
    ) -> None:
        super().__init__(text)
        self.setObjectName(name)
        self.setAccessibleName(spoken or text)
        if spoken and not text:
            self.setToolTip(spoken)
        self.setProperty("role", role)
        if is_large:
            self.setProperty("size", "primary")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._role = role
        if picture:
            self.show_picture(picture)
        if clicked is not None:
            self.clicked.connect(lambda _is_on: clicked())

    def show_picture(self, name: str) -> None:
        """Put an icon before the text, in the colour of the text."""
        colours = Colours()
        if self._role in _FILLED:
            ink = colours.on_fill
        else:
            ink = {"stop": colours.stop, "quiet": colours.accent}.get(self._role, colours.text)
        off = colours.muted if self._role in _FILLED else colours.off_text
        self.setIcon(icon(name, ink, off, ICON_PX))
        self.setIconSize(QSize(ICON_PX, ICON_PX))

    def say(self, text: str) -> None:
        """Change what is written on it and what a screen reader says."""
        self.setText(text)
        self.setAccessibleName(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter press the button, as people expect at a counter."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        super().keyPressEvent(event)
