"""Lists as files: CSV in any encoding read by the line, workbooks looked at before they are opened.

A workbook is a zip: a few kilobytes can hold gigabytes, and one cell at the far corner makes a
table of seventeen billion. What is too much is refused by the directory and by a look through the
sheet, before anything is built of it.
"""

import hashlib
import re
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from desktop.domain.product_file import MAX_BYTES, Records, encoding_of, records
from desktop.errors import RefusedError, WorldError
from desktop.services.upkeep.backup import BROKEN_ZIP

MOST_ROWS = 300_000
_MOST_CELLS = 6_000_000
_MOST_COLUMNS = 500
_MOST_MEMBERS = 2_000
_MOST_UNPACKED = 400 << 20
_MOST_RATIO = 150
"""A sheet of a spreadsheet is a twentieth of itself when packed, zeros a thousandth."""
_SMALL = 1 << 20
_SAMPLE = 1 << 20
_CHUNK = 1 << 16


_PLACE = rb"[^>]{0,200}?\br\s{0,9}=\s{0,9}[\"']"
_CELL = re.compile(rb"<(?:\w+:)?c\b" + _PLACE + rb"([A-Za-z]{1,3})(\d{1,7})[\"']")
_ROW = re.compile(rb"<(?:\w+:)?row\b" + _PLACE + rb"(\d{1,7})[\"']")
_NEXT_ROW = re.compile(rb"<(?:\w+:)?row\b")
_ANY_CELL = re.compile(rb"<(?:\w+:)?c[\s/>]")
_REPEATED = re.compile(
    rb"<table:(?:table-row|table-cell)\b[^>]{0,800}?"
    rb'table:number-(rows|columns)-repeated="(\d{1,9})"[^>]{0,800}>'
)


@contextmanager
def opened_list(source: Path) -> Iterator[Records]:
    """Yield a list's records, whatever program wrote it.

    Raises:
        RefusedError: import_too_large, import_no_text, import_packed_too_tight, import_old_workbook,
            import_broken_workbook.
        WorldError: import_missing, import_unreadable.
    """
    with _told(source):
        size = source.stat().st_size
        with source.open("rb") as file:
            beginning = file.read(_SAMPLE)
        if size > MAX_BYTES:
            raise RefusedError("import_too_large", megabytes=MAX_BYTES >> 20)
        if beginning.startswith(b"\xd0\xcf\x11\xe0"):
            raise RefusedError("import_old_workbook")
        if beginning.startswith(b"PK\x03\x04"):
            yield _workbook(source)
            return
        encoding, errors = encoding_of(beginning)
        with source.open(encoding=encoding, errors=errors, newline="") as text:
            yield records(text)


def fingerprint(source: Path) -> str:
    """Return the hash of a file's content, by which an interrupted import is known again.

    Raises:
        WorldError: import_missing, import_unreadable.
    """
    told = hashlib.sha256()
    with _told(source), source.open("rb") as file:
        while chunk := file.read(_CHUNK):
            told.update(chunk)
    return told.hexdigest()


@contextmanager
def _told(source: Path) -> Iterator[None]:
    """Turn what the disk says of a file into what can be told."""
    try:
        yield
    except FileNotFoundError as error:
        raise WorldError("import_missing", file=source.name) from error
    except OSError as error:
        raise WorldError("import_unreadable", file=source.name) from error


def _workbook(source: Path) -> Records:
    """Return the records of a workbook's first sheet."""
    with source.open("rb") as file:
        rows = workbook_rows(file)
    return ((number, [*map(_spelled, row)]) for number, row in rows)


def workbook_rows(file: BinaryIO) -> Iterator[tuple[int, Sequence[object]]]:
    """Return the rows of a workbook's first sheet by their numbers; it is looked through before.

    Raises:
        RefusedError: import_packed_too_tight, import_too_many_cells, import_broken_workbook,
            import_no_text for another zip.
    """
    # Here, because a shop that never opens a workbook need not load what reads them.
    from python_calamine import CalamineError, load_workbook  # noqa: PLC0415

    try:
        _look_through(file)
    except BROKEN_ZIP as error:
        raise RefusedError("import_broken_workbook") from error
    file.seek(0)
    try:
        sheet = load_workbook(file).get_sheet_by_index(0)
    except (CalamineError, ValueError, IndexError) as error:
        raise RefusedError("import_broken_workbook") from error
    first = sheet.start[0] if sheet.start else 0
    return enumerate(sheet.iter_rows(), start=first + 1)


def _spelled(cell: object) -> str:
    """Return a cell as text; a spreadsheet's number has fifteen digits that mean something."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "1" if cell else "0"
    return format(cell, ".15g") if hasattr(cell, "is_integer") else str(cell)


def _look_through(file: BinaryIO) -> None:
    """See that a workbook holds no more than a list can, reading it without building anything.

    Raises:
        RefusedError: import_packed_too_tight, import_too_large, import_no_text for another zip.
    """
    with zipfile.ZipFile(file) as packed:
        members = packed.infolist()
        names = {each.filename for each in members}
        if not names & {"xl/workbook.xml", "content.xml"}:
            raise RefusedError("import_no_text")
        if len(members) > _MOST_MEMBERS or len(names) < len(members):
            raise RefusedError("import_packed_too_tight")
        if sum(each.file_size for each in members) > _MOST_UNPACKED or any(
            each.file_size > max(_SMALL, _MOST_RATIO * each.compress_size) for each in members
        ):
            raise RefusedError("import_packed_too_tight")
        for each in members:
            if each.filename.startswith("xl/worksheets/") and each.filename.endswith(".xml"):
                _measure_sheet(packed, each)
            elif each.filename == "content.xml":
                _measure_ods(packed, each)


def _measure_sheet(packed: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    """See that a sheet's cells span a table that fits into memory, and hold no outside entities."""
    last_row = last_column = 0
    for chunk in _chunks(packed, member):
        if b"<!DOCTYPE" in chunk or b"<!ENTITY" in chunk:
            raise RefusedError("import_broken_workbook")
        columns, rows = set(), [0, *map(int, _ROW.findall(chunk))]
        for letters, row in _CELL.findall(chunk):
            columns.add(letters.upper())
            rows.append(int(row))
        # A cell that does not say where it is stands behind the one before it.
        widest = max(len(_ANY_CELL.findall(row)) for row in _NEXT_ROW.split(chunk))
        last_row = max(last_row, *rows)
        last_column = max([last_column, widest, *map(_column_number, columns)])
        _fit(last_row, last_column)


def _measure_ods(packed: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    """See that nothing that holds a value is repeated without end: an empty end of a sheet may be."""
    repeats = {b"rows": 0, b"columns": 0}
    for chunk in _chunks(packed, member):
        if b"<!DOCTYPE" in chunk or b"<!ENTITY" in chunk:
            raise RefusedError("import_broken_workbook")
        for found in _REPEATED.finditer(chunk):
            # A row's own tag says not whether it is empty; what follows it does.
            follows = chunk[found.end() : found.end() + 400]
            holds = b"office:value" in found[0] or (
                found[1] == b"rows"
                and b"office:value" in follows.partition(b"</table:table-row")[0]
            )
            if holds:
                repeats[found[1]] += int(found[2])
        _fit(repeats[b"rows"], 1)
        if repeats[b"columns"] > _MOST_CELLS:
            raise RefusedError("import_too_many_cells", rows=MOST_ROWS)


def _fit(rows: int, columns: int) -> None:
    if rows > MOST_ROWS or columns > _MOST_COLUMNS or rows * columns > _MOST_CELLS:
        raise RefusedError("import_too_many_cells", rows=MOST_ROWS)


def _chunks(packed: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield a member's bytes, each stretch with the end of the one before: no tag is cut in two."""
    with packed.open(member) as file:
        kept = b""
        while chunk := file.read(_CHUNK):
            yield kept + chunk
            kept = chunk[-2_000:]


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
