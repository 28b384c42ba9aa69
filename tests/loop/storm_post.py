"""A counter in a storm: its faults, its people's absence, its printers, its restarts."""

from collections.abc import Callable
from random import Random

from msgspec import structs
from sqlalchemy import func, select

from demo.still_town import Counter, CutError
from desktop.services.papers import print_relief
from desktop.services.papers.print_rows import JOBS, JobRows
from desktop.services.upkeep import house
from desktop.settings import AutoAccept, PrinterSettings
from printing.spooler import JobState, PrintJob, Relief, Spooler
from sync.engine.asking import Ask

from .still_printer import PowerCutError, StillPrinter, Trouble

LABELS, TICKETS = "labels", "tickets"
_NOWHERE = "tcp://127.0.0.1:9"
"""What the settings say of the printers; their queues go to the still ones."""
_RULE = AutoAccept(most_open=8, most_lines=2)
"""What is larger, or comes while much is in hand, is a person's to promise."""
_ASKED = frozenset({JobState.DOUBTFUL})


class Post:
    """A counter and how it is with it."""

    def __init__(self, counter: Counter, chance: Random, *, goes_by_rules: bool) -> None:
        """Put two printers beside it, the tickets' relieving the labels'.

        One that goes by rules promises small orders by itself, and prints what is promised.
        """
        self.counter, self._chance, self.goes_by_rules = counter, chance, goes_by_rules
        self.is_asleep = self.is_muted = self.is_behind_a_modal = False
        #: Percent of questions or answers that are lost on the line.
        self.loses = 0
        self.printers = {LABELS: StillPrinter(), TICKETS: StillPrinter()}
        self.papers_asked_about = 0
        #: Every paper this counter ever wanted, once all is over.
        self.wanted: tuple[str, ...] = ()
        self._set_up()
        counter.net = self._line()
        self._queues = self._open_queues()

    def recover(self) -> None:
        """Let everything work."""
        self.is_asleep = self.is_muted = self.is_behind_a_modal = False
        self.counter.is_cut_off, self.loses = False, 0

    @property
    def name(self) -> str:
        """Return what tells this counter from the others."""
        return self.counter.folder.name

    @property
    def has_hands(self) -> bool:
        """Tell whether anybody can do anything at this counter."""
        return not (self.is_asleep or self.is_behind_a_modal)

    @property
    def has_ears_or_eyes(self) -> bool:
        """Tell whether anybody would notice an alarm: behind a modal it is still heard."""
        return not (self.is_asleep or (self.is_muted and self.is_behind_a_modal))

    def restart(self) -> None:
        """Stop the till as a power cut does, and start it again."""
        self.counter.restart()
        self._queues = self._open_queues()

    # --- printers ---------------------------------------------------------------------------------

    def print_papers(self) -> bool:
        """Have the printers do all they can now; tell whether the PC lived through it."""
        try:
            for queue in self._queues.values():
                queue.work_off()
        except PowerCutError:
            self.restart()
            return False
        return True

    def bring_trouble(self) -> Trouble:
        """Let something go wrong with one of the printers."""
        trouble = self._chance.choice(list(Trouble))
        self._chance.choice(list(self.printers.values())).trouble = trouble
        return trouble

    def look_after_printers(self) -> None:
        """Mend them, and say of every paper nobody is sure of what lies in the tray."""
        for printer in self.printers.values():
            printer.mend()
        store = JobRows(self.counter.shop)
        for code, queue in self._queues.items():
            for job in store.in_states(code, _ASKED):
                self.papers_asked_about += 1
                queue.settle(job.id, came_out=self.came_out(job.id) > 0)

    def came_out(self, job_id: str) -> int:
        """Return how often a paper lies in the trays."""
        return sum(printer.came_out[job_id] for printer in self.printers.values())

    def jobs(self) -> list[PrintJob]:
        """Return every paper this counter ever wanted."""
        store = JobRows(self.counter.shop)
        return [job for code in self.printers for job in store.in_states(code, frozenset(JobState))]

    def papers_of(self, *kinds: str) -> dict[str, int]:
        """Return how many papers of these kinds were wanted, by their order."""
        counted = (
            select(JOBS.c.ref, func.count().label("papers"))
            .where(JOBS.c.kind.in_(kinds))
            .group_by(JOBS.c.ref)
        )
        with self.counter.shop.look() as look:
            return {row.ref: row.papers for row in look.connection.execute(counted)}

    def _set_up(self) -> None:
        printers = (
            PrinterSettings(code=LABELS, address=_NOWHERE, relief=TICKETS),
            PrinterSettings(code=TICKETS, address=_NOWHERE),
        )
        settings = structs.replace(
            self.counter.shop.settings,
            printers=printers,
            label_printer=LABELS,
            receipt_printer=TICKETS,
            prints_lists=self.goes_by_rules,
            auto_accept=structs.replace(_RULE, is_on=self.goes_by_rules),
            remind_after_days=1,
            give_up_after_days=2,
        )
        house.change_settings(self.counter.shop, settings)

    def _open_queues(self) -> dict[str, Spooler]:
        shop = self.counter.shop
        relief = Relief(0, lambda code: print_relief.hand_over(shop, code))
        return {
            code: Spooler(
                code,
                printer,
                JobRows(shop),
                shop.clock,
                lambda _news: None,
                relief=relief if code == LABELS else None,
            )
            for code, printer in self.printers.items()
        }

    # --- the line ---------------------------------------------------------------------------------

    def _line(self) -> Callable[[Ask], None]:
        def line(_ask: Ask) -> None:
            if self._chance.randrange(100) < self.loses:
                raise CutError

        return line
