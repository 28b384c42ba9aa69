"""The grocer's Saturday (`demo.saturday`): sixty orders, and everything agrees in the evening."""

from collections import Counter
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest

from demo import sides
from demo.saturday.day import ORDERS, Saturday
from demo.still_town import StillTown
from desktop.services.online import orders
from printing.simulator import PrinterSimulator
from sync.kernel.order_states import OrderState

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

MORNING = datetime(2026, 11, 28, 8, tzinfo=UTC)
"""Nine in the morning at the shop."""
SEED = 8
HAPPENED = (
    "news acknowledged",
    "promised by rule",
    "left to a person by load",
    "fifteen minutes more",
    "paused",
    "told that the shop pauses",
    "scan wrong_item",
    "weighed",
    "too heavy",
    "substituted by the customer's rule",
    "asked",
    "answer chosen",
    "left out",
    "shelf counted empty",
    "age seen at a payment",
    "age seen at a hand-over",
    "age seen at a door",
    "refused for age",
    "kept from the relay for age",
    "given while the line was cut",
    "given in part",
    "given to somebody else",
    "delivered to a door",
    "nobody at the door",
    "given by the relay",
    "brought back, paid online",
    "nobody came, back on the shelf",
)
"""What a Saturday has to hold, each by the verb that a window's button calls."""
GIVEN = (OrderState.HANDED_OVER, OrderState.DELIVERED, OrderState.RETURNED)
USUAL_MIN, BUSY_MIN = 125, 135
"""Two hours, told to the next five minutes; a quarter of an hour more when the shop is busy."""


def test_a_saturday_ends_with_one_outcome_an_order_and_the_money_right(tmp_path: Path) -> None:
    with (
        PrinterSimulator() as labels,
        PrinterSimulator() as stands_in,
        closing(StillTown(tmp_path, MORNING, prints=True, is_durable=False)) as town,
    ):
        day = Saturday(town, Random(SEED), printers=(labels, stands_in))
        day.live()
        # Outcomes, money, goods and papers.
        assert day.unsettled() == []
        assert [each for each in HAPPENED if not day.floor.diary[each]] == []
        ended = [orders.order(day.floor.till.shop, each) for each in day.floor.fates]
        states = Counter(order.state for order in ended)
        assert states.total() == ORDERS
        assert sum(states[each] for each in GIVEN) > ORDERS * 3 // 4
        given = {order.mode for order in ended if order.state in GIVEN}
        assert given == {"collect", "merchant", "relay"}
        promises = {(order.promised_from - order.placed_at).seconds // 60 for order in ended}
        assert min(promises) < USUAL_MIN < BUSY_MIN <= max(promises)
        papers = sides.read_papers(day.floor.back_room.folder)
        assert len(papers) == len(labels.papers) + len(stands_in.papers)
        assert {"label", "slip"} <= {one.kind for one in papers}
        # The second printer stood in for the one that was dead at noon.
        assert any(one.kind == "label" and one.printer == "tickets" for one in papers)
