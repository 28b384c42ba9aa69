"""A photograph is made ready off the ledger, kept once, and is on its way to the town."""

import hashlib
import io
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import zxingcpp
from PIL import Image
from sqlalchemy import text

from desktop.errors import RefusedError, WorldError
from desktop.services import photos
from desktop.services.shop import Shop, Topic
from tests.support.a_shop import a_shop

EAN = "3017620422003"


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    with a_shop(tmp_path).opened() as opened:
        yield opened


def a_picture(
    width: int = 300, height: int = 200, colour: str = "orange", kind: str = "PNG"
) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(target, kind)
    return target.getvalue()


def a_pack(digits: str = EAN) -> bytes:
    code = zxingcpp.create_barcode(digits, zxingcpp.BarcodeFormat.EAN13)
    stripes = np.pad(np.array(code.to_image(scale=3), np.uint8), 120, constant_values=255)
    target = io.BytesIO()
    Image.fromarray(stripes).convert("RGB").save(target, "JPEG", quality=90)
    return target.getvalue()


def uploads(shop: Shop) -> list[tuple[str, int]]:
    with shop.look() as look:
        rows = look.connection.execute(text("SELECT sha256, size_bytes FROM blob_upload")).all()
    return [(row.sha256, row.size_bytes) for row in rows]


def test_a_photograph_is_square_small_and_named_by_its_content() -> None:
    photo = photos.prepare(a_picture(3000, 2000))
    assert (photo.width, photo.height) == (1200, 1200)
    assert photo.sha256 == hashlib.sha256(photo.webp).hexdigest()
    with Image.open(io.BytesIO(photo.webp)) as picture:
        assert picture.format == "WEBP"


def test_the_article_number_on_the_pack_is_read_with_it(tmp_path: Path) -> None:
    (tmp_path / "pack.jpg").write_bytes(a_pack())
    assert photos.prepare(tmp_path / "pack.jpg").codes == (EAN,)
    assert photos.prepare(a_picture()).codes == ()


def test_a_photograph_kept_lies_in_the_folder_and_waits_to_be_sent(shop: Shop) -> None:
    heard: list[frozenset[Topic]] = []
    shop.changes.listen(heard.append)
    photo = photos.prepare(a_picture())
    kept = photos.keep(shop, photo)
    assert kept.path == shop.photo_path(photo.sha256)
    assert kept.path.read_bytes() == photo.webp
    assert uploads(shop) == [(photo.sha256, len(photo.webp))]
    assert heard == [frozenset({Topic.CATALOGUE, Topic.LINK})]
    assert not list(shop.folder.rglob("*.part"))


def test_the_same_photograph_is_kept_and_sent_once(shop: Shop) -> None:
    photo = photos.prepare(a_picture())
    with shop.begin() as work:
        work.commit()
    photos.keep(shop, photo)
    with shop.begin() as work:
        work.connection.execute(text("UPDATE blob_upload SET done_at = 1"))
        work.commit()
    assert photos.keep(shop, photos.prepare(a_picture())).sha256 == photo.sha256
    assert len(uploads(shop)) == 1
    with shop.look() as look:
        assert look.connection.execute(text("SELECT done_at FROM blob_upload")).scalar_one() == 1


def test_a_half_written_file_of_a_crash_is_written_anew(shop: Shop) -> None:
    photo = photos.prepare(a_picture())
    path = shop.photo_path(photo.sha256)
    path.parent.mkdir(parents=True)
    path.with_suffix(".part").write_bytes(photo.webp[:10])
    assert photos.keep(shop, photo).path.read_bytes() == photo.webp


def test_a_folder_that_takes_nothing_says_so_and_promises_nothing(shop: Shop) -> None:
    (shop.folder / "media").write_text("a file in place of the folder")
    with pytest.raises(WorldError) as failed:
        photos.keep(shop, photos.prepare(a_picture()))
    assert failed.value.code == "photo_not_kept"
    assert uploads(shop) == []


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "picture_unknown"),
        (b"no picture", "picture_unknown"),
        (b"\x00" * (41 << 20), "picture_too_large"),
    ],
)
def test_what_is_no_photograph_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(RefusedError) as refused:
        photos.prepare(content, "x.jpg")
    assert refused.value.code == code


def test_a_file_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(WorldError) as failed:
        photos.prepare(tmp_path / "rien.jpg")
    assert failed.value.code == "picture_missing"
