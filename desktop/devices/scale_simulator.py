"""A scale that weighs nothing: for trying out and for the tests, with the faults of real ones.

It speaks both dialects from its own reading of them and shares no code with the drivers.
"""

import socket
from enum import StrEnum

from desktop.devices.loopback import LoopbackDevice


class Fault(StrEnum):
    """How the scale behaves."""

    NONE = "none"
    #: The goods never come to rest.
    MOVING = "moving"
    OVERLOAD = "overload"
    #: The pan was lifted: less than nothing lies on it.
    NEGATIVE = "negative"
    #: It hears and says nothing.
    SILENT = "silent"
    #: What answers is no scale.
    GARBAGE = "garbage"
    #: Every byte is a packet, and every byte has its parity bit.
    FRAGMENTS = "fragments"
    #: It never stops talking.
    ENDLESS = "endless"
    #: The line breaks in the middle of the answer.
    DROPS = "drops"
    #: Dialog 06 only: it wants the till to prove itself; it answers for another price; it was not
    #: moved since it was last asked.
    LOCKED = "locked"
    WRONG_PRICE = "wrong_price"
    UNCHANGED = "unchanged"


class ScaleSimulator(LoopbackDevice):
    """Listens on the loopback until it is closed; use it as a context.

    Args:
        grams: what lies on it.
        fault: how it behaves.
        rests_after: how many times it says that it moves before it rests.
    """

    def __init__(self, grams: int = 0, fault: Fault = Fault.NONE, *, rests_after: int = 0) -> None:
        super().__init__("scale-simulator")
        self.grams = grams
        self.fault = fault
        #: What its own tare key took off; said with an N by the 8217.
        self.tared_grams = 0
        #: What it was asked, question by question.
        self.asked: list[bytes] = []
        self._moves_left = rests_after
        self._is_at_rest = True
        self._price = 0
        self._tare = 0
        self.listen()

    @property
    def address(self) -> str:
        """Return where it listens, as in the settings."""
        return f"tcp://127.0.0.1:{self.port}"

    def answer(self, question: bytes) -> bytes:
        """Return what it says to a question, before any fault of the line."""
        if question == b"W":
            return self._toledo()
        if question == b"\x04\x05":
            return self._weighed()
        if question == b"\x04\x0208\x03":
            return b"\x0209\x1b" + self._why() + b"\x03"
        if question.startswith((b"\x04\x0201\x1b", b"\x04\x0203\x1b")):
            return self._priced(question)
        return b""

    def attend(self, line: socket.socket) -> None:
        """Answer question after question."""
        held = b""
        while not self.is_closing.is_set():
            try:
                got = line.recv(64)
            except TimeoutError:
                continue
            if not got:
                return
            held += got
            if held in {b"W", b"\x04\x05"} or held.endswith(b"\x03"):
                self.asked.append(held)
                if not self._send(line, self.answer(held)):
                    return
                held = b""

    def _send(self, line: socket.socket, answer: bytes) -> bool:
        """Send an answer the way the line has it; tell whether the line still stands."""
        match self.fault:
            case Fault.SILENT:
                return True
            case Fault.GARBAGE:
                line.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            case Fault.ENDLESS:
                for _time in range(1000):
                    line.sendall(b"\x020" * 512)
            case Fault.DROPS:
                line.sendall(answer[: len(answer) // 2])
                return False
            case Fault.FRAGMENTS:
                line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                for byte in answer:
                    line.sendall(bytes([byte | (0x80 if byte.bit_count() % 2 else 0)]))
            case _:
                line.sendall(answer)
        return True

    def _is_moving(self) -> bool:
        if self._moves_left:
            self._moves_left -= 1
            return True
        return self.fault is Fault.MOVING

    def _toledo(self) -> bytes:
        bits = {Fault.OVERLOAD: 2, Fault.NEGATIVE: 4}.get(self.fault, 0)
        if bits or self._is_moving():
            return b"\x02?" + bytes([0x60 | (bits or 1)]) + b"\r"
        net = b"N" if self.tared_grams else b""
        kilograms, grams = divmod(self.grams - self.tared_grams, 1000)
        return b"\x02%02d.%03d%b\r" % (kilograms, grams, net)

    def _priced(self, question: bytes) -> bytes:
        if self.fault is Fault.LOCKED:
            return b"\x0211\x1b2A5F0\x03"
        parts = question[4:-1].split(b"\x1b")
        self._price = int(parts[1])
        self._tare = int(parts[2]) if question[2:4] == b"03" else 0
        return b"\x06"

    def _weighed(self) -> bytes:
        self._is_at_rest = not self._is_moving()
        if self._why() != b"00":
            return b"\x15"
        net = self.grams - self._tare
        price = self._price + (self.fault is Fault.WRONG_PRICE)
        due = (net * price + 500) // 1000
        return b"\x0202\x1b3\x1b%05d\x1b%06d\x1b%06d\x03" % (net, price, due)

    def _why(self) -> bytes:
        told = {Fault.OVERLOAD: b"32", Fault.NEGATIVE: b"31", Fault.UNCHANGED: b"21"}
        if self.fault in told:
            return told[self.fault]
        if not self._is_at_rest:
            return b"20"
        return b"30" if self.grams <= self._tare else b"00"
