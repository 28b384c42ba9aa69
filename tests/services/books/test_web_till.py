"""What was paid online stands in the shop as the marketplace told it, and goes to the accountant."""

import json
from datetime import date
from pathlib import Path

import pytest
from pysqlite3 import dbapi2

from desktop.errors import RefusedError
from desktop.services.books import accounting, web_till
from desktop.services.books.accounting import Book
from desktop.services.books.inspection import inspect
from desktop.services.database import FILE_NAME
from desktop.services.shop import Shop
from desktop.services.till import till_sessions
from fiscal import Layer, Sealed
from tests.support.a_shop import OWNER, a_shop, sell
from tests.support.a_web_till import a_web_till, tell

DAY = date(2026, 11, 23)


@pytest.fixture
def told(tmp_path: Path) -> list[Sealed]:
    return a_web_till(tmp_path)


def kept(shop: Shop) -> list[Sealed]:
    with shop.look() as look:
        return list(web_till.KeptRows(look.connection).after(0))


def export(shop: Shop, book: Book, target: Path, till: str = web_till.TILL) -> str:
    accounting.export_book(shop, book, target, DAY, DAY, staff=OWNER, till=till)
    return target.read_text("utf-8-sig")


def test_records_are_kept_as_they_came_and_once(tmp_path: Path, told: list[Sealed]) -> None:
    with a_shop(tmp_path).opened() as shop:
        tell(shop, told)
        tell(shop, told)

        assert kept(shop) == told
        assert web_till.count_records(shop) == len(told)


def test_what_is_told_otherwise_afterwards_is_set_aside_and_changes_nothing(
    tmp_path: Path, told: list[Sealed]
) -> None:
    with a_shop(tmp_path).opened() as shop:
        tell(shop, told[:2])
        forged = told[1]._replace(s=b"-")
        tell(shop, [forged, told[3]])

        assert kept(shop) == told[:2]
        with shop.look() as look:
            parked = look.connection.exec_driver_sql("SELECT reason FROM inbox_parked").scalars()
            reasons = parked.all()
    assert ["otherwise" in reason or "follow" in reason for reason in reasons] == [True, True]


def test_the_accountant_gets_what_was_paid_online_by_itself(
    tmp_path: Path, told: list[Sealed]
) -> None:
    with a_shop(tmp_path).with_product("Thé", 790).opened() as shop:
        tell(shop, told)
        sell(shop, "the")
        vat = export(shop, Book.VAT, tmp_path / "vat.csv")
        entries = export(shop, Book.ENTRIES, tmp_path / "entries.csv")
        name = accounting.book_name(shop, Book.VAT, DAY, web_till.TILL)
        (entry,) = accounting.entries(shop, DAY, DAY, web_till.TILL)
        with pytest.raises(RefusedError, match="nothing_closed"):
            export(shop, Book.VAT, tmp_path / "own.csv", till="")

    assert name == "tva-W01-2026-11-23.csv"
    turnover = [line.split(";")[4:] for line in vat.splitlines() if "W01" in line][:2]
    assert turnover == [["20,00", "12,67", "10,56", "2,11"], ["5,50", "7,02", "6,65", "0,37"]]
    assert "511700" in entries
    assert sum(each.debit - each.credit for each in entry.postings) == 0
    assert {each.code: each.debit for each in entry.postings if each.debit} == {"online": 1969}


def test_the_verifier_reads_it_beside_the_tills_own_journal(
    tmp_path: Path, told: list[Sealed]
) -> None:
    with a_shop(tmp_path).with_product("Thé", 790).opened() as shop:
        sell(shop, "the")
        tell(shop, told)
        folder = shop.folder
    assert [(each.till, each.report.is_sound) for each in inspect(folder)] == [
        ("T01", True),
        ("W01", True),
    ]

    with dbapi2.connect(str(folder / FILE_NAME)) as raw:
        raw.execute("DROP TRIGGER web_record_no_update")
        raw.execute("UPDATE web_record SET c = replace(c, '1267', '1067') WHERE seq = 4")
    raw.close()
    assert [each.report.is_sound for each in inspect(folder)] == [True, False]


def test_a_closing_holds_where_it_stood_against_another_history(
    tmp_path: Path, told: list[Sealed]
) -> None:
    with a_shop(tmp_path).with_product("Thé", 790).opened() as shop:
        sell(shop, "the")
        tell(shop, told)
        till_sessions.close_till(shop, None, OWNER)
        folder = shop.folder
    with dbapi2.connect(str(folder / FILE_NAME)) as raw:
        (text,) = raw.execute("SELECT c FROM journal_record WHERE kind = 'CLOSE'").fetchone()
        assert json.loads(text)["b"]["tills"] == [
            {"till": "W01", "seq": told[-1].seq, "h": told[-1].h.hex()}
        ]
        # Another journal, whole in itself, as whoever holds its key could make.
        (tmp_path / "web.pem").unlink()
        raw.execute("DROP TRIGGER web_record_no_delete")
        raw.execute("DELETE FROM web_record")
        for row in a_web_till(tmp_path):
            kind, kno = row.record().k.value, row.record().kno
            raw.execute(
                "INSERT INTO web_record (seq, kind, kno, c, h, s) VALUES (?, ?, ?, ?, ?, ?)",
                (row.seq, kind, kno, row.c, row.h, row.s),
            )
    raw.close()

    own, web = inspect(folder)
    assert own.report.is_sound
    assert Layer.ANCHOR in web.report.counts


def test_no_record_is_changed_or_removed_by_mistake(tmp_path: Path, told: list[Sealed]) -> None:
    with a_shop(tmp_path).opened() as shop:
        tell(shop, told)
        folder = shop.folder
    with dbapi2.connect(str(folder / FILE_NAME)) as raw:
        for statement in ("UPDATE web_record SET s = x''", "DELETE FROM web_record"):
            with pytest.raises(dbapi2.IntegrityError):
                raw.execute(statement)
    raw.close()
