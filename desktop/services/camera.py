"""The windows' way to the counter camera: codes, small pictures for a preview, and its loss."""

import time
from collections.abc import Callable
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from desktop.errors import ShopError

if TYPE_CHECKING:
    from desktop.devices.camera import CodeWatch
    from desktop.devices.imaging import Frame

PREVIEW_PX = 480
_BETWEEN_PREVIEWS_S = 0.1


class CameraWatch:
    """Watches the camera of the settings on a thread of its own.

    The callbacks are called on that thread. OpenCV is loaded there too, so that no screen waits.
    """

    def __init__(
        self,
        camera: str,
        on_code: Callable[[str], None],
        on_lost: Callable[[ShopError], None],
        on_picture: Callable[[bytes], None],
    ) -> None:
        """Prepare; nothing is opened yet.

        Args:
            camera: as in the settings: a number, or a folder that stands in for a camera.
            on_code: hears each code once, while it stays before the camera.
            on_lost: hears that the camera is gone; the watch has ended then.
            on_picture: gets a JPEG of what is seen, at most ten a second.
        """
        self._camera = camera
        folder = Path(camera)
        is_folder = not camera.isdigit() and folder.is_dir()
        self._passed = (
            frozenset(each.name for each in folder.iterdir()) if is_folder else frozenset()
        )
        self._on_code, self._on_lost, self._on_picture = on_code, on_lost, on_picture
        self._watch: CodeWatch | None = None
        self._is_stopped = False
        self._last_preview = 0.0
        self._thread = Thread(target=self._run, name="camera", daemon=True)

    def start(self) -> None:
        """Begin to watch; returns at once."""
        self._thread.start()

    def stop(self) -> None:
        """End the watch and wait for its thread."""
        self._is_stopped = True
        if self._watch is not None:
            self._watch.stop()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        from desktop.devices.camera import CodeWatch, open_source  # noqa: PLC0415 see the class

        self._watch = CodeWatch(
            lambda: open_source(self._camera, self._passed),
            lambda code: self._on_code(code.text),
            self._on_lost,
            self._preview,
        )
        if not self._is_stopped:
            self._watch.watch()

    def _preview(self, frame: "Frame") -> None:
        from desktop.devices.imaging import as_jpeg  # noqa: PLC0415 see the class

        now = time.monotonic()
        if now - self._last_preview >= _BETWEEN_PREVIEWS_S:
            self._last_preview = now
            self._on_picture(as_jpeg(frame, PREVIEW_PX))
