"""What the person who measures asked for."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

SAMPLES = Path(__file__).resolve().parents[2] / "shared" / "samples" / "codes"
"""Beside the checkout, where there are some; none are in it."""


def _quiet(_sentence: str) -> None:
    """Say nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """Options of `comptoir bench`."""

    #: Of catalogue, queries, baskets and kills; another seed must agree.
    seed: int = 7
    #: Articles in the catalogue.
    products: int = 100_000
    #: How often what a cashier does again and again is measured: scans, keys, look-ups, sales.
    acts: int = 200
    #: How often what a shop does once a day is measured: starts and closings.
    mornings: int = 9
    #: Sales of the long day.
    sales: int = 2_000
    #: Tickets of the day that is closed.
    tickets: int = 500
    #: Records of the long journal.
    records: int = 1_000_000
    #: Records whose signatures are verified: at some thousands a second, a million takes minutes.
    signed: int = 40_000
    #: Kills of `crash`.
    runs: int = 50
    #: How the crashing till waits for its disk: FULL, or NORMAL to see that a loss is noticed.
    synchronous: str = "FULL"
    #: Photographs of codes with their manifest.csv.
    samples: Path = SAMPLES
    #: Told how far it is.
    tell: Callable[[str], object] = field(default=_quiet)
