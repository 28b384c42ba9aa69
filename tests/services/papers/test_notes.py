"""A note is given before payment: it says so, the journal knows of it, and nothing is sold by it."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from desktop.domain.cart import Buyer, Cart, Discount
from desktop.errors import RefusedError
from desktop.services.books.journal import SqlStore
from desktop.services.counter import selling
from desktop.services.papers import notes, print_queue
from desktop.services.shop import Shop
from desktop.services.till import till_sessions
from fiscal import EventCode, Kind
from tests.services.papers.test_receipts import a_counter
from tests.support.a_shop import OWNER, a_cart, a_shop, paid_in_cash


def notes_told(shop: Shop) -> list[dict[str, object]]:
    with shop.look() as look:
        rows = list(SqlStore(look.connection, shop.settings.till).of_kind(Kind.EVENT, 0))
    bodies = [row.record().b for row in rows]
    return [each["data"] for each in bodies if each["code"] == EventCode.NOTE_GIVEN]


def test_a_note_has_what_the_order_asks_for_and_says_that_it_is_no_ticket(tmp_path: Path) -> None:
    with a_counter(tmp_path) as (shop, printer):
        cart = a_cart(shop, ("Pain", 3), "Vin").for_buyer(Buyer(id="c", name="Mme Roux"))
        notes.print_note(shop, cart.discount_line(1, Discount.cents(1_00), "fidélité"), OWNER)
        (paper,) = printer.wait_for_papers(1)

        for mention in (
            "NOTE",
            "AVANT PAIEMENT",
            "Librairie du Parc",
            "3 rue Houdan",
            "Mme Roux",
            "23/11/2026",
            "N-T01-000",
            "3 × 1,15",
            "fidélité",
            "17,35",
            "HT",
        ):
            assert mention in paper.text, mention
        assert "T01-2026-" not in paper.text
        assert paper.is_cut


def test_a_note_counts_for_nothing_but_the_journal_knows_of_it(tmp_path: Path) -> None:
    with a_counter(tmp_path) as (shop, printer):
        cart = a_cart(shop, ("Pain", 2))
        before = till_sessions.till_state(shop)
        notes.print_note(shop, cart, OWNER)
        printer.wait_for_papers(1)

        assert notes_told(shop) == [{"lines": 1, "amount": 2_30}]
        assert selling.sales_today(shop) == ()
        assert till_sessions.till_state(shop).expected_cash == before.expected_cash
        assert printer.drawer_kicks == 0
        sold = selling.take_payment(shop, paid_in_cash(cart))
        assert sold.number == "T01-2026-000001"


def test_an_empty_basket_and_a_closed_till_give_no_note(tmp_path: Path) -> None:
    with a_counter(tmp_path) as (shop, _printer):
        with pytest.raises(RefusedError, match="cart_empty"):
            notes.print_note(shop, Cart(), OWNER)
        till_sessions.close_till(shop, None, OWNER)
        with pytest.raises(RefusedError, match="till_closed"):
            notes.print_note(shop, a_cart(shop, "Pain"), OWNER)
        assert notes_told(shop) == []


def test_a_note_that_cannot_be_printed_is_told_to_no_journal(tmp_path: Path) -> None:
    with a_shop(tmp_path).with_product("Pain", 1_15).opened() as shop:
        with pytest.raises(RefusedError, match="no_printer"):
            notes.print_note(shop, a_cart(shop, "Pain"), OWNER)
        assert notes_told(shop) == []


def test_the_double_of_a_note_is_kept_for_two_years(tmp_path: Path) -> None:
    with a_counter(tmp_path) as (shop, printer):
        notes.print_note(shop, a_cart(shop, "Pain"), OWNER)
        printer.wait_for_papers(1)
        print_queue.restart_printers(shop)
        clock = shop.clock

        def kept() -> int:
            with shop.look() as look:
                query = text("SELECT count(*) FROM print_job WHERE kind = 'note'")
                return int(look.connection.execute(query).scalar_one())

        clock.advance(timedelta(days=729))  # type: ignore[attr-defined]
        print_queue.forget_old_papers(shop)
        assert kept() == 1
        clock.advance(timedelta(days=3))  # type: ignore[attr-defined]
        print_queue.forget_old_papers(shop)
        assert kept() == 0
