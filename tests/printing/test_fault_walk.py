"""A walk by chance over everything a printer does wrong: nothing is lost, nothing doubled."""

import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import pytest

from printing.simulator import PrintedPaper, PrinterSimulator
from printing.spooler import JobState, Patience, Relief, Spooler
from printing.transports import NetworkTransport
from tests.printing.queue_of import Listener, MemoryStore, a_clock, a_job

CUT = b"\x1dVB\x00"
STEPS = 12
SOON = Patience(
    slice_s=0.01, idle_s=0.02, retry_s=0.01, retry_most_s=0.05, confirm_s=0.1, hold_s=30
)


class Shop:
    """Two printers, the second relieving the first, and a store that outlives their queues."""

    def __init__(self, chance: random.Random, *, is_relieved: bool) -> None:
        self.chance = chance
        self.store = MemoryStore()
        self.printers = {"counter": PrinterSimulator(), "back": PrinterSimulator()}
        self.relief = Relief(0.02, self.hand_over) if is_relieved else None
        self.open()

    def open(self) -> None:
        self.spoolers = {
            code: Spooler(
                code,
                NetworkTransport(printer.host, printer.port, reply_s=0.2),
                self.store,
                a_clock(),
                Listener(),
                patience=SOON,
                relief=self.relief if code == "counter" else None,
            )
            for code, printer in self.printers.items()
        }
        for spooler in self.spoolers.values():
            spooler.start()

    def close(self) -> None:
        for spooler in self.spoolers.values():
            spooler.stop()

    def hand_over(self, code: str) -> None:
        for job in self.store.in_states(code, frozenset({JobState.QUEUED})):
            self.store.hand_to(job.id, "back")
        self.spoolers["back"].wake()

    def go_wrong(self) -> None:
        """Do one of the things that happen."""
        printer = self.printers[self.chance.choice(["counter", "counter", "back"])]
        happens: Sequence[Callable[[], object]] = (
            lambda: printer.run_out_of_paper(after_lines=self.chance.randrange(12)),
            lambda: printer.drop_after(self.chance.randrange(1, 90)),
            lambda: printer.slow_down(self.chance.randrange(1, 9)),
            printer.open_cover,
            printer.go_offline,
            printer.mute,
            printer.restart,
            printer.lose_confirmation,
            printer.fall_behind,
            self.reopen,
            lambda: mend(printer),
            lambda: mend(printer),
        )
        self.chance.choice(happens)()

    def reopen(self) -> None:
        """Switch the till off and on."""
        self.close()
        self.open()


def mend(printer: PrinterSimulator) -> None:
    for remedy in (
        printer.refill,
        printer.close_cover,
        printer.come_online,
        printer.speed_up,
        printer.catch_up,
        lambda: printer.mute(is_mute=False),
    ):
        remedy()


@contextmanager
def a_shop(seed: int) -> Iterator[Shop]:
    shop = Shop(random.Random(seed), is_relieved=seed % 2 == 0)
    try:
        yield shop
    finally:
        shop.close()
        for printer in shop.printers.values():
            printer.stop()


def whole(papers: list[PrintedPaper]) -> Counter[str]:
    return Counter(paper.text.splitlines()[-1] for paper in papers if paper.is_cut)


@pytest.mark.parametrize("seed", range(8))
def test_every_paper_comes_out_once_or_a_person_is_asked(seed: int) -> None:
    with a_shop(seed) as shop:
        for number in range(STEPS):
            shop.go_wrong()
            lines = b"line\n" * shop.chance.randrange(12)
            payload = lines + b"paper %d" % number + b"\n" + CUT
            shop.spoolers["counter"].submit(a_job(number, payload))
        for printer in shop.printers.values():
            mend(printer)
        states = {
            f"paper {number}": shop.store.wait_for_end(f"job-{number}").state
            for number in range(STEPS)
        }
        shop.close()
    came_out = sum((whole(printer.papers) for printer in shop.printers.values()), Counter())
    assert set(came_out) <= set(states)
    for paper, state in states.items():
        allowed = {1} if state is JobState.PRINTED else {0, 1}
        assert came_out[paper] in allowed, (paper, state, came_out)
