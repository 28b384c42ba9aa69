"""A public product file taken in: streamed, resumed, and never the shop's own data."""

import gzip
import json
import random
import tracemalloc
from pathlib import Path

import pytest

from desktop.domain.label_text import Content
from desktop.domain.open_sheet import LINE_MOST_BYTES, Sheet
from desktop.errors import RefusedError, WorldError
from desktop.services.drafting import sheets
from desktop.services.upkeep.backup import back_up
from sync.kernel.clock import SetClock
from sync.kernel.gtin import check_digit
from tests.support.a_shop import MORNING, a_shop

HEADER = "code\turl\tproduct_name\tbrands\tquantity\tcategories\n"


def code(serial: int) -> str:
    body = f"952{serial:09d}"
    return body + str(check_digit(body))


def line(serial: int, name: str = "Miel") -> str:
    return f"{code(serial)}\thttp://x.example\t{name} {serial}\tRucher\t250 g\tÉpicerie,Miels\n"


def a_list(folder: Path, count: int, name: str = "openfoodfacts.csv") -> Path:
    file = folder / name
    file.write_text(HEADER + "".join(line(serial) for serial in range(count)), "utf-8")
    return file


def test_a_list_is_taken_in_and_found_by_number(tmp_path: Path) -> None:
    done = sheets.load(tmp_path, a_list(tmp_path, 30))
    assert (done.kept, done.lines, done.is_whole, done.source) == (30, 30, True, "food")
    (found,) = sheets.sheets_of(tmp_path, (code(7),))
    assert (found.name, found.brand, found.content) == ("Miel 7", "Rucher", Content(250, "kg"))
    assert found.category == ("Épicerie", "Miels")
    assert sheets.count(tmp_path) == {"food": 30}


def test_gzipped_lines_of_json_are_taken_in_as_well(tmp_path: Path) -> None:
    file = tmp_path / "openbeautyfacts.jsonl.gz"
    with gzip.open(file, "wt", encoding="utf-8") as out:
        for serial in range(5):
            out.write(json.dumps({"code": code(serial), "product_name": "Savon"}) + "\n")
    assert sheets.load(tmp_path, file).kept == 5
    assert sheets.sheets_of(tmp_path, (code(1),))[0].source == "beauty"


def test_broken_lines_are_counted_named_and_passed_over(tmp_path: Path) -> None:
    file = a_list(tmp_path, 2)
    with file.open("ab") as out:
        out.write(b"9520000000001\tx\tFaux\t\t\t\n\n")
        out.write(code(3).encode() + b"\tx\t\xff\xfe\t\t\t\n")
        out.write(b"\x00" * (LINE_MOST_BYTES + 10) + b"\n")
        out.write(line(4).encode())
    done = sheets.load(tmp_path, file)
    assert done.kept == 3
    assert dict(done.faults) == {"no_gtin": 1, "broken": 1, "too_long": 1}
    assert done.examples == [(4, "no_gtin"), (6, "broken"), (7, "too_long")]


def test_a_load_that_was_interrupted_goes_on_where_it_stopped(tmp_path: Path) -> None:
    file = a_list(tmp_path, 5000)
    first = sheets.load(tmp_path, file, is_cancelled=lambda: True)
    assert not first.is_whole
    assert 0 < first.kept < 5000
    second = sheets.load(tmp_path, file)
    assert second.resumed_after == first.lines
    assert first.kept + second.kept == 5000
    assert sheets.count(tmp_path) == {"food": 5000}
    # Asked for once more, it is read from its beginning.
    assert sheets.load(tmp_path, file).lines == 5000


def test_a_gzipped_file_goes_on_as_well(tmp_path: Path) -> None:
    plain = a_list(tmp_path, 3000)
    file = tmp_path / "openfoodfacts.csv.gz"
    file.write_bytes(gzip.compress(plain.read_bytes()))
    first = sheets.load(tmp_path, file, is_cancelled=lambda: True)
    second = sheets.load(tmp_path, file)
    assert first.kept + second.kept == 3000
    assert second.is_whole


def test_a_file_that_ends_in_the_middle_keeps_what_was_read(tmp_path: Path) -> None:
    noise = random.Random(5)
    text = HEADER + "".join(line(serial, f"Miel {noise.random()}") for serial in range(5000))
    file = tmp_path / "openfoodfacts.csv.gz"
    packed = gzip.compress(text.encode())
    file.write_bytes(packed[: len(packed) // 2])
    with pytest.raises(WorldError) as told:
        sheets.load(tmp_path, file)
    assert told.value.code == "sheets_cut_off"
    assert 0 < sheets.count(tmp_path)["food"] < 5000


def test_a_line_without_end_and_an_archive_that_is_a_trap_are_refused(tmp_path: Path) -> None:
    endless = tmp_path / "openfoodfacts.csv.gz"
    with gzip.open(endless, "wb", compresslevel=1) as out:
        out.write(HEADER.encode())
        for _ in range(80):
            out.write(b"a" * 1_000_000)
    trap = tmp_path / "openproductsfacts.csv.gz"
    with gzip.open(trap, "wb", compresslevel=9) as out:
        out.write(HEADER.encode())
        for _ in range(75):
            out.write((b" " * 4_999 + b"\n") * 200)
    for file in (endless, trap):
        with pytest.raises(RefusedError) as told:
            sheets.load(tmp_path, file)
        assert told.value.code == "sheets_endless"


@pytest.mark.parametrize(
    ("name", "content", "refusal"),
    [
        ("liste.csv", HEADER, "sheets_source"),
        ("openfoodfacts.csv", "nom;prix\nMiel;5\n", "sheets_no_header"),
        ("openfoodfacts.csv", "", "sheets_no_header"),
    ],
)
def test_another_file_is_refused(tmp_path: Path, name: str, content: str, refusal: str) -> None:
    file = tmp_path / name
    file.write_text(content)
    with pytest.raises(RefusedError) as told:
        sheets.load(tmp_path, file)
    assert told.value.code == refusal


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(WorldError) as told:
        sheets.load(tmp_path, tmp_path / "openfoodfacts.csv")
    assert told.value.code == "import_missing"


def test_progress_ends_at_the_end_of_the_file(tmp_path: Path) -> None:
    file = a_list(tmp_path, 4500)
    told: list[tuple[int, int]] = []
    sheets.load(tmp_path, file, on_progress=lambda done, total: told.append((done, total)))
    size = file.stat().st_size
    assert told[-1] == (size, size)
    assert len(told) > 2


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    peaks = []
    for count in (2_200, 6_600):
        file = a_list(tmp_path, count, f"openfoodfacts-{count}.csv")
        tracemalloc.start()
        sheets.load(tmp_path, file)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] * 1.5


def test_a_damaged_file_of_sheets_is_told_and_no_backup_carries_it(tmp_path: Path) -> None:
    with a_shop(tmp_path).opened() as shop:
        sheets.load(shop.folder, a_list(tmp_path, 2))
        before = back_up(shop.folder, tmp_path / "a.zip", SetClock(MORNING))
        sheets.file_in(shop.folder).write_bytes(b"not a database" * 100_000)
        for wal in shop.folder.glob("sheets.db-*"):
            wal.unlink()
        with pytest.raises(WorldError) as told:
            sheets.sheets_of(shop.folder, (code(1),))
        assert told.value.code == "sheets_unreadable"
        after = back_up(shop.folder, tmp_path / "b.zip", SetClock(MORNING))
    assert abs(after - before) < 20_000


@pytest.fixture
def town_sheet() -> Sheet:
    return Sheet(gtin=code(1), source="town", name="Miel du Rucher", vat_bp=550, shops=3)


def test_the_town_s_word_stands_first_and_is_forgotten_when_it_is_taken_back(
    tmp_path: Path, town_sheet: Sheet
) -> None:
    sheets.load(tmp_path, a_list(tmp_path, 3))
    sheets.keep(tmp_path, [town_sheet], [code(1), code(2)], at_ms=1000)
    assert [each.source for each in sheets.sheets_of(tmp_path, (code(1),))] == ["town", "food"]
    assert sheets.sheets_of(tmp_path, (code(1),))[0] == town_sheet
    both = (code(1), code(2), code(0))
    assert sheets.asked_since(tmp_path, both, at_ms=1000) == {code(1), code(2)}
    assert sheets.asked_since(tmp_path, both, at_ms=1001) == frozenset()
    sheets.keep(tmp_path, [], [code(1)], at_ms=2000)
    assert [each.source for each in sheets.sheets_of(tmp_path, (code(1),))] == ["food"]
