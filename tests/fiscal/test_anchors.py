"""Anchoring: what the hub accepts, refuses and countersigns, and what the till takes from it."""

from dataclasses import replace
from pathlib import Path

import pytest

from fiscal import (
    AnchorRequest,
    FileSigner,
    Kind,
    NothingToAnchorError,
    Receipt,
    ReceiptRefusedError,
    Refusal,
    anchors,
    canonical,
    judge,
    verify_journal,
)
from tests.fiscal.hub import Hub
from tests.fiscal.till import Till


@pytest.fixture
def hub(till: Till, keys: Path) -> Hub:
    return Hub(keys, till.pub, till.clock.now_ms)


def test_head_is_countersigned_and_the_receipt_enters_the_chain(till: Till, hub: Hub) -> None:
    till.sell_on(5)

    receipt = hub.anchor(till.journal)

    head = till.journal.head()
    assert till.rows[-1].record().k is Kind.ANCHOR
    assert (head.anchored_seq, head.anchored_at) == (6, hub.now_ms)
    assert head.unanchored == 0
    assert receipt.is_genuine(hub.key)
    report = verify_journal(till.rows, till.pub, hub_keys=[hub.key], witnesses=hub.witnesses())
    assert report.findings == ()


def test_receipts_alone_are_no_reason_to_anchor_again(till: Till, hub: Hub) -> None:
    till.sell(100)
    hub.anchor(till.journal)

    with pytest.raises(NothingToAnchorError):
        till.journal.anchor_request()

    till.sell(100)
    assert till.journal.anchor_request().seq == 4


def test_what_was_sold_while_the_answer_came_stays_unanchored(till: Till, hub: Hub) -> None:
    till.sell(100)
    assert hub.answer(till.journal).is_accepted
    till.sell(200)
    till.sell(300)

    till.journal.record_anchor(hub.receipts[-1], hub_key=hub.key)

    assert till.journal.head().unanchored == 2
    assert verify_journal(till.rows, till.pub, head=till.journal.head()).unanchored == 2


def test_requests_come_in_pages_after_a_long_absence(
    till: Till, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fiscal.journal.PAGE", 10)
    till.sell_on(24)

    places = [hub.anchor(till.journal).seq for _ in range(3)]

    assert places == [10, 20, 27]
    assert till.journal.head().unanchored == 0


def test_unsigned_records_wait_for_their_cover(till: Till, hub: Hub) -> None:
    till.sell(100)
    till.signer.is_away = True
    till.sell(100)

    assert till.journal.anchor_request().seq == 2
    assert hub.answer(till.journal).is_accepted
    till.signer.is_away = False
    till.sell(100)
    assert till.journal.anchor_request().seq == 6
    assert hub.answer(till.journal).is_accepted


def test_unsigned_records_alone_leave_the_receipt_as_the_last_signed(till: Till, hub: Hub) -> None:
    till.sell(100)
    hub.anchor(till.journal)
    till.signer.is_away = True
    till.sell(100)

    assert till.journal.anchor_request().seq == 3


def test_a_wholly_unsigned_tail_has_nothing_to_anchor(till: Till, hub: Hub) -> None:
    till.sell(100)
    till.signer.is_away = True
    till.sell(100)
    till.signer.is_away = False
    hub.answer(till.journal)
    till.journal.record_anchor(hub.receipts[-1], hub_key=hub.key)
    till.signer.is_away = True
    till.sell(100)
    till.sell(100)

    with pytest.raises(NothingToAnchorError):
        till.journal.anchor_request(since=till.rows[-3].seq)


def test_a_request_survives_the_wire(till: Till) -> None:
    till.sell_on(3)
    request = till.journal.anchor_request()

    body = canonical.loads(canonical.dumps(request.to_body()))

    assert AnchorRequest.from_body(body) == request
    for key in body:
        with pytest.raises((KeyError, TypeError, ValueError)):
            AnchorRequest.from_body(body | {key: None})


def test_asking_again_gives_the_same_answer(till: Till, hub: Hub) -> None:
    till.sell(100)

    assert hub.answer(till.journal).is_accepted
    assert hub.answer(till.journal).is_accepted
    assert hub.receipts[0].seq == hub.receipts[1].seq


class TestRefusals:
    def test_a_till_behind_its_anchor_is_a_rollback(self, till: Till, hub: Hub) -> None:
        till.sell_on(3)
        snapshot = till.store.snapshot()
        till.sell_on(5)
        hub.anchor(till.journal)
        till.store.rollback(snapshot)

        assert hub.answer(till.journal).refusal is Refusal.ROLLBACK

    def test_a_restored_till_that_sold_on_is_a_fork(self, till: Till, hub: Hub) -> None:
        till.sell_on(3)
        snapshot = till.store.snapshot()
        till.sell_on(5)
        hub.anchor(till.journal)
        till.store.rollback(snapshot)
        till.sell_on(10, every_s=90)

        verdict = hub.answer(till.journal)

        assert (verdict.refusal, verdict.at) == (Refusal.FORK, 5)

    def test_another_history_before_the_anchor_is_a_fork(self, till: Till, hub: Hub) -> None:
        till.sell_on(3)
        request = till.journal.anchor_request()
        hub.anchor(till.journal)
        till.sell(100)
        honest = till.journal.anchor_request()
        forged = replace(honest, anchored_h=request.hashes[0])

        verdict = judge(forged, hub.known, hub.hashes.__getitem__, hub.now_ms)

        assert (verdict.refusal, verdict.at) == (Refusal.FORK, 4)

    def test_a_stranger_s_signature_is_refused(self, till: Till, hub: Hub, tmp_path: Path) -> None:
        till.sell(100)
        request = till.journal.anchor_request()
        forged = replace(request, s=FileSigner(tmp_path, "stranger").sign(request.h))

        assert judge(forged, hub.known, hub.hashes.__getitem__, 0).refusal is Refusal.KEYPIN

    def test_hashes_that_do_not_lead_to_the_head_are_refused(self, till: Till, hub: Hub) -> None:
        till.sell_on(3)
        request = till.journal.anchor_request()
        for forged in (
            replace(request, hashes=request.hashes[:-1]),
            replace(request, hashes=(*request.hashes[:-1], bytes(32))),
            replace(request, hashes=(b"", *request.hashes[1:])),
            replace(request, anchored_seq=-1),
            replace(request, seq=0),
        ):
            verdict = judge(forged, hub.known, hub.hashes.__getitem__, hub.now_ms)
            assert verdict.refusal is Refusal.MALFORMED

    def test_a_hub_restored_from_a_backup_says_from_where_to_send(
        self, till: Till, hub: Hub
    ) -> None:
        till.sell_on(3)
        hub.anchor(till.journal)
        known, hashes, log = hub.known, dict(hub.hashes), hub.log
        till.sell_on(3)
        hub.anchor(till.journal)
        hub.known, hub.hashes, hub.log = known, hashes, log
        till.sell_on(1)

        verdict = hub.answer(till.journal)

        assert (verdict.refusal, verdict.at) == (Refusal.HUB_BEHIND, 4)
        assert hub.answer(till.journal, since=verdict.at).is_accepted

    def test_a_wrong_clock_is_told_and_never_refused(self, till: Till, hub: Hub) -> None:
        till.sell(100)
        hub.now_ms += 3_600_000

        verdict = hub.answer(till.journal)

        assert verdict.is_accepted
        assert verdict.drift == -3_600_000
        assert hub.receipts[-1].drift == -3_600_000


class TestReceipts:
    @pytest.mark.parametrize(
        "forge",
        [
            lambda receipt: replace(receipt, time=receipt.time + 1),
            lambda receipt: replace(receipt, ts=receipt.ts + 1),
            lambda receipt: replace(receipt, drift=1),
            lambda receipt: replace(receipt, root=bytes(32)),
            lambda receipt: replace(receipt, size=receipt.size + 1),
            lambda receipt: replace(receipt, index=receipt.index + 1),
            lambda receipt: replace(receipt, proof=receipt.proof[:-1]),
            lambda receipt: replace(receipt, sig=receipt.sig[:-1] + bytes(1)),
            lambda receipt: replace(receipt, sig=b""),
            lambda receipt: replace(receipt, h=bytes(32)),
            lambda receipt: replace(receipt, seq=999),
            lambda receipt: replace(receipt, till="T02"),
            lambda receipt: replace(receipt, est="0"),
        ],
    )
    def test_a_forged_receipt_does_not_enter_the_chain(
        self, till: Till, hub: Hub, forge: object
    ) -> None:
        till.sell(100)
        hub.anchor(till.journal)
        till.sell(100)
        assert hub.answer(till.journal).is_accepted
        forged = forge(hub.receipts[-1])  # type: ignore[operator]

        with pytest.raises(ReceiptRefusedError):
            till.journal.record_anchor(forged, hub_key=hub.key)

    def test_a_receipt_of_another_hub_does_not_enter_the_chain(
        self, till: Till, hub: Hub, tmp_path: Path
    ) -> None:
        till.sell(100)
        assert hub.answer(till.journal).is_accepted

        with pytest.raises(ReceiptRefusedError):
            till.journal.record_anchor(
                hub.receipts[-1], hub_key=FileSigner(tmp_path, "other").public_key
            )

    def test_a_receipt_survives_the_wire(self, till: Till, hub: Hub) -> None:
        till.sell(100)
        receipt = hub.anchor(till.journal)
        body = canonical.loads(canonical.dumps(receipt.to_body()))

        assert Receipt.from_body(body) == receipt
        for key in body:
            with pytest.raises(ReceiptRefusedError):
                Receipt.from_body(body | {key: None})

    def test_signatures_of_the_hub_fit_nothing_else(self) -> None:
        assert len({canonical.DOMAIN, anchors.RECEIPT_DOMAIN, anchors.GRANT_DOMAIN}) == 3
