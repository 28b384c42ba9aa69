"""Identity made offline: rising, unique, whatever the clock and the threads do."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from sync.kernel.clock import SetClock, SystemClock, milliseconds
from sync.kernel.ids import IdMaker, is_id, new_id

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


@given(steps_ms=st.lists(st.integers(-10_000, 10_000), min_size=1, max_size=50))
def test_ids_rise_even_when_the_clock_stands_or_goes_back(steps_ms: list[int]) -> None:
    clock = SetClock(NOON)
    maker = IdMaker(clock)
    made = [maker.make()]
    for step in steps_ms:
        clock.advance(timedelta(milliseconds=step))
        made.append(maker.make())
    assert made == sorted(set(made))
    assert all(is_id(one) for one in made)


def test_ids_of_many_threads_are_unique_and_rise_within_each() -> None:
    maker = IdMaker(SystemClock())
    with ThreadPoolExecutor(8) as pool:
        batches = list(pool.map(lambda _: [maker.make() for _ in range(500)], range(8)))
    assert len({one for batch in batches for one in batch}) == 8 * 500
    assert all(batch == sorted(batch) for batch in batches)


def test_an_id_is_a_version_7_uuid_that_tells_its_millisecond() -> None:
    made = UUID(IdMaker(SetClock(NOON)).make())
    assert made.version == 7
    assert made.variant == "specified in RFC 4122"
    assert made.int >> 80 == milliseconds(NOON)


def test_an_exhausted_counter_borrows_the_next_millisecond() -> None:
    maker = IdMaker(SetClock(NOON))
    first = maker.make()
    maker._high, maker._low = (1 << 12) - 1, 1 << 30
    second = maker.make()
    assert second > first
    assert UUID(second).int >> 80 == milliseconds(NOON) + 1


def test_only_our_form_is_an_id() -> None:
    ours = "019b76da-a800-7001-8002-00c0ffee0003"
    assert is_id(ours)
    assert is_id(new_id())
    of_version_4 = "019b76da-a800-4001-8002-00c0ffee0003"
    for text in ("", ours.upper(), ours + "0", "0" * 36, of_version_4):
        assert not is_id(text)


def test_many_ids_at_once_have_one_beginning_and_rise_past_the_end_of_the_counter() -> None:
    maker = IdMaker(SetClock(NOON))
    made = [maker.make()]
    maker._low = (1 << 30) - 2
    made += maker.make_many(5)
    maker._high, maker._low = (1 << 12) - 1, (1 << 30) - 2
    made += maker.make_many(5)
    assert made == sorted(set(made))
    assert all(is_id(one) for one in made)
