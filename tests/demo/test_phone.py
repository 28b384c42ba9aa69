"""The customer's phone before the counter camera: its code is read from the frame's pixels."""

from pathlib import Path

import pytest
import segno
from PIL import Image

from demo.phone import hold_before_camera, photograph_phone
from desktop.devices.code_reader import read_codes
from desktop.devices.imaging import as_frame
from sync.kernel import pickup_code

CODE = pickup_code.PickupCode("00000047", "5" * 24)


@pytest.fixture(scope="module")
def qr() -> Image.Image:
    drawn = segno.make(CODE.text, error="m", mode="numeric", boost_error=False, micro=False)
    rows = [bytes(0 if dark else 255 for dark in row) for row in drawn.matrix_iter(border=4)]
    small = Image.frombytes("L", (len(rows[0]), len(rows)), b"".join(rows))
    return small.convert("RGB").resize((500, 500), Image.Resampling.NEAREST)


@pytest.mark.parametrize("tilt_deg", [-25, -8, 0, 12, 18, 30, 90])
@pytest.mark.parametrize("brightness", [0.3, 0.45, 1.0])
def test_code_is_read_at_any_tilt_and_brightness(
    qr: Image.Image, tilt_deg: float, brightness: float
) -> None:
    frame = photograph_phone(qr, tilt_deg, brightness)
    read = [pickup_code.read(code.text) for code in read_codes(as_frame(frame))]
    assert read == [CODE]


def test_frame_is_a_camera_s_and_the_same_for_the_same_chance(qr: Image.Image) -> None:
    one, same, other = (photograph_phone(qr, seed=seed) for seed in (1, 1, 2))
    assert one.size == (1280, 720)
    assert one.tobytes() == same.tobytes()
    assert one.tobytes() != other.tobytes()


def test_darker_phone_gives_a_darker_frame(qr: Image.Image) -> None:
    dim, bright = (photograph_phone(qr, brightness=each).convert("L") for each in (0.3, 1.0))
    assert sum(dim.tobytes()) < sum(bright.tobytes()) / 2


def test_frame_appears_before_the_camera_whole(qr: Image.Image, tmp_path: Path) -> None:
    frame = photograph_phone(qr)
    held = hold_before_camera(frame, tmp_path / "camera", "phone")
    assert [each.name for each in (tmp_path / "camera").iterdir()] == ["phone.png"]
    with Image.open(held) as seen:
        assert seen.tobytes() == frame.tobytes()
