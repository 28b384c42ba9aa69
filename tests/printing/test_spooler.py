import errno
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from printing.simulator import PrinterSimulator
from printing.spooler import (
    DRAWER_FRESH,
    DrawerOpened,
    JobState,
    NotADuplicateError,
    Patience,
    PrinterChanged,
    PrintJob,
    Reason,
    Spooler,
)
from printing.transports import (
    Condition,
    DirectoryTransport,
    FileTransport,
    NetworkTransport,
    PrinterStatus,
    Transport,
)
from sync.kernel.clock import SetClock
from tests.printing.queue_of import HASTE, WAIT_S, Listener, MemoryStore, a_clock, a_job

KICK = b"\x1bp\x0022"
CUT = b"\x1dVB\x00"


@pytest.fixture
def printer() -> Iterator[PrinterSimulator]:
    with PrinterSimulator() as simulator:
        yield simulator


@contextmanager
def running(
    transport: Transport,
    store: MemoryStore,
    listener: Listener | None = None,
    clock: SetClock | None = None,
    patience: Patience = HASTE,
) -> Iterator[Spooler]:
    spooler = Spooler(
        "counter",
        transport,
        store,
        clock or a_clock(),
        listener or Listener(),
        drawer_kick=KICK,
        patience=patience,
    )
    spooler.start()
    try:
        yield spooler
    finally:
        spooler.stop()


def to(printer: PrinterSimulator, *, reply_s: float = 30) -> NetworkTransport:
    """Return a way to the printer that waits long for replies: the machine may be busy."""
    return NetworkTransport(printer.host, printer.port, reply_s=reply_s)


def test_a_paper_is_printed_and_confirmed(printer: PrinterSimulator) -> None:
    store = MemoryStore()
    with running(to(printer), store) as spooler:
        spooler.submit(a_job())
        store.wait_for("job-1", JobState.PRINTED)
    assert store.states_of("job-1") == [JobState.SENDING, JobState.SENT, JobState.PRINTED]
    assert [paper.text for paper in printer.papers] == ["paper 1"]


def test_papers_come_out_in_the_order_they_were_asked_for(printer: PrinterSimulator) -> None:
    store = MemoryStore(*[a_job(number) for number in (5, 2, 4, 1, 3)])
    with running(to(printer), store):
        store.wait_for("job-5", JobState.PRINTED)
    assert [paper.text for paper in printer.papers] == [f"paper {number}" for number in range(1, 6)]


def test_a_job_another_transaction_stored_is_found_at_the_bell(printer: PrinterSimulator) -> None:
    store, listener = MemoryStore(), Listener()
    with running(to(printer), store, listener) as spooler:
        listener.wait_until(PrinterChanged)
        store.add(a_job())
        spooler.wake()
        store.wait_for("job-1", JobState.PRINTED)


def test_a_printer_that_is_switched_off_keeps_the_job_queued(printer: PrinterSimulator) -> None:
    store, listener = MemoryStore(), Listener()
    transport = to(printer)
    printer.stop()
    with running(transport, store, listener) as spooler:
        spooler.submit(a_job())
        listener.wait_for_reason(Reason.UNREACHABLE)
        assert store.get("job-1").state is JobState.QUEUED
        with PrinterSimulator(port=transport.port) as again:
            store.wait_for("job-1", JobState.PRINTED)
            assert [paper.text for paper in again.papers] == ["paper 1"]


def test_a_line_cut_in_the_middle_makes_the_job_doubtful_and_is_never_retried(
    printer: PrinterSimulator,
) -> None:
    # Nine bytes are the three questions before the job; then four bytes of it.
    store, listener = MemoryStore(), Listener()
    printer.drop_after(13)
    with running(to(printer), store, listener) as spooler:
        store.add(a_job(1))
        store.add(a_job(2))
        spooler.wake()
        # The first look at the idle printer may spend the bytes, then the job is only queued.
        store.wait_for("job-2", JobState.PRINTED, JobState.DOUBTFUL)
        first = store.wait_for("job-1", JobState.PRINTED, JobState.DOUBTFUL)
    texts = [paper.text for paper in printer.papers if paper.is_cut]
    expected = {"paper 1": first.state, "paper 2": store.get("job-2").state}
    assert texts == [text for text, state in expected.items() if state is JobState.PRINTED]


def test_a_broken_job_does_not_hold_up_the_next(printer: PrinterSimulator) -> None:
    broken, whole = a_job(1, payload=b"x\n" * 5_000 + CUT), a_job(2)
    store = MemoryStore(broken, whole)
    printer.drop_after(6_000)
    with running(to(printer), store):
        doubtful = store.wait_for("job-1", JobState.DOUBTFUL)
        store.wait_for("job-2", JobState.PRINTED)
    assert doubtful.reason is Reason.LINK_LOST
    assert [paper.text for paper in printer.papers if paper.is_cut] == ["paper 2"]


def test_lost_replies_make_the_job_doubtful_not_printed_twice(printer: PrinterSimulator) -> None:
    store, listener = MemoryStore(), Listener()
    soon = replace(HASTE, confirm_s=0.05)
    with running(to(printer, reply_s=1), store, listener, patience=soon) as spooler:
        listener.wait_until(PrinterChanged)
        printer.run_out_of_paper(after_lines=1)
        spooler.submit(a_job())
        store.wait_for("job-1", JobState.HELD)
        printer.mute()
        printer.refill()
        doubtful = store.wait_for("job-1", JobState.DOUBTFUL)
    assert doubtful.reason is Reason.SILENT
    assert [paper.text for paper in printer.papers] == ["paper 1"]


def test_a_printer_that_never_answers_gets_its_papers_and_confirms_none(
    printer: PrinterSimulator,
) -> None:
    store, listener = MemoryStore(a_job()), Listener()
    printer.mute()
    with running(to(printer, reply_s=0.05), store, listener):
        sent = store.wait_for("job-1", JobState.SENT)
        listener.wait_until(PrinterChanged, is_unconfirmed=True)
        printer.wait_for_papers(1)
        store.wait_for("job-1", JobState.SENT)
    assert store.states_of("job-1") == [JobState.SENDING, JobState.SENT, JobState.SENT]
    assert sent.state is JobState.SENT
    assert store.get("job-1").reason is Reason.UNCONFIRMED


def test_a_printer_that_fell_silent_is_a_fault_and_the_job_waits(
    printer: PrinterSimulator,
) -> None:
    store, listener = MemoryStore(), Listener()
    with running(to(printer, reply_s=1), store, listener) as spooler:
        listener.wait_until(PrinterChanged)
        printer.mute()
        spooler.submit(a_job())
        listener.wait_for_reason(Reason.SILENT)
        assert printer.papers == []
        printer.mute(is_mute=False)
        store.wait_for("job-1", JobState.PRINTED)


@pytest.mark.parametrize("state", [JobState.SENDING, JobState.SENT, JobState.HELD])
def test_what_a_crash_left_underway_is_asked_about_not_printed_again(
    printer: PrinterSimulator, state: JobState
) -> None:
    store = MemoryStore(a_job(1, state=state), a_job(2))
    with running(to(printer), store):
        doubtful = store.wait_for("job-1", JobState.DOUBTFUL)
        store.wait_for("job-2", JobState.PRINTED)
    assert doubtful.reason is Reason.INTERRUPTED
    assert [paper.text for paper in printer.papers] == ["paper 2"]


class ForgetfulStore(MemoryStore):
    """Its disk is full at one moment: when the first job's last byte has left."""

    has_failed = False

    def move(
        self, job_id: str, before: JobState, after: JobState, reason: Reason, at: datetime
    ) -> bool:
        if after is JobState.SENT and not self.has_failed:
            self.has_failed = True
            raise OSError(errno.ENOSPC, "full")
        return super().move(job_id, before, after, reason, at)


def test_a_job_the_store_lost_sight_of_is_asked_about_not_left_underway(
    printer: PrinterSimulator,
) -> None:
    store = ForgetfulStore(a_job(1), a_job(2))
    with running(to(printer), store):
        doubtful = store.wait_for("job-1", JobState.DOUBTFUL)
        store.wait_for("job-2", JobState.PRINTED)
    assert doubtful.reason is Reason.INTERRUPTED
    assert [paper.text for paper in printer.papers] == ["paper 1", "paper 2"]


def test_a_paper_that_could_never_be_confirmed_is_not_asked_about(
    printer: PrinterSimulator,
) -> None:
    sent = a_job(1, state=JobState.SENT, reason=Reason.UNCONFIRMED)
    store = MemoryStore(sent, a_job(2))
    with running(to(printer), store):
        store.wait_for("job-2", JobState.PRINTED)
    assert store.get("job-1") == sent


def settled(job: PrintJob, *, came_out: bool) -> PrintJob:
    store = MemoryStore(replace(job, state=JobState.DOUBTFUL))
    spooler = Spooler("counter", DirectoryTransport(Path()), store, a_clock(), Listener())
    return spooler.settle(job.id, came_out=came_out)


def test_a_person_settles_what_is_doubtful() -> None:
    receipt, label = a_job(), a_job(is_fiscal=False)
    assert settled(receipt, came_out=True).state is JobState.PRINTED
    assert settled(label, came_out=True).state is JobState.PRINTED
    lost = settled(receipt, came_out=False)
    assert (lost.state, lost.reason) == (JobState.CANCELLED, Reason.NOT_PRINTED)
    assert settled(label, came_out=False).state is JobState.QUEUED


def test_a_settled_job_is_not_settled_again() -> None:
    store = MemoryStore(a_job(state=JobState.PRINTED))
    spooler = Spooler("counter", DirectoryTransport(Path()), store, a_clock(), Listener())
    assert spooler.settle("job-1", came_out=False).state is JobState.PRINTED


def test_the_same_bytes_of_a_receipt_are_refused_a_duplicata_is_taken() -> None:
    store = MemoryStore(a_job(1, state=JobState.CANCELLED))
    spooler = Spooler("counter", DirectoryTransport(Path()), store, a_clock(), Listener())
    with pytest.raises(NotADuplicateError):
        spooler.submit(a_job(2, payload=a_job(1).payload, reprint_of="job-1"))
    spooler.submit(a_job(3, payload=b"DUPLICATA", reprint_of="job-1"))
    assert store.get("job-3").state is JobState.QUEUED


def test_a_job_for_another_printer_is_refused() -> None:
    spooler = Spooler("kitchen", DirectoryTransport(Path()), MemoryStore(), a_clock(), Listener())
    with pytest.raises(ValueError, match="kitchen"):
        spooler.submit(a_job())


def test_a_waiting_job_can_be_withdrawn_a_printed_one_not(printer: PrinterSimulator) -> None:
    store, listener = MemoryStore(a_job()), Listener()
    printer.open_cover()
    with running(to(printer), store, listener) as spooler:
        listener.wait_for_reason(Reason.COVER_OPEN)
        assert spooler.cancel("job-1")
        assert not spooler.cancel("job-1")
        printer.close_cover()
        spooler.submit(a_job(2))
        store.wait_for("job-2", JobState.PRINTED)
    assert [paper.text for paper in printer.papers] == ["paper 2"]


def test_stopping_while_the_printer_holds_leaves_the_job_to_a_persons_judgement(
    printer: PrinterSimulator,
) -> None:
    store = MemoryStore(a_job(payload=b"1\n2\n3\n" + CUT))
    printer.run_out_of_paper(after_lines=1)
    with running(to(printer), store) as spooler:
        store.wait_for("job-1", JobState.HELD)
        spooler.stop()
    assert store.get("job-1").state is JobState.DOUBTFUL


def test_stopping_does_not_wait_for_an_idle_printer(printer: PrinterSimulator) -> None:
    listener = Listener()
    with running(to(printer), MemoryStore(), listener) as spooler:
        listener.wait_until(PrinterChanged)
        spooler.stop()
        assert not spooler._thread.is_alive()


def test_the_drawer_opens_without_a_paper(printer: PrinterSimulator) -> None:
    listener = Listener()
    with running(to(printer), MemoryStore(), listener) as spooler:
        spooler.open_drawer()
        printer.wait_for_drawer(1)
        listener.wait_until(DrawerOpened, has_opened=True)
    assert printer.papers == []


def test_a_drawer_that_cannot_open_says_so_and_does_not_open_later(
    printer: PrinterSimulator,
) -> None:
    transport, listener, store = to(printer), Listener(), MemoryStore()
    printer.stop()
    with running(transport, store, listener) as spooler:
        spooler.open_drawer()
        listener.wait_until(DrawerOpened, has_opened=False)
        with PrinterSimulator(port=transport.port) as again:
            spooler.submit(a_job())
            store.wait_for("job-1", JobState.PRINTED)
            assert again.drawer_kicks == 0


def test_a_drawer_that_was_asked_for_long_ago_stays_shut(printer: PrinterSimulator) -> None:
    clock, listener = a_clock(), Listener()
    spooler = Spooler("counter", to(printer), MemoryStore(), clock, listener, drawer_kick=KICK)
    spooler.open_drawer()
    clock.advance(DRAWER_FRESH + timedelta(seconds=1))
    spooler.work_off()
    listener.wait_until(DrawerOpened, has_opened=False)
    assert printer.drawer_kicks == 0


def test_a_drawer_asked_for_while_a_paper_is_held_is_told_at_once(
    printer: PrinterSimulator,
) -> None:
    store, listener = MemoryStore(a_job(payload=b"1\n2\n3\n" + CUT)), Listener()
    printer.run_out_of_paper(after_lines=1)
    with running(to(printer), store, listener) as spooler:
        store.wait_for("job-1", JobState.HELD)
        spooler.open_drawer()
        listener.wait_until(DrawerOpened, has_opened=False)
        printer.refill()
        store.wait_for("job-1", JobState.PRINTED)
    assert printer.drawer_kicks == 0


def test_no_pulse_waits_in_a_printer_without_paper_for_somebody_to_refill_it(
    printer: PrinterSimulator,
) -> None:
    store, listener = MemoryStore(), Listener()
    patience = replace(HASTE, idle_s=WAIT_S)  # it runs out between two looks at it
    with running(to(printer), store, listener, patience=patience) as spooler:
        listener.wait_until(PrinterChanged)
        printer.run_out_of_paper()
        spooler.open_drawer()
        listener.wait_until(DrawerOpened, has_opened=False)
        printer.refill()
        spooler.submit(a_job())
        store.wait_for("job-1", JobState.PRINTED)
    assert printer.drawer_kicks == 0


def test_a_receipt_opens_the_drawer_only_while_its_sale_is_fresh(
    printer: PrinterSimulator,
) -> None:
    clock = a_clock()
    fresh = a_job(1, opens_drawer=True, created_at=clock.now())
    stale = a_job(
        2, opens_drawer=True, created_at=clock.now() - DRAWER_FRESH - timedelta(seconds=1)
    )
    store = MemoryStore(fresh, stale)
    with running(to(printer), store, clock=clock):
        store.wait_for("job-1", JobState.PRINTED)
        store.wait_for("job-2", JobState.PRINTED)
    assert printer.drawer_kicks == 1


def test_how_the_printer_stands_is_announced_once_each_time_it_changes(
    printer: PrinterSimulator,
) -> None:
    listener = Listener()
    ready = PrinterStatus(Condition.READY, drawer_level=True)
    with running(to(printer), MemoryStore(), listener):
        listener.wait_until(PrinterChanged, status=ready)
        printer.run_low_on_paper()
        listener.wait_until(PrinterChanged, status=replace(ready, is_paper_low=True))
        printer.open_cover()
        listener.wait_until(
            PrinterChanged, status=replace(ready, condition=Condition.COVER_OPEN, is_paper_low=True)
        )
    news = [item for item in listener.heard if isinstance(item, PrinterChanged)]
    assert len(news) == len({(item.status, item.is_unconfirmed) for item in news}) == 3


def test_without_a_printer_each_paper_is_a_file_and_nothing_is_asked(tmp_path: Path) -> None:
    store = MemoryStore(a_job(payload=b"%PDF"))
    with running(DirectoryTransport(tmp_path, ".pdf"), store):
        store.wait_for("job-1", JobState.PRINTED)
    (file,) = tmp_path.iterdir()
    assert file.name == "20261121-090001-receipt-job-1.pdf"
    assert file.read_bytes() == b"%PDF"


def test_a_directory_that_is_full_keeps_the_job_queued(tmp_path: Path) -> None:
    (tmp_path / "papers").write_text("in the way")
    store, listener = MemoryStore(a_job(payload=b"%PDF")), Listener()
    with running(DirectoryTransport(tmp_path / "papers"), store, listener):
        listener.wait_for_reason(Reason.UNREACHABLE)
        (tmp_path / "papers").unlink()
        store.wait_for("job-1", JobState.PRINTED)
    assert [path.read_bytes() for path in (tmp_path / "papers").iterdir()] == [b"%PDF"]


def test_a_file_as_printer_ends_as_sent_because_it_cannot_confirm(tmp_path: Path) -> None:
    store = MemoryStore(a_job())
    with running(FileTransport(tmp_path / "lp0"), store, listener := Listener()):
        listener.wait_for_reason(Reason.UNCONFIRMED)
    assert (tmp_path / "lp0").read_bytes() == a_job().payload
    assert store.get("job-1").state is JobState.SENT


class FullDisk(MemoryStore):
    """A store that fails as often as it is told."""

    failures = 2

    def next_queued(self, printer: str) -> PrintJob | None:
        if self.failures:
            self.failures -= 1
            raise OSError("disk full")
        return super().next_queued(printer)


def test_a_store_that_fails_does_not_kill_the_queue(
    printer: PrinterSimulator, caplog: pytest.LogCaptureFixture
) -> None:
    store = FullDisk(a_job())
    with running(to(printer), store):
        store.wait_for("job-1", JobState.PRINTED)
    assert [record.message for record in caplog.records] == ["spooler_failed"] * 2
