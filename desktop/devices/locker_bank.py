"""A networked bank of lockers, over HTTP with JSON: it knows its doors and issues a code a deposit.

| request | answer |
|---|---|
| `GET /v1/compartments` | `compartments`: number, size, door, deposit, usable; `collected`: deposits |
| `POST /v1/openings` | key, compartment, opened, reason, code |
| `GET /v1/openings/{key}` | the same again, and nothing is opened; 404 if it never heard of it |
| `DELETE /v1/deposits/{id}` | 204, also when there is none |

The key of an opening makes it happen once, however often it is sent. A bank of another make is
spoken to by a driver of its own beside this one.
"""

import contextlib
import http.client
import re
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal, TypeVar
from urllib.parse import quote, urlsplit

import msgspec

from desktop.devices.line import Cord, cut_line, is_host
from desktop.devices.locker import (
    ANSWER_S,
    CONNECT_S,
    Answer,
    Compartment,
    Door,
    LockerSilentError,
    Opening,
    Outcome,
    Purpose,
    Reason,
    Report,
)
from desktop.domain.lockers import BOX_LETTERS, MOST_BOXES, Box, Size
from sync.kernel.clock import milliseconds
from sync.kernel.dialling import Dial

_T = TypeVar("_T")

_MOST_BYTES = 128 * 1024
_MOST_COLLECTED = 1000
_ID_LETTERS = 80
_CODE = re.compile(r"[0-9A-Za-z-]{1,12}", re.ASCII)
_FINE, _CREATED, _EMPTY, _MISSING = 200, 201, 204, 404
_DENIED = (401, 403)
_SAID = {"jammed": Reason.JAMMED, "taken": Reason.TAKEN, "no_such_box": Reason.NO_SUCH_BOX}
_SCHEMES = {"http": http.client.HTTPConnection, "https": http.client.HTTPSConnection}


class _Door(msgspec.Struct, frozen=True):
    number: str
    size: Literal["S", "M", "L"]
    door: Literal["open", "shut", "unknown"] = "unknown"
    deposit: str = ""
    usable: bool = True


class _Doors(msgspec.Struct, frozen=True):
    compartments: tuple[_Door, ...]
    collected: tuple[str, ...] = ()


class _Opened(msgspec.Struct, frozen=True):
    key: str
    compartment: str
    opened: bool
    reason: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class _Reply:
    status: int
    body: bytes


class _UnreadableError(Exception):
    """What came back is no answer of this protocol."""


class _NothingAskedError(Exception):
    """The bank could not be reached: no byte of the request went out."""


class HttpBank:
    """A bank with a computer of its own, on the shop's network.

    Args:
        address: "http://192.168.1.70:8080"; https where the bank has a certificate this PC trusts.
        key: what the bank asks of who talks to it; empty where it asks nothing.
        connect_s: how long to try to reach it.
        answer_s: how long a request may take from its first byte to the answer's last.
        cord: what cuts a talk short.

    Raises:
        ValueError: the address is none.
    """

    has_feedback = True

    def __init__(
        self,
        address: str,
        key: str = "",
        *,
        connect_s: float = CONNECT_S,
        answer_s: float = ANSWER_S,
        cord: Cord | None = None,
    ) -> None:
        where = urlsplit(address)
        host = where.hostname or ""
        if where.scheme not in _SCHEMES or not is_host(host) or where.query or where.username:
            raise ValueError(address)
        self._scheme, self._host, self._port = where.scheme, host, where.port
        self._root = where.path.rstrip("/")
        self._key = key
        self._connect_s = connect_s
        self._answer_s = answer_s
        self._cord = cord or Cord()

    def report(self) -> Report:
        """Return how doors and compartments stand.

        Raises:
            LockerSilentError: nobody answers, or nothing that can be believed.
        """
        try:
            reply = self._ask("GET", "/v1/compartments")
            if reply.status in _DENIED:
                raise LockerSilentError(Reason.DENIED)
            return _report(reply)
        except _NothingAskedError as error:
            raise LockerSilentError(Reason.UNREACHABLE) from error
        except _UnreadableError as error:
            raise LockerSilentError(Reason.UNANSWERED) from error

    def open(self, opening: Opening) -> Answer:
        """Have a door opened; from the first byte sent on, whatever goes wrong is UNKNOWN."""
        asked = {
            "key": opening.key,
            "compartment": opening.box,
            "purpose": opening.purpose.value,
            "deposit": opening.deposit,
            "until": milliseconds(opening.until) if opening.until else 0,
        }
        try:
            reply = self._ask("POST", "/v1/openings", msgspec.json.encode(asked))
        except _NothingAskedError:
            return Answer(outcome=Outcome.REFUSED, reason=Reason.UNREACHABLE)
        except _UnreadableError:
            return _NOBODY_KNOWS
        if reply.status in _DENIED:
            return Answer(outcome=Outcome.REFUSED, reason=Reason.DENIED)
        return _judge(reply, opening.key, opening.box, wants_code=_wants_code(opening))

    def recall(self, key: str) -> Answer:
        """Return what became of an opening that was sent before, and opens nothing."""
        try:
            reply = self._ask("GET", f"/v1/openings/{quote(key, safe='')}")
        except (_NothingAskedError, _UnreadableError):
            return _NOBODY_KNOWS
        if reply.status == _MISSING:
            return Answer(outcome=Outcome.REFUSED, reason=Reason.UNREACHABLE)
        return _judge(reply, key, "", wants_code=False)

    def release(self, deposit: str) -> bool:
        """Have the bank forget a deposit and its code; tell whether it did.

        Raises:
            LockerSilentError: nobody answers.
        """
        try:
            reply = self._ask("DELETE", f"/v1/deposits/{quote(deposit, safe='')}")
        except _NothingAskedError as error:
            raise LockerSilentError(Reason.UNREACHABLE) from error
        except _UnreadableError as error:
            raise LockerSilentError(Reason.UNANSWERED) from error
        return reply.status in (_FINE, _EMPTY, _MISSING)

    def _ask(self, method: str, path: str, body: bytes = b"") -> _Reply:
        """Send one request on a connection of its own and return its answer.

        Raises:
            _NothingAskedError: the bank could not be reached.
            _UnreadableError: what came back is no answer, is too long, or took too long.
        """
        headers = {"Connection": "close", "Accept": "application/json"}
        if body:
            headers["Content-Type"] = "application/json"
        if self._key:
            headers["Authorization"] = f"Bearer {self._key}"
        connection = _SCHEMES[self._scheme](self._host, self._port, timeout=self._connect_s)
        with contextlib.closing(connection):
            try:
                line = connection.sock = self._dial(connection.port)
            except OSError as error:
                raise _NothingAskedError from error
            try:
                with self._cord.hold(line), _patience(line, self._answer_s):
                    connection.request(method, self._root + path, body or None, headers)
                    answer = connection.getresponse()
                    told = answer.read(_MOST_BYTES + 1)
            except (OSError, http.client.HTTPException, ValueError) as error:
                raise _UnreadableError from error
        if len(told) > _MOST_BYTES or (answer.length or 0) > 0:
            raise _UnreadableError
        return _Reply(answer.status, told)

    def _dial(self, port: int) -> socket.socket:
        """Return a line to the bank that a cord may cut while it is being made.

        Raises:
            OSError: nobody is there, nobody to be trusted, or the cord was cut.
        """
        dial = Dial()
        with self._cord.hold(dial):
            line = dial.open(self._host, port, self._connect_s)
        try:
            return self._encrypted(line) if self._scheme == "https" else line
        except OSError:
            line.close()
            raise

    def _encrypted(self, line: socket.socket) -> ssl.SSLSocket:
        hidden = ssl.create_default_context().wrap_socket(
            line, server_hostname=self._host, do_handshake_on_connect=False
        )
        try:
            with self._cord.hold(hidden), _patience(hidden, self._connect_s):
                hidden.do_handshake()
        except (OSError, ValueError) as error:
            hidden.close()
            raise ConnectionError from error
        return hidden


_NOBODY_KNOWS = Answer(outcome=Outcome.UNKNOWN, reason=Reason.UNANSWERED)


@contextmanager
def _patience(line: socket.socket, wait_s: float) -> Iterator[None]:
    """Cut a line that many seconds from now: one byte now and then must not keep anybody waiting."""
    line.settimeout(wait_s)
    cut = threading.Timer(wait_s, cut_line, (line,))
    cut.daemon = True
    cut.start()
    try:
        yield
    finally:
        cut.cancel()
        cut.join()


def _report(reply: _Reply) -> Report:
    told = _read(reply, _Doors)
    doors = told.compartments
    if len(doors) > MOST_BOXES or len(told.collected) > _MOST_COLLECTED:
        raise _UnreadableError
    numbers = [each.number for each in doors]
    if not all(map(_is_number, numbers)) or len(set(numbers)) != len(numbers):
        raise _UnreadableError
    return Report(
        compartments=tuple(
            Compartment(
                box=Box(each.number, Size(each.size)),
                door=Door(each.door),
                deposit=each.deposit[:_ID_LETTERS],
                is_out_of_use=not each.usable,
            )
            for each in doors
        ),
        collected=tuple(each[:_ID_LETTERS] for each in told.collected),
    )


def _judge(reply: _Reply, key: str, box: str, *, wants_code: bool) -> Answer:
    """Return what an answer means; one that speaks of another opening or door is not believed."""
    try:
        told = _read(reply, _Opened)
    except _UnreadableError:
        return _NOBODY_KNOWS
    if told.key != key or (box and told.compartment != box):
        return _NOBODY_KNOWS
    if not told.opened:
        reason = _SAID.get(told.reason, Reason.JAMMED)
        return Answer(outcome=Outcome.REFUSED, reason=reason)
    code = told.code if _CODE.fullmatch(told.code) else ""
    if wants_code and not code:
        # The door may stand open, but nobody could take the parcel out again.
        return _NOBODY_KNOWS
    return Answer(outcome=Outcome.OPENED, code=code)


def _read(reply: _Reply, kind: type[_T]) -> _T:
    if reply.status not in (_FINE, _CREATED):
        raise _UnreadableError
    try:
        return msgspec.json.decode(reply.body, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise _UnreadableError from error


def _is_number(text: str) -> bool:
    return 0 < len(text) <= BOX_LETTERS and text.isprintable() and text == text.strip()


def _wants_code(opening: Opening) -> bool:
    return opening.purpose is Purpose.DEPOSIT
