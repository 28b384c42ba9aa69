"""The light of a camera is asked of its driver, and one without a light says so."""

import struct
import sys
from pathlib import Path

import pytest

from desktop.devices.torch import find_torch

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"),
    reason="2026-11-22: only Video4Linux lets a program ask for the light",
)
LED_MODE, ILLUMINATOR = 0x009C0901, 0x00980925
QUERY, SET = 0xC0445624, 0xC008561C


class Driver:
    """Answers as a driver does that has one of the two controls, or none."""

    def __init__(self, control: int, flags: int = 0) -> None:
        self.control, self.flags = control, flags
        self.done: list[tuple[int, int]] = []

    def __call__(self, _handle: int, request: int, told: bytearray) -> int:
        (control,) = struct.unpack_from("=I", told)
        if control != self.control:
            raise OSError(22, "no such control")
        if request == QUERY:
            assert len(told) == 68
            struct.pack_into("=I", told, 56, self.flags)
        else:
            assert request == SET
            self.done.append(struct.unpack("=Ii", bytes(told)))
        return 0


@pytest.fixture
def devices(tmp_path: Path) -> Path:
    (tmp_path / "video0").touch()
    return tmp_path


@pytest.mark.parametrize(("control", "lit"), [(LED_MODE, 2), (ILLUMINATOR, 1)])
def test_a_light_goes_on_and_out(devices: Path, control: int, lit: int) -> None:
    driver = Driver(control)
    torch = find_torch("0", devices, driver)
    assert torch is not None
    assert torch.switch(is_on=True)
    assert torch.switch(is_on=False)
    assert driver.done == [(control, lit), (control, 0)]


def test_a_camera_without_a_light_has_no_torch(devices: Path) -> None:
    assert find_torch("0", devices, Driver(0)) is None
    assert find_torch("0", devices, Driver(LED_MODE, flags=1)) is None
    assert find_torch("1", devices, Driver(LED_MODE)) is None
    assert find_torch(str(devices), devices, Driver(LED_MODE)) is None


def test_a_camera_that_was_pulled_out_lights_nothing(devices: Path) -> None:
    torch = find_torch("0", devices, Driver(LED_MODE))
    assert torch is not None
    (devices / "video0").unlink()
    assert not torch.switch(is_on=True)
