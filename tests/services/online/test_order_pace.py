"""The shop slows down, pauses, lacks a product; and promises by its own rule, within its load."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert, text

from desktop.domain.opening_hours import read_day, write_day
from desktop.domain.order_news import News, open_time_between
from desktop.domain.pace import MOST_BUSY, Until, end_of
from desktop.errors import RefusedError
from desktop.models.base import table_of
from desktop.models.house import Enrolment
from desktop.services.online import alarm_ladder, no_shows, order_alarms, order_pace, orders
from desktop.services.shop import Shop
from desktop.settings import AutoAccept, PrinterSettings
from sync.contract import v1
from sync.contract.canonical import encode
from sync.kernel.clock import milliseconds
from sync.kernel.order_states import OrderState
from sync.kernel.promise import OpeningSpan, opening_windows
from tests.support.a_hub import AHub, a_product
from tests.support.a_shop import MORNING, OWNER, AShop, a_shop, found
from tests.support.an_order import Placed, placed

PARIS = ZoneInfo("Europe/Paris")
WEEK = tuple(OpeningSpan(day, time(9), time(19)) for day in range(5))
BREAD = ("pain", 1)
FOURNIL = v1.ShopEntity(
    shop="s", name="Fournil", slug="fournil", town="Sceaux", storefront="", commission_bp=0
)


@pytest.fixture
def builder(tmp_path: Path) -> AShop:
    return a_shop(tmp_path).with_closed_till().with_product("Pain", 110, vat=550)


@pytest.fixture
def shop(builder: AShop) -> Iterator[Shop]:
    with builder.opened() as opened:
        yield opened


def told(shop: Shop, kind: str) -> list[dict[str, object]]:
    with shop.look() as look:
        rows = look.connection.execute(
            text("SELECT body FROM outbox WHERE kind = :kind ORDER BY seq"), {"kind": kind}
        )
        return [msgspec.json.decode(row.body) for row in rows]


# --- pause, busy, off -----------------------------------------------------------------------------


def test_a_pause_is_told_and_over_by_itself(builder: AShop, shop: Shop) -> None:
    until = MORNING + timedelta(hours=1)
    assert order_pace.pause(shop, Until.HOUR).paused_until == until
    assert told(shop, "shop.pace") == [{"paused_until": milliseconds(until)}]
    builder.at(until)
    assert not order_pace.pace(shop).is_paused


def test_each_touch_on_busy_is_a_quarter_of_an_hour_more_up_to_two_hours(shop: Shop) -> None:
    assert order_pace.be_busier(shop).extra_minutes == 15
    assert order_pace.be_busier(shop).extra_minutes == 30
    for _ in range(10):
        order_pace.be_busier(shop)
    assert order_pace.pace(shop).extra_minutes == MOST_BUSY
    assert order_pace.be_usual(shop).extra_minutes == 0


def test_what_was_ended_is_put_back(shop: Shop) -> None:
    order_pace.be_busier(shop)
    before = order_pace.pause(shop, Until.OPEN_END)
    assert (before.is_paused, before.is_open_ended) == (True, True)
    order_pace.resume(shop)
    assert order_pace.put_back(shop, before) == before


def test_the_town_is_told_what_was_touched_and_nothing_another_till_may_have_ended(
    shop: Shop,
) -> None:
    order_pace.pause(shop, Until.OPEN_END)
    before = order_pace.pace(shop)
    order_pace.be_busier(shop)
    order_pace.put_back(shop, before)
    order_pace.be_usual(shop)
    order_pace.resume(shop)
    spoken_of = [set(body) for body in told(shop, "shop.pace")]
    busy = {"extra_minutes", "extra_until"}
    assert spoken_of == [{"paused_until"}, busy, busy, busy, {"paused_until"}]


def test_a_pause_that_is_over_already_is_refused(shop: Shop) -> None:
    with pytest.raises(RefusedError) as refused:
        order_pace.pause(shop, MORNING)
    assert refused.value.code == "end_is_past"


def enrolled(shop: Shop, told_shop: v1.ShopEntity) -> None:
    with shop.begin() as work:
        work.connection.execute(
            insert(table_of(Enrolment)).values(
                device="d" * 36,
                key_name="key",
                hub_url="http://127.0.0.1:9",
                hub_public_key="00",
                town_name="Sceaux",
                shop=encode(told_shop),
                enrolled_at=MORNING,
            )
        )
        work.commit()


def test_another_counters_pause_holds_here_once_ours_is_known(shop: Shop) -> None:
    theirs = FOURNIL
    enrolled(shop, theirs)
    order_pace.pause(shop, Until.HOUR)
    hub = AHub(shop)
    hub.tells("shop", "s", theirs).sends(knows=0)
    assert order_pace.pace(shop).is_paused  # ours leads: theirs does not include it yet
    hub.tells("shop", "s", theirs).sends(knows=hub.last_op())
    assert not order_pace.pace(shop).is_paused
    busy = msgspec.structs.replace(
        theirs, extra_minutes=15, extra_until=milliseconds(MORNING) + 60_000
    )
    hub.tells("shop", "s", busy).sends(knows=hub.last_op())
    assert order_pace.pace(shop).extra_minutes == 15


def test_a_product_is_off_until_its_hour_and_brought_back_by_hand(
    builder: AShop, shop: Shop
) -> None:
    product = found(shop, "pain").product_id
    order_pace.take_off(shop, product, Until.HOUR)
    (off,) = order_pace.pace(shop).off
    assert (off.name, order_pace.off_until(shop, product)) == ("Pain", off.until)
    order_pace.bring_back(shop, product)
    assert order_pace.off_until(shop, product) is None
    assert [body["until"] for body in told(shop, "product.off")] == [milliseconds(off.until), 0]
    order_pace.take_off(shop, product, Until.HOUR)
    builder.at(off.until)
    assert order_pace.pace(shop).off == ()


@pytest.mark.parametrize(
    ("day", "back"),
    [
        (date(2026, 11, 27), datetime(2026, 11, 27, 8, tzinfo=UTC)),
        # A Saturday: the shop opens on Monday, and in summer time an hour earlier.
        (date(2026, 11, 28), datetime(2026, 11, 30, 8, tzinfo=UTC)),
        (date(2028, 3, 25), datetime(2028, 3, 27, 7, tzinfo=UTC)),
    ],
)
def test_a_product_that_is_off_until_a_day_is_back_when_the_shop_opens(
    builder: AShop, day: date, back: datetime
) -> None:
    with builder.with_settings(opening=WEEK).opened() as shop:
        product = found(shop, "pain").product_id
        off = order_pace.take_off(shop, product, day)
        assert off.until == back
        assert order_pace.off_of(shop, product) == off
        with pytest.raises(RefusedError, match="end_is_past"):
            order_pace.take_off(shop, product, date(2026, 11, 20))


def test_what_another_counter_took_off_is_off_here_and_ours_leads_until_it_is_known(
    shop: Shop,
) -> None:
    hub, until = AHub(shop), milliseconds(MORNING + timedelta(hours=2))
    told = a_product(off_until=until)
    hub.tells("product", told.product, told).sends()
    assert [off.product_id for off in order_pace.pace(shop).off] == [told.product]
    order_pace.bring_back(shop, told.product)
    hub.tells("product", told.product, told).sends(knows=0)
    assert order_pace.pace(shop).off == ()
    back = msgspec.structs.replace(told, off_until=0, ver=2)
    hub.tells("product", told.product, back).sends(knows=hub.last_op())
    assert order_pace.pace(shop).off == ()


def test_an_unknown_product_is_not_taken_off(shop: Shop) -> None:
    with pytest.raises(RefusedError) as refused:
        order_pace.take_off(shop, "nothing", Until.HOUR)
    assert refused.value.code == "unknown_product"


@pytest.mark.parametrize(
    ("choice", "at", "end"),
    [
        (Until.EVENING, (23, 8), datetime(2026, 11, 23, 18, tzinfo=UTC)),
        (Until.EVENING, (23, 18), datetime(2026, 11, 24, 18, tzinfo=UTC)),
        (Until.TOMORROW, (27, 8), datetime(2026, 11, 30, 8, tzinfo=UTC)),  # over the weekend
        # As far as the marketplace takes an instant.
        (Until.OPEN_END, (23, 8), datetime(2027, 11, 22, 8, 30, tzinfo=UTC)),
    ],
)
def test_an_end_is_one_of_the_shops_own_hours(
    choice: Until, at: tuple[int, int], end: datetime
) -> None:
    now = datetime(2026, 11, at[0], at[1], 30, tzinfo=UTC)
    assert end_of(choice, now, WEEK, PARIS) == end


@given(choice=st.sampled_from(Until), minutes=st.integers(0, 60 * 24 * 400), told=st.booleans())
def test_an_end_is_always_to_come(choice: Until, minutes: int, told: bool) -> None:
    now = MORNING + timedelta(minutes=minutes)
    assert end_of(choice, now, WEEK if told else (), PARIS) > now


# --- opening hours --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("9h-12h30, 14h-19h", "09:00-12:30, 14:00-19:00"),
        ("14:00 – 19:00 et 9-12", "09:00-12:00, 14:00-19:00"),
        ("8h30 à 24h", "08:30-23:59"),
        ("", ""),
    ],
)
def test_hours_are_read_as_people_write_them(typed: str, kept: str) -> None:
    assert write_day(2, read_day(2, typed)) == kept


@pytest.mark.parametrize("typed", ["matin", "19h-9h", "25h-26h", "9h", "9h-12h;", "9h12h"])
def test_hours_nobody_can_mean_are_refused(typed: str) -> None:
    if typed == "9h-12h;":
        assert write_day(0, read_day(0, typed)) == "09:00-12:00"
        return
    with pytest.raises(RefusedError) as refused:
        read_day(0, typed)
    assert refused.value.code == "wrong_hours"


def test_a_countdown_counts_open_hours_only() -> None:
    evening = datetime(2026, 11, 27, 17, 30, tzinfo=UTC)  # Friday, half an hour to closing
    monday = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
    assert open_time_between(WEEK, PARIS, evening, monday) == timedelta(minutes=90)
    assert open_time_between(WEEK, PARIS, monday, evening) == -timedelta(minutes=90)
    assert open_time_between((), PARIS, evening, monday) == monday - evening


@given(st.integers(0, 60 * 24 * 20), st.integers(0, 60 * 24 * 20))
def test_open_time_is_what_the_windows_add_up_to(start: int, length: int) -> None:
    begins = MORNING + timedelta(minutes=start)
    ends = begins + timedelta(minutes=length)
    days = [begins.date() + timedelta(days=n) for n in range(-1, length // 1440 + 3)]
    windows = [window for day in days for window in opening_windows(WEEK, PARIS, day)]
    overlap = [max(min(b, ends) - max(a, begins), timedelta()) for a, b in windows]
    assert open_time_between(WEEK, PARIS, begins, ends) == sum(overlap, timedelta())


# --- by rule --------------------------------------------------------------------------------------


def by_rule(builder: AShop, **rule: object) -> AShop:
    return builder.with_settings(auto_accept=AutoAccept(is_on=True, **rule), opening=WEEK)  # type: ignore[arg-type]


def states(*orders_placed: Placed) -> list[OrderState]:
    return [each.view.state for each in orders_placed]


def test_an_order_is_promised_by_rule_and_rings_on(builder: AShop) -> None:
    with by_rule(builder).opened() as shop:
        order = placed(shop, BREAD)
        assert states(order) == [OrderState.ACCEPTED]
        assert not order.view.is_seen
        assert [alarm.kind for alarm in order_alarms.standing(shop)] == [News.NEW]


def test_the_rule_stops_at_the_load_it_was_given(builder: AShop) -> None:
    with by_rule(builder, most_open=2).opened() as shop:
        made = [placed(shop, BREAD, number=f"0000000{n}") for n in range(3)]
        assert states(*made) == [OrderState.ACCEPTED, OrderState.ACCEPTED, OrderState.PLACED]
        orders.refuse(shop, made[2].id, "x")
        assert len(told(shop, "order.accept")) == 2


def test_a_large_order_is_a_persons_to_promise(builder: AShop) -> None:
    with by_rule(builder, most_cents=500, most_lines=1).opened() as shop:
        dear, long = (
            placed(shop, ("pain", 5), number="00000001"),
            placed(shop, BREAD, BREAD, number="00000002"),
        )
        assert states(dear, long) == [OrderState.PLACED, OrderState.PLACED]


def test_nothing_is_promised_by_rule_in_a_pause_or_at_night(builder: AShop) -> None:
    with by_rule(builder).opened() as shop:
        order_pace.pause(shop, Until.HALF_HOUR)
        order = placed(shop, BREAD)
        assert states(order) == [OrderState.PLACED]
        builder.at(MORNING + timedelta(hours=12))
        alarm_ladder.tick(shop)
        assert states(order) == [OrderState.PLACED]
        builder.at(MORNING + timedelta(hours=24))
        alarm_ladder.tick(shop)
        assert states(order) == [OrderState.ACCEPTED]


def test_the_list_of_a_promised_order_is_printed_once(builder: AShop) -> None:
    printer = PrinterSettings(code="front", address="file:///dev/null")
    with builder.with_settings(
        printers=(printer,), receipt_printer="front", prints_lists=True
    ).opened() as shop:
        order = placed(shop, BREAD)
        orders.accept(shop, order.id)
        alarm_ladder.tick(shop)
        with shop.look() as look:
            kinds = look.connection.scalars(text("SELECT kind FROM print_job")).all()
        assert kinds == ["slip"]


def test_customers_are_reminded_by_rule_once_and_in_opening_hours(builder: AShop) -> None:
    with builder.with_settings(opening=WEEK, remind_after_days=2).opened() as shop:
        waits = placed(shop, BREAD, number="00000001").ready()
        placed(shop, BREAD, number="00000002", mode="parcel").ready()
        for hours, reminders in ((24, 0), (46, 0), (48, 1), (49, 1)):
            builder.at(MORNING + timedelta(hours=hours))
            alarm_ladder.tick(shop)
            assert len(told(shop, "order.remind")) == reminders
        assert waits.view.reminded_at == MORNING + timedelta(hours=48)
        assert waits.view.state is OrderState.READY
        builder.at(MORNING + timedelta(days=30))
        alarm_ladder.tick(shop)
        # To end an order is somebody's press, however long it waits.
        assert waits.view.state is OrderState.READY


def test_what_another_till_says_of_the_days_holds_here_once_ours_is_known(
    builder: AShop,
) -> None:
    never = v1.ShopKeeps(days=0, remind_after=0)
    theirs = msgspec.structs.replace(FOURNIL, keeps=never)
    with builder.with_settings(remind_after_days=2, give_up_after_days=7).opened() as shop:
        order = placed(shop, BREAD).ready()
        hub = AHub(shop)
        hub.tells("shop", "s", theirs).sends()
        builder.at(MORNING + timedelta(days=9))
        alarm_ladder.tick(shop)
        assert (order.view.reminded_at, no_shows.count_to_end(shop)) == (None, 0)
        no_shows.change_rule(shop, 2, 7, OWNER)
        hub.tells("shop", "s", theirs).sends(knows=0)
        assert no_shows.count_to_end(shop) == 1
        hub.tells("shop", "s", FOURNIL).sends(knows=hub.last_op())
        far = v1.ShopKeeps(days=300, remind_after=1)
        hub.tells("shop", "s", msgspec.structs.replace(FOURNIL, keeps=far)).sends()
        # A marketplace that knows none, or days no till can set, takes ours away no more.
        assert no_shows.count_to_end(shop) == 1
        hub.tells("shop", "s", theirs).sends(knows=hub.last_op())
        assert no_shows.count_to_end(shop) == 0


def test_a_shop_that_never_reminds_is_not_made_to(builder: AShop) -> None:
    with builder.with_settings(remind_after_days=0).opened() as shop:
        order = placed(shop, BREAD).ready()
        builder.at(MORNING + timedelta(days=9))
        alarm_ladder.tick(shop)
        assert order.view.reminded_at is None
