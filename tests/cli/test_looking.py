"""`comptoir doctor`, `scan` and `verify`: they look, change nothing, and answer yes or no."""

import json
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
import segno
from PIL import Image
from pysqlite3 import dbapi2

from desktop.services.books.journal import SqlStore
from desktop.services.database import FILE_NAME
from fiscal.archive import write_archive
from sync.kernel.clock import milliseconds
from sync.kernel.pickup_code import PickupCode
from tests.cli.asking import (
    NO,
    WORLD,
    complaint,
    comptoir,
)
from tests.support.a_shop import AShop


def test_the_doctor_says_one_line_a_part(folder: Path) -> None:
    answer = comptoir("doctor", "--data", folder)
    assert (answer.code, answer.err) == (0, "")
    told = json.loads(comptoir("doctor", "--data", folder, "--json").out)
    assert [each["part"] for each in told] == [
        *("database", "journal", "disk", "sqlite", "printer", "camera", "scanner", "pole", "scale"),
        *("terminal", "lockers", "ports", "law", "hub", "clock"),
    ]
    assert len(answer.out.splitlines()) == len(told)
    assert {each["health"] for each in told} <= {"good", "absent"}


def test_the_doctor_ends_with_one_when_something_is_wrong(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"no database" * 100)
    answer = comptoir("doctor", "--data", tmp_path, language="en_US.UTF-8")
    assert (answer.code, answer.err) == (NO, "")
    assert "look here" in answer.out


CODE = PickupCode("00421937", "123456789012345678901234").text


def a_code(path: Path) -> Path:
    matrix = np.array([list(row) for row in segno.make(CODE, error="m", micro=False).matrix])
    ink = np.pad(np.where(matrix > 0, 0, 255).astype(np.uint8), 4, constant_values=255)
    Image.fromarray(np.repeat(np.repeat(ink, 8, 0), 8, 1)).save(path)
    return path


def test_codes_are_told_one_line_a_picture(tmp_path: Path) -> None:
    seen = a_code(tmp_path / "téléphone n° 1.png")
    answer = comptoir("scan", "--json", seen, seen)
    assert answer.code == 0
    lines = [json.loads(line) for line in answer.out.splitlines()]
    assert [line["codes"] for line in lines] == [
        [{"text": CODE, "format": "QR", "kind": "pickup"}]
    ] * 2
    assert lines[0]["file"] == str(seen)
    assert lines[0]["ms"] > 0


def test_a_picture_without_a_code_is_a_no(tmp_path: Path) -> None:
    Image.new("RGB", (60, 60), "white").save(tmp_path / "blank.png")
    answer = comptoir("scan", a_code(tmp_path / "a.png"), tmp_path / "blank.png")
    assert (answer.code, answer.err) == (NO, "")
    assert answer.out.splitlines()[1].endswith(": -")


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", NO), (b"\xff\xd8\xff\xe0 broken", NO), (b"<svg/>", NO), (None, WORLD)],
)
def test_a_broken_picture_is_one_sentence_and_the_others_are_read(
    tmp_path: Path, content: bytes | None, code: int
) -> None:
    broken = tmp_path / "broken.jpg"
    if content is not None:
        broken.write_bytes(content)
    answer = comptoir("scan", "--json", broken, a_code(tmp_path / "a.png"))
    complaint(answer, code)
    first, second = map(json.loads, answer.out.splitlines())
    assert first["codes"] == []
    assert first["error"].startswith("picture_")
    assert second["codes"][0]["text"] == CODE


def test_a_sound_journal_is_verified(folder: Path) -> None:
    for way in ([folder], [folder / FILE_NAME, "--quick"]):
        answer = comptoir("verify", *way)
        assert (answer.code, answer.err) == (0, "")
        assert answer.out.startswith("T01")


def test_a_tampered_journal_is_a_no(folder: Path) -> None:
    with closing(dbapi2.connect(str(folder / FILE_NAME))) as opened:
        triggers = opened.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in triggers.fetchall():
            opened.execute(f"DROP TRIGGER {name}")
        opened.execute("UPDATE journal_record SET c = replace(c, '1580', '580') WHERE seq = 5")
        opened.commit()
    answer = comptoir("verify", folder, "--json")
    assert (answer.code, answer.err) == (NO, "")
    (journal,) = json.loads(answer.out)
    assert "HASH" in {found["layer"] for found in journal["findings"]}
    assert comptoir("verify", folder, "--quick").code == NO


def test_an_archive_is_verified(tmp_path: Path, folder: Path) -> None:
    builder = AShop(folder)
    builder._float = None
    with builder.opened() as shop, shop.look() as look:
        write_archive(
            tmp_path / "2026.zip",
            SqlStore(look.connection, "T01"),
            shop.signer,
            clock_ms=lambda: milliseconds(shop.clock.now()),
        )
    assert comptoir("verify", tmp_path / "2026.zip").code == 0


def test_what_holds_no_journal_is_told(tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("bonjour")
    complaint(comptoir("verify", tmp_path / "note.txt"), NO)
    complaint(comptoir("verify", tmp_path / "rien.db"), WORLD)
