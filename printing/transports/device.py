"""Printers behind a device file, plain files, and USB printers found by what they are."""

import os
import select
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from printing.transports.conversation import REPLY_SECONDS, Conversation
from printing.transports.line import Line, LineLostError, UnreachableError

_DEVICES = Path("/dev")
_LONGEST_NAME = 60
_READ_BYTES = 1024
_STALE_SECONDS = 0.02
_STALE_READS = 20
_FILE_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_APPEND
# Windows has neither flag, and no device files that would need them.
_DEVICE_FLAGS = os.O_RDWR | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)


class DeviceLine(Conversation):
    """An open device file, written and read without ever waiting longer than asked."""

    def __init__(self, descriptor: int, *, answers: bool, reply_s: float) -> None:
        super().__init__(answers=answers, reply_s=reply_s)
        self._descriptor = descriptor

    def start_afresh(self) -> None:
        """Drop what the printer said too late for whoever asked: USB keeps it for the next."""
        for _ in range(_STALE_READS):
            if not self._read(_STALE_SECONDS):
                return

    def _send(self, data: bytes, wait_s: float) -> int:
        try:
            _, writable, _ = select.select([], [self._descriptor], [], wait_s)
            return os.write(self._descriptor, data) if writable else 0
        except BlockingIOError:
            return 0
        except OSError as error:
            raise LineLostError from error

    def _read(self, wait_s: float) -> bytes:
        try:
            readable, _, _ = select.select([self._descriptor], [], [], wait_s)
            data = os.read(self._descriptor, _READ_BYTES) if readable else b""
        except BlockingIOError:
            return b""
        except OSError as error:
            raise LineLostError from error
        return data


class _PlainFileLine(Conversation):
    """Appends to a file, which never answers and never keeps anybody waiting."""

    def __init__(self, descriptor: int) -> None:
        super().__init__(answers=False, reply_s=0)
        self._descriptor = descriptor

    def _send(self, data: bytes, wait_s: float) -> int:  # noqa: ARG002 the protocol's
        try:
            return os.write(self._descriptor, data)
        except OSError as error:
            raise LineLostError from error


@dataclass(frozen=True, slots=True)
class FileTransport:
    """A device file such as /dev/usb/lp0, or any file, to which each job is appended."""

    path: Path
    answers_status: bool = False
    #: After so many seconds without a reply the printer counts as silent.
    reply_s: float = REPLY_SECONDS

    @property
    def can_confirm(self) -> bool:
        """Tell whether the device was said to answer."""
        return self.answers_status

    @contextmanager
    def open(self, job_name: str = "") -> Iterator[Line]:  # noqa: ARG002 the protocol's
        """Open the device for reading and writing, a plain file for appending.

        A device that was unplugged is not there: no file of its name is made among the devices.
        """
        try:
            mode = self.path.stat().st_mode if self.path.exists() else 0
            is_device = stat.S_ISCHR(mode) or stat.S_ISFIFO(mode)
            if not mode and self.path.is_relative_to(_DEVICES):
                raise UnreachableError(str(self.path))
            descriptor = os.open(self.path, _DEVICE_FLAGS if is_device else _FILE_FLAGS, 0o600)
        except OSError as error:
            raise UnreachableError(str(self.path)) from error
        try:
            if is_device:
                line = DeviceLine(descriptor, answers=self.answers_status, reply_s=self.reply_s)
                if self.answers_status:
                    line.start_afresh()
                yield line
                line.hear_out()
            else:
                yield _PlainFileLine(descriptor)
        finally:
            os.close(descriptor)


@dataclass(frozen=True, slots=True)
class UsbPlaces:
    """Where Linux keeps its printers of the USB class."""

    described: Path = Path("/sys/class/usbmisc")
    devices: Path = Path("/dev/usb")


@dataclass(frozen=True, slots=True)
class UsbPrinter:
    """A printer on a USB port, by what it says of itself."""

    #: Four hexadecimal digits each.
    vendor: str
    product: str
    serial: str
    name: str
    path: Path


def usb_printers(places: UsbPlaces | None = None) -> tuple[UsbPrinter, ...]:
    """Return the printers that Linux's own driver serves, in the order of their device files."""
    places = places or UsbPlaces()
    found = []
    for entry in sorted(places.described.glob("lp*")):
        # The entry's device is the printer's interface; what it is stands with its parent.
        told = (entry / "device").resolve().parent
        name = " ".join(filter(None, (_told(told, "manufacturer"), _told(told, "product"))))
        found.append(
            UsbPrinter(
                vendor=_told(told, "idVendor"),
                product=_told(told, "idProduct"),
                serial=_told(told, "serial"),
                name=name or entry.name,
                path=places.devices / entry.name,
            )
        )
    return tuple(found)


def _told(folder: Path, name: str) -> str:
    try:
        return (folder / name).read_text(encoding="utf-8", errors="replace").strip()[:_LONGEST_NAME]
    except OSError:
        return ""


@dataclass(frozen=True, slots=True)
class UsbTransport:
    """A USB printer by vendor and product, whichever device file it has today.

    It goes through the system's own driver (usblp), which passes replies on: no library of ours
    claims the device, so a queue of the system can be beside it.
    """

    vendor: str
    product: str
    serial: str = ""
    answers_status: bool = True
    reply_s: float = REPLY_SECONDS
    places: UsbPlaces = UsbPlaces()

    @property
    def can_confirm(self) -> bool:
        """Tell whether the printer was said to answer."""
        return self.answers_status

    @contextmanager
    def open(self, job_name: str = "") -> Iterator[Line]:
        """Open the device file of the printer of that kind."""
        wanted = (self.vendor.lower(), self.product.lower())
        for each in usb_printers(self.places):
            is_kind = (each.vendor.lower(), each.product.lower()) == wanted
            if is_kind and self.serial in ("", each.serial):
                device = FileTransport(each.path, self.answers_status, self.reply_s)
                break
        else:
            raise UnreachableError(f"usb {self.vendor}:{self.product}")
        with device.open(job_name) as line:
            yield line
