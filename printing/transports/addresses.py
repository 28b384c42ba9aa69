"""Addresses of printers, as the settings keep them.

=================================  =====================================================
tcp://192.168.1.50:9100            a printer of the network; the port may be left out
usb://04b8:0e15                    a USB printer by vendor and product (Linux)
file:///dev/usb/lp0                a device file, or any file
serial:/dev/ttyUSB0?baud=19200     a serial port; `&flow=rts` or `xon` where it is asked for
cups://Ticket                      a queue of the system's print service, given raw bytes
windows://EPSON TM-T20             an installed printer of Windows, given raw bytes
folder:///home/shop/papers         no printer: each paper is a file of its bytes
=================================  =====================================================
"""

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from printing.transports.cups import CupsTransport
from printing.transports.device import FileTransport, UsbTransport
from printing.transports.line import Transport
from printing.transports.network import RAW_PORT, NetworkTransport
from printing.transports.serial_port import SPEEDS, USUAL_BAUD, Handshake, SerialTransport
from printing.transports.sinks import DirectoryTransport
from printing.transports.windows_queue import WindowsQueueTransport

_SERIAL = "serial:"
_USB = re.compile(r"([0-9a-fA-F]{4}):([0-9a-fA-F]{4})(?:/(.+))?")


class AddressError(ValueError):
    """The text is no address of a printer."""


def transport_at(address: str, *, answers_status: bool) -> Transport:
    """Return the way to the printer at an address.

    Raises:
        AddressError: it is none.
    """
    try:
        made = _made(address, answers_status)
    except ValueError as error:
        raise AddressError(address) from error
    if made is None:
        raise AddressError(address)
    return made


def _made(address: str, answers: bool) -> Transport | None:
    if address.startswith(_SERIAL):
        return _serial(address.removeprefix(_SERIAL), answers)
    scheme, mark, rest = address.partition("://")
    maker = _MAKERS.get(scheme)
    return maker(rest, answers) if mark and maker is not None and rest.strip("/") else None


def _network(rest: str, answers: bool) -> Transport | None:
    where = urlsplit(f"//{rest}")
    return (
        NetworkTransport(where.hostname, where.port or RAW_PORT, answers)
        if where.hostname
        else None
    )


def _usb(rest: str, answers: bool) -> Transport | None:
    found = _USB.fullmatch(rest)
    return UsbTransport(found[1], found[2], unquote(found[3] or ""), answers) if found else None


def _file(rest: str, answers: bool) -> Transport | None:
    path = urlsplit(f"file://{rest}").path
    return FileTransport(Path(path), answers) if path else None


def _folder(rest: str, _answers: bool) -> Transport | None:
    path = urlsplit(f"folder://{rest}").path
    return DirectoryTransport(Path(path), ".bin") if path else None


_MAKERS: Mapping[str, Callable[[str, bool], Transport | None]] = {
    "tcp": _network,
    "usb": _usb,
    "file": _file,
    "folder": _folder,
    "cups": lambda rest, _answers: CupsTransport(unquote(rest)),
    "windows": lambda rest, _answers: WindowsQueueTransport(unquote(rest)),
}


def _serial(rest: str, answers: bool) -> Transport | None:
    port, _mark, query = rest.partition("?")
    asked = parse_qs(query)
    baud = int(asked.get("baud", [str(USUAL_BAUD)])[-1])
    if not port or baud not in SPEEDS:
        return None
    handshake = Handshake(asked.get("flow", [Handshake.NONE])[-1])
    return SerialTransport(port, baud, handshake, answers)
