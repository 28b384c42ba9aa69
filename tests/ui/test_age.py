"""Goods for adults at the counter: one key beside the sale, never over it."""

import pytest
from PySide6.QtCore import Qt

from desktop.services.counter import selling
from desktop.ui.sale.screen import SaleScreen
from tests.support.a_shop import AShop
from tests.ui.conftest import Counter, Opener

BREAD, GIN = "3017620422003", "3760091726964"


def with_goods(builder: AShop) -> AShop:
    return builder.with_product("Baguette", 130, vat=550, code=BREAD).with_product(
        "Gin", 2900, code=GIN, flags=("age_18",)
    )


def labels(at: Counter) -> list[str]:
    screen = at.window.screen_of("sale")
    assert isinstance(screen, SaleScreen)
    return [line.item.label for line in screen.cart.lines]


@pytest.fixture
def at(counter: Opener) -> Counter:
    return counter(with_goods)


def test_scanning_goes_on_beside_the_question_and_one_key_answers_it(at: Counter) -> None:
    at.scan(BREAD)
    assert not at.sees("sale-age")
    at.scan(GIN)
    assert "2008" in at.text("sale-age-words")
    at.scan(BREAD)
    assert labels(at) == ["Baguette", "Gin"]

    at.key(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert not at.sees("sale-age-seen")
    at.key(Qt.Key.Key_F12)
    at.press("pay-cash-exact")
    assert len(selling.sales_today(at.shop)) == 1


def test_paying_leads_to_the_question_and_enter_goes_on_to_the_money(at: Counter) -> None:
    at.scan(GIN)
    at.key(Qt.Key.Key_F12)
    assert not at.sees("pay-cash-exact")
    at.key(Qt.Key.Key_Return)
    assert at.sees("pay-cash-exact")


def test_refused_goods_leave_the_ticket_and_can_be_had_again(at: Counter) -> None:
    at.scan(BREAD)
    at.scan(GIN)
    at.press("sale-age-refuse")
    assert labels(at) == ["Baguette"]
    assert not at.sees("sale-age")
    at.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert labels(at) == ["Baguette", "Gin"]
    assert at.sees("sale-age-seen")


def test_what_is_for_adults_is_not_added_while_the_customer_pays(at: Counter) -> None:
    at.scan(BREAD)
    at.key(Qt.Key.Key_F12)
    at.scan(GIN)
    assert labels(at) == ["Baguette"]
