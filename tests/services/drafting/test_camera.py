"""The camera is open while somebody watches; codes, pictures and its loss come back by callback."""

import io
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from queue import Empty, Queue
from threading import Event, Lock
from threading import enumerate as threads

import numpy as np
import pytest
import segno
from PIL import Image

from desktop.devices import camera as devices
from desktop.devices.imaging import Frame
from desktop.errors import RefusedError, ShopError, WorldError
from desktop.services.drafting import photos
from desktop.services.drafting.camera import PREVIEW_PX, CounterCamera
from tests.support.a_video_capture import Cameras

PATIENCE_S = 60


class Witness:
    """Hears what a camera says, on whatever thread it says it."""

    def __init__(self) -> None:
        self.codes: Queue[str] = Queue()
        self.pictures: Queue[bytes] = Queue()
        self.losses: Queue[ShopError] = Queue()
        self.camera = CounterCamera(self.codes.put, self.pictures.put, self.losses.put)


@pytest.fixture
def witness() -> Iterator[Witness]:
    made = Witness()
    yield made
    made.camera.close()
    assert not [each for each in threads() if each.name == "camera"]


def show(folder: Path, name: str, text: str, side: int = 900) -> None:
    """Put a picture of a code into a folder, whole at once, as the phone of the demo does."""
    matrix = np.array([list(row) for row in segno.make(text, error="m", micro=False).matrix])
    ink = np.pad(np.where(matrix > 0, 0, 255).astype(np.uint8), 4, constant_values=255)
    large = np.repeat(np.repeat(ink, 12, 0), 12, 1)
    picture = Image.new("RGB", (side, side), "white")
    picture.paste(Image.fromarray(large), (20, 20))
    picture.save(folder / "coming.part", "PNG")
    (folder / "coming.part").rename(folder / name)


def test_a_code_before_the_camera_is_heard_once_and_seen(tmp_path: Path, witness: Witness) -> None:
    witness.camera.watch(str(tmp_path))
    show(tmp_path, "a.png", "hello")
    assert witness.codes.get(timeout=PATIENCE_S) == "hello"
    with Image.open(io.BytesIO(witness.pictures.get(timeout=PATIENCE_S))) as seen:
        assert (seen.format, seen.size) == ("JPEG", (PREVIEW_PX, PREVIEW_PX))
    show(tmp_path, "b.png", "again")
    assert witness.codes.get(timeout=PATIENCE_S) == "again"


def test_what_lay_in_the_folder_before_is_not_looked_at(tmp_path: Path, witness: Witness) -> None:
    show(tmp_path, "a.png", "old")
    witness.camera.watch(str(tmp_path))
    show(tmp_path, "b.png", "new")
    assert witness.codes.get(timeout=PATIENCE_S) == "new"


def test_the_picture_before_the_camera_becomes_a_photograph(
    tmp_path: Path, witness: Witness
) -> None:
    witness.camera.watch(str(tmp_path))
    show(tmp_path, "a.png", "hello")
    witness.codes.get(timeout=PATIENCE_S)
    taken = witness.camera.take_picture()
    with Image.open(io.BytesIO(taken)) as picture:
        assert picture.size == (900, 900)
    assert photos.prepare(taken, "camera").width == 900


def test_nothing_seen_is_no_picture(tmp_path: Path, witness: Witness) -> None:
    with pytest.raises(WorldError) as failed:
        witness.camera.take_picture()
    assert failed.value.code == "camera_sees_nothing"
    witness.camera.watch(str(tmp_path))
    show(tmp_path, "a.png", "hello")
    witness.codes.get(timeout=PATIENCE_S)
    witness.camera.rest()
    with pytest.raises(WorldError):
        witness.camera.take_picture()


def test_a_camera_that_is_not_there_is_lost_and_may_be_tried_again(
    tmp_path: Path, witness: Witness
) -> None:
    witness.camera.watch(str(tmp_path / "gone"))
    assert witness.losses.get(timeout=PATIENCE_S).code == "camera_missing"
    witness.camera.watch("99")
    assert witness.losses.get(timeout=PATIENCE_S).code == "camera_missing"
    (tmp_path / "gone").mkdir()
    witness.camera.watch(str(tmp_path / "gone"))
    show(tmp_path / "gone", "a.png", "back")
    assert witness.codes.get(timeout=PATIENCE_S) == "back"


def test_a_broken_picture_ends_the_watch_in_one_error(tmp_path: Path, witness: Witness) -> None:
    witness.camera.watch(str(tmp_path))
    (tmp_path / "broken.png").write_bytes(b"no picture")
    assert witness.losses.get(timeout=PATIENCE_S).code == "picture_unknown"


class MadCamera:
    """A camera whose driver fails in a way nobody foresaw."""

    def read(self) -> Frame | None:
        raise RuntimeError("the driver fell over")

    def close(self) -> None:
        """Nothing is held."""


def test_a_driver_that_fails_is_told_and_the_camera_can_be_opened_again(
    tmp_path: Path, witness: Witness, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(devices, "OpenCVCamera", lambda _index: MadCamera())
        witness.camera.watch("0")
        assert witness.losses.get(timeout=PATIENCE_S).code == "camera_lost"
    witness.camera.watch(str(tmp_path))
    show(tmp_path, "a.png", "back")
    assert witness.codes.get(timeout=PATIENCE_S) == "back"


class SlowCamera:
    """A camera that is slow to open and knows whether two have it at once."""

    opened = Event()
    may_open = Event()
    held = Lock()

    def __init__(self) -> None:
        if not self.held.acquire(blocking=False):
            raise WorldError("camera_missing", camera="0")
        self.opened.set()
        self.may_open.wait(PATIENCE_S)

    def read(self) -> Frame | None:
        return np.zeros((90, 160, 3), np.uint8)

    def close(self) -> None:
        self.held.release()


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> type[SlowCamera]:
    SlowCamera.opened.clear()
    SlowCamera.may_open.clear()
    monkeypatch.setattr(devices, "open_source", lambda _place, _passed: SlowCamera())
    return SlowCamera


def test_nobody_waits_for_a_camera_that_takes_its_time(
    witness: Witness, slow: type[SlowCamera]
) -> None:
    witness.camera.watch("0")
    assert slow.opened.wait(PATIENCE_S)
    # None of these could return if it waited: the camera opens only after them.
    witness.camera.rest()
    witness.camera.watch("0")
    witness.camera.rest()
    slow.may_open.set()
    witness.camera.watch("0")
    assert witness.pictures.get(timeout=PATIENCE_S)
    assert witness.losses.empty()


def test_one_screen_after_the_other_has_the_camera(
    witness: Witness, slow: type[SlowCamera]
) -> None:
    """The device is let go before it is opened anew; never do two have it."""
    slow.may_open.set()
    for _ in range(20):
        witness.camera.watch("0")
        assert witness.pictures.get(timeout=PATIENCE_S)
        witness.camera.rest()
        while not witness.pictures.empty():
            witness.pictures.get_nowait()
    assert witness.losses.empty()


def test_a_closed_camera_stays_closed(tmp_path: Path) -> None:
    witness = Witness()
    witness.camera.watch(str(tmp_path))
    witness.camera.close()
    witness.camera.watch(str(tmp_path))
    witness.camera.close()
    assert not [each for each in threads() if each.name == "camera"]
    with pytest.raises(Empty):
        witness.codes.get_nowait()


def taken_when_seen(witness: Witness) -> bytes:
    """Return the first photograph that can be had; a preview of the watch before may still come."""
    while True:
        witness.pictures.get(timeout=PATIENCE_S)
        with suppress(WorldError):
            return witness.camera.take_picture()


def a_sheet(folder: Path, name: str, colour: tuple[int, int, int]) -> None:
    """Hold an even sheet before the camera."""
    Image.new("RGB", (320, 240), colour).save(folder / "coming.part", "PNG")
    (folder / "coming.part").rename(folder / name)


def test_a_grey_sheet_in_warm_light_makes_the_cameras_grey_grey(
    tmp_path: Path, witness: Witness
) -> None:
    warm = (160, 128, 100)
    witness.camera.watch(str(tmp_path))
    a_sheet(tmp_path, "a.png", warm)
    witness.pictures.get(timeout=PATIENCE_S)
    gains = witness.camera.read_grey()
    assert gains == (1280, 1000, 800)
    witness.camera.watch(str(tmp_path), gains=gains)
    a_sheet(tmp_path, "b.png", warm)
    with Image.open(io.BytesIO(taken_when_seen(witness))) as taken:
        assert np.abs(np.asarray(taken).astype(int) - 128).max() <= 2


def test_what_is_no_grey_sheet_is_refused(tmp_path: Path, witness: Witness) -> None:
    with pytest.raises(WorldError, match="camera_sees_nothing"):
        witness.camera.read_grey()
    witness.camera.watch(str(tmp_path))
    show(tmp_path, "a.png", "hello")
    witness.pictures.get(timeout=PATIENCE_S)
    with pytest.raises(RefusedError, match="grey_sheet_unfit"):
        witness.camera.read_grey()


@pytest.fixture
def cameras(monkeypatch: pytest.MonkeyPatch) -> Cameras:
    found = Cameras()
    monkeypatch.setattr(devices.cv2, "VideoCapture", found)
    return found


def test_a_camera_torn_out_while_it_is_read_is_told_once_and_the_other_one_goes_on(
    witness: Witness, cameras: Cameras
) -> None:
    white = np.full((72, 128, 3), 240, np.uint8)
    first, second = cameras.plug(0, white), cameras.plug(1, white)
    witness.camera.watch("0")
    witness.pictures.get(timeout=PATIENCE_S)
    first.is_plugged = False
    assert witness.losses.get(timeout=PATIENCE_S).code == "camera_lost"
    while not witness.pictures.empty():
        witness.pictures.get()
    witness.camera.watch("1")
    witness.pictures.get(timeout=PATIENCE_S)
    assert second.is_open
    assert not first.is_open
    assert witness.losses.empty()


def test_black_frames_of_a_camera_are_told_and_never_photographed(cameras: Cameras) -> None:
    cameras.plug(0, np.zeros((72, 128, 3), np.uint8))
    sights: Queue[str] = Queue()
    camera = CounterCamera(
        lambda _code: None, lambda _jpeg: None, lambda _error: None, on_sight=sights.put
    )
    camera.watch("0", shoots=True)
    assert sights.get(timeout=PATIENCE_S) == "dark"
    with pytest.raises(WorldError) as failed:
        camera.take_picture()
    assert failed.value.code == "camera_dark"
    camera.close()
