"""What hangs on a PC is told by name; the system's own folders are played by real files."""

import os
from pathlib import Path

import pytest

from desktop.devices.attached import Attached, cameras, serial_ports


@pytest.fixture
def video(tmp_path: Path) -> Path:
    for number, (name, index) in enumerate(
        [("HD Webcam", 0), ("HD Webcam", 1), ("Scanner à plat", 0)]
    ):
        folder = tmp_path / f"video{number * 5}"
        folder.mkdir()
        (folder / "name").write_text(f"{name}\n", encoding="utf-8")
        (folder / "index").write_text(f"{index}\n", encoding="utf-8")
    return tmp_path


def test_cameras_are_told_by_name_without_their_second_entries(video: Path) -> None:
    assert cameras(video) == (Attached("0", "HD Webcam"), Attached("10", "Scanner à plat"))


def test_a_camera_without_a_name_has_its_place(video: Path) -> None:
    (video / "video10" / "name").unlink()

    assert cameras(video)[1] == Attached("10", "video10")


def test_a_system_that_tells_no_cameras_tells_none(tmp_path: Path) -> None:
    assert cameras(tmp_path / "nowhere") == ()


def test_serial_ports_have_the_name_that_outlives_replugging(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, there = os.openpty()
    device = os.ttyname(there)
    steady = tmp_path / "usb-Balance_8217-if00"
    steady.symlink_to(device)

    class Port:
        name, description = Path(device).name, "Balance 8217"

    Port.device = device
    monkeypatch.setattr("serial.tools.list_ports.comports", lambda: [Port])
    try:
        named, plain = serial_ports(tmp_path), serial_ports(tmp_path / "nowhere")
    finally:
        os.close(here)
        os.close(there)

    assert named == (Attached(f"serial:{steady}", f"Balance 8217 – {Path(device).name}"),)
    assert plain == (Attached(f"serial:{device}", f"Balance 8217 – {Path(device).name}"),)


def test_asking_for_ports_works_on_this_machine() -> None:
    assert all(port.address.startswith("serial:") for port in serial_ports())
