"""Pictures come in upright, small and mute, or are refused in one sentence."""

import io
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import ExifTags, Image, ImageCms

from desktop.devices.imaging import (
    as_frame,
    as_jpeg,
    for_the_web,
    open_picture,
    read_bytes,
    smaller,
    taken_s,
)
from desktop.errors import RefusedError, WorldError
from tests.support.a_heic import a_heic


def a_picture(mode: str = "RGB", size: tuple[int, int] = (64, 48), kind: str = "PNG") -> bytes:
    target = io.BytesIO()
    Image.new(mode, size).save(target, kind)
    return target.getvalue()


@pytest.mark.parametrize(
    ("mode", "kind"),
    [
        ("RGB", "JPEG"),
        ("CMYK", "JPEG"),
        ("L", "PNG"),
        ("I;16", "PNG"),
        ("RGBA", "PNG"),
        ("P", "GIF"),
        ("RGB", "WEBP"),
        ("1", "BMP"),
    ],
)
def test_every_kind_a_shop_has_becomes_a_square_web_picture(mode: str, kind: str) -> None:
    picture = for_the_web(open_picture(a_picture(mode, kind=kind)))
    assert (picture.width, picture.height) == (48, 48)
    assert Image.open(io.BytesIO(picture.webp)).format == "WEBP"


def test_a_turned_photograph_comes_out_upright_and_tells_no_place() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x8825] = {1: "N", 2: (48.0, 51.0, 30.0)}  # where it was taken
    target = io.BytesIO()
    Image.new("RGB", (80, 40)).save(target, "JPEG", exif=exif)
    opened = open_picture(target.getvalue())
    assert opened.size == (40, 80)
    web = Image.open(io.BytesIO(for_the_web(opened).webp))
    assert dict(web.getexif()) == {}
    assert "exif" not in web.info


def test_what_is_transparent_becomes_white() -> None:
    target = io.BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(target, "PNG")
    assert open_picture(target.getvalue()).getpixel((5, 5)) == (255, 255, 255)


def test_the_same_pixels_have_the_same_name() -> None:
    assert (
        for_the_web(open_picture(a_picture())).sha256
        == for_the_web(open_picture(a_picture())).sha256
    )


def test_eighty_million_pixels_in_ten_kilobytes_are_refused_before_decoding() -> None:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")
        )

    header = (9000).to_bytes(4, "big") * 2 + bytes([1, 0, 0, 0, 0])
    bomb = (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(bytes(9000 * 1126), 9))
        + chunk(b"IEND", b"")
    )
    with pytest.raises(RefusedError) as refused:
        open_picture(bomb, "bomb.png")
    assert len(bomb) < 12_000
    assert refused.value.code == "picture_too_many_pixels"


def test_a_header_that_claims_a_thousand_million_pixels_is_refused() -> None:
    claimed = a_picture(kind="BMP")
    huge = claimed[:18] + (40_000).to_bytes(4, "little") * 2 + claimed[26:]
    assert refusal(huge) == "picture_too_many_pixels"


def refusal(content: bytes) -> str:
    with pytest.raises(RefusedError) as refused:
        open_picture(content, "x.jpg")
    return refused.value.code


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "picture_unknown"),
        (b"%PDF-1.7", "picture_unknown"),
        (b"PK\x03\x04" + b"\x00" * 60, "picture_unknown"),
        (b"\xff\xd8\xff" + b"\x00" * 100, "picture_unknown"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "picture_is_drawing"),
        (b"<?xml version='1.0'?><!-- x --><SVG onload='x()'/>", "picture_is_drawing"),
        (a_picture(kind="JPEG", size=(400, 400))[:700], "picture_cut_off"),
        (a_picture(kind="PNG", size=(400, 400))[:80], "picture_cut_off"),
        (b"GIF89a" + b"\x10\x00" * 2 + b"\xff" * 40, "picture_unknown"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00heicmif1" + b"\x00" * 40, "picture_unknown"),
    ],
)
def test_what_is_no_whole_picture_is_refused_with_its_reason(content: bytes, code: str) -> None:
    assert refusal(content) == code


def test_a_picture_with_an_archive_behind_it_leaves_the_archive_behind() -> None:
    two_in_one = a_picture(kind="JPEG", size=(300, 300)) + b"PK\x03\x04<script>alert(1)</script>"
    web = for_the_web(open_picture(two_in_one))
    assert (web.width, web.height) == (300, 300)
    assert b"<script>" not in web.webp
    assert b"PK\x03\x04" not in web.webp


def test_a_wrong_ending_does_not_matter() -> None:
    assert open_picture(a_picture(kind="PNG"), "photo.jpg").size == (64, 48)


def test_of_an_animated_picture_the_first_frame_is_taken() -> None:
    target = io.BytesIO()
    frames = [Image.new("RGB", (40, 40), colour) for colour in ("red", "blue", "green")]
    frames[0].save(target, "GIF", save_all=True, append_images=frames[1:])
    red, green, blue = open_picture(target.getvalue()).getpixel((20, 20))
    assert (red, green, blue) == (255, 0, 0)


def test_a_sixteen_bit_picture_keeps_its_light() -> None:
    target = io.BytesIO()
    Image.fromarray(np.full((20, 20), 40_000, np.uint16)).save(target, "PNG")
    level = open_picture(target.getvalue()).getpixel((5, 5))
    assert level == (40_000 >> 8,) * 3


def test_colours_of_another_profile_become_those_of_the_screen() -> None:
    wide = ImageCms.createProfile("LAB")
    unfit = ImageCms.ImageCmsProfile(wide).tobytes()
    target = io.BytesIO()
    Image.new("RGB", (20, 20), (200, 30, 30)).save(target, "PNG", icc_profile=unfit)
    assert open_picture(target.getvalue()).getpixel((5, 5)) == (200, 30, 30)
    turned = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    swapped = bytes(turned).replace(b"sRGB", b"mine").replace(b"rXYZ", b"tmpX")
    swapped = swapped.replace(b"bXYZ", b"rXYZ").replace(b"tmpX", b"bXYZ")
    target = io.BytesIO()
    Image.new("RGB", (20, 20), (200, 30, 30)).save(target, "PNG", icc_profile=swapped)
    red, _, blue = open_picture(target.getvalue()).getpixel((5, 5))
    assert blue > 150
    assert red < 100


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_nothing_of_the_maker_is_left_in_what_is_written(kind: str) -> None:
    exif = Image.Exif()
    exif[0x010F], exif[0x0110] = "Phone & Sons", "Model 7"
    exif[0x8825] = {1: "N", 2: (48.0, 51.0, 30.0), 3: "E", 4: (2.0, 21.0, 7.0)}
    target = io.BytesIO()
    Image.new("RGB", (400, 300), "orange").save(target, kind, exif=exif)
    assert b"Phone & Sons" in target.getvalue()
    opened = open_picture(target.getvalue())
    assert opened.info == {}
    for written in (for_the_web(opened), *smaller(for_square(opened))):
        assert b"Phone" not in written.webp
        assert set(chunks(written.webp)) <= {b"VP8 ", b"VP8L", b"VP8X", b"ALPH"}
    jpeg = as_jpeg(as_frame(opened), 200)
    assert b"Exif" not in jpeg
    assert b"Phone" not in jpeg


def for_square(picture: Image.Image) -> Image.Image:
    return picture.resize((900, 900))


def chunks(webp: bytes) -> list[bytes]:
    at, names = 12, []
    while at < len(webp):
        size = int.from_bytes(webp[at + 4 : at + 8], "little")
        names.append(webp[at : at + 4])
        at += 8 + size + size % 2
    return names


def test_the_smaller_files_are_only_those_that_are_smaller() -> None:
    assert [each.width for each in smaller(Image.new("RGB", (1200, 1200)))] == [800, 400, 200]
    assert [each.width for each in smaller(Image.new("RGB", (500, 500)))] == [400, 200]
    assert smaller(Image.new("RGB", (120, 120))) == ()


def test_a_photograph_of_forty_megapixels_is_decoded_at_a_half() -> None:
    target = io.BytesIO()
    Image.new("RGB", (7000, 5600), "teal").save(target, "JPEG")
    assert open_picture(target.getvalue()).size == (3500, 2800)


def test_a_missing_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(WorldError) as failed:
        read_bytes(tmp_path / "nothing.jpg")
    assert failed.value.code == "picture_missing"


def test_a_folder_in_place_of_a_file_is_unreadable(tmp_path: Path) -> None:
    with pytest.raises(WorldError) as failed:
        read_bytes(tmp_path)
    assert failed.value.code == "picture_unreadable"


def a_dated(when: str, part: str = "") -> bytes:
    """Return a JPEG whose camera says when it was taken."""
    notes = Image.Exif()
    notes.get_ifd(ExifTags.IFD.Exif)[0x9003] = when
    if part:
        notes.get_ifd(ExifTags.IFD.Exif)[0x9291] = part
    target = io.BytesIO()
    Image.new("RGB", (32, 24), "#806040").save(target, "JPEG", exif=notes)
    return target.getvalue()


def test_a_photograph_says_when_it_was_taken_by_its_own_clock(tmp_path: Path) -> None:
    first = taken_s(a_dated("2026:11:22 10:15:00"))
    later = tmp_path / "later.jpg"
    later.write_bytes(a_dated("2026:11:22 10:15:07", "25"))
    second = taken_s(later)
    assert first is not None
    assert second is not None
    assert second - first == 7.25


@pytest.mark.parametrize(
    "content",
    [
        a_dated("0000:00:00 00:00:00"),
        a_dated("yesterday"),
        a_dated("2026:11:22 10:15:00")[:40],
        b"",
    ],
)
def test_a_photograph_that_does_not_say_when_is_passed_over(content: bytes) -> None:
    assert taken_s(content) is None


# --- HEIC, as telephones write it ----------------------------------------------------------------

_FLAG = ((20, 160, 60), (200, 40, 30), (30, 40, 220))


def a_flag() -> Image.Image:
    """Return three upright stripes, 96 × 64."""
    picture = Image.new("RGB", (96, 64))
    for place, colour in enumerate(_FLAG):
        picture.paste(colour, (32 * place, 0, 32 * place + 32, 64))
    return picture


def notes_of_a_phone(orientation: int = 1) -> bytes:
    notes = Image.Exif()
    notes[0x0110], notes[0x0112] = "Phone of Camille", orientation
    notes.get_ifd(ExifTags.IFD.Exif)[0x9003] = "2026:11:22 10:15:00"
    notes.get_ifd(ExifTags.IFD.GPSInfo)[1] = "N"
    return notes.tobytes()


def is_near(seen: object, meant: tuple[int, int, int]) -> bool:
    assert isinstance(seen, tuple)
    return all(abs(one - other) <= 6 for one, other in zip(seen, meant, strict=True))


def test_a_heic_of_a_telephone_is_read_in_its_colours() -> None:
    picture = open_picture(a_heic(a_flag(), exif=notes_of_a_phone()), "IMG_0001.HEIC")
    assert picture.size == (96, 64)
    assert all(is_near(picture.getpixel((16 + 32 * at, 32)), _FLAG[at]) for at in range(3))
    assert not picture.getexif()


def test_a_heic_that_was_held_upright_is_turned_once() -> None:
    """Telephones say it twice: in the container, and again in what the camera notes."""
    told_twice = a_heic(a_flag(), exif=notes_of_a_phone(orientation=6), quarter_turns=3)
    picture = open_picture(told_twice)
    assert picture.size == (64, 96)
    assert is_near(picture.getpixel((32, 16)), _FLAG[0])


def test_a_heic_says_when_it_was_taken_and_leaves_no_trace_in_what_is_written() -> None:
    content = a_heic(a_flag(), exif=notes_of_a_phone())
    assert taken_s(content) == taken_s(a_dated("2026:11:22 10:15:00"))
    webp = for_the_web(open_picture(content)).webp
    assert b"Camille" in content
    with Image.open(io.BytesIO(webp)) as written:
        assert not written.getexif()
    assert b"EXIF" not in webp
    assert b"Camille" not in webp


@pytest.mark.parametrize("share", [0.3, 0.7, 0.98])
def test_a_heic_that_was_cut_off_says_so(share: float) -> None:
    content = a_heic(a_flag(), exif=notes_of_a_phone())
    with pytest.raises(RefusedError) as refused:
        open_picture(content[: int(len(content) * share)])
    assert refused.value.code in {"picture_cut_off", "picture_unknown"}


def test_a_heic_that_claims_eighty_megapixels_is_refused_before_decoding() -> None:
    small, huge = struct.pack(">II", 96, 64), struct.pack(">II", 9000, 9000)
    with pytest.raises(RefusedError, match="picture_too_many_pixels"):
        open_picture(a_heic(a_flag()).replace(small, huge))
