"""What the counter camera sees; it looks only while its screen is shown."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QLabel

from desktop.errors import ShopError
from desktop.ui.desk import Desk

_HEIGHT_PX = 200
_WIDTH_PX = 360


class CameraView(QLabel):
    """A small live picture. Hidden where the shop has no camera, and until it sees something."""

    #: A ShopError: the camera is gone.
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
        room: QSize = QSize(_WIDTH_PX, _HEIGHT_PX),  # noqa: B008 never changed
    ) -> None:
        super().__init__()
        self._desk = desk
        self._shoots, self._room = shoots, room
        self.setObjectName(name)
        self.setAccessibleName(desk.say("window.camera"))
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        desk.camera.showed.connect(self._show)
        desk.camera.lost.connect(self._on_lost)
        desk.camera.shot.connect(self._on_shot)
        desk.camera.sight.connect(self._on_sight)
        self.hide()

    def look(self, place: str = "") -> None:
        """Open a camera, that of the settings where none is named, if there is one."""
        settings = self._desk.shop.settings
        place = place or settings.camera
        # A grey sheet was shown to one camera; another one sees other colours.
        gains = settings.grey_gains if place == settings.camera else ()
        if place:
            self._desk.camera.watch(self, place, shoots=self._shoots, gains=gains)

    def rest(self) -> None:
        """Let the camera go."""
        self._desk.camera.rest(self)
        self.hide()
        self.sees.emit(False)

    def _show(self, jpeg: bytes) -> None:
        pixmap = QPixmap()
        if not self._desk.camera.is_watched_by(self) or not pixmap.loadFromData(jpeg):
            return
        self.setPixmap(
            pixmap.scaled(
                self._room,
                Qt.AspectRatioMode.KeepAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
        )
        if self.isHidden():
            self.show()
            self.sees.emit(True)

    def _on_shot(self, jpeg: bytes) -> None:
        if self._desk.camera.is_watched_by(self):
            self.shot.emit(jpeg)

    def _on_sight(self, sight: str) -> None:
        if self._desk.camera.is_watched_by(self):
            self.sight.emit(sight)

    def _on_lost(self, error: ShopError) -> None:
        if self._desk.camera.is_watched_by(self):
            self.rest()
            self.lost.emit(error)
