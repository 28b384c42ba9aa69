"""The counter camera as the windows know it: three signals on the main thread."""

from PySide6.QtCore import QObject, Signal

from desktop.services.drafting.camera import CounterCamera, Gains


class CameraFeed(QObject):
    """What the camera sees, reads and shoots, for the one screen that watches.

    Its thread emits the signals; whoever connects a method of a widget hears them on the main one.
    """

    #: A text that was read.
    seen = Signal(str)
    #: A small JPEG.
    showed = Signal(bytes)
    #: A ShopError: the camera is gone, and rests.
    lost = Signal(object)
    #: A JPEG of full size: what was laid before the camera lies still.
    shot = Signal(bytes)
    #: What the shutter waits for: ready, moving, settling, blurred, dark or shot.
    sight = Signal(str)
    #: The camera is open: whether it has a light.
    torch = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self._camera = CounterCamera(
            self.seen.emit,
            self.showed.emit,
            self.lost.emit,
            self.shot.emit,
            self.sight.emit,
            self.torch.emit,
        )
        self._watcher: QObject | None = None

    @property
    def is_watched(self) -> bool:
        """Tell whether somebody looks through the camera."""
        return self._watcher is not None

    def watch(
        self,
        watcher: QObject,
        place: str,
        *,
        shoots: bool = False,
        gains: Gains = (),
        shows: bool = True,
    ) -> None:
        """Look through a camera on behalf of `watcher`; with `shoots` it takes photographs too."""
        self._watcher = watcher
        self._camera.watch(place, shoots=shoots, gains=gains, shows=shows)

    def light(self, *, is_on: bool) -> bool:
        """Put the camera's light on or out, and tell whether it did. Not on the main thread."""
        return self._camera.light(is_on=is_on)

    def rest(self, watcher: QObject) -> None:
        """Let the camera go, unless somebody else is watching by now."""
        if self._watcher is watcher:
            self._watcher = None
            self._camera.rest()

    def is_watched_by(self, watcher: QObject) -> bool:
        """Tell for whom the signals are."""
        return self._watcher is watcher

    def take_picture(self) -> bytes:
        """Return what is before the camera as a JPEG of its full size. Not on the main thread.

        Raises:
            WorldError: camera_sees_nothing, camera_dark.
        """
        return self._camera.take_picture()

    def read_grey(self) -> Gains:
        """Return what makes the sheet before the camera grey. Not on the main thread.

        Raises:
            WorldError: camera_sees_nothing.
            RefusedError: grey_sheet_unfit.
        """
        return self._camera.read_grey()

    def close(self) -> None:
        """End for good and wait for the camera's thread."""
        self._camera.close()
