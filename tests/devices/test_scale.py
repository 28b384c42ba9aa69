"""Scales over real sockets and a real pseudo terminal, with every fault the simulator knows."""

import os
import threading
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.devices.scale import Dialect, Dialog06, Reading, Toledo8217, scale_at, weigh_steady
from desktop.devices.scale_simulator import Fault, ScaleSimulator
from desktop.errors import WorldError
from desktop.services.counter import weighing
from sync.kernel.money import Money

QUICK_S = 0.3
BOTH = pytest.mark.parametrize("dialect", list(Dialect))
ON_THE_LINE = [
    (Fault.SILENT, "scale_silent"),
    (Fault.GARBAGE, "scale_unreadable"),
    (Fault.ENDLESS, "scale_unreadable"),
    (Fault.DROPS, "scale_silent"),
    (Fault.OVERLOAD, "scale_overloaded"),
    (Fault.NEGATIVE, "scale_below_zero"),
]


def quick(dialect: Dialect, address: str) -> Toledo8217 | Dialog06:
    kind = Dialog06 if dialect is Dialect.DIALOG_06 else Toledo8217
    return kind(address, QUICK_S)


def code_of(act: Callable[[], object]) -> str:
    with pytest.raises(WorldError) as told:
        act()
    return told.value.code


@BOTH
@pytest.mark.parametrize("grams", [1, 310, 1234, 14_999])
def test_what_lies_on_the_scale_is_read_to_the_gram(dialect: Dialect, grams: int) -> None:
    with ScaleSimulator(grams) as scale:
        assert scale_at(scale.address, dialect).weigh(2890) == Reading(grams, is_stable=True)


@BOTH
def test_an_answer_in_pieces_with_parity_bits_is_the_same_answer(dialect: Dialect) -> None:
    with ScaleSimulator(1234, Fault.FRAGMENTS) as scale:
        assert quick(dialect, scale.address).weigh(2890) == Reading(1234, is_stable=True)


@BOTH
def test_goods_that_move_have_no_weight(dialect: Dialect) -> None:
    with ScaleSimulator(1234, Fault.MOVING) as scale:
        assert quick(dialect, scale.address).weigh(2890) == Reading(0, is_stable=False)


@BOTH
def test_goods_that_come_to_rest_are_weighed_without_asking_again(dialect: Dialect) -> None:
    with ScaleSimulator(1234, rests_after=2) as scale:
        reading = weigh_steady(quick(dialect, scale.address), 2890)

    assert reading == Reading(1234, is_stable=True)


@BOTH
@pytest.mark.parametrize(("fault", "code"), ON_THE_LINE)
def test_each_fault_is_told_by_its_name(dialect: Dialect, fault: Fault, code: str) -> None:
    with ScaleSimulator(1234, fault) as scale:
        assert code_of(lambda: quick(dialect, scale.address).weigh(2890)) == code


@BOTH
def test_a_scale_that_is_not_there_is_told(dialect: Dialect) -> None:
    assert code_of(lambda: quick(dialect, "tcp://127.0.0.1:9").weigh()) == "scale_unreachable"
    assert code_of(lambda: quick(dialect, "balance").weigh()) == "device_address"


def test_the_price_is_shown_by_a_scale_that_can() -> None:
    with ScaleSimulator(1234) as scale:
        Dialog06(scale.address).weigh(2890)

        assert scale.asked[0] == b"\x04\x0201\x1b002890\x1b\x03"


def test_the_packaging_is_told_to_the_scale_and_stays_in_the_reading() -> None:
    with ScaleSimulator(1234) as scale:
        assert Dialog06(scale.address).weigh(2890, 20) == Reading(1234, is_stable=True)

        assert scale.asked[0] == b"\x04\x0203\x1b002890\x1b0020\x03"


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (Fault.LOCKED, "scale_locked"),
        (Fault.WRONG_PRICE, "scale_unreadable"),
        (Fault.UNCHANGED, "scale_unchanged"),
    ],
)
def test_a_dialogue_that_goes_wrong_is_told(fault: Fault, code: str) -> None:
    with ScaleSimulator(1234, fault) as scale:
        assert code_of(lambda: Dialog06(scale.address, QUICK_S).weigh(2890)) == code


def test_a_price_the_scale_cannot_show_is_not_sent() -> None:
    with ScaleSimulator(1234) as scale:
        told = code_of(lambda: Dialog06(scale.address).weigh(1_000_000))

        assert told == "scale_refuses"
        assert scale.asked == []


@pytest.mark.parametrize(
    "answer",
    [
        b"\x0200.73\r",
        b"\x02-0.735\r",
        b"\x020.7355\r",
        b"\x02999.999\r",
        b"00.735\r",
        b"\x0200,735\r",
        b"\x02\r",
        b"\r",
    ],
)
def test_what_is_not_exactly_a_weight_is_none(answer: bytes) -> None:
    with SayingScale(answer) as scale:
        assert code_of(lambda: Toledo8217(scale.address, QUICK_S).weigh()) == "scale_unreadable"


def test_no_bytes_make_the_driver_stumble() -> None:
    with SayingScale(b"") as scale:

        @settings(max_examples=30, deadline=None)
        @given(answer=st.binary(max_size=80))
        def say(answer: bytes) -> None:
            scale.words = answer
            for driver in (Toledo8217, Dialog06):
                assert _outcome(driver(scale.address, 0.02)) in {"weight", "scale"}

        say()


def _outcome(scale: Toledo8217 | Dialog06) -> str:
    try:
        return "weight" if scale.weigh(2890).thousandths >= 0 else "less than nothing"
    except WorldError as error:
        return error.code.partition("_")[0]


def test_a_scale_on_a_serial_port_is_read() -> None:
    here, there = os.openpty()
    name = os.ttyname(there)
    simulator = ScaleSimulator(4_020)

    def attend() -> None:
        os.write(here, simulator.answer(os.read(here, 1)))

    thread = threading.Thread(target=attend)
    thread.start()
    try:
        reading = Toledo8217(f"serial:{name}").weigh()
    finally:
        thread.join()
        simulator.close()
        os.close(here)
        os.close(there)

    assert reading == Reading(4_020, is_stable=True)


def test_an_empty_scale_answers_the_trial_and_sells_nothing() -> None:
    with ScaleSimulator(0) as scale:
        assert weighing.try_scale(scale.address, "8217") == 0
        assert weighing.try_scale(scale.address, "dialog06") == 0
        assert code_of(lambda: weighing._weigh(scale.address, "8217", Money(1), 0)) == "scale_empty"


def test_goods_that_never_rest_are_never_sold_by_weight() -> None:
    with ScaleSimulator(1234, Fault.MOVING) as scale:
        told = code_of(lambda: weighing._weigh(scale.address, "8217", Money(2890), 0))

    assert told == "scale_moving"


class SayingScale(ScaleSimulator):
    """Says the same to everybody."""

    def __init__(self, words: bytes) -> None:
        self.words = words
        super().__init__()

    def answer(self, question: bytes) -> bytes:
        return self.words


def test_a_weight_whose_tare_the_scale_took_off_is_read_as_net() -> None:
    with ScaleSimulator(1234) as scale:
        scale.tared_grams = 34

        read = Toledo8217(scale.address).weigh()

    assert read == Reading(1200, is_stable=True, is_net=True)
