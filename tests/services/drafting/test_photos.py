"""A photograph is made ready off the ledger, kept once, and is on its way to the town."""

import hashlib
import io
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import numpy as np
import pytest
import zxingcpp
from PIL import Image
from sqlalchemy import text

from desktop.errors import RefusedError, WorldError
from desktop.services.drafting import kept_photos, photos, same_shot
from desktop.services.shop import Shop, Topic
from tests.support.a_shop import a_shop

EAN = "3017620422003"
UNCUT = photos.Wish(cuts=False)


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


@cache
def a_photo() -> photos.Prepared:
    """Return a photograph that is ready, made once for all who keep it."""
    return photos.prepare(a_picture(), wish=UNCUT)


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
    assert photos.prepare(tmp_path / "pack.jpg", wish=UNCUT).codes == (EAN,)
    assert a_photo().codes == ()


def test_a_photograph_kept_lies_in_the_folder_and_waits_to_be_sent(shop: Shop) -> None:
    heard: list[frozenset[Topic]] = []
    shop.changes.listen(heard.append)
    photo = a_photo()
    kept = kept_photos.keep(shop, photo)
    assert kept.path == shop.photo_path(photo.sha256)
    assert kept.path.read_bytes() == photo.webp
    assert uploads(shop) == [(photo.sha256, len(photo.webp))]
    assert heard == [frozenset({Topic.CATALOGUE, Topic.LINK})]
    assert not list(shop.folder.rglob("*.part"))


def test_the_same_photograph_is_kept_and_sent_once(shop: Shop) -> None:
    photo = a_photo()
    with shop.begin() as work:
        work.commit()
    kept_photos.keep(shop, photo)
    with shop.begin() as work:
        work.connection.execute(text("UPDATE blob_upload SET done_at = 1"))
        work.commit()
    assert kept_photos.keep(shop, photos.prepare(a_picture(), wish=UNCUT)).sha256 == photo.sha256
    assert len(uploads(shop)) == 1
    with shop.look() as look:
        assert look.connection.execute(text("SELECT done_at FROM blob_upload")).scalar_one() == 1


def test_a_half_written_file_of_a_crash_is_written_anew(shop: Shop) -> None:
    photo = a_photo()
    path = shop.photo_path(photo.sha256)
    path.parent.mkdir(parents=True)
    path.with_suffix(".part").write_bytes(photo.webp[:10])
    assert kept_photos.keep(shop, photo).path.read_bytes() == photo.webp


def test_a_folder_that_takes_nothing_says_so_and_promises_nothing(shop: Shop) -> None:
    (shop.folder / "media").write_text("a file in place of the folder")
    with pytest.raises(WorldError) as failed:
        kept_photos.keep(shop, a_photo())
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


def a_shot(colour: tuple[int, int, int] = (200, 60, 40)) -> bytes:
    """A box in the middle of a kraft sheet."""
    pixels = np.full((600, 800, 3), (181, 138, 88), np.int16)
    pixels[150:480, 280:530] = colour
    pixels[200:260, 310:500] = (245, 245, 240)
    pixels += np.random.default_rng(2).integers(-4, 5, pixels.shape, dtype=np.int16)
    target = io.BytesIO()
    Image.fromarray(pixels.clip(0, 255).astype(np.uint8)).save(target, "JPEG", quality=92)
    return target.getvalue()


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Cut with what is always there, so that these tests say the same on every machine."""
    photos.rest()
    monkeypatch.setenv("COMPTOIR_CUTOUT_MODEL", "")
    yield
    photos.rest()


@pytest.mark.usefixtures("no_network")
def test_a_product_stands_on_white_and_its_original_is_kept_behind_it(shop: Shop) -> None:
    photo = photos.prepare(a_shot())
    assert photo.cut.is_used
    assert photo.cut.way == "seeds"
    assert photo.original is not None
    with (
        Image.open(io.BytesIO(photo.webp)) as cut,
        Image.open(io.BytesIO(photo.original.webp)) as original,
    ):
        corner = cut.convert("RGB").getpixel((2, 2))
        ground = original.convert("RGB").getpixel((2, 2))
    assert corner == (255, 255, 255)
    assert ground != (255, 255, 255)
    assert photo.colours[0].code in {"red", "rust", "coral"}
    kept = kept_photos.keep(shop, photo)
    behind = kept_photos.original_of(shop, kept.sha256)
    assert behind is not None
    assert behind.path.read_bytes() == photo.original.webp
    assert uploads(shop) == [(photo.sha256, len(photo.webp))], "the original stays in the shop"


@pytest.mark.usefixtures("no_network")
def test_one_touch_sends_the_original_and_the_cut_out_stays(shop: Shop) -> None:
    photo = photos.prepare(a_shot())
    kept_photos.keep(shop, photo)
    shown = kept_photos.show_original(shop, photo.sha256)
    assert shown is not None
    assert photo.original is not None
    assert {sha for sha, _ in uploads(shop)} == {photo.sha256, photo.original.sha256}
    assert shop.photo_path(photo.sha256).exists()
    assert kept_photos.show_original(shop, shown.sha256) is None


@pytest.mark.usefixtures("no_network")
def test_smaller_files_are_named_by_their_content_and_found_by_width(shop: Shop) -> None:
    photo = photos.prepare(a_picture(1500, 1500))
    assert [file.width for file in photo.smaller] == [800, 400, 200]
    kept_photos.keep(shop, photo)
    for file in photo.smaller:
        content = kept_photos.file_for(shop, photo.sha256, file.width).read_bytes()
        assert hashlib.sha256(content).hexdigest() == file.sha256
    assert kept_photos.file_for(shop, photo.sha256, 300).read_bytes() == photo.smaller[1].webp
    assert kept_photos.file_for(shop, photo.sha256, 5000) == shop.photo_path(photo.sha256)


@pytest.mark.usefixtures("no_network")
def test_what_is_not_believed_stays_as_it_was_taken() -> None:
    photo = photos.prepare(a_picture(900, 700, "white"))
    assert not photo.cut.is_used
    assert photo.cut.doubts == ("nothing",)
    assert photo.original is None
    assert (photo.width, photo.height) == (700, 700)


@pytest.mark.usefixtures("no_network")
def test_every_step_is_told_once_and_the_first_look_comes_before_the_outline() -> None:
    told: list[photos.Progress] = []
    photo = photos.prepare(a_shot(), wish=photos.Wish(tell=told.append))
    assert [each.step for each in told] == list(photos.Step)
    assert [each.done for each in told] == list(range(1, len(photos.Step) + 1))
    looks = [each.step for each in told if each.look]
    assert looks == [photos.Step.FIRST_LOOK]
    assert set(photo.ms) == {step.value for step in photos.Step}


@pytest.mark.usefixtures("no_network")
def test_a_wish_withdrawn_ends_the_work() -> None:
    told: list[photos.Progress] = []
    with pytest.raises(RefusedError) as refused:
        photos.prepare(
            a_shot(), wish=photos.Wish(tell=told.append, is_stopped=lambda: len(told) == 2)
        )
    assert refused.value.code == "photo_stopped"
    assert len(told) == 2


@pytest.mark.usefixtures("no_network")
def test_the_brush_mends_an_outline_that_was_not_believed() -> None:
    shot = photos.take(a_picture(600, 600, "white"))
    mended = photos.mend(shot, [photos.stroke(((0.4, 0.5), (0.6, 0.5)), 0.1, keeps=True)])
    photo = photos.finish(mended)
    assert photo.cut.is_used
    assert photo.original is not None
    assert photos.finish(mended, cuts=False).original is None


@pytest.mark.usefixtures("no_network")
def test_the_same_shot_saved_again_is_recognised(shop: Shop) -> None:
    photo = photos.prepare(a_shot())
    kept_photos.keep(shop, photo)
    with Image.open(io.BytesIO(a_shot())) as opened:
        target = io.BytesIO()
        opened.save(target, "WEBP", quality=70)
    again = photos.prepare(target.getvalue())
    assert photo.sha256 in same_shot.alike(shop, (again.likeness,))
    assert same_shot.alike(shop, (photos.prepare(a_pack()).likeness,)) == ()


@pytest.mark.usefixtures("no_network")
def test_nothing_of_the_maker_is_in_any_file() -> None:
    exif = Image.Exif()
    exif[0x010F] = "Phone & Sons"
    exif[0x8825] = {1: "N", 2: (48.0, 51.0, 30.0)}
    target = io.BytesIO()
    with Image.open(io.BytesIO(a_shot())) as opened:
        opened.save(target, "JPEG", exif=exif)
    photo = photos.prepare(target.getvalue())
    assert photo.original is not None
    for webp in (photo.webp, photo.original.webp, *(file.webp for file in photo.smaller)):
        assert b"Phone" not in webp
        assert b"EXIF" not in webp
