"""Pictures on their way up: in parts, checked, never trusted."""

import hashlib
import io
import os
import random
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image

from marketplace.api.desk import SyncDesk
from marketplace.jobs.runner import JobRunner
from marketplace.services import blobs, jobs
from marketplace.services.blobs import MOST_BYTES, MOST_PART_BYTES, BlobFolder
from marketplace.services.devices import Caller
from marketplace.services.hub import Hub
from marketplace.services.problems import ProblemError
from sync.contract import v1
from sync.kernel.clock import SetClock

from .simulator import NOON
from .town import add_device, copy_town, shops_of


@pytest.fixture
def hub(template: Path, tmp_path: Path) -> Iterator[Hub]:
    opened = copy_town(template, tmp_path / "hub", SetClock(NOON), is_durable=False)
    yield opened
    opened.close()


@pytest.fixture
def desk(hub: Hub) -> SyncDesk:
    return SyncDesk(hub)


@pytest.fixture
def caller(hub: Hub) -> Caller:
    return add_device(hub, shops_of(hub)[0].id, "T1")


def picture(kind: str = "WEBP", width: int = 700, height: int = 500) -> bytes:
    """Return a picture that does not pack well, so that it needs several parts."""
    noise = random.Random(7).randbytes(width * height * 3)
    body = io.BytesIO()
    Image.frombytes("RGB", (width, height), noise).save(body, kind, quality=95)
    return body.getvalue()


def name_of(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def send(desk: SyncDesk, caller: Caller, body: bytes, name: str = "") -> bool:
    sha256 = name or name_of(body)
    for offset in range(0, len(body), MOST_PART_BYTES):
        part = body[offset : offset + MOST_PART_BYTES]
        position = desk.blob_part(caller, sha256, offset, len(body), part)
    return position.complete


def error_of(desk: SyncDesk, caller: Caller, body: bytes, name: str = "") -> str:
    with pytest.raises(ProblemError) as refusal:
        send(desk, caller, body, name)
    return refusal.value.problem.error


@pytest.mark.parametrize("kind", ["WEBP", "JPEG", "PNG"])
def test_a_picture_arrives_byte_for_byte(
    hub: Hub, desk: SyncDesk, caller: Caller, kind: str
) -> None:
    body = picture(kind)
    assert len(body) > MOST_PART_BYTES or kind != "PNG"
    assert send(desk, caller, body)
    path = BlobFolder(hub.settings.data_dir).path_of(name_of(body))
    assert path is not None
    assert path.read_bytes() == body
    assert desk.blob_position(caller, name_of(body)).complete


def test_an_upload_goes_on_where_it_was_broken_off(desk: SyncDesk, caller: Caller) -> None:
    body = picture("PNG")
    name, size = name_of(body), len(body)
    half = MOST_PART_BYTES
    assert desk.blob_position(caller, name).received == 0
    desk.blob_part(caller, name, 0, size, body[:half])
    assert desk.blob_position(caller, name).received == half
    assert desk.blob_part(caller, name, 0, size, body[:half]).received == half, "said twice"
    assert desk.blob_part(caller, name, half + 1, size, b"x").received == half, "a gap"
    for offset in range(half, size, half):
        position = desk.blob_part(caller, name, offset, size, body[offset : offset + half])
    assert position.complete


def test_a_part_two_tills_bring_in_one_moment_is_there_once(
    desk: SyncDesk, caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = picture("PNG")
    name, size, half = name_of(body), len(body), MOST_PART_BYTES
    real_position = blobs.position

    def overtaken(folder: BlobFolder, who: Caller, sha256: str) -> v1.BlobPosition:
        """Look, and be overtaken by the other till before writing."""
        seen = real_position(folder, who, sha256)
        monkeypatch.setattr(blobs, "position", real_position)
        desk.blob_part(caller, name, 0, size, body[:half])
        return seen

    monkeypatch.setattr(blobs, "position", overtaken)
    assert desk.blob_part(caller, name, 0, size, body[:half]).received == half
    assert desk.blob_position(caller, name).received == half
    assert send(desk, caller, body)


def test_half_a_picture_nobody_goes_on_with_is_forgotten_after_a_week(
    hub: Hub, desk: SyncDesk, caller: Caller
) -> None:
    whole, given_up, underway = picture("JPEG"), picture("PNG"), picture("PNG", 640, 480)
    assert send(desk, caller, whole)
    folder = BlobFolder(hub.settings.data_dir)
    for body, age in ((given_up, timedelta(days=8)), (underway, timedelta(days=6))):
        desk.blob_part(caller, name_of(body), 0, len(body), body[:MOST_PART_BYTES])
        touched = (NOON - age).timestamp()
        os.utime(folder.part_of(caller.shop_id, name_of(body)), (touched, touched))
    with hub.database.write() as session:
        jobs.schedule(session, "forget", {}, NOON, "now")
    assert JobRunner(hub).do_one()
    assert desk.blob_position(caller, name_of(given_up)).received == 0
    assert desk.blob_position(caller, name_of(underway)).received == MOST_PART_BYTES
    assert desk.blob_position(caller, name_of(whole)).complete


def test_bytes_that_are_not_what_their_name_says_are_thrown_away(
    hub: Hub, desk: SyncDesk, caller: Caller
) -> None:
    body, other = picture("JPEG"), picture("JPEG", 640, 480)
    assert error_of(desk, caller, body, name_of(other)) == "malformed"
    assert desk.blob_position(caller, name_of(other)).received == 0
    assert send(desk, caller, other), "the name is free for the right bytes"


@pytest.mark.parametrize(
    "body",
    [
        b"<script>alert(1)</script>",
        b"GIF89a" + bytes(100),
        picture("JPEG")[:20_000],
        b"RIFF\x00\x00\x00\x00WEBP" + bytes(50),
        picture("PNG", 10, 10)[:-30],
    ],
    ids=["script", "gif", "torn_jpeg", "empty_webp", "torn_png"],
)
def test_what_is_no_whole_picture_is_refused(desk: SyncDesk, caller: Caller, body: bytes) -> None:
    assert error_of(desk, caller, body) == "malformed"
    assert not desk.blob_position(caller, name_of(body)).complete


def test_a_small_file_with_a_huge_picture_in_it_is_refused(desk: SyncDesk, caller: Caller) -> None:
    body = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(body, "PNG")
    assert len(body.getvalue()) < 1_000_000
    assert error_of(desk, caller, body.getvalue()) in {"too_large", "malformed"}


@pytest.mark.parametrize(
    ("size", "part"),
    [(MOST_BYTES + 1, b"x"), (0, b""), (MOST_BYTES, bytes(MOST_PART_BYTES + 1))],
    ids=["whole", "nothing", "part"],
)
def test_what_is_too_large_is_refused_before_a_byte_is_kept(
    desk: SyncDesk, caller: Caller, size: int, part: bytes
) -> None:
    name = "0" * 64
    with pytest.raises(ProblemError) as refusal:
        desk.blob_part(caller, name, 0, size, part)
    assert refusal.value.problem.error == "too_large"
    assert desk.blob_position(caller, name).received == 0


@pytest.mark.parametrize("name", ["", "x", "../../etc/passwd", "0" * 63, "G" * 64, "0" * 64 + "\n"])
def test_a_name_that_is_no_hash_opens_no_file(
    hub: Hub, desk: SyncDesk, caller: Caller, name: str
) -> None:
    with pytest.raises(ProblemError):
        desk.blob_position(caller, name)
    assert BlobFolder(hub.settings.data_dir).path_of(name) is None


def test_two_shops_may_bring_the_same_picture_at_the_same_time(
    hub: Hub, desk: SyncDesk, caller: Caller
) -> None:
    neighbour = add_device(hub, shops_of(hub)[1].id, "T1")
    body = picture("PNG")
    name, half = name_of(body), MOST_PART_BYTES
    desk.blob_part(caller, name, 0, len(body), body[:half])
    assert send(desk, neighbour, body)
    assert desk.blob_position(caller, name).complete
    assert send(desk, caller, body)
