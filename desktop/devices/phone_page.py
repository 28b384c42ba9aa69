"""A phone as the shop's camera: one page on the shop's own network, there only while asked for.

Plain HTTP, on purpose: choosing a picture needs no secure context, and a certificate that we made
ourselves would greet every phone with a warning. What protects the page is a secret of 128 bits in
its address, bound to the first phone that sends something, and forgotten after ten minutes.
"""

import hashlib
import hmac
import ipaddress
import re
import secrets
import socket
import time
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from http.cookies import CookieError, SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from threading import Lock, Thread
from typing import Final

from desktop.devices.phone_html import NONCE_BYTES, PhoneWords, bye_page, upload_page
from desktop.errors import WorldError

MAX_PICTURE_BYTES: Final = 15 * 1024 * 1024
MAX_SESSION_BYTES: Final = 200 * 1024 * 1024
"""Of one code: a shop's afternoon of photographs, not somebody's film."""
LIFETIME_S: Final = 600.0
FAREWELL_S: Final = 120.0
"""How long a page that has ended still says so, instead of leaving a phone to wait for nothing."""
_SECRET_BYTES = 16
_TOKEN = re.compile(r"[A-Za-z0-9_-]{22}")
_REQUESTS, _WITHIN_S = 60, 10.0
_AT_ONCE = 8
_SILENCE_S = 15.0
_UPLOAD_S = 120.0
_CHUNK = 64 * 1024
_DRAINED = 2 * 1024 * 1024
"""Read and thrown away after a refusal, so that the phone gets to read why."""
_FIGURES = 12
"""No length has more; Python would count on for hours."""
_OF_ONE = 4
_SIGNS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF8", b"BM")

Deliver = Callable[[bytes], None]


@dataclass(slots=True)
class _Session:
    """One code on the counter's screen."""

    token: str
    ends_at: float
    #: Which phone it belongs to, once one has sent something.
    phone: str = ""
    received: int = 0


@dataclass(frozen=True, slots=True)
class _Gone:
    """A token that was good once, kept as its hash: enough to say so kindly."""

    hashes: deque[bytes] = field(default_factory=lambda: deque(maxlen=64))

    def add(self, token: str) -> None:
        self.hashes.append(_hash(token))

    def __contains__(self, token: str) -> bool:
        return _hash(token) in self.hashes


class PhonePage:
    """The page, closed until `begin`.

    closed -> open (begin) -> ended (end, or ten minutes) -> closed by itself soon after, or open
    again with another secret (begin). An ended page answers 410 and takes nothing.

    `deliver` is called on a thread of the server's with each picture, whole and not yet decoded.
    """

    def __init__(
        self,
        words: Mapping[str, PhoneWords],
        language: str,
        deliver: Deliver,
        on_end: Callable[[], None] = lambda: None,
        *,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """Prepare; nothing listens yet.

        Args:
            words: of the page, by language.
            language: of a phone that speaks none of them.
            deliver: takes a picture.
            on_end: hears that the ten minutes are over.
            now: seconds that only ever grow.
        """
        self._words, self._language = words, language
        self._deliver, self._on_end, self._now = deliver, on_end, now
        self._lock = Lock()
        self._session: _Session | None = None
        self._gone = _Gone()
        self._silent_since = 0.0
        self._server: _Server | None = None
        self._thread: Thread | None = None

    def begin(self, host: str = "") -> str:
        """Open the page, or give it another secret, and return its address.

        Args:
            host: where to listen; empty is this machine's address on the shop's network.

        Raises:
            WorldError: phone_no_network, when this machine is in none; phone_no_page.
        """
        where = host or lan_address()
        self._stop_if(lambda server: server.server_address[0] != where or server.has_stopped)
        with self._lock:
            if self._server is None:
                self._listen(where)
            if self._session is not None:
                self._gone.add(self._session.token)
            token = secrets.token_urlsafe(_SECRET_BYTES)
            self._session = _Session(token, self._now() + LIFETIME_S)
            assert self._server is not None  # noqa: S101 `_listen` made it, or raised
            return f"http://{self._server.host}/{token}"

    def end(self) -> None:
        """Take no more pictures; the secret is worth nothing any more."""
        with self._lock:
            self._end()

    def close(self) -> None:
        """End for good and wait for the thread."""
        self.end()
        self._stop_if(lambda _server: True)

    @property
    def is_open(self) -> bool:
        """Tell whether a phone may send something now."""
        with self._lock:
            return self._session is not None and self._now() < self._session.ends_at

    def _listen(self, host: str) -> None:
        try:
            self._server = _Server(host, self)
        except OSError as error:
            raise WorldError("phone_no_page", address=host) from error
        self._thread = Thread(target=self._server.serve, name="phone-page", daemon=True)
        self._thread.start()

    def _stop_if(self, is_so: "Callable[[_Server], bool]") -> None:
        with self._lock:
            server, thread = self._server, self._thread
            if server is None or not is_so(server):
                return
            self._server = self._thread = None
        server.shutdown()
        server.server_close()
        if thread is not None:
            thread.join()

    def _end(self) -> None:
        if self._session is not None:
            self._gone.add(self._session.token)
            self._session = None
            self._silent_since = self._now()

    # --- asked by the server --------------------------------------------------------------------

    def look_at_the_clock(self) -> bool:
        """End what has lasted ten minutes, and tell whether the farewell is over too."""
        with self._lock:
            has_ended = self._session is not None and self._now() >= self._session.ends_at
            if has_ended:
                self._end()
            is_over = self._session is None and self._now() >= self._silent_since + FAREWELL_S
        if has_ended:
            self._on_end()
        return is_over

    def admit(self, token: str, phone: str, coming: int = 0) -> HTTPStatus:
        """Tell whether a phone may see the page, or send so many bytes.

        OK; NOT_FOUND for a stranger; GONE for a token that is over or another phone's;
        REQUEST_ENTITY_TOO_LARGE for what is too much in all.
        """
        with self._lock:
            session = self._session
            if session is None or not hmac.compare_digest(session.token, token):
                return HTTPStatus.GONE if token in self._gone else HTTPStatus.NOT_FOUND
            if self._now() >= session.ends_at:
                return HTTPStatus.GONE
            if session.phone and not hmac.compare_digest(session.phone, phone):
                return HTTPStatus.GONE
            if coming > MAX_PICTURE_BYTES or session.received + coming > MAX_SESSION_BYTES:
                return HTTPStatus.REQUEST_ENTITY_TOO_LARGE
            if coming:
                session.phone = phone
            return HTTPStatus.OK

    def take(self, token: str, phone: str, content: bytes) -> HTTPStatus:
        """Hand a whole picture over, unless the page has ended while it came."""
        status = self.admit(token, phone, len(content))
        if status is HTTPStatus.OK:
            with self._lock:
                if self._session is not None:
                    self._session.received += len(content)
            self._deliver(content)
        return status

    def words_for(self, accepted: str) -> PhoneWords:
        """Return the words in the phone's language where we have it, else in the shop's."""
        for part in accepted.lower().split(","):
            language = part.strip()[:2]
            if language in self._words:
                return self._words[language]
        return self._words[self._language]


class _Server(ThreadingHTTPServer):
    """Few connections at once, each of which must be quick."""

    daemon_threads = True
    block_on_close = False
    allow_reuse_address = False
    request_queue_size = 16

    def __init__(self, host: str, page: PhonePage) -> None:
        super().__init__((host, 0), _Handler)
        self.page = page
        self.host = f"{host}:{self.server_address[1]}"
        self.has_stopped = False
        self._busy: Counter[str] = Counter()
        self._seen: defaultdict[str, deque[float]] = defaultdict(deque)
        self._lock = Lock()

    def server_bind(self) -> None:
        """Listen, without asking the network what this machine is called: that may take seconds."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = str(self.server_address[0]), self.server_address[1]

    def serve(self) -> None:
        """Serve until it is shut down, or nobody has needed it for a while."""
        self.serve_forever(poll_interval=0.25)

    def service_actions(self) -> None:
        """Between two requests: see what time it is."""
        if self.page.look_at_the_clock() and not self.has_stopped:
            self.has_stopped = True
            # Another thread must ask, or the loop would wait for itself.
            Thread(target=self._stop, name="phone-page-end", daemon=True).start()

    def _stop(self) -> None:
        self.shutdown()
        self.server_close()

    def verify_request(self, request: object, client_address: object) -> bool:
        """Take who is in the shop's network, and not too many at once."""
        del request
        assert isinstance(client_address, tuple)  # noqa: S101 an IPv4 socket has no other
        client = str(client_address[0])
        with self._lock:
            has_room = self._busy.total() < _AT_ONCE and self._busy[client] < _OF_ONE
            if not has_room or not _is_near(client):
                return False
            self._busy[client] += 1
            return True

    def process_request_thread(self, request: object, client_address: object) -> None:
        """Serve one connection and free its place."""
        assert isinstance(client_address, tuple)  # noqa: S101 as above
        try:
            super().process_request_thread(request, client_address)  # type: ignore[arg-type]  # typeshed wants its own alias
        finally:
            with self._lock:
                self._busy[str(client_address[0])] -= 1

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of a connection that broke: the phone has gone out of reach."""

    def is_too_often(self, client: str) -> bool:
        """Tell whether an address asks more often than a hand does."""
        now = time.monotonic()
        with self._lock:
            seen = self._seen[client]
            while seen and seen[0] < now - _WITHIN_S:
                seen.popleft()
            seen.append(now)
            return len(seen) > _REQUESTS


class _Handler(BaseHTTPRequestHandler):
    """One request: the page, a picture, or nothing of the sort."""

    protocol_version = "HTTP/1.1"
    server_version, sys_version = "Comptoir", ""
    timeout = _SILENCE_S
    server: _Server

    def log_message(self, *_said: object) -> None:
        """Keep no trace: the address is the secret."""

    def do_GET(self) -> None:
        """Show the page."""
        token = self._token("")
        if token is None:
            return
        phone = self._phone or secrets.token_hex(_SECRET_BYTES)
        status = self.server.page.admit(token, phone)
        if status is not HTTPStatus.OK:
            self._refuse(status)
            return
        nonce = secrets.token_urlsafe(NONCE_BYTES)
        body = upload_page(self._words, nonce, f"/{token}/photo", MAX_PICTURE_BYTES)
        cookie = (
            f"phone={phone}; Path=/{token}; Max-Age={int(LIFETIME_S)}; HttpOnly; SameSite=Strict"
        )
        self._answer(HTTPStatus.OK, body.encode(), nonce, {"Set-Cookie": cookie})

    def do_POST(self) -> None:
        """Take a picture: its length is judged first, then it is read, whole or not at all."""
        token = self._token("/photo")
        if token is None:
            return
        length = self.headers.get("Content-Length", "")
        if not length.isascii() or not length.isdecimal() or len(length) > _FIGURES:
            self._refuse(HTTPStatus.LENGTH_REQUIRED)
            return
        if self.headers.get_content_maintype() != "image" or not self._phone or not int(length):
            self._refuse(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, int(length))
            return
        status = self.server.page.admit(token, self._phone, int(length))
        if status is not HTTPStatus.OK:
            self._refuse(status, int(length))
            return
        content = self._read(int(length))
        if content is None:
            self.close_connection = True
            return
        if not looks_like_picture(content):
            self._refuse(HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
            return
        status = self.server.page.take(token, self._phone, content)
        if status is HTTPStatus.OK:
            self._answer(HTTPStatus.CREATED, b"", "")
        else:
            self._refuse(status)

    def handle_expect_100(self) -> bool:
        """Do not ask for what will be refused: the answer comes with the judgement of its length."""
        length = self.headers.get("Content-Length", "")
        if length.isdecimal() and int(length) <= MAX_PICTURE_BYTES:
            return super().handle_expect_100()
        return True

    @property
    def _words(self) -> PhoneWords:
        return self.server.page.words_for(self.headers.get("Accept-Language", ""))

    @property
    def _phone(self) -> str:
        """Return what tells this phone from another; made by us, kept by its browser."""
        try:
            crumb = SimpleCookie(self.headers.get("Cookie", "")).get("phone")
        except CookieError:
            return ""
        return crumb.value if crumb and re.fullmatch("[0-9a-f]{32}", crumb.value) else ""

    def _token(self, after: str) -> str | None:
        """Return the token of the address, or answer that there is no such thing."""
        # A connection serves one request: a phone that falls asleep keeps no place.
        self.close_connection = True
        if self.server.is_too_often(str(self.client_address[0])):
            self._refuse(HTTPStatus.TOO_MANY_REQUESTS)
            return None
        # Somebody else's name for our address is a web page of theirs reaching for it.
        if self.headers.get("Host", "") != self.server.host:
            self._refuse(HTTPStatus.NOT_FOUND)
            return None
        token = self.path.removeprefix("/").removesuffix(after)
        if self.path != f"/{token}{after}" or not _TOKEN.fullmatch(token):
            self._refuse(HTTPStatus.NOT_FOUND)
            return None
        return token

    def _read(self, length: int) -> bytes | None:
        """Return that many bytes, or None when they do not all come, or not in time."""
        end, parts, left = time.monotonic() + _UPLOAD_S, [], length
        try:
            while left:
                part = self.rfile.read1(min(left, _CHUNK))
                if not part or time.monotonic() > end:
                    return None
                parts.append(part)
                left -= len(part)
        except OSError:
            return None
        return b"".join(parts)

    def _refuse(self, status: HTTPStatus, unread: int = 0) -> None:
        """Say no, kindly where it may be the shop's own phone, and end the connection."""
        self.close_connection = True
        said = self._words.refusals.get(int(status), "")
        nonce = secrets.token_urlsafe(NONCE_BYTES)
        body = bye_page(self._words, nonce, said).encode() if said else b""
        self._answer(status, body, nonce if said else "", {"Connection": "close"})
        if unread or self.command == "POST":
            self._drain(max(unread, 1))

    def _drain(self, unread: int) -> None:
        """Read a little of what was refused: a connection cut at once loses the answer as well."""
        left = min(unread, _DRAINED)
        try:
            self.wfile.flush()
            self.connection.shutdown(socket.SHUT_WR)
            self.connection.settimeout(1.0)
            while left > 0 and (part := self.connection.recv(_CHUNK)):
                left -= len(part)
        except OSError:
            return

    def _answer(
        self, status: HTTPStatus, body: bytes, nonce: str, more: Mapping[str, str] | None = None
    ) -> None:
        allowed = f"style-src 'nonce-{nonce}'; script-src 'nonce-{nonce}'; " if nonce else ""
        self.send_response(status)
        for name, value in {
            "Content-Type": "text/html; charset=utf-8",
            "Content-Length": str(len(body)),
            "Content-Security-Policy": (
                f"default-src 'none'; {allowed}img-src blob:; connect-src 'self'; "
                "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
            ),
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
            "Cache-Control": "no-store",
            **(more or {}),
        }.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


def looks_like_picture(content: bytes) -> bool:
    """Tell by its first bytes whether it may be a picture; decoding it is for somebody else."""
    is_webp = content[:4] == b"RIFF" and content[8:12] == b"WEBP"
    is_heif = content[4:8] == b"ftyp" and content[8:12] in (
        b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif",
    )  # fmt: skip
    return is_webp or is_heif or content.startswith(_SIGNS)


def lan_address() -> str:
    """Return this machine's address on the shop's network; nothing is sent to find it.

    Raises:
        WorldError: phone_no_network.
    """
    for elsewhere in ("192.0.2.1", "10.255.255.255", "192.168.255.255"):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
            try:
                # A datagram socket that "connects" only chooses its route.
                asked.connect((elsewhere, 9))
                found = str(asked.getsockname()[0])
            except OSError:
                continue
        if _is_near(found) and not ipaddress.ip_address(found).is_loopback:
            return found
    raise WorldError("phone_no_network")


def _is_near(address: object) -> bool:
    """Tell whether an address is of a network like a shop's, not of the internet."""
    try:
        return ipaddress.ip_address(str(address)).is_private
    except ValueError:
        return False


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
