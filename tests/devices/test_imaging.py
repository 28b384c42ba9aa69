"""Pictures come in upright, small and mute, or are refused in one sentence."""

import io
import zlib
from pathlib import Path

import pytest
from PIL import Image

from desktop.devices.imaging import for_the_web, open_picture, read_bytes
from desktop.errors import RefusedError, WorldError


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
    assert refused.value.code == "picture_too_large"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"%PDF-1.7",
        a_picture(kind="JPEG", size=(400, 400))[:300],
        b"\xff\xd8\xff" + b"\x00" * 100,
        b"GIF89a" + b"\xff" * 40,
    ],
)
def test_what_is_no_whole_picture_is_refused(content: bytes) -> None:
    with pytest.raises(RefusedError) as refused:
        open_picture(content, "x.jpg")
    assert refused.value.code == "picture_unknown"


def test_a_missing_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(WorldError) as failed:
        read_bytes(tmp_path / "nothing.jpg")
    assert failed.value.code == "picture_missing"


def test_a_folder_in_place_of_a_file_is_unreadable(tmp_path: Path) -> None:
    with pytest.raises(WorldError) as failed:
        read_bytes(tmp_path)
    assert failed.value.code == "picture_unreadable"
