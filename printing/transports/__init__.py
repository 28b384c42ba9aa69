"""The ways bytes reach a printer, with our own time limits and an honest word on what happened.

A transport is dumb: it opens a line, writes, reads replies. What to do about a fault is the
spooler's affair. All waits are bounded by the caller; nothing here sleeps or retries.
"""

from printing.transports.addresses import AddressError, transport_at
from printing.transports.cups import CupsTransport, cups_queues
from printing.transports.device import FileTransport, UsbPlaces, UsbTransport, usb_printers
from printing.transports.line import (
    Condition,
    Line,
    LineLostError,
    PrinterStatus,
    Transport,
    TransportError,
    UnreachableError,
    status_of,
)
from printing.transports.network import CONNECT_SECONDS, NetworkTransport
from printing.transports.serial_port import Handshake, SerialTransport
from printing.transports.sinks import DirectoryTransport
from printing.transports.windows_queue import WindowsQueueTransport, windows_queues

__all__ = [
    "CONNECT_SECONDS",
    "AddressError",
    "Condition",
    "CupsTransport",
    "DirectoryTransport",
    "FileTransport",
    "Handshake",
    "Line",
    "LineLostError",
    "NetworkTransport",
    "PrinterStatus",
    "SerialTransport",
    "Transport",
    "TransportError",
    "UnreachableError",
    "UsbPlaces",
    "UsbTransport",
    "WindowsQueueTransport",
    "cups_queues",
    "status_of",
    "transport_at",
    "usb_printers",
    "windows_queues",
]
