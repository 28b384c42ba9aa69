"""The shop to learn in: everything as in earnest, and nothing of it counts."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from msgspec import structs
from sqlalchemy import func, select, update

from desktop.bootstrap import open_training
from desktop.domain.tender import Means
from desktop.errors import RefusedError
from desktop.models.base import table_of
from desktop.models.catalogue import Variant
from desktop.models.customer import Customer
from desktop.models.sale import Sale
from desktop.models.stock import StockLevel
from desktop.models.sync import OutboxOp
from desktop.services.books import invoices
from desktop.services.books.inspection import inspect
from desktop.services.books.invoices import Buyer
from desktop.services.books.journal import SqlStore
from desktop.services.counter import selling
from desktop.services.papers import receipts
from desktop.services.shop import Shop
from desktop.services.till import till_sessions, training
from desktop.services.upkeep import house
from desktop.settings import LockerSettings, PrinterSettings
from fiscal import EventCode, Head, Kind
from printing.drivers.plain import render_text
from printing.simulator import PrinterSimulator
from sync.kernel.clock import SetClock
from sync.kernel.money import Money
from tests.support.a_shop import OWNER, a_shop, found, open_again, sell

_variants = table_of(Variant)


@contextmanager
def in_training(tmp_path: Path, **settings: object) -> Iterator[tuple[Shop, Shop]]:
    """Yield a shop that sold something, and the one beside it to learn in, its till opened."""
    builder = a_shop(tmp_path).with_product("Pain", 1_15, vat=550).with_product("Vin", 14_90)
    with builder.with_settings(**settings).opened() as shop:
        sell(shop, "Pain")
        training.begin(shop, staff=OWNER)
        with closing(open_training(shop)) as practice:
            till_sessions.open_till(practice, Money(50_00), OWNER)
            yield shop, practice


def head_of(shop: Shop) -> Head:
    with shop.look() as look:
        return SqlStore(look.connection, shop.settings.till).head()


def bodies(shop: Shop, code: EventCode) -> list[dict[str, object]]:
    with shop.look() as look:
        rows = SqlStore(look.connection, shop.settings.till).of_kind(Kind.EVENT, 0)
        found_bodies = [row.record().b for row in rows]
    return [body["data"] for body in found_bodies if body["code"] == code]


def counted(shop: Shop) -> dict[str, object]:
    """Return everything a training must not touch: totals, numbers, drawer, stock, the wire."""
    head = head_of(shop)
    with shop.look() as look:
        levels = look.connection.execute(
            select(table_of(StockLevel)).order_by(table_of(StockLevel).c.variant_id)
        ).all()
        tickets = look.connection.execute(select(func.count()).select_from(table_of(Sale)))
        sent = look.connection.execute(select(func.count()).select_from(table_of(OutboxOp)))
        return {
            "totals": (head.gtn, head.gta, head.adv, head.drawer),
            "number": (head.ticket_no, head.ticket_year),
            "stock": [tuple(row) for row in levels],
            "tickets": tickets.scalar(),
            "sent": sent.scalar(),
            "x": till_sessions.read_x(shop).gross,
        }


def practise(practice: Shop) -> str:
    """Sell, give back, invoice, close: whatever a trainee does in a day."""
    done = sell(practice, ("Vin", 2), "Pain")
    selling.refund(practice, sell(practice, "Vin").sale_id, (), Means.CASH, OWNER, "essai")
    invoices.issue(
        practice,
        done.sale_id,
        Buyer(name="Élève", street="1 rue", postcode="92330", city="Sceaux"),
        staff=OWNER,
    )
    return done.sale_id


def test_a_training_leaves_totals_numbers_stock_and_wire_as_they_were(tmp_path: Path) -> None:
    with in_training(tmp_path) as (shop, practice):
        before = counted(shop)
        practise(practice)
        till_sessions.close_till(practice, None, OWNER)

        assert counted(shop) == before
        training.end(shop, staff=OWNER)
        assert counted(shop) == before
        assert sell(shop, "Pain").number == "T01-2026-000002"


def test_what_is_written_in_training_is_marked_numbered_apart_and_whole(tmp_path: Path) -> None:
    with in_training(tmp_path) as (shop, practice):
        sale_id = practise(practice)
        sale = selling.sale(practice, sale_id)
        with practice.look() as look:
            rows = list(SqlStore(look.connection, practice.settings.till).after(0))
        invoice = invoices.invoice_of(practice, sale_id)

        assert sale.number == "X-T01-2026-000001"
        assert all(row.record().trn for row in rows)
        assert {row.record().till for row in rows} == {"X-T01"}
        assert invoice is not None
        assert invoice.number == "F-X-T01-2026-000001"
        assert practice.signer.public_key != shop.signer.public_key
    (journal,) = inspect(tmp_path / "shop" / training.FOLDER)
    assert journal.report.is_sound, journal.report.findings
    (real,) = inspect(tmp_path / "shop")
    assert real.report.is_sound, real.report.findings


def test_every_paper_of_a_training_says_so(tmp_path: Path) -> None:
    with in_training(tmp_path) as (_shop, practice):
        done = sell(practice, "Vin")
        with practice.look() as look:
            ticket = render_text(receipts.compose(practice, look, done.sale_id), "fr")
            reading = till_sessions.read_x(practice)
            report = render_text(receipts.compose_report(practice, reading), "fr")

        assert ticket.count("FACTICE – FORMATION") == 2
        assert "FACTICE Vin" in ticket
        assert report.count("FACTICE – FORMATION") == 2


def test_the_real_journal_tells_when_a_training_began_and_ended_and_where_it_stood(
    tmp_path: Path,
) -> None:
    with in_training(tmp_path) as (shop, practice):
        practise(practice)
        head = head_of(practice)
        training.end(shop, staff=OWNER)

        assert bodies(shop, EventCode.TRAINING_ON) == [{"seq": 0, "h": "0" * 64, "by": OWNER}]
        assert bodies(shop, EventCode.TRAINING_OFF) == [{"seq": head.seq, "h": head.h, "by": OWNER}]
        assert training.running(shop) is None


def test_only_one_training_runs_and_none_within_another(tmp_path: Path) -> None:
    with in_training(tmp_path) as (shop, practice):
        with pytest.raises(RefusedError) as running:
            training.begin(shop, staff=OWNER)
        with pytest.raises(RefusedError) as inside:
            training.begin(practice, staff=OWNER)

    assert running.value.code == "training_running"
    assert inside.value.code == "training_inside"


def test_a_training_that_a_crash_cut_short_is_ended_at_the_next_start(tmp_path: Path) -> None:
    with in_training(tmp_path) as (shop, practice):
        sell(practice, "Vin")
        head, clock = head_of(practice), shop.clock
    assert isinstance(clock, SetClock)
    with closing(open_again(tmp_path / "shop", clock)) as again:
        (told,) = bodies(again, EventCode.TRAINING_OFF)

        assert told["seq"] == head.seq
        assert training.running(again) is None


def test_a_trainee_opens_no_drawer_no_locker_and_asks_no_terminal(tmp_path: Path) -> None:
    with PrinterSimulator() as printer:
        address = f"tcp://{printer.host}:{printer.port}"
        counter = PrinterSettings(code="counter", address=address)
        settings: dict[str, object] = {
            "printers": (counter,),
            "receipt_printer": "counter",
            "terminal": "192.0.2.7:8888",
            "lockers": (
                LockerSettings(code="wall", address="http://192.0.2.8", key="secret"),
                LockerSettings(code="hall", address="tcp://192.0.2.9:5000", plan="1 S"),
            ),
        }
        with in_training(tmp_path, **settings) as (_shop, practice):
            done = sell(practice, "Vin")
            till_sessions.kick_drawer(practice, OWNER, "essai")
            receipts.print_receipt(practice, done.sale_id)
            (paper,) = printer.wait_for_papers(1)

            assert "FACTICE" in paper.text
            assert printer.drawer_kicks == 0
            assert practice.settings.terminal == "simulator"
            banks = [(bank.address, bank.key) for bank in practice.settings.lockers]
            assert banks == [("simulator", ""), ("simulator-board", "")]


def test_the_next_training_has_the_prices_of_the_day_and_goes_on_in_its_own_chain(
    tmp_path: Path,
) -> None:
    with in_training(tmp_path) as (shop, practice):
        sell(practice, "Vin")
        training.end(shop, staff=OWNER)
        seq = head_of(practice).seq
        practice.close()
        with shop.begin() as work:
            work.connection.exec_driver_sql("UPDATE variant SET price_cents = 15_90 * 1")
            work.connection.exec_driver_sql(
                "UPDATE product SET name = 'Vin nouveau', changed_at = changed_at + 1"
                " WHERE name = 'Vin'"
            )
            work.commit()
        training.begin(shop, staff=OWNER)
        with closing(open_training(shop)) as again:
            assert found(again, "nouveau").price == Money(15_90)
            assert head_of(again).seq >= seq


def test_customers_are_not_brought_into_the_shop_to_learn_in(tmp_path: Path) -> None:
    with a_shop(tmp_path).with_product("Vin", 14_90).opened() as shop:
        with shop.begin() as work:
            row = {"id": "c", "name": "Mme Durand", "folded": "durand", "created_at": work.at}
            columns = {"phone": "", "email": "", "company": "", "siren": "", "vat_number": ""}
            columns |= {"street": "", "postcode": "", "city": "", "country": "FR", "note": ""}
            work.connection.execute(table_of(Customer).insert(), row | columns | {"groups": []})
            work.commit()
        training.begin(shop, staff=OWNER)
        with closing(open_training(shop)) as practice, practice.look() as look:
            people = look.connection.execute(select(func.count()).select_from(table_of(Customer)))
            assert people.scalar() == 0


def test_a_change_of_the_shop_is_seen_in_its_training(tmp_path: Path) -> None:
    with a_shop(tmp_path).with_product("Vin", 14_90).opened() as shop:
        house.change_settings(shop, structs.replace(shop.settings, language="en"))
        training.begin(shop, staff=OWNER)
        with closing(open_training(shop)) as practice:
            assert practice.settings.language == "en"
            assert practice.profile == shop.profile


def test_articles_that_changed_their_numbers_come_along(tmp_path: Path) -> None:
    with in_training(tmp_path) as (shop, practice):
        bread, wine = found(shop, "Pain"), found(shop, "Vin")
        with shop.begin() as work:
            for variant, sku in ((bread, "aside"), (wine, bread.sku), (bread, wine.sku)):
                row = _variants.c.id == variant.variant_id
                work.connection.execute(update(_variants).where(row).values(sku=sku))
            work.commit()

        training.furnish(shop, practice)

        assert found(practice, "Pain").sku == wine.sku
        assert found(practice, "Vin").sku == bread.sku
