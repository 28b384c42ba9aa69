"""Installed printers of Windows, given their own bytes through its print service.

Written from Microsoft's description of winspool.drv and tried against a stand-in for it only; it
has not been run on Windows.
"""

import ctypes
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from printing.transports.line import (
    Condition,
    Line,
    LineLostError,
    PrinterStatus,
    UnreachableError,
)
from printing.transports.queue_line import QueueLine

_FAULTS = (
    (0x0040_0000, Condition.COVER_OPEN),  # PRINTER_STATUS_DOOR_OPEN
    (0x0000_0010, Condition.PAPER_OUT),  # PRINTER_STATUS_PAPER_OUT
    (0x0000_0080, Condition.OFFLINE),  # PRINTER_STATUS_OFFLINE
    (0x0000_0001, Condition.OFFLINE),  # PRINTER_STATUS_PAUSED
    (0x0000_0002, Condition.OFFLINE),  # PRINTER_STATUS_ERROR
    (0x0000_1000, Condition.OFFLINE),  # PRINTER_STATUS_NOT_AVAILABLE
    (0x0010_0000, Condition.OFFLINE),  # PRINTER_STATUS_USER_INTERVENTION
)
_LOCAL, _CONNECTED = 2, 4
_NAMES_LEVEL, _STATUS_LEVEL, _DOCUMENT_LEVEL = 4, 6, 1
_LONGEST_TITLE = 60

_DWORD = ctypes.c_uint32


class _Document(ctypes.Structure):
    """DOC_INFO_1W."""

    _fields_ = (
        ("name", ctypes.c_wchar_p),
        ("file", ctypes.c_wchar_p),
        ("kind", ctypes.c_wchar_p),
    )


class _Name(ctypes.Structure):
    """PRINTER_INFO_4W."""

    _fields_ = (
        ("name", ctypes.c_wchar_p),
        ("server", ctypes.c_wchar_p),
        ("attributes", _DWORD),
    )


@cache
def _winspool() -> Any:  # noqa: ANN401 a library of C has no types
    """Return the system's print service.

    Raises:
        UnreachableError: this is not Windows.
    """
    if sys.platform == "win32":
        library = ctypes.WinDLL("winspool.drv")
        handle = ctypes.c_void_p
        for name, arguments in {
            "OpenPrinterW": (ctypes.c_wchar_p, ctypes.POINTER(handle), ctypes.c_void_p),
            "GetPrinterW": (
                handle, _DWORD, ctypes.c_void_p, _DWORD, ctypes.POINTER(_DWORD),
            ),
            "StartDocPrinterW": (handle, _DWORD, ctypes.c_void_p),
            "StartPagePrinter": (handle,),
            "WritePrinter": (handle, ctypes.c_char_p, _DWORD, ctypes.POINTER(_DWORD)),
            "EndPagePrinter": (handle,),
            "EndDocPrinter": (handle,),
            "AbortPrinter": (handle,),
            "ClosePrinter": (handle,),
        }.items():  # fmt: skip
            getattr(library, name).argtypes = arguments
        return library
    raise UnreachableError("winspool.drv")


@dataclass(frozen=True, slots=True)
class WindowsQueueTransport:
    """An installed printer by its name. The driver must pass "RAW" jobs on, as most do."""

    queue: str
    #: What stands in for the system's library.
    library: Any = field(default=None, compare=False)

    @property
    def can_confirm(self) -> bool:
        """Tell that the service takes a job and never says whether it came out."""
        return False

    @contextmanager
    def open(self, job_name: str = "") -> Iterator[Line]:
        """Open the printer, collect a job and hand it over when the line is left."""
        library = self.library or _winspool()
        handle = ctypes.c_void_p()
        if not library.OpenPrinterW(self.queue, ctypes.byref(handle), None):
            raise UnreachableError(self.queue)
        try:
            line = QueueLine(lambda: _status(library, handle))
            yield line
            if line.is_finished:
                _hand_over(library, handle, bytes(line.data), job_name or "Comptoir")
        finally:
            library.ClosePrinter(handle)


def _status(library: Any, handle: ctypes.c_void_p) -> PrinterStatus:  # noqa: ANN401 as above
    """Return what the driver told the service: a fault, or nothing."""
    bits, needed = _DWORD(), _DWORD()  # PRINTER_INFO_6 is this one number
    size = ctypes.sizeof(bits)
    if not library.GetPrinterW(
        handle, _STATUS_LEVEL, ctypes.byref(bits), size, ctypes.byref(needed)
    ):
        return PrinterStatus(Condition.SILENT)
    for bit, condition in _FAULTS:
        if bits.value & bit:
            return PrinterStatus(condition)
    return PrinterStatus(Condition.SILENT)


def _hand_over(
    library: Any,  # noqa: ANN401 as above
    handle: ctypes.c_void_p,
    data: bytes,
    title: str,
) -> None:
    document = _Document(title[:_LONGEST_TITLE], None, "RAW")
    if not library.StartDocPrinterW(handle, _DOCUMENT_LEVEL, ctypes.byref(document)):
        raise UnreachableError(title)
    written = _DWORD()
    is_given = (
        library.StartPagePrinter(handle)
        and library.WritePrinter(handle, data, len(data), ctypes.byref(written))
        and written.value == len(data)
        and library.EndPagePrinter(handle)
        and library.EndDocPrinter(handle)
    )
    if is_given:
        return
    library.AbortPrinter(handle)
    if written.value:
        # A printer that is fed while it is written to may have some of it.
        raise LineLostError(title)
    raise UnreachableError(title)


def windows_queues(library: Any = None) -> tuple[str, ...]:  # noqa: ANN401 as above
    """Return the names of the installed printers; none on another system."""
    try:
        library = library or _winspool()
    except UnreachableError:
        return ()
    needed, count = _DWORD(), _DWORD()
    kinds = _LOCAL | _CONNECTED

    def ask(room: Any, size: int) -> bool:  # noqa: ANN401 a buffer or None
        return bool(
            library.EnumPrintersW(
                kinds, None, _NAMES_LEVEL, room, size, ctypes.byref(needed), ctypes.byref(count)
            )
        )

    ask(None, 0)
    room = ctypes.create_string_buffer(max(needed.value, 1))
    if not needed.value or not ask(room, needed.value):
        return ()
    names = ctypes.cast(room, ctypes.POINTER(_Name))
    return tuple(names[place].name for place in range(count.value))
