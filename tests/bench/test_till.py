"""`comptoir bench till` measures every line of its table; how fast they are is no test's business."""

from dataclasses import replace

import pytest

from bench.till import bench_till
from bench.wishes import Wishes

LINES = (
    "scan → line painted",
    "key → list painted",
    "look-up of a code",
    "search",
    "sale of 10 lines committed",
    "sale of 10 lines committed, CPU",
    "whole basket: 10 scans, payment, commit",
    "waits for the disk, a sale",
    "sale of 10 lines committed, 10 ms added to each wait",
    "300th sale beside the first",
    "what the window reads after a sale, last beside first, CPU",
    "memory grown from sale 200 to 300",
    "Z of a day of 60 tickets",
    "start → first painted sale screen, 1,000 products",
    "start → ready to scan, 1,000 products",
    "memory, 1,000 products",
    "verify the chain of 2,000 records",
    "verify the chain: memory grown",
    "verify 500 records with signatures",
)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_every_line_of_the_table_is_measured_beside_its_floor() -> None:
    """Each act a few times: enough for a middle and a floor, whoever wants figures asks for more."""
    small = Wishes(products=1_000, sales=300, records=2_000)
    wishes = replace(small, acts=40, mornings=2, tickets=60, signed=500)
    lines = {line.name: line for line in bench_till(wishes)}

    assert set(LINES) <= set(lines)
    for line in lines.values():
        assert line.p50 is not None or line.note.startswith("not measured"), line
        assert line.goal or line.ratio is not None or line.note, line
