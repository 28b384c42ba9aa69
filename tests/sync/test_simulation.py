"""The sync under everything that goes wrong, seed by seed, and without each of its safeguards.

P1 every operation written at a counter counts exactly once at the hub. P3 hub and tills agree on
every stock, which is the sum of what happened. P5 after the storm the tables are equal byte by
byte. P6 an own sale never vanishes from the screen. P7 poison delays nothing. P8 no hand-over is
lost, and a second one is noticed. P10 all that under loss, repetition, delay and power cuts.
P11 a till restored from any backup gets back what the hub had, a hub what the tills have.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from .mutants import MUTANTS, Mutant, alive
from .shop_store import ShopStore
from .simulator import BrokenPromiseError, Faults, Simulation

ACTIONS = 250
TILLS_FAIL = Faults()
HUB_FAILS_TOO = Faults(hub_restored=1)
CORPUS = [
    (18, TILLS_FAIL),
    (51, HUB_FAILS_TOO),
    (59, HUB_FAILS_TOO),
]
"""Seeds that once failed."""
PATIENCE = 30
"""Seeds after the first that a mutant may survive."""
SHORT_DAY = 40


@pytest.fixture(autouse=True)
def _quiet(caplog: pytest.LogCaptureFixture) -> None:
    """The poison of the simulation would fill the report with what is set aside on purpose."""
    caplog.set_level(logging.CRITICAL)


@contextmanager
def _day(
    template: Path, folder: Path, seed: int, faults: Faults, store: type[ShopStore] = ShopStore
) -> Iterator[Simulation]:
    day = Simulation(template, folder / f"hub-{seed}", seed, faults, store)
    try:
        yield day
    finally:
        day.close()


@pytest.mark.parametrize(
    ("seed", "faults"),
    [
        *((seed, TILLS_FAIL) for seed in range(3)),
        *((seed, HUB_FAILS_TOO) for seed in range(2)),
        *CORPUS,
    ],
)
def test_nothing_is_lost_or_doubled_whatever_goes_wrong(
    template: Path, tmp_path: Path, seed: int, faults: Faults
) -> None:
    with _day(template, tmp_path, seed, faults) as day:
        day.run(ACTIONS)
        assert day.written, "the day was not empty"


FIRST_SEED = {
    "no_op_id": (6, TILLS_FAIL),
    "no_fork_check": (14, TILLS_FAIL),
    "no_gap_check": (0, HUB_FAILS_TOO),
    "cursor_not_reset": (2, HUB_FAILS_TOO),
    "orphans_forgotten": (1, TILLS_FAIL),
    "results_not_given_back": (40, TILLS_FAIL),
}
"""Where the search for a catching seed begins, to save time; all others at seed 0."""
SHORT_DAYS = {
    "cursor_first": (4, TILLS_FAIL),
    "no_dedup": (2, TILLS_FAIL),
    "results_forgotten": (0, TILLS_FAIL),
    "cursor_not_reset": (0, HUB_FAILS_TOO),
}
"""Short days that caught them once: each is tried before the search, which is the longer way."""


def test_with_every_safeguard_the_short_days_break_nothing(template: Path, tmp_path: Path) -> None:
    for seed, faults in sorted(set(SHORT_DAYS.values()), key=str):
        folder = tmp_path / f"{seed}-{faults.hub_restored}"
        folder.mkdir()
        assert not _is_caught_on(template, folder, seed, faults, ShopStore, SHORT_DAY)


@pytest.mark.parametrize(
    "mutant",
    [
        # Only SQLite puts a row over another.
        pytest.param(
            mutant, id=mutant.name, marks=[pytest.mark.sqlite_hub] * mutant.says("OR REPLACE")
        )
        for mutant in MUTANTS
    ],
)
def test_without_a_safeguard_some_seed_breaks_a_promise(
    template: Path, tmp_path: Path, mutant: Mutant
) -> None:
    first, faults = FIRST_SEED.get(mutant.name, (0, TILLS_FAIL))
    with alive(mutant):
        assert _is_caught_soon(template, tmp_path, mutant.name, ShopStore) or _is_caught(
            template, tmp_path, first, faults, ShopStore
        ), mutant.name


class CursorFirst(ShopStore):
    """A shop that moves its cursor before the rows are written."""

    def __init__(self, incarnation: str) -> None:
        super().__init__(incarnation)
        self.has_cursor_first = True


def test_a_cursor_written_before_its_rows_loses_rows(template: Path, tmp_path: Path) -> None:
    assert _is_caught_soon(template, tmp_path, "cursor_first", CursorFirst) or _is_caught(
        template, tmp_path, 0, TILLS_FAIL, CursorFirst
    )


def _is_caught_soon(template: Path, folder: Path, name: str, store: type[ShopStore]) -> bool:
    if name not in SHORT_DAYS:
        return False
    seed, faults = SHORT_DAYS[name]
    (folder / "short").mkdir()
    return _is_caught_on(template, folder / "short", seed, faults, store, SHORT_DAY)


def _is_caught(
    template: Path, folder: Path, first: int, faults: Faults, store: type[ShopStore]
) -> bool:
    seeds = range(first, first + PATIENCE)
    return any(_is_caught_on(template, folder, seed, faults, store, ACTIONS) for seed in seeds)


def _is_caught_on(
    template: Path, folder: Path, seed: int, faults: Faults, store: type[ShopStore], actions: int
) -> bool:
    with _day(template, folder, seed, faults, store) as day:
        try:
            day.run(actions)
        except (BrokenPromiseError, LookupError):
            return True
    return False
