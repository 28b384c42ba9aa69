"""What stands around the till and how it is: one finding each, for whoever helps on the telephone."""

import http.client
import shutil
import socket
import tempfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pysqlite3 import dbapi2

from desktop.errors import RefusedError, WorldError
from desktop.services.database import FILE_NAME, OLDEST_SQLITE, SCHEMA_VERSION, open_to_read
from desktop.settings import LockerSettings, PrinterSettings, Settings, from_rows, read_stored
from fiscal.legal import outdated
from sync.kernel.clock import Clock, SystemClock

if TYPE_CHECKING:
    import sqlite3

    from fiscal.signer import KeyStore

_LOW_DISK_BYTES = 500 * 1024 * 1024
_PATIENCE_S = 2.0
_CLOCK_TOLERANCE_S = 120
"""Two minutes: as much as the marketplace allows a till before it asks it to look at its clock."""


_HUB_URL = "enrolment.hub_url"
"""Beside the settings' own names, where the marketplace's address is handed on."""

#: What keeps a scale from being read; one that moves or is empty is a good one.
_SCALES_TROUBLES = {
    "device_address": "doctor.scale_address",
    "scale_unreachable": "doctor.scale_unreachable",
    "scale_silent": "doctor.scale_silent",
    "scale_unreadable": "doctor.scale_unreadable",
    "scale_locked": "doctor.scale_locked",
    "scale_refuses": "doctor.scale_refuses",
}


class Health(StrEnum):
    """How a part is: what is not there but not needed either is `absent`."""

    GOOD = "good"
    ABSENT = "absent"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    """One part and how it is; `code` and facts are wording."""

    part: str
    health: Health
    code: str
    facts: dict[str, str]


def read_place(folder: Path) -> tuple[Settings, str]:
    """Return a shop's settings and its marketplace's address, as far as its database can be read.

    The app that owns the folder may be running; a folder without a shop has the defaults.
    """
    known = read_rows(folder)
    return from_rows(known), str(known.get(_HUB_URL, ""))


def read_rows(folder: Path) -> dict[str, object]:
    """Return what a shop's database keeps as its settings; nothing where it cannot be read."""
    file = folder / FILE_NAME
    if not file.is_file():
        return {}
    try:
        with closing(open_to_read(file)) as opened:
            rows = opened.execute("SELECT key, value FROM setting").fetchall()
            urls = opened.execute("SELECT hub_url FROM enrolment").fetchall()
    except dbapi2.Error:
        return {}
    known: dict[str, object] = {key: read_stored(value) for key, value in rows}
    return known | {_HUB_URL: urls[0][0] if urls else ""}


def examine(
    folder: Path,
    settings: Settings,
    hub_url: str,
    camera: Callable[[], None],
    clock: Clock | None = None,
    keys: "KeyStore | None" = None,
) -> tuple[Finding, ...]:
    """Return a finding for each part. Nothing is changed, nothing printed.

    Args:
        folder: the shop's data folder, which need not exist.
        settings: the shop's, or the defaults where there is no shop yet.
        hub_url: the marketplace's address; empty when the shop is in none.
        camera: opens the camera and lets it go, raising WorldError when it cannot.
        clock: what says the time here; the machine's when left out.
        keys: where the till's key should be; None where nobody knows.
    """
    now = clock or SystemClock()
    return (
        _database(folder),
        _journal(folder, settings.till, keys),
        _disk(folder),
        _sqlite(),
        *_printers(settings),
        _camera(settings, camera),
        _scanner(),
        _pole(settings),
        _scale(settings),
        _terminal(settings),
        *_lockers(settings),
        _ports(),
        _law(settings, now),
        *_hub_and_clock(hub_url, now),
    )


def _law(settings: Settings, clock: Clock) -> Finding:
    """Return whether what the papers cite is still the law's own numbering."""
    today = clock.now().astimezone(settings.zone).date()
    old = outdated(settings.profile.country, today)
    if old:
        return Finding("law", Health.BAD, "doctor.law_old", {"count": str(len(old))})
    return Finding("law", Health.GOOD, "doctor.law_good", {})


def _database(folder: Path) -> Finding:
    file = folder / FILE_NAME
    if not file.exists():
        return Finding("database", Health.ABSENT, "doctor.database_none", {"folder": str(folder)})
    try:
        with closing(open_to_read(file)) as opened:
            verdict, version = _verdict(opened)
    except dbapi2.Error as error:
        return Finding("database", Health.BAD, "doctor.database_unreadable", {"why": str(error)})
    if verdict != "ok":
        return Finding("database", Health.BAD, "doctor.database_corrupt", {"why": verdict})
    if version > SCHEMA_VERSION:
        return Finding("database", Health.BAD, "doctor.database_too_new", {})
    megabytes = f"{file.stat().st_size / 1_000_000:.1f}"
    return Finding("database", Health.GOOD, "doctor.database_good", {"megabytes": megabytes})


def _journal(folder: Path, till: str, keys: "KeyStore | None") -> Finding:
    none = Finding("journal", Health.ABSENT, "doctor.journal_none", {})
    if not (folder / FILE_NAME).is_file():
        return none
    # Here, because it loads what reads the whole journal.
    from desktop.services.books.journal_checkup import look_at  # noqa: PLC0415

    told = look_at(folder, till, keys)
    if told is None:
        return none
    is_well, code, facts = told
    return Finding("journal", Health.GOOD if is_well else Health.BAD, code, facts)


def _verdict(opened: "sqlite3.Connection") -> tuple[str, int]:
    verdict = opened.execute("PRAGMA quick_check(1)").fetchone()[0]
    return str(verdict), int(opened.execute("PRAGMA user_version").fetchone()[0])


def _disk(folder: Path) -> Finding:
    there = next((each for each in (folder, *folder.parents) if each.exists()), Path.cwd())
    free = shutil.disk_usage(there).free
    facts = {"gigabytes": f"{free / 1_000_000_000:.1f}"}
    if free < _LOW_DISK_BYTES:
        return Finding("disk", Health.BAD, "doctor.disk_low", facts)
    try:
        with tempfile.TemporaryFile(dir=there) as probe:
            probe.write(b"comptoir")
    except OSError:
        return Finding("disk", Health.BAD, "doctor.disk_read_only", {"folder": str(there)})
    return Finding("disk", Health.GOOD, "doctor.disk_good", facts)


def _sqlite() -> Finding:
    is_sound = dbapi2.sqlite_version_info >= OLDEST_SQLITE
    return Finding(
        "sqlite",
        Health.GOOD if is_sound else Health.BAD,
        "doctor.sqlite_good" if is_sound else "doctor.sqlite_old",
        {"version": dbapi2.sqlite_version},
    )


def _printers(settings: Settings) -> tuple[Finding, ...]:
    if not settings.printers:
        return (Finding("printer", Health.ABSENT, "doctor.printer_none", {}),)
    return tuple(map(_printer, settings.printers))


def _printer(printer: PrinterSettings) -> Finding:
    # Here, because the printers' room costs start-up time and is needed when one is set up only.
    from desktop.services.papers.print_room import transport_of  # noqa: PLC0415
    from printing.transports import Condition, status_of  # noqa: PLC0415

    facts = {"name": printer.name or printer.code, "address": printer.address}
    try:
        standing = status_of(transport_of(printer)).condition
    except RefusedError:
        return Finding("printer", Health.BAD, "doctor.printer_address", facts)
    # A printer that takes papers and answers nothing is a good one of a simple kind.
    is_well = standing.can_print or standing is Condition.SILENT
    if is_well:
        return Finding("printer", Health.GOOD, "doctor.printer_good", facts)
    return Finding("printer", Health.BAD, f"doctor.printer_{standing.value}", facts)


def _camera(settings: Settings, camera: Callable[[], None]) -> Finding:
    if not settings.camera:
        return Finding("camera", Health.ABSENT, "doctor.camera_none", {})
    try:
        camera()
    except WorldError:
        return Finding("camera", Health.BAD, "doctor.camera_bad", {"camera": settings.camera})
    return Finding("camera", Health.GOOD, "doctor.camera_good", {})


def _scanner() -> Finding:
    try:
        from pyzbar import pyzbar  # noqa: PLC0415 its library may be absent, which is the question
    except (ImportError, OSError):
        return Finding("scanner", Health.ABSENT, "doctor.scanner_zxing", {})
    del pyzbar
    return Finding("scanner", Health.GOOD, "doctor.scanner_good", {})


def _pole(settings: Settings) -> Finding:
    # Here, as for the printers: each device is loaded where there is one.
    from desktop.services.counter.pole import reach_pole  # noqa: PLC0415

    facts = {"address": settings.pole}
    if not settings.pole:
        return Finding("pole", Health.ABSENT, "doctor.pole_none", {})
    try:
        reach_pole(settings.pole)
    except WorldError:
        return Finding("pole", Health.BAD, "doctor.pole_bad", facts)
    return Finding("pole", Health.GOOD, "doctor.pole_good", facts)


def _scale(settings: Settings) -> Finding:
    from desktop.services.counter.weighing import try_scale  # noqa: PLC0415 see `_pole`

    facts = {"address": settings.scale}
    if not settings.scale:
        return Finding("scale", Health.ABSENT, "doctor.scale_none", {})
    try:
        try_scale(settings.scale, settings.scale_dialect)
    except WorldError as error:
        code = _SCALES_TROUBLES.get(error.code)
        if code is not None:
            return Finding("scale", Health.BAD, code, facts)
    return Finding("scale", Health.GOOD, "doctor.scale_good", facts)


def _terminal(settings: Settings) -> Finding:
    from desktop.devices.terminal import PORT, SIMULATED  # noqa: PLC0415 see `_pole`

    facts = {"address": settings.terminal}
    if settings.terminal in ("", SIMULATED):
        return Finding("terminal", Health.ABSENT, "doctor.terminal_none", {})
    host, _colon, port = settings.terminal.partition(":")
    try:
        place = (host, int(port) if port else PORT)
        socket.create_connection(place, timeout=_PATIENCE_S).close()
    except (OSError, ValueError, OverflowError):
        return Finding("terminal", Health.BAD, "doctor.terminal_bad", facts)
    return Finding("terminal", Health.GOOD, "doctor.terminal_good", facts)


def _lockers(settings: Settings) -> tuple[Finding, ...]:
    if not settings.lockers:
        return (Finding("lockers", Health.ABSENT, "doctor.lockers_none", {}),)
    return tuple(map(_bank_of_lockers, settings.lockers))


def _bank_of_lockers(bank: LockerSettings) -> Finding:
    from desktop.services.carriage.locker_lines import SIMULATED, trial_line, try_bank  # noqa: PLC0415 see `_pole`

    facts = {"name": bank.name or bank.code, "address": bank.address}
    if bank.address in SIMULATED:
        return Finding("lockers", Health.ABSENT, "doctor.lockers_simulated", facts)
    try:
        found = try_bank(trial_line(bank))
    except RefusedError:
        return Finding("lockers", Health.BAD, "doctor.lockers_wrong", facts)
    except WorldError as error:
        is_key = error.code == "locker_denied"
        code = "doctor.lockers_denied" if is_key else "doctor.lockers_silent"
        return Finding("lockers", Health.BAD, code, facts)
    if found.open_doors:
        boxes = ", ".join(found.open_doors)
        return Finding("lockers", Health.BAD, "doctor.lockers_ajar", facts | {"boxes": boxes})
    facts["n"] = str(found.compartments)
    return Finding("lockers", Health.GOOD, "doctor.lockers_good", facts)


def _ports() -> Finding:
    """Return the serial ports of this PC by name, for who looks for the cable of a device."""
    from desktop.services.upkeep.attached import attached  # noqa: PLC0415 see `_pole`

    found = attached().serial_ports
    if not found:
        return Finding("ports", Health.ABSENT, "doctor.ports_none", {})
    names = ", ".join(port.name for port in found)
    return Finding("ports", Health.GOOD, "doctor.ports_good", {"names": names})


def _hub_and_clock(url: str, clock: Clock) -> tuple[Finding, Finding]:
    unknown = Finding("clock", Health.ABSENT, "doctor.clock_unknown", {})
    if not url:
        return Finding("hub", Health.ABSENT, "doctor.hub_none", {}), unknown
    facts = {"address": url}
    try:
        told = _hub_time(url)
    except (OSError, http.client.HTTPException, ValueError):
        return Finding("hub", Health.BAD, "doctor.hub_bad", facts), unknown
    hub = Finding("hub", Health.GOOD, "doctor.hub_good", facts)
    if told is None:
        return hub, unknown
    apart_s = abs((clock.now() - told).total_seconds())
    if apart_s <= _CLOCK_TOLERANCE_S:
        return hub, Finding("clock", Health.GOOD, "doctor.clock_good", {})
    minutes = str(round(apart_s / 60))
    return hub, Finding("clock", Health.BAD, "doctor.clock_bad", {"minutes": minutes})


def _hub_time(url: str) -> datetime | None:
    """Return the hour the marketplace puts on its answers; None when it puts none.

    Raises:
        OSError: nobody answers.
        http.client.HTTPException: what answers is no web server.
        ValueError: the address is none.
    """
    where = urlsplit(url)
    kinds = {"http": http.client.HTTPConnection, "https": http.client.HTTPSConnection}
    if where.scheme not in kinds or not where.hostname:
        raise ValueError(url)
    connection = kinds[where.scheme](where.hostname, where.port, timeout=_PATIENCE_S)
    with closing(connection):
        connection.request("HEAD", where.path or "/")
        date = connection.getresponse().getheader("Date")
    if date is None:
        return None
    told = parsedate_to_datetime(date)
    return told if told.tzinfo else told.replace(tzinfo=UTC)
