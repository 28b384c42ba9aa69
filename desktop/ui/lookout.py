"""The camera while no room shows its picture: it goes on reading codes for all of them."""

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.errors import ShopError
from desktop.ui.desk import Desk
from desktop.ui.screen import Errand, Notice
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.camera_view import why_gone

_LOOK_AGAIN_MS = 15_000


class Lookout(QObject):
    """Looks through the counter camera on behalf of the window, where the settings want it.

    resting -> looking (a room without a view of its own is in front) -> resting, or lost until the
    camera is there again. Nothing of what it sees is shown or kept.
    """

    #: looking, lost or resting.
    stands = Signal(str)

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._is_awake = False
        self._standing = "resting"
        self.error: ShopError | None = None
        self._again = QTimer(self, singleShot=True, interval=_LOOK_AGAIN_MS)
        self._again.timeout.connect(self.look)
        desk.camera.lost.connect(self._on_lost)

    @property
    def standing(self) -> str:
        """Return how it stands: looking, lost or resting."""
        return self._standing

    def wake(self) -> None:
        """Begin: the window has painted, and the camera's libraries may be loaded."""
        self._is_awake = True
        self.look()

    def look(self) -> None:
        """Look, unless the room in front does so itself or the shop does not want it."""
        self._again.stop()
        camera, settings = self._desk.camera, self._desk.shop.settings
        is_wanted = bool(settings.camera) and settings.camera_reads_everywhere
        if not self._is_awake or not is_wanted or self._desk.shop.is_training:
            self.rest()
        elif camera.is_watched_by(self):
            return
        elif camera.is_watched:
            self._stand("resting")
        else:
            camera.watch(self, settings.camera, shows=False)
            self._stand("looking")

    def rest(self) -> None:
        """Let the camera go."""
        self._again.stop()
        self._desk.camera.rest(self)
        self._stand("resting")

    def _on_lost(self, error: ShopError) -> None:
        if self._desk.camera.is_watched_by(self):
            self.error = error
            self._desk.camera.rest(self)
            self._stand("lost")
            self._again.start()

    def _stand(self, how: str) -> None:
        if how != self._standing:
            self._standing = how
            self.stands.emit(how)


class CameraSign(Button):
    """In the header while the camera reads for all rooms: says how it stands, and why not."""

    #: A Notice for the banner.
    tells = Signal(object)
    #: An Errand.
    asks = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            "camera-sign",
            role="icon",
            picture="camera",
            spoken=desk.say("camera.looking"),
            clicked=self._tell,
        )
        self._desk = desk
        self.lookout = Lookout(desk, self)
        self.lookout.stands.connect(self._show)
        desk.changes.on(self, ("settings",), self._begin_anew)
        self.hide()

    def _begin_anew(self) -> None:
        """Look through the camera that is set now."""
        self.lookout.rest()
        self.lookout.look()

    def _show(self, standing: str) -> None:
        is_lost = standing == "lost"
        told = self._desk.say("camera.gone" if is_lost else "camera.looking")
        self.setToolTip(told)
        self.setAccessibleName(told)
        self.show_picture("look" if is_lost else "camera")
        self.setVisible(standing != "resting")

    def _tell(self) -> None:
        """Say how the camera stands, and where that is set."""
        say, error = self._desk.say, self.lookout.error
        told = say("camera.looking")
        if self.lookout.standing == "lost" and error is not None:
            told = why_gone(say, error)
        settings = Errand("settings", "open", "devices")
        self.tells.emit(
            Notice(told, act=say("window.settings"), then=lambda: self.asks.emit(settings))
        )
