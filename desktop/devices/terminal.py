"""Card terminals: one amount asked, one answer out of three, and never a guess.

Spoken here is Caisse-AP over IP (the French association of payment's till protocol): ASCII fields
of tag, length and value, one after the other on a raw TCP connection. Nothing of a frame is ever
logged or kept but authorisation, scheme and last four digits: the answer also carries the card.
"""

import socket
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from sync.kernel.dialling import Dial

PORT = 8888
CONNECT_S = 5.0
LOOK_S = 2.0
"""The most a mere look at whether it is there may take."""
ANSWER_S = 130.0
"""A customer searches for the card, then for the code; terminals give up after two minutes."""
QUIET_S = 0.5
"""The protocol marks no end: once all that must come is there, this much silence is the end."""
SIMULATED = "simulator"
"""Address that stands for our own simulator, for training and trying out."""

_TAG, _LENGTH = 2, 3
_MAX_ANSWER = 4096
_MAX_FIELDS = 64
_VERSION = "0300"
_PROTOCOL_ID = "012345678901"
_EURO = "978"
_DEBIT, _CREDIT = "0", "1"
_ECHOED = ("CA", "CB", "CD", "CE")
_DONE, _NOT_DONE = "10", "01"


class Outcome(StrEnum):
    """What became of an amount; UNKNOWN is resolved by whoever reads the terminal's display."""

    OK = "ok"
    REFUSED = "refused"
    UNKNOWN = "unknown"


class Reason(StrEnum):
    """Why there was no payment, or why nobody can tell."""

    NONE = ""
    DECLINED = "declined"
    FORBIDDEN = "forbidden"
    ABANDONED = "abandoned"
    TIMED_OUT = "timed_out"
    #: The terminal did not understand the request.
    FORMAT = "format"
    #: It could not be reached: nothing was asked of it.
    UNREACHABLE = "unreachable"
    #: The request went out and no answer that can be believed came back.
    UNANSWERED = "unanswered"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the terminal said, as far as it may be kept."""

    outcome: Outcome
    reason: Reason = Reason.NONE
    authorisation: str = ""
    scheme: str = ""
    last4: str = ""


class PaymentTerminal(Protocol):
    """A terminal that is asked from a thread of its own; `cancel` may come from any other.

    `idem_key` is the id of the payment's row, written before. No till protocol in France carries
    such a key, so it is the caller who never asks twice under one key.
    """

    def pay(self, amount_cents: int, idem_key: str) -> Answer:
        """Return what became of a payment of so many cents."""
        ...

    def give_back(self, amount_cents: int, idem_key: str) -> Answer:
        """Return what became of so many cents given back to a card."""
        ...

    def cancel(self) -> None:
        """Stop waiting for the answer. What was asked may still happen: the answer is UNKNOWN."""
        ...


class ManualTerminal:
    """A terminal beside the till that knows nothing of it: the cashier reads it, then confirms."""

    def pay(self, amount_cents: int, idem_key: str) -> Answer:
        """Return OK: whoever pressed the key has seen the terminal accept."""
        del amount_cents, idem_key
        return Answer(outcome=Outcome.OK)

    def give_back(self, amount_cents: int, idem_key: str) -> Answer:
        """Return OK, as for a payment."""
        return self.pay(amount_cents, idem_key)

    def cancel(self) -> None:
        """Do nothing: it never waits."""


class CaisseApTerminal:
    """Caisse-AP over IP, version 3: one connection a payment, the answer at its end.

    Args:
        host: address of the terminal on the shop's network.
        port: 8888 unless the terminal was told otherwise.
        till_number: two digits by which the terminal knows this till.
        connect_s: how long to try to reach it.
        answer_s: how long to wait for the answer.
    """

    def __init__(
        self,
        host: str,
        port: int = PORT,
        *,
        till_number: str = "01",
        connect_s: float = CONNECT_S,
        answer_s: float = ANSWER_S,
    ) -> None:
        self._peer = (host, port)
        self._till_number = till_number
        self._connect_s = connect_s
        self._answer_s = answer_s
        self._lock = threading.Lock()
        self._dial: Dial | None = None
        self._line: socket.socket | None = None
        self._is_cancelled = False

    def pay(self, amount_cents: int, idem_key: str) -> Answer:
        """Return what became of a payment."""
        del idem_key
        return self._ask(_DEBIT, amount_cents)

    def give_back(self, amount_cents: int, idem_key: str) -> Answer:
        """Return what became of money given back to a card."""
        del idem_key
        return self._ask(_CREDIT, amount_cents)

    def is_there(self) -> bool:
        """Tell whether it takes a connection, which is closed again at once."""
        try:
            Dial().open(*self._peer, min(self._connect_s, LOOK_S)).close()
        except OSError:
            return False
        return True

    def cancel(self) -> None:
        """Cut the connection under whoever waits; a driver that was cancelled asks nothing more."""
        with self._lock:
            self._is_cancelled = True
            if self._dial is not None:
                self._dial.give_up()
            if self._line is not None:
                _cut(self._line)

    def _ask(self, action: str, amount_cents: int) -> Answer:
        if amount_cents <= 0:
            raise ValueError("a terminal is asked for an amount above nothing")
        with self._lock:
            self._dial = dial = Dial()
            if self._is_cancelled:
                dial.give_up()
        try:
            line = dial.open(*self._peer, self._connect_s)
        except OSError:
            why = Reason.ABANDONED if self._is_cancelled else Reason.UNREACHABLE
            return Answer(outcome=Outcome.REFUSED, reason=why)
        with line:
            with self._lock:
                if self._is_cancelled:
                    return Answer(outcome=Outcome.REFUSED, reason=Reason.ABANDONED)
                self._line = line
            try:
                return self._converse(line, self._request(action, amount_cents))
            finally:
                with self._lock:
                    self._line = None

    def _request(self, action: str, amount_cents: int) -> dict[str, str]:
        return {
            "CZ": _VERSION,
            "CJ": _PROTOCOL_ID,
            "CA": self._till_number,
            "CE": _EURO,
            "BA": "0",
            "CD": action,
            "CB": str(amount_cents),
        }

    def _converse(self, line: socket.socket, request: Mapping[str, str]) -> Answer:
        """Send and read. From the first byte sent on, whatever goes wrong is UNKNOWN.

        A part of the request may have been enough for the terminal, and a connection that breaks
        afterwards says nothing about the card.
        """
        line.settimeout(self._answer_s)
        try:
            line.sendall(encode(request))
            answer = _read_answer(line)
        except (OSError, _UnreadableError):
            return Answer(outcome=Outcome.UNKNOWN, reason=Reason.UNANSWERED)
        return _judge(request, answer)


class _UnreadableError(Exception):
    """What came back is no answer of this protocol."""


def terminal_at(address: str, till_number: str = "01") -> PaymentTerminal:
    """Return the driver of an address: empty is the manual one, else "host" or "host:port".

    Raises:
        ValueError: the address has a port that is none.
    """
    if not address:
        return ManualTerminal()
    host, colon, port = address.rpartition(":")
    if not colon:
        return CaisseApTerminal(address, till_number=till_number)
    if not host or not port.isascii() or not port.isdigit() or not 0 < int(port) < 65_536:
        raise ValueError(address)
    return CaisseApTerminal(host, int(port), till_number=till_number)


def is_reachable(address: str) -> bool:
    """Tell whether something listens at an address; nothing is asked of it.

    Raises:
        ValueError: the address is none.
    """
    terminal = terminal_at(address)
    return isinstance(terminal, CaisseApTerminal) and terminal.is_there()


def encode(fields: Mapping[str, str]) -> bytes:
    """Return fields as they go over the wire."""
    return "".join(f"{tag}{len(text):03d}{text}" for tag, text in fields.items()).encode("ascii")


def _read_answer(line: socket.socket) -> dict[str, str]:
    """Return the fields of an answer, read to the byte however it was cut into packets.

    Raises:
        OSError: nothing came for too long before it was whole.
        _UnreadableError: it ended too soon, is too long, or is something else.
    """
    fields: dict[str, str] = {}
    size = 0
    while len(fields) < _MAX_FIELDS and size < _MAX_ANSWER:
        is_whole = _is_whole(fields)
        if is_whole:
            line.settimeout(QUIET_S)
        try:
            head = _read_exactly(line, _TAG + _LENGTH)
        except (OSError, _UnreadableError):
            if is_whole:
                return fields
            raise
        tag, length = head[:_TAG], head[_TAG:]
        if not (tag.isalnum() and length.isdigit()) or tag in fields:
            raise _UnreadableError
        fields[tag] = _read_exactly(line, int(length))
        size += _TAG + _LENGTH + int(length)
    raise _UnreadableError


def _is_whole(fields: Mapping[str, str]) -> bool:
    """Tell whether all that decides is there; a payment that was made also names its number."""
    needed = ("AE", *_ECHOED)
    return all(tag in fields for tag in needed)


def _read_exactly(line: socket.socket, count: int) -> str:
    got = b""
    while len(got) < count:
        part = line.recv(count - len(got))
        if not part:
            raise _UnreadableError
        got += part
    try:
        return got.decode("ascii")
    except UnicodeDecodeError as error:
        raise _UnreadableError from error


def _judge(request: Mapping[str, str], answer: Mapping[str, str]) -> Answer:
    """Return what an answer means; one that speaks of another amount or till is not believed."""
    is_ours = all(
        answer[tag].lstrip("0") == request[tag].lstrip("0") for tag in _ECHOED
    ) and answer.get("CZ", _VERSION).startswith(_VERSION[:2])
    if is_ours and answer["AE"] == _DONE:
        return Answer(
            outcome=Outcome.OK,
            authorisation=_short(answer.get("AC", ""), 20),
            scheme=_short(answer.get("CC", ""), 20),
            last4=_last4(answer.get("AA", "")),
        )
    if is_ours and answer["AE"] == _NOT_DONE:
        reason = _REASONS.get(answer.get("AF", ""), Reason.DECLINED)
        return Answer(outcome=Outcome.REFUSED, reason=reason)
    return Answer(outcome=Outcome.UNKNOWN, reason=Reason.UNANSWERED)


_REASONS = {
    "04": Reason.DECLINED,
    "05": Reason.FORBIDDEN,
    "06": Reason.ABANDONED,
    "11": Reason.ABANDONED,
    "08": Reason.TIMED_OUT,
    "09": Reason.FORMAT,
}


def _short(text: str, letters: int) -> str:
    """Return what may be printed of a field that comes from outside."""
    return "".join(sign for sign in text.strip() if sign.isalnum() or sign in " -")[:letters]


def _last4(masked: str) -> str:
    ending = masked.strip()[-4:]
    return ending if len(ending) == 4 and ending.isdigit() else ""


def _cut(line: socket.socket) -> None:
    try:
        line.shutdown(socket.SHUT_RDWR)
    except OSError:
        # The other end was faster.
        return
