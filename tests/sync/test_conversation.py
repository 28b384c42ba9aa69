"""The order of a conversation, and what one lane's trouble does to the others: nothing."""

from collections import deque
from collections.abc import Callable, Iterator
from typing import TypeVar

import pytest
from msgspec import Raw

from sync.contract import v1
from sync.contract.canonical import encode
from sync.engine.asking import Ask, ProblemError, StuckError
from sync.engine.conversation import Conversation, Outcome
from sync.engine.inbox import Cursor
from sync.engine.stores import Stores
from sync.engine.uploads import PART_BYTES, Upload
from sync.kernel.ids import new_id

from .shop_store import ShopStore

Result = TypeVar("Result")
EPOCH = "e"
PICTURE = "a" * 64


class BusyShop(ShopStore):
    """A shop with pictures to send and a journal to be witnessed."""

    def __init__(self) -> None:
        super().__init__("i")
        self.pictures: deque[Upload] = deque()
        self.refused: list[tuple[str, str]] = []
        self.anchors: deque[v1.AnchorRequest] = deque()
        self.since: list[int | None] = []
        self.receipts: list[v1.AnchorReceipt] = []
        self.refusals: list[v1.AnchorRefusal] = []

    def next_upload(self) -> Upload | None:
        return self.pictures[0] if self.pictures else None

    def read_part(self, sha256: str, offset: int, length: int) -> bytes:
        size = self.pictures[0].size_bytes
        return bytes(max(0, min(length, size - offset))) if sha256 == PICTURE else b""

    def mark_sent(self, sha256: str, sent_bytes: int) -> None:
        assert self.pictures[0].sha256 == sha256
        assert 0 < sent_bytes <= self.pictures[0].size_bytes

    def mark_done(self, sha256: str) -> None:
        assert self.pictures.popleft().sha256 == sha256

    def mark_refused(self, sha256: str, detail: str) -> None:
        self.refused.append((sha256, detail))
        self.pictures.popleft()

    def next_anchor(self, since: int | None = None) -> v1.AnchorRequest | None:
        self.since.append(since)
        return self.anchors[0] if self.anchors else None

    def record_receipt(self, receipt: v1.AnchorReceipt) -> None:
        self.receipts.append(receipt)
        self.anchors.popleft()

    def record_refusal(self, refusal: v1.AnchorRefusal) -> None:
        self.refusals.append(refusal)


class ScriptedHub:
    """A hub that agrees to everything, but for what a test makes it answer."""

    def __init__(self) -> None:
        self.asked: list[Ask] = []
        self.answers: dict[str, deque[v1.Message]] = {}
        self.received = 0

    def will(self, path: str, *answers: v1.Message) -> None:
        self.answers[path] = deque(answers)

    def answer(self, ask: Ask) -> v1.Message:
        self.asked.append(ask)
        scripted = self.answers.get(ask.path)
        if scripted:
            return scripted.popleft()
        return self._agree(ask)

    def _agree(self, ask: Ask) -> v1.Message:
        match ask.path, ask.body:
            case "/hello", v1.Hello():
                return v1.HelloAnswer(streams=(), epoch=EPOCH, now=0)
            case "/push", v1.Push() as push:
                return v1.PushAnswer(acked=push.ops[-1].seq, durable=0, head=0)
            case "/changes", None:
                return page()
            case _, bytes() as part:
                self.received += len(part)
                is_complete = self.received == int(ask.query["size"])
                return v1.BlobPosition(received=self.received, complete=is_complete)
        return v1.BlobPosition(received=0, complete=False)

    @property
    def paths(self) -> list[str]:
        return [ask.path for ask in self.asked]


def page(*changes: v1.Change, to: int = 0, more: bool = False) -> v1.ChangesPage:
    return v1.ChangesPage(epoch=EPOCH, base=0, to=to, more=more, changes=changes)


def at_once(work: Callable[[], Result]) -> Result:
    return work()


@pytest.fixture
def shop() -> Iterator[BusyShop]:
    opened = BusyShop()
    yield opened
    opened.close()


@pytest.fixture
def hub() -> ScriptedHub:
    return ScriptedHub()


class Talker:
    """Drives a conversation against the scripted hub."""

    def __init__(self, shop: BusyShop, hub: ScriptedHub) -> None:
        self.is_urgent = False
        self._hub = hub
        self._mind = Conversation(
            Stores(shop, shop, shop, shop), at_once, new_id, "test", lambda: self.is_urgent
        )

    def talk(self) -> Outcome:
        """Have one round and return how it ended."""
        round_ = self._mind.round()
        ask = next(round_)
        while True:
            try:
                ask = round_.send(self._hub.answer(ask))
            except StopIteration as end:
                return end.value


@pytest.fixture
def talker(shop: BusyShop, hub: ScriptedHub) -> Talker:
    return Talker(shop, hub)


def sell(shop: BusyShop, times: int = 1) -> None:
    for _ in range(times):
        shop.write(new_id(), "order.seen", v1.OrderSeen(order="o"))


def test_a_round_greets_sends_and_reads_and_the_next_one_greets_no_more(
    shop: BusyShop, hub: ScriptedHub, talker: Talker
) -> None:
    sell(shop)
    assert talker.talk() == Outcome()
    assert hub.paths == ["/hello", "/push", "/changes"]
    hub.asked.clear()
    talker.talk()
    assert hub.paths == ["/changes"]


def test_an_upload_lane_that_is_refused_holds_up_no_download(
    shop: BusyShop, hub: ScriptedHub, talker: Talker
) -> None:
    sell(shop)
    full = v1.Problem(error="storage", retry_after_s=30)
    hub.will("/push", full)
    change = v1.Change(seq=3, entity="stock", id="v", state=_raw(stock("v", 5)))
    hub.will("/changes", page(change, to=3))
    assert talker.talk().problem == full
    assert shop.cursor() == Cursor(EPOCH, 3)
    assert shop.stock() == {"v": 5}


def test_a_download_lane_that_fails_holds_up_no_upload(
    shop: BusyShop, hub: ScriptedHub, talker: Talker
) -> None:
    sell(shop)
    hub.will("/changes", v1.Problem(error="storage"))
    assert talker.talk().problem == v1.Problem(error="storage")
    assert shop.waiting().to_send == 0


def test_a_batch_that_is_too_large_is_halved_until_it_fits(
    shop: BusyShop, hub: ScriptedHub, talker: Talker
) -> None:
    sell(shop, 200)
    too_large = v1.Problem(error="too_large")
    hub.will("/push", too_large, too_large)
    assert talker.talk() == Outcome()
    sizes = [len(ask.body.ops) for ask in hub.asked if isinstance(ask.body, v1.Push)]
    assert sizes == [200, 100, 50, 50, 50, 50]


def test_pages_are_applied_one_by_one_and_a_row_nobody_understands_is_parked(
    shop: BusyShop, hub: ScriptedHub, talker: Talker
) -> None:
    rows = [
        v1.Change(seq=1, entity="stock", id="v", state=_raw(stock("v", 5))),
        v1.Change(seq=2, entity="wallet", id="w", state=_raw(stock("w", 1))),
        v1.Change(seq=3, entity="stock", id="x", state=_raw(v1.OrderSeen(order="no stock"))),
        v1.Change(seq=4, entity="stock", id="y", state=_raw(stock("y", 7))),
        v1.Change(seq=5, entity="stock", id="v", deleted=True),
    ]
    hub.will("/changes", page(*rows[:3], to=3, more=True), page(*rows[3:], to=5))
    talker.talk()
    assert shop.stock() == {"y": 7}
    assert shop.parked() == [("wallet", "w"), ("stock", "x")]
    assert [ask.query["cursor"] for ask in hub.asked if ask.path == "/changes"] == ["", "e:3"]


def test_a_quiet_feed_costs_no_write(shop: BusyShop, hub: ScriptedHub, talker: Talker) -> None:
    talker.talk()
    written: list[str] = []
    shop.fault = written.append
    talker.talk()
    assert not written


@pytest.mark.parametrize("wrong", [{"to": 3, "more": True}, {"to": 2}])
def test_a_feed_that_does_not_move_on_is_not_read_for_ever(
    shop: BusyShop, hub: ScriptedHub, talker: Talker, wrong: dict[str, int]
) -> None:
    change = v1.Change(seq=3, entity="stock", id="v", state=_raw(stock("v", 5)))
    hub.will("/changes", page(change, to=3), page(change, **wrong))
    talker.talk()
    with pytest.raises(StuckError, match="stands still at 3"):
        talker.talk()
    assert shop.cursor() == Cursor(EPOCH, 3)


def test_logs_that_never_come_together_are_a_case_for_a_human(
    shop: BusyShop, hub: ScriptedHub, talker: Talker
) -> None:
    sell(shop)
    hub.will("/push", *[v1.Problem(error="gap", last_seq=0)] * 9)
    with pytest.raises(StuckError):
        talker.talk()


def test_a_till_that_lost_a_part_of_its_log_still_hears_of_the_towns_orders(
    shop: BusyShop, hub: ScriptedHub, talker: Talker, monkeypatch: pytest.MonkeyPatch
) -> None:
    sell(shop)
    sell(shop)
    pending = shop.pending
    monkeypatch.setattr(
        shop, "pending", lambda name, after, *limits: pending(name, after + 1, *limits)
    )
    hub.will("/changes", page(to=9))
    with pytest.raises(StuckError, match="operation 1"):
        talker.talk()
    assert shop.cursor() == Cursor(EPOCH, 9)
    assert "/push" not in hub.paths


@pytest.mark.parametrize("error", ["revoked", "version", "unauthorised"])
def test_a_door_that_is_shut_ends_the_round(
    shop: BusyShop, hub: ScriptedHub, talker: Talker, error: str
) -> None:
    hub.will("/changes", v1.Problem(error=error))  # type: ignore[arg-type]
    with pytest.raises(ProblemError):
        talker.talk()


def test_a_hub_that_was_restored_is_greeted_and_read_anew(
    shop: BusyShop, hub: ScriptedHub, talker: Talker
) -> None:
    hub.will("/changes", page(to=9))
    talker.talk()
    hub.will(
        "/changes",
        v1.Problem(error="epoch", epoch="f"),
        v1.ChangesPage(epoch="f", base=0, to=2, more=False, changes=()),
    )
    hub.will("/hello", v1.HelloAnswer(streams=(), epoch="f", now=0))
    talker.talk()
    assert shop.cursor() == Cursor("f", 2)


# --- pictures and the journal -------------------------------------------------------------------


def test_a_picture_goes_up_in_parts_after_everything_else(
    shop: BusyShop, hub: ScriptedHub, talker: Talker
) -> None:
    shop.pictures.append(Upload(PICTURE, 2 * PART_BYTES + 10))
    assert talker.talk() == Outcome()
    assert hub.paths == ["/hello", "/changes", *[f"/blobs/{PICTURE}"] * 4]
    assert not shop.pictures


def test_a_picture_gives_way_to_what_is_urgent_and_goes_on_later(
    shop: BusyShop, hub: ScriptedHub, talker: Talker
) -> None:
    shop.pictures.append(Upload(PICTURE, 2 * PART_BYTES))
    talker.is_urgent = True
    assert talker.talk() == Outcome(has_more=True)
    assert shop.pictures
    talker.is_urgent = False
    hub.will(f"/blobs/{PICTURE}", v1.BlobPosition(received=0, complete=False))
    assert talker.talk() == Outcome()
    assert not shop.pictures


def test_a_picture_the_hub_refuses_is_put_aside_and_the_next_one_sent(
    shop: BusyShop, hub: ScriptedHub, talker: Talker
) -> None:
    shop.pictures.extend([Upload("b" * 64, 10), Upload(PICTURE, 10)])
    hub.will(f"/blobs/{'b' * 64}", v1.Problem(error="malformed", detail="picture"))
    assert talker.talk() == Outcome()
    assert shop.refused == [("b" * 64, "picture")]


def test_a_picture_whose_file_is_gone_is_put_aside(
    shop: BusyShop, hub: ScriptedHub, talker: Talker
) -> None:
    shop.pictures.append(Upload("c" * 64, 10))
    assert talker.talk() == Outcome()
    assert shop.refused == [("c" * 64, "file_gone")]


def test_a_full_hub_keeps_the_picture_waiting(
    shop: BusyShop, hub: ScriptedHub, talker: Talker
) -> None:
    shop.pictures.append(Upload(PICTURE, 10))
    hub.will(f"/blobs/{PICTURE}", v1.Problem(error="storage"))
    assert talker.talk().problem == v1.Problem(error="storage")
    assert shop.pictures
    assert not shop.refused


def anchor_request() -> v1.AnchorRequest:
    return v1.AnchorRequest(
        est="1",
        till="T1",
        seq=1,
        h="",
        ts=0,
        s="",
        anchored_seq=0,
        anchored_h="",
        hashes=(),
        sent_at=0,
        pub="",
    )


RECEIPT = v1.AnchorReceipt(
    est="1",
    till="T1",
    seq=1,
    h="",
    ts=0,
    time=0,
    drift=0,
    index=0,
    size=1,
    root="",
    proof=(),
    sig="",
)


def test_every_head_is_witnessed_and_its_receipt_written_down(
    shop: BusyShop, hub: ScriptedHub, talker: Talker
) -> None:
    shop.anchors.extend([anchor_request(), anchor_request()])
    hub.will("/anchor", *[v1.AnchorAnswer(receipt=RECEIPT)] * 2)
    talker.talk()
    assert shop.receipts == [RECEIPT, RECEIPT]


def test_a_hub_that_is_behind_is_told_again_from_where_it_knows(
    shop: BusyShop, hub: ScriptedHub, talker: Talker
) -> None:
    shop.anchors.append(anchor_request())
    behind = v1.AnchorRefusal(verdict="HUB_BEHIND", at=7, held_seq=7, held_h="")
    hub.will("/anchor", v1.AnchorAnswer(refusal=behind), v1.AnchorAnswer(receipt=RECEIPT))
    talker.talk()
    assert shop.since == [None, 7, None]
    assert not shop.refusals


def test_a_refused_head_is_written_down_and_not_asked_for_again_in_the_round(
    shop: BusyShop, hub: ScriptedHub, talker: Talker
) -> None:
    shop.anchors.append(anchor_request())
    fork = v1.AnchorRefusal(verdict="FORK", at=3, held_seq=9, held_h="")
    hub.will("/anchor", v1.AnchorAnswer(refusal=fork))
    assert talker.talk() == Outcome()
    assert shop.refusals == [fork]
    assert hub.paths.count("/anchor") == 1


def stock(variant: str, on_hand: int) -> v1.StockEntity:
    return v1.StockEntity(variant=variant, on_hand=on_hand, reserved=0)


def _raw(message: v1.Message) -> Raw:
    return Raw(encode(message))
