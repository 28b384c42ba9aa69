"""The shop's data in one file, and back. The journal's key stays out: it never leaves this PC's keystore."""

import json
import os
import shutil
import struct
import tempfile
import zipfile
import zlib
from contextlib import closing
from pathlib import Path
from typing import IO

from pysqlite3 import dbapi2

from desktop.errors import RefusedError, WorldError
from desktop.services.books import start_events
from desktop.services.database import FILE_NAME, SCHEMA_VERSION, open_to_read
from desktop.services.folder_lock import FolderLock
from fiscal import EventCode
from sync.kernel.clock import Clock, milliseconds

_MANIFEST = "comptoir-backup.json"
_VERSION = 1
_MAX_FILES = 500_000
BROKEN_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
)
"""What `zipfile` raises for files that are none, are cut off, altered, encrypted or malformed."""


def back_up(folder: Path, target: Path, clock: Clock) -> int:
    """Write database and photographs of a data folder into one ZIP; return its size in bytes.

    The app may be selling meanwhile: the database is copied as it stood at one moment. The file is
    on its disk when this returns, so that a stick can be pulled out.

    Raises:
        WorldError: no_shop_here, backup_not_written, database_corrupt.
    """
    source, target = folder / FILE_NAME, target.absolute()
    if not source.is_file():
        raise WorldError("no_shop_here", folder=str(folder))
    copy, coming = target.with_name(f"{target.name}.db"), target.with_name(f"{target.name}.part")
    made_at = milliseconds(clock.now())
    try:
        _copy_database(source, copy)
        with coming.open("wb") as file:
            _pack(folder, copy, file, made_at)
            file.flush()
            os.fsync(file.fileno())
        coming.replace(target)
    except (OSError, dbapi2.OperationalError) as error:
        raise WorldError("backup_not_written", file=str(target)) from error
    except dbapi2.DatabaseError as error:
        raise WorldError("database_corrupt", file=str(source), detail=str(error)) from error
    finally:
        for half in (copy, coming):
            if half.is_file():
                half.unlink()
    start_events.leave(folder, EventCode.BACKED_UP, at=made_at)
    return target.stat().st_size


def _copy_database(source: Path, copy: Path) -> None:
    with closing(open_to_read(source)) as opened, closing(dbapi2.connect(str(copy))) as target:
        # Asked first, because copying calls every failure one of the target's.
        opened.execute("SELECT count(*) FROM sqlite_master").fetchone()
        opened.backup(target)
    _refuse_unsound(copy, source)


def _pack(folder: Path, copy: Path, file: IO[bytes], made_at: int) -> None:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(_MANIFEST, json.dumps({"version": _VERSION, "made_at": made_at}))
        archive.write(copy, FILE_NAME)
        for photo in sorted((folder / "media").glob("*/*.webp")):
            archive.write(photo, photo.relative_to(folder).as_posix(), zipfile.ZIP_STORED)


def _refuse_unsound(file: Path, told: Path) -> None:
    """See that a database file is whole and no newer than we are; `told` is its name for people."""
    try:
        with closing(dbapi2.connect(str(file))) as opened:
            verdict = opened.execute("PRAGMA quick_check(1)").fetchone()[0]
            version = opened.execute("PRAGMA user_version").fetchone()[0]
    except dbapi2.DatabaseError as error:
        raise WorldError("database_corrupt", file=str(told), detail=str(error)) from error
    if verdict != "ok":
        raise WorldError("database_corrupt", file=str(told), detail=verdict)
    if version > SCHEMA_VERSION:
        raise WorldError("database_too_new", file=str(told), version=version)


def restore(source: Path, folder: Path) -> None:
    """Unpack a backup into a folder that holds no shop yet; all of it or nothing.

    At the next conversation the marketplace gives back what was done after the backup.

    Raises:
        RefusedError: restore_over_shop, backup_unknown.
        WorldError: backup_missing, backup_unreadable, restore_not_written, disk_full,
            database_corrupt, database_too_new; already_open, folder_unusable.
    """
    folder = folder.absolute()
    lock = FolderLock.take(folder)
    try:
        if (folder / FILE_NAME).exists():
            raise RefusedError("restore_over_shop", folder=str(folder))
        with tempfile.TemporaryDirectory(prefix=".restore-", dir=folder) as coming:
            made_at = _unpack(source, Path(coming))
            _refuse_unsound(Path(coming) / FILE_NAME, source)
            # Before the database is there: a start that finds it finds this too.
            start_events.leave(folder, EventCode.RESTORED, at=made_at)
            _move_in(Path(coming), folder)
    except OSError as error:
        raise WorldError("restore_not_written", folder=str(folder)) from error
    finally:
        lock.release()


def _move_in(coming: Path, folder: Path) -> None:
    """Put the parts in their places, the database last: without it there is no shop."""
    for photo in coming.glob("media/*/*.webp"):
        place = folder / photo.relative_to(coming)
        place.parent.mkdir(parents=True, exist_ok=True)
        photo.replace(place)
    (coming / FILE_NAME).replace(folder / FILE_NAME)


def _unpack(source: Path, folder: Path) -> int:
    """Write what belongs to a backup, by names of our own making and within limits.

    Returns:
        When it was made, milliseconds; 0 where it does not say.
    """
    try:
        opened = source.open("rb")
    except FileNotFoundError as error:
        raise WorldError("backup_missing", file=str(source)) from error
    except OSError as error:
        raise WorldError("backup_unreadable", file=str(source)) from error
    try:
        with opened, zipfile.ZipFile(opened) as archive:
            made_at = _refuse_foreign(archive, source, folder)
            for entry in archive.infolist():
                if entry.filename != _MANIFEST:
                    target = folder / entry.filename
                    target.parent.mkdir(parents=True, exist_ok=True)
                    with archive.open(entry) as packed, target.open("wb") as file:
                        shutil.copyfileobj(packed, file)
    except BROKEN_ZIP as error:
        raise RefusedError("backup_unknown", file=str(source)) from error
    return made_at


def _refuse_foreign(archive: zipfile.ZipFile, source: Path, folder: Path) -> int:
    """See that this is a backup of ours, and return when it was made."""
    entries = archive.infolist()
    names = {entry.filename for entry in entries}
    is_ours = {_MANIFEST, FILE_NAME} <= names and len(entries) <= _MAX_FILES
    if not is_ours or not all(map(_is_ours, names)):
        raise RefusedError("backup_unknown", file=str(source))
    manifest = json.loads(archive.read(_MANIFEST))
    if not isinstance(manifest, dict) or manifest.get("version") != _VERSION:
        raise RefusedError("backup_unknown", file=str(source))
    if sum(entry.file_size for entry in entries) > shutil.disk_usage(folder).free:
        raise WorldError("disk_full", file=str(folder))
    made_at = manifest.get("made_at")
    return made_at if type(made_at) is int else 0


def _is_ours(name: str) -> bool:
    if name in {_MANIFEST, FILE_NAME}:
        return True
    parts = name.split("/")
    return (
        len(parts) == 3
        and parts[0] == "media"
        and parts[1] == parts[2][:2]
        and parts[2].endswith(".webp")
        and parts[2][:-5].isalnum()
        and len(parts[2]) == 64 + len(".webp")
    )
