"""Photographs on tiles: read off the main thread, shown when they are there, kept while useful."""

from collections import OrderedDict
from pathlib import Path

from PySide6.QtCore import QObject, QRect, QSize, Qt, Signal
from PySide6.QtGui import QImage, QImageReader, QPixmap

from desktop.errors import WorldError
from desktop.ui.tasks import Tasks

KEPT = 400
"""Pictures held ready: a few screens of tiles, about 40 MB."""
LARGEST_PIXELS = 60_000_000
"""A photograph claiming more than this is not decoded."""

_Key = tuple[Path, int, int]


class Photos(QObject):
    """Hands out photographs cut to a size."""

    arrived = Signal()

    def __init__(self, tasks: Tasks) -> None:
        super().__init__()
        self._tasks = tasks
        self._ready: OrderedDict[_Key, QPixmap] = OrderedDict()
        self._asked: set[_Key] = set()

    def get(self, path: Path, size: QSize, sharpness: float = 1.0) -> QPixmap | None:
        """Return the photograph filling `size`, or None until `arrived` says to ask again."""
        wanted = (size * sharpness) if sharpness != 1.0 else size
        key = (path, wanted.width(), wanted.height())
        found = self._ready.get(key)
        if found is not None:
            self._ready.move_to_end(key)
            return found
        if key not in self._asked:
            self._asked.add(key)
            self._tasks.outside(
                self,
                lambda: read_photo(path, wanted),
                lambda image: self._keep(key, image, sharpness),
                lambda _error: None,  # a lost photograph leaves the tile's initial, no more
            )
        return None

    def _keep(self, key: _Key, image: QImage, sharpness: float) -> None:
        pixmap = QPixmap.fromImage(image)
        pixmap.setDevicePixelRatio(sharpness)
        self._ready[key] = pixmap
        self._asked.discard(key)
        while len(self._ready) > KEPT:
            self._ready.popitem(last=False)
        self.arrived.emit()


def read_photo(path: Path, size: QSize) -> QImage:
    """Return the photograph scaled and cut to fill `size`. Runs on any thread.

    Raises:
        WorldError: photo_unreadable.
    """
    reader = QImageReader(str(path))
    reader.setAutoTransform(True)
    whole = reader.size()
    if not whole.isValid() or whole.width() * whole.height() > LARGEST_PIXELS:
        raise WorldError("photo_unreadable", name=path.name)
    reader.setScaledSize(whole.scaled(size, Qt.AspectRatioMode.KeepAspectRatioByExpanding))
    image = reader.read()
    if image.isNull():
        raise WorldError("photo_unreadable", name=path.name)
    image = image.scaled(
        size,
        Qt.AspectRatioMode.KeepAspectRatioByExpanding,
        Qt.TransformationMode.SmoothTransformation,
    )
    cut = QRect(
        (image.width() - size.width()) // 2,
        (image.height() - size.height()) // 2,
        size.width(),
        size.height(),
    )
    return image.copy(cut)
