"""The composition root: puts a shop together from its parts, with or without a window.

What the first screen does not need is loaded when it is needed: pictures, printer drivers, HTTP.
"""

import gc
import logging
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from desktop.services.books import journal, start_events
from desktop.services.database import Database
from desktop.services.prepared import Prepared
from desktop.services.shop import Shop
from desktop.services.team import staff
from desktop.services.till import till_sessions, training
from desktop.services.town import outbox
from desktop.settings import Settings, from_rows, read_stored
from sync.kernel.clock import Clock, SystemClock
from sync.kernel.ids import new_id

if TYPE_CHECKING:
    from desktop.services.upkeep.doctor import Finding
    from fiscal.signer import KeyStore, Signer

_log = logging.getLogger(__name__)
_read_settings = Prepared("SELECT key, value FROM setting")
_INSTALLATION, _KEY_STORE = "installation", "key_store"

_YOUNG = 20_000
"""Objects made before Python collects by itself. It is to do so in idle moments (`_tidy_up`): in the
midst of a scan it adds two milliseconds, and to the import of a list a sixth."""

Result = TypeVar("Result")


def open_shop(
    folder: Path,
    *,
    clock: Clock | None = None,
    keys: "KeyStore | None" = None,
    ledger: Executor | None = None,
    prints: bool = True,
    talks: bool = True,
    is_training: bool = False,
) -> Shop:
    """Open the shop of a data folder, founding it when the folder is empty.

    Args:
        folder: where database, pictures and, without a keyring, keys lie.
        clock: what says the time; the machine's when left out.
        keys: where secrets are kept; the system's keyring or the folder when left out.
        ledger: the one thread that works on the database, for the talk with the marketplace to
            queue on; without it the talk writes in turn with everybody else.
        prints: start the printers of the settings.
        talks: start the talk with the marketplace when the shop is enrolled.
        is_training: open it as a shop to learn in (`open_training`).

    Raises:
        WorldError: as `Database`.
    """
    shop = furnished(folder, clock, keys, is_training=is_training)
    try:
        begin(shop, ledger, prints=prints, talks=talks)
    except BaseException:
        shop.database.close()
        raise
    return shop


def begin(shop: Shop, ledger: Executor | None, *, prints: bool, talks: bool) -> None:
    """Do what comes before anything is written, and start what goes on beside the till."""
    # First, for what is written would cover it.
    shop.tail_found = journal.tail_of(shop.folder).witnesses()
    start_events.tell(shop)
    till_sessions.close_forgotten(shop)
    training.end(shop)
    if prints and shop.settings.printers:
        _start_printers(shop)
    if talks:
        shop.start_conversation = lambda: _start_talk(shop, ledger)
        shop.start_conversation()


def open_training(shop: Shop) -> Shop:
    """Open the shop to learn in that belongs to a shop, with its goods, prices and people of today.

    It has its own key and journal, prints FACTICE on everything, and talks to no marketplace.
    `services.till.training.begin` has told the real journal.

    Raises:
        WorldError: as `open_shop`.
    """
    from fiscal.signer import FolderKeyStore  # noqa: PLC0415 as in `furnished`

    folder = shop.folder / training.FOLDER
    practice = open_shop(
        folder,
        clock=shop.clock,
        keys=FolderKeyStore(folder),
        prints=False,
        talks=False,
        is_training=True,
    )
    try:
        training.furnish(shop, practice)
        if practice.settings.printers:
            _start_printers(practice)
    except BaseException:
        practice.close()
        raise
    return practice


@contextmanager
def opened_shop(
    folder: Path, *, talks: bool = False, keys: "KeyStore | None" = None
) -> Iterator[Shop]:
    """Open a shop for one command and close it again.

    Raises:
        WorldError: as `open_shop`.
    """
    collect_seldom()
    with closing(open_shop(folder, prints=False, talks=talks, keys=keys)) as shop:
        yield shop


def examine(folder: Path) -> "tuple[Finding, ...]":
    """Return how everything around the till of a data folder is; nothing is changed.

    A folder that cannot be opened as a shop is examined all the same, with default settings.
    """
    # Here, because each command loads only what it needs.
    from desktop.services.upkeep import doctor  # noqa: PLC0415

    settings, hub_url = doctor.read_place(folder)
    known = doctor.read_rows(folder)
    keys = None
    if _INSTALLATION in known:
        kept = str(known.get(_KEY_STORE, ""))
        keys = _key_store(folder, str(known[_INSTALLATION]), kept)
    return doctor.examine(folder, settings, hub_url, _try_camera(settings), keys=keys)


def _try_camera(settings: Settings) -> Callable[[], None]:
    def look() -> None:
        from desktop.devices.camera import open_source  # noqa: PLC0415 OpenCV costs

        open_source(settings.camera).close()

    return look


def collect_seldom() -> None:
    """Have Python look for garbage less often than it does by itself."""
    gc.set_threshold(_YOUNG, *gc.get_threshold()[1:])


def app_version() -> str:
    """Return the version of the program."""
    # Here, because it reads like a mail program: by its library, which costs as much.
    from importlib.metadata import version  # noqa: PLC0415

    return version("comptoir")


def furnished(
    folder: Path, clock: Clock | None, keys: "KeyStore | None", *, is_training: bool = False
) -> Shop:
    """Return the shop over its database, founded if it is new; nothing else is loaded for it."""
    database = Database(folder)
    try:
        return _furnish(database, clock or SystemClock(), keys, is_training=is_training)
    except BaseException:
        database.close()
        raise


def _furnish(
    database: Database, clock: Clock, keys: "KeyStore | None", *, is_training: bool
) -> Shop:
    with database.glance() as glance:
        stored = _read_settings.all(glance, {})
    known = {row.key: read_stored(row.value) for row in stored}
    settings = from_rows(known)
    is_new = _INSTALLATION not in known
    installation = new_id() if is_new else str(known[_INSTALLATION])

    def unlock() -> "tuple[KeyStore, Signer]":
        # Here, because the first customer's scan is not signed.
        from fiscal.journal import TRAINING_PREFIX  # noqa: PLC0415
        from fiscal.signer import KeySigner  # noqa: PLC0415

        kept = str(known.get(_KEY_STORE, ""))
        found = keys or _key_store(database.folder, installation, kept)
        # The shop to learn in gets its till's code from the real one, after it was founded.
        key_name = TRAINING_PREFIX if is_training else settings.till
        signer = KeySigner.obtain(found, key_name) if is_new else KeySigner(found, key_name)
        return found, signer

    shop = Shop(
        folder=database.folder,
        database=database,
        clock=clock,
        settings=settings,
        unlock=unlock,
        is_training=is_training,
    )
    if is_new:
        _found(shop, installation)
    return shop


def _key_store(folder: Path, installation: str, kept: str) -> "KeyStore":
    """Return where the secrets of this folder are, decided once: a key is never looked for twice.

    A keyring that is gone today must not make us sign with another key tomorrow.
    """
    from desktop.services.upkeep.key_stores import (  # noqa: PLC0415 as in `unlock`
        SystemKeyStore,
        has_system_keyring,
    )
    from fiscal.signer import FolderKeyStore  # noqa: PLC0415

    if kept == SystemKeyStore.level or (not kept and has_system_keyring()):
        return SystemKeyStore(installation)
    return FolderKeyStore(folder)


def _found(shop: Shop, installation: str) -> None:
    """Write what every shop begins with: its log, its owner, where its keys are."""
    from desktop.models.base import table_of  # noqa: PLC0415 once in the life of a data folder
    from desktop.models.house import SettingValue  # noqa: PLC0415

    level = shop.keys.level
    with shop.begin() as work:
        outbox.begin_log(work.connection)
        staff.add_owner(work)
        work.connection.execute(
            table_of(SettingValue).insert(),
            [
                {"key": _INSTALLATION, "value": installation},
                {"key": _KEY_STORE, "value": level},
            ],
        )
        work.commit()


def _start_printers(shop: Shop) -> None:
    # Here, because the drivers cost a quarter of a second and many a till prints nothing.
    from desktop.services.papers.print_room import PrintRoom  # noqa: PLC0415

    shop.spooler = PrintRoom(shop)


def _start_talk(shop: Shop, ledger: Executor | None) -> None:
    """Begin the talk with the marketplace, when the shop has a place in one."""
    from desktop.services.town import link  # noqa: PLC0415 it reads the wire's types, which cost
    from fiscal.errors import FiscalError  # noqa: PLC0415

    try:
        identity = link.identity_of(shop)
    except FiscalError:
        # A till with a locked keyring sells; it only talks when the keyring is open again.
        _log.exception("device_key_unavailable")
        return
    if identity is None or shop.conversation is not None:
        return
    talk = link.Talk(shop, identity, _Runner(ledger), app_version())
    shop.conversation = talk
    talk.start()


class _Runner:
    """Runs work on the ledger's thread and waits; asked by the talk's own threads only."""

    def __init__(self, ledger: Executor | None) -> None:
        self._ledger = ledger

    def __call__(self, work: Callable[[], Result]) -> Result:
        """Return what the work returned; raise what it raised."""
        if self._ledger is None:
            return work()
        try:
            coming = self._ledger.submit(work)
        except RuntimeError:
            # The window is closed and its thread gone: nobody else is writing any more.
            return work()
        return coming.result()
