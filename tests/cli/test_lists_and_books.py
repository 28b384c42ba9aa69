"""`comptoir` takes lists in and writes lists, tags, books, archives and backups."""

import csv
import os
import subprocess
import sys
import zipfile
from pathlib import Path

from tests.cli.asking import (
    HOUSE,
    NO,
    USE,
    WORLD,
    complaint,
    comptoir,
)
from tests.support.a_shop import a_shop


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
    faults = again.told["faults"]
    assert isinstance(faults, list)
    assert [fault["line"] for fault in faults] == [3, 4]


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


def test_a_backup_is_restored_elsewhere_and_never_over_a_shop(tmp_path: Path, folder: Path) -> None:
    kept = tmp_path / "sauvegarde.zip"
    assert comptoir("backup", "--out", kept, "--data", folder).code == 0
    complaint(comptoir("restore", kept, "--data", folder), NO)
    assert comptoir("restore", kept, "--data", tmp_path / "new").code == 0
    assert comptoir("verify", tmp_path / "new").code == 0
    complaint(comptoir("restore", tmp_path / "rien.zip", "--data", tmp_path / "n2"), WORLD)
    complaint(comptoir("backup", "--out", tmp_path / "no" / "b.zip", "--data", folder), WORLD)


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
