"""Verification: whatever a till can do is sound, whatever else happens to its rows is found."""

import tracemalloc
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fiscal import (
    CashBody,
    CashMove,
    EventBody,
    EventCode,
    FileSigner,
    Kind,
    Layer,
    Means,
    Period,
    Receipt,
    Report,
    Sealed,
    Witness,
    canonical,
    grant_key,
    merkle,
    verify_journal,
    verify_quick,
)
from fiscal.findings import KEPT
from tests.fiscal.forger import Records, forge
from tests.fiscal.hub import Hub
from tests.fiscal.till import Till, a_refund


def a_busy_day(till: Till) -> Till:
    till.journal.record_cash(CashBody(move=CashMove.FLOAT, amount=10_000), operator="01")
    for number in range(12):
        till.clock.pass_s(60)
        sold = till.sell(500 + number, 120)
        if number % 4 == 0:
            refund = a_refund(sold, 120, ttc_before=620 + number)
            till.journal.record_refund(refund, operator="02")
    till.journal.close_period(Period.MONTH, operator="01")
    till.sell_on(3)
    return till


# What a till may do, drawn at random.

_ACTS = st.one_of(
    st.tuples(st.just("sell"), st.lists(st.integers(0, 50_000), min_size=1, max_size=4)),
    st.tuples(st.just("refund"), st.integers(1, 10_000)),
    st.tuples(st.just("close"), st.sampled_from(Period)),
    st.tuples(st.just("cash"), st.sampled_from(CashMove)),
    st.tuples(st.just("event"), st.sampled_from(EventCode)),
    st.tuples(st.just("pass"), st.integers(-5_000, 200_000)),
    st.tuples(st.just("key"), st.booleans()),
)


def act(till: Till, what: str, how: Any) -> None:  # noqa: ANN401 - as drawn
    if what == "pass":
        till.clock.pass_s(how)
        till.journal.close_forgotten()
        return
    till.journal.close_forgotten()
    if what == "sell":
        till.sell(*how, means=Means.CARD if len(how) % 2 else Means.CASH)
    elif what == "refund":
        sales = [row for row in till.rows if row.record().k is Kind.SALE]
        if sales:
            total = sales[-1].record().b["tot"]
            refund = a_refund(sales[-1], min(how, total), ttc_before=total)
            till.journal.record_refund(refund, operator="02")
    elif what == "close":
        till.journal.close_period(how, operator="01")
    elif what == "cash":
        till.journal.record_cash(CashBody(move=how, amount=500), operator="01")
    elif what == "event":
        # 120 is the journal's own word: it says what the degraded run was.
        if how is not EventCode.DEGRADED_OFF:
            till.journal.record_event(EventBody(code=how), operator="01")
    else:
        till.signer.is_away = how


@settings(max_examples=60, deadline=None)
@given(st.lists(_ACTS, max_size=25), st.data())
def test_any_day_is_sound_and_any_single_byte_changed_in_it_is_found(
    keys: Path, acts: list[tuple[str, Any]], data: st.DataObject
) -> None:
    till = Till(keys)
    for what, how in acts:
        act(till, what, how)
    report = verify_journal(till.rows, till.pub, head=till.journal.head())
    assert report.findings == ()
    assert verify_quick(till.rows, till.pub).findings == ()

    place = data.draw(st.integers(0, len(till.rows) - 1))
    column = data.draw(st.sampled_from(["c", "h", "s"]))
    rows = list(till.rows)
    cell = bytearray(getattr(rows[place], column))
    cell[data.draw(st.integers(0, len(cell) - 1))] ^= data.draw(st.integers(1, 255))
    rows[place] = rows[place]._replace(**{column: bytes(cell)})
    report = verify_journal(rows, till.pub)

    assert place + 1 in {finding.seq for finding in report.findings}
    if column != "s":
        assert not verify_quick(rows, till.pub).is_sound


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_rows_of_any_bytes_are_reported_and_never_crash_the_check(
    keys: Path, data: st.DataObject
) -> None:
    till = Till(keys)
    till.sell_on(3)
    rows = list(till.rows)
    place = data.draw(st.integers(0, 3))
    record = canonical.loads(rows[place].c)
    garbage = data.draw(
        st.one_of(
            st.binary(max_size=80),
            st.sampled_from(sorted(record)).map(
                lambda key: canonical.dumps({k: v for k, v in record.items() if k != key})
            ),
            st.sampled_from(sorted(record)).map(lambda key: canonical.dumps(record | {key: {}})),
            st.sampled_from(sorted(record["b"])).map(
                lambda key: canonical.dumps(record | {"b": record["b"] | {key: [{}]}})
            ),
        )
    )
    digest = canonical.digest(garbage)
    rows[place] = Sealed(place + 1, garbage, digest, till.signer.sign(digest))

    full, quick = verify_journal(rows, till.pub), verify_quick(rows, till.pub)

    # Nothing follows the last record, and the key holder signed it: only its form can be wrong.
    if place < 3:
        assert not full.is_sound
        assert not quick.is_sound


# Forgeries by somebody who holds the key, each against the rule it breaks.


def body_change(place: int, **fields: object) -> Callable[[Records], Records]:
    def change(records: Records) -> Records:
        records[place]["b"] |= fields
        return records

    return change


def layers_of(till: Till, change: Callable[[Records], Records]) -> set[Layer]:
    return verify_journal(forge(till.rows, change, till.signer), till.pub).layers()


def first(till: Till, kind: Kind) -> int:
    return next(place for place, row in enumerate(till.rows) if row.record().k is kind)


class TestForgedByTheKeyHolder:
    def test_untouched_forgery_is_the_journal_itself(self, till: Till) -> None:
        a_busy_day(till)

        assert forge(till.rows, lambda records: records, till.signer) == till.rows

    @pytest.mark.parametrize(
        ("kind", "fields", "layer"),
        [
            (Kind.SALE, {"due": 1}, Layer.BODY),
            (Kind.SALE, {"nl": 9}, Layer.BODY),
            (Kind.SALE, {"ht": 1}, Layer.BODY),
            (Kind.SALE, {"round": 1}, Layer.BODY),
            (Kind.SALE, {"lines": []}, Layer.BODY),
            (Kind.SALE, {"pay": []}, Layer.BODY),
            (Kind.SALE, {"vat": [{"rate": 2000, "ttc": 620, "ht": 500, "vat": 120}]}, Layer.BODY),
            (Kind.SALE, {"no": "T01-2026-000009"}, Layer.SEQ),
            (Kind.SALE, {"vat": 3}, Layer.BODY),
            (Kind.CASH, {"expected": 5}, Layer.TOTALS),
            (Kind.CLOSE, {"tot": 1}, Layer.CLOSE),
            (Kind.CLOSE, {"to_seq": 3}, Layer.CLOSE),
            (Kind.CLOSE, {"gtn": 3}, Layer.CLOSE),
            (Kind.CLOSE, {"auto": True, "surplus": 1}, Layer.CLOSE),
            (Kind.CLOSE, {"per": "Q"}, Layer.BODY),
        ],
    )
    def test_a_changed_figure_is_found(
        self, till: Till, kind: Kind, fields: dict[str, object], layer: Layer
    ) -> None:
        a_busy_day(till)
        rows = list(till.rows)
        place = first(till, kind)
        record = canonical.loads(rows[place].c)
        record["b"] |= fields
        text = canonical.dumps(record)
        digest = canonical.digest(text)
        rows[place] = Sealed(place + 1, text, digest, till.signer.sign(digest))

        assert layer in verify_journal(rows, till.pub).layers()

    def test_totals_that_start_lower_are_found(self, till: Till) -> None:
        a_busy_day(till)
        rows = list(till.rows)
        record = canonical.loads(rows[5].c)
        record["b"] |= {"gtn": 1, "gta": 1}
        text = canonical.dumps(record)
        rows[5] = Sealed(6, text, canonical.digest(text), rows[5].s)

        assert Layer.TOTALS in verify_journal(rows, till.pub).layers()

    def test_a_closure_taken_out_is_found(self, till: Till) -> None:
        till.sell_on(3)
        till.journal.close_period(Period.DAY, operator="01")
        till.clock.set("2026-11-22 10:00:00")
        till.sell_on(3)

        def drop(records: Records) -> Records:
            return [record for record in records if record["k"] != "CLOSE"]

        assert layers_of(till, drop) == {Layer.CLOSE}

    def test_a_record_of_another_till_is_found(self, till: Till) -> None:
        till.sell_on(3)

        def rename(records: Records) -> Records:
            records[2]["est"] = "99999999900099"
            return records

        assert layers_of(till, rename) == {Layer.FORM}

    def test_a_second_opening_is_found(self, till: Till) -> None:
        till.sell_on(2)

        def reopen(records: Records) -> Records:
            again = canonical.loads(till.rows[0].c) | {"ts": records[-1]["ts"] + 1}
            return [*records, again]

        assert Layer.SEQ in layers_of(till, reopen)

    @pytest.mark.parametrize(
        "change", [{"bd": "2026-11-23"}, {"bd": "x"}, {"tz": "-12:00"}, {"tz": "CET"}]
    )
    def test_a_day_that_does_not_fit_the_instant_is_found(
        self, till: Till, change: dict[str, str]
    ) -> None:
        till.sell(100)

        def move(records: Records) -> Records:
            records[-1] |= change
            return records

        assert Layer.CLOCK in layers_of(till, move)

    def test_an_archive_out_of_line_is_found(self, till: Till) -> None:
        till.journal.record_event(EventBody(code=EventCode.START), operator="01")

        def claim(records: Records) -> Records:
            records[-1] |= {"k": "ARCHIVE", "b": {"from_seq": 9, "to_seq": 12}}
            return records

        assert layers_of(till, claim) == {Layer.ARCHIVE}


class TestDegradedRuns:
    def run(self, till: Till) -> list[Sealed]:
        till.sell(100)
        till.signer.is_away = True
        till.sell(100)
        till.signer.is_away = False
        till.sell(100)
        return till.rows

    def test_a_signature_taken_off_is_found(self, till: Till) -> None:
        rows = self.run(till)
        rows[1] = rows[1]._replace(s=b"-")

        assert verify_journal(rows, till.pub).layers() == {Layer.DEGRADED}

    def test_a_signature_put_on_afterwards_is_found(self, till: Till) -> None:
        rows = self.run(till)
        rows[3] = rows[3]._replace(s=till.signer.sign(rows[3].h))

        assert verify_journal(rows, till.pub).layers() == {Layer.DEGRADED}

    @pytest.mark.parametrize("fields", [{"from": 2}, {"to": 9}, {"hash": "0" * 64}])
    def test_a_cover_of_another_run_is_found(self, till: Till, fields: dict[str, object]) -> None:
        rows = self.run(till)
        record = canonical.loads(rows[4].c)
        record["b"]["data"] |= fields
        text = canonical.dumps(record)
        digest = canonical.digest(text)
        rows[4] = Sealed(5, text, digest, till.signer.sign(digest))

        assert Layer.DEGRADED in verify_journal(rows[:5], till.pub).layers()

    def test_a_run_without_its_cover_is_found(self, till: Till) -> None:
        rows = self.run(till)

        def uncovered(records: Records) -> Records:
            return records[:4] + records[5:]

        forged = [
            row if row.record().deg is False else row._replace(s=b"-")
            for row in forge(rows, uncovered, till.signer)
        ]
        assert verify_journal(forged, till.pub).layers() == {Layer.DEGRADED}


class TestKeys:
    def rotated(self, till: Till, folder: Path) -> tuple[bytes, FileSigner]:
        pinned, new = till.pub, FileSigner(folder, "new")
        till.sell(100)
        till.journal.rotate_key(new, operator="00")
        till.journal = till.journal_with(new)
        till.sell_on(3)
        return pinned, new

    def test_a_rotation_is_followed(self, till: Till, tmp_path: Path) -> None:
        pinned, _ = self.rotated(till, tmp_path)

        assert verify_journal(till.rows, pinned).is_sound
        assert verify_quick(till.rows, pinned).is_sound

    def test_a_missing_key_record_is_found(self, till: Till, tmp_path: Path) -> None:
        pinned, new = self.rotated(till, tmp_path)
        old = till.signer
        kept = [record for record in till.rows if record.record().k is not Kind.KEY]
        signers = {1: old, 2: old}
        forged = forge(kept, lambda records: records, new)
        rows = [row._replace(s=signers.get(row.seq, new).sign(row.h)) for row in forged]

        assert verify_journal(rows, pinned).layers() == {Layer.SIG}
        assert verify_quick(rows, pinned).layers() == {Layer.SIG}

    def test_a_key_record_signed_by_the_new_key_is_found(self, till: Till, tmp_path: Path) -> None:
        pinned, new = self.rotated(till, tmp_path)
        rows = [*till.rows]
        place = first(till, Kind.KEY)
        rows[place] = rows[place]._replace(s=new.sign(rows[place].h))

        assert verify_journal(rows, pinned).layers() == {Layer.SIG}
        assert verify_quick(rows, pinned).layers() == {Layer.SIG}

    def test_a_lost_key_needs_the_hub_s_word(self, till: Till, keys: Path, tmp_path: Path) -> None:
        pinned = till.pub
        till.sell(100)
        hub = Hub(keys, pinned, till.clock.now_ms)
        hub.anchor(till.journal)
        thief = FileSigner(tmp_path, "thief")
        grant = grant_key(hub.known, "12345678900011", "T01", thief.public_key, thief, 1)
        till.journal = till.journal_with(thief)
        till.journal.replace_lost_key(grant, hub_key=thief.public_key, operator="00")

        for report in (
            verify_journal(till.rows, pinned, hub_keys=[hub.key]),
            verify_journal(till.rows, pinned),
            verify_quick(till.rows, pinned, hub_keys=[hub.key]),
        ):
            assert Layer.KEYPIN in report.layers()
        assert verify_journal(till.rows, pinned, hub_keys=[thief.public_key]).layers() == {
            Layer.ANCHOR
        }


class TestReceipts:
    @pytest.mark.parametrize(
        "spoil",
        [
            lambda receipt: replace(receipt, proof=(bytes(32),)),
            lambda receipt: replace(receipt, size=receipt.size - 1),
            lambda receipt: replace(receipt, root=bytes(32)),
            lambda receipt: replace(receipt, sig=b"x"),
        ],
    )
    def test_a_receipt_with_a_bad_proof_or_a_shrunken_tree_is_found(
        self, till: Till, keys: Path, spoil: Callable[[Receipt], Receipt]
    ) -> None:
        hub = Hub(keys, till.pub, till.clock.now_ms)
        for _ in range(2):
            till.sell(100)
            hub.anchor(till.journal)
        receipt = spoil(hub.receipts[-1])

        rows = forge(till.rows, body_change(-1, receipt=receipt.to_body()), till.signer)

        assert verify_journal(rows, till.pub, hub_keys=[hub.key]).layers() == {Layer.ANCHOR}

    def test_a_hub_that_rewrote_its_log_is_found_by_a_shop(self, till: Till, keys: Path) -> None:
        hub = Hub(keys, till.pub, till.clock.now_ms)
        for _ in range(5):
            till.sell(100)
            hub.anchor(till.journal)
        held = hub.receipts[2]
        leaves = list(hub.leaves)
        honest = merkle.consistency_proof(leaves, held.size)
        assert merkle.is_consistent(held.size, held.root, 5, merkle.root(leaves), honest)

        leaves[1] = merkle.leaf_hash(b"another")
        forged = merkle.consistency_proof(leaves, held.size)

        assert not merkle.is_consistent(held.size, held.root, 5, merkle.root(leaves), forged)


class TestReport:
    @pytest.mark.parametrize("place", [0, 2, 4])
    @pytest.mark.parametrize(
        "cells",
        [{"c": "text"}, {"c": None}, {"h": 3}, {"h": None}, {"s": None}, {"s": "x"}, {"seq": "3"}],
    )
    def test_cells_of_other_types_are_reported(
        self, till: Till, place: int, cells: dict[str, object]
    ) -> None:
        till.sell_on(4)
        rows: list[Any] = list(till.rows)
        rows[place] = rows[place]._replace(**cells)

        assert Layer.FORM in verify_journal(rows, till.pub).layers()
        # Of the signatures the quick check looks at the last only.
        if "s" not in cells or place == 4:
            assert Layer.FORM in verify_quick(rows, till.pub).layers()

    def test_a_defect_of_the_caller_s_rows_is_not_taken_for_a_finding(self, till: Till) -> None:
        def broken() -> Iterator[Sealed]:
            yield till.rows[0]
            message = "the cursor was closed"
            raise TypeError(message)

        with pytest.raises(TypeError, match="cursor"):
            verify_quick(broken(), till.pub)

    def test_a_stored_head_that_was_edited_is_found(self, till: Till) -> None:
        till.sell_on(3)
        edited = replace(till.journal.head(), gtn=1)

        assert verify_journal(till.rows, till.pub, head=edited).layers() == {Layer.HEAD}

    def test_beyond_a_thousand_findings_are_only_counted(self, till: Till) -> None:
        till.sell_on(1200, every_s=10)
        rows = [row._replace(s=b"bad") for row in till.rows]

        report = verify_journal(rows, till.pub)

        assert len(report.findings) == KEPT
        assert report.counts[Layer.SIG] == 1201

    def test_an_empty_journal_is_sound_unless_somebody_saw_a_record(self, till: Till) -> None:
        seen = [Witness(till.rows[0].seq, till.rows[0].h)]
        for check in (verify_journal, verify_quick):
            assert check([], till.pub).is_sound
            assert check([], till.pub, witnesses=seen).layers() == {Layer.TRUNC}

    @pytest.mark.parametrize("workers", [ThreadPoolExecutor, ProcessPoolExecutor])
    def test_workers_find_the_same(self, till: Till, workers: type) -> None:
        till.sell_on(600, every_s=10)
        rows = list(till.rows)
        rows[300] = rows[300]._replace(s=rows[301].s)
        rows[550] = rows[550]._replace(h=bytes(32))
        alone = verify_journal(rows, till.pub)
        options = {"mp_context": get_context("spawn")} if workers is ProcessPoolExecutor else {}

        with workers(2, **options) as executor:
            shared = verify_journal(rows, till.pub, executor=executor)

        assert alone.findings == shared.findings
        assert alone.counts == shared.counts
        assert {finding.seq for finding in alone.findings} == {301, 551, 552}

    def test_a_quick_check_in_parts_tells_what_it_tells_in_one(self, till: Till) -> None:
        till.sell_on(30)
        rows = list(till.rows)
        rows[4] = rows[4]._replace(c=rows[4].c.replace(b"Pain", b"Lait"))
        rows[20] = rows[20]._replace(h=bytes(32))
        whole = verify_quick(rows, till.pub)

        parts = [
            verify_quick(rows[start:end], till.pub, after=rows[start - 1] if start else None)
            for start, end in ((0, 9), (9, 10), (10, 31))
        ]
        joined = Report.of_parts(parts)

        assert joined.findings == whole.findings
        assert joined.counts == whole.counts
        assert (joined.records, joined.head) == (31, whole.head)

    def test_memory_does_not_grow_with_the_journal(self, till: Till) -> None:
        till.sell_on(700, every_s=10)

        def peak(count: int, check: Callable[..., Report]) -> int:
            """Return the most memory a check of the first records took, bytes."""
            cursor = (
                (row.seq, bytes(bytearray(row.c)), bytes(bytearray(row.h)), row.s)
                for row in till.rows[:count]
            )
            tracemalloc.start()
            assert check(cursor, till.pub).is_sound
            _, most = tracemalloc.get_traced_memory()
            tracemalloc.stop()
            return most

        for check in (verify_journal, verify_quick):
            assert peak(700, check) < peak(350, check) + 60_000
