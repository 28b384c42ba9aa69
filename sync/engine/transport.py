"""The only module that knows HTTP: carries questions to the hub and answers back."""

import gzip
import hashlib
import ipaddress
import secrets
import socket
import ssl
import time
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from threading import Lock, Timer

import httpx2

from sync.contract import v1
from sync.contract.canonical import MalformedMessageError, decode, encode
from sync.engine.asking import Ask, ProblemError, UnreachableError
from sync.engine.enrolment import Identity, token_request
from sync.kernel.clock import Clock, from_milliseconds, milliseconds

_CONNECT_S = 3.0
_GZIP_FROM_BYTES = 1_000
_PING_PATIENCE_S = 35
"""The hub pings every 15 s; two missed and the line is dead."""
_TOKEN_MARGIN = timedelta(minutes=1)
_LONGEST_TOKEN = 1_000
_PROBLEM_BYTES = 64 * 1024
_SLOWEST_BYTES_PER_S = 200
"""A counter's worst line is 2 kbit/s; who sends less keeps a till waiting on purpose."""
_LONGEST_ANSWER_S = 600
_LONGEST_LIFE = timedelta(days=1)
_OK = 200
_WINDOW_OF_GZIP = 31
_HEADERS = {
    "Sync-Protocol": str(v1.PROTOCOL),
    "Accept": "application/json",
    # Only what `_unpack` can open within its limit.
    "Accept-Encoding": "gzip",
}


class InsecureHubError(ValueError):
    """The hub's address would carry the shop's business in the open over the internet."""


class Transport:
    """Kept connections to one hub; gets and renews its own bearer token.

    Used by the sync thread and the doorbell's thread at the same time; the doorbell has a line of
    its own, so that it can be cut off alone.
    """

    def __init__(self, identity: Identity, clock: Clock) -> None:
        """Prepare; nothing is opened yet.

        Raises:
            InsecureHubError: the address is plain http to a machine out in the internet.
        """
        self._identity = identity
        self._clock = clock
        context = httpx2.create_ssl_context()
        self._lines, self._bell_lines = _Lines(), _Lines()
        self._client = _client(identity.hub_url, self._lines, context)
        self._bell_client = _client(identity.hub_url, self._bell_lines, context)
        self._is_closing = False
        self._token_lock = Lock()
        self._token = ""
        self._token_ends = datetime.min.replace(tzinfo=UTC)
        self._offset = timedelta(0)

    @property
    def clock_offset(self) -> timedelta:
        """Return hub time less device time, as last measured."""
        return self._offset

    def ask(self, ask: Ask) -> v1.Message:
        """Return the answer, or the problem the hub has with it.

        Raises:
            UnreachableError: there was no answer from a hub.
        """
        token = self._bearer()
        answer = self._send(ask, token) if isinstance(token, str) else token
        if isinstance(answer, v1.Problem) and answer.error == "unauthorised":
            self._forget(token)
            renewed = self._bearer()
            return self._send(ask, renewed) if isinstance(renewed, str) else renewed
        return answer

    def picture(self, sha256: str, most_bytes: int, patience_s: int) -> bytes:
        """Return a picture that the marketplace shows to everybody, checked against its name.

        Raises:
            UnreachableError: there was no answer, none such, too large, or not that picture.
        """
        self._check_open()
        timeout = httpx2.Timeout(patience_s, connect=_CONNECT_S)
        headers = {"Accept-Encoding": "identity"}
        with (
            _unreachable(),
            self._client.stream(
                "GET", f"/media/{sha256}.webp", headers=headers, timeout=timeout
            ) as response,
        ):
            if response.status_code != _OK:
                raise UnreachableError(_status_text(response))
            content = _read(response, most_bytes, patience_s)
        if hashlib.sha256(content).hexdigest() != sha256:
            raise UnreachableError("that is another picture")
        return content

    @contextmanager
    def doorbell(self) -> Iterator[Iterator[str]]:
        """Yield the names of the hub's events as they come: hello, poke, revoked.

        Raises:
            UnreachableError: the line could not be opened, broke, or fell silent.
            ProblemError: the hub does not let this device listen.
        """
        token = self._bearer()
        if isinstance(token, v1.Problem):
            raise ProblemError(token)
        self._check_open()
        timeout = httpx2.Timeout(_PING_PATIENCE_S, connect=_CONNECT_S)
        headers = {**_HEADERS, "Authorization": f"Bearer {token}"}
        with (
            _unreachable(),
            self._bell_client.sse(f"{v1.PATH}/events", headers=headers, timeout=timeout) as source,
        ):
            if source.response.status_code != _OK:
                body = _read(source.response, _PROBLEM_BYTES, _PING_PATIENCE_S)
                self._forget(token)
                raise ProblemError(_problem_in(source.response, body))
            yield (event.event for event in source)

    def leave_doorbell(self) -> None:
        """Break the doorbell's line, from any thread; whoever listens on it gives up."""
        self._bell_lines.cut()
        if self._is_closing:
            # The ear may be asking for its token, on the other line.
            self._lines.cut()

    def hang_up(self) -> None:
        """Break every line and answer no further question, from any thread."""
        self._is_closing = True
        self._lines.cut()
        self._bell_lines.cut()

    def close(self) -> None:
        """Give the connections back, after both threads have ended."""
        self._client.close()
        self._bell_client.close()

    def _bearer(self) -> str | v1.Problem:
        with self._token_lock:
            if self._token and self._clock.now() < self._token_ends - _TOKEN_MARGIN:
                return self._token
            answer = self._ask_token()
            if isinstance(answer, v1.Problem) and answer.error == "clock":
                # This machine's clock is wrong: sign by the hub's.
                self._offset = _instant(answer.now) - self._clock.now()
                answer = self._ask_token()
            if isinstance(answer, v1.Problem):
                return answer
            if not (answer.token.isascii() and answer.token.isprintable()) or (
                len(answer.token) > _LONGEST_TOKEN
            ):
                raise UnreachableError("no token in the answer")
            lifetime = _instant(answer.expires_at) - _instant(answer.now)
            self._token, self._token_ends = (
                answer.token,
                self._clock.now() + min(lifetime, _LONGEST_LIFE),
            )
            return self._token

    def _ask_token(self) -> v1.TokenAnswer | v1.Problem:
        before = self._clock.now()
        at = milliseconds(before + self._offset)
        request = token_request(self._identity, at, secrets.token_hex(16))
        answer = self._send(Ask("POST", "/token", v1.TokenAnswer, body=request), "")
        if isinstance(answer, v1.TokenAnswer):
            half_way = before + (self._clock.now() - before) / 2
            self._offset = _instant(answer.now) - half_way
        if isinstance(answer, (v1.TokenAnswer, v1.Problem)):
            return answer
        raise UnreachableError("no token in the answer")

    def _forget(self, token: str | v1.Problem) -> None:
        with self._token_lock:
            if self._token == token:
                self._token = ""

    def _check_open(self) -> None:
        if self._is_closing:
            raise UnreachableError("the line is being closed")

    def _send(self, ask: Ask, token: str) -> v1.Message:
        self._check_open()
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return _exchange(self._client, ask, headers)


def enrol(hub_url: str, request: v1.EnrolRequest) -> v1.EnrolAnswer:
    """Trade a one-time code for a place in a shop.

    Raises:
        InsecureHubError: the address is plain http to a machine out in the internet.
        ProblemError: the hub refuses; `unauthorised` for a code that is wrong, used or too old.
        UnreachableError: there was no answer from a hub at that address.
    """
    with _client(hub_url, _Lines(), httpx2.create_ssl_context()) as client:
        answer = _exchange(client, Ask("POST", "/enrol", v1.EnrolAnswer, body=request), {})
    if isinstance(answer, v1.Problem):
        raise ProblemError(answer)
    if not isinstance(answer, v1.EnrolAnswer):
        raise UnreachableError("no enrolment in the answer")
    return answer


def check_address(hub_url: str) -> None:
    """Let only https pass, and plain http within the building.

    Raises:
        InsecureHubError: it is neither.
    """
    try:
        url = httpx2.URL(hub_url)
    except httpx2.InvalidURL as error:
        raise InsecureHubError(hub_url) from error
    is_private = url.host == "localhost"
    with suppress(ValueError):
        is_private = is_private or ipaddress.ip_address(url.host).is_private
    if not url.host or not (url.scheme == "https" or (url.scheme == "http" and is_private)):
        raise InsecureHubError(hub_url)


class _Lines:
    """The sockets in use, so that a thread that waits on one can be freed."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._sockets: list[socket.socket] = []

    def note(self, event: str, facts: Mapping[str, object]) -> None:
        """Hear of everything the HTTP library does; remember the sockets it opens."""
        if event.endswith(("connect_tcp.complete", "start_tls.complete")):
            stream = facts["return_value"]
            line = stream.get_extra_info("socket")  # type: ignore[attr-defined]
            with self._lock:
                self._sockets = [known for known in self._sockets if known.fileno() >= 0]
                self._sockets.append(line)

    def cut(self) -> None:
        """End both directions of every line."""
        with self._lock:
            sockets, self._sockets = self._sockets, []
        for line in sockets:
            with suppress(OSError):
                # Not the SSL socket's own method: that one is not for another thread.
                socket.socket.shutdown(line, socket.SHUT_RDWR)


class _HeadWatch:
    """Cuts the lines when the head of one answer comes letter by letter.

    The HTTP library's own patience begins anew with every byte, and until the head is whole
    nobody else is asked.
    """

    def __init__(self, lines: _Lines, patience_s: float) -> None:
        self._lines = lines
        self._timer = Timer(2 * patience_s, lines.cut)

    def note(self, event: str, facts: Mapping[str, object]) -> None:
        """Begin to count when the question has been sent, however long that took."""
        self._lines.note(event, facts)
        if event == "http11.receive_response_headers.started" and not self._timer.is_alive():
            self._timer.start()

    def stop(self) -> None:
        """Stop counting: the head is here, or will not come."""
        self._timer.cancel()
        if self._timer.ident is not None:
            self._timer.join()


class _TracedTransport(httpx2.HTTPTransport):
    """Tells `_Lines` of every connection."""

    def __init__(self, lines: _Lines, context: ssl.SSLContext) -> None:
        super().__init__(verify=context)
        self._lines = lines

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        watch = _HeadWatch(self._lines, request.extensions["timeout"]["read"])
        request.extensions = {**request.extensions, "trace": watch.note}
        try:
            response = super().handle_request(request)
        finally:
            watch.stop()
        # We keep none, and a hub could fill the memory with them.
        response.headers.pop("set-cookie", None)
        return response


def _client(hub_url: str, lines: _Lines, context: ssl.SSLContext) -> httpx2.Client:
    check_address(hub_url)
    return httpx2.Client(
        base_url=hub_url,
        transport=_TracedTransport(lines, context),
        headers={"User-Agent": "comptoir-sync"},
        follow_redirects=False,
    )


@contextmanager
def _unreachable() -> Iterator[None]:
    try:
        yield
    except (httpx2.TransportError, httpx2.StreamError, httpx2.DecodingError) as error:
        raise UnreachableError(f"{type(error).__name__}: {error}") from error


def _exchange(client: httpx2.Client, ask: Ask, headers: Mapping[str, str]) -> v1.Message:
    content, kind = _content(ask.body)
    with (
        _unreachable(),
        client.stream(
            ask.method,
            v1.PATH + ask.path,
            params=dict(ask.query),
            content=content,
            headers={**_HEADERS, **kind, **headers},
            timeout=httpx2.Timeout(ask.patience_s, connect=_CONNECT_S),
        ) as response,
    ):
        is_answer = response.status_code == _OK
        body = _read(response, ask.most_bytes if is_answer else _PROBLEM_BYTES, ask.patience_s)
    if not is_answer:
        return _problem_in(response, body)
    if not _is_of_a_hub(response):
        raise UnreachableError("what answers at this address is not a marketplace")
    try:
        return decode(body, ask.answer)
    except MalformedMessageError as error:
        raise UnreachableError(f"the hub's answer cannot be read: {error}") from error


def _read(response: httpx2.Response, most_bytes: int, patience_s: float) -> bytes:
    """Return the body, unpacked; nothing is held of one that is too large, packed or not.

    Raises:
        UnreachableError: it is too large, comes too slowly, or is packed in another way than asked.
    """
    encoding = response.headers.get("content-encoding", "identity").strip().lower()
    if encoding not in {"identity", "gzip"}:
        raise UnreachableError(f"the answer is packed as {encoding[:20]!a}")
    started = time.monotonic()
    body = bytearray()
    for part in response.iter_raw():
        body += part
        if len(body) > most_bytes:
            raise UnreachableError("the answer is too large")
        due_s = min(patience_s + len(body) / _SLOWEST_BYTES_PER_S, _LONGEST_ANSWER_S)
        if time.monotonic() - started > due_s:
            raise UnreachableError("the answer comes too slowly")
    return _unpack(bytes(body), most_bytes) if encoding == "gzip" else bytes(body)


def _unpack(packed: bytes, most_bytes: int) -> bytes:
    unpacker = zlib.decompressobj(_WINDOW_OF_GZIP)
    try:
        body = unpacker.decompress(packed, most_bytes + 1)
    except zlib.error as error:
        raise UnreachableError("the answer is badly packed") from error
    if len(body) > most_bytes:
        raise UnreachableError("the answer is too large")
    if not unpacker.eof:
        raise UnreachableError("the answer is badly packed")
    return body


def _content(body: v1.Message | bytes | None) -> tuple[bytes | None, dict[str, str]]:
    if body is None:
        return None, {}
    if isinstance(body, bytes):
        return body, {"Content-Type": "application/octet-stream"}
    text = encode(body)
    kind = {"Content-Type": "application/json"}
    if len(text) < _GZIP_FROM_BYTES:
        return text, kind
    return gzip.compress(text, compresslevel=5, mtime=0), {**kind, "Content-Encoding": "gzip"}


def _problem_in(response: httpx2.Response, body: bytes) -> v1.Problem:
    """Return the hub's problem.

    Raises:
        UnreachableError: the answer is not a hub's, or the hub itself is failing.
    """
    if _is_of_a_hub(response):
        with suppress(MalformedMessageError):
            return decode(body, v1.Problem)
    raise UnreachableError(_status_text(response))


def _is_of_a_hub(response: httpx2.Response) -> bool:
    kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    return "Sync-Protocol" in response.headers and kind == "application/json"


def _status_text(response: httpx2.Response) -> str:
    """Return why an answer is none; where it points elsewhere nobody goes, the token least of all."""
    elsewhere = " (sent elsewhere)" if response.is_redirect else ""
    return f"HTTP {response.status_code}{elsewhere}"


def _instant(count: int) -> datetime:
    try:
        return from_milliseconds(count)
    except OverflowError as error:
        raise UnreachableError("the hub's clock names no time") from error
