"""`comptoir` on a folder, a database or a disk that is none: told in one sentence."""

import resource
from contextlib import closing
from pathlib import Path

import pytest
from pysqlite3 import dbapi2

from desktop.services.database import FILE_NAME
from desktop.services.folder_lock import FolderLock
from tests.cli.asking import NO, WORLD, complaint, comptoir

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
