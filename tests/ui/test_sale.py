"""A day at the counter through the real widgets, on a real database."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.services.counter import selling
from desktop.services.goods import catalogue
from desktop.services.till import till_sessions
from desktop.ui.sale.screen import SaleScreen
from tests.support.a_shop import MORNING, AShop
from tests.ui.conftest import Counter, Opener

BREAD, HONEY, SCARF = "3017620422003", "3760091726964", "3274080005003"


def with_goods(builder: AShop) -> AShop:
    return (
        builder.with_product("Baguette tradition", 130, vat=550, code=BREAD, category="Pain")
        .with_product("Miel de lavande", 780, vat=550, code=HONEY, category="Épicerie")
        .with_product("Comté 18 mois", 2890, vat=550, unit="kg", category="Fromages")
        .with_product("Écharpe", 4900, code=SCARF, stock=1, category="Mode")
    )


def cart_of(counter: Counter) -> list[tuple[str, int]]:
    screen = counter.window.screen_of("sale")
    assert isinstance(screen, SaleScreen)
    return [(line.item.label, line.quantity.thousandths) for line in screen.cart.lines]


@pytest.fixture
def open_sale(counter: Opener) -> Callable[[], Counter]:
    return lambda: counter(with_goods)


def test_a_whole_sale_is_made_with_the_keyboard_only(
    counter: Opener, no_sql_on_main: list[str]
) -> None:
    at = counter(with_goods)
    no_sql_on_main.clear()  # the shop itself was made on this thread

    at.scan(BREAD)
    at.scan(BREAD)
    at.scan(HONEY)
    assert cart_of(at) == [("Baguette tradition", 2000), ("Miel de lavande", 1000)]
    at.key(Qt.Key.Key_F12)
    at.type("20")
    at.key(Qt.Key.Key_Return)

    assert at.text("done-words") == "Rendu"
    assert at.text("done-change") == "9,60\u00a0€"
    assert no_sql_on_main == []
    (sale,) = selling.sales_today(at.shop)
    assert sale.due.cents == 1040


def test_nobody_pays_before_the_promotions_are_known(open_sale: Callable[[], Counter]) -> None:
    at = open_sale()
    sale = at.window.screen_of("sale")
    assert isinstance(sale, SaleScreen)
    sale._promotions, read = None, sale._read_terms  # as in the first moments of the day
    at.scan(BREAD)
    at.key(Qt.Key.Key_F12)
    assert not sale.panels.is_paying

    read()
    at.settle()

    assert sale.panels.is_paying


def test_the_next_scan_begins_the_next_sale(open_sale: Callable[[], Counter]) -> None:
    at = open_sale()
    at.scan(BREAD)
    at.key(Qt.Key.Key_F12)
    at.press("pay-cash-exact")
    assert at.sees("done-change")

    at.scan(HONEY)

    assert not at.sees("done-change")
    assert cart_of(at) == [("Miel de lavande", 1000)]


def test_a_sale_is_split_between_card_and_cash(open_sale: Callable[[], Counter]) -> None:
    at = open_sale()
    at.scan(SCARF)
    at.key(Qt.Key.Key_F12)
    at.type("20")
    at.press("pay-card")
    assert at.text("pay-due") == "29,00\u00a0€"

    at.press("pay-cash-exact")

    (summary,) = selling.sales_today(at.shop)
    paid = selling.sale(at.shop, summary.id).tenders
    assert [(tender.means.value, tender.amount.cents) for tender in paid] == [
        ("card", 2000),
        ("cash", 2900),
    ]


def test_a_tender_put_down_by_mistake_is_taken_back(open_sale: Callable[[], Counter]) -> None:
    at = open_sale()
    at.scan(SCARF)
    at.key(Qt.Key.Key_F12)
    at.type("20")
    at.press("pay-card")

    at.press("pay-take-back-0")

    assert at.text("pay-due") == "49,00\u00a0€"


def test_card_above_the_amount_due_is_refused_in_place(open_sale: Callable[[], Counter]) -> None:
    at = open_sale()
    at.scan(BREAD)
    at.key(Qt.Key.Key_F12)
    at.type("5")

    at.key(Qt.Key.Key_F7)

    assert "monnaie" in at.text("pay-problem")
    assert selling.sales_today(at.shop) == ()


def test_pressing_pay_twice_sells_once(open_sale: Callable[[], Counter]) -> None:
    at = open_sale()
    at.scan(BREAD)
    at.key(Qt.Key.Key_F12)
    button = at.find("pay-cash-exact")

    for _ in range(3):
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    at.settle()

    assert len(selling.sales_today(at.shop)) == 1


def test_scanning_while_the_customer_pays_adds_to_what_is_due(
    open_sale: Callable[[], Counter],
) -> None:
    at = open_sale()
    at.scan(BREAD)
    at.key(Qt.Key.Key_F12)

    at.scan(HONEY)

    assert at.text("pay-due") == "9,10\u00a0€"


def test_a_scan_leaves_the_amount_field_as_it_was(open_sale: Callable[[], Counter]) -> None:
    at = open_sale()
    at.scan(SCARF)
    at.key(Qt.Key.Key_F12)
    at.type("20")

    at.scan(HONEY)

    assert at.text("pay-amount") == "20"


def test_plus_minus_delete_and_undo_work_while_the_scan_line_listens(
    open_sale: Callable[[], Counter],
) -> None:
    at = open_sale()
    at.scan(BREAD)
    at.key(Qt.Key.Key_Plus)
    at.key(Qt.Key.Key_Plus)
    at.key(Qt.Key.Key_Minus)
    assert cart_of(at) == [("Baguette tradition", 2000)]

    at.key(Qt.Key.Key_Delete)
    assert cart_of(at) == []
    at.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)

    assert cart_of(at) == [("Baguette tradition", 2000)]


def test_a_cleared_ticket_comes_back_from_the_banner(open_sale: Callable[[], Counter]) -> None:
    at = open_sale()
    at.scan(BREAD)
    at.scan(HONEY)
    at.press("sale-clear")
    assert cart_of(at) == []

    at.press("banner-act")

    assert len(cart_of(at)) == 2


def test_a_cleared_ticket_is_in_the_journal_once_the_next_one_begins(
    open_sale: Callable[[], Counter],
) -> None:
    at = open_sale()
    at.scan(BREAD)
    at.press("sale-clear")
    at.scan(HONEY)

    assert till_sessions.read_x(at.shop).counts["abandoned"] == 1


def test_escape_never_destroys(open_sale: Callable[[], Counter]) -> None:
    at = open_sale()
    at.scan(BREAD)
    at.key(Qt.Key.Key_F12)

    for _ in range(4):
        at.key(Qt.Key.Key_Escape)

    assert at.window.room == "sale"
    assert cart_of(at) == [("Baguette tradition", 1000)]


def test_a_parked_ticket_is_resumed_with_the_same_key(open_sale: Callable[[], Counter]) -> None:
    at = open_sale()
    at.scan(BREAD)
    at.key(Qt.Key.Key_F8)
    assert cart_of(at) == []
    assert at.text("sale-park") == "Reprendre (1)  F8"

    at.key(Qt.Key.Key_F8)

    assert cart_of(at) == [("Baguette tradition", 1000)]
    at.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert cart_of(at) == [("Baguette tradition", 1000)]


def test_what_was_scanned_while_a_parked_ticket_came_back_is_parked_and_not_lost(
    open_sale: Callable[[], Counter],
) -> None:
    at = open_sale()
    at.scan(BREAD)
    at.key(Qt.Key.Key_F8)
    (bread,) = selling.parked(at.shop)
    resumed = selling.resume(at.shop, bread.id)
    at.scan(HONEY)

    at.window.screen_of("sale").take_up(resumed)  # type: ignore[attr-defined]
    at.settle()

    assert cart_of(at) == [("Baguette tradition", 1000)]
    (honey,) = selling.parked(at.shop)
    assert honey.total.cents == 7_80


def test_several_parked_tickets_are_offered_for_choice(open_sale: Callable[[], Counter]) -> None:
    at = open_sale()
    for code in (BREAD, HONEY):
        at.scan(code)
        at.key(Qt.Key.Key_F8)

    at.key(Qt.Key.Key_F8)
    at.press("parked-1")

    assert cart_of(at) == [("Miel de lavande", 1000)]


def test_a_weighed_article_asks_for_its_weight(open_sale: Callable[[], Counter]) -> None:
    at = open_sale()
    at.type("comt")
    at.key(Qt.Key.Key_Return)
    at.type("0,31")
    assert at.text("quantity-comes-to").endswith("8,96\u00a0€")

    at.key(Qt.Key.Key_Return)

    assert cart_of(at) == [("Comté 18 mois", 310)]


def test_a_ticket_the_law_wants_is_asked_for_again_where_it_did_not_come_out(
    open_sale: Callable[[], Counter],
) -> None:
    at = open_sale()
    at.type("comt")
    at.key(Qt.Key.Key_Return)
    at.type("0,31")
    at.key(Qt.Key.Key_Return)
    at.key(Qt.Key.Key_F12)
    at.key(Qt.Key.Key_F6)

    assert (
        at.text("done-required")
        == "La loi demande un ticket pour cet achat\u00a0: il n'est pas sorti."
    )
    assert at.sees("done-print")


def test_an_unknown_code_is_sold_at_once(open_sale: Callable[[], Counter]) -> None:
    at = open_sale()

    at.scan("4006381333931")
    at.type("12,50")
    at.key(Qt.Key.Key_Return)

    assert cart_of(at) == [("4006381333931", 1000)]
    assert at.text("sale-total") == "12,50\u00a0€"


def test_a_discount_on_a_line_is_shown_before_it_is_given(
    open_sale: Callable[[], Counter],
) -> None:
    at = open_sale()
    at.scan(SCARF)
    at.press("sale-discount")
    at.type("10")
    assert at.text("discount-result") == "49,00\u00a0€ → 44,10\u00a0€"

    at.press("discount-confirm")

    assert at.text("sale-total") == "44,10\u00a0€"


def test_goods_come_back_from_the_ticket_that_sold_them(
    open_sale: Callable[[], Counter],
) -> None:
    at = open_sale()
    at.scan(HONEY)
    at.key(Qt.Key.Key_Plus)
    at.key(Qt.Key.Key_F12)
    at.press("pay-cash-exact")
    (sold,) = selling.sales_today(at.shop)

    at.press("sale-refund")
    at.scan(sold.number)
    at.press("refund-more-0")
    assert at.text("refund-give") == "Rembourser 7,80\u00a0€"
    at.press("refund-give")

    assert at.text("done-words") == "Remboursé"
    assert sorted(sale.due.cents for sale in selling.sales_today(at.shop)) == [-780, 1560]


def test_a_closed_till_says_so_and_offers_the_one_next_step(counter: Opener) -> None:
    at = counter(lambda builder: with_goods(builder).with_closed_till())
    at.scan(BREAD)
    assert not at.sees("sale-pay")

    at.press("sale-open-till")
    at.type("100")
    at.key(Qt.Key.Key_Return)

    assert at.window.room == "sale"
    assert at.sees("sale-pay")
    assert cart_of(at) == [("Baguette tradition", 1000)]
    assert till_sessions.till_state(at.shop).opening_float.cents == 10000


def test_a_till_nobody_closed_last_night_is_said_before_the_customer_pays(counter: Opener) -> None:
    evening: list[AShop] = []

    def prepare(builder: AShop) -> AShop:
        evening.append(builder)
        return with_goods(builder)

    at = counter(prepare)
    at.scan(BREAD)
    evening[0].at(MORNING + timedelta(days=1))

    at.key(Qt.Key.Key_F12)

    assert not at.sees("pay-due")
    assert at.sees("sale-open-till")
    assert cart_of(at) == [("Baguette tradition", 1000)]


def test_searching_shows_the_tiles_that_match(open_sale: Callable[[], Counter]) -> None:
    at = open_sale()
    screen = at.window.screen_of("sale")
    assert isinstance(screen, SaleScreen)

    screen.shelf.search("miel")
    at.settle()

    assert screen.shelf.grid.model().rowCount() == 1
    assert screen.shelf.grid.tile_at(0).name == "Miel de lavande"


def test_an_empty_shelf_says_what_to_do(counter: Opener) -> None:
    at = counter()

    at.press("sale-no-products-act")

    assert at.window.room == "studio"


def test_the_last_piece_says_so_and_is_sold_all_the_same(
    open_sale: Callable[[], Counter],
) -> None:
    at = open_sale()
    screen = at.window.screen_of("sale")
    assert isinstance(screen, SaleScreen)
    badges = {
        screen.shelf.grid.tile_at(row).name: screen.shelf.grid.tile_at(row).badge
        for row in range(4)
    }
    assert badges["Écharpe"] == "reste 1"

    for _ in range(2):
        at.scan(SCARF)
    at.key(Qt.Key.Key_F12)
    at.press("pay-cash-exact")

    (left,) = catalogue.products(at.shop, catalogue.ProductQuery(text="écharpe")).products
    assert left.on_hand.thousandths == -1000
