"""The counter camera: frames from OpenCV, or from a folder that stands in for one.

A camera has its own thread; only the newest frame is worth anything, and nobody waits for it.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread
from typing import Protocol

import cv2
import numpy as np

from desktop.devices.code_reader import Code, SteadyReader
from desktop.devices.imaging import Frame, as_frame, open_picture, read_bytes
from desktop.errors import ShopError, WorldError

_PICTURES = {".png", ".jpg", ".jpeg", ".webp", ".bmp"}
_LOOK_AGAIN_S = 0.05
_BETWEEN_LOOKS_S = 1 / 15
"""Fifteen looks a second are as quick as a hand; more would cost the till its processor."""
_WIDTH_PX, _HEIGHT_PX = 1280, 720
_DEVICES = Path("/dev")
"""Where Linux keeps cameras that are plugged in, whoever has them open."""


class FrameSource(Protocol):
    """Delivers frames until it is closed."""

    def read(self) -> Frame | None:
        """Return the newest frame, or None when there is none yet.

        Raises:
            WorldError: `camera_lost`.
        """
        ...

    def close(self) -> None:
        """Let the device go."""
        ...


class OpenCVCamera:
    """A camera of this machine.

    Raises:
        WorldError: `camera_missing`; `camera_taken`, when it is there and another program has it.
    """

    def __init__(self, index: int = 0) -> None:
        # Windows' newer interface takes ten seconds and more to open some cameras.
        interface = cv2.CAP_DSHOW if sys.platform == "win32" else cv2.CAP_ANY
        self._capture = cv2.VideoCapture(index, interface)
        if not self._capture.isOpened():
            self._capture.release()
            is_there = (_DEVICES / f"video{index}").exists()
            raise WorldError("camera_taken" if is_there else "camera_missing", camera=str(index))
        self._index = index
        self._has_delivered = False
        self._capture.set(cv2.CAP_PROP_FRAME_WIDTH, _WIDTH_PX)
        self._capture.set(cv2.CAP_PROP_FRAME_HEIGHT, _HEIGHT_PX)
        self._capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)

    def read(self) -> Frame | None:
        """Return the newest frame; waits for the camera's next one.

        Raises:
            WorldError: `camera_lost`; `camera_taken`, when it opens and never gave a picture.
        """
        delivered, frame = self._capture.read()
        if not delivered and self._has_delivered:
            raise WorldError("camera_lost")
        if not delivered:
            raise WorldError("camera_taken", camera=str(self._index))
        self._has_delivered = True
        return np.asarray(frame, dtype=np.uint8)

    def close(self) -> None:
        """Let the camera go."""
        self._capture.release()


class FolderCamera:
    """Pictures dropped into a folder, each delivered a few times, as if held before a camera.

    A picture is taken once it is whole: it must be renamed into the folder, or not grow any more.
    """

    REPEATS = 14
    """Nearly a second, as a hand holds something: long enough for the shutter to believe it lies still."""

    def __init__(self, folder: Path, passed: frozenset[str] = frozenset()) -> None:
        """Watch a folder.

        Args:
            folder: where pictures will come.
            passed: names of those that were there before anybody looked.

        Raises:
            WorldError: camera_missing, when there is no such folder.
        """
        if not folder.is_dir():
            raise WorldError("camera_missing", camera=str(folder))
        self._folder = folder
        self._done: set[str] = set(passed)
        self._sizes: dict[str, int] = {}
        self._current: Frame | None = None
        self._left = 0

    def read(self) -> Frame | None:
        """Return the picture in hand, or the next one of the folder, or None."""
        if self._left:
            self._left -= 1
            return self._current
        for path in sorted(self._folder.glob("*")):
            if path.suffix.lower() in _PICTURES and path.name not in self._done:
                size = path.stat().st_size
                if self._sizes.get(path.name) != size:
                    self._sizes[path.name] = size
                    continue
                self._done.add(path.name)
                self._current = as_frame(open_picture(read_bytes(path), path.name))
                self._left = self.REPEATS - 1
                return self._current
        return None

    def close(self) -> None:
        """Nothing is held."""


def open_source(place: str, passed: frozenset[str] = frozenset()) -> FrameSource:
    """Open the camera of the settings: the machine's by its number, or a folder of pictures.

    `passed` names the pictures of the folder that nobody wants to see any more.

    Raises:
        WorldError: camera_none, when there is none set; camera_missing, when it does not open.
    """
    if not place:
        raise WorldError("camera_none")
    if place.isdecimal():
        return OpenCVCamera(int(place))
    return FolderCamera(Path(place), passed)


class CodeWatch:
    """Watches a camera on a thread of its own and tells each code it believes, once.

    `on_frame` is called on that thread with every frame, for the preview; `on_lost` when the
    camera goes away, after which the watch has ended.
    """

    def __init__(
        self,
        open_source: Callable[[], FrameSource],
        on_code: Callable[[Code], None],
        on_lost: Callable[[ShopError], None],
        on_frame: Callable[[Frame], None] = lambda _frame: None,
    ) -> None:
        self._open_source = open_source
        self._on_code = on_code
        self._on_lost = on_lost
        self._on_frame = on_frame
        self._stopped = Event()
        self._thread = Thread(target=self.watch, name="camera", daemon=True)

    def start(self) -> None:
        """Begin to watch."""
        self._thread.start()

    def stop(self) -> None:
        """End the watch and wait for its thread, if `start` gave it one."""
        self._stopped.set()
        if self._thread.is_alive():
            self._thread.join()

    def watch(self) -> None:
        """Watch on the calling thread until `stop` is called or the camera is lost."""
        try:
            source = self._open_source()
        except ShopError as error:
            self._on_lost(error)
            return
        try:
            self._look(source)
        except ShopError as error:
            self._on_lost(error)
        finally:
            source.close()

    def _look(self, source: FrameSource) -> None:
        reader = SteadyReader()
        while not self._stopped.is_set():
            frame = source.read()
            if frame is None:
                self._stopped.wait(_LOOK_AGAIN_S)
                continue
            begun = time.monotonic()
            self._on_frame(frame)
            for code in reader.look(frame):
                self._on_code(code)
            self._stopped.wait(max(begun + _BETWEEN_LOOKS_S - time.monotonic(), 0))
