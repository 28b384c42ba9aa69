import os
import socket
import threading
import tty
from pathlib import Path

import pytest

from printing.simulator import PrinterSimulator
from printing.transports import (
    Condition,
    DirectoryTransport,
    FileTransport,
    LineLostError,
    NetworkTransport,
    UnreachableError,
    network,
    status_of,
)
from tests.support.a_slow_name import FAR, slow_name

CUT = b"\x1dVB\x00"


def to(printer: PrinterSimulator, *, answers: bool = True, reply_s: float = 30) -> NetworkTransport:
    return NetworkTransport(printer.host, printer.port, answers, reply_s)


def test_a_network_printer_tells_how_it_stands() -> None:
    with PrinterSimulator() as printer:
        transport = to(printer)
        assert status_of(transport).condition is Condition.READY
        printer.run_low_on_paper()
        assert status_of(transport).is_paper_low
        for fault, mend, condition in (
            (printer.run_out_of_paper, printer.refill, Condition.PAPER_OUT),
            (printer.open_cover, printer.close_cover, Condition.COVER_OPEN),
            (printer.go_offline, printer.come_online, Condition.OFFLINE),
        ):
            fault()
            assert status_of(transport).condition is condition
            mend()
        assert status_of(transport).condition is Condition.READY


def test_silence_is_not_the_same_as_ready() -> None:
    with PrinterSimulator() as printer:
        printer.mute()
        assert status_of(to(printer, reply_s=0.05)).condition is Condition.SILENT
        assert status_of(to(printer, answers=False)).condition is Condition.SILENT
        assert not Condition.SILENT.can_print


def test_a_name_nobody_finds_holds_nobody_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network, "CONNECT_SECONDS", 0.01)
    with slow_name():
        assert status_of(NetworkTransport(FAR)).condition is Condition.UNREACHABLE


def test_nobody_there_is_told_at_once() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    transport = NetworkTransport("127.0.0.1", port)
    assert status_of(transport).condition is Condition.UNREACHABLE
    with pytest.raises(UnreachableError), transport.open():
        pass


def test_a_host_that_swallows_connections_is_given_up() -> None:
    # A backlog that is full: the third connection waits for ever, as behind a silent firewall.
    listener = socket.socket()
    with listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        fillers = [socket.socket() for _ in range(8)]
        for filler in fillers:
            filler.setblocking(False)
            filler.connect_ex(listener.getsockname())
        done = threading.Event()
        seen: list[Condition] = []

        def look() -> None:
            seen.append(status_of(NetworkTransport(*listener.getsockname())).condition)
            done.set()

        thread = threading.Thread(target=look)
        thread.start()
        assert done.wait(10)
        thread.join()
        for filler in fillers:
            filler.close()
    assert seen == [Condition.UNREACHABLE]


def test_a_job_is_confirmed_when_it_was_worked_off() -> None:
    with PrinterSimulator() as printer, to(printer).open() as line:
        assert line.confirms
        assert line.write(line.marked(b"un\n" + CUT), 1) == 10
        assert line.is_confirmed(10)
        assert [paper.text for paper in printer.papers] == ["un"]


def test_a_job_is_not_confirmed_while_the_cover_is_open_and_is_after() -> None:
    with PrinterSimulator() as printer, to(printer).open() as line:
        printer.open_cover()
        line.write(line.marked(b"un\n" + CUT), 1)
        assert not line.is_confirmed(0.05)
        assert line.status().condition is Condition.COVER_OPEN
        printer.close_cover()
        assert line.is_confirmed(10)


def test_a_reset_in_the_middle_is_a_lost_line() -> None:
    with PrinterSimulator() as printer, to(printer).open() as line:
        printer.drop_after(3)
        line.write(b"un\n" + CUT, 1)
        printer.wait_for_papers(1)
        with pytest.raises(LineLostError):
            line.status()


def test_a_status_the_printer_pushes_by_itself_confirms_nothing() -> None:
    listener = socket.create_server(("127.0.0.1", 0))
    with listener, NetworkTransport(*listener.getsockname()[:2]).open() as line:
        printer_end, _ = listener.accept()
        with printer_end:
            line.write(line.marked(b"un\n" + CUT), 1)
            printer_end.sendall(b"\x14\x16")  # automatic status back, a late answer to DLE EOT
            assert not line.is_confirmed(0.1)
            printer_end.sendall(b"\x00")
            assert line.is_confirmed(10)


def test_a_printer_that_stops_reading_takes_no_more_bytes_and_nobody_hangs() -> None:
    listener = socket.create_server(("127.0.0.1", 0))
    transport = NetworkTransport(*listener.getsockname()[:2], answers_status=False)
    with listener, transport.open() as line:
        sent = 0
        while taken := line.write(b"x" * 1_000_000, 0.05):
            sent += taken
        assert sent > 0
        assert line.write(b"x", 0) == 0
        listener.accept()[0].close()


def test_a_file_gets_each_job_behind_the_last(tmp_path: Path) -> None:
    transport = FileTransport(tmp_path / "lp0")
    for text in (b"un\n", b"deux\n"):
        with transport.open() as line:
            assert line.write(line.marked(text), 1) == len(text)
            assert not line.confirms
            assert not line.is_confirmed(0)
    assert transport.path.read_bytes() == b"un\ndeux\n"


def test_a_file_that_cannot_be_opened_is_unreachable(tmp_path: Path) -> None:
    assert status_of(FileTransport(tmp_path)).condition is Condition.UNREACHABLE
    gone = FileTransport(tmp_path / "no" / "such" / "device")
    assert status_of(gone).condition is Condition.UNREACHABLE


def test_a_device_file_answers_like_a_printer(tmp_path: Path) -> None:
    printer_end, our_end = os.openpty()
    tty.setraw(our_end)
    try:
        transport = FileTransport(Path(os.ttyname(our_end)), answers_status=True, reply_s=30)
        answered = threading.Thread(target=_answer_as_printer, args=(printer_end,))
        answered.start()
        status = status_of(transport)
        answered.join()
        assert status.condition is Condition.PAPER_OUT
    finally:
        os.close(printer_end)
        os.close(our_end)


def _answer_as_printer(descriptor: int) -> None:
    replies = {1: 0x1E, 2: 0x32, 4: 0x72}
    for _ in replies:
        question = b""
        while len(question) < 3:
            question += os.read(descriptor, 3 - len(question))
        os.write(descriptor, bytes((replies[question[2]],)))


def test_a_directory_keeps_each_job_as_a_whole_file(tmp_path: Path) -> None:
    transport = DirectoryTransport(tmp_path / "papers", ".pdf")
    assert status_of(transport).condition is Condition.SINK
    assert Condition.SINK.can_print
    with transport.open("20261121-ticket/../42") as line:
        line.write(line.marked(b"%PDF"), 1)
        line.finish()
        assert line.is_confirmed(0)
        assert not list(tmp_path.rglob("*.pdf"))
    (file,) = list(tmp_path.rglob("*.*"))
    assert file.name == "20261121-ticket----42.pdf"
    assert file.read_bytes() == b"%PDF"


def test_a_directory_keeps_nothing_of_a_job_that_was_left(tmp_path: Path) -> None:
    with DirectoryTransport(tmp_path).open("half") as line:
        line.write(b"%PDF", 1)
    assert list(tmp_path.iterdir()) == []


def test_a_directory_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    transport = DirectoryTransport(tmp_path / "file")
    with pytest.raises(UnreachableError), transport.open("x") as line:
        line.finish()
