"""The room of stock, through real widgets: counting, receiving, ordering, dates."""

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from desktop.services.shop import Shop
from desktop.services.stockroom import (
    batches,
    count_sheets,
    receiving,
    supplier_orders,
    supplies,
)
from desktop.services.stockroom.supplier_orders import Wanted
from desktop.services.stockroom.supplies import SupplierDraft
from desktop.ui.screen import Errand
from desktop.ui.stock.ordering import OrdersPage
from desktop.ui.stock.receiving import ReceivingPage
from desktop.ui.stock.screen import StockScreen
from desktop.ui.wording import Language
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity
from tests.support.a_shop import OWNER, AShop, found, sell
from tests.support.supplier_papers import as_csv
from tests.ui.conftest import Counter, Opener

CTRL = Qt.KeyboardModifier.ControlModifier
TEA, COFFEE = "4006381333931", "3760000001014"


def with_goods(builder: AShop) -> AShop:
    return builder.with_product("Thé vert", 790, stock=10, code=TEA).with_product(
        "Café moulu", 450, stock=4, code=COFFEE
    )


def a_supplier(shop: Shop) -> str:
    return supplies.add_supplier(shop, SupplierDraft(name="Maison Lointaine"), OWNER).id


def with_an_order(shop: Shop) -> None:
    wanted = Wanted(variant_id=found(shop, "the").variant_id, quantity=Quantity.pieces(3))
    order = supplier_orders.draft_order(shop, a_supplier(shop), [wanted], OWNER)
    supplier_orders.send(shop, order.id, OWNER)


def the_room(at: Counter, page: str) -> StockScreen:
    at.window.errand(Errand("stock", page))
    at.settle()
    room = at.window.screen_of("stock")
    assert isinstance(room, StockScreen)
    return room


def write(at: Counter, name: str, words: str) -> None:
    field = at.find(name)
    assert isinstance(field, QLineEdit)
    field.setFocus()
    field.clear()
    field.insert(words)


def enter(at: Counter, name: str, words: str) -> None:
    write(at, name, words)
    QTest.keyClick(at.find(name), Qt.Key.Key_Return)
    at.settle()


def on_hand(at: Counter, name: str) -> int:
    return found(at.shop, name).on_hand.thousandths


def test_a_shelf_is_counted_and_booked_by_scanner_and_keys(
    counter: Opener, no_sql_on_main: list[str]
) -> None:
    at = counter(with_goods)
    no_sql_on_main.clear()
    the_room(at, "counting")
    enter(at, "count-name", "Annuel")
    at.scan(TEA)
    enter(at, "count-scan", f"6*{TEA}")
    assert no_sql_on_main == []
    assert "7" in at.text("count-last")
    sell(at.shop, "the")
    enter(at, "count-figure", "8")
    at.press("count-report")
    assert "7,90" in at.text("report-value")
    at.press("report-book")
    at.press("count-confirm-yes")
    assert on_hand(at, "the") == 8000
    at.press("report-undo")
    at.press("count-confirm-yes")
    assert on_hand(at, "the") == 9000


def test_a_blind_count_does_not_tell_what_the_books_say(counter: Opener) -> None:
    at = counter(with_goods)
    the_room(at, "counting")
    enter(at, "count-name", "Annuel")
    at.press("count-blind")
    at.scan(TEA)
    assert at.text("count-said") == ""
    at.press("count-blind")
    at.scan(TEA)
    assert "10" in at.text("count-said")


def test_escape_leaves_the_sheet_which_goes_on_where_it_was(counter: Opener) -> None:
    at = counter(with_goods)
    the_room(at, "counting")
    enter(at, "count-name", "Annuel")
    at.scan(TEA)
    at.key(Qt.Key.Key_Escape)
    at.press("count-sheet-0")
    assert at.text("count-progress") == "1 sur 2 compté"
    (sheet,) = count_sheets.sheets(at.shop)
    assert sheet.is_open


def test_an_order_is_received_by_scanning_and_its_gap_is_told(counter: Opener) -> None:
    at = counter(with_goods, stock=with_an_order)
    the_room(at, "receiving")
    at.press("receive-order-0")
    at.scan(TEA)
    at.scan(TEA)
    at.press("receive-done")
    assert on_hand(at, "the") == 12_000
    (order,) = supplier_orders.orders(at.shop)
    assert order.lines[0].open == Quantity.pieces(1)
    assert "écart" in at.text("banner-words")
    at.press("receive-labels-0")
    assert at.window.room == "tags"
    assert at.text("tags-count") == "1 sur 1"


def test_a_line_takes_its_price_lot_and_date_before_it_is_put_in_stock(counter: Opener) -> None:
    at = counter(with_goods)
    the_room(at, "receiving")
    at.scan(COFFEE)
    at.press("receive-takes-price")
    write(at, "receive-price", "2,10")
    write(at, "receive-lot", "L7")
    write(at, "receive-day", "26/11/2026")
    enter(at, "receive-quantity", "12")
    at.press("receive-done")
    assert on_hand(at, "cafe") == 16_000
    (batch,) = batches.going_off(at.shop)
    assert (batch.lot, batch.use_by) == ("L7", date(2026, 11, 26))
    assert batch.article.purchase_price == Money(210)


def test_a_paper_fills_the_delivery_and_doubts_are_looked_at_first(
    counter: Opener, tmp_path: Path
) -> None:
    at = counter(with_goods)
    room = the_room(at, "receiving")
    paper = tmp_path / "BL-88.csv"
    paper.write_bytes(
        as_csv([["EAN", "Désignation", "Qté", "PU HT", "Montant"],
                [TEA, "Thé", "6", "3,00", "18,00"],
                [COFFEE, "Café", "5", "2,00", "99,00"],
                ["3760000009997", "Inconnu", "4", "1,00", "4,00"]])
    )  # fmt: skip
    page = room.pages["receiving"]
    assert isinstance(page, ReceivingPage)
    page.begin(None)
    page.take_paper(paper)
    at.settle()
    at.press("receive-done")
    assert receiving.deliveries(at.shop) == ()
    enter(at, "receive-quantity", "5")
    at.press("receive-drafts")
    at.press("receive-done")
    assert (on_hand(at, "the"), on_hand(at, "cafe")) == (16_000, 9000)
    assert receiving.deliveries(at.shop)[0].ref == "BL-88"


def test_the_reorder_list_makes_an_order_that_is_written_and_sent(
    counter: Opener, tmp_path: Path
) -> None:
    def at_its_point(shop: Shop) -> None:
        from sqlalchemy import text  # noqa: PLC0415 only here

        supplier = a_supplier(shop)
        with shop.begin() as work:
            work.connection.execute(
                text("UPDATE variant SET supplier_id = :s, reorder_at = 5000, reorder_to = 9000"),
                {"s": supplier},
            )
            work.commit()

    at = counter(with_goods, stock=at_its_point)
    room = the_room(at, "reorder")
    at.press("reorder-order-0")
    assert at.text("purchase-total") == "", "no price is known, and nought would lie"
    page = room.pages["orders"]
    assert isinstance(page, OrdersPage)
    page.write(tmp_path / "order.pdf", "pdf")
    at.settle()
    assert (tmp_path / "order.pdf").read_bytes().startswith(b"%PDF")
    at.press("purchase-send")
    (order,) = supplier_orders.orders(at.shop)
    assert (order.state, order.lines[0].quantity) == ("sent", Quantity.pieces(5))
    at.press("purchase-receive")
    assert at.sees("receive-scan")


def test_a_lot_is_noted_reduced_and_sold_at_its_stickers_price(counter: Opener) -> None:
    at = counter(with_goods)
    the_room(at, "dates")
    at.scan(TEA)
    enter(at, "dates-new-day", "25/11/2026")
    table = at.find("dates-lines")
    table.setFocus()
    at.key(Qt.Key.Key_Down)
    at.key(Qt.Key.Key_Return)
    enter(at, "dates-price", "3,95")
    (batch,) = batches.going_off(at.shop)
    assert batch.reduced_to == Money(395)
    at.key(Qt.Key.Key_F1)
    at.scan(batch.code)
    at.scan(TEA)
    sale = at.window.screen_of("sale")
    cart = sale.cart  # type: ignore[attr-defined]
    assert [line.unit_price for line in cart.lines] == [Money(395), Money(790)]


def test_a_supplier_is_written_down_by_keys_alone(counter: Opener) -> None:
    at = counter(with_goods)
    at.key(Qt.Key.Key_F4)
    the_room(at, "counting")
    at.key(Qt.Key.Key_5, CTRL)
    at.press("supplier-new")
    enter(at, "supplier-name", "Les Ruchers")
    assert [each.name for each in supplies.suppliers(at.shop)] == ["Les Ruchers"]


def test_what_is_changed_of_a_supplier_is_saved_on_leaving_told_and_undone(
    counter: Opener,
) -> None:
    at = counter(with_goods, stock=lambda shop: a_supplier(shop) and None)
    the_room(at, "suppliers")
    at.press("supplier-0")
    write(at, "supplier-phone", "04 75 11 22 33")
    at.key(Qt.Key.Key_Escape)
    (kept,) = supplies.suppliers(at.shop)
    assert kept.draft.phone == "04 75 11 22 33"
    at.press("supplier-0")
    at.press("supplier-history-open")
    at.press("supplier-undo-0")
    assert at.text("supplier-phone") == ""
    at.press("supplier-archive")
    assert at.sees("supplier-none")
    at.press("banner-act")
    assert at.sees("supplier-0")


@pytest.mark.parametrize("language", list(Language))
def test_every_page_fits_a_small_screen_in_both_languages(
    counter: Opener, language: Language
) -> None:
    at = counter(with_goods, language=language, size=(1024, 768), stock=with_an_order)
    room = the_room(at, "counting")
    for name in room.pages:
        room.show_page(name)
        at.settle()
    hint = at.window.minimumSizeHint()
    assert hint.width() <= 1024
    assert hint.height() <= 720
