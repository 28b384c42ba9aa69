"""The archive made at the counter: checked by its own script, known to the journal, made once."""

import subprocess
import sys
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from desktop.errors import RefusedError, WorldError
from desktop.services.books import archive
from desktop.services.books.archive import Archived
from desktop.services.books.inspection import inspect
from desktop.services.books.journal import SqlStore
from desktop.services.papers import receipts
from desktop.services.shop import Shop
from desktop.services.till import till_sessions
from desktop.settings import Settings
from fiscal import FolderKeyStore, KeySigner, Kind
from printing.drivers.plain import render_text
from sync.kernel.clock import SetClock
from sync.kernel.money import Money
from tests.support.a_shop import OWNER, a_shop, sell


def closed_day(shop: Shop) -> None:
    sell(shop, "Vin")
    till_sessions.close_till(shop, None, OWNER)


def make(shop: Shop, target: Path) -> Archived:
    return archive.archive(shop, target, staff=OWNER, medium="USB")


def verified_alone(target: Path, key: str) -> subprocess.CompletedProcess[str]:
    """Run the archive's own script with nothing but the standard library."""
    script = target.with_name("verify.py")
    with zipfile.ZipFile(target) as opened:
        script.write_bytes(opened.read("verify.py"))
    return subprocess.run(
        [sys.executable, "-I", "-S", script, target, "--key", key],
        capture_output=True,
        text=True,
        check=False,
    )


def forge(target: Path, name: str) -> None:
    """Replace one file of an archive."""
    with zipfile.ZipFile(target) as before:
        files = {each: before.read(each) for each in before.namelist()}
    with zipfile.ZipFile(target, "w") as after:
        for each, content in (files | {name: b"other"}).items():
            after.writestr(each, content)


def records(shop: Shop, kind: Kind) -> list[dict[str, object]]:
    with shop.look() as look:
        rows = SqlStore(look.connection, Settings().till).of_kind(kind, 0)
        return [row.record().b for row in rows]


def test_what_was_drawn_up_and_overtaken_is_no_archive(tmp_path: Path) -> None:
    first, second = tmp_path / "first.zip", tmp_path / "second.zip"
    with a_shop(tmp_path).with_product("Vin", 14_90).opened() as shop:
        closed_day(shop)
        drawn = archive.draw_up(shop, first)
        assert not first.exists()
        make(shop, second)

        with pytest.raises(RefusedError, match="archive_overtaken"):
            archive.tell_journal(shop, drawn, OWNER)

        assert [file.name for file in tmp_path.glob("*.zip*")] == ["second.zip"]
        assert len(records(shop, Kind.ARCHIVE)) == 1


def test_an_archive_is_checked_by_its_own_script_in_a_bare_interpreter(tmp_path: Path) -> None:
    target = tmp_path / "archive.zip"
    with a_shop(tmp_path).with_product("Vin", 14_90).opened() as shop:
        closed_day(shop)
        done = make(shop, target)
        key = shop.signer.public_key.hex()
        (told,) = records(shop, Kind.ARCHIVE)
    answer = verified_alone(target, key)
    forge(target, "tickets.csv")

    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert told["manifest"] == done.manifest
    assert told["medium"] == "USB"
    assert (done.first_seq, done.is_year) == (1, False)
    assert all(each.report.is_sound for each in inspect(tmp_path / "shop"))
    assert verified_alone(target, key).returncode != 0


def test_the_next_archive_goes_on_where_the_last_one_ended(tmp_path: Path) -> None:
    with a_shop(tmp_path).with_product("Vin", 14_90).opened() as shop:
        closed_day(shop)
        first = make(shop, tmp_path / "one.zip")
        till_sessions.open_till(shop, Money(100_00), OWNER)
        closed_day(shop)
        second = make(shop, tmp_path / "two.zip")
        key = shop.signer.public_key.hex()

    assert second.first_seq == first.last_seq + 1
    assert verified_alone(tmp_path / "two.zip", key).returncode == 0


def test_a_year_that_was_closed_waits_for_its_archive(tmp_path: Path) -> None:
    builder = a_shop(tmp_path).with_product("Vin", 14_90)
    with builder.at(datetime(2026, 12, 31, 9, tzinfo=UTC)).opened() as shop:
        closed_day(shop)
        assert isinstance(shop.clock, SetClock)
        shop.clock.instant = datetime(2027, 1, 2, 9, tzinfo=UTC)
        till_sessions.close_forgotten(shop)
        assert archive.due(shop).is_year_waiting
        done = make(shop, tmp_path / "year.zip")

        assert done.is_year
        assert not archive.due(shop).is_year_waiting
        assert archive.due(shop).records == 0


def test_an_open_day_or_nothing_new_is_refused_and_leaves_no_file(tmp_path: Path) -> None:
    target = tmp_path / "archive.zip"
    with a_shop(tmp_path).with_product("Vin", 14_90).opened() as shop:
        sell(shop, "Vin")
        assert archive.due(shop).is_day_open
        with pytest.raises(RefusedError) as is_open:
            make(shop, target)
        till_sessions.close_till(shop, None, OWNER)
        make(shop, tmp_path / "first.zip")
        with pytest.raises(RefusedError) as nothing:
            make(shop, target)

    assert is_open.value.code == "archive_day_open"
    assert nothing.value.code == "archive_nothing"
    assert not target.exists()


def test_without_its_key_the_till_sells_says_so_and_archives_nothing(tmp_path: Path) -> None:
    empty = tmp_path / "no-keys"
    empty.mkdir()
    with a_shop(tmp_path).with_product("Vin", 14_90).opened() as shop:
        shop.signer = KeySigner(FolderKeyStore(empty), "T01")
        done = sell(shop, "Vin")
        with shop.look() as look:
            paper = render_text(receipts.compose(shop, look, done.sale_id), "fr")
        degraded = till_sessions.till_state(shop).is_degraded
        till_sessions.close_till(shop, None, OWNER)
        with pytest.raises(WorldError) as failed:
            make(shop, tmp_path / "archive.zip")

        assert "Mode dégradé : signature en attente" in paper
        assert degraded
        assert failed.value.code == "archive_no_key"
        assert not (tmp_path / "archive.zip").exists()
        assert records(shop, Kind.ARCHIVE) == []


def test_a_place_that_takes_no_file_is_told(tmp_path: Path) -> None:
    with a_shop(tmp_path).with_product("Vin", 14_90).opened() as shop:
        closed_day(shop)
        with pytest.raises(WorldError) as failed:
            make(shop, tmp_path / "nowhere" / "archive.zip")

        assert failed.value.code == "export_not_written"
        assert records(shop, Kind.ARCHIVE) == []
