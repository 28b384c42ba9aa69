"""How a forked log goes on: nothing of either branch is lost, nothing counts twice."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Raw

from sync.contract import v1
from sync.contract.canonical import decode
from sync.engine.backoff import Backoff
from sync.engine.outbox import OpTooLargeError, StreamState, branch, chain_after, next_op

COMMON = v1.Mark(seq=7, hash=v1.first_link("common"))


def ops_of(ids: list[int]) -> list[v1.Op]:
    return [
        v1.Op(seq=seq, id=str(one), kind="k", at=one, body=Raw(b"{}"))
        for seq, one in enumerate(ids, start=COMMON.seq + 1)
    ]


IDS = st.lists(st.integers(0, 30), max_size=12, unique=True)


@given(shared=IDS, local=IDS, held=IDS)
def test_both_branches_live_on_and_every_operation_stands_once(
    shared: list[int], local: list[int], held: list[int]
) -> None:
    local_ids = shared + [one + 100 for one in local]
    held_ids = shared + [one + 115 for one in held]
    fork = branch("old", COMMON, ops_of(local_ids), ops_of(held_ids), "new")
    kept = [str(one) for one in local_ids[: fork.fork_seq - COMMON.seq]]
    old = kept + [chained.op.id for chained in fork.history]
    reissued = [chained.op.id for chained in fork.reissued]
    assert old == [str(one) for one in held_ids], "the old log is the hub's"
    assert set(old) | set(reissued) == {str(one) for one in local_ids + held_ids}
    assert not set(old) & set(reissued)
    assert reissued == [str(one) for one in local_ids if str(one) in reissued], "in their order"


@given(local=IDS, held=IDS)
def test_both_logs_are_chained_and_numbered_without_a_gap(
    local: list[int], held: list[int]
) -> None:
    fork = branch("old", COMMON, ops_of(local), ops_of([one + 15 for one in held]), "new")
    link = v1.first_link("new")
    for seq, chained in enumerate(fork.reissued, start=1):
        link = v1.chain(link, chained.op)
        assert (chained.incarnation, chained.op.seq, chained.hash) == ("new", seq, link)
    for seq, chained in enumerate(fork.history, start=fork.fork_seq + 1):
        assert (chained.incarnation, chained.op.seq) == ("old", seq)


def test_the_fork_lies_where_the_hashes_part() -> None:
    fork = branch("old", COMMON, ops_of([1, 2, 3]), ops_of([1, 2, 4, 5]), "new")
    assert fork.fork_seq == COMMON.seq + 2
    assert [chained.op.id for chained in fork.history] == ["4", "5"]
    assert [chained.op.id for chained in fork.reissued] == ["3"]


STREAM = StreamState("i", True, 4, "link", 0, "", 0)


def test_the_next_operation_continues_number_and_chain() -> None:
    seen = v1.OrderSeen(order="o")
    chained = next_op(STREAM, "id", "order.seen", 12, seen)
    assert (chained.op.seq, chained.incarnation) == (5, "i")
    assert chained.hash == v1.chain("link", chained.op)
    assert decode(chained.op.body, v1.OrderSeen) == seen
    assert chain_after("i", "link", [chained.op]) == (chained,)


def test_an_operation_the_hub_would_never_take_is_refused_before_it_is_written() -> None:
    endless = v1.ProductSet(product="p", description="x" * v1.OP_MAX_BYTES)
    with pytest.raises(OpTooLargeError):
        next_op(STREAM, "id", "product.set", 0, endless)


@given(seed=st.integers(), failures=st.integers(1, 40))
def test_waiting_grows_to_a_minute_and_never_beyond(seed: int, failures: int) -> None:
    backoff = Backoff(Random(seed))
    waits = [backoff.next_s() for _ in range(failures)]
    for place, wait in enumerate(waits):
        assert 0 <= wait <= min(60, 2**place)
    backoff.reset()
    assert backoff.next_s() <= 1
