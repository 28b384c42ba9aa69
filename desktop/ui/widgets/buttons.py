"""Buttons: one look a role, always big enough for a finger, always named."""

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy

from desktop.ui.theme.dress import mark
from desktop.ui.theme.icons import icon
from desktop.ui.theme.tokens import Colours

ICON_PX = 22
ICON_GAP_PX = 6
"""Air between icon and words: style sheets know none."""
_FILLED = ("go", "primary", "stop-fill")
_WORDLESS = ("icon", "square", "key")


class Button(QPushButton):
    """A push button.

    Roles: none (an outlined act), `primary` (the screen's next step), `go` (takes money), `stop`
    (undoes), `stop-fill` (undoes for good), `quiet` (an aside), `icon` (a picture only), `square`,
    `tight` (in a crowded row), `key` (of a keypad). It takes the focus from the Tab key only, so that a finger on it leaves the
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
            self.setProperty("scale", "large")
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
            inks = {"stop": colours.stop, "quiet": colours.accent, "go-soft": colours.go_text}
            ink = inks.get(self._role, colours.text)
        off = colours.muted if self._role in _FILLED else colours.off_text
        gap = ICON_GAP_PX if self.text() or self._role not in _WORDLESS else 0
        self.setIcon(icon(name, ink, off, ICON_PX, gap))
        self.setIconSize(QSize(ICON_PX + gap, ICON_PX))

    def be(self, role: str) -> None:
        """Take another role."""
        if role != self._role:
            self._role = role
            mark(self, "role", role)

    def minimumSizeHint(self) -> QSize:
        """Return room for all its words: a button is never cut off."""
        return self.sizeHint()

    def sizeHint(self) -> QSize:
        """Return the words' size, at least a finger wide."""
        hint = super().sizeHint()
        return hint.expandedTo(QSize(hint.height() if self._role in _WORDLESS else 0, 0))

    def say(self, text: str) -> None:
        """Change what is written on it and what a screen reader says."""
        self.setText(text)
        self.setAccessibleName(text)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ring of the focus inside a filled button, where it can be told from the fill."""
        super().paintEvent(event)
        if self.hasFocus() and self._role in _FILLED:
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(Colours().on_fill), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(5, 5, -5, -5), 5, 5)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter press the button, as people expect at a counter."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        super().keyPressEvent(event)


class ElidedButton(Button):
    """A button whose words give way: a name as long as a person likes."""

    def __init__(
        self, name: str, text: str, *, role: str, picture: str, clicked: Callable[[], object]
    ) -> None:
        super().__init__(name, text, role=role, picture=picture, clicked=clicked)
        self._whole, self._spoken = text, ""
        # A push button would keep its whole words and push the window out of a small screen.
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        """Return room for its icon and a few letters."""
        return QSize(ICON_PX * 4, super().sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Write as much of the words as there is room for."""
        super().resizeEvent(event)
        self._fit()

    def say(self, text: str, spoken: str = "") -> None:
        """Change what is written on it; `spoken` says what it does where the words alone do not."""
        if (text, spoken) != (self._whole, self._spoken):
            self._whole, self._spoken = text, spoken
            super().say(text)
            self.setAccessibleName(spoken or text)
            self._fit()

    def sizeHint(self) -> QSize:
        """Return the size of the whole words, which it takes where there is room."""
        metrics = self.fontMetrics()
        missing = metrics.horizontalAdvance(self._whole) - metrics.horizontalAdvance(self.text())
        return super().sizeHint() + QSize(max(missing, 0), 0)

    def _fit(self) -> None:
        room = self.width() - 2 * ICON_PX - ICON_GAP_PX
        cut = self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideRight, room)
        self.setText(cut)
        self.setToolTip(self._spoken or ("" if cut == self._whole else self._whole))


class KeyedButton(Button):
    """A button with its key behind its words; where there is no room for both, the key gives way."""

    def __init__(
        self,
        name: str,
        text: str,
        key: str,
        *,
        role: str = "",
        picture: str = "",
        is_large: bool = False,
        clicked: Callable[[], object] | None = None,
    ) -> None:
        super().__init__(name, text, role=role, picture=picture, is_large=is_large, clicked=clicked)
        self._words, self._key = text, key
        # A push button would never be narrower than all its words.
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.say(text)

    def say(self, text: str) -> None:
        """Change what is written on it; a screen reader says the key as well."""
        self._words = text
        self.setAccessibleName(f"{text} {self._key}")
        self._fit()
        self.updateGeometry()

    def minimumSizeHint(self) -> QSize:
        """Return room for its words."""
        return self._with(self._words)

    def sizeHint(self) -> QSize:
        """Return room for its words and its key."""
        return self._with(self._whole)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Write the key where there is room for it."""
        super().resizeEvent(event)
        self._fit()

    @property
    def _whole(self) -> str:
        return f"{self._words}   {self._key}"

    def _with(self, words: str) -> QSize:
        metrics = self.fontMetrics()
        more = metrics.horizontalAdvance(words) - metrics.horizontalAdvance(self.text())
        return super().sizeHint() + QSize(more, 0)

    def _fit(self) -> None:
        has_room = self.width() >= self._with(self._whole).width()
        self.setText(self._whole if has_room else self._words)
        self.setToolTip("" if has_room else self._key)
