"""The faults of a printer, over each way on which it tells of them: network, serial, USB."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from printing.simulator import PrinterSimulator
from printing.spooler import JobState, Reason
from printing.transports import FileTransport, SerialTransport, Transport, device
from tests.printing.queue_of import Listener, MemoryStore, a_job
from tests.printing.test_spooler import CUT, running, to
from tests.printing.wire import Wire

_BUSY_MACHINE_S = 30


@pytest.fixture
def printer() -> Iterator[PrinterSimulator]:
    with PrinterSimulator() as simulator:
        yield simulator


@pytest.fixture(params=["network", "serial", "usb"])
def way(
    request: pytest.FixtureRequest,
    printer: PrinterSimulator,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Transport]:
    if request.param == "network":
        yield to(printer)
        return
    monkeypatch.setattr(device, "_DEVICES", tmp_path)
    with Wire(printer, tmp_path / "lp0") as wire:
        if request.param == "serial":
            yield SerialTransport(str(wire.path), reply_s=_BUSY_MACHINE_S)
        else:
            yield FileTransport(wire.path, answers_status=True, reply_s=_BUSY_MACHINE_S)


@pytest.mark.parametrize(
    ("fault", "mend", "reason"),
    [
        ("run_out_of_paper", "refill", Reason.PAPER_OUT),
        ("open_cover", "close_cover", Reason.COVER_OPEN),
        ("go_offline", "come_online", Reason.OFFLINE),
    ],
)
def test_nothing_is_sent_to_a_printer_that_is_not_ready_and_all_of_it_later(
    printer: PrinterSimulator, way: Transport, fault: str, mend: str, reason: Reason
) -> None:
    store, listener = MemoryStore(a_job()), Listener()
    getattr(printer, fault)()
    with running(way, store, listener):
        waiting = listener.wait_for_reason(reason)
        assert waiting.state is JobState.QUEUED
        assert store.states_of("job-1") == []
        getattr(printer, mend)()
        store.wait_for("job-1", JobState.PRINTED)
    assert [paper.text for paper in printer.papers] == ["paper 1"]


def test_paper_that_runs_out_in_the_middle_holds_the_job_until_it_is_refilled(
    printer: PrinterSimulator, way: Transport
) -> None:
    store, listener = MemoryStore(a_job(payload=b"1\n2\n3\n4\n" + CUT)), Listener()
    printer.run_out_of_paper(after_lines=2)
    with running(way, store, listener):
        held = store.wait_for("job-1", JobState.HELD)
        assert held.reason is Reason.PAPER_OUT
        printer.refill()
        store.wait_for("job-1", JobState.PRINTED)
    assert [paper.text for paper in printer.papers] == ["1\n2\n3\n4"]


def test_ten_faults_in_a_row_lose_nothing_and_double_nothing(
    printer: PrinterSimulator, way: Transport
) -> None:
    """Each job: its paper came out whole once, or it is doubtful and at most a piece came out."""
    store = MemoryStore()
    faults = (printer.run_out_of_paper, printer.open_cover, printer.go_offline)
    mends = (printer.refill, printer.close_cover, printer.come_online)
    with running(way, store) as spooler:
        for number in range(10):
            which = number % 4
            if which == 3:
                printer.drop_after(20 + 7 * number)
            else:
                faults[which]()
            spooler.submit(a_job(number, payload=b"line\n" * 20 + b"paper %d\n" % number + CUT))
            if which != 3:
                mends[which]()
            store.wait_for(f"job-{number}", JobState.PRINTED, JobState.DOUBTFUL)
    whole = [paper.text.splitlines()[-1] for paper in printer.papers if paper.is_cut]
    states = {number: store.get(f"job-{number}").state for number in range(10)}
    assert whole == [f"paper {n}" for n, state in states.items() if state is JobState.PRINTED]
