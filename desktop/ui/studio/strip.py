"""The pictures of one product as thumbs, which of them stands first on its sheet, and why."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QIcon, QImage, QPainter, QPixmap
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QWidget

from desktop.ui.desk import Desk
from desktop.ui.studio.picture import Picture, in_order, why_first
from desktop.ui.theme.tokens import Colours
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.layouts import clear, row

_THUMB_PX = 56
_SIGN_PX = 20


class Strip(QWidget):
    """A thumb stays where it came; the sign of the first one moves instead."""

    #: The picture that was tapped.
    wanted = Signal(object)
    #: The picture on show is to stand first.
    chosen = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        say = desk.say
        self._thumbs: QHBoxLayout = row(gap=4)
        inside, strip = QWidget(), QScrollArea()
        inside.setLayout(self._thumbs)
        strip.setAccessibleName(say("studio.pictures"))
        strip.setWidget(inside)
        strip.setWidgetResizable(True)
        strip.setFrameShape(QFrame.Shape.NoFrame)
        strip.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        strip.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        strip.setFixedHeight(_THUMB_PX + 20)
        self._why = label("", "note", "go")
        self._why.setObjectName("studio-first")
        self._put_first = Button(
            "studio-put-first", say("studio.put_first"), clicked=self.chosen.emit
        )
        line = row(strip, self._why, self._put_first, gap=8)
        line.setStretch(0, 1)
        self.setLayout(line)
        self.hide()

    def show_pictures(self, pictures: Sequence[Picture], shown: Picture | None) -> None:
        """Show the thumbs, and of the one on show whether it stands first."""
        held = self._held()
        clear(self._thumbs)
        if len(pictures) < 2:
            return
        say = self._desk.say
        ready = in_order(pictures)
        first = ready[0] if len(ready) > 1 else None
        why = say(f"studio.merit_{why_first(pictures) or 'first'}")
        for place, picture in enumerate(pictures, start=1):
            spoken = say("studio.picture", place=place)
            if picture is first:
                spoken = f"{spoken}. {why}"
            thumb = self._thumb(place, picture, spoken, is_first=picture is first)
            thumb.setChecked(picture is shown)
            self._thumbs.addWidget(thumb)
            if place == held:
                thumb.setFocus()
        self._thumbs.addStretch(1)
        is_first = first is not None and shown is first
        self._why.setText(why if is_first else "")
        self._why.setVisible(is_first)
        self._put_first.setVisible(
            first is not None and not is_first and shown is not None and bool(shown.sha256)
        )

    def _held(self) -> int:
        """Return the place of the thumb that has the keyboard, nought where none has."""
        for at in range(self._thumbs.count()):
            item = self._thumbs.itemAt(at)
            widget = item.widget() if item is not None else None
            if widget is not None and widget.hasFocus():
                return at + 1
        return 0

    def _thumb(self, place: int, picture: Picture, spoken: str, *, is_first: bool) -> Button:
        made = Button(
            f"studio-thumb-{place}",
            role="icon",
            spoken=spoken,
            clicked=lambda: self.wanted.emit(picture),
        )
        made.setCheckable(True)
        if picture.looks is None:
            made.setText(str(place))
            return made
        made.setIcon(QIcon(_small(picture.looks.shown, is_first=is_first)))
        made.setIconSize(QSize(_THUMB_PX, _THUMB_PX))
        return made


def _small(look: QImage, *, is_first: bool) -> QPixmap:
    """Return a picture as a thumb, with the sign of the one that stands first on the sheet."""
    room = QSize(_THUMB_PX, _THUMB_PX)
    small = QPixmap.fromImage(look.scaled(room, Qt.AspectRatioMode.KeepAspectRatio))
    if is_first:
        colours, painter = Colours(), QPainter(small)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(QColor(colours.go))
        painter.setPen(QColor(colours.on_fill))
        sign = QRectF(1, 1, _SIGN_PX, _SIGN_PX)
        painter.drawEllipse(sign)
        letters = QFont(painter.font())
        letters.setPixelSize(_SIGN_PX * 3 // 5)
        letters.setBold(True)
        painter.setFont(letters)
        painter.drawText(sign, Qt.AlignmentFlag.AlignCenter, "1")
        painter.end()
    return small
