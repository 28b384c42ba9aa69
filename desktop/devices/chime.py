"""The sounds of the counter: made here, played by what the system has for it.

No library of ours plays sound, and none is needed: Windows has it in Python, macOS and Linux have a
program for it. Where there is none, or it fails, whoever asked is told so and shows it.
"""

import io
import logging
import math
import os
import re
import shutil
import struct
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

log = logging.getLogger(__name__)

RANG, MUTED, NO_PLAYER, FAILED = "rang", "muted", "no_player", "failed"
"""What comes of a ring: heard as far as the PC knows, the PC is muted, nothing here plays sound,
or what plays it did not."""

TONES: dict[str, tuple[tuple[int, int], ...]] = {
    "new": ((660, 160), (880, 160), (1175, 260)),
    "changed": ((784, 180), (0, 90), (784, 180)),
    "cancelled": ((659, 180), (494, 180), (330, 360)),
    "refused": ((220, 260),),
    "give": ((988, 90), (1319, 160)),
    "wait": ((587, 140), (0, 60), (587, 140)),
    "stop": ((196, 200), (0, 60), (196, 320)),
}
"""Hertz (0 is silence) and milliseconds, one after the other: rising, twice the same, falling."""

_RATE = 22_050
_EDGE_MS = 12
_LOUDEST = 30_000
_PATIENCE_S = 8
_LINUX: tuple[tuple[str, ...], ...] = (("pw-play",), ("paplay",), ("aplay", "-q"))
_MACOS: tuple[tuple[str, ...], ...] = (("afplay",),)


def wave_of(kind: str, percent: int) -> bytes:
    """Return a sound as the bytes of a WAV file, so loud.

    Raises:
        KeyError: no such sound.
    """
    samples: list[int] = []
    peak = _LOUDEST * max(0, min(percent, 100)) / 100
    for hertz, length_ms in TONES[kind]:
        count, edge = _RATE * length_ms // 1000, _RATE * _EDGE_MS // 1000
        for at in range(count):
            # A tone that begins or ends at once clicks.
            fade = min(at, count - at, edge) / edge
            samples.append(int(peak * fade * math.sin(2 * math.pi * hertz * at / _RATE)))
    # Here, because nothing rings before the first scan.
    import wave  # noqa: PLC0415

    told = io.BytesIO()
    with wave.open(told, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(_RATE)
        file.writeframes(struct.pack(f"<{len(samples)}h", *samples))
    return told.getvalue()


class SystemChime:
    """Rings by what the system has; may take a second, so not on a thread that paints or writes."""

    def __init__(self, folder: Path) -> None:
        """Take a folder for the sounds, made when the first is."""
        self._folder = folder

    def ring(self, kind: str, percent: int) -> str:
        """Play a sound and return what came of it; nobody is kept from anything when it fails."""
        try:
            file = self._file(kind, percent)
            return _play(file)
        except OSError:
            log.warning("no_sound", exc_info=True)
            return FAILED

    def _file(self, kind: str, percent: int) -> Path:
        file = self._folder / f"{kind}-{percent}.wav"
        if not file.exists():
            self._folder.mkdir(parents=True, exist_ok=True)
            file.write_bytes(wave_of(kind, percent))
        return file


class RecordedChime:
    """Stands in for loudspeakers: keeps what was to be heard."""

    def __init__(self, outcome: str = RANG) -> None:
        self.rung: list[tuple[str, int]] = []
        self.outcome = outcome

    def ring(self, kind: str, percent: int) -> str:
        """Keep the sound and return what this stand-in was told to."""
        self.rung.append((kind, percent))
        return self.outcome


if sys.platform == "win32":

    def _play(file: Path) -> str:
        import ctypes  # noqa: PLC0415 of Windows alone, as the other
        import winsound  # noqa: PLC0415

        if not ctypes.windll.winmm.waveOutGetNumDevs():
            return NO_PLAYER
        try:
            winsound.PlaySound(str(file), winsound.SND_FILENAME | winsound.SND_NODEFAULT)
        except RuntimeError:
            return FAILED
        return RANG

else:

    def _play(file: Path) -> str:
        is_mac = sys.platform == "darwin"
        return play_by(_MACOS if is_mac else _LINUX, file, _is_mac_muted if is_mac else is_muted)


def play_by(players: Sequence[tuple[str, ...]], file: Path, muted: Callable[[], bool]) -> str:
    """Play a file by the first program that does, and return what came of it."""
    outcome = NO_PLAYER
    for program, *options in players:
        found = shutil.which(program)
        if found is None:
            continue
        if _run([found, *options, str(file)]) is not None:
            return MUTED if muted() else RANG
        outcome = FAILED
    return outcome


def is_muted() -> bool:
    """Tell whether this Linux PC is muted, as far as one of its mixers says."""
    for program, asks, says in (
        ("wpctl", ("get-volume", "@DEFAULT_AUDIO_SINK@"), r"\[MUTED\]|Volume: 0\.00"),
        ("pactl", ("get-sink-mute", "@DEFAULT_SINK@"), r"Mute: yes"),
        ("amixer", ("get", "Master"), r"\[off\]|\[0%\]"),
    ):
        found = shutil.which(program)
        told = None if found is None else _run([found, *asks])
        if told is not None:
            return re.search(says, told) is not None
    return False


def _is_mac_muted() -> bool:
    found = shutil.which("osascript")
    told = found and _run([found, "-e", "output muted of (get volume settings)"])
    return bool(told) and "true" in str(told)


def _run(command: list[str]) -> str | None:
    """Return what a program says, None when it fails or takes too long."""
    try:
        done = subprocess.run(  # noqa: S603 the system's own program, and no shell between
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_PATIENCE_S,
            check=False,
            env={**os.environ, "LC_ALL": "C"},
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else None
