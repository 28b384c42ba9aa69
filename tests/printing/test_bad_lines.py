"""Lines that are busy, late or break: a person is asked where there is need, and only there."""

import os
import socket
import struct
import threading
from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path
from threading import Event
from types import SimpleNamespace

import pytest

from printing.simulator import PrinterSimulator
from printing.spooler import JobState, Patience, Reason, Spooler, delivery
from printing.spooler.delivery import Delivery
from printing.transports import (
    Condition,
    DirectoryTransport,
    FileTransport,
    LineLostError,
    NetworkTransport,
    PrinterStatus,
    SerialTransport,
    device,
    network,
)
from tests.printing.queue_of import HASTE, Listener, MemoryStore, a_clock, a_job
from tests.printing.test_spooler import CUT, running, to
from tests.printing.test_ways import a_terminal, printing_at
from tests.printing.wire import Wire


@pytest.fixture
def printer() -> Iterator[PrinterSimulator]:
    with PrinterSimulator() as simulator:
        yield simulator


def test_a_line_that_is_busy_takes_the_marker_in_its_own_time(
    printer: PrinterSimulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    send, tries = network._SocketLine._send, count(1)

    def busy(line: network._SocketLine, data: bytes, wait_s: float) -> int:
        """Take a byte of the job at every fourth try."""
        if data.startswith(b"\x10\x04"):
            return send(line, data, wait_s)
        return 0 if next(tries) % 4 else send(line, data[:1], wait_s)

    monkeypatch.setattr(network._SocketLine, "_send", busy)
    store = MemoryStore(a_job())
    with running(to(printer), store, patience=replace(HASTE, confirm_s=1)):
        store.wait_for_end("job-1")
    assert store.states_of("job-1") == [JobState.SENDING, JobState.SENT, JobState.PRINTED]
    assert [paper.text for paper in printer.papers] == ["paper 1"]
    assert printer.unknown_commands == []


def test_a_late_answer_is_not_taken_for_that_to_the_next_question(
    printer: PrinterSimulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(network, "_READ_BYTES", 1)
    with to(printer).open() as line:
        line._reply_s = 0.05
        printer.fall_behind()
        assert [line.status().condition for _ in range(3)] == [Condition.SILENT] * 3
        printer.catch_up()
        line._reply_s = 30
        assert line.status().condition is Condition.READY
        printer.open_cover()
        assert line.status().condition is Condition.COVER_OPEN


def test_an_answer_that_never_came_is_not_waited_for_for_ever(printer: PrinterSimulator) -> None:
    with to(printer, reply_s=0.05).open() as line:
        printer.mute()
        assert line.status().condition is Condition.SILENT
        printer.mute(is_mute=False)
        line._reply_s = 0.5
        assert Condition.READY in [line.status().condition for _ in range(2)]


def test_what_a_line_left_of_a_question_goes_before_the_rest(
    printer: PrinterSimulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    send = network._SocketLine._send
    monkeypatch.setattr(
        network._SocketLine, "_send", lambda line, data, wait_s: send(line, data[:1], wait_s)
    )
    with to(printer, reply_s=0.05).open() as line:
        assert line.status().condition is Condition.SILENT
        left = b"un\n" + CUT
        while left:
            left = left[line.write(left, 1) :]
        printer.wait_for_papers(1)
    assert [paper.text for paper in printer.papers] == ["un"]
    assert printer.unknown_commands == []


def test_a_port_is_left_when_no_answer_is_owed(printer: PrinterSimulator, tmp_path: Path) -> None:
    with Wire(printer, tmp_path / "lp0") as wire:
        for way in (SerialTransport(str(wire.path)), FileTransport(wire.path, True)):
            with way.open() as line:
                line._reply_s = 0.05
                printer.fall_behind()
                assert line.status().condition is Condition.SILENT
                line._reply_s = 30
                printer.catch_up()
            assert line._owed == 0


def test_what_a_usb_printer_said_too_late_is_not_told_to_who_asks_next(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(device, "_READ_BYTES", 1)
    with a_terminal() as (theirs, ours):
        os.write(theirs, b"\x16")
        with printing_at(theirs) as got:
            usb = FileTransport(ours, answers_status=True, reply_s=30)
            with usb.open() as line:
                assert line.status().condition is Condition.READY
                line.write(line.marked(b"un"), 1)
                assert line.is_confirmed(30)
        assert bytes(got) == b"un"


def test_a_printer_that_answers_nothing_and_resets_in_the_middle_is_asked_about(
    printer: PrinterSimulator,
) -> None:
    store = MemoryStore(a_job(1), a_job(2))
    printer.drop_after(6)
    with running(replace(to(printer), answers_status=False), store):
        doubtful = store.wait_for_end("job-1")
        assert store.wait_for_end("job-2").state is JobState.SENT
    assert (doubtful.state, doubtful.reason) == (JobState.DOUBTFUL, Reason.LINK_LOST)
    assert [paper.text for paper in printer.papers if paper.is_cut] == ["paper 2"]


def test_a_printer_that_answers_nothing_may_close_as_it_likes() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        way = NetworkTransport(*listener.getsockname()[:2], answers_status=False)
        with way.open() as line:
            printer_end, _ = listener.accept()
            closing = threading.Thread(target=_reset_at_the_end, args=(printer_end,))
            closing.start()
            line.write(b"un", 1)
            line.finish()
        closing.join()


def _reset_at_the_end(connection: socket.socket) -> None:
    with connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        while connection.recv(1):
            pass


def test_a_paper_has_the_time_that_the_slowest_line_takes_for_it(
    printer: PrinterSimulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_confirmed, looks = network._SocketLine.is_confirmed, count()
    monkeypatch.setattr(
        network._SocketLine,
        "is_confirmed",
        lambda line, _wait_s: bool(next(looks)) and is_confirmed(line, 20),
    )
    store = MemoryStore(a_job())
    with running(to(printer), store, patience=replace(HASTE, confirm_s=0, slowest_line=1)):
        assert store.wait_for_end("job-1").state is JobState.PRINTED


class Script:
    """A line by heart: what it takes at each try before it breaks, then how the printer stands."""

    confirms = True

    def __init__(self, takes: list[int], stands: list[Condition]) -> None:
        self._takes, self._stands = iter(takes), iter(stands)
        self._now: Condition | None = None

    def marked(self, data: bytes) -> bytes:
        return data

    def write(self, data: bytes, wait_s: float) -> int:
        try:
            return min(next(self._takes), len(data))
        except StopIteration:
            raise LineLostError from None

    def finish(self) -> None:
        """All has left."""

    def is_confirmed(self, wait_s: float) -> bool:
        self._now = next(self._stands, None)
        return self._now is None

    def status(self) -> PrinterStatus:
        assert self._now
        return PrinterStatus(self._now)


_SHORT = [Condition.PAPER_OUT] * 20
_LONG = [Condition.PAPER_OUT] * 40


@pytest.mark.parametrize(
    ("takes", "stands", "state", "reason"),
    [
        ([], [], JobState.QUEUED, Reason.UNREACHABLE),
        ([0, 5], [], JobState.DOUBTFUL, Reason.LINK_LOST),
        ([5] + [0] * 40, [], JobState.DOUBTFUL, Reason.INTERRUPTED),
        ([0, 0, 1] * 30, [], JobState.PRINTED, Reason.NONE),
        ([99], [Condition.READY] * 20, JobState.DOUBTFUL, Reason.SILENT),
        ([99], [*_SHORT, Condition.READY], JobState.PRINTED, Reason.NONE),
        ([99], _LONG, JobState.DOUBTFUL, Reason.PAPER_OUT),
    ],
    ids=["broken", "broken midway", "stuck", "slow", "silent", "refilled late", "not refilled"],
)
def test_a_job_ends_as_its_line_lets_it(
    takes: list[int],
    stands: list[Condition],
    state: JobState,
    reason: Reason,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Each look at the clock is a second later than the last.
    monkeypatch.setattr(delivery, "time", SimpleNamespace(monotonic=count().__next__))
    job, paper = a_job(state=JobState.SENDING), b"x" * 30
    ledger = Spooler("counter", DirectoryTransport(Path()), MemoryStore(job), a_clock(), Listener())
    delivered = Delivery(job, ledger, Patience(confirm_s=10, hold_s=30), Event())
    end = delivered.carry_out(Script(takes, stands), paper, is_confirmable=True)
    assert end == (state, reason)
