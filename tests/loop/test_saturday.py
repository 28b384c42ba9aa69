"""The grocer's Saturday (`demo.saturday`): sixty orders, and everything agrees in the evening."""

from collections import Counter
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest

from demo import sides
from demo.saturday import ORDERS, Saturday
from demo.still_town import StillTown
from desktop.services import orders

pytestmark = pytest.mark.timeout(300)

MORNING = datetime(2026, 11, 28, 8, tzinfo=UTC)
"""Nine in the morning at the shop."""


def test_a_saturday_ends_with_one_outcome_an_order_and_the_money_right(tmp_path: Path) -> None:
    with closing(StillTown(tmp_path, MORNING, is_durable=False)) as town:
        day = Saturday(town, Random(7))
        day.live()
        assert day.unsettled() == []
        states = Counter(orders.order(day.till.shop, each).state for each in day.fates)
        assert states.total() == ORDERS
        assert states["handed_over"] > ORDERS * 3 // 4
        # What the books say lies there is what lies there, at both counters.
        there = day.shelves()
        for counter in (day.till, day.back_room):
            stock = sides.read_shop(counter.folder).stock
            assert {variant: stock[variant] for variant in there} == there
