"""The shop's feed: no row skipped, no row ahead of its state, whoever writes meanwhile."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import text

from marketplace.api.desk import SyncDesk
from marketplace.services import feed, greeting
from marketplace.services.devices import Caller
from marketplace.services.hub import Hub
from marketplace.services.problems import ProblemError
from sync.contract import v1
from sync.kernel.clock import SetClock

from .simulator import NOON
from .town import ShopOfTest, add_device, copy_town, shops_of

WRITERS, WRITES = 4, 25


@pytest.fixture
def clock() -> SetClock:
    return SetClock(NOON)


@pytest.fixture
def hub(template: Path, tmp_path: Path, clock: SetClock) -> Iterator[Hub]:
    opened = copy_town(template, tmp_path / "hub", clock, is_durable=False)
    yield opened
    opened.close()


@pytest.fixture
def shop(hub: Hub) -> ShopOfTest:
    return shops_of(hub)[0]


@pytest.fixture
def caller(hub: Hub, shop: ShopOfTest) -> Caller:
    return add_device(hub, shop.id, "T1")


@pytest.fixture
def desk(hub: Hub) -> SyncDesk:
    return SyncDesk(hub)


def touch(hub: Hub, shop_id: str, *ids: str) -> None:
    with hub.database.write() as session:
        for one in ids:
            feed.touch(session, shop_id, "stock", one)


def read_all(desk: SyncDesk, caller: Caller, cursor: str = "") -> list[v1.Change]:
    changes: list[v1.Change] = []
    while True:
        page = desk.changes(caller, cursor, 2)
        changes.extend(page.changes)
        cursor = f"{page.epoch}:{page.to}"
        if not page.more:
            return changes


def test_pages_follow_each_other_to_the_end(
    hub: Hub, desk: SyncDesk, caller: Caller, shop: ShopOfTest
) -> None:
    seqs = [change.seq for change in read_all(desk, caller)]
    assert seqs == sorted(set(seqs))
    assert seqs[-1] == desk.head(caller)


def test_a_page_ends_before_it_grows_past_what_a_till_reads(
    hub: Hub, desk: SyncDesk, caller: Caller, shop: ShopOfTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(v1, "PAGE_MAX_BYTES", 1)
    first = desk.changes(caller, "", 500)
    assert (len(first.changes), first.more, first.to) == (1, True, first.changes[0].seq)
    whole = read_all(desk, caller)
    monkeypatch.undo()
    assert [one.id for one in whole] == [one.id for one in read_all(desk, caller)]


def test_an_entity_that_changes_often_is_one_row(
    hub: Hub, desk: SyncDesk, caller: Caller, shop: ShopOfTest
) -> None:
    before = desk.head(caller)
    for _ in range(20):
        touch(hub, shop.id, shop.variants[0])
    assert desk.head(caller) == before + 20
    epoch = desk.changes(caller, "", 1).epoch
    [change] = read_all(desk, caller, f"{epoch}:{before}")
    assert (change.seq, change.id) == (before + 20, shop.variants[0])


def test_what_no_longer_exists_is_told_as_deleted(
    hub: Hub, desk: SyncDesk, caller: Caller, shop: ShopOfTest
) -> None:
    touch(hub, shop.id, "gone")
    assert read_all(desk, caller)[-1].deleted


def test_nothing_is_skipped_and_no_number_is_missing_while_many_write(
    hub: Hub, desk: SyncDesk, caller: Caller, shop: ShopOfTest
) -> None:
    neighbour = shops_of(hub)[1]
    start, is_over = desk.head(caller), Event()

    def write(writer: int) -> None:
        for place in range(WRITES):
            with hub.database.write() as session:
                feed.touch(session, shop.id, "stock", f"{writer}-{place}")
                feed.touch(session, neighbour.id, "stock", f"{writer}-{place}")

    def read() -> list[int]:
        seen: list[int] = []
        epoch = desk.changes(caller, "", 1).epoch
        cursor = f"{epoch}:{start}"
        while True:
            was_over = is_over.is_set()
            page = desk.changes(caller, cursor, 7)
            seen.extend(change.seq for change in page.changes)
            cursor = f"{epoch}:{page.to}"
            if was_over and not page.changes:
                return seen

    with ThreadPoolExecutor(WRITERS + 1) as pool:
        reader = pool.submit(read)
        for done in [pool.submit(write, writer) for writer in range(WRITERS)]:
            done.result()
        is_over.set()
        seen = reader.result()
    assert seen == list(range(start + 1, start + WRITERS * WRITES + 1))


def test_a_transaction_that_fails_takes_no_number(
    hub: Hub, desk: SyncDesk, caller: Caller, shop: ShopOfTest
) -> None:
    before = desk.head(caller)

    def touch_and_fail() -> None:
        with hub.database.write() as session:
            feed.touch(session, shop.id, "stock", "x")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        touch_and_fail()
    assert desk.head(caller) == before


@pytest.mark.parametrize("cursor", ["x", ":", "e:", "e:x", "e:-1", "e:٣", "e:" + "9" * 30])
def test_a_cursor_that_is_none_is_refused(desk: SyncDesk, caller: Caller, cursor: str) -> None:
    with pytest.raises(ProblemError) as refusal:
        desk.changes(caller, cursor, 5)
    assert refusal.value.problem.error in {"malformed", "epoch"}


def test_a_cursor_of_another_epoch_is_told_the_present_one(
    hub: Hub, desk: SyncDesk, caller: Caller, clock: SetClock
) -> None:
    old = desk.changes(caller, "", 5).epoch
    with hub.database.write() as session:
        new = greeting.renew_epoch(session, clock.now())
    with pytest.raises(ProblemError) as refusal:
        desk.changes(caller, f"{old}:3", 5)
    assert refusal.value.problem == v1.Problem(error="epoch", epoch=new)


def test_a_cursor_ahead_of_the_feed_is_proof_of_a_restored_marketplace(
    desk: SyncDesk, caller: Caller
) -> None:
    epoch = desk.changes(caller, "", 5).epoch
    with pytest.raises(ProblemError) as refusal:
        desk.changes(caller, f"{epoch}:99999", 5)
    assert refusal.value.problem.error == "epoch"


# --- the greeting -------------------------------------------------------------------------------


def hello(cursor: str = "", *streams: v1.StreamPosition) -> v1.Hello:
    return v1.Hello(streams=streams, cursor=cursor, protocol=v1.PROTOCOL, app="1.0")


def ahead(seq: int, acked: int) -> v1.StreamPosition:
    return v1.StreamPosition(incarnation="i", seq=seq, hash="h", acked=acked)


def test_a_till_that_knows_more_than_the_marketplace_opens_a_new_epoch(
    desk: SyncDesk, caller: Caller, clock: SetClock
) -> None:
    clock.advance(timedelta(hours=1))
    epoch = desk.changes(caller, "", 1).epoch
    assert desk.hello(caller, hello("", ahead(9, acked=0))).epoch == epoch, "never sent: no proof"
    renewed = desk.hello(caller, hello(f"{epoch}:1", ahead(9, acked=9))).epoch
    assert renewed != epoch


@pytest.mark.parametrize("cursor", ["²", ":1", "x:²", "x:-1", "x:" + "9" * 5000])
def test_a_greeting_with_a_cursor_that_is_none_is_refused(
    desk: SyncDesk, caller: Caller, cursor: str
) -> None:
    epoch = desk.changes(caller, "", 1).epoch
    with pytest.raises(ProblemError) as refusal:
        desk.hello(caller, hello(cursor.replace("x", epoch)))
    assert refusal.value.problem.error == "malformed"


def test_no_till_can_renew_the_epoch_again_and_again(
    desk: SyncDesk, caller: Caller, clock: SetClock
) -> None:
    clock.advance(timedelta(hours=1))
    first = desk.hello(caller, hello("", ahead(9, acked=9))).epoch
    assert desk.hello(caller, hello("", ahead(9, acked=9))).epoch == first
    clock.advance(timedelta(minutes=11))
    assert desk.hello(caller, hello("old:1", ahead(9, acked=9))).epoch == first, "it knows already"


def test_another_protocol_is_refused_at_the_greeting(desk: SyncDesk, caller: Caller) -> None:
    with pytest.raises(ProblemError) as refusal:
        desk.hello(caller, v1.Hello(streams=(), cursor="", protocol=2, app=""))
    assert refusal.value.problem.error == "version"


def test_the_greeting_is_remembered(hub: Hub, desk: SyncDesk, caller: Caller) -> None:
    desk.hello(caller, hello())
    with hub.database.read() as session:
        app = session.execute(
            text("SELECT app FROM device WHERE id = :id"), {"id": caller.device_id}
        ).scalar_one()
    assert app == "1.0"
