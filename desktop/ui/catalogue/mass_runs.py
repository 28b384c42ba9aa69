"""A change of many products on its way: told beforehand, made piece by piece, stopped, taken back."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, Signal

from desktop.errors import ShopError
from desktop.services.goods import mass_edit
from desktop.services.goods.mass_edit import BatchDone, Forecast, MassEdit
from desktop.services.team import staff
from desktop.ui.screen import Notice, Screen
from desktop.ui.widgets.work_bar import WorkBar
from sync.kernel.ids import new_id


@dataclass(slots=True)
class _Run:
    """An edit on its way through the chosen products."""

    edit: MassEdit
    ids: Sequence[str]
    id: str
    approved_by: str = ""
    done: int = 0
    changed: int = 0


class MassRuns(QObject):
    """One at a time; between two pieces a sale has its turn."""

    #: The MassEdit, and its Forecast.
    foretold = Signal(object, object)
    #: One has begun.
    working = Signal()
    #: It is over: done, stopped, refused or taken back.
    rested = Signal()

    def __init__(self, room: Screen, work: WorkBar) -> None:
        super().__init__(room)
        self._room = room
        self._work = work
        #: Tells whether something is being written.
        self.is_working = False

    def forecast(self, edit: MassEdit, ids: Sequence[str]) -> None:
        """Say what an edit would do to these products."""
        self._work.begin(self._room.desk.say("mass.looking"), len(ids))
        self._look_on(edit, ids, 0, Forecast(products=0))

    def _look_on(self, edit: MassEdit, ids: Sequence[str], done: int, told: Forecast) -> None:
        if not self._work.advance(done):
            self._work.end(is_whole=False)
            self.foretold.emit(edit, Forecast(products=0))
            return
        if done >= len(ids):
            self._work.end()
            self.foretold.emit(edit, told)
            return
        desk, piece = self._room.desk, ids[done : done + mass_edit.LOOK]
        desk.tasks.outside(
            self._room,
            lambda: mass_edit.forecast(desk.shop, piece, edit),
            lambda more: self._look_on(edit, ids, done + len(piece), told + more),
            partial(self._on_unlooked, edit),
        )

    def _on_unlooked(self, edit: MassEdit, error: ShopError) -> None:
        self._work.end(is_whole=False)
        self.foretold.emit(edit, Forecast(products=0))
        self._room.refuse(error)

    def begin(self, edit: MassEdit, ids: Sequence[str]) -> None:
        """Make an edit to these products."""
        run = _Run(edit, ids, new_id())
        self.is_working = True
        self.working.emit()
        self._work.begin(self._room.desk.say("mass.working"), len(run.ids))
        self._go_on(run)

    def _go_on(self, run: _Run) -> None:
        if not self._work.advance(run.done) or run.done >= len(run.ids):
            self._finish(run)
            return
        shop, piece = self._room.desk.shop, run.ids[run.done : run.done + mass_edit.BATCH]

        def write(approved_by: str) -> BatchDone:
            run.approved_by = approved_by or run.approved_by
            who = staff.current(shop).code
            return mass_edit.apply(shop, run.id, piece, run.edit, who, run.approved_by)

        def then(batch: BatchDone) -> None:
            run.done += len(piece)
            run.changed += batch.changed
            self._go_on(run)

        self._room.attempt(write, then, self._on_refused)

    def _finish(self, run: _Run) -> None:
        is_whole = run.done >= len(run.ids)
        self._rest()
        say = self._room.desk.say
        words = "mass.stopped" if not is_whole else "mass.done"
        if run.edit.days is not None and is_whole:
            words = "mass.planned_done"
        self._room.tells.emit(
            Notice(
                say(words, n=run.changed),
                "go" if is_whole else "look",
                act=say("catalogue.undo") if run.changed else "",
                then=partial(self._undo, run.id, run.changed),
                stays=True,
            )
        )

    def _undo(self, run_id: str, count: int) -> None:
        if self.is_working:
            return
        self.is_working = True
        self.working.emit()
        self._work.begin(self._room.desk.say("mass.undoing"), count)
        self._undo_on(run_id, count, "")

    def _undo_on(self, run_id: str, count: int, by: str) -> None:
        shop, approver = self._room.desk.shop, [by]

        def write(approved_by: str) -> int:
            approver[0] = approved_by or approver[0]
            who = staff.current(shop).code
            return mass_edit.undo_batch(shop, run_id, who, approved_by=approver[0])

        def then(left: int) -> None:
            if not left or not self._work.advance(count - left):
                self._rest()
                self._room.tells.emit(Notice(self._room.desk.say("mass.undone"), "go"))
            else:
                self._undo_on(run_id, count, approver[0])

        self._room.attempt(write, then, self._on_refused)

    def _rest(self) -> None:
        self._work.end()
        self.is_working = False
        self.rested.emit()

    def _on_refused(self, error: ShopError) -> None:
        self._rest()
        self._room.refuse(error)
