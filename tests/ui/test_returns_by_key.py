"""A return by keys and scanner: lines are walked and counted, a wrong article is told."""

from PySide6.QtCore import Qt

from desktop.services.counter import selling
from tests.support.a_shop import AShop, sell
from tests.ui.conftest import Counter, Opener

BREAD, SCARF = "3017620422003", "3274080005003"


def at_the_return(counter: Opener) -> Counter:
    def prepare(builder: AShop) -> AShop:
        return builder.with_product("Pain", 130, code=BREAD).with_product(
            "Écharpe", 49_00, code=SCARF
        )

    at = counter(prepare, stock=lambda shop: sell(shop, ("Pain", 2)))
    at.scan(selling.sales_today(at.shop)[0].number)
    return at


def test_an_article_of_another_ticket_is_told_and_changes_nothing(counter: Opener) -> None:
    at = at_the_return(counter)

    at.scan(SCARF)

    assert "n'a pas" in at.window.banner.words
    assert not at.find("refund-give").isEnabled()


def test_no_more_comes_back_than_was_sold(counter: Opener) -> None:
    at = at_the_return(counter)
    for _ in range(3):
        at.scan(BREAD)
    at.key(Qt.Key.Key_Minus)
    at.key(Qt.Key.Key_Plus)
    at.key(Qt.Key.Key_Plus)

    at.key(Qt.Key.Key_F12)

    back = selling.sales_today(at.shop)[0]
    assert (back.kind, back.due.cents) == ("refund", -2_60)


def test_nothing_chosen_gives_nothing(counter: Opener) -> None:
    at = at_the_return(counter)

    at.key(Qt.Key.Key_F12)
    at.key(Qt.Key.Key_F6)

    assert at.sees("refund")
    assert len(selling.sales_today(at.shop)) == 1
