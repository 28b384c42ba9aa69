"""`comptoir` as scripts and helpers call it: answers, exit codes, one sentence when it fails."""

import re
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from pysqlite3 import dbapi2

from desktop.services.books.journal import SqlStore
from desktop.services.database import FILE_NAME
from desktop.services.team import sign_in, staff
from fiscal import Kind
from tests.cli.asking import FRENCH, HOUSE, LOADED, USE, WORLD, complaint, comptoir, environment_of
from tests.support.a_shop import OWNER, a_shop, open_again
from tests.support.loaded_program import anew


@pytest.mark.parametrize(
    "words",
    [
        ["--nope"],
        ["frobnicate"],
        ["scan"],
        ["verify"],
        ["import", "a.csv", "b.csv"],
        ["export"],
        ["export", "--out", "list.xlsx"],
        ["--lang", "de"],
        ["--data"],
    ],
)
def test_a_wrong_command_line_is_one_sentence(words: list[str]) -> None:
    assert "comptoir --help" in complaint(comptoir(*words), USE)


def test_complaints_are_made_in_the_language_of_the_machine() -> None:
    assert "not understood" in complaint(comptoir("--nope", language="en_GB.UTF-8"), USE)
    assert "pas comprise" in complaint(comptoir("--nope", language="C"), USE)


@pytest.mark.parametrize("words", [["doctor"], ["export", "--out", "a.xls"]])
def test_a_loaded_program_answers_as_one_that_starts_anew(words: list[str], tmp_path: Path) -> None:
    variables = {**environment_of(FRENCH), "COMPTOIR_DATA": str(tmp_path)}
    loaded, new = LOADED.run(words, variables, HOUSE), anew("desktop", words, variables, HOUSE)
    # What the disk has free moves between two answers.
    said, anew_said = (re.sub(r"[\d.,]+ Go", "Go", each.stdout) for each in (loaded, new))
    assert (loaded.returncode, said, loaded.stderr) == (new.returncode, anew_said, new.stderr)


def test_help_names_every_command() -> None:
    answer = comptoir("--help")
    assert answer.code == 0
    for command in ("doctor", "scan", "verify", "import", "export", "backup", "restore", "demo"):
        assert command in answer.out


@pytest.mark.skipif(sys.platform != "linux", reason="2026-11-22: X11 and Wayland are Linux's")
@pytest.mark.parametrize(
    "environment",
    [
        {"QT_QPA_PLATFORM": "xcb"},
        {"QT_QPA_PLATFORM": ""},
        {"QT_QPA_PLATFORM": "xcb", "DISPLAY": ":77"},
        {"QT_QPA_PLATFORM": "nonsense"},
    ],
)
def test_without_a_display_the_window_ends_in_one_sentence(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    answer = comptoir("--data", tmp_path / "shop", environment=environment)
    assert "écran" in complaint(answer, WORLD)
    assert not (tmp_path / "shop").exists()


def test_our_own_mistake_is_one_sentence_and_a_file_to_send(tmp_path: Path, folder: Path) -> None:
    """A table that is gone is nobody's fault but the program's."""
    with closing(dbapi2.connect(str(folder / FILE_NAME))) as opened:
        opened.execute("PRAGMA foreign_keys = OFF")
        opened.execute("DROP TABLE category")
        opened.commit()
    answer = comptoir(
        "export",
        "--out",
        tmp_path / "p.csv",
        "--data",
        folder,
        environment={"TMPDIR": str(tmp_path)},
    )
    file = Path(complaint(answer, WORLD).rpartition(" ")[2])
    assert "no such table: category" in file.read_text("utf-8")
    assert file.parent == tmp_path


def test_a_reader_that_goes_away_is_no_mistake(folder: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "desktop", "doctor", "--data", folder],
        cwd=HOUSE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""


def test_an_owner_who_forgot_her_pin_gets_in_again(tmp_path: Path) -> None:
    builder = a_shop(tmp_path)
    with builder.opened() as shop:
        sign_in.set_pin(shop, OWNER, "2468", OWNER)

    assert "1 code secret" in comptoir("forget-pins", "--data", builder.folder).out
    assert "0 code" in comptoir("forget-pins", "--data", builder.folder).out

    shop = open_again(builder.folder)
    assert staff.current(shop).code == OWNER
    with shop.look() as look:
        store = SqlStore(look.connection, "T01")
        told = [row.record().b.get("data") for row in store.of_kind(Kind.EVENT, 0)]
    assert {"what": "pins_forgotten", "n": 1} in told
    shop.close()
