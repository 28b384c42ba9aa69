"""A till restored from an old backup, or without its key, goes on as a new one and says so."""

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from desktop.bootstrap import open_shop
from desktop.domain.tender import Means
from desktop.errors import RefusedError
from desktop.services.books import accounting, archive, succession
from desktop.services.books.anchoring import AnchorRows
from desktop.services.books.inspection import inspect
from desktop.services.books.journal import SqlStore
from desktop.services.counter import selling
from desktop.services.papers import receipts
from desktop.services.shop import Shop
from desktop.services.till import alarms, till_sessions
from desktop.services.town import link
from desktop.services.upkeep.backup import back_up, restore
from desktop.settings import PrinterSettings
from fiscal import EventCode, FolderKeyStore, Kind
from sync.contract import v1
from sync.kernel.clock import SetClock, SystemClock
from sync.kernel.money import Money
from tests.services.town.test_link import (
    a_talking_shop,
    await_that,
    catalogue_jam,
    is_told,
    serving,
)
from tests.support.a_shop import MORNING, OWNER, AShop, a_shop, open_again, sell


def a_bakery(tmp_path: Path) -> AShop:
    return a_shop(tmp_path).with_product("Pain", 1_15, vat=550, stock=50)


def told_of_a_loss(shop: Shop, verdict: str = "ROLLBACK", held: int = 99) -> None:
    refusal = v1.AnchorRefusal(verdict=verdict, at=3, held_seq=held, held_h="ab" * 32)  # type: ignore[arg-type]
    AnchorRows(shop).record_refusal(refusal)


def events(shop: Shop, till: str, code: EventCode) -> list[dict[str, object]]:
    with shop.look() as look:
        rows = list(SqlStore(look.connection, till).of_kind(Kind.EVENT, 0))
    bodies = [row.record().b for row in rows]
    return [each["data"] for each in bodies if each["code"] == code]


@pytest.mark.parametrize("verdict", ["ROLLBACK", "FORK", "KEYPIN"])
def test_a_till_that_lost_its_end_goes_on_under_a_new_code_and_both_journals_tell(
    tmp_path: Path, verdict: str
) -> None:
    builder = a_bakery(tmp_path)
    with builder.opened() as shop:
        assert sell(shop, "Pain").number == "T01-2026-000001"
        told_of_a_loss(shop, verdict)
        assert alarms.alarm_of(shop) is not None

        assert succession.succeed(shop, OWNER) == "T01B"

        assert alarms.alarm_of(shop) is None
        till_sessions.open_till(shop, Money(50_00), OWNER)
        assert sell(shop, "Pain").number == "T01B-2026-000001"
        (follower,) = events(shop, "T01", EventCode.RESTORED)
        assert follower == {"next": "T01B", "seq": 99}
        (followed,) = events(shop, "T01B", EventCode.RESTORED)
        assert (followed["till"], followed["seq"], followed["h"]) == ("T01", 99, "ab" * 32)
        assert events(shop, "T01", EventCode.WORKSTATION_REMOVED) == [{"till": "T01"}]
        assert events(shop, "T01B", EventCode.WORKSTATION_ADDED) == [{"till": "T01B"}]

    with closing(open_again(builder.folder)) as again:
        assert sell(again, "Pain").number == "T01B-2026-000002"
    journals = inspect(builder.folder)
    assert all(each.report.is_sound for each in journals), journals
    assert len(journals) == 2


def test_a_till_whose_journal_is_whole_is_not_followed(tmp_path: Path) -> None:
    with a_bakery(tmp_path).opened() as shop:
        sell(shop, "Pain")
        with pytest.raises(RefusedError) as refused:
            succession.succeed(shop, OWNER)

        assert refused.value.code == "journal_not_lost"
        assert shop.settings.till == "T01"


def test_a_malformed_answer_of_the_marketplace_is_no_loss(tmp_path: Path) -> None:
    with a_bakery(tmp_path).opened() as shop:
        told_of_a_loss(shop, "MALFORMED")

        assert succession.loss_of(shop) is None
        alarm = alarms.alarm_of(shop)
        assert alarm is not None
        assert (alarm.code, alarm.answer) == ("anchor_refused", "")


@contextmanager
def followed(tmp_path: Path) -> Iterator[tuple[Shop, str]]:
    """Yield a shop that goes on as T01B, and the id of a ticket that T01 sold."""
    printer = PrinterSettings(code="counter", address=f"folder://{tmp_path}/papers")
    builder = a_bakery(tmp_path).with_settings(printers=(printer,), receipt_printer="counter")
    with builder.opened() as shop:
        for _ in range(6):
            sold = sell(shop, ("Pain", 3))
        told_of_a_loss(shop)
        succession.succeed(shop, OWNER)
        till_sessions.open_till(shop, Money(50_00), OWNER)
        yield shop, sold.sale_id


def test_papers_of_the_till_before_keep_their_own_seal(tmp_path: Path) -> None:
    with followed(tmp_path) as (shop, sold):
        paper, again = (receipts.print_receipt(shop, sold) for _ in range(2))

        assert paper != again
        with shop.look() as look:
            composed = receipts.compose(shop, look, sold)
            (copy,) = SqlStore(look.connection, "T01B").of_kind(Kind.COPY, 0)
        assert ":T01:" in composed.fiscal.verification
        assert copy.record().b["ref"]["till"] == "T01"


def test_goods_of_the_till_before_come_back_and_its_tickets_are_found(tmp_path: Path) -> None:
    with followed(tmp_path) as (shop, sold):
        assert selling.find_sale(shop, "6").id == sold

        back = selling.refund(shop, sold, (), Means.CASH, OWNER, "rassis")

        assert back.number == "T01B-2026-000001"
        with shop.look() as look:
            (record,) = SqlStore(look.connection, "T01B").of_kind(Kind.REFUND, 0)
        assert record.record().b["ref"]["till"] == "T01"
        assert selling.find_sale(shop, "1").id == back.sale_id
        assert selling.sales_today(shop)[0].id == back.sale_id
    assert all(each.report.is_sound for each in inspect(shop.folder))


def test_the_books_hold_the_days_of_both_tills(tmp_path: Path) -> None:
    with followed(tmp_path) as (shop, _sold):
        sell(shop, "Pain")
        till_sessions.close_till(shop, Money(51_15), OWNER)
        day = MORNING.date()

        entries = accounting.entries(shop, day, day)

        assert [each.till for each in entries] == ["T01", "T01B"]


def test_the_days_of_the_till_before_are_archived_first_and_once(tmp_path: Path) -> None:
    with a_bakery(tmp_path).opened() as shop:
        sell(shop, "Pain")
        told_of_a_loss(shop)
        succession.succeed(shop, OWNER)
        till_sessions.open_till(shop, Money(0), OWNER)
        sell(shop, "Pain")
        till_sessions.close_till(shop, None, OWNER)

        made = [archive.archive(shop, tmp_path / f"{n}.zip", staff=OWNER) for n in range(2)]

        assert [each.till for each in made] == ["T01", "T01B"]
        for place in (tmp_path / "0.zip", tmp_path / "1.zip", shop.folder):
            assert all(each.report.is_sound for each in inspect(place))
        assert archive.due(shop).records == 0


def test_days_whose_key_is_gone_do_not_keep_the_others_from_their_archive(tmp_path: Path) -> None:
    with a_bakery(tmp_path).opened() as shop:
        sell(shop, "Pain")
        told_of_a_loss(shop)
        succession.succeed(shop, OWNER)
        till_sessions.open_till(shop, Money(0), OWNER)
        sell(shop, "Pain")
        till_sessions.close_till(shop, None, OWNER)
        (shop.folder / "T01.pem").unlink()

        assert archive.due(shop).till == "T01B"
        assert archive.archive(shop, tmp_path / "own.zip", staff=OWNER).till == "T01B"


def test_a_backup_without_its_key_goes_on_with_a_key_of_its_own(tmp_path: Path) -> None:
    with a_bakery(tmp_path).opened() as shop:
        sell(shop, "Pain")
        back_up(shop.folder, tmp_path / "stick.zip", SetClock(MORNING))
    restore(tmp_path / "stick.zip", tmp_path / "elsewhere")
    with closing(open_again(tmp_path / "elsewhere")) as shop:
        sell(shop, "Pain")
        lost = succession.loss_of(shop)
        assert lost is not None
        assert lost.verdict == "KEY"

        succession.succeed(shop, OWNER)

        till_sessions.open_till(shop, Money(50_00), OWNER)
        assert sell(shop, "Pain").number == "T01B-2026-000001"
        with shop.look() as look:
            head = SqlStore(look.connection, "T01B").head()
        assert (head.degraded_from, head.unsigned) == (0, 0)


def test_codes_follow_one_another_and_none_comes_twice() -> None:
    assert succession.code_after("T01", set()) == "T01B"
    assert succession.code_after("T01B", {"T01"}) == "T01C"
    assert succession.code_after("T01", {"T01B", "T01C"}) == "T01D"


@pytest.mark.slow
def test_an_old_backup_put_back_is_told_by_the_marketplace_and_followed(tmp_path: Path) -> None:
    (tmp_path / "hub").mkdir()
    with serving(tmp_path / "hub") as hub:
        with a_talking_shop(tmp_path / "shop") as shop:
            link.enrol(shop, hub.url, hub.invite())
            catalogue_jam(shop)
            till_sessions.open_till(shop, Money(100_00), OWNER)
            sell(shop, "figue")
            await_that(shop, lambda: till_sessions.till_state(shop).unanchored == 0)
            back_up(shop.folder, tmp_path / "stick.zip", SystemClock())
            lost = [sell(shop, ("figue", 2)).number for _ in range(4)]
            await_that(shop, lambda: is_told(shop))
            await_that(shop, lambda: till_sessions.till_state(shop).unanchored == 0)
        new = tmp_path / "new"
        restore(tmp_path / "stick.zip", new)
        for key in (tmp_path / "shop").glob("*.pem"):
            shutil.copy(key, new / key.name)

        restored = open_shop(new, clock=SystemClock(), keys=FolderKeyStore(new))
        try:
            sell(restored, "figue")
            await_that(restored, lambda: succession.loss_of(restored) is not None)
            await_that(restored, lambda: is_told(restored))
            found = succession.loss_of(restored)
            assert found is not None
            assert (found.verdict, found.tickets) == ("ROLLBACK", len(lost))
            assert (found.last_ticket, found.amount) == (lost[-1], Money(36_00))

            succession.succeed(restored, OWNER)

            till_sessions.open_till(restored, Money(100_00), OWNER)
            assert sell(restored, "figue").number.startswith("T01B-")
            await_that(restored, lambda: till_sessions.till_state(restored).unanchored == 0)
            with restored.look() as look:
                assert SqlStore(look.connection, "T01B").head().anchored_seq > 0
        finally:
            restored.close()
