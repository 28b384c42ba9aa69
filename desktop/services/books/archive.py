"""The archive of what is closed: one file for the safe, that anybody can check without this program.

Once a year is law (fiscal study § 1), more often is allowed. The file is written while the shop
sells; what ties it to the journal is one short transaction at the end.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import Connection

from desktop.domain.roles import Act
from desktop.errors import RefusedError, WorldError
from desktop.services.books.journal import SqlStore, journal_before, journal_of, tills_of
from desktop.services.shop import Shop, Topic
from desktop.services.team.staff import make_sure
from fiscal import (
    ArchiveBody,
    ArchiveRefusedError,
    FiscalError,
    Head,
    KeySigner,
    Period,
    Signer,
    SignerUnavailableError,
)
from fiscal.archive import write_archive
from sync.kernel.clock import milliseconds


@dataclass(frozen=True, slots=True)
class Archived:
    """An archive that was written and told to the journal."""

    till: str
    first_seq: int
    last_seq: int
    first_day: date
    last_day: date
    #: Whether it closes a fiscal year.
    is_year: bool
    #: What to note beside the medium: the hash of its signed manifest.
    manifest: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """An archive that was written and that the journal does not know yet."""

    till: str
    body: ArchiveBody
    #: Where it lies until the journal knows it.
    part: Path
    target: Path


@dataclass(frozen=True, slots=True)
class Due:
    """What an archive would hold now."""

    #: Whose journal is next: this till's, or first that of one it followed.
    till: str
    #: Records since the last archive up to the last closing; 0 when there is nothing.
    records: int
    #: Whether a day is open, which must be closed first.
    is_day_open: bool
    #: Whether a closed fiscal year waits for its archive.
    is_year_waiting: bool


def due(shop: Shop) -> Due:
    """Return what there is to archive."""
    with shop.look() as look:
        till = _next_till(shop, look.connection)
        head = SqlStore(look.connection, till).head()
    return Due(
        till=till,
        records=max(_last_closing(head) - head.archived_seq, 0),
        is_day_open=bool(head.open_day),
        is_year_waiting=head.close(Period.YEAR).seq > head.archived_seq,
    )


def _next_till(shop: Shop, connection: Connection) -> str:
    """Return whose journal comes next: a till that was followed still has days to archive.

    One whose key did not come along has nobody to sign for it; its records stay in the database.
    """
    own = shop.settings.till
    for till in tills_of(connection):
        head = SqlStore(connection, till).head()
        if till != own and _last_closing(head) > head.archived_seq and _has_key(shop, till):
            return till
    return own


def _has_key(shop: Shop, till: str) -> bool:
    try:
        return bool(_signer(shop, till).public_key)
    except FiscalError:
        return False


def _signer(shop: Shop, till: str) -> Signer:
    return shop.signer if till == shop.settings.till else KeySigner(shop.keys, till)


def archive_name(till: str, last: date) -> str:
    """Return the name an archive usually has."""
    return f"archive-{till}-{last:%Y-%m-%d}.zip"


def archive(
    shop: Shop, target: Path, *, staff: str, medium: str = "", approved_by: str = ""
) -> Archived:
    """Write all that was closed since the last archive, signed, and tell the journal.

    It is the archive of the till that `due` names.

    Raises:
        RefusedError: needs_approval, archive_day_open, archive_nothing, archive_key_changed,
            archive_overtaken.
        WorldError: archive_no_key, export_not_written.
    """
    allow(shop, staff, approved_by)
    return tell_journal(shop, draw_up(shop, target, medium), staff)


def allow(shop: Shop, staff: str, approved_by: str = "") -> str:
    """Return the code of who makes an archive, when they may.

    Raises:
        RefusedError: needs_approval.
    """
    make_sure(shop, staff, Act.EXPORT, approved_by)
    return staff


def tell_journal(shop: Shop, drawn: Drawn, staff: str) -> Archived:
    """Tell the journal of an archive that was drawn up, and give it its name.

    Raises:
        RefusedError: archive_overtaken, when another archive came first.
        WorldError: export_not_written.
    """
    body, target = drawn.body, drawn.target
    try:
        with shop.begin() as work:
            is_own = drawn.till == shop.settings.till
            journal = journal_of(work) if is_own else journal_before(work, drawn.till)
            if journal.head().archived_seq + 1 != body.first_seq:
                raise RefusedError("archive_overtaken")
            journal.record_archive(body, operator=staff)
            work.changed(Topic.TILL)
            _name(drawn)
            try:
                work.commit()
            except BaseException:
                # A file that the journal does not know would pass for an archive.
                target.unlink(missing_ok=True)
                raise
    finally:
        drawn.part.unlink(missing_ok=True)
    return Archived(
        till=drawn.till,
        first_seq=body.first_seq,
        last_seq=body.last_seq,
        first_day=date.fromisoformat(body.from_bd),
        last_day=date.fromisoformat(body.to_bd),
        is_year=body.is_year,
        manifest=body.manifest.hex(),
    )


def _name(drawn: Drawn) -> None:
    try:
        drawn.part.replace(drawn.target)
    except OSError as error:
        raise WorldError("export_not_written", file=drawn.target.name) from error


def draw_up(shop: Shop, target: Path, medium: str = "") -> Drawn:
    """Write all that was closed since the last archive into a file beside `target`, signed.

    It only reads, and a year takes seconds: the window runs it beside the ledger, so that the
    shop sells on. `tell_journal` makes an archive of it; left alone it is none.

    Raises:
        RefusedError: archive_day_open, archive_nothing, archive_key_changed.
        WorldError: archive_no_key, export_not_written.
    """
    part = target.absolute().with_name(f"{target.name}.part")
    with shop.look() as look:
        till = _next_till(shop, look.connection)
        store = SqlStore(look.connection, till)
        head = store.head()
        if head.open_day:
            raise RefusedError("archive_day_open")
        if _last_closing(head) <= head.archived_seq:
            raise RefusedError("archive_nothing")
        try:
            body = write_archive(
                part,
                store,
                _signer(shop, till),
                clock_ms=lambda: milliseconds(shop.clock.now()),
                medium=medium,
            )
        except ArchiveRefusedError as error:
            raise RefusedError("archive_key_changed") from error
        except SignerUnavailableError as error:
            raise WorldError("archive_no_key") from error
        except OSError as error:
            raise WorldError("export_not_written", file=target.name) from error
    return Drawn(till=till, body=body, part=part, target=target.absolute())


def _last_closing(head: Head) -> int:
    return max((head.close(level).seq for level in Period), default=0)
