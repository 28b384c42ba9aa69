"""Setting a printer up, step by step: where it is, what it is, its letters, a trial, its name."""

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from desktop.errors import ShopError
from desktop.services.papers import printer_setup
from desktop.services.papers.printer_setup import Check, Standing
from desktop.settings import PrinterSettings, Settings
from desktop.ui.desk import Desk
from desktop.ui.settings.printer_steps import (
    LettersStep,
    ModelStep,
    NameStep,
    Step,
    TrialStep,
    WhereStep,
)
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.labels import label, set_tone
from desktop.ui.widgets.layouts import column, row

T = TypeVar("T")
_ABOVE_PX = 8


class PrinterWizard(QFrame):
    """Leads through the steps. Nothing holds before its end; leaving it changes nothing."""

    #: The printer that came out of it.
    finished = Signal(object)
    left = Signal()

    def __init__(self, desk: Desk, settings: Settings, printer: PrinterSettings) -> None:
        """Set up a printer, or set one up again; `settings` hold the other printers there are."""
        super().__init__()
        self.desk = desk
        self.say = desk.say
        self._printer = printer
        self.setObjectName("printer-wizard")
        self.setAccessibleName(self.say("printer.setup"))
        self._where, self._model = WhereStep(desk), ModelStep(desk)
        self._letters, self._trial, self._name = LettersStep(desk), TrialStep(desk), NameStep(desk)
        self._name.offer(settings, printer)
        self._steps: tuple[Step, ...] = (
            self._where,
            self._model,
            self._letters,
            self._trial,
            self._name,
        )
        self._place = 0
        self._head = label("", "heading")
        self._head.setObjectName("printer-step")
        self._told = label("", "heading", "stop", wraps=True)
        self._told.setObjectName("printer-told")
        self._leave = Button("printer-leave", self.say("printer.leave"), clicked=self.left.emit)
        self._before = Button("printer-before", self.say("printer.before"), clicked=self.step_back)
        self._skip = Button(
            "printer-skip", self.say("printer.skip_trial"), clicked=self._skip_trial
        )
        self._next = Button("printer-next", role="primary", clicked=self._go_on)
        self.setLayout(
            column(
                row(self._head, None, self._leave),
                *self._steps,
                self._told,
                row(self._before, None, self._skip, self._next),
                gap=12,
            )
        )
        self._where.asks.connect(self._go_on)
        self._letters.asks.connect(self._print_strip)
        self._trial.asks.connect(self._print_trial)
        self._show(0)

    def begin(self) -> None:
        """Look for printers, once it stands in its window."""
        self._be_ready()
        self._where.look()

    @property
    def _step(self) -> Step:
        return self._steps[self._place]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go on by Enter."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._go_on()
        else:
            super().keyPressEvent(event)

    def _show(self, place: int) -> None:
        self._place = place
        self._step.show_printer(self._printer)
        what = self.say(f"printer.step_{self._step.name}")
        self._head.setText(self.say("printer.step", n=place + 1, of=len(self._steps), what=what))
        self._before.setVisible(place > 0)
        self._skip.setVisible(self._step is self._trial)
        is_last = place == len(self._steps) - 1
        self._next.say(self.say("printer.done" if is_last else "printer.next"))
        self._tell("")
        for each in self._steps:
            each.setVisible(each is self._step)
        self._be_ready()

    def _be_ready(self) -> None:
        (self._step.first() or self._next).setFocus()
        QTimer.singleShot(0, self, self._come_in_sight)

    def _come_in_sight(self) -> None:
        """Have the step begin where the page does: what it asks stands below what waits."""
        place: QWidget | None = self.parentWidget()
        while place is not None and not isinstance(place, QScrollArea):
            place = place.parentWidget()
        inside = place.widget() if isinstance(place, QScrollArea) else None
        if isinstance(place, QScrollArea) and inside is not None:
            place.verticalScrollBar().setValue(self.mapTo(inside, QPoint(0, -_ABOVE_PX)).y())

    def step_back(self) -> None:
        """Go back a step: at the first one that is out of it."""
        place = self._place
        if place == 0:
            self.left.emit()
        else:
            self._show(place - 1)

    def _go_on(self) -> None:
        if not self._next.isEnabled():
            return
        if self._step is self._where:
            self._look()
        elif self._step is self._trial:
            self._judge()
        else:
            self._take()

    def _take(self) -> None:
        """Take what the step says, and go to the next or to the end."""
        self._printer = self._step.answer()
        place = self._place + 1
        if place < len(self._steps):
            self._show(place)
        else:
            self.finished.emit(self._printer)

    # What is asked of the printer

    def _look(self) -> None:
        printer = self._where.answer()
        if not printer.address:
            self._tell(self.say("printer.address_none"))
            return
        self._ask("printer.asking", lambda: printer_setup.look(printer), self._on_look)

    def _on_look(self, standing: Standing) -> None:
        self._model.show_standing(standing)
        self._take()

    def _print_strip(self) -> None:
        shop, printer = self.desk.shop, self._letters.answer()
        self._ask(
            "printer.sending",
            lambda: printer_setup.print_strip(shop, printer),
            self._letters.show_tables,
        )

    def _print_trial(self) -> None:
        shop, printer = self.desk.shop, self._printer
        self._ask(
            "printer.sending",
            lambda: printer_setup.print_trial(shop, printer),
            self._on_trial,
        )

    def _on_trial(self, checks: tuple[Check, ...]) -> None:
        self._trial.show_checks(checks)

    def _judge(self) -> None:
        """Correct the profile by the answers; a corrected one is tried again."""
        if not self._trial.is_answered:
            self._trial.tell(self.say("printer.answer_all"))
            return
        corrected = self._trial.answer()
        if corrected == self._printer:
            self._take()
            return
        self._printer = corrected
        self._trial.show_printer(corrected)
        self._trial.tell(self.say("printer.corrected"))

    def _skip_trial(self) -> None:
        self._show(self._steps.index(self._name))

    def _ask(self, words: str, job: Callable[[], T], then: Callable[[T], object]) -> None:
        self._be_busy(words)

        def answered(answer: T) -> None:
            self._be_busy("")
            then(answer)
            self._be_ready()

        self.desk.tasks.outside(self, job, answered, self._refuse)

    def _be_busy(self, words: str) -> None:
        self._tell(self.say(words) if words else "", "muted")
        for button in (self._next, self._before):
            button.setEnabled(not words)

    def _refuse(self, error: ShopError) -> None:
        self._be_busy("")
        self._be_ready()
        told = self.say.refusal(error)
        self._tell(f"{told.message} {told.next_step}")

    def _tell(self, words: str, tone: str = "stop") -> None:
        set_tone(self._told, tone)
        self._told.setText(words)
        self._told.setVisible(bool(words))
