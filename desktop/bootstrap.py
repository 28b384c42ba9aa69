"""The composition root: the one module that knows everybody and puts them together.

What the first screen does not need is loaded when it is needed: pictures, printer drivers, HTTP.
The window opens on what the driver reads of the database; SQLAlchemy and the services come behind
it, and the day begins, while the first customer is looking for her purse.
"""

import gc
import logging
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import closing, contextmanager
from importlib import import_module
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
    from PySide6.QtWidgets import QApplication

    from desktop.services.upkeep.doctor import Finding
    from desktop.ui.main_window import MainWindow
    from desktop.ui.opening import Opening
    from desktop.ui.tasks import Tasks
    from fiscal.signer import KeyStore, Signer

_log = logging.getLogger(__name__)
_read_settings = Prepared("SELECT key, value FROM setting")
_INSTALLATION, _KEY_STORE = "installation", "key_store"

_PRICES_MS = 60_000
_CHECKPOINT_MS = 30_000
"""How often the window collects garbage and folds the log back, when it is idle."""
_WAKE_MS = 500
"""After the window was put together: it is on the screen then, and keys pressed so far are in it."""
_AT_FIRST = ("desktop.ui.main_window", "desktop.ui.sale.screen")
"""The window and the room a day begins in."""
_LOADS = (
    "sqlalchemy.orm",
    "desktop.models",
    "fiscal",
    "desktop.ui.wording.texts",
    "desktop.ui.wording.refusals",
    *(
        f"desktop.services.{name}"
        for name in (
            "books.integrity",
            "counter.selling",
            "money.card_payments",
            "till.alarms",
            "till.timekeeping",
            "till.training",
        )
    ),
)
"""What is loaded behind the window: what the first jobs of the day need, and the first payment."""
_SWITCH_S = 0.0005
"""How long another thread may keep the window from Python at a time; Python's own is ten times."""
_YOUNG = 20_000
"""Objects made before Python collects by itself. It is to do so in idle moments (`_tidy_up`): in the
midst of a scan it adds two milliseconds, and to the import of a list a sixth."""
_WARM_UP_MS = 1_000
_CHECK_MS = 3_000
"""After the first paint: when the first receipt is prepared for, and when the journal is checked."""

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
    shop = _furnished(folder, clock, keys, is_training=is_training)
    try:
        _begin(shop, ledger, prints=prints, talks=talks)
    except BaseException:
        shop.database.close()
        raise
    return shop


def _begin(shop: Shop, ledger: Executor | None, *, prints: bool, talks: bool) -> None:
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
    from fiscal.signer import FolderKeyStore  # noqa: PLC0415 as in `_furnished`

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
    _collect_seldom()
    with closing(open_shop(folder, prints=False, talks=talks, keys=keys)) as shop:
        yield shop


def examine(folder: Path) -> "tuple[Finding, ...]":
    """Return how everything around the till of a data folder is; nothing is changed.

    A folder that cannot be opened as a shop is examined all the same, with default settings.
    """
    # Here, as in `run_window`: each command loads only what it needs.
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


class OpenWindow:
    """A shop with its window: what `open_window` put together, to be closed as one."""

    def __init__(self, shop: Shop, window: "MainWindow") -> None:
        """Keep both together."""
        self.shop = shop
        self.window = window

    def close(self) -> None:
        """Close the window, let what is being written finish, end the talk and the printers."""
        self.window.end()
        self.shop.close()


def open_window(
    folder: Path,
    language: str | None = None,
    *,
    clock: Clock | None = None,
    keys: "KeyStore | None" = None,
) -> OpenWindow:
    """Open a shop with its window, not shown yet. Needs a QApplication; called on its thread.

    The window can be scanned into at once; the rest of the day is begun behind it.

    Raises:
        WorldError: as `Database`.
    """
    # Here, because the other commands need no window.
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415

    from PySide6.QtCore import QTimer  # noqa: PLC0415
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415

    from desktop.ui.tasks import Tasks  # noqa: PLC0415

    application = QApplication.instance()
    if not isinstance(application, QApplication):
        raise TypeError("a window needs a QApplication")
    sys.setswitchinterval(_SWITCH_S)
    _collect_seldom()
    ledger = ThreadPoolExecutor(1, thread_name_prefix="ledger")
    furnished = ledger.submit(_furnished, folder, clock, keys)
    for name in _AT_FIRST:  # while the disk is read
        import_module(name)
    shop = furnished.result()
    tasks = Tasks(ledger, is_awake=False)
    # Asked for before the window can ask for anything.
    tasks.ledger(tasks, lambda: _begin(shop, ledger, prints=True, talks=True))
    opened = _window_of(application, shop, tasks, language)
    tasks.when_awake(_collect_again)
    rest = QTimer(tasks, interval=_WAKE_MS)

    def load() -> None:
        if not tasks.is_busy:  # else somebody is being served
            rest.stop()
            tasks.outside(tasks, _load, lambda _done: tasks.wake())

    rest.timeout.connect(load)
    rest.start()
    return opened


def _collect_seldom() -> None:
    """Have Python look for garbage less often than it does by itself."""
    gc.set_threshold(_YOUNG, *gc.get_threshold()[1:])


def _collect_again() -> None:
    """Let the collector begin that the opening has stopped, past all that was loaded meanwhile."""
    if not gc.isenabled():
        gc.freeze()
        gc.enable()


def _load() -> None:
    """Load what the day needs, beside the window and without keeping it waiting."""
    from desktop.ui.sale.panels import PAGES  # noqa: PLC0415 as in `open_window`

    for name in (*_LOADS, *(module for module, _page in PAGES.values())):
        import_module(name)


def _window_of(
    application: "QApplication", shop: Shop, tasks: "Tasks", language: str | None
) -> OpenWindow:
    """Put a window around a shop that is open."""
    from desktop.services.online.bell import system_sound  # noqa: PLC0415 as in `open_window`
    from desktop.ui.changes import Changes  # noqa: PLC0415
    from desktop.ui.desk import Desk  # noqa: PLC0415
    from desktop.ui.main_window import MainWindow  # noqa: PLC0415
    from desktop.ui.rooms import ROOMS  # noqa: PLC0415
    from desktop.ui.theme.dress import dress, tokens_for  # noqa: PLC0415
    from desktop.ui.widgets.photos import Photos  # noqa: PLC0415
    from desktop.ui.wording import Language, Wording  # noqa: PLC0415

    changes = Changes()
    shop.changes.listen(changes.announce)
    tokens = tokens_for(application)
    dress(application, tokens)
    say = Wording(Language(language or shop.settings.language), shop.zone)
    desk = Desk(shop, tasks, changes, say, tokens, Photos(tasks), sound=system_sound(shop.folder))
    return OpenWindow(shop, MainWindow(desk, ROOMS))


class Schoolroom:
    """Puts the window of the shop to learn in before the real one, and takes it away again.

    The real till goes on: it talks to the marketplace and takes orders in behind.
    """

    def __init__(self, opened: OpenWindow, language: str | None = None) -> None:
        self._opened = opened
        self._language = language
        self._practice: OpenWindow | None = None
        opened.window.desk.school.begun.connect(self.enter)

    @property
    def practice(self) -> OpenWindow | None:
        """Return the window to learn in, None while there is none."""
        return self._practice

    def enter(self) -> None:
        """Open the shop to learn in, beside the window's own thread."""
        desk = self._opened.window.desk
        desk.tasks.ledger(self._opened.window, lambda: open_training(desk.shop), self._show)

    def leave(self) -> None:
        """Close the shop to learn in and tell the real journal."""
        if self._practice is None:
            return
        desk = self._opened.window.desk
        # First, for Qt ends the program with its last window.
        self._opened.window.show()
        self._practice.close()
        self._practice = None
        self._opened.window.end_training()
        desk.tasks.ledger(self._opened.window, lambda: training.end(desk.shop))

    def close(self) -> None:
        """Close the window to learn in, with the program; the next start ends the training."""
        if self._practice is not None:
            self._practice.window.desk.school.end()
            self._practice.close()
            self._practice = None

    def _show(self, practice: Shop) -> None:
        from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 as in `open_window`

        from PySide6.QtCore import Qt  # noqa: PLC0415
        from PySide6.QtWidgets import QApplication  # noqa: PLC0415

        from desktop.ui.tasks import Tasks  # noqa: PLC0415

        application = QApplication.instance()
        if not isinstance(application, QApplication):
            raise TypeError("a window needs a QApplication")
        ledger = ThreadPoolExecutor(1, thread_name_prefix="training")
        opened = _window_of(application, practice, Tasks(ledger), self._language)
        opened.window.desk.school.left.connect(self.leave, Qt.ConnectionType.QueuedConnection)
        self._practice = opened
        before = self._opened.window
        opened.window.setGeometry(before.geometry())
        opened.window.setWindowState(before.windowState())
        opened.window.show()
        before.hide()


def run_window(folder: Path, language: str | None = None, *, opening: "Opening") -> int:
    """Open the shop on this screen and return the exit code when it is closed.

    Args:
        folder: the shop's data folder.
        language: fr or en; the shop's own when left out.
        opening: what stands on the screen until the window takes its place.

    Raises:
        WorldError: as `open_shop`.
    """
    from PySide6.QtCore import QTimer  # noqa: PLC0415
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415

    from desktop.logbook import keep_log  # noqa: PLC0415
    from desktop.ui.mishaps import tell_mishaps  # noqa: PLC0415

    opened = open_window(folder, language)
    school = Schoolroom(opened, language)
    tell_mishaps(opened.window)
    opened.window.showMaximized()
    opening.give_way(opened.window)
    keep_log(folder)
    idle = QTimer(interval=_CHECKPOINT_MS)
    idle.timeout.connect(lambda: _tidy_up(opened))
    idle.start()
    minute = QTimer(interval=_PRICES_MS)
    minute.timeout.connect(lambda: _change_planned_prices(opened))
    minute.start()
    # Once the first customer can be served, and on other threads.
    QTimer.singleShot(_WARM_UP_MS, lambda: _prepare_papers(opened))
    QTimer.singleShot(_WARM_UP_MS, lambda: _change_planned_prices(opened))
    QTimer.singleShot(_CHECK_MS, opened.window.check_journal)
    try:
        return QApplication.exec()
    finally:
        idle.stop()
        minute.stop()
        school.close()
        opened.close()


def _tidy_up(opened: OpenWindow) -> None:
    """Collect garbage and fold the log back, unless somebody is served: the next time will do."""
    tasks = opened.window.desk.tasks
    if not tasks.under_way:
        gc.collect(1)
        tasks.ledger(opened.window, opened.shop.database.checkpoint)


def _change_planned_prices(opened: OpenWindow) -> None:
    """Begin and end the prices that are due, unless somebody is being served: a minute later will do."""
    shop, window = opened.shop, opened.window

    def apply() -> int:
        # Loaded on the ledger's thread: the window never waits for it.
        from desktop.services.goods import planned_prices  # noqa: PLC0415

        return planned_prices.apply_due(shop)

    if not window.desk.tasks.under_way:
        window.desk.tasks.ledger(window, apply)


def _prepare_papers(opened: OpenWindow) -> None:
    """Load the printer's drivers, so that the first receipt need not wait; forget old papers."""
    from desktop.services.papers import print_queue  # noqa: PLC0415 as in `_start_printers`

    shop, window = opened.shop, opened.window
    window.desk.tasks.outside(window, lambda: print_queue.warm_up(shop))
    window.desk.tasks.ledger(window, lambda: print_queue.forget_old_papers(shop))


def app_version() -> str:
    """Return the version of the program."""
    # Here, because it reads like a mail program: by its library, which costs as much.
    from importlib.metadata import version  # noqa: PLC0415

    return version("comptoir")


def _furnished(
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
