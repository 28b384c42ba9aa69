"""News of an order wait to be acknowledged, whatever happens meanwhile, and climb the shop's ladder."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import structs
from sqlalchemy import text

from desktop.domain.order_news import Changed, News
from desktop.errors import RefusedError
from desktop.services.online import alarm_ladder, bags, order_alarms, orders
from desktop.services.shop import Shop
from desktop.services.town import link
from desktop.settings import AlarmRung, PrinterSettings
from sync.contract import v1
from sync.kernel.clock import SetClock, milliseconds
from sync.kernel.ids import new_id
from sync.kernel.order_states import OrderState
from sync.kernel.promise import OpeningSpan
from tests.support.a_hub import AHub, an_order
from tests.support.a_shop import MORNING, AShop, a_shop, open_again

MINUTE = timedelta(minutes=1)
FRONT = PrinterSettings(code="front", address="file:///dev/null")
BACK = PrinterSettings(code="back", address="file:///dev/null")
LADDER = (
    AlarmRung(after_minutes=2, channel="paper"),
    AlarmRung(after_minutes=5, channel="second_paper"),
    AlarmRung(after_minutes=15, channel="steward"),
)


class Counter:
    """A shop with two printers and a ladder of three rungs, and the marketplace that talks to it."""

    def __init__(self, builder: AShop, shop: Shop) -> None:
        self.builder, self.shop, self.hub = builder, shop, AHub(shop)

    def gets(self, order: v1.OrderEntity | None = None, **changed: object) -> v1.OrderEntity:
        """Have the marketplace tell an order, new or as it stands now."""
        told = msgspec.structs.replace(order, **changed) if order else an_order(**changed)
        self.hub.tells("order", told.order, told).sends(knows=self.hub.last_op())
        return told

    def after(self, minutes: float) -> None:
        self.builder.clock.instant += minutes * MINUTE

    def news(self) -> list[News]:
        return [alarm.kind for alarm in order_alarms.standing(self.shop)]

    def channels(self, order: v1.OrderEntity) -> list[str]:
        return [step.channel for step in order_alarms.steps_of(self.shop, order.order)]

    def papers(self) -> list[str]:
        with self.shop.look() as look:
            rows = look.connection.execute(
                text("SELECT printer FROM print_job WHERE kind = 'alarm' ORDER BY created_at, id")
            )
            return [row.printer for row in rows]


@contextmanager
def counter(tmp_path: Path, **changed: object) -> Iterator[Counter]:
    settings = {
        "printers": (FRONT, BACK),
        "receipt_printer": "front",
        "ladder": LADDER,
        **changed,
    }
    builder = a_shop(tmp_path).with_closed_till().with_settings(**settings)
    with builder.opened() as shop:
        yield Counter(builder, shop)


@pytest.fixture
def at(tmp_path: Path) -> Iterator[Counter]:
    with counter(tmp_path) as made:
        yield made


def seen_told(shop: Shop) -> list[int]:
    with shop.look() as look:
        rows = look.connection.execute(text("SELECT kind, body FROM outbox ORDER BY seq")).all()
    return [msgspec.json.decode(row.body)["ver"] for row in rows if row.kind == "order.seen"]


# --- raised -------------------------------------------------------------------------------------


def test_a_new_order_rings_until_somebody_looks_at_it(at: Counter) -> None:
    order = at.gets()
    assert at.news() == [News.NEW]
    orders.mark_seen(at.shop, order.order)
    assert at.news() == []
    assert seen_told(at.shop) == [1]


def test_an_order_that_came_while_the_window_was_away_rings_after_the_start(at: Counter) -> None:
    at.gets()
    at.shop.close()
    again = open_again(at.builder.folder)
    assert [alarm.kind for alarm in order_alarms.standing(again)] == [News.NEW]
    again.close()


def test_an_order_another_counter_has_seen_does_not_ring(at: Counter) -> None:
    at.gets(seen_at=milliseconds(MORNING))
    at.gets(number="00000048", state="preparing")
    assert at.news() == []


def test_the_customers_answer_rings_and_says_what_is_new(at: Counter) -> None:
    asked = v1.Asked(until=milliseconds(MORNING), choices=())
    order = at.gets()
    line = msgspec.structs.replace(order.lines[0], asked=asked)
    order = at.gets(order, ver=2, lines=(line,), seen_at=milliseconds(MORNING))
    assert at.news() == []
    line = msgspec.structs.replace(line, asked=msgspec.structs.replace(asked, answer="none"))
    at.gets(order, ver=3, lines=(line,), note="Sonnez")
    (alarm,) = order_alarms.standing(at.shop)
    assert (alarm.kind, alarm.what) == (News.CHANGED, (Changed.ANSWER, Changed.NOTE))


def test_what_the_counter_itself_did_is_no_news(at: Counter) -> None:
    order = at.gets()
    orders.accept(at.shop, order.order)
    orders.start_preparing(at.shop, order.order)
    at.gets(order, ver=4, state="preparing", seen_at=milliseconds(MORNING), bags=2)
    orders.cancel(at.shop, order.order, "Rien")
    at.gets(order, ver=5, state="cancelled", seen_at=milliseconds(MORNING), reason="Rien")
    assert at.news() == []


def test_a_cancellation_rings_in_the_place_of_all_else(at: Counter) -> None:
    order = at.gets()
    at.gets(order, ver=2, state="cancelled", reason="customer")
    assert at.news() == [News.CANCELLED]
    order_alarms.acknowledge(at.shop, [order_alarms.standing(at.shop)[0].id])
    at.gets(order, ver=3, state="cancelled", reason="customer", seen_at=milliseconds(MORNING))
    assert at.news() == []


def test_an_order_in_hand_here_that_another_till_refused_rings(at: Counter) -> None:
    for place, is_in_hand in enumerate((True, False)):
        order = at.gets(number=f"0000005{place}")
        orders.mark_seen(at.shop, order.order)
        if is_in_hand:
            orders.accept(at.shop, order.order)
        at.gets(order, ver=2, state="refused", seen_at=milliseconds(MORNING), reason="Rupture")
    (alarm,) = order_alarms.standing(at.shop)
    assert (alarm.kind, alarm.state, alarm.number) == (
        News.CANCELLED,
        OrderState.REFUSED,
        "00000050",
    )


def test_a_bag_nobody_came_for_is_not_said_to_be_cancelled(at: Counter) -> None:
    ready = at.gets(state="ready", bags=1)
    at.gets(ready, state="expired")
    (alarm,) = order_alarms.standing(at.shop)
    assert (alarm.kind, alarm.what) == (News.CANCELLED, (Changed.UNCOLLECTED,))
    # Packed by a counter that was cut off, it was never heard to be ready: nobody had answered.
    other = at.gets(number="00000048", state="ready")
    at.gets(other, state="expired")
    assert order_alarms.standing(at.shop)[1].what == ()


def test_the_rest_that_nobody_came_for_rings_and_names_its_goods(at: Counter) -> None:
    ready = an_order(state="ready", bags=1)
    (line,) = ready.lines
    packed = structs.replace(line, state=v1.LineState.PICKED, picked=2000)
    gone = structs.replace(packed, line=new_id(), handed_at=milliseconds(MORNING))
    at.gets(ready, lines=(gone, packed))
    missing = structs.replace(line, state=v1.LineState.MISSING)
    # The last of it is left out at another till, with the customer before it: no news.
    for reason, kinds in (("", []), ("not_collected", [News.CANCELLED])):
        at.gets(ready, lines=(gone, packed))
        at.gets(ready, lines=(gone, missing), state="handed_over", reason=reason)
        assert at.news() == kinds
        assert [name for name, _much in bags.to_put_back(orders.order(at.shop, ready.order))]
    (alarm,) = order_alarms.standing(at.shop)
    assert alarm.what == (Changed.REST,)


def test_the_button_silences_what_it_showed_and_nothing_later(at: Counter) -> None:
    at.gets()
    shown = [alarm.id for alarm in order_alarms.standing(at.shop)]
    late = at.gets(number="00000048")
    assert order_alarms.acknowledge(at.shop, shown) == 1
    assert [alarm.order_id for alarm in order_alarms.standing(at.shop)] == [late.order]


def test_an_order_that_was_seen_and_forgotten_is_told_again_while_there_is_time(
    at: Counter,
) -> None:
    begun = at.builder.clock.instant
    order = at.gets(
        placed_at=milliseconds(begun),
        promised_from=milliseconds(begun + 60 * MINUTE),
        promised_to=milliseconds(begun + 75 * MINUTE),
    )
    told: list[tuple[float, tuple[str, ...]]] = []
    for minute in range(0, 120, 10):
        at.builder.clock.instant = begun + minute * MINUTE
        for alarm in alarm_ladder.tick(at.shop):
            told.append((minute, alarm.what))
            order_alarms.acknowledge(at.shop, [alarm.id])
    assert told == [(0, ()), (30, ("waiting",)), (60, ("waiting",))]
    orders.accept(at.shop, order.order)
    at.after(600)
    assert alarm_ladder.tick(at.shop) == ()


# --- two counters ---------------------------------------------------------------------------------


def test_a_word_at_the_other_till_silences_this_one(at: Counter) -> None:
    order = at.gets()
    at.gets(order, ver=2, seen_at=milliseconds(MORNING))
    assert at.news() == []
    changed = at.gets(order, ver=3, note="Sonnez", seen_at=milliseconds(MORNING))
    assert at.news() == [News.CHANGED]
    # The order is told again, and nobody has looked at it since the change.
    at.gets(changed, ver=4, shelf="B3")
    assert at.news() == [News.CHANGED]
    at.gets(changed, ver=5, seen_at=milliseconds(MORNING) + 1)
    assert at.news() == []


def test_an_order_in_hand_at_the_other_till_is_no_longer_new(at: Counter) -> None:
    order = at.gets()
    at.gets(order, ver=2, state="accepted")
    assert at.news() == [News.NEW]  # a rule may have promised it: nobody need have looked
    at.gets(order, ver=3, state="preparing")
    assert at.news() == []


def test_two_tills_ring_and_one_word_at_the_marketplace_ends_it(tmp_path: Path) -> None:
    with counter(tmp_path / "a") as one, counter(tmp_path / "b") as two:
        order = one.gets()
        two.gets(order)
        orders.mark_seen(one.shop, order.order)
        assert (one.news(), two.news()) == ([], [News.NEW])
        told = msgspec.structs.replace(order, ver=2, seen_at=milliseconds(MORNING))
        one.gets(told)
        two.gets(told)
        assert (one.news(), two.news()) == ([], [])


# --- the ladder -----------------------------------------------------------------------------------


def test_the_rungs_are_taken_one_after_the_other_and_each_is_recorded(at: Counter) -> None:
    order = at.gets()
    for minutes, so_far in ((1, 0), (1, 1), (2, 1), (1, 2), (10, 3), (60, 3)):
        at.after(minutes)
        alarm_ladder.tick(at.shop)
        assert len(at.channels(order)) == 1 + so_far
    assert at.channels(order) == ["sound", "paper", "second_paper", "steward"]
    assert at.papers() == ["front", "back"]
    assert at.news() == [News.NEW]


def test_nothing_is_printed_once_somebody_has_seen_it(at: Counter) -> None:
    order = at.gets()
    orders.mark_seen(at.shop, order.order)
    at.after(60)
    alarm_ladder.tick(at.shop)
    assert at.papers() == []


def test_a_restart_at_any_rung_takes_each_of_them_once(at: Counter) -> None:
    order = at.gets()
    shop, clock = at.shop, SetClock(MORNING)
    for minutes in (2, 5, 15, 30):
        shop.close()
        clock.instant = MORNING + minutes * MINUTE
        shop = open_again(at.builder.folder, clock)
        alarm_ladder.tick(shop)
        alarm_ladder.tick(shop)
    steps = [(step.rung, step.channel) for step in order_alarms.steps_of(shop, order.order)]
    shop.close()
    assert steps == [(0, "sound"), (1, "paper"), (2, "second_paper"), (3, "steward")]


def test_after_a_night_asleep_the_rungs_follow_each_other_with_a_pause(at: Counter) -> None:
    order = at.gets()
    at.after(8 * 60)
    alarm_ladder.tick(at.shop)
    assert at.channels(order) == ["sound", "paper"]
    at.after(1)
    alarm_ladder.tick(at.shop)
    assert at.channels(order)[-1] == "second_paper"


def test_a_printer_that_is_gone_brings_the_next_rung_forward(tmp_path: Path) -> None:
    gone = (structs.replace(LADDER[0], address="sold"), *LADDER[1:])
    with counter(tmp_path, ladder=gone) as at:
        order = at.gets()
        at.after(2)
        alarm_ladder.tick(at.shop)
        steps = order_alarms.steps_of(at.shop, order.order)
        assert [step.outcome for step in steps[:2]] == ["", "no_printer"]
        assert at.papers() == ["back"]
        assert len(steps) == 3


def test_a_printer_that_stands_badly_gets_the_paper_and_the_next_rung_comes_at_once(
    at: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    from desktop.services.papers import print_queue  # noqa: PLC0415 its printers are what is told here

    out_of_paper = [
        replace(each, condition="paper_out") if each.code == "front" else each
        for each in print_queue.printers(at.shop)
    ]
    monkeypatch.setattr(print_queue, "printers", lambda _shop: tuple(out_of_paper))
    order = at.gets()
    at.after(2)
    alarm_ladder.tick(at.shop)
    assert at.papers() == ["front", "back"]
    steps = order_alarms.steps_of(at.shop, order.order)
    assert steps[1].outcome.startswith("paper_out:")


def test_minutes_are_counted_while_the_shop_is_open(tmp_path: Path) -> None:
    hours = tuple(OpeningSpan(day, time(9), time(19)) for day in range(5))
    with counter(tmp_path, opening=hours) as at:
        at.builder.at(datetime(2026, 11, 20, 17, 59, tzinfo=UTC))  # Friday, a minute to closing
        at.gets()
        (alarm,) = order_alarms.standing(at.shop)
        assert alarm.next_at == datetime(2026, 11, 23, 8, 1, tzinfo=UTC)


def test_a_clock_put_back_does_not_put_the_ladder_off(at: Counter) -> None:
    at.builder.at(MORNING + timedelta(days=400))
    order = at.gets()
    at.builder.at(MORNING)
    alarm_ladder.tick(at.shop)
    at.after(2)
    alarm_ladder.tick(at.shop)
    assert at.channels(order) == ["sound", "paper"]


def test_a_muted_bell_is_on_record(at: Counter) -> None:
    order = at.gets()
    order_alarms.note_sound(at.shop, [order_alarms.standing(at.shop)[0].id], "muted")
    assert order_alarms.steps_of(at.shop, order.order)[0].outcome == "muted"


def test_the_marketplace_is_told_the_rungs_that_are_its_own(tmp_path: Path) -> None:
    mine = AlarmRung(after_minutes=8, channel="email", address="claire@boutique.example")
    with counter(tmp_path, ladder=(*LADDER, mine)) as at:
        alarm_ladder.tell_ladder(at.shop)
        with at.shop.look() as look:
            (body,) = look.connection.scalars(
                text("SELECT body FROM outbox WHERE kind = 'shop.ladder'")
            )
    assert [rung["channel"] for rung in msgspec.json.decode(body)["rungs"]] == ["steward", "email"]


def test_the_marketplace_is_not_said_to_call_before_it_has_the_ladder(tmp_path: Path) -> None:
    only = (AlarmRung(after_minutes=2, channel="steward"),)
    with counter(tmp_path, ladder=only) as at:
        with at.shop.begin() as work:
            work.connection.execute(
                text(
                    "INSERT INTO enrolment (device, key_name, hub_url, hub_public_key, town_name,"
                    " shop, enrolled_at) VALUES ('d', 'k', 'https://h', '', '', '{}', 0)"
                )
            )
            work.commit()

        def outcome(number: str) -> str:
            order = at.gets(number=number)
            at.after(2)
            alarm_ladder.tick(at.shop)
            return order_alarms.steps_of(at.shop, order.order)[-1].outcome

        assert outcome("00000047") == "not_told"
        with at.shop.begin() as work:
            told = work.connection.execute(
                text("UPDATE outbox SET result = 'ok' WHERE kind = 'shop.ladder'")
            )
            work.commit()
        assert told.rowcount == 1, "it was told at once"
        assert outcome("00000048") == "hub"

        # It calls for orders nobody has seen: no other news is said to be on its way to somebody.
        prepared = at.gets(number="00000049", state="preparing", seen_at=milliseconds(MORNING))
        at.gets(prepared, ver=5, state="cancelled", reason="customer")
        at.after(2)
        alarm_ladder.tick(at.shop)
        last = order_alarms.steps_of(at.shop, prepared.order)[-1]
        assert (last.channel, last.outcome) == ("steward", "counter_only")


def test_a_counter_that_joined_before_tells_its_ladder_once(tmp_path: Path) -> None:
    with counter(tmp_path, ladder=LADDER) as at:

        def told() -> list[dict[str, object]]:
            link.tell_what_was_left_unsaid(at.shop)
            with at.shop.look() as look:
                return [
                    msgspec.json.decode(body)
                    for body in look.connection.scalars(
                        text("SELECT body FROM outbox WHERE kind = 'shop.ladder'")
                    )
                ]

        assert told() == [], "nobody is there to be told"
        with at.shop.begin() as work:
            work.connection.execute(
                text(
                    "INSERT INTO enrolment (device, key_name, hub_url, hub_public_key, town_name,"
                    " shop, enrolled_at) VALUES ('d', 'k', 'https://h', '', '', '{}', 0)"
                )
            )
            work.commit()
        once = told()
        # What another counter of the shop has said stays.
        assert [word["unless_told"] for word in once] == [True]
        assert told() == once


@pytest.mark.parametrize(
    ("rung", "code"),
    [
        (AlarmRung(after_minutes=3, channel="email", address="claire"), "ladder_address"),
        (AlarmRung(after_minutes=3, channel="webhook", address="http://x"), "ladder_address"),
        (AlarmRung(after_minutes=-1, channel="paper"), "ladder_minutes"),
    ],
)
def test_a_rung_that_reaches_nobody_is_refused(rung: AlarmRung, code: str) -> None:
    with pytest.raises(RefusedError) as refused:
        alarm_ladder.check_ladder((rung,))
    assert refused.value.code == code


def test_a_forgotten_order_leaves_no_alarm_behind(at: Counter) -> None:
    order = at.gets()
    at.hub.ends("order", order.order).sends(knows=at.hub.last_op())
    with at.shop.look() as look:
        left = look.connection.execute(text("SELECT count(*) FROM order_alarm_step")).scalar_one()
    assert left == 0


# --- whatever happens -----------------------------------------------------------------------------


@dataclass
class Misfortune:
    """A shop to which things happen while an order waits."""

    at: Counter
    order: v1.OrderEntity

    def sleep(self) -> None:
        self.at.after(9 * 60)

    def minute(self) -> None:
        self.at.after(1)

    def restart(self) -> None:
        kept = self.at.shop.settings
        self.at.shop.close()
        self.at.shop = self.at.hub.shop = open_again(self.at.builder.folder, self.at.builder.clock)
        self.at.shop.adopt(kept)

    def no_printers(self) -> None:
        self._set(printers=())

    def printers(self) -> None:
        self._set(printers=(FRONT, BACK))

    def clock_back(self) -> None:
        self.at.after(-30 * 60)

    def changed(self) -> None:
        self.order = self.at.gets(self.order, ver=self.order.ver + 1, note=f"{self.order.ver}")

    def shorter_ladder(self) -> None:
        self._set(ladder=self.at.shop.settings.ladder[1:])

    def _set(self, **changed: object) -> None:
        self.at.shop.adopt(structs.replace(self.at.shop.settings, **changed))


FAULTS = (
    *(Misfortune.sleep, Misfortune.minute, Misfortune.restart, Misfortune.no_printers),
    *(Misfortune.printers, Misfortune.clock_back, Misfortune.changed, Misfortune.shorter_ladder),
)


@settings(
    max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(faults=st.lists(st.sampled_from(FAULTS), max_size=8))
def test_whatever_fails_no_order_waits_without_a_rung_or_all_of_them_taken(
    tmp_path_factory: pytest.TempPathFactory, faults: list[Callable[[Misfortune], None]]
) -> None:
    with counter(tmp_path_factory.mktemp("faults")) as at:
        fate = Misfortune(at, at.gets())
        for befall in faults:
            befall(fate)
            (alarm,) = alarm_ladder.tick(at.shop)
            assert alarm.rung >= len(at.shop.settings.ladder) or alarm.next_at is not None
        for _ in range(len(LADDER) + 1):
            at.after(16)
            (alarm,) = alarm_ladder.tick(at.shop)
        assert alarm.rung >= len(at.shop.settings.ladder)
        steps = [step.rung for step in order_alarms.steps_of(at.shop, fate.order.order)]
        assert steps == sorted(set(steps))
        orders.mark_seen(at.shop, fate.order.order)
        assert alarm_ladder.tick(at.shop) == ()
        at.shop.close()
