"""Stock is movements: what comes in is added, what is counted sets the shelf by its difference."""

from pathlib import Path

import msgspec
import pytest
from sqlalchemy import text

from desktop.errors import RefusedError
from desktop.services.shop import Shop
from desktop.services.stockroom.stocktaking import count_stock, receive_stock, undo_counts
from sync.kernel.ids import new_id
from sync.kernel.quantity import Quantity
from tests.support.a_shop import a_shop, found, sell


def told(shop: Shop) -> list[tuple[str, dict[str, object]]]:
    """Return what the marketplace will be told, in order."""
    with shop.look() as look:
        rows = look.connection.execute(text("SELECT kind, body FROM outbox ORDER BY seq")).all()
    return [(row.kind, msgspec.json.decode(row.body)) for row in rows]


def moved(shop: Shop, variant: str) -> list[tuple[str, int]]:
    with shop.look() as look:
        rows = look.connection.execute(
            text("SELECT why, delta FROM stock_movement WHERE variant_id = :v ORDER BY rowid"),
            {"v": variant},
        ).all()
    return [(row.why, row.delta) for row in rows]


def test_what_comes_in_is_added_and_told(tmp_path: Path) -> None:
    with a_shop(tmp_path).with_product("Thé", 790, stock=2).opened() as shop:
        tea = found(shop, "the").variant_id
        view = receive_stock(shop, tea, Quantity.pieces(5), "BL-12")
        assert view.on_hand == Quantity.pieces(7)
        kind, message = told(shop)[-1]
        assert (kind, message["delta"], message["why"], message["ref"]) == (
            "stock.move",
            5000,
            "received",
            "BL-12",
        )


def test_a_count_sets_the_shelf_and_keeps_the_difference(tmp_path: Path) -> None:
    with a_shop(tmp_path).with_product("Thé", 790, stock=5).opened() as shop:
        tea = found(shop, "the").variant_id
        sell(shop, "the")
        assert count_stock(shop, tea, Quantity.pieces(3)).product.on_hand == Quantity.pieces(3)
        assert moved(shop, tea) == [("opening", 5000), ("sale", -1000), ("count", -1000)]
        kind, message = told(shop)[-1]
        assert (kind, message["counted"], message["delta"]) == ("stock.count", 3000, -1000)


def test_a_count_is_taken_back_once_and_what_was_sold_since_stays_sold(tmp_path: Path) -> None:
    with a_shop(tmp_path).with_product("Thé", 790, stock=5).opened() as shop:
        tea = found(shop, "the").variant_id
        count = count_stock(shop, tea, Quantity.pieces(9))
        sell(shop, "the")
        for _again in range(2):
            undo_counts(shop, [count.count_id])
            assert found(shop, "the").on_hand == Quantity.pieces(4)
        assert moved(shop, tea)[-1] == ("correction", -4000)
        assert told(shop)[-1][0] == "stock.move"


def test_a_count_that_agrees_is_told_and_moves_nothing(tmp_path: Path) -> None:
    with a_shop(tmp_path).with_product("Thé", 790, stock=5).opened() as shop:
        tea = found(shop, "the").variant_id
        count_stock(shop, tea, Quantity.pieces(5))
        assert moved(shop, tea) == [("opening", 5000)]
        assert told(shop)[-1][1]["counted"] == 5000


def test_a_shelf_below_nought_is_put_right_by_a_count(tmp_path: Path) -> None:
    with a_shop(tmp_path).with_product("Thé", 790, stock=1).opened() as shop:
        tea = found(shop, "the").variant_id
        sell(shop, ("the", 3))
        assert found(shop, "the").on_hand == Quantity.pieces(-2)
        assert count_stock(shop, tea, Quantity.pieces(0)).product.on_hand == Quantity.pieces(0)


@pytest.mark.parametrize(
    ("quantity", "code"),
    [
        (Quantity.pieces(0), "quantity_out_of_range"),
        (Quantity.pieces(-1), "quantity_out_of_range"),
        (Quantity.pieces(10_000_000), "quantity_out_of_range"),
        (Quantity.grams(500), "wrong_unit"),
        (Quantity(1500), "wrong_unit"),
    ],
)
def test_what_cannot_have_come_in_is_refused(tmp_path: Path, quantity: Quantity, code: str) -> None:
    with a_shop(tmp_path).with_product("Thé", 790, stock=2).opened() as shop:
        tea = found(shop, "the").variant_id
        with pytest.raises(RefusedError) as refused:
            receive_stock(shop, tea, quantity)
        assert refused.value.code == code
        assert found(shop, "the").on_hand == Quantity.pieces(2)


@pytest.mark.parametrize("quantity", [Quantity.pieces(-1), Quantity.grams(1), Quantity(1)])
def test_what_cannot_have_been_counted_is_refused(tmp_path: Path, quantity: Quantity) -> None:
    with a_shop(tmp_path).with_product("Thé", 790, stock=2).opened() as shop:
        tea = found(shop, "the").variant_id
        with pytest.raises(RefusedError):
            count_stock(shop, tea, quantity)
        assert found(shop, "the").on_hand == Quantity.pieces(2)


def test_cheese_is_counted_in_grams(tmp_path: Path) -> None:
    with a_shop(tmp_path).with_product("Comté", 2490, unit="kg", stock=4).opened() as shop:
        cheese = found(shop, "comte").variant_id
        assert count_stock(shop, cheese, Quantity.grams(3250)).product.on_hand == Quantity.grams(
            3250
        )


def test_an_article_nobody_made_cannot_be_counted(tmp_path: Path) -> None:
    with a_shop(tmp_path).opened() as shop, pytest.raises(RefusedError) as refused:
        count_stock(shop, new_id(), Quantity.pieces(1))
    assert refused.value.code == "unknown_article"


def test_a_form_that_is_no_longer_sold_cannot_be_counted(tmp_path: Path) -> None:
    with a_shop(tmp_path).with_product("Chemise", 39_00).opened() as shop:
        shirt = found(shop, "chemise").variant_id
        with shop.begin() as work:
            work.connection.execute(text("UPDATE variant SET archived_at = 1"))
            work.commit()
        with pytest.raises(RefusedError) as refused:
            count_stock(shop, shirt, Quantity.pieces(1))
    assert refused.value.code == "unknown_article"
