"""What stands between the network and the pages: host names, body sizes, headers.

Plain ASGI, so that a stream of events passes through unbuffered.
"""

import secrets
from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
_FORM_BYTES = 32 * 1024
_SYNC_BYTES = 1024 * 1024
"""A push is 256 KB of JSON and a picture's part as much; the endpoints check closer."""

_POLICY = (
    "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'; "
    "img-src 'self'; font-src 'self'; connect-src 'self'; manifest-src 'self'; "
    "style-src 'self' 'nonce-{nonce}'; script-src 'self' 'nonce-{nonce}'"
)
_HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    # The secret of an order stands in its address; no other site shall see it.
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), payment=(), usb=(), geolocation=(self)",
}


class HostGuard:
    """Answers only to the names it was given: a forged Host would end up in links and mails."""

    def __init__(self, app: ASGIApp, *, public_url: str, allowed_hosts: Iterable[str]) -> None:
        self._app = app
        public = urlsplit(public_url).hostname
        self._names = {*_LOOPBACK, *allowed_hosts} | ({public} if public else set())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        if scope["type"] == "http":
            host = Headers(scope=scope).get("host", "")
            if _name_of(host) not in self._names:
                answer = PlainTextResponse("unknown host", status_code=421)
                await answer(scope, receive, send)
                return
        await self._app(scope, receive, send)


def _name_of(host: str) -> str:
    """Return the name without its port; empty when that is no port."""
    name, colon, port = host.rpartition(":")
    if host.endswith("]") or not colon:
        return host
    return name if port.isdigit() else ""


class SafeHeaders:
    """Sets the security headers of every answer and draws the page's nonce."""

    def __init__(self, app: ASGIApp, *, is_https: bool) -> None:
        self._app = app
        self._is_https = is_https

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and complete its answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        nonce = secrets.token_urlsafe(16)
        scope.setdefault("state", {})["nonce"] = nonce

        async def _complete(message: Message) -> None:
            if message["type"] == "http.response.start":
                complete(MutableHeaders(scope=message), nonce, is_https=self._is_https)
            await send(message)

        await self._app(scope, receive, _complete)


def complete(headers: MutableHeaders, nonce: str, *, is_https: bool) -> None:
    """Set the headers every answer carries, where the page has not chosen its own."""
    for name, value in _HEADERS.items():
        headers.setdefault(name, value)
    headers.setdefault("content-security-policy", _POLICY.format(nonce=nonce))
    headers.setdefault("cache-control", "no-store")
    if is_https:
        headers.setdefault("strict-transport-security", "max-age=31536000")


class BodyLimit:
    """Stops reading a body that is longer than its route allows, whatever its length says."""

    def __init__(self, app: ASGIApp, *, roomy_prefix: str) -> None:
        self._app = app
        self._roomy_prefix = roomy_prefix

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with its body counted."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        most = _SYNC_BYTES if scope["path"].startswith(self._roomy_prefix) else _FORM_BYTES
        declared = Headers(scope=scope).get("content-length", "0")
        if not declared.isdigit() or int(declared) > most:
            await _too_large(scope, receive, send)
            return
        counter = _Counter(receive, send, most)
        try:
            await self._app(scope, counter.receive, counter.send)
        except _TooLargeError:
            if counter.has_answered:
                raise
            await _too_large(scope, receive, send)


class _TooLargeError(Exception):
    """More bytes came than were announced or allowed."""


class _Counter:
    def __init__(self, receive: Receive, send: Send, most: int) -> None:
        self._receive, self._send, self._left = receive, send, most
        self.has_answered = False

    async def receive(self) -> Message:
        message = await self._receive()
        self._left -= len(message.get("body", b""))
        if self._left < 0:
            raise _TooLargeError
        return message

    async def send(self, message: Message) -> None:
        self.has_answered = True
        await self._send(message)


async def _too_large(scope: Scope, receive: Receive, send: Send) -> None:
    answer = PlainTextResponse("too large", status_code=413)
    await answer(scope, receive, send)


def comes_from_here(headers: Mapping[str, str], host: str) -> bool:
    """Tell whether a form was sent by one of our own pages, as far as the browser says.

    A browser that says neither is old or no browser; the form's token still has to be right.
    """
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc == host
