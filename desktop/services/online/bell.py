"""What the counter hears: one way to a sound, whatever plays it."""

from pathlib import Path
from typing import Protocol

from desktop.devices.chime import RANG, RecordedChime, SystemChime

__all__ = ["CLOSED", "RANG", "SILENCED", "RecordedChime", "Sound", "system_sound"]

SILENCED = "silenced"
"""The shop itself turned the sound off."""
CLOSED = "closed"
"""Nothing sounds while the shop is shut; what waits rings at its opening."""


class Sound(Protocol):
    """Rings; may keep whoever calls waiting for a second."""

    def ring(self, kind: str, percent: int) -> str:
        """Play new, changed, cancelled or refused so loud, and return what came of it."""
        ...


def system_sound(folder: Path) -> Sound:
    """Return the loudspeakers of this PC; the folder keeps the sounds."""
    return SystemChime(folder / "sounds")
