"""A row of a list that is one big button: what it is, what explains it, what it comes to."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QLabel, QSizePolicy

from desktop.ui.theme.icons import picture
from desktop.ui.theme.tokens import Colours
from desktop.ui.widgets.buttons import ICON_PX, Button
from desktop.ui.widgets.labels import ElidedLabel, label
from desktop.ui.widgets.layouts import column, row


class RowButton(Button):
    """A touchable row; long words give way instead of widening the window."""

    def __init__(
        self,
        name: str,
        words: str,
        detail: str = "",
        amount: str = "",
        *,
        picture_name: str = "",
        clicked: Callable[[], object] | None = None,
    ) -> None:
        spoken = ", ".join(part for part in (words, detail, amount) if part)
        super().__init__(name, spoken=spoken, clicked=clicked)
        self.setToolTip("")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        lines = column(ElidedLabel(words, "heading"), gap=0)
        if detail:
            lines.addWidget(ElidedLabel(detail, "note"))
        line = row(lines, label(amount, "heading"), gap=12, margins=(14, 4, 14, 4))
        line.setStretch(0, 1)
        if picture_name:
            sign = QLabel()
            sign.setPixmap(picture(picture_name, Colours().muted, ICON_PX))
            line.insertWidget(0, sign)
            line.setStretch(0, 0)
            line.setStretch(1, 1)
        self.setLayout(line)
        for part in self.findChildren(QLabel):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def sizeHint(self) -> QSize:
        """Return the words' height, at least a finger's."""
        box = self.layout()
        inner = box.sizeHint() if box is not None else QSize(0, 0)
        return QSize(inner.width(), max(inner.height() + 6, super().sizeHint().height()))

    def minimumSizeHint(self) -> QSize:
        """Return a width that leaves the window alone."""
        return QSize(160, self.sizeHint().height())
