import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printing.simulator import PrinterSimulator, read_papers
from printing.simulator.reader import CommandReader

CUT = b"\x1dVB\x00"


def line_to(printer: PrinterSimulator) -> socket.socket:
    return socket.create_connection((printer.host, printer.port), timeout=10)


def ask(line: socket.socket, question: int) -> int:
    line.sendall(b"\x10\x04" + bytes((question,)))
    return line.recv(1)[0]


def test_a_paper_is_what_stands_between_two_cuts() -> None:
    one, two = read_papers(b"\x1b@un\n" + CUT + b"deux\n" + CUT)
    assert (one.text, one.is_cut, two.text) == ("un", True, "deux")


def test_a_paper_without_a_cut_ends_with_the_connection() -> None:
    with PrinterSimulator() as printer:
        with line_to(printer) as line:
            line.sendall(b"un\n")
        (paper,) = printer.wait_for_papers(1)
    assert (paper.text, paper.is_cut) == ("un", False)


@given(st.binary(max_size=200), st.integers(min_value=1, max_value=7))
def test_however_the_bytes_arrive_the_commands_are_the_same(data: bytes, step: int) -> None:
    whole = b"".join(c.name + c.arguments for c in CommandReader().feed(data))
    reader = CommandReader()
    parts = [c for at in range(0, len(data), step) for c in reader.feed(data[at : at + step])]
    assert b"".join(c.name + c.arguments for c in parts) == whole


def test_it_answers_how_it_stands() -> None:
    with PrinterSimulator() as printer, line_to(printer) as line:
        assert [ask(line, n) for n in (1, 2, 4)] == [0x16, 0x12, 0x12]
        printer.run_out_of_paper()
        assert [ask(line, n) for n in (1, 2, 4)] == [0x1E, 0x32, 0x72]
        printer.refill()
        printer.open_cover()
        assert [ask(line, n) for n in (1, 2, 4)] == [0x1E, 0x16, 0x12]
        printer.close_cover()
        printer.run_low_on_paper()
        assert [ask(line, n) for n in (1, 2, 4)] == [0x16, 0x12, 0x1E]


def test_the_marker_is_answered_after_what_stands_before_it_was_printed() -> None:
    with PrinterSimulator() as printer, line_to(printer) as line:
        printer.open_cover()
        line.sendall(b"un\n" + CUT + b"\x1dr\x01")
        assert ask(line, 2) & 0x04  # a real-time answer overtakes the held marker
        assert printer.papers == []
        printer.close_cover()
        assert line.recv(1) == b"\x00"
        assert [paper.text for paper in printer.papers] == ["un"]


def test_paper_can_run_out_between_two_lines_and_the_rest_prints_later() -> None:
    with PrinterSimulator() as printer, line_to(printer) as line:
        printer.run_out_of_paper(after_lines=2)
        line.sendall(b"1\n2\n3\n4\n" + CUT + b"\x1dr\x01")
        assert ask(line, 4) & 0x60
        printer.refill()
        assert line.recv(1) == b"\x00"
        assert [paper.text for paper in printer.papers] == ["1\n2\n3\n4"]


def test_a_muted_printer_prints_and_says_nothing() -> None:
    with PrinterSimulator() as printer, line_to(printer) as line:
        printer.mute()
        line.sendall(b"un\n" + CUT + b"\x1dr\x01\x10\x04\x01")
        printer.wait_for_papers(1)
        line.settimeout(0.05)
        with pytest.raises(TimeoutError):
            line.recv(1)


def test_a_dropped_line_leaves_a_piece_of_paper() -> None:
    with PrinterSimulator() as printer, line_to(printer) as line:
        printer.drop_after(4)
        line.sendall(b"un\ndeux\n" + CUT)
        (paper,) = printer.wait_for_papers(1)
        assert (paper.text, paper.is_cut) == ("un\nd", False)
        with pytest.raises(ConnectionError):
            line.recv(1)


def test_a_control_byte_in_a_text_is_noticed() -> None:
    with PrinterSimulator() as printer, line_to(printer) as line:
        line.sendall(b"Zo\x07\x1b\x7f" + CUT)
        printer.wait_for_papers(1)
        assert printer.unknown_commands == [b"\x07", b"\x1b\x7f"]


def test_the_drawer_counts_its_kicks() -> None:
    with PrinterSimulator() as printer, line_to(printer) as line:
        line.sendall(b"\x1bp\x0022")
        printer.wait_for_drawer(1)
        assert printer.drawer_kicks == 1
        with pytest.raises(TimeoutError):
            printer.wait_for_drawer(2, timeout_s=0.01)


def test_stopping_twice_is_stopping_once() -> None:
    printer = PrinterSimulator()
    printer.stop()
    printer.stop()
    with pytest.raises(OSError, match="refused"):
        line_to(printer)
