"""The counter says when the shop is open: the town shows it and promises by it."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import msgspec
import pytest

from marketplace.errors import Refusal
from marketplace.models.town import Shop
from marketplace.services import counter_words, directory, feed, shop_hours
from marketplace.services import town as towns
from marketplace.services.promises import timetables
from sync.contract import v1
from tests.marketplace.towns import OpenTown, Web

PARIS = ZoneInfo("Europe/Paris")
BAKERY = "La Mie Dorée"
TOLD = v1.ShopHours(
    week=tuple((day, 540, 1140) for day in range(5)),
    special=(
        v1.SpecialDays(first="2026-12-24", last="2026-12-24", openings=((540, 720),)),
        v1.SpecialDays(first="2026-12-25", last="2027-01-03", reason="Congés <b>"),
    ),
)


def tell(town: OpenTown, told: v1.ShopHours) -> None:
    with town.database.write() as session:
        shop_hours.set_hours(session, town.market.shops[BAKERY], told)


def ready(town: OpenTown, instant: str) -> str:
    at = datetime.fromisoformat(instant).replace(tzinfo=PARIS).astimezone(UTC)
    with town.database.read() as session:
        shop = session.get_one(Shop, town.market.shops[BAKERY])
        shop.collect_minutes = 120
        table = timetables(session, towns.find_town(session), [shop])[shop.id]
        promise = directory.promise_of(shop, table, at)
    assert promise is not None
    return f"{promise.ready_from.astimezone(PARIS):%Y-%m-%d %H:%M}"


def test_promises_follow_what_the_counter_said(town: OpenTown) -> None:
    tell(town, TOLD)
    assert ready(town, "2026-12-23 18:00") == "2026-12-24 10:00"
    assert ready(town, "2026-12-24 11:30") == "2027-01-04 10:30"
    # Over the night the clocks go forward, a weekend lies between.
    assert ready(town, "2026-03-27 18:30") == "2026-03-30 10:30"
    # Easter Monday is kept, until the counter says that it opens.
    assert ready(town, "2026-04-03 18:30") == "2026-04-07 10:30"
    tell(town, msgspec.structs.replace(TOLD, opens_on_holidays=True))
    assert ready(town, "2026-04-03 18:30") == "2026-04-06 10:30"


def test_what_was_said_is_told_to_every_counter_as_it_was_said(town: OpenTown) -> None:
    tell(town, TOLD)
    with town.database.read() as session:
        entity = towns.shop_entity(session, town.market.shops[BAKERY], "https://town.example")
    assert entity is not None
    assert entity.hours == TOLD


def test_how_long_bags_wait_is_told_to_every_counter_as_it_was_said(town: OpenTown) -> None:
    shop_id = town.market.shops[BAKERY]

    def told() -> v1.ShopKeeps | None:
        with town.database.read() as session:
            entity = towns.shop_entity(session, shop_id, "https://town.example")
        assert entity is not None
        return entity.keeps

    def say(words: v1.ShopKeeps) -> None:
        with town.database.write() as session:
            counter_words.set_keeping(session, shop_id, words, town.clock.now())

    def head() -> int:
        with town.database.read() as session:
            return feed.head_of(session, shop_id)

    assert told() is None
    never = v1.ShopKeeps(days=0, remind_after=0)
    heard = head()
    say(never)
    assert told() == never
    assert head() > heard
    with pytest.raises(Refusal, match="wrong_value"):
        say(v1.ShopKeeps(days=3, remind_after=366))


def test_the_shops_page_shows_days_that_are_otherwise(web: Web) -> None:
    town, shopper = web
    tell(town, TOLD)
    page = shopper.get("/boutiques/la-mie-doree").text
    assert "24 décembre\xa0: ouvert 9:00–12:00" in page
    assert "Congés &lt;b&gt;" in page
    page = shopper.get("/boutiques/la-mie-doree", {"lang": "en"}).text
    assert "24 December: open 9:00–12:00" in page


@pytest.mark.parametrize(
    "told",
    [
        v1.ShopHours(week=((7, 540, 600),)),
        v1.ShopHours(week=((0, 600, 540),)),
        v1.ShopHours(week=((0, 540, 1440),)),
        v1.ShopHours(week=((0, 540, 600), (0, 540, 700))),
        v1.ShopHours(special=(v1.SpecialDays(first="2026-12-25", last="2026-12-24"),)),
        v1.ShopHours(special=(v1.SpecialDays(first="Noël", last="2026-12-24"),)),
        v1.ShopHours(special=(v1.SpecialDays(first="2026-12-24", last="2026-12-24"),) * 101),
        v1.ShopHours(
            special=(v1.SpecialDays(first="2026-12-24", last="2026-12-24", reason="x" * 121),)
        ),
    ],
)
def test_hours_nobody_can_mean_are_refused(town: OpenTown, told: v1.ShopHours) -> None:
    with pytest.raises(Refusal, match="wrong_value"):
        tell(town, told)
