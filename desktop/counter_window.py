"""The shop's window: opened before the rest of the day is loaded, and what goes on while it is open.

It opens on what the driver reads of the database; SQLAlchemy and the services come behind it, and
the day begins, while the first customer is looking for her purse.
"""

import gc
import sys
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication

from desktop.bootstrap import begin, collect_seldom, furnished, open_training
from desktop.services.shop import Shop
from desktop.services.till import training
from desktop.ui.tasks import Tasks
from sync.kernel.clock import Clock

if TYPE_CHECKING:
    from desktop.ui.main_window import MainWindow
    from desktop.ui.opening import Opening
    from fiscal.signer import KeyStore

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
_WARM_UP_MS = 1_000
_CHECK_MS = 3_000
"""After the first paint: when the first receipt is prepared for, and when the journal is checked."""


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
    application = QApplication.instance()
    if not isinstance(application, QApplication):
        raise TypeError("a window needs a QApplication")
    sys.setswitchinterval(_SWITCH_S)
    collect_seldom()
    ledger = ThreadPoolExecutor(1, thread_name_prefix="ledger")
    coming = ledger.submit(furnished, folder, clock, keys)
    for name in _AT_FIRST:  # while the disk is read
        import_module(name)
    shop = coming.result()
    tasks = Tasks(ledger, is_awake=False)
    # Asked for before the window can ask for anything.
    tasks.ledger(tasks, lambda: begin(shop, ledger, prints=True, talks=True))
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


def _collect_again() -> None:
    """Let the collector begin that the opening has stopped, past all that was loaded meanwhile."""
    if not gc.isenabled():
        gc.freeze()
        gc.enable()


def _load() -> None:
    """Load what the day needs, beside the window and without keeping it waiting."""
    from desktop.ui.sale.panels import PAGES  # noqa: PLC0415 behind the window

    for name in (*_LOADS, *(module for module, _page in PAGES.values())):
        import_module(name)


def _window_of(
    application: QApplication, shop: Shop, tasks: Tasks, language: str | None
) -> OpenWindow:
    """Put a window around a shop that is open."""
    from desktop.services.online.bell import system_sound  # noqa: PLC0415 read with `_AT_FIRST`
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
        opened.window.bell.changed.connect(self._pass_on_news)

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
        self._pass_on_news()

    def _pass_on_news(self) -> None:
        """Tell in the window to learn in what rings in the real one, which nobody sees now."""
        if self._practice is not None:
            self._practice.window.training.tell(self._opened.window.bell.words)


def run_window(folder: Path, language: str | None = None, *, opening: "Opening") -> int:
    """Open the shop on this screen and return the exit code when it is closed.

    Args:
        folder: the shop's data folder.
        language: fr or en; the shop's own when left out.
        opening: what stands on the screen until the window takes its place.

    Raises:
        WorldError: as `open_shop`.
    """
    # Here, because nobody waits for them before the window stands.
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
    from desktop.services.papers import print_queue  # noqa: PLC0415 it costs, and nobody waits for it

    shop, window = opened.shop, opened.window
    window.desk.tasks.outside(window, lambda: print_queue.warm_up(shop))
    window.desk.tasks.ledger(window, lambda: print_queue.forget_old_papers(shop))
