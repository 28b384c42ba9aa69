"""A camera of this machine through OpenCV: opened, read, taken by another, torn out."""

import sys
from pathlib import Path

import cv2
import numpy as np
import pytest

from desktop.devices import camera as devices
from desktop.devices.camera import OpenCVCamera, open_source
from desktop.devices.imaging import Frame
from desktop.errors import WorldError
from tests.support.a_video_capture import Cameras


@pytest.fixture
def cameras(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Cameras:
    found = Cameras()
    monkeypatch.setattr(devices.cv2, "VideoCapture", found)
    monkeypatch.setattr(devices, "_DEVICES", tmp_path)
    return found


def grey(level: int) -> Frame:
    return np.full((720, 1280, 3), level, np.uint8)


def test_its_frames_come_in_turn_at_the_size_codes_are_read_at(cameras: Cameras) -> None:
    plugged = cameras.plug(0, grey(10), grey(20), grey(30))
    source = OpenCVCamera(0)
    assert [int(frame[0, 0, 0]) for frame in map(_whole, [source.read() for _ in range(3)])] == [
        10,
        20,
        30,
    ]
    assert plugged.asked[cv2.CAP_PROP_FRAME_WIDTH] == 1280
    assert plugged.asked[cv2.CAP_PROP_FRAME_HEIGHT] == 720
    assert plugged.asked[cv2.CAP_PROP_BUFFERSIZE] == 1, "the newest frame, not the oldest"
    source.close()
    assert not plugged.is_open


def _whole(frame: Frame | None) -> Frame:
    assert frame is not None
    assert frame.dtype == np.uint8
    return frame


def test_one_that_is_torn_out_is_lost_at_the_next_look(cameras: Cameras) -> None:
    plugged = cameras.plug(0, grey(10))
    source = open_source("0")
    source.read()
    plugged.is_plugged = False
    with pytest.raises(WorldError) as failed:
        source.read()
    assert failed.value.code == "camera_lost"
    source.close()


def test_one_that_is_not_there_is_missing_and_let_go(cameras: Cameras) -> None:
    with pytest.raises(WorldError) as failed:
        open_source("3")
    assert failed.value.code == "camera_missing"
    assert failed.value.facts == {"camera": "3"}
    assert not cameras.of[3].is_open


def test_one_that_is_there_and_does_not_open_is_taken(cameras: Cameras, tmp_path: Path) -> None:
    (tmp_path / "video1").touch()
    with pytest.raises(WorldError) as failed:
        OpenCVCamera(1)
    assert failed.value.code == "camera_taken"


def test_one_that_opens_and_never_gives_a_picture_is_taken(cameras: Cameras) -> None:
    cameras.plug(0, grey(10)).is_silent = True
    source = OpenCVCamera(0)
    with pytest.raises(WorldError) as failed:
        source.read()
    assert failed.value.code == "camera_taken"
    source.close()


@pytest.mark.parametrize(
    ("platform", "interface"), [("win32", cv2.CAP_DSHOW), ("linux", cv2.CAP_ANY)]
)
def test_windows_is_asked_by_the_interface_that_opens_at_once(
    cameras: Cameras, monkeypatch: pytest.MonkeyPatch, platform: str, interface: int
) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    plugged = cameras.plug(0, grey(10))
    OpenCVCamera(0).close()
    assert plugged.interface == interface
