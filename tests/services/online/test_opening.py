"""The shop's hours: told to the marketplace, taken from it, and what the counter counts in."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import msgspec
import pytest
from msgspec import structs
from sqlalchemy import text

from desktop.domain.order_news import due_at, open_time_between, rings_at
from desktop.domain.pace import Until, end_of
from desktop.errors import RefusedError
from desktop.services.online import opening
from desktop.services.shop import Shop, Topic
from desktop.services.upkeep import house
from sync.contract import v1
from sync.kernel.promise import OpeningSpan, SpecialDays
from tests.support.a_hub import AHub
from tests.support.a_shop import a_shop

WEEK = tuple(OpeningSpan(day, time(9), time(19)) for day in range(5))
CLOSED = SpecialDays(date(2026, 11, 24), date(2026, 11, 25), (), "Inventaire")
NOON = SpecialDays(date(2026, 11, 29), date(2026, 11, 29), ((time(10), time(12)),))
SHOP = v1.ShopEntity(
    shop="s", name="Fournil", slug="fournil", town="Sceaux", storefront="", commission_bp=0
)


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    told = {"opening": WEEK, "special_days": (CLOSED, NOON)}
    with a_shop(tmp_path).with_closed_till().with_settings(**told).opened() as opened:
        yield opened


def message(shop: Shop) -> v1.ShopHours:
    opening.tell_hours(shop)
    with shop.look() as look:
        bodies = look.connection.scalars(
            text("SELECT body FROM outbox WHERE kind = 'shop.hours' ORDER BY seq")
        ).all()
    return msgspec.json.decode(bodies[-1], type=v1.ShopHours)


def test_the_counter_counts_in_hours_that_know_the_closed_day(shop: Shop) -> None:
    hours, zone = shop.settings.hours, shop.settings.zone
    evening = datetime(2026, 11, 23, 17, 30, tzinfo=UTC)  # half past six in Paris
    thursday = datetime(2026, 11, 26, 8, 30, tzinfo=UTC)
    assert open_time_between(hours, zone, evening, thursday) == timedelta(hours=1)
    assert due_at(60, evening, hours, zone) == thursday
    assert end_of(Until.TOMORROW, evening, hours, zone) == thursday.replace(minute=0)
    assert not rings_at(hours, zone, datetime(2026, 11, 24, 10, tzinfo=UTC))
    assert rings_at(hours, zone, datetime(2026, 11, 29, 10, tzinfo=UTC))  # that Sunday


def test_a_public_holiday_is_kept_unless_the_shop_opens_on_it(shop: Shop) -> None:
    noel = datetime(2026, 12, 25, 10, tzinfo=UTC)
    settings = shop.settings
    assert not rings_at(settings.hours, settings.zone, noel)
    assert rings_at(structs.replace(settings, opens_on_holidays=True).hours, settings.zone, noel)


def test_hours_go_up_whole_and_come_down_at_another_counter(shop: Shop, tmp_path: Path) -> None:
    told = message(shop)
    assert told.special[0].reason == "Inventaire"
    assert told.special[1].openings == ((600, 720),)
    with a_shop(tmp_path / "other").with_closed_till().opened() as other:
        hub = AHub(other)
        hub.tells("shop", "s", msgspec.structs.replace(SHOP, hours=told)).sends()
        assert other.settings.opening == WEEK
        assert other.settings.special_days == (CLOSED, NOON)
        assert message(other) == told


def test_hours_and_days_of_another_counter_come_in_one_word(tmp_path: Path) -> None:
    told = v1.ShopHours(week=((0, 600, 660),))
    theirs = msgspec.structs.replace(SHOP, hours=told, keeps=v1.ShopKeeps(days=9, remind_after=4))
    with a_shop(tmp_path).with_closed_till().opened() as shop:
        AHub(shop).tells("shop", "s", theirs).sends()
        settings = shop.settings
        assert settings.opening == (OpeningSpan(0, time(10), time(11)),)
        assert (settings.remind_after_days, settings.give_up_after_days) == (4, 9)


def test_what_the_marketplace_says_of_the_shop_is_shown_at_once(shop: Shop) -> None:
    heard: list[frozenset[Topic]] = []
    shop.changes.listen(heard.append)
    AHub(shop).tells("shop", "s", SHOP).sends()
    assert Topic.LINK in frozenset().union(*heard)


def test_what_was_said_here_leads_until_the_marketplace_knows_it(shop: Shop) -> None:
    hub, theirs = AHub(shop), v1.ShopHours(week=((0, 600, 660),))
    opening.tell_hours(shop)
    hub.tells("shop", "s", msgspec.structs.replace(SHOP, hours=theirs)).sends(knows=0)
    assert shop.settings.opening == WEEK
    hub.tells("shop", "s", msgspec.structs.replace(SHOP, hours=theirs)).sends(knows=hub.last_op())
    assert shop.settings.opening == (OpeningSpan(0, time(10), time(11)),)


@pytest.mark.parametrize("theirs", [None, v1.ShopHours(), v1.ShopHours(week=((9, 1, 2),))])
def test_a_marketplace_that_knows_no_hours_takes_none_away(
    shop: Shop, theirs: v1.ShopHours | None
) -> None:
    AHub(shop).tells("shop", "s", msgspec.structs.replace(SHOP, hours=theirs)).sends()
    assert shop.settings.opening == WEEK


def test_special_days_are_kept_in_order_and_within_what_the_town_takes(shop: Shop) -> None:
    assert opening.checked((NOON, CLOSED)) == (CLOSED, NOON)
    with pytest.raises(RefusedError, match="too_many_special_days"):
        opening.checked((CLOSED,) * 101)
    house.change_settings(shop, structs.replace(shop.settings, special_days=()))
    assert shop.settings.hours.special == ()
