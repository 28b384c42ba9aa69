"""Two banks of lockers that hold nothing: for the training mode, for trying out, and for the tests.

Both stand on the loopback, have their own reading of what they speak, share no code with the
drivers, and fail in every way real ones do.
"""

import json
import socket
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from desktop.devices.loopback import LoopbackDevice

_STEP_S = 0.02
_FRAME = 5
_MOST_HEAD = 16_384
_REASONS = {200: "OK", 204: "No Content", 401: "Unauthorized", 404: "Not Found"}


class BankFault(StrEnum):
    """How the networked bank behaves."""

    NONE = "none"
    #: The lock is pulled and the door stays shut.
    JAMS = "jams"
    #: It takes the request and never answers.
    HANGS = "hangs"
    #: The line breaks after half the request.
    DROPS_IN_REQUEST = "drops_in_request"
    #: It opens the door and the line breaks before the answer.
    DROPS_AFTER_REQUEST = "drops_after_request"
    #: The line breaks after half the bytes of the answer.
    DROPS_IN_ANSWER = "drops_in_answer"
    #: Every byte is a packet.
    FRAGMENTS = "fragments"
    #: A byte now and then, for ever.
    DRIBBLES = "dribbles"
    #: It answers about another compartment.
    OTHER_BOX = "other_box"
    #: It opens and issues no code.
    NO_CODE = "no_code"
    #: What answers is no bank of lockers.
    GARBAGE = "garbage"
    #: An answer without an end.
    FLOODS = "floods"
    #: It does not take the key it is given.
    DENIES = "denies"


class BoardFault(StrEnum):
    """How the board of relays behaves."""

    NONE = "none"
    #: The line breaks after half the bytes of a command.
    DROPS_IN_COMMAND = "drops_in_command"
    #: The box takes the connection and the board behind it is dead.
    DEAF = "deaf"


@dataclass(slots=True)
class SimulatedDoor:
    """One compartment of a simulated bank."""

    number: str
    size: str
    is_open: bool = False
    deposit: str = ""


class LockerBankSimulator(LoopbackDevice):
    """Speaks HTTP on the loopback until it is closed; use it as a context.

    Args:
        doors: size by number.
        holding: deposit by number of what is in there already.
        shuts_itself: nobody stands at its doors, so that each is found shut again.
        port: 0 for any that is free; a bank that comes back has the one it had.
    """

    def __init__(
        self,
        doors: Mapping[str, str] | None = None,
        *,
        holding: Mapping[str, str] | None = None,
        shuts_itself: bool = False,
        key: str = "",
        port: int = 0,
    ) -> None:
        super().__init__("locker-bank-simulator", port, step_s=_STEP_S)
        self.fault = BankFault.NONE
        self.doors = {
            number: SimulatedDoor(number, size)
            for number, size in (doors or {"1": "S", "2": "S", "3": "M", "4": "L"}).items()
        }
        #: What it was asked to open, in the order in which it opened: number and purpose.
        self.opened: list[tuple[str, str]] = []
        self.collected: list[str] = []
        #: Set once a request has come in whole.
        self.was_asked = threading.Event()
        self._codes: dict[str, str] = {}
        self._answers: dict[str, dict[str, object]] = {}
        self._drawn = 480_000
        self._shuts_itself = shuts_itself
        self._key = key
        for number, deposit in (holding or {}).items():
            if number in self.doors:
                self.doors[number].deposit = deposit
                self._codes[deposit] = self._draw()
        self.listen()

    @property
    def address(self) -> str:
        """Return where it listens."""
        return f"http://127.0.0.1:{self.port}"

    def shut(self, number: str) -> None:
        """Shut a door, as somebody who stands there does."""
        self.doors[number].is_open = False

    def collect(self, deposit: str) -> str:
        """Be the customer: type the code, take all out, shut; return the number of the door.

        Raises:
            KeyError: no code opens for that deposit.
        """
        del self._codes[deposit]
        door = next(each for each in self.doors.values() if each.deposit == deposit)
        door.deposit = ""
        self.collected.append(deposit)
        return door.number

    def code_of(self, deposit: str) -> str:
        """Return the code that opens for a deposit; empty where none does."""
        return self._codes.get(deposit, "")

    def attend(self, line: socket.socket) -> None:
        """Take one request and answer it as the fault has it."""
        asked = self._hear(line)
        if asked is None:
            return
        method, path, headers, body = asked
        answer = self._answer(*self._decide(method, path, headers, body))
        self.was_asked.set()
        self._reply(line, answer)

    def _reply(self, line: socket.socket, answer: bytes) -> None:
        fault = self.fault
        if fault is BankFault.HANGS:
            self._wait_for_hang_up(line)
        elif fault is BankFault.DROPS_IN_ANSWER:
            line.sendall(answer[: len(answer) // 2])
        elif fault is BankFault.FRAGMENTS:
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for place in range(len(answer)):
                line.sendall(answer[place : place + 1])
        elif fault is BankFault.DRIBBLES:
            self._dribble(line, answer)
        elif fault is BankFault.FLOODS:
            line.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
            for _time in range(64):
                line.sendall(b"[" * 16_384)
        elif fault is not BankFault.DROPS_AFTER_REQUEST:
            line.sendall(answer)

    def _hear(self, line: socket.socket) -> tuple[str, str, dict[str, str], bytes] | None:
        heard = b""
        while b"\r\n\r\n" not in heard:
            part = self._part(line)
            if not part or len(heard) > _MOST_HEAD:
                return None
            heard += part
            if self.fault is BankFault.DROPS_IN_REQUEST:
                return None
        head, _blank, body = heard.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        method, path, _version = first.split(" ")
        headers = {
            name.strip().lower(): value.strip()
            for name, _colon, value in (each.partition(":") for each in lines)
        }
        while len(body) < int(headers.get("content-length", "0")):
            part = self._part(line)
            if not part:
                return None
            body += part
        return method, path, headers, body

    def _part(self, line: socket.socket) -> bytes:
        while not self.is_closing.is_set():
            try:
                return line.recv(4096)
            except TimeoutError:
                continue
        return b""

    def _decide(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes
    ) -> tuple[int, object]:
        if self.fault is BankFault.GARBAGE:
            return 200, {"hello": "printer"}
        is_known = not self._key or headers.get("authorization") == f"Bearer {self._key}"
        if self.fault is BankFault.DENIES or not is_known:
            return 401, {}
        _root, _version, what, *rest = path.split("/")
        if what == "compartments":
            return 200, self._state()
        if what == "deposits" and method == "DELETE":
            self._forget(rest[0])
            return 204, None
        if method == "POST":
            return 200, self._open(json.loads(body))
        told = self._answers.get(rest[0])
        return (404, {}) if told is None else (200, told)

    def _state(self) -> dict[str, object]:
        if self._shuts_itself:
            for door in self.doors.values():
                door.is_open = False
        return {
            "compartments": [
                {
                    "number": door.number,
                    "size": door.size,
                    "door": "open" if door.is_open else "shut",
                    "deposit": door.deposit,
                }
                for door in self.doors.values()
            ],
            "collected": self.collected,
        }

    def _open(self, asked: Mapping[str, object]) -> dict[str, object]:
        key, number = str(asked["key"]), str(asked["compartment"])
        if key not in self._answers:
            self._answers[key] = self._pull(key, number, asked)
        return self._answers[key]

    def _pull(self, key: str, number: str, asked: Mapping[str, object]) -> dict[str, object]:
        told: dict[str, object] = {"key": key, "compartment": number, "opened": False}
        door, deposit = self.doors.get(number), str(asked["deposit"])
        is_deposit = asked["purpose"] == "deposit"
        if door is None:
            return told | {"reason": "no_such_box"}
        if is_deposit and door.deposit not in ("", deposit):
            return told | {"reason": "taken"}
        if self.fault is BankFault.JAMS:
            return told | {"reason": "jammed"}
        door.is_open = True
        self.opened.append((number, str(asked["purpose"])))
        told["opened"] = True
        if is_deposit:
            self._forget(deposit)
            door.deposit = deposit
            self._codes[deposit] = self._draw()
            told["code"] = "" if self.fault is BankFault.NO_CODE else self._codes[deposit]
        if self.fault is BankFault.OTHER_BOX:
            told["compartment"] = f"{number}0"
        return told

    def _draw(self) -> str:
        self._drawn += 3_923
        return f"{self._drawn}"

    def _forget(self, deposit: str) -> None:
        self._codes.pop(deposit, None)
        self.collected = [each for each in self.collected if each != deposit]
        for door in self.doors.values():
            if door.deposit == deposit:
                door.deposit = ""

    def _answer(self, status: int, body: object) -> bytes:
        told = b"" if body is None else json.dumps(body).encode()
        head = (
            f"HTTP/1.1 {status} {_REASONS[status]}\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(told)}\r\nConnection: close\r\n\r\n"
        )
        return head.encode() + told

    def _dribble(self, line: socket.socket, answer: bytes) -> None:
        for place in range(len(answer)):
            if self.is_closing.wait(_STEP_S):
                return
            line.sendall(answer[place : place + 1])

    def _wait_for_hang_up(self, line: socket.socket) -> None:
        while not self.is_closing.is_set():
            try:
                if not line.recv(16):
                    return
            except TimeoutError:
                continue


class LockerBoardSimulator(LoopbackDevice):
    """Takes commands on the loopback and never says a word; use it as a context."""

    def __init__(self, fault: BoardFault = BoardFault.NONE, *, port: int = 0) -> None:
        super().__init__("locker-board-simulator", port, step_s=_STEP_S)
        self.fault = fault
        #: Locks it pulled, counted from 1 over all boards.
        self.pulled: list[int] = []
        #: Bytes that were no command.
        self.refused: list[bytes] = []
        #: Counts the connections that ended.
        self.calls = threading.Semaphore(0)
        self.listen()

    @property
    def address(self) -> str:
        """Return where it listens."""
        return f"tcp://127.0.0.1:{self.port}"

    def attend(self, line: socket.socket) -> None:
        """Take commands until the line ends."""
        heard = b""
        while not self.is_closing.is_set():
            try:
                part = line.recv(_FRAME)
            except TimeoutError:
                continue
            if not part:
                break
            heard += part
            if self.fault is BoardFault.DROPS_IN_COMMAND:
                heard = heard[: _FRAME // 2]
                break
        if self.fault is not BoardFault.DEAF:
            self._do(heard)
        self.calls.release()

    def _do(self, heard: bytes) -> None:
        for place in range(0, len(heard), _FRAME):
            command = heard[place : place + _FRAME]
            is_sound = (
                len(command) == _FRAME
                and command[0] == 2
                and command[2:4] == b"\x31\x03"
                and sum(command[:4]) % 256 == command[4]
            )
            if is_sound:
                self.pulled.append((command[1] >> 4) * 16 + (command[1] & 15) + 1)
            else:
                self.refused.append(command)
