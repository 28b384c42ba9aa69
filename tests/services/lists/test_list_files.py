"""Workbooks are looked through before they are opened; what is too much is told in a sentence."""

import zipfile
from html import escape
from pathlib import Path

import pytest

from desktop.errors import RefusedError
from desktop.services.lists.list_files import opened_list

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml"'
    ' ContentType="application/xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1"'
    f' Type="{_REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_REL}"><sheets>'
    '<sheet name="Feuil1" sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{_REL}/worksheet" Target="worksheets/sheet1.xml"/>'
    "</Relationships>",
}


def workbook(folder: Path, cells: dict[str, object], more: str = "", **parts: str) -> Path:
    """Write a workbook of one row a cell's number; texts inline, numbers as they are."""
    rows: dict[int, list[str]] = {}
    for place, value in cells.items():
        written = f'<c r="{place}"><v>{value}</v></c>'
        if isinstance(value, str):
            written = f'<c r="{place}" t="inlineStr"><is><t>{escape(value)}</t></is></c>'
        if isinstance(value, tuple):
            written = f'<c r="{place}"><f>{value[0]}</f><v>{value[1]}</v></c>'
        rows.setdefault(int(place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")), []).append(written)
    data = "".join(f'<row r="{at}">{"".join(row)}</row>' for at, row in sorted(rows.items()))
    sheet = f'{more}<worksheet xmlns="{_MAIN}"><sheetData>{data}</sheetData></worksheet>'
    target = folder / "liste.xlsx"
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in {**_PARTS, "xl/worksheets/sheet1.xml": sheet, **parts}.items():
            packed.writestr(name, content)
    return target


def refusal(source: Path) -> str:
    with pytest.raises(RefusedError) as refused, opened_list(source) as rows:
        list(rows)
    return refused.value.code


def test_numbers_of_a_workbook_are_read_as_they_are_shown(tmp_path: Path) -> None:
    cells = {"A1": "Prix", "B1": "EAN", "A2": 12.899999999999999, "B2": 3017620422003}
    with opened_list(workbook(tmp_path, cells)) as rows:
        assert list(rows) == [(1, ["Prix", "EAN"]), (2, ["12.9", "3017620422003"])]


def test_a_formula_is_its_last_value(tmp_path: Path) -> None:
    with opened_list(workbook(tmp_path, {"A1": "Prix", "A2": ("1+1", 2)})) as rows:
        assert list(rows) == [(1, ["Prix"]), (2, ["2"])]


def test_a_stray_cell_at_the_far_corner_is_refused_before_a_table_is_made(tmp_path: Path) -> None:
    source = workbook(tmp_path, {"A1": "Nom", "XFD1048576": 1})
    assert refusal(source) == "import_too_many_cells"


def test_a_sheet_of_zeros_is_refused_by_its_directory(tmp_path: Path) -> None:
    source = workbook(tmp_path, {"A1": "Nom"}, **{"xl/sharedStrings.xml": "0" * 30_000_000})
    assert source.stat().st_size < 100_000
    assert refusal(source) == "import_packed_too_tight"


def test_entities_of_a_sheet_are_refused(tmp_path: Path) -> None:
    source = workbook(tmp_path, {"A1": "Nom"}, '<!DOCTYPE x [<!ENTITY a "aaaa">]>')
    assert refusal(source) == "import_broken_workbook"


def test_a_workbook_cut_in_the_middle_is_refused(tmp_path: Path) -> None:
    source = workbook(tmp_path, {"A1": "Nom"})
    source.write_bytes(source.read_bytes()[:-300])
    assert refusal(source) == "import_broken_workbook"


def test_another_zip_and_an_old_workbook_are_told_apart(tmp_path: Path) -> None:
    other = tmp_path / "photos.zip"
    with zipfile.ZipFile(other, "w") as packed:
        packed.writestr("a.txt", "a")
    assert refusal(other) == "import_no_text"
    old = tmp_path / "liste.xls"
    old.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    assert refusal(old) == "import_old_workbook"


def ods(folder: Path, rows: str) -> Path:
    names = "urn:oasis:names:tc:opendocument:xmlns"
    target = folder / "liste.ods"
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        packed.writestr(
            "META-INF/manifest.xml",
            f'<manifest:manifest xmlns:manifest="{names}:manifest:1.0"/>',
        )
        packed.writestr(
            "content.xml",
            f'<office:document-content xmlns:office="{names}:office:1.0"'
            f' xmlns:table="{names}:table:1.0" xmlns:text="{names}:text:1.0">'
            f'<office:body><office:spreadsheet><table:table table:name="F">{rows}'
            "</table:table></office:spreadsheet></office:body></office:document-content>",
        )
    return target


_CELL = '<table:table-cell office:value-type="string"{}><text:p>Nom</text:p></table:table-cell>'


def test_a_million_empty_rows_at_the_end_of_a_sheet_are_nothing(tmp_path: Path) -> None:
    rows = (
        f"<table:table-row>{_CELL.format('')}</table:table-row>"
        '<table:table-row table:number-rows-repeated="1048575"><table:table-cell'
        ' table:number-columns-repeated="16384"/></table:table-row>'
    )
    with opened_list(ods(tmp_path, rows)) as read:
        assert [row for _, row in read if any(row)] == [["Nom"]]


def test_a_row_repeated_a_million_times_is_refused(tmp_path: Path) -> None:
    rows = (
        '<table:table-row table:number-rows-repeated="1048576">'
        f"{_CELL.format('')}</table:table-row>"
    )
    assert refusal(ods(tmp_path, rows)) == "import_too_many_cells"
