"""`comptoir verify` finds a row that was edited beside a journal that is whole."""

from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from pysqlite3 import dbapi2

from desktop.domain.cart import Discount
from desktop.domain.sellable import LineKind, free_amount
from desktop.domain.tender import Means, Tenders
from desktop.services.books.inspection import inspect
from desktop.services.counter import corrections, selling
from desktop.services.counter.refunds import RefundLine
from desktop.services.counter.selling import Checkout
from desktop.services.database import FILE_NAME
from desktop.services.till import till_sessions
from fiscal import Layer, Report
from sync.kernel.ids import new_id
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity
from sync.kernel.vat import VatRate
from tests.support.a_shop import MORNING, OWNER, a_cart, a_shop, open_again, paid_in_cash, sell

DEPOSIT = free_amount("Consigne", Money(50), VatRate(0), LineKind.DEPOSIT)


@pytest.fixture(scope="module")
def sold(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the database of a day with all that a row can be about, its app closed."""
    builder = a_shop(tmp_path_factory.mktemp("rows"))
    builder.with_product("Pain", 1_15, vat=550).with_product("Vin", 14_90)
    builder.with_product("Comté", 23_90, vat=550, unit="kg", stock=5)
    with builder.opened() as shop:
        sell(shop, ("Pain", 2), "Vin")
        cart = a_cart(shop, ("Comté", 345), ("Pain", 3)).discount_basket(Discount.cents(1_00))
        cart = cart.add(DEPOSIT, Quantity.pieces(1))
        mixed = Tenders().add(Means.CARD, Money(5_00), "A42").add(Means.CASH, Money(20_00))
        done = selling.take_payment(shop, Checkout(cart=cart, tenders=mixed, staff=OWNER))
        back = (RefundLine(1, Quantity.pieces(1)),)
        selling.refund(shop, done.sale_id, back, Means.CASH, OWNER, "rassis")
        till_sessions.move_cash(shop, Money(-20_00), "banque", OWNER)
        # A clock set back between the tickets is in the journal, and no alteration.
        builder.at(MORNING - timedelta(hours=1))
        sell(shop, "Pain")
        till_sessions.close_till(shop, Money(100_00), OWNER)
    return builder.folder / FILE_NAME


def altered(sold: Path, folder: Path, *statements: str) -> Report:
    """Return the report on a copy of the database in which somebody has been with a tool."""
    copy = folder / "copy.db"
    copy.write_bytes(sold.read_bytes())
    with closing(dbapi2.connect(str(copy))) as opened:
        triggers = opened.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in triggers.fetchall():
            opened.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            assert opened.execute(statement).rowcount != 0, statement
        opened.commit()
    (found,) = inspect(copy)
    return found.report


def test_rows_that_tell_what_their_records_tell_are_sound(sold: Path, tmp_path: Path) -> None:
    assert altered(sold, tmp_path).is_sound


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE sale SET gross_cents = gross_cents - 100 WHERE journal_seq = {seq}",
        "UPDATE sale SET net_cents = 1 WHERE journal_seq = {seq}",
        "UPDATE sale SET outside_cents = 7 WHERE journal_seq = {seq}",
        "UPDATE sale SET rounding_cents = 2 WHERE journal_seq = {seq}",
        "UPDATE sale SET due_cents = 0 WHERE journal_seq = {seq}",
        "UPDATE sale SET number = 'T01-2026-009999' WHERE journal_seq = {seq}",
        "UPDATE sale SET kind = 'refund' WHERE journal_seq = {seq}",
        "UPDATE sale SET journal_hash = 'aa' WHERE journal_seq = {seq}",
        "UPDATE sale SET business_day = '2026-11-22' WHERE journal_seq = {seq}",
        "UPDATE sale SET at = at - 86400000 WHERE journal_seq = {seq}",
        "UPDATE sale SET at = 'hier' WHERE journal_seq = {seq}",
        "UPDATE sale SET staff_code = '02' WHERE journal_seq = {seq}",
        "UPDATE sale SET journal_seq = 2 WHERE journal_seq = {seq}",
        "UPDATE sale SET till = 'T02' WHERE journal_seq = {seq}",
        "DELETE FROM sale WHERE journal_seq = {seq}",
        "UPDATE sale_line SET label = 'Pain d''hier' WHERE {of}",
        "UPDATE sale_line SET sku = 'X' WHERE {of}",
        "UPDATE sale_line SET kind = 'deposit' WHERE {of}",
        "UPDATE sale_line SET kind = x'00' WHERE {of}",
        "UPDATE sale_line SET quantity = 1 WHERE {of}",
        "UPDATE sale_line SET unit = 'kg' WHERE {of}",
        "UPDATE sale_line SET unit_price_cents = 1 WHERE {of}",
        "UPDATE sale_line SET discount_cents = 9 WHERE {of}",
        "UPDATE sale_line SET gross_cents = 9 WHERE {of}",
        "UPDATE sale_line SET vat_bp = 1000 WHERE {of}",
        "DELETE FROM sale_line WHERE {of} AND position = 0",
        "UPDATE sale_vat SET vat_cents = 0 WHERE {of}",
        "UPDATE sale_vat SET gross_cents = 0 WHERE {of}",
        "UPDATE sale_vat SET net_cents = 0 WHERE {of}",
        "DELETE FROM sale_vat WHERE {of} AND vat_bp = 550",
        "UPDATE sale_tender SET means = 'card' WHERE {of} AND means = 'cash'",
        "UPDATE sale_tender SET cents = 1 WHERE {of}",
        "UPDATE sale_tender SET given_cents = 1 WHERE {of}",
        "DELETE FROM sale_tender WHERE {of}",
        "UPDATE cash_movement SET cents = -2500",
        "UPDATE cash_movement SET reason = 'loyer'",
        "UPDATE cash_movement SET journal_seq = 3",
        "DELETE FROM cash_movement",
        "UPDATE till_session SET expected_cents = 1",
        "UPDATE till_session SET counted_cents = NULL",
        "UPDATE till_session SET z_number = 7",
        "UPDATE till_session SET tickets_before = 1",
        "UPDATE till_session SET turnover_before_cents = -50000",
        "UPDATE till_session SET journal_seq = 1",
        "UPDATE journal_record SET kind = 'EVENT', kno = 99 WHERE seq = {seq}",
    ],
)
def test_an_edited_row_shows_although_the_journal_is_intact(
    sold: Path, tmp_path: Path, statement: str
) -> None:
    of = "sale_id = (SELECT id FROM sale WHERE journal_seq = {seq})"
    edit = statement.replace("{of}", of).replace("{seq}", str(first_ticket(sold)))
    report = altered(sold, tmp_path, edit)

    assert report.layers() == {Layer.ROWS}, report.findings
    assert all(found.layer is Layer.ROWS for found in report.findings)


def first_ticket(sold: Path) -> int:
    with closing(dbapi2.connect(str(sold))) as opened:
        return int(opened.execute("SELECT min(journal_seq) FROM sale").fetchone()[0])


def test_a_sale_that_was_never_signed_shows(sold: Path, tmp_path: Path) -> None:
    report = altered(
        sold,
        tmp_path,
        "CREATE TEMP TABLE made_up AS SELECT * FROM sale LIMIT 1",
        "UPDATE made_up SET id = 'made-up', number = 'T01-2026-000777', journal_seq = 777",
        "INSERT INTO sale SELECT * FROM made_up",
    )

    assert [(found.seq, found.layer) for found in report.findings] == [(777, Layer.ROWS)]


def test_a_database_whose_tables_of_rows_are_gone_is_not_sound(sold: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    copy.write_bytes(sold.read_bytes())
    with closing(dbapi2.connect(str(copy))) as opened:
        opened.execute("PRAGMA foreign_keys=OFF")
        opened.execute("DROP TABLE sale_vat")
        opened.commit()

    (found,) = inspect(copy)

    assert found.report.layers() == {Layer.ROWS}


def test_a_name_in_another_spelling_is_the_same_name(tmp_path: Path) -> None:
    builder = a_shop(tmp_path).with_product("Cre\u0300me bru\u0302le\u0301e", 4_50, vat=550)
    with builder.opened() as shop:
        sell(shop, "creme")
    shop = open_again(builder.folder)
    shop.close()

    (found,) = inspect(builder.folder)

    assert found.report.is_sound, found.report.findings


def test_corrections_exchanges_gift_cards_and_accounts_are_told_alike(tmp_path: Path) -> None:
    builder = a_shop(tmp_path).with_product("Pain", 1_15, vat=550).with_product("Vin", 14_90)
    with builder.opened() as shop:
        sold = sell(shop, "Vin")
        corrections.correct_tender(
            shop, sold.sale_id, Means.CASH, Means.CARD, Money(14_90), OWNER, correction_id=new_id()
        )
        card = free_amount("Carte cadeau", Money(20_00), VatRate(0), LineKind.VOUCHER)
        cart = a_cart(shop, "Pain").add(card, Quantity.pieces(1))
        gift = selling.take_payment(shop, paid_in_cash(cart))
        exchange = selling.Exchange(
            sale_id=gift.sale_id,
            lines=(RefundLine(0, Quantity.pieces(1)),),
            reason="rassis",
            refund_id=new_id(),
        )
        tenders = Tenders().add(Means.EXCHANGE, Money(1_15)).add(Means.CASH, Money(13_75))
        selling.take_payment(
            shop,
            Checkout(cart=a_cart(shop, "Vin"), tenders=tenders, staff=OWNER, exchange=exchange),
        )
        selling.refund(shop, sold.sale_id, (), Means.CREDIT_NOTE, OWNER, "bouchon")
        till_sessions.close_till(shop, None, OWNER)

    (found,) = inspect(builder.folder)

    assert found.report.is_sound, found.report.findings


def test_the_opening_figures_of_a_session_that_runs_are_held_against_the_journal(
    tmp_path: Path,
) -> None:
    builder = a_shop(tmp_path).with_product("Vin", 14_90)
    with builder.opened() as shop:
        sell(shop, "Vin")
        till_sessions.close_till(shop, None, OWNER)
        till_sessions.open_till(shop, Money(100_00), OWNER)
        sell(shop, "Vin")
    (sound,) = inspect(builder.folder)
    report = altered(
        builder.folder / FILE_NAME,
        tmp_path,
        "UPDATE till_session SET turnover_before_cents = 0 WHERE closed_at IS NULL",
    )

    assert sound.report.is_sound, sound.report.findings
    assert report.layers() == {Layer.ROWS}, report.findings
