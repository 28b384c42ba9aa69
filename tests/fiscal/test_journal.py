"""The verbs of the journal: numbers, totals, chain, rollback, clock, degraded mode, keys."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from fiscal import (
    CashBody,
    CashMove,
    ClockStanding,
    CopyBody,
    CopyFormat,
    EventBody,
    EventCode,
    FileSigner,
    Head,
    JournalAlreadyOpenedError,
    JournalNotOpenedError,
    Kind,
    Means,
    Payment,
    PrepayBody,
    ReceiptRefusedError,
    Reference,
    RefundBody,
    RefundReason,
    Sealed,
    SignerUnavailableError,
    UnknownOriginalError,
    VatLine,
    grant_key,
    replay,
    verify_journal,
)
from tests.fiscal.hub import Hub
from tests.fiscal.test_bodies import grocery_basket
from tests.fiscal.till import (
    GENESIS,
    SELLER,
    MemoryStore,
    Till,
    a_refund,
    a_sale,
    goods,
)

BuildTill = Callable[..., Till]


def sound(till: Till) -> bool:
    pinned = bytes.fromhex(till.rows[0].record().b["pub"])
    report = verify_journal(till.rows, pinned, head=till.journal.head())
    assert report.findings == ()
    return report.is_sound


def events(till: Till) -> list[int]:
    records = (row.record() for row in till.rows)
    return [record.b["code"] for record in records if record.k is Kind.EVENT]


class TestOpening:
    def test_a_till_is_opened_once(self, till: Till) -> None:
        with pytest.raises(JournalAlreadyOpenedError):
            till.journal.open_till(GENESIS, operator="00")

    def test_nothing_is_written_before_the_opening(self, till: Till) -> None:
        till.store = MemoryStore()
        with pytest.raises(JournalNotOpenedError):
            till.journal_with(till.signer).record_sale(a_sale(100), operator="01")

    def test_genesis_holds_key_country_and_seller(self, till: Till) -> None:
        body = till.rows[0].record().b

        assert body["pub"] == till.pub.hex()
        assert (body["country"], body["level"]) == ("FR", "file")
        assert body["seller"] == SELLER.to_body()

    def test_a_till_is_not_opened_without_its_key(self, till: Till) -> None:
        till.store = MemoryStore()
        till.signer.is_away = True

        with pytest.raises(SignerUnavailableError):
            till.journal_with(till.signer).open_till(GENESIS, operator="00")

        assert till.store.rows == []


class TestNumbers:
    def test_sales_refunds_and_advances_share_one_gapless_series(self, till: Till) -> None:
        sold = till.sell(500)
        refunded = till.journal.record_refund(a_refund(sold, 100, ttc_before=500), operator="01")
        advance = till.journal.record_prepayment(an_advance(100), operator="01")

        numbers = [row.number() for row in (sold, refunded, advance)]

        assert numbers == ["T01-2026-000001", "T01-2026-000002", "T01-2026-000003"]

    def test_a_new_year_starts_a_new_series(self, a_till: BuildTill) -> None:
        till = a_till(local="2026-12-31 18:00:00")
        till.sell(100)
        till.clock.set("2027-01-02 09:00:00")
        till.journal.close_forgotten()

        assert till.sell(100).number() == "T01-2027-000001"
        assert sound(till)

    def test_a_night_sale_belongs_to_the_day_and_year_before(self, a_till: BuildTill) -> None:
        till = a_till(local="2026-12-31 23:50:00")
        till.sell(100)
        till.clock.set("2027-01-01 01:30:00")

        record = till.sell(100).record()

        assert (record.bd, record.b["no"]) == ("2026-12-31", "T01-2026-000002")
        assert sound(till)

    def test_every_kind_counts_and_chains_by_itself(self, till: Till) -> None:
        till.sell(100)
        till.journal.record_event(EventBody(code=EventCode.START), operator="01")
        till.sell(100)

        first, event, second = (row.record() for row in till.rows[1:])

        assert [record.seq for record in (first, event, second)] == [2, 3, 4]
        assert [record.kno for record in (first, event, second)] == [1, 1, 2]
        assert second.pk == till.rows[1].h.hex()
        assert second.ph == till.rows[2].h.hex()


class TestPerpetualTotals:
    def test_worked_example(self, till: Till) -> None:
        till.sell(1_010_000)
        sold = till.rows[-1]
        till.journal.record_refund(a_refund(sold, 10_000, ttc_before=1_010_000), operator="01")
        assert (till.journal.head().gtn, till.journal.head().gta) == (1_000_000, 1_020_000)

        basket = till.journal.record_sale(grocery_basket(), operator="01")
        after_sale = till.journal.head()
        till.journal.record_refund(a_refund(basket, 578, ttc_before=578, rate=1000), operator="01")
        after_refund = till.journal.head()

        assert (after_sale.gtn, after_sale.gta) == (1_003_160, 1_023_160)
        assert (after_refund.gtn, after_refund.gta) == (1_002_582, 1_023_738)
        assert sound(till)

    def test_advances_and_deposits_are_no_turnover(self, till: Till) -> None:
        till.journal.record_prepayment(an_advance(1200), operator="01")

        head = till.journal.head()

        assert (head.gtn, head.gta, head.adv) == (0, 0, 1200)

    def test_an_advance_becomes_a_sale_in_one_transaction(self, till: Till) -> None:
        paid = till.journal.record_prepayment(an_advance(1200), operator="01")
        back = replace(
            an_advance(-1200),
            payments=(Payment(means=Means.ADVANCE, amount=-1200),),
            original=Reference(paid.seq, paid.h),
        )
        till.journal.record_prepayment(back, operator="01")
        till.sell(1200, means=Means.ADVANCE)

        head = till.journal.head()
        figures = till.journal.reading()

        assert (head.gtn, head.adv) == (1200, 0)
        assert figures.payments == {"ONLINE": 1200, "ADVANCE": 0}
        assert figures.advance_vat == {2000: [0, 0, 0]}
        assert sound(till)


class TestCorrections:
    def test_wrong_means_of_payment_is_a_refund_of_nothing(self, till: Till) -> None:
        sold = till.sell(500)
        correction = RefundBody(
            seller=SELLER,
            lines=(),
            vat=(),
            payments=(
                Payment(means=Means.CASH, amount=-500),
                Payment(means=Means.CARD, amount=500),
            ),
            original=Reference(sold.seq, sold.h),
            reason=RefundReason.PAYMENT,
        )

        till.journal.record_refund(correction, operator="01")

        assert till.journal.reading().payments == {"CASH": 0, "CARD": 500}
        assert till.journal.head().gta == 500
        assert till.journal.head().drawer == 0

    def test_a_refund_of_a_ticket_that_is_not_there_is_refused(self, till: Till) -> None:
        sold = till.sell(500)
        for wrong in (Sealed(99, b"", sold.h, b""), Sealed(sold.seq, b"", bytes(32), b"")):
            with pytest.raises(UnknownOriginalError):
                till.journal.record_refund(a_refund(wrong, 100, ttc_before=500), operator="01")

    def test_a_refund_of_something_else_than_a_ticket_is_refused(self, till: Till) -> None:
        with pytest.raises(UnknownOriginalError):
            till.journal.record_refund(a_refund(till.rows[0], 1, ttc_before=1), operator="01")

    def test_a_ticket_of_another_till_can_be_refunded_here(self, till: Till) -> None:
        elsewhere = Sealed(7, b"", bytes(32), b"")
        refund = a_refund(elsewhere, 100, ttc_before=500)

        till.journal.record_refund(
            replace(refund, original=Reference(7, bytes(32), till="T02")), operator="01"
        )

        assert till.rows[-1].record().b["ref"] == {"seq": 7, "h": "00" * 32, "till": "T02"}

    def test_a_duplicate_refers_to_its_ticket(self, till: Till) -> None:
        sold = till.sell(500)
        copy = CopyBody(original=Reference(sold.seq, sold.h), number=1, format=CopyFormat.PDF)

        till.journal.record_copy(copy, operator="01")

        assert till.rows[-1].record().b == {
            "ref": {"seq": sold.seq, "h": sold.h.hex()},
            "n": 1,
            "fmt": "pdf",
        }

    def test_a_record_that_cannot_be_made_leaves_its_trace(self, till: Till) -> None:
        till.journal.record_refused(Kind.SALE, b"faulty", "payments differ", operator="01")

        body = till.rows[-1].record().b

        assert body["code"] == 91
        assert body["data"]["kind"] == "SALE"
        assert len(body["data"]["sha256"]) == 64


class TestStore:
    def test_the_stored_head_is_what_the_records_tell(self, till: Till) -> None:
        till.sell_on(20)
        till.journal.record_cash(CashBody(move=CashMove.OUT, amount=500), operator="01")

        assert replay(till.rows) == till.journal.head()
        assert Head.from_json(till.journal.head().to_json()) == till.journal.head()

    def test_a_rollback_takes_everything_back(self, till: Till) -> None:
        till.sell(100)
        snapshot = till.store.snapshot()
        rolled_back = till.sell(200)
        till.store.rollback(snapshot)

        again = till.sell(300)

        assert (again.seq, again.number()) == (rolled_back.seq, rolled_back.number())
        assert till.journal.head().gtn == 400
        assert sound(till)

    def test_two_writers_cannot_both_take_a_number(self, till: Till) -> None:
        stale = till.store.snapshot()[1]
        till.sell(100)
        till.store._head = stale

        with pytest.raises(ValueError, match="gap"):
            till.sell(200)


class TestClock:
    def test_a_clock_set_back_is_told_once_and_sales_go_on(self, till: Till) -> None:
        till.clock.pass_s(1)
        till.sell(100)
        till.clock.pass_s(-3600)
        till.sell(100)
        till.clock.pass_s(60)
        late = till.sell(100).record()

        jump = next(row.record() for row in till.rows if row.record().k is Kind.EVENT)

        assert events(till) == [EventCode.CLOCK_JUMP]
        assert jump.b["data"]["drift"] == -3_600_000
        assert jump.b["data"]["old"] - jump.b["data"]["new"] == 3_600_000
        assert late.wc == till.clock.now_ms
        assert late.ts > till.rows[-2].record().ts
        assert sound(till)

    def test_a_time_server_s_touch_is_no_jump(self, till: Till) -> None:
        till.sell(100)
        till.clock.now_ms -= 900

        till.sell(100)

        assert events(till) == []
        assert sound(till)

    def test_many_records_in_one_millisecond_are_no_jump(self, till: Till) -> None:
        for _ in range(1200):
            till.journal.record_event(EventBody(code=EventCode.DRAWER_OPENED), operator="01")

        assert EventCode.CLOCK_JUMP not in events(till)

    def test_a_leap_of_years_is_told(self, till: Till) -> None:
        till.sell(100)
        till.clock.set("2035-01-01 10:00:00")
        assert till.journal.clock_standing() is ClockStanding.LEAPT
        till.journal.close_forgotten()

        assert EventCode.CLOCK_JUMP in events(till)

    @pytest.mark.parametrize(
        ("seconds", "standing"),
        [
            (0, ClockStanding.STEADY),
            (-30, ClockStanding.BACK),
            (-600, ClockStanding.FAR_BACK),
        ],
    )
    def test_the_caller_can_ask_how_the_clock_stands(
        self, till: Till, seconds: int, standing: ClockStanding
    ) -> None:
        till.sell(100)
        till.clock.pass_s(seconds)

        assert till.journal.clock_standing() is standing

    def test_a_clock_before_the_last_anchor_wants_a_manager(self, till: Till, keys: Path) -> None:
        till.sell(100)
        hub = Hub(keys, till.pub, till.clock.now_ms + 3_600_000)
        hub.anchor(till.journal)

        assert till.journal.clock_standing() is ClockStanding.BEFORE_ANCHOR

    def test_a_new_journal_has_no_quarrel_with_the_clock(self, till: Till) -> None:
        till.store = MemoryStore()

        assert till.journal_with(till.signer).clock_standing() is ClockStanding.STEADY


class TestDegradedMode:
    def test_sales_go_on_unsigned_and_are_covered_when_the_key_is_back(self, till: Till) -> None:
        till.sell(100)
        till.signer.is_away = True
        till.sell(200)
        unsigned = till.sell(300)
        assert till.journal.head().unsigned == 3
        till.signer.is_away = False
        till.sell(400)

        cover = till.rows[-2].record()

        assert unsigned.s == b"-"
        assert unsigned.extract() == "-"
        assert unsigned.record().deg
        assert events(till) == [EventCode.DEGRADED_ON, EventCode.DEGRADED_OFF]
        assert cover.b["data"] == {"from": 3, "to": 5, "hash": unsigned.h.hex()}
        assert till.journal.head().unsigned == 0
        assert sound(till)

    def test_an_uncovered_run_is_reported_as_a_number(self, till: Till) -> None:
        till.signer.is_away = True
        till.sell(200)

        report = verify_journal(till.rows, till.pub)

        assert report.is_sound
        assert report.unsigned == 2

    def test_a_clock_jump_in_degraded_mode_is_told_too(self, till: Till) -> None:
        till.sell(100)
        till.signer.is_away = True
        till.clock.pass_s(-3600)
        till.sell(200)
        till.clock.pass_s(-3600)
        till.sell(200)
        till.signer.is_away = False
        till.sell(300)

        assert events(till) == [70, 410, 410, 120]
        assert sound(till)

    def test_another_key_than_the_one_in_force_signs_nothing(
        self, till: Till, tmp_path: Path
    ) -> None:
        stranger = FileSigner(tmp_path, "stranger")

        row = till.journal_with(stranger).record_sale(a_sale(100), operator="01")

        assert row.s == b"-"


class TestKeys:
    def test_the_old_key_hands_over_to_the_new(self, till: Till, tmp_path: Path) -> None:
        pinned = till.pub
        till.sell(100)
        new = FileSigner(tmp_path, "new")
        till.journal.rotate_key(new, operator="00")

        left_alone = till.sell(200)
        till.journal = till.journal_with(new)
        till.sell(300)

        assert left_alone.s == b"-"
        assert till.journal.head().epoch == 2
        assert verify_journal(till.rows, pinned, head=till.journal.head()).findings == ()

    def test_a_key_that_is_away_cannot_hand_over(self, till: Till, tmp_path: Path) -> None:
        till.signer.is_away = True

        with pytest.raises(SignerUnavailableError):
            till.journal.rotate_key(FileSigner(tmp_path, "new"), operator="00")

    def test_a_lost_key_is_replaced_with_the_hub_s_leave(
        self, till: Till, keys: Path, tmp_path: Path
    ) -> None:
        pinned = till.pub
        till.sell(100)
        hub = Hub(keys, pinned, till.clock.now_ms)
        hub.anchor(till.journal)
        till.signer.is_away = True
        till.sell(200)
        new = FileSigner(tmp_path, "new")
        grant = grant_key(
            hub.known, "12345678900011", "T01", new.public_key, hub.signer, till.clock.now_ms
        )
        till.journal = till.journal_with(new)

        till.journal.replace_lost_key(grant, hub_key=hub.key, operator="00")
        till.sell(300)

        assert events(till)[-2:] == [EventCode.DEGRADED_OFF, EventCode.INTEGRITY_DEFECT]
        assert till.rows[-1].s != b"-"
        report = verify_journal(till.rows, pinned, hub_keys=[hub.key], head=till.journal.head())
        assert report.findings == ()

    def test_a_grant_for_another_key_or_history_is_refused(
        self, till: Till, keys: Path, tmp_path: Path
    ) -> None:
        till.sell(100)
        hub = Hub(keys, till.pub, till.clock.now_ms)
        hub.anchor(till.journal)
        new = FileSigner(tmp_path, "new")
        journal = till.journal_with(new)
        good = grant_key(hub.known, "12345678900011", "T01", new.public_key, hub.signer, 1)
        for faulty in (
            replace(good, pub=till.pub),
            replace(good, till="T02"),
            replace(good, h=bytes(32)),
            replace(good, seq=999),
            replace(good, time=2),
        ):
            with pytest.raises(ReceiptRefusedError):
                journal.replace_lost_key(faulty, hub_key=hub.key, operator="00")


class TestTraining:
    def test_training_has_its_own_journal_prefix_and_flag(self, a_till: BuildTill) -> None:
        real, practice = a_till(), a_till(is_training=True)

        row = practice.sell(100)

        assert row.number() == "X-T01-2026-000001"
        assert all(each.record().trn for each in practice.rows)
        assert not any(each.record().trn for each in real.rows)
        assert real.journal.head().gta == 0
        assert sound(practice)


def an_advance(amount: int) -> PrepayBody:
    ht = goods(amount).ttc * 10_000 // 12_000
    return PrepayBody(
        seller=SELLER,
        vat=(VatLine(2000, amount, ht, amount - ht),),
        payments=(Payment(means=Means.ONLINE, amount=amount),),
        order="A-1",
    )
