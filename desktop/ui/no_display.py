"""Whether there is a screen at all; asked before Qt, which would end the whole process."""

import os
import sys

from desktop.errors import WorldError


def refuse_without_display() -> None:
    """See that there is a screen, because Qt would end the whole process without one.

    Raises:
        WorldError: no_display.
    """
    platform = os.environ.get("QT_QPA_PLATFORM", "").partition(":")[0]
    if sys.platform != "linux" or platform not in {"", "xcb", "wayland"}:
        return
    if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        raise WorldError("no_display")
