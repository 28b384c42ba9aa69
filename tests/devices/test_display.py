"""A pole display over real sockets and a real pseudo terminal: shown, dead, unplugged, back."""

import os
import re
import socket
import threading
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.devices.display import COLUMNS, Frame, PoleDisplay, encode, show_once
from desktop.devices.display_simulator import PoleSimulator
from desktop.devices.line import place_of

SALE = Frame(("2 x Café crème", "5,00 €"), ("Total", "1\u202f234,50 €"))


@pytest.fixture
def pole() -> Iterator[PoleSimulator]:
    with PoleSimulator() as simulator:
        yield simulator


def test_both_rows_stand_on_the_display(pole: PoleSimulator) -> None:
    show_once(pole.address, SALE)

    assert pole.shows("2 x Cafe... 5,00 EUR", "Total   1 234,50 EUR")
    assert pole.strays == b""


def test_a_shorter_frame_leaves_nothing_of_the_one_before(pole: PoleSimulator) -> None:
    display = PoleDisplay(pole.address)
    display.show(SALE)
    assert pole.shows("2 x Cafe... 5,00 EUR", "Total   1 234,50 EUR")

    display.show(Frame(("Merci", "")))

    assert pole.shows("Merci", "")
    display.close()


def test_only_the_newest_frame_matters(pole: PoleSimulator) -> None:
    display = PoleDisplay(pole.address)

    for number in range(200):
        display.show(Frame((f"Article {number}", "")))

    assert pole.shows("Article 199", "")
    display.close()
    assert pole.calls == 1


def test_a_display_that_nobody_plugged_in_costs_nothing_and_ends_at_once() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"tcp://127.0.0.1:{taken.getsockname()[1]}"
    went: list[bool] = []
    display = PoleDisplay(address, on_state=went.append)

    for number in range(1000):
        display.show(Frame((f"Article {number}", "")))
    display.close()

    assert went == []


def test_a_deaf_display_holds_nobody_up() -> None:
    with PoleSimulator(is_deaf=True) as pole:
        display = PoleDisplay(pole.address)
        for number in range(1000):
            display.show(Frame((f"Article {number}", "")))
        display.close()


def test_a_display_that_comes_back_shows_what_holds_now() -> None:
    came, went = threading.Event(), threading.Event()
    with PoleSimulator() as first:
        port = first.port
        display = PoleDisplay(
            first.address,
            retry_s=0.01,
            on_state=lambda is_there: (came if is_there else went).set(),
        )
        display.show(Frame(("Premier", "")))
        assert first.shows("Premier", "")
        came.clear()
    display.show(Frame(("Deuxième", "")))
    with PoleSimulator(port) as second:
        assert second.shows("Deuxieme", "")
        assert came.is_set()
    display.close()


def test_a_serial_display_gets_the_same_bytes() -> None:
    here, there = os.openpty()
    name = os.ttyname(there)
    try:
        show_once(f"serial:{name}?baud=19200", SALE)
        got = b""
        while len(got) < len(encode(SALE)):
            got += os.read(here, 1024)
    finally:
        os.close(here)
        os.close(there)

    assert got.endswith(encode(SALE))


@pytest.mark.parametrize(
    "address",
    [
        "",
        "COM3",
        "serial:",
        "tcp://",
        "tcp://hote",
        "tcp://a..b:1",
        "http://h:1",
        "serial:COM1?baud=7",
    ],
)
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(address)}$"):
        place_of(address)


def test_a_name_that_would_be_a_command_is_shown_as_letters() -> None:
    sent = encode(Frame(("\x1b@\x0cMiel\x1f\x01\x1bp", "\x1b€"), ("\u202eprix", "")))

    assert sent.count(b"\x1b") == 0
    assert sent.count(b"\x1f") == 2
    assert b"\x0c" not in sent


@given(texts=st.tuples(st.text(), st.text(), st.text(), st.text()))
def test_any_text_makes_two_rows_of_twenty_plain_letters(texts: tuple[str, str, str, str]) -> None:
    rows = Frame(texts[:2], texts[2:]).rows

    assert [len(row) for row in rows] == [COLUMNS, COLUMNS]
    assert all(" " <= letter <= "~" for row in rows for letter in row)


@given(cents=st.integers(-99_999_999, 99_999_999), name=st.text(max_size=200))
def test_the_amount_always_stands_whole(cents: int, name: str) -> None:
    amount = f"{cents} EUR"

    assert Frame((name, amount)).rows[0].endswith(amount)
