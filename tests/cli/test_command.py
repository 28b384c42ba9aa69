"""`comptoir` as scripts and helpers call it: answers, exit codes, one sentence when it fails."""

import csv
import json
import os
import re
import resource
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
import segno
from PIL import Image
from pysqlite3 import dbapi2

from desktop.services.books.journal import SqlStore
from desktop.services.database import FILE_NAME
from desktop.services.folder_lock import FolderLock
from desktop.services.team import sign_in, staff
from desktop.services.till import till_sessions
from fiscal import Kind
from fiscal.archive import write_archive
from sync.kernel.clock import milliseconds
from sync.kernel.money import Money
from sync.kernel.pickup_code import PickupCode
from tests.support.a_shop import OWNER, AShop, a_shop, open_again, sell
from tests.support.loaded_program import LoadedProgram, anew

HOUSE = Path(__file__).resolve().parents[2]
NO, USE, WORLD = 1, 2, 3


class Answer:
    """What a command said and how it ended."""

    def __init__(self, done: subprocess.CompletedProcess[str]) -> None:
        self.code, self.out, self.err = done.returncode, done.stdout, done.stderr

    @property
    def told(self) -> dict[str, object]:
        """Return the one JSON document on stdout."""
        told = json.loads(self.out)
        assert isinstance(told, dict)
        return told


def environment_of(language: str) -> dict[str, str]:
    """Return the variables of a plain machine that speaks a language."""
    known = {"PATH", "HOME", "SYSTEMROOT", "TMPDIR"}
    inherited = {name: value for name, value in os.environ.items() if name in known}
    return {**inherited, "LANG": language, "QT_QPA_PLATFORM": "offscreen"}


FRENCH = "fr_FR.UTF-8"
LOADED = LoadedProgram(
    "desktop",
    (
        *("desktop.cli", "desktop.bootstrap", "desktop.ui.imports.report", "importlib.metadata"),
        *(
            "desktop.services.lists.imports",
            "desktop.services.lists.exports",
            "desktop.services.goods.tags",
        ),
        *(
            "desktop.services.books.accounting",
            "desktop.services.books.archive",
            "desktop.services.upkeep.backup",
        ),
        *("desktop.services.books.inspection", "desktop.services.drafting.sheets"),
        *("desktop.models.migrations.upgrade", "typer._adapters"),
    ),
    environment_of(FRENCH),
)


def comptoir(
    *words: object,
    language: str = FRENCH,
    environment: dict[str, str] | None = None,
    before: Callable[[], object] | None = None,
) -> Answer:
    """Run the command in a process of its own; nothing it says may be a traceback.

    The window, the help and what is no command start Python anew, as does what is limited before.
    """
    told, variables = [*map(str, words)], {**environment_of(language), **(environment or {})}
    if before is not None or not told or told[0].startswith("-"):
        done = anew("desktop", told, variables, HOUSE, before=before)
    else:
        done = LOADED.run(told, variables, HOUSE)
    assert "Traceback" not in done.stdout + done.stderr, done.stderr
    return Answer(done)


def complaint(answer: Answer, code: int) -> str:
    """Return the one sentence on stderr of a command that ended so."""
    assert answer.code == code, answer.err
    (line,) = answer.err.splitlines()
    assert line.startswith("comptoir: ")
    assert line.endswith((".", ".log"))
    return line


@pytest.fixture(scope="session")
def sold(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the data folder of a shop with a day of three sales, its app closed."""
    place = tmp_path_factory.mktemp("sold")
    with a_shop(place).with_product("Thé", 790, vat=550).opened() as shop:
        for count in (1, 2, 3):
            sell(shop, ("the", count))
        till_sessions.close_till(shop, Money(100_00 + 6 * 790), OWNER)
    return place / "shop"


@pytest.fixture
def folder(tmp_path: Path, sold: Path) -> Path:
    """Return that shop, to do with as one likes."""
    return shutil.copytree(sold, tmp_path / "shop")


# --- wrong use ------------------------------------------------------------------------------------


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


# --- databases that are none ----------------------------------------------------------------------

NEEDS_SHOP = (
    ["export", "--out", "{out}.csv"],
    ["import", "{list}"],
    ["backup", "--out", "{out}.zip"],
)


def with_places(words: list[str], tmp_path: Path) -> list[str]:
    (tmp_path / "liste.csv").write_text("nom;prix\nPain;1\n", "utf-8")
    return [word.format(out=tmp_path / "out", list=tmp_path / "liste.csv") for word in words]


def test_a_first_list_founds_the_shop_and_a_trial_leaves_nothing(tmp_path: Path) -> None:
    place, words = tmp_path / "new", with_places(["import", "{list}"], tmp_path)
    assert comptoir(*words, "--dry-run", "--data", place).code == 0
    assert not place.exists()
    assert comptoir(*words, "--data", place).code == 0
    again = comptoir(*words, "--json", "--data", place)
    assert again.code == 0
    assert (place / FILE_NAME).exists()


def test_a_list_goes_into_no_folder_of_other_things(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "letter.txt").write_text("dear", "utf-8")
    words = with_places(["import", "{list}"], tmp_path)
    complaint(comptoir(*words, "--data", tmp_path / "other"), WORLD)
    assert not (tmp_path / "other" / FILE_NAME).exists()


@pytest.mark.parametrize("words", [NEEDS_SHOP[0], NEEDS_SHOP[2]])
def test_where_no_shop_is_none_is_founded(tmp_path: Path, words: list[str]) -> None:
    place = tmp_path / "nowhere"
    complaint(comptoir(*with_places(words, tmp_path), "--data", place), WORLD)
    assert not place.exists()


@pytest.mark.parametrize("words", NEEDS_SHOP)
def test_a_corrupt_database_is_told(tmp_path: Path, words: list[str]) -> None:
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / FILE_NAME).write_bytes(b"no database at all" * 500)
    answer = comptoir(*with_places(words, tmp_path), "--data", tmp_path / "shop")
    assert "comptoir restore" in complaint(answer, WORLD) or "sauvegarde" in answer.err


@pytest.mark.parametrize("words", [[], *NEEDS_SHOP[:2]])
def test_a_database_of_a_newer_version_asks_for_an_update(tmp_path: Path, words: list[str]) -> None:
    (tmp_path / "shop").mkdir()
    with closing(dbapi2.connect(str(tmp_path / "shop" / FILE_NAME))) as opened:
        opened.execute("PRAGMA user_version = 99")
        opened.execute("CREATE TABLE a (b)")
    answer = comptoir(*with_places(words, tmp_path), "--data", tmp_path / "shop")
    assert "à jour" in complaint(answer, WORLD)


def test_a_folder_in_use_is_told(tmp_path: Path, folder: Path) -> None:
    lock = FolderLock.take(folder)
    try:
        sentences = {
            complaint(comptoir(*words, "--data", folder), WORLD)
            for words in ([], ["export", "--out", tmp_path / "a.csv"])
        }
    finally:
        lock.release()
    assert len(sentences) == 1


def test_a_database_locked_by_another_program_is_told(tmp_path: Path, folder: Path) -> None:
    with closing(dbapi2.connect(str(folder / FILE_NAME), isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        list_ = tmp_path / "liste.csv"
        list_.write_text("nom;prix\nPain;1\n", "utf-8")
        complaint(comptoir("import", list_, "--data", folder), WORLD)


def test_a_file_in_place_of_the_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for words in ([], ["restore", tmp_path / "x.zip"]):
        complaint(comptoir(*words, "--data", tmp_path / "file"), WORLD)
    assert comptoir("doctor", "--data", tmp_path / "file").code == NO


def test_a_folder_in_place_of_the_database_is_told(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).mkdir()
    complaint(comptoir("export", "--out", tmp_path / "a.csv", "--data", tmp_path), WORLD)


def test_a_full_disk_is_told_and_nothing_of_the_line_stays(tmp_path: Path, folder: Path) -> None:
    """No file of the child's may grow beyond what is there: as full as a disk can be."""
    size = (folder / FILE_NAME).stat().st_size

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    (tmp_path / "liste.csv").write_text(
        "nom;prix;description\n" + "".join(f"Tarte {n};1;{'x' * 4000}\n" for n in range(400)),
        "utf-8",
    )
    answer = comptoir("import", tmp_path / "liste.csv", "--data", folder, before=limit)
    complaint(answer, WORLD)
    assert comptoir("verify", folder).code == 0
    after = comptoir("import", tmp_path / "liste.csv", "--data", folder, "--json")
    assert after.code == 0
    assert after.told["made"] == 400 - int(str(after.told["known"]))


# --- no display -----------------------------------------------------------------------------------


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


# --- doctor ---------------------------------------------------------------------------------------


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


# --- scan -----------------------------------------------------------------------------------------

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


# --- verify ---------------------------------------------------------------------------------------


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


# --- lists in and out -----------------------------------------------------------------------------


def test_a_list_with_faults_is_a_no_and_says_each(tmp_path: Path, folder: Path) -> None:
    list_ = tmp_path / "liste.csv"
    list_.write_bytes(
        "Désignation;Prix TTC;TVA\nPâté;4,20;5,5\nTarte;oups;\n;3;\n".encode("cp1252")
    )
    dry = comptoir("import", list_, "--data", folder, "--dry-run", "--json")
    assert (dry.code, dry.told["made"]) == (NO, 1)
    answer = comptoir("import", list_, "--data", folder)
    assert (answer.code, answer.err) == (NO, "")
    assert "ligne 3" in answer.out
    assert "oups" in answer.out
    again = comptoir("import", list_, "--data", folder, "--json")
    assert (again.told["made"], again.told["known"]) == (0, 1)
    assert [fault["line"] for fault in again.told["faults"]] == [3, 4]  # type: ignore[index]


def test_a_list_without_a_rate_says_which_was_put(tmp_path: Path, folder: Path) -> None:
    (tmp_path / "liste.csv").write_text("nom;prix\nVase;20\n", "utf-8")
    answer = comptoir("import", tmp_path / "liste.csv", "--data", folder)
    assert answer.code == 0
    assert "20 %" in answer.out.replace("\xa0", " ")


def test_what_is_no_list_is_told(tmp_path: Path, folder: Path) -> None:
    complaint(comptoir("import", tmp_path / "rien.csv", "--data", folder), WORLD)
    (tmp_path / "liste.xlsx").write_bytes(b"PK\x03\x04\x00")
    complaint(comptoir("import", tmp_path / "liste.xlsx", "--data", folder), NO)


def test_products_and_everything_are_exported(tmp_path: Path, folder: Path) -> None:
    assert comptoir("export", "--out", tmp_path / "p.csv", "--data", folder).code == 0
    with (tmp_path / "p.csv").open(encoding="utf-8-sig") as file:
        assert [row["name"] for row in csv.DictReader(file, delimiter=";")] == ["Thé"]
    assert comptoir("export", "--out", tmp_path / "tout.ZIP", "--data", folder).code == 0
    with zipfile.ZipFile(tmp_path / "tout.ZIP") as archive:
        assert "tables/sale.json" in archive.namelist()
    complaint(comptoir("export", "--out", tmp_path / "no" / "p.csv", "--data", folder), WORLD)


def test_the_tags_that_are_due_are_written_as_sheets(tmp_path: Path, folder: Path) -> None:
    (tmp_path / "liste.csv").write_text("nom;prix\nCafé;4,20\nPain;1,15\n", "utf-8")
    assert comptoir("import", tmp_path / "liste.csv", "--data", folder).code == 0
    out = tmp_path / "tags.pdf"
    answer = comptoir("tags", "--format", "3474", "--out", out, "--data", folder)
    assert answer.code == 0
    assert "2 étiquettes, 1 feuille(s)" in answer.out
    assert out.read_bytes().startswith(b"%PDF")
    assert comptoir("tags", "--out", out, "--done", "--data", folder).code == 0
    assert comptoir("tags", "--out", out, "--data", folder).code == NO


def test_a_sheet_nobody_makes_is_told(tmp_path: Path, folder: Path) -> None:
    (tmp_path / "liste.csv").write_text("nom;prix\nCafé;4,20\n", "utf-8")
    assert comptoir("import", tmp_path / "liste.csv", "--data", folder).code == 0
    words = ("tags", "--format", "nowhere", "--out", tmp_path / "tags.pdf", "--data", folder)
    complaint(comptoir(*words), NO)


# --- the accountant's books and the archive -------------------------------------------------------


@pytest.fixture
def closed_folder(tmp_path: Path) -> Path:
    """Return a shop that sold and closed on Monday 23 November 2026."""
    with a_shop(tmp_path).with_product("Thé", 5_00).opened() as shop:
        sell(shop, "Thé")
        till_sessions.close_till(shop, None, OWNER)
    return tmp_path / "shop"


def test_the_accountant_gets_books_of_a_period(tmp_path: Path, closed_folder: Path) -> None:
    days = ("--from", "2026-11-01", "--to", "2026-11-30", "--data", closed_folder)
    for kind in ("vat", "entries", "fec"):
        told = comptoir("book", kind, "--out", tmp_path / kind, *days)
        assert told.code == 0, told.err
        assert "1 clôture" in told.out
        assert (tmp_path / kind).stat().st_size
    nothing = ("--from", "2025-11-01", "--to", "2025-11-30", "--data", closed_folder)
    complaint(comptoir("book", "vat", "--out", tmp_path / "none", *nothing), NO)
    complaint(comptoir("book", "cash", "--out", tmp_path / "none", *days), USE)
    assert not (tmp_path / "none").exists()


def test_an_archive_is_written_once_and_verified(tmp_path: Path, closed_folder: Path) -> None:
    target = tmp_path / "archive.zip"
    told = comptoir("archive", "--out", target, "--medium", "USB", "--data", closed_folder)

    assert told.code == 0, told.err
    assert comptoir("verify", target).code == 0
    complaint(comptoir("archive", "--out", tmp_path / "x.zip", "--data", closed_folder), NO)


# --- backup and restore ---------------------------------------------------------------------------


def test_a_backup_is_restored_elsewhere_and_never_over_a_shop(tmp_path: Path, folder: Path) -> None:
    kept = tmp_path / "sauvegarde.zip"
    assert comptoir("backup", "--out", kept, "--data", folder).code == 0
    complaint(comptoir("restore", kept, "--data", folder), NO)
    assert comptoir("restore", kept, "--data", tmp_path / "new").code == 0
    assert comptoir("verify", tmp_path / "new").code == 0
    complaint(comptoir("restore", tmp_path / "rien.zip", "--data", tmp_path / "n2"), WORLD)
    complaint(comptoir("backup", "--out", tmp_path / "no" / "b.zip", "--data", folder), WORLD)


# --- the last resort ------------------------------------------------------------------------------


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


def test_a_long_list_counts_where_somebody_sits_at_the_terminal(tmp_path: Path) -> None:
    listed = tmp_path / "list.csv"
    rows = [f"Livre {number};{number},50" for number in range(1, 301)]
    listed.write_text("\n".join(["nom;prix", *rows]), encoding="utf-8")
    screen, terminal = os.openpty()
    try:
        done = subprocess.run(
            [sys.executable, "-m", "desktop", "import", str(listed), "--data", str(tmp_path / "s")],
            cwd=HOUSE,
            stdout=subprocess.DEVNULL,
            stderr=terminal,
            timeout=120,
            check=False,
        )
        told = os.read(screen, 4096).decode()
    finally:
        os.close(screen)
        os.close(terminal)
    assert done.returncode == 0
    assert "\r250\r300\r" in told


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


def test_sheets_are_loaded_shown_and_credited(tmp_path: Path) -> None:
    with a_shop(tmp_path).opened() as shop:
        folder = shop.folder
    file = tmp_path / "openfoodfacts.csv"
    file.write_text(
        "code\tproduct_name\tbrands\tquantity\tcategories\n"
        "9520000000059\tMiel de fleurs\tRucher\t250 g\tÉpicerie,Miels\n"
        "9520000000050\tFaux\t\t\t\n",
        "utf-8",
    )
    loaded = comptoir("sheets", "load", file, "--data", folder)
    assert loaded.code == 0, loaded.err
    assert "1 fiches gardées" in loaded.out
    assert "ligne 3" in loaded.out
    assert "Open Food Facts, ODbL" in loaded.out
    shown = comptoir("sheets", "show", "9520000000059", "--data", folder)
    assert shown.code == 0, shown.err
    assert "Miel de fleurs" in shown.out
    assert "Open Food Facts, ODbL" in shown.out
    assert comptoir("sheets", "show", "9520000000066", "--data", folder).code == NO
    assert comptoir("sheets", "show", "9520000000050", "--data", folder).code == USE
    assert comptoir("sheets", "load", file, "--source", "x", "--data", folder).code == USE


def test_an_import_is_reported_line_by_line_and_taken_back(tmp_path: Path, folder: Path) -> None:
    (tmp_path / "liste.csv").write_text("nom;prix\nVase;20\nBol;oups\n", "utf-8")
    report = tmp_path / "rapport.csv"
    words = ("import", tmp_path / "liste.csv", "--data", folder, "--json", "--report", report)
    told = comptoir(*words).told
    assert (told["made"], told["faulty"]) == (1, 1)
    with report.open(encoding="utf-8-sig") as file:
        assert [row["résultat"] for row in csv.DictReader(file, delimiter=";")] == ["créé", "faute"]
    undone = comptoir("import", "--undo", "last", "--data", folder, "--json")
    assert undone.told == {"run": told["run"], "undone": 1}
    complaint(comptoir("import", "--undo", str(told["run"]), "--data", folder), NO)
    complaint(comptoir("import", tmp_path / "liste.csv", "--resume", "--data", folder), NO)
