"""Paying in every way, through the real widgets, the real database and the simulated terminal."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from desktop.devices.terminal import Answer, Outcome
from desktop.devices.terminal_simulator import Fault, TerminalSimulator
from desktop.domain.cart import Cart
from desktop.domain.tender import Means, Tenders
from desktop.services.counter import customers, selling
from desktop.services.counter.customers import CustomerDraft
from desktop.services.money import advances, card_payments, vouchers
from desktop.services.money.advances import AdvanceView
from desktop.services.shop import Shop
from desktop.services.till import till_sessions
from desktop.services.views import SaleView
from desktop.settings import PrinterSettings
from sync.kernel.ids import new_id
from sync.kernel.money import Money
from sync.kernel.quantity import Quantity
from tests.support.a_shop import OWNER, AShop, a_cart, paid_in_cash, sell
from tests.ui.conftest import Counter, Opener

BREAD, SCARF = "3017620422003", "3274080005003"
CTRL = Qt.KeyboardModifier.ControlModifier


def with_goods(builder: AShop) -> AShop:
    return builder.with_product(
        "Baguette", 13_00, vat=550, code=BREAD, flags=("meal_voucher",), stock=50
    ).with_product("Écharpe", 49_00, code=SCARF, stock=50)


@pytest.fixture
def simulated() -> Iterator[Callable[..., TerminalSimulator]]:
    with ExitStack() as stack:
        yield lambda fault=Fault.NONE: stack.enter_context(TerminalSimulator(fault))


def connected(simulator: TerminalSimulator) -> Callable[[AShop], AShop]:
    return lambda builder: with_goods(builder).with_settings(terminal=simulator.address)


def last_sale(shop: Shop) -> SaleView:
    return selling.sale(shop, selling.sales_today(shop)[0].id)


def paid(view: SaleView) -> list[tuple[str, int]]:
    return [(tender.means.value, tender.amount.cents) for tender in view.tenders]


def pay_for(at: Counter, *codes: str) -> Counter:
    for code in codes:
        at.scan(code)
    at.key(Qt.Key.Key_F12)
    return at


def a_gift_card(shop: Shop, cents: int) -> vouchers.VoucherView:
    item = vouchers.gift_card("Carte cadeau", Money(cents))
    done = selling.take_payment(shop, paid_in_cash(Cart().add(item, Quantity.pieces(1))))
    (card,) = vouchers.of_sale(shop, done.sale_id)
    return card


# The terminal


def test_the_terminal_takes_the_amount_and_the_sale_is_done(
    counter: Opener,
    simulated: Callable[..., TerminalSimulator],
    no_sql_on_main: list[str],
) -> None:
    simulator = simulated()
    at = counter(connected(simulator))
    no_sql_on_main.clear()
    pay_for(at, SCARF)

    at.key(Qt.Key.Key_F7)

    view = last_sale(at.shop)
    assert paid(view) == [("card", 49_00)]
    assert view.tenders[0].reference == "123456 •••• 4970"
    assert [charge.cents for charge in simulator.charges] == [49_00]


def test_nothing_of_a_card_payment_runs_sql_on_the_main_thread(
    counter: Opener,
    simulated: Callable[..., TerminalSimulator],
    no_sql_on_main: list[str],
) -> None:
    at = counter(connected(simulated()))
    no_sql_on_main.clear()
    pay_for(at, SCARF)
    at.key(Qt.Key.Key_F7)
    assert at.sees("done-words")
    assert no_sql_on_main == []


def test_a_part_by_card_leaves_the_rest_to_pay(
    counter: Opener, simulated: Callable[..., TerminalSimulator]
) -> None:
    at = pay_for(counter(connected(simulated())), SCARF)
    at.type("20")
    at.key(Qt.Key.Key_F7)
    assert at.text("pay-due") == "29,00\u00a0€"

    at.key(Qt.Key.Key_F6)

    assert paid(last_sale(at.shop)) == [("card", 20_00), ("cash", 29_00)]


def test_a_refused_card_is_told_and_another_means_pays(
    counter: Opener, simulated: Callable[..., TerminalSimulator]
) -> None:
    at = pay_for(counter(connected(simulated(Fault.REFUSES))), SCARF)
    at.key(Qt.Key.Key_F7)
    assert "refusée" in at.text("pay-problem")
    assert selling.sales_today(at.shop) == ()

    at.key(Qt.Key.Key_F6)

    assert paid(last_sale(at.shop)) == [("cash", 49_00)]


@pytest.mark.parametrize(("key", "means"), [(Qt.Key.Key_Return, "card"), (Qt.Key.Key_N, "")])
def test_an_unknown_outcome_blocks_until_the_operator_has_read_the_terminal(
    counter: Opener,
    simulated: Callable[..., TerminalSimulator],
    key: Qt.Key,
    means: str,
) -> None:
    at = pay_for(counter(connected(simulated(Fault.DROPS_AFTER_REQUEST))), SCARF)
    at.key(Qt.Key.Key_F7)
    assert "49,00" in at.text("terminal-which")
    at.key(Qt.Key.Key_F6)
    assert selling.sales_today(at.shop) == ()

    at.key(key, CTRL)

    if means:
        assert paid(last_sale(at.shop)) == [("card", 49_00)]
    else:
        assert selling.sales_today(at.shop) == ()
        at.key(Qt.Key.Key_F6)
        assert paid(last_sale(at.shop)) == [("cash", 49_00)]
    assert card_payments.open_payments(at.shop) == ()


def test_the_window_lives_while_the_terminal_is_silent_and_waiting_can_be_stopped(
    counter: Opener, simulated: Callable[..., TerminalSimulator], qtbot: QtBot
) -> None:
    simulator = simulated(Fault.HANGS)
    at = pay_for(counter(connected(simulator)), SCARF)
    with qtbot.waitSignal(at.window.screen_of("sale").panels.payment._talk.asking):  # type: ignore[attr-defined]
        at.find("pay-card").click()  # type: ignore[attr-defined]
    assert simulator.was_asked.wait(20)
    assert at.text("terminal-asked") == "49,00\u00a0€"

    at.press("terminal-stop")

    assert "49,00" in at.text("terminal-which")
    at.key(Qt.Key.Key_N, CTRL)
    assert at.sees("pay-card")


def test_a_payment_cut_short_by_a_crash_is_asked_about_at_the_next_start(
    counter: Opener,
) -> None:
    at = counter(
        with_goods,
        stock=lambda shop: card_payments.ask(shop, new_id(), new_id(), Money(49_00), OWNER),
    )
    assert "49,00" in at.text("terminal-which")

    at.key(Qt.Key.Key_Return, CTRL)

    # The basket was lost; what the card paid waits for it.
    pay_for(at, SCARF)
    at.key(Qt.Key.Key_O, CTRL)
    at.press("pay-card-waiting-0")
    assert paid(last_sale(at.shop)) == [("card", 49_00)]
    assert card_payments.unspent(at.shop) == ()


def given_back_and_died(shop: Shop) -> None:
    """Sell a scarf, have the terminal give its price back, and die before the refund."""
    sell(shop, "écharpe")
    asked = card_payments.ask(shop, new_id(), new_id(), Money(-49_00), OWNER)
    card_payments.note_answer(shop, asked.id, Answer(outcome=Outcome.OK, authorisation="A123"))


def test_a_refund_cut_short_after_the_terminal_gave_back_is_written_at_the_next_start(
    counter: Opener, simulated: Callable[..., TerminalSimulator]
) -> None:
    simulator = simulated()
    at = counter(connected(simulator), stock=given_back_and_died)
    assert "49,00" in at.text("terminal-gave")

    at.key(Qt.Key.Key_Return, CTRL)
    at.scan(last_sale(at.shop).number)
    at.press("refund-all")
    at.key(Qt.Key.Key_F7)

    view = last_sale(at.shop)
    assert (view.kind, paid(view)) == ("refund", [("card", -49_00)])
    # The terminal is not asked a second time.
    assert simulator.charges == []
    assert card_payments.unwritten(at.shop) == ()


def test_a_refund_cut_short_may_be_told_as_settled_by_hand(counter: Opener) -> None:
    at = counter(with_goods, stock=given_back_and_died)

    at.press("terminal-by-hand")

    assert card_payments.unwritten(at.shop) == ()
    assert "49,00" in at.text("banner-words")
    assert not at.sees("terminal-gave")


def test_what_a_card_got_back_stays_offered_when_the_question_is_left(counter: Opener) -> None:
    at = counter(with_goods, stock=given_back_and_died)
    assert at.sees("terminal-gave")

    at.key(Qt.Key.Key_Escape)

    assert not at.sees("terminal-gave")
    assert "49,00" in at.text("banner-words")
    at.press("banner-act")
    assert "49,00" in at.text("terminal-gave")


def test_another_room_brings_no_offer_beside_the_question(counter: Opener) -> None:
    at = counter(with_goods, stock=given_back_and_died)

    at.key(Qt.Key.Key_F5)

    assert not at.window.banner.isVisible()
    at.key(Qt.Key.Key_F1)
    assert at.sees("terminal-gave")


def test_a_refund_of_another_amount_is_not_the_one_given_back(counter: Opener) -> None:
    def stock(shop: Shop) -> None:
        given_back_and_died(shop)
        sell(shop, "baguette")

    at = counter(with_goods, stock=stock)
    at.press("terminal-record")
    at.scan(last_sale(at.shop).number)
    at.press("refund-all")
    at.key(Qt.Key.Key_F7)

    assert "49,00" in at.text("banner-words")
    assert last_sale(at.shop).kind == "sale"
    assert [each.amount for each in card_payments.unwritten(at.shop)] == [Money(-49_00)]


def test_a_charged_card_that_is_taken_back_gets_its_money_back(
    counter: Opener, simulated: Callable[..., TerminalSimulator]
) -> None:
    simulator = simulated()
    at = pay_for(counter(connected(simulator)), SCARF)
    at.type("20")
    at.key(Qt.Key.Key_F7)

    at.press("pay-take-back-0")

    assert at.text("pay-due") == "49,00\u00a0€"
    assert [charge.cents for charge in simulator.charges] == [20_00, -20_00]
    assert card_payments.unspent(at.shop) == ()


def test_a_refund_by_card_goes_through_the_terminal(
    counter: Opener, simulated: Callable[..., TerminalSimulator]
) -> None:
    simulator = simulated()
    at = pay_for(counter(connected(simulator)), SCARF)
    at.key(Qt.Key.Key_F7)
    at.scan(last_sale(at.shop).number)
    at.press("refund-all")

    at.press("refund-give")

    view = last_sale(at.shop)
    assert (view.kind, paid(view)) == ("refund", [("card", -49_00)])
    assert [charge.cents for charge in simulator.charges] == [49_00, -49_00]


def test_too_much_cash_is_refused_where_it_is_typed_and_the_rest_goes_by_card(
    counter: Opener,
) -> None:
    at = counter(lambda builder: builder.with_product("Vélo", 1500_00, code=SCARF))
    pay_for(at, SCARF)

    at.key(Qt.Key.Key_F6)

    assert "1\u202f000,00" in at.text("pay-problem")
    at.type("1000")
    at.key(Qt.Key.Key_F6)
    at.key(Qt.Key.Key_F7)
    assert paid(last_sale(at.shop)) == [("cash", 1000_00), ("card", 500_00)]


# The other means


def test_meal_vouchers_take_the_food_up_to_the_day(counter: Opener) -> None:
    at = pay_for(counter(with_goods), BREAD, BREAD, SCARF)

    at.key(Qt.Key.Key_T, CTRL)

    assert at.text("pay-due") == "50,00\u00a0€"
    at.key(Qt.Key.Key_F7)
    view = last_sale(at.shop)
    assert paid(view) == [("meal_voucher", 25_00), ("card", 50_00)]


def test_no_meal_voucher_is_offered_where_there_is_no_food(counter: Opener) -> None:
    at = pay_for(counter(with_goods), SCARF)
    assert not at.sees("pay-meal-voucher")
    at.type("5")
    assert not at.sees("pay-meal-voucher")
    at.key(Qt.Key.Key_T, CTRL)
    assert "titres-restaurant" in at.text("pay-problem")


@pytest.mark.parametrize(("key", "means"), [(Qt.Key.Key_H, "cheque"), (Qt.Key.Key_I, "transfer")])
def test_every_other_means_has_its_key(counter: Opener, key: Qt.Key, means: str) -> None:
    at = pay_for(counter(with_goods), SCARF)
    at.key(key, CTRL)
    assert paid(last_sale(at.shop)) == [(means, 49_00)]


def test_a_gift_card_is_scanned_while_the_customer_pays(counter: Opener) -> None:
    at = counter(with_goods)
    card = a_gift_card(at.shop, 30_00)
    pay_for(at, SCARF)

    at.scan(card.code)
    assert at.text("pay-due") == "19,00\u00a0€"
    at.key(Qt.Key.Key_F6)

    assert paid(last_sale(at.shop)) == [("gift_card", 30_00), ("cash", 19_00)]
    assert vouchers.find(at.shop, card.code).balance == Money(0)


def test_a_voucher_is_typed_where_nothing_scans(counter: Opener) -> None:
    at = counter(with_goods)
    card = a_gift_card(at.shop, 50_00)
    pay_for(at, SCARF)
    at.key(Qt.Key.Key_G, CTRL)
    field = at.find("pay-voucher-code")
    assert isinstance(field, QLineEdit)
    field.setText(card.spaced_code)

    at.press("pay-voucher")

    assert paid(last_sale(at.shop)) == [("gift_card", 49_00)]
    assert vouchers.find(at.shop, card.code).balance == Money(1_00)


def test_a_voucher_scanned_between_customers_tells_what_is_left(counter: Opener) -> None:
    at = counter(with_goods)
    card = a_gift_card(at.shop, 30_00)

    at.scan(card.code)

    assert "30,00" in at.text("banner-words")
    assert not at.sees("pay-due")


def test_nobody_owes_without_a_name(counter: Opener) -> None:
    at = pay_for(counter(with_goods), SCARF)
    at.key(Qt.Key.Key_D, CTRL)
    assert "client" in at.text("pay-problem")
    assert selling.sales_today(at.shop) == ()


def test_goods_go_on_a_customers_account(counter: Opener) -> None:
    at = counter(with_goods)
    who = customers.add(at.shop, CustomerDraft(name="Mme Roux"))
    at.scan(SCARF)
    sale = at.window.screen_of("sale")
    sale.change(lambda cart: cart.for_buyer(who.buyer))  # type: ignore[attr-defined]
    at.key(Qt.Key.Key_F12)

    at.key(Qt.Key.Key_D, CTRL)

    assert paid(last_sale(at.shop)) == [("on_account", 49_00)]
    assert customers.customer(at.shop, who.id).owes == Money(49_00)


def test_an_advance_is_taken_then_pays_its_basket(counter: Opener) -> None:
    at = pay_for(counter(with_goods), SCARF)
    at.type("20")
    at.key(Qt.Key.Key_P, CTRL)
    assert at.text("pay-due") == "20,00\u00a0€"
    at.key(Qt.Key.Key_F6)

    (held,) = advances.held(at.shop)
    assert (held.amount, held.note) == (Money(20_00), "Écharpe")
    assert selling.sales_today(at.shop) == ()
    at.key(Qt.Key.Key_F8)
    at.key(Qt.Key.Key_F12)
    at.key(Qt.Key.Key_O, CTRL)
    at.press("pay-advance-0")
    assert at.text("pay-due") == "29,00\u00a0€"
    at.key(Qt.Key.Key_F6)

    assert paid(last_sale(at.shop)) == [("advance", 20_00), ("cash", 29_00)]
    assert advances.held(at.shop) == ()


def an_advance(shop: Shop, customer_id: str = "") -> AdvanceView:
    return advances.take(
        shop,
        a_cart(shop, "écharpe"),
        Tenders().add(Means.CASH, Money(20_00)),
        OWNER,
        advance_id=new_id(),
        customer_id=customer_id,
    )


@pytest.mark.parametrize("by_key", [True, False])
def test_an_advance_is_given_back_from_the_list(counter: Opener, by_key: bool) -> None:
    at = counter(with_goods, stock=an_advance)
    at.window.go("customers")
    at.settle()

    if by_key:
        at.key(Qt.Key.Key_D, CTRL)
        at.key(Qt.Key.Key_F6)
    else:
        at.press("customers-advances")
        at.press("advance-0")
        at.press("advance-back-cash")

    assert advances.held(at.shop) == ()
    assert "20,00" in at.text("banner-words")
    assert till_sessions.till_state(at.shop).expected_cash == Money(100_00)


def test_a_customers_record_has_that_customers_advances_only(counter: Opener) -> None:
    def stock(shop: Shop) -> None:
        an_advance(shop)
        an_advance(shop, customers.add(shop, CustomerDraft(name="Mme Roux")).id)

    at = counter(with_goods, stock=stock)
    at.window.go("customers")
    at.settle()
    at.press("customer-0")
    at.press("customer-advances")
    assert at.sees("advance-0")
    assert not at.sees("advance-1")

    at.press("advance-back-transfer")

    (left,) = advances.held(at.shop)
    assert left.customer == ""


def test_an_advance_goes_back_to_the_card_through_the_terminal(
    counter: Opener, simulated: Callable[..., TerminalSimulator]
) -> None:
    simulator = simulated()
    at = counter(connected(simulator), stock=an_advance)
    at.window.go("customers")
    at.settle()
    at.press("customers-advances")

    at.press("advance-back-card")

    assert [charge.cents for charge in simulator.charges] == [-20_00]
    assert advances.held(at.shop) == ()
    assert card_payments.unwritten(at.shop) == ()


# Money back


def sold_scarf(at: Counter) -> SaleView:
    pay_for(at, SCARF)
    at.key(Qt.Key.Key_F6)
    return last_sale(at.shop)


def test_an_exchange_takes_only_the_difference(counter: Opener) -> None:
    at = counter(with_goods)
    sold = sold_scarf(at)
    at.scan(sold.number)
    at.press("refund-all")
    at.press("refund-exchange")
    pay_for(at, SCARF, BREAD)
    assert at.text("pay-due") == "13,00\u00a0€"

    at.key(Qt.Key.Key_F6)

    assert paid(last_sale(at.shop)) == [("exchange", 49_00), ("cash", 13_00)]
    assert till_sessions.till_state(at.shop).expected_cash == Money(100_00 + 49_00 + 13_00)


@pytest.mark.parametrize("by_clearing", [True, False])
def test_an_exchange_that_was_begun_pays_no_other_customers_goods(
    counter: Opener, by_clearing: bool
) -> None:
    at = counter(with_goods)
    sold = sold_scarf(at)
    at.scan(sold.number)
    at.press("refund-all")
    at.press("refund-exchange")
    at.scan(SCARF)

    at.key(Qt.Key.Key_Delete, CTRL) if by_clearing else at.key(Qt.Key.Key_F8)
    assert at.desk.say("exchange.off") in at.text("banner-words")
    pay_for(at, BREAD)
    at.key(Qt.Key.Key_F6)

    assert paid(last_sale(at.shop)) == [("cash", 13_00)]
    assert selling.sale(at.shop, sold.id).is_refundable


def test_an_exchange_for_less_gives_the_difference_back(counter: Opener) -> None:
    at = counter(with_goods)
    sold = sold_scarf(at)
    at.scan(sold.number)
    at.press("refund-all")
    at.press("refund-exchange")

    pay_for(at, BREAD)

    assert paid(last_sale(at.shop)) == [("exchange", 13_00)]
    assert "36,00" in at.text("banner-words")
    assert till_sessions.till_state(at.shop).expected_cash == Money(100_00 + 13_00)


def test_a_refund_by_credit_note_says_its_code_where_nothing_prints(counter: Opener) -> None:
    at = counter(with_goods)
    at.scan(sold_scarf(at).number)
    at.press("refund-all")
    at.find("refund-means").choose(Means.CREDIT_NOTE)  # type: ignore[attr-defined]

    at.press("refund-give")

    (note,) = vouchers.of_sale(at.shop, last_sale(at.shop).id)
    assert note.balance == Money(49_00)
    assert note.spaced_code in at.text("banner-words")


def test_a_wrong_means_is_corrected_in_two_touches(counter: Opener) -> None:
    at = counter(with_goods)
    at.scan(sold_scarf(at).number)
    at.press("refund-correct")
    at.press("correct-do")

    view = last_sale(at.shop)
    assert (view.kind, paid(view)) == ("correction", [("cash", -49_00), ("card", 49_00)])


def test_the_lost_ticket_of_an_article_is_found(counter: Opener) -> None:
    at = counter(with_goods)
    sold = sold_scarf(at)
    at.key(Qt.Key.Key_B, CTRL)
    at.press("refund-no-ticket")

    at.scan(SCARF)

    assert sold.number in at.find("refund-which").text()  # type: ignore[attr-defined]


def test_goods_nobody_sold_are_taken_back_at_a_price(counter: Opener) -> None:
    at = counter(with_goods)
    at.key(Qt.Key.Key_B, CTRL)
    at.press("refund-no-ticket")
    at.scan(SCARF)
    assert at.find("no-ticket-price").text() == "49,00"  # type: ignore[attr-defined]

    at.press("no-ticket-give")

    view = last_sale(at.shop)
    assert (view.kind, view.refund_of, view.due) == ("refund", "", Money(-49_00))
    assert paid(view) == [("credit_note", -49_00)]


def test_the_panel_fits_a_small_screen_in_both_languages(counter: Opener) -> None:
    at = pay_for(counter(with_goods, size=(1024, 768)), BREAD, SCARF)
    at.key(Qt.Key.Key_O, CTRL)
    hint = at.window.minimumSizeHint()
    assert hint.width() <= 1024
    assert hint.height() <= 720


def test_a_gift_card_is_sold_like_goods_and_its_code_is_given(counter: Opener) -> None:
    at = counter(with_goods)
    at.key(Qt.Key.Key_L, CTRL)
    at.type("30")
    at.press("free-gift-card")
    at.key(Qt.Key.Key_F12)
    at.key(Qt.Key.Key_F6)

    view = last_sale(at.shop)
    (card,) = vouchers.of_sale(at.shop, view.id)
    assert (view.gross, view.outside, card.balance) == (Money(0), Money(30_00), Money(30_00))
    assert card.spaced_code in at.text("banner-words")


def test_the_terminal_is_set_and_tried_without_asking_for_money(
    counter: Opener, simulated: Callable[..., TerminalSimulator]
) -> None:
    simulator = simulated()
    at = counter(with_goods)
    at.settings("payments")
    field = at.find("settings-terminal-address")
    assert isinstance(field, QLineEdit)
    field.setText("nowhere:x")
    at.press("settings-terminal-test")
    assert "adresse" in at.text("settings-terminal-standing")
    field.setText(simulator.address)
    at.press("settings-terminal-test")
    assert at.text("settings-terminal-standing") == "Le terminal répond."

    at.press("settings-save")

    assert at.shop.settings.terminal == simulator.address
    assert simulator.asked == []


def test_a_customer_pays_a_part_of_what_is_owed(counter: Opener) -> None:
    at = counter(with_goods)
    who = customers.add(at.shop, CustomerDraft(name="Mme Roux"))
    at.scan(SCARF)
    at.window.screen_of("sale").change(lambda cart: cart.for_buyer(who.buyer))  # type: ignore[attr-defined]
    at.key(Qt.Key.Key_F12)
    at.key(Qt.Key.Key_D, CTRL)
    at.window.go("customers")
    at.settle()
    at.press("customer-0")
    at.press("customer-settle")
    assert at.text("pay-due") == "49,00\u00a0€"
    at.type("20")
    at.key(Qt.Key.Key_F6)

    assert customers.customer(at.shop, who.id).owes == Money(29_00)
    assert till_sessions.till_state(at.shop).expected_cash == Money(120_00)
    assert paid(last_sale(at.shop)) == [("cash", 20_00), ("on_account", -20_00)]


def test_who_leaves_while_the_terminal_is_asked_is_called_back(
    counter: Opener, simulated: Callable[..., TerminalSimulator], qtbot: QtBot
) -> None:
    simulator = simulated(Fault.HANGS)
    at = pay_for(counter(connected(simulator)), SCARF)
    talk = at.window.screen_of("sale").panels.payment._talk  # type: ignore[attr-defined]
    with qtbot.waitSignal(talk.asking):
        at.find("pay-card").click()  # type: ignore[attr-defined]
    assert simulator.was_asked.wait(20)
    at.window.screen_of("sale").step_back()
    assert not at.sees("terminal-asked")

    talk.cancel()
    at.settle()

    assert "49,00" in at.text("terminal-which")
    at.key(Qt.Key.Key_Return, CTRL)
    assert paid(last_sale(at.shop)) == [("card", 49_00)]


def test_the_window_closes_while_the_terminal_is_silent(
    counter: Opener, simulated: Callable[..., TerminalSimulator], qtbot: QtBot
) -> None:
    simulator = simulated(Fault.HANGS)
    at = pay_for(counter(connected(simulator)), SCARF)
    talk = at.window.screen_of("sale").panels.payment._talk  # type: ignore[attr-defined]
    with qtbot.waitSignal(talk.asking):
        at.find("pay-card").click()  # type: ignore[attr-defined]
    assert simulator.was_asked.wait(20)

    at.desk.tasks.close()

    (left,) = card_payments.open_payments(at.shop)
    assert left.state == "asked"


@pytest.mark.parametrize("fault", [Fault.NONE, Fault.REFUSES, Fault.DROPS_IN_ANSWER])
def test_whatever_the_terminal_does_is_told_to_the_journal(
    counter: Opener, simulated: Callable[..., TerminalSimulator], fault: Fault
) -> None:
    at = pay_for(counter(connected(simulated(fault))), SCARF)
    at.key(Qt.Key.Key_F7)
    with at.shop.look() as look:
        rows = look.connection.exec_driver_sql(
            "SELECT c FROM journal_record WHERE kind = 'EVENT' ORDER BY seq"
        ).all()
    codes = [code for row in rows for code in (440, 441) if f'"code":{code}'.encode() in row.c]
    assert codes == ([440] if fault is Fault.DROPS_IN_ANSWER else [440, 441])


def with_a_printer(builder: AShop) -> AShop:
    address = f"folder://{builder.folder}/papers"
    printer = PrinterSettings(code="counter", address=address)
    return with_goods(builder).with_settings(printers=(printer,), receipt_printer="counter")


def test_a_note_is_printed_before_payment_and_the_payment_goes_on(counter: Opener) -> None:
    at = pay_for(counter(with_a_printer), SCARF)

    at.key(Qt.Key.Key_J, CTRL)

    with at.shop.look() as look:
        kinds = look.connection.exec_driver_sql("SELECT kind FROM print_job").scalars().all()
    assert kinds == ["note"]
    assert selling.sales_today(at.shop) == ()
    at.key(Qt.Key.Key_F6)
    assert paid(last_sale(at.shop)) == [("cash", 49_00)]


def test_there_is_no_note_of_money_that_pays_for_nothing_now(counter: Opener) -> None:
    at = pay_for(counter(with_a_printer), SCARF)
    at.find("pay-print-note")
    at.type("20")
    at.key(Qt.Key.Key_P, CTRL)

    at.key(Qt.Key.Key_J, CTRL)

    assert at.window.findChild(QPushButton, "pay-print-note").isHidden()
    with at.shop.look() as look:
        assert look.connection.exec_driver_sql("SELECT kind FROM print_job").all() == []


def test_a_means_that_gives_no_change_is_off_when_it_is_too_much(counter: Opener) -> None:
    at = pay_for(counter(with_goods), SCARF)

    at.type("50")

    assert at.find("pay-cash-exact").isEnabled()
    assert not at.find("pay-card").isEnabled()
    at.key(Qt.Key.Key_F7)
    assert at.sees("pay-problem")
    at.key(Qt.Key.Key_Backspace)
    assert at.find("pay-card").isEnabled()


def test_the_ways_to_pay_show_their_keys(counter: Opener) -> None:
    at = pay_for(counter(with_goods), SCARF)

    assert at.text("pay-cash-exact").endswith("F6")
    assert at.text("pay-card").endswith("F7")
