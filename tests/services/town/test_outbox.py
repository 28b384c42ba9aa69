"""The till's log, as the sync engine uses it."""

from pathlib import Path

import pytest
from msgspec import Raw

from desktop.services.shop import Shop
from desktop.services.town import outbox
from desktop.services.town.outbox import OutboxRows
from sync.contract import v1
from sync.contract.canonical import encode
from sync.engine.outbox import StreamMovedError, StreamState, chain_after
from sync.kernel.ids import new_id
from tests.support.a_shop import a_shop


def note(shop: Shop, count: int = 1) -> None:
    for _ in range(count):
        with shop.begin() as work:
            outbox.append(work, "order.seen", v1.OrderSeen(order=new_id()))
            work.commit()


def the_log(shop: Shop) -> StreamState:
    return next(each for each in OutboxRows(shop).streams() if each.is_current)


def foreign_ops(after: int, count: int) -> list[v1.Op]:
    return [
        v1.Op(
            seq=after + place,
            id=new_id(),
            kind="order.seen",
            at=1,
            body=Raw(encode(v1.OrderSeen(order=new_id()))),
        )
        for place in range(1, count + 1)
    ]


def test_operations_are_chained_from_the_birth_of_the_database(tmp_path: Path) -> None:
    with a_shop(tmp_path).opened() as shop:
        note(shop, 3)
        stream = the_log(shop)
        ops = OutboxRows(shop).pending(stream.incarnation, 0, 100, 10**6)
        first = v1.first_link(stream.incarnation)

        assert [op.seq for op in ops] == [1, 2, 3]
        assert chain_after(stream.incarnation, first, ops)[-1].hash == stream.last_hash
        assert OutboxRows(shop).hash_at(stream.incarnation, 0) == first
        assert OutboxRows(shop).hash_at(stream.incarnation, 3) == stream.last_hash
        assert OutboxRows(shop).hash_at(stream.incarnation, 4) is None


def test_what_was_rolled_back_is_in_no_log(tmp_path: Path) -> None:
    with a_shop(tmp_path).opened() as shop:
        with shop.begin() as work:
            outbox.append(work, "order.seen", v1.OrderSeen(order=new_id()))
        note(shop)

        assert the_log(shop).last_seq == 1


def test_a_batch_keeps_to_its_limits_and_is_never_empty(tmp_path: Path) -> None:
    with a_shop(tmp_path).opened() as shop:
        note(shop, 120)
        log, inc = OutboxRows(shop), the_log(shop).incarnation
        size = len(bytes(log.pending(inc, 0, 1, 10**6)[0].body))

        assert len(log.pending(inc, 0, 70, 10**6)) == 70
        assert len(log.pending(inc, 0, 200, size * 3)) == 3
        assert len(log.pending(inc, 0, 200, 1)) == 1
        assert [op.seq for op in log.pending(inc, 118, 200, 10**6)] == [119, 120]
        assert log.pending(inc, 120, 200, 10**6) == []


def test_what_the_hub_has_no_longer_waits(tmp_path: Path) -> None:
    with a_shop(tmp_path).opened() as shop:
        note(shop, 5)
        log, inc = OutboxRows(shop), the_log(shop).incarnation
        log.mark_acked(inc, 3, (v1.OpResult(seq=2, result="rejected", code="malformed"),))

        assert (log.waiting().to_send, log.waiting().rejected) == (2, 1)
        assert the_log(shop).acked_hash == log.hash_at(inc, 3)


def test_a_hub_that_lost_its_memory_gets_the_rest_again(tmp_path: Path) -> None:
    with a_shop(tmp_path).opened() as shop:
        note(shop, 5)
        log, inc = OutboxRows(shop), the_log(shop).incarnation
        log.mark_acked(inc, 5, ())
        log.mark_acked(inc, 1, ())

        assert log.waiting().to_send == 4
        assert len(log.pending(inc, 1, 100, 10**6)) == 4


def test_a_restored_till_takes_its_lost_operations_as_history(tmp_path: Path) -> None:
    with a_shop(tmp_path).opened() as shop:
        note(shop, 2)
        log, stream = OutboxRows(shop), the_log(shop)
        head = v1.Mark(seq=2, hash=stream.last_hash)
        lost = foreign_ops(2, 3)
        log.adopt(stream.incarnation, head, lost)

        assert the_log(shop).last_seq == 5
        assert log.waiting().to_send == 0
        note(shop)
        assert [op.seq for op in log.pending(stream.incarnation, 5, 10, 10**6)] == [6]
        with pytest.raises(StreamMovedError):
            log.adopt(stream.incarnation, head, lost)


def test_a_log_the_till_forgot_is_taken_in_beside_its_own(tmp_path: Path) -> None:
    with a_shop(tmp_path).opened() as shop:
        log, forgotten = OutboxRows(shop), new_id()
        log.adopt(forgotten, v1.Mark(seq=0, hash=v1.first_link(forgotten)), foreign_ops(0, 2))

        assert sorted((each.is_current, each.last_seq) for each in log.streams()) == [
            (False, 2),
            (True, 0),
        ]


def test_a_fork_keeps_both_branches_and_renumbers_only_its_own(tmp_path: Path) -> None:
    with a_shop(tmp_path).opened() as shop:
        note(shop, 2)
        log, old = OutboxRows(shop), the_log(shop)
        common = v1.Mark(seq=2, hash=old.last_hash)
        note(shop, 2)
        own = [op.id for op in log.pending(old.incarnation, 2, 10, 10**6)]
        hubs, new = foreign_ops(2, 3), new_id()

        log.open_incarnation(old.incarnation, common, hubs, new)

        before, now = log.streams()
        if not now.is_current:
            before, now = now, before
        assert (before.last_seq, before.acked_seq, before.is_current) == (5, 5, False)
        assert (now.incarnation, now.last_seq, now.acked_seq) == (new, 2, 0)
        assert [op.id for op in log.pending(new, 0, 10, 10**6)] == own
        assert [op.id for op in log.pending(old.incarnation, 2, 10, 10**6)] == [
            op.id for op in hubs
        ]
        note(shop)
        assert the_log(shop).last_seq == 3
