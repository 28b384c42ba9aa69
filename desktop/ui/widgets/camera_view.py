"""What the counter camera sees, and what it reads; it looks only while its screen is shown."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QLabel

from desktop.errors import ShopError
from desktop.services.camera import CameraWatch

_HEIGHT_PX = 200


class CameraView(QLabel):
    """A small live picture. Hidden where the shop has no camera."""

    #: A code was read.
    read = Signal(str)
    #: A ShopError: the camera is gone.
    lost = Signal(object)
    _came = Signal(bytes)
    _was_lost = Signal(object)

    def __init__(self, name: str, spoken: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(spoken)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._watch: CameraWatch | None = None
        #: What was last seen, as JPEG.
        self.latest = b""
        self._came.connect(self._show)
        self._was_lost.connect(self._on_lost)
        self.hide()

    def look(self, camera: str) -> None:
        """Open the camera of the settings, unless it is open; none for an empty text."""
        if camera and self._watch is None:
            self._watch = CameraWatch(camera, self.read.emit, self._was_lost.emit, self._came.emit)
            self._watch.start()

    def rest(self) -> None:
        """Let the camera go."""
        watch, self._watch = self._watch, None
        if watch is not None:
            watch.stop()
        self.hide()

    def _show(self, jpeg: bytes) -> None:
        self.latest = jpeg
        pixmap = QPixmap()
        if self._watch is not None and pixmap.loadFromData(jpeg):
            size = QSize(10_000, _HEIGHT_PX)
            self.setPixmap(
                pixmap.scaled(
                    size,
                    Qt.AspectRatioMode.KeepAspectRatio,
                    Qt.TransformationMode.SmoothTransformation,
                )
            )
            self.show()

    def _on_lost(self, error: ShopError) -> None:
        self.rest()
        self.lost.emit(error)
