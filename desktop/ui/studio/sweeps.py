"""Work on one picture that lasts: colours laid apart, and a shelf read and made drafts of."""

from collections.abc import Callable
from pathlib import Path
from threading import Event

from PySide6.QtCore import QObject, Signal

from desktop.services.drafting import studio
from desktop.services.drafting.drafts import Proposals
from desktop.services.drafting.studio import Facing
from desktop.services.team import staff
from desktop.ui.desk import Desk
from desktop.ui.studio.shelf_pane import ShelfPane
from desktop.ui.widgets.buttons import Button


class Sweeps(QObject):
    """Has it done in the pool, says how far it is, and stops it when somebody asks.

    at rest -> working (`lay_apart`, `read_shelf`, `keep_shelf`) -> at rest (done, refused, stopped).
    A shelf's codes that were read stay listed until drafts are made of them.
    """

    #: tuple[Prepared]: each thing of one picture.
    laid = Signal(object)
    #: Swept: drafts were made.
    swept = Signal(object)
    #: A ShopError.
    refused = Signal(object)
    #: At rest again.
    rested = Signal()
    _told = Signal(str, int, int)

    def __init__(
        self, desk: Desk, shelf: ShelfPane, stop: Button, say_busy: Callable[[str], object]
    ) -> None:
        super().__init__()
        self._desk, self._shelf, self._stop, self._say_busy = desk, shelf, stop, say_busy
        # Of the work at hand: one that was stopped hears nothing of the next one's going on.
        self._stopped = Event()
        self._told.connect(self._on_told)
        desk.tasks.closing.connect(self.stop)

    def stop(self) -> None:
        """Have the work end at its next step."""
        self._stopped.set()

    def lay_apart(self, source: Path | bytes) -> None:
        """Make a picture ready of each thing that lies in one."""
        mine = self._begin(self._desk.say("studio.busy"))

        def tell(done: int, of: int) -> None:
            self._told.emit("studio.apart", done, of)

        self._desk.tasks.outside(
            self,
            lambda: studio.lay_apart(source, tell, mine.is_set),
            lambda made: self._end(mine, lambda: self.laid.emit(made)),
            lambda error: self._end(mine, lambda: self.refused.emit(error)),
        )

    def read_shelf(self, source: Path | bytes) -> None:
        """List the article numbers in a picture of a shelf."""
        mine, shop = self._begin(self._desk.say("studio.shelf_reading")), self._desk.shop

        def read() -> tuple[tuple[Facing, ...], dict[str, str]]:
            found = studio.read_shelf(source, mine.is_set)
            return found, studio.known_on(shop, found)

        self._desk.tasks.outside(
            self,
            read,
            lambda told: self._end(mine, lambda: self._shelf.show_facings(*told)),
            lambda error: self._end(mine, lambda: self.refused.emit(error)),
        )

    def keep_shelf(self) -> None:
        """Make a draft of each article listed, with what is known of its number."""
        facings, shop = self._shelf.facings, self._desk.shop
        if not facings or not self._stop.isHidden():
            return
        mine = self._begin(self._desk.say("studio.shelf_proposing", done=0, n=len(facings)))

        def tell(done: int, of: int) -> None:
            self._told.emit("studio.shelf_proposing", done, of)

        self._desk.tasks.outside(
            self,
            lambda: studio.propose_for(shop, facings, tell, mine.is_set),
            lambda proposed: self._write(mine, facings, proposed),
            lambda error: self._end(mine, lambda: self.refused.emit(error)),
        )

    def _write(
        self, mine: Event, facings: tuple[Facing, ...], proposed: dict[str, Proposals]
    ) -> None:
        shop = self._desk.shop
        if mine.is_set():
            self._end(mine, lambda: None)
            return

        def then(swept: studio.Swept) -> None:
            mine.clear()  # too late: they are written
            self._shelf.show_facings(())
            self._end(mine, lambda: self.swept.emit(swept))

        self._desk.tasks.ledger(
            self,
            lambda: studio.sweep_shelf(shop, facings, staff.current(shop).code, proposed),
            then,
            lambda error: self._end(mine, lambda: self.refused.emit(error)),
        )

    def _begin(self, words: str) -> Event:
        """Show that work is under way, and return what stops it and nothing else."""
        self._stopped.set()
        self._stopped = Event()
        self._say_busy(words)
        self._stop.show()
        return self._stopped

    def _on_told(self, words: str, done: int, of: int) -> None:
        if not self._stop.isHidden():
            self._say_busy(self._desk.say(words, done=done, n=of))

    def _end(self, mine: Event, then: Callable[[], object]) -> None:
        """Rest, unless other work has begun; what came although it was stopped is not shown."""
        if mine is self._stopped:
            self._stop.hide()
            self.rested.emit()
        if not mine.is_set():
            then()
