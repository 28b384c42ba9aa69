import base64
import io
import re
import zlib

import pytest
import zxingcpp
from PIL import Image, ImageDraw

from printing.drivers.image import render_png
from printing.drivers.pdf import A4, ROLL_58, ROLL_80, Sheet, render_pdf
from printing.drivers.zpl import render_zpl
from tests.printing.papers import FISCAL, a_label, a_receipt, a_report, a_shelf_tag, every_paper

CODES = {
    "receipt": [FISCAL.verification],
    "label": ["CB1:2611210047:1"],
    "slip": ["CB1:2611210047"],
    "report": [FISCAL.verification],
    "shelf_tag": ["3017620422003"],
    "product_label": ["2002600000013"],
    "test_page": ["3017620422003", "COMPTOIR TEST 0123456789"],
}


def picture_of(document: object, columns: int, locale: str = "fr") -> Image.Image:
    png = render_png(document, locale, columns=columns)  # type: ignore[arg-type]
    return Image.open(io.BytesIO(png))


@pytest.mark.parametrize("columns", [32, 48])
@pytest.mark.parametrize("name", sorted(CODES))
def test_every_code_on_a_picture_can_be_read(name: str, columns: int) -> None:
    found = zxingcpp.read_barcodes(picture_of(every_paper()[name], columns))
    assert sorted(code.text for code in found) == CODES[name]


@pytest.mark.parametrize(("columns", "width_mm"), [(32, 58), (48, 80)])
def test_a_picture_is_as_wide_as_the_roll_and_its_margins_are_white(
    columns: int, width_mm: int
) -> None:
    for locale in ("fr", "en"):
        for document in every_paper().values():
            picture = picture_of(document, columns, locale)
            assert picture.width == width_mm * 8
            left, _, right, _ = picture.point(lambda value: 255 - value).getbbox() or (0, 0, 0, 0)
            margin = (picture.width - columns * 12) // 2
            assert left >= margin - 1
            assert right <= picture.width - margin + 1


@pytest.mark.parametrize("columns", [32, 48])
def test_wide_letters_are_set_smaller_rather_than_cut(columns: int) -> None:
    label = a_label(customer="W" * 60, note="W" * 60, shelf="WWWWWWWW", short_number="WWWW")
    picture = picture_of(label, columns)
    left, _, right, _ = picture.point(lambda value: 255 - value).getbbox() or (0, 0, 0, 0)
    margin = (picture.width - columns * 12) // 2
    assert left >= margin - 1
    assert right <= picture.width - margin + 1


def test_a_larger_scale_is_the_same_picture_in_more_pixels() -> None:
    one, two = (
        Image.open(io.BytesIO(render_png(a_label(), "fr", scale=scale))) for scale in (1, 2)
    )
    assert two.width == one.width * 2
    assert abs(two.height - one.height * 2) <= 2


def test_the_same_document_gives_the_same_bytes() -> None:
    assert render_png(a_receipt(), "fr") == render_png(a_receipt(), "fr")
    assert render_pdf(a_receipt(), "fr") == render_pdf(a_receipt(), "fr")


@pytest.mark.parametrize("sheet", [ROLL_80, ROLL_58, A4], ids=["80", "58", "a4"])
@pytest.mark.parametrize("name", sorted(CODES))
def test_a_pdf_embeds_its_fonts_and_names_no_other(name: str, sheet: Sheet) -> None:
    pdf = render_pdf(every_paper()[name], "fr", sheet=sheet)  # type: ignore[arg-type]
    fonts = set(re.findall(rb"/BaseFont /([\w+-]+)", pdf))
    assert fonts
    assert all(b"+ComptoirSans-" in font for font in fonts)
    assert pdf.count(b"/FontFile2") == len(fonts)


def pages_of(pdf: bytes) -> list[tuple[float, float]]:
    boxes = re.findall(rb"/MediaBox \[ 0 0 ([\d.]+) ([\d.]+) \]", pdf)
    return [(float(width) / 72 * 25.4, float(height) / 72 * 25.4) for width, height in boxes]


def test_a_roll_is_one_page_as_long_as_its_content() -> None:
    ((width, height),) = pages_of(render_pdf(a_receipt(), "fr"))
    assert width == pytest.approx(80, abs=0.1)
    assert height == pytest.approx(picture_of(a_receipt(), 48).height / 8, abs=6)


def test_a_long_report_goes_on_over_numbered_sheets() -> None:
    report = a_report(counts=a_report().counts * 20)
    pages = pages_of(render_pdf(report, "fr", sheet=A4))
    assert len(pages) > 1
    assert {(round(width), round(height)) for width, height in pages} == {(210, 297)}


def test_a_receipt_is_reduced_to_stay_on_one_sheet() -> None:
    assert len(pages_of(render_pdf(a_receipt(), "fr", sheet=A4))) == 1


def drawn_codes(pdf: bytes) -> Image.Image:
    """Draw the filled paths of the first page by our own few lines of PDF: codes are such paths."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\n?endstream", pdf, re.DOTALL)
    content = next(text for text in map(_inflated, streams) if b" re" in text)
    rectangles = re.findall(rb"([-\d.]+) ([-\d.]+) ([-\d.]+) ([-\d.]+) re", content)
    boxes = [tuple(float(number) for number in rectangle) for rectangle in rectangles]
    image = Image.new("L", (700, 3000), 255)
    pen = ImageDraw.Draw(image)
    for x, y, width, height in boxes:
        top = -y - height
        pen.rectangle((50 + x, 50 + top, 50 + x + width - 1, 50 + top + height - 1), fill=0)
    return image


def _inflated(stream: bytes) -> bytes:
    try:
        return zlib.decompress(base64.a85decode(stream.rstrip(b"~>\n\r ") + b"~>", adobe=True))
    except ValueError:
        try:
            return zlib.decompress(stream)
        except zlib.error:
            return b""


def test_the_code_in_a_pdf_can_be_read() -> None:
    found = zxingcpp.read_barcodes(drawn_codes(render_pdf(a_label(), "fr")))
    assert [code.text for code in found] == ["CB1:2611210047:1"]


def test_a_label_in_zpl_has_its_code_its_number_and_its_accents() -> None:
    zpl = render_zpl(a_label(), "fr").decode("utf-8")
    assert zpl.startswith("^XA^CI28^PW608")
    assert zpl.endswith("^XZ")
    assert "^BQN,2,6,M^FH^FDMA,CB1:2611210047:1^FS" in zpl
    fine = render_zpl(a_label(), "fr", dpi=300).decode("utf-8")
    assert fine.startswith("^XA^CI28^PW899")
    assert "^BQN,2,9,M^FH^FDMA,CB1:2611210047:1^FS" in fine
    assert "^FDAllergènes : lait, fruits à coque^FS" in zpl
    assert "^FD47^FS" in zpl


def test_a_shelf_tag_in_zpl_has_its_bars_without_the_check_digit() -> None:
    assert ",Y,N^FD301762042200^FS" in render_zpl(a_shelf_tag(), "en").decode("utf-8")


def test_no_text_becomes_a_zpl_command() -> None:
    zpl = render_zpl(a_shelf_tag(name="^XZ~JR_5E\\&", variant="^FS^FO0,0"), "fr").decode("utf-8")
    assert "^FD_5EXZ_7EJR_5F5E_5C&^FS" in zpl
    assert zpl.count("^XZ") == 1
    assert "~" not in zpl
