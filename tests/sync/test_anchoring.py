"""The marketplace as witness of a fiscal journal: real journals, real signatures."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import text

from fiscal.anchors import Receipt
from fiscal.merkle import root
from marketplace.api.desk import SyncDesk
from marketplace.services.devices import Caller
from marketplace.services.hub import Hub
from marketplace.services.problems import ProblemError
from sync.contract import v1
from sync.contract.canonical import decode, encode
from sync.kernel.clock import SetClock
from tests.fiscal.till import Till

from .simulator import NOON
from .town import add_device, copy_town, shops_of


@pytest.fixture
def hub(template: Path, tmp_path: Path) -> Iterator[Hub]:
    opened = copy_town(template, tmp_path / "hub", SetClock(NOON), is_durable=False)
    yield opened
    opened.close()


@pytest.fixture
def desk(hub: Hub) -> SyncDesk:
    return SyncDesk(hub)


@pytest.fixture
def caller(hub: Hub) -> Caller:
    return add_device(hub, shops_of(hub)[0].id, "T1")


@pytest.fixture
def till(tmp_path: Path) -> Till:
    folder = tmp_path / "till"
    folder.mkdir()
    return Till(folder, local="2026-11-21 13:00:00")


def asked(till: Till, since: int | None = None) -> v1.AnchorRequest:
    body = till.journal.anchor_request(since=since).to_body()
    request = msgspec.convert(body | {"pub": till.pub.hex()}, v1.AnchorRequest)
    return decode(encode(request), v1.AnchorRequest)


def receipt_in(answer: v1.AnchorAnswer) -> Receipt:
    assert answer.refusal is None
    return Receipt.from_body(msgspec.to_builtins(answer.receipt))


def key_of(desk: SyncDesk) -> bytes:
    return bytes.fromhex(desk.hub_public_key)


def anchor(desk: SyncDesk, caller: Caller, till: Till) -> Receipt:
    receipt = receipt_in(desk.anchor(caller, asked(till)))
    till.journal.record_anchor(receipt, hub_key=key_of(desk))
    return receipt


def test_a_head_is_countersigned_and_its_receipt_enters_the_journal(
    desk: SyncDesk, caller: Caller, till: Till
) -> None:
    till.sell_on(3)
    receipt = anchor(desk, caller, till)
    assert receipt.is_genuine(key_of(desk))
    till.sell_on(2)
    later = anchor(desk, caller, till)
    assert later.index == receipt.index + 1


def test_every_receipt_has_its_leaf_in_the_log(
    hub: Hub, desk: SyncDesk, caller: Caller, till: Till
) -> None:
    receipts = []
    for _ in range(5):
        till.sell_on(1)
        receipts.append(anchor(desk, caller, till))
    with hub.database.read() as session:
        leaves = session.execute(text("SELECT leaf FROM anchor_leaf ORDER BY log_index")).scalars()
        tree = [bytes.fromhex(leaf) for leaf in leaves]
    assert [receipt.root for receipt in receipts] == [root(tree[: size + 1]) for size in range(5)]


def test_a_request_whose_answer_was_lost_is_witnessed_again(
    desk: SyncDesk, caller: Caller, till: Till
) -> None:
    till.sell_on(2)
    request = asked(till)
    first, second = (receipt_in(desk.anchor(caller, request)) for _ in range(2))
    assert (first.seq, first.h) == (second.seq, second.h)
    till.journal.record_anchor(second, hub_key=key_of(desk))


def test_a_journal_that_was_cut_off_is_a_rollback(
    hub: Hub, desk: SyncDesk, caller: Caller, till: Till
) -> None:
    till.sell_on(2)
    copy = till.store.snapshot()
    till.sell_on(3)
    anchor(desk, caller, till)
    till.store.rollback(copy)
    refusal = desk.anchor(caller, asked(till)).refusal
    assert refusal is not None
    assert refusal.verdict == "ROLLBACK"
    with hub.database.read() as session:
        [kept] = session.execute(text("SELECT verdict, request FROM anchor_refused")).all()
    assert kept.verdict == "ROLLBACK"
    assert decode(kept.request, v1.AnchorRequest) == asked(till), "the proof is kept whole"


def test_a_journal_that_was_rewritten_is_a_fork(desk: SyncDesk, caller: Caller, till: Till) -> None:
    till.sell_on(2)
    copy = till.store.snapshot()
    till.sell_on(3)
    anchor(desk, caller, till)
    till.store.rollback(copy)
    till.sell_on(9, every_s=7)
    refusal = desk.anchor(caller, asked(till)).refusal
    assert refusal is not None
    assert (refusal.verdict, refusal.at) == ("FORK", copy[0] + 1)


@pytest.mark.parametrize("h", ["", "00", "00" * 31, "00" * 33])
def test_a_head_that_is_no_hash_is_refused(
    desk: SyncDesk, caller: Caller, till: Till, h: str
) -> None:
    till.sell_on(1)
    request = asked(till)
    hashes = (h,) * len(request.hashes)
    refusal = desk.anchor(caller, msgspec.structs.replace(request, h=h, hashes=hashes)).refusal
    assert refusal is not None
    assert refusal.verdict == "KEYPIN"


def test_a_key_that_is_not_the_pinned_one_is_refused(
    desk: SyncDesk, caller: Caller, till: Till, tmp_path: Path
) -> None:
    till.sell_on(1)
    anchor(desk, caller, till)
    folder = tmp_path / "thief"
    folder.mkdir()
    thief = Till(folder, local="2026-11-21 13:00:00")
    thief.sell_on(9)
    refusal = desk.anchor(caller, asked(thief)).refusal
    assert refusal is not None
    assert refusal.verdict == "KEYPIN"


def test_a_restored_marketplace_asks_again_from_where_it_knows(
    hub: Hub, desk: SyncDesk, caller: Caller, till: Till
) -> None:
    till.sell_on(2)
    anchor(desk, caller, till)
    with hub.database.write() as session:
        for table in ("anchored_till", "anchored_hash", "anchor_leaf", "anchor_tree"):
            session.execute(text(f"DELETE FROM {table}"))  # noqa: S608 our own names
    till.sell_on(2)
    refusal = desk.anchor(caller, asked(till)).refusal
    assert refusal is not None
    assert (refusal.verdict, refusal.at) == ("HUB_BEHIND", 0)
    receipt_in(desk.anchor(caller, asked(till, since=refusal.at)))


def test_tills_of_two_shops_may_have_the_same_name(
    hub: Hub, desk: SyncDesk, caller: Caller, till: Till, tmp_path: Path
) -> None:
    neighbour = add_device(hub, shops_of(hub)[1].id, "T1")
    folder = tmp_path / "neighbour"
    folder.mkdir()
    other = Till(folder, local="2026-11-21 13:00:00")
    for one, journal in ((caller, till), (neighbour, other)):
        journal.sell_on(1)
        anchor(desk, one, journal)


@pytest.mark.parametrize(
    "change",
    [
        {"h": "no hex"},
        {"pub": "no hex"},
        {"hashes": ("zz",)},
        {"seq": 2**70},
        {"till": "x" * 65},
    ],
)
def test_a_request_that_is_none_is_malformed(
    desk: SyncDesk, caller: Caller, till: Till, change: dict[str, object]
) -> None:
    till.sell_on(1)
    with pytest.raises(ProblemError) as refusal:
        desk.anchor(caller, msgspec.structs.replace(asked(till), **change))
    assert refusal.value.problem.error == "malformed"


def test_a_receipt_changed_on_the_way_is_not_genuine(
    desk: SyncDesk, caller: Caller, till: Till
) -> None:
    till.sell_on(1)
    receipt = receipt_in(desk.anchor(caller, asked(till)))
    assert not replace(receipt, time=receipt.time + 1).is_genuine(key_of(desk))
