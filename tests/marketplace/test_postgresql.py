"""What a marketplace on PostgreSQL does by other means; all other tests run there unchanged.

Run by `pytest tests/marketplace tests/sync --hub-database postgresql+psycopg://…`.
"""

from pathlib import Path
from threading import Barrier, Thread

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError

from marketplace.errors import StorageError
from marketplace.models import guards
from marketplace.models.base import Base, sum_of
from marketplace.models.catalogue import Offer, Product
from marketplace.models.town import Town
from marketplace.services import checkup, schema, search
from marketplace.services.database import Database
from marketplace.services.town import find_town
from tests.marketplace.towns import OpenTown
from tests.support import hub_database
from tests.support.a_market import a_product, a_shop, a_town

pytestmark = pytest.mark.server_hub
BREAD = "Pain de campagne"
GUARDING = (
    "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
    "SELECT pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
    "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' AND indexname LIKE '%_search_%'",
)


def guarding(database: Database) -> set[str]:
    """Every trigger and every function of ours, word for word."""
    with database.read() as session:
        return {str(one) for query in GUARDING for one in session.scalars(text(query))}


def test_migrations_and_models_agree_to_the_last_trigger(tmp_path: Path) -> None:
    migrated = Database(hub_database.url_in(tmp_path, "migrated"))
    schema.bring_up_to_date(migrated)
    with migrated.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        mine = {"search_document", "search_term"}
        found = [
            change
            for change in compare_metadata(context, Base.metadata)
            if str(getattr(change[1], "table", change[1])) not in mine
        ]
    assert found == []
    created = Database(hub_database.url_in(tmp_path, "created"))
    created.create_all()
    assert guarding(migrated) == guarding(created)
    assert len(guarding(migrated)) > 40
    migrated.close()
    created.close()


@pytest.mark.parametrize("table", [*guards.APPEND_ONLY, "posting", "journal_entry"])
def test_no_table_of_history_can_be_emptied(town: OpenTown, table: str) -> None:
    with pytest.raises(IntegrityError, match="append-only"), town.database.write() as session:
        session.execute(text(f"TRUNCATE {table} CASCADE"))


@pytest.mark.parametrize("change", ["DELETE FROM stock_move", "UPDATE stock_move SET delta = 0"])
def test_no_row_of_history_can_be_changed(town: OpenTown, change: str) -> None:
    with pytest.raises(IntegrityError, match="append-only"), town.database.write() as session:
        session.execute(text(change))


def test_checkup_finds_what_was_changed_by_hand(town: OpenTown) -> None:
    assert all(one.is_well for one in checkup.examine(town.hub))
    with town.database.write() as session:
        session.execute(text("UPDATE offer SET on_hand = on_hand + 1000"))
        session.execute(text("ALTER TABLE audit DISABLE TRIGGER audit_no_update"))
        session.execute(text("UPDATE audit SET actor = 'nobody' WHERE seq = 2"))
    wrong = {one.name: one.detail for one in checkup.examine(town.hub) if not one.is_well}
    assert wrong == {"stock": "7", "audit": "2"}


def test_two_processes_write_one_after_the_other(town: OpenTown) -> None:
    """Each looks before it writes; without a turn both would take the last piece."""
    start = Barrier(4)
    variant = town.market.variants[BREAD]

    def take_many() -> None:
        process = Database(town.hub.settings.database_url)
        start.wait()
        for _ in range(25):
            with process.write() as session:
                offer = session.scalars(select(Offer).where(Offer.variant == variant)).one()
                offer.reserved += 1
        process.close()

    before = town.offer(BREAD).reserved
    takers = [Thread(target=take_many) for _ in range(4)]
    for taker in takers:
        taker.start()
    for taker in takers:
        taker.join()
    assert town.offer(BREAD).reserved == before + 100


def test_turn_that_does_not_come_is_said(town: OpenTown, monkeypatch: pytest.MonkeyPatch) -> None:
    other = Database(town.hub.settings.database_url)
    with other.write():
        monkeypatch.setattr("marketplace.services.database._TURN_S", 0.05)
        with pytest.raises(StorageError, match="locked"), town.database.write():
            pass
    other.close()
    with town.database.write() as session:
        a_town_is_there = session.scalar(select(func.count()).select_from(Town))
    assert a_town_is_there == 1


def test_server_that_goes_away_is_said_and_found_again(town: OpenTown) -> None:
    def lose(database: Database) -> None:
        with database.write() as session:
            mine = session.scalar(text("SELECT pg_backend_pid()"))
            other = Database(database.url)
            with other.read() as killer:
                killer.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": mine})
            other.close()
            session.execute(text("UPDATE town SET motto = 'half'"))

    with pytest.raises(StorageError, match="unreachable"):
        lose(town.database)
    with town.database.read() as session:
        assert find_town(session).motto != "half"
    gone = Database("postgresql+psycopg://nobody@127.0.0.1:1/nothing")
    with pytest.raises(StorageError, match="unreachable"), gone.read() as session:
        session.execute(text("SELECT 1"))
    gone.close()


def test_sign_that_no_text_may_hold_holds_up_nothing(town: OpenTown) -> None:
    with town.database.write() as session:
        product, _ = a_product(session, town.market.shops["Fil & Marée"], "Bonnet\x00 rayé")
    with town.database.read() as session:
        assert session.get_one(Product, product).name == "Bonnet\ufffd rayé"
        assert search.find(session, find_town(session).id, "bonnet\x00").product_ids == (product,)


def test_name_counts_more_than_description_and_words_go_with_their_product(
    town: OpenTown,
) -> None:
    shop = town.market.shops["Fil & Marée"]
    with town.database.write() as session:
        told, _ = a_product(session, shop, "Bonnet", description="Se porte avec la marinière.")
        named, _ = a_product(session, shop, "Marinière")
    with town.database.read() as session:
        place = find_town(session).id
        assert search.find(session, place, "mariniere").product_ids == (named, told)
        assert search.find(session, place, "marinniere").corrected == "mariniere"
    with town.database.write() as session:
        for product in (told, named):
            session.get_one(Product, product).online = False
            search.index_product(session, session.get_one(Product, product))
    with town.database.read() as session:
        assert search.find(session, place, "marinniere").corrected == ""
        assert session.scalar(text("SELECT min(uses) FROM search_term")) >= 0


def test_database_that_lacks_letters_is_refused(tmp_path: Path) -> None:
    database = Database(hub_database.url_in(tmp_path, "latin", "ENCODING 'LATIN1' LOCALE 'C'"))
    with pytest.raises(StorageError, match="not_utf8"):
        schema.bring_up_to_date(database)
    database.close()


def test_sums_are_whole_numbers(town: OpenTown) -> None:
    with town.database.read() as session:
        total = session.scalar(select(sum_of(Offer.on_hand)))
    assert type(total) is int


def test_a_town_is_founded_where_the_alphabet_is_french(tmp_path: Path) -> None:
    french = "LOCALE_PROVIDER icu ICU_LOCALE 'fr-FR' LOCALE 'C.UTF-8' ENCODING 'UTF8'"
    database = Database(hub_database.url_in(tmp_path, "french", french))
    schema.bring_up_to_date(database)
    with database.write() as session:
        place = a_town(session)
        session.flush()
        a_product(session, a_shop(session, place, "Fil & Marée").id, "Œufs plein air")
    with database.read() as session:
        found = search.find(session, find_town(session).id, "oeux")
    assert found.corrected
    assert len(found.product_ids) == 1
    database.close()
