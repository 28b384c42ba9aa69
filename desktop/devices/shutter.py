"""When to shoot: the moment in which what was laid down lies still, sharp and in the light.

A pure function of frames and their instants: it opens no camera and knows no clock.
"""

from dataclasses import dataclass, field
from enum import StrEnum

import cv2
import numpy as np
from numpy.typing import NDArray

from desktop.devices.imaging import Frame

STILL_S = 0.6
_MOVED_SHARE = 0.02
"""Of the pixels: less is the noise of a still scene."""
_CHANGED_SHARE = 0.04
"""Of the pixels against the empty counter: less is a shadow, not a product."""
_LEVELS = 18
"""What a pixel must change by to have changed: twice a webcam's noise in a dim shop."""
_SMALL = (160, 90)
_SHARP_WIDTH_PX = 640
SHARP_VARIANCE = 40.0
"""Of the Laplacian at 640 pixels. A jar in focus has 150 and more, the same 3 pixels out under 15."""
_DARK_MEAN, _DARK_SPREAD = 14.0, 6.0

Grey = NDArray[np.uint8]


class Sight(StrEnum):
    """What the shutter makes of a frame."""

    #: Nothing new lies there: the empty counter, or what was shot already.
    READY = "ready"
    MOVING = "moving"
    #: It lies still, not yet for long enough.
    SETTLING = "settling"
    BLURRED = "blurred"
    #: The frame is black: a lid on the lens, or no light.
    DARK = "dark"
    SHOT = "shot"


@dataclass(slots=True)
class Shutter:
    """Looks at one frame after the other and tells when to shoot.

    ready -> moving (something is laid down) -> settling (0.6 s without a movement) -> shot -> ready
    (until something else lies there). A blurred or dark scene waits where it is.

    The first still scene is the empty counter and is never shot; a camera that saw nothing before
    its first picture (a folder) has no counter, and that picture counts.
    """

    #: The sharpest frame of the still scene; the picture, once the answer is SHOT.
    best: Frame | None = None
    _last: Grey | None = None
    _counter: Grey | None = None
    _has_counter: bool = False
    _shot: Grey | None = None
    _still_since: float | None = None
    _best_sharpness: float = field(default=0.0)

    def look(self, frame: Frame | None, at_s: float) -> Sight:
        """Return what to make of a frame seen at that second; None is a camera without a picture."""
        if frame is None:
            self._has_counter = True
            self._last = None
            self._begin_anew()
            return Sight.READY
        small = _small(frame)
        if is_dark(small):
            self._begin_anew()
            self._last = small
            return Sight.DARK
        moved = self._last is None or _share_changed(self._last, small) >= _MOVED_SHARE
        self._last = small
        if moved:
            self._begin_anew()
            self._still_since = at_s
            return Sight.MOVING if self._has_counter and self._is_new(small) else Sight.READY
        return self._judge_still(frame, small, at_s)

    def shoot(self) -> None:
        """Note that somebody shot by hand: what lies there now is not shot again."""
        self._shot = self._last

    def _judge_still(self, frame: Frame, small: Grey, at_s: float) -> Sight:
        since = self._still_since
        if since is None:
            self._still_since = since = at_s
        if not self._has_counter:
            if at_s - since >= STILL_S:
                self._counter, self._has_counter = small, True
            return Sight.READY
        if not self._is_new(small):
            return Sight.READY
        sharp = sharpness(frame)
        if sharp > self._best_sharpness:
            self.best, self._best_sharpness = frame, sharp
        if at_s - since < STILL_S - 1e-6:
            return Sight.SETTLING
        if self._best_sharpness < SHARP_VARIANCE:
            return Sight.BLURRED
        self._shot = small
        return Sight.SHOT

    def _is_new(self, small: Grey) -> bool:
        """Tell whether there is more to see than the counter, and something else than was shot."""
        if self._counter is not None and _share_changed(self._counter, small) < _CHANGED_SHARE:
            # What was taken away may be laid down again, on purpose.
            self._shot = None
            return False
        return self._shot is None or _share_changed(self._shot, small) >= _MOVED_SHARE

    def _begin_anew(self) -> None:
        self._still_since = None
        self.best, self._best_sharpness = None, 0.0


def sharpness(frame: Frame) -> float:
    """Return the variance of the Laplacian of the picture's middle, at one width for all cameras.

    Under `SHARP_VARIANCE` it is moved or out of focus, or there is nothing to be sharp.
    """
    grey = _grey(frame)
    height, width = grey.shape
    middle = grey[height // 8 : height - height // 8, width // 8 : width - width // 8]
    scale = _SHARP_WIDTH_PX / max(middle.shape[1], 1)
    if scale < 1:
        middle = np.asarray(
            cv2.resize(middle, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8
        )
    return float(cv2.Laplacian(middle, cv2.CV_64F).var())


def is_dark(frame: Frame) -> bool:
    """Tell whether nothing can be seen: a lens with its lid on is black, and evenly so."""
    return bool(frame.mean() < _DARK_MEAN and frame.std() < _DARK_SPREAD)


def _grey(frame: Frame) -> Grey:
    return (
        frame if frame.ndim == 2 else np.asarray(cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY), np.uint8)
    )


def _small(frame: Frame) -> Grey:
    return np.asarray(cv2.resize(_grey(frame), _SMALL, interpolation=cv2.INTER_AREA), np.uint8)


def _share_changed(one: Grey, other: Grey) -> float:
    """Return which part of the pixels differ by more than noise."""
    return float(np.count_nonzero(cv2.absdiff(one, other) > _LEVELS)) / one.size
