"""Counting by scanning while the shop is open: what is sold meanwhile spoils nothing."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text

from desktop.errors import RefusedError
from desktop.services.goods.catalogue import CATEGORIES
from desktop.services.shop import Shop
from desktop.services.stockroom import count_sheets, stocktakes
from desktop.services.stockroom.stocktaking import receive_stock
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity, Unit
from tests.support.a_shop import OWNER, AShop, a_shop, found, open_again, sell

TEA = "4006381333931"


def on_hand(shop: Shop, name: str) -> int:
    return found(shop, name).on_hand.thousandths


def moved(shop: Shop, why: str) -> list[int]:
    with shop.look() as look:
        rows = look.connection.execute(
            text("SELECT delta FROM stock_movement WHERE why = :why ORDER BY rowid"), {"why": why}
        )
        return [row.delta for row in rows]


def a_tea_shop(tmp_path: Path) -> AShop:
    return (
        a_shop(tmp_path)
        .with_product("Thé", 790, stock=10, code=TEA, category="Épicerie")
        .with_product("Café", 450, stock=4, category="Épicerie")
        .with_product("Vase", 4000, stock=1, category="Maison")
    )


def test_what_is_sold_between_the_count_and_the_booking_is_no_theft(tmp_path: Path) -> None:
    with a_tea_shop(tmp_path).opened() as shop:
        sheet = stocktakes.begin(shop, "Annuel", OWNER)
        tea = found(shop, "the").variant_id
        stocktakes.count(shop, sheet.id, tea, Quantity.pieces(9), OWNER)
        sell(shop, ("the", 3))
        receive_stock(shop, tea, Quantity.pieces(6))
        booked = stocktakes.book(shop, sheet.id, OWNER)
        assert moved(shop, "count") == [-1000]
        assert on_hand(shop, "the") == 12_000
        assert (booked.differing, booked.missing) == (1, Money(790))


def test_a_sale_between_two_scans_is_told_as_doubt_and_books_nothing(tmp_path: Path) -> None:
    with a_tea_shop(tmp_path).opened() as shop:
        sheet = stocktakes.begin(shop, "Annuel", OWNER)
        stocktakes.count_scanned(shop, sheet.id, TEA, OWNER, times=5)
        sell(shop, ("the", 2))
        line = stocktakes.count_scanned(shop, sheet.id, TEA, OWNER, times=3)
        assert not line.difference.is_sure
        assert count_sheets.report(shop, sheet.id).doubtful == 1
        stocktakes.book(shop, sheet.id, OWNER)
        assert moved(shop, "count") == []


@settings(max_examples=10, deadline=None)
@given(
    st.lists(st.sampled_from(["count", "sell", "receive", "again"]), min_size=3, max_size=12),
    st.integers(-3, 3),
)
def test_after_a_count_in_one_go_the_books_are_the_shelf(acts: list[str], extra: int) -> None:
    with TemporaryDirectory() as folder, a_tea_shop(Path(folder)).opened() as shop:
        tea = found(shop, "the").variant_id
        there = 10 + extra
        sheet = stocktakes.begin(shop, "Annuel", OWNER)
        stocktakes.count(shop, sheet.id, tea, Quantity.pieces(there), OWNER)
        for act in acts:
            if act == "sell":
                sell(shop, "the")
                there -= 1
            elif act == "receive":
                receive_stock(shop, tea, Quantity.pieces(2))
                there += 2
            elif act == "again" and there >= 0:
                stocktakes.count(shop, sheet.id, tea, Quantity.pieces(there), OWNER, anew=True)
        stocktakes.book(shop, sheet.id, OWNER)
        assert on_hand(shop, "the") == there * 1000


def test_a_count_goes_on_the_next_day_after_a_restart(tmp_path: Path) -> None:
    shop = a_tea_shop(tmp_path).open()
    sheet = stocktakes.begin(shop, "Annuel", OWNER)
    stocktakes.count_scanned(shop, sheet.id, TEA, OWNER, times=4)
    sell(shop, "cafe")
    shop.close()
    again = open_again(tmp_path / "shop")
    try:
        (resumed,) = count_sheets.sheets(again)
        assert (resumed.id, resumed.counted, resumed.expected) == (sheet.id, 1, 3)
        line = stocktakes.count_scanned(again, sheet.id, TEA, OWNER, times=6)
        assert line.counted == Quantity.pieces(10)
        assert line.difference.is_sure
    finally:
        again.close()


def test_a_category_lists_what_was_not_counted_and_books_only_what_was(tmp_path: Path) -> None:
    with a_tea_shop(tmp_path).opened() as shop:
        with shop.look() as look:
            grocery = look.connection.scalar(
                select(CATEGORIES.c.id).where(CATEGORIES.c.name == "Épicerie")
            )
        sheet = stocktakes.begin(shop, "Épicerie", OWNER, grocery)
        assert sheet.expected == 2
        stocktakes.count_scanned(shop, sheet.id, TEA, OWNER, times=10)
        vase = found(shop, "vase").variant_id
        line = stocktakes.count(shop, sheet.id, vase, Quantity.pieces(1), OWNER)
        assert line.is_elsewhere
        assert [each.label for each in count_sheets.uncounted(shop, sheet.id)] == ["Café"]
        stocktakes.book(shop, sheet.id, OWNER)
        assert on_hand(shop, "cafe") == 4000


def test_what_was_not_counted_can_be_taken_for_gone(tmp_path: Path) -> None:
    with a_tea_shop(tmp_path).opened() as shop:
        sheet = stocktakes.begin(shop, "Annuel", OWNER)
        stocktakes.count_scanned(shop, sheet.id, TEA, OWNER, times=10)
        booked = stocktakes.book(shop, sheet.id, OWNER, zero_uncounted=True)
        assert (on_hand(shop, "cafe"), on_hand(shop, "vase")) == (0, 0)
        assert booked.missing == Money(4 * 450 + 4000)
        assert [line.article.label for line in booked.lines] == ["Vase", "Café"]


def test_two_sheets_that_found_the_same_gap_book_it_once(tmp_path: Path) -> None:
    with a_tea_shop(tmp_path).opened() as shop:
        tea = found(shop, "the").variant_id
        one = stocktakes.begin(shop, "Un", OWNER)
        two = stocktakes.begin(shop, "Deux", OWNER)
        stocktakes.count(shop, one.id, tea, Quantity.pieces(7), OWNER)
        line = stocktakes.count(shop, two.id, tea, Quantity.pieces(7), OWNER)
        assert line.also_on == ("Un",)
        stocktakes.book(shop, one.id, OWNER)
        stocktakes.book(shop, two.id, OWNER)
        assert moved(shop, "count") == [-3000]
        assert on_hand(shop, "the") == 7000


def test_a_booked_count_is_closed_and_undone_by_new_movements_once(tmp_path: Path) -> None:
    with a_tea_shop(tmp_path).opened() as shop:
        sheet = stocktakes.begin(shop, "Annuel", OWNER)
        stocktakes.count_scanned(shop, sheet.id, TEA, OWNER, times=8)
        stocktakes.book(shop, sheet.id, OWNER)
        for act in (
            lambda: stocktakes.book(shop, sheet.id, OWNER),
            lambda: stocktakes.count_scanned(shop, sheet.id, TEA, OWNER),
        ):
            with pytest.raises(RefusedError, match="stocktake_closed"):
                act()
        stocktakes.undo(shop, sheet.id, OWNER)
        assert (moved(shop, "count"), moved(shop, "correction")) == ([-2000], [2000])
        assert on_hand(shop, "the") == 10_000
        with pytest.raises(RefusedError, match="stocktake_undone"):
            stocktakes.undo(shop, sheet.id, OWNER)


def test_a_sheet_thrown_away_moves_nothing(tmp_path: Path) -> None:
    with a_tea_shop(tmp_path).opened() as shop:
        sheet = stocktakes.begin(shop, "Essai", OWNER)
        stocktakes.count_scanned(shop, sheet.id, TEA, OWNER)
        stocktakes.throw_away(shop, sheet.id, OWNER)
        assert moved(shop, "count") == []
        assert not count_sheets.sheets(shop)[0].is_open


def test_what_is_no_article_is_not_counted(tmp_path: Path) -> None:
    with a_tea_shop(tmp_path).with_product("Comté", 3200, unit="kg", sku="COMTE").opened() as shop:
        sheet = stocktakes.begin(shop, "Annuel", OWNER)
        for typed, code in (("9999999999994", "not_an_article"), ("COMTE", "count_how_much")):
            with pytest.raises(RefusedError, match=code):
                stocktakes.count_scanned(shop, sheet.id, typed, OWNER)
        cheese = found(shop, "comte").variant_id
        line = stocktakes.count(shop, sheet.id, cheese, Quantity(9_250, Unit.KILOGRAM), OWNER)
        assert line.difference.booked == -750
        with pytest.raises(RefusedError, match="wrong_unit"):
            stocktakes.count(shop, sheet.id, cheese, Quantity.pieces(1), OWNER)
