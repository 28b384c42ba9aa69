"""Lines that say nothing are cut, and nobody holds all of them."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from socket import create_connection, socket
from urllib.parse import urlsplit

import pytest

from marketplace.web import patience
from tests.support.running_hub import running_hub

#: It is waited for; any other kind of body would be refused at once.
A_FORM = b"\r\n".join(
    (
        b"POST /commander HTTP/1.1",
        b"Host: 127.0.0.1",
        b"Content-Length: 9",
        b"Content-Type: application/x-www-form-urlencoded",
        b"",
        b"",
    )
)
WHOLE = b"GET /robots.txt HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    with running_hub(tmp_path / "hub") as hub:
        yield urlsplit(hub.base_url).port or 0


def call(port: int) -> socket:
    return create_connection(("127.0.0.1", port), 10)


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"GET /robots.txt HTTP/1.1\r\nHost: 127",
        A_FORM + b"name",
    ],
)
def test_a_request_that_is_never_said_to_its_end_is_cut(
    port: int, said: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, "HEAD_S", 0.05)
    monkeypatch.setattr(patience, "BODY_S", 0.05)
    with call(port) as line:
        line.sendall(said)
        try:
            told = line.recv(1)
        except ConnectionResetError:
            told = b""
    assert told == b""


def test_one_address_does_not_hold_every_line(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "is_of_elsewhere", lambda _: True)
    monkeypatch.setattr(patience, "MOST_CONNECTIONS", 2)
    with ExitStack() as held:
        lines = [held.enter_context(call(port)) for _ in range(2)]
        for line in lines:
            line.sendall(WHOLE)
            assert line.recv(12) == b"HTTP/1.1 200"
        with call(port) as third:
            try:
                third.sendall(WHOLE)
                told = third.recv(1)
            except OSError:
                told = b""
            assert told == b""
        for line in lines:
            # Those who were there first go on.
            line.sendall(WHOLE)
            assert line.recv(1)
