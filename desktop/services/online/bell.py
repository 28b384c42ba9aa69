"""What the counter hears: one way to a sound, whatever plays it."""

from pathlib import Path
from typing import Protocol

from desktop.devices.chime import RANG, RecordedChime, SystemChime

__all__ = ["RANG", "SILENCED", "RecordedChime", "Sound", "system_sound"]

SILENCED = "silenced"
"""The shop itself turned the sound off."""


class Sound(Protocol):
    """Rings; may keep whoever calls waiting for a second."""

    def ring(self, kind: str, percent: int) -> str:
        """Play new, changed, cancelled or refused so loud, and return what came of it."""
        ...


def system_sound(folder: Path) -> Sound:
    """Return the loudspeakers of this PC; the folder keeps the sounds."""
    return SystemChime(folder / "sounds")
