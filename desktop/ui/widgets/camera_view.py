"""What the counter camera sees; it looks only while its screen is shown."""

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QHideEvent, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QLabel, QWidget

from desktop.errors import ShopError
from desktop.ui.desk import Desk
from desktop.ui.theme.icons import picture
from desktop.ui.theme.tokens import Colours
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.layouts import column, row
from desktop.ui.wording import Wording

_HEIGHT_PX = 200
_WIDTH_PX = 360
_AIM_PART, _CORNER_PART = 0.72, 0.22
"""Of the picture's height: the square that is aimed at, and the arms of its corners."""
_WHY = frozenset({"camera_missing", "camera_taken", "camera_lost"})
_HIT_MS = 600
_LOOK_AGAIN_MS = 5_000
"""After a camera was lost: it is looked for until it is plugged in again, or its owner lets go."""


def why_gone(say: Wording, error: ShopError) -> str:
    """Return why there is no picture and what to do, in one line."""
    if error.code in _WHY:
        return say(f"camera.why_{error.code.removeprefix('camera_')}")
    told = say.refusal(error)
    return f"{told.message} {told.next_step}"


class AimedPicture(QLabel):
    """The live picture, with four corners that say where to hold a code; green once one was read."""

    def __init__(self, *, aims: bool) -> None:
        super().__init__()
        self._aims = aims
        self._hit = QTimer(self, singleShot=True, interval=_HIT_MS)
        self._hit.timeout.connect(self.update)

    def hit(self) -> None:
        """Show that a code was read."""
        self._hit.start()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the corners over the picture, dark under light so that they show on anything."""
        super().paintEvent(event)
        if not self._aims or self.pixmap().isNull():
            return
        colours = Colours()
        ink = QColor(colours.go if self._hit.isActive() else colours.surface)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for colour, width in ((QColor(0, 0, 0, 150), 6.0), (ink, 3.0)):
            pen = QPen(colour, width)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            self._draw_corners(painter)

    def _draw_corners(self, painter: QPainter) -> None:
        side = self.pixmap().deviceIndependentSize().height() * _AIM_PART
        arm = side * _CORNER_PART
        aim = QRectF(0, 0, side, side)
        aim.moveCenter(QRectF(self.contentsRect()).center())
        for x, right in ((aim.left(), 1), (aim.right(), -1)):
            for y, down in ((aim.top(), 1), (aim.bottom(), -1)):
                painter.drawLine(int(x), int(y), int(x + right * arm), int(y))
                painter.drawLine(int(x), int(y), int(x), int(y + down * arm))


class CameraView(QWidget):
    """A small live picture; a sentence and a button in its place when the camera is gone.

    | state | what is shown |
    |---|---|
    | resting, or no camera is set | nothing |
    | waiting for the first picture | nothing |
    | seeing | the picture, and a button for the light where there is one |
    | lost | why, and a button to look again; it looks again by itself as well |
    """

    #: A ShopError: the camera is gone. Once, until it has given a picture again.
    lost = Signal(object)
    #: There is a picture now, or none any more.
    sees = Signal(bool)
    #: A JPEG of full size, where it shoots.
    shot = Signal(bytes)
    #: What the shutter waits for, where it shoots.
    sight = Signal(str)

    def __init__(
        self,
        desk: Desk,
        name: str,
        *,
        shoots: bool = False,
        aims: bool = False,
        room: QSize = QSize(_WIDTH_PX, _HEIGHT_PX),  # noqa: B008 never changed
    ) -> None:
        super().__init__()
        self._desk = desk
        self._shoots, self._room = shoots, room
        self._place, self._is_lost, self._is_lit = "", False, False
        self.setObjectName(f"{name}-view")
        self._build(name, aims=aims)
        self._again = QTimer(self, singleShot=True, interval=_LOOK_AGAIN_MS)
        self._again.timeout.connect(self._look_again)
        desk.camera.seen.connect(self._on_seen)
        desk.camera.showed.connect(self._show)
        desk.camera.lost.connect(self._on_lost)
        desk.camera.shot.connect(self._on_shot)
        desk.camera.sight.connect(self._on_sight)
        desk.camera.torch.connect(self._on_torch)
        self._show_nothing()

    def _build(self, name: str, *, aims: bool) -> None:
        say = self._desk.say
        self._picture = AimedPicture(aims=aims)
        self._picture.setObjectName(name)
        self._picture.setAccessibleName(say("window.camera"))
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._light = Button(
            f"{name}-light", say("camera.light"), picture="bright", clicked=self._turn_light
        )
        sign = QLabel()
        sign.setPixmap(picture("look", Colours().look, 28))
        self._why = label("", "", "look", wraps=True)
        self._why.setObjectName(f"{name}-why")
        again = Button(f"{name}-again", say("camera.again"), clicked=self._look_again)
        self._gone = QWidget()
        self._gone.setObjectName(f"{name}-gone")
        line = row(sign, self._why, again, gap=12, margins=(16, 0, 16, 0))
        line.setStretch(1, 1)
        self._gone.setLayout(line)
        self.setLayout(column(self._picture, row(None, self._light, None), self._gone, gap=8))

    def make_room(self, room: QSize) -> None:
        """Show pictures as large as that, the one in sight too: a low window has no more height."""
        self._room = room
        if self.is_seeing:
            self._picture.setPixmap(self._fitting(self._picture.pixmap()))

    @property
    def is_seeing(self) -> bool:
        """Tell whether there is a picture."""
        return not self._picture.isHidden()

    def look(self, place: str = "") -> None:
        """Open a camera, that of the settings where none is named, if there is one."""
        settings = self._desk.shop.settings
        self._place = place = place or settings.camera
        # A grey sheet was shown to one camera; another one sees other colours.
        gains = settings.grey_gains if place == settings.camera else ()
        if place:
            self._desk.camera.watch(self, place, shoots=self._shoots, gains=gains)

    def rest(self) -> None:
        """Let the camera go."""
        self._again.stop()
        self._desk.camera.rest(self)
        self._is_lost = False
        self._show_nothing()
        self.sees.emit(False)

    def hideEvent(self, event: QHideEvent) -> None:
        """Look for no lost camera while nobody is there."""
        super().hideEvent(event)
        self._again.stop()

    def _show_nothing(self) -> None:
        self._is_lit = False
        for part in (self._picture, self._light, self._gone):
            part.hide()

    def _look_again(self) -> None:
        if self._is_lost:
            self.look(self._place)

    def _on_seen(self, _text: str) -> None:
        if self._desk.camera.is_watched_by(self):
            self._picture.hit()

    def _show(self, jpeg: bytes) -> None:
        pixmap = QPixmap()
        if not self._desk.camera.is_watched_by(self) or not pixmap.loadFromData(jpeg):
            return
        self._picture.setPixmap(self._fitting(pixmap))
        if not self.is_seeing:
            self._is_lost = False
            self._gone.hide()
            self._picture.show()
            self.sees.emit(True)

    def _fitting(self, pixmap: QPixmap) -> QPixmap:
        return pixmap.scaled(
            self._room,
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )

    def _on_shot(self, jpeg: bytes) -> None:
        if self._desk.camera.is_watched_by(self):
            self.shot.emit(jpeg)

    def _on_sight(self, sight: str) -> None:
        if self._desk.camera.is_watched_by(self):
            self.sight.emit(sight)

    def _on_torch(self, has_torch: bool) -> None:
        if self._desk.camera.is_watched_by(self):
            self._say_light()
            self._light.setVisible(has_torch)

    def _turn_light(self) -> None:
        camera, wanted = self._desk.camera, not self._is_lit
        self._desk.tasks.outside(self, lambda: camera.light(is_on=wanted), self._on_turned)

    def _on_turned(self, did: bool) -> None:
        if did:
            self._is_lit = not self._is_lit
        self._say_light()

    def _say_light(self) -> None:
        self._light.say(self._desk.say("camera.dark" if self._is_lit else "camera.light"))

    def _on_lost(self, error: ShopError) -> None:
        if not self._desk.camera.is_watched_by(self):
            return
        self._desk.camera.rest(self)
        self._show_nothing()
        self._why.setText(why_gone(self._desk.say, error))
        self._gone.show()
        self.sees.emit(False)
        is_news, self._is_lost = not self._is_lost, True
        if self.isVisible():
            self._again.start()
        if is_news:
            self.lost.emit(error)
