"""Hashes held outside the journal: on tickets, and in a file beside the database."""

from pathlib import Path

import pytest

from fiscal import (
    Layer,
    NotCanonicalError,
    TailFile,
    Witness,
    read_ticket_code,
    ticket_code,
    verify_quick,
)
from tests.fiscal.till import Till


def test_a_ticket_s_code_holds_its_record_against_truncation(till: Till) -> None:
    till.sell_on(5)
    code = ticket_code(till.sell(100))

    name, witness = read_ticket_code(code)

    assert (name, witness.seq) == ("T01", 7)
    assert verify_quick(till.rows, till.pub, witnesses=[witness]).is_sound
    cut = verify_quick(till.rows[:-1], till.pub, witnesses=[witness])
    assert cut.layers() == {Layer.TRUNC}


def test_a_ticket_s_code_is_short_and_needs_only_the_short_alphabet(till: Till) -> None:
    code = ticket_code(till.sell(100))

    assert len(code) < 60
    assert set(code) <= set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")


@pytest.mark.parametrize(
    "code",
    [
        "",
        "TVFJ1",
        "TVFJ1:1:T01:x:0123456789ABCDEF",
        "TVFJ1:1:T01:0:0123456789ABCDEF",
        "TVFJ1:1:T01:1:0123",
        "TVFJ1:1:T01:1:0123456789ABCDEG",
        "TVFJ2:1:T01:1:0123456789ABCDEF",
        "TVFJ1:1:T01:1:0123456789ABCDEF:" + "9" * 300,
    ],
)
def test_what_is_no_ticket_s_code_is_refused(code: str) -> None:
    with pytest.raises(NotCanonicalError):
        read_ticket_code(code)


def test_tail_file_notices_a_restored_database(till: Till, tmp_path: Path) -> None:
    tail = TailFile(tmp_path / "tail.json")
    snapshot = till.store.snapshot()
    tail.keep(till.sell(100))
    assert verify_quick(till.rows, till.pub, witnesses=tail.witnesses()).is_sound

    till.store.rollback(snapshot)
    restored = verify_quick(till.rows, till.pub, witnesses=tail.witnesses())
    till.sell(999)
    sold_on = verify_quick(till.rows, till.pub, witnesses=tail.witnesses())

    assert restored.layers() == {Layer.TRUNC}
    assert sold_on.layers() == {Layer.ANCHOR}


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"seq":1}', b"\xff", b'{"seq":"","h":1}'])
def test_a_tail_file_that_is_not_whole_says_nothing(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "tail.json"
    path.write_bytes(content)

    assert TailFile(path).witnesses() == ()
    assert TailFile(tmp_path / "missing.json").witnesses() == ()


def test_tail_file_holds_the_last_record_only(till: Till, tmp_path: Path) -> None:
    tail = TailFile(tmp_path / "tail.json")
    for _ in range(3):
        last = till.sell(100)
        tail.keep(last)

    assert tail.witnesses() == (Witness(last.seq, last.h, source="tail file"),)
    assert [path.name for path in tmp_path.iterdir()] == ["tail.json"]
