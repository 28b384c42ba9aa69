"""What a hub that is broken, or no friend, costs a till: one note, and nothing besides."""

import gzip
import json
import socket
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import takewhile
from threading import Event, Thread

import pytest

from sync.contract import v1
from sync.engine.asking import Ask, UnreachableError, ask_changes
from sync.engine.enrolment import Identity, SoftwareKey, enrol_request
from sync.engine.transport import Transport, enrol
from sync.kernel.clock import SystemClock
from sync.kernel.ids import new_id

OK = "HTTP/1.1 200 OK"
JSON = ("Sync-Protocol: 1", "Content-Type: application/json")
MEGABYTE = 1024 * 1024


class Trap:
    """Answers every question with what a test wrote, over a real socket."""

    def __init__(self, answer: Callable[[socket.socket, Event], None]) -> None:
        self._answer = answer
        self._is_over = Event()
        self._door = socket.create_server(("127.0.0.1", 0))
        self._thread = Thread(target=self._serve)
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._door.getsockname()[1]}"
        self.questions: list[bytes] = []

    def _serve(self) -> None:
        while True:
            line, _ = self._door.accept()
            with line:
                if self._is_over.is_set():
                    return
                try:
                    self.questions.append(question(line))
                    self._answer(line, self._is_over)
                except OSError:
                    continue

    def close(self) -> None:
        self._is_over.set()
        with socket.create_connection(self._door.getsockname()):
            self._thread.join()
        self._door.close()


def question(line: socket.socket) -> bytes:
    """The whole question: what is left unread turns a hang-up into a broken line."""
    with line.makefile("rb") as reader:
        lines = list(takewhile(lambda one: one.strip(), reader))
        sizes = [int(one.split(b":")[1]) for one in lines if one.lower().startswith(b"content-le")]
        return b"".join(lines) + reader.read(sum(sizes))


@contextmanager
def a_trap(answer: Callable[[socket.socket, Event], None]) -> Iterator[Trap]:
    trap = Trap(answer)
    try:
        yield trap
    finally:
        trap.close()


@contextmanager
def a_transport(url: str) -> Iterator[Transport]:
    identity = Identity(url, new_id(), SoftwareKey(SoftwareKey.draw()))
    transport = Transport(identity, SystemClock())
    try:
        yield transport
    finally:
        transport.close()


def head(*lines: str) -> bytes:
    return "\r\n".join((*lines, "", "")).encode()


def says(whole: bytes) -> Callable[[socket.socket, Event], None]:
    """A hub that sends this and hangs up."""
    return lambda line, _is_over: line.sendall(whole)


def without_end(first: bytes, again: bytes) -> Callable[[socket.socket, Event], None]:
    """A hub that sends this, then the other for as long as anybody takes it."""

    def answer(line: socket.socket, is_over: Event) -> None:
        line.sendall(first)
        while not is_over.is_set():
            line.sendall(again)

    return answer


def drop_by_drop(first: bytes, again: bytes) -> Callable[[socket.socket, Event], None]:
    """A hub that keeps a till waiting with a little every moment."""

    def answer(line: socket.socket, is_over: Event) -> None:
        line.sendall(first)
        while not is_over.wait(0.01):
            line.sendall(again)

    return answer


CHUNKED = head(OK, *JSON, "Transfer-Encoding: chunked")
BOMB = gzip.compress(bytes(64 * MEGABYTE))
TWICE = gzip.compress(BOMB)


@pytest.mark.parametrize(
    ("answer", "note"),
    [
        (without_end(CHUNKED, b"10000\r\n" + bytes(65_536) + b"\r\n"), "too large"),
        (without_end(head(OK, *JSON), bytes(65_536)), "too large"),
        (without_end(head(OK), b"X-Filler: " + b"x" * 60_000 + b"\r\n"), ""),
        (
            says(head(OK, *JSON, "Content-Encoding: gzip", f"Content-Length: {len(BOMB)}") + BOMB),
            "too large",
        ),
        (
            says(
                head(OK, *JSON, "Content-Encoding: gzip, gzip", f"Content-Length: {len(TWICE)}")
                + TWICE
            ),
            "packed as",
        ),
        (says(head(OK, *JSON, "Content-Encoding: br", "Content-Length: 2") + b"{}"), "packed as"),
        (
            says(head(OK, *JSON, "Content-Encoding: gzip", "Content-Length: 2") + b"{}"),
            "badly packed",
        ),
        (
            says(head(OK, *JSON, "Content-Encoding: gzip", "Content-Length: 20") + BOMB[:20]),
            "badly packed",
        ),
        (says(head(OK, *JSON, "Content-Length: 500") + b"{}"), "peer closed"),
        (says(head(OK, *JSON, "Content-Length: -5") + b"{}"), ""),
        (says(head(OK, *JSON, "Content-Length: 2", "Content-Length: 3") + b"{}"), ""),
        (says(head(OK, "Sync-Protocol: 1", "Content-Type: text/html") + b"{}"), "not a market"),
        (says(head(OK, "Content-Type: application/json") + b"{}"), "not a marketplace"),
        (says(head(OK, *JSON) + b"[" * 200_000), "cannot be read"),
        (says(head(OK, *JSON) + b'{"token":"\xff","expires_at":1,"now":1}'), "cannot be read"),
        (says(head("HTTP/1.1 204 No Content", *JSON)), "HTTP 204"),
        (says(head("HTTP/1.1 500 Oops", "Content-Length: 0")), "HTTP 500"),
        (says(b"SSH-2.0-OpenSSH_9.2\r\n"), ""),
        (says(b""), ""),
        (
            without_end(head("HTTP/1.1 400 Bad", *JSON), b" " * 65_536),
            "too large",
        ),
    ],
)
def test_an_answer_that_is_none_is_one_note(
    answer: Callable[[socket.socket, Event], None], note: str
) -> None:
    with a_trap(answer) as trap, a_transport(trap.url) as transport:
        tracemalloc.start()
        try:
            with pytest.raises(UnreachableError, match=note or None) as said:
                transport.ask(ask_changes(""))
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert peak < 16 * MEGABYTE, "a token is small, whatever is sent for one"
    assert len(str(said.value)) < 200


@pytest.mark.parametrize(
    "answer",
    [
        drop_by_drop(CHUNKED, b"1\r\n \r\n"),
        drop_by_drop(head(OK)[:-2], b"x"),
        drop_by_drop(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    ],
    ids=["body", "head", "continue"],
)
def test_who_answers_drop_by_drop_is_not_waited_for(
    answer: Callable[[socket.socket, Event], None],
) -> None:
    with a_trap(answer) as trap, a_transport(trap.url) as transport:
        ask = Ask("POST", "/token", v1.TokenAnswer, patience_s=0.1)
        with pytest.raises(UnreachableError):
            transport._send(ask, "")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_nobody_follows_where_a_hub_points(status: int) -> None:
    with a_trap(says(b"")) as other:
        moved = head(f"HTTP/1.1 {status} Moved", f"Location: {other.url}/", "Content-Length: 0")
        with a_trap(says(moved)) as trap:
            with (
                a_transport(trap.url) as transport,
                pytest.raises(UnreachableError, match="sent elsewhere"),
            ):
                transport.ask(ask_changes(""))
            request = enrol_request("AAAA-AAAA", "x", "x", SoftwareKey(SoftwareKey.draw()))
            with pytest.raises(UnreachableError, match="sent elsewhere"):
                enrol(trap.url, request)
        assert other.questions == []


@pytest.mark.parametrize(
    "token",
    [
        {"token": "é", "expires_at": 1, "now": 1},
        {"token": "a\r\nX-Other: b", "expires_at": 1, "now": 1},
        {"token": "a" * 100_000, "expires_at": 1, "now": 1},
        {"token": "a", "expires_at": 1, "now": 10**17},
        {"token": "a", "expires_at": -(10**17), "now": 1},
    ],
)
def test_a_token_that_cannot_be_is_none(token: dict[str, object]) -> None:
    body = json.dumps(token).encode()
    answer = says(head(OK, *JSON, f"Content-Length: {len(body)}") + body)
    with (
        a_trap(answer) as trap,
        a_transport(trap.url) as transport,
        pytest.raises(UnreachableError),
    ):
        transport.ask(ask_changes(""))


def test_no_cookie_of_a_hub_is_kept() -> None:
    body = b'{"error":"malformed"}'
    cookies = [f"Set-Cookie: c{number}={'x' * 1000}" for number in range(20)]
    answer = head("HTTP/1.1 400 Bad", *JSON, *cookies, f"Content-Length: {len(body)}") + body
    with a_trap(says(answer)) as trap, a_transport(trap.url) as transport:
        for _ in range(2):
            assert isinstance(transport.ask(ask_changes("")), v1.Problem)
    assert len(trap.questions) == 2
    assert all(b"cookie" not in question.lower() for question in trap.questions)


@pytest.mark.parametrize("length", [None, 10])
def test_a_picture_without_end_is_put_down(length: int | None) -> None:
    lines = ("Content-Type: image/webp",) + ((f"Content-Length: {length}",) if length else ())
    answer = without_end(head(OK, *lines), bytes(65_536))
    with (
        a_trap(answer) as trap,
        a_transport(trap.url) as transport,
        pytest.raises(UnreachableError, match="too large" if length is None else "another picture"),
    ):
        transport.picture("0" * 64, MEGABYTE, 5)


def test_a_refused_doorbell_is_read_no_further_than_a_note() -> None:
    granted = b'{"expires_at":90000000,"now":1,"token":"t"}'
    grant = says(head(OK, *JSON, f"Content-Length: {len(granted)}") + granted)
    refuse = without_end(head("HTTP/1.1 401 No", *JSON), b" " * 65_536)
    said = iter([grant, refuse])

    def answer(line: socket.socket, is_over: Event) -> None:
        next(said)(line, is_over)

    with (
        a_trap(answer) as trap,
        a_transport(trap.url) as transport,
        pytest.raises(UnreachableError, match="too large"),
        transport.doorbell(),
    ):
        raise AssertionError("it was let in")
