"""A cable that can be pulled out and put in again."""

import socket
from collections.abc import Iterator
from contextlib import closing
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Thread

import pytest

from demo.cable import Cable


class Echo(StreamRequestHandler):
    """Says back each line."""

    def handle(self) -> None:
        for line in self.rfile:
            self.wfile.write(line)


@pytest.fixture
def far_port() -> Iterator[int]:
    with ThreadingTCPServer(("127.0.0.1", 0), Echo) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def cable(far_port: int) -> Iterator[Cable]:
    with closing(Cable(far_port)) as laid:
        yield laid


def connected(cable: Cable) -> socket.socket:
    return socket.create_connection(("127.0.0.1", cable.port), 20)


def says_back(line: socket.socket, text: bytes) -> bytes:
    line.sendall(text + b"\n")
    with line.makefile("rb") as reading:
        return reading.readline().strip()


def is_dead(line: socket.socket) -> bool:
    try:
        return line.recv(1) == b""
    except ConnectionError:
        return True


def test_plugged_cable_carries_both_ways(cable: Cable) -> None:
    assert cable.is_plugged
    with connected(cable) as line:
        assert says_back(line, b"bonjour") == b"bonjour"
        assert says_back(line, b"x" * 200_000) == b"x" * 200_000


def test_several_connections_are_carried_at_once(cable: Cable) -> None:
    with connected(cable) as one, connected(cable) as other:
        assert says_back(other, b"b") == b"b"
        assert says_back(one, b"a") == b"a"


def test_pulling_ends_every_connection_and_refuses_new_ones(cable: Cable) -> None:
    with connected(cable) as one, connected(cable) as other:
        says_back(one, b"a")
        says_back(other, b"b")
        cable.pull()
        assert not cable.is_plugged
        assert is_dead(one)
        assert is_dead(other)
    with pytest.raises(ConnectionRefusedError):
        connected(cable)


def test_plugged_in_again_it_answers_at_the_same_port(cable: Cable) -> None:
    port, url = cable.port, cable.url
    for _ in range(3):
        with connected(cable) as line:
            says_back(line, b"before")
            cable.pull()
            cable.plug()
            assert is_dead(line)
    with connected(cable) as line:
        assert says_back(line, b"again") == b"again"
    assert (cable.port, cable.url) == (port, url)


def test_pulling_twice_and_closing_what_is_pulled_do_no_harm(cable: Cable) -> None:
    cable.pull()
    cable.pull()
    cable.close()
    assert not cable.is_plugged


def test_cable_to_nobody_hangs_up_and_lives_on() -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        nobody = probe.getsockname()[1]
    with closing(Cable(nobody)) as cable:
        for _ in range(2):
            with connected(cable) as line:
                assert is_dead(line)


def test_closed_cable_leaves_no_thread(far_port: int) -> None:
    cable = Cable(far_port)
    with connected(cable) as line:
        says_back(line, b"a")
        cable.close()
    assert cable._threads
    assert not any(thread.is_alive() for thread in cable._threads)
