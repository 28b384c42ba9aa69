"""Setting a printer up: found, looked at, its letters chosen, tried, and its profile corrected.

Nothing here is kept: the settings keep the printer that comes out of it. Everything but `corrected`
and `code_for` speaks with the printer and is not for the main thread.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from threading import Event

from msgspec import structs

from desktop.errors import WorldError
from desktop.services.papers.print_room import transport_of
from desktop.services.papers.printer_profiles import NO_DRAWER, profile_for
from desktop.services.papers.trial_page import trial_of
from desktop.services.shop import Shop
from desktop.settings import FILES, PrinterSettings, Settings
from printing.drivers.profiles import (
    CANDIDATE_PAGES,
    LABEL_PRINTERS,
    PICTURES,
    PROFILES,
    profile_of,
)
from printing.spooler import JobState, Patience, PrintJob, Reason
from printing.spooler.delivery import Delivery
from printing.transports import (
    Condition,
    FileTransport,
    NetworkTransport,
    PrinterStatus,
    SerialTransport,
    Transport,
    TransportError,
    UsbTransport,
    cups_queues,
    usb_printers,
    windows_queues,
)

_PATIENCE = Patience(confirm_s=5, hold_s=5)
_REPLY_S = 2.0
"""A person waits beside it: what answers late answers."""
_NARROWER = {
    "epson-tm-t20": "generic-80-42",
    "generic-80": "generic-80-42",
    "generic-80-42": "generic-58",
    "raster-80": "raster-58",
}
_WORDS_OF_MODELS = (
    (("zebra", "zpl", "zd4", "gk4"), "zpl-203"),
    (("tm-t20", "tm-m30", "tm-t88"), "epson-tm-t20"),
    (("58",), "generic-58"),
)


class Way(StrEnum):
    """How a printer hangs on this PC."""

    USB = "usb"
    #: A queue of the system: it takes papers and never says whether they came out.
    QUEUE = "queue"
    SERIAL = "serial"


@dataclass(frozen=True, slots=True)
class FoundPrinter:
    """Something that may be a printer."""

    address: str
    name: str
    way: Way


@dataclass(frozen=True, slots=True)
class Model:
    """A family of printers to choose from."""

    code: str
    name: str
    #: Prints labels and nothing else.
    is_label_printer: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """How a printer stands."""

    #: Code of `printing.transports.Condition`.
    condition: str
    is_paper_low: bool
    #: A paper sent there can be known to have come out.
    can_confirm: bool


class Check(StrEnum):
    """What a person looks at on the test page."""

    ACCENTS = "accents"
    EURO = "euro"
    WIDTH = "width"
    CODES = "codes"
    CUT = "cut"
    DRAWER = "drawer"


class Answer(StrEnum):
    """What they saw."""

    YES = "yes"
    NO = "no"
    #: There is no such thing here: no knife, no drawer.
    NONE = "none"


# Finding


def find_printers() -> tuple[FoundPrinter, ...]:
    """Return what hangs on this PC, likely printers first."""
    # Here, because it is asked for in the settings only.
    from desktop.devices.attached import serial_ports  # noqa: PLC0415

    usb = (
        FoundPrinter(f"usb://{each.vendor}:{each.product}", each.name, Way.USB)
        for each in usb_printers()
        if each.vendor and each.product
    )
    queues = (FoundPrinter(f"cups://{name}", name, Way.QUEUE) for name in cups_queues())
    windows = (FoundPrinter(f"windows://{name}", name, Way.QUEUE) for name in windows_queues())
    ports = (FoundPrinter(each.address, each.name, Way.SERIAL) for each in serial_ports())
    return (*usb, *queues, *windows, *ports)


def address_of(typed: str) -> str:
    """Return the address of what somebody typed: a host alone is a printer of the network."""
    place = typed.strip()
    has_scheme = "://" in place or place.startswith("serial:")
    return place if has_scheme or not place else f"tcp://{place}"


def models() -> tuple[Model, ...]:
    """Return the families of printers there are."""
    return (
        *(Model(each.code, each.name, is_label_printer=False) for each in PROFILES.values()),
        *(Model(each.code, each.name, is_label_printer=True) for each in LABEL_PRINTERS.values()),
    )


def model_of(printer: PrinterSettings) -> str:
    """Return the family of a printer, the most usual one when its own is no more."""
    return profile_of(printer.profile).code


def suggested_model(name: str) -> str:
    """Return the family that a printer of this name is likely of."""
    told = name.casefold()
    for words, model in _WORDS_OF_MODELS:
        if any(word in told for word in words):
            return model
    return "generic-80"


def code_for(settings: Settings) -> str:
    """Return a code that no printer of the shop has, and none of its papers bears by chance."""
    taken = {each.code for each in settings.printers} | {FILES}
    numbers = range(1, len(taken) + 2)
    return next(f"printer-{number}" for number in numbers if f"printer-{number}" not in taken)


# Speaking with it


def look(printer: PrinterSettings) -> Standing:
    """Return how the printer stands, asking it whatever its model says.

    Raises:
        RefusedError: printer_address_unknown.
        WorldError: printer_unreachable.
    """
    transport = _way_to(structs.replace(printer, answers_status=True))
    status = _status(transport, printer.address)
    is_silent = status.condition is Condition.SILENT
    return Standing(
        condition=status.condition.value,
        is_paper_low=status.is_paper_low,
        can_confirm=transport.can_confirm and not is_silent,
    )


def print_strip(shop: Shop, printer: PrinterSettings) -> tuple[str, ...]:
    """Print one numbered line per character table; return the tables in the order of the lines.

    Raises:
        RefusedError: printer_address_unknown.
        WorldError: printer_unreachable, or what keeps it from printing.
    """
    from printing.drivers.escpos import render_code_page_strip  # noqa: PLC0415 start-up time

    strip = render_code_page_strip(profile_for(printer), shop.settings.language)
    _send(printer, strip)
    return tuple(page.name for page in CANDIDATE_PAGES)


def print_trial(shop: Shop, printer: PrinterSettings) -> tuple[Check, ...]:
    """Print the test page, opening the drawer; return what is to be looked at.

    Raises:
        RefusedError: printer_address_unknown.
        WorldError: printer_unreachable, or what keeps it from printing.
    """
    from desktop.services.papers.paper_bytes import rendered  # noqa: PLC0415 start-up time
    from printing.drivers.escpos import drawer_kick  # noqa: PLC0415

    profile = profile_for(printer)
    page = rendered(trial_of(shop, printer), printer, shop.settings.language)
    if profile.label_dpi:
        _send(printer, page)
        return (Check.ACCENTS, Check.CODES)
    _send(printer, drawer_kick(profile) + page)
    return tuple(
        check
        for check in Check
        if (check is not Check.CUT or profile.has_cutter)
        and (check is not Check.DRAWER or profile.drawer_pin is not None)
    )


def _way_to(printer: PrinterSettings) -> Transport:
    transport = transport_of(printer)
    if isinstance(transport, NetworkTransport | FileTransport | UsbTransport | SerialTransport):
        return replace(transport, reply_s=_REPLY_S)
    return transport


def _status(transport: Transport, address: str) -> PrinterStatus:
    try:
        with transport.open() as line:
            return line.status()
    except TransportError as error:
        raise WorldError("printer_unreachable", address=address) from error


def _send(printer: PrinterSettings, data: bytes) -> None:
    """Print at once, outside of the queue: the printer is no part of the shop yet."""
    transport = _way_to(printer)
    try:
        with transport.open("essai") as line:
            status = line.status()
            _require_ready(status, printer.address)
            job = Delivery(_NO_JOB, _NoLedger(), _PATIENCE, Event())
            is_confirmable = line.confirms and status.condition is not Condition.SILENT
            state, _reason = job.carry_out(line, data, is_confirmable=is_confirmable)
    except TransportError as error:
        raise WorldError("printer_unreachable", address=printer.address) from error
    if state not in {JobState.PRINTED, JobState.SENT}:
        raise WorldError("printer_stopped")


def _require_ready(status: PrinterStatus, address: str) -> None:
    match status.condition:
        case Condition.PAPER_OUT:
            raise WorldError("printer_paper_out")
        case Condition.COVER_OPEN:
            raise WorldError("printer_cover_open")
        case Condition.OFFLINE:
            raise WorldError("printer_offline")
        case Condition.UNREACHABLE:
            raise WorldError("printer_unreachable", address=address)


class _NoLedger:
    """A trial is no job of the shop: nothing of it is kept."""

    def move(self, job_id: str, before: JobState, after: JobState, reason: Reason) -> bool:
        """Let it be."""
        del job_id, before, after, reason
        return True


_NO_JOB = PrintJob(
    id="",
    printer="",
    kind="test",
    title="",
    payload=b"",
    created_at=datetime(1970, 1, 1, tzinfo=UTC),
)


# What was seen


def with_table(printer: PrinterSettings, table: str) -> PrinterSettings:
    """Return the printer with the table whose line was readable, `PICTURES` when none was."""
    return structs.replace(printer, character_table=table)


def corrected(printer: PrinterSettings, seen: Mapping[Check, Answer]) -> PrinterSettings:
    """Return the printer as what was seen of its test page says; the same when all was well.

    Letters that are wrong even in the table that was chosen are sent as pictures; lines that were
    broken get fewer columns; codes that did not come out are sent as pictures; a drawer that
    stayed shut is tried at its socket's other pin, and then counts as absent.
    """
    wrong = {check for check, answer in seen.items() if answer is Answer.NO}
    absent = {check for check, answer in seen.items() if answer is Answer.NONE}
    profile = profile_for(printer)
    if wrong & {Check.ACCENTS, Check.EURO} and not profile.label_dpi:
        printer = structs.replace(printer, character_table=PICTURES)
    if Check.WIDTH in wrong and printer.profile in _NARROWER:
        printer = _narrower(printer)
    if Check.CODES in wrong and not profile.label_dpi:
        printer = structs.replace(printer, draws_codes=False)
    if Check.CUT in wrong | absent:
        printer = structs.replace(printer, has_cutter=False)
    if Check.DRAWER in wrong:
        printer = structs.replace(printer, drawer_pin=1 if profile.drawer_pin == 0 else NO_DRAWER)
    if Check.DRAWER in absent:
        printer = structs.replace(printer, drawer_pin=NO_DRAWER)
    return printer


def _narrower(printer: PrinterSettings) -> PrinterSettings:
    """Return it with fewer columns; all else that is known of it stays."""
    known = profile_for(printer)
    table = printer.character_table
    if not table and known.code_page is not None:
        table = known.code_page.name
    return structs.replace(
        printer,
        profile=profile_of(_NARROWER[printer.profile]).code,
        character_table=table,
        has_cutter=known.has_cutter,
        answers_status=known.answers_status,
    )


def places_for(settings: Settings, printer: str) -> tuple[str, ...]:
    """Return who can take over from a printer: the others of the shop, and the files."""
    return (*_others(settings.printers, printer), FILES)


def _others(printers: Iterable[PrinterSettings], code: str) -> Iterable[str]:
    return (each.code for each in printers if each.code != code)
