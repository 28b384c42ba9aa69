"""The shop's data in one file, and back. The journal's key stays out: it never leaves this PC's keystore."""

import json
import shutil
import zipfile
from contextlib import closing
from pathlib import Path

from pysqlite3 import dbapi2

from desktop.errors import RefusedError, WorldError
from desktop.services.database import FILE_NAME, SCHEMA_VERSION
from sync.kernel.clock import Clock, milliseconds

_MANIFEST = "comptoir-backup.json"
_MAX_FILES = 500_000
_MAX_BYTES = 200 * 1024**3


def back_up(folder: Path, target: Path, clock: Clock) -> int:
    """Write database and photographs of a data folder into one ZIP; return its size in bytes.

    The app may be selling meanwhile: the database is copied as it stood at one moment.

    Raises:
        WorldError: no_shop_here, backup_not_written, database_corrupt.
    """
    source = folder / FILE_NAME
    if not source.is_file():
        raise WorldError("no_shop_here", folder=str(folder))
    copy, coming = target.with_name(f"{target.name}.db"), target.with_name(f"{target.name}.part")
    try:
        _copy_database(source, copy)
        with zipfile.ZipFile(coming, "w", zipfile.ZIP_DEFLATED) as archive:
            made_at = milliseconds(clock.now())
            archive.writestr(_MANIFEST, json.dumps({"version": 1, "made_at": made_at}))
            archive.write(copy, FILE_NAME)
            for photo in sorted((folder / "media").glob("*/*.webp")):
                archive.write(photo, photo.relative_to(folder).as_posix(), zipfile.ZIP_STORED)
        coming.replace(target)
    except (OSError, dbapi2.OperationalError) as error:
        coming.unlink(missing_ok=True)
        raise WorldError("backup_not_written", file=target.name) from error
    finally:
        copy.unlink(missing_ok=True)
    return target.stat().st_size


def _copy_database(source: Path, copy: Path) -> None:
    with (
        closing(dbapi2.connect(f"file:{source}?mode=ro", uri=True)) as opened,
        closing(dbapi2.connect(str(copy))) as target,
    ):
        opened.backup(target)
    _refuse_unsound(copy)


def _refuse_unsound(file: Path) -> None:
    try:
        with closing(dbapi2.connect(str(file))) as opened:
            verdict = opened.execute("PRAGMA quick_check(1)").fetchone()[0]
            version = opened.execute("PRAGMA user_version").fetchone()[0]
    except dbapi2.DatabaseError as error:
        raise WorldError("database_corrupt", file=file.name, detail=str(error)) from error
    if verdict != "ok":
        raise WorldError("database_corrupt", file=file.name, detail=verdict)
    if version > SCHEMA_VERSION:
        raise WorldError("database_too_new", file=file.name, version=version)


def restore(source: Path, folder: Path) -> None:
    """Unpack a backup into a folder that holds no shop yet; all of it or nothing.

    At the next conversation the marketplace gives back what was done after the backup.

    Raises:
        RefusedError: restore_over_shop, backup_unknown.
        WorldError: backup_missing, backup_unreadable, restore_not_written, database_corrupt,
            database_too_new.
    """
    if (folder / FILE_NAME).exists():
        raise RefusedError("restore_over_shop", folder=str(folder))
    coming = folder.with_name(f"{folder.name}.restoring")
    shutil.rmtree(coming, ignore_errors=True)
    try:
        _unpack(source, coming)
        _refuse_unsound(coming / FILE_NAME)
        folder.mkdir(parents=True, exist_ok=True)
        for part in sorted(coming.iterdir(), key=lambda each: each.name == FILE_NAME):
            part.replace(folder / part.name)
    except FileNotFoundError as error:
        raise WorldError("backup_missing", file=source.name) from error
    except OSError as error:
        raise WorldError("restore_not_written", folder=str(folder)) from error
    finally:
        shutil.rmtree(coming, ignore_errors=True)


def _unpack(source: Path, folder: Path) -> None:
    """Write what belongs to a backup, by names of our own making and within limits."""
    try:
        with zipfile.ZipFile(source) as archive:
            entries = archive.infolist()
            sizes = sum(entry.file_size for entry in entries)
            names = {entry.filename for entry in entries}
            if not {_MANIFEST, FILE_NAME} <= names or len(entries) > _MAX_FILES:
                raise RefusedError("backup_unknown", file=source.name)
            if sizes > _MAX_BYTES or not all(_is_ours(name) for name in names):
                raise RefusedError("backup_unknown", file=source.name)
            for entry in entries:
                if entry.filename != _MANIFEST:
                    target = folder / entry.filename
                    target.parent.mkdir(parents=True, exist_ok=True)
                    with archive.open(entry) as packed, target.open("wb") as file:
                        shutil.copyfileobj(packed, file)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError) as error:
        raise RefusedError("backup_unknown", file=source.name) from error


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
