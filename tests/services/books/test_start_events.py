"""The journal learns at a start what happened while nobody wrote in it."""

from pathlib import Path

import pytest

from desktop.services.books import start_events
from desktop.services.books.journal import SqlStore
from desktop.services.shop import Shop
from desktop.services.upkeep.backup import back_up, restore
from fiscal import EventCode, FolderKeyStore, Kind, Record, software_id
from sync.kernel.clock import milliseconds
from tests.support.a_shop import a_shop, open_again, sell


def events(shop: Shop, code: EventCode) -> list[Record]:
    with shop.look() as look:
        rows = SqlStore(look.connection, shop.settings.till).of_kind(Kind.EVENT, 0)
        records = [row.record() for row in rows]
    return [record for record in records if record.b["code"] == code]


def a_shop_that_sold(folder: Path) -> Path:
    with a_shop(folder).with_product("Thé", 790).opened() as shop:
        sell(shop, "the")
        return shop.folder


def test_another_version_of_the_program_is_told_before_anything_it_writes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = a_shop_that_sold(tmp_path)
    before = software_id()
    monkeypatch.setattr("desktop.services.books.start_events.software_id", lambda: "9.9.9+new")
    monkeypatch.setattr("desktop.services.books.journal.software_id", lambda: "9.9.9+new")

    for _start in range(2):
        shop = open_again(folder)
        told = events(shop, EventCode.SOFTWARE_UPDATED)
        with shop.look() as look:
            first = SqlStore(look.connection, "T01").get(told[0].seq - 1).record()
        shop.close()

    assert [record.b["data"] for record in told] == [{"from": before, "to": "9.9.9+new"}]
    assert first.sw == before
    assert told[0].sw == "9.9.9+new"


def test_a_backup_made_while_the_shop_was_open_is_told_at_the_next_start(tmp_path: Path) -> None:
    with a_shop(tmp_path).with_product("Thé", 790).opened() as shop:
        sell(shop, "the")
        folder = shop.folder
        back_up(folder, tmp_path / "sauvegarde.zip", shop.clock)
        assert events(shop, EventCode.BACKED_UP) == []

    for _start in range(2):
        shop = open_again(folder)
        told = events(shop, EventCode.BACKED_UP)
        shop.close()

    assert len(told) == 1
    assert set(told[0].b["data"]) == {"at"}
    assert not (folder / start_events.WAITING).exists()


def test_a_backup_that_was_put_back_is_told_at_its_first_start(tmp_path: Path) -> None:
    with a_shop(tmp_path / "before").with_product("Thé", 790).opened() as shop:
        sell(shop, "the")
        made_at = milliseconds(shop.clock.now())
        back_up(shop.folder, tmp_path / "sauvegarde.zip", shop.clock)
        keys = {name: shop.keys.load(name) for name in ("T01",)}
    restore(tmp_path / "sauvegarde.zip", tmp_path / "after")
    for name, key in keys.items():
        FolderKeyStore(tmp_path / "after").save(name, key)

    for _start in range(2):
        shop = open_again(tmp_path / "after")
        told = [record.b["data"] for record in events(shop, EventCode.RESTORED)]
        shop.close()

    assert told == [{"at": made_at}]


def left_by_a_backup(folder: Path, at: int) -> None:
    start_events.leave(folder, EventCode.BACKED_UP, at=at)


def told_at_a_start(folder: Path) -> list[int]:
    shop = open_again(folder)
    told = [record.b["data"]["at"] for record in events(shop, EventCode.BACKED_UP)]
    shop.close()
    return told


def test_a_start_cut_off_after_it_told_tells_nothing_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = a_shop_that_sold(tmp_path)
    left_by_a_backup(folder, 1)
    with monkeypatch.context() as cut:
        cut.setattr(start_events, "_throw_away", _die)
        with pytest.raises(PowerCutError):
            open_again(folder)
    assert (folder / start_events.TAKEN).exists()
    # Another backup, before the next start.
    left_by_a_backup(folder, 2)
    assert told_at_a_start(folder) == [1, 2]
    assert told_at_a_start(folder) == [1, 2]


def test_a_start_cut_off_before_it_told_tells_all_of_it_the_next_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = a_shop_that_sold(tmp_path)
    left_by_a_backup(folder, 1)
    with monkeypatch.context() as cut:
        # Within the transaction, after the events.
        cut.setattr(start_events, "_note_told", _die)
        with pytest.raises(PowerCutError):
            open_again(folder)
    assert told_at_a_start(folder) == [1]
    assert not (folder / start_events.TAKEN).exists()


class PowerCutError(Exception):
    """The power went."""


def _die(*_: object) -> None:
    raise PowerCutError


def test_lines_of_a_stranger_are_no_events(tmp_path: Path) -> None:
    folder = a_shop_that_sold(tmp_path)
    strange = b'no json\n[]\n{"code": 420}\n{"code": 450, "at": "Durand"}\n{"code": 450, "at": 1e9}\n\xff\n'
    (folder / start_events.WAITING).write_bytes(strange)

    shop = open_again(folder)
    with shop.look() as look:
        kinds = [row.record() for row in SqlStore(look.connection, "T01").of_kind(Kind.EVENT, 0)]
    shop.close()

    assert not [record for record in kinds if record.b["code"] in {420, 450}]


def test_a_shop_that_never_sold_has_no_journal_to_tell(tmp_path: Path) -> None:
    with a_shop(tmp_path).with_closed_till().opened() as shop:
        folder = shop.folder
    start_events.leave(folder, EventCode.BACKED_UP, at=1)
    shop = open_again(folder)
    try:
        assert events(shop, EventCode.BACKED_UP) == []
    finally:
        shop.close()
