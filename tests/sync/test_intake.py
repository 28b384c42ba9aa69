"""The marketplace's side of a push: in order, once, never held up."""

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import time
from pathlib import Path
from threading import Barrier

import pytest
from msgspec import Raw
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from marketplace.api.desk import SyncDesk
from marketplace.errors import StorageError
from marketplace.models.catalogue import Offer
from marketplace.models.town import Shop
from marketplace.services import shop_hours
from marketplace.services import town as towns
from marketplace.services.devices import Caller
from marketplace.services.handlers import HANDLERS, Arrived, Done, Handler
from marketplace.services.hub import Hub
from marketplace.services.problems import ProblemError
from sync.contract import v1
from sync.contract.canonical import decode, encode
from sync.kernel.clock import SetClock
from sync.kernel.ids import new_id
from sync.kernel.promise import OpeningSpan

from .simulator import NOON
from .town import OPENING_STOCK, ShopOfTest, add_device, copy_town, place_order, shops_of

INC = "inc"


@pytest.fixture
def hub(template: Path, tmp_path: Path) -> Iterator[Hub]:
    opened = copy_town(template, tmp_path / "hub", SetClock(NOON), is_durable=False)
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


def op(seq: int, kind: str, body: v1.Message | bytes, **other: object) -> v1.Op:
    raw = body if isinstance(body, bytes) else encode(body)
    facts = {"id": new_id(), "v": 1, "at": 0, **other}
    return v1.Op(seq=seq, kind=kind, body=Raw(raw), **facts)  # type: ignore[arg-type]


def move(shop: ShopOfTest, delta: int) -> v1.StockMove:
    return v1.StockMove(move=new_id(), variant=shop.variants[0], delta=delta, why="received")


def batch(*ops: v1.Op, base: int = 0, link: str = "", inc: str = INC) -> v1.Push:
    return v1.Push(incarnation=inc, base_seq=base, base_hash=link or v1.first_link(inc), ops=ops)


def linked(*ops: v1.Op, link: str = "") -> str:
    link = link or v1.first_link(INC)
    for one in ops:
        link = v1.chain(link, one)
    return link


def on_hand(hub: Hub, shop: ShopOfTest) -> int:
    with hub.database.read() as session:
        query = text("SELECT on_hand FROM offer WHERE variant = :v")
        return int(session.execute(query, {"v": shop.variants[0]}).scalar_one())


def problem_of(desk: SyncDesk, caller: Caller, push: v1.Push) -> v1.Problem:
    with pytest.raises(ProblemError) as refusal:
        desk.push(caller, push)
    return refusal.value.problem


def test_a_batch_is_taken_in_whole_and_a_repetition_changes_nothing(
    hub: Hub, desk: SyncDesk, caller: Caller, shop: ShopOfTest
) -> None:
    push = batch(op(1, "stock.move", move(shop, 1000)), op(2, "stock.move", move(shop, 500)))
    for _ in range(3):
        assert desk.push(caller, push).acked == 2
    assert on_hand(hub, shop) == OPENING_STOCK + 1500


def test_many_movements_in_one_message_are_each_taken_once(
    hub: Hub, desk: SyncDesk, caller: Caller, shop: ShopOfTest
) -> None:
    unheard = new_id()
    moves = ((shop.variants[0], 3000), (unheard, 2000), (shop.variants[0], -1000))
    push = batch(op(1, "stock.moves", v1.StockMoves(moves=moves, why="opening", ref="list")))
    for _ in range(2):
        assert desk.push(caller, push).acked == 1
    assert on_hand(hub, shop) == OPENING_STOCK + 2000
    with hub.database.read() as session:
        query = text("SELECT delta, why, ref FROM stock_move WHERE variant = :v")
        kept = session.execute(query, {"v": unheard}).all()
    assert [tuple(row) for row in kept] == [(2000, "opening", "list")]


def test_a_batch_that_overlaps_what_is_there_adds_only_the_rest(
    hub: Hub, desk: SyncDesk, caller: Caller, shop: ShopOfTest
) -> None:
    ops = [op(seq, "stock.move", move(shop, 1000)) for seq in (1, 2, 3)]
    desk.push(caller, batch(*ops[:2]))
    assert desk.push(caller, batch(*ops[1:], base=1, link=linked(ops[0]))).acked == 3
    assert desk.push(caller, batch(ops[0])).acked == 1, "old news is confirmed as far as it goes"
    assert on_hand(hub, shop) == OPENING_STOCK + 3000


def test_the_same_id_in_another_log_counts_once(
    hub: Hub, desk: SyncDesk, caller: Caller, shop: ShopOfTest
) -> None:
    first = op(1, "stock.move", move(shop, 1000))
    desk.push(caller, batch(first))
    [result] = desk.push(caller, batch(first, inc="after a restore")).results
    assert result.result == "dup"
    assert on_hand(hub, shop) == OPENING_STOCK + 1000


def test_the_same_id_twice_in_one_batch_counts_once(
    hub: Hub, desk: SyncDesk, caller: Caller, shop: ShopOfTest
) -> None:
    one_id = new_id()
    ops = [op(seq, "stock.move", move(shop, 1000), id=one_id) for seq in (1, 2)]
    [result] = desk.push(caller, batch(*ops)).results
    assert (result.seq, result.result) == (2, "dup")
    assert on_hand(hub, shop) == OPENING_STOCK + 1000


def test_a_gap_is_refused_with_the_place_to_go_on_from(
    desk: SyncDesk, caller: Caller, shop: ShopOfTest
) -> None:
    first = op(1, "stock.move", move(shop, 1))
    desk.push(caller, batch(first))
    late = batch(op(4, "stock.move", move(shop, 1)), base=3, link="x")
    assert problem_of(desk, caller, late) == v1.Problem(error="gap", last_seq=1)


def test_another_history_under_the_same_numbers_is_a_fork(
    hub: Hub, desk: SyncDesk, caller: Caller, shop: ShopOfTest
) -> None:
    ops = [op(seq, "stock.move", move(shop, 1000)) for seq in (1, 2, 3)]
    desk.push(caller, batch(*ops))
    other = op(2, "stock.move", move(shop, 7))
    forks = [
        batch(op(1, "stock.move", move(shop, 7))),
        batch(other, base=1, link=linked(ops[0])),
        batch(op(4, "stock.move", move(shop, 7)), base=3, link="another past"),
        batch(*ops, op(4, "stock.move", move(shop, 7)), link="another beginning"),
    ]
    for fork in forks:
        assert problem_of(desk, caller, fork).error == "fork"
    assert on_hand(hub, shop) == OPENING_STOCK + 3000


@pytest.mark.parametrize(
    "broken",
    [
        v1.Push(incarnation=INC, base_seq=0, base_hash="", ops=(op(2, "k", b"{}"),)),
        v1.Push(incarnation=INC, base_seq=-1, base_hash="", ops=()),
        v1.Push(incarnation="", base_seq=0, base_hash="", ops=()),
        v1.Push(incarnation="x" * 65, base_seq=0, base_hash="", ops=()),
        batch(op(1, "", b"{}")),
        batch(op(1, "k" * 65, b"{}")),
        batch(op(1, "stock.move", b"{}", at=2**62)),
        batch(op(1, "stock.move", b"{}", id="x" * 65)),
    ],
)
def test_a_batch_that_is_none_is_malformed(desk: SyncDesk, caller: Caller, broken: v1.Push) -> None:
    assert problem_of(desk, caller, broken).error == "malformed"


def test_too_many_operations_at_once_are_refused(
    desk: SyncDesk, caller: Caller, shop: ShopOfTest
) -> None:
    ops = [op(seq, "order.seen", b"{}") for seq in range(1, v1.PUSH_MAX_OPS + 2)]
    assert problem_of(desk, caller, batch(*ops)).error == "too_large"


POISON = [
    (op(1, "stock.move", b"{}"), "rejected", "malformed"),
    (op(1, "stock.move", b"no json"), "rejected", "malformed"),
    (op(1, "stock.move", b"[" * 50_000), "rejected", "malformed"),
    (op(1, "order.seen", b'{"order":"x"}', id="no uuid"), "rejected", "malformed"),
    (op(1, "stock.teleport", b"{}"), "deferred", "unknown_kind"),
    (op(1, "order.seen", b'{"order":"x"}', v=2), "deferred", "unknown_kind"),
    (op(1, "order.accept", b'{"order":"x","base_ver":1}'), "rejected", "unknown_order"),
    (op(1, "price.set", b'{"variant":"x","price_cents":1}'), "rejected", "unknown_variant"),
    (
        op(1, "stock.move", b'{"move":"m","variant":"x","delta":%d,"why":"loss"}' % 10**30),
        "rejected",
        "unexpected",
    ),
]


@pytest.mark.parametrize(("poison", "result", "code"), POISON)
def test_poison_is_set_aside_and_what_follows_is_done(
    hub: Hub,
    desk: SyncDesk,
    caller: Caller,
    shop: ShopOfTest,
    poison: v1.Op,
    result: str,
    code: str,
) -> None:
    push = batch(poison, op(2, "stock.move", move(shop, 1000)))
    answer = desk.push(caller, push)
    assert answer.acked == 2
    assert [(one.seq, one.result, one.code) for one in answer.results] == [(1, result, code)]
    assert desk.push(caller, push).results == answer.results, "the same answer again"
    assert on_hand(hub, shop) == OPENING_STOCK + 1000
    page = desk.changes(caller, "", 500)
    [told] = [change for change in page.changes if change.entity == "op_result"]
    assert f'"result":"{result}"'.encode() in bytes(told.state)  # type: ignore[arg-type]


def test_what_a_newer_till_says_is_kept_word_for_word(
    hub: Hub, desk: SyncDesk, caller: Caller
) -> None:
    newer = op(1, "wallet.earn", b'{"points":5}')
    desk.push(caller, batch(newer))
    with hub.database.read() as session:
        [parked] = session.execute(text("SELECT kind, seq FROM op_parked")).all()
    assert parked == ("wallet.earn", 1)
    [kept] = desk.history(caller, INC, 0).ops
    assert (kept, v1.chain("", kept)) == (newer, v1.chain("", newer))


def test_what_was_not_understood_is_carried_out_after_the_upgrade(
    hub: Hub,
    desk: SyncDesk,
    caller: Caller,
    shop: ShopOfTest,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    push = batch(op(1, "stock.move", move(shop, 1000)), op(2, "stock.move", b"{}"))
    with monkeypatch.context() as an_older_version:
        an_older_version.delitem(v1.OPS, "stock.move")
        assert {one.result for one in desk.push(caller, push).results} == {"deferred"}
        SyncDesk(hub)
        assert on_hand(hub, shop) == OPENING_STOCK
    for _ in range(2):
        upgraded = SyncDesk(hub)
        assert on_hand(hub, shop) == OPENING_STOCK + 1000
    results = {one.seq: one.result for one in upgraded.push(caller, push).results}
    assert results == {2: "rejected"}
    told = [
        decode(bytes(change.state), v1.OpResultEntity)  # type: ignore[arg-type]
        for change in upgraded.changes(caller, "", 500).changes
        if change.entity == "op_result"
    ]
    assert {one.seq: one.result for one in told} == {1: "ok", 2: "rejected"}


def test_a_command_refused_half_way_leaves_nothing_behind(
    hub: Hub, desk: SyncDesk, caller: Caller, shop: ShopOfTest
) -> None:
    fields = v1.VariantFields(variant=shop.variants[0], sku="stolen")
    theft = v1.ProductSet(product=new_id(), name="Vol", variants=(fields,))
    [result] = desk.push(caller, batch(op(1, "product.set", theft))).results
    assert (result.result, result.code) == ("rejected", "variant_elsewhere")
    with hub.database.read() as session:
        known = session.execute(
            text("SELECT count(*) FROM product WHERE id = :id"), {"id": theft.product}
        ).scalar_one()
    assert known == 0


def test_what_a_word_that_had_no_effect_was_about_is_told_again(
    hub: Hub, desk: SyncDesk, caller: Caller, shop: ShopOfTest
) -> None:
    refused, late = (place_order(hub, shop, variant) for variant in shop.variants[:2])
    unknown = new_id()
    with hub.database.read() as session:
        product = session.scalars(
            select(Offer.product_id).where(Offer.variant == shop.variants[0])
        ).one()
    read = desk.changes(caller, "", 500)
    line = v1.OrderLineSet(order=refused, line="none of it", state=v1.LineState.MISSING)
    words = (
        op(1, "order.line", line),
        op(2, "order.ready", v1.OrderStep(order=late, base_ver=1)),
        op(3, "order.accept", v1.OrderStep(order=unknown, base_ver=1)),
        op(4, "shop.hours", v1.ShopHours(week=((0, 540, 1440),))),
        op(5, "product.off", v1.ProductOff(product=product, until=1)),
        op(6, "product.off", v1.ProductOff(product=unknown, until=1)),
    )
    results = [one.result for one in desk.push(caller, batch(*words)).results]
    assert results == ["rejected", "superseded", *["rejected"] * 4]
    told = desk.changes(caller, f"{read.epoch}:{read.to}", 500).changes
    answers = [one.entity == "op_result" for one in told]
    assert answers == sorted(answers, reverse=True), "a till learns what became of its words first"
    # Nothing of the third: what is not known here is not for a counter to forget.
    assert {one.id for one in told if one.entity == "order"} == {refused, late}
    assert [one.id for one in told if one.entity == "shop"] == [caller.shop_id]
    assert [one.id for one in told if one.entity == "product"] == [product]


def test_hours_a_counter_told_outlast_the_towns_document(
    hub: Hub, desk: SyncDesk, caller: Caller
) -> None:
    saturday = OpeningSpan(5, time(9), time(12))
    written = towns.NewShop(
        sign="Autre enseigne", trade="Épicerie", lat_e6=0, lon_e6=0, hours=(saturday,)
    )
    said = v1.ShopHours(
        week=((0, 540, 720),),
        special=(v1.SpecialDays(first="2026-12-24", last="2026-12-26"),),
        opens_on_holidays=True,
    )

    def hours_after_the_document() -> v1.ShopHours:
        with hub.database.write() as session:
            found = session.get_one(Shop, caller.shop_id)
            towns.change_shop(session, found, written, NOON)
            assert found.sign == "Autre enseigne"
            return shop_hours.told(session, found)

    assert hours_after_the_document() == v1.ShopHours(week=((5, 540, 720),))
    desk.push(caller, batch(op(1, "shop.hours", said)))
    assert hours_after_the_document() == said


def test_a_price_set_over_an_unseen_one_wins_and_says_so(
    desk: SyncDesk, caller: Caller, shop: ShopOfTest
) -> None:
    stale = v1.PriceSet(variant=shop.variants[0], price_cents=250, base_ver=0)
    [result] = desk.push(caller, batch(op(1, "price.set", stale))).results
    assert (result.result, result.code) == ("applied_over", "price")


def test_a_disk_that_is_full_advances_nothing(hub: Hub, caller: Caller, shop: ShopOfTest) -> None:
    def full(_session: Session, _arrived: Arrived) -> Done:
        raise StorageError("full")

    push = batch(op(1, "order.seen", b'{"order":"x"}'), op(2, "stock.move", move(shop, 1000)))
    with pytest.raises(StorageError):
        SyncDesk(hub, {**HANDLERS, "order.seen": full}).push(caller, push)
    assert on_hand(hub, shop) == OPENING_STOCK
    assert SyncDesk(hub).push(caller, push).acked == 2
    assert on_hand(hub, shop) == OPENING_STOCK + 1000


def test_a_bug_in_one_handler_sets_one_operation_aside(
    hub: Hub, caller: Caller, shop: ShopOfTest, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_session: Session, _arrived: Arrived) -> Done:
        raise ZeroDivisionError

    handlers: Mapping[str, Handler] = {**HANDLERS, "till.closed": broken}
    closing = v1.TillClosed(
        till="T1",
        z_number=1,
        business_day="2026-11-21",
        gross_cents=0,
        net_cents=0,
        tickets=0,
        journal_seq=1,
        journal_hash="",
    )
    push = batch(
        op(1, "stock.move", move(shop, 1000)),
        op(2, "till.closed", closing),
        op(3, "stock.move", move(shop, 1000)),
    )
    answer = SyncDesk(hub, handlers).push(caller, push)
    assert [(one.seq, one.code) for one in answer.results] == [(2, "unexpected")]
    assert answer.acked == 3
    assert on_hand(hub, shop) == OPENING_STOCK + 2000
    assert "op_set_aside" in caplog.text


def test_one_push_delivered_by_eight_threads_counts_once(
    hub: Hub, desk: SyncDesk, caller: Caller, shop: ShopOfTest
) -> None:
    ops = [op(seq, "stock.move", move(shop, 1000)) for seq in range(1, 21)]
    together = Barrier(8)

    def deliver(_: int) -> int:
        together.wait()
        return desk.push(caller, batch(*ops)).acked

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(deliver, range(8))) == {20}
    assert on_hand(hub, shop) == OPENING_STOCK + 20_000


def test_a_device_speaks_for_its_own_shop_only(
    hub: Hub, desk: SyncDesk, caller: Caller, shop: ShopOfTest
) -> None:
    neighbour = shops_of(hub)[1]
    price = v1.PriceSet(variant=neighbour.variants[0], price_cents=1)
    ops = (op(1, "price.set", price), op(2, "stock.move", move(neighbour, -5000)))
    [result] = desk.push(caller, batch(*ops)).results
    assert result.code == "unknown_variant"
    assert on_hand(hub, neighbour) == OPENING_STOCK
    changes = desk.changes(caller, "", 500).changes
    told = {change.id for change in changes if not change.deleted}
    assert not told & set(neighbour.variants)


def test_two_devices_may_number_alike(
    hub: Hub, desk: SyncDesk, caller: Caller, shop: ShopOfTest
) -> None:
    other = add_device(hub, shop.id, "T2")
    for one in (caller, other):
        assert desk.push(one, batch(op(1, "stock.move", move(shop, 1000)))).acked == 1
    assert on_hand(hub, shop) == OPENING_STOCK + 2000
