"""The light of a camera, where its driver has one: few of those for PCs do, and that is told.

OpenCV passes no such control on, so it is asked of the driver itself: Video4Linux's flash class
(the LED in torch mode) or its first illuminator, as microscopes and document cameras have. On other
systems no driver offers it in one way for all.
"""

import os
import struct
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

_QUERY, _SET = 0xC0445624, 0xC008561C
"""VIDIOC_QUERYCTRL and VIDIOC_S_CTRL (linux/videodev2.h)."""
_LED_MODE, _ILLUMINATOR = 0x009C0901, 0x00980925
_OFF, _ON = 0, 1
_TORCH = 2
"""V4L2_FLASH_LED_MODE_TORCH; mode 1 flashes."""
_DISABLED = 0x0001
_QUERY_LAYOUT = struct.Struct("=II32siiiiIII")
_CONTROL_LAYOUT = struct.Struct("=Ii")

Ioctl = Callable[[int, int, bytearray], object]


class Torch:
    """The light of one camera."""

    def __init__(self, device: Path, control: int, ioctl: Ioctl) -> None:
        self._device, self._control, self._ioctl = device, control, ioctl

    def switch(self, *, is_on: bool) -> bool:
        """Put the light on or out and tell whether the camera did."""
        lit = _TORCH if self._control == _LED_MODE else _ON
        told = bytearray(_CONTROL_LAYOUT.pack(self._control, lit if is_on else _OFF))
        with suppress(OSError):
            _ask(self._device, self._ioctl, _SET, told)
            return True
        return False


def find_torch(
    place: str, devices: Path = Path("/dev"), ioctl: Ioctl | None = None
) -> Torch | None:
    """Return the light of a camera, None where it has none that this system can reach.

    Args:
        place: the camera as the settings have it: its number, or a folder.
        devices: where the system keeps its devices.
        ioctl: asks a driver; the system's own by default.
    """
    if not place.isdecimal() or not sys.platform.startswith("linux"):
        return None
    device = devices / f"video{place}"
    asks = ioctl or _ioctl()
    for control in (_LED_MODE, _ILLUMINATOR):
        told = bytearray(_QUERY_LAYOUT.pack(control, 0, b"", 0, 0, 0, 0, 0, 0, 0))
        with suppress(OSError):
            _ask(device, asks, _QUERY, told)
            flags = _QUERY_LAYOUT.unpack(bytes(told))[7]
            if not flags & _DISABLED:
                return Torch(device, control, asks)
    return None


def _ask(device: Path, ioctl: Ioctl, request: int, told: bytearray) -> None:
    """Ask the driver beside whoever films: Video4Linux lets several open a device.

    Raises:
        OSError: there is no such device, or it has no such control.
    """
    handle = os.open(device, os.O_RDWR | getattr(os, "O_NONBLOCK", 0))
    try:
        ioctl(handle, request, told)
    finally:
        os.close(handle)


def _ioctl() -> Ioctl:
    import fcntl  # noqa: PLC0415 not on every system

    return fcntl.ioctl
