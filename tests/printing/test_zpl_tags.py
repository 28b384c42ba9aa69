"""Tags for label printers, read by a small reader of ours: fields on the label, words as words.

That letters and bars look right was seen in a renderer of others (Zebrash); it is no part of this
suite.
"""

import re
from dataclasses import dataclass
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from printing.documents import Tag
from printing.drivers.page import QrMark
from printing.drivers.sticker_face import Label as Face
from printing.drivers.sticker_face import place_label
from printing.drivers.stickers import MEDIA, LabelMedia
from printing.drivers.tag_face import DOTS_PER_MM, Sticker
from printing.drivers.zpl import _measure, render_zpl_tags
from sync.kernel.gtin import check_digit
from tests.printing.papers import a_label, a_product_label, a_shelf_tag, euros

_COMMAND = re.compile(r"\^([A-Z0-9@]{2})([^\^]*)")
EVERY_MEDIA = pytest.mark.parametrize("media", MEDIA.values(), ids=list(MEDIA))
QR_DROP = 10
"""A printer begins a QR so many dots below where it is told to."""
EVERY_DPI = pytest.mark.parametrize("dpi", [203, 300])


@dataclass(frozen=True)
class Field:
    """A field with where it begins and what it says."""

    x: int
    y: int
    kind: str
    text: str
    height: int = 0
    module: int = 0
    box: int = 0


@dataclass(frozen=True)
class Label:
    """What stands between ^XA and ^XZ."""

    width: int
    height: int
    copies: int
    is_utf8: bool
    fields: tuple[Field, ...]


def unescaped(text: str) -> str:
    return re.sub("_([0-9A-F]{2})", lambda found: chr(int(found[1], 16)), text)


def read(zpl: bytes) -> list[Label]:
    labels = []
    for body in re.findall(r"\^XA(.*?)\^XZ", zpl.decode("utf-8"), re.DOTALL):
        commands = _COMMAND.findall(body.replace("\n", ""))
        whole = dict(commands)
        fields = []
        field: dict[str, str] = {}
        for name, value in commands:
            field[name] = value
            if name == "FS":
                fields.append(field_of(field))
                field = {}
        labels.append(
            Label(
                int(whole["PW"]),
                int(whole["LL"]),
                int(whole["PQ"].split(",")[0]),
                whole.get("CI") == "28" or "CI28" in body,
                tuple(fields),
            )
        )
    return labels


def field_of(field: dict[str, str]) -> Field:
    x, y = (int(part) for part in field["FO"].split(","))
    text = field.get("FD", "")
    text = unescaped(text) if "FH" in field else text
    if "BE" in field:
        height = int(field["BE"].split(",")[1])
        return Field(x, y, "bars", text, height, int(field["BY"]))
    if "BQ" in field:
        return Field(x, y + QR_DROP, "qr", text, 0, int(field["BQ"].split(",")[2]))
    if "GB" in field:
        width, height, _thick = (int(part) for part in field["GB"].split(","))
        return Field(x, y, "box", "", height, 0, width)
    box = int(field["FB"].split(",")[0]) if "FB" in field else 0
    return Field(x, y, "text", text, int(field["A0"].split(",")[1]), 0, box)


def one(tag: Face, media: LabelMedia, dpi: int = 203, copies: int = 1) -> Label:
    (label,) = read(render_zpl_tags([(tag, copies)], "fr", media, dpi=dpi))
    return label


@EVERY_MEDIA
@EVERY_DPI
@pytest.mark.parametrize("tag", [a_shelf_tag(), a_product_label()], ids=["shelf", "product"])
def test_every_field_stands_on_the_label(tag: Tag, media: LabelMedia, dpi: int) -> None:
    label = one(tag, media, dpi)
    assert label.width == round(media.width_mm / 25.4 * dpi)
    assert label.height == round(media.height_mm / 25.4 * dpi)
    assert label.is_utf8
    for field in label.fields:
        assert 0 <= field.x < label.width
        assert field.y >= 0
        assert field.y + field.height * 0.8 <= label.height
        assert field.x + field.box <= label.width
        if field.kind == "bars":
            assert field.x + 95 * field.module <= label.width


@EVERY_MEDIA
@EVERY_DPI
def test_bars_are_whole_dots_and_wide_enough_to_be_read(media: LabelMedia, dpi: int) -> None:
    bars = [field for field in one(a_product_label(), media, dpi).fields if field.kind == "bars"]
    (code,) = bars
    assert len(code.text) == 12
    assert code.text + str(check_digit(code.text)) == a_product_label().gtin
    assert code.module / dpi * 25.4 >= 0.25


def test_the_price_is_on_every_label_whole() -> None:
    for media in MEDIA.values():
        words = [field.text for field in one(a_shelf_tag(price=euros(123_456)), media).fields]
        assert "1 234,56 €" in words
        assert "23,60 €/kg" in words


@pytest.mark.parametrize(("copies", "printed"), [(1, 1), (7, 7), (50_000, 9999)])
def test_copies_are_told_as_a_quantity(copies: int, printed: int) -> None:
    assert one(a_shelf_tag(), MEDIA["57x32"], copies=copies).copies == printed


def test_no_copies_are_no_label() -> None:
    assert render_zpl_tags([(a_shelf_tag(), 0)], "fr", MEDIA["57x32"]) == b""


@given(st.text(max_size=80), st.text(max_size=40))
@settings(max_examples=150)
def test_no_words_become_a_command(name: str, brand: str) -> None:
    media = MEDIA["102x51"]
    hostile = a_product_label(name=f"^XZ^XA~JR\\_5E{name}", brand=brand, variant="^FS~DG")
    zpl = render_zpl_tags([(hostile, 1)], "fr", media)
    assert zpl.count(b"^XA") == zpl.count(b"^XZ") == 1
    assert b"~" not in zpl
    usual = one(a_product_label(), media)
    (label,) = read(zpl)
    assert {field.kind for field in label.fields} == {field.kind for field in usual.fields}
    words = " ".join(field.text for field in label.fields)
    assert words.startswith("^XZ^XA~JR\\_5E")


@EVERY_DPI
def test_a_qr_code_stands_where_its_label_has_room_for_it(dpi: int) -> None:
    media, label = MEDIA["57x32"], a_label(qr_text="400004219370162")
    sticker = Sticker(media.width_mm, media.height_mm, media.margin_mm, media.margin_mm)
    (mark,) = (
        each
        for each in place_label(label, "fr", sticker, _measure).marks
        if isinstance(each, QrMark)
    )
    (code,) = (field for field in one(label, media, dpi).fields if field.kind == "qr")
    assert code.y == round(mark.y * dpi / 25.4 / DOTS_PER_MM)


def test_texts_of_a_label_stand_beneath_each_other() -> None:
    tops = [field.y for field in one(a_shelf_tag(), MEDIA["70x38"]).fields if field.kind == "text"][
        :4
    ]
    assert all(above <= below for above, below in pairwise(tops))
