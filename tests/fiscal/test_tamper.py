"""The tamper matrix of the fiscal study: which layer notices which attack, and which one cannot.

220 sales, anchored every 50, hence 20 sales after the last anchor.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from fiscal import (
    FileSigner,
    Layer,
    Refusal,
    Report,
    Sealed,
    Witness,
    canonical,
    replay,
    verify_journal,
    verify_quick,
)
from tests.fiscal.forger import Records, forge, with_amount, without_receipts
from tests.fiscal.hub import Hub
from tests.fiscal.till import Till

Attack = Callable[[Records], Records]


class Scene:
    """A till that sold 220 times and a hub that saw 200 of them."""

    def __init__(self, keys: Path) -> None:
        self.till = Till(keys, local="2026-11-21 06:00:00")
        self.hub = Hub(keys, self.till.pub, 0)
        self.mirror = Till(keys, local="2026-11-21 06:00:00")
        for sales in (50, 50, 50, 50, 20):
            self.till.sell_on(sales, every_s=30)
            self.mirror.sell_on(sales, every_s=30)
            if sales == 50:
                self.hub.now_ms = self.till.clock.now_ms
                self.hub.anchor(self.till.journal)
        self.stranger = FileSigner(keys, "stranger", deterministic=True)

    @property
    def plain(self) -> list[Sealed]:
        """The same sales at a till that never met a hub."""
        return self.mirror.rows


@pytest.fixture(scope="module")
def scene(keys: Path) -> Scene:
    return Scene(keys)


def edit(records: Records) -> Records:
    return with_amount(records, 100, 5)


def delete_one(records: Records) -> Records:
    return records[:100] + records[101:]


def reorder(records: Records) -> Records:
    records[100], records[101] = records[101], records[100]
    return records


def truncate_10(records: Records) -> Records:
    return records[:-10]


def truncate_60(records: Records) -> Records:
    return records[:-60]


def set_back(records: Records) -> Records:
    for record in records[-5:]:
        record["ts"] -= 3 * 86_400_000
        record["bd"] = "2026-11-18"
    return records


def untouched(records: Records) -> Records:
    return records


ATTACKS = [
    (edit, {Layer.SIG}, set(), {Layer.ANCHOR}),
    (delete_one, {Layer.SIG}, set(), {Layer.ANCHOR}),
    (reorder, {Layer.SIG, Layer.CLOCK}, {Layer.CLOCK}, {Layer.ANCHOR, Layer.CLOCK}),
    (truncate_10, set(), set(), set()),
    (truncate_60, set(), set(), {Layer.TRUNC}),
    (set_back, {Layer.SIG, Layer.CLOCK}, {Layer.CLOCK}, {Layer.CLOCK}),
]
NAMED = pytest.mark.parametrize(
    ("attack", "without_key", "with_key", "with_anchors"),
    ATTACKS,
    ids=[attack.__name__ for attack, *_ in ATTACKS],
)


def check(rows: list[Sealed], scene: Scene, *, is_witnessed: bool = False) -> Report:
    witnesses = scene.hub.witnesses() if is_witnessed else ()
    return verify_journal(rows, scene.till.pub, hub_keys=[scene.hub.key], witnesses=witnesses)


def test_untouched_journals_are_sound_and_the_open_window_is_a_number(scene: Scene) -> None:
    report = check(scene.till.rows, scene, is_witnessed=True)

    assert report.findings == ()
    assert report.unanchored == 20
    assert check(scene.plain, scene).findings == ()


@NAMED
def test_attacker_without_the_key(
    scene: Scene, attack: Attack, without_key: set[Layer], with_key: object, with_anchors: object
) -> None:
    assert check(forge(scene.plain, attack, None), scene).layers() == without_key


@NAMED
def test_attacker_with_the_key_and_no_hub(
    scene: Scene, attack: Attack, without_key: object, with_key: set[Layer], with_anchors: object
) -> None:
    assert check(forge(scene.plain, attack, scene.till.signer), scene).layers() == with_key


@NAMED
def test_attacker_with_the_key_against_the_hub_s_anchors(
    scene: Scene, attack: Attack, without_key: object, with_key: object, with_anchors: set[Layer]
) -> None:
    forged = forge(scene.till.rows, attack, scene.till.signer)

    assert check(forged, scene, is_witnessed=True).layers() == with_anchors


@pytest.mark.parametrize("attack", [edit, delete_one, reorder])
def test_dropping_the_receipts_from_the_chain_does_not_help(scene: Scene, attack: Attack) -> None:
    forged = forge(
        scene.till.rows,
        lambda records: without_receipts(attack(records)),
        scene.till.signer,
    )

    assert Layer.ANCHOR in check(forged, scene, is_witnessed=True).layers()


@pytest.mark.parametrize("attack", [edit, delete_one, reorder])
def test_receipts_in_the_chain_catch_it_without_asking_the_hub(
    scene: Scene, attack: Attack
) -> None:
    forged = forge(scene.till.rows, attack, scene.till.signer)

    assert Layer.ANCHOR in check(forged, scene).layers()


def test_edited_text_alone_breaks_its_hash(scene: Scene) -> None:
    rows = list(scene.plain)
    rows[100] = rows[100]._replace(c=rows[100].c.replace(b'"tot":1', b'"tot":2'))

    for report in (check(rows, scene), verify_quick(rows, scene.till.pub)):
        assert report.findings[0].seq == 101
        assert Layer.HASH in report.layers()


def test_edited_text_and_hash_break_the_chain(scene: Scene) -> None:
    rows = list(scene.plain)
    text = rows[100].c.replace(b'"tot":1', b'"tot":2')
    rows[100] = rows[100]._replace(c=text, h=canonical.digest(text))

    for report in (check(rows, scene), verify_quick(rows, scene.till.pub)):
        assert Layer.HASH not in report.layers()
        assert Layer.CHAIN in report.layers()
        assert any(finding.seq == 102 for finding in report.findings)


@pytest.mark.parametrize("attack", [delete_one, reorder])
def test_rows_moved_or_dropped_without_rewriting_break_chain_or_sequence(
    scene: Scene, attack: Callable[[list[Sealed]], list[Sealed]]
) -> None:
    moved = attack(list(scene.plain))
    renumbered = [row._replace(seq=number) for number, row in enumerate(moved, 1)]

    for rows in (moved, renumbered):
        for report in (check(rows, scene), verify_quick(rows, scene.till.pub)):
            assert report.layers() & {Layer.CHAIN, Layer.SEQ}


def test_re_signing_with_another_key_is_not_the_pinned_one(scene: Scene) -> None:
    pub = scene.stranger.public_key.hex()

    def claim(records: Records) -> Records:
        records[0]["b"]["pub"] = pub
        return records

    forged = forge(scene.till.rows, claim, scene.stranger)

    assert {Layer.KEYPIN, Layer.ANCHOR} <= check(forged, scene, is_witnessed=True).layers()
    assert Layer.KEYPIN in check(forge(scene.plain, claim, scene.stranger), scene).layers()
    assert verify_quick(forged, scene.till.pub).layers() == {Layer.SIG}


def test_restored_database_that_sold_on(scene: Scene, keys: Path) -> None:
    till = Till(keys, local="2026-11-21 06:00:00")
    till.sell_on(150, every_s=30)
    till.sell_on(100, every_s=45)

    report = check(till.rows, scene, is_witnessed=True)
    by_stranger = forge(till.rows, untouched, scene.stranger)

    assert check(till.rows, scene).findings == ()
    assert Layer.ANCHOR in report.layers()
    assert check(by_stranger, scene).layers() == {Layer.SIG}


def test_truncated_tail_is_caught_by_a_printed_receipt(scene: Scene) -> None:
    printed = Witness(scene.till.rows[-3].seq, scene.till.rows[-3].h[:6], source="ticket")
    cut = scene.till.rows[:-10]

    report = verify_journal(cut, scene.till.pub, witnesses=[printed])

    assert report.layers() == {Layer.TRUNC}
    assert verify_quick(cut, scene.till.pub, witnesses=[printed]).layers() == {Layer.TRUNC}


@pytest.mark.parametrize(
    ("attack", "refusal"),
    [
        (edit, Refusal.FORK),
        (delete_one, Refusal.FORK),
        (reorder, Refusal.FORK),
        (truncate_10, None),
        (truncate_60, Refusal.ROLLBACK),
        (set_back, None),
    ],
    ids=lambda value: getattr(value, "__name__", str(value)),
)
def test_what_the_hub_answers_at_the_next_sync(
    keys: Path, attack: Attack, refusal: Refusal | None
) -> None:
    scene = Scene(keys)
    till, hub = scene.till, scene.hub
    hub.now_ms = till.clock.now_ms
    forged = forge(till.rows, attack, till.signer)
    till.store.rows[:] = forged
    till.store._head = replay(forged).to_json()

    verdict = hub.answer(till.journal)

    assert verdict.refusal is refusal
    if attack is set_back:
        assert verdict.drift < -2 * 86_400_000
    elif refusal is None:
        assert verdict.drift == 0


def test_of_two_clones_the_second_is_a_fork(keys: Path) -> None:
    scene = Scene(keys)
    clone, hub = Scene(keys), scene.hub
    hub.now_ms = scene.till.clock.now_ms
    scene.till.sell_on(3)
    clone.till.sell_on(4, every_s=90)

    first = hub.answer(scene.till.journal)
    second = hub.answer(clone.till.journal)

    assert check(scene.till.rows, scene).findings == ()
    assert check(clone.till.rows, scene).findings == ()
    assert first.is_accepted
    assert (second.refusal, second.at) == (Refusal.FORK, 226)


@pytest.mark.parametrize("attack", [edit, delete_one, reorder, truncate_10, truncate_60])
def test_a_chain_without_signatures_would_have_told_nothing(scene: Scene, attack: Attack) -> None:
    """The second column of the matrix: what systems see that only hash."""
    layers = check(forge(scene.plain, attack, None), scene).layers()

    assert not layers & {Layer.HASH, Layer.CHAIN, Layer.SEQ, Layer.TOTALS, Layer.BODY}


def test_a_journal_signed_anew_with_another_key_is_refused_at_the_next_sync(keys: Path) -> None:
    scene = Scene(keys)
    till, hub = scene.till, scene.hub
    hub.now_ms = till.clock.now_ms
    pub = scene.stranger.public_key.hex()

    def claim(records: Records) -> Records:
        records[0]["b"]["pub"] = pub
        return records

    till.store.rows[:] = forge(till.rows, claim, scene.stranger)
    till.store._head = replay(till.store.rows).to_json()

    # The history is another one before the signature is even looked at.
    verdict = hub.answer(till.journal_with(scene.stranger))
    assert verdict.refusal in {Refusal.FORK, Refusal.KEYPIN}


def test_a_restored_database_that_sold_on_is_a_fork_at_the_next_sync(keys: Path) -> None:
    scene = Scene(keys)
    restored = Till(keys, local="2026-11-21 06:00:00")
    restored.sell_on(100, every_s=30)
    restored.sell_on(130, every_s=45)
    scene.hub.now_ms = restored.clock.now_ms

    assert scene.hub.answer(restored.journal).refusal is Refusal.FORK
