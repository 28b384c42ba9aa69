"""The counter's sounds are made here and played by what the system has; what fails is told."""

import io
import struct
import wave
from pathlib import Path

import pytest

from desktop.devices import chime


def program(folder: Path, name: str, script: str) -> None:
    file = folder / name
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o755)


@pytest.fixture
def bin_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    return folder


def samples(kind: str, percent: int) -> tuple[int, ...]:
    with wave.open(io.BytesIO(chime.wave_of(kind, percent))) as file:
        frames = file.readframes(file.getnframes())
    return struct.unpack(f"<{len(frames) // 2}h", frames)


def test_each_news_has_a_sound_of_its_own_as_loud_as_asked() -> None:
    told = {kind: samples(kind, 80) for kind in ("new", "changed", "cancelled")}
    assert len(set(told.values())) == 3
    assert 0.75 * 30_000 < max(told["new"]) <= 0.8 * 30_000
    assert max(samples("new", 0)) == 0


def test_the_next_player_is_tried_when_one_fails(bin_folder: Path, tmp_path: Path) -> None:
    program(bin_folder, "first", "exit 1")
    program(bin_folder, "second", f'echo "$2" > {tmp_path}/played')
    outcome = chime.play_by([("first",), ("second", "-q")], Path("a.wav"), lambda: False)
    assert outcome == chime.RANG
    assert (tmp_path / "played").read_text() == "a.wav\n"


@pytest.mark.parametrize(
    ("script", "outcome"), [("", chime.NO_PLAYER), ("exit 1", chime.FAILED), ("exit 0", chime.RANG)]
)
def test_what_came_of_a_ring_is_told(bin_folder: Path, script: str, outcome: str) -> None:
    if script:
        program(bin_folder, "player", script)
    assert chime.play_by([("player",)], Path("a.wav"), lambda: False) == outcome


@pytest.mark.parametrize(
    ("mixer", "says", "is_muted"),
    [
        ("wpctl", "Volume: 0.40 [MUTED]", True),
        ("wpctl", "Volume: 0.40", False),
        ("pactl", "Mute: yes", True),
        ("amixer", "Mono: Playback 0 [0%] [on]", True),
        ("amixer", "Mono: Playback 50 [50%] [on]", False),
    ],
)
def test_a_muted_pc_says_so(bin_folder: Path, mixer: str, says: str, is_muted: bool) -> None:
    program(bin_folder, mixer, f"echo '{says}'")
    assert chime.is_muted() == is_muted


def test_a_folder_that_cannot_be_written_is_no_reason_to_fail(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    assert chime.SystemChime(tmp_path / "taken").ring("new", 80) == chime.FAILED
