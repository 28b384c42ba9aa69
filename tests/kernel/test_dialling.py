"""A line is opened within a time or given up, also while the system looks for a name for ever."""

import socket
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from sync.kernel.dialling import Dial
from tests.support.a_slow_name import FAR, LONG_S, slow_name


def test_a_line_is_opened_to_whoever_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        with Dial().open(*server.getsockname(), LONG_S) as line:
            assert line.getpeername() == server.getsockname()
        address = server.getsockname()
    with pytest.raises(OSError, match="refused"):
        Dial().open(*address, LONG_S)
    with pytest.raises(OSError, match=r"my\.\.box"):
        Dial().open("my..box", 80, LONG_S)


def test_who_waits_for_a_name_is_freed_at_once_when_it_is_given_up() -> None:
    dial = Dial()
    with slow_name() as looking, ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(dial.open, FAR, 80, 10 * LONG_S)
        assert looking.wait(LONG_S)
        dial.give_up()
        with pytest.raises(ConnectionAbortedError):
            waiting.result(LONG_S)
    with pytest.raises(ConnectionAbortedError):
        dial.open(FAR, 80, LONG_S)


def test_a_name_nobody_finds_in_time_is_waited_for_no_longer() -> None:
    with slow_name(), pytest.raises(TimeoutError):
        Dial().open(FAR, 80, 0.01)


def test_a_line_that_is_opened_too_late_is_closed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    ours, theirs = socket.socketpair()
    may_open, is_closed = Event(), Event()

    class Late(socket.socket):
        def close(self) -> None:
            super().close()
            is_closed.set()

    late = Late(fileno=ours.detach())

    def open_late(*_address: object) -> socket.socket:
        may_open.wait(LONG_S)
        return late

    monkeypatch.setattr(socket, "create_connection", open_late)
    dial = Dial()
    dial.give_up()
    with pytest.raises(ConnectionAbortedError):
        dial.open("there", 80, LONG_S)
    with pytest.raises(TimeoutError):
        Dial().open("there", 80, 0.01)
    may_open.set()
    assert is_closed.wait(LONG_S)
    theirs.close()
