"""The lockers' drivers against our simulators: whatever the line does, no door is guessed."""

import logging
import re
import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.devices.line import Cord
from desktop.devices.locker import (
    Answer,
    Door,
    LockerBank,
    LockerSilentError,
    Opening,
    Outcome,
    Purpose,
    Reason,
)
from desktop.devices.locker_bank import HttpBank
from desktop.devices.locker_board import RelayBoard, frame
from desktop.devices.locker_simulators import (
    BankFault,
    BoardFault,
    LockerBankSimulator,
    LockerBoardSimulator,
)
from desktop.domain.lockers import Box, Size, choose, read_plan, size_for
from desktop.errors import RefusedError
from tests.support.a_slow_name import FAR, LONG_S, slow_name

PLAN = read_plan("1-2 S, 3 M, 17 L")
UNTIL = datetime(2026, 6, 1, tzinfo=UTC)


def wish(box: str = "3", *, key: str = "k1", purpose: Purpose = Purpose.DEPOSIT) -> Opening:
    return Opening(key=key, box=box, purpose=purpose, deposit="d1", until=UNTIL)


def driver(bank: LockerBankSimulator, answer_s: float = 5.0, key: str = "") -> HttpBank:
    return HttpBank(bank.address, key, answer_s=answer_s)


@pytest.fixture
def bank() -> Iterator[LockerBankSimulator]:
    with LockerBankSimulator() as made:
        yield made


# --- which compartment ----------------------------------------------------------------------------


def test_a_plan_is_read_as_somebody_writes_it() -> None:
    assert read_plan("1-2 s; 10 L ,3M") == (
        Box("1", Size.SMALL), Box("2", Size.SMALL), Box("3", Size.MEDIUM), Box("10", Size.LARGE),
    )  # fmt: skip
    assert read_plan("  ") == ()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("A-B S", "locker_plan_unread"),
        ("1-4", "locker_plan_unread"),
        ("1-4 S, 4 M", "locker_plan_twice"),
        ("0-4 S", "locker_plan_long"),
        ("4-1 S", "locker_plan_long"),
        ("1-999 S", "locker_plan_long"),
        ("٣ S", "locker_plan_unread"),
    ],
)
def test_a_plan_that_cannot_be_is_refused(text: str, code: str) -> None:
    with pytest.raises(RefusedError) as refused:
        read_plan(text)
    assert refused.value.code == code


@given(st.text(max_size=600))
def test_a_plan_is_read_or_refused_whatever_it_is(text: str) -> None:
    try:
        boxes = read_plan(text)
    except RefusedError:
        return
    assert len({box.number for box in boxes}) == len(boxes) <= 256


def test_the_smallest_compartment_that_fits_is_chosen_and_never_one_that_is_taken() -> None:
    boxes = read_plan("1 L, 2-3 S, 10 M, 9 M")
    assert choose(boxes, (), Size.SMALL).number == "2"
    assert choose(boxes, ("2", "3"), Size.SMALL).number == "9"
    assert choose(boxes, ("9", "10"), Size.MEDIUM).number == "1"
    with pytest.raises(RefusedError, match="locker_full"):
        choose(boxes, ("1",), Size.LARGE)
    assert [size_for(bags) for bags in (0, 1, 2, 3, 40)] == ["S", "S", "M", "L", "L"]


# --- the networked bank ---------------------------------------------------------------------------


def test_a_bank_opens_and_issues_a_code(bank: LockerBankSimulator) -> None:
    answer = driver(bank).open(wish())
    assert (answer.outcome, answer.code) == (Outcome.OPENED, bank.code_of("d1"))
    assert bank.opened == [("3", "deposit")]
    report = driver(bank).report()
    assert (report.door("3"), report.door("1"), report.door("99")) == (
        Door.OPEN, Door.SHUT, Door.UNKNOWN,
    )  # fmt: skip
    assert report.free() == {Size.SMALL: 2, Size.MEDIUM: 0, Size.LARGE: 1}
    bank.shut("3")
    bank.collect("d1")
    assert driver(bank).report().collected == ("d1",)
    assert driver(bank).release("d1")
    assert driver(bank).release("d1")
    assert driver(bank).report().collected == ()


def test_a_code_stands_neither_in_a_log_nor_in_a_trace(
    bank: LockerBankSimulator, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        answer = driver(bank, key="lan-secret").open(wish())
    assert answer.code
    for told in (caplog.text, repr(answer)):
        assert answer.code not in told
        assert "lan-secret" not in told


def test_an_opening_sent_twice_opens_once(bank: LockerBankSimulator) -> None:
    assert driver(bank).open(wish()) == driver(bank).open(wish())
    assert driver(bank).recall("k1").outcome is Outcome.OPENED
    assert bank.opened == [("3", "deposit")]
    assert driver(bank).recall("k2").outcome is Outcome.REFUSED


@pytest.mark.parametrize(
    ("fault", "outcome", "reason"),
    [
        (BankFault.FRAGMENTS, Outcome.OPENED, Reason.NONE),
        (BankFault.JAMS, Outcome.REFUSED, Reason.JAMMED),
        (BankFault.DENIES, Outcome.REFUSED, Reason.DENIED),
        (BankFault.DROPS_IN_REQUEST, Outcome.UNKNOWN, Reason.UNANSWERED),
        (BankFault.DROPS_AFTER_REQUEST, Outcome.UNKNOWN, Reason.UNANSWERED),
        (BankFault.DROPS_IN_ANSWER, Outcome.UNKNOWN, Reason.UNANSWERED),
        (BankFault.OTHER_BOX, Outcome.UNKNOWN, Reason.UNANSWERED),
        (BankFault.NO_CODE, Outcome.UNKNOWN, Reason.UNANSWERED),
        (BankFault.GARBAGE, Outcome.UNKNOWN, Reason.UNANSWERED),
        (BankFault.FLOODS, Outcome.UNKNOWN, Reason.UNANSWERED),
    ],
)
def test_whatever_a_bank_does_its_answer_is_believed_or_unknown(
    bank: LockerBankSimulator, fault: BankFault, outcome: Outcome, reason: Reason
) -> None:
    bank.fault = fault
    answer = driver(bank).open(wish())
    assert (answer.outcome, answer.reason) == (outcome, reason)


@pytest.mark.parametrize("fault", [BankFault.HANGS, BankFault.DRIBBLES])
def test_a_bank_that_never_ends_keeps_nobody_waiting(
    bank: LockerBankSimulator, fault: BankFault
) -> None:
    bank.fault = fault
    answer = driver(bank, answer_s=0.2).open(wish())
    assert (answer.outcome, answer.reason) == (Outcome.UNKNOWN, Reason.UNANSWERED)
    with pytest.raises(LockerSilentError) as silent:
        driver(bank, answer_s=0.2).report()
    assert silent.value.reason is Reason.UNANSWERED


def test_a_bank_that_is_away_was_asked_for_nothing() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    gone = HttpBank(f"http://127.0.0.1:{port}")
    assert gone.open(wish()) == Answer(outcome=Outcome.REFUSED, reason=Reason.UNREACHABLE)
    assert gone.recall("k1").outcome is Outcome.UNKNOWN
    for say in (gone.report, lambda: gone.release("d1")):
        with pytest.raises(LockerSilentError) as silent:
            say()
        assert silent.value.reason is Reason.UNREACHABLE


def test_a_talk_that_waits_ends_when_its_cord_is_cut() -> None:
    cord, ended = Cord(), []
    with socket.create_server(("127.0.0.1", 0)) as server:
        hung = HttpBank(f"http://127.0.0.1:{server.getsockname()[1]}", answer_s=600, cord=cord)
        talk = threading.Thread(target=lambda: ended.append(hung.open(wish())))
        talk.start()
        line, _whoever = server.accept()
        with line:
            # The request is on its way: what waits now waits for the answer.
            assert line.recv(1)
            cord.cut()
            talk.join(10)
    assert ended == [Answer(outcome=Outcome.UNKNOWN, reason=Reason.UNANSWERED)]
    # What begins afterwards asks for nothing.
    assert hung.open(wish()) == Answer(outcome=Outcome.REFUSED, reason=Reason.UNREACHABLE)


def test_a_talk_that_waits_for_a_name_ends_when_its_cord_is_cut() -> None:
    cord, ended = Cord(), []
    bank = HttpBank(f"http://{FAR}:8080", connect_s=LONG_S, cord=cord)
    with slow_name() as looking:
        talk = threading.Thread(target=lambda: ended.append(bank.open(wish())))
        talk.start()
        assert looking.wait(LONG_S)
        cord.cut()
        talk.join(LONG_S / 2)
        assert ended == [Answer(outcome=Outcome.REFUSED, reason=Reason.UNREACHABLE)]


def test_a_bank_with_a_key_opens_for_nobody_else() -> None:
    with LockerBankSimulator(key="right") as bank:
        assert driver(bank, key="wrong").open(wish()).reason is Reason.DENIED
        assert driver(bank, key="right").open(wish()).outcome is Outcome.OPENED
        with pytest.raises(LockerSilentError) as silent:
            driver(bank).report()
        assert silent.value.reason is Reason.DENIED


@pytest.mark.parametrize(
    "address",
    ["", "192.168.1.70", "ftp://a", "http://", "http://u:p@a", "http://my..box", "http://my box"],
)
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(address)}$"):
        HttpBank(address)


# --- the board of relays --------------------------------------------------------------------------


def test_a_board_pulls_its_lock_and_nobody_claims_that_the_door_is_open() -> None:
    with LockerBoardSimulator() as board:
        made: LockerBank = RelayBoard(board.address, PLAN)
        for box in ("3", "17"):
            answer = made.open(wish(box))
            assert answer == Answer(outcome=Outcome.UNKNOWN, reason=Reason.NO_FEEDBACK)
            assert board.calls.acquire(timeout=10)
        assert (board.pulled, board.refused) == ([3, 17], [])
        assert made.report().door("3") is Door.UNKNOWN
        assert made.recall("k1").outcome is Outcome.UNKNOWN
        assert made.open(wish("4")).reason is Reason.NO_SUCH_BOX


def test_the_frame_is_the_boards_own() -> None:
    assert frame(1) == bytes.fromhex("0200310336")
    assert frame(18) == bytes.fromhex("0211310347")
    for none in (0, 257):
        with pytest.raises(ValueError, match=str(none)):
            frame(none)


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 256), st.integers(1, 256))
def test_no_frame_opens_two_doors(one: int, other: int) -> None:
    assert (frame(one) == frame(other)) is (one == other)


@pytest.mark.parametrize("fault", [BoardFault.DROPS_IN_COMMAND, BoardFault.DEAF])
def test_a_board_that_took_nothing_leaves_it_unknown(fault: BoardFault) -> None:
    with LockerBoardSimulator(fault) as board:
        assert RelayBoard(board.address, PLAN).open(wish()).outcome is Outcome.UNKNOWN
        assert board.calls.acquire(timeout=10)
        assert board.pulled == []


def test_a_board_that_is_away_was_asked_for_nothing() -> None:
    with LockerBoardSimulator() as board:
        address = board.address
    gone = RelayBoard(address, PLAN)
    assert gone.open(wish()) == Answer(outcome=Outcome.REFUSED, reason=Reason.UNREACHABLE)
    with pytest.raises(LockerSilentError):
        gone.report()
