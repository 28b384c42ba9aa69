"""A printer that stands still, and the one that takes its papers."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from printing.simulator import PrinterSimulator
from printing.spooler import JobState, Relief, Spooler
from printing.transports import NetworkTransport
from tests.printing.queue_of import HASTE, Listener, MemoryStore, a_clock, a_job

CUT = b"\x1dVB\x00"


@pytest.fixture
def printer() -> Iterator[PrinterSimulator]:
    with PrinterSimulator() as simulator:
        yield simulator


@pytest.fixture
def other() -> Iterator[PrinterSimulator]:
    with PrinterSimulator() as simulator:
        yield simulator


def to(printer: PrinterSimulator) -> NetworkTransport:
    return NetworkTransport(printer.host, printer.port, reply_s=30)


@contextmanager
def two_printers(
    printer: PrinterSimulator,
    other: PrinterSimulator,
    store: MemoryStore,
    hand_over: Callable[[str], None] | None = None,
    *,
    after_s: float = 0,
) -> Iterator[None]:
    """Run the queues of "counter" and "back"; the second relieves the first."""
    back = Spooler("back", to(other), store, a_clock(), Listener(), patience=HASTE)

    def give(code: str) -> None:
        for job in store.in_states(code, frozenset({JobState.QUEUED})):
            store.hand_to(job.id, "back")
        back.wake()

    relief = Relief(after_s, hand_over or give)
    counter = Spooler(
        "counter", to(printer), store, a_clock(), Listener(), patience=HASTE, relief=relief
    )
    for spooler in (counter, back):
        spooler.start()
    try:
        yield
    finally:
        counter.stop()
        back.stop()


def test_waiting_papers_of_a_dead_printer_come_out_at_the_other_one_once(
    printer: PrinterSimulator, other: PrinterSimulator
) -> None:
    store = MemoryStore(*[a_job(number) for number in (1, 2, 3)])
    printer.run_out_of_paper()
    with two_printers(printer, other, store):
        for number in (1, 2, 3):
            done = store.wait_for(f"job-{number}", JobState.PRINTED)
            assert (done.printer, done.came_from) == ("back", "counter")
        printer.refill()
    assert printer.papers == []
    assert [paper.text for paper in other.papers] == ["paper 1", "paper 2", "paper 3"]


def test_others_do_not_wait_for_a_paper_that_stopped_in_the_middle(
    printer: PrinterSimulator, other: PrinterSimulator
) -> None:
    store = MemoryStore(a_job(1, payload=b"1\n2\n3\n" + CUT), a_job(2))
    printer.run_out_of_paper(after_lines=1)
    with two_printers(printer, other, store):
        store.wait_for("job-2", JobState.PRINTED)
        assert store.get("job-1").state is JobState.HELD
        printer.refill()
        assert store.wait_for("job-1", JobState.PRINTED).printer == "counter"
    assert [paper.text for paper in printer.papers] == ["1\n2\n3"]
    assert [paper.text for paper in other.papers] == ["paper 2"]


def test_a_printer_is_given_its_time(printer: PrinterSimulator, other: PrinterSimulator) -> None:
    store = MemoryStore(a_job())
    printer.open_cover()
    with two_printers(printer, other, store, after_s=3600):
        printer.close_cover()
        assert store.wait_for("job-1", JobState.PRINTED).printer == "counter"
    assert other.papers == []


def test_a_printer_that_works_keeps_its_papers(
    printer: PrinterSimulator, other: PrinterSimulator
) -> None:
    store = MemoryStore(a_job())
    with two_printers(printer, other, store):
        assert store.wait_for("job-1", JobState.PRINTED).printer == "counter"


def test_help_that_fails_costs_nothing_but_itself(
    printer: PrinterSimulator, other: PrinterSimulator, caplog: pytest.LogCaptureFixture
) -> None:
    store = MemoryStore(a_job(1, payload=b"1\n2\n" + CUT))

    def fail(_code: str) -> None:
        raise OSError("disk full")

    printer.run_out_of_paper(after_lines=1)
    with two_printers(printer, other, store, fail):
        store.wait_for("job-1", JobState.HELD)
        printer.refill()
        store.wait_for("job-1", JobState.PRINTED)
    assert {record.message for record in caplog.records} <= {"relief_failed"}


def test_bytes_of_a_job_that_another_printer_took_meanwhile_do_not_leave() -> None:
    store = MemoryStore(a_job())
    read_before = store.get("job-1")
    assert store.hand_to("job-1", "back")
    assert not store.claim(read_before, a_clock().now())
    assert store.claim(replace(read_before, printer="back"), a_clock().now())
