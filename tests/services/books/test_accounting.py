"""The accountant's files: they balance, they are the signed closings, they hold no formula."""

import csv
import io
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.accounting import Chart, DayFigures, entry_of
from desktop.domain.cart import Cart
from desktop.domain.tender import Means, Tenders
from desktop.errors import RefusedError, WorldError
from desktop.services.books import accounting
from desktop.services.books.accounting import Book
from desktop.services.books.journal import SqlStore
from desktop.services.counter import selling
from desktop.services.counter.selling import Checkout
from desktop.services.money import vouchers
from desktop.services.shop import Shop
from desktop.services.till import till_sessions
from fiscal import EventCode, Kind
from fiscal import Means as FiscalMeans
from printing.layout.accounting_wording import accounting_wording
from sync.kernel.clock import SetClock
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity
from sync.kernel.vat import VatRate, take_vat_out
from tests.fiscal.till import UNHURRIED
from tests.support.a_shop import OWNER, AShop, a_cart, a_shop, found, sell

FIRST, LAST = date(2026, 11, 1), date(2026, 11, 30)


def a_grocer(tmp_path: Path) -> AShop:
    return (
        a_shop(tmp_path)
        .with_product("Pain", 1_15, vat=550)
        .with_product("Vin", 14_90)
        .with_product("Consigne", 50, vat=0, kind="deposit")
    )


def two_days(shop: Shop) -> None:
    """Sell on two days, for cash and by card, give something back, miss a coin, close both."""
    sold = sell(shop, ("Pain", 3), "Vin", ("Consigne", 2))
    card = Tenders().add(Means.CARD, Money(29_80))
    cart = a_cart(shop, ("Vin", 2))
    selling.take_payment(shop, Checkout(cart=cart, tenders=card, staff=OWNER))
    selling.refund(shop, sold.sale_id, (), Means.CASH, OWNER, "bouchon")
    till_sessions.move_cash(shop, Money(-20_00), "banque", OWNER)
    till_sessions.close_till(shop, Money(79_50), OWNER)
    clock = shop.clock
    assert isinstance(clock, SetClock)
    clock.advance(timedelta(days=1))
    till_sessions.open_till(shop, Money(100_00), OWNER)
    sell(shop, "Vin")
    till_sessions.close_till(shop, None, OWNER)


def export(shop: Shop, book: Book, target: Path, **more: str) -> accounting.Exported:
    return accounting.export_book(shop, book, target, FIRST, LAST, staff=OWNER, **more)


def rows_of(target: Path) -> list[list[str]]:
    text = target.read_bytes().decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=";"))[1:]


def number(cell: str) -> Decimal:
    return Decimal(cell.replace(",", "."))


def events(shop: Shop) -> list[tuple[int, dict[str, object]]]:
    with shop.look() as look:
        rows = SqlStore(look.connection, shop.settings.till).of_kind(Kind.EVENT, 0)
        bodies = [row.record().b for row in rows]
    wanted = {EventCode.DATA_EXPORTED, EventCode.ACCOUNTANT_EXCHANGE}
    return [(body["code"], body["data"]) for body in bodies if body["code"] in wanted]


def test_each_closing_is_one_balanced_entry(tmp_path: Path) -> None:
    with a_grocer(tmp_path).opened() as shop:
        two_days(shop)
        done = export(shop, Book.ENTRIES, tmp_path / "entries.csv")
        first, second = accounting.entries(shop, FIRST, LAST)
    rows = rows_of(tmp_path / "entries.csv")

    assert (done.closings, done.lines) == (2, len(rows))
    for piece in ("Z-T01-000001", "Z-T01-000002"):
        mine = [row for row in rows if row[2] == piece]
        assert sum(number(row[6]) - number(row[7]) for row in mine) == 0
        assert all(number(row[6]) >= 0 and number(row[7]) >= 0 for row in mine)
    sides = {posting.code: posting.debit - posting.credit for posting in first.postings}
    assert sides == {
        # The day's first ticket came back whole; 20 went to the bank and 50 cents are missing.
        "cash": -20_50,
        "card": 29_80,
        "sales:2000": -24_83,
        "vat:2000": -4_97,
        "cash_moves": 20_00,
        "difference_loss": 50,
    }
    assert {posting.code for posting in second.postings} == {"cash", "sales:2000", "vat:2000"}
    accounts = {row[4]: row[3] for row in rows}
    assert accounts["Ventes à 20 %"] == "707200"
    assert accounts["TVA collectée 20 %"] == "44571200"
    assert accounts["Caisse"] == "530000"


def test_empties_and_a_gift_card_that_come_to_nothing_stand_on_their_own_accounts(
    tmp_path: Path,
) -> None:
    with a_grocer(tmp_path).opened() as shop:
        empties = Cart().take_back(found(shop, "Consigne"), Quantity.pieces(20))
        cart = empties.add(vouchers.gift_card("Carte", Money(10_00)), Quantity.pieces(1))
        selling.take_payment(shop, Checkout(cart=cart, tenders=Tenders(), staff=OWNER))
        till_sessions.close_till(shop, None, OWNER)

        (entry,) = accounting.entries(shop, FIRST, LAST)

        sides = {each.code: (each.debit, each.credit) for each in entry.postings}
        assert sides == {"deposits": (10_00, 0), "vouchers": (0, 10_00)}


def test_a_fec_has_eighteen_columns_between_tabs(tmp_path: Path) -> None:
    with a_grocer(tmp_path).opened() as shop:
        two_days(shop)
        name = accounting.book_name(shop, Book.FEC, LAST)
        export(shop, Book.FEC, tmp_path / name)
    head, *lines = (tmp_path / name).read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines]

    assert name == "732829320FEC20261130.txt"
    assert head.split("\t")[0] == "JournalCode"
    assert {len(row) for row in [head.split("\t"), *rows]} == {18}
    assert sum(number(row[11]) - number(row[12]) for row in rows) == 0
    assert [row[2] for row in rows] == sorted(row[2] for row in rows)
    for row in rows:
        assert (row[0], row[1]) == ("CA", "Caisse")
        assert row[3] == row[9] == row[15]
        assert row[3] in {"20261123", "20261124"}
        assert row[8].startswith("Z-T01-00000")


def test_the_vat_journal_is_the_closings_day_by_day_and_rate_by_rate(tmp_path: Path) -> None:
    with a_grocer(tmp_path).opened() as shop:
        two_days(shop)
        export(shop, Book.VAT, tmp_path / "vat.csv")
        zs = till_sessions.reports(shop)
    rows = rows_of(tmp_path / "vat.csv")

    for z in zs:
        mine = [row for row in rows if row[2] == str(z.number)]
        assert sum(number(row[5]) for row in mine) == Decimal(z.gross.cents) / 100
        assert sum(number(row[7]) for row in mine) == Decimal(z.vat_total.cents) / 100
        assert {row[0] for row in mine} == {z.business_day.isoformat()}
    assert {row[4] for row in rows} >= {"20,00"}


def test_every_export_is_told_to_the_journal_with_its_hash(tmp_path: Path) -> None:
    with a_grocer(tmp_path).opened() as shop:
        two_days(shop)
        for book in Book:
            export(shop, book, tmp_path / book.value)
        told = events(shop)

    assert [(code, data["what"]) for code, data in told] == [
        (EventCode.DATA_EXPORTED, "vat"),
        (EventCode.ACCOUNTANT_EXCHANGE, "entries"),
        (EventCode.ACCOUNTANT_EXCHANGE, "fec"),
    ]


def test_the_accountants_own_numbers_stand_in_the_entries(tmp_path: Path) -> None:
    accounts = {"cash": "531000", "sales:2000": "70701", "vat": "4457"}
    with a_grocer(tmp_path).with_settings(accounts=accounts).opened() as shop:
        sell(shop, "Vin")
        till_sessions.close_till(shop, None, OWNER)
        export(shop, Book.ENTRIES, tmp_path / "entries.csv")

    assert {row[3] for row in rows_of(tmp_path / "entries.csv")} == {"531000", "70701", "4457200"}


@pytest.mark.parametrize("account", ["=cmd|' /C calc'!A0", "12", "707\t1", "é07"])
def test_an_account_number_that_is_none_is_refused(tmp_path: Path, account: str) -> None:
    with a_grocer(tmp_path).with_settings(accounts={"cash": account}).opened() as shop:
        sell(shop, "Vin")
        till_sessions.close_till(shop, None, OWNER)
        with pytest.raises(RefusedError) as refused:
            export(shop, Book.FEC, tmp_path / "fec.txt")

        assert refused.value.code == "account_invalid"
        assert not (tmp_path / "fec.txt").exists()
        assert events(shop) == []


def test_a_till_named_like_a_formula_runs_in_no_spreadsheet(tmp_path: Path) -> None:
    with a_grocer(tmp_path).with_settings(till="=1+1").opened() as shop:
        sell(shop, "Vin")
        till_sessions.close_till(shop, None, OWNER)
        for book in Book:
            export(shop, book, tmp_path / book.value)
            text = (tmp_path / book.value).read_bytes().decode("utf-8-sig")
            cells = [
                cell for line in text.splitlines() for cell in line.replace("\t", ";").split(";")
            ]
            assert not [cell for cell in cells if cell.startswith("=")]


def test_what_is_not_closed_is_not_exported(tmp_path: Path) -> None:
    with a_grocer(tmp_path).opened() as shop:
        sell(shop, "Vin")
        with pytest.raises(RefusedError) as refused:
            export(shop, Book.VAT, tmp_path / "vat.csv")
        with pytest.raises(RefusedError) as backwards:
            accounting.export_book(shop, Book.VAT, tmp_path / "x", LAST, FIRST, staff=OWNER)

    assert refused.value.code == "nothing_closed"
    assert backwards.value.code == "period_backwards"


def test_a_file_that_cannot_be_written_tells_the_journal_nothing(tmp_path: Path) -> None:
    with a_grocer(tmp_path).opened() as shop:
        two_days(shop)
        with pytest.raises(WorldError) as failed:
            export(shop, Book.VAT, tmp_path / "nowhere" / "vat.csv")

        assert failed.value.code == "export_not_written"
        assert events(shop) == []


AMOUNTS = st.integers(-1_000_000, 1_000_000)


@UNHURRIED
@given(
    sales=st.dictionaries(st.sampled_from([2000, 1000, 550, 210, 0]), AMOUNTS),
    advances=st.dictionaries(st.sampled_from([2000, 550]), AMOUNTS),
    deposits=AMOUNTS,
    vouchers=AMOUNTS,
    rounding=st.integers(-200, 200),
    moved=AMOUNTS,
    difference=AMOUNTS,
    card=AMOUNTS,
)
def test_any_day_balances(
    sales: dict[int, int],
    advances: dict[int, int],
    deposits: int,
    vouchers: int,
    rounding: int,
    moved: int,
    difference: int,
    card: int,
) -> None:
    def parts(per_rate: dict[int, int]) -> dict[int, tuple[int, int, int]]:
        taken = {
            rate: take_vat_out(Money(gross), VatRate(rate)) for rate, gross in per_rate.items()
        }
        return {
            rate: (each.gross.cents, each.net.cents, each.vat.cents) for rate, each in taken.items()
        }

    due = sum(sales.values()) + sum(advances.values()) + deposits + vouchers + rounding
    entry = entry_of(
        DayFigures(
            till="T01",
            number=1,
            day=FIRST,
            seal="0" * 12,
            payments={"card": card, "cash": due - card},
            vat=parts(sales),
            advance_vat=parts(advances),
            deposits=deposits,
            vouchers=vouchers,
            rounding=rounding,
            cash_moved=moved,
            difference=difference,
        )
    )

    assert sum(each.debit - each.credit for each in entry.postings) == 0
    assert all(each.debit >= 0 and each.credit >= 0 for each in entry.postings)
    chart = Chart("FR")
    assert all(chart.account(each.code) for each in entry.postings)


@pytest.mark.parametrize("country", ["FR", "BE"])
def test_every_means_has_an_account_and_a_name(country: str) -> None:
    chart = Chart(country)
    for code in [each.value.lower() for each in FiscalMeans] + list(chart.codes):
        rated = f"{code}:2000" if code in {"sales", "vat"} else code
        assert chart.account(rated)
        assert accounting_wording("fr").account(rated)
        assert accounting_wording("en").account(rated)
