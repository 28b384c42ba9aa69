"""The grocer's Saturday (`demo.saturday`): sixty orders, and everything agrees in the evening."""

from collections import Counter
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest

from demo.saturday import ORDERS, Saturday
from demo.still_town import StillTown
from desktop.services.online import orders
from desktop.services.papers import print_queue
from printing.simulator import PrinterSimulator
from printing.spooler import JobState
from sync.kernel.order_states import OrderState

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

MORNING = datetime(2026, 11, 28, 8, tzinfo=UTC)
"""Nine in the morning at the shop."""


def test_a_saturday_ends_with_one_outcome_an_order_and_the_money_right(tmp_path: Path) -> None:
    with (
        PrinterSimulator() as labels,
        PrinterSimulator() as stands_in,
        closing(StillTown(tmp_path, MORNING, prints=True, is_durable=False)) as town,
    ):
        day = Saturday(town, Random(7), printers=(labels, stands_in))
        day.live()
        assert day.unsettled() == []
        states = Counter(orders.order(day.till.shop, each).state for each in day.fates)
        assert states.total() == ORDERS
        assert states[OrderState.HANDED_OVER] + states[OrderState.DELIVERED] > ORDERS * 3 // 4
        given = {orders.order(day.till.shop, each).mode for each in day.fates}
        assert given == {"collect", "merchant", "relay"}
        jobs = print_queue.jobs(day.back_room.shop, limit=500)
        assert {job.state for job in jobs} == {JobState.PRINTED}
        assert len(jobs) == len(labels.papers) + len(stands_in.papers)
        assert any(job.kind == "label" and job.printer == "tickets" for job in jobs)
