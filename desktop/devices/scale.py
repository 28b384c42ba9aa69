"""Counter scales: one question, one weight that stands still, or why there is none.

Two ways of speaking: the one of Mettler Toledo's 8217 ("W" is answered by a weight or a status),
which most checkout scales can be set to, and Checkout-Dialog 06, told in the service manuals of
Ohaus (Aviator 7000) and the user manuals of Cely (PI100), in which the scale is given the price
and shows the customer what it comes to. Dialog 06 with checksums needs a secret that only makers
of scales have: such a scale says so and is not read.

A weight that sells must come from a verified instrument (décret 2001-387): what is read here is
never corrected, rounded or averaged.
"""

import contextlib
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from threading import Event
from typing import Protocol

from desktop.devices.line import DeviceLine, SerialMode, open_line
from desktop.errors import WorldError

ANSWER_S = 1.5
"""How long one answer may take."""
STEADY_S = 2.0
"""How long goods that were just put down may take to come to rest."""
_POLL_S = 0.15
_STEP_S = 0.1
_LONGEST = 64
"""Bytes of the longest answer; a line that sends more is no scale."""
_HEAVIEST = 200_000
"""Grams: what a checkout scale never holds."""

_STX, _ETX, _EOT, _ENQ, _ACK, _NAK, _ESC, _CR = (
    b"\x02", b"\x03", b"\x04", b"\x05", b"\x06", b"\x15", b"\x1b", b"\r",
)  # fmt: skip


class Dialect(StrEnum):
    """How a scale speaks."""

    TOLEDO_8217 = "8217"
    DIALOG_06 = "dialog06"


@dataclass(frozen=True, slots=True)
class Reading:
    """What lies on the scale, packaging included unless it is net."""

    #: Of a kilogram; 0 while the scale does not tell, because it moves.
    thousandths: int
    is_stable: bool
    #: The scale has taken a tare off by its own key: what is read holds no packaging.
    is_net: bool = False


class Scale(Protocol):
    """A scale that is asked from a thread where waiting harms nobody."""

    def weigh(self, price_cents: int = 0, tare_grams: int = 0) -> Reading:
        """Return what lies on it.

        Args:
            price_cents: of a kilogram, for a scale that shows what it comes to.
            tare_grams: what the packaging weighs, for such a scale; the reading still holds it.

        Raises:
            WorldError: scale_unreachable, scale_silent, scale_unreadable, scale_overloaded,
                scale_below_zero, scale_unchanged, scale_locked, scale_refuses.
        """
        ...


def scale_at(address: str, dialect: Dialect) -> Scale:
    """Return the driver of a scale; nothing is opened yet."""
    return Dialog06(address) if dialect is Dialect.DIALOG_06 else Toledo8217(address)


def weigh_steady(scale: Scale, price_cents: int = 0, tare_grams: int = 0) -> Reading:
    """Return the first reading that stands still, or the last one of a while.

    Raises:
        WorldError: as `Scale.weigh`.
    """
    until = time.monotonic() + STEADY_S
    while True:
        reading = scale.weigh(price_cents, tare_grams)
        if reading.is_stable or time.monotonic() >= until:
            return reading
        Event().wait(_POLL_S)


class Toledo8217:
    """Asks "W"; the answer is STX, weight or "?" and a status byte, CR.

    An N after the weight says that it is net: the scale's own tare key was used.

    Bits of the status: 0 moving, 1 too heavy, 2 below zero, 3 not zeroed when switched on.
    """

    MODE = SerialMode(baud=9600, bits=7, parity="E")
    _WEIGHT = re.compile(rb"\x02 *(\d{1,3})\.(\d{3})(N?)\r")
    _STATUS = re.compile(rb"\x02 *\?(.)\r", re.DOTALL)
    _MOVING, _OVERLOADED, _BELOW_ZERO, _NOT_ZEROED = 1, 2, 4, 8

    def __init__(self, address: str, answer_s: float = ANSWER_S) -> None:
        """Keep the address and how long to wait for an answer."""
        self._address = address
        self._answer_s = answer_s

    def weigh(self, price_cents: int = 0, tare_grams: int = 0) -> Reading:
        """Return what lies on it; this scale shows no prices."""
        del price_cents, tare_grams
        with _opened(self._address, self.MODE) as line:
            answer = _ask(line, b"W", lambda got: got.endswith(_CR), self._answer_s)
        weight = self._WEIGHT.fullmatch(answer)
        if weight is not None:
            return _reading(int(weight[1] + weight[2]), is_net=bool(weight[3]))
        status = self._STATUS.fullmatch(answer)
        if status is None:
            raise WorldError("scale_unreadable")
        return self._judge(status[1][0])

    def _judge(self, status: int) -> Reading:
        if status & self._OVERLOADED:
            raise WorldError("scale_overloaded")
        if status & self._BELOW_ZERO:
            raise WorldError("scale_below_zero")
        if status & self._NOT_ZEROED:
            raise WorldError("scale_refuses", status="zero")
        return Reading(0, is_stable=False)


class Dialog06:
    """Is told the price, then asked with EOT ENQ; NAK is explained by a record of its own.

    Its weight is net of the tare it was told; the reading has it put back.
    """

    MODE = SerialMode(baud=9600, bits=7, parity="O")
    _RESULT = re.compile(rb"\x0202\x1b3\x1b(\d{5})\x1b(\d{6})\x1b\d{6}\x03")
    _WHY = re.compile(rb"\x0209\x1b(\d\d)\x03")
    _DEAREST = 999_999
    _MOVING = frozenset({"20", "22"})

    def __init__(self, address: str, answer_s: float = ANSWER_S) -> None:
        """Keep the address and how long to wait for an answer."""
        self._address = address
        self._answer_s = answer_s

    def weigh(self, price_cents: int = 0, tare_grams: int = 0) -> Reading:
        """Tell the price, then return what lies on it."""
        price = max(price_cents, 1)
        if price > self._DEAREST or not 0 <= tare_grams <= 9999:
            raise WorldError("scale_refuses", status="11")
        with _opened(self._address, self.MODE) as line:
            if self._asked(line, self._order(price, tare_grams)) != _ACK:
                return self._explained(line)
            answer = self._asked(line, _EOT + _ENQ)
            if answer == _NAK:
                return self._explained(line)
        result = self._RESULT.fullmatch(answer)
        if result is None or int(result[2]) != price:
            raise WorldError("scale_unreadable")
        return _reading(int(result[1]) + tare_grams)

    @staticmethod
    def _order(price: int, tare_grams: int) -> bytes:
        figure = b"%06d" % price
        if tare_grams:
            return _EOT + _STX + b"03" + _ESC + figure + _ESC + b"%04d" % tare_grams + _ETX
        return _EOT + _STX + b"01" + _ESC + figure + _ESC + _ETX

    def _asked(self, line: DeviceLine, question: bytes) -> bytes:
        def is_whole(got: bytes) -> bool:
            return got in (_ACK, _NAK) or got.endswith(_ETX)

        answer = _ask(line, question, is_whole, self._answer_s)
        if answer.startswith(_STX + b"11"):
            raise WorldError("scale_locked")
        return answer

    def _explained(self, line: DeviceLine) -> Reading:
        why = self._WHY.fullmatch(self._asked(line, _EOT + _STX + b"08" + _ETX))
        if why is None:
            raise WorldError("scale_unreadable")
        status = why[1].decode("ascii")
        if status in self._MOVING:
            return Reading(0, is_stable=False)
        match status:
            case "21":
                raise WorldError("scale_unchanged")
            case "30":
                raise WorldError("scale_empty")
            case "31":
                raise WorldError("scale_below_zero")
            case "32":
                raise WorldError("scale_overloaded")
            case _:
                raise WorldError("scale_refuses", status=status)


def _reading(grams: int, *, is_net: bool = False) -> Reading:
    if grams > _HEAVIEST:
        raise WorldError("scale_unreadable")
    return Reading(grams, is_stable=True, is_net=is_net)


@contextlib.contextmanager
def _opened(address: str, mode: SerialMode) -> Iterator[DeviceLine]:
    """Open a line for one weighing: nothing of an earlier answer can be taken for this one."""
    try:
        line = open_line(address, mode, _STEP_S)
    except ValueError as error:
        raise WorldError("device_address", address=address) from error
    except OSError as error:
        raise WorldError("scale_unreachable", address=address) from error
    with contextlib.closing(line):
        yield line


def _ask(
    line: DeviceLine, question: bytes, is_whole: Callable[[bytes], bool], answer_s: float
) -> bytes:
    """Send a question and return its answer, however it was cut into packets.

    The parity bit is dropped: a network box passes it on.
    """
    until = time.monotonic() + answer_s
    got = b""
    try:
        line.write(question)
        while not is_whole(got):
            if time.monotonic() >= until:
                raise WorldError("scale_unreadable") if got else WorldError("scale_silent")
            if len(got) >= _LONGEST:
                raise WorldError("scale_unreadable")
            got += bytes(byte & 0x7F for byte in line.read(_LONGEST - len(got)))
    except OSError as error:
        raise WorldError("scale_silent") from error
    return got
