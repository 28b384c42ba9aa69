"""The room of planned prices: all that will change by itself is seen, withdrawn and put back."""

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget

from desktop.services.goods import catalogue, coming_prices, planned_prices
from desktop.services.goods.catalogue import ProductQuery
from sync.kernel.money import Money
from tests.support.a_shop import OWNER, AShop
from tests.ui.conftest import Counter, Opener

CONTROL = Qt.KeyboardModifier.ControlModifier


def shop_with_goods(builder: AShop) -> AShop:
    return builder.with_product("Café", 500).with_product("Thé", 790)


def room(counter: Opener) -> Counter:
    at = counter(shop_with_goods)
    found = catalogue.products(at.shop, ProductQuery()).products
    coffee, tea = (each.variants[0].id for each in found)
    first, last = date(2026, 11, 24), date(2026, 11, 30)
    planned_prices.plan(at.shop, {coffee: Money(450)}, first, None, OWNER)
    planned_prices.plan(at.shop, {tea: Money(690)}, last, date(2026, 12, 6), OWNER)
    at.window.go("prices")
    at.settle()
    return at


def rows(at: Counter) -> list[str]:
    listed = at.find("prices-list")
    assert isinstance(listed, QListWidget)
    return [listed.item(place).text() for place in range(listed.count())]


def test_prices_to_come_are_withdrawn_and_put_back_by_key(
    counter: Opener, no_sql_on_main: list[str]
) -> None:
    at = room(counter)
    assert rows(at) == [
        "Demain, mardi 24 novembre",
        "Café\n5,00\xa0€ → 4,50\xa0€ · sans fin",
        "Lundi 30 novembre",
        "Thé\n7,90\xa0€ → 6,90\xa0€ · jusqu'au 6 décembre 2026 compris",
    ]
    assert at.text("prices-step") == "5,00\xa0€ → 4,50\xa0€"
    no_sql_on_main.clear()

    at.key(Qt.Key.Key_Space)
    assert at.text("prices-count") == "1 sur 2"
    at.key(Qt.Key.Key_Delete)
    assert [each.label for each in coming_prices.coming(at.shop).changes] == ["Thé"]
    no_sql_on_main.clear()
    at.key(Qt.Key.Key_A, CONTROL)
    at.key(Qt.Key.Key_Delete)
    assert at.sees("prices-none")

    at.key(Qt.Key.Key_Z, CONTROL)
    at.key(Qt.Key.Key_Z, CONTROL)
    assert no_sql_on_main == []
    assert coming_prices.coming(at.shop).total == 2


def test_prices_are_sought_and_lead_to_their_product_by_touch(counter: Opener) -> None:
    at = room(counter)
    at.press("prices-all")
    assert at.text("prices-count") == "2 sur 2"
    at.find("prices-search").setFocus()
    at.type("the")
    at.key(Qt.Key.Key_Return)
    assert [each for each in rows(at) if "\n" in each] == [
        "Thé\n7,90\xa0€ → 6,90\xa0€ · jusqu'au 6 décembre 2026 compris"
    ]
    at.press("prices-open")
    assert at.window.room == "catalogue"


def test_no_planned_price_says_what_they_are_for(counter: Opener) -> None:
    at = counter()
    at.window.go("prices")
    at.settle()
    assert at.sees("prices-none")
    assert not at.sees("prices-search")
    at.press("prices-none-act")
    assert at.window.room == "catalogue"
