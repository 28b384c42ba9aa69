"""The ways to a printer that go through the system: USB, serial, CUPS, Windows."""

import ctypes
import os
import threading
import tty
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from serial import SerialTimeoutException

from printing.spooler import JobState, Reason, Spooler
from printing.transports import (
    AddressError,
    Condition,
    CupsTransport,
    DirectoryTransport,
    FileTransport,
    Handshake,
    LineLostError,
    NetworkTransport,
    SerialTransport,
    Transport,
    UnreachableError,
    UsbPlaces,
    UsbTransport,
    WindowsQueueTransport,
    cups_queues,
    status_of,
    transport_at,
    usb_printers,
    windows_queues,
)
from printing.transports.serial_port import ComLine
from printing.transports.windows_queue import _Name
from tests.printing.queue_of import HASTE, Listener, MemoryStore, a_clock, a_job

CUT = b"\x1dVB\x00"


@pytest.mark.parametrize(
    ("address", "transport"),
    [
        ("tcp://192.168.1.50", NetworkTransport("192.168.1.50")),
        ("tcp://caisse.local:4000", NetworkTransport("caisse.local", 4000)),
        ("usb://04b8:0e15", UsbTransport("04b8", "0e15")),
        ("usb://04b8:0e15/A%201", UsbTransport("04b8", "0e15", "A 1")),
        ("file:///dev/usb/lp0", FileTransport(Path("/dev/usb/lp0"), answers_status=True)),
        ("folder:///home/papers", DirectoryTransport(Path("/home/papers"), ".bin")),
        ("serial:COM3", SerialTransport("COM3")),
        (
            "serial:/dev/ttyUSB0?baud=38400&flow=rts",
            SerialTransport("/dev/ttyUSB0", 38_400, Handshake.WIRE),
        ),
        ("cups://Ticket%20caisse", CupsTransport("Ticket caisse")),
        ("windows://EPSON TM-T20", WindowsQueueTransport("EPSON TM-T20")),
    ],
)
def test_an_address_leads_to_its_printer(address: str, transport: Transport) -> None:
    assert transport_at(address, answers_status=True) == transport


@pytest.mark.parametrize(
    "address",
    ["", "tcp://", "tcp://host:many", "tcp://[::1", "usb://epson", "usb://", "file://", "cups://",
     "windows://", "serial:", "serial:COM3?baud=7", "serial:COM3?flow=sometimes", "ftp://host"],
)  # fmt: skip
def test_what_is_no_address_is_told_as_such(address: str) -> None:
    with pytest.raises(AddressError):
        transport_at(address, answers_status=True)


def test_each_way_says_whether_a_paper_can_be_known_to_have_come_out() -> None:
    told = {
        address: transport_at(address, answers_status=True).can_confirm
        for address in ("tcp://a", "usb://04b8:0e15", "serial:COM3", "file:///dev/usb/lp0",
                        "folder:///papers", "cups://Ticket", "windows://TM")
    }  # fmt: skip
    assert [address for address, can in told.items() if not can] == [
        "cups://Ticket",
        "windows://TM",
    ]
    assert not transport_at("tcp://a", answers_status=False).can_confirm


@pytest.mark.parametrize(
    "address",
    ["usb://04b8:ffff", "file:///dev/no-such-printer", "serial:/dev/no-such-port",
     "cups://No-Such-Queue", "windows://No Such Printer"],
)  # fmt: skip
def test_an_address_that_nothing_serves_is_unreachable_and_leaves_nothing(
    address: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    transport = transport_at(address, answers_status=True)
    assert status_of(transport).condition is Condition.UNREACHABLE
    assert not Path("/dev/no-such-printer").exists()


# A printer at a pseudo terminal


@contextmanager
def a_terminal() -> Iterator[tuple[int, Path]]:
    """Yield the printer's end and the path of ours."""
    theirs, ours = os.openpty()
    tty.setraw(ours)
    try:
        yield theirs, Path(os.ttyname(ours))
    finally:
        os.close(theirs)
        os.close(ours)


def _print_at(descriptor: int, got: bytearray) -> None:
    """Answer as a printer that is well, until the marker behind a job."""
    replies = {b"\x10\x04\x01": b"\x16", b"\x10\x04\x02": b"\x12", b"\x10\x04\x04": b"\x12"}
    while not got.endswith(b"\x1dr\x01"):
        got += os.read(descriptor, 1)
        for question, reply in replies.items():
            if got.endswith(question):
                del got[-len(question) :]
                os.write(descriptor, reply)
    del got[-3:]
    os.write(descriptor, b"\x00")


@contextmanager
def printing_at(descriptor: int) -> Iterator[bytearray]:
    got = bytearray()
    printer = threading.Thread(target=_print_at, args=(descriptor, got))
    printer.start()
    yield got
    printer.join()


def _print_one(transport: Transport) -> MemoryStore:
    store = MemoryStore(a_job())
    spooler = Spooler("counter", transport, store, a_clock(), Listener(), patience=HASTE)
    spooler.start()
    try:
        store.wait_for("job-1", JobState.PRINTED, JobState.SENT, JobState.DOUBTFUL)
        return store
    finally:
        spooler.stop()


def test_a_serial_printer_prints_and_confirms() -> None:
    with a_terminal() as (theirs, ours), printing_at(theirs) as got:
        store = _print_one(SerialTransport(str(ours), reply_s=30))
        assert store.get("job-1").state is JobState.PRINTED
    assert bytes(got) == a_job().payload


def test_a_serial_port_that_another_program_has_is_unreachable() -> None:
    with a_terminal() as (_, ours):
        mine = SerialTransport(str(ours), answers_status=False)
        with mine.open():
            assert status_of(mine).condition is Condition.UNREACHABLE


def a_usb_port(folder: Path, number: int, product: str, serial: str = "") -> None:
    """Describe a printer as Linux does: the class entry points at the printer's interface."""
    port = folder / "port" / f"{number}"
    (port / "interface").mkdir(parents=True)
    for name, words in (("idVendor", "04b8"), ("idProduct", product), ("serial", serial)):
        (port / name).write_text(f"{words}\n")
    (port / "manufacturer").write_text("EPSON\n")
    (port / "product").write_text(f"TM {product}\n")
    entry = folder / "usbmisc" / f"lp{number}"
    entry.mkdir(parents=True)
    (entry / "device").symlink_to(port / "interface")


def test_a_usb_printer_is_found_by_what_it_is_whichever_file_it_has(tmp_path: Path) -> None:
    places = UsbPlaces(tmp_path / "usbmisc", tmp_path / "usb")
    a_usb_port(tmp_path, 0, "0202")
    a_usb_port(tmp_path, 1, "0e15", "A1")
    a_usb_port(tmp_path, 2, "0e15", "B2")
    (tmp_path / "usb").mkdir()
    assert [each.name for each in usb_printers(places)] == [
        "EPSON TM 0202",
        "EPSON TM 0e15",
        "EPSON TM 0e15",
    ]
    with a_terminal() as (theirs, ours):
        (tmp_path / "usb" / "lp2").symlink_to(ours)
        with printing_at(theirs) as got:
            wanted = UsbTransport("04B8", "0E15", "B2", reply_s=30, places=places)
            assert _print_one(wanted).get("job-1").state is JobState.PRINTED
    assert bytes(got) == a_job().payload
    other = replace(wanted, product="0e99")
    assert status_of(other).condition is Condition.UNREACHABLE


@dataclass
class Port:
    """A serial port as Windows offers one."""

    takes: int | None = None
    arrived: bytes = b""
    sent: bytearray = field(default_factory=bytearray)
    timeout: float = 0
    write_timeout: float = 0

    @property
    def in_waiting(self) -> int:
        return len(self.arrived)

    def write(self, data: bytes) -> int:
        if self.takes is not None and len(data) > self.takes:
            raise SerialTimeoutException
        self.sent += data
        return len(data)

    def read(self, count: int) -> bytes:
        taken, self.arrived = self.arrived[:count], self.arrived[count:]
        return taken


def test_a_com_port_is_written_in_pieces_and_a_stuck_one_is_a_lost_line() -> None:
    port = Port(arrived=b"\x12")
    line = ComLine(port, answers=True, reply_s=0.1)
    assert line.write(b"x" * 1000, 0.1) == 64
    assert line._read(0.1) == b"\x12"
    port.takes = 0
    with pytest.raises(LineLostError):
        line.write(b"x", 0.1)


def hand_over(transport: Transport) -> None:
    with transport.open("x") as line:
        line.write(b"paper", 1)
        line.finish()


# CUPS, by programs of its names


@pytest.fixture
def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of a print service: what `lpstat` says, what `lp` got, how it ends."""
    programs = {
        "lpstat": 'case "$1" in -e) echo Ticket; echo Étiquette;; *) cat "$0.says";; esac',
        "lp": 'echo "$@" > "$0.asked"; cat > "$0.got"; . "$0.ends"',
    }
    for name, lines in programs.items():
        program = tmp_path / name
        program.write_text(f"#!/bin/sh\n{lines}\n")
        program.chmod(0o755)
    (tmp_path / "lpstat.says").write_text("printer Ticket is idle.  enabled since today\n")
    (tmp_path / "lp.ends").write_text("exit 0\n")
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    return tmp_path


def test_a_cups_queue_gets_the_printers_own_bytes_and_confirms_nothing(service: Path) -> None:
    store = _print_one(CupsTransport("Ticket"))
    assert store.get("job-1").state is JobState.SENT
    assert (service / "lp.got").read_bytes() == a_job().payload
    asked = (service / "lp.asked").read_text()
    assert asked.startswith("-d Ticket -o raw -t 20261121-090001-receipt")
    assert cups_queues() == ("Ticket", "Étiquette")


@pytest.mark.parametrize(
    ("says", "condition"),
    [
        ("printer Ticket is idle.  enabled since today", Condition.SILENT),
        ("printer Ticket disabled since today -\n\treason unknown", Condition.OFFLINE),
        ("printer Ticket is idle.\n\tAlerts: media-empty-error", Condition.PAPER_OUT),
        ("printer Ticket is idle.\n\tAlerts: cover-open-report", Condition.COVER_OPEN),
    ],
)
def test_a_cups_queue_tells_what_its_driver_heard(
    service: Path, says: str, condition: Condition
) -> None:
    (service / "lpstat.says").write_text(says)
    assert status_of(CupsTransport("Ticket")).condition is condition


def test_a_job_that_the_service_refuses_has_not_left(service: Path) -> None:
    (service / "lp.ends").write_text("echo no such queue >&2; exit 1\n")
    with pytest.raises(UnreachableError, match="no such queue"):
        hand_over(CupsTransport("X"))


@pytest.mark.parametrize(
    ("ends", "state", "reason"),
    [
        ("exec sleep 60", JobState.DOUBTFUL, Reason.LINK_LOST),
        ("kill -9 $$", JobState.DOUBTFUL, Reason.LINK_LOST),
        ("exit 1", JobState.QUEUED, Reason.UNREACHABLE),
    ],
)
def test_a_service_that_did_not_say_no_may_have_taken_the_job(
    service: Path, ends: str, state: JobState, reason: Reason
) -> None:
    (service / "lp.ends").write_text(f"{ends}\n")
    job = _print_one(CupsTransport("Ticket", hand_over_s=0.2)).get("job-1")
    assert (job.state, job.reason) == (state, reason)


# Windows, by a stand-in for its library


Argument = Any
"""What a call to a C library hands over."""


@dataclass
class Winspool:
    """Obeys the calls that a print service of Windows is asked; `fails` is the one that does not."""

    fails: str = ""
    status: int = 0
    takes: int | None = None
    written: bytes = b""
    documents: list[tuple[str, str]] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)

    def __getattr__(self, name: str) -> Callable[..., int]:
        obeys = {
            "OpenPrinterW": self._open,
            "GetPrinterW": self._get,
            "StartDocPrinterW": self._start,
            "WritePrinter": self._write,
            "EnumPrintersW": self._enum,
        }.get(name)
        return obeys or partial(self._other, name.removesuffix("Printer"))

    def _other(self, name: str, _handle: Argument) -> int:
        return self._did(name)

    def _did(self, name: str) -> int:
        self.calls.append(name)
        return int(name != self.fails)

    def _open(self, queue: str, handle: Argument, _defaults: None) -> int:
        handle._obj.value = 7
        return self._did("Open") and int(queue == "EPSON TM-T20")

    def _get(self, *arguments: Argument) -> int:
        _handle, level, room, size, _needed = arguments
        assert (level, size) == (6, 4)
        room._obj.value = self.status
        return self._did("Get")

    def _start(self, handle: Argument, level: int, document: Argument) -> int:
        assert (handle.value, level) == (7, 1)
        self.documents.append((document._obj.name, document._obj.kind))
        return self._did("StartDoc")

    def _write(self, _handle: Argument, data: bytes, size: int, written: Argument) -> int:
        self.written = data[:size][: self.takes]
        written._obj.value = len(self.written)
        return self._did("Write")

    def _enum(self, *arguments: Argument) -> int:
        _kinds, _server, level, room, _size, needed, count = arguments
        assert level == 4
        needed._obj.value = 2 * ctypes.sizeof(_Name)
        if room is None:
            return 0
        names = ctypes.cast(room, ctypes.POINTER(_Name))
        names[0].name, names[1].name = "EPSON TM-T20", "PDF"
        count._obj.value = 2
        return 1


def windows(library: Winspool) -> WindowsQueueTransport:
    return WindowsQueueTransport("EPSON TM-T20", library)


def test_a_windows_printer_gets_a_raw_job_and_confirms_nothing() -> None:
    library = Winspool()
    store = _print_one(windows(library))
    assert (store.get("job-1").state, store.get("job-1").reason) == (
        JobState.SENT,
        Reason.UNCONFIRMED,
    )
    assert library.written == a_job().payload
    ((title, kind),) = library.documents
    assert (title, kind) == ("20261121-090001-receipt-job-1", "RAW")
    start = library.calls.index("StartDoc")
    assert library.calls[start + 1 : start + 6] == [
        "StartPage",
        "Write",
        "EndPage",
        "EndDoc",
        "Close",
    ]
    assert windows_queues(library) == ("EPSON TM-T20", "PDF")


@pytest.mark.parametrize(
    ("bits", "condition"),
    [
        (0, Condition.SILENT),
        (0x10, Condition.PAPER_OUT),
        (0x400000, Condition.COVER_OPEN),
        (0x80, Condition.OFFLINE),
        (0x400 | 0x200, Condition.SILENT),
    ],
)
def test_a_windows_printer_tells_what_its_driver_heard(bits: int, condition: Condition) -> None:
    assert status_of(windows(Winspool(status=bits))).condition is condition


@pytest.mark.parametrize(
    ("library", "kind"),
    [
        (Winspool(fails="StartDoc"), UnreachableError),
        (Winspool(fails="Write", takes=0), UnreachableError),
        (Winspool(takes=3), LineLostError),
        (Winspool(fails="EndDoc"), LineLostError),
    ],
)
def test_a_windows_job_that_failed_is_doubted_once_a_byte_was_taken(
    library: Winspool, kind: type[Exception]
) -> None:
    with pytest.raises(kind):
        hand_over(windows(library))
    assert library.calls[-1] == "Close"
