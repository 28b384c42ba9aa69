"""Each shop of a town has a tag of its own, and its orders' codes begin with it."""

from datetime import UTC, datetime
from pathlib import Path

from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import text

from marketplace.models import migrations
from marketplace.models.orders import ShopOrder
from marketplace.models.town import Shop, ShopStatus
from marketplace.services import feed
from marketplace.services import town as towns
from tests.marketplace.test_orders import place
from tests.marketplace.towns import OpenTown

BAKERY = "La Mie Dorée"


def test_tags_are_one_shops_each_and_told_to_every_counter(town: OpenTown) -> None:
    with town.database.read() as session:
        home = towns.find_town(session)
        shops = towns.all_shops(session, home)
        tags = [shop.tag for shop in shops]
        assert len(set(tags)) == len(tags)
        assert all(len(tag) == 3 and tag != "000" for tag in tags)
        entity = towns.town_entity(session, shops[0].id, home.id)
        assert entity is not None
        assert {each.tag: each.name for each in entity.shops} == {
            shop.tag: shop.sign for shop in shops
        }
        assert entity.own == shops[0].tag
        assert towns.town_entity(session, shops[0].id, "another") is None


def test_a_shop_that_left_is_told_no_more_and_its_tag_is_not_given_again(town: OpenTown) -> None:
    at = datetime(2026, 11, 23, tzinfo=UTC)
    with town.database.write() as session:
        home = towns.find_town(session)
        gone = session.get_one(Shop, town.market.shops[BAKERY])
        towns.set_status(session, gone, ShopStatus.LEFT, at)
        session.flush()
        other = next(each for each in towns.all_shops(session, home) if each.id != gone.id)
        entity = towns.town_entity(session, other.id, home.id)
        assert entity is not None
        assert gone.tag not in {each.tag for each in entity.shops}
        assert towns._free_tag(session, home) not in {
            each.tag for each in towns.all_shops(session, home)
        }


def test_an_orders_code_begins_with_its_shops_tag(town: OpenTown) -> None:
    ids = place(town, ("Pain de campagne", "1"))
    with town.database.read() as session:
        order = session.get_one(ShopOrder, ids[0])
        assert order.secret[:3] == session.get_one(Shop, order.shop_id).tag


def test_a_town_that_is_upgraded_tells_every_counter_its_tags_and_hours(town: OpenTown) -> None:
    bakery = town.market.shops[BAKERY]
    script = ScriptDirectory(str(Path(migrations.__file__).parent)).get_revision("0010")
    with town.database.migrating() as connection:
        connection.execute(text("DELETE FROM feed WHERE entity = 'town'"))
        before = connection.execute(
            text("SELECT seq FROM shop_head WHERE shop_id = :shop"), {"shop": bakery}
        ).scalar_one()
        with Operations.context(MigrationContext.configure(connection)):
            script.module._tell_tills()
    with town.database.read() as session:
        rows = session.execute(feed._ROWS, {"shop": bakery, "after": before, "n": 9}).all()
        home = towns.find_town(session).id
        assert [(row.entity, row.entity_id) for row in rows] == [("shop", bakery), ("town", home)]
        assert rows[-1].seq == feed.head_of(session, bakery)
