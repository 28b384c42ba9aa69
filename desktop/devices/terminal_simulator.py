"""A card terminal that charges nobody: for the training mode, for trying out, and for the tests.

It speaks Caisse-AP over IP from its own reading of the protocol, shares no code with the driver,
and fails in every way a real one does.
"""

import socket
import threading
from dataclasses import dataclass
from enum import StrEnum

from desktop.devices.loopback import LoopbackDevice

_STEP_S = 0.2


class Fault(StrEnum):
    """How the terminal behaves."""

    NONE = "none"
    #: The bank says no.
    REFUSES = "refuses"
    #: The customer presses the red key.
    ABANDONS = "abandons"
    #: It takes the request and never answers.
    HANGS = "hangs"
    #: It charges the card and the line breaks before the answer.
    DROPS_AFTER_REQUEST = "drops_after_request"
    #: The line breaks in the middle of the answer.
    DROPS_IN_ANSWER = "drops_in_answer"
    #: Every byte is a packet.
    FRAGMENTS = "fragments"
    #: It answers about another amount.
    WRONG_ECHO = "wrong_echo"
    #: What answers is no terminal.
    GARBAGE = "garbage"
    #: "Taken into account", with no result to follow.
    ONLY_ACCEPTS = "only_accepts"
    #: The answer is right and the line stays open after it.
    LINGERS = "lingers"


@dataclass(frozen=True, slots=True)
class Charge:
    """Money that would have left a card; negative when it was given back."""

    cents: int
    till: str


class TerminalSimulator(LoopbackDevice):
    """Listens on the loopback until it is closed; use it as a context."""

    def __init__(self, fault: Fault = Fault.NONE, *, card: str = "4970") -> None:
        super().__init__("terminal-simulator", step_s=_STEP_S)
        self.fault = fault
        #: What it was asked, field by field, and what it charged.
        self.asked: list[dict[str, str]] = []
        self.charges: list[Charge] = []
        #: Set once a request has come in whole.
        self.was_asked = threading.Event()
        self._card = card
        self.listen()

    @property
    def address(self) -> str:
        """Return where it listens, host and port."""
        return f"127.0.0.1:{self.port}"

    def attend(self, line: socket.socket) -> None:
        """Take one request and answer it as the fault has it."""
        fields = self._hear(line)
        if not fields:
            return
        self.asked.append(fields)
        answer = self._decide(fields)
        self.was_asked.set()
        if self.fault is Fault.HANGS:
            self._wait_for_hang_up(line)
        elif self.fault is Fault.DROPS_IN_ANSWER:
            line.sendall(answer[: len(answer) // 2])
        elif self.fault is Fault.FRAGMENTS:
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for place in range(len(answer)):
                line.sendall(answer[place : place + 1])
        elif self.fault is not Fault.DROPS_AFTER_REQUEST:
            line.sendall(answer)
        if self.fault is Fault.LINGERS:
            self._wait_for_hang_up(line)

    def _hear(self, line: socket.socket) -> dict[str, str]:
        """Return the fields of a request; it is over once its amount has come."""
        heard = ""
        fields: dict[str, str] = {}
        while "CB" not in fields and not self.is_closing.is_set():
            try:
                part = line.recv(1)
            except TimeoutError:
                continue
            if not part:
                return {}
            heard += part.decode("ascii")
            if len(heard) >= 5 and len(heard) == 5 + int(heard[2:5]):
                fields[heard[:2]] = heard[5:]
                heard = ""
        return fields

    def _decide(self, fields: dict[str, str]) -> bytes:
        if self.fault is Fault.GARBAGE:
            return b"HTTP/1.1 400 Bad Request\r\n\r\n"
        echo = {tag: fields[tag] for tag in ("CZ", "CJ", "CA", "CB", "CD", "CE")}
        if self.fault in {Fault.REFUSES, Fault.ABANDONS}:
            why = "04" if self.fault is Fault.REFUSES else "06"
            return _fields(echo | {"AE": "01", "AF": why})
        if self.fault is Fault.ONLY_ACCEPTS:
            return _fields(echo | {"AE": "11"})
        cents = int(fields["CB"])
        self.charges.append(Charge(-cents if fields["CD"] == "1" else cents, fields["CA"]))
        if self.fault is Fault.WRONG_ECHO:
            echo["CB"] = str(cents + 1)
        result = {"AE": "10", "AA": f"############{self._card}", "AB": "2912", "AC": "123456"}
        return _fields(echo | result | {"CC": "00001", "CI": "1"})

    def _wait_for_hang_up(self, line: socket.socket) -> None:
        while not self.is_closing.is_set():
            try:
                if not line.recv(16):
                    return
            except TimeoutError:
                continue


def _fields(told: dict[str, str]) -> bytes:
    parts = [tag + str(len(text)).zfill(3) + text for tag, text in told.items()]
    return "".join(parts).encode("ascii")
