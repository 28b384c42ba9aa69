"""The counter camera as the windows know it: three signals on the main thread."""

from PySide6.QtCore import QObject, Signal

from desktop.services.camera import CounterCamera


class CameraFeed(QObject):
    """What the camera sees and reads, for the one screen that watches.

    Its thread emits the signals; whoever connects a method of a widget hears them on the main one.
    """

    #: A text that was read.
    seen = Signal(str)
    #: A small JPEG.
    showed = Signal(bytes)
    #: A ShopError: the camera is gone, and rests.
    lost = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._camera = CounterCamera(self.seen.emit, self.showed.emit, self.lost.emit)
        self._watcher: QObject | None = None

    def watch(self, watcher: QObject, place: str) -> None:
        """Look through the camera of the settings on behalf of `watcher`."""
        self._watcher = watcher
        self._camera.watch(place)

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
            WorldError: camera_sees_nothing.
        """
        return self._camera.take_picture()

    def close(self) -> None:
        """End for good and wait for the camera's thread."""
        self._camera.close()
