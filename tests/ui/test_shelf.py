"""The goods on the sale screen: what was read once is shown again without asking."""

from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtWidgets import QLineEdit

from desktop.domain.sellable import Sellable
from desktop.services.counter import shelf
from desktop.services.shop import Topic
from desktop.ui.sale.shelf import tile_of_all
from desktop.ui.widgets.tiles import TileGrid
from desktop.ui.wording import Language, Wording
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity, Unit
from sync.kernel.vat import VatRate
from tests.support.a_shop import AShop, sell
from tests.ui.conftest import Counter, Opener


def with_goods(builder: AShop) -> AShop:
    return builder.with_product("Baguette", 130, vat=550, stock=4).with_product("Savon", 490)


@contextmanager
def counted() -> Iterator[list[object]]:
    """Yield a list that grows by each reading of the tiles."""
    asked: list[object] = []
    tiles = shelf.tiles

    def note(*told: object) -> object:
        asked.append(told)
        return tiles(*told)  # type: ignore[arg-type] # as it was called

    with patch.object(shelf, "tiles", note):
        yield asked


def search(at: Counter, text: str) -> None:
    """Have the line hold a text, and wait until what it finds is shown."""
    line = at.find("sale-scan")
    assert isinstance(line, QLineEdit)
    line.setText(text)
    at.window.screen_of("sale").shelf.search(text)  # type: ignore[attr-defined] # the sale screen
    at.settle()


def shown(at: Counter) -> list[tuple[str, str]]:
    grid = at.find("sale-tiles")
    assert isinstance(grid, TileGrid)
    tiles = [grid.tile_at(place) for place in range(grid.model().rowCount())]
    return [(tile.name, tile.badge) for tile in tiles]


def test_a_search_that_is_over_asks_for_no_tiles(counter: Opener) -> None:
    at = counter(with_goods)
    before = shown(at)
    with counted() as asked:
        search(at, "savon")
        found = shown(at)
        search(at, "")

    assert [name for name, _ in found] == ["Savon"]
    assert shown(at) == before
    assert asked == []


def test_after_a_sale_the_tiles_are_read_once_more_and_tell_what_is_left(
    counter: Opener,
) -> None:
    at = counter(with_goods)
    with counted() as asked:
        at.desk.tasks.ledger(at.window, lambda: sell(at.shop, "Baguette"))
        at.settle()
        search(at, "savon")
        search(at, "")
        search(at, "")

    assert len(asked) == 1
    assert ("Baguette", "reste 3") in shown(at)


def test_another_catalogue_is_read_at_once(counter: Opener) -> None:
    at = counter(with_goods)
    with counted() as asked:
        at.shop.changes.announce({Topic.CATALOGUE})
        at.settle()
        search(at, "")

    assert len(asked) == 1


def test_a_key_puts_off_the_pages_that_are_made_in_advance(counter: Opener) -> None:
    at = counter(with_goods)
    panels = at.window.screen_of("sale").panels  # type: ignore[attr-defined] # the sale screen
    idle = panels._idle
    idle.start(1)
    line = at.find("sale-scan")
    assert isinstance(line, QLineEdit)

    line.setText("3")

    assert idle.isActive()
    assert idle.remainingTime() > 1


def packed(price: int, held: int, unit: Unit) -> Sellable:
    return Sellable(
        variant_id=f"v{price}",
        product_id="p",
        label="Miel",
        price=Money(price),
        vat=VatRate(550),
        on_hand=Quantity.pieces(9),
        content=Quantity(held, unit),
    )


@pytest.mark.parametrize(
    ("language", "content", "said"),
    [
        (Language.FRENCH, (375, Unit.KILOGRAM), "31,73 €/kg"),
        (Language.ENGLISH, (750, Unit.LITRE), "€15.87/l"),
        (Language.FRENCH, (40_000, Unit.PIECE), "0,30 €/pièce"),
    ],
)
def test_a_tile_bears_the_price_of_a_measure(
    language: Language, content: tuple[int, Unit], said: str
) -> None:
    say = Wording(language, ZoneInfo("Europe/Paris"))

    tile = tile_of_all([packed(11_90, *content)], say)

    assert tile.measured.replace("\xa0", " ") == said


def test_a_tile_of_several_measures_leaves_them_to_its_forms() -> None:
    say = Wording(Language.FRENCH, ZoneInfo("Europe/Paris"))
    small, large = packed(6_00, 250, Unit.KILOGRAM), packed(11_00, 250, Unit.KILOGRAM)

    assert tile_of_all([small, large], say).measured == ""
    assert tile_of_all([small, small], say).measured == tile_of_all([small], say).measured
