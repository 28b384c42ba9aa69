"""What stands around the till and how it is: one finding each, for whoever helps on the telephone."""

import json
import shutil
import socket
import tempfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

from pysqlite3 import dbapi2

from desktop.errors import WorldError
from desktop.services.database import FILE_NAME, OLDEST_SQLITE, SCHEMA_VERSION
from desktop.settings import Settings, from_rows

_LOW_DISK_BYTES = 500 * 1024 * 1024
_PATIENCE_S = 2.0


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
    """Return a shop's settings and its marketplace's address, as far as the file tells them."""
    try:
        with closing(dbapi2.connect(f"file:{folder / FILE_NAME}?mode=ro", uri=True)) as opened:
            rows = opened.execute("SELECT key, value FROM setting").fetchall()
            enrolled = opened.execute("SELECT hub_url FROM enrolment").fetchone()
        settings = from_rows({key: json.loads(value) for key, value in rows})
    except (dbapi2.Error, ValueError):
        return Settings(), ""
    return settings, "" if enrolled is None else str(enrolled[0])


def examine(
    folder: Path, settings: Settings, hub_url: str, camera: Callable[[], None]
) -> tuple[Finding, ...]:
    """Return a finding for each part. Nothing is changed, nothing printed.

    Args:
        folder: the shop's data folder, which need not exist.
        settings: the shop's, or the defaults where there is no shop yet.
        hub_url: the marketplace's address; empty when the shop is in none.
        camera: opens the camera and lets it go, raising WorldError when it cannot.
    """
    return (
        _database(folder),
        _disk(folder),
        _sqlite(),
        *_printers(settings),
        _camera(camera),
        _scanner(),
        _hub(hub_url),
    )


def _database(folder: Path) -> Finding:
    file = folder / FILE_NAME
    if not file.exists():
        return Finding("database", Health.ABSENT, "doctor.database_none", {"folder": str(folder)})
    try:
        with closing(dbapi2.connect(f"file:{file}?mode=ro", uri=True)) as opened:
            verdict = opened.execute("PRAGMA quick_check(1)").fetchone()[0]
            version = opened.execute("PRAGMA user_version").fetchone()[0]
    except dbapi2.Error as error:
        return Finding("database", Health.BAD, "doctor.database_unreadable", {"why": str(error)})
    if verdict != "ok":
        return Finding("database", Health.BAD, "doctor.database_corrupt", {"why": str(verdict)})
    if version > SCHEMA_VERSION:
        return Finding("database", Health.BAD, "doctor.database_too_new", {})
    megabytes = f"{file.stat().st_size / 1_000_000:.1f}"
    return Finding("database", Health.GOOD, "doctor.database_good", {"megabytes": megabytes})


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
    return tuple(
        _reach("printer", printer.address, {"name": printer.name or printer.code})
        for printer in settings.printers
    )


def _reach(part: str, address: str, facts: dict[str, str]) -> Finding:
    where = urlsplit(address)
    port = where.port or {"http": 80, "https": 443, "tcp": 9100}.get(where.scheme)
    if where.hostname is None or port is None:
        exists = Path(where.path or address).exists()
        health = Health.GOOD if exists else Health.BAD
        return Finding(part, health, f"doctor.{part}_{health}", facts | {"address": address})
    try:
        socket.create_connection((where.hostname, port), _PATIENCE_S).close()
    except OSError:
        return Finding(part, Health.BAD, f"doctor.{part}_bad", facts | {"address": address})
    return Finding(part, Health.GOOD, f"doctor.{part}_good", facts | {"address": address})


def _camera(camera: Callable[[], None]) -> Finding:
    try:
        camera()
    except WorldError:
        return Finding("camera", Health.ABSENT, "doctor.camera_none", {})
    return Finding("camera", Health.GOOD, "doctor.camera_good", {})


def _scanner() -> Finding:
    try:
        from pyzbar import pyzbar  # noqa: PLC0415 its library may be absent, which is the question
    except (ImportError, OSError):
        return Finding("scanner", Health.ABSENT, "doctor.scanner_zxing", {})
    del pyzbar
    return Finding("scanner", Health.GOOD, "doctor.scanner_good", {})


def _hub(url: str) -> Finding:
    if not url:
        return Finding("hub", Health.ABSENT, "doctor.hub_none", {})
    return _reach("hub", url, {})
