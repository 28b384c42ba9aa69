"""An order that will be late: promised for then, told once, taken back, read by its customer."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from desktop.domain.lateness import STEPS, later_at, later_by
from desktop.errors import RefusedError
from desktop.services.online import delays, order_alarms
from desktop.services.shop import Shop
from desktop.ui.wording import order_desk
from desktop.ui.wording.figures import read_time
from marketplace.web import order_wording
from sync.kernel.clock import milliseconds
from tests.support.a_shop import MORNING, a_shop
from tests.support.an_order import placed

HOUR = timedelta(hours=1)


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    with a_shop(tmp_path).with_product("Thé", 790, vat=550).opened() as opened:
        yield opened


def told(shop: Shop) -> list[int]:
    with shop.look() as look:
        bodies = look.connection.scalars(
            text("SELECT body FROM outbox WHERE kind = 'order.delay' ORDER BY seq")
        ).all()
    return [msgspec.json.decode(body)["promised_from"] for body in bodies]


def test_a_later_promise_is_told_and_taken_back(shop: Shop) -> None:
    order = placed(shop, ("the", 1))
    stood = order.view
    before, until = stood.promised_from, stood.promised_to
    later = max(until, before) + HOUR
    view = delays.delay(shop, order.id, later)
    assert (view.promised_from, view.promised_to, view.is_seen) == (later, later, True)
    back = delays.take_back(shop, stood)
    assert (back.promised_from, back.promised_to) == (before, until)
    assert told(shop) == [milliseconds(later), milliseconds(before)]
    assert order_alarms.standing(shop) == ()


@pytest.mark.parametrize(
    ("state", "later", "code"),
    [
        ("ready", HOUR, "order_step_refused"),
        ("cancelled", HOUR, "order_step_refused"),
        ("placed", timedelta(), "delay_is_none"),
        ("placed", timedelta(days=40), "delay_too_long"),
    ],
)
def test_what_is_no_delay_is_refused_and_not_told(
    shop: Shop, state: str, later: timedelta, code: str
) -> None:
    order = placed(shop, ("the", 1), state=state)
    with pytest.raises(RefusedError) as refused:
        delays.delay(shop, order.id, max(order.view.promised_from, MORNING) + later)
    assert (refused.value.code, told(shop)) == (code, [])


def test_an_hour_that_has_passed_is_promised_to_nobody_again(tmp_path: Path) -> None:
    builder = a_shop(tmp_path).with_product("Thé", 790, vat=550)
    with builder.opened() as shop:
        order = placed(shop, ("the", 1))
        stood = order.view
        delays.delay(shop, order.id, stood.promised_from + HOUR)
        builder.clock.instant = stood.promised_from
        with pytest.raises(RefusedError, match="promise_past"):
            delays.take_back(shop, stood)
        assert len(told(shop)) == 1


def test_the_counter_quotes_what_the_customers_page_says() -> None:
    assert order_desk.TEXTS["delay.customer_reads"] == order_wording.ORDERS["delayed"]


@given(
    step=st.sampled_from(STEPS),
    ago=st.integers(-3000, 3000),
    clock=st.times().map(lambda at: at.replace(second=0, microsecond=0)),
)
def test_a_later_promise_is_later_soon_and_a_time_people_say(
    step: timedelta, ago: int, clock: time
) -> None:
    now, promised = MORNING, MORNING + timedelta(minutes=ago)
    start: datetime = max(now, promised)
    by = later_by(step, promised, now)
    assert step <= by - start < step + timedelta(minutes=5)
    assert by.minute % 5 == 0

    zone = ZoneInfo("Europe/Paris")
    at = later_at(clock, promised, now, zone)
    assert timedelta() < at - start <= timedelta(hours=25)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("14:30", time(14, 30)),
        (" 9h05 ", time(9, 5)),
        ("18 h", time(18)),
        ("1430", time(14, 30)),
        ("25:00", None),
        ("14:60", None),
        ("", None),
        ("bientôt", None),
    ],
)
def test_a_time_is_read_as_people_write_it(typed: str, read: time | None) -> None:
    assert read_time(typed) == read
