"""A few words to an address a shop has named: https, to the public network, and nowhere else.

The name is looked up once and the very address that was judged is called, so that a name cannot
answer twice (DNS rebinding). Nothing that comes back is read but the status; no redirect is
followed.
"""

import json
import socket
import ssl
from collections.abc import Callable, Mapping
from contextlib import closing
from http.client import HTTPException, HTTPSConnection
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import urlsplit

from marketplace.errors import HubError

TIMEOUT_S = 10.0
LONGEST_URL = 500
_PORTS = frozenset({443, 8443})

Lookup = Callable[[str, int], list[str]]


class WebhookError(HubError):
    """Nobody was told. `webhook_address`: it may not be called; `webhook_failed`: try again."""


def check(url: str) -> tuple[str, int, str]:
    """Return host, port and path of an address that may be called, as far as it says itself.

    Raises:
        WebhookError: webhook_address.
    """
    try:
        parts = urlsplit(url)
        port = parts.port or 443
        host = (parts.hostname or "").encode("idna").decode("ascii")
    except ValueError as error:
        raise WebhookError("webhook_address") from error
    is_plain = url.isascii() and url.isprintable() and " " not in url and len(url) <= LONGEST_URL
    is_named = bool(host) and not parts.username and not parts.password
    if not (is_plain and is_named and parts.scheme == "https" and port in _PORTS):
        raise WebhookError("webhook_address")
    path = parts.path or "/"
    return host, port, f"{path}?{parts.query}" if parts.query else path


def is_public(address: str) -> bool:
    """Tell whether an address belongs to the public network: not this machine, not its own."""
    try:
        known: IPv4Address | IPv6Address = ip_address(address)
    except ValueError:
        return False
    if isinstance(known, IPv6Address):
        inner = known.ipv4_mapped or known.sixtofour or (known.teredo or (None, None))[1]
        if inner is not None:
            return False
        if known in _NAT64:
            return False
    return known.is_global and not known.is_multicast


class _Nat64:
    """Addresses by which an IPv4 address hides in an IPv6 one (RFC 6052)."""

    def __contains__(self, address: IPv6Address) -> bool:
        return address.packed[:4] == b"\x00\x64\xff\x9b"


_NAT64 = _Nat64()


def look_up(host: str, port: int) -> list[str]:
    """Return the addresses of a name."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(entry[4][0]) for entry in found]


def post(
    url: str,
    words: Mapping[str, str],
    lookup: Lookup = look_up,
    may_call: Callable[[str], bool] = is_public,
    context: ssl.SSLContext | None = None,
) -> None:
    """Tell an address.

    Raises:
        WebhookError: webhook_address, it may not be called; webhook_failed.
    """
    host, port, path = check(url)
    try:
        addresses = lookup(host, port)
    except OSError as error:
        raise WebhookError("webhook_failed", {"detail": "name"}) from error
    if not addresses or not all(may_call(address) for address in addresses):
        raise WebhookError("webhook_address")
    trust = context or ssl.create_default_context()
    body = json.dumps(dict(words), ensure_ascii=False).encode()
    try:
        with closing(_Pinned(host, port, addresses[0], trust)) as line:
            line.request("POST", path, body, {"content-type": "application/json"})
            status = line.getresponse().status
    except (OSError, HTTPException) as error:
        raise WebhookError("webhook_failed", {"detail": type(error).__name__}) from error
    if not 200 <= status < 300:
        raise WebhookError("webhook_failed", {"detail": str(status)})


class _Pinned(HTTPSConnection):
    """A connection to one address, whatever the name says by now; the name is still proven."""

    def __init__(self, host: str, port: int, address: str, trust: ssl.SSLContext) -> None:
        super().__init__(host, port, timeout=TIMEOUT_S, context=trust)
        self._address = address
        self._trust = trust

    def connect(self) -> None:
        """Call the address that was judged."""
        line = socket.create_connection((self._address, self.port), TIMEOUT_S)
        try:
            self.sock = self._trust.wrap_socket(line, server_hostname=self.host)
        except BaseException:
            line.close()
            raise
