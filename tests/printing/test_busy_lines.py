"""Lines that take little at a time, and answers that come late: nobody is asked without need."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import count

import pytest

from printing.simulator import PrinterSimulator
from printing.spooler import JobState
from printing.transports import network
from tests.printing.queue_of import HASTE, MemoryStore, a_job
from tests.printing.test_spooler import running, to


@pytest.fixture
def printer() -> Iterator[PrinterSimulator]:
    with PrinterSimulator() as simulator:
        yield simulator


def test_a_line_that_is_busy_takes_the_marker_in_its_own_time(
    printer: PrinterSimulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    write, tries = network._SocketLine.write, count(1)

    def busy(line: network._SocketLine, data: bytes, wait_s: float) -> int:
        """Take a byte of the job at every fourth try."""
        if data.startswith(b"\x10\x04"):
            return write(line, data, wait_s)
        return 0 if next(tries) % 4 else write(line, data[:1], wait_s)

    monkeypatch.setattr(network._SocketLine, "write", busy)
    store = MemoryStore(a_job())
    with running(to(printer), store, patience=replace(HASTE, confirm_s=1)):
        store.wait_for_end("job-1")
    assert store.states_of("job-1") == [JobState.SENDING, JobState.SENT, JobState.PRINTED]
    assert [paper.text for paper in printer.papers] == ["paper 1"]
    assert printer.unknown_commands == []


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
