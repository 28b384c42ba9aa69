"""A backup is whole or is none; a restore never covers a shop and never leaves half of one."""

import io
import json
import os
import zipfile
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from pysqlite3 import dbapi2

from desktop.errors import RefusedError, ShopError, WorldError
from desktop.services.counter import selling
from desktop.services.database import FILE_NAME
from desktop.services.drafting import kept_photos, photos
from desktop.services.folder_lock import FolderLock
from desktop.services.upkeep.backup import back_up, restore
from sync.kernel.clock import SetClock
from tests.support.a_shop import MORNING, AShop, a_shop, found, open_again, sell

CLOCK = SetClock(MORNING)


@cache
def a_photo() -> photos.Prepared:
    """Return a photograph, made once: how it is made ready is not what is asked here."""
    content = io.BytesIO()
    Image.new("RGB", (30, 30), "green").save(content, "PNG")
    return photos.prepare(content.getvalue(), wish=photos.Wish(cuts=False))


def failure(call: object, *args: object) -> ShopError:
    with pytest.raises(ShopError) as failed:
        call(*args)  # type: ignore[operator]
    return failed.value


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """Return a backup of a shop with one sale and one photograph, made while it was open."""
    out = tmp_path / "stick" / "sauvegarde.zip"
    out.parent.mkdir()
    with a_shop(tmp_path).with_product("Thé", 790).opened() as shop:
        sell(shop, "the")
        kept_photos.keep(shop, a_photo())
        assert back_up(shop.folder, out, CLOCK) == out.stat().st_size
    return out


def test_a_shop_comes_back_as_it_was(tmp_path: Path, kept: Path) -> None:
    restore(kept, tmp_path / "new" / "shop")
    shop = open_again(tmp_path / "new" / "shop")
    try:
        assert found(shop, "the").on_hand.thousandths == 9000
        assert [each.number for each in selling.sales_today(shop)] == ["T01-2026-000001"]
        (photo,) = (tmp_path / "new" / "shop" / "media").glob("*/*.webp")
        with Image.open(photo) as picture:
            assert picture.size == (30, 30)
    finally:
        shop.close()
    assert sorted(path.name for path in kept.parent.iterdir()) == ["sauvegarde.zip"]


def test_a_backup_holds_no_key(kept: Path) -> None:
    with zipfile.ZipFile(kept) as archive:
        names = archive.namelist()
        assert b"PRIVATE" not in b"".join(archive.read(name) for name in names)
    assert {Path(name).suffix for name in names} == {".json", ".db", ".webp"}


def test_what_is_sold_while_a_backup_is_made_is_not_in_the_way(tmp_path: Path) -> None:
    with a_shop(tmp_path).with_product("Thé", 790).opened() as shop:
        with shop.begin() as work:
            back_up(shop.folder, tmp_path / "a.zip", CLOCK)
            work.commit()
        sell(shop, "the")
    restore(tmp_path / "a.zip", tmp_path / "b")
    earlier = open_again(tmp_path / "b")
    assert selling.sales_today(earlier) == ()
    earlier.close()


def test_a_restore_does_not_cover_a_shop(tmp_path: Path, kept: Path) -> None:
    before = (tmp_path / "shop" / FILE_NAME).read_bytes()
    assert failure(restore, kept, tmp_path / "shop").code == "restore_over_shop"
    assert (tmp_path / "shop" / FILE_NAME).read_bytes() == before


def test_a_folder_in_use_is_not_restored_into(tmp_path: Path, kept: Path) -> None:
    lock = FolderLock.take(tmp_path / "new")
    try:
        assert failure(restore, kept, tmp_path / "new").code == "already_open"
    finally:
        lock.release()


def test_a_restore_into_a_folder_with_other_things_leaves_them(tmp_path: Path, kept: Path) -> None:
    place = tmp_path / "Documents"
    (place / "media" / "aa").mkdir(parents=True)
    (place / "notes.txt").write_text("mine")
    restore(kept, place)
    assert (place / "notes.txt").read_text() == "mine"
    open_again(place).close()


def test_a_relative_folder_will_do(
    tmp_path: Path, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    restore(kept, Path())
    back_up(Path(), Path("again.zip"), CLOCK)
    assert Path("again.zip").stat().st_size > 1000


def test_no_shop_no_backup(tmp_path: Path) -> None:
    assert failure(back_up, tmp_path, tmp_path / "a.zip", CLOCK).code == "no_shop_here"


@pytest.mark.parametrize("out", ["nowhere/a.zip", "file/a.zip", "folder"])
def test_a_backup_that_cannot_be_written_says_so(tmp_path: Path, out: str) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "folder").mkdir()
    a_shop(tmp_path).open().close()
    error = failure(back_up, tmp_path / "shop", tmp_path / out, CLOCK)
    assert (type(error), error.code) == (WorldError, "backup_not_written")
    assert not list(tmp_path.rglob("*.part"))
    assert not list(tmp_path.rglob("*.zip.db"))


def test_a_damaged_shop_is_not_kept_for_a_good_one(tmp_path: Path) -> None:
    a_shop(tmp_path).open().close()
    file = tmp_path / "shop" / FILE_NAME
    content = bytearray(file.read_bytes())
    content[4096 * 3 : 4096 * 12] = os.urandom(4096 * 9)
    file.write_bytes(content)
    assert failure(back_up, tmp_path / "shop", tmp_path / "a.zip", CLOCK).code == "database_corrupt"
    file.write_bytes(b"no database at all" * 100)
    assert failure(back_up, tmp_path / "shop", tmp_path / "a.zip", CLOCK).code == "database_corrupt"
    assert [path.name for path in tmp_path.glob("a.*")] == []


def test_a_name_with_signs_of_its_own_is_no_question(tmp_path: Path) -> None:
    odd = tmp_path / "Ma boutique #1 ?mode=rw 100%"
    AShop(odd).open().close()
    back_up(odd, tmp_path / "a#b?c%20.zip", CLOCK)
    restore(tmp_path / "a#b?c%20.zip", tmp_path / "r")


def rewritten(kept: Path, **changed: bytes | None) -> Path:
    """Return a copy of a backup with entries replaced, added or, when None, left out."""
    out = kept.with_name("changed.zip")
    with zipfile.ZipFile(kept) as source, zipfile.ZipFile(out, "w") as target:
        contents: dict[str, bytes | None] = {
            name: source.read(name) for name in source.namelist()
        } | changed
        for name, content in contents.items():
            if content is not None:
                target.writestr(name, content)
    return out


def a_newer_database(folder: Path) -> bytes:
    file = folder / "newer.db"
    opened = dbapi2.connect(str(file))
    opened.execute("PRAGMA user_version = 99")
    opened.execute("CREATE TABLE a (b)")
    opened.commit()
    opened.close()
    return file.read_bytes()


def test_what_is_no_backup_is_refused_and_leaves_nothing(tmp_path: Path, kept: Path) -> None:
    photo = "media/ab/" + "ab" * 32 + ".webp"
    cases = {
        "backup_unknown": [
            {"comptoir.db": None},
            {"comptoir-backup.json": None},
            {"comptoir-backup.json": b"{"},
            {"comptoir-backup.json": json.dumps({"version": 2}).encode()},
            {"../evil.webp": b""},
            {"/etc/evil.webp": b""},
            {"media/../evil.webp": b""},
            {"notes.txt": b""},
            {photo.replace("/", "\\"): b""},
        ],
        "database_corrupt": [{"comptoir.db": b"no database" * 500}],
        "database_too_new": [{"comptoir.db": a_newer_database(tmp_path)}],
    }
    for code, changes in cases.items():
        for changed in changes:
            place = tmp_path / "new"
            error = failure(restore, rewritten(kept, **changed), place)
            assert error.code == code, changed
            assert [each.name for each in place.iterdir()] == ["comptoir.lock"]


def test_a_backup_that_cannot_be_read_says_so(tmp_path: Path) -> None:
    assert failure(restore, tmp_path / "rien.zip", tmp_path / "n").code == "backup_missing"
    assert failure(restore, tmp_path, tmp_path / "n").code == "backup_unreadable"
    (tmp_path / "text.zip").write_text("hello")
    error = failure(restore, tmp_path / "text.zip", tmp_path / "n")
    assert (type(error), error.code) == (RefusedError, "backup_unknown")


def test_a_folder_that_cannot_be_made_says_so(tmp_path: Path, kept: Path) -> None:
    (tmp_path / "file").write_text("")
    assert failure(restore, kept, tmp_path / "file").code == "folder_unusable"


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_backup_with_any_bytes_altered_is_refused_or_whole(
    tmp_path_factory: pytest.TempPathFactory, chance: st.DataObject
) -> None:
    place = tmp_path_factory.mktemp("altered")
    content = bytearray(_small_backup(tmp_path_factory))
    cut = chance.draw(st.integers(0, len(content)))
    del content[cut : cut + chance.draw(st.integers(0, 40))]
    for _ in range(chance.draw(st.integers(0, 4))):
        # The directory at the end is where a reader can be led astray.
        where = chance.draw(st.integers(max(0, len(content) - 300), len(content)))
        if where < len(content):
            content[where] = chance.draw(st.integers(0, 255))
    (place / "a.zip").write_bytes(content)
    try:
        restore(place / "a.zip", place / "shop")
    except ShopError:
        assert not (place / "shop" / FILE_NAME).exists()
    else:
        opened = dbapi2.connect(str(place / "shop" / FILE_NAME))
        assert opened.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        opened.close()


def _small_backup(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    made = tmp_path_factory.getbasetemp() / "small-backup.zip"
    if not made.exists():
        folder = tmp_path_factory.mktemp("small")
        opened = dbapi2.connect(str(folder / FILE_NAME))
        opened.execute("CREATE TABLE a (b)")
        opened.commit()
        opened.close()
        back_up(folder, made, CLOCK)
    return made.read_bytes()
