"""Cameras of a machine that has none: what `cv2.VideoCapture` gives, and what it fails to give."""

from collections import defaultdict
from dataclasses import dataclass, field
from threading import Lock

from desktop.devices.imaging import Frame


@dataclass
class ACamera:
    """One that may be plugged in: shows its frames one by one, the last of them for good."""

    frames: list[Frame] = field(default_factory=list)
    is_plugged: bool = True
    #: Looks like a camera and gives nothing: another program has it.
    is_silent: bool = False
    #: What it was asked to be, by OpenCV's numbers, and how it was opened.
    asked: dict[int, float] = field(default_factory=dict)
    interface: int = -1
    is_open: bool = False
    lock: Lock = field(default_factory=Lock)

    def show(self, *frames: Frame) -> None:
        """Hold something else before it."""
        with self.lock:
            self.frames = list(frames)


class Cameras:
    """Stands for `cv2.VideoCapture`: call it with a number, as OpenCV is."""

    def __init__(self) -> None:
        self.of: defaultdict[int, ACamera] = defaultdict(lambda: ACamera(is_plugged=False))

    def plug(self, index: int, *frames: Frame) -> ACamera:
        """Plug a camera in."""
        self.of[index] = ACamera(list(frames))
        return self.of[index]

    def __call__(self, index: int, interface: int) -> "AVideoCapture":
        """Open one."""
        return AVideoCapture(self.of[index], interface)


class AVideoCapture:
    """One opening of a camera."""

    def __init__(self, camera: ACamera, interface: int) -> None:
        self._camera = camera
        camera.is_open, camera.interface = camera.is_plugged, interface

    def isOpened(self) -> bool:  # noqa: N802 OpenCV's name
        """Tell whether it is there."""
        return self._camera.is_open

    def set(self, name: int, value: float) -> bool:
        """Note what it is asked to be."""
        self._camera.asked[name] = value
        return True

    def read(self) -> tuple[bool, Frame | None]:
        """Return the next frame; nothing once it is unplugged."""
        camera = self._camera
        with camera.lock:
            if not camera.is_plugged or camera.is_silent or not camera.frames:
                return False, None
            return True, camera.frames.pop(0) if len(camera.frames) > 1 else camera.frames[0]

    def release(self) -> None:
        """Let it go."""
        self._camera.is_open = False
