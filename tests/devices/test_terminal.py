"""The terminal's driver against our simulator: whatever the line does, no payment is guessed."""

import logging
import socket
import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.devices.terminal import (
    Answer,
    CaisseApTerminal,
    ManualTerminal,
    Outcome,
    PaymentTerminal,
    Reason,
    terminal_at,
)
from desktop.devices.terminal_simulator import Charge, Fault, TerminalSimulator
from tests.support.a_slow_name import FAR, LONG_S, slow_name


def driver(simulator: TerminalSimulator, answer_s: float = 20.0) -> CaisseApTerminal:
    host, _, port = simulator.address.rpartition(":")
    return CaisseApTerminal(host, int(port), till_number="07", answer_s=answer_s)


def test_a_payment_is_answered_with_what_may_be_kept_of_it() -> None:
    with TerminalSimulator(card="1234") as simulator:
        answer = driver(simulator).pay(12_50, "a")

        assert answer == Answer(
            outcome=Outcome.OK, authorisation="123456", scheme="00001", last4="1234"
        )
        assert simulator.charges == [Charge(12_50, "07")]
        (asked,) = simulator.asked
        assert next(iter(asked)) == "CZ"
        assert (asked["CZ"], asked["CE"], asked["BA"], asked["CD"]) == ("0300", "978", "0", "0")


def test_money_is_given_back_to_a_card() -> None:
    with TerminalSimulator() as simulator:
        assert driver(simulator).give_back(3_00, "a").outcome is Outcome.OK
        assert simulator.charges == [Charge(-3_00, "07")]


@pytest.mark.parametrize("fault", [Fault.FRAGMENTS, Fault.LINGERS])
def test_an_answer_is_read_to_the_byte_however_it_comes(fault: Fault) -> None:
    with TerminalSimulator(fault) as simulator:
        answer = driver(simulator).pay(12_50, "a")
        assert (answer.outcome, answer.authorisation) == (Outcome.OK, "123456")


@pytest.mark.parametrize(
    ("fault", "reason"),
    [(Fault.REFUSES, Reason.DECLINED), (Fault.ABANDONS, Reason.ABANDONED)],
)
def test_a_refusal_is_told_with_its_reason(fault: Fault, reason: Reason) -> None:
    with TerminalSimulator(fault) as simulator:
        answer = driver(simulator).pay(12_50, "a")
        assert answer == Answer(outcome=Outcome.REFUSED, reason=reason)
        assert simulator.charges == []


@pytest.mark.parametrize(
    "fault",
    [
        Fault.DROPS_AFTER_REQUEST,
        Fault.DROPS_IN_ANSWER,
        Fault.WRONG_ECHO,
        Fault.GARBAGE,
        Fault.ONLY_ACCEPTS,
    ],
)
def test_what_cannot_be_believed_is_unknown_never_refused(fault: Fault) -> None:
    with TerminalSimulator(fault) as simulator:
        answer = driver(simulator).pay(12_50, "a")
        assert answer == Answer(outcome=Outcome.UNKNOWN, reason=Reason.UNANSWERED)


def test_a_terminal_that_never_answers_is_unknown_in_the_end() -> None:
    with TerminalSimulator(Fault.HANGS) as simulator:
        assert driver(simulator, answer_s=0.05).pay(12_50, "a").outcome is Outcome.UNKNOWN


def test_to_stop_waiting_leaves_the_outcome_unknown() -> None:
    with TerminalSimulator(Fault.HANGS) as simulator:
        terminal, answers = driver(simulator), []
        asking = threading.Thread(target=lambda: answers.append(terminal.pay(12_50, "a")))
        asking.start()
        assert simulator.was_asked.wait(20)

        terminal.cancel()
        asking.join(20)

        assert [answer.outcome for answer in answers] == [Outcome.UNKNOWN]


def test_to_stop_waiting_for_a_name_asks_nothing() -> None:
    terminal, answers = CaisseApTerminal(FAR, connect_s=LONG_S), []
    with slow_name() as looking:
        asking = threading.Thread(target=lambda: answers.append(terminal.pay(12_50, "a")))
        asking.start()
        assert looking.wait(LONG_S)
        terminal.cancel()
        asking.join(LONG_S / 2)
        assert answers == [Answer(outcome=Outcome.REFUSED, reason=Reason.ABANDONED)]
    assert terminal.pay(12_50, "b").reason is Reason.ABANDONED


def test_a_terminal_that_is_not_there_was_asked_nothing() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    answer = CaisseApTerminal("127.0.0.1", port).pay(1_00, "a")
    assert answer == Answer(outcome=Outcome.REFUSED, reason=Reason.UNREACHABLE)


def test_no_frame_is_ever_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    for fault in (Fault.NONE, Fault.DROPS_IN_ANSWER):
        with TerminalSimulator(fault, card="1234") as simulator:
            driver(simulator).pay(12_50, "a")
    assert caplog.records == []


def test_the_cashier_confirms_a_terminal_that_is_not_connected() -> None:
    terminal: PaymentTerminal = ManualTerminal()
    assert terminal.pay(1, "a").outcome is terminal.give_back(1, "b").outcome is Outcome.OK


def test_an_address_says_which_driver_is_meant() -> None:
    assert isinstance(terminal_at(""), ManualTerminal)
    assert isinstance(terminal_at("192.168.1.40"), CaisseApTerminal)
    assert isinstance(terminal_at("terminal.local:9999"), CaisseApTerminal)
    for wrong in ("host:", "host:x", ":8888", "host:70000"):
        with pytest.raises(ValueError, match=r"8888|host"):
            terminal_at(wrong)


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=200))
def test_no_bytes_in_the_world_make_a_payment_of_themselves(noise: bytes) -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall(noise)
        theirs.shutdown(socket.SHUT_WR)
        terminal = CaisseApTerminal("127.0.0.1")
        answer = terminal._converse(ours, terminal._request("0", 12_50))
    assert answer.outcome is Outcome.UNKNOWN
